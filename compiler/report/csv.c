/*
 * A row per target and rule, RFC 4180, one line each.  Spreadsheets run what
 * begins like a formula: such a cell begins with an apostrophe here.
 */
#include <string.h>

#include "report.h"

/* Signs that begin a formula, their wide forms too. */
static bool
is_formula(const char *s)
{
	static const char *const signs[] = { "=", "+", "-", "@", "\t",
		"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
		"\xEF\xBC\xA0" };

	for (s += strspn(s, " \n"); *s == '"' || *s == '\''; s++)
		;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_starts(s, signs[i]))
			return true;
	return false;
}

static void
cell(struct strbuf *b, const char *s)
{
	if (b->n != 0 && b->s[b->n - 1] != '\n')
		strbuf_addch(b, ',');
	strbuf_addch(b, '"');
	if (s != NULL && is_formula(s))
		strbuf_addch(b, '\'');
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == '\n')
			strbuf_addstr(b, " | ");
		else if (*s == '\t')
			strbuf_addch(b, ' ');
		else {
			if (*s == '"')
				strbuf_addch(b, '"');
			strbuf_addch(b, *s);
		}
	}
	strbuf_addch(b, '"');
}

static void
cell_list(struct strbuf *b, const char *const *list, uint32_t n)
{
	struct strbuf text = STRBUF_INIT;

	for (uint32_t i = 0; i < n; i++) {
		strbuf_addstr(&text, i != 0 ? ", " : "");
		strbuf_addstr(&text, list[i]);
	}
	cell(b, text.s);
	strbuf_free(&text);
}

/* Waiver, answer, and whether the check is stale. */
static void
site_cells(struct strbuf *b, const struct report_result *x)
{
	struct arena a = { NULL };

	cell(b, x->nwaiver != 0 ? report_waiver(&a, &x->waiver[0]) : NULL);
	cell(b, x->answer != NULL ? x->answer->status : NULL);
	cell(b, x->answer != NULL ? x->answer->comments : NULL);
	cell(b, x->stale ? "stale" : NULL);
	arena_free(&a);
}

static void
row(struct strbuf *b, const struct report *r, const struct report_target *t,
    const struct report_result *x)
{
	const struct report_rule *rule = &r->rule[x->rule];

	cell(b, t->name);
	cell(b, ir_xccdf_names[x->result]);
	cell(b, model_severity_names[x->severity]);
	cell(b, rule->name);
	cell(b, rule->vuln);
	cell(b, rule->stig_rule);
	cell(b, rule->title);
	cell(b, x->text);
	cell_list(b, rule->cci, rule->ncci);
	cell_list(b, rule->nist, rule->nnist);
	cell_list(b, rule->cis, rule->ncis);
	cell(b, rule->rule->fixtext);
	cell(b, x->instance);
	cell(b, x->nwaiver != 0 ? x->waiver[0].authority : NULL);
	cell(b, x->time != NULL ? x->time : t->end);
	cell(b, rule->rule->id);
	site_cells(b, x);
	strbuf_addstr(b, "\r\n");
}

bool
report_csv(const struct report_request *q, struct strbuf *out)
{
	const struct report *r = q->report;
	const struct report_target *t;
	const struct report_result *x;

	strbuf_addstr(out,
	    "target,result,severity,rule,vuln_id,rule_id,title,evidence,cci,"
	    "nist,cis,fix,instance,waived_by,time,xccdf_id,"
	    "waiver,site_status,site_comments,stale\r\n");
	for (t = r->target; t < r->target + r->ntarget; t++)
		for (x = t->result; x < t->result + t->nresult; x++)
			if (x->result != IR_XCCDF_NOTSELECTED)
				row(out, r, t, x);
	return true;
}
