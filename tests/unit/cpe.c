/* front/cpe*.c: names read, compared and as patterns; dictionaries. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "front/cpe.h"
#include "said.h"

static const char *
shown(const struct cpe *c)
{
	struct strbuf b = STRBUF_INIT;
	const char *s;

	for (unsigned i = 0; i < CPE__MAX; i++) {
		const char *v = c->value[i];

		strbuf_addf(&b, "%s%s", i != 0 ? "|" : "",
		    v == NULL ? "*" : *v == '\0' ? "-" : v);
	}
	s = arena_strndup(&arena, b.s, b.n);
	strbuf_free(&b);
	return s;
}

#define ANY_16 "????????????????"

static void
test_parse(void **state)
{
	static const struct {
		const char *name, *shows; /* NULL: no name */
	} cases[] = {
		{ "cpe:/o:acme:lamp", "o|acme|lamp|*|*|*|*|*|*|*|*" },
		{ "cpe:/o:Acme:LAMP:1.2:-", "o|acme|lamp|1.2|-|*|*|*|*|*|*" },
		{ "cpe:/a:acme:a%2fb", "a|acme|a/b|*|*|*|*|*|*|*|*" },
		{ "cpe:/a:acme:x::::en", "a|acme|x|*|*|*|en|*|*|*|*" },
		{ "cpe:/a:acme:x:1::~ed~sw~ts~th~ot",
		    "a|acme|x|1|*|ed|*|sw|ts|th|ot" },
		{ "cpe:/a:acme:x:1::~~~linux~~",
		    "a|acme|x|1|*|*|*|*|linux|*|*" },
		{ "cpe:/a:acme:x:1%02", "a|acme|x|1\2|*|*|*|*|*|*|*" },
		{ "cpe:2.3:o:acme:lamp:1.2:*:*:*:*:*:*:*",
		    "o|acme|lamp|1.2|*|*|*|*|*|*|*" },
		{ "cpe:2.3:o:acme:la\\:mp:-:*:*:*:*:*:*:*",
		    "o|acme|la:mp|-|*|*|*|*|*|*|*" },
		{ "cpe:2.3:a:acme:foo\\-bar:8.*:*:*:*:*:*:x64:?",
		    "a|acme|foo-bar|8.\2|*|*|*|*|*|x64|\1" },
		{ "cpe:/", "*|*|*|*|*|*|*|*|*|*|*" },
		{ "cpe:/x:acme", NULL },
		{ "cpe:/o:a:b:c:d:e:f:g", NULL },
		{ "cpe:/a:acme:x:1::~ed~sw", NULL },
		{ "cpe:/a:acme:%2", NULL },
		{ "cpe:/a:acme:%zz", NULL },
		{ "cpe:/a:acme:%00", NULL },
		{ "cpe:2.3:o:acme:lamp", NULL },
		{ "cpe:2.3:o:acme:lamp:1:*:*:*:*:*:*:*:*", NULL },
		{ "cpe:2.3:o:acme:lamp:1:*:*:*:*:*:*:", NULL },
		{ "cpe:2.3:o:acme:lamp:1:*:*:*:*:*:*:\\", NULL },
		{ "cpe:/o:acme:\1", NULL }, /* raw, not %01 */
		{ "cpe:/o:acme:a lamp", NULL },
		{ "cpe:2.3:o:acme:" ANY_16 ANY_16 ANY_16 ANY_16
		  "?:*:*:*:*:*:*:*:*", NULL },
		{ "cpe:o:acme:lamp", NULL },
		{ "lamp", NULL },
		{ "", NULL },
	};
	struct cpe c;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool ok = cpe_parse(&arena, cases[i].name, &c);

		if (ok != (cases[i].shows != NULL))
			print_error("%s\n", cases[i].name);
		assert_int_equal(ok, cases[i].shows != NULL);
		if (ok)
			assert_string_equal(shown(&c), cases[i].shows);
	}
}

static int
find(const char *pattern, const char *text)
{
	pcre2_match_data *md;
	pcre2_code *re;
	PCRE2_SIZE at;
	int error, rc;

	re = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, 0,
	    &error, &at, NULL);
	assert_non_null(re);
	md = pcre2_match_data_create_from_pattern(re, NULL);
	rc = pcre2_match(re, (PCRE2_SPTR)text, strlen(text), 0, 0, md, NULL);
	pcre2_match_data_free(md);
	pcre2_code_free(re);
	return rc >= 0;
}

/* What covers what; a pattern says the same of names as they are written. */
static void
test_covers(void **state)
{
	static const struct {
		const char *by, *name;
		bool covers;
	} cases[] = {
		{ "cpe:/o:acme:lamp", "cpe:/o:acme:lamp", true },
		{ "cpe:/o:acme:lamp", "cpe:/o:acme:lamp:1", true },
		{ "cpe:/o:acme:lamp:1", "cpe:/o:acme:lamp", false },
		{ "cpe:/o:acme:lamp:1", "cpe:/o:acme:lamp:1:ga", true },
		{ "cpe:/o:acme:lamp:1", "cpe:/o:acme:lamp:10", false },
		{ "cpe:/o:acme:lamp", "cpe:/o:acme:lamps", false },
		{ "cpe:/o:acme:lamp", "cpe:/a:acme:lamp", false },
		{ "cpe:/o:acme", "cpe:/o:acme:lamp:3", true },
		{ "cpe:/o::lamp", "cpe:/o:acme:lamp", true },
		{ "cpe:/o:ACME:lamp", "cpe:/o:acme:Lamp:2", true },
		{ "cpe:/o:acme:lamp:-", "cpe:/o:acme:lamp:-", true },
		{ "cpe:/o:acme:lamp:-", "cpe:/o:acme:lamp:1", false },
		{ "cpe:2.3:o:acme:lamp:1.*:*:*:*:*:*:*:*",
		    "cpe:/o:acme:lamp:1.4", true },
		{ "cpe:2.3:o:acme:lamp:1.?:*:*:*:*:*:*:*",
		    "cpe:/o:acme:lamp:1.44", false },
		{ "cpe:2.3:o:acme:lamp:*:*:*:*:*:*:*:*",
		    "cpe:/o:acme:lamp:9", true },
		{ "cpe:/o:acme:lamp:9",
		    "cpe:2.3:o:acme:lamp:9:*:*:*:*:*:*:*", true },
		{ "cpe:2.3:o:acme:lamp\\-x:1:*:*:*:*:*:*:*",
		    "cpe:/o:acme:lamp-x:1", true },
		{ "cpe:/o:acme:lamp%2fx:1",
		    "cpe:2.3:o:acme:lamp\\/x:1:*:*:*:*:*:*:*", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cpe by, name;

		assert_true(cpe_parse(&arena, cases[i].by, &by));
		assert_true(cpe_parse(&arena, cases[i].name, &name));
		if (cpe_covers(&by, &name) != cases[i].covers ||
		    find(cpe_pattern(&arena, &by), cases[i].name) !=
			cases[i].covers)
			print_error("%s %s %s\n", cases[i].by, cases[i].name,
			    cpe_pattern(&arena, &by));
		assert_int_equal(cpe_covers(&by, &name), cases[i].covers);
		assert_int_equal(find(cpe_pattern(&arena, &by),
				     cases[i].name),
		    cases[i].covers);
	}
}

/* A long row of wildcards does not take long. */
static void
test_wildcards(void **state)
{
	struct cpe by = { { NULL } }, name = { { NULL } };
	char many[512], text[1024];

	(void)state;
	for (size_t i = 0; i + 2 < sizeof many; i += 2) {
		many[i] = CPE_MANY;
		many[i + 1] = 'a';
	}
	many[sizeof many - 2] = '\0';
	memset(text, 'a', sizeof text);
	text[sizeof text - 2] = 'b';
	text[sizeof text - 1] = '\0';
	by.value[CPE_PRODUCT] = many;
	name.value[CPE_PRODUCT] = text;
	assert_false(cpe_covers(&by, &name));
}

#define DICT(body) \
	"<d:cpe-list xmlns:d='" CPE_NS_DICTIONARY "'>" body "</d:cpe-list>"

static const struct xml_node *
parse(const char *text)
{
	const struct xml_node *root =
	    xml_parse(&arena, "t.xml", text, strlen(text));

	assert_non_null(root);
	return root;
}

static void
test_dictionary(void **state)
{
	static const char text[] = DICT(
	    "<d:cpe-item name='cpe:/o:acme:lamp'><d:title>Lamp</d:title>"
	    "<d:check system='http://oval' href='o.xml'>\n oval:l:def:1\n"
	    "</d:check><d:check system='http://oval'>oval:l:def:2</d:check>"
	    "</d:cpe-item><d:cpe-item name='cpe:/a:acme:cord'/>");
	struct cpe_dictionary d;

	(void)state;
	assert_true(cpe_read_dictionary(&arena, "t.xml", parse(text), &d));
	assert_int_equal(d.nitem, 2);
	assert_string_equal(d.item[0].name, "cpe:/o:acme:lamp");
	assert_string_equal(d.item[0].href, "o.xml");
	assert_string_equal(d.item[0].definition, "oval:l:def:1");
	assert_null(d.item[1].href);
	assert_int_equal(d.item[1].pos.line, 3);
	assert_false(cpe_read_dictionary(&arena, "t.xml",
	    parse("<cpe-list/>"), &d));
	assert_false(cpe_read_dictionary(&arena, "t.xml",
	    parse(DICT("<d:cpe-item/>")), &d));
}

#define SPEC(body) \
	"<l:platform-specification xmlns:l='" CPE_NS_LANGUAGE "'>" body \
	"</l:platform-specification>"

static void
test_platforms(void **state)
{
	static const char text[] = SPEC(
	    "<l:platform id='x'><l:title>X</l:title>"
	    "<l:logical-test operator='AND' negate='true'>"
	    "<l:fact-ref name='cpe:/o:acme:lamp'/>"
	    "<l:logical-test operator='OR' negate='0'>"
	    "<l:check-fact-ref system='http://oval' href='o.xml'"
	    " id-ref='oval:l:def:1'/></l:logical-test></l:logical-test>"
	    "</l:platform>");
	static const char *const refused[] = {
		SPEC("<l:platform><l:logical-test operator='AND'>"
		     "<l:fact-ref name='cpe:/o:a'/></l:logical-test>"
		     "</l:platform>"),
		SPEC("<l:platform id='x'/>"),
		SPEC("<l:platform id='x'><l:logical-test operator='AND'/>"
		     "</l:platform>"),
		SPEC("<l:platform id='x'><l:logical-test operator='XOR'>"
		     "<l:fact-ref name='cpe:/o:a'/></l:logical-test>"
		     "</l:platform>"),
		SPEC("<l:platform id='x'><l:logical-test operator='OR'"
		     " negate='no'><l:fact-ref name='cpe:/o:a'/>"
		     "</l:logical-test></l:platform>"),
		SPEC("<l:platform id='x'><l:logical-test operator='OR'>"
		     "<l:fact-ref/></l:logical-test></l:platform>"),
		SPEC("<l:platform id='x'><l:logical-test operator='OR'>"
		     "<l:fact-ref name='cpe:/o:a'/></l:logical-test>"
		     "</l:platform><l:platform id='x'>"
		     "<l:logical-test operator='OR'>"
		     "<l:fact-ref name='cpe:/o:a'/></l:logical-test>"
		     "</l:platform>"),
	};
	struct model_benchmark b = { .file = "t.xml" };
	const struct model_platform_test *t;

	(void)state;
	assert_true(cpe_read_platforms(&arena, "t.xml", parse(text), &b));
	assert_int_equal(b.nplatform_def, 1);
	t = &b.platform_def[0].test;
	assert_string_equal(b.platform_def[0].title, "X");
	assert_true(t->negate && !t->or_);
	assert_int_equal(t->nkid, 2);
	assert_int_equal(t->kid[0].kind, MODEL_PLATFORM_FACT);
	assert_true(t->kid[1].or_ && !t->kid[1].negate);
	assert_string_equal(t->kid[1].kid[0].definition, "oval:l:def:1");
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		b.nplatform_def = 0;
		strbuf_reset(&said);
		assert_false(cpe_read_platforms(&arena, "t.xml",
		    parse(refused[i]), &b));
		assert_true(str_starts(said.s, "t.xml:1: error: "));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_parse),
		TEST(test_covers),
		TEST(test_wildcards),
		TEST(test_dictionary),
		TEST(test_platforms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
