# It rewrites a file of its own below /etc by a new one and rename(2).
# shellcheck disable=SC2034
root() {
	busybox_root "$1" && mkdir "$1/etc/app" || return
	echo 'started 0' >"$1/etc/app/app.conf"
	echo 'kept as it is' >"$1/etc/app/other.conf"
	cat >"$1/bin/app" <<'END'
#!/bin/sh
n=$(sed -n 's/started //p' /etc/app/app.conf)
echo "started $((n + 1))" >/etc/app/app.conf.new
mv /etc/app/app.conf.new /etc/app/app.conf
exec sleep 600
END
	chmod 755 "$1/bin/app"
}
changes='CMD ["app"]'
use() { in_it grep -q 'started [1-9]' /etc/app/app.conf; }
# started twice by then: what it counted before was brought along
answers() { in_it grep -q 'started [2-9]' /etc/app/app.conf && in_it grep -q kept /etc/app/other.conf; }
