# owners.sh: whose the sockets of the host are.  Needs system.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# socket_owners: OWNERS, a line for each process and socket that it has open:
# inode, pid, effective user, program, parted by tabs, the program encoded
socket_owners() {
	OWNERS=''
	set +f
	for so_dir in "$PROC"/[0-9]*; do
		if ! ls "$so_dir/fd" >/dev/null 2>&1; then
			[ ! -d "$so_dir" ] || system_failed "the files of process ${so_dir##*/} cannot be read"
			continue
		fi
		# shellcheck disable=SC2012
		so_sockets=$(ls -l "$so_dir/fd" 2>/dev/null | sed -n 's/.* -> socket:\[\([0-9]*\)]$/\1/p' | sort -u)
		[ -n "$so_sockets" ] || continue
		IFS= read -r so_comm 2>/dev/null <"$so_dir/comm" || so_comm=''
		so_user=$(awk '$1 == "Uid:" { print $3 }' "$so_dir/status" 2>/dev/null)
		encode "$so_comm"
		for so_inode in $so_sockets; do
			OWNERS="$OWNERS$so_inode$tab${so_dir##*/}$tab$so_user$tab$V$nl"
		done
	done
	set -f
}

# network_files: NET, the host's directory of network tables; where its init may
# not be looked at our own, unless the host is seen from elsewhere
network_files() {
	NET=$PROC/1/net
	[ -n "$ROOT" ] || [ -r "$NET/tcp" ] || NET=$PROC/self/net
}

# socket_asked: true where anybody looks at whose the sockets are
socket_asked() {
	case $nl$STATES$nl in
	*"${nl}program_name$nl"* | *"${nl}pid$nl"* | *"${nl}user_id$nl"*) ;;
	*) return 1 ;;
	esac
}

# socket_items INODE FUNCTION [ARG...]: the function makes an item, which gets
# the owner's fields; one for each process that has the socket, or one
socket_items() {
	si_inode=$1 si_any=''
	shift
	for si_line in $OWNERS; do
		case $si_line in
		"$si_inode$tab"*) ;;
		*) continue ;;
		esac
		si_any=1
		"$@"
		si_line=${si_line#*"$tab"}
		item_line pid "${si_line%%"$tab"*}"
		si_line=${si_line#*"$tab"}
		[ -z "${si_line%%"$tab"*}" ] || item_line user_id "${si_line%%"$tab"*}"
		item_line program_name "${si_line#*"$tab"}"
	done
	[ -n "$si_any" ] || "$@"
}
