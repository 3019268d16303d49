/* Someone's word that a check still holds. */
#include "store.h"

static int64_t
review(struct store *s, int64_t control, const char *item,
    const struct store_review *r)
{
	return sql_run(s, SQL_REVIEW, "itttt", control, item, r->reviewer,
	    r->date, r->note);
}

struct store_reviewed_control
store_review(struct store *s, int64_t control, const struct store_review *r)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_STALE_OF, "i", control);
	struct store_reviewed_control did = { 0 };

	while (sql_row(s, q))
		did.stale = sql_int(q, 0);
	did.checks = review(s, control, NULL, r);
	did.answers = sql_run(s, SQL_REVIEW_ANSWERS, "ittt", control,
	    r->reviewer, r->date, r->note);
	did.waivers = sql_run(s, SQL_REVIEW_WAIVERS, "ittt", control,
	    r->reviewer, r->date, r->note);
	return did;
}

bool
same_words(const char *from, const char *to)
{
	struct arena a = { NULL };
	struct word_run *run;
	bool same = from != NULL && to != NULL;
	uint32_t i, n;

	run = words_diff(&a, from, to, &n);
	for (i = 0; i < n; i++)
		same = same && run[i].op == WORD_SAME;
	arena_free(&a);
	return same;
}

struct candidate {
	int64_t control;
	const char *item;
};

struct store_reviewed
store_review_unchanged(struct store *s, const struct store_review *r)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_REVIEWABLE, "");
	struct store_reviewed did = { 0, 0, 0 };
	struct arena a = { NULL };
	struct candidate *list = NULL, *c;
	uint32_t i, n = 0;
	bool stale;

	while (sql_row(s, q)) {
		stale = sql_int(q, 2) != 0;
		if (stale &&
		    !same_words(sql_text(&a, q, 4), sql_text(&a, q, 5))) {
			did.stale++;
			continue;
		}
		if (!stale && sql_int(q, 3) == 0)
			continue;
		did.space += stale;
		did.same += !stale;
		c = VEC_PUSH(&a, list, n);
		c->control = sql_int(q, 0);
		c->item = sql_text(&a, q, 1);
	}
	for (i = 0; i < n; i++)
		review(s, list[i].control, list[i].item, r);
	arena_free(&a);
	return did;
}
