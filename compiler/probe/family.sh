# family.sh: probe_family, what family of systems this is.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_family: scripts run on no other
probe_family() {
	item_new 'the system'
	item_line family unix
}
