# sockets.sh: the kernel's tables of sockets.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# sockets_table tcp|tcp6|udp|udp6: from the table on stdin, the listening ones:
# address, port, tcp or udp, inode, parted by tabs
sockets_table() {
	awk -v table="$1" '
	function hex(text,   i, n) {
		for (i = 1; i <= length(text); i++)
			n = n * 16 + index("0123456789ABCDEF", \
			    toupper(substr(text, i, 1))) - 1
		return n + 0
	}
	function ipv4(text) {
		return hex(substr(text, 7, 2)) "." hex(substr(text, 5, 2)) "." \
		    hex(substr(text, 3, 2)) "." hex(substr(text, 1, 2))
	}
	function ipv6(text,   i, j, n, best, out, group) {
		for (i = 0; i < 8; i++) {
			j = int(i / 2) * 8 + (i % 2 ? 1 : 5)
			group[i] = tolower(substr(text, j + 2, 2) substr(text, j, 2))
			sub(/^0+/, "", group[i])
		}
		if (group[0] group[1] group[2] group[3] group[4] == "" && \
		    group[5] == "ffff")
			return "::ffff:" ipv4(substr(text, 25, 8))
		best = -1
		n = 1
		for (i = 0; i < 8; i++) {
			for (j = i; j < 8 && group[j] == ""; j++)
				;
			if (j - i > n) {
				best = i
				n = j - i
			}
			if (j > i)
				i = j
		}
		for (i = 0; i < 8; i++) {
			if (i == best) {
				out = out "::"
				i += n - 1
				continue
			}
			out = out (out == "" || out ~ /:$/ ? "" : ":") \
			    (group[i] == "" ? "0" : group[i])
		}
		return out
	}
	NR > 1 && $4 == (table ~ /^tcp/ ? "0A" : "07") {
		split($2, at, ":")
		print (table ~ /6$/ ? ipv6(at[1]) : ipv4(at[1])) "\t" \
		    hex(at[2]) "\t" substr(table, 1, 3) "\t" $10
	}'
}
