# file.sh: probe_file, what a file is, whose, and who may do what.  Needs
# root.sh and files.sh, and the tool stat.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_file: an item for each wanted file that is there
probe_file() {
	files_wanted
	if ! command -v stat >/dev/null 2>&1; then
		COLLECTED="F${tab}error${tab}stat is not installed$nl"
		return 0
	fi
	for pf_path in $FILES; do
		behavior_value follow false
		pf_follow=$V pf_how=''
		[ "$V" = true ] || pf_how='link'
		decode "$pf_path"
		if root_path "$V" "$pf_how"; then
			file_meant && file_item
		elif [ -n "$WHY" ]; then
			COLLECTED="${COLLECTED}E$tab$pf_path$tab$WHY$nl"
		fi
	done
}

# file_meant: OVAL's files are no directories; without a name they are
file_meant() {
	[ "$pf_follow" != true ] || return 0
	if [ "${want_filename_nil-}" = nil ]; then
		[ -d "$REAL" ]
	else
		[ ! -d "$REAL" ] || [ -h "$REAL" ]
	fi
}

# file_item: the item of pf_path, whose file is REAL
file_item() {
	if ! fi_stat=$(stat -c '%f %u %g %s %X %Y %Z' -- "$REAL" 2>/dev/null); then
		COLLECTED="${COLLECTED}E$tab$pf_path${tab}it cannot be looked at$nl"
		return 0
	fi
	IFS=' ' read -r fi_mode fi_uid fi_gid fi_size fi_a fi_m fi_c <<-END
	$fi_stat
	END
	fi_mode=$((0x$fi_mode))
	COLLECTED="${COLLECTED}I$tab$pf_path$nl"
	if [ "${want_filename_nil-}" = nil ]; then
		file_value path "$pf_path"
	else
		file_value filepath "$pf_path"
		fi_dir=${pf_path%/*}
		file_value path "${fi_dir:-/}"
		file_value filename "${pf_path##*/}"
	fi
	case $((fi_mode & 61440)) in
	32768) file_value type regular ;;
	16384) file_value type directory ;;
	40960) file_value type 'symbolic link' ;;
	4096) file_value type fifo ;;
	49152) file_value type socket ;;
	24576) file_value type 'block special' ;;
	8192) file_value type 'character special' ;;
	esac
	file_value user_id "$fi_uid"
	file_value group_id "$fi_gid"
	file_value size "$fi_size"
	file_value a_time "$fi_a"
	file_value m_time "$fi_m"
	file_value c_time "$fi_c"
	file_value mode "$((fi_mode & 4095))"
	fi_bit=2048
	for fi_name in suid sgid sticky uread uwrite uexec gread gwrite gexec \
		oread owrite oexec; do
		if [ $((fi_mode & fi_bit)) -eq 0 ]; then
			file_value "$fi_name" false
		else
			file_value "$fi_name" true
		fi
		fi_bit=$((fi_bit / 2))
	done
	root_name passwd "$fi_uid"
	file_value owner "${V:-$fi_uid}"
	root_name group "$fi_gid"
	file_value group "${V:-$fi_gid}"
	[ "$((fi_mode & 61440))" -ne 32768 ] || file_content
}

# file_value FIELD VALUE: of the item above, the value encoded
file_value() {
	COLLECTED="${COLLECTED}V$tab$1$tab$tab$2$nl"
}

# file_content: what is told of regular files only, with the tools there are
file_content() {
	case $STATES in
	*md5*)
		if fc_sum=$(md5sum <"$REAL" 2>/dev/null); then
			file_value md5 "${fc_sum%% *}"
		else
			COLLECTED="${COLLECTED}F${tab}error${tab}no md5sum of $pf_path$nl"
		fi ;;
	esac
	case $STATES in
	*attributes*)
		if fc_sum=$(lsattr -d -- "$REAL" 2>/dev/null); then
			fc_sum=${fc_sum%% *}
			file_value attributes "$(printf '%s\n' "$fc_sum" | tr -d -)"
		else
			COLLECTED="${COLLECTED}F${tab}error${tab}no lsattr of $pf_path$nl"
		fi ;;
	esac
	case $STATES in
	*has_extended_acl*)
		case $(ls -ld -- "$REAL" 2>/dev/null) in
		??????????+*) file_value has_extended_acl true ;;
		?*) file_value has_extended_acl false ;;
		esac ;;
	esac
}
