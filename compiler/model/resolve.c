/*
 * What a profile makes of a benchmark: NISTIR 7275r4 section 7.2.3.  The
 * profile's items are applied in document order, those of the profile that it
 * extends before them; then what items require and conflict with takes
 * selections back.
 */
#include <string.h>

#include "model.h"

struct state {
	const struct model_benchmark *b;
	struct arena *arena; /* of this resolving */
	struct model_index ix;
	struct model_resolved *out;
	bool *group;             /* selected, as profiles and attributes say */
	const char **selector;   /* per value, chosen by refine-value */
	const struct model_profile_item **set; /* per value, set-value */
};

typedef void apply(struct state *s, uint32_t index,
    const struct model_profile_item *item);

static void
each(struct state *s, enum model_kind kind,
    const struct model_profile_item *item, apply *f)
{
	uint32_t n;
	const struct model_entry *e = model_index_range(&s->ix, kind,
	    item->idref, &n);

	for (uint32_t i = 0; i < n; i++)
		f(s, e[i].index, item);
}

static void
select_rule(struct state *s, uint32_t i, const struct model_profile_item *item)
{
	s->out->rule[i].selected = item->selected;
}

static void
select_group(struct state *s, uint32_t i, const struct model_profile_item *item)
{
	s->group[i] = item->selected;
}

/* Index of a name among n, or keep. */
static unsigned
named(const char *const *names, unsigned n, const char *name, unsigned keep)
{
	for (unsigned i = 0; name != NULL && i < n; i++) {
		if (str_eq(names[i], name))
			return i;
	}
	return keep;
}

static void
refine_rule(struct state *s, uint32_t i, const struct model_profile_item *item)
{
	struct model_resolved_rule *r = &s->out->rule[i];

	if (item->weight != NULL)
		r->weight = item->weight;
	if (item->selector != NULL)
		r->check_selector = item->selector;
	r->severity = (enum model_severity)named(model_severity_names, SEV__MAX,
	    item->severity, r->severity);
	r->role = (enum model_role)named(model_role_names, ROLE__MAX,
	    item->role, r->role);
}

static void
refine_value(struct state *s, uint32_t i, const struct model_profile_item *item)
{
	/* Whichever of selector and set-value comes last gives the value. */
	if (item->selector != NULL) {
		s->selector[i] = item->selector;
		s->set[i] = NULL;
	}
	if (item->operator_ != NULL)
		s->out->value[i].operator_ = item->operator_;
}

static void
set_value(struct state *s, uint32_t i, const struct model_profile_item *item)
{
	s->set[i] = item;
}

static void
apply_profile(struct state *s, const struct model_profile *p)
{
	for (uint32_t i = 0; i < p->nitem; i++) {
		const struct model_profile_item *item = &p->item[i];

		switch (item->op) {
		case PROFILE_SELECT:
			each(s, MODEL_RULE, item, select_rule);
			each(s, MODEL_RULE_CLUSTER, item, select_rule);
			each(s, MODEL_GROUP, item, select_group);
			each(s, MODEL_GROUP_CLUSTER, item, select_group);
			break;
		case PROFILE_SET_VALUE:
		case PROFILE_SET_COMPLEX_VALUE:
			each(s, MODEL_VALUE, item, set_value);
			each(s, MODEL_VALUE_CLUSTER, item, set_value);
			break;
		case PROFILE_REFINE_VALUE:
			each(s, MODEL_VALUE, item, refine_value);
			each(s, MODEL_VALUE_CLUSTER, item, refine_value);
			break;
		case PROFILE_REFINE_RULE:
			each(s, MODEL_RULE, item, refine_rule);
			each(s, MODEL_RULE_CLUSTER, item, refine_rule);
			break;
		}
	}
}

uint32_t
model_profile_chain(struct arena *a, const struct model_benchmark *b,
    uint32_t profile, uint32_t **chain)
{
	uint32_t n = 0, max = b->nprofile;

	*chain = arena_alloc(a, ((size_t)max + 1) * sizeof **chain);
	for (; profile < max && n < max; n++) {
		const char *base = b->profile[profile].extends;

		(*chain)[n] = profile;
		profile = base != NULL ? model_find_profile(b, base) :
					 MODEL_NONE;
	}
	for (uint32_t i = 0; i < n / 2; i++) {
		uint32_t other = (*chain)[i];

		(*chain)[i] = (*chain)[n - 1 - i];
		(*chain)[n - 1 - i] = other;
	}
	return n;
}

uint32_t
model_profile_platforms(struct arena *a, const struct model_benchmark *b,
    uint32_t profile, const char ***platform)
{
	uint32_t *chain, n, count = 0;

	*platform = NULL;
	n = model_profile_chain(a, b, profile, &chain);
	for (uint32_t i = 0; i < n; i++) {
		const struct model_profile *p = &b->profile[chain[i]];

		if (p->platform_override)
			count = 0;
		for (uint32_t k = 0; k < p->nplatform; k++)
			*VEC_PUSH(a, *platform, count) = p->platform[k];
	}
	return count;
}

/* Is a rule or group of this id selected? */
static bool
is_selected(const struct state *s, const char *id)
{
	uint32_t i = model_index_find(&s->ix, MODEL_RULE, id);

	if (i != MODEL_NONE)
		return s->out->rule[i].selected;
	i = model_index_find(&s->ix, MODEL_GROUP, id);
	return i != MODEL_NONE && s->group[i];
}

/* Is one of these ids, separated by blanks, selected? */
static bool
one_is_selected(const struct state *s, const char *ids)
{
	struct strbuf id = STRBUF_INIT;
	bool selected = false;

	while (!selected && *(ids += strspn(ids, " \t\r\n")) != '\0') {
		size_t n = strcspn(ids, " \t\r\n");

		strbuf_reset(&id);
		strbuf_add(&id, ids, n);
		selected = is_selected(s, id.s);
		ids += n;
	}
	strbuf_free(&id);
	return selected;
}

static bool
all_required(const struct state *s, const char *const *requires_, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!one_is_selected(s, requires_[i]))
			return false;
	}
	return true;
}

static bool
any_conflict(const struct state *s, const char *const *conflicts, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (is_selected(s, conflicts[i]))
			return true;
	}
	return false;
}

/*
 * Requires and conflicts, looked at once per item in document order, with what
 * the items before have become; what stands in a group that is not selected is
 * not looked at.  An item inside such a group still meets what another one
 * requires: its own flag counts there, and its place only at the end.
 */
static void
process_items(struct state *s)
{
	const struct model_benchmark *b = s->b;
	bool *open = arena_alloc(s->arena, b->ngroup * sizeof *open);

	for (uint32_t i = 0; i < b->nitem; i++) {
		const struct model_item *item = &b->item[i];
		bool inside = item->parent == MODEL_NONE || open[item->parent];

		if (item->kind == ITEM_GROUP) {
			const struct model_group *g = &b->group[item->index];
			bool *flag = &s->group[item->index];

			if (inside && *flag)
				*flag = all_required(s, g->requires_,
					    g->nrequires) &&
				    !any_conflict(s, g->conflicts,
					g->nconflicts);
			open[item->index] = inside && *flag;
		} else if (item->kind == ITEM_RULE && inside) {
			const struct model_rule *r = &b->rule[item->index];
			bool *flag = &s->out->rule[item->index].selected;

			if (*flag)
				*flag = all_required(s, r->requires_,
					    r->nrequires) &&
				    !any_conflict(s, r->conflicts,
					r->nconflicts);
		}
	}
	for (uint32_t i = 0; i < b->nrule; i++) {
		if (b->rule[i].group != MODEL_NONE && !open[b->rule[i].group])
			s->out->rule[i].selected = false;
	}
}

/*
 * The instance whose value holds: the one that a selector chooses, else the
 * plain one, else the first; of those without any value the same of defaults.
 */
static const struct model_value_instance *
choose(const struct model_value *v, const char *selector, bool defaults)
{
	const struct model_value_instance *plain = NULL, *first = NULL;

	for (uint32_t i = 0; i < v->ninstance; i++) {
		const struct model_value_instance *in = &v->instance[i];

		if (defaults ? in->default_ == NULL && !in->default_is_list :
			       in->value == NULL && !in->is_list)
			continue;
		if (selector != NULL && str_eq(in->selector, selector))
			return in;
		if (in->selector == NULL)
			plain = in;
		if (first == NULL)
			first = in;
	}
	return plain != NULL ? plain : first;
}

static bool
is_plain(const struct model_value_instance *in)
{
	return in->selector == NULL || *in->selector == '\0';
}

/* What may be set; each limit has a selector of its own. */
static void
take_limits(const struct model_value *value, const char *selector,
    struct model_resolved_value *v)
{
	bool match = false, lower = false, upper = false, choices = false;

	for (uint32_t i = 0; i < value->ninstance; i++) {
		const struct model_value_instance *in = &value->instance[i];
		bool chosen = selector != NULL && *selector != '\0' &&
		    str_eq(in->selector, selector);

		if (!chosen && !is_plain(in))
			continue;
		if (in->match != NULL && (chosen || !match)) {
			v->match = in->match;
			match = chosen;
		}
		if (in->lower_bound != NULL && (chosen || !lower)) {
			v->lower_bound = in->lower_bound;
			lower = chosen;
		}
		if (in->upper_bound != NULL && (chosen || !upper)) {
			v->upper_bound = in->upper_bound;
			upper = chosen;
		}
		if (in->nchoice + in->nlist_choice != 0 &&
		    (chosen || !choices)) {
			v->choices = in;
			choices = chosen;
		}
	}
}

static void
resolve_value(struct state *s, uint32_t i)
{
	const struct model_value *value = &s->b->value[i];
	const struct model_value_instance *in;
	const struct model_profile_item *set = s->set[i];
	struct model_resolved_value *v = &s->out->value[i];

	v->value = "";
	in = choose(value, s->selector[i], false);
	take_limits(value, s->selector[i] != NULL || in == NULL ?
	    s->selector[i] : in->selector, v);
	if (set != NULL && set->op == PROFILE_SET_COMPLEX_VALUE) {
		v->is_list = true;
		v->list = set->list;
		v->nlist = set->nlist;
	} else if (set != NULL) {
		v->value = set->value;
	} else if ((in = choose(value, s->selector[i], false)) != NULL) {
		v->is_list = in->is_list;
		v->list = in->list;
		v->nlist = in->nlist;
		if (!in->is_list)
			v->value = in->value;
	} else if ((in = choose(value, s->selector[i], true)) != NULL) {
		v->is_list = in->default_is_list;
		v->list = in->default_list;
		v->nlist = in->ndefault_list;
		if (!in->default_is_list)
			v->value = in->default_;
	}
}

static void
take_defaults(struct state *s)
{
	const struct model_benchmark *b = s->b;

	for (uint32_t i = 0; i < b->nrule; i++) {
		struct model_resolved_rule *r = &s->out->rule[i];

		r->selected = b->rule[i].selected;
		r->severity = b->rule[i].severity;
		r->role = b->rule[i].role;
		r->weight = b->rule[i].weight;
	}
	for (uint32_t i = 0; i < b->ngroup; i++)
		s->group[i] = b->group[i].selected;
	for (uint32_t i = 0; i < b->nvalue; i++)
		s->out->value[i].operator_ = b->value[i].operator_;
}

/* What only others inherit from is no item, whatever selects it. */
static void
drop_abstract(struct state *s)
{
	for (uint32_t i = 0; i < s->b->nrule; i++) {
		if (s->b->rule[i].abstract)
			s->out->rule[i].selected = false;
	}
	for (uint32_t i = 0; i < s->b->ngroup; i++) {
		if (s->b->group[i].abstract)
			s->group[i] = false;
	}
}

struct model_resolved *
model_resolve(struct arena *a, const struct model_benchmark *b,
    uint32_t profile)
{
	struct arena scratch = { NULL };
	struct state s = { .b = b, .arena = &scratch };
	uint32_t *chain, n;

	s.ix = model_index_new(&scratch, b);
	s.out = arena_alloc(a, sizeof *s.out);
	s.out->rule = arena_alloc(a, b->nrule * sizeof *s.out->rule);
	s.out->value = arena_alloc(a, b->nvalue * sizeof *s.out->value);
	s.group = arena_alloc(&scratch, b->ngroup * sizeof *s.group);
	s.selector = arena_alloc(&scratch, b->nvalue * sizeof *s.selector);
	s.set = arena_alloc(&scratch, b->nvalue * sizeof *s.set);
	take_defaults(&s);
	n = model_profile_chain(&scratch, b, profile, &chain);
	for (uint32_t i = 0; i < n; i++)
		apply_profile(&s, &b->profile[chain[i]]);
	drop_abstract(&s);
	process_items(&s);
	for (uint32_t i = 0; i < b->nvalue; i++)
		resolve_value(&s, i);
	arena_free(&scratch);
	return s.out;
}

static void
add_value(struct strbuf *out, const struct model_resolved_value *v)
{
	for (uint32_t i = 0; v->is_list && i < v->nlist; i++)
		strbuf_addf(out, "%s%s", i != 0 ? " " : "", v->list[i]);
	if (!v->is_list && v->value != NULL)
		strbuf_addstr(out, v->value);
}

const char *
model_fix_text(struct arena *a, const struct model_benchmark *b,
    const struct model_fix *fix, const struct model_resolved *resolved)
{
	struct strbuf out = STRBUF_INIT;
	const char *text;

	if (resolved == NULL || fix->npart == 0)
		return fix->text;
	for (uint32_t i = 0; i < fix->npart; i++) {
		const struct model_part *p = &fix->part[i];
		uint32_t v = MODEL_NONE;

		if (p->text != NULL)
			strbuf_addstr(&out, p->text);
		else
			v = model_find_value(b, p->value_id);
		if (v != MODEL_NONE)
			add_value(&out, &resolved->value[v]);
	}
	text = arena_strndup(a, out.s, out.n);
	strbuf_free(&out);
	return text;
}
