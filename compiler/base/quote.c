/* The only ways from a value into code or markup. */
#include <string.h>

#include "base.h"

void
quote_sh(struct strbuf *b, const char *s)
{
	const char *q;

	strbuf_addch(b, '\'');
	while ((q = strchr(s, '\'')) != NULL) {
		strbuf_add(b, s, (size_t)(q - s));
		strbuf_addstr(b, "'\\''");
		s = q + 1;
	}
	strbuf_addstr(b, s);
	strbuf_addch(b, '\'');
}

void
quote_c_n(struct strbuf *b, const char *s, size_t n)
{
	size_t i;
	unsigned char c;

	strbuf_addch(b, '"');
	for (i = 0; i < n; i++) {
		c = (unsigned char)s[i];
		if (c == '\n' && i + 1 < n)
			strbuf_addstr(b, "\\n\"\n\"");
		else if (c == '\n')
			strbuf_addstr(b, "\\n");
		else if (c == '\t')
			strbuf_addstr(b, "\\t");
		else if (c == '"' || c == '\\' || c == '?')
			strbuf_addf(b, "\\%c", c);
		else if (c < 0x20 || c >= 0x7F)
			strbuf_addf(b, "\\%03o", c);
		else
			strbuf_addch(b, c);
	}
	strbuf_addch(b, '"');
}

void
quote_c(struct strbuf *b, const char *s)
{
	quote_c_n(b, s, strlen(s));
}

/* What XML 1.0 cannot carry although it is UTF-8: C0 controls, FFFE, FFFF. */
static bool
xml_char(const char *s, size_t len)
{
	unsigned char c = (unsigned char)s[0];

	if (len == 1)
		return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
	return !(len == 3 && c == 0xEF && (unsigned char)s[1] == 0xBF &&
		 (unsigned char)s[2] >= 0xBE);
}

/* How many bytes from s on are ASCII that XML takes as it is. */
static size_t
xml_plain(const char *s)
{
	const char *p = s;

	while (*p >= 0x20 && *p < 0x7F && *p != '&' && *p != '<' &&
	    *p != '>' && *p != '"')
		p++;
	return (size_t)(p - s);
}

void
quote_xml(struct strbuf *b, const char *s)
{
	size_t n = strlen(s), len;

	for (; n != 0; s += len, n -= len) {
		len = xml_plain(s);
		if (len != 0) {
			strbuf_add(b, s, len);
			continue;
		}
		len = utf8_length(s, n);
		if (len == 0 || !xml_char(s, len)) {
			strbuf_addstr(b, "\xEF\xBF\xBD");
			len = len != 0 ? len : 1;
		} else if (*s == '&')
			strbuf_addstr(b, "&amp;");
		else if (*s == '<')
			strbuf_addstr(b, "&lt;");
		else if (*s == '>')
			strbuf_addstr(b, "&gt;");
		else if (*s == '"')
			strbuf_addstr(b, "&quot;");
		else if (*s == '\r' || *s == 0x7F)
			strbuf_addf(b, "&#%d;", *s);
		else if ((unsigned char)*s == 0xC2 &&
			 (unsigned char)s[1] < 0xA0)
			strbuf_addf(b, "&#%d;", (unsigned char)s[1]);
		else
			strbuf_add(b, s, len);
	}
}

void
quote_audit(struct strbuf *b, const char *s)
{
	strbuf_addch(b, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			strbuf_addch(b, '\\');
		strbuf_addch(b, *s);
	}
	strbuf_addch(b, '"');
}
