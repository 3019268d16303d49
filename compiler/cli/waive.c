/*
 * auditc waive: findings that somebody answers for until a day.  What was
 * observed stays what it was.
 */
#include <string.h>

#include "grid.h"

static const struct srcpos nowhere = { NULL, 0 };

/* The control that an id names, with what its newest release says. */
static bool
find(struct store *s, struct arena *a, const char *id, struct store_control *c)
{
	int64_t *control;
	uint32_t n;

	control = store_find(s, a, id, &n);
	if (n != 0 && store_control(s, a, control[0], c))
		return true;
	if (!store_failed(s))
		diag(DIAG_ID_NOT_FOUND, nowhere, "no rule has the id %s", id);
	return false;
}

static const char *
name_of(const struct store_control *c)
{
	return c->stig_id != NULL && *c->stig_id != '\0' ? c->stig_id
							 : c->rule_id;
}

/* --- give and take back ------------------------------------------------- */

static bool
give(const struct cli *cli, struct store *s, struct arena *a, const char *id,
    struct strbuf *said)
{
	struct store_waiver w = {
		.target = cli->target != NULL ? cli->target : "",
		.author = cli->author,
		.reason = cli->reason,
		.given = cli->date,
		.expires = cli->expires,
	};
	struct store_control c;

	if (!find(s, a, id, &c))
		return false;
	w.control = c.id;
	if (!store_waive(s, &w))
		return false;
	strbuf_addf(said, "%s of %s waived until %s%s%s\n", name_of(&c),
	    store_short_name(&c.release), w.expires,
	    *w.target != '\0' ? " on " : "", w.target);
	return true;
}

static bool
take_back(const struct cli *cli, struct store *s, struct arena *a,
    const char *id, struct strbuf *said)
{
	struct store_control c;
	int64_t n;

	if (!find(s, a, id, &c))
		return false;
	n = store_remove_waivers(s, c.id, cli->target);
	if (store_failed(s))
		return false;
	if (n == 0) {
		diag(DIAG_ID_NOT_FOUND, nowhere, "%s is not waived%s%s", id,
		    cli->target != NULL ? " on " : "",
		    cli->target != NULL ? cli->target : "");
		return false;
	}
	strbuf_addf(said, "%s of %s: %lld %s removed\n", name_of(&c),
	    store_short_name(&c.release), (long long)n,
	    print_plural(n, "waiver", "waivers"));
	return true;
}

/* For all the ids from `first` on, or for none. */
static enum cli_status
change(const struct cli *cli, int first,
    bool (*one)(const struct cli *, struct store *, struct arena *,
	const char *, struct strbuf *))
{
	struct store *s = store_open(cli->db, STORE_WRITE);
	struct strbuf said = STRBUF_INIT;
	struct arena a = { NULL };
	enum cli_status status = CLI_INTERNAL;
	bool ok = true;
	int i;

	if (s == NULL)
		return CLI_INTERNAL;
	store_begin(s);
	for (i = first; i < cli->narg && ok; i++)
		ok = one(cli, s, &a, cli->arg[i], &said);
	ok = ok && store_commit(s);
	if (!store_failed(s))
		status = ok ? CLI_OK : CLI_REFUSED;
	if (ok)
		print_lines(said.s);
	store_close(s);
	strbuf_free(&said);
	arena_free(&a);
	return status;
}

/* One line that a person can answer for? */
static bool
is_line(const char *s)
{
	return s != NULL && *s != '\0' && strpbrk(s, "\t\r\n") == NULL &&
	       utf8_valid(s, strlen(s));
}

static enum cli_status
waive(const struct cli *cli)
{
	struct arena a = { NULL };
	struct cli whole = *cli;
	enum cli_status status;

	whole.date = cli_today(&a);
	if (whole.author == NULL)
		whole.author = cli_person();
	if (!is_line(whole.author))
		status = cli_usage("who answers for it? --author NAME");
	else if (!is_line(whole.reason))
		status = cli_usage("why, on one line? --reason TEXT");
	else if (whole.expires == NULL || !cli_is_date(whole.expires))
		status = cli_usage("until when? --expires YYYY-MM-DD");
	else if (strcmp(whole.expires, whole.date) < 0)
		status = cli_usage("%s has passed", whole.expires);
	else if (whole.target != NULL && !is_line(whole.target))
		status = cli_usage("--target is the name of a target");
	else
		status = change(&whole, 0, give);
	arena_free(&a);
	return status;
}

/* --- list --------------------------------------------------------------- */

static const struct grid_column columns[] = {
	{ "rule", "RULE", 0, false },
	{ "benchmark", "BENCHMARK", 32, false },
	{ "target", "TARGET", 32, false },
	{ "expires", "EXPIRES", 0, false },
	{ "state", "STATE", 0, false },
	{ "author", "AUTHOR", 24, false },
	{ "given", NULL, 0, false },
	{ "reviewer", NULL, 0, false },
	{ "reviewed", NULL, 0, false },
	{ "note", NULL, 0, false },
	{ "reason", "REASON", 60, false },
};

static const char *
state_of(const struct store_waiver *w, const char *today)
{
	if (strcmp(w->expires, today) < 0)
		return "expired";
	return w->review ? "review" : "holds";
}

static bool
is_asked_for(const struct cli *cli, const struct store_waiver *w)
{
	return cli->target == NULL || *w->target == '\0' ||
	       str_eq(w->target, cli->target);
}

static void
add_waiver(struct grid *g, const struct store_waiver *w, const char *today)
{
	grid_add(g, w->rule);
	grid_add(g, model_id_name(w->benchmark, "benchmark"));
	grid_add(g, *w->target != '\0' ? w->target : "*");
	grid_add(g, w->expires);
	grid_add(g, state_of(w, today));
	grid_add(g, w->author);
	grid_add(g, w->given);
	grid_add(g, w->reviewer);
	grid_add(g, w->reviewed);
	grid_add(g, w->note);
	grid_add(g, w->reason);
}

/* For `evaluate --waivers`: a line each; those to be reviewed are left out. */
static void
add_line(struct strbuf *b, const struct store_waiver *w)
{
	strbuf_addf(b, "%s%s\t%s\t%s\t%s\t%s\t%s\n",
	    w->review ? "# to be reviewed: " : "", w->rule,
	    *w->target != '\0' ? w->target : "*", w->given, w->expires,
	    w->author, w->reason);
}

static enum cli_status
list(const struct cli *cli, enum grid_format format, bool file)
{
	struct store *s = store_open(cli->db, STORE_READ);
	struct strbuf b = STRBUF_INIT;
	struct arena a = { NULL };
	struct grid g = { .a = &a,
		.column = columns,
		.ncolumn = sizeof columns / sizeof *columns };
	enum cli_status status = CLI_INTERNAL;
	struct store_waiver *w;
	const char *today = cli_today(&a);
	uint32_t i, n;

	if (s == NULL)
		return CLI_INTERNAL;
	strbuf_addstr(&b, "# waivers of auditc: rule, target, given, expires, "
			  "author, reason\n");
	w = store_waivers(s, &a, 0, &n);
	for (i = 0; i < n; i++) {
		if (!is_asked_for(cli, &w[i]))
			continue;
		add_waiver(&g, &w[i], today);
		add_line(&b, &w[i]);
	}
	if (!store_failed(s))
		status = CLI_OK;
	if (status == CLI_OK && file && cli->output != NULL)
		status = file_replace(cli->output, b.s, b.n, 0644)
			     ? CLI_OK
			     : CLI_REFUSED;
	else if (status == CLI_OK && file)
		fwrite(b.s, 1, b.n, stdout);
	else if (status == CLI_OK &&
		 !grid_list(&g, format, cli->target != NULL,
		     "waivers", "waive"))
		status = CLI_REFUSED;
	store_close(s);
	strbuf_free(&b);
	arena_free(&a);
	return status;
}

enum cli_status
cli_waive(const struct cli *cli)
{
	const char *what = cli->arg[0];
	enum grid_format format;

	if (!grid_format(cli->format, &format))
		return CLI_USAGE;
	if (str_eq(what, "list") || str_eq(what, "export"))
		return cli->narg == 1
			   ? list(cli, format, str_eq(what, "export"))
			   : cli_usage("waive %s takes no argument", what);
	if (str_eq(what, "remove"))
		return cli->narg > 1
			   ? change(cli, 1, take_back)
			   : cli_usage("waive remove needs the ID of a rule");
	return waive(cli);
}
