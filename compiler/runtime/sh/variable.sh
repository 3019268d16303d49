# variable.sh: constants, values from the environment, computed variables.
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
