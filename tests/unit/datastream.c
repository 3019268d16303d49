/* front/datastream.c: streams, catalogs, components, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "front/datastream.h"
#include "said.h"

#define HEAD \
	"<c:data-stream-collection xmlns:c='" DATASTREAM_NS "'" \
	" xmlns:k='urn:oasis:names:tc:entity:xmlns:xml:catalog'" \
	" xmlns:l='http://www.w3.org/1999/xlink'" \
	" xmlns:x='http://checklists.nist.gov/xccdf/1.2'" \
	" xmlns:o='http://oval.mitre.org/XMLSchema/oval-definitions-5'>\n"
#define TAIL "</c:data-stream-collection>\n"
#define BENCHMARK(component, name) \
	"<c:component id='" component "'><x:Benchmark" \
	" id='xccdf_t_benchmark_" name "'><x:status>draft</x:status>" \
	"<x:version>1</x:version></x:Benchmark></c:component>\n"

/* Two streams: the second sees another OVAL component by the same name. */
static const char two[] = HEAD
    "<c:data-stream id='s1'><c:checklists>"
    "<c:component-ref id='r1' l:href='#c1'><k:catalog>"
    "<k:uri name='checks.xml' uri='#r2'/>"
    "<k:uri name='away.xml' uri='http://example.org/o.xml'/>"
    "<k:uri name='other-stream.xml' uri='#r4'/>"
    "<k:rewriteURI uriStartString='lib/' rewritePrefix='#lost'/>"
    "<k:rewriteURI uriStartString='lib/sce-' rewritePrefix='#e'/>"
    "</k:catalog></c:component-ref></c:checklists>"
    "<c:checks><c:component-ref id='r2' l:href='#c2'/></c:checks>"
    "<c:extended-components><c:component-ref id='e1' l:href='#x1'/>"
    "</c:extended-components></c:data-stream>\n"
    "<c:data-stream id='s2'><c:checklists>"
    "<c:component-ref id='r3' l:href='#c1'><k:catalog>"
    "<k:uri name='checks.xml' uri='#r4'/></k:catalog></c:component-ref>"
    "<c:component-ref id='r5' l:href='#c4'/></c:checklists>"
    "<c:checks><c:component-ref id='r4' l:href='#c3'/></c:checks>"
    "</c:data-stream>\n"
    BENCHMARK("c1", "A") BENCHMARK("c4", "B")
    "<c:component id='c2'><o:oval_definitions x='one'/></c:component>\n"
    "<c:component id='c3'><o:oval_definitions x='two'/></c:component>\n"
    "<c:extended-component id='x1'><script>true</script>"
    "</c:extended-component>\n" TAIL;

static struct datastream *
read_text(const char *text)
{
	const struct xml_node *root =
	    xml_parse(&arena, "t.xml", text, strlen(text));

	assert_non_null(root);
	return datastream_read(&arena, "t.xml", root);
}

static void
test_resolve(void **state)
{
	const struct datastream *ds = read_text(two);
	const struct datastream_ref *a, *b, *to;

	(void)state;
	assert_non_null(ds);
	assert_int_equal(ds->part[DATASTREAM_CHECKLISTS].n, 3);
	a = &ds->part[DATASTREAM_CHECKLISTS].ref[0];
	b = &ds->part[DATASTREAM_CHECKLISTS].ref[1];
	assert_string_equal(a->stream, "s1");
	assert_ptr_equal(a->root, b->root);
	to = datastream_resolve(ds, a, "checks.xml");
	assert_non_null(to);
	assert_string_equal(xml_attr(to->root, "x"), "one");
	to = datastream_resolve(ds, b, "checks.xml");
	assert_non_null(to);
	assert_string_equal(xml_attr(to->root, "x"), "two");
	to = datastream_resolve(ds, a, "lib/sce-1");
	assert_non_null(to);
	assert_string_equal(to->component, "x1");
	assert_string_equal(to->root->name, "script");
}

/* Nothing is fetched, and no stream reaches into another. */
static void
test_unresolved(void **state)
{
	const struct datastream *ds = read_text(two);
	const struct datastream_ref *a = &ds->part[DATASTREAM_CHECKLISTS].ref[0];

	(void)state;
	assert_null(datastream_resolve(ds, a, "away.xml"));
	assert_null(datastream_resolve(ds, a, "other-stream.xml"));
	assert_null(datastream_resolve(ds, a, "lib/other"));
	assert_null(datastream_resolve(ds, a, "checks"));
	assert_null(datastream_resolve(ds, a, ""));
}

static void
test_choose(void **state)
{
	const struct datastream *ds = read_text(two);
	const struct datastream_ref *ref;

	(void)state;
	assert_null(datastream_choose(ds, NULL, NULL));
	assert_non_null(strstr(said.s, "more than one matches"));
	ref = datastream_choose(ds, "s1", NULL);
	assert_string_equal(ref->id, "r1");
	ref = datastream_choose(ds, NULL, "xccdf_t_benchmark_B");
	assert_string_equal(ref->id, "r5");
	/* The same benchmark in two streams: the first. */
	ref = datastream_choose(ds, NULL, "c1");
	assert_string_equal(ref->id, "r1");
	ref = datastream_choose(ds, NULL, "r3");
	assert_string_equal(ref->id, "r3");
	strbuf_reset(&said);
	assert_null(datastream_choose(ds, "s1", "r5"));
	assert_string_equal(said.s,
	    "t.xml: error: not found: a benchmark r5 of data stream s1 in it\n");
}

static void
test_benchmark(void **state)
{
	struct front_source source;

	(void)state;
	assert_true(front_source_read(&source, &arena, "t.xml", two,
	    strlen(two), NULL, "xccdf_t_benchmark_B"));
	assert_string_equal(source.benchmark->id, "xccdf_t_benchmark_B");
	assert_string_equal(source.ref->id, "r5");
	assert_non_null(source.ds);
	assert_string_equal(front_benchmark(&arena, "t.xml", two, strlen(two),
	    "xccdf_t_benchmark_A")->id, "xccdf_t_benchmark_A");
}

#define STREAM(refs) \
	"<c:data-stream id='s1'><c:checklists>" refs \
	"</c:checklists></c:data-stream>\n"

static void
test_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ HEAD TAIL,
		    "t.xml:1: error: required part is missing: data-stream\n" },
		{ HEAD STREAM("<c:component-ref id='r' l:href='#none'/>") TAIL,
		    "t.xml:2: error: refers to an id that does not exist: "
		    "component none\n" },
		{ HEAD STREAM("<c:component-ref id='r'/>") TAIL,
		    "t.xml:2: error: required part is missing: href\n" },
		{ HEAD STREAM("<c:component-ref l:href='#c1'/>")
		    BENCHMARK("c1", "A") TAIL,
		    "t.xml:2: error: required part is missing: id\n" },
		{ HEAD STREAM("") BENCHMARK("c1", "A") BENCHMARK("c1", "B")
		    TAIL,
		    "t.xml:4: error: id is used twice: c1\n" },
		{ HEAD STREAM("<c:component-ref id='r' l:href='#c1'/>"
			      "<c:component-ref id='r' l:href='#c1'/>")
		    BENCHMARK("c1", "A") TAIL,
		    "t.xml:2: error: id is used twice: r\n" },
		{ "<data-stream-collection/>",
		    "t.xml:1: error: unexpected namespace: "
		    "data-stream-collection in none\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		strbuf_reset(&said);
		assert_null(read_text(cases[i].text));
		assert_string_equal(said.s, cases[i].says);
	}
}

/* A reference that leads out is said, and is no component. */
static void
test_remote(void **state)
{
	static const char text[] = HEAD
	    STREAM("<c:component-ref id='r' l:href='https://example.org/x'/>")
	    TAIL;
	const struct datastream *ds = read_text(text);

	(void)state;
	assert_non_null(ds);
	assert_null(ds->part[DATASTREAM_CHECKLISTS].ref[0].root);
	assert_non_null(strstr(said.s, "t.xml:2: unsupported:"));
	assert_null(datastream_choose(ds, NULL, NULL));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_resolve),
		TEST(test_unresolved),
		TEST(test_choose),
		TEST(test_benchmark),
		TEST(test_refused),
		TEST(test_remote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
