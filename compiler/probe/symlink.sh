# symlink.sh: probe_symlink, where symbolic links lead.  Needs root.sh and
# files.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_symlink: an item for each wanted path that is a link
probe_symlink() {
	files_wanted
	for pl_line in $FILES; do
		file_of "$pl_line"
		decode "$FILE"
		pl_path=$FILE pl_name=$V
		if ! root_path "$pl_name" link; then
			[ -z "$WHY" ] || system_failed "$pl_path: $WHY"
		elif [ -h "$REAL" ]; then
			symlink_item
		fi
	done
}

# symlink_item: the item of the link pl_name
symlink_item() {
	if root_path "$pl_name"; then
		item_new "$pl_path"
		item_line filepath "$pl_path"
		sl_end=${REAL#"$ROOT"}
		item_value canonical_path "${sl_end:-/}"
	else
		COLLECTED="${COLLECTED}E$tab$pl_path$tab${WHY:-it leads to nothing}$nl"
	fi
}
