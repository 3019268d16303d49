/* Which checks of a rule the profiles choose by their selectors. */
#include "model.h"

static const char *
selector_of(const struct model_check *c)
{
	return c->complex || c->selector == NULL || *c->selector == '\0' ?
	    NULL :
	    c->selector;
}

const char *
model_check_selector(const struct model_check *check, uint32_t n,
    const char *selector)
{
	if (selector == NULL || *selector == '\0')
		return NULL;
	for (uint32_t i = 0; i < n; i++) {
		if (str_eq(selector_of(&check[i]), selector))
			return selector;
	}
	return NULL;
}

/* Has one of these checks, or one inside of them, the selector? */
static bool
has_selector(const struct model_check *check, uint32_t n, const char *selector)
{
	for (uint32_t i = 0; i < n; i++) {
		if (str_eq(selector_of(&check[i]), selector) ||
		    has_selector(check[i].kid, check[i].nkid, selector))
			return true;
	}
	return false;
}

static void
add_selector(struct arena *a, struct model_selectors *s, const char *name)
{
	for (uint32_t i = 0; i < s->n; i++) {
		if (str_eq(s->name[i], name))
			return;
	}
	*VEC_PUSH(a, s->name, s->n) = name;
}

struct model_selectors *
model_selectors(struct arena *a, const struct model_benchmark *b)
{
	static const enum model_kind kinds[] = { MODEL_RULE,
		MODEL_RULE_CLUSTER };
	struct arena scratch = { NULL };
	struct model_index ix = model_index_new(&scratch, b);
	struct model_selectors *list = arena_alloc(a, b->nrule * sizeof *list);

	for (uint32_t p = 0; p < b->nprofile; p++) {
		for (uint32_t i = 0; i < b->profile[p].nitem; i++) {
			const struct model_profile_item *item =
			    &b->profile[p].item[i];

			if (item->op != PROFILE_REFINE_RULE ||
			    item->selector == NULL || *item->selector == '\0')
				continue;
			for (size_t k = 0; k < 2; k++) {
				uint32_t n, at;
				const struct model_entry *e = model_index_range(
				    &ix, kinds[k], item->idref, &n);

				for (at = 0; at < n; at++) {
					const struct model_rule *r =
					    &b->rule[e[at].index];

					if (has_selector(r->check, r->ncheck,
						item->selector))
						add_selector(a,
						    &list[e[at].index],
						    item->selector);
				}
			}
		}
	}
	arena_free(&scratch);
	return list;
}
