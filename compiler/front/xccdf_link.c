/*
 * What can be said of an XCCDF document only when all of it has been read:
 * ids are unique, references lead somewhere, items inherit from those that
 * they extend (NISTIR 7275r4 section 7.2.2).
 */
#include <stdlib.h>
#include <string.h>

#include "xccdf.h"

/* --- ids are unique ------------------------------------------------------- */

struct used_id {
	const char *id;
	struct srcpos pos;
	uint32_t order;
};

static int
compare_used(const void *a, const void *b)
{
	const struct used_id *x = a, *y = b;
	int d = strcmp(x->id, y->id);

	return d != 0 ? d : (x->order > y->order) - (x->order < y->order);
}

static void
find_duplicates(struct xccdf_reader *r, struct used_id *used, uint32_t n)
{
	if (n != 0)
		qsort(used, n, sizeof *used, compare_used);
	for (uint32_t i = 1; i < n; i++) {
		if (str_eq(used[i].id, used[i - 1].id))
			xccdf_error(r, DIAG_ID_XCCDF_DUPLICATE, used[i].pos,
			    "%s", used[i].id);
	}
}

static void
check_items(struct xccdf_reader *r, bool id12)
{
	const struct model_benchmark *b = r->b;
	struct used_id *used = arena_alloc(r->arena,
	    ((size_t)b->ngroup + b->nrule + b->nvalue + b->nplain_text) *
		sizeof *used);
	uint32_t n = 0;

	for (uint32_t i = 0; i < b->ngroup; i++, n++)
		used[n] = (struct used_id) {
			id12 ? b->group[i].id12 : b->group[i].id,
			b->group[i].pos, n
		};
	for (uint32_t i = 0; i < b->nrule; i++, n++)
		used[n] = (struct used_id) {
			id12 ? b->rule[i].id12 : b->rule[i].id,
			b->rule[i].pos, n
		};
	for (uint32_t i = 0; i < b->nvalue; i++, n++)
		used[n] = (struct used_id) {
			id12 ? b->value[i].id12 : b->value[i].id,
			b->value[i].pos, n
		};
	for (uint32_t i = 0; i < b->nplain_text; i++, n++)
		used[n] = (struct used_id) { b->plain_text[i].id,
			{ r->file, 0 }, n };
	find_duplicates(r, used, n);
}

/* Notices and scoring models, which have no line in the model. */
static void
check_heads(struct xccdf_reader *r)
{
	const struct model_benchmark *b = r->b;
	struct used_id *used = arena_alloc(r->arena,
	    ((size_t)b->nnotice + b->nmodel) * sizeof *used);
	uint32_t n = 0;

	for (uint32_t i = 0; i < b->nnotice; i++) {
		if (b->notice[i].id != NULL)
			used[n++] = (struct used_id) { b->notice[i].id,
				{ r->file, 0 }, i };
	}
	find_duplicates(r, used, n);
	for (uint32_t i = 0; i < b->nmodel; i++)
		used[i] = (struct used_id) { b->model[i], { r->file, 0 }, i };
	find_duplicates(r, used, b->nmodel);
}

static void
check_profile_ids(struct xccdf_reader *r)
{
	const struct model_benchmark *b = r->b;
	struct used_id *used = arena_alloc(r->arena,
	    b->nprofile * sizeof *used);

	for (uint32_t i = 0; i < b->nprofile; i++)
		used[i] = (struct used_id) { b->profile[i].id12,
			b->profile[i].pos, i };
	find_duplicates(r, used, b->nprofile);
}

static void
check_ids(struct xccdf_reader *r)
{
	check_items(r, false);
	if (!r->bad)
		check_items(r, true);
	check_profile_ids(r);
	check_heads(r);
}

/* --- references lead somewhere -------------------------------------------- */

static bool
exists(const struct xccdf_reader *r, enum model_kind kind, const char *id)
{
	return model_index_find(&r->ix, kind, id) != MODEL_NONE;
}

static void
dangling(struct xccdf_reader *r, struct srcpos pos, const char *what,
    const char *id)
{
	xccdf_error(r, DIAG_ID_XCCDF_DANGLING, pos, "%s %s", what, id);
}

static bool
is_item(const struct xccdf_reader *r, const char *id)
{
	return exists(r, MODEL_RULE, id) || exists(r, MODEL_GROUP, id);
}

static bool
is_selectable(const struct xccdf_reader *r, const char *id)
{
	return is_item(r, id) || exists(r, MODEL_RULE_CLUSTER, id) ||
	    exists(r, MODEL_GROUP_CLUSTER, id);
}

static bool
is_value(const struct xccdf_reader *r, const char *id)
{
	return exists(r, MODEL_VALUE, id) || exists(r, MODEL_VALUE_CLUSTER, id);
}

/* `requires` holds ids separated by blanks; any one of them will do. */
static void
check_requires(struct xccdf_reader *r, struct srcpos pos,
    const char *const *list, uint32_t n)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < n; i++) {
		char *ids = arena_strdup(r->arena, list[i]), *id, *rest = ids;

		while ((id = strsep(&rest, " \t\r\n")) != NULL) {
			if (*id != '\0' && !is_item(r, id))
				dangling(r, pos, "requires", id);
			count++;
		}
	}
	if (count > XCCDF_MAX_REQUIRES)
		xccdf_error(r, DIAG_ID_XML_LIMIT, pos,
		    "more than %d requires", XCCDF_MAX_REQUIRES);
}

static void
check_conflicts(struct xccdf_reader *r, struct srcpos pos,
    const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!is_item(r, list[i]))
			dangling(r, pos, "conflicts", list[i]);
	}
}

static void
check_check(struct xccdf_reader *r, const struct model_check *c)
{
	for (uint32_t i = 0; i < c->nexport; i++) {
		if (!exists(r, MODEL_VALUE, c->export_[i].value_id))
			dangling(r, c->pos, "check-export",
			    c->export_[i].value_id);
	}
	for (uint32_t i = 0; i < c->nkid; i++)
		check_check(r, &c->kid[i]);
}

static void
check_profile(struct xccdf_reader *r, const struct model_profile *p)
{
	if (p->extends != NULL && !exists(r, MODEL_PROFILE, p->extends))
		dangling(r, p->pos, "extends", p->extends);
	for (uint32_t i = 0; i < p->nitem; i++) {
		const struct model_profile_item *item = &p->item[i];

		switch (item->op) {
		case PROFILE_SELECT:
			if (!is_selectable(r, item->idref))
				dangling(r, item->pos, "select", item->idref);
			break;
		case PROFILE_REFINE_RULE:
			if (!is_selectable(r, item->idref))
				dangling(r, item->pos, "refine-rule",
				    item->idref);
			break;
		case PROFILE_SET_VALUE:
		case PROFILE_SET_COMPLEX_VALUE:
			if (!is_value(r, item->idref))
				dangling(r, item->pos, "set-value",
				    item->idref);
			break;
		case PROFILE_REFINE_VALUE:
			if (!is_value(r, item->idref))
				dangling(r, item->pos, "refine-value",
				    item->idref);
			break;
		}
	}
}

static void
check_references(struct xccdf_reader *r)
{
	const struct model_benchmark *b = r->b;

	for (uint32_t i = 0; i < b->nprofile; i++)
		check_profile(r, &b->profile[i]);
	for (uint32_t i = 0; i < b->ngroup; i++) {
		const struct model_group *g = &b->group[i];

		if (g->extends != NULL && !exists(r, MODEL_GROUP, g->extends))
			dangling(r, g->pos, "extends", g->extends);
		check_requires(r, g->pos, g->requires_, g->nrequires);
		check_conflicts(r, g->pos, g->conflicts, g->nconflicts);
	}
	for (uint32_t i = 0; i < b->nrule; i++) {
		const struct model_rule *rule = &b->rule[i];

		check_requires(r, rule->pos, rule->requires_, rule->nrequires);
		check_conflicts(r, rule->pos, rule->conflicts,
		    rule->nconflicts);
		for (uint32_t k = 0; k < rule->ncheck; k++)
			check_check(r, &rule->check[k]);
		if (rule->extends != NULL &&
		    !exists(r, MODEL_RULE, rule->extends))
			dangling(r, rule->pos, "extends", rule->extends);
	}
	for (uint32_t i = 0; i < b->nvalue; i++) {
		const struct model_value *v = &b->value[i];

		if (v->extends != NULL && !exists(r, MODEL_VALUE, v->extends))
			dangling(r, v->pos, "extends", v->extends);
	}
}

/* --- inheritance ---------------------------------------------------------- */

/*
 * What the specification's five ways of inheriting come to here: an attribute
 * or text that the item has is its own; lists go on behind what is inherited;
 * those whose elements may carry @override are the item's own alone where one
 * of them says so; a check replaces that of the same system and selector; id,
 * abstract, cluster-id and status are never inherited.
 */
#define TAKE(member) \
	do { \
		if (to->member == NULL) \
			to->member = base->member; \
	} while (0)
#define APPEND(list, count) \
	(to->list = append(r, base->list, base->count, to->list, &to->count, \
	     sizeof *to->list))
#define APPEND_OR(name, list, count) \
	do { \
		if (!overrides(node, name)) \
			APPEND(list, count); \
	} while (0)
#define TAKE_ATTR(member, name) \
	do { \
		if (xml_attr(node, name) == NULL) \
			to->member = base->member; \
	} while (0)

/* base[0..nbase) and own[0..*n) as one list; its length in *n. */
static void *
append(struct xccdf_reader *r, const void *base, uint32_t nbase, void *own,
    uint32_t *n, size_t size)
{
	char *both;

	if (nbase == 0 || r->inherited > XCCDF_MAX_INHERITED)
		return own;
	r->inherited += nbase + *n;
	both = arena_alloc(r->arena, ((size_t)nbase + *n) * size);
	memcpy(both, base, nbase * size);
	if (*n != 0)
		memcpy(both + nbase * size, own, *n * size);
	*n += nbase;
	return both;
}

/* Does an element of that name say that it stands for those inherited? */
static bool
overrides(const struct xml_node *node, const char *name)
{
	const struct xml_node *k;

	for (k = xml_kid(node, node->ns, name); k != NULL;
	     k = xml_next(k, node->ns, name)) {
		const char *value = xml_attr(k, "override");

		if (str_eq(value, "true") || str_eq(value, "1"))
			return true;
	}
	return false;
}

static bool
has_complex(const struct model_rule *rule)
{
	for (uint32_t i = 0; i < rule->ncheck; i++) {
		if (rule->check[i].complex)
			return true;
	}
	return false;
}

/*
 * The rule's own, then those of the base for which it has none of that system
 * and selector.
 */
static void
inherit_checks(struct xccdf_reader *r, struct model_rule *to,
    const struct model_rule *base)
{
	struct model_check *list = NULL;
	uint32_t n = 0, i, k;

	if (to->ncheck != 0 && (has_complex(to) || has_complex(base)))
		return;
	r->inherited += (uint64_t)to->ncheck * base->ncheck + to->ncheck +
	    base->ncheck;
	if (r->inherited > XCCDF_MAX_INHERITED)
		return;
	for (i = 0; i < to->ncheck; i++)
		*VEC_PUSH(r->arena, list, n) = to->check[i];
	for (i = 0; i < base->ncheck; i++) {
		const struct model_check *c = &base->check[i];

		for (k = 0; k < to->ncheck; k++)
			if (str_eq(to->check[k].system, c->system) &&
			    str_eq(to->check[k].selector, c->selector))
				break;
		if (k == to->ncheck)
			*VEC_PUSH(r->arena, list, n) = *c;
	}
	to->check = list;
	to->ncheck = n;
}

static void
inherit_rule(struct xccdf_reader *r, struct model_rule *to,
    const struct model_rule *base, const struct xml_node *node)
{
	TAKE(version);
	TAKE(title);
	if (to->description == NULL) {
		to->description = base->description;
		to->stig = base->stig;
	}
	TAKE(rationale);
	APPEND_OR("warning", warning, nwarning);
	APPEND(ident, nident);
	APPEND_OR("reference", reference, nreference);
	APPEND_OR("fixtext", fixtexts, nfixtext);
	if (to->nfixtext != 0) {
		to->fixtext = to->fixtexts[0].text;
		to->fixtext_ref = to->fixtexts[0].fixref;
	}
	APPEND(fix, nfix);
	inherit_checks(r, to, base);
	APPEND_OR("platform", platform, nplatform);
	APPEND(requires_, nrequires);
	APPEND(conflicts, nconflicts);
	TAKE(weight);
	TAKE_ATTR(severity, "severity");
	TAKE_ATTR(role, "role");
	TAKE_ATTR(selected, "selected");
	TAKE_ATTR(hidden, "hidden");
	TAKE_ATTR(multiple, "multiple");
}

/* What a Group contains is not inherited. */
static void
inherit_group(struct xccdf_reader *r, struct model_group *to,
    const struct model_group *base, const struct xml_node *node)
{
	TAKE(title);
	TAKE(description);
	TAKE(rationale);
	APPEND_OR("warning", warning, nwarning);
	APPEND_OR("reference", reference, nreference);
	APPEND_OR("platform", platform, nplatform);
	APPEND(requires_, nrequires);
	APPEND(conflicts, nconflicts);
	TAKE(weight);
	TAKE_ATTR(selected, "selected");
	TAKE_ATTR(hidden, "hidden");
}

/* Instances of one selector are one: what the item does not say is the base's. */
static void
inherit_instance(struct xccdf_reader *r, struct model_value_instance *to,
    const struct model_value_instance *base)
{
	if (to->value == NULL && !to->is_list) {
		to->value = base->value;
		to->list = base->list;
		to->nlist = base->nlist;
		to->is_list = base->is_list;
	}
	if (to->default_ == NULL && !to->default_is_list) {
		to->default_ = base->default_;
		to->default_list = base->default_list;
		to->ndefault_list = base->ndefault_list;
		to->default_is_list = base->default_is_list;
	}
	TAKE(match);
	TAKE(lower_bound);
	TAKE(upper_bound);
	to->must_match = to->must_match || base->must_match;
	APPEND(choice, nchoice);
	APPEND(list_choice, nlist_choice);
}

static void
inherit_instances(struct xccdf_reader *r, struct model_value *to,
    const struct model_value *base)
{
	struct model_value_instance *own = to->instance, *in = NULL;
	uint32_t nown = to->ninstance, n = 0, i, k;

	r->inherited += (uint64_t)nown * base->ninstance;
	if (r->inherited > XCCDF_MAX_INHERITED)
		return;
	for (i = 0; i < base->ninstance; i++) {
		for (k = 0; k < nown; k++) {
			if (str_eq(own[k].selector, base->instance[i].selector))
				break;
		}
		if (k < nown)
			inherit_instance(r, &own[k], &base->instance[i]);
		else
			*VEC_PUSH(r->arena, in, n) = base->instance[i];
	}
	r->inherited += n;
	for (k = 0; k < nown; k++)
		*VEC_PUSH(r->arena, in, n) = own[k];
	to->instance = in;
	to->ninstance = n;
}

static void
inherit_value(struct xccdf_reader *r, struct model_value *to,
    const struct model_value *base, const struct xml_node *node)
{
	TAKE(title);
	TAKE(description);
	TAKE(question);
	TAKE(operator_);
	TAKE(interface_hint);
	inherit_instances(r, to, base);
	TAKE_ATTR(type, "type");
	TAKE_ATTR(hidden, "hidden");
	TAKE_ATTR(interactive, "interactive");
	TAKE_ATTR(prohibit_changes, "prohibitChanges");
}

enum mark { MARK_NEW, MARK_OPEN, MARK_DONE };

/*
 * Visit the items of a kind so that each comes behind the one it extends.
 * `base` has, per item, the index of that one or MODEL_NONE.  One that extends
 * itself is an error.
 */
static void
link_chain(struct xccdf_reader *r, uint32_t n, const uint32_t *base,
    struct srcpos (*pos)(const struct xccdf_reader *r, uint32_t i),
    void (*inherit)(struct xccdf_reader *r, uint32_t to, uint32_t from))
{
	enum mark *mark = arena_alloc(r->arena, n * sizeof *mark);
	uint32_t *stack = arena_alloc(r->arena, n * sizeof *stack);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t depth = 0, at = i;

		while (at != MODEL_NONE && mark[at] == MARK_NEW) {
			mark[at] = MARK_OPEN;
			stack[depth++] = at;
			at = base[at];
		}
		if (at != MODEL_NONE && mark[at] == MARK_OPEN)
			xccdf_error(r, DIAG_ID_XCCDF_VALUE, pos(r, at),
			    "extends itself");
		while (depth > 0) {
			uint32_t to = stack[--depth];

			if (base[to] != MODEL_NONE && !r->bad)
				inherit(r, to, base[to]);
			if (r->inherited > XCCDF_MAX_INHERITED && !r->bad)
				xccdf_error(r, DIAG_ID_XML_LIMIT, pos(r, to),
				    "too much is inherited");
			mark[to] = MARK_DONE;
		}
	}
}

static struct srcpos
rule_pos(const struct xccdf_reader *r, uint32_t i)
{
	return r->b->rule[i].pos;
}

static void
rule_inherits(struct xccdf_reader *r, uint32_t to, uint32_t from)
{
	inherit_rule(r, &r->b->rule[to], &r->b->rule[from], r->rule_node[to]);
}

static struct srcpos
group_pos(const struct xccdf_reader *r, uint32_t i)
{
	return r->b->group[i].pos;
}

static void
group_inherits(struct xccdf_reader *r, uint32_t to, uint32_t from)
{
	inherit_group(r, &r->b->group[to], &r->b->group[from],
	    r->group_node[to]);
}

static struct srcpos
value_pos(const struct xccdf_reader *r, uint32_t i)
{
	return r->b->value[i].pos;
}

static void
value_inherits(struct xccdf_reader *r, uint32_t to, uint32_t from)
{
	inherit_value(r, &r->b->value[to], &r->b->value[from],
	    r->value_node[to]);
}

static struct srcpos
profile_pos(const struct xccdf_reader *r, uint32_t i)
{
	return r->b->profile[i].pos;
}

/* Profiles inherit where they are resolved; here only cycles are found. */
static void
profile_inherits(struct xccdf_reader *r, uint32_t to, uint32_t from)
{
	(void)r, (void)to, (void)from;
}

static uint32_t
base_of(const struct xccdf_reader *r, enum model_kind kind, const char *extends)
{
	return extends != NULL ? model_index_find(&r->ix, kind, extends) :
				 MODEL_NONE;
}

static void
inherit_all(struct xccdf_reader *r)
{
	const struct model_benchmark *b = r->b;
	uint32_t n = b->nrule, *base;

	n = b->nvalue > n ? b->nvalue : n;
	n = b->ngroup > n ? b->ngroup : n;
	base = arena_alloc(r->arena, n * sizeof *base);
	for (uint32_t i = 0; i < b->nrule; i++)
		base[i] = base_of(r, MODEL_RULE, b->rule[i].extends);
	link_chain(r, b->nrule, base, rule_pos, rule_inherits);
	for (uint32_t i = 0; i < b->ngroup; i++)
		base[i] = base_of(r, MODEL_GROUP, b->group[i].extends);
	link_chain(r, b->ngroup, base, group_pos, group_inherits);
	for (uint32_t i = 0; i < b->nvalue; i++)
		base[i] = base_of(r, MODEL_VALUE, b->value[i].extends);
	link_chain(r, b->nvalue, base, value_pos, value_inherits);
}

static void
check_profile_chains(struct xccdf_reader *r)
{
	const struct model_benchmark *b = r->b;
	uint32_t *base = arena_alloc(r->arena, b->nprofile * sizeof *base);

	for (uint32_t i = 0; i < b->nprofile; i++)
		base[i] = base_of(r, MODEL_PROFILE, b->profile[i].extends);
	link_chain(r, b->nprofile, base, profile_pos, profile_inherits);
}

static uint32_t
count_named(const struct xccdf_reader *r, enum model_kind kind, const char *id)
{
	uint32_t n;

	model_index_range(&r->ix, kind, id, &n);
	return n;
}

/* What a profile's own lines touch: a cluster is as many as it has members. */
static uint64_t
count_lines(const struct xccdf_reader *r, const struct model_profile *p)
{
	uint64_t sum = 1;

	for (uint32_t i = 0; i < p->nitem; i++) {
		const char *id = p->item[i].idref;

		sum += 1;
		sum += count_named(r, MODEL_RULE_CLUSTER, id);
		sum += count_named(r, MODEL_GROUP_CLUSTER, id);
		sum += count_named(r, MODEL_VALUE_CLUSTER, id);
	}
	return sum;
}

/*
 * Inheritance must not make much out of little: what all profiles together
 * select and set, each with what it inherits, is limited.
 */
static void
limit_profiles(struct xccdf_reader *r)
{
	const struct model_benchmark *b = r->b;
	uint64_t sum = 0, *own = arena_alloc(r->arena,
	    ((size_t)b->nprofile + 1) * sizeof *own);

	for (uint32_t i = 0; i < b->nprofile; i++)
		own[i] = count_lines(r, &b->profile[i]);
	for (uint32_t i = 0; i < b->nprofile; i++) {
		uint32_t at = i;

		sum += (uint64_t)b->nrule + b->nvalue;
		while (at != MODEL_NONE && sum <= XCCDF_MAX_LINES) {
			sum += own[at];
			at = base_of(r, MODEL_PROFILE, b->profile[at].extends);
		}
		if (sum > XCCDF_MAX_LINES) {
			xccdf_error(r, DIAG_ID_XML_LIMIT, b->profile[i].pos,
			    "profiles of more than %d lines in all",
			    XCCDF_MAX_LINES);
			return;
		}
	}
}

/* The same of what items require: false once it is too much. */
static bool
add_requires(struct xccdf_reader *r, uint64_t *sum, const char *const *list,
    uint32_t n, struct srcpos pos)
{
	for (uint32_t i = 0; i < n && *sum <= XCCDF_MAX_ALL_REQUIRES; i++)
		*sum += strlen(list[i]) + 1;
	if (*sum <= XCCDF_MAX_ALL_REQUIRES)
		return true;
	xccdf_error(r, DIAG_ID_XML_LIMIT, pos,
	    "more than %d bytes of requires in all", XCCDF_MAX_ALL_REQUIRES);
	return false;
}

static void
limit_requires(struct xccdf_reader *r)
{
	const struct model_benchmark *b = r->b;
	uint64_t sum = 0;
	bool ok = true;

	for (uint32_t i = 0; i < b->nrule && ok; i++)
		ok = add_requires(r, &sum, b->rule[i].requires_,
		    b->rule[i].nrequires, b->rule[i].pos);
	for (uint32_t i = 0; i < b->ngroup && ok; i++)
		ok = add_requires(r, &sum, b->group[i].requires_,
		    b->group[i].nrequires, b->group[i].pos);
}

void
xccdf_link(struct xccdf_reader *r)
{
	check_ids(r);
	if (r->bad)
		return;
	r->ix = model_index_new(r->arena, r->b);
	check_references(r);
	if (!r->bad)
		inherit_all(r);
	if (!r->bad)
		limit_requires(r);
	check_profile_chains(r);
	if (!r->bad)
		limit_profiles(r);
}

void
xccdf_link_profiles(struct xccdf_reader *r, uint32_t first)
{
	check_profile_ids(r);
	if (r->bad)
		return;
	r->ix = model_index_new(r->arena, r->b);
	for (uint32_t i = first; i < r->b->nprofile; i++)
		check_profile(r, &r->b->profile[i]);
	check_profile_chains(r);
	if (!r->bad)
		limit_profiles(r);
}
