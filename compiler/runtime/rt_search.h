/*
 * What a regular expression finds in a text, within the limits that hold for
 * all of them (rt_search.c).
 */
#ifndef RT_SEARCH_H
#define RT_SEARCH_H

#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 8
#endif
#include <pcre2.h>

/*
 * pcre2_match() of the n bytes from `from` on, with its options and its
 * result.  A search that takes many steps is compiled to machine code, where
 * PCRE2 can do that, and made again.
 */
int rt_search(pcre2_code *code, const char *text, size_t n, size_t from,
    uint32_t options, pcre2_match_data *data);

#endif
