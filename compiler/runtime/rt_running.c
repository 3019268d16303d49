/*
 * What runs behind a target: the kernel's /proc, and the namespaces of the
 * host or of a container that runs.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "rt.h"

#define RUNNING_PROC 0x9fa0 /* procfs */

bool
rt_running(struct rt_ctx *ctx, struct rt_collection *out)
{
	const char *why = NULL;
	const struct rt_root *root;

	if (ctx->target->kind != RT_CONTAINER)
		return true;
	root = rt_root_get(ctx, &why);
	if (root == NULL)
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
	else if (root->proc < 0)
		rt_flag(ctx, out, RT_FLAG_NOT_APPLICABLE,
		    "the container does not run");
	return root != NULL && root->proc >= 0;
}

int
rt_proc_open(struct rt_ctx *ctx, const char *below)
{
	const char *proc = ctx->options->proc;

	return open(arena_printf(ctx->arena, "%s/%s",
			proc != NULL ? proc : "/proc", below),
	    O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/*
 * Seen from a container, the host's namespaces are those of its init.  -1
 * without errno: they are our own; also where a tree of files stands in the
 * place of the kernel's.
 */
static int
running_init(struct rt_ctx *ctx)
{
	struct statfs fs;
	int proc = -1, fd, error = 0;

	if (ctx->options->proc != NULL &&
	    !str_eq(ctx->options->proc, "/proc")) {
		fd = rt_proc_open(ctx, ".");
		if (fd < 0)
			return -1;
		if (fstatfs(fd, &fs) != 0 || fs.f_type == RUNNING_PROC) {
			proc = openat(
			    fd, "1", O_PATH | O_DIRECTORY | O_CLOEXEC);
			error = errno;
		}
		close(fd);
	}
	errno = error;
	return proc;
}

bool
rt_running_enter(
    struct rt_ctx *ctx, struct rt_inside *in, struct rt_collection *out)
{
	const char *why = NULL;
	struct rt_root init = { .proc = -1 };
	const struct rt_root *root = &init;
	bool ok = true;

	if (ctx->target->kind == RT_CONTAINER) {
		root = rt_root_get(ctx, &why);
		ok = root != NULL;
	} else {
		init.proc = running_init(ctx);
		if (init.proc < 0 && errno != 0) {
			why = arena_printf(ctx->arena, "the host's init: %s",
			    rt_root_strerror(errno));
			ok = false;
		}
	}
	if (ok && !rt_root_enter(root, in)) {
		why = arena_printf(ctx->arena,
		    "its namespaces cannot be entered: %s",
		    rt_root_strerror(errno));
		ok = false;
	}
	if (init.proc >= 0)
		close(init.proc);
	if (!ok)
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
	return ok;
}
