/*
 * The scripts as tables: cut where a line is empty, which is where a function
 * ends, so that what hundreds of them have in common is there once.
 */
#include <stdlib.h>
#include <string.h>

#include "back.h"

struct pieces {
	struct strbuf *out;
	struct arena arena;
	struct piece {
		const char *text; /* NULL: free */
		size_t n;
		uint32_t number;
	} *slot; /* open addressing, a power of two */
	uint32_t nslot, n;
};

static uint32_t
hash(const char *s, size_t n)
{
	uint32_t h = 2166136261u;

	for (; n != 0; n--)
		h = (h ^ (unsigned char)*s++) * 16777619u;
	return h;
}

static struct piece *
find_slot(const struct pieces *p, const char *text, size_t n)
{
	uint32_t i = hash(text, n) & (p->nslot - 1);

	while (p->slot[i].text != NULL &&
	    (p->slot[i].n != n || memcmp(p->slot[i].text, text, n) != 0))
		i = (i + 1) & (p->nslot - 1);
	return &p->slot[i];
}

static void
grow(struct pieces *p)
{
	struct piece *old = p->slot;
	uint32_t n = p->nslot, i;

	p->nslot = n != 0 ? n * 2 : 1024;
	p->slot = base_malloc(p->nslot * sizeof *p->slot);
	memset(p->slot, 0, p->nslot * sizeof *p->slot);
	for (i = 0; i < n; i++)
		if (old[i].text != NULL)
			*find_slot(p, old[i].text, old[i].n) = old[i];
	free(old);
}

/* Its number; a new one is written. */
static uint32_t
piece(struct pieces *p, const char *text, size_t n)
{
	struct piece *s;

	if (p->n * 2 >= p->nslot)
		grow(p);
	s = find_slot(p, text, n);
	if (s->text == NULL) {
		s->text = arena_strndup(&p->arena, text, n);
		s->n = n;
		s->number = p->n++;
		strbuf_addf(p->out, "static const char piece_%u[] =\n",
		    (unsigned)s->number);
		quote_c_n(p->out, text, n);
		strbuf_addstr(p->out, ";\n");
	}
	return s->number;
}

/* Length of the text up to and with the next empty line. */
static size_t
piece_length(const char *text)
{
	const char *end = strstr(text, "\n\n");

	return end != NULL ? (size_t)(end - text) + 2 : strlen(text);
}

static void
put_script(struct pieces *p, const char *name, const char *text)
{
	struct strbuf list = STRBUF_INIT;
	size_t n;

	for (; *text != '\0'; text += n) {
		n = piece_length(text);
		strbuf_addf(&list, " %u,", (unsigned)piece(p, text, n) + 1);
	}
	strbuf_addf(p->out, "static const uint32_t %s[] = {%s 0 };\n", name,
	    list.s);
	strbuf_free(&list);
}

/* The script of a rule by a selector or none; false: it has none. */
static bool
put_rule(struct pieces *p, const struct pass_unit *u, uint32_t rule,
    const char *selector, const char *name)
{
	struct strbuf script = STRBUF_INIT;
	const char *why;
	bool has;

	has = back_sh_rule(u, rule, selector, &script, &why) && script.n != 0;
	if (has)
		put_script(p, name, script.s);
	strbuf_free(&script);
	return has;
}

/* variant_N: the scripts of rule N's other checks. */
static void
put_variants(struct pieces *p, const struct pass_unit *u, uint32_t rule)
{
	struct strbuf list = STRBUF_INIT;
	const char *const *selector, *name;
	uint32_t n = back_selectors(u, rule, &selector), i;

	for (i = 0; i < n; i++) {
		name = arena_printf(&p->arena, "script_%u_%u", (unsigned)rule,
		    (unsigned)i + 1);
		if (!put_rule(p, u, rule, selector[i], name))
			continue;
		strbuf_addstr(&list, "\t{ ");
		quote_c(&list, selector[i]);
		strbuf_addstr(&list, ", ");
		quote_c(&list,
		    back_script_name(&p->arena, u, rule, selector[i]));
		strbuf_addf(&list, ", %s },\n", name);
	}
	if (list.n != 0)
		strbuf_addf(p->out,
		    "static const struct rt_variant variant_%u[] = {\n%s};\n",
		    (unsigned)rule, list.s);
	strbuf_free(&list);
}

void
tables_scripts(struct strbuf *out, const struct pass_unit *u, bool *has)
{
	struct pieces p = { .out = out };
	uint32_t i;

	strbuf_addch(out, '\n');
	for (i = 0; i < u->benchmark->nrule; i++) {
		has[i] = put_rule(&p, u, i, NULL,
		    arena_printf(&p.arena, "script_%u", (unsigned)i));
		if (has[i])
			put_variants(&p, u, i);
	}
	strbuf_addstr(out, "static const char *const script_piece[] = {\n");
	for (i = 0; i < p.n; i++)
		strbuf_addf(out, "\tpiece_%u,\n", (unsigned)i);
	strbuf_addstr(out, "\tNULL\n};\n");
	free(p.slot);
	arena_free(&p.arena);
}
