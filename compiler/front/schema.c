/*
 * Validity by the official schemas, which openscap-common installs.  The
 * document has passed xml_parse() and its limits before; schemas are read
 * from their folder only.
 */
#include <libxml/xmlschemas.h>
#include <string.h>
#include <unistd.h>

#include "front.h"
#include "schema.h"
#include "xml.h"

#define SCHEMAS "/usr/share/openscap/schemas"
#define SAID_MAX 100

static const struct {
	const char *ns, *root, *path;
} schemas[] = {
	{ "http://scap.nist.gov/schema/scap/source/1.2",
	    "data-stream-collection",
	    SCHEMAS "/sds/1.3/scap-source-data-stream_1.3.xsd" },
	{ "http://open-scap.org/page/Xccdf-1.1-tailoring", "Tailoring",
	    SCHEMAS "/xccdf/1.1-tailoring/xccdf-1.1-tailoring.xsd" },
	{ "http://checklists.nist.gov/xccdf/1.1", "Benchmark",
	    SCHEMAS "/xccdf/1.1/xccdf-schema.xsd" },
	{ "http://checklists.nist.gov/xccdf/1.2", "Benchmark",
	    SCHEMAS "/xccdf/1.2/xccdf_1.2.xsd" },
	{ "http://checklists.nist.gov/xccdf/1.2", "Tailoring",
	    SCHEMAS "/xccdf/1.2/xccdf_1.2.xsd" },
	/* what 5.0 to 5.10 allow, the last of 5 allows as well */
	{ "http://oval.mitre.org/XMLSchema/oval-definitions-5",
	    "oval_definitions",
	    SCHEMAS "/oval/5.11.3/oval-definitions-schema.xsd" },
};
#define NSCHEMA (sizeof schemas / sizeof *schemas)

struct check {
	const char *file;
	unsigned said;
};

static void
on_error(void *arg, xmlErrorPtr e)
{
	struct check *c = arg;
	char text[512];
	size_t n;

	if (e->level < XML_ERR_ERROR || c->said++ >= SAID_MAX)
		return;
	snprintf(text, sizeof text, "%s", e->message != NULL ? e->message : "");
	for (n = strlen(text); n > 0 && text[n - 1] == '\n';)
		text[--n] = '\0';
	diag(DIAG_ID_XML_SCHEMA,
	    (struct srcpos) { c->file, e->line > 0 ? (uint32_t)e->line : 0 },
	    "%s", text);
}

/*
 * Whatever a document names as its schema, only the installed ones are read.
 */
static xmlParserInputPtr
load_installed(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
	if (url == NULL || !str_starts(url, SCHEMAS "/") ||
	    strstr(url, "..") != NULL)
		return NULL;
	return xmlNoNetExternalEntityLoader(url, id, ctxt);
}

static enum schema_answer
validate(xmlSchemaPtr schema, const char *file, const char *data, size_t n)
{
	struct check c = { file, 0 };
	xmlSchemaValidCtxtPtr ctxt = xmlSchemaNewValidCtxt(schema);
	xmlParserInputBufferPtr in = xmlParserInputBufferCreateMem(data,
	    (int)n, XML_CHAR_ENCODING_NONE);
	int rc;

	if (ctxt == NULL || in == NULL)
		die(1, "libxml2 is out of memory");
	xmlSchemaSetValidStructuredErrors(ctxt, on_error, &c);
	xmlSchemaValidateSetFilename(ctxt, file);
	rc = xmlSchemaValidateStream(ctxt, in, XML_CHAR_ENCODING_NONE, NULL,
	    NULL);
	xmlSchemaFreeValidCtxt(ctxt);
	if (rc != 0 && c.said == 0)
		diag(DIAG_ID_XML_SCHEMA, (struct srcpos) { file, 0 }, NULL);
	return rc == 0 && c.said == 0 ? SCHEMA_VALID : SCHEMA_INVALID;
}

enum schema_answer
schema_validate(const char *file, const char *data, size_t n)
{
	xmlSchemaParserCtxtPtr parser;
	xmlExternalEntityLoader before;
	enum schema_answer answer;
	const char *path = NULL;
	xmlSchemaPtr schema;
	struct xml_root root;
	size_t i;

	if (n > XML_MAX_SIZE || !xml_find_root(data, n, &root))
		return SCHEMA_NONE;
	for (i = 0; i < NSCHEMA && path == NULL; i++) {
		if (str_eq(schemas[i].ns, root.ns) &&
		    str_eq(schemas[i].root, root.name))
			path = schemas[i].path;
	}
	if (path == NULL)
		return SCHEMA_NONE;
	if (access(path, R_OK) != 0)
		return SCHEMA_ABSENT;
	before = xmlGetExternalEntityLoader();
	xmlSetExternalEntityLoader(load_installed);
	parser = xmlSchemaNewParserCtxt(path);
	schema = parser != NULL ? xmlSchemaParse(parser) : NULL;
	xmlSchemaFreeParserCtxt(parser);
	answer = schema != NULL ? validate(schema, file, data, n) :
				  SCHEMA_ABSENT;
	xmlSchemaFree(schema);
	xmlSetExternalEntityLoader(before);
	return answer;
}
