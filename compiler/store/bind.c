/* Which check stands for which control. */
#include "store.h"

bool
store_bind(struct store *s, int64_t control, const char *item)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_ITEM_KNOWN, "t", item);
	bool known = false;

	while (sql_row(s, q))
		known = sql_int(q, 0) != 0;
	if (!s->failed && !known) {
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "no item has this STIG-ID or description: %s", item);
		return false;
	}
	sql_run(s, SQL_BIND, "it", control, item);
	return !s->failed;
}

bool
store_unbind(struct store *s, int64_t control, const char *item)
{
	int64_t gone = sql_run(s, SQL_UNBIND, "it", control, item);
	struct sqlite3_stmt *q = sql_start(s, SQL_NEWEST_RELEASE, "i", control);
	int64_t release = 0;

	while (sql_row(s, q))
		release = sql_int(q, 0);
	/* What binds by its id does so again. */
	sql_run(s, SQL_BIND_RELEASE, "i", release);
	if (gone == 0 && !s->failed)
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "not bound by hand: %s", item);
	return gone != 0 && !s->failed;
}

struct store_binding *
store_bindings(struct store *s, struct arena *a, int64_t release, uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_BINDINGS, "i", release);
	struct store_binding *list = NULL, *b;

	*n = 0;
	while (sql_row(s, q)) {
		b = VEC_PUSH(a, list, *n);
		b->rule = sql_text(a, q, 0);
		b->item = sql_text(a, q, 1);
		b->by_hand = sql_int(q, 2) != 0;
		b->stale = sql_int(q, 3) != 0;
	}
	return list;
}
