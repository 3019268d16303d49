/* Variables: where their values come from, and every function of them. */
#include "world.h"

static uint32_t
add(struct world *w, enum ir_function f, const char *literal)
{
	uint32_t c = ir_add_component(&w->ir);

	w->ir.component[c].function = f;
	w->ir.component[c].literal = literal;
	return c;
}

/* A component over literals, which are separated by '|'. */
static uint32_t
over(struct world *w, enum ir_function f, const char *literal, const char *kids)
{
	uint32_t *kid = NULL, n = 0, c;
	char *s = arena_strdup(&w->arena, kids), *one;

	while ((one = strsep(&s, "|")) != NULL) {
		uint32_t k = add(w, IR_FUNCTION_LITERAL, one);

		*VEC_PUSH(&w->arena, kid, n) = k;
	}
	c = add(w, f, literal);
	w->ir.component[c].kid = kid;
	w->ir.component[c].nkid = n;
	return c;
}

static uint32_t
local(struct world *w, uint32_t component)
{
	uint32_t v = ir_add_variable(&w->ir);

	w->ir.variable[v].id = "v";
	w->ir.variable[v].kind = IR_LOCAL;
	w->ir.variable[v].component = component;
	return v;
}

/* Its values joined by ','; "!why" where there are none. */
static const char *
values(struct world *w, uint32_t variable)
{
	struct strbuf b = STRBUF_INIT;
	enum ir_result status;
	const struct rt_value *v;
	const char *text;

	world_target(w, NULL);
	v = rt_variable(&w->ctx, variable, &status);
	if (v == NULL)
		return arena_printf(&w->arena, "!%s", w->ctx.why);
	for (; v != NULL; v = v->next) {
		strbuf_add(&b, v->s, v->n);
		if (v->next != NULL)
			strbuf_addch(&b, ',');
	}
	text = arena_strndup(&w->arena, b.s, b.n);
	strbuf_free(&b);
	return text;
}

static const struct {
	enum ir_function function;
	const char *literal, *kids, *expected;
	int64_t start, length;
	const char *format1, *format2;
} functions[] = {
#define FN(x) IR_FUNCTION_##x
	{ FN(CONCAT), NULL, "a|b|c", "abc", 0, 0, NULL, NULL },
	{ FN(BEGIN), "/", "etc", "/etc", 0, 0, NULL, NULL },
	{ FN(BEGIN), "/", "/etc", "/etc", 0, 0, NULL, NULL },
	{ FN(END), "/", "etc", "etc/", 0, 0, NULL, NULL },
	{ FN(END), "/", "etc/", "etc/", 0, 0, NULL, NULL },
	{ FN(COUNT), NULL, "a|b", "2", 0, 0, NULL, NULL },
	{ FN(UNIQUE), NULL, "a|b|a", "a,b", 0, 0, NULL, NULL },
	{ FN(ARITHMETIC_ADD), NULL, "1|2|3", "6", 0, 0, NULL, NULL },
	{ FN(ARITHMETIC_ADD), NULL, "1|0.5", "1.5", 0, 0, NULL, NULL },
	{ FN(ARITHMETIC_MULTIPLY), NULL, "3|-4", "-12", 0, 0, NULL, NULL },
	{ FN(ARITHMETIC_MULTIPLY), NULL, "9223372036854775807|2",
	    "1.8446744073709552e+19", 0, 0, NULL, NULL },
	{ FN(ARITHMETIC_ADD), NULL, "1|x",
	    "!a variable computes with what is no number", 0, 0, NULL, NULL },
	{ FN(ESCAPE_REGEX), NULL, "(\\.t*)?{1}^$|",
	    "\\(\\\\\\.t\\*\\)\\?\\{1\\}\\^\\$", 0, 0, NULL, NULL },
	{ FN(GLOB_TO_REGEX), NULL, "/etc/*.c?", "^/etc/(?=[^.])[^/]*\\.c[^/]$",
	    0, 0, NULL, NULL },
	{ FN(GLOB_TO_REGEX), NULL, "a[!b-d]e\\*", "^a[^/b-d]e\\*$", 0, 0, NULL,
	    NULL },
	{ FN(GLOB_TO_REGEX), "true", "a\\*", "^a\\\\[^/]*$", 0, 0, NULL, NULL },
	{ FN(GLOB_TO_REGEX), NULL, "?.??", "^[^./]\\.[^/][^/]$", 0, 0, NULL,
	    NULL },
	{ FN(GLOB_TO_REGEX), NULL, "*.[ch]", "^(?=[^.])[^/]*\\.[ch]$", 0, 0,
	    NULL, NULL },
	{ FN(GLOB_TO_REGEX), "true", "\\[a\\]", "^\\\\[a\\\\]$", 0, 0, NULL,
	    NULL },
	{ FN(GLOB_TO_REGEX), NULL, "x[[:digit:]]\\*", "^x[[:digit:]]\\*$", 0, 0,
	    NULL, NULL },
	{ FN(GLOB_TO_REGEX), NULL, "\\", "^\\\\$", 0, 0, NULL, NULL },
	{ FN(GLOB_TO_REGEX), NULL, "~/{a,b}", "^~/{a,b}$", 0, 0, NULL, NULL },
	{ FN(GLOB_TO_REGEX), NULL, "a[b", "!a glob's bracket is not closed", 0,
	    0, NULL, NULL },
	{ FN(REGEX_CAPTURE), "^a(.*)z$", "abcz", "bc", 0, 0, NULL, NULL },
	{ FN(REGEX_CAPTURE), "^a(.*)z$", "q", "", 0, 0, NULL, NULL },
	{ FN(REGEX_CAPTURE), "abc", "abc", "", 0, 0, NULL, NULL },
	{ FN(SPLIT), "-", "-a-a-", ",a,a,", 0, 0, NULL, NULL },
	{ FN(SPLIT), "-", "abc", "abc", 0, 0, NULL, NULL },
	{ FN(SPLIT), ", ", "a, b", "a,b", 0, 0, NULL, NULL },
	{ FN(SUBSTRING), NULL, "abcdefg", "cd", 3, 2, NULL, NULL },
	{ FN(SUBSTRING), NULL, "abcdefg", "abcdefg", 0, -1, NULL, NULL },
	{ FN(SUBSTRING), NULL, "", "!a substring starts behind the end", 1, 1,
	    NULL, NULL },
	{ FN(SUBSTRING), NULL, "abc", "c", 3, 9, NULL, NULL },
	{ FN(SUBSTRING), NULL, "abc", "!a substring starts behind the end", 5,
	    1, NULL, NULL },
	{ FN(TIME_DIFFERENCE), NULL, "20090402|20090401", "86400", 0, 0,
	    "year_month_day", "year_month_day" },
	{ FN(TIME_DIFFERENCE), NULL, "04/02/2009 00:00:10|1/4/2009", "86410", 0,
	    0, "month_day_year", "day_month_year" },
	{ FN(TIME_DIFFERENCE), NULL, "April, 2 2009 01:00:00|0", "1238634000",
	    0, 0, "month_day_year", "seconds_since_epoch" },
	{ FN(TIME_DIFFERENCE), NULL, "116444736000000000|0", "0", 0, 0,
	    "win_filetime", "seconds_since_epoch" },
	{ FN(TIME_DIFFERENCE), NULL, "20090402T010203|2009-04-02 01:02:03", "0",
	    0, 0, "year_month_day", "year_month_day" },
	{ FN(TIME_DIFFERENCE), NULL, "4-2-2009|Apr, 2 2009 00:00:01", "-1", 0,
	    0, "month_day_year", "month_day_year" },
	{ FN(TIME_DIFFERENCE), NULL,
	    "20090402010000.000000+060|2009-04-02 00:00:00:000", "0", 0, 0,
	    "cim_datetime", "cim_datetime" },
	{ FN(TIME_DIFFERENCE), NULL, "2009/02/29|0",
	    "!a variable has a time that is not understood", 0, 0,
	    "year_month_day", "seconds_since_epoch" },
	{ FN(TIME_DIFFERENCE), NULL, "2009/02/28x|0",
	    "!a variable has a time that is not understood", 0, 0,
	    "year_month_day", "seconds_since_epoch" },
	{ FN(TIME_DIFFERENCE), NULL, "2009/13/01|0",
	    "!a variable has a time that is not understood", 0, 0,
	    "year_month_day", "seconds_since_epoch" },
};

static void
functions_compute(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		struct ir_component *c;
		const char *found;
		struct world w;
		uint32_t index;

		world_open(&w);
		index = over(&w, functions[i].function, functions[i].literal,
		    functions[i].kids);
		if (functions[i].function == FN(ESCAPE_REGEX))
			w.ir.component[index].nkid = 1;
		c = &w.ir.component[index];
		c->noescape = functions[i].function == FN(GLOB_TO_REGEX) &&
			      functions[i].literal != NULL;
		c->start = functions[i].start;
		c->length = functions[i].length;
		c->format1 = functions[i].format1;
		c->format2 = functions[i].format2;
		found = values(&w, local(&w, index));
		if (!str_eq(found, functions[i].expected))
			fail_msg("%s of %s: \"%s\", expected \"%s\"",
			    ir_function_names[functions[i].function],
			    functions[i].kids, found, functions[i].expected);
		world_close(&w);
	}
}

/* Every combination, the last component's values turning fastest. */
static void
several_values_are_combined(void **state)
{
	static const char *const ab[] = { "a", "b" }, *const xy[] = { "x",
		"y" };
	uint32_t kid[3], c, v;
	struct world w;

	(void)state;
	world_open(&w);
	for (unsigned i = 0; i < 2; i++) {
		v = ir_add_variable(&w.ir);
		w.ir.variable[v].id = "k";
		w.ir.variable[v].kind = IR_CONSTANT;
		w.ir.variable[v].value = i == 0 ? ab : xy;
		w.ir.variable[v].nvalue = 2;
		kid[2 * i] = add(&w, IR_FUNCTION_VARIABLE, NULL);
		w.ir.component[kid[2 * i]].variable = v;
	}
	kid[1] = add(&w, IR_FUNCTION_LITERAL, "-");
	c = add(&w, IR_FUNCTION_CONCAT, NULL);
	w.ir.component[c].kid = kid;
	w.ir.component[c].nkid = 3;
	assert_string_equal(values(&w, local(&w, c)), "a-x,a-y,b-x,b-y");
	world_close(&w);
}

static void
a_variable_that_needs_itself_is_an_error(void **state)
{
	struct world w;
	uint32_t c, v;

	(void)state;
	world_open(&w);
	c = add(&w, IR_FUNCTION_VARIABLE, NULL);
	v = local(&w, c);
	w.ir.component[c].variable = v;
	assert_string_equal(values(&w, v), "!a variable needs itself");
	world_close(&w);
}

static void
an_object_gives_values(void **state)
{
	struct ir_entity path = { .field = 0, .variable = IR_NONE };
	struct rt_container *container;
	enum ir_result status;
	struct world w;
	uint32_t o, c, v, count;

	(void)state;
	world_open(&w);
	container = world_container(
	    &w, "c", "\"HostConfig\":{\"CapAdd\":[\"A\",\"B\"],\"X\":1}");
	o = ir_add_object(&w.ir);
	w.ir.object[o].probe = PROBE_CONTAINER;
	w.ir.object[o].entity = &path;
	w.ir.object[o].nentity = 1;
	c = add(&w, IR_FUNCTION_OBJECT, NULL);
	w.ir.component[c].object = o;
	w.ir.component[c].field = 1;
	v = local(&w, c);
	count = add(&w, IR_FUNCTION_COUNT, NULL);
	w.ir.component[count].kid = &c;
	w.ir.component[count].nkid = 1;
	count = local(&w, count);

	path.literal = "HostConfig.CapAdd[]";
	world_target(&w, container);
	assert_string_equal(rt_variable(&w.ctx, v, &status)->next->s, "B");
	assert_string_equal(rt_variable(&w.ctx, count, &status)->s, "2");
	path.literal = "HostConfig.None[]";
	world_target(&w, container);
	assert_null(rt_variable(&w.ctx, v, &status));
	assert_int_equal(status, IR_RESULT_FALSE);
	assert_string_equal(rt_variable(&w.ctx, count, &status)->s, "0");
	w.ir.component[w.ir.variable[count].component].literal = "";
	world_target(&w, container);
	assert_null(rt_variable(&w.ctx, count, &status));
	assert_int_equal(status, IR_RESULT_FALSE);
	path.literal = "HostConfig.X[]";
	world_target(&w, container);
	assert_null(rt_variable(&w.ctx, v, &status));
	assert_int_equal(status, IR_RESULT_ERROR);
	assert_null(rt_variable(&w.ctx, count, &status));
	assert_int_equal(status, IR_RESULT_ERROR);
	world_close(&w);
}

/* What an outer value may be, and that a value is of its type. */
static void
values_are_checked(void **state)
{
	static const struct ir_restriction range[] = {
		{ IR_OPERATION_GREATER, "0" }, { IR_OPERATION_LESS, "9" }
	};
	static const struct ir_restriction one = { IR_OPERATION_EQUALS, "-1" };
	static const struct ir_possible possible[] = {
		{ IR_OPERATOR_AND, range, 2 }, { IR_OPERATOR_OR, &one, 1 }
	};
	static const struct {
		const char *value, *found;
	} v[] = {
		{ "5", "5" },
		{ "-1", "-1" },
		{ "9", "!the variable v may not be \"9\"" },
		{ "x", "!the variable v: \"x\" is not of type int" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct world w;
		uint32_t n;

		world_open(&w);
		n = ir_add_variable(&w.ir);
		w.ir.variable[n].id = "v";
		w.ir.variable[n].kind = IR_EXTERNAL;
		w.ir.variable[n].datatype = IR_DATATYPE_INT;
		w.ir.variable[n].value = &v[i].value;
		w.ir.variable[n].nvalue = 1;
		w.ir.variable[n].possible = possible;
		w.ir.variable[n].npossible = 2;
		assert_string_equal(values(&w, n), v[i].found);
		world_close(&w);
	}
}

static void
a_value_of_the_site_wins(void **state)
{
	static const char *const own[] = { "own" }, *const bench[] = {
		"bench"
	};
	static const char *const of_profile[] = { "p", "q" };
	const char *set[] = { "set" };
	struct rt_value_info info = { .id = "xccdf_x_value_ports",
		.name = "ports",
		.value = bench,
		.nvalue = 1 };
	struct rt_profile_value pv = { .value = of_profile, .nvalue = 2 };
	struct rt_profile profile[2] = { { .id = "" },
		{ .id = "p", .value = &pv } };
	struct rt_setting setting = { .text = set, .ntext = 1 };
	struct world w;
	uint32_t v;

	(void)state;
	world_open(&w);
	v = ir_add_variable(&w.ir);
	w.ir.variable[v].id = "v";
	w.ir.variable[v].kind = IR_EXTERNAL;
	w.ir.variable[v].value = own;
	w.ir.variable[v].nvalue = 1;
	w.ir.variable[v].value_id = "ports";
	assert_string_equal(values(&w, v), "own");
	w.content.value = &info;
	w.content.nvalue = 1;
	w.content.profile = profile;
	w.content.nprofile = 2;
	assert_string_equal(values(&w, v), "bench");
	w.options.profile_index = 1;
	assert_string_equal(values(&w, v), "p,q");
	w.options.set = &setting;
	w.options.nset = 1;
	assert_string_equal(values(&w, v), "set");
	w.ir.variable[v].value_id = "xccdf_x_value_ports";
	assert_string_equal(values(&w, v), "set");
	w.ir.variable[v].value_id = "other";
	w.ir.variable[v].nvalue = 0;
	assert_string_equal(values(&w, v), "!the variable other has no value");
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_compute),
		cmocka_unit_test(several_values_are_combined),
		cmocka_unit_test(a_variable_that_needs_itself_is_an_error),
		cmocka_unit_test(an_object_gives_values),
		cmocka_unit_test(values_are_checked),
		cmocka_unit_test(a_value_of_the_site_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
