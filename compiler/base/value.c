/* What a Value of XCCDF may be set to. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

bool
value_number(const char *s, double *out)
{
	char *end;

	*out = strtod(s, &end);
	return end != s && *end == '\0' && *out - *out == 0;
}

bool
value_boolean(const char *s)
{
	return str_eq(s, "true") || str_eq(s, "false") || str_eq(s, "1") ||
	       str_eq(s, "0");
}

const char *
value_out_of_bounds(const char *text, const char *lower, const char *upper)
{
	double x, bound;

	if (!value_number(text, &x))
		return "is not a number";
	if (lower != NULL && value_number(lower, &bound) && x < bound)
		return "is below the lower bound";
	if (upper != NULL && value_number(upper, &bound) && x > bound)
		return "is above the upper bound";
	return NULL;
}

int
value_pattern(const char *pattern, const char *text)
{
	pcre2_match_data *md;
	pcre2_code *re;
	PCRE2_SIZE at;
	int error, rc;

	re = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_UTF, &error, &at, NULL);
	if (re == NULL)
		return -1;
	md = pcre2_match_data_create_from_pattern(re, NULL);
	rc = pcre2_match(re, (PCRE2_SPTR)text, strlen(text), 0, 0, md, NULL);
	pcre2_match_data_free(md);
	pcre2_code_free(re);
	return rc >= 0;
}
