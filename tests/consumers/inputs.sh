#!/bin/sh
# inputs.sh DIR - the results that the consumers are given, in DIR:
#	docker.*	the Docker benchmark on a host with five containers, and
#			docker-container.xccdf.xml on one of them alone
#	every.*		every result that the evaluator can come to
#	stig.*		DISA's RHEL 8 benchmark, where ../shared has it: by
#			evaluate, and rhel8.arf.xml by oscap
#	debian11.*	SSG's Debian 11 benchmark, by oscap
#	all, traps, none, one, odd
#			results written by hand: every value, what breaks readers,
#			no result, one result, evidence that wants to be more
# Needs AUDITC and ROOT; root for the host that is made of files.
set -eu
out=$1
here=$ROOT/tests/consumers
w=$(mktemp -d)
fake=
trap '[ -z "$fake" ] || kill "$fake" 2>/dev/null; rm -rf "$w"' EXIT
trap 'exit 1' INT TERM HUP
rm -rf "$out"
mkdir -p "$out"

# --- by hand -----------------------------------------------------------------

cases=$ROOT/tests/cases/report
cp "$cases/forms/all.xml" "$out/all.xccdf.xml"
cp "$cases/traps/traps.xml" "$out/traps.xccdf.xml"
cp "$cases/hostile/h.json" "$out/odd.json"
sed '/<rule-result/,/<\/rule-result>/d' "$out/all.xccdf.xml" >"$out/none.xccdf.xml"
sed '/<rule-result/,/<\/rule-result>/{
	/SV-100002r4/!d
}' "$out/all.xccdf.xml" >"$out/one.xccdf.xml"

# --- by evaluate -------------------------------------------------------------

# evaluate NAME OPTION...: all forms of it; 2 and 3 say that something failed
evaluate() {
	_name=$1
	shift
	mkdir "$w/results"
	"$@" --quiet --arf "$w/results/$_name.arf.xml" \
		--json "$w/results/$_name.json" \
		--xccdf "$w/results/$_name.xccdf.xml" >"$w/log" 2>&1 ||
		[ $? -le 3 ] || { cat "$w/log"; exit 1; }
	cp "$w/results/$_name".* "$out" || { cat "$w/log"; exit 1; }
	rm -r "$w/results"
}

AUDITC_DB=$w/db
export AUDITC_DB
# mkworld writes bytes: these are some of UTF-8, and one that is not.
cat >"$w/case.json" <<'END'
{"containers": [
	{"HostConfig": {"Privileged": true, "PidMode": "host"}},
	{"HostConfig": {"ReadonlyRootfs": false}, "Config": {"User": ""}},
	{"State": {"Running": false, "Status": "exited", "Pid": 0}},
	{"Name": "/<b onload=x>\u001b[31m\"&amp;'`$(id)",
	 "Config": {"Image": "\u00e2\u0080\u00aegpj.<script>alert(1)</script>",
		"Labels": {"=1+1": "]]>\u0000\u00c2\u0085", "a": "\u00c2\u009b31m"},
		"Env": ["A=<img src=x onerror=alert(1)>", "B=\r\n\tok: found x"]},
	 "HostConfig": {"CapAdd": ["<i>\u001b]0;x\u0007", "=cmd|' /C calc'!A0"],
		"Binds": ["/:/host:rw"]}}
]}
END
"$AUDITC" build docker -o "$w/docker" >"$w/log" 2>&1 || { cat "$w/log"; exit 1; }
"$ROOT/tests/engine/mkworld" "$w/world" <"$w/case.json"
"$ROOT/tests/engine/fake-engine" --proc "$w/world/proc" \
	"$w/world/root/run/docker.sock" "$w/world/api" >"$w/ready" &
fake=$!
n=0
until [ -s "$w/ready" ] || [ $n -gt 500 ]; do
	n=$((n + 1))
	sleep 0.02
done
evaluate docker "$ROOT/tests/engine/in-world" "$w/world" \
	"$w/docker/evaluate" --engine /run/docker.sock --proc "$w/world/proc" \
	--xccdf-dir "$w/each"
cp "$w"/each/*other2*.xml "$out/docker-container.xccdf.xml"
kill "$fake"
wait "$fake" 2>/dev/null || :
fake=

mkdir -p "$w/root/odd"
ln -s loop "$w/root/loop"
echo x >"$w/root/lamp"
odd() { # name, content
	printf '%b' "$2" >"$w/root/odd/$1"
}
odd markup '<b>x</b><script>alert(1)</script>&amp;&#x1b;]]><!-- -- ?>\n'
odd escapes 'a\033[31m\033]0;x\007\033[2Jb\010\177\r\n'
odd c1 '\302\233m\302\205\303\050\377\376\200\n'
odd turned '\342\200\256abc\342\201\246\357\273\277\357\277\277\n'
odd formula '=cmd|'"'"' /C calc'"'"'!A0\n'
odd heimdall 'passed :: TEST a :: MESSAGE b\n--------------------------------\nfailed :: TEST c :: MESSAGE d: e: f\n'
odd stigman '<Evaluate-STIG><resultEngine/></Evaluate-STIG> <sm:detail>x</sm:detail>\n'
odd json '","status":"passed","x":"\\\\u0000{}[]\n'
odd "$(printf 'na\nme\033[1m<i>&"')" 'ok: a: found b, expected c (d)\n'
yes '<&>"' | head -c 200000 >"$w/root/odd/long"
"$AUDITC" import "$here/every.xml" >"$w/log" 2>&1
"$AUDITC" import "$here/every.audit" >"$w/log" 2>&1
"$AUDITC" build Every_STIG -o "$w/every" >"$w/log" 2>&1 || { cat "$w/log"; exit 1; }
evaluate every "$w/every/evaluate" -p some "rootfs:$w/root"

# --- benchmarks of others, by oscap and by us --------------------------------

content=/usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml
mkdir -p "$w/small/etc" "$w/small/usr/bin" "$w/small/var/lib/dpkg" \
	"$w/small/proc" "$w/small/tmp"
echo 'root:x:0:0:root:/root:/bin/sh' >"$w/small/etc/passwd"
echo 'root:x:0:' >"$w/small/etc/group"
printf 'ID=debian\nVERSION_ID="11"\n' >"$w/small/etc/os-release"
echo 11.9 >"$w/small/etc/debian_version"
: >"$w/small/var/lib/dpkg/status"
by_oscap() { # name, profile, file
	OSCAP_PROBE_ROOT=$w/small oscap xccdf eval --profile "$2" \
		--results-arf "$out/$1.arf.xml" "$3" >"$w/log" 2>&1 ||
		[ $? -eq 2 ] || { cat "$w/log"; exit 1; }
}
by_oscap debian11 xccdf_org.ssgproject.content_profile_anssi_np_nt28_high "$content"
stigs=$ROOT/../shared/stigs
if [ -f "$stigs/disa-stig-rhel8-v2r8-xccdf-scap.xml" ]; then
	# Without its platforms, which are not those of the small root.
	sed 's|<[a-z0-9.:-]*platform idref="[^"]*" */>||g' \
		"$stigs/disa-stig-rhel8-v2r8-xccdf-scap.xml" >"$w/rhel8.xml"
	by_oscap rhel8 xccdf_mil.disa.stig_profile_MAC-1_Classified "$w/rhel8.xml"
	"$AUDITC" build "$stigs/disa-stig-rhel8-v2r8-xccdf-manual.xml" \
		-o "$w/stig" >"$w/log" 2>&1 || { cat "$w/log"; exit 1; }
	evaluate stig "$w/stig/evaluate" "rootfs:$w/small"
	rm "$out/stig.json" "$out/stig.arf.xml"
fi
