/*
 * The formats of reports, and those that are made by a stylesheet: the only
 * user of libxslt.  A stylesheet gets the document of document.c and reads
 * nothing else, writes nothing, and asks no network.
 */
#include <libxml/parser.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "report.h"

#define PRIVATE 0600 /* evidence is nobody else's business */
#define PUBLIC 0644  /* numbers, which another program has to read */
#define NS_FUNCTIONS "urn:auditc:report"

/* --- transformation ---------------------------------------------------------
 */

static void on_message(void *arg, const char *fmt, ...) BASE_PRINTF(2, 3);

/* Collects what libxml2 and libxslt say. */
static void
on_message(void *arg, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	strbuf_addstr(arg, text);
}

/* The first of it, on one line. */
static void
say(const char *file, const struct strbuf *said)
{
	char text[300];

	snprintf(text, sizeof text, "%s", said->s);
	for (char *p = text; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	diag(DIAG_ID_REPORT_STYLESHEET, (struct srcpos){ file, 0 }, "%s", text);
}

static void
add_base64(struct strbuf *b, const unsigned char *s, size_t n)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t v;
	size_t i, k;

	for (i = 0; i < n; i += 3) {
		v = 0;
		for (k = 0; k < 3; k++)
			v = v << 8 | (i + k < n ? s[i + k] : 0u);
		for (k = 0; k < 4; k++)
			strbuf_addch(b,
			    i + k <= n ? digits[v >> (18 - 6 * k) & 63] : '=');
	}
}

static unsigned
hex_value(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/*
 * sha256(TEXT): in base64, as a content security policy names a script or a
 * style that stands in the page.
 */
static void
on_sha256(xmlXPathParserContextPtr ctxt, int nargs)
{
	struct strbuf b = STRBUF_INIT;
	unsigned char digest[32];
	char hex[HASH_HEX];
	xmlChar *text;

	if (nargs != 1) {
		xmlXPathSetArityError(ctxt);
		return;
	}
	text = xmlXPathPopString(ctxt);
	if (text == NULL)
		return;
	hash_sha256(text, (size_t)xmlStrlen(text), hex);
	for (size_t i = 0; i < sizeof digest; i++)
		digest[i] = (unsigned char)(hex_value(hex[2 * i]) << 4 |
					    hex_value(hex[2 * i + 1]));
	add_base64(&b, digest, sizeof digest);
	xmlXPathReturnString(ctxt, xmlStrdup((const xmlChar *)b.s));
	strbuf_free(&b);
	xmlFree(text);
}

static xsltSecurityPrefsPtr
forbid_all(xsltTransformContextPtr ctxt)
{
	static const xsltSecurityOption options[] = { XSLT_SECPREF_READ_FILE,
		XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
		XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK };
	xsltSecurityPrefsPtr prefs = xsltNewSecurityPrefs();

	if (prefs == NULL)
		die(70, "libxslt is out of memory");
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (xsltSetSecurityPrefs(
			prefs, options[i], xsltSecurityForbid) != 0)
			die(70, "libxslt cannot be confined");
	if (ctxt != NULL && xsltSetCtxtSecurityPrefs(prefs, ctxt) != 0)
		die(70, "libxslt cannot be confined");
	return prefs;
}

static bool
apply(xsltStylesheetPtr sheet, xmlDocPtr doc, const char *name,
    struct strbuf *said, struct strbuf *out)
{
	xsltTransformContextPtr ctxt = xsltNewTransformContext(sheet, doc);
	xsltSecurityPrefsPtr prefs;
	xmlDocPtr made;
	xmlChar *text = NULL;
	int n = 0;
	bool ok;

	if (ctxt == NULL)
		die(70, "libxslt is out of memory");
	prefs = forbid_all(ctxt);
	xsltSetTransformErrorFunc(ctxt, said, on_message);
	xsltRegisterExtFunction(ctxt, (const xmlChar *)"sha256",
	    (const xmlChar *)NS_FUNCTIONS, on_sha256);
	made = xsltApplyStylesheetUser(sheet, doc, NULL, NULL, NULL, ctxt);
	ok = made != NULL && ctxt->state == XSLT_STATE_OK &&
	     xsltSaveResultToString(&text, &n, made, sheet) == 0;
	if (ok && text != NULL)
		strbuf_add(out, text, (size_t)n);
	else if (!ok)
		say(name, said);
	xmlFree(text);
	xmlFreeDoc(made);
	xsltFreeTransformContext(ctxt);
	xsltFreeSecurityPrefs(prefs);
	return ok;
}

/* No DTD, no entity, no network: as front/xml.c has it. */
static xmlDocPtr
parse(const char *text, size_t n, const char *name, struct strbuf *said)
{
	xmlDocPtr doc = xmlReadMemory(text, (int)n, name, NULL,
	    XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_COMPACT);

	if (doc == NULL || doc->intSubset == NULL)
		return doc;
	strbuf_addstr(said, "a DOCTYPE is not accepted");
	xmlFreeDoc(doc);
	return NULL;
}

/* The next element in document order below top; NULL: there is none. */
static xmlNodePtr
next_element(xmlNodePtr node, xmlNodePtr top, bool inside)
{
	xmlNodePtr next = inside ? xmlFirstElementChild(node) : NULL;

	while (next == NULL && node != top) {
		next = xmlNextElementSibling(node);
		node = node->parent;
	}
	return next;
}

static bool
apply_each(xsltStylesheetPtr sheet, xmlDocPtr doc, const char *ns,
    const char *element, const char *name, struct strbuf *said,
    struct strbuf *out)
{
	xmlNodePtr top = xmlDocGetRootElement(doc), node = top, copy;
	xmlDocPtr part;
	bool ok = true, found;

	while (node != NULL && ok) {
		found = str_eq((const char *)node->name, element) &&
		    node->ns != NULL &&
		    str_eq((const char *)node->ns->href, ns);
		if (found) {
			part = xmlNewDoc((const xmlChar *)"1.0");
			copy = xmlDocCopyNode(node, part, 1);
			if (part == NULL || copy == NULL)
				die(70, "libxml2 is out of memory");
			xmlDocSetRootElement(part, copy);
			ok = apply(sheet, part, name, said, out);
			xmlFreeDoc(part);
		}
		node = next_element(node, top, !found);
	}
	return ok;
}

bool
report_transform_each(const struct strbuf *document, const char *ns,
    const char *element, const char *text, size_t n, const char *name,
    struct strbuf *out)
{
	struct strbuf said = STRBUF_INIT;
	xsltSecurityPrefsPtr prefs = forbid_all(NULL);
	xsltStylesheetPtr sheet = NULL;
	xmlDocPtr doc = NULL, style;
	bool ok = false;

	xmlSetGenericErrorFunc(&said, on_message);
	xsltSetGenericErrorFunc(&said, on_message);
	/* For what a stylesheet would include while it is compiled. */
	xsltSetDefaultSecurityPrefs(prefs);
	style = parse(text, n, name, &said);
	if (style != NULL && (sheet = xsltParseStylesheetDoc(style)) == NULL)
		xmlFreeDoc(style);
	if (sheet != NULL && sheet->errors == 0)
		doc = parse(document->s, document->n, "report", &said);
	if (doc != NULL && element != NULL)
		ok = apply_each(sheet, doc, ns, element, name, &said, out);
	else if (doc != NULL)
		ok = apply(sheet, doc, name, &said, out);
	else
		say(name, &said);
	xmlFreeDoc(doc);
	xsltFreeStylesheet(sheet);
	xsltSetDefaultSecurityPrefs(NULL);
	xsltFreeSecurityPrefs(prefs);
	xsltSetGenericErrorFunc(NULL, NULL);
	xmlSetGenericErrorFunc(NULL, NULL);
	strbuf_free(&said);
	return ok;
}

bool
report_transform(const struct strbuf *document, const char *text, size_t n,
    const char *name, struct strbuf *out)
{
	return report_transform_each(document, NULL, NULL, text, n, name, out);
}

static bool
report_html(const struct report_request *q, struct strbuf *out)
{
	const struct embed *own = embed_find("schemas/report.xsl");
	struct strbuf document = STRBUF_INIT;
	bool ok = report_xml(q, &document);

	if (ok && document.n > XML_MAX_SIZE) {
		diag(DIAG_ID_XML_LIMIT, (struct srcpos){ q->report->file, 0 },
		    "the report has %zu bytes; see --target and -o DIR",
		    document.n);
		ok = false;
	}
	if (ok && q->stylesheet != NULL)
		ok = report_transform(&document, q->stylesheet, strlen(q->stylesheet),
		    q->stylesheet_name, out);
	else if (ok && own != NULL)
		ok = report_transform(&document, own->data, own->size, own->name, out);
	strbuf_free(&document);
	return ok && (own != NULL || q->stylesheet != NULL);
}

/* --- formats -----------------------------------------------------------------
 */

const struct report_format report_formats[] = {
	{ "text", ".txt", false, true, false, PRIVATE, report_text,
	    "findings by target, with what was found" },
	{ "html", ".html", false, true, true, PRIVATE, report_html,
	    "one page that needs nothing else" },
	{ "csv", ".csv", false, false, false, PRIVATE, report_csv,
	    "a row per target and rule" },
	{ "junit", ".junit.xml", false, false, false, PRIVATE, report_junit,
	    "a suite per target, for CI" },
	{ "ckl", ".ckl", true, false, false, PRIVATE, report_ckl,
	    "checklist of STIG Viewer 2" },
	{ "cklb", ".cklb", true, false, false, PRIVATE, report_cklb,
	    "checklist of STIG Viewer 3" },
	{ "sarif", ".sarif", false, false, false, PRIVATE, report_sarif,
	    "what failed, for code scanning" },
	{ "hdf", ".hdf.json", true, false, false, PRIVATE, report_hdf,
	    "Heimdall's format" },
	{ "ocsf", ".ocsf.json", false, false, false, PRIVATE, report_ocsf,
	    "a Compliance Finding per line" },
	{ "prometheus", ".prom", false, false, false, PUBLIC,
	    report_prometheus, "numbers for a textfile collector" },
	{ "nessus", ".nessus", false, false, false, PRIVATE, report_nessus,
	    "compliance items of NessusClientData_v2" },
	{ "xml", ".xml", false, true, false, PRIVATE, report_xml,
	    "what a stylesheet gets" },
};
const size_t report_nformat = sizeof report_formats / sizeof *report_formats;

const struct report_format *
report_format_find(const char *name)
{
	for (size_t i = 0; i < report_nformat; i++)
		if (str_eq(report_formats[i].name, name))
			return &report_formats[i];
	return NULL;
}
