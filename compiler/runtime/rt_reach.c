/*
 * Which objects the selected rules come to ask of a target: what is worth
 * being collected on the way to something else.
 */
#include <stdlib.h>

#include "rt.h"

struct reach {
	const struct ir_unit *u;
	bool *object;
	bool *variable, *expr, *test;
};

static void reach_object(struct reach *r, uint32_t index);
static void reach_variable(struct reach *r, uint32_t v);

static void
reach_component(struct reach *r, uint32_t index)
{
	const struct ir_component *c = &r->u->component[index];

	if (c->function == IR_FUNCTION_OBJECT)
		reach_object(r, c->object);
	for (uint32_t i = 0; i < c->nkid; i++)
		reach_component(r, c->kid[i]);
	if (c->function == IR_FUNCTION_VARIABLE)
		reach_variable(r, c->variable);
}

static void
reach_variable(struct reach *r, uint32_t v)
{
	if (v == IR_NONE || r->variable[v])
		return;
	r->variable[v] = true;
	if (r->u->variable[v].kind == IR_LOCAL)
		reach_component(r, r->u->variable[v].component);
}

static void
reach_entities(struct reach *r, const struct ir_entity *e, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		reach_variable(r, e[i].variable);
}

/* The variables that an object of the variable probe names. */
static void
reach_named(struct reach *r, const struct ir_object *o)
{
	for (uint32_t i = 0; i < o->nentity; i++)
		for (uint32_t v = 0; v < r->u->nvariable; v++)
			if (str_eq(o->entity[i].literal, r->u->variable[v].id))
				reach_variable(r, v);
}

static void
reach_filters(struct reach *r, const struct ir_filter *f, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		reach_entities(r, r->u->state[f[i].state].entity,
		    r->u->state[f[i].state].nentity);
}

static void
reach_object(struct reach *r, uint32_t index)
{
	const struct ir_object *o;

	if (index == IR_NONE || r->object[index])
		return;
	r->object[index] = true;
	o = &r->u->object[index];
	reach_entities(r, o->entity, o->nentity);
	reach_filters(r, o->filter, o->nfilter);
	if (o->probe == PROBE_VARIABLE)
		reach_named(r, o);
	if (o->set == NULL)
		return;
	reach_filters(r, o->set->filter, o->set->nfilter);
	reach_object(r, o->set->object[0]);
	reach_object(r, o->set->object[1]);
}

static void
reach_test(struct reach *r, uint32_t index)
{
	const struct ir_test *t;

	for (; index != IR_NONE && !r->test[index]; index = t->kernel) {
		r->test[index] = true;
		t = &r->u->test[index];
		reach_object(r, t->object);
		for (uint32_t i = 0; i < t->nstate; i++)
			reach_entities(r, r->u->state[t->state[i]].entity,
			    r->u->state[t->state[i]].nentity);
	}
}

static void
reach_expr(struct reach *r, uint32_t index)
{
	const struct ir_expr *e;

	if (index == IR_NONE || r->expr[index])
		return;
	r->expr[index] = true;
	e = &r->u->expr[index];
	if (e->kind == IR_EXPR_TEST)
		reach_test(r, e->test);
	for (uint32_t i = 0; i < e->nkid; i++)
		reach_expr(r, e->kid[i]);
}

static bool *
reach_marks(uint32_t n)
{
	bool *m = base_malloc(n + 1);

	for (uint32_t i = 0; i < n; i++)
		m[i] = false;
	return m;
}

void
rt_reach(const struct rt_ctx *ctx, bool *object)
{
	const struct ir_unit *u = &ctx->content->unit;
	const bool *selected = ctx->options->selected;
	struct reach r = { .u = u,
		.object = object,
		.variable = reach_marks(u->nvariable),
		.expr = reach_marks(u->nexpr),
		.test = reach_marks(u->ntest) };

	for (uint32_t i = 0; i < u->nrule; i++) {
		if (selected != NULL && !selected[i])
			continue;
		reach_expr(&r, u->rule[i].expr);
		for (uint32_t k = 0; k < u->rule[i].nguard; k++)
			reach_expr(&r, u->rule[i].guard[k].expr);
	}
	free(r.variable);
	free(r.expr);
	free(r.test);
}
