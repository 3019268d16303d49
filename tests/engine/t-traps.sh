#!/bin/sh
# t-traps.sh - containers that set traps where a rule looks, and an ordinary
# user: what could not be seen has a result of its own and is never a pass, by
# evaluator and scripts, the other rules have their verdicts, every XML output
# is valid, and no byte of the host's files and no terminal escape is in any.
. "$ROOT/tests/engine/lib.sh"
need_engine
for c in perl unshare setpriv; do
	command -v $c >/dev/null || skip_all "needs $c"
done
# In a mount namespace of its own /etc is a copy, and a trap is set only where
# the image's passwd is seen: an engine that runs in a chroot puts what is
# executed in a container at the root of its mount namespace, which is the
# machine's.
inside='/bin/busybox grep -q ^toor: /etc/passwd || exit 99'
if [ -z "${CAGE-}" ]; then
	CAGE=$(mktemp -d) || exit 99
	export CAGE
	cp -a /etc/. "$CAGE"
	# shellcheck disable=SC2016
	unshare -m --propagation private sh -c \
		'mount --bind "$CAGE" /etc && exec sh "$0"' "$0"
	st=$?
	rm -rf "$CAGE"
	exit $st
fi
w=$(mktemp -d) || exit 99
chmod 755 "$w"
trap 'engine_stop "$w/engine"; rm -rf "$w"' EXIT
trap 'exit 99' INT TERM
. "$ROOT/tests/engine/machine.sh"
build

outputs="--json $w/json --text $w/text --arf $w/arf.xml --xccdf $w/xccdf.xml"
mkdir "$w/engine"
engine_start "$w/engine" && engine_image
ok $? 'a private engine'
chmod 711 "$w/engine"
run() { docker run -d --network none "$@" >/dev/null 2>"$w/err" || sed 's/^/# /' "$w/err"; }
rule=DKER-EE-003200 # whose fact comes from the container's passwd

trap_of() {
	case $1 in
	fifo) echo 'b rm /etc/passwd; b mkfifo /etc/passwd' ;;
	device) echo 'b rm /etc/passwd; b mknod /etc/passwd c 1 5' ;;
	absolute) echo 'b ln -sf /etc/shadow /etc/passwd' ;;
	climb) echo 'b ln -sf ../../../../../../../../etc/shadow /etc/passwd' ;;
	magic) echo 'b ln -sf /proc/1/root/etc/shadow /etc/passwd' ;;
	self) echo 'b ln -sf /proc/self/root/etc/shadow /etc/passwd' ;;
	cwd) echo 'b ln -sf /proc/self/cwd/etc/shadow /etc/passwd' ;;
	loop) echo 'b ln -sf passwd2 /etc/passwd; b ln -s passwd /etc/passwd2' ;;
	sparse) echo 'b truncate -s 1099511627776 /etc/passwd' ;;
	directory) echo 'b rm /etc/passwd; b mkdir /etc/passwd' ;;
	upper) echo 'b mv /etc /etc2; b ln -s ../../../../../etc /etc' ;;
	missing) echo 'b rm /etc/passwd' ;;
	twice) echo 'echo " web:x:zero:0::/:" >/n; b cat /etc/passwd >>/n; b mv /n /etc/passwd' ;;
	esac
}
traps='fifo device absolute climb magic self cwd loop sparse directory upper missing twice'
for t in $traps; do
	for state in running stopped; do
		run --name "$t-$state" --user web bb:1 sleep 900
		docker exec -u 0 "$t-$state" /bin/busybox sh -c "
			$inside
			b() { /bin/busybox \"\$@\"; }
			$(trap_of "$t")" 2>"$w/err" || sed 's/^/# /' "$w/err"
		[ $state = running ] || docker kill "$t-$state" >/dev/null
	done
done
run --name good --read-only --user web bb:1 sleep 900
run --name good-stopped --read-only --user web bb:1 sleep 900
docker kill good-stopped >/dev/null
# a user whose name is a number, and whose number is root's
run --name numbered --read-only=false --user 1000 bb:1 sleep 900
docker exec -u 0 numbered /bin/busybox sh -c "$inside"'
	echo 1000:x:0:0::/: >/n; cat /etc/passwd >>/n; /bin/busybox mv /n /etc/passwd'
docker kill numbered >/dev/null
run --name listed --user 1000 bb:1 sleep 900
docker kill listed >/dev/null
run --name unlisted --user 1000 bb:1 sleep 900
docker exec -u 0 unlisted /bin/busybox sh -c "$inside
	/bin/busybox rm /etc/passwd"
docker kill unlisted >/dev/null
# what a container may choose: labels, variables, mounts, its programs
odd=$(printf 'x\033[2J\302\2332J\n\t<b a="&">]]>')
tag=$(printf 'x\033[2J\302\2332J<&>') # no blanks, no quotes
mkdir "$w/$tag"
run --name odd --label "$tag=$odd" --env "E=$odd" --workdir "/$odd" \
	-v "$w/$tag:/mnt$tag" --health-cmd "echo '$odd'" bb:1 \
	/bin/busybox sh -c 'b=/bin/busybox
	$b cp $b "$PWD/sleep" && exec "$PWD/sleep" 900'
docker create --name odd-created --user "$odd" --cgroup-parent "/$odd" \
	bb:1 sleep 900 >/dev/null 2>&1

# Behind each link of the host's there is a mark.
mark=MARK$$
echo "web:$mark:424242424:424242424:$mark:/:/bin/sh" >"$w/shadow"
marked() { # command: where /etc/shadow is the mark
	# shellcheck disable=SC2016
	unshare -m --propagation private sh -c 'mount --bind "$0" /etc/shadow
		exec "$@"' "$w/shadow" "$@"
}
unleaked() { # name, file...
	name=$1
	shift
	grep -E "$mark|424242424" "$@" >/dev/null
	st=$((!$?))
	# the passwords and dates of the real one
	awk -F : '{ print $1 ":" $2 ":" $3 ":" }' /etc/shadow >"$w/pattern"
	! grep -F -f "$w/pattern" "$@" >/dev/null || st=1
	ok $st "$name: no byte of the host's shadow"
}
begun=$(date +%s)
# shellcheck disable=SC2086
marked "$w/out/evaluate" --engine "$w/engine/docker.sock" $outputs --verbose \
	--xccdf-dir "$w/x" --arf-dir "$w/a" --timeout 60 >"$w/log" 2>&1
is $? 3 'traps: findings and errors'
echo "# $(($(date +%s) - begun)) seconds"
for t in $traps; do
	for state in running stopped; do
		case $(result "$w/arf.xml" "$t-$state" $rule) in
		error | unknown) st=0 ;;
		*) st=1 ;;
		esac
		ok $st "traps: $t, $state, is not told: $(message "$w/arf.xml" \
			"$t-$state" $rule | head -n 1 | cut -c 1-100)"
		is "$(result "$w/arf.xml" "$t-$state" DKER-EE-002030)" fail \
			"traps: $t, $state: its other rules have verdicts"
	done
done
for c in good good-stopped; do
	is "$(result "$w/arf.xml" $c $rule)" pass "traps: $c passes"
	is "$(result "$w/arf.xml" $c DKER-EE-002030)" pass "traps: $c passes on"
done
while read -r c expected status; do
	is "$(result "$w/arf.xml" $c $rule)" $expected "traps: $c: $expected"
	"$w/out/checks/$rule.sh" $c >"$w/log.$c" 2>&1
	is $? $status "script: $c: $expected"
done <<'EOF'
numbered fail 1
listed pass 0
unlisted pass 0
EOF
valid traps
st=0
for one in "$w"/x/* "$w"/a/*; do
	xmllint --noout "$one" || st=1
done
ok $st 'traps: the files per target are XML'
one=$w/x/container_odd.xml
oscap xccdf validate "$one" >"$w/xml" 2>&1
st=$?
[ $st -eq 0 ] || sed 's|^|# |' "$w/xml"
ok $st 'traps: the odd one is valid'
clean "$w/text" "$w/log" "$w/arf.xml" "$w/xccdf.xml" "$w"/x/* "$w"/a/*
ok $? 'traps: no control character in any output'
unleaked evaluator -r "$w/text" "$w/log" "$w/json" "$w/arf.xml" \
	"$w/xccdf.xml" "$w/x" "$w/a"

# the scripts: what they cannot see is never a pass
script=$w/out/checks/$rule.sh
for t in $traps; do
	for state in running stopped; do
		marked timeout 60 "$script" "$t-$state" >"$w/script.$t-$state" 2>&1
		is $? 2 "script: $t, $state, is an error"
	done
done
for c in good good-stopped; do
	"$script" $c >"$w/log" 2>&1
	is $? 0 "script: $c passes"
done
for script in "$w"/out/checks/*.sh; do
	grep -q 'CONTAINER' "$script" || continue
	timeout 60 "$script" odd odd-created >"$w/script.odd" 2>&1
	clean "$w/script.odd" || { echo "# ${script##*/}"; break; }
done
clean "$w/script.odd"
ok $? 'scripts: no terminal escape in what they say of the odd one'
unleaked scripts "$w"/script.*
DOCKER_HOST=unix://$w/nothing.sock "$w/out/checks/$rule.sh" >"$w/log" 2>&1
is $? 2 'script: an engine that is not there is an error'
DOCKER_HOST=unix://$w/engine/docker.sock PATH=/nowhere /bin/sh \
	"$w/out/checks/$rule.sh" >"$w/log" 2>&1
is $? 2 'script: without tools, an error'

# --- an ordinary user, the engine open to it ----------------------------------------

as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}
mkdir -m 777 "$w/nobody"
chmod 666 "$w/engine/docker.sock"
as_nobody "$w/out/evaluate" --engine "$w/engine/docker.sock" --quiet \
	--arf "$w/nobody/arf.xml" --json "$w/nobody/json" \
	container:good container:good-stopped container:fifo-running \
	>"$w/log" 2>&1
is $? 3 'nobody: findings and errors'
while read -r c id expected; do
	got=$(result "$w/nobody/arf.xml" $c $id)
	case " $expected " in *" $got "*) st=0 ;; *) st=1 ;; esac
	[ $st -eq 0 ] || echo "# got $got, expected $expected"
	ok $st "nobody: $c, $id"
done <<'EOF'
good DKER-EE-001240 unknown error
good DKER-EE-003200 unknown error
good DKER-EE-001970 unknown error
good DKER-EE-002110 fail error
good-stopped DKER-EE-002030 pass
good-stopped DKER-EE-003200 unknown error pass
fifo-running DKER-EE-002030 fail
fifo-running DKER-EE-003200 unknown error
EOF
as_nobody "$w/out/evaluate" --engine "$w/engine/docker.sock" --quiet \
	--declared-only --arf "$w/nobody/arf.xml" container:good >"$w/log" 2>&1
is "$(result "$w/nobody/arf.xml" good DKER-EE-001240)" pass \
	'nobody: what is declared remains with --declared-only'
cp "$w/out/checks/DKER-EE-001240.sh" "$w/nobody"
as_nobody "$w/nobody/DKER-EE-001240.sh" good >"$w/log" 2>&1
is $? 2 'nobody: the script cannot tell'
chmod 600 "$w/engine/docker.sock"
as_nobody "$w/out/evaluate" --engine "$w/engine/docker.sock" --quiet \
	--json "$w/nobody/json" >"$w/log" 2>&1
is $? 1 'nobody: an engine that is closed to it is an error'
grep -q '"result":"pass","[^}]*DKER-EE-002' "$w/nobody/json"
ok $((!$?)) 'and no rule about containers passes'
done_testing
