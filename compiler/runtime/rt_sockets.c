/*
 * Sockets and the processes that have them open, by /proc/PID/fd; the names
 * of hardware addresses.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rt_sockets.h"

#define SOCKET_OWNERS 1000000u
#define SOCKET_COMM ((size_t)64)

struct socket_run {
	struct rt_ctx *ctx;
	struct rt_socket_owners *owners;
	bool many;
};

/* The sockets that a process has open. */
static bool
socket_process(void *arg, const struct rt_process *p)
{
	struct socket_run *r = arg;
	struct rt_socket_owner o = { .pid = p->pid, .uid = -1 };
	long long effective;
	const char *uid = rt_process_status(p->status, "Uid");
	struct strbuf comm = STRBUF_INIT;
	int fd = openat(p->dir, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	if (uid != NULL && sscanf(uid, "%*d %lld", &effective) == 1)
		o.uid = effective;
	if (rt_proc_read(p->dir, "comm", SOCKET_COMM, &comm))
		o.program =
		    arena_strndup(r->ctx->arena, comm.s, strcspn(comm.s, "\n"));
	strbuf_free(&comm);
	while ((e = readdir(dir)) != NULL && !r->many) {
		char to[64] = "";
		unsigned long long inode;

		if (readlinkat(dirfd(dir), e->d_name, to, sizeof to - 1) <= 0 ||
		    sscanf(to, "socket:[%llu]", &inode) != 1)
			continue;
		o.inode = inode;
		r->many = r->owners->n == SOCKET_OWNERS;
		if (!r->many)
			*VEC_PUSH(r->ctx->arena, r->owners->owner,
			    r->owners->n) = o;
	}
	closedir(dir);
	return true;
}

void
rt_socket_owners(struct rt_ctx *ctx, struct rt_collection *out,
    struct rt_socket_owners *owners)
{
	struct socket_run r = { ctx, owners, false };

	rt_process_each(ctx, out, socket_process, &r);
	if (r.many)
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "more than %u sockets are open", SOCKET_OWNERS);
}

int
rt_network_process(struct rt_ctx *ctx)
{
	const char *host = ctx->options->host_root;
	const char *why;
	int fd;

	if (ctx->target->kind == RT_CONTAINER)
		return fcntl(rt_root_get(ctx, &why)->proc, F_DUPFD_CLOEXEC, 0);
	fd = rt_proc_open(ctx, "1");
	if (fd >= 0 && faccessat(fd, "net/tcp", R_OK, 0) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	if (host == NULL || str_eq(host, "/"))
		return rt_proc_open(ctx, "self");
	errno = EACCES;
	return -1;
}

void
rt_hardware_text(const struct sockaddr_ll *ll, char out[RT_HARDWARE])
{
	size_t n = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < ll->sll_halen && i < 8; i++)
		n += (size_t)snprintf(out + n, RT_HARDWARE - n, "%s%02X",
		    i > 0 ? "-" : "", ll->sll_addr[i]);
}
