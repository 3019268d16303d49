/* The readers of checklists: CKL, and CKLB where a brace comes first. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "front/front.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look(const struct checklist *c)
{
	const struct checklist_answer *x;
	uint32_t i, k;

	assert(c->host_name != NULL && c->site != NULL && c->nstig != 0);
	for (i = 0; i < c->nstig; i++) {
		assert(c->stig[i].id != NULL);
		for (k = 0; k < c->stig[i].nanswer; k++) {
			x = &c->stig[i].answer[k];
			assert(checklist_status(x->status) == x->status);
			assert(checklist_severity(x->severity) == x->severity);
			assert(x->details != NULL && x->comments != NULL);
			assert(x->check_text != NULL);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf said = STRBUF_INIT;
	struct arena a = { NULL };
	struct checklist *c;

	diag_sink(&said);
	if (size != 0 && data[0] == '{')
		c = front_cklb(&a, "input", (const char *)data, size);
	else
		c = front_ckl(&a, "input", (const char *)data, size);
	if (c != NULL)
		look(c);
	assert(c != NULL || diag_highest() >= DIAG_ERROR);
	diag_reset();
	diag_sink(NULL);
	strbuf_free(&said);
	arena_free(&a);
	return 0;
}
