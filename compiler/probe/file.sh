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
	behavior_value follow false
	pf_follow=$V pf_lines=''
	case $pf_follow,$FILES,$nl$STATES$nl in
	true,* | *,*"${nl}md5$nl"* | *,*"${nl}attributes$nl"* | \
		*,*"${nl}has_extended_acl$nl"*) pf_each=1 ;;
	*,*"$tab"*) pf_each='' ;;
	*) pf_each=1 ;;
	esac
	if [ -z "$pf_each" ]; then
		pf_lines=$FILES
	else
		for pf_line in $FILES; do
			file_of "$pf_line"
			file_look
		done
	fi
	COLLECTED=$COLLECTED$(printf '%s' "$pf_lines" | file_items)
	COLLECTED=$COLLECTED${COLLECTED:+$nl}
}

# file_is_directory: is REAL, at pf_path, one?  Or a link to one, for a filepath
file_is_directory() {
	[ -h "$REAL" ] || {
		[ -d "$REAL" ]
		return
	}
	wanted filepath || return 1
	pf_real=$REAL
	if root_path "$pf_path" && [ -d "$REAL" ]; then
		return 0
	fi
	REAL=$pf_real
	return 1
}

# file_look: FILE as one more of pf_lines, what stat says of it behind it
file_look() {
	decode "$FILE"
	pf_path=$V pf_how=''
	if [ "$pf_follow" = true ] || [ -z "$FILE_own" ]; then
		[ "$pf_follow" = true ] || pf_how='link'
		if [ -n "$FILES_directory" ] && [ -n "$pf_how" ]; then
			root_path "$pf_path" && [ -d "$REAL" ] || return 0
		fi
		if ! root_path "$pf_path" $pf_how; then
			[ -z "$WHY" ] ||
				COLLECTED="${COLLECTED}E$tab$FILE$tab$WHY$nl"
			return 0
		fi
		if [ -n "$pf_how" ] && [ -z "$FILES_directory" ] &&
			file_is_directory; then
			return 0
		fi
		if ! FILE_stat=$(stat -c '%f %u %g %s %X %Y %Z' -- "$REAL" 2>/dev/null); then
			COLLECTED="${COLLECTED}E$tab$FILE${tab}it cannot be looked at$nl"
			return 0
		fi
	else
		REAL=$FILE_own
	fi
	pf_more=''
	[ ! -f "$REAL" ] || [ -h "$REAL" ] || file_content
	pf_lines="$pf_lines$FILE$tab$tab$FILE_stat$pf_more$nl"
}

# file_items: from lines of FILES to items with the fields that are looked at
file_items() {
	fi_passwd='' fi_group=''
	case $nl$STATES$nl in
	*"${nl}owner$nl"* | *"${nl}group$nl"*)
		root_readable /etc/passwd 8388608 && fi_passwd=$REAL
		root_readable /etc/group 8388608 && fi_group=$REAL ;;
	esac
	ASK=$STATES PASSWD=$fi_passwd GROUP=$fi_group awk -F '\t' \
		-v directory="$FILES_directory" '
	function value(field, text) {
		if (field in ask)
			print "V\t" field "\t\t" text
	}
	function hex(text,   i, n) {
		n = 0
		for (i = 1; i <= length(text); i++)
			n = n * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
		return n
	}
	function enc(s,   i, c, out) {
		if (s !~ /[\001-\037\177\\]/)
			return s
		out = ""
		for (i = 1; i <= length(s); i++) {
			c = substr(s, i, 1)
			out = out ((c in esc) ? esc[c] : c)
		}
		return out
	}
	function names(file, of,   line, part) {
		while (file != "" && (getline line < file) > 0) {
			split(line, part, ":")
			if (part[3] !~ /^[0-9]+$/)
				continue
			sub(/^0+/, "", part[3]) # which some take for octal
			if (!((of, part[3] + 0) in name))
				name[of, part[3] + 0] = enc(part[1])
		}
	}
	function called(of, number) {
		return (of, number + 0) in name ? name[of, number + 0] : number
	}
	BEGIN {
		n = split(ENVIRON["ASK"], list, "\n")
		for (i = 1; i <= n; i++)
			ask[list[i]] = 1
		ask["path"] = ask["filepath"] = ask["filename"] = ask["type"] = 1
		for (i = 1; i < 128; i++)
			if (i < 32 || i == 127)
				esc[sprintf("%c", i)] = sprintf("\\0%03o", i)
		esc["\\"] = "\\\\"
		names(ENVIRON["PASSWD"], "u")
		names(ENVIRON["GROUP"], "g")
		split("fifo,character special,,directory,,block special,,regular" \
		    ",,symbolic link,,socket", type, ",")
		nbit = split("oexec owrite oread gexec gwrite gread uexec uwrite " \
		    "uread sticky sgid suid", bit, " ")
	}
	{
		split($3, stat, " ")
		mode = hex(stat[1])
		print "I\t" $1
		dir = $1
		sub("/[^/]*$", "", dir)
		base = substr($1, length(dir) + 2)
		if (directory) {
			value("path", $1)
		} else {
			value("filepath", $1)
			value("path", dir == "" ? "/" : dir)
			value("filename", base)
		}
		value("type", type[int(mode / 4096)])
		value("user_id", stat[2])
		value("group_id", stat[3])
		value("size", stat[4])
		value("a_time", stat[5])
		value("m_time", stat[6])
		value("c_time", stat[7])
		mode %= 4096
		value("mode", mode)
		for (i = 1; i <= nbit; i++) {
			value(bit[i], mode % 2 ? "true" : "false")
			mode = int(mode / 2)
		}
		value("owner", called("u", stat[2]))
		value("group", called("g", stat[3]))
		for (i = 4; i <= NF; i++) {
			at = index($i, "=")
			value(substr($i, 1, at - 1), substr($i, at + 1))
		}
	}'
}

# file_content: pf_more, what is told of regular files only, with the tools
# there are
file_content() {
	case $nl$STATES$nl in
	*"${nl}md5$nl"*)
		if ! root_small 1073741824; then
			COLLECTED="${COLLECTED}F${tab}error${tab}no md5 of $FILE: $WHY$nl"
		elif fc_sum=$(md5sum <"$REAL" 2>/dev/null); then
			pf_more="$pf_more${tab}md5=${fc_sum%% *}"
		else
			COLLECTED="${COLLECTED}F${tab}error${tab}no md5sum of $FILE$nl"
		fi ;;
	esac
	case $nl$STATES$nl in
	*"${nl}attributes$nl"*)
		if fc_sum=$(lsattr -d -- "$REAL" 2>/dev/null); then
			fc_sum=$(printf '%s\n' "${fc_sum%% *}" | tr -d -)
			pf_more="$pf_more${tab}attributes=$fc_sum"
		else
			COLLECTED="${COLLECTED}F${tab}error${tab}no lsattr of $FILE$nl"
		fi ;;
	esac
	case $nl$STATES$nl in
	*"${nl}has_extended_acl$nl"*)
		case $(ls -ld -- "$REAL" 2>/dev/null) in
		??????????+*) pf_more="$pf_more${tab}has_extended_acl=true" ;;
		?*) pf_more="$pf_more${tab}has_extended_acl=false" ;;
		esac ;;
	esac
}
