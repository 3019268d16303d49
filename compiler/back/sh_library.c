/*
 * The shell functions that a script carries: the embedded .sh files, cut into
 * functions, and of those the ones that are reached.  A function begins in
 * column one with "name() {", its comment directly above, and ends with "}" in
 * column one; whatever else stands between functions is not carried.
 */
#include <string.h>

#include "sh.h"

struct function {
	const char *name;
	const char *start, *body, *end; /* with comment; without; behind it */
	bool reached;
};

struct library {
	struct function *function;
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
cut(struct arena *a, struct library *lib, const char *text)
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
		f = VEC_PUSH(a, lib->function, lib->n);
		f->name = arena_strndup(a, line, n);
		f->start = comment != NULL ? comment : line;
		f->body = line;
		while (*line != '\0' && !str_starts(line, "}\n"))
			line = next_line(line);
		f->end = next_line(line);
		comment = NULL;
	}
}

static struct library
load(struct arena *a)
{
	struct library lib = { NULL, 0 };
	size_t i;

	for (i = 0; i < nembed; i++)
		if (str_ends(embed[i].name, ".sh")
		    && (str_starts(embed[i].name, "runtime/sh/")
			|| str_starts(embed[i].name, "probe/")))
			cut(a, &lib, embed[i].data);
	return lib;
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

/*
 * Take a function, and what it names: where a command begins, or, for names
 * with an underscore, which no other word has, anywhere.
 */
static void
reach(struct library *lib, const char *name, size_t n)
{
	struct function *f;
	const char *p, *end;
	uint32_t i;

	for (i = 0; i < lib->n; i++)
		if (strncmp(lib->function[i].name, name, n) == 0
		    && lib->function[i].name[n] == '\0')
			break;
	if (i == lib->n || lib->function[i].reached)
		return;
	f = &lib->function[i];
	f->reached = true;
	for (p = next_line(f->body); p < f->end; p = end) {
		for (end = p; end < f->end && name_char(*end); end++)
			;
		if (*p == '#' && p[-1] == '\t')
			end = next_line(p);
		else if (end == p)
			end++;
		else if (memchr(p, '_', (size_t)(end - p)) != NULL
		    || command_position(f->body, p))
			reach(lib, p, (size_t)(end - p));
	}
}

bool
sh_library_has(struct arena *a, const char *function)
{
	struct library lib = load(a);
	uint32_t i;

	for (i = 0; i < lib.n; i++)
		if (strcmp(lib.function[i].name, function) == 0)
			return true;
	return false;
}

void
sh_library(struct sh *s, struct strbuf *out)
{
	struct library lib = load(s->arena);
	uint32_t i;

	for (i = 0; i < s->root.n; i++)
		reach(&lib, s->root.item[i], strlen(s->root.item[i]));
	for (i = 0; i < lib.n; i++) {
		const struct function *f = &lib.function[i];

		if (!f->reached)
			continue;
		strbuf_addch(out, '\n');
		strbuf_add(out, f->start, (size_t)(f->end - f->start));
	}
}
