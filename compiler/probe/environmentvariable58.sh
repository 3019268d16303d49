# environmentvariable58.sh: probe_environmentvariable58, the environment of
# processes.  Needs system.sh and the tool tr.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_environmentvariable58: an item for each wanted variable of each wanted
# process; of none named, of the one that evaluates
probe_environmentvariable58() {
	system_runs 'not applicable' || return 0
	if ! wanted pid || [ "${want_pid_nil-}" = nil ]; then
		environment_item "${AUDITC_PID:-$$}" own
		return 0
	fi
	if process_hidden; then
		system_failed 'processes of others are hidden (hidepid)'
		return 0
	fi
	set +f
	for pe_dir in "$PROC"/[0-9]*; do
		if item_fits pid int "${pe_dir##*/}"; then
			environment_item "${pe_dir##*/}" ''
		fi
	done
	set -f
}

# environment_item PID [own]: the items of this process
environment_item() {
	ei_proc=$PROC
	[ -z "$2" ] || ei_proc=/proc
	if ! cat "$ei_proc/$1/environ" >/dev/null 2>&1; then
		[ ! -d "$ei_proc/$1" ] || system_failed "the environment of process $1 cannot be read"
		return 0
	fi
	ei_lines=$(tr '\n\000' '\001\n' <"$ei_proc/$1/environ" | encode_lines)
	for ei_line in $ei_lines; do
		case $ei_line in
		?*=*) ;;
		*) continue ;;
		esac
		decode "${ei_line%%=*}"
		if item_fits name string "$V"; then
			item_new "environment ${ei_line%%=*}"
			item_line pid "$1"
			item_line name "${ei_line%%=*}"
			item_line value "${ei_line#*=}"
		fi
	done
}
