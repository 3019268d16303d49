/*
 * CPE names, two to an input with a newline between: a name covers itself, its
 * pattern is one and finds it; documents: dictionaries and platforms.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <assert.h>
#include <pcre2.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "front/cpe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
use_pattern(const char *pattern)
{
	PCRE2_SIZE at;
	int error;
	pcre2_code *re = pcre2_compile((PCRE2_SPTR)pattern,
	    PCRE2_ZERO_TERMINATED, PCRE2_UTF, &error, &at, NULL);

	assert(re != NULL || !utf8_valid(pattern, strlen(pattern)));
	pcre2_code_free(re);
}

static void
use_names(struct arena *a, const char *text)
{
	const char *end = strchr(text, '\n');
	struct cpe x, y;

	if (end == NULL)
		end = text + strlen(text);
	if (!cpe_parse(a, arena_strndup(a, text, (size_t)(end - text)), &x))
		return;
	assert(cpe_covers(&x, &x));
	use_pattern(cpe_pattern(a, &x));
	if (*end == '\n' && cpe_parse(a, end + 1, &y)) {
		cpe_covers(&x, &y);
		cpe_covers(&y, &x);
	}
}

static void
use_document(struct arena *a, const char *text, size_t n)
{
	struct model_benchmark b = { .file = "input" };
	const struct xml_node *root = xml_parse(a, "input", text, n);
	struct cpe_dictionary d;

	if (root == NULL)
		return;
	cpe_read_dictionary(a, "input", root, &d);
	cpe_read_platforms(a, "input", root, &b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf said = STRBUF_INIT;
	struct arena a = { NULL };
	const char *text = arena_strndup(&a, (const char *)data, size);

	diag_sink(&said);
	if (size > 0 && *text == '<')
		use_document(&a, (const char *)data, size);
	else
		use_names(&a, text);
	diag_sink(NULL);
	strbuf_free(&said);
	arena_free(&a);
	return 0;
}
