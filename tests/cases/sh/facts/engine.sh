#!/bin/sh
# engine: A title, with 'quotes' of engine and a line
#
# Rule: xccdf_example_rule_engine
# Severity: high
# References: CCI-000001
#
# Usage: sh engine.sh
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	run_engines "$@"
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
	operator AND 10
	decide
}

object_1() {
	want path 'equals' 'all' literal 'derived.Kind'
	probe engine engine ''
}

object_2() {
	want path 'equals' 'all' literal 'derived.SwarmManager'
	probe engine engine ''
}

object_3() {
	want path 'equals' 'all' literal 'derived.Files[]'
	probe engine engine ''
}

object_4() {
	want path 'equals' 'all' literal 'daemon.hosts[]'
	probe engine engine ''
}

object_5() {
	want path 'equals' 'all' literal 'daemon.log-driver'
	probe engine engine ''
}

object_6() {
	want path 'equals' 'all' literal 'daemon.log-opts.max-size'
	probe engine engine ''
}

object_7() {
	want path 'equals' 'all' literal 'daemon.userland-proxy'
	probe engine engine ''
}

object_8() {
	want path 'equals' 'all' literal 'daemon.config-file'
	probe engine engine ''
}

object_9() {
	want path 'equals' 'all' literal 'daemon.listeners[]'
	probe engine engine ''
}

object_10() {
	want path 'equals' 'all' literal 'info.Driver'
	probe engine engine ''
}
