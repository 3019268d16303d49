/*
 * OVAL results: gathered in the worker (rt_oval.c), written with the
 * definitions that they tell of (rt_oval_results.c, rt_oval_source.c).
 */
#ifndef RT_OVAL_H
#define RT_OVAL_H

#include "rt_target.h"

struct rt_file;
struct rt_run;
struct rt_target_result;

/*
 * What a target's OVAL results tell: the tests of the definitions that are
 * told, what was collected for them.  Items of an object stand together.
 */
enum rt_oval_mode { RT_OVAL_FULL, RT_OVAL_FAILED, RT_OVAL_NONE };
struct rt_oval_entity { /* one value of a field */
	uint16_t field;
	enum ir_datatype datatype;
	enum rt_status status;
	uint32_t group; /* of a record */
	const char *record, *text;
};
struct rt_oval_item {
	uint32_t object; /* of the unit */
	enum rt_status status;
	const char *message;
	struct rt_oval_entity *entity;
	uint32_t nentity;
};
struct rt_oval_object {
	uint32_t object; /* of the unit */
	enum rt_flag flag;
	const char *message;
	uint32_t first, n; /* its items */
	uint32_t all;      /* that there were */
};
struct rt_oval_test {
	uint32_t test; /* of the unit */
	enum ir_result result;
	uint32_t first, ntested; /* items */
	enum ir_result *tested;
};
struct rt_oval_variable { /* that the tests ask for, and has values */
	uint32_t variable; /* of the unit */
	const char **value;
	uint32_t nvalue;
	uint32_t all; /* that there were */
};
struct rt_oval {
	struct rt_oval_item *item;
	uint32_t nitem;
	struct rt_oval_object *object;
	uint32_t nobject;
	struct rt_oval_test *test;
	uint32_t ntest;
	struct rt_oval_variable *variable; /* in the unit's order */
	uint32_t nvariable;
};

/* In the worker: a test's result; what its states came to by item. */
void rt_oval_test(struct rt_ctx *ctx, uint32_t test, enum ir_result r);
void rt_oval_items(struct rt_ctx *ctx, uint32_t test,
    const enum ir_result *item);
/*
 * Mark the variables that an object (its sets and filters, too), or a test,
 * its states included, refers to; and those that these are computed from.
 * mask: nothing is said of their values.
 */
struct rt_oval_uses {
	bool *variable, *mask; /* by index of the unit */
};
void rt_oval_object_uses(const struct ir_unit *u, uint32_t object,
    struct rt_oval_uses *uses);
void rt_oval_test_uses(const struct ir_unit *u, uint32_t test,
    struct rt_oval_uses *uses);

/* All of it, once the target is evaluated; NULL: nothing is to be told. */
struct rt_oval *rt_oval_gather(struct rt_ctx *ctx);
/*
 * The result of an expression from those of the tests (IR_RESULT__MAX: not
 * evaluated at all, then neither is the expression).
 */
enum ir_result rt_oval_expr(const struct ir_unit *u,
    const enum ir_result *test, uint32_t expr, unsigned depth);
/* Of each definition that is told; IR_RESULT__MAX: it is not. */
void rt_oval_definitions(const struct rt_content *c, enum rt_oval_mode mode,
    const enum ir_result *test, enum ir_result *definition);
/* Is it an id that OVAL allows, of this kind: def, tst, obj, ste, var? */
bool rt_oval_id(const char *id, const char *kind);
/* The fields whose values no output tells, by probe (the caller zeroes). */
void rt_oval_masked(const struct ir_unit *u, bool (*masked)[RT_FIELDS]);
/*
 * The id of the definition that an expression is, or the negation of; NULL.
 * And that of the check that the profile has of a rule.
 */
const char *rt_oval_expr_id(const struct ir_unit *u, uint32_t expr);
const char *rt_oval_rule(const struct rt_content *c, uint32_t profile,
    uint32_t rule);
/* The oval_results of one target. */
void rt_oval_results(struct rt_file *f, const struct rt_run *run,
    const struct rt_target_result *t);
/* The generator element of what is written then. */
void rt_oval_generator(struct strbuf *b, const struct rt_content *c,
    time_t when);
/* The definitions that are told, and all that they need, as OVAL. */
void rt_oval_source(struct strbuf *b, const struct rt_content *c,
    const enum ir_result *definition, time_t when);

#endif
