/*
 * The evaluation of one target: which rules speak of it, their guards and
 * expressions, and what XCCDF calls the result.  A rule about engines is
 * evaluated on the host, for each engine; all must pass.
 */
#include <string.h>

#include "rt.h"

#define EVAL_DEPTH 256
#define EVAL_ABSENT 5 /* named */

struct eval { /* one rule for one target (or engine) */
	struct rt_ctx *ctx;
	struct rt_rule_result *out;
	const struct ir_rule *rule;
};

/* The operand that the profile's selector of the rule chooses. */
static uint32_t
eval_selected(const struct eval *v, const struct ir_expr *e)
{
	const struct rt_content *c = v->ctx->content;

	return *rt_rule_operand(c, v->ctx->options->profile_index,
	    (uint32_t)(v->rule - c->unit.rule), e);
}

static enum ir_result
eval_expr(struct eval *v, uint32_t expr, bool not_, unsigned depth)
{
	const struct ir_expr *e = &v->ctx->content->unit.expr[expr];
	unsigned count[IR_RESULT__MAX] = { 0 };
	enum ir_result r = IR_RESULT_ERROR;

	if (depth > EVAL_DEPTH) {
		rt_reason(v->ctx, v->out, "the expression is nested too deep");
		return IR_RESULT_ERROR;
	}
	not_ = not_ != e->negate;
	switch (e->kind) {
	case IR_EXPR_TEST:
		r = rt_eval_test(v->ctx, e->test, not_, v->out);
		break;
	case IR_EXPR_RESULT:
		r = e->result;
		if (e->comment != NULL)
			rt_reason(v->ctx, v->out, "%s", e->comment);
		break;
	case IR_EXPR_IF:
		if (e->nkid < 2)
			break;
		r = eval_expr(v, e->kid[0], not_, depth + 1);
		if (r == IR_RESULT_TRUE)
			r = eval_expr(v, e->kid[1], not_, depth + 1);
		else if (r == IR_RESULT_FALSE && e->nkid > 2)
			r = eval_expr(v, e->kid[2], not_, depth + 1);
		else if (r == IR_RESULT_FALSE)
			r = IR_RESULT_NOT_APPLICABLE;
		break;
	case IR_EXPR_SELECT:
		r = eval_expr(v, eval_selected(v, e), not_, depth + 1);
		break;
	case IR_EXPR_OPERATOR:
		for (uint32_t i = 0; i < e->nkid; i++)
			count[eval_expr(v, e->kid[i], not_, depth + 1)]++;
		r = rt_operator(e->operator_, count);
		if (e->xccdf)
			r = rt_complex(r, count);
		break;
	}
	return e->negate ? rt_negate(r) : r;
}

static enum ir_xccdf_result
eval_xccdf(enum ir_result r)
{
	switch (r) {
	case IR_RESULT_TRUE:
		return IR_XCCDF_PASS;
	case IR_RESULT_FALSE:
		return IR_XCCDF_FAIL;
	case IR_RESULT_UNKNOWN:
		return IR_XCCDF_UNKNOWN;
	case IR_RESULT_NOT_EVALUATED:
		return IR_XCCDF_NOTCHECKED;
	case IR_RESULT_NOT_APPLICABLE:
		return IR_XCCDF_NOTAPPLICABLE;
	case IR_RESULT_ERROR:
	case IR_RESULT__MAX:
		break;
	}
	return IR_XCCDF_ERROR;
}

/* Keep the evidence that speaks for the result, where there is such. */
static void
eval_trim(struct rt_rule_result *out, enum ir_result r)
{
	uint32_t kept = 0, n = 0;

	for (uint32_t i = 0; i < out->nevidence; i++)
		n += out->evidence[i].result == r;
	if (n == 0)
		return;
	for (uint32_t i = 0; i < out->nevidence; i++)
		if (out->evidence[i].result == r)
			out->evidence[kept++] = out->evidence[i];
	out->nevidence = kept;
}

/* Was it said before? */
static bool
eval_repeats(const struct rt_rule_result *out, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++)
		if (str_eq(out->absent[k], out->absent[i]))
			return true;
	return false;
}

/* What is decided without what such a target has not: it says so. */
static void
eval_absent(struct rt_ctx *ctx, struct rt_rule_result *out, enum ir_result r)
{
	struct strbuf b = STRBUF_INIT;
	uint32_t i, said = 0;

	if (out->nabsent == 0 || (r != IR_RESULT_TRUE && r != IR_RESULT_FALSE))
		return;
	if (out->message != NULL && !str_eq(out->message, out->absent_why))
		strbuf_addf(&b, "%s; ", out->message);
	strbuf_addstr(&b, "decided without ");
	for (i = 0; i < out->nabsent && said < EVAL_ABSENT; i++)
		if (!eval_repeats(out, i))
			strbuf_addf(
			    &b, "%s%s", said++ > 0 ? ", " : "", out->absent[i]);
	if (i < out->nabsent)
		strbuf_addstr(&b, ", ...");
	if (out->absent_why != NULL)
		strbuf_addf(&b, ": %s", out->absent_why);
	out->message = arena_strndup(ctx->arena, b.s, b.n);
	strbuf_free(&b);
}

/* True when the guards let the rule through; else the result is set. */
static bool
eval_guards(struct eval *v)
{
	for (uint32_t i = 0; i < v->rule->nguard; i++) {
		const struct ir_guard *g = &v->rule->guard[i];
		enum ir_result r;

		if (g->platform && v->ctx->options->ignore_platform)
			continue;
		if (g->profile != NULL &&
		    !str_eq(g->profile, rt_profile_id(v->ctx)))
			continue;
		r = eval_expr(v, g->expr, false, 0);
		if (r == IR_RESULT_TRUE) { /* its evidence is not the rule's */
			v->out->nevidence = v->out->nabsent = 0;
			v->out->absent_why = NULL;
			v->out->message = NULL;
			continue;
		}
		eval_trim(v->out, r);
		if (r != IR_RESULT_FALSE) {
			v->out->result = eval_xccdf(r);
			rt_reason(v->ctx, v->out, "%s",
			    "whether the rule applies cannot be told");
			return false;
		}
		v->out->result = g->result < IR_XCCDF__MAX
				     ? g->result
				     : IR_XCCDF_NOTAPPLICABLE;
		if (g->message != NULL)
			v->out->message = g->message;
		return false;
	}
	return true;
}

/* The first variable that does not attest, or NULL. */
static const char *
eval_unattested(struct eval *v)
{
	for (uint32_t i = 0; i < v->rule->nattest; i++) {
		uint32_t index = v->rule->attest[i];
		const struct ir_variable *var =
		    &v->ctx->content->unit.variable[index];
		enum ir_result status;
		const struct rt_value *x = rt_variable(v->ctx, index, &status);

		if (x == NULL || x->next != NULL ||
		    (!str_eq(x->s, "true") && !str_eq(x->s, "1")))
			return var->value_id != NULL ? var->value_id : var->id;
	}
	return NULL;
}

/* What XCCDF has of the verdict, and what the rule makes of that. */
static void
eval_settle(struct eval *v, enum ir_result r)
{
	const struct ir_rule *rule = v->rule;
	struct rt_rule_result *out = v->out;
	const char *unattested;

	out->result = eval_xccdf(r);
	if (r == IR_RESULT_TRUE && rule->manual != NULL) {
		out->result = IR_XCCDF_NOTCHECKED;
		out->message = arena_printf(v->ctx->arena,
		    "the automatic part holds; %s", rule->manual);
	} else if (r == IR_RESULT_TRUE &&
		   (unattested = eval_unattested(v)) != NULL) {
		out->result = IR_XCCDF_NOTCHECKED;
		out->message = arena_printf(v->ctx->arena,
		    "the automatic part holds; %s is to be attested",
		    unattested);
	}
	if (rule->force < IR_XCCDF__MAX &&
	    (r == IR_RESULT_TRUE || r == IR_RESULT_FALSE))
		out->result = rule->force;
}

/* Each check has a part of the result; the AND of them is the result. */
static enum ir_result
eval_parts(struct eval *v, const uint32_t *check, uint32_t n)
{
	struct rt_ctx *ctx = v->ctx;
	struct rt_rule_result *out = v->out, *p;
	unsigned count[IR_RESULT__MAX] = { 0 };
	enum ir_result *r = arena_alloc(ctx->arena, n * sizeof *r), all;
	uint32_t i, k;

	out->part = arena_alloc(ctx->arena, n * sizeof *out->part);
	out->npart = n;
	for (i = 0; i < n; i++) {
		struct eval one = { ctx, &out->part[i], v->rule };

		p = one.out;
		r[i] = eval_expr(&one, check[i], false, 0);
		eval_trim(p, r[i]);
		p->time = rt_now();
		p->expr = check[i];
		p->check = ctx->content->unit.expr[check[i]].check;
		for (k = 0; k < p->nabsent; k++)
			*VEC_PUSH(ctx->arena, out->absent, out->nabsent) =
			    p->absent[k];
		if (out->absent_why == NULL)
			out->absent_why = p->absent_why;
		count[r[i]]++;
	}
	all = rt_complex(rt_operator(IR_OPERATOR_AND, count), count);
	for (i = 0; i < n; i++) {
		struct eval one = { ctx, &out->part[i], v->rule };

		p = one.out;
		for (k = 0; k < p->nevidence && r[i] == all; k++)
			*VEC_PUSH(ctx->arena, out->evidence, out->nevidence) =
			    p->evidence[k];
		if (out->message == NULL && r[i] == all)
			out->message = p->message;
		eval_absent(ctx, p, r[i]);
		eval_settle(&one, r[i]);
	}
	return all;
}

static void
eval_rule(struct eval *v)
{
	const struct ir_rule *rule = v->rule;
	struct rt_rule_result *out = v->out;
	const uint32_t *check;
	enum ir_result r;
	uint32_t n;

	out->time = rt_now();
	if (!eval_guards(v))
		return;
	if (rule->expr == IR_NONE) {
		out->result = IR_XCCDF_NOTCHECKED;
		rt_reason(v->ctx, out, "%s",
		    rule->manual != NULL ? rule->manual
					 : "no check is bound to this rule");
		return;
	}
	n = rt_rule_checks(v->ctx->content, v->ctx->options->profile_index,
	    (uint32_t)(rule - v->ctx->content->unit.rule), &check);
	r = n != 0 ? eval_parts(v, check, n)
		   : eval_expr(v, rule->expr, false, 0);
	eval_trim(out, r);
	eval_absent(v->ctx, out, r);
	eval_settle(v, r);
}

/* --- a host's engines --------------------------------------------------- */

/* Which of two engines' results stands for both: the first of this list. */
static unsigned
eval_rank(enum ir_xccdf_result r)
{
	static const enum ir_xccdf_result order[] = { IR_XCCDF_FAIL,
		IR_XCCDF_ERROR, IR_XCCDF_UNKNOWN, IR_XCCDF_NOTCHECKED,
		IR_XCCDF_INFORMATIONAL, IR_XCCDF_PASS, IR_XCCDF_FIXED,
		IR_XCCDF_NOTAPPLICABLE, IR_XCCDF_NOTSELECTED };
	unsigned i = 0;

	while (i < sizeof order / sizeof *order && order[i] != r)
		i++;
	return i;
}

static void
eval_name_engine(struct rt_ctx *ctx, struct rt_rule_result *r)
{
	for (uint32_t i = 0; i < r->nevidence; i++)
		r->evidence[i].where =
		    r->evidence[i].where == NULL
			? ctx->target->label
			: arena_printf(ctx->arena, "%s: %s", ctx->target->label,
			      r->evidence[i].where);
	if (r->message != NULL)
		r->message = arena_printf(
		    ctx->arena, "%s: %s", ctx->target->label, r->message);
}

/* Put an engine's result to those of the engines before it. */
static void
eval_join(struct rt_ctx *ctx, struct rt_rule_result *out,
    const struct rt_rule_result *r, bool first)
{
	if (first) {
		*out = *r;
		return;
	}
	for (uint32_t i = 0; i < r->nevidence; i++)
		*VEC_PUSH(ctx->arena, out->evidence, out->nevidence) =
		    r->evidence[i];
	if (r->message != NULL)
		out->message = out->message == NULL
				   ? r->message
				   : arena_printf(ctx->arena, "%s; %s",
					 out->message, r->message);
	if (eval_rank(r->result) < eval_rank(out->result))
		out->result = r->result;
}

static void
eval_engines(struct rt_ctx *ctx, struct rt_ctx **engine,
    const struct ir_rule *rule, struct rt_rule_result *out)
{
	const struct rt_content *c = ctx->content;
	bool multiple = c->rule[rule - c->unit.rule].multiple;

	if (ctx->engines->nengine == 0) {
		out->time = rt_now();
		out->result = IR_XCCDF_NOTAPPLICABLE;
		rt_reason(ctx, out, "there is no container engine here");
		return;
	}
	for (uint32_t i = 0; i < ctx->engines->nengine; i++) {
		struct rt_engine *e = &ctx->engines->engine[i];
		struct rt_rule_result r = { 0 };
		struct eval v = { .rule = rule, .out = &r };

		if (engine[i] == NULL) {
			engine[i] = rt_scope_engine(ctx, e);
			engine[i]->base = NULL;
		}
		v.ctx = engine[i];
		if (e->error != NULL) {
			r.time = rt_now();
			r.result = IR_XCCDF_ERROR;
			rt_reason(ctx, &r, "%s", e->error);
		} else {
			eval_rule(&v);
		}
		r.npart = 0;
		eval_name_engine(engine[i], &r);
		eval_join(ctx, out, &r, i == 0);
		if (multiple)
			rt_parts_add(ctx->arena, out, &r,
			    engine[i]->target->label, "engine");
	}
}

/* --- a target ----------------------------------------------------------- */

/* A result for every rule of a target that cannot be looked at; NULL: it can.
 */
static const char *
eval_prevented(struct rt_ctx *ctx, enum ir_xccdf_result *r)
{
	const struct rt_target *t = ctx->target;

	*r = IR_XCCDF_ERROR;
	if (t->error != NULL)
		return t->error;
	if (t->engine != NULL && t->engine->error != NULL)
		return t->engine->error;
	if (t->kind != RT_CONTAINER)
		return NULL;
	if (t->container->excluded != NULL) {
		*r = IR_XCCDF_NOTAPPLICABLE;
		return arena_printf(
		    ctx->arena, "excluded by %s", t->container->excluded);
	}
	if (t->container->vanished) {
		*r = IR_XCCDF_UNKNOWN;
		return "the container was removed while it was looked at";
	}
	return t->container->body == NULL
		   ? (t->container->error != NULL
			     ? t->container->error
			     : "the container was not inspected")
		   : NULL;
}

void
rt_eval_target(struct rt_ctx *ctx, struct rt_target_result *out)
{
	const struct rt_content *c = ctx->content;
	unsigned bits = rt_target_bits(ctx->target);
	enum ir_xccdf_result prevented_result;
	const char *prevented = eval_prevented(ctx, &prevented_result);
	struct rt_ctx **engine = arena_alloc(
	    ctx->arena, (ctx->engines->nengine + 1) * sizeof *engine);

	out->target = ctx->target;
	out->start = rt_now();
	out->result =
	    arena_alloc(ctx->arena, (c->unit.nrule + 1) * sizeof *out->result);
	for (uint32_t i = 0; i < c->unit.nrule; i++) {
		const struct ir_rule *rule = &c->unit.rule[i];
		struct rt_rule_result *r = &out->result[i];
		struct eval v = { .ctx = ctx, .out = r, .rule = rule };

		r->time = rt_now();
		r->result = IR_XCCDF_NOTSELECTED;
		if ((rt_rule_targets(rule) & bits) == 0 ||
		    (ctx->options->selected != NULL &&
			!ctx->options->selected[i]))
			continue;
		if (prevented != NULL) {
			r->result = prevented_result;
			r->message = prevented;
		} else if (ctx->target->kind == RT_HOST &&
			   ctx->target->engine == NULL &&
			   rt_rule_asks_engine(&c->unit, rule)) {
			eval_engines(ctx, engine, rule, r);
		} else {
			eval_rule(&v);
		}
	}
	out->oval = rt_oval_gather(ctx);
	for (uint32_t i = 0; i < ctx->engines->nengine; i++)
		if (engine[i] != NULL)
			rt_scope_close(engine[i]);
	rt_scope_close(ctx);
	out->end = rt_now();
}
