/*
 * The only file that parses with libxml2.  Its SAX interface feeds a tree of
 * our own: the line of a node is then right in documents of any length
 * (libxml2's own tree holds 16 bits of it), and the limits are ours.
 */
#include <libxml/parser.h>
#include <limits.h>
#include <string.h>

#include "xml.h"

#define NAMES 256
#define FEED 4096 /* bytes */

struct build {
	struct arena *arena;
	const char *file;
	xmlParserCtxtPtr ctxt;
	struct xml_node *root, *open; /* open: innermost element */
	struct xml_node **link;       /* where the next node goes */
	struct strbuf text;           /* character data not yet a node */
	uint32_t text_line;
	uint32_t depth, count;
	struct { /* names seen, by where libxml2 keeps them while it parses */
		const xmlChar *from;
		const char *copy;
	} name[NAMES];
	bool failed;
};

/* Say why, once; nothing is taken from here on. */
static void
say(struct build *b, enum diag_id id, int line, const char *detail)
{
	if (b->failed)
		return;
	b->failed = true;
	diag(id, (struct srcpos) { b->file, line > 0 ? (uint32_t)line : 0 },
	    detail != NULL ? "%s" : NULL, detail);
}

static void
refuse(struct build *b, enum diag_id id, int line, const char *detail)
{
	say(b, id, line, detail);
	xmlStopParser(b->ctxt);
}

static int
line_now(const struct build *b)
{
	return b->ctxt->input != NULL ? b->ctxt->input->line : 0;
}

static bool
count_nodes(struct build *b, int n)
{
	b->count += (uint32_t)n;
	if (b->count <= XML_MAX_NODES)
		return true;
	refuse(b, DIAG_ID_XML_LIMIT, line_now(b), "too many nodes");
	return false;
}

static void
append(struct build *b, struct xml_node *node)
{
	node->parent = b->open;
	*b->link = node;
	b->link = &node->next;
}

static void
flush_text(struct build *b)
{
	struct xml_node *node;

	if (b->text.n == 0 || b->open == NULL)
		return;
	if (!count_nodes(b, 1))
		return;
	node = arena_alloc(b->arena, sizeof *node);
	node->text = arena_strndup(b->arena, b->text.s, b->text.n);
	node->line = b->text_line;
	append(b, node);
	strbuf_reset(&b->text);
}

/*
 * A name or namespace, which libxml2 holds once for the whole document: so
 * does the arena, mostly.
 */
static const char *
copy(struct build *b, const xmlChar *s)
{
	size_t i = ((uintptr_t)s >> 3) % NAMES;

	if (s == NULL)
		return NULL;
	if (b->name[i].from != s) {
		b->name[i].from = s;
		b->name[i].copy = arena_strdup(b->arena, (const char *)s);
	}
	return b->name[i].copy;
}

static void
on_start(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nns, const xmlChar **ns, int nattr, int ndefault,
    const xmlChar **attr)
{
	struct build *b = arg;
	struct xml_node *node;

	(void)prefix, (void)nns, (void)ns, (void)ndefault;
	if (b->failed)
		return;
	flush_text(b);
	if (++b->depth > XML_MAX_DEPTH) {
		refuse(b, DIAG_ID_XML_LIMIT, line_now(b),
		    "elements nested too deep");
		return;
	}
	if (!count_nodes(b, 1 + nattr))
		return;
	node = arena_alloc(b->arena, sizeof *node);
	node->name = copy(b, name);
	node->ns = copy(b, uri);
	node->line = (uint32_t)line_now(b);
	node->nattr = (uint32_t)nattr;
	node->attr = arena_alloc(b->arena, node->nattr * sizeof *node->attr);
	for (uint32_t i = 0; i < node->nattr; i++, attr += 5) {
		node->attr[i].name = copy(b, attr[0]);
		node->attr[i].ns = copy(b, attr[2]);
		node->attr[i].value = arena_strndup(b->arena,
		    (const char *)attr[3], (size_t)(attr[4] - attr[3]));
	}
	if (b->root == NULL)
		b->root = node;
	append(b, node);
	b->open = node;
	b->link = &node->kid;
}

static void
on_end(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct build *b = arg;

	(void)name, (void)prefix, (void)uri;
	if (b->failed || b->open == NULL)
		return;
	flush_text(b);
	b->depth--;
	b->link = &b->open->next;
	b->open = b->open->parent;
}

static void
on_text(void *arg, const xmlChar *s, int n)
{
	struct build *b = arg;

	if (b->failed || n <= 0)
		return;
	if (b->text.n == 0)
		b->text_line = (uint32_t)line_now(b);
	strbuf_add(&b->text, s, (size_t)n);
}

static void
on_doctype(void *arg, const xmlChar *name, const xmlChar *id,
    const xmlChar *system)
{
	struct build *b = arg;

	(void)name, (void)id, (void)system;
	refuse(b, DIAG_ID_XML_DTD, line_now(b), NULL);
}

static void
on_error(void *arg, xmlErrorPtr e)
{
	struct build *b = arg;
	char text[256];
	size_t n;

	if (e->level < XML_ERR_ERROR)
		return;
	snprintf(text, sizeof text, "%s", e->message != NULL ? e->message : "");
	for (n = strlen(text); n > 0 && text[n - 1] == '\n';)
		text[--n] = '\0';
	for (char *p = text; (p = strchr(p, '\n')) != NULL;)
		*p = ' ';
	/* Of the decoder, which is below the parser and cannot be stopped. */
	if (e->ctxt == NULL)
		say(b, DIAG_ID_XML_SYNTAX, 0, text);
	else
		refuse(b, DIAG_ID_XML_SYNTAX, e->line, text);
}

/* A parser that calls `sax` with `arg`; parser_run() frees it. */
static xmlParserCtxtPtr
parser_new(const xmlSAXHandler *sax, void *arg)
{
	xmlParserCtxtPtr ctxt = xmlNewParserCtxt();

	if (ctxt == NULL)
		die(1, "libxml2 is out of memory");
	*ctxt->sax = *sax;
	ctxt->userData = arg;
	xmlSetStructuredErrorFunc(arg, sax->serror);
	return ctxt;
}

struct feed { /* the document, handed on piece by piece */
	xmlParserCtxtPtr ctxt;
	const char *data;
	size_t n;
	struct build *build; /* or NULL: nothing is said */
};

/*
 * libxml2 compares each attribute of an element with all the others, once it
 * has them all; how many there are shows in the room that it has made.
 */
static int
feed(void *arg, char *to, int room)
{
	struct feed *f = arg;
	size_t n = room < 0 ? 0 : (size_t)room;

	if (f->ctxt->maxatts > 5 * 2 * XML_MAX_ATTRIBUTES ||
	    f->ctxt->nsMax > 2 * 2 * XML_MAX_ATTRIBUTES) {
		if (f->build != NULL)
			say(f->build, DIAG_ID_XML_LIMIT, line_now(f->build),
			    "too many attributes");
		return -1;
	}
	if (n > FEED)
		n = FEED;
	if (n > f->n)
		n = f->n;
	memcpy(to, f->data, n);
	f->data += n;
	f->n -= n;
	return (int)n;
}

static void
parser_run(xmlParserCtxtPtr ctxt, const char *data, size_t n,
    struct build *build)
{
	struct feed f = { ctxt, data, n, build };
	/*
	 * NOENT does not let anything in, as without a DTD there is nothing to
	 * substitute; without it &amp; in attributes would stay a reference.
	 */
	xmlDocPtr doc = xmlCtxtReadIO(ctxt, feed, NULL, &f, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_BIG_LINES);

	xmlFreeDoc(doc);
	if (ctxt->myDoc != doc)
		xmlFreeDoc(ctxt->myDoc);
	ctxt->myDoc = NULL;
	xmlFreeParserCtxt(ctxt);
	xmlSetStructuredErrorFunc(NULL, NULL);
}

struct xml_node *
xml_parse(struct arena *a, const char *file, const char *data, size_t n)
{
	static const xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = on_doctype,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_text,
		.serror = on_error,
	};
	struct build b = { .arena = a, .file = file, .text = STRBUF_INIT };

	_Static_assert(XML_MAX_SIZE <= INT_MAX, "libxml2 counts in int");
	if (n > XML_MAX_SIZE) {
		diag(DIAG_ID_XML_LIMIT, (struct srcpos) { file, 0 },
		    "%zu bytes", n);
		return NULL;
	}
	if (n == 0) {
		diag(DIAG_ID_XML_SYNTAX, (struct srcpos) { file, 0 }, "empty");
		return NULL;
	}
	struct xml_node *top = NULL;
	b.link = &top;
	b.ctxt = parser_new(&sax, &b);
	parser_run(b.ctxt, data, n, &b);
	strbuf_free(&b.text);
	if (!b.failed && (b.root == NULL || b.open != NULL)) {
		diag(DIAG_ID_XML_SYNTAX, (struct srcpos) { file, 0 },
		    "the document ends too early");
		b.failed = true;
	}
	return b.failed ? NULL : b.root;
}

struct root_search {
	struct xml_root *out;
	xmlParserCtxtPtr ctxt;
	bool found;
};

static void
root_found(struct root_search *s, const xmlChar *ns, const xmlChar *name)
{
	if (!s->found) {
		snprintf(s->out->ns, sizeof s->out->ns, "%s",
		    ns != NULL ? (const char *)ns : "");
		snprintf(s->out->name, sizeof s->out->name, "%s",
		    (const char *)name);
		s->found = true;
	}
	xmlStopParser(s->ctxt);
}

static void
on_root(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nns, const xmlChar **ns, int nattr, int ndefault,
    const xmlChar **attr)
{
	(void)prefix, (void)nns, (void)ns, (void)nattr, (void)ndefault,
	    (void)attr;
	root_found(arg, uri, name);
}

static void
on_root_doctype(void *arg, const xmlChar *name, const xmlChar *id,
    const xmlChar *system)
{
	const xmlChar *colon;

	(void)id, (void)system;
	colon = xmlStrchr(name, ':');
	root_found(arg, NULL, colon != NULL ? colon + 1 : name);
}

static void
on_root_error(void *arg, xmlErrorPtr e)
{
	(void)arg, (void)e;
}

bool
xml_find_root(const char *data, size_t n, struct xml_root *out)
{
	static const xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = on_root_doctype,
		.startElementNs = on_root,
		.serror = on_root_error,
	};
	struct root_search s = { .out = out };

	if (n == 0 || n > XML_MAX_SIZE)
		return false;
	s.ctxt = parser_new(&sax, &s);
	parser_run(s.ctxt, data, n, NULL);
	return s.found;
}

const char *
xml_attr_ns(const struct xml_node *node, const char *ns, const char *name)
{
	for (uint32_t i = 0; i < node->nattr; i++) {
		if (str_eq(node->attr[i].name, name) &&
		    str_eq(node->attr[i].ns, ns))
			return node->attr[i].value;
	}
	return NULL;
}

const char *
xml_attr(const struct xml_node *node, const char *name)
{
	return xml_attr_ns(node, NULL, name);
}

bool
xml_is(const struct xml_node *node, const char *ns, const char *name)
{
	return node->name != NULL && str_eq(node->name, name) &&
	    str_eq(node->ns, ns);
}

static struct xml_node *
first_that_is(struct xml_node *node, const char *ns, const char *name)
{
	while (node != NULL && !xml_is(node, ns, name))
		node = node->next;
	return node;
}

struct xml_node *
xml_kid(const struct xml_node *node, const char *ns, const char *name)
{
	return first_that_is(node->kid, ns, name);
}

struct xml_node *
xml_next(const struct xml_node *node, const char *ns, const char *name)
{
	return first_that_is(node->next, ns, name);
}

static void
collect_text(struct strbuf *out, const struct xml_node *node)
{
	for (node = node->kid; node != NULL; node = node->next) {
		if (node->name == NULL)
			strbuf_addstr(out, node->text);
		else
			collect_text(out, node);
	}
}

const char *
xml_text(struct arena *a, const struct xml_node *node)
{
	struct strbuf b = STRBUF_INIT;
	const char *text;

	collect_text(&b, node);
	text = arena_strndup(a, b.s, b.n);
	strbuf_free(&b);
	return text;
}
