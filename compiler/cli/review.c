/* auditc review: the reviewer's word that a check still holds. */
#include "cli.h"

static bool
review_one(struct store *s, struct arena *a, const char *id,
    const struct store_review *r, struct strbuf *said)
{
	struct store_control c;
	struct store_reviewed_control did;
	int64_t *control;
	uint32_t n;

	control = store_find(s, a, id, &n);
	if (n == 0 || !store_control(s, a, control[0], &c)) {
		if (!store_failed(s))
			diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
			    "no rule has the id %s", id);
		return false;
	}
	did = store_review(s, c.id, r);
	if (store_failed(s))
		return false;
	if (did.checks + did.answers + did.waivers == 0) {
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "no check is bound to %s", id);
		return false;
	}
	strbuf_addf(said, "%s of %s %s: %lld %s reviewed, %lld %s stale",
	    c.stig_id != NULL ? c.stig_id : c.rule_id,
	    store_short_name(&c.release), c.release.label,
	    (long long)did.checks,
	    print_plural(did.checks, "check", "checks"), (long long)did.stale,
	    print_plural(did.stale, "was", "were"));
	if (did.answers + did.waivers != 0)
		strbuf_addf(said, "; %lld %s, %lld %s", (long long)did.answers,
		    print_plural(did.answers, "answer", "answers"),
		    (long long)did.waivers,
		    print_plural(did.waivers, "waiver", "waivers"));
	strbuf_addch(said, '\n');
	return true;
}

static bool
review_unchanged(
    struct store *s, const struct store_review *r, struct strbuf *said)
{
	struct store_reviewed did = store_review_unchanged(s, r);
	int64_t n = did.same + did.space;

	if (store_failed(s))
		return false;
	strbuf_addf(said,
	    "%lld %s reviewed, %lld of them stale by white space alone; "
	    "%lld %s left stale\n",
	    (long long)n, print_plural(n, "check", "checks"),
	    (long long)did.space, (long long)did.stale,
	    print_plural(did.stale, "is", "are"));
	return true;
}

static enum cli_status
review(const struct cli *cli, const struct store_review *r)
{
	struct store *s = store_open(cli->db, STORE_WRITE);
	struct strbuf said = STRBUF_INIT;
	struct arena a = { NULL };
	bool ok = true;
	int i;

	if (s == NULL)
		return CLI_INTERNAL;
	store_begin(s);
	if (cli->all_unchanged)
		ok = review_unchanged(s, r, &said);
	for (i = 0; i < cli->narg && ok; i++)
		ok = review_one(s, &a, cli->arg[i], r, &said);
	if (ok)
		ok = store_commit(s);
	else
		store_rollback(s);
	if (ok)
		print_lines(said.s);
	strbuf_free(&said);
	arena_free(&a);
	if (store_failed(s)) {
		store_close(s);
		return CLI_INTERNAL;
	}
	store_close(s);
	return ok ? CLI_OK : CLI_REFUSED;
}

enum cli_status
cli_review(const struct cli *cli)
{
	struct store_review r = { cli->reviewer, cli->date, cli->note };
	struct arena a = { NULL };
	enum cli_status status;

	if (cli->all_unchanged == (cli->narg != 0))
		return cli_usage("review takes the ids of rules, or "
				 "--all-unchanged");
	if (r.reviewer == NULL)
		r.reviewer = cli_person();
	if (r.reviewer == NULL || *r.reviewer == '\0')
		return cli_usage("whose word is it? --reviewer NAME");
	if (r.date == NULL)
		r.date = cli_today(&a);
	if (cli_is_date(r.date))
		status = review(cli, &r);
	else
		status = cli_usage("no day YYYY-MM-DD: %s", r.date);
	arena_free(&a);
	return status;
}
