#!/bin/sh
# kernel: A title, with 'quotes' of kernel and a line
#
# Rule: xccdf_example_rule_kernel
# Severity: high
# References: CCI-000001
#
# Usage: sh kernel.sh [CONTAINER...]
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	facts_of container '{"Id":{{json (index . "Id")}},"Name":{{json (index . "Name")}},"State":{{with index . "State"}}{"Pid":{{json (index . "Pid")}},"Status":{{json (index . "Status")}}}{{else}}null{{end}}}' \
		'Id' \
		'Name' \
		'State.Pid' \
		'State.Status'
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
	operator AND 12
	decide
}

object_1() {
	want fact 'equals' 'all' literal 'root.readonly'
	probe kernel target ''
}

object_2() {
	want fact 'equals' 'all' literal 'ns.pid'
	probe kernel target ''
}

object_3() {
	want fact 'equals' 'all' literal 'caps.bounding[]'
	probe kernel target ''
}

object_4() {
	want fact 'equals' 'all' literal 'seccomp'
	probe kernel target ''
}

object_5() {
	want fact 'equals' 'all' literal 'no_new_privs'
	probe kernel target ''
}

object_6() {
	want fact 'equals' 'all' literal 'uid'
	probe kernel target ''
}

object_7() {
	want fact 'equals' 'all' literal 'memory.limit'
	probe kernel target ''
}

object_8() {
	want fact 'equals' 'all' literal 'pids.limit'
	probe kernel target ''
}

object_9() {
	want fact 'equals' 'all' literal 'cpu.shares'
	probe kernel target ''
}

object_10() {
	want fact 'equals' 'all' literal 'cgroup.path'
	probe kernel target ''
}

object_11() {
	want fact 'equals' 'all' literal 'mounts[]'
	probe kernel target ''
}

object_12() {
	want fact 'equals' 'all' literal 'listen[]'
	probe kernel target ''
}
