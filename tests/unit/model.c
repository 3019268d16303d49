/* model/: ids, lookups, and what profiles make of a benchmark. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "front/front.h"

static struct arena arena;

static int
teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static const struct {
	const char *ns, *kind, *id, *id12;
} ids[] = {
	{ "mil.disa.stig", "rule", "SV-1r2_rule",
	    "xccdf_mil.disa.stig_rule_SV-1r2_rule" },
	{ "x", "group", "V-1", "xccdf_x_group_V-1" },
	{ "x", "rule", "xccdf_org.y_rule_a", "xccdf_org.y_rule_a" },
	{ "x", "group", "xccdf_org.y_rule_a",
	    "xccdf_x_group_xccdf_org.y_rule_a" },
	{ "x", "rule", "xccdf__rule_a", "xccdf_x_rule_xccdf__rule_a" },
	{ "x", "rule", "xccdf_y_rule_", "xccdf_x_rule_xccdf_y_rule_" },
	{ "x", "value", "a b/c:d", "xccdf_x_value_a_b_c_d" },
	{ "x", "value", "caf\xC3\xA9", "xccdf_x_value_caf\xC3\xA9" },
};

static void
id_forms(void **state)
{
	const char *name;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		assert_string_equal(model_id12(&arena, ids[i].ns, ids[i].kind,
					ids[i].id),
		    ids[i].id12);
	assert_true(model_id12_split("xccdf_a.b_rule_c_d", "rule", &n, &name));
	assert_int_equal(n, 3);
	assert_string_equal(name, "c_d");
	assert_string_equal(model_id_name("xccdf_a_value_b", "value"), "b");
	assert_string_equal(model_id_name("b", "value"), "b");
	assert_false(model_is_ncname(""));
	assert_false(model_is_ncname("1a"));
	assert_false(model_is_ncname("-a"));
	assert_true(model_is_ncname("_1.-a"));
}

/* A benchmark with these items and profiles. */
static struct model_benchmark *
read_it(const char *body)
{
	const char *doc = arena_printf(&arena,
	    "<Benchmark xmlns='http://checklists.nist.gov/xccdf/1.2'"
	    " id='xccdf_t_benchmark_b'><status>draft</status>"
	    "<version>1</version>%s</Benchmark>",
	    body);
	struct model_benchmark *b = front_xccdf(&arena, "t.xml", doc,
	    strlen(doc));

	assert_non_null(b);
	return b;
}

#define RULE(id, attributes, body) \
	"<Rule id='xccdf_t_rule_" id "' " attributes "><title>" id \
	"</title>" body "</Rule>"
#define GROUP(id, attributes, body) \
	"<Group id='xccdf_t_group_" id "' " attributes ">" body "</Group>"
#define PROFILE(id, attributes, body) \
	"<Profile id='xccdf_t_profile_" id "' " attributes "><title>" id \
	"</title>" body "</Profile>"
#define SELECT(id, flag) \
	"<select idref='" id "' selected='" flag "'/>"
#define REQUIRES(id) "<requires idref='" id "'/>"
#define CONFLICTS(id) "<conflicts idref='" id "'/>"
#define R "xccdf_t_rule_"
#define G "xccdf_t_group_"

/* The selected rules' last letters, in order. */
static const char *
selected(const struct model_benchmark *b, const char *profile)
{
	uint32_t p = profile != NULL ? model_find_profile(b, profile) :
				       MODEL_NONE;
	const struct model_resolved *r = model_resolve(&arena, b, p);
	struct strbuf s = STRBUF_INIT;
	const char *text;

	for (uint32_t i = 0; i < b->nrule; i++) {
		const char *id = b->rule[i].id;

		if (r->rule[i].selected)
			strbuf_addch(&s, id[strlen(id) - 1]);
	}
	text = arena_strdup(&arena, s.s);
	strbuf_free(&s);
	return text;
}

static const struct {
	const char *body;
	const char *own, *p; /* selected by default, and by profile p */
} selections[] = {
	/* attributes, and a profile over them */
	{ PROFILE("p", "", SELECT(R "a", "0") SELECT(R "b", "1"))
	      RULE("a", "", "") RULE("b", "selected='0'", "") RULE("c", "", ""),
	    "ac", "bc" },
	/* a group takes its rules along, and not its own group's place */
	{ PROFILE("p", "", SELECT(G "x", "1") SELECT(G "y", "false"))
	      GROUP("x", "selected='false'",
		  RULE("a", "", "")
		      GROUP("y", "", RULE("b", "", "") RULE("c", "", "")))
		  RULE("d", "", ""),
	    "d", "ad" },
	/* a rule that is selected in a group that is not stays out */
	{ PROFILE("p", "", SELECT(R "a", "true"))
	      GROUP("x", "selected='false'", RULE("a", "selected='0'", "")),
	    "", "" },
	/* the last of several lines holds */
	{ PROFILE("p", "", SELECT(R "a", "0") SELECT(R "a", "1"))
	      RULE("a", "", ""),
	    "a", "a" },
	/* clusters */
	{ PROFILE("p", "", SELECT("k", "0") SELECT(R "b", "1"))
	      RULE("a", "cluster-id='k'", "") RULE("b", "cluster-id='k'", "")
		  GROUP("x", "cluster-id='k'", RULE("c", "", "")),
	    "abc", "b" },
	/* abstract rules are never selected */
	{ PROFILE("p", "", SELECT(R "a", "1")) RULE("a", "abstract='1'", ""),
	    "", "" },
	/* requires: each of them, and any id of one */
	{ PROFILE("p", "", SELECT(R "c", "0"))
	      RULE("a", "", REQUIRES(R "b " R "c") REQUIRES(R "d"))
		  RULE("b", "selected='0'", "") RULE("c", "", "")
		      RULE("d", "", "") RULE("e", "", REQUIRES(R "a")),
	    "acde", "d" },
	/* two that require each other stay */
	{ PROFILE("p", "", "") RULE("a", "", REQUIRES(R "b"))
	      RULE("b", "", REQUIRES(R "a")),
	    "ab", "ab" },
	/* a group that another one needs; a rule that is not looked at counts
	   as selected, as its own flag says */
	{ PROFILE("p", "", SELECT(G "y", "0"))
	      GROUP("x", "", REQUIRES(G "y") RULE("a", "", ""))
		  RULE("b", "", REQUIRES(R "a"))
		      GROUP("y", "", RULE("c", "", "")),
	    "abc", "b" },
	/* each is looked at once, in document order */
	{ PROFILE("p", "", SELECT(R "c", "0"))
	      RULE("a", "", REQUIRES(R "b")) RULE("b", "", REQUIRES(R "c"))
		  RULE("c", "", REQUIRES(R "d")) RULE("d", "", ""),
	    "abcd", "ad" },
	{ PROFILE("p", "", SELECT(R "c", "0"))
	      RULE("b", "", REQUIRES(R "c")) RULE("a", "", REQUIRES(R "b"))
		  RULE("c", "", ""),
	    "bac", "" },
	/* nothing can require what others only inherit from */
	{ PROFILE("p", "", SELECT(R "b", "1")) RULE("a", "", REQUIRES(R "b"))
	      RULE("b", "abstract='1'", ""),
	    "", "" },
	/* conflicts */
	{ PROFILE("p", "", SELECT(R "b", "0"))
	      RULE("a", "", CONFLICTS(R "b")) RULE("b", "", ""),
	    "b", "a" },
	{ PROFILE("p", "", SELECT(G "y", "0"))
	      GROUP("x", "", CONFLICTS(G "y") RULE("a", "", ""))
		  GROUP("y", "", RULE("b", "", "")),
	    "b", "a" },
	/* a profile that extends another */
	{ PROFILE("q", "", SELECT(R "a", "0") SELECT(R "b", "0"))
	      PROFILE("p", "extends='xccdf_t_profile_q'", SELECT(R "b", "1"))
		  RULE("a", "", "") RULE("b", "", ""),
	    "ab", "b" },
};

static void
selection(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof selections / sizeof *selections; i++) {
		const struct model_benchmark *b = read_it(selections[i].body);

		assert_string_equal(selected(b, NULL), selections[i].own);
		assert_string_equal(selected(b, "xccdf_t_profile_p"),
		    selections[i].p);
	}
}

static void
refinement(void **state)
{
	const struct model_benchmark *b;
	const struct model_resolved *own, *p;

	(void)state;
	b = read_it(
	    PROFILE("q", "",
		"<refine-rule idref='" R "a' severity='low' weight='2.0'/>")
		PROFILE("p", "extends='xccdf_t_profile_q'",
		    "<refine-rule idref='" R "a' severity='high'"
		    " role='unscored' selector='s'/>")
		    RULE("a", "severity='medium' weight='5'", "")
			RULE("b", "", ""));
	own = model_resolve(&arena, b, MODEL_NONE);
	p = model_resolve(&arena, b, model_find_profile(b,
	    "xccdf_t_profile_p"));
	assert_int_equal(own->rule[0].severity, SEV_MEDIUM);
	assert_int_equal(own->rule[0].role, ROLE_FULL);
	assert_string_equal(own->rule[0].weight, "5");
	assert_null(own->rule[0].check_selector);
	assert_int_equal(p->rule[0].severity, SEV_HIGH);
	assert_int_equal(p->rule[0].role, ROLE_UNSCORED);
	assert_string_equal(p->rule[0].weight, "2.0");
	assert_string_equal(p->rule[0].check_selector, "s");
	assert_int_equal(p->rule[1].severity, SEV_UNKNOWN);
	assert_null(p->rule[1].weight);
}

static void
values(void **state)
{
	const struct model_benchmark *b;
	const struct model_resolved *own, *p;

	(void)state;
	b = read_it(
	    PROFILE("p", "",
		"<refine-value idref='xccdf_t_value_v' selector='strict'"
		" operator='less than'/>"
		"<set-value idref='xccdf_t_value_w'>set</set-value>"
		"<set-complex-value idref='xccdf_t_value_l'><item>x</item>"
		"<item/></set-complex-value>"
		"<refine-value idref='xccdf_t_value_f' selector='none'/>")
		"<Value id='xccdf_t_value_v' type='number'>"
		"<value selector='strict'>1</value><value>2</value></Value>"
		"<Value id='xccdf_t_value_w'><value/></Value>"
		"<Value id='xccdf_t_value_l'><complex-value><item>a</item>"
		"</complex-value></Value>"
		"<Value id='xccdf_t_value_f'><value selector='one'>first"
		"</value><value selector='two'>second</value></Value>"
		"<Value id='xccdf_t_value_e' extends='xccdf_t_value_v'"
		" operator='equals'/>");
	own = model_resolve(&arena, b, MODEL_NONE);
	p = model_resolve(&arena, b, 0);
	assert_string_equal(own->value[0].value, "2");
	assert_null(own->value[0].operator_);
	assert_string_equal(own->value[1].value, "");
	assert_true(own->value[2].is_list);
	assert_int_equal(own->value[2].nlist, 1);
	assert_string_equal(own->value[3].value, "first");
	assert_string_equal(own->value[4].value, "2");
	assert_string_equal(own->value[4].operator_, "equals");
	assert_int_equal(b->value[4].type, VALUE_NUMBER);
	assert_string_equal(p->value[0].value, "1");
	assert_string_equal(p->value[0].operator_, "less than");
	assert_string_equal(p->value[1].value, "set");
	assert_int_equal(p->value[2].nlist, 2);
	assert_string_equal(p->value[2].list[1], "");
	assert_string_equal(p->value[3].value, "first");
}

#define V "xccdf_t_value_"

/* Clusters of Values; what comes last gives the value. */
static void
value_lines(void **state)
{
	const struct model_benchmark *b;
	const struct model_resolved *p;

	(void)state;
	b = read_it(
	    PROFILE("p", "",
		"<refine-value idref='k' selector='s'/>"
		"<set-value idref='" V "b'>set</set-value>"
		"<set-value idref='" V "c'>set</set-value>"
		"<refine-value idref='" V "c' selector='s'/>"
		"<set-value idref='" V "d'>set</set-value>"
		"<refine-value idref='" V "d' operator='less than'/>")
		"<Value id='" V "a' cluster-id='k'><value>0</value>"
		"<value selector='s'>1</value></Value>"
		"<Value id='" V "b' cluster-id='k'><value>0</value></Value>"
		"<Value id='" V "c'><value>0</value><value selector='s'>1"
		"</value></Value>"
		"<Value id='" V "d'><value>0</value></Value>"
		"<Value id='" V "e'><value selector='t'>2</value>"
		"<default>3</default><match>.</match></Value>");
	p = model_resolve(&arena, b, 0);
	assert_string_equal(p->value[0].value, "1");
	assert_string_equal(p->value[1].value, "set");
	assert_string_equal(p->value[2].value, "1");
	assert_string_equal(p->value[3].value, "set");
	assert_string_equal(p->value[3].operator_, "less than");
	assert_string_equal(p->value[4].value, "2");
}

static void
lookups(void **state)
{
	const struct model_benchmark *b;
	struct model_index ix;
	uint32_t n;

	(void)state;
	b = read_it(RULE("a", "cluster-id='k'", "") RULE("b", "", "")
		RULE("c", "cluster-id='k'", "") GROUP("a", "", ""));
	ix = model_index_new(&arena, b);
	assert_int_equal(model_index_find(&ix, MODEL_RULE, R "b"), 1);
	assert_int_equal(model_index_find(&ix, MODEL_GROUP, R "b"),
	    MODEL_NONE);
	assert_int_equal(model_index_find(&ix, MODEL_GROUP, G "a"), 0);
	assert_non_null(model_index_range(&ix, MODEL_RULE_CLUSTER, "k", &n));
	assert_int_equal(n, 2);
	assert_null(model_index_range(&ix, MODEL_GROUP_CLUSTER, "k", &n));
	assert_int_equal(model_find_rule(b, R "c"), 2);
	assert_int_equal(model_find_rule(b, "c"), MODEL_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(id_forms, teardown),
		cmocka_unit_test_teardown(selection, teardown),
		cmocka_unit_test_teardown(refinement, teardown),
		cmocka_unit_test_teardown(values, teardown),
cmocka_unit_test_teardown(value_lines, teardown),
		cmocka_unit_test_teardown(lookups, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
