/*
 * From the items of an .audit file to checks over the IR: one check for each
 * item and report outside conditions.  The ifs around it become its guards,
 * outermost first: a branch that is not taken makes it not applicable, or
 * what `auto` names.
 */
#include <string.h>

#include "nessus.h"

struct branch { /* of an <if>, around what is being lowered */
	struct branch *up;
	const struct audit_node *node;
	bool else_;
	/* The condition by the scope of vendor's items, TARGET and HOST. */
	uint32_t *expr; /* shared by both branches of an <if> */
	/* Of the conditions of this <if> and of those around it. */
	enum ir_target place; /* what they speak of */
	bool command;         /* one runs a command */
	uint32_t count;       /* items */
};

struct lowering {
	struct audit_lower l;
	bool nessus_severity;
	struct audit_check *check;
	uint32_t ncheck;
	uint64_t conditions; /* items of the ifs around the checks so far */
};

/* --- what a check speaks of ----------------------------------------------- */

/* What it speaks of where its items speak of two: the later of these. */
static const enum ir_target ranks[] = { IR_TARGET_HOST, IR_TARGET_ENGINE,
	IR_TARGET_IMAGE, IR_TARGET_CONTAINER };
#define NRANKS (sizeof ranks / sizeof *ranks)

static enum ir_target
inner(enum ir_target a, enum ir_target b)
{
	size_t i;

	for (i = NRANKS; i-- != 0;)
		if (a == ranks[i] || b == ranks[i])
			return ranks[i];
	return a;
}

static enum ir_target
place_of(const struct audit_node *n)
{
	const char *target = audit_key_text(n, "target");
	const struct audit_type *t = audit_type_find(n);
	uint32_t i;

	if (target != NULL) {
		i = ir_name_find(ir_target_names, IR_TARGET__MAX, target);
		if (i < IR_TARGET__MAX)
			return (enum ir_target)i;
	}
	if (t == NULL)
		return IR_TARGET_HOST;
	if (t->probe == PROBE_KERNEL && (audit_text_is(n, "scope", "engine") ||
		audit_text_is(n, "scope", "host")))
		return IR_TARGET_ENGINE;
	return t->place;
}

static bool
is_command(const struct audit_node *n)
{
	return audit_text_is(n, "type", "CMD_EXEC");
}

/* The branches of an <if> that stands in `up`. */
static struct branch
branch_of(const struct audit_node *n, struct branch *up, uint32_t *expr)
{
	struct branch b = { .up = up, .node = n, .expr = expr,
		.place = up != NULL ? up->place : IR_TARGET_HOST,
		.command = up != NULL && up->command,
		.count = n->ncondition + (up != NULL ? up->count : 0) };
	uint32_t i;

	for (i = 0; i < n->ncondition; i++) {
		b.place = inner(b.place, place_of(&n->condition[i]));
		b.command = b.command || is_command(&n->condition[i]);
	}
	return b;
}

/* --- items ---------------------------------------------------------------- */

/* Is the item for another system than Linux? */
static bool
is_foreign(const struct audit_node *n)
{
	const struct audit_key *k = audit_key_find(n, "system");
	uint32_t i;

	for (i = 0; k != NULL && i < k->nvalue; i++)
		if (str_eq_nocase(k->value[i].text, "Linux"))
			return false;
	return k != NULL;
}

/* An item as an expression in a check that speaks of `place`. */
static uint32_t
lower_item(struct audit_lower *l, const struct audit_node *n,
    enum ir_target place)
{
	const struct audit_type *t = audit_type_find(n);
	const char *name = audit_key_text(n, "type");
	enum ir_scope scope = place != IR_TARGET_HOST &&
	    audit_key_find(n, "target") == NULL ? IR_SCOPE_HOST :
	    IR_SCOPE_TARGET;

	if (name == NULL)
		name = audit_key_text(n, "name");
	if (is_foreign(n))
		return audit_expr_result(l, IR_RESULT_FALSE,
		    "for another system", n->pos);
	if (str_eq(l->au->check_type, "FileContent"))
		return audit_expr_unsupported(l, n, "FileContent");
	switch (t->how) {
	case AUDIT_HOW_FILE:
		return audit_lower_file(l, n, t, scope);
	case AUDIT_HOW_CONTENT:
		return audit_lower_content(l, n, t, scope);
	case AUDIT_HOW_COMMAND:
		return audit_lower_command(l, n, scope);
	case AUDIT_HOW_PROCESS:
		return audit_lower_process(l, n, scope);
	case AUDIT_HOW_OWN:
		return audit_lower_own(l, n, t);
	case AUDIT_HOW_UNSUPPORTED:
		break;
	}
	return audit_expr_unsupported(l, n, name);
}

static uint32_t
lower_condition(struct audit_lower *l, const struct branch *b,
    enum ir_target place)
{
	uint32_t *expr = &b->expr[place != IR_TARGET_HOST], *kid, i;
	const struct audit_node *n = b->node;

	if (*expr == IR_NONE) {
		kid = arena_alloc(l->b->arena, n->ncondition * sizeof *kid);
		for (i = 0; i < n->ncondition; i++)
			kid[i] = lower_item(l, &n->condition[i], place);
		*expr = audit_expr_join(l,
		    str_eq(n->condition_type, "OR") ? IR_OPERATOR_OR :
		    IR_OPERATOR_AND, kid, n->ncondition);
	}
	return b->else_ ? audit_expr_not(l, *expr) : *expr;
}

/* --- results -------------------------------------------------------------- */

static enum ir_xccdf_result
result_of(const char *word)
{
	static const struct {
		const char *word;
		enum ir_xccdf_result result;
	} results[] = {
		{ "PASSED", IR_XCCDF_PASS }, { "FAILED", IR_XCCDF_FAIL },
		{ "WARNING", IR_XCCDF_NOTCHECKED },
		{ "NOTCHECKED", IR_XCCDF_NOTCHECKED },
		{ "INFO", IR_XCCDF_INFORMATIONAL },
		{ "NOTAPPLICABLE", IR_XCCDF_NOTAPPLICABLE },
	};
	size_t i;

	for (i = 0; i < sizeof results / sizeof *results; i++)
		if (str_eq_nocase(word, results[i].word))
			return results[i].result;
	return IR_XCCDF_NOTAPPLICABLE;
}

/* The vendor's way: a failure of severity MEDIUM warns, of LOW passes. */
static enum ir_xccdf_result
soften(const struct lowering *w, const struct audit_node *n,
    enum ir_xccdf_result result)
{
	if (!w->nessus_severity || result != IR_XCCDF_FAIL)
		return result;
	if (audit_text_is(n, "severity", "MEDIUM"))
		return IR_XCCDF_NOTCHECKED;
	if (audit_text_is(n, "severity", "LOW"))
		return IR_XCCDF_PASS;
	return result;
}

/*
 * The manual-review idiom: a command that only prints, and an expectation
 * that says so and never fits.
 */
static bool
is_manual(const struct audit_node *n)
{
	const char *expect = audit_key_text(n, "expect");

	return is_command(n) && audit_text_is(n, "severity", "MEDIUM") &&
	    expect != NULL && strcasestr(expect, "manual review") != NULL;
}

static void
add_guard(struct lowering *w, struct audit_check *c, uint32_t expr,
    enum ir_xccdf_result result, const char *message, struct srcpos pos)
{
	struct ir_guard *g = VEC_PUSH(w->l.b->arena, c->guard, c->nguard);

	g->expr = expr;
	g->result = result;
	g->message = arena_strdup(w->l.b->arena, message);
	g->pos = pos;
}

/* Guards for the branches around a node, outermost first. */
static void
add_branches(struct lowering *w, struct audit_check *c, const struct branch *b,
    enum ir_target place)
{
	enum ir_xccdf_result result = IR_XCCDF_NOTAPPLICABLE;
	const char *d;

	if (b == NULL)
		return;
	add_branches(w, c, b->up, place);
	if (!b->else_ && b->node->condition_auto != NULL)
		result = soften(w, c->node,
		    result_of(b->node->condition_auto));
	d = audit_key_text(&b->node->condition[0], "description");
	add_guard(w, c, lower_condition(&w->l, b, place), result,
	    arena_printf(w->l.b->arena, "%s%s%s",
		b->else_ ? "the condition holds" : "the condition does not hold",
		d != NULL ? ": " : "", d != NULL ? d : ""),
	    b->node->pos);
}

/* --- checks --------------------------------------------------------------- */

/* All paragraphs of a key that may come more than once; NULL: none. */
static const char *
paragraphs(struct arena *a, const struct audit_node *n, const char *name)
{
	const struct audit_key *k;
	const char *out = NULL;
	uint32_t i = 0;

	while ((k = audit_key_next(n, name, &i)) != NULL)
		out = out == NULL ? arena_strdup(a, k->value[0].text) :
		    arena_printf(a, "%s\n\n%s", out, k->value[0].text);
	return out;
}

static const char *
severity_of(const struct audit_node *n, const char *cat)
{
	const char *s = audit_key_text(n, "severity");

	if (cat != NULL)
		return str_eq(cat, "I") ? "high" : str_eq(cat, "II") ?
		    "medium" : str_eq(cat, "III") ? "low" : NULL;
	if (str_eq_nocase(s, "HIGH"))
		return "high";
	if (str_eq_nocase(s, "MEDIUM"))
		return "medium";
	return str_eq_nocase(s, "LOW") ? "low" : NULL;
}

static void
describe(struct arena *a, struct audit_check *c, const struct audit_node *n)
{
	struct audit_reference *r;
	uint32_t nr, i;

	c->node = n;
	c->pos = n->pos;
	c->description = arena_strdup(a, audit_key_text(n, "description"));
	c->info = paragraphs(a, n, "info");
	c->solution = paragraphs(a, n, "solution");
	c->see_also = paragraphs(a, n, "see_also");
	c->reference = arena_strdup(a, audit_key_text(n, "reference"));
	nr = audit_reference_split(a, c->reference, &r);
	c->stig_id = audit_reference_find(r, nr, "STIG-ID");
	c->vuln_id = audit_reference_find(r, nr, "Vuln-ID");
	c->rule_id = audit_reference_find(r, nr, "Rule-ID");
	for (i = 0; i < nr && c->cis == NULL; i++)
		if (str_starts(r[i].key, "CIS_") || str_eq(r[i].key, "CIS"))
			c->cis = r[i].value;
	c->severity = severity_of(n, audit_reference_find(r, nr, "CAT"));
	c->force = IR_XCCDF__MAX;
	c->expr = IR_NONE;
}

static void
lower_report(struct lowering *w, struct audit_check *c)
{
	static const enum ir_result inside[IR_XCCDF__MAX] = {
		[IR_XCCDF_PASS] = IR_RESULT_TRUE,
		[IR_XCCDF_FAIL] = IR_RESULT_FALSE,
		[IR_XCCDF_NOTCHECKED] = IR_RESULT_NOT_EVALUATED,
		[IR_XCCDF_INFORMATIONAL] = IR_RESULT_TRUE,
		[IR_XCCDF_NOTAPPLICABLE] = IR_RESULT_NOT_APPLICABLE,
	};
	enum ir_xccdf_result result = soften(w, c->node,
	    result_of(c->node->report_type));
	const char *output = audit_key_text(c->node, "output");

	c->expr = audit_expr_result(&w->l, inside[result],
	    output != NULL ? output : c->description, c->pos);
	if (result == IR_XCCDF_INFORMATIONAL)
		c->force = result;
}

static void
lower_check(struct lowering *w, struct audit_check *c, enum ir_target place)
{
	const struct audit_node *n = c->node;
	struct audit_lower *l = &w->l;
	const struct ir_expr *e;
	const struct audit_key *k;
	uint32_t i = 0, variable;
	bool decides = !is_command(n) ||
	    audit_key_find(n, "expect") != NULL ||
	    audit_key_find(n, "not_expect") != NULL;

	if (is_foreign(n))
		add_guard(w, c, audit_expr_result(l, IR_RESULT_FALSE, NULL,
		    n->pos), IR_XCCDF_NOTAPPLICABLE, "for another system",
		    n->pos);
	c->expr = lower_item(l, n, place);
	e = &l->b->expr[c->expr];
	if (e->kind == IR_EXPR_TEST)
		c->unsupported = l->b->test[e->test].unsupported;
	while ((k = audit_key_next(n, "attest", &i)) != NULL) {
		variable = audit_operand(l, k->value[0].text, false,
		    k->pos).variable;
		if (variable == IR_NONE) /* of a type that is not known */
			continue;
		l->b->variable[variable].datatype = IR_DATATYPE_BOOLEAN;
		*VEC_PUSH(l->b->arena, c->attest, c->nattest) = variable;
	}
	if (w->nessus_severity &&
	    soften(w, n, IR_XCCDF_FAIL) != IR_XCCDF_FAIL)
		add_guard(w, c, c->expr, soften(w, n, IR_XCCDF_FAIL),
		    arena_printf(l->b->arena, "a failure of severity %s",
			audit_key_text(n, "severity")), n->pos);
	else if (is_manual(n))
		c->force = IR_XCCDF_NOTCHECKED;
	else if (audit_text_is(n, "severity", "LOW"))
		c->force = IR_XCCDF_INFORMATIONAL;
	if (!decides)
		c->force = IR_XCCDF_INFORMATIONAL;
}

static void
lower_nodes(struct lowering *w, const struct audit_node *n, uint32_t nnode,
    struct branch *up)
{
	for (; nnode != 0 && !w->l.failed; nnode--, n++) {
		uint32_t expr[2] = { IR_NONE, IR_NONE };
		struct audit_check *c;
		enum ir_target place;

		if (n->kind == AUDIT_IF) {
			struct branch b = branch_of(n, up, expr);

			lower_nodes(w, n->then, n->nthen, &b);
			b.else_ = true;
			lower_nodes(w, n->else_, n->nelse, &b);
			continue;
		}
		w->conditions += up != NULL ? up->count : 0;
		if (w->conditions > AUDIT_MAX_CONDITIONS) {
			diag(DIAG_ID_AUDIT_SYNTAX, n->pos,
			    "too many items in the conditions around checks");
			w->l.failed = true;
			return;
		}
		c = VEC_PUSH(w->l.b->arena, w->check, w->ncheck);
		place = place_of(n);
		if (up != NULL)
			place = inner(place, up->place);
		describe(w->l.b->arena, c, n);
		c->target = 1u << place;
		add_branches(w, c, up, place);
		if (n->kind == AUDIT_REPORT)
			lower_report(w, c);
		else
			lower_check(w, c, place);
		c->command = is_command(n) || (up != NULL && up->command);
	}
}

bool
audit_lower(const struct audit *au, struct ir_build *b, bool nessus_severity,
    struct audit_check **check, uint32_t *ncheck)
{
	struct lowering w = { .l = { .au = au, .b = b },
		.nessus_severity = nessus_severity };
	uint32_t i;

	w.l.external = arena_alloc(b->arena,
	    (au->nvariable + 1) * sizeof *w.l.external);
	w.l.members = arena_alloc(b->arena,
	    (au->nvariable + 1) * sizeof *w.l.members);
	for (i = 0; i < au->nvariable; i++)
		w.l.external[i] = w.l.members[i] = IR_NONE;
	lower_nodes(&w, au->node, au->nnode, NULL);
	*check = w.check;
	*ncheck = w.ncheck;
	return !w.l.failed;
}
