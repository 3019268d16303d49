/* The HTTP client against scripted answers over a socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/rt.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"

static int64_t
soon(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + 5000;
}

/* clang-format off */
static const struct answer {
	const char *bytes;
	int status;
	const char *text; /* the body, or what the error has */
} answers[] = {
	{ OK "Content-Length: 2\r\n\r\nOK", 200, "OK" },
	{ OK "content-LENGTH:2\r\n\r\nOK", 200, "OK" },
	{ "HTTP/1.1 200 OK\nContent-Length: 2\n\nOK", 200, "OK" },
	{ OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\nOK", 200, "OK" },
	{ "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404, "" },
	{ "HTTP/1.1 204 No Content\r\n\r\n", 204, "" },
	{ "HTTP/1.0 200 OK\r\n\r\nup to the end", 200, "up to the end" },
	{ OK "\r\nup to the end", 200, "up to the end" },
	{ "HTTP/1.1 100 Continue\r\n\r\n" OK "Content-Length: 1\r\n\r\nx", 200,
	    "x" },
	{ CHUNKED "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\n\r\n", 200, "abcde" },
	{ CHUNKED "A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", 200,
	    "0123456789" },
	{ CHUNKED "0\r\n\r\n", 200, "" },

	{ "", -1, "closed" },
	{ "garbage\r\n\r\n", -1, "not HTTP" },
	{ "HTTP/2.0 200 OK\r\n\r\n", -1, "not HTTP" },
	{ "HTTP/1.1 20x OK\r\n\r\n", -1, "not HTTP" },
	{ "HTTP/1.1 2000 OK\r\n\r\n", -1, "not HTTP" },
	{ "HTTP/1.1 000 OK\r\n\r\n", -1, "no status" },
	{ "HTTP/1.1 101 Upgraded\r\n\r\n", -1, "protocol" },
	{ OK "no field\r\n\r\n", -1, "no field" },
	{ OK " Folded: x\r\n\r\n", -1, "no field" },
	{ OK "Content-Length: -1\r\n\r\n", -1, "content-length" },
	{ OK "Content-Length: 99999999999999999999\r\n\r\n", -1,
	    "content-length" },
	{ OK "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc", -1,
	    "content-length" },
	{ OK "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", -1,
	    "two lengths" },
	{ OK "Transfer-Encoding: gzip\r\n\r\n", -1, "transfer-encoding" },
	{ OK "Content-Length: 5\r\n\r\nabc", -1, "closed" },
	{ OK "Content-Length: 101\r\n\r\nabc", -1, "closed" },
	{ OK, -1, "closed" },
	{ CHUNKED "x\r\n", -1, "bad chunk" },
	{ CHUNKED "\r\n", -1, "bad chunk" },
	{ CHUNKED "1111111111111111\r\n", -1, "bad chunk" },
	{ CHUNKED "2\r\nabc\r\n", -1, "bad chunk" },
	{ CHUNKED "5\r\nab", -1, "closed" },
};
/* clang-format on */

static void
answers_are_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct rt_http h = { .socket = "/nonexistent",
			.in = STRBUF_INIT,
			.deadline = soon() };
		struct strbuf body = STRBUF_INIT;
		size_t n = strlen(answers[i].bytes);
		int fd[2], status;

		assert_int_equal(
		    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fd), 0);
		assert_int_equal(write(fd[1], answers[i].bytes, n), n);
		shutdown(fd[1], SHUT_WR);
		h.fd = fd[0];
		status = rt_http_get(&h, "/x", 100, &body);
		if (status != answers[i].status)
			fail_msg(
			    "%s: %d (%s)", answers[i].bytes, status, h.error);
		if (status >= 0)
			assert_string_equal(body.s, answers[i].text);
		else if (strstr(h.error, answers[i].text) == NULL)
			fail_msg("%s: %s", answers[i].bytes, h.error);
		rt_http_close(&h);
		close(fd[1]);
		strbuf_free(&body);
	}
}

static void
a_body_has_a_limit(void **state)
{
	static const char *const bytes[] = {
		OK "Content-Length: 20\r\n\r\n01234567890123456789",
		CHUNKED "14\r\n01234567890123456789\r\n0\r\n\r\n",
		OK "\r\n01234567890123456789",
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct rt_http h = { .socket = "/nonexistent",
			.in = STRBUF_INIT,
			.deadline = soon() };
		struct strbuf body = STRBUF_INIT;
		int fd[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
		assert_true(write(fd[1], bytes[i], strlen(bytes[i])) > 0);
		shutdown(fd[1], SHUT_WR);
		h.fd = fd[0];
		assert_int_equal(rt_http_get(&h, "/x", 19, &body), -1);
		assert_non_null(strstr(h.error, "larger than 19"));
		assert_int_equal(body.n, 0);
		rt_http_close(&h);
		close(fd[1]);
		strbuf_free(&body);
	}
}

static void
a_head_has_a_limit(void **state)
{
	struct rt_http h = {
		.socket = "/nonexistent", .in = STRBUF_INIT, .deadline = soon()
	};
	struct strbuf head = STRBUF_INIT, body = STRBUF_INIT;
	pid_t pid;
	int fd[2];

	(void)state;
	strbuf_addstr(&head, OK);
	while (head.n < 100000)
		strbuf_addstr(&head, "A: b\r\n");
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	pid = fork();
	if (pid == 0) {
		char request[4096];

		close(fd[0]);
		(void)!read(fd[1], request, sizeof request);
		(void)!send(fd[1], head.s, head.n, MSG_NOSIGNAL);
		_exit(0);
	}
	close(fd[1]);
	h.fd = fd[0];
	assert_int_equal(rt_http_get(&h, "/x", 100, &body), -1);
	if (strstr(h.error, "too large") == NULL)
		fail_msg("%s", h.error);
	rt_http_close(&h);
	waitpid(pid, NULL, 0);
	strbuf_free(&head);
	strbuf_free(&body);
}

static void
a_silent_engine_has_a_deadline(void **state)
{
	struct rt_http h = { .socket = "/nonexistent",
		.in = STRBUF_INIT,
		.deadline = soon() - 4900 };
	struct strbuf body = STRBUF_INIT;
	int fd[2];

	(void)state;
	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fd), 0);
	h.fd = fd[0];
	assert_int_equal(rt_http_get(&h, "/x", 100, &body), -1);
	assert_non_null(strstr(h.error, "in time"));
	rt_http_close(&h);
	close(fd[1]);
	strbuf_free(&body);
}

static void
a_path_is_checked(void **state)
{
	struct rt_http h = {
		.fd = -1, .socket = "/nonexistent", .in = STRBUF_INIT
	};
	struct strbuf body = STRBUF_INIT;

	(void)state;
	assert_int_equal(rt_http_get(&h, "/x y", 100, &body), -1);
	assert_int_equal(rt_http_get(&h, "/x\r\nHost: y", 100, &body), -1);
	assert_non_null(strstr(h.error, "path"));
	rt_http_close(&h);
	strbuf_free(&body);
}

/* One answer per connection, twice, though the first promised to stay. */
static void
a_closed_connection_is_opened_again(void **state)
{
	static const char answer[] = OK "Content-Length: 2\r\n\r\nOK";
	char dir[] = "/tmp/auditc-http-XXXXXX", path[64];
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct strbuf body = STRBUF_INIT;
	struct rt_http h;
	int fd, status;
	pid_t pid;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/s", dir);
	memcpy(sun.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof sun), 0);
	assert_int_equal(listen(fd, 5), 0);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 2; i++) {
			char buf[4096];
			int c = accept(fd, NULL, NULL);

			(void)!read(c, buf, sizeof buf);
			(void)!write(c, answer, sizeof answer - 1);
			close(c);
		}
		_exit(0);
	}
	close(fd);
	assert_true(rt_http_open(&h, path, soon()));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(rt_http_get(&h, "/x", 100, &body), 200);
		assert_string_equal(body.s, "OK");
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	assert_int_equal(rt_http_get(&h, "/x", 100, &body), -1);
	rt_http_close(&h);
	unlink(path);
	rmdir(dir);
	strbuf_free(&body);
}

/* The request that was sent ahead is the one that the get reads. */
static void
a_request_is_sent_ahead(void **state)
{
	static const char answer[] = OK "Content-Length: 2\r\n\r\nOK";
	struct rt_http h = { .socket = "/nonexistent",
		.in = STRBUF_INIT,
		.deadline = soon() };
	struct strbuf body = STRBUF_INIT;
	char sent[4096];
	ssize_t n;
	int fd[2];

	(void)state;
	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fd), 0);
	h.fd = fd[0];
	rt_http_ask(&h, "/not a path");
	assert_int_equal(read(fd[1], sent, sizeof sent), -1);
	rt_http_ask(&h, "/x");
	rt_http_ask(&h, "/y"); /* one at a time */
	n = read(fd[1], sent, sizeof sent - 1);
	assert_true(n > 0);
	sent[n] = '\0';
	assert_int_equal(strncmp(sent, "GET /x HTTP/1.1\r\n", 17), 0);
	assert_null(strstr(sent, "/y"));
	assert_true(write(fd[1], answer, sizeof answer - 1) > 0);
	assert_int_equal(rt_http_get(&h, "/x", 100, &body), 200);
	assert_string_equal(body.s, "OK");
	assert_int_equal(read(fd[1], sent, sizeof sent), -1);

	/* the answer to another one is never taken */
	rt_http_ask(&h, "/x");
	assert_true(write(fd[1], answer, sizeof answer - 1) > 0);
	assert_int_equal(rt_http_get(&h, "/y", 100, &body), -1);
	assert_int_equal(h.fd, -1);
	rt_http_close(&h);
	close(fd[1]);
	strbuf_free(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_understood),
		cmocka_unit_test(a_body_has_a_limit),
		cmocka_unit_test(a_head_has_a_limit),
		cmocka_unit_test(a_silent_engine_has_a_deadline),
		cmocka_unit_test(a_path_is_checked),
		cmocka_unit_test(a_closed_connection_is_opened_again),
		cmocka_unit_test(a_request_is_sent_ahead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
