# test.sh: objects, states and tests of OVAL's kind.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# want FIELD OPERATION VAR_CHECK literal VALUE | variable FUNCTION: what an
# object asks for; read by the probe
want() {
	source_values "$4" "${5-}"
	[ "$1" != arg ] || want_word
	wanted "$1" || wants="$wants$1$nl"
	W="$W$VALUES$nl"
	ASKED="$ASKED${ASKED:+ }${VALUES#.}"
	eval "want_$1_op=\$2 want_$1_check=\$3 want_$1=\$W want_$1_nil=\$4"
	[ -z "$VALUES_error" ] || wants_error=$VALUES_error
}

# want_word: VALUES are one argument; none is an empty one
want_word() {
	VALUES=${VALUES%"$nl"}
	case $VALUES in
	'') VALUES=. ;;
	*"$nl"*) VALUES_error="error${tab}an argument of the command is several" ;;
	esac
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

# wanted_one FIELD: V is the single wanted value itself; several are an error
wanted_one() {
	wanted "$1"
	W=${W%"$nl"}
	case $W in
	*"$nl"*) COLLECTED="${COLLECTED}F${tab}error$tab$1 has several values$nl" ;;
	esac
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
	COLLECTED='' SCOPE=$2 LISTED=''
	case $1 in
	container | image | engine | network | kernel) LISTED=1 ;;
	esac
	if [ -n "$wants_error" ]; then
		COLLECTED="F$tab$wants_error$nl"
	elif [ "$2" = container ]; then
		scope_container "$1" "$3"
	else
		"probe_$1"
	fi
	[ "${t_existence-}" != all_exist ] || values_missing
	wants='' wants_error='' behaviors='' STATES='' ASKED=${ASKED:-$1}
}

# values_missing: all have to exist, so every value of a variable has to: one
# more item, which does not, for the first value of a field that no item has;
# for each of them in a set, whose operator decides about them as well.
# A var_ref names its variable, whose values are those of the item; a path in
# which names are searched for names nothing.
values_missing() {
	behavior_value recurse_direction none
	vm_way=$V vm_search=''
	if [ "${want_filename_nil-}" != nil ] && wanted filename; then
		case $W_op in
		equals | 'case insensitive equals') ;;
		*) vm_search=path ;;
		esac
	fi
	for vm_field in $wants; do
		wanted "$vm_field"
		case $vm_field,$W_op,$W_check,${W%"$nl"} in
		arg,* | var_ref,* | *,none* | "$vm_search",*) continue ;;
		*,equals,*"$nl"*) ;;
		path,*'insensitive equals'*"$nl"* | filepath,*'insensitive equals'*"$nl"*)
			COLLECTED="${COLLECTED}F${tab}not collected${tab}whether each value of $vm_field exists$nl"
			continue ;;
		*,'case insensitive equals',*"$nl"*) ;;
		*) continue ;;
		esac
		for vm_want in $W; do
			vm_value=${vm_want#.}
			case $vm_field,$vm_value in
			path,*//* | path,?*/ | filepath,*//*)
				vm_value=$(printf '%s\n' "$vm_value" | tr -s /)
				[ "$vm_value" = / ] || vm_value=${vm_value%/} ;;
			esac
			case $vm_field,$vm_way,$nl$COLLECTED in
			*"${nl}V$tab$vm_field$tab$tab$vm_value$nl"* | *"${nl}E$tab"*) ;;
			path,down,*"${nl}V${tab}path$tab$tab$vm_value/"*) ;;
			path,up,*)
				COLLECTED="${COLLECTED}F${tab}not collected${tab}whether each value of path exists$nl"
				break ;;
			*)
				! values_alike "$vm_value" || continue
				COLLECTED="${COLLECTED}D$tab$vm_value$nl"
				[ "${set_inside:-0}" -ne 0 ] || break ;;
			esac
		done
	done
}

# values_alike VALUE: true where letters' case is all that vm_field of an item
# differs by, and the object does not mind
values_alike() {
	[ "$W_op" != equals ] || return 1
	decode "$1"
	va_value=$V
	for va_line in $COLLECTED; do
		case $va_line in
		"V$tab$vm_field$tab$tab"*)
			decode "${va_line#"V$tab$vm_field$tab$tab"}"
			compare "$W_op" string "$V" "$va_value"
			[ "$R" != true ] || return 0 ;;
		esac
	done
	return 1
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
	*) f_kept="${f_kept}E$tab${f_head#*"$tab"}$tab${WHY:-cannot be compared}$nl$item_lines" ;;
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
	s_operator=$1 e_exist=at_least_one_exists
}

# existence CHECK: how many values the next entity has to have
existence() {
	e_exist=$1
}

# entity FIELD MEMBER OPERATION DATATYPE ENTITY_CHECK VAR_CHECK SOURCE [VALUE]:
# one condition on the item's values
entity() {
	e_field=$1 e_record=$2 e_op=$3 e_type=$4 e_check=$5 e_varcheck=$6
	e_head="V$tab$1$tab$2$tab" e_nil=''
	[ -n "$2" ] || e_head="V$tab$1$tab"
	[ "$7" != nil ] || e_nil=1 e_exist=none_exist
	source_values "$7" "${8-}"
	case $e_op,$e_type in
	*,ipv*) ;;
	'subset of',* | 'superset of',*)
		e_varcheck='at least one'
		values_not_empty ;;
	'pattern match',* | 'pattern not match',*)
		[ "$7" != variable ] || values_no_pattern ;;
	esac
	e_expected=$VALUES e_error=$VALUES_error
	case $e_op,$e_type in
	*,ipv*) ;;
	'superset of',*)
		entity_superset
		return 0 ;;
	esac
	e_results='' e_found='' e_any=0
	for e_line in $item_lines; do
		case $e_line in
		"$e_head"*) ;;
		*) continue ;;
		esac
		e_any=$((e_any + 1))
		e_value=${e_line#V"$tab"*"$tab"}
		e_value=${e_value#*"$tab"}
		octal_or "$e_value"
		e_found="$e_found${e_found:+, }$V"
		decode "$e_value"
		e_value=$V
		entity_value
		e_results="$e_results$R$nl"
	done
	logic_existence "$e_exist" "$e_any" 0 0 0
	case $R,$e_any,$LISTED,$e_check in
	false,0,1,none*) R=true ;; # a list of facts without members
	true,0,*) ;;
	true,*) logic_check "$e_check" "$e_results" ;;
	esac
	e_exist=at_least_one_exists
	entity_end "$e_found"
}

# octal_or VALUE: V, the value; of a file's mode in octal, as people read it
octal_or() {
	V=$1
	case $e_field,$1 in
	mode,*[!0-9]* | mode, | mode,?????*) ;;
	mode,*) V=$(printf %04o "$1") ;;
	esac
}

# values_not_empty: VALUES without the empty text, which is no member of a set
values_not_empty() {
	vn_all=$VALUES VALUES=''
	for vn_value in $vn_all; do
		[ "$vn_value" = . ] || VALUES="$VALUES$vn_value$nl"
	done
}

# values_no_pattern: VALUES with what matches nothing for the empty text
values_no_pattern() {
	vn_all=$VALUES VALUES=''
	for vn_value in $vn_all; do
		[ "$vn_value" != . ] || vn_value='.(?!)'
		VALUES="$VALUES$vn_value$nl"
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
		R=error WHY=${e_error#*"$tab"}
		return 0
	fi
	if [ -z "$e_expected" ]; then
		case $e_op,$e_type in
		*,ipv* | [!s]*) R=error WHY='the variable has no value' ;;
		*) R=false ;;
		esac
		return 0
	fi
	for e_want in $e_expected; do
		decode "${e_want#.}"
		compare "$e_op" "$e_type" "$e_value" "$V"
		e_one="$e_one$R$nl"
	done
	logic_check "$e_varcheck" "$e_one"
}

# entity_superset: R is true where each expected value is among the values of
# the item, or of all the items, which facts are the members of a list in
entity_superset() {
	e_results='' e_superset=$LISTED e_all=$item_lines
	[ -z "$LISTED" ] || e_all=$COLLECTED
	if [ -n "$e_error" ]; then
		R=error WHY=${e_error#*"$tab"}
		entity_end ""
		return 0
	fi
	for e_want in $e_expected; do
		decode "${e_want#.}"
		e_value=$V e_one=false
		for e_line in $e_all; do
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
			octal_or "${e_want#.}"
			e_text="$e_text${e_text:+, }$V"
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
	ASKED='' t_existence=$2
	"$1"
	t_asked=${ASKED%%"$nl"*}
	t_check=$3 t_operator=$4 t_comment=$5
	shift 5
	t_states=''
	for t_state in "$@"; do
		t_states="$t_states$t_state$nl"
	done
	t_exists=0 t_absent=0 t_errors=0 t_uncollected=0 t_results=''
	t_flag='' t_evidence='' t_head='' e_superset=''
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
	test_result
	test_show
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

# test_evidence RESULT WHERE FOUND EXPECTED: a line about one item
test_evidence() {
	te_drift=''
	[ "$1" != false ] || te_drift=$drift
	t_evidence="$t_evidence$1$tab$te_drift$2: found ${3:-\"\"}, expected $4: $1$nl"
}

# test_show: print the evidence, of the items that decided, a handful
test_show() {
	ts_result=$R ts_limit=6 ts_all=0 ts_n=0
	[ "$R" != true ] || ts_limit=3
	[ "$t_check" != 'none satisfy' ] || logic_negate "$R"
	ts_wanted=$R R=$ts_result
	for ts_line in $t_evidence; do
		[ "${ts_line%%"$tab"*}" != "$ts_wanted" ] || ts_all=$((ts_all + 1))
	done
	for ts_line in $t_evidence; do
		[ "$ts_all" -eq 0 ] || [ "${ts_line%%"$tab"*}" = "$ts_wanted" ] || continue
		ts_n=$((ts_n + 1))
		[ "$ts_n" -gt "$ts_limit" ] || say "$LABEL${ts_line#*"$tab"}"
	done
	[ "$ts_n" -le "$ts_limit" ] || say "$LABEL... and $((ts_n - ts_limit)) more"
}

# test_result: R of the test from its items and flags
test_result() {
	case $t_flag in
	'not applicable' | unknown)
		R=$t_flag
		return 0 ;;
	'not collected')
		R='not evaluated'
		return 0 ;;
	?*)
		[ "$t_flag" = incomplete ] || {
			R=error
			return 0
		}
		existence_incomplete ;;
	*) logic_existence "$t_existence" "$t_exists" "$t_absent" "$t_errors" 0 ;;
	esac
	if [ "$R" != true ] || [ -z "$t_states" ]; then
		[ "$t_exists$R" != 0false ] || say "$LABEL$t_asked: nothing found"
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
