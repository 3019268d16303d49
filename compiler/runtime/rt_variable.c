/*
 * Variables: constants, XCCDF Values (--set, else the profile's, else the
 * benchmark's), and expressions over literals, variables and objects.  Each is
 * computed once per target and kept.
 */
#include <string.h>

#include "rt.h"

#define VARIABLE_DEPTH 32

/*
 * What rt_ctx.variable points to: the values, or one of these marks, whose
 * status is not RT_EXISTS.  An error's mark is made in the arena and holds the
 * reason.
 */
static struct rt_value variable_none = { .s = "", .status = RT_DOES_NOT_EXIST };
static struct rt_value variable_busy = {
	.s = "a variable needs itself", .n = 23, .status = RT_STATUS_ERROR
};

static struct rt_value *
variable_error(struct rt_ctx *ctx, const char *why)
{
	struct rt_value *v = arena_alloc(ctx->arena, sizeof *v);

	v->s = why != NULL ? why : "a variable cannot be computed";
	v->n = strlen(v->s);
	v->status = RT_STATUS_ERROR;
	return v;
}

static struct rt_value *
variable_list(struct rt_ctx *ctx, const char *const *text, uint32_t n,
    enum ir_datatype type)
{
	struct rt_value *list = NULL, **end = &list;

	for (uint32_t i = 0; i < n; i++) {
		*end = arena_alloc(ctx->arena, sizeof **end);
		(*end)->s = text[i];
		(*end)->n = strlen(text[i]);
		(*end)->datatype = type;
		end = &(*end)->next;
	}
	return list != NULL ? list : &variable_none;
}

/* The index of the Value with that id or name, or nvalue. */
static uint32_t
variable_value(const struct rt_content *content, const char *id)
{
	uint32_t i;

	for (i = 0; i < content->nvalue; i++)
		if (str_eq(content->value[i].id, id))
			return i;
	for (i = 0; i < content->nvalue; i++)
		if (str_eq(content->value[i].name, id))
			break;
	return i;
}

static struct rt_value *
variable_external(struct rt_ctx *ctx, const struct ir_variable *v)
{
	uint32_t i = v->value_id == NULL
			 ? ctx->content->nvalue
			 : variable_value(ctx->content, v->value_id);
	const char *const *text;
	uint32_t n = 0;

	if (i < ctx->content->nvalue) {
		text = rt_value_text(ctx->content, ctx->options, i, &n);
		if (n > 0)
			return variable_list(ctx, text, n, v->datatype);
	}
	return variable_list(ctx, v->value, v->nvalue, v->datatype);
}

/* The field's values of every item of the object. */
static struct rt_value *
variable_object(struct rt_ctx *ctx, const struct ir_component *c)
{
	const struct rt_collection *found = rt_collect(ctx, c->object);
	struct rt_value *list = NULL, **end = &list;

	if (found->flag != RT_FLAG_COMPLETE &&
	    found->flag != RT_FLAG_DOES_NOT_EXIST)
		return variable_error(ctx, found->message);
	for (uint32_t i = 0; i < found->nitem; i++) {
		const struct rt_item *item = &found->item[i];
		const struct rt_value *v =
		    c->field < RT_FIELDS ? item->field[c->field] : NULL;

		if (item->status == RT_DOES_NOT_EXIST)
			continue;
		if (item->status != RT_EXISTS)
			return variable_error(ctx, item->message);
		for (; v != NULL; v = v->next) {
			if (c->record != NULL && !str_eq(v->record, c->record))
				continue;
			if (v->status != RT_EXISTS)
				return variable_error(ctx, item->message);
			*end = arena_alloc(ctx->arena, sizeof **end);
			**end = *v;
			(*end)->next = NULL;
			end = &(*end)->next;
		}
	}
	return list != NULL ? list : &variable_none;
}

static struct rt_value *
variable_component(struct rt_ctx *ctx, uint32_t index, unsigned depth)
{
	const struct ir_component *c = &ctx->content->unit.component[index];
	const struct rt_value **kid;
	struct rt_value *out;
	enum ir_result status;
	const char *why = NULL;

	if (depth > VARIABLE_DEPTH)
		return variable_error(ctx, "a variable is nested too deep");
	if (c->function == IR_FUNCTION_LITERAL)
		return variable_list(
		    ctx, &c->literal, c->literal != NULL, IR_DATATYPE_STRING);
	if (c->function == IR_FUNCTION_OBJECT)
		return variable_object(ctx, c);
	if (c->function == IR_FUNCTION_VARIABLE) {
		const struct rt_value *v =
		    rt_variable(ctx, c->variable, &status);
		struct rt_value *list = NULL, **end = &list;

		if (status == IR_RESULT_FALSE)
			return &variable_none;
		if (status != IR_RESULT_TRUE)
			return variable_error(ctx, ctx->why);
		for (; v != NULL; v = v->next) {
			*end = arena_alloc(ctx->arena, sizeof **end);
			**end = *v;
			(*end)->next = NULL;
			end = &(*end)->next;
		}
		return list;
	}
	kid = arena_alloc(ctx->arena, (c->nkid + 1) * sizeof *kid);
	for (uint32_t i = 0; i < c->nkid; i++) {
		kid[i] = variable_component(ctx, c->kid[i], depth + 1);
		if (kid[i]->status == RT_STATUS_ERROR)
			return variable_error(ctx, kid[i]->s);
		if (kid[i]->status == RT_DOES_NOT_EXIST) {
			if (c->function != IR_FUNCTION_COUNT &&
			    c->function != IR_FUNCTION_UNIQUE)
				return &variable_none;
			kid[i] = NULL;
		}
	}
	out = rt_variable_apply(ctx, c, kid, c->nkid, &why);
	if (why != NULL)
		return variable_error(ctx, why);
	return out != NULL ? out : &variable_none;
}

const struct rt_value *
rt_variable(struct rt_ctx *ctx, uint32_t variable, enum ir_result *status)
{
	const struct ir_variable *v;
	struct rt_value **slot;

	while (ctx->base != NULL)
		ctx = ctx->base;
	v = &ctx->content->unit.variable[variable];
	if (ctx->variable == NULL)
		ctx->variable = arena_alloc(ctx->arena,
		    (ctx->content->unit.nvariable + 1) * sizeof *ctx->variable);
	slot = &ctx->variable[variable];
	if (*slot == NULL) {
		*slot = &variable_busy;
		*slot = v->kind == IR_CONSTANT ? variable_list(ctx, v->value,
						     v->nvalue, v->datatype)
			: v->kind == IR_EXTERNAL
			    ? variable_external(ctx, v)
			    : variable_component(ctx, v->component, 0);
	}
	*status = (*slot)->status == RT_EXISTS ? IR_RESULT_TRUE
		  : *slot == &variable_none    ? IR_RESULT_FALSE
					       : IR_RESULT_ERROR;
	if (*status == IR_RESULT_TRUE)
		return *slot;
	ctx->why =
	    *status == IR_RESULT_FALSE
		? arena_printf(ctx->arena, "the variable %s has no value",
		      v->value_id != NULL ? v->value_id : v->id)
		: (*slot)->s;
	return NULL;
}

const struct rt_value *
rt_entity_values(
    struct rt_ctx *ctx, const struct ir_entity *e, enum ir_result *status)
{
	const struct rt_value *v;
	struct rt_value *literal;
	struct rt_ctx *base = ctx;

	if (e->variable == IR_NONE) {
		literal = arena_alloc(ctx->arena, sizeof *literal);
		literal->s = e->literal != NULL ? e->literal : "";
		literal->n = strlen(literal->s);
		literal->datatype = e->datatype;
		*status = IR_RESULT_TRUE;
		return literal;
	}
	v = rt_variable(ctx, e->variable, status);
	while (base->base != NULL)
		base = base->base;
	ctx->why = base->why;
	return v;
}
