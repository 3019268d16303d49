/*
 * XML for the readers of front/: a whole document as a tree in an arena, so
 * that no other file needs libxml2.  No DTD, no entities but the predefined
 * ones and character references, no network, and limits on size, depth and
 * number of nodes.  Requires base.h.
 */
#ifndef XML_H
#define XML_H

#include "../base/base.h"

#define XML_MAX_SIZE ((size_t)256 << 20) /* bytes of a document */
#define XML_MAX_DEPTH 256                /* elements inside each other */
#define XML_MAX_NODES 4000000            /* elements, attributes and texts */
#define XML_MAX_ATTRIBUTES 1000          /* of an element, about */

#define XML_NS_XML "http://www.w3.org/XML/1998/namespace"

struct xml_attr {
	const char *ns; /* NULL: none */
	const char *name, *value;
};

struct xml_node {
	const char *ns;   /* NULL: none */
	const char *name; /* local name; NULL: this is text */
	const char *text; /* of text */
	struct xml_attr *attr;
	uint32_t nattr;
	uint32_t line; /* where the start tag ends */
	struct xml_node *parent, *kid, *next;
};

/*
 * The root element of a document held in memory; NULL after a diagnostic with
 * file and line.
 */
struct xml_node *xml_parse(struct arena *a, const char *file, const char *data,
    size_t n);

/*
 * Name and namespace of a document's root element, into buffers ("" for no
 * namespace, cut where too long).  A document with a DOCTYPE gives the name
 * that this declares.  False, without a diagnostic, where there is no root
 * element to be found.
 */
struct xml_root {
	char ns[128], name[64];
};
bool xml_find_root(const char *data, size_t n, struct xml_root *out);

/* Value of the attribute that has no namespace; NULL: absent. */
const char *xml_attr(const struct xml_node *node, const char *name);
/* The same for one in a namespace. */
const char *xml_attr_ns(const struct xml_node *node, const char *ns,
    const char *name);

/* Is this the element {ns}name?  ns NULL: of no namespace. */
bool xml_is(const struct xml_node *node, const char *ns, const char *name);
/* First child, or next sibling, that is {ns}name; NULL: none. */
struct xml_node *xml_kid(const struct xml_node *node, const char *ns,
    const char *name);
struct xml_node *xml_next(const struct xml_node *node, const char *ns,
    const char *name);

/* All text below, in document order; "" where there is none. */
const char *xml_text(struct arena *a, const struct xml_node *node);

#endif
