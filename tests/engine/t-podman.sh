#!/bin/sh
# t-podman.sh - the same rules on Podman's engine: what it declares otherwise
# than Docker (modes, capabilities, limits) is understood, and the evaluator
# and the scripts agree.
. "$ROOT/tests/engine/lib.sh"
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
exec $(command -v podman) --root "$w/root" --runroot "$w/runroot" --tmpdir "$w/tmp" "\$@"
END
chmod 755 "$w/podman"
CONTAINERS_CONF=$w/containers.conf PATH=$w:$PATH
export CONTAINERS_CONF PATH
service=
stop() {
	podman rm -fa >/dev/null 2>&1
	[ -z "$service" ] || kill "$service" 2>/dev/null
	awk -v d="$w/" 'index($2, d) == 1 {print $2}' /proc/mounts |
		sort -r | while read -r m; do umount -l "$m"; done
	rm -rf "$w"
}
[ -n "${KEEP-}" ] || trap stop EXIT
docker() { podman "$@"; } # engine_image loads the image by this name
engine_image >"$w/log" 2>&1
ok $? 'an image in a private store'
podman system service --time 0 "unix://$w/podman.sock" >"$w/service.log" 2>&1 &
service=$!
_n=0
until [ -S "$w/podman.sock" ] || [ $_n -gt 100 ]; do
	_n=$((_n + 1))
	sleep 0.1
done
run() { podman run -d --network none "$@" >/dev/null 2>"$w/err" || sed 's/^/# /' "$w/err"; }
run --name good --read-only --memory 64m --pids-limit 50 --cap-drop ALL \
	--user 1000 --security-opt no-new-privileges bb:1 sleep 600
run --name bad --pid host --ipc host --uts host --cap-add NET_ADMIN \
	--security-opt seccomp=unconfined bb:1 sleep 600
run --name remounted --read-only --cap-add SYS_ADMIN \
	--security-opt seccomp=unconfined bb:1 \
	sh -c 'mount -o remount,rw / && sleep 600'
podman create --name made --network none --privileged bb:1 sleep 600 >/dev/null
sleep 1
"$AUDITC" --db "$w/db" build docker -o "$w/docker" >/dev/null
ok $? 'the benchmark builds'
arf=$w/arf.xml
set --
for r in 002030 001240 001250 002060 001950 001960 002010 002070 002110 002780 \
	003200 001830 003230; do
	set -- "$@" --rule "DKER-EE-$r"
done
"$w/docker/evaluate" --engine "$w/podman.sock" --arf "$arf" --quiet --verify \
	"$@" 2>"$w/err"
is $? 2 'evaluator and scripts agree, and there are failures'
sed 's/^/# /' "$w/err"
while read -r target rule expected; do
	case $target in '' | '#'*) continue ;; esac
	is "$(result "$arf" "$target" "$rule")" "$expected" "$target $rule"
	[ $_st -eq 0 ] || message "$arf" "$target" "$rule" | sed 's/^/# /'
done <<'END'
good DKER-EE-002030 pass
bad DKER-EE-002030 fail
remounted DKER-EE-002030 fail
made DKER-EE-002030 fail
good DKER-EE-001240 pass
bad DKER-EE-001240 fail
bad DKER-EE-001250 fail
good DKER-EE-002060 pass
bad DKER-EE-002060 fail
good DKER-EE-001950 pass
bad DKER-EE-001950 fail
good DKER-EE-001960 pass
made DKER-EE-001960 fail
good DKER-EE-002010 pass
bad DKER-EE-002010 fail
good DKER-EE-002070 pass
bad DKER-EE-002070 fail
good DKER-EE-002110 pass
bad DKER-EE-002110 fail
good DKER-EE-002780 pass
bad DKER-EE-002780 pass
good DKER-EE-003200 pass
bad DKER-EE-003200 fail
host DKER-EE-001830 notapplicable
host DKER-EE-003230 notapplicable
END
case $(message "$arf" remounted DKER-EE-002030) in *drift*) st=0 ;; *) st=1 ;; esac
ok $st 'the remounted root is said to have drifted'
oscap ds rds-validate "$arf" >"$w/log" 2>&1
ok $? 'oscap accepts the ARF'
done_testing
