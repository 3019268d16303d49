/*
 * The shell functions that a script carries: the embedded .sh files, cut into
 * functions, and of those the ones that are reached.  A function begins in
 * column one with "name() {", its comment directly above, and ends with "}" in
 * column one; whatever else stands between functions is not carried.
 */
#include <stdlib.h>
#include <string.h>

#include "sh.h"

struct function {
	const char *name;
	const char *start, *body, *end; /* with comment; without; behind it */
	uint32_t *call; /* functions that it names */
	uint32_t ncall;
};

struct library {
	struct arena arena;
	struct function *function; /* in the order of the files */
	struct function **by_name;
	uint32_t n;
};

static bool
name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
	    || (c >= '0' && c <= '9') || c == '_';
}

static const char *
next_line(const char *p)
{
	const char *end = strchr(p, '\n');

	return end != NULL ? end + 1 : p + strlen(p);
}

/* Length of the name when a function begins on this line, or 0. */
static size_t
function_name(const char *line)
{
	size_t n = 0;

	while (name_char(line[n]))
		n++;
	return n != 0 && str_starts(line + n, "() {\n") ? n : 0;
}

static void
cut(struct library *lib, const char *text)
{
	const char *line, *comment = NULL;
	struct function *f;
	size_t n;

	for (line = text; *line != '\0'; line = next_line(line)) {
		n = function_name(line);
		if (n == 0) {
			if (*line != '#')
				comment = NULL;
			else if (comment == NULL)
				comment = line;
			continue;
		}
		f = VEC_PUSH(&lib->arena, lib->function, lib->n);
		f->name = arena_strndup(&lib->arena, line, n);
		f->start = comment != NULL ? comment : line;
		f->body = line;
		while (*line != '\0' && !str_starts(line, "}\n"))
			line = next_line(line);
		f->end = next_line(line);
		comment = NULL;
	}
}

static void
load(struct library *lib)
{
	size_t i;

	for (i = 0; i < nembed; i++)
		if (str_ends(embed[i].name, ".sh")
		    && (str_starts(embed[i].name, "runtime/sh/")
			|| str_starts(embed[i].name, "probe/")))
			cut(lib, embed[i].data);
}

/* True when a command begins at p: by what stands before it on its line. */
static bool
command_position(const char *start, const char *p)
{
	static const char *const words[] = { "if", "elif", "then", "else", "do",
		"while", "until", "!" };
	const char *end;
	size_t i, n;

	while (p > start && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	if (p == start || strchr("\n;&|()`", p[-1]) != NULL)
		return true;
	for (end = p; p > start && strchr(" \t\n;&|(", p[-1]) == NULL;)
		p--;
	n = (size_t)(end - p);
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i]) == n && strncmp(words[i], p, n) == 0)
			return true;
	return false;
}

/* --- what calls what -------------------------------------------------------- */

static int
compare_names(const void *a, const void *b)
{
	const struct function *const *x = a, *const *y = b;
	int d = strcmp((*x)->name, (*y)->name);

	return d != 0 ? d : *x < *y ? -1 : 1;
}

/* The first function of that name, or NULL. */
static struct function *
find(const struct library *lib, const char *name, size_t n)
{
	uint32_t low = 0, high = lib->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int d = strncmp(lib->by_name[mid]->name, name, n);

		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < lib->n && strncmp(lib->by_name[low]->name, name, n) == 0 &&
		       lib->by_name[low]->name[n] == '\0'
		   ? lib->by_name[low]
		   : NULL;
}

/*
 * What a function names: where a command begins, or, for names with an
 * underscore, which no other word has, anywhere.
 */
static void
link_calls(struct library *lib, struct function *f)
{
	struct function *to;
	const char *p, *end;

	for (p = next_line(f->body); p < f->end; p = end) {
		for (end = p; end < f->end && name_char(*end); end++)
			;
		if (*p == '#' && p[-1] == '\t') {
			end = next_line(p);
			continue;
		}
		if (end == p) {
			end++;
			continue;
		}
		to = find(lib, p, (size_t)(end - p));
		if (to != NULL && (memchr(p, '_', (size_t)(end - p)) != NULL ||
				      command_position(f->body, p)))
			*VEC_PUSH(&lib->arena, f->call, f->ncall) =
			    (uint32_t)(to - lib->function);
	}
}

/* The embedded files do not change: they are read once. */
static struct library *
library(void)
{
	static struct library lib;
	uint32_t i;

	if (lib.n != 0)
		return &lib;
	load(&lib);
	lib.by_name =
	    arena_alloc(&lib.arena, (lib.n + 1) * sizeof *lib.by_name);
	for (i = 0; i < lib.n; i++)
		lib.by_name[i] = &lib.function[i];
	qsort(lib.by_name, lib.n, sizeof *lib.by_name, compare_names);
	for (i = 0; i < lib.n; i++)
		link_calls(&lib, &lib.function[i]);
	return &lib;
}

/* Take a function, and what it calls. */
static void
reach(const struct library *lib, bool *reached, const struct function *f)
{
	uint32_t i;

	if (reached[f - lib->function])
		return;
	reached[f - lib->function] = true;
	for (i = 0; i < f->ncall; i++)
		reach(lib, reached, &lib->function[f->call[i]]);
}

bool
sh_library_has(const char *function)
{
	return find(library(), function, strlen(function)) != NULL;
}

void
sh_library(struct sh *s, struct strbuf *out)
{
	const struct library *lib = library();
	bool *reached = arena_alloc(s->arena, lib->n + 1);
	const struct function *f;
	uint32_t i;

	for (i = 0; i < s->root.n; i++) {
		f = find(lib, s->root.item[i], strlen(s->root.item[i]));
		if (f != NULL)
			reach(lib, reached, f);
	}
	for (i = 0; i < lib->n; i++) {
		if (!reached[i])
			continue;
		f = &lib->function[i];
		strbuf_addch(out, '\n');
		strbuf_add(out, f->start, (size_t)(f->end - f->start));
	}
}
