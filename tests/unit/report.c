/*
 * report/: what becomes of hostile text, of times, of evidence that comes as
 * lines of a message; and that every writer of JSON and XML writes what
 * parses, whatever a target said.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

static struct arena arena;

static int
teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

#define BAD "\xEF\xBF\xBD"

static void
test_clean(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ "plain\ttext\n", "plain\ttext\n" },
		{ "\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80",
		    "\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80" },
		{ "\x1B[31m", BAD "[31m" },
		{ "a\x7F", "a" BAD },
		{ "\xC2\x9B"
		  "31m",
		    BAD "31m" },
		{ "\xC2\xA0", "\xC2\xA0" },
		{ "a\r\nb\rc\r", "a\nb\nc\n" },
		{ "\xE2\x80\xAEx", BAD "x" },
		{ "\xE2\x81\xA6", BAD },
		{ "\xE2\x80\xA7\xE2\x80\xA8", "\xE2\x80\xA7" BAD },
		{ "\xEF\xBB\xBFx", BAD "x" },
		{ "\xEF\xBF\xBE\xEF\xB7\x90", BAD BAD },
		{ "\xF0\x9F\xBF\xBF", BAD },
		{ "\xF3\xA0\x81\x81", BAD },
		{ "\xFF\xC0\xAF", BAD BAD BAD },
		{ "cut \xE4\xB8", "cut " BAD BAD },
	};

	(void)state;
	assert_null(report_clean(&arena, NULL));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    report_clean(&arena, cases[i].in), cases[i].out);
}

static void
test_time(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: none */
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-03-04T05:06:07Z", 1772600767 },
		{ "2026-03-04T05:06:07", 1772600767 },
		{ "2026-03-04T05:06:07.125Z", 1772600767 },
		{ "2026-03-04T06:06:07+01:00", 1772600767 },
		{ "2026-03-04T00:36:07-04:30", 1772600767 },
		{ "2026-03-04", -1 },
		{ "2026-13-04T05:06:07Z", -1 },
		{ "2026-03-04 05:06:07", -1 },
		{ "2026-03-04T05:06:07ZZ", -1 },
		{ "2026-03-04T05:06:07+1", -1 },
		{ "", -1 },
	};
	int64_t s;

	(void)state;
	assert_false(report_time(NULL, &s));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		s = -1;
		assert_int_equal(
		    report_time(cases[i].text, &s), cases[i].seconds != -1);
		assert_int_equal(s, cases[i].seconds);
	}
}

/* Lines that are items become them, and are told again as they were. */
static void
test_items(void **state)
{
	static const char text[] =
	    "two of three\n"
	    "ok: /a: found 1, expected 1 (the first)\n"
	    "not ok: found 2\n"
	    "drift: HostConfig.X: nothing found, expected (none)\n"
	    "error: b: c: found x: found y, expected z (n) (m)\n"
	    "unknown: d: found (unreadable: no right)\n"
	    "and 7 more";
	struct report_result r = { .text = text };

	(void)state;
	report_take_items(&arena, &r);
	assert_int_equal(r.nitem, 5);
	assert_string_equal(r.head, "two of three\nand 7 more");
	assert_string_equal(r.item[0].where, "/a");
	assert_string_equal(r.item[0].found, "1");
	assert_string_equal(r.item[0].expected, "1");
	assert_string_equal(r.item[0].comment, "the first");
	assert_null(r.item[1].where);
	assert_string_equal(r.item[1].found, "2");
	assert_int_equal(r.item[1].result, IR_RESULT_FALSE);
	assert_true(r.item[2].drift);
	assert_null(r.item[2].found);
	assert_string_equal(r.item[3].where, "b: c");
	assert_string_equal(r.item[3].comment, "m");
	assert_string_equal(r.item[4].found, "(unreadable: no right)");
	report_tell_items(&arena, &r);
	assert_string_equal(r.text,
	    "two of three\nand 7 more\n"
	    "ok: /a: found 1, expected 1 (the first)\n"
	    "not ok: found 2\n"
	    "drift: HostConfig.X: nothing found, expected (none)\n"
	    "error: b: c: found x: found y, expected z (n) (m)\n"
	    "unknown: d: found (unreadable: no right)");
}

/* No line makes it read beyond its end. */
static void
test_item_pieces(void **state)
{
	static const char line[] = "not ok: a: found b, expected c (d)";
	struct report_result r;
	char *text;

	(void)state;
	for (size_t from = 0; from < sizeof line; from++)
		for (size_t n = 0; from + n < sizeof line; n++) {
			text = base_malloc(n + 1);
			memcpy(text, line + from, n);
			text[n] = '\0';
			r = (struct report_result){ .text = text };
			report_take_items(&arena, &r);
			report_why(&arena, &r);
			free(text);
		}
}

static const struct model_benchmark *
no_benchmark(void *arg, struct arena *a, const char *id, const char *version,
    uint32_t nth)
{
	(void)arg, (void)a, (void)id, (void)version, (void)nth;
	return NULL;
}

/* Results of one rule on one target, of which everything is `text`. */
static struct report *
report_of(const char *text)
{
	json_t *root;
	struct report *r;
	char *json;

	root = json_pack("{s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:[s], s:[{s:s,"
			 " s:s}], s:[{s:s, s:s, s:s, s:s, s:s, s:[{s:s, s:s,"
			 " s:s, s:s, s:s}], s:s}]}]}",
	    "format", "auditc-results-1", "benchmark", "b", "benchmark_version",
	    text, "targets", "name", text, "label", text, "error", text,
	    "notes", text, "facts", "name", text, "value", text, "rules", "id",
	    text, "version", text, "title", text, "result", "fail", "message",
	    text, "evidence", "result", "false", "where", text, "found", text,
	    "expected", text, "comment", text, "output", text);
	assert_non_null(root);
	json = json_dumps(root, 0);
	json_decref(root);
	r = report_read(
	    &arena, "r.json", json, strlen(json), no_benchmark, NULL);
	free(json);
	assert_non_null(r);
	return r;
}

static bool
is_xml(const char *name)
{
	static const char *const names[] = { "junit", "ckl", "nessus", "xml" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

static bool
is_json(const char *name)
{
	return str_eq(name, "cklb") || str_eq(name, "sarif") ||
	       str_eq(name, "hdf") || str_eq(name, "ocsf");
}

/* Every character that JSON can carry, in every place, in every form. */
static void
test_every_character(void **state)
{
	struct report_request q = { NULL, NULL, NULL, NULL };
	struct strbuf out = STRBUF_INIT;
	struct arena tree = { NULL };
	json_t *json;
	char text[32];

	(void)state;
	for (int c = 1; c < 0x100; c++) {
		if (c < 0x80)
			snprintf(text, sizeof text, "%cx%c\"%c'", c, c, c);
		else
			snprintf(text, sizeof text, "\xC2%cx\xC3%c",
			    0x80 | (c & 0x3F), 0x80 | (c & 0x3F));
		q.report = report_of(text);
		for (size_t f = 0; f < report_nformat; f++) {
			const struct report_format *fmt = &report_formats[f];

			strbuf_reset(&out);
			assert_true(fmt->write(&q, &out));
			assert_true(utf8_valid(out.s, out.n));
			if (is_xml(fmt->name))
				assert_non_null(
				    xml_parse(&tree, fmt->name, out.s, out.n));
			if (is_json(fmt->name)) {
				json = json_loadb(out.s, out.n, 0, NULL);
				assert_non_null(json);
				json_decref(json);
			}
			for (size_t i = 0; i < out.n; i++)
				assert_true((unsigned char)out.s[i] >= 0x20 ||
					    strchr("\t\r\n", out.s[i]) != NULL);
		}
		arena_free(&tree);
		arena_free(&arena);
	}
	strbuf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_clean, teardown),
		cmocka_unit_test_teardown(test_time, teardown),
		cmocka_unit_test_teardown(test_items, teardown),
		cmocka_unit_test_teardown(test_item_pieces, teardown),
		cmocka_unit_test_teardown(test_every_character, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
