/*
 * A file for node_exporter's textfile collector: gauges with stable names, no
 * free text in labels, each series once, no timestamps (with one the whole
 * file would be passed over).
 */
#include <stdlib.h>
#include <string.h>

#include "report.h"

static void
add_label(struct strbuf *b, const char *name, const char *value)
{
	strbuf_addf(b, "%s%s=\"", b->s[b->n - 1] == '{' ? "" : ",", name);
	for (; *value != '\0'; value++) {
		if (*value == '\\' || *value == '"')
			strbuf_addch(b, '\\');
		if (*value == '\n')
			strbuf_addstr(b, "\\n");
		else
			strbuf_addch(b, *value);
	}
	strbuf_addch(b, '"');
}

static const char *
profile_of(const struct report_target *t)
{
	return t->profile != NULL ? model_id_name(t->profile, "profile") : "";
}

static void
start(struct strbuf *b, const char *name, const struct report *r,
    const struct report_target *t)
{
	strbuf_addf(b, "%s{", name);
	add_label(b, "benchmark", report_stig_id(r));
	add_label(b, "profile", profile_of(t));
	add_label(b, "target", t->name);
}

static void
head(struct strbuf *b, const char *name, const char *help)
{
	strbuf_addf(b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static int
compare_targets(const void *pa, const void *pb)
{
	const struct report_target *const *a = pa, *const *b = pb;
	int c = strcmp((*a)->name, (*b)->name);

	if (c == 0)
		c = strcmp(profile_of(*a), profile_of(*b));
	return c;
}

static int
compare_order(const void *pa, const void *pb)
{
	const struct report_target *const *a = pa, *const *b = pb;
	int c = compare_targets(pa, pb);

	return c != 0 ? c : *a < *b ? -1 : *a > *b;
}

/* Each target and profile once: what comes later stands. */
static const struct report_target **
unique_targets(struct arena *a, const struct report *r, uint32_t *n)
{
	const struct report_target **list;
	uint32_t i, k = 0;

	list = arena_alloc(a, (r->ntarget + 1) * sizeof *list);
	for (i = 0; i < r->ntarget; i++)
		list[i] = &r->target[i];
	if (r->ntarget != 0)
		qsort(list, r->ntarget, sizeof *list, compare_order);
	for (i = 0; i < r->ntarget; i++)
		if (i + 1 == r->ntarget ||
		    compare_targets(&list[i], &list[i + 1]) != 0)
			list[k++] = list[i];
	*n = k;
	return list;
}

static void
add_results(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	struct report_count c = { 0 };

	report_add_count(&c, t);
	for (int i = 0; i < IR_XCCDF__MAX; i++) {
		if (i == IR_XCCDF_NOTSELECTED)
			continue;
		start(b, "xccdf_rule_results", r, t);
		add_label(b, "result", ir_xccdf_names[i]);
		strbuf_addf(b, "} %u\n", c.result[i]);
	}
}

static void
add_failures(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	struct report_count c = { 0 };

	report_add_count(&c, t);
	for (int i = 0; i < SEV__MAX; i++) {
		start(b, "xccdf_rule_failures", r, t);
		add_label(b, "severity", model_severity_names[i]);
		strbuf_addf(b, "} %u\n", c.failed[i]);
	}
}

/* What a site says of its findings, which stay findings. */
static void
add_site(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	struct report_count c = { 0 };

	report_add_count(&c, t);
	start(b, "xccdf_findings_waived", r, t);
	add_label(b, "waiver", "holds");
	strbuf_addf(b, "} %u\n", c.waived);
	start(b, "xccdf_findings_waived", r, t);
	add_label(b, "waiver", "expired");
	strbuf_addf(b, "} %u\n", c.expired);
}

static void
add_stale(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	struct report_count c = { 0 };

	report_add_count(&c, t);
	start(b, "xccdf_stale_checks", r, t);
	strbuf_addf(b, "} %u\n", c.stale);
}

static void
add_scores(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	uint32_t i, k;

	for (i = 0; i < t->nscore; i++) {
		for (k = 0; k < i; k++)
			if (str_eq(t->score[k].system, t->score[i].system))
				break;
		if (k < i)
			continue;
		start(b, "xccdf_score_ratio", r, t);
		add_label(b, "system", t->score[i].system);
		strbuf_addf(
		    b, "} %.6f\n", t->score[i].value / t->score[i].maximum);
	}
}

static void
add_end(struct strbuf *b, const struct report *r, const struct report_target *t)
{
	int64_t end;

	if (!report_time(t->end, &end))
		return;
	start(b, "xccdf_evaluation_end_timestamp_seconds", r, t);
	strbuf_addf(b, "} %lld\n", (long long)end);
}

static void
add_info(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	start(b, "xccdf_evaluation_info", r, t);
	add_label(b, "version",
	    r->benchmark->version != NULL ? r->benchmark->version : "");
	strbuf_addstr(b, "} 1\n");
}

bool
report_prometheus(const struct report_request *q, struct strbuf *out)
{
	static const struct {
		const char *name, *help;
		void (*add)(struct strbuf *b, const struct report *r,
		    const struct report_target *t);
	} families[] = {
		{ "xccdf_rule_results", "Rules by result.", add_results },
		{ "xccdf_rule_failures", "Failed rules by severity.",
		    add_failures },
		{ "xccdf_findings_waived",
		    "Findings that somebody answers for.", add_site },
		{ "xccdf_stale_checks",
		    "Results of checks that have to be reviewed.", add_stale },
		{ "xccdf_score_ratio", "Score, from 0 to 1.", add_scores },
		{ "xccdf_evaluation_end_timestamp_seconds",
		    "When the evaluation ended.", add_end },
		{ "xccdf_evaluation_info", "What was evaluated.", add_info },
	};
	const struct report_target **list;
	struct arena a = { NULL };
	uint32_t i, n;

	list = unique_targets(&a, q->report, &n);
	for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
		head(out, families[f].name, families[f].help);
		for (i = 0; i < n; i++)
			families[f].add(out, q->report, list[i]);
	}
	arena_free(&a);
	return true;
}
