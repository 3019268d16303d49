/* A report as plain text: for mails, tickets, diffs and terminals. */
#include <string.h>

#include "report.h"

static void
add_indented(struct strbuf *b, const char *s, const char *indent)
{
	for (; *s != '\0'; s++) {
		strbuf_addch(b, *s);
		if (*s == '\n')
			strbuf_addstr(b, indent);
	}
}

static void
add_counts(struct strbuf *b, const struct report_count *c)
{
	const char *between = "";

	for (int r = 0; r < IR_XCCDF__MAX; r++) {
		if (c->result[r] == 0 || r == IR_XCCDF_NOTSELECTED)
			continue;
		strbuf_addf(
		    b, "%s%u %s", between, c->result[r], ir_xccdf_names[r]);
		between = ", ";
	}
	if (*between == '\0')
		strbuf_addstr(b, "nothing was evaluated");
	if (c->waived != 0)
		strbuf_addf(b, "; %u waived", c->waived);
	if (c->expired != 0)
		strbuf_addf(
		    b, "; %u with a waiver that does not hold", c->expired);
	if (c->stale != 0)
		strbuf_addf(b, "; %u by stale checks", c->stale);
}

static void
add_result(
    struct strbuf *b, const struct report *r, const struct report_result *x)
{
	struct arena a = { NULL };

	const struct report_rule *rule = &r->rule[x->rule];
	const struct report_waiver *w;

	strbuf_addf(b, "  %-13s %-7s %s  %s\n", ir_xccdf_names[x->result],
	    model_severity_names[x->severity], rule->name, rule->title);
	if (x->instance != NULL)
		strbuf_addf(b, "      of %s\n", x->instance);
	for (w = x->waiver; w < x->waiver + x->nwaiver; w++)
		if (w->state == WAIVER_OVERRIDE)
			strbuf_addf(b, "      %s\n", report_waiver(&a, w));
	if (*x->text != '\0') {
		strbuf_addstr(b, "      ");
		add_indented(b, x->text, "      ");
		strbuf_addch(b, '\n');
	}
	if (x->answer != NULL && *x->answer->comments != '\0') {
		strbuf_addstr(b, "        ");
		add_indented(b, x->answer->comments, "        ");
		strbuf_addch(b, '\n');
	}
	arena_free(&a);
}

static void
add_target(
    struct strbuf *b, const struct report *r, const struct report_target *t)
{
	static const enum model_severity order[] = { SEV_HIGH, SEV_MEDIUM,
		SEV_UNKNOWN, SEV_LOW, SEV_INFO };
	struct report_count count = { 0 };
	const struct report_result *x;
	uint32_t i;

	report_add_count(&count, t);
	strbuf_addf(b, "%s\n  ", t->name);
	add_counts(b, &count);
	if (t->nscore != 0)
		strbuf_addf(b, "; score %.0f of %.0f", t->score[0].value,
		    t->score[0].maximum);
	strbuf_addch(b, '\n');
	if (t->end != NULL)
		strbuf_addf(b, "  evaluated %s\n", t->end);
	for (i = 0; i < t->nnote; i++) {
		strbuf_addstr(b, "  note: ");
		add_indented(b, t->note[i], "    ");
		strbuf_addch(b, '\n');
	}
	if (t->error != NULL) {
		strbuf_addstr(b, "  error: ");
		add_indented(b, t->error, "    ");
		strbuf_addch(b, '\n');
	}
	for (i = 0; i < sizeof order / sizeof *order; i++)
		for (x = t->result; x < t->result + t->nresult; x++)
			if (x->severity == order[i] &&
			    (report_is_finding(x->result) || x->nwaiver != 0 ||
				x->stale))
				add_result(b, r, x);
	strbuf_addch(b, '\n');
}

static void
add_comparison(struct strbuf *b, const struct report_comparison *c)
{
	const struct report_difference *d;

	strbuf_addf(b,
	    "Compared with %s: %u worse, %u better, %u other, %u new, %u "
	    "gone, %u the same\n",
	    c->older->file, c->count[CHANGE_WORSE], c->count[CHANGE_BETTER],
	    c->count[CHANGE_OTHER], c->count[CHANGE_NEW], c->count[CHANGE_GONE],
	    c->same);
	for (d = c->difference; d < c->difference + c->n; d++)
		strbuf_addf(b, "  %-6s %-13s -> %-13s %s  %s\n",
		    report_change_names[d->change],
		    d->before != IR_XCCDF__MAX ? ir_xccdf_names[d->before]
					       : "-",
		    d->after != IR_XCCDF__MAX ? ir_xccdf_names[d->after] : "-",
		    d->rule->name, d->target);
	strbuf_addch(b, '\n');
}

bool
report_text(const struct report_request *q, struct strbuf *out)
{
	const struct report *r = q->report;
	struct report_count count = { 0 };
	uint32_t i;

	strbuf_addf(out, "%s\n\n", report_title(r));
	if (q->comparison != NULL)
		add_comparison(out, q->comparison);
	for (i = 0; i < r->ntarget; i++) {
		add_target(out, r, &r->target[i]);
		report_add_count(&count, &r->target[i]);
	}
	strbuf_addf(
	    out, "%u %s: ", r->ntarget, r->ntarget == 1 ? "target" : "targets");
	add_counts(out, &count);
	strbuf_addch(out, '\n');
	return true;
}
