/*
 * Evidence out of an oval_results document, where the results of rules have
 * none of their own: another tool's ARF, or ours without messages.  Requires
 * report.h.
 */
#ifndef REPORT_EVIDENCE_H
#define REPORT_EVIDENCE_H

#include "report.h"

#define EVIDENCE_ITEMS 20    /* of a test */
#define EVIDENCE_TESTS 40    /* of a rule */
#define EVIDENCE_TEXT 400    /* bytes of what was found, or expected */
#define EVIDENCE_STEPS 10000 /* through the criteria of a rule */

struct evidence_entry {
	const char *id;
	const struct xml_node *node;
};
struct evidence_table { /* sorted by id */
	struct evidence_entry *entry;
	uint32_t n;
};

struct evidence_results { /* of one system */
	const char *id;   /* of the report that holds it */
	const struct xml_node *root;
	bool sorted; /* the tables are filled */
	/* what was asked for */
	struct evidence_table test, object, state, variable;
	/* what it came to, and what was seen */
	struct evidence_table definition, result, collected, item;
};

struct report_oval {      /* all of a document */
	struct arena *a;  /* where texts go */
	struct arena tmp; /* where tables go */
	struct evidence_results *doc;
	uint32_t ndoc;
};

/* --- evidence_oval.c ---------------------------------------------------- */

/* Those below `reports`, an ARF's; the tree has to live as long as *out. */
void report_oval_open(
    struct report_oval *out, struct arena *a, const struct xml_node *reports);
void report_oval_close(struct report_oval *o);
/*
 * Puts to a finding that has no items what the definition `name` of the
 * document `href` found; nothing where there is none.
 */
void report_oval_take(struct report_oval *o, const char *href, const char *name,
    struct report_result *x);

/* --- evidence_words.c --------------------------------------------------- */

/* The element child of that local name; NULL: none. */
const struct xml_node *evidence_kid(
    const struct xml_node *node, const char *name);
const struct xml_node *evidence_find(
    const struct evidence_table *t, const char *id);

struct evidence_words { /* one test, to be put into words */
	struct arena *a;
	const struct evidence_results *doc;
	const struct xml_node *test;   /* as it was asked for */
	const struct xml_node *result; /* as it came out */
	const struct xml_node *object; /* NULL: unknown */
	bool turned;                   /* it is not to hold */
};
/* What an item is called, or (NULL) the object; NULL: nothing tells. */
const char *evidence_where(
    const struct evidence_words *w, const struct xml_node *item);
/* The fields of it that the test is about. */
const char *evidence_found(
    const struct evidence_words *w, const struct xml_node *item);
/* What had to be: of an item that fails, what it fails where that is known. */
const char *evidence_expected(
    const struct evidence_words *w, const struct xml_node *item);

#endif
