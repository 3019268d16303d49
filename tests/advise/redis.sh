# redis of Debian, as its own user, which keeps its data in a dump.
# shellcheck disable=SC2034,SC2154
root() {
	debian_root "$1" redis-server || return
	mkdir -p "$1/run/redis" && chroot "$1" chown redis:redis /run/redis
}
changes='USER redis
CMD ["redis-server", "/etc/redis/redis.conf", "--daemonize", "no"]'
use() { [ "$(in_it redis-cli set key kept)" = OK ] && [ "$(in_it redis-cli save)" = OK ]; }
answers() { [ "$(in_it redis-cli get key)" = kept ]; }
