#!/bin/sh
# same: A title, with 'quotes' of same and a line
#
# Rule: xccdf_example_rule_same
# Severity: high
# References: CCI-000001
#
# Usage: sh same.sh
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
	check_test object_1 at_least_one_exists 'all' AND 'a '\''comment'\'' $(touch broken)
`touch broken`' state_1 state_2
	decide
}

variable_1() {
	constants '	
 !"#$%&'\''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~äß€😀 '\''\'\'''\'' "" $(x) `x` ${x} \ ' '' '-n' '*'
}

object_1() {
	want var_ref 'equals' 'all' variable variable_1
	probe variable target ''
}

state_1() {
	state AND
	entity value '' 'equals' string 'at least one' 'all' literal '	
 !"#$%&'\''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~äß€😀 '\''\'\'''\'' "" $(x) `x` ${x} \ '
}

state_2() {
	state AND
	entity value '' 'equals' string 'at least one' 'all' literal ''
}
