/*
 * A file that is written while it is read: what was read of it is neither what
 * it was nor what it becomes, so it is read again, and is an error in the end.
 */
#include <errno.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <time.h>

#include "rt.h"

#define READING_TRIES 4
#define READING_PAUSE 12000000 /* nanoseconds: behind a tick of the kernel */

static bool
reading_before(struct timespec a, struct timespec b)
{
	return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec :
				      a.tv_nsec < b.tv_nsec;
}

/* Files of the kernel's, whose times are those of the one who looks. */
static bool
reading_of_kernel(int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) != 0)
		return false;
	switch ((unsigned long)fs.f_type) {
	case PROC_SUPER_MAGIC:
	case SYSFS_MAGIC:
	case SELINUX_MAGIC:
	case SECURITYFS_MAGIC:
	case CGROUP_SUPER_MAGIC:
	case CGROUP2_SUPER_MAGIC:
		return true;
	default:
		return false;
	}
}

void
rt_reading_begin(struct rt_reading *r, int fd)
{
	/* the clock that file systems take their times from */
	clock_gettime(CLOCK_REALTIME_COARSE, &r->since);
	if (fstat(fd, &r->first) != 0)
		r->first = (struct stat){ 0 };
}

/*
 * ctime is what nobody can set back.  One of the tick that the reading began in
 * says nothing, so that this counts as a change; one that is to come neither.
 */
static bool
reading_changed(const struct rt_reading *r, int fd)
{
	struct timespec now;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return true;
	if (st.st_size != r->first.st_size ||
	    reading_before(r->first.st_mtim, st.st_mtim) ||
	    reading_before(st.st_mtim, r->first.st_mtim) ||
	    reading_before(r->first.st_ctim, st.st_ctim))
		return true;
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	return !reading_before(st.st_ctim, r->since) &&
	       !reading_before(now, st.st_ctim);
}

int
rt_reading_end(struct rt_reading *r, const struct rt_root *root, int fd)
{
	static const struct timespec pause = { .tv_nsec = READING_PAUSE };

	/* an archive is a copy of ours */
	if (root->ops != &rt_path_ops || !reading_changed(r, fd) ||
	    reading_of_kernel(fd))
		return 0;
	if (++r->tries == READING_TRIES)
		return ESTALE;
	nanosleep(&pause, NULL);
	return EAGAIN;
}
