/*
 * What OVAL results need of an evaluation: in the worker, each test's result
 * and items are kept as they come, then put together for the way to the
 * parent; and which definitions are told.
 */
#include <stdlib.h>
#include <string.h>

#include "../probe/probe.h"

#define OVAL_ITEMS 1000u          /* of one object are told */
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

/* --- what definitions come to ------------------------------------------------ */

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
rt_oval_expr(const struct ir_unit *u, const enum ir_result *test,
    uint32_t expr, unsigned depth)
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
static void
oval_tell(const struct ir_unit *u, const enum ir_result *test,
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
	bool flaw = str_eq(d->class_, "vulnerability") ||
		    str_eq(d->class_, "patch");

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

/* --- put together ------------------------------------------------------------- */

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

static void
oval_object(struct rt_ctx *ctx, uint32_t object, bool (*masks)[RT_FIELDS],
    struct rt_oval *out, size_t *bytes)
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
	for (; o->n < c->nitem && o->n < OVAL_ITEMS && *bytes < OVAL_BYTES;
	     o->n++) {
		struct rt_oval_item *item =
		    VEC_PUSH(ctx->arena, out->item, out->nitem);

		item->object = object;
		oval_item(ctx, &c->item[o->n], masked, item, bytes);
	}
}

static void
oval_tested(struct rt_ctx *ctx, uint32_t test, const uint32_t *object,
    struct rt_oval *out)
{
	const struct ir_test *t = &ctx->content->unit.test[test];
	const struct rt_tested *seen = ctx->tested[test];
	struct rt_oval_test *to = VEC_PUSH(ctx->arena, out->test, out->ntest);
	const struct rt_oval_object *o;

	to->test = test;
	to->result = seen->result;
	if (t->object == IR_NONE || object[t->object] == IR_NONE)
		return;
	o = &out->object[object[t->object]];
	to->tested = arena_alloc(ctx->arena, (o->n + 1) * sizeof *to->tested);
	to->ntested = o->n;
	for (uint32_t i = 0; i < o->n; i++)
		to->tested[i] =
		    seen->item != NULL && seen->item[i] != IR_RESULT__MAX
			? seen->item[i]
			: IR_RESULT_NOT_EVALUATED;
	to->first = o->first;
}

struct rt_oval *
rt_oval_gather(struct rt_ctx *ctx)
{
	const struct ir_unit *u = &ctx->content->unit;
	struct arena *a = ctx->arena;
	enum ir_result *test, *definition;
	struct rt_oval *out;
	uint32_t *object;
	size_t bytes = 0;
	bool *needed, (*masks)[RT_FIELDS];

	if (ctx->tested == NULL || ctx->collected == NULL)
		return NULL;
	out = arena_alloc(a, sizeof *out);
	test = arena_alloc(a, (u->ntest + 1) * sizeof *test);
	needed = arena_alloc(a, u->ntest + 1);
	object = arena_alloc(a, (u->nobject + 1) * sizeof *object);
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
	for (uint32_t i = 0; i < u->nobject; i++)
		object[i] = IR_NONE;
	for (uint32_t i = 0; i < u->ntest; i++) {
		uint32_t o = u->test[i].object;

		if (!needed[i])
			continue;
		if (o != IR_NONE && object[o] == IR_NONE &&
		    ctx->collected[o] != NULL) {
			object[o] = out->nobject;
			oval_object(ctx, o, masks, out, &bytes);
		}
		oval_tested(ctx, i, object, out);
	}
	return out;
}
