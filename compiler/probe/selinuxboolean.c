/* SELinux's booleans, as the host's kernel has them. */
#include <errno.h>
#include <string.h>

#include "probe.h"

#define BOOLEANS "/sys/fs/selinux/booleans"
#define BOOLEAN_BYTES ((size_t)64)

enum { BOOLEAN_NAME, BOOLEAN_CURRENT, BOOLEAN_PENDING };

struct boolean_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
};

/* A file of two digits: what is, and what is to be. */
static bool
boolean_item(void *arg, const char *name)
{
	struct boolean_run *r = arg;
	struct strbuf b = STRBUF_INIT;
	const char *why = "of another form";
	struct rt_item *item;
	bool ok;

	if (!rt_object_wants(
		r->ctx, r->object, BOOLEAN_NAME, name, strlen(name), r->out))
		return true;
	ok = rt_root_read(r->ctx,
	    arena_printf(r->ctx->arena, BOOLEANS "/%s", name), BOOLEAN_BYTES,
	    &b, &why);
	item = rt_item_add(r->ctx, r->out);
	item->where = arena_printf(r->ctx->arena, "SELinux boolean %s", name);
	rt_item_text(r->ctx, item, BOOLEAN_NAME, name);
	if (ok && b.n >= 3 && (b.s[0] == '0' || b.s[0] == '1') &&
	    b.s[1] == ' ' && (b.s[2] == '0' || b.s[2] == '1')) {
		rt_item_bool(r->ctx, item, BOOLEAN_CURRENT, b.s[0] == '1');
		rt_item_bool(r->ctx, item, BOOLEAN_PENDING, b.s[2] == '1');
	} else {
		item->status = RT_STATUS_ERROR;
		item->message = why;
	}
	strbuf_free(&b);
	return true;
}

static void
boolean_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct boolean_run r = { ctx, object, out };
	const char *why = NULL;
	struct rt_root *root = rt_root_get(ctx, &why);

	if (root == NULL)
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
	else if (rt_root_list(root, BOOLEANS, boolean_item, &r) != 0 &&
		 errno != ENOENT && errno != ENOTDIR) /* no SELinux here */
		rt_flag(ctx, out, RT_FLAG_ERROR, BOOLEANS ": %s",
		    rt_root_strerror(errno));
}

static const struct probe_field boolean_field[] = {
	[BOOLEAN_NAME] = { "name", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the boolean's name" },
	[BOOLEAN_CURRENT] = { "current_status", IR_DATATYPE_BOOLEAN,
	    FIELD_STATE, "it is on" },
	[BOOLEAN_PENDING] = { "pending_status", IR_DATATYPE_BOOLEAN,
	    FIELD_STATE, "it is on when what is pending is committed" },
	PROBE_FIELD_END,
};

const struct probe probe_selinuxboolean = {
	.name = "selinuxboolean",
	.oval = "linux:selinuxboolean",
	.field = boolean_field,
	.doc = "SELinux's booleans",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = boolean_collect,
	.sh = "probe/selinuxboolean.sh",
};
