/*
 * Which values of an object's variables no item has: by the schema, where all
 * have to exist, every value of a variable has to.  What is not there is an
 * item that does not exist: a set has those that its operator leaves of its
 * operands'.
 */
#include <stdlib.h>
#include <string.h>

#include "../probe/probe.h"
#include "rt_exist.h"

#define EXIST_STEPS 200000000u /* values compared for one test */

struct exist_list { /* values that are not there */
	const char **value;
	uint32_t n;
};

struct exist_known { /* of an object of the unit */
	bool done;
	enum ir_result result; /* TRUE: the list is whole */
	struct exist_list list;
};

struct exist_run { /* for one test */
	struct rt_ctx *ctx;
	struct exist_known *known;
	bool first; /* one value will do */
	uint64_t steps;
	const char *why; /* it cannot be told */
};

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
	struct exist_run *run;
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
		return rt_compare(x->run->ctx, x->e->operation, x->e->datatype,
			   found->s, found->n, asked, &why) == IR_RESULT_TRUE;
	if (way == NULL || str_eq(way, "none"))
		return exist_path_holds(asked, found->s, false);
	return exist_path_holds(asked, found->s, true) ||
	       exist_path_holds(found->s, asked, true);
}

/* Of an item that could not be looked at nobody knows whether it exists. */
static void
exist_doubt(struct exist *x, const struct rt_item *item)
{
	if (item->status != RT_EXISTS && x->run->why == NULL)
		x->run->why =
		    item->message != NULL ? item->message : "it cannot be told";
}

/* Has an item the value?  Values come in the order of their items, mostly. */
static bool
exist_has(struct exist *x, const char *asked)
{
	for (uint32_t n = 0; n < x->c->nitem; n++) {
		uint32_t i = (x->at + n) % x->c->nitem;
		const struct rt_value *v = x->c->item[i].field[x->e->field];

		if (x->run->steps++ > EXIST_STEPS) {
			x->run->why = "too many values to look for";
			return true;
		}
		for (; v != NULL; v = v->next)
			if (v->status == RT_EXISTS &&
			    x->c->item[i].status != RT_DOES_NOT_EXIST &&
			    exist_same(x, v, asked)) {
				x->at = i;
				exist_doubt(x, &x->c->item[i]);
				return true;
			}
	}
	return false;
}

static bool
exist_equals(const struct ir_entity *e)
{
	return e->operation == IR_OPERATION_EQUALS ||
	       e->operation == IR_OPERATION_CASE_EQUALS;
}

/* Is it the path of directories in which names are searched for? */
static bool
exist_begins(const struct ir_object *o, const struct ir_entity *e)
{
	const struct rt_find_fields *find = probes[o->probe]->find;

	if (find == NULL || e->field != find->path)
		return false;
	for (uint32_t i = 0; i < o->nentity; i++)
		if (o->entity[i].field == find->filename &&
		    !o->entity[i].nil && !exist_equals(&o->entity[i]))
			return true;
	return false;
}

/*
 * Does the entity name things, each by a value of its own?  A variable's
 * object names the variable; where a search begins, its pattern defines the
 * set.
 */
static bool
exist_names(const struct ir_object *o, const struct ir_entity *e)
{
	return o->probe != PROBE_VARIABLE && e->variable != IR_NONE &&
	       e->field < RT_FIELDS && exist_equals(e) && !exist_begins(o, e) &&
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

/* By the flag: whether what is not among the items does not exist. */
static enum ir_result
exist_flag(struct exist_run *run, const struct rt_collection *c)
{
	switch (c->flag) {
	case RT_FLAG_COMPLETE:
	case RT_FLAG_DOES_NOT_EXIST:
		return IR_RESULT_TRUE;
	case RT_FLAG_NOT_APPLICABLE:
		return IR_RESULT_NOT_APPLICABLE;
	case RT_FLAG_ERROR:
	case RT_FLAG_INCOMPLETE:
	case RT_FLAG_NOT_COLLECTED:
		break;
	}
	if (run->why == NULL)
		run->why = c->message;
	return c->flag == RT_FLAG_ERROR ? IR_RESULT_ERROR : IR_RESULT_UNKNOWN;
}

/* Values of the entity that none of the items has. */
static void
exist_entity(struct exist *x, struct exist_list *list)
{
	enum ir_result status;
	const struct rt_value *v = rt_entity_values(x->run->ctx, x->e, &status);

	if (v == NULL || v->next == NULL)
		return;
	for (; v != NULL && x->run->why == NULL; v = v->next) {
		if (exist_has(x, v->s))
			continue;
		*VEC_PUSH(x->run->ctx->arena, list->value, list->n) =
		    x->e->mask ? "a value that is masked" : v->s;
		if (x->run->first)
			return;
	}
}

static enum ir_result
exist_plain(struct exist_run *run, const struct ir_object *o,
    const struct rt_collection *c, struct exist_list *list)
{
	const struct rt_collection *all = NULL;
	enum ir_result r;

	for (uint32_t i = 0; i < o->nentity; i++) {
		struct exist x = { run, o, &o->entity[i], NULL, false, 0 };
		const struct rt_find_fields *find = probes[o->probe]->find;

		if (!exist_names(o, x.e))
			continue;
		if (all == NULL)
			all = exist_unfiltered(run->ctx, o, c);
		r = exist_flag(run, all);
		if (r != IR_RESULT_TRUE)
			return r;
		x.c = all;
		x.path = find != NULL && (x.e->field == find->filepath ||
					     x.e->field == find->path);
		exist_entity(&x, list);
		if (run->why != NULL)
			return IR_RESULT_ERROR;
	}
	return IR_RESULT_TRUE;
}

static bool
exist_in(const struct exist_list *list, const char *value)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (str_eq(list->value[i], value))
			return true;
	return false;
}

static const struct exist_known *exist_object(
    struct exist_run *run, uint32_t object, const struct rt_collection *c);

/* What the operator leaves of what is not there of its operands. */
static enum ir_result
exist_set(
    struct exist_run *run, const struct ir_set *set, struct exist_list *list)
{
	struct exist_list side[2] = { { NULL, 0 }, { NULL, 0 } };

	for (unsigned i = 0; i < 2 && set->object[i] != IR_NONE; i++) {
		const struct exist_known *k = exist_object(
		    run, set->object[i], rt_collect(run->ctx, set->object[i]));

		if (k->result != IR_RESULT_TRUE &&
		    k->result != IR_RESULT_NOT_APPLICABLE)
			return k->result;
		side[i] = k->list;
	}
	run->steps += (uint64_t)side[0].n * side[1].n;
	if (run->steps > EXIST_STEPS) {
		run->why = "too many values to look for";
		return IR_RESULT_ERROR;
	}
	for (uint32_t i = 0; i < side[0].n; i++)
		if (set->object[1] == IR_NONE || set->setop == IR_SETOP_UNION ||
		    exist_in(&side[1], side[0].value[i]) ==
			(set->setop == IR_SETOP_INTERSECTION))
			*VEC_PUSH(run->ctx->arena, list->value, list->n) =
			    side[0].value[i];
	for (uint32_t i = 0; set->setop == IR_SETOP_UNION && i < side[1].n; i++)
		*VEC_PUSH(run->ctx->arena, list->value, list->n) =
		    side[1].value[i];
	return IR_RESULT_TRUE;
}

static const struct exist_known *
exist_object(
    struct exist_run *run, uint32_t object, const struct rt_collection *c)
{
	const struct ir_object *o = &run->ctx->content->unit.object[object];
	struct exist_known *k = &run->known[object];

	if (k->done)
		return k;
	k->done = true;
	k->result = exist_flag(run, c);
	if (k->result != IR_RESULT_TRUE)
		return k;
	if (o->set != NULL)
		k->result = exist_set(run, o->set, &k->list);
	else if (probes[o->probe] != NULL && probes[o->probe]->collect != NULL)
		k->result = exist_plain(run, o, c, &k->list);
	return k;
}

enum ir_result
rt_all_exist(struct rt_ctx *ctx, uint32_t object, const struct rt_collection *c,
    const char **what)
{
	const struct ir_unit *u = &ctx->content->unit;
	struct exist_run run = { .ctx = ctx,
		.first = u->object[object].set == NULL };
	const struct exist_known *k;
	enum ir_result r;

	run.known = base_malloc((u->nobject + (size_t)1) * sizeof *run.known);
	memset(run.known, 0, (u->nobject + (size_t)1) * sizeof *run.known);
	k = exist_object(&run, object, c);
	r = k->result;
	if (r != IR_RESULT_TRUE) {
		*what = run.why != NULL ? run.why
					: "whether all exist cannot be told";
	} else if (k->list.n > 0) {
		*what = k->list.value[0];
		r = IR_RESULT_FALSE;
	}
	free(run.known);
	return r;
}
