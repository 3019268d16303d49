/*
 * The tables of an emitted evaluator, and the look-ups in them.
 */
#ifndef RT_CONTENT_H
#define RT_CONTENT_H

#include "../ir/ir.h"

struct advise_rule; /* advise/advise.h */
struct rt_advice;
struct rt_ctx;

struct rt_ident {
	const char *system, *text;
};

struct rt_variant { /* of a rule: the check that a profile's selector chooses */
	const char *selector;
	const char *name;          /* of the script's file, without ".sh" */
	const uint32_t *script;    /* as rt_rule_info has it */
};

struct rt_rule_info { /* XCCDF metadata, parallel to ir_unit.rule */
	const char *id, *version, *title; /* version: STIG-ID */
	const char *severity, *weight, *role; /* the benchmark's own */
	const struct rt_ident *ident;
	uint32_t nident;
	const char *fixtext;
	/* pieces of its script, from 1, then 0; NULL: none */
	const uint32_t *script;
	const struct rt_variant *variant; /* scripts of checks by selector */
	uint32_t nvariant;
	bool has_command;   /* the rule runs commands of the content */
	bool advised;       /* there is advice on a container that fails it */
	uint32_t group;     /* index into content->group plus 1; 0: none */
	bool multiple;      /* each instance has a result of its own */
};

struct rt_group_info { /* an XCCDF Group: the default score needs the tree */
	const char *weight;
	uint32_t parent; /* index plus 1; 0: the Benchmark */
};

struct rt_value_info { /* an XCCDF Value */
	const char *id;   /* 1.2 id */
	const char *name; /* short: what --set takes as well as the id */
	const char *title, *type;      /* string, number, boolean */
	const char *const *value;      /* default; several: a list */
	uint32_t nvalue;
	const char *match, *lower_bound, *upper_bound;
	const char *const *choice;
	uint32_t nchoice;
	bool fixed; /* prohibitChanges: profiles alone set it */
};

struct rt_profile_rule { /* what a profile makes of rule i; parallel to rule */
	bool selected;
	const char *severity, *weight, *role; /* NULL: the benchmark's own */
	const char *selector; /* of its check; NULL: none */
};
struct rt_value_limits { /* what may be set */
	const char *match, *lower_bound, *upper_bound;
	const char *const *choice;
	uint32_t nchoice;
};
struct rt_profile_value {
	const char *const *value;
	uint32_t nvalue;
	/* of what a selector chose; NULL: those of the Value's own */
	const struct rt_value_limits *limits;
};
struct rt_profile {
	const char *id, *title; /* id "": not in the Benchmark, not written */
	const struct rt_profile_rule *rule;
	const struct rt_profile_value *value;
	/* bits of IR_TARGET_x: _host and _container profiles */
	unsigned targets;
	uint32_t base;    /* the profile it was generated from, or IR_NONE */
};

struct rt_content {
	const char *benchmark_id, *benchmark_version, *benchmark_title,
	    *benchmark_href;
	/*
	 * The resolved XCCDF 1.2 Benchmark, prefix cdf:, without XML
	 * declaration, split where a TestResult goes in: head ends behind the
	 * newline before </cdf:Benchmark>.
	 */
	const char *benchmark_head, *benchmark_tail;
	size_t nbenchmark_head; /* how long it is: megabytes */
	const char *generator; /* "auditc 1.0" */
	struct ir_unit unit;
	const struct rt_rule_info *rule;
	const struct rt_group_info *group; /* parents before their kids */
	uint32_t ngroup;
	const struct rt_value_info *value;
	uint32_t nvalue;
	const char *const *piece;         /* of the scripts; [0] is number 1 */
	const struct rt_profile *profile; /* [0] is the benchmark's own */
	uint32_t nprofile;
	const char *default_profile; /* without --profile; NULL: [0] */
	/*
	 * Advice on the context's container, which failed a rule that is
	 * advised, by these kinds of places.  NULL: none is given.
	 */
	void (*advise)(struct rt_ctx *ctx, struct rt_advice *out);
	const struct advise_rule *place;
	uint32_t nplace;
};

#endif
