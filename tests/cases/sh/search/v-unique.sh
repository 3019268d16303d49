#!/bin/sh
# v-unique: A title, with 'quotes' of v-unique and a line
#
# Rule: xccdf_example_rule_v-unique
# Severity: high
# References: CCI-000001
#
# Usage: sh v-unique.sh
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
	remember 1 string local_1
	check_test object_2 at_least_one_exists 'all' AND '' state_1
	decide
}

object_1() {
	want username 'pattern match' 'all' literal '^u'
	probe password target ''
}

local_1() {
	component_object object_1 home_dir ''
	component_object object_1 home_dir ''
	component_literal '/x'
	component_unique 3
}

variable_1() {
	recall 1
}

object_2() {
	want var_ref 'equals' 'all' variable variable_1
	probe variable target ''
}

state_1() {
	state AND
	entity value '' 'equals' string 'at least one' 'all' literal '/x'
}
