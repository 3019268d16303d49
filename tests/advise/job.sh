# A job of cron: crond, and a job that notes when it ran and keeps a log.
# shellcheck disable=SC2034
root() {
	busybox_root "$1" || return
	mkdir -p "$1/var/spool/cron/crontabs"
	echo '* * * * * /bin/job' >"$1/var/spool/cron/crontabs/root"
	cat >"$1/bin/job" <<'END'
#!/bin/sh
mkdir -p /var/lib/job /run/job
echo run >>/var/lib/job/runs
echo $$ >/run/job/last
echo done >>/var/log/job.log
END
	chmod 755 "$1/bin/job"
}
changes='CMD ["sh", "-c", "job; exec crond -f"]'
use() { in_it job && in_it test -s /run/job/last; }
answers() {
	in_it test -s /run/job/last &&
		[ "$(in_it grep -c run /var/lib/job/runs)" -gt "$runs" ] &&
		in_it test -s /var/log/job.log
}
runs=1
