/*
 * Patterns over names and paths: compiled once for a walk, with what can be
 * told of a directory before it is opened.
 */
#include <stdlib.h>
#include <string.h>

#include "rt.h"

struct rt_pattern {
	const struct ir_entity *entity; /* compared as it says; or by code */
	const char *text;
	pcre2_code *code;  /* text as UTF-8 */
	pcre2_code *bytes; /* and as bytes, for names that are not */
	pcre2_match_data *data;
	bool any;      /* fits whatever has no newline */
	bool anchored; /* begins where the text begins */
};

static pcre2_code *
pattern_compile(struct rt_ctx *ctx, const char *text, uint32_t options,
    const char **why)
{
	PCRE2_UCHAR message[128];
	pcre2_code *code;
	PCRE2_SIZE at;
	int error;

	code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
	    options | PCRE2_NEVER_BACKSLASH_C, &error, &at, NULL);
	if (code == NULL) {
		pcre2_get_error_message(error, message, sizeof message);
		*why = arena_printf(ctx->arena, "bad pattern \"%.128s\": %s at "
						"%zu",
		    text, (const char *)message, at);
	}
	return code;
}

void
rt_pattern_free(struct rt_pattern *p)
{
	if (p == NULL)
		return;
	pcre2_code_free(p->code);
	pcre2_code_free(p->bytes);
	pcre2_match_data_free(p->data);
	free(p);
}

struct rt_pattern *
rt_pattern_new(struct rt_ctx *ctx, const struct ir_entity *e, const char *text,
    const char **why)
{
	static const char *const any[] = { ".*", "^.*$", "^.*", ".*$" };
	struct rt_pattern *p = base_malloc(sizeof *p);
	uint32_t all = 0;
	bool utf8;

	*p = (struct rt_pattern){ .entity = e, .text = text };
	if (text == NULL)
		return p;
	p->entity = NULL;
	for (size_t i = 0; i < sizeof any / sizeof any[0]; i++)
		p->any = p->any || str_eq(text, any[i]);
	utf8 = utf8_valid(text, strlen(text));
	p->code = pattern_compile(ctx, text, utf8 ? PCRE2_UTF : 0, why);
	p->data = pcre2_match_data_create(1, NULL);
	if (p->code == NULL || p->data == NULL) {
		if (p->code != NULL)
			*why = "no memory for a pattern";
		rt_pattern_free(p);
		return NULL;
	}
	pcre2_pattern_info(p->code, PCRE2_INFO_ALLOPTIONS, &all);
	p->anchored = (all & PCRE2_ANCHORED) != 0;
	return p;
}

/* rt_search() in the text as what it is: UTF-8, or else bytes. */
static int
pattern_run(struct rt_ctx *ctx, struct rt_pattern *p, const char *s, size_t n,
    uint32_t options, const char **why)
{
	pcre2_code *code = p->code;

	if (!utf8_valid(s, n)) {
		if (p->bytes == NULL)
			p->bytes = pattern_compile(ctx, p->text, 0, why);
		code = p->bytes;
		if (code == NULL)
			return PCRE2_ERROR_INTERNAL;
	}
	return rt_search(code, s, n, 0, options, p->data);
}

enum ir_result
rt_pattern_match(struct rt_ctx *ctx, struct rt_pattern *p, const char *s,
    size_t n, const char **why)
{
	int rc;

	if (p->entity != NULL)
		return rt_entity_match(ctx, p->entity, s, n, why);
	if (p->any && memchr(s, '\n', n) == NULL)
		return IR_RESULT_TRUE;
	rc = pattern_run(ctx, p, s, n, 0, why);
	if (rc >= 0)
		return IR_RESULT_TRUE;
	if (rc == PCRE2_ERROR_NOMATCH)
		return IR_RESULT_FALSE;
	if (*why == NULL)
		*why = "the pattern takes too long or too much memory here";
	return IR_RESULT_ERROR;
}

bool
rt_pattern_begins(
    struct rt_ctx *ctx, struct rt_pattern *p, const char *s, size_t n)
{
	const char *why = NULL;

	return p->entity != NULL || !p->anchored ||
	       pattern_run(ctx, p, s, n, PCRE2_PARTIAL_HARD, &why) !=
		   PCRE2_ERROR_NOMATCH;
}

/* Is there a choice outside of every bracket? */
static bool
pattern_chooses(const char *s)
{
	unsigned depth = 0;

	for (; *s != '\0'; s++) {
		if (*s == '\\' && s[1] != '\0')
			s++;
		else if (*s == '[' || *s == '#')
			return strchr(s, '|') != NULL; /* not looked into */
		else if (*s == '(')
			depth++;
		else if (*s == ')' && depth > 0)
			depth--;
		else if (*s == '|' && depth == 0)
			return true;
	}
	return false;
}

char *
rt_pattern_start(struct arena *a, const char *text)
{
	char *s = arena_strdup(a, "/"), *end;
	size_t n = 0;

	if (text[0] != '^' || pattern_chooses(text))
		return s;
	s = arena_alloc(a, strlen(text) + 2);
	for (text++; *text != '\0'; text++) {
		if (*text == '\\' && strchr("./-_\\", text[1]) != NULL &&
		    text[1] != '\0')
			text++;
		else if (strchr("\\^$.[]()*+?{}|", *text) != NULL)
			break;
		s[n++] = *text;
	}
	/* what a quantifier follows may be missing */
	if (n > 0 && *text != '\0' && strchr("*?{", *text) != NULL)
		n--;
	s[n] = '\0';
	end = strrchr(s, '/');
	if (s[0] != '/' || strstr(s, "//") != NULL || strstr(s, "/.") != NULL)
		end = s;
	s[0] = '/';
	end[end == s] = '\0';
	return s;
}
