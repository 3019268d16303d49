/*
 * The definitions that are told, and the tests, objects, states and variables
 * that they need, written as OVAL from the evaluator's own tables: what was
 * evaluated, and nothing that is not in them.
 */
#include <stdlib.h>
#include <string.h>

#include "../probe/probe.h"

#define NS_DEFINITIONS "http://oval.mitre.org/XMLSchema/oval-definitions-5"
#define NS_COMMON "http://oval.mitre.org/XMLSchema/oval-common-5"
#define NS_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"

struct source {
	struct strbuf *b;
	const struct ir_unit *u;
	bool *test, *object, *state, *variable; /* needed */
};


/* --- what is needed ----------------------------------------------------------- */

static void need_object(struct source *s, uint32_t o);

static void
need_component(struct source *s, uint32_t c)
{
	const struct ir_component *x = &s->u->component[c];

	if (x->function == IR_FUNCTION_OBJECT) {
		need_object(s, x->object);
	} else if (x->function == IR_FUNCTION_VARIABLE &&
		   !s->variable[x->variable]) {
		const struct ir_variable *v = &s->u->variable[x->variable];

		s->variable[x->variable] = true;
		if (v->kind == IR_LOCAL)
			need_component(s, v->component);
	}
	for (uint32_t i = 0; i < x->nkid; i++)
		need_component(s, x->kid[i]);
}

static void
need_entities(struct source *s, const struct ir_entity *e, uint32_t n)
{
	for (; n != 0; n--, e++) {
		const struct ir_variable *v;

		if (e->variable == IR_NONE || s->variable[e->variable])
			continue;
		v = &s->u->variable[e->variable];
		s->variable[e->variable] = true;
		if (v->kind == IR_LOCAL)
			need_component(s, v->component);
	}
}

static void
need_state(struct source *s, uint32_t state)
{
	if (s->state[state])
		return;
	s->state[state] = true;
	need_entities(s, s->u->state[state].entity, s->u->state[state].nentity);
}

static void
need_filters(struct source *s, const struct ir_filter *f, uint32_t n)
{
	for (; n != 0; n--, f++)
		need_state(s, f->state);
}

static void
need_object(struct source *s, uint32_t o)
{
	const struct ir_object *x = &s->u->object[o];

	if (s->object[o])
		return;
	s->object[o] = true;
	need_entities(s, x->entity, x->nentity);
	need_filters(s, x->filter, x->nfilter);
	if (x->set == NULL)
		return;
	need_filters(s, x->set->filter, x->set->nfilter);
	need_object(s, x->set->object[0]);
	if (x->set->object[1] != IR_NONE)
		need_object(s, x->set->object[1]);
}

static void
need_expr(struct source *s, uint32_t expr)
{
	const struct ir_expr *e = &s->u->expr[expr];

	if (e->kind == IR_EXPR_TEST && !s->test[e->test]) {
		const struct ir_test *t = &s->u->test[e->test];

		s->test[e->test] = true;
		if (t->object != IR_NONE)
			need_object(s, t->object);
		for (uint32_t i = 0; i < t->nstate; i++)
			need_state(s, t->state[i]);
	}
	for (uint32_t i = 0; i < e->nkid; i++)
		need_expr(s, e->kid[i]);
}

/* --- definitions ---------------------------------------------------------------- */

static void
put_expr(struct source *s, uint32_t expr)
{
	const struct ir_expr *e = &s->u->expr[expr];
	bool parts = e->kind == IR_EXPR_OPERATOR && e->definition == 0;

	if (e->kind == IR_EXPR_TEST)
		strbuf_addf(s->b, "<criterion test_ref=\"%s\"",
		    s->u->test[e->test].id);
	else if (e->definition != 0)
		strbuf_addf(s->b, "<extend_definition definition_ref=\"%s\"",
		    s->u->definition[e->definition - 1].id);
	else if (parts)
		strbuf_addf(s->b, "<criteria operator=\"%s\"",
		    ir_operator_names[e->operator_]);
	else
		return;
	if (e->applicability_check)
		rt_xml_attr(s->b, "applicability_check", "true");
	if (e->negate)
		rt_xml_attr(s->b, "negate", "true");
	strbuf_addstr(s->b, parts ? ">\n" : "/>\n");
	if (!parts)
		return;
	for (uint32_t i = 0; i < e->nkid; i++)
		put_expr(s, e->kid[i]);
	strbuf_addstr(s->b, "</criteria>\n");
}

static void
put_definition(struct source *s, const struct ir_definition *d)
{
	strbuf_addf(s->b, "<definition id=\"%s\" version=\"%u\"", d->id,
	    d->version);
	rt_xml_attr(s->b, "class", d->class_);
	strbuf_addstr(s->b, ">\n<metadata>\n<title>");
	quote_xml(s->b, d->title != NULL ? d->title : "");
	strbuf_addstr(
	    s->b, "</title>\n<description></description>\n</metadata>\n");
	put_expr(s, d->expr);
	strbuf_addstr(s->b, "</definition>\n");
}

/* --- what belongs to a kind of test -------------------------------------------- */

/* <NAME_SUFFIX xmlns="..." id="..." version="1" */
static void
put_open(struct source *s, enum probe_kind probe, const char *suffix,
    const char *id)
{
	const char *oval =
	    probes[probe] != NULL ? probes[probe]->oval : NULL;
	const char *colon = oval != NULL ? strchr(oval, ':') : NULL;

	if (colon == NULL)
		return;
	strbuf_addf(s->b, "<%s_%s xmlns=\"" NS_DEFINITIONS "#%.*s\"",
	    colon + 1, suffix, (int)(colon - oval), oval);
	rt_xml_attr(s->b, "id", id);
	strbuf_addstr(s->b, " version=\"1\"");
}

static void
put_close(struct source *s, enum probe_kind probe, const char *suffix)
{
	strbuf_addf(s->b, "</%s_%s>\n", strchr(probes[probe]->oval, ':') + 1,
	    suffix);
}

/* What there is an OVAL name for. */
static bool
source_speaks(enum probe_kind probe)
{
	return probes[probe] != NULL && probes[probe]->oval != NULL &&
	       strchr(probes[probe]->oval, ':') != NULL;
}

static void
put_test(struct source *s, const struct ir_test *t)
{
	const char *comment =
	    t->comment != NULL && *t->comment != '\0' ? t->comment : t->id;

	if (t->unsupported != NULL || t->object == IR_NONE) {
		strbuf_addf(s->b,
		    "<unknown_test xmlns=\"" NS_DEFINITIONS "#independent\""
		    " id=\"%s\" version=\"1\"",
		    t->id);
		rt_xml_attr(s->b, "comment", comment);
		rt_xml_attr(s->b, "check", ir_check_names[t->check]);
		strbuf_addstr(s->b, "/>\n");
		return;
	}
	put_open(s, t->probe, "test", t->id);
	rt_xml_attr(
	    s->b, "check_existence", ir_existence_names[t->check_existence]);
	rt_xml_attr(s->b, "check", ir_check_names[t->check]);
	rt_xml_attr(s->b, "state_operator", ir_operator_names[t->state_operator]);
	rt_xml_attr(s->b, "comment", comment);
	strbuf_addstr(s->b, ">\n");
	if (rt_oval_id(s->u->object[t->object].id, "obj"))
		strbuf_addf(s->b, "<object object_ref=\"%s\"/>\n",
		    s->u->object[t->object].id);
	for (uint32_t i = 0; i < t->nstate; i++)
		strbuf_addf(s->b, "<state state_ref=\"%s\"/>\n",
		    s->u->state[t->state[i]].id);
	put_close(s, t->probe, "test");
}

/* The attributes and text of an entity; name: its element. */
static void
put_entity(struct source *s, const struct ir_entity *e, const char *name,
    const char *attrs, bool state)
{
	strbuf_addf(s->b, "<%s%s", name, attrs);
	if (e->nil)
		strbuf_addstr(
		    s->b, " xmlns:xsi=\"" NS_INSTANCE "\" xsi:nil=\"true\"");
	if (e->datatype != IR_DATATYPE_STRING)
		rt_xml_attr(s->b, "datatype", ir_datatype_names[e->datatype]);
	if (e->operation != IR_OPERATION_EQUALS)
		rt_xml_attr(s->b, "operation", ir_operation_names[e->operation]);
	if (e->mask)
		rt_xml_attr(s->b, "mask", "true");
	if (e->variable != IR_NONE && !str_eq(name, "var_ref")) {
		rt_xml_attr(s->b, "var_ref", s->u->variable[e->variable].id);
		rt_xml_attr(s->b, "var_check", ir_check_names[e->var_check]);
	}
	if (state && e->entity_check != IR_CHECK_ALL)
		rt_xml_attr(
		    s->b, "entity_check", ir_check_names[e->entity_check]);
	if (state && e->check_existence != IR_EXISTENCE_AT_LEAST_ONE_EXISTS)
		rt_xml_attr(s->b, "check_existence",
		    ir_existence_names[e->check_existence]);
	strbuf_addch(s->b, '>');
	if (e->literal != NULL)
		quote_xml(s->b, e->literal);
	else if (e->variable != IR_NONE && str_eq(name, "var_ref"))
		quote_xml(s->b, s->u->variable[e->variable].id);
	strbuf_addf(s->b, "</%.*s>\n", (int)strcspn(name, " "), name);
}

static void
put_entities(struct source *s, enum probe_kind probe, const struct ir_entity *e,
    uint32_t n, bool state)
{
	const struct probe_field *field = probes[probe]->field;

	for (uint32_t i = 0; i < n; i++) {
		const char *name = field[e[i].field].name;
		uint16_t record = e[i].field, of = e[i].record_of;

		if (e[i].record == NULL) {
			put_entity(s, &e[i], name, "", state);
			continue;
		}
		strbuf_addf(s->b, "<%s datatype=\"record\"", name);
		if (state && e[i].record_check != IR_CHECK_ALL)
			rt_xml_attr(s->b, "entity_check",
			    ir_check_names[e[i].record_check]);
		strbuf_addstr(s->b, ">\n");
		for (; i < n && e[i].record != NULL && e[i].field == record &&
		       e[i].record_of == of;
		     i++) {
			struct strbuf attrs = STRBUF_INIT;

			strbuf_addstr(&attrs, " xmlns=\"" NS_DEFINITIONS "\"");
			rt_xml_attr(&attrs, "name", e[i].record);
			put_entity(s, &e[i], "field", attrs.s, state);
			strbuf_free(&attrs);
		}
		i--;
		strbuf_addf(s->b, "</%s>\n", name);
	}
}

static void
put_filters(struct source *s, const struct ir_filter *f, uint32_t n)
{
	for (; n != 0; n--, f++)
		strbuf_addf(s->b,
		    "<filter xmlns=\"" NS_DEFINITIONS
		    "\" action=\"%s\">%s</filter>\n",
		    f->include ? "include" : "exclude",
		    s->u->state[f->state].id);
}

/* An operand without an id of its own is a set in the set. */
static void
put_set(struct source *s, const struct ir_set *set)
{
	strbuf_addf(s->b, "<set xmlns=\"" NS_DEFINITIONS
			  "\" set_operator=\"%s\">\n",
	    ir_setop_names[set->setop]);
	for (unsigned i = 0; i < 2 && set->object[i] != IR_NONE; i++) {
		const struct ir_object *o = &s->u->object[set->object[i]];

		if (o->set != NULL && !rt_oval_id(o->id, "obj"))
			put_set(s, o->set);
		else
			strbuf_addf(s->b,
			    "<object_reference>%s</object_reference>\n", o->id);
	}
	put_filters(s, set->filter, set->nfilter);
	strbuf_addstr(s->b, "</set>\n");
}

static void
put_object(struct source *s, const struct ir_object *o)
{
	put_open(s, o->probe, "object", o->id);
	strbuf_addstr(s->b, ">\n");
	if (o->nbehavior != 0) {
		strbuf_addstr(s->b, "<behaviors");
		for (uint32_t i = 0; i < o->nbehavior; i++)
			rt_xml_attr(s->b, o->behavior[i].name,
			    o->behavior[i].value);
		strbuf_addstr(s->b, "/>\n");
	}
	put_entities(s, o->probe, o->entity, o->nentity, false);
	if (o->set != NULL)
		put_set(s, o->set);
	put_filters(s, o->filter, o->nfilter);
	put_close(s, o->probe, "object");
}

static void
put_state(struct source *s, const struct ir_state *x)
{
	put_open(s, x->probe, "state", x->id);
	if (x->operator_ != IR_OPERATOR_AND)
		rt_xml_attr(s->b, "operator", ir_operator_names[x->operator_]);
	strbuf_addstr(s->b, ">\n");
	put_entities(s, x->probe, x->entity, x->nentity, true);
	put_close(s, x->probe, "state");
}

/* --- variables -------------------------------------------------------------------- */

static const char *
function_name(enum ir_function f)
{
	if (f == IR_FUNCTION_ARITHMETIC_ADD ||
	    f == IR_FUNCTION_ARITHMETIC_MULTIPLY)
		return "arithmetic";
	return ir_function_names[f];
}

/* What a function has beside its operands. */
static void
put_function(struct source *s, const struct ir_component *c)
{
	switch (c->function) {
	case IR_FUNCTION_ARITHMETIC_ADD:
		rt_xml_attr(s->b, "arithmetic_operation", "add");
		break;
	case IR_FUNCTION_ARITHMETIC_MULTIPLY:
		rt_xml_attr(s->b, "arithmetic_operation", "multiply");
		break;
	case IR_FUNCTION_BEGIN:
	case IR_FUNCTION_END:
		rt_xml_attr(s->b, "character", c->literal);
		break;
	case IR_FUNCTION_SPLIT:
		rt_xml_attr(s->b, "delimiter", c->literal);
		break;
	case IR_FUNCTION_REGEX_CAPTURE:
		rt_xml_attr(s->b, "pattern", c->literal);
		break;
	case IR_FUNCTION_SUBSTRING:
		strbuf_addf(s->b,
		    " substring_start=\"%lld\" substring_length=\"%lld\"",
		    (long long)c->start, (long long)c->length);
		break;
	case IR_FUNCTION_TIME_DIFFERENCE:
		rt_xml_attr(s->b, "format_1", c->format1);
		rt_xml_attr(s->b, "format_2", c->format2);
		break;
	case IR_FUNCTION_GLOB_TO_REGEX:
		if (c->noescape)
			rt_xml_attr(s->b, "glob_noescape", "true");
		break;
	case IR_FUNCTION_LITERAL:
		if (c->datatype != IR_DATATYPE_STRING)
			rt_xml_attr(
			    s->b, "datatype", ir_datatype_names[c->datatype]);
		break;
	case IR_FUNCTION_VARIABLE:
		rt_xml_attr(s->b, "var_ref", s->u->variable[c->variable].id);
		break;
	case IR_FUNCTION_OBJECT:
		rt_xml_attr(s->b, "object_ref", s->u->object[c->object].id);
		rt_xml_attr(s->b, "item_field",
		    probes[s->u->object[c->object].probe]
			->field[c->field]
			.name);
		rt_xml_attr(s->b, "record_field", c->record);
		break;
	case IR_FUNCTION_CONCAT:
	case IR_FUNCTION_COUNT:
	case IR_FUNCTION_ESCAPE_REGEX:
	case IR_FUNCTION_UNIQUE:
	case IR_FUNCTION__MAX:
		break;
	}
}

static void
put_component(struct source *s, uint32_t index)
{
	const struct ir_component *c = &s->u->component[index];
	const char *name = function_name(c->function);

	strbuf_addf(s->b, "<%s", name);
	put_function(s, c);
	strbuf_addch(s->b, '>');
	if (c->function == IR_FUNCTION_LITERAL && c->literal != NULL)
		quote_xml(s->b, c->literal);
	for (uint32_t i = 0; i < c->nkid; i++)
		put_component(s, c->kid[i]);
	strbuf_addf(s->b, "</%s>\n", name);
}

static void
put_possible(struct source *s, const struct ir_possible *p)
{
	strbuf_addf(s->b, "<possible_restriction operator=\"%s\" hint=\"\">\n",
	    ir_operator_names[p->operator_]);
	for (uint32_t i = 0; i < p->nrestriction; i++) {
		strbuf_addf(s->b, "<restriction operation=\"%s\">",
		    ir_operation_names[p->restriction[i].operation]);
		quote_xml(s->b, p->restriction[i].value);
		strbuf_addstr(s->b, "</restriction>\n");
	}
	strbuf_addstr(s->b, "</possible_restriction>\n");
}

static void
put_variable(struct source *s, const struct ir_variable *v)
{
	static const char *const name[] = { "constant_variable",
		"external_variable", "local_variable" };

	strbuf_addf(s->b, "<%s", name[v->kind]);
	rt_xml_attr(s->b, "id", v->id);
	strbuf_addstr(s->b, " version=\"1\"");
	rt_xml_attr(s->b, "datatype", ir_datatype_names[v->datatype]);
	rt_xml_attr(s->b, "comment", v->id);
	strbuf_addstr(s->b, ">\n");
	if (v->kind == IR_CONSTANT)
		for (uint32_t i = 0; i < v->nvalue; i++)
			rt_xml_element(s->b, "value", v->value[i]);
	else if (v->kind == IR_EXTERNAL)
		for (uint32_t i = 0; i < v->npossible; i++)
			put_possible(s, &v->possible[i]);
	else
		put_component(s, v->component);
	strbuf_addf(s->b, "</%s>\n", name[v->kind]);
}

/* --- the document -------------------------------------------------------------------- */

static void
put_section(struct source *s, const char *name, size_t from)
{
	char *all;

	if (s->b->n == from)
		return;
	all = base_strdup(s->b->s + from);
	s->b->n = from;
	s->b->s[from] = '\0';
	strbuf_addf(s->b, "<%s>\n%s</%s>\n", name, all, name);
	free(all);
}

static void
put_all(struct source *s, const enum ir_result *definition)
{
	const struct ir_unit *u = s->u;
	size_t from = s->b->n;

	for (uint32_t i = 0; i < u->ndefinition; i++)
		if (definition[i] != IR_RESULT__MAX)
			put_definition(s, &u->definition[i]);
	put_section(s, "definitions", from);
	from = s->b->n;
	for (uint32_t i = 0; i < u->ntest; i++)
		if (s->test[i] && source_speaks(u->test[i].probe))
			put_test(s, &u->test[i]);
	put_section(s, "tests", from);
	from = s->b->n;
	for (uint32_t i = 0; i < u->nobject; i++)
		if (s->object[i] && source_speaks(u->object[i].probe) &&
		    rt_oval_id(u->object[i].id, "obj"))
			put_object(s, &u->object[i]);
	put_section(s, "objects", from);
	from = s->b->n;
	for (uint32_t i = 0; i < u->nstate; i++)
		if (s->state[i] && source_speaks(u->state[i].probe))
			put_state(s, &u->state[i]);
	put_section(s, "states", from);
	from = s->b->n;
	for (uint32_t i = 0; i < u->nvariable; i++)
		if (s->variable[i])
			put_variable(s, &u->variable[i]);
	put_section(s, "variables", from);
}

void
rt_oval_generator(struct strbuf *b, const struct rt_content *c, time_t when)
{
	char time[RT_TIME];

	rt_time_text(when, time);
	time[strcspn(time, "Z")] = '\0';
	strbuf_addstr(
	    b, "<generator xmlns:com=\"" NS_COMMON "\">\n<com:product_name>");
	quote_xml(b, c->generator);
	strbuf_addf(b,
	    "</com:product_name>\n"
	    "<com:schema_version>5.11.3</com:schema_version>\n"
	    "<com:timestamp>%s</com:timestamp>\n</generator>\n",
	    time);
}

void
rt_oval_source(struct strbuf *b, const struct rt_content *c,
    const enum ir_result *definition, time_t when)
{
	const struct ir_unit *u = &c->unit;
	struct arena a = { 0 };
	struct source s = { .b = b, .u = u };

	s.test = arena_alloc(&a, u->ntest + (size_t)1);
	s.object = arena_alloc(&a, u->nobject + (size_t)1);
	s.state = arena_alloc(&a, u->nstate + (size_t)1);
	s.variable = arena_alloc(&a, u->nvariable + (size_t)1);
	for (uint32_t i = 0; i < u->ndefinition; i++)
		if (definition[i] != IR_RESULT__MAX)
			need_expr(&s, u->definition[i].expr);
	strbuf_addstr(b, "<oval_definitions xmlns=\"" NS_DEFINITIONS "\">\n");
	rt_oval_generator(b, c, when);
	put_all(&s, definition);
	strbuf_addstr(b, "</oval_definitions>\n");
	arena_free(&a);
}
