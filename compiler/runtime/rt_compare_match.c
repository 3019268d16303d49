/*
 * Regular expressions (PCRE2) within limits.  Patterns come from the content
 * and are few, so each is compiled once per process and kept.  A text that is
 * no UTF-8 is bytes: a match that stopped where it is broken would not see
 * what stands there.
 */
#include <string.h>

#include "rt.h"

#define MATCH_KEPT 256 /* patterns; a power of two */

struct match_kept {
	char *pattern;
	bool utf;
	pcre2_code *code;
};

static struct match_kept match_kept[MATCH_KEPT];
static pcre2_match_data *match_data;

static pcre2_code *
match_compile(struct arena *a, const char *pattern, bool utf, const char **why)
{
	unsigned char text[128];
	pcre2_code *code;
	size_t at;
	int error;

	code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_NEVER_BACKSLASH_C | (utf ? PCRE2_UTF : 0), &error, &at,
	    NULL);
	if (code == NULL) {
		pcre2_get_error_message(error, text, sizeof text);
		*why = arena_printf(a, "bad pattern \"%.128s\": %s at %zu",
		    pattern, (const char *)text, at);
	}
	return code;
}

/* The compiled pattern; *mine where the caller has to free it. */
static pcre2_code *
match_code(struct arena *a, const char *pattern, bool utf, bool *mine,
    const char **why)
{
	uint32_t hash = 2166136261u ^ utf;
	struct match_kept *k;

	for (const char *s = pattern; *s != '\0'; s++)
		hash = (hash ^ (unsigned char)*s) * 16777619u;
	k = &match_kept[hash % MATCH_KEPT];
	*mine = false;
	if (k->pattern != NULL && k->utf == utf &&
	    strcmp(k->pattern, pattern) == 0)
		return k->code;
	if (k->pattern == NULL) {
		k->code = match_compile(a, pattern, utf, why);
		k->utf = utf;
		if (k->code != NULL)
			k->pattern = base_strdup(pattern);
		return k->code;
	}
	*mine = true;
	return match_compile(a, pattern, utf, why);
}

/* The search, into match_data. */
static int
match_run(struct arena *a, const char *pattern, const char *text, size_t n,
    const char **why)
{
	bool utf = utf8_valid(text, n) && utf8_valid(pattern, strlen(pattern));
	unsigned char message[128];
	pcre2_code *code;
	bool mine;
	int rc;

	if (match_data == NULL)
		match_data = pcre2_match_data_create(32, NULL);
	if (match_data == NULL) {
		*why = "no memory for a match";
		return PCRE2_ERROR_NOMEMORY;
	}
	code = match_code(a, pattern, utf, &mine, why);
	if (code == NULL)
		return PCRE2_ERROR_NULL;
	rc = rt_search(
	    code, text, n, 0, utf ? PCRE2_NO_UTF_CHECK : 0, match_data);
	if (mine)
		pcre2_code_free(code);
	if (rc < 0 && rc != PCRE2_ERROR_NOMATCH) {
		pcre2_get_error_message(rc, message, sizeof message);
		*why = arena_printf(a, "pattern \"%.128s\": %s", pattern,
		    (const char *)message);
	}
	return rc;
}

enum ir_result
rt_match(struct arena *a, const char *pattern, const char *text, size_t n,
    const char **why)
{
	int rc = match_run(a, pattern, text, n, why);

	if (rc >= 0)
		return IR_RESULT_TRUE;
	return rc == PCRE2_ERROR_NOMATCH ? IR_RESULT_FALSE : IR_RESULT_ERROR;
}

char *
rt_match_capture(struct arena *a, const char *pattern, const char *text,
    size_t n, const char **why)
{
	int rc = match_run(a, pattern, text, n, why);
	const size_t *at;

	if (rc < 0)
		return NULL;
	at = pcre2_get_ovector_pointer(match_data);
	if (rc < 2 || at[2] == PCRE2_UNSET || at[2] > at[3])
		return arena_strdup(a, "");
	return arena_strndup(a, text + at[2], at[3] - at[2]);
}
