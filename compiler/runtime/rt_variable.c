/*
 * Variables: constants, XCCDF Values (--set, else the profile's, else the
 * benchmark's), and expressions over literals, variables and objects.  Each is
 * computed once per target and kept.
 */
#include <string.h>

#include "rt.h"

#define VARIABLE_DEPTH 32

/*
 * What rt_ctx.variable points to: the values, or a mark, whose status is not
 * RT_EXISTS.  The text of a mark is the reason why there are no values.
 */
struct variable_mark {
	struct rt_value value; /* first: what others see of it */
	enum ir_result result; /* FALSE: it has no value */
};

static struct variable_mark variable_none = {
	.value = { .s = "", .status = RT_DOES_NOT_EXIST },
	.result = IR_RESULT_FALSE,
};
static struct variable_mark variable_busy = {
	.value = { .s = "a variable needs itself",
	    .n = 23,
	    .status = RT_STATUS_ERROR },
	.result = IR_RESULT_ERROR,
};

static struct rt_value *
variable_unknown(struct rt_ctx *ctx, enum ir_result result, const char *why)
{
	struct variable_mark *m = arena_alloc(ctx->arena, sizeof *m);

	m->value.s = why != NULL ? why : "a variable cannot be computed";
	m->value.n = strlen(m->value.s);
	m->value.status = RT_STATUS_ERROR;
	m->result = result;
	return &m->value;
}

static struct rt_value *
variable_error(struct rt_ctx *ctx, const char *why)
{
	return variable_unknown(ctx, IR_RESULT_ERROR, why);
}

/* TRUE: values; else what the mark says. */
static enum ir_result
variable_result(const struct rt_value *v)
{
	return v->status == RT_EXISTS
		   ? IR_RESULT_TRUE
		   : ((const struct variable_mark *)(const void *)v)->result;
}

/*
 * Which of the components' results stands for the function: the table that
 * the schema has for concat.
 */
static int
variable_rank(enum ir_result r)
{
	switch (r) {
	case IR_RESULT_TRUE:
		return 0;
	case IR_RESULT_FALSE:
		return 1;
	case IR_RESULT_UNKNOWN:
		return 2;
	case IR_RESULT_NOT_APPLICABLE:
		return 3;
	case IR_RESULT_ERROR:
	case IR_RESULT_NOT_EVALUATED:
	case IR_RESULT__MAX:
		break;
	}
	return 4;
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
	return list != NULL ? list : &variable_none.value;
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

/* Is the value in one of the ranges?  *why: it cannot be told. */
static bool
variable_possible(struct rt_ctx *ctx, const struct ir_variable *v,
    const struct rt_value *x, const char **why)
{
	for (uint32_t i = 0; i < v->npossible; i++) {
		const struct ir_possible *p = &v->possible[i];
		unsigned count[IR_RESULT__MAX] = { 0 };

		for (uint32_t k = 0; k < p->nrestriction; k++)
			count[rt_compare(ctx, p->restriction[k].operation,
			    v->datatype, x->s, x->n, p->restriction[k].value,
			    why)]++;
		if (rt_operator(p->operator_, count) == IR_RESULT_TRUE)
			return true;
	}
	return v->npossible == 0;
}

/* The values, or why they are none of this variable's. */
static struct rt_value *
variable_checked(
    struct rt_ctx *ctx, const struct ir_variable *v, struct rt_value *list)
{
	if (variable_result(list) != IR_RESULT_TRUE)
		return list;
	for (const struct rt_value *x = list; x != NULL; x = x->next) {
		const char *why = NULL;

		if (!rt_datatype_valid(v->datatype, x->s, x->n))
			return variable_error(ctx,
			    arena_printf(ctx->arena,
				"the variable %s: \"%.64s\" is not of type %s",
				v->id, x->s, ir_datatype_names[v->datatype]));
		if (v->kind == IR_EXTERNAL &&
		    !variable_possible(ctx, v, x, &why))
			return variable_error(ctx,
			    arena_printf(ctx->arena,
				"the variable %s may not be \"%.64s\"%s%s",
				v->id, x->s, why != NULL ? ": " : "",
				why != NULL ? why : ""));
	}
	return list;
}

/* A collection that says nothing of the values. */
static struct rt_value *
variable_flag(struct rt_ctx *ctx, enum rt_flag flag, const char *why)
{
	switch (flag) {
	case RT_FLAG_COMPLETE:
	case RT_FLAG_DOES_NOT_EXIST:
		return NULL;
	case RT_FLAG_NOT_COLLECTED:
		return variable_unknown(ctx, IR_RESULT_UNKNOWN, why);
	case RT_FLAG_NOT_APPLICABLE:
		return variable_unknown(ctx, IR_RESULT_NOT_APPLICABLE, why);
	case RT_FLAG_ERROR:
	case RT_FLAG_INCOMPLETE:
		break;
	}
	return variable_error(ctx, why);
}

/* The field's values of every item of the object. */
static struct rt_value *
variable_object(struct rt_ctx *ctx, const struct ir_component *c)
{
	const struct rt_collection *found = rt_collect(ctx, c->object);
	struct rt_value *list = NULL, **end = &list, *mark;
	bool any = false;

	mark = variable_flag(ctx, found->flag, found->message);
	if (mark != NULL)
		return mark;
	for (uint32_t i = 0; i < found->nitem; i++) {
		const struct rt_item *item = &found->item[i];
		const struct rt_value *v =
		    c->field < RT_FIELDS ? item->field[c->field] : NULL;

		if (item->status == RT_DOES_NOT_EXIST)
			continue;
		if (item->status != RT_EXISTS)
			return variable_unknown(ctx,
			    item->status == RT_NOT_COLLECTED
				? IR_RESULT_UNKNOWN
				: IR_RESULT_ERROR,
			    item->message);
		for (; v != NULL; v = v->next) {
			if (c->record != NULL && !str_eq(v->record, c->record))
				continue;
			if (v->status == RT_DOES_NOT_EXIST)
				continue;
			if (v->status != RT_EXISTS)
				return variable_error(ctx, item->message);
			*end = arena_alloc(ctx->arena, sizeof **end);
			**end = *v;
			(*end)->next = NULL;
			end = &(*end)->next;
		}
		any = true;
	}
	if (list == NULL && any)
		return variable_error(ctx,
		    "the items that a variable takes values from have none");
	return list != NULL ? list : &variable_none.value;
}

static struct rt_value *
variable_component(struct rt_ctx *ctx, uint32_t index, unsigned depth)
{
	const struct ir_component *c = &ctx->content->unit.component[index];
	const struct rt_value **kid;
	struct rt_value *worst = NULL, *out;
	bool may_lack =
	    c->function == IR_FUNCTION_COUNT && c->literal == NULL;
	enum ir_result status;
	const char *why = NULL;
	int rank = 0;

	if (depth > VARIABLE_DEPTH)
		return variable_error(ctx, "a variable is nested too deep");
	if (c->function == IR_FUNCTION_LITERAL)
		return variable_list(
		    ctx, &c->literal, c->literal != NULL, c->datatype);
	if (c->function == IR_FUNCTION_OBJECT)
		return variable_object(ctx, c);
	if (c->function == IR_FUNCTION_VARIABLE) {
		const struct rt_value *v =
		    rt_variable(ctx, c->variable, &status);
		struct rt_value *list = NULL, **end = &list;

		if (status == IR_RESULT_FALSE)
			return &variable_none.value;
		if (status != IR_RESULT_TRUE)
			return variable_unknown(ctx, status, ctx->why);
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
		struct rt_value *v =
		    variable_component(ctx, c->kid[i], depth + 1);
		enum ir_result r = variable_result(v);

		if (r == IR_RESULT_TRUE)
			kid[i] = v;
		if (r == IR_RESULT_FALSE && may_lack)
			r = IR_RESULT_TRUE;
		if (variable_rank(r) > rank) {
			rank = variable_rank(r);
			worst = v;
		}
	}
	if (worst != NULL)
		return worst;
	out = rt_variable_apply(ctx, c, kid, c->nkid, &why);
	if (why != NULL)
		return variable_error(ctx, why);
	return out != NULL ? out : &variable_none.value;
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
		struct rt_value *list;

		*slot = &variable_busy.value;
		list = v->kind == IR_CONSTANT ? variable_list(ctx, v->value,
						    v->nvalue, v->datatype)
		       : v->kind == IR_EXTERNAL
			   ? variable_external(ctx, v)
			   : variable_component(ctx, v->component, 0);
		*slot = variable_checked(ctx, v, list);
	}
	*status = variable_result(*slot);
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
