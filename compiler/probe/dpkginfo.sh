# dpkginfo.sh: probe_dpkginfo, the installed Debian packages, from dpkg's own
# records in the audited root.  Needs root.sh, system.sh and the tool find.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_dpkginfo: an item for each wanted package that is installed
probe_dpkginfo() {
	file_root
	dpkg_read /var/lib/dpkg/status 134217728 1
	dpkg_directory
	pd_packages=$COLLECTED COLLECTED=''
	for pd_line in $pd_packages; do
		case $pd_line in
		F"$tab"*)
			COLLECTED=$pd_line$nl
			return 0 ;;
		esac
	done
	for pd_line in $pd_packages; do
		decode "${pd_line%%"$tab"*}"
		if item_fits name string "$V"; then
			dpkg_item "$pd_line"
		fi
	done
}

# dpkg_directory: the files of status.d, which images without dpkg have
dpkg_directory() {
	if ! root_path /var/lib/dpkg/status.d; then
		[ -z "$WHY" ] || system_failed "/var/lib/dpkg/status.d: $WHY"
		return 0
	fi
	[ -d "$REAL" ] || return 0
	if [ ! -r "$REAL" ]; then
		system_failed '/var/lib/dpkg/status.d: no right to read it'
		return 0
	fi
	set +f
	for dd_file in "$REAL"/*; do
		case $dd_file in
		*.md5sums | *.list) continue ;;
		esac
		if [ -e "$dd_file" ] || [ -h "$dd_file" ]; then
			dpkg_read "/var/lib/dpkg/status.d/${dd_file##*/}" 1048576 ''
		fi
	done
	set -f
}

# dpkg_read FILE LIMIT NEEDS_STATUS: a line "name arch version" of each package
# that is unpacked or more, encoded, parted by tabs, "=" before what its record
# has besides the name
dpkg_read() {
	if ! root_path "$1"; then
		[ -z "$WHY" ] || system_failed "$1: $WHY"
		return 0
	fi
	if [ ! -f "$REAL" ] || [ ! -r "$REAL" ]; then
		system_failed "$1: it cannot be read"
		return 0
	fi
	if ! root_small "$2"; then
		system_failed "$1: $WHY"
		return 0
	fi
	if ! dr_lines=$(tr '\000' '\001' <"$REAL" | dpkg_records "$3"); then
		system_failed "$1: a line is of no package's record"
		return 0
	fi
	[ -z "$dr_lines" ] || COLLECTED="$COLLECTED$dr_lines$nl"
}

# dpkg_records NEEDS_STATUS: from records to dpkg_read's lines
dpkg_records() {
	NEEDS=$1 awk '
	function trim(s) {
		sub(/^[ \t]+/, "", s)
		sub(/[ \t\r]+$/, "", s)
		return s
	}
	function bad() {
		failed = 1
		exit 1
	}
	function record_end() {
		if (fields == 0)
			return
		if (name == "" || (ENVIRON["NEEDS"] != "" && !has_status))
			bad()
		sub(/^.* /, "", status)
		if (status != "not-installed" && status != "config-files")
			print name "\t" arch "\t" version
		fields = has_status = 0
		name = arch = version = status = ""
	}
	/\001/ {
		bad()
	}
	/^[ \t\r]*$/ {
		record_end()
		next
	}
	/^[ \t]/ {
		if (fields == 0)
			bad()
		next
	}
	{
		i = index($0, ":")
		if (i < 2)
			bad()
		fields++
		field = tolower(trim(substr($0, 1, i - 1)))
		value = trim(substr($0, i + 1))
		gsub(/\\/, "&&", value)
		gsub(/\t/, "\\0011", value)
		if (field == "package")
			name = value
		else if (field == "architecture")
			arch = "=" value
		else if (field == "version")
			version = "=" value
		else if (field == "status") {
			status = value
			has_status = 1
		}
	}
	END {
		if (!failed)
			record_end()
		exit failed
	}'
}

# dpkg_item LINE: the item of a line of dpkg_read
dpkg_item() {
	di_name=${1%%"$tab"*} di_rest=${1#*"$tab"}
	di_arch=${di_rest%%"$tab"*} di_version=${di_rest#*"$tab"}
	item_new "package $di_name"
	item_line name "$di_name"
	[ -z "$di_arch" ] || item_line arch "${di_arch#=}"
	[ -n "$di_version" ] || return 0
	di_version=${di_version#=}
	case $di_version in
	*:*)
		item_line epoch "${di_version%%:*}"
		item_line evr "$di_version"
		di_version=${di_version#*:} ;;
	*)
		item_line epoch '(none)'
		item_line evr "0:$di_version" ;;
	esac
	case $di_version in
	*-*)
		item_line version "${di_version%-*}"
		item_line release "${di_version##*-}" ;;
	*)
		item_line version "$di_version"
		item_line release '' ;;
	esac
}
