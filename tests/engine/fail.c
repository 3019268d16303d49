/*
 * Linked into a program: its call of the system number FAIL_AT fails with the
 * errno FAIL_ERRNO, and the file FAIL_SEEN is made.  A child goes on counting
 * where it was forked.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

static bool
fail(void)
{
	static long left = -1;
	const char *s;

	if (left < 0)
		left = (s = getenv("FAIL_AT")) != NULL ? atol(s) : 0;
	if (left == 0 || --left != 0)
		return false;
	if ((s = getenv("FAIL_SEEN")) != NULL)
		close(creat(s, 0600));
	s = getenv("FAIL_ERRNO");
	errno = s != NULL ? atoi(s) : EIO;
	return true;
}

/* The function of that name behind ours. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define FAIL(type, bad, name, params, args) \
	type name params \
	{ \
		return fail() ? bad : REAL(name) args; \
	}

FAIL(int, -1, stat, (const char *path, struct stat *st), (path, st))
FAIL(int, -1, lstat, (const char *path, struct stat *st), (path, st))
FAIL(int, -1, fstat, (int fd, struct stat *st), (fd, st))
FAIL(int, -1, fstatat, (int fd, const char *path, struct stat *st, int flags),
    (fd, path, st, flags))
FAIL(int, -1, fstatfs, (int fd, struct statfs *fs), (fd, fs))
FAIL(int, -1, faccessat, (int fd, const char *path, int mode, int flags),
    (fd, path, mode, flags))
FAIL(DIR *, NULL, opendir, (const char *path), (path))
FAIL(DIR *, NULL, fdopendir, (int fd), (fd))
FAIL(struct dirent *, NULL, readdir, (DIR *dir), (dir))
FAIL(ssize_t, -1, getdents64, (int fd, void *buf, size_t n), (fd, buf, n))
FAIL(ssize_t, -1, read, (int fd, void *buf, size_t n), (fd, buf, n))
FAIL(ssize_t, -1, pread, (int fd, void *buf, size_t n, off_t at),
    (fd, buf, n, at))
FAIL(ssize_t, -1, readlink, (const char *path, char *buf, size_t n),
    (path, buf, n))
FAIL(ssize_t, -1, readlinkat, (int fd, const char *path, char *buf, size_t n),
    (fd, path, buf, n))
FAIL(ssize_t, -1, getxattr,
    (const char *path, const char *name, void *value, size_t n),
    (path, name, value, n))
FAIL(ssize_t, -1, write, (int fd, const void *buf, size_t n), (fd, buf, n))
FAIL(ssize_t, -1, pwrite, (int fd, const void *buf, size_t n, off_t at),
    (fd, buf, n, at))
FAIL(int, -1, fsync, (int fd), (fd))
FAIL(int, -1, rename, (const char *from, const char *to), (from, to))
FAIL(int, -1, linkat,
    (int a, const char *from, int b, const char *to, int flags),
    (a, from, b, to, flags))
FAIL(int, -1, pipe2, (int fd[2], int flags), (fd, flags))
FAIL(pid_t, -1, fork, (void), ())

FAIL(int, -1, socket, (int domain, int type, int protocol),
    (domain, type, protocol))
FAIL(int, -1, connect,
    (int fd, const struct sockaddr *to, socklen_t n), (fd, to, n))
FAIL(ssize_t, -1, send, (int fd, const void *buf, size_t n, int flags),
    (fd, buf, n, flags))
FAIL(ssize_t, -1, recv, (int fd, void *buf, size_t n, int flags),
    (fd, buf, n, flags))
FAIL(int, -1, poll, (struct pollfd *p, nfds_t n, int timeout), (p, n, timeout))

/* What the flags need, and nothing else, follows them. */
static mode_t
mode_of(int flags, va_list ap)
{
	return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(ap, mode_t) : 0;
}

int
open(const char *path, int flags, ...)
{
	mode_t mode;
	va_list ap;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return fail() ? -1 : REAL(open)(path, flags, mode);
}

int
openat(int fd, const char *path, int flags, ...)
{
	mode_t mode;
	va_list ap;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return fail() ? -1 : REAL(openat)(fd, path, flags, mode);
}

/* As libc's own takes all that a call can have. */
long
syscall(long number, ...)
{
	long a[6];
	va_list ap;

	va_start(ap, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	return fail() ? -1 : REAL(syscall)(number, a[0], a[1], a[2], a[3],
				 a[4], a[5]);
}
