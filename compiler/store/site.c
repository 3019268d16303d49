/*
 * What a site says of a control: answers of checklists, and waivers.  Both
 * belong to the control, so that they follow it into the next release; both
 * were given for one check text, and have to be reviewed where it changes.
 */
#include <string.h>

#include "store.h"

/* --- checklists --------------------------------------------------------- */

/* The one control of that name (in a benchmark); 0: none, or several. */
static int64_t
find_named(
    struct store *s, const char *name, const char *kind, const char *benchmark)
{
	struct sqlite3_stmt *q;
	int64_t control = 0;
	uint32_t n = 0;

	if (*name == '\0')
		return 0;
	q = sql_start(s, SQL_ANSWERED_CONTROL, "ttt", name, kind, benchmark);
	for (; sql_row(s, q); n++)
		control = sql_int(q, 0);
	return n == 1 ? control : 0;
}

/* The control that an answer is of, first in the STIG that it names. */
static int64_t
find_answered(struct store *s, struct arena *a, const char *stig,
    const struct checklist_answer *answer)
{
	const char *of[2] = { *stig != '\0' ? stig : NULL, NULL };
	const char *rule_id = model_id_unrevised(a, answer->rule_id);
	int64_t control = 0;
	size_t i;

	for (i = of[0] != NULL ? 0 : 1; i < 2 && control == 0; i++) {
		control = find_named(s, answer->stig_id, "stig_id", of[i]);
		if (control == 0)
			control =
			    find_named(s, answer->vuln_id, "vuln_id", of[i]);
		if (control == 0)
			control = find_named(s, rule_id, "rule_id", of[i]);
	}
	return control;
}

/*
 * The hash of the check text that was answered: a release's where the words
 * are the same; where the checklist has no text, that of its rule.
 */
static void
answered_hash(struct store *s, int64_t control,
    const struct checklist_answer *answer, char hex[HASH_HEX])
{
	struct sqlite3_stmt *q = sql_start(s, SQL_CHECK_TEXTS, "i", control);
	const char *own = answer->check_text, *text;
	struct arena a = { NULL };
	bool found = false;

	hash_sha256(own, strlen(own), hex);
	while (sql_row(s, q)) {
		text = sql_text(&a, q, 0);
		if (found || !(*own != '\0' ? same_words(own, text)
					    : str_eq(answer->rule_id,
						  sql_text(&a, q, 2))))
			continue;
		snprintf(hex, HASH_HEX, "%s", sql_text(&a, q, 1));
		found = true;
	}
	arena_free(&a);
}

/* What report wrote of an evaluation, and nobody touched since? */
static bool
is_automatic(const struct checklist_answer *answer)
{
	static const struct {
		const char *head, *status;
	} own[] = {
		{ "Result: pass", "NotAFinding" },
		{ "Result: fixed", "NotAFinding" },
		{ "Result: fail", "Open" },
		{ "Result: notapplicable", "Not_Applicable" },
		{ "Result: ", "Not_Reviewed" },
	};

	if (*answer->comments != '\0' || *answer->severity != '\0' ||
	    strstr(answer->details, "\nThe site says: ") != NULL)
		return false;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (str_starts(answer->details, own[i].head))
			return str_eq(answer->status, own[i].status);
	return false;
}

static bool
is_silent(const struct checklist_answer *answer)
{
	return is_automatic(answer) ||
	       (str_eq(answer->status, "Not_Reviewed") &&
		   *answer->details == '\0' && *answer->comments == '\0' &&
		   *answer->severity == '\0');
}

struct taking {
	struct store *s;
	struct arena *a;
	const struct checklist *c;
	const char *target, *instance;
	int64_t checklist;
	struct store_taken *taken;
};

static void
take_answer(const struct taking *t, const char *stig,
    const struct checklist_answer *answer)
{
	int64_t control = find_answered(t->s, t->a, stig, answer);
	char hex[HASH_HEX];

	if (control == 0) {
		t->taken->unknown++;
		return;
	}
	if (is_silent(answer)) {
		t->taken->silent++;
		return;
	}
	answered_hash(t->s, control, answer, hex);
	sql_run(t->s, SQL_ANSWER_ADD, "ittitttttt", control, t->target,
	    t->instance, t->checklist, answer->status, answer->details,
	    answer->comments, answer->severity, answer->justification, hex);
	t->taken->answers++;
}

/* How many of its answers were given for another text than the newest. */
static uint32_t
count_review(struct store *s, int64_t checklist)
{
	struct sqlite3_stmt *q =
	    sql_start(s, SQL_CHECKLIST_REVIEW, "i", checklist);
	uint32_t n = 0;

	while (sql_row(s, q))
		n = (uint32_t)sql_int(q, 0);
	return n;
}

static bool
is_known(struct store *s, const char *hex)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_CHECKLIST_KNOWN, "t", hex);
	bool known = false;

	while (sql_row(s, q))
		known = true;
	return known;
}

static void
take_all(const struct taking *t)
{
	const struct checklist_stig *stig;
	uint32_t i, k;

	for (i = 0; i < t->c->nstig; i++) {
		stig = &t->c->stig[i];
		for (k = 0; k < stig->nanswer && !t->s->failed; k++)
			take_answer(t, stig->id, &stig->answer[k]);
	}
	t->taken->review = count_review(t->s, t->checklist);
}

/* Says what is not kept; false: nothing was known at all. */
static bool
say_unknown(const struct checklist *c, const struct store_taken *taken)
{
	struct srcpos pos = { c->file, 0 };

	if (taken->unknown == 0)
		return true;
	if (taken->answers == 0 && taken->silent == 0) {
		diag(DIAG_ID_NOT_FOUND, pos,
		    "no benchmark in the store has one of its rules");
		return false;
	}
	diag(DIAG_ID_CHECKLIST_UNKNOWN, pos, "%u", taken->unknown);
	return true;
}

bool
store_add_checklist(struct store *s, const struct store_source *source,
    const char *data, size_t n, const struct checklist *c,
    struct store_taken *taken)
{
	struct arena a = { NULL };
	struct taking t = { .s = s, .a = &a, .c = c, .taken = taken };
	char hex[HASH_HEX];

	memset(taken, 0, sizeof *taken);
	hash_sha256(data, n, hex);
	taken->known = is_known(s, hex);
	if (taken->known || s->failed)
		return !s->failed;
	sql_run(s, SQL_CHECKLIST_ADD, "ttttib", hex, source->origin,
	    source->archive_sha256, source->member, (int64_t)n, data, n);
	t.checklist = sql_last_id(s);
	t.target = *c->host_name != '\0' ? c->host_name : c->fqdn;
	t.instance = *c->site == '\0' && *c->instance == '\0'
			 ? ""
			 : arena_printf(&a, "%s/%s", c->site, c->instance);
	take_all(&t);
	arena_free(&a);
	return !s->failed && say_unknown(c, taken);
}

static const char *
last_part(const char *path)
{
	const char *slash = path != NULL ? strrchr(path, '/') : NULL;

	return slash != NULL ? slash + 1 : path;
}

struct store_answer *
store_answers(struct store *s, struct arena *a, int64_t control, uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start_of(s, SQL_ANSWERS, control);
	struct store_answer *list = NULL, *x;
	const char *member;

	*n = 0;
	while (sql_row(s, q)) {
		x = VEC_PUSH(a, list, *n);
		x->control = sql_int(q, 0);
		x->target = sql_text(a, q, 1);
		x->instance = sql_text(a, q, 2);
		x->status = sql_text(a, q, 3);
		x->details = sql_text(a, q, 4);
		x->comments = sql_text(a, q, 5);
		x->severity = sql_text(a, q, 6);
		x->justification = sql_text(a, q, 7);
		member = sql_text(a, q, 9);
		x->origin =
		    last_part(member != NULL ? member : sql_text(a, q, 8));
		x->reviewer = sql_text(a, q, 10);
		x->reviewed = sql_text(a, q, 11);
		x->note = sql_text(a, q, 12);
		x->review = sql_int(q, 13) != 0;
		x->rule = sql_text(a, q, 14);
		x->benchmark = sql_text(a, q, 15);
	}
	return list;
}

int64_t
store_remove_answers(struct store *s, int64_t control, const char *target)
{
	return sql_run(s, SQL_ANSWER_DELETE, "it", control, target);
}

/* --- waivers ------------------------------------------------------------ */

struct store_waiver *
store_waivers(struct store *s, struct arena *a, int64_t control, uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start_of(s, SQL_WAIVERS, control);
	struct store_waiver *list = NULL, *w;

	*n = 0;
	while (sql_row(s, q)) {
		w = VEC_PUSH(a, list, *n);
		w->control = sql_int(q, 0);
		w->target = sql_text(a, q, 1);
		w->author = sql_text(a, q, 2);
		w->reason = sql_text(a, q, 3);
		w->given = sql_text(a, q, 4);
		w->expires = sql_text(a, q, 5);
		w->reviewer = sql_text(a, q, 6);
		w->reviewed = sql_text(a, q, 7);
		w->note = sql_text(a, q, 8);
		w->review = sql_int(q, 9) != 0;
		w->rule = sql_text(a, q, 10);
		w->benchmark = sql_text(a, q, 11);
		w->rule_id12 = sql_text(a, q, 12);
		w->benchmark12 = sql_text(a, q, 13);
	}
	return list;
}

bool
store_waive(struct store *s, const struct store_waiver *w)
{
	return sql_run(s, SQL_WAIVER_ADD, "ittttt", w->control, w->target,
		   w->author, w->reason, w->given, w->expires) > 0;
}

int64_t
store_remove_waivers(struct store *s, int64_t control, const char *target)
{
	return sql_run(s, SQL_WAIVER_DELETE, "it", control, target);
}

/* --- a new release ------------------------------------------------------ */

struct carried {
	int64_t control;
	const char *from, *to;
};

void
site_carry(struct store *s, int64_t release)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_SITE_CHANGED, "i", release);
	struct carried *list = NULL, *c;
	struct arena a = { NULL };
	uint32_t i, n = 0;

	while (sql_row(s, q)) {
		if (!same_words(sql_text(&a, q, 3), sql_text(&a, q, 4)))
			continue;
		c = VEC_PUSH(&a, list, n);
		c->control = sql_int(q, 0);
		c->from = sql_text(&a, q, 1);
		c->to = sql_text(&a, q, 2);
	}
	for (i = 0; i < n; i++) {
		c = &list[i];
		sql_run(s, SQL_ANSWER_CARRY, "itt", c->control, c->from, c->to);
		sql_run(s, SQL_WAIVER_CARRY, "itt", c->control, c->from, c->to);
	}
	arena_free(&a);
}

/* --- of a benchmark ----------------------------------------------------- */

int64_t *
store_controls(
    struct store *s, struct arena *a, const struct model_benchmark *b)
{
	int64_t *control = arena_alloc(a, (b->nrule + 1) * sizeof *control);
	struct control_keys keys;
	uint32_t i;

	control_keys_init(&keys, a, b);
	for (i = 0; i < b->nrule && !s->failed; i++)
		control[i] = control_find(s, &keys, &b->rule[i]);
	return control;
}

bool
store_is_stale(struct store *s, int64_t control)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_STALE_OF, "i", control);
	bool stale = false;

	while (sql_row(s, q))
		stale = sql_int(q, 0) != 0;
	return stale;
}
