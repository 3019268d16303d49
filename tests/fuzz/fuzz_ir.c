/* The IR reader: any text is refused or becomes a unit that prints, reads back
 * the same, and copies. */
#include <stdlib.h>
#include <string.h>

#include "ir/ir.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { NULL };
	struct ir_build b = { .arena = &a }, again = { .arena = &a },
			copy = { .arena = &a };
	struct strbuf said = STRBUF_INIT, one = STRBUF_INIT, two = STRBUF_INIT;
	struct ir_unit u;
	uint32_t first = 0;

	diag_sink(&said);
	if (ir_read(&b, "fuzz", (const char *)data, size)) {
		u = ir_view(&b);
		if (ir_verify(&u)) {
			ir_print(&one, &u);
			if (!ir_read(&again, "fuzz", one.s, one.n))
				abort();
			u = ir_view(&again);
			ir_print(&two, &u);
			if (strcmp(one.s, two.s) != 0)
				abort();
			if (u.nrule != 0)
				ir_copy(&copy, &u, &first, 1, true);
		}
	}
	diag_sink(NULL);
	diag_reset();
	arena_free(&a);
	strbuf_free(&said);
	strbuf_free(&one);
	strbuf_free(&two);
	return 0;
}
