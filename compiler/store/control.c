/* Which control a rule is of, and the hashes of what it says. */
#include <string.h>

#include "store.h"

const char *
control_publisher(const struct model_benchmark *b)
{
	return b->publisher != NULL ? b->publisher : "";
}

const char *
control_family(const struct model_benchmark *b)
{
	return b->family != NULL ? b->family : b->id;
}

/* SHA-256 over texts, each behind its length, so that none runs into the next.
 */
static void
hash_texts(const char *const *text, size_t n, char hex[HASH_HEX])
{
	struct strbuf b = STRBUF_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		if (text[i] == NULL)
			strbuf_addstr(&b, "-\n");
		else
			strbuf_addf(&b, "%zu\n%s\n", strlen(text[i]), text[i]);
	}
	hash_sha256(b.s, b.n, hex);
	strbuf_free(&b);
}

void
control_keys_init(
    struct control_keys *k, struct arena *a, const struct model_benchmark *b)
{
	*k = (struct control_keys){ a, b, model_versions_new(a, b) };
}

const char *
control_key(const struct control_keys *k, const struct model_rule *rule)
{
	return model_version_names(&k->version, rule->version)
		   ? rule->version
		   : model_id_unrevised(k->arena, rule->id);
}

void
control_id(const struct control_keys *k, const struct model_rule *rule,
    char hex[HASH_HEX])
{
	const char *parts[3] = { control_publisher(k->b), control_family(k->b),
		control_key(k, rule) };

	hash_texts(parts, 3, hex);
}

/* The one control that a rule's id names; 0: none, or several. */
static int64_t
find_by_id(struct store *s, const char *id)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_CONTROL_OF_RULE, "t", id);
	int64_t control = 0;
	uint32_t n = 0;

	for (; sql_row(s, q); n++)
		control = sql_int(q, 0);
	return n == 1 ? control : 0;
}

int64_t
control_find(struct store *s, const struct control_keys *k,
    const struct model_rule *rule)
{
	struct sqlite3_stmt *q;
	char hex[HASH_HEX];
	int64_t control = 0;

	control_id(k, rule, hex);
	q = sql_start(s, SQL_CONTROL_ID, "t", hex);
	while (sql_row(s, q))
		control = sql_int(q, 0);
	if (control == 0)
		control = find_by_id(s, model_id_name(rule->id12, "rule"));
	return control != 0 ? control : find_by_id(s, rule->id12);
}

static const char *
check_text(const struct model_rule *rule)
{
	const struct model_check *check = model_check_with_text(rule);

	return check != NULL ? check->content : NULL;
}

void
informational_id(const struct model_rule *rule, char hex[HASH_HEX])
{
	const char *texts[4] = { rule->title, rule->description,
		check_text(rule), rule->fixtext };

	hash_texts(texts, 4, hex);
}

void
check_hash(const struct model_rule *rule, char hex[HASH_HEX])
{
	const char *text = check_text(rule);

	hash_texts(&text, 1, hex);
}
