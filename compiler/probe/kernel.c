/*
 * The kernel's own facts of a running container's init process; the list is
 * in schemas/audit.txt section 6 and runtime/rt_kernel.c.
 */
#include "probe.h"

enum { KERNEL_FACT, KERNEL_VALUE };

static void
kernel_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_entity *e = rt_object_entity(object, KERNEL_FACT);
	enum ir_result status;
	const struct rt_value *fact;

	if (ctx->target->kind != RT_CONTAINER) {
		rt_flag(
		    ctx, out, RT_FLAG_NOT_APPLICABLE, "this is no container");
		return;
	}
	fact = e != NULL ? rt_entity_values(ctx, e, &status) : NULL;
	if (fact == NULL || e->operation != IR_OPERATION_EQUALS) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "no fact is asked for");
		return;
	}
	for (; fact != NULL; fact = fact->next)
		rt_kernel_fact(ctx, fact->s, KERNEL_FACT, KERNEL_VALUE, out);
}

static const char *const kernel_audit[] = { "KERNEL_CHECK", NULL };

static const struct probe_field kernel_field[] = {
	[KERNEL_FACT] = { "fact", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "which fact, such as root.readonly" },
	[KERNEL_VALUE] = { "value", IR_DATATYPE_STRING, FIELD_STATE,
	    "each value found, in the form the declared fact has" },
	PROBE_FIELD_END
};

const struct probe probe_kernel = {
	.name = "kernel",
	.audit = kernel_audit,
	.field = kernel_field,
	.doc = "what the kernel says of a running container's init",
	.targets = 1u << IR_TARGET_CONTAINER,
	.collect = kernel_collect,
	.sh = "probe/kernel.sh",
};
