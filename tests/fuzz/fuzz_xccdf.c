/*
 * The XCCDF reader, what profiles make of a benchmark, and the writer: what
 * was read and written again is read again.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "back/back.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct model_benchmark *
read_it(struct arena *a, const char *data, size_t n)
{
	struct model_benchmark *b = front_xccdf(a, "input", data, n);

	if (b == NULL)
		return NULL;
	model_resolve(a, b, MODEL_NONE);
	for (uint32_t i = 0; i < b->nprofile && i < 4; i++)
		model_resolve(a, b, i);
	return b;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf said = STRBUF_INIT, out = STRBUF_INIT;
	struct arena a = { NULL };
	struct pass_unit u = { .arena = &a, .ir = { .arena = &a } };
	const char *text = (const char *)data;

	diag_sink(&said);
	front_detect(text, size);
	u.benchmark = read_it(&a, text, size);
	if (u.benchmark != NULL) {
		uint32_t n = u.benchmark->nrule;

		back_xccdf(&u, &out);
		u.benchmark = read_it(&a, out.s, out.n);
		assert(u.benchmark != NULL && u.benchmark->nrule == n);
	}
	diag_sink(NULL);
	strbuf_free(&out);
	strbuf_free(&said);
	arena_free(&a);
	return 0;
}
