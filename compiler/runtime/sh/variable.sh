# variable.sh: constants, values from the environment, computed variables.
# VALUES_error says why there are no values: a flag of COLLECTED, a tab, a text.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# constants VALUE...: VALUES of a constant variable
constants() {
	VALUES='' VALUES_error=''
	for v_value in "$@"; do
		encode "$v_value"
		VALUES="$VALUES.$V$nl"
	done
}

# external NAME KIND DEFAULT...: VALUES from XCCDF_VALUE_NAME, AUDITC_VALUE_NAME,
# else the defaults; KIND list: text from the environment is split at commas
external() {
	v_name=$1 v_kind=$2
	shift 2
	eval "v_text=\${XCCDF_VALUE_$v_name-\${AUDITC_VALUE_$v_name-}} \
		v_set=\${XCCDF_VALUE_$v_name+1}\${AUDITC_VALUE_$v_name+1}"
	if [ -z "$v_set" ]; then
		constants "$@"
	elif [ "$v_kind" = list ]; then
		values_split "$v_text" ,
	else
		constants "$v_text"
	fi
}

# values_split TEXT DELIMITER: VALUES, the parts of the text
values_split() {
	VALUES='' VALUES_error='' v_rest=$1
	if [ -z "$2" ]; then
		constants "$1"
		return 0
	fi
	while :; do
		encode "${v_rest%%"$2"*}"
		VALUES="$VALUES.$V$nl"
		case $v_rest in
		*"$2"*) v_rest=${v_rest#*"$2"} ;;
		*) break ;;
		esac
	done
}

# remember N DATATYPE FUNCTION: compute a local variable once for this target
remember() {
	component_top=0 t_existence=''
	"$3"
	eval "VALUES=\$component_1 VALUES_error=\$component_error_1"
	values_typed "$2"
	eval "remembered_$1=\$VALUES remembered_error_$1=\$VALUES_error"
}

# recall N: VALUES of a local variable
recall() {
	eval "VALUES=\$remembered_$1 VALUES_error=\$remembered_error_$1"
}

# values_typed DATATYPE: an error where one of VALUES is none of this type
values_typed() {
	case $1 in
	string | record) return 0 ;;
	esac
	for vt_value in $VALUES; do
		vt_value=${vt_value#.}
		decode "$vt_value"
		vt_text=$V
		compare equals "$1" "$vt_text" "$vt_text"
		if [ "$R" = error ]; then
			VALUES='' VALUES_error="error${tab}the variable's value $vt_value is not of type $1"
			return 0
		fi
	done
}

# values_possible DATATYPE FUNCTION: an error where one of VALUES is in none of
# the ranges that the function tells
values_possible() {
	vp_type=$1
	for vp_value in $VALUES; do
		vp_value=${vp_value#.}
		decode "$vp_value"
		vp_text=$V vp_any='' vp_results=''
		"$2"
		possible ''
		if [ -z "$vp_any" ]; then
			VALUES='' VALUES_error="error${tab}the variable may not be \"$vp_value\""
			return 0
		fi
	done
}

# possible OPERATOR: a range, the restrictions that follow; the one before ends
possible() {
	if [ -n "$vp_results" ]; then
		logic_operator "$vp_operator" "$vp_results"
		[ "$R" != true ] || vp_any=1
	fi
	vp_operator=$1 vp_results=''
}

# restriction OPERATION VALUE: what vp_text has to compare with
restriction() {
	compare "$1" "$vp_type" "$vp_text" "$2"
	vp_results="$vp_results$R$nl"
}

# component_push: VALUES as the newest operand
component_push() {
	component_top=$((component_top + 1))
	eval "component_$component_top=\$VALUES component_error_$component_top=\$VALUES_error"
}

# component_take N [lack]: VALUES of all N newest operands, one after the other;
# fails, and settles the function, where one of them cannot be computed or, but
# for "lack", has no value
component_take() {
	VALUES='' VALUES_error='' ct_none='' ct_n=$1
	while [ "$ct_n" -gt 0 ]; do
		eval "ct_values=\$component_$component_top ct_error=\$component_error_$component_top"
		[ -n "$ct_values$ct_error" ] || ct_none=1
		case $ct_error,$VALUES_error in
		,* | *,error*) ;;
		error* | *,) VALUES_error=$ct_error ;;
		'not applicable'*) VALUES_error=$ct_error ;;
		esac
		VALUES=$ct_values$VALUES
		component_top=$((component_top - 1))
		ct_n=$((ct_n - 1))
	done
	if [ -n "$VALUES_error" ] || [ "$ct_none${2-}" = 1 ]; then
		VALUES=''
		component_push
		return 1
	fi
}

# component_add: V as one more value of the function
component_add() {
	encode "$V"
	component_all="$component_all.$V$nl"
}

# component_each FUNCTION [ARG...]: the function makes, of each value of the
# operand in V, a new one, or fails with WHY
component_each() {
	component_take 1 || return 0
	component_all=''
	for ce_value in $VALUES; do
		decode "${ce_value#.}"
		if ! "$@"; then
			encode "$WHY"
			VALUES='' VALUES_error="error$tab$V"
			component_push
			return 0
		fi
		component_add
	done
	VALUES=$component_all
	component_push
}

# component_product FUNCTION N: the function puts, for every combination of the
# operands' values, the next value, V, to what it made so far, SO_FAR; the last
# operand turns fastest
component_product() {
	cp_top=$((component_top - $2))
	component_take "$2" || return 0
	cp_n=1 cp_all='.' cp_first=1
	while [ "$cp_n" -le "$2" ]; do
		eval "cp_values=\$component_$((cp_top + cp_n))"
		component_all=''
		for cp_head in $cp_all; do
			for cp_value in $cp_values; do
				decode "${cp_head#.}"
				SO_FAR=$V
				decode "${cp_value#.}"
				if ! "$1" "$cp_first"; then
					VALUES='' VALUES_error="error$tab$WHY"
					component_push
					return 0
				fi
				component_add
			done
		done
		cp_all=$component_all cp_first=''
		cp_n=$((cp_n + 1))
	done
	VALUES=$cp_all
	component_push
}

# component_literal TEXT
component_literal() {
	constants "$1"
	component_push
}

# component_variable FUNCTION
component_variable() {
	"$1"
	component_push
}

# component_object OBJECT FIELD MEMBER: the field's values of all its items
component_object() {
	"$1"
	VALUES='' VALUES_error='' co_any=''
	co_head="V$tab$2$tab$3"
	[ -z "$3" ] || co_head=$co_head$tab
	for co_line in $COLLECTED; do
		case $co_line in
		I"$tab"*) co_any=1 ;;
		E"$tab"*) object_lacks "error$tab${co_line##*"$tab"}" ;;
		F"$tab"incomplete"$tab"*) object_lacks "error$tab${co_line##*"$tab"}" ;;
		F"$tab"*) object_lacks "${co_line#F"$tab"}" ;;
		"$co_head"*)
			co_line=${co_line#V"$tab"*"$tab"}
			VALUES="$VALUES.${co_line#*"$tab"}$nl" ;;
		esac
	done
	[ -z "$VALUES_error" ] || VALUES=''
	[ -n "$VALUES$VALUES_error" ] || [ -z "$co_any" ] ||
		VALUES_error="error${tab}the items that a variable takes values from have none"
	component_push
}

# object_lacks ERROR: why nothing can be said of the object's values
object_lacks() {
	case $VALUES_error in
	error*) ;;
	*) VALUES_error=$1 ;;
	esac
}

# component_concat N: every combination of the operands' values, put together
component_concat() {
	component_product text_concat "$1"
}

text_concat() {
	V=$SO_FAR$V
}

# component_sum N, component_multiply N: of every combination of values
component_sum() {
	component_product number_add "$1"
}

component_multiply() {
	component_product number_multiply "$1"
}

number_add() {
	[ -z "$1" ] || SO_FAR=0
	number_make +
}

number_multiply() {
	[ -z "$1" ] || SO_FAR=1
	number_make '*'
}

# number_make + | *: V of SO_FAR and V; whole numbers stay whole where they fit
# into 64 bits
number_make() {
	nm_b=$V nm_real=1
	if int_canonical "$SO_FAR"; then
		nm_a=$V
		if int_canonical "$nm_b"; then
			nm_b=$V nm_real=''
			[ ${#nm_a} -gt 18 ] || [ ${#nm_b} -gt 18 ] || nm_real=0
		fi
	fi
	if [ "$nm_real" = 0 ]; then
		if [ "$1" = + ]; then
			V=$((nm_a + nm_b))
			return 0
		fi
		V=$((nm_a * nm_b))
		[ "$nm_a" != 0 ] && [ $((V / nm_a)) -ne "$nm_b" ] || return 0
	fi
	V=''
	[ -z "$nm_real" ] || V=$(A=$SO_FAR B=$nm_b OP=$1 awk '
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
		re = "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$"
		if (a !~ re || b !~ re)
			exit 1
		printf "%.17g", ENVIRON["OP"] == "+" ? number(a) + number(b) : \
		    number(a) * number(b)
	}')
	[ -n "$V" ] || {
		WHY='a variable computes with what is no number, or too large'
		return 1
	}
}

# component_begin TEXT, component_end TEXT: each value, made to begin or end so
component_begin() {
	component_each text_begin "$1"
}

text_begin() {
	case $V in
	"$1"*) ;;
	*) V=$1$V ;;
	esac
}

component_end() {
	component_each text_end "$1"
}

text_end() {
	case $V in
	*"$1") ;;
	*) V=$V$1 ;;
	esac
}

# component_escape: each value, for a regex that means just this text
component_escape() {
	component_each text_escape
}

text_escape() {
	V=$(printf '%sx\n' "$V" | sed 's/[][^$\\.(){}*+?|]/\\&/g')
	V=${V%x}
}

# component_capture PATTERN: of each value the first group of the first match;
# no match, or no such group: an empty text
component_capture() {
	component_each text_capture "$1"
}

text_capture() {
	if ! command -v perl >/dev/null 2>&1; then
		WHY='perl is not installed'
		return 1
	fi
	V=$(regex_perl '
	my ($re, $text) = regex($ARGV[0], "", $ARGV[1]);
	my $first = $text =~ $re ? $1 // "" : "";
	utf8::encode($first) if utf8::is_utf8($first);
	print $first, "x";
	exit 0;' "$1" "$V") || {
		WHY="perl does not take the pattern $1"
		return 1
	}
	V=${V%x}
}

# component_substring START LENGTH: a part of each value; negative: to its end
component_substring() {
	component_each text_substring "$1" "$2"
}

text_substring() {
	tu_from=$1
	[ "$tu_from" -ge 1 ] || tu_from=1
	tu_length=$2
	case $V in
	*[!\ -~]*) text_bytes || return 1 ;;
	esac
	if [ "$tu_from" -gt "${#V}" ]; then
		WHY='a substring starts behind the end'
		return 1
	fi
	if [ "$tu_length" -lt 0 ]; then
		V=$(printf '%sx' "$V" | tail -c "+$tu_from")
		V=${V%x}
	else
		V=$(printf '%s' "$V" | tail -c "+$tu_from" | head -c "$tu_length" && printf x)
		V=${V%x}
	fi
}

# text_bytes: tu_from and tu_length as bytes of V, where it is UTF-8; fails, with
# WHY, where no tool tells
text_bytes() {
	tu_line=$(printf '%s' "$V" | od -An -v -tu1 |
		awk -v from="$tu_from" -v len="$tu_length" '
	function tail(lead, next_) {
		if (lead < 128)
			return 0
		if (lead < 194 || lead > 244 || \
		    (lead == 224 && next_ < 160) || \
		    (lead == 237 && next_ > 159) || \
		    (lead == 240 && next_ < 144) || \
		    (lead == 244 && next_ > 143))
			return -1
		return lead < 224 ? 1 : lead < 240 ? 2 : 3
	}
	{
		for (i = 1; i <= NF; i++)
			byte[++n] = $i + 0
	}
	END {
		for (i = 1; i <= n; i += more + 1) {
			at[++k] = i
			more = tail(byte[i], byte[i + 1])
			for (j = i + 1; j <= i + more; j++)
				if (byte[j] < 128 || byte[j] > 191)
					more = -1
			if (more < 0) {
				print from, len
				exit
			}
		}
		if (n == 0)
			exit
		at[k + 1] = n + 1
		first = from > k ? n + 1 : at[from]
		last = from + len > k ? n + 1 : at[from + len]
		print first, len < 0 ? len : last - first
	}')
	if [ -z "$tu_line" ]; then
		WHY='od does not tell the bytes of a text'
		return 1
	fi
	tu_from=${tu_line% *} tu_length=${tu_line#* }
}

# component_glob ESCAPES: the regex of each value, a glob; ESCAPES: a backslash
# takes the meaning of what follows
component_glob() {
	component_each text_glob "$1"
}

text_glob() {
	V=$(printf '%s\n' "$V" | awk -v escapes="$1" '
	function bracket(i,   to, from, k, out, class, c) {
		to = i + 1
		if (s[to] == "!" || s[to] == "^")
			to++
		if (s[to] == "]")
			to++
		for (; to <= n && s[to] != "]"; to++) {
			if (s[to] != "[" || s[to + 1] != ":")
				continue
			for (k = to + 2; k < n; k++)
				if (s[k] == ":" && s[k + 1] == "]") {
					to = k + 1
					break
				}
		}
		if (to > n)
			return 0
		from = i + 1
		out = "["
		if (s[from] == "!" || s[from] == "^") {
			from++
			out = "[^/"
		}
		for (k = from; k < to; k++) {
			c = s[k]
			if (c == "[" && s[k + 1] == ":")
				class = 1
			else if (!class && index("\\[]^", c) > 0)
				out = out "\\"
			out = out c
			if (class && c == "]")
				class = 0
		}
		regex = regex out "]"
		return to
	}
	{
		text = text (NR > 1 ? "\n" : "") $0
	}
	END {
		n = length(text)
		for (i = 1; i <= n; i++)
			s[i] = substr(text, i, 1)
		regex = "^"
		start = 1
		for (i = 1; i <= n; i++) {
			c = s[i]
			if (start && (c == "*" || c == "["))
				regex = regex "(?=[^.])"
			if (c == "*")
				regex = regex "[^/]*"
			else if (c == "?")
				regex = regex (start ? "[^./]" : "[^/]")
			else if (c == "[") {
				i = bracket(i)
				if (i == 0)
					exit 1
			} else {
				if (c == "\\" && escapes && i < n)
					c = s[++i]
				if (index("^$\\.[]()*+?|", c) > 0)
					regex = regex "\\"
				regex = regex c
			}
			start = c == "/"
		}
		printf "%s$x", regex
	}') || {
		WHY="a glob's bracket is not closed"
		return 1
	}
	V=${V%x}
}

# component_split DELIMITER: each value of the operand split
component_split() {
	component_take 1 || return 0
	cs_all='' cs_values=$VALUES
	for cs_value in $cs_values; do
		decode "${cs_value#.}"
		values_split "$V" "$1"
		cs_all="$cs_all$VALUES"
	done
	VALUES=$cs_all
	component_push
}

# component_unique N: the values of the operands, each once
component_unique() {
	component_take "$@" || return 0
	VALUES=$(printf '%s' "$VALUES" | awk '!seen[$0]++')
	VALUES=$VALUES${VALUES:+$nl}
	component_push
}

# component_count N [lack]: how many values the operands have
component_count() {
	component_take "$@" || return 0
	cn_count=0
	for _ in $VALUES; do
		cn_count=$((cn_count + 1))
	done
	constants "$cn_count"
	component_push
}
