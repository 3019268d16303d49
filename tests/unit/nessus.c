/*
 * nessus: what the .audit lexer makes of every form, what is refused and with
 * which words, printing as a fixed point, and checks with their guards.  The
 * tests that items become are compared whole, in tests/cases/audit.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "front/front.h"

struct fixture {
	struct arena arena;
	struct strbuf said;
	struct ir_build ir;
	struct audit_check *check;
	uint32_t ncheck;
};

static int
setup(void **state)
{
	struct fixture *f = base_malloc(sizeof *f);

	*f = (struct fixture) { .said = STRBUF_INIT };
	f->ir.arena = &f->arena;
	diag_reset();
	diag_sink(&f->said);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	diag_sink(NULL);
	strbuf_free(&f->said);
	arena_free(&f->arena);
	free(f);
	return 0;
}

static const char *
corpus(struct fixture *f, const char *name)
{
	const char *root = getenv("ROOT");

	return arena_printf(&f->arena, "%s/tests/corpus/nessus%s%s",
	    root != NULL ? root : ".", *name != '\0' ? "/" : "", name);
}

static struct audit *
parse_file(struct fixture *f, const char *name)
{
	struct strbuf b = STRBUF_INIT;
	struct audit *au;

	assert_true(file_read(corpus(f, name), 0, &b));
	au = front_audit(&f->arena, name, b.s, b.n);
	strbuf_free(&b);
	return au;
}

static struct audit *
lower_file(struct fixture *f, const char *name, bool nessus_severity)
{
	struct audit *au = parse_file(f, name);
	struct ir_unit u;

	assert_non_null(au);
	assert_true(audit_lower(au, &f->ir, nessus_severity, &f->check,
	    &f->ncheck));
	u = ir_view(&f->ir);
	assert_true(ir_verify(&u));
	return au;
}

static const struct audit_check *
check_named(const struct fixture *f, const char *description)
{
	uint32_t i;

	for (i = 0; i < f->ncheck; i++)
		if (str_eq(f->check[i].description, description))
			return &f->check[i];
	fail_msg("no check is named %s", description);
	return NULL;
}

/* The key's nth value; the key is the nth of that name. */
static const struct audit_value *
value_of(const struct audit_node *n, const char *name, uint32_t nth,
    uint32_t value)
{
	uint32_t i;

	for (i = 0; i < n->nkey; i++)
		if (str_eq(n->key[i].name, name) && nth-- == 0) {
			assert_true(value < n->key[i].nvalue);
			return &n->key[i].value[value];
		}
	fail_msg("no key %s", name);
	return NULL;
}

static void
every_form_is_read(void **state)
{
	struct fixture *f = *state;
	struct audit *au = parse_file(f, "torture.audit");
	const struct audit_node *n;

	assert_non_null(au);
	assert_string_equal(f->said.s, "");
	assert_string_equal(au->check_type, "Unix");
	assert_string_equal(au->display_name, "Torture & co");
	assert_string_equal(au->spec_link, "https://example.org/?a=1&b=2");
	assert_int_equal(au->nvariable, 2);
	assert_string_equal(au->variable[0].default_, "(1[5-9]|[2-9][0-9])");
	assert_string_equal(au->variable[0].info, "of two\n   lines");
	assert_string_equal(au->variable[1].default_, "");
	assert_true(au->variable[1].optional);
	assert_int_equal(au->nnode, 5);

	n = &au->node[0];
	assert_int_equal(n->kind, AUDIT_CUSTOM_ITEM);
	assert_false(value_of(n, "type", 0, 0)->quoted);
	assert_string_equal(value_of(n, "description", 0, 0)->text,
	    "one \"quoted\" and 'single'");
	assert_string_equal(value_of(n, "info", 0, 0)->text,
	    "first\n# not a comment, <not> a tag, key : value\nlast");
	assert_string_equal(value_of(n, "info", 1, 0)->text,
	    "single \"double\" inside, 'escaped'");
	assert_string_equal(value_of(n, "cmd", 0, 0)->text,
	    "printf '%s\\n' \"$HOME\" | tr '\\t' ' ' \\\n      # shell");
	assert_string_equal(value_of(n, "expect", 0, 0)->text,
	    "^[\\s]*limit\\.@LIMIT@$");
	assert_string_equal(value_of(n, "regex", 0, 0)->text, "a\\.b\\.c");
	assert_int_equal(au->node[1].kind, AUDIT_ITEM);

	n = &au->node[2];
	assert_string_equal(value_of(n, "owner", 0, 2)->text, "daemon");
	assert_int_equal(n->key[2].separator, '|');
	assert_int_equal(n->key[3].separator, ',');

	n = &au->node[3];
	assert_int_equal(n->kind, AUDIT_IF);
	assert_string_equal(n->condition_type, "OR");
	assert_string_equal(n->condition_auto, "FAILED");
	assert_int_equal(n->nthen, 1);
	assert_int_equal(n->nelse, 0);
	assert_string_equal(n->then[0].report_type, "PASSED");

	n = &au->node[4];
	assert_int_equal(n->pos.line, 72);
	assert_string_equal(value_of(n, "where", 1, 2)->text, "than");
	assert_string_equal(value_of(n, "where", 2, 3)->text, "bare:word");
	assert_string_equal(value_of(n, "check", 0, 1)->text, "satisfy");
}

/* Carriage returns, a byte order mark and no line end at the end. */
static void
line_ends_are_one(void **state)
{
	static const char text[] =
	    "\xef\xbb\xbf# x\r\n<check_type:\"Unix\">\r\n<report type:\"info\">"
	    "\r\ndescription : \"a\r\nb\\\\\r\n\"\r\n</report></check_type>";
	struct fixture *f = *state;
	struct audit *au = front_audit(&f->arena, "x", text, sizeof text - 1);

	assert_non_null(au);
	assert_string_equal(value_of(&au->node[0], "description", 0, 0)->text,
	    "a\nb\\\n");
	assert_string_equal(au->node[0].report_type, "INFO");
}

static void
assert_same_text(const char *a, const char *b)
{
	if (!str_eq(a, b))
		fail_msg("\"%s\" is not \"%s\"", a != NULL ? a : "(nothing)",
		    b != NULL ? b : "(nothing)");
}

static void
assert_same_nodes(const struct audit_node *a, uint32_t na,
    const struct audit_node *b, uint32_t nb)
{
	uint32_t i, j;

	assert_int_equal(na, nb);
	for (; na != 0; na--, a++, b++) {
		assert_int_equal(a->kind, b->kind);
		assert_same_text(a->report_type, b->report_type);
		assert_same_text(a->condition_type, b->condition_type);
		assert_same_text(a->condition_auto, b->condition_auto);
		assert_int_equal(a->nkey, b->nkey);
		for (i = 0; i < a->nkey; i++) {
			const struct audit_key *k = &a->key[i], *l = &b->key[i];

			assert_string_equal(k->name, l->name);
			assert_int_equal(k->separator, l->separator);
			assert_int_equal(k->nvalue, l->nvalue);
			for (j = 0; j < k->nvalue; j++) {
				assert_string_equal(k->value[j].text,
				    l->value[j].text);
				assert_int_equal(k->value[j].quoted,
				    l->value[j].quoted);
				assert_int_equal(k->value[j].before,
				    l->value[j].before);
			}
		}
		assert_same_nodes(a->condition, a->ncondition, b->condition,
		    b->ncondition);
		assert_same_nodes(a->then, a->nthen, b->then, b->nthen);
		assert_same_nodes(a->else_, a->nelse, b->else_, b->nelse);
	}
}

/* Everything but positions and comments. */
static void
assert_same_audit(const struct audit *a, const struct audit *b)
{
	uint32_t i;

	assert_same_text(a->check_type, b->check_type);
	assert_same_text(a->display_name, b->display_name);
	assert_same_text(a->spec_type, b->spec_type);
	assert_same_text(a->spec_name, b->spec_name);
	assert_same_text(a->spec_profile, b->spec_profile);
	assert_same_text(a->spec_version, b->spec_version);
	assert_same_text(a->spec_link, b->spec_link);
	assert_same_text(a->labels, b->labels);
	assert_same_text(a->benchmark_refs, b->benchmark_refs);
	assert_int_equal(a->nvariable, b->nvariable);
	for (i = 0; i < a->nvariable; i++) {
		const struct audit_variable *v = &a->variable[i];
		const struct audit_variable *w = &b->variable[i];

		assert_same_text(v->name, w->name);
		assert_same_text(v->default_, w->default_);
		assert_same_text(v->description, w->description);
		assert_same_text(v->info, w->info);
		assert_same_text(v->value_type, w->value_type);
		assert_int_equal(v->optional, w->optional);
	}
	assert_same_nodes(a->node, a->nnode, b->node, b->nnode);
}

static void
print_and_read(struct fixture *f, const struct audit *au)
{
	struct strbuf once = STRBUF_INIT, twice = STRBUF_INIT;
	struct audit *again;

	audit_print(&once, au);
	again = front_audit(&f->arena, "again", once.s, once.n);
	assert_non_null(again);
	assert_same_audit(au, again);
	audit_print(&twice, again);
	assert_string_equal(once.s, twice.s);
	strbuf_free(&once);
	strbuf_free(&twice);
}

static void
printing_is_a_fixed_point(void **state)
{
	struct fixture *f = *state;
	DIR *d = opendir(corpus(f, ""));
	struct audit *au;
	struct dirent *e;
	unsigned n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (*e->d_name == '.' ||
		    (au = parse_file(f, e->d_name)) == NULL)
			continue;
		print_and_read(f, au);
		n++;
	}
	closedir(d);
	assert_true(n >= 8);
}

static void
bundled_content_is_clean(void **state)
{
	struct fixture *f = *state;
	struct audit *au;
	unsigned n = 0;
	size_t i;

	for (i = 0; i < nembed; i++) {
		if (!str_ends(embed[i].name, ".audit"))
			continue;
		au = front_audit(&f->arena, embed[i].name, embed[i].data,
		    embed[i].size);
		assert_non_null(au);
		print_and_read(f, au);
		assert_true(audit_lower(au, &f->ir, false, &f->check,
		    &f->ncheck));
		assert_string_equal(f->said.s, "");
		n++;
	}
	assert_true(n > 0);
}

#define ITEM(keys) "<custom_item>\n" keys "\n</custom_item>"
#define FILE_ITEM(keys) \
	ITEM("type : FILE_CHECK\ndescription : \"d\"\nfile : \"/x\"\n" keys)
#define CMD(keys) \
	ITEM("type : CMD_EXEC\ndescription : \"d\"\ncmd : \"id\"\n" keys)
#define FACT(keys) \
	ITEM("type : CONTAINER_CHECK\ndescription : \"d\"\nfact : \"Name\"\n" keys)

static const struct {
	const char *body, *said;
} refusals[] = {
	{ "<custom_item>", "x:3: error: syntax error: neither a keyword nor "
	    "the end of an item" },
	{ "<custom_item>\nfoo", "x:3: error: syntax error: neither a keyword "
	    "nor the end of an item" },
	{ ITEM("a : \"b"), "x:3: error: syntax error: string without an end" },
	{ ITEM("a :\n"), "x:3: error: syntax error: no value of a" },
	{ ITEM("a : \"b\" ||"), "x:3: error: syntax error: a separator ends "
	    "a" },
	{ ITEM("a : || \"b\""), "x:3: error: syntax error: a value is missing "
	    "before a separator" },
	{ ITEM("a : \"b\" || \"c\" | \"d\""), "x:3: error: syntax error: "
	    "different separators in a" },
	{ ITEM("a : \"b\" & \"c\""), "x:3: error: syntax error: '&' alone" },
	{ ITEM("a : b\n: c"), "x:4: error: syntax error: ':' without a "
	    "keyword" },
	{ "<", "x:2: error: syntax error: '<' that does not start a tag" },
	{ "<if", "x:2: error: syntax error: tag that is not of the form "
	    "<name k:\"v\">" },
	{ "<if a>", "x:2: error: syntax error: tag that is not of the form "
	    "<name k:\"v\">" },
	{ "<nonsense>", "x:2: error: syntax error: unknown tag nonsense" },
	{ "<report>", "x:2: error: syntax error: <report> without a type" },
	{ "<report type:\"PASSED\" type:\"FAILED\">", "x:2: error: syntax "
	    "error: attribute is given twice in report" },
	{ "<report kind:\"PASSED\">", "x:2: error: keyword is not allowed "
	    "here: \"kind\" in <report>" },
	{ "<if><then>", "x:2: error: syntax error: <if> without <condition>" },
	{ "<if><condition type:\"NOT\">", "x:2: error: syntax error: condition "
	    "of type NOT" },
	{ "<if><condition type:\"AND\"></condition>", "x:2: error: syntax "
	    "error: <condition> without an item" },
	{ "<if><condition type:\"AND\"><report type:\"INFO\"></report>"
	    "</condition>", "x:2: error: syntax error: <condition> takes "
	    "items only" },
	{ "<if><condition type:\"AND\"><if>", "x:2: error: syntax error: <if> "
	    "too deep or in a <condition>" },
	{ "</check_type> <item>", "x:2: error: syntax error: something stands "
	    "behind </check_type>" },
	{ ITEM("type : FILE_CHECK\nfile : \"/x\""),
	    "x:2: error: keyword is missing: description" },
	{ ITEM("type : FILE_CHECK\ndescription : \"d\""),
	    "x:2: error: keyword is missing: file, in \"d\"" },
	{ ITEM("description : \"d\""),
	    "x:2: error: keyword is missing: type, in \"d\"" },
	{ FILE_ITEM("filee : \"x\""),
	    "x:6: error: keyword is not allowed here: filee" },
	{ FILE_ITEM("file : \"/y\""), "x:6: error: keyword is not allowed "
	    "here: file : is given twice" },
	{ FILE_ITEM("owner : \"a\" \"b\""), "x:6: error: value is not allowed "
	    "here: owner : more than one value" },
	{ FILE_ITEM("mask : \"8\""),
	    "x:6: error: value is not allowed here: mask : 8" },
	{ FILE_ITEM("mode : \"rw-r--r--\""),
	    "x:6: error: value is not allowed here: mode : rw-r--r--" },
	{ FILE_ITEM("uid : \"root\""),
	    "x:6: error: value is not allowed here: uid : root" },
	{ FILE_ITEM("md5 : \"00\""),
	    "x:6: error: value is not allowed here: md5 : 00" },
	{ FILE_ITEM("attr : \"-\""),
	    "x:6: error: value is not allowed here: attr : -" },
	{ FILE_ITEM("file_type : \"f|x\""),
	    "x:6: error: value is not allowed here: file_type : f|x" },
	{ FILE_ITEM("required : MAYBE"),
	    "x:6: error: value is not allowed here: required : MAYBE" },
	{ FILE_ITEM("severity : SEVERE"),
	    "x:6: error: value is not allowed here: severity : SEVERE" },
	{ FILE_ITEM("target : moon"),
	    "x:6: error: value is not allowed here: target : moon" },
	{ CMD("expect : \"@NAME@\""),
	    "x:6: error: variable is not declared: expect : @NAME@" },
	{ CMD("expect : \"(\""), "x:6: error: PCRE2 refuses the pattern: "
	    "expect : \"(\" at 1: missing closing parenthesis" },
	{ CMD("timeout : soon"),
	    "x:6: error: value is not allowed here: timeout : soon" },
	{ CMD("check_option : NULL"),
	    "x:6: error: value is not allowed here: check_option : NULL" },
	{ ITEM("type : FILE_CONTENT_CHECK\ndescription : \"d\"\nfile : \"/x\"\n"
	    "regex : \"a\""),
	    "x:2: error: keyword is missing: expect, in \"d\"" },
	{ ITEM("type : PROCESS_CHECK\ndescription : \"d\"\nname : \"a\"\n"
	    "status : UP"),
	    "x:6: error: value is not allowed here: status : UP" },
	{ FACT("operator : like\nvalue : \"x\""),
	    "x:6: error: value is not allowed here: operator : like" },
	{ FACT("operator : equals"),
	    "x:2: error: keyword is missing: value, in \"d\"" },
	{ FACT("check : some"),
	    "x:6: error: value is not allowed here: check : some" },
	{ FACT("existence : maybe"),
	    "x:6: error: value is not allowed here: existence : maybe" },
	{ FACT("datatype : number"),
	    "x:6: error: value is not allowed here: datatype : number" },
	{ FACT("scope : \"container:\""),
	    "x:6: error: value is not allowed here: scope : container:" },
	{ FACT("attest : yes"),
	    "x:6: error: value is not allowed here: attest : yes" },
	/* what nothing has would hold for ever where absence is a pass */
	{ ITEM("type : CONTAINER_CHECK\ndescription : \"d\"\n"
	    "fact : \"HostConfig.CapAddd[]\""), "x:5: error: value is not "
	    "allowed here: fact : HostConfig.CapAddd[]" },
	{ ITEM("type : CONTAINER_CHECK\ndescription : \"d\"\n"
	    "fact : \"HostConfg.CapAdd[]\""), "x:5: error: value is not "
	    "allowed here: fact : HostConfg.CapAdd[]" },
	{ ITEM("type : CONTAINER_CHECK\ndescription : \"d\"\n"
	    "fact : \"derived.Mounts\""), "x:5: error: value is not "
	    "allowed here: fact : derived.Mounts" },
	{ ITEM("type : ENGINE_CHECK\ndescription : \"d\"\n"
	    "fact : \"daemon.insecure-registrys[]\""), "x:5: error: value is "
	    "not allowed here: fact : daemon.insecure-registrys[]" },
	{ ITEM("type : CONTAINER_CHECK\ndescription : \"d\"\n"
	    "fact : \"derived.Ports[]\"\nmember : \"HostIpp\""), "x:6: "
	    "error: value is not allowed here: member : HostIpp" },
	{ ITEM("type : CONTAINER_CHECK\ndescription : \"d\"\n"
	    "fact : \"derived.Mounts[]\"\nwhere : \"Typ\" equals \"bind\""),
	    "x:6: error: value is not allowed here: where : Typ" },
	{ FACT("kernel : \"ns.piid\""),
	    "x:6: error: value is not allowed here: kernel : ns.piid" },
	{ FACT("kernel_value : \"x\""), "x:6: error: keyword is not allowed "
	    "here: kernel_value : of no fact" },
	{ FACT("where : \"Type\" \"bind\""), "x:6: error: value is not allowed "
	    "here: where : not of the form \"Member\" operation \"value\"" },
	{ FACT("where : \"Type\" pattern_match \"(\""), "x:6: error: PCRE2 "
	    "refuses the pattern: where : \"(\" at 1: missing closing "
	    "parenthesis" },
	{ FACT("operator : pattern match\nvalue : \"[\""), "x:7: error: PCRE2 "
	    "refuses the pattern: value : \"[\" at 1: missing terminating ] "
	    "for character class" },
	{ "<report type:\"MAYBE\">\ndescription : \"d\"\n</report>",
	    "x:2: error: value is not allowed here: report of type \"MAYBE\"" },
	{ "<report type:\"PASSED\">\ncmd : \"d\"\n</report>",
	    "x:3: error: keyword is not allowed here: cmd" },
	{ "<if><condition auto:\"MAYBE\">" FILE_ITEM("") "</condition><then>"
	    "</then></if>", "x:2: error: value is not allowed here: condition "
	    "with auto \"MAYBE\"" },
};

static void
errors_say_what_and_where(void **state)
{
	struct fixture *f = *state;
	struct strbuf b = STRBUF_INIT;
	size_t i, n;

	for (i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		strbuf_reset(&b);
		strbuf_reset(&f->said);
		strbuf_addf(&b, "<check_type:\"Unix\">\n%s\n</check_type>\n",
		    refusals[i].body);
		assert_null(front_audit(&f->arena, "x", b.s, b.n));
		n = strcspn(f->said.s, "\n");
		f->said.s[n] = '\0';
		assert_string_equal(f->said.s, refusals[i].said);
	}
	strbuf_free(&b);
}

static const struct {
	const char *text, *said;
} bad_files[] = {
	{ "", "x:1: error: syntax error: the file must start with "
	    "<check_type:\"...\">\n" },
	{ "<item>", "x:1: error: syntax error: the file must start with "
	    "<check_type:\"...\">\n" },
	{ "<check_type>", "x:1: error: syntax error: <check_type> without a "
	    "value\n" },
	{ "<check_type:\"Windows\" version:\"2\">", "x:1: error: value is not "
	    "allowed here: check_type \"Windows\": only Unix, Container and "
	    "FileContent are read\n" },
	{ "<check_type:\"Unix\">\n", "x:2: error: syntax error: the file ends "
	    "inside a tag\n" },
	{ "\n\n\xff", "x:3: error: syntax error: text that is not UTF-8\n" },
	{ "#<ui_metadata>\n#<variables><variable><name>1x</name></variable>\n"
	    "#</variables></ui_metadata>\n<check_type:\"Unix\"></check_type>",
	    "x:2: error: value is not allowed here: name of a variable: "
	    "\"1x\"\n" },
	{ "#<ui_metadata>\n#<variables><variable><name>a</name></variable>\n"
	    "#<variable><name>a</name></variable></variables></ui_metadata>\n"
	    "<check_type:\"Unix\"></check_type>",
	    "x:3: error: value is not allowed here: variable a is declared "
	    "twice\n" },
};

static void
bad_files_are_refused(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof bad_files / sizeof *bad_files; i++) {
		strbuf_reset(&f->said);
		assert_null(front_audit(&f->arena, "x", bad_files[i].text,
		    strlen(bad_files[i].text)));
		assert_string_equal(f->said.s, bad_files[i].said);
	}
	strbuf_reset(&f->said);
	assert_null(front_audit(&f->arena, "x", "#\n\0", 3));
	assert_string_equal(f->said.s,
	    "x:2: error: syntax error: text that is not UTF-8\n");
}

/* A hundred errors are told; a refusal always is. */
static void
errors_are_limited(void **state)
{
	struct fixture *f = *state;
	struct strbuf b = STRBUF_INIT;
	unsigned i;

	strbuf_addstr(&b, "<check_type:\"Unix\">\n");
	for (i = 0; i < 1000; i++)
		strbuf_addstr(&b, CMD("expect : \"\\+\""));
	strbuf_addstr(&b, CMD("nonsense : \"\"") "</check_type>");
	assert_null(front_audit(&f->arena, "x", b.s, b.n));
	assert_int_equal(diag_count(DIAG_WARNING), 100);
	assert_int_equal(diag_count(DIAG_ERROR), 1);
	strbuf_reset(&b);
	strbuf_addstr(&b, "<check_type:\"Unix\">\n");
	for (i = 0; i < 1000; i++)
		strbuf_addstr(&b, CMD("nonsense : \"\""));
	strbuf_addstr(&b, "</check_type>");
	diag_reset();
	assert_null(front_audit(&f->arena, "x", b.s, b.n));
	assert_int_equal(diag_count(DIAG_ERROR), 100);
	strbuf_free(&b);
}

static void
depth_is_limited(void **state)
{
	static const char item[] =
	    "<if><condition type:\"AND\">" FILE_ITEM("") "</condition><then>";
	struct fixture *f = *state;
	struct strbuf b = STRBUF_INIT;
	unsigned i;

	strbuf_addstr(&b, "<check_type:\"Unix\">");
	for (i = 0; i < 10000; i++)
		strbuf_addstr(&b, item);
	assert_null(front_audit(&f->arena, "x", b.s, b.n));
	assert_non_null(strstr(f->said.s, "<if> too deep"));
	strbuf_free(&b);
}

static void
lone_escapes_are_told(void **state)
{
	static const char text[] = "<check_type:\"Unix\">\n"
	    CMD("expect : \"a\\+b\\s\"") "</check_type>";
	struct fixture *f = *state;

	assert_non_null(front_audit(&f->arena, "x", text, sizeof text - 1));
	assert_string_equal(f->said.s, "x:6: warning: escape has no meaning "
	    "here: expect : \\+ is written \\\\+\n");
}

static void
unsupported_is_kept(void **state)
{
	struct fixture *f = *state;

	lower_file(f, "unsupported.audit", false);
	assert_int_equal(f->ncheck, 4);
	assert_string_equal(f->check[0].unsupported, "RPM_CHECK");
	assert_string_equal(f->check[2].unsupported, "find_suid_sgid_files");
	assert_string_equal(f->said.s,
	    "unsupported.audit:2: unsupported: check type is not evaluated: "
	    "RPM_CHECK\n"
	    "unsupported.audit:9: unsupported: check type is not evaluated: "
	    "GRAMMAR_CHECK\n"
	    "unsupported.audit:16: unsupported: check type is not evaluated: "
	    "find_suid_sgid_files\n"
	    "unsupported.audit:23: unsupported: check type is not evaluated: "
	    "CHECK_OF_TOMORROW\n");
}

static void
first_rule_is_lowered(void **state)
{
	struct fixture *f = *state;
	const struct audit_check *c;
	const struct ir_test *t, *kernel;

	lower_file(f, "own.audit", false);
	c = check_named(f, "The root file system is read-only");
	assert_string_equal(c->stig_id, "TEST-02");
	assert_string_equal(c->cis, "5.12");
	assert_string_equal(c->severity, "high");
	assert_int_equal(c->target, 1u << IR_TARGET_CONTAINER);
	assert_int_equal(f->ir.expr[c->expr].kind, IR_EXPR_TEST);
	t = &f->ir.test[f->ir.expr[c->expr].test];
	assert_int_equal(t->probe, PROBE_CONTAINER);
	assert_int_equal(t->check_existence,
	    IR_EXISTENCE_AT_LEAST_ONE_EXISTS);
	assert_string_equal(f->ir.object[t->object].entity[0].literal,
	    "HostConfig.ReadonlyRootfs");
	assert_string_equal(f->ir.state[t->state[0]].entity[0].literal,
	    "true");
	assert_int_not_equal(t->kernel, IR_NONE);
	kernel = &f->ir.test[t->kernel];
	assert_int_equal(kernel->probe, PROBE_KERNEL);
	assert_string_equal(f->ir.object[kernel->object].entity[0].literal,
	    "root.readonly");
	assert_int_equal(f->ir.state[kernel->state[0]].entity[0].datatype,
	    IR_DATATYPE_BOOLEAN);

	c = check_named(f, "Ports are allowed ones");
	assert_int_equal(c->nattest, 1);
	assert_string_equal(f->ir.variable[c->attest[0]].value_id, "alarmed");
	assert_int_equal(check_named(f, "The image has a user")->target,
	    1u << IR_TARGET_IMAGE);
	assert_int_equal(check_named(f, "No more than three")->target,
	    1u << IR_TARGET_ENGINE);
	assert_int_equal(check_named(f, "of the engine")->target,
	    1u << IR_TARGET_ENGINE);
}

static void
conditions_become_guards(void **state)
{
	struct fixture *f = *state;
	const struct audit_check *c;

	lower_file(f, "flow.audit", false);
	c = check_named(f, "about this file");
	assert_int_equal(c->force, IR_XCCDF_INFORMATIONAL);
	c = check_named(f, "both conditions hold");
	assert_string_equal(c->stig_id, "TEST-01");
	assert_string_equal(c->vuln_id, "V-1");
	assert_string_equal(c->rule_id, "SV-1r1_rule");
	assert_string_equal(c->cis, "1.1");
	assert_true(c->command);
	assert_int_equal(c->nguard, 2);
	assert_int_equal(c->guard[0].result, IR_XCCDF_NOTAPPLICABLE);
	assert_string_equal(c->guard[0].message,
	    "the condition does not hold: one of two: first");
	assert_int_equal(c->guard[1].result, IR_XCCDF_FAIL);
	assert_int_equal(f->ir.expr[c->guard[0].expr].operator_,
	    IR_OPERATOR_OR);

	/* A condition on the engine: of the host that the engine runs on. */
	c = check_named(f, "a host's file under an engine's condition");
	assert_int_equal(c->target, 1u << IR_TARGET_ENGINE);
	assert_int_equal(c->guard[1].result, IR_XCCDF_NOTCHECKED);
	assert_int_equal(
	    f->ir.object[f->ir.test[f->ir.expr[c->expr].test].object].scope,
	    IR_SCOPE_HOST);
	c = check_named(f, "a container under an engine's condition");
	assert_int_equal(c->target, 1u << IR_TARGET_CONTAINER);

	c = check_named(f, "failed");
	assert_int_equal(c->nguard, 1);
	assert_true(f->ir.expr[c->guard[0].expr].negate);
	assert_int_equal(f->ir.expr[c->expr].result, IR_RESULT_FALSE);
	c = check_named(f, "not for this system");
	assert_int_equal(f->ir.expr[c->expr].result, IR_RESULT_NOT_EVALUATED);
}

static void
severities_are_ours(void **state)
{
	struct fixture *f = *state;
	const struct audit_check *c;

	lower_file(f, "command.audit", false);
	c = check_named(f, "a person looks");
	assert_int_equal(c->force, IR_XCCDF_NOTCHECKED);
	c = check_named(f, "medium, and real");
	assert_int_equal(c->force, IR_XCCDF__MAX);
	assert_int_equal(c->nguard, 0);
	assert_string_equal(c->severity, "medium");
	assert_int_equal(check_named(f, "low")->force, IR_XCCDF_INFORMATIONAL);
	assert_int_equal(check_named(f, "only told")->force,
	    IR_XCCDF_INFORMATIONAL);
	c = check_named(f, "a value in code");
	assert_string_equal(c->unsupported,
	    "a variable in the text of a command");
	c = check_named(f, "elsewhere");
	assert_int_equal(c->guard[0].result, IR_XCCDF_NOTAPPLICABLE);
}

static void
severities_are_the_vendors(void **state)
{
	struct fixture *f = *state;
	const struct audit_check *c;

	lower_file(f, "command.audit", true);
	c = check_named(f, "medium, and real");
	assert_int_equal(c->nguard, 1);
	assert_int_equal(c->guard[0].result, IR_XCCDF_NOTCHECKED);
	assert_int_equal(c->guard[0].expr, c->expr);
	c = check_named(f, "low");
	assert_int_equal(c->force, IR_XCCDF__MAX);
	assert_int_equal(c->guard[0].result, IR_XCCDF_PASS);
	assert_int_equal(check_named(f, "a line fits")->nguard, 0);
}

static void
benchmark_has_a_rule_per_id(void **state)
{
	struct fixture *f = *state;
	struct audit *au = lower_file(f, "flow.audit", false);
	struct model_benchmark *b = audit_benchmark(&f->arena, au, f->check,
	    f->ncheck);
	const struct model_rule *r;

	assert_string_equal(b->id, "xccdf_io.auditc_benchmark_flow");
	assert_int_equal(f->ncheck, 9);
	assert_int_equal(b->nrule, 8);
	r = &b->rule[1];
	assert_string_equal(r->id, "xccdf_io.auditc_rule_TEST-01");
	assert_string_equal(r->version, "TEST-01");
	assert_string_equal(r->title, "both conditions hold");
	assert_int_equal(r->severity, SEV_HIGH);
	assert_int_equal(r->nident, 3);
	assert_string_equal(r->ident[0].text, "CCI-000001");
	assert_int_equal(r->nreference, 2);
	assert_string_equal(r->reference[0].text, "800-53 AC-1a.,b");
	assert_int_equal(b->ngroup, b->nrule);
	assert_int_equal(b->nitem, 2 * b->nrule);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(every_form_is_read),
		TEST(line_ends_are_one),
		TEST(printing_is_a_fixed_point),
		TEST(bundled_content_is_clean),
		TEST(errors_say_what_and_where),
		TEST(bad_files_are_refused),
		TEST(errors_are_limited),
		TEST(depth_is_limited),
		TEST(lone_escapes_are_told),
		TEST(unsupported_is_kept),
		TEST(first_rule_is_lowered),
		TEST(conditions_become_guards),
		TEST(severities_are_ours),
		TEST(severities_are_the_vendors),
		TEST(benchmark_has_a_rule_per_id),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
