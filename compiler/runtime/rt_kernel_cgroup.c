/*
 * Limits of a container's control group, of either version of the interface,
 * in the units in which the engine declares them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rt.h"

#define CGROUP_FILE ((size_t)64 * 1024)
#define CGROUP_UNLIMITED INT64_C(0x7FFFFFFFFFFFF000)

/*
 * The group's path by /proc/PID/cgroup: of version 1's controller, else of
 * version 2.  Cut behind the component that names the container, as its init
 * may have moved below.
 */
static char *
cgroup_path(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char *controller, bool *unified, const char **why)
{
	struct strbuf b = STRBUF_INIT;
	char *next, *found = NULL, *at;

	if (!rt_proc_read(k->proc, "cgroup", CGROUP_FILE, &b)) {
		*why = arena_printf(
		    ctx->arena, "cgroup: %s", rt_root_strerror(errno));
		strbuf_free(&b);
		return NULL;
	}
	for (char *line = b.s; line != NULL && *line != '\0'; line = next) {
		char *names = strchr(line, ':'), *path, *end;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		path = names != NULL ? strchr(names + 1, ':') : NULL;
		if (path == NULL)
			continue;
		*path++ = '\0';
		names++;
		if (*names == '\0' && found == NULL) {
			*unified = true;
			found = arena_strdup(ctx->arena, path);
		}
		for (; *names != '\0'; names = *end != '\0' ? end + 1 : end) {
			end = names + strcspn(names, ",");
			if (strlen(controller) == (size_t)(end - names) &&
			    strncmp(names, controller, (size_t)(end - names)) ==
				0) {
				*unified = false;
				found = arena_strdup(ctx->arena, path);
			}
		}
	}
	strbuf_free(&b);
	if (found == NULL || strstr(found, "/..") != NULL) {
		*why = "its control group cannot be told";
		return NULL;
	}
	at = strstr(found, ctx->target->container->id);
	if (at != NULL)
		at[strcspn(at, "/")] = '\0';
	return found;
}

/* The first line of a file of the group; NULL with *why. */
static char *
cgroup_file(struct rt_ctx *ctx, const char *controller, const char *group,
    const char *file, const char **why)
{
	const char *proc =
	    ctx->options->proc != NULL ? ctx->options->proc : "/proc";
	size_t n = strlen(proc);
	const char *path;
	struct strbuf b = STRBUF_INIT;
	char *text = NULL;

	if (n >= 5 && str_ends(proc, "/proc"))
		n -= 5;
	path = arena_printf(ctx->arena, "%.*s/sys/fs/cgroup/%s%s/%s", (int)n,
	    proc, controller, group, file);
	if (rt_proc_read(AT_FDCWD, path, CGROUP_FILE, &b))
		text = arena_strndup(ctx->arena, b.s, strcspn(b.s, "\n"));
	else
		*why = arena_printf(
		    ctx->arena, "%s: %s", path, rt_root_strerror(errno));
	strbuf_free(&b);
	return text;
}

static const struct cgroup_limit {
	const char *name, *file, *unified;
} cgroup_limits[] = {
	{ "memory", "memory.limit_in_bytes", "memory.max" },
	{ "pids", "pids.max", "pids.max" },
	{ "cpu", "cpu.shares", "cpu.weight" },
};

/* The path itself: of a controller that engines use, else of version 2. */
static json_t *
cgroup_own_path(struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	bool unified = false;
	char *path = NULL;

	for (unsigned i = 0; i < 3; i++) {
		path =
		    cgroup_path(ctx, k, cgroup_limits[i].name, &unified, why);
		if (path == NULL || !unified)
			break;
	}
	return path != NULL ? rt_json_string(path) : NULL;
}

json_t *
rt_kernel_cgroup(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char *what, const char **why)
{
	const struct cgroup_limit *l = cgroup_limits;
	bool unified = false;
	char *group, *text;
	int64_t n = 0;

	if (what == NULL)
		return cgroup_own_path(ctx, k, why);
	while (!str_eq(l->name, what))
		l++;
	group = cgroup_path(ctx, k, what, &unified, why);
	if (group == NULL)
		return NULL;
	text = cgroup_file(ctx, unified ? "." : what, group,
	    unified ? l->unified : l->file, why);
	if (text == NULL)
		return NULL;
	if (!str_eq(text, "max") && !str_to_int64(text, &n)) {
		*why = "a limit that is no number";
		return NULL;
	}
	if (str_eq(what, "cpu")) {
		if (n == (unified ? 100 : 1024))
			n = 0; /* what it is without being asked for */
		else if (unified)
			n = 2 + (n - 1) * 262142 / 9999;
	} else if (n >= CGROUP_UNLIMITED) {
		n = 0;
	}
	return json_integer(n);
}
