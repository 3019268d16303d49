/*
 * What OVAL results need of an evaluation: in the worker, each test's result
 * and items are kept as they come, then put together for the way to the
 * parent; and which definitions are told.
 */
#include <stdlib.h>
#include <string.h>

#include "../probe/probe.h"

#define OVAL_ITEMS 10000u         /* of one object are told */
#define OVAL_VALUES 1000u         /* of one variable */
#define OVAL_BYTES (32u << 20)    /* of all values of a target */
#define OVAL_TEXT ((size_t)65536) /* of one value */
#define OVAL_DEPTH 256

static struct rt_tested *
oval_slot(struct rt_ctx *ctx, uint32_t test)
{
	const struct ir_unit *u = &ctx->content->unit;

	if (ctx->options->oval_results == RT_OVAL_NONE || u->ndefinition == 0)
		return NULL;
	while (ctx->base != NULL)
		ctx = ctx->base;
	if (ctx->tested == NULL)
		ctx->tested = arena_alloc(
		    ctx->arena, (u->ntest + (size_t)1) * sizeof *ctx->tested);
	if (ctx->tested[test] == NULL)
		ctx->tested[test] =
		    arena_alloc(ctx->arena, sizeof *ctx->tested[test]);
	return ctx->tested[test];
}

void
rt_oval_items(struct rt_ctx *ctx, uint32_t test, const enum ir_result *item)
{
	struct rt_tested *t = oval_slot(ctx, test);

	if (t != NULL)
		t->item = item;
}

void
rt_oval_test(struct rt_ctx *ctx, uint32_t test, enum ir_result r)
{
	struct rt_tested *t = oval_slot(ctx, test);

	if (t != NULL)
		t->result = r;
}

/* --- what definitions come to ------------------------------------------- */

bool
rt_oval_id(const char *id, const char *kind)
{
	const char *s = id;
	size_t n;

	if (!str_starts(id, "oval:"))
		return false;
	s += strlen("oval:");
	n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		      "0123456789_-.");
	s += n;
	if (n == 0 || *s != ':' || strncmp(s + 1, kind, 3) != 0 || s[4] != ':')
		return false;
	s += 5;
	return *s >= '1' && *s <= '9' && s[strspn(s, "0123456789")] == '\0';
}

enum ir_result
rt_oval_expr(const struct ir_unit *u, const enum ir_result *test, uint32_t expr,
    unsigned depth)
{
	const struct ir_expr *e = &u->expr[expr];
	unsigned count[IR_RESULT__MAX] = { 0 };
	enum ir_result r = IR_RESULT__MAX;

	if (depth > OVAL_DEPTH)
		return IR_RESULT__MAX;
	switch (e->kind) {
	case IR_EXPR_TEST:
		if (rt_oval_id(u->test[e->test].id, "tst"))
			r = test[e->test];
		break;
	case IR_EXPR_RESULT:
		r = e->result;
		break;
	case IR_EXPR_OPERATOR:
		for (uint32_t i = 0; i < e->nkid; i++) {
			r = rt_oval_expr(u, test, e->kid[i], depth + 1);
			if (r == IR_RESULT__MAX)
				return r;
			count[r]++;
		}
		r = rt_operator(e->operator_, count);
		break;
	case IR_EXPR_IF: /* OVAL has none of these */
	case IR_EXPR_SELECT:
		break;
	}
	return e->negate && r != IR_RESULT__MAX ? rt_negate(r) : r;
}

/* The definition itself, and those that it extends. */
static void oval_tell(const struct ir_unit *u, const enum ir_result *test,
    enum ir_result *definition, uint32_t d);

static void
oval_tell_expr(const struct ir_unit *u, const enum ir_result *test,
    enum ir_result *definition, uint32_t expr)
{
	const struct ir_expr *e = &u->expr[expr];

	if (e->definition != 0) {
		oval_tell(u, test, definition, e->definition - 1);
		return;
	}
	for (uint32_t i = 0; i < e->nkid; i++)
		oval_tell_expr(u, test, definition, e->kid[i]);
}

static void
oval_tell(const struct ir_unit *u, const enum ir_result *test,
    enum ir_result *definition, uint32_t d)
{
	if (definition[d] != IR_RESULT__MAX)
		return;
	definition[d] = rt_oval_expr(u, test, u->definition[d].expr, 0);
	if (definition[d] != IR_RESULT__MAX)
		oval_tell_expr(u, test, definition, u->definition[d].expr);
}

/* Is it what a reader of failures looks for? */
static bool
oval_is_bad(const struct ir_definition *d, enum ir_result r)
{
	bool flaw =
	    str_eq(d->class_, "vulnerability") || str_eq(d->class_, "patch");

	if (r == IR_RESULT_NOT_APPLICABLE || r == IR_RESULT_NOT_EVALUATED)
		return false;
	if (str_eq(d->class_, "inventory"))
		return r != IR_RESULT_TRUE && r != IR_RESULT_FALSE;
	return r != (flaw ? IR_RESULT_FALSE : IR_RESULT_TRUE);
}

void
rt_oval_definitions(const struct rt_content *c, enum rt_oval_mode mode,
    const enum ir_result *test, enum ir_result *definition)
{
	const struct ir_unit *u = &c->unit;

	for (uint32_t i = 0; i < u->ndefinition; i++)
		definition[i] = IR_RESULT__MAX;
	for (uint32_t i = 0; i < u->ndefinition; i++) {
		const struct ir_definition *d = &u->definition[i];
		enum ir_result r;

		if (d->expr == IR_NONE || !rt_oval_id(d->id, "def"))
			continue;
		r = rt_oval_expr(u, test, d->expr, 0);
		if (r != IR_RESULT__MAX &&
		    (mode == RT_OVAL_FULL || oval_is_bad(d, r)))
			oval_tell(u, test, definition, i);
	}
}

/* --- put together ------------------------------------------------------- */

static void
oval_needs_tests(const struct ir_unit *u, uint32_t expr, bool *test)
{
	const struct ir_expr *e = &u->expr[expr];

	if (e->kind == IR_EXPR_TEST)
		test[e->test] = true;
	for (uint32_t i = 0; i < e->nkid; i++)
		oval_needs_tests(u, e->kid[i], test);
}

static void
oval_mask(bool (*masks)[RT_FIELDS], enum probe_kind probe,
    const struct ir_entity *e, uint32_t n)
{
	for (; n != 0; n--, e++)
		if (e->mask && e->field < RT_FIELDS)
			masks[probe][e->field] = true;
}

void
rt_oval_masked(const struct ir_unit *u, bool (*masks)[RT_FIELDS])
{
	for (uint32_t i = 0; i < u->nobject; i++)
		oval_mask(masks, u->object[i].probe, u->object[i].entity,
		    u->object[i].nentity);
	for (uint32_t i = 0; i < u->nstate; i++)
		oval_mask(masks, u->state[i].probe, u->state[i].entity,
		    u->state[i].nentity);
}

static void
oval_item(struct rt_ctx *ctx, const struct rt_item *item, const bool *masked,
    struct rt_oval_item *out, size_t *bytes)
{
	out->status = item->status;
	out->message = item->message;
	for (uint16_t f = 0; f < RT_FIELDS; f++)
		for (const struct rt_value *v = item->field[f]; v != NULL;
		     v = v->next) {
			struct rt_oval_entity *e =
			    VEC_PUSH(ctx->arena, out->entity, out->nentity);
			size_t n = v->n < OVAL_TEXT ? v->n : OVAL_TEXT;

			e->field = f;
			e->datatype = v->datatype;
			e->status = v->status;
			e->record = v->record;
			e->group = v->group;
			e->text = masked[f] || v->status != RT_EXISTS
				      ? ""
				      : arena_strndup(ctx->arena, v->s, n);
			*bytes += sizeof *e + n;
		}
}

/*
 * The items of an object that are told: all, or as many as may be, of which
 * those come first that are not as a test wants them.
 */
struct oval_pick {
	uint32_t *item; /* indices, in the collection's order */
	uint32_t n;
	uint32_t object; /* of the output; IR_NONE: not told */
};

struct oval_seen { /* a test of the object: what its items came to */
	const enum ir_result *item;
	enum ir_result wanted;
};

static bool
oval_is_wrong(const struct oval_seen *seen, uint32_t nseen, uint32_t item)
{
	for (uint32_t i = 0; i < nseen; i++)
		if (seen[i].item[item] != seen[i].wanted &&
		    seen[i].item[item] != IR_RESULT__MAX)
			return true;
	return false;
}

/* The tests of the object whose states looked at its items. */
static struct oval_seen *
oval_seen(struct rt_ctx *ctx, uint32_t object, const bool *needed, uint32_t *n)
{
	const struct ir_unit *u = &ctx->content->unit;
	struct oval_seen *seen = NULL;

	for (uint32_t i = 0; i < u->ntest; i++) {
		struct oval_seen *to;

		if (!needed[i] || u->test[i].object != object ||
		    ctx->tested[i]->item == NULL)
			continue;
		to = VEC_PUSH(ctx->arena, seen, *n);
		to->item = ctx->tested[i]->item;
		to->wanted = u->test[i].check == IR_CHECK_NONE_SATISFY ||
				     u->test[i].check == IR_CHECK_NONE_EXIST
				 ? IR_RESULT_FALSE
				 : IR_RESULT_TRUE;
	}
	return seen;
}

static void
oval_choose(struct rt_ctx *ctx, uint32_t object, const bool *needed,
    struct oval_pick *pick)
{
	const struct rt_collection *c = ctx->collected[object];
	uint32_t room = c->nitem < OVAL_ITEMS ? c->nitem : OVAL_ITEMS;
	struct oval_seen *seen = NULL;
	uint32_t nseen = 0, wrong = 0, right;

	pick->item = arena_alloc(ctx->arena, (room + 1) * sizeof *pick->item);
	pick->n = 0;
	if (room < c->nitem)
		seen = oval_seen(ctx, object, needed, &nseen);
	for (uint32_t i = 0; nseen > 0 && i < c->nitem && wrong < room; i++)
		wrong += oval_is_wrong(seen, nseen, i);
	right = room - wrong;
	for (uint32_t i = 0; i < c->nitem && pick->n < room; i++) {
		uint32_t *left =
		    oval_is_wrong(seen, nseen, i) ? &wrong : &right;

		if (*left == 0)
			continue;
		--*left;
		pick->item[pick->n++] = i;
	}
}

static void
oval_object(struct rt_ctx *ctx, uint32_t object, bool (*masks)[RT_FIELDS],
    struct oval_pick *pick, struct rt_oval *out, size_t *bytes)
{
	const struct rt_collection *c = ctx->collected[object];
	struct rt_oval_object *o =
	    VEC_PUSH(ctx->arena, out->object, out->nobject);
	const bool *masked = masks[ctx->content->unit.object[object].probe];

	o->object = object;
	o->flag = c->flag;
	o->message = c->message;
	o->first = out->nitem;
	o->all = c->nitem;
	for (; o->n < pick->n && *bytes < OVAL_BYTES; o->n++) {
		struct rt_oval_item *item =
		    VEC_PUSH(ctx->arena, out->item, out->nitem);

		item->object = object;
		oval_item(ctx, &c->item[pick->item[o->n]], masked, item, bytes);
	}
	/* "complete" says that every item is there */
	if (o->n < o->all && o->flag == RT_FLAG_COMPLETE)
		o->flag = RT_FLAG_INCOMPLETE;
}

static void
oval_tested(struct rt_ctx *ctx, uint32_t test, const struct oval_pick *pick,
    struct rt_oval *out)
{
	const struct ir_test *t = &ctx->content->unit.test[test];
	const struct rt_tested *seen = ctx->tested[test];
	struct rt_oval_test *to = VEC_PUSH(ctx->arena, out->test, out->ntest);
	const struct rt_oval_object *o;

	to->test = test;
	to->result = seen->result;
	if (t->object == IR_NONE || pick[t->object].object == IR_NONE)
		return;
	pick += t->object;
	o = &out->object[pick->object];
	to->tested = arena_alloc(ctx->arena, (o->n + 1) * sizeof *to->tested);
	to->ntested = o->n;
	for (uint32_t i = 0; i < o->n; i++) {
		uint32_t k = pick->item[i];

		to->tested[i] =
		    seen->item != NULL && seen->item[k] != IR_RESULT__MAX
			? seen->item[k]
			: IR_RESULT_NOT_EVALUATED;
	}
	to->first = o->first;
}

/* --- variables ---------------------------------------------------------- */

static void oval_variable_uses(const struct ir_unit *u, uint32_t variable,
    struct rt_oval_uses *uses, bool mask);

static void
oval_component_uses(const struct ir_unit *u, uint32_t component,
    struct rt_oval_uses *uses, bool mask)
{
	const struct ir_component *c = &u->component[component];

	if (c->function == IR_FUNCTION_VARIABLE)
		oval_variable_uses(u, c->variable, uses, mask);
	for (uint32_t i = 0; i < c->nkid; i++)
		oval_component_uses(u, c->kid[i], uses, mask);
}

static void
oval_variable_uses(const struct ir_unit *u, uint32_t variable,
    struct rt_oval_uses *uses, bool mask)
{
	const struct ir_variable *v = &u->variable[variable];

	if (uses->variable[variable] && (!mask || uses->mask[variable]))
		return;
	uses->variable[variable] = true;
	uses->mask[variable] = uses->mask[variable] || mask;
	if (v->kind == IR_LOCAL)
		oval_component_uses(u, v->component, uses, mask);
}

static void
oval_entities_use(const struct ir_unit *u, const struct ir_entity *e,
    uint32_t n, struct rt_oval_uses *uses)
{
	for (; n != 0; n--, e++)
		if (e->variable != IR_NONE)
			oval_variable_uses(u, e->variable, uses, e->mask);
}

static void
oval_filters_use(const struct ir_unit *u, const struct ir_filter *f, uint32_t n,
    struct rt_oval_uses *uses)
{
	for (; n != 0; n--, f++)
		oval_entities_use(u, u->state[f->state].entity,
		    u->state[f->state].nentity, uses);
}

void
rt_oval_object_uses(
    const struct ir_unit *u, uint32_t object, struct rt_oval_uses *uses)
{
	const struct ir_object *o = &u->object[object];

	oval_entities_use(u, o->entity, o->nentity, uses);
	oval_filters_use(u, o->filter, o->nfilter, uses);
	for (unsigned i = 0; o->set != NULL && i < 2; i++)
		if (o->set->object[i] != IR_NONE)
			rt_oval_object_uses(u, o->set->object[i], uses);
	if (o->set != NULL)
		oval_filters_use(u, o->set->filter, o->set->nfilter, uses);
}

void
rt_oval_test_uses(
    const struct ir_unit *u, uint32_t test, struct rt_oval_uses *uses)
{
	const struct ir_test *t = &u->test[test];

	if (t->object != IR_NONE)
		rt_oval_object_uses(u, t->object, uses);
	for (uint32_t i = 0; i < t->nstate; i++)
		oval_entities_use(u, u->state[t->state[i]].entity,
		    u->state[t->state[i]].nentity, uses);
}

static void
oval_variables(struct rt_ctx *ctx, struct rt_oval *out, size_t *bytes)
{
	const struct ir_unit *u = &ctx->content->unit;
	struct rt_oval_uses uses;

	if (ctx->variable == NULL)
		return;
	uses.variable = arena_alloc(ctx->arena, u->nvariable + (size_t)1);
	uses.mask = arena_alloc(ctx->arena, u->nvariable + (size_t)1);
	for (uint32_t i = 0; i < out->ntest; i++)
		rt_oval_test_uses(u, out->test[i].test, &uses);
	for (uint32_t i = 0; i < u->nvariable; i++) {
		const struct rt_value *v = ctx->variable[i];
		struct rt_oval_variable *to;

		if (!uses.variable[i] || uses.mask[i] || v == NULL ||
		    v->status != RT_EXISTS ||
		    !rt_oval_id(u->variable[i].id, "var"))
			continue;
		to = VEC_PUSH(ctx->arena, out->variable, out->nvariable);
		to->variable = i;
		for (; v != NULL; v = v->next, to->all++) {
			size_t n = v->n < OVAL_TEXT ? v->n : OVAL_TEXT;

			if (to->nvalue == OVAL_VALUES || *bytes >= OVAL_BYTES)
				continue;
			*VEC_PUSH(ctx->arena, to->value, to->nvalue) =
			    arena_strndup(ctx->arena, v->s, n);
			*bytes += n + sizeof v->s;
		}
	}
}

struct rt_oval *
rt_oval_gather(struct rt_ctx *ctx)
{
	const struct ir_unit *u = &ctx->content->unit;
	struct arena *a = ctx->arena;
	enum ir_result *test, *definition;
	struct rt_oval *out;
	struct oval_pick *pick;
	size_t bytes = 0;
	bool *needed, (*masks)[RT_FIELDS];

	if (ctx->tested == NULL || ctx->collected == NULL)
		return NULL;
	out = arena_alloc(a, sizeof *out);
	test = arena_alloc(a, (u->ntest + 1) * sizeof *test);
	needed = arena_alloc(a, u->ntest + 1);
	pick = arena_alloc(a, (u->nobject + 1) * sizeof *pick);
	definition = arena_alloc(a, (u->ndefinition + 1) * sizeof *definition);
	masks = arena_alloc(a, PROBE__MAX * sizeof *masks);
	rt_oval_masked(u, masks);
	for (uint32_t i = 0; i < u->ntest; i++)
		test[i] = ctx->tested[i] != NULL ? ctx->tested[i]->result
						 : IR_RESULT__MAX;
	rt_oval_definitions(
	    ctx->content, ctx->options->oval_results, test, definition);
	for (uint32_t i = 0; i < u->ndefinition; i++)
		if (definition[i] != IR_RESULT__MAX)
			oval_needs_tests(u, u->definition[i].expr, needed);
	for (uint32_t i = 0; i < u->ntest; i++)
		needed[i] = needed[i] && ctx->tested[i] != NULL;
	for (uint32_t i = 0; i < u->nobject; i++)
		pick[i].object = IR_NONE;
	for (uint32_t i = 0; i < u->ntest; i++) {
		uint32_t o = u->test[i].object;

		if (!needed[i])
			continue;
		if (o != IR_NONE && pick[o].object == IR_NONE &&
		    ctx->collected[o] != NULL) {
			oval_choose(ctx, o, needed, &pick[o]);
			pick[o].object = out->nobject;
			oval_object(ctx, o, masks, &pick[o], out, &bytes);
		}
		oval_tested(ctx, i, pick, out);
	}
	oval_variables(ctx, out, &bytes);
	return out;
}
