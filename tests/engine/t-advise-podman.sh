#!/bin/sh
# t-advise-podman.sh - the advice for Podman's containers, whose tmpfs belong to
# root or to the container's user and bring the image's content along, and a
# trial of it.
. "$ROOT/tests/engine/lib.sh"
. "$ROOT/tests/advise/lib.sh"
need_engine
command -v podman >/dev/null || skip_all 'needs podman'
w=$(mktemp -d) || exit 99
cat >"$w/containers.conf" <<'END'
[containers]
default_ulimits = []
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
END
cat >"$w/podman" <<END
#!/bin/sh
[ "\$1" != --remote ] || exec $(command -v podman) "\$@"
exec $(command -v podman) --root "$w/root" --runroot "$w/runroot" --tmpdir "$w/tmp" "\$@"
END
chmod 755 "$w/podman"
CONTAINERS_CONF=$w/containers.conf PATH=$w:$PATH
export CONTAINERS_CONF PATH
service=
stop() {
	podman rm -fa -t 0 >/dev/null 2>&1
	[ -z "$service" ] || kill "$service" 2>/dev/null
	awk -v d="$w/" 'index($2, d) == 1 {print $2}' /proc/mounts |
		sort -r | while read -r m; do umount -l "$m"; done
	rm -rf "$w"
}
[ -n "${KEEP-}" ] || trap stop EXIT
trap 'exit 1' INT TERM HUP
docker() { podman "$@"; }
sock=$w/podman.sock form=podman
podman system service --time 0 "unix://$sock" >"$w/service.log" 2>&1 &
service=$!
settle test -S "$sock"
ok $? 'a private service'
for image in ${IMAGES:-idle static job settings scratch volume user setuid}; do
	try_image "$image"
done
[ -z "${IMAGES-}" ] || done_testing
engine_image >"$w/log" 2>&1
podman run -d --name late --network none --stop-signal KILL bb:1 sh -c '
	echo x >/run/x && /bin/busybox mkdir -p /var/lib/a && echo x >>/var/lib/a/x
	exec sleep 600' >/dev/null
settle podman exec late cat /var/lib/a/x
listing() {
	podman ps -a --no-trunc --format '{{.ID}} {{.Names}}' | sort
	podman volume ls -q | sort
}
listing >"$w/listed"
"$AUDITC" advise --engine "$sock" --try=1s late >"$w/out" 2>"$w/err"
is $? 0 'a trial holds'
sed 's/^/# /' "$w/err"
grep -q '^# Tried with a clone: it holds' "$w/out"
ok $? 'and says so'
listing | cmp -s - "$w/listed"
ok $? 'nothing of it is left'
done_testing
