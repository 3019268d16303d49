/*
 * What a test of the front ends starts from: an empty arena, and the
 * diagnostics gathered in `said`.  Included behind cmocka.h.
 */
#ifndef SAID_H
#define SAID_H

#include "base/base.h"

static struct arena arena;
static struct strbuf said = STRBUF_INIT;

static inline int
setup(void **state)
{
	(void)state;
	diag_reset();
	diag_sink(&said);
	return 0;
}

static inline int
teardown(void **state)
{
	(void)state;
	diag_sink(NULL);
	strbuf_free(&said);
	arena_free(&arena);
	return 0;
}

#endif
