#!/bin/sh
# v-count: A title, with 'quotes' of v-count and a line
#
# Rule: xccdf_example_rule_v-count
# Severity: high
# References: CCI-000001
#
# Usage: sh v-count.sh
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
	remember 1 int local_1
	check_test object_3 all_exist 'all' AND '' state_1
	decide
}

object_1() {
	want username 'pattern match' 'all' literal '^u'
	probe password target ''
}

object_2() {
	want username 'equals' 'all' literal 'nobody-there'
	probe password target ''
}

local_1() {
	component_object object_1 home_dir ''
	component_object object_2 home_dir ''
	component_count 2 lack
}

variable_1() {
	recall 1
}

object_3() {
	want var_ref 'equals' 'all' variable variable_1
	probe variable target ''
}

state_1() {
	state AND
	entity value '' 'equals' int 'at least one' 'all' literal '2'
}
