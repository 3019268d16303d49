/* pass: which checks a rule gets, what its variables are bound to, and what
 * may not run. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "pass/pass.h"

static const char benchmark[] =
    "<Benchmark xmlns='http://checklists.nist.gov/xccdf/1.2' "
    "id='xccdf_org.example_benchmark_b'>"
    "<status>draft</status><title>t</title><version>1</version>"
    "<Value id='xccdf_org.example_value_limit' type='number'>"
    "<title>l</title><value>7</value></Value>"
    "<Group id='xccdf_org.example_group_g'><title>g</title>"
    "<Rule id='xccdf_org.example_rule_a'><version>A-1</version>"
    "<title>a</title></Rule>"
    "<Rule id='xccdf_org.example_rule_b'><version>B-1</version>"
    "<title>b</title></Rule>"
    "<Rule id='xccdf_org.example_rule_c'><version>C-1</version>"
    "<title>c</title><check system='s'><check-content>Look at c."
    "</check-content></check></Rule>"
    "<Rule id='xccdf_org.example_rule_d'><version>D-1</version>"
    "<title>d</title></Rule>"
    "</Group></Benchmark>";

static const char audit[] =
    "#<ui_metadata>\n"
    "#<variables><variable><name>limit</name><default>3</default>"
    "<description>d</description><info>i</info></variable>"
    "<variable><name>ports</name><default>80,443</default>"
    "<description>d</description><info>i</info></variable></variables>\n"
    "#</ui_metadata>\n"
    "<check_type:\"Unix\">\n"
    "<custom_item>\n"
    " type : CONTAINER_CHECK\n description : \"one\"\n"
    " fact : \"HostConfig.PidsLimit\"\n operator : less_than_or_equal\n"
    " value : \"@limit@\"\n datatype : int\n"
    " reference : \"STIG-ID|A-1\"\n"
    "</custom_item>\n"
    "<custom_item>\n"
    " type : CONTAINER_CHECK\n description : \"two\"\n"
    " fact : \"derived.Ports[]\"\n member : \"HostPort\"\n"
    " operator : \"subset of\"\n value : \"@ports@\"\n"
    " reference : \"STIG-ID|A-1\"\n"
    "</custom_item>\n"
    "<custom_item>\n"
    " type : CMD_EXEC\n description : \"three\"\n"
    " cmd : \"true\"\n expect : \"^$\"\n"
    " reference : \"STIG-ID|B-1\"\n"
    "</custom_item>\n"
    "</check_type>\n";

struct fixture {
	struct arena arena;
	struct pass_unit unit;
	const struct audit *audit[1];
	struct pass_binding binding[1];
};

static void
run(struct fixture *f, bool bundled, bool allow)
{
	struct audit *au;

	f->unit.arena = &f->arena;
	f->unit.benchmark = front_xccdf(&f->arena, "b.xml", benchmark,
	    sizeof benchmark - 1);
	assert_non_null(f->unit.benchmark);
	au = front_audit(&f->arena, "c.audit", audit, sizeof audit - 1);
	assert_non_null(au);
	au->bundled = bundled;
	f->audit[0] = au;
	f->unit.audit = f->audit;
	f->unit.naudit = 1;
	f->unit.option.allow_commands = allow;
	assert_true(pass_run(&f->unit));
}

static void
rules_get_their_checks(void **state)
{
	struct fixture f = { .arena = { NULL } };
	const struct ir_rule *r;

	(void)state;
	run(&f, true, false);
	assert_int_equal(f.unit.ir.nrule, 4);
	r = f.unit.ir.rule;
	assert_string_equal(r[0].name, "A-1");
	assert_int_equal(f.unit.rule[0].ncheck, 2);
	assert_int_equal(r[0].target, 1u << IR_TARGET_CONTAINER);
	assert_int_equal(f.unit.ir.expr[r[0].expr].kind, IR_EXPR_OPERATOR);
	assert_int_equal(f.unit.ir.expr[r[0].expr].nkid, 2);
	assert_int_equal(r[1].target, 1u << IR_TARGET_HOST);
	assert_null(f.unit.rule[1].unsupported);
	assert_int_equal(r[2].expr, IR_NONE);
	assert_string_equal(r[2].manual, "Look at c.");
	assert_int_equal(r[3].expr, IR_NONE);
	assert_non_null(r[3].manual);
	assert_int_equal(strlen(f.unit.rule[0].functional_id), 64);
	assert_null(f.unit.rule[2].functional_id);
	arena_free(&f.arena);
}

static void
variables_become_values(void **state)
{
	struct fixture f = { .arena = { NULL } };
	const struct ir_variable *v;
	uint32_t i;

	(void)state;
	run(&f, true, false);
	assert_int_equal(f.unit.benchmark->nvalue, 2);
	assert_string_equal(f.unit.benchmark->value[1].id12,
	    "xccdf_org.example_value_ports");
	for (i = 0; i < f.unit.ir.nvariable; i++) {
		v = &f.unit.ir.variable[i];
		if (v->kind != IR_EXTERNAL)
			continue;
		if (strcmp(v->value_id, "xccdf_org.example_value_limit") == 0)
			assert_string_equal(v->value[0], "7");
		else
			assert_string_equal(v->value_id,
			    "xccdf_org.example_value_ports");
	}
	arena_free(&f.arena);
}

static void
foreign_commands_are_left_out(void **state)
{
	struct fixture f = { .arena = { NULL } }, g = { .arena = { NULL } };
	struct strbuf said = STRBUF_INIT;
	uint32_t i;

	(void)state;
	diag_sink(&said);
	run(&f, false, false);
	diag_sink(NULL);
	diag_reset();
	assert_non_null(f.unit.rule[1].unsupported);
	assert_non_null(strstr(said.s, "--allow-commands: B-1"));
	for (i = 0; i < f.unit.ir.ntest; i++)
		if (f.unit.ir.test[i].probe == PROBE_COMMAND)
			assert_non_null(f.unit.ir.test[i].unsupported);
	for (i = 0; i < f.unit.ir.nobject; i++)
		assert_int_not_equal(f.unit.ir.object[i].probe, PROBE_COMMAND);
	run(&g, false, true);
	assert_null(g.unit.rule[1].unsupported);
	arena_free(&f.arena);
	arena_free(&g.arena);
	strbuf_free(&said);
}

static void
a_binding_by_hand_wins(void **state)
{
	struct fixture f = { .arena = { NULL } };

	(void)state;
	f.binding[0].rule = "D-1";
	f.binding[0].item = "two";
	f.unit.binding = f.binding;
	f.unit.nbinding = 1;
	run(&f, true, false);
	assert_int_equal(f.unit.rule[3].ncheck, 1);
	assert_int_equal(f.unit.rule[0].ncheck, 2);
	assert_int_equal(f.unit.ir.rule[3].target, 1u << IR_TARGET_CONTAINER);
	arena_free(&f.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_get_their_checks),
		cmocka_unit_test(variables_become_values),
		cmocka_unit_test(foreign_commands_are_left_out),
		cmocka_unit_test(a_binding_by_hand_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
