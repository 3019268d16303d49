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
extern const struct backend *const backends[]; /* NULL-terminated */

/*
 * The script of one rule as text (empty result: scripts cannot carry it, then
 * *why says so).  back_evaluator links these in.
 */
bool back_sh_rule(const struct pass_unit *u, uint32_t rule, struct strbuf *out,
    const char **why);

/* xccdf.c: the benchmark as XCCDF 1.2, prefix cdf:, a newline between all siblings. */
void back_xccdf(const struct pass_unit *u, struct strbuf *out);
/* The same split around the place of a TestResult. */
void back_xccdf_split(const struct pass_unit *u, struct strbuf *head, struct strbuf *tail);

#endif
