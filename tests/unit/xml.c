/* front/xml.c: what becomes of a document, and what is refused, and where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "front/xml.h"
#include "said.h"

static struct xml_node *
parse(const char *text)
{
	return xml_parse(&arena, "t.xml", text, strlen(text));
}

static void
tree(void **state)
{
	const struct xml_node *root, *b, *c;

	(void)state;
	root = parse("<?xml version='1.0'?>\n"
		     "<!-- before -->\n"
		     "<a xmlns='urn:one' xmlns:t='urn:two' x='1 &amp; 2'\n"
		     "   t:y='&lt;&#65;&quot;'>one<t:b/>t<![CDATA[<w>]]>o"
		     "<!-- c -->!<?pi?><b>three</b></a>\n");
	assert_non_null(root);
	assert_true(xml_is(root, "urn:one", "a"));
	assert_int_equal(root->line, 4);
	assert_string_equal(xml_attr(root, "x"), "1 & 2");
	assert_null(xml_attr(root, "y"));
	assert_string_equal(xml_attr_ns(root, "urn:two", "y"), "<A\"");
	b = xml_kid(root, "urn:two", "b");
	assert_non_null(b);
	assert_ptr_equal(b->parent, root);
	assert_null(b->kid);
	assert_null(b->next->name);
	assert_string_equal(b->next->text, "t<w>o!");
	assert_null(xml_kid(root, NULL, "b"));
	c = xml_next(b, "urn:one", "b");
	assert_string_equal(xml_text(&arena, c), "three");
	assert_string_equal(xml_text(&arena, root), "onet<w>o!three");
	assert_string_equal(said.s, "");
}

static const struct {
	const char *text, *said;
} refused[] = {
	{ "", "t.xml: error: not well-formed XML: empty\n" },
	{ "no markup",
	    "t.xml:1: error: not well-formed XML: Start tag expected, "
	    "'<' not found\n" },
	{ "<a>\n<b>\n</a>",
	    "t.xml:3: error: not well-formed XML: Opening and ending tag "
	    "mismatch: b line 2 and a\n" },
	{ "<a>\n<b>",
	    "t.xml:2: error: not well-formed XML: Premature end of data in "
	    "tag b line 2\n" },
	{ "<a/><b/>",
	    "t.xml:1: error: not well-formed XML: Extra content at the end of "
	    "the document\n" },
	{ "<a>\n\n<p:b/></a>",
	    "t.xml:3: error: not well-formed XML: Namespace prefix p on b is "
	    "not defined\n" },
	{ "<a>&other;</a>",
	    "t.xml:1: error: not well-formed XML: Entity 'other' not "
	    "defined\n" },
	{ "<?xml version='1.0' encoding='EUC-JP'?><a>\n\xED\x2D</a>",
	    "t.xml: error: not well-formed XML: input conversion failed due "
	    "to input error, bytes 0xED 0x2D 0x3C 0x2F\n" },
	{ "<?xml version='1.0' encoding='none'?><a/>",
	    "t.xml:1: error: not well-formed XML: Unsupported encoding "
	    "none\n" },
	{ "<a>\n\xFF</a>",
	    "t.xml:2: error: not well-formed XML: Input is not proper UTF-8, "
	    "indicate encoding ! Bytes: 0xFF 0x3C 0x2F 0x61\n" },
	{ "<a x='1' x='2'/>",
	    "t.xml:1: error: not well-formed XML: Attribute x redefined\n" },
	{ "<?xml version='1.0'?>\n<!DOCTYPE a>\n<a/>",
	    "t.xml:2: error: a DOCTYPE is not accepted\n" },
	{ "<?xml version='1.0'?>\n\n<!DOCTYPE a SYSTEM 'file:///etc/passwd' [\n"
	  "<!ENTITY x 'xxxxxxxxxx'>\n"
	  "<!ENTITY y '&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;'>\n"
	  "<!ENTITY z SYSTEM 'file:///etc/passwd'>]>\n<a>&y;&z;</a>",
	    "t.xml:3: error: a DOCTYPE is not accepted\n" },
};

static void
refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		strbuf_reset(&said);
		assert_null(parse(refused[i].text));
		assert_string_equal(said.s, refused[i].said);
	}
}

/* n elements inside each other, and whether they are taken. */
static bool
nested(size_t n)
{
	struct strbuf b = STRBUF_INIT;
	bool ok;

	for (size_t i = 0; i < n; i++)
		strbuf_addstr(&b, "<a>\n");
	for (size_t i = 0; i < n; i++)
		strbuf_addstr(&b, "</a>");
	ok = parse(b.s) != NULL;
	strbuf_free(&b);
	return ok;
}

static void
depth(void **state)
{
	(void)state;
	assert_true(nested(XML_MAX_DEPTH));
	assert_false(nested(XML_MAX_DEPTH + 1));
	assert_string_equal(said.s, "t.xml:257: error: XML beyond the limits: "
				    "elements nested too deep\n");
	assert_false(nested(100000));
}

/* libxml2 would compare each with all the others. */
static void
attributes(void **state)
{
	struct strbuf b = STRBUF_INIT;
	const struct xml_node *root;

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		for (size_t max = 500; max <= 50000; max += 49500) {
			strbuf_reset(&b);
			strbuf_reset(&said);
			strbuf_addstr(&b, "<a>\n<b");
			for (size_t i = 0; i < max; i++)
				strbuf_addf(&b, " %sa%zu='x'",
				    k == 0 ? "" : "xmlns:", i);
			strbuf_addstr(&b, "/>\n</a>");
			root = parse(b.s);
			if (max == 500)
				assert_non_null(root);
			else
				assert_null(root);
			assert_string_equal(said.s, max == 500 ? "" :
			    "t.xml:2: error: XML beyond the limits: "
			    "too many attributes\n");
		}
	}
	strbuf_free(&b);
}

/* Lines beyond what libxml2's own tree can hold. */
static void
far_lines(void **state)
{
	struct strbuf b = STRBUF_INIT;
	const struct xml_node *root;

	(void)state;
	strbuf_addstr(&b, "<a>");
	for (int i = 1; i < 150000; i++)
		strbuf_addch(&b, '\n');
	strbuf_addstr(&b, "<b/>");
	strbuf_addstr(&b, "</a>");
	root = parse(b.s);
	assert_int_equal(xml_kid(root, NULL, "b")->line, 150000);
	b.s[b.n - 2] = 'c';
	assert_null(parse(b.s));
	assert_string_equal(said.s,
	    "t.xml:150000: error: not well-formed XML: Opening and ending tag "
	    "mismatch: a line 1 and c\n");
	strbuf_free(&b);
}

static void
size(void **state)
{
	(void)state;
	assert_null(xml_parse(&arena, "t.xml", "<a/>", XML_MAX_SIZE + 1));
	assert_string_equal(said.s,
	    "t.xml: error: XML beyond the limits: 268435457 bytes\n");
}

static const struct {
	const char *text, *ns, *name; /* name NULL: none is found */
} roots[] = {
	{ "<a/>", "", "a" },
	{ "<!-- x --><p:a xmlns:p='urn:p'><unclosed>", "urn:p", "a" },
	{ "\xEF\xBB\xBF<?xml version='1.0'?><a x='", "", NULL },
	{ "<!DOCTYPE p:a [<!ENTITY x 'y'>]><b/>", "", "a" },
	{ "PK\3\4", "", NULL },
	{ "", "", NULL },
	{ "text <a/>", "", NULL },
};

static void
find_root(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
		struct xml_root root;
		bool found = xml_find_root(roots[i].text,
		    strlen(roots[i].text), &root);

		assert_int_equal(found, roots[i].name != NULL);
		if (!found)
			continue;
		assert_string_equal(root.name, roots[i].name);
		assert_string_equal(root.ns, roots[i].ns);
	}
	assert_string_equal(said.s, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tree, setup, teardown),
		cmocka_unit_test_setup_teardown(refusals, setup, teardown),
		cmocka_unit_test_setup_teardown(depth, setup, teardown),
		cmocka_unit_test_setup_teardown(attributes, setup, teardown),
		cmocka_unit_test_setup_teardown(far_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(size, setup, teardown),
		cmocka_unit_test_setup_teardown(find_root, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
