# prelude.sh: the frame of every check script: environment, evidence, encoding,
# expressions and verdicts.  The generator takes from the files here and in
# probe/ the functions that a script needs; each begins in column one with its
# comment above it and ends with a brace in column one.
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
#	F flag message          error, incomplete, not applicable, unknown; not
#	                        collected: what scripts cannot tell
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

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
	SYS=${PROC%/proc}/sys
	sp=0
	COLLECTED='' REASON='' WORST='' LABEL='' CUR='' ENGINE='' DOCUMENT=''
	ROOT='' REAL='' NCONTAINERS=0 LISTED=''
	wants='' wants_error='' behaviors='' STATES='' ASKED=''
	need awk || finish error
}

# need TOOL: true where it is there; else an error with its name
need() {
	command -v "$1" >/dev/null 2>&1 && return 0
	reason "$1 is not installed"
	say "error: $1 is not installed"
	return 1
}

# say TEXT: a line of evidence; what is not printable UTF-8 is made visible
say() {
	case $1 in
	*[!\ -~]*) printf '%s\n' "$1" | printable ;;
	*) printf '%s\n' "$1" ;;
	esac
}

# printable: stdin as one line of UTF-8, other bytes as \0ooo
printable() {
	awk '
	function follows(n,   k) {
		for (k = 1; k <= n; k++)
			if (ord[substr($0, i + k, 1)] < 128 || \
			    ord[substr($0, i + k, 1)] > 191)
				return 0
		return 1
	}
	BEGIN {
		for (i = 1; i < 256; i++)
			ord[sprintf("%c", i)] = i
	}
	{
		if (NR > 1)
			printf "\\0012"
		for (i = 1; i <= length($0); i++) {
			c = substr($0, i, 1)
			b = ord[c]
			second = ord[substr($0, i + 1, 1)]
			n = 0
			if (b >= 194 && b < 224)
				n = 1
			else if (b >= 224 && b < 240)
				n = 2
			else if (b >= 240 && b < 245)
				n = 3
			if (b >= 32 && b < 127)
				printf "%s", c
			else if (n > 0 && follows(n) && \
			    !(b == 194 && second < 160) && \
			    !(b == 224 && second < 160) && \
			    !(b == 237 && second > 159) && \
			    !(b == 240 && second < 144) && \
			    !(b == 244 && second > 143)) {
				printf "%s", substr($0, i, n + 1)
				i += n
			} else
				printf "\\0%03o", b
		}
	}
	END {
		print ""
	}'
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

# operands N: o_list holds the N results that were on top
operands() {
	o_list='' o_n=$1
	while [ "$o_n" -gt 0 ]; do
		pop
		o_list="$R$nl$o_list"
		o_n=$((o_n - 1))
	done
}

# operator OPERATOR N: combine the N results on top
operator() {
	operands "$2"
	logic_operator "$1" "$o_list"
	push "$R"
}

# complex OPERATOR N: the same by the tables of XCCDF's complex-check
complex() {
	operands "$2"
	logic_complex "$1" "$o_list"
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

# sce_argument [ARG...]: true where the first argument is none of the user's:
# oscap gives a script its own name
sce_argument() {
	[ -n "${XCCDF_RESULT_PASS-}" ] && [ "${1-}" = "$0" ]
}

# run_host: a rule about the host
run_host() {
	! sce_argument "$@" || shift
	if [ $# -gt 0 ]; then
		say 'error: this check takes no argument'
		finish error
	fi
	evaluate
	finish "$WORST"
}
