# kernel.sh: probe_kernel, the kernel's own facts of a running container's
# init, from /proc.  Needs engines.sh and json.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2154

# probe_kernel SCOPE: the values of the wanted fact of the container CUR
probe_kernel() {
	wanted fact
	k_fact=${W#.}
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

# kernel_root_readonly: the options of the topmost mount on "/"
kernel_root_readonly() {
	kr_found=''
	if [ ! -r "$PROC/$PID/mountinfo" ]; then
		kernel_error "no right to read mountinfo of process $PID"
		return 0
	fi
	while IFS=' ' read -r _ _ _ _ kr_point kr_options kr_rest; do
		[ "$kr_point" = / ] || continue
		kr_found=false
		case ,$kr_options,${kr_rest##* }, in
		*,ro,*) kr_found=true ;;
		esac
	done <"$PROC/$PID/mountinfo"
	if [ -z "$kr_found" ]; then
		kernel_error "no mount on / in mountinfo of process $PID"
		return 0
	fi
	kernel_value "$kr_found"
}
