/*
 * Scores against figures computed by hand, and the host's fold: one fail is a
 * fail, nothing unseen passes.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "runtime/rt.h"

#define NRULE 4u

/*
 * The Benchmark: rule 0 (weight 2); group 1 (weight 3): rules 1 (weight 1) and
 * 2 (weight 4); in group 1, group 2 (weight 5): rule 3 (weight 1).
 */
static const struct rt_group_info groups[] = { { "3", 0 }, { "5", 1 } };
static const struct rt_rule_info infos[NRULE] = {
	{ .id = "xccdf_t_rule_0", .weight = "2.0", .group = 0 },
	{ .id = "xccdf_t_rule_1", .group = 1 },
	{ .id = "xccdf_t_rule_2", .weight = "4.0", .group = 1 },
	{ .id = "xccdf_t_rule_3",
	    .weight = "1",
	    .role = "unscored",
	    .group = 2 },
};
static const struct rt_profile_rule refined[NRULE] = {
	{ .selected = true },
	{ .selected = true },
	{ .selected = true },
	{ .selected = true, .role = "full" },
};
static const struct rt_profile profiles[] = {
	{ .id = "", .base = IR_NONE },
	{ .id = "xccdf_t_profile_p", .rule = refined, .base = IR_NONE },
};
static const struct ir_rule rules[NRULE] = {
	{ .target = 1u << IR_TARGET_CONTAINER },
	{ .target = 1u << IR_TARGET_CONTAINER | 1u << IR_TARGET_HOST },
	{ .target = 1u << IR_TARGET_HOST },
	{ .target = 0 },
};
static const struct rt_content content = {
	.unit = { .rule = rules, .nrule = NRULE },
	.rule = infos,
	.group = groups,
	.ngroup = 2,
	.profile = profiles,
	.nprofile = 2,
};

#define P IR_XCCDF_PASS
#define F IR_XCCDF_FAIL
#define E IR_XCCDF_ERROR
#define U IR_XCCDF_UNKNOWN
#define N IR_XCCDF_NOTAPPLICABLE
#define C IR_XCCDF_NOTCHECKED
#define S IR_XCCDF_NOTSELECTED
#define I IR_XCCDF_INFORMATIONAL
#define X IR_XCCDF_FIXED

static const struct {
	uint32_t profile;
	enum ir_xccdf_result result[NRULE];
	double default_, flat, maximum;
	double passed, counted; /* rules */
} scores[] = {
	{ 0, { P, P, P, P }, 100, 7, 7, 3, 3 },
	{ 0, { F, F, F, P }, 0, 0, 7, 0, 3 },
	/* rule 3 is unscored: group 2 does not count */
	{ 0, { P, F, P, F }, (100.0 * 2 + 80 * 3) / 5, 6, 7, 2, 3 },
	/* in the profile it counts: group 1 has (1*0 + 4*100 + 5*0) / 10 */
	{ 1, { P, F, P, F }, (100.0 * 2 + 40 * 3) / 5, 6, 8, 2, 4 },
	{ 1, { P, F, P, X }, (100.0 * 2 + 90 * 3) / 5, 7, 8, 3, 4 },
	{ 0, { N, C, S, I }, 0, 0, 0, 0, 0 },
	{ 0, { P, C, N, S }, 100, 2, 2, 1, 1 },
	{ 0, { P, E, U, S }, 40, 2, 7, 1, 3 },
};

static void
test_score(void **state)
{
	struct rt_rule_result r[NRULE];
	struct rt_scores x;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof scores / sizeof scores[0]; i++) {
		memset(r, 0, sizeof r);
		for (k = 0; k < NRULE; k++)
			r[k].result = scores[i].result[k];
		rt_score(&content, scores[i].profile, r, &x);
		assert_float_equal(x.default_.value, scores[i].default_, 1e-6);
		assert_float_equal(x.flat.value, scores[i].flat, 1e-6);
		assert_float_equal(x.flat.maximum, scores[i].maximum, 1e-6);
		assert_float_equal(x.flat_unweighted.value, scores[i].passed,
		    1e-6);
		assert_float_equal(x.flat_unweighted.maximum,
		    scores[i].counted, 1e-6);
		assert_true((x.absolute.value > 0) ==
		    (scores[i].flat >= scores[i].maximum));
		assert_float_equal(x.absolute.maximum, 1, 1e-6);
		assert_int_equal(x.default_.any, scores[i].maximum > 0);
		assert_int_equal(x.absolute.any, scores[i].maximum > 0);
	}
}

static const struct {
	enum ir_xccdf_result one, two, folded;
} folds[] = {
	{ P, P, P },
	{ P, F, F },
	{ F, E, F },
	{ P, E, E },
	{ U, P, U },
	{ E, U, E },
	{ P, C, C },
	{ N, P, P },
	{ N, N, N },
	{ I, I, I },
	{ C, N, C },
	{ X, N, X },
	{ F, N, F },
	{ U, C, U },
};

struct fold {
	struct arena a;
	struct rt_options o;
	bool selected[NRULE];
	struct rt_container container[2];
	struct rt_target target[3];
	struct rt_target_result result[3];
};

static struct fold *
fold_new(void)
{
	static const char *const names[] = { "one", "two" };
	struct fold *f = calloc(1, sizeof *f);
	uint32_t i, k;

	for (i = 0; i < NRULE; i++)
		f->selected[i] = true;
	f->o.selected = f->selected;
	for (i = 0; i < 3; i++) {
		f->result[i].target = &f->target[i];
		f->result[i].result =
		    arena_alloc(&f->a, NRULE * sizeof(struct rt_rule_result));
		for (k = 0; k < NRULE; k++)
			f->result[i].result[k].result = S;
		if (i == 0)
			continue;
		f->target[i].kind = RT_CONTAINER;
		f->target[i].label =
		    arena_printf(&f->a, "container %s", names[i - 1]);
		f->target[i].container = &f->container[i - 1];
		f->container[i - 1].name = names[i - 1];
	}
	return f;
}

static void
fold_free(struct fold *f)
{
	arena_free(&f->a);
	free(f);
}

static void
test_fold(void **state)
{
	static struct rt_evidence found = { .result = IR_RESULT_FALSE,
		.where = "HostConfig.X",
		.found = "1",
		.expected = "equals 2" };
	struct rt_engines none = { NULL, 0 };
	struct rt_rule_result *r;
	struct fold *f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof folds / sizeof folds[0]; i++) {
		f = fold_new();
		r = &f->result[1].result[0];
		r->result = folds[i].one;
		r = &f->result[2].result[0];
		r->result = folds[i].two;
		r->evidence = &found;
		r->nevidence = 1;
		rt_host_fold(&f->a, &content, &f->o, &none, &f->result[0],
		    &f->result[1], 2, true);
		r = &f->result[0].result[0];
		assert_int_equal(r->result, folds[i].folded);
		assert_non_null(strstr(r->message, "one"));
		assert_non_null(strstr(r->message, "two"));
		if (folds[i].two == F) {
			assert_int_equal(r->nevidence, 1);
			assert_string_equal(r->evidence[0].where,
			    "container two: HostConfig.X");
		}
		/* Rules about the host alone are left as they are. */
		assert_int_equal(f->result[0].result[2].result, S);
		fold_free(f);
	}
}

static void
test_fold_gaps(void **state)
{
	struct rt_engine away = {
		.socket = "/nowhere", .error = "refused", .asked_for = true
	};
	struct rt_engines engines = { &away, 1 }, none = { NULL, 0 };
	struct fold *f = fold_new();
	struct rt_rule_result *r = f->result[0].result;

	(void)state;
	/* no container at all */
	rt_host_fold(&f->a, &content, &f->o, &none, &f->result[0],
	    &f->result[1], 0, true);
	assert_int_equal(r[0].result, N);
	/* the host's own half counts as well */
	r[1].result = F;
	f->result[1].result[1].result = f->result[2].result[1].result = P;
	rt_host_fold(&f->a, &content, &f->o, &none, &f->result[0],
	    &f->result[1], 2, true);
	assert_int_equal(r[1].result, F);
	/* an engine that was asked for and is away */
	r[0].result = S;
	f->result[1].result[0].result = f->result[2].result[0].result = P;
	rt_host_fold(&f->a, &content, &f->o, &engines, &f->result[0],
	    &f->result[1], 2, true);
	assert_int_equal(r[0].result, E);
	assert_non_null(strstr(r[0].message, "/nowhere is away: refused"));
	/* one that was found by itself and has no socket is no gap */
	away.asked_for = false;
	r[0].result = S;
	rt_host_fold(&f->a, &content, &f->o, &engines, &f->result[0],
	    &f->result[1], 2, true);
	assert_int_equal(r[0].result, P);
	/* some containers only: nothing is said of all */
	r[0].result = S;
	rt_host_fold(&f->a, &content, &f->o, &none, &f->result[0],
	    &f->result[1], 2, false);
	assert_int_equal(r[0].result, S);
	fold_free(f);
}

/* Each of a rule's results counts, and each container has its own. */
static void
test_parts(void **state)
{
	struct rt_rule_info several[NRULE];
	struct rt_content c = content;
	struct rt_engines none = { NULL, 0 };
	struct rt_rule_result part[3] = { { .result = P, .check = "a" },
		{ .result = F, .check = "b" }, { .result = C, .check = "c" } };
	struct rt_rule_result result[NRULE] = { { .result = F, .npart = 3,
		.part = part }, { .result = N }, { .result = P },
		{ .result = N } };
	struct rt_rule_result *r;
	struct rt_scores s;
	struct fold *f = fold_new();

	(void)state;
	rt_score(&content, 0, result, &s);
	assert_float_equal(s.flat.value, 6, 1e-9);
	assert_float_equal(s.flat.maximum, 8, 1e-9);
	assert_float_equal(s.flat_unweighted.value, 2, 1e-9);
	assert_float_equal(s.flat_unweighted.maximum, 3, 1e-9);
	assert_float_equal(s.default_.value, (200 + 100.0 * 3) / 7, 1e-9);

	memcpy(several, infos, sizeof several);
	several[0].multiple = true;
	c.rule = several;
	f->result[1].result[0].result = F;
	f->result[2].result[0] = (struct rt_rule_result){ .result = F,
		.npart = 2, .part = part };
	rt_host_fold(&f->a, &c, &f->o, &none, &f->result[0], &f->result[1], 2,
	    true);
	r = &f->result[0].result[0];
	assert_int_equal(r->result, F);
	assert_int_equal(r->npart, 3);
	assert_string_equal(r->part[0].instance, "one");
	assert_string_equal(r->part[0].context, "container");
	assert_ptr_equal(r->part[0].source, &f->result[1].result[0]);
	assert_string_equal(r->part[1].instance, "two");
	assert_string_equal(r->part[2].check, "b");
	assert_ptr_equal(r->part[2].source, &part[1]);
	assert_string_equal(
	    rt_part_name(&f->a, &r->part[2]), "container two: b");
	fold_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_score),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_fold_gaps),
		cmocka_unit_test(test_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
