#!/bin/sh
# circle: A title, with 'quotes' of circle and a line
#
# Rule: xccdf_example_rule_circle
# Severity: high
# References: CCI-000001
#
# Usage: sh circle.sh
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
	check_test object_1 only_one_exists 'all' AND ''
	decide
}

object_1() {
	want path 'not equal' 'all' literal '/none'
	want filename 'equals' 'all' literal 'here'
	probe file target ''
}
