/*
 * A target's oval_results: the definitions that are told with their criteria,
 * the tests with their items, and what was collected.
 */
#include <stdlib.h>
#include <string.h>

#include "../probe/probe.h"

#define NS_RESULTS "http://oval.mitre.org/XMLSchema/oval-results-5"
#define NS_SYSTEM "http://oval.mitre.org/XMLSchema/oval-system-characteristics-5"
#define NS_COMMON "http://oval.mitre.org/XMLSchema/oval-common-5"

struct results {
	struct rt_file *f;
	struct strbuf *b;
	const struct rt_content *c;
	const struct rt_target_result *t;
	const struct rt_oval *o;
	enum ir_result *test, *definition; /* IR_RESULT__MAX: not told */
	bool (*masked)[RT_FIELDS]; /* by probe */
	struct rt_oval_uses uses; /* of what is being written */
};

static const char *const status_names[] = { "exists", "does not exist",
	"error", "not collected" };
static const char *const flag_names[] = { "error", "complete", "incomplete",
	"does not exist", "not collected", "not applicable" };

/* --- definitions and tests ------------------------------------------------- */

static void
add_definition(struct results *r, uint32_t d)
{
	const struct ir_definition *def = &r->c->unit.definition[d];

	strbuf_addf(r->b, "<definition definition_id=\"%s\" version=\"%u\"",
	    def->id, def->version);
	rt_xml_attr(r->b, "class", def->class_);
	rt_xml_attr(r->b, "result", ir_result_names[r->definition[d]]);
	strbuf_addstr(r->b, ">\n");
}

static void
add_expr(struct results *r, uint32_t index)
{
	const struct ir_unit *u = &r->c->unit;
	const struct ir_expr *e = &u->expr[index];
	enum ir_result result = rt_oval_expr(u, r->test, index, 0);
	struct strbuf *b = r->b;
	bool parts = e->kind == IR_EXPR_OPERATOR && e->definition == 0;

	if (e->kind == IR_EXPR_TEST)
		strbuf_addf(b, "<criterion test_ref=\"%s\" version=\"1\"",
		    u->test[e->test].id);
	else if (e->definition != 0)
		strbuf_addf(b,
		    "<extend_definition definition_ref=\"%s\" version=\"%u\"",
		    u->definition[e->definition - 1].id,
		    u->definition[e->definition - 1].version);
	else if (parts)
		strbuf_addf(b, "<criteria operator=\"%s\"",
		    ir_operator_names[e->operator_]);
	else
		return;
	if (e->applicability_check)
		rt_xml_attr(b, "applicability_check", "true");
	if (e->negate)
		rt_xml_attr(b, "negate", "true");
	rt_xml_attr(b, "result", ir_result_names[result]);
	strbuf_addstr(b, parts ? ">\n" : "/>\n");
	if (!parts)
		return;
	for (uint32_t i = 0; i < e->nkid; i++)
		add_expr(r, e->kid[i]);
	strbuf_addstr(b, "</criteria>\n");
}

static void
add_definitions(struct results *r)
{
	const struct ir_unit *u = &r->c->unit;
	bool any = false;

	for (uint32_t i = 0; i < u->ndefinition; i++) {
		if (r->definition[i] == IR_RESULT__MAX)
			continue;
		if (!any)
			strbuf_addstr(r->b, "<definitions>\n");
		any = true;
		add_definition(r, i);
		add_expr(r, u->definition[i].expr);
		strbuf_addstr(r->b, "</definition>\n");
		rt_file_flush(r->f);
	}
	if (any)
		strbuf_addstr(r->b, "</definitions>\n");
}

/* The values of the variables that are marked; more of one are said to be. */
static void
add_variables(struct results *r, const bool *used, const char *element,
    const char *attr)
{
	for (uint32_t i = 0; i < r->o->nvariable; i++) {
		const struct rt_oval_variable *v = &r->o->variable[i];

		for (uint32_t k = 0; used[v->variable] && k < v->nvalue; k++) {
			strbuf_addf(r->b, "<%s %s=\"%s\">", element, attr,
			    r->c->unit.variable[v->variable].id);
			quote_xml(r->b, v->value[k]);
			strbuf_addf(r->b, "</%s>\n", element);
		}
	}
}

static void
add_cut_variables(struct results *r, const bool *used)
{
	for (uint32_t i = 0; i < r->o->nvariable; i++) {
		const struct rt_oval_variable *v = &r->o->variable[i];

		if (used[v->variable] && v->nvalue < v->all)
			strbuf_addf(r->b,
			    "<message level=\"warning\">%u of %u values of %s "
			    "are listed</message>\n",
			    v->nvalue, v->all,
			    r->c->unit.variable[v->variable].id);
	}
}

static void
clear_uses(struct results *r)
{
	memset(r->uses.variable, 0, r->c->unit.nvariable);
	memset(r->uses.mask, 0, r->c->unit.nvariable);
}

static void
add_tests(struct results *r)
{
	if (r->o->ntest == 0)
		return;
	strbuf_addstr(r->b, "<tests>\n");
	for (uint32_t i = 0; i < r->o->ntest; i++) {
		const struct rt_oval_test *o = &r->o->test[i];
		const struct ir_test *t = &r->c->unit.test[o->test];

		if (!rt_oval_id(t->id, "tst"))
			continue;
		strbuf_addf(r->b, "<test test_id=\"%s\" version=\"1\"", t->id);
		rt_xml_attr(r->b, "check_existence",
		    ir_existence_names[t->check_existence]);
		rt_xml_attr(r->b, "check", ir_check_names[t->check]);
		rt_xml_attr(
		    r->b, "state_operator", ir_operator_names[t->state_operator]);
		rt_xml_attr(r->b, "result", ir_result_names[o->result]);
		strbuf_addstr(r->b, ">\n");
		if (t->unsupported != NULL) {
			strbuf_addstr(r->b, "<message level=\"warning\">");
			quote_xml(r->b, t->unsupported);
			strbuf_addstr(r->b, "</message>\n");
		}
		clear_uses(r);
		rt_oval_test_uses(&r->c->unit, o->test, &r->uses);
		add_cut_variables(r, r->uses.variable);
		for (uint32_t k = 0; k < o->ntested; k++)
			strbuf_addf(r->b,
			    "<tested_item item_id=\"%u\" result=\"%s\"/>\n",
			    o->first + k + 1, ir_result_names[o->tested[k]]);
		add_variables(
		    r, r->uses.variable, "tested_variable", "variable_id");
		strbuf_addstr(r->b, "</test>\n");
		rt_file_flush(r->f);
	}
	strbuf_addstr(r->b, "</tests>\n");
}

/* --- system characteristics --------------------------------------------------- */

static const char *
fact_of(const struct rt_target_result *t, const char *name)
{
	for (uint32_t i = 0; i < t->nfact; i++)
		if (str_eq(t->fact[i].name, name))
			return t->fact[i].value;
	return NULL;
}

static void
add_info(struct results *r, const struct rt_machine *m)
{
	bool host = r->t->target->kind == RT_HOST;
	const char *name =
	    fact_of(r->t, "urn:scap:fact:asset:identifier:host_name");

	strbuf_addstr(r->b, "<system_info>\n");
	rt_xml_element(r->b, "os_name", host && m->os != NULL ? m->os : "Linux");
	rt_xml_element(r->b, "os_version",
	    host && m->os_version != NULL ? m->os_version : "unknown");
	rt_xml_element(r->b, "architecture", m->arch != NULL ? m->arch : "unknown");
	rt_xml_element(
	    r->b, "primary_host_name", name != NULL ? name : r->t->target->name);
	strbuf_addstr(r->b, "<interfaces/>\n</system_info>\n");
}

static void
add_message(struct strbuf *b, const char *level, const char *text)
{
	strbuf_addf(b, "<message level=\"%s\">", level);
	quote_xml(b, text);
	strbuf_addstr(b, "</message>\n");
}

static void
add_objects(struct results *r)
{
	bool any = false;

	for (uint32_t i = 0; i < r->o->nobject; i++) {
		const struct rt_oval_object *o = &r->o->object[i];
		const char *id = r->c->unit.object[o->object].id;

		if (!rt_oval_id(id, "obj"))
			continue;
		if (!any)
			strbuf_addstr(r->b, "<collected_objects>\n");
		any = true;
		strbuf_addf(r->b,
		    "<object id=\"%s\" version=\"1\" flag=\"%s\">\n", id,
		    flag_names[o->flag]);
		if (o->message != NULL)
			add_message(r->b,
			    o->flag == RT_FLAG_ERROR ? "error" : "info",
			    o->message);
		if (o->n < o->all) {
			strbuf_addf(r->b,
			    "<message level=\"warning\">%u of %u items are "
			    "listed</message>\n",
			    o->n, o->all);
		}
		clear_uses(r);
		rt_oval_object_uses(&r->c->unit, o->object, &r->uses);
		add_cut_variables(r, r->uses.variable);
		add_variables(
		    r, r->uses.variable, "variable_value", "variable_id");
		for (uint32_t k = 0; k < o->n; k++)
			strbuf_addf(r->b, "<reference item_ref=\"%u\"/>\n",
			    o->first + k + 1);
		strbuf_addstr(r->b, "</object>\n");
		rt_file_flush(r->f);
	}
	if (any)
		strbuf_addstr(r->b, "</collected_objects>\n");
}

/* An item's element is named like its test, but for these. */
static const char *
item_name(const char *test)
{
	static const char *const other[][2] = {
		{ "textfilecontent54", "textfilecontent" },
		{ "inetlisteningservers", "inetlisteningserver" },
	};

	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (str_eq(test, other[i][0]))
			return other[i][1];
	return test;
}

/*
 * The entities of an item in the schema's order, where the probe's own order
 * is another or it has fields of ours.
 */
static const char *
item_entities(const char *oval)
{
	static const char *const order[][2] = {
		{ "unix:file",
		    " filepath path filename type group_id user_id a_time"
		    " c_time m_time size suid sgid sticky uread uwrite uexec"
		    " gread gwrite gexec oread owrite oexec"
		    " has_extended_acl " },
		{ "independent:textfilecontent54",
		    " filepath path filename pattern instance text"
		    " subexpression windows_view " },
		{ "unix:process58",
		    " command_line exec_time pid ppid priority ruid"
		    " scheduling_class start_time tty user_id exec_shield"
		    " loginuid posix_capability selinux_domain_label"
		    " session_id " },
	};

	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (str_eq(oval, order[i][0]))
			return order[i][1];
	return NULL;
}

static void
add_value(struct results *r, const struct rt_oval_entity *e, const char *name,
    bool masked)
{
	strbuf_addf(r->b, "<%s", name);
	if (e->datatype != IR_DATATYPE_STRING)
		rt_xml_attr(r->b, "datatype", ir_datatype_names[e->datatype]);
	if (masked)
		rt_xml_attr(r->b, "mask", "true");
	if (e->status != RT_EXISTS)
		rt_xml_attr(r->b, "status", status_names[e->status]);
	strbuf_addch(r->b, '>');
	if (e->status == RT_EXISTS && !masked)
		quote_xml(r->b, e->text);
	strbuf_addf(r->b, "</%s>\n", name);
}

/* The members of a record; the index behind them. */
static uint32_t
add_record(struct results *r, const struct rt_oval_item *item, uint32_t i,
    const char *name)
{
	uint16_t field = item->entity[i].field;
	uint32_t group = item->entity[i].group;

	strbuf_addf(r->b, "<%s datatype=\"record\">\n", name);
	for (; i < item->nentity && item->entity[i].field == field &&
	       item->entity[i].group == group &&
	       item->entity[i].record != NULL;
	     i++) {
		strbuf_addstr(r->b, "<field xmlns=\"" NS_SYSTEM "\"");
		rt_xml_attr(r->b, "name", item->entity[i].record);
		strbuf_addch(r->b, '>');
		quote_xml(r->b, item->entity[i].text);
		strbuf_addstr(r->b, "</field>\n");
	}
	strbuf_addf(r->b, "</%s>\n", name);
	return i;
}

/* All entities of the item, or those of the name with n letters. */
static void
add_entities(struct results *r, const struct rt_oval_item *item,
    enum probe_kind kind, const char *name, size_t n)
{
	for (uint32_t i = 0; i < item->nentity;) {
		const struct rt_oval_entity *e = &item->entity[i];
		const char *field = probes[kind]->field[e->field].name;

		if (name != NULL && (strlen(field) != n ||
					strncmp(field, name, n) != 0)) {
			i++;
		} else if (e->record != NULL) {
			i = add_record(r, item, i, field);
		} else {
			add_value(r, e, field, r->masked[kind][e->field]);
			i++;
		}
	}
}

static void
add_item(struct results *r, uint32_t index)
{
	const struct rt_oval_item *item = &r->o->item[index];
	enum probe_kind kind = r->c->unit.object[item->object].probe;
	const struct probe *p = probes[kind];
	const char *colon = p->oval != NULL ? strchr(p->oval, ':') : NULL;
	const char *name, *order;

	if (colon == NULL)
		return;
	name = item_name(colon + 1);
	strbuf_addf(r->b, "<%s_item xmlns=\"" NS_SYSTEM "#%.*s\" id=\"%u\"",
	    name, (int)(colon - p->oval), p->oval, index + 1);
	if (item->status != RT_EXISTS)
		rt_xml_attr(r->b, "status", status_names[item->status]);
	strbuf_addstr(r->b, ">\n");
	if (item->message != NULL) {
		strbuf_addstr(r->b, "<message xmlns=\"" NS_SYSTEM "\">");
		quote_xml(r->b, item->message);
		strbuf_addstr(r->b, "</message>\n");
	}
	order = item_entities(p->oval);
	if (order == NULL)
		add_entities(r, item, kind, NULL, 0);
	for (; order != NULL && order[1] != '\0';
	     order += 1 + strcspn(order + 1, " "))
		add_entities(
		    r, item, kind, order + 1, strcspn(order + 1, " "));
	strbuf_addf(r->b, "</%s_item>\n", name);
}

static void
add_system(struct results *r, const struct rt_machine *m)
{
	strbuf_addstr(r->b,
	    "<oval_system_characteristics xmlns=\"" NS_SYSTEM "\">\n");
	rt_oval_generator(r->b, r->c, r->t->end);
	add_info(r, m);
	add_objects(r);
	if (r->o->nitem != 0) {
		strbuf_addstr(r->b, "<system_data>\n");
		for (uint32_t i = 0; i < r->o->nitem; i++) {
			add_item(r, i);
			rt_file_flush(r->f);
		}
		strbuf_addstr(r->b, "</system_data>\n");
	}
	strbuf_addstr(r->b, "</oval_system_characteristics>\n");
}

/* What is written of definitions by their result. */
static void
add_directives(struct strbuf *b)
{
	static const char *const kind[] = { "true", "false", "unknown", "error",
		"not_evaluated", "not_applicable" };

	strbuf_addstr(b, "<directives>\n");
	for (size_t i = 0; i < sizeof kind / sizeof *kind; i++)
		strbuf_addf(b,
		    "<definition_%s reported=\"true\" content=\"full\"/>\n",
		    kind[i]);
	strbuf_addstr(b, "</directives>\n");
}

void
rt_oval_results(struct rt_file *f, const struct rt_run *run,
    const struct rt_target_result *t)
{
	const struct ir_unit *u = &run->content->unit;
	struct results r = { .f = f, .b = &f->b, .c = run->content, .t = t,
		.o = t->oval };

	r.test = base_malloc((u->ntest + 1) * sizeof *r.test);
	r.definition = base_malloc((u->ndefinition + 1) * sizeof *r.definition);
	for (uint32_t i = 0; i < u->ntest; i++)
		r.test[i] = IR_RESULT__MAX;
	for (uint32_t i = 0; i < r.o->ntest; i++)
		r.test[r.o->test[i].test] = r.o->test[i].result;
	r.masked = base_malloc(PROBE__MAX * sizeof *r.masked);
	memset(r.masked, 0, PROBE__MAX * sizeof *r.masked);
	rt_oval_masked(u, r.masked);
	r.uses.variable = base_malloc(u->nvariable + (size_t)1);
	r.uses.mask = base_malloc(u->nvariable + (size_t)1);
	rt_oval_definitions(
	    run->content, run->options->oval_results, r.test, r.definition);
	strbuf_addstr(r.b, "<oval_results xmlns=\"" NS_RESULTS "\">\n");
	rt_oval_generator(r.b, r.c, t->end);
	add_directives(r.b);
	rt_oval_source(r.b, r.c, r.definition, t->end);
	rt_file_flush(f);
	strbuf_addstr(r.b, "<results>\n<system>\n");
	add_definitions(&r);
	add_tests(&r);
	add_system(&r, run->machine);
	strbuf_addstr(r.b, "</system>\n</results>\n</oval_results>\n");
	rt_file_flush(f);
	free(r.uses.variable);
	free(r.uses.mask);
	free(r.masked);
	free(r.test);
	free(r.definition);
}

static const struct ir_definition *
oval_definition_of(const struct ir_unit *u, uint32_t expr)
{
	for (uint32_t i = 0; i < u->ndefinition; i++)
		if (u->definition[i].expr == expr)
			return &u->definition[i];
	return NULL;
}

const char *
rt_oval_expr_id(const struct ir_unit *u, uint32_t expr)
{
	const struct ir_definition *d;

	while ((d = oval_definition_of(u, expr)) == NULL &&
	       u->expr[expr].kind == IR_EXPR_OPERATOR &&
	       u->expr[expr].nkid == 1)
		expr = u->expr[expr].kid[0];
	return d != NULL ? d->id : NULL;
}

const char *
rt_oval_rule(const struct rt_content *c, uint32_t profile, uint32_t rule)
{
	const struct ir_unit *u = &c->unit;
	const uint32_t *e = &u->rule[rule].expr;

	while (*e != IR_NONE && u->expr[*e].kind == IR_EXPR_SELECT)
		e = rt_rule_operand(c, profile, rule, &u->expr[*e]);
	return *e != IR_NONE ? rt_oval_expr_id(u, *e) : NULL;
}
