/*
 * What changed between two runs: per target and rule, by name, as ids of
 * rules change with releases.
 */
#include <stdlib.h>
#include <string.h>

#include "report.h"

const char *const report_change_names[CHANGE__MAX] = {
	[CHANGE_WORSE] = "worse",
	[CHANGE_BETTER] = "better",
	[CHANGE_OTHER] = "other",
	[CHANGE_NEW] = "new",
	[CHANGE_GONE] = "gone",
};

struct key { /* a result of one of the two, to be sorted */
	const char *target, *rule, *instance;
	const struct report_rule *of;
	const struct report_result *result;
	uint32_t order;
	bool older;
};

struct work {
	struct arena *a;
	struct key *key;
	uint32_t n;
	bool one_each; /* then names of targets do not matter */
};

static void
add_keys(struct work *w, const struct report *r, bool older)
{
	const struct report_target *t;
	const struct report_result *x;
	struct key *k;

	for (t = r->target; t < r->target + r->ntarget; t++)
		for (x = t->result; x < t->result + t->nresult; x++) {
			if (x->result == IR_XCCDF_NOTSELECTED)
				continue;
			k = VEC_PUSH(w->a, w->key, w->n);
			k->target = w->one_each ? "" : t->name;
			k->of = &r->rule[x->rule];
			k->rule = k->of->name;
			k->instance = x->instance != NULL ? x->instance : "";
			k->result = x;
			k->order = w->n;
			k->older = older;
		}
}

static int
compare_keys(const void *pa, const void *pb)
{
	const struct key *a = pa, *b = pb;
	int c = strcmp(a->target, b->target);

	if (c == 0)
		c = strcmp(a->rule, b->rule);
	if (c == 0)
		c = strcmp(a->instance, b->instance);
	if (c == 0)
		c = (int)b->older - (int)a->older;
	if (c == 0)
		c = a->order < b->order ? -1 : a->order > b->order;
	return c;
}

/* Do both speak of the same thing? */
static bool
are_pair(const struct key *a, const struct key *b)
{
	return a->older && !b->older && strcmp(a->target, b->target) == 0 &&
	       strcmp(a->rule, b->rule) == 0 &&
	       strcmp(a->instance, b->instance) == 0;
}

/* How bad it is to see it: only what was decided well is 0. */
static int
badness(enum ir_xccdf_result r)
{
	switch (r) {
	case IR_XCCDF_PASS:
	case IR_XCCDF_FIXED:
		return 0;
	case IR_XCCDF_FAIL:
		return 3;
	case IR_XCCDF_ERROR:
	case IR_XCCDF_UNKNOWN:
		return 2;
	case IR_XCCDF_NOTAPPLICABLE:
	case IR_XCCDF_NOTCHECKED:
	case IR_XCCDF_NOTSELECTED:
	case IR_XCCDF_INFORMATIONAL:
	case IR_XCCDF__MAX:
		break;
	}
	return 1;
}

/*
 * From a pass to what nobody checked is worse; between what is no finding
 * otherwise, it is neither.
 */
static enum report_change
judge(enum ir_xccdf_result before, enum ir_xccdf_result after)
{
	int b = badness(before), n = badness(after);

	if (b == n)
		return CHANGE_OTHER;
	if (before == IR_XCCDF_PASS && after == IR_XCCDF_NOTAPPLICABLE)
		return CHANGE_OTHER;
	if (before == IR_XCCDF_NOTAPPLICABLE && after == IR_XCCDF_PASS)
		return CHANGE_OTHER;
	return n > b ? CHANGE_WORSE : CHANGE_BETTER;
}

static void
push(struct work *w, struct report_comparison *c, enum report_change change,
    const struct key *before, const struct key *after, const char *target)
{
	struct report_difference *d = VEC_PUSH(w->a, c->difference, c->n);

	d->change = change;
	d->target = target;
	d->rule = after != NULL ? after->of : before->of;
	d->before = before != NULL ? before->result->result : IR_XCCDF__MAX;
	d->after = after != NULL ? after->result->result : IR_XCCDF__MAX;
	d->result = after != NULL ? after->result : NULL;
	c->count[change]++;
}

static int
compare_differences(const void *pa, const void *pb)
{
	const struct report_difference *a = pa, *b = pb;
	int c = (int)a->change - (int)b->change;

	if (c == 0)
		c = strcmp(a->target, b->target);
	if (c == 0)
		c = strcmp(a->rule->name, b->rule->name);
	return c;
}

struct report_comparison *
report_compare(
    struct arena *a, const struct report *older, const struct report *newer)
{
	struct report_comparison *c = arena_alloc(a, sizeof *c);
	struct work w = { .a = a };
	const struct key *k, *end;
	const char *target;

	c->older = older;
	w.one_each = older->ntarget == 1 && newer->ntarget == 1;
	add_keys(&w, older, true);
	add_keys(&w, newer, false);
	if (w.n != 0)
		qsort(w.key, w.n, sizeof *w.key, compare_keys);
	for (k = w.key, end = w.key + w.n; k < end; k++) {
		target = w.one_each ? newer->target[0].name : k->target;
		if (k + 1 < end && are_pair(k, k + 1)) {
			if (k->result->result == k[1].result->result)
				c->same++;
			else
				push(&w, c,
				    judge(
					k->result->result, k[1].result->result),
				    k, k + 1, target);
			k++;
		} else if (k->older)
			push(&w, c, CHANGE_GONE, k, NULL, target);
		else
			push(&w, c, CHANGE_NEW, NULL, k, target);
	}
	if (c->n != 0)
		qsort(c->difference, c->n, sizeof *c->difference,
		    compare_differences);
	return c;
}
