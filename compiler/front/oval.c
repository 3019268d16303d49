/* An OVAL document's tables: what has an id, and where it is. */
#include <stdlib.h>
#include <string.h>

#include "oval.h"

struct reading {
	struct oval *o;
	unsigned said;
	bool bad;
};

static const struct {
	const char *section, *word; /* "tests"; "tst" of oval:x:tst:1 */
} sections[OVAL_KIND__MAX] = {
	[OVAL_DEFINITION] = { "definitions", "def" },
	[OVAL_TEST] = { "tests", "tst" },
	[OVAL_OBJECT] = { "objects", "obj" },
	[OVAL_STATE] = { "states", "ste" },
	[OVAL_VARIABLE] = { "variables", "var" },
};

struct srcpos
oval_pos(const struct oval *o, const struct xml_node *node)
{
	return (struct srcpos){ o->file, node->line };
}

static void
refuse(struct reading *r, enum diag_id id, const struct xml_node *node,
    const char *what, const char *detail)
{
	if (r->said++ < OVAL_MAX_SAID)
		diag(id, oval_pos(r->o, node), "%s%s%s", what,
		    detail != NULL ? " " : "", detail != NULL ? detail : "");
	r->bad = true;
}

/* oval:NAMESPACE:WORD:NUMBER */
static bool
id_is_good(const char *id, const char *word)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
	size_t n = strlen(word);

	if (strncmp(id, "oval:", 5) != 0)
		return false;
	id += 5;
	if (strspn(id, letters) == 0)
		return false;
	id += strspn(id, letters);
	if (*id != ':' || strncmp(id + 1, word, n) != 0 || id[n + 1] != ':')
		return false;
	id += n + 2;
	return *id >= '1' && *id <= '9' && id[strspn(id, "0123456789")] == '\0';
}

static void
read_node(struct reading *r, enum oval_kind kind, const struct xml_node *node)
{
	struct oval *o = r->o;
	const char *id = xml_attr(node, "id");
	const char *version = xml_attr(node, "version");
	struct oval_node *n;
	int64_t number = 0;

	if (id == NULL) {
		refuse(r, DIAG_ID_OVAL_MISSING, node, "id of", node->name);
		return;
	}
	if (!id_is_good(id, sections[kind].word))
		refuse(r, DIAG_ID_OVAL_VALUE, node, "id", id);
	if (version != NULL && (!str_to_int64(version, &number) || number < 0 ||
				   number > UINT32_MAX))
		refuse(r, DIAG_ID_OVAL_VALUE, node, "version", version);
	if (o->kind[kind].n >= OVAL_MAX_NODES)
		return;
	n = VEC_PUSH(o->arena, o->kind[kind].node, o->kind[kind].n);
	n->id = id;
	n->version = (uint32_t)number;
	n->node = node;
}

static void
read_section(struct reading *r, enum oval_kind kind,
    const struct xml_node *section)
{
	const struct xml_node *n;

	for (n = section->kid; n != NULL; n = n->next)
		if (n->name != NULL)
			read_node(r, kind, n);
	if (r->o->kind[kind].n >= OVAL_MAX_NODES)
		refuse(r, DIAG_ID_OVAL_LIMIT, section, sections[kind].section,
		    NULL);
}

/* qsort(3) hands nothing on but the elements. */
struct named {
	const char *id;
	uint32_t index;
};

static int
compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int d = strcmp(x->id, y->id);

	return d != 0 ? d : x->index < y->index ? -1 : 1;
}

static void
index_nodes(struct reading *r, enum oval_kind kind)
{
	struct oval *o = r->o;
	uint32_t n = o->kind[kind].n, i;
	struct named *list = base_malloc((n + 1) * sizeof *list);

	for (i = 0; i < n; i++)
		list[i] = (struct named){ o->kind[kind].node[i].id, i };
	qsort(list, n, sizeof *list, compare_named);
	o->kind[kind].by_id =
	    arena_alloc(o->arena, (n + 1) * sizeof *o->kind[kind].by_id);
	for (i = 0; i < n; i++) {
		o->kind[kind].by_id[i] = list[i].index;
		if (i != 0 && str_eq(list[i - 1].id, list[i].id))
			refuse(r, DIAG_ID_OVAL_DUPLICATE,
			    o->kind[kind].node[list[i].index].node, list[i].id,
			    NULL);
	}
	free(list);
}

/* The version that the document itself is of: no platform is named with it. */
static void
read_generator(struct reading *r, const struct xml_node *root)
{
	const struct xml_node *g = xml_kid(root, OVAL_NS, "generator"), *v;

	v = g != NULL ? xml_kid(g, OVAL_NS_COMMON, "schema_version") : NULL;
	while (v != NULL && xml_attr(v, "platform") != NULL)
		v = xml_next(v, OVAL_NS_COMMON, "schema_version");
	if (v == NULL) {
		refuse(r, DIAG_ID_OVAL_MISSING, root, "schema_version", NULL);
		return;
	}
	r->o->schema_version = xml_text(r->o->arena, v);
	if (!str_starts(r->o->schema_version, "5."))
		refuse(r, DIAG_ID_OVAL_VALUE, v, "schema_version",
		    r->o->schema_version);
}

bool
oval_read(struct arena *a, const char *file, const struct xml_node *root,
    struct oval *out)
{
	struct reading r = { .o = out };
	const struct xml_node *n;
	unsigned k;

	memset(out, 0, sizeof *out);
	out->arena = a;
	out->file = arena_strdup(a, file);
	if (!xml_is(root, OVAL_NS, "oval_definitions")) {
		refuse(&r, DIAG_ID_OVAL_ROOT, root, root->name, NULL);
		return false;
	}
	read_generator(&r, root);
	for (n = root->kid; n != NULL; n = n->next)
		for (k = 0; k < OVAL_KIND__MAX; k++)
			if (xml_is(n, OVAL_NS, sections[k].section))
				read_section(&r, (enum oval_kind)k, n);
	for (k = 0; k < OVAL_KIND__MAX; k++)
		index_nodes(&r, (enum oval_kind)k);
	return !r.bad;
}

uint32_t
oval_find(const struct oval *o, enum oval_kind kind, const char *id)
{
	uint32_t low = 0, high = o->kind[kind].n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		uint32_t at = o->kind[kind].by_id[mid];
		int d = strcmp(o->kind[kind].node[at].id, id);

		if (d == 0)
			return at;
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return IR_NONE;
}

static const char *
metadata(const struct oval *o, uint32_t definition, const char *name)
{
	const struct xml_node *n = o->kind[OVAL_DEFINITION].node[definition].node;

	n = xml_kid(n, OVAL_NS, "metadata");
	n = n != NULL ? xml_kid(n, OVAL_NS, name) : NULL;
	return n != NULL ? xml_text(o->arena, n) : "";
}

const char *
oval_title(const struct oval *o, uint32_t definition)
{
	return metadata(o, definition, "title");
}

const char *
oval_description(const struct oval *o, uint32_t definition)
{
	return metadata(o, definition, "description");
}

const char *
oval_class(const struct oval *o, uint32_t definition)
{
	const char *s =
	    xml_attr(o->kind[OVAL_DEFINITION].node[definition].node, "class");

	return s != NULL ? s : "";
}
