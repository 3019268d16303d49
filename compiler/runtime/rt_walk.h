/*
 * The files that an object names: patterns, globs, and the walks that objects
 * share (rt_find.c, rt_pattern.c, rt_walk.c).
 */
#ifndef RT_WALK_H
#define RT_WALK_H

#include "rt_root.h"

/*
 * The files that an object names (rt_find.c), by whichever of these entities
 * it has: a file's whole path, a directory's path and a name in it (nil: the
 * directory itself), a glob; with OVAL's behaviors for descending.  Field
 * indices of the probe; UINT16_MAX: it has no such field.
 */
struct rt_find_fields {
	uint16_t filepath, path, filename, glob;
};
struct rt_found { /* lives as long as the context */
	const char *path; /* the whole */
	const char *dir, *name; /* its parts; name NULL: the directory itself */
	const struct rt_stat *st; /* no link followed; NULL: not looked at */
	int error; /* errno of looking at it */
};
/*
 * Calls back with every path; whether something is there is for the callback
 * to see.  What could not be looked at is flagged in out.  Objects that need a
 * walk share it with all that probe.find tells of.
 */
void rt_find(struct rt_ctx *ctx, const struct ir_object *o,
    const struct rt_find_fields *fields, struct rt_collection *out,
    void (*each)(void *arg, const struct rt_found *f), void *arg);
/* The three fields of an item for what was found, and its `where`. */
void rt_find_item(struct rt_ctx *ctx, const struct rt_find_fields *fields,
    const struct rt_found *f, struct rt_item *item);
void rt_find_close(struct rt_ctx *ctx); /* give back what walks found */
/* Mark the objects that the selected rules come to ask for (rt_reach.c). */
void rt_reach(const struct rt_ctx *ctx, bool *object);

/*
 * What a name or path has to be (rt_pattern.c): a regular expression, or
 * (text NULL) whatever the entity compares.  NULL with *why.
 */
struct rt_pattern;
struct rt_pattern *rt_pattern_new(struct rt_ctx *ctx, const struct ir_entity *e,
    const char *text, const char **why);
void rt_pattern_free(struct rt_pattern *p);
enum ir_result rt_pattern_match(struct rt_ctx *ctx, struct rt_pattern *p,
    const char *s, size_t n, const char **why);
/* Can a text that begins with s fit?  True where it cannot be told. */
bool rt_pattern_begins(struct rt_ctx *ctx, struct rt_pattern *p, const char *s,
    size_t n);
/* The directory that all paths are in or below that such a pattern fits. */
char *rt_pattern_start(struct arena *a, const char *text);

struct rt_finding { /* what was found for an object */
	const struct rt_found **found; /* free() */
	uint32_t n;
	const char *error; /* what could not be looked at */
	const char *partial; /* what was left out */
};
struct rt_asker { /* one of those a walk is made for (rt_walk.c) */
	const char *start; /* the directory where it begins, without /../ */
	/* either of the first two or none: every directory from the start */
	struct rt_pattern *path, *filepath;
	struct rt_pattern *filename; /* NULL, no filepath: the directories */
	int depth; /* levels below the start; -1: all */
	bool directories, links; /* what is descended into */
	bool one_file_system, local;
	struct rt_finding *into;
	/* of the walk */
	uint32_t level;
	/* links: the first on a way, behind others, these of the kernel */
	uint32_t followed[3];
	uint64_t dev;
	bool lost; /* it asks for too much */
};
/* Is what a path leads to on no local file system?  1, 0, or -1 and errno. */
int rt_walk_remote(struct rt_root *root, const char *path);
/* One walk below `top` for all of them; their starts are equal or below. */
void rt_walk(struct rt_ctx *ctx, struct rt_root *root, const char *top,
    struct rt_asker *asker, uint32_t n);

#endif
