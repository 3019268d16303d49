/*
 * Evaluation: results, comparisons, variables, objects, states and tests
 * (rt_logic.c, rt_compare*.c, rt_variable*.c, rt_eval*.c).
 */
#ifndef RT_EVAL_H
#define RT_EVAL_H

#include "rt_target.h"

struct probe;
struct rt_rule_result;
struct rt_target_result;

/* OVAL 5.11 truth tables; counts by result. */
enum ir_result rt_operator(enum ir_operator op,
    const unsigned count[IR_RESULT__MAX]);
/*
 * The same by the tables of XCCDF's complex-check, r being what OVAL's say:
 * unknown stands before error, not applicable before not evaluated.  But what
 * is not evaluated is never taken for a pass.
 */
enum ir_result rt_complex(enum ir_result r,
    const unsigned count[IR_RESULT__MAX]);
enum ir_result rt_check(enum ir_check check,
    const unsigned count[IR_RESULT__MAX]);
enum ir_result rt_negate(enum ir_result r);
/* existence: counts by item status. */
enum ir_result rt_existence(enum ir_existence e,
    const unsigned count[RT_NOT_COLLECTED + 1]);

/*
 * One found value against one expected text.  ERROR where a value is not of
 * the datatype, with the reason in *why.
 */
enum ir_result rt_compare(struct rt_ctx *ctx, enum ir_operation op,
    enum ir_datatype type, const char *found, size_t nfound,
    const char *expected, const char **why);

/* OVAL's word for an operation. */
const char *rt_operation_name(enum ir_operation op);
/*
 * Does the pattern match somewhere in the text?  Compiled once per process;
 * ERROR with *why for a bad pattern and where PCRE2's limits are reached.
 */
enum ir_result rt_match(struct arena *a, const char *pattern,
    const char *text, size_t n, const char **why);
/* The first group of the first match, in the arena; NULL: no match, or *why. */
char *rt_match_capture(struct arena *a, const char *pattern, const char *text,
    size_t n, const char **why);
/* VERSION, EVR_STRING, DEBIAN_EVR_STRING, IOS_VERSION, FILESET_REVISION. */
bool rt_version_valid(enum ir_datatype type, const char *s);
/* Is the text one of the datatype's values? */
bool rt_datatype_valid(enum ir_datatype type, const char *s, size_t n);
int rt_version_order(enum ir_datatype type, const char *a, const char *b);

/*
 * The values an object's entity allows (literal, or the variable's).  Status:
 * TRUE: these; FALSE: the variable has no value; else it cannot be computed,
 * and ctx->why says why.
 */
const struct rt_value *rt_entity_values(struct rt_ctx *ctx,
    const struct ir_entity *e, enum ir_result *status);
/* Does the found value satisfy the entity, its variable and var_check too? */
enum ir_result rt_entity_match(struct rt_ctx *ctx, const struct ir_entity *e,
    const char *found, size_t nfound, const char **why);
/*
 * A variable's values in the context of the rule's target, computed once; the
 * status as rt_entity_values() gives it: what cannot be computed is an error,
 * unknown or not applicable, as the object is that it is made from.
 */
const struct rt_value *rt_variable(struct rt_ctx *ctx, uint32_t variable,
    enum ir_result *status);
/*
 * One function of a variable over its components' values
 * (rt_variable_function.c).
 */
struct rt_value *rt_variable_apply(struct rt_ctx *ctx,
    const struct ir_component *c, const struct rt_value *const *kid,
    uint32_t nkid, const char **why);
/*
 * Seconds since the epoch by a format of time_difference
 * (rt_variable_time.c).
 */
bool rt_time_read(const char *s, const char *format, int64_t *out);
/* The object's items: scope, sets and filters applied; once per context. */
const struct rt_collection *rt_collect(struct rt_ctx *ctx, uint32_t object);
/*
 * The item as the filters leave it: itself, NULL where they drop it, a copy
 * with status error where that cannot be told.
 */
const struct rt_item *rt_filter(struct rt_ctx *ctx, const struct ir_filter *f,
    uint32_t n, const struct rt_collection *c, const struct rt_item *item);
/* rt_eval_set.c: the items of a set into an empty collection. */
void rt_collect_set(struct rt_ctx *ctx, const struct ir_set *set,
    struct rt_collection *out);
/* What the flags of two operands make, by OVAL's tables. */
enum rt_flag rt_set_flag(enum ir_setop op, enum rt_flag first,
    enum rt_flag second);
/*
 * rt_foreign.c: why this kind of target cannot have what the probe asks for;
 * NULL: it can.  The flag of such a collection.  And the list of all, for
 * people: a line per kind of target, each after the intro.
 */
const char *rt_probe_foreign(const struct probe *p, const struct rt_target *t);
enum rt_flag rt_probe_foreign_flag(const struct probe *p);
void rt_foreign_list(FILE *f, const char *intro);
/* The object's entity for a field, or NULL; a behavior's value, or NULL. */
const struct ir_entity *rt_object_entity(const struct ir_object *o,
    uint16_t field);
const char *rt_object_behavior(const struct ir_object *o, const char *name);
/*
 * Does the object ask for an item with this value?  It does where it says
 * nothing of the field; what cannot be compared is flagged in out.
 */
bool rt_object_wants(struct rt_ctx *ctx, const struct ir_object *o,
    uint16_t field, const char *s, size_t n, struct rt_collection *out);
/*
 * Calls back with every value that an item's field may have, once, where the
 * object asks for it by equals; false: by something else, so all that there is
 * has to be looked at.
 */
bool rt_object_names(struct rt_ctx *ctx, const struct ir_object *o,
    uint16_t field, struct rt_collection *out,
    void (*each)(void *arg, const char *name), void *arg);
/*
 * Calls back with every record of a table whose name, in that field, the
 * object asks for.  A record begins with the pointer to its name, by which
 * the table is sorted.
 */
void rt_object_records(struct rt_ctx *ctx, const struct ir_object *o,
    uint16_t field, const void *table, uint32_t n, size_t size,
    struct rt_collection *out, void (*each)(void *arg, const void *record),
    void *arg);
/* Does a state or a variable of the content look at this field? */
bool rt_field_asked(const struct ir_unit *u, enum probe_kind probe,
    uint16_t field);

/*
 * rt_eval_scope.c: the context whose facts an object of that scope asks for;
 * NULL after the flag was set, or, with nothing flagged, where there is none
 * (no container is named).
 */
struct rt_ctx *rt_scope(struct rt_ctx *ctx, const struct ir_object *o,
    struct rt_collection *out);
/* A context for one engine's own facts, made on behalf of ctx. */
struct rt_ctx *rt_scope_engine(struct rt_ctx *ctx, struct rt_engine *e);
/* Does the rule ask for facts of an engine where the target is the host? */
bool rt_rule_asks_engine(const struct ir_unit *u, const struct ir_rule *r);
/* Give back what the context and those made for it hold open. */
void rt_scope_close(struct rt_ctx *ctx);
/*
 * The container that a mode of this one names by container:ID, followed to its
 * end; NULL: it names none, or *why.  mode: "HostConfig.PidMode".
 */
struct rt_container *rt_container_follow(struct arena *a,
    struct rt_container *c, const char *mode, const char **why);
/* Its inspect document, parsed on first use; NULL with *why. */
json_t *rt_container_json(struct arena *a, struct rt_container *c,
    const char **why);

/* rt_eval_test.c: one test, its evidence appended; `not`: it stands negated. */
enum ir_result rt_eval_test(struct rt_ctx *ctx, uint32_t test, bool not_,
    struct rt_rule_result *out);
/*
 * rt_eval_item.c: does this probe give each member of a list as an item of its
 * own?
 */
bool rt_item_is_fact(enum probe_kind probe);
/* Does the item satisfy the state? */
enum ir_result rt_state_match(struct rt_ctx *ctx, const struct ir_state *state,
    const struct rt_collection *all, const struct rt_item *item,
    const char **why);
/*
 * What the states ask, and what the item has of it, for people.  Of an item
 * that does not satisfy a state of several entities, those that it fails
 * alone; item NULL: all that is asked.
 */
const char *rt_expected_text(struct rt_ctx *ctx, const struct ir_test *t,
    const struct rt_collection *all, const struct rt_item *item);
const char *rt_found_text(struct rt_ctx *ctx, const struct ir_test *t,
    const struct rt_collection *all, const struct rt_item *item);
/* Set out->message unless one is there. */
void rt_reason(struct rt_ctx *ctx, struct rt_rule_result *out,
    const char *fmt, ...) BASE_PRINTF(3, 4);

/*
 * Evaluate every selected rule that speaks of this target's kind.  The others
 * are NOTSELECTED.  Results are allocated in `arena`.
 */
void rt_eval_target(struct rt_ctx *ctx, struct rt_target_result *out);

#endif
