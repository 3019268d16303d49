# root.sh: files below the root that is audited; links never lead out of it.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# file_root: ROOT, where the audited file system begins; empty for "/".  SCE
# gives a script no environment but its own, so oscap's root is read from the
# environment that oscap itself, the script's parent, was started with
file_root() {
	ROOT=${AUDIT_ROOT:-${OSCAP_PROBE_ROOT-}}
	if [ -z "$ROOT" ] && [ -n "${XCCDF_RESULT_PASS-}" ] &&
		[ -e "/proc/$PPID/environ" ]; then
		[ -r "/proc/$PPID/environ" ] || {
			echo 'error: which root oscap was given cannot be read'
			finish error
		}
		ROOT=$(tr '\0\n' '\n\1' <"/proc/$PPID/environ" |
			sed -n 's/^OSCAP_PROBE_ROOT=//p' | tr '\1' '\n')
	fi
	ROOT=${ROOT%/}
}

# root_path PATH: REAL, the file itself that this absolute path of the root
# leads to, links followed inside the root; fails where there is none, with WHY,
# encoded, where that cannot be told.  With a second word "link" a link at the
# end is not followed
root_path() {
	rp_rest=${1#/} rp_at='' rp_links=0 REAL='' WHY=''
	while [ -n "$rp_rest" ]; do
		rp_part=${rp_rest%%/*}
		case $rp_rest in
		*/*) rp_rest=${rp_rest#*/} ;;
		*) rp_rest='' ;;
		esac
		case $rp_part in
		'' | .) continue ;;
		..)
			rp_at=${rp_at%/*}
			continue ;;
		esac
		if [ -h "$ROOT$rp_at/$rp_part" ]; then
			if [ -n "$rp_rest" ] || [ "${2-}" != link ]; then
				root_link || return 1
				continue
			fi
		elif [ ! -e "$ROOT$rp_at/$rp_part" ]; then
			root_absent "$ROOT$rp_at"
			return 1
		fi
		rp_at=$rp_at/$rp_part
	done
	REAL=$ROOT${rp_at:-/}
}

# root_readable PATH LIMIT: REAL, a regular file of at most so many bytes that
# can be read, or fails
root_readable() {
	root_path "$1" && [ -f "$REAL" ] && [ -r "$REAL" ] && root_small "$2"
}

# root_small LIMIT: fails, with WHY, where the file REAL has more bytes than the
# evaluator reads of it; of a sparse one as well, which no one would read to its
# end
root_small() {
	WHY=''
	if ! rs_larger=$(find "$REAL" -prune -size "+$1c" 2>/dev/null); then
		WHY='find does not tell its size'
	elif [ -n "$rs_larger" ]; then
		WHY='larger than what is read of a file'
	fi
	[ -z "$WHY" ]
}

# root_link: go on at the link rp_at/rp_part
root_link() {
	rp_links=$((rp_links + 1))
	if [ "$rp_links" -gt 40 ]; then
		WHY='too many links'
		return 1
	fi
	if ! rp_to=$(readlink -- "$ROOT$rp_at/$rp_part" && printf x); then
		root_why "the link $rp_at/$rp_part cannot be read"
		return 1
	fi
	rp_to=${rp_to%"$nl"x}
	case $rp_to in
	/*) rp_at='' ;;
	esac
	rp_rest=$rp_to${rp_rest:+/$rp_rest}
}

# root_absent DIRECTORY: WHY stays empty where it can be told that a name is
# not in the directory
root_absent() {
	[ -x "$1/" ] || [ ! -d "$1/" ] || root_why "no right to look into $1"
}

# root_why TEXT: WHY, encoded; V stays
root_why() {
	rw_value=$V
	encode "$1"
	WHY=$V V=$rw_value
}

# root_name passwd|group NUMBER: V, the name of that number by the root's own
# file, encoded; the number itself where there is none
root_name() {
	rn_file=$1 rn_number=$2 V=''
	rn_real=$REAL
	if root_readable "/etc/$rn_file" 8388608; then
		V=$(awk -F : -v number="$rn_number" \
			'$3 == number && !found { print $1; found = 1 }' <"$REAL")
	fi
	REAL=$rn_real
	encode "${V:-$rn_number}"
}

# root_number passwd|group NAME: V, the number of that name, or empty
root_number() {
	ru_real=$REAL V=''
	if root_readable "/etc/$1" 8388608; then
		V=$(root_number_in "$2" <"$REAL")
	fi
	REAL=$ru_real
}

# root_number_in NAME [NUMBER]: the number of that name, or of the line with that
# number, in the passwd or group file that is read.  As runtimes have it the
# first line counts, and blanks before the name are none of it; "?" where its
# number is none or the file is too long, empty where there is no such line
root_number_in() {
	head -c 8388609 | tr '\000' '\001' |
		NAME=$1 NUMBER=${2-} LC_ALL=C awk -F : '
	{
		size += length($0) + 1
		name = $1
		sub(/^[^!-~]+/, "", name)
		is = $3 ~ /^[0-9]+$/ && $3 + 0 <= 4294967295
		if (found || (name != ENVIRON["NAME"] &&
		    !(is && ENVIRON["NUMBER"] != "" &&
		    $3 + 0 == ENVIRON["NUMBER"] + 0)))
			next
		found = 1
		number = is ? $3 : "?"
	}
	END {
		print size <= 8388608 ? number : "?"
	}'
}
