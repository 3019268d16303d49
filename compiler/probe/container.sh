# container.sh: probe_container, the facts that the engine declares of a
# container.  Needs engines.sh and json.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

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

# derived_value NAME VALUE: COLLECTED, one item; VALUE is encoded
derived_value() {
	COLLECTED="I${tab}derived.$1${nl}V${tab}value$tab$tab$2$nl"
}

# derived_error NAME MESSAGE: COLLECTED, a fact that cannot be told
derived_error() {
	COLLECTED="F${tab}error${tab}derived.$1: $2$nl"
}

# container_running: true while the engine says running or paused, or names a
# process in a state of its own, such as stopping
container_running() {
	facts_one State.Status
	case $V in
	running | paused) return 0 ;;
	esac
	facts_one State.Pid
	case $V in
	'' | 0 | *[!0-9]*) return 1 ;;
	esac
}

# derived_Running: true or false
derived_Running() {
	if container_running; then
		derived_value Running true
	else
		derived_value Running false
	fi
}

# derived_item [MEMBER VALUE]...: one more record of the fact being derived;
# values are encoded
derived_item() {
	di_lines=''
	while [ $# -gt 1 ]; do
		di_lines="${di_lines}V${tab}value$tab$1$tab$2$nl"
		shift 2
	done
	derived_all="${derived_all}I$tab$derived_where$nl$di_lines"
}

# derived_text VALUE: one more value of the fact being derived
derived_text() {
	derived_all="${derived_all}I$tab$derived_where${nl}V${tab}value$tab$tab$1$nl"
}

# derived_privileged: true for a privileged container
derived_privileged() {
	facts_one HostConfig.Privileged
	[ "$V" = true ]
}

# derived_mode NAME PATH: a namespace mode, container:ID followed to its end
derived_mode() {
	if scope_follow "$2"; then
		derived_value "$1" "$V"
	else
		derived_error "$1" "$WHY"
	fi
	container_use "$CUR"
}

# derived_PidMode, IpcMode, NetworkMode, UTSMode, UsernsMode
derived_PidMode() {
	derived_mode PidMode HostConfig.PidMode
}

# derived_IpcMode: see derived_PidMode
derived_IpcMode() {
	derived_mode IpcMode HostConfig.IpcMode
}

# derived_NetworkMode: see derived_PidMode
derived_NetworkMode() {
	derived_mode NetworkMode HostConfig.NetworkMode
}

# derived_UTSMode: see derived_PidMode
derived_UTSMode() {
	derived_mode UTSMode HostConfig.UTSMode
}

# derived_UsernsMode: see derived_PidMode
derived_UsernsMode() {
	derived_mode UsernsMode HostConfig.UsernsMode
}

# security_options NAME...: OPTIONS, the values of SecurityOpt NAME=x or NAME:x,
# "." before each; NAME alone counts as "."
security_options() {
	OPTIONS=''
	facts_find 'HostConfig.SecurityOpt[]'
	for so_line in $FACTS; do
		so_value=${so_line#"V${tab}value$tab$tab"}
		[ "$so_value" != "$so_line" ] || continue
		case $so_value in
		"$1") OPTIONS="$OPTIONS.$nl" ;;
		"$1"[=:]*) OPTIONS="$OPTIONS.${so_value#"$1"[=:]}$nl" ;;
		esac
	done
}

# derived_Seccomp: unconfined, allow-all, custom or default; of several options
# the last one counts
derived_Seccomp() {
	security_options seccomp
	ds_last=''
	for ds_option in $OPTIONS; do
		ds_last=$ds_option
	done
	decode "${ds_last#.}"
	if derived_privileged || [ "$ds_last" = .unconfined ]; then
		derived_value Seccomp unconfined
		return 0
	fi
	decode "${ds_last#.}"
	case $V in
	'' | builtin | default) derived_seccomp_default ;;
	'{'* | [[:space:]]*'{'*) derived_profile "$V" ;;
	*)
		COLLECTED="F${tab}not collected${tab}derived.Seccomp: a profile in a file, which scripts do not read$nl" ;;
	esac
}

# derived_seccomp_default: what the engine does unasked
derived_seccomp_default() {
	if [ "$ENGINE" != docker ]; then
		derived_value Seccomp default
		return 0
	fi
	if ! engine_info; then
		derived_error Seccomp "$WHY"
		return 0
	fi
	daemon_read && daemon_one seccomp-profile || V=''
	case $V in
	unconfined)
		derived_value Seccomp unconfined
		return 0 ;;
	/*)
		derived_seccomp_file "$V"
		return 0 ;;
	esac
	case " $(printf '%s' "$INFO_security" | tr -s '[]\n\t' ' ') " in
	*' name=seccomp,profile=unconfined '*) derived_value Seccomp unconfined ;;
	*' name=seccomp '* | *' name=seccomp,profile=default '* | \
		*' name=seccomp,profile=builtin '*) derived_value Seccomp default ;;
	*' name=seccomp,'*)
		derived_error Seccomp 'the daemon has a profile of its own, which is not known' ;;
	*) derived_value Seccomp unconfined ;;
	esac
}

# derived_seccomp_file PATH: the daemon's own profile, through its root
derived_seccomp_file() {
	df_root=${ROOT-}
	ROOT=$PROC/$ENGINE_PID/root
	if root_path "$1" && [ -f "$REAL" ] && [ -r "$REAL" ]; then
		derived_profile "$(head -c 1048576 <"$REAL" | tr -d '\000')"
	else
		derived_error Seccomp "$1: the daemon's profile cannot be read"
	fi
	ROOT=$df_root
}

# derived_profile JSON: an inline profile allows all, or it is a custom one
derived_profile() {
	dp_answer=$(printf '%s\n' "$1" |
		json_select whole "defaultAction${nl}syscalls[].action")
	dp_at='' dp_all=''
	for dp_line in $dp_answer; do
		case $dp_line in
		F"$tab"*)
			COLLECTED="F${tab}not collected${tab}derived.Seccomp: a profile that scripts do not understand$nl"
			return 0 ;;
		P"$tab"*) dp_at=${dp_line#P"$tab"} ;;
		"V${tab}value$tab${tab}SCMP_ACT_ALLOW" | "V${tab}value$tab${tab}SCMP_ACT_LOG")
			[ "$dp_at" != defaultAction ] || dp_all=allow-all ;;
		V"$tab"*) dp_all=custom && break ;;
		esac
	done
	derived_value Seccomp "${dp_all:-custom}"
}

# derived_NoNewPrivileges: true or false, by the last option, else the daemon
derived_NoNewPrivileges() {
	security_options no-new-privileges
	dn_last=''
	for dn_option in $OPTIONS; do
		dn_last=$dn_option
	done
	case $dn_last in
	. | .1 | .t | .T | .true | .TRUE | .True)
		derived_value NoNewPrivileges true ;;
	.0 | .f | .F | .false | .FALSE | .False)
		derived_value NoNewPrivileges false ;;
	?*)
		derived_error NoNewPrivileges 'neither true nor false' ;;
	*)
		V=false
		if [ "$ENGINE" = docker ] && ! daemon_default_nnp; then
			derived_error NoNewPrivileges "$WHY"
		else
			derived_value NoNewPrivileges "$V"
		fi ;;
	esac
}

# derived_AppArmorProfile: the profile's name; unconfined when privileged
derived_AppArmorProfile() {
	if derived_privileged; then
		derived_value AppArmorProfile unconfined
		return 0
	fi
	facts_one AppArmorProfile
	if [ -z "$V" ]; then
		if ! engine_info; then
			derived_error AppArmorProfile "$WHY"
			return 0
		fi
		case $INFO_security in
		*name=apparmor*) ;;
		*)
			derived_value AppArmorProfile unconfined
			return 0 ;;
		esac
		security_options apparmor
		V=docker-default
		for da_option in $OPTIONS; do
			V=${da_option#.}
		done
	fi
	derived_value AppArmorProfile "$V"
}

# derived_SELinuxDisabled: true or false
derived_SELinuxDisabled() {
	dl_found=false
	derived_privileged && dl_found=true
	security_options label
	for dl_option in $OPTIONS; do
		case $dl_option in
		.disable | .type:spc_t) dl_found=true ;;
		esac
	done
	derived_value SELinuxDisabled "$dl_found"
}

# derived_DeviceRequests: what gives the container devices, each as text
derived_DeviceRequests() {
	derived_all='' derived_where='derived.DeviceRequests[]'
	! derived_privileged || derived_text all
	derived_members 'HostConfig.Devices[]' PathOnHost
	derived_members 'HostConfig.DeviceCgroupRules[]' ''
	derived_members 'HostConfig.DeviceRequests[]' Driver
	COLLECTED=$derived_all
}

# derived_members PATH MEMBER: derived_text of that member of each item, or "?"
derived_members() {
	facts_find "$1"
	dm_text=''
	for dm_line in $FACTS; do
		case $dm_line in
		F"$tab"*) derived_all="$derived_all$dm_line$nl" ;;
		I"$tab"*)
			[ -z "$dm_text" ] || derived_text "$dm_text"
			dm_text='?' ;;
		"V${tab}value$tab$2$tab"?*)
			dm_text=${dm_line#"V${tab}value$tab$2$tab"} ;;
		esac
	done
	[ -z "$dm_text" ] || derived_text "$dm_text"
}

# derived_RestartPolicy: no, always, unless-stopped, on-failure:N
derived_RestartPolicy() {
	facts_one HostConfig.RestartPolicy.Name
	dr_name=${V:-no}
	if [ "$dr_name" = on-failure ]; then
		facts_one HostConfig.RestartPolicy.MaximumRetryCount
		dr_name=on-failure:${V:-0}
	fi
	derived_value RestartPolicy "$dr_name"
}

# derived_HealthStatus: healthy, unhealthy, starting or none
derived_HealthStatus() {
	facts_one State.Health.Status
	[ -n "$V" ] || facts_one State.Healthcheck.Status
	derived_value HealthStatus "${V:-none}"
}

# derived_Execs: live exec sessions; the command lines do not describe them
derived_Execs() {
	facts_find 'ExecIDs[]'
	COLLECTED=''
	case $FACTS in
	*"I$tab"*)
		COLLECTED="F${tab}not collected${tab}derived.Execs[]: exec sessions are open, and the command line does not show them$nl" ;;
	*"F$tab"*) COLLECTED=$FACTS ;;
	esac
}

# derived_Capabilities: the effective set, sorted.  What is added wins over what
# is dropped, but where everything is added what is dropped stays dropped
derived_Capabilities() {
	if derived_privileged; then
		caps_names
	else
		caps_list 'HostConfig.CapDrop[]'
		dc_drop=$CAPS
		caps_list 'HostConfig.CapAdd[]'
		dc_add=$CAPS
		case $nl$dc_add in
		*"${nl}ALL$nl"*)
			caps_names
			caps_without "$CAPS$dc_add" "${dc_drop}ALL$nl" ;;
		*)
			caps_default
			case $nl$dc_drop in
			*"${nl}ALL$nl"*) CAPS='' ;;
			esac
			caps_without "$CAPS" "$dc_drop"
			CAPS=$CAPS$dc_add ;;
		esac
	fi
	caps_sorted
	caps_collect 'derived.Capabilities[]'
}

# caps_without NAMES DROPPED: CAPS, the names that are not dropped
caps_without() {
	CAPS=''
	for cw_cap in $1; do
		case $nl$2 in
		*"$nl$cw_cap$nl"*) ;;
		*) CAPS="$CAPS$cw_cap$nl" ;;
		esac
	done
}

# caps_list PATH: CAPS, the capabilities there, upper case, without CAP_
caps_list() {
	CAPS=''
	facts_find "$1"
	for cl_line in $FACTS; do
		cl_cap=${cl_line#"V${tab}value$tab$tab"}
		[ "$cl_cap" != "$cl_line" ] || continue
		case $cl_cap in
		*[a-z]*) cl_cap=$(printf '%s\n' "$cl_cap" | tr '[:lower:]' '[:upper:]') ;;
		esac
		CAPS="$CAPS${cl_cap#CAP_}$nl"
	done
}

# caps_default: CAPS, what the engine gives without being asked
caps_default() {
	CAPS=''
	[ "$ENGINE" = podman ] || CAPS="AUDIT_WRITE${nl}MKNOD${nl}NET_RAW$nl"
	CAPS="${CAPS}CHOWN${nl}DAC_OVERRIDE${nl}FOWNER${nl}FSETID${nl}KILL${nl}NET_BIND_SERVICE${nl}SETFCAP${nl}SETGID${nl}SETPCAP${nl}SETUID${nl}SYS_CHROOT$nl"
}

# derived_Processes: record Name, Pid, Exe of what runs in its PID namespace
derived_Processes() {
	derived_kernel 'derived.Processes[]' kernel_processes
}

# derived_kernel WHERE FUNCTION: COLLECTED, a fact that the kernel gives of a
# running container; no items when it does not run
derived_kernel() {
	COLLECTED='' k_fact=$1
	container_running || return 0
	if kernel_pid; then
		"$2"
		kernel_pid || kernel_error "$WHY"
	else
		kernel_error "$WHY"
	fi
	case $COLLECTED in
	"F${tab}not collected$tab"*)
		COLLECTED="F${tab}error$tab${COLLECTED#F"$tab"*"$tab"}" ;;
	esac
}

# derived_Ports: record HostIp, HostPort, ContainerPort, Protocol
derived_Ports() {
	if ! scope_follow HostConfig.NetworkMode; then
		container_use "$CUR"
		derived_error 'Ports[]' "$WHY"
		return 0
	fi
	dp_mode=$V
	container_use "$CUR"
	if [ "$dp_mode" = host ] && container_running; then
		derived_kernel 'derived.Ports[]' kernel_listen
		return 0
	fi
	dp_path='HostConfig.PortBindings{}[]'
	container_running && dp_path='NetworkSettings.Ports{}[]'
	facts_find "$dp_path"
	derived_all='' dp_key=''
	for dp_line in $FACTS; do
		case $dp_line in
		I"$tab"*)
			derived_port
			dp_key=${dp_line#*'["'}
			dp_key=${dp_key%'"]'*} dp_ip='' dp_port='' ;;
		"V${tab}value${tab}HostIp$tab"*) dp_ip=${dp_line##*"$tab"} ;;
		"V${tab}value${tab}HostPort$tab"*) dp_port=${dp_line##*"$tab"} ;;
		V"$tab"*) ;;
		*) derived_all="$derived_all$dp_line$nl" ;;
		esac
	done
	derived_port
	facts_one HostConfig.PublishAllPorts
	if [ "$V" = true ] && ! container_running; then
		derived_where='derived.Ports[]'
		derived_item HostIp '' HostPort '' ContainerPort '' Protocol ''
	fi
	COLLECTED=$derived_all
}

# derived_port: one more record of derived.Ports[]
derived_port() {
	[ -n "$dp_key" ] || return 0
	derived_where="derived.Ports[\"$dp_key\"]"
	derived_item HostIp "$dp_ip" HostPort "$dp_port" \
		ContainerPort "${dp_key%/*}" Protocol "${dp_key##*/}"
}

# derived_Mounts: record Type, Source, RealSource, Destination, RW, Propagation,
# ContainsEngineSocket
derived_Mounts() {
	file_root
	mounts_sockets || {
		derived_error 'Mounts[]' 'the engine is not on this host'
		return 0
	}
	facts_find 'Mounts[]'
	derived_all='' dm_n=-1
	for dm_line in $FACTS; do
		dm_value=${dm_line##*"$tab"}
		case $dm_line in
		I"$tab"*)
			derived_mount
			dm_n=$((dm_n + 1)) dm_Type='' dm_Driver='' dm_Name='' dm_Source='' dm_Destination='' dm_RW='' dm_Propagation='' ;;
		"V${tab}value${tab}Type$tab"*) dm_Type=$dm_value ;;
		"V${tab}value${tab}Driver$tab"*) dm_Driver=$dm_value ;;
		"V${tab}value${tab}Name$tab"*) dm_Name=$dm_value ;;
		"V${tab}value${tab}Source$tab"*) dm_Source=$dm_value ;;
		"V${tab}value${tab}Destination$tab"*) dm_Destination=$dm_value ;;
		"V${tab}value${tab}RW$tab"*) dm_RW=$dm_value ;;
		"V${tab}value${tab}Propagation$tab"*) dm_Propagation=$dm_value ;;
		V"$tab"*) ;;
		*) derived_all="$derived_all$dm_line$nl" ;;
		esac
	done
	derived_mount
	COLLECTED=$derived_all
}

# mounts_sockets: SOCKETS, where the engines' sockets are, with and without links
mounts_sockets() {
	SOCKETS='' ms_engine=$ENGINE
	engine_socket || return 1
	for ENGINE in $ENGINES; do
		engine_socket || continue
		SOCKETS="$SOCKETS$V$nl"
		if root_path "$V"; then
			SOCKETS="$SOCKETS${REAL#"$ROOT"}$nl"
		fi
	done
	ENGINE=$ms_engine
}

# derived_mount: one more record of derived.Mounts[]
derived_mount() {
	[ "$dm_n" -ge 0 ] || return 0
	if [ "$dm_Type,$dm_Driver" = volume,local ]; then
		decode "$dm_Name"
		if ! mount_bound "$V"; then
			derived_all="${derived_all}F${tab}error${tab}derived.Mounts[$dm_n]: $WHY$nl"
			return 0
		fi
		if [ -n "$V" ]; then
			encode "$V"
			dm_Type=bind dm_Source=$V
			[ -z "$BOUND_ro" ] || dm_RW=false
		fi
	fi
	decode "$dm_Source"
	dm_real='' dm_contains=false
	case $V in
	/*)
		if root_path "$V"; then
			dm_real=${REAL#"$ROOT"}
		else
			path_clean "$rp_at/$rp_part/$rp_rest"
			dm_real=${V:-/}
		fi ;;
	esac
	case ${dm_Source##*/},${dm_real##*/} in
	docker.sock,* | podman.sock,* | docker_engine,* | \
		*,docker.sock | *,podman.sock | *,docker_engine) dm_contains=true ;;
	esac
	dm_above=${dm_real%/}
	for dm_path in $SOCKETS; do
		[ -n "$dm_real" ] || break
		case $dm_path/ in
		"$dm_above"/*) dm_contains=true ;;
		esac
	done
	encode "$dm_real"
	derived_where="derived.Mounts[$dm_n]"
	derived_item Type "$dm_Type" Source "$dm_Source" RealSource "$V" \
		Destination "$dm_Destination" RW "$dm_RW" \
		Propagation "$dm_Propagation" ContainsEngineSocket "$dm_contains"
}

# mount_bound NAME: V, the directory of the host that the local volume is (o=bind,
# device=/DIR), else nothing; BOUND_ro where it is so read-only; fails with WHY
mount_bound() {
	V='' BOUND_ro='' WHY="$ENGINE does not tell of the volume $1"
	mb_json=$(engine_cli volume inspect --format '{{json .Options}}' -- "$1" 2>/dev/null) ||
		return 1
	mb_answer=$(printf '%s\n' "$mb_json" | json_select whole "device${nl}o")
	mb_at='' mb_device='' mb_o=''
	for mb_line in $mb_answer; do
		case $mb_line in
		P"$tab"*) mb_at=${mb_line#P"$tab"} ;;
		"V${tab}value$tab$tab"*)
			case $mb_at in
			device) mb_device=${mb_line#"V${tab}value$tab$tab"} ;;
			o) mb_o=${mb_line#"V${tab}value$tab$tab"} ;;
			esac ;;
		esac
	done
	case ,$mb_o, in
	*,ro,*) BOUND_ro=1 ;;
	esac
	case ,$mb_o, in
	*,bind,* | *,rbind,*)
		case $mb_device in
		/*) decode "$mb_device" ;;
		esac ;;
	esac
	WHY=''
}

# container_runs_as NUMBER: V, the user that the engine starts where du_user, of
# that number, is asked for: of a container that does not run the one in its
# passwd with that name or number; fails where that cannot be told.  (Of one
# that runs, the kernel tells.)
container_runs_as() {
	if container_running; then
		V=$1
		return 0
	fi
	V=$(engine_cli cp "$ID:/etc/passwd" - 2>/dev/null | head -c 8400000 |
		tar -xOf - 2>/dev/null | root_number_in "$du_user" "$1")
	case $V in
	'?') return 1 ;;
	?*)
		int_canonical "$V"
		return 0 ;;
	esac
	V=$1
	case $(engine_cli cp "$ID:/etc/passwd" - 2>&1 | head -c 8400000 |
		tar -tvf - 2>/dev/null | head -c 1) in
	-) return 0 ;;
	?) return 1 ;;
	esac
	case $(engine_cli cp "$ID:/etc/passwd" - 2>&1 | head -c 400 |
		tr -d '\000') in
	Error*[Nn]o\ such\ container:path* | Error*ould\ not\ find\ the\ file* | \
		Error*ould\ not\ be\ found*)
		return 0 ;;
	esac
	return 1
}

# derived_Uid: the number of Config.User; a name by the container's own passwd
derived_Uid() {
	facts_one Config.User
	decode "$V"
	du_user=${V%%:*}
	case $du_user in
	'' | root)
		derived_value Uid 0
		return 0 ;;
	*[!0-9]*) ;;
	*)
		int_canonical "$du_user"
		if [ "$V" = 0 ] || container_runs_as "$V"; then
			derived_value Uid "$V"
		else
			derived_error Uid "it cannot be told whom its passwd names $du_user"
		fi
		return 0 ;;
	esac
	V=''
	if container_running; then
		if kernel_pid; then
			ROOT=$PROC/$PID/root REAL=''
			root_number passwd "$du_user"
		fi
	else
		V=$(engine_cli cp "$ID:/etc/passwd" - 2>/dev/null | head -c 8400000 |
			tar -xOf - 2>/dev/null | root_number_in "$du_user")
	fi
	case $V in
	'' | *[!0-9]*) derived_error Uid "the name $du_user is not in its passwd" ;;
	*) derived_value Uid "$V" ;;
	esac
}
