/* auditc review: the reviewer's word that a check still holds. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

/* Today, or the day that SOURCE_DATE_EPOCH names. */
static char *
today(struct arena *a)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char text[sizeof "YYYY-MM-DD"];
	int64_t seconds;
	struct tm tm;
	time_t t;

	t = epoch != NULL && str_to_int64(epoch, &seconds) ? (time_t)seconds
							   : time(NULL);
	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(text, sizeof text, "%Y-%m-%d", &tm) == 0)
		die(CLI_INTERNAL, "the clock shows no date");
	return arena_strdup(a, text);
}

/* Is it a day of the calendar, YYYY-MM-DD? */
static bool
is_date(const char *s)
{
	static const int length[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	static const char form[] = "dddd-dd-dd";
	int number[3] = { 0, 0, 0 }, part = 0;
	size_t i;

	if (strlen(s) != sizeof form - 1)
		return false;
	for (i = 0; form[i] != '\0'; i++) {
		if (form[i] == '-') {
			if (s[i] != '-')
				return false;
			part++;
		} else if (s[i] < '0' || s[i] > '9')
			return false;
		else
			number[part] = number[part] * 10 + (s[i] - '0');
	}
	if (number[1] < 1 || number[1] > 12 || number[2] < 1 ||
	    number[2] > length[number[1] - 1])
		return false;
	return number[1] != 2 || number[2] != 29 ||
	       (number[0] % 4 == 0 &&
		   (number[0] % 100 != 0 || number[0] % 400 == 0));
}

static const char *
default_reviewer(void)
{
	static const char *const names[] = { "SUDO_USER", "LOGNAME", "USER" };
	const char *name;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		name = getenv(names[i]);
		if (name != NULL && *name != '\0')
			return name;
	}
	return NULL;
}

static bool
review_one(struct store *s, struct arena *a, const char *id,
    const struct store_review *r, struct strbuf *said)
{
	struct store_control c;
	int64_t *control, nstale, done;
	uint32_t n;

	control = store_find(s, a, id, &n);
	if (n == 0 || !store_control(s, a, control[0], &c)) {
		if (!store_failed(s))
			diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
			    "no rule has the id %s", id);
		return false;
	}
	done = store_review(s, c.id, r, &nstale);
	if (store_failed(s))
		return false;
	if (done == 0) {
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "no check is bound to %s", id);
		return false;
	}
	strbuf_addf(said, "%s of %s %s: %lld %s reviewed, %lld %s stale\n",
	    c.stig_id != NULL ? c.stig_id : c.rule_id,
	    store_short_name(&c.release), c.release.label, (long long)done,
	    print_plural(done, "check", "checks"), (long long)nstale,
	    print_plural(nstale, "was", "were"));
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
		r.reviewer = default_reviewer();
	if (r.reviewer == NULL || *r.reviewer == '\0')
		return cli_usage("whose word is it? --reviewer NAME");
	if (r.date == NULL)
		r.date = today(&a);
	if (is_date(r.date))
		status = review(cli, &r);
	else
		status = cli_usage("no day YYYY-MM-DD: %s", r.date);
	arena_free(&a);
	return status;
}
