/*
 * Collecting an object: once per target, however many tests ask; variables
 * without values, what a target cannot have, filters by states.
 */
#include <stdlib.h>
#include <string.h>

#include "../probe/probe.h"

/* Take an item by a filter?  What cannot be told stays, as an error. */
static const struct rt_item *
collect_filter(struct rt_ctx *ctx, const struct ir_filter *f,
    const struct rt_collection *c, const struct rt_item *item)
{
	const struct ir_state *state = &ctx->content->unit.state[f->state];
	const char *why = NULL;
	struct rt_item *unsure;
	enum ir_result r;

	if (item->status != RT_EXISTS)
		return item;
	r = rt_state_match(ctx, state, c, item, &why);
	if (r == IR_RESULT_TRUE || r == IR_RESULT_FALSE)
		return (r == IR_RESULT_TRUE) == f->include ? item : NULL;
	unsure = arena_alloc(ctx->arena, sizeof *unsure);
	*unsure = *item;
	unsure->status = RT_STATUS_ERROR;
	unsure->message = why != NULL ? why : "cannot be compared";
	return unsure;
}

const struct rt_item *
rt_filter(struct rt_ctx *ctx, const struct ir_filter *f, uint32_t n,
    const struct rt_collection *c, const struct rt_item *item)
{
	for (uint32_t i = 0; i < n && item != NULL; i++)
		item = collect_filter(ctx, &f[i], c, item);
	return item;
}

static void
collect_filters(struct rt_ctx *ctx, const struct ir_object *o,
    struct rt_collection *c)
{
	const struct rt_item **left;
	uint32_t kept = 0;

	if (o->nfilter == 0)
		return;
	/* all first: a filter may look at the whole list */
	left = base_malloc((c->nitem + (size_t)1) * sizeof *left);
	for (uint32_t k = 0; k < c->nitem; k++)
		left[k] =
		    rt_filter(ctx, o->filter, o->nfilter, c, &c->item[k]);
	for (uint32_t k = 0; k < c->nitem; k++)
		if (left[k] != NULL)
			c->item[kept++] = *left[k];
	c->nitem = kept;
	free(left);
}

/*
 * An object that refers to a variable without a value does not exist; what
 * cannot be known of the variable is not known of the object.  True: the
 * flag is set.
 */
static bool
collect_variables(
    struct rt_ctx *ctx, const struct ir_object *o, struct rt_collection *out)
{
	if (o->probe == PROBE_COMMAND) /* an argument may be empty */
		return false;
	for (uint32_t i = 0; i < o->nentity; i++) {
		enum ir_result status;
		enum rt_flag flag;

		if (o->entity[i].variable == IR_NONE ||
		    rt_variable(ctx, o->entity[i].variable, &status) != NULL)
			continue;
		flag = status == IR_RESULT_FALSE     ? RT_FLAG_DOES_NOT_EXIST
		       : status == IR_RESULT_UNKNOWN ? RT_FLAG_NOT_COLLECTED
		       : status == IR_RESULT_NOT_APPLICABLE
			   ? RT_FLAG_NOT_APPLICABLE
			   : RT_FLAG_ERROR;
		rt_flag(ctx, out, flag, "%s",
		    ctx->why != NULL ? ctx->why
				     : "a variable cannot be computed");
		return true;
	}
	return false;
}

/* What OVAL asks of a target that it cannot have: true, and the flag. */
static bool
collect_foreign(struct rt_ctx *scope, const struct probe *p,
    struct rt_collection *out)
{
	const char *what = rt_probe_foreign(p, scope->target);

	if (what == NULL)
		return false;
	rt_flag(scope, out, rt_probe_foreign_flag(p), "%s", what);
	return true;
}

static void
collect_probe(
    struct rt_ctx *ctx, const struct ir_object *o, struct rt_collection *out)
{
	const struct probe *p = probes[o->probe];
	struct rt_ctx *scope;

	if (p == NULL || p->collect == NULL) {
		rt_flag(ctx, out, RT_FLAG_NOT_COLLECTED,
		    "this evaluator cannot collect it");
		return;
	}
	if (rt_late(ctx)) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "the time was over");
		return;
	}
	if (!rt_room(ctx, 0)) {
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "the memory is full of what was found before");
		return;
	}
	scope = rt_scope(ctx, o, out);
	if (scope == NULL || collect_foreign(scope, p, out) ||
	    collect_variables(ctx, o, out))
		return;
	p->collect(scope, o, out);
	collect_filters(ctx, o, out);
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
	c->busy = true;
	c = arena_alloc(ctx->arena, sizeof *c);
	c->flag = RT_FLAG_COMPLETE;
	if (o->set != NULL) {
		rt_collect_set(ctx, o->set, c);
		collect_filters(ctx, o, c);
	} else {
		collect_probe(ctx, o, c);
	}
	if (c->flag == RT_FLAG_COMPLETE && c->nitem == 0)
		c->flag = RT_FLAG_DOES_NOT_EXIST;
	ctx->collected[object] = c;
	return c;
}
