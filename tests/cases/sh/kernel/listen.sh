#!/bin/sh
# listen: A title, with 'quotes' of listen and a line
#
# Rule: xccdf_example_rule_listen
# Severity: high
# References: CCI-000001
#
# Usage: sh listen.sh
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
	want protocol 'pattern match' 'all' literal '.'
	want local_address 'pattern match' 'all' literal '.'
	want local_port 'greater than' 'all' literal '0'
	asks program_name user_id
	probe inetlisteningservers target ''
}

state_1() {
	state AND
	entity program_name '' 'equals' string 'all' 'all' literal 'server'
	entity user_id '' 'equals' int 'all' 'all' literal '33'
	entity local_full_address '' 'equals' string 'all' 'all' literal '127.0.0.1:80'
}
