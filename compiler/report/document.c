/*
 * The model as an XML document, for stylesheets: what auditc report --to xml
 * prints.  Under each rule the targets with the same result and the same
 * evidence are told once, as a finding, the worst first: the page is made of
 * these.  What the other stylesheets get instead is in document_result.c.
 *
 *   report  title benchmark version release file targets
 *     description; profile id title: its description
 *     target n name label profile start end identity system error site
 *         instance
 *       count of n; failed of n; score system value maximum
 *       site waived expired stale
 *       address, note; fact name; cell of (a result per rule, in order)
 *     rule n id name vuln rule-id title severity worst
 *       ref kind (nist cci cis legacy); family
 *       description rationale warning check fix
 *       fix-code system complexity disruption reboot strategy
 *       finding result severity head output all untold
 *         item result drift where found expected comment; on
 *         waiver by time was now why until state; answer status severity from
 *           review (details comments justification); stale="yes"
 *     unselected name title
 *     comparison older same worse better ...
 *       difference change target rule n title before after
 */
#include <stdlib.h>
#include <string.h>

#include "document.h"

#define MANY_TARGETS 20 /* beyond, what passed is counted, not told */
#define MAX_TOLD 100    /* findings of a rule with their evidence */

struct place { /* a result and where it was */
	const struct report_result *result;
	uint32_t target;
};

struct work {
	const struct report *r; /* the targets that are told */
	const struct report *whole;
	uint32_t before; /* targets of the whole that are told elsewhere */
	struct strbuf *b;
	struct arena arena;
	struct place *place; /* by rule, then by what was found */
	uint32_t *first;     /* of each rule, and the end */
	unsigned parts;
	bool many;
};

void
document_attr(struct strbuf *b, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		report_attribute(b, name, value);
}

void
document_element(struct strbuf *b, const char *name, const char *text)
{
	if (text != NULL && *text != '\0')
		report_element(b, name, text);
}

/* --- targets ------------------------------------------------------------ */

static void
add_counts(struct strbuf *b, const struct report_count *c)
{
	int i;

	for (i = 0; i < IR_XCCDF__MAX; i++)
		if (c->result[report_ranked[i]] != 0)
			strbuf_addf(b, "<count of=\"%s\" n=\"%u\"/>\n",
			    ir_xccdf_names[report_ranked[i]],
			    c->result[report_ranked[i]]);
	for (i = SEV__MAX - 1; i >= 0; i--)
		if (c->failed[i] != 0)
			strbuf_addf(b, "<failed of=\"%s\" n=\"%u\"/>\n",
			    model_severity_names[i], c->failed[i]);
	if (c->waived != 0 || c->expired != 0 || c->stale != 0)
		strbuf_addf(b,
		    "<site waived=\"%u\" expired=\"%u\" stale=\"%u\"/>\n",
		    c->waived, c->expired, c->stale);
}

/* A cell per rule; the worst where a rule has several results. */
static void
add_cells(struct work *w, const struct report_target *t)
{
	const struct report_result *x, **of;
	struct arena a = { NULL };
	uint32_t i;

	of = arena_alloc(&a, w->r->nrule * sizeof *of);
	for (x = t->result; x < t->result + t->nresult; x++)
		if (of[x->rule] == NULL ||
		    report_rank(x->result) < report_rank(of[x->rule]->result))
			of[x->rule] = x;
	for (i = 0; i < w->r->nrule; i++) {
		if (w->first[i] == w->first[i + 1])
			continue;
		if (of[i] == NULL || of[i]->result == IR_XCCDF_NOTSELECTED)
			strbuf_addstr(w->b, "<cell/>");
		else
			strbuf_addf(w->b, "<cell of=\"%s\"/>",
			    ir_xccdf_names[of[i]->result]);
	}
	strbuf_addch(w->b, '\n');
	arena_free(&a);
}

static void
add_target(struct work *w, uint32_t n)
{
	const struct report_target *t = &w->r->target[n];
	struct report_count count = { 0 };
	struct strbuf *b = w->b;
	uint32_t i;

	strbuf_addf(b, "<target n=\"%u\"", w->before + n + 1);
	document_attr(b, "name", t->name);
	document_attr(b, "label", t->label);
	document_attr(b, "profile", t->profile);
	document_attr(b, "start", t->start);
	document_attr(b, "end", t->end);
	document_attr(b, "identity", t->identity);
	document_attr(b, "system", t->test_system);
	document_attr(b, "error", t->error);
	document_attr(b, "site", t->site);
	document_attr(b, "instance", t->instance);
	if ((w->parts & DOCUMENT_RESULTS) != 0)
		document_asset(b, t);
	strbuf_addstr(b, ">\n");
	report_add_count(&count, t);
	add_counts(b, &count);
	for (i = 0; i < t->nscore; i++) {
		strbuf_addstr(b, "<score");
		document_attr(b, "system", t->score[i].system);
		strbuf_addf(b, " value=\"%.2f\" maximum=\"%.2f\"/>\n",
		    t->score[i].value, t->score[i].maximum);
	}
	for (i = 0; i < t->naddress; i++)
		document_element(b, "address", t->address[i]);
	for (i = 0; i < t->nnote; i++)
		document_element(b, "note", t->note[i]);
	for (i = 0; i < t->nfact; i++) {
		strbuf_addstr(b, "<fact");
		document_attr(b, "name", t->fact[i].name);
		strbuf_addch(b, '>');
		quote_xml(b, t->fact[i].value);
		strbuf_addstr(b, "</fact>\n");
	}
	if (w->r->ntarget > 1 && (w->parts & DOCUMENT_FINDINGS) != 0)
		add_cells(w, t);
	if ((w->parts & DOCUMENT_RESULTS) != 0)
		document_results(b, w->r, t);
	strbuf_addstr(b, "</target>\n");
}

/* --- findings ----------------------------------------------------------- */

static int
compare_text(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

/* Is something said of it that may differ from target to target? */
static bool
is_sites(const struct report_result *x)
{
	return x->nwaiver != 0 || x->answer != NULL;
}

/* By how bad it is and what was found: equal ones are told once. */
static int
compare_found(const struct place *a, const struct place *b)
{
	const struct report_result *x = a->result, *y = b->result;
	int c = report_rank(x->result) - report_rank(y->result);

	if (c == 0)
		c = (int)y->severity - (int)x->severity;
	if (c == 0)
		c = is_sites(x) - is_sites(y);
	if (c == 0)
		c = strcmp(x->text, y->text);
	if (c == 0)
		c = compare_text(x->output, y->output);
	if (c == 0 && is_sites(x))
		c = a->target < b->target ? -1 : a->target > b->target;
	return c;
}

static int
compare_places(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;
	int c;

	if (a->result->rule != b->result->rule)
		return a->result->rule < b->result->rule ? -1 : 1;
	c = compare_found(a, b);
	if (c == 0 && a->target != b->target)
		c = a->target < b->target ? -1 : 1;
	if (c == 0)
		c = a->result < b->result ? -1 : a->result > b->result;
	return c;
}

static void
collect(struct work *w)
{
	const struct report *r = w->r;
	const struct report_target *t;
	struct place *p;
	uint32_t i, k, n = 0;

	for (i = 0; i < r->ntarget; i++)
		n += r->target[i].nresult;
	p = w->place = arena_alloc(&w->arena, (n + 1) * sizeof *p);
	for (i = 0; i < r->ntarget; i++) {
		t = &r->target[i];
		for (k = 0; k < t->nresult; k++)
			if (t->result[k].result != IR_XCCDF_NOTSELECTED)
				*p++ = (struct place){ &t->result[k], i };
	}
	n = (uint32_t)(p - w->place);
	if (n != 0)
		qsort(w->place, n, sizeof *w->place, compare_places);
	w->first = arena_alloc(&w->arena, (r->nrule + 1) * sizeof *w->first);
	for (i = k = 0; i < r->nrule; i++) {
		w->first[i] = k;
		while (k < n && w->place[k].result->rule == i)
			k++;
	}
	w->first[i] = k;
	w->many = r->ntarget > MANY_TARGETS;
}

static void
add_item(struct strbuf *b, const struct report_item *item)
{
	strbuf_addf(b, "<item result=\"%s\"", ir_result_names[item->result]);
	if (item->drift)
		strbuf_addstr(b, " drift=\"yes\"");
	document_attr(b, "where", item->where);
	document_attr(b, "found", item->found);
	document_attr(b, "expected", item->expected);
	document_attr(b, "comment", item->comment);
	strbuf_addstr(b, "/>\n");
}

static const char *const waiver_states[WAIVER__MAX] = {
	[WAIVER_OVERRIDE] = "override",
	[WAIVER_HOLDS] = "holds",
	[WAIVER_EXPIRED] = "expired",
	[WAIVER_REVIEW] = "review",
};

static void
add_answer(struct strbuf *b, const struct report_answer *answer)
{
	strbuf_addstr(b, "<answer");
	document_attr(b, "status", answer->status);
	document_attr(b, "severity", answer->severity);
	document_attr(b, "from", answer->source);
	document_attr(b, "review", answer->review ? "yes" : NULL);
	strbuf_addstr(b, ">\n");
	document_element(b, "details", answer->details);
	document_element(b, "comments", answer->comments);
	document_element(b, "justification", answer->justification);
	strbuf_addstr(b, "</answer>\n");
}

static void
add_told(struct strbuf *b, const struct report_result *x)
{
	const struct report_waiver *v;
	uint32_t i;

	document_element(b, "head", x->head);
	for (i = 0; i < x->nitem; i++)
		add_item(b, &x->item[i]);
	document_element(b, "output", x->output);
	for (v = x->waiver; v < x->waiver + x->nwaiver; v++) {
		strbuf_addstr(b, "<waiver");
		document_attr(b, "by", v->authority);
		document_attr(b, "time", v->time);
		document_attr(b, "was", v->old);
		document_attr(b, "now", v->new_);
		document_attr(b, "why", v->remark);
		document_attr(b, "until", v->expires);
		document_attr(b, "state", waiver_states[v->state]);
		strbuf_addstr(b, "/>\n");
	}
	if (x->answer != NULL)
		add_answer(b, x->answer);
}

/* place[0..n): targets of which the same is told, or nothing. */
static void
add_finding(struct work *w, const struct place *place, uint32_t n, bool told)
{
	const struct report_result *x = place->result;
	struct strbuf *b = w->b;
	uint32_t i;

	strbuf_addf(b, "<finding result=\"%s\" severity=\"%s\" n=\"%u\"",
	    ir_xccdf_names[x->result], model_severity_names[x->severity], n);
	if (n == w->r->ntarget && n > 1)
		strbuf_addstr(b, " all=\"yes\"");
	if (x->stale)
		strbuf_addstr(b, " stale=\"yes\"");
	if (!told)
		strbuf_addstr(b, " untold=\"yes\"");
	strbuf_addstr(b, ">\n");
	if (told)
		add_told(b, x);
	for (i = 0; i < n; i++) {
		strbuf_addf(b, "<on n=\"%u\"", place[i].target + 1);
		document_attr(b, "instance", place[i].result->instance);
		document_attr(b, "time", told ? place[i].result->time : NULL);
		strbuf_addch(b, '>');
		quote_xml(b, w->r->target[place[i].target].name);
		strbuf_addstr(b, "</on>\n");
	}
	strbuf_addstr(b, "</finding>\n");
}

static void
add_findings(struct work *w, uint32_t rule)
{
	const struct place *p = w->place + w->first[rule], *same;
	const struct place *end = w->place + w->first[rule + 1];
	uint32_t told = 0;
	bool tell;

	for (; p < end; p = same) {
		tell = told++ < MAX_TOLD &&
		       (!w->many || report_is_finding(p->result->result) ||
			   p->result->nwaiver != 0);
		for (same = p + 1; same < end; same++)
			if (tell ? compare_found(p, same) != 0
				 : p->result->result != same->result->result)
				break;
		add_finding(w, p, (uint32_t)(same - p), tell);
	}
}

/* --- rules -------------------------------------------------------------- */

static void
add_refs(
    struct strbuf *b, const char *kind, const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		strbuf_addf(b, "<ref kind=\"%s\">", kind);
		quote_xml(b, list[i]);
		strbuf_addstr(b, "</ref>\n");
	}
}

static void
add_fix(struct strbuf *b, const struct model_fix *fix)
{
	if (fix->text == NULL || *fix->text == '\0')
		return;
	strbuf_addstr(b, "<fix-code");
	document_attr(b, "system", fix->system);
	document_attr(b, "complexity", fix->complexity);
	document_attr(b, "disruption", fix->disruption);
	document_attr(b, "reboot", fix->reboot);
	document_attr(b, "strategy", fix->strategy);
	strbuf_addch(b, '>');
	quote_xml(b, fix->text);
	strbuf_addstr(b, "</fix-code>\n");
}

static void
add_rule(struct work *w, uint32_t n)
{
	const struct report_rule *rule = &w->r->rule[n];
	const struct report_result *worst = w->place[w->first[n]].result;
	const struct model_rule *m = rule->rule;
	struct strbuf *b = w->b;
	uint32_t i;

	strbuf_addf(b, "<rule n=\"%u\"", n + 1);
	document_attr(b, "id", m->id);
	document_attr(b, "name", rule->unique);
	document_attr(b, "vuln", rule->vuln);
	document_attr(b, "rule-id", rule->stig_rule);
	document_attr(b, "title", *rule->title != '\0' ? rule->title : rule->name);
	document_attr(b, "group", rule->group != NULL ? rule->group->title : NULL);
	document_attr(b, "severity", model_severity_names[worst->severity]);
	document_attr(b, "worst", ir_xccdf_names[worst->result]);
	document_attr(b, "script", worst->check_href);
	if ((w->parts & DOCUMENT_RESULTS) != 0)
		document_rule_names(b, rule);
	strbuf_addstr(b, ">\n");
	if (rule->nnist != 0)
		strbuf_addf(b, "<family>%.2s</family>\n", rule->nist[0]);
	add_refs(b, "nist", rule->nist, rule->nnist);
	add_refs(b, "cci", rule->cci, rule->ncci);
	add_refs(b, "cis", rule->cis, rule->ncis);
	add_refs(b, "legacy", rule->legacy, rule->nlegacy);
	document_element(b, "description", m->description);
	document_element(b, "rationale", m->rationale);
	for (i = 0; i < m->nwarning; i++)
		document_element(b, "warning", m->warning[i].text);
	document_element(b, "check", rule->check_text);
	document_element(b, "fix", m->fixtext);
	if (report_is_finding(worst->result))
		for (i = 0; i < m->nfix; i++)
			add_fix(b, &m->fix[i]);
	if ((w->parts & DOCUMENT_RESULTS) != 0)
		document_rule(b, rule);
	if ((w->parts & DOCUMENT_FINDINGS) != 0)
		add_findings(w, n);
	strbuf_addstr(b, "</rule>\n");
}

static void
add_unselected(struct work *w, uint32_t n)
{
	strbuf_addstr(w->b, "<unselected");
	document_attr(w->b, "name", w->r->rule[n].unique);
	document_attr(w->b, "title", w->r->rule[n].title);
	strbuf_addstr(w->b, "/>\n");
}

/* --- all ---------------------------------------------------------------- */

static void
add_comparison(struct work *w, const struct report_comparison *c)
{
	const struct report_difference *d;
	struct strbuf *b = w->b;

	strbuf_addstr(b, "<comparison");
	document_attr(b, "older", c->older->file);
	for (int i = 0; i < CHANGE__MAX; i++)
		strbuf_addf(
		    b, " %s=\"%u\"", report_change_names[i], c->count[i]);
	strbuf_addf(b, " same=\"%u\">\n", c->same);
	for (d = c->difference; d < c->difference + c->n; d++) {
		strbuf_addf(b, "<difference change=\"%s\"",
		    report_change_names[d->change]);
		document_attr(b, "target", d->target);
		document_attr(b, "rule", d->rule->unique);
		if (d->result != NULL)
			strbuf_addf(b, " n=\"%u\"",
			    (unsigned)(d->rule - w->r->rule) + 1);
		document_attr(b, "title", d->rule->title);
		if (d->before != IR_XCCDF__MAX)
			document_attr(b, "before", ir_xccdf_names[d->before]);
		if (d->after != IR_XCCDF__MAX)
			document_attr(b, "after", ir_xccdf_names[d->after]);
		strbuf_addstr(b, "/>\n");
	}
	strbuf_addstr(b, "</comparison>\n");
}

/* The profiles that were used, once each. */
static void
add_profiles(struct work *w)
{
	const struct model_benchmark *m = w->r->benchmark;
	const struct model_profile *p;
	uint32_t i;

	for (p = m->profile; p < m->profile + m->nprofile; p++) {
		for (i = 0; i < w->r->ntarget; i++)
			if (str_eq(w->r->target[i].profile, p->id) ||
			    str_eq(w->r->target[i].profile, p->id12))
				break;
		if (i == w->r->ntarget)
			continue;
		strbuf_addstr(w->b, "<profile");
		document_attr(w->b, "id", w->r->target[i].profile);
		document_attr(w->b, "title", p->title);
		strbuf_addch(w->b, '>');
		quote_xml(w->b, p->description != NULL ? p->description : "");
		strbuf_addstr(w->b, "</profile>\n");
	}
}

static void
add_head(struct work *w)
{
	const struct report *r = w->r;
	struct report_count count = { 0 };
	uint32_t i;

	strbuf_addstr(w->b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			    "<report");
	document_attr(w->b, "title", report_title(r));
	document_attr(w->b, "benchmark", r->benchmark->id);
	document_attr(w->b, "version", r->benchmark->version);
	if (r->benchmark->release != NULL)
		document_attr(w->b, "release", report_release_info(&w->arena, r));
	document_attr(w->b, "file", r->file);
	if ((w->parts & DOCUMENT_RESULTS) != 0)
		document_stig_names(w->b, r);
	strbuf_addf(w->b, " targets=\"%u\">\n", w->whole->ntarget);
	document_element(w->b, "description", r->benchmark->description);
	if ((w->parts & DOCUMENT_RESULTS) != 0)
		document_stig(w->b, r);
	add_profiles(w);
	for (i = 0; i < w->whole->ntarget; i++)
		report_add_count(&count, &w->whole->target[i]);
	add_counts(w->b, &count);
}

void
document_write(const struct report_request *q, unsigned parts, uint32_t first,
    uint32_t n, struct strbuf *out)
{
	struct report told = *q->report;
	struct work w = { .r = &told, .whole = q->report, .before = first,
		.b = out, .parts = parts };
	uint32_t i;

	told.target += first;
	told.ntarget = n;
	collect(&w);
	add_head(&w);
	if (q->comparison != NULL)
		add_comparison(&w, q->comparison);
	for (i = 0; i < w.r->ntarget; i++)
		add_target(&w, i);
	for (i = 0; i < w.r->nrule; i++)
		if (w.first[i] != w.first[i + 1])
			add_rule(&w, i);
	for (i = 0; i < w.r->nrule; i++)
		if (w.first[i] == w.first[i + 1])
			add_unselected(&w, i);
	strbuf_addstr(out, "</report>\n");
	arena_free(&w.arena);
}

bool
report_xml(const struct report_request *q, struct strbuf *out)
{
	document_write(q, DOCUMENT_ALL, 0, q->report->ntarget, out);
	return true;
}
