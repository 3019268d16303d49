/*
 * The target's processes: of the host all of them, of a running container
 * those in its control group, whatever PID namespace they are in.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "rt.h"

#define PROCESS_FILE ((size_t)64 * 1024) /* bytes of a file in /proc */
#define PROCESS_MOUNTS ((size_t)16 * 1024 * 1024)
#define PROCESS_MAX 200000u

struct process_walk {
	struct rt_ctx *ctx;
	struct rt_collection *out;
	const char *id; /* of the container; NULL: the host */
	bool (*each)(void *arg, const struct rt_process *p);
	void *arg;
	struct strbuf status, file;
};

const char *
rt_process_status(const char *status, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = status; p != NULL;) {
		if (strncmp(p, name, n) == 0 && p[n] == ':')
			return p + n + 1 + strspn(p + n + 1, " \t");
		p = strchr(p, '\n');
		p = p != NULL ? p + 1 : NULL;
	}
	return NULL;
}

bool
rt_process_group_is(const char *cgroup, const char *id)
{
	static const char monitor[] = "conmon-";
	const size_t n = sizeof monitor - 1;

	for (const char *p = cgroup; (p = strstr(p, id)) != NULL; p++)
		if ((size_t)(p - cgroup) < n || memcmp(p - n, monitor, n) != 0)
			return true;
	return false;
}

/* The innermost of several numbers: as its own namespace counts. */
static int64_t
process_last(const char *line)
{
	int64_t v = -1;

	while (line != NULL && *line >= '0' && *line <= '9') {
		char *end;

		v = strtoll(line, &end, 10);
		line = end + strspn(end, " \t");
	}
	return v;
}

/* A process that ends meanwhile is none; any other failure is told. */
static void
process_unread(struct process_walk *w, const char *name)
{
	if (errno != ENOENT && errno != ESRCH)
		rt_flag(w->ctx, w->out, RT_FLAG_ERROR,
		    "process %s cannot be read: %s", name,
		    rt_root_strerror(errno));
}

/* Is it one of the container's?  False with errno where that is not known. */
static bool
process_is_inside(struct process_walk *w, int dir)
{
	if (!rt_proc_read(dir, "cgroup", PROCESS_FILE, &w->file))
		return false;
	errno = ESRCH;
	return rt_process_group_is(w->file.s, w->id);
}

/* One entry of /proc. */
static void
process_look(struct process_walk *w, int procfs, const char *name)
{
	struct rt_process p = { .number = name };

	p.dir = openat(procfs, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (p.dir < 0) {
		process_unread(w, name);
		return;
	}
	if ((w->id != NULL && !process_is_inside(w, p.dir)) ||
	    !rt_proc_read(p.dir, "status", PROCESS_FILE, &w->status)) {
		process_unread(w, name);
	} else {
		p.status = w->status.s;
		p.pid = process_last(rt_process_status(p.status, "NSpid"));
		if (p.pid < 0) /* a kernel without CONFIG_PID_NS */
			p.pid = strtoll(name, NULL, 10);
		if (!w->each(w->arg, &p))
			process_unread(w, name);
	}
	close(p.dir);
}

/*
 * Why processes of others may be missing in procfs: it is mounted with
 * hidepid=, and we may not trace; NULL: all are there.
 */
static const char *
process_hidden(struct process_walk *w, int procfs)
{
	struct strbuf b = STRBUF_INIT;
	const char *why = NULL, *caps, *hide, *end;
	struct stat st;
	unsigned ma, mi;

	if (fstat(procfs, &st) != 0 ||
	    !rt_proc_read(
		AT_FDCWD, "/proc/self/mountinfo", PROCESS_MOUNTS, &b) ||
	    !rt_proc_read(
		AT_FDCWD, "/proc/self/status", PROCESS_FILE, &w->status) ||
	    (caps = rt_process_status(w->status.s, "CapEff")) == NULL) {
		strbuf_free(&b);
		return "whether processes are hidden cannot be told";
	}
	if ((strtoull(caps, NULL, 16) >> CAP_SYS_PTRACE & 1) != 0) {
		strbuf_free(&b);
		return NULL;
	}
	for (const char *p = b.s; p != NULL && why == NULL; p = end) {
		end = strchr(p, '\n');
		end = end != NULL ? end + 1 : NULL;
		if (sscanf(p, "%*u %*u %u:%u", &ma, &mi) != 2 ||
		    makedev(ma, mi) != st.st_dev)
			continue;
		hide = strstr(p, "hidepid=");
		if (hide != NULL && (end == NULL || hide < end) &&
		    hide[8] != '0' && !str_starts(hide + 8, "off"))
			why = "processes of others are hidden (hidepid)";
	}
	strbuf_free(&b);
	return why;
}

static int
process_compare(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

static void
process_all(struct process_walk *w, int procfs)
{
	const char *hidden = process_hidden(w, procfs);
	struct dirent *e;
	long *pid = NULL;
	size_t n = 0;
	DIR *dir;
	int fd = openat(procfs, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error;

	if (hidden != NULL)
		rt_flag(w->ctx, w->out, RT_FLAG_ERROR, "%s", hidden);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		rt_flag(w->ctx, w->out, RT_FLAG_ERROR,
		    "the processes cannot be listed: %s",
		    rt_root_strerror(errno));
		return;
	}
	while (errno = 0, (e = readdir(dir)) != NULL && n < PROCESS_MAX) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		if ((n & (n - 1)) == 0)
			pid = base_realloc(
			    pid, (n == 0 ? 1 : 2 * n) * sizeof *pid);
		pid[n++] = atol(e->d_name);
	}
	error = e == NULL ? errno : 0;
	closedir(dir);
	if (error != 0)
		rt_flag(w->ctx, w->out, RT_FLAG_ERROR,
		    "the processes cannot be listed: %s",
		    rt_root_strerror(error));
	if (n > 1)
		qsort(pid, n, sizeof *pid, process_compare);
	if (n == PROCESS_MAX)
		rt_flag(w->ctx, w->out, RT_FLAG_ERROR, "too many processes");
	for (size_t i = 0; i < n; i++) {
		char name[24];

		snprintf(name, sizeof name, "%ld", pid[i]);
		process_look(w, procfs, name);
	}
	free(pid);
}

/* Whose processes; false where there are none, or after a flag. */
static bool
process_scope(struct process_walk *w)
{
	const struct rt_target *t = w->ctx->target;
	const struct rt_root *root;
	const char *why = NULL;

	switch (t->kind) {
	case RT_HOST:
		return true;
	case RT_IMAGE:
	case RT_ROOTFS:
		rt_flag(w->ctx, w->out, RT_FLAG_NOT_APPLICABLE,
		    "what does not run has no processes");
		return false;
	case RT_CONTAINER:
		break;
	}
	root = rt_root_get(w->ctx, &why);
	if (root == NULL) {
		rt_flag(w->ctx, w->out, RT_FLAG_ERROR, "%s", why);
		return false;
	}
	if (root->proc < 0)
		return false; /* it does not run */
	w->id = t->container->id;
	if (!process_is_inside(w, root->proc)) {
		rt_flag(w->ctx, w->out, RT_FLAG_ERROR,
		    "its control group does not tell its processes");
		return false;
	}
	return true;
}

void
rt_process_each(struct rt_ctx *ctx, struct rt_collection *out,
    bool (*each)(void *arg, const struct rt_process *p), void *arg)
{
	struct process_walk w = {
		.ctx = ctx,
		.out = out,
		.each = each,
		.arg = arg,
		.status = STRBUF_INIT,
		.file = STRBUF_INIT,
	};
	int procfs = rt_proc_open(ctx, ".");

	if (procfs < 0) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "/proc: %s",
		    rt_root_strerror(errno));
		return;
	}
	if (process_scope(&w))
		process_all(&w, procfs);
	close(procfs);
	strbuf_free(&w.status);
	strbuf_free(&w.file);
}
