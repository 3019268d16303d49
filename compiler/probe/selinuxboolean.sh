# selinuxboolean.sh: probe_selinuxboolean, SELinux's booleans, as the host's
# kernel has them.  Needs root.sh and system.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_selinuxboolean: an item for each wanted boolean
probe_selinuxboolean() {
	system_runs 'not applicable' || return 0
	if ! root_path /sys/fs/selinux/booleans; then
		[ -z "$WHY" ] || system_failed "$WHY"
		return 0
	fi
	[ -d "$REAL" ] || return 0
	if [ ! -r "$REAL" ] || [ ! -x "$REAL" ]; then
		system_failed 'no right to read the booleans'
		return 0
	fi
	pb_dir=$REAL
	set +f
	for pb_file in "$pb_dir"/* "$pb_dir"/.[!.]*; do
		[ -e "$pb_file" ] || [ -h "$pb_file" ] || continue
		if item_fits name string "${pb_file##*/}"; then
			boolean_item
		fi
	done
	set -f
}

# boolean_item: the item of pb_file: two digits, what is and what is to be
boolean_item() {
	encode "${pb_file##*/}"
	pb_line=''
	if [ -f "$pb_file" ] && [ ! -h "$pb_file" ]; then
		IFS= read -r pb_line 2>/dev/null <"$pb_file" || :
	fi
	case $pb_line in
	[01]' '[01]*) ;;
	*)
		COLLECTED="${COLLECTED}E${tab}SELinux boolean $V${tab}of another form$nl"
		return 0 ;;
	esac
	item_new "SELinux boolean $V"
	item_line name "$V"
	case $pb_line in
	1*) item_line current_status true ;;
	*) item_line current_status false ;;
	esac
	case $pb_line in
	??1*) item_line pending_status true ;;
	*) item_line pending_status false ;;
	esac
}
