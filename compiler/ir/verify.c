/*
 * What every unit must fulfil, between all passes and before any back end:
 * indices and enums in range, no cycles, entities that the probe has,
 * patterns that PCRE2 takes.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "../probe/probe.h"
#include "ir.h"

struct verify {
	const struct ir_unit *u;
	bool ok;
};

static void
bad(struct verify *v, struct srcpos pos, const char *what, const char *id)
{
	diag(DIAG_ID_IR_INVALID, pos, "%s%s%s", what, id != NULL ? " of " : "",
	    id != NULL ? id : "");
	v->ok = false;
}

static bool
index_ok(uint32_t i, uint32_t n)
{
	return i < n;
}

static void
verify_pattern(struct verify *v, const struct ir_entity *e, const char *id)
{
	int code;
	PCRE2_SIZE at;
	pcre2_code *re;

	if (e->literal == NULL ||
	    (e->operation != IR_OPERATION_PATTERN_MATCH &&
		e->operation != IR_OPERATION_PATTERN_NOT_MATCH))
		return;
	re = pcre2_compile((PCRE2_SPTR)(const void *)e->literal,
	    PCRE2_ZERO_TERMINATED, PCRE2_UTF, &code, &at, NULL);
	if (re == NULL)
		bad(v, e->pos, "PCRE2 refuses the pattern", id);
	pcre2_code_free(re);
}

static void
verify_entities(struct verify *v, enum probe_kind probe, unsigned use,
    const struct ir_entity *e, uint32_t n, const char *id)
{
	const struct probe_field *f = probes[probe]->field;
	uint16_t nfield = 0;

	while (f[nfield].name != NULL)
		nfield++;
	for (; n != 0; n--, e++) {
		if (e->field >= nfield)
			bad(v, e->pos, "unknown field", id);
		else if ((f[e->field].use & use) == 0)
			bad(v, e->pos, "field is not allowed here", id);
		if (e->operation >= IR_OPERATION__MAX ||
		    e->datatype >= IR_DATATYPE__MAX ||
		    e->entity_check >= IR_CHECK__MAX ||
		    e->var_check >= IR_CHECK__MAX ||
		    e->record_check >= IR_CHECK__MAX ||
		    e->check_existence >= IR_EXISTENCE__MAX)
			bad(v, e->pos, "enumeration out of range", id);
		if (e->variable != IR_NONE &&
		    !index_ok(e->variable, v->u->nvariable))
			bad(v, e->pos, "variable out of range", id);
		if ((e->variable != IR_NONE) + (e->literal != NULL) + e->nil != 1)
			bad(v, e->pos,
			    "not exactly one of literal, variable and nil", id);
		verify_pattern(v, e, id);
	}
}

static void
verify_filters(struct verify *v, const struct ir_filter *f, uint32_t n,
    struct srcpos pos, const char *id)
{
	for (; n != 0; n--, f++)
		if (!index_ok(f->state, v->u->nstate))
			bad(v, pos, "filter state out of range", id);
}

static bool
probe_ok(struct verify *v, enum probe_kind probe, struct srcpos pos,
    const char *id)
{
	if (id == NULL || *id == '\0')
		bad(v, pos, "a node without id", NULL);
	if (probe < PROBE__MAX && probes[probe] != NULL)
		return true;
	bad(v, pos, "probe out of range", id);
	return false;
}

static void
verify_object(struct verify *v, const struct ir_object *o)
{
	uint32_t i;

	if (!probe_ok(v, o->probe, o->pos, o->id))
		return;
	verify_entities(v, o->probe, FIELD_OBJECT, o->entity, o->nentity, o->id);
	verify_filters(v, o->filter, o->nfilter, o->pos, o->id);
	if (o->scope >= IR_SCOPE__MAX)
		bad(v, o->pos, "scope out of range", o->id);
	if ((o->scope == IR_SCOPE_CONTAINER) != (o->scope_field != NULL))
		bad(v, o->pos, "scope_field without its scope", o->id);
	if (o->set == NULL)
		return;
	verify_filters(v, o->set->filter, o->set->nfilter, o->pos, o->id);
	for (i = 0; i < 2; i++)
		if (!index_ok(o->set->object[i], v->u->nobject) &&
		    (i == 0 || o->set->object[i] != IR_NONE))
			bad(v, o->pos, "set object out of range", o->id);
}

static void
verify_test(struct verify *v, const struct ir_test *t)
{
	uint32_t i;

	if (!probe_ok(v, t->probe, t->pos, t->id))
		return;
	if (t->check_existence >= IR_EXISTENCE__MAX ||
	    t->check >= IR_CHECK__MAX ||
	    t->state_operator >= IR_OPERATOR__MAX)
		bad(v, t->pos, "enumeration out of range", t->id);
	if (t->unsupported == NULL && !index_ok(t->object, v->u->nobject))
		bad(v, t->pos, "object out of range", t->id);
	else if (t->object != IR_NONE &&
	    v->u->object[t->object].probe != t->probe)
		bad(v, t->pos, "object of another probe", t->id);
	if (t->kernel != IR_NONE && !index_ok(t->kernel, v->u->ntest))
		bad(v, t->pos, "kernel test out of range", t->id);
	else if (t->kernel != IR_NONE &&
	    v->u->test[t->kernel].kernel != IR_NONE)
		bad(v, t->pos, "kernel test with a kernel test", t->id);
	for (i = 0; i < t->nstate; i++)
		if (!index_ok(t->state[i], v->u->nstate))
			bad(v, t->pos, "state out of range", t->id);
		else if (v->u->state[t->state[i]].probe != t->probe)
			bad(v, t->pos, "state of another probe", t->id);
}

static void
verify_expr(struct verify *v, const struct ir_expr *e)
{
	uint32_t i;

	for (i = 0; i < e->nkid; i++)
		if (!index_ok(e->kid[i], v->u->nexpr))
			bad(v, e->pos, "expression out of range", NULL);
	if (e->definition > v->u->ndefinition ||
	    (e->definition != 0 && e->nkid != 1))
		bad(v, e->pos, "definition out of range", NULL);
	switch (e->kind) {
	case IR_EXPR_OPERATOR:
		if (e->operator_ >= IR_OPERATOR__MAX || e->nkid == 0)
			bad(v, e->pos, "operator without operands", NULL);
		return;
	case IR_EXPR_TEST:
		if (!index_ok(e->test, v->u->ntest) || e->nkid != 0)
			bad(v, e->pos, "test out of range", NULL);
		return;
	case IR_EXPR_RESULT:
		if (e->result >= IR_RESULT__MAX || e->nkid != 0)
			bad(v, e->pos, "result out of range", NULL);
		return;
	case IR_EXPR_IF:
		if (e->nkid < 2 || e->nkid > 3)
			bad(v, e->pos, "condition with wrong operands", NULL);
		return;
	case IR_EXPR_SELECT:
		if (e->nkid == 0 || (e->nkid > 1 && e->selector == NULL))
			bad(v, e->pos, "selection without operands", NULL);
		for (i = 1; i < e->nkid && e->selector != NULL; i++)
			if (e->selector[i - 1] == NULL)
				bad(v, e->pos, "operand without selector", NULL);
		return;
	}
	bad(v, e->pos, "unknown kind of expression", NULL);
}

static void
verify_rule(struct verify *v, const struct ir_rule *r)
{
	uint32_t i;

	if (r->id == NULL || r->name == NULL || *r->name == '\0')
		bad(v, r->pos, "a rule without id or name", r->id);
	if (r->expr != IR_NONE && !index_ok(r->expr, v->u->nexpr))
		bad(v, r->pos, "expression out of range", r->id);
	if (r->expr == IR_NONE && r->manual == NULL)
		bad(v, r->pos, "neither a check nor a manual text", r->id);
	if (r->target == 0 || r->target >= 1u << IR_TARGET__MAX)
		bad(v, r->pos, "target out of range", r->id);
	for (i = 0; i < r->nguard; i++)
		if (!index_ok(r->guard[i].expr, v->u->nexpr) ||
		    r->guard[i].result >= IR_XCCDF__MAX)
			bad(v, r->guard[i].pos, "guard out of range", r->id);
	for (i = 0; i < r->nattest; i++)
		if (!index_ok(r->attest[i], v->u->nvariable))
			bad(v, r->pos, "attest out of range", r->id);
}

static void
verify_variable(struct verify *v, const struct ir_variable *x)
{
	uint32_t i, k;

	if (x->id == NULL || *x->id == '\0')
		bad(v, x->pos, "a node without id", NULL);
	if (x->datatype >= IR_DATATYPE__MAX)
		bad(v, x->pos, "datatype out of range", x->id);
	if ((x->kind == IR_LOCAL) != (x->component != IR_NONE))
		bad(v, x->pos, "component without a local variable", x->id);
	else if (x->kind == IR_LOCAL &&
	    !index_ok(x->component, v->u->ncomponent))
		bad(v, x->pos, "component out of range", x->id);
	if (x->kind == IR_EXTERNAL && x->value_id == NULL)
		bad(v, x->pos, "external variable without a Value", x->id);
	for (i = 0; i < x->npossible; i++) {
		const struct ir_possible *p = &x->possible[i];

		if (p->operator_ >= IR_OPERATOR__MAX)
			bad(v, x->pos, "enumeration out of range", x->id);
		for (k = 0; k < p->nrestriction; k++)
			if (p->restriction[k].operation >= IR_OPERATION__MAX)
				bad(v, x->pos, "enumeration out of range",
				    x->id);
	}
}

static void
verify_definition(struct verify *v, const struct ir_definition *d)
{
	if (d->id == NULL || *d->id == '\0' || d->class_ == NULL)
		bad(v, d->pos, "a definition without id or class", NULL);
	if (d->expr != IR_NONE && !index_ok(d->expr, v->u->nexpr))
		bad(v, d->pos, "expression out of range", d->id);
}

static void
verify_component(struct verify *v, const struct ir_component *c)
{
	uint32_t i;

	if (c->function >= IR_FUNCTION__MAX ||
	    c->datatype >= IR_DATATYPE__MAX)
		bad(v, c->pos, "function out of range", NULL);
	for (i = 0; i < c->nkid; i++)
		if (!index_ok(c->kid[i], v->u->ncomponent))
			bad(v, c->pos, "component out of range", NULL);
	if (c->function == IR_FUNCTION_VARIABLE &&
	    !index_ok(c->variable, v->u->nvariable))
		bad(v, c->pos, "variable out of range", NULL);
	if (c->function == IR_FUNCTION_OBJECT &&
	    !index_ok(c->object, v->u->nobject))
		bad(v, c->pos, "object out of range", NULL);
	if (c->function == IR_FUNCTION_LITERAL && c->literal == NULL)
		bad(v, c->pos, "literal_component without text", NULL);
}

/* --- cycles: depth-first over a graph of edges that each kind of node has -- */

struct graph {
	const struct ir_unit *u;
	uint32_t n;
	/* Successor k of node i, or IR_NONE when there is none left. */
	uint32_t (*next)(const struct ir_unit *u, uint32_t i, uint32_t k);
};

static uint32_t
expr_next(const struct ir_unit *u, uint32_t i, uint32_t k)
{
	return k < u->expr[i].nkid ? u->expr[i].kid[k] : IR_NONE;
}

/* Variables and components in one graph: nodes nvariable.. are components. */
static uint32_t
variable_next(const struct ir_unit *u, uint32_t i, uint32_t k)
{
	const struct ir_component *c;

	if (i < u->nvariable)
		return k == 0 && u->variable[i].kind == IR_LOCAL ?
		    u->nvariable + u->variable[i].component : IR_NONE;
	c = &u->component[i - u->nvariable];
	if (k < c->nkid)
		return u->nvariable + c->kid[k];
	return k == c->nkid && c->function == IR_FUNCTION_VARIABLE ?
	    c->variable : IR_NONE;
}

static uint32_t
object_next(const struct ir_unit *u, uint32_t i, uint32_t k)
{
	return u->object[i].set != NULL && k < 2 ?
	    u->object[i].set->object[k] : IR_NONE;
}

static bool
acyclic(const struct graph *g)
{
	enum { NEW, OPEN, DONE };
	unsigned char *mark = base_malloc(g->n + 1);
	uint32_t *stack = base_malloc((g->n + 1) * sizeof *stack);
	uint32_t *at = base_malloc((g->n + 1) * sizeof *at);
	uint32_t root, depth, next;
	bool ok = true;

	memset(mark, NEW, g->n + 1);
	for (root = 0; ok && root < g->n; root++) {
		if (mark[root] != NEW)
			continue;
		depth = 0;
		stack[0] = root;
		at[0] = 0;
		mark[root] = OPEN;
		for (;;) {
			next = g->next(g->u, stack[depth], at[depth]++);
			if (next == IR_NONE) {
				mark[stack[depth]] = DONE;
				if (depth-- == 0)
					break;
			} else if (mark[next] == OPEN) {
				ok = false;
				break;
			} else if (mark[next] == NEW) {
				mark[next] = OPEN;
				stack[++depth] = next;
				at[depth] = 0;
			}
		}
	}
	free(mark);
	free(stack);
	free(at);
	return ok;
}

static void
verify_cycles(struct verify *v)
{
	const struct ir_unit *u = v->u;
	const struct srcpos none = { NULL, 0 };
	struct graph e = { u, u->nexpr, expr_next };
	struct graph x = { u, u->nvariable + u->ncomponent, variable_next };
	struct graph o = { u, u->nobject, object_next };

	if (!acyclic(&e))
		bad(v, none, "expressions form a cycle", NULL);
	if (!acyclic(&x))
		bad(v, none, "variables form a cycle", NULL);
	if (!acyclic(&o))
		bad(v, none, "sets form a cycle", NULL);
}

bool
ir_verify(const struct ir_unit *u)
{
	struct verify v = { u, true };
	uint32_t i;

	for (i = 0; i < u->nvariable; i++)
		verify_variable(&v, &u->variable[i]);
	for (i = 0; i < u->ncomponent; i++)
		verify_component(&v, &u->component[i]);
	for (i = 0; i < u->nstate; i++)
		if (probe_ok(&v, u->state[i].probe, u->state[i].pos, u->state[i].id))
			verify_entities(&v, u->state[i].probe, FIELD_STATE,
			    u->state[i].entity, u->state[i].nentity,
			    u->state[i].id);
	for (i = 0; i < u->nobject; i++)
		verify_object(&v, &u->object[i]);
	for (i = 0; i < u->ntest; i++)
		verify_test(&v, &u->test[i]);
	for (i = 0; i < u->nexpr; i++)
		verify_expr(&v, &u->expr[i]);
	for (i = 0; i < u->ndefinition; i++)
		verify_definition(&v, &u->definition[i]);
	for (i = 0; i < u->nrule; i++)
		verify_rule(&v, &u->rule[i]);
	if (v.ok)
		verify_cycles(&v);
	return v.ok;
}
