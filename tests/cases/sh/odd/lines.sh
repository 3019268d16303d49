#!/bin/sh
# lines: A title, with 'quotes' of lines and a line
#
# Rule: xccdf_example_rule_lines
# Severity: high
# References: CCI-000001
#
# Usage: sh lines.sh
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
	check_test object_1 at_least_one_exists 'all' AND '' state_1
	decide
}

object_1() {
	want path 'equals' 'all' literal '/srv'
	want filename 'pattern match' 'all' literal 'conf$'
	behavior 'recurse' 'directories'
	behavior 'recurse_direction' 'down'
	behavior 'max_depth' '-1'
	asks path
	probe file target ''
}

state_1() {
	state AND
	entity path '' 'pattern match' string 'all' 'all' literal '^/srv/two
lines(/81a4 0 0 1 1 1 1 .)?$'
}
