/*
 * The processes of a running container: those of its control group, which hold
 * those of namespaces made within, and those of its PID namespace where that is
 * its own.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "rt.h"

#define PROCESS_FILE ((size_t)64 * 1024)
#define PROCESS_MAX 65536

/* Is errno that of a process that has ended meanwhile? */
static bool
process_has_ended(void)
{
	return errno == ENOENT || errno == ESRCH;
}

/*
 * Is it one of the container's?  ns: its PID namespace; NULL: the host's.
 * False with *why where that is not known.
 */
static bool
process_is_of(struct rt_ctx *ctx, int proc, const char *ns, const char **why)
{
	struct strbuf b = STRBUF_INIT;
	char own[64] = { 0 };
	bool is;

	if (ns != NULL && readlinkat(proc, "ns/pid", own, sizeof own - 1) > 0 &&
	    str_eq(own, ns))
		return true;
	is = rt_proc_read(proc, "cgroup", PROCESS_FILE, &b);
	if (!is && !process_has_ended())
		*why = arena_printf(
		    ctx->arena, "cgroup: %s", rt_root_strerror(errno));
	is = is && rt_process_group_is(b.s, ctx->target->container->id);
	strbuf_free(&b);
	return is;
}

/* False with *why where what it runs cannot be seen. */
static bool
process_append(struct rt_ctx *ctx, json_t *list, int proc, const char *pid,
    const char **why)
{
	struct strbuf b = STRBUF_INIT;
	char exe[4096] = { 0 };
	json_t *o;

	if (!rt_proc_read(proc, "comm", PROCESS_FILE, &b)) {
		strbuf_free(&b);
		if (process_has_ended())
			return true;
		*why = arena_printf(ctx->arena, "process %s: %s", pid,
		    rt_root_strerror(errno));
		return false;
	}
	if (b.n > 0 && b.s[b.n - 1] == '\n')
		b.s[--b.n] = '\0';
	if (readlinkat(proc, "exe", exe, sizeof exe - 1) < 0) {
		exe[0] = '\0';
		if (!process_has_ended()) {
			*why = arena_printf(ctx->arena, "process %s: exe: %s",
			    pid, rt_root_strerror(errno));
			strbuf_free(&b);
			return false;
		}
	}
	o = json_object();
	json_object_set_new(o, "Name", rt_json_string(b.s));
	json_object_set_new(o, "Pid", json_string(pid));
	json_object_set_new(o, "Exe", rt_json_string(exe));
	json_array_append_new(list, o);
	strbuf_free(&b);
	return true;
}

json_t *
rt_kernel_processes(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	const char *procfs =
	    ctx->options->proc != NULL ? ctx->options->proc : "/proc";
	char ns[64] = { 0 }, engine[64] = { 0 };
	struct dirent *d = NULL;
	json_t *list;
	int64_t pid;
	DIR *dir;
	bool host;

	if (readlinkat(k->proc, "ns/pid", ns, sizeof ns - 1) <= 0) {
		*why = arena_printf(
		    ctx->arena, "ns/pid: %s", rt_root_strerror(errno));
		return NULL;
	}
	if (k->engine >= 0 &&
	    readlinkat(k->engine, "ns/pid", engine, sizeof engine - 1) < 0) {
		*why = arena_printf(ctx->arena, "ns/pid of the engine: %s",
		    rt_root_strerror(errno));
		return NULL;
	}
	host = str_eq(ns, engine);
	dir = opendir(procfs);
	if (dir == NULL) {
		*why = arena_printf(
		    ctx->arena, "%s: %s", procfs, rt_root_strerror(errno));
		return NULL;
	}
	list = json_array();
	while (*why == NULL && (errno = 0, d = readdir(dir)) != NULL) {
		int proc;

		if (!str_to_int64(d->d_name, &pid) || pid <= 0)
			continue;
		proc = openat(
		    dirfd(dir), d->d_name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (proc < 0) {
			if (!process_has_ended())
				*why =
				    arena_printf(ctx->arena, "process %s: %s",
					d->d_name, rt_root_strerror(errno));
			continue;
		}
		if (!process_is_of(ctx, proc, host ? NULL : ns, why))
			;
		else if (json_array_size(list) >= PROCESS_MAX)
			*why = "it has more processes than can be listed";
		else
			process_append(ctx, list, proc, d->d_name, why);
		close(proc);
	}
	if (*why == NULL && d == NULL && errno != 0)
		*why = arena_printf(
		    ctx->arena, "%s: %s", procfs, rt_root_strerror(errno));
	closedir(dir);
	if (*why == NULL && json_array_size(list) == 0)
		*why = "its processes cannot be seen"; /* not even its init */
	if (*why != NULL) {
		json_decref(list);
		return NULL;
	}
	return list;
}
