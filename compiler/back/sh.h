/*
 * What the files of the script back end share.  Private to back/sh*.c.
 */
#ifndef SH_H
#define SH_H

#include "back.h"

enum sh_facts { SH_CONTAINER, SH_IMAGE, SH_NETWORK, SH_FACTS__MAX };

struct sh_list { /* texts in the order of their first use, each once */
	const char **item;
	uint32_t n;
};

struct sh { /* one script while it is being made */
	struct arena *arena;
	const struct pass_unit *unit;
	struct ir_unit ir;
	const struct ir_rule *rule;
	const char *selector; /* of the check; NULL: none */
	const char *name;     /* of the file, without ".sh" */
	struct strbuf body;  /* of rule() */
	struct strbuf defs;  /* functions of objects, states, variables */
	struct strbuf early; /* local variables, computed before the tests */
	/* Numbers in this script by index in the unit; 0: not used yet. */
	uint32_t *object, *state, *variable, *expr;
	uint32_t nobject, nstate, nvariable, nexpr, nkernel;
	struct sh_list path[SH_FACTS__MAX]; /* facts asked by path */
	struct sh_list root;  /* functions of the runtime that are called */
	const char *why;      /* the first test that is not evaluated: why */
	bool engine;          /* asks for facts of the engine */
	bool container;       /* evaluated for containers, or */
	bool image;           /* for images */
};

/* Add a text to a list unless it is there. */
void sh_list_add(struct sh *s, struct sh_list *list, const char *text);

/* --- sh_facts.c ------------------------------------------------------------ */

/*
 * Note that a fact is asked for: its path, or what a derived fact is computed
 * from.  False where scripts do not know this derived fact.
 */
bool sh_fact(struct sh *s, enum sh_facts kind, const char *path);
/* Likewise for a fact of the engine. */
bool sh_engine_fact(struct sh *s, const char *path);
/* The Go template that yields these paths of a raw inspect document as JSON. */
void sh_template(struct sh *s, struct strbuf *out, const struct sh_list *path);

/* --- sh_library.c ---------------------------------------------------------- */

/* True when the embedded shell files define this function. */
bool sh_library_has(const char *function);
/* The functions that the roots reach, in the order of the files. */
void sh_library(struct sh *s, struct strbuf *out);

/* --- sh_limits.c ------------------------------------------------------------ */

/* Why scripts cannot evaluate this test; NULL: they can. */
const char *sh_test_unsupported(struct sh *s, const struct ir_test *t);
const char *sh_field_name(enum probe_kind kind, uint16_t field);
/* Index of the variable that a variable object names, or IR_NONE. */
uint32_t sh_variable_of(const struct sh *s, const struct ir_object *o);

/* --- sh_rule.c --------------------------------------------------------------- */

/* Fill body and defs from the rule. */
void sh_rule_body(struct sh *s);
/* What the environment calls a Value: the end of its id, as a shell name. */
const char *sh_value_name(const struct sh *s, const char *id);

#endif
