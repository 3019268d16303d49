/*
 * A checklist of STIG Viewer 3 (CKLB): one target, with every key that its
 * readers have been seen to look for.
 */
#include <ctype.h>
#include <string.h>

#include "json.h"

static const char *
status(const struct report_result *x)
{
	static const struct {
		const char *ckl, *cklb;
	} names[] = {
		{ "NotAFinding", "not_a_finding" },
		{ "Open", "open" },
		{ "Not_Applicable", "not_applicable" },
	};
	const char *ckl = report_ckl_answer(x);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i].ckl, ckl))
			return names[i].cklb;
	return "not_reviewed";
}

static json_t *
texts(const char *const *list, uint32_t n)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(array, report_json(list[i]));
	return array;
}

static json_t *
target_data(const struct report_target *t)
{
	json_t *o = json_object();
	struct report_asset asset;

	report_asset(&asset, t);
	report_json_text(o, "target_type", "Computing");
	report_json_text(o, "host_name", asset.host_name);
	report_json_text(o, "ip_address", asset.ip);
	report_json_text(o, "mac_address", asset.mac);
	report_json_text(o, "fqdn", asset.fqdn);
	report_json_text(o, "comments", t->label);
	report_json_text(o, "role", "None");
	json_object_set_new(
	    o, "is_web_database", json_boolean(t->instance != NULL));
	report_json_text(o, "technology_area", "");
	report_json_text(o, "web_db_site", t->site);
	report_json_text(o, "web_db_instance", t->instance);
	return o;
}

static json_t *
group_tree(const struct report_rule *rule)
{
	json_t *tree = json_array(), *o;

	if (rule->group == NULL)
		return tree;
	o = json_object();
	report_json_text(o, "id", model_id_name(rule->group->id12, "group"));
	report_json_text(o, "title", rule->group->title);
	report_json_text(o, "description", rule->group->description);
	json_array_append_new(tree, o);
	return tree;
}

/* What DISA's description of a rule says apart. */
static void
add_stig(json_t *o, const struct model_stig *s)
{
	report_json_text(o, "false_positives", s->false_positives);
	report_json_text(o, "false_negatives", s->false_negatives);
	report_json_text(o, "documentable",
	    s->documentable != NULL ? s->documentable : "false");
	report_json_text(o, "mitigations", s->mitigations);
	report_json_text(o, "potential_impacts", s->potential_impacts);
	report_json_text(o, "third_party_tools", s->third_party_tools);
	report_json_text(o, "mitigation_control", s->mitigation_control);
	report_json_text(o, "responsibility", s->responsibility);
	report_json_text(
	    o, "security_override_guidance", s->severity_override_guidance);
	report_json_text(o, "ia_controls", s->ia_controls);
}

static json_t *
check_ref(const struct model_rule *m)
{
	json_t *o = json_object();
	const struct model_check *c = m->check;
	bool any = m->ncheck != 0 && c->ncontent_ref != 0;

	report_json_text(o, "href", any ? c->content_ref[0].href : "");
	report_json_text(o, "name",
	    any && c->content_ref[0].name != NULL ? c->content_ref[0].name
						  : "M");
	return o;
}

/* The severity that the site gives it. */
static json_t *
overrides(const struct report_answer *answer)
{
	json_t *o = json_object(), *severity;

	if (answer == NULL || answer->review || *answer->severity == '\0')
		return o;
	severity = json_object();
	report_json_text(severity, "severity", answer->severity);
	report_json_text(severity, "reason", answer->justification);
	json_object_set_new(o, "severity", severity);
	return o;
}

static json_t *
rule_of(struct arena *a, const struct report *r, const struct report_target *t,
    const struct report_result *x, const char *stig)
{
	const struct report_rule *rule = &r->rule[x->rule];
	const struct model_rule *m = rule->rule;
	const char *time = x->time != NULL ? x->time : t->end;
	size_t n = strlen(rule->stig_rule);
	json_t *o = json_object();

	if (str_ends(rule->stig_rule, "_rule"))
		n -= strlen("_rule");
	report_json_text(o, "uuid",
	    report_uuid(a, "rule", t->name,
		arena_printf(a, "%s %s", m->id12,
		    x->instance != NULL ? x->instance : "")));
	report_json_text(o, "stig_uuid", stig);
	report_json_text(o, "target_key", rule->target_key);
	report_json_text(o, "stig_ref", report_title(r));
	report_json_text(o, "group_id", rule->vuln);
	report_json_text(o, "group_id_src", rule->vuln);
	report_json_text(o, "rule_id", arena_strndup(a, rule->stig_rule, n));
	report_json_text(o, "rule_id_src", rule->stig_rule);
	report_json_text(o, "weight", m->weight != NULL ? m->weight : "1.0");
	report_json_text(o, "classification", "UNCLASSIFIED");
	report_json_text(o, "severity", report_severity3(x->severity));
	report_json_text(o, "rule_version", rule->name);
	report_json_text(o, "group_title",
	    rule->group != NULL ? rule->group->title : rule->title);
	report_json_text(o, "rule_title", rule->title);
	report_json_text(o, "fix_text", m->fixtext);
	report_json_text(o, "discussion", m->description);
	report_json_text(o, "check_content", rule->check_text);
	add_stig(o, &m->stig);
	json_object_set_new(o, "check_content_ref", check_ref(m));
	json_object_set_new(
	    o, "legacy_ids", texts(rule->legacy, rule->nlegacy));
	json_object_set_new(o, "ccis", texts(rule->cci, rule->ncci));
	json_object_set_new(o, "group_tree", group_tree(rule));
	report_json_text(o, "createdAt", time);
	report_json_text(o, "updatedAt", time);
	report_json_text(o, "STIGUuid", stig);
	report_json_text(o, "status", status(x));
	json_object_set_new(o, "overrides", overrides(x->answer));
	report_json_text(o, "comments", report_waivers(a, x));
	report_json_text(o, "finding_details", report_details(a, x));
	return o;
}

bool
report_cklb(const struct report_request *q, struct strbuf *out)
{
	struct arena a = { NULL };
	const struct report *r = report_fold(&a, q->report);
	const struct report_target *t = &r->target[0];
	const struct report_result *x;
	json_t *o = json_object(), *stig = json_object();
	json_t *rules = json_array(), *stigs = json_array();
	const char *uuid =
	    report_uuid(&a, "stig", r->benchmark->id12, report_stig_version(r));
	bool ok;

	for (x = t->result; x < t->result + t->nresult; x++)
		if (x->result != IR_XCCDF_NOTSELECTED)
			json_array_append_new(
			    rules, rule_of(&a, r, t, x, uuid));
	ok = json_array_size(rules) != 0 || report_nothing(r, t);
	report_json_text(stig, "stig_name", report_title(r));
	report_json_text(stig, "display_name", report_title(r));
	report_json_text(stig, "stig_id", report_stig_id(r));
	report_json_text(stig, "version", report_stig_version(r));
	report_json_text(stig, "release_info", report_release_info(&a, r));
	report_json_text(stig, "uuid", uuid);
	report_json_text(stig, "reference_identifier",
	    r->nrule != 0 ? r->rule[0].target_key : "");
	json_object_set_new(
	    stig, "size", json_integer((json_int_t)json_array_size(rules)));
	json_object_set_new(stig, "rules", rules);
	json_array_append_new(stigs, stig);
	report_json_text(
	    o, "title", arena_printf(&a, "%s %s", t->name, report_title(r)));
	report_json_text(
	    o, "id", report_uuid(&a, "checklist", t->name, r->benchmark->id12));
	report_json_text(o, "cklb_version", "1.0");
	json_object_set_new(o, "active", json_false());
	json_object_set_new(o, "mode", json_integer(1));
	json_object_set_new(o, "has_path", json_true());
	json_object_set_new(o, "target_data", target_data(t));
	json_object_set_new(o, "stigs", stigs);
	report_json_write(o, out);
	arena_free(&a);
	return ok;
}
