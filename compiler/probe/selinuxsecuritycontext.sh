# selinuxsecuritycontext.sh: probe_selinuxsecuritycontext, the SELinux contexts
# of files and of processes.  Needs files.sh, system.sh, and for files the tool
# getfattr.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_selinuxsecuritycontext: an item for each wanted file or process
probe_selinuxsecuritycontext() {
	if wanted pid; then
		context_processes
		return 0
	fi
	files_wanted
	[ -n "$FILES" ] || return 0
	if ! command -v getfattr >/dev/null 2>&1; then
		system_failed 'getfattr is not installed'
		return 0
	fi
	for pe_line in $FILES; do
		file_of "$pe_line"
		if file_real; then
			context_file
		elif [ -n "$WHY" ]; then
			COLLECTED="${COLLECTED}E$tab$FILE$tab$WHY$nl"
		fi
	done
}

# context_file: the item of FILE, whose file is REAL; without a context, of its
# name alone
context_file() {
	pe_context='' pe_where=$FILE
	if ! pe_got=$(getfattr -h --absolute-names --only-values \
		-n security.selinux -- "$REAL" 2>&1 | tr -d '\000'); then
		pe_got=''
	fi
	case $pe_got in
	*'No such attribute'* | *'not supported'*) ;;
	'' | *' '*)
		COLLECTED="${COLLECTED}E$tab$FILE${tab}its context cannot be read$nl"
		return 0 ;;
	*)
		pe_context=$pe_got
		context_fits || return 0 ;;
	esac
	item_new "$FILE"
	pe_directory=${FILE%/*}
	if [ -n "$FILES_directory" ]; then
		item_line path "$FILE"
	else
		item_line filepath "$FILE"
		item_line path "${pe_directory:-/}"
		item_line filename "${FILE##*/}"
	fi
	context_values
}

# context_fits: is pe_context of the form of one?  Else the item is an error
context_fits() {
	case $pe_context in
	:* | *::*) ;;
	*:*:?*) return 0 ;;
	esac
	COLLECTED="${COLLECTED}E$tab$pe_where${tab}its context is of another form$nl"
	return 1
}

# context_values: user:role:type[:low[-high]] of pe_context; one level is both
context_values() {
	pe_rest=$pe_context
	for pe_field in user role type; do
		[ -z "$pe_rest" ] || item_value "$pe_field" "${pe_rest%%:*}"
		case $pe_rest in
		*:*) pe_rest=${pe_rest#*:} ;;
		*) pe_rest='' ;;
		esac
	done
	[ -n "$pe_rest" ] || return 0
	context_level low "${pe_rest%%-*}"
	context_level high "${pe_rest#*-}"
}

# context_level low|high LEVEL: its sensitivity and categories, and both raw
context_level() {
	for pe_raw in '' raw; do
		item_value "$pe_raw$1_sensitivity" "${2%%:*}"
		case $2 in
		*:*) item_value "$pe_raw$1_category" "${2#*:}" ;;
		esac
	done
}

# context_processes: the item of each wanted process that has a context
context_processes() {
	system_runs 'not applicable' || return 0
	set +f
	for pe_dir in "$PROC"/[0-9]*; do
		pe_pid=${pe_dir##*/}
		if [ "${want_pid_nil-}" = nil ]; then
			[ "$pe_pid" = $$ ] || continue
		else
			item_fits pid int "$pe_pid" || continue
		fi
		context_process
	done
	set -f
}

context_process() {
	pe_where="process $pe_pid"
	if ! pe_context=$(tr -d '\000' 2>/dev/null <"$pe_dir/attr/current"); then
		# no such module runs, or the process ended
		[ ! -r "$pe_dir/attr/current" ] || return 0
		[ ! -d "$pe_dir" ] || system_failed "the context of $pe_where cannot be read"
		return 0
	fi
	pe_context=${pe_context%%"$nl"*}
	case $pe_context in
	*:*) ;;
	*) return 0 ;;
	esac
	context_fits || return 0
	item_new "$pe_where"
	item_line pid "$pe_pid"
	context_values
}
