/*
 * The text form of a unit (schemas/ir.txt): a node a line, its parts indented
 * below it, every value quoted, in the order of the tables.
 */
#include <string.h>

#include "../probe/probe.h"
#include "ir.h"

static void
quoted(struct strbuf *b, const char *s)
{
	strbuf_addch(b, '"');
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			strbuf_addf(b, "\\%c", c);
		else if (c == '\n')
			strbuf_addstr(b, "\\n");
		else if (c == '\t')
			strbuf_addstr(b, "\\t");
		else if (c < 0x20 || c == 0x7F)
			strbuf_addf(b, "\\x%02X", c);
		else
			strbuf_addch(b, c);
	}
	strbuf_addch(b, '"');
}

/* key="value", left out where value is NULL */
static void
attr(struct strbuf *b, const char *key, const char *value)
{
	if (value == NULL)
		return;
	strbuf_addf(b, " %s=", key);
	quoted(b, value);
}

static void
attr_index(struct strbuf *b, const char *key, uint32_t value)
{
	if (value != IR_NONE)
		strbuf_addf(b, " %s=\"%u\"", key, value);
}

static void
flag(struct strbuf *b, const char *key, bool on)
{
	if (on)
		strbuf_addf(b, " %s", key);
}

static void
end(struct strbuf *b, struct srcpos pos)
{
	if (pos.file != NULL) {
		strbuf_addstr(b, " at=");
		quoted(b, pos.file);
		strbuf_addf(b, " line=\"%u\"", pos.line);
	}
	strbuf_addch(b, '\n');
}

static void
print_entity(struct strbuf *b, const struct ir_unit *u, enum probe_kind probe,
    const struct ir_entity *e)
{
	strbuf_addstr(b, "\tentity");
	attr(b, "field", probes[probe]->field[e->field].name);
	attr(b, "record", e->record);
	attr(b, "operation", ir_operation_names[e->operation]);
	attr(b, "datatype", ir_datatype_names[e->datatype]);
	attr(b, "entity_check", ir_check_names[e->entity_check]);
	attr(b, "var_check", ir_check_names[e->var_check]);
	if (e->check_existence != IR_EXISTENCE_AT_LEAST_ONE_EXISTS)
		attr(b, "check_existence",
		    ir_existence_names[e->check_existence]);
	if (e->record_of != 0) {
		strbuf_addf(b, " record_of=\"%u\"", e->record_of);
		attr(b, "record_check", ir_check_names[e->record_check]);
	}
	if (e->variable != IR_NONE)
		attr(b, "variable", u->variable[e->variable].id);
	attr(b, "literal", e->literal);
	flag(b, "nil", e->nil);
	flag(b, "mask", e->mask);
	end(b, e->pos);
}

static void
print_filter(struct strbuf *b, const struct ir_unit *u, const char *keyword,
    const struct ir_filter *f)
{
	strbuf_addf(b, "\t%s", keyword);
	flag(b, "include", f->include);
	attr(b, "state", u->state[f->state].id);
	strbuf_addch(b, '\n');
}

static void
print_component(struct strbuf *b, const struct ir_unit *u,
    const struct ir_component *c)
{
	uint32_t i;

	strbuf_addstr(b, "component");
	attr(b, "function", ir_function_names[c->function]);
	attr(b, "literal", c->literal);
	if (c->variable != IR_NONE)
		attr(b, "variable", u->variable[c->variable].id);
	if (c->object != IR_NONE) {
		const struct ir_object *o = &u->object[c->object];

		attr(b, "object", o->id);
		attr(b, "field", probes[o->probe]->field[c->field].name);
		attr(b, "record", c->record);
	}
	if (c->function == IR_FUNCTION_SUBSTRING)
		strbuf_addf(b, " start=\"%lld\" length=\"%lld\"",
		    (long long)c->start, (long long)c->length);
	attr(b, "format1", c->format1);
	attr(b, "format2", c->format2);
	if (c->datatype != IR_DATATYPE_STRING)
		attr(b, "datatype", ir_datatype_names[c->datatype]);
	flag(b, "noescape", c->noescape);
	end(b, c->pos);
	for (i = 0; i < c->nkid; i++) {
		strbuf_addstr(b, "\tkid");
		attr_index(b, "index", c->kid[i]);
		strbuf_addch(b, '\n');
	}
}

static void
print_possible(struct strbuf *b, const struct ir_possible *p)
{
	strbuf_addstr(b, "\tpossible");
	attr(b, "operator", ir_operator_names[p->operator_]);
	strbuf_addch(b, '\n');
	for (uint32_t i = 0; i < p->nrestriction; i++) {
		strbuf_addstr(b, "\trestriction");
		attr(b, "operation",
		    ir_operation_names[p->restriction[i].operation]);
		attr(b, "text", p->restriction[i].value);
		strbuf_addch(b, '\n');
	}
}

static void
print_variable(struct strbuf *b, const struct ir_variable *v)
{
	static const char *const kinds[] = { "constant", "external", "local" };
	uint32_t i;

	strbuf_addstr(b, "variable");
	attr(b, "id", v->id);
	attr(b, "kind", kinds[v->kind]);
	attr(b, "datatype", ir_datatype_names[v->datatype]);
	attr(b, "value_id", v->value_id);
	attr_index(b, "component", v->component);
	end(b, v->pos);
	for (i = 0; i < v->nvalue; i++) {
		strbuf_addstr(b, "\tvalue");
		attr(b, "text", v->value[i]);
		strbuf_addch(b, '\n');
	}
	for (i = 0; i < v->npossible; i++)
		print_possible(b, &v->possible[i]);
}

static void
print_state(struct strbuf *b, const struct ir_unit *u, const struct ir_state *s)
{
	uint32_t i;

	strbuf_addstr(b, "state");
	attr(b, "id", s->id);
	attr(b, "probe", ir_probe_names[s->probe]);
	attr(b, "operator", ir_operator_names[s->operator_]);
	end(b, s->pos);
	for (i = 0; i < s->nentity; i++)
		print_entity(b, u, s->probe, &s->entity[i]);
}

static void
print_object(struct strbuf *b, const struct ir_unit *u,
    const struct ir_object *o)
{
	uint32_t i;

	strbuf_addstr(b, "object");
	attr(b, "id", o->id);
	attr(b, "probe", ir_probe_names[o->probe]);
	attr(b, "scope", ir_scope_names[o->scope]);
	attr(b, "scope_field", o->scope_field);
	end(b, o->pos);
	for (i = 0; i < o->nentity; i++)
		print_entity(b, u, o->probe, &o->entity[i]);
	for (i = 0; i < o->nbehavior; i++) {
		strbuf_addstr(b, "\tbehavior");
		attr(b, "name", o->behavior[i].name);
		attr(b, "value", o->behavior[i].value);
		strbuf_addch(b, '\n');
	}
	for (i = 0; i < o->nfilter; i++)
		print_filter(b, u, "filter", &o->filter[i]);
	if (o->set == NULL)
		return;
	strbuf_addstr(b, "\tset");
	attr(b, "operator", ir_setop_names[o->set->setop]);
	attr(b, "object", u->object[o->set->object[0]].id);
	if (o->set->object[1] != IR_NONE)
		attr(b, "object2", u->object[o->set->object[1]].id);
	strbuf_addch(b, '\n');
	for (i = 0; i < o->set->nfilter; i++)
		print_filter(b, u, "set-filter", &o->set->filter[i]);
}

static void
print_test(struct strbuf *b, const struct ir_unit *u, const struct ir_test *t)
{
	uint32_t i;

	strbuf_addstr(b, "test");
	attr(b, "id", t->id);
	attr(b, "probe", ir_probe_names[t->probe]);
	attr(b, "check_existence", ir_existence_names[t->check_existence]);
	attr(b, "check", ir_check_names[t->check]);
	attr(b, "state_operator", ir_operator_names[t->state_operator]);
	if (t->object != IR_NONE)
		attr(b, "object", u->object[t->object].id);
	if (t->kernel != IR_NONE)
		attr(b, "kernel", u->test[t->kernel].id);
	attr(b, "unsupported", t->unsupported);
	attr(b, "comment", t->comment);
	end(b, t->pos);
	for (i = 0; i < t->nstate; i++) {
		strbuf_addstr(b, "\tstate");
		attr(b, "id", u->state[t->state[i]].id);
		strbuf_addch(b, '\n');
	}
}

static void
print_expr(struct strbuf *b, const struct ir_unit *u, const struct ir_expr *e)
{
	static const char *const kinds[] = { "operator", "test", "result", "if",
		"select" };
	uint32_t i;

	strbuf_addstr(b, "expr");
	attr(b, "kind", kinds[e->kind]);
	switch (e->kind) {
	case IR_EXPR_OPERATOR:
		attr(b, "operator", ir_operator_names[e->operator_]);
		break;
	case IR_EXPR_TEST:
		attr(b, "test", u->test[e->test].id);
		break;
	case IR_EXPR_RESULT:
		attr(b, "result", ir_result_names[e->result]);
		break;
	case IR_EXPR_IF:
	case IR_EXPR_SELECT:
		break;
	}
	flag(b, "negate", e->negate);
	flag(b, "applicability_check", e->applicability_check);
	if (e->definition != 0)
		attr(b, "definition", u->definition[e->definition - 1].id);
	flag(b, "xccdf", e->xccdf);
	attr(b, "check", e->check);
	attr(b, "comment", e->comment);
	end(b, e->pos);
	for (i = 0; i < e->nkid; i++) {
		strbuf_addstr(b, "\tkid");
		attr_index(b, "index", e->kid[i]);
		if (e->kind == IR_EXPR_SELECT && i != 0)
			attr(b, "selector", e->selector[i - 1]);
		strbuf_addch(b, '\n');
	}
}

static void
print_rule(struct strbuf *b, const struct ir_unit *u, const struct ir_rule *r)
{
	uint32_t i;

	strbuf_addstr(b, "rule");
	attr(b, "id", r->id);
	attr(b, "name", r->name);
	for (i = 0; i < IR_TARGET__MAX; i++)
		flag(b, ir_target_names[i], (r->target & 1u << i) != 0);
	attr_index(b, "expr", r->expr);
	attr(b, "manual", r->manual);
	if (r->force != IR_XCCDF__MAX)
		attr(b, "force", ir_xccdf_names[r->force]);
	end(b, r->pos);
	for (i = 0; i < r->nguard; i++) {
		strbuf_addstr(b, "\tguard");
		attr_index(b, "expr", r->guard[i].expr);
		attr(b, "result", ir_xccdf_names[r->guard[i].result]);
		attr(b, "message", r->guard[i].message);
		flag(b, "platform", r->guard[i].platform);
		attr(b, "profile", r->guard[i].profile);
		end(b, r->guard[i].pos);
	}
	for (i = 0; i < r->nattest; i++) {
		strbuf_addstr(b, "\tattest");
		attr(b, "variable", u->variable[r->attest[i]].id);
		strbuf_addch(b, '\n');
	}
}

static void
print_definition(struct strbuf *b, const struct ir_definition *d)
{
	strbuf_addstr(b, "definition");
	attr(b, "id", d->id);
	attr(b, "class", d->class_);
	attr(b, "title", d->title);
	strbuf_addf(b, " version=\"%u\"", (unsigned)d->version);
	attr_index(b, "expr", d->expr);
	end(b, d->pos);
}

void
ir_print(struct strbuf *b, const struct ir_unit *u)
{
	uint32_t i;

	strbuf_addstr(b, "auditc-ir 1\n");
	for (i = 0; i < u->nvariable; i++)
		print_variable(b, &u->variable[i]);
	for (i = 0; i < u->nstate; i++)
		print_state(b, u, &u->state[i]);
	for (i = 0; i < u->nobject; i++)
		print_object(b, u, &u->object[i]);
	for (i = 0; i < u->ncomponent; i++)
		print_component(b, u, &u->component[i]);
	for (i = 0; i < u->ntest; i++)
		print_test(b, u, &u->test[i]);
	for (i = 0; i < u->nexpr; i++)
		print_expr(b, u, &u->expr[i]);
	for (i = 0; i < u->ndefinition; i++)
		print_definition(b, &u->definition[i]);
	for (i = 0; i < u->nrule; i++)
		print_rule(b, u, &u->rule[i]);
}
