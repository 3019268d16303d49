#!/bin/sh
# less: A title, with 'quotes' of less and a line
#
# Rule: xccdf_example_rule_less
# Severity: high
# References: CCI-000001
#
# Usage: sh less.sh
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
	check_test object_3 none_exist 'all' AND ''
	decide
}

object_1() {
	want filepath 'equals' 'all' literal '/etc/fifo'
	want pattern 'pattern match' 'all' literal 'a'
	want instance 'equals' 'all' literal '1'
	probe textfilecontent54 target ''
}

object_2() {
	want filepath 'equals' 'all' literal '/etc/fifo'
	want pattern 'pattern match' 'all' literal 'b'
	want instance 'equals' 'all' literal '1'
	probe textfilecontent54 target ''
}

object_3() {
	set_open
	object_1
	set_keep
	object_2
	set_keep
	set_operator COMPLEMENT 2
}
