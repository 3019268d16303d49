# engines.sh: the engines of this host by their own command lines, and the
# containers, images and networks that a check is evaluated for.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# engine_find: ENGINES, those that are there and answer; ENGINES_away, those
# that are there and do not
engine_find() {
	ENGINES='' ENGINES_away=''
	need timeout || finish error
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
	ENGINE=$1
	et_error=$(engine_cli ps -q 2>&1 >/dev/null)
	case $? in
	0) ENGINES="$ENGINES$1$nl" ;;
	124 | 143) # as coreutils and busybox say it
		ENGINES_away="$ENGINES_away$1$nl"
		say "error: $1 does not answer in ${AUDITC_TIMEOUT:-60} seconds" ;;
	*)
		ENGINES_away="$ENGINES_away$1$nl"
		say "error: $1 does not answer: ${et_error%%"$nl"*}" ;;
	esac
	ENGINE=''
}

# engine_cli ARGUMENT...: the client of ENGINE, which has AUDITC_TIMEOUT seconds
engine_cli() {
	timeout "${AUDITC_TIMEOUT:-60}" "$ENGINE" "$@"
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
	ei_json=$(engine_cli "$1" inspect --format "$ei_template" $2 2>&1) ||
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
	if ! ca_ids=$(engine_cli ps -aq --no-trunc 2>/dev/null); then
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
	ca_now=$(engine_cli ps -aq --no-trunc 2>/dev/null) || ca_now=$ca_ids
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
			cn_id=$(engine_cli container inspect --format '{{.Id}}' \
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

# engine_pid_search SOCKET: the process named dockerd that has it open, is its
# owner's or root's and in no container: anybody can have one of that name
engine_pid_search() {
	ep_root=$ROOT ep_real=$REAL ROOT=''
	ep_plain=$1
	! root_path "$1" || ep_plain=$REAL
	ROOT=$ep_root REAL=$ep_real
	ep_owner=$(stat -c %u -- "$ep_plain" 2>/dev/null)
	set +f
	for ep_dir in "$PROC"/[0-9]*; do
		read -r ep_name 2>/dev/null <"$ep_dir/comm" || continue
		[ "$ep_name" = dockerd ] || continue
		ep_user=$(stat -c %u -- "$ep_dir" 2>/dev/null)
		case $ep_owner in
		'' | "$ep_user") ;;
		*) [ "$ep_user" = 0 ] || continue ;;
		esac
		! process_contained "$ep_dir" || continue
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

# process_contained DIR: true where its control group names a container that
# ours does not
process_contained() {
	awk '{
		gsub(/[^0-9a-f]+/, "\n")
		print
	}' "$1/cgroup" 2>/dev/null | awk 'length == 64' | (
		while read -r pc_id; do
			grep -q "$pc_id" /proc/self/cgroup 2>/dev/null || exit 0
		done
		exit 1
	)
}

# engine_info: INFO, what "info" says, as one line of JSON; INFO_security, its
# security options; asked once per engine
engine_info() {
	WHY=''
	if [ "${INFO_of-}" != "$ENGINE" ]; then
		INFO_of=$ENGINE INFO_why=''
		INFO=$(engine_cli info --format '{{json .}}' 2>/dev/null) ||
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

# run_engines: a rule about engines; evaluated for each of them
run_engines() {
	! sce_argument "$@" || shift
	if [ $# -gt 0 ]; then
		say 'error: this check takes no argument'
		finish error
	fi
	engine_require
	for ENGINE in $ENGINES; do
		LABEL="$ENGINE: "
		evaluate
	done
	LABEL=''
	finish "$WORST"
}

# run_images [IMAGE...]: a rule about images; without names, all
run_images() {
	! sce_argument "$@" || shift
	engine_require
	ri_seen=''
	for ENGINE in $ENGINES; do
		if [ $# -gt 0 ]; then
			ri_ids=''
			for ri_name in "$@"; do
				case $ri_name in
				'' | -* | *"$nl"*) continue ;;
				esac
				ri_id=$(engine_cli image inspect --format '{{.Id}}' \
					"$ri_name" 2>/dev/null) || continue
				ri_ids="$ri_ids$ri_id$nl"
				ri_seen="$ri_seen$ri_name$nl"
			done
		else
			ri_ids=$(engine_cli image ls -q --no-trunc 2>/dev/null) || {
				say "error: $ENGINE does not list its images"
				worse error
				continue
			}
			ri_ids=$(printf '%s\n' "$ri_ids" | sort -u)
		fi
		for ri_id in $ri_ids; do
			LABEL="image $ri_id: "
			image_use "$ri_id" || {
				say "error: $ENGINE does not inspect the image $ri_id"
				worse error
				continue
			}
			evaluate
		done
	done
	for ri_name in "$@"; do
		case $nl$ri_seen in
		*"$nl$ri_name$nl"*) ;;
		*)
			say "error: no such image: $ri_name"
			worse error ;;
		esac
	done
	LABEL=''
	if [ -z "$WORST" ]; then
		say 'there is no image'
		finish notapplicable
	fi
	finish "$WORST"
}

# image_use ID: IMAGE_DOCUMENT, the facts of this image of ENGINE
image_use() {
	engine_inspect image "$1" || return 1
	IMAGE_DOCUMENT=${INSPECTED#@}
	IMAGE_DOCUMENT=${IMAGE_DOCUMENT#"$nl"}$nl
}
