/* auditc results: evaluations that the store keeps, and what became of them. */
#include <string.h>

#include "grid.h"
#include "source.h"

static const struct srcpos nowhere = { NULL, 0 };

static enum cli_status
status_of(struct store *s, bool ok)
{
	if (s == NULL || store_failed(s))
		return CLI_INTERNAL;
	return ok ? CLI_OK : CLI_REFUSED;
}

/* --- add ---------------------------------------------------------------- */

static void
take_target(struct arena *a, const struct report *r,
    const struct report_target *t, struct store_evaluation *e)
{
	struct store_outcome *list, *o;
	const struct report_result *x;

	e->profile = t->profile;
	e->target = t->name;
	e->tool = t->test_system;
	e->start = t->start;
	e->end = t->end;
	if (!report_time(t->end, &e->moment) &&
	    !report_time(t->start, &e->moment))
		e->moment = 0;
	list = arena_alloc(a, (t->nresult + 1) * sizeof *list);
	e->outcome = list;
	for (x = t->result; x < t->result + t->nresult; x++) {
		if (x->result == IR_XCCDF_NOTSELECTED)
			continue;
		o = &list[e->noutcome++];
		o->rule = x->rule;
		o->result = x->result;
		o->severity = x->severity;
		o->instance = x->instance;
		o->why = report_why(r->arena, x);
	}
}

static void
say_added(const char *path, const struct report *r, bool known)
{
	struct report_count c = { 0 };
	uint32_t i;

	print_text(path);
	printf("\n  ");
	print_text(report_title(r));
	for (i = 0; i < r->ntarget; i++)
		report_add_count(&c, &r->target[i]);
	printf("\n  %u %s: %u pass, %u fail", r->ntarget,
	    print_plural(r->ntarget, "target", "targets"),
	    c.result[IR_XCCDF_PASS], c.result[IR_XCCDF_FAIL]);
	for (i = 0; i < IR_XCCDF__MAX; i++)
		if (i != IR_XCCDF_PASS && i != IR_XCCDF_FAIL &&
		    i != IR_XCCDF_NOTSELECTED && c.result[i] != 0)
			printf(", %u %s", c.result[i], ir_xccdf_names[i]);
	printf("%s\n", known ? "; known already" : "");
}

static bool
add_report(struct store *s, struct arena *a, const char *path,
    const struct strbuf *b, const struct report *r)
{
	struct store_evaluation *e =
	    arena_alloc(a, (r->ntarget + 1) * sizeof *e);
	bool known, ok;
	uint32_t i;

	for (i = 0; i < r->ntarget; i++)
		take_target(a, r, &r->target[i], &e[i]);
	store_begin(s);
	ok = store_add_results(
	    s, path, b->s, b->n, r->benchmark, e, r->ntarget, &known);
	ok = store_commit(s) && ok;
	if (ok)
		say_added(path, r, known);
	return ok;
}

static bool
add_file(const struct cli *cli, struct store *s, const char *path)
{
	struct strbuf b = STRBUF_INIT;
	struct arena a = { NULL };
	struct report *r = NULL;
	bool ok;

	if (file_read(path, 0, &b))
		r = source_parse(cli, &a, path, b.s, b.n);
	ok = r != NULL && add_report(s, &a, path, &b, r);
	arena_free(&a);
	strbuf_free(&b);
	return ok;
}

static enum cli_status
add(const struct cli *cli)
{
	struct store *s = store_open(cli->db, STORE_WRITE);
	enum cli_status status;
	bool ok = s != NULL;
	int i;

	for (i = 1; i < cli->narg && s != NULL && !store_failed(s); i++)
		ok = add_file(cli, s, cli->arg[i]) && ok;
	status = status_of(s, ok);
	store_close(s);
	return status;
}

/* --- list --------------------------------------------------------------- */

static bool
is_asked_for(const struct cli *cli, const struct store_evaluation *e)
{
	const char *slash = strrchr(e->target, '/');

	return cli->target == NULL || str_eq(e->target, cli->target) ||
	       (slash != NULL && str_eq(slash + 1, cli->target));
}

static void
add_evaluation(struct grid *g, const struct store_evaluation *e)
{
	const uint32_t *c = e->count;

	grid_add_number(g, e->id);
	grid_add(g, e->end != NULL ? e->end : e->start);
	grid_add(g, e->target);
	grid_add(g, model_id_name(e->benchmark, "benchmark"));
	grid_add(g, e->version);
	grid_add(g,
	    e->profile != NULL ? model_id_name(e->profile, "profile") : NULL);
	grid_add_number(g, c[IR_XCCDF_PASS] + c[IR_XCCDF_FIXED]);
	grid_add_number(g, c[IR_XCCDF_FAIL]);
	grid_add_number(g, c[IR_XCCDF_ERROR] + c[IR_XCCDF_UNKNOWN]);
	grid_add_number(g, c[IR_XCCDF_NOTAPPLICABLE] + c[IR_XCCDF_NOTCHECKED] +
			       c[IR_XCCDF_INFORMATIONAL]);
	grid_add(g, e->tool);
	grid_add(g, e->origin);
	grid_add(g, e->sha256);
}

static const struct grid_column evaluation_columns[] = {
	{ "evaluation", "NO", 0, true },
	{ "end", "EVALUATED", 25, false },
	{ "target", "TARGET", 32, false },
	{ "benchmark", "BENCHMARK", 32, false },
	{ "version", "VERSION", 10, false },
	{ "profile", "PROFILE", 20, false },
	{ "pass", "PASS", 0, true },
	{ "fail", "FAIL", 0, true },
	{ "error", "ERROR", 0, true },
	{ "other", "OTHER", 0, true },
	{ "tool", NULL, 0, false },
	{ "file", NULL, 0, false },
	{ "sha256", NULL, 0, false },
};

static struct grid
evaluation_grid(struct arena *a)
{
	return (struct grid){ .a = a,
		.column = evaluation_columns,
		.ncolumn =
		    sizeof evaluation_columns / sizeof *evaluation_columns };
}

static bool
list(const struct cli *cli, struct store *s, struct arena *a,
    enum grid_format format)
{
	struct grid g = evaluation_grid(a);
	struct store_evaluation *e;
	uint32_t i, n;

	e = store_evaluations(s, a, &n);
	for (i = 0; i < n; i++)
		if (is_asked_for(cli, &e[i]))
			add_evaluation(&g, &e[i]);
	if (store_failed(s))
		return false;
	return grid_list(&g, format, cli->target != NULL,
	    "results", "results add");
}

/* --- trend -------------------------------------------------------------- */

static bool
trend_rule(struct arena *a, const struct store_trend *t, uint32_t n,
    const struct cli *cli, enum grid_format format)
{
	static const struct grid_column columns[] = {
		{ "target", "TARGET", 32, false },
		{ "end", "EVALUATED", 25, false },
		{ "result", "RESULT", 0, false },
		{ "severity", "SEVERITY", 0, false },
		{ "evaluation", "NO", 0, true },
		{ "instance", NULL, 0, false },
		{ "benchmark", NULL, 0, false },
		{ "version", NULL, 0, false },
		{ "why", "WHY", 72, false },
	};
	struct grid g = { .a = a,
		.column = columns,
		.ncolumn = sizeof columns / sizeof *columns };
	struct store_evaluation e;
	uint32_t i;

	for (i = 0; i < n; i++) {
		e.target = t[i].target;
		if (!is_asked_for(cli, &e))
			continue;
		grid_add(&g, t[i].target);
		grid_add(&g, t[i].end);
		grid_add(&g, t[i].result);
		grid_add(&g, t[i].severity);
		grid_add_number(&g, t[i].evaluation);
		grid_add(&g, t[i].instance);
		grid_add(&g, t[i].benchmark);
		grid_add(&g, t[i].version);
		grid_add(&g, t[i].why);
	}
	return grid_list(&g, format, true, "results", "results list");
}

/* Its evaluations, the oldest first; none: *found is false. */
static bool
trend_target(struct store *s, struct arena *a, const char *name,
    enum grid_format format, bool *found)
{
	const struct cli asked = { .target = name };
	struct grid g = evaluation_grid(a);
	struct store_evaluation *e;
	uint32_t i, n;

	e = store_evaluations(s, a, &n);
	for (i = n; i-- > 0;)
		if (is_asked_for(&asked, &e[i]))
			add_evaluation(&g, &e[i]);
	*found = g.ncell != 0;
	if (*found)
		grid_print(&g, format);
	return !store_failed(s);
}

static bool
trend(const struct cli *cli, struct store *s, struct arena *a,
    enum grid_format format)
{
	const char *id = cli->arg[1];
	struct store_trend *t;
	int64_t *control;
	bool found;
	uint32_t ncontrol, n;

	if (!trend_target(s, a, id, format, &found))
		return false;
	if (found)
		return true;
	control = store_find(s, a, id, &ncontrol);
	t = store_trend(s, a, ncontrol != 0 ? control[0] : 0, id, &n);
	if (store_failed(s))
		return false;
	if (ncontrol != 0 || n != 0)
		return trend_rule(a, t, n, cli, format);
	diag(DIAG_ID_NOT_FOUND, nowhere,
	    "no rule has the id %s, and no results are of such a target", id);
	return false;
}

/* --- diff --------------------------------------------------------------- */

static const char *
result_name(enum ir_xccdf_result r)
{
	return r != IR_XCCDF__MAX ? ir_xccdf_names[r] : NULL;
}

static enum cli_status
diff(const struct cli *cli, struct arena *a, enum grid_format format)
{
	static const struct grid_column columns[] = {
		{ "change", "CHANGE", 0, false },
		{ "before", "BEFORE", 0, false },
		{ "after", "AFTER", 0, false },
		{ "rule", "RULE", 0, false },
		{ "target", "TARGET", 40, false },
		{ "title", "TITLE", 60, false },
	};
	struct grid g = { .a = a,
		.column = columns,
		.ncolumn = sizeof columns / sizeof *columns };
	const struct report_difference *d;
	const struct report_comparison *c;
	struct report *older, *newer;

	older = source_read(cli, a, cli->arg[1]);
	newer = older != NULL ? source_read(cli, a, cli->arg[2]) : NULL;
	if (newer == NULL)
		return CLI_REFUSED;
	c = report_compare(a, older, newer);
	for (d = c->difference; d < c->difference + c->n; d++) {
		grid_add(&g, report_change_names[d->change]);
		grid_add(&g, result_name(d->before));
		grid_add(&g, result_name(d->after));
		grid_add(&g, d->rule->unique);
		grid_add(&g, d->target);
		grid_add(&g, d->rule->title);
	}
	if (format == GRID_TEXT)
		printf("%u worse, %u better, %u other, %u new, %u gone, %u "
		       "the same\n",
		    c->count[CHANGE_WORSE], c->count[CHANGE_BETTER],
		    c->count[CHANGE_OTHER], c->count[CHANGE_NEW],
		    c->count[CHANGE_GONE], c->same);
	if (g.ncell != 0 || format != GRID_TEXT)
		grid_print(&g, format);
	return CLI_OK;
}

/* --- remove ------------------------------------------------------------- */

/* The file that an evaluation came with; 0 after a diagnostic. */
static int64_t
file_of(const struct store_evaluation *e, uint32_t n, const char *number)
{
	int64_t id = 0;
	uint32_t i;

	if (str_to_int64(number, &id))
		for (i = 0; i < n; i++)
			if (e[i].id == id)
				return e[i].file;
	diag(DIAG_ID_NOT_FOUND, nowhere, "the store has no evaluation %s",
	    number);
	return 0;
}

static enum cli_status
remove_all(const struct cli *cli, struct arena *a)
{
	struct store *s = store_open(cli->db, STORE_WRITE);
	struct store_evaluation *e = NULL;
	enum cli_status status;
	bool ok = s != NULL;
	uint32_t n = 0;
	int64_t file;
	int i;

	if (ok) {
		store_begin(s);
		e = store_evaluations(s, a, &n);
		ok = !store_failed(s);
	}
	for (i = 1; i < cli->narg && ok; i++) {
		file = file_of(e, n, cli->arg[i]);
		ok = file != 0;
		if (ok) /* two of them may have come with one file */
			store_remove_results(s, file);
	}
	if (ok)
		ok = store_commit(s);
	status = status_of(s, ok);
	store_close(s);
	return status;
}

/* --- all ---------------------------------------------------------------- */

static enum cli_status
ask(const struct cli *cli, struct arena *a, enum grid_format format)
{
	struct store *s = store_open(cli->db, STORE_READ);
	enum cli_status status;
	bool ok = false;

	if (s != NULL)
		ok = str_eq(cli->arg[0], "list") ? list(cli, s, a, format)
						 : trend(cli, s, a, format);
	status = status_of(s, ok);
	store_close(s);
	return status;
}

enum cli_status
cli_results(const struct cli *cli)
{
	const char *what = cli->arg[0];
	struct arena a = { NULL };
	enum grid_format format;
	enum cli_status status;

	if (!grid_format(cli->format, &format))
		return CLI_USAGE;
	if (str_eq(what, "add") && cli->narg > 1)
		status = add(cli);
	else if (str_eq(what, "remove") && cli->narg > 1)
		status = remove_all(cli, &a);
	else if ((str_eq(what, "list") && cli->narg == 1) ||
		 (str_eq(what, "trend") && cli->narg == 2))
		status = ask(cli, &a, format);
	else if (str_eq(what, "diff") && cli->narg == 3)
		status = diff(cli, &a, format);
	else
		status = cli_usage("results add FILE..., list, diff OLD NEW, "
				   "trend ID, or remove NO...");
	arena_free(&a);
	return status;
}
