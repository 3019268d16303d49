/*
 * A client for the engines' sockets: GET alone, HTTP/1.1 over a Unix socket,
 * keep-alive with reconnect, bodies by content-length, chunked, or up to the
 * end.  What the other side sends is not trusted: heads, lines and bodies have
 * limits, every wait has a deadline, and whatever is not understood is an
 * error, after which the connection is not used again.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "rt.h"

#define HTTP_HEAD ((size_t)64 * 1024) /* a response's head, a trailer */
#define HTTP_LINE ((size_t)8 * 1024)
#define HTTP_READ ((size_t)64 * 1024)
#define HTTP_INTERIM 8 /* 1xx responses before the real one */

struct http_head { /* what a response's head says */
	int status;
	bool chunked, sized, close, http10;
	uint64_t size;
};

typedef bool http_sink(void *arg, const char *data, size_t n);

static int64_t
http_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
http_drop(struct rt_http *h)
{
	if (h->fd >= 0)
		close(h->fd);
	h->fd = -1;
	h->used = 0;
	h->reused = false;
	free(h->asked);
	h->asked = NULL;
	strbuf_reset(&h->in);
}

static bool
http_fail(struct rt_http *h, const char *what)
{
	snprintf(h->error, sizeof h->error, "%s", what);
	return false;
}

static bool
http_fail_errno(struct rt_http *h, const char *what)
{
	char text[64];

	snprintf(h->error, sizeof h->error, "%s: %s", what,
	    strerror_r(errno, text, sizeof text));
	return false;
}

/* Wait until the socket is ready for `events` or the deadline is over. */
static bool
http_wait(struct rt_http *h, short events)
{
	struct pollfd p = { .fd = h->fd, .events = events };
	int n;

	do {
		int64_t left = h->deadline - http_now();

		if (h->deadline == 0)
			left = -1;
		else if (left <= 0)
			return http_fail(h, "no answer in time");
		else if (left > 3600000)
			left = 3600000;
		n = poll(&p, 1, (int)left);
	} while (n == 0 || (n < 0 && errno == EINTR));
	return n > 0 || http_fail_errno(h, "poll");
}

static bool
http_connect(struct rt_http *h)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	size_t n = strlen(h->socket);

	http_drop(h);
	if (n >= sizeof sun.sun_path)
		return http_fail(h, "the socket's path is too long");
	memcpy(sun.sun_path, h->socket, n);
	h->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (h->fd < 0)
		return http_fail_errno(h, "socket");
	while (connect(h->fd, (const struct sockaddr *)&sun, sizeof sun) != 0) {
		if (errno == EAGAIN) { /* its queue is full */
			if (h->deadline != 0 && http_now() >= h->deadline) {
				http_drop(h);
				return http_fail(h, "no answer in time");
			}
			usleep(10000);
			continue;
		}
		if (errno == EINTR)
			continue;
		http_fail_errno(h, "connect");
		http_drop(h);
		return false;
	}
	return true;
}

bool
rt_http_open(struct rt_http *h, const char *socket, int64_t deadline)
{
	*h = (struct rt_http){ .fd = -1,
		.socket = socket,
		.deadline = deadline,
		.in = STRBUF_INIT };
	return http_connect(h);
}

void
rt_http_close(struct rt_http *h)
{
	http_drop(h);
	strbuf_free(&h->in);
}

static bool
http_send(struct rt_http *h, const char *s, size_t n)
{
	while (n > 0) {
		ssize_t k = send(h->fd, s, n, MSG_NOSIGNAL);

		if (k > 0) {
			s += k;
			n -= (size_t)k;
		} else if (k < 0 && errno == EAGAIN) {
			if (!http_wait(h, POLLOUT))
				return false;
		} else if (k < 0 && errno != EINTR) {
			return http_fail_errno(h, "send");
		}
	}
	return true;
}

/* Read more; false at the end (*end) or on an error. */
static bool
http_fill(struct rt_http *h, bool *end)
{
	char buf[HTTP_READ];
	ssize_t n;

	if (h->used == h->in.n) {
		strbuf_reset(&h->in);
		h->used = 0;
	}
	for (;;) {
		n = recv(h->fd, buf, sizeof buf, 0);
		if (n > 0)
			break;
		if (n == 0) {
			*end = true;
			return http_fail(h, "the connection was closed");
		}
		if (errno == EAGAIN) {
			if (!http_wait(h, POLLIN))
				return false;
		} else if (errno == ECONNRESET) {
			*end = true;
			return http_fail(h, "the connection was reset");
		} else if (errno != EINTR) {
			return http_fail_errno(h, "recv");
		}
	}
	strbuf_add(&h->in, buf, (size_t)n);
	return true;
}

/*
 * The next line without its end, in the buffer and NUL-terminated until more
 * is read.  NULL on an error; *left is what remains of the head's limit.
 */
static char *
http_line(struct rt_http *h, size_t *left, bool *end)
{
	size_t from = 0;

	for (;;) {
		char *s = h->in.s + h->used;
		size_t n = h->in.n - h->used;
		char *nl = n > from ? memchr(s + from, '\n', n - from) : NULL;

		if (nl != NULL) {
			size_t len = (size_t)(nl - s);

			h->used += len + 1;
			if (len + 1 > *left || len > HTTP_LINE)
				break;
			*left -= len + 1;
			if (memchr(s, '\0', len) != NULL) {
				http_fail(h, "a NUL in the response's head");
				return NULL;
			}
			if (len > 0 && s[len - 1] == '\r')
				len--;
			s[len] = '\0';
			return s;
		}
		if (n > HTTP_LINE)
			break;
		from = n;
		if (h->used > 0) { /* keep what follows in one piece */
			memmove(h->in.s, s, n);
			h->in.n = n;
			h->in.s[n] = '\0';
			h->used = 0;
		}
		if (!http_fill(h, end))
			return NULL;
	}
	http_fail(h, "the response's head is too large");
	return NULL;
}

static bool
http_digits(const char *s, uint64_t *out)
{
	uint64_t n = 0;

	if (*s == '\0' || strlen(s) > 18)
		return false;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return false;
		n = n * 10 + (uint64_t)(*s - '0');
	}
	*out = n;
	return true;
}

/* Keep a version's text when it is digits and dots. */
static void
http_version(char out[16], const char *s)
{
	size_t n = strspn(s, "0123456789.");

	if (n == strlen(s) && n > 0 && n < 16)
		memcpy(out, s, n + 1);
}

/* True when the comma-separated list has the token. */
static bool
http_has_token(const char *list, const char *token)
{
	char word[32];

	while (*list != '\0') {
		size_t n, k;

		list += strspn(list, " \t");
		n = strcspn(list, ",");
		for (k = n; k > 0 && strchr(" \t", list[k - 1]) != NULL;)
			k--;
		if (k < sizeof word) {
			memcpy(word, list, k);
			word[k] = '\0';
			if (str_eq_nocase(word, token))
				return true;
		}
		list += n;
		list += *list == ',';
	}
	return false;
}

static bool
http_field(struct rt_http *h, struct http_head *head, char *line)
{
	char *value = strchr(line, ':');
	size_t n;

	if (value == NULL || value == line || strpbrk(line, " \t") == line)
		return http_fail(h, "a line of the head is no field");
	*value++ = '\0';
	value += strspn(value, " \t");
	for (n = strlen(value); n > 0 && strchr(" \t", value[n - 1]) != NULL;)
		value[--n] = '\0';
	if (str_eq_nocase(line, "content-length")) {
		uint64_t size;

		if (!http_digits(value, &size) ||
		    (head->sized && head->size != size))
			return http_fail(h, "bad content-length");
		head->sized = true;
		head->size = size;
	} else if (str_eq_nocase(line, "transfer-encoding")) {
		if (!str_eq_nocase(value, "chunked") || head->chunked)
			return http_fail(h, "unknown transfer-encoding");
		head->chunked = true;
	} else if (str_eq_nocase(line, "connection")) {
		if (http_has_token(value, "close"))
			head->close = true;
	} else if (str_eq_nocase(line, "api-version")) {
		http_version(h->api, value);
	} else if (str_eq_nocase(line, "libpod-api-version")) {
		http_version(h->libpod, value);
	}
	return true;
}

static bool
http_status(struct rt_http *h, struct http_head *head, const char *line)
{
	static const char form[] = "HTTP/1.x ddd";
	size_t i;

	for (i = 0; form[i] != '\0'; i++) {
		char c = line[i];
		bool digit = c >= '0' && c <= '9';

		if (form[i] == 'd'   ? !digit
		    : form[i] == 'x' ? c != '0' && c != '1'
				     : c != form[i])
			return http_fail(h, "the answer is not HTTP");
	}
	if (line[i] != '\0' && line[i] != ' ')
		return http_fail(h, "the answer is not HTTP");
	head->status =
	    (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
	head->http10 = line[7] == '0';
	if (head->status < 100)
		return http_fail(h, "the answer has no status");
	return true;
}

static bool
http_read_head(struct rt_http *h, struct http_head *head, bool *end)
{
	size_t left = HTTP_HEAD;
	char *line;

	for (int i = 0; i < HTTP_INTERIM; i++) {
		*head = (struct http_head){ 0 };
		line = http_line(h, &left, end);
		if (line == NULL)
			return false;
		*end = false;
		if (!http_status(h, head, line))
			return false;
		while (
		    (line = http_line(h, &left, end)) != NULL && *line != '\0')
			if (!http_field(h, head, line))
				return false;
		if (line == NULL)
			return false;
		if (head->status == 101)
			return http_fail(h, "the protocol was changed");
		if (head->status >= 200) {
			if (head->chunked && head->sized)
				return http_fail(h, "two lengths of one body");
			head->close |= head->http10;
			return true;
		}
	}
	return http_fail(h, "no end of interim answers");
}

/* Hand on `size` bytes of body; size UINT64_MAX: up to the end. */
static bool
http_body(struct rt_http *h, uint64_t size, http_sink *sink, void *arg)
{
	bool end = false;

	while (size > 0) {
		size_t n = h->in.n - h->used;

		if (n == 0) {
			if (http_fill(h, &end))
				continue;
			return end && size == UINT64_MAX;
		}
		if (n > size)
			n = (size_t)size;
		if (!sink(arg, h->in.s + h->used, n))
			return http_fail(h, "stopped");
		h->used += n;
		if (size != UINT64_MAX)
			size -= n;
	}
	return true;
}

static bool
http_chunk_size(struct rt_http *h, const char *line, uint64_t *size)
{
	uint64_t n = 0;
	int digits = 0;

	for (; *line != '\0' && strchr("; \t", *line) == NULL; line++) {
		char c = *line;
		int d = c >= '0' && c <= '9'   ? c - '0'
			: c >= 'a' && c <= 'f' ? c - 'a' + 10
			: c >= 'A' && c <= 'F' ? c - 'A' + 10
					       : -1;

		if (d < 0 || ++digits > 15)
			return http_fail(h, "bad chunk");
		n = n * 16 + (uint64_t)d;
	}
	*size = n;
	return digits > 0 || http_fail(h, "bad chunk");
}

static bool
http_chunks(struct rt_http *h, http_sink *sink, void *arg)
{
	uint64_t size = 0;
	size_t left;
	bool end = false;
	char *line;

	do {
		left = HTTP_LINE;
		line = http_line(h, &left, &end);
		if (line == NULL || !http_chunk_size(h, line, &size) ||
		    !http_body(h, size, sink, arg))
			return false;
		left = size > 0 ? HTTP_LINE : HTTP_HEAD;
		do { /* the end of a chunk, or the trailer */
			line = http_line(h, &left, &end);
			if (line == NULL)
				return false;
			if (size > 0 && *line != '\0')
				return http_fail(h, "bad chunk");
		} while (*line != '\0');
	} while (size > 0);
	return true;
}

static bool
http_request(struct rt_http *h, const char *path, bool *end)
{
	struct strbuf b = STRBUF_INIT;
	bool ok;

	strbuf_addf(&b,
	    "GET %s HTTP/1.1\r\nHost: localhost\r\n"
	    "User-Agent: auditc\r\nAccept: */*\r\n\r\n",
	    path);
	ok = http_send(h, b.s, b.n);
	strbuf_free(&b);
	*end = !ok;
	return ok;
}

/* One attempt; *again where the kept connection had been closed meanwhile. */
static int
http_try(struct rt_http *h, const char *path, http_sink *sink, void *arg,
    bool *again)
{
	struct http_head head;
	bool asked, kept, end = false, ok;

	if (h->asked != NULL && !str_eq(h->asked, path))
		http_drop(h);
	asked = h->asked != NULL;
	free(h->asked);
	h->asked = NULL;
	kept = asked || h->reused;
	if (h->fd < 0 && !http_connect(h))
		return -1;
	if ((!asked && !http_request(h, path, &end)) ||
	    !http_read_head(h, &head, &end)) {
		*again = kept && end && h->used == h->in.n;
		http_drop(h);
		return -1;
	}
	if (head.status == 204 || head.status == 304)
		ok = true;
	else if (head.chunked)
		ok = http_chunks(h, sink, arg);
	else
		ok = http_body(
		    h, head.sized ? head.size : UINT64_MAX, sink, arg);
	h->reused = true;
	if (!ok || head.close || (!head.sized && !head.chunked))
		http_drop(h);
	return ok ? head.status : -1;
}

static bool
http_path(struct rt_http *h, const char *path)
{
	h->error[0] = '\0';
	for (const char *s = path; *s != '\0'; s++)
		if (*s <= ' ' || *s > '~')
			return http_fail(h, "the path cannot be asked for");
	return true;
}

void
rt_http_ask(struct rt_http *h, const char *path)
{
	bool end;

	if (h->fd < 0 || h->asked != NULL || !http_path(h, path))
		return;
	if (http_request(h, path, &end)) {
		h->asked = base_malloc(strlen(path) + 1);
		memcpy(h->asked, path, strlen(path) + 1);
	} else {
		http_drop(h);
	}
}

int
rt_http_stream(struct rt_http *h, const char *path,
    bool (*sink)(void *arg, const char *data, size_t n), void *arg)
{
	bool again = false;
	int status;

	if (!http_path(h, path))
		return -1;
	status = http_try(h, path, sink, arg, &again);
	if (again)
		status = http_try(h, path, sink, arg, &again);
	return status;
}

struct http_into {
	struct strbuf *body;
	size_t limit;
	bool over;
};

static bool
http_append(void *arg, const char *data, size_t n)
{
	struct http_into *into = arg;

	if (n > into->limit - into->body->n) {
		into->over = true;
		return false;
	}
	strbuf_add(into->body, data, n);
	return true;
}

int
rt_http_get(
    struct rt_http *h, const char *path, size_t limit, struct strbuf *body)
{
	struct http_into into = { .body = body, .limit = limit };
	int status;

	strbuf_reset(body);
	status = rt_http_stream(h, path, http_append, &into);
	if (into.over)
		snprintf(h->error, sizeof h->error,
		    "the answer is larger than %zu bytes", limit);
	if (status < 0)
		strbuf_reset(body);
	return status;
}
