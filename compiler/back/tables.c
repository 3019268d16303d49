/*
 * The evaluator's tables: the unit, the benchmark's metadata, profiles and
 * scripts as read-only C data.  Every text goes through quote_c.  Every pointer
 * in them is set anew whenever the evaluator starts, so that they have no more
 * than it uses: not where a node came from, not twice what is the same.
 */
#include <string.h>

#include "back.h"

static const char *const operator_ids[] = {
#define IR_OPERATOR(id, name) [IR_OPERATOR_##id] = "IR_OPERATOR_" #id,
#include "../ir/ops.def"
#undef IR_OPERATOR
};
static const char *const operation_ids[] = {
#define IR_OPERATION(id, name) [IR_OPERATION_##id] = "IR_OPERATION_" #id,
#include "../ir/ops.def"
#undef IR_OPERATION
};
static const char *const datatype_ids[] = {
#define IR_DATATYPE(id, name) [IR_DATATYPE_##id] = "IR_DATATYPE_" #id,
#include "../ir/ops.def"
#undef IR_DATATYPE
};
static const char *const check_ids[] = {
#define IR_CHECK(id, name) [IR_CHECK_##id] = "IR_CHECK_" #id,
#include "../ir/ops.def"
#undef IR_CHECK
};
static const char *const existence_ids[] = {
#define IR_EXISTENCE(id, name) [IR_EXISTENCE_##id] = "IR_EXISTENCE_" #id,
#include "../ir/ops.def"
#undef IR_EXISTENCE
};
static const char *const scope_ids[] = {
#define IR_SCOPE(id, name) [IR_SCOPE_##id] = "IR_SCOPE_" #id,
#include "../ir/ops.def"
#undef IR_SCOPE
};
static const char *const function_ids[] = {
#define IR_FUNCTION(id, name) [IR_FUNCTION_##id] = "IR_FUNCTION_" #id,
#include "../ir/ops.def"
#undef IR_FUNCTION
};
static const char *const setop_ids[] = {
#define IR_SETOP(id, name) [IR_SETOP_##id] = "IR_SETOP_" #id,
#include "../ir/ops.def"
#undef IR_SETOP
};
static const char *const result_ids[] = {
#define IR_RESULT(id, name) [IR_RESULT_##id] = "IR_RESULT_" #id,
#include "../ir/ops.def"
#undef IR_RESULT
};
static const char *const xccdf_ids[IR_XCCDF__MAX + 1] = {
#define X(id, name) [IR_XCCDF_##id] = "IR_XCCDF_" #id,
	IR_XCCDF_RESULTS(X)
#undef X
	    [IR_XCCDF__MAX] = "IR_XCCDF__MAX",
};
static const char *const probe_ids[] = {
#define PROBE(id, sym, name) [PROBE_##id] = "PROBE_" #id,
#include "../ir/probes.def"
#undef PROBE
};
static const char *const probe_symbols[] = {
#define PROBE(id, sym, name) [PROBE_##id] = "probe_" #sym,
#include "../ir/probes.def"
#undef PROBE
};
static const char *const expr_ids[] = { "IR_EXPR_OPERATOR", "IR_EXPR_TEST",
	"IR_EXPR_RESULT", "IR_EXPR_IF", "IR_EXPR_SELECT" };
static const char *const variable_ids[] = { "IR_CONSTANT", "IR_EXTERNAL",
	"IR_LOCAL" };

/* --- fields of an initialiser; what is zero is left out --- */

static void
put_text(struct strbuf *b, const char *s)
{
	if (s == NULL)
		strbuf_addstr(b, "NULL");
	else
		quote_c(b, s);
}

static void
field_text(struct strbuf *b, const char *name, const char *s)
{
	if (s == NULL)
		return;
	strbuf_addf(b, " .%s = ", name);
	quote_c(b, s);
	strbuf_addch(b, ',');
}

static void
field_name(struct strbuf *b, const char *name, const char *id)
{
	strbuf_addf(b, " .%s = %s,", name, id);
}

static void
field_number(struct strbuf *b, const char *name, uint32_t n)
{
	if (n == IR_NONE)
		strbuf_addf(b, " .%s = IR_NONE,", name);
	else if (n != 0)
		strbuf_addf(b, " .%s = %u,", name, n);
}

static void
field_bool(struct strbuf *b, const char *name, bool value)
{
	if (value)
		strbuf_addf(b, " .%s = true,", name);
}

/* .name = (const uint32_t[]){ ... }, .nname = n, */
static void
field_indices(struct strbuf *b, const char *name, const uint32_t *p, uint32_t n)
{
	uint32_t i;

	if (n == 0)
		return;
	strbuf_addf(b, " .%s = (const uint32_t[]){", name);
	for (i = 0; i < n; i++)
		strbuf_addf(b, "%s%u", i != 0 ? ", " : " ", p[i]);
	strbuf_addf(b, " }, .n%s = %u,", name, n);
}

static void
field_texts(struct strbuf *b, const char *name, const char *count,
    const char *const *p, uint32_t n)
{
	uint32_t i;

	if (n == 0)
		return;
	strbuf_addf(b, " .%s = (const char *const[]){", name);
	for (i = 0; i < n; i++) {
		strbuf_addstr(b, i != 0 ? ", " : " ");
		put_text(b, p[i]);
	}
	strbuf_addf(b, " }, .%s = %u,", count, n);
}

static void
open_table(struct strbuf *b, const char *type, const char *name)
{
	strbuf_addf(b, "\nstatic const struct %s %s[] = {\n", type, name);
}

/* C has no empty initialiser: an element that no count counts. */
static void
close_table(struct strbuf *b, uint32_t n)
{
	strbuf_addstr(b, n == 0 ? "\t{ 0 },\n};\n" : "};\n");
}

/* --- the unit --- */

static void
put_entities(struct strbuf *b, const struct ir_entity *e, uint32_t n)
{
	uint32_t i;

	if (n == 0)
		return;
	strbuf_addstr(b, "\n\t    .entity = (const struct ir_entity[]){");
	for (i = 0; i < n; i++, e++) {
		strbuf_addstr(b, "\n\t\t{");
		field_number(b, "field", e->field);
		field_text(b, "record", e->record);
		field_name(b, "operation", operation_ids[e->operation]);
		field_name(b, "datatype", datatype_ids[e->datatype]);
		field_name(b, "entity_check", check_ids[e->entity_check]);
		field_name(b, "var_check", check_ids[e->var_check]);
		if (e->check_existence != IR_EXISTENCE_AT_LEAST_ONE_EXISTS)
			field_name(b, "check_existence",
			    existence_ids[e->check_existence]);
		field_number(b, "record_of", e->record_of);
		if (e->record_of != 0)
			field_name(
			    b, "record_check", check_ids[e->record_check]);
		field_number(b, "variable", e->variable);
		field_text(b, "literal", e->literal);
		field_bool(b, "nil", e->nil);
		field_bool(b, "mask", e->mask);
		strbuf_addstr(b, " },");
	}
	strbuf_addf(b, " }, .nentity = %u,", n);
}

static void
put_filters(struct strbuf *b, const struct ir_filter *f, uint32_t n)
{
	uint32_t i;

	if (n == 0)
		return;
	strbuf_addstr(b, " .filter = (const struct ir_filter[]){");
	for (i = 0; i < n; i++)
		strbuf_addf(b, " { %s, %u },", f[i].include ? "true" : "false",
		    f[i].state);
	strbuf_addf(b, " }, .nfilter = %u,", n);
}

static void
put_rules(struct strbuf *b, const struct ir_unit *u)
{
	const struct ir_rule *r;
	uint32_t i;

	open_table(b, "ir_rule", "unit_rule");
	for (r = u->rule; r < u->rule + u->nrule; r++) {
		strbuf_addstr(b, "\t{");
		field_text(b, "id", r->id);
		field_text(b, "name", r->name);
		field_number(b, "target", r->target);
		if (r->nguard != 0) {
			strbuf_addstr(
			    b, "\n\t    .guard = (const struct ir_guard[]){");
			for (i = 0; i < r->nguard; i++) {
				strbuf_addstr(b, "\n\t\t{");
				field_number(b, "expr", r->guard[i].expr);
				field_name(
				    b, "result", xccdf_ids[r->guard[i].result]);
				field_text(b, "message", r->guard[i].message);
				field_bool(
				    b, "platform", r->guard[i].platform);
				field_text(b, "profile", r->guard[i].profile);
				strbuf_addstr(b, " },");
			}
			strbuf_addf(b, " }, .nguard = %u,", r->nguard);
		}
		field_number(b, "expr", r->expr);
		field_indices(b, "attest", r->attest, r->nattest);
		field_text(b, "manual", r->manual);
		field_name(b, "force", xccdf_ids[r->force]);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, u->nrule);
}

static void
put_selectors(struct strbuf *b, const struct ir_expr *e)
{
	uint32_t i;

	strbuf_addstr(b, " .selector = (const char *const[]){");
	for (i = 1; i < e->nkid; i++) {
		strbuf_addstr(b, i != 1 ? ", " : " ");
		put_text(b, e->selector[i - 1]);
	}
	strbuf_addstr(b, " },");
}

static void
put_exprs(struct strbuf *b, const struct ir_unit *u)
{
	const struct ir_expr *e;

	open_table(b, "ir_expr", "unit_expr");
	for (e = u->expr; e < u->expr + u->nexpr; e++) {
		strbuf_addstr(b, "\t{");
		field_name(b, "kind", expr_ids[e->kind]);
		field_name(b, "operator_", operator_ids[e->operator_]);
		field_bool(b, "negate", e->negate);
		field_bool(b, "applicability_check", e->applicability_check);
		field_number(b, "definition", e->definition);
		field_indices(b, "kid", e->kid, e->nkid);
		if (e->kind == IR_EXPR_SELECT && e->nkid > 1)
			put_selectors(b, e);
		field_number(b, "test", e->test);
		field_name(b, "result", result_ids[e->result]);
		field_text(b, "comment", e->comment);
		field_text(b, "check", e->check);
		field_bool(b, "xccdf", e->xccdf);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, u->nexpr);
}

static void
put_tests(struct strbuf *b, const struct ir_unit *u)
{
	const struct ir_test *t;

	open_table(b, "ir_test", "unit_test");
	for (t = u->test; t < u->test + u->ntest; t++) {
		strbuf_addstr(b, "\t{");
		field_text(b, "id", t->id);
		field_text(b, "comment", t->comment);
		field_name(b, "probe", probe_ids[t->probe]);
		field_name(
		    b, "check_existence", existence_ids[t->check_existence]);
		field_name(b, "check", check_ids[t->check]);
		field_name(
		    b, "state_operator", operator_ids[t->state_operator]);
		field_number(b, "object", t->object);
		field_indices(b, "state", t->state, t->nstate);
		field_number(b, "kernel", t->kernel);
		field_text(b, "unsupported", t->unsupported);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, u->ntest);
}

static void
put_objects(struct strbuf *b, const struct ir_unit *u)
{
	const struct ir_object *o;
	uint32_t i;

	open_table(b, "ir_object", "unit_object");
	for (o = u->object; o < u->object + u->nobject; o++) {
		strbuf_addstr(b, "\t{");
		field_text(b, "id", o->id);
		field_name(b, "probe", probe_ids[o->probe]);
		field_name(b, "scope", scope_ids[o->scope]);
		field_text(b, "scope_field", o->scope_field);
		put_entities(b, o->entity, o->nentity);
		if (o->nbehavior != 0) {
			strbuf_addstr(
			    b, " .behavior = (const struct ir_behavior[]){");
			for (i = 0; i < o->nbehavior; i++) {
				strbuf_addstr(b, " { ");
				put_text(b, o->behavior[i].name);
				strbuf_addstr(b, ", ");
				put_text(b, o->behavior[i].value);
				strbuf_addstr(b, " },");
			}
			strbuf_addf(b, " }, .nbehavior = %u,", o->nbehavior);
		}
		put_filters(b, o->filter, o->nfilter);
		if (o->set != NULL) {
			strbuf_addf(b,
			    " .set = &(const struct ir_set){ .setop = %s,"
			    " .object = { %uu, %uu },",
			    setop_ids[o->set->setop], o->set->object[0],
			    o->set->object[1]);
			put_filters(b, o->set->filter, o->set->nfilter);
			strbuf_addstr(b, " },");
		}
		strbuf_addstr(b, " },\n");
	}
	close_table(b, u->nobject);
}

static void
put_states(struct strbuf *b, const struct ir_unit *u)
{
	const struct ir_state *s;

	open_table(b, "ir_state", "unit_state");
	for (s = u->state; s < u->state + u->nstate; s++) {
		strbuf_addstr(b, "\t{");
		field_text(b, "id", s->id);
		field_name(b, "probe", probe_ids[s->probe]);
		field_name(b, "operator_", operator_ids[s->operator_]);
		put_entities(b, s->entity, s->nentity);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, u->nstate);
}

static void
put_possible(struct strbuf *b, const struct ir_possible *p, uint32_t n)
{
	uint32_t i;

	if (n == 0)
		return;
	strbuf_addf(b, " .npossible = %u,", n);
	strbuf_addstr(b, " .possible = (const struct ir_possible[]){");
	for (; n != 0; n--, p++) {
		strbuf_addstr(b, "\n\t\t{");
		field_name(b, "operator_", operator_ids[p->operator_]);
		field_number(b, "nrestriction", p->nrestriction);
		if (p->nrestriction != 0)
			strbuf_addstr(b, " .restriction ="
					 " (const struct ir_restriction[]){");
		for (i = 0; i < p->nrestriction; i++) {
			strbuf_addstr(b, " {");
			field_name(b, "operation",
			    operation_ids[p->restriction[i].operation]);
			field_text(b, "value", p->restriction[i].value);
			strbuf_addstr(b, " },");
		}
		strbuf_addstr(b, p->nrestriction != 0 ? " } }," : " },");
	}
	strbuf_addstr(b, " },");
}

static void
put_definitions(struct strbuf *b, const struct ir_unit *u)
{
	const struct ir_definition *d;

	open_table(b, "ir_definition", "unit_definition");
	for (d = u->definition; d < u->definition + u->ndefinition; d++) {
		strbuf_addstr(b, "\t{");
		field_text(b, "id", d->id);
		field_text(b, "class_", d->class_);
		field_text(b, "title", d->title);
		field_number(b, "version", d->version);
		field_number(b, "expr", d->expr);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, u->ndefinition);
}

static void
put_variables(struct strbuf *b, const struct ir_unit *u)
{
	const struct ir_variable *v;

	open_table(b, "ir_variable", "unit_variable");
	for (v = u->variable; v < u->variable + u->nvariable; v++) {
		strbuf_addstr(b, "\t{");
		field_text(b, "id", v->id);
		field_name(b, "datatype", datatype_ids[v->datatype]);
		field_name(b, "kind", variable_ids[v->kind]);
		field_texts(b, "value", "nvalue", v->value, v->nvalue);
		field_text(b, "value_id", v->value_id);
		put_possible(b, v->possible, v->npossible);
		field_number(b, "component", v->component);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, u->nvariable);
}

static void
put_components(struct strbuf *b, const struct ir_unit *u)
{
	const struct ir_component *c;

	open_table(b, "ir_component", "unit_component");
	for (c = u->component; c < u->component + u->ncomponent; c++) {
		strbuf_addstr(b, "\t{");
		field_name(b, "function", function_ids[c->function]);
		field_indices(b, "kid", c->kid, c->nkid);
		field_text(b, "literal", c->literal);
		field_number(b, "variable", c->variable);
		field_number(b, "object", c->object);
		field_number(b, "field", c->field);
		field_text(b, "record", c->record);
		strbuf_addf(b, " .start = INT64_C(%lld),", (long long)c->start);
		strbuf_addf(
		    b, " .length = INT64_C(%lld),", (long long)c->length);
		field_text(b, "format1", c->format1);
		field_text(b, "format2", c->format2);
		field_name(b, "datatype", datatype_ids[c->datatype]);
		field_bool(b, "noescape", c->noescape);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, u->ncomponent);
}

void
tables_probes(const struct ir_unit *u, bool probe[PROBE__MAX])
{
	uint32_t i;

	for (i = 0; i < PROBE__MAX; i++)
		probe[i] = false;
	for (i = 0; i < u->nobject; i++)
		probe[u->object[i].probe] = true;
	for (i = 0; i < u->ntest; i++)
		if (u->test[i].object != IR_NONE)
			probe[u->test[i].probe] = true;
}

static void
put_probes(struct strbuf *b, const struct ir_unit *u)
{
	bool probe[PROBE__MAX];
	uint32_t i;

	tables_probes(u, probe);
	strbuf_addstr(
	    b, "\nconst struct probe *const probes[PROBE__MAX] = {\n");
	for (i = 0; i < PROBE__MAX; i++)
		if (probe[i])
			strbuf_addf(b, "\t[%s] = &%s,\n", probe_ids[i],
			    probe_symbols[i]);
		else
			strbuf_addf(b, "\t[%s] = NULL,\n", probe_ids[i]);
	strbuf_addstr(b, "};\n");
}

/* --- the benchmark --- */

/* Index plus 1 of a group in the tables, which are in the model's order. */
static uint32_t
group_number(uint32_t group)
{
	return group == MODEL_NONE ? 0 : group + 1;
}

static void
put_rule_infos(struct strbuf *b, const struct pass_unit *u,
    const struct model_resolved *own)
{
	const struct model_benchmark *m = u->benchmark;
	const struct model_rule *r;
	const char *const *selector;
	uint32_t n;
	bool *has = arena_alloc(u->arena, m->nrule + 1);
	uint32_t i, k;

	tables_scripts(b, u, has);
	open_table(b, "rt_rule_info", "rule_info");
	for (i = 0; i < m->nrule; i++) {
		r = &m->rule[i];
		strbuf_addstr(b, "\t{");
		field_text(b, "id", r->id12);
		field_text(b, "version", r->version);
		field_text(b, "title", r->title);
		field_text(
		    b, "severity", model_severity_names[own->rule[i].severity]);
		field_text(b, "weight", own->rule[i].weight);
		field_text(b, "role", model_role_names[own->rule[i].role]);
		if (r->nident != 0) {
			strbuf_addstr(
			    b, "\n\t    .ident = (const struct rt_ident[]){");
			for (k = 0; k < r->nident; k++) {
				strbuf_addstr(b, " { ");
				put_text(b, r->ident[k].system);
				strbuf_addstr(b, ", ");
				put_text(b, r->ident[k].text);
				strbuf_addstr(b, " },");
			}
			strbuf_addf(b, " }, .nident = %u,", r->nident);
		}
		field_text(b, "fixtext", r->fixtext);
		if (has[i])
			strbuf_addf(b, " .script = script_%u,", (unsigned)i);
		n = back_selectors(u, i, &selector);
		if (has[i] && n != 0)
			strbuf_addf(b, " .variant = variant_%u, .nvariant = %u,",
			    (unsigned)i, (unsigned)n);
		field_bool(b, "has_command", u->rule[i].command);
		field_bool(b, "advised", back_is_advised(r));
		field_number(b, "group", group_number(r->group));
		field_bool(b, "multiple", r->multiple);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, m->nrule);
}

static void
put_groups(struct strbuf *b, const struct model_benchmark *m)
{
	uint32_t i;

	open_table(b, "rt_group_info", "group_info");
	for (i = 0; i < m->ngroup; i++) {
		strbuf_addstr(b, "\t{");
		field_text(b, "weight", m->group[i].weight);
		field_number(b, "parent", group_number(m->group[i].parent));
		strbuf_addstr(b, " },\n");
	}
	close_table(b, m->ngroup);
}

static const char *
short_name(const struct model_value *v)
{
	const char *p = strstr(v->id12, "_value_");

	return p != NULL ? p + strlen("_value_") : v->id;
}

static void
put_value(struct strbuf *b, const struct model_resolved_value *v)
{
	if (v->is_list)
		field_texts(b, "value", "nvalue", v->list, v->nlist);
	else if (v->value != NULL)
		field_texts(b, "value", "nvalue", &v->value, 1);
}

/* What a value may be, and what each member of a list may be. */
static void
put_choices(struct strbuf *b, const struct model_value_instance *in)
{
	struct arena a = { NULL };
	const char **list = NULL;
	uint32_t n = 0;

	for (uint32_t i = 0; i < in->nchoice; i++)
		*VEC_PUSH(&a, list, n) = in->choice[i];
	for (uint32_t i = 0; i < in->nlist_choice; i++)
		for (uint32_t k = 0; k < in->list_choice[i].n; k++)
			*VEC_PUSH(&a, list, n) = in->list_choice[i].item[k];
	field_texts(b, "choice", "nchoice", list, n);
	arena_free(&a);
}

/* All of them but the match. */
static void
put_limits(struct strbuf *b, const struct model_resolved_value *v)
{
	field_text(b, "lower_bound", v->lower_bound);
	field_text(b, "upper_bound", v->upper_bound);
	if (v->choices != NULL && v->choices->must_match)
		put_choices(b, v->choices);
}

static bool
same_limits(const struct model_resolved_value *a,
    const struct model_resolved_value *b)
{
	return str_eq(a->match, b->match) &&
	       str_eq(a->lower_bound, b->lower_bound) &&
	       str_eq(a->upper_bound, b->upper_bound) &&
	       a->choices == b->choices;
}

static void
put_value_infos(struct strbuf *b, const struct model_benchmark *m,
    const struct model_resolved *own)
{
	const struct model_value *v;
	uint32_t i;

	open_table(b, "rt_value_info", "value_info");
	for (i = 0; i < m->nvalue; i++) {
		v = &m->value[i];
		strbuf_addstr(b, "\t{");
		field_text(b, "id", v->id12);
		field_text(b, "name", short_name(v));
		field_text(b, "title", v->title);
		field_text(b, "type", model_value_type_names[v->type]);
		put_value(b, &own->value[i]);
		field_text(b, "match", own->value[i].match);
		put_limits(b, &own->value[i]);
		field_bool(b, "fixed", v->prohibit_changes);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, m->nvalue);
}

/* A text and a comma; NULL where the benchmark's own is the same. */
static void
put_other(struct strbuf *b, const char *text, const char *own)
{
	put_text(b, text == own || str_eq(text, own) ? NULL : text);
	strbuf_addstr(b, ", ");
}

/* What one profile makes of the rules and values: profile_rule_N, ... */
static void
put_resolved(struct strbuf *b, const struct pass_unit *u,
    const struct model_resolved *own, const struct back_profile *p,
    uint32_t number)
{
	const struct model_benchmark *m = u->benchmark;
	const struct model_resolved *r = model_resolve(u->arena, m, p->model);
	uint32_t i;

	strbuf_addf(b,
	    "\nstatic const struct rt_profile_rule profile_rule_%u[] = {\n",
	    number);
	for (i = 0; i < m->nrule; i++) {
		strbuf_addf(b, "\t{ %s, ",
		    r->rule[i].selected && back_profile_holds(u, p, i)
			? "true"
			: "false");
		put_other(b, model_severity_names[r->rule[i].severity],
		    model_severity_names[own->rule[i].severity]);
		put_other(b, r->rule[i].weight, own->rule[i].weight);
		put_other(b, model_role_names[r->rule[i].role],
		    model_role_names[own->rule[i].role]);
		put_text(b, r->rule[i].check_selector);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, m->nrule);
	strbuf_addf(b,
	    "\nstatic const struct rt_profile_value profile_value_%u[] = {\n",
	    number);
	for (i = 0; i < m->nvalue; i++) {
		strbuf_addstr(b, "\t{");
		put_value(b, &r->value[i]);
		if (!same_limits(&r->value[i], &own->value[i])) {
			strbuf_addstr(b,
			    " .limits = &(const struct rt_value_limits){"
			    " .match = ");
			put_text(b, r->value[i].match);
			strbuf_addch(b, ',');
			put_limits(b, &r->value[i]);
			strbuf_addstr(b, " },");
		}
		strbuf_addstr(b, " },\n");
	}
	close_table(b, m->nvalue);
}

static void
put_profiles(struct strbuf *b, const struct pass_unit *u,
    const struct model_resolved *own)
{
	struct back_profile *p;
	uint32_t i, n = back_profiles(u, u->arena, &p);

	for (i = 0; i < n; i++)
		put_resolved(b, u, own, &p[i], i);
	open_table(b, "rt_profile", "profile");
	for (i = 0; i < n; i++) {
		strbuf_addstr(b, "\t{");
		field_text(b, "id", p[i].id);
		field_text(b, "title", p[i].title);
		strbuf_addf(b,
		    " .rule = profile_rule_%u, .value = profile_value_%u,", i,
		    i);
		field_number(b, "targets", p[i].targets);
		field_number(b, "base", p[i].base);
		strbuf_addstr(b, " },\n");
	}
	close_table(b, n);
}

/* The document's name, as a relative reference. */
static const char *
reference(struct arena *a, const char *file)
{
	struct strbuf b = STRBUF_INIT;
	const char *p = file != NULL ? strrchr(file, '/') : NULL, *s;

	p = p != NULL ? p + 1 : file != NULL ? file : "benchmark.xml";
	for (; *p != '\0'; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr("-._~", *p) != NULL)
			strbuf_addch(&b, *p);
		else
			strbuf_addf(&b, "%%%02X", (unsigned char)*p);
	}
	s = arena_strdup(a, b.s);
	strbuf_free(&b);
	return s;
}

static void
put_content(struct strbuf *b, const struct pass_unit *u, const char *version)
{
	const struct model_benchmark *m = u->benchmark;
	struct strbuf head = STRBUF_INIT, tail = STRBUF_INIT;

	back_xccdf_split(u, &head, &tail);
	strbuf_addstr(b, "\nstatic const char benchmark_head[] =\n");
	quote_c_n(b, head.s, head.n);
	strbuf_addstr(b, ";\nstatic const char benchmark_tail[] =\n");
	quote_c_n(b, tail.s, tail.n);
	strbuf_addstr(b,
	    ";\n\n#define COUNT(t) ((uint32_t)(sizeof(t) / sizeof((t)[0])))\n"
	    "static const struct rt_content content = {\n\t");
	field_text(b, "benchmark_id", m->id12);
	field_text(
	    b, "benchmark_version", m->version != NULL ? m->version : "");
	field_text(b, "benchmark_title", m->title != NULL ? m->title : m->id12);
	field_text(b, "benchmark_href", reference(u->arena, m->file));
	field_text(b, "generator", version);
	field_text(b, "default_profile", u->option.profile);
	strbuf_addstr(b, "\n\t.benchmark_head = benchmark_head,\n"
			 "\t.nbenchmark_head = sizeof benchmark_head - 1,\n"
			 "\t.benchmark_tail = benchmark_tail,\n\t.unit = {\n");
#define PART(name)                                                             \
	strbuf_addf(b, "\t\t." #name " = unit_" #name ", .n" #name " = %u,\n", \
	    u->ir.n##name)
	PART(rule);
	PART(expr);
	PART(test);
	PART(object);
	PART(state);
	PART(variable);
	PART(component);
	PART(definition);
#undef PART
	strbuf_addf(b,
	    "\t},\n\t.rule = rule_info,\n"
	    "\t.piece = script_piece,\n"
	    "\t.group = group_info, .ngroup = %u,\n"
	    "\t.value = value_info, .nvalue = %u,\n"
	    "\t.profile = profile, .nprofile = COUNT(profile),\n%s};\n",
	    m->ngroup, m->nvalue,
	    back_has_advice(u)
		? "\t.advise = advise_short,\n"
		  "\t.place = place, .nplace = COUNT(place),\n"
		: "");
	strbuf_free(&head);
	strbuf_free(&tail);
}

void
tables_write(struct strbuf *b, const struct pass_unit *u, const char *version)
{
	const struct model_benchmark *m = u->benchmark;
	const struct model_resolved *own =
	    model_resolve(u->arena, m, MODEL_NONE);
	struct ir_unit unit = ir_view(&u->ir);

	put_probes(b, &unit);
	put_rules(b, &unit);
	put_exprs(b, &unit);
	put_tests(b, &unit);
	put_objects(b, &unit);
	put_states(b, &unit);
	put_variables(b, &unit);
	put_components(b, &unit);
	put_definitions(b, &unit);
	put_rule_infos(b, u, own);
	put_groups(b, m);
	put_value_infos(b, m, own);
	put_profiles(b, u, own);
	if (back_has_advice(u))
		back_put_places(b);
	put_content(b, u, version);
}
