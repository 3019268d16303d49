/* Text for people, safe for a terminal. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

#define FIELD_WIDTH 12
#define REST_MIN    20 /* what is left of a title on any terminal */

static bool
is_terminal(void)
{
	return isatty(STDOUT_FILENO) == 1;
}

int
print_columns(void)
{
	struct winsize w;

	if (!is_terminal())
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col < 40)
		return 80;
	return w.ws_col;
}

int
print_width(void)
{
	int width = print_columns();

	return width < 100 ? width : 100;
}

/*
 * Append what a terminal may see of the character at s; its length in bytes.
 * C0, DEL, C1 and what is not UTF-8 become \xNN.
 */
static size_t
add_char(struct strbuf *b, const char *s, size_t left)
{
	unsigned char c = (unsigned char)*s;
	size_t n;

	if (c < 0x80 && c >= 0x20 && c != 0x7F) {
		strbuf_addch(b, c);
		return 1;
	}
	for (n = 2; c >= 0xC2 && n <= 4 && n <= left; n++) {
		if (!utf8_valid(s, n))
			continue;
		if (n == 2 && c == 0xC2 && (unsigned char)s[1] < 0xA0)
			break;
		strbuf_add(b, s, n);
		return n;
	}
	strbuf_addf(b, "\\x%02X", c);
	return 1;
}

void
print_clean(struct strbuf *b, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i += add_char(b, s + i, n - i))
		;
}

static int
columns(const char *s)
{
	int n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

void
print_text(const char *s)
{
	struct strbuf b = STRBUF_INIT;

	if (s != NULL)
		print_clean(&b, s, strlen(s));
	fputs(b.s, stdout);
	strbuf_free(&b);
}

/* Clean, runs of white space as one space. */
static void
add_line(struct strbuf *b, const char *s)
{
	size_t n;

	for (; *(s += strspn(s, " \t\r\n")) != '\0'; s += n) {
		n = strcspn(s, " \t\r\n");
		if (b->n != 0)
			strbuf_addch(b, ' ');
		print_clean(b, s, n);
	}
}

void
print_snippet(const char *s, int used, int indent)
{
	struct strbuf b = STRBUF_INIT;
	int width = print_width();

	add_line(&b, s);
	if (width != 0 && used + columns(b.s) > width) {
		if (used > 0)
			putchar('\n');
		print_block(b.s, indent);
	} else
		printf("%s\n", b.s);
	strbuf_free(&b);
}

void
print_cell(const char *s, int width)
{
	struct strbuf b = STRBUF_INIT;
	int n;

	if (s != NULL)
		print_clean(&b, s, strlen(s));
	n = columns(b.s);
	printf("%s%*s", b.s, width > n ? width - n : 0, "");
	strbuf_free(&b);
}

bool
print_colour(void)
{
	return is_terminal() && getenv("NO_COLOR") == NULL;
}

void
print_heading(const char *s)
{
	bool bold = print_colour();

	printf("\n%s%s%s\n", bold ? "\033[1m" : "", s, bold ? "\033[0m" : "");
}

void
print_rest(const char *s, int used)
{
	struct strbuf b = STRBUF_INIT;
	int room = print_columns();

	add_line(&b, s);
	if (room != 0) {
		room = room - used > REST_MIN ? room - used : REST_MIN;
		if (columns(b.s) > room) {
			while (columns(b.s) > room - 3)
				b.s[--b.n] = '\0';
			strbuf_addstr(&b, "...");
		}
	}
	fputs(b.s, stdout);
	strbuf_free(&b);
}

/* One line of text, folded between words where it is wider than `width`. */
static void
print_line(const char *s, int indent, int width)
{
	size_t n = strlen(s), take;

	if (n == 0) {
		putchar('\n');
		return;
	}
	for (; n != 0; s += take, n -= take) {
		take = n;
		if (width > 0 && columns(s) > width - indent) {
			take = (size_t)(width - indent);
			while (take > 0 && s[take] != ' ')
				take--;
			if (take == 0)
				take = strcspn(s, " ");
		}
		printf("%*s%.*s\n", indent, "", (int)take, s);
		while (take < n && s[take] == ' ')
			take++;
	}
}

void
print_block(const char *s, int indent)
{
	struct strbuf line = STRBUF_INIT;
	int width = print_width();
	size_t n, len;

	n = strlen(s);
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	while (n > 0 && (*s == '\n' || *s == '\r'))
		s++, n--;
	while (n > 0) {
		for (len = 0; len < n && s[len] != '\n'; len++)
			;
		strbuf_reset(&line);
		for (size_t i = 0; i < len;) {
			if (s[i] == '\t') {
				strbuf_addstr(&line, "    ");
				i++;
			} else if (s[i] == '\r' && i + 1 == len)
				i++;
			else
				i += add_char(&line, s + i, len - i);
		}
		while (line.n > 0 && line.s[line.n - 1] == ' ')
			line.s[--line.n] = '\0';
		print_line(line.s, indent, width);
		s += len;
		n -= len;
		if (n > 0)
			s++, n--;
	}
	strbuf_free(&line);
}

void
print_field(const char *name, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		die(CLI_INTERNAL, "out of memory");
	va_end(ap);
	printf("%-*s", FIELD_WIDTH, name);
	print_text(text);
	putchar('\n');
	free(text);
}

void
print_busy(const char *what)
{
	struct strbuf b = STRBUF_INIT;

	if (!isatty(STDERR_FILENO) || !isatty(STDOUT_FILENO))
		return;
	fflush(stdout);
	if (what != NULL)
		print_clean(&b, what, strlen(what));
	/* What is said next begins where this does. */
	fprintf(stderr, "%s%s\033[K\r", b.s, b.n != 0 ? " ..." : "");
	strbuf_free(&b);
}

const char *
print_plural(int64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

void
print_lines(const char *s)
{
	print_block(s, 0);
}
