# environmentvariable.sh: probe_environmentvariable, the environment of the
# process that evaluates.  Needs environmentvariable58.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_environmentvariable: an item for each wanted variable
probe_environmentvariable() {
	system_runs 'not applicable' || return 0
	environment_item "${AUDITC_PID:-$$}" own
}
