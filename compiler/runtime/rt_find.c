/*
 * Which files an object speaks of: one path, the names of a directory, a
 * glob, or everything below a directory that a pattern fits.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "rt.h"

#define FIND_DEPTH 128        /* directories, one in the other */
#define FIND_NAMES 4000000u   /* looked at, per object */
#define FIND_ONE_DIR 1000000u /* names of one directory */

struct find_dir { /* on the way down, to see a circle */
	uint64_t dev, ino;
};

struct find {
	struct rt_ctx *ctx;
	struct rt_root *root;
	struct rt_collection *out;
	void (*each)(void *arg, const struct rt_found *f);
	void *arg;
	const struct ir_entity *path, *filename, *filepath;
	int depth;  /* levels below the start; -1: all */
	bool links; /* descend through links */
	bool same_file_system, local;
	bool stop;
	uint32_t names;
	struct find_dir way[FIND_DEPTH];
};

struct find_names { /* of one directory */
	char **name;
	uint32_t n;
	bool many;
};

static void
find_incomplete(struct find *f, const char *path, const char *why)
{
	if (f->out->flag != RT_FLAG_ERROR) /* the first says enough */
		rt_flag(f->ctx, f->out, RT_FLAG_ERROR, "%.300s: %s", path, why);
}

static bool
find_name(void *arg, const char *name)
{
	struct find_names *l = arg;

	if (l->n == FIND_ONE_DIR) {
		l->many = true;
		return false;
	}
	if ((l->n & (l->n - 1)) == 0)
		l->name = base_realloc(
		    l->name, (l->n == 0 ? 1 : 2 * l->n) * sizeof *l->name);
	l->name[l->n++] = base_strdup(name);
	return true;
}

static int
find_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The sorted names in a directory; what is not there has none. */
static void
find_list(struct find *f, const char *dir, struct find_names *l)
{
	*l = (struct find_names){ 0 };
	if (rt_root_list(f->root, dir, find_name, l) != 0 && errno != ENOENT &&
	    errno != ENOTDIR)
		find_incomplete(f, dir, rt_root_strerror(errno));
	if (l->many)
		find_incomplete(f, dir, "too many names");
	if (l->n > 1)
		qsort(l->name, l->n, sizeof *l->name, find_compare);
}

static void
find_list_free(struct find_names *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		free(l->name[i]);
	free(l->name);
}

static bool
find_over(struct find *f, const char *dir)
{
	struct timespec ts;

	if (f->stop)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	if (f->names > FIND_NAMES) {
		find_incomplete(f, dir, "too many files to look at");
		f->stop = true;
	} else if (f->ctx->deadline != 0 &&
		   (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 >=
		       f->ctx->deadline) {
		find_incomplete(f, dir, "timed out");
		f->stop = true;
	}
	return f->stop;
}

/* Does the entity want it?  What cannot be told is flagged. */
static bool
find_wanted(struct find *f, const struct ir_entity *e, const char *text)
{
	const char *why = NULL;
	enum ir_result r = rt_entity_match(f->ctx, e, text, strlen(text), &why);

	if (r != IR_RESULT_TRUE && r != IR_RESULT_FALSE)
		find_incomplete(
		    f, text, why != NULL ? why : "cannot be compared");
	return r == IR_RESULT_TRUE;
}

static char *
find_join(struct arena *a, const char *dir, const char *name)
{
	return arena_printf(
	    a, "%s%s%s", dir, str_ends(dir, "/") ? "" : "/", name);
}

/* A file system of the network or of a program; see magic(5) numbers. */
static bool
find_is_remote(struct find *f, const char *dir)
{
	static const uint32_t remote[] = { 0x6969, 0x517b, 0xfe534d42,
		0xff534d42, 0x73757245, 0x5346414f, 0x01021997, 0x00c36400,
		0x0bd00bd0, 0x65735546, 0x01161970 };
	struct statfs fs;
	int fd = rt_root_open(f->root, dir, RT_OPEN_LOOK), rc;

	if (fd < 0)
		return false;
	rc = fstatfs(fd, &fs);
	close(fd);
	for (size_t i = 0; rc == 0 && i < sizeof remote / sizeof *remote; i++)
		if ((uint32_t)fs.f_type == remote[i])
			return true;
	return false;
}

/* A directory that fits: itself, or its names. */
static void
find_in(struct find *f, const char *dir, const struct find_names *l)
{
	struct arena *a = f->ctx->arena;
	struct rt_found found = { .path = dir, .dir = dir };

	if (f->filename == NULL || f->filename->nil) {
		f->each(f->arg, &found);
		return;
	}
	for (uint32_t i = 0; i < l->n && !f->stop; i++) {
		struct rt_stat st;

		if (!find_wanted(f, f->filename, l->name[i]))
			continue;
		found.path = find_join(a, dir, l->name[i]);
		found.name =
		    found.path + strlen(found.path) - strlen(l->name[i]);
		if (rt_root_stat(f->root, found.path, true, &st) == 0 &&
		    S_ISDIR(st.mode))
			continue;
		f->each(f->arg, &found);
	}
}

static bool find_enter(
    struct find *f, const char *dir, unsigned level, struct find_dir *here);

/*
 * This directory and what is below it: directories against `path`, or files
 * against `filepath`.
 */
static void
find_down(struct find *f, const char *dir, unsigned level)
{
	struct arena *a = f->ctx->arena;
	struct find_names l;

	if (level >= FIND_DEPTH) {
		find_incomplete(f, dir, "too deep");
		return;
	}
	if (find_over(f, dir) || !find_enter(f, dir, level, &f->way[level]))
		return;
	find_list(f, dir, &l);
	f->names += l.n;
	if (f->filepath == NULL &&
	    (f->path == NULL || find_wanted(f, f->path, dir)))
		find_in(f, dir, &l);
	for (uint32_t i = 0; i < l.n && !f->stop; i++) {
		char *path = find_join(a, dir, l.name[i]);
		struct rt_stat st = { 0 };
		bool is_link = false;

		if (rt_root_stat(f->root, path, false, &st) != 0) {
			if (errno != ENOENT)
				find_incomplete(
				    f, path, rt_root_strerror(errno));
			continue;
		}
		if (S_ISLNK(st.mode)) {
			is_link = true;
			if (rt_root_stat(f->root, path, true, &st) != 0)
				st.mode = 0; /* it leads nowhere */
		}
		if (!S_ISDIR(st.mode)) {
			struct rt_found found = { path, dir,
				path + strlen(path) - strlen(l.name[i]) };

			if (f->filepath != NULL &&
			    find_wanted(f, f->filepath, path))
				f->each(f->arg, &found);
		} else if ((!is_link || f->links) &&
			   (f->depth < 0 || level < (unsigned)f->depth)) {
			find_down(f, path, level + 1);
		}
	}
	find_list_free(&l);
}

/* May the directory be entered: no circle, no other file system. */
static bool
find_enter(
    struct find *f, const char *dir, unsigned level, struct find_dir *here)
{
	struct rt_stat st;

	if (rt_root_stat(f->root, dir, true, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			find_incomplete(f, dir, rt_root_strerror(errno));
		return false;
	}
	*here = (struct find_dir){ st.dev, st.ino };
	for (unsigned i = 0; i < level; i++)
		if (f->way[i].dev == st.dev && f->way[i].ino == st.ino)
			return false;
	if (level == 0)
		return true;
	if (st.dev != f->way[level - 1].dev)
		return !f->same_file_system &&
		       !(f->local && find_is_remote(f, dir));
	return true;
}

/* Behaviors; false (and flagged) for what is not supported. */
static bool
find_behaviors(struct find *f, const struct ir_object *o)
{
	const char *depth = rt_object_behavior(o, "max_depth");
	const char *way = rt_object_behavior(o, "recurse_direction");
	const char *what = rt_object_behavior(o, "recurse");
	const char *fs = rt_object_behavior(o, "recurse_file_system");
	int64_t n = -1;

	if (way == NULL || str_eq(way, "none")) {
		n = 0;
	} else if (!str_eq(way, "down") ||
		   (depth != NULL && !str_to_int64(depth, &n))) {
		rt_flag(f->ctx, f->out, RT_FLAG_NOT_COLLECTED,
		    "recurse_direction %s, max_depth %s: not supported", way,
		    depth != NULL ? depth : "-1");
		return false;
	}
	f->depth = n < 0 || n > FIND_DEPTH ? -1 : (int)n;
	f->links = what == NULL || strstr(what, "symlinks") != NULL;
	f->same_file_system = str_eq(fs, "defined");
	f->local = str_eq(fs, "local");
	return true;
}

/* Where to start for a pattern: the directory that it surely begins with. */
static char *
find_start(struct arena *a, const char *pattern)
{
	char *s, *slash;

	if (pattern[0] != '^' || pattern[1] != '/' ||
	    strchr(pattern, '|') != NULL)
		return arena_strdup(a, "/");
	s = arena_strdup(a, pattern + 1);
	/* a character before ?, * or { may be missing: up to the slash only */
	s[strcspn(s, "\\^$.[]()*+?{}")] = '\0';
	slash = strrchr(s, '/');
	slash[slash == s] = '\0';
	return s;
}

static void
find_value(struct find *f, const char *path, const struct ir_entity *filename)
{
	struct arena *a = f->ctx->arena;
	struct find_names l;
	char *dir = arena_strdup(a, path);

	for (size_t n = strlen(dir); n > 1 && dir[n - 1] == '/';)
		dir[--n] = '\0';
	if (filename == NULL) { /* a whole path */
		char *slash = strrchr(dir, '/');
		struct rt_found found = { .path = path, .dir = dir };

		if (slash != NULL && slash[1] != '\0') {
			found.path = arena_strdup(a, dir);
			found.name = found.path + (slash + 1 - dir);
			slash[slash == dir] = '\0';
		}
		f->each(f->arg, &found);
		return;
	}
	if (f->depth != 0) {
		f->path = NULL;
		find_down(f, dir, 0);
		return;
	}
	if (!filename->nil && filename->operation == IR_OPERATION_EQUALS &&
	    filename->variable == IR_NONE) {
		struct rt_found found = { .dir = dir };

		found.path = find_join(a, dir, filename->literal);
		found.name =
		    found.path + strlen(found.path) - strlen(filename->literal);
		f->each(f->arg, &found);
		return;
	}
	if (!find_enter(f, dir, 0, &f->way[0]))
		return;
	find_list(f, dir, &l);
	find_in(f, dir, &l);
	find_list_free(&l);
}

static void
find_globbed(void *arg, const char *path)
{
	struct find *f = arg;

	find_value(f, path, NULL);
}

/* An entity with known values: a path, or a glob, each. */
static void
find_values(struct find *f, const struct ir_entity *e, bool glob)
{
	enum ir_result status;
	const struct rt_value *v = rt_entity_values(f->ctx, e, &status);
	const char *why = NULL;

	if (status == IR_RESULT_FALSE)
		return; /* a variable without values names no file */
	if (status != IR_RESULT_TRUE) {
		rt_flag(f->ctx, f->out, RT_FLAG_ERROR,
		    "the path's variable cannot be computed");
		return;
	}
	for (; v != NULL; v = v->next) {
		if (v->s[0] != '/')
			find_incomplete(f, v->s, "not an absolute path");
		else if (!glob)
			find_value(f, v->s, f->filename);
		else if (rt_root_glob(f->ctx, v->s, find_globbed, f, &why) < 0)
			find_incomplete(f, v->s, why);
	}
}

void
rt_find(struct rt_ctx *ctx, const struct ir_object *o,
    const struct rt_find_fields *fields, struct rt_collection *out,
    void (*each)(void *arg, const struct rt_found *f), void *arg)
{
	struct find *f = arena_alloc(ctx->arena, sizeof *f);
	const struct ir_entity *glob = rt_object_entity(o, fields->glob);
	const struct ir_entity *e;
	const char *why = NULL;

	f->ctx = ctx;
	f->out = out;
	f->each = each;
	f->arg = arg;
	f->root = rt_root_get(ctx, &why);
	if (f->root == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
		return;
	}
	if (!find_behaviors(f, o))
		return;
	e = f->filepath = rt_object_entity(o, fields->filepath);
	if (glob != NULL) {
		find_values(f, glob, true);
		return;
	}
	if (e == NULL) {
		e = f->path = rt_object_entity(o, fields->path);
		f->filename = rt_object_entity(o, fields->filename);
	}
	if (e == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "the object names no file");
	} else if (e->operation == IR_OPERATION_EQUALS) {
		find_values(f, e, false);
	} else if (e->operation == IR_OPERATION_PATTERN_MATCH) {
		f->depth = -1;
		f->links = false;
		find_down(f,
		    e->literal != NULL ? find_start(ctx->arena, e->literal)
				       : arena_strdup(ctx->arena, "/"),
		    0);
	} else {
		rt_flag(ctx, out, RT_FLAG_NOT_COLLECTED,
		    "files by this operation on a path: not supported");
	}
}

static void
find_add(
    struct rt_ctx *ctx, struct rt_item *item, uint16_t field, const char *s)
{
	if (field != UINT16_MAX && s != NULL)
		rt_value_add(
		    ctx, item, field, IR_DATATYPE_STRING, s, strlen(s));
}

void
rt_find_item(struct rt_ctx *ctx, const struct rt_find_fields *fields,
    const struct rt_found *f, struct rt_item *item)
{
	item->where = arena_strdup(ctx->arena, f->path);
	find_add(ctx, item, fields->path, f->dir);
	if (f->name == NULL)
		return;
	find_add(ctx, item, fields->filepath, f->path);
	find_add(ctx, item, fields->filename, f->name);
}
