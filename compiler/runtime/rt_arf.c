/*
 * ARF 1.1: the report request (a data stream with the benchmark, once), an
 * asset and a report per target, and how they relate.  Streamed, so that the
 * size of a run does not matter.
 */
#include <string.h>

#include "rt.h"

#define DATA_STREAM "scap_auditc_datastream_benchmark"
#define BENCHMARK "scap_auditc_comp_benchmark"
#define BENCHMARK_REF "scap_auditc_cref_benchmark"
#define CHECKS "scap_auditc_comp_checks"

static const struct {
	const char *prefix, *uri;
} namespace[] = {
	{ "arf", "http://scap.nist.gov/schema/asset-reporting-format/1.1" },
	{ "core", "http://scap.nist.gov/schema/reporting-core/1.1" },
	{ "ai", "http://scap.nist.gov/schema/asset-identification/1.1" },
	{ "arfvocab",
	    "http://scap.nist.gov/specifications/arf/vocabulary/relationships/"
	    "1.0#" },
	{ "auditc", "urn:auditc:relationships#" },
};

/* The host's asset is asset_0; a target's own follow in order. */
static bool
is_host(const struct rt_target_result *t)
{
	return t->target->kind == RT_HOST;
}

static void
asset_id(struct strbuf *b, const struct rt_target_result *t, uint32_t i)
{
	strbuf_addf(b, "asset_%u", is_host(t) ? 0 : i + 1);
}

static void
add_relation(struct strbuf *b, const char *type, const char *subject,
    uint32_t number, const char *object)
{
	strbuf_addf(b,
	    "<core:relationship type=\"%s\" subject=\"%s_%u\">\n"
	    "<core:ref>%s</core:ref>\n</core:relationship>\n",
	    type, subject, number, object);
}

static void
add_relations(struct rt_file *f, const struct rt_target_result *t, uint32_t n)
{
	struct strbuf id = STRBUF_INIT;
	uint32_t i;

	strbuf_addstr(&f->b, "<core:relationships>\n");
	for (i = 0; i < n; i++) {
		strbuf_reset(&id);
		asset_id(&id, &t[i], i);
		add_relation(
		    &f->b, "arfvocab:createdFor", "report", i, "request_0");
		add_relation(&f->b, "arfvocab:isAbout", "report", i, id.s);
		if (t[i].oval != NULL) {
			add_relation(&f->b, "arfvocab:createdFor", "oval", i,
			    "request_0");
			add_relation(
			    &f->b, "arfvocab:isAbout", "oval", i, id.s);
		}
		rt_file_flush(f);
	}
	for (i = 0; i < n; i++)
		if (!is_host(&t[i]))
			add_relation(&f->b,
			    t[i].target->kind == RT_CONTAINER
				? "auditc:runsOn"
				: "auditc:isStoredOn",
			    "asset", i + 1, "asset_0");
	strbuf_addstr(&f->b, "</core:relationships>\n");
	strbuf_free(&id);
}

/*
 * A data stream has to name a component of checks; ours are in no language
 * that it may carry, so it is an OVAL document without definitions.
 */
static void
add_request(struct rt_file *f, const struct rt_run *run)
{
	char time[RT_TIME];

	rt_time_text(run->start, time);
	strbuf_addstr(&f->b,
	    "<arf:report-requests>\n<arf:report-request id=\"request_0\">\n"
	    "<arf:content>\n<ds:data-stream-collection"
	    " xmlns:ds=\"http://scap.nist.gov/schema/scap/source/1.2\""
	    " xmlns:xlink=\"http://www.w3.org/1999/xlink\""
	    " id=\"scap_auditc_collection_benchmark\""
	    " schematron-version=\"1.2\">\n"
	    "<ds:data-stream id=\"" DATA_STREAM "\" use-case=\"OTHER\""
	    " scap-version=\"1.2\">\n"
	    "<ds:checklists>\n<ds:component-ref id=\"" BENCHMARK_REF "\""
	    " xlink:href=\"#" BENCHMARK "\"/>\n</ds:checklists>\n"
	    "<ds:checks>\n<ds:component-ref id=\"scap_auditc_cref_checks\""
	    " xlink:href=\"#" CHECKS "\"/>\n</ds:checks>\n"
	    "</ds:data-stream>\n");
	strbuf_addf(&f->b,
	    "<ds:component id=\"" BENCHMARK "\" timestamp=\"%s\">\n", time);
	rt_file_text(f, run->content->benchmark_head,
	    run->content->nbenchmark_head);
	strbuf_addstr(&f->b, run->content->benchmark_tail);
	strbuf_addf(&f->b,
	    "</ds:component>\n<ds:component id=\"" CHECKS
	    "\" timestamp=\"%s\">\n"
	    "<oval:oval_definitions"
	    " xmlns:oval=\"http://oval.mitre.org/XMLSchema/oval-definitions-5\""
	    " xmlns:com=\"http://oval.mitre.org/XMLSchema/oval-common-5\">\n"
	    "<oval:generator>\n<com:product_name>",
	    time);
	quote_xml(&f->b, run->content->generator);
	strbuf_addf(&f->b,
	    "</com:product_name>\n"
	    "<com:schema_version>5.11</com:schema_version>\n"
	    "<com:timestamp>%s</com:timestamp>\n</oval:generator>\n"
	    "</oval:oval_definitions>\n</ds:component>\n"
	    "</ds:data-stream-collection>\n</arf:content>\n"
	    "</arf:report-request>\n</arf:report-requests>\n",
	    time);
	rt_file_flush(f);
}

/* An element for an address; IPv6 goes by its colons. */
static void
add_address(struct strbuf *b, const char *text)
{
	strbuf_addstr(b, "<ai:ip-address>\n");
	rt_xml_element(
	    b, strchr(text, ':') != NULL ? "ai:ip-v6" : "ai:ip-v4", text);
	strbuf_addstr(b, "</ai:ip-address>\n");
}

static void
add_connection(struct strbuf *b, const char *address, const char *mac)
{
	strbuf_addstr(b, "<ai:connection>\n");
	if (address != NULL)
		add_address(b, address);
	rt_xml_element(b, "ai:mac-address", mac);
	strbuf_addstr(b, "</ai:connection>\n");
}

static void
add_host(struct strbuf *b, const struct rt_machine *m)
{
	const struct rt_interface *i;
	uint32_t k;

	strbuf_addstr(b, "<arf:asset id=\"asset_0\">\n<ai:computing-device>\n");
	rt_xml_element(b, "ai:cpe", m->cpe);
	if (m->niface != 0) {
		strbuf_addstr(b, "<ai:connections>\n");
		for (i = m->iface; i < m->iface + m->niface; i++) {
			for (k = 0; k < i->naddress; k++)
				add_connection(b, i->address[k], i->mac);
			if (i->naddress == 0)
				add_connection(b, NULL, i->mac);
		}
		strbuf_addstr(b, "</ai:connections>\n");
	}
	if (strchr(m->fqdn, '.') != NULL)
		rt_xml_element(b, "ai:fqdn", m->fqdn);
	rt_xml_element(b, "ai:hostname", m->hostname);
	strbuf_addstr(b, "</ai:computing-device>\n</arf:asset>\n");
}

/* The fact of that name; "" where there is none. */
static const char *
fact_value(const struct rt_target_result *t, const char *name)
{
	uint32_t i;

	for (i = 0; i < t->nfact; i++)
		if (strcmp(t->fact[i].name, name) == 0)
			return t->fact[i].value;
	return "";
}

static void
add_asset(struct rt_file *f, const struct rt_run *run,
    const struct rt_target_result *t, uint32_t number)
{
	struct arena a = { NULL };
	struct strbuf *b = &f->b;
	const char *host, *cpe;
	uint32_t i;

	cpe = rt_target_cpe(&a, run->machine, t);
	strbuf_addf(b, "<arf:asset id=\"asset_%u\">\n", number);
	if (t->target->kind == RT_IMAGE) {
		strbuf_addstr(b, "<ai:software>\n");
		rt_xml_element(b, "ai:installation-id", t->target->image);
		strbuf_addstr(b, "</ai:software>\n");
	} else {
		strbuf_addstr(b, "<ai:computing-device>\n");
		rt_xml_element(b, "ai:cpe", cpe);
		if (t->naddress != 0) {
			strbuf_addstr(b, "<ai:connections>\n");
			for (i = 0; i < t->naddress; i++)
				add_connection(b, t->address[i], NULL);
			strbuf_addstr(b, "</ai:connections>\n");
		}
		host =
		    fact_value(t, "urn:scap:fact:asset:identifier:host_name");
		rt_xml_element(
		    b, "ai:hostname", *host != '\0' ? host : "unknown");
		strbuf_addstr(b, "</ai:computing-device>\n");
	}
	strbuf_addstr(b, "</arf:asset>\n");
	arena_free(&a);
	rt_file_flush(f);
}

static void
add_reports(struct rt_file *f, const struct rt_run *run,
    const struct rt_target_result *t, uint32_t n)
{
	struct strbuf id = STRBUF_INIT, oval = STRBUF_INIT;
	uint32_t i;

	strbuf_addstr(&f->b, "<arf:reports>\n");
	for (i = 0; i < n; i++) {
		strbuf_reset(&id);
		asset_id(&id, &t[i], i);
		strbuf_addf(
		    &f->b, "<arf:report id=\"report_%u\">\n<arf:content>\n", i);
		strbuf_reset(&oval);
		if (t[i].oval != NULL)
			strbuf_addf(&oval, "#oval_%u", i);
		rt_xccdf_result(f, run, &t[i], "#" BENCHMARK, id.s,
		    t[i].oval != NULL ? oval.s : NULL);
		strbuf_addstr(&f->b, "</arf:content>\n</arf:report>\n");
	}
	for (i = 0; i < n; i++) {
		if (t[i].oval == NULL)
			continue;
		strbuf_addf(
		    &f->b, "<arf:report id=\"oval_%u\">\n<arf:content>\n", i);
		rt_oval_results(f, run, &t[i]);
		strbuf_addstr(&f->b, "</arf:content>\n</arf:report>\n");
	}
	strbuf_addstr(&f->b, "</arf:reports>\n");
	strbuf_free(&oval);
	strbuf_free(&id);
}

bool
rt_arf_write(const struct rt_run *run, const struct rt_target_result *t,
    uint32_t n, const char *path)
{
	struct rt_file f;
	uint32_t i;

	if (n == 0) {
		rt_warn("cannot write %s: there is no result", path);
		return false;
	}
	if (!rt_file_open(&f, path))
		return false;
	strbuf_addstr(&f.b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			    "<arf:asset-report-collection");
	for (i = 0; i < sizeof namespace / sizeof namespace[0]; i++)
		strbuf_addf(&f.b, " xmlns:%s=\"%s\"", namespace[i].prefix,
		    namespace[i].uri);
	strbuf_addstr(&f.b, ">\n");
	add_relations(&f, t, n);
	add_request(&f, run);
	strbuf_addstr(&f.b, "<arf:assets>\n");
	add_host(&f.b, run->machine);
	for (i = 0; i < n; i++)
		if (!is_host(&t[i]))
			add_asset(&f, run, &t[i], i + 1);
	strbuf_addstr(&f.b, "</arf:assets>\n");
	add_reports(&f, run, t, n);
	strbuf_addstr(&f.b, "</arf:asset-report-collection>\n");
	return rt_file_close(&f);
}
