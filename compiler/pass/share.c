/*
 * Keep what the rules reach, equal nodes once.  Indices of expressions that
 * earlier passes handed out (audit_check.expr) are void from here on.
 */
#include "pass.h"

bool
pass_share(struct pass_unit *u)
{
	struct ir_unit from = ir_view(&u->ir);
	struct ir_build to = { .arena = u->arena };
	uint32_t *all = arena_alloc(u->arena, (from.nrule + 1) * sizeof *all);
	uint32_t i;

	for (i = 0; i < from.nrule; i++)
		all[i] = i;
	ir_copy(&to, &from, all, from.nrule, false);
	u->ir = to;
	return true;
}
