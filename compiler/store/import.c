/* From a model to rows: benchmarks with their rules, profiles and values. */
#include <string.h>

#include "store.h"

#define SORT_DIGITS 12

struct importer {
	struct store *s;
	const struct model_benchmark *b;
	struct arena arena;
	int64_t benchmark, release;
	int64_t *rule;        /* ids, parallel to b->rule */
	struct control_keys keys;
	struct store_added *added;
	const char *const *own_check; /* parallel to b->rule, or NULL */
};

bool
store_knows(struct store *s, const char *data, size_t n)
{
	char hex[HASH_HEX];
	struct sqlite3_stmt *q;
	bool known;

	hash_sha256(data, n, hex);
	q = sql_start(s, SQL_DOCUMENT_KNOWN, "t", hex);
	known = sql_row(s, q);
	if (known)
		(void)sql_row(s, q);
	return known;
}

/* The document of these bytes; 0: it is not in the store. */
static int64_t
find_document(struct store *s, const char *data, size_t n)
{
	char hex[HASH_HEX];
	struct sqlite3_stmt *q;
	int64_t id = 0;

	hash_sha256(data, n, hex);
	q = sql_start(s, SQL_DOCUMENT_KNOWN, "t", hex);
	while (sql_row(s, q))
		id = sql_int(q, 0);
	return id;
}

static bool
has_release(struct store *s, int64_t document, const char *name)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_RELEASE_KNOWN, "it",
	    document, name);
	bool known = false;

	while (sql_row(s, q))
		known = true;
	return known;
}

/* Keep the bytes; the document's id. */
static int64_t
add_document(struct store *s, const struct store_source *source,
    const char *format, const char *data, size_t n)
{
	char hex[HASH_HEX];

	hash_sha256(data, n, hex);
	sql_run(s, SQL_DOCUMENT_ADD, "tttittib", hex, format, source->origin,
	    (int64_t)source->bundled, source->archive_sha256, source->member,
	    (int64_t)n, data, n);
	return sql_last_id(s);
}

/* Version and release so that text order is their order: "1" becomes
 * 000000000001. */
static char *
sort_key(struct arena *a, const char *version, const char *release)
{
	struct strbuf b = STRBUF_INIT;
	const char *part[2] = { version, release }, *p;
	char *key;
	size_t i, n, pad;

	for (i = 0; i < 2; i++) {
		for (p = part[i] != NULL ? part[i] : ""; *p != '\0';) {
			n = strspn(p, "0123456789");
			if (n == 0) {
				strbuf_addch(&b, *p++);
				continue;
			}
			for (pad = n; pad < SORT_DIGITS; pad++)
				strbuf_addch(&b, '0');
			strbuf_add(&b, p, n);
			p += n;
		}
		strbuf_addch(&b, '/');
	}
	key = arena_strndup(a, b.s, b.n);
	strbuf_free(&b);
	return key;
}

bool
store_same_version(const char *a, const char *b)
{
	static const char digits[] = "0123456789";
	size_t n, m;

	for (;;) {
		a += strcspn(a, digits);
		b += strcspn(b, digits);
		n = strspn(a, digits);
		m = strspn(b, digits);
		if (n != m || memcmp(a, b, n) != 0)
			return false;
		if (n == 0)
			return true;
		a += n;
		b += n;
	}
}

/* The name behind "xccdf_<namespace>_<kind>_", or the id itself. */
static const char *
name_of(const char *id, const char *kind)
{
	const char *at;

	if (!str_starts(id, "xccdf_"))
		return id;
	at = strstr(id, kind);
	return at != NULL ? at + strlen(kind) : id;
}

static void
add_alias(
    struct importer *im, int64_t control, const char *kind, const char *text)
{
	if (text != NULL && *text != '\0')
		sql_run(im->s, SQL_ALIAS_ADD, "itt", control, kind, text);
}

/* A rule's id as written, without suffix, and without revision. */
static void
add_rule_aliases(
    struct importer *im, int64_t control, const char *kind, const char *id)
{
	size_t n = strlen(id);

	add_alias(im, control, kind, id);
	add_alias(im, control, kind, model_id_unrevised(&im->arena, id));
	if (str_ends(id, "_rule"))
		add_alias(im, control, kind,
		    arena_strndup(&im->arena, id, n - strlen("_rule")));
}

static bool
contains_nocase(const char *s, const char *word)
{
	return s != NULL && strcasestr(s, word) != NULL;
}

/* The last word of a text when it is a number of a chapter: "5.12". */
static const char *
chapter(const char *text)
{
	const char *p = text != NULL ? strrchr(text, ' ') : NULL;

	p = p != NULL ? p + 1 : text;
	if (p == NULL || *p == '\0' || p[strspn(p, "0123456789.")] != '\0' ||
	    strchr(p, '.') == NULL)
		return NULL;
	return p;
}

static bool
is_vuln_id(const char *s)
{
	return s != NULL && str_starts(s, "V-") && s[2] != '\0' &&
	       s[2 + strspn(s + 2, "0123456789")] == '\0';
}

static void
add_named(
    struct importer *im, int64_t control, const char *system, const char *text)
{
	if (text == NULL)
		return;
	if (contains_nocase(system, "legacy"))
		add_rule_aliases(im, control, "legacy", text);
	else if (is_vuln_id(text))
		add_alias(im, control, "vuln_id", text);
	else if (str_starts(text, "SV-"))
		add_rule_aliases(im, control, "rule_id", text);
	else if (contains_nocase(system, "cisecurity") ||
		 contains_nocase(system, "cis_") ||
		 contains_nocase(system, "/cis"))
		add_alias(im, control, "cis", chapter(text));
	else if (contains_nocase(text, "CIS "))
		add_alias(im, control, "cis", chapter(text));
}

static void
add_references(struct importer *im, const struct model_rule *rule, int64_t id,
    int64_t control)
{
	const struct model_reference *r;
	const char *text;
	int64_t position = 0;
	uint32_t i;

	for (i = 0; i < rule->nident; i++) {
		sql_run(im->s, SQL_REFERENCE_ADD, "iittt", id, position++,
		    "ident", rule->ident[i].system, rule->ident[i].text);
		add_named(
		    im, control, rule->ident[i].system, rule->ident[i].text);
	}
	for (i = 0; i < rule->nreference; i++) {
		r = &rule->reference[i];
		text = r->text != NULL ? r->text : r->identifier;
		sql_run(im->s, SQL_REFERENCE_ADD, "iittt", id, position++,
		    "reference", r->href, text);
		add_named(im, control, r->href, text);
		add_named(im, control, r->href, r->identifier);
	}
}

static const char *
impact_of(struct importer *im, const struct model_rule *rule)
{
	struct strbuf b = STRBUF_INIT;
	const char *text;
	uint32_t i;

	for (i = 0; i < rule->nwarning; i++)
		strbuf_addf(&b, "%s%s", b.n != 0 ? "\n\n" : "",
		    rule->warning[i].text != NULL ? rule->warning[i].text : "");
	if (b.n == 0 && rule->stig.potential_impacts != NULL)
		strbuf_addstr(&b, rule->stig.potential_impacts);
	text = b.n != 0 ? arena_strndup(&im->arena, b.s, b.n) : NULL;
	strbuf_free(&b);
	return text;
}

/* The paragraph that opens with "Default value:", without these words. */
static const char *
default_of(struct importer *im, const struct model_rule *rule)
{
	static const char head[] = "Default value:";
	const char *text[2] = { rule->description, rule->rationale };
	const char *p, *end;
	size_t i;

	for (i = 0; i < 2; i++) {
		p = text[i] != NULL ? strstr(text[i], head) : NULL;
		if (p == NULL || (p != text[i] && p[-1] != '\n'))
			continue;
		p += sizeof head - 1;
		p += strspn(p, " \t\n");
		end = strstr(p, "\n\n");
		return arena_strndup(
		    &im->arena, p, end != NULL ? (size_t)(end - p) : strlen(p));
	}
	return NULL;
}

static int64_t
add_control(struct importer *im, const struct model_rule *rule,
    const char *text_hex)
{
	char hex[HASH_HEX];
	struct sqlite3_stmt *q;
	const char *before = NULL;
	int64_t id = 0;

	control_id(&im->keys, rule, hex);
	if (sql_run(im->s, SQL_CONTROL_ADD, "itt", im->benchmark,
		control_key(&im->keys, rule), hex) > 0)
		im->added->new_++;
	q = sql_start(im->s, SQL_CONTROL_ID, "t", hex);
	while (sql_row(im->s, q))
		id = sql_int(q, 0);
	q = sql_start(im->s, SQL_CONTROL_BEFORE, "i", id);
	while (sql_row(im->s, q))
		before = sql_text(&im->arena, q, 0);
	if (before != NULL && !str_eq(before, text_hex))
		im->added->changed++;
	add_alias(im, id, "control_id", hex);
	return id;
}

static void
add_rule(struct importer *im, uint32_t index)
{
	const struct model_rule *rule = &im->b->rule[index];
	const struct model_group *group =
	    rule->group != MODEL_NONE ? &im->b->group[rule->group] : NULL;
	const struct model_check *check =
	    model_check_with_text(rule);
	const char *check_text = check != NULL ? check->content : NULL;
	char text_hex[HASH_HEX], check_hex[HASH_HEX];
	int64_t control;

	informational_id(rule, text_hex);
	check_hash(rule, check_hex);
	control = add_control(im, rule, text_hex);
	sql_run(im->s, SQL_RULE_ADD, "iiiittttttttttttttttittt", im->release,
	    control, (int64_t)index, (int64_t)rule->pos.line, rule->id,
	    rule->id12, group != NULL ? group->id : NULL,
	    group != NULL ? group->title : NULL, rule->version, rule->title,
	    rule->description, rule->rationale, impact_of(im, rule),
	    check != NULL ? check->system : NULL, check_text, rule->fixtext,
	    default_of(im, rule), model_severity_names[rule->severity],
	    model_role_names[rule->role],
	    rule->weight != NULL ? rule->weight : "1.0",
	    (int64_t)rule->selected, text_hex, check_hex,
	    im->own_check != NULL ? im->own_check[index] : NULL);
	im->rule[index] = sql_last_id(im->s);
	sql_run(im->s, SQL_RULE_TEXT_ADD, "i", im->rule[index]);
	add_alias(im, control, "stig_id", rule->version);
	if (!str_eq(name_of(rule->id, "_rule_"), rule->version))
		add_rule_aliases(
		    im, control, "rule_id", name_of(rule->id, "_rule_"));
	add_alias(im, control, "xccdf_id", rule->id);
	add_alias(im, control, "xccdf_id", rule->id12);
	if (group != NULL && is_vuln_id(name_of(group->id, "_group_")))
		add_alias(
		    im, control, "vuln_id", name_of(group->id, "_group_"));
	add_references(im, rule, im->rule[index], control);
}

static void
add_profiles(struct importer *im)
{
	const struct model_benchmark *b = im->b;
	const struct model_profile *p;
	const struct model_resolved_rule *r;
	struct arena one = { NULL };
	int64_t id;
	uint32_t i, j;

	for (i = 0; i < b->nprofile && !store_failed(im->s); i++) {
		p = &b->profile[i];
		if (p->abstract)
			continue;
		sql_run(im->s, SQL_PROFILE_ADD, "iitttt", im->release,
		    (int64_t)i, p->id, p->id12, p->title, p->description);
		id = sql_last_id(im->s);
		r = model_resolve(&one, b, i)->rule;
		for (j = 0; j < b->nrule && !store_failed(im->s); j++)
			if (r[j].selected)
				sql_run(im->s, SQL_PROFILE_RULE_ADD, "iittt",
				    id, im->rule[j],
				    model_severity_names[r[j].severity],
				    model_role_names[r[j].role],
				    r[j].weight != NULL ? r[j].weight : "1.0");
		arena_free(&one);
	}
}

static void
add_values(struct importer *im)
{
	const struct model_resolved *r =
	    model_resolve(&im->arena, im->b, MODEL_NONE);
	const struct model_value *v;
	struct strbuf text = STRBUF_INIT;
	uint32_t i, j;

	for (i = 0; i < im->b->nvalue; i++) {
		v = &im->b->value[i];
		strbuf_reset(&text);
		if (!r->value[i].is_list)
			strbuf_addstr(&text,
			    r->value[i].value != NULL ? r->value[i].value : "");
		for (j = 0; r->value[i].is_list && j < r->value[i].nlist; j++)
			strbuf_addf(&text, "%s%s", j != 0 ? "\n" : "",
			    r->value[i].list[j]);
		sql_run(im->s, SQL_VALUE_ADD, "iitttttt", im->release,
		    (int64_t)i, v->id, v->id12, v->title, v->description,
		    model_value_type_names[v->type], text.s);
	}
	strbuf_free(&text);
}

static void
add_release(struct importer *im, int64_t document)
{
	const struct model_benchmark *b = im->b;
	const char *key = sort_key(&im->arena, b->version, b->release);
	struct sqlite3_stmt *q;

	sql_run(im->s, SQL_BENCHMARK_ADD, "tt", control_publisher(b), control_family(b));
	q = sql_start(
	    im->s, SQL_BENCHMARK_ID, "tt", control_publisher(b), control_family(b));
	while (sql_row(im->s, q))
		im->benchmark = sql_int(q, 0);
	sql_run(im->s, SQL_RELEASE_ADD, "iittttttttttt", im->benchmark,
	    document, b->id, b->id12, b->xccdf, b->title, b->description,
	    b->version, b->release, b->release_date, b->status, b->status_date,
	    key);
	im->release = sql_last_id(im->s);
	q = sql_start(im->s, SQL_RELEASE_KEYS, "ii", im->benchmark, im->release);
	while (sql_row(im->s, q))
		im->added->edition = im->added->edition ||
				     (sql_int(q, 1) != document &&
					 store_same_version(sql_text(&im->arena,
							q, 0),
					     key));
}

static void
count_bound(
    struct store *s, enum store_sql id, int64_t of, struct store_added *added)
{
	struct sqlite3_stmt *q = sql_start(s, id, "i", of);

	while (sql_row(s, q)) {
		added->bound = (uint32_t)sql_int(q, 0);
		added->stale = (uint32_t)sql_int(q, 1);
	}
}

/* What a site said of its controls, for another check text than its. */
static void
count_site(struct store *s, int64_t release, struct store_added *added)
{
	struct sqlite3_stmt *q = sql_start(s, SQL_SITE_OF_RELEASE, "i", release);

	while (sql_row(s, q)) {
		added->answers = (uint32_t)sql_int(q, 0);
		added->waivers = (uint32_t)sql_int(q, 1);
	}
}

bool
store_add_benchmark(struct store *s, const struct store_source *source,
    const char *data, size_t n, const struct model_benchmark *b,
    struct store_added *added)
{
	struct importer im = { .s = s,
		.b = b,
		.added = added,
		.own_check = source->own_check };
	int64_t document = find_document(s, data, n);
	bool has_checks = false;
	uint32_t i;

	memset(added, 0, sizeof *added);
	added->rules = b->nrule;
	if (document != 0 && has_release(s, document, b->id)) {
		added->known = true;
		return !s->failed;
	}
	if (document == 0)
		document = add_document(s, source, "xccdf", data, n);
	im.rule = arena_alloc(&im.arena, (b->nrule + 1) * sizeof *im.rule);
	control_keys_init(&im.keys, &im.arena, b);
	add_release(&im, document);
	for (i = 0; i < b->nrule && !s->failed; i++) {
		add_rule(&im, i);
		has_checks = has_checks ||
			     (im.own_check != NULL && im.own_check[i] != NULL);
	}
	if (has_checks)
		sql_run(s, SQL_RELEASE_HAS_CHECKS, "i", im.release);
	add_profiles(&im);
	add_values(&im);
	sql_run(s, SQL_BIND_RELEASE, "i", im.release);
	count_bound(s, SQL_RELEASE_BOUND, im.release, added);
	site_carry(s, im.release);
	count_site(s, im.release, added);
	arena_free(&im.arena);
	return !s->failed;
}

/* "KEY|value,KEY|value": a row for each pair. */
static void
add_item_references(
    struct store *s, struct arena *a, int64_t item, const char *reference)
{
	const char *p = reference != NULL ? reference : "", *bar;
	int64_t position = 0;
	size_t n;

	for (; *p != '\0'; p += n + (p[n] == ',')) {
		p += strspn(p, " \t\n");
		n = strcspn(p, ",");
		bar = memchr(p, '|', n);
		if (bar != NULL && bar != p)
			sql_run(s, SQL_ITEM_REFERENCE_ADD, "iitt", item,
			    position++, arena_strndup(a, p, (size_t)(bar - p)),
			    arena_strndup(
				a, bar + 1, n - (size_t)(bar + 1 - p)));
	}
}

bool
store_add_audit(struct store *s, const struct store_source *source,
    const char *data, size_t n, const struct audit_check *check,
    uint32_t ncheck, const struct ir_build *ir, struct store_added *added)
{
	struct ir_unit unit = ir_view(ir);
	struct arena arena = { NULL };
	char functional_id[HASH_HEX];
	const struct audit_check *c;
	int64_t document;
	uint32_t i;

	memset(added, 0, sizeof *added);
	added->rules = ncheck;
	if (store_knows(s, data, n)) {
		added->known = true;
		return !s->failed;
	}
	if (!ir_verify(&unit))
		return false;
	document = add_document(s, source, "audit", data, n);
	for (i = 0; i < ncheck && !s->failed; i++) {
		c = &check[i];
		functional_hash(&unit, c, functional_id);
		sql_run(s, SQL_ITEM_ADD, "iiittttttitt", document, (int64_t)i,
		    (int64_t)c->pos.line,
		    c->description != NULL ? c->description : "", c->stig_id,
		    c->severity, c->info, c->solution, c->see_also,
		    (int64_t)c->command, c->unsupported, functional_id);
		add_item_references(s, &arena, sql_last_id(s), c->reference);
	}
	sql_run(s, SQL_BIND_DOCUMENT, "i", document);
	count_bound(s, SQL_DOCUMENT_BOUND, document, added);
	arena_free(&arena);
	return !s->failed;
}
