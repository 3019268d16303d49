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
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
