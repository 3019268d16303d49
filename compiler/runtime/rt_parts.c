/*
 * The results of a rule that has several of them: one per check of its content
 * (XCCDF's multi-check) or per instance (Rule/@multiple).  Whatever is written
 * or counted takes rule-results, so all of it goes by rt_parts().
 */
#include "rt.h"

struct rt_rule_result *
rt_parts_of(struct rt_rule_result *r, uint32_t *n)
{
	*n = r->npart != 0 ? r->npart : 1;
	return r->npart != 0 ? r->part : r;
}

const struct rt_rule_result *
rt_parts(const struct rt_rule_result *r, uint32_t *n)
{
	*n = r->npart != 0 ? r->npart : 1;
	return r->npart != 0 ? r->part : r;
}

void
rt_parts_add(struct arena *a, struct rt_rule_result *to,
    const struct rt_rule_result *of, const char *instance, const char *context)
{
	const struct rt_rule_result *p;
	struct rt_rule_result *out;
	uint32_t i, n;

	p = rt_parts(of, &n);
	for (i = 0; i < n; i++) {
		out = VEC_PUSH(a, to->part, to->npart);
		*out = p[i];
		out->part = NULL;
		out->npart = 0;
		out->instance = instance;
		out->context = context;
	}
}

const char *
rt_part_name(struct arena *a, const struct rt_rule_result *r)
{
	if (r->instance == NULL)
		return r->check;
	return arena_printf(a, "%s%s%s%s%s",
	    r->context != NULL ? r->context : "",
	    r->context != NULL ? " " : "", r->instance,
	    r->check != NULL ? ": " : "", r->check != NULL ? r->check : "");
}
