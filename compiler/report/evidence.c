/*
 * Evidence item by item.  XCCDF carries it as the lines of one message, in
 * the form that the evaluator writes:
 *   MARK: [WHERE: ]found X[, expected Y][ (COMMENT)]
 * A line that is not of that form stays text.  Only what is shown depends on
 * how a line is taken apart: verdicts never do.
 */
#include <string.h>

#include "report.h"

static const struct {
	const char *mark;
	enum ir_result result;
	bool drift;
} marks[] = {
	{ "ok: ", IR_RESULT_TRUE, false },
	{ "not ok: ", IR_RESULT_FALSE, false },
	{ "drift: ", IR_RESULT_FALSE, true },
	{ "unknown: ", IR_RESULT_UNKNOWN, false },
	{ "error: ", IR_RESULT_ERROR, false },
	{ "not evaluated: ", IR_RESULT_NOT_EVALUATED, false },
	{ "not applicable: ", IR_RESULT_NOT_APPLICABLE, false },
};
#define NMARK (sizeof marks / sizeof *marks)

/* The first `what` of s[0..n) that stands at its begin or behind ": ". */
static const char *
find_part(const char *s, size_t n, const char *what)
{
	size_t len = strlen(what);
	const char *p;

	for (p = s; (size_t)(p - s) + len <= n; p++)
		if (memcmp(p, what, len) == 0 &&
		    (p == s || (p - s >= 2 && p[-1] == ' ' && p[-2] == ':')))
			return p;
	return NULL;
}

static const char *
find_last(const char *s, size_t n, const char *what)
{
	size_t len = strlen(what);

	for (size_t i = n; i >= len; i--)
		if (memcmp(s + i - len, what, len) == 0)
			return s + i - len;
	return NULL;
}

static bool
ends_in(const char *s, size_t n, const char *what)
{
	size_t len = strlen(what);

	return n >= len && memcmp(s + n - len, what, len) == 0;
}

/* The " (" of a comment at the end, which is no value in parentheses. */
static const char *
find_comment(const char *s, size_t n)
{
	const char *p = NULL;

	if (n != 0 && s[n - 1] == ')')
		p = find_last(s, n, " (");
	if (p != NULL && (ends_in(s, (size_t)(p - s), ", expected") ||
			     (p - s == 5 && str_starts(s, "found"))))
		return NULL;
	return p;
}

/* Is s[0..n) an item?  Then it goes to *out. */
static bool
take_item(struct arena *a, const char *s, size_t n, struct report_item *out)
{
	static const char nothing[] = "nothing found", found[] = "found ",
			  expected[] = ", expected ";
	struct report_item item = { 0 };
	const char *part, *p;
	size_t i, len;

	for (i = 0; i < NMARK; i++) {
		len = strlen(marks[i].mark);
		if (n > len && memcmp(s, marks[i].mark, len) == 0)
			break;
	}
	if (i == NMARK)
		return false;
	item.result = marks[i].result;
	item.drift = marks[i].drift;
	s += len;
	n -= len;
	part = find_part(s, n, found);
	if (part == NULL)
		part = find_part(s, n, nothing);
	if (part == NULL)
		return false;
	if (part != s)
		item.where = arena_strndup(a, s, (size_t)(part - s) - 2);
	n -= (size_t)(part - s);
	s = part;
	p = find_comment(s, n);
	if (p != NULL) {
		item.comment = arena_strndup(a, p + 2, n - (size_t)(p - s) - 3);
		n = (size_t)(p - s);
	}
	if ((p = find_last(s, n, expected)) != NULL) {
		p += sizeof expected - 1;
		item.expected = arena_strndup(a, p, n - (size_t)(p - s));
		n = (size_t)(p - s) - (sizeof expected - 1);
	}
	if (n >= sizeof found - 1 && memcmp(s, found, sizeof found - 1) == 0)
		item.found = arena_strndup(
		    a, s + sizeof found - 1, n - (sizeof found - 1));
	*out = item;
	return true;
}

void
report_take_items(struct arena *a, struct report_result *r)
{
	struct strbuf head = STRBUF_INIT;
	struct report_item item;
	const char *s = r->text;
	size_t n;

	for (; *s != '\0'; s += n + (s[n] == '\n')) {
		n = strcspn(s, "\n");
		if (take_item(a, s, n, &item)) {
			*VEC_PUSH(a, r->item, r->nitem) = item;
			continue;
		}
		if (head.n != 0)
			strbuf_addch(&head, '\n');
		strbuf_add(&head, s, n);
	}
	r->head = r->nitem == 0 ? r->text : arena_strndup(a, head.s, head.n);
	strbuf_free(&head);
}

/* On one line, as its end is that of the item. */
static void
add_line(struct strbuf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\n')
			strbuf_addstr(b, "\\n");
		else
			strbuf_addch(b, *s);
	}
}

static void
tell_item(struct strbuf *b, const struct report_item *item)
{
	size_t i;

	for (i = 0; i < NMARK; i++)
		if (marks[i].result == item->result &&
		    marks[i].drift == item->drift)
			break;
	if (i == NMARK) /* drift that is not false */
		i = 1;
	strbuf_addstr(b, marks[i].mark);
	if (item->where != NULL) {
		add_line(b, item->where);
		strbuf_addstr(b, ": ");
	}
	strbuf_addstr(b, item->found != NULL ? "found " : "nothing found");
	if (item->found != NULL)
		add_line(b, item->found);
	if (item->expected != NULL) {
		strbuf_addstr(b, ", expected ");
		add_line(b, item->expected);
	}
	if (item->comment != NULL) {
		strbuf_addstr(b, " (");
		add_line(b, item->comment);
		strbuf_addch(b, ')');
	}
}

void
report_tell_items(struct arena *a, struct report_result *r)
{
	struct strbuf b = STRBUF_INIT;
	uint32_t i;

	strbuf_addstr(&b, r->head);
	for (i = 0; i < r->nitem; i++) {
		if (b.n != 0)
			strbuf_addch(&b, '\n');
		tell_item(&b, &r->item[i]);
	}
	r->text = arena_strndup(a, b.s, b.n);
	strbuf_free(&b);
}

const char *
report_why(struct arena *a, const struct report_result *r)
{
	struct strbuf b = STRBUF_INIT;
	const char *why = r->head;
	uint32_t i;

	for (i = 0; i < r->nitem; i++)
		if (r->item[i].result != IR_RESULT_TRUE)
			break;
	if (i < r->nitem && r->result != IR_XCCDF_PASS) {
		tell_item(&b, &r->item[i]);
		why = arena_strndup(a, b.s, b.n);
		strbuf_free(&b);
	}
	return arena_strndup(a, why, strcspn(why, "\n"));
}
