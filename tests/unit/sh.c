/*
 * The script back end: every tests/cases/sh/NAME/rule.ir gives the scripts
 * beside it, byte for byte but for the functions of the runtime that follow
 * (UPDATE=1 rewrites them), and whole in out/test/sh/NAME/, where the golden
 * cases run them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "back/back.h"

static struct model_benchmark *
benchmark(struct arena *a, const struct ir_build *b)
{
	struct model_benchmark *m = arena_alloc(a, sizeof *m);
	struct model_ident *ident;
	uint32_t i;

	m->arena = a;
	m->id = "example";
	m->nrule = b->nrule;
	m->rule = arena_alloc(a, (b->nrule + 1) * sizeof *m->rule);
	for (i = 0; i < b->nrule; i++) {
		m->rule[i].id = m->rule[i].id12 = b->rule[i].id;
		m->rule[i].version = b->rule[i].name;
		m->rule[i].title = arena_printf(a, "A title, with 'quotes' of %s\nand a line",
		    b->rule[i].name);
		m->rule[i].severity = SEV_HIGH;
		ident = arena_alloc(a, sizeof *ident);
		ident->system = "http://cyber.mil/cci";
		ident->text = "CCI-000001";
		m->rule[i].ident = ident;
		m->rule[i].nident = 1;
	}
	return m;
}

static void
compare(const char *path, const struct strbuf *script)
{
	struct strbuf want = STRBUF_INIT;
	const char *main_ = strstr(script->s, "\nmain() {");
	const char *runtime = main_ != NULL ? strstr(main_, "\n\n# ") : NULL;
	size_t n;

	assert_non_null(runtime);
	n = (size_t)(runtime + 1 - script->s);
	if (getenv("UPDATE") != NULL) {
		assert_true(file_replace(path, script->s, n, 0644));
		return;
	}
	assert_true(file_read(path, 0, &want));
	if (want.n != n || memcmp(want.s, script->s, n) != 0)
		fail_msg("%s differs; UPDATE=1 rewrites it", path);
	strbuf_free(&want);
}

/* tests/cases/sh/NAME -> out/test/sh/NAME, which is made. */
static const char *
whole_dir(struct arena *a, const char *dir)
{
	const char *out = arena_printf(a, "out/test/sh/%s",
	    dir + strlen("tests/cases/sh/"));

	assert_true(file_mkdirs(out));
	return out;
}

static void
one_case(const char *path)
{
	struct arena a = { NULL };
	struct strbuf text = STRBUF_INIT, script = STRBUF_INIT;
	struct pass_unit u = { .arena = &a, .ir = { .arena = &a } };
	const char *why, *dir;
	uint32_t i;

	dir = arena_strndup(&a, path, strlen(path) - strlen("/rule.ir"));
	assert_true(file_read(path, 0, &text));
	assert_true(ir_read(&u.ir, path, text.s, text.n));
	u.benchmark = benchmark(&a, &u.ir);
	for (i = 0; i < u.ir.nrule; i++) {
		strbuf_reset(&script);
		assert_true(back_sh_rule(&u, i, NULL, &script, &why));
		compare(arena_printf(&a, "%s/%s.sh", dir, u.ir.rule[i].name),
		    &script);
		assert_true(file_replace(
		    arena_printf(&a, "%s/%s.sh", whole_dir(&a, dir),
			u.ir.rule[i].name),
		    script.s, script.n, 0755));
	}
	strbuf_free(&script);
	strbuf_free(&text);
	arena_free(&a);
}

static void
scripts_are_as_expected(void **state)
{
	glob_t g;
	size_t i;

	(void)state;
	assert_int_equal(glob("tests/cases/sh/*/rule.ir", 0, NULL, &g), 0);
	for (i = 0; i < g.gl_pathc; i++)
		one_case(g.gl_pathv[i]);
	globfree(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scripts_are_as_expected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
