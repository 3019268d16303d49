/* advise: which path a line of a log speaks of, and where a rule ends. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "advise/advise.h"

struct heard {
	unsigned n;
	enum advise_trouble what;
	char path[100];
};

static void
hear(void *arg, enum advise_trouble what, const char *path, const char *line)
{
	struct heard *h = arg;

	(void)line;
	h->n++;
	h->what = what;
	snprintf(h->path, sizeof h->path, "%s", path != NULL ? path : "-");
}

static void
logs(void **state)
{
	static const struct {
		const char *line, *path; /* path NULL: no trouble */
		enum advise_trouble what;
	} t[] = {
		{ "sh: can't create /srv/x: Read-only file system", "/srv/x",
		    ADVISE_TROUBLE_READONLY },
		{ "mkdir: cannot create directory '/a/b/': Read-only file "
		  "system",
		    "/a/b", ADVISE_TROUBLE_READONLY },
		{ "[emerg] open() \"/var/x\" failed (30: Read-only file "
		  "system)",
		    "/var/x", ADVISE_TROUBLE_READONLY },
		{ "[Errno 28] No space left on device: '/tmp/f'", "/tmp/f",
		    ADVISE_TROUBLE_FULL },
		{ "open /etc/x: permission denied", "/etc/x",
		    ADVISE_TROUBLE_DENIED },
		{ "erofs and nothing more", "-", ADVISE_TROUBLE_READONLY },
		{ "/usr/bin/a: writing /../b: EROFS", "/usr/bin/a",
		    ADVISE_TROUBLE_READONLY },
		{ "all is well with /srv/x", NULL, ADVISE_TROUBLE_FULL },
	};
	struct arena a = { NULL };

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct heard h = { 0 };

		advise_log_read(&a, t[i].line, strlen(t[i].line), hear, &h);
		assert_int_equal(h.n, t[i].path != NULL);
		if (t[i].path == NULL)
			continue;
		assert_string_equal(h.path, t[i].path);
		assert_int_equal(h.what, t[i].what);
	}
	arena_free(&a);
}

static void
places(void **state)
{
	static const struct {
		const char *path;
		enum advise_class class;
		size_t top;
	} t[] = {
		{ "/tmp/a/b", ADVISE_SCRATCH, 4 },
		{ "/var/lib/app/x/y", ADVISE_DATA, 12 },
		{ "/var/lib", ADVISE_DEFECT, 4 },
		{ "/var/lib/dpkg/status", ADVISE_DEFECT, 13 },
		{ "/srv/app/app.pid", ADVISE_SCRATCH, 8 },
		{ "/etc/app/x", ADVISE_CONFIG, 8 },
		{ "/.hidden/x", ADVISE_DATA, 8 },
		{ "/tmpfile", ADVISE_DATA, 8 },
		{ "/proc/1", ADVISE_ENGINE, 5 },
	};
	struct advise_rules rules = { 0 };
	struct arena a = { NULL };

	(void)state;
	assert_true(advise_rules_bundled(&a, &rules));
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		const struct advise_rule *r;
		size_t top = 99;

		r = advise_rule_find(&rules, t[i].path, &top);
		assert_non_null(r);
		assert_int_equal(r->class, t[i].class);
		assert_int_equal(top, t[i].top);
	}
	arena_free(&a);
}

/* Whether the process that made a trial still runs. */
static void
owners(void **state)
{
	static const char *const bad[] = { "", "1", "1.2.3", "1.2.3.",
		"-1.2.3.00", "0.2.3.00", "1.2.3.0x", "1.2.3.0/..", "a.b.c.d",
		"99999999999999999999.2.3.00",
		"1.2.3.0000000000000000000000000000000000000000" };
	struct arena a = { NULL };
	const char *self = advise_owner(&a), *dot;

	(void)state;
	assert_non_null(self);
	assert_int_equal(advise_owner_life(self), ADVISE_LIFE_RUNS);
	/* another start, another PID namespace, another boot */
	dot = strchr(self, '.');
	assert_int_equal(advise_owner_life(arena_printf(&a, "%.*s.1%s",
			     (int)(dot - self), self, strchr(dot + 1, '.'))),
	    ADVISE_LIFE_OVER);
	dot = strchr(dot + 1, '.');
	assert_int_equal(advise_owner_life(arena_printf(&a, "%.*s.1%s",
			     (int)(dot - self), self, strchr(dot + 1, '.'))),
	    ADVISE_LIFE_UNKNOWN);
	assert_int_equal(advise_owner_life("1.1.1.0-0"), ADVISE_LIFE_OVER);
	assert_int_equal(advise_owner_life(NULL), ADVISE_LIFE_UNKNOWN);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(
		    advise_owner_life(bad[i]), ADVISE_LIFE_UNKNOWN);
	arena_free(&a);
}

/* Every scalar of a YAML text, each on a line behind a newline. */
static void
read_yaml(const struct strbuf *in, struct strbuf *scalars)
{
	yaml_parser_t p;
	yaml_event_t e;
	bool end = false;

	assert_true(yaml_parser_initialize(&p));
	yaml_parser_set_input_string(&p, (const unsigned char *)in->s, in->n);
	while (!end) {
		if (!yaml_parser_parse(&p, &e))
			fail_msg(
			    "line %zu: %s", p.problem_mark.line + 1, p.problem);
		end = e.type == YAML_STREAM_END_EVENT;
		if (e.type == YAML_SCALAR_EVENT) {
			strbuf_addch(scalars, '\n');
			strbuf_add(scalars, (const char *)e.data.scalar.value,
			    e.data.scalar.length);
		}
		/* nothing of a name is an anchor, an alias or a tag */
		assert_int_not_equal(e.type, YAML_ALIAS_EVENT);
		assert_true(e.type != YAML_SCALAR_EVENT ||
			    (e.data.scalar.tag == NULL &&
				e.data.scalar.anchor == NULL));
		yaml_event_delete(&e);
	}
	strbuf_addch(scalars, '\n');
	yaml_parser_delete(&p);
}

/* Compose doubles a dollar sign, Kubernetes does not. */
static void
assert_has(const struct strbuf *scalars, const char *path, bool doubled)
{
	struct strbuf b = STRBUF_INIT;

	for (; *path != '\0'; path++) {
		strbuf_addch(&b, *path);
		if (*path == '$' && doubled)
			strbuf_addch(&b, '$');
	}
	if (strstr(scalars->s, b.s) == NULL)
		fail_msg("no %s in it", b.s);
	strbuf_free(&b);
}

/* A parser of YAML finds each mount in it, whatever its name. */
static void
yaml(void **state)
{
	static const char *const files[] = {
		"tests/cases/advise/docker/web.json",
		"tests/cases/advise/hostile/h.json",
	};
	static const char *const forms[] = { "compose", "kubernetes" };

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files * 2; i++) {
		const char *file = files[i / 2], *form = forms[i % 2];
		struct strbuf in = STRBUF_INIT, out = STRBUF_INIT,
			      scalars = STRBUF_INIT;
		struct advise_rules rules = { 0 };
		struct arena a = { NULL };
		struct advise_seen *seen;
		struct advice *v;

		assert_true(file_read(file, 1 << 20, &in));
		assert_true(advise_rules_bundled(&a, &rules));
		seen = advise_seen_read(&a, file, in.s, in.n);
		assert_non_null(seen);
		v = advise_compose(&a, seen, &rules);
		assert_int_not_equal(v->nmount, 0);
		advise_format_find(form)->write(&a, v, &out);
		read_yaml(&out, &scalars);
		for (uint32_t k = 0; k < v->nmount; k++)
			assert_has(&scalars, v->mount[k].path, i % 2 == 0);
		advise_seen_free(seen);
		strbuf_free(&in);
		strbuf_free(&out);
		strbuf_free(&scalars);
		arena_free(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logs),
		cmocka_unit_test(places),
		cmocka_unit_test(owners),
		cmocka_unit_test(yaml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
