/*
 * A directory of our own for a while.  A worker can be ended at any time, as a
 * target can bring about that takes too long, and leave its directory behind;
 * the next one that is made takes such away.  A lock tells what is in use.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "rt.h"

#define SCRATCH_NAME "auditc-scratch-"
#define SCRATCH_AGE 3600 /* seconds; a new one may not be locked yet */

static const char *const scratch_places[] = { "/dev/shm", "/tmp" };

/* Remove the files in an open directory; what is none stays. */
static void
scratch_empty(int fd)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = again >= 0 ? fdopendir(again) : NULL;
	struct dirent *d;

	if (dir == NULL) {
		if (again >= 0)
			close(again);
		return;
	}
	while ((d = readdir(dir)) != NULL)
		unlinkat(fd, d->d_name, 0);
	closedir(dir);
}

/* Remove old directories of ours that no process holds. */
static void
scratch_sweep(const char *place)
{
	DIR *dir = opendir(place);
	struct dirent *d;
	struct stat st;

	while (dir != NULL && (d = readdir(dir)) != NULL) {
		int fd = -1;

		if (str_starts(d->d_name, SCRATCH_NAME))
			fd = openat(dirfd(dir), d->d_name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
		    time(NULL) - st.st_mtime > SCRATCH_AGE &&
		    flock(fd, LOCK_EX | LOCK_NB) == 0) {
			scratch_empty(fd);
			unlinkat(dirfd(dir), d->d_name, AT_REMOVEDIR);
		}
		close(fd);
	}
	if (dir != NULL)
		closedir(dir);
}

bool
rt_scratch_open(struct arena *a, struct rt_scratch *s)
{
	const size_t n = sizeof scratch_places / sizeof *scratch_places;

	for (size_t i = 0; i < n; i++)
		scratch_sweep(scratch_places[i]);
	for (size_t i = 0; i < n; i++) {
		s->path = arena_printf(
		    a, "%s/" SCRATCH_NAME "XXXXXX", scratch_places[i]);
		if (mkdtemp(s->path) == NULL)
			continue;
		s->dir = open(s->path,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (s->dir >= 0 && flock(s->dir, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (s->dir >= 0)
			close(s->dir);
		rmdir(s->path);
	}
	s->dir = -1;
	return false;
}

void
rt_scratch_close(struct rt_scratch *s)
{
	scratch_empty(s->dir);
	close(s->dir);
	rmdir(s->path);
	s->dir = -1;
}
