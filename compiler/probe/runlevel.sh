# runlevel.sh: probe_runlevel, which services System V's init starts and stops
# in which runlevel.  Needs root.sh and system.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_runlevel: an item for each wanted service and runlevel
probe_runlevel() {
	file_root
	runlevel_names /etc/init.d || return 0
	pl_services=''
	for pl_name in $NAMES; do
		case $pl_name in
		README | skeleton | functions | rc | rcS | rc.local) ;;
		*) pl_services="$pl_services$pl_name$nl" ;;
		esac
	done
	for pl_level in 0 1 2 3 4 5 6; do
		runlevel_names "/etc/rc$pl_level.d" ||
			runlevel_names "/etc/rc.d/rc$pl_level.d" || continue
		item_fits runlevel string "$pl_level" || continue
		for pl_name in $pl_services; do
			if item_fits service_name string "$pl_name"; then
				runlevel_item
			fi
		done
	done
}

# runlevel_names DIRECTORY: NAMES in it; fails where there is none, or flagged
runlevel_names() {
	NAMES=''
	if ! root_path "$1"; then
		[ -z "$WHY" ] || system_failed "$1: $WHY"
		return 1
	fi
	[ -d "$REAL" ] || return 1
	if [ ! -r "$REAL" ]; then
		system_failed "$1: no right to read it"
		return 1
	fi
	set +f
	for rn_file in "$REAL"/*; do
		rn_file=${rn_file##*/}
		case $rn_file in
		\* | *"$nl"*) ;;
		*) NAMES="$NAMES$rn_file$nl" ;;
		esac
	done
	set -f
}

# runlevel_item: the item of pl_name in pl_level, whose links are NAMES
runlevel_item() {
	ri_start=false ri_kill=false
	for ri_link in $NAMES; do
		case $ri_link in
		S[0-9][0-9]"$pl_name") ri_start=true ;;
		K[0-9][0-9]"$pl_name") ri_kill=true ;;
		esac
	done
	encode "$pl_name"
	item_new "$V in runlevel $pl_level"
	item_line service_name "$V"
	item_line runlevel "$pl_level"
	item_line start "$ri_start"
	item_line kill "$ri_kill"
}
