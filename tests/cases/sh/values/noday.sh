#!/bin/sh
# noday: A title, with 'quotes' of noday and a line
#
# Rule: xccdf_example_rule_noday
# Severity: high
# References: CCI-000001
#
# Usage: sh noday.sh
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
	check_test object_1 at_least_one_exists 'all' AND '' state_1
	decide
}

local_1() {
	component_literal '2023-02-29'
	component_literal '0'
	component_time 2 'year_month_day' 'seconds_since_epoch'
}

variable_1() {
	recall 1
}

object_1() {
	want var_ref 'equals' 'all' variable variable_1
	probe variable target ''
}

state_1() {
	state AND
	entity value '' 'equals' int 'all' 'all' literal '0'
}
