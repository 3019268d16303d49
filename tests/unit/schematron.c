/*
 * The schematron with lookups by key says what it says without them, line for
 * line: of documents with something wrong by each of its rules.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "report/report.h"

#define SHEET "/usr/share/openscap/schemas/xccdf/1.2/xccdf_1.2-schematron.xsl"

/* What is wrong stands in the order of the rules of the schematron. */
static const char wrong[] =
    "<Benchmark xmlns='http://checklists.nist.gov/xccdf/1.2'"
    " xmlns:h='http://www.w3.org/1999/xhtml' id='b'>"
    "<status>draft</status><status>accepted</status>"
    "<plain-text id='here'>x</plain-text><platform idref='none'/>"
    "<platform idref='cpe:/o:a:b'/><platform idref='#nowhere'/>"
    "<Profile id='p' note-tag='t' extends='nowhere'>"
    "<select idref='nowhere' selected='1'/><select idref='r' selected='1'/>"
    "<select idref='k' selected='1'/><refine-rule idref='gone'/>"
    "<refine-value idref='gone'/><set-value idref='v'>1</set-value>"
    "<set-complex-value idref='gone'/><refine-value idref='kv'/></Profile>"
    "<Value id='v' cluster-id='kv' type='boolean'>"
    "<value/><value/><value selector='s'/><value selector='s'/>"
    "<default/><default/><match/><match/><lower-bound/><lower-bound/>"
    "<upper-bound/><upper-bound/><choices/><choices/></Value>"
    "<Value id='w' extends='r'><value selector='s'/><default selector='s'/>"
    "<match selector='s'/><lower-bound selector='s'/>"
    "<upper-bound selector='s'/><choices selector='s'/></Value>"
    "<Group id='g' cluster-id='k' extends='g' abstract='true'>"
    "<conflicts idref='g'/>"
    "<Rule id='r' extends='w'><title><h:object data='x'/>"
    "<h:object data='#xccdf:x'/><h:object data='#xccdf:value:gone'/>"
    "<h:object data='#xccdf:value:here'/><h:object data='#xccdf:value:'/>"
    "<h:a name='x'/></title><impact-metric>x</impact-metric>"
    "<conflicts idref='r'/><signature/>"
    "<check system='s' selector='a'><check-import>x</check-import></check>"
    "</Rule><Rule id='q'><complex-check operator='AND'>"
    "<check system='s' multi-check='true'/></complex-check></Rule></Group>"
    "<TestResult id='t'><rule-result idref='gone'><result>pass</result>"
    "<override><new-result>fail</new-result></override></rule-result>"
    "<rule-result idref='r'><result>pass</result>"
    "<check system='s' selector='a'/></rule-result>"
    "<rule-result idref='r'><result>pass</result>"
    "<check system='s' selector='b'/></rule-result></TestResult>"
    "</Benchmark>";

static const char right[] =
    "<Benchmark xmlns='http://checklists.nist.gov/xccdf/1.2' id='b'>"
    "<status>draft</status><title>t</title><description>d</description>"
    "<metadata><a:creator xmlns:a='http://purl.org/dc/elements/1.1/'>n"
    "</a:creator></metadata>"
    "<platform idref='cpe:2.3:o:a:b:*:*:*:*:*:*:*:*'/>"
    "<Profile id='p'><title>t</title><select idref='r' selected='1'/>"
    "</Profile><Rule id='r'><title>t</title></Rule></Benchmark>";

static uint32_t
count(const char *text, const char *what)
{
	uint32_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

static void
read_sheet(struct strbuf *sheet)
{
	if (access(SHEET, R_OK) != 0)
		skip();
	assert_true(file_read(SHEET, 0, sheet));
}

static void
says_the_same(void **state)
{
	struct strbuf sheet = STRBUF_INIT, keyed = STRBUF_INIT;
	struct strbuf in = STRBUF_INIT, slow = STRBUF_INIT, out = STRBUF_INIT;
	bool absent;

	(void)state;
	read_sheet(&sheet);
	report_schematron_keys(sheet.s, &keyed);
	assert_null(strstr(keyed.s, "/*//"));
	assert_int_equal(count(keyed.s, "key(&apos;"),
	    count(sheet.s, "/*//") + count(sheet.s, "Benchmark//"));
	strbuf_addstr(&in, wrong);
	assert_true(report_transform(&in, sheet.s, sheet.n, "s", &slow));
	assert_true(report_schematron(in.s, in.n, &out, &absent));
	assert_false(absent);
	assert_string_equal(out.s, slow.s);
	/* 51 rules; the two of Tailoring have nothing to say here */
	assert_true(count(out.s, "Error: ") >= 18);
	assert_true(count(out.s, "Warning: ") >= 31);
	strbuf_reset(&out);
	assert_true(report_schematron(right, sizeof right - 1, &out, &absent));
	assert_string_equal(out.s, "");
	strbuf_free(&sheet);
	strbuf_free(&keyed);
	strbuf_free(&in);
	strbuf_free(&slow);
	strbuf_free(&out);
}

/* Each Benchmark of a stream by itself: what one has does not help the other. */
static void
each_by_itself(void **state)
{
	struct strbuf sheet = STRBUF_INIT, in = STRBUF_INIT, out = STRBUF_INIT;
	bool absent;

	(void)state;
	read_sheet(&sheet);
	strbuf_addf(&in, "<x xmlns:y='urn:y'><y:z>%s</y:z>"
	    "<Benchmark xmlns='http://checklists.nist.gov/xccdf/1.2' id='c'>"
	    "<title>t</title><description>d</description><metadata>"
	    "<a:creator xmlns:a='http://purl.org/dc/elements/1.1/'>n"
	    "</a:creator></metadata>"
	    "<platform idref='cpe:2.3:o:a:b:*:*:*:*:*:*:*:*'/>"
	    "<Profile id='p'><title>t</title><select idref='r' selected='1'/>"
	    "</Profile></Benchmark></x>", right);
	assert_true(report_schematron(in.s, in.n, &out, &absent));
	assert_int_equal(count(out.s, "Error: "), 1);
	strbuf_free(&sheet);
	strbuf_free(&in);
	strbuf_free(&out);
}

/* What is no such walk stays as it is. */
static void
other_text_stays(void **state)
{
	static const struct {
		const char *in, *out;
	} sheets[] = {
		{ "", "" },
		{ "/*//", "/*//" },
		{ "<x:stylesheet v='1'>/*//a[@b=$c", NULL },
		{ "<x:stylesheet v='1'>/*//a[@b='c']", NULL },
		{ "<x:stylesheet v='1'>/*//a[@b=$c or @d=$e]", NULL },
		{ "<x:stylesheet v='1'>./ancestor::xccdf:Benchmark/a[@b=$c]",
		    NULL },
		{ "<x:stylesheet v='1'>/*//a:b[ @c = $d ]|/*//a:b[@c=$e]/f",
		    "<x:stylesheet v='1'><x:key name=\"lookup-0\""
		    " match=\"a:b\" use=\"@c\"/>key(&apos;lookup-0&apos;,$d)|"
		    "key(&apos;lookup-0&apos;,$e)/f" },
		{ "<x:stylesheet v='1'>/*//a[@b=$c or @d=$c]",
		    "<x:stylesheet v='1'><x:key name=\"lookup-0\" match=\"a\""
		    " use=\"@b|@d\"/>key(&apos;lookup-0&apos;,$c)" },
	};
	struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
		strbuf_reset(&out);
		report_schematron_keys(sheets[i].in, &out);
		assert_string_equal(out.s,
		    sheets[i].out != NULL ? sheets[i].out : sheets[i].in);
	}
	strbuf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_the_same),
		cmocka_unit_test(each_by_itself),
		cmocka_unit_test(other_text_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
