/* OVAL's place for a test that nobody knows how to make: always unknown. */
#include "probe.h"

static void
unknown_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	(void)object;
	rt_flag(ctx, out, RT_FLAG_NOT_COLLECTED,
	    "the content does not say how this is tested");
}

static const struct probe_field unknown_field[] = { PROBE_FIELD_END };

const struct probe probe_unknown = {
	.name = "unknown",
	.oval = "independent:unknown",
	.field = unknown_field,
	.doc = "what the content does not say how to test",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.collect = unknown_collect,
	.sh = "probe/unknown.sh",
};
