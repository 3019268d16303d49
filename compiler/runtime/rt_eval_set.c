/*
 * Sets of objects: the items of one or two objects, filtered, put together
 * by an operator.  Items are the same when their status and all their values
 * are; they are hashed, so that large sets cost what they hold.
 */
#include <stdlib.h>
#include <string.h>

#include "rt.h"

struct set_side { /* the items of one operand that passed the filters */
	const struct rt_item **item;
	uint32_t n;
	enum rt_flag flag;
	const char *message;
};

struct set_table { /* items by their content; a power of two of slots */
	const struct rt_item **slot;
	uint32_t mask;
};

/* --- flags: the tables of SetOperatorEnumeration ------------------------- */

#define E RT_FLAG_ERROR
#define C RT_FLAG_COMPLETE
#define I RT_FLAG_INCOMPLETE
#define D RT_FLAG_DOES_NOT_EXIST
#define N RT_FLAG_NOT_COLLECTED
#define A RT_FLAG_NOT_APPLICABLE

/* By operator, flag of the second and flag of the first operand. */
static const unsigned char set_flags[IR_SETOP__MAX][6][6] = {
	[IR_SETOP_UNION] = {
		[E] = { [E] = E, [C] = E, [I] = E, [D] = E, [N] = E, [A] = E },
		[C] = { [E] = E, [C] = C, [I] = I, [D] = C, [N] = I, [A] = C },
		[I] = { [E] = E, [C] = I, [I] = I, [D] = I, [N] = I, [A] = I },
		[D] = { [E] = E, [C] = C, [I] = I, [D] = D, [N] = I, [A] = D },
		[N] = { [E] = E, [C] = I, [I] = I, [D] = I, [N] = N, [A] = N },
		[A] = { [E] = E, [C] = C, [I] = I, [D] = D, [N] = N, [A] = A },
	},
	[IR_SETOP_INTERSECTION] = {
		[E] = { [E] = E, [C] = E, [I] = E, [D] = D, [N] = E, [A] = E },
		[C] = { [E] = E, [C] = C, [I] = I, [D] = D, [N] = N, [A] = C },
		[I] = { [E] = E, [C] = I, [I] = I, [D] = D, [N] = N, [A] = I },
		[D] = { [E] = D, [C] = D, [I] = D, [D] = D, [N] = D, [A] = D },
		[N] = { [E] = E, [C] = N, [I] = N, [D] = D, [N] = N, [A] = N },
		[A] = { [E] = E, [C] = C, [I] = I, [D] = D, [N] = N, [A] = A },
	},
	[IR_SETOP_COMPLEMENT] = {
		[E] = { [E] = E, [C] = E, [I] = E, [D] = D, [N] = E, [A] = E },
		[C] = { [E] = E, [C] = C, [I] = I, [D] = D, [N] = N, [A] = E },
		[I] = { [E] = E, [C] = E, [I] = E, [D] = D, [N] = N, [A] = E },
		[D] = { [E] = E, [C] = C, [I] = I, [D] = D, [N] = N, [A] = E },
		[N] = { [E] = E, [C] = N, [I] = N, [D] = D, [N] = N, [A] = E },
		[A] = { [E] = E, [C] = E, [I] = E, [D] = E, [N] = E, [A] = E },
	},
};

#undef E
#undef C
#undef I
#undef D
#undef N
#undef A

enum rt_flag
rt_set_flag(enum ir_setop op, enum rt_flag first, enum rt_flag second)
{
	return (enum rt_flag)set_flags[op][second][first];
}

/* --- items by content ----------------------------------------------------- */

static uint64_t
set_hash_bytes(uint64_t h, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(1099511628211);
	return (h ^ n) * UINT64_C(1099511628211);
}

static uint64_t
set_hash(const struct rt_item *item)
{
	uint64_t h = UINT64_C(14695981039346656037) ^ item->status;

	for (unsigned f = 0; f < RT_FIELDS; f++)
		for (const struct rt_value *v = item->field[f]; v != NULL;
		     v = v->next)
			h = set_hash_bytes(h ^ (f + 1), v->s, v->n);
	return h ^ h >> 32;
}

static bool
set_same_values(const struct rt_value *a, const struct rt_value *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (a->n != b->n || a->status != b->status ||
		    memcmp(a->s, b->s, a->n) != 0 ||
		    !str_eq(a->record, b->record))
			return false;
	return a == b;
}

static bool
set_same(const struct rt_item *a, const struct rt_item *b)
{
	if (a == b)
		return true;
	if (a->status != b->status)
		return false;
	for (unsigned f = 0; f < RT_FIELDS; f++)
		if (!set_same_values(a->field[f], b->field[f]))
			return false;
	return true;
}

/* A table with room for n items. */
static void
set_table_open(struct set_table *t, uint32_t n)
{
	size_t size = 16;

	while (size < (size_t)n * 2)
		size *= 2;
	t->slot = base_malloc(size * sizeof *t->slot);
	memset(t->slot, 0, size * sizeof *t->slot);
	t->mask = (uint32_t)(size - 1);
}

/* Where the item is, or would be. */
static const struct rt_item **
set_table_find(struct set_table *t, const struct rt_item *item)
{
	uint64_t i = set_hash(item) & t->mask;

	while (t->slot[i] != NULL && !set_same(t->slot[i], item))
		i = (i + 1) & t->mask;
	return &t->slot[i];
}

/* --- the operators --------------------------------------------------------- */

static void
set_side_open(struct rt_ctx *ctx, const struct ir_set *set, uint32_t object,
    struct set_side *side)
{
	const struct rt_collection *c = rt_collect(ctx, object);

	*side = (struct set_side){ .flag = c->flag, .message = c->message };
	side->item = base_malloc((c->nitem + 1) * sizeof *side->item);
	for (uint32_t i = 0; i < c->nitem; i++) {
		const struct rt_item *item = rt_filter(
		    ctx, set->filter, set->nfilter, c, &c->item[i]);

		if (item != NULL)
			side->item[side->n++] = item;
	}
}

/*
 * Append to `out` what is not in `seen`, and is (or is not) in `other`.  What
 * could not be looked at is not known to be the same as anything of the other,
 * so nothing takes it away.
 */
static void
set_append(struct rt_collection *out, const struct set_side *from,
    struct set_table *seen, struct set_table *other, bool in_other)
{
	for (uint32_t i = 0; i < from->n; i++) {
		const struct rt_item **slot;

		if (other != NULL &&
		    (in_other || from->item[i]->status != RT_STATUS_ERROR) &&
		    (*set_table_find(other, from->item[i]) != NULL) !=
			in_other)
			continue;
		slot = set_table_find(seen, from->item[i]);
		if (*slot != NULL)
			continue;
		*slot = from->item[i];
		out->item[out->nitem++] = *from->item[i];
	}
}

void
rt_collect_set(
    struct rt_ctx *ctx, const struct ir_set *set, struct rt_collection *out)
{
	bool one = set->object[1] == IR_NONE;
	struct set_side side[2] = { { 0 } };
	struct set_table seen, other;
	uint32_t n;

	for (unsigned i = 0; i < (one ? 1 : 2); i++)
		set_side_open(ctx, set, set->object[i], &side[i]);
	out->flag = one ? side[0].flag
			: rt_set_flag(set->setop, side[0].flag, side[1].flag);
	out->message = side[0].message;
	if (!one && (out->message == NULL || side[1].flag == out->flag) &&
	    side[1].message != NULL)
		out->message = side[1].message;
	n = side[0].n + (set->setop == IR_SETOP_UNION ? side[1].n : 0);
	out->item = arena_alloc(ctx->arena, (n + 1) * sizeof *out->item);
	set_table_open(&seen, n);
	if (one || set->setop == IR_SETOP_UNION) {
		set_append(out, &side[0], &seen, NULL, false);
		set_append(out, &side[1], &seen, NULL, false);
	} else {
		set_table_open(&other, side[1].n);
		for (uint32_t i = 0; i < side[1].n; i++)
			*set_table_find(&other, side[1].item[i]) =
			    side[1].item[i];
		set_append(out, &side[0], &seen, &other,
		    set->setop == IR_SETOP_INTERSECTION);
		free(other.slot);
	}
	free(seen.slot);
	free(side[0].item);
	free(side[1].item);
}
