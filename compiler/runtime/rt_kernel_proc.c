/*
 * Reading /proc: small files below a directory's descriptor, which pins the
 * process, and the tables of listening sockets.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "rt.h"

#define PROC_TABLE ((size_t)16 * 1024 * 1024) /* net/tcp of a busy host */
#define PROC_LISTENERS 65536

bool
rt_proc_read(int dir, const char *name, size_t limit, struct strbuf *out)
{
	int fd =
	    openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char buf[8192];
	ssize_t n;
	int error;

	strbuf_reset(out);
	if (fd < 0)
		return false;
	while (
	    (n = read(fd, buf, sizeof buf)) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		if ((size_t)n > limit - out->n) {
			close(fd);
			errno = EFBIG;
			return false;
		}
		strbuf_add(out, buf, (size_t)n);
	}
	error = errno;
	close(fd);
	errno = error;
	return n == 0;
}

/* "0100007F" or 32 digits: words of an address in the machine's order. */
static bool
proc_address(const char *hex, size_t n, char *out, size_t size)
{
	uint32_t word[4];
	unsigned char b[16];

	if (n != 8 && n != 32)
		return false;
	for (size_t i = 0; i < n / 8; i++) {
		uint32_t w = 0;

		for (size_t k = 0; k < 8; k++) {
			const char *digits = "0123456789ABCDEF";
			const char *d = strchr(digits, hex[i * 8 + k]);

			if (d == NULL || *d == '\0')
				return false;
			w = w << 4 | (uint32_t)(d - digits);
		}
		word[i] = w;
	}
	memcpy(b, word, n / 2);
	return inet_ntop(n == 8 ? AF_INET : AF_INET6, b, out,
		   (socklen_t)size) != NULL;
}

/* One line of net/tcp and the like; appended when it listens. */
static void
proc_listener(json_t *list, const char *line, const char *protocol)
{
	bool udp = protocol[0] == 'u';
	char local[40], remote[40], ip[64], *end;
	unsigned port, rport, state;
	uint64_t inode;

	if (sscanf(line,
		"%*u: %39[0-9A-F]:%4x %39[0-9A-F]:%4x %2x %*s %*s %*s %*s %*s "
		"%" SCNu64,
		local, &port, remote, &rport, &state, &inode) != 6)
		return;
	if (state != (udp ? 0x07u : 0x0Au) || (udp && rport != 0))
		return;
	if (!proc_address(local, strlen(local), ip, sizeof ip))
		return;
	end = strrchr(ip, ':');
	if (str_starts(ip, "::ffff:") && strchr(ip, '.') != NULL)
		memmove(ip, end + 1, strlen(end + 1) + 1);
	json_array_append_new(
	    list, json_pack("{s:s,s:s,s:s,s:I}", "HostIp", ip, "HostPort",
		      (snprintf(local, sizeof local, "%u", port), local),
		      "Protocol", protocol, "inode", (json_int_t)inode));
}

json_t *
rt_proc_listeners(struct arena *a, int proc, bool udp, const char **why)
{
	static const char *const table[] = { "net/tcp", "net/tcp6", "net/udp",
		"net/udp6" };
	struct strbuf b = STRBUF_INIT;
	json_t *list = json_array();

	for (unsigned i = 0; i < (udp ? 4u : 2u); i++) {
		char *line, *next;

		if (!rt_proc_read(proc, table[i], PROC_TABLE, &b)) {
			if (errno == ENOENT && i % 2 == 1)
				continue; /* no IPv6 here */
			*why = arena_printf(
			    a, "%s: %s", table[i], rt_root_strerror(errno));
			strbuf_free(&b);
			json_decref(list);
			return NULL;
		}
		for (line = b.s; line != NULL && *line != '\0'; line = next) {
			next = strchr(line, '\n');
			if (next != NULL)
				*next++ = '\0';
			if (json_array_size(list) < PROC_LISTENERS) {
				proc_listener(
				    list, line, i < 2 ? "tcp" : "udp");
				continue;
			}
			*why = arena_printf(a,
			    "%s: more sockets than can be listed", table[i]);
			strbuf_free(&b);
			json_decref(list);
			return NULL;
		}
	}
	strbuf_free(&b);
	return list;
}
