#!/bin/sh
# declared: A title, with 'quotes' of declared and a line
#
# Rule: xccdf_example_rule_declared
# Severity: high
# References: CCI-000001
#
# Usage: sh declared.sh [CONTAINER...]
# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or unknown,
# 3 not applicable, 4 not checked, 5 informational; under SCE as XCCDF_RESULT_* say.
#
# shellcheck shell=sh
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317

main() {
	setup
	facts_of container '{"Id":{{json (index . "Id")}},"Name":{{json (index . "Name")}},"State":{{with index . "State"}}{"Status":{{json (index . "Status")}},"Pid":{{json (index . "Pid")}},"Health":{{with index . "Health"}}{"Status":{{json (index . "Status")}}}{{else}}null{{end}},"Healthcheck":{{with index . "Healthcheck"}}{"Status":{{json (index . "Status")}}}{{else}}null{{end}}}{{else}}null{{end}},"HostConfig":{{with index . "HostConfig"}}{"PidMode":{{json (index . "PidMode")}},"NetworkMode":{{json (index . "NetworkMode")}},"Privileged":{{json (index . "Privileged")}},"CapAdd":{{json (index . "CapAdd")}},"CapDrop":{{json (index . "CapDrop")}},"SecurityOpt":{{json (index . "SecurityOpt")}},"PortBindings":{{json (index . "PortBindings")}},"Devices":{{json (index . "Devices")}},"DeviceCgroupRules":{{json (index . "DeviceCgroupRules")}},"DeviceRequests":{{json (index . "DeviceRequests")}},"RestartPolicy":{{with index . "RestartPolicy"}}{"Name":{{json (index . "Name")}},"MaximumRetryCount":{{json (index . "MaximumRetryCount")}}}{{else}}null{{end}},"Ulimits":{{json (index . "Ulimits")}}}{{else}}null{{end}},"AppArmorProfile":{{json (index . "AppArmorProfile")}},"NetworkSettings":{{with index . "NetworkSettings"}}{"Ports":{{json (index . "Ports")}}}{{else}}null{{end}},"Mounts":{{json (index . "Mounts")}},"Config":{{with index . "Config"}}{"User":{{json (index . "User")}},"Labels":{{json (index . "Labels")}}}{{else}}null{{end}},"ExecIDs":{{json (index . "ExecIDs")}}}' \
		'Id' \
		'Name' \
		'State.Status' \
		'HostConfig.PidMode' \
		'HostConfig.NetworkMode' \
		'HostConfig.Privileged' \
		'HostConfig.CapAdd[]' \
		'HostConfig.CapDrop[]' \
		'HostConfig.SecurityOpt[]' \
		'AppArmorProfile' \
		'HostConfig.PortBindings{}[]' \
		'NetworkSettings.Ports{}[]' \
		'State.Pid' \
		'Mounts[]' \
		'Config.User' \
		'ExecIDs[]' \
		'HostConfig.Devices[]' \
		'HostConfig.DeviceCgroupRules[]' \
		'HostConfig.DeviceRequests[]' \
		'HostConfig.RestartPolicy.Name' \
		'HostConfig.RestartPolicy.MaximumRetryCount' \
		'State.Health.Status' \
		'State.Healthcheck.Status' \
		'Config.Labels{}' \
		'HostConfig.Ulimits[]'
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
	check_test object_13 any_exist 'all' AND ''
	check_test object_14 any_exist 'all' AND ''
	check_test object_15 any_exist 'all' AND ''
	check_test object_16 any_exist 'all' AND ''
	check_test object_17 any_exist 'all' AND ''
	operator AND 17
	decide
}

object_1() {
	want path 'equals' 'all' literal 'derived.Running'
	probe container target ''
}

object_2() {
	want path 'equals' 'all' literal 'derived.PidMode'
	probe container target ''
}

object_3() {
	want path 'equals' 'all' literal 'derived.NetworkMode'
	probe container target ''
}

object_4() {
	want path 'equals' 'all' literal 'derived.Capabilities[]'
	probe container target ''
}

object_5() {
	want path 'equals' 'all' literal 'derived.Seccomp'
	probe container target ''
}

object_6() {
	want path 'equals' 'all' literal 'derived.NoNewPrivileges'
	probe container target ''
}

object_7() {
	want path 'equals' 'all' literal 'derived.AppArmorProfile'
	probe container target ''
}

object_8() {
	want path 'equals' 'all' literal 'derived.SELinuxDisabled'
	probe container target ''
}

object_9() {
	want path 'equals' 'all' literal 'derived.Ports[]'
	probe container target ''
}

object_10() {
	want path 'equals' 'all' literal 'derived.Mounts[]'
	probe container target ''
}

object_11() {
	want path 'equals' 'all' literal 'derived.Uid'
	probe container target ''
}

object_12() {
	want path 'equals' 'all' literal 'derived.Execs[]'
	probe container target ''
}

object_13() {
	want path 'equals' 'all' literal 'derived.DeviceRequests[]'
	probe container target ''
}

object_14() {
	want path 'equals' 'all' literal 'derived.RestartPolicy'
	probe container target ''
}

object_15() {
	want path 'equals' 'all' literal 'derived.HealthStatus'
	probe container target ''
}

object_16() {
	want path 'equals' 'all' literal 'Config.Labels{}'
	probe container target ''
}

object_17() {
	want path 'equals' 'all' literal 'HostConfig.Ulimits[]'
	probe container target ''
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

# derived_value NAME VALUE: COLLECTED, one item; VALUE is encoded
derived_value() {
	COLLECTED="I${tab}derived.$1${nl}V${tab}value$tab$tab$2$nl"
}

# derived_error NAME MESSAGE: COLLECTED, a fact that cannot be told
derived_error() {
	COLLECTED="F${tab}error${tab}derived.$1: $2$nl"
}

# container_running: true while the engine says running or paused
container_running() {
	facts_one State.Status
	case $V in
	running | paused) return 0 ;;
	esac
	return 1
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

# derived_NetworkMode: see derived_PidMode
derived_NetworkMode() {
	derived_mode NetworkMode HostConfig.NetworkMode
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
	*) derived_value Seccomp custom ;;
	esac
}

# derived_seccomp_default: what the engine does unasked
derived_seccomp_default() {
	if [ "$ENGINE" != docker ]; then
		derived_value Seccomp default
	elif ! engine_info; then
		derived_error Seccomp "$WHY"
	elif daemon_read && daemon_one seccomp-profile && [ "$V" = unconfined ]; then
		derived_value Seccomp unconfined
	else
		case $INFO_security in
		*name=seccomp,*profile=unconfined*) derived_value Seccomp unconfined ;;
		*name=seccomp*) derived_value Seccomp default ;;
		*) derived_value Seccomp unconfined ;;
		esac
	fi
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
		[ "$dl_option" = .disable ] && dl_found=true
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
			dm_n=$((dm_n + 1)) dm_Type='' dm_Source='' dm_Destination='' dm_RW='' dm_Propagation='' ;;
		"V${tab}value${tab}Type$tab"*) dm_Type=$dm_value ;;
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
		derived_value Uid "$V"
		return 0 ;;
	esac
	V=''
	if container_running; then
		if kernel_pid; then
			ROOT=$PROC/$PID/root REAL=''
			root_number passwd "$du_user"
		fi
	else
		V=$("$ENGINE" cp "$ID:/etc/passwd" - 2>/dev/null | head -c 4194304 |
			tar -xOf - 2>/dev/null | NAME=$du_user awk -F : '
			$1 == ENVIRON["NAME"] && !found { print $3; found = 1 }')
	fi
	case $V in
	'' | *[!0-9]*) derived_error Uid "the name $du_user is not in its passwd" ;;
	*) derived_value Uid "$V" ;;
	esac
}

# engine_failed WHY: COLLECTED, a fact that cannot be had
engine_failed() {
	COLLECTED="F${tab}error$tab$pe_path: $1$nl"
}

# engine_value VALUE: one more item, the value encoded
engine_value() {
	COLLECTED="${COLLECTED}I$tab$pe_path${nl}V${tab}value$tab$tab$1$nl"
}

# kernel_error MESSAGE: COLLECTED, a fact that cannot be read
kernel_error() {
	COLLECTED="F${tab}not collected${tab}$k_fact cannot be read: $1$nl"
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

# kernel_fields LINE SEPARATORS: F1 to F5, the first words
kernel_fields() {
	IFS=$2 read -r F1 F2 F3 F4 F5 <<-END
	$1
	END
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

# daemon_read: DAEMON_ARGS, a line for each argument: key of daemon.json, tab,
# value; DAEMON_CONFIG, the path of its file; DAEMON_JSON, the file itself
daemon_read() {
	WHY=''
	if [ "${DAEMON_of-}" = "$ENGINE" ]; then
		WHY=$DAEMON_why
		[ -z "$WHY" ]
		return
	fi
	DAEMON_of=$ENGINE DAEMON_ARGS='' DAEMON_CONFIG='' DAEMON_JSON=''
	daemon_read_files || :
	DAEMON_why=$WHY
	[ -z "$WHY" ]
}

# daemon_read_files: what daemon_read keeps; WHY where it cannot be had
daemon_read_files() {
	[ "$ENGINE" = docker ] || return 0
	engine_pid || return 1
	if ! [ -r "$PROC/$ENGINE_PID/cmdline" ]; then
		WHY='no right to read the arguments of the daemon'
		return 1
	fi
	DAEMON_ARGS=$(tr '\n\0' '\001\n' <"$PROC/$ENGINE_PID/cmdline" | daemon_arguments)
	DAEMON_CONFIG=/etc/docker/daemon.json
	for dg_line in $DAEMON_ARGS; do
		case $dg_line in
		"config-file$tab"/*)
			decode "${dg_line#*"$tab"}"
			DAEMON_CONFIG=$V ;;
		esac
	done
	dr_root=${ROOT-}
	ROOT=$PROC/$ENGINE_PID/root
	if root_path "$DAEMON_CONFIG"; then
		daemon_read_config
	elif [ -n "$WHY" ] || ! [ -x "$ROOT/" ]; then
		WHY="no right to look for $DAEMON_CONFIG"
	fi
	ROOT=$dr_root
	[ -z "$WHY" ]
}

# daemon_read_config: the file at REAL
daemon_read_config() {
	if ! [ -f "$REAL" ] || ! [ -r "$REAL" ]; then
		WHY="$DAEMON_CONFIG cannot be read"
		return 1
	fi
	DAEMON_JSON=$(head -c 1048576 <"$REAL" | tr -d '\000')
	dj_check=$(printf '%s\n' "$DAEMON_JSON" | json_select whole '')
	case $dj_check in
	*"F${tab}error"*) WHY="$DAEMON_CONFIG: ${dj_check##*"$tab"}" ;;
	esac
}

# daemon_arguments: from arguments, a line each, to lines of key, tab, value
daemon_arguments() {
	awk '
	function put(key, value) {
		if (key in renamed)
			key = renamed[key]
		if (key in map) {
			i = index(value, "=")
			key = key "." substr(value, 1, i - 1)
			value = substr(value, i + 1)
		}
		if (key in boolean)
			value = (value ~ /^(1|t|T|true|TRUE|True)$/) ? "true" : "false"
		print key "\t" value
	}
	BEGIN {
		n = split("debug tls tlsverify icc init ip-forward ip-masq iptables " \
		    "ip6tables ipv6 live-restore no-new-privileges raw-logs " \
		    "selinux-enabled userland-proxy experimental rootless " \
		    "validate disable-legacy-registry", names, " ")
		for (i = 1; i <= n; i++)
			boolean[names[i]] = 1
		n = split("D debug G group H hosts b bridge g data-root l log-level " \
		    "p pidfile s storage-driver host hosts graph data-root " \
		    "add-runtime runtimes authorization-plugin " \
		    "authorization-plugins default-address-pool " \
		    "default-address-pools default-ulimit default-ulimits " \
		    "dns-opt dns-opts exec-opt exec-opts insecure-registry " \
		    "insecure-registries label labels log-opt log-opts " \
		    "node-generic-resource node-generic-resources " \
		    "registry-mirror registry-mirrors storage-opt storage-opts " \
		    "cluster-store-opt cluster-store-opts", names, " ")
		for (i = 1; i < n; i += 2)
			renamed[names[i]] = names[i + 1]
		n = split("log-opts runtimes default-ulimits cluster-store-opts", \
		    names, " ")
		for (i = 1; i <= n; i++)
			map[names[i]] = 1
	}
	NR == 1 {
		next
	}
	{
		gsub(/\\/, "\\\\")
		gsub(/\001/, "\\0012")
		gsub(/\t/, "\\0011")
	}
	key != "" {
		put(key, $0)
		key = ""
		next
	}
	/^--./ {
		name = substr($0, 3)
		i = index(name, "=")
		if (i > 0)
			put(substr(name, 1, i - 1), substr(name, i + 1))
		else if (name in boolean)
			put(name, "true")
		else
			key = name
		next
	}
	/^-[A-Za-z]/ {
		name = substr($0, 2, 1)
		value = substr($0, 3)
		sub(/^=/, "", value)
		if (value != "")
			put(name, value)
		else if (name == "D")
			put(name, "true")
		else
			key = name
	}'
}

# daemon_fact PATH: COLLECTED, the values at this path of its configuration: of
# lists those of both places, else the argument's before the file's
daemon_fact() {
	if [ "$1" = socket ]; then
		if engine_socket; then
			encode "$V"
			engine_value "$V"
		else
			engine_failed 'the engine is not asked by a socket of this host'
		fi
		return 0
	fi
	if [ "$ENGINE" != docker ]; then
		COLLECTED="F${tab}not applicable${tab}$ENGINE has no daemon$nl"
		return 0
	fi
	if [ "$1" = 'listeners[]' ]; then
		daemon_listeners
		return 0
	fi
	if ! daemon_read; then
		engine_failed "$WHY"
		return 0
	fi
	if [ "$1" = config-file ]; then
		encode "$DAEMON_CONFIG"
		engine_value "$V"
		return 0
	fi
	df_last='' df_key=${1%'[]'}
	for df_line in $DAEMON_ARGS; do
		case $df_line in
		"$df_key$tab"*)
			df_last=.${df_line#*"$tab"}
			[ "$df_key" = "$1" ] || engine_value "${df_last#.}" ;;
		esac
	done
	if [ "$df_key" = "$1" ] && [ -n "$df_last" ]; then
		engine_value "${df_last#.}"
	elif [ -n "$DAEMON_JSON" ]; then
		df_found=$(printf '%s\n' "$DAEMON_JSON" | json_select whole "$1")
		for df_line in $df_found; do
			case $df_line in
			@ | P"$tab"*) ;;
			I"$tab"*) COLLECTED="${COLLECTED}I${tab}daemon.${df_line#I"$tab"}$nl" ;;
			*) COLLECTED="$COLLECTED$df_line$nl" ;;
			esac
		done
	fi
}

# daemon_one KEY: V, a single value of its configuration, itself
daemon_one() {
	COLLECTED='' V='' do_path=${pe_path-}
	pe_path=daemon.$1
	daemon_fact "$1"
	pe_path=$do_path
	for do_line in $COLLECTED; do
		case $do_line in
		"V${tab}value$tab$tab"*) V=${do_line#"V${tab}value$tab$tab"} ;;
		esac
	done
	COLLECTED=''
	decode "$V"
}

# daemon_default_nnp: V, true where containers get no-new-privileges unasked
daemon_default_nnp() {
	V=false
	engine_info || return 1
	case $INFO_security in
	*name=no-new-privileges*)
		V=true
		return 0 ;;
	esac
	daemon_read || return 1
	daemon_one no-new-privileges
	[ -n "$V" ] || V=false
}

# daemon_listeners: every address that the daemon's process listens on
daemon_listeners() {
	if ! engine_pid; then
		engine_failed "$WHY"
		return 0
	fi
	dl_dir=$PROC/$ENGINE_PID
	if ! dl_open=$(ls -l "$dl_dir/fd" 2>/dev/null) || ! [ -r "$dl_dir/net/unix" ]; then
		engine_failed 'no right to see the sockets of the daemon'
		return 0
	fi
	for dl_table in tcp tcp6; do
		[ -e "$dl_dir/net/$dl_table" ] || continue
		dl_lines=$(sockets_table "$dl_table" <"$dl_dir/net/$dl_table")
		for dl_line in $dl_lines; do
			kernel_fields "$dl_line" "$tab"
			case $dl_open in
			*"socket:[$F4]"*) ;;
			*) continue ;;
			esac
			case $F1 in
			*:*) engine_value "tcp://[$F1]:$F2" ;;
			*) engine_value "tcp://$F1:$F2" ;;
			esac
		done
	done
	dl_lines=$(awk '$4 == "00010000" && $8 != "" { print $7 "\t" $8 }' <"$dl_dir/net/unix")
	for dl_line in $dl_lines; do
		case $dl_open in
		*"socket:[${dl_line%%"$tab"*}]"*)
			encode "${dl_line#*"$tab"}"
			engine_value "unix://$V" ;;
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

# engine_info: INFO, what "info" says, as one line of JSON; INFO_security, its
# security options; asked once per engine
engine_info() {
	WHY=''
	if [ "${INFO_of-}" != "$ENGINE" ]; then
		INFO_of=$ENGINE INFO_why=''
		INFO=$("$ENGINE" info --format '{{json .}}' 2>/dev/null) ||
			INFO_why="$ENGINE info fails"
		DOCUMENT_was=${DOCUMENT-}
		DOCUMENT=$(printf '%s\n' "$INFO" | json_select lines \
			"ServerErrors[]${nl}SecurityOptions[]${nl}Swarm.LocalNodeState${nl}Swarm.ControlAvailable")
		DOCUMENT=$DOCUMENT$nl
		facts_find 'ServerErrors[]'
		[ -z "$FACTS" ] || INFO_why="$ENGINE info fails"
		facts_find 'SecurityOptions[]'
		INFO_security=$FACTS
		facts_one Swarm.LocalNodeState
		INFO_swarm=$V
		facts_one Swarm.ControlAvailable
		INFO_manager=$V
		DOCUMENT=$DOCUMENT_was
	fi
	WHY=$INFO_why
	[ -z "$INFO_why" ]
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

# file_root: ROOT, where the audited file system begins; empty for "/"
file_root() {
	ROOT=${AUDIT_ROOT:-${OSCAP_PROBE_ROOT-}}
	ROOT=${ROOT%/}
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

# root_readable PATH: REAL, a regular file that can be read, or fails
root_readable() {
	root_path "$1" && [ -f "$REAL" ] && [ -r "$REAL" ]
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

# root_number passwd|group NAME: V, the number of that name, or empty
root_number() {
	ru_real=$REAL V=''
	if root_readable "/etc/$1"; then
		V=$(NAME=$2 awk -F : '$1 == ENVIRON["NAME"] && !found {
			print $3; found = 1 }' <"$REAL")
	fi
	REAL=$ru_real
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
