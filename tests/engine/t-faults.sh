#!/bin/sh
# t-faults.sh - an engine that hangs, dies half-way, answers garbage or without
# end, or whose container vanishes: results of their own, and never a pass.
. "$ROOT/tests/engine/lib.sh"
for c in perl xmllint; do
	command -v $c >/dev/null || skip_all "needs $c"
done
[ "$(id -u)" -eq 0 ] || skip_all 'needs root: files of other owners'
here=$ROOT/tests/engine
container=DKER-EE-002030 engine=DKER-EE-001810
w=$(mktemp -d) || exit 99
fake=
trap '[ -z "$fake" ] || kill "$fake"; rm -rf "$w"' EXIT
AUDITC_DB=$w/db "$AUDITC" build docker -o "$w/out" >"$w/log" 2>&1 || {
	sed 's/^/# /' "$w/log"
	ok 1 'the benchmark builds'
	done_testing
}
echo '{}' | "$here/mkworld" "$w/world"
vanish=$(sed -n 's/.*"Id" : "\(5[0-9a-f]*\)".*/\1/p' \
	"$w/world/api/containers/json.json")

while read -r mode after status first second; do
	[ "$mode" != vanish ] || after=$vanish
	set --
	[ "$mode" = none ] || set -- "--$mode"
	[ "$after" = - ] || set -- "$@" "$after"
	rm -f "$w/ready" "$w/arf.xml"
	"$here/fake-engine" "$@" --proc "$w/world/proc" "$w/sock" \
		"$w/world/api" >"$w/ready" &
	fake=$!
	_n=0
	until [ -s "$w/ready" ] || [ $_n -gt 250 ]; do
		_n=$((_n + 1))
		sleep 0.02
	done
	"$w/out/evaluate" --engine "$w/sock" --proc "$w/world/proc" \
		--host-root "$w/world/root" --timeout 5 --deadline 30 --quiet \
		--rule $container --rule $engine --arf "$w/arf.xml" \
		>"$w/log" 2>&1 </dev/null
	is $? "$status" "$mode $after: exit status"
	kill "$fake"
	wait "$fake" 2>/dev/null
	fake=
	is "$(result "$w/arf.xml" host $container)" "$first" \
		"$mode $after: the rule about containers"
	is "$(result "$w/arf.xml" host $engine)" "$second" \
		"$mode $after: the rule about the engine"
done <<'END'
none - 0 pass pass
chunked - 0 pass pass
close - 0 pass pass
vanish - 0 notapplicable pass
hang 0 1 error error
hang 1 1 error error
die 0 1 error error
die 1 1 error error
die 3 1 error error
garbage 0 1 error error
garbage 2 1 error error
nonsense 0 1 error error
nonsense 2 1 error error
huge 0 1 error error
huge 1 1 error error
END

# A script does not wait for ever either, and takes nothing for an answer.
while read -r after; do
	rm -f "$w/ready"
	"$here/fake-engine" --hang "$after" --proc "$w/world/proc" "$w/sock" \
		"$w/world/api" >"$w/ready" &
	fake=$!
	_n=0
	until [ -s "$w/ready" ] || [ $_n -gt 250 ]; do
		_n=$((_n + 1))
		sleep 0.02
	done
	DOCKER_HOST=unix://$w/sock AUDITC_ENGINE=docker AUDITC_TIMEOUT=1 \
		timeout 60 "$w/out/checks/$container.sh" >"$w/log" 2>&1
	is $? 2 "hang $after: the script"
	kill "$fake"
	wait "$fake" 2>/dev/null
	fake=
done <<'END'
0
1
2
END
done_testing
