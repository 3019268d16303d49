/* The OVAL reader: any document is refused, or goes through the passes, and
 * its IR reads back the same. */
#include <stdlib.h>
#include <string.h>

#include "front/oval.h"
#include "pass/pass.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(struct arena *a, const struct ir_build *ir)
{
	struct ir_build again = { .arena = a };
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT;
	struct ir_unit u = ir_view(ir);

	ir_print(&one, &u);
	if (!ir_read(&again, "fuzz", one.s, one.n))
		abort();
	u = ir_view(&again);
	ir_print(&two, &u);
	if (strcmp(one.s, two.s) != 0)
		abort();
	strbuf_free(&one);
	strbuf_free(&two);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { NULL };
	struct strbuf said = STRBUF_INIT;
	const struct xml_node *root;
	struct pass_unit u = { .arena = &a };
	struct pass_oval list;
	struct oval doc;

	diag_sink(&said);
	root = xml_parse(&a, "fuzz.xml", (const char *)data, size);
	if (root != NULL && oval_read(&a, "fuzz.xml", root, &doc))
		u.benchmark = oval_benchmark(&a, &doc);
	if (u.benchmark != NULL) {
		u.option.oval_results = size % 2 == 1;
		list = (struct pass_oval){ u.benchmark->file, &doc };
		u.oval = &list;
		u.noval = 1;
		if (pass_run(&u))
			check_text(&a, &u.ir);
	}
	diag_sink(NULL);
	diag_reset();
	arena_free(&a);
	strbuf_free(&said);
	return 0;
}
