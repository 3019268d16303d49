/* What family of systems the target is of. */
#include "probe.h"

enum { FAMILY_FAMILY };

static void
family_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct rt_item *item = rt_item_add(ctx, out);

	(void)object;
	rt_item_text(ctx, item, FAMILY_FAMILY, "unix");
	item->where = "the system";
}

static const struct probe_field family_field[] = {
	[FAMILY_FAMILY] = { "family", IR_DATATYPE_STRING, FIELD_STATE,
	    "unix, of everything that this evaluates" },
	PROBE_FIELD_END,
};

const struct probe probe_family = {
	.name = "family",
	.oval = "independent:family",
	.field = family_field,
	.doc = "the family of the system",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.collect = family_collect,
	.sh = "probe/family.sh",
};
