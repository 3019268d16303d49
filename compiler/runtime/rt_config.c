/*
 * The configuration file: `key = value`, keys as the long options.  It steers
 * a program that runs as root, so it has to belong to root or the caller and
 * nobody else may write it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rt.h"

#define CONFIG_SIZE ((size_t)256 * 1024)

static const char *
refuse(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "not a regular file";
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "belongs neither to root nor to the caller";
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "can be written by others";
	if (st->st_size > (off_t)CONFIG_SIZE)
		return "too large";
	return NULL;
}

char *
rt_config_text(struct arena *a, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *why = NULL;
	struct stat st;
	char *text = NULL;
	size_t done = 0;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) != 0)
		why = strerror(errno);
	else
		why = refuse(&st);
	if (why == NULL) {
		text = arena_alloc(a, CONFIG_SIZE + 1);
		do {
			n = read(fd, text + done, CONFIG_SIZE - done);
			done += n > 0 ? (size_t)n : 0;
		} while (n > 0 || (n < 0 && errno == EINTR));
		if (n < 0)
			why = strerror(errno);
		else if (memchr(text, '\0', done) != NULL)
			why = "holds a NUL";
	}
	if (fd >= 0)
		close(fd);
	if (why != NULL)
		rt_warn("%s: %s", path, why);
	return why == NULL ? text : NULL;
}

static char *
trim(char *s)
{
	size_t n;

	s += strspn(s, " \t\r");
	for (n = strlen(s); n != 0 && strchr(" \t\r", s[n - 1]) != NULL; n--)
		;
	s[n] = '\0';
	return s;
}

/* One line; false with the reason in *why. */
static bool
apply(struct arena *a, const struct rt_content *c, struct rt_options *o,
    char *line, const char **why)
{
	char *value;
	size_t n;

	line = trim(line);
	if (*line == '\0' || *line == '#')
		return true;
	value = strchr(line, '=');
	if (value == NULL) {
		*why = "key = value is expected";
		return false;
	}
	*value = '\0';
	line = trim(line);
	value = trim(value + 1);
	n = strlen(value);
	if (n >= 2 && value[0] == '"' && value[n - 1] == '"') {
		value[n - 1] = '\0';
		value++;
	}
	if (!rt_options_set(a, c, o, line, value, why)) {
		*why = arena_printf(a, "%s: %s", line, *why);
		return false;
	}
	return true;
}

bool
rt_config_read(struct arena *a, const struct rt_content *c, const char *path,
    struct rt_options *o)
{
	char *text = rt_config_text(a, path), *next;
	const char *why = NULL;
	unsigned line = 0;
	bool ok = text != NULL;

	o->from_file = true;
	for (; ok && text != NULL && *text != '\0'; text = next) {
		line++;
		next = strchr(text, '\n');
		if (next != NULL)
			*next++ = '\0';
		else
			next = text + strlen(text);
		o->where = arena_printf(a, "%s:%u", path, line);
		ok = apply(a, c, o, text, &why);
		if (!ok)
			rt_warn("%s:%u: %s", path, line, why);
	}
	o->from_file = false;
	return ok;
}
