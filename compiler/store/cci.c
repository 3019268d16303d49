/* Lists of CCIs, and the controls of 800-53 behind a CCI. */
#include <string.h>

#include "store.h"

static void
add_item(struct store *s, int64_t list, const struct cci_item *item)
{
	const struct cci_reference *r;
	uint32_t i;

	sql_run(s, SQL_CCI_ADD, "itttt", list, item->id, item->status,
	    item->type, item->definition);
	for (i = 0; i < item->nreference; i++) {
		r = &item->reference[i];
		sql_run(s, SQL_CCI_REFERENCE_ADD, "itittt", list, item->id,
		    (int64_t)i, r->title, r->version, r->control);
	}
}

bool
store_add_cci(struct store *s, const struct store_source *source,
    const char *data, size_t n, const struct cci_list *list,
    struct store_added *added)
{
	char hex[HASH_HEX];
	struct sqlite3_stmt *q;
	int64_t id;
	uint32_t i;

	memset(added, 0, sizeof *added);
	added->rules = list->nitem;
	hash_sha256(data, n, hex);
	q = sql_start(s, SQL_CCI_LIST_KNOWN, "t", hex);
	while (sql_row(s, q))
		added->known = true;
	if (added->known || s->failed)
		return !s->failed;
	sql_run(s, SQL_CCI_LIST_ADD, "tttttib", hex, source->origin,
	    source->archive_sha256, source->member, list->version, (int64_t)n,
	    data, n);
	id = sql_last_id(s);
	for (i = 0; i < list->nitem && !s->failed; i++)
		add_item(s, id, &list->item[i]);
	return !s->failed;
}

/* Append a control to those of its revision. */
static void
add_control(struct arena *a, struct store_cci *c, const char *version,
    const char *control)
{
	const char **slot = str_eq(version, "3")   ? &c->rev3
			    : str_eq(version, "4") ? &c->rev4
			    : str_eq(version, "5") ? &c->rev5
						   : NULL;

	if (slot != NULL)
		*slot = *slot == NULL
			    ? control
			    : arena_printf(a, "%s; %s", *slot, control);
}

bool
store_cci(
    struct store *s, struct arena *a, const char *id, struct store_cci *out)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_CCI_GET, "t", id);
	bool found = false;

	memset(out, 0, sizeof *out);
	while (sql_row(s, q)) {
		found = true;
		out->id = sql_text(a, q, 0);
		out->status = sql_text(a, q, 1);
		out->type = sql_text(a, q, 2);
		out->definition = sql_text(a, q, 3);
		out->list = sql_text(a, q, 4);
	}
	if (!found)
		return false;
	q = sql_start(s, SQL_CCI_CONTROLS, "t", id);
	while (sql_row(s, q))
		add_control(a, out, sql_text(a, q, 0), sql_text(a, q, 1));
	return !s->failed;
}
