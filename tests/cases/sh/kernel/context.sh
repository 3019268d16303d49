#!/bin/sh
# context: A title, with 'quotes' of context and a line
#
# Rule: xccdf_example_rule_context
# Severity: high
# References: CCI-000001
#
# Usage: sh context.sh
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
	check_test object_1 at_least_one_exists 'at least one' AND '' state_1
	decide
}

object_1() {
	want filepath 'pattern match' 'all' literal '^/etc/[a-z]+$'
	probe selinuxsecuritycontext target ''
}

state_1() {
	state AND
	entity user '' 'equals' string 'all' 'all' literal 'u_u'
	entity role '' 'equals' string 'all' 'all' literal 'object_r'
	entity type '' 'equals' string 'all' 'all' literal 'x_t'
	entity low_sensitivity '' 'equals' string 'all' 'all' literal 's0'
	entity high_sensitivity '' 'equals' string 'all' 'all' literal 's1'
	entity high_category '' 'equals' string 'all' 'all' literal 'c0.c3'
	entity rawhigh_category '' 'equals' string 'all' 'all' literal 'c0.c3'
}
