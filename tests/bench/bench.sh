#!/bin/sh
# bench.sh - times, side by side in one run, with ratios.  Asserts nothing.
#   BENCH_CONTAINERS=1000   how many containers, ten of them running
set -u
. compiler/tools/engine.sh
N=${BENCH_CONTAINERS:-1000}
[ "$(id -u)" -eq 0 ] || { echo 'bench: needs root for a container engine'; exit 1; }
w=$(mktemp -d) || exit 1
trap 'engine_stop "$w/engine"; rm -rf "$w"' EXIT
trap 'exit 1' INT TERM HUP
mkdir "$w/engine" && engine_start "$w/engine" && engine_image || exit 1
sock=$w/engine/docker.sock
# shellcheck disable=SC2046
cc -std=c11 -D_GNU_SOURCE -O2 -Icompiler -o "$w/floor" tests/bench/floor.c \
	out/obj/dev/libauditc.a \
	$(pkg-config --libs libxml-2.0 libxslt sqlite3 libarchive libpcre2-8 jansson libmd yaml-0.1) || exit 1
out/bin/auditc build docker -o "$w/docker" >/dev/null || exit 1
echo "containers: $N, 10 of them running"
i=0
while [ $i -lt 10 ]; do
	docker run -d --network none --name "run-$i" --read-only bb:1 sleep 3600 >/dev/null || exit 1
	i=$((i + 1))
done
seq 10 $((N - 1)) | xargs -P 4 -I{} docker create --network none --name "made-{}" bb:1 sleep 60 >/dev/null

# label, command...: least wall time of three, CPU and memory of that run
measure() {
	_label=$1
	shift
	_best=
	for _i in 1 2 3; do
		/usr/bin/time -f '%e %U %S %M' -o "$w/time" "$@" >"$w/log" 2>&1
		_t=$(tail -n 1 "$w/time")
		if [ -z "$_best" ] || [ "$(echo "${_t%% *} < ${_best%% *}" | awk '{print ($1 < $3)}')" = 1 ]; then
			_best=$_t
		fi
	done
	echo "$_best" | awk -v l="$_label" -v f="$floor" '{
		printf "%-34s %8.3f s wall %8.3f s CPU %7.1f MB", l, $1, $2 + $3, $4 / 1024
		if (f > 0) printf "  %6.2f x the floor", $1 / f
		print ""}'
	last=${_best%% *}
}
floor=0
measure 'floor (list and inspects, bare)' "$w/floor" "$sock"
floor=$last
e="$w/docker/evaluate --engine $sock --quiet"
# shellcheck disable=SC2086
measure 'auditc evaluate --json' $e --json "$w/r.json"
# shellcheck disable=SC2086
measure 'auditc evaluate --arf' $e --arf "$w/r.arf"
# shellcheck disable=SC2086
measure 'auditc, one rule (002030) --json' $e --rule DKER-EE-002030 --json "$w/r.json"
measure 'auditc script 002030' "$w/docker/checks/DKER-EE-002030.sh"
seq 1 200 | xargs -P 4 -I{} docker run -d --network none --name "writes-{}" bb:1 \
	sh -c 'echo x >/run/x; /bin/busybox mkdir -p /var/lib/x; echo y >/var/lib/x/y; echo z >>/etc/group; exec sleep 3600' >/dev/null
# shellcheck disable=SC2046
measure 'auditc advise, 200 running' out/bin/auditc advise --engine "$sock" \
	-o "$w/advice" $(seq -f 'writes-%g' 1 200)
if command -v docker-bench-security >/dev/null 2>&1; then
	measure 'docker-bench-security' docker-bench-security -b
else
	echo 'docker-bench-security: not installed'
fi
