# logic.sh: OVAL's truth tables.  tests/corpus/logic.tsv drives these and the
# evaluator's.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

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

# logic_complex AND|OR LIST: R by XCCDF's table, in which unknown stands before
# error and not applicable before not evaluated; this is never a pass, though
logic_complex() {
	logic_operator "$1" "$2"
	if [ "$R" = error ] && [ "$c_unknown" -gt 0 ]; then
		R=unknown
	elif [ "$R" = 'not evaluated' ] && [ "$c_notappl" -gt 0 ] &&
		[ $((c_true + c_false)) -eq 0 ]; then
		R='not applicable'
	fi
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
