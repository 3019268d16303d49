# network.sh: probe_network, the facts of each network of the engine.  Needs
# engines.sh and json.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_network: the values at the wanted path, below each network
probe_network() {
	wanted_one path
	pn_path=$V
	networks_load || {
		COLLECTED="F${tab}error$tab$WHY$nl"
		return 0
	}
	pn_name='' pn_at=''
	for pn_line in $NETWORKS; do
		case $pn_line in
		@) pn_name='' ;;
		P"$tab"*) pn_at=${pn_line#P"$tab"} ;;
		"V${tab}value$tab$tab"*)
			[ "$pn_at" != Name ] ||
				pn_name=${pn_line#"V${tab}value$tab$tab"} ;;
		esac
		[ "$pn_at" = "$pn_path" ] || continue
		case $pn_line in
		@ | P"$tab"*) ;;
		I"$tab"*) COLLECTED="${COLLECTED}I${tab}network $pn_name: ${pn_line#I"$tab"}$nl" ;;
		*) COLLECTED="$COLLECTED$pn_line$nl" ;;
		esac
	done
}

# networks_load: NETWORKS, json_select's answer about every network of ENGINE
networks_load() {
	WHY=''
	[ "${NETWORKS_of-}" != "$ENGINE" ] || return 0
	if ! nl_ids=$(engine_cli network ls -q 2>/dev/null); then
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
