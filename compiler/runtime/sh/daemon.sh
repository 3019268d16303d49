# daemon.sh: the daemon of an engine: its arguments, its daemon.json and what it
# listens on.  Part of scripts that ask for such facts.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

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
	daemon_config_path || return 1
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

# daemon_config_path: DAEMON_CONFIG, as the arguments say, or where the daemon
# looks without one: RootlessKit's looks in the folder of its user
daemon_config_path() {
	for dg_line in $DAEMON_ARGS; do
		case $dg_line in
		"config-file$tab"*)
			decode "${dg_line#*"$tab"}"
			DAEMON_CONFIG=$V ;;
		esac
	done
	case $DAEMON_CONFIG in
	/*) return 0 ;;
	?*)
		if dp_cwd=$(readlink "$PROC/$ENGINE_PID/cwd"); then
			DAEMON_CONFIG=${dp_cwd%/}/$DAEMON_CONFIG
			return 0
		fi
		WHY='the folder that its --config-file starts from cannot be read'
		return 1 ;;
	esac
	DAEMON_CONFIG=/etc/docker/daemon.json
	dp_file=$PROC/$ENGINE_PID/environ
	if [ -e "$dp_file" ] && ! [ -r "$dp_file" ]; then
		WHY='no right to read the environment of the daemon'
		return 1
	fi
	[ -e "$dp_file" ] || return 0
	dp_lines=$(tr '\n\0' '\001\n' <"$dp_file" |
		grep -E '^(ROOTLESSKIT_STATE_DIR|XDG_CONFIG_HOME|HOME)=')
	dp_rootless='' dp_config='' dp_home=''
	for dp_line in $dp_lines; do
		case $dp_line in
		ROOTLESSKIT_STATE_DIR=*) dp_rootless=1 ;;
		XDG_CONFIG_HOME=/*) dp_config=${dp_line#*=}/docker/daemon.json ;;
		HOME=/*) dp_home=${dp_line#*=}/.config/docker/daemon.json ;;
		esac
	done
	[ -n "$dp_rootless" ] || return 0
	DAEMON_CONFIG=${dp_config:-$dp_home}
	[ -n "$DAEMON_CONFIG" ] ||
		WHY='its environment does not say where its configuration is'
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
	key != "" && (key in renamed || !/^-/) {
		put(key, $0)
		key = ""
		next
	}
	key != "" {
		put(key, "true") # a switch that is not known here
		key = ""
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
		while (name == "D" && value ~ /^[^=]/) {
			put(name, "true")
			name = substr(value, 1, 1)
			value = substr(value, 2)
		}
		sub(/^=/, "", value)
		if (value != "")
			put(name, value)
		else if (name == "D")
			put(name, "true")
		else
			key = name
	}
	END {
		if (key != "" && !(key in renamed))
			put(key, "true")
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
