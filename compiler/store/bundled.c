/*
 * The content that the program carries: in the store like any other, but
 * replaced as a whole when the program carries another.
 */
#include <string.h>

#include "store.h"

static const char setting_name[] = "bundled";

static bool
is_benchmark(const struct embed *e)
{
	return str_starts(e->name, "content/") &&
	       str_ends(e->name, ".xccdf.xml");
}

static bool
is_audit(const struct embed *e)
{
	return str_starts(e->name, "content/") && str_ends(e->name, ".audit");
}

/* SHA-256 over names and bytes of all of it. */
static void
hash_all(char hex[HASH_HEX])
{
	struct strbuf b = STRBUF_INIT;
	char one[HASH_HEX];
	size_t i;

	strbuf_addstr(&b, AUDITC_VERSION "\n");
	for (i = 0; i < nembed; i++) {
		if (!is_benchmark(&embed[i]) && !is_audit(&embed[i]))
			continue;
		hash_sha256(embed[i].data, embed[i].size, one);
		strbuf_addf(&b, "%s %s\n", one, embed[i].name);
	}
	hash_sha256(b.s, b.n, hex);
	strbuf_free(&b);
}

static bool
is_current(struct store *s, const char *hex)
{
	struct sqlite3_stmt *q =
	    sql_start(s, SQL_SETTING_GET, "t", setting_name);
	struct arena a = { NULL };
	bool current = false;

	while (sql_row(s, q))
		current = str_eq(sql_text(&a, q, 0), hex);
	arena_free(&a);
	return current;
}

bool
bundled_current(struct store *s)
{
	char hex[HASH_HEX];

	hash_all(hex);
	return is_current(s, hex);
}

static bool
add(struct store *s, const struct embed *e)
{
	struct store_source source = { .origin = e->name, .bundled = true };
	struct arena a = { NULL };
	struct ir_build ir = { .arena = &a };
	struct audit_check *check = NULL;
	struct store_added added;
	struct model_benchmark *b;
	struct audit *au;
	uint32_t n = 0;
	bool ok = false;

	if (is_benchmark(e)) {
		b = front_xccdf(&a, e->name, e->data, e->size);
		ok = b != NULL && store_add_benchmark(
				      s, &source, e->data, e->size, b, &added);
	} else {
		au = front_audit(&a, e->name, e->data, e->size);
		if (au != NULL)
			au->bundled = true;
		ok = au != NULL && audit_lower(au, &ir, false, &check, &n) &&
		     store_add_audit(
			 s, &source, e->data, e->size, check, n, &ir, &added);
	}
	arena_free(&a);
	return ok;
}

/* What there is to say of our own content is not for every user to read. */
static bool
add_all(struct store *s)
{
	struct strbuf said = STRBUF_INIT;
	struct strbuf *before = diag_sink(&said);
	bool ok = true;
	size_t i;

	for (i = 0; i < nembed && ok; i++)
		if (is_benchmark(&embed[i]) || is_audit(&embed[i]))
			ok = add(s, &embed[i]);
	diag_sink(before);
	if (!ok && s->failed) { /* it is said, and not of the content */
		if (before != NULL)
			strbuf_add(before, said.s, said.n);
		else
			fputs(said.s, stderr);
	} else if (!ok)
		diag(DIAG_ID_STORE_SQL, (struct srcpos){ s->path, 0 },
		    "the bundled content: %s", said.s);
	strbuf_free(&said);
	return ok;
}

bool
bundled_sync(struct store *s)
{
	char hex[HASH_HEX];

	hash_all(hex);
	if (is_current(s, hex))
		return !s->failed;
	store_begin(s);
	if (is_current(s, hex)) /* another was faster */
		return store_commit(s);
	sql_run(s, SQL_BUNDLED_TEXT_DELETE, "");
	sql_run(s, SQL_BUNDLED_DELETE, "");
	if (!add_all(s)) {
		store_rollback(s);
		return false;
	}
	sql_run(s, SQL_SETTING_PUT, "tt", setting_name, hex);
	return store_commit(s);
}
