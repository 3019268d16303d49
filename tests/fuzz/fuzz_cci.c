/* The reader of CCI lists. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "front/front.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf said = STRBUF_INIT;
	struct arena a = { NULL };
	struct cci_list *list;
	uint32_t i, j;

	diag_sink(&said);
	list = front_cci(&a, "input", (const char *)data, size);
	for (i = 0; list != NULL && i < list->nitem; i++) {
		assert(list->item[i].id != NULL);
		for (j = 0; j < list->item[i].nreference; j++)
			assert(list->item[i].reference[j].control != NULL);
	}
	assert(list != NULL || diag_highest() >= DIAG_ERROR);
	diag_reset();
	diag_sink(NULL);
	strbuf_free(&said);
	arena_free(&a);
	return 0;
}
