# uname.sh: probe_uname, the kernel's names.  Needs system.sh and the tool uname.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_uname: the one item
probe_uname() {
	system_runs 'not applicable' || return 0
	if ! pu_machine=$(uname -m 2>/dev/null); then
		system_failed 'uname does not answer'
		return 0
	fi
	item_new uname
	item_value machine_class "$pu_machine"
	item_value node_name "$(uname -n)"
	item_value os_name "$(uname -s)"
	item_value os_release "$(uname -r)"
	item_value os_version "$(uname -v)"
	item_value processor_type "$pu_machine"
}
