#!/bin/sh
# kernel: A title, with 'quotes' of kernel and a line
#
# Rule: xccdf_example_rule_kernel
# Severity: high
# References: CCI-000001
#
# Usage: sh kernel.sh [CONTAINER...]
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	facts_of container '{"Id":{{json (index . "Id")}},"Name":{{json (index . "Name")}},"State":{{with index . "State"}}{"Pid":{{json (index . "Pid")}},"Status":{{json (index . "Status")}}}{{else}}null{{end}}}' \
		'Id' \
		'Name' \
		'State.Pid' \
		'State.Status'
	run_containers "$@"
}

rule() {
	check_test object_1 any_exist 'all' AND ''
	check_test object_2 any_exist 'all' AND ''
	check_test object_3 any_exist 'all' AND ''
	check_test object_4 any_exist 'all' AND ''
	check_test object_5 any_exist 'all' AND ''
	check_test object_6 any_exist 'all' AND ''
	check_test object_7 any_exist 'all' AND ''
	check_test object_8 any_exist 'all' AND ''
	check_test object_9 any_exist 'all' AND ''
	check_test object_10 any_exist 'all' AND ''
	check_test object_11 any_exist 'all' AND ''
	check_test object_12 any_exist 'all' AND ''
	operator AND 12
	decide
}

object_1() {
	want fact 'equals' 'all' literal 'root.readonly'
	probe kernel target ''
}

object_2() {
	want fact 'equals' 'all' literal 'ns.pid'
	probe kernel target ''
}

object_3() {
	want fact 'equals' 'all' literal 'caps.bounding[]'
	probe kernel target ''
}

object_4() {
	want fact 'equals' 'all' literal 'seccomp'
	probe kernel target ''
}

object_5() {
	want fact 'equals' 'all' literal 'no_new_privs'
	probe kernel target ''
}

object_6() {
	want fact 'equals' 'all' literal 'uid'
	probe kernel target ''
}

object_7() {
	want fact 'equals' 'all' literal 'memory.limit'
	probe kernel target ''
}

object_8() {
	want fact 'equals' 'all' literal 'pids.limit'
	probe kernel target ''
}

object_9() {
	want fact 'equals' 'all' literal 'cpu.shares'
	probe kernel target ''
}

object_10() {
	want fact 'equals' 'all' literal 'cgroup.path'
	probe kernel target ''
}

object_11() {
	want fact 'equals' 'all' literal 'mounts[]'
	probe kernel target ''
}

object_12() {
	want fact 'equals' 'all' literal 'listen[]'
	probe kernel target ''
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

# kernel_status NAME: V, that line of status of the container's init, or fails
kernel_status() {
	V=''
	while IFS= read -r ks_line; do
		case $ks_line in
		"$1:$tab"*)
			V=${ks_line#"$1:$tab"}
			return 0 ;;
		esac
	done 2>/dev/null <"$PROC/$PID/status"
	kernel_error "no $1 in the status of process $PID"
	return 1
}

# kernel_ns NAME: host where it is the engine's own namespace, else private
kernel_ns() {
	kn_own=$(readlink "$PROC/$PID/ns/$1" 2>/dev/null) || kn_own=''
	if [ -z "$kn_own" ]; then
		kernel_error "no right to read the $1 namespace of process $PID"
		return 0
	fi
	if ! engine_pid; then
		kernel_error "$WHY"
		return 0
	fi
	kn_engine=$(readlink "$PROC/$ENGINE_PID/ns/$1" 2>/dev/null) || kn_engine=''
	if [ -z "$kn_engine" ]; then
		kernel_error "no right to read the $1 namespace of the engine"
	elif [ "$kn_own" = "$kn_engine" ]; then
		kernel_value host
	else
		kernel_value private
	fi
}

# kernel_ns_pid and the like: see kernel_ns
kernel_ns_pid() {
	kernel_ns pid
}

# kernel_caps LINE: the capabilities of that line of status, sorted
kernel_caps() {
	kernel_status "$1" || return 0
	case $V in
	*[!0-9a-fA-F]*) V='' ;;
	????????????????) ;;
	*) V='' ;;
	esac
	if [ -z "$V" ]; then
		kernel_error "$1 is not understood"
		return 0
	fi
	kc_high=${V%????????}
	kc_low=$((0x${V#"$kc_high"}))
	kc_high=$((0x0$kc_high))
	caps_names
	kc_all=$CAPS CAPS='' kc_bit=0
	for kc_name in $kc_all; do
		if [ "$kc_bit" -lt 32 ]; then
			kc_set=$((kc_low >> kc_bit & 1))
		else
			kc_set=$((kc_high >> (kc_bit - 32) & 1))
		fi
		[ "$kc_set" -eq 0 ] || CAPS="$CAPS$kc_name$nl"
		kc_bit=$((kc_bit + 1))
	done
	caps_sorted
	caps_collect "$k_fact"
}

# kernel_caps_bounding: what init and its children can ever have
kernel_caps_bounding() {
	kernel_caps CapBnd
}

# kernel_seccomp: disabled, strict or filter
kernel_seccomp() {
	kernel_status Seccomp || return 0
	case $V in
	0) kernel_value disabled ;;
	1) kernel_value strict ;;
	2) kernel_value filter ;;
	*) kernel_error "Seccomp is $V" ;;
	esac
}

# kernel_no_new_privs: true or false
kernel_no_new_privs() {
	kernel_status NoNewPrivs || return 0
	case $V in
	0) kernel_value false ;;
	1) kernel_value true ;;
	*) kernel_error "NoNewPrivs is $V" ;;
	esac
}

# kernel_uid: the effective user of init, as the container numbers it
kernel_uid() {
	kernel_status Uid || return 0
	kernel_fields "$V" "$tab"
	ku_host=$F2 ku_found=''
	while read -r ku_line; do
		kernel_fields "$ku_line" ' '
		if [ "$ku_host" -ge "$F2" ] && [ "$((ku_host - F2))" -lt "$F3" ]; then
			ku_found=$((ku_host - F2 + F1))
		fi
	done 2>/dev/null <"$PROC/$PID/uid_map"
	if [ -n "$ku_found" ]; then
		kernel_value "$ku_found"
	else
		kernel_error "user $ku_host of process $PID is not in its uid_map"
	fi
}

# kernel_fields LINE SEPARATORS: F1 to F5, the first words
kernel_fields() {
	IFS=$2 read -r F1 F2 F3 F4 F5 <<-END
	$1
	END
}

# kernel_cgroup CONTROLLER: CGROUP, the directory of the container's control
# group, CGROUP_path, its name, and CGROUP_version
kernel_cgroup() {
	CGROUP='' CGROUP_path='' CGROUP_version=''
	while IFS= read -r kg_line; do
		kg_path=${kg_line#*:*:}
		kg_list=${kg_line#*:}
		case ,${kg_list%%:*}, in
		*",$1,"*)
			CGROUP_path=$kg_path CGROUP_version=1
			break ;;
		,,) CGROUP_path=$kg_path CGROUP_version=2 ;;
		esac
	done 2>/dev/null <"$PROC/$PID/cgroup"
	case $CGROUP_path in
	'' | */..*) return 1 ;;
	*"$ID"*)
		kg_rest=${CGROUP_path#*"$ID"}
		case $kg_rest in
		*/*) kg_rest=/${kg_rest#*/} ;;
		*) kg_rest='' ;;
		esac
		CGROUP_path=${CGROUP_path%"$kg_rest"} ;;
	esac
	CGROUP=$SYS/fs/cgroup$CGROUP_path
	[ "$CGROUP_version" = 2 ] || CGROUP=$SYS/fs/cgroup/$1$CGROUP_path
}

# kernel_limit CONTROLLER FILE1 FILE2: V of the control group's file, by version
kernel_limit() {
	V=''
	if ! kernel_cgroup "$1"; then
		kernel_error "process $PID has no control group for $1"
		return 1
	fi
	kl_file=$2
	[ "$CGROUP_version" = 1 ] || kl_file=$3
	if ! read -r V 2>/dev/null <"$CGROUP/$kl_file" || [ -z "$V" ]; then
		kernel_error "there is no $kl_file, or no right to read it"
		return 1
	fi
}

# kernel_memory_limit: bytes; 0 is none
kernel_memory_limit() {
	kernel_limit memory memory.limit_in_bytes memory.max || return 0
	case $V in
	max) V=0 ;;
	????????????????*)
		[ "$V" -lt 9223372036854771712 ] 2>/dev/null || V=0 ;;
	esac
	kernel_value "$V"
}

# kernel_pids_limit: a number; 0 is none
kernel_pids_limit() {
	kernel_limit pids pids.max pids.max || return 0
	[ "$V" != max ] || V=0
	kernel_value "$V"
}

# kernel_cpu_shares: as the engine counts them; 0 is the default
kernel_cpu_shares() {
	kernel_limit cpu cpu.shares cpu.weight || return 0
	case $V in
	*[!0-9]*)
		kernel_error "the cpu share is $V"
		return 0 ;;
	esac
	case $CGROUP_version,$V in
	1,1024 | 2,100) V=0 ;;
	2,*) V=$(((V - 1) * 262142 / 9999 + 2)) ;;
	esac
	kernel_value "$V"
}

# kernel_cgroup_path: of init
kernel_cgroup_path() {
	if kernel_cgroup memory; then
		encode "$CGROUP_path"
		kernel_value "$V"
	else
		kernel_error "process $PID has no control group"
	fi
}

# kernel_mounts: record Destination, Options, Shared, RealSource of each mount
kernel_mounts() {
	if ! engine_pid; then
		kernel_error "$WHY"
		return 0
	fi
	for km_pid in "$PID" "$ENGINE_PID"; do
		if ! [ -r "$PROC/$km_pid/mountinfo" ]; then
			kernel_error "no right to read mountinfo of process $km_pid"
			return 0
		fi
	done
	COLLECTED=$(awk -v where="$k_fact" '
	function plain(text) {
		gsub(/\\040/, " ", text)
		gsub(/\\011/, "\\0011", text)
		gsub(/\\012/, "\\0012", text)
		gsub(/\\134/, "\\\\", text)
		return text
	}
	function below(path, parent) {
		return parent == "/" || path == parent || \
		    substr(path, 1, length(parent) + 1) == parent "/"
	}
	function source(dev, root,   i, best, rest) {
		for (i = 1; i <= n; i++)
			if (device[i] == dev && below(root, top[i]) && \
			    (!best || length(top[i]) > length(top[best])))
				best = i
		if (!best)
			return ""
		rest = substr(root, top[best] == "/" ? 1 : length(top[best]) + 1)
		if (rest == "/")
			rest = ""
		return (point[best] == "/" && rest != "" ? "" : point[best]) rest
	}
	FILENAME == ARGV[1] {
		n++
		device[n] = $3
		top[n] = $4
		point[n] = $5
		for (i = 7; i <= NF && $i != "-"; i++)
			if ($i ~ /^shared:/)
				peer[$i] = 1
		next
	}
	{
		shared = "false"
		for (i = 7; i <= NF && $i != "-"; i++)
			if ($i in peer)
				shared = "true"
		print "I\t" where
		print "V\tvalue\tDestination\t" plain($5)
		print "V\tvalue\tOptions\t" $6
		print "V\tvalue\tShared\t" shared
		real = source($3, $4)
		if (real != "")
			print "V\tvalue\tRealSource\t" plain(real)
	}' "$PROC/$ENGINE_PID/mountinfo" "$PROC/$PID/mountinfo")$nl
}

# kernel_listen: record HostIp, HostPort, Protocol of each listening socket of
# the container's network namespace
kernel_listen() {
	kernel_sockets "$k_fact"
}

# kernel_sockets WHERE: COLLECTED, from the tables of process PID
kernel_sockets() {
	COLLECTED=''
	for kt_table in tcp tcp6 udp udp6; do
		[ -e "$PROC/$PID/net/$kt_table" ] || continue
		if ! [ -r "$PROC/$PID/net/$kt_table" ]; then
			COLLECTED="F${tab}error${tab}no right to read $kt_table of process $PID$nl"
			return 0
		fi
		COLLECTED="$COLLECTED$(sockets_table "$kt_table" <"$PROC/$PID/net/$kt_table" |
			awk -F "$tab" -v where="$1" '{
				print "I\t" where
				print "V\tvalue\tHostIp\t" $1
				print "V\tvalue\tHostPort\t" $2
				print "V\tvalue\tProtocol\t" $3
			}')$nl"
	done
}

# caps_names: CAPS, every capability by its bit from 0
caps_names() {
	CAPS='CHOWN
DAC_OVERRIDE
DAC_READ_SEARCH
FOWNER
FSETID
KILL
SETGID
SETUID
SETPCAP
LINUX_IMMUTABLE
NET_BIND_SERVICE
NET_BROADCAST
NET_ADMIN
NET_RAW
IPC_LOCK
IPC_OWNER
SYS_MODULE
SYS_RAWIO
SYS_CHROOT
SYS_PTRACE
SYS_PACCT
SYS_ADMIN
SYS_BOOT
SYS_NICE
SYS_RESOURCE
SYS_TIME
SYS_TTY_CONFIG
MKNOD
LEASE
AUDIT_WRITE
AUDIT_CONTROL
SETFCAP
MAC_OVERRIDE
MAC_ADMIN
SYSLOG
WAKE_ALARM
BLOCK_SUSPEND
AUDIT_READ
PERFMON
BPF
CHECKPOINT_RESTORE
'
}

# caps_sorted: CAPS in the order of the alphabet
caps_sorted() {
	CAPS=$(printf '%s' "$CAPS" | sort)$nl
}

# caps_collect WHERE: COLLECTED, an item for each of CAPS
caps_collect() {
	COLLECTED=''
	for cc_cap in $CAPS; do
		COLLECTED="${COLLECTED}I$tab$1${nl}V${tab}value$tab$tab$cc_cap$nl"
	done
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

# engine_socket: V, the path of the Unix socket that ENGINE is asked by; fails
# where it is asked in another way
engine_socket() {
	case $ENGINE in
	podman)
		V=${CONTAINER_HOST:-unix:///run/podman/podman.sock} ;;
	*)
		V=${DOCKER_HOST-}
		[ -n "$V" ] || V=$(docker context inspect --format \
			'{{.Endpoints.docker.Host}}' 2>/dev/null)
		[ -n "$V" ] || V=unix:///var/run/docker.sock ;;
	esac
	case $V in
	unix://*) V=${V#unix://} ;;
	*) return 1 ;;
	esac
	path_clean "$V"
}

# engine_pid: ENGINE_PID, the process whose namespaces are "the host's": the
# daemon that has the socket open; podman has no daemon, there it is our own
engine_pid() {
	WHY=''
	if [ "${ENGINE_PID_of-}" = "$ENGINE" ]; then
		WHY=$ENGINE_PID_why
		[ -n "$ENGINE_PID" ]
		return
	fi
	ENGINE_PID_of=$ENGINE ENGINE_PID='' ENGINE_PID_why=''
	if ! engine_socket; then
		ENGINE_PID_why='the engine is not on this host'
	elif [ "$ENGINE" = podman ]; then
		ENGINE_PID=self
	else
		engine_pid_search "$V"
		[ -n "$ENGINE_PID" ] ||
			ENGINE_PID_why='the process of the engine is not found, or there is no right to see it'
	fi
	WHY=$ENGINE_PID_why
	[ -n "$ENGINE_PID" ]
}

# engine_pid_search SOCKET: the process named dockerd that has it open
engine_pid_search() {
	ep_root=$ROOT ep_real=$REAL ROOT=''
	ep_plain=$1
	! root_path "$1" || ep_plain=$REAL
	ROOT=$ep_root REAL=$ep_real
	set +f
	for ep_dir in "$PROC"/[0-9]*; do
		read -r ep_name 2>/dev/null <"$ep_dir/comm" || continue
		[ "$ep_name" = dockerd ] || continue
		ep_inodes=$(PLAIN=$ep_plain awk '{
			sub(/^\/var\/run\//, "/run/", $8)
			if ($8 == ENVIRON["PLAIN"] && $4 == "00010000")
				print $7
		}' "$ep_dir/net/unix" 2>/dev/null)
		ep_open=$(ls -l "$ep_dir/fd" 2>/dev/null)
		for ep_inode in $ep_inodes; do
			case $ep_open in
			*"socket:[$ep_inode]"*) ENGINE_PID=${ep_dir##*/} ;;
			esac
		done
	done
	set -f
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

# root_path PATH: REAL, the file itself that this absolute path of the root
# leads to, links followed inside the root; fails where there is none.  With a
# second word "link" a link at the end is not followed
root_path() {
	rp_rest=${1#/} rp_at='' rp_links=0 REAL='' WHY=''
	while [ -n "$rp_rest" ]; do
		rp_part=${rp_rest%%/*}
		case $rp_rest in
		*/*) rp_rest=${rp_rest#*/} ;;
		*) rp_rest='' ;;
		esac
		case $rp_part in
		'' | .) continue ;;
		..)
			rp_at=${rp_at%/*}
			continue ;;
		esac
		if [ -h "$ROOT$rp_at/$rp_part" ]; then
			if [ -n "$rp_rest" ] || [ "${2-}" != link ]; then
				root_link || return 1
				continue
			fi
		elif [ ! -e "$ROOT$rp_at/$rp_part" ]; then
			root_absent "$ROOT$rp_at"
			return 1
		fi
		rp_at=$rp_at/$rp_part
	done
	REAL=$ROOT${rp_at:-/}
}

# root_link: go on at the link rp_at/rp_part
root_link() {
	rp_links=$((rp_links + 1))
	if [ "$rp_links" -gt 40 ]; then
		WHY='too many links'
		return 1
	fi
	if ! rp_to=$(readlink -- "$ROOT$rp_at/$rp_part" && printf x); then
		WHY="the link $rp_at/$rp_part cannot be read"
		return 1
	fi
	rp_to=${rp_to%"$nl"x}
	case $rp_to in
	/*) rp_at='' ;;
	esac
	rp_rest=$rp_to${rp_rest:+/$rp_rest}
}

# root_absent DIRECTORY: WHY stays empty where it can be told that a name is
# not in the directory
root_absent() {
	[ -x "$1/" ] || [ ! -d "$1/" ] || WHY="no right to look into $1"
}

# sockets_table tcp|tcp6|udp|udp6: from the table on stdin, the listening ones:
# address, port, tcp or udp, inode, parted by tabs
sockets_table() {
	awk -v table="$1" '
	function hex(text,   i, n) {
		for (i = 1; i <= length(text); i++)
			n = n * 16 + index("0123456789ABCDEF", \
			    toupper(substr(text, i, 1))) - 1
		return n + 0
	}
	function ipv4(text) {
		return hex(substr(text, 7, 2)) "." hex(substr(text, 5, 2)) "." \
		    hex(substr(text, 3, 2)) "." hex(substr(text, 1, 2))
	}
	function ipv6(text,   i, j, n, best, out, group) {
		for (i = 0; i < 8; i++) {
			j = int(i / 2) * 8 + (i % 2 ? 1 : 5)
			group[i] = tolower(substr(text, j + 2, 2) substr(text, j, 2))
			sub(/^0+/, "", group[i])
		}
		if (group[0] group[1] group[2] group[3] group[4] == "" && \
		    group[5] == "ffff")
			return "::ffff:" ipv4(substr(text, 25, 8))
		best = -1
		n = 1
		for (i = 0; i < 8; i++) {
			for (j = i; j < 8 && group[j] == ""; j++)
				;
			if (j - i > n) {
				best = i
				n = j - i
			}
			if (j > i)
				i = j
		}
		for (i = 0; i < 8; i++) {
			if (i == best) {
				out = out "::"
				i += n - 1
				continue
			}
			out = out (out == "" || out ~ /:$/ ? "" : ":") \
			    (group[i] == "" ? "0" : group[i])
		}
		return out
	}
	NR > 1 && $4 == (table ~ /^tcp/ ? "0A" : "07") {
		split($2, at, ":")
		print (table ~ /6$/ ? ipv6(at[1]) : ipv4(at[1])) "\t" \
		    hex(at[2]) "\t" substr(table, 1, 3) "\t" $10
	}'
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
