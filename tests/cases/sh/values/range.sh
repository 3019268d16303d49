#!/bin/sh
# range: A title, with 'quotes' of range and a line
#
# Rule: xccdf_example_rule_range
# Severity: high
# References: CCI-000001
#
# Usage: sh range.sh
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
# Value: AUDITC_VALUE_range, else the default below
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	run_host "$@"
}

rule() {
	check_test object_1 at_least_one_exists 'all' AND ''
	decide
}

variable_1() {
	external 'range' text '5'
	values_typed int
	values_possible int possible_1
}

possible_1() {
	possible AND
	restriction 'greater than' '0'
	restriction 'less than or equal' '5'
	possible OR
	restriction 'equals' '9'
}

object_1() {
	want var_ref 'equals' 'all' variable variable_1
	probe variable target ''
}
