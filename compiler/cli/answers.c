/* auditc answers: what a site's checklists say. */
#include <string.h>

#include "grid.h"

static const struct srcpos nowhere = { NULL, 0 };

static bool
is_asked_for(const struct cli *cli, const struct store_answer *x)
{
	return cli->target == NULL || str_eq_nocase(x->target, cli->target);
}

static const struct grid_column columns[] = {
	{ "target", "TARGET", 32, false },
	{ "instance", NULL, 0, false },
	{ "benchmark", NULL, 0, false },
	{ "rule", "RULE", 0, false },
	{ "status", "STATUS", 0, false },
	{ "severity", "SEVERITY", 0, false },
	{ "review", "REVIEW", 0, false },
	{ "checklist", "CHECKLIST", 32, false },
	{ "details", NULL, 0, false },
	{ "comments", "COMMENTS", 60, false },
	{ "justification", NULL, 0, false },
	{ "reviewer", NULL, 0, false },
	{ "reviewed", NULL, 0, false },
	{ "note", NULL, 0, false },
};

static void
add_answer(struct grid *g, const struct store_answer *x)
{
	grid_add(g, x->target);
	grid_add(g, *x->instance != '\0' ? x->instance : NULL);
	grid_add(g, x->benchmark);
	grid_add(g, x->rule);
	grid_add(g, x->status);
	grid_add(g, *x->severity != '\0' ? x->severity : NULL);
	grid_add(g, x->review ? "yes" : "no");
	grid_add(g, x->origin);
	grid_add(g, x->details);
	grid_add(g, x->comments);
	grid_add(g, *x->justification != '\0' ? x->justification : NULL);
	grid_add(g, x->reviewer);
	grid_add(g, x->reviewed);
	grid_add(g, x->note);
}

/* The control that the id names; 0: all of them.  False after a diagnostic. */
static bool
find_control(
    struct store *s, struct arena *a, const struct cli *cli, int64_t *control)
{
	int64_t *found;
	uint32_t n;

	*control = 0;
	if (cli->narg == 0)
		return true;
	found = store_find(s, a, cli->arg[0], &n);
	if (n != 0)
		*control = found[0];
	else if (!store_failed(s))
		diag(DIAG_ID_NOT_FOUND, nowhere, "no rule has the id %s",
		    cli->arg[0]);
	return n != 0;
}

static bool
list(const struct cli *cli, struct store *s, struct arena *a, int64_t control,
    enum grid_format format)
{
	struct grid g = { .a = a,
		.column = columns,
		.ncolumn = sizeof columns / sizeof *columns };
	struct store_answer *x;
	uint32_t i, n;

	x = store_answers(s, a, control, &n);
	for (i = 0; i < n; i++)
		if (is_asked_for(cli, &x[i]))
			add_answer(&g, &x[i]);
	if (store_failed(s))
		return false;
	return grid_list(&g, format, control != 0 || cli->target != NULL,
	    "answers", "import");
}

static bool
remove_all(struct store *s, const struct cli *cli, int64_t control)
{
	int64_t n;

	store_begin(s);
	n = store_remove_answers(s, control, cli->target);
	if (!store_commit(s))
		return false;
	if (n == 0)
		diag(
		    DIAG_ID_NOT_FOUND, nowhere, "no answer to %s", cli->arg[0]);
	return n != 0;
}

enum cli_status
cli_answers(const struct cli *cli)
{
	struct arena a = { NULL };
	enum grid_format format;
	enum cli_status status;
	struct store *s;
	int64_t control;
	bool ok;

	if (!grid_format(cli->format, &format))
		return CLI_USAGE;
	if (cli->remove && cli->narg == 0)
		return cli_usage("--remove needs the ID of a rule");
	s = store_open(cli->db, cli->remove ? STORE_WRITE : STORE_READ);
	if (s == NULL)
		return CLI_INTERNAL;
	ok = find_control(s, &a, cli, &control) &&
	     (cli->remove ? remove_all(s, cli, control)
			  : list(cli, s, &a, control, format));
	status = store_failed(s) ? CLI_INTERNAL : ok ? CLI_OK : CLI_REFUSED;
	store_close(s);
	arena_free(&a);
	return status;
}
