/*
 * Collections, items and values: what probes fill and tests look at.
 * Everything is in the arena of the target's context.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "rt.h"

bool
rt_late(const struct rt_ctx *ctx)
{
	struct timespec now;

	if (ctx->deadline == 0)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 >=
	       ctx->deadline;
}

bool
rt_room(const struct rt_ctx *ctx, size_t more)
{
	size_t all = ctx->memory != 0 ? ctx->memory : RT_MEMORY;
	size_t taken = arena_size(ctx->arena);

	return taken <= all && more <= all - taken;
}

struct rt_item *
rt_item_add(struct rt_ctx *ctx, struct rt_collection *c)
{
	return VEC_PUSH(ctx->arena, c->item, c->nitem);
}

struct rt_value *
rt_value_add(struct rt_ctx *ctx, struct rt_item *item, uint16_t field,
    enum ir_datatype type, const char *s, size_t n)
{
	struct rt_value *v = arena_alloc(ctx->arena, sizeof *v);
	struct rt_value **end = &item->field[field < RT_FIELDS ? field : 0];

	while (*end != NULL)
		end = &(*end)->next;
	*end = v;
	v->s = arena_strndup(ctx->arena, s, n);
	v->n = n;
	v->datatype = type;
	return v;
}

void
rt_item_text(
    struct rt_ctx *ctx, struct rt_item *item, uint16_t field, const char *s)
{
	rt_value_add(ctx, item, field, IR_DATATYPE_STRING, s, strlen(s));
}

void
rt_item_int(struct rt_ctx *ctx, struct rt_item *item, uint16_t field, int64_t v)
{
	char s[24];

	snprintf(s, sizeof s, "%lld", (long long)v);
	rt_value_add(ctx, item, field, IR_DATATYPE_INT, s, strlen(s));
}

void
rt_item_bool(struct rt_ctx *ctx, struct rt_item *item, uint16_t field, bool v)
{
	const char *s = v ? "true" : "false";

	rt_value_add(ctx, item, field, IR_DATATYPE_BOOLEAN, s, strlen(s));
}

void
rt_item_missing(struct rt_ctx *ctx, struct rt_item *item, uint16_t field,
    enum rt_status status, const char *why)
{
	rt_value_add(ctx, item, field, IR_DATATYPE_STRING, "", 0)->status =
	    status;
	if (status != RT_DOES_NOT_EXIST)
		item->message = why;
}

void
rt_flag(struct rt_ctx *ctx, struct rt_collection *c, enum rt_flag flag,
    const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	c->flag = flag;
	c->message = arena_strdup(ctx->arena, text);
}

const struct ir_entity *
rt_object_entity(const struct ir_object *o, uint16_t field)
{
	for (uint32_t i = 0; i < o->nentity; i++)
		if (o->entity[i].field == field)
			return &o->entity[i];
	return NULL;
}

const char *
rt_object_behavior(const struct ir_object *o, const char *name)
{
	for (uint32_t i = 0; i < o->nbehavior; i++)
		if (str_eq(o->behavior[i].name, name))
			return o->behavior[i].value;
	return NULL;
}

/* --- what an object asks for ---------------------------------------------- */

bool
rt_object_wants(struct rt_ctx *ctx, const struct ir_object *o, uint16_t field,
    const char *s, size_t n, struct rt_collection *out)
{
	const struct ir_entity *e = rt_object_entity(o, field);
	enum ir_result status;
	const char *why = NULL;

	if (e == NULL || e->nil)
		return true;
	rt_entity_values(ctx, e, &status);
	if (status == IR_RESULT_FALSE)
		return false; /* a variable without values asks for nothing */
	switch (rt_entity_match(ctx, e, s, n, &why)) {
	case IR_RESULT_TRUE:
		return true;
	case IR_RESULT_FALSE:
		return false;
	case IR_RESULT_ERROR:
	case IR_RESULT_UNKNOWN:
	case IR_RESULT_NOT_EVALUATED:
	case IR_RESULT_NOT_APPLICABLE:
	case IR_RESULT__MAX:
		break;
	}
	rt_flag(ctx, out, RT_FLAG_ERROR, "%s",
	    why != NULL ? why : "what the object asks for cannot be compared");
	return false;
}

bool
rt_object_names(struct rt_ctx *ctx, const struct ir_object *o, uint16_t field,
    struct rt_collection *out, void (*each)(void *arg, const char *name),
    void *arg)
{
	const struct ir_entity *e = rt_object_entity(o, field);
	const struct rt_value *first, *v, *earlier;
	enum ir_result status;

	if (e == NULL || e->nil || e->operation != IR_OPERATION_EQUALS ||
	    e->var_check == IR_CHECK_NONE_SATISFY ||
	    e->var_check == IR_CHECK_NONE_EXIST)
		return false;
	first = rt_entity_values(ctx, e, &status);
	if (status != IR_RESULT_TRUE && status != IR_RESULT_FALSE) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s",
		    ctx->why != NULL ? ctx->why
				     : "the variable cannot be computed");
		return true;
	}
	for (v = first; v != NULL; v = v->next) {
		for (earlier = first; earlier != v; earlier = earlier->next)
			if (str_eq(earlier->s, v->s))
				break;
		if (earlier == v && strlen(v->s) == v->n &&
		    rt_object_wants(ctx, o, field, v->s, v->n, out))
			each(arg, v->s);
	}
	return true;
}

struct item_records {
	const char *table;
	uint32_t n;
	size_t size;
	void (*each)(void *arg, const void *record);
	void *arg;
};

static const char *
item_record_name(const struct item_records *r, uint32_t i)
{
	return *(const char *const *)(const void *)(r->table + i * r->size);
}

static void
item_records_named(void *arg, const char *name)
{
	const struct item_records *r = arg;
	uint32_t low = 0, high = r->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (strcmp(item_record_name(r, mid), name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < r->n && str_eq(item_record_name(r, low), name); low++)
		r->each(r->arg, r->table + low * r->size);
}

void
rt_object_records(struct rt_ctx *ctx, const struct ir_object *o,
    uint16_t field, const void *table, uint32_t n, size_t size,
    struct rt_collection *out, void (*each)(void *arg, const void *record),
    void *arg)
{
	struct item_records r = { table, n, size, each, arg };

	if (rt_object_names(ctx, o, field, out, item_records_named, &r))
		return;
	for (uint32_t i = 0; i < n; i++) {
		const char *name = item_record_name(&r, i);

		if (rt_object_wants(ctx, o, field, name, strlen(name), out))
			each(arg, r.table + i * size);
	}
}

bool
rt_field_asked(const struct ir_unit *u, enum probe_kind probe, uint16_t field)
{
	for (uint32_t i = 0; i < u->nstate; i++)
		for (uint32_t e = 0;
		     u->state[i].probe == probe && e < u->state[i].nentity; e++)
			if (u->state[i].entity[e].field == field)
				return true;
	for (uint32_t i = 0; i < u->ncomponent; i++)
		if (u->component[i].function == IR_FUNCTION_OBJECT &&
		    u->component[i].field == field)
			return true;
	return false;
}
