#!/bin/sh
# union: A title, with 'quotes' of union and a line
#
# Rule: xccdf_example_rule_union
# Severity: high
# References: CCI-000001
#
# Usage: sh union.sh
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
	check_test object_3 at_least_one_exists 'all' AND ''
	decide
}

state_1() {
	state AND
	entity owrite '' 'equals' boolean 'all' 'all' literal 'true'
}

object_1() {
	want path 'pattern match' 'all' literal '^/'
	want filename 'pattern match' 'all' literal '.'
	asks owrite
	probe file target ''
	filter include state_1
}

object_2() {
	want filepath 'pattern match' 'all' literal '\.conf$'
	asks owrite
	probe file target ''
}

object_3() {
	set_open
	object_1
	set_keep
	object_2
	set_keep
	set_operator UNION 2
}
