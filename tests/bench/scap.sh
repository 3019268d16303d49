#!/bin/sh
# scap.sh - SCAP content beside oscap in one run: compiling a data stream,
# validating one, profiles on a minbase root, and twenty running containers
# beside one.  Asserts nothing.
#   BENCH_ROOT=DIR   the root of a Debian 11; else one that mmdebstrap makes,
#                    kept below out/bench
set -u
. compiler/tools/engine.sh
content=/usr/share/xml/scap/ssg/content
profile=xccdf_org.ssgproject.content_profile_
[ "$(id -u)" -eq 0 ] || { echo 'scap: needs root'; exit 1; }
if [ ! -f "$content/ssg-ubuntu2204-ds.xml" ] || ! command -v oscap >/dev/null 2>&1; then
	echo 'scap: needs ssg-debian, ssg-debderived and oscap'
	exit 1
fi
w=$(mktemp -d) || exit 1
trap '[ ! -d "$w/engine" ] || engine_stop "$w/engine"; rm -rf "$w"' EXIT
trap 'exit 1' INT TERM HUP
export SEXP_VALIDATE_DISABLE=1 LC_ALL=C TZ=UTC

base=${BENCH_ROOT:-out/bench/debian11}
if [ ! -d "$base/etc" ]; then
	mkdir -p out/bench
	mmdebstrap --quiet --variant=minbase bullseye "$base.new" \
		http://deb.debian.org/debian && mv "$base.new" "$base" || exit 1
fi
cp -a "$base" "$w/root" || exit 1

${CC:-cc} -O2 -D_GNU_SOURCE -o "$w/cost" tests/bench/cost.c || exit 1
# label, command...: what one of so many runs in sequence costs, the mean
runs=10
measure() {
	_label=$1
	shift
	"$w/cost" "$w/time" "$runs" "$@" >"$w/log" 2>&1
	read -r wall cpu mb <"$w/time"
	echo "$wall $cpu $mb" | awk -v l="$_label" -v peer="$peer" -v mb="$peer_mb" '{
		m = $3 / 1024
		printf "%-44s %8.3f s wall %8.4f s CPU %7.1f MB", l, $1, $2, m
		if (peer > 0 && $2 > 0) printf "  %6.1f x less CPU", peer / $2
		if (mb > 0 && m > 0) printf " %5.1f x less memory", mb / 1024 / m
		print ""
	}'
}
peer=0 peer_mb=0

# --- compiling ---------------------------------------------------------------
db=$w/store.db
runs=1
# shellcheck disable=SC2016
measure 'import and build of Ubuntu 22.04, cc included' sh -c '
	out/bin/auditc --db "$1" import "$2" && out/bin/auditc --db "$1" build --cost -o "$3" "$2"' \
	sh "$db" "$content/ssg-ubuntu2204-ds.xml" "$w/ubuntu2204"
sed -n '/^seconds of CPU:/,$p' "$w/log" | grep -v '^/\|: note:'
libs=$(sed -n 's/.* evaluator\.c\( -l.*\)/\1/p;10q' "$w/ubuntu2204/evaluator.c")
# shellcheck disable=SC2046,SC2086
measure 'its evaluator.c, cc -O1' ${CC:-cc} -O1 -o "$w/o1" \
	$(pkg-config --cflags libxml-2.0) "$w/ubuntu2204/evaluator.c" $libs
measure 'auditc validate, Debian 11' out/bin/auditc --db "$db" validate \
	"$content/ssg-debian11-ds.xml"
measure 'auditc validate, Ubuntu 22.04' out/bin/auditc --db "$db" validate \
	"$content/ssg-ubuntu2204-ds.xml"

# --- profiles ------------------------------------------------------------------
out/bin/auditc --db "$db" build -o "$w/debian11" "$content/ssg-debian11-ds.xml" \
	>"$w/log" 2>&1 || { cat "$w/log"; exit 1; }
# oscap has no word for it: the content without its platforms
sed '/<[a-z0-9.-]*:*platform idref=/d' "$content/ssg-ubuntu2204-ds.xml" >"$w/bare.xml"

# label, oscap's document, profile, program, our options: theirs and ours
pair() {
	peer=0 peer_mb=0 runs=10
	OSCAP_PROBE_ROOT=$w/root
	export OSCAP_PROBE_ROOT
	measure "oscap, $1" oscap xccdf eval --skip-validation \
		--profile "$profile$3" --results "$w/oscap.xml" \
		--results-arf "$w/oscap-arf.xml" "$2"
	fair=$cpu fair_mb=$mb runs=1
	measure "oscap as it comes, $1" env -u SEXP_VALIDATE_DISABLE oscap xccdf eval \
		--profile "$profile$3" --results "$w/oscap.xml" \
		--results-arf "$w/oscap-arf.xml" "$2"
	unset OSCAP_PROBE_ROOT
	peer=$fair peer_mb=$fair_mb runs=10
	# shellcheck disable=SC2086
	measure "auditc, $1" "$w/$4/evaluate" --quiet $5 --profile "$profile$3" \
		--xccdf "$w/our.xml" --arf "$w/our-arf.xml" "rootfs:$w/root"
	peer=0 peer_mb=0
}
pair 'Debian 11, 50 rules' "$content/ssg-debian11-ds.xml" anssi_np_nt28_high debian11 ''
pair 'Ubuntu 22.04, 275 rules' "$w/bare.xml" cis_level2_workstation ubuntu2204 --ignore-platform

# --- containers ------------------------------------------------------------------
mkdir "$w/engine" && engine_start "$w/engine" || exit 1
tar -C "$w/root" -cf - . | docker import - debian11:1 >/dev/null || exit 1
all=
for i in $(seq 20); do
	docker run -d --network none --name "run-$i" debian11:1 sleep 3600 >/dev/null || exit 1
	all="$all container:run-$i"
done
e="$w/debian11/evaluate --engine $w/engine/docker.sock --quiet --profile ${profile}anssi_np_nt28_high"
runs=5
# shellcheck disable=SC2086
measure 'auditc, one running container' $e --json "$w/one.json" container:run-1
one=$wall one_cpu=$cpu
# shellcheck disable=SC2086
measure 'auditc, twenty at once' $e --json "$w/all.json" $all
awk -v a="$one" -v b="$wall" -v c="$one_cpu" -v d="$cpu" 'BEGIN {
	if (a > 0 && c > 0)
		printf "twenty beside one: %.1f times the wall time, %.1f times the CPU, on %d processors\n",
		    b / a, d / c, '"$(nproc)"'
}'
