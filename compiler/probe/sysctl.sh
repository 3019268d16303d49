# sysctl.sh: probe_sysctl, the parameters of the running kernel.  Needs
# system.sh and walk.sh, and the tool find where a name is no plain one.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_sysctl: an item for each wanted parameter that there is
probe_sysctl() {
	system_runs 'not applicable' || return 0
	if [ ! -d "$PROC/sys" ]; then
		system_failed "$PROC/sys is not to be seen"
		return 0
	fi
	wanted name || :
	py_seen=''
	if [ "$W_op" = equals ]; then
		for py_want in $W; do
			decode "${py_want#.}"
			py_name=$V
			case $nl$py_seen$nl in
			*"$nl$py_want$nl"*) continue ;;
			esac
			py_seen="$py_seen$py_want$nl"
			case ".$py_name." in
			*..* | *./* | *"$nl"*) continue ;;
			esac
			sysctl_swap "$py_name"
			sysctl_item "$V"
		done
		return 0
	fi
	py_files=$(cd "$PROC/sys" && {
		find . -type f 2>&1 >&3 | walk_errors >&3
	} 3>&1 | sort) || system_failed "$PROC/sys cannot be listed"
	for py_file in $py_files; do
		case $py_file in
		"E$tab"*)
			system_failed "/proc/sys: ${py_file#"E$tab"}"
			continue ;;
		esac
		sysctl_swap "${py_file#./}"
		py_name=$V
		if item_fits name string "$py_name"; then
			sysctl_item "${py_file#./}"
		fi
	done
}

# sysctl_swap TEXT: V, dots and slashes changed for each other
sysctl_swap() {
	V=$1
	case $V in
	*/*.* | *.*/*) V=$(printf '%s\n' "$V" | tr './' '/.') ;;
	*)
		sw_rest=$V V=''
		while :; do
			case $sw_rest in
			*.*)
				V=$V${sw_rest%%.*}/
				sw_rest=${sw_rest#*.} ;;
			*/*)
				V=$V${sw_rest%%/*}.
				sw_rest=${sw_rest#*/} ;;
			*) break ;;
			esac
		done
		V=$V$sw_rest ;;
	esac
}

# sysctl_item PATH: the item of py_name; none where it can only be written, or
# where the kernel has no value for it
sysctl_item() {
	si_file=$PROC/sys/$1
	if [ ! -f "$si_file" ] || [ -h "$si_file" ]; then
		return 0
	fi
	case $(ls -l "$si_file" 2>/dev/null) in
	?r* | ????r* | ???????r*) ;;
	*) return 0 ;;
	esac
	if si_value=$(cat "$si_file" 2>&1 && printf x); then
		encode "$py_name"
		item_new "sysctl $V"
		item_value name "$py_name"
		si_value=${si_value%x}
		si_value=${si_value%"$nl"}
		while :; do
			item_value value "${si_value%%"$nl"*}"
			case $si_value in
			*"$nl"*) si_value=${si_value#*"$nl"} ;;
			*) break ;;
			esac
		done
		return 0
	fi
	case $1,$si_value in
	*/stable_secret,*'nput/output error'* | *'o such file'*) ;;
	*)
		encode "$py_name"
		COLLECTED="${COLLECTED}E${tab}sysctl $V${tab}it cannot be read$nl" ;;
	esac
}
