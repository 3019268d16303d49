#!/bin/sh
# readonly-root: A title, with 'quotes' of readonly-root and a line
#
# Rule: xccdf_io.auditc_rule_readonly-root
# Severity: high
# References: CCI-000001
#
# Usage: sh readonly-root.sh [CONTAINER...]
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	facts_of container '{"Id":{{json (index . "Id")}},"Name":{{json (index . "Name")}},"HostConfig":{{with index . "HostConfig"}}{"ReadonlyRootfs":{{json (index . "ReadonlyRootfs")}}}{{else}}null{{end}},"State":{{with index . "State"}}{"Pid":{{json (index . "Pid")}},"Status":{{json (index . "Status")}}}{{else}}null{{end}}}' \
		'Id' \
		'Name' \
		'HostConfig.ReadonlyRootfs' \
		'State.Pid' \
		'State.Status'
	run_containers "$@"
}

rule() {
	check_test object_1 at_least_one_exists 'all' AND 'the root file system is read-only' state_1
	agree kernel_side_1
	decide
}

object_1() {
	want path 'equals' 'all' literal 'HostConfig.ReadonlyRootfs'
	probe container target ''
}

state_1() {
	state AND
	entity value '' 'equals' boolean 'all' 'all' literal 'true'
}

object_2() {
	want fact 'equals' 'all' literal 'root.readonly'
	probe kernel target ''
}

state_2() {
	state AND
	entity value '' 'equals' boolean 'all' 'all' literal 'true'
}

kernel_side_1() {
	check_test object_2 at_least_one_exists 'all' AND '' state_2
}

# probe_container: the values at the wanted path of the container CUR
probe_container() {
	wanted_one path
	pc_path=$V
	case $pc_path in
	derived.*)
		pc_name=${pc_path#derived.}
		"derived_${pc_name%%[!A-Za-z]*}" ;;
	*)
		facts_find "$pc_path"
		COLLECTED=$FACTS ;;
	esac
}

# container_running: true while the engine says running or paused
container_running() {
	facts_one State.Status
	case $V in
	running | paused) return 0 ;;
	esac
	return 1
}

# probe_kernel: the values of the wanted fact of the container CUR
probe_kernel() {
	wanted_one fact
	k_fact=$V
	COLLECTED=''
	if ! container_running; then
		COLLECTED="F${tab}not applicable${tab}$k_fact: not running$nl"
		return 0
	fi
	if ! kernel_pid; then
		kernel_error "$WHY"
		return 0
	fi
	k_function=${k_fact%'[]'}
	while :; do
		case $k_function in
		*.*) k_function=${k_function%%.*}_${k_function#*.} ;;
		*) break ;;
		esac
	done
	"kernel_$k_function"
	if ! kernel_pid; then
		kernel_error "$WHY"
	fi
}

# kernel_error MESSAGE: COLLECTED, a fact that cannot be read
kernel_error() {
	COLLECTED="F${tab}not collected${tab}$k_fact cannot be read: $1$nl"
}

# kernel_value VALUE: one more item
kernel_value() {
	COLLECTED="${COLLECTED}I$tab$k_fact${nl}V${tab}value$tab$tab$1$nl"
}

# kernel_pid: PID of the container's init, by its cgroup that of this container
kernel_pid() {
	WHY=''
	facts_one State.Pid
	PID=$V
	case $PID in
	'' | 0 | *[!0-9]*)
		WHY='the engine gives no process'
		return 1 ;;
	esac
	if [ ! -r "$PROC/$PID/cgroup" ]; then
		WHY="there is no process $PID here, or no right to see it"
		return 1
	fi
	while IFS= read -r kp_line; do
		case $kp_line in
		*"$ID"*) return 0 ;;
		esac
	done <"$PROC/$PID/cgroup"
	WHY="process $PID is not in the container's cgroup"
	return 1
}

# kernel_root_readonly: every mount on "/" is; init's root may be under another
kernel_root_readonly() {
	kr_found=''
	if [ ! -r "$PROC/$PID/mountinfo" ]; then
		kernel_error "no right to read mountinfo of process $PID"
		return 0
	fi
	while IFS=' ' read -r _ _ _ _ kr_point kr_options kr_rest; do
		[ "$kr_point" = / ] || continue
		case ,$kr_options,${kr_rest##* }, in
		*,ro,*) kr_found=${kr_found:-true} ;;
		*) kr_found=false ;;
		esac
	done <"$PROC/$PID/mountinfo"
	if [ -z "$kr_found" ]; then
		kernel_error "no mount on / in mountinfo of process $PID"
		return 0
	fi
	kernel_value "$kr_found"
}

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

# engine_find: ENGINES, those that are there and answer; ENGINES_away, those
# that are there and do not
engine_find() {
	ENGINES='' ENGINES_away=''
	case ${AUDITC_ENGINE-} in
	'')
		command -v docker >/dev/null 2>&1 && docker_expected &&
			engine_try docker
		command -v podman >/dev/null 2>&1 && engine_try podman ;;
	docker | podman)
		need "$AUDITC_ENGINE" || finish error
		engine_try "$AUDITC_ENGINE" ;;
	*)
		say "error: AUDITC_ENGINE is $AUDITC_ENGINE, not docker or podman"
		finish error ;;
	esac
	return 0
}

# docker_expected: true where a Docker daemon is meant to be: named by the
# environment or a context, or its socket is there; not where docker is podman
docker_expected() {
	case $(docker --version 2>/dev/null) in
	*[Pp]odman*)
		command -v podman >/dev/null 2>&1 && return 1
		return 0 ;;
	esac
	[ -z "${DOCKER_HOST-}${DOCKER_CONTEXT-}" ] || return 0
	for de_socket in /run/docker.sock /var/run/docker.sock \
		"${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/docker.sock"; do
		[ -e "$de_socket" ] && return 0
	done
	[ "$(docker context show 2>/dev/null)" != default ] &&
		docker context show >/dev/null 2>&1
}

# engine_try NAME: ask it anything
engine_try() {
	if et_error=$("$1" ps -q 2>&1 >/dev/null); then
		ENGINES="$ENGINES$1$nl"
	else
		ENGINES_away="$ENGINES_away$1$nl"
		say "error: $1 does not answer: ${et_error%%"$nl"*}"
	fi
}

# engine_require: end here where there is no engine, or one does not answer
engine_require() {
	engine_find
	[ -z "$ENGINES_away" ] || worse error
	if [ -z "$ENGINES$ENGINES_away" ]; then
		say 'there is no container engine'
		finish notapplicable
	fi
}

# facts_of KIND DOCKER_TEMPLATE PATH...: what is asked of each container, image
# or network; the template yields these paths and what every script needs
facts_of() {
	fo_kind=$1
	eval "template_$1=\$2"
	shift 2
	fo_paths=''
	for fo_path in "$@"; do
		fo_paths="$fo_paths$fo_path$nl"
	done
	eval "paths_$fo_kind=\$fo_paths"
}

# engine_inspect KIND IDS: INSPECTED, json_select's answer about these objects
# of ENGINE; a part of it, and failure, where one of them is not to be had
engine_inspect() {
	eval "ei_template=\$template_$1 ei_paths=\$paths_$1"
	# Podman prints a list over many lines for {{json .}} alone.
	[ "$ENGINE" = docker ] || ei_template='{{with .}}{{json .}}{{end}}'
	ei_status=0
	ei_json=$("$ENGINE" "$1" inspect --format "$ei_template" $2 2>&1) ||
		ei_status=$?
	INSPECTED=$(printf '%s\n' "$ei_json" | awk '/^[{]/' |
		json_select lines "$ei_paths")
	[ "$ei_status" -eq 0 ] || ei_error=$(printf '%s\n' "$ei_json" | awk '!/^[{]/')
	return "$ei_status"
}

# containers_load IDS: DOC_n, ID_n, NAME_n, OF_n of these containers of ENGINE,
# numbered on from NCONTAINERS
containers_load() {
	cl_status=0
	engine_inspect container "$1" || cl_status=$?
	cl_document=''
	for cl_line in $INSPECTED; do
		case $cl_line in
		@) containers_add ;;
		*) cl_document="$cl_document$cl_line$nl" ;;
		esac
	done
	containers_add
	return "$cl_status"
}

# containers_add: keep the document that containers_load has gathered
containers_add() {
	[ -n "$cl_document" ] || return 0
	DOCUMENT=$cl_document cl_document=''
	if ! facts_one Id || [ -z "$V" ]; then
		say "error: $ENGINE says of a container what cannot be read"
		worse error
		return 0
	fi
	cl_id=$V
	facts_one Name
	cl_name=${V#/}
	NCONTAINERS=$((NCONTAINERS + 1))
	eval "DOC_$NCONTAINERS=\$DOCUMENT ID_$NCONTAINERS=\$cl_id \
		NAME_$NCONTAINERS=\$cl_name OF_$NCONTAINERS=\$ENGINE"
}

# container_index ID: N of the container with this id among those loaded, or of
# one that is loaded now
container_index() {
	N=1
	while [ "$N" -le "$NCONTAINERS" ]; do
		eval "ci_id=\$ID_$N"
		[ "$ci_id" = "$1" ] && return 0
		N=$((N + 1))
	done
	case $1 in
	'' | *[!0-9a-f]*) return 1 ;;
	esac
	containers_load "$1" || return 1
	N=$NCONTAINERS
}

# container_use N: what is asked from here on is asked of this container
container_use() {
	CUR=$1
	eval "DOCUMENT=\$DOC_$1 ID=\$ID_$1 ENGINE=\$OF_$1"
}

# containers_all: load every container of ENGINE; those that vanish meanwhile
# are named, those that cannot be inspected are an error
containers_all() {
	if ! ca_ids=$("$ENGINE" ps -aq --no-trunc 2>/dev/null); then
		say "error: $ENGINE does not list its containers"
		worse error
		return 0
	fi
	[ -n "$ca_ids" ] || return 0
	ca_before=$NCONTAINERS
	if containers_load "$ca_ids"; then
		ca_listed=$(printf '%s\n' "$ca_ids" | awk 'END {print NR}')
		[ $((NCONTAINERS - ca_before)) -ne "$ca_listed" ] || return 0
		ei_error='some of the answer is missing'
	fi
	ca_now=$("$ENGINE" ps -aq --no-trunc 2>/dev/null)
	ca_loaded=$NCONTAINERS
	for ca_id in $ca_ids; do
		N=1
		while [ "$N" -le "$ca_loaded" ]; do
			eval "ci_id=\$ID_$N"
			[ "$ci_id" = "$ca_id" ] && continue 2
			N=$((N + 1))
		done
		case $nl$ca_now$nl in
		*"$nl$ca_id$nl"*)
			say "error: $ENGINE does not inspect $ca_id: ${ei_error%%"$nl"*}"
			worse error ;;
		*) say "container $ca_id vanished" ;;
		esac
	done
}

# containers_named NAME...: load these, each from the engine that knows it
containers_named() {
	for cn_name in "$@"; do
		cn_ids=''
		case $cn_name in
		'' | -* | *"$nl"*)
			say "error: $cn_name names no container"
			worse error
			continue ;;
		esac
		for ENGINE in $ENGINES; do
			cn_id=$("$ENGINE" container inspect --format '{{.Id}}' \
				"$cn_name" 2>/dev/null) || continue
			cn_ids=$NCONTAINERS
			containers_load "$cn_id" || cn_ids=''
			break
		done
		if [ -z "$cn_ids" ]; then
			say "error: no such container: $cn_name"
			worse error
		elif [ "$cn_ids" -eq "$NCONTAINERS" ]; then
			say "error: nothing is told of the container $cn_name"
			worse error
		fi
	done
}

# run_containers [NAME...]: a rule about containers; without names, all
run_containers() {
	! sce_argument "$@" || shift
	engine_require
	NCONTAINERS=0
	if [ $# -gt 0 ]; then
		containers_named "$@"
	else
		for ENGINE in $ENGINES; do
			containers_all
		done
	fi
	rc_last=$NCONTAINERS rc_n=1
	while [ "$rc_n" -le "$rc_last" ]; do
		container_use "$rc_n"
		eval "LABEL=\"\$NAME_$rc_n: \""
		evaluate
		rc_n=$((rc_n + 1))
	done
	LABEL=''
	if [ -z "$WORST" ]; then
		say 'there is no container'
		finish notapplicable
	fi
	finish "$WORST"
}

# scope_container PROBE PATH: the probe's facts of the container that this fact
# names by container:ID, followed to its end; no items where it names none
scope_container() {
	facts_one "$2"
	case $V in
	container:*) ;;
	*) return 0 ;;
	esac
	if scope_follow "$2"; then
		sc_current=$CUR
		container_use "$N"
		"probe_$1"
		container_use "$sc_current"
	else
		container_use "$CUR"
		COLLECTED="F${tab}error$tab$WHY$nl"
	fi
}

# scope_follow PATH: V is this fact of the container, or of the one that it
# names by container:ID, and so on; N is that container and DOCUMENT its facts
scope_follow() {
	sf_steps=0 N=$CUR
	while :; do
		if ! facts_one "$1"; then
			WHY="$1 cannot be read"
			return 1
		fi
		case $V in
		container:*) ;;
		*) return 0 ;;
		esac
		sf_steps=$((sf_steps + 1))
		if [ "$sf_steps" -gt 32 ]; then
			WHY="$1 goes in a circle"
			return 1
		fi
		sf_id=${V#container:}
		if ! container_index "$sf_id"; then
			WHY="$1 names $sf_id, which is not there"
			return 1
		fi
		eval "DOCUMENT=\$DOC_$N ID=\$ID_$N"
	done
}

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
		if (type[n] == "{") {
			for (i = 1; i <= size[n]; i++) {
				m = kid[n, i]
				if (type[m] == "s")
					print "V\tvalue\t" key[n, i] "\t" text[m]
			}
		} else
			print "V\tvalue\t\t" (type[n] == "[" ? dump(n) : text[n])
	}
	function dump(n,   i, out) {
		if (type[n] == "z")
			return "null"
		if (type[n] == "s")
			return text[n]
		if (type[n] != "[")
			return "{}"
		for (i = 1; i <= size[n]; i++)
			out = out (i > 1 ? "," : "") dump(kid[n, i])
		return "[" out "]"
	}
	function follow(n, rest, where, depth,   i, k) {
		if (type[n] == "z")
			return
		if (rest == "") {
			if ((type[n] == "{" || type[n] == "[") && size[n] == 0)
				return
			item(n, where)
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
	*"$nl"*) VALUES_error='an argument of the command is several' ;;
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
	ASKED=''
	"$1"
	t_asked=${ASKED%%"$nl"*}
	t_existence=$2 t_check=$3 t_operator=$4 t_comment=$5
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
	'not applicable')
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

main "$@"
