/*
 * Collections, items and values: what probes fill and tests look at.
 * Everything is in the arena of the target's context.
 */
#include <stdarg.h>
#include <string.h>

#include "rt.h"

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
