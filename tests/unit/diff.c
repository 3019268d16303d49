/* Word by word, and rule by rule: what became of a text and of a release. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/base.h"
#include "model/model.h"

/* --- words -------------------------------------------------------------- */

static void
add_words(struct strbuf *b, const char *s, size_t n)
{
	size_t i = 0, start;

	while (i < n) {
		while (i < n && memchr(" \t\r\n", s[i], 4) != NULL)
			i++;
		for (start = i; i < n && memchr(" \t\r\n", s[i], 4) == NULL;)
			i++;
		strbuf_add(b, s + start, i - start);
		strbuf_addch(b, '|');
	}
}

/* "same [-gone-] {+new+}", and the two promises of words_diff(). */
static char *
compare(struct arena *a, const char *from, const char *to)
{
	struct strbuf out = STRBUF_INIT, all = STRBUF_INIT;
	struct strbuf old = STRBUF_INIT, words = STRBUF_INIT;
	const struct word_run *r;
	struct word_run *run;
	uint32_t i, n;
	char *text;

	run = words_diff(a, from, to, &n);
	for (i = 0; i < n; i++) {
		r = &run[i];
		if (r->op != WORD_GONE)
			strbuf_add(&all, r->text, r->n);
		if (r->op != WORD_NEW)
			add_words(&old, r->text, r->n);
		strbuf_addstr(&out, r->op == WORD_GONE  ? "[-"
				    : r->op == WORD_NEW ? "{+"
							: "");
		strbuf_add(&out, r->text, r->n);
		strbuf_addstr(&out, r->op == WORD_GONE  ? "-]"
				    : r->op == WORD_NEW ? "+}"
							: "");
	}
	assert_string_equal(all.s, to != NULL ? to : "");
	if (from != NULL)
		add_words(&words, from, strlen(from));
	/* White space at an end adds a word of no length. */
	while (old.n > 1 && old.s[old.n - 1] == '|')
		old.s[--old.n] = '\0';
	while (words.n > 1 && words.s[words.n - 1] == '|')
		words.s[--words.n] = '\0';
	if (old.n > 1 && words.n > 1)
		assert_string_equal(old.s, words.s);
	text = arena_strndup(a, out.s, out.n);
	strbuf_free(&out);
	strbuf_free(&all);
	strbuf_free(&old);
	strbuf_free(&words);
	return text;
}

static void
test_words(void **state)
{
	static const struct {
		const char *from, *to, *expect;
	} cases[] = {
		{ NULL, NULL, "" },
		{ "", "a", "{+a+}" },
		{ "a", NULL, "[-a-]" },
		{ "a b c", "a b c", "a b c" },
		{ "a  b\nc", "a b\n c ", "a b\n c " },
		{ "a b c", "a x c", "a[- b-]{+ x+} c" },
		{ "a b c", "b c d", "[-a-]b c{+ d+}" },
		{ "a b", "a b c", "a b{+ c+}" },
		{ "a a a", "a a", "a a[- a-]" },
		{ "one two", "three four", "[-one two-]{+three four+}" },
		/* One word that both have, in the midst of much. */
		{ "a b c d the e f g h", "i j k l the m n o p",
		    "[-a b c d the e f g h-]{+i j k l the m n o p+}" },
		{ " \n", "\t", "\t" },
	};
	struct arena a = { NULL };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    compare(&a, cases[i].from, cases[i].to), cases[i].expect);
	arena_free(&a);
}

/* Random texts of few words: the promises hold whatever is compared. */
static void
test_words_random(void **state)
{
	struct strbuf text[2] = { STRBUF_INIT, STRBUF_INIT };
	struct arena a = { NULL };
	uint32_t seed = 1, round, i, n;
	int side;

	(void)state;
	for (round = 0; round < 3000; round++) {
		for (side = 0; side < 2; side++) {
			strbuf_reset(&text[side]);
			seed = seed * 1664525 + 1013904223;
			n = seed >> 16 & 31;
			for (i = 0; i < n; i++) {
				seed = seed * 1664525 + 1013904223;
				strbuf_addf(&text[side], "%c%s",
				    'a' + (char)(seed >> 20 & 3),
				    (seed >> 28 & 3) != 0 ? " " : "");
			}
		}
		compare(&a, text[0].s, text[1].s);
	}
	strbuf_free(&text[0]);
	strbuf_free(&text[1]);
	arena_free(&a);
}

/* Too much apart: one run of each, in bounded time. */
static void
test_words_limit(void **state)
{
	struct strbuf from = STRBUF_INIT, to = STRBUF_INIT;
	struct arena a = { NULL };
	struct word_run *run;
	uint32_t i, n;

	(void)state;
	for (i = 0; i < 600000; i++) {
		strbuf_addf(&from, "%u ", i);
		strbuf_addf(&to, "%u ", i + 1000000);
	}
	strbuf_addstr(&from, "end");
	strbuf_addstr(&to, "end");
	run = words_diff(&a, from.s, to.s, &n);
	assert_int_equal(n, 2);
	assert_int_equal(run[0].op, WORD_GONE);
	assert_int_equal(run[0].n, from.n);
	assert_int_equal(run[1].n, to.n);
	strbuf_free(&from);
	strbuf_free(&to);
	arena_free(&a);
}

/* --- releases ----------------------------------------------------------- */

struct spec {
	const char *id, *version, *title;
};

static void
build(struct arena *a, struct model_benchmark *b, const struct spec *s)
{
	struct model_rule *r;

	memset(b, 0, sizeof *b);
	b->id = b->id12 = b->family = "B";
	for (; s->id != NULL; s++) {
		r = VEC_PUSH(a, b->rule, b->nrule);
		r->id = r->id12 = s->id;
		r->version = s->version;
		r->title = s->title;
		r->group = MODEL_NONE;
	}
}

/* "class old new" of each change, by ids. */
static char *
diff_ids(struct arena *a, const struct spec *from, const struct spec *to)
{
	struct strbuf out = STRBUF_INIT;
	struct model_benchmark old, new_;
	const struct model_change *c;
	struct model_change *list;
	uint32_t i, n;
	char *text;

	build(a, &old, from);
	build(a, &new_, to);
	list = model_diff(a, &old, &new_, &n);
	for (i = 0; i < n; i++) {
		c = &list[i];
		strbuf_addf(&out, "%s %s %s\n", model_class_names[c->class_],
		    c->old != MODEL_NONE ? old.rule[c->old].id : "-",
		    c->new_ != MODEL_NONE ? new_.rule[c->new_].id : "-");
	}
	text = arena_strndup(a, out.s, out.n);
	strbuf_free(&out);
	return text;
}

static void
test_match(void **state)
{
	static const struct spec none[] = { { NULL, NULL, NULL } };
	static const struct spec one[] = { { "SV-1r1_rule", "A-1", "x" },
		{ NULL, NULL, NULL } };
	static const struct spec twice[] = { { "SV-1r2_rule", "A-1", "x" },
		{ "SV-2r1_rule", "A-1", "y" }, { NULL, NULL, NULL } };
	static const struct spec unnamed[] = { { "SV-1r3_rule", NULL, "z" },
		{ NULL, NULL, NULL } };
	static const struct spec other[] = { { "SV-9r1_rule", "A-2", "x" },
		{ NULL, NULL, NULL } };
	static const struct spec same_id[] = { { "SV-1r1_rule", "A-2", "w" },
		{ NULL, NULL, NULL } };
	static const struct spec empty[] = { { "SV-5r1_rule", "A-5", NULL },
		{ NULL, NULL, NULL } };
	static const struct spec empty2[] = { { "SV-6r1_rule", "A-6", "" },
		{ NULL, NULL, NULL } };
	struct arena a = { NULL };

	(void)state;
	assert_string_equal(diff_ids(&a, none, none), "");
	assert_string_equal(diff_ids(&a, none, one), "added - SV-1r1_rule\n");
	assert_string_equal(diff_ids(&a, one, none), "removed SV-1r1_rule -\n");
	/* One of them became two: by the id. */
	assert_string_equal(diff_ids(&a, one, twice),
	    "unchanged SV-1r1_rule SV-1r2_rule\nadded - SV-2r1_rule\n");
	assert_string_equal(diff_ids(&a, twice, one),
	    "unchanged SV-1r2_rule SV-1r1_rule\nremoved SV-2r1_rule -\n");
	/* A STIG-ID that came or went: by the id. */
	assert_string_equal(
	    diff_ids(&a, one, unnamed), "changed SV-1r1_rule SV-1r3_rule\n");
	assert_string_equal(
	    diff_ids(&a, unnamed, one), "changed SV-1r3_rule SV-1r1_rule\n");
	/* Another id, the same text. */
	assert_string_equal(
	    diff_ids(&a, one, other), "moved SV-1r1_rule SV-9r1_rule\n");
	/* Another STIG-ID and another text is another control. */
	assert_string_equal(diff_ids(&a, one, same_id),
	    "added - SV-1r1_rule\nremoved SV-1r1_rule -\n");
	/* Two without text have not the same text. */
	assert_string_equal(diff_ids(&a, empty, empty2),
	    "added - SV-6r1_rule\nremoved SV-5r1_rule -\n");
	arena_free(&a);
}

static void
test_fields(void **state)
{
	struct model_ident ident[] = { { "http://example.org/b", "CCI-2" },
		{ "http://example.org/a", "CCI-1" },
		{ "http://example.org/a", "CCI-1" },
		{ "http://example.org/legacy", "V-1" } };
	struct model_reference reference = { .text = "A\n  guide",
		.href = "x" };
	struct model_fix fix = { .text = "chmod 0 f" };
	struct model_rule rule = { .id = "r",
		.id12 = "r",
		.description = "d",
		.rationale = "why",
		.ident = ident,
		.nident = 4,
		.reference = &reference,
		.nreference = 1,
		.fixtext = "Close it.",
		.fix = &fix,
		.nfix = 1,
		.severity = SEV_HIGH };
	struct model_benchmark b = { .rule = &rule, .nrule = 1 };
	struct arena a = { NULL };

	(void)state;
	assert_string_equal(model_field_text(&a, &b, 0, FIELD_TITLE), "");
	assert_string_equal(model_field_text(&a, &b, 0, FIELD_CHECK), "");
	assert_string_equal(model_field_text(&a, &b, 0, FIELD_VALUES), "");
	assert_string_equal(
	    model_field_text(&a, &b, 0, FIELD_SEVERITY), "high");
	assert_string_equal(
	    model_field_text(&a, &b, 0, FIELD_DISCUSSION), "d\n\nwhy");
	assert_string_equal(
	    model_field_text(&a, &b, 0, FIELD_FIX), "Close it.\n\nchmod 0 f");
	assert_string_equal(model_field_text(&a, &b, 0, FIELD_REFERENCES),
	    "A guide, x\nCCI-1 http://example.org/a\n"
	    "CCI-2 http://example.org/b");
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_words_random),
		cmocka_unit_test(test_words_limit),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
