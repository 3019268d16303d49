#!/bin/sh
# t-matrix.sh - a benchmark for each construct of XCCDF: what is selected, the
# values, results and scores, as expected and beside oscap's.
w=$(mktemp -d) || exit 1
trap 'rm -rf "$w"' EXIT
trap 'exit 1' INT TERM
perl "$ROOT/tests/matrix/run.pl" "$w" >"$w/tap"
status=$?
grep -v '^1\.\.' "$w/tap"
n=$(grep -c 'ok [0-9]* - ' "$w/tap")
# Selection alone, of larger documents; `make check-selection` has the real ones.
perl "$ROOT/tests/matrix/selection.pl" "$w" "$ROOT"/content/docker/docker.xccdf.xml \
	"$ROOT"/tests/cases/diff/input/kettle-v1r2.xml \
	"$ROOT"/tests/cases/store/input/widget-v1r1.xml \
	"$ROOT"/tests/cases/tailoring/build/benchmark.xml >"$w/tap" || status=1
sed -n "s/ok [0-9]* - /&selection of /p; /^#/p" "$w/tap" |
	awk -v n="$n" '/ok [0-9]+ - / {sub(/ok [0-9]+/, "ok " ++n)} {print}'
echo "1..$((n + $(grep -c 'ok [0-9]* - ' "$w/tap")))"
exit $status
