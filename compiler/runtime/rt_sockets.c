/*
 * Sockets and the processes that have them open, by /proc/PID/fd; the names
 * of hardware addresses.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

/* The sockets of an open /proc/PID/fd; 0 or errno. */
static int
socket_list(struct socket_run *r, DIR *dir, struct rt_socket_owner *o)
{
	struct dirent *e;

	while (errno = 0, (e = readdir(dir)) != NULL && !r->many) {
		char to[64] = "";
		unsigned long long inode;
		ssize_t n =
		    readlinkat(dirfd(dir), e->d_name, to, sizeof to - 1);

		/* "." and ".." are no links; others are closed meanwhile */
		if (n < 0 && errno != EINVAL && errno != ENOENT)
			return errno;
		if (n <= 0 || sscanf(to, "socket:[%llu]", &inode) != 1)
			continue;
		o->inode = inode;
		r->many = r->owners->n == SOCKET_OWNERS;
		if (!r->many)
			*VEC_PUSH(
			    r->ctx->arena, r->owners->owner, r->owners->n) = *o;
	}
	return e == NULL ? errno : 0;
}

/* The sockets that a process has open; false and errno. */
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
	int error = errno;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		errno = error;
		return false;
	}
	if (uid != NULL && sscanf(uid, "%*d %lld", &effective) == 1)
		o.uid = effective;
	error = rt_proc_read(p->dir, "comm", SOCKET_COMM, &comm) ? 0 : errno;
	if (error == 0) {
		o.program =
		    arena_strndup(r->ctx->arena, comm.s, strcspn(comm.s, "\n"));
		error = socket_list(r, dir, &o);
	}
	strbuf_free(&comm);
	closedir(dir);
	errno = error;
	return error == 0;
}

static int
socket_order(const void *a, const void *b)
{
	const struct rt_socket_owner *p = a, *q = b;

	if (p->inode != q->inode)
		return p->inode < q->inode ? -1 : 1;
	if (p->pid != q->pid)
		return p->pid < q->pid ? -1 : 1;
	/* two namespaces can give one number */
	return strcmp(p->program, q->program);
}

void
rt_socket_owners(struct rt_ctx *ctx, struct rt_collection *out,
    struct rt_socket_owners *owners)
{
	struct socket_run r = { ctx, owners, false };
	struct rt_socket_owner *o;
	uint32_t kept = 0;

	rt_process_each(ctx, out, socket_process, &r);
	if (r.many)
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "more than %u sockets are open", SOCKET_OWNERS);
	o = owners->owner;
	if (owners->n > 1)
		qsort(o, owners->n, sizeof *o, socket_order);
	for (uint32_t i = 0; i < owners->n; i++)
		if (kept == 0 || socket_order(&o[kept - 1], &o[i]) != 0)
			o[kept++] = o[i];
	owners->n = kept;
}

const struct rt_socket_owner *
rt_socket_owner(
    const struct rt_socket_owners *owners, uint64_t inode, uint32_t *n)
{
	const struct rt_socket_owner *first = owners->owner;
	uint32_t low = 0, high = owners->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (first[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < owners->n && first[high].inode == inode;)
		high++;
	*n = high - low;
	return *n > 0 ? &first[low] : NULL;
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
	if (fd >= 0 && errno != EACCES && errno != EPERM && errno != ENOENT) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
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
