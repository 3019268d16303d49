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
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	run_host "$@"
}

rule() {
	check_test object_1 only_one_exists 'all' AND '' state_1
	decide
}

object_1() {
	want filepath 'pattern match' 'all' literal '/one[.]conf$'
	want pattern 'pattern match' 'all' literal '^key'
	want instance 'equals' 'all' literal '1'
	probe textfilecontent54 target ''
}

state_1() {
	state AND
	entity path '' 'equals' string 'all' 'all' literal '/srv/two
lines'
}
