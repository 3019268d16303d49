# systemdunitproperty.sh: probe_systemdunitproperty, properties of systemd's
# units.  Needs system.sh, systemd.sh and the tool systemctl.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_systemdunitproperty: an item for each wanted property of each wanted
# unit; of properties those that systemctl prints as they are
probe_systemdunitproperty() {
	systemd_units || return 0
	wanted property || :
	if [ "$W_op" != equals ]; then
		system_failed 'a property that is no plain name is not told by systemctl'
		return 0
	fi
	sp_properties=$W
	for sp_want in $sp_properties; do
		case ${sp_want#.} in
		ActiveState | SubState | LoadState | UnitFileState | UnitFilePreset | \
			Id | Following | Description | FragmentPath | SourcePath) ;;
		*)
			system_failed "the property ${sp_want#.} is not told by systemctl as it is"
			return 0 ;;
		esac
	done
	for sp_unit in $UNITS; do
		if item_fits unit string "$sp_unit"; then
			for sp_want in $sp_properties; do
				systemd_property "${sp_want#.}"
			done
		fi
	done
}

# systemd_property NAME: the item of this property of sp_unit
systemd_property() {
	item_fits property string "$1" || return 0
	if ! sy_line=$(systemctl show -p "$1" -- "$sp_unit" 2>/dev/null); then
		system_failed "systemctl does not show $sp_unit"
		return 0
	fi
	case $sy_line in
	"$1="*) ;;
	*) return 0 ;;
	esac
	encode "$sp_unit"
	item_new "$1 of $V"
	item_line unit "$V"
	item_line property "$1"
	item_value value "${sy_line#"$1="}"
}
