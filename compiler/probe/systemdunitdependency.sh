# systemdunitdependency.sh: probe_systemdunitdependency, what systemd's units
# pull in.  Needs system.sh, systemd.sh and the tool systemctl.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_systemdunitdependency: an item for each wanted unit
probe_systemdunitdependency() {
	systemd_units || return 0
	for sd_unit in $UNITS; do
		if item_fits unit string "$sd_unit"; then
			dependency_item
		fi
	done
}

# dependency_item: the item of sd_unit; the targets among what it pulls in are
# followed
dependency_item() {
	sd_found='' sd_todo=$sd_unit
	while [ -n "$sd_todo" ]; do
		if ! sd_lines=$(systemctl show -p Requires -p Requisite -p Wants \
			-p ConsistsOf -p BindsTo -p Upholds -- "${sd_todo%%"$nl"*}" 2>/dev/null); then
			system_failed "systemctl does not show ${sd_todo%%"$nl"*}"
			return 0
		fi
		case $sd_todo in
		*"$nl"*) sd_todo=${sd_todo#*"$nl"} ;;
		*) sd_todo='' ;;
		esac
		for sd_line in $(printf '%s\n' "$sd_lines" | sed 's/^[^=]*=//' | tr ' ' '\n'); do
			case $nl$sd_found in
			*"$nl$sd_line$nl"*) continue ;;
			esac
			sd_found="$sd_found$sd_line$nl"
			case $sd_line in
			"$sd_unit") ;;
			*.target) sd_todo="$sd_todo${sd_todo:+$nl}$sd_line" ;;
			esac
		done
	done
	encode "$sd_unit"
	item_new "dependencies of $V"
	item_line unit "$V"
	for sd_line in $sd_found; do
		item_value dependency "$sd_line"
	done
}
