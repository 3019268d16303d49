# account.sh: lines of the audited root's account files.  Needs root.sh,
# system.sh and the tools awk, find, tr and wc.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# account_lines FILE: LINES, those that are no comment, encoded; fails where
# there is no such file, or, flagged, where it cannot be read
account_lines() {
	LINES=''
	file_root
	if ! root_path "$1"; then
		[ -z "$WHY" ] || system_failed "$1: $WHY"
		return 1
	fi
	if [ ! -f "$REAL" ] || ! { : <"$REAL"; } 2>/dev/null; then
		system_failed "$1 cannot be read"
		return 1
	fi
	if ! root_small 16777216; then
		system_failed "$1: $WHY"
		return 1
	fi
	if [ $(($(tr -d '\000' <"$REAL" | wc -c))) -ne $(($(wc -c <"$REAL"))) ]; then
		system_failed "$1: not a text"
		return 1
	fi
	LINES=$(encode_lines <"$REAL" | awk '
	{
		sub(/^( |\\0011)+/, "")
	}
	/^[^#]/ {
		print
	}')
}

# account_field: V, the next field of REST, which goes on behind it
account_field() {
	V=${REST%%:*}
	case $REST in
	*:*) REST=${REST#*:} ;;
	*) REST='' ;;
	esac
}

# account_number TEXT: V without leading zeros; fails for what is no number of
# 32 bits
account_number() {
	V=$1
	case $V in
	'' | *[!0-9]*) return 1 ;;
	esac
	while :; do
		case $V in
		0?*) V=${V#0} ;;
		*) break ;;
		esac
	done
	[ ${#V} -le 10 ] && [ "$V" -le 4294967295 ]
}

# account_id TEXT: the same as the C library takes it, blanks and a sign before it
account_id() {
	ai_text=$1
	while :; do
		case $ai_text in
		' '*) ai_text=${ai_text# } ;;
		'\0011'*) ai_text=${ai_text#?????} ;;
		*) break ;;
		esac
	done
	case $ai_text in
	[-+]*) account_number "${ai_text#?}" || return 1 ;;
	*) account_number "$ai_text" || return 1 ;;
	esac
	case $ai_text in
	-*) [ "$V" = 0 ] ;;
	esac
}
