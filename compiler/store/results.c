/* Results of evaluations, as received and as rows: the history of controls. */
#include <string.h>

#include "store.h"

static const char *
name_of(const struct model_rule *rule)
{
	return rule->version != NULL && *rule->version != '\0'
		   ? rule->version
		   : model_id_name(rule->id12, "rule");
}

static void
add_outcome(struct store *s, int64_t evaluation, int64_t position,
    int64_t control, const struct model_rule *rule,
    const struct store_outcome *o)
{
	sql_run(s, SQL_RESULT_ADD, "iiitttttt", evaluation, position, control,
	    rule->id12, name_of(rule), o->instance, ir_xccdf_names[o->result],
	    model_severity_names[o->severity], o->why);
}

static void
add_evaluation(struct store *s, int64_t file, uint32_t position,
    const struct model_benchmark *b, const int64_t *control,
    const struct store_evaluation *e)
{
	const struct store_outcome *o;
	int64_t id;
	uint32_t i;

	sql_run(s, SQL_EVALUATION_ADD, "iitttttttti", file, (int64_t)position,
	    b->id12, b->title, b->version, e->profile, e->target, e->tool,
	    e->start, e->end, e->moment);
	id = sql_last_id(s);
	for (i = 0; i < e->noutcome && !s->failed; i++) {
		o = &e->outcome[i];
		add_outcome(s, id, i, control[o->rule], &b->rule[o->rule], o);
	}
}

static bool
is_known(struct store *s, const char *hex)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_RESULT_FILE_KNOWN, "t", hex);
	bool known = false;

	while (sql_row(s, q))
		known = true;
	return known;
}

bool
store_add_results(struct store *s, const char *origin, const char *data,
    size_t n, const struct model_benchmark *b, const struct store_evaluation *e,
    uint32_t ne, bool *known)
{
	struct arena a = { NULL };
	char hex[HASH_HEX];
	int64_t *control, file;
	uint32_t i;

	hash_sha256(data, n, hex);
	*known = is_known(s, hex);
	if (*known || s->failed)
		return !s->failed;
	control = store_controls(s, &a, b);
	sql_run(
	    s, SQL_RESULT_FILE_ADD, "ttib", hex, origin, (int64_t)n, data, n);
	file = sql_last_id(s);
	for (i = 0; i < ne && !s->failed; i++)
		add_evaluation(s, file, i, b, control, &e[i]);
	arena_free(&a);
	return !s->failed;
}

static void
take_counts(struct store *s, struct arena *a, struct store_evaluation *e)
{
	struct sqlite3_stmt *q =
	    sql_start(s, SQL_EVALUATION_COUNTS, "i", e->id);
	unsigned result;

	while (sql_row(s, q)) {
		result = ir_name_find(
		    ir_xccdf_names, IR_XCCDF__MAX, sql_text(a, q, 0));
		if (result < IR_XCCDF__MAX)
			e->count[result] = (uint32_t)sql_int(q, 1);
	}
}

struct store_evaluation *
store_evaluations(struct store *s, struct arena *a, uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_EVALUATIONS, "");
	struct store_evaluation *list = NULL, *e;
	uint32_t i;

	*n = 0;
	while (sql_row(s, q)) {
		e = VEC_PUSH(a, list, *n);
		e->id = sql_int(q, 0);
		e->file = sql_int(q, 1);
		e->position = sql_int(q, 2);
		e->benchmark = sql_text(a, q, 3);
		e->title = sql_text(a, q, 4);
		e->version = sql_text(a, q, 5);
		e->profile = sql_text(a, q, 6);
		e->target = sql_text(a, q, 7);
		e->tool = sql_text(a, q, 8);
		e->start = sql_text(a, q, 9);
		e->end = sql_text(a, q, 10);
		e->moment = sql_int(q, 11);
		e->sha256 = sql_text(a, q, 12);
		e->origin = sql_text(a, q, 13);
	}
	for (i = 0; i < *n; i++)
		take_counts(s, a, &list[i]);
	return list;
}

bool
store_result_file(struct store *s, struct arena *a, int64_t file,
    const char **origin, const char **data, size_t *n)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_RESULT_FILE_GET, "i", file);
	bool found = false;

	while (sql_row(s, q)) {
		found = true;
		*origin = sql_text(a, q, 0);
		*data = sql_blob(a, q, 1, n);
	}
	return found;
}

bool
store_remove_results(struct store *s, int64_t file)
{
	return sql_run(s, SQL_RESULT_FILE_DELETE, "i", file) > 0;
}

struct store_trend *
store_trend(struct store *s, struct arena *a, int64_t control, const char *id,
    uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_TREND, "it", control, id);
	struct store_trend *list = NULL, *t;

	*n = 0;
	while (sql_row(s, q)) {
		t = VEC_PUSH(a, list, *n);
		t->evaluation = sql_int(q, 0);
		t->target = sql_text(a, q, 1);
		t->end = sql_text(a, q, 2);
		t->result = sql_text(a, q, 4);
		t->severity = sql_text(a, q, 5);
		t->instance = sql_text(a, q, 6);
		t->why = sql_text(a, q, 7);
		t->benchmark = sql_text(a, q, 8);
		t->version = sql_text(a, q, 9);
	}
	return list;
}
