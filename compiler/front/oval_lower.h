/*
 * What the files of the OVAL reader share: oval.c (the tables), oval_lower.c
 * (definitions and tests), oval_object.c (objects and sets), oval_entity.c
 * (entities and states), oval_variable.c (variables and their components).
 */
#ifndef OVAL_LOWER_H
#define OVAL_LOWER_H

#include "../probe/probe.h"
#include "oval.h"

/* What became of a node: its index in the build, or why it has none. */
struct oval_done {
	enum { OVAL_NEW, OVAL_OPEN, OVAL_DONE } mark;
	unsigned height;   /* nodes that it needs, one after the other */
	uint32_t index;    /* IR_NONE: see why; both nothing after an error */
	const char *why;   /* not evaluated */
	struct srcpos pos; /* what is not */
};

struct oval_lower {
	const struct oval *o;
	struct ir_build *b;
	const char **value_id; /* of variables that are given one, else NULL */
	const char *suffix;    /* of ids */
	struct oval_done *done[OVAL_KIND__MAX];
	uint32_t *weight; /* per definition: parts, extended ones included */
	uint32_t parts;   /* of the definition that is being lowered, so far */
	unsigned depth, said;
	unsigned height; /* of what the node being lowered needs, so far */
	bool failed;
};

/* Why something that is being lowered is not evaluated; the first is kept. */
struct oval_why {
	const char *text; /* NULL: it is */
	struct srcpos pos;
};
void oval_unsupported(struct oval_lower *l, struct oval_why *w,
    const struct xml_node *node, const char *fmt, ...) BASE_PRINTF(4, 5);

/* Say it; the document is refused. */
void oval_error(struct oval_lower *l, enum diag_id id,
    const struct xml_node *node, const char *fmt, ...) BASE_PRINTF(4, 5);

/* First, and next, element; NULL: none. */
const struct xml_node *oval_first(const struct xml_node *parent);
const struct xml_node *oval_after(const struct xml_node *node);
/* Are these notes or a signature, which say nothing to a machine? */
bool oval_passed_over(const struct xml_node *node);

/* Attributes; a value that is none of the allowed ones is an error. */
bool oval_bool(struct oval_lower *l, const struct xml_node *node,
    const char *name, bool absent);
uint32_t oval_enum(struct oval_lower *l, const struct xml_node *node,
    const char *name, const char *const *names, uint32_t max, uint32_t absent);
const char *oval_need(struct oval_lower *l, const struct xml_node *node,
    const char *name); /* "" after an error */

/*
 * Lower what `id`, written at `from`, names; its index, or IR_NONE after an
 * error or with *why filled.
 */
uint32_t oval_refer(struct oval_lower *l, enum oval_kind kind, const char *id,
    const struct xml_node *from, struct oval_why *why);

/*
 * The probe of an element by its name without `suffix` ("_test"), or
 * PROBE__MAX.
 */
enum probe_kind oval_probe(const struct xml_node *node, const char *suffix);

/* One per kind; they fill what oval_refer() gives. */
uint32_t oval_lower_definition(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why);
uint32_t oval_lower_test(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why);
uint32_t oval_lower_object(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why);
uint32_t oval_lower_state(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why);
uint32_t oval_lower_variable(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why);

/* The id that a node has in the build. */
const char *oval_node_id(struct oval_lower *l, const struct oval_node *n);

/* An entity of an object or a state, appended (a record is several). */
void oval_entity(struct oval_lower *l, enum probe_kind probe,
    enum probe_use use, const struct xml_node *node, struct ir_entity **entity,
    uint32_t *nentity, struct oval_why *why);

/*
 * Is the text one of the datatype's?  Else an error is said.  Gives it without
 * white space around it where that does not count.
 */
const char *oval_literal(struct oval_lower *l, const struct xml_node *node,
    enum ir_datatype type, const char *text);
/* The same for a pattern. */
void oval_pattern(struct oval_lower *l, const struct xml_node *node,
    const char *pattern);
/* Has the datatype that operation? */
bool oval_operation_allowed(enum ir_datatype type, enum ir_operation op);

#endif
