# apparmorstatus.sh: probe_apparmorstatus, how many profiles AppArmor has on the
# host, and processes under them.  Needs root.sh, system.sh, the tool readlink.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_apparmorstatus: the one item, where AppArmor runs
probe_apparmorstatus() {
	system_runs 'not applicable' || return 0
	if ! root_path /sys/kernel/security/apparmor/profiles; then
		[ -z "$WHY" ] || system_failed "$WHY"
		return 0
	fi
	if ! pa_profiles=$(cat "$REAL" 2>/dev/null); then
		system_failed 'the profiles of AppArmor cannot be read'
		return 0
	fi
	pa_all=0 pa_enforce=0 pa_complain=0
	for pa_line in $pa_profiles; do
		pa_all=$((pa_all + 1))
		case $pa_line in
		?*' (enforce)') pa_enforce=$((pa_enforce + 1)) ;;
		?*' (complain)') pa_complain=$((pa_complain + 1)) ;;
		esac
	done
	pa_run_enforce=0 pa_run_complain=0 pa_run_free=0
	set +f
	for pa_dir in "$PROC"/[0-9]*; do
		apparmor_process
	done
	set -f
	item_new AppArmor
	item_line loaded_profiles_count "$pa_all"
	item_line enforce_mode_profiles_count "$pa_enforce"
	item_line complain_mode_profiles_count "$pa_complain"
	item_line processes_with_profiles_count \
		"$((pa_run_enforce + pa_run_complain + pa_run_free))"
	item_line enforce_mode_processes_count "$pa_run_enforce"
	item_line complain_mode_processes_count "$pa_run_complain"
	item_line unconfined_processes_with_profiles_count "$pa_run_free"
}

# apparmor_process: count the process at pa_dir
apparmor_process() {
	pa_file=$pa_dir/attr/apparmor/current pa_label=''
	[ -e "$pa_file" ] || pa_file=$pa_dir/attr/current
	if ! pa_label=$(head -n 1 "$pa_file" 2>/dev/null); then
		[ ! -d "$pa_dir" ] ||
			system_failed "the profile of process ${pa_dir##*/} cannot be read"
		return 0
	fi
	case $pa_label in
	*' (enforce)') pa_run_enforce=$((pa_run_enforce + 1)) ;;
	*' (complain)') pa_run_complain=$((pa_run_complain + 1)) ;;
	*)
		pa_exe=$(readlink "$pa_dir/exe" 2>/dev/null) || return 0
		[ -n "$pa_exe" ] || return 0
		case $nl$pa_profiles in
		*"$nl$pa_exe ("*) pa_run_free=$((pa_run_free + 1)) ;;
		esac ;;
	esac
}
