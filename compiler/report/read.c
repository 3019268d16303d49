/*
 * Results out of XCCDF (a Benchmark with one TestResult, or a TestResult
 * alone, whose benchmark is looked for elsewhere) and ARF (a benchmark in the
 * report request, a TestResult in each report), of either version and under
 * any prefix.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../front/xccdf.h"
#include "evidence.h"

#define NS_ARF "http://scap.nist.gov/schema/asset-reporting-format/1.1"

struct reader {
	struct arena *a;
	const char *file;
	struct report *report;
	struct model_index ix;
	uint32_t nresult; /* of all targets */
	struct report_oval oval; /* what an ARF says of its checks */
	report_benchmark *find;
	void *arg;
};

static struct srcpos
pos(const struct reader *r, const struct xml_node *node)
{
	return (struct srcpos){ r->file, node->line };
}

static bool
is_xccdf(const struct xml_node *node, const char *name)
{
	return xml_is(node, XCCDF_NS_12, name) ||
	       xml_is(node, XCCDF_NS_11, name);
}

/* --- one rule-result ---------------------------------------------------- */

static const char *
attr(const struct reader *r, const struct xml_node *node, const char *name)
{
	return report_line(r->a, xml_attr(node, name));
}

/* Text without the white space around it; NULL where nothing is left. */
static const char *
trimmed(const struct reader *r, const struct xml_node *node)
{
	const char *s = xml_text(r->a, node);
	size_t n;

	s += strspn(s, " \t\n");
	for (n = strlen(s); n > 0 && strchr(" \t\n", s[n - 1]) != NULL;)
		n--;
	return n != 0 ? arena_strndup(r->a, s, n) : NULL;
}

/* The same on one line, as nothing told on one may begin another. */
static const char *
line(const struct reader *r, const struct xml_node *node)
{
	return report_line(r->a, trimmed(r, node));
}

static void
add_text(struct reader *r, const char **to, const char *text)
{
	if (text == NULL)
		return;
	*to = **to == '\0' ? text : arena_printf(r->a, "%s\n%s", *to, text);
}

static void
take_check(
    struct reader *r, const struct xml_node *node, struct report_result *out)
{
	const struct xml_node *k;

	for (k = node->kid; k != NULL; k = k->next) {
		if (is_xccdf(k, "check-content-ref") &&
		    out->check_href == NULL) {
			out->check_href = attr(r, k, "href");
			out->check_name = attr(r, k, "name");
		} else if (is_xccdf(k, "check-import") &&
			   str_eq(xml_attr(k, "import-name"), "stdout") &&
			   out->output == NULL)
			out->output = trimmed(r, k);
		else if (is_xccdf(k, "check"))
			take_check(r, k, out);
	}
}

/* One that changes nothing is there because others have one: no waiver. */
static void
take_waiver(
    struct reader *r, const struct xml_node *node, struct report_result *out)
{
	struct report_waiver *w = VEC_PUSH(r->a, out->waiver, out->nwaiver);
	const struct xml_node *k;

	w->authority = attr(r, node, "authority");
	w->time = attr(r, node, "time");
	for (k = node->kid; k != NULL; k = k->next) {
		if (is_xccdf(k, "old-result"))
			w->old = line(r, k);
		else if (is_xccdf(k, "new-result"))
			w->new_ = line(r, k);
		else if (is_xccdf(k, "remark"))
			w->remark = line(r, k);
	}
	if (w->old != NULL && str_eq(w->old, w->new_)) {
		memset(w, 0, sizeof *w);
		out->nwaiver--;
	}
}

static bool
take_verdict(
    struct reader *r, const struct xml_node *node, struct report_result *out)
{
	const char *text = trimmed(r, node);

	out->result = IR_XCCDF__MAX;
	if (text != NULL)
		out->result = (enum ir_xccdf_result)ir_name_find(
		    ir_xccdf_names, IR_XCCDF__MAX, text);
	if (out->result != IR_XCCDF__MAX)
		return true;
	diag(DIAG_ID_XCCDF_VALUE, pos(r, node), "result \"%s\"",
	    text != NULL ? text : "");
	return false;
}

static enum model_severity
severity(const struct xml_node *node, enum model_severity absent)
{
	const char *text = xml_attr(node, "severity");

	for (unsigned i = 0; text != NULL && i < SEV__MAX; i++)
		if (str_eq(model_severity_names[i], text))
			return (enum model_severity)i;
	return absent;
}

static bool
read_result(
    struct reader *r, const struct xml_node *node, struct report_target *t)
{
	const char *idref = xml_attr(node, "idref");
	struct report_result *out;
	const struct xml_node *k;
	bool any = false;
	uint32_t rule;

	if (idref == NULL) {
		diag(DIAG_ID_XCCDF_MISSING, pos(r, node),
		    "idref of rule-result");
		return false;
	}
	rule = model_index_find(&r->ix, MODEL_RULE, idref);
	if (rule == MODEL_NONE) {
		diag(DIAG_ID_XCCDF_DANGLING, pos(r, node), "rule-result of %s",
		    idref);
		return false;
	}
	if (++r->nresult > REPORT_MAX_RESULTS) {
		diag(DIAG_ID_XML_LIMIT, pos(r, node), "more than %d results",
		    REPORT_MAX_RESULTS);
		return false;
	}
	out = VEC_PUSH(r->a, t->result, t->nresult);
	out->rule = rule;
	out->severity =
	    severity(node, r->report->benchmark->rule[rule].severity);
	out->time = attr(r, node, "time");
	out->weight = attr(r, node, "weight");
	out->text = "";
	for (k = node->kid; k != NULL; k = k->next) {
		if (is_xccdf(k, "result")) {
			any = true;
			if (!take_verdict(r, k, out))
				return false;
		} else if (is_xccdf(k, "message"))
			add_text(r, &out->text, trimmed(r, k));
		else if (is_xccdf(k, "instance") && out->instance == NULL)
			out->instance = line(r, k);
		else if (is_xccdf(k, "override"))
			take_waiver(r, k, out);
		else if (is_xccdf(k, "check") || is_xccdf(k, "complex-check"))
			take_check(r, k, out);
	}
	if (!any) {
		diag(
		    DIAG_ID_XCCDF_MISSING, pos(r, node), "result of %s", idref);
		return false;
	}
	report_take_items(r->a, out);
	report_oval_take(&r->oval, out->check_href, out->check_name, out);
	return true;
}

/* --- one TestResult ----------------------------------------------------- */

static void
read_score(
    struct reader *r, const struct xml_node *node, struct report_target *t)
{
	const char *text = trimmed(r, node), *maximum;
	struct report_score s;
	char *end;

	if (text == NULL)
		return;
	s.system = attr(r, node, "system");
	if (s.system == NULL)
		s.system = "urn:xccdf:scoring:default";
	s.value = strtod(text, &end);
	if (*end != '\0' || !isfinite(s.value))
		return;
	maximum = xml_attr(node, "maximum");
	s.maximum = maximum != NULL ? strtod(maximum, &end) : 100;
	if (*end == '\0' && isfinite(s.maximum) && s.maximum > 0)
		*VEC_PUSH(r->a, t->score, t->nscore) = s;
}

static void
read_facts(
    struct reader *r, const struct xml_node *node, struct report_target *t)
{
	struct report_fact *f;

	for (node = node->kid; node != NULL; node = node->next) {
		if (!is_xccdf(node, "fact") || xml_attr(node, "name") == NULL)
			continue;
		f = VEC_PUSH(r->a, t->fact, t->nfact);
		f->name = attr(r, node, "name");
		f->value = xml_text(r->a, node);
	}
}

/* A set-value, or a set-complex-value with its items. */
static void
read_value(
    struct reader *r, const struct xml_node *node, struct report_target *t)
{
	struct report_value *v = VEC_PUSH(r->a, t->value, t->nvalue);
	const struct xml_node *k;

	v->id = attr(r, node, "idref");
	v->list = is_xccdf(node, "set-complex-value");
	for (k = node->kid; v->list && k != NULL; k = k->next)
		if (is_xccdf(k, "item"))
			*VEC_PUSH(r->a, v->text, v->ntext) = xml_text(r->a, k);
	if (!v->list)
		*VEC_PUSH(r->a, v->text, v->ntext) = xml_text(r->a, node);
}

static void
take(struct reader *r, const struct xml_node *node, const char **to)
{
	if (*to == NULL)
		*to = line(r, node);
}

static bool
read_target_kid(
    struct reader *r, const struct xml_node *k, struct report_target *t)
{
	const char *text;

	if (is_xccdf(k, "rule-result"))
		return read_result(r, k, t);
	if (is_xccdf(k, "target"))
		take(r, k, &t->name);
	else if (is_xccdf(k, "identity"))
		take(r, k, &t->identity);
	else if (is_xccdf(k, "profile"))
		t->profile = attr(r, k, "idref");
	else if (is_xccdf(k, "target-facts"))
		read_facts(r, k, t);
	else if (is_xccdf(k, "score"))
		read_score(r, k, t);
	else if (is_xccdf(k, "set-value") || is_xccdf(k, "set-complex-value"))
		read_value(r, k, t);
	else if (is_xccdf(k, "target-address")) {
		if ((text = trimmed(r, k)) != NULL)
			*VEC_PUSH(r->a, t->address, t->naddress) = text;
	} else if (is_xccdf(k, "remark")) {
		if ((text = trimmed(r, k)) != NULL)
			*VEC_PUSH(r->a, t->note, t->nnote) = text;
	}
	return true;
}

/* The child that names the benchmark of a TestResult; NULL: there is none. */
static const struct xml_node *
benchmark_of(const struct xml_node *result)
{
	const struct xml_node *k;

	for (k = result->kid; k != NULL; k = k->next)
		if (is_xccdf(k, "benchmark"))
			return k;
	return NULL;
}

static bool
same_benchmark(const struct reader *r, const struct xml_node *node)
{
	const struct model_benchmark *b = r->report->benchmark;
	const char *id;

	node = benchmark_of(node);
	if (node == NULL || (id = xml_attr(node, "id")) == NULL ||
	    str_eq(id, b->id) || str_eq(id, b->id12))
		return true;
	diag(DIAG_ID_XCCDF_DANGLING, pos(r, node),
	    "benchmark %s; the document has %s", id, b->id);
	return false;
}

void
report_name_parts(const struct report *r, struct report_target *t)
{
	const struct report_result **first;
	struct arena a = { NULL };
	struct report_result *x;
	bool *several;

	first = arena_alloc(&a, (r->nrule + (size_t)1) * sizeof *first);
	several = arena_alloc(&a, r->nrule + (size_t)1);
	for (x = t->result; x < t->result + t->nresult; x++) {
		if (first[x->rule] == NULL)
			first[x->rule] = x;
		several[x->rule] =
		    several[x->rule] ||
		    !str_eq(first[x->rule]->check_name, x->check_name);
	}
	for (x = t->result; x < t->result + t->nresult; x++) {
		if (!several[x->rule] || x->check_name == NULL)
			continue;
		x->instance = x->instance == NULL ?
		    x->check_name :
		    arena_printf(
			r->arena, "%s: %s", x->instance, x->check_name);
	}
	arena_free(&a);
}

static bool
read_target(struct reader *r, const struct xml_node *node)
{
	struct report_target t = { 0 };
	const struct xml_node *k;

	if (r->report->ntarget == REPORT_MAX_TARGETS) {
		diag(DIAG_ID_XML_LIMIT, pos(r, node), "more than %d targets",
		    REPORT_MAX_TARGETS);
		return false;
	}
	if (!same_benchmark(r, node))
		return false;
	t.start = attr(r, node, "start-time");
	t.end = attr(r, node, "end-time");
	t.test_system = attr(r, node, "test-system");
	for (k = node->kid; k != NULL; k = k->next)
		if (!read_target_kid(r, k, &t))
			return false;
	if (t.name == NULL)
		t.name = "unnamed target";
	report_name_parts(r->report, &t);
	*VEC_PUSH(r->a, r->report->target, r->report->ntarget) = t;
	return true;
}

/* --- the document ------------------------------------------------------- */

/* The first of that name, below the node or itself, in document order. */
static const struct xml_node *
find_below(const struct xml_node *node, const char *name)
{
	const struct xml_node *k, *found;

	if (node == NULL || is_xccdf(node, name))
		return node;
	for (k = node->kid; k != NULL; k = k->next)
		if (k->name != NULL && (found = find_below(k, name)) != NULL)
			return found;
	return NULL;
}

/*
 * The benchmark, without a word on what auditc would not evaluate of it:
 * that has been done by whoever wrote the results.
 */
static bool
read_benchmark(struct reader *r, const struct xml_node *node)
{
	struct strbuf said = STRBUF_INIT;
	struct strbuf *sink = diag_sink(&said);

	r->report->benchmark = xccdf_read(r->a, r->file, node);
	diag_sink(sink);
	if (r->report->benchmark == NULL) {
		if (sink != NULL)
			strbuf_add(sink, said.s, said.n);
		else
			fwrite(said.s, 1, said.n, stderr);
	}
	strbuf_free(&said);
	if (r->report->benchmark == NULL)
		return false;
	r->ix = model_index_new(r->a, r->report->benchmark);
	report_take_rules(r->report);
	return true;
}

/* The Benchmark of that id below the node, else the first. */
static const struct xml_node *
find_benchmark(const struct xml_node *node, const char *id)
{
	const struct xml_node *k, *found, *first = NULL;

	if (node == NULL || node->name == NULL)
		return NULL;
	if (is_xccdf(node, "Benchmark"))
		return node;
	for (k = node->kid; k != NULL; k = k->next) {
		found = find_benchmark(k, id);
		if (found != NULL && str_eq(xml_attr(found, "id"), id))
			return found;
		if (first == NULL)
			first = found;
	}
	return first;
}

/* --- a TestResult whose benchmark is elsewhere -------------------------- */

/* Does the benchmark have every rule that there is a result of? */
static bool
has_all(const struct reader *r, const struct xml_node *result)
{
	const struct xml_node *k;
	const char *id;

	for (k = result->kid; k != NULL; k = k->next)
		if (is_xccdf(k, "rule-result") &&
		    (id = xml_attr(k, "idref")) != NULL &&
		    model_index_find(&r->ix, MODEL_RULE, id) == MODEL_NONE)
			return false;
	return true;
}

/* What a result itself says of its rule. */
static void
take_bare_rule(struct reader *r, struct model_benchmark *b,
    const struct xml_node *node)
{
	struct model_rule *m = VEC_PUSH(r->a, b->rule, b->nrule);
	const struct xml_node *k;
	struct model_ident *ident;

	m->id = attr(r, node, "idref");
	m->id12 = m->id;
	m->pos = pos(r, node);
	m->version = attr(r, node, "version");
	m->severity = severity(node, SEV_UNKNOWN);
	m->selected = true;
	m->group = MODEL_NONE;
	for (k = node->kid; k != NULL; k = k->next) {
		if (!is_xccdf(k, "ident"))
			continue;
		ident = VEC_PUSH(r->a, m->ident, m->nident);
		ident->system = attr(r, k, "system");
		ident->text = line(r, k);
		if (ident->system == NULL)
			ident->system = "";
		if (ident->text == NULL)
			m->nident--;
	}
}

static int
compare_rules(const void *pa, const void *pb)
{
	const struct model_rule *a = pa, *b = pb;

	if (strcmp(a->id, b->id) != 0)
		return strcmp(a->id, b->id);
	return a->pos.line < b->pos.line ? -1 : a->pos.line > b->pos.line;
}

/* The rules in the order of their ids, each once. */
static void
read_bare(struct reader *r, const struct xml_node *result, const char *id)
{
	struct model_benchmark *b = arena_alloc(r->a, sizeof *b);
	const struct xml_node *k;
	uint32_t i, n = 0;

	b->arena = r->a;
	b->file = r->report->file;
	b->id = b->id12 = id;
	b->version = attr(r, result, "version");
	for (k = result->kid; k != NULL; k = k->next)
		if (is_xccdf(k, "rule-result") && xml_attr(k, "idref") != NULL)
			take_bare_rule(r, b, k);
	if (b->nrule != 0)
		qsort(b->rule, b->nrule, sizeof *b->rule, compare_rules);
	for (i = 0; i < b->nrule; i++)
		if (n == 0 || !str_eq(b->rule[n - 1].id, b->rule[i].id))
			b->rule[n++] = b->rule[i];
	b->nrule = n;
	r->report->benchmark = b;
	r->report->bare = true;
	r->ix = model_index_new(r->a, b);
	report_take_rules(r->report);
}

static bool
find_release(struct reader *r, const struct xml_node *result, const char *id)
{
	const char *version = attr(r, result, "version");
	uint32_t i;

	for (i = 0; i < REPORT_MAX_RELEASES; i++) {
		r->report->benchmark = r->find(r->arg, r->a, id, version, i);
		if (r->report->benchmark == NULL)
			return false;
		r->ix = model_index_new(r->a, r->report->benchmark);
		if (!has_all(r, result))
			continue;
		report_take_rules(r->report);
		return true;
	}
	return false;
}

static bool
read_result_alone(struct reader *r, const struct xml_node *result)
{
	const struct xml_node *node = benchmark_of(result);
	const char *id = node != NULL ? attr(r, node, "id") : NULL;

	if (id == NULL && node != NULL)
		id = attr(r, node, "href");
	if (id == NULL || *id == '\0') {
		diag(DIAG_ID_XCCDF_MISSING, pos(r, result),
		    "benchmark: what this is a result of");
		return false;
	}
	if (r->find != NULL && find_release(r, result, id))
		return read_target(r, result);
	read_bare(r, result, id);
	return read_target(r, result);
}

/* --- documents ---------------------------------------------------------- */

static bool
read_xccdf(struct reader *r, const struct xml_node *root)
{
	const struct xml_node *k, *result = NULL;

	for (k = root->kid; k != NULL; k = k->next) {
		if (!is_xccdf(k, "TestResult"))
			continue;
		if (result != NULL) {
			diag(DIAG_ID_XCCDF_VALUE, pos(r, k),
			    "a second TestResult");
			return false;
		}
		result = k;
	}
	if (result == NULL) {
		diag(DIAG_ID_XCCDF_MISSING, pos(r, root),
		    "TestResult: a benchmark, and no results of it");
		return false;
	}
	return read_benchmark(r, root) && read_target(r, result);
}

static bool
read_arf(struct reader *r, const struct xml_node *root)
{
	const struct xml_node *part, *node, *k;
	const char *id = NULL;

	k = find_below(xml_kid(root, NS_ARF, "reports"), "TestResult");
	if (k != NULL && benchmark_of(k) != NULL)
		id = xml_attr(benchmark_of(k), "id");
	part = xml_kid(root, NS_ARF, "report-requests");
	node = find_benchmark(part, id);
	if (part == NULL || node == NULL) {
		diag(DIAG_ID_XCCDF_MISSING, pos(r, root),
		    "Benchmark in a report request");
		return false;
	}
	if (!read_benchmark(r, node))
		return false;
	part = xml_kid(root, NS_ARF, "reports");
	report_oval_open(&r->oval, r->a, part);
	for (node = part != NULL ? part->kid : NULL; node != NULL;
	     node = node->next) {
		if (!xml_is(node, NS_ARF, "report"))
			continue;
		k = find_below(node, "TestResult");
		if (k != NULL && !read_target(r, k))
			return false;
	}
	if (r->report->ntarget != 0)
		return true;
	diag(DIAG_ID_XCCDF_MISSING, pos(r, root), "TestResult in a report");
	return false;
}

static bool
read_document(struct reader *r, const struct xml_node *root)
{
	if (xml_is(root, NS_ARF, "asset-report-collection"))
		return read_arf(r, root);
	if (is_xccdf(root, "Benchmark"))
		return read_xccdf(r, root);
	if (is_xccdf(root, "TestResult"))
		return read_result_alone(r, root);
	diag(DIAG_ID_FILE_FORMAT, pos(r, root),
	    "%s in %s is neither XCCDF with results nor ARF", root->name,
	    root->ns != NULL ? root->ns : "no namespace");
	return false;
}

struct report *
report_read(struct arena *a, const char *file, const char *data, size_t n,
    report_benchmark *find, void *arg)
{
	struct arena tree = { NULL };
	struct reader r = { .a = a, .find = find, .arg = arg };
	struct xml_node *root;
	size_t first = 0;
	bool ok;

	while (first < n && strchr(" \t\r\n", data[first]) != NULL &&
	       data[first] != '\0')
		first++;
	if (first < n && data[first] == '{')
		return report_read_json(a, file, data, n, find, arg);
	root = xml_parse(&tree, file, data, n);
	if (root == NULL) {
		arena_free(&tree);
		return NULL;
	}
	report_clean_tree(a, root);
	r.report = arena_alloc(a, sizeof *r.report);
	r.report->arena = a;
	r.file = file;
	r.report->file = report_line(a, report_clean(a, file));
	ok = read_document(&r, root);
	report_oval_close(&r.oval);
	arena_free(&tree);
	return ok ? r.report : NULL;
}
