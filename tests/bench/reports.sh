#!/bin/sh
# reports.sh - reports of SSG's Debian 11 benchmark beside oscap's, and of
# 100,000 results, in one run.  Asserts nothing.
set -u
content=/usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml
[ -f "$content" ] || { echo 'reports: needs ssg-debian'; exit 1; }
w=$(mktemp -d) || exit 1
trap 'rm -rf "$w"' EXIT
trap 'exit 1' INT TERM HUP
AUDITC_DB=$w/db
export AUDITC_DB

# label, command...: least wall time of three, CPU and memory of that run
measure() {
	_label=$1
	shift
	for _i in 1 2 3; do
		/usr/bin/time -f '%e %U %S %M' -o "$w/time" "$@" >"$w/said" 2>&1 ||
			{ cat "$w/said"; exit 1; }
		tail -n 1 "$w/time"
	done | sort -n | head -n 1 >"$w/best"
	read -r wall user system memory <"$w/best"
	echo "$wall $user $system $memory" | awk -v l="$_label" '{
		printf "%-34s %8.2f s wall %8.2f s CPU %7.1f MB\n", l, $1, $2 + $3, $4 / 1024}'
}

# On a small root, so that the machine's size is no part of it.
mkdir -p "$w/root/etc" "$w/root/var/lib/dpkg" "$w/root/proc" "$w/root/tmp"
echo 'root:x:0:0:root:/root:/bin/sh' >"$w/root/etc/passwd"
printf 'ID=debian\nVERSION_ID="11"\n' >"$w/root/etc/os-release"
echo 11.9 >"$w/root/etc/debian_version"
: >"$w/root/var/lib/dpkg/status"
OSCAP_PROBE_ROOT=$w/root oscap xccdf eval \
	--profile xccdf_org.ssgproject.content_profile_anssi_np_nt28_high \
	--results-arf "$w/arf.xml" "$content" >"$w/said" 2>&1 || [ $? -eq 2 ] ||
	{ cat "$w/said"; exit 1; }
echo "ARF of SSG's Debian 11 benchmark: $(grep -c '<rule-result ' "$w/arf.xml") results, $(wc -c <"$w/arf.xml") bytes"
measure 'oscap xccdf generate report' oscap xccdf generate report "$w/arf.xml"
oscap_wall=$wall oscap_memory=$memory
measure 'auditc report --to html' out/bin/auditc report "$w/arf.xml" --to html -o "$w/page.html"
echo "$oscap_wall $wall $oscap_memory $memory" | awk '{
	printf "%-34s %8.2f x the time %5.2f x the memory\n", "oscap to auditc", $1 / $2, $3 / $4}'

# A thousand containers by a hundred rules.
awk 'BEGIN {
	printf "{\"format\":\"auditc-results-1\",\"benchmark\":\"xccdf_org.example_benchmark_many\",\"benchmark_version\":\"1\",\"targets\":["
	split("pass fail pass error notchecked notapplicable", word, " ")
	for (i = 0; i < 1000; i++) {
		printf "%s{\"name\":\"host/container-%d\",\"kind\":\"container\",\"start\":\"2026-01-01T00:00:00Z\",\"end\":\"2026-01-01T00:00:01Z\",\"rules\":[", i ? "," : "", i
		for (k = 0; k < 100; k++)
			printf "%s{\"id\":\"xccdf_org.example_rule_%d\",\"version\":\"R-%d\",\"title\":\"The rule of number %d\",\"severity\":\"%s\",\"result\":\"%s\",\"time\":\"2026-01-01T00:00:00Z\",\"message\":\"of container %d\",\"evidence\":[{\"result\":\"false\",\"where\":\"fact %d\",\"found\":\"value %d\",\"expected\":\"value %d\"}]}", k ? "," : "", k, k, k, k % 3 ? "medium" : "high", word[(i * 7 + k * 3) % 6 + 1], i, k, i, k
		printf "]}\n"
	}
	print "]}"
}' >"$w/many.json"
echo "100,000 results: $(wc -c <"$w/many.json") bytes of JSON"
for f in html text csv junit sarif ocsf prometheus nessus; do
	measure "auditc report --to $f" out/bin/auditc report "$w/many.json" --to $f -o "$w/many.$f"
done
echo "the page: $(wc -c <"$w/many.html") bytes"
