/* ir: the text form is a fixed point, the verifier finds what is wrong, and
 * copying shares what is equal. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "ir/ir.h"

static void
load(struct strbuf *b, const char *name)
{
	const char *root = getenv("ROOT");
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/tests/corpus/ir/%s",
	    root != NULL ? root : ".", name);
	assert_true(file_read(path.s, 0, b));
	strbuf_free(&path);
}

static void
fixed_point(const char *name)
{
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;
	struct arena a = { NULL };
	struct ir_build b = { .arena = &a };
	struct ir_unit u;

	load(&in, name);
	assert_true(ir_read(&b, name, in.s, in.n));
	u = ir_view(&b);
	assert_true(ir_verify(&u));
	ir_print(&out, &u);
	assert_string_equal(out.s, in.s);
	arena_free(&a);
	strbuf_free(&in);
	strbuf_free(&out);
}

static void
text_is_a_fixed_point(void **state)
{
	(void)state;
	fixed_point("rules.ir");
	fixed_point("oval.ir");
	fixed_point("select.ir");
}

/* What only OVAL says: ranges of outer values, existence of a value. */
static void
ranges_and_existence_survive(void **state)
{
	static const char text[] =
	    "auditc-ir 1\n"
	    "variable id=\"v\" kind=\"external\" datatype=\"int\""
	    " value_id=\"x\"\n"
	    "\tvalue text=\"1\"\n"
	    "\tpossible operator=\"AND\"\n"
	    "\trestriction operation=\"greater than\" text=\"0\"\n"
	    "\trestriction operation=\"less than\" text=\"9\"\n"
	    "\tpossible operator=\"OR\"\n"
	    "\trestriction operation=\"equals\" text=\"-1\"\n"
	    "state id=\"s\" probe=\"file\" operator=\"AND\"\n"
	    "\tentity field=\"size\" operation=\"equals\" datatype=\"int\""
	    " entity_check=\"all\" var_check=\"all\""
	    " check_existence=\"none_exist\" variable=\"v\"\n";
	struct strbuf out = STRBUF_INIT;
	struct arena a = { NULL };
	struct ir_build b = { .arena = &a };
	struct ir_unit u;

	(void)state;
	assert_true(ir_read(&b, "x.ir", text, sizeof text - 1));
	u = ir_view(&b);
	assert_true(ir_verify(&u));
	assert_int_equal(u.variable[0].npossible, 2);
	assert_int_equal(u.variable[0].possible[0].nrestriction, 2);
	ir_print(&out, &u);
	assert_string_equal(out.s, text);
	arena_free(&a);
	strbuf_free(&out);
}

/* Text with one piece replaced must be refused with this message. */
static void
refused(const char *from, const char *to, const char *message)
{
	struct strbuf in = STRBUF_INIT, text = STRBUF_INIT, said = STRBUF_INIT;
	struct arena a = { NULL };
	struct ir_build b = { .arena = &a };
	struct ir_unit u;
	char *at;
	bool ok;

	load(&in, "rules.ir");
	at = strstr(in.s, from);
	assert_non_null(at);
	strbuf_add(&text, in.s, (size_t)(at - in.s));
	strbuf_addstr(&text, to);
	strbuf_addstr(&text, at + strlen(from));
	diag_sink(&said);
	ok = ir_read(&b, "rules.ir", text.s, text.n);
	if (ok) {
		u = ir_view(&b);
		ok = ir_verify(&u);
	}
	diag_sink(NULL);
	diag_reset();
	assert_false(ok);
	assert_string_equal(said.s, message);
	arena_free(&a);
	strbuf_free(&in);
	strbuf_free(&text);
	strbuf_free(&said);
}

static void
bad_text_is_refused(void **state)
{
	(void)state;
	refused("auditc-ir 1", "auditc-ir 2",
	    "rules.ir:1: error: IR syntax error: the first line is not "
	    "auditc-ir 1\n");
	refused("variable id=\"v:any\"", "variabel id=\"v:any\"",
	    "rules.ir:6: error: IR syntax error: unexpected variabel\n");
	refused("operation=\"equals\"", "operation=\"like\"",
	    "rules.ir:10: error: IR syntax error: unknown like\n");
	refused("object=\"o:ro\"", "object=\"o:no\"",
	    "rules.ir:31: error: IR syntax error: no node with id o:no\n");
	refused("literal=\"bind\"", "literal=\"bind",
	    "rules.ir:12: error: IR syntax error: unterminated value\n");
	refused("field=\"path\"", "field=\"pathology\"",
	    "rules.ir:18: error: IR syntax error: unknown field pathology\n");
	refused("\\x07", "\\x00",
	    "rules.ir:29: error: IR syntax error: bad escape\n");
	refused("manual=\"look", "manuel=\"look",
	    "rules.ir:49: error: IR syntax error: unknown attribute manuel\n");
}

static void
bad_units_are_refused(void **state)
{
	(void)state;
	refused(" literal=\"true\"", "",
	    "auditc: error: IR is not valid: not exactly one of literal, variable "
	    "and nil of s:ro\n");
	refused("expr=\"4\"", "expr=\"5\"",
	    "a.audit:9: error: IR is not valid: expression out of range of "
	    "xccdf_x_rule_a\n");
	refused("kid index=\"1\"\nexpr", "kid index=\"4\"\nexpr",
	    "auditc: error: IR is not valid: expressions form a cycle\n");
	refused("kid index=\"2\"\ncomponent", "kid index=\"0\"\ncomponent",
	    "auditc: error: IR is not valid: variables form a cycle\n");
	refused("operation=\"equals\" datatype=\"string\" entity_check=\"all\" "
		"var_check=\"all\" literal=\"bind\"",
	    "operation=\"pattern match\" datatype=\"string\" "
	    "entity_check=\"all\" var_check=\"all\" literal=\"(\"",
	    "auditc: error: IR is not valid: PCRE2 refuses the pattern of s:bind\n");
	refused(" manual=\"look at it\"", "",
	    "auditc: error: IR is not valid: neither a check nor a manual text of "
	    "xccdf_x_rule_b\n");
}

static void
copy_shares_equal_nodes(void **state)
{
	static const uint32_t twice[] = { 0, 0 };
	struct strbuf in = STRBUF_INIT, one = STRBUF_INIT, two = STRBUF_INIT;
	struct arena a = { NULL };
	struct ir_build b = { .arena = &a }, c = { .arena = &a },
			d = { .arena = &a };
	struct ir_unit u, v, w;

	(void)state;
	load(&in, "rules.ir");
	assert_true(ir_read(&b, "rules.ir", in.s, in.n));
	u = ir_view(&b);
	ir_copy(&c, &u, twice, 2, true);
	v = ir_view(&c);
	assert_true(ir_verify(&v));
	assert_int_equal(v.nrule, 2);
	assert_int_equal(v.ntest, 3);
	assert_int_equal(v.nobject, 2);
	assert_int_equal(v.nvariable, 1);
	ir_copy(&d, &v, twice, 1, true);
	w = ir_view(&d);
	ir_print(&one, &w);
	d = (struct ir_build){ .arena = &a };
	ir_copy(&d, &u, twice, 1, true);
	w = ir_view(&d);
	ir_print(&two, &w);
	assert_string_equal(one.s, two.s);
	arena_free(&a);
	strbuf_free(&in);
	strbuf_free(&one);
	strbuf_free(&two);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_a_fixed_point),
		cmocka_unit_test(ranges_and_existence_survive),
		cmocka_unit_test(bad_text_is_refused),
		cmocka_unit_test(bad_units_are_refused),
		cmocka_unit_test(copy_shares_equal_nodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
