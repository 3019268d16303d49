/* What changed since an earlier run, read from its --json output. */
#include <string.h>

#include "rt.h"

struct old_rule {
	const char *id, *check, *instance;
	enum ir_xccdf_result result; /* IR_XCCDF__MAX: not one of ours */
};

struct old_target {
	const char *name;
	struct old_rule *rule;
	uint32_t nrule;
	bool seen;
};

struct rt_baseline {
	const char *benchmark;
	struct old_target *target;
	uint32_t ntarget;
};

static const char *
text_of(struct arena *a, json_t *object, const char *key)
{
	return arena_strdup(a, json_string_value(json_object_get(object, key)));
}

static bool
read_target(struct arena *a, json_t *in, struct old_target *out)
{
	json_t *rules = json_object_get(in, "rules"), *rule;
	const char *result;
	size_t i;

	out->name = text_of(a, in, "name");
	if (out->name == NULL || !json_is_array(rules))
		return false;
	out->rule =
	    arena_alloc(a, (json_array_size(rules) + 1) * sizeof *out->rule);
	json_array_foreach(rules, i, rule)
	{
		out->rule[i].id = text_of(a, rule, "id");
		out->rule[i].check = text_of(a, rule, "check");
		out->rule[i].instance = text_of(a, rule, "instance");
		result = text_of(a, rule, "result");
		if (out->rule[i].id == NULL || result == NULL)
			return false;
		out->rule[i].result = (enum ir_xccdf_result)ir_name_find(
		    ir_xccdf_names, IR_XCCDF__MAX, result);
		out->nrule++;
	}
	return true;
}

struct rt_baseline *
rt_baseline_read(struct arena *a, const char *path, const char **why)
{
	struct rt_baseline *base = arena_alloc(a, sizeof *base);
	json_error_t error;
	json_t *root, *targets, *t;
	bool ok;
	size_t i;

	root = json_load_file(path, 0, &error);
	if (root == NULL) {
		*why = arena_strdup(a, error.text);
		return NULL;
	}
	targets = json_object_get(root, "targets");
	base->benchmark = text_of(a, root, "benchmark");
	ok = json_is_array(targets) && base->benchmark != NULL &&
	     str_eq(json_string_value(json_object_get(root, "format")),
		 "auditc-results-1");
	if (ok)
		base->target = arena_alloc(
		    a, (json_array_size(targets) + 1) * sizeof *base->target);
	json_array_foreach(targets, i, t)
	{
		ok = ok && read_target(a, t, &base->target[base->ntarget]);
		base->ntarget += ok;
	}
	json_decref(root);
	*why = "not results of evaluate --json";
	return ok ? base : NULL;
}

static struct old_target *
find_target(const struct rt_baseline *base, const char *name)
{
	uint32_t i;

	for (i = 0; i < base->ntarget; i++)
		if (strcmp(base->target[i].name, name) == 0)
			return &base->target[i];
	return NULL;
}

/* The old result; the search begins at *hint, as both are in one order. */
static enum ir_xccdf_result
old_result(const struct old_target *t, const char *id,
    const struct rt_rule_result *r, uint32_t *hint)
{
	uint32_t i, k;

	for (i = 0; i < t->nrule; i++) {
		k = (*hint + i) % t->nrule;
		if (strcmp(t->rule[k].id, id) == 0 &&
		    str_eq(t->rule[k].check, r->check) &&
		    str_eq(t->rule[k].instance, r->instance)) {
			*hint = k + 1;
			return t->rule[k].result;
		}
	}
	return IR_XCCDF_NOTSELECTED;
}

static const char *
result_name(enum ir_xccdf_result r)
{
	return r < IR_XCCDF__MAX ? ir_xccdf_names[r] : "?";
}

static bool
is_bad(enum ir_xccdf_result r)
{
	return r == IR_XCCDF_FAIL || r == IR_XCCDF_ERROR ||
	       r == IR_XCCDF_UNKNOWN;
}

static void
add_change(struct strbuf *b, const struct rt_content *c, uint32_t rule,
    enum ir_xccdf_result was, const struct rt_rule_result *r)
{
	const char *name = c->rule[rule].version, *part;
	struct strbuf message = STRBUF_INIT;
	struct arena a = { NULL };
	const char *p;

	strbuf_addf(b, "  %s: ", name != NULL ? name : c->rule[rule].id);
	if (was != IR_XCCDF_NOTSELECTED)
		strbuf_addf(b, "%s -> ", result_name(was));
	strbuf_addf(b, "%s  %s", result_name(r->result),
	    c->rule[rule].title != NULL ? c->rule[rule].title : "");
	if ((part = rt_part_name(&a, r)) != NULL)
		strbuf_addf(b, " [%s]", part);
	strbuf_addch(b, '\n');
	arena_free(&a);
	if (is_bad(r->result)) {
		rt_message(&message, r);
		strbuf_addstr(b, "      ");
		for (p = message.s; *p != '\0'; p++) {
			strbuf_addch(b, *p);
			if (*p == '\n')
				strbuf_addstr(b, "      ");
		}
		strbuf_addch(b, '\n');
		strbuf_free(&message);
	}
}

/* Of a target that was not there, what is wrong; else what is different. */
static void
compare_target(struct strbuf *b, const struct rt_run *run,
    const struct rt_target_result *t, const struct old_target *old)
{
	const struct rt_content *c = run->content;
	enum ir_xccdf_result was = IR_XCCDF_NOTSELECTED;
	const struct rt_rule_result *r;
	bool headed = old == NULL;
	uint32_t i, n, hint = 0;

	if (headed)
		strbuf_addf(b, "%s: new\n", t->target->name);
	for (i = 0; i < c->unit.nrule; i++)
		for (r = rt_parts(&t->result[i], &n); n != 0; n--, r++) {
			if (old != NULL)
				was = old_result(old, c->rule[i].id, r, &hint);
			if (r->result == was ||
			    (old == NULL && !is_bad(r->result)))
				continue;
			if (!headed)
				strbuf_addf(b, "%s\n", t->target->name);
			headed = true;
			add_change(b, c, i, was, r);
		}
}

void
rt_baseline_text(
    const struct rt_baseline *base, const struct rt_run *run, struct strbuf *b)
{
	struct old_target *old;
	uint32_t i;

	if (!str_eq(base->benchmark, run->content->benchmark_id))
		strbuf_addf(b, "the baseline is of another benchmark: %s\n",
		    base->benchmark);
	for (i = 0; i < run->nresult; i++) {
		old = find_target(base, run->result[i].target->name);
		if (old != NULL)
			old->seen = true;
		compare_target(b, run, &run->result[i], old);
	}
	for (i = 0; i < base->ntarget; i++)
		if (!base->target[i].seen)
			strbuf_addf(b, "%s: gone\n", base->target[i].name);
}
