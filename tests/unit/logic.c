/* OVAL's truth tables, by the vectors that also drive the scripts' ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/rt.h"

struct vector {
	char *kind, *name, *counts, *expected;
};

static unsigned
find(const char *const *names, uint32_t max, const char *name)
{
	uint32_t i = ir_name_find(names, max, name);

	if (i == max)
		fail_msg("no such name: %s", name);
	return i;
}

static enum ir_result
result_of(const struct vector *v)
{
	unsigned count[IR_RESULT__MAX] = { 0 };
	char *s = v->counts;

	for (unsigned i = 0; i < IR_RESULT__MAX && *s != '\0'; i++)
		count[i] = (unsigned)strtoul(s, &s, 10);
	if (str_eq(v->kind, "existence"))
		return rt_existence(
		    find(ir_existence_names, IR_EXISTENCE__MAX, v->name),
		    count);
	if (str_eq(v->kind, "negate"))
		return rt_negate(
		    find(ir_result_names, IR_RESULT__MAX, v->name));
	/* the file has the order of the schema's tables */
	unsigned by_result[IR_RESULT__MAX] = { [IR_RESULT_TRUE] = count[0],
		[IR_RESULT_FALSE] = count[1],
		[IR_RESULT_ERROR] = count[2],
		[IR_RESULT_UNKNOWN] = count[3],
		[IR_RESULT_NOT_EVALUATED] = count[4],
		[IR_RESULT_NOT_APPLICABLE] = count[5] };
	if (str_eq(v->kind, "operator"))
		return rt_operator(
		    find(ir_operator_names, IR_OPERATOR__MAX, v->name),
		    by_result);
	if (str_eq(v->kind, "complex"))
		return rt_complex(
		    rt_operator(find(ir_operator_names, IR_OPERATOR__MAX,
				    v->name),
			by_result),
		    by_result);
	assert_string_equal(v->kind, "check");
	return rt_check(
	    find(ir_check_names, IR_CHECK__MAX, v->name), by_result);
}

static void
vectors_hold(void **state)
{
	struct strbuf b = STRBUF_INIT;
	unsigned n = 0;
	char *next;

	(void)state;
	assert_true(file_read("tests/corpus/logic.tsv", 0, &b));
	for (char *line = b.s; *line != '\0'; line = next) {
		struct vector v;

		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		if (*line == '#')
			continue;
		v.kind = strsep(&line, "\t");
		v.name = strsep(&line, "\t");
		v.counts = strsep(&line, "\t");
		v.expected = line;
		assert_non_null(v.expected);
		if (!str_eq(ir_result_names[result_of(&v)], v.expected))
			fail_msg("%s %s (%s): %s, expected %s", v.kind, v.name,
			    v.counts, ir_result_names[result_of(&v)],
			    v.expected);
		n++;
	}
	assert_true(n > 800);
	strbuf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
