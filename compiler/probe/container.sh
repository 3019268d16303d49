# container.sh: probe_container, the facts that the engine declares of a
# container.  Needs engines.sh and json.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2154

# probe_container SCOPE: the values at the wanted path of the container CUR
probe_container() {
	wanted path
	pc_path=${W#.}
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
