/*
 * SARIF 2.1.0: what failed, and nothing else, as readers take every result
 * for a failure.  What could not be decided is a notification of the run,
 * which then was not successful.
 */
#include <ctype.h>
#include <string.h>

#include "json.h"

#define MAX_RESULTS 25000 /* of a run, by GitHub's limits */
#define MAX_RUNS 20
#define MAX_TAGS 20

struct run {
	const struct report *r;
	struct arena *a;
	json_t *runs, *results, *rules, *notes;
	uint32_t *index; /* of a rule in `rules`, from 1; 0: not yet there */
	uint32_t waived, stale; /* of the results */
	bool successful;
};

static json_t *
text_object(const char *text)
{
	json_t *o = json_object();

	report_json_text(o, "text", text);
	return o;
}

static const char *
level(enum model_severity s)
{
	const char *three = report_severity3(s);

	return *three == 'h' ? "error" : *three == 'm' ? "warning" : "note";
}

static void
add_tags(json_t *tags, const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n && json_array_size(tags) < MAX_TAGS; i++)
		json_array_append_new(tags, report_json(list[i]));
}

static json_t *
rule_properties(const struct report_rule *rule, enum model_severity s)
{
	const char *three = report_severity3(s);
	json_t *o = json_object(), *tags = json_array();

	json_array_append_new(tags, report_json("security"));
	add_tags(tags, rule->cci, rule->ncci);
	add_tags(tags, rule->nist, rule->nnist);
	add_tags(tags, rule->cis, rule->ncis);
	json_object_set_new(o, "tags", tags);
	report_json_text(o, "precision", "high");
	report_json_text(o, "problem.severity",
	    *three == 'h'   ? "error"
	    : *three == 'm' ? "warning"
			    : "recommendation");
	report_json_text(o, "security-severity",
	    *three == 'h'   ? "8.0"
	    : *three == 'm' ? "5.5"
			    : "3.0");
	return o;
}

static json_t *
rule_object(const struct report_rule *rule, enum model_severity s)
{
	const struct model_rule *m = rule->rule;
	json_t *o = json_object(), *level_ = json_object();
	const char *title = *rule->title != '\0' ? rule->title : rule->name;

	report_json_text(o, "id", rule->unique);
	json_object_set_new(o, "shortDescription", text_object(title));
	json_object_set_new(o, "fullDescription",
	    text_object(m->description != NULL && *m->description != '\0'
			    ? m->description
			    : title));
	json_object_set_new(o, "help",
	    text_object(m->fixtext != NULL && *m->fixtext != '\0' ? m->fixtext
								  : title));
	report_json_text(level_, "level", level(s));
	json_object_set_new(o, "defaultConfiguration", level_);
	json_object_set_new(o, "properties", rule_properties(rule, s));
	return o;
}

/* A relative URI out of a target's name, that leads nowhere else. */
static const char *
target_uri(struct arena *a, const char *name)
{
	struct strbuf b = STRBUF_INIT;
	const char *uri;

	for (name += strspn(name, "/"); *name != '\0'; name++) {
		if (isalnum((unsigned char)*name) ||
		    strchr("-_~", *name) != NULL ||
		    (*name == '.' && name[1] != '.') ||
		    (*name == '/' && name[1] != '/'))
			strbuf_addch(&b, *name);
		else
			strbuf_addf(&b, "%%%02X", (unsigned char)*name);
	}
	uri = b.n != 0 ? arena_strndup(a, b.s, b.n) : "target";
	strbuf_free(&b);
	return uri;
}

static json_t *
locations(struct arena *a, const struct report_target *t)
{
	json_t *list = json_array(), *o = json_object();
	json_t *physical = json_object(), *artifact = json_object();
	json_t *region = json_object(), *logical = json_object();
	json_t *logicals = json_array();

	report_json_text(artifact, "uri", target_uri(a, t->name));
	json_object_set_new(region, "startLine", json_integer(1));
	json_object_set_new(physical, "artifactLocation", artifact);
	json_object_set_new(physical, "region", region);
	json_object_set_new(o, "physicalLocation", physical);
	report_json_text(logical, "fullyQualifiedName", t->name);
	report_json_text(logical, "kind", "resource");
	json_array_append_new(logicals, logical);
	json_object_set_new(o, "logicalLocations", logicals);
	json_array_append_new(list, o);
	return list;
}

/* Stays the same from run to run for a rule on a target. */
static json_t *
fingerprints(struct arena *a, const struct report_rule *rule,
    const struct report_target *t, const struct report_result *x)
{
	const char *text = arena_printf(a, "%s\n%s\n%s", t->name, rule->unique,
	    x->instance != NULL ? x->instance : "");
	char hex[HASH_HEX];
	json_t *o = json_object();

	hash_sha256(text, strlen(text), hex);
	report_json_text(
	    o, "primaryLocationLineHash", arena_printf(a, "%.16s:1", hex));
	return o;
}

static void
start_run(struct run *run)
{
	run->results = json_array();
	run->rules = json_array();
	run->notes = json_array();
	run->successful = true;
	run->waived = run->stale = 0;
	memset(run->index, 0, run->r->nrule * sizeof *run->index);
}

static void
end_run(struct run *run)
{
	const struct report *r = run->r;
	json_t *o = json_object(), *tool = json_object();
	json_t *driver = json_object(), *details = json_object();
	json_t *invocation = json_object(), *invocations = json_array();
	json_t *properties;

	report_json_text(driver, "name", "auditc");
	report_json_text(driver, "version", AUDITC_VERSION);
	json_object_set_new(driver, "rules", run->rules);
	json_object_set_new(tool, "driver", driver);
	json_object_set_new(o, "tool", tool);
	report_json_text(details, "id",
	    arena_printf(run->a, "auditc/%s/%s%zu/", report_stig_id(r),
		r->ntarget == 1 ? arena_printf(run->a, "%s/", r->target[0].name)
				: "",
		json_array_size(run->runs) + 1));
	json_object_set_new(o, "automationDetails", details);
	json_object_set_new(
	    invocation, "executionSuccessful", json_boolean(run->successful));
	json_object_set_new(
	    invocation, "toolExecutionNotifications", run->notes);
	json_array_append_new(invocations, invocation);
	json_object_set_new(o, "invocations", invocations);
	json_object_set_new(o, "results", run->results);
	if (run->waived != 0 || run->stale != 0) {
		properties = json_object();
		json_object_set_new(
		    properties, "waived", json_integer(run->waived));
		json_object_set_new(
		    properties, "stale", json_integer(run->stale));
		json_object_set_new(o, "properties", properties);
	}
	json_array_append_new(run->runs, o);
}

/*
 * The waivers: one that does not hold is told, and keeps its readers from
 * taking the result for suppressed.
 */
static json_t *
suppressions(struct arena *a, const struct report_result *x)
{
	static const char *const status[WAIVER__MAX] = {
		[WAIVER_OVERRIDE] = "accepted",
		[WAIVER_HOLDS] = "accepted",
		[WAIVER_EXPIRED] = "rejected",
		[WAIVER_REVIEW] = "underReview",
	};
	const struct report_waiver *w, *end = x->waiver + x->nwaiver;
	json_t *list = json_array(), *o;

	for (w = x->waiver; w < end; w++) {
		if (report_is_waived(x) && w->state != WAIVER_HOLDS)
			continue;
		o = json_object();
		report_json_text(o, "kind", "external");
		report_json_text(o, "status", status[w->state]);
		report_json_text(o, "justification", report_waiver(a, w));
		json_array_append_new(list, o);
	}
	return list;
}

static void
add_failure(struct run *run, const struct report_target *t,
    const struct report_result *x)
{
	const struct report_rule *rule = &run->r->rule[x->rule];
	json_t *o = json_object();

	if (run->index[x->rule] == 0) {
		json_array_append_new(
		    run->rules, rule_object(rule, x->severity));
		run->index[x->rule] = (uint32_t)json_array_size(run->rules);
	}
	report_json_text(o, "ruleId", rule->unique);
	json_object_set_new(
	    o, "ruleIndex", json_integer(run->index[x->rule] - 1));
	report_json_text(o, "kind", "fail");
	report_json_text(o, "level", level(x->severity));
	json_object_set_new(o, "message",
	    text_object(arena_printf(run->a, "%s: %s: %s", rule->title, t->name,
		*x->text != '\0' ? x->text : "failed")));
	json_object_set_new(o, "locations", locations(run->a, t));
	json_object_set_new(
	    o, "partialFingerprints", fingerprints(run->a, rule, t, x));
	if (x->nwaiver != 0)
		json_object_set_new(
		    o, "suppressions", suppressions(run->a, x));
	run->waived += report_is_waived(x);
	run->stale += x->stale;
	json_array_append_new(run->results, o);
}

static void
add_note(struct run *run, const struct report_target *t,
    const struct report_result *x)
{
	const struct report_rule *rule = &run->r->rule[x->rule];
	json_t *o = json_object();

	report_json_text(o, "level", "error");
	json_object_set_new(o, "message",
	    text_object(arena_printf(run->a, "%s on %s: %s: %s", rule->unique,
		t->name, ir_xccdf_names[x->result], x->text)));
	json_array_append_new(run->notes, o);
	run->successful = false;
}

static bool
add_target(struct run *run, const struct report_target *t)
{
	const struct report_result *x;

	for (x = t->result; x < t->result + t->nresult; x++) {
		if (!report_is_finding(x->result))
			continue;
		if (json_array_size(run->results) == MAX_RESULTS ||
		    json_array_size(run->notes) == MAX_RESULTS) {
			end_run(run);
			start_run(run);
		}
		if (json_array_size(run->runs) == MAX_RUNS) {
			diag(DIAG_ID_FILE_LIMIT,
			    (struct srcpos){ run->r->file, 0 },
			    "more failures than SARIF may hold");
			return false;
		}
		if (x->result == IR_XCCDF_FAIL)
			add_failure(run, t, x);
		else
			add_note(run, t, x);
	}
	return true;
}

bool
report_sarif(const struct report_request *q, struct strbuf *out)
{
	const struct report *r = q->report;
	struct arena a = { NULL };
	struct run run = { .r = r, .a = &a, .runs = json_array() };
	json_t *o = json_object();
	bool ok = true;

	run.index = arena_alloc(&a, (r->nrule + 1) * sizeof *run.index);
	start_run(&run);
	for (uint32_t i = 0; i < r->ntarget && ok; i++)
		ok = add_target(&run, &r->target[i]);
	end_run(&run);
	report_json_text(
	    o, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	report_json_text(o, "version", "2.1.0");
	json_object_set_new(o, "runs", run.runs);
	report_json_write(o, out);
	arena_free(&a);
	return ok;
}
