#!/bin/sh
# t-sce.sh - oscap runs all the generated scripts through its script check
# engine, and comes to the results that the evaluator comes to, rule by rule.
. "$ROOT/tests/engine/lib.sh"
need_engine
command -v oscap >/dev/null || skip_all 'needs oscap'
# SCE gives a script no environment but its own, so the private engine stands
# at the usual place: in a mount namespace with a /run of its own.
if [ -z "${IN_NAMESPACE-}" ]; then
	IN_NAMESPACE=1
	export IN_NAMESPACE
	exec unshare -m --propagation private sh "$0"
fi
mount -t tmpfs tmpfs /run || exit 99
w=$(mktemp -d) || exit 99
trap 'engine_stop "$w/engine"; rm -rf "$w"' EXIT
mkdir "$w/engine"
engine_start "$w/engine" -H unix:///run/docker.sock && engine_image
ok $? 'a private engine'
run() { docker run -d --network none "$@" >/dev/null 2>"$w/err" || cat "$w/err"; }
run --name good --read-only --memory 64m --pids-limit 50 --cpu-shares 512 \
	--cap-drop ALL --user 1000 --security-opt no-new-privileges bb:1 sleep 600
run --name bad --pid host --ipc host --uts host --cap-add NET_ADMIN \
	--security-opt seccomp=unconfined -v /:/host bb:1 sleep 600
docker create --name made --privileged --restart always bb:1 sleep 600 >/dev/null
"$AUDITC" --db "$w/db" build docker -o "$w/docker" >/dev/null
ok $? 'the benchmark builds'
cd "$w/docker" || exit 99
unset DOCKER_HOST
oscap xccdf eval --results "$w/oscap.xml" benchmark.xml >"$w/log" 2>&1
[ -s "$w/oscap.xml" ]
ok $? 'oscap evaluates it'
./evaluate --engine /run/docker.sock --quiet --xccdf "$w/ours.xml"
table() { # file: a line per rule-result
	xmllint --noout --format "$1" >/dev/null 2>&1
	xmllint --format "$1" | awk '
		/rule-result / {match($0, /idref="[^"]*"/); id = substr($0, RSTART + 7, RLENGTH - 8)}
		id != "" && /result>/ {gsub(/<[^>]*>| /, ""); if ($0 != "") {print id, $0; id = ""}}' |
		sort
}
table "$w/oscap.xml" >"$w/a"
table "$w/ours.xml" >"$w/b"
is "$(grep -c . "$w/a")" "$(grep -c . "$w/b")" 'as many results'
join "$w/a" "$w/b" >"$w/both"
while read -r id theirs ours; do
	is "$theirs" "$ours" "$id by SCE as by the evaluator"
done <"$w/both"
is "$(awk '$2 == "fail"' "$w/b" | grep -c .)" \
	"$(awk '$2 == "fail"' "$w/a" | grep -c .)" 'as many failures'
[ "$(awk '$2 == "fail"' "$w/b" | grep -c .)" -gt 10 ]
ok $? 'and more than ten'
oscap xccdf generate report "$w/ours.xml" >"$w/report.html" 2>"$w/log" &&
	grep -q DKER-EE-002030 "$w/report.html"
ok $? 'oscap makes a report of the evaluator'"'"'s results'
done_testing
