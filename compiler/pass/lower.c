/* Lower every .audit document into the one unit. */
#include "pass.h"

bool
pass_lower(struct pass_unit *u)
{
	uint32_t i;
	bool ok = true;

	u->lowered = arena_alloc(u->arena, (u->naudit + 1) * sizeof *u->lowered);
	for (i = 0; i < u->naudit; i++)
		if (!audit_lower(u->audit[i], &u->ir, u->option.nessus_severity,
			&u->lowered[i].check, &u->lowered[i].ncheck))
			ok = false;
	return ok;
}
