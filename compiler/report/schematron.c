/*
 * The schematron of XCCDF 1.2, as the distribution has it compiled to XSLT,
 * over every Benchmark of a document.  Its rules look references up by walking
 * the whole document for each; before it is used those walks are made lookups
 * by key, so that its time grows with the document and not with its square.
 */
#include <string.h>
#include <unistd.h>

#include "report.h"

#define SHEET "/usr/share/openscap/schemas/xccdf/1.2/xccdf_1.2-schematron.xsl"
#define NS_XCCDF "http://checklists.nist.gov/xccdf/1.2"

#define NAME_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

struct span {
	const char *s;
	size_t n;
};

struct lookup { /* elements of a name, by one attribute or another */
	struct span element, attribute[2];
	uint32_t nattribute;
};

struct lookups {
	struct arena arena;
	struct lookup *list;
	uint32_t n;
};

static bool
take(const char **s, const char *word)
{
	if (!str_starts(*s, word))
		return false;
	*s += strlen(word);
	return true;
}

static void
skip_blanks(const char **s)
{
	*s += strspn(*s, " \t\r\n");
}

static bool
take_name(const char **s, const char *more, struct span *name)
{
	name->s = *s;
	name->n = strspn(*s, NAME_CHARACTERS);
	*s += name->n;
	if (*more != '\0' && **s == *more) {
		*s += 1 + strspn(*s + 1, NAME_CHARACTERS);
		name->n = (size_t)(*s - name->s);
	}
	return name->n != 0;
}

static bool
same(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

/* "@attribute = $variable" */
static bool
take_comparison(const char **s, struct span *attribute, struct span *variable)
{
	skip_blanks(s);
	if (!take(s, "@") || !take_name(s, ":", attribute))
		return false;
	skip_blanks(s);
	if (!take(s, "="))
		return false;
	skip_blanks(s);
	return take(s, "$") && take_name(s, "", variable);
}

/*
 * A walk over the document, "/" "*" "//element[@a = $v or @b = $v]" or from the
 * Benchmark around; what it looks up.  Leaves *s behind it.
 */
static bool
take_walk(const char **s, struct lookup *l, struct span *variable)
{
	const char *p = *s;
	struct span other;

	memset(l, 0, sizeof *l);
	if (!take(&p, "/*//") && !take(&p, "./ancestor::xccdf:Benchmark//"))
		return false;
	if (!take_name(&p, ":", &l->element) || !take(&p, "[") ||
	    !take_comparison(&p, &l->attribute[l->nattribute++], variable))
		return false;
	skip_blanks(&p);
	if (take(&p, "or ")) {
		if (!take_comparison(
			&p, &l->attribute[l->nattribute++], &other) ||
		    !same(other, *variable))
			return false;
		skip_blanks(&p);
	}
	if (!take(&p, "]"))
		return false;
	*s = p;
	return true;
}

/* The number of the key for a lookup. */
static uint32_t
number_of(struct lookups *all, const struct lookup *l)
{
	uint32_t i;

	for (i = 0; i < all->n; i++)
		if (same(all->list[i].element, l->element) &&
		    all->list[i].nattribute == l->nattribute &&
		    same(all->list[i].attribute[0], l->attribute[0]) &&
		    same(all->list[i].attribute[1], l->attribute[1]))
			return i;
	*VEC_PUSH(&all->arena, all->list, all->n) = *l;
	return i;
}

static void
add_span(struct strbuf *out, struct span s)
{
	strbuf_add(out, s.s, s.n);
}

static void
declare(struct strbuf *out, struct span prefix, const struct lookups *all)
{
	for (uint32_t i = 0; i < all->n; i++) {
		const struct lookup *l = &all->list[i];

		strbuf_addch(out, '<');
		add_span(out, prefix);
		strbuf_addf(out, "key name=\"lookup-%u\" match=\"", (unsigned)i);
		add_span(out, l->element);
		strbuf_addstr(out, "\" use=\"");
		for (uint32_t k = 0; k < l->nattribute; k++) {
			strbuf_addstr(out, k != 0 ? "|@" : "@");
			add_span(out, l->attribute[k]);
		}
		strbuf_addstr(out, "\"/>");
	}
}

/* Where the content of the stylesheet begins; its prefix with the colon. */
static const char *
content_of(const char *sheet, struct span *prefix)
{
	const char *s = strstr(sheet, "stylesheet ");

	if (s == NULL)
		return NULL;
	prefix->s = s;
	while (prefix->s > sheet && prefix->s[-1] != '<')
		prefix->s--;
	prefix->n = (size_t)(s - prefix->s);
	s = strchr(s, '>');
	return s != NULL ? s + 1 : NULL;
}

void
report_schematron_keys(const char *sheet, struct strbuf *out)
{
	struct strbuf body = STRBUF_INIT;
	struct lookups all = { { NULL }, NULL, 0 };
	struct span prefix = { sheet, 0 };
	const char *s = content_of(sheet, &prefix);

	if (s == NULL)
		s = sheet;
	strbuf_add(out, sheet, (size_t)(s - sheet));
	while (*s != '\0') {
		struct lookup l;
		struct span variable;

		if ((*s == '/' || *s == '.') && take_walk(&s, &l, &variable)) {
			strbuf_addf(&body, "key(&apos;lookup-%u&apos;,$",
			    (unsigned)number_of(&all, &l));
			add_span(&body, variable);
			strbuf_addch(&body, ')');
		} else {
			strbuf_addch(&body, *s++);
		}
	}
	declare(out, prefix, &all);
	strbuf_add(out, body.s, body.n);
	strbuf_free(&body);
	arena_free(&all.arena);
}

bool
report_schematron(const char *data, size_t n, struct strbuf *out, bool *absent)
{
	struct strbuf sheet = STRBUF_INIT, keyed = STRBUF_INIT;
	struct strbuf document = STRBUF_INIT;
	bool ok;

	*absent = access(SHEET, R_OK) != 0;
	if (*absent)
		return true;
	strbuf_add(&document, data, n);
	ok = file_read(SHEET, 0, &sheet);
	if (ok) {
		report_schematron_keys(sheet.s, &keyed);
		ok = report_transform_each(&document, NS_XCCDF, "Benchmark",
		    keyed.s, keyed.n, SHEET, out);
	}
	strbuf_free(&document);
	strbuf_free(&sheet);
	strbuf_free(&keyed);
	return ok;
}
