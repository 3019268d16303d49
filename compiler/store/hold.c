/* Whether the checks of the store still stand for the rules of a release. */
#include "store.h"

const char *const store_hold_names[HOLD__MAX] = {
	[HOLD_NONE] = "none",
	[HOLD_NEW] = "new",
	[HOLD_STALE] = "stale",
	[HOLD_HOLDS] = "holds",
};

/* By the bindings of the rule's control; NONE: it has none. */
static enum store_hold
hold_bound(struct store *s, const struct control_keys *keys,
    const struct model_rule *rule)
{
	enum store_hold hold = HOLD_NONE;
	struct arena a = { NULL };
	char id[HASH_HEX], hash[HASH_HEX];
	struct sqlite3_stmt *q;

	control_id(keys, rule, id);
	check_hash(rule, hash);
	q = sql_start(s, SQL_HELD_AGAINST, "t", id);
	while (sql_row(s, q)) {
		if (!str_eq(sql_text(&a, q, 0), hash))
			hold = HOLD_STALE;
		else if (hold == HOLD_NONE)
			hold = HOLD_HOLDS;
	}
	arena_free(&a);
	return hold;
}

/* Is there an item that would bind by its STIG-ID? */
static bool
has_item(struct store *s, const char *stig_id)
{
	struct sqlite3_stmt *q;
	bool known = false;

	if (stig_id == NULL || *stig_id == '\0')
		return false;
	q = sql_start(s, SQL_ITEM_OF_ID, "t", stig_id);
	while (sql_row(s, q))
		known = sql_int(q, 0) != 0;
	return known;
}

static enum store_hold
hold_of(struct store *s, const struct control_keys *keys,
    const struct model_change *c)
{
	const struct model_rule *rule = &keys->b->rule[c->new_];
	enum store_hold hold = hold_bound(s, keys, rule);

	if (hold == HOLD_NONE && has_item(s, rule->version))
		hold = (c->fields >> FIELD_CHECK & 1) != 0 ? HOLD_STALE
							   : HOLD_HOLDS;
	if (hold == HOLD_HOLDS && c->class_ == CLASS_ADDED)
		hold = HOLD_NEW;
	return hold;
}

enum store_hold *
store_holds(struct store *s, struct arena *a, const struct model_benchmark *b,
    const struct model_change *change, uint32_t n)
{
	enum store_hold *hold = arena_alloc(a, (n + 1) * sizeof *hold);
	struct control_keys keys;
	uint32_t i;

	control_keys_init(&keys, a, b);
	for (i = 0; i < n; i++)
		if (change[i].new_ != MODEL_NONE)
			hold[i] = hold_of(s, &keys, &change[i]);
	return hold;
}
