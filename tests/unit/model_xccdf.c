/*
 * front/xccdf*.c: what becomes of a benchmark, what is refused and where; and
 * the same counts as XPath finds in the benchmarks that ../shared has.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "front/front.h"
#include "said.h"

#define NS11 "http://checklists.nist.gov/xccdf/1.1"
#define NS12 "http://checklists.nist.gov/xccdf/1.2"

static struct model_benchmark *
read_text(const char *text)
{
	return front_xccdf(&arena, "t.xml", text, strlen(text));
}

/* As DISA publishes: 1.1, escaped pseudo-elements, one Rule in a Group. */
static const char disa[] =
    "<Benchmark xmlns='" NS11 "' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    " id='Thing_1-x_STIG' xml:lang='en'>\n"
    "<status date='2020-01-02'>accepted</status>"
    "<status date='2019-12-31'>draft</status><title>Thing</title>\n"
    "<notice id='terms-of-use'/>\n"
    "<reference href='https://example.org'><dc:publisher>DISA</dc:publisher>"
    "<dc:source>STIG.DOD.MIL</dc:source></reference>\n"
    "<plain-text id='release-info'>Release: 7 Benchmark Date: 03 Feb 2020"
    "</plain-text><version>2</version>\n"
    "<Profile id='MAC-1'><title>One</title><description>"
    "&lt;ProfileDescription&gt;&lt;/ProfileDescription&gt;</description>"
    "<select idref='V-1' selected='true'/></Profile>\n"
    "<Group id='V-1'><title>SRG-1</title><description>"
    "&lt;GroupDescription&gt;&lt;/GroupDescription&gt;</description>\n"
    "<Rule id='SV-1r2_rule' severity='high' weight='10.0'>\n"
    "<version>THNG-00-1</version><title>Be safe.</title>\n"
    "<description>&lt;VulnDiscussion&gt;If a &lt; b &amp;&amp; c, use "
    "&lt;path&gt; not well-formed.&lt;/VulnDiscussion&gt;"
    "&lt;FalsePositives&gt;fp&lt;/FalsePositives&gt;"
    "&lt;FalseNegatives&gt;&lt;/FalseNegatives&gt;"
    "&lt;Documentable&gt;false&lt;/Documentable&gt;"
    "&lt;Mitigations&gt;open ended"
    "&lt;IAControls&gt;ECSC-1</description>\n"
    "<reference><dc:title>T</dc:title><dc:publisher>DISA</dc:publisher>"
    "<dc:type>DPMS</dc:type><dc:subject>S</dc:subject>"
    "<dc:identifier>42</dc:identifier></reference>\n"
    "<ident system='http://cyber.mil/cci'>CCI-000366</ident>"
    "<ident system='http://cyber.mil/legacy'>V-99</ident>\n"
    "<fixtext fixref='F-1_fix'>Do it.</fixtext><fix id='F-1_fix'/>\n"
    "<check system='C-1_chk'><check-content-ref name='M' href='x.xml'/>"
    "<check-content>Look at it.</check-content></check>\n"
    "</Rule></Group></Benchmark>";

static void
reads_disa(void **state)
{
	const struct model_benchmark *b = read_text(disa);
	const struct model_rule *r;

	(void)state;
	assert_string_equal(said.s, "");
	assert_non_null(b);
	assert_string_equal(b->xccdf, "1.1");
	assert_string_equal(b->id12,
	    "xccdf_mil.disa.stig_benchmark_Thing_1-x_STIG");
	assert_string_equal(b->family, "Thing_1-x_STIG");
	assert_string_equal(b->version, "2");
	assert_string_equal(b->release, "7");
	assert_string_equal(b->release_date, "03 Feb 2020");
	assert_string_equal(b->publisher, "DISA");
	assert_string_equal(b->source, "STIG.DOD.MIL");
	assert_string_equal(b->status, "accepted");
	assert_string_equal(b->status_date, "2020-01-02");
	assert_int_equal(b->nrule, 1);
	assert_int_equal(b->nitem, 2);
	assert_string_equal(b->profile[0].id12,
	    "xccdf_mil.disa.stig_profile_MAC-1");
	assert_string_equal(b->profile[0].description, "");
	assert_string_equal(b->group[0].id12,
	    "xccdf_mil.disa.stig_group_V-1");
	assert_string_equal(b->group[0].description, "");
	r = &b->rule[0];
	assert_string_equal(r->id12, "xccdf_mil.disa.stig_rule_SV-1r2_rule");
	assert_string_equal(r->version, "THNG-00-1");
	assert_int_equal(r->group, 0);
	assert_int_equal(r->pos.line, 8);
	assert_string_equal(r->description,
	    "If a < b && c, use <path> not well-formed.");
	assert_string_equal(r->stig.false_positives, "fp");
	assert_string_equal(r->stig.false_negatives, "");
	assert_string_equal(r->stig.documentable, "false");
	assert_string_equal(r->stig.mitigations, "open ended");
	assert_string_equal(r->stig.ia_controls, "ECSC-1");
	assert_null(r->stig.responsibility);
	assert_string_equal(r->reference[0].text, "T");
	assert_string_equal(r->reference[0].identifier, "42");
	assert_int_equal(r->nident, 2);
	assert_string_equal(r->ident[1].text, "V-99");
	assert_string_equal(r->fixtext, "Do it.");
	assert_string_equal(r->fixtext_ref, "F-1_fix");
	assert_string_equal(r->fix[0].id, "F-1_fix");
	assert_string_equal(r->check[0].content, "Look at it.");
	assert_string_equal(r->check[0].content_ref[0].href, "x.xml");
	assert_string_equal(r->weight, "10.0");
	assert_int_equal(r->severity, SEV_HIGH);
	assert_true(r->selected);
}

/* XCCDF 1.2 with what DISA does not use. */
static const char rich[] =
    "<x:Benchmark xmlns:x='" NS12 "' xmlns:h='http://www.w3.org/1999/xhtml'"
    " id='xccdf_org.example_benchmark_2.0.0_Rich_V1R2'>\n"
    "<x:status>draft</x:status>\n"
    "<x:plain-text id='who'>us</x:plain-text><x:version>1.2</x:version>\n"
    "<x:model system='urn:xccdf:scoring:flat'/>\n"
    "<x:Value id='xccdf_org.example_value_v' type='number' operator='equals'>\n"
    "<x:title>The value</x:title><x:value>7</x:value>"
    "<x:value selector='lax'>9</x:value><x:lower-bound>1</x:lower-bound>"
    "<x:choices mustMatch='1'><x:choice>7</x:choice><x:choice>9</x:choice>"
    "</x:choices></x:Value>\n"
    "<x:Rule id='xccdf_org.example_rule_base' abstract='true' weight='0.5'"
    " severity='low' role='unscored'><x:title>Base</x:title>"
    "<x:description>For <x:sub idref='who'/>:<h:p>at most "
    "<x:sub idref='xccdf_org.example_value_v'/></h:p><h:ul><h:li>one</h:li>"
    "<h:li>two<h:br/>three</h:li></h:ul></x:description>"
    "<x:warning category='performance'>Slow.</x:warning></x:Rule>\n"
    "<x:Group id='xccdf_org.example_group_g'>"
    "<x:Group id='xccdf_org.example_group_h' hidden='1'>\n"
    "<x:Rule id='xccdf_org.example_rule_r' severity='info'"
    " extends='xccdf_org.example_rule_base'><x:rationale>Why</x:rationale>"
    "<x:platform idref='cpe:/o:x:y'/>\n"
    "<x:complex-check operator='OR' negate='1'>"
    "<x:check system='urn:a' id='i' multi-check='true'>"
    "<x:check-import import-name='stdout'/>"
    "<x:check-export value-id='xccdf_org.example_value_v' export-name='V'/>"
    "<x:check-content-ref href='a.sh' name='n'/></x:check>"
    "<x:complex-check operator='AND'><x:check system='urn:b'/>"
    "</x:complex-check></x:complex-check></x:Rule></x:Group></x:Group>"
    "</x:Benchmark>";

static void
reads_rich(void **state)
{
	const struct model_benchmark *b = read_text(rich);
	const struct model_check *c;
	const struct model_rule *r;
	const struct model_value_instance *in;

	(void)state;
	assert_string_equal(said.s, "");
	assert_non_null(b);
	assert_string_equal(b->family, "Rich");
	assert_int_equal(b->nitem, 5);
	assert_int_equal(b->ngroup, 2);
	assert_int_equal(b->group[1].parent, 0);
	assert_true(b->group[1].hidden);
	in = b->value[0].instance;
	assert_int_equal(b->value[0].ninstance, 2);
	assert_string_equal(in[0].value, "7");
	assert_string_equal(in[0].lower_bound, "1");
	assert_int_equal(in[0].nchoice, 2);
	assert_true(in[0].must_match);
	assert_string_equal(in[1].selector, "lax");
	assert_int_equal(b->rule[0].group, MODEL_NONE);
	r = &b->rule[1];
	assert_int_equal(r->group, 1);
	assert_string_equal(r->title, "Base");
	assert_string_equal(r->description,
	    "For us:\nat most 7\none\ntwo\nthree\n");
	assert_string_equal(r->rationale, "Why");
	assert_string_equal(r->warning[0].text, "Slow.");
	assert_string_equal(r->weight, "0.5");
	assert_int_equal(r->severity, SEV_INFO);
	assert_int_equal(r->role, ROLE_UNSCORED);
	assert_false(r->abstract);
	assert_string_equal(r->platform[0], "cpe:/o:x:y");
	c = &r->check[0];
	assert_true(c->complex && c->complex_or && c->negate);
	assert_int_equal(c->nkid, 2);
	assert_string_equal(c->kid[0].import[0].name, "stdout");
	assert_string_equal(c->kid[0].export_[0].name, "V");
	assert_string_equal(c->kid[0].content_ref[0].name, "n");
	assert_true(c->kid[0].multi_check);
	assert_true(c->kid[1].complex && !c->kid[1].complex_or);
}

#define HEAD "<Benchmark xmlns='" NS11 "' id='b'>"
#define PARTS "<status>draft</status><version>1</version>\n"
#define TAIL "</Benchmark>"

static const struct {
	const char *doc, *said;
} refused[] = {
	{ "<html xmlns='http://www.w3.org/1999/xhtml'/>",
	    "t.xml:1: error: not an XCCDF benchmark: html\n" },
	{ "\n<TestResult xmlns='" NS12 "'/>",
	    "t.xml:2: error: not an XCCDF benchmark: TestResult\n" },
	{ "\n<Benchmark xmlns='urn:other' id='b'/>",
	    "t.xml:2: error: unexpected namespace: Benchmark in urn:other\n" },
	{ "<Benchmark id='b'/>",
	    "t.xml:1: error: unexpected namespace: Benchmark in none\n" },
	{ HEAD PARTS "<Rule xmlns='" NS12 "' id='r'/>" TAIL,
	    "t.xml:2: error: unexpected namespace: Rule in " NS12 "\n" },
	{ HEAD PARTS "<Group id='g'><Rule xmlns='' id='r'/></Group>" TAIL,
	    "t.xml:2: error: unexpected namespace: Rule in none\n" },
	{ "<Benchmark xmlns='" NS11 "'>" PARTS TAIL,
	    "t.xml:1: error: required part is missing: id of Benchmark\n" },
	{ HEAD "\n" TAIL,
	    "t.xml:1: error: required part is missing: status of Benchmark\n"
	    "t.xml:1: error: required part is missing: version of "
	    "Benchmark\n" },
	{ HEAD "<status>new</status><version>1</version>" TAIL,
	    "t.xml:1: error: value is not allowed here: status new\n" },
	{ HEAD PARTS "<Rule/>\n<Rule id=''/>" TAIL,
	    "t.xml:2: error: required part is missing: id of Rule\n"
	    "t.xml:3: error: required part is missing: id of Rule\n" },
	{ HEAD PARTS "<Rule id='a b'/><Group id='../x'/>" TAIL,
	    "t.xml:2: error: value is not allowed here: id=\"a b\" of Rule\n"
	    "t.xml:2: error: value is not allowed here: id=\"../x\" of "
	    "Group\n" },
	{ HEAD PARTS "<Rule id='r' severity='bad' weight='-1' selected='yes'/>"
	      TAIL,
	    "t.xml:2: error: value is not allowed here: severity=\"bad\" of "
	    "Rule\n"
	    "t.xml:2: error: value is not allowed here: weight=\"-1\" of "
	    "Rule\n"
	    "t.xml:2: error: value is not allowed here: selected=\"yes\" of "
	    "Rule\n" },
	{ HEAD PARTS "<Rule id='r'/>\n<Group id='g'>\n<Rule id='r'/></Group>"
	      TAIL,
	    "t.xml:4: error: id is used twice: r\n" },
	{ HEAD PARTS "<Group id='x'/>\n<Value id='x'><value/></Value>" TAIL,
	    "t.xml:3: error: id is used twice: x\n" },
	{ HEAD PARTS "<Rule id='r'/>\n<Rule id='xccdf_auditc.local_rule_r'/>"
	      TAIL,
	    "t.xml:3: error: id is used twice: xccdf_auditc.local_rule_r\n" },
	{ HEAD PARTS "<Profile id='p'><title/></Profile>\n"
		     "<Profile id='p'><title/></Profile>" TAIL,
	    "t.xml:3: error: id is used twice: "
	    "xccdf_auditc.local_profile_p\n" },
	{ HEAD PARTS "<notice id='n'/><notice/><notice/><notice id='n'/>"
		     "<model system='urn:m'/><model system='urn:m'/>" TAIL,
	    "t.xml: error: id is used twice: n\n"
	    "t.xml: error: id is used twice: urn:m\n" },
	{ HEAD PARTS "<Rule id='r' cluster-id='a b'/>" TAIL,
	    "t.xml:2: error: value is not allowed here: cluster-id=\"a b\" of "
	    "Rule\n" },
	{ HEAD PARTS "<Profile id='p'><select idref='r'/></Profile>" TAIL,
	    "t.xml:2: error: required part is missing: selected of select\n"
	    "t.xml:2: error: required part is missing: title of Profile p\n" },
	{ HEAD PARTS "<Profile id='p' extends='q'><title/>\n"
		     "<select idref='r' selected='1'/>\n"
		     "<refine-rule idref='r' severity='low'/>\n"
		     "<set-value idref='v'>1</set-value>\n"
		     "<refine-value idref='v'/></Profile>\n"
		     "<Group id='g'><requires idref='g r'/></Group>\n"
		     "<Rule id='s' extends='r'><conflicts idref='r'/>\n"
		     "<check system='u'><check-export value-id='v'"
		     " export-name='V'/></check></Rule>" TAIL,
	    "t.xml:2: error: refers to an id that does not exist: extends q\n"
	    "t.xml:3: error: refers to an id that does not exist: select r\n"
	    "t.xml:4: error: refers to an id that does not exist: "
	    "refine-rule r\n"
	    "t.xml:5: error: refers to an id that does not exist: "
	    "set-value v\n"
	    "t.xml:6: error: refers to an id that does not exist: "
	    "refine-value v\n"
	    "t.xml:7: error: refers to an id that does not exist: "
	    "requires r\n"
	    "t.xml:8: error: refers to an id that does not exist: "
	    "conflicts r\n"
	    "t.xml:9: error: refers to an id that does not exist: "
	    "check-export v\n"
	    "t.xml:8: error: refers to an id that does not exist: "
	    "extends r\n" },
	{ HEAD PARTS "<description>\n<sub idref='v'/></description>" TAIL,
	    "t.xml:3: error: refers to an id that does not exist: sub v\n" },
	{ HEAD PARTS "<Rule id='a' extends='b'/>\n<Rule id='b' extends='a'/>"
	      TAIL,
	    "t.xml:2: error: value is not allowed here: extends itself\n" },
	{ HEAD PARTS "<Profile id='p' extends='p'><title/></Profile>" TAIL,
	    "t.xml:2: error: value is not allowed here: extends itself\n" },
	{ HEAD PARTS "<Value id='v'/>" TAIL,
	    "t.xml:2: error: required part is missing: value of v\n" },
	{ HEAD PARTS "<Value id='v'><value>1</value>\n<value>2</value></Value>"
	      TAIL,
	    "t.xml:3: error: id is used twice: value of selector \"\"\n" },
	{ HEAD PARTS "<Rule id='r'><check/><complex-check operator='NOT'/>"
		     "<ident/></Rule>" TAIL,
	    "t.xml:2: error: required part is missing: system of check\n"
	    "t.xml:2: error: value is not allowed here: operator=\"NOT\" of "
	    "complex-check\n"
	    "t.xml:2: error: required part is missing: check in "
	    "complex-check\n"
	    "t.xml:2: error: required part is missing: system of ident\n" },
};

static void
refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		strbuf_reset(&said);
		assert_null(read_text(refused[i].doc));
		assert_string_equal(said.s, refused[i].said);
	}
}

/* What is taken, and what is said to be left out. */
static void
left_out(void **state)
{
	(void)state;
	assert_non_null(read_text(HEAD PARTS
	    "<Rule id='r'><title>a</title><title>b</title>\n"
	    "<title xml:lang='de'>c</title><novelty/></Rule>" TAIL));
	assert_string_equal(said.s,
	    "t.xml:2: unsupported: XCCDF construct is not evaluated: title is "
	    "repeated: the first is kept\n"
	    "t.xml:3: unsupported: XCCDF construct is not evaluated: "
	    "novelty\n");
}

/* The ways of inheriting, each of a part of a Rule, Group and Value. */
static void
inherits(void **state)
{
	const struct model_benchmark *b;
	const struct model_rule *r;
	const struct model_value_instance *in;

	(void)state;
	b = read_text(HEAD PARTS
	    "<Value id='v'><title>V</title><value>1</value>"
	    "<value selector='s'>2</value><choices><choice>1</choice>"
	    "</choices></Value>"
	    "<Value id='w' extends='v'><value selector='s'>3</value>"
	    "<lower-bound>0</lower-bound><choices><choice>9</choice>"
	    "</choices></Value>"
	    "<Group id='g' weight='2' cluster-id='c'><title>G</title>"
	    "<warning>hot</warning><Rule id='r' severity='high'"
	    " cluster-id='c'><status>draft</status><title>R</title>"
	    "<warning>one</warning><reference>x</reference>"
	    "<requires idref='q'/><ident system='s'>1</ident>"
	    "<fixtext>F</fixtext><fix id='f1'>1</fix>"
	    "<check system='a'/></Rule></Group>"
	    "<Group id='h' extends='g'><title>H</title>"
	    "<warning override='true'>cold</warning></Group>"
	    "<Rule id='q'/><Rule id='s' extends='r'><warning>two</warning>"
	    "<reference override='1'>y</reference><requires idref='r'/>"
	    "<ident system='s'>2</ident><fix id='f2'>2</fix>"
	    "<check system='b'/></Rule>" TAIL);
	assert_non_null(b);
	assert_int_equal(b->ngroup, 2);
	assert_string_equal(b->group[1].title, "H");
	assert_string_equal(b->group[1].weight, "2");
	assert_null(b->group[1].cluster_id);
	assert_int_equal(b->group[1].nwarning, 1);
	assert_string_equal(b->group[1].warning[0].text, "cold");
	r = &b->rule[2];
	assert_string_equal(r->id, "s");
	assert_string_equal(r->title, "R");
	assert_int_equal(r->severity, SEV_HIGH);
	assert_null(r->cluster_id);
	assert_null(r->status);
	assert_int_equal(r->nwarning, 2);
	assert_string_equal(r->warning[0].text, "one");
	assert_string_equal(r->warning[1].text, "two");
	assert_int_equal(r->nreference, 1);
	assert_string_equal(r->reference[0].text, "y");
	assert_int_equal(r->nrequires, 2);
	assert_int_equal(r->nident, 2);
	assert_string_equal(r->ident[1].text, "2");
	assert_int_equal(r->nfix, 2);
	assert_string_equal(r->fix[0].id, "f1");
	assert_string_equal(r->fixtext, "F");
	assert_int_equal(r->ncheck, 2);
	assert_string_equal(r->check[0].system, "b");
	assert_string_equal(r->check[1].system, "a");
	assert_string_equal(b->value[1].title, "V");
	assert_int_equal(b->value[1].ninstance, 2);
	in = b->value[1].instance[0].selector == NULL ?
	    &b->value[1].instance[0] : &b->value[1].instance[1];
	assert_string_equal(in->value, "1");
	assert_string_equal(in->lower_bound, "0");
	assert_int_equal(in->nchoice, 2);
	assert_string_equal(in->choice[1], "9");
	in = in == b->value[1].instance ? in + 1 : in - 1;
	assert_string_equal(in->value, "3");
}

/* A Value in a fix is what a profile makes of it, elsewhere its own. */
static void
fix_values(void **state)
{
	const struct model_benchmark *b;
	const struct model_resolved *own, *p;
	const struct model_fix *f;

	(void)state;
	b = read_text(HEAD PARTS
	    "<plain-text id='t'>T</plain-text><Profile id='p'><title/>"
	    "<set-value idref='v'>9</set-value></Profile>"
	    "<Value id='v'><title>V</title><value>1</value></Value>"
	    "<Rule id='r'><fix platform='cpe:/o:x'>a <sub idref='v'/> b "
	    "<sub idref='t'/><sub idref='v' use='title'/> "
	    "<sub idref='v' use='value'/></fix><fix>plain</fix>"
	    "<fix xmlns:h='http://www.w3.org/1999/xhtml'>"
	    "<h:object data='#xccdf:value:v'>x</h:object>"
	    "<h:object data='#xccdf:title:v'/>"
	    "<h:object data='#xccdf:value:t'/>"
	    "<h:object data='#xccdf:title:t'>none</h:object>"
	    "<h:object data='#xccdf:value:u'>gone</h:object>"
	    "<h:object data='v'>other</h:object></fix></Rule>" TAIL);
	assert_non_null(b);
	f = &b->rule[0].fix[0];
	own = model_resolve(&arena, b, MODEL_NONE);
	p = model_resolve(&arena, b, 0);
	assert_string_equal(f->text, "a 1 b TV 1");
	assert_string_equal(f->platform, "cpe:/o:x");
	assert_string_equal(model_fix_text(&arena, b, f, NULL), "a 1 b TV 1");
	assert_string_equal(model_fix_text(&arena, b, f, own), "a 1 b TV 1");
	assert_string_equal(model_fix_text(&arena, b, f, p), "a 9 b TV 9");
	assert_string_equal(model_fix_text(&arena, b, f + 1, p), "plain");
	assert_string_equal(f[2].text, "1VTnonegoneother");
	assert_string_equal(model_fix_text(&arena, b, f + 2, p),
	    "9VTnonegoneother");
}

static void
too_many(void **state)
{
	struct strbuf b = STRBUF_INIT;

	(void)state;
	strbuf_addstr(&b, HEAD PARTS);
	for (int i = 0; i < 50000; i++)
		strbuf_addf(&b, "<Rule id='r%d'/>", i);
	strbuf_addstr(&b, TAIL);
	assert_non_null(read_text(b.s));
	b.n -= strlen(TAIL);
	strbuf_addstr(&b, "\n<Rule id='x'/><Rule id='y'/>" TAIL);
	assert_null(read_text(b.s));
	assert_string_equal(said.s, "t.xml:3: error: XML beyond the limits: "
				    "more than 50000 items\n");
	strbuf_free(&b);
}

/* Profiles that each inherit all that the one before has. */
static void
inherits_much(void **state)
{
	struct strbuf b = STRBUF_INIT;

	(void)state;
	strbuf_addstr(&b, HEAD PARTS "<Profile id='p0'><title/>");
	for (int i = 0; i < 3000; i++)
		strbuf_addstr(&b, "<select idref='r' selected='1'/>");
	strbuf_addstr(&b, "</Profile>");
	for (int i = 1; i < 1000; i++)
		strbuf_addf(&b,
		    "\n<Profile id='p%d' extends='p%d'><title/></Profile>", i,
		    i - 1);
	strbuf_addstr(&b, "<Rule id='r'/>" TAIL);
	assert_null(read_text(b.s));
	assert_string_equal(said.s, "t.xml:607: error: XML beyond the limits: "
				    "profiles of more than 2000000 lines in "
				    "all\n");
	strbuf_free(&b);
}

/* However much is wrong, a hundred lines say it, the refusal among them. */
static void
says_little(void **state)
{
	struct strbuf b = STRBUF_INIT;
	size_t lines = 0;

	(void)state;
	strbuf_addstr(&b, HEAD PARTS);
	for (int i = 0; i < 1000; i++)
		strbuf_addstr(&b, "<novelty/>");
	strbuf_addstr(&b, "<Rule id='a b'/><Rule id='c d'/>" TAIL);
	assert_null(read_text(b.s));
	for (const char *p = said.s; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	assert_int_equal(lines, 101);
	assert_true(str_ends(said.s, "error: value is not allowed here: "
				     "id=\"a b\" of Rule\n"));
	strbuf_free(&b);
}

static const struct {
	const char *data;
	size_t n;
	enum front_format format;
} formats[] = {
#define TEXT(s) s, sizeof s - 1
	{ TEXT("<Benchmark xmlns='" NS12 "'>"), FRONT_XCCDF },
	{ TEXT("<!DOCTYPE Benchmark []><Benchmark/>"), FRONT_XCCDF },
	{ TEXT("<d:data-stream-collection xmlns:d='urn:d'/>"),
	    FRONT_DATASTREAM },
	{ TEXT("<oval_definitions/>"), FRONT_OVAL },
	{ TEXT("<cci_list/>"), FRONT_CCI },
	{ TEXT("<Tailoring xmlns='" NS12 "'/>"), FRONT_TAILORING },
	{ TEXT("<other/>"), FRONT_UNKNOWN },
	{ TEXT("# a comment\n\n  <check_type:\"Unix\">\n"), FRONT_AUDIT },
	{ TEXT("\xEF\xBB\xBF<custom_item>\n"), FRONT_AUDIT },
	{ TEXT("<check_types/>"), FRONT_UNKNOWN },
	{ TEXT("PK\3\4rest"), FRONT_ZIP },
	{ TEXT("PK\5\6"), FRONT_ZIP },
	{ TEXT("PK"), FRONT_UNKNOWN },
	{ TEXT("%PDF-1.4"), FRONT_UNKNOWN },
	{ TEXT(""), FRONT_UNKNOWN },
	{ TEXT("\xFF\xFE<\0B\0e\0n\0c\0h\0m\0a\0r\0k\0/\0>\0"), FRONT_XCCDF },
#undef TEXT
};

static void
detects(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		assert_int_equal(front_detect(formats[i].data, formats[i].n),
		    formats[i].format);
}

static double
xpath_count(xmlXPathContextPtr x, const char *expr)
{
	xmlXPathObjectPtr o = xmlXPathEval((const xmlChar *)expr, x);
	double n;

	assert_non_null(o);
	n = o->floatval;
	xmlXPathFreeObject(o);
	return n;
}

static void
compare_counts(const char *path)
{
	struct strbuf text = STRBUF_INIT;
	const struct model_benchmark *b;
	uint32_t n[6] = { 0 };
	static const char *const exprs[6] = { "count(//c:Rule)",
		"count(//c:Group)", "count(//c:Profile)",
		"count(//c:Profile/c:select)", "count(//c:Rule/c:ident)",
		"count(//c:Rule/c:check)" };
	xmlXPathContextPtr x;
	xmlDocPtr doc;

	assert_true(file_read(path, 0, &text));
	b = front_xccdf(&arena, path, text.s, text.n);
	assert_string_equal(said.s, "");
	assert_non_null(b);
	n[0] = b->nrule;
	n[1] = b->ngroup;
	n[2] = b->nprofile;
	for (uint32_t i = 0; i < b->nprofile; i++)
		n[3] += b->profile[i].nitem;
	for (uint32_t i = 0; i < b->nrule; i++) {
		n[4] += b->rule[i].nident;
		n[5] += b->rule[i].ncheck;
		assert_non_null(b->rule[i].stig.documentable);
		assert_null(strstr(b->rule[i].description, "VulnDiscussion"));
	}
	doc = xmlReadMemory(text.s, (int)text.n, path, NULL, XML_PARSE_NONET);
	x = xmlXPathNewContext(doc);
	xmlXPathRegisterNs(x, (const xmlChar *)"c", (const xmlChar *)NS11);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(n[i], (int)xpath_count(x, exprs[i]));
	xmlXPathFreeContext(x);
	xmlFreeDoc(doc);
	strbuf_free(&text);
}

static void
reads_real(void **state)
{
	static const char *const paths[] = {
		"../shared/stigs/disa-stig-bind-v4r1.16-xccdf-manual.xml",
		"../shared/stigs/disa-stig-rhel8-v1r6-xccdf-manual.xml",
		"../shared/stigs/disa-stig-rhel8-v2r8-xccdf-manual.xml",
		"../shared/stigs/disa-stig-ubuntu2004-v1r12-xccdf-manual.xml",
		"../shared/stigs/disa-stig-ubuntu2004-v1r9-xccdf-manual.xml",
	};

	(void)state;
	if (access(paths[0], R_OK) != 0)
		skip(); /* ../shared/stigs is not here */
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		compare_counts(paths[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(reads_disa),
		T(reads_rich),
		T(refusals),
		T(left_out),
		T(too_many),
		T(inherits_much),
		T(inherits),
		T(fix_values),
		T(says_little),
		T(detects),
		T(reads_real),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
