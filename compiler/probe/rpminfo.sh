# rpminfo.sh: probe_rpminfo, the installed RPM packages of the host, as the tool
# rpm tells them.  Needs root.sh and system.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_rpminfo: an item for each wanted package that is installed
probe_rpminfo() {
	file_root
	if ! rpm_database; then
		return 0
	fi
	if ! command -v rpm >/dev/null 2>&1; then
		system_failed 'rpm is not installed'
		return 0
	fi
	if ! rpm_copy; then
		system_failed 'no copy of the RPM database can be made'
		return 0
	fi
	pr_format='%{NAME}\t%{ARCH}\t%|EPOCH?{%{EPOCH}}:{(none)}|\t%{RELEASE}\t%{VERSION}\t'
	pr_format=$pr_format'%|RSAHEADER?{%{RSAHEADER:pgpsig}}:{%|DSAHEADER?{%{DSAHEADER:pgpsig}}:{%|SIGGPG?{%{SIGGPG:pgpsig}}:{%|SIGPGP?{%{SIGPGP:pgpsig}}:{}|}|}|}|\n'
	pr_status=0
	pr_lines=$(rpm --dbpath "$pr_copy" --define "_db_backend $pr_backend" \
		--nosignature --nodigest -qa --qf "$pr_format" 2>"$pr_copy/said") || pr_status=$?
	pr_said=$(cat "$pr_copy/said")
	rm -rf -- "$pr_copy"
	if [ "$pr_status" -ne 0 ] || [ -n "$pr_said" ]; then
		system_failed "rpm: ${pr_said%%"$nl"*}"
		return 0
	fi
	for pr_line in $pr_lines; do
		if item_fits name string "${pr_line%%"$tab"*}"; then
			rpm_item "$pr_line"
		fi
	done
}

# rpm_database: pr_backend and REAL, the kind and the file of the root's
# database; fails where there is none
rpm_database() {
	for rd_dir in /var/lib/rpm /usr/lib/sysimage/rpm /usr/share/rpm; do
		for rd_file in rpmdb.sqlite Packages.db Packages; do
			case $rd_file in
			rpmdb.sqlite) pr_backend=sqlite ;;
			Packages.db) pr_backend=ndb ;;
			*) pr_backend=bdb_ro ;;
			esac
			root_path "$rd_dir/$rd_file" && return 0
			if [ -n "$WHY" ]; then
				system_failed "$rd_dir/$rd_file: $WHY"
				return 1
			fi
		done
	done
	return 1
}

# rpm_copy: pr_copy, a directory of our own with the database at REAL; fails
# where a file is none, or larger than a GiB
rpm_copy() {
	pr_copy=$(mktemp -d 2>/dev/null) || return 1
	for rc_file in "${REAL##*/}" rpmdb.sqlite-wal Index.db Name; do
		rc_from=$rd_dir/$rc_file
		if root_path "$rc_from"; then
			[ -f "$REAL" ] && [ -z "$(find "$REAL" -size +2097152)" ] &&
				cat "$REAL" >"$pr_copy/$rc_file" && continue
		elif [ -z "$WHY" ]; then
			continue
		fi
		rm -rf -- "$pr_copy"
		return 1
	done
}

# rpm_item LINE: the item of a package as rpm prints it
rpm_item() {
	IFS=$tab
	set -- $1
	IFS=$nl
	ri_evr=${3#'(none)'}
	ri_evr=${ri_evr:-0}:$5-$4
	item_new "package $1"
	item_line name "$1"
	item_line arch "$2"
	item_line epoch "$3"
	item_line release "$4"
	item_line version "$5"
	item_line evr "$ri_evr"
	case ${6-} in
	*'Key ID '*)
		ri_key=${6##*'Key ID '}
		item_line signature_keyid "${ri_key%%[!0-9a-fA-F]*}" ;;
	*) item_line signature_keyid 0 ;;
	esac
	item_line extended_name "$1-$ri_evr.$2"
}
