#!/bin/sh
# t-advise.sh - containers of the images in tests/advise that need no package:
# the advice is the expected one, and a container made by it runs as before
# with a read-only root, writes nothing else, and keeps its data.  Then trials:
# what they learn, and that nothing of them is left, whatever happens.
. "$ROOT/tests/engine/lib.sh"
. "$ROOT/tests/advise/lib.sh"
need_engine
w=$(mktemp -d) || exit 99
mkdir "$w/engine" "$w/full" "$w/small"
sock=$w/engine/docker.sock form=advice
stop() {
	umount "$w/full" 2>/dev/null
	DOCKER_HOST=unix://$w/small/docker.sock engine_stop "$w/small"
	umount "$w/small" 2>/dev/null
	DOCKER_HOST=unix://$sock engine_stop "$w/engine"
	rm -rf "$w"
}
[ -n "${KEEP-}" ] || trap stop EXIT
trap 'exit 1' INT TERM HUP
engine_start "$w/engine"
ok $? 'a private engine'
for image in ${IMAGES:-idle static job settings scratch volume user setuid}; do
	try_image "$image"
done
[ -z "${IMAGES-}" ] || done_testing
advise() { "$AUDITC" advise --engine "$sock" "$@"; }
# What the engine has, and what lies beside it.
listing() {
	docker ps -a --no-trunc --format '{{.ID}} {{.Names}}' | sort
	docker volume ls -q | sort
	ls -d /tmp/auditc-trial-* 2>/dev/null
	awk '{print $2}' /proc/mounts | grep auditc-trial
}

engine_image
start=$(cat <<'END'
echo hi >/data/x
/bin/busybox mkdir -p /run/a /var/lib/a
echo x >/run/a/x && echo state >>/var/lib/a/state || exit 1
echo of the start >>/etc/motd
if [ "$(/bin/busybox wc -l </var/lib/a/state)" -gt 1 ]; then
	/bin/busybox mkdir -p /srv/late && echo late >/srv/late/x
fi
exec sleep 600
END
)
name=late
docker run -d --name late --network none --stop-signal KILL -v kept:/data \
	--device /dev/null:/dev/none bb:1 sh -c "$start" >/dev/null
settle in_it cat /var/lib/a/state
docker inspect late >"$w/before"
listing >"$w/listed"
advise --try=4s late >"$w/out" 2>"$w/err"
is $? 0 'a trial that learns holds in the end'
grep -q -- '--volume late-srv:/srv ' "$w/out"
ok $? 'what the first clone missed is in the advice'
grep -q '^#   this is what round 1 led to' "$w/out"
ok $? 'and the round is told'
grep -q '^#   the clone goes without --device' "$w/out"
ok $? 'a clone has no device of the host'
listing | cmp -s - "$w/listed"
ok $? 'nothing of it is left'
docker inspect late | cmp -s - "$w/before"
ok $? 'the container is as it was'
is "$(docker exec late cat /data/x /var/lib/a/state)" 'hi
state' 'and so are its data'

"$AUDITC" advise --engine "$sock" --try 60s late >"$w/out" 2>"$w/err" &
pid=$!
trial() { [ -n "$(docker ps -q --filter label=io.auditc.trial.owner)" ]; }
settle trial
ok $? 'a trial is under way'
listing >"$w/during"
advise --sweep >"$w/out.sweep" 2>&1
is "$? $(cat "$w/out.sweep")" '0 ' 'a sweep finds nothing to do'
listing | cmp -s - "$w/during"
ok $? 'and leaves the trial alone'
kill -TERM $pid
wait $pid
is $? 1 'interrupted, it says so'
listing | cmp -s - "$w/listed"
ok $? 'and nothing of it is left'

# Of the user's: a container whose labels, and one whose name, are a trial's.
gone=1.1.1.00000000-0000-0000-0000-000000000000
docker create --name mine --label io.auditc.trial=auditc-trial-00000001 \
	--label "io.auditc.trial.owner=$gone" bb:1 sleep 600 >/dev/null
docker create --name auditc-trial-00000002-clone bb:1 sleep 600 >/dev/null
docker volume create --label io.auditc.trial=auditc-trial-00000003 \
	--label "io.auditc.trial.owner=$gone" auditc-trial-00000004-1 >/dev/null
listing >"$w/listed"
docker run -d --name doc --network none --stop-signal KILL bb:1 sh -c \
	'echo x >>/etc/passwd; echo x >/run/x; /bin/busybox mkdir -p /var/lib/a; echo x >/var/lib/a/x; exec sleep 600' >/dev/null
name=doc
settle in_it cat /var/lib/a/x
"$AUDITC" advise --engine "$sock" --try=60s doc >"$w/out" 2>"$w/err" &
pid=$!
settle trial
kill -KILL $pid
wait $pid 2>/dev/null
is $? 137 'a trial is killed'
docker rm -fv doc >/dev/null
listing | cmp -s - "$w/listed"
is $? 1 'which leaves things behind'
advise --sweep >"$w/out" 2>"$w/err"
is $? 0 'a sweep takes them away'
is "$(sed 's/.*removed: \([a-z]*\) .*/\1/' "$w/err" | sort -u | tr '\n' ' ')" \
	'container directory volume ' 'and names them'
listing | cmp -s - "$w/listed"
ok $? 'and nothing else'
docker rm mine auditc-trial-00000002-clone >/dev/null
docker volume rm auditc-trial-00000004-1 >/dev/null

docker run -d --name broken --network none --stop-signal KILL bb:1 sh -c '
	[ -e /made ] && exit 3
	echo x >/usr/x 2>/dev/null; echo x >/lonely && exec sleep 600' >/dev/null
name=broken
settle in_it cat /lonely
listing >"$w/listed"
advise --try=4s broken >"$w/out" 2>"$w/err"
is $? 1 'an advice that does not hold is a failure'
grep -q '^# Tried with a clone: it fails' "$w/out" &&
	grep -q "^#   it wrote: .*/lonely: Read-only file system" "$w/out"
ok $? 'the clone is quoted'
listing | cmp -s - "$w/listed"
ok $? 'and nothing of it is left'

"$AUDITC" --db "$w/db" build docker -o "$w/docker" >/dev/null
docker run -d --name good --network none --read-only bb:1 sleep 600 >/dev/null
"$w/docker/evaluate" --engine "$sock" --rule DKER-EE-002030 --quiet \
	--arf "$w/arf.xml" --json "$w/r.json"
fix=$(xmllint --xpath "string(//*[local-name()='TestResult'][contains(*[local-name()='target'], '/late')]//*[local-name()='fix' and @system='urn:xccdf:fix:script:sh'])" "$w/arf.xml")
is "$(echo "$fix" | tail -n 1)" "auditc advise --engine '$sock' '$(docker inspect -f '{{.Id}}' late)'" \
	'the result of the rule says how to get the advice'
advise late >"$w/whole"
echo "$fix" | sed -n 's/^#   //p' >"$w/short"
is "$(cat "$w/short")" "$(sed -n '/^    --read-only/,/^    bb:1/{s/^    \(--.*\) \\$/\1/p}' "$w/whole")" \
	'and all of its mounts, as the whole advice has them'
for form in text html csv ckl nessus; do
	"$AUDITC" report --to $form --target "$(hostname -f)/late" "$w/arf.xml" |
		grep -q -e '--tmpfs /run:rw,noexec'
	ok $? "report: $form shows them"
done
"$AUDITC" report "$w/r.json" | grep -q -e '--volume late-var-lib-a:/var/lib/a'
ok $? 'report: those of the JSON too'
is "$(xmllint --xpath "count(//*[local-name()='TestResult']//*[local-name()='fix'])" "$w/arf.xml")" 2 \
	'for each container that failed, and no other'
oscap ds rds-validate "$w/arf.xml" >"$w/log" 2>&1
ok $? 'oscap accepts the ARF'
for f in arf.xml r.json; do
	advise --results "$w/$f" >"$w/out" 2>"$w/err"
	ok $? "results: $f is taken"
	is "$(sed -n 's/^# \(.*\), of .*/\1/p' "$w/out" | sort | tr '\n' ' ')" \
		'broken late ' "results: $f names what failed, and nothing else"
done
docker create --name watched --network none --stop-signal KILL bb:1 sh -c '
	/bin/busybox mkdir -p /data/first && /bin/busybox rm -r /data/first
	echo x >/home && /bin/busybox rm /home; echo y >/tmp/done; exec sleep 600' >/dev/null
"$AUDITC" advise --engine "$sock" --as observed --watch 60s watched >"$w/out" 2>"$w/err" &
pid=$!
watches() { grep -qs '^fanotify sdev' /proc/$pid/fdinfo/*; }
settle watches
docker start watched >/dev/null
settle docker exec watched cat /tmp/done
kill -INT $pid
wait $pid
is $? 0 'a container is watched from its start'
for p in /data/first /home; do
	grep -q "\"path\": \"$p\"" "$w/out"
	ok $? "and $p was seen, which is gone"
done
docker rm -f watched >/dev/null
advise none >"$w/out" 2>"$w/err"
is "$? $(cat "$w/err")" "1 none: error: nothing can be advised: no container 'none'" \
	'a container that is gone'
mount -t tmpfs -o size=16k auditc-full "$w/full" && head -c 100000 /dev/zero >"$w/full/fill" 2>/dev/null
advise -o "$w/full/out" late >"$w/out" 2>"$w/err"
is $? 1 'a full disk is a failure'
grep -q 'cannot write: No space left on device' "$w/err"
ok $? 'and said'
is "$(find "$w/full" -type f)" "$w/full/fill" 'nothing half is left there'

# An engine whose disk is full while the clone gets its copies.
mount -t tmpfs -o size=24m auditc-small "$w/small" && engine_start "$w/small" && engine_image
ok $? 'an engine with a small disk'
docker run -d --name big --network none --stop-signal KILL bb:1 sh -c '
	/bin/busybox mkdir -p /var/lib/a && /bin/busybox head -c 12m /dev/zero >/var/lib/a/x
	exec sleep 600' >/dev/null
written() { [ "$(docker exec big /bin/busybox stat -c %s /var/lib/a/x)" = 12582912 ]; }
settle written
docker inspect big >"$w/before"
listing >"$w/listed"
"$AUDITC" advise --engine "$w/small/docker.sock" --try=2s big >"$w/out" 2>"$w/err"
is $? 1 'the disk of the engine is full: a failure'
grep -qi '^#   .*no space left' "$w/out"
ok $? 'and said'
listing | cmp -s - "$w/listed"
ok $? 'nothing of it is left'
docker inspect big | cmp -s - "$w/before"
ok $? 'the container is as it was'
DOCKER_HOST=unix://$w/small/docker.sock engine_stop "$w/small" 2>/dev/null
umount "$w/small"
DOCKER_HOST=unix://$sock

listing >"$w/listed"
"$AUDITC" advise --engine "$sock" --try=60s late >"$w/out" 2>"$w/err" &
pid=$!
settle trial
containerd=$w/engine/exec/containerd/containerd.pid
kill -KILL "$(cat "$w/engine/docker.pid")" "$(cat "$containerd")"
sleep 1
rm -f "$w/engine/docker.pid" "$containerd"
engine_start "$w/engine"
ok $? 'the engine dies under a trial, and comes back'
wait $pid
is $? 1 'this is a failure'
grep -q 'the engine does not answer' "$w/out"
ok $? 'and said'
listing | cmp -s - "$w/listed"
ok $? 'nothing of the trial is left'
done_testing
