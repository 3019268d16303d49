/*
 * functional_id: SHA-256 over what a rule's check does, whatever its ids and
 * wherever it was written.
 */
#include "pass.h"

bool
pass_identify(struct pass_unit *u)
{
	struct ir_unit from = ir_view(&u->ir), one;
	struct strbuf b = STRBUF_INIT;
	char hex[HASH_HEX];
	uint32_t i;

	for (i = 0; i < from.nrule; i++) {
		struct arena a = { NULL };
		struct ir_build to = { .arena = &a };

		if (from.rule[i].expr == IR_NONE)
			continue;
		ir_copy(&to, &from, &i, 1, true);
		one = ir_view(&to);
		strbuf_reset(&b);
		ir_print(&b, &one);
		hash_sha256(b.s, b.n, hex);
		u->rule[i].functional_id = arena_strdup(u->arena, hex);
		arena_free(&a);
	}
	strbuf_free(&b);
	return true;
}
