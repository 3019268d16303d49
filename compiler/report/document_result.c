/*
 * The part of the document that has a result for each target and rule, in the
 * order of the source, with the spellings that checklists and lists of test
 * cases share.  Beside what document.c tells:
 *
 *   report  stig-id stig-version stig-uuid release-info
 *     stig-notice stig-source
 *     target  ip mac fqdn started ended (as ctime writes them, of UTC)
 *       result  rule (its n) result severity cat (I, II, III) status (of a
 *         CKL) nth (of this rule here, from 2 on) uuid time instance waived
 *         why details comments
 *         site-severity (low, medium, high); justification
 *     rule  version group-title weight check-ref target-key
 *       stig of (False_Positives ...)
 */
#include <string.h>
#include <time.h>

#include "document.h"

void
document_stig_names(struct strbuf *b, const struct report *r)
{
	struct arena a = { NULL };

	document_attr(b, "stig-id", report_stig_id(r));
	document_attr(b, "stig-version", report_stig_version(r));
	document_attr(b, "stig-uuid",
	    report_uuid(
		&a, "stig", r->benchmark->id12, report_stig_version(r)));
	document_attr(b, "release-info", report_release_info(&a, r));
	arena_free(&a);
}

void
document_stig(struct strbuf *b, const struct report *r)
{
	const struct model_benchmark *m = r->benchmark;

	document_element(
	    b, "stig-notice", m->nnotice != 0 ? m->notice[0].id : NULL);
	document_element(b, "stig-source", m->source);
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
		document_attr(b, name, buf);
}

void
document_asset(struct strbuf *b, const struct report_target *t)
{
	struct report_asset asset;

	report_asset(&asset, t);
	document_attr(b, "ip", asset.ip);
	document_attr(b, "mac", asset.mac);
	document_attr(b, "fqdn", asset.fqdn);
	add_time(b, "started", t->start != NULL ? t->start : t->end);
	add_time(b, "ended", t->end);
}

static void
add_stig(struct strbuf *b, const char *of, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	strbuf_addf(b, "<stig of=\"%s\">", of);
	quote_xml(b, text);
	strbuf_addstr(b, "</stig>\n");
}

void
document_rule_names(struct strbuf *b, const struct report_rule *rule)
{
	const struct model_rule *m = rule->rule;
	const struct model_check *check = m->check;

	document_attr(b, "version", rule->name);
	document_attr(b, "weight", m->weight);
	document_attr(b, "target-key", rule->target_key);
	if (m->ncheck != 0 && check->ncontent_ref != 0)
		document_attr(b, "check-ref", check->content_ref[0].name);
}

void
document_rule(struct strbuf *b, const struct report_rule *rule)
{
	const struct model_rule *m = rule->rule;
	const struct model_stig *s = &m->stig;

	document_element(b, "group-title",
	    rule->group != NULL ? rule->group->title : rule->title);
	add_stig(b, "IA_Controls", s->ia_controls);
	add_stig(b, "False_Positives", s->false_positives);
	add_stig(b, "False_Negatives", s->false_negatives);
	add_stig(b, "Documentable",
	    s->documentable != NULL ? s->documentable : "false");
	add_stig(b, "Mitigations", s->mitigations);
	add_stig(b, "Potential_Impact", s->potential_impacts);
	add_stig(b, "Third_Party_Tools", s->third_party_tools);
	add_stig(b, "Mitigation_Control", s->mitigation_control);
	add_stig(b, "Responsibility", s->responsibility);
	add_stig(
	    b, "Security_Override_Guidance", s->severity_override_guidance);
}

static const char *
category(enum model_severity s)
{
	const char *three = report_severity3(s);

	return *three == 'h' ? "I" : *three == 'm' ? "II" : "III";
}

static void
add_result(struct strbuf *b, struct arena *a, const struct report *r,
    const struct report_target *t, const struct report_result *x, uint32_t nth)
{
	const struct report_rule *rule = &r->rule[x->rule];
	const char *id = arena_printf(a, "%s %s", rule->rule->id12,
	    x->instance != NULL ? x->instance : "");

	strbuf_addf(b,
	    "<result rule=\"%u\" result=\"%s\" severity=\"%s\" cat=\"%s\""
	    " status=\"%s\" uuid=\"%s\"",
	    x->rule + 1, ir_xccdf_names[x->result],
	    model_severity_names[x->severity], category(x->severity),
	    report_ckl_answer(x), report_uuid(a, "rule", t->name, id));
	if (nth > 1)
		strbuf_addf(b, " nth=\"%u\"", nth);
	if (report_is_waived(x))
		strbuf_addstr(b, " waived=\"yes\"");
	document_attr(b, "time", x->time);
	document_attr(b, "instance", x->instance);
	if (x->answer != NULL && !x->answer->review)
		document_attr(b, "site-severity", x->answer->severity);
	strbuf_addstr(b, ">\n");
	document_element(b, "why", report_line(a, report_why(a, x)));
	document_element(b, "details", report_details(a, x));
	document_element(b, "comments", report_waivers(a, x));
	if (x->answer != NULL && !x->answer->review)
		document_element(b, "justification", x->answer->justification);
	strbuf_addstr(b, "</result>\n");
}

void
document_results(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	const struct report_result *x;
	struct arena a = { NULL }, one = { NULL };
	uint32_t *nth = arena_alloc(&a, (r->nrule + 1) * sizeof *nth);

	for (x = t->result; x < t->result + t->nresult; x++) {
		if (x->result == IR_XCCDF_NOTSELECTED)
			continue;
		add_result(b, &one, r, t, x, ++nth[x->rule]);
		arena_free(&one);
	}
	arena_free(&a);
}
