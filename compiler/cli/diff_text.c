/* auditc diff for a terminal, or for a pipe. */
#include <string.h>

#include "diff.h"

#define CONTEXT 12 /* words of what is the same, around what is not */
#define INDENT 4

/* Text on its way to the output, folded, each piece in its style. */
struct pen {
	struct strbuf *out;
	int width; /* 0: unfolded */
	bool colour;
	int indent, column; /* column 0: at the beginning of a line */
	int spaces;         /* not yet written */
	int lines;          /* line ends not yet written */
};

struct style {
	const char *colour, *open, *close; /* without colour: marks */
};
static const struct style plain = { "", "", "" };
static const struct style gone = { "\033[31m", "[-", "-]" };
static const struct style added = { "\033[32m", "{+", "+}" };
static const struct style bold = { "\033[1m", "", "" };
static const char reset[] = "\033[0m";

static int
columns(const char *s)
{
	int n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

/* Write a word that is safe for a terminal, behind what is due before it. */
static void
put_word(struct pen *p, const char *word, const struct style *style)
{
	bool coloured = p->colour && *style->colour != '\0';
	int n = columns(word), i;

	if (p->width > 0 && p->column + p->spaces + n > p->width &&
	    p->column > p->indent && p->spaces > 0 && p->lines == 0) {
		p->lines = 1;
		p->spaces = 0;
	}
	for (i = 0; i < p->lines && i < 2; i++)
		strbuf_addch(p->out, '\n');
	if (p->lines > 0)
		p->column = 0;
	if (p->column == 0)
		p->spaces += p->indent;
	p->column += p->spaces + n;
	for (; p->spaces > 0; p->spaces--)
		strbuf_addch(p->out, ' ');
	p->lines = 0;
	strbuf_addf(p->out, "%s%s%s", coloured ? style->colour : "", word,
	    coloured ? reset : "");
}

/* A piece of text: its words in this style, its white space as it is. */
static void
put(struct pen *p, const char *s, size_t n, const struct style *style)
{
	struct strbuf word = STRBUF_INIT;
	const char *end = s + n;
	bool first = true;

	while (s < end) {
		if (*s == '\n') {
			p->lines++;
			p->spaces = 0;
		} else if (*s == ' ')
			p->spaces++;
		else if (*s == '\t')
			p->spaces += 4;
		if (memchr(" \t\n\r", *s, 4) != NULL) {
			s++;
			continue;
		}
		strbuf_reset(&word);
		if (first && !p->colour)
			strbuf_addstr(&word, style->open);
		first = false;
		for (n = 0; s + n < end && memchr(" \t\n\r", s[n], 4) == NULL;)
			n++;
		print_clean(&word, s, n);
		s += n;
		if (s == end && !p->colour)
			strbuf_addstr(&word, style->close);
		put_word(p, word.s, style);
	}
	strbuf_free(&word);
}

static void
put_text(struct pen *p, const char *s, const struct style *style)
{
	put(p, s, strlen(s), style);
}

/* End the line; the next begins behind so many spaces. */
static void
end_line(struct pen *p, int indent)
{
	if (p->column != 0 || p->lines != 0)
		strbuf_addch(p->out, '\n');
	p->column = p->spaces = p->lines = 0;
	p->indent = indent;
}

/* Length of the text up to the end of its nth word; *words: how many it has.
 */
static size_t
head_length(const char *s, size_t n, int nth, int *words)
{
	size_t i = 0, end = n;

	*words = 0;
	while (i < n) {
		while (i < n && memchr(" \t\n\r", s[i], 4) != NULL)
			i++;
		if (i == n)
			break;
		while (i < n && memchr(" \t\n\r", s[i], 4) == NULL)
			i++;
		if (++*words == nth)
			end = i;
	}
	return end;
}

/* What is the same, without its middle or its far end where it is long. */
static void
put_same(struct pen *p, const struct word_run *r, bool first, bool last)
{
	int words, head = first ? 0 : CONTEXT, tail = last ? 0 : CONTEXT, all;
	size_t from, to;
	bool lines;

	head_length(r->text, r->n, 0, &words);
	if (words <= head + tail + 6) {
		put(p, r->text, r->n, &plain);
		return;
	}
	to = head == 0 ? 0 : head_length(r->text, r->n, head, &all);
	from =
	    tail == 0 ? r->n : head_length(r->text, r->n, words - tail, &all);
	put(p, r->text, to, &plain);
	lines = memchr(r->text + to, '\n', from - to) != NULL;
	p->spaces = p->column != 0;
	p->lines = lines && p->column != 0;
	put_text(p, "[...]", &plain);
	if (lines) {
		p->lines = 1;
		while (from < r->n && memchr(" \t\n", r->text[from], 3) != NULL)
			from++;
	}
	put(p, r->text + from, r->n - from, &plain);
}

/* What stands in for words that are gone needs no white space of its own. */
static void
put_new(struct pen *p, const struct word_run *r, bool instead)
{
	size_t lead = 0;
	bool line = false;

	while (instead && lead < r->n &&
	       memchr(" \t\r\n", r->text[lead], 4) != NULL)
		line = r->text[lead++] == '\n' || line;
	if (line)
		p->lines = 1;
	else
		p->spaces += lead != 0 || (instead && p->column != 0);
	put(p, r->text + lead, r->n - lead, &added);
}

static void
put_words(struct pen *p, const struct word_run *run, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (run[i].op == WORD_GONE)
			put(p, run[i].text, run[i].n, &gone);
		else if (run[i].op == WORD_NEW)
			put_new(
			    p, &run[i], i != 0 && run[i - 1].op == WORD_GONE);
		else
			put_same(p, &run[i], i == 0, i + 1 == n);
	}
}

static void
put_list(struct pen *p, const struct word_run *run, uint32_t n)
{
	const struct style *style;
	uint32_t i;

	for (i = 0; i < n; i++) {
		style = run[i].op == WORD_GONE ? &gone : &added;
		put_text(p, run[i].op == WORD_GONE ? "- " : "+ ", &plain);
		put(p, run[i].text, run[i].n, p->colour ? style : &plain);
		end_line(p, INDENT);
	}
}

static void
put_field(
    struct pen *p, const struct diff *d, uint32_t i, enum model_field field)
{
	struct arena a = { NULL };
	const char *old, *new_ = diff_field(&a, d, i, field, &old);
	struct word_run *run;
	uint32_t n;

	end_line(p, 2);
	put_text(p, model_field_names[field], &bold);
	run = diff_is_list(field) ? diff_lines(&a, old, new_, &n)
				  : words_diff(&a, old, new_, &n);
	if (diff_is_space(run, n))
		put_text(p, ": nothing but white space", &plain);
	end_line(p, INDENT);
	if (diff_is_list(field))
		put_list(p, run, n);
	else if (!diff_is_space(run, n))
		put_words(p, run, n);
	end_line(p, 0);
	arena_free(&a);
}

static void
put_hold(struct pen *p, const struct diff *d, uint32_t i)
{
	if (d->change[i].class_ == CLASS_REMOVED)
		return;
	put_text(p, "  check: ", &plain);
	put_text(p, store_hold_names[d->hold[i]],
	    d->hold[i] == HOLD_STALE ? &bold : &plain);
}

static void
put_change(struct pen *p, const struct diff *d, uint32_t i)
{
	const struct model_rule *rule = diff_rule(d, i), *old = diff_old(d, i);
	uint32_t f, fields = diff_fields(d, i);

	end_line(p, 0);
	if (d->change[i].class_ == CLASS_MOVED) {
		put_text(p, diff_name(old), &bold);
		put_text(p, " -> ", &plain);
	}
	put_text(p, diff_name(rule), &bold);
	put_text(p, "  ", &plain);
	put_text(p, model_severity_names[rule->severity], &plain);
	put_hold(p, d, i);
	end_line(p, 2);
	put_text(p, rule->title != NULL ? rule->title : "", &plain);
	end_line(p, 0);
	for (f = 0; f < FIELD__MAX; f++)
		if ((fields >> f & 1) != 0)
			put_field(p, d, i, (enum model_field)f);
}

static void
put_class(struct pen *p, const struct diff *d, enum model_class class_)
{
	static const char *const heading[CLASS__MAX] = {
		[CLASS_ADDED] = "Added",
		[CLASS_REMOVED] = "Removed",
		[CLASS_MOVED] = "Moved",
		[CLASS_CHANGED] = "Changed",
		[CLASS_UNCHANGED] = "Unchanged",
	};
	uint32_t i, n = 0;

	for (i = 0; i < d->n; i++) {
		if (d->change[i].class_ != class_ || !diff_shown(d, i))
			continue;
		if (n++ == 0) {
			end_line(p, 0);
			strbuf_addch(p->out, '\n');
			put_text(p, heading[class_], &bold);
			end_line(p, 0);
			strbuf_addch(p->out, '\n');
		} else if (d->change[i].fields != 0)
			strbuf_addch(p->out, '\n');
		put_change(p, d, i);
	}
}

static void
put_totals(struct pen *p, const struct diff *d)
{
	struct diff_totals t = diff_total(d);
	const char *between = "  (";
	uint32_t i, f;

	strbuf_addch(p->out, '\n');
	for (i = 0; i < CLASS__MAX; i++) {
		strbuf_addf(
		    p->out, "%-10s %5u", model_class_names[i], t.class_[i]);
		for (f = 0; i == CLASS_CHANGED && f < FIELD__MAX; f++) {
			if (t.field[f] == 0)
				continue;
			strbuf_addf(p->out, "%s%s %u", between,
			    model_field_names[f], t.field[f]);
			between = ", ";
		}
		strbuf_addstr(p->out,
		    i == CLASS_CHANGED && *between == ',' ? ")\n" : "\n");
	}
	strbuf_addf(p->out,
	    "Bound checks: %u hold, %u stale, %u new; %u rules have none\n",
	    t.hold[HOLD_HOLDS], t.hold[HOLD_STALE], t.hold[HOLD_NEW],
	    t.hold[HOLD_NONE]);
}

void
diff_text(struct strbuf *out, const struct diff *d, int width, bool colour)
{
	struct pen p = { .out = out, .width = width, .colour = colour };
	struct arena a = { NULL };
	uint32_t i;

	put_text(&p, diff_title(&a, &d->old), &plain);
	end_line(&p, 0);
	put_text(&p, "-> ", &plain);
	put_text(&p, diff_title(&a, &d->new_), &plain);
	end_line(&p, 0);
	for (i = 0; i < CLASS__MAX; i++)
		put_class(&p, d, (enum model_class)i);
	put_totals(&p, d);
	arena_free(&a);
}
