/* Where symbolic links lead in the end. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "probe.h"

enum { SYMLINK_FILEPATH, SYMLINK_CANONICAL_PATH };

static const struct rt_find_fields symlink_find = { SYMLINK_FILEPATH,
	UINT16_MAX, UINT16_MAX, UINT16_MAX };

struct symlink_run {
	struct rt_ctx *ctx;
	struct rt_root *root;
	struct rt_collection *out;
};

static void
symlink_found(void *arg, const struct rt_found *f)
{
	struct symlink_run *r = arg;
	char end[PATH_MAX];
	struct rt_item *item;
	struct rt_stat st;

	if (f->st != NULL)
		st = *f->st;
	else if (rt_root_stat(r->root, f->path, false, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "%.300s: %s",
			    f->path, rt_root_strerror(errno));
		return;
	}
	if (!S_ISLNK(st.mode))
		return;
	item = rt_item_add(r->ctx, r->out);
	rt_find_item(r->ctx, &symlink_find, f, item);
	if (rt_root_canonical(r->root, f->path, end)) {
		rt_item_text(r->ctx, item, SYMLINK_CANONICAL_PATH, end);
		return;
	}
	item->status = RT_STATUS_ERROR;
	item->message = errno == ENOENT ? "it leads to nothing"
					: rt_root_strerror(errno);
}

static void
symlink_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const char *why = NULL;
	struct symlink_run r = { ctx, rt_root_get(ctx, &why), out };

	rt_find(ctx, object, &symlink_find, out, symlink_found, &r);
}

static const struct probe_field symlink_field[] = {
	[SYMLINK_FILEPATH] = { "filepath", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the link's own path" },
	[SYMLINK_CANONICAL_PATH] = { "canonical_path", IR_DATATYPE_STRING,
	    FIELD_STATE, "what it leads to, no link left in it" },
	PROBE_FIELD_END,
};

const struct probe probe_symlink = {
	.name = "symlink",
	.oval = "unix:symlink",
	.field = symlink_field,
	.find = &symlink_find,
	.doc = "where symbolic links lead",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = symlink_collect,
	.sh = "probe/symlink.sh",
};
