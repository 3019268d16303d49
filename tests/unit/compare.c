/* Every operation on every datatype; what is not defined is an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "runtime/rt.h"

#define OP(x) IR_OPERATION_##x
#define TYPE(x) IR_DATATYPE_##x
#define T IR_RESULT_TRUE
#define F IR_RESULT_FALSE
#define E IR_RESULT_ERROR

/* clang-format off */
static const struct comparison {
	enum ir_datatype type;
	const char *found;
	enum ir_operation op;
	const char *expected;
	enum ir_result result;
} comparisons[] = {
	{ TYPE(STRING), "a", OP(EQUALS), "a", T },
	{ TYPE(STRING), "a", OP(EQUALS), "A", F },
	{ TYPE(STRING), "", OP(EQUALS), "", T },
	{ TYPE(STRING), "a", OP(NOT_EQUAL), "b", T },
	{ TYPE(STRING), "Abc", OP(CASE_EQUALS), "aBC", T },
	{ TYPE(STRING), "Abc", OP(CASE_NOT_EQUAL), "aBC", F },
	{ TYPE(STRING), "a", OP(GREATER), "b", E },
	{ TYPE(STRING), "a", OP(BITWISE_AND), "b", E },
	{ TYPE(STRING), "on-failure:3", OP(PATTERN_MATCH), "^on-failure:[1-5]$", T },
	{ TYPE(STRING), "on-failure:33", OP(PATTERN_MATCH), "^on-failure:[1-5]$", F },
	{ TYPE(STRING), "x", OP(PATTERN_NOT_MATCH), "y", T },
	/* what is no UTF-8 hides nothing, and a character is one where it is */
	{ TYPE(STRING), "open yes # caf\xe9", OP(PATTERN_MATCH), "^open .*$", T },
	{ TYPE(STRING), "\xe9 open", OP(PATTERN_MATCH), "^.+open", T },
	{ TYPE(STRING), "a\xe9z", OP(PATTERN_NOT_MATCH), "^a.z$", F },
	{ TYPE(STRING), "a\xc3\xa9z", OP(PATTERN_MATCH), "^a.z$", T },
	{ TYPE(STRING), "a\xe9z", OP(PATTERN_MATCH), "\\x{263a}|z", E },
	{ TYPE(STRING), "x", OP(PATTERN_MATCH), "(", E },
	{ TYPE(STRING), "x", OP(PATTERN_NOT_MATCH), "(", E },
	{ TYPE(STRING), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX",
	    OP(PATTERN_MATCH), "^(a+)+$", E },
	{ TYPE(STRING), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX",
	    OP(PATTERN_NOT_MATCH), "^(a+)+$", E },
	/* thousands of steps, and an answer */
	{ TYPE(STRING), "aaaaaaaaaaaaaaaac", OP(PATTERN_MATCH),
	    "^((a|aa)+b|a+c)$", T },
	{ TYPE(STRING), "aaaaaaaaaaaaaaaac", OP(PATTERN_MATCH),
	    "^(a|aa)+(b|d)$", F },
	{ TYPE(STRING), "aaaaaaaaaaaaaaa\xe9", OP(PATTERN_MATCH),
	    "^(a|aa)+(b|d)$", F },
	{ TYPE(STRING), "a", OP(SUBSET_OF), "a", T },
	{ TYPE(STRING), "a", OP(SUPERSET_OF), "b", F },
	{ TYPE(STRING), "/etc", OP(PATH_WITHIN), "/etc", T },
	{ TYPE(STRING), "/etc/x", OP(PATH_WITHIN), "/etc/", T },
	{ TYPE(STRING), "/etcetera", OP(PATH_WITHIN), "/etc", F },
	{ TYPE(STRING), "/", OP(PATH_WITHIN), "/etc", F },
	{ TYPE(STRING), "/etc", OP(PATH_WITHIN), "/", T },
	{ TYPE(STRING), "/", OP(PATH_OVERLAPS), "/etc", T },
	{ TYPE(STRING), "/etc/../usr//./lib", OP(PATH_WITHIN), "/usr", T },
	{ TYPE(STRING), "/../../etc", OP(PATH_WITHIN), "/etc", T },
	{ TYPE(STRING), "/usr", OP(PATH_OVERLAPS), "/etc", F },
	{ TYPE(STRING), "", OP(PATH_OVERLAPS), "/etc", F },
	{ TYPE(STRING), "volume", OP(PATH_WITHIN), "/etc", F },
	{ TYPE(STRING), "/etc", OP(PATH_WITHIN), "etc", E },

	{ TYPE(INT), "10", OP(EQUALS), "010", T },
	{ TYPE(INT), "-0", OP(EQUALS), "0", T },
	{ TYPE(INT), "+5", OP(EQUALS), "5", T },
	{ TYPE(INT), "-5", OP(LESS), "-4", T },
	{ TYPE(INT), "-5", OP(GREATER), "4", F },
	{ TYPE(INT), "18446744073709551616", OP(GREATER), "18446744073709551615", T },
	{ TYPE(INT), "99999999999999999999999", OP(GREATER_OR_EQUAL), "99999999999999999999999", T },
	{ TYPE(INT), "3", OP(LESS_OR_EQUAL), "2", F },
	{ TYPE(INT), "7", OP(BITWISE_AND), "5", T },
	{ TYPE(INT), "2", OP(BITWISE_AND), "5", F },
	{ TYPE(INT), "1", OP(BITWISE_OR), "5", T },
	{ TYPE(INT), "2", OP(BITWISE_OR), "5", F },
	{ TYPE(INT), "99999999999999999999999", OP(BITWISE_AND), "1", E },
	{ TYPE(INT), "", OP(EQUALS), "0", E },
	{ TYPE(INT), "5x", OP(EQUALS), "5", E },
	{ TYPE(INT), "5", OP(EQUALS), "x", E },
	{ TYPE(INT), "5", OP(NOT_EQUAL), "x", E },
	{ TYPE(INT), "5", OP(PATTERN_MATCH), "5", E },

	{ TYPE(FLOAT), "1.5", OP(GREATER), "1.25", T },
	{ TYPE(FLOAT), "1e3", OP(EQUALS), "1000", T },
	{ TYPE(FLOAT), "0x10", OP(EQUALS), "16", E },
	{ TYPE(FLOAT), "NaN", OP(EQUALS), "NaN", T },
	{ TYPE(FLOAT), "NaN", OP(NOT_EQUAL), "1", T },
	{ TYPE(FLOAT), "NaN", OP(LESS), "1", E },
	{ TYPE(FLOAT), "-INF", OP(LESS), "INF", T },
	{ TYPE(FLOAT), "inf", OP(LESS), "INF", E },
	{ TYPE(FLOAT), "nan", OP(EQUALS), "nan", E },
	{ TYPE(FLOAT), "-.5", OP(LESS), "+0.", T },
	{ TYPE(FLOAT), "1e", OP(LESS), "1", E },
	{ TYPE(FLOAT), ".", OP(LESS), "1", E },
	{ TYPE(FLOAT), " 1", OP(LESS), "2", E },
	{ TYPE(FLOAT), "1.5E-2", OP(EQUALS), "0.015", T },
	{ TYPE(FLOAT), "abc", OP(LESS), "1", E },

	{ TYPE(BOOLEAN), "true", OP(EQUALS), "1", T },
	{ TYPE(BOOLEAN), "0", OP(EQUALS), "false", T },
	{ TYPE(BOOLEAN), "true", OP(NOT_EQUAL), "false", T },
	{ TYPE(BOOLEAN), "yes", OP(EQUALS), "true", E },
	{ TYPE(BOOLEAN), "", OP(NOT_EQUAL), "true", E },
	{ TYPE(BOOLEAN), "true", OP(GREATER), "false", E },

	{ TYPE(BINARY), "0aFF", OP(EQUALS), "0Aff", T },
	{ TYPE(BINARY), "0a", OP(NOT_EQUAL), "0b", T },
	{ TYPE(BINARY), "0", OP(EQUALS), "0", E },
	{ TYPE(BINARY), "zz", OP(EQUALS), "zz", E },

	{ TYPE(VERSION), "20.10.24", OP(GREATER), "20.9", T },
	{ TYPE(VERSION), "1.0", OP(EQUALS), "1", T },
	{ TYPE(VERSION), "1-2", OP(EQUALS), "1.2", T },
	{ TYPE(VERSION), "1.0.1", OP(LESS), "1.0", F },
	{ TYPE(VERSION), "latest", OP(LESS), "1", E },

	{ TYPE(EVR_STRING), "1:1.0-1", OP(GREATER), "0:2.0-1", T },
	{ TYPE(EVR_STRING), "1.0~rc1-1", OP(LESS), "1.0-1", T },
	{ TYPE(EVR_STRING), "1.0^git1-1", OP(GREATER), "1.0-1", T },
	{ TYPE(EVR_STRING), "1.0a-1", OP(LESS), "1.0.1-1", T },
	{ TYPE(EVR_STRING), "(none):1.0-1", OP(EQUALS), "0:1.0-1", T },
	{ TYPE(EVR_STRING), "0:1.0-10", OP(GREATER), "0:1.0-9", T },
	{ TYPE(EVR_STRING), "0:5.el8-1", OP(EQUALS), "0:5.el8-1", T },

	{ TYPE(DEBIAN_EVR_STRING), "1.0~rc1", OP(LESS), "1.0", T },
	{ TYPE(DEBIAN_EVR_STRING), "1:0.1", OP(GREATER), "9.9", T },
	{ TYPE(DEBIAN_EVR_STRING), "1.0-1+deb12u2", OP(GREATER), "1.0-1+deb12u1", T },
	{ TYPE(DEBIAN_EVR_STRING), "1.0a", OP(LESS), "1.0+", T },
	{ TYPE(DEBIAN_EVR_STRING), "2.36-9", OP(EQUALS), "2.36-09", T },

	{ TYPE(IOS_VERSION), "12.4(22)T", OP(GREATER), "12.4(3)T", T },
	{ TYPE(IOS_VERSION), "12.4(22)T", OP(EQUALS), "12.4(22)T", T },
	{ TYPE(FILESET_REVISION), "5.3.0.50", OP(LESS), "5.3.7.0", T },
	{ TYPE(FILESET_REVISION), "A.03.61.00", OP(LESS), "A.03.7.00", F },
	{ TYPE(FILESET_REVISION), "A.03.61.00", OP(LESS), "B.01", T },
	{ TYPE(FILESET_REVISION), "A.03.61", OP(EQUALS), "A.3.61", T },

	{ TYPE(IPV4_ADDRESS), "10.1.2.3", OP(SUBSET_OF), "10.0.0.0/8", T },
	{ TYPE(IPV4_ADDRESS), "11.1.2.3", OP(SUBSET_OF), "10.0.0.0/8", F },
	{ TYPE(IPV4_ADDRESS), "10.0.0.0/8", OP(SUPERSET_OF), "10.1.0.0/16", T },
	{ TYPE(IPV4_ADDRESS), "10.1.0.0/255.255.0.0", OP(SUBSET_OF), "10.0.0.0/8", T },
	{ TYPE(IPV4_ADDRESS), "10.0.0.1/8", OP(EQUALS), "10.0.0.2/8", T },
	{ TYPE(IPV4_ADDRESS), "10.0.0.1", OP(LESS), "10.0.0.2", T },
	{ TYPE(IPV4_ADDRESS), "10.0.0.1/8", OP(LESS), "10.0.0.2/16", E },
	{ TYPE(IPV4_ADDRESS), "10.0.0.1/255.0.255.0", OP(EQUALS), "10.0.0.1", E },
	{ TYPE(IPV4_ADDRESS), "10.0.0.256", OP(EQUALS), "10.0.0.1", E },
	{ TYPE(IPV4_ADDRESS), "10.0.0.1/33", OP(EQUALS), "10.0.0.1", E },
	{ TYPE(IPV6_ADDRESS), "fe80::1", OP(SUBSET_OF), "fe80::/10", T },
	{ TYPE(IPV6_ADDRESS), "::1", OP(EQUALS), "0:0:0:0:0:0:0:1", T },
	{ TYPE(IPV6_ADDRESS), "::g", OP(EQUALS), "::1", E },

	{ TYPE(RECORD), "x", OP(EQUALS), "x", E },
};
/* clang-format on */

static void
comparisons_come_out(void **state)
{
	struct arena arena = { 0 };
	struct rt_ctx ctx = { .arena = &arena };

	(void)state;
	for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
		const struct comparison *c = &comparisons[i];
		const char *why = NULL;
		enum ir_result r = rt_compare(&ctx, c->op, c->type, c->found,
		    strlen(c->found), c->expected, &why);

		if (r != c->result)
			fail_msg("%s \"%s\" %s \"%s\": %s",
			    ir_datatype_names[c->type], c->found,
			    ir_operation_names[c->op], c->expected,
			    ir_result_names[r]);
		if (r == E)
			assert_non_null(why);
	}
	arena_free(&arena);
}

/* No pair of type and operation crashes or passes on nonsense. */
static void
nonsense_never_passes(void **state)
{
	struct arena arena = { 0 };
	struct rt_ctx ctx = { .arena = &arena };

	(void)state;
	for (unsigned type = 0; type < IR_DATATYPE__MAX; type++)
		for (unsigned op = 0; op < IR_OPERATION__MAX; op++) {
			const char *why = NULL;
			enum ir_result r = rt_compare(
			    &ctx, op, type, "\xff\n\0x", 4, "17", &why);

			if (type != TYPE(STRING))
				assert_int_equal(r, E);
		}
	arena_free(&arena);
}

static void
bytes_behind_a_nul_count(void **state)
{
	struct arena arena = { 0 };
	struct rt_ctx ctx = { .arena = &arena };
	const char *why = NULL;

	(void)state;
	assert_int_equal(
	    rt_compare(&ctx, OP(EQUALS), TYPE(STRING), "a\0b", 3, "a", &why),
	    F);
	assert_int_equal(rt_compare(&ctx, OP(CASE_EQUALS), TYPE(STRING), "a\0b",
			     3, "A", &why),
	    F);
	assert_int_equal(rt_compare(&ctx, OP(EQUALS), TYPE(BOOLEAN), "true\0x",
			     6, "true", &why),
	    E);
	assert_int_equal(
	    rt_compare(&ctx, OP(EQUALS), TYPE(VERSION), "1\0x", 3, "1", &why),
	    E);
	assert_int_equal(rt_compare(&ctx, OP(PATTERN_MATCH), TYPE(STRING),
			     "a\0b", 3, "b$", &why),
	    T);
	arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparisons_come_out),
		cmocka_unit_test(nonsense_never_passes),
		cmocka_unit_test(bytes_behind_a_nul_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
