#!/bin/sh
# t-bytes.sh - the same inputs give the same bytes: everything that build
# writes, and all outputs of an evaluation, where SOURCE_DATE_EPOCH pins the
# time.  (And without it, everything but the time.)
. "$ROOT/tests/engine/lib.sh"
for c in perl unshare cmp; do
	command -v $c >/dev/null || skip_all "needs $c"
done
[ "$(id -u)" -eq 0 ] || skip_all 'needs root: files of other owners'
w=$(mktemp -d) || exit 99
. "$ROOT/tests/engine/machine.sh"
trap 'machine_stop; rm -rf "$w"' EXIT
trap 'exit 99' INT TERM
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH

# --- build -----------------------------------------------------------------------

build
AUDITC_DB=$w/db2 "$AUDITC" build docker -o "$w/again" >"$w/log" 2>&1
ok $? 'the benchmark builds from another store'
diff -r "$w/out" "$w/again" >"$w/log" 2>&1
ok $? 'and everything that it writes is the same'
sed 's/^/# /' "$w/log"
AUDITC_DB=$w/db "$AUDITC" build docker -o "$w/again" >"$w/log" 2>&1
diff -r "$w/out" "$w/again" >"$w/log" 2>&1
ok $? 'and when it is built over what is there'
for i in 1 2; do
	AUDITC_DB=$w/db "$AUDITC" bundle docker -o "$w/bundle$i.tar" \
		>"$w/log" 2>&1 || sed 's/^/# /' "$w/log"
	sleep 1
done
[ -s "$w/bundle1.tar" ] && cmp "$w/bundle1.tar" "$w/bundle2.tar"
ok $? 'two bundles are the same'

# --- evaluation --------------------------------------------------------------------

forms='xccdf arf json text'
one() { # directory
	mkdir -p "$w/$1"
	machine --xccdf "$w/$1/xccdf" --arf "$w/$1/arf" --json "$w/$1/json" \
		--text "$w/$1/text" --xccdf-dir "$w/$1/x" --arf-dir "$w/$1/a"
	cp "$w/log" "$w/$1/stdout"
}
machine_make <<-'EOF'
	{ "containers": [ { "Name": "/b" }, { "Name": "/c",
	  "HostConfig": { "Privileged": true, "PidMode": "host" } },
	  { "Name": "/d", "State": { "Status": "running", "Running": true } } ] }
EOF
# The engine's process is another in each run; its number is no input.
machine_start
one first
one second
machine --jobs 1 --xccdf "$w/second/xccdf" --arf "$w/second/arf" \
	--json "$w/second/json" --text "$w/second/text"
machine_start
one third
for other in second third; do
	for form in $forms stdout; do
		cmp "$w/first/$form" "$w/$other/$form"
		ok $? "$form of the $other run is that of the first"
	done
	diff -r "$w/first/x" "$w/$other/x" && diff -r "$w/first/a" "$w/$other/a"
	ok $? "files per target of the $other run are those of the first"
done
grep -l '2023-11-14T22:13:20' "$w/first/xccdf" "$w/first/arf" \
	"$w/first/json" >"$w/log"
is "$(wc -l <"$w/log")" 3 'they carry the pinned time'

unset SOURCE_DATE_EPOCH
one now
sleep 1
one later
for form in xccdf arf json text; do
	for run in now later; do
		sed -E 's/20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z?/TIME/g' \
			"$w/$run/$form" >"$w/$run/$form.timeless"
	done
	cmp "$w/now/$form.timeless" "$w/later/$form.timeless"
	ok $? "$form without a pinned time differs in times alone"
done
done_testing
