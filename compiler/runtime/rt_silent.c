/*
 * Where paths of a root lead, and what of a container at rest says nothing: the
 * kernel's own directories, and what is mounted there while it runs.  Its
 * layers have something below those names, which nobody in it ever sees.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "rt.h"

#define SILENT_LINKS 40 /* as Linux follows */

/* By the path alone, which has no links.  Sets errno. */
static bool
silent_is_there(const struct rt_root *r, const char *path)
{
	size_t n;

	if (!r->at_rest)
		return false;
	for (uint32_t i = 0; i < r->nvolume; i++)
		if (rt_path_within(path, r->volume[i])) {
			errno = ENOMEDIUM;
			return true;
		}
	path += strspn(path, "/");
	n = strcspn(path, "/");
	if (!(n == 4 && memcmp(path, "proc", 4) == 0) &&
	    !(n == 3 && memcmp(path, "sys", 3) == 0))
		return false;
	if (path[n + strspn(path + n, "/")] == '\0')
		return false; /* the directories themselves are there */
	errno = ESRCH;
	return true;
}

/* The last component of a path that has no links off. */
static void
silent_up(char *path, size_t *n)
{
	while (*n > 0 && path[*n - 1] != '/')
		(*n)--;
	*n -= *n > 0;
	path[*n] = '\0';
}

bool
rt_root_canonical(struct rt_root *r, const char *path, char end[])
{
	char text[PATH_MAX], rest[2 * PATH_MAX], next[2 * PATH_MAX];
	struct rt_stat st;
	unsigned links = 0;
	size_t n = 0;
	int len;

	len = snprintf(rest, sizeof rest, "%s", path);
	end[0] = '\0';
	for (char *p = rest; len < PATH_MAX;) {
		size_t part;

		p += strspn(p, "/");
		part = strcspn(p, "/");
		if (part == 0) {
			if (n == 0)
				memcpy(end, "/", 2);
			return !silent_is_there(r, end) &&
			       r->ops->stat(r, end, true, &st) == 0;
		}
		if (part == 2 && memcmp(p, "..", 2) == 0)
			silent_up(end, &n);
		if ((part == 1 && p[0] == '.') ||
		    (part == 2 && memcmp(p, "..", 2) == 0)) {
			p += part;
			continue;
		}
		if (n + part + 2 > PATH_MAX)
			break;
		end[n] = '/';
		memcpy(end + n + 1, p, part);
		end[n + 1 + part] = '\0';
		if (silent_is_there(r, end))
			return false;
		if (r->ops->readlink(r, end, text, sizeof text) < 0) {
			/* layers need not have what the kernel's are put on */
			if (errno == ENOENT && r->at_rest &&
			    (strcmp(end, "/proc") == 0 ||
				strcmp(end, "/sys") == 0))
				errno = ESRCH;
			if (errno != EINVAL)
				return false;
			n += 1 + part;
			p += part;
			continue;
		}
		if (++links > SILENT_LINKS) {
			errno = ELOOP;
			return false;
		}
		end[n] = '\0';
		if (text[0] == '/')
			end[n = 0] = '\0';
		len = snprintf(next, sizeof next, "%s/%s", text, p + part);
		memcpy(rest, next, sizeof rest);
		p = rest;
	}
	errno = ENAMETOOLONG;
	return false;
}

bool
rt_root_is_silent(struct rt_root *r, const char *path, bool follow)
{
	char end[PATH_MAX], parent[PATH_MAX];
	size_t n = strlen(path);

	if (!r->at_rest || n >= sizeof parent)
		return false;
	if (silent_is_there(r, path))
		return true;
	memcpy(parent, path, n + 1);
	if (!follow)
		silent_up(parent, &n);
	return !rt_root_canonical(r, n > 0 ? parent : "/", end) &&
	       (errno == ENOMEDIUM || errno == ESRCH);
}

/*
 * Where a mount point is: the directory that holds it may be reached by links,
 * it and more above it may be missing in the layers.
 */
static const char *
silent_place(struct rt_root *r, const char *destination)
{
	char path[PATH_MAX], end[PATH_MAX];
	size_t n = strlen(destination);

	if (destination[0] != '/' || n >= sizeof path)
		return arena_strdup(r->arena, destination);
	memcpy(path, destination, n + 1);
	while (!rt_root_canonical(r, n > 0 ? path : "/", end)) {
		if (n == 0)
			return arena_strdup(r->arena, destination);
		silent_up(path, &n);
	}
	if (strcmp(end, "/") == 0)
		end[0] = '\0';
	return arena_printf(r->arena, "%s%s", end, destination + n);
}

void
rt_root_volumes(struct rt_root *r, const json_t *inspect)
{
	json_t *mounts = json_object_get(inspect, "Mounts");
	json_t *memory =
	    json_object_get(json_object_get(inspect, "HostConfig"), "Tmpfs");
	const char **place;
	const char *path;
	uint32_t n = 0;
	json_t *v;
	size_t i;

	place = arena_alloc(
	    r->arena, (json_array_size(mounts) + json_object_size(memory) + 1) *
			  sizeof *place);
	json_array_foreach(mounts, i, v)
	{
		path = json_string_value(json_object_get(v, "Destination"));
		if (path != NULL)
			place[n++] = silent_place(r, path);
	}
	json_object_foreach(memory, path, v) place[n++] = silent_place(r, path);
	r->volume = place;
	r->nvolume = n;
}
