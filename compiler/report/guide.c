/*
 * A benchmark as a document to be read: an XML document for a stylesheet,
 * schemas/guide.xsl, which makes the page of auditc guide of it.
 *
 *   guide title id version release date status by profile profile-title rules
 *     description notice front rear
 *     profile id title chosen rules (text)
 *     group n title id (description, group..., rule...)
 *       rule n id name vuln rule-id title severity weight role selected
 *         ref kind; description rationale warning check fix
 *         fix-code type; value name title (text)
 *     value name title type (description, is)
 */
#include <string.h>

#include "report.h"

struct work {
	const struct report *r;
	const struct model_benchmark *b;
	const struct model_resolved *resolved;
	uint32_t profile;
	struct strbuf *out;
	struct arena arena;
	bool *shown;      /* rules */
	uint32_t *inside; /* shown rules of a group and of those in it */
	bool *used;       /* Values */
};

static void
attr(struct strbuf *b, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		report_attribute(b, name, value);
}

/* Clean text of the benchmark; nothing where there is none. */
static void
element(struct work *w, const char *name, const char *text)
{
	if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
		return;
	report_element(w->out, name, report_clean(&w->arena, text));
}

/* --- what is shown ------------------------------------------------------ */

static void
use_values(struct work *w, const struct model_check *c, uint32_t n)
{
	uint32_t i, k, v;

	for (i = 0; i < n; i++) {
		for (k = 0; k < c[i].nexport; k++) {
			v = model_find_value(w->b, c[i].export_[k].value_id);
			if (v != MODEL_NONE)
				w->used[v] = true;
		}
		use_values(w, c[i].kid, c[i].nkid);
	}
}

/* Every rule, or those that the profile selects; the Values that they take. */
static void
choose(struct work *w)
{
	uint32_t i, g, used = 0;

	w->shown = arena_alloc(&w->arena, w->b->nrule + 1);
	w->inside =
	    arena_alloc(&w->arena, (w->b->ngroup + 1) * sizeof *w->inside);
	w->used = arena_alloc(&w->arena, w->b->nvalue + 1);
	for (i = 0; i < w->b->nrule; i++) {
		w->shown[i] =
		    !w->b->rule[i].abstract && !w->b->rule[i].hidden &&
		    (w->profile == MODEL_NONE || w->resolved->rule[i].selected);
		if (!w->shown[i])
			continue;
		use_values(w, w->b->rule[i].check, w->b->rule[i].ncheck);
		for (g = w->b->rule[i].group; g != MODEL_NONE;
		     g = w->b->group[g].parent)
			w->inside[g]++;
	}
	/* Where no check says which it takes, any may be. */
	for (i = 0; i < w->b->nvalue; i++)
		used += w->used[i];
	for (i = 0; used == 0 && i < w->b->nvalue; i++)
		w->used[i] = !w->b->value[i].abstract && !w->b->value[i].hidden;
}

static uint32_t
count_shown(const struct work *w)
{
	uint32_t i, n = 0;

	for (i = 0; i < w->b->nrule; i++)
		n += w->shown[i];
	return n;
}

/* --- the parts ---------------------------------------------------------- */

static void
add_refs(struct work *w, const char *kind, const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		strbuf_addf(w->out, "<ref kind=\"%s\">", kind);
		quote_xml(w->out, list[i]);
		strbuf_addstr(w->out, "</ref>\n");
	}
}

/* The Values that its checks take, as they are here. */
static void
add_exports(struct work *w, const struct model_check *c, uint32_t n)
{
	const struct model_resolved_value *v;
	uint32_t i, k, at, m;

	for (i = 0; i < n; i++) {
		for (k = 0; k < c[i].nexport; k++) {
			at = model_find_value(w->b, c[i].export_[k].value_id);
			if (at == MODEL_NONE)
				continue;
			v = &w->resolved->value[at];
			strbuf_addstr(w->out, "<value");
			attr(w->out, "name",
			    model_id_name(w->b->value[at].id12, "value"));
			attr(w->out, "title", w->b->value[at].title);
			strbuf_addch(w->out, '>');
			for (m = 0; v->is_list && m < v->nlist; m++) {
				strbuf_addstr(w->out, m != 0 ? ", " : "");
				quote_xml(w->out, v->list[m]);
			}
			if (!v->is_list)
				quote_xml(
				    w->out, v->value != NULL ? v->value : "");
			strbuf_addstr(w->out, "</value>\n");
		}
		add_exports(w, c[i].kid, c[i].nkid);
	}
}

static void
add_fixes(struct work *w, const struct model_rule *m)
{
	const struct model_fix *f;
	const char *text, *type;

	for (f = m->fix; f < m->fix + m->nfix; f++) {
		text = model_fix_text(&w->arena, w->b, f, w->resolved);
		if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
			continue;
		type = f->system != NULL ? strrchr(f->system, ':') : NULL;
		strbuf_addstr(w->out, "<fix-code");
		attr(w->out, "type", type != NULL ? type + 1 : f->system);
		strbuf_addch(w->out, '>');
		quote_xml(w->out, report_clean(&w->arena, text));
		strbuf_addstr(w->out, "</fix-code>\n");
	}
}

static void
add_rule(struct work *w, uint32_t n)
{
	const struct report_rule *rule = &w->r->rule[n];
	const struct model_resolved_rule *x = &w->resolved->rule[n];
	const struct model_rule *m = rule->rule;
	struct strbuf *b = w->out;
	uint32_t i;

	strbuf_addf(b, "<rule n=\"%u\"", n + 1);
	attr(b, "id", m->id);
	attr(b, "name", rule->unique);
	attr(b, "vuln", str_eq(rule->vuln, rule->unique) ? NULL : rule->vuln);
	attr(b, "rule-id", rule->stig_rule);
	attr(b, "title", *rule->title != '\0' ? rule->title : rule->name);
	attr(b, "severity", model_severity_names[x->severity]);
	attr(b, "weight", x->weight);
	attr(b, "role", model_role_names[x->role]);
	attr(b, "selected", x->selected ? "yes" : "no");
	strbuf_addstr(b, ">\n");
	add_refs(w, "nist", rule->nist, rule->nnist);
	add_refs(w, "cci", rule->cci, rule->ncci);
	add_refs(w, "cis", rule->cis, rule->ncis);
	add_refs(w, "legacy", rule->legacy, rule->nlegacy);
	element(w, "description", m->description);
	element(w, "rationale", m->rationale);
	for (i = 0; i < m->nwarning; i++)
		element(w, "warning", m->warning[i].text);
	element(w, "check", rule->check_text);
	element(w, "fix", m->fixtext);
	add_fixes(w, m);
	add_exports(w, m->check, m->ncheck);
	strbuf_addstr(b, "</rule>\n");
}

/* Groups and rules in the order of the document, one inside the other. */
static void
add_items(struct work *w)
{
	const struct model_item *item = w->b->item;
	const struct model_group *g;
	uint32_t open = MODEL_NONE, i;

	for (i = 0; i < w->b->nitem; i++, item++) {
		if (item->kind == ITEM_GROUP  ? w->inside[item->index] == 0
		    : item->kind == ITEM_RULE ? !w->shown[item->index]
					      : true)
			continue;
		for (; open != item->parent && open != MODEL_NONE;
		     open = w->b->group[open].parent)
			strbuf_addstr(w->out, "</group>\n");
		if (item->kind == ITEM_RULE) {
			add_rule(w, item->index);
			continue;
		}
		open = item->index;
		g = &w->b->group[open];
		strbuf_addf(w->out, "<group n=\"%u\"", open + 1);
		attr(w->out, "id", model_id_name(g->id12, "group"));
		attr(w->out, "title", g->title);
		strbuf_addf(w->out, " rules=\"%u\">\n", w->inside[open]);
		element(w, "description", g->description);
		element(w, "rationale", g->rationale);
	}
	for (; open != MODEL_NONE; open = w->b->group[open].parent)
		strbuf_addstr(w->out, "</group>\n");
}

static void
add_profiles(struct work *w)
{
	const struct model_profile *p;
	const struct model_resolved *x;
	struct arena a = { NULL };
	uint32_t i, k, n;

	for (i = 0; i < w->b->nprofile; i++) {
		p = &w->b->profile[i];
		if (p->abstract)
			continue;
		x = model_resolve(&a, w->b, i);
		for (n = k = 0; k < w->b->nrule; k++)
			n += x->rule[k].selected;
		strbuf_addstr(w->out, "<profile");
		attr(w->out, "id", model_id_name(p->id12, "profile"));
		attr(w->out, "title", p->title);
		attr(w->out, "chosen", i == w->profile ? "yes" : NULL);
		strbuf_addf(w->out, " rules=\"%u\">", n);
		if (p->description != NULL)
			quote_xml(
			    w->out, report_clean(&w->arena, p->description));
		strbuf_addstr(w->out, "</profile>\n");
		arena_free(&a);
	}
}

static void
add_values(struct work *w)
{
	const struct model_resolved_value *v;
	const struct model_value *m;
	uint32_t i, k;

	for (i = 0; i < w->b->nvalue; i++) {
		if (!w->used[i])
			continue;
		m = &w->b->value[i];
		v = &w->resolved->value[i];
		strbuf_addstr(w->out, "<value");
		attr(w->out, "name", model_id_name(m->id12, "value"));
		attr(w->out, "title", m->title);
		attr(w->out, "type", model_value_type_names[m->type]);
		strbuf_addstr(w->out, ">\n");
		element(w, "description", m->description);
		for (k = 0; v->is_list && k < v->nlist; k++)
			element(w, "is", v->list[k]);
		if (!v->is_list)
			element(w, "is", v->value);
		strbuf_addstr(w->out, "</value>\n");
	}
}

static void
add_head(struct work *w)
{
	const struct model_benchmark *b = w->b;
	const struct model_profile *p =
	    w->profile != MODEL_NONE ? &b->profile[w->profile] : NULL;
	uint32_t i;

	strbuf_addstr(w->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			      "<guide");
	attr(w->out, "title", report_title(w->r));
	attr(w->out, "id", b->id);
	attr(w->out, "version", b->version);
	attr(w->out, "release", b->release);
	attr(w->out, "date",
	    b->release_date != NULL ? b->release_date : b->status_date);
	attr(w->out, "status", b->status);
	attr(w->out, "by", b->publisher);
	if (p != NULL) {
		attr(w->out, "profile", model_id_name(p->id12, "profile"));
		attr(w->out, "profile-title", p->title);
	}
	strbuf_addf(w->out, " rules=\"%u\">\n", count_shown(w));
	element(w, "description", b->description);
	for (i = 0; i < b->nnotice; i++)
		element(w, "notice", b->notice[i].text);
	element(w, "front", b->front_matter);
	element(w, "rear", b->rear_matter);
}

bool
report_guide(const struct report *r, uint32_t profile, struct strbuf *out)
{
	const struct embed *own = embed_find("schemas/guide.xsl");
	struct strbuf document = STRBUF_INIT;
	struct work w = {
		.r = r, .b = r->benchmark, .profile = profile, .out = &document
	};
	bool ok;

	w.resolved = model_resolve(&w.arena, w.b, profile);
	choose(&w);
	add_head(&w);
	add_profiles(&w);
	add_items(&w);
	add_values(&w);
	strbuf_addstr(&document, "</guide>\n");
	ok = own != NULL &&
	     report_transform(&document, own->data, own->size, own->name, out);
	strbuf_free(&document);
	arena_free(&w.arena);
	return ok;
}
