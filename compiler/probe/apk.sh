# apk.sh: probe_apk, the installed Alpine packages, from apk's own record in the
# audited root.  Needs root.sh, system.sh and the tool find.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_apk: an item for each wanted package that is installed
probe_apk() {
	file_root
	pa_file=/lib/apk/db/installed
	if ! root_path "$pa_file"; then
		[ -z "$WHY" ] || system_failed "$pa_file: $WHY"
		return 0
	fi
	if [ ! -f "$REAL" ] || [ ! -r "$REAL" ]; then
		system_failed "$pa_file: it cannot be read"
		return 0
	fi
	if ! root_small 134217728; then
		system_failed "$pa_file: $WHY"
		return 0
	fi
	if ! pa_lines=$(tr '\000' '\001' <"$REAL" | apk_records); then
		system_failed "$pa_file: a line is of no package's record"
		return 0
	fi
	for pa_line in $pa_lines; do
		decode "${pa_line%%"$tab"*}"
		if item_fits name string "$V"; then
			pa_rest=${pa_line#*"$tab"}
			item_new "package ${pa_line%%"$tab"*}"
			item_line name "${pa_line%%"$tab"*}"
			case $pa_rest in
			=*)
				pa_version=${pa_rest%%"$tab"*}
				item_line version "${pa_version#=}" ;;
			esac
			case $pa_rest in
			*"$tab="*) item_line arch "${pa_rest#*"$tab="}" ;;
			esac
		fi
	done
}

# apk_records: from records to lines of name, version and architecture,
# encoded, parted by tabs, "=" before the last two where the record has them
apk_records() {
	awk '
	function bad() {
		failed = 1
		exit 1
	}
	function record_end() {
		if (!named && (version != "" || arch != ""))
			bad()
		if (named)
			print name "\t" version "\t" arch
		named = 0
		name = version = arch = ""
	}
	/\001/ {
		bad()
	}
	$0 == "" {
		record_end()
		next
	}
	{
		if (substr($0, 2, 1) != ":")
			bad()
		value = substr($0, 3)
		gsub(/\\/, "&&", value)
		gsub(/\t/, "\\0011", value)
		if (/^P:/) {
			if (named)
				bad()
			name = value
			named = 1
		} else if (/^V:/)
			version = "=" value
		else if (/^A:/)
			arch = "=" value
	}
	END {
		if (!failed)
			record_end()
		exit failed
	}'
}
