/*
 * The benchmark as XCCDF 1.2, in the form that all consumers of results take:
 * prefix cdf:, every Rule inside a Group, no severity that reads as "does not
 * matter", one check with one reference of its own per Rule, profiles without
 * inheritance.
 */
#include <string.h>

#include "xccdf_out.h"

#define SCE "http://open-scap.org/page/SCE"
#define EVALUATOR "urn:auditc:evaluator" /* what no script can check */

#define NO_ITEM UINT32_MAX

/* --- values --------------------------------------------------------------- */

static void
selector(struct out *w, const struct model_value_instance *in)
{
	if (in->selector != NULL && *in->selector != '\0')
		out_attr(w, "selector", in->selector);
}

static void
value_text(struct out *w, const struct model_value_instance *in,
    const char *name, const char *s)
{
	out_open(w, name);
	selector(w, in);
	out_end(w, name, s);
}

static void
value_instances(struct out *w, const struct model_value *v)
{
	bool any = false;

	for (uint32_t i = 0; i < v->ninstance; i++) {
		const struct model_value_instance *in = &v->instance[i];
		const char *text = in->is_list ?
		    out_list(w, in->list, in->nlist) : in->value;

		if (text != NULL) {
			value_text(w, in, "value", text);
			any = true;
		} else if (in->is_list) {
			diag(DIAG_ID_BACK_UNSUPPORTED, v->pos,
			    "%s: a list whose items hold commas", v->id12);
			out_open(w, "complex-value");
			selector(w, in);
			strbuf_addstr(w->out, ">\n");
			for (uint32_t k = 0; k < in->nlist; k++) {
				out_open(w, "item");
				out_end(w, "item", in->list[k]);
			}
			out_close(w, "complex-value");
			any = true;
		}
	}
	if (!any) {
		out_open(w, "value");
		out_end(w, "value",
		    v->ninstance != 0 ? v->instance[0].default_ : NULL);
	}
}

static void
value_bounds(
    struct out *w, const struct model_value *v, const char *name, size_t offset)
{
	for (uint32_t i = 0; i < v->ninstance; i++) {
		const struct model_value_instance *in = &v->instance[i];
		const char *s =
		    *(const char *const *)(const void *)((const char *)in +
							 offset);

		if (s != NULL && out_is_decimal(s))
			value_text(w, in, name, s);
	}
}

static void
list_choice(struct out *w, const struct model_list *list)
{
	out_open(w, "complex-choice");
	strbuf_addstr(w->out, ">\n");
	for (uint32_t i = 0; i < list->n; i++) {
		out_open(w, "item");
		out_end(w, "item", list->item[i]);
	}
	out_close(w, "complex-choice");
}

static void
value(struct out *w, const struct model_value *v)
{
	static const char *const hints[] = { "choice", "textline", "text",
		"date", "datetime", NULL };

	out_open(w, "Value");
	out_attr(w, "id", v->id12);
	out_attr(w, "type", model_value_type_names[v->type]);
	/* Always there: oscap 1.3.7 dies of a script's Value without it. */
	out_enum(w, "operator", v->operator_ != NULL ? v->operator_ : "equals",
	    out_operator_names);
	out_enum(w, "interfaceHint", v->interface_hint, hints);
	out_ncname(w, "cluster-id", v->cluster_id);
	if (v->interactive)
		out_bool(w, "interactive", true);
	if (v->abstract)
		out_bool(w, "abstract", true);
	if (v->hidden)
		out_bool(w, "hidden", true);
	if (v->prohibit_changes)
		out_bool(w, "prohibitChanges", true);
	strbuf_addstr(w->out, ">\n");
	out_text(w, "title", v->title);
	out_text(w, "description", v->description);
	out_text(w, "question", v->question);
	out_metadata(w, v->metadata);
	value_instances(w, v);
	for (uint32_t i = 0; i < v->ninstance; i++) {
		if (v->instance[i].default_ != NULL)
			value_text(w, &v->instance[i], "default",
			    v->instance[i].default_);
	}
	for (uint32_t i = 0; i < v->ninstance; i++) {
		if (v->instance[i].match != NULL)
			value_text(
			    w, &v->instance[i], "match", v->instance[i].match);
	}
	value_bounds(w, v, "lower-bound",
	    offsetof(struct model_value_instance, lower_bound));
	value_bounds(w, v, "upper-bound",
	    offsetof(struct model_value_instance, upper_bound));
	for (uint32_t i = 0; i < v->ninstance; i++) {
		const struct model_value_instance *in = &v->instance[i];

		if (in->nchoice == 0 && in->nlist_choice == 0)
			continue;
		out_open(w, "choices");
		if (in->must_match)
			out_bool(w, "mustMatch", true);
		selector(w, in);
		strbuf_addstr(w->out, ">\n");
		for (uint32_t k = 0; k < in->nchoice; k++) {
			out_open(w, "choice");
			out_end(w, "choice", in->choice[k]);
		}
		for (uint32_t k = 0; k < in->nlist_choice; k++)
			list_choice(w, &in->list_choice[k]);
		out_close(w, "choices");
	}
	out_close(w, "Value");
}

/* --- rules ---------------------------------------------------------------- */

static void
requires_(struct out *w, const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		char *rest = arena_strdup(w->arena, list[i]), *id;
		struct strbuf ids = STRBUF_INIT;

		while ((id = strsep(&rest, " \t\r\n")) != NULL) {
			if (*id == '\0')
				continue;
			if (ids.n != 0)
				strbuf_addch(&ids, ' ');
			strbuf_addstr(&ids, out_item_id(w, id));
		}
		out_open(w, "requires");
		out_attr(w, "idref", ids.s);
		out_empty(w);
		strbuf_free(&ids);
	}
}

static void
conflicts(struct out *w, const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		out_open(w, "conflicts");
		out_attr(w, "idref", out_item_id(w, list[i]));
		out_empty(w);
	}
}

/* The prose of the source's check, for people. */
static const char *
check_prose(const struct model_rule *r)
{
	for (uint32_t i = 0; i < r->ncheck; i++) {
		if (r->check[i].content != NULL && *r->check[i].content != '\0')
			return r->check[i].content;
	}
	return NULL;
}

/* A manual rule has one too: it says what a human has to look at. */
static bool
has_script(const struct out *w, uint32_t rule, const char *selector)
{
	struct strbuf text = STRBUF_INIT;
	const char *why;
	bool has;

	if (w->u->rule == NULL || rule >= w->u->ir.nrule)
		return false;
	has = back_sh_rule(w->u, rule, selector, &text, &why) && text.n != 0;
	strbuf_free(&text);
	return has;
}

static void
check(struct out *w, uint32_t rule, const char *selector)
{
	const struct ir_build *ir = &w->u->ir;
	bool script = has_script(w, rule, selector);
	const char *name = w->b->rule[rule].id12;
	uint32_t *v, n = back_rule_values(w->u, rule, w->arena, &v);

	if (rule < ir->nrule && ir->rule[rule].name != NULL)
		name = back_script_name(w->arena, w->u, rule, selector);
	out_open(w, "check");
	out_attr(w, "system", script ? SCE : EVALUATOR);
	out_attr(w, "selector", selector);
	strbuf_addstr(w->out, ">\n");
	if (script) {
		out_open(w, "check-import");
		out_attr(w, "import-name", "stdout");
		out_empty(w);
	}
	for (uint32_t i = 0; i < n; i++) {
		const char *id = w->b->value[v[i]].id12;

		out_open(w, "check-export");
		out_attr(w, "value-id", id);
		out_attr(w, "export-name", back_export_name(w->arena, id));
		out_empty(w);
	}
	out_open(w, "check-content-ref");
	out_uri(w, "href",
	    script ? arena_printf(w->arena, "checks/%s.sh", name)
		   : "evaluator.c");
	out_attr(w, "name", name);
	out_empty(w);
	out_text(w, "check-content", check_prose(&w->b->rule[rule]));
	out_close(w, "check");
}

/* The rule's check, and those that profiles choose by a selector. */
static void
checks(struct out *w, uint32_t rule)
{
	const char *const *selector;
	uint32_t n = back_selectors(w->u, rule, &selector);

	check(w, rule, NULL);
	for (uint32_t i = 0; i < n; i++)
		check(w, rule, selector[i]);
}

/* A fix names the Values in it; a profile may give them others. */
static void
fix_parts(struct out *w, const struct model_fix *f)
{
	for (uint32_t i = 0; i < f->npart; i++) {
		const struct model_part *p = &f->part[i];

		if (p->text != NULL) {
			quote_xml(w->out, p->text);
			continue;
		}
		out_open(w, "sub");
		out_attr(w, "idref", out_value_id(w, p->value_id));
		out_attr(w, "use", "value");
		strbuf_addstr(w->out, "/>");
	}
	if (f->npart == 0 && f->text != NULL)
		quote_xml(w->out, f->text);
}

static void
fixes(struct out *w, const struct model_rule *r)
{
	static const char *const booleans[] = { "true", "false", "1", "0",
		NULL };
	static const char *const ratings[] = { "unknown", "low", "medium",
		"high", NULL };
	static const char *const strategies[] = { "unknown", "configure",
		"combination", "disable", "enable", "patch", "policy",
		"restrict", "update", NULL };

	const struct model_fix alone = { .text = r->fixtext,
		.fixref = r->fixtext_ref };
	const struct model_fix *f = r->nfixtext != 0 ? r->fixtexts : &alone;
	uint32_t n = r->nfixtext;

	if (n == 0 && r->fixtext != NULL)
		n = 1;
	for (uint32_t i = 0; i < n; i++, f++) {
		out_open(w, "fixtext");
		out_lang(w, f->lang);
		out_ncname(w, "fixref", f->fixref);
		out_enum(w, "reboot", f->reboot, booleans);
		out_enum(w, "strategy", f->strategy, strategies);
		out_enum(w, "disruption", f->disruption, ratings);
		out_enum(w, "complexity", f->complexity, ratings);
		out_end(w, "fixtext", f->text);
	}
	for (uint32_t i = 0; i < r->nfix; i++) {
		f = &r->fix[i];
		out_open(w, "fix");
		out_ncname(w, "id", f->id);
		out_enum(w, "reboot", f->reboot, booleans);
		out_enum(w, "strategy", f->strategy, strategies);
		out_enum(w, "disruption", f->disruption, ratings);
		out_enum(w, "complexity", f->complexity, ratings);
		out_uri(w, "system", f->system);
		out_uri(w, "platform", f->platform);
		strbuf_addch(w->out, '>');
		fix_parts(w, f);
		out_close(w, "fix");
	}
}

static const char *
severity(const struct model_rule *r)
{
	return model_severity_names[model_severity_shown(r->severity)];
}

static void
rule(struct out *w, uint32_t index)
{
	const struct model_rule *r = &w->b->rule[index];
	const char *title = r->title != NULL ? r->title : r->id;

	out_open(w, "Rule");
	out_attr(w, "id", r->id12);
	out_bool(w, "selected", r->selected);
	out_weight(w, r->weight);
	out_attr(w, "severity", severity(r));
	out_attr(w, "role", model_role_names[r->role]);
	out_ncname(w, "cluster-id", r->cluster_id);
	if (r->abstract)
		out_bool(w, "abstract", true);
	if (r->hidden)
		out_bool(w, "hidden", true);
	if (r->multiple)
		out_bool(w, "multiple", true);
	strbuf_addstr(w->out, ">\n");
	out_status(w, r->status, r->status_date);
	out_text(w, "version", r->version);
	out_text(w, "title", title);
	out_text(w, "description",
	    r->description != NULL && *r->description ? r->description : title);
	out_warnings(w, r->warning, r->nwarning);
	out_references(w, r->reference, r->nreference);
	out_metadata(w, r->metadata);
	out_text(w, "rationale", r->rationale);
	out_platforms(w, r->platform, r->nplatform);
	requires_(w, r->requires_, r->nrequires);
	conflicts(w, r->conflicts, r->nconflicts);
	for (uint32_t i = 0; i < r->nident; i++) {
		out_open(w, "ident");
		out_uri(w, "system", r->ident[i].system);
		out_end(w, "ident", r->ident[i].text);
	}
	fixes(w, r);
	checks(w, index);
	out_close(w, "Rule");
}

/* --- groups and the benchmark --------------------------------------------- */

static void items(struct out *w, uint32_t parent);

static void
group(struct out *w, uint32_t index)
{
	const struct model_group *g = &w->b->group[index];

	out_open(w, "Group");
	out_attr(w, "id", g->id12);
	out_bool(w, "selected", g->selected);
	out_weight(w, g->weight);
	out_ncname(w, "cluster-id", g->cluster_id);
	if (g->abstract)
		out_bool(w, "abstract", true);
	if (g->hidden)
		out_bool(w, "hidden", true);
	strbuf_addstr(w->out, ">\n");
	out_status(w, g->status, g->status_date);
	out_text(w, "title", g->title);
	out_text(w, "description", g->description);
	out_warnings(w, g->warning, g->nwarning);
	out_references(w, g->reference, g->nreference);
	out_metadata(w, g->metadata);
	out_text(w, "rationale", g->rationale);
	out_platforms(w, g->platform, g->nplatform);
	requires_(w, g->requires_, g->nrequires);
	conflicts(w, g->conflicts, g->nconflicts);
	items(w, index);
	out_close(w, "Group");
}

/* A Group for a Rule that stands outside of any. */
static void
group_around(struct out *w, uint32_t index)
{
	const struct model_rule *r = &w->b->rule[index];
	const char *id;
	size_t n = 0;

	model_id12_split(r->id12, "rule", &n, NULL);
	id = arena_printf(w->arena, "xccdf_%.*s_group_%s", (int)n,
	    r->id12 + strlen("xccdf_"), model_id_name(r->id12, "rule"));
	while (model_index_find(&w->ix, MODEL_GROUP, id) != MODEL_NONE)
		id = arena_printf(w->arena, "%s_", id);
	out_open(w, "Group");
	out_attr(w, "id", id);
	strbuf_addstr(w->out, ">\n");
	out_text(w, "title", r->title != NULL ? r->title : r->id);
	rule(w, index);
	out_close(w, "Group");
}

/* The Values of a Group or of the Benchmark come first in it. */
static void
items(struct out *w, uint32_t parent)
{
	const struct model_item *item = w->b->item;
	uint32_t first = w->first[parent != MODEL_NONE ? parent : w->b->ngroup];

	for (uint32_t i = first; i != NO_ITEM; i = w->next[i]) {
		if (item[i].kind == ITEM_VALUE)
			value(w, &w->b->value[item[i].index]);
	}
	for (uint32_t i = first; i != NO_ITEM; i = w->next[i]) {
		if (item[i].kind == ITEM_GROUP)
			group(w, item[i].index);
		else if (item[i].kind == ITEM_RULE && parent == MODEL_NONE)
			group_around(w, item[i].index);
		else if (item[i].kind == ITEM_RULE)
			rule(w, item[i].index);
	}
}

static void
sort_items(struct out *w)
{
	const struct model_benchmark *b = w->b;

	w->first =
	    arena_alloc(w->arena, ((size_t)b->ngroup + 1) * sizeof *w->first);
	w->next = arena_alloc(w->arena, b->nitem * sizeof *w->next);
	for (uint32_t i = 0; i <= b->ngroup; i++)
		w->first[i] = NO_ITEM;
	for (uint32_t i = b->nitem; i-- > 0;) {
		uint32_t parent = b->item[i].parent;

		if (parent == MODEL_NONE)
			parent = b->ngroup;
		w->next[i] = w->first[parent];
		w->first[parent] = i;
	}
}

static bool
nothing_abstract(const struct model_benchmark *b)
{
	for (uint32_t i = 0; i < b->nrule; i++) {
		if (b->rule[i].abstract)
			return false;
	}
	for (uint32_t i = 0; i < b->ngroup; i++) {
		if (b->group[i].abstract)
			return false;
	}
	for (uint32_t i = 0; i < b->nvalue; i++) {
		if (b->value[i].abstract)
			return false;
	}
	for (uint32_t i = 0; i < b->nprofile; i++) {
		if (b->profile[i].abstract)
			return false;
	}
	return true;
}

/* The references, and among them who published it and where. */
static void
publishers(struct out *w)
{
	const struct model_benchmark *b = w->b;
	struct model_reference by = { .publisher = b->publisher };
	bool said = b->publisher == NULL && b->source == NULL;

	for (uint32_t i = 0; i < b->nreference; i++) {
		bool this_one = !said &&
		    str_eq(b->reference[i].publisher, b->publisher);

		out_reference(w, &b->reference[i], this_one ? b->source : NULL);
		said = said || this_one;
	}
	if (!said)
		out_reference(w, &by, b->source);
}

static void
benchmark_texts(struct out *w)
{
	const struct model_benchmark *b = w->b;

	out_status(w, b->status != NULL ? b->status : "draft",
	    b->status_date);
	out_text(w, "title", b->title);
	out_text(w, "description", b->description);
	for (uint32_t i = 0; i < b->nnotice; i++) {
		out_open(w, "notice");
		out_ncname(w, "id", b->notice[i].id);
		out_end(w, "notice", b->notice[i].text);
	}
	out_text(w, "front-matter", b->front_matter);
	out_text(w, "rear-matter", b->rear_matter);
	publishers(w);
	for (uint32_t i = 0; i < b->nplain_text; i++) {
		out_open(w, "plain-text");
		out_attr(w, "id", b->plain_text[i].id);
		out_end(w, "plain-text", b->plain_text[i].text);
	}
	out_platforms(w, b->platform, b->nplatform);
	out_open(w, "version");
	out_end(w, "version", b->version);
	out_metadata(w, b->metadata);
	for (uint32_t i = 0; i < b->nmodel; i++) {
		out_open(w, "model");
		out_uri(w, "system", b->model[i]);
		out_empty(w);
	}
}

void
back_xccdf_split(
    const struct pass_unit *u, struct strbuf *head, struct strbuf *tail)
{
	struct arena scratch = { NULL };
	struct out w = { u, u->benchmark, &scratch, head, { NULL, 0 }, NULL,
		NULL };

	w.ix = model_index_new(&scratch, w.b);
	sort_items(&w);
	out_open(&w, "Benchmark");
	out_attr(&w, "xmlns:cdf", "http://checklists.nist.gov/xccdf/1.2");
	out_attr(&w, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
	out_attr(&w, "id", w.b->id12);
	out_bool(&w, "resolved", nothing_abstract(w.b));
	out_attr(&w, "style", w.b->style);
	out_lang(&w, w.b->lang != NULL ? w.b->lang : "en");
	strbuf_addstr(head, ">\n");
	benchmark_texts(&w);
	out_profiles(&w);
	items(&w, MODEL_NONE);
	strbuf_addstr(tail, "</cdf:Benchmark>\n");
	arena_free(&scratch);
}

void
back_xccdf(const struct pass_unit *u, struct strbuf *out)
{
	struct strbuf tail = STRBUF_INIT;

	strbuf_addstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	back_xccdf_split(u, out, &tail);
	strbuf_addstr(out, tail.s);
	strbuf_free(&tail);
}
