/*
 * The check IR: OVAL's model of a test, made general.  Front ends build it,
 * passes rewrite it, back ends read it, and the evaluator's tables are these
 * same structs.  Everything is in one arena (or in read-only tables); cross
 * references are indices into the unit, IR_NONE where there is none, so that a
 * unit can be stored, printed, read back and compared.  Every node knows
 * where its author wrote it.
 *
 * A rule is guards and an expression over tests; a test is a probe's object
 * (what to collect), states (what must hold of each item) and the three
 * quantifiers of OVAL; an entity is compared by operation and datatype with a
 * literal or a variable.
 */
#ifndef IR_H
#define IR_H

#include "../base/base.h"

#define IR_NONE UINT32_MAX

#define IR_RESULT(id, name) IR_RESULT_##id,
enum ir_result {
#include "ops.def"
	IR_RESULT__MAX
};
#undef IR_RESULT
#define IR_OPERATOR(id, name) IR_OPERATOR_##id,
enum ir_operator {
#include "ops.def"
	IR_OPERATOR__MAX
};
#undef IR_OPERATOR
#define IR_OPERATION(id, name) IR_OPERATION_##id,
enum ir_operation {
#include "ops.def"
	IR_OPERATION__MAX
};
#undef IR_OPERATION
#define IR_DATATYPE(id, name) IR_DATATYPE_##id,
enum ir_datatype {
#include "ops.def"
	IR_DATATYPE__MAX
};
#undef IR_DATATYPE
#define IR_CHECK(id, name) IR_CHECK_##id,
enum ir_check {
#include "ops.def"
	IR_CHECK__MAX
};
#undef IR_CHECK
#define IR_EXISTENCE(id, name) IR_EXISTENCE_##id,
enum ir_existence {
#include "ops.def"
	IR_EXISTENCE__MAX
};
#undef IR_EXISTENCE
#define IR_SCOPE(id, name) IR_SCOPE_##id,
enum ir_scope {
#include "ops.def"
	IR_SCOPE__MAX
};
#undef IR_SCOPE
#define IR_TARGET(id, name) IR_TARGET_##id,
enum ir_target {
#include "ops.def"
	IR_TARGET__MAX
};
#undef IR_TARGET
#define IR_FUNCTION(id, name) IR_FUNCTION_##id,
enum ir_function {
#include "ops.def"
	IR_FUNCTION__MAX
};
#undef IR_FUNCTION
#define IR_SETOP(id, name) IR_SETOP_##id,
enum ir_setop {
#include "ops.def"
	IR_SETOP__MAX
};
#undef IR_SETOP

enum probe_kind {
#define PROBE(id, sym, name) PROBE_##id,
#include "probes.def"
#undef PROBE
	PROBE__MAX
};

/*
 * One entity of an object, a state or a filter.  In an object it says what to
 * collect, in a state what must hold.  `field` is an index into the probe's
 * fields.  `record` names a member of a record-valued field ("RW" of a
 * Mounts[] item), NULL for the value itself.
 */
struct ir_entity {
	uint16_t field;
	const char *record;
	enum ir_operation operation;
	enum ir_datatype datatype;
	enum ir_check entity_check; /* over several values of one item */
	enum ir_check var_check;    /* over several values of the variable */
	/* in a state: over the status of the item's values */
	enum ir_existence check_existence;
	/*
	 * In a state, a field of a record: which record entity (from 1) it is
	 * of, and how that one looks at several records.  0: of none, `record`
	 * alone says which members are meant.
	 */
	uint16_t record_of;
	enum ir_check record_check;
	uint32_t variable;          /* index; IR_NONE: literal */
	const char *literal;        /* NULL with a variable, or nil */
	bool nil;                   /* xsi:nil */
	bool mask; /* its values are not for any output */
	struct srcpos pos;
};

/* A behavior: what the probe's own options are; names as in OVAL. */
struct ir_behavior {
	const char *name, *value;
};

struct ir_filter {
	bool include; /* else exclude */
	uint32_t state;
};

struct ir_set { /* object made of two sets or objects */
	enum ir_setop setop;
	uint32_t object[2]; /* second IR_NONE: none */
	const struct ir_filter *filter;
	uint32_t nfilter;
};

struct ir_object {
	const char *id; /* unique in the unit */
	enum probe_kind probe;
	enum ir_scope scope;
	const char *scope_field; /* CONTAINER: fact that names it, e.g. "HostConfig.PidMode" */
	const struct ir_entity *entity;
	uint32_t nentity;
	const struct ir_behavior *behavior;
	uint32_t nbehavior;
	const struct ir_filter *filter;
	uint32_t nfilter;
	const struct ir_set *set; /* NULL: not a set */
	struct srcpos pos;
};

struct ir_state {
	const char *id;
	enum probe_kind probe;
	enum ir_operator operator_;
	const struct ir_entity *entity;
	uint32_t nentity;
	struct srcpos pos;
};

struct ir_test {
	const char *id;
	const char *comment; /* for the evidence; may be NULL */
	enum probe_kind probe;
	enum ir_existence check_existence;
	enum ir_check check;
	enum ir_operator state_operator;
	uint32_t object;       /* IR_NONE: unsupported, see reason */
	const uint32_t *state;
	uint32_t nstate;
	/*
	 * The test on the kernel's own facts that must agree while the target
	 * runs: where this test is true and that one false, the result is
	 * false and the evidence says drift; where that one cannot be read,
	 * unknown.  IR_NONE: the declaration alone counts.
	 */
	uint32_t kernel;
	/* Not NULL: cannot be evaluated, and why; every result is notchecked. */
	const char *unsupported;
	struct srcpos pos;
};

struct ir_expr { /* criteria, criterion, a condition, or a constant */
	/*
	 * IF: kid[0] is the condition; true gives kid[1], false kid[2] or,
	 * where there is none, not applicable; any other result of the
	 * condition is the result.
	 * SELECT: kid[i] where the profile's selector of the rule is
	 * selector[i - 1], kid[0] where it is none of these.
	 */
	enum {
		IR_EXPR_OPERATOR,
		IR_EXPR_TEST,
		IR_EXPR_RESULT,
		IR_EXPR_IF,
		IR_EXPR_SELECT
	} kind;
	enum ir_operator operator_;
	bool negate;
	bool applicability_check;
	/*
	 * OPERATOR over one kid: an extend_definition, and the definition's
	 * index plus 1.  0: it is none.
	 */
	uint32_t definition;
	const uint32_t *kid; /* OPERATOR, IF, SELECT: indices of expressions */
	uint32_t nkid;
	const char *const *selector; /* SELECT: nkid - 1 */
	uint32_t test;         /* TEST */
	enum ir_result result; /* RESULT */
	const char *comment;   /* RESULT: what a <report> says; may be NULL */
	struct srcpos pos;
	/*
	 * OPERATOR: the name of one of several checks of a rule whose results
	 * are told apart (multi-check).  NULL: it is none.
	 */
	const char *check;
	/*
	 * OPERATOR AND, OR of XCCDF, whose tables have unknown before error
	 * and not applicable before not evaluated.
	 */
	bool xccdf;
};

struct ir_component { /* a variable is a tree of these */
	enum ir_function function;
	const uint32_t *kid; /* indices into ir_unit.component */
	uint32_t nkid;
	/*
	 * LITERAL; BEGIN/END characters; SPLIT delimiter; REGEX_CAPTURE
	 * pattern; COUNT, UNIQUE: not NULL where an operand without a value
	 * leaves none (else it counts as none)
	 */
	const char *literal;
	uint32_t variable;      /* VARIABLE */
	uint32_t object;        /* OBJECT */
	uint16_t field;         /* OBJECT: index into the probe's fields */
	const char *record;     /* OBJECT: member of a record field */
	int64_t start, length;  /* SUBSTRING */
	const char *format1, *format2; /* TIME_DIFFERENCE */
	enum ir_datatype datatype;     /* LITERAL */
	bool noescape;                 /* GLOB_TO_REGEX: glob_noescape */
	struct srcpos pos;
};

struct ir_restriction { /* a value that is compared with this holds */
	enum ir_operation operation;
	const char *value;
};

/* A range of values that may be given for a variable from outside. */
struct ir_possible {
	enum ir_operator operator_; /* over the restrictions */
	const struct ir_restriction *restriction;
	uint32_t nrestriction;
};

struct ir_variable {
	const char *id;
	enum ir_datatype datatype;
	enum { IR_CONSTANT, IR_EXTERNAL, IR_LOCAL } kind;
	const char *const *value; /* CONSTANT; EXTERNAL: the default */
	uint32_t nvalue;
	const char *value_id; /* EXTERNAL: id of the XCCDF Value that gives it */
	/* EXTERNAL: each value is in one of these; none: any value will do */
	const struct ir_possible *possible;
	uint32_t npossible;
	uint32_t component;   /* LOCAL: root of the tree */
	struct srcpos pos;
};

/*
 * An OVAL definition, for OVAL results.  A unit that has these keeps apart
 * nodes that have different ids; without them equal nodes are one.
 */
struct ir_definition {
	const char *id, *class_, *title;
	uint32_t version;
	uint32_t expr; /* its criteria; IR_NONE: it has none */
	struct srcpos pos;
};

/*
 * XCCDF's nine results; what a guard, a report or a severity can ask for.
 * Order and spelling: NISTIR 7275r4 table 26.
 */
#define IR_XCCDF_RESULTS(X) \
	X(PASS, "pass") \
	X(FAIL, "fail") \
	X(ERROR, "error") \
	X(UNKNOWN, "unknown") \
	X(NOTAPPLICABLE, "notapplicable") \
	X(NOTCHECKED, "notchecked") \
	X(NOTSELECTED, "notselected") \
	X(INFORMATIONAL, "informational") \
	X(FIXED, "fixed")
enum ir_xccdf_result {
#define X(id, name) IR_XCCDF_##id,
	IR_XCCDF_RESULTS(X)
#undef X
	IR_XCCDF__MAX
};

/*
 * A condition for a whole rule, in order; the first that does not hold (false)
 * decides with `result`; one that cannot be evaluated (error, unknown) gives
 * error or unknown, never a verdict.
 */
struct ir_guard {
	uint32_t expr;
	enum ir_xccdf_result result;
	const char *message; /* said with the result */
	bool platform; /* a platform of XCCDF: can be left out at run time */
	const char *profile; /* counts in this profile only; NULL: always */
	struct srcpos pos;
};

struct ir_rule {
	const char *id;      /* XCCDF 1.2 rule id */
	const char *name;    /* STIG-ID or rule id: file name of its script */
	/*
	 * Bits 1u << IR_TARGET_x.  A directory (rootfs:DIR) is the root of a
	 * host or of an image: it takes the rules of both.  Rules of OVAL
	 * have HOST, CONTAINER and IMAGE; what a kind of target cannot have
	 * is not applicable (runtime/rt_foreign.c).
	 */
	uint32_t target;
	const struct ir_guard *guard;
	uint32_t nguard;
	uint32_t expr; /* IR_NONE: nothing is bound; see manual */
	/*
	 * Half interview: passes only where every one of these boolean
	 * variables is true; else, where expr holds, notchecked, and the
	 * message says that the automatic part holds.
	 */
	const uint32_t *attest;
	uint32_t nattest;
	/* Not NULL: notchecked with this text, what a human has to look at. */
	const char *manual;
	/* The result forced when expr was evaluated (severity LOW gives
	 * INFORMATIONAL, MEDIUM's manual idiom NOTCHECKED); IR_XCCDF__MAX: none */
	enum ir_xccdf_result force;
	struct srcpos pos;
};

struct ir_unit {
	const struct ir_rule *rule;
	uint32_t nrule;
	const struct ir_expr *expr;
	uint32_t nexpr;
	const struct ir_test *test;
	uint32_t ntest;
	const struct ir_object *object;
	uint32_t nobject;
	const struct ir_state *state;
	uint32_t nstate;
	const struct ir_variable *variable;
	uint32_t nvariable;
	const struct ir_component *component;
	uint32_t ncomponent;
	const struct ir_definition *definition;
	uint32_t ndefinition;
};

/* --- from here on: for the compiler; the evaluator has only the tables ---- */

/*
 * The same unit while it is being built.  Arrays grow in the arena; ir_view()
 * gives the read-only form above (no copy).
 */
struct ir_build {
	struct arena *arena;
	struct ir_rule *rule;
	uint32_t nrule;
	struct ir_expr *expr;
	uint32_t nexpr;
	struct ir_test *test;
	uint32_t ntest;
	struct ir_object *object;
	uint32_t nobject;
	struct ir_state *state;
	uint32_t nstate;
	struct ir_variable *variable;
	uint32_t nvariable;
	struct ir_component *component;
	uint32_t ncomponent;
	struct ir_definition *definition;
	uint32_t ndefinition;
};
struct ir_unit ir_view(const struct ir_build *b);

/* --- names.c: spelling of the vocabularies; unknown text gives __MAX ------ */
extern const char *const ir_result_names[], *const ir_operator_names[],
    *const ir_operation_names[], *const ir_datatype_names[],
    *const ir_check_names[], *const ir_existence_names[],
    *const ir_scope_names[], *const ir_target_names[],
    *const ir_function_names[], *const ir_setop_names[],
    *const ir_xccdf_names[], *const ir_probe_names[];
/* Index of text among names[0..max), or max. */
uint32_t ir_name_find(const char *const *names, uint32_t max, const char *text);

/* --- build.c: append a zeroed node with every index IR_NONE; its index ---- */
uint32_t ir_add_rule(struct ir_build *b);
uint32_t ir_add_expr(struct ir_build *b);
uint32_t ir_add_test(struct ir_build *b);
uint32_t ir_add_object(struct ir_build *b);
uint32_t ir_add_state(struct ir_build *b);
uint32_t ir_add_variable(struct ir_build *b);
uint32_t ir_add_component(struct ir_build *b);
uint32_t ir_add_definition(struct ir_build *b);
/* Expression of one test; AND (or other) over n kids. */
uint32_t ir_expr_test(struct ir_build *b, uint32_t test);
uint32_t ir_expr_operator(struct ir_build *b, enum ir_operator op,
    const uint32_t *kid, uint32_t nkid);

/*
 * Append to `to` the rules whose indices are given and what they reach, equal
 * nodes once; `from` must be valid (ir_verify).  canonical: without ids, names
 * and positions, so that two checks that do the same come out the same.
 */
void ir_copy(struct ir_build *to, const struct ir_unit *from,
    const uint32_t *rule, uint32_t nrule, bool canonical);

/*
 * The text form (schemas/ir.txt is its grammar): line based, stable, every
 * value quoted.  ir_read(ir_print(x)) prints the same bytes.  ir_read says
 * what is wrong with a position and returns false; the build is then unusable.
 */
void ir_print(struct strbuf *out, const struct ir_unit *u);
bool ir_read(struct ir_build *b, const char *file, const char *text, size_t n);

/*
 * Every index in range, every enum in range, no cycle among expressions,
 * variables or sets, entities that the probe has, patterns that PCRE2 takes.
 * Says all that is wrong; false when anything was.
 */
bool ir_verify(const struct ir_unit *u);

#endif
