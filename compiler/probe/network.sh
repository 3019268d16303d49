# network.sh: probe_network, the facts of each network of the engine.  Needs
# engines.sh and json.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2154

# probe_network: the values at the wanted path, below each network
probe_network() {
	wanted_one path
	pn_path=$V
	networks_load || {
		COLLECTED="F${tab}error$tab$WHY$nl"
		return 0
	}
	pn_name='' pn_take=''
	for pn_line in $NETWORKS; do
		case $pn_line in
		@) pn_name='' ;;
		P"$tab"Name) pn_take=name ;;
		P"$tab$pn_path") pn_take=path ;;
		P"$tab"*) pn_take='' ;;
		"V${tab}value$tab$tab"*)
			[ "$pn_take" != name ] ||
				pn_name=${pn_line#"V${tab}value$tab$tab"}
			[ "$pn_take" != path ] || COLLECTED="$COLLECTED$pn_line$nl" ;;
		I"$tab"*)
			[ "$pn_take" != path ] ||
				COLLECTED="${COLLECTED}I${tab}network $pn_name: ${pn_line#I"$tab"}$nl" ;;
		*)
			[ "$pn_take" != path ] || COLLECTED="$COLLECTED$pn_line$nl" ;;
		esac
	done
}

# networks_load: NETWORKS, json_select's answer about every network of ENGINE
networks_load() {
	WHY=''
	[ "${NETWORKS_of-}" != "$ENGINE" ] || return 0
	if ! nl_ids=$("$ENGINE" network ls -q 2>/dev/null); then
		WHY="$ENGINE does not list its networks"
		return 1
	fi
	NETWORKS=''
	if [ -n "$nl_ids" ]; then
		engine_inspect network "$nl_ids" || {
			WHY="$ENGINE does not inspect its networks"
			return 1
		}
		NETWORKS=$INSPECTED
	fi
	NETWORKS_of=$ENGINE
}
