# machine.sh: a machine that exists in files only (mkworld, fake-engine), to be
# sourced after lib.sh with $w, the scratch directory, set.
#   build                 the evaluator and the scripts of docker, in $w/out
#   machine_make <JSON    a machine in $w/world; keeps a copy in $w/fresh
#   machine_reset         the machine as it was made
#   machine_start OPTION...   its engine, by fake-engine
#   machine_stop
#   machine OPTION...     the evaluator on it; status, output in $w/log
#   clean, valid          see below
# shellcheck disable=SC2154
here=$ROOT/tests/engine
fake=

build() {
	AUDITC_DB=$w/db "$AUDITC" build docker -o "$w/out" >"$w/log" 2>&1 && return
	sed 's/^/# /' "$w/log"
	ok 1 'the benchmark builds'
	done_testing
}

machine_make() {
	rm -rf "$w/world" "$w/fresh"
	"$here/mkworld" "$w/world" && cp -a "$w/world" "$w/fresh"
}

machine_reset() {
	machine_stop
	rm -rf "$w/world"
	cp -a "$w/fresh" "$w/world"
}

machine_start() {
	machine_reset
	rm -f "$w/ready"
	"$here/fake-engine" --proc "$w/world/proc" "$@" \
		"$w/world/root/run/docker.sock" "$w/world/api" >"$w/ready" &
	fake=$!
	_n=0
	until [ -s "$w/ready" ] || [ $_n -gt 250 ]; do
		_n=$((_n + 1))
		sleep 0.02
	done
}

machine_stop() {
	[ -n "$fake" ] || return 0
	kill -9 "$fake" 2>/dev/null
	wait "$fake" 2>/dev/null
	fake=
}

# Of its own mount namespace, /run is the machine's.
machine() {
	# shellcheck disable=SC2016
	unshare -m --propagation private sh -c '
		mount --bind "$0/root/run" /run && exec "$@"' "$w/world" \
		"$w/out/evaluate" --engine /run/docker.sock \
		--proc "$w/world/proc" --host-root "$w/world/root" "$@" \
		>"$w/log" 2>&1 </dev/null
}

# clean FILE...: no control character but newline and tab, in any spelling
clean() {
	perl -ne '$bad ||= /[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/;
		END { exit $bad }' "$@"
}

# valid NAME: a test that $w/arf.xml and $w/xccdf.xml are valid
valid() {
	_st=0
	xmllint --huge --noout "$w/arf.xml" "$w/xccdf.xml" >"$w/xml" 2>&1 || _st=1
	if command -v oscap >/dev/null; then
		oscap xccdf validate "$w/xccdf.xml" >>"$w/xml" 2>&1 || _st=1
		oscap ds rds-validate "$w/arf.xml" >>"$w/xml" 2>&1 || _st=1
	fi
	[ $_st -eq 0 ] || sed 's/^/# /' "$w/xml"
	ok $_st "$1: what is written is valid"
}
