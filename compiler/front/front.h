/*
 * The readers, one per format.  Each takes bytes that are held in memory, a
 * name for diagnostics, and gives a model in the given arena, or NULL after
 * diagnostics.  front/xml.c is the only file of the compiler that parses with
 * libxml2.
 */
#ifndef FRONT_H
#define FRONT_H

#include "../base/base.h"
#include "../ir/ir.h"
#include "../model/model.h"

/* What a document is, by its first bytes and root element. */
enum front_format { FRONT_UNKNOWN, FRONT_XCCDF, FRONT_DATASTREAM, FRONT_OVAL, FRONT_AUDIT, FRONT_ZIP, FRONT_CCI, FRONT_TAILORING, FRONT_CKL, FRONT_CKLB };
enum front_format front_detect(const char *data, size_t n);

/* xccdf.c: XCCDF 1.1 and 1.2 */
struct model_benchmark *front_xccdf(struct arena *a, const char *file,
    const char *data, size_t n);

/*
 * datastream.c: the benchmark of a document that is XCCDF or a SCAP data
 * stream.  Where a stream has several, `xccdf` is the id of the one to take;
 * NULL: there must be one only.
 */
struct model_benchmark *front_benchmark(struct arena *a, const char *file,
    const char *data, size_t n, const char *xccdf);

/* cci.c: DISA's list of CCIs */
struct cci_reference {
	const char *title, *version, *control; /* "NIST SP ...", "4", "CM-6 b" */
};
struct cci_item {
	const char *id, *status, *type, *definition;
	struct cci_reference *reference;
	uint32_t nreference;
	struct srcpos pos;
};
struct cci_list {
	const char *version;
	struct cci_item *item;
	uint32_t nitem;
};
struct cci_list *front_cci(struct arena *a, const char *file,
    const char *data, size_t n);

/* --- checklists ------------------------------------------------------------ */

#define CHECKLIST_MAX_ANSWERS 100000

struct checklist_answer { /* "" where nothing is said */
	const char *vuln_id, *rule_id, *stig_id; /* names of the rule */
	const char *status;   /* as a CKL spells it: NotAFinding, Open, ... */
	const char *details, *comments;
	const char *severity; /* low, medium, high; "": not overridden */
	const char *justification;
	const char *check_text; /* what was answered */
	struct srcpos pos;
};
struct checklist_stig {
	const char *id, *title, *version, *release_info;
	struct checklist_answer *answer;
	uint32_t nanswer;
};
struct checklist { /* of one asset */
	const char *file;
	const char *host_name, *ip, *mac, *fqdn;
	const char *site, *instance; /* of a web server or a database */
	struct checklist_stig *stig;
	uint32_t nstig;
};
/* ckl.c: DISA STIG Viewer 2 */
struct checklist *front_ckl(struct arena *a, const char *file,
    const char *data, size_t n);
/* cklb.c: STIG Viewer 3, which is JSON; positions have no line */
struct checklist *front_cklb(struct arena *a, const char *file,
    const char *data, size_t n);
/* The CKL spelling of a status in either form; NULL: it is none. */
const char *checklist_status(const char *text);
/* "" for none, or low, medium, high; NULL: it is neither. */
const char *checklist_severity(const char *text);

#define ZIP_MAX_DEPTH 4                     /* zips inside each other */
#define ZIP_MAX_MEMBERS 20000               /* in all */
#define ZIP_MAX_TOTAL ((size_t)1 << 30)     /* bytes unpacked, in all */
#define ZIP_MAX_MEMBER ((size_t)256 << 20)  /* bytes of one member, unpacked */
#define ZIP_MAX_RATIO 250                   /* unpacked to packed ... */
#define ZIP_FREE_SIZE ((size_t)4 << 20)     /* ... beyond so many bytes */
#define ZIP_MAX_PATH 1024

/*
 * stigzip.c: call `each` for every member that is a document (zips inside
 * zips included), named "outer.zip/inner.zip/member".  A member, or a zip in
 * the zip, that cannot be read is said to be so and left out.  Refused are
 * unsafe paths, bombs, what is beyond the limits, and an archive that is not
 * whole; false then, or once `each` is false, and then nothing may be kept of
 * the archive.
 */
bool front_zip(const char *file, const char *data, size_t n,
    bool (*each)(void *arg, const char *name, const char *data, size_t n),
    void *arg);
/* The same, and `step` is told how many members are done, and of how many. */
bool front_zip_steps(const char *file, const char *data, size_t n,
    bool (*each)(void *arg, const char *name, const char *data, size_t n),
    void *arg, void (*step)(void *arg, size_t done, size_t of));
/*
 * Where b is compressed by bzip2, gzip or xz, put what it unpacks to in its
 * place.  False after a diagnostic.
 */
bool front_unpack(const char *file, struct strbuf *b);

/* --- nessus.c: .audit ------------------------------------------------------ */

struct audit_value { /* one of a key's values: "a" || "b" gives two */
	const char *text; /* escapes decoded */
	bool quoted;
	char before; /* separator before it, " " for none, 0 for the first */
	char escape; /* c where it has a lone \c with c in +*()^; else 0 */
};
struct audit_key {
	const char *name;
	struct audit_value *value;
	uint32_t nvalue;
	char separator; /* '|' for ||, '&', or ',' for a single |; 0: one value */
	struct srcpos pos;
};
enum audit_kind { AUDIT_CUSTOM_ITEM, AUDIT_ITEM, AUDIT_REPORT, AUDIT_IF };
struct audit_node {
	enum audit_kind kind;
	const char *report_type; /* REPORT */
	struct audit_key *key;
	uint32_t nkey;
	/* IF */
	const char *condition_type, *condition_auto; /* "AND"/"OR"; auto or NULL */
	struct audit_node *condition, *then, *else_;
	uint32_t ncondition, nthen, nelse;
	struct srcpos pos;
};
struct audit_variable {
	const char *name, *default_, *description, *info, *value_type;
	bool optional;
	struct srcpos pos;
};
struct audit { /* one file */
	struct arena *arena;
	const char *file;
	bool bundled; /* auditc's own content: its commands may run */
	const char *check_type; /* "Unix", "Container" */
	const char *display_name, *spec_type, *spec_name, *spec_version;
	const char *spec_profile, *spec_link, *labels, *benchmark_refs;
	struct audit_variable *variable;
	uint32_t nvariable;
	struct audit_node *node;
	uint32_t nnode;
};

struct audit *front_audit(struct arena *a, const char *file, const char *data,
    size_t n);

/* One check of an .audit file, lowered into the IR. */
struct audit_check {
	const char *description;
	const char *stig_id, *vuln_id, *rule_id, *cis; /* of its reference; may be NULL */
	const char *reference; /* whole, as written */
	const char *info, *solution, *see_also;
	const char *severity; /* CAT I/II/III or MEDIUM/LOW as low, medium, high; NULL */
	uint32_t target;       /* bits of IR_TARGET_x */
	struct ir_guard *guard;
	uint32_t nguard;
	uint32_t expr; /* in the build */
	uint32_t *attest;
	uint32_t nattest;
	enum ir_xccdf_result force; /* or IR_XCCDF__MAX */
	bool command;           /* runs a command of the content */
	const char *unsupported; /* type that is not evaluated; NULL: none */
	const struct audit_node *node;
	struct srcpos pos;
};

/*
 * Lower every item into b.  External variables get value_id = the variable's
 * name (a pass binds them to XCCDF Values).  nessus_severity: the vendor's way
 * (MEDIUM: fail becomes notchecked, LOW: fail becomes pass... see audit.txt).
 */
bool audit_lower(const struct audit *au, struct ir_build *b,
    bool nessus_severity, struct audit_check **check, uint32_t *ncheck);

/* A benchmark of its own, one rule per check, for `auditc build FILE.audit`. */
struct model_benchmark *audit_benchmark(struct arena *a, const struct audit *au,
    const struct audit_check *check, uint32_t ncheck);

/* The text again: front_audit(audit_print(x)) prints the same bytes. */
void audit_print(struct strbuf *out, const struct audit *au);

#endif
