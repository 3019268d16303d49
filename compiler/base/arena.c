/* Memory of one unit of work: a chain of chunks, freed at once. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

#define CHUNK_MIN ((size_t)4096)
#define CHUNK_MAX ((size_t)256 * 1024)

struct arena_chunk {
	struct arena_chunk *before;
	size_t used, size; /* of data */
	size_t all;        /* the sizes of this one and those before */
	_Alignas(max_align_t) unsigned char data[];
};

static struct arena_chunk *
chunk_add(struct arena *a, size_t need)
{
	size_t size = a->last != NULL ? a->last->size * 2 : CHUNK_MIN;
	struct arena_chunk *c;

	if (size > CHUNK_MAX)
		size = CHUNK_MAX;
	if (size < need)
		size = need;
	c = base_malloc(sizeof *c + size);
	c->before = a->last;
	c->used = 0;
	c->size = size;
	c->all = size + (a->last != NULL ? a->last->all : 0);
	a->last = c;
	return c;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	struct arena_chunk *c = a->last;
	void *p;

	if (size > SIZE_MAX / 2)
		return base_malloc(size);
	size = (size + align - 1) / align * align;
	if (c == NULL || c->size - c->used < size)
		c = chunk_add(a, size);
	p = c->data + c->used;
	c->used += size;
	return memset(p, 0, size);
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n != 0)
		memcpy(p, s, n);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return s == NULL ? NULL : arena_strndup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return arena_strdup(a, "");
	p = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void *
arena_grow(struct arena *a, void *items, size_t n, size_t size)
{
	size_t cap = n == 0 ? 4 : n * 2;
	unsigned char *p;

	if (n != 0 && (n < 4 || (n & (n - 1)) != 0))
		return items;
	if (cap > SIZE_MAX / 2 / size)
		return base_malloc(SIZE_MAX);
	p = arena_alloc(a, cap * size);
	if (n != 0)
		memcpy(p, items, n * size);
	return p;
}

void
arena_free(struct arena *a)
{
	struct arena_chunk *c, *before;

	for (c = a->last; c != NULL; c = before) {
		before = c->before;
		free(c);
	}
	a->last = NULL;
}

size_t
arena_size(const struct arena *a)
{
	return a->last != NULL ? a->last->all : 0;
}
