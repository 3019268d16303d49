/*
 * Nodes of the IR as the lowering of .audit items needs them.  Ids are the
 * node's number in the unit, so that any number of files can share one.
 */
#include <string.h>

#include "../probe/probe.h"
#include "nessus.h"

/* --- values --------------------------------------------------------------- */

static uint32_t
component(struct audit_lower *l, enum ir_function function, struct srcpos pos)
{
	uint32_t c = ir_add_component(l->b);

	l->b->component[c].function = function;
	l->b->component[c].pos = pos;
	return c;
}

static uint32_t
parent_component(struct audit_lower *l, enum ir_function function,
    const uint32_t *kid, uint32_t nkid, struct srcpos pos)
{
	uint32_t c = component(l, function, pos);
	uint32_t *copy = arena_alloc(l->b->arena, nkid * sizeof *copy);

	memcpy(copy, kid, nkid * sizeof *copy);
	l->b->component[c].kid = copy;
	l->b->component[c].nkid = nkid;
	return c;
}

uint32_t
audit_concat(struct audit_lower *l, const uint32_t *kid, uint32_t nkid,
    struct srcpos pos)
{
	return parent_component(l, IR_FUNCTION_CONCAT, kid, nkid, pos);
}

uint32_t
audit_count(struct audit_lower *l, const uint32_t *kid, uint32_t nkid,
    struct srcpos pos)
{
	return parent_component(l, IR_FUNCTION_COUNT, kid, nkid, pos);
}

uint32_t
audit_object_component(struct audit_lower *l, uint32_t object,
    const char *field, struct srcpos pos)
{
	uint32_t c = component(l, IR_FUNCTION_OBJECT, pos);
	enum probe_kind probe = l->b->object[object].probe;

	l->b->component[c].object = object;
	l->b->component[c].field = probe_field_find(probes[probe], field);
	if (l->b->component[c].field == UINT16_MAX) {
		l->missing = arena_printf(l->b->arena,
		    "the probe %s has no field %s", probes[probe]->name,
		    field);
		l->b->component[c].field = 0;
	}
	return c;
}

static uint32_t
add_variable(struct audit_lower *l, struct srcpos pos)
{
	uint32_t v = ir_add_variable(l->b);

	l->b->variable[v].id = arena_printf(l->b->arena, "audit:var:%u", v);
	l->b->variable[v].datatype = IR_DATATYPE_STRING;
	l->b->variable[v].pos = pos;
	return v;
}

uint32_t
audit_local_variable(struct audit_lower *l, uint32_t root, struct srcpos pos)
{
	uint32_t v = add_variable(l, pos);

	l->b->variable[v].kind = IR_LOCAL;
	l->b->variable[v].component = root;
	return v;
}

static uint32_t
find_variable(const struct ir_build *b, const char *id)
{
	uint32_t i;

	for (i = 0; i < b->nvariable; i++)
		if (str_eq(b->variable[i].id, id))
			return i;
	return IR_NONE;
}

/* The external variable that stands for one of the file's. */
static uint32_t
external(struct audit_lower *l, const struct audit_variable *v)
{
	struct arena *a = l->b->arena;
	uint32_t *slot = &l->external[v - l->au->variable], i;
	const char *id, **value;
	struct ir_variable *x;

	if (*slot != IR_NONE)
		return *slot;
	id = arena_printf(a, "audit:var:%s", v->name);
	*slot = i = find_variable(l->b, id); /* of another file */
	if (i != IR_NONE)
		return i;
	*slot = i = ir_add_variable(l->b);
	value = arena_alloc(a, sizeof *value);
	value[0] = arena_strdup(a, v->default_ != NULL ? v->default_ : "");
	x = &l->b->variable[i];
	x->id = id;
	x->kind = IR_EXTERNAL;
	x->value = value;
	x->nvalue = 1;
	x->value_id = arena_strdup(a, v->name);
	x->pos = v->pos;
	return i;
}

/* Its members, each split at its commas. */
static uint32_t
members(struct audit_lower *l, const struct audit_variable *v,
    struct srcpos pos)
{
	uint32_t *slot = &l->members[v - l->au->variable], c;
	const char *id;

	if (*slot != IR_NONE)
		return *slot;
	id = arena_printf(l->b->arena, "audit:var:%s:list", v->name);
	*slot = find_variable(l->b, id);
	if (*slot != IR_NONE)
		return *slot;
	c = component(l, IR_FUNCTION_VARIABLE, pos);
	l->b->component[c].variable = external(l, v);
	c = parent_component(l, IR_FUNCTION_SPLIT, &c, 1, pos);
	l->b->component[c].literal = ",";
	*slot = audit_local_variable(l, c, pos);
	l->b->variable[*slot].id = id;
	return *slot;
}

/* The declared variable of text[start..end), which is @NAME@. */
static uint32_t
variable_at(struct audit_lower *l, const char *text, size_t start, size_t end,
    bool list, struct srcpos pos)
{
	const struct audit_variable *v = audit_variable_find(l->au,
	    text + start + 1, end - start - 2);

	if (v != NULL)
		return list ? members(l, v, pos) : external(l, v);
	diag(DIAG_ID_AUDIT_VARIABLE, pos, "%.*s", (int)(end - start),
	    text + start);
	l->failed = true;
	return add_variable(l, pos);
}

static uint32_t
literal_component(struct audit_lower *l, const char *s, size_t n,
    struct srcpos pos)
{
	uint32_t c = component(l, IR_FUNCTION_LITERAL, pos);

	l->b->component[c].literal = arena_strndup(l->b->arena, s, n);
	return c;
}

uint32_t
audit_text_component(struct audit_lower *l, const char *text,
    struct srcpos pos)
{
	size_t from = 0, start, end;
	uint32_t *kid = NULL, nkid = 0, c;

	while (audit_variable_next(text, from, &start, &end)) {
		if (start > from) {
			c = literal_component(l, text + from, start - from,
			    pos);
			*VEC_PUSH(l->b->arena, kid, nkid) = c;
		}
		c = component(l, IR_FUNCTION_VARIABLE, pos);
		l->b->component[c].variable =
		    variable_at(l, text, start, end, false, pos);
		*VEC_PUSH(l->b->arena, kid, nkid) = c;
		from = end;
	}
	if (text[from] != '\0' || nkid == 0) {
		c = literal_component(l, text + from, strlen(text + from),
		    pos);
		*VEC_PUSH(l->b->arena, kid, nkid) = c;
	}
	return nkid == 1 ? kid[0] :
	    parent_component(l, IR_FUNCTION_CONCAT, kid, nkid, pos);
}

struct audit_operand
audit_operand(struct audit_lower *l, const char *text, bool list,
    struct srcpos pos)
{
	struct audit_operand o = { NULL, IR_NONE };
	size_t start, end;

	if (!audit_variable_next(text, 0, &start, &end))
		o.literal = arena_strdup(l->b->arena, text);
	else if (start == 0 && text[end] == '\0')
		o.variable = variable_at(l, text, start, end, list, pos);
	else
		o.variable = audit_local_variable(l,
		    audit_text_component(l, text, pos), pos);
	return o;
}

struct audit_operand
audit_operand_escaped(struct audit_lower *l, const char *text,
    struct srcpos pos)
{
	struct audit_operand o = { NULL, IR_NONE };
	struct strbuf b = STRBUF_INIT;
	size_t start, end;
	uint32_t c;

	if (audit_variable_next(text, 0, &start, &end)) {
		c = audit_text_component(l, text, pos);
		c = parent_component(l, IR_FUNCTION_ESCAPE_REGEX, &c, 1, pos);
		o.variable = audit_local_variable(l, c, pos);
		return o;
	}
	for (; *text != '\0'; text++) {
		if (strchr("\\^$.|?*+()[]{}", *text) != NULL)
			strbuf_addch(&b, '\\');
		strbuf_addch(&b, *text);
	}
	o.literal = arena_strdup(l->b->arena, b.s);
	strbuf_free(&b);
	return o;
}

struct audit_operand
audit_operands(struct audit_lower *l, const struct audit_value *v, uint32_t n,
    bool list, struct srcpos pos)
{
	struct arena *a = l->b->arena;
	struct audit_operand o = { NULL, IR_NONE };
	uint32_t *kid, i;
	const char **value;
	bool variables = false;
	size_t start, end;

	if (n == 1)
		return audit_operand(l, v->text, list, pos);
	for (i = 0; i < n; i++)
		variables = variables ||
		    audit_variable_next(v[i].text, 0, &start, &end);
	if (!variables) {
		value = arena_alloc(a, n * sizeof *value);
		for (i = 0; i < n; i++)
			value[i] = arena_strdup(a, v[i].text);
		o.variable = add_variable(l, pos);
		l->b->variable[o.variable].kind = IR_CONSTANT;
		l->b->variable[o.variable].value = value;
		l->b->variable[o.variable].nvalue = n;
		return o;
	}
	kid = arena_alloc(a, n * sizeof *kid);
	for (i = 0; i < n; i++) {
		o = audit_operand(l, v[i].text, list, pos);
		if (o.literal != NULL) {
			kid[i] = literal_component(l, o.literal,
			    strlen(o.literal), pos);
			continue;
		}
		kid[i] = component(l, IR_FUNCTION_VARIABLE, pos);
		l->b->component[kid[i]].variable = o.variable;
	}
	o.literal = NULL;
	o.variable = audit_local_variable(l,
	    parent_component(l, IR_FUNCTION_UNIQUE, kid, n, pos), pos);
	return o;
}

/* --- objects, states, tests ----------------------------------------------- */

/* Room behind n elements of an array that grew here, and belongs to one node. */
static void *
room(struct audit_lower *l, const void *items, uint32_t n, size_t size)
{
	return arena_grow(l->b->arena, (void *)(uintptr_t)items, n, size);
}

uint32_t
audit_add_object(struct audit_lower *l, enum probe_kind probe,
    enum ir_scope scope, struct srcpos pos)
{
	uint32_t o = ir_add_object(l->b);

	l->b->object[o].id = arena_printf(l->b->arena, "audit:obj:%u", o);
	l->b->object[o].probe = probe;
	l->b->object[o].scope = scope;
	l->b->object[o].pos = pos;
	return o;
}

uint32_t
audit_add_state(struct audit_lower *l, enum probe_kind probe,
    struct srcpos pos)
{
	uint32_t s = ir_add_state(l->b);

	l->b->state[s].id = arena_printf(l->b->arena, "audit:ste:%u", s);
	l->b->state[s].probe = probe;
	l->b->state[s].pos = pos;
	return s;
}

uint32_t
audit_add_test(struct audit_lower *l, const struct audit_node *item,
    uint32_t object)
{
	uint32_t t = ir_add_test(l->b);

	l->b->test[t].id = arena_printf(l->b->arena, "audit:tst:%u", t);
	l->b->test[t].comment = arena_strdup(l->b->arena,
	    audit_key_text(item, "description"));
	l->b->test[t].probe = l->b->object[object].probe;
	l->b->test[t].object = object;
	l->b->test[t].pos = item->pos;
	return t;
}

/* An entity behind those that there are; nowhere when there is no field. */
static struct ir_entity *
add_entity(struct audit_lower *l, const struct ir_entity **entity, uint32_t *n,
    enum probe_kind probe, const char *field, struct audit_operand value,
    struct srcpos pos)
{
	struct ir_entity *e;
	uint16_t f = probe_field_find(probes[probe], field);

	if (f == UINT16_MAX) {
		l->missing = arena_printf(l->b->arena,
		    "the probe %s has no field %s", probes[probe]->name,
		    field);
		return arena_alloc(l->b->arena, sizeof *e);
	}
	*entity = e = room(l, *entity, *n, sizeof *e);
	e += (*n)++;
	e->field = f;
	e->operation = IR_OPERATION_EQUALS;
	e->datatype = IR_DATATYPE_STRING;
	e->entity_check = IR_CHECK_ALL;
	e->var_check = IR_CHECK_AT_LEAST_ONE;
	e->variable = value.variable;
	e->literal = value.literal;
	e->pos = pos;
	return e;
}

struct ir_entity *
audit_object_entity(struct audit_lower *l, uint32_t object, const char *field,
    struct audit_operand value)
{
	struct ir_object *o = &l->b->object[object];

	return add_entity(l, &o->entity, &o->nentity, o->probe, field, value,
	    o->pos);
}

struct ir_entity *
audit_state_entity(struct audit_lower *l, uint32_t state, const char *field,
    struct audit_operand value)
{
	struct ir_state *s = &l->b->state[state];

	return add_entity(l, &s->entity, &s->nentity, s->probe, field, value,
	    s->pos);
}

void
audit_object_filter(struct audit_lower *l, uint32_t object, bool include,
    uint32_t state)
{
	struct ir_object *o = &l->b->object[object];
	struct ir_filter *f = room(l, o->filter, o->nfilter, sizeof *f);

	f[o->nfilter++] = (struct ir_filter) { include, state };
	o->filter = f;
}

void
audit_object_behavior(struct audit_lower *l, uint32_t object, const char *name,
    const char *value)
{
	struct ir_object *o = &l->b->object[object];
	struct ir_behavior *v = room(l, o->behavior, o->nbehavior, sizeof *v);

	v[o->nbehavior++] = (struct ir_behavior) { name,
		arena_strdup(l->b->arena, value) };
	o->behavior = v;
}

void
audit_test_state(struct audit_lower *l, uint32_t test, uint32_t state)
{
	struct ir_test *t = &l->b->test[test];
	uint32_t *s = room(l, t->state, t->nstate, sizeof *s);

	s[t->nstate++] = state;
	t->state = s;
}

/* --- expressions ---------------------------------------------------------- */

uint32_t
audit_expr_test(struct audit_lower *l, uint32_t test)
{
	uint32_t e;

	if (l->missing != NULL) {
		diag(DIAG_ID_AUDIT_UNSUPPORTED, l->b->test[test].pos, "%s",
		    l->missing);
		l->b->test[test].unsupported = l->missing;
		l->missing = NULL;
	}
	e = ir_expr_test(l->b, test);
	l->b->expr[e].pos = l->b->test[test].pos;
	return e;
}

uint32_t
audit_expr_join(struct audit_lower *l, enum ir_operator op,
    const uint32_t *kid, uint32_t n)
{
	uint32_t e;

	if (n == 1)
		return kid[0];
	e = ir_expr_operator(l->b, op, kid, n);
	l->b->expr[e].pos = l->b->expr[kid[0]].pos;
	return e;
}

uint32_t
audit_expr_result(struct audit_lower *l, enum ir_result result,
    const char *comment, struct srcpos pos)
{
	uint32_t e = ir_add_expr(l->b);

	l->b->expr[e].kind = IR_EXPR_RESULT;
	l->b->expr[e].result = result;
	l->b->expr[e].comment = arena_strdup(l->b->arena, comment);
	l->b->expr[e].pos = pos;
	return e;
}

uint32_t
audit_expr_not(struct audit_lower *l, uint32_t expr)
{
	uint32_t e = ir_expr_operator(l->b, IR_OPERATOR_AND, &expr, 1);

	l->b->expr[e].negate = true;
	l->b->expr[e].pos = l->b->expr[expr].pos;
	return e;
}

uint32_t
audit_expr_unsupported(struct audit_lower *l, const struct audit_node *item,
    const char *why)
{
	uint32_t t = ir_add_test(l->b), e;
	struct ir_test *test = &l->b->test[t];

	diag(DIAG_ID_AUDIT_UNSUPPORTED, item->pos, "%s", why);
	test->id = arena_printf(l->b->arena, "audit:tst:%u", t);
	test->comment = arena_strdup(l->b->arena,
	    audit_key_text(item, "description"));
	test->probe = PROBE_VARIABLE;
	test->unsupported = arena_strdup(l->b->arena, why);
	test->pos = item->pos;
	e = ir_expr_test(l->b, t);
	l->b->expr[e].pos = item->pos;
	return e;
}
