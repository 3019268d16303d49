#!/bin/sh
# Every construct of OVAL: our answers, the specification's and oscap's.
here=$ROOT/tests/conform/constructs
w=$(mktemp -d) || exit 1
trap 'rm -rf "$w"' EXIT
trap 'exit 1' INT TERM

perl "$here/generate.pl" "$w" >"$w/log" &&
	xmllint --noout "$w/constructs.xml" &&
	"$AUDITC" build -o "$w/out" "$w/constructs.xml" >>"$w/log" 2>&1 || {
	sed 's/^/# /' "$w/log"
	echo 'Bail out! the definitions do not compile'
	exit 1
}
"$w/out/evaluate" --quiet --json "$w/ours.json" "rootfs:$w/root" >"$w/log" 2>&1
(cd "$w" && OSCAP_PROBE_ROOT=$w/root SEXP_VALIDATE_DISABLE=1 \
	oscap oval eval --skip-validation constructs.xml >oscap.txt 2>/dev/null)
perl "$here/compare.pl" "$w/expected.tsv" "$w/ours.json" \
	"$w/oscap.txt" "$here/known.tsv"
