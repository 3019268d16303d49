# It has a VOLUME, and writes beside it too.
# shellcheck disable=SC2034
root() {
	busybox_root "$1" && mkdir -p "$1/data" "$1/var/lib/app" || return
	cat >"$1/bin/app" <<'END'
#!/bin/sh
echo start >>/data/log
echo start >>/var/lib/app/state.db
exec sleep 600
END
	chmod 755 "$1/bin/app"
}
changes='VOLUME /data
CMD ["app"]'
use() { in_it grep -q start /data/log && in_it grep -q start /var/lib/app/state.db; }
answers() {
	[ "$(in_it grep -c start /data/log)" -gt 1 ] &&
		[ "$(in_it grep -c start /var/lib/app/state.db)" -gt 1 ]
}
