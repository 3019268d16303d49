#!/bin/sh
# t-calls.sh - each call of the system fails, one in each evaluation of a small
# machine made of files, or of one with an engine: no fault becomes a pass, or a
# fail.
# STEP=1: of every call with every error.
. "$ROOT/tests/engine/lib.sh"
w=$(mktemp -d) || exit 99
fake=
trap '[ -z "$fake" ] || kill "$fake"; rm -rf "$w"' EXIT
trap 'exit 1' INT TERM
r=$w/root p=$w/proc

put() { # PATH, TEXT as printf has it
	mkdir -p "${1%/*}" || exit 99
	# shellcheck disable=SC2059
	printf "$2" >"$1" || exit 99
}

put "$r/etc/passwd" 'root:x:0:0::/:/bin/sh\nweb:x:33:33::/:/bin/false\n'
put "$r/etc/group" 'root:x:0:\n'
put "$r/etc/shadow" 'root:*:19000:0:99999:7:::\nweb:!:19000:0:99999:7:::\n'
put "$r/etc/conf" 'one = 1\ntwo = 2\n'
put "$r/etc/tree/a/b/bad" 'bad\n'
put "$r/etc/tree/good" 'good\n'
put "$r/srv/more/bad" 'bad\n'
ln -s ../../srv "$r/etc/tree/link"
ln -s conf "$r/etc/short"
put "$r/etc/x.xml" '<a><b>1</b></a>'
put "$r/etc/x.yaml" 'a:\n  b: 1\n'
put "$r/etc/init.d/cron" ''
put "$r/etc/rc2.d/S01cron" ''
put "$r/var/lib/dpkg/status" 'Package: bash\nStatus: install ok installed\nVersion: 5.2-1\nArchitecture: amd64\n'
put "$r/var/lib/dpkg/status.d/base" 'Package: base\nVersion: 1\nArchitecture: all\n'
put "$r/sys/fs/selinux/booleans/one" '1 1'
put "$r/sys/kernel/security/apparmor/profiles" '/bin/web (enforce)\n'
put "$p/stat" 'cpu 0\nbtime 1700000000\n'
put "$p/sys/kernel/one" '1\n'
put "$p/sys/net/deep/two" '2\n'
for i in 1 7; do
	put "$p/$i/stat" "$i (web) S 0 $i $i 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 100 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0\n"
	put "$p/$i/status" "Name:\tweb\nUid:\t33\t33\t33\t33\nNSpid:\t$i\nCapEff:\t0000000000000000\n"
	put "$p/$i/cmdline" 'web\000-d\000'
	put "$p/$i/comm" 'web\n'
	put "$p/$i/cgroup" '0::/\n'
	put "$p/$i/environ" 'PATH=/bin:.\000'
	put "$p/$i/loginuid" '4294967295'
	put "$p/$i/attr/current" 'unconfined\n'
	mkdir "$p/$i/fd"
	ln -s /bin/web "$p/$i/exe"
done
ln -s 'socket:[77]' "$p/7/fd/3"
put "$p/1/mountinfo" '20 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n21 20 0:5 / /tmp rw,nosuid - tmpfs tmpfs rw\n'
put "$p/1/net/tcp" '  sl\n   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 33 0 77\n'
put "$p/1/net/udp" '  sl\n'
mkdir "$p/self" "$w/run"

# each in both senses, so that a fault that hides something would show
cat >"$w/cases" <<'END'
file - file at_least_one_exists|filepath=/etc/conf|?user_id=0
filenot - file none_exist|filepath=/etc/conf
glob - file at_least_one_exists|path=/etc|filename~^conf$
names - file none_exist|path=/etc|filename~^con
tree - file none_exist|@recurse_direction=down|@recurse=symlinks and directories|path=/etc/tree|filename=bad
treeowner - file at_least_one_exists|@recurse_direction=down|@recurse=directories|path=/etc/tree|filename~.|?owner=root|?group=root
local - file none_exist|@recurse_direction=down|@recurse_file_system=local|@recurse=directories|path=/etc|filename=bad
whole - file none_exist|filepath~^/etc/.*/bad$
links - file at_least_one_exists|filepath~^/etc/short$|?type=symbolic link
up - file none_exist|@recurse_direction=up|path=/etc/tree/a/b|filename=conf
md5 - file at_least_one_exists|filepath=/etc/conf|?has_extended_acl=false
text - textfilecontent54 none_exist|filepath=/etc/conf|pattern~^two|instance=1
textis - textfilecontent54 at_least_one_exists|filepath=/etc/conf|pattern~^one = (.*)$|instance=1|?subexpression=1
texts - textfilecontent54 none_exist|path=/etc|filename~.|pattern~^two|instance=1
hash - filehash58 at_least_one_exists|filepath=/etc/conf|hash_type=SHA-256|?hash~^[0-9a-f]{64}$
hashnot - filehash58 none_exist|path=/etc/tree|filename~good|hash_type=MD5
link - symlink none_exist|filepath=/etc/short
linkis - symlink at_least_one_exists|filepath=/etc/short|?canonical_path=/etc/conf
password - password none_exist|username=web
passwords - password at_least_one_exists|username~.|?login_shell~^/bin
shadow - shadow none_exist|username=web
xml - xmlfilecontent none_exist|filepath=/etc/x.xml|xpath=/a/b/text()
yaml - yamlfilecontent none_exist|filepath=/etc/x.yaml|yamlpath=.a.b
service - runlevel none_exist|service_name=cron|runlevel=2
serviceis - runlevel at_least_one_exists|service_name=cron|runlevel=2|?start=true
dpkg - dpkginfo none_exist|name=bash
dpkgs - dpkginfo none_exist|name~^bas
boolean - selinuxboolean none_exist|name=one
booleans - selinuxboolean at_least_one_exists|name~.|?current_status=true
apparmor - apparmorstatus at_least_one_exists|?unconfined_processes_with_profiles_count=0
sysctl - sysctl at_least_one_exists|name=kernel.one|?value=1
sysctlnot - sysctl none_exist|name=net.deep.two
sysctls - sysctl none_exist|name~two$
process - process58 none_exist|command_line~^web|pid=7
processes - process58 at_least_one_exists|command_line~^web|pid=7|?user=web
environment - environmentvariable58 none_exist|pid=7|name=PATH
mount - partition none_exist|mount_point=/tmp
mounts - partition at_least_one_exists|mount_point~^/tmp|?mount_options=nosuid
listen - inetlisteningservers none_exist|protocol=tcp|local_address=0.0.0.0|local_port=80
listens - inetlisteningservers at_least_one_exists|protocol=tcp|local_address=0.0.0.0|local_port=80|?program_name=web
uname - uname at_least_one_exists|?os_name=Linux
END
# shellcheck disable=SC2086
tests/engine/mkoval "$w/cases" >"$w/calls.xml" &&
	"$AUDITC" build --no-compile --db "$w/db" -o "$w/out" "$w/calls.xml" \
		>"$w/log" 2>&1 &&
	libs=$(sed -n 's/.* evaluator\.c\( -l.*\)/\1/p;10q' "$w/out/evaluator.c") &&
	${CC:-cc} -O1 -U_FORTIFY_SOURCE -o "$w/evaluate" "$w/out/evaluator.c" \
		tests/engine/fail.c $libs >>"$w/log" 2>&1
ok $? 'the evaluator is built' || sed 's/^/# /' "$w/log"
"$w/evaluate" --host-root "$r" --proc "$p" --json "$w/json" --quiet host \
	>"$w/log" 2>&1
! grep -Eo '"title":"[a-z0-9]*","severity":"[a-z]*","result":"(error|unknown|not[a-z]*)"' \
	"$w/json" >"$w/undecided"
ok $? 'without a fault, each rule is decided'
sed 's/^/# /' "$w/undecided"
# an engine with containers, and rules about both
# shellcheck disable=SC2086
AUDITC_DB=$w/db "$AUDITC" build --no-compile docker -o "$w/docker" >"$w/log" 2>&1 &&
	libs=$(sed -n 's/.* evaluator\.c\( -l.*\)/\1/p;10q' "$w/docker/evaluator.c") &&
	${CC:-cc} -O1 -U_FORTIFY_SOURCE -o "$w/engine" "$w/docker/evaluator.c" \
		tests/engine/fail.c $libs >>"$w/log" 2>&1 &&
	echo '{}' | tests/engine/mkworld "$w/world"
ok $? 'the evaluator of an engine is built' || sed 's/^/# /' "$w/log"
tests/engine/fake-engine --proc "$w/world/proc" "$w/sock" "$w/world/api" >"$w/ready" &
fake=$!
tries=0
until [ -s "$w/ready" ] || [ $tries -gt 500 ]; do
	tries=$((tries + 1))
	sleep 0.02
done
for errno in EIO ECONNRESET; do
	perl tests/engine/faults.pl "$w/run" $errno "${STEP-1}" "$w/engine" \
		--engine "$w/sock" --proc "$w/world/proc" --host-root "$w/world/root" \
		--rule DKER-EE-002030 --rule DKER-EE-001810 >"$w/said"
	ok $? "an engine, $(sed -n 's/.*ok - //p' "$w/said")"
	grep '^#' "$w/said" | head -n 20
done
while read -r errno step; do
	perl tests/engine/faults.pl "$w/run" "$errno" "${STEP-$step}" \
		"$w/evaluate" --host-root "$r" --proc "$p" host >"$w/said"
	ok $? "$(sed -n 's/.*ok - //p' "$w/said")"
	grep '^#' "$w/said" | head -n 20
done <<'END'
EIO 1
EACCES 7
END
done_testing
