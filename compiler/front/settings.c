/*
 * What profiles set Values to, against what these may be: the bounds, the
 * pattern and the choices of the instance that the profile's selector chose.
 */
#include "tailoring.h"

struct settings {
	const struct model_benchmark *b;
	const struct model_resolved *r; /* by the profile */
	bool site, ok;
};

/* Is it a choice, or in a list that is one? */
static bool
is_choice(const struct model_value_instance *in, const char *text)
{
	for (uint32_t i = 0; i < in->nchoice; i++) {
		if (str_eq(in->choice[i], text))
			return true;
	}
	for (uint32_t i = 0; i < in->nlist_choice; i++) {
		for (uint32_t k = 0; k < in->list_choice[i].n; k++) {
			if (str_eq(in->list_choice[i].item[k], text))
				return true;
		}
	}
	return false;
}

/* Why the Value cannot be that; NULL: it can. */
static const char *
refuse(const struct model_value *v, const struct model_resolved_value *limits,
    const char *text)
{
	const char *why;

	if (v->type == VALUE_NUMBER &&
	    (why = value_out_of_bounds(
		 text, limits->lower_bound, limits->upper_bound)) != NULL)
		return why;
	if (v->type == VALUE_BOOLEAN && !value_boolean(text))
		return "is neither true nor false";
	if (limits->choices != NULL && limits->choices->must_match &&
	    !is_choice(limits->choices, text))
		return "is not among the choices";
	if (limits->match != NULL && value_pattern(limits->match, text) == 0)
		return "does not match the value's pattern";
	return NULL;
}

static void
check_text(struct settings *s, uint32_t value,
    const struct model_profile_item *item, const char *text)
{
	const struct model_value *v = &s->b->value[value];
	const char *why = refuse(v, &s->r->value[value], text);

	if (why == NULL)
		return;
	s->ok = false;
	diag(s->site ? DIAG_ID_XCCDF_VALUE : DIAG_ID_LINT, item->pos,
	    "'%s' %s: %s", text, why, v->id);
}

static void
check_value(struct settings *s, uint32_t value,
    const struct model_profile_item *item)
{
	const struct model_value *v = &s->b->value[value];

	if (s->site && v->prohibit_changes) {
		s->ok = false;
		diag(DIAG_ID_XCCDF_VALUE, item->pos,
		    "the benchmark prohibits changes of %s", v->id);
	} else if (item->op == PROFILE_SET_VALUE) {
		check_text(s, value, item, item->value);
	} else if (item->op == PROFILE_SET_COMPLEX_VALUE) {
		for (uint32_t i = 0; i < item->nlist; i++)
			check_text(s, value, item, item->list[i]);
	}
}

static void
check_item(struct settings *s, const struct model_index *ix,
    const struct model_profile_item *item)
{
	static const enum model_kind kinds[] = { MODEL_VALUE,
		MODEL_VALUE_CLUSTER };

	for (size_t k = 0; k < 2; k++) {
		uint32_t n;
		const struct model_entry *e =
		    model_index_range(ix, kinds[k], item->idref, &n);

		for (uint32_t i = 0; i < n; i++)
			check_value(s, e[i].index, item);
	}
}

bool
tailoring_check_values(
    const struct model_benchmark *b, uint32_t first, bool site)
{
	struct arena a = { NULL };
	struct model_index ix = model_index_new(&a, b);
	struct settings s = { .b = b, .site = site, .ok = true };

	for (uint32_t i = first; i < b->nprofile; i++) {
		const struct model_profile *p = &b->profile[i];

		s.r = model_resolve(&a, b, i);
		for (uint32_t k = 0; k < p->nitem; k++) {
			switch (p->item[k].op) {
			case PROFILE_SET_VALUE:
			case PROFILE_SET_COMPLEX_VALUE:
			case PROFILE_REFINE_VALUE:
				check_item(&s, &ix, &p->item[k]);
				break;
			case PROFILE_SELECT:
			case PROFILE_REFINE_RULE:
				break;
			}
		}
	}
	arena_free(&a);
	return s.ok;
}
