/*
 * A benchmark of an .audit file alone: one rule for the checks that have the
 * same STIG-ID, or without one the same description.
 */
#include <string.h>

#include "nessus.h"

#define NAMESPACE "io.auditc"
#define CCI_SYSTEM "http://cyber.mil/cci"
#define LEGACY_SYSTEM "http://cyber.mil/legacy"

struct names { /* texts, hashed; each has a number of its own */
	const char **text;
	uint32_t *slot; /* index + 1, or 0 */
	uint32_t *next; /* the number that a name like it may have */
	uint32_t n, nslot;
};

struct making {
	struct model_benchmark *b;
	struct names key; /* text[i] is that of rule i */
	struct names id;
};

static const char *
key_of(const struct audit_check *c)
{
	return c->stig_id != NULL ? c->stig_id :
	    c->description != NULL ? c->description : "check";
}

static struct names
names_new(struct arena *a, uint32_t max)
{
	struct names n = { .nslot = 2 * max + 1 };

	n.text = arena_alloc(a, ((size_t)max + 1) * sizeof *n.text);
	n.next = arena_alloc(a, ((size_t)max + 1) * sizeof *n.next);
	n.slot = arena_alloc(a, n.nslot * sizeof *n.slot);
	return n;
}

/* The slot of a text: taken by it, or free. */
static uint32_t *
find_slot(const struct names *n, const char *text)
{
	uint32_t h = 2166136261u;
	const char *p;

	for (p = text; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	for (;; h++) {
		uint32_t *slot = &n->slot[h % n->nslot];

		if (*slot == 0 || str_eq(n->text[*slot - 1], text))
			return slot;
	}
}

static void
take_slot(struct names *n, uint32_t *slot, const char *text)
{
	n->text[n->n] = text;
	*slot = ++n->n;
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
unique_id(struct making *m, const char *name)
{
	struct arena *a = m->b->arena;
	const char *id = model_id12(a, NAMESPACE, "rule", name);
	uint32_t *slot = find_slot(&m->id, id), *next;

	if (*slot != 0) {
		next = &m->id.next[*slot - 1];
		if (*next == 0)
			*next = 2;
		do {
			id = model_id12(a, NAMESPACE, "rule",
			    arena_printf(a, "%s-%u", name, (*next)++));
			slot = find_slot(&m->id, id);
		} while (*slot != 0);
	}
	take_slot(&m->id, slot, id);
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

static void
add_rule(struct making *m, const struct audit_check *c)
{
	struct model_benchmark *b = m->b;
	struct arena *a = b->arena;
	struct model_group *g = VEC_PUSH(a, b->group, b->ngroup);
	struct model_rule *r;
	const char *name = short_name(a, key_of(c));

	r = VEC_PUSH(a, b->rule, b->nrule);
	r->id = r->id12 = unique_id(m, name);
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
	struct making m = { .b = b };
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
	m.key = names_new(a, ncheck);
	m.id = names_new(a, ncheck);
	for (i = 0; i < ncheck; i++) {
		const struct audit_check *c = &check[i];

		slot = find_slot(&m.key, key_of(c));
		if (*slot == 0) {
			take_slot(&m.key, slot, key_of(c));
			add_rule(&m, c);
		}
		describe_rule(a, &b->rule[*slot - 1], c);
	}
	return b;
}
