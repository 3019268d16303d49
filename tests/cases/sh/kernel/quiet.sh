#!/bin/sh
# quiet: A title, with 'quotes' of quiet and a line
#
# Rule: xccdf_example_rule_quiet
# Severity: high
# References: CCI-000001
#
# Usage: sh quiet.sh
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
	check_test object_1 any_exist 'all' AND '' state_1
	decide
}

object_1() {
	want name 'pattern match' 'all' literal '.'
	probe interface target ''
}

state_1() {
	state AND
	entity flag '' 'not equal' string 'all' 'all' literal 'PROMISC'
}
