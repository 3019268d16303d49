/*
 * HDF (Heimdall Data Format, ExecJSON): one target, a control per rule, with
 * the evidence item by item.  A reader derives a control's status from all of
 * its results, so that a result is only there where it agrees with the
 * verdict.
 */
#include <string.h>

#include "json.h"

static double
impact(const struct report_result *x)
{
	const char *three = report_severity3(x->severity);

	if (x->result == IR_XCCDF_NOTAPPLICABLE)
		return 0;
	return *three == 'h' ? 0.7 : *three == 'm' ? 0.5 : 0.3;
}

static const char *
status(enum ir_xccdf_result r)
{
	switch (r) {
	case IR_XCCDF_PASS:
	case IR_XCCDF_FIXED:
		return "passed";
	case IR_XCCDF_FAIL:
		return "failed";
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

static json_t *
result(const char *status_, const char *code, const char *message,
    const char *time)
{
	json_t *o = json_object();

	report_json_text(o, "status", status_);
	report_json_text(o, "code_desc", code);
	report_json_text(
	    o, *status_ == 's' ? "skip_message" : "message", message);
	report_json_text(o, "start_time", time);
	return o;
}

static const char *
item_text(struct arena *a, const struct report_item *item)
{
	return arena_printf(a, "%s%s%s%s%s", item->drift ? "drift: " : "",
	    item->found != NULL ? "found " : "nothing found",
	    item->found != NULL ? item->found : "",
	    item->expected != NULL ? ", expected " : "",
	    item->expected != NULL ? item->expected : "");
}

static void
add_results(json_t *results, struct arena *a, const struct report_target *t,
    const struct report_rule *rule, const struct report_result *x)
{
	const char *time = x->time != NULL ? x->time : t->end, *code;
	const struct report_item *item;
	bool told = false, holds;

	for (item = x->item; item < x->item + x->nitem; item++) {
		holds = item->result == IR_RESULT_TRUE;
		if (x->result == IR_XCCDF_FAIL
			? !holds && item->result != IR_RESULT_FALSE
			: x->result != IR_XCCDF_PASS || !holds)
			continue;
		code = item->where != NULL ? item->where : rule->title;
		if (item->comment != NULL)
			code = arena_printf(a, "%s: %s", code, item->comment);
		json_array_append_new(
		    results, result(holds ? "passed" : "failed", code,
				 item_text(a, item), time));
		told = told || holds == (x->result == IR_XCCDF_PASS);
	}
	if (!told)
		json_array_append_new(results,
		    result(status(x->result),
			x->instance != NULL ? arena_printf(a, "%s: %s",
						  rule->title, x->instance)
					    : rule->title,
			*x->text != '\0' ? x->text : ir_xccdf_names[x->result],
			time));
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
tags(const struct report_rule *rule, const struct report_result *x)
{
	json_t *o = json_object();

	json_object_set_new(o, "nist", texts(rule->nist, rule->nnist));
	json_object_set_new(o, "cci", texts(rule->cci, rule->ncci));
	json_object_set_new(o, "cis", texts(rule->cis, rule->ncis));
	report_json_text(o, "severity", report_severity3(x->severity));
	report_json_text(o, "gid", rule->vuln);
	report_json_text(o, "rid", rule->stig_rule);
	report_json_text(o, "stig_id", rule->name);
	report_json_text(o, "xccdf_result", ir_xccdf_names[x->result]);
	return o;
}

static void
describe(json_t *list, const char *label, const char *text)
{
	json_t *o;

	if (text == NULL || *text == '\0')
		return;
	o = json_object();
	report_json_text(o, "label", label);
	report_json_text(o, "data", text);
	json_array_append_new(list, o);
}

/*
 * Who answers for it.  The control was run and not skipped, so that it stays
 * the finding that it is.
 */
static json_t *
waiver(struct arena *a, const struct report_result *x)
{
	const struct report_waiver *w = x->waiver, *end = w + x->nwaiver;
	json_t *o = json_object();

	while (w + 1 < end && w->state != WAIVER_HOLDS)
		w++;
	if (w->state != WAIVER_HOLDS && w->state != WAIVER_OVERRIDE)
		w = x->waiver;
	report_json_text(o, "justification", w->remark);
	if (w->expires != NULL)
		report_json_text(o, "expiration_date", w->expires);
	report_json_text(o, "message", report_waiver(a, w));
	json_object_set_new(o, "run", json_true());
	json_object_set_new(o, "skipped_due_to_waiver", json_false());
	return o;
}

static json_t *
control(struct arena *a, const struct report_rule *rule,
    const struct report_result *x, json_t *results)
{
	const struct model_rule *m = rule->rule;
	json_t *o = json_object(), *list = json_array();

	describe(list, "default", m->description);
	describe(list, "rationale", m->rationale);
	describe(list, "check", rule->check_text);
	describe(list, "fix", m->fixtext);
	describe(list, "result", x->text);
	report_json_text(o, "id", rule->unique);
	report_json_text(o, "title", rule->title);
	report_json_text(o, "desc", m->description);
	json_object_set_new(o, "descriptions", list);
	json_object_set_new(o, "impact", json_real(impact(x)));
	json_object_set_new(o, "refs", json_array());
	json_object_set_new(o, "tags", tags(rule, x));
	report_json_text(o, "code", "");
	json_object_set_new(o, "source_location", json_object());
	json_object_set_new(o, "results", results);
	if (x->nwaiver != 0)
		json_object_set_new(o, "waiver_data", waiver(a, x));
	return o;
}

static json_t *
controls(struct arena *a, const struct report *r, const struct report_target *t)
{
	const struct report_result *x, **worst;
	json_t **results, *list = json_array();
	uint32_t i;

	worst = arena_alloc(a, (r->nrule + 1) * sizeof *worst);
	results = arena_alloc(a, (r->nrule + 1) * sizeof *results);
	for (x = t->result; x < t->result + t->nresult; x++) {
		i = x->rule;
		if (x->result == IR_XCCDF_NOTSELECTED)
			continue;
		if (results[i] == NULL)
			results[i] = json_array();
		if (worst[i] == NULL ||
		    report_rank(x->result) < report_rank(worst[i]->result))
			worst[i] = x;
		add_results(results[i], a, t, &r->rule[i], x);
	}
	for (i = 0; i < r->nrule; i++)
		if (worst[i] != NULL)
			json_array_append_new(
			    list, control(a, &r->rule[i], worst[i], results[i]));
	return list;
}

bool
report_hdf(const struct report_request *q, struct strbuf *out)
{
	const struct report *r = q->report;
	const struct report_target *t = &r->target[0];
	struct arena a = { NULL };
	json_t *o = json_object(), *platform = json_object();
	json_t *profile = json_object(), *profiles = json_array();
	char hex[HASH_HEX];

	hash_sha256(r->benchmark->id12, strlen(r->benchmark->id12), hex);
	report_json_text(platform, "name", "auditc");
	report_json_text(platform, "release", AUDITC_VERSION);
	report_json_text(platform, "target_id", t->name);
	report_json_text(profile, "name", report_stig_id(r));
	report_json_text(profile, "version", report_stig_version(r));
	report_json_text(profile, "title", report_title(r));
	report_json_text(profile, "summary", r->benchmark->description);
	report_json_text(profile, "sha256", hex);
	report_json_text(profile, "status", "loaded");
	json_object_set_new(profile, "supports", json_array());
	json_object_set_new(profile, "attributes", json_array());
	json_object_set_new(profile, "groups", json_array());
	json_object_set_new(profile, "controls", controls(&a, r, t));
	json_array_append_new(profiles, profile);
	json_object_set_new(o, "platform", platform);
	report_json_text(o, "version", AUDITC_VERSION);
	json_object_set_new(o, "statistics", json_object());
	json_object_set_new(o, "profiles", profiles);
	report_json_write(o, out);
	arena_free(&a);
	return true;
}
