/*
 * For tests of probes: an object from one line of words, its items as text, in
 * a world's target.
 */
#ifndef ITEMS_H
#define ITEMS_H

#include "world.h"

#include <stdio.h>

struct asked {
	struct ir_entity entity[8], field[RT_FIELDS];
	struct ir_behavior behavior[4];
	struct ir_object object;
	struct ir_state state;
};

/*
 * "field=value", "field~pattern", "field>number"; value "!": nil; "@name=value"
 * is a behavior.
 */
static inline void
ask_word(struct asked *q, const struct probe *p, char *word)
{
	size_t n = strcspn(word, "=~>");
	char op = word[n];
	struct ir_entity *e;

	word[n] = '\0';
	if (word[0] == '@') {
		q->behavior[q->object.nbehavior++] =
		    (struct ir_behavior){ word + 1, word + n + 1 };
		return;
	}
	e = &q->entity[q->object.nentity++];
	e->field = probe_field_find(p, word);
	assert_int_not_equal(e->field, UINT16_MAX);
	e->operation = op == '~'   ? IR_OPERATION_PATTERN_MATCH
		       : op == '>' ? IR_OPERATION_GREATER
				   : IR_OPERATION_EQUALS;
	e->datatype = p->field[e->field].datatype;
	e->variable = IR_NONE;
	e->literal = word + n + 1;
	e->nil = str_eq(e->literal, "!");
}

static inline void
item_text(struct strbuf *b, const struct probe *p, const struct rt_item *item,
    const char *fields)
{
	strbuf_addstr(b, item->where);
	if (item->status != RT_EXISTS)
		strbuf_addf(b, " ?%d", item->status);
	if (item->message != NULL)
		strbuf_addf(b, " (%s)", item->message);
	for (const char *s = fields; *s != '\0';) {
		char name[64];
		size_t n = strcspn(s, " ");
		uint16_t field;

		snprintf(name, sizeof name, "%.*s", (int)n, s);
		field = probe_field_find(p, name);
		assert_int_not_equal(field, UINT16_MAX);
		for (const struct rt_value *v = item->field[field]; v != NULL;
		     v = v->next) {
			strbuf_addf(b, " %s=%s", name, v->s);
			if (v->status != RT_EXISTS)
				strbuf_addf(b, "?%d", v->status);
		}
		s += n + (s[n] == ' ');
	}
	strbuf_addch(b, '\n');
}

/* The items for an object of words that tabs part; the fields that are told. */
static inline const char *
items(struct world *w, enum probe_kind kind, const char *words,
    const char *fields)
{
	struct rt_collection c = { .flag = RT_FLAG_COMPLETE };
	const struct probe *p = probes[kind];
	struct strbuf b = STRBUF_INIT;
	struct asked q = { 0 };
	char *copy = arena_strdup(&w->arena, words), *word;
	const char *text;

	while (*words != '\0' && (word = strsep(&copy, "\t")) != NULL)
		ask_word(&q, p, word);
	q.object.entity = q.entity;
	q.object.behavior = q.behavior;
	q.object.probe = q.state.probe = kind;
	for (uint16_t i = 0; p->field[i].name != NULL; i++)
		q.field[q.state.nentity++].field = i;
	q.state.entity = q.field;
	w->content.unit.state = &q.state; /* everything is looked at */
	w->content.unit.nstate = 1;
	w->content.unit.object = &q.object;
	w->content.unit.nobject = 1;
	if (rt_probe_foreign(p, &w->target) != NULL)
		rt_flag(&w->ctx, &c, rt_probe_foreign_flag(p), "foreign");
	else
		p->collect(&w->ctx, &q.object, &c);
	w->content.unit.nstate = w->content.unit.nobject = 0;
	if (c.flag != RT_FLAG_COMPLETE)
		strbuf_addf(&b, "!%d %s\n", c.flag, c.message);
	for (uint32_t i = 0; i < c.nitem; i++)
		item_text(&b, p, &c.item[i], fields);
	text = arena_strndup(&w->arena, b.s, b.n);
	strbuf_free(&b);
	return text;
}

static inline void
world_kind(struct world *w, enum rt_target_kind kind)
{
	world_target(w, NULL);
	w->target.kind = kind;
	w->target.rootfs = arena_printf(&w->arena, "%s/root", w->dir);
	w->options.host_root = w->target.rootfs;
}

/* A container that does not run: a directory in its place. */
static inline void
world_at_rest(struct world *w)
{
	const char *why = NULL;

	world_kind(w, RT_ROOTFS);
	assert_non_null(rt_root_get(&w->ctx, &why));
	w->target.kind = RT_CONTAINER;
}

#endif
