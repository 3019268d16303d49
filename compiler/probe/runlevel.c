/*
 * Which services System V's init starts and stops in which runlevel: by the
 * links in etc/rcN.d, or etc/rc.d/rcN.d, for every script of etc/init.d.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "probe.h"

#define RUNLEVEL_NAMES 10000u

enum { RUNLEVEL_SERVICE, RUNLEVEL_LEVEL, RUNLEVEL_START, RUNLEVEL_KILL };

struct runlevel_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	struct rt_root *root;
	const char **service, **link;
	uint32_t nservice, nlink;
};

static bool
runlevel_keep(
    struct runlevel_run *r, const char ***list, uint32_t *n, const char *name)
{
	if (*n == RUNLEVEL_NAMES) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "too many services");
		return false;
	}
	*VEC_PUSH(r->ctx->arena, *list, *n) = arena_strdup(r->ctx->arena, name);
	return true;
}

static bool
runlevel_service(void *arg, const char *name)
{
	static const char *const none[] = { "README", "skeleton", "functions",
		"rc", "rcS", "rc.local" };
	struct runlevel_run *r = arg;

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		if (str_eq(name, none[i]))
			return true;
	return name[0] == '.' ||
	       runlevel_keep(r, &r->service, &r->nservice, name);
}

/* S20name or K80name. */
static bool
runlevel_link(void *arg, const char *name)
{
	struct runlevel_run *r = arg;

	return (name[0] != 'S' && name[0] != 'K') ||
	       strspn(name + 1, "0123456789") != 2 || name[3] == '\0' ||
	       runlevel_keep(r, &r->link, &r->nlink, name);
}

/* False: there is no such directory, or it is flagged. */
static bool
runlevel_list(struct runlevel_run *r, const char *path,
    bool (*each)(void *arg, const char *name))
{
	if (rt_root_list(r->root, path, each, r) == 0)
		return true;
	if (errno != ENOENT && errno != ENOTDIR)
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "%s: %s", path,
		    rt_root_strerror(errno));
	return false;
}

static void
runlevel_item(struct runlevel_run *r, const char *service, const char *level)
{
	bool start = false, stop = false;
	struct rt_item *item;

	if (!rt_object_wants(r->ctx, r->object, RUNLEVEL_SERVICE, service,
		strlen(service), r->out) ||
	    !rt_object_wants(
		r->ctx, r->object, RUNLEVEL_LEVEL, level, 1, r->out))
		return;
	for (uint32_t i = 0; i < r->nlink; i++)
		if (str_eq(r->link[i] + 3, service)) {
			start = start || r->link[i][0] == 'S';
			stop = stop || r->link[i][0] == 'K';
		}
	item = rt_item_add(r->ctx, r->out);
	item->where =
	    arena_printf(r->ctx->arena, "%s in runlevel %s", service, level);
	rt_item_text(r->ctx, item, RUNLEVEL_SERVICE, service);
	rt_item_text(r->ctx, item, RUNLEVEL_LEVEL, level);
	rt_item_bool(r->ctx, item, RUNLEVEL_START, start);
	rt_item_bool(r->ctx, item, RUNLEVEL_KILL, stop);
}

static void
runlevel_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	static const char *const levels[] = { "0", "1", "2", "3", "4", "5",
		"6" };
	const char *why = NULL;
	struct runlevel_run r = { .ctx = ctx,
		.object = object,
		.out = out,
		.root = rt_root_get(ctx, &why) };

	if (r.root == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
		return;
	}
	if (!runlevel_list(&r, "/etc/init.d", runlevel_service))
		return;
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
		r.link = NULL;
		r.nlink = 0;
		if (!runlevel_list(&r,
			arena_printf(ctx->arena, "/etc/rc%s.d", levels[i]),
			runlevel_link) &&
		    !runlevel_list(&r,
			arena_printf(ctx->arena, "/etc/rc.d/rc%s.d", levels[i]),
			runlevel_link))
			continue;
		for (uint32_t k = 0; k < r.nservice; k++)
			runlevel_item(&r, r.service[k], levels[i]);
	}
}

static const struct probe_field runlevel_field[] = {
	[RUNLEVEL_SERVICE] = { "service_name", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the script's name in etc/init.d" },
	[RUNLEVEL_LEVEL] = { "runlevel", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "0 to 6" },
	[RUNLEVEL_START] = { "start", IR_DATATYPE_BOOLEAN, FIELD_STATE,
	    "it is started in that runlevel" },
	[RUNLEVEL_KILL] = { "kill", IR_DATATYPE_BOOLEAN, FIELD_STATE,
	    "it is stopped in that runlevel" },
	PROBE_FIELD_END,
};

const struct probe probe_runlevel = {
	.name = "runlevel",
	.oval = "unix:runlevel",
	.field = runlevel_field,
	.doc = "services of System V's runlevels",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = runlevel_collect,
	.sh = "probe/runlevel.sh",
};
