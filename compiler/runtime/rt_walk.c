/*
 * One walk through a target's directories for everything that is asked of
 * them.  Every asker has a directory where it starts, what it descends into
 * and what it takes; the walk goes where at least one of them wants to go,
 * reads each directory once and looks at a file once, and only where somebody
 * needs more than its name.
 *
 * Directories are opened from the one above, never by a path through names
 * that the target can change meanwhile; links are resolved inside the root.
 * Levels are kept on a list, not on the stack, and only the deepest ones keep
 * their descriptors, so that a tree may be as deep as it likes.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "rt.h"

#define WALK_DEPTH 20000u   /* directories, one in the other */
#define WALK_OPEN 200u      /* of them with a descriptor */
#define WALK_NAMES 8000000u /* looked at */
#define WALK_DIR 4000000u   /* of one directory */
#define WALK_FOUND 2000000u /* kept */
#define WALK_ASKED 1500000u /* of them for one asker */
#define WALK_LINKS 50000u   /* to directories, followed for one asker */
#define WALK_BEHIND 20000u  /* behind others */
#define WALK_KERNEL 10000u  /* the same in /sys and /proc */
#define WALK_PROC 0x9fa0    /* procfs */
#define WALK_BUFFER 65536

struct walk_level {
	int fd;    /* -1: by path, or closed for now */
	bool slow; /* by path: an archive, or a kernel that is not there */
	uint64_t dev, ino;
	uint32_t links; /* followed on the way here */
	size_t npath;    /* bytes of the walk's path that lead here */
	const char *dir; /* the same to keep, when first needed */
	struct strbuf text; /* of the names: a type byte, the name, a NUL */
	const char **name;
	uint32_t nname, next;
	uint32_t *on, non; /* askers that look here */
	bool *in;          /* whether they take names from here */
	uint32_t *to, nto; /* askers whose start is further down */
};

struct walk {
	struct rt_ctx *ctx;
	struct rt_root *root;
	struct rt_asker *asker;
	uint32_t nasker;
	struct walk_level *level;
	uint32_t n, room;
	struct strbuf path; /* of what is looked at */
	uint32_t names, found;
	bool stop;
};

struct walk_seen { /* one name of a directory */
	const char *name;
	bool looked;
	int error;
	struct rt_stat st;
	const struct rt_found *found; /* once somebody took it */
};

static void
walk_error(
    struct walk *w, struct rt_asker *a, const char *path, const char *why)
{
	if (a->into->error == NULL) /* the first says enough */
		a->into->error =
		    arena_printf(w->ctx->arena, "%.300s: %s", path, why);
}

static void
walk_stop(struct walk *w, const char *why)
{
	w->stop = true;
	for (uint32_t i = 0; i < w->nasker; i++)
		walk_error(w, &w->asker[i], w->path.s, why);
}

static void
walk_check(struct walk *w)
{
	if (w->names > WALK_NAMES) {
		walk_stop(w, "too many files to look at");
		return;
	}
	if (rt_late(w->ctx))
		walk_stop(w, "timed out");
}

/* The path of this name in the level. */
static void
walk_path(struct walk *w, const struct walk_level *l, const char *name)
{
	w->path.n = l->npath;
	w->path.s[l->npath] = '\0';
	if (l->npath == 0 || w->path.s[l->npath - 1] != '/')
		strbuf_addch(&w->path, '/');
	strbuf_addstr(&w->path, name);
}

/* What the name is, no link followed; false: it is gone. */
static bool
walk_look(struct walk *w, const struct walk_level *l, struct walk_seen *s)
{
	struct stat st;
	int rc;

	if (!s->looked) {
		s->looked = true;
		if (l->slow) {
			rc = rt_root_stat(w->root, w->path.s, false, &s->st);
		} else {
			rc = fstatat(l->fd, s->name, &st,
			    AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT);
			if (rc == 0)
				rt_root_stat_of(w->root, &st, &s->st);
		}
		s->error = rc == 0 ? 0 : errno;
	}
	return s->error != ENOENT && s->error != ENOTDIR;
}

static const char *
walk_dir(struct walk *w, struct walk_level *l)
{
	if (l->dir == NULL)
		l->dir = arena_strndup(w->ctx->arena, w->path.s, l->npath);
	return l->dir;
}

static void
walk_take(struct walk *w, struct rt_asker *a, const struct rt_found *f)
{
	struct rt_finding *into = a->into;

	if (into->n == WALK_ASKED) {
		walk_error(w, a, f->path, "too many files are asked for");
		a->lost = true;
		return;
	}
	if (into->n > 0 && into->found[into->n - 1] == f)
		return; /* by another asker of the same object */
	if ((into->n & (into->n - 1)) == 0)
		into->found = base_realloc(into->found,
		    (into->n == 0 ? 1 : 2 * into->n) * sizeof *into->found);
	into->found[into->n++] = f;
}

/* Something to keep; NULL: there is too much. */
static struct rt_found *
walk_found(struct walk *w)
{
	if (w->found == WALK_FOUND || !rt_room(w->ctx, 0)) {
		walk_stop(w, "too many files are asked for");
		return NULL;
	}
	w->found++;
	return arena_alloc(w->ctx->arena, sizeof(struct rt_found));
}

static void
walk_found_stat(
    struct walk *w, struct rt_found *f, const struct rt_stat *st, int error)
{
	struct rt_stat *copy;

	f->error = error;
	if (error != 0)
		return;
	copy = arena_alloc(w->ctx->arena, sizeof *copy);
	*copy = *st;
	f->st = copy;
}

/* An asker wants the name. */
static void
walk_emit(struct walk *w, struct walk_level *l, struct rt_asker *a,
    struct walk_seen *s)
{
	struct rt_found *f;

	if (s->found == NULL) {
		if (!walk_look(w, l, s))
			return;
		f = walk_found(w);
		if (f == NULL)
			return;
		f->dir = walk_dir(w, l);
		f->path =
		    arena_strndup(w->ctx->arena, w->path.s, w->path.n);
		f->name = f->path + w->path.n - strlen(s->name);
		walk_found_stat(w, f, &s->st, s->error);
		s->found = f;
	}
	walk_take(w, a, s->found);
}

static bool
walk_fits(struct walk *w, struct rt_asker *a, struct rt_pattern *p,
    const char *text, size_t n)
{
	const char *why = NULL;
	enum ir_result r = rt_pattern_match(w->ctx, p, text, n, &why);

	if (r != IR_RESULT_TRUE && r != IR_RESULT_FALSE)
		walk_error(w, a, w->path.s,
		    why != NULL ? why : "cannot be compared");
	return r == IR_RESULT_TRUE;
}

/* A name that is no directory; of a link, whether it leads to one. */
static void
walk_file(
    struct walk *w, struct walk_level *l, struct walk_seen *s, bool to_dir)
{
	size_t nname = strlen(s->name);

	for (uint32_t i = 0; i < l->non && !w->stop; i++) {
		struct rt_asker *a = &w->asker[l->on[i]];

		if (a->lost)
			continue;
		if (a->filepath != NULL
			? !to_dir && walk_fits(w, a, a->filepath, w->path.s,
					 w->path.n)
			: a->filename != NULL && l->in[i] &&
			      walk_fits(w, a, a->filename, s->name, nname))
			walk_emit(w, l, a, s);
	}
}

/*
 * Is it on a file system of the network or of a program (the numbers of
 * statfs(2))?  -1 and errno: that is not known.
 */
static int
walk_is_remote(int fd)
{
	static const uint32_t remote[] = { 0x6969, 0x517b, 0xfe534d42,
		0xff534d42, 0x73757245, 0x5346414f, 0x01021997, 0x00c36400,
		0x0bd00bd0, 0x65735546, 0x01161970, 0x0187 };
	struct statfs fs;

	if (fd < 0)
		return 0; /* an archive's */
	if (fstatfs(fd, &fs) != 0)
		return -1;
	for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
		if ((uint32_t)fs.f_type == remote[i])
			return 1;
	return 0;
}

int
rt_walk_remote(struct rt_root *root, const char *path)
{
	int fd, remote, error;

	if (root->ops == &rt_tar_ops)
		return 0;
	fd = rt_root_open(root, path, RT_OPEN_LOOK);
	if (fd < 0)
		return -1;
	remote = walk_is_remote(fd);
	error = errno;
	close(fd);
	errno = error;
	return remote;
}

/* ---- going down -------------------------------------------------------- */

static void
walk_level_free(struct walk_level *l)
{
	if (l->fd >= 0)
		close(l->fd);
	strbuf_free(&l->text);
	free(l->name);
	free(l->on);
	free(l->in);
	free(l->to);
}

/* The component of its start that comes after this level, and its length. */
static size_t
walk_component(const struct rt_asker *a, const struct walk_level *l,
    const char **component)
{
	const char *p = a->start + l->npath;

	p += *p == '/';
	*component = p;
	return strcspn(p, "/");
}

/*
 * May the asker go where the link leads?  Those behind other links can lead to
 * the same again and again, and the kernel's own do: each kind is followed so
 * many times, and what the rest leads to is not known.
 */
static bool
walk_may_follow(
    const struct walk *w, const struct walk_level *l, struct rt_asker *a)
{
	static const uint32_t most[] = { WALK_LINKS, WALK_BEHIND, WALK_KERNEL };
	unsigned kind = 0; /* index into followed */

	if (l->links > w->level[a->level].links)
		kind = rt_path_within(w->path.s, "/sys") ||
			       rt_path_within(w->path.s, "/proc")
			   ? 2
			   : 1;
	if (a->followed[kind] == most[kind]) {
		if (a->into->partial == NULL)
			a->into->partial = arena_printf(w->ctx->arena,
			    "%.300s: too many links to directories",
			    w->path.s);
		return false;
	}
	a->followed[kind]++;
	return true;
}

/* Who wants to go from l into the name that the path ends with? */
static void
walk_wanted(struct walk *w, const struct walk_level *l, const char *name,
    bool link, struct walk_level *to)
{
	size_t nname = strlen(name);

	to->on = base_malloc((l->non + l->nto + 1) * sizeof *to->on);
	to->to = base_malloc((l->nto + 1) * sizeof *to->to);
	for (uint32_t i = 0; i < l->non; i++) {
		struct rt_asker *a = &w->asker[l->on[i]];

		if ((link ? !a->links : !a->directories) || a->lost ||
		    (a->depth >= 0 && w->n - a->level > (uint32_t)a->depth))
			continue;
		if (a->path != NULL && !rt_pattern_begins(w->ctx, a->path,
					   w->path.s, w->path.n))
			continue;
		if (a->filepath != NULL) {
			bool begins;

			strbuf_addch(&w->path, '/');
			begins = rt_pattern_begins(
			    w->ctx, a->filepath, w->path.s, w->path.n);
			w->path.s[--w->path.n] = '\0';
			if (!begins)
				continue;
		}
		if (link && !walk_may_follow(w, l, a))
			continue;
		to->on[to->non++] = l->on[i];
	}
	for (uint32_t i = 0; i < l->nto; i++) {
		struct rt_asker *a = &w->asker[l->to[i]];
		const char *component;
		size_t n = walk_component(a, l, &component);

		if (n != nname || memcmp(component, name, n) != 0)
			continue;
		if (component[n] != '\0') {
			to->to[to->nto++] = l->to[i];
		} else {
			a->level = w->n;
			to->on[to->non++] = l->to[i];
		}
	}
}

/* Leave out those that may not enter the directory itself. */
static void
walk_permitted(struct walk *w, struct walk_level *to, int fd)
{
	const struct walk_level *from = w->n > 0 ? &w->level[w->n - 1] : NULL;
	int remote = -2, circle = -1;
	uint32_t kept = 0;

	for (uint32_t i = w->n; i > 0 && circle < 0; i--)
		if (w->level[i - 1].dev == to->dev &&
		    w->level[i - 1].ino == to->ino)
			circle = (int)(i - 1);
	for (uint32_t i = 0; i < to->non; i++) {
		struct rt_asker *a = &w->asker[to->on[i]];

		if (a->level == w->n)
			a->dev = to->dev;
		else if (circle >= 0 && a->level <= (uint32_t)circle)
			continue;
		if (a->one_file_system && a->dev != to->dev)
			continue;
		if (a->local && (from == NULL || from->dev != to->dev ||
				    a->level == w->n)) {
			if (remote == -2)
				remote = walk_is_remote(fd);
			if (remote < 0)
				walk_error(w, a, w->path.s,
				    "whether its file "
				    "system is a local one cannot be told");
			if (remote != 0)
				continue;
		}
		to->on[kept++] = to->on[i];
	}
	to->non = kept;
}

/* What was refused, to those who wanted it. */
static void
walk_refused(struct walk *w, const struct walk_level *to, int look, int error)
{
	struct statfs fs;
	bool proc = look >= 0 && fstatfs(look, &fs) == 0 &&
		    fs.f_type == WALK_PROC;

	if (error == ENOENT || error == ENOTDIR || error == ESRCH)
		return;
	for (uint32_t i = 0; i < to->non; i++) {
		struct rt_asker *a = &w->asker[to->on[i]];

		/* the kernel's views of processes are nobody's files */
		if (!proc || a->level == w->n)
			walk_error(w, a, w->path.s, rt_root_strerror(error));
	}
	for (uint32_t i = 0; i < to->nto; i++)
		walk_error(w, &w->asker[to->to[i]], w->path.s,
		    rt_root_strerror(error));
}

static void
walk_add_name(struct walk_level *l, unsigned char type, const char *name)
{
	strbuf_addch(&l->text, type);
	strbuf_add(&l->text, name, strlen(name) + 1);
	l->nname++;
}

struct walk_list {
	struct walk_level *l;
	bool many;
};

static bool
walk_listed(void *arg, const char *name)
{
	struct walk_list *list = arg;

	list->many = list->l->nname == WALK_DIR;
	if (!list->many)
		walk_add_name(list->l, DT_UNKNOWN, name);
	return !list->many;
}

static int
walk_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in order, each once. */
static void
walk_sort(struct walk_level *l)
{
	const char *p = l->text.s;
	uint32_t kept = 0;

	l->name = base_malloc((l->nname + 1) * sizeof *l->name);
	for (uint32_t i = 0; i < l->nname; i++) {
		l->name[i] = p + 1;
		p += strlen(p + 1) + 2;
	}
	if (l->nname > 1)
		qsort(l->name, l->nname, sizeof *l->name, walk_compare);
	for (uint32_t i = 0; i < l->nname; i++)
		if (kept == 0 || strcmp(l->name[kept - 1], l->name[i]) != 0)
			l->name[kept++] = l->name[i];
	l->nname = kept;
}

/* The names of an open directory; 0 or errno. */
static int
walk_read(struct walk *w, struct walk_level *l)
{
	struct walk_list list = { l, false };
	char *buf;
	ssize_t n = 0;

	if (l->slow) {
		if (rt_root_list(w->root, w->path.s, walk_listed, &list) != 0)
			return errno;
		return list.many ? E2BIG : 0;
	}
	buf = base_malloc(WALK_BUFFER);
	while (!list.many && (n = getdents64(l->fd, buf, WALK_BUFFER)) > 0) {
		const struct dirent64 *e;

		for (ssize_t at = 0; at < n && !list.many; at += e->d_reclen) {
			e = (const struct dirent64 *)(const void *)(buf + at);
			if (strcmp(e->d_name, ".") == 0 ||
			    strcmp(e->d_name, "..") == 0)
				continue;
			list.many = l->nname == WALK_DIR;
			walk_add_name(l, e->d_type, e->d_name);
		}
	}
	free(buf);
	return n < 0 ? errno : list.many ? E2BIG : 0;
}

/* What the askers that are here take of the directory itself. */
static void
walk_enter(struct walk *w, struct walk_level *l, struct walk_seen *s,
    const struct walk_level *above)
{
	struct rt_found *f = NULL;

	l->in = base_malloc((l->non + 1) * sizeof *l->in);
	for (uint32_t i = 0; i < l->non && !w->stop; i++) {
		struct rt_asker *a = &w->asker[l->on[i]];

		l->in[i] = a->filepath == NULL && !a->lost &&
			   (a->path == NULL || walk_fits(w, a, a->path,
						   w->path.s, w->path.n));
		if (!l->in[i] || a->filename != NULL)
			continue;
		if (f == NULL && (f = walk_found(w)) != NULL) {
			f->path = f->dir = walk_dir(w, l);
			if (above != NULL && !walk_look(w, above, s))
				s->error = ENOENT;
			walk_found_stat(w, f, &s->st, s->error);
		}
		if (f != NULL)
			walk_take(w, a, f);
	}
}

/* Push the directory that the path names, opened as `look`. */
static void
walk_push(struct walk *w, struct walk_level *to, int look, struct walk_seen *s)
{
	const struct walk_level *above = w->n > 0 ? &w->level[w->n - 1] : NULL;
	int error = 0;

	to->npath = w->path.n;
	to->fd = look;
	if (to->non > 0 && look >= 0) {
		to->fd = rt_open_unseen(look, ".", O_DIRECTORY | O_NONBLOCK);
		error = errno;
		if (to->fd < 0) {
			walk_refused(w, to, look, error);
			to->non = 0;
			to->fd = look;
		} else {
			close(look);
		}
	}
	walk_enter(w, to, s, above);
	if (to->non > 0) {
		error = walk_read(w, to);
		if (error == E2BIG)
			walk_stop(w, "too many names");
		else if (error != 0)
			walk_refused(w, to, to->fd, error);
	}
	for (uint32_t i = 0; i < to->nto; i++) {
		const char *component;
		size_t n = walk_component(&w->asker[to->to[i]], to, &component);
		char *name;

		if (to->non > 0 && error == 0)
			break; /* it is among the names where it is at all */
		name = arena_strndup(w->ctx->arena, component, n);
		walk_add_name(to, DT_UNKNOWN, name);
	}
	walk_sort(to);
	w->names += to->nname;
	if (w->n == w->room) {
		w->room = w->room == 0 ? 64 : 2 * w->room;
		w->level =
		    base_realloc(w->level, w->room * sizeof *w->level);
	}
	w->level[w->n++] = *to;
	if (w->n > WALK_OPEN && w->level[w->n - 1 - WALK_OPEN].fd >= 0) {
		close(w->level[w->n - 1 - WALK_OPEN].fd);
		w->level[w->n - 1 - WALK_OPEN].fd = -1;
	}
	walk_check(w);
}

/* /proc and /sys of what does not run are empty for no reason of its own. */
static bool
walk_is_silent(const struct walk *w)
{
	return w->root->at_rest && (strcmp(w->path.s, "/proc") == 0 ||
				       strcmp(w->path.s, "/sys") == 0);
}

/* Open what the path names to look at it; -1: by path; -2 and errno. */
static int
walk_open(struct walk *w, const struct walk_level *l, struct walk_seen *s,
    bool link, struct walk_level *to)
{
	struct rt_stat seen;
	struct stat st;
	int fd, error;

	to->slow = l == NULL || l->slow || walk_is_silent(w);
	if (l == NULL)
		to->slow = w->root->ops != &rt_path_ops ||
			   w->root->nvolume > 0;
	if (to->slow) {
		if (rt_root_stat(w->root, w->path.s, true, &seen) != 0)
			return -2;
		to->dev = seen.dev;
		to->ino = seen.ino;
		if (!S_ISDIR(seen.mode))
			errno = ENOTDIR;
		return S_ISDIR(seen.mode) ? -1 : -2;
	}
	if (l == NULL || link)
		fd = rt_root_open(w->root, w->path.s, RT_OPEN_LOOK);
	else
		fd = openat(l->fd, s->name,
		    O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -2;
	error = fstat(fd, &st) != 0 ? errno
		: S_ISDIR(st.st_mode) ? 0 : ENOTDIR;
	if (error != 0) {
		close(fd);
		errno = error;
		return -2;
	}
	to->dev = st.st_dev;
	to->ino = st.st_ino;
	if (!link) { /* the same that a look by its name tells */
		s->looked = true;
		s->error = 0;
		rt_root_stat_of(w->root, &st, &s->st);
	}
	return fd;
}

/* Into the directory of that name, or that a link of that name leads to. */
static void
walk_down(struct walk *w, struct walk_seen *s, bool link)
{
	struct walk_level *l = &w->level[w->n - 1];
	struct walk_level to = {
		.fd = -1,
		.links = l->links + link,
		.text = STRBUF_INIT,
	};
	int fd;

	walk_wanted(w, l, s->name, link, &to);
	if (to.non + to.nto > 0 && w->n == WALK_DEPTH) {
		walk_refused(w, &to, -1, ENAMETOOLONG);
		to.non = to.nto = 0;
	}
	if (to.non + to.nto > 0) {
		fd = walk_open(w, l, s, link, &to);
		if (fd == -2) {
			walk_refused(w, &to, -1, errno);
			to.non = to.nto = 0;
		} else {
			walk_permitted(w, &to, fd);
			if (to.non + to.nto > 0) {
				walk_push(w, &to, fd, s);
				return;
			}
			if (fd >= 0)
				close(fd);
		}
	}
	walk_level_free(&to);
}

/* ---- through the names ------------------------------------------------- */

/* Does anybody go where a link of that name leads? */
static bool
walk_follows(const struct walk *w, const struct walk_level *l, const char *name)
{
	for (uint32_t i = 0; i < l->non; i++)
		if (w->asker[l->on[i]].links)
			return true;
	for (uint32_t i = 0; i < l->nto; i++) {
		const char *component;
		size_t n = walk_component(&w->asker[l->to[i]], l, &component);

		if (strlen(name) == n && memcmp(component, name, n) == 0)
			return true;
	}
	return false;
}

/*
 * What a link leads to is not known: to those who would go there, or take it
 * for a file.
 */
static void
walk_unfollowed(
    struct walk *w, const struct walk_level *l, const char *name, int error)
{
	struct walk_level to = { .fd = -1, .text = STRBUF_INIT };

	if (error == ENOENT || error == ENOTDIR || error == ELOOP)
		return; /* it leads nowhere */
	walk_wanted(w, l, name, true, &to);
	walk_refused(w, &to, l->fd, error);
	walk_level_free(&to);
	for (uint32_t i = 0; i < l->non; i++) {
		struct rt_asker *a = &w->asker[l->on[i]];

		if (a->filepath != NULL &&
		    walk_fits(w, a, a->filepath, w->path.s, w->path.n))
			walk_error(w, a, w->path.s, rt_root_strerror(error));
	}
}

static void
walk_name(struct walk *w, struct walk_level *l, const char *name)
{
	unsigned char type = (unsigned char)name[-1];
	struct walk_seen s = { .name = name };
	struct rt_stat target;
	bool to_dir = false;

	walk_path(w, l, name);
	if (type == DT_UNKNOWN) {
		if (!walk_look(w, l, &s))
			return;
		if (s.error != 0) {
			walk_refused(w, l, -1, s.error);
			return;
		}
		type = S_ISDIR(s.st.mode)   ? DT_DIR
		       : S_ISLNK(s.st.mode) ? DT_LNK
					    : DT_REG;
	}
	if (type == DT_DIR) {
		walk_down(w, &s, false);
		return;
	}
	if (type == DT_LNK && walk_follows(w, l, name)) {
		if (rt_root_stat(w->root, w->path.s, true, &target) == 0)
			to_dir = S_ISDIR(target.mode);
		else
			walk_unfollowed(w, l, name, errno);
	}
	walk_file(w, l, &s, to_dir);
	if (to_dir && !w->stop)
		walk_down(w, &s, true);
}

/* Back in l, whose descriptor was closed; below is the one that was left. */
static void
walk_reopen(struct walk *w, struct walk_level *l, int below)
{
	struct stat st;
	int fd = -1;

	w->path.n = l->npath;
	w->path.s[l->npath] = '\0';
	for (int by = 0; by < 2 && l->fd < 0; by++) {
		if (by == 0 && below >= 0)
			fd = openat(below, "..",
			    O_PATH | O_DIRECTORY | O_CLOEXEC);
		else if (by == 1)
			fd = rt_root_open(w->root, w->path.s, RT_OPEN_LOOK);
		if (fd < 0)
			continue;
		if (fstat(fd, &st) == 0 && st.st_dev == l->dev &&
		    st.st_ino == l->ino)
			l->fd = fd;
		else
			close(fd);
		fd = -1;
	}
	if (l->fd < 0) {
		walk_refused(w, l, -1, EAGAIN);
		l->next = l->nname;
	}
}

static void
walk_pop(struct walk *w)
{
	struct walk_level *l = &w->level[--w->n];

	if (w->n > 0 && l[-1].fd < 0 && !l[-1].slow && !w->stop)
		walk_reopen(w, &l[-1], l->fd);
	walk_level_free(l);
}

void
rt_walk(struct rt_ctx *ctx, struct rt_root *root, const char *top,
    struct rt_asker *asker, uint32_t n)
{
	struct walk w = { .ctx = ctx,
		.root = root,
		.asker = asker,
		.nasker = n,
		.path = STRBUF_INIT };
	struct walk_level first = { .fd = -1, .text = STRBUF_INIT };
	struct walk_seen s = { .name = top, .looked = true };
	int fd;

	strbuf_addstr(&w.path, top);
	first.on = base_malloc((n + 1) * sizeof *first.on);
	first.to = base_malloc((n + 1) * sizeof *first.to);
	for (uint32_t i = 0; i < n; i++) {
		asker[i].level = 0;
		if (strcmp(asker[i].start, top) == 0)
			first.on[first.non++] = i;
		else
			first.to[first.nto++] = i;
	}
	fd = walk_open(&w, NULL, &s, true, &first);
	if (fd == -2)
		walk_refused(&w, &first, -1, errno);
	else
		walk_permitted(&w, &first, fd);
	if (fd == -2 || first.non + first.nto == 0) {
		if (fd >= 0)
			close(fd);
		walk_level_free(&first);
	} else {
		if (rt_root_stat(root, top, false, &s.st) != 0)
			s.error = errno;
		walk_push(&w, &first, fd, &s);
	}
	while (w.n > 0) {
		struct walk_level *l = &w.level[w.n - 1];

		if (w.stop || l->next == l->nname) {
			walk_pop(&w);
			continue;
		}
		if (l->next % 1024 == 1023)
			walk_check(&w);
		walk_name(&w, l, l->name[l->next++]);
	}
	free(w.level);
	strbuf_free(&w.path);
}
