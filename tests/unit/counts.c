/*
 * What the reader finds in a document is what XPath counts in it: groups,
 * rules, values, profiles and what is in them, for every benchmark of the
 * project's own documents and of the real ones that are at hand.  With
 * COUNTS=all in the environment also those that are large.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "front/datastream.h"
#include "front/xccdf.h"

#define LARGE ((off_t)1 << 20)

static unsigned documents;

enum counted {
	GROUPS,
	RULES,
	VALUES,
	PROFILES,
	SELECTS,
	SETTINGS,
	IDENTS,
	REFERENCES,
	FIXES,
	FIXTEXTS,
	CHECKS,
	PLATFORMS,
	COUNTED
};

static const struct {
	const char *name, *xpath; /* below the Benchmark */
} what[COUNTED] = {
	[GROUPS] = { "groups", "descendant::c:Group" },
	[RULES] = { "rules", "descendant::c:Rule" },
	[VALUES] = { "values", "descendant::c:Value" },
	[PROFILES] = { "profiles", "c:Profile" },
	[SELECTS] = { "selects", "c:Profile/c:select" },
	[SETTINGS] = { "settings",
	    "c:Profile/*[self::c:set-value or self::c:refine-value or "
	    "self::c:refine-rule or self::c:set-complex-value]" },
	[IDENTS] = { "idents", "descendant::c:Rule/c:ident" },
	[REFERENCES] = { "references", "descendant::c:Rule/c:reference" },
	[FIXES] = { "fixes", "descendant::c:Rule/c:fix" },
	[FIXTEXTS] = { "fixtexts", "descendant::c:Rule/c:fixtext" },
	[CHECKS] = { "checks",
	    "descendant::c:Rule/*[self::c:check or self::c:complex-check]" },
	[PLATFORMS] = { "platforms",
	    "descendant::*[self::c:Rule or self::c:Group]/c:platform" },
};

static void
count_model(const struct model_benchmark *b, uint32_t n[COUNTED])
{
	memset(n, 0, COUNTED * sizeof *n);
	n[GROUPS] = b->ngroup;
	n[RULES] = b->nrule;
	n[VALUES] = b->nvalue;
	n[PROFILES] = b->nprofile;
	for (uint32_t i = 0; i < b->nprofile; i++) {
		for (uint32_t k = 0; k < b->profile[i].nitem; k++)
			n[b->profile[i].item[k].op == PROFILE_SELECT ?
				SELECTS : SETTINGS]++;
	}
	for (uint32_t i = 0; i < b->ngroup; i++)
		n[PLATFORMS] += b->group[i].nplatform;
	for (uint32_t i = 0; i < b->nrule; i++) {
		n[IDENTS] += b->rule[i].nident;
		n[REFERENCES] += b->rule[i].nreference;
		n[FIXES] += b->rule[i].nfix;
		n[FIXTEXTS] += b->rule[i].nfixtext;
		n[CHECKS] += b->rule[i].ncheck;
		n[PLATFORMS] += b->rule[i].nplatform;
	}
}

static uint32_t
xpath_count(xmlXPathContextPtr x, const char *id, const char *below)
{
	struct strbuf expr = STRBUF_INIT;
	xmlXPathObjectPtr o;
	double n;

	strbuf_addf(&expr, "count((//c:Benchmark[@id='%s'])[1]/%s)", id,
	    below);
	o = xmlXPathEval((const xmlChar *)expr.s, x);
	assert_non_null(o);
	n = o->floatval;
	xmlXPathFreeObject(o);
	strbuf_free(&expr);
	return (uint32_t)n;
}

static void
compare(const char *path, const struct model_benchmark *b, xmlDocPtr doc)
{
	xmlXPathContextPtr x = xmlXPathNewContext(doc);
	uint32_t n[COUNTED];

	count_model(b, n);
	xmlXPathRegisterNs(x, (const xmlChar *)"c",
	    (const xmlChar *)(str_eq(b->xccdf, "1.1") ? XCCDF_NS_11 :
							XCCDF_NS_12));
	for (size_t i = 0; i < COUNTED; i++) {
		uint32_t other = xpath_count(x, b->id, what[i].xpath);

		if (n[i] != other)
			print_error("%s: %u %s, by XPath %u\n", path, n[i],
			    what[i].name, other);
		assert_int_equal(n[i], other);
	}
	xmlXPathFreeContext(x);
}

static void
count_document(const char *path, const char *data, size_t n)
{
	struct arena a = { NULL };
	struct strbuf said = STRBUF_INIT;
	const struct xml_node *root = xml_parse(&a, path, data, n);
	const struct datastream *ds;
	xmlDocPtr doc = xmlReadMemory(data, (int)n, path, NULL,
	    XML_PARSE_NONET | XML_PARSE_HUGE);
	uint32_t i = 0;

	assert_non_null(root);
	assert_non_null(doc);
	diag_reset();
	diag_sink(&said);
	if (str_eq(root->name, "Benchmark")) {
		compare(path, xccdf_read(&a, path, root), doc);
	} else {
		ds = datastream_read(&a, path, root);
		assert_non_null(ds);
		for (; i < ds->part[DATASTREAM_CHECKLISTS].n; i++)
			compare(path, xccdf_read(&a, path,
			    ds->part[DATASTREAM_CHECKLISTS].ref[i].root), doc);
	}
	diag_sink(NULL);
	if (diag_highest() >= DIAG_ERROR)
		print_error("%s", said.s);
	assert_true(diag_highest() < DIAG_ERROR);
	documents++;
	xmlFreeDoc(doc);
	strbuf_free(&said);
	arena_free(&a);
}

static bool
each_member(void *arg, const char *name, const char *data, size_t n)
{
	(void)arg;
	if (front_detect(data, n) == FRONT_XCCDF)
		count_document(name, data, n);
	return true;
}

static void
count_file(const char *path)
{
	struct strbuf text = STRBUF_INIT;
	struct stat st;
	enum front_format format;

	if (stat(path, &st) != 0 ||
	    (st.st_size > LARGE && getenv("COUNTS") == NULL))
		return;
	assert_true(file_read(path, 0, &text));
	format = front_detect(text.s, text.n);
	if (format == FRONT_XCCDF || format == FRONT_DATASTREAM)
		count_document(path, text.s, text.n);
	else if (format == FRONT_ZIP)
		assert_true(front_zip(path, text.s, text.n, each_member, NULL));
	strbuf_free(&text);
}

static unsigned
count_all(const char *pattern)
{
	unsigned before = documents;
	glob_t g;

	if (glob(pattern, 0, NULL, &g) != 0)
		return 0;
	for (size_t i = 0; i < g.gl_pathc; i++)
		count_file(g.gl_pathv[i]);
	globfree(&g);
	return documents - before;
}

static void
own(void **state)
{
	(void)state;
	assert_int_not_equal(count_all("tests/cases/diff/input/*.xml"), 0);
	assert_int_not_equal(count_all("tests/cases/datastream/*/*.xml"), 0);
	assert_int_not_equal(count_all("content/*/*.xccdf.xml"), 0);
}

static void
real(void **state)
{
	(void)state;
	count_all("../shared/stigs/*.xml");
	count_all("../shared/stigs/*.zip");
	count_all("/usr/share/xml/scap/ssg/content/*-xccdf.xml");
	count_all("/usr/share/xml/scap/ssg/content/*-ds*.xml");
	if (getenv("COUNTS") != NULL)
		print_message("%u documents\n", documents);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own),
		cmocka_unit_test(real),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
