# inetlisteningservers.sh: probe_inetlisteningservers, what listens on the
# host's network, from /proc/PID/net.  Needs system.sh, sockets.sh, owners.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_inetlisteningservers: an item for each wanted socket and its process
probe_inetlisteningservers() {
	system_runs 'not applicable' || return 0
	OWNERS=''
	network_files
	! socket_asked || socket_owners
	for pn_table in tcp tcp6 udp udp6; do
		case $pn_table in
		*6) [ -e "$NET/$pn_table" ] || continue ;;
		esac
		if ! pn_lines=$(sockets_table "$pn_table" 2>/dev/null <"$NET/$pn_table"); then
			system_failed "$NET/$pn_table cannot be read"
			return 0
		fi
		for pn_line in $pn_lines; do
			listening_socket
		done
	done
}

# listening_socket: the items of the socket pn_line
listening_socket() {
	pn_address=${pn_line%%"$tab"*} pn_rest=${pn_line#*"$tab"}
	pn_port=${pn_rest%%"$tab"*} pn_rest=${pn_rest#*"$tab"}
	pn_protocol=${pn_rest%%"$tab"*}
	item_fits protocol string "$pn_protocol" || return 0
	item_fits local_address string "$pn_address" || return 0
	item_fits local_port int "$pn_port" || return 0
	socket_items "${pn_rest#*"$tab"}" listening_item
}

# listening_item: an item of it, but for its owner
listening_item() {
	case $pn_address in
	*:*) pn_any=:: ;;
	*) pn_any=0.0.0.0 ;;
	esac
	item_new "$pn_protocol $pn_address:$pn_port"
	item_line protocol "$pn_protocol"
	item_line local_address "$pn_address"
	item_line local_port "$pn_port"
	item_line local_full_address "$pn_address:$pn_port"
	item_line foreign_address "$pn_any"
	item_line foreign_port 0
	item_line foreign_full_address "$pn_any:0"
}
