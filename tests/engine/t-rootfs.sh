#!/bin/sh
# t-rootfs.sh - a root directory that wants to mislead or to hold up the
# evaluator, asked by OVAL: the right answer or an error, in time, and no byte
# from outside.
. "$ROOT/tests/engine/lib.sh"
. "$ROOT/tests/engine/kinds.sh"
w=$(mktemp -d) || exit 99
writer=
trap '[ -z "$writer" ] || { kill "$writer"; wait "$writer"; } 2>/dev/null
umount "$w/root/many" 2>/dev/null; rm -rf "$w"' EXIT
trap 'exit 1' INT TERM
r=$w/root
mkdir -p "$r/etc/d" "$r/many" "$r/odd" "$r/twins" || exit 99
echo 'secret of the host' >"$w/secret"
echo own >"$r/secret"
ln -s ../../../../../../../../../../../../secret "$r/etc/climb"
ln -s "$w/secret" "$r/etc/out"
ln -s "$w" "$r/etc/outdir"
ln -s loop "$r/etc/loop"
ln -s /proc/self/root "$r/etc/magic"
mkfifo "$r/etc/fifo"
truncate -s 200G "$r/etc/sparse"
printf 'root:x:0:0::/:/bin/sh\n' >"$r/etc/passwd"
ln -s fifo "$r/etc/shadow"
touch "$r/odd/new
line" "$r/odd/$(printf 'bad\377')" "$r/odd/ trailing " "$r/odd/*"
chmod 666 "$r/odd/$(printf 'bad\377')"
# a million names: links, in memory where that can be had, as they are so many
mount -t tmpfs -o nr_inodes=1100k auditc "$r/many" 2>/dev/null
perl -e 'chdir shift or die; my $last; for (0 .. 999_999) {
	my $n = sprintf "n%06d", $_;
	if ($_ % 60_000) { link $last, $n or die } else { open F, ">", $last = $n or die } }' \
	"$r/many" || exit 99
# links that double at every level
i=0
while [ $i -lt 22 ]; do
	mkdir "$r/twins/$i"
	ln -s "../$((i + 1))" "$r/twins/$i/a"
	ln -s "../$((i + 1))" "$r/twins/$i/b"
	i=$((i + 1))
done
mkdir "$r/twins/22"
perl -e 'chdir shift or die; for (1 .. 10000) { mkdir "x" or die; chdir "x" or die }
	open F, ">", "bottom" or die; chmod 0666, "bottom"' "$r/etc/d" || exit 99
echo 'steady line' >"$r/etc/changing"

# name, result, probe, existence; then the lines of its object
cat >"$w/cases" <<'END'
climb true textfilecontent54 at_least_one_exists|filepath=/etc/climb|pattern~^own$|instance=1
out true textfilecontent54 none_exist|filepath=/etc/out|pattern~.|instance=1
outdir true file none_exist|path=/etc/outdir|filename~.
magic true file none_exist|path=/etc/magic|filename=secret
loop error textfilecontent54 none_exist|filepath=/etc/loop|pattern~.|instance=1
looplink true symlink none_exist|filepath=/etc/passwd
looperror error symlink none_exist|filepath=/etc/loop
fifo error textfilecontent54 none_exist|filepath=/etc/fifo|pattern~.|instance=1
fifotype true file at_least_one_exists|filepath=/etc/fifo
shadow error shadow none_exist|username~.*
sparse error textfilecontent54 none_exist|filepath=/etc/sparse|pattern~.|instance=1
hash error filehash58 at_least_one_exists|filepath=/etc/sparse|hash_type=MD5
xml error xmlfilecontent none_exist|filepath=/etc/sparse|xpath=//a
changing true textfilecontent54 at_least_one_exists|filepath=/etc/changing|pattern~^steady line$|instance=1
many true file at_least_one_exists|path=/many|filename~999999$
manynot true file none_exist|path=/many|filename~^x
manyall error file at_least_one_exists|path=/many|filename~.
odd true file at_least_one_exists|path=/odd|filename~^new\n
bytes true file at_least_one_exists|path=/odd|filename~^bad.$
twins true file at_least_one_exists|@recurse=symlinks and directories|@recurse_direction=down|path=/twins|filename~.
twinsnot unknown file none_exist|@recurse=symlinks and directories|@recurse_direction=down|path=/twins|filename=x
bottom true file at_least_one_exists|@recurse=directories|@recurse_direction=down|path=/|filename=bottom
passwd true password at_least_one_exists|username=root
END
tests/engine/mkoval "$w/cases" >"$w/hostile.xml"
"$AUDITC" build -o "$w/out" "$w/hostile.xml" >"$w/log" 2>&1
ok $? 'the content is built' || sed 's/^/# /' "$w/log"
(while :; do
	echo 'steady line' >"$r/etc/.next" && mv "$r/etc/.next" "$r/etc/changing"
	echo more >>"$r/etc/changing"
done) &
writer=$!
timeout 300 "$w/out/evaluate" --timeout 240 --json "$w/json" --text "$w/text" \
	--verbose "rootfs:$r" >"$w/said" 2>&1
is $? 1 'there are errors and no fail, in time'
while read -r name result _; do
	[ "$result" != true ] || result=pass
	got=$(grep "oval.${name}.def" "$w/json" |
		sed -n 's/.*"result":"\([a-z]*\)","time.*/\1/p')
	is "$got" "$result" "$name"
done <"$w/cases"
! cat "$w/json" "$w/text" "$w/said" | grep -q 'of the host'
ok $? 'nothing from outside is in an output'

# Every file that a probe reads, as something else; the scripts have the same
# answers and do not wait either.
kinds_content "$w"
ok $? 'the content of the kinds is built'
for kind in $kinds; do
	kinds_root "$kind" "$w/kind/$kind" "$w/host" || exit 99
	verify=
	case $kind in fifo | zero) verify=--verify ;; esac
	timeout 300 "$w/kinds/evaluate" --quiet --timeout 240 $verify \
		--json "$w/json" "rootfs:$w/kind/$kind" >"$w/said" 2>&1
	is "$(kinds_results "$w/json" "$kind")" '' "$kind${verify:+, and the scripts}"
	! grep 'the evaluator says' "$w/json" || ok 1 "$kind: the scripts"
done
done_testing
