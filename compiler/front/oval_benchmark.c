/* A benchmark of an OVAL document alone: one rule for each definition. */
#include <string.h>

#include "oval.h"

#define NAMESPACE "io.auditc"
#define EXPORTS_MAX 1000000 /* of all rules */

/* The last part of the file's name, without ".xml". */
static const char *
base_name(struct arena *a, const char *file)
{
	const char *slash = strrchr(file, '/');
	size_t n;

	if (slash != NULL)
		file = slash + 1;
	n = strlen(file);
	return arena_strndup(
	    a, file, str_ends(file, ".xml") ? n - strlen(".xml") : n);
}

static void
add_item(struct model_benchmark *b, uint32_t index, bool rule)
{
	struct model_item *item = VEC_PUSH(b->arena, b->item, b->nitem);

	item->kind = rule ? ITEM_RULE : ITEM_VALUE;
	item->index = index;
	item->parent = MODEL_NONE;
}

/* The id of what a definition or variable becomes; its own has no '_'. */
static const char *
item_id(struct arena *a, const char *kind, const char *id)
{
	char *name = arena_strdup(a, id), *p;

	for (p = name; *p != '\0'; p++)
		if (*p == ':')
			*p = '-';
	return model_id12(a, NAMESPACE, kind, name);
}

static enum model_value_type
value_type(const char *datatype)
{
	if (str_eq(datatype, "int") || str_eq(datatype, "float"))
		return VALUE_NUMBER;
	return str_eq(datatype, "boolean") ? VALUE_BOOLEAN : VALUE_STRING;
}

static void
add_values(struct model_benchmark *b, const struct oval *o)
{
	const struct oval_node *n;
	struct model_value *v;
	uint32_t i;

	for (i = 0; i < o->kind[OVAL_VARIABLE].n; i++) {
		n = &o->kind[OVAL_VARIABLE].node[i];
		if (!xml_is(n->node, OVAL_NS, "external_variable"))
			continue;
		v = VEC_PUSH(b->arena, b->value, b->nvalue);
		v->id = v->id12 = item_id(b->arena, "value", n->id);
		v->title = xml_attr(n->node, "comment");
		if (v->title == NULL)
			v->title = n->id;
		v->type = value_type(xml_attr(n->node, "datatype"));
		v->operator_ = "equals";
		v->group = MODEL_NONE;
		v->pos = oval_pos(o, n->node);
		add_item(b, b->nvalue - 1, false);
	}
}

/* Every check gives all of the external variables their Values. */
static struct model_export *
exports(const struct model_benchmark *b, const struct oval *o, uint32_t *n)
{
	const struct oval_node *v;
	struct model_export *list = NULL, *x;
	uint32_t i;

	*n = 0;
	for (i = 0; i < o->kind[OVAL_VARIABLE].n; i++) {
		v = &o->kind[OVAL_VARIABLE].node[i];
		if (!xml_is(v->node, OVAL_NS, "external_variable"))
			continue;
		x = VEC_PUSH(b->arena, list, *n);
		x->value_id = b->value[*n - 1].id12;
		x->name = v->id;
	}
	return list;
}

static void
add_check(struct model_benchmark *b, const struct oval_node *definition,
    struct model_rule *r, struct model_export *export_, uint32_t nexport)
{
	struct model_check *c = VEC_PUSH(b->arena, r->check, r->ncheck);

	c->system = OVAL_SYSTEM;
	c->content_ref = arena_alloc(b->arena, sizeof *c->content_ref);
	c->ncontent_ref = 1;
	c->content_ref[0].href = b->file;
	c->content_ref[0].name = definition->id;
	c->export_ = export_;
	c->nexport = nexport;
	c->pos = r->pos;
}

struct model_benchmark *
oval_benchmark(struct arena *a, const struct oval *o)
{
	struct model_benchmark *b = arena_alloc(a, sizeof *b);
	const char *name = base_name(a, o->file), *title;
	struct model_export *export_;
	struct model_rule *r;
	uint32_t i, nexport;

	b->arena = a;
	b->file = o->file;
	b->xccdf = "1.2";
	b->id = b->id12 = model_id12(a, NAMESPACE, "benchmark", name);
	b->family = b->id;
	b->title = name;
	b->version = "0";
	b->status = "draft";
	add_values(b, o);
	export_ = exports(b, o, &nexport);
	if ((uint64_t)nexport * o->kind[OVAL_DEFINITION].n > EXPORTS_MAX) {
		diag(DIAG_ID_OVAL_LIMIT, (struct srcpos){ o->file, 0 },
		    "%u external variables for %u definitions",
		    (unsigned)nexport, (unsigned)o->kind[OVAL_DEFINITION].n);
		return NULL;
	}
	for (i = 0; i < o->kind[OVAL_DEFINITION].n; i++) {
		const struct oval_node *n = &o->kind[OVAL_DEFINITION].node[i];

		r = VEC_PUSH(a, b->rule, b->nrule);
		r->id = r->id12 = item_id(a, "rule", n->id);
		title = oval_title(o, i);
		r->title = *title != '\0' ? title : n->id;
		r->description = oval_description(o, i);
		r->version = n->id;
		r->selected = true;
		r->group = MODEL_NONE;
		r->pos = oval_pos(o, n->node);
		add_check(b, n, r, export_, nexport);
		add_item(b, b->nrule - 1, true);
	}
	return b;
}
