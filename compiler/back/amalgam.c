/*
 * The evaluator's program text: base, runtime and probes, as they are
 * embedded, as one translation unit.  What is private to a file there has to
 * stay private: names at file scope that two files share get a suffix, and
 * macros end with their file.
 */
#include <ctype.h>
#include <string.h>

#include "back.h"

#define MAX_DEPTH 8u

struct name { /* defined at file scope of a .c file */
	const char *text;
	uint32_t file;
	bool shared;
};

struct source {
	const char *name; /* of the embedded file */
	const struct embed *embed;
};

struct join {
	struct arena arena;
	struct strbuf *out;
	struct source *source; /* the .c files, in order */
	uint32_t nsource;
	struct name *name;
	uint32_t nname;
	const char **seen; /* headers that are in, system ones too */
	uint32_t nseen;
	const char **macro; /* of the file that is being written */
	uint32_t nmacro;
};

static const char *const base_files[] = { "base/alloc.c", "base/arena.c",
	"base/place.c", "base/quote.c", "base/strbuf.c", "base/text.c",
	"base/value.c", "ir/names.c" };

/* What gives the advice in short; arch.sh holds them to the runtime alone. */
static const char *const advise_files[] = { "advise/words.c", "advise/seen.c",
	"advise/rules.c", "advise/layer.c", "advise/image.c",
	"advise/observe.c", "advise/compose.c", "advise/short.c" };

/* What a header needs to be linked with. */
static const struct {
	const char *header, *lib;
	bool static_;
} libraries[] = {
	{ "<pcre2.h>", "-lpcre2-8", true },
	{ "<jansson.h>", "-ljansson", true },
	{ "<sha2.h>", "-lmd", true },
	{ "<md5.h>", "-lmd", true },
	{ "<sha1.h>", "-lmd", true },
	{ "<yaml.h>", "-lyaml", true },
	{ "<libxml/", "-I/usr/include/libxml2", false },
	{ "<libxml/", "-lxml2", false },
	{ "<dlfcn.h>", "-ldl", false },
};

static bool
add_source(struct join *j, const char *name)
{
	const struct embed *e = embed_find(name);
	struct source *s;

	if (e == NULL) {
		diag(DIAG_ID_FILE_READ, (struct srcpos){ NULL, 0 },
		    "no embedded %s", name);
		return false;
	}
	s = VEC_PUSH(&j->arena, j->source, j->nsource);
	s->name = e->name;
	s->embed = e;
	return true;
}

/* --- C's tokens --- */

static bool
ident_char(int c)
{
	return isalnum(c) || c == '_';
}

/* The end of the token at p: a word, a literal, a comment, or a character. */
static const char *
token_end(const char *p)
{
	const char *q = p + 1, *e;

	if (ident_char((unsigned char)*p)) {
		while (ident_char((unsigned char)*q))
			q++;
	} else if (*p == '"' || *p == '\'') {
		while (*q != '\0' && *q != *p)
			q += *q == '\\' && q[1] != '\0' ? 2 : 1;
		q += *q != '\0';
	} else if (*p == '/' && p[1] == '*') {
		e = strstr(p + 2, "*/");
		q = e != NULL ? e + 2 : p + strlen(p);
	} else if (*p == '/' && p[1] == '/') {
		q = p + strcspn(p, "\n");
	}
	return q;
}

static bool
is_comment(const char *p)
{
	return *p == '/' && (p[1] == '*' || p[1] == '/');
}

/* The next token that is neither blank nor comment; NULL: none. */
static const char *
next_token(const char *p)
{
	while (*p != '\0') {
		if (isspace((unsigned char)*p))
			p++;
		else if (is_comment(p))
			p = token_end(p);
		else
			return p;
	}
	return NULL;
}

static bool
token_is(const char *p, const char *text)
{
	size_t n = strlen(text);

	return (size_t)(token_end(p) - p) == n && memcmp(p, text, n) == 0;
}

/* The end of a preprocessor line, its continuations included. */
static const char *
line_end(const char *p)
{
	while (*p != '\0' && *p != '\n')
		p += *p == '\\' && p[1] != '\0' ? 2 : 1;
	return p;
}

/* --- names at file scope --- */

static void
add_name(struct join *j, uint32_t file, const char *p)
{
	struct name *n;
	char *text;
	uint32_t i;

	text = arena_strndup(&j->arena, p, (size_t)(token_end(p) - p));
	for (i = 0; i < j->nname; i++)
		if (j->name[i].file == file &&
		    strcmp(j->name[i].text, text) == 0)
			return;
	n = VEC_PUSH(&j->arena, j->name, j->nname);
	n->text = text;
	n->file = file;
	for (i = 0; i + 1 < j->nname; i++)
		if (strcmp(j->name[i].text, text) == 0)
			j->name[i].shared = n->shared = true;
}

/* Behind the bracket that closes the one at p. */
static const char *
skip_group(const char *p)
{
	unsigned depth = 0;

	for (p = next_token(p); p != NULL; p = next_token(token_end(p))) {
		if (strchr("([{", *p) != NULL)
			depth++;
		else if (strchr(")]}", *p) != NULL && --depth == 0)
			return p + 1;
	}
	return NULL;
}

/* The name that the declaration behind `static` declares. */
static const char *
collect_static(struct join *j, uint32_t file, const char *p)
{
	const char *last = NULL;

	for (; p != NULL && *p != ';' && *p != '='; p = next_token(p)) {
		if (*p == '{') {
			p = skip_group(p);
		} else if (*p == '(' && last != NULL &&
			   (token_is(last, "__attribute__") ||
			       token_is(last, "_Alignas"))) {
			p = skip_group(p);
		} else if (*p == '(' || *p == '[') {
			break;
		} else {
			if (ident_char((unsigned char)*p))
				last = p;
			p = token_end(p);
		}
		if (p == NULL)
			break;
	}
	if (last != NULL)
		add_name(j, file, last);
	return p;
}

/* Enumerators between the braces at p. */
static void
collect_enum(struct join *j, uint32_t file, const char *p)
{
	const char *end = skip_group(p);
	bool first = true;

	for (p = next_token(p + 1); p != NULL && p < end;
	     p = next_token(token_end(p))) {
		if (first && ident_char((unsigned char)*p))
			add_name(j, file, p);
		first = *p == ',';
	}
}

static void
collect(struct join *j, uint32_t file)
{
	const char *p = j->source[file].embed->data, *q, *tag;
	bool is_enum;

	for (p = next_token(p); p != NULL; p = p != NULL ? next_token(p) : p) {
		if (*p == '#')
			p = line_end(p);
		else if (*p == '{' || *p == '(' || *p == '[')
			p = skip_group(p);
		else if (token_is(p, "static"))
			p = collect_static(j, file, next_token(p + 6));
		else if (token_is(p, "struct") || token_is(p, "union") ||
			 token_is(p, "enum")) {
			is_enum = *p == 'e';
			tag = next_token(token_end(p));
			q = tag;
			if (q != NULL && ident_char((unsigned char)*q))
				q = next_token(token_end(q));
			if (q != NULL && *q == '{' && q != tag)
				add_name(j, file, tag);
			if (q != NULL && *q == '{' && is_enum)
				collect_enum(j, file, q);
			p = q;
		} else
			p = token_end(p);
	}
}

static bool
is_shared(const struct join *j, uint32_t file, const char *p)
{
	size_t n = (size_t)(token_end(p) - p);
	uint32_t i;

	for (i = 0; i < j->nname; i++)
		if (j->name[i].file == file && j->name[i].shared &&
		    strlen(j->name[i].text) == n &&
		    memcmp(j->name[i].text, p, n) == 0)
			return true;
	return false;
}

/* --- writing --- */

static bool
seen(struct join *j, const char *name)
{
	uint32_t i;

	for (i = 0; i < j->nseen; i++)
		if (strcmp(j->seen[i], name) == 0)
			return true;
	*VEC_PUSH(&j->arena, j->seen, j->nseen) = name;
	return false;
}

/* "runtime/rt.h" of "../runtime/rt.h" in probe/probe.h. */
static const char *
resolve(struct join *j, const char *from, const char *path)
{
	const char *slash = strrchr(from, '/');
	size_t n = slash != NULL ? (size_t)(slash - from) + 1 : 0;

	while (str_starts(path, "../") && n != 0) {
		path += 3;
		for (n--; n != 0 && from[n - 1] != '/'; n--)
			;
	}
	return arena_printf(&j->arena, "%.*s%s", (int)n, from, path);
}

static bool add_text(
    struct join *, const char *, const char *, uint32_t, unsigned);

static bool
add_include(struct join *j, const char *from, const char *p, const char *end,
    uint32_t file, unsigned depth)
{
	const char *q, *name;
	const struct embed *e;

	while (p < end && *p != '"' && *p != '<')
		p++;
	q = p + 1;
	while (q < end && *q != '"' && *q != '>')
		q++;
	if (q >= end || depth >= MAX_DEPTH)
		return false;
	if (*p == '<') {
		name = arena_strndup(&j->arena, p, (size_t)(q + 1 - p));
		if (!seen(j, name))
			strbuf_addf(j->out, "#include %s\n", name);
		return true;
	}
	name = resolve(
	    j, from, arena_strndup(&j->arena, p + 1, (size_t)(q - p) - 1));
	if (str_ends(name, ".h") && seen(j, name))
		return true;
	e = embed_find(name);
	if (e == NULL) {
		diag(DIAG_ID_FILE_READ, (struct srcpos){ from, 0 },
		    "no embedded %s", name);
		return false;
	}
	if (str_ends(name, ".h"))
		file = UINT32_MAX; /* a header's macros are for all */
	return add_text(j, e->name, e->data, file, depth + 1);
}

/* A directive: includes are resolved, macros of a .c file noted. */
static bool
add_directive(struct join *j, const char *from, const char *p, const char *end,
    uint32_t file, unsigned depth)
{
	const char *word = next_token(p + 1), *name;

	if (word != NULL && word < end && token_is(word, "include"))
		return add_include(j, from, p, end, file, depth);
	if (word != NULL && word < end && token_is(word, "define")) {
		name = next_token(token_end(word));
		/* These are set once for all, before the first header. */
		if (token_is(name, "PCRE2_CODE_UNIT_WIDTH") ||
		    token_is(name, "_GNU_SOURCE"))
			return true;
		if (file != UINT32_MAX)
			*VEC_PUSH(&j->arena, j->macro, j->nmacro) =
			    arena_strndup(&j->arena, name,
				(size_t)(token_end(name) - name));
	}
	strbuf_add(j->out, p, (size_t)(end - p));
	strbuf_addch(j->out, '\n');
	return true;
}

/* Append a text; file: whose shared names get a suffix, UINT32_MAX: none. */
static bool
add_text(struct join *j, const char *from, const char *p, uint32_t file,
    unsigned depth)
{
	const char *end, *base;
	bool start = true, member = false;

	for (; *p != '\0'; p = end) {
		if (*p == '#' && start) {
			end = line_end(p);
			if (!add_directive(j, from, p, end, file, depth))
				return false;
			end += *end == '\n';
			continue;
		}
		end = token_end(p);
		strbuf_add(j->out, p, (size_t)(end - p));
		if (file != UINT32_MAX && !member &&
		    ident_char((unsigned char)*p) && is_shared(j, file, p)) {
			base = strrchr(from, '/');
			base = base != NULL ? base + 1 : from;
			strbuf_addf(
			    j->out, "__%.*s", (int)strcspn(base, "."), base);
		}
		if (!isspace((unsigned char)*p))
			start = false;
		else if (*p == '\n')
			start = true;
		if (!isspace((unsigned char)*p) && !is_comment(p))
			member = *p == '.' || (*p == '>' && p[-1] == '-');
	}
	return true;
}

static bool
add_file(struct join *j, uint32_t file)
{
	const struct source *s = &j->source[file];
	uint32_t i;

	j->nmacro = 0;
	strbuf_addf(j->out, "\n/* ==== %s ==== */\n", s->name);
	if (!add_text(j, s->name, s->embed->data, file, 0))
		return false;
	for (i = 0; i < j->nmacro; i++)
		strbuf_addf(j->out, "#undef %s\n", j->macro[i]);
	return true;
}

/* Every system header first, so that no file's names come before one. */
static void
add_system_headers(struct join *j)
{
	const char *p, *end;
	uint32_t i;
	size_t k;

	for (k = 0; k < nembed; k++) {
		if (!str_ends(embed[k].name, ".h"))
			continue;
		for (p = embed[k].data; (p = strstr(p, "\n#include <")) != NULL;
		     p = end) {
			p++;
			end = line_end(p);
			add_include(j, embed[k].name, p, end, 0, 0);
		}
	}
	for (i = 0; i < j->nsource; i++)
		for (p = j->source[i].embed->data;
		     (p = strstr(p, "#include <")) != NULL; p = end) {
			end = line_end(p);
			if (p == j->source[i].embed->data || p[-1] == '\n')
				add_include(j, j->source[i].name, p, end, i, 0);
		}
}

static void
find_libraries(struct amalgam *m)
{
	uint32_t i, k;

	m->static_ = true;
	for (i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
		if (strstr(m->text.s, libraries[i].header) == NULL)
			continue;
		m->static_ = m->static_ && libraries[i].static_;
		for (k = 0; k < m->nlib; k++)
			if (strcmp(m->lib[k], libraries[i].lib) == 0)
				break;
		if (k == m->nlib)
			m->lib[m->nlib++] = libraries[i].lib;
	}
}

/* The .c files below probe/ that belong to no single probe, but the table. */
static bool
is_probe_help(const char *name)
{
	static const char *const symbol[PROBE__MAX] = {
#define PROBE(id, sym, text) [PROBE_##id] = #sym,
#include "../ir/probes.def"
#undef PROBE
	};
	size_t n, i;

	if (!str_starts(name, "probe/") || !str_ends(name, ".c") ||
	    str_eq(name, "probe/probes.c"))
		return false;
	n = strlen(name) - strlen("probe/.c");
	for (i = 0; i < PROBE__MAX; i++)
		if (strlen(symbol[i]) == n &&
		    memcmp(symbol[i], name + strlen("probe/"), n) == 0)
			return false;
	return true;
}

static bool
list_sources(struct join *j, const bool probe[PROBE__MAX], bool advice)
{
	static const char *const probe_file[PROBE__MAX] = {
#define PROBE(id, sym, name) [PROBE_##id] = "probe/" #sym ".c",
#include "../ir/probes.def"
#undef PROBE
	};
	bool ok = true;
	size_t i;

	for (i = 0; i < sizeof base_files / sizeof base_files[0]; i++)
		ok = add_source(j, base_files[i]) && ok;
	for (i = 0; i < nembed; i++)
		if ((str_starts(embed[i].name, "runtime/") &&
			str_ends(embed[i].name, ".c")) ||
		    is_probe_help(embed[i].name))
			ok = add_source(j, embed[i].name) && ok;
	for (i = 0; i < PROBE__MAX; i++)
		if (probe[i])
			ok = add_source(j, probe_file[i]) && ok;
	for (i = 0; advice && i < sizeof advise_files / sizeof *advise_files;
	     i++)
		ok = add_source(j, advise_files[i]) && ok;
	return ok;
}

bool
amalgam_make(struct amalgam *m, const bool probe[PROBE__MAX], bool advice)
{
	struct join j = { .out = &m->text };
	bool ok;
	uint32_t i;

	memset(m, 0, sizeof *m);
	m->text = (struct strbuf)STRBUF_INIT;
	ok = list_sources(&j, probe, advice);
	strbuf_addstr(&m->text,
	    "#ifndef _GNU_SOURCE\n#define _GNU_SOURCE\n#endif\n"
	    "#define PCRE2_CODE_UNIT_WIDTH 8\n");
	for (i = 0; i < j.nsource; i++)
		collect(&j, i);
	add_system_headers(&j);
	for (i = 0; ok && i < j.nsource; i++)
		ok = add_file(&j, i);
	find_libraries(m);
	arena_free(&j.arena);
	return ok;
}

void
amalgam_free(struct amalgam *m)
{
	strbuf_free(&m->text);
}
