/*
 * JUnit: a suite per target, a case per rule, in the subset that all readers
 * share.  Names are unique in their suite, as readers merge equal ones, and
 * why a case failed is the element's text, as some pass over the attribute.
 */
#include <string.h>

#include "report.h"

struct counts {
	uint32_t tests, failures, errors, skipped;
};

static void
count(struct counts *c, const struct report_target *t)
{
	const struct report_result *x;

	for (x = t->result; x < t->result + t->nresult; x++) {
		if (x->result == IR_XCCDF_NOTSELECTED)
			continue;
		c->tests++;
		c->failures += x->result == IR_XCCDF_FAIL;
		c->errors += x->result == IR_XCCDF_ERROR ||
			     x->result == IR_XCCDF_UNKNOWN;
		c->skipped += x->result == IR_XCCDF_NOTAPPLICABLE ||
			      x->result == IR_XCCDF_NOTCHECKED ||
			      x->result == IR_XCCDF_INFORMATIONAL;
	}
}

static void
add_counts(struct strbuf *b, const struct counts *c)
{
	strbuf_addf(b, " tests=\"%u\" failures=\"%u\" errors=\"%u\"", c->tests,
	    c->failures, c->errors);
}

/* What the case holds; NULL: it passed. */
static const char *
element_of(enum ir_xccdf_result r)
{
	switch (r) {
	case IR_XCCDF_PASS:
	case IR_XCCDF_FIXED:
		return NULL;
	case IR_XCCDF_FAIL:
		return "failure";
	case IR_XCCDF_ERROR:
	case IR_XCCDF_UNKNOWN:
		return "error";
	case IR_XCCDF_NOTAPPLICABLE:
	case IR_XCCDF_NOTCHECKED:
	case IR_XCCDF_NOTSELECTED:
	case IR_XCCDF_INFORMATIONAL:
	case IR_XCCDF__MAX:
		break;
	}
	return "skipped";
}

/*
 * Some readers take dots for packages: the benchmark is one, the target a
 * class in it.
 */
static const char *
class_name(
    struct arena *a, const struct report *r, const struct report_target *t)
{
	char *name = arena_printf(a, "%s.%s", report_stig_id(r), t->name);
	size_t first = strlen(report_stig_id(r));

	for (size_t i = 0; name[i] != '\0'; i++)
		if (name[i] == '.' && i != first)
			name[i] = '_';
	return name;
}

static void
add_case(struct strbuf *b, struct arena *a, const struct report *r,
    const struct report_result *x, const char *class_, uint32_t nth)
{
	const struct report_rule *rule = &r->rule[x->rule];
	const char *element = element_of(x->result), *name, *why;

	name = arena_printf(a, "%s: %s", rule->unique, rule->title);
	if (nth > 1)
		name = arena_printf(a, "%s (%u)", name, nth);
	strbuf_addstr(b, "<testcase");
	report_attribute(b, "classname", class_);
	report_attribute(b, "name", name);
	strbuf_addstr(b, " time=\"0\"");
	if (element == NULL) {
		strbuf_addstr(b, "/>\n");
		return;
	}
	strbuf_addf(b, ">\n<%s", element);
	if (*element != 's')
		report_attribute(b, "type", ir_xccdf_names[x->result]);
	why = report_why(a, x);
	report_attribute(b, "message",
	    arena_printf(a, "%s (%s)%s%s", ir_xccdf_names[x->result],
		model_severity_names[x->severity], *why != '\0' ? " " : "",
		why));
	strbuf_addch(b, '>');
	quote_xml(b, report_details(a, x));
	if (x->result == IR_XCCDF_FAIL && rule->rule->fixtext != NULL) {
		strbuf_addstr(b, "\n\nFix: ");
		quote_xml(b, rule->rule->fixtext);
	}
	strbuf_addf(b, "</%s>\n</testcase>\n", element);
}

static void
add_suite(struct strbuf *b, const struct report *r,
    const struct report_target *t, uint32_t id)
{
	struct arena a = { NULL };
	struct counts c = { 0, 0, 0, 0 };
	const struct report_result *x;
	const char *class_ = class_name(&a, r, t);
	uint32_t *nth = arena_alloc(&a, r->nrule * sizeof *nth);

	count(&c, t);
	strbuf_addstr(b, "<testsuite");
	report_attribute(b, "name", t->name);
	add_counts(b, &c);
	strbuf_addf(b, " skipped=\"%u\" time=\"0\" id=\"%u\"", c.skipped, id);
	report_attribute(b, "hostname", t->name);
	if (t->start != NULL && strlen(t->start) >= 19)
		report_attribute(
		    b, "timestamp", arena_strndup(&a, t->start, 19));
	strbuf_addstr(b, ">\n");
	for (x = t->result; x < t->result + t->nresult; x++) {
		struct arena one = { NULL };

		if (x->result != IR_XCCDF_NOTSELECTED)
			add_case(b, &one, r, x, class_, ++nth[x->rule]);
		arena_free(&one);
	}
	strbuf_addstr(b, "</testsuite>\n");
	arena_free(&a);
}

bool
report_junit(const struct report_request *q, struct strbuf *out)
{
	const struct report *r = q->report;
	struct counts c = { 0, 0, 0, 0 };
	uint32_t i;

	for (i = 0; i < r->ntarget; i++)
		count(&c, &r->target[i]);
	strbuf_addstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			   "<testsuites");
	report_attribute(out, "name", report_title(r));
	add_counts(out, &c);
	strbuf_addstr(out, " time=\"0\">\n");
	for (i = 0; i < r->ntarget; i++)
		add_suite(out, r, &r->target[i], i);
	strbuf_addstr(out, "</testsuites>\n");
	return true;
}
