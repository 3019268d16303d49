# unknown.sh: probe_unknown, OVAL's place for a test that nobody knows how to
# make.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_unknown: always unknown
probe_unknown() {
	COLLECTED="F${tab}unknown${tab}the content does not say how this is tested$nl"
}
