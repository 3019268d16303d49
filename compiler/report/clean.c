/*
 * What came from a target cannot steer a terminal, a browser or a reader's
 * eye: control characters, those that turn the direction of text, and what is
 * no character become U+FFFD; a carriage return becomes a newline.
 */
#include <string.h>

#include "report.h"

#define REPLACEMENT "\xEF\xBF\xBD"

static uint32_t
code_point(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;

	switch (len) {
	case 1:
		return u[0];
	case 2:
		return (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
	case 3:
		return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 |
		       (u[2] & 0x3Fu);
	default:
		return (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 |
		       (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
	}
}

static bool
is_clean(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} refused[] = {
		{ 0x7F, 0x9F },     /* DEL and C1 */
		{ 0x061C, 0x061C }, /* directions */
		{ 0x200E, 0x200F },
		{ 0x2028, 0x202E }, /* separators, directions */
		{ 0x2066, 0x206F },
		{ 0xFEFF, 0xFEFF },   /* a byte order mark inside text */
		{ 0xFFF9, 0xFFFB },   /* annotations */
		{ 0xE0000, 0xE007F }, /* tags: text that nobody sees */
	};

	if (c < 0x20)
		return c == '\t' || c == '\n';
	if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF))
		return false;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (c >= refused[i].first && c <= refused[i].last)
			return false;
	return true;
}

/* Length of the clean text that s begins with. */
static size_t
clean_length(const char *s, size_t n)
{
	size_t i = 0, len;

	while (i < n) {
		len = utf8_length(s + i, n - i);
		if (len == 0 || !is_clean(code_point(s + i, len)))
			break;
		i += len;
	}
	return i;
}

const char *
report_clean(struct arena *a, const char *s)
{
	struct strbuf b = STRBUF_INIT;
	size_t n, len;
	const char *text;

	if (s == NULL)
		return NULL;
	n = strlen(s);
	len = clean_length(s, n);
	if (len == n)
		return s;
	for (;;) {
		strbuf_add(&b, s, len);
		s += len;
		n -= len;
		if (n == 0)
			break;
		if (*s == '\r') {
			if (n == 1 || s[1] != '\n')
				strbuf_addch(&b, '\n');
		} else
			strbuf_addstr(&b, REPLACEMENT);
		len = utf8_length(s, n);
		len = len != 0 ? len : 1;
		s += len;
		n -= len;
		len = clean_length(s, n);
	}
	text = arena_strndup(a, b.s, b.n);
	strbuf_free(&b);
	return text;
}

void
report_clean_tree(struct arena *a, struct xml_node *node)
{
	uint32_t i;

	for (; node != NULL; node = node->next) {
		node->text = report_clean(a, node->text);
		for (i = 0; i < node->nattr; i++)
			node->attr[i].value =
			    report_clean(a, node->attr[i].value);
		report_clean_tree(a, node->kid);
	}
}
