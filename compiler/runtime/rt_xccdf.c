/*
 * XCCDF 1.2: the resolved benchmark with one TestResult as its last child, in
 * the one form that all consumers take.  Every sibling starts a new line, as
 * one consumer drops what does not.
 */
#include <string.h>

#include "rt.h"

/* An id of the benchmark's own namespace: xccdf_<ns>_testresult_<name>. */
static void
add_id(struct strbuf *b, const struct rt_content *c, const char *target)
{
	const char *ns = c->benchmark_id, *end;

	end = strstr(ns, "_benchmark_");
	strbuf_addstr(b, " id=\"xccdf_");
	if (end != NULL && str_starts(ns, "xccdf_"))
		strbuf_add(b, ns + 6, (size_t)(end - ns) - 6);
	else
		strbuf_addstr(b, "auditc");
	strbuf_addstr(b, "_testresult_");
	rt_xml_name(b, target);
	strbuf_addch(b, '"');
}

/* cpe:/a:auditc:auditc:1.0 of "auditc 1.0". */
static void
add_test_system(struct strbuf *b, const char *generator)
{
	size_t n = strcspn(generator, " ");

	strbuf_addf(b, " test-system=\"cpe:/a:%.*s:%.*s", (int)n, generator,
	    (int)n, generator);
	if (generator[n] != '\0')
		strbuf_addf(b, ":%s", generator + n + 1);
	strbuf_addch(b, '"');
}

static void
add_head(struct strbuf *b, const struct rt_run *run,
    const struct rt_target_result *t, const char *href, uint32_t profile)
{
	const struct rt_content *c = run->content;
	char time[RT_TIME];
	uint32_t i;

	strbuf_addstr(b, "<cdf:TestResult"
			 " xmlns:cdf=\"http://checklists.nist.gov/xccdf/1.2\"");
	add_id(b, c, t->target->name);
	rt_time_text(t->start, time);
	rt_xml_attr(b, "start-time", time);
	rt_time_text(t->end, time);
	rt_xml_attr(b, "end-time", time);
	add_test_system(b, c->generator);
	rt_xml_attr(b, "version", c->benchmark_version);
	strbuf_addstr(b, ">\n<cdf:benchmark");
	rt_xml_attr(b, "href", href);
	rt_xml_attr(b, "id", c->benchmark_id);
	strbuf_addstr(b, "/>\n<cdf:title>");
	quote_xml(b, c->benchmark_title);
	strbuf_addstr(b, ": ");
	quote_xml(b, t->target->name);
	strbuf_addstr(b, "</cdf:title>\n");
	for (i = 0; i < t->nnote; i++)
		rt_xml_element(b, "cdf:remark", t->note[i]);
	rt_xml_element(b, "cdf:remark", t->error);
	strbuf_addf(b,
	    "<cdf:identity authenticated=\"true\" privileged=\"%s\">",
	    run->machine->privileged ? "true" : "false");
	quote_xml(b, run->machine->user);
	strbuf_addstr(b, "</cdf:identity>\n");
	if (c->profile[profile].id != NULL && *c->profile[profile].id != '\0') {
		strbuf_addstr(b, "<cdf:profile");
		rt_xml_attr(b, "idref", c->profile[profile].id);
		strbuf_addstr(b, "/>\n");
	}
}

static void
add_target(struct strbuf *b, const struct rt_run *run,
    const struct rt_target_result *t, const char *asset)
{
	struct arena a = { NULL };
	const char *cpe;
	uint32_t i;

	rt_xml_element(b, "cdf:target", t->target->name);
	for (i = 0; i < t->naddress; i++)
		rt_xml_element(b, "cdf:target-address", t->address[i]);
	strbuf_addstr(b, "<cdf:target-facts>\n");
	for (i = 0; i < t->nfact; i++) {
		/* Old consumers want the type first. */
		strbuf_addstr(b, "<cdf:fact");
		rt_xml_attr(b, "type", t->fact[i].type);
		rt_xml_attr(b, "name", t->fact[i].name);
		strbuf_addch(b, '>');
		quote_xml(b, t->fact[i].value);
		strbuf_addstr(b, "</cdf:fact>\n");
	}
	strbuf_addstr(b, "</cdf:target-facts>\n");
	if (asset != NULL) {
		strbuf_addstr(b,
		    "<cdf:target-id-ref system=\""
		    "http://scap.nist.gov/schema/asset-identification/1.1\""
		    " href=\"\"");
		rt_xml_attr(b, "name", asset);
		strbuf_addstr(b, "/>\n");
	}
	cpe = rt_target_cpe(&a, run->machine, t);
	/*
	 * The URI form, which the schematron warns of: oscap 1.3.7 refuses a
	 * document that its schematron has nothing to say about.
	 */
	strbuf_addstr(b, "<cdf:platform");
	rt_xml_attr(b, "idref", cpe);
	strbuf_addstr(b, "/>\n");
	arena_free(&a);
}

/* A list whose items hold no comma is written as the scripts take it. */
static bool
is_joined(const char *const *text, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (n > 1 && strchr(text[i], ',') != NULL)
			return false;
	return true;
}

/*
 * The values that held.  A set-complex-value only where it has to be: one
 * consumer does not know it.
 */
static void
add_values(struct strbuf *b, const struct rt_run *run)
{
	const struct rt_content *c = run->content;
	const char *const *text;
	uint32_t i, k, n;
	bool joined;

	for (i = 0; i < c->nvalue; i++) {
		text = rt_value_text(c, run->options, i, &n);
		joined = is_joined(text, n);
		strbuf_addstr(
		    b, joined ? "<cdf:set-value" : "<cdf:set-complex-value");
		rt_xml_attr(b, "idref", c->value[i].id);
		strbuf_addstr(b, joined ? ">" : ">\n");
		for (k = 0; k < n; k++) {
			if (!joined) {
				rt_xml_element(b, "cdf:item", text[k]);
				continue;
			}
			if (k != 0)
				strbuf_addch(b, ',');
			quote_xml(b, text[k]);
		}
		strbuf_addstr(b, joined ? "</cdf:set-value>\n"
					: "</cdf:set-complex-value>\n");
	}
}

/* The definition that was evaluated, where its results are written, too. */
static bool
add_oval_check(struct strbuf *b, const struct rt_content *c, uint32_t profile,
    uint32_t rule, const struct rt_rule_result *r, const char *oval)
{
	const struct rt_variant *v = rt_rule_variant(c, profile, rule);
	const char *id = NULL;

	if (oval != NULL)
		id = r->check != NULL ? rt_oval_expr_id(&c->unit, r->expr)
				      : rt_oval_rule(c, profile, rule);
	if (id == NULL)
		return false;
	strbuf_addstr(b, "<cdf:check system=\"http://oval.mitre.org/XMLSchema/"
			 "oval-definitions-5\"");
	if (v != NULL)
		rt_xml_attr(b, "selector", v->selector);
	strbuf_addstr(b, ">\n<cdf:check-content-ref");
	rt_xml_attr(b, "href", oval);
	rt_xml_attr(b, "name", id);
	strbuf_addstr(b, "/>\n</cdf:check>\n");
	return true;
}

/*
 * What the check was: the rule's script, whose language both of our
 * implementations speak for, else the evaluator alone.  The reference is
 * unique per rule: some consumers merge findings with equal ones.  Of several
 * checks it names the one whose result this is.
 */
static void
add_check(struct strbuf *b, const struct rt_content *c, uint32_t profile,
    uint32_t rule, const struct rt_rule_result *r, const char *oval)
{
	const struct rt_variant *v = rt_rule_variant(c, profile, rule);
	const char *name = v != NULL ? v->name : c->unit.rule[rule].name;

	if (add_oval_check(b, c, profile, rule, r, oval))
		return;
	if (name == NULL)
		name = c->rule[rule].id;
	strbuf_addstr(
	    b, "<cdf:check system=\"http://open-scap.org/page/SCE\"");
	if (v != NULL)
		rt_xml_attr(b, "selector", v->selector);
	strbuf_addstr(b, ">\n");
	if (r->stdout_ != NULL) {
		strbuf_addstr(b, "<cdf:check-import import-name=\"stdout\">");
		quote_xml(b, r->stdout_);
		strbuf_addstr(b, "</cdf:check-import>\n");
	}
	strbuf_addstr(b, "<cdf:check-content-ref href=\"");
	if (c->rule[rule].script != NULL) {
		strbuf_addstr(b, "checks/");
		rt_xml_name(b, name);
		strbuf_addstr(b, ".sh");
	} else
		strbuf_addstr(b, "evaluator.c");
	strbuf_addch(b, '"');
	rt_xml_attr(b, "name", r->check != NULL ? r->check : name);
	strbuf_addstr(b, "/>\n</cdf:check>\n");
}

/* The result that stands: informational where a waiver overrides a failure. */
static enum ir_xccdf_result
result_of(const struct rt_run *run, const struct rt_rule_result *r)
{
	return run->options->apply_waivers && r->result == IR_XCCDF_FAIL &&
		       rt_is_waived(r)
		   ? IR_XCCDF_INFORMATIONAL
		   : r->result;
}

/*
 * Every rule-result has an override or none has: the official schematron wants
 * it so.
 */
static void
add_override(
    struct strbuf *b, const struct rt_run *run, const struct rt_rule_result *r)
{
	bool waived = result_of(run, r) != r->result;
	char time[RT_TIME];

	rt_time_text(r->time, time);
	if (waived)
		snprintf(time, sizeof time, "%sT00:00:00Z", r->waiver->given);
	strbuf_addstr(b, "<cdf:override");
	rt_xml_attr(b, "time", time);
	rt_xml_attr(b, "authority",
	    waived ? r->waiver->author : run->content->generator);
	strbuf_addf(b,
	    ">\n<cdf:old-result>%s</cdf:old-result>\n"
	    "<cdf:new-result>%s</cdf:new-result>\n<cdf:remark>",
	    ir_xccdf_names[r->result], ir_xccdf_names[result_of(run, r)]);
	if (waived) {
		quote_xml(b, r->waiver->reason);
		strbuf_addstr(b, "; until ");
		quote_xml(b, r->waiver->expires);
	} else
		strbuf_addstr(b, "not waived");
	strbuf_addstr(b, "</cdf:remark>\n</cdf:override>\n");
}

static bool
has_override(const struct rt_run *run, const struct rt_target_result *t)
{
	const struct rt_rule_result *r;
	uint32_t i, n;

	for (i = 0; i < run->content->unit.nrule; i++)
		for (r = rt_parts(&t->result[i], &n); n != 0; n--, r++)
			if (result_of(run, r) != r->result)
				return true;
	return false;
}

/*
 * What helps a container that failed: the advice, or, where there was no time
 * for it, the command that gives it.
 */
static void
add_fix(struct strbuf *b, const struct rt_target *t,
    const struct rt_rule_result *r)
{
	struct strbuf command = STRBUF_INIT;

	if (t->kind != RT_CONTAINER || t->container == NULL ||
	    t->engine == NULL)
		return;
	if (r->advice.fix != NULL) {
		strbuf_addstr(&command, r->advice.fix);
	} else {
		strbuf_addstr(&command, "auditc advise --engine ");
		quote_sh(&command, t->engine->socket);
		strbuf_addch(&command, ' ');
		quote_sh(&command, t->container->id);
	}
	strbuf_addstr(b, "<cdf:fix system=\"urn:xccdf:fix:script:sh\">");
	quote_xml(b, command.s);
	strbuf_addstr(b, "</cdf:fix>\n");
	strbuf_free(&command);
}

static void
add_rule(struct strbuf *b, struct strbuf *message, const struct rt_run *run,
    const struct rt_target *target, uint32_t profile, uint32_t rule,
    const struct rt_rule_result *r, bool overridden, const char *oval)
{
	const struct rt_content *c = run->content;
	const struct rt_rule_info *info = &c->rule[rule];
	char time[RT_TIME];
	uint32_t i;

	rt_time_text(r->time, time);
	strbuf_addstr(b, "<cdf:rule-result");
	rt_xml_attr(b, "idref", info->id);
	rt_xml_attr(b, "role", rt_rule_role(c, profile, rule));
	rt_xml_attr(b, "severity", rt_rule_severity(c, profile, rule));
	rt_xml_attr(b, "time", time);
	rt_xml_attr(b, "version", info->version);
	rt_xml_attr(b, "weight", rt_rule_weight(c, profile, rule));
	strbuf_addf(b, ">\n<cdf:result>%s</cdf:result>\n",
	    ir_xccdf_names[result_of(run, r)]);
	if (overridden)
		add_override(b, run, r);
	for (i = 0; i < info->nident; i++) {
		strbuf_addstr(b, "<cdf:ident");
		rt_xml_attr(b, "system", info->ident[i].system);
		strbuf_addch(b, '>');
		quote_xml(b, info->ident[i].text);
		strbuf_addstr(b, "</cdf:ident>\n");
	}
	strbuf_reset(message);
	rt_message(message, r);
	strbuf_addstr(b, "<cdf:message severity=\"info\">");
	quote_xml(b, message->s);
	strbuf_addstr(b, "</cdf:message>\n");
	if (r->instance != NULL) {
		strbuf_addstr(b, "<cdf:instance");
		rt_xml_attr(b, "context", r->context);
		strbuf_addch(b, '>');
		quote_xml(b, r->instance);
		strbuf_addstr(b, "</cdf:instance>\n");
	}
	if (info->advised && result_of(run, r) == IR_XCCDF_FAIL)
		add_fix(b, target, r);
	add_check(b, c, profile, rule, r, oval);
	strbuf_addstr(b, "</cdf:rule-result>\n");
}

static void
add_score(struct strbuf *b, const char *model, const struct rt_score *s)
{
	strbuf_addf(b,
	    "<cdf:score system=\"urn:xccdf:scoring:%s\" maximum=\"%.6f\">"
	    "%.6f</cdf:score>\n",
	    model, s->maximum, s->value);
}

/* The scores of the results as they stand. */
static void
add_scores(struct strbuf *b, const struct rt_run *run,
    const struct rt_target_result *t, uint32_t profile)
{
	const struct rt_content *c = run->content;
	struct arena a = { NULL };
	const struct rt_rule_result *r;
	struct rt_rule_result *stands;
	struct rt_scores score;
	uint32_t i, k, n;

	stands = arena_alloc(&a, (c->unit.nrule + 1) * sizeof *stands);
	for (i = 0; i < c->unit.nrule; i++) {
		r = rt_parts(&t->result[i], &n);
		stands[i].npart = n;
		stands[i].part = arena_alloc(&a, n * sizeof *stands);
		for (k = 0; k < n; k++)
			stands[i].part[k].result = result_of(run, &r[k]);
	}
	rt_score(c, profile, stands, &score);
	add_score(b, "default", &score.default_);
	if (score.flat.any) {
		add_score(b, "flat", &score.flat);
		add_score(b, "flat-unweighted", &score.flat_unweighted);
		add_score(b, "absolute", &score.absolute);
	}
	arena_free(&a);
}

/*
 * In an ARF rules of other kinds of target are left out; what the user left
 * out of the profile is there as notselected.
 */
static bool
belongs(const struct rt_content *c, const struct rt_target *t, uint32_t profile,
    uint32_t rule, const struct rt_rule_result *r)
{
	const struct rt_profile_rule *p = c->profile[profile].rule;
	unsigned bits = rt_target_bits(t);

	if (t->kind == RT_HOST)
		bits |= 1u << IR_TARGET_CONTAINER;
	return r->result != IR_XCCDF_NOTSELECTED ||
	       (p != NULL && p[rule].selected &&
		   (rt_rule_targets(&c->unit.rule[rule]) & bits) != 0);
}

void
rt_xccdf_result(struct rt_file *f, const struct rt_run *run,
    const struct rt_target_result *t, const char *href, const char *asset,
    const char *oval)
{
	const struct rt_content *c = run->content;
	struct strbuf message = STRBUF_INIT;
	bool overridden = has_override(run, t);
	struct rt_rule_result skipped = {
		.result = IR_XCCDF_NOTSELECTED,
		.time = t->end,
		.message = "not selected for this run",
	};
	const struct rt_rule_result *r;
	uint32_t i, n, profile;

	profile =
	    rt_profile_for(c, run->options->profile_index, t->target->kind);
	add_head(&f->b, run, t, href, profile);
	add_target(&f->b, run, t, asset);
	add_values(&f->b, run);
	for (i = 0; i < c->unit.nrule; i++) {
		r = &t->result[i];
		/* Readers of XCCDF take a rule without a result for broken. */
		if (asset != NULL && !belongs(c, t->target, profile, i, r))
			continue;
		if (r->result == IR_XCCDF_NOTSELECTED && r->message == NULL)
			r = &skipped;
		for (r = rt_parts(r, &n); n != 0; n--, r++) {
			add_rule(&f->b, &message, run, t->target, profile, i,
			    r, overridden, oval);
			rt_file_flush(f);
		}
	}
	add_scores(&f->b, run, t, profile);
	strbuf_addstr(&f->b, "</cdf:TestResult>\n");
	rt_file_flush(f);
	strbuf_free(&message);
}

bool
rt_xccdf_write(const struct rt_run *run, const struct rt_target_result *t,
    const char *path)
{
	struct rt_file f;

	if (!rt_file_open(&f, path))
		return false;
	strbuf_addstr(&f.b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	rt_file_text(&f, run->content->benchmark_head,
	    run->content->nbenchmark_head);
	rt_xccdf_result(&f, run, t, run->content->benchmark_href, NULL, NULL);
	strbuf_addstr(&f.b, run->content->benchmark_tail);
	return rt_file_close(&f);
}
