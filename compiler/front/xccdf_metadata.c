/*
 * What publishers say about their own items in vocabularies of their own: kept
 * as XML, to be handed on.
 */
#include <string.h>

#include "xccdf.h"

static void
add_attributes(struct strbuf *out, const struct xml_node *node)
{
	for (uint32_t i = 0; i < node->nattr; i++) {
		const struct xml_attr *a = &node->attr[i];

		strbuf_addch(out, ' ');
		if (str_eq(a->ns, XML_NS_XML)) {
			strbuf_addstr(out, "xml:");
		} else if (a->ns != NULL) {
			strbuf_addf(out, "xmlns:a%u=\"", (unsigned)i);
			quote_xml(out, a->ns);
			strbuf_addf(out, "\" a%u:", (unsigned)i);
		}
		strbuf_addf(out, "%s=\"", a->name);
		quote_xml(out, a->value);
		strbuf_addch(out, '"');
	}
}

/* An element and what is in it; ns: what an unprefixed name is of here. */
static bool
add_markup(struct strbuf *out, const struct xml_node *node, const char *ns)
{
	const char *own = node->ns != NULL ? node->ns : "";

	if (node->name == NULL) {
		quote_xml(out, node->text);
		return out->n <= XCCDF_MAX_METADATA;
	}
	strbuf_addf(out, "<%s", node->name);
	if (!str_eq(own, ns)) {
		strbuf_addstr(out, " xmlns=\"");
		quote_xml(out, own);
		strbuf_addch(out, '"');
	}
	add_attributes(out, node);
	strbuf_addch(out, '>');
	for (const struct xml_node *k = node->kid; k != NULL; k = k->next) {
		if (!add_markup(out, k, own))
			return false;
	}
	strbuf_addf(out, "</%s>", node->name);
	return out->n <= XCCDF_MAX_METADATA;
}

void
xccdf_read_metadata(struct xccdf_reader *r, const struct xml_node *node,
    const char **to)
{
	struct strbuf b = STRBUF_INIT;

	if (*to != NULL)
		strbuf_addstr(&b, *to);
	for (const struct xml_node *k = node->kid; k != NULL; k = k->next) {
		if (k->name == NULL || k->ns == NULL ||
		    str_starts(k->ns, "http://checklists.nist.gov/xccdf/"))
			continue;
		if (!add_markup(&b, k, "")) {
			xccdf_error(r, DIAG_ID_XML_LIMIT, xccdf_pos(r, k),
			    "more than %d bytes of metadata",
			    XCCDF_MAX_METADATA);
			break;
		}
		strbuf_addch(&b, '\n');
	}
	r->metadata += b.n;
	if (r->metadata > XCCDF_MAX_METADATA && !r->bad)
		xccdf_error(r, DIAG_ID_XML_LIMIT, xccdf_pos(r, node),
		    "more than %d bytes of metadata", XCCDF_MAX_METADATA);
	if (b.n != 0 && !r->bad)
		*to = arena_strndup(r->arena, b.s, b.n);
	strbuf_free(&b);
}
