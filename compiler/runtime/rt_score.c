/*
 * XCCDF's scores (NISTIR 7275r4 section 7.3): the default model over the tree
 * of groups, the flat one with weights and without, and the absolute one.
 * What is not applicable, not checked, not selected, informational or unscored
 * does not count.  Of a rule with several results each counts, with the rule's
 * weight.
 */
#include <stdlib.h>
#include <string.h>

#include "rt.h"

struct sum { /* of one node's kids */
	double score, weight;
};

static bool
counts(const struct rt_content *c, uint32_t profile, uint32_t rule,
    enum ir_xccdf_result r)
{
	if (strcmp(rt_rule_role(c, profile, rule), "full") != 0)
		return false;
	switch (r) {
	case IR_XCCDF_PASS:
	case IR_XCCDF_FAIL:
	case IR_XCCDF_ERROR:
	case IR_XCCDF_UNKNOWN:
	case IR_XCCDF_FIXED:
		return true;
	case IR_XCCDF_NOTAPPLICABLE:
	case IR_XCCDF_NOTCHECKED:
	case IR_XCCDF_NOTSELECTED:
	case IR_XCCDF_INFORMATIONAL:
	case IR_XCCDF__MAX:
		return false;
	}
	return false;
}

static double
weight_of(const char *text)
{
	double w = text != NULL ? strtod(text, NULL) : 1.0;

	return w > 0 && w < 1e12 ? w : 0;
}

static double
mean(const struct sum *s)
{
	return s->weight > 0 ? s->score / s->weight : 0;
}

static void
add_result(struct rt_scores *out, struct sum *group, enum ir_xccdf_result r,
    double w)
{
	double s = r == IR_XCCDF_PASS || r == IR_XCCDF_FIXED;

	group->score += 100 * s * w;
	group->weight += w;
	out->flat.value += s * w;
	out->flat.maximum += w;
	out->flat_unweighted.value += s;
	out->flat_unweighted.maximum += 1;
	out->default_.any = true;
}

void
rt_score(const struct rt_content *c, uint32_t profile,
    const struct rt_rule_result *result, struct rt_scores *out)
{
	const struct rt_rule_result *r;
	struct sum *sum; /* [0]: the Benchmark; then the groups */
	double w;
	uint32_t i, g, n;

	sum = base_malloc((c->ngroup + (size_t)1) * sizeof *sum);
	memset(sum, 0, (c->ngroup + (size_t)1) * sizeof *sum);
	memset(out, 0, sizeof *out);
	for (i = 0; i < c->unit.nrule; i++) {
		g = c->rule[i].group <= c->ngroup ? c->rule[i].group : 0;
		w = weight_of(rt_rule_weight(c, profile, i));
		for (r = rt_parts(&result[i], &n); n != 0; n--, r++)
			if (counts(c, profile, i, r->result))
				add_result(out, &sum[g], r->result, w);
	}
	/* Parents stand before their kids: from the leaves to the root. */
	for (i = c->ngroup; i > 0; i--) {
		if (sum[i].weight <= 0)
			continue;
		w = weight_of(c->group[i - 1].weight);
		g = c->group[i - 1].parent < i ? c->group[i - 1].parent : 0;
		sum[g].score += mean(&sum[i]) * w;
		sum[g].weight += w;
	}
	out->default_.value = mean(&sum[0]);
	out->default_.maximum = 100;
	out->absolute.value = out->flat.value >= out->flat.maximum;
	out->absolute.maximum = 1;
	out->flat.any = out->flat_unweighted.any = out->absolute.any =
	    out->default_.any;
	free(sum);
}
