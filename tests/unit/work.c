/* rt_work(): whatever a worker does, its own targets alone pay for it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/rt.h"

/* Address sanitizer reserves more memory than there is. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#endif

enum { RULES = 3, TARGETS = 6 };

static const struct ir_rule rules[RULES] = {
	{ .id = "r0", .target = 1u << IR_TARGET_CONTAINER, .expr = IR_NONE },
	{ .id = "r1", .target = 1u << IR_TARGET_HOST, .expr = IR_NONE },
	{ .id = "r2", .target = 1u << IR_TARGET_CONTAINER, .expr = IR_NONE },
};
static const struct rt_content content = {
	.unit = { .rule = rules, .nrule = RULES },
};

/* Into every descriptor: one of them is the pipe. */
static void
write_garbage(void)
{
	static const char text[] = "\377\377\377\377garbage garbage";

	for (int fd = 3; fd < 64; fd++)
		if (write(fd, text, sizeof text) < 0)
			continue;
}

/* What the kernel says of this process, as notes. */
static void
note_privileges(struct rt_ctx *ctx, struct rt_target_result *out)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];

	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (str_starts(line, "CapEff:") ||
		    str_starts(line, "CapPrm:") ||
		    str_starts(line, "NoNewPrivs:"))
			*VEC_PUSH(ctx->arena, out->note, out->nnote) =
			    arena_strdup(ctx->arena, line);
	if (f != NULL)
		fclose(f);
}

/* A worker's manners are in the target's name. */
static void
eval(struct rt_ctx *ctx, struct rt_target_result *out)
{
	const char *name = ctx->target->name;
	volatile unsigned n = 0;

	if (strcmp(name, "crash") == 0) {
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	if (strcmp(name, "exit") == 0)
		_exit(0);
	while (strcmp(name, "hang") == 0)
		pause();
	while (strcmp(name, "spin") == 0)
		n++;
	if (strcmp(name, "eat") == 0)
		close(STDERR_FILENO); /* it says that it has none left */
	while (strcmp(name, "eat") == 0)
		memset(base_malloc(1 << 20), 1, 1 << 20);
	if (strcmp(name, "garbage") == 0) {
		write_garbage();
		_exit(0);
	}
	if (strcmp(name, "privileges") == 0)
		note_privileges(ctx, out);
	out->result = arena_alloc(ctx->arena, RULES * sizeof *out->result);
	out->address = arena_alloc(ctx->arena, sizeof *out->address);
	out->address[0] = arena_printf(ctx->arena, "address of %s", name);
	out->naddress = 1;
	for (int i = 0; i < RULES; i++) {
		struct rt_rule_result *r = &out->result[i];

		r->result = IR_XCCDF_PASS;
		r->evidence = arena_alloc(ctx->arena, sizeof *r->evidence);
		r->evidence->found = name;
		r->nevidence = 1;
	}
}

static void
count(void *arg, uint32_t done, uint32_t all)
{
	uint32_t *seen = arg;

	assert_int_equal(all, TARGETS);
	assert_int_equal(done, ++*seen);
}

/* Evaluate six containers, the third of that name; its reason, or NULL. */
static const char *
work(struct arena *a, const char *third, const struct rt_options *o)
{
	const char *names[TARGETS] = { "a", "b", third, "d", "e", "f" };
	struct rt_target *targets = arena_alloc(a, TARGETS * sizeof *targets);
	struct rt_target_result results[TARGETS];
	struct rt_engines engines = { 0 };
	uint32_t seen = 0;

	for (int i = 0; i < TARGETS; i++) {
		targets[i].kind = RT_CONTAINER;
		targets[i].name = targets[i].label = names[i];
	}
	rt_work_by(eval, a, &content, o, &engines, targets, TARGETS, results,
	    count, &seen);
	assert_int_equal(seen, TARGETS);
	for (int i = 0; i < TARGETS; i++) {
		assert_ptr_equal(results[i].target, &targets[i]);
		if (i == 2 && results[i].error != NULL)
			continue;
		assert_null(results[i].error);
		assert_int_equal(results[i].result[2].result, IR_XCCDF_PASS);
		assert_string_equal(
		    results[i].result[2].evidence->found, names[i]);
		assert_int_equal(results[i].naddress, 1);
	}
	if (results[2].error == NULL)
		return NULL;
	assert_int_equal(results[2].result[0].result, IR_XCCDF_ERROR);
	assert_string_equal(results[2].result[0].message, results[2].error);
	assert_int_equal(results[2].result[1].result, IR_XCCDF_NOTSELECTED);
	assert_int_equal(results[2].result[2].result, IR_XCCDF_ERROR);
	return results[2].error;
}

static void
here(void **state)
{
	struct rt_options o = { .jobs = RT_JOBS_NONE };
	struct arena a = { 0 };

	(void)state;
	assert_null(work(&a, "c", &o));
	arena_free(&a);
}

static void
forked(void **state)
{
	struct rt_options o = { 0 };
	struct arena a = { 0 };

	(void)state;
	assert_null(work(&a, "c", &o));
	o.jobs = 1;
	assert_null(work(&a, "c", &o));
	arena_free(&a);
}

static void
misbehaving(void **state)
{
	static const struct {
		const char *name, *why;
	} cases[] = {
		{ "crash", "the worker died: Segmentation fault" },
		{ "exit",
		    "the worker ended with status 0 and without a result" },
		{ "hang", "timed out" },
		{ "garbage", "the worker answered garbage" },
	};
	struct rt_options o = { .jobs = 2, .timeout = 1 };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(work(&a, cases[i].name, &o), cases[i].why);
	assert_string_equal(work(&a, "spin", &o), "timed out");
	arena_free(&a);
}

#if !defined(SANITIZED)
static void
memory_is_bounded(void **state)
{
	struct rt_options o = { .jobs = 1, .timeout = 60 };
	struct arena a = { 0 };

	(void)state;
	assert_string_equal(work(&a, "eat", &o),
	    "the worker ended with status 70 and without a result");
	arena_free(&a);
}
#endif

/* --- advice, which comes behind all results --- */

static void
advise(struct rt_ctx *ctx, struct rt_advice *out)
{
	const char *name = ctx->target->name;

	if (strcmp(name, "crash") == 0) {
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	if (strcmp(name, "exit") == 0)
		_exit(0);
	while (strcmp(name, "hang") == 0)
		pause();
	if (strcmp(name, "garbage") == 0) {
		write_garbage();
		_exit(0);
	}
	if (strcmp(name, "huge") == 0) {
		char *text = arena_alloc(ctx->arena, 2 << 20);

		memset(text, 'x', (2 << 20) - 1);
		out->text = text;
		return;
	}
	out->text = arena_printf(ctx->arena, "advice for %s", name);
	out->fix = "true";
}

static void
eval_failing(struct rt_ctx *ctx, struct rt_target_result *out)
{
	eval(&(struct rt_ctx){ .arena = ctx->arena,
		 .target = &(struct rt_target){ .name = "plain" } },
	    out);
	out->result[2].result = IR_XCCDF_FAIL;
}

static const struct rt_rule_info infos[RULES] = { [0] = { .advised = true },
	[2] = { .advised = true } };
static const struct rt_content advised = {
	.unit = { .rule = rules, .nrule = RULES },
	.rule = infos,
	.advise = advise,
};

/* Whatever becomes of the advice on the third, every verdict stands. */
static void
advice_of(const char *third, const struct rt_options *o, bool others)
{
	const char *names[TARGETS] = { "a", "b", third, "d", "e", "f" };
	struct rt_target targets[TARGETS] = { { .kind = RT_HOST } };
	struct rt_target_result results[TARGETS];
	struct rt_engines engines = { 0 };
	struct arena a = { 0 };

	for (int i = 0; i < TARGETS; i++) {
		targets[i].kind = RT_CONTAINER;
		targets[i].name = targets[i].label = names[i];
	}
	rt_work_by(eval_failing, &a, &advised, o, &engines, targets, TARGETS,
	    results, NULL, NULL);
	for (int i = 0; i < TARGETS; i++) {
		const struct rt_rule_result *r = results[i].result;

		assert_null(results[i].error);
		assert_int_equal(r[0].result, IR_XCCDF_PASS);
		assert_null(r[0].advice.text);
		assert_int_equal(r[2].result, IR_XCCDF_FAIL);
		if (i < 2 || others) {
			assert_string_equal(r[2].advice.text,
			    arena_printf(&a, "advice for %s", names[i]));
			assert_string_equal(r[2].advice.fix, "true");
		} else {
			assert_null(r[2].advice.text);
			assert_null(r[2].advice.fix);
		}
	}
	arena_free(&a);
}

static void
advice(void **state)
{
	struct rt_options o = { .jobs = RT_JOBS_NONE };

	(void)state;
	advice_of("c", &o, true);
	o.jobs = 2;
	advice_of("c", &o, true);
	advice_of("crash", &o, false);
	advice_of("exit", &o, false);
	advice_of("garbage", &o, false);
	advice_of("huge", &o, false);
	o.deadline = 1;
	advice_of("hang", &o, false);
}

static void
advice_from_worker(void **state)
{
	static const struct ir_unit u = { .nrule = 2 };
	const struct rt_advice in = { "text\n", NULL };
	struct rt_advice out;
	struct strbuf b = STRBUF_INIT;
	struct arena a = { 0 };
	uint32_t rule;

	(void)state;
	rt_pipe_encode_advice(&b, 1, &in);
	assert_true(rt_pipe_decode_advice(&a, b.s, b.n, &u, &rule, &out));
	assert_int_equal(rule, 1);
	assert_string_equal(out.text, in.text);
	assert_null(out.fix);
	for (size_t n = 0; n < b.n; n++)
		assert_false(
		    rt_pipe_decode_advice(&a, b.s, n, &u, &rule, &out));
	strbuf_reset(&b);
	rt_pipe_encode_advice(&b, 2, &in);
	assert_false(rt_pipe_decode_advice(&a, b.s, b.n, &u, &rule, &out));
	strbuf_free(&b);
	arena_free(&a);
}

static void
total_deadline(void **state)
{
	struct rt_target targets[2] = {
		{ .kind = RT_HOST, .name = "hang" },
		{ .kind = RT_CONTAINER, .name = "late" },
	};
	struct rt_options o = { .jobs = 1, .timeout = 100, .deadline = 1 };
	struct rt_target_result results[2];
	struct rt_engines engines = { 0 };
	struct arena a = { 0 };

	(void)state;
	rt_work_by(
	    eval, &a, &content, &o, &engines, targets, 2, results, NULL, NULL);
	assert_string_equal(
	    results[0].error, "timed out: the time for all targets is over");
	assert_string_equal(results[1].error,
	    "not evaluated: the time for all targets is over");
	assert_int_equal(results[0].result[1].result, IR_XCCDF_ERROR);
	assert_int_equal(results[1].result[0].result, IR_XCCDF_ERROR);
	arena_free(&a);
}

static void
absent_target(void **state)
{
	struct rt_target target = {
		.kind = RT_CONTAINER,
		.name = "x",
		.error = "no such container",
	};
	struct rt_options o = { .jobs = 1 };
	struct rt_target_result result;
	struct rt_engines engines = { 0 };
	struct arena a = { 0 };

	(void)state;
	rt_work_by(
	    eval, &a, &content, &o, &engines, &target, 1, &result, NULL, NULL);
	assert_string_equal(result.error, "no such container");
	assert_int_equal(result.result[0].result, IR_XCCDF_ERROR);
	arena_free(&a);
}

/* A worker reads what others own, and no more. */
static void
privileges(void **state)
{
	static const struct {
		enum rt_target_kind kind;
		uint64_t keep;
	} cases[] = {
		/* CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH; CAP_SYS_ADMIN */
		{ RT_HOST, 1u << 19 | 1u << 2 },
		{ RT_CONTAINER, 1u << 19 | 1u << 2 | 1u << 21 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct rt_target target = {
			.kind = cases[i].kind,
			.name = "privileges",
		};
		struct rt_options o = { .jobs = 1 };
		struct rt_target_result result;
		struct rt_engines engines = { 0 };
		struct arena a = { 0 };

		rt_work_by(eval, &a, &content, &o, &engines, &target, 1,
		    &result, NULL, NULL);
		assert_int_equal(result.nnote, 3);
		for (uint32_t n = 0; n < 2; n++)
			assert_int_equal(
			    strtoull(result.note[n] + 8, NULL, 16) &
				~cases[i].keep,
			    0);
		assert_string_equal(result.note[2], "NoNewPrivs:\t1\n");
		arena_free(&a);
	}
}

static const struct ir_object one_object = { .probe = PROBE_FILE };
static const struct ir_test one_test;
static const struct ir_variable one_variable;
static const struct ir_expr exprs[2] = { [1] = { .check = "c" } };
static const struct ir_unit unit = { .nrule = 2, .expr = exprs, .nexpr = 2,
	.object = &one_object,
	.nobject = 1, .test = &one_test, .ntest = 1,
	.variable = &one_variable, .nvariable = 1 };
static const struct ir_unit more = { .nrule = 3 }, less = { .nrule = 1 };

/* What OVAL results tell: an object of one item with one value, its test. */
static struct rt_oval *
full_oval(struct arena *a)
{
	struct rt_oval *o = arena_alloc(a, sizeof *o);

	o->item = arena_alloc(a, sizeof *o->item);
	o->nitem = 1;
	o->item->entity = arena_alloc(a, sizeof *o->item->entity);
	o->item->nentity = 1;
	o->item->entity->text = "/etc";
	o->object = arena_alloc(a, sizeof *o->object);
	o->nobject = 1;
	o->object->n = o->object->all = 1;
	o->test = arena_alloc(a, sizeof *o->test);
	o->ntest = 1;
	o->test->tested = arena_alloc(a, sizeof *o->test->tested);
	o->test->tested[0] = IR_RESULT_FALSE;
	o->test->ntested = 1;
	o->variable = arena_alloc(a, sizeof *o->variable);
	o->nvariable = 1;
	o->variable->value = arena_alloc(a, sizeof *o->variable->value);
	o->variable->value[0] = "v";
	o->variable->nvalue = 1;
	o->variable->all = 7;
	return o;
}

static struct rt_target_result
full_result(struct arena *a)
{
	struct rt_target_result r = { .start = 1, .end = 2, .error = "e" };

	r.result = arena_alloc(a, 2 * sizeof *r.result);
	r.result[0] = (struct rt_rule_result){
		.result = IR_XCCDF_FAIL,
		.time = 7,
		.message = "m",
		.stdout_ = "",
	};
	r.result[0].nevidence = 2;
	r.result[0].evidence = arena_alloc(a, 2 * sizeof(struct rt_evidence));
	r.result[0].evidence[0] = (struct rt_evidence){
		.result = IR_RESULT_FALSE,
		.drift = true,
		.where = "w",
		.expected = "x",
		.found = "f\n\001",
	};
	r.result[1].npart = 2;
	r.result[1].part = arena_alloc(a, 2 * sizeof *r.result);
	r.result[1].part[0] = (struct rt_rule_result){
		.result = IR_XCCDF_ERROR, .expr = 1, .check = "c",
	};
	r.result[1].part[1] = (struct rt_rule_result){
		.instance = "i", .context = "engine",
	};
	r.fact = arena_alloc(a, sizeof *r.fact);
	r.fact[0] = (struct rt_fact){ "n", "string", "v" };
	r.nfact = 1;
	r.note = arena_alloc(a, sizeof *r.note);
	r.note[0] = "note";
	r.nnote = 1;
	r.oval = full_oval(a);
	return r;
}

static void
bytes_and_back(void **state)
{
	struct strbuf b = STRBUF_INIT, again = STRBUF_INIT;
	struct rt_target_result r, back = { 0 };
	struct arena a = { 0 };

	(void)state;
	r = full_result(&a);
	rt_pipe_encode(&b, &r, &unit);
	assert_true(rt_pipe_decode(&a, b.s, b.n, &unit, &back));
	assert_true(back.result[0].evidence[0].drift);
	assert_string_equal(back.result[0].evidence[0].found, "f\n\001");
	assert_null(back.result[0].evidence[0].comment);
	assert_string_equal(back.result[0].stdout_, "");
	assert_null(back.result[1].stdout_);
	assert_int_equal(back.result[1].npart, 2);
	assert_string_equal(back.result[1].part[0].check, "c");
	assert_int_equal(back.result[1].part[0].result, IR_XCCDF_ERROR);
	assert_null(back.result[1].part[1].check);
	assert_string_equal(back.result[1].part[1].instance, "i");
	assert_string_equal(back.oval->item[0].entity[0].text, "/etc");
	assert_int_equal(back.oval->test[0].tested[0], IR_RESULT_FALSE);
	assert_string_equal(back.oval->variable[0].value[0], "v");
	assert_int_equal(back.oval->variable[0].all, 7);
	rt_pipe_encode(&again, &back, &unit);
	assert_int_equal(again.n, b.n);
	assert_memory_equal(again.s, b.s, b.n);
	strbuf_free(&b);
	strbuf_free(&again);
	arena_free(&a);
}

/* Cut anywhere it is refused; a byte changed anywhere does no harm. */
static void
bytes_are_not_believed(void **state)
{
	static const char change[] = { 0, 1, 2, 127, -1 };
	struct strbuf b = STRBUF_INIT;
	struct rt_target_result r, back;
	struct arena a = { 0 };

	(void)state;
	r = full_result(&a);
	rt_pipe_encode(&b, &r, &unit);
	for (size_t n = 0; n < b.n; n++)
		assert_false(rt_pipe_decode(&a, b.s, n, &unit, &back));
	assert_false(rt_pipe_decode(&a, b.s, b.n, &more, &back));
	assert_false(rt_pipe_decode(&a, b.s, b.n, &less, &back));
	for (size_t i = 0; i < b.n; i++) {
		char was = b.s[i];

		for (size_t c = 0; c < sizeof change; c++) {
			b.s[i] = change[c];
			if (rt_pipe_decode(&a, b.s, b.n, &unit, &back))
				assert_true(
				    back.result[0].result < IR_XCCDF__MAX);
		}
		b.s[i] = was;
	}
	strbuf_addch(&b, 0);
	assert_false(rt_pipe_decode(&a, b.s, b.n, &unit, &back));
	strbuf_free(&b);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_and_back),
		cmocka_unit_test(bytes_are_not_believed),
		cmocka_unit_test(here),
		cmocka_unit_test(forked),
		cmocka_unit_test(absent_target),
		cmocka_unit_test(misbehaving),
#if !defined(SANITIZED)
		cmocka_unit_test(memory_is_bounded),
#endif
		cmocka_unit_test(advice),
		cmocka_unit_test(advice_from_worker),
		cmocka_unit_test(total_deadline),
		cmocka_unit_test(privileges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
