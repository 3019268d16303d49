/*
 * What a stylesheet makes of a document: the only user of libxslt.  A
 * stylesheet reads nothing but the document, writes nothing, and asks no
 * network.
 */
#include <libxml/parser.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "report.h"

#define NS_FUNCTIONS "urn:auditc:report"
#define MARK "auditc: the pieces"

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

/* --- one stylesheet ----------------------------------------------------- */

struct sheet {
	xsltStylesheetPtr compiled; /* NULL: it is none */
	xsltSecurityPrefsPtr prefs;
	const char *name;
	struct strbuf said;
};

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

/* What libxml2 says from here on goes to the sheet, until it is closed. */
static bool
sheet_open(struct sheet *s, const char *text, size_t n, const char *name)
{
	xmlDocPtr style;

	s->name = name;
	s->prefs = forbid_all(NULL);
	xmlSetGenericErrorFunc(&s->said, on_message);
	xsltSetGenericErrorFunc(&s->said, on_message);
	/* For what a stylesheet would include while it is compiled. */
	xsltSetDefaultSecurityPrefs(s->prefs);
	style = parse(text, n, name, &s->said);
	if (style != NULL &&
	    (s->compiled = xsltParseStylesheetDoc(style)) == NULL)
		xmlFreeDoc(style);
	if (s->compiled != NULL && s->compiled->errors == 0)
		return true;
	say(name, &s->said);
	return false;
}

static void
sheet_close(struct sheet *s)
{
	xsltFreeStylesheet(s->compiled);
	xsltSetDefaultSecurityPrefs(NULL);
	xsltFreeSecurityPrefs(s->prefs);
	xsltSetGenericErrorFunc(NULL, NULL);
	xmlSetGenericErrorFunc(NULL, NULL);
	strbuf_free(&s->said);
}

/* NULL after a diagnostic. */
static xmlDocPtr
sheet_parse(struct sheet *s, const struct strbuf *document)
{
	xmlDocPtr doc = parse(document->s, document->n, "report", &s->said);

	if (doc == NULL)
		say(s->name, &s->said);
	return doc;
}

/* What it makes of the document; NULL after a diagnostic. */
static xmlDocPtr
sheet_run(struct sheet *s, xmlDocPtr doc)
{
	xsltTransformContextPtr ctxt = xsltNewTransformContext(s->compiled, doc);
	xsltSecurityPrefsPtr prefs;
	xmlDocPtr made;

	if (ctxt == NULL)
		die(70, "libxslt is out of memory");
	prefs = forbid_all(ctxt);
	xsltSetTransformErrorFunc(ctxt, &s->said, on_message);
	xsltRegisterExtFunction(ctxt, (const xmlChar *)"sha256",
	    (const xmlChar *)NS_FUNCTIONS, on_sha256);
	made =
	    xsltApplyStylesheetUser(s->compiled, doc, NULL, NULL, NULL, ctxt);
	if (made != NULL && ctxt->state != XSLT_STATE_OK) {
		xmlFreeDoc(made);
		made = NULL;
	}
	xsltFreeTransformContext(ctxt);
	xsltFreeSecurityPrefs(prefs);
	if (made == NULL)
		say(s->name, &s->said);
	return made;
}

static bool
sheet_save(struct sheet *s, xmlDocPtr made, struct strbuf *out)
{
	xmlChar *text = NULL;
	int n = 0;
	bool ok = xsltSaveResultToString(&text, &n, made, s->compiled) == 0;

	if (ok && text != NULL)
		strbuf_add(out, text, (size_t)n);
	else if (!ok)
		say(s->name, &s->said);
	xmlFree(text);
	return ok;
}

static bool
sheet_apply(struct sheet *s, xmlDocPtr doc, struct strbuf *out)
{
	xmlDocPtr made = sheet_run(s, doc);
	bool ok = made != NULL && sheet_save(s, made, out);

	xmlFreeDoc(made);
	return ok;
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
sheet_apply_each(struct sheet *s, xmlDocPtr doc, const char *ns,
    const char *element, struct strbuf *out)
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
			ok = sheet_apply(s, part, out);
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
	struct sheet s = { .said = STRBUF_INIT };
	xmlDocPtr doc = NULL;
	bool ok = sheet_open(&s, text, n, name) &&
		  (doc = sheet_parse(&s, document)) != NULL;

	if (ok)
		ok = element != NULL
			 ? sheet_apply_each(&s, doc, ns, element, out)
			 : sheet_apply(&s, doc, out);
	xmlFreeDoc(doc);
	sheet_close(&s);
	return ok;
}

bool
report_transform(const struct strbuf *document, const char *text, size_t n,
    const char *name, struct strbuf *out)
{
	return report_transform_each(document, NULL, NULL, text, n, name, out);
}

/* --- one document after the other --------------------------------------- */

/* The first element of that name, up to three below the root. */
static xmlNodePtr
find_piece(xmlNodePtr node, const char *piece, int depth)
{
	xmlNodePtr k, found;

	for (k = node; k != NULL; k = k->next) {
		if (k->type != XML_ELEMENT_NODE)
			continue;
		if (strcmp((const char *)k->name, piece) == 0)
			return k;
		if (depth > 0 &&
		    (found = find_piece(k->children, piece, depth - 1)) != NULL)
			return found;
	}
	return NULL;
}

/*
 * The pieces of a document that was made, with what stands between them and
 * behind them: as text, and out of the document, where MARK is left.
 */
static bool
take_pieces(xmlDocPtr made, const char *piece, struct strbuf *out)
{
	xmlNodePtr k, next, first = find_piece(made->children, piece, 3);
	xmlBufferPtr b = xmlBufferCreate();
	bool ok = b != NULL;

	for (k = first; k != NULL && ok; k = next) {
		next = k->next;
		ok = xmlNodeDump(b, made, k, 0, 0) >= 0;
		if (k == first)
			xmlAddPrevSibling(
			    k, xmlNewDocComment(made, (const xmlChar *)MARK));
		xmlUnlinkNode(k);
		xmlFreeNode(k);
	}
	if (ok)
		strbuf_add(
		    out, xmlBufferContent(b), (size_t)xmlBufferLength(b));
	xmlBufferFree(b);
	return ok;
}

bool
report_transform_batches(const char *text, size_t n, const char *name,
    const char *piece, report_document *next, void *arg, struct strbuf *out)
{
	static const char mark[] = "<!--" MARK "-->";
	struct strbuf document = STRBUF_INIT, frame = STRBUF_INIT;
	struct strbuf pieces = STRBUF_INIT;
	struct sheet s = { .said = STRBUF_INIT };
	bool ok = sheet_open(&s, text, n, name);
	const char *rest = NULL;
	xmlDocPtr doc, made;

	while (ok && next(arg, &document)) {
		doc = sheet_parse(&s, &document);
		made = doc != NULL ? sheet_run(&s, doc) : NULL;
		ok = made != NULL && take_pieces(made, piece, &pieces);
		if (ok && rest == NULL && (ok = sheet_save(&s, made, &frame))) {
			rest = strstr(frame.s, mark);
			rest = rest != NULL ? rest : frame.s + frame.n;
			strbuf_add(out, frame.s, (size_t)(rest - frame.s));
			rest += *rest != '\0' ? sizeof mark - 1 : 0;
		}
		strbuf_add(out, pieces.s, pieces.n);
		xmlFreeDoc(made);
		xmlFreeDoc(doc);
		strbuf_reset(&document);
		strbuf_reset(&pieces);
	}
	if (ok && rest != NULL)
		strbuf_addstr(out, rest);
	strbuf_free(&document);
	strbuf_free(&frame);
	strbuf_free(&pieces);
	sheet_close(&s);
	return ok;
}
