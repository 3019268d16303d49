#!/bin/sh
# t-rules.sh - rules.tsv: every rule that has a check on machines that fail it,
# pass it, and are no case for it.  Cases of kind container run on a private
# engine, the others on machines made of files (mkworld, fake-engine).
# Each is evaluated and run as a script, and both must come to the same.
#
#	RULES=PATTERN	only the rules that match the shell pattern
#	KINDS=LIST	only these kinds
. "$ROOT/tests/engine/lib.sh"
for c in perl xmllint; do
	command -v $c >/dev/null || skip_all "needs $c"
done
[ "$(id -u)" -eq 0 ] || skip_all 'needs root: files of other owners, overlays'
kinds=${KINDS:-container api daemon host}
real=
case " $kinds " in *' container '*)
	real=1
	for c in dockerd docker busybox; do
		command -v $c >/dev/null || real=
	done ;;
esac
here=$ROOT/tests/engine
tab=$(printf '\t')
w=$(mktemp -d) || exit 99
fake=
stop() {
	[ -z "$fake" ] || kill "$fake" 2>/dev/null
	[ -z "$real" ] || engine_stop "$w/engine"
	rm -rf "$w"
}
trap stop EXIT
trap 'exit 99' INT TERM

AUDITC_DB=$w/db "$AUDITC" build docker -o "$w/out" >"$w/log" 2>&1 || {
	sed "s/^/# /" "$w/log"
	ok 1 "the benchmark builds"
	done_testing
}
if [ -n "$real" ]; then
	mkdir "$w/engine"
	engine_start "$w/engine" && engine_image || real=
fi
SOCKET=$w/engine/docker.sock SOCKETDIR=$w/engine
export SOCKET SOCKETDIR

# evaluate RULE OPTIONS [more]: on this machine, or in $w/world
evaluate() {
	_rule=$1 _options=$2
	shift 2
	eval "set -- \"\$@\" $_options"
	set -- "$w/out/evaluate" --rule "$_rule" --arf "$w/arf.xml" --quiet "$@"
	[ ! -d "$w/world" ] || set -- "$here/in-world" "$w/world" "$@"
	"$@" >"$w/log" 2>&1 </dev/null
}

# one case in a world of files
in_world() { # rule, setup, options
	rm -rf "$w/world" "$w/ready" "$w/arf.xml"
	verify=--verify
	# the client of Podman does not speak what fake-engine does
	case $2 in *Libpod/*) verify=--verbose ;; esac
	printf '%s' "$2" | "$here/mkworld" "$w/world" 2>"$w/log" || return 1
	"$here/fake-engine" --proc "$w/world/proc" \
		"$w/world/root/run/docker.sock" "$w/world/api" >"$w/ready" &
	fake=$!
	_n=0
	until [ -s "$w/ready" ] || [ $_n -gt 100 ]; do
		_n=$((_n + 1))
		sleep 0.02
	done
	evaluate "$1" "$3" --engine /run/docker.sock \
		--proc "$w/world/proc" "$verify"
	kill "$fake"
	wait "$fake" 2>/dev/null
	fake=
}

# one case with containers of a real engine
in_engine() { # rule, setup, options
	rm -rf "$w/world" "$w/arf.xml"
	_rest=$(printf '%s' "$2" | sed 's/@/bb:1/g')
	while [ -n "$_rest" ]; do
		case $_rest in
		*' ;; '*) _step=${_rest%%' ;; '*} _rest=${_rest#*' ;; '} ;;
		*) _step=$_rest _rest= ;;
		esac
		eval "docker $_step" >"$w/log" 2>&1 || return 1
	done
	case $2 in *remount*) sleep 1 ;; esac
	evaluate "$1" "$3" --engine "$SOCKET" --verify
	docker ps -aq | while read -r _c; do
		docker rm -f "$_c" >/dev/null 2>&1
	done
}

while IFS=$tab read -r rule name target kind setup options result word <&3; do
	case $rule in '#'* | '') continue ;; esac
	# shellcheck disable=SC2254
	case $rule in ${RULES:-*}) ;; *) continue ;; esac
	case " $kinds " in *" $kind "*) ;; *) continue ;; esac
	[ "$options" != - ] || options=
	if [ "$kind" = container ]; then
		if [ -z "$real" ]; then
			n=$((n + 1))
			echo "ok $n - $rule $name # SKIP no engine can be started"
			continue
		fi
		in_engine "$rule" "$setup" "$options"
	else
		in_world "$rule" "$setup" "$options"
	fi
	[ "$target" = host ] || target=subject
	got=$(result "$w/arf.xml" "$target" "$rule")
	said=$(message "$w/arf.xml" "$target" "$rule")
	st=0
	[ "$got" = "$result" ] || st=1
	if [ "$word" != - ]; then
		case $said in *"$word"*) ;; *) st=1 ;; esac
	fi
	if [ $st -ne 0 ]; then
		echo "# got ${got:-nothing}, expected $result ($word)"
		printf '%s\n' "$said" | sed 's/^/#   /'
		sed 's/^/# log: /' "$w/log"
	fi
	ok $st "$rule $name"
done 3<"$here/rules.tsv"
done_testing
