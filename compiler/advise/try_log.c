/* What went wrong with a clone, from the lines that it wrote. */
#include <string.h>

#include "advise.h"

#define LOG_LINE 2000
#define LOG_PATH 1024

static const struct {
	const char *text;
	enum advise_trouble what;
} phrases[] = {
	{ "read-only file system", ADVISE_TROUBLE_READONLY },
	{ "erofs", ADVISE_TROUBLE_READONLY },
	{ "permission denied", ADVISE_TROUBLE_DENIED },
	{ "eacces", ADVISE_TROUBLE_DENIED },
	{ "no space left on device", ADVISE_TROUBLE_FULL },
	{ "enospc", ADVISE_TROUBLE_FULL },
};

/* A path may begin behind these, and ends before these. */
static bool
is_edge(char c)
{
	return c == '\0' || strchr(" \t\"'`(),;=<>[]{}|:", c) != NULL ||
	       (unsigned char)c >= 0x80;
}

/* The path that begins at s; NULL: none does. */
static const char *
path_at(struct arena *a, const char *s)
{
	size_t n = 0;

	while (!is_edge(s[n]))
		n++;
	while (n > 1 && strchr("/.", s[n - 1]) != NULL)
		n--;
	if (n < 2 || n > LOG_PATH || memmem(s, n, "//", 2) != NULL ||
	    memmem(s, n, "/..", 3) != NULL || memmem(s, n, "/./", 3) != NULL)
		return NULL;
	return arena_strndup(a, s, n);
}

/* The last path before the phrase, else the first behind it. */
static const char *
path_of(struct arena *a, const char *line, const char *phrase)
{
	const char *found = NULL, *path;

	for (const char *s = line; *s != '\0'; s++) {
		if (*s != '/' || (s > line && !is_edge(s[-1])))
			continue;
		if (s > phrase && found != NULL)
			break;
		path = path_at(a, s);
		if (path == NULL)
			continue;
		found = path;
		if (s > phrase)
			break;
	}
	return found;
}

static void
read_line(struct arena *a, const char *line,
    void (*each)(void *arg, enum advise_trouble what, const char *path,
	const char *line),
    void *arg)
{
	const char *at;

	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		at = strcasestr(line, phrases[i].text);
		if (at != NULL) {
			each(arg, phrases[i].what, path_of(a, line, at), line);
			return;
		}
	}
}

void
advise_log_read(struct arena *a, const char *text, size_t n,
    void (*each)(void *arg, enum advise_trouble what, const char *path,
	const char *line),
    void *arg)
{
	while (n > 0) {
		const char *end = memchr(text, '\n', n);
		size_t len = end != NULL ? (size_t)(end - text) : n;

		read_line(a,
		    arena_strndup(a, text, len < LOG_LINE ? len : LOG_LINE),
		    each, arg);
		text += len;
		n -= len;
		if (n > 0)
			text++, n--;
	}
}
