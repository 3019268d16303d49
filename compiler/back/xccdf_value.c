/* Which XCCDF Values a rule's check reads: a walk over its part of the IR. */
#include <stdlib.h>
#include <string.h>

#include "back.h"

struct walk {
	struct ir_unit ir;
	bool *expr, *test, *object, *state, *variable, *component;
};

static void walk_expr(struct walk *w, uint32_t i);
static void walk_test(struct walk *w, uint32_t i);
static void walk_object(struct walk *w, uint32_t i);
static void walk_state(struct walk *w, uint32_t i);
static void walk_variable(struct walk *w, uint32_t i);
static void walk_component(struct walk *w, uint32_t i);

/* Is i an index that was not visited yet? */
static bool
enter(bool *seen, uint32_t n, uint32_t i)
{
	if (i >= n || seen[i])
		return false;
	seen[i] = true;
	return true;
}

static void
walk_entities(struct walk *w, const struct ir_entity *e, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		walk_variable(w, e[i].variable);
}

static void
walk_filters(struct walk *w, const struct ir_filter *f, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		walk_state(w, f[i].state);
}

static void
walk_component(struct walk *w, uint32_t i)
{
	const struct ir_component *c;

	if (!enter(w->component, w->ir.ncomponent, i))
		return;
	c = &w->ir.component[i];
	walk_variable(w, c->variable);
	walk_object(w, c->object);
	for (uint32_t k = 0; k < c->nkid; k++)
		walk_component(w, c->kid[k]);
}

static void
walk_variable(struct walk *w, uint32_t i)
{
	if (enter(w->variable, w->ir.nvariable, i) &&
	    w->ir.variable[i].kind == IR_LOCAL)
		walk_component(w, w->ir.variable[i].component);
}

static void
walk_state(struct walk *w, uint32_t i)
{
	if (enter(w->state, w->ir.nstate, i))
		walk_entities(w, w->ir.state[i].entity,
		    w->ir.state[i].nentity);
}

static void
walk_object(struct walk *w, uint32_t i)
{
	const struct ir_object *o;

	if (!enter(w->object, w->ir.nobject, i))
		return;
	o = &w->ir.object[i];
	walk_entities(w, o->entity, o->nentity);
	walk_filters(w, o->filter, o->nfilter);
	if (o->set != NULL) {
		walk_object(w, o->set->object[0]);
		walk_object(w, o->set->object[1]);
		walk_filters(w, o->set->filter, o->set->nfilter);
	}
}

static void
walk_test(struct walk *w, uint32_t i)
{
	const struct ir_test *t;

	if (!enter(w->test, w->ir.ntest, i))
		return;
	t = &w->ir.test[i];
	walk_object(w, t->object);
	for (uint32_t k = 0; k < t->nstate; k++)
		walk_state(w, t->state[k]);
	walk_test(w, t->kernel);
}

static void
walk_expr(struct walk *w, uint32_t i)
{
	const struct ir_expr *e;

	if (!enter(w->expr, w->ir.nexpr, i))
		return;
	e = &w->ir.expr[i];
	walk_test(w, e->test);
	for (uint32_t k = 0; k < e->nkid; k++)
		walk_expr(w, e->kid[k]);
}

static int
compare_indices(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static uint32_t
found_values(const struct walk *w, const struct pass_unit *u, struct arena *a,
    uint32_t **out)
{
	uint32_t n = 0, kept = 0, *list;

	list = arena_alloc(a, ((size_t)w->ir.nvariable + 1) * sizeof *list);
	for (uint32_t i = 0; i < w->ir.nvariable; i++) {
		const struct ir_variable *v = &w->ir.variable[i];
		uint32_t value;

		if (!w->variable[i] || v->kind != IR_EXTERNAL)
			continue;
		value = model_find_value(u->benchmark, v->value_id);
		if (value != MODEL_NONE)
			list[n++] = value;
	}
	qsort(list, n, sizeof *list, compare_indices);
	for (uint32_t i = 0; i < n; i++) {
		if (kept == 0 || list[kept - 1] != list[i])
			list[kept++] = list[i];
	}
	*out = list;
	return kept;
}

uint32_t
back_rule_values(const struct pass_unit *u, uint32_t rule, struct arena *a,
    uint32_t **out)
{
	struct arena scratch = { NULL };
	struct walk w = { .ir = ir_view(&u->ir) };
	const struct ir_rule *r;
	uint32_t n;

	*out = NULL;
	if (rule >= w.ir.nrule)
		return 0;
	r = &w.ir.rule[rule];
	w.expr = arena_alloc(&scratch, w.ir.nexpr);
	w.test = arena_alloc(&scratch, w.ir.ntest);
	w.object = arena_alloc(&scratch, w.ir.nobject);
	w.state = arena_alloc(&scratch, w.ir.nstate);
	w.variable = arena_alloc(&scratch, w.ir.nvariable);
	w.component = arena_alloc(&scratch, w.ir.ncomponent);
	walk_expr(&w, r->expr);
	for (uint32_t i = 0; i < r->nguard; i++)
		walk_expr(&w, r->guard[i].expr);
	for (uint32_t i = 0; i < r->nattest; i++)
		walk_variable(&w, r->attest[i]);
	n = found_values(&w, u, a, out);
	arena_free(&scratch);
	return n;
}

const char *
back_export_name(struct arena *a, const char *value_id)
{
	char *name = arena_strdup(a, model_id_name(value_id, "value"));

	for (char *p = name; *p != '\0'; p++) {
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			(*p >= '0' && *p <= '9')))
			*p = '_';
	}
	return name;
}
