/*
 * OVAL 5 definitions (the schemas 5.0 to 5.11): a document is read into tables
 * of what has an id, and lowered into the check IR as it stands: every node
 * keeps its id, a criterion is a test, criteria are an operator, an
 * extend_definition leads to the criteria of the other definition.  Requires
 * front.h and xml.h.
 *
 * What a test, its object and its state may hold is said by the probe whose
 * `oval` name is the test's, "unix:file" for file_test of the namespace
 * ...#unix: its fields are the entities, one to one by name, its behaviors the
 * attributes of <behaviors>.  What no probe has is kept and not evaluated: the
 * test says why and where, and whatever rests on it is unsupported, too.
 */
#ifndef OVAL_H
#define OVAL_H

#include "front.h"
#include "xml.h"

#define OVAL_NS "http://oval.mitre.org/XMLSchema/oval-definitions-5"
#define OVAL_NS_COMMON "http://oval.mitre.org/XMLSchema/oval-common-5"
#define OVAL_SYSTEM OVAL_NS /* of an XCCDF check */

#define OVAL_MAX_NODES 500000 /* with an id, in a document */
#define OVAL_MAX_DEPTH 100    /* nodes of one kind that need each other */
#define OVAL_MAX_WEIGHT 50000 /* criteria and tests that a definition is made of */
#define OVAL_MAX_SAID 100     /* diagnostics of a document */
#define OVAL_MAX_CITED 10000  /* documents that a benchmark's checks name */
#define OVAL_MAX_LOWERED 4000000 /* nodes, once for each choice of Values */
#define OVAL_MAX_PARTS 20000000  /* criteria and tests of all rules */

enum oval_kind {
	OVAL_DEFINITION,
	OVAL_TEST,
	OVAL_OBJECT,
	OVAL_STATE,
	OVAL_VARIABLE,
	OVAL_KIND__MAX
};

struct oval_node {
	const char *id;
	uint32_t version;
	const struct xml_node *node;
};

struct oval { /* one document */
	struct arena *arena;
	const char *file;
	const char *schema_version;
	struct {
		struct oval_node *node; /* in the document's order */
		uint32_t n;
		uint32_t *by_id; /* indices, sorted by id */
	} kind[OVAL_KIND__MAX];
};

/*
 * Read the tables; `root` must live as long as *out.  False after diagnostics
 * of level error.
 */
bool oval_read(struct arena *a, const char *file, const struct xml_node *root,
    struct oval *out);

/* Index of what has that id, or IR_NONE. */
uint32_t oval_find(const struct oval *o, enum oval_kind kind, const char *id);

/* Of a definition: its title, description and class; "" where there is none. */
const char *oval_title(const struct oval *o, uint32_t definition);
const char *oval_description(const struct oval *o, uint32_t definition);
const char *oval_class(const struct oval *o, uint32_t definition);
struct srcpos oval_pos(const struct oval *o, const struct xml_node *node);

/* What gives an external variable its values: the id of an XCCDF Value. */
struct oval_value {
	const char *variable, *value_id;
};

/*
 * Append the whole document to b.  expr[i] is what definition i says: true, or
 * false; that a vulnerability that is true is a failure is for the caller.
 * An external variable that no `value` is for is kept and not evaluated.
 * suffix: what is put behind every id, so that a second document, or the same
 * one with other Values, can be in one unit.  False after diagnostics of
 * level error.
 */
bool oval_lower(const struct oval *o, struct ir_build *b,
    const struct oval_value *value, uint32_t nvalue, const char *suffix,
    uint32_t **expr);

/*
 * A benchmark of its own, for `auditc build FILE`: a rule for each definition,
 * a Value for each external variable.  NULL after a diagnostic where these
 * are too many.
 */
struct model_benchmark *oval_benchmark(struct arena *a, const struct oval *o);

#endif
