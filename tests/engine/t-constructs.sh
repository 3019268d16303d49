#!/bin/sh
# t-constructs.sh - every construct of OVAL: our answers, the specification's
# and oscap's; and the OVAL results that we write of them.
here=$ROOT/tests/conform/constructs
for tool in oscap xmllint perl; do
	command -v "$tool" >/dev/null || {
		echo "1..0 # SKIP needs $tool"
		exit 0
	}
done
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

n=4
ok() { # NAME; the status before says how it went
	if [ $? -eq 0 ]; then r=ok; else r='not ok'; fi
	n=$((n + 1))
	echo "$r $n - $1"
}
# the oval_results of an ARF as a document
oval_results() {
	sed -n '/^<oval_results /,/^<\/oval_results>/p' "$1"
}
count() { grep -c "$@"; }

grep -q '"title":"operator AND: TN",.*"result":"pass",.*"message":"decided without sysctl kernel.ostype: ' \
	"$w/ours.json"
ok 'a pass names what a directory does not have'

# the scripts' answers: of every EVERYth definition, and of what scripts do in a
# way of their own
n=$((n + 1))
rules=$(awk -F '\t' -v every="${EVERY-25}" '
	NR % every == 1 || $2 ~ /text of|^time_diff|^xpath|looks like|is filtered|ipv[46].*(than|set)|^object: patterns/ {
		print "--rule " $1
	}' "$w/expected.tsv")
# shellcheck disable=SC2086
"$w/out/evaluate" --quiet --verify --json "$w/verified.json" $rules \
	"rootfs:$w/root" >"$w/log" 2>&1
if [ -s "$w/verified.json" ] && ! grep -q 'the evaluator says' "$w/verified.json"; then
	echo "ok $n - the scripts have the same answers"
else
	echo "not ok $n - the scripts have the same answers"
	grep -o 'the evaluator says[^"]*' "$w/verified.json" | head -n 5 | sed 's/^/# /'
fi

rm -rf "$w/out"
"$AUDITC" build --with-oval-results --no-compile -o "$w/out" \
	"$w/constructs.xml" >"$w/log" 2>&1 &&
	libs=$(sed -n 's/.* evaluator\.c\( -l.*\)/\1/p;10q' "$w/out/evaluator.c") &&
	${CC:-cc} -O0 -o "$w/evaluate" "$w/out/evaluator.c" $libs \
		>>"$w/log" 2>&1 || sed 's/^/# /' "$w/log"
"$w/evaluate" --quiet --arf "$w/arf.xml" --json "$w/again.json" \
	"rootfs:$w/root" >"$w/log" 2>&1
perl "$here/compare.pl" "$w/expected.tsv" "$w/again.json" >"$w/log"
ok 'with the definitions kept, the same answers'
oval_results "$w/arf.xml" >"$w/results.xml"
oscap oval validate --results --skip-schematron "$w/results.xml" >"$w/log" 2>&1
ok 'the OVAL results are valid by the official schema'
head -n 5 "$w/log" | sed 's/^/# /'
oscap ds rds-validate "$w/arf.xml" >"$w/log" 2>&1
ok 'the ARF is, too'
perl -ne '$f{$1} = $2 if /^<definition definition_id="([^"]*)".* result="([^"]*)"/;
	END { open F, "<", "'"$w"'/expected.tsv"; while (<F>) { chomp;
		my ($id, $about, $r) = split /\t/;
		print "# $id $about\n" if ($f{$id} // "") ne $r } }' \
	"$w/results.xml" >"$w/log"
[ ! -s "$w/log" ]
ok 'they tell every definition and its result'
head -n 5 "$w/log"
cut=$(grep -c '10000 of 10501 items are listed' "$w/results.xml")
perl -0ne 'my ($t) = /(<test [^>]*>\n(?:<tested_item [^>]*>\n){10000})/;
	exit !($t && $t =~ /result="false"\/>\n$/ && /flag="incomplete">\n<message[^>]*>10000 of/)' \
	"$w/results.xml" && [ "$cut" = 1 ]
ok 'of very many items those that decide, and that more were there'
grep -q '^<tested_variable variable_id="oval:auditc.construct:var:[0-9]*">' "$w/results.xml" &&
	grep -q '^<variable_value variable_id="oval:auditc.construct:var:[0-9]*">' "$w/results.xml"
ok 'they tell the values of variables'
oscap oval generate report "$w/results.xml" >"$w/report.html" 2>"$w/log" &&
	[ -s "$w/report.html" ] && [ ! -s "$w/log" ]
ok 'oscap makes a report of them'
"$w/evaluate" --quiet --oval-results failed --arf "$w/failed.xml" \
	"rootfs:$w/root" >"$w/log" 2>&1
oval_results "$w/failed.xml" >"$w/results.xml"
oscap oval validate --results --skip-schematron "$w/results.xml" >"$w/log" 2>&1 &&
	! grep -q '^<definition definition_id="oval:auditc.construct:def:8"' "$w/results.xml" &&
	grep -q '^<definition definition_id="oval:auditc.construct:def:1"' "$w/results.xml"
ok 'of those that failed, too'
"$w/evaluate" --quiet --oval-results none --arf "$w/none.xml" \
	"rootfs:$w/root" >"$w/log" 2>&1
! grep -q '<oval_results ' "$w/none.xml"
ok 'or none at all'
oscap xccdf generate report "$w/arf.xml" >"$w/report.html" 2>"$w/log" &&
	[ "$(count 'Following items have been found' "$w/report.html")" -gt 0 ]
ok "oscap's report shows the items"
perl -0pe 's{<cdf:message .*?</cdf:message>}{}gs' "$w/arf.xml" >"$w/bare.xml"
"$AUDITC" report "$w/bare.xml" >"$w/bare.txt" 2>"$w/log" && awk '
	/^  (fail|error|unknown) / {if (rule != "" && !n) bad++; rule = $0; n = 0; all++}
	/^      / {n++}
	END {exit all == 0 || bad || !n}' "$w/bare.txt"
ok 'ours has them out of the OVAL results, where no message tells them'
echo "1..$n"
