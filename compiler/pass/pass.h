/*
 * From what was said (model, audit checks) to what is emitted (a unit).
 * pass.c lists the passes in order, one per line; one file per pass.
 */
#ifndef PASS_H
#define PASS_H

#include "../front/front.h"

struct oval;
struct datastream;
struct datastream_ref;

struct pass_binding { /* a check for a rule, by hand or by id */
	const char *rule; /* STIG-ID or rule id of the benchmark */
	const char *item; /* STIG-ID, rule id or description of the .audit item */
};

struct pass_option {
	bool allow_commands; /* CMD_EXEC of content that is not bundled */
	bool nessus_severity;
	bool oval_results; /* keep definitions and criteria as they are written */
	const char *profile; /* id of the evaluator's default; NULL: own defaults */
	const char *dump; /* print the IR after this pass, or NULL */
	struct strbuf *dump_to;
	/* CPU seconds of each pass, parallel to pass_names; NULL: no matter */
	double *cost;
};

struct pass_lowered { /* what audit_lower() made of audit[i] */
	struct audit_check *check;
	uint32_t ncheck;
};

struct pass_oval { /* a document that checks of the benchmark name */
	const char *href;
	const struct oval *doc;
};

struct pass_inventory { /* how a platform is found to be the target's */
	const char *name; /* CPE name, of a dictionary; NULL: see test */
	const struct model_platform_test *test; /* a check-fact-ref */
	uint32_t expr;
};

struct pass_rule { /* parallel to benchmark->rule and to ir.rule */
	const struct audit_check **check; /* what is bound; none: manual */
	uint32_t ncheck;
	const char *origin;      /* file of the check */
	bool bundled;            /* all of them are auditc's own */
	const char *unsupported; /* why it is not evaluated; NULL: it is */
	bool command;            /* runs commands */
	bool foreign;            /* ... that are not auditc's own */
	const char *functional_id; /* SHA-256 over the compiled check */
};

/* One benchmark on its way from sources to outputs. */
struct pass_unit {
	struct arena *arena;
	struct model_benchmark *benchmark; /* Values of the audits appended */
	const struct audit *const *audit;
	uint32_t naudit;
	const struct pass_binding *binding;
	uint32_t nbinding;
	/* Where the benchmark was read from; NULL: not from a data stream. */
	const struct datastream *stream;
	const struct datastream_ref *checklist;
	/* OVAL that is not in the data stream. */
	const struct pass_oval *oval;
	uint32_t noval;
	struct pass_option option;
	/* Made by the passes: */
	struct pass_lowered *lowered;
	/* By which selectors profiles choose checks, per rule. */
	const struct model_selectors *selectors;
	/* What the benchmark's own checks say, per rule; NULL: nothing. */
	const struct audit_check **own;
	struct pass_inventory *inventory;
	uint32_t ninventory;
	struct ir_build ir; /* rule[i] belongs to benchmark->rule[i] */
	struct pass_rule *rule;
};

/*
 * Run every pass.  The caller has filled arena, benchmark, audit, binding and
 * option.  False after diagnostics of level error.
 */
bool pass_run(struct pass_unit *u);
/* Names of the passes, in order, NULL-terminated. */
extern const char *const pass_names[];

/* The passes, one file each; what each needs is said there. */
bool pass_lower(struct pass_unit *u);
bool pass_oval(struct pass_unit *u);
bool pass_bind(struct pass_unit *u);
bool pass_platform(struct pass_unit *u);
bool pass_command(struct pass_unit *u);
bool pass_value(struct pass_unit *u);
bool pass_fold(struct pass_unit *u);
bool pass_share(struct pass_unit *u);
bool pass_identify(struct pass_unit *u);

/* Call each for the tests that expression e reaches; a test may come twice. */
void pass_each_test(const struct ir_build *b, uint32_t e,
    void (*each)(void *arg, uint32_t test), void *arg);

/*
 * One expression of a rule's checks: kid[0] without a selector, kid[i] where
 * the profile's is the i'th of s.
 */
uint32_t pass_select_expr(struct pass_unit *u, const uint32_t *kid,
    const struct model_selectors *s);

#endif
