# filehash58.sh: probe_filehash58, digests of files.  Needs root.sh, files.sh,
# system.sh and the tools find, md5sum, sha1sum and so on.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_filehash58: an item for each wanted digest of each wanted file
probe_filehash58() {
	files_wanted
	for fh_line in $FILES; do
		file_of "$fh_line"
		fh_path=$FILE
		if file_real; then
			[ -f "$REAL" ] || continue
			root_small 1073741824
		elif [ -z "$WHY" ]; then
			continue
		fi
		fh_why=$WHY
		for fh_kind in MD5 SHA-1 SHA-224 SHA-256 SHA-384 SHA-512; do
			if item_fits hash_type string "$fh_kind"; then
				filehash_item
			fi
		done
	done
}

# filehash_error WHY: no digest of the file fh_path
filehash_error() {
	COLLECTED="${COLLECTED}E$tab$fh_path$tab$1$nl"
	item_line hash_type "$fh_kind"
}

# filehash_item: the digest fh_kind of the file REAL; fh_why: why there is none
filehash_item() {
	if [ -n "$fh_why" ]; then
		filehash_error "$fh_why"
		return 0
	fi
	case $fh_kind in
	MD5) fi_tool=md5sum ;;
	*) fi_tool=sha${fh_kind#SHA-}sum ;;
	esac
	if ! fi_sum=$("$fi_tool" 2>/dev/null <"$REAL"); then
		filehash_error "$fi_tool does not read it"
		return 0
	fi
	item_new "$fh_path"
	item_line filepath "$fh_path"
	V=${fh_path%/*}
	item_line path "${V:-/}"
	item_line filename "${fh_path##*/}"
	item_line hash_type "$fh_kind"
	item_line hash "${fi_sum%% *}"
}
