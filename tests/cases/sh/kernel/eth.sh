#!/bin/sh
# eth: A title, with 'quotes' of eth and a line
#
# Rule: xccdf_example_rule_eth
# Severity: high
# References: CCI-000001
#
# Usage: sh eth.sh
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
	want interface_name 'equals' 'all' literal 'eth0'
	asks program_name
	probe iflisteners target ''
}

state_1() {
	state AND
	entity protocol '' 'equals' string 'all' 'all' literal 'ETH_P_ALL'
	entity program_name '' 'equals' string 'all' 'all' literal 'sni ffer'
	entity hw_address '' 'equals' string 'all' 'all' literal '02-FC-00-00-00-0A'
}
