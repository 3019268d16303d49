# compare.sh: found values against expected ones, by operation and datatype.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# compare OPERATION DATATYPE FOUND EXPECTED: R, and WHY, encoded, where it is an
# error; FOUND and EXPECTED are the values themselves
compare() {
	WHY=''
	compare_values "$@"
	if [ -n "$WHY" ]; then
		encode "$WHY"
		WHY=$V
	fi
}

# compare_values OPERATION DATATYPE FOUND EXPECTED: likewise, WHY itself
compare_values() {
	case $1 in
	pattern*)
		if [ "$2" != string ]; then
			R=error WHY="a pattern is no $2"
			return 0
		fi
		regex_match "$4" "$3"
		[ "$1" = 'pattern match' ] || logic_negate "$R"
		return 0 ;;
	'path within' | 'path overlaps')
		compare_path "$1" "$3" "$4"
		return 0 ;;
	'not equal')
		compare_values equals "$2" "$3" "$4"
		logic_negate "$R"
		return 0 ;;
	'less than or equal')
		compare_values 'greater than' "$2" "$3" "$4"
		logic_negate "$R"
		return 0 ;;
	'greater than or equal')
		compare_values 'less than' "$2" "$3" "$4"
		logic_negate "$R"
		return 0 ;;
	'case insensitive not equal')
		compare_values 'case insensitive equals' "$2" "$3" "$4"
		logic_negate "$R"
		return 0 ;;
	esac
	case $2 in
	string) compare_string "$1" "$3" "$4" ;;
	boolean) compare_boolean "$1" "$3" "$4" ;;
	int) compare_int "$1" "$3" "$4" ;;
	float) compare_float "$1" "$3" "$4" ;;
	version) compare_version "$1" "$3" "$4" ;;
	evr_string | debian_evr_string | ios_version | fileset_revision)
		compare_evr "$2" "$1" "$3" "$4" ;;
	binary) compare_binary "$1" "$3" "$4" ;;
	ipv4_address) compare_address 32 "$1" "$3" "$4" ;;
	ipv6_address) compare_address 128 "$1" "$3" "$4" ;;
	*)
		R=error
		WHY="datatype $2 is not compared by scripts" ;;
	esac
}

# compare_string OPERATION FOUND EXPECTED
compare_string() {
	R=false
	case $1 in
	equals | 'subset of' | 'superset of')
		[ "$2" = "$3" ] && R=true ;;
	'case insensitive equals')
		[ "$2" = "$3" ] && R=true && return 0
		[ "${#2}" -eq "${#3}" ] || return 0
		cs_found=$(printf '%sx' "$2" | tr '[:upper:]' '[:lower:]')
		cs_expected=$(printf '%sx' "$3" | tr '[:upper:]' '[:lower:]')
		[ "$cs_found" = "$cs_expected" ] && R=true ;;
	*)
		R=error
		WHY="operation $1 does not apply to text" ;;
	esac
	return 0
}

# compare_binary OPERATION FOUND EXPECTED: bytes in hexadecimal
compare_binary() {
	case $2$3,$((${#2} % 2 + ${#3} % 2)) in
	*[!0-9a-fA-F]*,* | *,[12])
		R=error
		WHY="$2 or $3 is not in hexadecimal" ;;
	*) compare_string "case insensitive $1" "$2" "$3" ;;
	esac
}

# compare_boolean OPERATION FOUND EXPECTED: true and 1, false and 0
compare_boolean() {
	R=error
	case $2 in
	true | 1) cb_found=true ;;
	false | 0) cb_found=false ;;
	*)
		WHY="$2 is not a boolean"
		return 0 ;;
	esac
	case $3 in
	true | 1) cb_expected=true ;;
	false | 0) cb_expected=false ;;
	*)
		WHY="$3 is not a boolean"
		return 0 ;;
	esac
	compare_string "$1" "$cb_found" "$cb_expected"
}

# int_canonical TEXT: V without sign plus and leading zeros; fails on no integer
int_canonical() {
	ic_sign=''
	V=$1
	case $V in
	-*) ic_sign=- V=${V#-} ;;
	+*) V=${V#+} ;;
	esac
	case $V in
	'' | *[!0-9]*) return 1 ;;
	esac
	while :; do
		case $V in
		0?*) V=${V#0} ;;
		*) break ;;
		esac
	done
	[ "$V" = 0 ] || V=$ic_sign$V
}

# compare_int OPERATION FOUND EXPECTED: integers of any length
compare_int() {
	R=error
	if ! int_canonical "$2"; then
		WHY="$2 is not an integer"
		return 0
	fi
	ci_found=$V
	if ! int_canonical "$3"; then
		WHY="$3 is not an integer"
		return 0
	fi
	ci_expected=$V
	case $1 in
	equals | 'subset of' | 'superset of')
		compare_string equals "$ci_found" "$ci_expected" ;;
	'greater than')
		int_less "$ci_expected" "$ci_found" ;;
	'less than')
		int_less "$ci_found" "$ci_expected" ;;
	'bitwise and' | 'bitwise or')
		if ! int_has_bits "$ci_found" || ! int_has_bits "$ci_expected"; then
			R=error WHY='too large for bits'
		elif [ "$1" = 'bitwise and' ]; then
			R=false
			[ $((ci_found & ci_expected)) -eq "$ci_expected" ] && R=true
		else
			R=false
			[ $((ci_found | ci_expected)) -eq "$ci_expected" ] && R=true
		fi ;;
	*)
		WHY="operation $1 does not apply to integers" ;;
	esac
	return 0
}

# int_has_bits A: true where the shell computes with canonical A
int_has_bits() {
	[ "${#1}" -gt 18 ] || return 0
	int_less 9223372036854775807 "${1#-}"
	[ "$R" = false ]
}

# int_less A B: R is true where canonical A is less than canonical B
int_less() {
	R=false
	if [ "${#1}" -le 18 ] && [ "${#2}" -le 18 ]; then
		[ "$1" -lt "$2" ] && R=true
		return 0
	fi
	R=$(A=$1 B=$2 awk 'BEGIN {
		a = ENVIRON["A"]
		b = ENVIRON["B"]
		na = sub(/^-/, "", a)
		nb = sub(/^-/, "", b)
		if (na != nb)
			less = na
		else if (a == b "")
			less = 0
		else if (length(a) != length(b))
			less = (length(a) < length(b)) != na
		else
			less = (("x" a) < ("x" b)) != na
		print less ? "true" : "false"
	}')
}

# compare_float OPERATION FOUND EXPECTED
compare_float() {
	R=$(A=$2 B=$3 OP=$1 awk '
	# where it is one, its place: finite numbers between the infinite ones
	function place(text) {
		if (text ~ /^-?INF$/)
			return text == "INF" ? 1 : -1
		if (text == "NaN")
			return 2
		return text ~ re ? 0 : 3
	}
	# some take zeros in front for octal
	function number(text) {
		sub(/^[+]?0+/, "0", text)
		if (text ~ /^0[0-9]/)
			text = substr(text, 2)
		return text + 0
	}
	BEGIN {
		a = ENVIRON["A"]
		b = ENVIRON["B"]
		op = ENVIRON["OP"]
		re = "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$"
		at = place(a)
		bt = place(b)
		a = at == 0 ? number(a) : 0
		b = bt == 0 ? number(b) : 0
		order = at != bt ? (at < bt ? -1 : 1) : a < b ? -1 : a > b
		if (at == 3 || bt == 3)
			r = "error"
		else if (op == "equals")
			r = order == 0
		else if (at == 2 || bt == 2)
			r = "error"
		else if (op == "less than")
			r = order < 0
		else if (op == "greater than")
			r = order > 0
		else
			r = "error"
		print r == "error" ? r : r ? "true" : "false"
	}')
	[ "$R" != error ] || WHY="$2 or $3 is not a number, or $1 does not apply"
}

# compare_version OPERATION FOUND EXPECTED: numbers, with whatever between them,
# left to right
compare_version() {
	case $2,$3 in
	[!0-9]* | *,[!0-9]* | *, | *[!!-~]*)
		R=error
		WHY="$2 or $3 is not a version"
		return 0 ;;
	esac
	R=$(A=$2 B=$3 OP=$1 awk '
	function digits(a, b) {
		sub(/^0+/, "", a)
		sub(/^0+/, "", b)
		if (length(a) != length(b))
			return length(a) < length(b) ? -1 : 1
		a = "x" a
		b = "x" b
		return a == b ? 0 : a < b ? -1 : 1
	}
	BEGIN {
		n = split(ENVIRON["A"], a, /[^0-9]+/)
		m = split(ENVIRON["B"], b, /[^0-9]+/)
		op = ENVIRON["OP"]
		order = 0
		for (i = 1; (i <= n || i <= m) && order == 0; i++)
			order = digits(a[i], b[i])
		if (op == "equals")
			r = order == 0
		else if (op == "less than")
			r = order < 0
		else if (op == "greater than")
			r = order > 0
		else {
			print "error"
			exit
		}
		print r ? "true" : "false"
	}')
	[ "$R" != error ] || WHY="operation $1 does not apply to versions"
}

# compare_evr DATATYPE OPERATION FOUND EXPECTED: epoch:version-release as RPM
# or, debian_evr_string, as dpkg orders it; the others as RPM does a version
compare_evr() {
	R=error
	for ce_text in "$3" "$4"; do
		case $1,$ce_text in
		*, | *[!!-~]* | ios_version,[!0-9]*) ;;
		debian_evr_string,*[0-9]* | fileset_revision,*[0-9]*) continue ;;
		debian_evr_string,* | fileset_revision,*) ;;
		*) continue ;;
		esac
		WHY="$ce_text is no $1"
		return 0
	done
	R=$(TYPE=$1 A=$3 B=$4 OP=$2 awk '
	function digits(a, b) {
		sub(/^0+/, "", a)
		sub(/^0+/, "", b)
		if (length(a) != length(b))
			return length(a) < length(b) ? -1 : 1
		a = "x" a
		b = "x" b
		return a == b ? 0 : a < b ? -1 : 1
	}
	function run(s, re) {
		return match(s, re) ? RLENGTH : 0
	}
	function rpm(a, b,   n, m, re, order, x, y) {
		while (a != "" || b != "") {
			sub(/^[^0-9A-Za-z~^]+/, "", a)
			sub(/^[^0-9A-Za-z~^]+/, "", b)
			x = substr(a, 1, 1)
			y = substr(b, 1, 1)
			if (x == "~" || y == "~") {
				if (x != y)
					return x == "~" ? -1 : 1
			} else if (x == "^" || y == "^") {
				if (a == "")
					return -1
				if (b == "")
					return 1
				if (x != y)
					return x == "^" ? -1 : 1
			} else {
				if (a == "" || b == "")
					break
				re = x ~ /[0-9]/ ? "^[0-9]+" : "^[A-Za-z]+"
				n = run(a, re)
				m = run(b, re)
				if (m == 0)
					return x ~ /[0-9]/ ? 1 : -1
				x = substr(a, 1, n)
				y = substr(b, 1, m)
				if (re == "^[0-9]+")
					order = digits(x, y)
				else
					order = ("x" x) == ("x" y) ? 0 : \
					    ("x" x) < ("x" y) ? -1 : 1
				if (order != 0)
					return order
				a = substr(a, n + 1)
				b = substr(b, m + 1)
				continue
			}
			a = substr(a, 2)
			b = substr(b, 2)
		}
		return (a != "") - (b != "")
	}
	function weight(s,   c) {
		c = substr(s, 1, 1)
		if (c == "~")
			return -1
		if (c == "" || c ~ /[0-9]/)
			return 0
		return c ~ /[A-Za-z]/ ? ord[c] : ord[c] + 256
	}
	function debian(a, b,   n, m, order) {
		while (a != "" || b != "") {
			while ((a != "" && a !~ /^[0-9]/) || \
			    (b != "" && b !~ /^[0-9]/)) {
				order = weight(a) - weight(b)
				if (order != 0)
					return order
				a = substr(a, 2)
				b = substr(b, 2)
			}
			n = run(a, "^[0-9]+")
			m = run(b, "^[0-9]+")
			order = digits(substr(a, 1, n), substr(b, 1, m))
			if (order != 0)
				return order
			a = substr(a, n + 1)
			b = substr(b, m + 1)
		}
		return 0
	}
	function cut(s, part,   at) {
		part[1] = "0"
		part[3] = ""
		at = index(s, ":")
		if (at > 0) {
			if (s ~ /^[0-9]/)
				part[1] = substr(s, 1, at - 1)
			s = substr(s, at + 1)
		}
		if (match(s, /-[^-]*$/)) {
			part[3] = substr(s, RSTART + 1)
			s = substr(s, 1, RSTART - 1)
		}
		part[2] = s
	}
	BEGIN {
		for (i = 33; i < 127; i++)
			ord[sprintf("%c", i)] = i
		type = ENVIRON["TYPE"]
		op = ENVIRON["OP"]
		if (type ~ /evr/) {
			cut(ENVIRON["A"], a)
			cut(ENVIRON["B"], b)
			order = digits(a[1], b[1])
			for (i = 2; i <= 3 && order == 0; i++)
				order = type == "evr_string" ? rpm(a[i], b[i]) : \
				    debian(a[i], b[i])
		} else
			order = rpm(ENVIRON["A"], ENVIRON["B"])
		if (op == "equals")
			r = order == 0
		else if (op == "less than")
			r = order < 0
		else if (op == "greater than")
			r = order > 0
		else {
			print "error"
			exit
		}
		print r ? "true" : "false"
	}')
	[ "$R" != error ] || WHY="operation $2 does not apply to versions"
}

# path_clean PATH: V, an absolute path without empty, "." and ".." parts and
# without a slash at its end; "/" gives nothing; fails for other paths
path_clean() {
	pc_rest=$1/ V=''
	case $1 in
	/*) ;;
	*) return 1 ;;
	esac
	while [ -n "$pc_rest" ]; do
		pc_part=${pc_rest%%/*}
		pc_rest=${pc_rest#*/}
		case $pc_part in
		'' | .) ;;
		..) V=${V%/*} ;;
		*) V=$V/$pc_part ;;
		esac
	done
}

# compare_path OPERATION FOUND EXPECTED: equal or below; overlaps: or above
compare_path() {
	R=error
	if ! path_clean "$3"; then
		WHY="$3 is not an absolute path"
		return 0
	fi
	cp_expected=$V R=false
	path_clean "$2" || return 0
	case $V/ in
	"$cp_expected"/*) R=true ;;
	esac
	[ "$1" = 'path overlaps' ] || return 0
	case $cp_expected/ in
	"$V"/*) R=true ;;
	esac
}
