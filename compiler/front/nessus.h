/*
 * What the files of the .audit front end share: the tokens, the table of
 * check types, and how an item finds its keys.  Requires front.h.
 */
#ifndef NESSUS_H
#define NESSUS_H

#include "front.h"

#define AUDIT_MAX_SIZE ((size_t)64 << 20) /* bytes of a file */
#define AUDIT_MAX_DEPTH 64                /* <if> inside <if> */
#define AUDIT_MAX_NODES 200000            /* items, reports and ifs */
#define AUDIT_MAX_KEYS 256                /* of one item */
#define AUDIT_MAX_VALUES 10000            /* of one key */
#define AUDIT_MAX_CONDITIONS 1000000      /* items of ifs, for all checks */
#define AUDIT_MAX_VARIABLES 1000          /* of a file */
#define AUDIT_MAX_PATHS 2000 /* of an item, each with what it ignores */

/* --- nessus_lex.c --------------------------------------------------------- */

enum audit_token_kind {
	AUDIT_TOKEN_END,
	AUDIT_TOKEN_TAG,       /* <name:"v" k:"v"> */
	AUDIT_TOKEN_CLOSE,     /* </name> */
	AUDIT_TOKEN_KEY,       /* name : */
	AUDIT_TOKEN_STRING,    /* "..." or '...' */
	AUDIT_TOKEN_WORD,      /* bare */
	AUDIT_TOKEN_SEPARATOR, /* || && | , */
	AUDIT_TOKEN_ERROR      /* after a diagnostic */
};

struct audit_attr { /* of a tag; name "" is the tag's own: <report:"x"> */
	const char *name, *value;
};

struct audit_token {
	enum audit_token_kind kind;
	const char *text; /* name or decoded value */
	char separator;   /* SEPARATOR: '|' for ||, '&' for &&, ',' for | and , */
	char escape;      /* STRING: c of the first lone \c with c in +*()^ */
	struct audit_attr *attr;
	uint32_t nattr;
	struct srcpos pos;
};

struct audit_lexer {
	struct arena *arena;
	const char *p, *end;
	struct srcpos pos;
	bool line_start; /* nothing but blanks on this line so far */
	bool in_value;   /* the next word belongs to a value, not to a key */
};

/*
 * Read `data`, which is UTF-8 without NUL, from its start.  Strings are in
 * the arena.  audit_lex() gives the next token; after ERROR, again ERROR.
 */
void audit_lex_start(struct audit_lexer *l, struct arena *a, const char *file,
    const char *data, size_t n);
struct audit_token audit_lex(struct audit_lexer *l);

/* --- nessus_types.c ------------------------------------------------------- */

enum audit_how { /* what lowering makes of a type */
	AUDIT_HOW_UNSUPPORTED,
	AUDIT_HOW_FILE,
	AUDIT_HOW_CONTENT,
	AUDIT_HOW_COMMAND,
	AUDIT_HOW_PROCESS,
	AUDIT_HOW_OWN
};

struct audit_type {
	const char *name;     /* type of a custom_item, name of an item */
	enum audit_how how;
	bool inverse;         /* the _NOT types */
	enum ir_target place; /* whose facts it reads */
	enum probe_kind probe;
	const char *required; /* keys, with a blank after each */
	const char *allowed;  /* the others, likewise; NULL: not known */
};

/* The type of an item; NULL: none of that name. */
const struct audit_type *audit_type_find(const struct audit_node *item);
/* May this key stand there?  More than once?  Is it a pattern, is it prose? */
bool audit_type_allows(const struct audit_type *t, const char *key);
bool audit_report_allows(const char *key);
bool audit_key_repeats(const struct audit_node *item, const char *key);
bool audit_key_is_pattern(const struct audit_node *item, const char *key);
bool audit_key_is_prose(const char *key);

/* --- nessus_key.c --------------------------------------------------------- */

/* The first key of that name at or after index *i, which is set behind it. */
const struct audit_key *audit_key_next(const struct audit_node *n,
    const char *name, uint32_t *i);
const struct audit_key *audit_key_find(const struct audit_node *n,
    const char *name);
/* First value of the key; NULL: no such key. */
const char *audit_key_text(const struct audit_node *n, const char *name);
/* All values of a key, joined by a blank. */
const char *audit_key_joined(struct arena *a, const struct audit_key *k);
/* Has the key that value first, in any case? */
bool audit_text_is(const struct audit_node *n, const char *name,
    const char *value);
/* True for YES, false for NO; `otherwise` without the key. */
bool audit_key_yes(const struct audit_node *n, const char *name,
    bool otherwise);

/*
 * The next @NAME@ of text at or after `from`; *start and *end are its bounds.
 * False: there is none.
 */
bool audit_variable_next(const char *text, size_t from, size_t *start,
    size_t *end);
const struct audit_variable *audit_variable_find(const struct audit *au,
    const char *name, size_t n);
/* The text with every variable replaced by its default. */
const char *audit_expand(const struct audit *au, struct arena *a,
    const char *text);

/* "not equal", not_equal, ...; IR_OPERATION__MAX: none of the name. */
enum ir_operation audit_operation(const char *text);
struct audit_where { /* where : "Type" equals "bind" || "volume" */
	const char *member;
	enum ir_operation operation;
	const struct audit_value *value;
	uint32_t nvalue;
};
/* False: the key is not of that form. */
bool audit_where_split(struct arena *a, const struct audit_key *k,
    struct audit_where *out);

/* --- nessus_verify.c ------------------------------------------------------ */

/*
 * Every key where it may stand, with a value that it may have, every variable
 * declared, every pattern one that PCRE2 takes.  Says all that is wrong.
 */
bool audit_check_keys(const struct audit *au);

/* --- nessus_same.c -------------------------------------------------------- */

/* Warns of items that have a description in common and may both run. */
void audit_warn_same(const struct audit *au);

/* --- nessus_meta.c -------------------------------------------------------- */

/* Read #<ui_metadata> of a file's comments into au; none is no error. */
bool audit_read_metadata(struct audit *au, const char *data, size_t n);

/* --- nessus_reference.c --------------------------------------------------- */

struct audit_reference { /* KEY|value of a reference */
	const char *key, *value;
};
/* Split "KEY|value,KEY|value"; a part without | belongs to the one before. */
uint32_t audit_reference_split(struct arena *a, const char *text,
    struct audit_reference **out);
/* Value of the first of that key; NULL: none. */
const char *audit_reference_find(const struct audit_reference *r, uint32_t n,
    const char *key);

/* --- nessus_node.c: nodes of the IR as the lowering needs them ------------ */

struct audit_lower { /* what lowering carries along */
	const struct audit *au;
	struct ir_build *b;
	/* By the file's variables, IR_NONE before first use: as it is, split. */
	uint32_t *external, *members;
	const char *missing; /* a field that the probe lacks, since then */
	bool failed;
};

/* What a file, pattern or value becomes: a literal, or a variable. */
struct audit_operand {
	const char *literal;
	uint32_t variable; /* IR_NONE: the literal */
};

/*
 * Text in which variables are replaced; `list`: one that is @NAME@ alone
 * stands for the members of its value, which are split at commas.
 */
struct audit_operand audit_operand(struct audit_lower *l, const char *text,
    bool list, struct srcpos pos);
/* Components of variables, and a variable made of one. */
uint32_t audit_text_component(struct audit_lower *l, const char *text,
    struct srcpos pos);
uint32_t audit_object_component(struct audit_lower *l, uint32_t object,
    const char *field, struct srcpos pos);
uint32_t audit_concat(struct audit_lower *l, const uint32_t *kid,
    uint32_t nkid, struct srcpos pos);
uint32_t audit_count(struct audit_lower *l, const uint32_t *kid,
    uint32_t nkid, struct srcpos pos);
uint32_t audit_local_variable(struct audit_lower *l, uint32_t root,
    struct srcpos pos);
/* A pattern that finds the text itself. */
struct audit_operand audit_operand_escaped(struct audit_lower *l,
    const char *text, struct srcpos pos);
/* Several texts: one variable with all of them, else as audit_operand(). */
struct audit_operand audit_operands(struct audit_lower *l,
    const struct audit_value *v, uint32_t n, bool list, struct srcpos pos);

/*
 * Nodes as they are made here: an object, a state or a test of a probe, and
 * an entity in it.  A field that the probe does not have makes the test
 * unsupported.
 */
uint32_t audit_add_object(struct audit_lower *l, enum probe_kind probe,
    enum ir_scope scope, struct srcpos pos);
uint32_t audit_add_state(struct audit_lower *l, enum probe_kind probe,
    struct srcpos pos);
uint32_t audit_add_test(struct audit_lower *l, const struct audit_node *item,
    uint32_t object);
struct ir_entity *audit_object_entity(struct audit_lower *l, uint32_t object,
    const char *field, struct audit_operand value);
struct ir_entity *audit_state_entity(struct audit_lower *l, uint32_t state,
    const char *field, struct audit_operand value);
void audit_object_filter(struct audit_lower *l, uint32_t object, bool include,
    uint32_t state);
void audit_object_behavior(struct audit_lower *l, uint32_t object,
    const char *name, const char *value);
void audit_test_state(struct audit_lower *l, uint32_t test, uint32_t state);

/* The test as an expression; unsupported where a field was missing. */
uint32_t audit_expr_test(struct audit_lower *l, uint32_t test);
/* AND or OR of n expressions; one stays as it is. */
uint32_t audit_expr_join(struct audit_lower *l, enum ir_operator op,
    const uint32_t *kid, uint32_t n);
uint32_t audit_expr_result(struct audit_lower *l, enum ir_result result,
    const char *comment, struct srcpos pos);
uint32_t audit_expr_not(struct audit_lower *l, uint32_t expr);
/* A test that cannot be evaluated, with the reason; said as a diagnostic. */
uint32_t audit_expr_unsupported(struct audit_lower *l,
    const struct audit_node *item, const char *why);

/* --- nessus_file.c, nessus_command.c, nessus_own.c ------------------------ */

/*
 * One item as an expression.  scope: TARGET, or HOST where a vendor's item
 * stands in a check about a container, an image or an engine.
 */
uint32_t audit_lower_file(struct audit_lower *l, const struct audit_node *item,
    const struct audit_type *t, enum ir_scope scope);
uint32_t audit_lower_content(struct audit_lower *l,
    const struct audit_node *item, const struct audit_type *t,
    enum ir_scope scope);
uint32_t audit_lower_command(struct audit_lower *l,
    const struct audit_node *item, enum ir_scope scope);
uint32_t audit_lower_process(struct audit_lower *l,
    const struct audit_node *item, enum ir_scope scope);
uint32_t audit_lower_own(struct audit_lower *l, const struct audit_node *item,
    const struct audit_type *t);

/*
 * nessus_fact.c: is there such a fact (a path that holds a variable counts as
 * known), and has its record such a member?
 */
bool audit_fact_known(enum probe_kind probe, const char *path);
bool audit_fact_member_known(enum probe_kind probe, const char *path,
    const char *member);

#endif
