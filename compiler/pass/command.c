/*
 * Commands of content run as root: those of content that is not auditc's own
 * are left out unless the user allows them, and their tests say so.
 */
#include "pass.h"

#define LEFT_OUT \
	"runs a command of the content, which needs build --allow-commands"

struct leave_out {
	struct ir_build *ir;
	bool found;
};

static void
each_test(void *arg, uint32_t test)
{
	struct leave_out *l = arg;
	struct ir_test *t = &l->ir->test[test];

	if (t->probe != PROBE_COMMAND)
		return;
	l->found = true;
	t->unsupported = LEFT_OUT;
	t->object = IR_NONE;
	t->nstate = 0;
}

bool
pass_command(struct pass_unit *u)
{
	struct leave_out l = { &u->ir, false };
	uint32_t i, k, g;

	if (u->option.allow_commands)
		return true;
	for (i = 0; i < u->naudit; i++) {
		if (u->audit[i]->bundled)
			continue;
		for (k = 0; k < u->lowered[i].ncheck; k++) {
			const struct audit_check *c = &u->lowered[i].check[k];

			if (c->expr != IR_NONE)
				pass_each_test(&u->ir, c->expr, each_test, &l);
			for (g = 0; g < c->nguard; g++)
				pass_each_test(&u->ir, c->guard[g].expr,
				    each_test, &l);
		}
	}
	for (i = 0; l.found && i < u->benchmark->nrule; i++)
		if (u->rule[i].foreign && u->rule[i].unsupported == NULL) {
			u->rule[i].unsupported = LEFT_OUT;
			diag(DIAG_ID_BUILD_COMMAND, u->rule[i].check[0]->pos,
			    "%s", u->ir.rule[i].name);
		}
	return true;
}
