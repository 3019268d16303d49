/*
 * Decide now what does not depend on a target: nested operators of one kind
 * become one, an operator over a single operand is that operand, and a local
 * variable that is only text becomes a constant.  Where OVAL results are asked
 * for, expressions stay as they were written; else the definitions are
 * forgotten here.
 */
#include <stdlib.h>

#include "pass.h"

#define OPERANDS_MAX 256 /* an operator that has more is not drawn into another */

static bool
plain_operator(const struct ir_expr *e)
{
	return e->kind == IR_EXPR_OPERATOR && !e->negate && e->comment == NULL &&
	    !e->applicability_check && e->check == NULL;
}

/* Operands stand before their operator wherever a front end built it. */
static void
fold_expr(struct pass_unit *u, struct ir_expr *e)
{
	uint32_t *kid = NULL, n = 0, i, k;

	for (i = 0; i < e->nkid; i++) {
		const struct ir_expr *x = &u->ir.expr[e->kid[i]];

		if (plain_operator(x) && x->nkid == 1) {
			*VEC_PUSH(u->arena, kid, n) = x->kid[0];
			continue;
		}
		if (!plain_operator(x) || x->operator_ != e->operator_ ||
		    x->xccdf != e->xccdf || e->kind != IR_EXPR_OPERATOR || x->nkid > OPERANDS_MAX ||
		    (x->operator_ != IR_OPERATOR_AND &&
			x->operator_ != IR_OPERATOR_OR)) {
			*VEC_PUSH(u->arena, kid, n) = e->kid[i];
			continue;
		}
		for (k = 0; k < x->nkid; k++)
			*VEC_PUSH(u->arena, kid, n) = x->kid[k];
	}
	e->kid = kid;
	e->nkid = n;
}

/* Appends the text of a component tree that is only text; false: it is not. */
static bool
constant_text(const struct ir_build *b, uint32_t component, struct strbuf *out)
{
	const struct ir_component *c = &b->component[component];
	uint32_t i;

	switch (c->function) {
	case IR_FUNCTION_LITERAL:
		strbuf_addstr(out, c->literal);
		return true;
	case IR_FUNCTION_VARIABLE:
		if (b->variable[c->variable].kind != IR_CONSTANT ||
		    b->variable[c->variable].nvalue != 1)
			return false;
		strbuf_addstr(out, b->variable[c->variable].value[0]);
		return true;
	case IR_FUNCTION_CONCAT:
		for (i = 0; i < c->nkid; i++)
			if (!constant_text(b, c->kid[i], out))
				return false;
		return true;
	case IR_FUNCTION_OBJECT:
	case IR_FUNCTION_ARITHMETIC_ADD:
	case IR_FUNCTION_ARITHMETIC_MULTIPLY:
	case IR_FUNCTION_BEGIN:
	case IR_FUNCTION_END:
	case IR_FUNCTION_COUNT:
	case IR_FUNCTION_ESCAPE_REGEX:
	case IR_FUNCTION_GLOB_TO_REGEX:
	case IR_FUNCTION_REGEX_CAPTURE:
	case IR_FUNCTION_SPLIT:
	case IR_FUNCTION_SUBSTRING:
	case IR_FUNCTION_TIME_DIFFERENCE:
	case IR_FUNCTION_UNIQUE:
	case IR_FUNCTION__MAX:
		break;
	}
	return false;
}

static void
fold_variable(struct pass_unit *u, struct ir_variable *v)
{
	struct strbuf b = STRBUF_INIT;
	const char **value;

	if (v->kind == IR_LOCAL && constant_text(&u->ir, v->component, &b)) {
		value = arena_alloc(u->arena, sizeof *value);
		value[0] = arena_strdup(u->arena, b.s);
		v->kind = IR_CONSTANT;
		v->component = IR_NONE;
		v->value = value;
		v->nvalue = 1;
	}
	strbuf_free(&b);
}

bool
pass_fold(struct pass_unit *u)
{
	uint32_t i;

	for (i = 0; i < u->ir.nvariable; i++)
		fold_variable(u, &u->ir.variable[i]);
	if (u->option.oval_results)
		return true;
	u->ir.ndefinition = 0;
	for (i = 0; i < u->ir.nexpr; i++)
		u->ir.expr[i].definition = 0;
	for (i = 0; i < u->ir.nexpr; i++)
		if (u->ir.expr[i].nkid != 0)
			fold_expr(u, &u->ir.expr[i]);
	return true;
}
