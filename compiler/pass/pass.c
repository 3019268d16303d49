/* The passes, in order.  Each leaves a unit that ir_verify() accepts. */
#include <string.h>
#include <time.h>

#include "pass.h"

#define PASSES(X) \
	X(lower)    /* .audit items -> tests */ \
	X(oval)     /* the benchmark's own OVAL -> tests */ \
	X(bind)     /* checks -> rules of the benchmark */ \
	X(platform) /* where a rule applies */ \
	X(command)  /* commands that may not run */ \
	X(fold)     /* what is known now */ \
	X(share)    /* equal nodes once, unreachable ones not */ \
	X(value)    /* variables -> XCCDF Values */ \
	X(identify) /* functional ids */

#define X(name) #name,
const char *const pass_names[] = { PASSES(X) NULL };
#undef X
#define X(name) pass_##name,
static bool (*const passes[])(struct pass_unit *) = { PASSES(X) };
#undef X

static double
pass_clock(void)
{
	struct timespec now = { 0, 0 };

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

bool
pass_run(struct pass_unit *u)
{
	struct ir_unit view;
	double before;
	size_t i;

	u->ir.arena = u->arena;
	for (i = 0; i < sizeof passes / sizeof *passes; i++) {
		before = u->option.cost != NULL ? pass_clock() : 0;
		if (!passes[i](u))
			return false;
		if (u->option.cost != NULL)
			u->option.cost[i] = pass_clock() - before;
		view = ir_view(&u->ir);
		if (!ir_verify(&view))
			return false;
		if (u->option.dump != NULL && u->option.dump_to != NULL &&
		    strcmp(u->option.dump, pass_names[i]) == 0)
			ir_print(u->option.dump_to, &view);
	}
	return true;
}

uint32_t
pass_select_expr(struct pass_unit *u, const uint32_t *kid,
    const struct model_selectors *s)
{
	uint32_t e;

	if (s->n == 0)
		return kid[0];
	e = ir_add_expr(&u->ir);
	u->ir.expr[e].kind = IR_EXPR_SELECT;
	u->ir.expr[e].kid = kid;
	u->ir.expr[e].nkid = s->n + 1;
	u->ir.expr[e].selector = s->name;
	u->ir.expr[e].pos = u->ir.expr[kid[0]].pos;
	return e;
}

void
pass_each_test(const struct ir_build *b, uint32_t e,
    void (*each)(void *arg, uint32_t test), void *arg)
{
	const struct ir_expr *x = &b->expr[e];
	uint32_t i;

	if (x->kind == IR_EXPR_TEST)
		each(arg, x->test);
	for (i = 0; i < x->nkid; i++)
		pass_each_test(b, x->kid[i], each, arg);
}
