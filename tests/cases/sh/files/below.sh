#!/bin/sh
# below: A title, with 'quotes' of below and a line
#
# Rule: xccdf_example_rule_below
# Severity: high
# References: CCI-000001
#
# Usage: sh below.sh
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
# Value: AUDITC_VALUE_limit, else the default below
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	run_host "$@"
}

rule() {
	check_test object_1 at_least_one_exists 'all' AND '' state_1
	decide
}

object_1() {
	want glob 'equals' 'all' literal '/etc/conf.d/*.conf'
	want pattern 'pattern match' 'all' literal '^Max\s+([0-9]+)'
	want instance 'greater than or equal' 'all' literal '1'
	asks subexpression
	probe textfilecontent54 target ''
}

variable_1() {
	external 'limit' text '10'
}

state_1() {
	state AND
	entity subexpression '' 'less than or equal' int 'all' 'all' variable variable_1
}
