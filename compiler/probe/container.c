/* Facts of one container: its inspect document, and what follows from it. */
#include "probe.h"

enum { CONTAINER_PATH, CONTAINER_VALUE };

static void
container_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_entity *e = rt_object_entity(object, CONTAINER_PATH);
	enum ir_result status;
	const struct rt_value *path;
	const char *why = NULL;
	json_t *doc;

	if (ctx->target->kind != RT_CONTAINER) {
		rt_flag(
		    ctx, out, RT_FLAG_NOT_APPLICABLE, "this is no container");
		return;
	}
	path = e != NULL ? rt_entity_values(ctx, e, &status) : NULL;
	if (path == NULL || e->operation != IR_OPERATION_EQUALS) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "no path is asked for");
		return;
	}
	doc = rt_container_json(ctx->arena, ctx->target->container, &why);
	if (doc == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
		return;
	}
	for (; path != NULL; path = path->next)
		if (str_starts(path->s, "derived."))
			rt_derived_fact(
			    ctx, path->s, CONTAINER_PATH, CONTAINER_VALUE, out);
		else
			rt_json_select(ctx, doc, path->s, CONTAINER_PATH,
			    CONTAINER_VALUE, out);
}

static const char *const container_audit[] = { "CONTAINER_CHECK", NULL };

static const struct probe_field container_field[] = {
	[CONTAINER_PATH] = { "path", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "which fact, as a path into the inspect document, or derived.X" },
	[CONTAINER_VALUE] = { "value", IR_DATATYPE_STRING, FIELD_STATE,
	    "each value found; an object is a record of its scalar members" },
	PROBE_FIELD_END
};

const struct probe probe_container = {
	.name = "container",
	.audit = container_audit,
	.field = container_field,
	.doc = "facts of a container as its engine gives them",
	.targets = 1u << IR_TARGET_CONTAINER,
	.collect = container_collect,
	.sh = "probe/container.sh",
};
