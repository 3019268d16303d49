/* Facts of a container engine: what it says of itself, and its daemon's. */
#include "probe.h"

enum { ENGINE_PATH, ENGINE_VALUE };

static void
engine_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_entity *e = rt_object_entity(object, ENGINE_PATH);
	enum ir_result status;
	const struct rt_value *path;

	if (ctx->target->engine == NULL) {
		rt_flag(ctx, out, RT_FLAG_NOT_APPLICABLE,
		    "there is no container engine here");
		return;
	}
	if (ctx->target->engine->error != NULL) {
		rt_flag(
		    ctx, out, RT_FLAG_ERROR, "%s", ctx->target->engine->error);
		return;
	}
	path = e != NULL ? rt_entity_values(ctx, e, &status) : NULL;
	if (path == NULL || e->operation != IR_OPERATION_EQUALS) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "no path is asked for");
		return;
	}
	for (; path != NULL; path = path->next)
		rt_engine_fact(ctx, path->s, ENGINE_PATH, ENGINE_VALUE, out);
}

static const char *const engine_audit[] = { "ENGINE_CHECK", NULL };

static const struct probe_field engine_field[] = {
	[ENGINE_PATH] = { "path", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "which fact: info, version, swarm, images, secrets, daemon or "
	    "derived, and the path below" },
	[ENGINE_VALUE] = { "value", IR_DATATYPE_STRING, FIELD_STATE,
	    "each value found; an object is a record of its scalar members" },
	PROBE_FIELD_END
};

const struct probe probe_engine = {
	.name = "engine",
	.audit = engine_audit,
	.field = engine_field,
	.doc = "facts of a container engine and its daemon",
	.targets = 1u << IR_TARGET_ENGINE | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE,
	.collect = engine_collect,
	.sh = "probe/engine.sh",
};
