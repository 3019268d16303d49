#!/bin/sh
# whole: A title, with 'quotes' of whole and a line
#
# Rule: xccdf_example_rule_whole
# Severity: high
# References: CCI-000001
#
# Usage: sh whole.sh
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
	want name 'equals' 'all' literal 'eth0'
	probe interface target ''
}

state_1() {
	state AND
	entity type '' 'equals' string 'all' 'all' literal 'ARPHRD_ETHER'
	entity hardware_addr '' 'equals' string 'all' 'all' literal '02-FC-00-00-00-01'
	entity inet_addr '' 'equals' ipv4_address 'all' 'all' literal '192.0.2.2'
	entity broadcast_addr '' 'equals' ipv4_address 'all' 'all' literal '192.0.2.31'
	entity netmask '' 'equals' ipv4_address 'all' 'all' literal '255.255.255.224'
}
