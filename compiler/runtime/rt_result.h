/*
 * What an evaluation came to: the rules of a target, their evidence, what a
 * worker sends of it, the fold of the containers into the host and the waivers.
 */
#ifndef RT_RESULT_H
#define RT_RESULT_H

#include "rt_target.h"

struct rt_evidence { /* why a test came out as it did, one item each */
	enum ir_result result;
	bool drift;
	const char *where;    /* path, fact, container */
	const char *expected; /* "equals true" */
	const char *found;    /* "false"; NULL: nothing was found */
	const char *comment;  /* the test's */
};

struct rt_advice { /* what helps against a failure; NULL: nothing is said */
	const char *text; /* lines, for people */
	const char *fix;  /* for a shell; whoever runs it changes nothing */
};

struct rt_rule_result {
	enum ir_xccdf_result result;
	time_t time;
	struct rt_evidence *evidence;
	uint32_t nevidence;
	/* reason or summary, without the evidence; may be NULL */
	const char *message;
	/* what its script or command printed; may be NULL */
	const char *stdout_;
	const struct rt_waiver *waiver; /* the message tells it too; or NULL */
	bool waiver_expired;
	struct rt_advice advice;
	/*
	 * A rule has several results where its checks are told apart
	 * (multi-check) or its instances (multiple); what stands above is the
	 * AND of them.  A part has none itself.
	 */
	struct rt_rule_result *part;
	uint32_t npart;
	const char *check; /* a part's: the check's name, or NULL */
	uint32_t expr;     /* with a check: the index of its expression */
	const char *instance, *context; /* a part's: of what it is, or NULL */
	const struct rt_rule_result *source; /* the container's own, or NULL */
	/* while it is evaluated: what such a target has not, and why */
	const char **absent, *absent_why;
	uint32_t nabsent;
};

struct rt_target_result { /* result[i] belongs to unit.rule[i] */
	struct rt_target *target;
	struct rt_rule_result *result;
	struct rt_fact *fact;
	uint32_t nfact;
	const char **address;
	uint32_t naddress;
	time_t start, end;
	struct rt_oval *oval; /* NULL: nothing is told */
	/* the worker died or timed out: every result says so */
	const char *error;
	/* what a person should know: vanished, excluded, ... */
	const char **note;
	uint32_t nnote;
};

/* --- a rule's several results (rt_parts.c) --- */

/* The results that are told of a rule: its parts, or the one that it has. */
const struct rt_rule_result *rt_parts(
    const struct rt_rule_result *r, uint32_t *n);
/* The same to write to. */
struct rt_rule_result *rt_parts_of(struct rt_rule_result *r, uint32_t *n);
/*
 * Add what an instance came to: its result, or each of its parts, under the
 * instance's name.
 */
void rt_parts_add(struct arena *a, struct rt_rule_result *to,
    const struct rt_rule_result *of, const char *instance,
    const char *context);
/* What tells a part from the others, for people; NULL: it is none. */
const char *rt_part_name(struct arena *a, const struct rt_rule_result *r);

/* --- from the worker (rt_pipe.c) --- */

/*
 * A target's result as bytes and back.  decode takes bytes from a
 * worker that may be anyone's: false where they are not exactly what encode
 * writes for this unit.  out->target is the caller's.
 */
void rt_pipe_encode(struct strbuf *out, const struct rt_target_result *r,
    const struct ir_unit *u);
bool rt_pipe_decode(struct arena *a, const char *data, size_t n,
    const struct ir_unit *u, struct rt_target_result *out);
/* The same of the advice on a rule, which comes behind all results. */
void rt_pipe_encode_advice(struct strbuf *out, uint32_t rule,
    const struct rt_advice *advice);
bool rt_pipe_decode_advice(struct arena *a, const char *data, size_t n,
    const struct ir_unit *u, uint32_t *rule, struct rt_advice *advice);

/* --- the host's fold (rt_host.c) --- */

/* Is an engine's absence a gap?  One that was never installed is none. */
bool rt_engine_is_away(const struct rt_engine *e);
/*
 * AND the containers' results of each rule about containers into the host's.
 * all: every container of the engines was evaluated; else those rules are not
 * selected for the host, as nothing can be said of all containers.
 */
void rt_host_fold(struct arena *a, const struct rt_content *c,
    const struct rt_options *o, const struct rt_engines *engines,
    struct rt_target_result *host, const struct rt_target_result *result,
    uint32_t nresult, bool all);

/* --- waivers (rt_waive.c) --- */

struct rt_waiver {
	uint32_t rule;      /* index in the unit */
	const char *target; /* its name, or the part behind '/'; NULL: all */
	const char *given, *expires; /* YYYY-MM-DD; the last day it holds */
	const char *author, *reason;
};
struct rt_waivers {
	struct rt_waiver *waiver;
	uint32_t n;
};
/* Read the file of `auditc waive export`; false after a message. */
bool rt_waivers_read(struct arena *a, const struct rt_content *c,
    const char *path, struct rt_waivers *out);
/* Put them beside the findings of n targets, the host's first. */
void rt_waive(struct arena *a, const struct rt_content *c,
    const struct rt_engines *engines, const struct rt_waivers *all,
    struct rt_target_result *t, uint32_t n);
/* Fail, error or unknown? */
bool rt_is_finding(enum ir_xccdf_result r);
/* A finding with a waiver that has not expired? */
bool rt_is_waived(const struct rt_rule_result *r);

#endif
