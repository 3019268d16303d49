# files.sh: which files an object of the file probes means.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# files_wanted: FILES, the paths that the object names, encoded lines, each
# once; those that a glob or a pattern gives exist, the others may not
files_wanted() {
	FILES=''
	file_root
	files_named filepath && files_named path && files_named filename || return 0
	if wanted filepath; then
		for fw_path in $W; do
			files_add "${fw_path#.}"
		done
	fi
	if wanted glob; then
		fw_globs=$W
		for fw_path in $fw_globs; do
			decode "${fw_path#.}"
			files_glob "$V"
		done
	fi
	wanted path || return 0
	fw_paths=$W
	wanted filename || :
	fw_names=$W fw_op=$W_op
	for fw_path in $fw_paths; do
		fw_path=${fw_path#.}
		if [ -z "$fw_names" ] || [ "${want_filename_nil-}" = nil ]; then
			files_add "$fw_path"
		elif [ "$fw_op,${W_check#none}" = "equals,$W_check" ]; then
			for fw_name in $fw_names; do
				files_add "${fw_path%/}/${fw_name#.}"
			done
		else
			files_match "$fw_path"
		fi
	done
}

# files_named FIELD: false where its values by their var_check name no file: all
# of several that differ; those that it is not to be, which may be any, are an
# error but for a name in a directory
files_named() {
	wanted "$1" && [ "$W_op" = equals ] || return 0
	case $1,$W_check in
	filename,none*) ;;
	*,none*)
		COLLECTED="${COLLECTED}F${tab}error${tab}$1 says only what it is not$nl"
		return 1 ;;
	*,all)
		for fn_want in $W; do
			[ "$fn_want" = "${W%%"$nl"*}" ] || return 1
		done ;;
	esac
}

# files_add PATH: one more of FILES
files_add() {
	case $nl$FILES in
	*"$nl$1$nl"*) ;;
	*) FILES="$FILES$1$nl" ;;
	esac
}

# files_glob PATTERN: the files of the root that it matches, sorted
files_glob() {
	case $1 in
	/*) ;;
	*) return 0 ;;
	esac
	fg_pattern=$1
	set +f
	IFS=''
	# shellcheck disable=SC2231
	for fg_file in "$ROOT"$fg_pattern; do
		[ -e "$fg_file" ] || [ -h "$fg_file" ] || continue
		encode "${fg_file#"$ROOT"}"
		IFS=$nl
		files_add "$V"
		IFS=''
	done
	IFS=$nl
	set -f
}

# files_match DIRECTORY: its files whose names the wanted patterns fit
files_match() {
	decode "$1"
	fm_directory=$V
	root_path "$fm_directory" && [ -d "$REAL" ] || return 0
	fm_real=$REAL
	set +f
	for fm_file in "$fm_real"/* "$fm_real"/.[!.]* "$fm_real"/..?*; do
		[ -e "$fm_file" ] || [ -h "$fm_file" ] || continue
		fm_name=${fm_file##*/} fm_results=''
		for fm_want in $fw_names; do
			decode "${fm_want#.}"
			compare "$fw_op" string "$fm_name" "$V"
			fm_results="$fm_results$R$nl"
		done
		logic_check "$W_check" "$fm_results"
		if [ "$R" = true ]; then
			encode "${fm_directory%/}/$fm_name"
			files_add "$V"
		elif [ "$R" = error ]; then
			COLLECTED="${COLLECTED}F${tab}error$tab$WHY$nl"
			break
		fi
	done
	set -f
}
