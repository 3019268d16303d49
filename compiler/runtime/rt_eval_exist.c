/*
 * Which values of an object's variables no item has: by the schema, where all
 * have to exist, every value of a variable has to.
 */
#include <string.h>

#include "../probe/probe.h"
#include "rt_exist.h"

/* Is b the path a, or below it?  But for slashes that say nothing. */
static bool
exist_path_holds(const char *a, const char *b, bool below)
{
	for (;;) {
		if (*a == '/' || *b == '/') {
			bool slash = *a == '/' && *b == '/';

			a += strspn(a, "/");
			b += strspn(b, "/");
			if (*a == '\0')
				return *b == '\0' || below;
			if (!slash)
				return false;
		} else if (*a == '\0' || *b == '\0') {
			return *a == *b;
		}
		if (*a++ != *b++)
			return false;
	}
}

struct exist { /* an entity, and what its values are looked up in */
	struct rt_ctx *ctx;
	const struct ir_object *object;
	const struct ir_entity *e;
	const struct rt_collection *c;
	bool path;   /* the field is a path or a directory */
	uint32_t at; /* the item that the last value was found in */
};

static bool
exist_same(struct exist *x, const struct rt_value *found, const char *asked)
{
	const char *why = NULL;
	const char *way = rt_object_behavior(x->object, "recurse_direction");

	if (!x->path)
		return rt_compare(x->ctx, x->e->operation, x->e->datatype,
			   found->s, found->n, asked, &why) == IR_RESULT_TRUE;
	if (way == NULL || str_eq(way, "none"))
		return exist_path_holds(asked, found->s, false);
	return exist_path_holds(asked, found->s, true) ||
	       exist_path_holds(found->s, asked, true);
}

/* Has an item the value?  Values come in the order of their items, mostly. */
static bool
exist_has(struct exist *x, const char *asked)
{
	for (uint32_t n = 0; n < x->c->nitem; n++) {
		uint32_t i = (x->at + n) % x->c->nitem;
		const struct rt_value *v = x->c->item[i].field[x->e->field];

		for (; v != NULL; v = v->next)
			if (v->status == RT_EXISTS &&
			    x->c->item[i].status != RT_DOES_NOT_EXIST &&
			    exist_same(x, v, asked)) {
				x->at = i;
				return true;
			}
	}
	return false;
}

/* Does the entity name things, each by a value of its own? */
static bool
exist_names(const struct ir_entity *e)
{
	return e->variable != IR_NONE && e->field < RT_FIELDS &&
	       (e->operation == IR_OPERATION_EQUALS ||
		   e->operation == IR_OPERATION_CASE_EQUALS) &&
	       e->var_check != IR_CHECK_NONE_SATISFY &&
	       e->var_check != IR_CHECK_NONE_EXIST;
}

/* The object's items before its filters. */
static const struct rt_collection *
exist_unfiltered(struct rt_ctx *ctx, const struct ir_object *o,
    const struct rt_collection *c)
{
	struct ir_object *bare;
	struct rt_collection *all;
	struct rt_ctx *scope;

	if (o->nfilter == 0)
		return c;
	bare = arena_alloc(ctx->arena, sizeof *bare);
	*bare = *o;
	bare->filter = NULL;
	bare->nfilter = 0;
	all = arena_alloc(ctx->arena, sizeof *all);
	all->flag = RT_FLAG_COMPLETE;
	scope = rt_scope(ctx, bare, all);
	if (scope != NULL)
		probes[bare->probe]->collect(scope, bare, all);
	return all;
}

const char *
rt_missing_value(
    struct rt_ctx *ctx, uint32_t object, const struct rt_collection *c)
{
	const struct ir_object *o = &ctx->content->unit.object[object];
	const struct rt_collection *all = NULL;

	if (o->set != NULL || probes[o->probe] == NULL ||
	    probes[o->probe]->collect == NULL)
		return NULL;
	for (uint32_t i = 0; i < o->nentity; i++) {
		struct exist x = { ctx, o, &o->entity[i], NULL, false, 0 };
		const struct rt_find_fields *find = probes[o->probe]->find;
		enum ir_result status;
		const struct rt_value *v;

		if (!exist_names(x.e))
			continue;
		v = rt_entity_values(ctx, x.e, &status);
		if (v == NULL || v->next == NULL)
			continue;
		if (all == NULL)
			all = exist_unfiltered(ctx, o, c);
		x.c = all;
		x.path = find != NULL && (x.e->field == find->filepath ||
					     x.e->field == find->path);
		for (; v != NULL; v = v->next)
			if (!exist_has(&x, v->s))
				return x.e->mask ? "a value that is masked"
						 : v->s;
	}
	return NULL;
}
