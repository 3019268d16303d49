/*
 * The text form read back.  Two passes over the lines: the first gives every
 * node its index by id, so that a reference may stand before what it names;
 * the second fills the nodes.
 */
#include <stdlib.h>
#include <string.h>

#include "../probe/probe.h"
#include "ir.h"

#define ATTRS 24
#define NODES_MAX 1000000u

struct attr {
	const char *key;
	const char *value; /* NULL: a flag */
	bool used;
};

struct line {
	const char *keyword;
	bool indented;
	struct attr attr[ATTRS];
	unsigned nattr;
	struct srcpos pos;
};

struct names { /* ids of one kind of node, in order */
	const char **id;
	uint32_t n;
};

struct reader {
	struct ir_build *b;
	const char *file, *p, *end;
	uint32_t line;
	bool failed;
	struct names variable, state, object, test, definition;
	/* what an indented line belongs to */
	enum { IN_NONE, IN_VARIABLE, IN_STATE, IN_OBJECT, IN_COMPONENT, IN_TEST, IN_EXPR, IN_RULE } in;
};

static void
fail(struct reader *r, const char *what, const char *detail)
{
	struct srcpos pos = { r->file, r->line };

	if (!r->failed)
		diag(DIAG_ID_IR_SYNTAX, pos, "%s%s%s", what,
		    detail != NULL ? " " : "", detail != NULL ? detail : "");
	r->failed = true;
}

static int
hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The text of a quoted value; p is behind its opening quote. */
static const char *
read_quoted(struct reader *r, const char *eol)
{
	struct strbuf b = STRBUF_INIT;
	const char *s = NULL;

	for (; r->p < eol && *r->p != '"'; r->p++) {
		int c = (unsigned char)*r->p;

		if (c == '\\') {
			if (++r->p == eol)
				break;
			c = (unsigned char)*r->p;
			if (c == 'n')
				c = '\n';
			else if (c == 't')
				c = '\t';
			else if (c == 'x') {
				int hi = eol - r->p > 2 ? hex(r->p[1]) : -1;
				int lo = hi >= 0 ? hex(r->p[2]) : -1;

				if (lo < 0 || hi * 16 + lo == 0) {
					fail(r, "bad escape", NULL);
					break;
				}
				c = hi * 16 + lo;
				r->p += 2;
			} else if (c != '"' && c != '\\') {
				fail(r, "bad escape", NULL);
				break;
			}
		} else if (c == '\0') {
			fail(r, "NUL byte", NULL);
			break;
		}
		strbuf_addch(&b, c);
	}
	if (r->p >= eol || *r->p != '"')
		fail(r, "unterminated value", NULL);
	else {
		r->p++;
		s = arena_strndup(r->b->arena, b.s, b.n);
	}
	strbuf_free(&b);
	return s;
}

static const char *
read_word(struct reader *r, const char *eol)
{
	const char *s = r->p;

	while (r->p < eol && *r->p != ' ' && *r->p != '=' && *r->p != '\0')
		r->p++;
	return arena_strndup(r->b->arena, s, (size_t)(r->p - s));
}

/* The next line that is neither empty nor a comment; false at the end. */
static bool
next_line(struct reader *r, struct line *l)
{
	const char *eol;

	memset(l, 0, sizeof *l);
	for (;;) {
		if (r->failed || r->p >= r->end)
			return false;
		eol = memchr(r->p, '\n', (size_t)(r->end - r->p));
		if (eol == NULL)
			eol = r->end;
		r->line++;
		if (eol != r->p && *r->p != '#')
			break;
		r->p = eol + 1;
	}
	l->pos.file = r->file;
	l->pos.line = r->line;
	if (*r->p == '\t') {
		l->indented = true;
		r->p++;
	}
	l->keyword = read_word(r, eol);
	while (!r->failed && r->p < eol && *r->p == ' ') {
		struct attr *a;

		r->p++;
		if (l->nattr == ATTRS) {
			fail(r, "too many attributes", NULL);
			break;
		}
		a = &l->attr[l->nattr++];
		a->key = read_word(r, eol);
		if (r->p + 1 < eol && r->p[0] == '=' && r->p[1] == '"') {
			r->p += 2;
			a->value = read_quoted(r, eol);
		}
	}
	if (!r->failed && r->p != eol)
		fail(r, "unexpected character", NULL);
	r->p = eol + 1;
	return !r->failed;
}

static const char *
get(struct line *l, const char *key)
{
	unsigned i;

	for (i = 0; i < l->nattr; i++)
		if (!l->attr[i].used && strcmp(l->attr[i].key, key) == 0) {
			l->attr[i].used = true;
			return l->attr[i].value;
		}
	return NULL;
}

static const char *
need(struct reader *r, struct line *l, const char *key)
{
	const char *v = get(l, key);

	if (v == NULL)
		fail(r, "missing", key);
	return v != NULL ? v : "";
}

static bool
flag(struct line *l, const char *key)
{
	unsigned i;

	for (i = 0; i < l->nattr; i++)
		if (strcmp(l->attr[i].key, key) == 0 &&
		    l->attr[i].value == NULL) {
			l->attr[i].used = true;
			return true;
		}
	return false;
}

static uint32_t
name(struct reader *r, struct line *l, const char *key,
    const char *const *names, uint32_t max)
{
	const char *v = need(r, l, key);
	uint32_t i = ir_name_find(names, max, v);

	if (i == max) {
		fail(r, "unknown", v);
		return 0;
	}
	return i;
}

/* As name(), of an attribute that may be missing. */
static uint32_t
name_or(struct reader *r, struct line *l, const char *key,
    const char *const *names, uint32_t max, uint32_t missing)
{
	unsigned i;

	for (i = 0; i < l->nattr; i++)
		if (strcmp(l->attr[i].key, key) == 0)
			return name(r, l, key, names, max);
	return missing;
}

static uint32_t
number(struct reader *r, struct line *l, const char *key)
{
	const char *v = get(l, key);
	int64_t n;

	if (v == NULL)
		return IR_NONE;
	if (!str_to_int64(v, &n) || n < 0 || n >= NODES_MAX) {
		fail(r, "bad number for", key);
		return IR_NONE;
	}
	return (uint32_t)n;
}

static int64_t
integer(struct reader *r, struct line *l, const char *key)
{
	const char *v = get(l, key);
	int64_t n = 0;

	if (v != NULL && !str_to_int64(v, &n))
		fail(r, "bad number for", key);
	return n;
}

static uint32_t
reference(struct reader *r, struct line *l, const char *key,
    const struct names *names)
{
	const char *v = get(l, key);
	uint32_t i;

	if (v == NULL)
		return IR_NONE;
	for (i = 0; i < names->n; i++)
		if (strcmp(names->id[i], v) == 0)
			return i;
	fail(r, "no node with id", v);
	return IR_NONE;
}

static void
finish(struct reader *r, struct line *l, struct srcpos *pos)
{
	unsigned i;

	if (pos != NULL) {
		pos->file = get(l, "at");
		pos->line = 0;
		if (pos->file != NULL)
			pos->line = (uint32_t)integer(r, l, "line");
	}
	for (i = 0; i < l->nattr; i++)
		if (!l->attr[i].used)
			fail(r, "unknown attribute", l->attr[i].key);
}

/* The array that a node's const view points to, one element longer. */
#define APPEND(r, ptr, n, type) \
	append((r)->b->arena, (ptr), (n)++, sizeof(type))
static void *
append(struct arena *a, const void *items, uint32_t n, size_t size)
{
	void *copy = arena_alloc(a, (n + 1) * size);

	if (n != 0)
		memcpy(copy, items, n * size);
	return copy;
}

static void
read_entity(struct reader *r, struct line *l, enum probe_kind probe,
    struct ir_entity *e)
{
	const char *field = need(r, l, "field");
	uint32_t of;

	e->field = probe_field_find(probes[probe], field);
	if (e->field == UINT16_MAX)
		fail(r, "unknown field", field);
	e->record = get(l, "record");
	e->operation = name(r, l, "operation", ir_operation_names, IR_OPERATION__MAX);
	e->datatype = name(r, l, "datatype", ir_datatype_names, IR_DATATYPE__MAX);
	e->entity_check = name(r, l, "entity_check", ir_check_names, IR_CHECK__MAX);
	e->var_check = name(r, l, "var_check", ir_check_names, IR_CHECK__MAX);
	of = number(r, l, "record_of");
	if (of != IR_NONE && of > UINT16_MAX)
		fail(r, "bad number for", "record_of");
	e->record_of = of != IR_NONE ? (uint16_t)of : 0;
	e->record_check = name_or(r, l, "record_check", ir_check_names,
	    IR_CHECK__MAX, IR_CHECK_ALL);
	e->check_existence = name_or(r, l, "check_existence",
	    ir_existence_names, IR_EXISTENCE__MAX,
	    IR_EXISTENCE_AT_LEAST_ONE_EXISTS);
	e->variable = reference(r, l, "variable", &r->variable);
	e->literal = get(l, "literal");
	e->nil = flag(l, "nil");
	e->mask = flag(l, "mask");
	finish(r, l, &e->pos);
}

static void
read_filter(struct reader *r, struct line *l, struct ir_filter *f)
{
	f->include = flag(l, "include");
	f->state = reference(r, l, "state", &r->state);
	if (f->state == IR_NONE)
		fail(r, "missing", "state");
	finish(r, l, NULL);
}

static void
read_set(struct reader *r, struct line *l, struct ir_object *o)
{
	struct ir_set *s = arena_alloc(r->b->arena, sizeof *s);

	s->setop = name(r, l, "operator", ir_setop_names, IR_SETOP__MAX);
	s->object[0] = reference(r, l, "object", &r->object);
	s->object[1] = reference(r, l, "object2", &r->object);
	if (s->object[0] == IR_NONE)
		fail(r, "missing", "object");
	o->set = s;
	finish(r, l, NULL);
}

static void
sub_object(struct reader *r, struct line *l)
{
	struct ir_object *o = &r->b->object[r->b->nobject - 1];

	if (strcmp(l->keyword, "entity") == 0) {
		struct ir_entity *e =
		    APPEND(r, o->entity, o->nentity, struct ir_entity);

		o->entity = e;
		read_entity(r, l, o->probe, &e[o->nentity - 1]);
	} else if (strcmp(l->keyword, "behavior") == 0) {
		struct ir_behavior *v =
		    APPEND(r, o->behavior, o->nbehavior, struct ir_behavior);

		o->behavior = v;
		v[o->nbehavior - 1].name = need(r, l, "name");
		v[o->nbehavior - 1].value = need(r, l, "value");
		finish(r, l, NULL);
	} else if (strcmp(l->keyword, "filter") == 0) {
		struct ir_filter *f =
		    APPEND(r, o->filter, o->nfilter, struct ir_filter);

		o->filter = f;
		read_filter(r, l, &f[o->nfilter - 1]);
	} else if (strcmp(l->keyword, "set") == 0 && o->set == NULL) {
		read_set(r, l, o);
	} else if (strcmp(l->keyword, "set-filter") == 0 && o->set != NULL) {
		struct ir_set *s = arena_alloc(r->b->arena, sizeof *s);
		struct ir_filter *f;

		*s = *o->set;
		f = APPEND(r, s->filter, s->nfilter, struct ir_filter);
		s->filter = f;
		o->set = s;
		read_filter(r, l, &f[s->nfilter - 1]);
	} else
		fail(r, "unexpected", l->keyword);
}

static void
sub_rule(struct reader *r, struct line *l)
{
	struct ir_rule *u = &r->b->rule[r->b->nrule - 1];

	if (strcmp(l->keyword, "guard") == 0) {
		struct ir_guard *g =
		    APPEND(r, u->guard, u->nguard, struct ir_guard);

		u->guard = g;
		g += u->nguard - 1;
		g->expr = number(r, l, "expr");
		g->result = name(r, l, "result", ir_xccdf_names, IR_XCCDF__MAX);
		g->message = get(l, "message");
		g->platform = flag(l, "platform");
		g->profile = get(l, "profile");
		finish(r, l, &g->pos);
	} else if (strcmp(l->keyword, "attest") == 0) {
		uint32_t *a = APPEND(r, u->attest, u->nattest, uint32_t);

		u->attest = a;
		a[u->nattest - 1] = reference(r, l, "variable", &r->variable);
		finish(r, l, NULL);
	} else
		fail(r, "unexpected", l->keyword);
}

static uint32_t *
sub_index(struct reader *r, struct line *l, const uint32_t *kid, uint32_t *n)
{
	uint32_t *k = append(r->b->arena, kid, *n, sizeof *k);

	k[(*n)++] = number(r, l, "index");
	finish(r, l, NULL);
	return k;
}

/* An operand; of a select, from the second on, with its selector. */
static void
sub_kid(struct reader *r, struct line *l, struct ir_expr *e)
{
	const char **selector;

	if (e->kind == IR_EXPR_SELECT && e->nkid != 0) {
		selector = append(r->b->arena, e->selector, e->nkid - 1,
		    sizeof *selector);
		selector[e->nkid - 1] = need(r, l, "selector");
		e->selector = selector;
	}
	e->kid = sub_index(r, l, e->kid, &e->nkid);
}

static void
sub_possible(struct reader *r, struct line *l)
{
	struct ir_variable *v = &r->b->variable[r->b->nvariable - 1];
	struct ir_possible *p =
	    APPEND(r, v->possible, v->npossible, struct ir_possible);

	v->possible = p;
	p[v->npossible - 1].operator_ =
	    name(r, l, "operator", ir_operator_names, IR_OPERATOR__MAX);
	finish(r, l, NULL);
}

static void
sub_restriction(struct reader *r, struct line *l)
{
	struct ir_variable *v = &r->b->variable[r->b->nvariable - 1];
	struct ir_possible *p =
	    append(r->b->arena, v->possible, v->npossible, sizeof *p);
	struct ir_restriction *t;

	if (v->npossible == 0) {
		fail(r, "restriction without its possible before it", NULL);
		return;
	}
	v->possible = p;
	p += v->npossible - 1;
	t = APPEND(r, p->restriction, p->nrestriction, struct ir_restriction);
	p->restriction = t;
	t += p->nrestriction - 1;
	t->operation =
	    name(r, l, "operation", ir_operation_names, IR_OPERATION__MAX);
	t->value = need(r, l, "text");
	finish(r, l, NULL);
}

static void
sub_line(struct reader *r, struct line *l)
{
	struct ir_build *b = r->b;

	if (r->in == IN_OBJECT)
		sub_object(r, l);
	else if (r->in == IN_RULE)
		sub_rule(r, l);
	else if (r->in == IN_STATE && strcmp(l->keyword, "entity") == 0) {
		struct ir_state *s = &b->state[b->nstate - 1];
		struct ir_entity *e =
		    APPEND(r, s->entity, s->nentity, struct ir_entity);

		s->entity = e;
		read_entity(r, l, s->probe, &e[s->nentity - 1]);
	} else if (r->in == IN_VARIABLE && strcmp(l->keyword, "value") == 0) {
		struct ir_variable *v = &b->variable[b->nvariable - 1];
		const char **t = APPEND(r, v->value, v->nvalue, const char *);

		v->value = t;
		t[v->nvalue - 1] = need(r, l, "text");
		finish(r, l, NULL);
	} else if (r->in == IN_VARIABLE &&
		   strcmp(l->keyword, "possible") == 0) {
		sub_possible(r, l);
	} else if (r->in == IN_VARIABLE &&
		   strcmp(l->keyword, "restriction") == 0) {
		sub_restriction(r, l);
	} else if (r->in == IN_TEST && strcmp(l->keyword, "state") == 0) {
		struct ir_test *t = &b->test[b->ntest - 1];
		uint32_t *s = APPEND(r, t->state, t->nstate, uint32_t);

		t->state = s;
		s[t->nstate - 1] = reference(r, l, "id", &r->state);
		finish(r, l, NULL);
	} else if (r->in == IN_EXPR && strcmp(l->keyword, "kid") == 0) {
		sub_kid(r, l, &b->expr[b->nexpr - 1]);
	} else if (r->in == IN_COMPONENT && strcmp(l->keyword, "kid") == 0) {
		struct ir_component *c = &b->component[b->ncomponent - 1];

		c->kid = sub_index(r, l, c->kid, &c->nkid);
	} else
		fail(r, "unexpected", l->keyword);
}

static void
read_variable(struct reader *r, struct line *l)
{
	static const char *const kinds[] = { "constant", "external", "local" };
	uint32_t at = ir_add_variable(r->b);
	struct ir_variable *v = &r->b->variable[at];
	uint32_t kind;

	v->id = need(r, l, "id");
	kind = name(r, l, "kind", kinds, 3);
	v->kind = kind == 0 ? IR_CONSTANT : kind == 1 ? IR_EXTERNAL : IR_LOCAL;
	v->datatype = name(r, l, "datatype", ir_datatype_names, IR_DATATYPE__MAX);
	v->value_id = get(l, "value_id");
	v->component = number(r, l, "component");
	finish(r, l, &v->pos);
	r->in = IN_VARIABLE;
}

static void
read_state(struct reader *r, struct line *l)
{
	uint32_t at = ir_add_state(r->b);
	struct ir_state *s = &r->b->state[at];

	s->id = need(r, l, "id");
	s->probe = name(r, l, "probe", ir_probe_names, PROBE__MAX);
	s->operator_ = name(r, l, "operator", ir_operator_names, IR_OPERATOR__MAX);
	finish(r, l, &s->pos);
	r->in = IN_STATE;
}

static void
read_object(struct reader *r, struct line *l)
{
	uint32_t at = ir_add_object(r->b);
	struct ir_object *o = &r->b->object[at];

	o->id = need(r, l, "id");
	o->probe = name(r, l, "probe", ir_probe_names, PROBE__MAX);
	o->scope = name(r, l, "scope", ir_scope_names, IR_SCOPE__MAX);
	o->scope_field = get(l, "scope_field");
	finish(r, l, &o->pos);
	r->in = IN_OBJECT;
}

static void
read_component(struct reader *r, struct line *l)
{
	uint32_t at = ir_add_component(r->b);
	struct ir_component *c = &r->b->component[at];
	const char *field;

	c->function = name(r, l, "function", ir_function_names, IR_FUNCTION__MAX);
	c->literal = get(l, "literal");
	c->variable = reference(r, l, "variable", &r->variable);
	c->object = reference(r, l, "object", &r->object);
	field = get(l, "field");
	if (c->object != IR_NONE && c->object < r->b->nobject &&
	    field != NULL) {
		c->field = probe_field_find(
		    probes[r->b->object[c->object].probe], field);
		if (c->field == UINT16_MAX)
			fail(r, "unknown field", field);
	} else if (c->object != IR_NONE || field != NULL)
		fail(r, "field without its object before it", NULL);
	c->record = get(l, "record");
	c->start = integer(r, l, "start");
	c->length = integer(r, l, "length");
	c->format1 = get(l, "format1");
	c->format2 = get(l, "format2");
	c->datatype = name_or(r, l, "datatype", ir_datatype_names,
	    IR_DATATYPE__MAX, IR_DATATYPE_STRING);
	c->noescape = flag(l, "noescape");
	finish(r, l, &c->pos);
	r->in = IN_COMPONENT;
}

static void
read_test(struct reader *r, struct line *l)
{
	uint32_t at = ir_add_test(r->b);
	struct ir_test *t = &r->b->test[at];

	t->id = need(r, l, "id");
	t->probe = name(r, l, "probe", ir_probe_names, PROBE__MAX);
	t->check_existence = name(r, l, "check_existence", ir_existence_names, IR_EXISTENCE__MAX);
	t->check = name(r, l, "check", ir_check_names, IR_CHECK__MAX);
	t->state_operator = name(r, l, "state_operator", ir_operator_names, IR_OPERATOR__MAX);
	t->object = reference(r, l, "object", &r->object);
	t->kernel = reference(r, l, "kernel", &r->test);
	t->unsupported = get(l, "unsupported");
	t->comment = get(l, "comment");
	finish(r, l, &t->pos);
	r->in = IN_TEST;
}

static void
read_expr(struct reader *r, struct line *l)
{
	static const char *const kinds[] = { "operator", "test", "result", "if",
		"select" };
	uint32_t at = ir_add_expr(r->b);
	struct ir_expr *e = &r->b->expr[at];

	switch (name(r, l, "kind", kinds, 5)) {
	case 0:
		e->kind = IR_EXPR_OPERATOR;
		e->operator_ = name(r, l, "operator", ir_operator_names, IR_OPERATOR__MAX);
		break;
	case 1:
		e->kind = IR_EXPR_TEST;
		e->test = reference(r, l, "test", &r->test);
		if (e->test == IR_NONE)
			fail(r, "missing", "test");
		break;
	case 2:
		e->kind = IR_EXPR_RESULT;
		e->result = name(r, l, "result", ir_result_names, IR_RESULT__MAX);
		break;
	case 3:
		e->kind = IR_EXPR_IF;
		break;
	default:
		e->kind = IR_EXPR_SELECT;
		break;
	}
	e->negate = flag(l, "negate");
	e->applicability_check = flag(l, "applicability_check");
	e->definition = reference(r, l, "definition", &r->definition) + 1;
	e->xccdf = flag(l, "xccdf");
	e->check = get(l, "check");
	e->comment = get(l, "comment");
	finish(r, l, &e->pos);
	r->in = IN_EXPR;
}

static void
read_definition(struct reader *r, struct line *l)
{
	uint32_t at = ir_add_definition(r->b);
	struct ir_definition *d = &r->b->definition[at];

	d->id = need(r, l, "id");
	d->class_ = need(r, l, "class");
	d->title = get(l, "title");
	d->version = (uint32_t)integer(r, l, "version");
	d->expr = number(r, l, "expr");
	finish(r, l, &d->pos);
	r->in = IN_NONE;
}

static void
read_rule(struct reader *r, struct line *l)
{
	uint32_t at = ir_add_rule(r->b);
	struct ir_rule *u = &r->b->rule[at];
	uint32_t i;
	const char *force;

	u->id = need(r, l, "id");
	u->name = need(r, l, "name");
	for (i = 0; i < IR_TARGET__MAX; i++)
		if (flag(l, ir_target_names[i]))
			u->target |= 1u << i;
	u->expr = number(r, l, "expr");
	u->manual = get(l, "manual");
	if ((force = get(l, "force")) != NULL) {
		u->force = ir_name_find(ir_xccdf_names, IR_XCCDF__MAX, force);
		if (u->force == IR_XCCDF__MAX)
			fail(r, "unknown", force);
	}
	finish(r, l, &u->pos);
	r->in = IN_RULE;
}

static const struct {
	const char *keyword;
	void (*read)(struct reader *, struct line *);
} nodes[] = {
	{ "variable", read_variable },
	{ "state", read_state },
	{ "object", read_object },
	{ "component", read_component },
	{ "test", read_test },
	{ "expr", read_expr },
	{ "definition", read_definition },
	{ "rule", read_rule },
};

static void
collect_id(struct reader *r, struct line *l)
{
	struct names *names = NULL;

	if (l->indented)
		return;
	if (strcmp(l->keyword, "variable") == 0)
		names = &r->variable;
	else if (strcmp(l->keyword, "state") == 0)
		names = &r->state;
	else if (strcmp(l->keyword, "object") == 0)
		names = &r->object;
	else if (strcmp(l->keyword, "test") == 0)
		names = &r->test;
	else if (strcmp(l->keyword, "definition") == 0)
		names = &r->definition;
	if (names == NULL)
		return;
	if (names->n >= NODES_MAX)
		fail(r, "too many nodes", NULL);
	else
		*VEC_PUSH(r->b->arena, names->id, names->n) = need(r, l, "id");
}

bool
ir_read(struct ir_build *b, const char *file, const char *text, size_t n)
{
	struct reader r = { .b = b, .file = file, .p = text, .end = text + n };
	struct line l;
	size_t i;

	if (!next_line(&r, &l) || strcmp(l.keyword, "auditc-ir") != 0 ||
	    l.nattr != 1 || strcmp(l.attr[0].key, "1") != 0) {
		fail(&r, "the first line is not", "auditc-ir 1");
		return false;
	}
	while (next_line(&r, &l))
		collect_id(&r, &l);
	r.p = text;
	r.line = 0;
	if (!r.failed)
		next_line(&r, &l);
	while (next_line(&r, &l)) {
		if (l.indented) {
			sub_line(&r, &l);
			continue;
		}
		for (i = 0; i < sizeof nodes / sizeof *nodes; i++)
			if (strcmp(nodes[i].keyword, l.keyword) == 0)
				break;
		if (i == sizeof nodes / sizeof *nodes)
			fail(&r, "unexpected", l.keyword);
		else
			nodes[i].read(&r, &l);
	}
	return !r.failed;
}
