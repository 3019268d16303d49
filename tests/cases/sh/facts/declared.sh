#!/bin/sh
# declared: A title, with 'quotes' of declared and a line
#
# Rule: xccdf_example_rule_declared
# Severity: high
# References: CCI-000001
#
# Usage: sh declared.sh [CONTAINER...]
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	facts_of container '{"Id":{{json (index . "Id")}},"Name":{{json (index . "Name")}},"State":{{with index . "State"}}{"Status":{{json (index . "Status")}},"Pid":{{json (index . "Pid")}},"Health":{{with index . "Health"}}{"Status":{{json (index . "Status")}}}{{else}}null{{end}},"Healthcheck":{{with index . "Healthcheck"}}{"Status":{{json (index . "Status")}}}{{else}}null{{end}}}{{else}}null{{end}},"HostConfig":{{with index . "HostConfig"}}{"PidMode":{{json (index . "PidMode")}},"NetworkMode":{{json (index . "NetworkMode")}},"Privileged":{{json (index . "Privileged")}},"CapAdd":{{json (index . "CapAdd")}},"CapDrop":{{json (index . "CapDrop")}},"SecurityOpt":{{json (index . "SecurityOpt")}},"PortBindings":{{json (index . "PortBindings")}},"PublishAllPorts":{{json (index . "PublishAllPorts")}},"Devices":{{json (index . "Devices")}},"DeviceCgroupRules":{{json (index . "DeviceCgroupRules")}},"DeviceRequests":{{json (index . "DeviceRequests")}},"RestartPolicy":{{with index . "RestartPolicy"}}{"Name":{{json (index . "Name")}},"MaximumRetryCount":{{json (index . "MaximumRetryCount")}}}{{else}}null{{end}},"Ulimits":{{json (index . "Ulimits")}}}{{else}}null{{end}},"AppArmorProfile":{{json (index . "AppArmorProfile")}},"NetworkSettings":{{with index . "NetworkSettings"}}{"Ports":{{json (index . "Ports")}}}{{else}}null{{end}},"Mounts":{{json (index . "Mounts")}},"Config":{{with index . "Config"}}{"User":{{json (index . "User")}},"Labels":{{json (index . "Labels")}}}{{else}}null{{end}},"ExecIDs":{{json (index . "ExecIDs")}}}' \
		'Id' \
		'Name' \
		'State.Status' \
		'State.Pid' \
		'HostConfig.PidMode' \
		'HostConfig.NetworkMode' \
		'HostConfig.Privileged' \
		'HostConfig.CapAdd[]' \
		'HostConfig.CapDrop[]' \
		'HostConfig.SecurityOpt[]' \
		'AppArmorProfile' \
		'HostConfig.PortBindings{}[]' \
		'HostConfig.PublishAllPorts' \
		'NetworkSettings.Ports{}[]' \
		'Mounts[]' \
		'Config.User' \
		'ExecIDs[]' \
		'HostConfig.Devices[]' \
		'HostConfig.DeviceCgroupRules[]' \
		'HostConfig.DeviceRequests[]' \
		'HostConfig.RestartPolicy.Name' \
		'HostConfig.RestartPolicy.MaximumRetryCount' \
		'State.Health.Status' \
		'State.Healthcheck.Status' \
		'Config.Labels{}' \
		'HostConfig.Ulimits[]'
	run_containers "$@"
}

rule() {
	check_test object_1 any_exist 'all' AND ''
	check_test object_2 any_exist 'all' AND ''
	check_test object_3 any_exist 'all' AND ''
	check_test object_4 any_exist 'all' AND ''
	check_test object_5 any_exist 'all' AND ''
	check_test object_6 any_exist 'all' AND ''
	check_test object_7 any_exist 'all' AND ''
	check_test object_8 any_exist 'all' AND ''
	check_test object_9 any_exist 'all' AND ''
	check_test object_10 any_exist 'all' AND ''
	check_test object_11 any_exist 'all' AND ''
	check_test object_12 any_exist 'all' AND ''
	check_test object_13 any_exist 'all' AND ''
	check_test object_14 any_exist 'all' AND ''
	check_test object_15 any_exist 'all' AND ''
	check_test object_16 any_exist 'all' AND ''
	check_test object_17 any_exist 'all' AND ''
	operator AND 17
	decide
}

object_1() {
	want path 'equals' 'all' literal 'derived.Running'
	probe container target ''
}

object_2() {
	want path 'equals' 'all' literal 'derived.PidMode'
	probe container target ''
}

object_3() {
	want path 'equals' 'all' literal 'derived.NetworkMode'
	probe container target ''
}

object_4() {
	want path 'equals' 'all' literal 'derived.Capabilities[]'
	probe container target ''
}

object_5() {
	want path 'equals' 'all' literal 'derived.Seccomp'
	probe container target ''
}

object_6() {
	want path 'equals' 'all' literal 'derived.NoNewPrivileges'
	probe container target ''
}

object_7() {
	want path 'equals' 'all' literal 'derived.AppArmorProfile'
	probe container target ''
}

object_8() {
	want path 'equals' 'all' literal 'derived.SELinuxDisabled'
	probe container target ''
}

object_9() {
	want path 'equals' 'all' literal 'derived.Ports[]'
	probe container target ''
}

object_10() {
	want path 'equals' 'all' literal 'derived.Mounts[]'
	probe container target ''
}

object_11() {
	want path 'equals' 'all' literal 'derived.Uid'
	probe container target ''
}

object_12() {
	want path 'equals' 'all' literal 'derived.Execs[]'
	probe container target ''
}

object_13() {
	want path 'equals' 'all' literal 'derived.DeviceRequests[]'
	probe container target ''
}

object_14() {
	want path 'equals' 'all' literal 'derived.RestartPolicy'
	probe container target ''
}

object_15() {
	want path 'equals' 'all' literal 'derived.HealthStatus'
	probe container target ''
}

object_16() {
	want path 'equals' 'all' literal 'Config.Labels{}'
	probe container target ''
}

object_17() {
	want path 'equals' 'all' literal 'HostConfig.Ulimits[]'
	probe container target ''
}
