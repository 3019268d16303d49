/*
 * The target's file system: how it is reached, and all that is asked of it.
 */
#ifndef RT_ROOT_H
#define RT_ROOT_H

#include <sys/stat.h>
#include <sys/types.h>

#include "rt_target.h"

/* Is `path` equal to or below `parent`?  Both absolute and in normal form. */
bool rt_path_within(const char *path, const char *parent);

/*
 * The target's root, opened on first use: running container by
 * /proc/PID/root pinned by pidfd; stopped container or image by a detached
 * read-only overlay mount, a mount in a namespace of our own or the engine's
 * tar stream; host "/"; rootfs its directory.  NULL with *why when it cannot
 * be had.
 */
struct rt_root *rt_root_get(struct rt_ctx *ctx, const char **why);
void rt_root_close(struct rt_ctx *ctx);

/*
 * Open `path` (absolute, inside the root) for looking (O_PATH) or reading.
 * Links never leave the root, magic links are refused, reading opens regular
 * files only, without blocking.  -1 and errno; ELOOP, EXDEV, ENXIO (not a
 * regular file) say what was refused.
 */
enum rt_open { RT_OPEN_LOOK, RT_OPEN_LOOK_NOFOLLOW, RT_OPEN_READ, RT_OPEN_DIR };
int rt_root_open(struct rt_root *r, const char *path, enum rt_open how);
/*
 * At most `limit` bytes of a regular file; false with *why.  A small file is
 * read once however often it is asked for.
 */
bool rt_root_read(struct rt_ctx *ctx, const char *path, size_t limit,
    struct strbuf *out, const char **why);
/*
 * Has a file that is read piece by piece been written meanwhile (rt_reading.c)?
 * Begin before the first byte; the end, behind the last one, is 0, or EAGAIN
 * where all has to be read again, or ESTALE where it changes all the time.
 *	struct rt_reading reading = { 0 };
 */
struct rt_reading {
	struct timespec since;
	struct stat first;
	unsigned tries;
};
void rt_reading_begin(struct rt_reading *r, int fd);
int rt_reading_end(struct rt_reading *r, const struct rt_root *root, int fd);
/*
 * Where a path leads in the end, no link left in it; false and errno: ENOENT
 * where that is nothing.
 */
bool rt_root_canonical(struct rt_root *r, const char *path, char end[]);
/*
 * Does a path of what does not run say nothing (rt_silent.c)?  errno: ESRCH, the
 * kernel's; ENOMEDIUM, there is a mount while it runs.  The members below ask.
 */
bool rt_root_is_silent(struct rt_root *r, const char *path, bool follow);
/* The mounts of a container at rest, by what the engine says of it. */
void rt_root_volumes(struct rt_root *r, const json_t *inspect);
/*
 * Every line of an account file, blank ones and comments left out, cut at its
 * colons (rt_account.c); no file has no lines, what cannot be read is flagged.
 */
#define RT_ACCOUNT_FIELDS 9
void rt_account_lines(struct rt_ctx *ctx, const char *path,
    struct rt_collection *out,
    void (*each)(void *arg, char *const *field, unsigned n), void *arg);
/* A number of 32 bits as the C library takes it: blanks and a sign before it. */
bool rt_account_id(const char *s, uint32_t *id);
/* What was read of small files (rt_cache.c); NULL: it was not. */
const char *rt_cache_get(struct rt_root *r, const char *path, size_t *n);
void rt_cache_put(struct rt_root *r, const char *path, const char *data,
    size_t n);
void rt_cache_free(struct rt_root *r);
/*
 * Paths that match a glob (* ? [a-z], no component with a leading dot unless
 * asked for), sorted; their number, or -1 with *why when something could not
 * be looked at or there are too many.
 */
int rt_root_glob(struct rt_ctx *ctx, const char *pattern,
    void (*each)(void *arg, const char *path), void *arg, const char **why);
/* Does the name match the glob of one component? */
bool rt_glob_match(const char *pattern, const char *name);

struct rt_stat { /* as stat(2), owners as the target's own users see them */
	uint32_t mode, uid, gid; /* mode with the type, S_IFMT */
	uint64_t size, dev, ino;
	int64_t atime, mtime, ctime; /* seconds; RT_NO_TIME: not to be had */
};
#define RT_NO_TIME INT64_MIN

/* What fstat(2) says of something in the root, in its own terms. */
void rt_root_stat_of(const struct rt_root *r, const struct stat *st,
    struct rt_stat *out);
/* 0, or -1 and errno as rt_root_open() has it. */
int rt_root_stat(struct rt_root *r, const char *path, bool follow,
    struct rt_stat *st);
/*
 * The names in a directory, without . and .., in no order; `each` returns
 * false to stop.  0, or -1 and errno.
 */
int rt_root_list(struct rt_root *r, const char *path,
    bool (*each)(void *arg, const char *name), void *arg);
/* Text of a link, NUL-terminated; its length, or -1 and errno. */
ssize_t rt_root_readlink(struct rt_root *r, const char *path, char *buf,
    size_t size);
/*
 * Has it an ACL beyond the mode (1, 0), or -1 and errno (ENOTSUP: its file
 * system has none; ENOSYS: an archive does not say).
 */
int rt_root_acl(struct rt_root *r, const char *path);
/*
 * An extended attribute of what the path leads to; its length, or -1 and errno
 * (ENODATA, ENOTSUP: it has none; ENOSYS: an archive does not say).
 */
ssize_t rt_root_xattr(struct rt_root *r, const char *path,
    const char *attribute, char *buf, size_t size);
/* The inode flags of lsattr(1); false and errno where there are none. */
bool rt_root_attributes(struct rt_root *r, const char *path, uint32_t *flags);
/*
 * Enter the network, IPC and UTS namespaces of a running container, and leave
 * them: what lies below /proc/sys and uname(2) are those of the one who asks.
 * Other roots: nothing is entered.  False and errno.
 */
#define RT_SPACES 3
struct rt_inside { /* the namespaces that were left, -1 where none was */
	int back[RT_SPACES];
};
bool rt_root_enter(const struct rt_root *r, struct rt_inside *in);
void rt_root_leave(struct rt_inside *in);
/* What errno says of a refused or failed access, for people. */
const char *rt_root_strerror(int error);

/*
 * Is the process whose /proc directory this is the container's init: by its
 * cgroup, else by its start?
 */
bool rt_root_is_init(const char *procfs, int proc, const char *id,
    const char *started_at);

/* Are the users of this /proc directory's process numbered as our own are? */
bool rt_root_same_users(int proc);

/*
 * How a root is reached: a directory (rt_path.c) or an archive held in memory
 * (rt_tar.c).  The members above go through this table.
 */
struct rt_root_ops {
	int (*open)(struct rt_root *r, const char *path, enum rt_open how);
	/* at most limit bytes; EFBIG: there are more */
	int (*read)(struct rt_root *r, const char *path, size_t limit,
	    struct strbuf *out);
	int (*stat)(struct rt_root *r, const char *path, bool follow,
	    struct rt_stat *st);
	int (*list)(struct rt_root *r, const char *path,
	    bool (*each)(void *arg, const char *name), void *arg);
	ssize_t (*readlink)(struct rt_root *r, const char *path, char *buf,
	    size_t size);
};
extern const struct rt_root_ops rt_path_ops, rt_tar_ops;
/*
 * rt_path.c: open to read, as openat(2); reading does not change when the file
 * was last read, where we may have it so.
 */
int rt_open_unseen(int dir, const char *name, int flags);

struct rt_idrange { /* a line of /proc/PID/uid_map */
	uint32_t inside, outside, count;
};

struct rt_names { /* /etc/passwd or /etc/group of the target */
	struct rt_name {
		const char *name;
		uint32_t id;
		bool numbered; /* id is one */
	} *name;
	uint32_t n;
	bool read; /* tried */
	int error; /* errno of that; 0: it was read */
};

struct rt_root {
	const struct rt_root_ops *ops; /* NULL: error says why there is none */
	const char *error;
	struct arena *arena;
	bool walk; /* no openat2(2): resolve by hand */
	/* a stopped container or an image: no kernel is behind it */
	bool at_rest;
	const char *const *volume; /* of a container at rest: mount points */
	uint32_t nvolume;
	int fd; /* the root directory, or -1 */
	/*
	 * Running container: its /proc/PID.  The descriptor pins the process,
	 * as a pidfd does: after its end every look-up in it fails, also when
	 * the number is used again.  -1: not running.
	 */
	int proc;
	/* init's number in its own /proc; NULL: not running */
	const char *self;
	const struct rt_idrange *uid, *gid; /* none: as they are */
	uint32_t nuid, ngid;
	struct rt_names users, groups;
	struct rt_tar *tar;
	struct rt_cache *cache; /* rt_cache.c; NULL: nothing was read yet */
	/* Fetch the archive again (for a member that was not kept). */
	bool (*stream)(struct rt_root *r,
	    bool (*sink)(void *arg, const char *data, size_t n), void *arg,
	    const char **why);
	const char *stream_socket, *stream_path;
	int64_t deadline;
};

/*
 * A detached, read-only overlay of these directories, upper first
 * (rt_overlay.c): its descriptor, or -1 with *why.  old: by mount(2) in a
 * mount namespace of our own, as kernels without fsopen(2) and lowerdir+ need
 * it.
 */
int rt_overlay_open(struct arena *a, const char *const *layer, uint32_t nlayer,
    bool old, const char **why);

/* uid or gid by the target's own passwd and group; false: no such name. */
bool rt_root_uid(struct rt_ctx *ctx, const char *name, uint32_t *uid);
bool rt_root_gid(struct rt_ctx *ctx, const char *name, uint32_t *gid);
/*
 * The user that a runtime starts where this text, of this number, is asked
 * for: the first line of passwd with that name or number, else the number.
 * False with *why where passwd cannot be read.
 */
bool rt_root_uid_asked(struct rt_ctx *ctx, const char *text, uint32_t number,
    uint32_t *uid, const char **why);
/* Name by id; NULL: none. */
const char *rt_root_user_name(struct rt_ctx *ctx, uint32_t uid);
const char *rt_root_group_name(struct rt_ctx *ctx, uint32_t gid);

#endif
