# variable.sh: probe_variable, the values of a variable as one item.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_variable: the wanted variable's values; no item where it has none
probe_variable() {
	wanted var_ref
	for pv_value in $W; do
		[ -n "$COLLECTED" ] || COLLECTED="I${tab}variable$nl"
		COLLECTED="${COLLECTED}V${tab}value$tab$tab${pv_value#.}$nl"
	done
}
