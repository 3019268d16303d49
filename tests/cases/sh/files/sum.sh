#!/bin/sh
# sum: A title, with 'quotes' of sum and a line
#
# Rule: xccdf_example_rule_sum
# Severity: high
# References: CCI-000001
#
# Usage: sh sum.sh
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

variable_1() {
	constants '/etc/one' '/etc/two words'
}

object_1() {
	want filepath 'equals' 'at least one' variable variable_1
	behavior 'follow' 'true'
	asks mode owrite owner md5
	probe file target ''
}

state_1() {
	state AND
	entity md5 '' 'equals' string 'all' 'all' literal 'd3b07384d113edec49eaa6238ad5ff00'
}
