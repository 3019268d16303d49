/*
 * The engine's answers: any bytes end in a status or an error, and the limit
 * on a body holds.  Two requests over one connection.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/rt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_http h = { .socket = "/nonexistent", .in = STRBUF_INIT };
	struct strbuf body = STRBUF_INIT;
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fd) != 0)
		abort();
	if (size > 65536)
		size = 65536;
	(void)!send(fd[1], data, size, MSG_NOSIGNAL);
	shutdown(fd[1], SHUT_WR);
	h.fd = fd[0];
	for (int i = 0; i < 2; i++) {
		int status = rt_http_get(&h, "/_ping", 1000, &body);

		if (body.n > 1000 || status < -1 || status > 999 ||
		    (status < 0 && (h.error[0] == '\0' || body.n != 0)))
			abort();
	}
	rt_http_close(&h);
	close(fd[1]);
	strbuf_free(&body);
	return 0;
}
