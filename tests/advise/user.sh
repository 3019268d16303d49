# It runs as uid 1000 and has a directory of its own below /run.
# shellcheck disable=SC2034
root() {
	busybox_root "$1" && mkdir -m 2750 "$1/run/app" && chown 1000:1000 "$1/run/app" || return
	mkdir -m 700 "$1/var/lib/app" && chown 1000:1000 "$1/var/lib/app"
	cat >"$1/bin/app" <<'END'
#!/bin/sh
echo $$ >/run/app/app.pid && echo start >>/var/lib/app/starts && exec sleep 600
exit 1
END
	chmod 755 "$1/bin/app"
}
changes='USER 1000:1000
CMD ["app"]'
use() { in_it test -s /run/app/app.pid; }
answers() { use && [ "$(in_it grep -c start /var/lib/app/starts)" -gt 1 ]; }
