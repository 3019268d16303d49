/*
 * OCSF: a Compliance Finding (class 2003) per target and rule, each a line of
 * its own.
 */
#include <string.h>

#include "json.h"

enum { STATUS_PASS = 1, STATUS_FAIL = 3, STATUS_OTHER = 99 };

static int
status_id(enum ir_xccdf_result r)
{
	if (r == IR_XCCDF_PASS || r == IR_XCCDF_FIXED)
		return STATUS_PASS;
	return r == IR_XCCDF_FAIL ? STATUS_FAIL : STATUS_OTHER;
}

/* CAT I, II, III are critical, high, medium. */
static int
severity_id(enum model_severity s)
{
	const char *three = report_severity3(s);

	return *three == 'h' ? 5 : *three == 'm' ? 4 : 3;
}

static void
set_int(json_t *o, const char *name, int64_t value)
{
	json_object_set_new(o, name, json_integer(value));
}

static json_t *
one(json_t *item)
{
	json_t *array = json_array();

	json_array_append_new(array, item);
	return array;
}

static void
add_texts(json_t *array, const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(array, report_json(list[i]));
}

static json_t *
compliance(const struct report *r, const struct report_rule *rule,
    const struct report_result *x)
{
	json_t *o = json_object(), *check = json_object();
	json_t *requirements = json_array();

	add_texts(requirements, rule->nist, rule->nnist);
	add_texts(requirements, rule->cci, rule->ncci);
	add_texts(requirements, rule->cis, rule->ncis);
	report_json_text(check, "uid", rule->stig_rule);
	report_json_text(check, "name", rule->unique);
	report_json_text(check, "desc", rule->title);
	set_int(check, "severity_id", severity_id(x->severity));
	set_int(check, "status_id", status_id(x->result));
	json_object_set_new(
	    check, "standards", one(report_json(report_title(r))));
	report_json_text(o, "control", rule->name);
	json_object_set_new(o, "standards", one(report_json(report_title(r))));
	json_object_set_new(o, "requirements", requirements);
	json_object_set_new(o, "checks", one(check));
	set_int(o, "status_id", status_id(x->result));
	report_json_text(o, "status", ir_xccdf_names[x->result]);
	if (*x->text != '\0')
		json_object_set_new(
		    o, "status_details", one(report_json(x->text)));
	return o;
}

static json_t *
finding_info(struct arena *a, const struct report *r,
    const struct report_target *t, const struct report_rule *rule,
    const struct report_result *x)
{
	json_t *o = json_object();

	report_json_text(o, "uid",
	    report_uuid(a, "finding", t->name,
		arena_printf(a, "%s %s %s", report_stig_id(r), rule->unique,
		    x->instance != NULL ? x->instance : "")));
	report_json_text(
	    o, "title", *rule->title != '\0' ? rule->title : rule->name);
	if (rule->rule->description != NULL)
		report_json_text(o, "desc", rule->rule->description);
	return o;
}

static json_t *
metadata(void)
{
	json_t *o = json_object(), *product = json_object();

	report_json_text(product, "name", "auditc");
	report_json_text(product, "vendor_name", "auditc");
	report_json_text(product, "version", AUDITC_VERSION);
	report_json_text(o, "version", "1.6.0");
	json_object_set_new(o, "product", product);
	return o;
}

static json_t *
event(struct arena *a, const struct report *r, const struct report_target *t,
    const struct report_result *x)
{
	const struct report_rule *rule = &r->rule[x->rule];
	json_t *o = json_object(), *resource = json_object(), *fix;
	int64_t time = 0;

	if (!report_time(x->time, &time))
		report_time(t->end, &time);
	set_int(o, "activity_id", 1);
	set_int(o, "category_uid", 2);
	set_int(o, "class_uid", 2003);
	set_int(o, "type_uid", 200301);
	set_int(o, "severity_id",
	    x->result == IR_XCCDF_FAIL ? severity_id(x->severity) : 1);
	set_int(o, "time", time * 1000);
	json_object_set_new(o, "metadata", metadata());
	json_object_set_new(o, "finding_info", finding_info(a, r, t, rule, x));
	json_object_set_new(o, "compliance", compliance(r, rule, x));
	if (report_is_waived(x)) {
		set_int(o, "status_id", 3);
		report_json_text(o, "status", "Suppressed");
		report_json_text(o, "comment", report_waivers(a, x));
	}
	report_json_text(resource, "name", t->name);
	report_json_text(resource, "uid", t->name);
	json_object_set_new(o, "resources", one(resource));
	if (rule->rule->fixtext != NULL && *rule->rule->fixtext != '\0') {
		fix = json_object();
		report_json_text(fix, "desc", rule->rule->fixtext);
		json_object_set_new(o, "remediation", fix);
	}
	return o;
}

bool
report_ocsf(const struct report_request *q, struct strbuf *out)
{
	const struct report *r = q->report;
	const struct report_target *t;
	const struct report_result *x;
	struct arena a = { NULL };

	for (t = r->target; t < r->target + r->ntarget; t++)
		for (x = t->result; x < t->result + t->nresult; x++) {
			if (x->result != IR_XCCDF_NOTSELECTED)
				report_json_line(event(&a, r, t, x), out);
			arena_free(&a);
		}
	return true;
}
