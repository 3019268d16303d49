/*
 * Give every rule of the benchmark its checks: those bound by hand, else those
 * of the first document that has its STIG-ID, rule id or Vuln-ID, or for an
 * item without any of these its description as the rule's title.  Several
 * checks of one rule must all hold.  A rule without any of these is decided by
 * the benchmark's own check (oval.c); where it has none, it is manual.
 */
#include <stdlib.h>
#include <string.h>

#include "pass.h"

#define MANUAL "not automated: a person has to look; see the rule's check text"

/* --- which checks ----------------------------------------------------------- */

static bool
has_ident(const struct model_rule *r, const char *text)
{
	uint32_t i;

	for (i = 0; i < r->nident; i++)
		if (str_eq(r->ident[i].text, text))
			return true;
	return false;
}

static bool
rule_is(const struct model_rule *r, const char *id)
{
	return str_eq(r->version, id) || str_eq(r->id, id) || str_eq(r->id12, id);
}

static bool
bound_by_hand(const struct pass_unit *u, const struct model_rule *r,
    const struct audit_check *c, bool *any)
{
	uint32_t i;

	for (i = 0; i < u->nbinding; i++) {
		const char *item = u->binding[i].item;

		if (!rule_is(r, u->binding[i].rule))
			continue;
		*any = true;
		if (str_eq(item, c->stig_id) || str_eq(item, c->rule_id) ||
		    str_eq(item, c->description))
			return true;
	}
	return false;
}

static bool
bound_by_id(const struct pass_unit *u, const struct model_rule *r,
    const struct audit_check *c)
{
	const char *group = r->group != MODEL_NONE ?
	    u->benchmark->group[r->group].id : NULL;

	if (c->stig_id != NULL && r->version != NULL && *r->version != '\0')
		return str_eq(c->stig_id, r->version);
	if (c->rule_id != NULL &&
	    (rule_is(r, c->rule_id) || has_ident(r, c->rule_id)))
		return true;
	if (c->stig_id == NULL && c->rule_id == NULL && c->vuln_id == NULL)
		return c->description != NULL && str_eq(c->description, r->title);
	return c->vuln_id != NULL &&
	    (str_eq(group, c->vuln_id) || has_ident(r, c->vuln_id));
}

static bool
collect_checks(struct pass_unit *u, uint32_t rule)
{
	const struct model_rule *r = &u->benchmark->rule[rule];
	struct pass_rule *p = &u->rule[rule];
	bool by_hand = false;
	uint32_t i, k, round;

	/* Round 0: bindings by hand, over all documents; round 1: by id. */
	for (round = 0; round < 2 && p->ncheck == 0 && !by_hand; round++)
		for (i = 0; i < u->naudit && (round == 0 || p->ncheck == 0); i++)
			for (k = 0; k < u->lowered[i].ncheck; k++) {
				const struct audit_check *c =
				    &u->lowered[i].check[k];

				if (round == 0 ? !bound_by_hand(u, r, c, &by_hand) :
				    !bound_by_id(u, r, c))
					continue;
				*VEC_PUSH(u->arena, p->check, p->ncheck) = c;
				p->origin = u->audit[i]->file;
				p->bundled = u->audit[i]->bundled &&
				    (p->ncheck == 1 || p->bundled);
				p->command = p->command || c->command;
				p->foreign = p->foreign || (c->command &&
				    !u->audit[i]->bundled);
			}
	if (p->ncheck == 0 && !by_hand && u->own[rule] != NULL) {
		*VEC_PUSH(u->arena, p->check, p->ncheck) = u->own[rule];
		p->origin = u->own[rule]->pos.file;
	}
	if (!by_hand || p->ncheck != 0)
		return true;
	diag(DIAG_ID_NOT_FOUND, r->pos, "the check that %s is bound to",
	    r->version != NULL ? r->version : r->id);
	return false;
}

/* --- several checks, one expression ------------------------------------------ */

static bool
same_guards(const struct audit_check *a, const struct audit_check *b)
{
	uint32_t i;

	if (a->nguard != b->nguard)
		return false;
	for (i = 0; i < a->nguard; i++)
		if (a->guard[i].expr != b->guard[i].expr ||
		    a->guard[i].result != b->guard[i].result)
			return false;
	return true;
}

static uint32_t
expr_result(struct ir_build *b, enum ir_result result, const char *comment,
    struct srcpos pos)
{
	uint32_t e = ir_add_expr(b);

	b->expr[e].kind = IR_EXPR_RESULT;
	b->expr[e].result = result;
	b->expr[e].comment = comment;
	b->expr[e].pos = pos;
	return e;
}

/* What a guard's result is inside an expression; nothing reported counts as
 * not applicable there. */
static enum ir_result
guard_result(enum ir_xccdf_result r)
{
	switch (r) {
	case IR_XCCDF_PASS:
	case IR_XCCDF_FIXED:
		return IR_RESULT_TRUE;
	case IR_XCCDF_FAIL:
		return IR_RESULT_FALSE;
	case IR_XCCDF_ERROR:
		return IR_RESULT_ERROR;
	case IR_XCCDF_NOTCHECKED:
	case IR_XCCDF_INFORMATIONAL:
		return IR_RESULT_NOT_EVALUATED;
	case IR_XCCDF_NOTAPPLICABLE:
	case IR_XCCDF_NOTSELECTED:
		return IR_RESULT_NOT_APPLICABLE;
	case IR_XCCDF_UNKNOWN:
	case IR_XCCDF__MAX:
		break;
	}
	return IR_RESULT_UNKNOWN;
}

/* A check's guards as conditions around its expression. */
static uint32_t
guarded_expr(struct pass_unit *u, const struct audit_check *c)
{
	uint32_t e = c->expr, i, *kid;

	for (i = c->nguard; i-- != 0;) {
		kid = arena_alloc(u->arena, 3 * sizeof *kid);
		kid[0] = c->guard[i].expr;
		kid[1] = e;
		kid[2] = expr_result(&u->ir, guard_result(c->guard[i].result),
		    c->guard[i].message, c->guard[i].pos);
		e = ir_add_expr(&u->ir);
		u->ir.expr[e].kind = IR_EXPR_IF;
		u->ir.expr[e].kid = kid;
		u->ir.expr[e].nkid = 3;
		u->ir.expr[e].pos = c->guard[i].pos;
	}
	return e;
}

/* Probes of the host and the engine, asked for by a rule about containers. */
struct rescope {
	struct ir_build *b;
	enum ir_scope scope;
};

static void
rescope_test(void *arg, uint32_t test)
{
	struct rescope *s = arg;
	struct ir_test *t = &s->b->test[test];

	if (t->object != IR_NONE &&
	    s->b->object[t->object].scope == IR_SCOPE_TARGET)
		s->b->object[t->object].scope = s->scope;
}

/*
 * Where checks of one rule speak of different things, the rule is about the
 * containers (or images), and what its other checks ask is asked of their
 * engine or host.
 */
static uint32_t
common_target(struct pass_unit *u, const struct pass_rule *p)
{
	const uint32_t inner = 1u << IR_TARGET_CONTAINER | 1u << IR_TARGET_IMAGE;
	const uint32_t host = 1u << IR_TARGET_HOST;
	struct rescope s = { &u->ir, IR_SCOPE_HOST };
	uint32_t target = 0, i, k;
	bool same = true;

	for (i = 0; i < p->ncheck; i++) {
		target |= p->check[i]->target;
		same = same && p->check[i]->target == p->check[0]->target;
	}
	if (same && (target & inner) != 0)
		return target;
	if ((target & inner) == 0)
		return (target & host) != 0 ? host : target;
	for (i = 0; i < p->ncheck; i++) {
		if ((p->check[i]->target & inner) != 0 ||
		    p->check[i]->expr == IR_NONE)
			continue;
		s.scope = (p->check[i]->target & host) != 0 ? IR_SCOPE_HOST :
		    IR_SCOPE_ENGINE;
		pass_each_test(&u->ir, p->check[i]->expr, rescope_test, &s);
		for (k = 0; k < p->check[i]->nguard; k++)
			pass_each_test(&u->ir, p->check[i]->guard[k].expr,
			    rescope_test, &s);
	}
	return target & inner;
}

/*
 * A check that only informs does not decide beside one that does; one that a
 * human has to finish keeps the rule from passing.
 */
static uint32_t
combine(struct pass_unit *u, const struct pass_rule *p, bool shared_guards,
    enum ir_xccdf_result *force)
{
	uint32_t *kid = arena_alloc(u->arena, (2 * p->ncheck + 1) * sizeof *kid);
	uint32_t n = 0, deciding = 0, i;

	for (i = 0; i < p->ncheck; i++)
		deciding += p->check[i]->force == IR_XCCDF__MAX;
	*force = deciding == 0 ? p->check[0]->force : IR_XCCDF__MAX;
	for (i = 0; i < p->ncheck; i++) {
		const struct audit_check *c = p->check[i];

		if (deciding != 0 && c->force == IR_XCCDF_INFORMATIONAL)
			continue;
		kid[n++] = shared_guards ? c->expr : guarded_expr(u, c);
		if (deciding != 0 && c->force != IR_XCCDF__MAX)
			kid[n++] = expr_result(&u->ir, IR_RESULT_NOT_EVALUATED,
			    "a person has to decide", c->pos);
	}
	return n == 1 ? kid[0] :
	    ir_expr_operator(&u->ir, IR_OPERATOR_AND, kid, n);
}

/*
 * A check that is bound stands for the rule's own one without selector; another
 * one that a profile chooses is not it.
 */
static uint32_t
bound_expr(struct pass_unit *u, const struct model_selectors *s, uint32_t expr)
{
	uint32_t *kid = arena_alloc(u->arena, (s->n + 1) * sizeof *kid), i;

	kid[0] = expr;
	for (i = 1; i <= s->n; i++)
		kid[i] = expr_result(&u->ir, IR_RESULT_NOT_EVALUATED,
		    "the profile chooses another check than the bound one",
		    u->ir.expr[expr].pos);
	return pass_select_expr(u, kid, s);
}

static void
bind_rule(struct pass_unit *u, struct ir_rule *r, struct pass_rule *p,
    uint32_t rule)
{
	uint32_t *attest = NULL, i, k;
	bool shared = true;

	r->target = common_target(u, p);
	for (i = 1; i < p->ncheck; i++)
		shared = shared && same_guards(p->check[0], p->check[i]);
	for (i = 0; i < p->ncheck; i++) {
		const struct audit_check *c = p->check[i];

		if (c->unsupported != NULL && p->unsupported == NULL)
			p->unsupported = c->unsupported;
		for (k = 0; k < c->nattest; k++)
			*VEC_PUSH(u->arena, attest, r->nattest) = c->attest[k];
	}
	r->attest = attest;
	r->expr = combine(u, p, shared, &r->force);
	if (p->check[0] != u->own[rule])
		r->expr = bound_expr(u, &u->selectors[rule], r->expr);
	if (shared) {
		r->guard = p->check[0]->guard;
		r->nguard = p->check[0]->nguard;
	}
}

/* --- names and manual rules -------------------------------------------------- */

/* STIG-ID where it names one rule, else the rule id; safe as a file name. */
static const char *
rule_name(struct pass_unit *u, const struct model_versions *v, uint32_t rule)
{
	const struct model_rule *r = &u->benchmark->rule[rule];
	char *s, *p;

	s = arena_strdup(u->arena,
	    model_version_names(v, r->version) ? r->version : r->id12);
	for (p = s; *p != '\0'; p++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			   "0123456789_-.", *p) == NULL)
			*p = '_';
	if (*s == '.' || *s == '-')
		*s = '_';
	return s;
}

static const char *
manual_text(const struct model_rule *r)
{
	uint32_t i;

	for (i = 0; i < r->ncheck; i++)
		if (r->check[i].content != NULL && *r->check[i].content != '\0')
			return r->check[i].content;
	return MANUAL;
}

/* What the rules are about that no check tells it of: as the benchmark's OVAL. */
static uint32_t
manual_target(const struct pass_unit *u)
{
	uint32_t i, target = 1u << IR_TARGET_HOST;

	for (i = 0; i < u->benchmark->nrule; i++)
		if (u->own[i] != NULL)
			target |= u->own[i]->target;
	return target;
}

bool
pass_bind(struct pass_unit *u)
{
	const struct model_benchmark *b = u->benchmark;
	const struct model_versions v = model_versions_new(u->arena, b);
	const uint32_t manual = manual_target(u);
	uint32_t i, rule;
	bool ok = true;

	u->rule = arena_alloc(u->arena, (b->nrule + 1) * sizeof *u->rule);
	for (i = 0; i < b->nrule; i++) {
		ok = collect_checks(u, i) && ok;
		rule = ir_add_rule(&u->ir);
		u->ir.rule[rule].id = b->rule[i].id12;
		u->ir.rule[rule].name = rule_name(u, &v, i);
		u->ir.rule[rule].pos = b->rule[i].pos;
		if (u->rule[i].ncheck != 0)
			bind_rule(u, &u->ir.rule[rule], &u->rule[i], i);
		else {
			u->ir.rule[rule].target = manual;
			u->ir.rule[rule].manual = manual_text(&b->rule[i]);
		}
	}
	return ok;
}
