/* front/tailoring.c: profiles of a site, in place of a benchmark's own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "front/tailoring.h"
#include "said.h"

#define NS11 "http://checklists.nist.gov/xccdf/1.1"
#define NS12 "http://checklists.nist.gov/xccdf/1.2"
#define P "xccdf_t_profile_"
#define R "xccdf_t_rule_"
#define V "xccdf_t_value_v"

static struct model_benchmark *b;

static const char benchmark12[] =
    "<Benchmark xmlns='" NS12 "' id='xccdf_t_benchmark_B'>"
    "<status>draft</status><version>3</version>"
    "<Profile id='" P "a'><title>A</title>"
    "<select idref='" R "2' selected='true'/></Profile>"
    "<Profile id='" P "b' extends='" P "a'><title>B</title>"
    "<set-value idref='" V "'>5</set-value></Profile>"
    "<Value id='" V "'><value>1</value></Value>"
    "<Rule id='" R "1'/><Rule id='" R "2' selected='false'/>"
    "<Rule id='" R "3' selected='false'/></Benchmark>";

static const char benchmark11[] =
    "<Benchmark xmlns='" NS11 "' id='B'><status>draft</status>"
    "<version>1</version><Profile id='a'><title>A</title></Profile>"
    "<Rule id='r1'/><Rule id='r2' selected='false'/></Benchmark>";

static int
setup_benchmark(void **state)
{
	setup(state);
	b = front_xccdf(&arena, "dir/b.xml", benchmark12,
	    strlen(benchmark12));
	assert_non_null(b);
	return 0;
}

static bool
apply(const char *text)
{
	const struct xml_node *root =
	    xml_parse(&arena, "t.xml", text, strlen(text));

	assert_non_null(root);
	return tailoring_apply(b, "t.xml", root);
}

/* "12|5": the rules that a profile selects, and the Value. */
static const char *
resolved(const char *profile)
{
	uint32_t i = model_find_profile(b, profile);
	const struct model_resolved *r;
	char text[16];
	size_t n = 0;

	assert_int_not_equal(i, MODEL_NONE);
	r = model_resolve(&arena, b, i);
	for (uint32_t k = 0; k < b->nrule; k++) {
		if (r->rule[k].selected)
			text[n++] = (char)('1' + (int)k);
	}
	text[n] = '\0';
	return b->nvalue == 0 ? arena_strdup(&arena, text) :
				arena_printf(&arena, "%s|%s", text,
				    r->value[0].value);
}

#define HEAD "<Tailoring xmlns='" NS12 "' id='xccdf_t_tailoring_T'>\n"
#define VERSION "<version time='2024-01-01T00:00:00'>1</version>\n"
#define TAIL "</Tailoring>"

static void
test_adds(void **state)
{
	(void)state;
	assert_true(apply(HEAD
	    "<benchmark href='/x/b.xml' id='xccdf_t_benchmark_B'"
	    " version='3'/>" VERSION
	    "<Profile id='" P "site' extends='" P "b'><title>Site</title>"
	    "<select idref='" R "1' selected='false'/>"
	    "<select idref='" R "3' selected='true'/></Profile>" TAIL));
	assert_string_equal(said.s, "");
	assert_int_equal(b->nprofile, 3);
	assert_string_equal(resolved(P "site"), "23|5");
	assert_string_equal(resolved(P "b"), "12|5");
}

/* It stands in the place of one, and builds on what that one was. */
static void
test_shadows(void **state)
{
	(void)state;
	assert_true(apply(HEAD VERSION
	    "<Profile id='" P "a' extends='" P "a'><title>A, ours</title>"
	    "<select idref='" R "1' selected='false'/>"
	    "<set-value idref='" V "'>9</set-value></Profile>" TAIL));
	assert_string_equal(resolved(P "a"), "2|9");
	assert_string_equal(resolved(P "b"), "12|5");
	assert_string_equal(resolved(P "a_untailored"), "12|1");
	assert_true(b->profile[0].abstract);
	assert_string_equal(
	    b->profile[model_find_profile(b, P "a")].title, "A, ours");
}

static void
test_twice(void **state)
{
	static const char text[] = HEAD VERSION "<Profile id='" P "a' extends='"
	    P "a'><title>x</title></Profile>" TAIL;

	(void)state;
	assert_true(apply(text));
	assert_true(apply(text));
	assert_string_equal(resolved(P "a"), "12|1");
}

static void
test_other(void **state)
{
	(void)state;
	assert_true(apply(HEAD "<benchmark href='b.xml' version='2'"
	    " id='xccdf_t_benchmark_C'/>" VERSION
	    "<Profile id='" P "x'><title>x</title></Profile>" TAIL));
	assert_string_equal(said.s,
	    "t.xml:2: warning: a tailoring of another benchmark: it is for "
	    "xccdf_t_benchmark_C, and this is xccdf_t_benchmark_B\n"
	    "t.xml:2: warning: a tailoring of another benchmark: it is for "
	    "version 2, and this is 3\n");
	strbuf_reset(&said);
	assert_true(apply(HEAD "<benchmark href='/y/c.xml'/>" VERSION
	    "<Profile id='" P "y'><title>x</title></Profile>" TAIL));
	assert_non_null(strstr(said.s, "it is for /y/c.xml"));
	strbuf_reset(&said);
	assert_true(apply(HEAD "<benchmark href='file:///y/b.xml'/>" VERSION
	    "<Profile id='" P "z'><title>x</title></Profile>" TAIL));
	assert_string_equal(said.s, "");
}

static void
test_old_form(void **state)
{
	(void)state;
	b = front_xccdf(&arena, "b.xml", benchmark11, strlen(benchmark11));
	assert_non_null(b);
	assert_true(apply("<t:Tailoring xmlns:t='" TAILORING_NS_11 "'"
	    " xmlns='" NS11 "' id='x'><t:benchmark href='b.xml'/>"
	    "<Profile id='s' extends='a'><title>S</title>"
	    "<select idref='r2' selected='1'/></Profile></t:Tailoring>"));
	assert_string_equal(said.s, "");
	assert_string_equal(resolved("s"), "12");
}

static void
test_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ HEAD VERSION TAIL,
		    "t.xml:1: error: required part is missing: "
		    "Profile of Tailoring\n" },
		{ HEAD "<Profile id='" P "x'><title>x</title>\n"
		       "<select idref='none' selected='1'/></Profile>" TAIL,
		    "t.xml:3: error: refers to an id that does not exist: "
		    "select none\n" },
		{ HEAD "<Profile id='" P "y' extends='" P "z'><title>x</title>"
		       "</Profile>\n<Profile id='" P "z' extends='" P "y'>"
		       "<title>x</title></Profile>" TAIL,
		    "t.xml:2: error: value is not allowed here: "
		    "extends itself\n" },
		{ HEAD "<Profile id='" P "x'><title>x</title></Profile>\n"
		       "<Profile id='" P "x'><title>x</title></Profile>" TAIL,
		    "t.xml:3: error: id is used twice: " P "x\n" },
		{ HEAD "<Profile xmlns='urn:x' id='x'/>" TAIL,
		    "t.xml:2: error: unexpected namespace: Profile in "
		    "urn:x\n" },
		{ "<Tailoring/>",
		    "t.xml:1: error: unexpected namespace: Tailoring in "
		    "none\n" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		teardown(state);
		setup_benchmark(state);
		assert_false(apply(cases[i].text));
		assert_string_equal(said.s, cases[i].says);
	}
}

/* Texts of the profiles may name what the benchmark has. */
static void
test_sub(void **state)
{
	(void)state;
	assert_true(apply(HEAD VERSION "<Profile id='" P "x'><title>"
	    "<sub idref='" V "'/> lamps</title></Profile>" TAIL));
	assert_string_equal(b->profile[2].title, "1 lamps");
}

/* Limits of the instance that the profile's selector chose. */
static void
test_values(void **state)
{
	static const char limited[] =
	    "<Benchmark xmlns='" NS12 "' id='xccdf_t_benchmark_B'>"
	    "<status>draft</status><version>3</version>"
	    "<Profile id='" P "strict'><title>S</title>"
	    "<refine-value idref='" V "' selector='s'/></Profile>"
	    "<Value id='" V "' type='number' cluster-id='k'><value>5</value>"
	    "<value selector='s'>50</value><lower-bound>1</lower-bound>"
	    "<lower-bound selector='s'>10</lower-bound>"
	    "<upper-bound>20</upper-bound></Value>"
	    "<Value id='" V "w'><value>a</value><match>[ab]+</match>"
	    "<match selector='s'>[0-9]</match>"
	    "<choices selector='c' mustMatch='true'><choice>b</choice>"
	    "<choice>c</choice></choices></Value>"
	    "<Value id='" V "fixed' prohibitChanges='true'>"
	    "<value>a</value></Value><Value id='" V "flag' type='boolean'>"
	    "<value>false</value></Value><Rule id='" R "1'/></Benchmark>";
	static const struct {
		const char *base, *items, *says; /* NULL: nothing */
	} cases[] = {
		{ "", "<set-value idref='" V "'>20</set-value>", NULL },
		{ "", "<set-value idref='" V "'>21</set-value>",
		    "'21' is above the upper bound: " V },
		{ "", "<set-value idref='k'>0</set-value>",
		    "'0' is below the lower bound: " V },
		{ "", "<set-value idref='" V "'>x</set-value>",
		    "'x' is not a number: " V },
		{ P "strict", "<set-value idref='" V "'>10</set-value>", NULL },
		{ P "strict", "<set-value idref='" V "'>9</set-value>",
		    "'9' is below the lower bound: " V },
		{ "", "<set-value idref='" V "w'>abba</set-value>", NULL },
		{ "", "<set-value idref='" V "w'>abc</set-value>",
		    "'abc' does not match the value's pattern: " V "w" },
		{ "", "<refine-value idref='" V "w' selector='s'/>"
		      "<set-value idref='" V "w'>7</set-value>", NULL },
		{ "", "<set-value idref='" V "w'>b</set-value>"
		      "<refine-value idref='" V "w' selector='c'/>", NULL },
		{ "", "<refine-value idref='" V "w' selector='c'/>"
		      "<set-value idref='" V "w'>a</set-value>",
		    "'a' is not among the choices: " V "w" },
		{ "", "<set-complex-value idref='" V "w'><item>a</item>"
		      "<item>x</item></set-complex-value>",
		    "'x' does not match the value's pattern: " V "w" },
		{ "", "<set-value idref='" V "flag'>yes</set-value>",
		    "'yes' is neither true nor false: " V "flag" },
		{ "", "<set-value idref='" V "fixed'>b</set-value>",
		    "the benchmark prohibits changes of " V "fixed" },
		{ "", "<refine-value idref='" V "fixed' operator='equals'/>",
		    "the benchmark prohibits changes of " V "fixed" },
	};
	const char *text, *says;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		strbuf_reset(&said);
		b = front_xccdf(&arena, "b.xml", limited, strlen(limited));
		assert_non_null(b);
		text = arena_printf(&arena, HEAD "<Profile id='" P "x'%s%s%s>"
		    "<title>x</title>%s</Profile>" TAIL,
		    *cases[i].base != '\0' ? " extends='" : "", cases[i].base,
		    *cases[i].base != '\0' ? "'" : "", cases[i].items);
		assert_int_equal(apply(text), cases[i].says == NULL);
		says = cases[i].says == NULL ? "" :
		    arena_printf(&arena, "t.xml:2: error: value is not "
			"allowed here: %s\n", cases[i].says);
		assert_string_equal(said.s, says);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_benchmark, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_adds),
		TEST(test_shadows),
		TEST(test_twice),
		TEST(test_other),
		TEST(test_old_form),
		TEST(test_refused),
		TEST(test_sub),
		TEST(test_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
