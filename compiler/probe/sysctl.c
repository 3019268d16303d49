/*
 * The kernel's parameters, from /proc/sys.  Of a container those of its own
 * namespaces where the kernel has them apart: read from inside them, and by
 * our own /proc, as a container may have put anything over its own.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"

#define SYSCTL_VALUE ((size_t)65536) /* bytes of one */
#define SYSCTL_DEPTH 32
#define SYSCTL_MAX 100000u /* names that are looked at */

enum { SYSCTL_NAME, SYSCTL_CONTENT };

struct sysctl_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	int dir; /* /proc/sys */
	uint32_t seen;
};

/* A dot parts, a slash is a dot within a name; and the other way round. */
static void
sysctl_swap(char *s)
{
	for (; *s != '\0'; s++)
		*s = (char)(*s == '.' ? '/' : *s == '/' ? '.' : *s);
}

/* Text without its last newline, one value a line. */
static void
sysctl_values(struct sysctl_run *r, struct rt_item *item, struct strbuf *b)
{
	const char *s = b->s, *end = b->s + b->n;

	if (b->n > 0 && end[-1] == '\n')
		end--;
	for (;;) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));

		rt_value_add(r->ctx, item, SYSCTL_CONTENT, IR_DATATYPE_STRING,
		    s, (size_t)((nl != NULL ? nl : end) - s));
		if (nl == NULL)
			return;
		s = nl + 1;
	}
}

/*
 * May reading fail because there is nothing to read?  With EIO the kernel says
 * so of an address that was never made.
 */
static bool
sysctl_is_empty(const char *path, int error)
{
	return error == ENOENT ||
	       (error == EIO && str_ends(path, "/stable_secret"));
}

/*
 * The parameter at a path below /proc/sys.  One that can only be written, or
 * that the kernel has no value for, is not there to be looked at.
 */
static void
sysctl_item(struct sysctl_run *r, const char *path, const char *name)
{
	struct strbuf b = STRBUF_INIT;
	struct rt_item *item;
	struct stat st;
	bool read;

	if (fstatat(r->dir, path, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "%s: %s", name,
			    rt_root_strerror(errno));
		return;
	}
	if (!S_ISREG(st.st_mode) || (st.st_mode & 0444) == 0)
		return;
	read = rt_proc_read(r->dir, path, SYSCTL_VALUE, &b);
	if (read || !sysctl_is_empty(path, errno)) {
		item = rt_item_add(r->ctx, r->out);
		item->where = arena_printf(r->ctx->arena, "sysctl %s", name);
		rt_item_text(r->ctx, item, SYSCTL_NAME, name);
		if (read)
			sysctl_values(r, item, &b);
		else
			rt_item_missing(r->ctx, item, SYSCTL_CONTENT,
			    RT_STATUS_ERROR,
			    arena_strdup(
				r->ctx->arena, rt_root_strerror(errno)));
	}
	strbuf_free(&b);
}

static void
sysctl_named(void *arg, const char *name)
{
	struct sysctl_run *r = arg;
	char *path = arena_strdup(r->ctx->arena, name);
	bool plain = path[0] != '\0';

	sysctl_swap(path);
	for (const char *p = path; *p != '\0'; p += strcspn(p, "/")) {
		p += *p == '/';
		plain = plain && *p != '\0' && *p != '/' && *p != '.';
	}
	if (plain)
		sysctl_item(r, path, name);
}

static int
sysctl_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a directory, sorted; false after a flag. */
static bool
sysctl_list(
    struct sysctl_run *r, const char *path, const char ***name, uint32_t *n)
{
	int fd = openat(
	    r->dir, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;
	int error;

	*name = NULL;
	*n = 0;
	if (dir == NULL) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "/proc/sys/%s: %s", path,
		    rt_root_strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (errno = 0, (e = readdir(dir)) != NULL && r->seen < SYSCTL_MAX) {
		if (e->d_name[0] == '.')
			continue;
		r->seen++;
		*VEC_PUSH(r->ctx->arena, *name, *n) =
		    arena_strdup(r->ctx->arena, e->d_name);
	}
	error = e == NULL ? errno : 0;
	closedir(dir);
	if (error != 0) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "/proc/sys/%s: %s", path,
		    rt_root_strerror(error));
		return false;
	}
	if (r->seen == SYSCTL_MAX) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "too many parameters");
		return false;
	}
	if (*n > 1)
		qsort(*name, *n, sizeof **name, sysctl_order);
	return true;
}

static void
sysctl_walk(struct sysctl_run *r, const char *path, unsigned depth)
{
	const char **name;
	uint32_t n;

	if (depth == SYSCTL_DEPTH) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "/proc/sys/%s: too deep",
		    path);
		return;
	}
	if (!sysctl_list(r, path, &name, &n))
		return;
	for (uint32_t i = 0; i < n; i++) {
		char *below =
		    str_eq(path, ".")
			? arena_strdup(r->ctx->arena, name[i])
			: arena_printf(r->ctx->arena, "%s/%s", path, name[i]);
		struct stat st;
		char *dotted;

		if (fstatat(r->dir, below, &st, AT_SYMLINK_NOFOLLOW) != 0) {
			if (errno != ENOENT && errno != ENOTDIR)
				rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
				    "/proc/sys/%s: %s", below,
				    rt_root_strerror(errno));
			continue; /* else it is gone meanwhile */
		}
		if (S_ISDIR(st.st_mode)) {
			sysctl_walk(r, below, depth + 1);
			continue;
		}
		dotted = arena_strdup(r->ctx->arena, below);
		sysctl_swap(dotted);
		if (rt_object_wants(r->ctx, r->object, SYSCTL_NAME, dotted,
			strlen(dotted), r->out))
			sysctl_item(r, below, dotted);
	}
}

static void
sysctl_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct sysctl_run r = { .ctx = ctx, .object = object, .out = out };
	struct rt_inside in;

	if (!rt_running(ctx, out))
		return;
	r.dir = rt_proc_open(ctx, "sys");
	if (r.dir < 0) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "/proc/sys: %s",
		    rt_root_strerror(errno));
		return;
	}
	if (rt_running_enter(ctx, &in, out)) {
		if (!rt_object_names(
			ctx, object, SYSCTL_NAME, out, sysctl_named, &r))
			sysctl_walk(&r, ".", 0);
		rt_root_leave(&in);
	}
	close(r.dir);
}

static const struct probe_field sysctl_field[] = {
	[SYSCTL_NAME] = { "name", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "the parameter, as sysctl(8) has it: net.ipv4.ip_forward" },
	[SYSCTL_CONTENT] = { "value", IR_DATATYPE_STRING, FIELD_STATE,
	    "what it is set to, a value for each line" },
	PROBE_FIELD_END,
};

const struct probe probe_sysctl = {
	.name = "sysctl",
	.oval = "unix:sysctl",
	.field = sysctl_field,
	.doc = "parameters of the running kernel",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = sysctl_collect,
	.sh = "probe/sysctl.sh",
};
