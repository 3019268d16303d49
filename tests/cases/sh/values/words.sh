#!/bin/sh
# words: A title, with 'quotes' of words and a line
#
# Rule: xccdf_example_rule_words
# Severity: high
# References: CCI-000001
#
# Usage: sh words.sh
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
# Value: AUDITC_VALUE_words, else the default below
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	run_host "$@"
}

rule() {
	check_test object_1 at_least_one_exists 'all' AND ''
	decide
}

variable_1() {
	external 'words' list 'on' 'off'
	values_possible string possible_1
}

possible_1() {
	possible AND
	restriction 'pattern match' '^o'
}

object_1() {
	want var_ref 'equals' 'all' variable variable_1
	probe variable target ''
}
