/*
 * oval: what the OVAL reader refuses and where, what it keeps without
 * evaluating it and why, and what stands in the IR where a document is
 * silent.  Whole documents are compared in tests/cases/oval, what they come to
 * in tests/conform/constructs.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "front/oval.h"

/* A document, a line for each of its parts; NULL: as in `plain`. */
struct parts {
	const char *version, *definitions, *tests, *objects, *states,
	    *variables;
};

#define DEF(n, criteria)                                                       \
	"<definition id='oval:u:def:" n "' version='1' class='compliance'>"    \
	"<metadata><title>t</title><description>d</description></metadata>"    \
	"<criteria>" criteria "</criteria></definition>"
#define CRITERION "<criterion test_ref='oval:u:tst:1'/>"
#define TEST(attrs, states)                                                    \
	"<ind:textfilecontent54_test id='oval:u:tst:1' version='1' "           \
	"comment='t' check='all'" attrs                                        \
	"><ind:object object_ref='oval:u:obj:1'/>" states                      \
	"</ind:textfilecontent54_test>"
#define STATE_REF "<ind:state state_ref='oval:u:ste:1'/>"
#define OBJECT(n, entities)                                                    \
	"<ind:textfilecontent54_object id='oval:u:obj:" n "' version='1'>"     \
	entities "</ind:textfilecontent54_object>"
#define FILEPATH "<ind:filepath>/etc/a</ind:filepath>"
#define PATTERN "<ind:pattern operation='pattern match'>a</ind:pattern>"
#define INSTANCE "<ind:instance datatype='int'>1</ind:instance>"
#define PLAIN FILEPATH PATTERN INSTANCE
#define STATE(entities)                                                        \
	"<ind:textfilecontent54_state id='oval:u:ste:1' version='1'>" entities \
	"</ind:textfilecontent54_state>"
#define LOCAL(n, component)                                                    \
	"<local_variable id='oval:u:var:" n "' version='1' "                   \
	"datatype='string' comment='v'>" component "</local_variable>"
#define VARIABLE(n) "<variable_component var_ref='oval:u:var:" n "'/>"
#define VAR_PATH(attrs)                                                        \
	"<ind:filepath var_ref='oval:u:var:1'" attrs "/>" PATTERN INSTANCE

static const struct parts plain = { "5.11.1", DEF("1", CRITERION),
	TEST("", ""), OBJECT("1", PLAIN), NULL, NULL };

struct fixture {
	struct arena arena;
	struct strbuf said;
	struct ir_build ir;
	struct ir_unit unit;
};

/* Lowers the document; what was said is in f->said. */
static bool
lower(struct fixture *f, const struct parts *p)
{
	const struct xml_node *root;
	const char *text;
	struct oval doc;
	uint32_t *expr;
	bool ok;

#define PART(x) p->x != NULL ? p->x : plain.x != NULL ? plain.x : ""
	*f = (struct fixture){ .said = STRBUF_INIT };
	f->ir.arena = &f->arena;
	text = arena_printf(&f->arena,
	    "<oval_definitions xmlns='" OVAL_NS "' xmlns:oval='" OVAL_NS_COMMON
	    "' xmlns:ind='" OVAL_NS "#independent' "
	    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>\n"
	    "<generator><oval:schema_version>%s</oval:schema_version>"
	    "<oval:timestamp>2020-01-01T00:00:00</oval:timestamp>"
	    "</generator>\n"
	    "<definitions>%s</definitions>\n<tests>%s</tests>\n"
	    "<objects>%s</objects>\n<states>%s</states>\n"
	    "<variables>%s</variables>\n</oval_definitions>\n",
	    PART(version), PART(definitions), PART(tests), PART(objects),
	    PART(states), PART(variables));
#undef PART
	diag_reset();
	diag_sink(&f->said);
	root = xml_parse(&f->arena, "u", text, strlen(text));
	assert_non_null(root);
	ok = oval_read(&f->arena, "u", root, &doc) &&
	     oval_lower(&doc, &f->ir, NULL, 0, "", &expr);
	diag_sink(NULL);
	f->unit = ir_view(&f->ir);
	if (ok)
		assert_true(ir_verify(&f->unit));
	return ok;
}

static void
done(struct fixture *f)
{
	strbuf_free(&f->said);
	arena_free(&f->arena);
}

static const char *
said(const struct fixture *f)
{
	return f->said.n > 0 ? f->said.s : "";
}

#define STATE_TEST .tests = TEST("", STATE_REF)

/* Refused: what of the document is another, and what is said of it. */
static const struct {
	struct parts parts;
	const char *said;
} refused[] = {
	/* references */
	{ { .definitions = DEF("1", "<criterion test_ref='oval:u:tst:9'/>") },
	    "u:3: error: refers to an id that does not exist: oval:u:tst:9\n" },
	{ { .definitions = DEF("1",
		"<extend_definition definition_ref='oval:u:def:9'/>") },
	    "u:3: error: refers to an id that does not exist: oval:u:def:9\n" },
	{ { .tests = TEST("", STATE_REF) },
	    "u:4: error: refers to an id that does not exist: oval:u:ste:1\n" },
	{ { .objects = OBJECT("2", PLAIN) },
	    "u:4: error: refers to an id that does not exist: oval:u:obj:1\n" },
	{ { .objects = OBJECT("1", VAR_PATH("")) },
	    "u:5: error: refers to an id that does not exist: oval:u:var:1\n" },
	{ { .objects = OBJECT("1", "<set><object_reference>oval:u:obj:9"
				   "</object_reference></set>") },
	    "u:5: error: refers to an id that does not exist: oval:u:obj:9\n" },
	{ { .objects = OBJECT("1", PLAIN "<filter>oval:u:ste:9</filter>") },
	    "u:5: error: refers to an id that does not exist: oval:u:ste:9\n" },
	{ { .objects = OBJECT("1", VAR_PATH("")),
	      .variables = LOCAL("1", VARIABLE("9")) },
	    "u:7: error: refers to an id that does not exist: oval:u:var:9\n" },

	/* cycles */
	{ { .definitions = DEF("1",
		"<extend_definition definition_ref='oval:u:def:1'/>") },
	    "u:3: error: needs itself: oval:u:def:1\n" },
	{ { .definitions =
		  DEF("1", "<extend_definition definition_ref='oval:u:def:2'/>")
		      DEF("2", "<extend_definition "
			       "definition_ref='oval:u:def:1'/>") },
	    "u:3: error: needs itself: oval:u:def:1\n" },
	{ { .objects = OBJECT("1", "<set><object_reference>oval:u:obj:2"
				   "</object_reference></set>")
		  OBJECT("2", "<set><object_reference>oval:u:obj:1"
			      "</object_reference></set>") },
	    "u:5: error: needs itself: oval:u:obj:1\n" },
	{ { .objects = OBJECT("1", VAR_PATH("")),
	      .variables = LOCAL("1", VARIABLE("2"))
		  LOCAL("2", VARIABLE("1")) },
	    "u:7: error: needs itself: oval:u:var:1\n" },

	/* datatypes, patterns, numbers */
	{ { STATE_TEST, .states = STATE("<ind:subexpression datatype='int'>"
					"1.5</ind:subexpression>") },
	    "u:6: error: value is not allowed here: \"1.5\" is not of type "
	    "int\n" },
	{ { STATE_TEST, .states = STATE("<ind:subexpression datatype='ipv4_"
					"address'>10.0.0.256"
					"</ind:subexpression>") },
	    "u:6: error: value is not allowed here: \"10.0.0.256\" is not of "
	    "type ipv4_address\n" },
	{ { STATE_TEST, .states = STATE("<ind:subexpression datatype='number'>"
					"1</ind:subexpression>") },
	    "u:6: error: value is not allowed here: datatype \"number\"\n" },
	{ { STATE_TEST, .states = STATE("<ind:text operation='pattern match'>"
					"a)</ind:text>") },
	    "u:6: error: PCRE2 refuses the pattern: a): unmatched closing "
	    "parenthesis at 1\n" },
	{ { .objects = OBJECT("1", FILEPATH "<ind:pattern operation='pattern "
					    "match'>[z-a]</ind:pattern>"
			INSTANCE) },
	    "u:5: error: PCRE2 refuses the pattern: [z-a]: range out of order "
	    "in character class at 3\n" },
	{ { .objects = OBJECT("1", FILEPATH PATTERN
		"<ind:instance datatype='int'>first</ind:instance>") },
	    "u:5: error: value is not allowed here: \"first\" is not of type "
	    "int\n" },
	{ { .objects = OBJECT("1", VAR_PATH("")),
	      .variables = LOCAL("1", "<substring substring_start='1' "
		  "substring_length='9223372036854775808'>"
		  "<literal_component>a</literal_component></substring>") },
	    "u:7: error: value is not allowed here: substring_length "
	    "\"9223372036854775808\"\n" },
	{ { .objects = OBJECT("1", "<ind:behaviors max_depth='-2'/>" PLAIN) },
	    "u:5: error: value is not allowed here: max_depth \"-2\"\n" },

	/* words that OVAL does not have, parts that are missing */
	{ { .tests = TEST(" check_existence='some_exist'", "") },
	    "u:4: error: value is not allowed here: check_existence "
	    "\"some_exist\"\n" },
	{ { .tests = TEST(" state_operator='NAND'", "") },
	    "u:4: error: value is not allowed here: state_operator "
	    "\"NAND\"\n" },
	{ { .objects = OBJECT("1", VAR_PATH(" var_check='most'")),
	      .variables = LOCAL("1", "<literal_component>a"
				      "</literal_component>") },
	    "u:5: error: value is not allowed here: var_check \"most\"\n" },
	{ { .objects = OBJECT("1", VAR_PATH("")),
	      .variables = LOCAL("1", "") },
	    "u:7: error: required part is missing: component of "
	    "oval:u:var:1\n" },
	{ { .version = "" },
	    "u:2: error: value is not allowed here: schema_version \n" },
	{ { .version = "6.0" },
	    "u:2: error: value is not allowed here: schema_version 6.0\n" },
	{ { .definitions = DEF("1", CRITERION) DEF("1", CRITERION) },
	    "u:3: error: id is used twice: oval:u:def:1\n" },
};

static void
bad_documents_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		struct fixture f;
		bool ok = lower(&f, &refused[i].parts);

		if (ok || strcmp(said(&f), refused[i].said) != 0)
			fail_msg("%zu: %s\n%sexpected\n%s", i,
			    ok ? "taken" : "refused", said(&f),
			    refused[i].said);
		done(&f);
	}
}

/* Kept, and not evaluated: what the test says of it. */
static const struct {
	struct parts parts;
	const char *why;
} unsupported[] = {
	{ { .tests = "<ind:kettle_test id='oval:u:tst:1' version='1' "
		     "comment='t' check='all'>"
		     "<ind:object object_ref='oval:u:obj:1'/>"
		     "</ind:kettle_test>" },
	    "auditc has no independent:kettle" },
	{ { .objects = OBJECT("1", PLAIN "<ind:colour>red</ind:colour>") },
	    "auditc has no colour of independent:textfilecontent54" },
	{ { STATE_TEST, .states = STATE("<ind:text operation='less than'>a"
					"</ind:text>") },
	    "text: \"less than\" of type string" },
	{ { .objects = OBJECT("1", VAR_PATH("")),
	      .variables = LOCAL("1", "<reverse><literal_component>a"
				      "</literal_component></reverse>") },
	    "the function reverse" },
	{ { .objects = OBJECT("1", VAR_PATH("")),
	      .variables = "<external_variable id='oval:u:var:1' version='1' "
			   "datatype='string' comment='v'/>" },
	    "nothing gives" },
};

static void
what_is_unknown_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof unsupported / sizeof unsupported[0];
	     i++) {
		struct fixture f;
		const char *why;

		if (!lower(&f, &unsupported[i].parts))
			fail_msg("%zu: refused: %s", i, said(&f));
		assert_int_equal(f.unit.ntest, 1);
		why = f.unit.test[0].unsupported;
		if (why == NULL || strstr(why, unsupported[i].why) == NULL)
			fail_msg("%zu: %s, expected %s", i,
			    why != NULL ? why : "evaluated",
			    unsupported[i].why);
		done(&f);
	}
}

static void
silence_is_the_schemas_default(void **state)
{
	const struct parts parts = { STATE_TEST,
		.objects = OBJECT("1", VAR_PATH("")),
		.states = STATE("<ind:text var_check='none satisfy'>a"
				"</ind:text><ind:subexpression datatype='int'> "
				"7\n</ind:subexpression>"),
		.variables =
		    LOCAL("1", "<literal_component>a</literal_component>") };
	const struct ir_test *t;
	const struct ir_state *s;
	struct fixture f;

	(void)state;
	assert_true(lower(&f, &parts));
	assert_int_equal(f.unit.ntest, 1);
	t = &f.unit.test[0];
	assert_int_equal(
	    t->check_existence, IR_EXISTENCE_AT_LEAST_ONE_EXISTS);
	assert_int_equal(t->check, IR_CHECK_ALL);
	assert_int_equal(t->state_operator, IR_OPERATOR_AND);
	assert_int_equal(f.unit.object[t->object].entity[0].operation,
	    IR_OPERATION_EQUALS);
	assert_int_equal(
	    f.unit.object[t->object].entity[0].var_check, IR_CHECK_ALL);
	s = &f.unit.state[t->state[0]];
	assert_int_equal(s->operator_, IR_OPERATOR_AND);
	assert_int_equal(s->nentity, 2);
	assert_int_equal(s->entity[0].entity_check, IR_CHECK_ALL);
	/* of a literal, var_check says nothing */
	assert_int_equal(s->entity[0].var_check, IR_CHECK_ALL);
	assert_int_equal(s->entity[0].check_existence,
	    IR_EXISTENCE_AT_LEAST_ONE_EXISTS);
	assert_int_equal(s->entity[1].datatype, IR_DATATYPE_INT);
	assert_string_equal(s->entity[1].literal, "7");
	assert_string_equal(said(&f), "");
	done(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_documents_are_refused),
		cmocka_unit_test(what_is_unknown_is_kept),
		cmocka_unit_test(silence_is_the_schemas_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
