/* Questions to the store. */
#include <string.h>

#include "store.h"

#define NAMED_MAX 10u /* of the benchmarks that a name may mean */

static const struct srcpos nowhere = { NULL, 0 };

/* "V1R1" as DISA counts, else the version. */
static const char *
label_of(struct arena *a, const char *version, const char *release)
{
	if (version == NULL || *version == '\0')
		return "";
	if (release == NULL || *release == '\0')
		return version;
	return arena_printf(a, "V%sR%s", version, release);
}

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* For people: the folders around a zip and inside it are left out. */
static const char *
origin_of(struct arena *a, const char *origin, const char *member)
{
	if (member == NULL)
		return origin;
	return arena_printf(a, "%s/%s", last_part(origin), last_part(member));
}

/* Those that are of the version of their benchmark's newest one. */
static void
mark_editions(struct store_release *r, const char *const *key, uint32_t n)
{
	uint32_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < n && !r[i].newest; k++)
			if (r[k].newest && str_eq(r[i].family, r[k].family) &&
			    str_eq(r[i].publisher, r[k].publisher))
				r[i].edition =
				    store_same_version(key[i], key[k]);
}

static struct store_release *
releases(struct store *s, struct arena *a, const int64_t *id, uint32_t *n)
{
	struct sqlite3_stmt *q = id != NULL
				     ? sql_start(s, SQL_RELEASES, "i", *id)
				     : sql_start(s, SQL_RELEASES, "");
	struct store_release *list = NULL, *r;
	const char **key = NULL;
	uint32_t nkey = 0;

	*n = 0;
	while (sql_row(s, q)) {
		r = VEC_PUSH(a, list, *n);
		r->id = sql_int(q, 0);
		r->document = sql_int(q, 1);
		r->publisher = sql_text(a, q, 2);
		r->family = sql_text(a, q, 3);
		r->name = sql_text(a, q, 4);
		r->title = sql_text(a, q, 5);
		r->version = sql_text(a, q, 6);
		r->release = sql_text(a, q, 7);
		r->release_date = sql_text(a, q, 8);
		r->origin = origin_of(a, sql_text(a, q, 9), sql_text(a, q, 17));
		r->sha256 = sql_text(a, q, 10);
		r->bundled = sql_int(q, 11) != 0;
		r->newest = sql_int(q, 12) != 0;
		r->nrule = sql_int(q, 13);
		r->nbound = sql_int(q, 14);
		r->nstale = sql_int(q, 15);
		r->name12 = sql_text(a, q, 16);
		r->label = label_of(a, r->version, r->release);
		*VEC_PUSH(a, key, nkey) = sql_text(a, q, 18);
	}
	mark_editions(list, key, *n);
	return list;
}

struct store_release *
store_releases(struct store *s, struct arena *a, uint32_t *n)
{
	return releases(s, a, NULL, n);
}

const char *
store_short_name(const struct store_release *r)
{
	const char *at = str_starts(r->name, "xccdf_")
			     ? strstr(r->name, "_benchmark_")
			     : NULL;

	return at != NULL ? at + strlen("_benchmark_") : r->name;
}

static bool
starts_nocase(const char *s, const char *prefix, size_t n)
{
	return strncasecmp(s, prefix, n) == 0;
}

static bool
has_nocase(const char *s, const char *part, size_t n)
{
	for (; *s != '\0'; s++)
		if (starts_nocase(s, part, n))
			return true;
	return false;
}

/*
 * 3: one of its names is this; 2: one begins so; 1: its short name or family
 * has it somewhere; 0: none of these.
 */
static int
match(const struct store_release *r, const char *name, size_t n,
    const char *label)
{
	const char *names[4] = { r->name, r->name12, store_short_name(r),
		r->family };
	int best = 0;
	size_t i;

	if (label != NULL ? !str_eq_nocase(r->label, label) : !r->newest)
		return 0;
	for (i = 0; i < 4; i++) {
		if (!starts_nocase(names[i], name, n))
			continue;
		if (names[i][n] == '\0')
			return 3;
		best = 2;
	}
	if (best == 0 &&
	    (has_nocase(names[2], name, n) || has_nocase(names[3], name, n)))
		best = 1;
	return best;
}

/* The same benchmark and version, taken in from another document? */
static bool
same_label(const struct store_release *r, const struct store_release *of)
{
	return str_eq(r->publisher, of->publisher) &&
	       str_eq(r->family, of->family) && str_eq(r->label, of->label);
}

bool
store_find_release(struct store *s, struct arena *a, const char *name,
    struct store_release *out)
{
	const char *at = strrchr(name, '@');
	size_t len = at != NULL ? (size_t)(at - name) : strlen(name);
	struct strbuf who = STRBUF_INIT;
	struct store_release *list;
	uint32_t n, i, found = 0;
	int best = 1, m;

	list = store_releases(s, a, &n);
	if (s->failed)
		return false;
	for (i = 0; i < n && len != 0; i++) {
		m = match(&list[i], name, len, at != NULL ? at + 1 : NULL);
		if (m > best || (m == best && found == 0)) {
			best = m;
			found = 0;
			strbuf_reset(&who);
		}
		if (m != best || (found != 0 && same_label(&list[i], out)))
			continue;
		if (found++ == 0)
			*out = list[i];
		if (found <= NAMED_MAX)
			strbuf_addf(&who, "%s%s@%s", who.n != 0 ? ", " : "",
			    store_short_name(&list[i]), list[i].label);
	}
	if (found > NAMED_MAX)
		strbuf_addf(&who, " and %u more", found - NAMED_MAX);
	if (found == 0)
		diag(DIAG_ID_NOT_FOUND, nowhere,
		    "no benchmark is named %s; see auditc list", name);
	else if (found > 1)
		diag(DIAG_ID_AMBIGUOUS, nowhere, "%s: %s", name, who.s);
	strbuf_free(&who);
	return found == 1;
}

bool
store_document(
    struct store *s, struct arena *a, int64_t id, struct store_document *out)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_DOCUMENT_GET, "i", id);
	bool found = false;

	while (sql_row(s, q)) {
		found = true;
		memset(out, 0, sizeof *out);
		out->id = sql_int(q, 0);
		out->sha256 = sql_text(a, q, 1);
		out->format = sql_text(a, q, 2);
		out->archive_sha256 = sql_text(a, q, 5);
		out->member = sql_text(a, q, 4);
		out->origin = origin_of(a, sql_text(a, q, 3), out->member);
		out->bundled = sql_int(q, 6) != 0;
		out->data = sql_blob(a, q, 7, &out->n);
	}
	return found;
}

struct store_document *
store_audits(struct store *s, struct arena *a, int64_t release, uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start_of(s, SQL_AUDITS, release);
	struct store_document *list = NULL, *d;

	*n = 0;
	while (sql_row(s, q)) {
		d = VEC_PUSH(a, list, *n);
		d->id = sql_int(q, 0);
		d->sha256 = sql_text(a, q, 1);
		d->format = sql_text(a, q, 2);
		d->member = sql_text(a, q, 4);
		d->origin = origin_of(a, sql_text(a, q, 3), d->member);
		d->archive_sha256 = sql_text(a, q, 5);
		d->bundled = sql_int(q, 6) != 0;
		d->nitem = sql_int(q, 7);
		d->nunsupported = sql_int(q, 8);
	}
	return list;
}

static int64_t *
find(struct store *s, struct arena *a, const char *id, uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_FIND, "t", id);
	int64_t *list = NULL;

	*n = 0;
	while (sql_row(s, q))
		*VEC_PUSH(a, list, *n) = sql_int(q, 0);
	return list;
}

int64_t *
store_find(struct store *s, struct arena *a, const char *id, uint32_t *n)
{
	int64_t *list = find(s, a, id, n);

	return *n != 0 ? list : find(s, a, model_id_unrevised(a, id), n);
}

static void
get_refs(struct store *s, struct arena *a, struct store_control *c)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_REFERENCES_GET, "i", c->rule);
	struct store_ref *r;
	struct store_cci cci;
	uint32_t i;

	while (sql_row(s, q)) {
		r = VEC_PUSH(a, c->ref, c->nref);
		r->kind = sql_text(a, q, 0);
		r->system = sql_text(a, q, 1);
		r->text = sql_text(a, q, 2);
	}
	for (i = 0; i < c->nref; i++) {
		if (c->ref[i].text == NULL ||
		    !store_cci(s, a, c->ref[i].text, &cci))
			continue;
		c->ref[i].rev4 = cci.rev4;
		c->ref[i].rev5 = cci.rev5;
	}
	q = sql_start(s, SQL_ALIASES_GET, "i", c->id);
	while (sql_row(s, q)) {
		r = VEC_PUSH(a, c->alias, c->nalias);
		r->kind = sql_text(a, q, 0);
		r->text = sql_text(a, q, 1);
	}
}

/* The checks, and the id over the text and all of them. */
static void
get_bound(struct store *s, struct arena *a, struct store_control *c)
{
	struct sqlite3_stmt *q =
	    sql_start(s, SQL_BOUND_GET, "ii", c->id, c->rule);
	struct strbuf full = STRBUF_INIT;
	char hex[HASH_HEX];
	struct store_bound *b;

	strbuf_addf(&full, "%s\n", c->informational_id);
	while (sql_row(s, q)) {
		b = VEC_PUSH(a, c->bound, c->nbound);
		b->item = sql_text(a, q, 0);
		b->description = sql_text(a, q, 1);
		b->file = sql_text(a, q, 2);
		if (b->file != NULL)
			b->file = origin_of(a, b->file, sql_text(a, q, 3));
		b->functional_id = sql_text(a, q, 4);
		b->unsupported = sql_text(a, q, 5);
		b->reviewer = sql_text(a, q, 6);
		b->reviewed = sql_text(a, q, 7);
		b->note = sql_text(a, q, 8);
		b->line = sql_int(q, 9);
		b->by_hand = sql_int(q, 10) != 0;
		b->bundled = sql_int(q, 11) != 0;
		b->command = sql_int(q, 12) != 0;
		b->stale = sql_int(q, 13) != 0;
		b->used =
		    b->line != 0 && (c->nbound == 1 || b->by_hand ||
					(!c->bound[0].by_hand &&
					    str_eq(b->file, c->bound[0].file)));
		if (b->used)
			strbuf_addf(&full, "%s\n", b->functional_id);
	}
	hash_sha256(full.s, full.n, hex);
	c->full_id = arena_strdup(a, hex);
	strbuf_free(&full);
}

bool
store_control(struct store *s, struct arena *a, int64_t control,
    struct store_control *out)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_CONTROL_GET, "i", control);
	struct store_release *release;
	int64_t release_id = 0;
	uint32_t n = 0;

	memset(out, 0, sizeof *out);
	while (sql_row(s, q)) {
		out->id = sql_int(q, 0);
		out->rule = sql_int(q, 1);
		out->control_id = sql_text(a, q, 2);
		out->key = sql_text(a, q, 3);
		out->publisher = sql_text(a, q, 4);
		out->family = sql_text(a, q, 5);
		release_id = sql_int(q, 6);
		out->rule_id = sql_text(a, q, 7);
		out->rule_id12 = sql_text(a, q, 8);
		out->group_id = sql_text(a, q, 9);
		out->group_title = sql_text(a, q, 10);
		out->stig_id = sql_text(a, q, 11);
		out->title = sql_text(a, q, 12);
		out->description = sql_text(a, q, 13);
		out->rationale = sql_text(a, q, 14);
		out->impact = sql_text(a, q, 15);
		out->check_text = sql_text(a, q, 16);
		out->fixtext = sql_text(a, q, 17);
		out->default_value = sql_text(a, q, 18);
		out->severity = sql_text(a, q, 19);
		out->weight = sql_text(a, q, 20);
		out->informational_id = sql_text(a, q, 21);
		out->line = sql_int(q, 22);
		out->own_check = sql_text(a, q, 23);
	}
	if (out->id == 0)
		return false;
	release = releases(s, a, &release_id, &n);
	if (n == 0)
		return false;
	out->release = release[0];
	get_refs(s, a, out);
	get_bound(s, a, out);
	return !s->failed;
}

static struct store_hit *
get_hits(struct store *s, struct arena *a, struct sqlite3_stmt *q, uint32_t *n)
{
	struct store_hit *list = NULL, *h;

	*n = 0;
	while (sql_row(s, q)) {
		h = VEC_PUSH(a, list, *n);
		h->stig_id = sql_text(a, q, 0);
		h->rule_id = sql_text(a, q, 1);
		h->title = sql_text(a, q, 2);
		h->severity = sql_text(a, q, 3);
		h->benchmark = sql_text(a, q, 4);
		h->snippet = sql_text(a, q, 5);
		h->has_check = sql_int(q, 6) != 0;
	}
	return list;
}

struct store_hit *
store_rules(struct store *s, struct arena *a, int64_t release, uint32_t *n)
{
	return get_hits(s, a, sql_start(s, SQL_RULES, "i", release), n);
}

/* Each word becomes a string of FTS5, so that none is taken for syntax. */
static void
add_words(struct strbuf *b, const char *text)
{
	const char *p;

	for (p = text; *(p += strspn(p, " \t\n")) != '\0';) {
		strbuf_addstr(b, b->n != 0 ? " \"" : "\"");
		for (; *p != '\0' && strchr(" \t\n", *p) == NULL; p++) {
			if (*p == '"')
				strbuf_addch(b, '"');
			strbuf_addch(b, *p);
		}
		strbuf_addstr(b, "\"*");
	}
}

struct store_hit *
store_search(struct store *s, struct arena *a,
    const struct store_query *query, uint32_t *n)
{
	struct strbuf b = STRBUF_INIT;
	struct store_hit *hits = NULL;
	int i;

	*n = 0;
	for (i = 0; i < query->nword; i++)
		add_words(&b, query->word[i]);
	if (b.n != 0)
		hits = get_hits(s, a,
		    sql_start(s, SQL_SEARCH, "titti", b.s,
			(int64_t)query->limit, query->cci, query->severity,
			query->release),
		    n);
	else if (query->nword == 0)
		hits = get_hits(s, a,
		    sql_start(s, SQL_SEARCH_ALL, "tti", query->cci,
			query->severity, query->release),
		    n);
	strbuf_free(&b);
	return hits;
}

const char **
store_nist_ccis(
    struct store *s, struct arena *a, const char *control, uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_NIST_CCIS, "t", control);
	const char **list = NULL;

	*n = 0;
	while (sql_row(s, q))
		*VEC_PUSH(a, list, *n) = sql_text(a, q, 0);
	return list;
}

struct store_hit *
store_nist_rules(
    struct store *s, struct arena *a, const char *control, uint32_t *n)
{
	return get_hits(
	    s, a, sql_start(s, SQL_NIST_RULES, "t", control), n);
}

const char **
store_list(struct store *s, struct arena *a, enum store_list what,
    int64_t release, uint32_t *ncell)
{
	static const struct {
		enum store_sql sql;
		int columns;
	} lists[] = {
		[LIST_PROFILES] = { SQL_LIST_PROFILES, 6 },
		[LIST_RULES] = { SQL_LIST_RULES, 10 },
		[LIST_VALUES] = { SQL_LIST_VALUES, 7 },
		[LIST_CONTROLS] = { SQL_LIST_CONTROLS, STORE_LIST_COLUMNS },
	};
	struct sqlite3_stmt *q = sql_start(
	    s, lists[what].sql, release != 0 ? "i" : "", release);
	const char **cell = NULL;
	int i;

	*ncell = 0;
	while (sql_row(s, q))
		for (i = 0; i < lists[what].columns; i++)
			*VEC_PUSH(a, cell, *ncell) = sql_text(a, q, i);
	return cell;
}

struct store_profile_page *
store_find_profiles(
    struct store *s, struct arena *a, const char *name, uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_PROFILE_FIND, "t", name);
	struct store_profile_page *list = NULL, *p;
	struct store_release *release;
	int64_t *id = NULL, *of = NULL;
	uint32_t i, nid = 0, nof = 0, found;

	*n = 0;
	while (sql_row(s, q)) {
		p = VEC_PUSH(a, list, *n);
		*VEC_PUSH(a, id, nid) = sql_int(q, 0);
		*VEC_PUSH(a, of, nof) = sql_int(q, 1);
		p->name12 = sql_text(a, q, 2);
		p->title = sql_text(a, q, 3);
		p->description = sql_text(a, q, 4);
	}
	for (i = 0; i < *n; i++) {
		release = releases(s, a, &of[i], &found);
		if (found != 0)
			list[i].release = release[0];
		list[i].rule = get_hits(s, a,
		    sql_start(s, SQL_PROFILE_RULES, "i", id[i]),
		    &list[i].nrule);
	}
	return list;
}

struct store_profile *
store_profiles(struct store *s, struct arena *a, int64_t release, uint32_t *n)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_PROFILES, "i", release);
	struct store_profile *list = NULL, *p;

	*n = 0;
	while (sql_row(s, q)) {
		p = VEC_PUSH(a, list, *n);
		p->name = sql_text(a, q, 0);
		p->name12 = sql_text(a, q, 1);
		p->title = sql_text(a, q, 2);
		p->nrule = sql_int(q, 3);
	}
	return list;
}
