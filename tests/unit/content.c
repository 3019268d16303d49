/*
 * content/docker: that the benchmark, its checks and the cases of
 * tests/engine/rules.tsv fit together and that nothing is left out.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pass/pass.h"

#define RULES 100
#define CHECKED 71
#define STIG_ID "DKER-EE-"

static struct arena arena;
static struct model_benchmark *benchmark;
static struct audit *audit;
static struct pass_unit unit;

static const struct embed *
embedded(const char *name)
{
	const struct embed *e = embed_find(name);

	if (e == NULL)
		fail_msg("%s is not embedded", name);
	return e;
}

static int
setup(void **state)
{
	static const struct audit *audits[1];
	const struct embed *e;

	(void)state;
	e = embedded("content/docker/docker.xccdf.xml");
	benchmark = front_xccdf(&arena, e->name, e->data, e->size);
	e = embedded("content/docker/docker.audit");
	audit = front_audit(&arena, e->name, e->data, e->size);
	if (benchmark == NULL || audit == NULL)
		return -1;
	audit->bundled = true;
	audits[0] = audit;
	unit = (struct pass_unit){
		.arena = &arena,
		.benchmark = benchmark,
		.audit = audits,
		.naudit = 1,
	};
	return pass_run(&unit) ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static bool
filled(const char *s)
{
	return s != NULL && *s != '\0';
}

static bool
has_ident(const struct model_rule *r, const char *system, const char *prefix)
{
	uint32_t i;

	for (i = 0; i < r->nident; i++)
		if (str_eq(r->ident[i].system, system) &&
		    str_starts(r->ident[i].text, prefix))
			return true;
	return false;
}

static void
every_rule_is_told(void **state)
{
	const struct model_rule *r;
	uint32_t i;

	(void)state;
	assert_int_equal(benchmark->nrule, RULES);
	assert_int_equal(benchmark->ngroup, RULES);
	for (i = 0; i < benchmark->nrule; i++) {
		r = &benchmark->rule[i];
		assert_non_null(r->version);
		if (!str_starts(r->version, STIG_ID) ||
		    !str_ends(r->id, r->version) || !filled(r->title) ||
		    !filled(r->description) || !filled(r->rationale) ||
		    !filled(r->fixtext) || r->ncheck != 1 ||
		    !filled(r->check[0].content) ||
		    !str_eq(r->weight, "10.0") || r->group != i ||
		    r->severity < SEV_LOW || r->nreference == 0)
			fail_msg("%s is not told in full", r->version);
		if (!has_ident(r, "http://cyber.mil/cci", "CCI-") ||
		    !has_ident(r, "http://cyber.mil/legacy", "V-") ||
		    !has_ident(r, "http://cyber.mil/legacy", "SV-") ||
		    !has_ident(r, "http://cyber.mil/vuln", "V-"))
			fail_msg("%s lacks an id", r->version);
	}
}

static uint32_t
selected(const char *profile)
{
	struct model_resolved *m;
	uint32_t at = model_find_profile(benchmark, profile);
	uint32_t i, n = 0;

	assert_int_not_equal(at, MODEL_NONE);
	m = model_resolve(&arena, benchmark, at);
	for (i = 0; i < benchmark->nrule; i++)
		n += m->rule[i].selected;
	return n;
}

static void
profiles_select(void **state)
{
	(void)state;
	assert_int_equal(selected("xccdf_io.auditc_profile_default"), RULES);
	assert_int_equal(selected("xccdf_io.auditc_profile_strict"), RULES);
	assert_int_equal(selected("xccdf_io.auditc_profile_docker-ee"), RULES);
	assert_int_equal(
	    selected("xccdf_io.auditc_profile_docker-ce"), RULES - 26);
	assert_int_equal(
	    selected("xccdf_io.auditc_profile_podman"), RULES - 26);
}

static void
checks_are_bound(void **state)
{
	const struct pass_rule *p;
	const char *id;
	uint32_t i, checked = 0, commands = 0;

	(void)state;
	for (i = 0; i < benchmark->nrule; i++) {
		p = &unit.rule[i];
		id = benchmark->rule[i].version;
		if (p->unsupported != NULL)
			fail_msg("%s: %s", id, p->unsupported);
		if (p->ncheck == 0 && unit.ir.rule[i].manual == NULL)
			fail_msg("%s has neither check nor manual", id);
		checked += p->ncheck != 0;
		if (p->command) {
			commands++;
			assert_true(str_eq(id, STIG_ID "001090") ||
				    str_eq(id, STIG_ID "002380"));
		}
	}
	assert_int_equal(checked, CHECKED);
	assert_int_equal(commands, 2);
}

static const struct model_value *
value_of(const char *name)
{
	const char *id = arena_printf(&arena, "xccdf_io.auditc_value_%s", name);
	uint32_t i = model_find_value(benchmark, id);

	return i == MODEL_NONE ? NULL : &benchmark->value[i];
}

static void
variables_are_values(void **state)
{
	const struct model_value_instance *v;
	struct strbuf list = STRBUF_INIT; /* as the .audit writes it */
	uint32_t i, j;

	(void)state;
	assert_int_equal(benchmark->nvalue, audit->nvariable);
	for (i = 0; i < audit->nvariable; i++) {
		if (value_of(audit->variable[i].name) == NULL)
			fail_msg("no Value for %s", audit->variable[i].name);
		v = &value_of(audit->variable[i].name)->instance[0];
		strbuf_reset(&list);
		strbuf_addstr(&list, "");
		for (j = 0; v->is_list && j < v->nlist; j++)
			strbuf_addf(
			    &list, "%s%s", j != 0 ? "," : "", v->list[j]);
		assert_string_equal(audit->variable[i].default_,
		    v->is_list ? list.s : v->value);
	}
	strbuf_free(&list);
}

/* What rules.tsv expects of a rule: bits of the results that occur. */
enum { CASE_FAIL = 1, CASE_PASS = 2, CASE_OTHER = 4 };

static unsigned
case_bits(const char *path, const char *id)
{
	char line[8192], *field[8], *p, *next;
	unsigned bits = 0;
	size_t n;
	FILE *f = fopen(path, "r");

	if (f == NULL)
		return 0;
	while (fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#')
			continue;
		for (n = 0, p = line; p != NULL && n < 8; p = next) {
			if ((next = strchr(p, '\t')) != NULL)
				*next++ = '\0';
			field[n++] = p;
		}
		if (n != 8 || p != NULL)
			fail_msg("%s: not 8 columns: %s", path, line);
		if (!str_eq(field[0], id))
			continue;
		bits |= str_eq(field[6], "fail")   ? CASE_FAIL
			: str_eq(field[6], "pass") ? CASE_PASS
						   : CASE_OTHER;
	}
	fclose(f);
	return bits;
}

static void
cases_cover_the_rules(void **state)
{
	const char *path = "tests/engine/rules.tsv", *id;
	uint32_t i;

	(void)state;
	for (i = 0; i < benchmark->nrule; i++) {
		id = benchmark->rule[i].version;
		if (unit.rule[i].ncheck != 0 &&
		    case_bits(path, id) != (CASE_FAIL | CASE_PASS | CASE_OTHER))
			fail_msg("%s lacks a case in %s", id, path);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_is_told),
		cmocka_unit_test(profiles_select),
		cmocka_unit_test(checks_are_bound),
		cmocka_unit_test(variables_are_values),
		cmocka_unit_test(cases_cover_the_rules),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
