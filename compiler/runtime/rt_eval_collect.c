/*
 * Collecting an object: once per target, however many tests ask; sets of
 * objects and filters by states.
 */
#include <string.h>

#include "../probe/probe.h"

/* Take an item by a filter's state?  What cannot be told stays, as an error. */
static bool
collect_filter(struct rt_ctx *ctx, const struct ir_filter *f,
    const struct rt_collection *c, struct rt_item *item)
{
	const struct ir_state *state = &ctx->content->unit.state[f->state];
	const char *why = NULL;
	enum ir_result r;

	if (item->status != RT_EXISTS)
		return true;
	r = rt_state_match(ctx, state, c, item, &why);
	if (r == IR_RESULT_TRUE || r == IR_RESULT_FALSE)
		return (r == IR_RESULT_TRUE) == f->include;
	item->status = RT_STATUS_ERROR;
	item->message = why != NULL ? why : "cannot be compared";
	return true;
}

static void
collect_filters(struct rt_ctx *ctx, const struct ir_filter *f, uint32_t n,
    struct rt_collection *c)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t kept = 0;

		for (uint32_t k = 0; k < c->nitem; k++)
			if (collect_filter(ctx, &f[i], c, &c->item[k]))
				c->item[kept++] = c->item[k];
		c->nitem = kept;
	}
}

static bool
collect_same_values(const struct rt_value *a, const struct rt_value *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (a->n != b->n || memcmp(a->s, b->s, a->n) != 0 ||
		    !str_eq(a->record, b->record))
			return false;
	return a == b;
}

static bool
collect_has(const struct rt_collection *c, const struct rt_item *item)
{
	for (uint32_t i = 0; i < c->nitem; i++) {
		unsigned f = 0;

		while (f < RT_FIELDS &&
		       collect_same_values(c->item[i].field[f], item->field[f]))
			f++;
		if (f == RT_FIELDS && c->item[i].status == item->status)
			return true;
	}
	return false;
}

/* How bad a flag is for what is made of the collection. */
static int
collect_badness(enum rt_flag flag)
{
	switch (flag) {
	case RT_FLAG_COMPLETE:
	case RT_FLAG_DOES_NOT_EXIST:
		return 0;
	case RT_FLAG_NOT_APPLICABLE:
		return 1;
	case RT_FLAG_NOT_COLLECTED:
		return 2;
	case RT_FLAG_INCOMPLETE:
		return 3;
	case RT_FLAG_ERROR:
		break;
	}
	return 4;
}

static void
collect_append(struct rt_ctx *ctx, struct rt_collection *out,
    const struct rt_collection *from, const struct rt_collection *other,
    bool in_other)
{
	for (uint32_t i = 0; i < from->nitem; i++) {
		if (other != NULL &&
		    collect_has(other, &from->item[i]) != in_other)
			continue;
		if (!collect_has(out, &from->item[i]))
			*rt_item_add(ctx, out) = from->item[i];
	}
}

static void
collect_set(
    struct rt_ctx *ctx, const struct ir_set *set, struct rt_collection *out)
{
	struct rt_collection side[2] = { { .flag = RT_FLAG_COMPLETE },
		{ .flag = RT_FLAG_COMPLETE } };

	for (unsigned i = 0; i < 2; i++) {
		const struct rt_collection *c;

		if (set->object[i] == IR_NONE)
			continue;
		c = rt_collect(ctx, set->object[i]);
		side[i].flag = c->flag;
		for (uint32_t k = 0; k < c->nitem; k++)
			*rt_item_add(ctx, &side[i]) = c->item[k];
		collect_filters(ctx, set->filter, set->nfilter, &side[i]);
		if (collect_badness(c->flag) > collect_badness(out->flag)) {
			out->flag = c->flag;
			out->message = c->message;
		}
	}
	if (set->object[1] == IR_NONE || set->setop == IR_SETOP_UNION) {
		collect_append(ctx, out, &side[0], NULL, false);
		collect_append(ctx, out, &side[1], NULL, false);
	} else {
		collect_append(ctx, out, &side[0], &side[1],
		    set->setop == IR_SETOP_INTERSECTION);
	}
}

static void
collect_probe(
    struct rt_ctx *ctx, const struct ir_object *o, struct rt_collection *out)
{
	const struct probe *p = probes[o->probe];
	struct timespec now;
	struct rt_ctx *scope;

	if (p == NULL || p->collect == NULL) {
		rt_flag(ctx, out, RT_FLAG_NOT_COLLECTED,
		    "this evaluator cannot collect it");
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (ctx->deadline != 0 &&
	    (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 >=
		ctx->deadline) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "the time was over");
		return;
	}
	scope = rt_scope(ctx, o, out);
	if (scope == NULL)
		return;
	p->collect(scope, o, out);
	collect_filters(ctx, o->filter, o->nfilter, out);
}

const struct rt_collection *
rt_collect(struct rt_ctx *ctx, uint32_t object)
{
	const struct ir_object *o;
	struct rt_collection *c;

	while (ctx->base != NULL)
		ctx = ctx->base;
	o = &ctx->content->unit.object[object];
	if (ctx->collected == NULL)
		ctx->collected = arena_alloc(ctx->arena,
		    (ctx->content->unit.nobject + 1) * sizeof *ctx->collected);
	if (ctx->collected[object] != NULL)
		return ctx->collected[object];
	c = arena_alloc(ctx->arena, sizeof *c);
	ctx->collected[object] = c;
	rt_flag(ctx, c, RT_FLAG_ERROR, "the object needs itself");
	c = arena_alloc(ctx->arena, sizeof *c);
	c->flag = RT_FLAG_COMPLETE;
	if (o->set != NULL) {
		collect_set(ctx, o->set, c);
		collect_filters(ctx, o->filter, o->nfilter, c);
	} else {
		collect_probe(ctx, o, c);
	}
	if (c->flag == RT_FLAG_COMPLETE && c->nitem == 0)
		c->flag = RT_FLAG_DOES_NOT_EXIST;
	ctx->collected[object] = c;
	return c;
}
