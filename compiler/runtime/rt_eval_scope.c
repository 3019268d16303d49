/*
 * Whose facts an object asks for: the target's, its engine's, the engine's
 * host's, or those of another container that a field names.  The contexts of
 * the others are made once per target and share its arena.
 */
#include <string.h>

#include "rt.h"

#define SCOPE_HOPS 32 /* containers that name containers */

static struct rt_ctx *
scope_make(struct rt_ctx *ctx, const struct rt_target *target)
{
	struct rt_ctx *c = arena_alloc(ctx->arena, sizeof *c);
	struct rt_target *t = arena_alloc(ctx->arena, sizeof *t);

	*t = *target;
	c->arena = ctx->arena;
	c->content = ctx->content;
	c->options = ctx->options;
	c->engines = ctx->engines;
	c->target = t;
	c->deadline = ctx->deadline;
	c->memory = ctx->memory;
	c->base = ctx;
	return c;
}

struct rt_ctx *
rt_scope_engine(struct rt_ctx *ctx, struct rt_engine *e)
{
	struct rt_target t = { .kind = RT_HOST, .engine = e };

	t.name = ctx->target->kind == RT_HOST ? ctx->target->name : "host";
	t.label = arena_printf(ctx->arena, "%s %s",
	    e->kind == RT_PODMAN ? "podman" : "docker", e->socket);
	return scope_make(ctx, &t);
}

static struct rt_container *
scope_by_id(struct rt_engine *e, const char *id)
{
	struct rt_container *found = NULL;
	size_t n = strlen(id);

	for (uint32_t i = 0; i < e->ncontainer; i++)
		if (str_eq(e->container[i].id, id) ||
		    str_eq(e->container[i].name, id))
			return &e->container[i];
	for (uint32_t i = 0; n >= 12 && i < e->ncontainer; i++)
		if (strncmp(e->container[i].id, id, n) == 0) {
			if (found != NULL)
				return NULL;
			found = &e->container[i];
		}
	return found;
}

json_t *
rt_container_json(struct arena *a, struct rt_container *c, const char **why)
{
	const char *id;

	if (c->inspect != NULL)
		return c->inspect;
	if (c->body == NULL) {
		*why = c->error != NULL ? c->error
		       : c->vanished    ? "the container is gone"
					: "the container was not inspected";
		return NULL;
	}
	c->inspect = rt_json_parse(a, c->body, c->nbody, why);
	if (c->inspect == NULL)
		return NULL;
	id = rt_json_text(c->inspect, "Id");
	if (!str_eq(id, c->id))
		*why = "the engine's answer is about another container";
	else
		*why = rt_form_error(a, RT_FORM_CONTAINER, c->inspect);
	if (*why == NULL)
		return c->inspect;
	json_decref(c->inspect);
	c->inspect = NULL;
	return NULL;
}

struct rt_container *
rt_container_follow(
    struct arena *a, struct rt_container *c, const char *mode, const char **why)
{
	struct rt_container *from = NULL;

	for (unsigned hops = 0; hops < SCOPE_HOPS; hops++) {
		json_t *doc = rt_container_json(a, c, why);
		const char *text;

		if (doc == NULL)
			return NULL;
		text = rt_json_text(doc, mode);
		if (text == NULL || !str_starts(text, "container:"))
			return from;
		text += strlen("container:");
		from = scope_by_id(c->engine, text);
		if (from == NULL) {
			*why = arena_printf(a,
			    "%s names the container %.64s, which is not there",
			    mode, text);
			return NULL;
		}
		c = from;
	}
	*why = arena_printf(a, "%s goes round in a circle", mode);
	return NULL;
}

static struct rt_ctx *
scope_container(
    struct rt_ctx *ctx, const struct ir_object *o, struct rt_collection *out)
{
	struct rt_target t = { .kind = RT_CONTAINER };
	const char *why = NULL;
	struct rt_ctx *c;

	if (ctx->target->kind != RT_CONTAINER) {
		rt_flag(
		    ctx, out, RT_FLAG_NOT_APPLICABLE, "this is no container");
		return NULL;
	}
	t.container = rt_container_follow(ctx->arena, ctx->target->container,
	    o->scope_field != NULL ? o->scope_field : "", &why);
	if (t.container == NULL) {
		if (why != NULL)
			rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
		return NULL;
	}
	for (c = ctx->other[IR_SCOPE_CONTAINER]; c != NULL; c = c->chain)
		if (c->target->container == t.container)
			return c;
	t.engine = t.container->engine;
	t.name = t.container->name;
	t.label = arena_printf(ctx->arena, "container %s", t.container->name);
	c = scope_make(ctx, &t);
	c->chain = ctx->other[IR_SCOPE_CONTAINER];
	ctx->other[IR_SCOPE_CONTAINER] = c;
	return c;
}

struct rt_ctx *
rt_scope(
    struct rt_ctx *ctx, const struct ir_object *o, struct rt_collection *out)
{
	switch (o->scope) {
	case IR_SCOPE_TARGET:
		return ctx;
	case IR_SCOPE_ENGINE:
	case IR_SCOPE_HOST:
		if (ctx->target->kind == RT_HOST &&
		    (ctx->target->engine != NULL || o->scope == IR_SCOPE_HOST))
			return ctx;
		if (ctx->target->engine == NULL) {
			rt_flag(ctx, out, RT_FLAG_NOT_APPLICABLE,
			    "there is no engine");
			return NULL;
		}
		if (ctx->other[IR_SCOPE_ENGINE] == NULL)
			ctx->other[IR_SCOPE_ENGINE] =
			    rt_scope_engine(ctx, ctx->target->engine);
		return ctx->other[IR_SCOPE_ENGINE];
	case IR_SCOPE_CONTAINER:
		return scope_container(ctx, o, out);
	case IR_SCOPE__MAX:
		break;
	}
	rt_flag(ctx, out, RT_FLAG_ERROR, "unknown scope");
	return NULL;
}

void
rt_scope_close(struct rt_ctx *ctx)
{
	struct rt_ctx *c = ctx->other[IR_SCOPE_CONTAINER];

	for (; c != NULL; c = c->chain) {
		rt_kernel_close(c);
		rt_root_close(c);
	}
	c = ctx->other[IR_SCOPE_ENGINE];
	if (c != NULL) {
		rt_kernel_close(c);
		rt_root_close(c);
	}
	rt_kernel_close(ctx);
	rt_root_close(ctx);
	for (uint32_t i = 0; i < ctx->engines->nengine; i++) {
		struct rt_engine *e = &ctx->engines->engine[i];

		for (uint32_t k = 0; k < e->ncontainer; k++)
			if (e->container[k].inspect != NULL) {
				json_decref(e->container[k].inspect);
				e->container[k].inspect = NULL;
			}
	}
}

/* --- what a rule reaches ------------------------------------------------ */

struct scope_walk {
	const struct ir_unit *u;
	unsigned depth;
};

static bool scope_object_asks(struct scope_walk *w, uint32_t object);

static bool
scope_component_asks(struct scope_walk *w, uint32_t index)
{
	const struct ir_component *c = &w->u->component[index];
	const struct ir_variable *v;
	bool asks = false;

	if (w->depth >= 64)
		return false;
	w->depth++;
	if (c->function == IR_FUNCTION_OBJECT) {
		asks = scope_object_asks(w, c->object);
	} else if (c->function == IR_FUNCTION_VARIABLE) {
		v = &w->u->variable[c->variable];
		asks = v->kind == IR_LOCAL &&
		       scope_component_asks(w, v->component);
	}
	for (uint32_t i = 0; i < c->nkid && !asks; i++)
		asks = scope_component_asks(w, c->kid[i]);
	w->depth--;
	return asks;
}

static bool
scope_entities_ask(struct scope_walk *w, const struct ir_entity *e, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct ir_variable *v;

		if (e[i].variable == IR_NONE)
			continue;
		v = &w->u->variable[e[i].variable];
		if (v->kind == IR_LOCAL &&
		    scope_component_asks(w, v->component))
			return true;
	}
	return false;
}

static bool
scope_filters_ask(struct scope_walk *w, const struct ir_filter *f, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct ir_state *s = &w->u->state[f[i].state];

		if (scope_entities_ask(w, s->entity, s->nentity))
			return true;
	}
	return false;
}

static bool
scope_object_asks(struct scope_walk *w, uint32_t object)
{
	const struct ir_object *o = &w->u->object[object];
	bool asks;

	if (w->depth >= 64)
		return false;
	w->depth++;
	if (o->set != NULL)
		asks = scope_object_asks(w, o->set->object[0]) ||
		       (o->set->object[1] != IR_NONE &&
			   scope_object_asks(w, o->set->object[1])) ||
		       scope_filters_ask(w, o->set->filter, o->set->nfilter);
	else
		asks = o->scope == IR_SCOPE_ENGINE ||
		       o->probe == PROBE_ENGINE || o->probe == PROBE_NETWORK ||
		       scope_entities_ask(w, o->entity, o->nentity);
	asks = asks || scope_filters_ask(w, o->filter, o->nfilter);
	w->depth--;
	return asks;
}

static bool
scope_test_asks(struct scope_walk *w, uint32_t test)
{
	const struct ir_test *t = &w->u->test[test];

	if (t->object != IR_NONE && scope_object_asks(w, t->object))
		return true;
	for (uint32_t i = 0; i < t->nstate; i++) {
		const struct ir_state *s = &w->u->state[t->state[i]];

		if (scope_entities_ask(w, s->entity, s->nentity))
			return true;
	}
	return false;
}

static bool
scope_expr_asks(struct scope_walk *w, uint32_t expr)
{
	const struct ir_expr *e = &w->u->expr[expr];
	bool asks = false;

	if (w->depth >= 256)
		return false;
	if (e->kind == IR_EXPR_TEST)
		return scope_test_asks(w, e->test);
	w->depth++;
	for (uint32_t i = 0; i < e->nkid && !asks; i++)
		asks = scope_expr_asks(w, e->kid[i]);
	w->depth--;
	return asks;
}

bool
rt_rule_asks_engine(const struct ir_unit *u, const struct ir_rule *r)
{
	struct scope_walk w = { .u = u };

	if ((r->target & 1u << IR_TARGET_ENGINE) != 0)
		return true;
	for (uint32_t i = 0; i < r->nguard; i++)
		if (scope_expr_asks(&w, r->guard[i].expr))
			return true;
	return r->expr != IR_NONE && scope_expr_asks(&w, r->expr);
}
