/*
 * What became of a text, word by word: the shortest edit script by Myers'
 * greedy algorithm, then smoothed so that a person can read it.
 */
#include <limits.h>
#include <string.h>

#include "base.h"

#define WORDS_MAX 500000 /* of one text; the last is all the rest */
#define EDITS_MAX 1500   /* memory and time grow with the square of it */
#define UNREACHED INT_MIN

struct word {
	const char *text; /* the white space before it */
	size_t lead, n;   /* bytes of white space, bytes of the word */
	bool same;        /* it is in both texts */
};

struct side {
	struct word *word;
	int n;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
	       c == '\v';
}

/* The words of a text; white space at its end is left out. */
static struct side
split(struct arena *a, const char *text)
{
	struct side s = { NULL, 0 };
	const char *p = text, *word;
	uint32_t n = 0;
	struct word *w;

	while (n < WORDS_MAX) {
		for (word = p; is_space(*word); word++)
			;
		if (*word == '\0')
			break;
		w = VEC_PUSH(a, s.word, n);
		w->text = p;
		w->lead = (size_t)(word - p);
		for (p = word; *p != '\0' && !is_space(*p); p++)
			;
		if (n == WORDS_MAX)
			p += strlen(p);
		w->n = (size_t)(p - word);
	}
	s.n = (int)n;
	return s;
}

static bool
equal(const struct word *a, const struct word *b)
{
	return a->n == b->n &&
	       memcmp(a->text + a->lead, b->text + b->lead, a->n) == 0;
}

/*
 * Where diagonal k is entered with one more edit than `v` was reached with:
 * the number of old words used, or UNREACHED.  *right: by leaving one out.
 */
static int
enter(const int *v, int k, int edits, int n, int m, bool *right)
{
	int across = UNREACHED, down = UNREACHED;

	if (k - 1 >= -(edits - 1) && v[k - 1] != UNREACHED && v[k - 1] < n)
		across = v[k - 1] + 1;
	if (k + 1 <= edits - 1 && v[k + 1] != UNREACHED && v[k + 1] - k <= m)
		down = v[k + 1];
	*right = across > down;
	return *right ? across : down;
}

/* Mark what is on the path that ends at (n, m) with so many edits. */
static void
walk_back(int *const *reached, int edits, struct side a, struct side b)
{
	int x = a.n, y = b.n, from, k;
	bool right = false;

	for (; edits >= 0; edits--) {
		k = x - y;
		from = edits == 0 ? 0
				  : enter(reached[edits - 1] + (edits - 1), k,
					edits, a.n, b.n, &right);
		while (x > from) {
			a.word[--x].same = true;
			b.word[--y].same = true;
		}
		if (edits != 0 && right)
			x--;
		else
			y--;
	}
}

/* False: more edits than the limit. */
static bool
compare(struct arena *mem, struct side a, struct side b)
{
	int **reached = arena_alloc(mem, (EDITS_MAX + 1) * sizeof *reached);
	int edits, k, x, *v;
	bool right;

	for (edits = 0; edits <= EDITS_MAX; edits++) {
		reached[edits] = arena_alloc(
		    mem, (2 * (size_t)edits + 1) * sizeof **reached);
		v = reached[edits] + edits;
		for (k = -edits; k <= edits; k += 2) {
			x = edits == 0 ? 0
				       : enter(reached[edits - 1] + (edits - 1),
					     k, edits, a.n, b.n, &right);
			while (x != UNREACHED && x < a.n && x - k < b.n &&
			       equal(&a.word[x], &b.word[x - k]))
				x++;
			v[k] = x;
			if (x == a.n && x - k == b.n) {
				walk_back(reached, edits, a, b);
				return true;
			}
		}
		for (k = -edits + 1; k < edits; k += 2)
			v[k] = UNREACHED;
	}
	return false;
}

/* Mark what both begin and end with, and compare what is between. */
static void
mark(struct arena *mem, struct side a, struct side b)
{
	while (a.n > 0 && b.n > 0 && equal(a.word, b.word)) {
		a.word++->same = b.word++->same = true;
		a.n--, b.n--;
	}
	while (a.n > 0 && b.n > 0 && equal(&a.word[a.n - 1], &b.word[b.n - 1]))
		a.word[--a.n].same = b.word[--b.n].same = true;
	if (a.n > 0 && b.n > 0)
		compare(mem, a, b);
}

static int
run_of(const struct side *s, int at, bool same)
{
	int n = 0;

	while (at + n < s->n && s->word[at + n].same == same)
		n++;
	return n;
}

/* Words from here on that both have. */
static int
both(const struct side *a, int x, const struct side *b, int y)
{
	int in_a = run_of(a, x, true), in_b = run_of(b, y, true);

	return in_a < in_b ? in_a : in_b;
}

/*
 * One or two words that happen to be in both, in the midst of much that is
 * not, only make it harder to read.
 */
static void
smooth(struct side *a, struct side *b)
{
	int x = both(a, 0, b, 0), y = x, before, same, after, i;

	before = run_of(a, x, false) + run_of(b, y, false);
	while (before != 0) {
		x += run_of(a, x, false);
		y += run_of(b, y, false);
		same = both(a, x, b, y);
		after = run_of(a, x + same, false) + run_of(b, y + same, false);
		if (same <= 2 && after != 0 && before + after >= 6 * same) {
			for (i = 0; i < same; i++)
				a->word[x + i].same = b->word[y + i].same =
				    false;
			before += after + 2 * same;
		} else
			before = after;
		x += same;
		y += same;
	}
}

static void
add_run(struct arena *a, struct word_run **run, uint32_t *n, enum word_op op,
    const struct word *first, int count)
{
	const struct word *last;
	struct word_run *r;

	if (count == 0)
		return;
	last = first + count - 1;
	r = VEC_PUSH(a, *run, *n);
	r->op = op;
	r->text = first->text;
	r->n = (size_t)(last->text + last->lead + last->n - first->text);
}

struct word_run *
words_diff(struct arena *arena, const char *from, const char *to, uint32_t *n)
{
	struct arena mem = { NULL };
	struct word_run *run = NULL, *r;
	const char *end;
	struct side a, b;
	int x = 0, y = 0, k;

	*n = 0;
	to = to != NULL ? to : "";
	a = split(&mem, from != NULL ? from : "");
	b = split(&mem, to);
	mark(&mem, a, b);
	smooth(&a, &b);
	while (x < a.n || y < b.n) {
		k = both(&a, x, &b, y);
		add_run(arena, &run, n, WORD_SAME, &b.word[y], k);
		x += k, y += k;
		k = run_of(&a, x, false);
		add_run(arena, &run, n, WORD_GONE, &a.word[x], k);
		x += k;
		k = run_of(&b, y, false);
		add_run(arena, &run, n, WORD_NEW, &b.word[y], k);
		y += k;
	}
	end = b.n != 0 ? b.word[b.n - 1].text + b.word[b.n - 1].lead +
			     b.word[b.n - 1].n
		       : to;
	if (*end != '\0') {
		r = VEC_PUSH(arena, run, *n);
		r->op = WORD_SAME;
		r->text = end;
		r->n = strlen(end);
	}
	arena_free(&mem);
	return run;
}
