/*
 * Results for people and for the tools that read them.  read.c and
 * read_json.c fill one model, struct report, from XCCDF, ARF and our JSON,
 * other tools' too; every writer is a function from that model to text, and
 * report.c has the table of them.
 *
 * What a report says came from targets, so it is hostile.  clean.c stands
 * before the model: its strings are valid UTF-8 without any control
 * character but tab and newline, and without those that turn the direction
 * of text.  Writers have left to them what has a meaning in their format.
 */
#ifndef REPORT_H
#define REPORT_H

#include "../front/xml.h"
#include "../ir/ir.h"
#include "../model/model.h"

#define REPORT_MAX_TARGETS 100000
#define REPORT_MAX_RESULTS 2000000

struct report_item { /* one thing that was looked at */
	enum ir_result result;
	bool drift; /* the kernel contradicts what was declared */
	const char *where, *found, *expected, *comment; /* may be NULL */
};

/*
 * Who answers for a finding.  An override stands in the results and has
 * changed what was observed; the others are the site's and change nothing.
 */
enum report_waiver_state {
	WAIVER_OVERRIDE,
	WAIVER_HOLDS,
	WAIVER_EXPIRED,
	WAIVER_REVIEW, /* given for another check text: does not hold */
	WAIVER__MAX
};
struct report_waiver {
	enum report_waiver_state state;
	/* old is what was observed; new_ is NULL unless it is an override */
	const char *authority, *time, *old, *new_, *remark;
	const char *expires; /* YYYY-MM-DD, its last day; NULL: an override */
};

struct report_answer { /* what the site says of a rule, by a checklist */
	const char *status; /* as a CKL spells it: Open, NotAFinding, ... */
	const char *details, *comments; /* "" where nothing is said */
	const char *severity;      /* low, medium, high; "": not overridden */
	const char *justification; /* of the severity; "" */
	const char *source;        /* the checklist's file */
	bool review; /* given for another check text: does not hold */
};

struct report_result {
	uint32_t rule; /* index into struct report's rule */
	enum ir_xccdf_result result;
	enum model_severity severity;
	const char *time, *weight; /* may be NULL */
	const char *instance;      /* of a rule with several; NULL */
	/*
	 * why, whole, with a line for each waiver of the site, for its answer
	 * and for a stale check: "" where nothing is said
	 */
	const char *text;
	const char *head;   /* text without the items */
	struct report_item *item;
	uint32_t nitem;
	const char *output; /* of the check; NULL */
	const char *check_href, *check_name;
	struct report_waiver *waiver;
	uint32_t nwaiver;
	const struct report_answer *answer; /* or NULL */
	bool stale; /* its check was held against another check text */
};

struct report_fact {
	const char *name, *value;
};

struct report_value { /* a Value as it was set for the run */
	const char *id; /* or the last part of it */
	const char **text; /* its members */
	uint32_t ntext;
	bool list;
};

struct report_score {
	const char *system;
	double value, maximum;
};

struct report_target {
	const char *name; /* never empty, one line */
	const char *label, *profile, *start, *end, *identity, *test_system;
	const char *error; /* it could not be evaluated; NULL */
	/* which web server or database of it is meant; NULL: none in particular */
	const char *site, *instance;
	const char **address;
	uint32_t naddress;
	struct report_fact *fact;
	uint32_t nfact;
	struct report_value *value;
	uint32_t nvalue;
	struct report_score *score;
	uint32_t nscore;
	const char **note;
	uint32_t nnote;
	struct report_result *result; /* in the order of the source */
	uint32_t nresult;
};

struct report_rule { /* a rule, and the names that others know it by */
	const struct model_rule *rule;
	const struct model_group *group; /* or NULL */
	const char *title;     /* on one line; "" */
	const char *name;      /* the STIG-ID, else the last part of its id */
	const char *unique;    /* the same, or the id where it is not unique */
	const char *vuln;      /* "V-235808", else the unique name */
	const char *stig_rule; /* "SV-235808r627551_rule", else from the id */
	const char **cci, **nist, **cis, **legacy;
	uint32_t ncci, nnist, ncis, nlegacy;
	const char *check_text; /* what a person would do; "" */
	const char *target_key; /* DISA's; "" */
};

struct report {
	struct arena *arena;
	const char *file;
	const struct model_benchmark *benchmark;
	bool bare; /* the source has no texts of rules */
	struct report_rule *rule;
	uint32_t nrule;
	struct report_target *target;
	uint32_t ntarget;
};

/* --- read.c, read_json.c -------------------------------------------------- */

/*
 * JSON results, and a TestResult alone, name their benchmark and do not hold
 * it: this gives it, in the arena, by its id (as written or in 1.2 form) and
 * version (NULL: any), the newest release first (nth 0, 1, ...), until one has
 * every rule that there is a result of.  NULL where there is no further one,
 * and then the rules have only what the results say of them.
 */
typedef const struct model_benchmark *report_benchmark(void *arg,
    struct arena *a, const char *id, const char *version, uint32_t nth);
#define REPORT_MAX_RELEASES 32 /* that are looked through */

/*
 * The results in a document; NULL after a diagnostic with file and line.
 * Taken are a Benchmark with one TestResult, a TestResult alone, an ARF with
 * any number of them, and auditc's JSON.
 */
struct report *report_read(struct arena *a, const char *file, const char *data,
    size_t n, report_benchmark *find, void *arg);

/* Rules of the model, in its order. */
void report_take_rules(struct report *r);
/*
 * Of a rule with a result per check, the check's name is what tells them
 * apart: it becomes the instance, or the end of its name.
 */
void report_name_parts(const struct report *r, struct report_target *t);
struct report *report_read_json(struct arena *a, const char *file,
    const char *data, size_t n, report_benchmark *find, void *arg);

/* The fact of that name, or NULL; the last part after ':' is enough. */
const char *report_fact(const struct report_target *t, const char *name);

/* --- clean.c --------------------------------------------------------------- */

/* The text itself where it is clean, else a clean copy; NULL gives NULL. */
const char *report_clean(struct arena *a, const char *s);
/* The same for every text and attribute value of a tree. */
void report_clean_tree(struct arena *a, struct xml_node *node);

/* --- evidence.c ------------------------------------------------------------ */

/* Head and items out of a message that our evaluator wrote. */
void report_take_items(struct arena *a, struct report_result *r);
/* The text of head and items, for results that came with items. */
void report_tell_items(struct arena *a, struct report_result *r);
/* The first thing that says why it failed, on one line; "" for none. */
const char *report_why(struct arena *a, const struct report_result *r);

/* --- compare.c ------------------------------------------------------------- */

enum report_change {
	CHANGE_WORSE,
	CHANGE_BETTER,
	CHANGE_OTHER,
	CHANGE_NEW,
	CHANGE_GONE,
	CHANGE__MAX
};
extern const char *const report_change_names[CHANGE__MAX];

struct report_difference {
	enum report_change change;
	const char *target;
	const struct report_rule *rule; /* of the newer, or of the older: GONE */
	enum ir_xccdf_result before, after; /* IR_XCCDF__MAX: there was none */
	const struct report_result *result; /* the newer; NULL: gone */
};

struct report_comparison {
	const struct report *older;
	struct report_difference *difference; /* by change, then as in report */
	uint32_t n, same;
	uint32_t count[CHANGE__MAX];
};
/* Rules by their name, targets by theirs; one target each are compared. */
struct report_comparison *report_compare(struct arena *a,
    const struct report *older, const struct report *newer);

/* --- fold.c ----------------------------------------------------------------- */

/* The same with one result per rule and target, the worst of several. */
struct report *report_fold(struct arena *a, const struct report *r);

/* --- counting --------------------------------------------------------------- */

struct report_count {
	uint32_t result[IR_XCCDF__MAX];
	uint32_t failed[SEV__MAX]; /* fail, by severity */
	uint32_t waived;  /* findings with a waiver that holds */
	uint32_t expired; /* ... with one that does no longer, or not yet */
	uint32_t stale;   /* results of checks that have to be reviewed */
};
void report_add_count(struct report_count *c, const struct report_target *t);
/* Results from the worst on, and the place of each among them. */
extern const enum ir_xccdf_result report_ranked[IR_XCCDF__MAX];
int report_rank(enum ir_xccdf_result r);
/* Is it what somebody has to look at: fail, error, unknown? */
bool report_is_finding(enum ir_xccdf_result r);

/* --- report.c ---------------------------------------------------------------- */

struct report_request { /* what a writer is asked for */
	const struct report *report;
	const struct report_comparison *comparison; /* or NULL */
	const char *stylesheet; /* text of another one; NULL: the format's */
	const char *stylesheet_name;
};

struct report_format {
	const char *name, *suffix;
	bool single;   /* holds one target: the first */
	bool compares; /* can tell a comparison */
	bool styled;   /* by a stylesheet that can be replaced */
	bool checklist; /* that a person answers */
	unsigned mode; /* of the file */
	bool (*write)(const struct report_request *q, struct strbuf *out);
	const char *summary;
};
/* NULL: there is none of that name. */
const struct report_format *report_format_find(const char *name);
extern const struct report_format report_formats[];
extern const size_t report_nformat;

/* One each; false after a diagnostic. */
bool report_text(const struct report_request *q, struct strbuf *out);
bool report_csv(const struct report_request *q, struct strbuf *out);
bool report_cklb(const struct report_request *q, struct strbuf *out);
bool report_sarif(const struct report_request *q, struct strbuf *out);
bool report_hdf(const struct report_request *q, struct strbuf *out);
bool report_prometheus(const struct report_request *q, struct strbuf *out);
bool report_ocsf(const struct report_request *q, struct strbuf *out);
bool report_xml(const struct report_request *q, struct strbuf *out);

/*
 * What a stylesheet (of n bytes, called `name`) makes of an XML document;
 * false after a diagnostic.
 */
bool report_transform(const struct strbuf *document, const char *text,
    size_t n, const char *name, struct strbuf *out);

/*
 * The same of each element of that name, taken out of the document to be one
 * of its own; element NULL: of the document.
 */
bool report_transform_each(const struct strbuf *document, const char *ns,
    const char *element, const char *text, size_t n, const char *name,
    struct strbuf *out);

/*
 * The same for documents that come one after the other, `next` filling an
 * empty buffer until it is false: the elements `piece` that the others give are
 * put behind those that the first one gives.
 */
typedef bool report_document(void *arg, struct strbuf *document);
bool report_transform_batches(const char *text, size_t n, const char *name,
    const char *piece, report_document *next, void *arg, struct strbuf *out);

/* --- schematron.c ------------------------------------------------------------ */

/*
 * What the schematron of XCCDF 1.2 has to say of the Benchmarks in a document,
 * a line each, "Error: ..." or "Warning: ...".  *absent: it is not installed.
 * False after a diagnostic.
 */
bool report_schematron(const char *data, size_t n, struct strbuf *out,
    bool *absent);
/* A stylesheet with lookups by key where it walks the document for an id. */
void report_schematron_keys(const char *sheet, struct strbuf *out);

/* --- guide.c ----------------------------------------------------------------- */

/*
 * The benchmark of r (which has rules, and need not have targets) as a page:
 * the rules that the profile selects, or (MODEL_NONE) all.
 */
bool report_guide(const struct report *r, uint32_t profile,
    struct strbuf *out);

/* XML, for the formats that are: <name>text</name> and a newline. */
void report_element(struct strbuf *b, const char *name, const char *text);
/* The same as an attribute, on one line. */
void report_attribute(struct strbuf *b, const char *name, const char *text);

/* --- asset.c ---------------------------------------------------------------- */

struct report_asset { /* "" where it is not known, or not of the form */
	const char *host_name, *ip, *mac, *fqdn;
};
void report_asset(struct report_asset *out, const struct report_target *t);

/* --- words.c: spellings that several formats share -------------------------- */

/* A title for the benchmark: its title, else the last part of its id. */
const char *report_title(const struct report *r);
/* The last part of the benchmark's id, as STIG tools know it. */
const char *report_stig_id(const struct report *r);
/* The number of the release: "1" where the benchmark has none. */
const char *report_stig_version(const struct report *r);
/* "Release: 1 Benchmark Date: 19 Jul 2019", as far as it is known. */
const char *report_release_info(struct arena *a, const struct report *r);
/* "high", "medium" or "low": what has no other name is medium. */
const char *report_severity3(enum model_severity s);
/* Finding details of a checklist, at most 32767 characters. */
const char *report_details(struct arena *a, const struct report_result *r);
/* On one line: newlines and tabs as blanks. */
const char *report_line(struct arena *a, const char *s);
/* One waiver on one line. */
const char *report_waiver(struct arena *a, const struct report_waiver *w);
/*
 * Comments of a checklist: who waived it, why and until when, what the site
 * says of it, whether its check is stale; "" where there is nothing.
 */
const char *report_waivers(struct arena *a, const struct report_result *r);
/* Is it a finding, and does a waiver for it hold? */
bool report_is_waived(const struct report_result *r);
/* NotAFinding, Open, Not_Applicable or Not_Reviewed. */
const char *report_ckl_status(enum ir_xccdf_result r);
/*
 * The same for a result: where no check decides it, the site's answer that
 * holds.  Where one tried and failed, nobody's word stands in for it.
 */
const char *report_ckl_answer(const struct report_result *r);
/* Says that a checklist needs a rule; false. */
bool report_nothing(const struct report *r, const struct report_target *t);
/* Seconds since 1970 of an xs:dateTime; without a zone, of UTC. */
bool report_time(const char *s, int64_t *out);
/* A UUID that stays the same for the same texts. */
const char *report_uuid(struct arena *a, const char *kind, const char *x,
    const char *y);

#endif
