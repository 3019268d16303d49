/*
 * Searches for regular expressions.  Most are over after a few steps of
 * PCRE2's interpreter, in less time than compiling the pattern to machine code
 * takes; the few that are not are worth it many times.  What that code cannot
 * decide the interpreter decides after all, so that its limits are those that
 * a verdict depends on.
 */
#include "rt.h"

#define SEARCH_STEPS 1000000 /* PCRE2's limits of one match */
#define SEARCH_DEPTH 10000
#define SEARCH_HEAP 20480 /* KiB */
#define SEARCH_QUICK 1000 /* steps before a pattern is worth compiling */
#define SEARCH_STACK ((size_t)32 << 10) /* of machine code, at first */
#define SEARCH_STACK_MAX ((size_t)1 << 20)

static pcre2_match_context *search_context;
static bool search_interprets; /* there is no other way here */

static bool
search_open(void)
{
	if (search_context != NULL)
		return true;
	search_context = pcre2_match_context_create(NULL);
	if (search_context == NULL)
		return false;
	pcre2_set_depth_limit(search_context, SEARCH_DEPTH);
	pcre2_set_heap_limit(search_context, SEARCH_HEAP);
	return true;
}

/* Has the pattern machine code now? */
static bool
search_compile(pcre2_code *code)
{
	static pcre2_jit_stack *stack;

	if (search_interprets)
		return false;
	if (stack == NULL)
		stack = pcre2_jit_stack_create(
		    SEARCH_STACK, SEARCH_STACK_MAX, NULL);
	if (stack == NULL ||
	    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) != 0) {
		search_interprets = true;
		return false;
	}
	pcre2_jit_stack_assign(search_context, NULL, stack);
	return true;
}

static bool
search_has_code(pcre2_code *code)
{
	size_t size = 0;

	return pcre2_pattern_info(code, PCRE2_INFO_JITSIZE, &size) == 0 &&
	       size > 0;
}

static int
search_run(pcre2_code *code, const char *text, size_t n, size_t from,
    uint32_t options, uint32_t steps, pcre2_match_data *data)
{
	pcre2_set_match_limit(search_context, steps);
	return pcre2_match(code, (PCRE2_SPTR)(const void *)text, n, from,
	    options, data, search_context);
}

int
rt_search(pcre2_code *code, const char *text, size_t n, size_t from,
    uint32_t options, pcre2_match_data *data)
{
	int rc;

	if (!search_open())
		return PCRE2_ERROR_NOMEMORY;
	if (!search_has_code(code)) {
		rc = search_run(code, text, n, from, options | PCRE2_NO_JIT,
		    SEARCH_QUICK, data);
		if (rc != PCRE2_ERROR_MATCHLIMIT)
			return rc;
		search_compile(code);
	}
	if (search_has_code(code)) {
		rc = search_run(
		    code, text, n, from, options, SEARCH_STEPS, data);
		if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH ||
		    rc == PCRE2_ERROR_PARTIAL)
			return rc;
	}
	return search_run(code, text, n, from, options | PCRE2_NO_JIT,
	    SEARCH_STEPS, data);
}
