/*
 * The .audit reader: any bytes give a file or diagnostics; what was read
 * prints as a fixed point, and lowers into a unit that ir_verify() takes.
 */
#include <stdlib.h>
#include <string.h>

#include "front/front.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
print_again(struct arena *a, const struct audit *au)
{
	struct strbuf once = STRBUF_INIT, twice = STRBUF_INIT;

	audit_print(&once, au);
	au = front_audit(a, "again", once.s, once.n);
	if (au == NULL)
		abort();
	audit_print(&twice, au);
	if (once.n != twice.n || memcmp(once.s, twice.s, once.n) != 0)
		abort();
	strbuf_free(&once);
	strbuf_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { NULL };
	struct strbuf said = STRBUF_INIT;
	struct ir_build b = { .arena = &a };
	struct audit_check *check;
	uint32_t ncheck;
	struct ir_unit u;
	struct audit *au;

	diag_reset();
	diag_sink(&said);
	au = front_audit(&a, "fuzz", (const char *)data, size);
	if (au != NULL) {
		print_again(&a, au);
		if (audit_lower(au, &b, (size & 1) != 0, &check, &ncheck)) {
			u = ir_view(&b);
			if (!ir_verify(&u))
				abort();
			audit_benchmark(&a, au, check, ncheck);
		}
	}
	diag_sink(NULL);
	strbuf_free(&said);
	arena_free(&a);
	return 0;
}
