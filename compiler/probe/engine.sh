# engine.sh: probe_engine, the facts of a container engine: what its command
# line says, daemon.json and the daemon's own arguments.  Needs engines.sh and
# json.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_engine: the values at the wanted path, of ENGINE
probe_engine() {
	wanted_one path
	pe_path=$V
	case $pe_path in
	derived.*)
		pe_name=${pe_path#derived.}
		"engine_derived_${pe_name%%[!A-Za-z]*}" ;;
	info.*)
		if [ "$ENGINE" != docker ]; then
			engine_untold
		elif engine_info; then
			engine_select info. "${pe_path#info.}" "$INFO"
		else
			engine_failed "$WHY"
		fi ;;
	version.*)
		if [ "$ENGINE" != docker ]; then
			engine_untold
		elif pe_json=$(docker version --format '{{json .Server}}' 2>/dev/null); then
			engine_select version. "${pe_path#version.}" "$pe_json"
		else
			engine_failed 'docker version fails'
		fi ;;
	swarm.*)
		engine_manager || return 0
		engine_select swarm. "Swarm.Cluster.${pe_path#swarm.}" "$INFO" ;;
	'images[].RepoTags[]') engine_tags ;;
	'images[]'*)
		engine_each image 'images[]' ;;
	'secrets[]'*)
		engine_manager || return 0
		engine_each secret 'secrets[]' ;;
	daemon.*)
		daemon_fact "${pe_path#daemon.}" ;;
	*) engine_failed "$pe_path is no fact of an engine" ;;
	esac
}

# engine_failed WHY: COLLECTED, a fact that cannot be had
engine_failed() {
	COLLECTED="F${tab}error$tab$pe_path: $1$nl"
}

# engine_untold: COLLECTED, a fact that the command line does not tell
engine_untold() {
	COLLECTED="F${tab}not collected$tab$pe_path: the command line of $ENGINE does not tell it$nl"
}

# engine_value VALUE: one more item, the value encoded
engine_value() {
	COLLECTED="${COLLECTED}I$tab$pe_path${nl}V${tab}value$tab$tab$1$nl"
}

# engine_select PREFIX PATH JSON: COLLECTED, the values there
engine_select() {
	es_lines=$(printf '%s\n' "$3" | json_select lines "$2")
	[ -n "$es_lines" ] || engine_failed 'there was no answer'
	for es_line in $es_lines; do
		case $es_line in
		@ | P"$tab"*) ;;
		I"$tab"*) COLLECTED="${COLLECTED}I$tab$1${es_line#I"$tab"}$nl" ;;
		*) COLLECTED="$COLLECTED$es_line$nl" ;;
		esac
	done
}

# engine_manager: true on a swarm manager; elsewhere there are no items
engine_manager() {
	[ "$ENGINE" = docker ] || return 1
	if ! engine_info; then
		engine_failed "$WHY"
		return 1
	fi
	[ "$INFO_manager" = true ]
}

# engine_each KIND PREFIX: the values below each image or secret
engine_each() {
	if ! ee_ids=$(engine_cli "$1" ls -q 2>/dev/null); then
		engine_failed "$ENGINE does not list them"
		return 0
	fi
	[ -n "$ee_ids" ] || return 0
	ee_ids=$(printf '%s\n' "$ee_ids" | sort -u)
	if ! ee_json=$(engine_cli "$1" inspect --format '{{with .}}{{json .}}{{end}}' $ee_ids 2>/dev/null); then
		engine_failed "$ENGINE does not inspect them"
		return 0
	fi
	ee_rest=${pe_path#"$2"}
	engine_select "$2." "${ee_rest#.}" "$ee_json"
}

# engine_tags: the tags of each image
engine_tags() {
	if ! et_tags=$(engine_cli image ls --no-trunc \
		--format '{{.Repository}}:{{.Tag}}' 2>/dev/null); then
		engine_failed "$ENGINE does not list its images"
		return 0
	fi
	for et_tag in $et_tags; do
		case $et_tag in
		*'<none>'*) ;;
		*)
			encode "$et_tag"
			engine_value "$V" ;;
		esac
	done
}

# engine_derived_Kind: docker or podman
engine_derived_Kind() {
	engine_value "$ENGINE"
}

# engine_derived_Os: ID of the host's os-release
engine_derived_Os() {
	if ! engine_socket; then
		engine_failed 'the engine is not on this host'
		return 0
	fi
	file_root
	for eo_file in /etc/os-release /usr/lib/os-release; do
		root_readable "$eo_file" 65536 || continue
		eo_id=$(awk -F = '$1 == "ID" { id = $2 }
			END { gsub(/["\047]/, "", id); print id }' <"$REAL")
		encode "$eo_id"
		engine_value "$V"
		return 0
	done
	engine_failed 'the host has no os-release'
}

# engine_derived_SwarmActive: true or false
engine_derived_SwarmActive() {
	if [ "$ENGINE" != docker ]; then
		engine_value false
	elif ! engine_info; then
		engine_failed "$WHY"
	elif [ "$INFO_swarm" = active ]; then
		engine_value true
	else
		engine_value false
	fi
}

# engine_derived_SwarmManager: true or false
engine_derived_SwarmManager() {
	if [ "$ENGINE" = docker ] && ! engine_info; then
		engine_failed "$WHY"
	elif [ "$ENGINE" = docker ] && [ "$INFO_manager" = true ]; then
		engine_value true
	else
		engine_value false
	fi
}

# engine_derived_HostFips: true where the kernel is in FIPS mode
engine_derived_HostFips() {
	eh_flag=0
	if [ -e "$PROC/sys/crypto/fips_enabled" ] &&
		! read -r eh_flag 2>/dev/null <"$PROC/sys/crypto/fips_enabled"; then
		engine_failed 'fips_enabled cannot be read'
		return 0
	fi
	if [ "$eh_flag" = 1 ]; then
		engine_value true
	else
		engine_value false
	fi
}

# engine_derived_ImageTags: record Repository, Tag of each tag of each image
engine_derived_ImageTags() {
	engine_tags
	eg_all=''
	for eg_line in $COLLECTED; do
		case $eg_line in
		I"$tab"*) ;;
		"V${tab}value$tab$tab"*)
			eg_tag=${eg_line#"V${tab}value$tab$tab"}
			eg_all="${eg_all}I$tab$pe_path${nl}V${tab}value${tab}Repository$tab${eg_tag%:*}${nl}V${tab}value${tab}Tag$tab${eg_tag##*:}$nl" ;;
		*) eg_all="$eg_all$eg_line$nl" ;;
		esac
	done
	COLLECTED=$eg_all
}

# engine_derived_Networks: record Name, Driver, Scope, Ingress, Encrypted
engine_derived_Networks() {
	if ! networks_load; then
		engine_failed "$WHY"
		return 0
	fi
	en_path=''
	for en_line in $NETWORKS; do
		case $en_line in
		@)
			networks_record
			en_Name='' en_Driver='' en_Scope='' en_Ingress=false en_Encrypted=false en_any=1 ;;
		P"$tab"*) en_path=${en_line#P"$tab"} ;;
		F"$tab"*) COLLECTED="$COLLECTED$en_line$nl" ;;
		"V${tab}value$tab$tab"*)
			en_value=${en_line#"V${tab}value$tab$tab"}
			case $en_path in
			Name) en_Name=$en_value ;;
			Driver) en_Driver=$en_value ;;
			Scope) en_Scope=$en_value ;;
			Ingress) en_Ingress=$en_value ;;
			Options.encrypted)
				[ "$en_value" = false ] || en_Encrypted=true ;;
			esac ;;
		esac
	done
	networks_record
}

# networks_record: one more record of derived.Networks[]
networks_record() {
	[ -n "${en_any-}" ] || return 0
	en_any=''
	COLLECTED="${COLLECTED}I$tab$pe_path: $en_Name$nl"
	COLLECTED="${COLLECTED}V${tab}value${tab}Name$tab$en_Name$nl"
	COLLECTED="${COLLECTED}V${tab}value${tab}Driver$tab$en_Driver$nl"
	COLLECTED="${COLLECTED}V${tab}value${tab}Scope$tab$en_Scope$nl"
	COLLECTED="${COLLECTED}V${tab}value${tab}Ingress$tab$en_Ingress$nl"
	COLLECTED="${COLLECTED}V${tab}value${tab}Encrypted$tab$en_Encrypted$nl"
}

# engine_derived_Files: record Key, Path, Exists, Uid, Gid, User, Group, Mode
# of each file that the daemon is configured with
engine_derived_Files() {
	[ "$ENGINE" = docker ] || return 0
	if ! daemon_read; then
		engine_failed "$WHY"
		return 0
	fi
	need stat || {
		engine_failed 'stat is not installed'
		return 0
	}
	ef_all=''
	encode "$DAEMON_CONFIG"
	engine_file config-file "$V"
	daemon_one tlsverify
	ef_verify=$V
	daemon_one tls
	ef_tls=$V
	[ "$ef_verify" != true ] || ef_tls=true
	daemon_one tlscacert
	[ -n "$V" ] || [ "$ef_verify" != true ] || V=/root/.docker/ca.pem
	engine_file tlscacert "$V"
	for ef_key in cert key; do
		daemon_one "tls$ef_key"
		[ -n "$V" ] || [ "$ef_tls" != true ] || V=/root/.docker/$ef_key.pem
		engine_file "tls$ef_key" "$V"
	done
	if engine_socket; then
		engine_file socket "$V"
	fi
	COLLECTED=$ef_all
}

# engine_file KEY PATH: one more record in ef_all
engine_file() {
	[ -n "$2" ] || return 0
	encode "$2"
	ef_path=$V
	file_root
	if root_path "$2"; then
		if ! ef_stat=$(stat -c '%u %g %f' -- "$REAL" 2>/dev/null); then
			ef_all="${ef_all}E$tab$pe_path: $1${tab}$ef_path cannot be looked at$nl"
			return 0
		fi
		kernel_fields "$ef_stat" ' '
		ef_uid=$F1 ef_gid=$F2
		ef_mode=$(printf '%04o' "$((0x$F3 & 4095))")
		root_name passwd "$ef_uid"
		ef_user=$V
		root_name group "$ef_gid"
		ef_all="${ef_all}I$tab$pe_path: $1$nl"
		for ef_pair in "Key=$1" "Path=$ef_path" Exists=true "Uid=$ef_uid" \
			"Gid=$ef_gid" "User=$ef_user" "Group=$V" "Mode=$ef_mode"; do
			ef_all="${ef_all}V${tab}value$tab${ef_pair%%=*}$tab${ef_pair#*=}$nl"
		done
	elif [ -n "$WHY" ]; then
		ef_all="${ef_all}E$tab$pe_path: $1$tab$WHY$nl"
	else
		ef_all="${ef_all}I$tab$pe_path: $1${nl}V${tab}value${tab}Key$tab$1$nl"
		ef_all="${ef_all}V${tab}value${tab}Path$tab$ef_path${nl}V${tab}value${tab}Exists${tab}false$nl"
	fi
}
