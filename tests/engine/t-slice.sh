#!/bin/sh
# t-slice.sh - one rule through everything: DKER-EE-002030 from the benchmark
# through store and IR to script, evaluator, XCCDF and ARF, on containers whose
# root is read-only, writable, remounted, or not running at all.
. "$ROOT/tests/engine/lib.sh"
need_engine
w=$(mktemp -d) || exit 99
trap 'engine_stop "$w/engine"; rm -rf "$w"' EXIT
rule=DKER-EE-002030
mkdir "$w/engine"
engine_start "$w/engine" && engine_image
ok $? 'a private engine'
run() { docker run -d --network none "$@" >/dev/null 2>"$w/err" || cat "$w/err"; }
run --name ro-running --read-only bb:1 sleep 600
run --name rw-running bb:1 sleep 600
run --name ro-stopped --read-only bb:1 sleep 600
run --name rw-stopped bb:1 sleep 600
docker kill ro-stopped rw-stopped >/dev/null
docker create --name ro-created --read-only bb:1 sleep 600 >/dev/null
run --name remounted --read-only --cap-add SYS_ADMIN \
	--security-opt seccomp=unconfined bb:1 \
	sh -c 'mount -o remount,rw / && touch /drift && sleep 600'
_n=0
until docker diff remounted | grep -q '/drift' || [ $_n -gt 100 ]; do
	_n=$((_n + 1))
	sleep 0.1
done
[ $_n -le 100 ]
ok $? 'the remounted root was written to'

zip=../shared/stigs/U_Docker_Enterprise_2-x_Linux-UNIX_V1R1_STIG.zip
benchmarks=docker
[ ! -f $zip ] || benchmarks="$benchmarks Docker_Enterprise_2-x_Linux-UNIX_STIG"
for b in $benchmarks; do
	db=$w/$b.db
	[ "$b" = docker ] || "$AUDITC" --db "$db" import $zip >/dev/null
	"$AUDITC" --db "$db" build "$b" -o "$w/$b" >"$w/log" 2>&1
	ok $? "$b: builds"
	arf=$w/$b.arf.xml xccdf=$w/$b.xccdf.xml
	"$w/$b/evaluate" --engine "$w/engine/docker.sock" --rule $rule \
		--arf "$arf" --xccdf "$xccdf" --verify --quiet
	is $? 2 "$b: evaluator and scripts agree, and there are failures"
	is "$(result "$arf" ro-running $rule)" pass "$b: read-only passes"
	is "$(result "$arf" rw-running $rule)" fail "$b: writable fails"
	is "$(result "$arf" ro-stopped $rule)" pass "$b: stopped, read-only passes"
	is "$(result "$arf" rw-stopped $rule)" fail "$b: stopped, writable fails"
	is "$(result "$arf" ro-created $rule)" pass "$b: created, read-only passes"
	is "$(result "$arf" remounted $rule)" fail "$b: remounted fails"
	is "$(result "$arf" host $rule)" fail "$b: the host has them all"
	case $(message "$arf" remounted $rule) in *drift*) st=0 ;; *) st=1 ;; esac
	ok $st "$b: and says drift"
	case $(message "$arf" ro-stopped $rule) in *'not running'*) st=0 ;; *) st=1 ;; esac
	ok $st "$b: a stopped container is said not to run"
	for c in rw-running rw-stopped remounted; do
		case $(message "$arf" host $rule) in *"$c"*) st=0 ;; *) st=1 ;; esac
		ok $st "$b: the host names $c"
	done
	oscap xccdf validate "$xccdf" >"$w/log" 2>&1
	ok $? "$b: oscap accepts the XCCDF"
	oscap ds rds-validate "$arf" >"$w/log" 2>&1
	ok $? "$b: oscap accepts the ARF"
	sh=$w/$b/checks/$rule.sh
	for c in ro-running:0 rw-running:1 ro-stopped:0 rw-stopped:1 \
		ro-created:0 remounted:1; do
		"$sh" "${c%:*}" >"$w/log" 2>&1
		is $? "${c#*:}" "$b: the script alone on ${c%:*}"
	done
	"$sh" >"$w/log" 2>&1
	is $? 1 "$b: the script on all of them"
	shellcheck -s sh "$sh" >"$w/log" 2>&1
	ok $? "$b: shellcheck passes the script"
done
done_testing
