/*
 * The store as a file: opening, versions, transactions, and the one way to
 * run a statement.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store.h"

#define APPLICATION_ID 0x61756474 /* "audt" */

static const char *const sql_texts[SQL__MAX] = {
#define STMT(id, sql) [SQL_##id] = sql,
#include "stmts.def"
#undef STMT
};

const char *
store_sql_text(enum store_sql id)
{
	return sql_texts[id];
}

static void
fail(struct store *s)
{
	if (!s->failed)
		diag(sqlite3_errcode(s->db) == SQLITE_NOTADB
			 ? DIAG_ID_STORE_FOREIGN
			 : DIAG_ID_STORE_SQL,
		    (struct srcpos){ s->path, 0 }, "%s", sqlite3_errmsg(s->db));
	s->failed = true;
}

static bool
execute(struct store *s, const char *sql)
{
	if (s->failed)
		return false;
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(s);
	return !s->failed;
}

static int64_t
pragma(struct store *s, const char *sql)
{
	sqlite3_stmt *q = NULL;
	int64_t value = 0;

	if (s->failed)
		return 0;
	if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		value = sqlite3_column_int64(q, 0);
	else
		fail(s);
	sqlite3_finalize(q);
	return value;
}

struct store *
store_attach(const char *path, bool write)
{
	struct store *s = base_malloc(sizeof *s);
	/* A reader may still have to roll back what another left behind. */
	int flags = SQLITE_OPEN_READWRITE | (write ? SQLITE_OPEN_CREATE : 0);

	memset(s, 0, sizeof *s);
	s->path = base_strdup(path);
	if (sqlite3_open_v2(path, &s->db, flags, NULL) != SQLITE_OK) {
		diag(DIAG_ID_STORE_OPEN, (struct srcpos){ path, 0 }, "%s",
		    s->db != NULL ? sqlite3_errmsg(s->db) : "no memory");
		store_close(s);
		return NULL;
	}
	sqlite3_busy_timeout(s->db, 10000);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	execute(s, "PRAGMA foreign_keys = ON");
	if (!write)
		execute(s, "PRAGMA query_only = ON");
	if (s->failed) {
		store_close(s);
		return NULL;
	}
	return s;
}

/* The number of a line "-- version N", or 0. */
static int64_t
version_line(const char *line)
{
	static const char head[] = "-- version ";
	int64_t n = 0;

	if (strncmp(line, head, sizeof head - 1) != 0)
		return 0;
	for (line += sizeof head - 1; *line >= '0' && *line <= '9'; line++)
		n = n * 10 + (*line - '0');
	return n;
}

/* Where the section of version n begins; NULL: there is none. */
static const char *
section(const char *schema, int64_t n)
{
	const char *line;

	for (line = schema; line != NULL && *line != '\0';
	     line = strchr(line, '\n')) {
		line += *line == '\n';
		if (version_line(line) == n)
			return line;
	}
	return NULL;
}

bool
store_migrate(struct store *s, const char *schema)
{
	int64_t n = pragma(s, "PRAGMA user_version");
	struct strbuf sql = STRBUF_INIT;
	const char *from, *to;

	if (s->failed || section(schema, n + 1) == NULL)
		return !s->failed;
	store_begin(s);
	n = pragma(s, "PRAGMA user_version"); /* now that nobody else writes */
	while (!s->failed && (from = section(schema, n + 1)) != NULL) {
		to = section(schema, n + 2);
		strbuf_add(&sql, from,
		    to != NULL ? (size_t)(to - from) : strlen(from));
		n++;
	}
	strbuf_addf(&sql, "\nPRAGMA application_id = %d;\n", APPLICATION_ID);
	strbuf_addf(&sql, "PRAGMA user_version = %lld;\n", (long long)n);
	execute(s, sql.s);
	strbuf_free(&sql);
	return store_commit(s);
}

/* Is it ours, and not of a later program?  *current: nothing to migrate. */
static bool
identify(struct store *s, const char *schema, bool *current)
{
	int64_t id, version, newest = 0;
	bool empty;

	/* At one moment, as another may be making it. */
	execute(s, "BEGIN");
	empty = pragma(s, "SELECT count(*) = 0 FROM sqlite_schema") != 0;
	id = pragma(s, "PRAGMA application_id");
	version = pragma(s, "PRAGMA user_version");
	execute(s, "COMMIT");
	if (s->failed)
		return false;
	while (section(schema, newest + 1) != NULL)
		newest++;
	*current = version == newest;
	if (!(id == APPLICATION_ID || (id == 0 && version == 0 && empty))) {
		diag(
		    DIAG_ID_STORE_FOREIGN, (struct srcpos){ s->path, 0 }, NULL);
		return false;
	}
	if (version > newest) {
		diag(DIAG_ID_STORE_NEWER, (struct srcpos){ s->path, 0 },
		    "version %lld, known are versions up to %lld",
		    (long long)version, (long long)newest);
		return false;
	}
	return true;
}

/* A copy of s in memory, which may then be written; s is closed. */
static struct store *
in_memory(struct store *s)
{
	struct store *copy = store_attach(":memory:", true);
	sqlite3_backup *b;
	int step, end;

	if (copy != NULL && s != NULL) {
		b = sqlite3_backup_init(copy->db, "main", s->db, "main");
		step = b != NULL ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
		end = b != NULL ? sqlite3_backup_finish(b) : SQLITE_ERROR;
		/* A step that waited in vain is no error to finish(). */
		if (step != SQLITE_DONE || end != SQLITE_OK) {
			diag(DIAG_ID_STORE_SQL, (struct srcpos){ s->path, 0 },
			    "%s", sqlite3_errstr(step != SQLITE_DONE ? step :
							end));
			copy->failed = true;
		}
	}
	store_close(s);
	if (copy != NULL && copy->failed) {
		store_close(copy);
		copy = NULL;
	}
	return copy;
}

struct store *
store_open(const char *path, enum store_mode mode)
{
	const char *schema = embed_find("schemas/controls.sql")->data;
	struct store *s;
	char *slash, *dir;
	bool current = false;

	/* To SQLite it is a file of its own that is gone afterwards. */
	if (*path == '\0') {
		diag(DIAG_ID_STORE_OPEN, (struct srcpos){ NULL, 0 },
		    "its name is empty");
		return NULL;
	}
	if (mode == STORE_READ && access(path, F_OK) != 0 && errno == ENOENT)
		s = in_memory(NULL);
	else {
		if (mode == STORE_WRITE && strchr(path, '/') != NULL) {
			dir = base_strdup(path);
			slash = strrchr(dir, '/');
			*slash = '\0';
			if (*dir != '\0' && !file_mkdirs(dir)) {
				free(dir);
				return NULL;
			}
			free(dir);
		}
		s = store_attach(path, mode == STORE_WRITE);
	}
	if (s == NULL)
		return NULL;
	if (!identify(s, schema, &current))
		goto failed;
	if (mode == STORE_READ && !(current && bundled_current(s)) &&
	    (s = in_memory(s)) == NULL)
		return NULL;
	if (!store_migrate(s, schema) || !bundled_sync(s))
		goto failed;
	return s;
failed:
	store_close(s);
	return NULL;
}

void
store_close(struct store *s)
{
	size_t i;

	if (s == NULL)
		return;
	store_rollback(s);
	for (i = 0; i < SQL__MAX; i++)
		sqlite3_finalize(s->stmt[i]);
	sqlite3_close(s->db);
	free(s->path);
	free(s);
}

bool
store_failed(const struct store *s)
{
	return s->failed;
}

void
store_begin(struct store *s)
{
	s->begun = execute(s, "BEGIN IMMEDIATE");
}

bool
store_commit(struct store *s)
{
	if (!s->begun || s->failed) {
		store_rollback(s);
		return false;
	}
	execute(s, "COMMIT");
	if (s->failed)
		store_rollback(s);
	s->begun = false;
	return !s->failed;
}

void
store_rollback(struct store *s)
{
	size_t i;

	for (i = 0; i < SQL__MAX; i++)
		sqlite3_reset(s->stmt[i]);
	if (s->db != NULL && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->begun = false;
}

static struct sqlite3_stmt *
vstart(struct store *s, enum store_sql id, const char *types, va_list ap)
{
	sqlite3_stmt *q;
	const char *text;
	const void *blob;
	int i, rc = SQLITE_OK;

	if (s->failed)
		return NULL;
	if (s->stmt[id] == NULL &&
	    sqlite3_prepare_v3(s->db, sql_texts[id], -1,
		SQLITE_PREPARE_PERSISTENT, &s->stmt[id], NULL) != SQLITE_OK) {
		fail(s);
		return NULL;
	}
	q = s->stmt[id];
	sqlite3_reset(q);
	sqlite3_clear_bindings(q);
	for (i = 1; *types != '\0' && rc == SQLITE_OK; types++, i++) {
		switch (*types) {
		case 'i':
			rc = sqlite3_bind_int64(q, i, va_arg(ap, int64_t));
			break;
		case 'b':
			blob = va_arg(ap, const void *);
			rc = sqlite3_bind_blob64(
			    q, i, blob, va_arg(ap, size_t), SQLITE_TRANSIENT);
			break;
		default:
			text = va_arg(ap, const char *);
			rc =
			    sqlite3_bind_text(q, i, text, -1, SQLITE_TRANSIENT);
		}
	}
	if (rc != SQLITE_OK) {
		fail(s);
		return NULL;
	}
	return q;
}

struct sqlite3_stmt *
sql_start(struct store *s, enum store_sql id, const char *types, ...)
{
	struct sqlite3_stmt *q;
	va_list ap;

	va_start(ap, types);
	q = vstart(s, id, types, ap);
	va_end(ap);
	return q;
}

struct sqlite3_stmt *
sql_start_of(struct store *s, enum store_sql id, int64_t row)
{
	return row != 0 ? sql_start(s, id, "i", row) : sql_start(s, id, "");
}

bool
sql_row(struct store *s, struct sqlite3_stmt *q)
{
	int rc;

	if (q == NULL || s->failed)
		return false;
	rc = sqlite3_step(q);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		fail(s);
	sqlite3_reset(q);
	return false;
}

int64_t
sql_run(struct store *s, enum store_sql id, const char *types, ...)
{
	struct sqlite3_stmt *q;
	va_list ap;

	va_start(ap, types);
	q = vstart(s, id, types, ap);
	va_end(ap);
	while (sql_row(s, q))
		;
	return s->failed ? 0 : sqlite3_changes64(s->db);
}

int64_t
sql_last_id(struct store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

const char *
sql_text(struct arena *a, struct sqlite3_stmt *q, int column)
{
	const char *text = (const char *)sqlite3_column_text(q, column);

	if (text == NULL)
		return NULL;
	return arena_strndup(a, text, (size_t)sqlite3_column_bytes(q, column));
}

int64_t
sql_int(struct sqlite3_stmt *q, int column)
{
	return sqlite3_column_int64(q, column);
}

const char *
sql_blob(struct arena *a, struct sqlite3_stmt *q, int column, size_t *n)
{
	const void *data = sqlite3_column_blob(q, column);

	*n = (size_t)sqlite3_column_bytes(q, column);
	return arena_strndup(a, data, data != NULL ? *n : 0);
}
