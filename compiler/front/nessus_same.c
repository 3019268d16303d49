/*
 * The description is an item's identity: the checks of a bare .audit that have
 * the same one become one rule, and others who read the file take one for the
 * other.  That is what an <if> does on purpose, in its two branches; elsewhere
 * it is said.
 */
#include <stdlib.h>
#include <string.h>

#include "nessus.h"

#define MAX_SAID 100

struct branch { /* of an <if>, around a node */
	const struct branch *up;
	const struct audit_node *node;
	bool else_;
};

struct described {
	const char *description;
	const struct audit_node *node;
	const struct branch *up;
	uint32_t order; /* in the document */
};

struct gathering {
	struct arena arena;
	struct described *list;
	uint32_t n;
};

static void
gather(struct gathering *g, const struct audit_node *n, uint32_t nnode,
    const struct branch *up)
{
	struct branch *b;
	struct described *d;
	const char *text;

	for (; nnode != 0; nnode--, n++) {
		if (n->kind == AUDIT_IF) {
			b = arena_alloc(&g->arena, 2 * sizeof *b);
			b[0] = (struct branch) { up, n, false };
			b[1] = (struct branch) { up, n, true };
			gather(g, n->then, n->nthen, &b[0]);
			gather(g, n->else_, n->nelse, &b[1]);
			continue;
		}
		text = audit_key_text(n, "description");
		if (text == NULL)
			continue;
		d = VEC_PUSH(&g->arena, g->list, g->n);
		*d = (struct described) { text, n, up, g->n };
	}
}

static int
compare(const void *a, const void *b)
{
	const struct described *x = a, *y = b;
	int d = strcmp(x->description, y->description);

	return d != 0 ? d : (x->order > y->order) - (x->order < y->order);
}

/* Do they stand in different branches of one <if>? */
static bool
exclude_each_other(const struct described *x, const struct described *y)
{
	const struct branch *a, *b;

	for (a = x->up; a != NULL; a = a->up)
		for (b = y->up; b != NULL; b = b->up)
			if (a->node == b->node)
				return a->else_ != b->else_;
	return false;
}

/*
 * Of those with one description each is held against the one before it, which
 * is enough: where two may both run, so may two of them without another
 * between them.
 */
void
audit_warn_same(const struct audit *au)
{
	struct gathering g = { .list = NULL };
	unsigned said = 0;

	gather(&g, au->node, au->nnode, NULL);
	if (g.n != 0)
		qsort(g.list, g.n, sizeof *g.list, compare);
	for (uint32_t i = 1; i < g.n; i++) {
		const struct described *x = &g.list[i - 1], *y = &g.list[i];

		if (!str_eq(x->description, y->description) ||
		    exclude_each_other(x, y) || said++ >= MAX_SAID)
			continue;
		diag(DIAG_ID_LINT, y->node->pos,
		    "the description of line %u again: \"%.200s\"",
		    (unsigned)x->node->pos.line, y->description);
	}
	arena_free(&g.arena);
}
