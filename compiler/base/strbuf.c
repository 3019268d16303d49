/* Text that grows. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

char strbuf_empty[1];

static void
grow(struct strbuf *b, size_t more)
{
	size_t cap = b->cap != 0 ? b->cap : 64;

	if (more > SIZE_MAX / 4 || b->n > SIZE_MAX / 4)
		base_malloc(SIZE_MAX);
	while (cap <= b->n + more)
		cap *= 2;
	b->s = base_realloc(b->cap != 0 ? b->s : NULL, cap);
	b->cap = cap;
}

/* Room for so many bytes more and a NUL. */
static inline void
reserve(struct strbuf *b, size_t more)
{
	if (b->cap - b->n <= more)
		grow(b, more);
}

void
strbuf_add(struct strbuf *b, const void *data, size_t n)
{
	if (n == 0)
		return;
	reserve(b, n);
	memcpy(b->s + b->n, data, n);
	b->n += n;
	b->s[b->n] = '\0';
}

void
strbuf_addstr(struct strbuf *b, const char *s)
{
	strbuf_add(b, s, strlen(s));
}

void
strbuf_addch(struct strbuf *b, int c)
{
	reserve(b, 1);
	b->s[b->n++] = (char)c;
	b->s[b->n] = '\0';
}

void
strbuf_addf(struct strbuf *b, const char *fmt, ...)
{
	va_list ap;
	size_t room;
	int n;

	reserve(b, 64);
	room = b->cap - b->n;
	va_start(ap, fmt);
	n = vsnprintf(b->s + b->n, room, fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->s[b->n] = '\0';
		return;
	}
	if ((size_t)n >= room) {
		reserve(b, (size_t)n);
		va_start(ap, fmt);
		vsnprintf(b->s + b->n, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	b->n += (size_t)n;
}

void
strbuf_reset(struct strbuf *b)
{
	b->n = 0;
	if (b->cap != 0)
		b->s[0] = '\0';
}

void
strbuf_free(struct strbuf *b)
{
	if (b->cap != 0)
		free(b->s);
	b->s = strbuf_empty;
	b->n = b->cap = 0;
}

char *
strbuf_detach(struct strbuf *b)
{
	char *s = b->cap != 0 ? b->s : base_strdup("");

	b->s = strbuf_empty;
	b->n = b->cap = 0;
	return s;
}
