# PostgreSQL of Debian, as its own user, with the cluster that the package made.
# shellcheck disable=SC2034,SC2154
root() {
	debian_root "$1" postgresql || return
	mkdir -p "$1/run/postgresql" &&
		chroot "$1" chown postgres:postgres /run/postgresql &&
		chmod 2775 "$1/run/postgresql"
}
changes='USER postgres
CMD ["/usr/lib/postgresql/15/bin/postgres", "-D", "/var/lib/postgresql/15/main", "-c", "config_file=/etc/postgresql/15/main/postgresql.conf"]'
sql() { in_it psql -qtA -c "$1" postgres; }
use() { sql 'create table if not exists kept (n int); insert into kept values (1)'; }
answers() { [ "$(sql 'select n from kept limit 1')" = 1 ]; }
