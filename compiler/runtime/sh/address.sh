# address.sh: addresses of IPv4 and IPv6, with or without a prefix.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# compare_address 32|128 OPERATION FOUND EXPECTED: R, and WHY where it is an
# error; the width says of which kind, bits behind a prefix do not count
compare_address() {
	R=$(WIDTH=$1 A=$3 B=$4 OP=$2 awk '
	# a number as so many digits of 0 and 1
	function bits(number, n,   out) {
		out = ""
		while (n-- > 0) {
			out = number % 2 out
			number = int(number / 2)
		}
		return out
	}
	function hex(text,   i, n) {
		n = 0
		for (i = 1; i <= length(text); i++)
			n = n * 16 + index("0123456789abcdef", \
			    substr(text, i, 1)) - 1
		return n
	}
	# the bits of an address; "" where it is none
	function ipv4(text,   i, part, out) {
		out = ""
		if (split(text, part, "[.]") != 4)
			return ""
		for (i = 1; i <= 4; i++) {
			if (part[i] !~ /^[0-9][0-9]?[0-9]?$/)
				return ""
			sub(/^0+/, "", part[i])
			if (part[i] + 0 > 255)
				return ""
			out = out bits(part[i], 8)
		}
		return out
	}
	# those of groups between colons, the last of them may be of IPv4
	function groups(text, last,   i, n, part, out, zeros) {
		out = ""
		n = split(text, part, ":")
		for (i = 1; i <= n; i++) {
			if (i == n && last && part[i] ~ /[.]/) {
				zeros = part[i] ~ /(^|[.])0[0-9]/
				part[i] = ipv4(part[i])
				if (part[i] == "" || zeros)
					return "?"
				out = out part[i]
				continue
			}
			if (part[i] !~ /^[0-9a-f]+$/ || length(part[i]) > 4)
				return "?"
			out = out bits(hex(part[i]), 16)
		}
		return out
	}
	function ipv6(text,   at, head, tail) {
		text = tolower(text)
		at = index(text, "::")
		if (at == 0) {
			head = groups(text, 1)
			return length(head) == 128 ? head : ""
		}
		head = groups(substr(text, 1, at - 1), 0)
		tail = groups(substr(text, at + 2), 1)
		if (head == "?" || tail == "?" || \
		    length(head tail) > 112)
			return ""
		while (length(head tail) < 128)
			head = head "0"
		return head tail
	}
	function address(text) {
		return width == 32 ? ipv4(text) : ipv6(text)
	}
	# net[side] and prefix[side] of "ADDRESS", "ADDRESS/LENGTH" and, of
	# IPv4, "ADDRESS/MASK"
	function take(side, text,   at, tail, mask) {
		at = index(text, "/")
		tail = at > 0 ? substr(text, at + 1) : width ""
		net[side] = address(at > 0 ? substr(text, 1, at - 1) : text)
		if (net[side] == "" || length(text) > 95)
			return 0
		if (tail ~ /^([+]?[0-9]+|-0+)$/) {
			sub(/^[-+]?0+/, "", tail)
			prefix[side] = tail + 0
			return prefix[side] <= width
		}
		mask = width == 32 ? ipv4(tail) : ""
		if (mask !~ /^1*0*$/ || mask == "")
			return 0
		sub(/0+$/, "", mask)
		prefix[side] = length(mask)
		return 1
	}
	# is every address of one of the other?
	function within(one, other,   n) {
		n = prefix[other]
		return prefix[one] >= n && \
		    substr(net[one], 1, n) == substr(net[other], 1, n)
	}
	function order(   a, b) {
		a = "x" substr(net["A"], 1, prefix["A"])
		b = "x" substr(net["B"], 1, prefix["B"])
		return a == b ? 0 : a < b ? -1 : 1
	}
	BEGIN {
		width = ENVIRON["WIDTH"] + 0
		op = ENVIRON["OP"]
		if (!take("A", ENVIRON["A"]) || !take("B", ENVIRON["B"]))
			r = "error"
		else if (op == "subset of")
			r = within("A", "B")
		else if (op == "superset of")
			r = within("B", "A")
		else if (prefix["A"] != prefix["B"])
			r = op == "equals" ? 0 : "error"
		else if (op == "equals")
			r = order() == 0
		else if (op == "less than")
			r = order() < 0
		else if (op == "greater than")
			r = order() > 0
		else
			r = "error"
		print r == "error" ? r : r ? "true" : "false"
	}')
	[ "$R" != error ] ||
		WHY="$3 or $4 is no address, or they have no order, or $2 does not apply"
}
