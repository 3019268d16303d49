#!/bin/sh
# runlevel: A title, with 'quotes' of runlevel and a line
#
# Rule: xccdf_example_rule_runlevel
# Severity: high
# References: CCI-000001
#
# Usage: sh runlevel.sh
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	run_host "$@"
}

rule() {
	check_test object_1 at_least_one_exists 'all' AND 'of runlevel' state_1
	decide
}

object_1() {
	want service_name 'equals' 'all' literal 'cron'
	want runlevel 'pattern match' 'all' literal '[23]'
	probe runlevel target ''
}

state_1() {
	state AND
	entity start '' 'equals' boolean 'all' 'all' literal 'true'
}
