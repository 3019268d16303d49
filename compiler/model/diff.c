/* What one release of a benchmark made of another. */
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define DEPTH_MAX 32 /* of complex-checks; the reader has a limit too */

const char *const model_class_names[CLASS__MAX] = {
	[CLASS_ADDED] = "added",
	[CLASS_REMOVED] = "removed",
	[CLASS_MOVED] = "moved",
	[CLASS_CHANGED] = "changed",
	[CLASS_UNCHANGED] = "unchanged",
};

const char *const model_field_names[FIELD__MAX] = {
	[FIELD_TITLE] = "title",
	[FIELD_SEVERITY] = "severity",
	[FIELD_DISCUSSION] = "discussion",
	[FIELD_CHECK] = "check",
	[FIELD_FIX] = "fix",
	[FIELD_REFERENCES] = "references",
	[FIELD_VALUES] = "values",
};

/* --- the fields as text ------------------------------------------------- */

struct lines {
	const char **line;
	uint32_t n;
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, each once. */
static const char *
join(struct arena *a, struct lines *l)
{
	struct strbuf b = STRBUF_INIT;
	const char *text;
	uint32_t i;

	if (l->n != 0)
		qsort(l->line, l->n, sizeof *l->line, by_text);
	for (i = 0; i < l->n; i++)
		if (i == 0 || !str_eq(l->line[i], l->line[i - 1]))
			strbuf_addf(&b, "%s%s", i != 0 ? "\n" : "", l->line[i]);
	text = arena_strndup(a, b.s, b.n);
	strbuf_free(&b);
	return text;
}

/* Append a part of a line, white space as one space. */
static void
add_part(struct strbuf *b, const char *separator, const char *part)
{
	const char *p = part;
	size_t n;

	if (p == NULL || p[strspn(p, " \t\r\n")] == '\0')
		return;
	if (b->n != 0)
		strbuf_addstr(b, separator);
	for (; *(p += strspn(p, " \t\r\n")) != '\0'; p += n) {
		n = strcspn(p, " \t\r\n");
		if (b->n != 0 && b->s[b->n - 1] != ' ')
			strbuf_addch(b, ' ');
		strbuf_add(b, p, n);
	}
}

static void
add_line(struct arena *a, struct lines *l, struct strbuf *b)
{
	if (b->n != 0)
		*VEC_PUSH(a, l->line, l->n) = arena_strndup(a, b->s, b->n);
	strbuf_reset(b);
}

static const char *
references(struct arena *a, const struct model_rule *rule)
{
	const struct model_reference *r;
	const struct model_ident *ident;
	struct strbuf b = STRBUF_INIT;
	struct lines l = { NULL, 0 };
	uint32_t i;

	for (i = 0; i < rule->nident; i++) {
		ident = &rule->ident[i];
		if (ident->system != NULL &&
		    strcasestr(ident->system, "legacy") != NULL)
			continue;
		add_part(&b, "", ident->text);
		add_part(&b, " ", ident->system);
		add_line(a, &l, &b);
	}
	for (i = 0; i < rule->nreference; i++) {
		r = &rule->reference[i];
		add_part(&b, "", r->text);
		add_part(&b, ", ", r->identifier);
		add_part(&b, ", ", r->publisher);
		add_part(&b, ", ", r->type);
		add_part(&b, ", ", r->subject);
		add_part(&b, ", ", r->href);
		add_line(a, &l, &b);
	}
	strbuf_free(&b);
	return join(a, &l);
}

/* "name (type) = value", as it is where no profile chooses another. */
static void
add_value(struct arena *a, const struct model_value *v, struct lines *l)
{
	const struct model_value_instance *in = v->instance;
	struct strbuf line = STRBUF_INIT;
	uint32_t i;

	for (i = 0; i < v->ninstance; i++)
		if (v->instance[i].selector == NULL)
			in = &v->instance[i];
	strbuf_addf(&line, "%s (%s) =", model_id_name(v->id12, "value"),
	    model_value_type_names[v->type]);
	for (i = 0; v->ninstance != 0 && in->is_list && i < in->nlist; i++)
		add_part(&line, i == 0 ? " " : ", ", in->list[i]);
	if (v->ninstance != 0 && !in->is_list)
		add_part(
		    &line, " ", in->value != NULL ? in->value : in->default_);
	add_line(a, l, &line);
	strbuf_free(&line);
}

static void
add_exports(struct arena *a, const struct model_benchmark *b,
    const struct model_check *check, uint32_t n, unsigned depth,
    struct lines *l)
{
	uint32_t i, j, value;

	for (i = 0; i < n; i++) {
		for (j = 0; j < check[i].nexport; j++) {
			value =
			    model_find_value(b, check[i].export_[j].value_id);
			if (value != MODEL_NONE)
				add_value(a, &b->value[value], l);
		}
		if (depth < DEPTH_MAX)
			add_exports(
			    a, b, check[i].kid, check[i].nkid, depth + 1, l);
	}
}

static const char *
values(struct arena *a, const struct model_benchmark *b,
    const struct model_rule *rule)
{
	struct lines l = { NULL, 0 };

	add_exports(a, b, rule->check, rule->ncheck, 0, &l);
	return join(a, &l);
}

static const char *
paragraphs(struct arena *a, const char *first, const char *second)
{
	if (second == NULL || *second == '\0')
		return first != NULL ? first : "";
	if (first == NULL || *first == '\0')
		return second;
	return arena_printf(a, "%s\n\n%s", first, second);
}

/* For people the text, for machines each fix that has one. */
static const char *
fixes(struct arena *a, const struct model_rule *rule)
{
	const char *text = rule->fixtext;
	uint32_t i;

	for (i = 0; i < rule->nfix; i++)
		if (rule->fix[i].text != NULL)
			text = paragraphs(a, text, rule->fix[i].text);
	return text != NULL ? text : "";
}

const char *
model_field_text(struct arena *a, const struct model_benchmark *b,
    uint32_t rule, enum model_field field)
{
	const struct model_rule *r = &b->rule[rule];
	const struct model_check *check;

	switch (field) {
	case FIELD_TITLE:
		return r->title != NULL ? r->title : "";
	case FIELD_SEVERITY:
		return model_severity_names[r->severity];
	case FIELD_DISCUSSION:
		return paragraphs(a, r->description, r->rationale);
	case FIELD_CHECK:
		check = model_check_with_text(r);
		return check != NULL ? check->content : "";
	case FIELD_FIX:
		return fixes(a, r);
	case FIELD_REFERENCES:
		return references(a, r);
	case FIELD_VALUES:
		return values(a, b, r);
	case FIELD__MAX:
		break;
	}
	return "";
}

/* --- which rules are the same ------------------------------------------- */

struct name { /* a name of a rule */
	const char *text;
	uint32_t rule;
	bool only; /* no other rule of its release has it */
};

struct pairs {
	struct arena mem;
	const struct model_benchmark *b[2];
	struct name *version[2]; /* by rule */
	uint32_t *other[2];      /* the rule it is matched with */
	bool *moved;             /* of the new rules */
};

static int
by_name(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	if (order != 0)
		return order;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

/* Pair what has the same name, in document order; false: `moved`. */
static void
pair_names(struct pairs *p, struct name *const name[2], const uint32_t n[2],
    bool moved)
{
	uint32_t i = 0, j = 0, k;
	int order;

	for (k = 0; k < 2; k++)
		if (n[k] != 0)
			qsort(name[k], n[k], sizeof *name[k], by_name);
	while (i < n[0] && j < n[1]) {
		order = strcmp(name[0][i].text, name[1][j].text);
		if (order == 0) {
			p->other[0][name[0][i].rule] = name[1][j].rule;
			p->other[1][name[1][j].rule] = name[0][i].rule;
			p->moved[name[1][j].rule] = moved;
		}
		i += order <= 0;
		j += order >= 0;
	}
}

static bool
has_text(const char *s)
{
	return s != NULL && *s != '\0';
}

/* The versions of a release, and whether each names one rule. */
static void
read_versions(struct pairs *p, int side)
{
	const struct model_benchmark *b = p->b[side];
	struct name *sorted;
	uint32_t i, n = 0;

	p->version[side] =
	    arena_alloc(&p->mem, (b->nrule + 1) * sizeof *sorted);
	sorted = arena_alloc(&p->mem, (b->nrule + 1) * sizeof *sorted);
	for (i = 0; i < b->nrule; i++) {
		p->version[side][i] = (struct name){ b->rule[i].version, i,
			has_text(b->rule[i].version) };
		if (p->version[side][i].only)
			sorted[n++] = p->version[side][i];
	}
	if (n != 0)
		qsort(sorted, n, sizeof *sorted, by_name);
	for (i = 1; i < n; i++)
		if (str_eq(sorted[i].text, sorted[i - 1].text))
			p->version[side][sorted[i].rule].only =
			    p->version[side][sorted[i - 1].rule].only = false;
}

static void
pair_versions(struct pairs *p)
{
	struct name *name[2];
	uint32_t i, n[2] = { 0, 0 };
	int side;

	for (side = 0; side < 2; side++) {
		name[side] = arena_alloc(
		    &p->mem, (p->b[side]->nrule + 1) * sizeof *name[side]);
		for (i = 0; i < p->b[side]->nrule; i++)
			if (p->version[side][i].only)
				name[side][n[side]++] = p->version[side][i];
	}
	pair_names(p, name, n, false);
}

/* By id: what no version matched, where one of the two has none of its own. */
static void
pair_ids(struct pairs *p)
{
	struct name *name[2];
	uint32_t i, n[2], first;
	const char *id;
	int side;

	/* First those without, old or new, against all that is left. */
	for (first = 0; first < 2; first++) {
		for (side = 0; side < 2; side++) {
			name[side] = arena_alloc(&p->mem,
			    (p->b[side]->nrule + 1) * sizeof *name[side]);
			n[side] = 0;
			for (i = 0; i < p->b[side]->nrule; i++) {
				if (p->other[side][i] != MODEL_NONE ||
				    ((uint32_t)side == first &&
					p->version[side][i].only))
					continue;
				id = model_id_name(
				    p->b[side]->rule[i].id12, "rule");
				name[side][n[side]++] = (struct name){
					model_id_unrevised(&p->mem, id), i, true
				};
			}
		}
		pair_names(p, name, n, false);
	}
}

/* Has it no text at all, then it is as no other. */
static const char *
text_hash(struct arena *a, const struct model_benchmark *b, uint32_t rule)
{
	static const enum model_field field[] = { FIELD_TITLE, FIELD_DISCUSSION,
		FIELD_CHECK, FIELD_FIX };
	struct strbuf all = STRBUF_INIT;
	char hex[HASH_HEX];
	const char *text;
	size_t i, n = 0;

	for (i = 0; i < sizeof field / sizeof *field; i++) {
		text = model_field_text(a, b, rule, field[i]);
		n += strlen(text);
		strbuf_addf(&all, "%zu\n%s\n", strlen(text), text);
	}
	hash_sha256(all.s, all.n, hex);
	strbuf_free(&all);
	return n != 0 ? arena_strdup(a, hex) : NULL;
}

static void
pair_texts(struct pairs *p)
{
	struct name *name[2];
	uint32_t i, n[2] = { 0, 0 };
	const char *hash;
	int side;

	for (side = 0; side < 2; side++) {
		name[side] = arena_alloc(
		    &p->mem, (p->b[side]->nrule + 1) * sizeof *name[side]);
		for (i = 0; i < p->b[side]->nrule; i++) {
			if (p->other[side][i] != MODEL_NONE)
				continue;
			hash = text_hash(&p->mem, p->b[side], i);
			if (hash != NULL)
				name[side][n[side]++] =
				    (struct name){ hash, i, true };
		}
	}
	pair_names(p, name, n, true);
}

static uint32_t
fields_changed(const struct pairs *p, uint32_t old, uint32_t new_)
{
	struct arena a = { NULL };
	uint32_t f, bits = 0;

	for (f = 0; f < FIELD__MAX; f++)
		if (!str_eq(
			model_field_text(&a, p->b[0], old, (enum model_field)f),
			model_field_text(
			    &a, p->b[1], new_, (enum model_field)f)))
			bits |= UINT32_C(1) << f;
	arena_free(&a);
	return bits;
}

struct model_change *
model_diff(struct arena *a, const struct model_benchmark *old,
    const struct model_benchmark *new_, uint32_t *n)
{
	struct pairs p = { .b = { old, new_ } };
	struct model_change *list = NULL, *c;
	uint32_t i;
	int side;

	for (side = 0; side < 2; side++) {
		p.other[side] = arena_alloc(
		    &p.mem, (p.b[side]->nrule + 1) * sizeof *p.other[side]);
		for (i = 0; i < p.b[side]->nrule; i++)
			p.other[side][i] = MODEL_NONE;
		read_versions(&p, side);
	}
	p.moved = arena_alloc(&p.mem, new_->nrule + 1);
	pair_versions(&p);
	pair_ids(&p);
	pair_texts(&p);
	*n = 0;
	for (i = 0; i < new_->nrule; i++) {
		c = VEC_PUSH(a, list, *n);
		c->old = p.other[1][i];
		c->new_ = i;
		c->class_ = CLASS_ADDED;
		if (c->old == MODEL_NONE)
			continue;
		c->fields = fields_changed(&p, c->old, i);
		c->class_ = p.moved[i]       ? CLASS_MOVED
			    : c->fields != 0 ? CLASS_CHANGED
					     : CLASS_UNCHANGED;
	}
	for (i = 0; i < old->nrule; i++) {
		if (p.other[0][i] != MODEL_NONE)
			continue;
		c = VEC_PUSH(a, list, *n);
		c->old = i;
		c->new_ = MODEL_NONE;
		c->class_ = CLASS_REMOVED;
	}
	arena_free(&p.mem);
	return list;
}
