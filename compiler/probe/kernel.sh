# kernel.sh: probe_kernel, the kernel's own facts of a running container's
# init, from /proc.  Needs engines.sh and json.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

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

# kernel_ns_ipc: see kernel_ns
kernel_ns_ipc() {
	kernel_ns ipc
}

# kernel_ns_net: see kernel_ns
kernel_ns_net() {
	kernel_ns net
}

# kernel_ns_uts: see kernel_ns
kernel_ns_uts() {
	kernel_ns uts
}

# kernel_ns_user: see kernel_ns
kernel_ns_user() {
	kernel_ns user
}

# kernel_ns_mnt: see kernel_ns
kernel_ns_mnt() {
	kernel_ns mnt
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

# kernel_caps_effective: what init has
kernel_caps_effective() {
	kernel_caps CapEff
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
	# the map of our own user namespace leads out of it
	if ku_space=$(readlink "$PROC/$PID/ns/user" 2>/dev/null) &&
		[ "$ku_space" = "$(readlink /proc/self/ns/user)" ]; then
		kernel_value "$ku_host"
		return 0
	fi
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

# kernel_apparmor: the profile of init without its mode, or unconfined
kernel_apparmor() {
	ka_found=''
	for ka_file in attr/apparmor/current attr/current; do
		if read -r ka_found 2>/dev/null <"$PROC/$PID/$ka_file"; then
			break
		fi
	done
	if [ -n "$ka_found" ]; then
		encode "${ka_found% (*)}"
		kernel_value "$V"
	elif [ -e "$PROC/$PID/attr/apparmor/current" ]; then
		kernel_error "no right to read the AppArmor profile of process $PID"
	else
		kernel_value unconfined
	fi
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

# kernel_processes: record Name, Pid, Exe of every process of its cgroup, and of
# its PID namespace where that is not the engine's
kernel_processes() {
	kp_own=$(readlink "$PROC/$PID/ns/pid" 2>/dev/null) || kp_own=''
	if [ -z "$kp_own" ]; then
		kernel_error "no right to read the pid namespace of process $PID"
		return 0
	fi
	kp_engine=''
	! engine_pid ||
		kp_engine=$(readlink "$PROC/$ENGINE_PID/ns/pid" 2>/dev/null) ||
		kp_engine=''
	set +f
	kp_list=$(
		[ "$kp_own" = "$kp_engine" ] ||
			ls -l "$PROC"/[0-9]*/ns/pid 2>/dev/null
		# but for the cgroup of its monitor, conmon-ID
		grep -lE "(^|[^-]|[^n]-)$ID" \
			"$PROC"/[0-9]*/cgroup 2>/dev/null
	)
	set -f
	kp_seen=' '
	for kp_line in $kp_list; do
		case $kp_line in
		*" -> $kp_own") kp_pid=${kp_line%/ns/pid -> *} ;;
		*/cgroup) kp_pid=${kp_line%/cgroup} ;;
		*) continue ;;
		esac
		kp_pid=${kp_pid##*/}
		case $kp_seen in
		*" $kp_pid "*) continue ;;
		esac
		kp_seen="$kp_seen$kp_pid "
		IFS= read -r kp_name 2>/dev/null <"$PROC/$kp_pid/comm" || continue
		encode "$kp_name"
		kp_name=$V
		encode "$(readlink "$PROC/$kp_pid/exe" 2>/dev/null)"
		COLLECTED="${COLLECTED}I$tab$k_fact${nl}V${tab}value${tab}Name$tab$kp_name${nl}V${tab}value${tab}Pid$tab$kp_pid${nl}V${tab}value${tab}Exe$tab$V$nl"
	done
}
