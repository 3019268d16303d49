# An init that is setuid root: it makes its directory below /run and goes on as
# the user that it was started by.
# shellcheck disable=SC2034
root() {
	busybox_root "$1" || return
	cat >"$1/init.c" <<'END'
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int
main(void)
{
	uid_t user = getuid();

	if (setuid(0) != 0 || (mkdir("/run/init", 0755) != 0 &&
		access("/run/init/x", F_OK) == 0) ||
	    chown("/run/init", user, user) != 0 || setuid(user) != 0)
		return 1;
	if (close(open("/run/init/ready", O_CREAT | O_WRONLY, 0644)) != 0)
		return 2;
	execl("/bin/busybox", "sleep", "600", (char *)NULL);
	return 3;
}
END
	cc -static -O1 -o "$1/bin/init" "$1/init.c" || return
	rm "$1/init.c"
	chmod 4755 "$1/bin/init"
}
changes='USER 1000:1000
CMD ["/bin/init"]'
use() { in_it test -e /run/init/ready; }
answers() { use; }
