# command.sh: probe_command, what a command of the content prints, on the host
# only.  Needs timeout, env and head.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_command: an item for each line that the wanted command prints
probe_command() {
	file_root
	if [ -n "$ROOT" ]; then
		COLLECTED="F${tab}not collected${tab}commands run on the host only$nl"
		return 0
	fi
	for pm_tool in timeout env head tr; do
		if ! command -v "$pm_tool" >/dev/null 2>&1; then
			COLLECTED="F${tab}error${tab}$pm_tool is not installed$nl"
			return 0
		fi
	done
	wanted arg || :
	pm_args=$W
	behavior_value timeout 300
	pm_timeout=$V
	wanted_one command
	pm_command=$V
	set -- sh
	for pm_arg in $pm_args; do
		decode "${pm_arg#.}"
		set -- "$@" "$V"
	done
	pm_output=$(command_run "$@" 2>/dev/null </dev/null | command_lines)
	command_items
}

# command_run NAME ARG...: its output, a newline and its status; the command in
# a process group of its own, with nothing of our environment
command_run() {
	case $pm_command in
	'#!'*)
		pm_file=$(mktemp) || return 1
		trap 'rm -f "$pm_file"' EXIT
		printf '%s\n' "$pm_command" >"$pm_file"
		chmod 700 "$pm_file"
		shift
		env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
			timeout -k 5 "$pm_timeout" "$pm_file" "$@" ;;
	*)
		env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
			timeout -k 5 "$pm_timeout" /bin/sh -c "$pm_command" "$@" ;;
	esac
	printf '\n%d\n' $?
}

# command_lines: each line of stdin encoded, after "."; the last is the status;
# of too much output nothing but the first line is right, so nothing is given
command_lines() {
	head -c 4194305 | tr '\000' '\001' | awk '
	BEGIN {
		for (i = 1; i < 128; i++)
			if (i < 32 || i == 127)
				esc[sprintf("%c", i)] = sprintf("\\0%03o", i)
		esc["\\"] = "\\\\"
	}
	{
		size += length($0) + 1
		line = $0
		if (line ~ /[\\\001-\037\177]/) {
			out = ""
			for (i = 1; i <= length(line); i++) {
				c = substr(line, i, 1)
				out = out ((c in esc) ? esc[c] : c)
			}
			line = out
		}
		kept[NR] = line
	}
	END {
		if (size > 4194304)
			exit
		last = NR - 1
		if (kept[last] == "" && last > 0)
			last--
		for (i = 1; i <= last; i++)
			print "." kept[i]
		print "=" kept[NR]
	}'
}

# command_items: COLLECTED from pm_output
command_items() {
	pm_status=${pm_output##*=}
	case $pm_output in
	*=[0-9] | *=[0-9][0-9] | *=[0-9][0-9][0-9]) ;;
	*)
		COLLECTED="F${tab}error${tab}the command printed more than 4 MB, or did not run$nl"
		return 0 ;;
	esac
	case $pm_status in
	124 | 137)
		COLLECTED="F${tab}error${tab}the command did not end within $pm_timeout seconds$nl"
		return 0 ;;
	126 | 127)
		COLLECTED="F${tab}error${tab}the command could not be run: status $pm_status$nl"
		return 0 ;;
	esac
	if [ "$pm_status" -gt 128 ]; then
		COLLECTED="F${tab}error${tab}the command was ended by a signal: status $pm_status$nl"
		return 0
	fi
	pm_n=0
	for pm_line in $pm_output; do
		pm_n=$((pm_n + 1))
		case $pm_line in
		.*) COLLECTED="${COLLECTED}I${tab}output line $pm_n${nl}V${tab}stdout$tab$tab${pm_line#.}${nl}V${tab}exit_status$tab$tab$pm_status$nl" ;;
		esac
	done
}
