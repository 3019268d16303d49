/*
 * Sets of objects: operators, flags, filters before the operator, and that a
 * large set costs no more than its items.
 */
#include "world.h"

#define LINES 100000u

/* A world whose host has files with these lines. */
static void
open_files(struct world *w)
{
	world_open(w);
	world_file(w, "a", "1\n2\n3\n3\n");
	world_file(w, "b", "3\n4\n");
	world_file(w, "c", "");
	w->options.host_root = w->dir;
}

static struct ir_entity
entity(enum probe_kind probe, const char *field, enum ir_operation op,
    const char *literal)
{
	return (struct ir_entity){ .field =
					 probe_field_find(probes[probe], field),
		.operation = op,
		.variable = IR_NONE,
		.literal = literal };
}

/* The object of what a pattern captures in a file, every time. */
static uint32_t
lines_of(struct world *w, const char *path, const char *pattern)
{
	uint32_t o = ir_add_object(&w->ir);
	struct ir_entity *e = arena_alloc(&w->arena, 3 * sizeof *e);

	e[0] = entity(PROBE_TEXTFILECONTENT54, "filepath",
	    IR_OPERATION_EQUALS, path);
	e[1] = entity(PROBE_TEXTFILECONTENT54, "pattern",
	    IR_OPERATION_PATTERN_MATCH, pattern);
	e[2] = entity(PROBE_TEXTFILECONTENT54, "instance",
	    IR_OPERATION_GREATER_OR_EQUAL, "1");
	e[2].datatype = IR_DATATYPE_INT;
	w->ir.object[o].id = path;
	w->ir.object[o].probe = PROBE_TEXTFILECONTENT54;
	w->ir.object[o].entity = e;
	w->ir.object[o].nentity = 3;
	return o;
}

static uint32_t
set_of(struct world *w, enum ir_setop op, uint32_t a, uint32_t b)
{
	uint32_t o = ir_add_object(&w->ir);
	struct ir_set *s = arena_alloc(&w->arena, sizeof *s);

	s->setop = op;
	s->object[0] = a;
	s->object[1] = b;
	w->ir.object[o].id = "set";
	w->ir.object[o].probe = PROBE_TEXTFILECONTENT54;
	w->ir.object[o].set = s;
	return o;
}

/* "flag: text text ..." of the items. */
static const char *
found(struct world *w, uint32_t object)
{
	static const char flags[] = "ECIDNA";
	uint16_t text = probe_field_find(
	    probes[PROBE_TEXTFILECONTENT54], "subexpression");
	const struct rt_collection *c;
	struct strbuf b = STRBUF_INIT;
	const char *s;

	world_target(w, NULL);
	c = rt_collect(&w->ctx, object);
	strbuf_addf(&b, "%c:", flags[c->flag]);
	for (uint32_t i = 0; i < c->nitem; i++)
		strbuf_addf(&b, " %s", c->item[i].field[text]->s);
	s = arena_strndup(&w->arena, b.s, b.n);
	strbuf_free(&b);
	return s;
}

static void
operators_make_sets(void **state)
{
	struct world w;
	uint32_t a, b, odd, none, s;
	struct ir_filter filter = { .include = true };
	struct ir_entity e;

	(void)state;
	open_files(&w);
	a = lines_of(&w, "/a", "^(\\d)$");
	b = lines_of(&w, "/a", "^([34])$");
	odd = lines_of(&w, "/a", "^([13])$");
	none = lines_of(&w, "/c", "^(\\d)$");
	/* an item is its instance, too: the second 3 is another line */
	assert_string_equal(found(&w, a), "C: 1 2 3 3");
	assert_string_equal(
	    found(&w, set_of(&w, IR_SETOP_UNION, a, a)), "C: 1 2 3 3");
	assert_string_equal(
	    found(&w, set_of(&w, IR_SETOP_UNION, a, IR_NONE)), "C: 1 2 3 3");
	assert_string_equal(
	    found(&w, set_of(&w, IR_SETOP_INTERSECTION, a, a)), "C: 1 2 3 3");
	assert_string_equal(
	    found(&w, set_of(&w, IR_SETOP_COMPLEMENT, a, a)), "D:");
	assert_string_equal(
	    found(&w, set_of(&w, IR_SETOP_UNION, none, none)), "D:");
	assert_string_equal(
	    found(&w, set_of(&w, IR_SETOP_UNION, none, b)), "C: 3 3");
	assert_string_equal(
	    found(&w, set_of(&w, IR_SETOP_INTERSECTION, a, none)), "D:");
	/* filters come before the operator */
	e = entity(PROBE_TEXTFILECONTENT54, "subexpression",
	    IR_OPERATION_EQUALS, "3");
	filter.state = ir_add_state(&w.ir);
	w.ir.state[filter.state].id = "three";
	w.ir.state[filter.state].probe = PROBE_TEXTFILECONTENT54;
	w.ir.state[filter.state].entity = &e;
	w.ir.state[filter.state].nentity = 1;
	s = set_of(&w, IR_SETOP_UNION, a, odd);
	((struct ir_set *)(uintptr_t)w.ir.object[s].set)->filter = &filter;
	((struct ir_set *)(uintptr_t)w.ir.object[s].set)->nfilter = 1;
	assert_string_equal(found(&w, s), "C: 3 3 3 3");
	filter.include = false;
	assert_string_equal(found(&w, s), "C: 1 2 1");
	world_close(&w);
}

static void
flags_are_those_of_the_tables(void **state)
{
	/* rows: the second operand, in the order E C I DNE NC NA */
	static const struct {
		enum ir_setop op;
		const char *rows;
	} table[] = {
		{ IR_SETOP_UNION,
		    "EEEEEE ECICIC EIIIII ECIDID EIIINN ECIDNA" },
		{ IR_SETOP_INTERSECTION,
		    "EEEDEE ECIDNC EIIDNI DDDDDD ENNDNN ECIDNA" },
		{ IR_SETOP_COMPLEMENT,
		    "EEEDEE ECIDNE EEEDNE ECIDNE ENNDNE EEEEEE" },
	};
	static const char name[] = "ECIDNA";

	(void)state;
	for (size_t t = 0; t < 3; t++)
		for (unsigned second = 0; second < 6; second++)
			for (unsigned first = 0; first < 6; first++)
				assert_int_equal(
				    name[rt_set_flag(
					table[t].op, first, second)],
				    table[t].rows[second * 7 + first]);
}

/* As if collected: items 0 to n, whose first field is their number. */
static struct rt_collection *
numbers(struct world *w, unsigned n)
{
	struct rt_collection *c = arena_alloc(&w->arena, sizeof *c);

	c->flag = RT_FLAG_COMPLETE;
	for (unsigned i = 0; i < n; i++) {
		char text[16];
		int len = snprintf(text, sizeof text, "%u", i);

		rt_value_add(&w->ctx, rt_item_add(&w->ctx, c), 0,
		    IR_DATATYPE_INT, text, (size_t)len);
	}
	return c;
}

/* As if two objects had been: so many items each. */
static void
collect_numbers(struct world *w, uint32_t a, unsigned n, uint32_t b, unsigned m)
{
	world_target(w, NULL);
	w->ctx.collected = arena_alloc(
	    &w->arena, (w->ir.nobject + 1) * sizeof *w->ctx.collected);
	w->ctx.collected[a] = numbers(w, n);
	w->ctx.collected[b] = numbers(w, m);
}

static void
large_sets_are_no_trouble(void **state)
{
	const struct rt_collection *c;
	struct world w;
	uint32_t all, half, both, rest;

	(void)state;
	open_files(&w);
	all = lines_of(&w, "/a", "x");
	half = lines_of(&w, "/b", "x");
	both = set_of(&w, IR_SETOP_UNION, half, all);
	rest = set_of(&w, IR_SETOP_COMPLEMENT, both, half);
	collect_numbers(&w, all, LINES, half, LINES / 2);
	assert_int_equal(rt_collect(&w.ctx, both)->nitem, LINES);
	c = rt_collect(&w.ctx, rest);
	assert_int_equal(c->flag, RT_FLAG_COMPLETE);
	assert_int_equal(c->nitem, LINES / 2);
	assert_string_equal(c->item[0].field[0]->s, "50000");
	world_close(&w);
}

/* Who knows whether what could not be looked at is the same? */
static void
errors_are_not_taken_away(void **state)
{
	const struct rt_collection *c;
	struct world w;
	uint32_t a, b, rest, both;

	(void)state;
	open_files(&w);
	a = lines_of(&w, "/a", "x");
	b = lines_of(&w, "/b", "x");
	rest = set_of(&w, IR_SETOP_COMPLEMENT, a, b);
	both = set_of(&w, IR_SETOP_INTERSECTION, a, b);
	collect_numbers(&w, a, 3, b, 3);
	w.ctx.collected[a]->item[1].status = RT_STATUS_ERROR;
	w.ctx.collected[b]->item[1].status = RT_STATUS_ERROR;
	c = rt_collect(&w.ctx, rest);
	assert_int_equal(c->flag, RT_FLAG_COMPLETE);
	assert_int_equal(c->nitem, 1);
	assert_int_equal(c->item[0].status, RT_STATUS_ERROR);
	assert_int_equal(rt_collect(&w.ctx, both)->nitem, 3);
	world_close(&w);
}

/* A filter looks at the whole list, whatever the one before it dropped. */
static void
filters_see_all_items(void **state)
{
	struct world w;
	const struct rt_collection *c;
	struct rt_container *k;
	struct ir_entity path, not_a, has_a;
	struct ir_filter filter[2];
	uint32_t o;

	(void)state;
	world_open(&w);
	k = world_container(&w, "k", "\"HostConfig\":"
				     "{\"CapAdd\":[\"A\",\"B\",\"C\"]}");
	path = entity(PROBE_CONTAINER, "path", IR_OPERATION_EQUALS,
	    "HostConfig.CapAdd[]");
	not_a = entity(
	    PROBE_CONTAINER, "value", IR_OPERATION_NOT_EQUAL, "A");
	has_a = entity(
	    PROBE_CONTAINER, "value", IR_OPERATION_SUPERSET_OF, "A");
	for (unsigned i = 0; i < 2; i++) {
		filter[i].include = true;
		filter[i].state = ir_add_state(&w.ir);
		w.ir.state[filter[i].state].id = "s";
		w.ir.state[filter[i].state].probe = PROBE_CONTAINER;
		w.ir.state[filter[i].state].entity = i == 0 ? &not_a : &has_a;
		w.ir.state[filter[i].state].nentity = 1;
	}
	o = ir_add_object(&w.ir);
	w.ir.object[o].id = "o";
	w.ir.object[o].probe = PROBE_CONTAINER;
	w.ir.object[o].entity = &path;
	w.ir.object[o].nentity = 1;
	w.ir.object[o].filter = filter;
	w.ir.object[o].nfilter = 2;
	world_target(&w, k);
	c = rt_collect(&w.ctx, o);
	assert_int_equal(c->flag, RT_FLAG_COMPLETE);
	assert_int_equal(c->nitem, 2);
	assert_string_equal(c->item[0].field[1]->s, "B");
	assert_string_equal(c->item[1].field[1]->s, "C");
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operators_make_sets),
		cmocka_unit_test(flags_are_those_of_the_tables),
		cmocka_unit_test(large_sets_are_no_trouble),
		cmocka_unit_test(errors_are_not_taken_away),
		cmocka_unit_test(filters_see_all_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
