/*
 * The formats of reports.  Those that are XML or a page are made by
 * stylesheets, out of the document of document.c.
 */
#include <string.h>

#include "document.h"

#define PRIVATE 0600 /* evidence is nobody else's business */
#define PUBLIC 0644  /* numbers, which another program has to read */

#define BATCH 5000 /* results that are transformed at a time */

struct batch { /* targets, some after the others */
	const struct report_request *q;
	uint32_t next;
	bool too_large;
};

static bool
is_too_large(const struct report_request *q, const struct strbuf *document)
{
	if (document->n <= XML_MAX_SIZE)
		return false;
	diag(DIAG_ID_XML_LIMIT, (struct srcpos){ q->report->file, 0 },
	    "the report has %zu bytes; see --target and -o DIR", document->n);
	return true;
}

static bool
next_batch(void *arg, struct strbuf *document)
{
	struct batch *b = arg;
	const struct report *r = b->q->report;
	uint32_t first = b->next, results = 0;

	if (b->too_large || (first != 0 && first == r->ntarget))
		return false;
	while (b->next < r->ntarget && results < BATCH)
		results += r->target[b->next++].nresult;
	document_write(
	    b->q, DOCUMENT_RESULTS, first, b->next - first, document);
	b->too_large = is_too_large(b->q, document);
	return !b->too_large;
}

/* By the request's stylesheet, of the whole. */
static bool
restyled(
    const struct report_request *q, unsigned parts, struct strbuf *out)
{
	struct strbuf document = STRBUF_INIT;
	bool ok;

	document_write(q, parts, 0, q->report->ntarget, &document);
	ok = !is_too_large(q, &document) &&
	     report_transform(&document, q->stylesheet, strlen(q->stylesheet),
		 q->stylesheet_name, out);
	strbuf_free(&document);
	return ok;
}

/* By that, else by our own, to which a batch is as good as the whole. */
static bool
styled_results(const struct report_request *q, const char *name,
    const char *piece, struct strbuf *out)
{
	const struct embed *own = embed_find(name);
	struct batch b = { .q = q };

	if (q->stylesheet != NULL)
		return restyled(q, DOCUMENT_RESULTS, out);
	return own != NULL &&
	       report_transform_batches(own->data, own->size, own->name, piece,
		   next_batch, &b, out) &&
	       !b.too_large;
}

static bool
report_html(const struct report_request *q, struct strbuf *out)
{
	const struct embed *own = embed_find("schemas/report.xsl");
	struct report_request by = *q;

	if (q->stylesheet == NULL && own != NULL) {
		by.stylesheet = own->data;
		by.stylesheet_name = own->name;
	}
	return restyled(&by, DOCUMENT_FINDINGS, out);
}

static bool
report_ckl(const struct report_request *q, struct strbuf *out)
{
	struct report_request by = *q;
	struct arena a = { NULL };
	const struct report_target *t;
	bool any = false, ok;
	uint32_t i;

	by.report = report_fold(&a, q->report);
	t = &by.report->target[0];
	for (i = 0; i < t->nresult && !any; i++)
		any = t->result[i].result != IR_XCCDF_NOTSELECTED;
	ok = any ? styled_results(&by, "schemas/ckl.xsl", "iSTIG", out)
		 : report_nothing(q->report, t);
	arena_free(&a);
	return ok;
}

static bool
report_junit(const struct report_request *q, struct strbuf *out)
{
	return styled_results(
	    q, "schemas/junit.xsl", "testsuite", out);
}

static bool
report_nessus(const struct report_request *q, struct strbuf *out)
{
	return styled_results(
	    q, "schemas/nessus.xsl", "ReportHost", out);
}

/* --- formats ------------------------------------------------------------ */

const struct report_format report_formats[] = {
	{ "text", ".txt", false, true, false, false, PRIVATE,
	    report_text, "findings by target, with what was found" },
	{ "html", ".html", false, true, true, false, PRIVATE,
	    report_html, "one page that needs nothing else" },
	{ "csv", ".csv", false, false, false, false, PRIVATE,
	    report_csv, "a row per target and rule" },
	{ "junit", ".junit.xml", false, false, true, false, PRIVATE,
	    report_junit, "a suite per target, for CI" },
	{ "ckl", ".ckl", true, false, true, true, PRIVATE,
	    report_ckl, "checklist of STIG Viewer 2" },
	{ "cklb", ".cklb", true, false, false, true, PRIVATE,
	    report_cklb, "checklist of STIG Viewer 3" },
	{ "sarif", ".sarif", false, false, false, false, PRIVATE,
	    report_sarif, "what failed, for code scanning" },
	{ "hdf", ".hdf.json", true, false, false, false, PRIVATE,
	    report_hdf, "Heimdall's format" },
	{ "ocsf", ".ocsf.json", false, false, false, false, PRIVATE,
	    report_ocsf, "a Compliance Finding per line" },
	{ "prometheus", ".prom", false, false, false, false, PUBLIC,
	    report_prometheus, "numbers for a textfile collector" },
	{ "nessus", ".nessus", false, false, true, false, PRIVATE,
	    report_nessus, "compliance items of NessusClientData_v2" },
	{ "xml", ".xml", false, true, false, false, PRIVATE,
	    report_xml, "what a stylesheet gets" },
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
