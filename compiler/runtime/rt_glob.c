/*
 * Globs inside the target's root, as a shell has them: *, ?, [a-z], [!a-z]
 * and \ within one component; a leading dot is matched by a dot alone.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "rt.h"

#define GLOB_PATHS 100000u  /* found, or on the way */
#define GLOB_NAMES 4000000u /* looked at */

/* [...] at p against c: the end of the class, NULL when it is no class. */
static const char *
glob_class(const char *p, unsigned char c, bool *in)
{
	bool not = p[1] == '!' || p[1] == '^', hit = false;
	const char *start = p += not ? 2 : 1;

	for (; *p != '\0' && (*p != ']' || p == start); p++) {
		unsigned char low, high;

		if (*p == '\\' && p[1] != '\0')
			p++;
		low = high = (unsigned char)*p;
		if (p[1] == '-' && p[2] != ']' && p[2] != '\0') {
			p += 2;
			if (*p == '\\' && p[1] != '\0')
				p++;
			high = (unsigned char)*p;
		}
		hit = hit || (c >= low && c <= high);
	}
	*in = hit != not ;
	return *p == ']' ? p + 1 : NULL;
}

/* One character of the pattern that is no star; NULL: it does not match. */
static const char *
glob_one(const char *p, unsigned char c)
{
	const char *end;
	bool in;

	if (*p == '?')
		return p + 1;
	if (*p == '[') {
		end = glob_class(p, c, &in);
		if (end != NULL)
			return in ? end : NULL;
	}
	if (*p == '\\' && p[1] != '\0')
		p++;
	return (unsigned char)*p == c ? p + 1 : NULL;
}

bool
rt_glob_match(const char *p, const char *s)
{
	const char *star = NULL, *from = NULL, *next;

	if (*s == '.' && *p != '.' && !(*p == '\\' && p[1] == '.'))
		return false;
	while (*s != '\0') {
		if (*p == '*') {
			star = ++p;
			from = s;
			continue;
		}
		next = *p != '\0' ? glob_one(p, (unsigned char)*s) : NULL;
		if (next != NULL) {
			p = next;
			s++;
		} else if (star != NULL) {
			p = star;
			s = ++from;
		} else {
			return false;
		}
	}
	while (*p == '*')
		p++;
	return *p == '\0';
}

struct glob { /* paths that match the pattern so far */
	char **path;
	uint32_t n;
	/* while a directory is read */
	const char *dir, *name;
	struct glob *into;
	uint32_t looked;
	const char *why;
};

static bool
glob_add(struct glob *g, const char *dir, const char *name)
{
	struct strbuf b = STRBUF_INIT;

	if (g->n == GLOB_PATHS)
		return false;
	strbuf_addf(&b, "%s/%s", dir, name);
	if (b.n >= PATH_MAX) {
		strbuf_free(&b);
		return true; /* no path of that length can be opened */
	}
	if ((g->n & (g->n - 1)) == 0)
		g->path = base_realloc(
		    g->path, (g->n == 0 ? 1 : 2 * g->n) * sizeof *g->path);
	g->path[g->n++] = strbuf_detach(&b);
	return true;
}

static void
glob_free(struct glob *g)
{
	for (uint32_t i = 0; i < g->n; i++)
		free(g->path[i]);
	free(g->path);
	g->path = NULL;
	g->n = 0;
}

static bool
glob_name(void *arg, const char *name)
{
	struct glob *g = arg;

	if (++g->looked > GLOB_NAMES)
		g->why = "too many names to match a pattern";
	else if (rt_glob_match(g->name, name) &&
		 !glob_add(g->into, g->dir, name))
		g->why = "too many names match the pattern";
	return g->why == NULL;
}

/* Is there something of that name? Also a link that leads nowhere. */
static int
glob_exists(struct rt_root *r, const char *path)
{
	struct rt_stat st;

	if (rt_root_stat(r, path, false, &st) == 0 || errno == ENODATA)
		return 1;
	return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
}

/* A component without wildcards, its escapes undone. */
static bool
glob_literal(struct rt_root *r, struct glob *g, struct glob *into)
{
	char *plain = base_strdup(g->name), *to = plain;

	for (const char *from = g->name; *from != '\0'; from++) {
		if (*from == '\\' && from[1] != '\0')
			from++;
		*to++ = *from;
	}
	*to = '\0';
	for (uint32_t i = 0; i < g->n && g->why == NULL; i++) {
		if (!glob_add(into, g->path[i], plain))
			g->why = "too many names match the pattern";
		else if (into->n > 0 && g->why == NULL &&
			 glob_exists(r, into->path[into->n - 1]) == 0)
			free(into->path[--into->n]);
	}
	free(plain);
	return g->why == NULL;
}

static bool
glob_wild(struct rt_root *r, struct glob *g, struct glob *into)
{
	for (uint32_t i = 0; i < g->n && g->why == NULL; i++) {
		g->dir = g->path[i];
		g->into = into;
		if (rt_root_list(r, g->dir[0] != '\0' ? g->dir : "/", glob_name,
			g) != 0 &&
		    errno != ENOENT && errno != ENOTDIR)
			g->why = rt_root_strerror(errno);
	}
	return g->why == NULL;
}

static int
glob_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
rt_root_glob(struct rt_ctx *ctx, const char *pattern,
    void (*each)(void *arg, const char *path), void *arg, const char **why)
{
	struct rt_root *r = rt_root_get(ctx, why);
	struct glob g = { 0 }, into = { 0 };
	char *copy, *p, *name;
	int found = -1;

	if (r == NULL)
		return -1;
	if (pattern[0] != '/') {
		*why = "not an absolute path";
		return -1;
	}
	copy = p = base_strdup(pattern);
	glob_add(&g, "", "");
	g.path[0][0] = '\0';
	while (g.why == NULL && (name = strsep(&p, "/")) != NULL) {
		bool ok;

		if (name[0] == '\0')
			continue;
		g.name = name;
		ok = strpbrk(name, "*?[") != NULL ? glob_wild(r, &g, &into)
						  : glob_literal(r, &g, &into);
		glob_free(&g);
		g.path = into.path;
		g.n = into.n;
		into = (struct glob){ 0 };
		if (!ok)
			break;
	}
	if (g.why == NULL) {
		if (g.n > 1)
			qsort(g.path, g.n, sizeof *g.path, glob_compare);
		for (uint32_t i = 0; i < g.n; i++)
			each(arg, g.path[i][0] != '\0' ? g.path[i] : "/");
		found = (int)g.n;
	} else {
		*why = g.why;
	}
	glob_free(&g);
	free(copy);
	return found;
}
