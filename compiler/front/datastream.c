/* SCAP source data streams: components, and who refers to which. */
#include <stdlib.h>
#include <string.h>

#include "datastream.h"
#include "xccdf.h"

#define NS_CATALOG "urn:oasis:names:tc:entity:xmlns:xml:catalog"
#define NS_XLINK "http://www.w3.org/1999/xlink"

struct component {
	const char *id;
	const struct xml_node *root;
	struct srcpos pos;
};

struct reader {
	struct arena *arena;
	struct datastream *ds;
	struct component *component; /* sorted by id */
	uint32_t ncomponent, nref, nentry;
	bool bad;
};

static struct srcpos
position(const struct datastream *ds, const struct xml_node *node)
{
	return (struct srcpos) { ds->file, node->line };
}

static void
refuse(struct reader *r, enum diag_id id, const struct xml_node *node,
    const char *what, const char *name)
{
	diag(id, position(r->ds, node), "%s%s", what, name);
	r->bad = true;
}

static const char *
need(struct reader *r, const struct xml_node *node, const char *name)
{
	const char *value = xml_attr(node, name);

	if (value != NULL && *value != '\0')
		return value;
	refuse(r, DIAG_ID_XCCDF_MISSING, node, name, "");
	return "";
}

static int
compare_components(const void *a, const void *b)
{
	const struct component *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static const struct xml_node *
first_element(const struct xml_node *node)
{
	const struct xml_node *k = node->kid;

	while (k != NULL && k->name == NULL)
		k = k->next;
	return k;
}

static void
read_components(struct reader *r, const struct xml_node *root)
{
	const struct xml_node *k;

	for (k = root->kid; k != NULL; k = k->next) {
		struct component *c;

		if (!xml_is(k, DATASTREAM_NS, "component") &&
		    !xml_is(k, DATASTREAM_NS, "extended-component"))
			continue;
		if (r->ncomponent == DATASTREAM_MAX_REFS) {
			refuse(r, DIAG_ID_XML_LIMIT, k, "too many components",
			    "");
			return;
		}
		c = VEC_PUSH(r->arena, r->component, r->ncomponent);
		c->id = need(r, k, "id");
		c->root = first_element(k);
		c->pos = position(r->ds, k);
	}
	if (r->ncomponent != 0)
		qsort(r->component, r->ncomponent, sizeof *r->component,
		    compare_components);
	for (uint32_t i = 1; i < r->ncomponent; i++) {
		if (!str_eq(r->component[i].id, r->component[i - 1].id))
			continue;
		diag(DIAG_ID_XCCDF_DUPLICATE, r->component[i].pos, "%s",
		    r->component[i].id);
		r->bad = true;
	}
}

static const struct component *
find_component(const struct reader *r, const char *id)
{
	struct component key = { .id = id };

	if (r->ncomponent == 0)
		return NULL;
	return bsearch(&key, r->component, r->ncomponent, sizeof key,
	    compare_components);
}

/* Every href of a check is looked up among these. */
static bool
count_entries(struct reader *r, const struct xml_node *ref)
{
	const struct xml_node *k = xml_kid(ref, NS_CATALOG, "catalog");

	for (k = k != NULL ? k->kid : NULL; k != NULL; k = k->next) {
		if (k->name == NULL || r->nentry++ < DATASTREAM_MAX_REFS)
			continue;
		if (!r->bad)
			refuse(r, DIAG_ID_XML_LIMIT, k,
			    "too many catalog entries", "");
		return false;
	}
	return true;
}

static void
read_ref(struct reader *r, const struct xml_node *node, const char *stream,
    enum datastream_part part)
{
	struct datastream *ds = r->ds;
	const char *href = xml_attr_ns(node, NS_XLINK, "href");
	struct datastream_ref *ref;
	const struct component *c;

	if (r->nref++ >= DATASTREAM_MAX_REFS) {
		if (!r->bad)
			refuse(r, DIAG_ID_XML_LIMIT, node,
			    "too many component-refs", "");
		return;
	}
	if (!count_entries(r, node))
		return;
	ref = VEC_PUSH(r->arena, ds->part[part].ref, ds->part[part].n);
	ref->id = need(r, node, "id");
	ref->stream = stream;
	ref->node = node;
	ref->pos = position(ds, node);
	if (href == NULL) {
		refuse(r, DIAG_ID_XCCDF_MISSING, node, "href", "");
	} else if (*href != '#') {
		diag(DIAG_ID_XCCDF_UNSUPPORTED, ref->pos,
		    "%s is not in this file, and nothing is fetched", href);
	} else if ((c = find_component(r, href + 1)) == NULL) {
		refuse(r, DIAG_ID_XCCDF_DANGLING, node, "component ",
		    href + 1);
	} else {
		ref->component = c->id;
		ref->root = c->root;
	}
}

static void
read_stream(struct reader *r, const struct xml_node *node)
{
	static const char *const parts[DATASTREAM_PART__MAX] = {
		[DATASTREAM_DICTIONARIES] = "dictionaries",
		[DATASTREAM_CHECKLISTS] = "checklists",
		[DATASTREAM_CHECKS] = "checks",
		[DATASTREAM_EXTENDED] = "extended-components",
	};
	const char *id = need(r, node, "id");

	for (unsigned i = 0; i < DATASTREAM_PART__MAX; i++) {
		const struct xml_node *part = xml_kid(node, DATASTREAM_NS,
		    parts[i]), *k;

		if (part == NULL)
			continue;
		for (k = xml_kid(part, DATASTREAM_NS, "component-ref");
		     k != NULL;
		     k = xml_next(k, DATASTREAM_NS, "component-ref"))
			read_ref(r, k, id, (enum datastream_part)i);
	}
}

static int
compare_refs(const void *a, const void *b)
{
	const struct datastream_ref *const *x = a, *const *y = b;
	int d = strcmp((*x)->id, (*y)->id);

	return d != 0 ? d :
	    ((*x)->pos.line > (*y)->pos.line) -
		((*x)->pos.line < (*y)->pos.line);
}

/* The ids of all component-refs are of one name space. */
static void
check_refs(struct reader *r)
{
	const struct datastream_ref **ref =
	    arena_alloc(r->arena, r->nref * sizeof *ref);
	uint32_t n = 0;

	for (unsigned i = 0; i < DATASTREAM_PART__MAX; i++) {
		for (uint32_t k = 0; k < r->ds->part[i].n; k++)
			ref[n++] = &r->ds->part[i].ref[k];
	}
	if (n != 0)
		qsort(ref, n, sizeof *ref, compare_refs);
	for (uint32_t i = 1; i < n; i++) {
		if (str_eq(ref[i]->id, ref[i - 1]->id))
			refuse(r, DIAG_ID_XCCDF_DUPLICATE, ref[i]->node, "",
			    ref[i]->id);
	}
}

struct datastream *
datastream_read(struct arena *a, const char *file, const struct xml_node *root)
{
	struct reader r = { .arena = a };
	const struct xml_node *k;

	r.ds = arena_alloc(a, sizeof *r.ds);
	r.ds->file = arena_strdup(a, file);
	if (!xml_is(root, DATASTREAM_NS, "data-stream-collection")) {
		diag(DIAG_ID_XML_NAMESPACE, position(r.ds, root), "%s in %s",
		    root->name, root->ns != NULL ? root->ns : "none");
		return NULL;
	}
	read_components(&r, root);
	k = xml_kid(root, DATASTREAM_NS, "data-stream");
	if (k == NULL)
		refuse(&r, DIAG_ID_XCCDF_MISSING, root, "data-stream", "");
	for (; k != NULL && !r.bad; k = xml_next(k, DATASTREAM_NS,
				       "data-stream"))
		read_stream(&r, k);
	if (!r.bad)
		check_refs(&r);
	return r.bad ? NULL : r.ds;
}

/* The component-ref of that id in the stream. */
static const struct datastream_ref *
find_ref(const struct datastream *ds, const char *stream, const char *id)
{
	for (unsigned i = 0; i < DATASTREAM_PART__MAX; i++) {
		for (uint32_t k = 0; k < ds->part[i].n; k++) {
			const struct datastream_ref *ref = &ds->part[i].ref[k];

			if (str_eq(ref->id, id) && str_eq(ref->stream, stream))
				return ref;
		}
	}
	return NULL;
}

/*
 * OASIS XML Catalogs: the uri of that name, else the rewriteURI whose start is
 * the longest, with what is left of href behind its prefix.
 */
static const char *
look_up(const struct xml_node *catalog, const char *href, const char **rest)
{
	const struct xml_node *k = xml_kid(catalog, NS_CATALOG, "uri");
	const char *found = NULL;
	size_t longest = 0;

	*rest = "";
	for (; k != NULL; k = xml_next(k, NS_CATALOG, "uri")) {
		if (str_eq(xml_attr(k, "name"), href))
			return xml_attr(k, "uri");
	}
	k = xml_kid(catalog, NS_CATALOG, "rewriteURI");
	for (; k != NULL; k = xml_next(k, NS_CATALOG, "rewriteURI")) {
		const char *start = xml_attr(k, "uriStartString");
		size_t n = start != NULL ? strlen(start) : 0;

		if (n <= longest || !str_starts(href, start))
			continue;
		longest = n;
		*rest = href + n;
		found = xml_attr(k, "rewritePrefix");
	}
	return found;
}

const struct datastream_ref *
datastream_resolve(const struct datastream *ds,
    const struct datastream_ref *from, const char *href)
{
	const struct xml_node *catalog = xml_kid(from->node, NS_CATALOG,
	    "catalog");
	const struct datastream_ref *ref;
	struct strbuf id = STRBUF_INIT;
	const char *uri, *rest;

	if (catalog == NULL || (uri = look_up(catalog, href, &rest)) == NULL ||
	    *uri != '#')
		return NULL;
	strbuf_addstr(&id, uri + 1);
	strbuf_addstr(&id, rest);
	ref = find_ref(ds, from->stream, id.s);
	strbuf_free(&id);
	return ref != NULL && ref->root != NULL ? ref : NULL;
}

static bool
is_benchmark(const struct datastream_ref *ref)
{
	return ref->root != NULL && str_eq(ref->root->name, "Benchmark");
}

const struct datastream_ref *
datastream_choose(const struct datastream *ds, const char *stream,
    const char *xccdf)
{
	const struct datastream_ref *found = NULL;
	struct srcpos pos = { ds->file, 0 };

	for (uint32_t i = 0; i < ds->part[DATASTREAM_CHECKLISTS].n; i++) {
		const struct datastream_ref *ref =
		    &ds->part[DATASTREAM_CHECKLISTS].ref[i];

		if (!is_benchmark(ref) ||
		    (stream != NULL && !str_eq(ref->stream, stream)) ||
		    (xccdf != NULL && !str_eq(ref->id, xccdf) &&
			!str_eq(ref->component, xccdf) &&
			!str_eq(xml_attr(ref->root, "id"), xccdf)))
			continue;
		if (found != NULL && found->root != ref->root) {
			diag(DIAG_ID_AMBIGUOUS, pos,
			    "%s of %s and %s of %s; choose by --datastream-id "
			    "and --xccdf-id",
			    found->id, found->stream, ref->id, ref->stream);
			return NULL;
		}
		if (found == NULL)
			found = ref;
	}
	if (found == NULL)
		diag(DIAG_ID_NOT_FOUND, pos, "a benchmark%s%s%s%s in it",
		    xccdf != NULL ? " " : "", xccdf != NULL ? xccdf : "",
		    stream != NULL ? " of data stream " : "",
		    stream != NULL ? stream : "");
	return found;
}

bool
front_source_read(struct front_source *out, struct arena *a, const char *file,
    const char *data, size_t n, const char *stream, const char *xccdf)
{
	const struct xml_node *root = xml_parse(a, file, data, n);

	memset(out, 0, sizeof *out);
	if (root == NULL)
		return false;
	if (str_eq(root->name, "data-stream-collection")) {
		out->ds = datastream_read(a, file, root);
		if (out->ds == NULL)
			return false;
		out->ref = datastream_choose(out->ds, stream, xccdf);
		if (out->ref == NULL)
			return false;
		root = out->ref->root;
	}
	out->benchmark = xccdf_read(a, file, root);
	return out->benchmark != NULL;
}

struct model_benchmark *
front_benchmark(struct arena *a, const char *file, const char *data, size_t n,
    const char *xccdf)
{
	struct arena tree = { NULL };
	const struct xml_node *root = xml_parse(&tree, file, data, n);
	const struct datastream_ref *ref = NULL;
	struct model_benchmark *b = NULL;
	struct datastream *ds;

	if (root != NULL &&
	    str_eq(root->name, "data-stream-collection")) {
		ds = datastream_read(&tree, file, root);
		if (ds != NULL)
			ref = datastream_choose(ds, NULL, xccdf);
		root = ref != NULL ? ref->root : NULL;
	}
	if (root != NULL)
		b = xccdf_read(a, file, root);
	arena_free(&tree);
	return b;
}
