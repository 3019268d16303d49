# systemd.sh: the units of the host's systemd, as systemctl tells them.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# systemd_units: UNITS, those in memory and those with a file; fails where
# systemd does not run, or flagged
systemd_units() {
	UNITS=''
	file_root
	if [ -n "$ROOT" ] && [ -z "${AUDITC_PROC-}" ]; then
		COLLECTED="F${tab}unknown${tab}that is of a system that runs, a directory has none$nl"
		return 1
	fi
	[ -d "$ROOT/run/systemd/system" ] || return 1
	if ! command -v systemctl >/dev/null 2>&1; then
		system_failed 'systemctl is not installed'
		return 1
	fi
	if ! su_loaded=$(systemctl list-units --all --full --no-legend --no-pager --plain 2>/dev/null) ||
		! su_files=$(systemctl list-unit-files --full --no-legend --no-pager --plain 2>/dev/null); then
		system_failed 'systemctl does not answer'
		return 1
	fi
	UNITS=$({
		printf '%s\n' "$su_loaded" | awk '$2 != "not-found" { print $1 }'
		printf '%s\n' "$su_files" | awk '{ print $1 }'
	} | awk '$0 != "" && !/@[.]/' | sort -u)
}
