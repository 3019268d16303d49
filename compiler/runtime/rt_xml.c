/* The few shapes of XML that the writers need, and the text of a message. */
#include <ctype.h>
#include <string.h>

#include "rt.h"

#define EVIDENCE_LINES 200u
#define EVIDENCE_TEXT ((size_t)1024)

void
rt_xml_attr(struct strbuf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	strbuf_addch(b, ' ');
	strbuf_addstr(b, name);
	strbuf_add(b, "=\"", 2);
	quote_xml(b, value);
	strbuf_addch(b, '"');
}

void
rt_xml_element(struct strbuf *b, const char *name, const char *text)
{
	if (text == NULL)
		return;
	strbuf_addch(b, '<');
	strbuf_addstr(b, name);
	strbuf_addch(b, '>');
	quote_xml(b, text);
	strbuf_add(b, "</", 2);
	strbuf_addstr(b, name);
	strbuf_add(b, ">\n", 2);
}

void
rt_xml_name(struct strbuf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if (isalnum((unsigned char)*s) || *s == '.' || *s == '-' ||
		    *s == '_')
			strbuf_addch(b, *s);
		else
			strbuf_addch(b, '_');
	}
}

/* How many of the n bytes are ASCII that stands for itself. */
static size_t
plain_length(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && ((s[i] >= 0x20 && s[i] < 0x7F) || s[i] == '\t'))
		i++;
	return i;
}

/* A found or expected value: one line, bounded, cut between characters. */
static void
add_value(struct strbuf *b, const char *s)
{
	size_t n = strlen(s), i = 0, len;

	while (i < n && i < EVIDENCE_TEXT) {
		len = plain_length(
		    s + i, (n < EVIDENCE_TEXT ? n : EVIDENCE_TEXT) - i);
		if (len != 0) {
			strbuf_add(b, s + i, len);
			i += len;
			continue;
		}
		len = utf8_length(s + i, n - i);
		if (len == 0)
			len = 1;
		if (len == 1 && (unsigned char)s[i] < 0x20 && s[i] != '\t')
			strbuf_addstr(b, s[i] == '\n' ? "\\n" : "\xEF\xBF\xBD");
		else
			strbuf_add(b, s + i, len);
		i += len;
	}
	if (i < n)
		strbuf_addf(b, "... (%zu bytes)", n);
}

static void
add_evidence(struct strbuf *b, const struct rt_evidence *e)
{
	static const char *const mark[IR_RESULT__MAX] = {
		[IR_RESULT_TRUE] = "ok",
		[IR_RESULT_FALSE] = "not ok",
		[IR_RESULT_UNKNOWN] = "unknown",
		[IR_RESULT_ERROR] = "error",
		[IR_RESULT_NOT_EVALUATED] = "not evaluated",
		[IR_RESULT_NOT_APPLICABLE] = "not applicable",
	};

	strbuf_addf(b, "%s: ", e->drift ? "drift" : mark[e->result]);
	if (e->where != NULL) {
		add_value(b, e->where);
		strbuf_addstr(b, ": ");
	}
	if (e->found != NULL) {
		strbuf_addstr(b, "found ");
		add_value(b, e->found);
	} else
		strbuf_addstr(b, "nothing found");
	if (e->expected != NULL) {
		strbuf_addstr(b, ", expected ");
		add_value(b, e->expected);
	}
	if (e->comment != NULL) {
		strbuf_addstr(b, " (");
		add_value(b, e->comment);
		strbuf_addch(b, ')');
	}
}

void
rt_message(struct strbuf *b, const struct rt_rule_result *r)
{
	size_t start = b->n;
	uint32_t i;

	if (r->message != NULL && *r->message != '\0')
		strbuf_addstr(b, r->message);
	for (i = 0; i < r->nevidence && i < EVIDENCE_LINES; i++) {
		if (b->n != start)
			strbuf_addch(b, '\n');
		add_evidence(b, &r->evidence[i]);
	}
	if (i < r->nevidence)
		strbuf_addf(b, "\nand %u more", r->nevidence - i);
	if (b->n == start)
		strbuf_addf(
		    b, "%s, without evidence", ir_xccdf_names[r->result]);
	if (r->advice.text != NULL)
		strbuf_addf(b, "\n%s", r->advice.text);
}
