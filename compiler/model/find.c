/* Lookup of a benchmark's parts by any id that they have; parts of a rule. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define FIND(what, array, count) \
	uint32_t \
	model_find_##what(const struct model_benchmark *b, const char *id) \
	{ \
		for (uint32_t i = 0; i < b->count; i++) { \
			if (str_eq(b->array[i].id, id) || \
			    str_eq(b->array[i].id12, id)) \
				return i; \
		} \
		return MODEL_NONE; \
	}

FIND(rule, rule, nrule)
FIND(group, group, ngroup)
FIND(value, value, nvalue)
FIND(profile, profile, nprofile)

static int
compare_ids(const void *a, const void *b)
{
	const struct model_entry *x = a, *y = b;
	int d = strcmp(x->id, y->id);

	if (d == 0)
		d = (x->kind > y->kind) - (x->kind < y->kind);
	if (d == 0)
		d = (x->index > y->index) - (x->index < y->index);
	return d;
}

struct adding {
	struct model_entry *entry;
	uint32_t n;
};

static void
add(struct adding *to, enum model_kind kind, uint32_t index, const char *id,
    const char *id12)
{
	if (id != NULL)
		to->entry[to->n++] = (struct model_entry) { id, kind, index };
	if (id12 != NULL && !str_eq(id, id12))
		to->entry[to->n++] = (struct model_entry) { id12, kind, index };
}

struct model_index
model_index_new(struct arena *a, const struct model_benchmark *b)
{
	size_t max = 3 * ((size_t)b->nrule + b->ngroup + b->nvalue) +
	    2 * (size_t)b->nprofile;
	struct adding to = { arena_alloc(a, max * sizeof *to.entry), 0 };

	for (uint32_t i = 0; i < b->nrule; i++) {
		add(&to, MODEL_RULE, i, b->rule[i].id, b->rule[i].id12);
		add(&to, MODEL_RULE_CLUSTER, i, b->rule[i].cluster_id, NULL);
	}
	for (uint32_t i = 0; i < b->ngroup; i++) {
		add(&to, MODEL_GROUP, i, b->group[i].id, b->group[i].id12);
		add(&to, MODEL_GROUP_CLUSTER, i, b->group[i].cluster_id, NULL);
	}
	for (uint32_t i = 0; i < b->nvalue; i++) {
		add(&to, MODEL_VALUE, i, b->value[i].id, b->value[i].id12);
		add(&to, MODEL_VALUE_CLUSTER, i, b->value[i].cluster_id, NULL);
	}
	for (uint32_t i = 0; i < b->nprofile; i++)
		add(&to, MODEL_PROFILE, i, b->profile[i].id,
		    b->profile[i].id12);
	if (to.n != 0)
		qsort(to.entry, to.n, sizeof *to.entry, compare_ids);
	return (struct model_index) { to.entry, to.n };
}

/* Index of the first entry that is not before (id, kind, index). */
static uint32_t
lower_bound(const struct model_index *ix, const struct model_entry *key)
{
	uint32_t lo = 0, hi = ix->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (compare_ids(&ix->entry[mid], key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct model_entry *
model_index_range(const struct model_index *ix, enum model_kind kind,
    const char *id, uint32_t *n)
{
	struct model_entry first = { id, kind, 0 }, last = { id, kind,
		UINT32_MAX };
	uint32_t i = lower_bound(ix, &first);

	*n = lower_bound(ix, &last) - i;
	return *n != 0 ? &ix->entry[i] : NULL;
}

uint32_t
model_index_find(const struct model_index *ix, enum model_kind kind,
    const char *id)
{
	uint32_t n;
	const struct model_entry *e = model_index_range(ix, kind, id, &n);

	return n != 0 ? e->index : MODEL_NONE;
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct model_versions
model_versions_new(struct arena *a, const struct model_benchmark *b)
{
	struct model_versions v = { NULL, 0 };

	v.text = arena_alloc(a, ((size_t)b->nrule + 1) * sizeof *v.text);
	for (uint32_t i = 0; i < b->nrule; i++) {
		if (b->rule[i].version != NULL)
			v.text[v.n++] = b->rule[i].version;
	}
	qsort(v.text, v.n, sizeof *v.text, compare_texts);
	return v;
}

bool
model_version_names(const struct model_versions *v, const char *version)
{
	const char **at;

	if (version == NULL || *version == '\0')
		return false;
	at = bsearch(&version, v->text, v->n, sizeof *v->text, compare_texts);
	return at != NULL && (at == v->text || !str_eq(at[-1], *at)) &&
	    (at + 1 == v->text + v->n || !str_eq(at[1], *at));
}

char *
model_id_unrevised(struct arena *a, const char *id)
{
	size_t n = strlen(id), end;

	if (str_ends(id, "_rule"))
		n -= strlen("_rule");
	for (end = n; end > 0 && isdigit((unsigned char)id[end - 1]); end--)
		;
	if (end < n && end > 1 && id[end - 1] == 'r' &&
	    isdigit((unsigned char)id[end - 2]))
		n = end - 1;
	return n == 0 ? arena_strdup(a, id) : arena_strndup(a, id, n);
}

static const struct model_check *
check_with_text(const struct model_check *check, uint32_t n, unsigned depth)
{
	const struct model_check *found;
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (check[i].content != NULL)
			return &check[i];
		if (check[i].complex && depth < 32 &&
		    (found = check_with_text(
			 check[i].kid, check[i].nkid, depth + 1)) != NULL)
			return found;
	}
	return NULL;
}

const struct model_check *
model_check_with_text(const struct model_rule *rule)
{
	return check_with_text(rule->check, rule->ncheck, 0);
}
