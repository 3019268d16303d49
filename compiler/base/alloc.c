/* Plain memory that never fails: the program ends with a message instead. */
#include <stdlib.h>
#include <string.h>

#include "base.h"

static BASE_NORETURN void
out_of_memory(size_t size)
{
	fprintf(stderr, "fatal: out of memory (%zu bytes)\n", size);
	exit(70);
}

void *
base_malloc(size_t size)
{
	void *p = size <= PTRDIFF_MAX ? malloc(size != 0 ? size : 1) : NULL;

	if (p == NULL)
		out_of_memory(size);
	return p;
}

void *
base_realloc(void *p, size_t size)
{
	void *q = NULL;

	if (size <= PTRDIFF_MAX)
		q = realloc(p, size != 0 ? size : 1);
	if (q == NULL)
		out_of_memory(size);
	return q;
}

char *
base_strdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(base_malloc(n), s, n);
}
