/*
 * Which process an engine is.  Anybody can have a process of its name with
 * arguments that name its socket, a container's user too; so it is the one
 * that holds the other end of our connection, as the kernel tells.  Where the
 * kernel does not tell it is looked for by name and arguments, among the
 * processes of the socket's owner or root that are in no container.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "rt.h"

#define SEEK_FILE ((size_t)1024 * 1024)
#define SEEK_PROC 0x9fa0 /* procfs */
#define SEEK_ID 64       /* digits of a container's id */

struct seek {
	const struct rt_engine *engine;
	const char *comm;
	bool known;   /* the other end's number */
	uint32_t end;
	uid_t owner;  /* of the socket; of use where the end is not known */
	pid_t found, bare;
	unsigned nbare;
};

/* --- the other end of the connection -------------------------------------- */

/* The number of the peer's socket in an answer of sock_diag(7). */
static bool
seek_peer(const char *answer, size_t n, uint32_t *end)
{
	const size_t head = NLMSG_HDRLEN + sizeof(struct unix_diag_msg);
	struct nlmsghdr h;
	struct rtattr a;

	if (n < head)
		return false;
	memcpy(&h, answer, sizeof h);
	if (h.nlmsg_type != SOCK_DIAG_BY_FAMILY || h.nlmsg_len > n)
		return false;
	for (size_t at = head; at + sizeof a <= h.nlmsg_len;
	     at += RTA_ALIGN(a.rta_len)) {
		memcpy(&a, answer + at, sizeof a);
		if (a.rta_len < sizeof a || a.rta_len > h.nlmsg_len - at)
			return false;
		if (a.rta_type != UNIX_DIAG_PEER ||
		    a.rta_len < RTA_LENGTH(sizeof *end))
			continue;
		memcpy(end, answer + at + RTA_LENGTH(0), sizeof *end);
		return *end != 0;
	}
	return false;
}

/* Ask the kernel who is at the other end of this Unix socket. */
static bool
seek_end(int fd, uint32_t *end)
{
	struct {
		struct nlmsghdr head;
		struct unix_diag_req what;
	} ask = {
		.head = { .nlmsg_len = sizeof ask,
		    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
		    .nlmsg_flags = NLM_F_REQUEST },
		.what = { .sdiag_family = AF_UNIX,
		    .udiag_states = ~0u,
		    .udiag_show = UDIAG_SHOW_PEER,
		    .udiag_cookie = { ~0u, ~0u } },
	};
	char answer[4096];
	struct stat st;
	ssize_t n = -1;
	int s;

	if (fd < 0 || fstat(fd, &st) != 0)
		return false;
	s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	ask.what.udiag_ino = (uint32_t)st.st_ino;
	if (s >= 0 && send(s, &ask, sizeof ask, 0) == (ssize_t)sizeof ask)
		n = recv(s, answer, sizeof answer, MSG_DONTWAIT);
	if (s >= 0)
		close(s);
	return n > 0 && seek_peer(answer, (size_t)n, end);
}

/* --- a process ------------------------------------------------------------ */

static bool
seek_is_named(int proc, const char *comm)
{
	struct strbuf b = STRBUF_INIT;
	bool is = rt_proc_read(proc, "comm", 256, &b) && b.n > 0 &&
		  b.n - 1 == strlen(comm) && memcmp(b.s, comm, b.n - 1) == 0;

	strbuf_free(&b);
	return is;
}

/* Has it that socket open? */
static bool
seek_holds(int proc, uint32_t end)
{
	int fd = openat(proc, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	char wanted[32], link[64];
	bool holds = false;
	struct dirent *d;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	snprintf(wanted, sizeof wanted, "socket:[%u]", end);
	while (!holds && (d = readdir(dir)) != NULL) {
		ssize_t n = readlinkat(
		    dirfd(dir), d->d_name, link, sizeof link - 1);

		link[n > 0 ? n : 0] = '\0';
		holds = strcmp(link, wanted) == 0;
	}
	closedir(dir);
	return holds;
}

/* Do the arguments of a process name this socket, or another, or none? */
enum seek_names { SEEK_NAMES_NONE, SEEK_NAMES_OTHER, SEEK_NAMES_IT };

static enum seek_names
seek_names(int proc, const char *socket)
{
	struct strbuf b = STRBUF_INIT;
	enum seek_names names = SEEK_NAMES_NONE;

	if (rt_proc_read(proc, "cmdline", SEEK_FILE, &b))
		for (size_t i = 0; i < b.n; i += strlen(b.s + i) + 1) {
			const char *at = strstr(b.s + i, "unix://");

			if (at == NULL)
				continue;
			if (str_eq(at + strlen("unix://"), socket))
				names = SEEK_NAMES_IT;
			else if (names == SEEK_NAMES_NONE)
				names = SEEK_NAMES_OTHER;
		}
	strbuf_free(&b);
	return names;
}

/* Does its control group name a container that ours does not? */
static bool
seek_is_contained(int proc)
{
	struct strbuf b = STRBUF_INIT, own = STRBUF_INIT;
	bool contained = false;
	size_t n;

	if (rt_proc_read(proc, "cgroup", SEEK_FILE, &b) &&
	    rt_proc_read(AT_FDCWD, "/proc/self/cgroup", SEEK_FILE, &own))
		for (char *p = b.s; *p != '\0' && !contained; p += n) {
			char behind;

			n = strspn(p, "0123456789abcdef");
			if (n == SEEK_ID) {
				behind = p[n];
				p[n] = '\0';
				contained = strstr(own.s, p) == NULL;
				p[n] = behind;
			}
			n += n == 0;
		}
	strbuf_free(&b);
	strbuf_free(&own);
	return contained;
}

/* --- among all of them ------------------------------------------------------ */

static void
seek_look(struct seek *k, int proc, pid_t pid)
{
	struct stat st;

	if (!seek_is_named(proc, k->comm))
		return;
	if (k->known) {
		if (seek_holds(proc, k->end))
			k->found = pid;
		return;
	}
	if (fstat(proc, &st) != 0 || (st.st_uid != k->owner && st.st_uid != 0) ||
	    seek_is_contained(proc))
		return;
	switch (seek_names(proc, k->engine->socket)) {
	case SEEK_NAMES_IT:
		k->found = pid;
		break;
	case SEEK_NAMES_NONE:
		k->bare = pid;
		k->nbare++;
		break;
	case SEEK_NAMES_OTHER:
		break;
	}
}

/* Is that the kernel's own /proc, or a tree of files in its place? */
static bool
seek_is_kernels(int procfs)
{
	struct statfs fs;

	return fstatfs(procfs, &fs) == 0 && fs.f_type == SEEK_PROC;
}

pid_t
rt_daemon_find(
    const struct rt_options *o, const struct rt_engine *e, int connection)
{
	struct seek k = { .engine = e,
		.comm = e->kind == RT_PODMAN ? "podman" : "dockerd" };
	DIR *dir = opendir(o->proc != NULL ? o->proc : "/proc");
	struct dirent *d = NULL;
	struct stat st;
	int64_t pid;
	bool all;

	if (dir == NULL)
		return 0;
	k.known = seek_is_kernels(dirfd(dir)) && seek_end(connection, &k.end);
	if (!k.known && stat(e->socket, &st) != 0) {
		closedir(dir);
		return 0;
	}
	k.owner = k.known ? 0 : st.st_uid;
	while (k.found == 0 && (errno = 0, d = readdir(dir)) != NULL) {
		int proc;

		if (!str_to_int64(d->d_name, &pid) || pid <= 0)
			continue;
		proc = openat(dirfd(dir), d->d_name,
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (proc < 0)
			continue;
		seek_look(&k, proc, (pid_t)pid);
		close(proc);
	}
	all = d != NULL || errno == 0;
	closedir(dir);
	/* arguments name no socket where systemd gave it */
	return k.found != 0 ? k.found : all && k.nbare == 1 ? k.bare : 0;
}
