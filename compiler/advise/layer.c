/*
 * The upper layer of a container, read where the engine keeps it.  Overlayfs
 * copies a directory up as soon as something below it is written, so the layer
 * tells of more than the engine's list of changes does: a directory in which
 * nothing is left was still written to.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "advise.h"

/* The engine makes a mount point and its parent's time in one go, almost. */
#define LAYER_SLACK INT64_C(20000000) /* ns */
#define LAYER_LOOK 64                 /* entries between looks at the clock */

struct layer {
	struct advise_seen *seen;
	struct rt_root *image, *own;
	const struct advise_rules *rules;
	bool shifted; /* its owners are not the container's */
	bool full;    /* a limit was reached */
	uint32_t unread, entries;
};

struct below {        /* what a directory of the layer holds */
	bool writes;  /* of the container */
	bool engine;  /* mount points and files of the engine */
	int64_t made; /* when the last of those was made */
};

static int64_t
nanoseconds(const struct timespec *t)
{
	return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

/* An attribute of overlayfs, of either of its two name spaces. */
static bool
has_attribute(int dir, const char *name, const char *attribute)
{
	static const char *const space[] = { "trusted", "user" };
	char path[64], full[64];
	bool found = false;
	int fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return false;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	for (unsigned i = 0; i < 2 && !found; i++) {
		snprintf(
		    full, sizeof full, "%s.overlay.%s", space[i], attribute);
		found = getxattr(path, full, NULL, 0) >= 0;
	}
	close(fd);
	return found;
}

static bool
is_engine(const struct layer *l, const char *path)
{
	const struct advise_rule *r;
	size_t top;

	if (advise_is_mounted(l->seen, path))
		return true;
	r = advise_rule_find(l->rules, path, &top);
	return r != NULL && r->class == ADVISE_ENGINE;
}

/* What became of the image's file that has this one in its place. */
static enum advise_how
how_changed(
    int dir, const char *name, const struct stat *st, const struct rt_stat *old)
{
	if (S_ISREG(st->st_mode) && !has_attribute(dir, name, "origin"))
		return ADVISE_REPLACED;
	if ((old->mode & S_IFMT) != (st->st_mode & S_IFMT))
		return ADVISE_REPLACED;
	if (old->size == (uint64_t)st->st_size && old->mtime == st->st_mtime)
		return ADVISE_ATTRIBUTES;
	return S_ISREG(st->st_mode) ? ADVISE_IN_PLACE : ADVISE_REPLACED;
}

static struct advise_write *
add_entry(struct layer *l, const char *path, const struct stat *st,
    enum advise_kind kind, enum advise_how how)
{
	struct advise_seen *s = l->seen;
	struct advise_write *w;
	struct rt_stat own;

	advise_seen_add(s, path, kind, how, ADVISE_BY_LAYER);
	w = &s->write[s->nwrite - 1];
	w->mode = st->st_mode & 07777;
	w->size = S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0;
	w->uid = l->shifted ? ADVISE_NO_ID : st->st_uid;
	w->gid = l->shifted ? ADVISE_NO_ID : st->st_gid;
	if (l->shifted && kind == ADVISE_DIR && l->own != NULL &&
	    rt_root_stat(l->own, path, false, &own) == 0) {
		w->uid = own.uid;
		w->gid = own.gid;
	}
	return w;
}

static void read_directory(struct layer *l, int fd, const char *path,
    unsigned depth, struct below *out);

static void
read_subdirectory(struct layer *l, int dir, const char *name, const char *path,
    const struct stat *st, const struct rt_stat *old, unsigned depth,
    struct below *up)
{
	struct below below = { 0 };
	bool new_ = old == NULL || !S_ISDIR(old->mode) ||
		    has_attribute(dir, name, "opaque");
	int fd = openat(dir, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		read_directory(l, fd, path, depth + 1, &below);
	else if (errno != ENOENT)
		l->unread++;
	if (below.engine && !below.writes &&
	    (new_ || nanoseconds(&st->st_mtim) - below.made <= LAYER_SLACK)) {
		up->engine = true;
		if (new_ && nanoseconds(&st->st_ctim) > up->made)
			up->made = nanoseconds(&st->st_ctim);
		return;
	}
	if (new_)
		add_entry(l, path, st, ADVISE_DIR,
		    old != NULL ? ADVISE_REPLACED : ADVISE_NEW);
	else if (!below.writes)
		add_entry(l, path, st, ADVISE_DIR,
		    old->mtime != st->st_mtime ? ADVISE_INSIDE
					       : ADVISE_ATTRIBUTES);
	up->writes = true;
}

static void
read_entry(struct layer *l, int dir, const char *parent, const char *name,
    unsigned depth, struct below *up)
{
	struct advise_seen *s = l->seen;
	char *path = arena_printf(s->arena, "%s/%s", parent, name);
	struct rt_stat old;
	bool known;
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno != ENOENT)
			l->unread++;
		return;
	}
	if (is_engine(l, path)) {
		up->engine = true;
		if (nanoseconds(&st.st_ctim) > up->made)
			up->made = nanoseconds(&st.st_ctim);
		return;
	}
	known =
	    l->image != NULL && rt_root_stat(l->image, path, false, &old) == 0;
	if (S_ISDIR(st.st_mode)) {
		read_subdirectory(
		    l, dir, name, path, &st, known ? &old : NULL, depth, up);
		return;
	}
	up->writes = true;
	if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(0, 0))
		add_entry(l, path, &st, ADVISE_GONE, ADVISE_REPLACED);
	else
		add_entry(l, path, &st,
		    S_ISREG(st.st_mode) ? ADVISE_FILE : ADVISE_OTHER,
		    known ? how_changed(dir, name, &st, &old) : ADVISE_NEW);
}

static void
read_directory(struct layer *l, int fd, const char *path, unsigned depth,
    struct below *out)
{
	struct dirent *e;
	DIR *d;

	if (depth > ADVISE_DEPTH) {
		l->full = true;
		close(fd);
		return;
	}
	d = fdopendir(fd);
	if (d == NULL) {
		close(fd);
		l->unread++;
		return;
	}
	while (errno = 0, (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		l->entries++;
		if (l->seen->nwrite >= l->seen->limit ||
		    (l->entries % LAYER_LOOK == 0 &&
			advise_seen_late(l->seen))) {
			l->full = true;
			break;
		}
		read_entry(l, dirfd(d), path, e->d_name, depth, out);
	}
	if (e == NULL && errno != 0)
		l->unread++;
	closedir(d);
}

bool
advise_layer_read(struct advise_seen *s, const char *upper,
    struct rt_root *image, struct rt_root *own,
    const struct advise_rules *rules, const char **why)
{
	struct layer l = {
		.seen = s, .image = image, .own = own, .rules = rules
	};
	struct below below = { 0 };
	struct stat st;
	int fd = open(upper, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0) {
		*why = arena_printf(
		    s->arena, "%s: %s", upper, rt_root_strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	l.shifted = st.st_uid != 0;
	read_directory(&l, fd, "", 0, &below);
	if (l.full) {
		s->partial = true;
		advise_seen_note(s,
		    "its layer has more entries, or is deeper, than what is "
		    "looked at (%u, %d)",
		    s->limit, ADVISE_DEPTH);
	}
	if (l.unread > 0) {
		s->partial = true;
		advise_seen_note(
		    s, "%u entries of its layer cannot be read", l.unread);
	}
	return true;
}
