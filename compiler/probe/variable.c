/* The values of a variable as items, so that a test can be made of them. */
#include <string.h>

#include "probe.h"

enum { VARIABLE_REF, VARIABLE_VALUE };

static void
variable_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_entity *e = rt_object_entity(object, VARIABLE_REF);
	const struct ir_unit *u = &ctx->content->unit;
	const struct rt_value *v;
	enum ir_result status;
	struct rt_item *item;
	uint32_t i = 0;

	if (e != NULL && e->variable != IR_NONE)
		i = e->variable; /* bound already */
	else
		while (i < u->nvariable &&
		       (e == NULL || !str_eq(u->variable[i].id, e->literal)))
			i++;
	if (e == NULL || i == u->nvariable) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "there is no such variable");
		return;
	}
	v = rt_variable(ctx, i, &status);
	if (status != IR_RESULT_TRUE && status != IR_RESULT_FALSE) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s",
		    ctx->why != NULL ? ctx->why
				     : "the variable cannot be computed");
		return;
	}
	if (v == NULL)
		return;
	item = rt_item_add(ctx, out);
	item->where = u->variable[i].id;
	rt_value_add(ctx, item, VARIABLE_REF, IR_DATATYPE_STRING,
	    u->variable[i].id, strlen(u->variable[i].id));
	for (; v != NULL; v = v->next)
		rt_value_add(
		    ctx, item, VARIABLE_VALUE, v->datatype, v->s, v->n);
}

static const struct probe_field variable_field[] = {
	[VARIABLE_REF] = { "var_ref", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "id of the variable" },
	[VARIABLE_VALUE] = { "value", IR_DATATYPE_STRING, FIELD_STATE,
	    "each of its values" },
	PROBE_FIELD_END
};

const struct probe probe_variable = {
	.name = "variable",
	.oval = "independent:variable",
	.field = variable_field,
	.doc = "values of a variable",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.collect = variable_collect,
	.sh = "probe/variable.sh",
};
