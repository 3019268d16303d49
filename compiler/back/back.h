/* Outputs.  Each back end reads a pass_unit and writes files below a directory. */
#ifndef BACK_H
#define BACK_H

#include "../pass/pass.h"

struct back_option {
	const char *dir;     /* out/<benchmark> */
	const char *cc;      /* C compiler for the evaluator; NULL: do not compile */
	bool static_;        /* link static where the content allows */
	const char *version; /* "auditc 1.0" */
};

struct backend {
	const char *name, *doc;
	/* Write; false after diagnostics. */
	bool (*emit)(const struct pass_unit *u, const struct back_option *o);
};
extern const struct backend back_evaluator; /* evaluator.c, and its program `evaluate` */
extern const struct backend back_sh;        /* checks/NAME.sh */
extern const struct backend back_xccdf_file; /* benchmark.xml */
extern const struct backend *const backends[]; /* NULL-terminated */

/*
 * The script of one rule as text.  *why: what scripts cannot do of it, so that
 * the script says "not checked" where it comes to that; NULL: nothing.
 * back_evaluator links these in.  The selector names the check that it carries
 * out, NULL the one without.
 */
bool back_sh_rule(const struct pass_unit *u, uint32_t rule,
    const char *selector, struct strbuf *out, const char **why);
/*
 * The selectors for which a rule has scripts beside the plain one's, in an
 * array of the unit; their number.  And the name of a script's file without
 * ".sh": the rule's, or that and the selector.
 */
uint32_t back_selectors(const struct pass_unit *u, uint32_t rule,
    const char *const **selector);
const char *back_script_name(struct arena *a, const struct pass_unit *u,
    uint32_t rule, const char *selector);
/* Can the rule's name be a file's (no slash, not hidden)?  Else: no script. */
bool back_script_fits(const char *name);

/*
 * xccdf.c: the benchmark as XCCDF 1.2, prefix cdf:, a newline between all
 * siblings; valid by the XSD and the schematron.  What the units' checks are
 * made of replaces the checks of the source, whose prose is kept.
 */
void back_xccdf(const struct pass_unit *u, struct strbuf *out);
/* The same without XML declaration, split where a TestResult goes in. */
void back_xccdf_split(const struct pass_unit *u, struct strbuf *head, struct strbuf *tail);

/*
 * xccdf_stream.c: the same as a SCAP 1.3 source data stream with the scripts
 * in it; and a Tailoring with a profile for each of the benchmark's, which
 * says again what that one selects and sets.
 */
void back_datastream(const struct pass_unit *u, struct strbuf *out);
void back_tailoring(const struct pass_unit *u, struct strbuf *out);

/*
 * xccdf_profile.c: the profiles of what is emitted, in this order: the
 * benchmark's own defaults (xccdf_<ns>_profile_default, or where that is taken
 * _benchmark-defaults), the benchmark's profiles, and for each of these the ones generated for a kind of target:
 * <id>_host, <id>_container and, where rules are about images, <id>_image.
 */
struct back_profile {
	const char *id, *title, *description;
	uint32_t model;   /* index into benchmark->profile, or MODEL_NONE: own defaults */
	uint32_t base;    /* index among these of what it was generated from, or IR_NONE */
	unsigned targets; /* bits of IR_TARGET_x of the targets it was generated for; 0: any */
};
uint32_t back_profiles(const struct pass_unit *u, struct arena *a,
    struct back_profile **out);
/*
 * Does the TestResult of such a target hold the rule, as far as it depends on
 * the kind of target?  A container's holds the rules about containers; the
 * host's all but those about images alone.
 */
bool back_profile_holds(const struct pass_unit *u,
    const struct back_profile *p, uint32_t rule);

/*
 * xccdf_value.c: the Values that a rule's check reads, as sorted indices into
 * benchmark->value, in an array of the arena; their number.
 */
uint32_t back_rule_values(const struct pass_unit *u, uint32_t rule,
    struct arena *a, uint32_t **out);
/*
 * What a check calls the Value of that 1.2 id: the end of the id with '_' for
 * what no shell name can hold.  SCE puts XCCDF_VALUE_ before it.
 */
const char *back_export_name(struct arena *a, const char *value_id);

/* --- the parts of back_evaluator -------------------------------------------- */

/*
 * amalgam.c: the runtime's text and that of these probes as one translation
 * unit: headers once, .def files wherever they are included, file-scope names
 * that two files share made distinct.  *libs: what it has to be linked with,
 * static_: all of them can be linked static.
 */
struct amalgam {
	struct strbuf text;
	const char *lib[12];
	uint32_t nlib;
	bool static_;
};
bool amalgam_make(
    struct amalgam *m, const bool probe[PROBE__MAX], bool advice);
void amalgam_free(struct amalgam *m);

/*
 * tables.c: the unit, the benchmark's metadata, profiles and scripts as C
 * tables, ending with `static const struct rt_content content`.
 */
void tables_write(struct strbuf *out, const struct pass_unit *u,
    const char *version);
/*
 * advice.c: is there advice on a container that fails the rule; on one that
 * fails any of the unit's?  Then the kinds of places that it goes by, as the
 * table `place`.
 */
bool back_is_advised(const struct model_rule *r);
bool back_has_advice(const struct pass_unit *u);
void back_put_places(struct strbuf *b);
/*
 * tables_script.c: the scripts as `script_N` of rule N, in pieces, and those of
 * its checks by selector as `variant_N`; has[N] says whether there is one.
 */
void tables_scripts(struct strbuf *out, const struct pass_unit *u, bool *has);
/* Which probes the unit uses. */
void tables_probes(const struct ir_unit *u, bool probe[PROBE__MAX]);

#endif
