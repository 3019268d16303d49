/*
 * The benchmark as documents of other shapes: a SCAP source data stream, which
 * holds the scripts that check it, and a Tailoring for a site to begin with.
 */
#include <string.h>

#include "xccdf_out.h"

#define NS_SCRIPT "http://open-scap.org/page/SCE_xccdf_stream"

/* The date that the benchmark itself carries, or none of any meaning. */
static const char *
date_of(struct arena *a, const struct model_benchmark *b)
{
	if (b->status_date != NULL && out_is_date(b->status_date))
		return arena_printf(a, "%sT00:00:00", b->status_date);
	return "1970-01-01T00:00:00";
}

/* xccdf_<ns>_benchmark_<name>: "<ns>" and "<name>". */
static void
split_id(struct arena *a, const struct model_benchmark *b, const char **ns,
    const char **name)
{
	size_t n;

	*ns = "auditc.local";
	*name = b->id12;
	if (model_id12_split(b->id12, "benchmark", &n, name))
		*ns = arena_strndup(a, b->id12 + strlen("xccdf_"), n);
}

/* --- a data stream ------------------------------------------------------------ */

struct script { /* of a rule */
	const char *name;
	struct strbuf text;
};

static void
add_script(const struct pass_unit *u, struct arena *a, uint32_t rule,
    const char *selector, struct script **list, uint32_t *n)
{
	struct strbuf text = STRBUF_INIT;
	struct script *s;
	const char *why;

	if (!back_sh_rule(u, rule, selector, &text, &why) || text.n == 0) {
		strbuf_free(&text);
		return;
	}
	s = VEC_PUSH(a, *list, *n);
	s->name = back_script_name(a, u, rule, selector);
	s->text = text;
}

static struct script *
scripts(const struct pass_unit *u, struct arena *a, uint32_t *n)
{
	struct script *list = NULL;
	const char *const *selector;

	*n = 0;
	for (uint32_t i = 0; i < u->ir.nrule; i++) {
		uint32_t nselector = back_selectors(u, i, &selector);

		add_script(u, a, i, NULL, &list, n);
		for (uint32_t k = 0; k < nselector; k++)
			add_script(u, a, i, selector[k], &list, n);
	}
	return list;
}

static void
add_streams(struct strbuf *out, const char *ns, const char *name,
    const struct script *s, uint32_t n)
{
	strbuf_addf(out,
	    "<ds:data-stream id=\"scap_%s_datastream_%s\" scap-version=\"1.3\" "
	    "use-case=\"OTHER\">\n<ds:checklists>\n"
	    "<ds:component-ref id=\"scap_%s_cref_%s\" "
	    "xlink:href=\"#scap_%s_comp_%s\">\n<cat:catalog>\n",
	    ns, name, ns, name, ns, name);
	for (uint32_t i = 0; i < n; i++)
		strbuf_addf(out,
		    "<cat:uri name=\"checks/%s.sh\" "
		    "uri=\"#scap_%s_cref_script-%s\"/>\n",
		    s[i].name, ns, s[i].name);
	strbuf_addstr(out, "</cat:catalog>\n</ds:component-ref>\n"
			   "</ds:checklists>\n<ds:checks>\n");
	for (uint32_t i = 0; i < n; i++)
		strbuf_addf(out,
		    "<ds:component-ref id=\"scap_%s_cref_script-%s\" "
		    "xlink:href=\"#scap_%s_ecomp_script-%s\"/>\n",
		    ns, s[i].name, ns, s[i].name);
	strbuf_addstr(out, "</ds:checks>\n</ds:data-stream>\n");
}

void
back_datastream(const struct pass_unit *u, struct strbuf *out)
{
	struct arena a = { NULL };
	struct strbuf head = STRBUF_INIT, tail = STRBUF_INIT;
	const char *date = date_of(&a, u->benchmark), *ns, *name;
	uint32_t n;
	struct script *s = scripts(u, &a, &n);

	split_id(&a, u->benchmark, &ns, &name);
	back_xccdf_split(u, &head, &tail);
	strbuf_addf(out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<ds:data-stream-collection "
	    "xmlns:ds=\"http://scap.nist.gov/schema/scap/source/1.2\" "
	    "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
	    "xmlns:cat=\"urn:oasis:names:tc:entity:xmlns:xml:catalog\" "
	    "id=\"scap_%s_collection_%s\" schematron-version=\"1.3\">\n",
	    ns, name);
	add_streams(out, ns, name, s, n);
	strbuf_addf(out,
	    "<ds:component id=\"scap_%s_comp_%s\" timestamp=\"%s\">\n%s%s"
	    "</ds:component>\n",
	    ns, name, date, head.s, tail.s);
	for (uint32_t i = 0; i < n; i++) {
		strbuf_addf(out,
		    "<ds:extended-component id=\"scap_%s_ecomp_script-%s\" "
		    "timestamp=\"%s\">\n<sce:script xmlns:sce=\"" NS_SCRIPT
		    "\">",
		    ns, s[i].name, date);
		quote_xml(out, s[i].text.s);
		strbuf_addstr(out, "</sce:script>\n</ds:extended-component>\n");
		strbuf_free(&s[i].text);
	}
	strbuf_addstr(out, "</ds:data-stream-collection>\n");
	strbuf_free(&head);
	strbuf_free(&tail);
	arena_free(&a);
}

/* --- a tailoring -------------------------------------------------------------- */

static void
tailored_value(struct out *w, const struct model_value *v,
    const struct model_resolved_value *x)
{
	/* What the checks bring along is no part of the document. */
	if (v->abstract || v->prohibit_changes ||
	    !str_eq(v->pos.file, w->b->file))
		return;
	out_open(w, x->is_list ? "set-complex-value" : "set-value");
	out_attr(w, "idref", v->id12);
	if (!x->is_list) {
		out_end(w, "set-value", x->value);
		return;
	}
	strbuf_addstr(w->out, ">\n");
	for (uint32_t i = 0; i < x->nlist; i++) {
		out_open(w, "item");
		out_end(w, "item", x->list[i]);
	}
	out_close(w, "set-complex-value");
}

/* A profile that says again what this one says; MODEL_NONE: the defaults. */
static void
tailored_profile(struct out *w, uint32_t profile, const char *ns)
{
	const struct model_benchmark *b = w->b;
	const struct model_profile *p =
	    profile != MODEL_NONE ? &b->profile[profile] : NULL;
	const struct model_resolved *r = model_resolve(w->arena, b, profile);

	out_open(w, "Profile");
	if (p != NULL) {
		out_attr(w, "id", arena_printf(w->arena, "%s_site", p->id12));
		out_attr(w, "extends", p->id12);
	} else {
		out_attr(w, "id",
		    arena_printf(w->arena, "xccdf_%s_profile_site", ns));
	}
	strbuf_addstr(w->out, ">\n");
	out_open(w, "title");
	out_attr(w, "override", "true");
	out_end(w, "title",
	    arena_printf(w->arena, "%s (site)",
		p == NULL || p->title == NULL ? "Defaults" : p->title));
	for (uint32_t i = 0; i < b->nrule; i++) {
		if (b->rule[i].abstract)
			continue;
		out_open(w, "select");
		out_attr(w, "idref", b->rule[i].id12);
		out_bool(w, "selected", r->rule[i].selected);
		out_empty(w);
	}
	for (uint32_t i = 0; i < b->nvalue; i++)
		tailored_value(w, &b->value[i], &r->value[i]);
	out_close(w, "Profile");
}

void
back_tailoring(const struct pass_unit *u, struct strbuf *out)
{
	struct arena a = { NULL };
	struct out w = { .u = u, .b = u->benchmark, .arena = &a, .out = out };
	const char *ns, *name, *slash = strrchr(u->benchmark->file, '/');
	bool any = false;

	split_id(&a, u->benchmark, &ns, &name);
	strbuf_addstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	out_open(&w, "Tailoring");
	out_attr(&w, "xmlns:cdf", "http://checklists.nist.gov/xccdf/1.2");
	out_attr(&w, "id", arena_printf(&a, "xccdf_%s_tailoring_%s", ns, name));
	strbuf_addstr(out, ">\n");
	out_open(&w, "benchmark");
	out_uri(&w, "href", slash != NULL ? slash + 1 : u->benchmark->file);
	out_attr(&w, "id", u->benchmark->id12);
	out_attr(&w, "version", u->benchmark->version);
	out_empty(&w);
	out_open(&w, "version");
	out_attr(&w, "time", date_of(&a, u->benchmark));
	out_end(&w, "version", "1");
	for (uint32_t i = 0; i < u->benchmark->nprofile; i++) {
		if (u->benchmark->profile[i].abstract)
			continue;
		tailored_profile(&w, i, ns);
		any = true;
	}
	if (!any)
		tailored_profile(&w, MODEL_NONE, ns);
	out_close(&w, "Tailoring");
	arena_free(&a);
}
