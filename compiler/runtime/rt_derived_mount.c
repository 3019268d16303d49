/*
 * derived.Mounts: what of the host a container gets to see, with links on the
 * host resolved, and whether an engine's socket is in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rt.h"

/*
 * The path on the host without links, below host_root where that is not "/".
 * What does not exist keeps the part that is missing; NULL with *why where it
 * cannot be told.
 */
static char *
mounts_real(struct rt_ctx *ctx, const char *path, const char **why)
{
	const char *root = ctx->options->host_root;
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
	char found[PATH_MAX], below[PATH_MAX];
	char *cut = arena_strdup(ctx->arena, path);
	const char *rest = "";
	int dir, fd = -1;
	size_t skip;
	ssize_t n, nbelow = 0;

	if (root == NULL)
		root = "/";
	dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		*why = arena_printf(
		    ctx->arena, "%s: %s", root, rt_root_strerror(errno));
		return NULL;
	}
	for (;;) {
		char *slash;

		fd = (int)syscall(SYS_openat2, dir, *cut != '\0' ? cut : "/",
		    &how, sizeof how);
		if (fd >= 0 || (errno != ENOENT && errno != ENOTDIR))
			break;
		slash = strrchr(cut, '/');
		if (slash == NULL)
			break;
		rest = arena_printf(ctx->arena, "%s%s", slash, rest);
		*slash = '\0';
	}
	n = fd < 0 ? -1
		   : readlink(arena_printf(ctx->arena, "/proc/self/fd/%d", fd),
			 found, sizeof found - 1);
	if (fd < 0 && errno == ENOSYS && str_eq(root, "/") &&
	    realpath(path, found) != NULL)
		n = (ssize_t)strlen(found);
	if (n >= 0) {
		nbelow =
		    readlink(arena_printf(ctx->arena, "/proc/self/fd/%d", dir),
			below, sizeof below - 1);
		n = nbelow > 0 ? n : -1;
	}
	if (n < 0)
		*why = arena_printf(
		    ctx->arena, "%.256s: %s", path, rt_root_strerror(errno));
	if (fd >= 0)
		close(fd);
	close(dir);
	if (n < 0)
		return NULL;
	found[n] = '\0';
	below[nbelow] = '\0';
	skip =
	    nbelow == 1 || !rt_path_within(found, below) ? 0 : (size_t)nbelow;
	if (str_eq(found + skip, "/") && *rest != '\0')
		skip++;
	if (found[skip] == '\0' && *rest == '\0')
		return arena_strdup(ctx->arena, "/");
	return arena_printf(ctx->arena, "%s%s", found + skip, rest);
}

static bool
mounts_is_socket_name(const char *path)
{
	static const char *const name[] = { "docker.sock", "podman.sock",
		"docker_engine" };
	const char *base = strrchr(path, '/');

	base = base != NULL ? base + 1 : path;
	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (str_eq(base, name[i]))
			return true;
	return false;
}

/* What is at the path; false where nothing is, or with *why. */
static bool
mounts_look(
    struct rt_ctx *ctx, const char *path, struct stat *st, const char **why)
{
	if (stat(path, st) == 0)
		return true;
	if (errno != ENOENT && errno != ENOTDIR)
		*why = arena_printf(
		    ctx->arena, "%.256s: %s", path, rt_root_strerror(errno));
	return false;
}

/* Is the file the same, by whatever name?  False, too, with *why. */
static bool
mounts_same_file(
    struct rt_ctx *ctx, const char *a, const char *b, const char **why)
{
	struct stat x, y;

	return mounts_look(ctx, a, &x, why) && mounts_look(ctx, b, &y, why) &&
	       x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* False, too, with *why where it cannot be told. */
static bool
mounts_has_socket(
    struct rt_ctx *ctx, const char *source, const char *real, const char **why)
{
	const char *ignored = NULL;

	if (*real == '\0')
		return false;
	if (mounts_is_socket_name(source) || mounts_is_socket_name(real))
		return true;
	for (uint32_t i = 0; i < ctx->engines->nengine; i++) {
		const struct rt_engine *e = &ctx->engines->engine[i];
		const char *at = e->socket[0] == '/'
				     ? mounts_real(ctx, e->socket, &ignored)
				     : NULL;
		json_t *listener;
		size_t k;

		if (rt_path_within(e->socket, real) ||
		    (at != NULL && rt_path_within(at, real)) ||
		    mounts_same_file(ctx, e->socket, real, why))
			return true;
		json_array_foreach(
		    json_object_get(e->daemon, "listeners"), k, listener)
		{
			const char *s = json_string_value(listener);

			if (s != NULL && str_starts(s, "unix:///") &&
			    rt_path_within(s + strlen("unix://"), real))
				return true;
		}
	}
	return false;
}

static void
mounts_copy(json_t *to, json_t *from, const char *key)
{
	json_t *v = json_object_get(from, key);

	if (v != NULL)
		json_object_set(to, key, v);
}

static bool
mounts_option(const char *options, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = options; s != NULL; s = strchr(s, ',')) {
		s += *s == ',';
		if (strncmp(s, name, n) == 0 && (s[n] == '\0' || s[n] == ','))
			return true;
	}
	return false;
}

/*
 * A local volume can be a directory of the host bound under another name
 * (o=bind, device=/DIR): that directory, and whether it is so read-only; ""
 * for what is no such volume, NULL with *why where it cannot be told.
 */
static const char *
mounts_bound(const struct rt_engine *e, json_t *mount, bool *read_only,
    const char **why)
{
	const char *name = rt_json_text(mount, "Name"), *device, *o;
	json_t *volume;
	size_t i;

	if (!str_eq(rt_json_text(mount, "Type"), "volume") ||
	    !str_eq(rt_json_text(mount, "Driver"), "local") || name == NULL)
		return "";
	if (e == NULL || e->volumes == NULL) {
		*why = e != NULL && e->volumes_error != NULL
			   ? e->volumes_error
			   : "the engine's volumes are not known";
		return NULL;
	}
	json_array_foreach(json_object_get(e->volumes, "Volumes"), i, volume)
	{
		if (!str_eq(rt_json_text(volume, "Name"), name))
			continue;
		device = rt_json_text(volume, "Options.device");
		o = rt_json_text(volume, "Options.o");
		*read_only = mounts_option(o, "ro");
		return device != NULL && *device == '/' &&
			       (mounts_option(o, "bind") ||
				   mounts_option(o, "rbind"))
			   ? device
			   : "";
	}
	*why = "the engine does not list the volume";
	return NULL;
}

json_t *
rt_derived_mounts(struct rt_ctx *ctx, json_t *doc, const char **why)
{
	json_t *list = json_array(), *m, *o;
	size_t i;

	json_array_foreach(json_object_get(doc, "Mounts"), i, m)
	{
		const char *source = rt_json_text(m, "Source");
		const char *bound, *real = "";
		bool read_only = false, has_socket;

		bound = mounts_bound(
		    ctx->target->engine, m, &read_only, why);
		if (bound == NULL) {
			json_decref(list);
			return NULL;
		}
		if (*bound != '\0')
			source = bound;
		if (source != NULL && *source == '/')
			real = mounts_real(ctx, source, why);
		if (real == NULL) {
			json_decref(list);
			return NULL;
		}
		has_socket = mounts_has_socket(
		    ctx, source != NULL ? source : "", real, why);
		if (!has_socket && *why != NULL) {
			json_decref(list);
			return NULL;
		}
		o = json_object();
		if (*bound != '\0')
			json_object_set_new(o, "Type", json_string("bind"));
		else
			mounts_copy(o, m, "Type");
		json_object_set_new(
		    o, "Source", rt_json_string(source != NULL ? source : ""));
		json_object_set_new(o, "RealSource", rt_json_string(real));
		mounts_copy(o, m, "Destination");
		if (*bound != '\0' && read_only)
			json_object_set_new(o, "RW", json_false());
		else
			mounts_copy(o, m, "RW");
		mounts_copy(o, m, "Propagation");
		json_object_set_new(
		    o, "ContainsEngineSocket", json_boolean(has_socket));
		json_array_append_new(list, o);
	}
	return list;
}
