# iflisteners.sh: probe_iflisteners, what listens to the packets of an
# interface of the host.  Needs system.sh and owners.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_iflisteners: an item for each packet socket, its interface and process;
# a socket that is bound to none hears all but the loopback device
probe_iflisteners() {
	system_runs 'not applicable' || return 0
	OWNERS=''
	network_files
	if ! pw_lines=$(packet_table 2>/dev/null <"$NET/packet"); then
		system_failed "$NET/packet cannot be read, or is of another form"
		return 0
	fi
	[ -n "$pw_lines" ] || return 0
	if [ ! -r "$SYS/class/net/lo/ifindex" ]; then
		system_failed "$SYS/class/net cannot be read"
		return 0
	fi
	! socket_asked || socket_owners
	set +f
	for pw_line in $pw_lines; do
		for pw_dir in "$SYS"/class/net/*; do
			packet_interface
		done
	done
	set -f
}

# packet_table: from the table on stdin: interface, protocol, inode
packet_table() {
	awk -v OFS='\t' '
	BEGIN {
		n = split("0060 LOOP 0200 PUP 0201 PUPAT 0800 IP 0805 X25 " \
		    "0806 ARP 0a00 IEEEPUP 0a01 IEEEPUPAT 6000 DEC " \
		    "6001 DNA_DL 6002 DNA_RC 6003 DNA_RT 6004 LAT " \
		    "6005 DIAG 6006 CUST 6007 SCA 8035 RARP 809b ATALK " \
		    "80f3 AARP 8100 8021Q 8137 IPX 86dd IPV6 8809 SLOW " \
		    "883e WCCP 8863 PPP_DISC 8864 PPP_SES 8847 MPLS_UC " \
		    "8848 MPLS_MC 884c ATMMPOA 8884 ATMFATE 88a2 AOE " \
		    "88ca TIPC 0001 802_3 0002 AX25 0003 ALL " \
		    "0004 802_2 0005 SNAP 0006 DDCMP 0007 WAN_PPP " \
		    "0008 PPP_MP 0010 PPPTALK 0009 LOCALTALK " \
		    "0011 TR_802_2 0015 MOBITEX 0016 CONTROL 0017 IRDA " \
		    "0018 ECONET 0019 HDLC 001a ARCNET", list, " ")
		for (i = 1; i < n; i += 2)
			name[list[i]] = "ETH_P_" list[i + 1]
	}
	NR > 1 && (NF < 9 || $5 !~ /^[0-9]+$/ || $9 !~ /^[0-9]+$/) {
		exit failed = 1
	}
	NR > 1 {
		print $5, name[$4], $9
	}
	END {
		exit failed || NR == 0
	}'
}

# packet_interface: the items of the socket pw_line at the interface pw_dir
packet_interface() {
	read -r pw_index 2>/dev/null <"$pw_dir/ifindex" || return 0
	read -r pw_type 2>/dev/null <"$pw_dir/type" || return 0
	case ${pw_line%%"$tab"*},$pw_type in
	0,772) return 0 ;;
	0,* | "$pw_index",*) ;;
	*) return 0 ;;
	esac
	pw_name=${pw_dir##*/}
	item_fits interface_name string "$pw_name" || return 0
	pw_rest=${pw_line#*"$tab"}
	socket_items "${pw_rest#*"$tab"}" packet_item
}

# packet_item: an item of it, but for its owner
packet_item() {
	read -r pw_address 2>/dev/null <"$pw_dir/address" || pw_address=''
	encode "$pw_name"
	item_new "interface $V"
	item_line interface_name "$V"
	[ -z "${pw_rest%%"$tab"*}" ] || item_line protocol "${pw_rest%%"$tab"*}"
	item_line hw_address "$(printf '%s\n' "$pw_address" | tr 'a-f:' 'A-F-')"
}
