# files.sh: which files an object of the file probes means.  Needs root.sh and
# walk.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# files_wanted: FILES, what the object names, encoded lines, each once: a path,
# which may not exist; and, where it was searched for, behind tabs the file
# itself and what stat says of it.  FILES_directory: they are directories
files_wanted() {
	FILES='' FILES_directory='' fw_names='' fw_op=''
	file_root
	files_behaviors || return 0
	if wanted glob; then
		fw_globs=$W
		for fw_path in $fw_globs; do
			decode "${fw_path#.}"
			files_glob "$V"
		done
		return 0
	fi
	fw_field=filepath
	if ! wanted filepath; then
		fw_field=path
		if wanted filename && [ "${want_filename_nil-}" != nil ]; then
			fw_names=$W fw_op=$W_op fw_namecheck=$W_check
		else
			FILES_directory=1
		fi
	fi
	wanted $fw_field || return 0
	if ! files_named; then
		files_search
		return 0
	fi
	fw_paths=$W fw_pathcheck=$W_check
	if [ $fw_field = path ] && { [ "$fs_levels" -ne 0 ] || ! files_plain; }; then
		files_below
		return 0
	fi
	for fw_path in $fw_paths; do
		files_allowed "$fw_path" "$fw_paths" "$fw_pathcheck" || continue
		fw_path=${fw_path#.}
		case $fw_op,$fw_path in
		,* | *,[!/]* | *,)
			files_add "$fw_path"
			continue ;;
		esac
		for fw_name in $fw_names; do
			files_allowed "$fw_name" "$fw_names" "$fw_namecheck" || continue
			case $fw_name in
			. | *?/*) ;;
			*) files_add "$fw_path/${fw_name#.}" ;;
			esac
		done
	done
}

# files_named: are the wanted paths among their own values?
files_named() {
	case $W_op,$W_check in
	equals,'none satisfy' | equals,'none exist') return 1 ;;
	equals,*) return 0 ;;
	esac
	return 1
}

# files_plain: likewise the names, where there are any
files_plain() {
	[ -n "$fw_op" ] || return 0
	case $fw_op,$fw_namecheck in
	equals,'none satisfy' | equals,'none exist') return 1 ;;
	equals,*) return 0 ;;
	esac
	return 1
}

# files_allowed VALUE ALL VAR_CHECK: is this one of all the named values what
# var_check lets pass?
files_allowed() {
	[ "$3" != 'at least one' ] || return 0
	fa_same=0 fa_other=0
	for fa_value in $2; do
		if [ "$fa_value" = "$1" ]; then
			fa_same=$((fa_same + 1))
		else
			fa_other=$((fa_other + 1))
		fi
	done
	case $3 in
	all) [ "$fa_other" -eq 0 ] ;;
	*) [ "$fa_same" -eq 1 ] ;;
	esac
}

# files_behaviors: fs_levels, fs_up, fs_down, fs_links, fs_system of the
# object's behaviors; fails, flagged, where one has no meaning
files_behaviors() {
	behavior_value max_depth -1
	fs_levels=$V fs_up=''
	if ! int_canonical "$V"; then
		files_failed "max_depth $V is no number"
		return 1
	fi
	case $V in
	-* | ??????????*) fs_levels=-1 ;;
	*) fs_levels=$V ;;
	esac
	behavior_value recurse ''
	fs_what=$V
	behavior_value recurse_direction ''
	case $fs_what,$V in
	*, | *,none | none,* | files,*) fs_levels=0 ;;
	*,down) ;;
	*,up) fs_up=1 ;;
	*)
		files_failed "no recurse_direction: $V"
		return 1 ;;
	esac
	[ "$V" != up ] || fs_up=1
	fs_links=false fs_down=false
	case $fs_what in
	'') fs_links=true fs_down=true ;;
	esac
	case $fs_what in
	*symlinks*) fs_links=true ;;
	esac
	case $fs_what in
	*directories*) fs_down=true ;;
	esac
	behavior_value recurse_file_system all
	fs_system=$V
}

# files_failed TEXT: the collection is an error
files_failed() {
	encode "$1"
	COLLECTED="${COLLECTED}F${tab}error$tab$V$nl"
}

# files_add PATH: one more of FILES, without slashes that say nothing
files_add() {
	fa_path=$1
	case $fa_path in
	/*) ;;
	*)
		files_failed "$fa_path: not an absolute path"
		return 0 ;;
	esac
	case $fa_path in
	*//* | ?*/)
		fa_path=$(printf '%s\n' "$fa_path" | tr -s /)
		[ "$fa_path" = / ] || fa_path=${fa_path%/} ;;
	esac
	if [ "$fs_system" = local ]; then
		files_near || return 0
	fi
	case $nl$FILES in
	*"$nl$fa_path$nl"*) ;;
	*) FILES="$FILES$fa_path$nl" ;;
	esac
}

# files_near: is fa_path, which is named, on a local file system?  Where it is is
# for the one who looks at it.
files_near() {
	fn_dir=$fa_path WALK_error=''
	[ -n "$FILES_directory" ] || fn_dir=${fa_path%/*}
	decode "${fn_dir:-/}"
	root_path "${V:-/}" && [ -d "$REAL" ] || return 0
	wk_real=${REAL%/}
	wk_real=${wk_real:-/}
	walk_local && return 0
	[ -z "$WALK_error" ] || files_failed "$WALK_error"
	return 1
}

# file_of LINE: FILE, the path of this line of FILES, encoded; FILE_own, the
# file itself where it is known, and FILE_stat
file_of() {
	FILE=${1%%"$tab"*} FILE_own='' FILE_stat=''
	case $1 in
	*"$tab"*)
		decode "${1#*"$tab"}"
		FILE_own=${V%"$tab"*} FILE_stat=${V##*"$tab"} ;;
	esac
}

# file_real: REAL, the file that FILE leads to, as root_path has it
file_real() {
	if [ -n "$FILE_own" ] && [ ! -h "$FILE_own" ]; then
		REAL=$FILE_own WHY=''
		[ -e "$REAL" ]
		return
	fi
	decode "$FILE"
	root_path "$V"
}

# files_glob PATTERN: the files of the root that it matches, sorted
files_glob() {
	case $1 in
	/*) ;;
	*)
		files_failed "$1: not an absolute path"
		return 0 ;;
	esac
	fg_pattern=$1 fg_plain=$(printf '%sx\n' "$1" | sed 's/\\.//g')
	case $fg_plain in
	*[[*?]*) ;;
	*) # nothing to expand: the pattern is the path, its escapes undone
		fg_plain=$(printf '%sx\n' "$1" | sed 's/\\\(.\)/\1/g')
		fg_plain=${fg_plain%x}
		if [ -e "$ROOT$fg_plain" ] || [ -h "$ROOT$fg_plain" ]; then
			encode "$fg_plain"
			files_add "$V"
		fi
		return 0 ;;
	esac
	set +f
	IFS=''
	# shellcheck disable=SC2231,SC2254
	for fg_file in "$ROOT"$fg_pattern; do
		[ -e "$fg_file" ] || [ -h "$fg_file" ] || continue
		# a shell leaves a pattern that nothing matches as it is
		case $fg_file in
		"$ROOT"$fg_pattern) ;;
		*) continue ;;
		esac
		encode "${fg_file#"$ROOT"}"
		IFS=$nl
		files_add "$V"
		IFS=''
	done
	IFS=$nl
	set -f
}

# files_below: FILES of what is in, below or above the named directories
files_below() {
	wk_begins='' wk_never='' fb_walks=''
	for fw_path in $fw_paths; do
		files_allowed "$fw_path" "$fw_paths" "$fw_pathcheck" || continue
		decode "${fw_path#.}"
		fb_path=$V
		case $fb_path in
		/*) ;;
		*)
			files_failed "$fb_path: not an absolute path"
			continue ;;
		esac
		fb_path=$(printf '%sx\n' "$fb_path" | tr -s /)
		fb_path=${fb_path%x}
		[ "$fb_path" = / ] || fb_path=${fb_path%/}
		if [ -n "$fs_up" ]; then
			files_up
		else
			files_walk "$fb_path" "$fs_levels" "$fs_down" "$fs_links"
		fi
	done
	files_take ''
}

# files_walk PATH LEVELS DIRECTORIES LINKS: walk there, for files_take
files_walk() {
	walk "$1" "$2" "$3" "$4" "$fs_system"
	fb_walks="$fb_walks$WALK$nl"
	[ -z "$WALK_error" ] || files_failed "$WALK_error"
}

# files_up: in fb_path, and so many levels above it
files_up() {
	fu_left=$fs_levels fu_device=''
	root_path "$fb_path" || return 0
	fu_device=$(stat -c %d -- "$REAL" 2>/dev/null)
	fu_system=$fs_system
	while :; do
		if root_path "$fb_path" && { [ "$fu_system" != defined ] ||
			[ "$(stat -c %d -- "$REAL" 2>/dev/null)" = "$fu_device" ]; }; then
			files_walk "$fb_path" 0 true true
		fi
		case $fu_left,$fb_path in
		0,* | *,/) break ;;
		esac
		[ "$fu_left" -lt 0 ] || fu_left=$((fu_left - 1))
		fb_path=${fb_path%/*}
		fb_path=${fb_path:-/}
	done
}

# files_search: FILES of the root whose paths fit the wanted ones
files_search() {
	wk_begins='' wk_never='' fb_walks='' fb_start=/
	fs_one=${W%"$nl"}
	case $W_op,$fs_one in
	'pattern match',*"$nl"*) ;;
	'pattern match',?*)
		decode "${fs_one#.}"
		files_begins "$V" ;;
	esac
	if [ "$fb_start" = / ] && [ -n "$wk_begins" ]; then
		files_never
	fi
	[ "$fs_system" != defined ] || fs_system=all
	files_walk "$fb_start" -1 true true
	files_take "$fw_field"
}

# files_begins PATTERN: fb_start, where all paths that it fits are, and
# wk_begins, how they begin, where it says so
files_begins() {
	fb_lines=$(printf '%s\n' "$1" | awk '
	function literal(s,   i, c, out) {
		out = ""
		for (i = 1; i <= length(s); i++) {
			c = substr(s, i, 1)
			if (c == "\\" && i < length(s) && \
			    index("./-_\\", substr(s, i + 1, 1)) > 0)
				c = substr(s, ++i, 1)
			else if (index("\\^$.[]()*+?{}|", c) > 0)
				break
			out = out c
		}
		if (i <= length(s) && index("*?{", c) > 0)
			out = substr(out, 1, length(out) - 1)
		return out
	}
	function choice(s) {
		if (substr(s, 1, 1) != "^")
			exit
		begins[++n] = literal(substr(s, 2))
	}
	NR > 1 || /[\001-\037\177]/ {
		n = 0
		exit
	}
	{
		from = 1
		for (i = 1; i <= length($0); i++) {
			c = substr($0, i, 1)
			if (c == "\\")
				i++
			else if (c == "[" || c == "#") {
				if (index($0, "|") > 0)
					exit
				break
			} else if (c == "(")
				depth++
			else if (c == ")" && depth > 0)
				depth--
			else if (c == "|" && depth == 0) {
				choice(substr($0, from, i - from))
				from = i + 1
			}
		}
		choice(substr($0, from))
		whole = 1
	}
	END {
		if (!whole)
			exit
		start = begins[1]
		if (n > 1 || substr(start, 1, 1) != "/" || \
		    index(start, "//") > 0 || index(start, "/.") > 0)
			start = "/"
		sub("/[^/]*$", "", start)
		print start == "" ? "/" : start
		for (i = 1; i <= n; i++) {
			if (substr(begins[i], 1, 1) != "/")
				exit
			gsub(/\\/, "&&", begins[i])
			print begins[i]
		}
	}')
	[ -n "$fb_lines" ] || return 0
	fb_start=${fb_lines%%"$nl"*}
	case $fb_lines in
	*"$nl"*) wk_begins=${fb_lines#*"$nl"} ;;
	esac
}

# files_never: wk_never, the names in the root that no wanted path begins with
files_never() {
	set +f
	for fn_file in "${ROOT:-}"/* "${ROOT:-}"/.[!.]*; do
		fn_name=${fn_file##*/}
		if [ ! -d "$fn_file" ] || [ -h "$fn_file" ] || walk_never "/$fn_name"; then
			continue
		fi
		encode "$fn_name"
		wk_never="$wk_never$V$nl"
	done
	set -f
}

# files_take FIELD: FILES, of all that was walked over what the wanted names
# and, of the FIELD that is not named, paths allow
files_take() {
	fb_walks=$(printf '%s' "$fb_walks" | awk '$0 != "" && !seen[$0]++')
	ft_paths='' ft_names=''
	case $1 in
	filepath)
		files_fit filepath "$(printf '%s\n' "$fb_walks" | awk -F '\t' '$1 == "f" { print $4 }')"
		ft_paths=$FIT ;;
	path)
		files_fit path "$(printf '%s\n' "$fb_walks" | awk -F '\t' '$1 == "d" { print $4 }')"
		ft_paths=$FIT ;;
	esac
	if [ -n "$fw_op" ]; then
		files_fit filename "$(printf '%s\n' "$fb_walks" | awk -F '\t' '$1 != "d" && !seen[$3]++ { print $3 }')"
		ft_names=$FIT
	fi
	FILES=$({
		printf '%s\n' "$ft_paths" | sed 's/^/P	/'
		printf '%s\n' "$ft_names" | sed 's/^/N	/'
		printf '%s\n' "$fb_walks"
	} | awk -F '\t' -v field="$1" -v named="$fw_op" '
	function take() {
		if (seen[$4]++)
			return
		print $4 "\t" $5 "\t" $6
		n++
		if (n > 400000) {
			print "!"
			exit
		}
	}
	$0 == "" {
		next
	}
	$1 == "P" {
		path[$2] = 1
		next
	}
	$1 == "N" {
		name[$2] = 1
		next
	}
	field == "filepath" {
		if ($1 == "f" && ($4 in path))
			take()
		next
	}
	named == "" {
		if ($1 == "d" && (field == "" || ($4 in path)))
			take()
		next
	}
	$1 != "d" && ($3 in name) && (field == "" || ($2 in path)) {
		take()
	}' | sort)
	case $FILES in
	"!$nl"*)
		files_failed 'more than 400000 files are asked for'
		FILES=${FILES#"!$nl"} ;;
	esac
	FILES=$FILES${FILES:+$nl}
}

# files_fit FIELD TEXTS: FIT, the encoded lines that the wanted field allows
files_fit() {
	FIT=''
	wanted "$1"
	ff_all=${W%"$nl"} ff_texts=$2 ff_op=$W_op ff_check=$W_check
	eval "ff_source=\$want_$1_nil"
	case $ff_op,$ff_check,$ff_all in
	'pattern match','at least one',*) ff_single=1 ;;
	'pattern match',none* | *"$nl"*) ff_single='' ;;
	'pattern match',*) ff_single=1 ;;
	*) ff_single='' ;;
	esac
	if [ -z "$ff_single" ]; then
		files_compare
		return 0
	fi
	for ff_want in $ff_all; do
		[ "$ff_want" != . ] || [ "$ff_source" != variable ] || continue
		decode "${ff_want#.}"
		files_pattern "$V"
	done
}

# files_pattern PATTERN: the texts that it fits, to FIT; those with characters
# that are encoded each by itself
files_pattern() {
	case $1 in
	*"$nl"*)
		files_compare
		return 0 ;;
	esac
	fp_pattern=$1
	fp_odd=$ff_texts fp_fit='' fp_status=0
	if regex_plain "$fp_pattern" && regex_tool; then
		fp_odd=$(printf '%s\n' "$ff_texts" | awk '/[^ -~]|\\/')
		fp_fit=$(printf '%s\n' "$ff_texts" | awk '!/[^ -~]|\\/' |
			grep -aP -e "$fp_pattern" 2>/dev/null)
		fp_status=$?
		FIT="$FIT$fp_fit$nl"
	fi
	if [ "$fp_status" -le 1 ] && [ -n "$fp_odd" ]; then
		if ! command -v perl >/dev/null 2>&1; then
			regex_missing "$fp_odd"
			files_failed "$WHY"
			return 0
		fi
		fp_fit=$(printf '%s\n' "$fp_odd" | regex_lines "$fp_pattern")
		fp_status=$?
		FIT="$FIT$fp_fit$nl"
	fi
	[ "$fp_status" -le 1 ] ||
		files_failed "no tool takes the pattern $fp_pattern"
}

# files_compare: the texts that compare with all values as is wanted, to FIT
files_compare() {
	for fc_text in $ff_texts; do
		fc_results=''
		decode "$fc_text"
		fc_found=$V
		for fc_want in $ff_all; do
			decode "${fc_want#.}"
			compare "$ff_op" string "$fc_found" "$V"
			fc_results="$fc_results$R$nl"
		done
		logic_check "$ff_check" "$fc_results"
		case $R in
		true) FIT="$FIT$fc_text$nl" ;;
		error)
			files_failed "$WHY"
			return 0 ;;
		esac
	done
}
