/*
 * One result per rule, for checklists: a rule that has several results, of
 * its checks or instances, has the worst of them there, and all of them are
 * told in its details.
 */
#include "report.h"

/* Is x the one that stands for both? */
static bool
is_worse(const struct report_result *x, const struct report_result *than)
{
	int rank = report_rank(x->result) - report_rank(than->result);

	return rank < 0 || (rank == 0 && report_is_waived(than) &&
			       !report_is_waived(x));
}

static void
add_told(struct strbuf *b, const struct report_result *x)
{
	if (b->n != 0)
		strbuf_addch(b, '\n');
	if (x->instance != NULL)
		strbuf_addf(b, "%s: ", x->instance);
	strbuf_addf(b, "%s%s%s", ir_xccdf_names[x->result],
	    *x->text != '\0' ? "\n" : "", x->text);
}

static void
fold_target(struct arena *a, uint32_t nrule, struct report_target *t)
{
	struct folded { /* what a rule's results come to */
		uint32_t n;
		struct report_result *to;
		struct strbuf text;
	} *folded = arena_alloc(a, nrule * sizeof *folded), *f;
	struct report_result *out, *end;
	const struct report_result *x;

	out = end = arena_alloc(a, t->nresult * sizeof *out);
	for (x = t->result; x < t->result + t->nresult; x++) {
		f = &folded[x->rule];
		if (f->n++ == 0) {
			f->to = end;
			f->text = (struct strbuf)STRBUF_INIT;
			*end++ = *x;
		} else if (is_worse(x, f->to))
			*f->to = *x;
		add_told(&f->text, x);
	}
	for (f = folded; f < folded + nrule; f++) {
		if (f->n == 0)
			continue;
		if (f->n > 1) {
			f->to->text = f->to->head =
			    arena_strndup(a, f->text.s, f->text.n);
			f->to->instance = NULL;
			f->to->item = NULL;
			f->to->nitem = 0;
		}
		strbuf_free(&f->text);
	}
	t->result = out;
	t->nresult = (uint32_t)(end - out);
}

struct report *
report_fold(struct arena *a, const struct report *r)
{
	struct report *out = arena_alloc(a, sizeof *out);
	uint32_t i;

	*out = *r;
	out->target = arena_alloc(a, r->ntarget * sizeof *out->target);
	for (i = 0; i < r->ntarget; i++) {
		out->target[i] = r->target[i];
		fold_target(a, r->nrule, &out->target[i]);
	}
	return out;
}
