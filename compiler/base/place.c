/*
 * An output takes its name when it is complete.  Where the file system can
 * hold a file without a name, that is what it is until then, and a run that
 * is killed leaves nothing; elsewhere it stands beside its name meanwhile.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"

#define TRIES 100u

static bool
is_stdout(const char *path)
{
	return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
}

/*
 * Is it written as it is: a device, a pipe, or what a link of the system or
 * of the caller calls so?  Anybody else's link is replaced, not followed.
 */
static bool
is_direct(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return false;
	if (!S_ISLNK(st.st_mode))
		return !S_ISREG(st.st_mode);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return false;
	return stat(path, &st) == 0 &&
	       (S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode));
}

/* A file without a name in path's directory, or -1. */
static int
open_unnamed(const char *path)
{
	char *dir = base_strdup(path), *slash = strrchr(dir, '/');
	int fd = -1;

	if (slash != NULL)
		slash[1] = '\0';
	/* It gets its name through /proc, which may not be mounted. */
	if (access("/proc/self/fd", X_OK) == 0)
		fd = open(slash != NULL ? dir : ".",
		    O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	free(dir);
	return fd;
}

bool
placing_open(struct placing *f, const char *path)
{
	struct strbuf name = STRBUF_INIT;

	*f = (struct placing){ .path = path, .fd = -1 };
	f->direct = is_stdout(path) || is_direct(path);
	if (is_stdout(path))
		f->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	else if (f->direct)
		f->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	else
		f->fd = open_unnamed(path);
	if (f->fd >= 0 || f->direct)
		return f->fd >= 0;
	strbuf_addf(&name, "%s.XXXXXX", path);
	f->temp = strbuf_detach(&name);
	f->fd = mkostemp(f->temp, O_CLOEXEC);
	if (f->fd >= 0)
		return true;
	free(f->temp);
	f->temp = NULL;
	return false;
}

/* Put the file without a name in the place of what has the name. */
static bool
name_over(const char *link, const char *path)
{
	struct strbuf temp = STRBUF_INIT;
	bool ok = false;
	unsigned i;

	for (i = 0; i < TRIES; i++) {
		strbuf_reset(&temp);
		strbuf_addf(&temp, "%s.%ld-%u", path, (long)getpid(), i);
		ok = linkat(AT_FDCWD, link, AT_FDCWD, temp.s,
			 AT_SYMLINK_FOLLOW) == 0;
		if (ok || errno != EEXIST)
			break;
	}
	if (ok && rename(temp.s, path) != 0) {
		int saved = errno;

		unlink(temp.s);
		errno = saved;
		ok = false;
	}
	strbuf_free(&temp);
	return ok;
}

static bool
give_name(int fd, const char *path)
{
	sigset_t all, before;
	char link[40];
	bool ok;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	/* Between the name beside it and its own no signal comes. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	ok = linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 ||
	     (errno == EEXIST && name_over(link, path));
	sigprocmask(SIG_SETMASK, &before, NULL);
	return ok;
}

bool
placing_commit(struct placing *f)
{
	bool ok = f->direct || fsync(f->fd) == 0;
	int saved;

	if (ok && !f->direct)
		ok = f->temp != NULL ? rename(f->temp, f->path) == 0
				     : give_name(f->fd, f->path);
	if (ok) {
		free(f->temp);
		f->temp = NULL;
		ok = close(f->fd) == 0;
		f->fd = -1;
	}
	saved = errno;
	placing_drop(f);
	errno = saved;
	return ok;
}

void
placing_drop(struct placing *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	if (f->temp != NULL)
		unlink(f->temp);
	free(f->temp);
	f->temp = NULL;
}
