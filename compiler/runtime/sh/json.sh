# json.sh: facts by path out of JSON, in awk: strict, with limits on depth and
# size.  Part of every script that asks an engine or reads daemon.json.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# json_select lines|whole PATHS: read documents, one a line or one in all; for
# each print "@" and for each path "P path" and the items, as COLLECTED has them
json_select() {
	JSON_MODE=$1 JSON_PATHS=$2 awk '
	function fail(text) {
		if (bad == "")
			bad = "not JSON: " text " at byte " pos
		return 0
	}
	function space() {
		while (index(" \t\r\n", substr(s, pos, 1)) && pos <= len)
			pos++
	}
	function hex(text,   i, n, d) {
		n = 0
		for (i = 1; i <= 4; i++) {
			d = index("0123456789abcdef", tolower(substr(text, i, 1)))
			if (d == 0 || length(text) < 4)
				return -1
			n = n * 16 + d - 1
		}
		return n
	}
	function octal(n) {
		return sprintf("\\0%03o", n)
	}
	function encoded(n) {
		if (n == 92)
			return "\\\\"
		if (n == 0)
			nul = 1
		if (n < 32 || n == 127)
			return octal(n)
		if (n < 127)
			return sprintf("%c", n)
		if (n < 2048)
			return octal(192 + int(n / 64)) octal(128 + n % 64)
		if (n < 65536)
			return octal(224 + int(n / 4096)) \
			    octal(128 + int(n / 64) % 64) octal(128 + n % 64)
		return octal(240 + int(n / 262144)) \
		    octal(128 + int(n / 4096) % 64) \
		    octal(128 + int(n / 64) % 64) octal(128 + n % 64)
	}
	function string(   out, c, n, m) {
		pos++
		out = ""
		while (bad == "") {
			if (match(substr(s, pos, 256), /^[^"\\\001-\037\177]+/)) {
				out = out substr(s, pos, RLENGTH)
				pos += RLENGTH
				continue
			}
			c = substr(s, pos, 1)
			pos++
			if (c == "\"")
				return out
			if (c == "\177") {
				out = out octal(127)
				continue
			}
			if (c != "\\")
				return fail("bad string")
			c = substr(s, pos, 1)
			pos++
			if (c == "\"" || c == "/")
				out = out c
			else if (c == "\\")
				out = out "\\\\"
			else if (c != "" && index("bfnrt", c))
				out = out octal(substr("081210139", \
				    2 * index("bfnrt", c) - 1, 2) + 0)
			else if (c == "u") {
				n = hex(substr(s, pos, 4))
				pos += 4
				if (n >= 55296 && n < 56320 && \
				    substr(s, pos, 2) == "\\u") {
					m = hex(substr(s, pos + 2, 4))
					if (m < 56320 || m > 57343)
						return fail("bad surrogate")
					pos += 6
					n = 65536 + (n - 55296) * 1024 + m - 56320
				} else if (n < 0 || (n >= 55296 && n <= 57343))
					return fail("bad escape")
				out = out encoded(n)
			} else
				return fail("bad escape")
		}
	}
	function value(depth,   n, c, k, m) {
		if (depth > 64)
			return fail("nested too deep")
		if (nodes >= 500000)
			return fail("too many values")
		n = ++nodes
		space()
		c = substr(s, pos, 1)
		if (c == "{" || c == "[") {
			type[n] = c
			size[n] = 0
			pos++
			space()
			if (substr(s, pos, 1) == (c == "{" ? "}" : "]")) {
				pos++
				return n
			}
			while (bad == "") {
				k = ++size[n]
				if (type[n] == "{") {
					space()
					if (substr(s, pos, 1) != "\"")
						return fail("no member name")
					c = string()
					if ((n, c) in member)
						k = member[n, c]
					if (k < size[n])
						size[n]--
					member[n, c] = k
					key[n, k] = c
					space()
					if (substr(s, pos, 1) != ":")
						return fail("no colon")
					pos++
				}
				m = value(depth + 1)
				if (bad != "")
					return 0
				kid[n, k] = m
				space()
				c = substr(s, pos, 1)
				pos++
				if (c == (type[n] == "{" ? "}" : "]"))
					return n
				if (c != ",")
					return fail("no comma")
			}
			return 0
		}
		if (c == "\"") {
			type[n] = "s"
			nul = 0
			text[n] = string()
			if (nul)
				type[n] = "0"
			return n
		}
		if (match(substr(s, pos, 64), /^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?/)) {
			type[n] = "s"
			text[n] = substr(s, pos, RLENGTH)
		} else if (match(substr(s, pos, 8), /^(true|false)/)) {
			type[n] = "s"
			text[n] = substr(s, pos, RLENGTH)
		} else if (match(substr(s, pos, 8), /^null/))
			type[n] = "z"
		else
			return fail("no value")
		pos += RLENGTH
		return n
	}
	function item(n, where,   i, m) {
		if (++items > 65536) {
			if (items == 65537)
				print "F\tincomplete\tmore than 65536 values"
			return
		}
		if (type[n] == "0") {
			print "E\t" where "\ta value with a NUL byte"
			return
		}
		print "I\t" where
		if (type[n] != "{") {
			print "V\tvalue\t\t" text[n]
			return
		}
		for (i = 1; i <= size[n]; i++) {
			m = kid[n, i]
			if (type[m] == "s")
				print "V\tvalue\t" key[n, i] "\t" text[m]
		}
	}
	function follow(n, rest, where, depth,   i, k) {
		if (type[n] == "z")
			return
		if (rest == "") {
			if ((type[n] == "{" || type[n] == "[") && size[n] == 0)
				return
			if (type[n] == "[")
				print "F\terror\t" where " is a list, and its path does not end in []"
			else
				item(n, where)
		} else if (type[n] != (substr(rest, 1, 2) == "[]" ? "[" : "{")) {
			print "F\terror\t" where " is not what its path takes it for"
		} else if (substr(rest, 1, 2) == "[]") {
			for (i = 1; type[n] == "[" && i <= size[n]; i++)
				follow(kid[n, i], substr(rest, 3), where "[" i - 1 "]")
		} else if (substr(rest, 1, 2) == "{}") {
			for (i = 1; type[n] == "{" && i <= size[n]; i++)
				follow(kid[n, i], substr(rest, 3), \
				    where "[\"" key[n, i] "\"]")
		} else if (substr(rest, 1, 2) == "[\"") {
			rest = substr(rest, 3)
			i = index(rest, "\"]")
			k = substr(rest, 1, i - 1)
			if (type[n] == "{" && (n, k) in member)
				follow(kid[n, member[n, k]], substr(rest, i + 2), \
				    where "[\"" k "\"]")
		} else {
			sub(/^[.]/, "", rest)
			k = match(rest, /[.[{]/) ? substr(rest, 1, RSTART - 1) : rest
			if (type[n] == "{" && (n, k) in member)
				follow(kid[n, member[n, k]], \
				    substr(rest, length(k) + 1), \
				    where (where == "" ? "" : ".") k)
		}
	}
	function document(   i, root) {
		split("", type)
		split("", text)
		split("", size)
		split("", key)
		split("", kid)
		split("", member)
		nodes = 0
		pos = 1
		len = length(s)
		bad = ""
		if (len > 16777216)
			fail("too large")
		else
			root = value(0)
		space()
		if (bad == "" && pos <= len)
			fail("something follows")
		print "@"
		for (i = 1; i <= npath; i++) {
			print "P\t" path[i]
			items = 0
			if (bad != "")
				print "F\terror\t" bad
			else
				follow(root, path[i], "")
		}
	}
	BEGIN {
		npath = split(ENVIRON["JSON_PATHS"], path, "\n")
		if (npath > 0 && path[npath] == "")
			npath--
	}
	ENVIRON["JSON_MODE"] == "lines" {
		if ($0 != "") {
			s = $0
			document()
		}
		next
	}
	{
		s = s $0 "\n"
	}
	END {
		if (ENVIRON["JSON_MODE"] != "lines")
			document()
	}'
}

# facts_find PATH: FACTS, what json_select found at this path; DOCUMENT is the
# text between two "@"
facts_find() {
	case $nl$DOCUMENT in
	*"${nl}P$tab$1$nl"*) ;;
	*)
		FACTS="F${tab}error$tab$1 was not asked for$nl"
		return 1 ;;
	esac
	FACTS=$nl$DOCUMENT
	FACTS=$nl${FACTS#*"${nl}P$tab$1$nl"}
	FACTS=${FACTS%%"${nl}P$tab"*}
}

# facts_one PATH: V is the single value there, encoded, or empty
facts_one() {
	facts_find "$1"
	V=''
	for fo_line in $FACTS; do
		case $fo_line in
		"V${tab}value$tab$tab"*) V=${fo_line#"V${tab}value$tab$tab"} ;;
		F"$tab"error*)
			V=''
			return 1 ;;
		esac
	done
}
