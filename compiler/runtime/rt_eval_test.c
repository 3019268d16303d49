/*
 * One test: existence, check and states over the collected items, the
 * kernel's word on what the engine declares, and the evidence for it.
 */
#include <stdarg.h>
#include <string.h>

#include "../probe/probe.h"
#include "rt_exist.h"

#define TEST_SHOWN_BAD 6 /* items named where the test is not true */
#define TEST_SHOWN_GOOD 3
#define TEST_EVIDENCE 40 /* of one rule */

void
rt_reason(struct rt_ctx *ctx, struct rt_rule_result *out, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (out->message != NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	out->message = arena_strdup(ctx->arena, text);
}

static struct rt_evidence *
test_evidence(struct rt_ctx *ctx, const struct ir_test *t, bool not_,
    enum ir_result r, struct rt_rule_result *out)
{
	struct rt_evidence *e;

	if (out->nevidence >= TEST_EVIDENCE)
		return NULL;
	e = VEC_PUSH(ctx->arena, out->evidence, out->nevidence);
	e->result = not_ ? rt_negate(r) : r;
	e->comment = t->comment;
	return e;
}

/* What an object asks for, in words: its literal entities. */
static const char *
test_where(struct rt_ctx *ctx, const struct ir_test *t)
{
	const struct ir_object *o;
	struct strbuf b = STRBUF_INIT;
	enum ir_result status;
	const char *s;

	if (t->object == IR_NONE)
		return NULL;
	o = &ctx->content->unit.object[t->object];
	for (uint32_t i = 0; i < o->nentity && b.n < 200; i++) {
		const struct rt_value *v =
		    rt_entity_values(ctx, &o->entity[i], &status);

		if (v == NULL || v->n == 0)
			continue;
		if (b.n > 0)
			strbuf_addch(&b, ' ');
		strbuf_add(&b, v->s, v->n < 200 ? v->n : 200);
	}
	s = b.n > 0                    ? arena_strndup(ctx->arena, b.s, b.n)
	    : probes[o->probe] != NULL ? probes[o->probe]->name
				       : NULL;
	strbuf_free(&b);
	return s;
}

/* What would make it true: under a negation, the opposite of the test. */
static const char *
test_expected(struct rt_ctx *ctx, const struct ir_test *t, bool not_,
    const struct rt_collection *all, const struct rt_item *item)
{
	const char *text = rt_expected_text(ctx, t, all, item);

	if (!not_ || text == NULL)
		return text;
	if (t->nstate == 0 && t->check_existence == IR_EXISTENCE_NONE_EXIST)
		return "at least one exists";
	if (t->nstate == 0 &&
	    t->check_existence == IR_EXISTENCE_AT_LEAST_ONE_EXISTS)
		return "none exist";
	return arena_printf(ctx->arena, "not: %s", text);
}

/* The result of one item that made the test come out so. */
static enum ir_result
test_decisive(enum ir_check check, enum ir_result r)
{
	bool none =
	    check == IR_CHECK_NONE_SATISFY || check == IR_CHECK_NONE_EXIST;

	return none ? rt_negate(r) : r;
}

static void
test_show(struct rt_ctx *ctx, const struct ir_test *t, bool not_,
    enum ir_result r, const struct rt_collection *c, const enum ir_result *item,
    struct rt_rule_result *out)
{
	enum ir_result wanted = test_decisive(t->check, r);
	uint32_t limit =
	    (r == IR_RESULT_TRUE) != not_ ? TEST_SHOWN_GOOD : TEST_SHOWN_BAD;
	uint32_t all = 0, shown = 0;
	struct rt_evidence *e;

	for (uint32_t i = 0; i < c->nitem; i++)
		all += item == NULL || item[i] == wanted;
	for (uint32_t i = 0; i < c->nitem && shown < limit; i++) {
		if (all > 0 && item != NULL && item[i] != wanted)
			continue;
		e = test_evidence(ctx, t, not_, r, out);
		if (e == NULL)
			return;
		e->where = c->item[i].where != NULL ? c->item[i].where
						    : test_where(ctx, t);
		e->expected = test_expected(ctx, t, not_, c, &c->item[i]);
		e->found = rt_found_text(ctx, t, c, &c->item[i]);
		shown++;
	}
	if (all == 0)
		all = c->nitem;
	if (all > shown && shown > 0) {
		e = test_evidence(ctx, t, not_, r, out);
		if (e != NULL)
			e->found = arena_printf(ctx->arena, "... and %u more",
			    (unsigned)(all - shown));
	} else if (shown == 0) {
		e = test_evidence(ctx, t, not_, r, out);
		if (e == NULL)
			return;
		e->where = test_where(ctx, t);
		e->expected = test_expected(ctx, t, not_, NULL, NULL);
	}
}

/*
 * What can be said for certain of a collection that is known in part: more
 * items could be there, of any kind.
 */
static enum ir_result
test_incomplete_existence(enum ir_existence e, const unsigned *count)
{
	switch (e) {
	case IR_EXISTENCE_ALL_EXIST:
		return count[RT_DOES_NOT_EXIST] > 0 ? IR_RESULT_FALSE
						    : IR_RESULT_UNKNOWN;
	case IR_EXISTENCE_ANY_EXIST:
		return IR_RESULT_TRUE;
	case IR_EXISTENCE_AT_LEAST_ONE_EXISTS:
		return count[RT_EXISTS] > 0 ? IR_RESULT_TRUE
					    : IR_RESULT_UNKNOWN;
	case IR_EXISTENCE_NONE_EXIST:
		return count[RT_EXISTS] > 0 ? IR_RESULT_FALSE
					    : IR_RESULT_UNKNOWN;
	case IR_EXISTENCE_ONLY_ONE_EXISTS:
		return count[RT_EXISTS] > 1 ? IR_RESULT_FALSE
					    : IR_RESULT_UNKNOWN;
	case IR_EXISTENCE__MAX:
		break;
	}
	return IR_RESULT_ERROR;
}

static enum ir_result
test_incomplete_check(enum ir_check check, const unsigned *count)
{
	switch (check) {
	case IR_CHECK_ALL:
		return count[IR_RESULT_FALSE] > 0 ? IR_RESULT_FALSE
						  : IR_RESULT_UNKNOWN;
	case IR_CHECK_AT_LEAST_ONE:
		return count[IR_RESULT_TRUE] > 0 ? IR_RESULT_TRUE
						 : IR_RESULT_UNKNOWN;
	case IR_CHECK_ONLY_ONE:
		return count[IR_RESULT_TRUE] > 1 ? IR_RESULT_FALSE
						 : IR_RESULT_UNKNOWN;
	case IR_CHECK_NONE_SATISFY:
	case IR_CHECK_NONE_EXIST:
		return count[IR_RESULT_TRUE] > 0 ? IR_RESULT_FALSE
						 : IR_RESULT_UNKNOWN;
	case IR_CHECK__MAX:
		break;
	}
	return IR_RESULT_ERROR;
}

/* The states over one item (NULL: over a list without any). */
static enum ir_result
test_states(struct rt_ctx *ctx, const struct ir_test *t,
    const struct rt_collection *c, const struct rt_item *item, const char **why)
{
	unsigned count[IR_RESULT__MAX] = { 0 };

	for (uint32_t i = 0; i < t->nstate; i++)
		count[rt_state_match(ctx,
		    &ctx->content->unit.state[t->state[i]], c, item, why)]++;
	return rt_operator(t->state_operator, count);
}

/* Is "superset of" asked of a list of facts?  The empty one is a set, too. */
static bool
test_asks_superset(struct rt_ctx *ctx, const struct ir_test *t)
{
	if (!rt_item_is_fact(t->probe))
		return false;
	for (uint32_t i = 0; i < t->nstate; i++) {
		const struct ir_state *s =
		    &ctx->content->unit.state[t->state[i]];

		for (uint32_t k = 0; k < s->nentity; k++)
			if (s->entity[k].operation == IR_OPERATION_SUPERSET_OF)
				return true;
	}
	return false;
}

/* A value of the object's variable that nothing has. */
static void
test_missing(struct rt_ctx *ctx, const struct ir_test *t, bool not_,
    const char *value, struct rt_rule_result *out)
{
	struct rt_evidence *e =
	    test_evidence(ctx, t, not_, IR_RESULT_FALSE, out);

	if (e == NULL)
		return;
	e->where = value;
	e->expected = not_ ? "not: all exist" : "all exist";
}

static enum ir_result
test_items(struct rt_ctx *ctx, const struct ir_test *t, bool not_,
    const struct rt_collection *c, struct rt_rule_result *out)
{
	unsigned status[RT_NOT_COLLECTED + 1] = { 0 };
	unsigned count[IR_RESULT__MAX] = { 0 };
	bool part = c->flag == RT_FLAG_INCOMPLETE;
	enum ir_result *item, r, all = IR_RESULT_TRUE;
	const char *why = NULL, *what = NULL;

	for (uint32_t i = 0; i < c->nitem; i++)
		status[c->item[i].status]++;
	if (t->check_existence == IR_EXISTENCE_ALL_EXIST && !part)
		all = rt_all_exist(ctx, t->object, c, &what);
	if (all == IR_RESULT_FALSE) {
		status[RT_DOES_NOT_EXIST]++;
		test_missing(ctx, t, not_, what, out);
	}
	r = part ? test_incomplete_existence(t->check_existence, status)
		 : rt_existence(t->check_existence, status);
	if (r == IR_RESULT_TRUE && all != IR_RESULT_TRUE) {
		why = what;
		r = all;
	}
	if (r != IR_RESULT_TRUE || t->nstate == 0) {
		for (uint32_t i = 0; i < c->nitem && why == NULL; i++)
			why = c->item[i].message;
		test_show(ctx, t, not_, r, c, NULL, out);
		if (r != IR_RESULT_TRUE && r != IR_RESULT_FALSE)
			rt_reason(ctx, out, "%s",
			    part          ? c->message
			    : why != NULL ? why
					  : "it cannot be told");
		return r;
	}
	item = arena_alloc(ctx->arena, (c->nitem + 1) * sizeof *item);
	for (uint32_t i = 0; i < c->nitem; i++) {
		switch (c->item[i].status) {
		case RT_EXISTS:
			item[i] = test_states(ctx, t, c, &c->item[i], &why);
			break;
		case RT_DOES_NOT_EXIST:
			item[i] = IR_RESULT__MAX;
			continue;
		case RT_STATUS_ERROR:
			item[i] = IR_RESULT_ERROR;
			why = c->item[i].message;
			break;
		case RT_NOT_COLLECTED:
			item[i] = IR_RESULT_UNKNOWN;
			why = c->item[i].message;
			break;
		}
		count[item[i]]++;
	}
	if (part)
		r = test_incomplete_check(t->check, count);
	else if (status[RT_EXISTS] + status[RT_STATUS_ERROR] +
		     status[RT_NOT_COLLECTED] >
		 0)
		r = rt_check(t->check, count);
	else if (test_asks_superset(ctx, t)) {
		static const struct rt_item none;

		r = test_states(ctx, t, c, &none, &why);
		if (t->check == IR_CHECK_NONE_SATISFY)
			r = rt_negate(r);
	} else
		r = IR_RESULT_TRUE;
	rt_oval_items(
	    ctx, (uint32_t)(t - ctx->content->unit.test), item);
	test_show(ctx, t, not_, r, c, item, out);
	if (r != IR_RESULT_TRUE && r != IR_RESULT_FALSE)
		rt_reason(ctx, out, "%s",
		    why != NULL                  ? why
		    : part && c->message != NULL ? c->message
						 : "it cannot be told");
	return r;
}

/* Such a target has not what the test is about. */
static void
test_absent(struct rt_ctx *ctx, const struct ir_test *t, const char *why,
    struct rt_rule_result *out)
{
	const char *where = test_where(ctx, t);

	if (out->absent_why == NULL)
		out->absent_why = why;
	*VEC_PUSH(ctx->arena, out->absent, out->nabsent) =
	    str_eq(where, probes[t->probe]->name)
		? where
		: arena_printf(
		      ctx->arena, "%s %s", probes[t->probe]->name, where);
}

/* A collection that has nothing to look at; IR_RESULT__MAX: it has. */
static enum ir_result
test_flag(enum rt_flag flag)
{
	switch (flag) {
	case RT_FLAG_ERROR:
		return IR_RESULT_ERROR;
	case RT_FLAG_NOT_COLLECTED:
		return IR_RESULT_UNKNOWN;
	case RT_FLAG_NOT_APPLICABLE:
		return IR_RESULT_NOT_APPLICABLE;
	case RT_FLAG_COMPLETE:
	case RT_FLAG_INCOMPLETE:
	case RT_FLAG_DOES_NOT_EXIST:
		break;
	}
	return IR_RESULT__MAX;
}

static enum ir_result
test_one(struct rt_ctx *ctx, const struct ir_test *t, bool not_,
    struct rt_rule_result *out)
{
	const struct rt_collection *c;
	struct rt_evidence *e;
	enum ir_result r;

	if (t->unsupported != NULL || t->object == IR_NONE) {
		rt_reason(ctx, out, "%s",
		    t->unsupported != NULL ? t->unsupported
					   : "nothing is collected for it");
		return IR_RESULT_NOT_EVALUATED;
	}
	if (probes[t->probe] == NULL || probes[t->probe]->collect == NULL) {
		rt_reason(ctx, out, "this evaluator cannot do it");
		return IR_RESULT_NOT_EVALUATED;
	}
	c = rt_collect(ctx, t->object);
	r = test_flag(c->flag);
	/* nothing for such a target; OVAL's words for it are its own */
	if (c->flag == RT_FLAG_NOT_COLLECTED && probes[t->probe]->oval == NULL &&
	    (probes[t->probe]->targets & rt_target_bits(ctx->target)) == 0)
		r = IR_RESULT_NOT_EVALUATED;
	if (r == IR_RESULT__MAX)
		return test_items(ctx, t, not_, c, out);
	e = test_evidence(ctx, t, not_, r, out);
	if (e != NULL) {
		e->where = test_where(ctx, t);
		e->expected = test_expected(ctx, t, not_, NULL, NULL);
	}
	if (r == IR_RESULT_NOT_APPLICABLE)
		test_absent(ctx, t, c->message, out);
	rt_reason(ctx, out, "%s",
	    c->message != NULL ? c->message : "it could not be collected");
	return r;
}

/*
 * What the engine declares holds: does the kernel say so, too?  A container
 * that does not run has its declaration alone.
 */
static enum ir_result
test_drift(struct rt_ctx *ctx, const struct ir_test *t, bool not_,
    struct rt_rule_result *out)
{
	const struct ir_test *k = &ctx->content->unit.test[t->kernel];
	struct rt_rule_result seen = { 0 };
	enum ir_result r = IR_RESULT_NOT_APPLICABLE;

	if (!ctx->options->declared_only)
		r = test_one(ctx, k, not_, &seen);
	if (r == IR_RESULT_NOT_APPLICABLE) {
		struct rt_evidence *e =
		    test_evidence(ctx, k, not_, IR_RESULT_TRUE, out);

		if (e != NULL) {
			e->where = "kernel";
			e->found = ctx->options->declared_only ? "not asked"
							       : seen.message;
		}
		return IR_RESULT_TRUE;
	}
	for (uint32_t i = 0; i < seen.nevidence; i++) {
		struct rt_evidence *e = test_evidence(ctx, k, not_, r, out);

		if (e == NULL)
			break;
		*e = seen.evidence[i];
		e->drift = r == IR_RESULT_FALSE;
		e->where = arena_printf(ctx->arena, "kernel: %s",
		    e->where != NULL ? e->where : "?");
		if (r != IR_RESULT_TRUE && r != IR_RESULT_FALSE)
			e->result = IR_RESULT_UNKNOWN;
	}
	if (r == IR_RESULT_TRUE)
		return r;
	if (r == IR_RESULT_FALSE) {
		rt_reason(ctx, out,
		    "drift: the kernel contradicts what the engine declares");
		return r;
	}
	rt_reason(ctx, out,
	    "the kernel's facts cannot be read, only the declaration: %s",
	    seen.message != NULL ? seen.message : "unknown");
	return IR_RESULT_UNKNOWN;
}

enum ir_result
rt_eval_test(
    struct rt_ctx *ctx, uint32_t test, bool not_, struct rt_rule_result *out)
{
	const struct ir_test *t = &ctx->content->unit.test[test];
	enum ir_result r = test_one(ctx, t, not_, out);

	if (r == IR_RESULT_TRUE && t->kernel != IR_NONE)
		r = test_drift(ctx, t, not_, out);
	rt_oval_test(ctx, test, r);
	return r;
}
