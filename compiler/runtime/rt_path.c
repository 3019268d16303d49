/*
 * The target's files through a directory descriptor: every path is resolved
 * inside that root, by openat2(2) or, where that is missing, component by
 * component without following links.  What a target put at a path decides
 * nothing but what is found there: links stay inside, only regular files are
 * opened, nothing blocks.
 *
 * In a running container /proc is the reader's as much as the container's:
 * /proc/self is the reader, /proc/sys/net the reader's network.  Paths that
 * lead there are resolved by hand, with the container's init for "self", and
 * read from inside its namespaces.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "rt.h"

#define PATH_LINKS 40 /* as Linux allows */
#define PATH_COMPONENTS 256
#define PATH_AGAIN 64        /* EAGAIN of openat2: something was renamed */
#define PATH_ENTRIES 4000000 /* names in one directory */
#define PATH_PROC_MAGIC 0x9fa0
#define PATH_PROC_ROOT 1                 /* inode number of a procfs root */
#define PATH_GETFLAGS _IOR('f', 1, long) /* FS_IOC_GETFLAGS */

static const char *const path_spaces[RT_SPACES] = { "net", "ipc", "uts" };
static const int path_space_type[RT_SPACES] = { CLONE_NEWNET, CLONE_NEWIPC,
	CLONE_NEWUTS };

/* Hand walk: the open directories from the root down to here. */
struct path_walk {
	int fd[PATH_COMPONENTS + 1];
	unsigned n;
	unsigned links;
	char rest[2 * PATH_MAX]; /* still to be walked */
};

static int
path_openat2(int root, const char *path, uint64_t flags)
{
	struct open_how how = {
		.flags = flags | O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd = -1;

	for (unsigned i = 0; i < PATH_AGAIN; i++) {
		fd = syscall(SYS_openat2, root, path, &how, sizeof how);
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	return (int)fd;
}

static bool
path_is_proc(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == PATH_PROC_MAGIC;
}

static void
path_walk_up(struct path_walk *w, unsigned n)
{
	while (w->n > n)
		close(w->fd[w->n--]);
}

/*
 * The text of the link `fd`, named `name` in the directory on top of the
 * walk.  Links of procfs are magic but for the few in its root.
 */
static bool
path_walk_link(const struct rt_root *r, const struct path_walk *w, int fd,
    const char *name, char text[PATH_MAX])
{
	struct stat st;
	ssize_t n;

	if (path_is_proc(fd)) {
		if (fstat(w->fd[w->n], &st) != 0)
			return false;
		if (st.st_ino != PATH_PROC_ROOT) {
			errno = ELOOP;
			return false;
		}
		if (r->self != NULL && strcmp(name, "self") == 0) {
			snprintf(text, PATH_MAX, "%s", r->self);
			return true;
		}
		if (r->self != NULL && strcmp(name, "thread-self") == 0) {
			snprintf(
			    text, PATH_MAX, "%s/task/%s", r->self, r->self);
			return true;
		}
	}
	n = readlinkat(fd, "", text, PATH_MAX);
	if (n < 0)
		return false;
	if (n == 0 || n >= PATH_MAX) {
		errno = n == 0 ? ENOENT : ENAMETOOLONG;
		return false;
	}
	text[n] = '\0';
	return true;
}

/* Put the link's text in front of what is left to be walked. */
static bool
path_walk_prepend(struct path_walk *w, const char *text, const char *rest)
{
	char *old = base_strdup(rest);
	int n;

	n = snprintf(w->rest, sizeof w->rest, "%s%s%s", text,
	    old[0] != '\0' ? "/" : "", old);
	free(old);
	if (n < 0 || (size_t)n >= sizeof w->rest) {
		errno = ENAMETOOLONG;
		return false;
	}
	return true;
}

/* One component, of which `rest` is left; false and errno. */
static bool
path_walk_step(const struct rt_root *r, struct path_walk *w, const char *name,
    const char *rest, bool follow)
{
	char text[PATH_MAX];
	struct stat st;
	bool ok;
	int fd;

	fd = openat(w->fd[w->n], name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) != 0) {
		close(fd);
		return false;
	}
	if (S_ISLNK(st.st_mode) && (follow || rest[0] != '\0')) {
		ok = path_walk_link(r, w, fd, name, text);
		close(fd);
		if (!ok)
			return false;
		if (++w->links > PATH_LINKS) {
			errno = ELOOP;
			return false;
		}
		if (text[0] == '/')
			path_walk_up(w, 0);
		return path_walk_prepend(w, text, rest);
	}
	if (w->n == PATH_COMPONENTS) {
		close(fd);
		errno = ENAMETOOLONG;
		return false;
	}
	w->fd[++w->n] = fd;
	memmove(w->rest, rest, strlen(rest) + 1);
	return true;
}

/* O_PATH descriptor of `path` by hand; -1 and errno as openat2 gives them. */
static int
path_by_hand(const struct rt_root *r, const char *path, bool follow)
{
	struct path_walk *w = base_malloc(sizeof *w);
	char name[NAME_MAX + 1];
	int fd = -1, error;

	w->n = 0;
	w->links = 0;
	w->fd[0] = fcntl(r->fd, F_DUPFD_CLOEXEC, 0);
	if (w->fd[0] < 0 ||
	    (size_t)snprintf(w->rest, sizeof w->rest, "%s", path) >= PATH_MAX) {
		error = w->fd[0] < 0 ? errno : ENAMETOOLONG;
		goto done;
	}
	for (;;) {
		const char *p = w->rest + strspn(w->rest, "/");
		size_t n = strcspn(p, "/");

		error = 0;
		if (n == 0)
			break;
		if (n > NAME_MAX) {
			error = ENAMETOOLONG;
			break;
		}
		memcpy(name, p, n);
		name[n] = '\0';
		p += n;
		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
			struct stat st;

			if (fstat(w->fd[w->n], &st) != 0)
				error = errno;
			else if (!S_ISDIR(st.st_mode))
				error = ENOTDIR;
			if (error != 0)
				break;
			if (name[1] == '.' && w->n > 0)
				path_walk_up(w, w->n - 1);
			memmove(w->rest, p, strlen(p) + 1);
		} else if (!path_walk_step(r, w, name, p, follow)) {
			error = errno;
			break;
		}
	}
	if (error == 0) {
		fd = w->fd[w->n];
		if (w->n == 0)
			w->fd[0] = -1;
		else
			w->n--;
	}
done:
	path_walk_up(w, 0);
	if (w->fd[0] >= 0)
		close(w->fd[0]);
	free(w);
	errno = error;
	return fd;
}

/* O_PATH descriptor of `path`; *proc: it lies in a container's procfs. */
static int
path_look(const struct rt_root *r, const char *path, bool follow, bool *proc)
{
	int fd;

	*proc = false;
	if (path[0] != '/') {
		errno = EINVAL;
		return -1;
	}
	if (r->walk)
		fd = path_by_hand(r, path, follow);
	else
		fd = path_openat2(r->fd, path, follow ? 0 : O_NOFOLLOW);
	if (r->self == NULL)
		return fd;
	if (fd < 0 && errno != ENOENT)
		return fd;
	if (fd < 0 || path_is_proc(fd)) {
		if (!r->walk) {
			if (fd >= 0)
				close(fd);
			fd = path_by_hand(r, path, follow);
		}
		*proc = fd >= 0 && path_is_proc(fd);
	}
	return fd;
}

/* Back to our own namespaces; where that fails this worker is unusable. */
void
rt_root_leave(struct rt_inside *in)
{
	for (size_t i = 0; i < RT_SPACES; i++) {
		if (in->back[i] < 0)
			continue;
		if (setns(in->back[i], path_space_type[i]) != 0)
			_exit(70);
		close(in->back[i]);
	}
}

bool
rt_root_enter(const struct rt_root *r, struct rt_inside *in)
{
	char name[32];
	struct stat ours, theirs;
	int error = 0;

	for (size_t i = 0; i < RT_SPACES; i++)
		in->back[i] = -1;
	if (r->proc < 0)
		return true;
	for (size_t i = 0; i < RT_SPACES && error == 0; i++) {
		int own, fd;

		snprintf(name, sizeof name, "/proc/self/ns/%s", path_spaces[i]);
		own = open(name, O_RDONLY | O_CLOEXEC);
		fd = openat(r->proc, name + strlen("/proc/self/"),
		    O_RDONLY | O_CLOEXEC);
		if (own < 0 || fd < 0 || fstat(own, &ours) != 0 ||
		    fstat(fd, &theirs) != 0) {
			error = errno;
		} else if (ours.st_ino != theirs.st_ino) {
			if (setns(fd, path_space_type[i]) != 0) {
				error = errno;
			} else {
				in->back[i] = own;
				own = -1;
			}
		}
		if (own >= 0)
			close(own);
		if (fd >= 0)
			close(fd);
	}
	if (error != 0) {
		rt_root_leave(in);
		/* "no such file" would be a statement about the target */
		errno = error == ENOENT ? ESRCH : error;
		return false;
	}
	return true;
}

int
rt_open_unseen(int dir, const char *name, int flags)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOATIME | flags);

	/* only an owner may ask for that */
	return fd >= 0 || errno != EPERM
		   ? fd
		   : openat(dir, name, O_RDONLY | O_CLOEXEC | flags);
}

/* A descriptor to read from, of what an O_PATH descriptor stands for. */
static int
path_reopen(int look)
{
	char name[32];
	struct stat st;
	int fd;

	if (fstat(look, &st) != 0)
		return -1;
	if (S_ISDIR(st.st_mode))
		return rt_open_unseen(look, ".", O_DIRECTORY);
	if (!S_ISREG(st.st_mode)) {
		errno = ENXIO;
		return -1;
	}
	snprintf(name, sizeof name, "/proc/self/fd/%d", look);
	fd = rt_open_unseen(AT_FDCWD, name, O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ENOENT) /* our own /proc, not the file */
		errno = EIO;
	return fd;
}

/*
 * Open for reading.  *in is entered where *inside comes back true, as files
 * of procfs give the values of the one who reads; the caller leaves.
 */
static int
path_open_read(
    struct rt_root *r, const char *path, struct rt_inside *in, bool *inside)
{
	bool proc;
	int look, fd, error;

	*inside = false;
	look = path_look(r, path, true, &proc);
	if (look >= 0 && proc) {
		close(look);
		if (!rt_root_enter(r, in))
			return -1;
		*inside = true;
		look = path_look(r, path, true, &proc);
	}
	fd = look >= 0 ? path_reopen(look) : -1;
	error = errno;
	if (look >= 0)
		close(look);
	if (fd < 0 && *inside) {
		rt_root_leave(in);
		*inside = false;
	}
	errno = error;
	return fd;
}

static int
path_open(struct rt_root *r, const char *path, enum rt_open how)
{
	struct rt_inside in;
	struct stat st;
	bool flag;
	int fd, error;

	if (how == RT_OPEN_LOOK || how == RT_OPEN_LOOK_NOFOLLOW)
		return path_look(r, path, how == RT_OPEN_LOOK, &flag);
	fd = path_open_read(r, path, &in, &flag);
	if (fd < 0) {
		if (how == RT_OPEN_DIR && errno == ENXIO)
			errno = ENOTDIR;
		return -1;
	}
	if (flag)
		rt_root_leave(&in);
	if (fstat(fd, &st) != 0)
		error = errno;
	else if (S_ISDIR(st.st_mode) == (how == RT_OPEN_DIR))
		return fd;
	else
		error = how == RT_OPEN_DIR ? ENOTDIR : ENXIO;
	close(fd);
	errno = error;
	return -1;
}

/* All of fd, at most limit bytes; 0, or -1 and errno (EFBIG: there is more). */
static int
path_read_once(int fd, size_t limit, struct strbuf *out)
{
	char buf[65536];
	off_t at = 0;

	for (;;) {
		ssize_t n = pread(fd, buf, sizeof buf, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 ? 0 : -1;
		if ((size_t)n > limit - (size_t)at) {
			errno = EFBIG;
			return -1;
		}
		strbuf_add(out, buf, (size_t)n);
		at += n;
	}
}

/* The same of a file that may be written meanwhile. */
static int
path_read_fd(const struct rt_root *r, int fd, size_t limit, struct strbuf *out)
{
	struct rt_reading reading = { 0 };
	size_t start = out->n;
	int again;

	for (;;) {
		rt_reading_begin(&reading, fd);
		if (path_read_once(fd, limit, out) != 0)
			return -1;
		again = rt_reading_end(&reading, r, fd);
		if (again != EAGAIN)
			break;
		out->n = start;
		out->s[start] = '\0';
	}
	errno = again;
	return again == 0 ? 0 : -1;
}

static int
path_read(struct rt_root *r, const char *path, size_t limit, struct strbuf *out)
{
	struct rt_inside in;
	struct stat st;
	bool inside;
	int fd, rc = -1, error;

	fd = path_open_read(r, path, &in, &inside);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0) {
		if (!S_ISREG(st.st_mode))
			errno = ENXIO;
		else if (st.st_size > 0 && (uint64_t)st.st_size > limit)
			errno = EFBIG;
		else
			rc = path_read_fd(r, fd, limit, out);
	}
	error = errno;
	close(fd);
	if (inside)
		rt_root_leave(&in);
	errno = error;
	return rc;
}

/* An id of the host as the target's own user namespace numbers it. */
static uint32_t
path_id_inside(const struct rt_idrange *map, uint32_t n, uint32_t id)
{
	if (n == 0)
		return id;
	for (uint32_t i = 0; i < n; i++)
		if (id >= map[i].outside && id - map[i].outside < map[i].count)
			return map[i].inside + (id - map[i].outside);
	return 65534;
}

void
rt_root_stat_of(
    const struct rt_root *r, const struct stat *st, struct rt_stat *out)
{
	*out = (struct rt_stat){
		.mode = st->st_mode,
		.uid = path_id_inside(r->uid, r->nuid, st->st_uid),
		.gid = path_id_inside(r->gid, r->ngid, st->st_gid),
		.size = (uint64_t)st->st_size,
		.dev = st->st_dev,
		.ino = st->st_ino,
		.atime = st->st_atim.tv_sec,
		.mtime = st->st_mtim.tv_sec,
		.ctime = st->st_ctim.tv_sec,
	};
}

static int
path_stat(struct rt_root *r, const char *path, bool follow, struct rt_stat *out)
{
	struct stat st;
	bool proc;
	int fd, rc, error;

	fd = path_look(r, path, follow, &proc);
	if (fd < 0)
		return -1;
	rc = fstat(fd, &st);
	error = errno;
	close(fd);
	if (rc != 0) {
		errno = error;
		return -1;
	}
	rt_root_stat_of(r, &st, out);
	return 0;
}

static int
path_list(struct rt_root *r, const char *path,
    bool (*each)(void *arg, const char *name), void *arg)
{
	struct dirent *e;
	DIR *dir;
	int fd, error = 0;

	fd = path_open(r, path, RT_OPEN_DIR);
	if (fd < 0)
		return -1;
	dir = fdopendir(fd);
	if (dir == NULL) {
		error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	for (size_t n = 0;; n++) {
		errno = 0;
		e = readdir(dir);
		if (e == NULL) {
			error = errno;
			break;
		}
		if (n == PATH_ENTRIES) {
			error = E2BIG;
			break;
		}
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (!each(arg, e->d_name))
			break;
	}
	closedir(dir);
	errno = error;
	return error == 0 ? 0 : -1;
}

static ssize_t
path_readlink(struct rt_root *r, const char *path, char *buf, size_t size)
{
	ssize_t n;
	bool proc;
	int fd, error;

	fd = path_look(r, path, false, &proc);
	if (fd < 0)
		return -1;
	n = readlinkat(fd, "", buf, size);
	error = n < 0 && errno == ENOENT ? EINVAL : errno; /* not a link */
	close(fd);
	if (n >= 0 && (size_t)n >= size) {
		n = -1;
		error = ENAMETOOLONG;
	}
	if (n >= 0)
		buf[n] = '\0';
	errno = error;
	return n;
}

ssize_t
rt_root_xattr(struct rt_root *r, const char *path, const char *attribute,
    char *buf, size_t size)
{
	char name[32];
	bool proc;
	int fd, error;
	ssize_t n;

	if (r->ops != &rt_path_ops) {
		errno = ENOSYS;
		return -1;
	}
	fd = path_look(r, path, true, &proc);
	if (fd < 0)
		return -1;
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	n = getxattr(name, attribute, buf, size);
	error = errno;
	close(fd);
	errno = error == ENOENT ? EIO : error;
	return n;
}

int
rt_root_acl(struct rt_root *r, const char *path)
{
	/* what is created in a directory has the other; of files it is none */
	static const char *const list[] = { "system.posix_acl_access",
		"system.posix_acl_default" };
	ssize_t n;

	for (size_t i = 0; i < 2; i++) {
		n = rt_root_xattr(r, path, list[i], NULL, 0);
		if (n < 0 && errno != ENODATA)
			return -1;
		/* more than the mode's own three entries */
		if (n > (i == 0 ? 4 + 3 * 8 : 0))
			return 1;
	}
	return 0;
}

bool
rt_root_attributes(struct rt_root *r, const char *path, uint32_t *flags)
{
	struct rt_inside in;
	bool inside, ok;
	long word = 0;
	int fd, error;

	if (r->ops != &rt_path_ops) {
		errno = ENOTSUP;
		return false;
	}
	fd = path_open_read(r, path, &in, &inside);
	if (fd < 0)
		return false;
	ok = ioctl(fd, PATH_GETFLAGS, &word) == 0;
	error = errno;
	close(fd);
	if (inside)
		rt_root_leave(&in);
	*flags = (uint32_t)word;
	errno = error;
	return ok;
}

const struct rt_root_ops rt_path_ops = {
	.open = path_open,
	.read = path_read,
	.stat = path_stat,
	.list = path_list,
	.readlink = path_readlink,
};
