/*
 * The machine, and everything that a run writes.
 */
#ifndef RT_OUTPUT_H
#define RT_OUTPUT_H

#include <time.h>

#include "rt_result.h"

struct rt_interface {
	const char *name, *mac; /* mac NULL: none */
	const char **address;   /* IPv6 as eight groups */
	uint32_t naddress;
};
struct rt_machine {
	const char *fqdn, *hostname; /* never empty */
	const char *cpe;             /* of the system; NULL: not known */
	const char *os, *os_version; /* os-release; may be NULL */
	const char *arch;
	const char *user; /* who runs this */
	bool privileged;
	struct rt_interface *iface;
	uint32_t niface;
};
void rt_machine_read(struct arena *a, const struct rt_options *o,
    struct rt_machine *m);
/* Facts and addresses of one target, appended to what its worker gave. */
void rt_facts_add(struct arena *a, const struct rt_content *c,
    const struct rt_machine *m, struct rt_target_result *t);
/*
 * In the worker: what the os-release of a directory says, as facts; what
 * cannot be read says nothing.
 */
void rt_facts_system(struct rt_ctx *ctx, struct rt_target_result *t);
/* CPE of what the target is or runs on; of a directory, what its facts say. */
const char *rt_target_cpe(struct arena *a, const struct rt_machine *m,
    const struct rt_target_result *t);

/* --- outputs --- */

struct rt_run { /* what a run found: all that the writers need */
	const struct rt_content *content;
	const struct rt_options *options;
	const struct rt_machine *machine;
	const struct rt_target_result *result; /* the host's first */
	uint32_t nresult;
	time_t start, end;
	const char **note; /* of the run as a whole */
	uint32_t nnote;
};

/* An output: complete under its name, or the previous one is still there. */
struct rt_file {
	struct placing place;
	int error;
	struct strbuf b; /* writers append here */
};
bool rt_file_open(struct rt_file *f, const char *path); /* "-": stdout */
void rt_file_flush(struct rt_file *f); /* hand on what has gathered */
/* Append a text that may be long: it is not copied then. */
void rt_file_text(struct rt_file *f, const char *s, size_t n);
/* Sync, rename; false after a message on stderr. */
bool rt_file_close(struct rt_file *f);
void rt_file_signal(void); /* in a signal handler: remove what is half */
void rt_warn(const char *fmt, ...) BASE_PRINTF(1, 2); /* "evaluate: ..." */

/* Now, or SOURCE_DATE_EPOCH. */
time_t rt_now(void);
bool rt_now_pinned(void);
#define RT_TIME 32
void rt_time_text(time_t t, char out[RT_TIME]); /* 2026-01-02T03:04:05Z */

/* XML: " name=\"value\"", nothing for NULL; an element on a line of its own. */
void rt_xml_attr(struct strbuf *b, const char *name, const char *value);
void rt_xml_element(struct strbuf *b, const char *name, const char *text);
/* An NCName part: other characters become '_'. */
void rt_xml_name(struct strbuf *b, const char *s);

/*
 * Why a rule came out as it did: reason, then a line per piece of evidence,
 * then the advice.
 */
void rt_message(struct strbuf *b, const struct rt_rule_result *r);

struct rt_score {
	double value, maximum;
	bool any; /* a rule counted */
};
struct rt_scores { /* by XCCDF's four models */
	struct rt_score default_, flat, flat_unweighted, absolute;
};
/* Over the rules that the profile selects. */
void rt_score(const struct rt_content *c, uint32_t profile,
    const struct rt_rule_result *result, struct rt_scores *out);

/*
 * The cdf:TestResult; asset: id of its ARF asset, oval: reference to its OVAL
 * results, or NULL.
 */
void rt_xccdf_result(struct rt_file *f, const struct rt_run *run,
    const struct rt_target_result *t, const char *href, const char *asset,
    const char *oval);
/* The benchmark with one TestResult. */
bool rt_xccdf_write(const struct rt_run *run,
    const struct rt_target_result *t, const char *path);
/* One ARF of n results from t; the host's asset is always there. */
bool rt_arf_write(const struct rt_run *run, const struct rt_target_result *t,
    uint32_t n, const char *path);
bool rt_json_write(const struct rt_run *run, const char *path);
bool rt_text_write(const struct rt_run *run, const char *path);
/*
 * Text of others for a terminal: valid UTF-8 without controls; after a newline
 * comes the indent.
 */
void rt_text_safe(struct strbuf *b, const char *s, const char *indent);
/* --list: rules, profiles and values. */
void rt_list(const struct rt_content *c, const struct rt_options *o, FILE *f);

/* rt_baseline.c: an earlier --json output. */
struct rt_baseline;
struct rt_baseline *rt_baseline_read(struct arena *a, const char *path,
    const char **why);
/* Text of what changed since; empty where nothing did. */
void rt_baseline_text(const struct rt_baseline *base, const struct rt_run *run,
    struct strbuf *b);

/* Every output that the options ask for; false: one was not written. */
bool rt_output_all(const struct rt_run *run,
    const struct rt_baseline *baseline);

#endif
