/*
 * What a run was asked for: options, configuration file, profile and values.
 */
#ifndef RT_OPTIONS_H
#define RT_OPTIONS_H

#include <stdio.h>

#include "rt_oval.h"
#include "rt_target.h"

struct rt_setting { /* --set VALUE=x */
	uint32_t value; /* index into content->value */
	const char **text;
	uint32_t ntext;
	const char *where; /* it was given, for messages */
};

struct rt_options {
	/* id or its last part; NULL: the benchmark's own */
	const char *profile;
	uint32_t profile_index;
	const char **rule; /* --rule: ids or STIG-IDs; none: all */
	uint32_t nrule;
	const char **skip_rule;
	uint32_t nskip_rule;
	struct rt_setting *set;
	uint32_t nset;
	const char **exclude; /* name=RE, label=KEY[=RE], image=RE; anchored */
	uint32_t nexclude;
	const char **engine; /* --engine SOCKET */
	uint32_t nengine;
	const char **target;
	uint32_t ntarget;
	const char *xccdf, *xccdf_dir, *arf, *arf_dir, *json, *text;
	const char *output_dir, *lock, *baseline, *config;
	const char *waivers;
	bool waived_ok, apply_waivers;
	unsigned keep;   /* 0: all */
	const char *proc; /* "/proc" */
	/* "/" ; the host's root, when run in a container */
	const char *host_root;
	unsigned jobs;   /* worker processes; 0: one per processor online */
	unsigned timeout;  /* seconds per target */
	unsigned deadline; /* seconds in all; 0: none */
	int64_t end;       /* the same as CLOCK_MONOTONIC, ms; 0: none */
	enum rt_oval_mode oval_results;
	bool oval_asked; /* full or failed were asked for by name */
	bool ignore_platform; /* guards of platforms do not hold rules back */
	bool scripts, verify, declared_only, quiet, verbose, progress, list;
	bool help, show_version;
	uint64_t given;    /* options of the command line: the file's yield */
	uint32_t nset_given;
	bool from_file;    /* a configuration file is being read */
	const char *where; /* in it: "FILE:LINE" */
	/* test hook: "tar", "mount", "walk" force a fallback */
	const char *force_root;
	/* selected after profile, --rule, --skip-rule: per rule */
	bool *selected;
	/* what the engines are asked for beside containers; NULL: everything */
	const struct rt_content *content;
};

/*
 * Read the command line into *o, then the configuration file where one is
 * named, whose settings the command line overrides.  Says what is wrong on
 * stderr and returns false.
 */
bool rt_options_read(struct arena *a, const struct rt_content *c, int argc,
    char **argv, struct rt_options *o);
void rt_options_usage(FILE *f);
/*
 * One option by its long name, for the command line and the file alike; value
 * NULL where none was given.  False with the reason in *why.
 */
bool rt_options_set(struct arena *a, const struct rt_content *c,
    struct rt_options *o, const char *name, const char *value,
    const char **why);
/* rt_config.c: apply a file; false after a message with its file and line. */
bool rt_config_read(struct arena *a, const struct rt_content *c,
    const char *path, struct rt_options *o);
/*
 * The text of a file that steers us: of root or the caller, and nobody else
 * may write it.  NULL after a message.
 */
char *rt_config_text(struct arena *a, const char *path);

/* --- profiles and values (rt_profile.c) --- */

/* Index by id or by its last part; IR_NONE: none. */
uint32_t rt_profile_find(const struct rt_content *c, const char *name);
/* The generated profile for a kind of target, else the base itself. */
uint32_t rt_profile_for(const struct rt_content *c, uint32_t base,
    enum rt_target_kind kind);
/* The id of the profile in use, not of one generated from it; "": none. */
const char *rt_profile_id(const struct rt_ctx *ctx);
/* Rule by XCCDF id, by its last part or by STIG-ID; IR_NONE: none. */
uint32_t rt_rule_find(const struct rt_content *c, const char *name);
/* What a rule speaks of; a rule that does not say speaks of the host. */
unsigned rt_rule_targets(const struct ir_rule *r);
/* What the profile makes of a rule; never NULL. */
const char *rt_rule_severity(const struct rt_content *c, uint32_t profile,
    uint32_t rule);
const char *rt_rule_weight(const struct rt_content *c, uint32_t profile,
    uint32_t rule);
const char *rt_rule_role(const struct rt_content *c, uint32_t profile,
    uint32_t rule);
/* The selector of its check; NULL: none. */
const char *rt_rule_selector(const struct rt_content *c, uint32_t profile,
    uint32_t rule);
/* Of an expression that selects, the operand that the profile has. */
const uint32_t *rt_rule_operand(const struct rt_content *c, uint32_t profile,
    uint32_t rule, const struct ir_expr *select);
/*
 * The rule's checks whose results are told apart, as indices of expressions;
 * their number, 0: the rule has one result.
 */
uint32_t rt_rule_checks(const struct rt_content *c, uint32_t profile,
    uint32_t rule, const uint32_t **check);
/* The script of the check that the selector chooses; NULL: the rule's own. */
const struct rt_variant *rt_rule_variant(const struct rt_content *c,
    uint32_t profile, uint32_t rule);
/* Members of a Value after --set, profile and default; count in *n. */
const char *const *rt_value_text(const struct rt_content *c,
    const struct rt_options *o, uint32_t value, uint32_t *n);
/* Fill o->selected; false with the reason in *why. */
bool rt_select(struct arena *a, const struct rt_content *c,
    struct rt_options *o, const char **why);
/*
 * Is what was set what the profile lets the Values be?  After rt_select().
 */
bool rt_values_check(struct arena *a, const struct rt_content *c,
    const struct rt_options *o, const char **why);
/* One --set NAME=x; false with the reason in *why. */
bool rt_value_set(struct arena *a, const struct rt_content *c,
    struct rt_options *o, const char *text, const char **why);

#endif
