/*
 * Text for people: per target the failed rules by severity with the evidence,
 * then totals.  Colour on a terminal only; nothing that is printed can steer
 * one.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rt.h"

enum colour { PLAIN, RED, YELLOW, GREEN, BOLD };

struct text {
	struct strbuf *b;
	bool colour;
};

static const char *const severities[] = { "high", "medium", "low", "info" };
#define NSEVERITY (sizeof severities / sizeof severities[0])

static void
paint(struct text *t, enum colour c)
{
	static const char *const codes[] = {
		[PLAIN] = "\x1b[0m",
		[RED] = "\x1b[31m",
		[YELLOW] = "\x1b[33m",
		[GREEN] = "\x1b[32m",
		[BOLD] = "\x1b[1m",
	};

	if (t->colour)
		strbuf_addstr(t->b, codes[c]);
}

void
rt_text_safe(struct strbuf *b, const char *s, const char *indent)
{
	size_t n = strlen(s), len;

	for (; n != 0; s += len, n -= len) {
		len = utf8_length(s, n);
		if (len == 1 && *s == '\n') {
			strbuf_addch(b, '\n');
			strbuf_addstr(b, indent);
		} else if (len == 0 || (unsigned char)*s < 0x20 || *s == 0x7F ||
			   ((unsigned char)*s == 0xC2 &&
			       (unsigned char)s[1] < 0xA0)) {
			strbuf_addstr(b, "\xEF\xBF\xBD");
			len = len != 0 ? len : 1;
		} else
			strbuf_add(b, s, len);
	}
}

static void
add_safe(struct text *t, const char *s, const char *indent)
{
	rt_text_safe(t->b, s, indent);
}

static enum colour
colour_of(enum ir_xccdf_result r)
{
	switch (r) {
	case IR_XCCDF_FAIL:
		return RED;
	case IR_XCCDF_ERROR:
	case IR_XCCDF_UNKNOWN:
		return YELLOW;
	case IR_XCCDF_PASS:
	case IR_XCCDF_FIXED:
		return GREEN;
	case IR_XCCDF_NOTAPPLICABLE:
	case IR_XCCDF_NOTCHECKED:
	case IR_XCCDF_NOTSELECTED:
	case IR_XCCDF_INFORMATIONAL:
	case IR_XCCDF__MAX:
		break;
	}
	return PLAIN;
}

static void
add_counts(struct text *t, const unsigned count[IR_XCCDF__MAX])
{
	const char *between = "";
	int r;

	for (r = 0; r < IR_XCCDF__MAX; r++) {
		if (count[r] == 0 || r == IR_XCCDF_NOTSELECTED)
			continue;
		strbuf_addstr(t->b, between);
		paint(t, colour_of((enum ir_xccdf_result)r));
		strbuf_addf(t->b, "%u %s", count[r], ir_xccdf_names[r]);
		paint(t, PLAIN);
		between = ", ";
	}
	if (*between == '\0')
		strbuf_addstr(t->b, "nothing was evaluated");
}

/* A total of its own: what is waived still counts as what it is. */
static void
add_waived(struct text *t, const struct rt_run *run,
    const struct rt_target_result *r, uint32_t n)
{
	const struct rt_rule_result *x;
	unsigned waived = 0, expired = 0;
	uint32_t i, k, m;

	for (i = 0; i < n; i++)
		for (k = 0; k < run->content->unit.nrule; k++)
			for (x = rt_parts(&r[i].result[k], &m); m != 0;
			     m--, x++) {
				waived += rt_is_waived(x);
				expired += x->waiver_expired;
			}
	if (waived != 0)
		strbuf_addf(t->b, "; %u waived", waived);
	if (expired != 0)
		strbuf_addf(t->b, "; %u with an expired waiver", expired);
}

static void
count_results(const struct rt_run *run, const struct rt_target_result *r,
    unsigned count[IR_XCCDF__MAX])
{
	const struct rt_rule_result *x;
	uint32_t i, n;

	for (i = 0; i < run->content->unit.nrule; i++)
		for (x = rt_parts(&r->result[i], &n); n != 0; n--, x++)
			count[x->result]++;
}

/*
 * The host's results of rules about containers name these; what was found
 * stands below each of them.
 */
static bool
is_told_below(const struct rt_run *run, const struct rt_target_result *t,
    uint32_t rule, const struct rt_rule_result *r)
{
	unsigned about = rt_rule_targets(&run->content->unit.rule[rule]);

	return t->target->kind == RT_HOST && run->nresult > 1 &&
	       about == 1u << IR_TARGET_CONTAINER &&
	       r->message != NULL;
}

static void
add_rule(struct text *t, const struct rt_run *run,
    const struct rt_target_result *target, uint32_t profile, uint32_t rule,
    const struct rt_rule_result *r)
{
	const struct rt_content *c = run->content;
	const char *name = c->rule[rule].version, *part;
	struct strbuf message = STRBUF_INIT;
	struct arena a = { NULL };

	strbuf_addstr(t->b, "  ");
	paint(t, colour_of(r->result));
	strbuf_addf(t->b, "%-13s", ir_xccdf_names[r->result]);
	paint(t, PLAIN);
	strbuf_addf(t->b, " %-6s ", rt_rule_severity(c, profile, rule));
	add_safe(t, name != NULL ? name : c->rule[rule].id, "");
	strbuf_addstr(t->b, "  ");
	add_safe(t, c->rule[rule].title != NULL ? c->rule[rule].title : "", "");
	if ((part = rt_part_name(&a, r)) != NULL) {
		strbuf_addstr(t->b, " [");
		add_safe(t, part, "");
		strbuf_addch(t->b, ']');
	}
	strbuf_addstr(t->b, "\n      ");
	if (is_told_below(run, target, rule, r))
		strbuf_addstr(&message, r->message);
	else
		rt_message(&message, r);
	add_safe(t, message.s, "      ");
	strbuf_addch(t->b, '\n');
	strbuf_free(&message);
	arena_free(&a);
}

static bool
is_shown(const struct rt_run *run, enum ir_xccdf_result r)
{
	if (run->options->verbose)
		return r != IR_XCCDF_NOTSELECTED;
	return r == IR_XCCDF_FAIL || r == IR_XCCDF_ERROR ||
	       r == IR_XCCDF_UNKNOWN;
}

/* What is shown of the results of a rule. */
static void
add_results(struct text *t, const struct rt_run *run,
    const struct rt_target_result *target, uint32_t profile, uint32_t rule)
{
	const struct rt_rule_result *r;
	uint32_t n;

	for (r = rt_parts(&target->result[rule], &n); n != 0; n--, r++)
		if (is_shown(run, r->result) &&
		    (target->error == NULL || run->options->verbose ||
			r->result == IR_XCCDF_FAIL))
			add_rule(t, run, target, profile, rule, r);
}

static size_t
severity_rank(const char *s)
{
	size_t i;

	for (i = 0; i < NSEVERITY && strcmp(severities[i], s) != 0; i++)
		;
	return i;
}

static void
add_target(
    struct text *t, const struct rt_run *run, const struct rt_target_result *r)
{
	const struct rt_content *c = run->content;
	unsigned count[IR_XCCDF__MAX] = { 0 };
	struct rt_scores score;
	uint32_t i, profile;
	size_t rank;

	profile =
	    rt_profile_for(c, run->options->profile_index, r->target->kind);
	count_results(run, r, count);
	rt_score(c, profile, r->result, &score);
	paint(t, BOLD);
	add_safe(t, r->target->label, "");
	paint(t, PLAIN);
	strbuf_addstr(t->b, "  (");
	add_safe(t, r->target->name, "");
	strbuf_addstr(t->b, ")\n  ");
	add_counts(t, count);
	add_waived(t, run, r, 1);
	if (score.default_.any)
		strbuf_addf(t->b, "; score %.0f of 100", score.default_.value);
	strbuf_addch(t->b, '\n');
	for (i = 0; i < r->nnote; i++) {
		strbuf_addstr(t->b, "  note: ");
		add_safe(t, r->note[i], "  ");
		strbuf_addch(t->b, '\n');
	}
	if (r->error != NULL) {
		strbuf_addstr(t->b, "  ");
		paint(t, YELLOW);
		add_safe(t, r->error, "  ");
		paint(t, PLAIN);
		strbuf_addch(t->b, '\n');
	}
	for (rank = 0; rank <= NSEVERITY; rank++)
		for (i = 0; i < c->unit.nrule; i++)
			if (severity_rank(rt_rule_severity(c, profile, i)) ==
			    rank)
				add_results(t, run, r, profile, i);
	strbuf_addch(t->b, '\n');
}

static bool
any_evaluated(const struct rt_run *run, const struct rt_target_result *r)
{
	uint32_t i;

	for (i = 0; i < run->content->unit.nrule; i++)
		if (r->result[i].result != IR_XCCDF_NOTSELECTED)
			return true;
	return false;
}

static void
add_totals(struct text *t, const struct rt_run *run)
{
	unsigned count[IR_XCCDF__MAX] = { 0 }, clean = 0, one;
	uint32_t i, k;

	for (i = 0; i < run->nresult; i++) {
		count_results(run, &run->result[i], count);
		for (one = k = 0; k < run->content->unit.nrule; k++)
			one += is_shown(run, run->result[i].result[k].result) &&
			       run->result[i].result[k].result != IR_XCCDF_PASS;
		clean += one == 0 && any_evaluated(run, &run->result[i]);
	}
	paint(t, BOLD);
	strbuf_addf(t->b, "%u %s", run->nresult,
	    run->nresult == 1 ? "target" : "targets");
	paint(t, PLAIN);
	strbuf_addstr(t->b, ": ");
	add_counts(t, count);
	add_waived(t, run, run->result, run->nresult);
	if (!run->options->verbose)
		strbuf_addf(t->b, "; %u without a finding", clean);
	strbuf_addch(t->b, '\n');
	/* The host's section has them already. */
	for (i = 0; i < run->nnote && run->result[0].target->kind != RT_HOST;
	     i++) {
		strbuf_addstr(t->b, "note: ");
		add_safe(t, run->note[i], "  ");
		strbuf_addch(t->b, '\n');
	}
}

bool
rt_text_write(const struct rt_run *run, const char *path)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	struct rt_file f;
	struct text t = { .b = &f.b };
	uint32_t i;

	if (!rt_file_open(&f, path))
		return false;
	t.colour = isatty(f.place.fd) && (no == NULL || *no == '\0') &&
		   term != NULL && strcmp(term, "dumb") != 0;
	add_safe(&t, run->content->benchmark_title, "");
	strbuf_addstr(&f.b, "\n\n");
	for (i = 0; i < run->nresult; i++) {
		add_target(&t, run, &run->result[i]);
		rt_file_flush(&f);
	}
	add_totals(&t, run);
	return rt_file_close(&f);
}

/* The checks of the rule that have a result each. */
static void
list_checks(struct text *t, const struct rt_content *c, uint32_t profile,
    uint32_t rule)
{
	const uint32_t *check;
	uint32_t i, n = rt_rule_checks(c, profile, rule, &check);

	for (i = 0; i < n; i++) {
		strbuf_addstr(t->b, "             check ");
		add_safe(t, c->unit.expr[check[i]].check, "");
		strbuf_addch(t->b, '\n');
	}
}

void
rt_list(const struct rt_content *c, const struct rt_options *o, FILE *f)
{
	struct strbuf b = STRBUF_INIT;
	struct text t = { .b = &b };
	const char *const *text;
	uint32_t i, k, n;

	strbuf_addstr(&b, "Rules\n");
	for (i = 0; i < c->unit.nrule; i++) {
		strbuf_addf(&b, "  %c %-6s ", o->selected[i] ? '+' : '-',
		    rt_rule_severity(c, o->profile_index, i));
		add_safe(&t,
		    c->rule[i].version != NULL ? c->rule[i].version
					       : c->rule[i].id,
		    "");
		strbuf_addstr(&b, "  ");
		add_safe(
		    &t, c->rule[i].title != NULL ? c->rule[i].title : "", "");
		strbuf_addch(&b, '\n');
		list_checks(&t, c, o->profile_index, i);
	}
	strbuf_addstr(&b, "\nProfiles\n");
	for (i = 0; i < c->nprofile; i++) {
		if (c->profile[i].targets != 0)
			continue;
		strbuf_addf(&b, "  %c ", i == o->profile_index ? '+' : '-');
		add_safe(&t, c->profile[i].id, "");
		strbuf_addstr(&b, "  ");
		add_safe(&t,
		    c->profile[i].title != NULL ? c->profile[i].title : "", "");
		strbuf_addch(&b, '\n');
	}
	strbuf_addstr(&b, "\nValues\n");
	for (i = 0; i < c->nvalue; i++) {
		strbuf_addstr(&b, "  ");
		add_safe(&t, c->value[i].name, "");
		strbuf_addstr(&b, " =");
		text = rt_value_text(c, o, i, &n);
		for (k = 0; k < n; k++) {
			strbuf_addstr(&b, k != 0 ? ", " : " ");
			add_safe(&t, text[k], "");
		}
		strbuf_addstr(&b, "\n      ");
		add_safe(
		    &t, c->value[i].title != NULL ? c->value[i].title : "", "");
		strbuf_addch(&b, '\n');
	}
	fwrite(b.s, 1, b.n, f);
	strbuf_free(&b);
}
