#!/bin/sh
# import.sh - a large data stream into a new store beside `oscap info` of it,
# and a library of 200 benchmarks, zips in a zip.  Asserts nothing.
set -u
content=/usr/share/xml/scap/ssg/content/ssg-ubuntu2204-ds.xml
w=$(mktemp -d) || exit 1
trap 'rm -rf "$w"' EXIT
trap 'exit 1' INT TERM HUP

# label, command...: least wall time of three, and memory of that run
measure() {
	_label=$1
	shift
	for _i in 1 2 3; do
		rm -f "$w/s.db"
		/usr/bin/time -f '%e %U %S %M' -o "$w/time.$_i" "$@" >"$w/log" 2>&1
	done
	tail -qn 1 "$w"/time.? | sort -n | awk -v l="$_label" -v f="${floor:-0}" -v k="${size:-0}" 'NR == 1 {
		printf "%-34s %8.3f s wall %8.3f s CPU %7.1f MB", l, $1, $2 + $3, $4 / 1024
		if (k > 0) printf "  %5.2f x the file", $4 * 1024 / k
		if (f > 0) printf "  %5.2f x oscap", $1 / f
		print ""
		print $1 >"'"$w"'/last"}'
	last=$(cat "$w/last")
}

if [ -f "$content" ] && command -v oscap >/dev/null 2>&1; then
	size=$(wc -c <"$content")
	measure 'oscap info, Ubuntu 22.04' oscap info "$content"
	floor=$last
	measure 'auditc import, the same' out/bin/auditc --db "$w/s.db" import "$content"
else
	echo 'import: needs ssg-debderived and oscap'
fi
size=0 floor=0
mkdir "$w/zips"
i=0
while [ $i -lt 200 ]; do
	sed "s/Kettle_STIG/Kettle_${i}_STIG/" tests/cases/diff/input/kettle-v1r1.xml >"$w/k$i.xml"
	(cd "$w" && zip -q -X "zips/k$i.zip" "k$i.xml")
	i=$((i + 1))
done
(cd "$w/zips" && zip -q -X ../library.zip ./*.zip)
measure 'auditc import, 200 benchmarks' out/bin/auditc --db "$w/s.db" import "$w/library.zip"
echo "benchmarks in the store: $(out/bin/auditc --db "$w/s.db" list | grep -c 'Kettle_')"
