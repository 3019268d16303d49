/*
 * .nessus (NessusClientData_v2): a ReportHost per target, with an item about
 * the scan, as every scan of the vendor's has it, and a compliance item per
 * rule.
 */
#include <string.h>
#include <time.h>

#include "report.h"

/* The vendor's word, and its number for how bad that is. */
static const char *
verdict(enum ir_xccdf_result r, int *severity)
{
	switch (r) {
	case IR_XCCDF_PASS:
	case IR_XCCDF_FIXED:
		*severity = 1;
		return "PASSED";
	case IR_XCCDF_FAIL:
		*severity = 3;
		return "FAILED";
	case IR_XCCDF_ERROR:
	case IR_XCCDF_UNKNOWN:
		*severity = 2;
		return "ERROR";
	case IR_XCCDF_NOTAPPLICABLE:
	case IR_XCCDF_NOTCHECKED:
	case IR_XCCDF_NOTSELECTED:
	case IR_XCCDF_INFORMATIONAL:
	case IR_XCCDF__MAX:
		break;
	}
	*severity = 2;
	return "WARNING";
}

/* FAMILY|value, without the signs that part references. */
static void
add_reference(struct strbuf *b, const char *family, const char *value)
{
	strbuf_addf(b, "%s%s|", b->n != 0 ? "," : "", family);
	for (; *value != '\0'; value++)
		strbuf_addch(b, *value == ',' || *value == '|' ? ' ' : *value);
}

static void
add_references(
    struct strbuf *out, const struct report_rule *rule, enum model_severity s)
{
	const char *three = report_severity3(s);
	struct strbuf b = STRBUF_INIT;
	uint32_t i;

	for (i = 0; i < rule->nnist; i++)
		add_reference(&b, "800-53", rule->nist[i]);
	add_reference(&b, "CAT",
	    *three == 'h'   ? "I"
	    : *three == 'm' ? "II"
			    : "III");
	for (i = 0; i < rule->ncci; i++)
		add_reference(&b, "CCI", rule->cci[i]);
	add_reference(&b, "Rule-ID", rule->stig_rule);
	add_reference(&b, "STIG-ID", rule->name);
	add_reference(&b, "Vuln-ID", rule->vuln);
	report_element(out, "cm:compliance-reference", b.s);
	strbuf_free(&b);
}

static void
add_item(struct strbuf *b, struct arena *a, const struct report *r,
    const struct report_target *t, const struct report_result *x)
{
	const struct report_rule *rule = &r->rule[x->rule];
	const char *name = arena_printf(a, "%s %s", rule->unique, rule->title);
	int severity;
	const char *word = verdict(x->result, &severity);

	strbuf_addf(b,
	    "<ReportItem port=\"0\" svc_name=\"general\" protocol=\"tcp\""
	    " severity=\"%d\" pluginID=\"21157\"",
	    severity);
	/* Some readers merge the items of one plugin name. */
	report_attribute(b, "pluginName",
	    arena_printf(a, "Compliance check %s", rule->unique));
	strbuf_addstr(b, " pluginFamily=\"Policy Compliance\">\n"
			 "<agent>unix</agent>\n<compliance>true</compliance>\n"
			 "<fname>auditc</fname>\n");
	report_element(b, "description",
	    arena_printf(
		a, "%s: [%s]\n\n%s", name, word, report_details(a, x)));
	report_element(b, "cm:compliance-check-name", name);
	report_element(b, "cm:compliance-check-id",
	    report_uuid(a, "rule", t->name,
		arena_printf(a, "%s %s", rule->rule->id12,
		    x->instance != NULL ? x->instance : "")));
	report_element(b, "cm:compliance-audit-file", report_stig_id(r));
	report_element(b, "cm:compliance-info", rule->rule->description);
	report_element(b, "cm:compliance-result", word);
	report_element(b, "cm:compliance-actual-value", report_details(a, x));
	add_references(b, rule, x->severity);
	report_element(b, "cm:compliance-solution", rule->rule->fixtext);
	strbuf_addstr(b, "</ReportItem>\n");
}

/* A reader that looks for a list of items fails where there is one alone. */
static void
add_scan(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	struct strbuf said = STRBUF_INIT;

	strbuf_addf(&said, "auditc report of %s, version %s", report_stig_id(r),
	    report_stig_version(r));
	if (t->profile != NULL)
		strbuf_addf(&said, "\nprofile: %s", t->profile);
	if (t->error != NULL)
		strbuf_addf(&said, "\nerror: %s", t->error);
	for (uint32_t i = 0; i < t->nnote; i++)
		strbuf_addf(&said, "\nnote: %s", t->note[i]);
	strbuf_addstr(b,
	    "<ReportItem port=\"0\" svc_name=\"general\" protocol=\"tcp\""
	    " severity=\"0\" pluginID=\"19506\""
	    " pluginName=\"Scan Information\""
	    " pluginFamily=\"Settings\">\n<fname>auditc</fname>\n"
	    "<plugin_type>summary</plugin_type>\n");
	report_element(b, "plugin_output", said.s);
	strbuf_addstr(b, "<risk_factor>None</risk_factor>\n</ReportItem>\n");
	strbuf_free(&said);
}

static void
add_tag(struct strbuf *b, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	strbuf_addf(b, "<tag name=\"%s\">", name);
	quote_xml(b, value);
	strbuf_addstr(b, "</tag>\n");
}

/* "Thu Jan  1 00:00:00 2026" */
static void
add_time(struct strbuf *b, const char *name, const char *text)
{
	char buf[64];
	struct tm tm;
	int64_t s;
	time_t t;

	if (!report_time(text, &s))
		return;
	t = (time_t)s;
	if (gmtime_r(&t, &tm) != NULL &&
	    strftime(buf, sizeof buf, "%a %b %e %H:%M:%S %Y", &tm) != 0)
		add_tag(b, name, buf);
}

static void
add_host(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	const struct report_result *x;
	struct report_asset asset;
	struct arena a = { NULL };

	report_asset(&asset, t);
	strbuf_addstr(b, "<ReportHost");
	report_attribute(b, "name", t->name);
	strbuf_addstr(b, ">\n<HostProperties>\n");
	add_tag(b, "host-ip", asset.ip);
	add_tag(b, "host-fqdn", asset.fqdn);
	add_tag(b, "mac-address", asset.mac);
	add_time(b, "HOST_START", t->start != NULL ? t->start : t->end);
	add_time(b, "HOST_END", t->end);
	strbuf_addstr(b, "</HostProperties>\n");
	if (t->nresult != 0)
		add_scan(b, r, t);
	for (x = t->result; x < t->result + t->nresult; x++) {
		if (x->result != IR_XCCDF_NOTSELECTED)
			add_item(b, &a, r, t, x);
		arena_free(&a);
	}
	strbuf_addstr(b, "</ReportHost>\n");
}

bool
report_nessus(const struct report_request *q, struct strbuf *out)
{
	const struct report *r = q->report;

	strbuf_addstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			   "<NessusClientData_v2>\n<Policy>\n");
	report_element(out, "policyName", report_title(r));
	strbuf_addstr(out, "</Policy>\n<Report");
	report_attribute(out, "name", report_title(r));
	strbuf_addstr(out, " xmlns:cm=\"http://www.nessus.org/cm\">\n");
	for (uint32_t i = 0; i < r->ntarget; i++)
		add_host(out, r, &r->target[i]);
	strbuf_addstr(out, "</Report>\n</NessusClientData_v2>\n");
	return true;
}
