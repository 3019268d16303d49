/*
 * functional_id of an item: SHA-256 over the IR that it was lowered into,
 * printed by itself, so that it does not depend on names, prose and place.
 */
#include "store.h"

void
functional_hash(const struct ir_unit *u, const struct audit_check *check,
    char hex[HASH_HEX])
{
	struct ir_rule rule = { .target = check->target,
		.guard = check->guard,
		.nguard = check->nguard,
		.expr = check->expr,
		.attest = check->attest,
		.nattest = check->nattest,
		.force = check->force };
	struct ir_unit from = *u, one;
	struct arena a = { NULL };
	struct ir_build to = { .arena = &a };
	struct strbuf b = STRBUF_INIT;
	const uint32_t first = 0;

	from.rule = &rule;
	from.nrule = 1;
	if (check->unsupported != NULL)
		strbuf_addf(&b, "unsupported %s\n", check->unsupported);
	ir_copy(&to, &from, &first, 1, true);
	one = ir_view(&to);
	ir_print(&b, &one);
	hash_sha256(b.s, b.n, hex);
	strbuf_free(&b);
	arena_free(&a);
}
