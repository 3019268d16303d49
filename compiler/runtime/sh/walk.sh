# walk.sh: what is below a directory of the root.  Links to directories are
# followed inside the root, each path keeping the names that led there; find
# itself follows none.  Needs root.sh, and the tools find and stat.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# walk PATH LEVELS DIRECTORIES LINKS FS: WALK, what is in the directory of that
# path and so many levels below it (-1: all), descending into directories and
# where links lead to some, each true or false; FS: all, defined (the start's
# file system alone), local.  A line each, encoded, its parts between tabs:
#	d, l or f   a directory that was entered, a link to one, another name
#	directory, name, path, the file itself, what stat says
# WALK_error: why something was not seen
walk() {
	WALK='' WALK_error='' wk_levels=$2 wk_down=$3 wk_links=$4 wk_fs=$5 wk_n=0
	wk_queue='' wk_dirs=''
	for wk_tool in find stat; do
		if ! command -v "$wk_tool" >/dev/null 2>&1; then
			WALK_error="$wk_tool is not installed"
			return 0
		fi
	done
	wk_path=$1
	root_path "$wk_path" link || {
		WALK_error=$WHY
		return 0
	}
	encode "$REAL"
	wk_own=$V
	root_path "$wk_path" && [ -d "$REAL" ] || return 0
	wk_real=${REAL%/}
	wk_real=${wk_real:-/}
	wk_device=$(stat -c %d -- "$wk_real" 2>/dev/null)
	if [ "$wk_fs" = local ] && ! walk_local; then
		return 0
	fi
	encode "$wk_path"
	wk_start=$V
	encode "$wk_real"
	wk_queue="$wk_start$tab$V$tab$wk_levels$tab$wk_own$tab$nl"
	while [ -n "$wk_queue" ]; do
		wk_now=$wk_queue wk_queue=''
		for wk_line in $wk_now; do
			walk_find
		done
	done
	WALK=$({
		printf '%s' "$wk_dirs"
		printf '\n'
		printf '%s' "$WALK"
	} | awk -F '\t' -v OFS='\t' '
	$0 == "" && !body {
		body = 1
		next
	}
	!body {
		is[$0] = 1
		next
	}
	{
		if ($1 == "a")
			$1 = ($4 in is) ? "l" : "f"
		print
	}')
}

# walk_find: what is below the directory of wk_line: path, directory itself,
# levels, the name itself, and where the way to it began and ended, in pairs
walk_find() {
	wk_path=${wk_line%%"$tab"*} wk_rest=${wk_line#*"$tab"}
	decode "${wk_rest%%"$tab"*}"
	wk_real=$V wk_rest=${wk_rest#*"$tab"}
	wk_left=${wk_rest%%"$tab"*} wk_rest=${wk_rest#*"$tab"}
	decode "${wk_rest%%"$tab"*}"
	wk_own=$V wk_chain=${wk_rest#*"$tab"}
	wk_n=$((wk_n + 1))
	if [ "$wk_n" -gt 10000 ]; then
		WALK_error='too many links to directories'
		return 0
	fi
	walk_prunes
	wk_stat=$(stat -c '%f %u %g %s %X %Y %Z' -- "$wk_own" 2>/dev/null)
	wk_found=$({ {
		cd -- "$wk_real" &&
			eval "find .//. $wk_prune -exec stat -c '%f %u %g %s %X %Y %Z %n' -- {} +" |
			walk_lines
	} 2>&1 >&3 | walk_errors >&3; } 3>&1)
	wk_last=${wk_found##*"$nl"}
	case $wk_last in
	"E$tab"*)
		[ -n "$WALK_error" ] || WALK_error=${wk_last#"E$tab"}
		wk_found=${wk_found%"$wk_last"} ;;
	*) wk_found=$wk_found$nl ;;
	esac
	WALK=$WALK$wk_found
	[ "$wk_links" = true ] || return 0
	case $wk_found in
	*"${nl}a$tab"* | "a$tab"*) ;;
	*) return 0 ;;
	esac
	wk_all=$(printf '%s' "$wk_found" | grep "^a$tab")
	for wk_link in $wk_all; do
		walk_link
	done
}

# walk_errors: of what find and stat say of the directory they are in, wk_real, the
# first that is no vanished file and none of the kernel's views of processes
walk_errors() {
	REAL=${wk_real-} awk -v proc="$PROC/" '
	/: No such file or directory$/ || /: No such process$/ || first != "" {
		next
	}
	{
		at = index($0, ".//.")
		real = ENVIRON["REAL"]
		sub("/$", "", real)
		path = real substr($0, at + 4)
		if (at == 0)
			first = $0
		else if (index(path, proc) != 1)
			first = substr($0, 1, at - 1) path
	}
	END {
		if (first != "") {
			gsub(/[\001-\037\177\\]/, "?", first)
			print "E\t" first
		}
	}'
}

# walk_prunes: wk_prune, as words of find, where it does not go: beyond the
# levels, into other file systems, back to where the way has been
walk_prunes() {
	wk_prune=''
	[ "$wk_fs" != defined ] || wk_prune=-xdev
	if [ "$wk_down" != true ]; then
		walk_level=0
	else
		walk_level=$wk_left
	fi
	if [ "$walk_level" -ge 0 ]; then
		wk_glob='/*'
		while [ "$walk_level" -gt 0 ]; do
			wk_glob="$wk_glob/*" walk_level=$((walk_level - 1))
		done
		wk_prune="$wk_prune -path './/.$wk_glob' -type d -prune -o"
	fi
	wk_rest=$wk_chain
	while [ -n "$wk_rest" ]; do
		decode "${wk_rest%%"$tab"*}"
		wk_rest=${wk_rest#*"$tab"}
		wk_rest=${wk_rest#*"$tab"}
		walk_prune "$V"
	done
	for wk_mount in ${wk_mounts-}; do
		[ "$wk_fs" = local ] || break
		decode "$wk_mount"
		walk_prune "$V"
	done
	for wk_name in $wk_never; do
		[ "$wk_real" = "${ROOT:-/}" ] || break
		decode "$wk_name"
		walk_prune "$ROOT/$V"
	done
}

# walk_prune DIRECTORY: find does not go into it, where it is below wk_real
walk_prune() {
	case $1 in
	"${wk_real%/}"/?*) ;;
	*) return 0 ;;
	esac
	walk_word ".//./${1#"${wk_real%/}/"}"
	wk_prune="$wk_prune -path $V -prune -o"
}

# walk_word TEXT: V, a word for the shell that is a glob of just this text
walk_word() {
	V=$(printf '%sx\n' "$1" | sed 's/[][*?\\]/\\&/g; s/'"'/'\\\\''/g")
	V="'${V%x}'"
}

# walk_lines: from what stat says to lines of WALK; its names begin with .//.,
# two slashes, which no name has, whatever is in it
walk_lines() {
	START=$wk_path REAL=$wk_real OWN=$wk_own OWN_STAT=$wk_stat awk '
	function enc(s,   i, c, out) {
		if (s !~ /[\001-\037\177\\]/)
			return s
		out = ""
		for (i = 1; i <= length(s); i++) {
			c = substr(s, i, 1)
			out = out ((c in esc) ? esc[c] : c)
		}
		return out
	}
	function finish(   rel, slash, kind, dir, base) {
		if (name == "")
			return
		rel = substr(name, plen + 2)
		kind = substr(facts, 1, index(facts, " ") - 4)
		kind = kind == "4" ? "d" : kind == "a" ? "a" : "f"
		if (rel == "") {
			print "d\t" start "\t\t" start "\t" enc(ENVIRON["OWN"]) \
			    "\t" ENVIRON["OWN_STAT"]
			return
		}
		slash = rel
		sub("[^/]*$", "", slash)
		base = enc(substr(rel, length(slash) + 1))
		sub("/$", "", slash)
		dir = slash == "" ? start : below enc(slash)
		print kind "\t" (kind == "d" ? below enc(rel) "\t" : \
		    dir "\t" base) "\t" below enc(rel) "\t" real enc(rel) "\t" facts
	}
	BEGIN {
		for (i = 1; i < 128; i++)
			if (i < 32 || i == 127)
				esc[sprintf("%c", i)] = sprintf("\\0%03o", i)
		esc["\\"] = "\\\\"
		prefix = ".//."
		plen = length(prefix)
		start = ENVIRON["START"]
		below = start == "/" ? "/" : start "/"
		real = ENVIRON["REAL"] == "/" ? "/" : enc(ENVIRON["REAL"]) "/"
		number = " -?[0-9]+"
		record = "^[0-9a-f]+" number number number number number number " "
	}
	match($0, record) && substr($0, RLENGTH + 1, plen) == prefix {
		finish()
		facts = substr($0, 1, RLENGTH - 1)
		name = substr($0, RLENGTH + 1)
		next
	}
	{
		name = name "\n" $0
	}
	END {
		finish()
	}'
}

# walk_link: go on where the link wk_link leads, if that is a directory
walk_link() {
	wl_rest=${wk_link#*"$tab"*"$tab"*"$tab"}
	wl_path=${wl_rest%%"$tab"*} wl_rest=${wl_rest#*"$tab"}
	decode "${wl_rest%%"$tab"*}"
	wl_own=$V
	case $wl_own in
	"$PROC"/*) return 0 ;;
	esac
	[ -n "$ROOT" ] || [ -d "$wl_own" ] || return 0
	root_path "${wl_own#"$ROOT"}" && [ -d "$REAL" ] || return 0
	wk_dirs="$wk_dirs$wl_path$nl"
	wl_real=$REAL
	decode "$wl_path"
	walk_never "$V" || return 0
	wl_left=$wk_left
	if [ "$wl_left" -ge 0 ]; then
		wl_rest=${wl_path#"${wk_path%/}/"}/
		while [ -n "$wl_rest" ]; do
			wl_rest=${wl_rest#*/} wl_left=$((wl_left - 1))
		done
		[ "$wl_left" -ge 0 ] || return 0
	fi
	if [ "$wk_fs" = defined ] &&
		[ "$(stat -c %d -- "$wl_real" 2>/dev/null)" != "$wk_device" ]; then
		return 0
	fi
	encode "$wk_real"
	wl_chain="$wk_chain$V$tab"
	encode "${wl_own%/*}"
	wl_chain="$wl_chain${V:-/}$tab"
	walk_been || return 0
	encode "$wl_real"
	wl_target=$V
	encode "$wl_own"
	wk_queue="$wk_queue$wl_path$tab$wl_target$tab$wl_left$tab$V$tab$wl_chain$nl"
}

# walk_been: fails where wl_real is on the way wl_chain
walk_been() {
	wb_rest=$wl_chain
	while [ -n "$wb_rest" ]; do
		decode "${wb_rest%%"$tab"*}"
		wb_first=${V%/} wb_rest=${wb_rest#*"$tab"}
		decode "${wb_rest%%"$tab"*}"
		wb_last=${V%/} wb_rest=${wb_rest#*"$tab"}
		case ${wl_real%/}/ in
		"$wb_first"/*) ;;
		*) continue ;;
		esac
		case $wb_last/ in
		"${wl_real%/}"/*) return 1 ;;
		esac
	done
}

# walk_local: wk_mounts, where file systems of the network or of programs are
# below wk_real; fails where it is on one itself
walk_local() {
	if ! wk_mounts=$(REAL=$wk_real awk '
	function below(path, of) {
		return of == "/" || path == of || index(path, of "/") == 1
	}
	function plain(s,   out, code) {
		out = ""
		while (match(s, /\\[0-3][0-7][0-7]/)) {
			code = substr(s, RSTART + 1, 3)
			out = out substr(s, 1, RSTART - 1) (code == "040" ? " " : \
			    code == "011" ? "\t" : code == "012" ? "\n" : "\\")
			s = substr(s, RSTART + 4)
		}
		return out s
	}
	BEGIN {
		real = ENVIRON["REAL"]
		n = split("nfs nfs4 smbfs smb2 smb3 cifs coda afs 9p ceph lustre " \
		    "fuse fuseblk gfs2 autofs", list, " ")
		for (i = 1; i <= n; i++)
			remote[list[i]] = 1
	}
	{
		for (i = 7; i <= NF && $i != "-"; i++)
			;
		type = $(i + 1)
		is = (type in remote) || type ~ /^fuse[.]/
		point = plain($5)
		if (below(real, point) && length(point) >= length(best)) {
			best = point
			on = is
		} else if (is && below(point, real)) {
			gsub(/\\/, "\\0", $5)
			print $5
		}
	}
	END {
		if (NR == 0 || on)
			exit 1
	}' 2>/dev/null </proc/self/mountinfo); then
		[ -r /proc/self/mountinfo ] || WALK_error='mountinfo cannot be read'
		return 1
	fi
}

# walk_never PATH: fails where no path below it can begin as wk_begins say
walk_never() {
	[ -n "${wk_begins-}" ] || return 0
	for wn_text in $wk_begins; do
		decode "$wn_text"
		case $1/ in
		"$V"*) return 0 ;;
		esac
		case $V in
		"$1"/*) return 0 ;;
		esac
	done
	return 1
}
