/*
 * XCCDF 1.1 (as DISA publishes it) and 1.2, read directly into the model: the
 * versions differ by namespace and by the form of ids.
 */
#include <stdarg.h>
#include <string.h>

#include "cpe.h"
#include "xccdf.h"

static const struct {
	const char *ns, *version;
} versions[] = {
	{ XCCDF_NS_12, "1.2" },
	{ XCCDF_NS_11, "1.1" },
};

/* Namespaces of 1.2 ids, by the publisher of a benchmark that has none. */
static const struct {
	const char *publisher, *ns;
} publishers[] = {
	{ "DISA", "mil.disa.stig" },
	{ "STIG.DOD.MIL", "mil.disa.stig" },
};
#define OTHER_ID_NS "auditc.local"

/* --- helpers -------------------------------------------------------------- */

struct srcpos
xccdf_pos(const struct xccdf_reader *r, const struct xml_node *node)
{
	return (struct srcpos) { r->file, node->line };
}

static void say(struct xccdf_reader *r, enum diag_id id, struct srcpos pos,
    const char *fmt, va_list ap) BASE_PRINTF(4, 0);

static void
say(struct xccdf_reader *r, enum diag_id id, struct srcpos pos,
    const char *fmt, va_list ap)
{
	char text[512];

	if (r->said++ >= XCCDF_MAX_SAID)
		return;
	vsnprintf(text, sizeof text, fmt, ap);
	diag(id, pos, "%s", text);
}

void
xccdf_error(struct xccdf_reader *r, enum diag_id id, struct srcpos pos,
    const char *fmt, ...)
{
	va_list ap;

	/* A refusal is always said, however much was left out before. */
	if (!r->bad && r->said >= XCCDF_MAX_SAID)
		r->said = XCCDF_MAX_SAID - 1;
	va_start(ap, fmt);
	say(r, id, pos, fmt, ap);
	va_end(ap);
	r->bad = true;
}

static void left_out(struct xccdf_reader *r, const struct xml_node *node,
    const char *fmt, ...) BASE_PRINTF(3, 4);

static void
left_out(struct xccdf_reader *r, const struct xml_node *node, const char *fmt,
    ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(r, DIAG_ID_XCCDF_UNSUPPORTED, xccdf_pos(r, node), fmt, ap);
	va_end(ap);
}

static const struct xml_node *
own_element(struct xccdf_reader *r, const struct xml_node *node)
{
	for (; node != NULL; node = node->next) {
		if (node->name == NULL)
			continue;
		if (str_eq(node->ns, r->ns))
			return node;
		if (node->ns == NULL ||
		    str_starts(node->ns, "http://checklists.nist.gov/xccdf/"))
			xccdf_error(r, DIAG_ID_XML_NAMESPACE,
			    xccdf_pos(r, node), "%s in %s", node->name,
			    node->ns != NULL ? node->ns : "none");
		else if (str_eq(node->name, "platform-specification") &&
		    !str_eq(node->ns, CPE_NS_LANGUAGE))
			left_out(r, node, "%s", node->name);
	}
	return NULL;
}

const struct xml_node *
xccdf_first(struct xccdf_reader *r, const struct xml_node *parent)
{
	return own_element(r, parent->kid);
}

const struct xml_node *
xccdf_after(struct xccdf_reader *r, const struct xml_node *node)
{
	return own_element(r, node->next);
}

bool
xccdf_is(const struct xml_node *node, const char *name)
{
	return str_eq(node->name, name);
}

void
xccdf_skip(struct xccdf_reader *r, const struct xml_node *node,
    const char *const *known)
{
	for (; known != NULL && *known != NULL; known++) {
		if (xccdf_is(node, *known))
			return;
	}
	left_out(r, node, "%s", node->name);
}

const char *
xccdf_attr(struct xccdf_reader *r, const struct xml_node *node,
    const char *name)
{
	return arena_strdup(r->arena, xml_attr(node, name));
}

const char *
xccdf_need(struct xccdf_reader *r, const struct xml_node *node,
    const char *name)
{
	const char *value = xccdf_attr(r, node, name);

	if (value != NULL && *value != '\0')
		return value;
	xccdf_error(r, DIAG_ID_XCCDF_MISSING, xccdf_pos(r, node), "%s of %s",
	    name, node->name);
	return "";
}

static void
refuse_value(struct xccdf_reader *r, const struct xml_node *node,
    const char *name, const char *value)
{
	xccdf_error(r, DIAG_ID_XCCDF_VALUE, xccdf_pos(r, node),
	    "%s=\"%s\" of %s", name, value, node->name);
}

const char *
xccdf_id(struct xccdf_reader *r, const struct xml_node *node, const char *name)
{
	const char *id = xccdf_need(r, node, name);

	if (*id != '\0' && !model_is_ncname(id))
		refuse_value(r, node, name, id);
	return id;
}

const char *
xccdf_ncname(struct xccdf_reader *r, const struct xml_node *node,
    const char *name)
{
	const char *value = xccdf_attr(r, node, name);

	if (value != NULL && !model_is_ncname(value))
		refuse_value(r, node, name, value);
	return value;
}

bool
xccdf_bool(struct xccdf_reader *r, const struct xml_node *node,
    const char *name, bool absent)
{
	const char *value = xml_attr(node, name);

	if (value == NULL)
		return absent;
	if (str_eq(value, "true") || str_eq(value, "1"))
		return true;
	if (!str_eq(value, "false") && !str_eq(value, "0"))
		refuse_value(r, node, name, value);
	return false;
}

unsigned
xccdf_enum(struct xccdf_reader *r, const struct xml_node *node,
    const char *name, const char *const *names, unsigned max, unsigned absent)
{
	const char *value = xml_attr(node, name);

	if (value == NULL)
		return absent;
	for (unsigned i = 0; i < max; i++) {
		if (str_eq(names[i], value))
			return i;
	}
	refuse_value(r, node, name, value);
	return absent;
}

const char *
xccdf_weight(struct xccdf_reader *r, const struct xml_node *node)
{
	const char *value = xccdf_attr(r, node, "weight"), *s = value;
	size_t whole, part = 0;

	if (value == NULL)
		return NULL;
	whole = strspn(s, "0123456789");
	s += whole;
	if (*s == '.') {
		part = strspn(++s, "0123456789");
		s += part;
	}
	if (*s != '\0' || whole + part == 0 || whole + part > 16)
		refuse_value(r, node, "weight", value);
	return value;
}

void
xccdf_take_text(struct xccdf_reader *r, const char **slot,
    const struct xml_node *node)
{
	const char *lang = xml_attr_ns(node, XML_NS_XML, "lang");

	if (*slot == NULL)
		*slot = xccdf_text(r, node);
	else if (lang == NULL || str_eq(lang, r->b->lang))
		left_out(r, node, "%s is repeated: the first is kept",
		    node->name);
}

static const char *
dc_text(struct xccdf_reader *r, const struct xml_node *node, const char *name)
{
	const struct xml_node *k = xml_kid(node, XCCDF_NS_DC, name);

	return k != NULL ? xml_text(r->arena, k) : NULL;
}

struct model_reference
xccdf_reference(struct xccdf_reader *r, const struct xml_node *node)
{
	struct model_reference ref = { .href = xccdf_attr(r, node, "href") };

	ref.text = dc_text(r, node, "title");
	if (ref.text == NULL && node->kid != NULL && node->kid->name == NULL)
		ref.text = xml_text(r->arena, node);
	ref.publisher = dc_text(r, node, "publisher");
	ref.identifier = dc_text(r, node, "identifier");
	ref.type = dc_text(r, node, "type");
	ref.subject = dc_text(r, node, "subject");
	return ref;
}

void
xccdf_push_idref(struct xccdf_reader *r, const struct xml_node *node,
    const char ***list, uint32_t *n)
{
	const char *id = xccdf_need(r, node, "idref");

	*VEC_PUSH(r->arena, *list, *n) = id;
}

bool
xccdf_read_part(struct xccdf_reader *r, const struct xml_node *node,
    const struct xccdf_parts *to)
{
	if (xccdf_is(node, "title")) {
		xccdf_take_text(r, to->title, node);
	} else if (xccdf_is(node, "description")) {
		xccdf_take_text(r, to->description, node);
	} else if (xccdf_is(node, "rationale")) {
		xccdf_take_text(r, to->rationale, node);
	} else if (xccdf_is(node, "metadata")) {
		xccdf_read_metadata(r, node, to->metadata);
	} else if (xccdf_is(node, "warning")) {
		struct model_text *w =
		    VEC_PUSH(r->arena, *to->warning, *to->nwarning);

		w->text = xccdf_text(r, node);
		w->lang = arena_strdup(r->arena,
		    xml_attr_ns(node, XML_NS_XML, "lang"));
		w->category = xccdf_attr(r, node, "category");
	} else if (xccdf_is(node, "reference")) {
		*VEC_PUSH(r->arena, *to->reference, *to->nreference) =
		    xccdf_reference(r, node);
	} else if (xccdf_is(node, "platform")) {
		xccdf_push_idref(r, node, to->platform, to->nplatform);
	} else if (xccdf_is(node, "requires")) {
		xccdf_push_idref(r, node, to->requires_, to->nrequires);
	} else if (xccdf_is(node, "conflicts")) {
		xccdf_push_idref(r, node, to->conflicts, to->nconflicts);
	} else {
		return false;
	}
	return true;
}

/* --- groups and the benchmark --------------------------------------------- */

static void read_group(struct xccdf_reader *r, const struct xml_node *node,
    uint32_t parent);

/* A Group, Rule or Value; false: it is none. */
static bool
read_item(struct xccdf_reader *r, const struct xml_node *k, uint32_t parent)
{
	struct model_benchmark *b = r->b;
	struct model_item item = { .parent = parent };

	if (xccdf_is(k, "Group")) {
		item.kind = ITEM_GROUP;
		item.index = b->ngroup;
	} else if (xccdf_is(k, "Rule")) {
		item.kind = ITEM_RULE;
		item.index = b->nrule;
	} else if (xccdf_is(k, "Value")) {
		item.kind = ITEM_VALUE;
		item.index = b->nvalue;
	} else {
		return false;
	}
	if (b->nitem >= XCCDF_MAX_ITEMS) {
		if (b->nitem++ == XCCDF_MAX_ITEMS)
			xccdf_error(r, DIAG_ID_XML_LIMIT, xccdf_pos(r, k),
			    "more than %d items", XCCDF_MAX_ITEMS);
		return true;
	}
	*VEC_PUSH(r->arena, b->item, b->nitem) = item;
	switch (item.kind) {
	case ITEM_GROUP:
		read_group(r, k, parent);
		break;
	case ITEM_RULE:
		xccdf_read_rule(r, k, parent);
		break;
	case ITEM_VALUE:
		xccdf_read_value(r, k, parent);
		break;
	}
	return true;
}

static void
read_group(struct xccdf_reader *r, const struct xml_node *node,
    uint32_t parent)
{
	static const char *const known[] = { "dc-status", "version",
		"question", "signature", NULL };
	struct model_benchmark *b = r->b;
	struct model_group g = { .parent = parent };
	uint32_t self = b->ngroup, n = self;
	const struct xccdf_parts parts = {
		.title = &g.title,
		.description = &g.description,
		.rationale = &g.rationale,
		.metadata = &g.metadata,
		.warning = &g.warning,
		.nwarning = &g.nwarning,
		.reference = &g.reference,
		.nreference = &g.nreference,
		.platform = &g.platform,
		.nplatform = &g.nplatform,
		.requires_ = &g.requires_,
		.nrequires = &g.nrequires,
		.conflicts = &g.conflicts,
		.nconflicts = &g.nconflicts,
	};

	/* The place is taken first: groups inside come behind. */
	VEC_PUSH(r->arena, b->group, b->ngroup);
	VEC_PUSH(r->arena, r->group_node, n);
	r->group_node[self] = node;
	g.pos = xccdf_pos(r, node);
	g.id = xccdf_id(r, node, "id");
	g.id12 = model_id12(r->arena, r->id_ns, "group", g.id);
	g.extends = xccdf_attr(r, node, "extends");
	g.cluster_id = xccdf_ncname(r, node, "cluster-id");
	g.weight = xccdf_weight(r, node);
	g.selected = xccdf_bool(r, node, "selected", true);
	g.abstract = xccdf_bool(r, node, "abstract", false);
	g.hidden = xccdf_bool(r, node, "hidden", false);
	for (const struct xml_node *k = xccdf_first(r, node); k != NULL;
	     k = xccdf_after(r, k)) {
		if (xccdf_is(k, "status"))
			xccdf_read_status(r, k, &g.status, &g.status_date);
		else if (!xccdf_read_part(r, k, &parts) &&
		    !read_item(r, k, self))
			xccdf_skip(r, k, known);
	}
	g.description =
	    xccdf_unwrap(r->arena, g.description, "GroupDescription");
	b->group[self] = g;
}

static void
read_plain_text(struct xccdf_reader *r, const struct xml_node *node)
{
	struct model_benchmark *b = r->b;
	struct model_plain_text *t =
	    VEC_PUSH(r->arena, b->plain_text, b->nplain_text);

	t->id = xccdf_id(r, node, "id");
	t->text = xml_text(r->arena, node);
	if (str_eq(t->id, "release-info"))
		xccdf_read_release(r->arena, b, t->text);
}

static void
read_benchmark_reference(struct xccdf_reader *r, const struct xml_node *node)
{
	struct model_benchmark *b = r->b;
	struct model_reference ref = xccdf_reference(r, node);

	*VEC_PUSH(r->arena, b->reference, b->nreference) = ref;
	if (b->publisher == NULL)
		b->publisher = ref.publisher;
	if (b->source == NULL)
		b->source = dc_text(r, node, "source");
}

static void
read_notice(struct xccdf_reader *r, const struct xml_node *node)
{
	struct model_benchmark *b = r->b;
	const char *id = xccdf_attr(r, node, "id"), *text = xccdf_text(r, node);

	VEC_PUSH(r->arena, b->notice, b->nnotice);
	b->notice[b->nnotice - 1].id = id;
	b->notice[b->nnotice - 1].text = text;
}

void
xccdf_read_status(struct xccdf_reader *r, const struct xml_node *node,
    const char **to, const char **date)
{
	static const char *const names[] = { "accepted", "deprecated", "draft",
		"incomplete", "interim", NULL };
	const char *status = xml_text(r->arena, node);
	const char *since = xccdf_attr(r, node, "date");
	size_t i = 0;

	while (names[i] != NULL && !str_eq(names[i], status))
		i++;
	if (names[i] == NULL)
		xccdf_error(r, DIAG_ID_XCCDF_VALUE, xccdf_pos(r, node),
		    "status %s", status);
	/* Of several the one with the latest date holds, wherever it stands. */
	if (*date != NULL && since != NULL && strcmp(since, *date) < 0)
		return;
	*to = status;
	*date = since;
}

static void
read_status(struct xccdf_reader *r, const struct xml_node *node)
{
	xccdf_read_status(r, node, &r->b->status, &r->b->status_date);
}

static void
read_metadata(struct xccdf_reader *r, const struct xml_node *node)
{
	struct model_benchmark *b = r->b;

	if (b->publisher == NULL)
		b->publisher = dc_text(r, node, "publisher");
	if (b->source == NULL)
		b->source = dc_text(r, node, "source");
	xccdf_read_metadata(r, node, &b->metadata);
}

static void
read_model(struct xccdf_reader *r, const struct xml_node *node)
{
	const char *system = xccdf_need(r, node, "system");

	*VEC_PUSH(r->arena, r->b->model, r->b->nmodel) = system;
}

static void
read_benchmark_platform(struct xccdf_reader *r, const struct xml_node *node)
{
	xccdf_push_idref(r, node, &r->b->platform, &r->b->nplatform);
}

#define TEXT_OF(member) offsetof(struct model_benchmark, member)

/* Children of Benchmark that are no items: their reader, or where text goes. */
static const struct {
	const char *name;
	void (*read)(struct xccdf_reader *r, const struct xml_node *node);
	size_t offset;
} benchmark_kids[] = {
	{ "status", read_status, 0 },
	{ "title", NULL, TEXT_OF(title) },
	{ "description", NULL, TEXT_OF(description) },
	{ "notice", read_notice, 0 },
	{ "front-matter", NULL, TEXT_OF(front_matter) },
	{ "rear-matter", NULL, TEXT_OF(rear_matter) },
	{ "reference", read_benchmark_reference, 0 },
	{ "plain-text", read_plain_text, 0 },
	{ "platform", read_benchmark_platform, 0 },
	{ "version", NULL, TEXT_OF(version) },
	{ "metadata", read_metadata, 0 },
	{ "model", read_model, 0 },
	{ "Profile", xccdf_read_profile, 0 },
};

static bool
read_benchmark_kid(struct xccdf_reader *r, const struct xml_node *k)
{
	for (size_t i = 0; i < sizeof benchmark_kids / sizeof *benchmark_kids;
	     i++) {
		if (!xccdf_is(k, benchmark_kids[i].name))
			continue;
		if (benchmark_kids[i].read != NULL)
			benchmark_kids[i].read(r, k);
		else
			xccdf_take_text(r,
			    (const char **)(void *)((char *)r->b +
				benchmark_kids[i].offset),
			    k);
		return true;
	}
	return false;
}

/* The namespace of ids to be formed: the benchmark's own, or publisher's. */
static const char *
find_id_ns(struct xccdf_reader *r, const struct xml_node *root, const char *id)
{
	const struct xml_node *k = xml_kid(root, r->ns, "reference");
	size_t n;

	if (model_id12_split(id, "benchmark", &n, NULL))
		return arena_strndup(r->arena, id + strlen("xccdf_"), n);
	for (; k != NULL; k = xml_next(k, r->ns, "reference")) {
		const char *publisher = dc_text(r, k, "publisher");
		const char *source = dc_text(r, k, "source");

		for (size_t i = 0; i < sizeof publishers / sizeof *publishers;
		     i++) {
			if (str_eq(publishers[i].publisher, publisher) ||
			    str_eq(publishers[i].publisher, source))
				return publishers[i].ns;
		}
	}
	return OTHER_ID_NS;
}

static void
read_platforms(struct xccdf_reader *r, const struct xml_node *root)
{
	const struct xml_node *k = xml_kid(root, CPE_NS_LANGUAGE,
	    "platform-specification");

	for (; k != NULL; k = xml_next(k, CPE_NS_LANGUAGE,
			      "platform-specification")) {
		if (!cpe_read_platforms(r->arena, r->file, k, r->b))
			r->bad = true;
	}
}

static void
read_benchmark(struct xccdf_reader *r, const struct xml_node *root)
{
	static const char *const known[] = { "dc-status", "TestResult",
		"signature", "platform-definitions",
		"Platform-Specification", "cpe-list", NULL };
	struct model_benchmark *b = r->b;

	b->id = xccdf_id(r, root, "id");
	r->id_ns = find_id_ns(r, root, b->id);
	b->id12 = model_id12(r->arena, r->id_ns, "benchmark", b->id);
	b->family = xccdf_family(r->arena, b->id12);
	b->style = xccdf_attr(r, root, "style");
	b->lang = arena_strdup(r->arena, xml_attr_ns(root, XML_NS_XML, "lang"));
	xccdf_find_subs(r, root);
	read_platforms(r, root);
	for (const struct xml_node *k = xccdf_first(r, root); k != NULL;
	     k = xccdf_after(r, k)) {
		if (!read_benchmark_kid(r, k) && !read_item(r, k, MODEL_NONE))
			xccdf_skip(r, k, known);
	}
	if (b->status == NULL)
		xccdf_error(r, DIAG_ID_XCCDF_MISSING, xccdf_pos(r, root),
		    "status of Benchmark");
	if (b->version == NULL)
		xccdf_error(r, DIAG_ID_XCCDF_MISSING, xccdf_pos(r, root),
		    "version of Benchmark");
}

struct model_benchmark *
xccdf_read(struct arena *a, const char *file, const struct xml_node *root)
{
	struct xccdf_reader r = { .arena = a };
	size_t n = sizeof versions / sizeof *versions;

	r.file = arena_strdup(a, file);
	if (!str_eq(root->name, "Benchmark")) {
		diag(DIAG_ID_XCCDF_ROOT, xccdf_pos(&r, root), "%s", root->name);
		return NULL;
	}
	r.b = arena_alloc(a, sizeof *r.b);
	r.b->arena = a;
	r.b->file = r.file;
	for (size_t i = 0; i < n && r.ns == NULL; i++) {
		if (str_eq(root->ns, versions[i].ns)) {
			r.ns = versions[i].ns;
			r.b->xccdf = versions[i].version;
		}
	}
	if (r.ns == NULL) {
		diag(DIAG_ID_XML_NAMESPACE, xccdf_pos(&r, root),
		    "%s in %s", root->name,
		    root->ns != NULL ? root->ns : "none");
		return NULL;
	}
	read_benchmark(&r, root);
	if (!r.bad)
		xccdf_link(&r);
	return r.bad ? NULL : r.b;
}

struct model_benchmark *
front_xccdf(struct arena *a, const char *file, const char *data, size_t n)
{
	struct arena tree = { NULL };
	struct model_benchmark *b = NULL;
	const struct xml_node *root = xml_parse(&tree, file, data, n);

	if (root != NULL)
		b = xccdf_read(a, file, root);
	arena_free(&tree);
	return b;
}
