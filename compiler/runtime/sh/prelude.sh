# prelude.sh: the evaluation that every check script carries: OVAL's truth
# tables, comparisons, items, tests, variables, verdicts.  The generator takes
# from here the functions that a script needs; each begins in column one with
# its comment above it and ends with a brace in column one.
#
# Results are OVAL's words (true, false, error, unknown, not evaluated, not
# applicable); a list of results or values is one string, an element a line.
# Values travel encoded: a backslash is \\, a control character \0ooo, so that
# a value is one line without tabs; decode gives the bytes back.
#
# COLLECTED is what a probe found, one line each, fields parted by tabs:
#	I where                 an item that exists
#	D where                 an item that does not exist
#	E where message         an item that could not be read
#	V field member value    a value of the item above
#	F flag message          error, incomplete, not applicable, not collected
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2154

# setup: a known environment; words split at newlines only, no globbing
setup() {
	set -fu
	unset CDPATH ENV GREP_OPTIONS GREP_COLORS POSIXLY_CORRECT
	export LC_ALL=C
	tab=$(printf '\t')
	nl='
'
	IFS=$nl
	PROC=${AUDITC_PROC:-/proc}
	PROC=${PROC%/}
	SYS=${AUDITC_SYS:-/sys}
	sp=0
	COLLECTED='' REASON='' WORST='' LABEL='' CUR='' ENGINE='' DOCUMENT=''
	ROOT='' REAL='' NCONTAINERS=0
	wants='' wants_error='' behaviors='' STATES=''
	need awk || finish error
}

# need TOOL: true where it is there; else an error with its name
need() {
	command -v "$1" >/dev/null 2>&1 && return 0
	reason "$1 is not installed"
	say "error: $1 is not installed"
	return 1
}

# say TEXT: a line of evidence, control characters made visible
say() {
	case $1 in
	*[[:cntrl:]]*) encode "$1" && printf '%s\n' "$V" ;;
	*) printf '%s\n' "$1" ;;
	esac
}

# reason TEXT: why the result is not a verdict; the first one is kept
reason() {
	[ -n "$REASON" ] || REASON=$1
}

# finish RESULT: end with the status that stands for an XCCDF result.  Under
# SCE the numbers come from the environment; else 0 pass, 1 fail, 2 error and
# unknown, 3 notapplicable, 4 notchecked, 5 informational
finish() {
	say "result: $1"
	case $1 in
	pass) exit "${XCCDF_RESULT_PASS:-0}" ;;
	fail) exit "${XCCDF_RESULT_FAIL:-1}" ;;
	unknown) exit "${XCCDF_RESULT_UNKNOWN:-2}" ;;
	notapplicable) exit "${XCCDF_RESULT_NOT_APPLICABLE:-3}" ;;
	notchecked) exit "${XCCDF_RESULT_NOT_CHECKED:-4}" ;;
	notselected) exit "${XCCDF_RESULT_NOT_SELECTED:-4}" ;;
	informational) exit "${XCCDF_RESULT_INFORMATIONAL:-5}" ;;
	fixed) exit "${XCCDF_RESULT_FIXED:-0}" ;;
	*) exit "${XCCDF_RESULT_ERROR:-2}" ;;
	esac
}

# encode VALUE: V is the value as one line
encode() {
	V=$1
	case $V in
	*[\\[:cntrl:]]*) ;;
	*) return 0 ;;
	esac
	V=$(printf '%s\n' "$V" | awk '
	BEGIN {
		for (i = 1; i < 128; i++)
			if (i < 32 || i == 127)
				esc[sprintf("%c", i)] = sprintf("\\0%03o", i)
		esc["\\"] = "\\\\"
	}
	{
		if (NR > 1)
			printf "\\0012"
		n = length($0)
		for (i = 1; i <= n; i++) {
			c = substr($0, i, 1)
			printf "%s", (c in esc) ? esc[c] : c
		}
	}')
}

# decode LINE: V is the value itself
decode() {
	V=$1
	case $V in
	*\\*) V=$(printf '%bx' "$V") && V=${V%x} ;;
	esac
}

# --- logic -----------------------------------------------------------------

# logic_count LIST: how many results of each kind
logic_count() {
	c_true=0 c_false=0 c_error=0 c_unknown=0 c_noteval=0 c_notappl=0
	for c_result in $1; do
		case $c_result in
		true) c_true=$((c_true + 1)) ;;
		false) c_false=$((c_false + 1)) ;;
		unknown) c_unknown=$((c_unknown + 1)) ;;
		'not evaluated') c_noteval=$((c_noteval + 1)) ;;
		'not applicable') c_notappl=$((c_notappl + 1)) ;;
		*) c_error=$((c_error + 1)) ;;
		esac
	done
}

# logic_doubt: R is what undecided results leave, or fails where there is none
logic_doubt() {
	if [ "$c_error" -gt 0 ]; then
		R=error
	elif [ "$c_unknown" -gt 0 ]; then
		R=unknown
	elif [ "$c_noteval" -gt 0 ]; then
		R='not evaluated'
	else
		return 1
	fi
}

# logic_nothing: R where neither true nor false nor a doubt was counted
logic_nothing() {
	R='not evaluated'
	[ "$c_notappl" -eq 0 ] || R='not applicable'
}

# logic_operator OPERATOR LIST: R by OVAL's table for AND, OR, ONE, XOR
logic_operator() {
	logic_count "$2"
	case $1 in
	AND)
		if [ "$c_false" -gt 0 ]; then
			R=false
		elif logic_doubt; then
			:
		elif [ "$c_true" -gt 0 ]; then
			R=true
		else
			logic_nothing
		fi ;;
	OR)
		if [ "$c_true" -gt 0 ]; then
			R=true
		elif logic_doubt; then
			:
		elif [ "$c_false" -gt 0 ]; then
			R=false
		else
			logic_nothing
		fi ;;
	ONE)
		if [ "$c_true" -gt 1 ]; then
			R=false
		elif logic_doubt; then
			:
		elif [ "$c_true" -eq 1 ]; then
			R=true
		elif [ "$c_false" -gt 0 ]; then
			R=false
		else
			logic_nothing
		fi ;;
	XOR)
		if logic_doubt; then
			:
		elif [ $((c_true % 2)) -eq 1 ]; then
			R=true
		elif [ $((c_true + c_false)) -gt 0 ]; then
			R=false
		else
			logic_nothing
		fi ;;
	*) R=error ;;
	esac
}

# logic_negate RESULT: R is its negation
logic_negate() {
	case $1 in
	true) R=false ;;
	false) R=true ;;
	*) R=$1 ;;
	esac
}

# logic_check CHECK LIST: R by OVAL's table for check, entity_check, var_check
logic_check() {
	case $1 in
	all) logic_operator AND "$2" ;;
	'at least one') logic_operator OR "$2" ;;
	'only one') logic_operator ONE "$2" ;;
	'none satisfy' | 'none exist')
		logic_operator OR "$2"
		logic_negate "$R" ;;
	*) R=error ;;
	esac
}

# logic_existence CHECK EXISTS ABSENT ERRORS UNCOLLECTED: R by counts of items
logic_existence() {
	case $1 in
	all_exist)
		if [ "$3" -gt 0 ]; then
			R=false
		elif [ "$4" -gt 0 ]; then
			R=error
		elif [ "$5" -gt 0 ]; then
			R=unknown
		elif [ "$2" -gt 0 ]; then
			R=true
		else
			R=false
		fi ;;
	any_exist)
		if [ "$2" -eq 0 ] && [ "$4" -gt 0 ]; then
			R=error
		else
			R=true
		fi ;;
	at_least_one_exists)
		if [ "$2" -gt 0 ]; then
			R=true
		elif [ "$4" -gt 0 ]; then
			R=error
		elif [ "$5" -gt 0 ]; then
			R=unknown
		else
			R=false
		fi ;;
	none_exist)
		if [ "$2" -gt 0 ]; then
			R=false
		elif [ "$4" -gt 0 ]; then
			R=error
		elif [ "$5" -gt 0 ]; then
			R=unknown
		else
			R=true
		fi ;;
	only_one_exists)
		if [ "$2" -gt 1 ]; then
			R=false
		elif [ "$4" -gt 0 ]; then
			R=error
		elif [ "$5" -gt 0 ]; then
			R=unknown
		elif [ "$2" -eq 1 ]; then
			R=true
		else
			R=false
		fi ;;
	*) R=error ;;
	esac
}

# --- comparison ------------------------------------------------------------

# compare OPERATION DATATYPE FOUND EXPECTED: R, and WHY where it is an error;
# FOUND and EXPECTED are the values themselves
compare() {
	WHY=''
	case $1 in
	'pattern match')
		regex_match "$4" "$3"
		return 0 ;;
	'pattern not match')
		regex_match "$4" "$3"
		logic_negate "$R"
		return 0 ;;
	'path within' | 'path overlaps')
		compare_path "$1" "$3" "$4"
		return 0 ;;
	'not equal')
		compare equals "$2" "$3" "$4"
		logic_negate "$R"
		return 0 ;;
	'less than or equal')
		compare 'greater than' "$2" "$3" "$4"
		logic_negate "$R"
		return 0 ;;
	'greater than or equal')
		compare 'less than' "$2" "$3" "$4"
		logic_negate "$R"
		return 0 ;;
	'case insensitive not equal')
		compare 'case insensitive equals' "$2" "$3" "$4"
		logic_negate "$R"
		return 0 ;;
	esac
	case $2 in
	string) compare_string "$1" "$3" "$4" ;;
	boolean) compare_boolean "$1" "$3" "$4" ;;
	int) compare_int "$1" "$3" "$4" ;;
	float) compare_float "$1" "$3" "$4" ;;
	version) compare_version "$1" "$3" "$4" ;;
	binary) compare_binary "$1" "$3" "$4" ;;
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
	case $2$3 in
	*[!0-9a-fA-F]*)
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
		if [ "${#ci_found}" -gt 18 ] || [ "${#ci_expected}" -gt 18 ]; then
			WHY='too large for bits'
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
	R=$(A=$2 B=$3 OP=$1 awk 'BEGIN {
		a = ENVIRON["A"]
		b = ENVIRON["B"]
		op = ENVIRON["OP"]
		re = "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$"
		if (a !~ re || b !~ re)
			r = "error"
		else if (op == "equals")
			r = (a + 0 == b + 0) ? "true" : "false"
		else if (op == "less than")
			r = (a + 0 < b + 0) ? "true" : "false"
		else if (op == "greater than")
			r = (a + 0 > b + 0) ? "true" : "false"
		else
			r = "error"
		print r
	}')
	[ "$R" != error ] || WHY="$2 or $3 is not a number, or $1 does not apply"
}

# compare_version OPERATION FOUND EXPECTED: components of digits, left to right
compare_version() {
	case $2$3 in
	*[!0-9.]*)
		R=error
		WHY="$2 or $3 is not a version"
		return 0 ;;
	esac
	R=$(A=$2 B=$3 OP=$1 awk 'BEGIN {
		n = split(ENVIRON["A"], a, ".")
		m = split(ENVIRON["B"], b, ".")
		op = ENVIRON["OP"]
		order = 0
		for (i = 1; i <= n || i <= m; i++) {
			if (a[i] + 0 != b[i] + 0) {
				order = (a[i] + 0 < b[i] + 0) ? -1 : 1
				break
			}
		}
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

# regex_match PATTERN TEXT: R is true where the Perl regex is found in the text
regex_match() {
	R=error
	case $1$2 in
	*"$nl"*) ;;
	*)
		if regex_tool; then
			printf '%s\n' "$2" | grep -aqP -e "$1" 2>/dev/null
			case $? in
			0) R=true ;;
			1) R=false ;;
			*) WHY="grep does not take the pattern $1" ;;
			esac
			return 0
		fi ;;
	esac
	if ! command -v perl >/dev/null 2>&1; then
		WHY='neither grep -P nor perl is installed'
		return 0
	fi
	perl -e 'my $r = eval { $ARGV[1] =~ /$ARGV[0]/ };
		exit(defined $r ? ($r ? 0 : 1) : 2)' -- "$1" "$2" 2>/dev/null
	case $? in
	0) R=true ;;
	1) R=false ;;
	*) WHY="perl does not take the pattern $1" ;;
	esac
}

# regex_tool: true where grep understands -P; asked once
regex_tool() {
	if [ -z "${regex_grep-}" ]; then
		regex_grep=no
		printf 'x\n' | grep -aqP '(?=x)x' 2>/dev/null && regex_grep=yes
	fi
	[ "$regex_grep" = yes ]
}

# --- objects, states, tests --------------------------------------------------

# want FIELD OPERATION VAR_CHECK literal VALUE | variable FUNCTION: what an
# object asks for; read by the probe
want() {
	source_values "$4" "$5"
	wanted "$1" || wants="$wants$1$nl"
	W="$W$VALUES$nl"
	eval "want_$1_op=\$2 want_$1_check=\$3 want_$1=\$W want_$1_nil=\$4"
	[ -z "$VALUES_error" ] || wants_error=$VALUES_error
}

# wanted FIELD: true where the object asks for it; W its values, W_op, W_check
wanted() {
	case $nl$wants in
	*"$nl$1$nl"*) eval "W=\$want_$1 W_op=\$want_$1_op W_check=\$want_$1_check" ;;
	*)
		W='' W_op='' W_check=''
		return 1 ;;
	esac
}

# wanted_one FIELD: V is the single wanted value itself
wanted_one() {
	wanted "$1"
	W=${W%"$nl"}
	decode "${W#.}"
}

# source_values literal VALUE | variable FUNCTION | nil: VALUES, encoded lines
source_values() {
	VALUES='' VALUES_error=''
	case $1 in
	literal)
		encode "${2-}"
		VALUES=".$V" ;;
	variable) "$2" ;;
	esac
}

# probe NAME SCOPE SCOPE_FIELD: collect into COLLECTED
probe() {
	COLLECTED='' SCOPE=$2
	if [ -n "$wants_error" ]; then
		COLLECTED="F${tab}error$tab$wants_error$nl"
	elif [ "$2" = container ]; then
		scope_container "$1" "$3"
	else
		"probe_$1"
	fi
	wants='' wants_error='' behaviors='' STATES=''
}

# asks FIELD...: what the states look at of that which costs extra
asks() {
	STATES="$*"
}

# behavior NAME VALUE: an option of the probe
behavior() {
	behaviors="$behaviors$1=$2$nl"
}

# behavior_value NAME DEFAULT: V
behavior_value() {
	V=$2
	for bv_line in $behaviors; do
		case $bv_line in
		"$1="*) V=${bv_line#"$1="} ;;
		esac
	done
}

# filter include|exclude STATE...: keep the items of COLLECTED that the state
# holds for, or those that it does not hold for
filter() {
	f_how=$1 f_state=$2 f_kept='' f_head='' item_lines=''
	for f_line in $COLLECTED; do
		case $f_line in
		V"$tab"*) item_lines="$item_lines$f_line$nl" ;;
		F"$tab"*) f_kept="$f_kept$f_line$nl" ;;
		*)
			filter_item
			f_head=$f_line item_lines='' ;;
		esac
	done
	filter_item
	COLLECTED=$f_kept
}

# filter_item: decide about the item that filter has gathered
filter_item() {
	case $f_head in
	'') return 0 ;;
	[ED]"$tab"*) R=true ;;
	*)
		state_result "$f_state"
		[ "$f_how" = include ] || logic_negate "$R" ;;
	esac
	case $R in
	true) f_kept="$f_kept$f_head$nl$item_lines" ;;
	false) ;;
	*) f_kept="${f_kept}E$tab${f_head#*"$tab"}$tab${WHY:-cannot be compared}$nl" ;;
	esac
}

# state_result STATE...: R for the item whose values are in item_lines
state_result() {
	s_operator=AND s_results='' s_found='' s_expected='' s_decided=''
	"$1"
	R=true
	[ -z "$s_results" ] || logic_operator "$s_operator" "$s_results"
}

# state OPERATOR: how the entities that follow are combined
state() {
	s_operator=$1
}

# entity FIELD MEMBER OPERATION DATATYPE ENTITY_CHECK VAR_CHECK SOURCE [VALUE]:
# one condition on the item's values
entity() {
	e_field=$1 e_record=$2 e_op=$3 e_type=$4 e_check=$5 e_varcheck=$6
	e_head="V$tab$1$tab$2$tab" e_nil=''
	[ -n "$2" ] || e_head="V$tab$1$tab"
	[ "$7" != nil ] || e_nil=1
	source_values "$7" "${8-}"
	case $e_op in
	'subset of' | 'superset of')
		e_varcheck='at least one'
		values_not_empty ;;
	esac
	e_expected=$VALUES e_error=$VALUES_error
	if [ "$e_op" = 'superset of' ]; then
		entity_superset
		return 0
	fi
	e_results='' e_found='' e_any=0
	for e_line in $item_lines; do
		case $e_line in
		"$e_head"*) ;;
		*) continue ;;
		esac
		e_any=1
		e_value=${e_line#V"$tab"*"$tab"}
		e_value=${e_value#*"$tab"}
		e_found="$e_found${e_found:+, }$e_value"
		decode "$e_value"
		e_value=$V
		entity_value
		e_results="$e_results$R$nl"
	done
	if [ "$e_any" -eq 1 ]; then
		logic_check "$e_check" "$e_results"
	else
		R=false
		case $e_nil$e_check in
		1* | 'none satisfy' | 'none exist') R=true ;;
		esac
	fi
	entity_end "$e_found"
}

# values_not_empty: VALUES without the empty text, which is no member of a set
values_not_empty() {
	vn_all=$VALUES VALUES=''
	for vn_value in $vn_all; do
		[ "$vn_value" = . ] || VALUES="$VALUES$vn_value$nl"
	done
}

# entity_value: R for e_value against all expected values
entity_value() {
	e_one=''
	if [ -n "$e_nil" ]; then
		R=false
		return 0
	fi
	if [ -n "$e_error" ]; then
		R=error WHY=$e_error
		return 0
	fi
	case $e_op,$e_expected in
	'subset of',)
		R=false
		return 0 ;;
	*,)
		R=error WHY='the variable has no value'
		return 0 ;;
	esac
	for e_want in $e_expected; do
		decode "${e_want#.}"
		compare "$e_op" "$e_type" "$e_value" "$V"
		e_one="$e_one$R$nl"
	done
	logic_check "$e_varcheck" "$e_one"
}

# entity_superset: R is true where each expected value is among the values of
# all the items
entity_superset() {
	e_results='' e_superset=1
	if [ -n "$e_error" ]; then
		R=error WHY=$e_error
		entity_end ""
		return 0
	fi
	for e_want in $e_expected; do
		decode "${e_want#.}"
		e_value=$V e_one=false
		for e_line in $COLLECTED; do
			case $e_line in
			"$e_head"*)
				e_line=${e_line#V"$tab"*"$tab"}
				decode "${e_line#*"$tab"}"
				compare equals "$e_type" "$V" "$e_value"
				[ "$R" = true ] && e_one=true && break ;;
			esac
		done
		e_results="$e_results$e_one$nl"
	done
	R=true
	[ -z "$e_results" ] || logic_operator AND "$e_results"
	entity_end ""
}

# entity_end FOUND [WHY]: take R into the state, keep what the evidence says
entity_end() {
	s_results="$s_results$R$nl"
	if [ -z "$s_decided" ]; then
		e_text=''
		for e_want in $e_expected; do
			e_text="$e_text${e_text:+, }${e_want#.}"
		done
		s_found=$1
		s_expected="$e_op ${e_text:-nothing}"
		if [ -n "$e_record" ]; then
			s_expected="$e_record $s_expected"
		elif [ "$e_field" != value ]; then
			s_expected="$e_field $s_expected"
		fi
		[ "${#s_expected}" -le 300 ] || s_expected="$(printf %.300s "$s_expected")..."
		[ "$R" = true ] || s_decided=1
		[ "$R" != error ] || s_expected="$s_expected ($WHY)"
	fi
}

# check_test OBJECT EXISTENCE CHECK OPERATOR COMMENT [STATE...]: evaluate a
# test, print its evidence, put its result on the stack
check_test() {
	"$1"
	t_existence=$2 t_check=$3 t_operator=$4 t_comment=$5
	shift 5
	t_states=''
	for t_state in "$@"; do
		t_states="$t_states$t_state$nl"
	done
	t_exists=0 t_absent=0 t_errors=0 t_uncollected=0 t_results=''
	t_flag='' t_shown=0 t_more=0 t_head='' e_superset=''
	item_lines=''
	for t_line in $COLLECTED; do
		case $t_line in
		V"$tab"*) item_lines="$item_lines$t_line$nl" ;;
		F"$tab"*)
			t_line=${t_line#*"$tab"}
			test_flag "${t_line%%"$tab"*}" "${t_line#*"$tab"}" ;;
		*)
			test_item
			t_head=$t_line item_lines='' ;;
		esac
	done
	test_item
	[ "$t_more" -eq 0 ] || say "$LABEL... and $t_more more"
	test_result
	[ -z "$t_comment" ] || [ "$R" = true ] || say "$LABEL$t_comment: $R"
	push "$R"
}

# test_flag FLAG MESSAGE: what the probe says of its collection as a whole
test_flag() {
	case $t_flag,$1 in
	error,* | *,incomplete) [ -n "$t_flag" ] || t_flag=$1 ;;
	*) t_flag=$1 ;;
	esac
	reason "$2"
	say "$LABEL$2"
}

# test_item: judge the item that check_test has gathered
test_item() {
	case $t_head in
	'') return 0 ;;
	D"$tab"*)
		t_absent=$((t_absent + 1))
		test_evidence false "${t_head#*"$tab"}" 'nothing' 'existence'
		return 0 ;;
	E"$tab"*)
		t_errors=$((t_errors + 1))
		t_results="${t_results}error$nl"
		t_where=${t_head#*"$tab"}
		reason "${t_where#*"$tab"}"
		test_evidence error "${t_where%%"$tab"*}" "${t_where#*"$tab"}" 'a readable value'
		return 0 ;;
	esac
	t_exists=$((t_exists + 1))
	t_where=${t_head#*"$tab"}
	if [ -z "$t_states" ]; then
		test_values
		case $t_existence in
		none_exist) test_evidence false "$t_where" "$V" 'none' ;;
		*) test_evidence true "$t_where" "$V" 'existence' ;;
		esac
		return 0
	fi
	t_one='' t_found='' t_expected=''
	for t_state in $t_states; do
		state_result "$t_state"
		t_one="$t_one$R$nl"
		if [ -z "$t_expected" ] || [ "$R" != true ]; then
			t_found=$s_found t_expected=$s_expected
		fi
	done
	logic_operator "$t_operator" "$t_one"
	t_results="$t_results$R$nl"
	[ "$R" != error ] || reason "$t_where: $t_expected"
	if [ -z "$t_found" ]; then
		test_values
		t_found=$V
	fi
	test_evidence "$R" "$t_where" "$t_found" "$t_expected"
}

# test_values: V is the item in short, for the evidence
test_values() {
	V=''
	for tv_line in $item_lines; do
		tv_line=${tv_line#V"$tab"*"$tab"}
		case $tv_line in
		"$tab"*) tv_line=${tv_line#"$tab"} ;;
		*) tv_line="${tv_line%%"$tab"*}=${tv_line#*"$tab"}" ;;
		esac
		V="$V${V:+, }$tv_line"
	done
	[ "${#V}" -le 300 ] || V="$(printf %.300s "$V")..."
}

# test_evidence RESULT WHERE FOUND EXPECTED: a line, of the first items only
test_evidence() {
	if [ "$t_shown" -ge 8 ]; then
		t_more=$((t_more + 1))
		return 0
	fi
	t_shown=$((t_shown + 1))
	te_drift=''
	[ "$1" != false ] || te_drift=$drift
	say "$LABEL$te_drift$2: found ${3:-\"\"}, expected $4: $1"
}

# test_result: R of the test from its items and flags
test_result() {
	case $t_flag in
	error | 'not applicable')
		R=$t_flag
		return 0 ;;
	'not collected')
		R='not evaluated'
		return 0 ;;
	incomplete) existence_incomplete ;;
	*) logic_existence "$t_existence" "$t_exists" "$t_absent" "$t_errors" 0 ;;
	esac
	if [ "$R" != true ] || [ -z "$t_states" ]; then
		[ "$t_exists$R" != 0false ] || say "${LABEL}nothing found"
		return 0
	fi
	if [ "$t_flag" = incomplete ]; then
		check_incomplete
	elif [ -n "$t_results" ]; then
		logic_check "$t_check" "$t_results"
	else
		test_empty
	fi
}

# test_empty: R of states over no item at all: true, but for a superset
test_empty() {
	R=true item_lines=''
	for t_state in $t_states; do
		state_result "$t_state"
		if [ -n "$e_superset" ]; then
			[ "$t_check" != 'none satisfy' ] || logic_negate "$R"
			test_evidence "$R" 'all items' 'nothing' "$s_expected"
			return 0
		fi
	done
	R=true
}

# existence_incomplete: R, what may be said when not everything was seen
existence_incomplete() {
	R=unknown
	case $t_existence in
	any_exist) R=true ;;
	all_exist) [ "$t_absent" -eq 0 ] || R=false ;;
	at_least_one_exists) [ "$t_exists" -eq 0 ] || R=true ;;
	none_exist) [ "$t_exists" -eq 0 ] || R=false ;;
	only_one_exists) [ "$t_exists" -le 1 ] || R=false ;;
	*) R=error ;;
	esac
}

# check_incomplete: likewise for the items that were seen
check_incomplete() {
	logic_count "$t_results"
	R=unknown
	case $t_check in
	all) [ "$c_false" -eq 0 ] || R=false ;;
	'at least one') [ "$c_true" -eq 0 ] || R=true ;;
	'only one') [ "$c_true" -le 1 ] || R=false ;;
	'none satisfy' | 'none exist') [ "$c_true" -eq 0 ] || R=false ;;
	*) R=error ;;
	esac
}

# --- expressions ---------------------------------------------------------------

# push RESULT
push() {
	sp=$((sp + 1))
	eval "stack_$sp=\$1"
}

# pop: R is the result on top
pop() {
	eval "R=\$stack_$sp"
	sp=$((sp - 1))
}

# operator OPERATOR N: combine the N results on top
operator() {
	o_list='' o_n=$2
	while [ "$o_n" -gt 0 ]; do
		pop
		o_list="$R$nl$o_list"
		o_n=$((o_n - 1))
	done
	logic_operator "$1" "$o_list"
	push "$R"
}

# negate: the result on top
negate() {
	pop
	logic_negate "$R"
	push "$R"
}

# choose BRANCH [BRANCH]: by the condition on top; any other result stays
choose() {
	pop
	case $R in
	true) "$1" ;;
	false)
		if [ $# -gt 1 ]; then
			"$2"
		else
			push 'not applicable'
		fi ;;
	*) push "$R" ;;
	esac
}

# constant RESULT COMMENT: what a report states
constant() {
	[ -z "$2" ] || say "$LABEL$2"
	push "$1"
}

# unsupported REASON: a test that this script cannot evaluate
unsupported() {
	reason "$1"
	say "$LABEL$1"
	push 'not evaluated'
}

# agree FUNCTION: where the engine's declaration on top holds, the kernel's side
# of it decides: false there is drift, and what cannot be read is unknown; not
# running, the declaration stands
agree() {
	pop
	if [ "$R" = true ]; then
		drift='drift: ' ag_reason=$REASON
		"$1"
		drift=''
		pop
		case $R in
		true | false) ;;
		'not applicable')
			REASON=$ag_reason R=true ;;
		*) R=unknown ;;
		esac
	fi
	push "$R"
}

# guard RESULT MESSAGE: fails, with OUTCOME, where the condition on top does
# not hold
guard() {
	pop
	case $R in
	true)
		REASON=''
		return 0 ;;
	false)
		OUTCOME=$1 REASON=$2
		[ -z "$2" ] || say "$LABEL$2" ;;
	*)
		outcome_of "$R"
		reason 'whether the rule applies cannot be told' ;;
	esac
	return 1
}

# decide: OUTCOME of the expression on top
decide() {
	pop
	DECIDED=$R
	outcome_of "$R"
}

# outcome_of RESULT: OUTCOME, what XCCDF calls it
outcome_of() {
	case $1 in
	true) OUTCOME=pass ;;
	false) OUTCOME=fail ;;
	unknown) OUTCOME=unknown ;;
	'not evaluated') OUTCOME=notchecked ;;
	'not applicable') OUTCOME=notapplicable ;;
	*) OUTCOME=error ;;
	esac
}

# attest NAME VARIABLE: a pass stays one only where the site attests this half
attest() {
	[ "$OUTCOME" = pass ] || return 0
	"$2"
	case $VALUES in
	.true | .1 | ".true$nl" | ".1$nl") return 0 ;;
	esac
	OUTCOME=notchecked
	reason "the automatic part holds; $1 is to be attested"
}

# force RESULT: what an evaluated expression counts as
force() {
	case $DECIDED in
	true | false) OUTCOME=$1 ;;
	esac
}

# manual TEXT: what a person has to look at, where the rest holds
manual() {
	case $DECIDED in
	'') reason "$1" ;;
	true) reason "the automatic part holds; $1" ;;
	*) return 0 ;;
	esac
	OUTCOME=notchecked
}

# worse OUTCOME: keep the worst of all targets in WORST
worse() {
	for w in fail error unknown notchecked informational pass fixed notapplicable notselected; do
		if [ "$w" = "$1" ] || [ "$w" = "$WORST" ]; then
			WORST=$w
			return 0
		fi
	done
	WORST=error
}

# evaluate: run the rule for the present target
evaluate() {
	sp=0 OUTCOME=error REASON='' DECIDED='' drift=''
	rule
	case $OUTCOME in
	error | unknown | notchecked) say "$LABEL$OUTCOME${REASON:+: $REASON}" ;;
	*) [ -z "$LABEL" ] || say "$LABEL$OUTCOME" ;;
	esac
	worse "$OUTCOME"
}

# run_host: a rule about the host
run_host() {
	if [ $# -gt 0 ]; then
		say 'error: this check takes no argument'
		finish error
	fi
	evaluate
	finish "$WORST"
}

# --- variables -------------------------------------------------------------------

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

# remember N FUNCTION: compute a local variable once for this target
remember() {
	component_top=0
	"$2"
	eval "remembered_$1=\$component_1 remembered_error_$1=\$VALUES_error"
}

# recall N: VALUES of a local variable
recall() {
	eval "VALUES=\$remembered_$1 VALUES_error=\$remembered_error_$1"
}

# component_push: VALUES as the newest operand
component_push() {
	component_top=$((component_top + 1))
	eval "component_$component_top=\$VALUES"
}

# component_take N: VALUES of all N newest operands, one after the other
component_take() {
	VALUES='' ct_n=$1
	while [ "$ct_n" -gt 0 ]; do
		eval "VALUES=\$component_$component_top\$nl\$VALUES"
		component_top=$((component_top - 1))
		ct_n=$((ct_n - 1))
	done
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

# component_concat N: every combination of the operands' values, put together
component_concat() {
	cc_all=. cc_n=$1
	while [ "$cc_n" -gt 0 ]; do
		eval "cc_tails=\$component_$component_top"
		component_top=$((component_top - 1))
		cc_n=$((cc_n - 1))
		cc_next=''
		for cc_head in $cc_tails; do
			for cc_tail in $cc_all; do
				cc_next="$cc_next$cc_head${cc_tail#.}$nl"
			done
		done
		cc_all=$cc_next
	done
	VALUES=$cc_all
	component_push
}

# component_split DELIMITER: each value of the operand split
component_split() {
	component_take 1
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
	component_take "$1"
	cu_all=''
	for cu_value in $VALUES; do
		case $nl$cu_all in
		*"$nl$cu_value$nl"*) ;;
		*) cu_all="$cu_all$cu_value$nl" ;;
		esac
	done
	VALUES=$cu_all
	component_push
}

# component_count N: how many values the operands have
component_count() {
	component_take "$1"
	cn_count=0
	for _ in $VALUES; do
		cn_count=$((cn_count + 1))
	done
	constants "$cn_count"
	component_push
}
