/* The profiles of what is emitted: the benchmark's, and those per target. */
#include <string.h>

#include "back.h"

static const struct {
	const char *suffix, *title;
	enum ir_target target; /* whose rules must exist */
	unsigned targets;
} kinds[] = {
	{ "host", "host", IR_TARGET_HOST,
	    1u << IR_TARGET_HOST | 1u << IR_TARGET_ENGINE },
	{ "container", "containers", IR_TARGET_CONTAINER,
	    1u << IR_TARGET_CONTAINER },
	{ "image", "images", IR_TARGET_IMAGE, 1u << IR_TARGET_IMAGE },
};
#define NKIND (sizeof kinds / sizeof *kinds)

/* The kinds of target that any rule is about; the host always is one. */
static unsigned
all_targets(const struct pass_unit *u)
{
	unsigned bits = 1u << IR_TARGET_HOST;

	for (uint32_t i = 0; i < u->ir.nrule; i++)
		bits |= u->ir.rule[i].target;
	return bits;
}

/* An id that none of the n profiles has: `id`, with '_' behind as needed. */
static const char *
unused_id(struct arena *a, const struct pass_unit *u,
    const struct back_profile *p, uint32_t n, const char *id)
{
	for (uint32_t i = 0; i < n; i++) {
		if (str_eq(p[i].id, id))
			return unused_id(a, u, p, n,
			    arena_printf(a, "%s_", id));
	}
	return model_find_profile(u->benchmark, id) == MODEL_NONE ? id :
	    unused_id(a, u, p, n, arena_printf(a, "%s_", id));
}

static const char *
default_id(struct arena *a, const struct model_benchmark *b)
{
	size_t n;

	if (!model_id12_split(b->id12, "benchmark", &n, NULL))
		return "xccdf_auditc.local_profile_default";
	return arena_printf(a, "xccdf_%.*s_profile_default", (int)n,
	    b->id12 + strlen("xccdf_"));
}

uint32_t
back_profiles(const struct pass_unit *u, struct arena *a,
    struct back_profile **out)
{
	const struct model_benchmark *b = u->benchmark;
	uint32_t n = 0, nbase = b->nprofile + 1;
	unsigned bits = all_targets(u);
	struct back_profile *p;

	p = arena_alloc(a, ((size_t)nbase * (1 + NKIND)) * sizeof *p);
	p[n].title = "Defaults";
	p[n].description = "What the benchmark itself selects.";
	p[n].model = MODEL_NONE;
	p[n].id = unused_id(a, u, p, 0, default_id(a, b));
	p[n++].base = IR_NONE;
	for (uint32_t i = 0; i < b->nprofile; i++, n++) {
		p[n].id = b->profile[i].id12;
		p[n].title = b->profile[i].title;
		p[n].description = b->profile[i].description;
		p[n].model = i;
		p[n].base = IR_NONE;
	}
	for (uint32_t i = 0; i < nbase; i++) {
		for (size_t k = 0; k < NKIND; k++) {
			if ((bits >> kinds[k].target & 1u) == 0)
				continue;
			if (p[i].model != MODEL_NONE &&
			    b->profile[p[i].model].abstract)
				continue;
			p[n].id = unused_id(a, u, p, n, arena_printf(a,
			    "%s_%s", p[i].id, kinds[k].suffix));
			p[n].title = arena_printf(a, "%s (%s)",
			    p[i].title != NULL ? p[i].title : p[i].id,
			    kinds[k].title);
			p[n].description = p[i].description;
			p[n].model = p[i].model;
			p[n].base = i;
			p[n++].targets = kinds[k].targets;
		}
	}
	*out = p;
	return n;
}

bool
back_profile_holds(const struct pass_unit *u, const struct back_profile *p,
    uint32_t rule)
{
	const unsigned image = 1u << IR_TARGET_IMAGE;
	unsigned about = rule < u->ir.nrule ? u->ir.rule[rule].target : 0;

	if (p->targets == 0)
		return true;
	if (about == 0)
		about = 1u << IR_TARGET_HOST;
	if ((p->targets & 1u << IR_TARGET_HOST) != 0)
		return about != image;
	return (about & p->targets) != 0;
}
