#!/bin/sh
# each.sh SCRIPT [ARG...]: run a check script under every shell that is here and
# say what it printed and its status, once, or where the shells differ.
set -u
script=$1
shift
first=
for shell in dash 'bash --posix' 'busybox sh'; do
	command -v "${shell%% *}" >/dev/null 2>&1 || continue
	out=$($shell "$script" "$@" 2>&1)
	out="$out
status $?"
	if [ -z "$first" ]; then
		printf '== %s\n%s\n' "$*${*:+ }${script##*/}" "$out"
		first=$out
	elif [ "$out" != "$first" ]; then
		printf '== under %s, not as under dash\n%s\n' "$shell" "$out"
	fi
done
