/*
 * A checklist of STIG Viewer 2 (CKL), valid by DISA's schema: one target, a
 * VULN per rule of the benchmark that was selected.  What an automatic run
 * did not decide is Not_Reviewed.
 */
#include <string.h>

#include "report.h"

const char *
report_ckl_status(enum ir_xccdf_result r)
{
	switch (r) {
	case IR_XCCDF_PASS:
	case IR_XCCDF_FIXED:
		return "NotAFinding";
	case IR_XCCDF_FAIL:
		return "Open";
	case IR_XCCDF_NOTAPPLICABLE:
		return "Not_Applicable";
	case IR_XCCDF_ERROR:
	case IR_XCCDF_UNKNOWN:
	case IR_XCCDF_NOTCHECKED:
	case IR_XCCDF_NOTSELECTED:
	case IR_XCCDF_INFORMATIONAL:
	case IR_XCCDF__MAX:
		break;
	}
	return "Not_Reviewed";
}

static void
add_asset(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	struct report_asset asset;
	const char *key = "";

	report_asset(&asset, t);
	for (uint32_t i = 0; i < r->nrule && *key == '\0'; i++)
		key = r->rule[i].target_key;
	strbuf_addstr(b, "<ASSET>\n<ROLE>None</ROLE>\n"
			 "<ASSET_TYPE>Computing</ASSET_TYPE>\n");
	report_element(b, "HOST_NAME", asset.host_name);
	report_element(b, "HOST_IP", asset.ip);
	report_element(b, "HOST_MAC", asset.mac);
	report_element(b, "HOST_FQDN", asset.fqdn);
	report_element(b, "TARGET_COMMENT", t->label);
	strbuf_addstr(b, "<TECH_AREA></TECH_AREA>\n");
	report_element(b, "TARGET_KEY", key);
	strbuf_addstr(b, "<WEB_OR_DATABASE>false</WEB_OR_DATABASE>\n"
			 "<WEB_DB_SITE></WEB_DB_SITE>\n"
			 "<WEB_DB_INSTANCE></WEB_DB_INSTANCE>\n</ASSET>\n");
}

static void
si_data(struct strbuf *b, const char *name, const char *data)
{
	strbuf_addstr(b, "<SI_DATA>\n");
	report_element(b, "SID_NAME", name);
	if (data != NULL && *data != '\0')
		report_element(b, "SID_DATA", data);
	strbuf_addstr(b, "</SI_DATA>\n");
}

static void
add_stig_info(struct strbuf *b, struct arena *a, const struct report *r)
{
	const struct model_benchmark *m = r->benchmark;

	strbuf_addstr(b, "<STIG_INFO>\n");
	si_data(b, "version", report_stig_version(r));
	si_data(b, "classification", "UNCLASSIFIED");
	si_data(b, "customname", "");
	si_data(b, "stigid", report_stig_id(r));
	si_data(b, "description", m->description);
	si_data(b, "filename", r->file);
	si_data(b, "releaseinfo", report_release_info(a, r));
	si_data(b, "title", report_title(r));
	si_data(
	    b, "uuid", report_uuid(a, "stig", m->id12, report_stig_version(r)));
	si_data(b, "notice", m->nnotice != 0 ? m->notice[0].id : "");
	si_data(b, "source", m->source);
	strbuf_addstr(b, "</STIG_INFO>\n");
}

static void
stig_data(struct strbuf *b, const char *name, const char *data)
{
	strbuf_addstr(b, "<STIG_DATA>\n");
	report_element(b, "VULN_ATTRIBUTE", name);
	report_element(b, "ATTRIBUTE_DATA", data);
	strbuf_addstr(b, "</STIG_DATA>\n");
}

static void
stig_list(
    struct strbuf *b, const char *name, const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		stig_data(b, name, list[i]);
}

static void
add_vuln(struct strbuf *b, struct arena *a, const struct report *r,
    const struct report_result *x)
{
	const struct report_rule *rule = &r->rule[x->rule];
	const struct model_rule *m = rule->rule;
	const struct model_stig *s = &m->stig;
	const struct model_check *check = m->check;
	bool holds = x->answer != NULL && !x->answer->review;
	const char *ref = "M";

	if (m->ncheck != 0 && check->ncontent_ref != 0 &&
	    check->content_ref[0].name != NULL)
		ref = check->content_ref[0].name;
	strbuf_addstr(b, "<VULN>\n");
	stig_data(b, "Vuln_Num", rule->vuln);
	stig_data(b, "Severity", report_severity3(x->severity));
	stig_data(b, "Group_Title",
	    rule->group != NULL ? rule->group->title : rule->title);
	stig_data(b, "Rule_ID", rule->stig_rule);
	stig_data(b, "Rule_Ver", rule->name);
	stig_data(b, "Rule_Title", rule->title);
	stig_data(b, "Vuln_Discuss", m->description);
	stig_data(b, "IA_Controls", s->ia_controls);
	stig_data(b, "Check_Content", rule->check_text);
	stig_data(b, "Fix_Text", m->fixtext);
	stig_data(b, "False_Positives", s->false_positives);
	stig_data(b, "False_Negatives", s->false_negatives);
	stig_data(b, "Documentable",
	    s->documentable != NULL ? s->documentable : "false");
	stig_data(b, "Mitigations", s->mitigations);
	stig_data(b, "Potential_Impact", s->potential_impacts);
	stig_data(b, "Third_Party_Tools", s->third_party_tools);
	stig_data(b, "Mitigation_Control", s->mitigation_control);
	stig_data(b, "Responsibility", s->responsibility);
	stig_data(
	    b, "Security_Override_Guidance", s->severity_override_guidance);
	stig_data(b, "Check_Content_Ref", ref);
	stig_data(b, "Weight", m->weight != NULL ? m->weight : "1.0");
	stig_data(b, "Class", "Unclass");
	stig_data(b, "STIGRef",
	    arena_printf(a, "%s :: Version %s, %s", report_title(r),
		report_stig_version(r), report_release_info(a, r)));
	stig_data(b, "TargetKey", rule->target_key);
	stig_data(b, "STIG_UUID",
	    report_uuid(a, "stig", r->benchmark->id12, report_stig_version(r)));
	stig_list(b, "LEGACY_ID", rule->legacy, rule->nlegacy);
	stig_list(b, "CCI_REF", rule->cci, rule->ncci);
	report_element(b, "STATUS", report_ckl_answer(x));
	report_element(b, "FINDING_DETAILS", report_details(a, x));
	report_element(b, "COMMENTS", report_waivers(a, x));
	report_element(b, "SEVERITY_OVERRIDE", holds ? x->answer->severity : "");
	report_element(b, "SEVERITY_JUSTIFICATION",
	    holds ? x->answer->justification : "");
	strbuf_addstr(b, "</VULN>\n");
}

bool
report_ckl(const struct report_request *q, struct strbuf *out)
{
	const struct report *r = q->report;
	const struct report_target *t = &r->target[0];
	const struct report_result *x;
	struct arena a = { NULL };
	uint32_t n = 0;

	strbuf_addstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			   "<CHECKLIST>\n");
	add_asset(out, r, t);
	strbuf_addstr(out, "<STIGS>\n<iSTIG>\n");
	add_stig_info(out, &a, r);
	for (x = t->result; x < t->result + t->nresult; x++) {
		if (x->result == IR_XCCDF_NOTSELECTED)
			continue;
		add_vuln(out, &a, r, x);
		arena_free(&a);
		n++;
	}
	strbuf_addstr(out, "</iSTIG>\n</STIGS>\n</CHECKLIST>\n");
	arena_free(&a);
	return n != 0 || report_nothing(r, t);
}
