/*
 * What the files of the XCCDF reader share: xccdf.c (benchmark,
 * groups), xccdf_metadata.c, xccdf_rule.c (rules and checks), xccdf_profile.c (values and
 * profiles), xccdf_text.c (text out of markup), xccdf_link.c (ids,
 * references, inheritance).
 */
#ifndef XCCDF_H
#define XCCDF_H

#include "front.h"
#include "xml.h"

#define XCCDF_NS_11 "http://checklists.nist.gov/xccdf/1.1"
#define XCCDF_NS_12 "http://checklists.nist.gov/xccdf/1.2"
#define XCCDF_NS_DC "http://purl.org/dc/elements/1.1/"
#define XCCDF_NS_XHTML "http://www.w3.org/1999/xhtml"

#define XCCDF_MAX_ITEMS 50000     /* groups, rules and values of a benchmark */
#define XCCDF_MAX_PROFILES 1000
#define XCCDF_MAX_INSTANCES 1000  /* selectors of a Value */
#define XCCDF_MAX_EXPORTS 1000    /* check-exports of a check ... */
#define XCCDF_MAX_ALL_EXPORTS 100000 /* ... and of all of them */
#define XCCDF_MAX_REQUIRES 1000   /* ids that an item requires ... */
#define XCCDF_MAX_ALL_REQUIRES (1 << 20) /* ... and bytes of all of them */
#define XCCDF_MAX_LINES 2000000   /* of profiles, see xccdf_link.c */
#define XCCDF_MAX_INHERITED 2000000 /* members of lists */
#define XCCDF_MAX_METADATA (4 << 20)  /* bytes, of all items */
#define XCCDF_MAX_SAID 100        /* diagnostics of one document */

struct xccdf_sub { /* what <sub idref> can name */
	const char *id, *text, *title;
	bool is_value; /* else plain-text */
};

struct xccdf_reader {
	struct arena *arena;
	struct model_benchmark *b;
	const char *file;  /* in the arena */
	const char *ns;    /* of this document's XCCDF elements */
	const char *id_ns; /* of the 1.2 ids that are formed */
	struct xccdf_sub *sub; /* sorted by id */
	uint32_t nsub;
	/* parallel to b's */
	const struct xml_node **rule_node, **value_node, **group_node;
	uint64_t metadata;  /* bytes */
	uint64_t inherited; /* members of lists, over all items */
	uint32_t nexport;   /* of all checks */
	struct model_fix *parts_of; /* the text read now is this one's */
	struct model_index ix; /* once everything is read */
	bool bad;      /* a diagnostic of level error was said */
	uint32_t said; /* diagnostics */
};

/* A benchmark from its element, wherever it stands; NULL after diagnostics. */
struct model_benchmark *xccdf_read(struct arena *a, const char *file,
    const struct xml_node *root);

/* --- xccdf.c: helpers of the readers -------------------------------------- */

struct srcpos xccdf_pos(const struct xccdf_reader *r,
    const struct xml_node *node);
/* Say it and remember that the document is refused. */
void xccdf_error(struct xccdf_reader *r, enum diag_id id, struct srcpos pos,
    const char *fmt, ...) BASE_PRINTF(4, 5);
/*
 * First, and next, element of the document's own namespace.  Elements of other
 * XCCDF namespaces are refused, those of other vocabularies passed over.
 */
const struct xml_node *xccdf_first(struct xccdf_reader *r,
    const struct xml_node *parent);
const struct xml_node *xccdf_after(struct xccdf_reader *r,
    const struct xml_node *node);
/* Is this the element of that local name? */
bool xccdf_is(const struct xml_node *node, const char *name);
/* An element that is known and has no place in the model, or is not known. */
void xccdf_skip(struct xccdf_reader *r, const struct xml_node *node,
    const char *const *known);

/* Attributes, copied to the arena. */
const char *xccdf_attr(struct xccdf_reader *r, const struct xml_node *node,
    const char *name); /* NULL: absent */
const char *xccdf_need(struct xccdf_reader *r, const struct xml_node *node,
    const char *name); /* absent or empty: an error, and "" */
const char *xccdf_id(struct xccdf_reader *r, const struct xml_node *node,
    const char *name); /* as xccdf_need, and an NCName */
const char *xccdf_ncname(struct xccdf_reader *r, const struct xml_node *node,
    const char *name); /* NULL: absent; else an NCName */
bool xccdf_bool(struct xccdf_reader *r, const struct xml_node *node,
    const char *name, bool absent);
unsigned xccdf_enum(struct xccdf_reader *r, const struct xml_node *node,
    const char *name, const char *const *names, unsigned max, unsigned absent);
const char *xccdf_weight(struct xccdf_reader *r, const struct xml_node *node);

/* Text into *slot; a second one in the same language is said to be left out. */
void xccdf_take_text(struct xccdf_reader *r, const char **slot,
    const struct xml_node *node);
struct model_reference xccdf_reference(struct xccdf_reader *r,
    const struct xml_node *node);

/* The text of a status element, and its date, unless *date is a later one. */
void xccdf_read_status(struct xccdf_reader *r, const struct xml_node *node,
    const char **status, const char **date);

/* Append the element's idref, which must be there. */
void xccdf_push_idref(struct xccdf_reader *r, const struct xml_node *node,
    const char ***list, uint32_t *n);

/* What Groups and Rules have in common; where each part goes. */
struct xccdf_parts {
	const char **title, **description, **rationale, **metadata;
	struct model_text **warning;
	uint32_t *nwarning;
	struct model_reference **reference;
	uint32_t *nreference;
	const char ***platform, ***requires_, ***conflicts;
	uint32_t *nplatform, *nrequires, *nconflicts;
};
/* Read node if it is one of these; false: it is not. */
bool xccdf_read_part(struct xccdf_reader *r, const struct xml_node *node,
    const struct xccdf_parts *to);

/* --- xccdf_metadata.c ----------------------------------------------------- */

/* Append what is in a metadata element, as XML that stands by itself. */
void xccdf_read_metadata(struct xccdf_reader *r, const struct xml_node *node,
    const char **to);

/* --- xccdf_rule.c --------------------------------------------------------- */

void xccdf_read_rule(struct xccdf_reader *r, const struct xml_node *node,
    uint32_t group);

/* --- xccdf_profile.c ------------------------------------------------------ */

void xccdf_read_value(struct xccdf_reader *r, const struct xml_node *node,
    uint32_t group);
void xccdf_read_profile(struct xccdf_reader *r, const struct xml_node *node);

/* --- xccdf_text.c --------------------------------------------------------- */

/* What <sub> can name: add one; once all are there, sort them. */
void xccdf_add_sub(struct xccdf_reader *r, const char *id, const char *text,
    const char *title, bool is_value);
void xccdf_sort_subs(struct xccdf_reader *r);
/* Collect what <sub> can name; before any text is read. */
void xccdf_find_subs(struct xccdf_reader *r, const struct xml_node *root);
/*
 * An element's text: XHTML blocks and breaks as lines, <sub> replaced by the
 * plain-text or by the Value's own value (as no profile is applied yet).
 */
const char *xccdf_text(struct xccdf_reader *r, const struct xml_node *node);
/* The same into a fix, which keeps where Values go. */
void xccdf_fix_text(struct xccdf_reader *r, const struct xml_node *node,
    struct model_fix *fix);
/*
 * Take DISA's pseudo-elements out of a description; gives VulnDiscussion, or
 * the text itself where it has none of them.
 */
const char *xccdf_stig_text(struct arena *a, const char *text,
    struct model_stig *stig);
/* The text inside one pseudo-element that is around all of it. */
const char *xccdf_unwrap(struct arena *a, const char *text, const char *tag);
/* release and release_date out of the plain-text release-info. */
void xccdf_read_release(struct arena *a, struct model_benchmark *b,
    const char *text);
/* The benchmark's id without what changes with a release. */
const char *xccdf_family(struct arena *a, const char *id12);

/* --- xccdf_link.c --------------------------------------------------------- */

/* Duplicate ids, references, inheritance; after everything is read. */
void xccdf_link(struct xccdf_reader *r);
/* The same for profiles from `first` on, added to a linked benchmark. */
void xccdf_link_profiles(struct xccdf_reader *r, uint32_t first);

#endif
