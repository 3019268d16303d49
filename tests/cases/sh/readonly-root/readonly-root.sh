#!/bin/sh
# readonly-root: A title, with 'quotes' of readonly-root and a line
#
# Rule: xccdf_io.auditc_rule_readonly-root
# Severity: high
# References: CCI-000001
#
# Usage: sh readonly-root.sh [CONTAINER...]
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	facts_of container '{"Id":{{json (index . "Id")}},"Name":{{json (index . "Name")}},"HostConfig":{{with index . "HostConfig"}}{"ReadonlyRootfs":{{json (index . "ReadonlyRootfs")}}}{{else}}null{{end}},"State":{{with index . "State"}}{"Pid":{{json (index . "Pid")}},"Status":{{json (index . "Status")}}}{{else}}null{{end}}}' \
		'Id' \
		'Name' \
		'HostConfig.ReadonlyRootfs' \
		'State.Pid' \
		'State.Status'
	run_containers "$@"
}

rule() {
	check_test object_1 at_least_one_exists 'all' AND 'the root file system is read-only' state_1
	agree kernel_side_1
	decide
}

object_1() {
	want path 'equals' 'all' literal 'HostConfig.ReadonlyRootfs'
	probe container target ''
}

state_1() {
	state AND
	entity value '' 'equals' boolean 'all' 'all' literal 'true'
}

object_2() {
	want fact 'equals' 'all' literal 'root.readonly'
	probe kernel target ''
}

state_2() {
	state AND
	entity value '' 'equals' boolean 'all' 'all' literal 'true'
}

kernel_side_1() {
	check_test object_2 at_least_one_exists 'all' AND '' state_2
}
