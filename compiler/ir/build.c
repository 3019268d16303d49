/* Appending nodes to a unit that is being built. */
#include "ir.h"

struct ir_unit
ir_view(const struct ir_build *b)
{
	struct ir_unit u = {
		.rule = b->rule,
		.nrule = b->nrule,
		.expr = b->expr,
		.nexpr = b->nexpr,
		.test = b->test,
		.ntest = b->ntest,
		.object = b->object,
		.nobject = b->nobject,
		.state = b->state,
		.nstate = b->nstate,
		.variable = b->variable,
		.nvariable = b->nvariable,
		.component = b->component,
		.ncomponent = b->ncomponent,
		.definition = b->definition,
		.ndefinition = b->ndefinition,
	};

	return u;
}

uint32_t
ir_add_rule(struct ir_build *b)
{
	struct ir_rule *r = VEC_PUSH(b->arena, b->rule, b->nrule);

	r->expr = IR_NONE;
	r->force = IR_XCCDF__MAX;
	return b->nrule - 1;
}

uint32_t
ir_add_expr(struct ir_build *b)
{
	struct ir_expr *e = VEC_PUSH(b->arena, b->expr, b->nexpr);

	e->test = IR_NONE;
	return b->nexpr - 1;
}

uint32_t
ir_add_test(struct ir_build *b)
{
	struct ir_test *t = VEC_PUSH(b->arena, b->test, b->ntest);

	t->object = t->kernel = IR_NONE;
	return b->ntest - 1;
}

uint32_t
ir_add_object(struct ir_build *b)
{
	VEC_PUSH(b->arena, b->object, b->nobject);
	return b->nobject - 1;
}

uint32_t
ir_add_state(struct ir_build *b)
{
	VEC_PUSH(b->arena, b->state, b->nstate);
	return b->nstate - 1;
}

uint32_t
ir_add_variable(struct ir_build *b)
{
	struct ir_variable *v = VEC_PUSH(b->arena, b->variable, b->nvariable);

	v->component = IR_NONE;
	return b->nvariable - 1;
}

uint32_t
ir_add_component(struct ir_build *b)
{
	struct ir_component *c =
	    VEC_PUSH(b->arena, b->component, b->ncomponent);

	c->variable = c->object = IR_NONE;
	return b->ncomponent - 1;
}

uint32_t
ir_add_definition(struct ir_build *b)
{
	struct ir_definition *d =
	    VEC_PUSH(b->arena, b->definition, b->ndefinition);

	d->expr = IR_NONE;
	return b->ndefinition - 1;
}

uint32_t
ir_expr_test(struct ir_build *b, uint32_t test)
{
	uint32_t e = ir_add_expr(b);

	b->expr[e].kind = IR_EXPR_TEST;
	b->expr[e].test = test;
	b->expr[e].pos = b->test[test].pos;
	return e;
}

uint32_t
ir_expr_operator(struct ir_build *b, enum ir_operator op, const uint32_t *kid,
    uint32_t nkid)
{
	uint32_t e, i, *copy;

	copy = arena_alloc(b->arena, (nkid + 1) * sizeof *copy);
	for (i = 0; i < nkid; i++)
		copy[i] = kid[i];
	e = ir_add_expr(b);
	b->expr[e].kind = IR_EXPR_OPERATOR;
	b->expr[e].operator_ = op;
	b->expr[e].kid = copy;
	b->expr[e].nkid = nkid;
	if (nkid != 0)
		b->expr[e].pos = b->expr[kid[0]].pos;
	return e;
}
