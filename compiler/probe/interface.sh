# interface.sh: probe_interface, the host's network interfaces and their
# addresses.  Needs system.sh, and the tool ip of iproute2.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_interface: an item for each wanted address, and for each wanted
# interface that has none; ip sees no network but its own
probe_interface() {
	system_runs 'not applicable' || return 0
	if [ "$PROC" != /proc ] || ! interface_ours; then
		COLLECTED="F${tab}not collected${tab}ip shows the interfaces of another network$nl"
		return 0
	fi
	if ! command -v ip >/dev/null 2>&1; then
		system_failed 'ip is not installed'
		return 0
	fi
	if ! nw_links=$(ip -o link show 2>/dev/null) ||
		! nw_addresses=$(ip -o addr show 2>/dev/null) ||
		! nw_lines=$(printf '%s\n\n%s\n' "$nw_links" "$nw_addresses" | interface_table); then
		system_failed 'ip does not show the interfaces, or in another form'
		return 0
	fi
	nw_wanted=''
	for nw_line in $nw_lines; do
		case $nw_line in
		I*)
			nw_wanted=''
			decode "${nw_line#I"$tab"}"
			! item_fits name string "$V" || nw_wanted=1
			nw_line="I${tab}interface ${nw_line#I"$tab"}" ;;
		esac
		[ -z "$nw_wanted" ] || COLLECTED="$COLLECTED$nw_line$nl"
	done
}

# interface_ours: true where our network is that of the host's init, as far as
# one may look
interface_ours() {
	io_init=$(readlink "$PROC/1/ns/net" 2>/dev/null) || return 0
	[ "$io_init" = "$(readlink "$PROC/self/ns/net" 2>/dev/null)" ]
}

# interface_table: from what ip shows of links and, behind an empty line, of
# addresses to items, each "I" and its name, and their values; a link without a
# hardware address is known by its addresses alone
interface_table() {
	awk '
	function value(field, text) {
		print "V\t" field "\t\t" text
	}
	function enc(s) {
		gsub(/\\/, "&&", s)
		return s
	}
	# octets in capitals, parted by hyphens; of addresses of IPv4 as well
	function hardware(text,   i, n, part, out) {
		out = ""
		if (text ~ /^[0-9a-f][0-9a-f](:[0-9a-f][0-9a-f])*$/) {
			n = split(toupper(text), part, ":")
			for (i = 1; i <= n && i <= 8; i++)
				out = out (i > 1 ? "-" : "") part[i]
		} else if (split(text, part, "[.]") == 4) {
			for (i = 1; i <= 4; i++)
				out = out (i > 1 ? "-" : "") sprintf("%02X", part[i])
		} else
			failed = 1
		return out
	}
	function mask(prefix,   i, bits, out) {
		out = ""
		for (i = 0; i < 4; i++) {
			bits = prefix > 8 ? 8 : prefix
			prefix -= bits
			out = out (i > 0 ? "." : "") 256 - 2 ^ (8 - bits)
		}
		return out
	}
	function item(called, index_) {
		print "I\t" enc(called)
		value("name", enc(called))
		if (called == name[index_] && (index_ in type)) {
			value("type", type[index_])
			value("hardware_addr", address[index_])
		}
	}
	function flags(index_,   i, n, list) {
		n = split(flag[index_], list, ",")
		for (i = 1; i <= n; i++)
			value("flag", list[i])
	}
	BEGIN {
		n = split("ether fddi loopback ppp slip pronet", list, " ")
		for (i = 1; i <= n; i++)
			kind["link/" list[i]] = "ARPHRD_" toupper(list[i])
		n = split("UP BROADCAST DEBUG LOOPBACK POINTOPOINT NOTRAILERS " \
		    "NOARP PROMISC ALLMULTI MASTER SLAVE MULTICAST PORTSEL " \
		    "AUTOMEDIA DYNAMIC", list, " ")
		for (i = 1; i <= n; i++)
			known[list[i]] = 1
	}
	$0 == "" && !addresses {
		addresses = 1
		next
	}
	!addresses {
		if ($1 !~ /^[0-9]+:$/ || $2 !~ /:$/ || $3 !~ /^<.*>$/) {
			failed = 1
			next
		}
		order[++links] = $1
		name[$1] = substr($2, 1, length($2) - 1)
		sub(/@[^@]*$/, "", name[$1])
		n = split(substr($3, 2, length($3) - 2), list, ",")
		is = "," substr($3, 2, length($3) - 2) ","
		flag[$1] = is ~ /,UP,/ && is !~ /,NO-CARRIER,/ ? "RUNNING" : ""
		for (i = 1; i <= n; i++)
			if (list[i] in known)
				flag[$1] = flag[$1] (flag[$1] == "" ? "" : ",") list[i]
		for (i = 4; i < NF && $i !~ /link\//; i++)
			;
		at = $i
		sub(/^.*link\//, "link/", at)
		if (at !~ /^link\// || name[$1] ~ /[\001-\037\177]/)
			failed = 1
		if (i < NF && $(i + 1) ~ /[:.]/) {
			type[$1] = (at in kind) ? kind[at] : "ARPHRD_VOID"
			address[$1] = hardware($(i + 1))
		}
		next
	}
	$0 == "" {
		next
	}
	!($1 in name) || ($3 != "inet" && $3 != "inet6") {
		failed = 1
		next
	}
	{
		has[$1] = 1
		peer = $5 == "peer" ? $6 : $4
		prefix = peer
		sub("^.*/", "", prefix)
		sub("/.*$", "", peer)
		own = $4
		sub("/.*$", "", own)
		called = name[$1]
		if ($3 == "inet6") {
			item(called, $1)
			value("inet_addr", own "/" prefix)
			flags($1)
			next
		}
		for (i = 5; i <= NF; i++) {
			if ($i == "brd")
				peer = $(i + 1)
			if ($i ~ /\\/) {
				sub(/\\.*$/, "", $i)
				if ($i != "")
					called = $i
				break
			}
		}
		item(called, $1)
		value("inet_addr", own)
		if ("," flag[$1] "," ~ /,BROADCAST,/)
			value("broadcast_addr", peer)
		value("netmask", mask(prefix + 0))
		flags($1)
	}
	END {
		for (i = 1; i <= links; i++)
			if (!(order[i] in has) && (order[i] in type)) {
				item(name[order[i]], order[i])
				flags(order[i])
			}
		exit failed || links == 0
	}'
}
