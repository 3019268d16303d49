/* Facts of the networks of an engine, one item per network and value. */
#include "probe.h"

enum { NETWORK_PATH, NETWORK_VALUE };

static void
network_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_entity *e = rt_object_entity(object, NETWORK_PATH);
	const struct rt_engine *engine = ctx->target->engine;
	enum ir_result status;
	const struct rt_value *path;
	json_t *network;
	size_t i;

	if (engine == NULL) {
		rt_flag(ctx, out, RT_FLAG_NOT_APPLICABLE,
		    "there is no container engine here");
		return;
	}
	path = e != NULL ? rt_entity_values(ctx, e, &status) : NULL;
	if (path == NULL || e->operation != IR_OPERATION_EQUALS) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "no path is asked for");
		return;
	}
	if (engine->error != NULL || !json_is_array(engine->networks)) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s",
		    engine->error != NULL
			? engine->error
			: "the engine does not give its networks");
		return;
	}
	for (; path != NULL; path = path->next)
		json_array_foreach(engine->networks, i, network)
		{
			const char *name = rt_json_text(network, "Name");
			uint32_t from = out->nitem;

			rt_json_select(ctx, network, path->s, NETWORK_PATH,
			    NETWORK_VALUE, out);
			for (; from < out->nitem; from++)
				out->item[from].where = arena_printf(ctx->arena,
				    "network %s: %s", name != NULL ? name : "?",
				    out->item[from].where);
		}
}

static const char *const network_audit[] = { "NETWORK_CHECK", NULL };

static const struct probe_field network_field[] = {
	[NETWORK_PATH] = { "path", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "which fact, as a path below each network" },
	[NETWORK_VALUE] = { "value", IR_DATATYPE_STRING, FIELD_STATE,
	    "each value found; an object is a record of its scalar members" },
	PROBE_FIELD_END
};

const struct probe probe_network = {
	.name = "network",
	.audit = network_audit,
	.field = network_field,
	.doc = "facts of each network of a container engine",
	.targets = 1u << IR_TARGET_ENGINE | 1u << IR_TARGET_CONTAINER,
	.collect = network_collect,
	.sh = "probe/network.sh",
};
