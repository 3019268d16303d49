# It makes files below /tmp and removes them again, so that nothing is left.
# shellcheck disable=SC2034
root() {
	busybox_root "$1" || return
	cat >"$1/bin/app" <<'END'
#!/bin/sh
while :; do
	echo x >/tmp/work.$$ && rm /tmp/work.$$ || exit 1
	sleep 1
done
END
	chmod 755 "$1/bin/app"
}
changes='CMD ["app"]'
use() { in_it sh -c 'echo y >/tmp/upload && rm /tmp/upload'; }
answers() { use; }
