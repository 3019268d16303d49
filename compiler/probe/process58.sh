# process58.sh: probe_process58, the processes of the host, from /proc.  Needs
# root.sh and system.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_process58: an item for each process that fits what is wanted
probe_process58() {
	system_runs unknown || return 0
	if [ ! -r "$PROC/self/stat" ] && [ ! -r "$PROC/1/stat" ]; then
		COLLECTED="F${tab}error${tab}$PROC cannot be read$nl"
		return 0
	fi
	if process_hidden; then
		COLLECTED="F${tab}error${tab}processes of others are hidden (hidepid)$nl"
		return 0
	fi
	set +f
	for pp_dir in "$PROC"/[0-9]*; do
		if IFS= read -r pp_comm 2>/dev/null <"$pp_dir/comm"; then
			process_item
		else
			process_unread
		fi
	done
	set -f
}

# process_hidden: true where /proc is mounted with hidepid= and we may not trace
process_hidden() {
	ph_caps='' ph_hidden=false
	while read -r ph_name ph_value ph_rest; do
		[ "$ph_name" != CapEff: ] || ph_caps=$ph_value
	done 2>/dev/null </proc/self/status
	case $ph_caps in
	*[89abcdef]????) return 1 ;; # CAP_SYS_PTRACE
	esac
	while IFS=' ' read -r ph_name ph_value ph_type ph_options ph_rest; do
		case $ph_value:$ph_type,$ph_options, in
		"$PROC":proc*,hidepid=0,* | "$PROC":proc*,hidepid=off,*)
			ph_hidden=false ;;
		"$PROC":proc*,hidepid=*) ph_hidden=true ;;
		"$PROC":*) ph_hidden=false ;;
		esac
	done 2>/dev/null </proc/self/mounts || return 0
	$ph_hidden
}

# process_unread: a process that has ended is none; else it cannot be read
process_unread() {
	[ ! -d "$pp_dir" ] || COLLECTED="${COLLECTED}F${tab}error${tab}process ${pp_dir##*/} cannot be read$nl"
}

# process_item: the item of the process at pp_dir, whose name is pp_comm
process_item() {
	pi_pid=${pp_dir##*/} pi_line=''
	if wanted command_line || case $STATES in *command_line*) ;; *) false ;; esac; then
		pi_line=$(tr '\000' ' ' 2>/dev/null <"$pp_dir/cmdline")
		pi_line=${pi_line% }
		[ -n "$pi_line" ] || pi_line="[$pp_comm]"
	fi
	item_fits comm string "$pp_comm" || return 0
	item_fits comm stringand_line "$pi_line" || return 0
	item_fits pid int "$pi_pid" || return 0
	pi_uid='' pi_ppid=''
	while IFS=$tab read -r pi_name pi_value pi_effective pi_rest; do
		case $pi_name in
		State:) case $pi_value in Z*) return 0 ;; esac ;;
		PPid:) pi_ppid=$pi_value ;;
		Uid:) pi_uid=$pi_effective ;;
		esac
	done 2>/dev/null <"$pp_dir/status"
	if [ -z "$pi_uid" ]; then
		process_unread
		return 0
	fi
	encode "$pp_comm"
	item_new "process $pi_pid ($V)"
	item_value comm "$pp_comm"
	item_value command_line "$pi_line"
	item_value pid "$pi_pid"
	item_value ppid "$pi_ppid"
	item_value user_id "$pi_uid"
	root_name passwd "$pi_uid"
	item_line user "${V:-$pi_uid}"
}
