/* DISA's list of CCIs: control correlation identifiers, and their controls. */
#include <stdlib.h>
#include <string.h>

#include "front.h"
#include "xml.h"

#define CCI_NS "http://iase.disa.mil/cci"
#define CCI_MAX_REFERENCES 1000 /* of one CCI */

static struct srcpos
pos_of(const char *file, const struct xml_node *node)
{
	return (struct srcpos) { file, node->line };
}

/* Is it CCI- and six digits? */
static bool
is_id(const char *s)
{
	return s != NULL && str_starts(s, "CCI-") && strlen(s) == 10 &&
	    strspn(s + 4, "0123456789") == 6;
}

/* The text of the first child of that name; NULL: there is none. */
static const char *
kid_text(struct arena *a, const struct xml_node *node, const char *name)
{
	const struct xml_node *kid = xml_kid(node, CCI_NS, name);

	return kid != NULL ? xml_text(a, kid) : NULL;
}

static bool
read_reference(struct arena *a, const char *file, const struct xml_node *node,
    struct cci_item *item)
{
	struct cci_reference *r = VEC_PUSH(a, item->reference,
	    item->nreference);

	r->title = xml_attr(node, "title");
	r->version = xml_attr(node, "version");
	r->control = xml_attr(node, "index");
	if (item->nreference > CCI_MAX_REFERENCES) {
		diag(DIAG_ID_CCI_INVALID, pos_of(file, node),
		    "more than %d references", CCI_MAX_REFERENCES);
		return false;
	}
	if (r->title != NULL && r->version != NULL && r->control != NULL)
		return true;
	diag(DIAG_ID_CCI_INVALID, pos_of(file, node),
	    "a reference needs title, version and index");
	return false;
}

static bool
read_item(struct arena *a, const char *file, const struct xml_node *node,
    struct cci_list *list)
{
	struct cci_item *item = VEC_PUSH(a, list->item, list->nitem);
	const struct xml_node *k;

	item->pos = pos_of(file, node);
	item->id = xml_attr(node, "id");
	if (!is_id(item->id)) {
		diag(DIAG_ID_CCI_INVALID, item->pos, "no id of a CCI: %s",
		    item->id != NULL ? item->id : "");
		return false;
	}
	item->status = kid_text(a, node, "status");
	item->type = kid_text(a, node, "type");
	item->definition = kid_text(a, node, "definition");
	k = xml_kid(node, CCI_NS, "references");
	k = k != NULL ? xml_kid(k, CCI_NS, "reference") : NULL;
	for (; k != NULL; k = xml_next(k, CCI_NS, "reference")) {
		if (!read_reference(a, file, k, item))
			return false;
	}
	return true;
}

static int
by_id(const void *a, const void *b)
{
	const struct cci_item *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	if (order != 0)
		return order;
	return x->pos.line < y->pos.line ? -1 : x->pos.line > y->pos.line;
}

/* In the order of the ids, each once. */
static bool
sort(struct cci_list *list)
{
	if (list->nitem != 0)
		qsort(list->item, list->nitem, sizeof *list->item, by_id);
	for (uint32_t i = 1; i < list->nitem; i++) {
		if (!str_eq(list->item[i].id, list->item[i - 1].id))
			continue;
		diag(DIAG_ID_CCI_INVALID, list->item[i].pos,
		    "%s stands there twice", list->item[i].id);
		return false;
	}
	return true;
}

struct cci_list *
front_cci(struct arena *a, const char *file, const char *data, size_t n)
{
	struct cci_list *list = arena_alloc(a, sizeof *list);
	const struct xml_node *root = xml_parse(a, file, data, n);
	const struct xml_node *k;

	if (root == NULL)
		return NULL;
	file = arena_strdup(a, file);
	if (!xml_is(root, CCI_NS, "cci_list")) {
		diag(DIAG_ID_XML_NAMESPACE, pos_of(file, root),
		    "a CCI list is in %s", CCI_NS);
		return NULL;
	}
	k = xml_kid(root, CCI_NS, "metadata");
	list->version = k != NULL ? kid_text(a, k, "version") : NULL;
	k = xml_kid(root, CCI_NS, "cci_items");
	if (list->version == NULL || k == NULL) {
		diag(DIAG_ID_CCI_INVALID, pos_of(file, root),
		    "no metadata/version or no cci_items");
		return NULL;
	}
	for (k = xml_kid(k, CCI_NS, "cci_item"); k != NULL;
	     k = xml_next(k, CCI_NS, "cci_item")) {
		if (!read_item(a, file, k, list))
			return NULL;
	}
	return sort(list) ? list : NULL;
}
