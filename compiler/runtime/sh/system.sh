# system.sh: what the probes of packages, the kernel and processes share.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# system_runs FLAG: fails, flagged so, where the audited root is a directory that
# no kernel is behind; where the evaluator says whose /proc there is, one is
system_runs() {
	file_root
	if [ -n "$ROOT" ] && [ -z "${AUDITC_PROC-}" ]; then
		COLLECTED="F$tab$1${tab}a directory does not run: the kernel says nothing of it$nl"
		return 1
	fi
}

# system_failed TEXT: the collection is an error
system_failed() {
	COLLECTED="${COLLECTED}F${tab}error$tab$1$nl"
}

# item_fits FIELD DATATYPE VALUE: true where the object wants such an item
item_fits() {
	wanted "$1" || return 0
	eval "if_nil=\$want_$1_nil"
	[ "$if_nil" != nil ] || return 0
	[ -n "${W%"$nl"}" ] || return 1
	if_results=''
	for if_want in $W; do
		decode "${if_want#.}"
		compare "$W_op" "$2" "$3" "$V"
		if_results="$if_results$R$nl"
	done
	logic_check "$W_check" "$if_results"
	case $R in
	true) return 0 ;;
	error) system_failed "$WHY" ;;
	esac
	return 1
}

# item_new WHERE: one more item, what it is said to be encoded
item_new() {
	COLLECTED="${COLLECTED}I$tab$1$nl"
}

# item_line FIELD VALUE: of the item above, the value encoded
item_line() {
	COLLECTED="${COLLECTED}V$tab$1$tab$tab$2$nl"
}

# item_value FIELD VALUE: of the item above
item_value() {
	encode "$2"
	item_line "$1" "$V"
}

# encode_lines: the lines of stdin encoded, \001 in them a newline
encode_lines() {
	awk '
	BEGIN {
		for (i = 1; i < 128; i++)
			if (i < 32 || i == 127)
				esc[sprintf("%c", i)] = sprintf("\\0%03o", i)
		esc[sprintf("%c", 1)] = "\\0012"
		esc["\\"] = "\\\\"
	}
	/[\001-\037\177\\]/ {
		s = ""
		n = length($0)
		for (i = 1; i <= n; i++) {
			c = substr($0, i, 1)
			s = s ((c in esc) ? esc[c] : c)
		}
		$0 = s
	}
	{
		print
	}'
}
