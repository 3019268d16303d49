/*
 * --verify: two independent implementations held against each other.  What
 * they say differently is fetched and evaluated once more by both, as it may
 * have changed meanwhile; what differs still is an error.
 */
#include <string.h>

#include "rt.h"

struct verify {
	struct arena *a;
	const struct rt_content *c;
	struct rt_target *target;
	struct rt_target_result *result; /* the evaluator's */
	struct rt_target_result *script;
	uint32_t n;
};

/* A script that cannot decide is no difference, nor are two kinds of doubt. */
static bool
differs(enum ir_xccdf_result ours, enum ir_xccdf_result script)
{
	bool doubt = ours == IR_XCCDF_ERROR || ours == IR_XCCDF_UNKNOWN;
	bool doubt_too = script == IR_XCCDF_ERROR || script == IR_XCCDF_UNKNOWN;

	return ours != script && script != IR_XCCDF_NOTCHECKED &&
	       !(doubt && doubt_too);
}

static bool
rule_differs(const struct verify *v, uint32_t target, uint32_t rule)
{
	return v->result[target].result[rule].result != IR_XCCDF_NOTSELECTED &&
	       differs(v->result[target].result[rule].result,
		   v->script[target].result[rule].result);
}

static bool
target_differs(const struct verify *v, uint32_t target)
{
	uint32_t i;

	for (i = 0; i < v->c->unit.nrule; i++)
		if (rule_differs(v, target, i))
			return true;
	return false;
}

/* The same container in what the engines say now; NULL: it is gone. */
static struct rt_container *
find_again(const struct rt_engines *engines, const struct rt_container *old,
    struct rt_engine **engine)
{
	struct rt_container *c;
	uint32_t i, k;

	for (i = 0; i < engines->nengine; i++) {
		*engine = &engines->engine[i];
		for (k = 0;
		     (*engine)->error == NULL && k < (*engine)->ncontainer;
		     k++) {
			c = &(*engine)->container[k];
			if (strcmp(c->id, old->id) == 0 && !c->vanished)
				return c;
		}
	}
	return NULL;
}

/* The targets that differ, as they are now; which[i]: the old number. */
static struct rt_target *
fetch_again(const struct verify *v, const struct rt_engines *now,
    uint32_t *which, uint32_t *n)
{
	struct rt_target *t = arena_alloc(v->a, (v->n + (size_t)1) * sizeof *t);
	struct rt_container *c;
	struct rt_engine *e = NULL;
	uint32_t i;

	*n = 0;
	for (i = 0; i < v->n; i++) {
		if (!target_differs(v, i))
			continue;
		t[*n] = v->target[i];
		if (t[*n].container != NULL) {
			c = find_again(now, t[*n].container, &e);
			if (c == NULL)
				t[*n].error = "the container vanished";
			else {
				t[*n].container = c;
				t[*n].engine = e;
			}
		}
		which[(*n)++] = i;
	}
	return t;
}

static void
settle(struct verify *v, uint32_t old, uint32_t rule,
    const struct rt_rule_result *ours, const struct rt_rule_result *script)
{
	struct rt_rule_result *r = &v->result[old].result[rule];
	enum ir_xccdf_result was = r->result;

	*r = *ours;
	if (differs(ours->result, script->result)) {
		r->npart = 0;
		r->result = IR_XCCDF_ERROR;
		r->message = arena_printf(v->a,
		    "the evaluator says %s, the script says %s%s%s",
		    ir_xccdf_names[ours->result],
		    ir_xccdf_names[script->result],
		    script->message != NULL ? ":\n" : "",
		    script->message != NULL ? script->message : "");
	} else if (ours->result != was)
		r->message = arena_printf(v->a,
		    "changed from %s while it was evaluated%s%s",
		    ir_xccdf_names[was], ours->message != NULL ? "; " : "",
		    ours->message != NULL ? ours->message : "");
}

static void
evaluate_again(struct verify *v, const struct rt_options *o)
{
	struct rt_engines now = { NULL, 0 };
	struct rt_target_result *ours, *script;
	struct rt_options narrow = *o;
	struct rt_target *t;
	uint32_t *which, i, k, n;

	which = arena_alloc(v->a, (v->n + (size_t)1) * sizeof *which);
	narrow.selected = arena_alloc(v->a, v->c->unit.nrule + (size_t)1);
	for (i = 0; i < v->n; i++)
		for (k = 0; k < v->c->unit.nrule; k++)
			if (rule_differs(v, i, k))
				narrow.selected[k] = true;
	rt_engines_open(v->a, o, &now);
	t = fetch_again(v, &now, which, &n);
	ours = arena_alloc(v->a, (n + (size_t)1) * sizeof *ours);
	script = arena_alloc(v->a, (n + (size_t)1) * sizeof *script);
	rt_work(v->a, v->c, &narrow, &now, t, n, ours, NULL, NULL);
	rt_scripts_work(v->a, v->c, &narrow, &now, t, n, script, NULL, NULL);
	for (i = 0; i < n; i++)
		for (k = 0; k < v->c->unit.nrule; k++)
			if (rule_differs(v, which[i], k))
				settle(v, which[i], k, &ours[i].result[k],
				    &script[i].result[k]);
	rt_engines_close(&now);
}

void
rt_scripts_verify(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results)
{
	struct verify v = { .a = a,
		.c = content,
		.target = targets,
		.result = results,
		.n = ntarget };
	bool any = false;
	uint32_t i;

	v.script = arena_alloc(a, (ntarget + (size_t)1) * sizeof *v.script);
	rt_scripts_work(
	    a, content, o, engines, targets, ntarget, v.script, NULL, NULL);
	for (i = 0; i < ntarget && !any; i++)
		any = target_differs(&v, i);
	if (any)
		evaluate_again(&v, o);
}
