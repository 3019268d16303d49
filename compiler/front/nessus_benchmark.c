/*
 * A benchmark of an .audit file alone: one rule for the checks that have the
 * same STIG-ID, or without one the same description.
 */
#include <string.h>

#include "nessus.h"

#define NAMESPACE "io.auditc"
#define CCI_SYSTEM "http://cyber.mil/cci"
#define LEGACY_SYSTEM "http://cyber.mil/legacy"

struct rules { /* the key of each rule, hashed */
	struct model_benchmark *b;
	const char **key; /* of rule i */
	uint32_t *slot;   /* index + 1, or 0 */
	uint32_t nslot;
};

static const char *
key_of(const struct audit_check *c)
{
	return c->stig_id != NULL ? c->stig_id :
	    c->description != NULL ? c->description : "check";
}

/* The slot of a key: taken by it, or free. */
static uint32_t *
find_slot(const struct rules *r, const char *key)
{
	uint32_t h = 2166136261u;
	const char *p;

	for (p = key; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	for (;; h++) {
		uint32_t *slot = &r->slot[h % r->nslot];

		if (*slot == 0 || str_eq(r->key[*slot - 1], key))
			return slot;
	}
}

/* Letters, digits, '.', '-' and '_' of a text, at most 60. */
static const char *
short_name(struct arena *a, const char *text)
{
	char *out = arena_alloc(a, 64), *p = out;

	for (; *text != '\0' && p - out < 60; text++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			"0123456789.-", *text) != NULL)
			*p++ = *text;
		else if (p != out && p[-1] != '_')
			*p++ = '_';
	while (p != out && p[-1] == '_')
		*--p = '\0';
	return p == out ? "audit" : out;
}

/* The name, with a number behind it where it is taken. */
static const char *
unique_id(struct model_benchmark *b, const char *name)
{
	const char *id = model_id12(b->arena, NAMESPACE, "rule", name);
	unsigned n;

	for (n = 2; model_find_rule(b, id) != MODEL_NONE; n++)
		id = model_id12(b->arena, NAMESPACE, "rule",
		    arena_printf(b->arena, "%s-%u", name, n));
	return id;
}

static enum model_severity
severity_of(const struct audit_check *c)
{
	enum model_severity s;

	for (s = SEV_UNKNOWN; s < SEV__MAX; s++)
		if (str_eq(c->severity, model_severity_names[s]))
			return s;
	return SEV_UNKNOWN;
}

static void
add_references(struct arena *a, struct model_rule *r,
    const struct audit_check *c)
{
	struct audit_reference *ref;
	struct model_reference *m;
	struct model_ident *ident;
	uint32_t n = audit_reference_split(a, c->reference, &ref), i;

	for (i = 0; i < n; i++) {
		const char *key = ref[i].key;

		if (str_eq(key, "CCI") || str_eq(key, "Vuln-ID") ||
		    str_eq(key, "Rule-ID")) {
			ident = VEC_PUSH(a, r->ident, r->nident);
			ident->system = str_eq(key, "CCI") ? CCI_SYSTEM :
			    LEGACY_SYSTEM;
			ident->text = ref[i].value;
		} else if (!str_eq(key, "CAT") && !str_eq(key, "STIG-ID")) {
			m = VEC_PUSH(a, r->reference, r->nreference);
			m->text = arena_printf(a, "%s %s", key, ref[i].value);
		}
	}
	if (c->see_also != NULL)
		VEC_PUSH(a, r->reference, r->nreference)->text = c->see_also;
}

/* What the rule says; a report beside an item adds only what is missing. */
static void
describe_rule(struct arena *a, struct model_rule *r,
    const struct audit_check *c)
{
	if (r->title == NULL)
		r->title = c->description != NULL ? c->description :
		    "untitled";
	if (r->description == NULL)
		r->description = c->info;
	if (r->fixtext == NULL)
		r->fixtext = c->solution;
	if (severity_of(c) > r->severity)
		r->severity = severity_of(c);
	if (r->nident == 0 && r->nreference == 0)
		add_references(a, r, c);
}

static void
add_item(struct model_benchmark *b, uint32_t index, uint32_t parent, bool rule)
{
	struct model_item *item = VEC_PUSH(b->arena, b->item, b->nitem);

	item->kind = rule ? ITEM_RULE : ITEM_GROUP;
	item->index = index;
	item->parent = parent;
}

static struct model_rule *
add_rule(struct model_benchmark *b, const struct audit_check *c)
{
	struct arena *a = b->arena;
	struct model_group *g = VEC_PUSH(a, b->group, b->ngroup);
	struct model_rule *r;
	const char *name = short_name(a, key_of(c));

	r = VEC_PUSH(a, b->rule, b->nrule);
	r->id = r->id12 = "";
	r->id = r->id12 = unique_id(b, name);
	r->version = c->stig_id;
	r->selected = true;
	r->group = b->ngroup - 1;
	r->pos = c->pos;
	g->id = g->id12 = arena_printf(a, "xccdf_" NAMESPACE "_group_%s",
	    r->id + strlen("xccdf_" NAMESPACE "_rule_"));
	g->title = name;
	g->selected = true;
	g->parent = MODEL_NONE;
	g->pos = c->pos;
	add_item(b, b->ngroup - 1, MODEL_NONE, false);
	add_item(b, b->nrule - 1, b->ngroup - 1, true);
	return r;
}

/* The last part of the file's name, without ".audit". */
static const char *
base_name(struct arena *a, const char *file)
{
	const char *slash = strrchr(file, '/');
	size_t n;

	if (slash != NULL)
		file = slash + 1;
	n = strlen(file);
	return arena_strndup(a, file,
	    str_ends(file, ".audit") ? n - strlen(".audit") : n);
}

struct model_benchmark *
audit_benchmark(struct arena *a, const struct audit *au,
    const struct audit_check *check, uint32_t ncheck)
{
	struct model_benchmark *b = arena_alloc(a, sizeof *b);
	struct rules rules = { .b = b };
	const char *name = base_name(a, au->file);
	uint32_t i, *slot;

	b->arena = a;
	b->file = arena_strdup(a, au->file);
	b->xccdf = "1.2";
	b->id = b->id12 = model_id12(a, NAMESPACE, "benchmark",
	    short_name(a, name));
	b->family = b->id;
	b->title = au->display_name != NULL ? au->display_name :
	    au->spec_name != NULL ? au->spec_name : name;
	b->version = au->spec_version != NULL ? au->spec_version : "0";
	b->status = "draft";
	rules.nslot = 2 * ncheck + 1;
	rules.slot = arena_alloc(a, rules.nslot * sizeof *rules.slot);
	rules.key = arena_alloc(a, (ncheck + 1) * sizeof *rules.key);
	for (i = 0; i < ncheck; i++) {
		const struct audit_check *c = &check[i];

		slot = find_slot(&rules, key_of(c));
		if (*slot == 0) {
			rules.key[b->nrule] = key_of(c);
			add_rule(b, c);
			*slot = b->nrule;
		}
		describe_rule(a, &b->rule[*slot - 1], c);
	}
	return b;
}
