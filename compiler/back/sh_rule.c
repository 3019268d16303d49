/*
 * A rule's expression as calls of the shell runtime: one function per object,
 * state and variable, and rule() with the tests in postfix order.  Only data
 * is written here; every value goes through quote_sh().
 */
#include <string.h>

#include "../probe/probe.h"
#include "sh.h"

static void expression(struct sh *s, struct strbuf *out, uint32_t e);
static uint32_t variable(struct sh *s, uint32_t v);
static uint32_t object(struct sh *s, uint32_t o);

static void
word(struct strbuf *out, const char *text)
{
	strbuf_addch(out, ' ');
	quote_sh(out, text != NULL ? text : "");
}

/* --- variables ---------------------------------------------------------------- */

const char *
sh_value_name(const struct sh *s, const char *id)
{
	const char *end = strstr(id, "_value_");
	char *name, *p;

	name = arena_strdup(s->arena, end != NULL ? end + 7 : id);
	for (p = name; *p != '\0'; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')
			|| (*p >= '0' && *p <= '9')))
			*p = '_';
	return name;
}

/* Leave VALUES of this component, in postfix order over its kids. */
static void
component(struct sh *s, struct strbuf *out, uint32_t c)
{
	static const char date[] = "year_month_day";
	const struct ir_component *x = &s->ir.component[c];
	uint32_t i;

	for (i = 0; i < x->nkid; i++)
		component(s, out, x->kid[i]);
	strbuf_addstr(out, "\tcomponent_");
	switch (x->function) {
	case IR_FUNCTION_LITERAL:
		strbuf_addstr(out, "literal");
		word(out, x->literal);
		break;
	case IR_FUNCTION_VARIABLE:
		strbuf_addf(out, "variable variable_%u",
		    variable(s, x->variable));
		break;
	case IR_FUNCTION_SPLIT:
		strbuf_addstr(out, "split");
		word(out, x->literal);
		break;
	case IR_FUNCTION_CONCAT:
		strbuf_addf(out, "concat %u", x->nkid);
		break;
	case IR_FUNCTION_UNIQUE:
		strbuf_addf(out, "unique %u", x->nkid);
		break;
	case IR_FUNCTION_COUNT:
		strbuf_addf(out, "count %u%s", x->nkid,
		    x->literal == NULL ? " lack" : "");
		break;
	case IR_FUNCTION_OBJECT:
		strbuf_addf(out, "object object_%u %s", object(s, x->object),
		    sh_field_name(s->ir.object[x->object].probe, x->field));
		word(out, x->record);
		break;
	case IR_FUNCTION_ARITHMETIC_ADD:
		strbuf_addf(out, "sum %u", x->nkid);
		break;
	case IR_FUNCTION_ARITHMETIC_MULTIPLY:
		strbuf_addf(out, "multiply %u", x->nkid);
		break;
	case IR_FUNCTION_BEGIN:
		strbuf_addstr(out, "begin");
		word(out, x->literal);
		break;
	case IR_FUNCTION_END:
		strbuf_addstr(out, "end");
		word(out, x->literal);
		break;
	case IR_FUNCTION_ESCAPE_REGEX:
		strbuf_addstr(out, "escape");
		break;
	case IR_FUNCTION_GLOB_TO_REGEX:
		strbuf_addf(out, "glob %d", !x->noescape);
		break;
	case IR_FUNCTION_REGEX_CAPTURE:
		strbuf_addstr(out, "capture");
		word(out, x->literal);
		break;
	case IR_FUNCTION_SUBSTRING:
		strbuf_addf(out, "substring %lld %lld", (long long)x->start,
		    (long long)x->length);
		break;
	case IR_FUNCTION_TIME_DIFFERENCE:
		strbuf_addf(out, "time %u", x->nkid);
		word(out, x->format1 != NULL ? x->format1 : date);
		word(out, x->format2 != NULL ? x->format2 : date);
		break;
	case IR_FUNCTION__MAX:
		strbuf_addstr(out, "literal ''");
		break;
	}
	strbuf_addch(out, '\n');
}

/* Does the Value hold a list?  Then the environment's text has commas. */
static bool
value_is_list(const struct sh *s, const struct ir_variable *x)
{
	const struct model_benchmark *b = s->unit->benchmark;
	uint32_t i, k;

	for (i = 0; i < b->nvalue; i++)
		if (str_eq(b->value[i].id12, x->value_id))
			for (k = 0; k < b->value[i].ninstance; k++)
				if (b->value[i].instance[k].is_list)
					return true;
	return x->nvalue != 1;
}

/* The function that tells which values an external variable may have. */
static void
ranges(struct sh *s, const struct ir_variable *x, uint32_t n)
{
	const struct ir_restriction *r;
	uint32_t i, k;

	strbuf_addf(&s->defs, "\npossible_%u() {\n", n);
	for (i = 0; i < x->npossible; i++) {
		strbuf_addf(&s->defs, "\tpossible %s\n",
		    ir_operator_names[x->possible[i].operator_]);
		for (k = 0; k < x->possible[i].nrestriction; k++) {
			r = &x->possible[i].restriction[k];
			strbuf_addstr(&s->defs, "\trestriction");
			word(&s->defs, ir_operation_names[r->operation]);
			word(&s->defs, r->value);
			strbuf_addch(&s->defs, '\n');
		}
	}
	strbuf_addstr(&s->defs, "}\n");
}

/* The number of the variable's function, which is written on first use. */
static uint32_t
variable(struct sh *s, uint32_t v)
{
	const struct ir_variable *x = &s->ir.variable[v];
	struct strbuf b = STRBUF_INIT;
	bool typed = x->kind == IR_CONSTANT || x->datatype == IR_DATATYPE_STRING;
	uint32_t i, n = s->variable[v];

	if (n != 0)
		return n;
	n = s->variable[v] = ++s->nvariable;
	if (x->kind == IR_LOCAL) {
		component(s, &b, x->component);
		strbuf_addf(&s->early, "\tremember %u %s local_%u\n", n,
		    ir_datatype_names[x->datatype], n);
		strbuf_addf(&s->defs,
		    "\nlocal_%u() {\n%s}\n\nvariable_%u() {\n\trecall %u\n}\n", n,
		    b.s, n, n);
	} else {
		strbuf_addf(&s->defs, "\nvariable_%u() {\n\t", n);
		if (x->kind == IR_EXTERNAL) {
			strbuf_addstr(&s->defs, "external");
			word(&s->defs, sh_value_name(s, x->value_id));
			strbuf_addstr(&s->defs,
			    value_is_list(s, x) ? " list" : " text");
		} else {
			strbuf_addstr(&s->defs, "constants");
		}
		for (i = 0; i < x->nvalue; i++) {
			word(&s->defs, x->value[i]);
			typed = typed && rt_datatype_valid(x->datatype,
					     x->value[i], strlen(x->value[i]));
		}
		if (!typed)
			strbuf_addf(&s->defs, "\n\tvalues_typed %s",
			    ir_datatype_names[x->datatype]);
		if (x->npossible != 0)
			strbuf_addf(&s->defs,
			    "\n\tvalues_possible %s possible_%u",
			    ir_datatype_names[x->datatype], n);
		strbuf_addstr(&s->defs, "\n}\n");
		if (x->npossible != 0)
			ranges(s, x, n);
	}
	strbuf_free(&b);
	return n;
}

/* --- objects and states --------------------------------------------------------- */

/* literal 'x' | variable variable_n | nil */
static void
source(struct sh *s, struct strbuf *out, const struct ir_entity *e)
{
	if (e->variable != IR_NONE) {
		strbuf_addf(out, " variable variable_%u",
		    variable(s, e->variable));
	} else if (e->nil || e->literal == NULL) {
		strbuf_addstr(out, " nil");
	} else {
		strbuf_addstr(out, " literal");
		word(out, e->literal);
	}
}

static uint32_t
state(struct sh *s, uint32_t st)
{
	const struct ir_state *x = &s->ir.state[st];
	const struct ir_entity *e;
	struct strbuf b = STRBUF_INIT;
	uint32_t i, n = s->state[st];

	if (n != 0)
		return n;
	n = s->state[st] = ++s->nstate;
	strbuf_addf(&b, "\nstate_%u() {\n\tstate %s\n", n,
	    ir_operator_names[x->operator_]);
	for (i = 0; i < x->nentity; i++) {
		e = &x->entity[i];
		if (e->check_existence != IR_EXISTENCE_AT_LEAST_ONE_EXISTS)
			strbuf_addf(&b, "\texistence %s\n",
			    ir_existence_names[e->check_existence]);
		strbuf_addf(&b, "\tentity %s", sh_field_name(x->probe, e->field));
		word(&b, e->record);
		word(&b, ir_operation_names[e->operation]);
		strbuf_addf(&b, " %s", ir_datatype_names[e->datatype]);
		word(&b, ir_check_names[e->entity_check]);
		word(&b, ir_check_names[e->var_check]);
		source(s, &b, e);
		strbuf_addch(&b, '\n');
	}
	strbuf_addstr(&b, "}\n");
	strbuf_addstr(&s->defs, b.s);
	strbuf_free(&b);
	return n;
}

/* The fields that a state looks at; but for files, of those that cost extra. */
static void
asked_field(struct sh *s, struct sh_list *list, enum probe_kind probe,
    uint16_t field)
{
	static const char *const costly[] = { "subexpression", "line",
		"command_line", "program_name", "pid", "user_id" };
	const char *name = sh_field_name(probe, field);
	size_t i;

	for (i = 0; i < sizeof costly / sizeof costly[0]; i++)
		if (probe == PROBE_FILE || str_eq(name, costly[i]))
			sh_list_add(s, list, name);
}

static void
asked_state(struct sh *s, struct sh_list *list, uint32_t state)
{
	const struct ir_state *x = &s->ir.state[state];
	uint32_t i;

	for (i = 0; i < x->nentity; i++)
		asked_field(s, list, x->probe, x->entity[i].field);
}

static void
asked_filters(struct sh *s, struct sh_list *list, const struct ir_filter *f,
    uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		asked_state(s, list, f[i].state);
}

/*
 * What is looked at of the object's items, and of all those that are put
 * together with them in sets: items that are the same have to look the same.
 */
static void
asked_object(struct sh *s, struct sh_list *list, bool *seen, uint32_t o)
{
	const struct ir_object *x = &s->ir.object[o];
	const struct ir_component *c = s->ir.component;
	const struct ir_test *t;
	const struct ir_set *set;
	uint32_t i, k;

	if (o == IR_NONE || seen[o])
		return;
	seen[o] = true;
	asked_filters(s, list, x->filter, x->nfilter);
	for (i = 0; i < s->ir.ntest; i++) {
		t = &s->ir.test[i];
		for (k = 0; k < t->nstate && t->object == o; k++)
			asked_state(s, list, t->state[k]);
	}
	for (i = 0; i < s->ir.ncomponent; i++)
		if (c[i].function == IR_FUNCTION_OBJECT && c[i].object == o)
			asked_field(s, list, x->probe, c[i].field);
	if (x->set != NULL) {
		asked_filters(s, list, x->set->filter, x->set->nfilter);
		asked_object(s, list, seen, x->set->object[0]);
		asked_object(s, list, seen, x->set->object[1]);
	}
	for (i = 0; i < s->ir.nobject; i++) {
		set = s->ir.object[i].set;
		if (set != NULL && (set->object[0] == o || set->object[1] == o))
			asked_object(s, list, seen, i);
	}
}

static void
asks(struct sh *s, struct strbuf *out, uint32_t o)
{
	struct sh_list list = { NULL, 0 };
	uint32_t i;

	asked_object(s, &list,
	    arena_alloc(s->arena, s->ir.nobject * sizeof(bool)), o);
	if (list.n == 0)
		return;
	strbuf_addstr(out, "\tasks");
	for (i = 0; i < list.n; i++)
		strbuf_addf(out, " %s", list.item[i]);
	strbuf_addch(out, '\n');
}

/* What the object asks for, up to the call of its probe. */
static void
object_probe(struct sh *s, struct strbuf *b, uint32_t o)
{
	const struct ir_object *x = &s->ir.object[o];
	const struct ir_entity *e;
	uint32_t i;

	for (i = 0; i < x->nentity; i++) {
		e = &x->entity[i];
		strbuf_addf(b, "\twant %s", sh_field_name(x->probe, e->field));
		word(b, ir_operation_names[e->operation]);
		word(b, ir_check_names[e->var_check]);
		if (x->probe == PROBE_VARIABLE)
			strbuf_addf(b, " variable variable_%u",
			    variable(s, sh_variable_of(s, x)));
		else
			source(s, b, e);
		strbuf_addch(b, '\n');
	}
	for (i = 0; i < x->nbehavior; i++) {
		strbuf_addstr(b, "\tbehavior");
		word(b, x->behavior[i].name);
		word(b, x->behavior[i].value);
		strbuf_addch(b, '\n');
	}
	asks(s, b, o);
	strbuf_addf(b, "\tprobe %s %s", ir_probe_names[x->probe],
	    ir_scope_names[x->scope]);
	word(b, x->scope_field);
	strbuf_addch(b, '\n');
	sh_list_add(s, &s->root,
	    arena_printf(s->arena, "probe_%s", ir_probe_names[x->probe]));
	if (x->probe == PROBE_ENGINE || x->probe == PROBE_NETWORK
	    || x->scope == IR_SCOPE_ENGINE)
		s->engine = true;
	if (x->scope == IR_SCOPE_CONTAINER && x->scope_field != NULL)
		sh_fact(s, SH_CONTAINER, x->scope_field);
}

static void
filters(struct sh *s, struct strbuf *b, const struct ir_filter *f, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		strbuf_addf(b, "\tfilter %s state_%u\n",
		    f[i].include ? "include" : "exclude",
		    state(s, f[i].state));
}

/* The operands, which leave their items, and how they are put together. */
static void
object_set(struct sh *s, struct strbuf *b, const struct ir_set *set)
{
	unsigned i, n = set->object[1] != IR_NONE ? 2 : 1;
	uint32_t operand[2];

	for (i = 0; i < n; i++)
		operand[i] = object(s, set->object[i]);
	strbuf_addstr(b, "\tset_open\n");
	for (i = 0; i < n; i++) {
		strbuf_addf(b, "\tobject_%u\n", operand[i]);
		if (set->nfilter != 0)
			strbuf_addstr(b, "\tset_filters\n");
		filters(s, b, set->filter, set->nfilter);
		strbuf_addstr(b, "\tset_keep\n");
	}
	strbuf_addf(b, "\tset_operator %s %u\n", ir_setop_names[set->setop],
	    n);
}

/* The number of the object's function, which is written on first use. */
static uint32_t
object(struct sh *s, uint32_t o)
{
	const struct ir_object *x = &s->ir.object[o];
	struct strbuf b = STRBUF_INIT;
	uint32_t n = s->object[o];

	if (n != 0)
		return n;
	if (x->set != NULL)
		object_set(s, &b, x->set);
	else
		object_probe(s, &b, o);
	filters(s, &b, x->filter, x->nfilter);
	n = s->object[o] = ++s->nobject;
	strbuf_addf(&s->defs, "\nobject_%u() {\n%s}\n", n, b.s);
	strbuf_free(&b);
	return n;
}

/* --- tests and expressions -------------------------------------------------------- */

static void
test_plain(struct sh *s, struct strbuf *out, const struct ir_test *t)
{
	const char *why = sh_test_unsupported(s, t);
	uint32_t i;

	if (why != NULL) {
		if (s->why == NULL)
			s->why = why;
		strbuf_addstr(out, "\tunsupported");
		word(out, why);
		strbuf_addch(out, '\n');
		return;
	}
	strbuf_addf(out, "\tcheck_test object_%u %s", object(s, t->object),
	    ir_existence_names[t->check_existence]);
	word(out, ir_check_names[t->check]);
	strbuf_addf(out, " %s", ir_operator_names[t->state_operator]);
	word(out, t->comment);
	for (i = 0; i < t->nstate; i++)
		strbuf_addf(out, " state_%u", state(s, t->state[i]));
	strbuf_addch(out, '\n');
}

static void
test(struct sh *s, struct strbuf *out, uint32_t t)
{
	const struct ir_test *x = &s->ir.test[t];
	struct strbuf b = STRBUF_INIT;
	uint32_t n;

	test_plain(s, out, x);
	if (x->kernel == IR_NONE)
		return;
	test_plain(s, &b, &s->ir.test[x->kernel]);
	n = ++s->nkernel;
	strbuf_addf(&s->defs, "\nkernel_side_%u() {\n%s}\n", n, b.s);
	strbuf_addf(out, "\tagree kernel_side_%u\n", n);
	strbuf_free(&b);
}

/* The number of a function that leaves this expression's result. */
static uint32_t
branch(struct sh *s, uint32_t e)
{
	struct strbuf b = STRBUF_INIT;
	uint32_t n = s->expr[e];

	if (n != 0)
		return n;
	expression(s, &b, e);
	n = s->expr[e] = ++s->nexpr;
	strbuf_addf(&s->defs, "\nbranch_%u() {\n%s}\n", n, b.s);
	strbuf_free(&b);
	return n;
}

static void
expression(struct sh *s, struct strbuf *out, uint32_t e)
{
	const struct ir_expr *x = &s->ir.expr[e];
	uint32_t i, yes, no;

	switch (x->kind) {
	case IR_EXPR_TEST:
		test(s, out, x->test);
		break;
	case IR_EXPR_RESULT:
		strbuf_addstr(out, "\tconstant");
		word(out, ir_result_names[x->result]);
		word(out, x->comment);
		strbuf_addch(out, '\n');
		break;
	case IR_EXPR_IF:
		expression(s, out, x->kid[0]);
		yes = branch(s, x->kid[1]);
		no = x->nkid > 2 ? branch(s, x->kid[2]) : 0;
		strbuf_addf(out, "\tchoose branch_%u", yes);
		if (no != 0)
			strbuf_addf(out, " branch_%u", no);
		strbuf_addch(out, '\n');
		break;
	case IR_EXPR_SELECT:
		for (i = x->nkid; --i > 0;)
			if (str_eq(x->selector[i - 1], s->selector))
				break;
		expression(s, out, x->kid[i]);
		break;
	case IR_EXPR_OPERATOR:
		for (i = 0; i < x->nkid; i++)
			expression(s, out, x->kid[i]);
		strbuf_addf(out, "\t%s %s %u\n",
		    x->xccdf ? "complex" : "operator",
		    ir_operator_names[x->operator_], x->nkid);
		break;
	}
	if (x->negate)
		strbuf_addstr(out, "\tnegate\n");
}

void
sh_rule_body(struct sh *s)
{
	const struct ir_rule *r = s->rule;
	uint32_t i;

	for (i = 0; i < r->nguard; i++) {
		if (r->guard[i].profile != NULL) {
			strbuf_addstr(
			    &s->body, "\t[ \"${AUDITC_PROFILE-}\" !=");
			word(&s->body, r->guard[i].profile);
			strbuf_addstr(&s->body, " ] ||\n");
		}
		if (r->guard[i].platform)
			strbuf_addstr(&s->body,
			    "\t[ -n \"${AUDIT_IGNORE_PLATFORM-}\" ] || {\n");
		expression(s, &s->body, r->guard[i].expr);
		strbuf_addf(&s->body, "\tguard %s",
		    ir_xccdf_names[r->guard[i].result]);
		word(&s->body, r->guard[i].message);
		strbuf_addstr(&s->body, " || return 0\n");
		if (r->guard[i].platform)
			strbuf_addstr(&s->body, "\t}\n");
	}
	if (r->expr != IR_NONE) {
		expression(s, &s->body, r->expr);
		strbuf_addstr(&s->body, "\tdecide\n");
	}
	if (r->manual != NULL || r->expr == IR_NONE) {
		strbuf_addstr(&s->body, "\tmanual");
		word(&s->body, r->manual != NULL ? r->manual
						 : "no check is bound to this rule");
		strbuf_addch(&s->body, '\n');
	}
	for (i = 0; i < r->nattest; i++) {
		strbuf_addstr(&s->body, "\tattest");
		word(&s->body, s->ir.variable[r->attest[i]].id);
		strbuf_addf(&s->body, " variable_%u\n",
		    variable(s, r->attest[i]));
	}
	if (r->force != IR_XCCDF__MAX)
		strbuf_addf(&s->body, "\tforce %s\n",
		    ir_xccdf_names[r->force]);
}
