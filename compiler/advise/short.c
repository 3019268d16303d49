/*
 * The advice in short, for a result of the rule of the read-only root: by the
 * container's layer alone, a bounded part of it, and for a bounded time.  It
 * is composed as the whole advice is, so that the two do not contradict.
 */
#include <string.h>

#include "advise.h"

#define SHORT_WRITES 5000
#define SHORT_MOUNTS 16
#define SHORT_LINES 5

struct brief {
	struct arena *a;
	const struct advice *v;
	struct strbuf text, fix;
};

static void
line(struct brief *s, const char *indent, const char *text)
{
	if (s->text.n > 0)
		strbuf_addch(&s->text, '\n');
	strbuf_addstr(&s->text, indent);
	advise_clean(&s->text, text);
}

/* One option as a shell takes it. */
static const char *
option_words(struct arena *a, const struct advise_option *o)
{
	struct strbuf b = STRBUF_INIT;
	const char *out;

	strbuf_addstr(&b, o->flag);
	if (o->value != NULL) {
		strbuf_addstr(&b, o->here ? " \"$PWD\"" : " ");
		advise_word(&b, o->value);
	}
	out = arena_strdup(a, b.s);
	strbuf_free(&b);
	return out;
}

static void
add_option(struct brief *s, const struct advise_option *o, const char *why)
{
	const char *words = option_words(s->a, o);

	line(s, "  ",
	    why != NULL ? arena_printf(s->a, "%s   (%s)", words, why) : words);
	strbuf_addstr(&s->fix, "#   ");
	advise_clean(&s->fix, words);
	strbuf_addch(&s->fix, '\n');
}

/* A file is no mount before it is there. */
static const char *
reason(struct arena *a, const struct advise_mount *m)
{
	return m->means == ADVISE_BIND
		   ? arena_printf(a, "a copy of the file; %s", m->reason)
		   : m->reason;
}

static void
add_options(struct brief *s)
{
	const struct advice *v = s->v;
	struct advise_option *o;
	uint32_t n, k = 0;
	bool keeps = false;

	if (v->readonly) {
		line(s, "", "advice: its root is declared read-only already");
		return;
	}
	if (v->nmount == 0 && v->seen->partial) {
		line(s, "", "advice: no write was seen, and not all could be");
		return;
	}
	o = advise_mount_options(s->a, v, &n);
	line(s, "",
	    v->nfinding == 0
		? "advice: by what it wrote so far, its root can be read-only "
		  "when it is made anew with"
		: "advice: made anew with these options it would, by what it "
		  "wrote so far, still fail as said below");
	strbuf_addf(&s->fix, "# %s: beside all that it has now, it is to get\n",
	    v->seen->name);
	while (k < n && o[k].value == NULL)
		add_option(s, &o[k++], NULL);
	for (uint32_t i = 0; i < v->nmount; i++) {
		const struct advise_mount *m = &v->mount[i];

		keeps |= m->migrate;
		if (i < SHORT_MOUNTS)
			add_option(s, &o[k + i], reason(s->a, m));
	}
	if (v->nmount > SHORT_MOUNTS) {
		line(s, "  ",
		    arena_printf(
			s->a, "and %u more", v->nmount - SHORT_MOUNTS));
		strbuf_addf(
		    &s->fix, "#   and %u more\n", v->nmount - SHORT_MOUNTS);
	}
	if (keeps)
		line(s, "",
		    "what it keeps lies in its old layer and has to be copied "
		    "from there");
}

static void
add_findings(struct brief *s)
{
	const struct advice *v = s->v;

	if (v->nfinding > 0)
		line(s, "", "to be changed in its image, as no mount helps:");
	for (uint32_t i = 0; i < v->nfinding && i < SHORT_LINES; i++) {
		const struct advise_finding *f = &v->finding[i];

		line(s, "  ",
		    arena_printf(s->a, "%s: %s; %u %s, as %s", f->where,
			f->reason, f->count, f->count == 1 ? "write" : "writes",
			f->example[0]));
	}
	if (v->nfinding > SHORT_LINES)
		line(s, "  ",
		    arena_printf(
			s->a, "and %u more", v->nfinding - SHORT_LINES));
}

static void
add_notes(struct brief *s)
{
	const struct advice *v = s->v;

	if (v->seen->partial)
		line(s, "", "not all that it wrote was looked at");
	for (uint32_t i = 0; i < v->nnote && i < SHORT_LINES; i++)
		line(s, "  ", v->note[i]);
}

/* What prints the whole advice. */
static void
add_command(struct brief *s, const struct rt_container *c)
{
	if (s->fix.n > 0)
		strbuf_addstr(&s->fix,
		    "# The commands, copies of what it keeps included:\n");
	strbuf_addstr(&s->fix, "auditc advise --engine ");
	quote_sh(&s->fix, c->engine->socket);
	strbuf_addch(&s->fix, ' ');
	quote_sh(&s->fix, c->id);
}

/* What the container's layer tells; nothing where it never ran. */
static void
add_advice(struct brief *s, struct rt_ctx *ctx)
{
	const struct rt_content *c = ctx->content;
	struct advise_rules rules = { .n = c->nplace };
	const struct advise_asked q = {
		.arena = ctx->arena,
		.options = ctx->options,
		.engine = ctx->target->engine,
		.container = ctx->target->container,
		.rules = &rules,
		.brief = true,
		.limit = SHORT_WRITES,
		.deadline = ctx->deadline,
	};
	struct advise_seen *seen;
	const char *why = NULL;

	if (str_eq(q.container->state, "created")) {
		line(s, "", "advice: none before it has run");
		return;
	}
	rules.rule = arena_alloc(ctx->arena, rules.n * sizeof *rules.rule);
	if (rules.n > 0)
		memcpy(rules.rule, c->place, rules.n * sizeof *rules.rule);
	seen = advise_observe(&q, &why);
	if (seen == NULL) {
		line(s, "", arena_printf(s->a, "advice: none: %s", why));
		return;
	}
	s->v = advise_compose(ctx->arena, seen, &rules);
	add_options(s);
	add_findings(s);
	add_notes(s);
	advise_seen_free(seen);
}

void
advise_short(struct rt_ctx *ctx, struct rt_advice *out)
{
	struct brief s = {
		.a = ctx->arena, .text = STRBUF_INIT, .fix = STRBUF_INIT
	};

	add_advice(&s, ctx);
	add_command(&s, ctx->target->container);
	out->text = arena_strdup(ctx->arena, s.text.s);
	out->fix = arena_strdup(ctx->arena, s.fix.s);
	strbuf_free(&s.text);
	strbuf_free(&s.fix);
}
