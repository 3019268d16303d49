/* The profiles of what is emitted: the benchmark's, and those per target. */
#include <stdlib.h>
#include <string.h>

#include "xccdf_out.h"

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
			return unused_id(
			    a, u, p, n, arena_printf(a, "%s_", id));
	}
	return model_find_profile(u->benchmark, id) == MODEL_NONE
		   ? id
		   : unused_id(a, u, p, n, arena_printf(a, "%s_", id));
}

/* The benchmark may have a profile of that name, its own defaults or not. */
static const char *
default_id(struct arena *a, const struct pass_unit *u)
{
	static const char *const names[] = { "default", "benchmark-defaults" };
	const struct model_benchmark *b = u->benchmark;
	const char *id = NULL, *ns = b->id12 + strlen("xccdf_");
	size_t n;

	if (!model_id12_split(b->id12, "benchmark", &n, NULL))
		return unused_id(
		    a, u, NULL, 0, "xccdf_auditc.local_profile_default");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		id = arena_printf(
		    a, "xccdf_%.*s_profile_%s", (int)n, ns, names[i]);
		if (model_find_profile(b, id) == MODEL_NONE)
			return id;
	}
	return unused_id(a, u, NULL, 0, id);
}

uint32_t
back_profiles(
    const struct pass_unit *u, struct arena *a, struct back_profile **out)
{
	const struct model_benchmark *b = u->benchmark;
	uint32_t n = 0, nbase = b->nprofile + 1;
	unsigned bits = all_targets(u);
	struct back_profile *p;

	p = arena_alloc(a, ((size_t)nbase * (1 + NKIND)) * sizeof *p);
	p[n].title = "Defaults";
	p[n].description = "What the benchmark itself selects.";
	p[n].model = MODEL_NONE;
	p[n].id = default_id(a, u);
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
			p[n].id = unused_id(a, u, p, n,
			    arena_printf(a, "%s_%s", p[i].id, kinds[k].suffix));
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
back_profile_holds(
    const struct pass_unit *u, const struct back_profile *p, uint32_t rule)
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

/* --- written -------------------------------------------------------------- */

struct line { /* of a profile, with the 1.2 id that it is about */
	struct model_profile_item item;
	uint32_t order;
};

/* Lines of one class about the same id say one thing: the last one's. */
static unsigned
line_class(const struct line *l)
{
	return l->item.op == PROFILE_SET_COMPLEX_VALUE ? PROFILE_SET_VALUE
						       : l->item.op;
}

static int
compare_orders(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

static int
compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	unsigned cx = line_class(x), cy = line_class(y);
	int d = (cx > cy) - (cx < cy);

	if (d == 0)
		d = strcmp(x->item.idref, y->item.idref);
	return d != 0 ? d : compare_orders(a, b);
}

/* `to` comes behind `from` and is about the same: what it leaves unsaid. */
static void
merge_line(struct line *to, const struct line *from)
{
	if (to->item.selector == NULL)
		to->item.selector = from->item.selector;
	if (to->item.operator_ == NULL)
		to->item.operator_ = from->item.operator_;
	if (to->item.weight == NULL)
		to->item.weight = from->item.weight;
	if (to->item.severity == NULL)
		to->item.severity = from->item.severity;
	if (to->item.role == NULL)
		to->item.role = from->item.role;
}

static uint32_t
merge_lines(struct line *l, uint32_t n)
{
	uint32_t kept = 0;

	qsort(l, n, sizeof *l, compare_lines);
	for (uint32_t i = 0; i < n; i++) {
		if (i + 1 < n && line_class(&l[i]) == line_class(&l[i + 1]) &&
		    str_eq(l[i].item.idref, l[i + 1].item.idref))
			merge_line(&l[i + 1], &l[i]);
		else
			l[kept++] = l[i];
	}
	qsort(l, kept, sizeof *l, compare_orders);
	return kept;
}

/*
 * Lines that refine a cluster and lines that refine its items go on from each
 * other, and so stay as they are.
 */
static bool
refines_cluster(const struct out *w, const struct line *l, uint32_t n)
{
	uint32_t count;

	for (uint32_t i = 0; i < n; i++) {
		enum model_kind kind = MODEL_VALUE_CLUSTER;

		if (l[i].item.op == PROFILE_SELECT)
			continue;
		if (l[i].item.op == PROFILE_REFINE_RULE)
			kind = MODEL_RULE_CLUSTER;
		if (model_index_range(&w->ix, kind, l[i].item.idref, &count) !=
		    NULL)
			return true;
	}
	return false;
}

static bool
is_set(const struct line *l)
{
	return line_class(l) == PROFILE_SET_VALUE;
}

/* By the Value, in order, whether it is set or its selector chosen. */
static int
compare_values(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	bool vx = is_set(x) || x->item.op == PROFILE_REFINE_VALUE;
	bool vy = is_set(y) || y->item.op == PROFILE_REFINE_VALUE;
	int d = vy - vx;

	if (d == 0 && vx)
		d = strcmp(x->item.idref, y->item.idref);
	return d != 0 ? d : compare_orders(a, b);
}

/*
 * A set-value takes back the selector before it, and a selector the set-value
 * before it: what was taken back is not said again when lines are merged.
 */
static void
replace_values(struct line *l, uint32_t n)
{
	bool set = false, chosen = false;

	qsort(l, n, sizeof *l, compare_values);
	for (uint32_t i = n; i-- > 0;) {
		struct model_profile_item *item = &l[i].item;

		if (i + 1 == n || !str_eq(item->idref, l[i + 1].item.idref))
			set = chosen = false;
		if (is_set(&l[i]) && chosen)
			item->op = PROFILE_REFINE_VALUE;
		else if (is_set(&l[i]))
			set = true;
		else if (item->op == PROFILE_REFINE_VALUE && set)
			item->selector = NULL;
		else if (item->op == PROFILE_REFINE_VALUE)
			chosen = chosen || item->selector != NULL;
	}
}

/* A profile's lines, those it inherits included, and what its targets add. */
static uint32_t
profile_lines(struct out *w, const struct back_profile *p, struct line **out)
{
	struct line *l = NULL;
	uint32_t n = 0, *chain, nchain;

	nchain = model_profile_chain(w->arena, w->b, p->model, &chain);
	for (uint32_t c = 0; c < nchain; c++) {
		const struct model_profile *m = &w->b->profile[chain[c]];

		for (uint32_t i = 0; i < m->nitem; i++) {
			struct line *x = VEC_PUSH(w->arena, l, n);

			x->item = m->item[i];
			x->order = n;
			x->item.idref =
			    x->item.op == PROFILE_SELECT ||
				    x->item.op == PROFILE_REFINE_RULE
				? out_item_id(w, x->item.idref)
				: out_value_id(w, x->item.idref);
		}
	}
	for (uint32_t i = 0; i < w->b->nrule; i++) {
		struct line *x;

		if (back_profile_holds(w->u, p, i))
			continue;
		x = VEC_PUSH(w->arena, l, n);
		x->item.op = PROFILE_SELECT;
		x->item.idref = w->b->rule[i].id12;
		x->order = n;
	}
	*out = l;
	if (n == 0 || refines_cluster(w, l, n))
		return n;
	replace_values(l, n);
	return merge_lines(l, n);
}

/* Where a Rule that it is said of has such a check, or others; else NULL. */
static const char *
kept_selector(const struct out *w, const char *idref, const char *selector)
{
	static const enum model_kind named[] = { MODEL_RULE,
		MODEL_RULE_CLUSTER };
	const char *const *name;

	for (size_t k = 0; selector != NULL && k < 2; k++) {
		uint32_t n;
		const struct model_entry *e =
		    model_index_range(&w->ix, named[k], idref, &n);

		for (uint32_t i = 0; i < n; i++) {
			uint32_t c = back_selectors(w->u, e[i].index, &name);

			while (c > 0 && *selector != '\0' &&
			    !str_eq(name[c - 1], selector))
				c--;
			if (c > 0)
				return selector;
		}
	}
	return NULL;
}

static void
profile_line(struct out *w, const struct model_profile_item *item)
{
	static const char *const names[] = {
		[PROFILE_SELECT] = "select",
		[PROFILE_SET_VALUE] = "set-value",
		[PROFILE_SET_COMPLEX_VALUE] = "set-complex-value",
		[PROFILE_REFINE_VALUE] = "refine-value",
		[PROFILE_REFINE_RULE] = "refine-rule",
	};

	const char *list = item->op == PROFILE_SET_COMPLEX_VALUE
			       ? out_list(w, item->list, item->nlist)
			       : NULL;
	const char *selector;

	if (list != NULL) {
		out_open(w, "set-value");
		out_attr(w, "idref", item->idref);
		out_end(w, "set-value", list);
		return;
	}
	selector = item->selector;
	if (item->op == PROFILE_REFINE_RULE)
		selector = kept_selector(w, item->idref, selector);
	if ((item->op == PROFILE_REFINE_RULE ||
		item->op == PROFILE_REFINE_VALUE) &&
	    selector == NULL && item->operator_ == NULL &&
	    item->weight == NULL && item->severity == NULL &&
	    item->role == NULL)
		return;
	out_open(w, names[item->op]);
	out_attr(w, "idref", item->idref);
	switch (item->op) {
	case PROFILE_SELECT:
		out_bool(w, "selected", item->selected);
		out_empty(w);
		break;
	case PROFILE_SET_VALUE:
		out_end(w, names[item->op], item->value);
		break;
	case PROFILE_SET_COMPLEX_VALUE:
		diag(DIAG_ID_BACK_UNSUPPORTED, item->pos,
		    "%s: a list whose items hold commas", item->idref);
		strbuf_addstr(w->out, ">\n");
		for (uint32_t i = 0; i < item->nlist; i++) {
			out_open(w, "item");
			out_end(w, "item", item->list[i]);
		}
		out_close(w, names[item->op]);
		break;
	case PROFILE_REFINE_VALUE:
		out_attr(w, "selector", item->selector);
		out_enum(w, "operator", item->operator_, out_operator_names);
		out_empty(w);
		break;
	case PROFILE_REFINE_RULE:
		if (item->weight != NULL)
			out_weight(w, item->weight);
		out_attr(w, "selector", selector);
		out_attr(w, "severity", item->severity);
		out_attr(w, "role", item->role);
		out_empty(w);
		break;
	}
}

void
out_profiles(struct out *w)
{
	struct back_profile *p;
	uint32_t n = back_profiles(w->u, w->arena, &p);

	for (uint32_t i = 0; i < n; i++) {
		const struct model_profile *m = p[i].model != MODEL_NONE
						    ? &w->b->profile[p[i].model]
						    : NULL;
		struct line *l;
		uint32_t nline = profile_lines(w, &p[i], &l), nplatform;
		const char **platform;

		out_open(w, "Profile");
		out_attr(w, "id", p[i].id);
		if (m != NULL && m->abstract)
			out_bool(w, "abstract", true);
		if (m != NULL && m->prohibit_changes)
			out_bool(w, "prohibitChanges", true);
		strbuf_addstr(w->out, ">\n");
		out_open(w, "title");
		out_end(w, "title", p[i].title);
		out_text(w, "description", p[i].description);
		nplatform = model_profile_platforms(
		    w->arena, w->b, p[i].model, &platform);
		out_platforms(w, platform, nplatform);
		for (uint32_t k = 0; k < nline; k++)
			profile_line(w, &l[k].item);
		out_metadata(w, m != NULL ? m->metadata : NULL);
		out_close(w, "Profile");
	}
}
