/* The one way to say that something is wrong. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

static const struct {
	enum diag_level level;
	const char *text;
} diags[DIAG_ID__MAX] = {
#define DIAG(id, level, text) [DIAG_ID_##id] = { DIAG_##level, text },
#include "diag.def"
#undef DIAG
};

static const char *const level_names[DIAG_LEVEL__MAX] = {
	[DIAG_NOTE] = "note",
	[DIAG_WARNING] = "warning",
	[DIAG_UNSUPPORTED] = "unsupported",
	[DIAG_ERROR] = "error",
	[DIAG_FATAL] = "fatal",
};

static unsigned counts[DIAG_LEVEL__MAX];
static struct strbuf *sink;

/* What came from input must not drive a terminal or break a line. */
static void
add_printable(struct strbuf *b, const char *s)
{
	size_t n = strlen(s), len;

	for (; n != 0; s += len, n -= len) {
		len = utf8_length(s, n);
		if (len == 0 || (unsigned char)*s < 0x20 || *s == 0x7F ||
		    (len == 2 && (unsigned char)*s == 0xC2 &&
			(unsigned char)s[1] < 0xA0)) {
			strbuf_addf(b, "\\x%02X", (unsigned char)*s);
			len = 1;
		} else
			strbuf_add(b, s, len);
	}
}

static void vdiag(enum diag_level level, const char *text, struct srcpos pos,
    const char *fmt, va_list ap) BASE_PRINTF(4, 0);

static void
vdiag(enum diag_level level, const char *text, struct srcpos pos,
    const char *fmt, va_list ap)
{
	struct strbuf line = STRBUF_INIT, detail = STRBUF_INIT;
	char buf[2048];

	counts[level]++;
	add_printable(&line, pos.file != NULL ? pos.file : "auditc");
	if (pos.file != NULL && pos.line != 0)
		strbuf_addf(&line, ":%u", pos.line);
	strbuf_addf(&line, ": %s: %s", level_names[level], text);
	if (fmt != NULL) {
		vsnprintf(buf, sizeof buf, fmt, ap);
		strbuf_addstr(&detail, ": ");
		add_printable(&detail, buf);
		strbuf_addstr(&line, detail.s);
	}
	strbuf_addch(&line, '\n');
	if (sink != NULL)
		strbuf_add(sink, line.s, line.n);
	else
		fwrite(line.s, 1, line.n, stderr);
	strbuf_free(&detail);
	strbuf_free(&line);
}

void
diag(enum diag_id id, struct srcpos pos, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vdiag(diags[id].level, diags[id].text, pos, fmt, ap);
	va_end(ap);
}

unsigned
diag_count(enum diag_level level)
{
	return counts[level];
}

enum diag_level
diag_highest(void)
{
	enum diag_level l = DIAG_FATAL;

	while (l != DIAG_NOTE && counts[l] == 0)
		l--;
	return l;
}

void
diag_reset(void)
{
	memset(counts, 0, sizeof counts);
}

struct strbuf *
diag_sink(struct strbuf *b)
{
	struct strbuf *before = sink;

	sink = b;
	return before;
}

void
die(int status, const char *fmt, ...)
{
	struct srcpos none = { NULL, 0 };
	va_list ap;

	sink = NULL;
	va_start(ap, fmt);
	vdiag(DIAG_FATAL, "fatal", none, fmt, ap);
	va_end(ap);
	exit(status);
}
