#!/bin/sh
# t-matrix.sh - a benchmark for each construct of XCCDF: what is selected, the
# values, results and scores, as expected and beside oscap's.
w=$(mktemp -d) || exit 1
trap 'rm -rf "$w"' EXIT
trap 'exit 1' INT TERM
perl "$ROOT/tests/matrix/run.pl" "$w"
