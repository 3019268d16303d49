/*
 * What an XPath gives of XML files: one item per file.  A file is parsed in
 * memory, without network, DTD or entities from elsewhere, within limits.
 */
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>
#include <sys/stat.h>

#include "probe.h"

#define XML_FILE (16u << 20)     /* bytes of a file that is parsed */
#define XML_STEPS 20000000ul     /* of one expression */
#define XML_VALUES 100000        /* of one file */
#define XML_OPTIONS                                                            \
	(XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |           \
	    XML_PARSE_NOCDATA)

enum {
	XML_FILEPATH,
	XML_PATH,
	XML_FILENAME,
	XML_XPATH,
	XML_VALUE_OF,
	XML_WINDOWS_VIEW
};

static const struct rt_find_fields xml_find = { XML_FILEPATH, XML_PATH,
	XML_FILENAME, UINT16_MAX };

struct xml_run {
	struct rt_ctx *ctx;
	struct rt_collection *out;
	const char *xpath;
};

/* An item; with why not NULL, one that could not be had. */
static struct rt_item *
xml_item(struct xml_run *r, const struct rt_found *f, const char *why)
{
	struct rt_item *item = rt_item_add(r->ctx, r->out);

	rt_find_item(r->ctx, &xml_find, f, item);
	rt_item_text(r->ctx, item, XML_XPATH, r->xpath);
	if (why != NULL) {
		item->status = RT_STATUS_ERROR;
		item->message = arena_strdup(r->ctx->arena, why);
	}
	return item;
}

/* libxml2 speaks in unsigned characters. */
static void
xml_value(struct xml_run *r, struct rt_item *item, xmlChar *s)
{
	if (s == NULL)
		return;
	rt_item_text(r->ctx, item, XML_VALUE_OF, (const char *)s);
	xmlFree(s);
}

/* The texts and attributes among the nodes; elements are no value. */
static void
xml_nodes(struct xml_run *r, const struct rt_found *f, const xmlNodeSet *set)
{
	struct rt_item *item;

	if (set == NULL || set->nodeNr == 0)
		return;
	if (set->nodeNr > XML_VALUES) {
		xml_item(r, f, "the XPath gives too much");
		return;
	}
	for (int i = 0; i < set->nodeNr; i++)
		if (set->nodeTab[i]->type != XML_ATTRIBUTE_NODE &&
		    set->nodeTab[i]->type != XML_TEXT_NODE &&
		    set->nodeTab[i]->type != XML_CDATA_SECTION_NODE) {
			xml_item(r, f, "the XPath gives more than text");
			return;
		}
	item = xml_item(r, f, NULL);
	for (int i = 0; i < set->nodeNr; i++)
		xml_value(r, item, xmlNodeGetContent(set->nodeTab[i]));
}

static void
xml_silent(void *arg, xmlErrorPtr error)
{
	(void)arg, (void)error;
}

/* Some of what libxml2 has to say of an XPath goes past the context. */
static void
xml_quiet(void *arg, const char *format, ...)
{
	(void)arg, (void)format;
}

static void
xml_evaluate(struct xml_run *r, const struct rt_found *f, xmlDocPtr doc)
{
	xmlXPathContextPtr context = xmlXPathNewContext(doc);
	xmlXPathObjectPtr got = NULL;

	if (context != NULL) {
		context->error = xml_silent;
		context->node = (xmlNodePtr)doc;
		context->opLimit = XML_STEPS;
		got = xmlXPathEvalExpression(
		    (const xmlChar *)r->xpath, context);
	}
	if (got == NULL)
		xml_item(r, f, "the XPath cannot be evaluated");
	else if (got->type == XPATH_NODESET)
		xml_nodes(r, f, got->nodesetval);
	else if (got->type == XPATH_BOOLEAN || got->type == XPATH_NUMBER ||
		 got->type == XPATH_STRING)
		xml_value(r, xml_item(r, f, NULL), xmlXPathCastToString(got));
	else
		xml_item(r, f, "the XPath gives more than text");
	xmlXPathFreeObject(got);
	xmlXPathFreeContext(context);
}

static void
xml_found(void *arg, const struct rt_found *f)
{
	struct xml_run *r = arg;
	struct rt_root *root = r->ctx->root;
	struct strbuf text = STRBUF_INIT;
	const char *why = NULL;
	struct rt_stat st;
	xmlDocPtr doc;

	/* regular files only, at the end of a link as well */
	if (f->name == NULL || (rt_root_stat(root, f->path, true, &st) == 0 &&
				   !S_ISREG(st.mode)))
		return;
	if (!rt_root_read(r->ctx, f->path, XML_FILE, &text, &why)) {
		if (errno != ENOENT && errno != ENOTDIR)
			xml_item(r, f, why);
		strbuf_free(&text);
		return;
	}
	doc = xmlReadMemory(text.s, (int)text.n, NULL, NULL, XML_OPTIONS);
	if (doc != NULL)
		xml_evaluate(r, f, doc);
	else
		xml_item(r, f, "not well-formed XML");
	xmlFreeDoc(doc);
	strbuf_free(&text);
}

struct xml_ask {
	struct xml_run run;
	const struct ir_object *object;
};

static void
xml_asked(void *arg, const char *xpath)
{
	struct xml_ask *a = arg;

	a->run.xpath = xpath;
	rt_find(a->run.ctx, a->object, &xml_find, a->run.out, xml_found,
	    &a->run);
}

static void
xml_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct xml_ask a = { { ctx, out, NULL }, object };

	xmlSetGenericErrorFunc(NULL, xml_quiet);
	if (!rt_object_names(ctx, object, XML_XPATH, out, xml_asked, &a))
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "the object does not say which XPath it means");
}

static const struct probe_field xml_field[] = {
	[XML_FILEPATH] = { "filepath", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the file's whole path" },
	[XML_PATH] = { "path", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "the directory that it is in" },
	[XML_FILENAME] = { "filename", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "its name there" },
	[XML_XPATH] = { "xpath", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "an XPath 1.0 that gives texts or attributes" },
	[XML_VALUE_OF] = { "value_of", IR_DATATYPE_STRING, FIELD_STATE,
	    "each text or attribute that it gives" },
	[XML_WINDOWS_VIEW] = { "windows_view", IR_DATATYPE_STRING, FIELD_STATE,
	    "of Windows only: never told" },
	PROBE_FIELD_END,
};

static const char *const xml_behavior[] = { "recurse_direction", "max_depth",
	"recurse", "recurse_file_system", "windows_view", NULL };

const struct probe probe_xmlfilecontent = {
	.name = "xmlfilecontent",
	.oval = "independent:xmlfilecontent",
	.field = xml_field,
	.behavior = xml_behavior,
	.find = &xml_find,
	.doc = "what an XPath gives of XML files",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = xml_collect,
	.sh = "probe/xmlfilecontent.sh",
};
