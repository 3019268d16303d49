/*
 * JSON of a run, a line per rule-result; what --baseline reads again.
 * Written by hand, as a run can be large and jansson would hold it whole.
 */
#include <stdlib.h>
#include <string.h>

#include "rt.h"

/* How many bytes from s on are ASCII that a JSON string holds as it is. */
static size_t
plain(const char *s)
{
	const char *p = s;

	while (*p >= 0x20 && *p < 0x7F && *p != '"' && *p != '\\')
		p++;
	return (size_t)(p - s);
}

/* A JSON string; what is not UTF-8 becomes U+FFFD. */
static void
add_string(struct strbuf *b, const char *s)
{
	size_t n, len;

	if (s == NULL) {
		strbuf_addstr(b, "null");
		return;
	}
	strbuf_addch(b, '"');
	for (n = strlen(s); n != 0; s += len, n -= len) {
		len = plain(s);
		if (len != 0) {
			strbuf_add(b, s, len);
			continue;
		}
		len = utf8_length(s, n);
		if (len == 0) {
			strbuf_addstr(b, "\xEF\xBF\xBD");
			len = 1;
		} else if (*s == '"' || *s == '\\') {
			strbuf_addch(b, '\\');
			strbuf_addch(b, *s);
		} else if (*s == '\n')
			strbuf_addstr(b, "\\n");
		else if ((unsigned char)*s < 0x20 || *s == 0x7F)
			strbuf_addf(b, "\\u%04x", (unsigned char)*s);
		else
			strbuf_add(b, s, len);
	}
	strbuf_addch(b, '"');
}

/* ,"name":"value"; nothing for NULL.  The first member has no comma. */
static void
member(struct strbuf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	strbuf_addstr(b, b->s[b->n - 1] == '{' ? "\"" : ",\"");
	strbuf_addstr(b, name);
	strbuf_addstr(b, "\":");
	add_string(b, value);
}

static void
member_time(struct strbuf *b, const char *name, time_t t)
{
	char text[RT_TIME];

	rt_time_text(t, text);
	member(b, name, text);
}

static void
member_list(
    struct strbuf *b, const char *name, const char *const *text, uint32_t n)
{
	uint32_t i;

	strbuf_addf(b, ",\"%s\":[", name);
	for (i = 0; i < n; i++) {
		if (i != 0)
			strbuf_addch(b, ',');
		add_string(b, text[i]);
	}
	strbuf_addch(b, ']');
}

static void
add_evidence(struct strbuf *b, const struct rt_rule_result *r)
{
	const struct rt_evidence *e;

	strbuf_addstr(b, ",\"evidence\":[");
	for (e = r->evidence; e != NULL && e < r->evidence + r->nevidence;
	     e++) {
		strbuf_addstr(b, e == r->evidence ? "{" : ",{");
		member(b, "result", ir_result_names[e->result]);
		member(b, "where", e->where);
		member(b, "found", e->found);
		member(b, "expected", e->expected);
		member(b, "comment", e->comment);
		if (e->drift)
			strbuf_addstr(b, ",\"drift\":true");
		strbuf_addch(b, '}');
	}
	strbuf_addch(b, ']');
}

/*
 * What is the same in every target's results of a rule, as text: made once per
 * profile, as there are as many results as targets times rules.
 */
struct heads {
	uint32_t profile, n;
	struct strbuf *rule;
};

static void
heads_free(struct heads *h)
{
	for (uint32_t i = 0; i < h->n; i++)
		strbuf_free(&h->rule[i]);
	free(h->rule);
	*h = (struct heads){ 0 };
}

static void
heads_make(struct heads *h, const struct rt_content *c, uint32_t profile)
{
	if (h->rule != NULL && h->profile == profile)
		return;
	heads_free(h);
	h->profile = profile;
	h->n = c->unit.nrule;
	h->rule = base_malloc((h->n + 1) * sizeof *h->rule);
	for (uint32_t i = 0; i < h->n; i++) {
		struct strbuf *b = &h->rule[i];

		*b = (struct strbuf)STRBUF_INIT;
		strbuf_addch(b, '{');
		member(b, "id", c->rule[i].id);
		member(b, "version", c->rule[i].version);
		member(b, "title", c->rule[i].title);
		member(b, "severity", rt_rule_severity(c, profile, i));
	}
}

static void
add_waiver(struct strbuf *b, const struct rt_rule_result *r)
{
	strbuf_addstr(b, ",\"waiver\":{");
	member(b, "state", r->waiver_expired ? "expired" : "holds");
	member(b, "author", r->waiver->author);
	member(b, "reason", r->waiver->reason);
	member(b, "given", r->waiver->given);
	member(b, "expires", r->waiver->expires);
	strbuf_addch(b, '}');
}

static void
add_rule(struct strbuf *b, const struct strbuf *head,
    const struct rt_rule_result *r)
{
	strbuf_add(b, head->s, head->n);
	member(b, "check", r->check);
	member(b, "instance", r->instance);
	member(b, "context", r->context);
	member(b, "result", ir_xccdf_names[r->result]);
	member_time(b, "time", r->time);
	member(b, "message", r->message);
	add_evidence(b, r);
	member(b, "advice", r->advice.text);
	member(b, "output", r->stdout_);
	if (r->waiver != NULL)
		add_waiver(b, r);
	strbuf_addch(b, '}');
}

static void
add_target(struct rt_file *f, const struct rt_run *run,
    const struct rt_target_result *t, struct heads *heads)
{
	static const char *const kinds[] = { "host", "container", "image",
		"rootfs" };
	const struct rt_content *c = run->content;
	uint32_t profile =
	    rt_profile_for(c, run->options->profile_index, t->target->kind);
	struct rt_scores score;
	struct strbuf *b = &f->b;
	const struct rt_rule_result *r;
	const char *between = "\n";
	uint32_t i, n;

	heads_make(heads, c, profile);
	rt_score(c, profile, t->result, &score);
	strbuf_addch(b, '{');
	member(b, "name", t->target->name);
	member(b, "kind", kinds[t->target->kind]);
	member(b, "label", t->target->label);
	member(b, "profile", c->profile[profile].id);
	member_time(b, "start", t->start);
	member_time(b, "end", t->end);
	member(b, "error", t->error);
	if (score.default_.any)
		strbuf_addf(b, ",\"score\":%.6f", score.default_.value);
	member_list(b, "notes", t->note, t->nnote);
	member_list(b, "addresses", t->address, t->naddress);
	strbuf_addstr(b, ",\"facts\":[");
	for (i = 0; i < t->nfact; i++) {
		strbuf_addstr(b, i != 0 ? ",{" : "{");
		member(b, "name", t->fact[i].name);
		member(b, "value", t->fact[i].value);
		strbuf_addch(b, '}');
	}
	strbuf_addstr(b, "],\n\"rules\":[");
	for (i = 0; i < c->unit.nrule; i++) {
		if (t->result[i].result == IR_XCCDF_NOTSELECTED)
			continue;
		for (r = rt_parts(&t->result[i], &n); n != 0; n--, r++) {
			strbuf_addstr(b, between);
			between = ",\n";
			add_rule(b, &heads->rule[i], r);
			rt_file_flush(f);
		}
	}
	strbuf_addstr(b, "\n]}");
}

static void
add_values(struct strbuf *b, const struct rt_run *run)
{
	const struct rt_content *c = run->content;
	const char *const *text;
	uint32_t i, n;

	strbuf_addstr(b, ",\n\"values\":{");
	for (i = 0; i < c->nvalue; i++) {
		text = rt_value_text(c, run->options, i, &n);
		if (n > 1) {
			strbuf_addstr(b, i != 0 ? "," : "");
			add_string(b, c->value[i].name);
			strbuf_addstr(b, ":[");
			for (uint32_t k = 0; k < n; k++) {
				strbuf_addstr(b, k != 0 ? "," : "");
				add_string(b, text[k]);
			}
			strbuf_addch(b, ']');
		} else
			member(b, c->value[i].name, n == 1 ? text[0] : "");
	}
	strbuf_addch(b, '}');
}

bool
rt_json_write(const struct rt_run *run, const char *path)
{
	const struct rt_content *c = run->content;
	struct heads heads = { 0 };
	struct rt_file f;
	uint32_t i;

	if (!rt_file_open(&f, path))
		return false;
	strbuf_addch(&f.b, '{');
	member(&f.b, "format", "auditc-results-1");
	member(&f.b, "generator", c->generator);
	member(&f.b, "benchmark", c->benchmark_id);
	member(&f.b, "benchmark_version", c->benchmark_version);
	member(&f.b, "profile", c->profile[run->options->profile_index].id);
	member_time(&f.b, "start", run->start);
	member_time(&f.b, "end", run->end);
	member_list(&f.b, "notes", run->note, run->nnote);
	add_values(&f.b, run);
	strbuf_addstr(&f.b, ",\n\"targets\":[\n");
	for (i = 0; i < run->nresult; i++) {
		if (i != 0)
			strbuf_addstr(&f.b, ",\n");
		add_target(&f, run, &run->result[i], &heads);
		rt_file_flush(&f);
	}
	strbuf_addstr(&f.b, "\n]}\n");
	heads_free(&heads);
	return rt_file_close(&f);
}
