/*
 * The store: documents as received, benchmarks, releases, controls, rules and
 * checks, in one SQLite file.  Only the files of this directory use sqlite3;
 * every statement is in stmts.def, the tables are in schemas/controls.sql.
 *
 * A store that is opened to read is never written: where there is none, or
 * where it has not taken in this program's bundled content, a copy in memory
 * stands in for it.  What goes wrong in SQLite is said once by diag(); from
 * then on every call does nothing, and store_commit() rolls back and is false.
 */
#ifndef STORE_H
#define STORE_H

#include "../front/front.h"

struct store;

enum store_mode { STORE_READ, STORE_WRITE };

/*
 * Open, create (with the folders of its path), bring to the present version,
 * and take in the bundled content (embedded content/PRODUCT/NAME.xccdf.xml and
 * .audit).  NULL after a diagnostic.
 */
struct store *store_open(const char *path, enum store_mode mode);
void store_close(struct store *s); /* rolls back what is not committed */
/* True when something failed since it was opened. */
bool store_failed(const struct store *s);

/* --- import --------------------------------------------------------------- */

/* One import is one transaction. */
void store_begin(struct store *s);
bool store_commit(struct store *s);
void store_rollback(struct store *s);

struct store_source {       /* where bytes came from; NULL: not from there */
	const char *origin; /* path as the user gave it */
	const char *archive_sha256; /* of the zip */
	const char *member;         /* name in the zip */
	bool bundled;
	/*
	 * By rule of the benchmark, the definition of the same document that
	 * checks it; NULL: there is none, of any rule.
	 */
	const char *const *own_check;
};

struct store_added {      /* what an import did */
	bool known;       /* these bytes were there before: nothing was done */
	uint32_t rules;   /* rules or items in the document */
	uint32_t new_;    /* controls that no release had before */
	uint32_t changed; /* ... whose text differs from the release before */
	uint32_t bound;   /* rules that have a check now */
	uint32_t stale;   /* ... whose check was held against another text */
	uint32_t answers, waivers; /* given for another check text */
	bool edition; /* another one of the same version was there */
};

/*
 * Take in a document and what was read from it, inside a transaction.  A data
 * stream comes once for each of its benchmarks.  False after a diagnostic.
 */
bool store_add_benchmark(struct store *s, const struct store_source *source,
    const char *data, size_t n, const struct model_benchmark *b,
    struct store_added *added);
bool store_add_audit(struct store *s, const struct store_source *source,
    const char *data, size_t n, const struct audit_check *check,
    uint32_t ncheck, const struct ir_build *ir, struct store_added *added);
bool store_add_cci(struct store *s, const struct store_source *source,
    const char *data, size_t n, const struct cci_list *list,
    struct store_added *added);
/* True when a document of these bytes is in the store. */
bool store_knows(struct store *s, const char *data, size_t n);

/* --- questions: what is given back lives in the arena --------------------- */

struct store_release {
	int64_t id, document;
	const char *publisher, *family, *name, *name12, *title, *version,
	    *release, *release_date, *origin, *sha256;
	const char *label; /* "V1R1" or the version; "" when it has none */
	bool bundled, newest;
	int64_t nrule, nbound, nstale;
	/* not the newest, but of its version: the manual one, or with checks */
	bool edition;
};

/* Every release, by family, newest first. */
struct store_release *store_releases(
    struct store *s, struct arena *a, uint32_t *n);
/* The last part of its id: "docker" of "xccdf_io.auditc_benchmark_docker". */
const char *store_short_name(const struct store_release *r);
/*
 * The release that a person means: id of a benchmark as written or in 1.2
 * form, its last part, its family, the benchmark's id with "@" and a label
 * ("x@V1R1"), or a unique prefix of one of these, else a unique part of the
 * last part or the family; the newest release of it, and of editions with the
 * same label the first of store_releases().
 * False after NOT_FOUND or AMBIGUOUS.
 */
bool store_find_release(struct store *s, struct arena *a, const char *name,
    struct store_release *out);
/* Are two sort keys of the same version: "2/8/" and "2.8//" are. */
bool store_same_version(const char *a, const char *b);

struct store_document {
	int64_t id;
	const char *sha256, *format, *origin, *member, *archive_sha256, *data;
	size_t n;
	bool bundled;
	int64_t nitem, nunsupported; /* of an .audit */
};
bool store_document(
    struct store *s, struct arena *a, int64_t id, struct store_document *out);
/*
 * Every .audit (release 0), or those with an item that is bound to a rule of
 * the release; those that a user imported first.  Without bytes.
 */
struct store_document *store_audits(
    struct store *s, struct arena *a, int64_t release, uint32_t *n);

struct store_ref {
	const char *kind, *system, *text;
	const char *rev4, *rev5; /* of a CCI: its 800-53 controls, or NULL */
};
struct store_bound { /* a check that stands for a control */
	const char *item, *description, *file, *functional_id, *unsupported;
	const char *reviewer, *reviewed, *note;
	int64_t line; /* 0: no such item is in the store now */
	bool by_hand, bundled, command, stale;
	bool used; /* by hand before by id, then the first document's */
};
struct store_control { /* a control as its newest release has it */
	int64_t id, rule;
	const char *control_id, *key, *publisher, *family;
	struct store_release release;
	const char *rule_id, *rule_id12, *group_id, *group_title, *stig_id,
	    *title, *description, *rationale, *impact, *check_text, *fixtext,
	    *default_value, *severity, *weight, *informational_id;
	const char *own_check; /* a definition of its document, or NULL */
	int64_t line;
	struct store_ref *ref;
	uint32_t nref;
	struct store_ref *alias; /* kind and text */
	uint32_t nalias;
	struct store_bound *bound;
	uint32_t nbound;
	const char *full_id; /* over informational_id and the functional ids */
};

/*
 * The controls that an id names (any of section 4 of the design), those of
 * imported benchmarks before bundled ones, followed by the controls linked to
 * them.  *n is 0 when there is none.
 */
int64_t *store_find(
    struct store *s, struct arena *a, const char *id, uint32_t *n);
bool store_control(struct store *s, struct arena *a, int64_t control,
    struct store_control *out);

struct store_hit {
	const char *stig_id, *rule_id, *title, *severity, *benchmark, *snippet;
	bool has_check; /* bound, or of its own document */
};
struct store_query {
	char *const *word; /* all of them; words may begin so */
	int nword;
	const char *cci, *severity; /* NULL: any */
	int64_t release;            /* 0: the newest of every benchmark */
	uint32_t limit;             /* of full-text search */
};
/* Rules that fit, the best first; without words in their order. */
struct store_hit *store_search(struct store *s, struct arena *a,
    const struct store_query *query, uint32_t *n);

struct store_cci { /* as the newest list has it */
	const char *id, *status, *type, *definition;
	const char *list; /* the list's version */
	/* controls of 800-53 by revision, "; " between them; NULL: none */
	const char *rev3, *rev4, *rev5;
};
/* False: no list that is in the store has it. */
bool store_cci(
    struct store *s, struct arena *a, const char *id, struct store_cci *out);

/*
 * The CCIs that are part of a control of 800-53 ("AC-2", with its parts and
 * enhancements) in the newest list, and the rules of the newest releases that
 * carry one of them or name the control.
 */
const char **store_nist_ccis(
    struct store *s, struct arena *a, const char *control, uint32_t *n);
struct store_hit *store_nist_rules(
    struct store *s, struct arena *a, const char *control, uint32_t *n);

enum store_list { LIST_PROFILES, LIST_RULES, LIST_VALUES, LIST_CONTROLS };
#define STORE_LIST_COLUMNS 12
/*
 * Cells, row by row, as the statement of that name has its columns; of a
 * release, or (0) of the newest ones.
 */
const char **store_list(struct store *s, struct arena *a, enum store_list what,
    int64_t release, uint32_t *ncell);

/* Every rule of a release in document order, for lists. */
struct store_hit *store_rules(
    struct store *s, struct arena *a, int64_t release, uint32_t *n);

struct store_profile {
	const char *name, *name12, *title;
	int64_t nrule;
};
struct store_profile *store_profiles(
    struct store *s, struct arena *a, int64_t release, uint32_t *n);

struct store_profile_page { /* a profile of a newest release */
	const char *name12, *title, *description;
	struct store_release release;
	struct store_hit *rule; /* with the severity that it gives them */
	uint32_t nrule;
};
/* Those of that id, or of which it is the last part. */
struct store_profile_page *store_find_profiles(
    struct store *s, struct arena *a, const char *name, uint32_t *n);

/* --- binding ------------------------------------------------------------ */

/*
 * Bind an item (STIG-ID or description) to a control by hand, held against
 * the newest release's text.  False after NOT_FOUND.
 */
bool store_bind(struct store *s, int64_t control, const char *item);
/* Take that back; what binds by its id does so again. */
bool store_unbind(struct store *s, int64_t control, const char *item);

struct store_binding { /* for the passes */
	const char *rule, *item;
	bool by_hand, stale;
};
/* Bindings of a release's rules. */
struct store_binding *store_bindings(
    struct store *s, struct arena *a, int64_t release, uint32_t *n);

/* review.c: someone's word that a check still holds. */
struct store_review {
	const char *reviewer, *date, *note; /* note may be NULL */
};
struct store_reviewed_control {
	int64_t checks, stale; /* bound to it; those that were stale */
	int64_t answers, waivers;
};
/*
 * For every check of a control, whose bindings are then held against the
 * newest release's text, and for what the site says of it.
 */
struct store_reviewed_control store_review(
    struct store *s, int64_t control, const struct store_review *r);
struct store_reviewed {
	int64_t same;  /* their check text is the same */
	int64_t space; /* ... but for white space; they were stale */
	int64_t stale; /* the others, which are left as they were */
};
/*
 * For every check whose check text has not changed and that nobody reviewed
 * since anything else of the rule did; bundled benchmarks are left out.
 */
struct store_reviewed store_review_unchanged(
    struct store *s, const struct store_review *r);

/* What became of the check that stands for a rule. */
enum store_hold {
	HOLD_NONE,  /* there is none */
	HOLD_NEW,   /* there is one, for a control that was not there before */
	HOLD_STALE, /* it was held against another check text */
	HOLD_HOLDS, /* it was held against this check text */
	HOLD__MAX
};
extern const char *const store_hold_names[HOLD__MAX];
/*
 * One for each change that leads to the benchmark.  Where its controls are not
 * in the store, what an import of the release before and then of this one
 * would give.
 */
enum store_hold *store_holds(struct store *s, struct arena *a,
    const struct model_benchmark *b, const struct model_change *change,
    uint32_t n);

/* --- results.c: evaluations through time -------------------------------- */

struct store_outcome { /* the result of one rule */
	uint32_t rule;     /* index in the benchmark */
	enum ir_xccdf_result result;
	enum model_severity severity;
	const char *instance; /* NULL: the rule has one */
	const char *why;      /* on one line; "" */
};
struct store_evaluation { /* one target's results in a file of results */
	int64_t id;
	int64_t file, position; /* of the target in it */
	const char *benchmark, *title, *version; /* benchmark: 1.2 form */
	const char *profile, *target, *tool, *start, *end;
	int64_t moment; /* the end in seconds since 1970; 0: unknown */
	const char *sha256, *origin;
	uint32_t count[IR_XCCDF__MAX];
	const struct store_outcome *outcome; /* for store_add_results() alone */
	uint32_t noutcome;
};
/*
 * Take in a file of results, inside a transaction.  Its rules are those of b;
 * where a control of the store is the same requirement, the results are its
 * history.  *known: these bytes were there before, and nothing was done.
 */
bool store_add_results(struct store *s, const char *origin, const char *data,
    size_t n, const struct model_benchmark *b,
    const struct store_evaluation *e, uint32_t ne, bool *known);
/* All of them, the newest first. */
struct store_evaluation *store_evaluations(
    struct store *s, struct arena *a, uint32_t *n);
/* The file's bytes; false: there is none. */
bool store_result_file(struct store *s, struct arena *a, int64_t file,
    const char **origin, const char **data, size_t *n);
/* With all its evaluations; false: there is none. */
bool store_remove_results(struct store *s, int64_t file);

struct store_trend { /* what became of a control on a target, once */
	int64_t evaluation;
	const char *target, *end, *result, *severity, *instance, *why,
	    *benchmark, *version;
};
/*
 * Of a control (0: none), and of what the results themselves call id where
 * their rule is no control of the store.  By target, the oldest first.
 */
struct store_trend *store_trend(struct store *s, struct arena *a,
    int64_t control, const char *id, uint32_t *n);

/* --- site.c: what a site says of a control ------------------------------ */

struct store_taken {     /* what a checklist brought */
	bool known;      /* these bytes were there before: nothing was done */
	uint32_t answers;  /* kept, each instead of the one before it */
	uint32_t silent;   /* nobody said anything, or an evaluation did */
	uint32_t unknown;  /* of rules that no benchmark in the store has */
	uint32_t review;   /* kept, but given for another check text */
};
/*
 * Take in a checklist, inside a transaction.  False after a diagnostic, which
 * there is also where not one of its rules is known.
 */
bool store_add_checklist(struct store *s, const struct store_source *source,
    const char *data, size_t n, const struct checklist *c,
    struct store_taken *taken);

struct store_answer {
	int64_t control;
	const char *rule, *benchmark; /* STIG-ID, and the newest release */
	const char *target, *instance; /* "": of all, of none */
	const char *status, *details, *comments, *severity, *justification;
	const char *origin; /* of the checklist */
	const char *reviewer, *reviewed, *note;
	bool review; /* the newest release has another check text */
};
/* Of one control, or (0) all, by target. */
struct store_answer *store_answers(
    struct store *s, struct arena *a, int64_t control, uint32_t *n);
/* Of a control on a target, or (NULL) on all; how many there were. */
int64_t store_remove_answers(
    struct store *s, int64_t control, const char *target);

struct store_waiver {
	int64_t control;
	const char *rule, *benchmark;      /* STIG-ID, and the newest release */
	const char *rule_id12, *benchmark12; /* of that release, 1.2 form */
	const char *target; /* "": all */
	const char *author, *reason, *given, *expires; /* YYYY-MM-DD */
	const char *reviewer, *reviewed, *note;
	bool review;
};
/* Of one control, or (0) all, by benchmark. */
struct store_waiver *store_waivers(
    struct store *s, struct arena *a, int64_t control, uint32_t *n);
/* Instead of one for the same control and target; held to the newest text. */
bool store_waive(struct store *s, const struct store_waiver *w);
/* Of a control on a target, or (NULL) on all; how many there were. */
int64_t store_remove_waivers(
    struct store *s, int64_t control, const char *target);

/* The control of each rule of a benchmark; 0: the store has none. */
int64_t *store_controls(
    struct store *s, struct arena *a, const struct model_benchmark *b);
/* Is a check that is bound to the control stale? */
bool store_is_stale(struct store *s, int64_t control);

/* --- for the files of store/ only --------------------------------------- */

struct sqlite3;
struct sqlite3_stmt;

enum store_sql {
#define STMT(id, sql) SQL_##id,
#include "stmts.def"
#undef STMT
	SQL__MAX
};

struct store {
	struct sqlite3 *db;
	char *path; /* for diagnostics */
	struct sqlite3_stmt *stmt[SQL__MAX];
	bool failed, begun;
};

/* The text of a statement, for the test that prepares each. */
const char *store_sql_text(enum store_sql id);
/* Apply the sections of a schema that are beyond user_version. */
bool store_migrate(struct store *s, const char *schema);
/* A store without schema and content. */
struct store *store_attach(const char *path, bool write);
/*
 * bundled.c: whether the store holds this program's bundled content; take it
 * in, in a transaction of its own, and drop that of another program.
 */
bool bundled_current(struct store *s);
bool bundled_sync(struct store *s);
/*
 * control.c: which control a rule is of (publisher, family, key), and the
 * hashes of its text.
 */
struct control_keys { /* of the rules of one benchmark */
	struct arena *arena;
	const struct model_benchmark *b;
	struct model_versions version;
};
void control_keys_init(struct control_keys *k, struct arena *a,
    const struct model_benchmark *b);
const char *control_publisher(const struct model_benchmark *b);
const char *control_family(const struct model_benchmark *b);
/* Rule/version where it names one rule of the release, else the rule's id. */
const char *control_key(
    const struct control_keys *k, const struct model_rule *rule);
void control_id(const struct control_keys *k, const struct model_rule *rule,
    char hex[HASH_HEX]);
void informational_id(const struct model_rule *rule, char hex[HASH_HEX]);
void check_hash(const struct model_rule *rule, char hex[HASH_HEX]);
/* The control of a rule of k->b, or 0: the store has none. */
int64_t control_find(struct store *s, const struct control_keys *k,
    const struct model_rule *rule);
/*
 * site.c: answers and waivers hold where a new release changed nothing but
 * white space in the check text.
 */
void site_carry(struct store *s, int64_t release);
/* review.c: the same but for white space? */
bool same_words(const char *from, const char *to);
/* functional.c: SHA-256 of what a check does, whatever it is called. */
void functional_hash(const struct ir_unit *u, const struct audit_check *check,
    char hex[HASH_HEX]);

/*
 * Start a statement with its parameters: a letter each in `types`: i int64_t,
 * t const char * (NULL: null), b const void * and size_t.  NULL when the store
 * has failed.
 */
struct sqlite3_stmt *sql_start(
    struct store *s, enum store_sql id, const char *types, ...);
/* With a row's id, which the statement takes as null where it is 0. */
struct sqlite3_stmt *sql_start_of(
    struct store *s, enum store_sql id, int64_t row);
bool sql_row(struct store *s, struct sqlite3_stmt *q);
/* Run to the end; the number of rows changed. */
int64_t sql_run(struct store *s, enum store_sql id, const char *types, ...);
int64_t sql_last_id(struct store *s);
/* Columns of the present row, from 0; text is NULL where the row has null. */
const char *sql_text(struct arena *a, struct sqlite3_stmt *q, int column);
int64_t sql_int(struct sqlite3_stmt *q, int column);
const char *sql_blob(
    struct arena *a, struct sqlite3_stmt *q, int column, size_t *n);

#endif
