/*
 * The host's TestResult speaks of all its containers: a rule about containers
 * is the AND of theirs, as XCCDF has it for rules that are not "multiple",
 * and names each container that stands in its way.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "rt.h"

#define EVIDENCE_EACH 3u  /* pieces of one container */
#define EVIDENCE_ALL 100u /* pieces of one rule */
#define REASON_TEXT 160   /* bytes of a container's own reason */

/* What decides, first to last: one fail is a fail, nothing unseen passes. */
static const enum ir_xccdf_result order[] = { IR_XCCDF_FAIL, IR_XCCDF_ERROR,
	IR_XCCDF_UNKNOWN, IR_XCCDF_NOTCHECKED, IR_XCCDF_PASS, IR_XCCDF_FIXED,
	IR_XCCDF_INFORMATIONAL, IR_XCCDF_NOTAPPLICABLE };
#define NORDER (sizeof order / sizeof order[0])

static const char *const verbs[IR_XCCDF__MAX] = {
	[IR_XCCDF_PASS] = "passed",
	[IR_XCCDF_FAIL] = "failed",
	[IR_XCCDF_ERROR] = "error",
	[IR_XCCDF_UNKNOWN] = "unknown",
	[IR_XCCDF_NOTAPPLICABLE] = "not applicable",
	[IR_XCCDF_NOTCHECKED] = "not checked",
	[IR_XCCDF_NOTSELECTED] = "not selected",
	[IR_XCCDF_INFORMATIONAL] = "informational",
	[IR_XCCDF_FIXED] = "fixed",
};

struct fold { /* of one rule */
	struct arena *a;
	const struct rt_engines *engines;
	const struct rt_target_result *result;
	uint32_t nresult;
	uint32_t rule;
	const struct rt_rule_result *own; /* the host's own; NULL: none */
	const char *host; /* its name */
	struct rt_rule_result out;
};

static bool
is_container(const struct rt_target_result *t)
{
	return t->target->kind == RT_CONTAINER;
}

bool
rt_engine_is_away(const struct rt_engine *e)
{
	return e->error != NULL &&
	       (e->asked_for || e->socket == NULL ||
		   access(e->socket, F_OK) == 0 ||
		   (errno != ENOENT && errno != ENOTDIR));
}

static uint32_t
members(const struct fold *f, enum ir_xccdf_result r)
{
	uint32_t i, n = 0;

	for (i = 0; i < f->nresult; i++)
		n += is_container(&f->result[i]) &&
		     f->result[i].result[f->rule].result == r;
	return n;
}

static uint32_t
engines_away(const struct fold *f)
{
	uint32_t i, n = 0;

	for (i = 0; i < f->engines->nengine; i++)
		n += rt_engine_is_away(&f->engines->engine[i]);
	return n;
}

static enum ir_xccdf_result
verdict(const struct fold *f)
{
	size_t i;

	for (i = 0; i < NORDER; i++)
		if (members(f, order[i]) != 0 ||
		    (f->own != NULL && f->own->result == order[i]) ||
		    (order[i] == IR_XCCDF_ERROR && engines_away(f) != 0))
			return order[i];
	return IR_XCCDF_NOTAPPLICABLE;
}

/* The first line of a container's reason, if it gives one. */
static void
add_reason(struct strbuf *b, const char *s)
{
	size_t n, len;

	if (s == NULL || *s == '\0')
		return;
	strbuf_addstr(b, " (");
	for (n = 0; s[n] != '\0' && s[n] != '\n' && n < REASON_TEXT; n += len) {
		len = utf8_length(s + n, strlen(s + n));
		len = len != 0 ? len : 1;
		strbuf_add(b, s + n, len);
	}
	strbuf_addch(b, ')');
}

/* "failed: a, b (reason)" for the containers with that result. */
static void
add_members(const struct fold *f, struct strbuf *b, enum ir_xccdf_result r)
{
	const struct rt_rule_result *one;
	const char *between = ": ";
	uint32_t i, n = members(f, r);

	if (n == 0)
		return;
	if (b->n != 0)
		strbuf_addstr(b, "; ");
	strbuf_addf(
	    b, "%u %s %s", n, n == 1 ? "container" : "containers", verbs[r]);
	for (i = 0; i < f->nresult; i++) {
		if (!is_container(&f->result[i]))
			continue;
		one = &f->result[i].result[f->rule];
		if (one->result != r)
			continue;
		strbuf_addf(
		    b, "%s%s", between, f->result[i].target->container->name);
		between = ", ";
		if (r != IR_XCCDF_PASS)
			add_reason(b, one->message);
	}
}

static const char *
summary(const struct fold *f)
{
	struct strbuf b = STRBUF_INIT;
	const struct rt_engine *e;
	const char *text;
	size_t i;

	if (f->own != NULL && f->own->message != NULL)
		strbuf_addf(&b, "host: %s", f->own->message);
	for (i = 0; i < NORDER; i++)
		add_members(f, &b, order[i]);
	for (i = 0; i < f->engines->nengine; i++) {
		e = &f->engines->engine[i];
		if (rt_engine_is_away(e))
			strbuf_addf(&b, "%sthe engine at %s is away: %s",
			    b.n != 0 ? "; " : "", e->socket, e->error);
	}
	if (b.n == 0)
		strbuf_addstr(&b, "there is no container");
	text = arena_strdup(f->a, b.s);
	strbuf_free(&b);
	return text;
}

/* What stands in the way of one container, under its name. */
static void
add_evidence(struct fold *f, const struct rt_target_result *t)
{
	const struct rt_rule_result *r = &t->result[f->rule];
	struct rt_evidence *e;
	uint32_t i, n = 0;

	for (i = 0; i < r->nevidence && n < EVIDENCE_EACH &&
		    f->out.nevidence < EVIDENCE_ALL;
	     i++) {
		if (r->evidence[i].result == IR_RESULT_TRUE)
			continue;
		e = VEC_PUSH(f->a, f->out.evidence, f->out.nevidence);
		*e = r->evidence[i];
		e->where = arena_printf(f->a, "%s%s%s", t->target->label,
		    e->where != NULL ? ": " : "",
		    e->where != NULL ? e->where : "");
		n++;
	}
}

/* The instances of a rule that is "multiple": each with its own result. */
static void
add_instances(struct fold *f)
{
	const struct rt_rule_result *r;
	const struct rt_engine *e;
	struct rt_rule_result away;
	uint32_t i, k, n, first;

	if (f->own != NULL)
		rt_parts_add(f->a, &f->out, f->own, f->host, "host");
	for (i = 0; i < f->nresult; i++) {
		r = &f->result[i].result[f->rule];
		if (!is_container(&f->result[i]) ||
		    r->result == IR_XCCDF_NOTSELECTED)
			continue;
		first = f->out.npart;
		rt_parts_add(f->a, &f->out, r,
		    f->result[i].target->container->name, "container");
		r = rt_parts(r, &n);
		for (k = 0; k < n; k++)
			f->out.part[first + k].source = &r[k];
	}
	for (i = 0; i < f->engines->nengine; i++) {
		e = &f->engines->engine[i];
		if (!rt_engine_is_away(e))
			continue;
		away = (struct rt_rule_result){
			.result = IR_XCCDF_ERROR,
			.time = f->out.time,
			.message = e->error,
		};
		rt_parts_add(f->a, &f->out, &away, e->socket, "engine");
	}
}

static void
fold_rule(struct fold *f)
{
	const struct rt_rule_result *r;
	uint32_t i;

	f->out.result = verdict(f);
	f->out.message = summary(f);
	for (i = 0; f->own != NULL && i < f->own->nevidence; i++)
		*VEC_PUSH(f->a, f->out.evidence, f->out.nevidence) =
		    f->own->evidence[i];
	for (i = 0; i < f->nresult; i++) {
		if (!is_container(&f->result[i]))
			continue;
		r = &f->result[i].result[f->rule];
		if (r->time > f->out.time)
			f->out.time = r->time;
		if (r->result == f->out.result && r->result != IR_XCCDF_PASS)
			add_evidence(f, &f->result[i]);
	}
}

void
rt_host_fold(struct arena *a, const struct rt_content *c,
    const struct rt_options *o, const struct rt_engines *engines,
    struct rt_target_result *host, const struct rt_target_result *result,
    uint32_t nresult, bool all)
{
	const unsigned container = 1u << IR_TARGET_CONTAINER;
	struct rt_rule_result *own;
	struct fold f;
	unsigned about;
	uint32_t i;

	for (i = 0; i < c->unit.nrule; i++) {
		about = rt_rule_targets(&c->unit.rule[i]);
		if (!o->selected[i] || (about & container) == 0)
			continue;
		own = &host->result[i];
		if (!all) {
			if (own->result == IR_XCCDF_NOTSELECTED)
				own->message = "about containers, of which not "
					       "all were asked for";
			continue;
		}
		memset(&f, 0, sizeof f);
		f.a = a;
		f.engines = engines;
		f.result = result;
		f.nresult = nresult;
		f.rule = i;
		f.out.time = own->time;
		if (own->result != IR_XCCDF_NOTSELECTED)
			f.own = own;
		f.host = host->target->label;
		fold_rule(&f);
		if (c->rule[i].multiple)
			add_instances(&f);
		*own = f.out;
	}
	for (i = 0; i < nresult; i++)
		if (all && result[i].end > host->end)
			host->end = result[i].end;
}
