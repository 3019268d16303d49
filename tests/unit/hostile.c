/*
 * hostile: small input that asks for much work.  What has no limit of its own
 * is told apart and named in linear time; what would multiply is refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "front/nessus.h"
#include "front/oval.h"
#include "front/xccdf.h"
#include "pass/pass.h"
#include "said.h"

/* What an .audit file has between its outer tags, and its checks. */
static struct strbuf text = STRBUF_INIT;
static struct ir_build ir;
static struct audit_check *check;
static uint32_t ncheck;

static int
start(void **state)
{
	ir = (struct ir_build) { .arena = &arena };
	strbuf_reset(&text);
	return setup(state);
}

static int
end(void **state)
{
	strbuf_free(&text);
	return teardown(state);
}

/* The text n times. */
static const char *
times(const char *s, unsigned n)
{
	struct strbuf b = STRBUF_INIT;
	const char *out;

	for (; n != 0; n--)
		strbuf_addstr(&b, s);
	out = arena_strdup(&arena, b.s);
	strbuf_free(&b);
	return out;
}

/* --- .audit ----------------------------------------------------------------- */

static void
add_item(const char *description, const char *keys)
{
	strbuf_addf(&text,
	    "<custom_item>\ntype : FILE_CHECK\ndescription : \"%s\"\n"
	    "%s\n</custom_item>\n", description, keys);
}

static struct audit *
read_audit(void)
{
	struct strbuf b = STRBUF_INIT;
	struct audit *au;

	strbuf_addf(&b, "<check_type:\"Unix\">\n%s</check_type>\n", text.s);
	au = front_audit(&arena, "h.audit", b.s, b.n);
	strbuf_free(&b);
	return au;
}

static bool
lower(void)
{
	struct audit *au = read_audit();

	assert_non_null(au);
	return audit_lower(au, &ir, false, &check, &ncheck);
}

static void
assert_says(const char *what)
{
	if (strstr(said.s, what) == NULL)
		fail_msg("\"%s\" is not in:\n%s", what, said.s);
}

static void
carriage_returns_go_with_their_line(void **state)
{
	(void)state;
	struct audit *au;

	add_item("a\r\r\rb\r\r\nc\\\r\r\nd\re\\\rf", "file : \"/x\"");
	au = read_audit();
	assert_non_null(au);
	assert_string_equal(audit_key_text(&au->node[0], "description"),
	    "a\r\r\rb\nc\\\nd\re\\\rf");
}

static void
long_names_are_told_apart(void **state)
{
	(void)state;
	const char *head = times("n", 60);
	struct model_benchmark *b;
	struct audit *au;
	unsigned i;

	add_item(head, "file : \"/x\"");
	/* Takes a number that the others would have. */
	add_item("short", "file : \"/x\"");
	add_item("short-2", "file : \"/x\"");
	add_item("short_", "file : \"/x\"");
	for (i = 1; i < 4; i++)
		add_item(arena_printf(&arena, "%s %u", head, i),
		    "file : \"/x\"");
	au = read_audit();
	assert_non_null(au);
	assert_true(audit_lower(au, &ir, false, &check, &ncheck));
	b = audit_benchmark(&arena, au, check, ncheck);
	assert_int_equal(b->nrule, 7);
	assert_string_equal(model_id_name(b->rule[2].id, "rule"), "short-2");
	assert_string_equal(model_id_name(b->rule[3].id, "rule"), "short-3");
	for (i = 0; i < 3; i++)
		assert_string_equal(model_id_name(b->rule[4 + i].id, "rule"),
		    arena_printf(&arena, "%s-%u", head, i + 2));
}

static void
attributes_are_as_many_as_there_are(void **state)
{
	(void)state;

	add_item("fits", arena_printf(&arena,
	    "file : \"/x\"\nattr : \"%s\"", times("i", 64)));
	add_item("does not", arena_printf(&arena,
	    "file : \"/x\"\nattr : \"%s\"", times("i", 65)));
	assert_null(read_audit());
	assert_says("h.audit:12: error: value is not allowed here: attr");
	assert_int_equal(diag_count(DIAG_ERROR), 1);
}

static void
paths_do_not_multiply(void **state)
{
	(void)state;
	const char *places = times("/etc:", 50);

	add_item("many", arena_printf(&arena,
	    "file : \"%s\"\nsearch_locations : \"%s\"", times("a ", 40),
	    places));
	add_item("too many", arena_printf(&arena,
	    "file : \"%s\"\nsearch_locations : \"%s\"", times("a ", 41),
	    places));
	add_item("ignored", arena_printf(&arena,
	    "file : \"%s\"\nsearch_locations : \"%s\"\nignore : \"x\"",
	    times("a ", 40), places));
	assert_true(lower());
	assert_null(check[0].unsupported);
	assert_string_equal(check[1].unsupported, "too many files");
	assert_string_equal(check[2].unsupported, "too many files");
}

static void
conditions_do_not_multiply(void **state)
{
	static const char item[] = "<custom_item>\ntype : FILE_CHECK\n"
	    "file : \"/x\"\n</custom_item>\n";
	(void)state;
	unsigned i;

	strbuf_addf(&text, "<if><condition type:\"AND\">\n%s</condition>\n"
	    "<then>\n", times(item, 1000));
	for (i = 0; i < 1001; i++)
		add_item(arena_printf(&arena, "%u", i), "file : \"/x\"");
	strbuf_addstr(&text, "</then></if>\n");
	assert_false(lower());
	assert_says("too many items in the conditions around checks");
	assert_int_equal(ncheck, 1000);
}

static void
variables_are_limited(void **state)
{
	(void)state;
	struct strbuf b = STRBUF_INIT;
	unsigned i;

	strbuf_addstr(&b, "#<ui_metadata><variables>\n");
	for (i = 0; i <= AUDIT_MAX_VARIABLES; i++)
		strbuf_addf(&b, "#<variable><name>V%u</name></variable>\n", i);
	strbuf_addstr(&b, "#</variables></ui_metadata>\n"
	    "<check_type:\"Unix\">\n</check_type>\n");
	assert_null(front_audit(&arena, "h.audit", b.s, b.n));
	assert_says("h.audit:1002: error: value is not allowed here: "
	    "more than 1000 variables");
	strbuf_free(&b);
}

/* --- XCCDF --------------------------------------------------------------------- */

#define OPEN \
	"<Benchmark xmlns=\"http://checklists.nist.gov/xccdf/1.2\" " \
	"id=\"xccdf_t_benchmark_b\"><status>draft</status>" \
	"<version>1</version>\n"
#define OVAL "http://oval.mitre.org/XMLSchema/oval-definitions-5"

/* What stands in `text`, inside a Benchmark. */
static struct model_benchmark *
read_benchmark(void)
{
	struct strbuf b = STRBUF_INIT;
	struct model_benchmark *m;

	strbuf_addf(&b, OPEN "%s</Benchmark>\n", text.s);
	m = front_xccdf(&arena, "h.xml", b.s, b.n);
	strbuf_free(&b);
	return m;
}

static void
add_rule(unsigned i, const char *attributes, const char *inside)
{
	strbuf_addf(&text, "<Rule id=\"xccdf_t_rule_r%u\" %s><title>r</title>"
	    "%s</Rule>\n", i, attributes, inside);
}

static void
profiles_are_limited(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i <= XCCDF_MAX_PROFILES; i++)
		strbuf_addf(&text, "<Profile id=\"xccdf_t_profile_p%u\">"
		    "<title>p</title></Profile>\n", i);
	assert_null(read_benchmark());
	assert_says("h.xml:1002: error: XML beyond the limits: "
	    "more than 1000 profiles");
}

/* A line that selects a cluster is as many as the cluster has members. */
static void
clusters_do_not_multiply(void **state)
{
	unsigned i;

	(void)state;
	strbuf_addf(&text, "<Profile id=\"xccdf_t_profile_p\">"
	    "<title>p</title>%s</Profile>\n",
	    times("<select idref=\"c\" selected=\"1\"/>", 2000));
	for (i = 0; i < 1000; i++)
		add_rule(i, "cluster-id=\"c\"", "");
	assert_null(read_benchmark());
	assert_says("h.xml:2: error: XML beyond the limits: "
	    "profiles of more than 2000000 lines in all");
}

static void
requires_do_not_multiply(void **state)
{
	unsigned i;
	const char *inside = arena_printf(&arena, "<requires idref=\"%s\"/>",
	    times("xccdf_t_rule_r0 ", 60));

	(void)state;
	add_rule(0, "", "");
	for (i = 1; i < 60; i++)
		add_rule(i, arena_printf(&arena,
		    "extends=\"xccdf_t_rule_r%u\"", i - 1), inside);
	assert_null(read_benchmark());
	assert_says("more than 1048576 bytes of requires in all");
}

/* An id as long as one may be is found like any other. */
static void
long_ids_are_required(void **state)
{
	const char *id = times("x", 600);
	struct model_benchmark *b;
	struct model_resolved *r;

	(void)state;
	strbuf_addf(&text, "<Rule id=\"xccdf_t_rule_%s\"><title>r</title>"
	    "</Rule>\n", id);
	add_rule(0, "", arena_printf(&arena,
	    "<requires idref=\"xccdf_t_rule_%s\"/>", id));
	b = read_benchmark();
	assert_non_null(b);
	r = model_resolve(&arena, b, MODEL_NONE);
	assert_true(r->rule[1].selected);
}

static void
exports_are_limited(void **state)
{
	(void)state;
	strbuf_addstr(&text, "<Value id=\"xccdf_t_value_v\"><title>v</title>"
	    "<value>1</value></Value>\n");
	add_rule(0, "", arena_printf(&arena, "<check system=\"" OVAL "\">%s"
	    "</check>", times("<check-export export-name=\"a\" "
	    "value-id=\"xccdf_t_value_v\"/>", XCCDF_MAX_EXPORTS + 1)));
	assert_null(read_benchmark());
	assert_says("h.xml:3: error: XML beyond the limits: more than 1000 "
	    "check-exports of a check, or 100000 in all");
}

/* --- the passes --------------------------------------------------------------- */

static struct pass_unit unit;

/* The passes over the benchmark in `text`, whose checks name o.xml. */
static bool
run_passes(const char *oval)
{
	static struct pass_oval list;
	const struct xml_node *root;
	struct oval *doc = arena_alloc(&arena, sizeof *doc);
	struct strbuf b = STRBUF_INIT;
	bool ok;

	strbuf_addf(&b, "<oval_definitions xmlns=\"" OVAL "\" xmlns:c=\""
	    OVAL_NS_COMMON "\"><generator><c:schema_version>5.11"
	    "</c:schema_version></generator>%s"
	    "<tests><family_test xmlns=\"" OVAL "#independent\" "
	    "id=\"oval:x:tst:1\" version=\"1\" check=\"all\">"
	    "<object object_ref=\"oval:x:obj:1\"/></family_test></tests>"
	    "<objects><family_object xmlns=\"" OVAL "#independent\" "
	    "id=\"oval:x:obj:1\" version=\"1\"/></objects>"
	    "</oval_definitions>", oval);
	root = xml_parse(&arena, "o.xml", b.s, b.n);
	assert_non_null(root);
	assert_true(oval_read(&arena, "o.xml", root, doc));
	unit = (struct pass_unit) { .arena = &arena };
	unit.benchmark = read_benchmark();
	assert_non_null(unit.benchmark);
	list = (struct pass_oval) { "o.xml", doc };
	unit.oval = &list;
	unit.noval = 1;
	ok = pass_run(&unit);
	strbuf_free(&b);
	return ok;
}

#define DEFINITION(n, criteria) \
	"<definition id=\"oval:x:def:" n "\" version=\"1\" " \
	"class=\"compliance\"><metadata><title>t</title></metadata>" \
	"<criteria>" criteria "</criteria></definition>"
#define CRITERION "<criterion test_ref=\"oval:x:tst:1\"/>"

static void
platforms_are_limited(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i <= 2000; i++)
		add_rule(i, "", arena_printf(&arena,
		    "<platform idref=\"cpe:/o:debian:debian_linux:%u\"/>"
		    "<check system=\"" OVAL "\"><check-content-ref "
		    "href=\"o.xml\" name=\"oval:x:def:1\"/></check>", i));
	assert_false(run_passes("<definitions>" DEFINITION("1", CRITERION)
	    "</definitions>"));
	assert_says("h.xml:2002: error: XML beyond the limits: "
	    "more than 2000 platforms");
}

/* Rules that all rest on one large definition. */
static void
parts_do_not_multiply(void **state)
{
	const char *named = "<check system=\"" OVAL "\"><check-content-ref "
	    "href=\"o.xml\" name=\"oval:x:def:1\"/></check>";
	unsigned i;

	(void)state;
	for (i = 0; i < 500; i++)
		add_rule(i, "", named);
	assert_false(run_passes(arena_printf(&arena, "<definitions>"
	    DEFINITION("1", "%s") "</definitions>", times(CRITERION, 45000))));
	assert_says("error: OVAL beyond the limits: "
	    "more than 20000000 parts of all checks");
}

/* Rules that give one variable each another Value. */
static void
choices_do_not_multiply(void **state)
{
	struct strbuf b = STRBUF_INIT;
	unsigned i;

	(void)state;
	strbuf_addstr(&b, "<definitions>" DEFINITION("1", CRITERION)
	    "</definitions><variables>");
	for (i = 1; i <= 20000; i++)
		strbuf_addf(&b, "<external_variable id=\"oval:x:var:%u\" "
		    "version=\"1\" datatype=\"string\" comment=\"c\"/>", i);
	strbuf_addstr(&b, "</variables>");
	for (i = 0; i < 200; i++) {
		strbuf_addf(&text, "<Value id=\"xccdf_t_value_v%u\">"
		    "<title>v</title><value>1</value></Value>\n", i);
		add_rule(i, "", arena_printf(&arena,
		    "<check system=\"" OVAL "\"><check-export "
		    "value-id=\"xccdf_t_value_v%u\" "
		    "export-name=\"oval:x:var:1\"/><check-content-ref "
		    "href=\"o.xml\" name=\"oval:x:def:1\"/></check>", i));
	}
	assert_false(run_passes(b.s));
	assert_says("error: OVAL beyond the limits: more than 4000000 nodes of "
	    "OVAL, with the Values that checks choose");
	strbuf_free(&b);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
	const struct CMUnitTest tests[] = {
		TEST(carriage_returns_go_with_their_line),
		TEST(long_names_are_told_apart),
		TEST(attributes_are_as_many_as_there_are),
		TEST(paths_do_not_multiply),
		TEST(conditions_do_not_multiply),
		TEST(variables_are_limited),
		TEST(profiles_are_limited),
		TEST(clusters_do_not_multiply),
		TEST(requires_do_not_multiply),
		TEST(long_ids_are_required),
		TEST(exports_are_limited),
		TEST(platforms_are_limited),
		TEST(parts_do_not_multiply),
		TEST(choices_do_not_multiply),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
