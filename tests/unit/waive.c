/* Waivers at run time: which result gets which, and what the host's gets. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "runtime/rt.h"

#define NTARGET 4 /* the host and three containers */

static const struct rt_rule_info infos[] = {
	{ .id = "xccdf_t_rule_c", .version = "C-1" },
	{ .id = "xccdf_t_rule_h", .version = "H-1" },
};
static const struct ir_rule rules[] = {
	{ .name = "C-1", .target = 1u << IR_TARGET_CONTAINER },
	{ .name = "H-1", .target = 1u << IR_TARGET_HOST },
};
static const struct rt_content content = {
	.rule = infos,
	.unit = { .rule = rules, .nrule = 2 },
};

struct world {
	struct arena a;
	struct rt_engine engine;
	struct rt_target target[NTARGET];
	struct rt_rule_result result[NTARGET][2];
	struct rt_target_result run[NTARGET];
};

/* Every rule fails where it speaks of the target. */
static int
start(void **state)
{
	static const char *const names[NTARGET] = { "h.example.org",
		"h.example.org/one", "h.example.org/two", "h.example.org/ok" };
	struct world *w = base_malloc(sizeof *w);
	uint32_t i;

	memset(w, 0, sizeof *w);
	for (i = 0; i < NTARGET; i++) {
		w->target[i].name = names[i];
		w->target[i].kind = i == 0 ? RT_HOST : RT_CONTAINER;
		w->run[i].target = &w->target[i];
		w->run[i].result = w->result[i];
		w->result[i][0].result = IR_XCCDF_FAIL;
		w->result[i][1].result =
		    i == 0 ? IR_XCCDF_FAIL : IR_XCCDF_NOTSELECTED;
	}
	w->result[3][0].result = IR_XCCDF_PASS;
	*state = w;
	return setenv("SOURCE_DATE_EPOCH", "1772323200", 1); /* 2026-03-01 */
}

static int
finish(void **state)
{
	struct world *w = *state;

	arena_free(&w->a);
	free(w);
	return 0;
}

static void
waive(struct world *w, struct rt_waiver *list, uint32_t n)
{
	const struct rt_engines engines = { &w->engine, 1 };
	struct rt_waivers all = { list, n };

	rt_waive(&w->a, &content, &engines, &all, w->run, NTARGET);
}

static struct rt_waiver
waiver(uint32_t rule, const char *target, const char *expires)
{
	return (struct rt_waiver){ rule, target, "2026-01-01", expires, "ann",
		"because" };
}

static void
test_all_targets(void **state)
{
	struct rt_waiver list[] = { waiver(0, NULL, "2026-04-01") };
	struct world *w = *state;

	waive(w, list, 1);
	assert_true(rt_is_waived(&w->result[0][0]));
	assert_true(rt_is_waived(&w->result[1][0]));
	assert_string_equal(
	    w->result[1][0].message, "waived by ann until 2026-04-01: because");
	assert_int_equal(w->result[1][0].result, IR_XCCDF_FAIL);
	assert_null(w->result[3][0].waiver); /* it passed */
	assert_null(w->result[0][1].waiver); /* another rule */
}

/* The host's is not waived while one container's is not. */
static void
test_fold(void **state)
{
	struct rt_waiver list[] = { waiver(0, "one", "2026-05-01"),
		waiver(0, "h.example.org/two", "2026-04-01") };
	struct world *w = *state;

	waive(w, list, 1);
	assert_true(rt_is_waived(&w->result[1][0]));
	assert_false(rt_is_waived(&w->result[2][0]));
	assert_false(rt_is_waived(&w->result[0][0]));
	waive(w, list, 2);
	assert_true(rt_is_waived(&w->result[2][0]));
	assert_true(rt_is_waived(&w->result[0][0]));
	assert_ptr_equal(w->result[0][0].waiver, &list[1]); /* ends first */
}

/* What containers an engine has that did not answer is waived by nobody. */
static void
test_fold_engine(void **state)
{
	struct rt_waiver list[] = { waiver(0, "one", "2026-05-01"),
		waiver(0, "two", "2026-05-01") };
	struct world *w = *state;

	w->engine.socket = "/";
	w->engine.error = "no answer";
	waive(w, list, 2);
	assert_true(rt_is_waived(&w->result[2][0]));
	assert_false(rt_is_waived(&w->result[0][0]));
	w->engine.socket = "/none/such"; /* there is none, and none was asked */
	waive(w, list, 2);
	assert_true(rt_is_waived(&w->result[0][0]));
}

/* An error in a container is a finding as well; a rule of the host is its. */
static void
test_fold_error(void **state)
{
	struct rt_waiver list[] = { waiver(0, "one", "2026-05-01"),
		waiver(0, "two", "2026-05-01"),
		waiver(1, "one", "2026-05-01") };
	struct world *w = *state;

	w->result[3][0].result = IR_XCCDF_ERROR;
	waive(w, list, 3);
	assert_false(rt_is_waived(&w->result[0][0]));
	assert_false(rt_is_waived(&w->result[0][1]));
}

static void
test_expired(void **state)
{
	struct rt_waiver list[] = { waiver(0, NULL, "2026-02-28"),
		waiver(1, NULL, "2026-02-28"), waiver(1, NULL, "2026-03-01") };
	struct world *w = *state;

	w->result[0][1].message = "why";
	waive(w, list, 3);
	assert_false(rt_is_waived(&w->result[1][0]));
	assert_true(w->result[1][0].waiver_expired);
	assert_string_equal(w->result[1][0].message,
	    "waiver by ann EXPIRED on 2026-02-28: because");
	assert_true(rt_is_waived(&w->result[0][1])); /* the later one */
	assert_string_equal(w->result[0][1].message,
	    "why\nwaived by ann until 2026-03-01: because");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_targets),
		TEST(test_fold),
		TEST(test_fold_engine),
		TEST(test_fold_error),
		TEST(test_expired),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
