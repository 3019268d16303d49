/*
 * As much of D-Bus as asking a service takes: a method with text for its
 * arguments goes out, its answer's values come back.  Little and big endian;
 * whatever is not understood is an error.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "rt.h"

#define BUS_MESSAGE ((size_t)64 << 20) /* what is read of one */
#define BUS_HEADER 16                  /* its fixed part */
#define BUS_LINE 512                   /* of the greeting */
#define BUS_DEPTH 32                   /* values in values */
#define BUS_OTHERS 1000                /* messages that are no answer of ours */
#define BUS_SECONDS 20                 /* that a part of an answer may take */

enum { BUS_CALL = 1, BUS_RETURN, BUS_ERROR };
enum {
	BUS_PATH = 1,
	BUS_INTERFACE,
	BUS_MEMBER,
	BUS_REPLY = 5,
	BUS_DESTINATION,
	BUS_SIGNATURE = 8
};

static bool
bus_fail(struct rt_bus *b, const char *what)
{
	snprintf(b->error, sizeof b->error, "D-Bus: %s", what);
	return false;
}

static bool
bus_fail_errno(struct rt_bus *b, const char *what)
{
	snprintf(b->error, sizeof b->error, "D-Bus: %s: %s", what,
	    errno == EAGAIN ? "no answer in time" : rt_root_strerror(errno));
	return false;
}

/* --- values --------------------------------------------------------------- */

static bool
bus_take(struct rt_bus_values *v, size_t align, size_t n, const char **out)
{
	size_t at = (v->at + align - 1) / align * align;

	if (v->bad || at > v->n || n > v->n - at) {
		v->bad = true;
		return false;
	}
	*out = v->data + at;
	v->at = at + n;
	return true;
}

uint64_t
rt_bus_number(struct rt_bus_values *v, size_t size)
{
	const char *s;
	uint64_t x = 0;

	if (!bus_take(v, size, size, &s))
		return 0;
	for (size_t i = 0; i < size; i++)
		x = x << 8 | (unsigned char)s[v->big_endian ? i : size - 1 - i];
	return x;
}

const char *
rt_bus_text(struct rt_bus_values *v, char type)
{
	size_t n = (size_t)rt_bus_number(v, type == 'g' ? 1 : 4);
	const char *s;

	if (n >= v->n || !bus_take(v, 1, n + 1, &s) || s[n] != '\0' ||
	    strlen(s) != n) {
		v->bad = true;
		return "";
	}
	return s;
}

static size_t
bus_align(char type)
{
	switch (type) {
	case 'y':
	case 'g':
	case 'v':
		return 1;
	case 'n':
	case 'q':
		return 2;
	case 'x':
	case 't':
	case 'd':
	case '(':
	case '{':
		return 8;
	default:
		return 4;
	}
}

size_t
rt_bus_array(struct rt_bus_values *v, char type)
{
	size_t n = (size_t)rt_bus_number(v, 4);
	const char *s;

	if (!bus_take(v, bus_align(type), 0, &s) || n > v->n - v->at) {
		v->bad = true;
		return v->at;
	}
	return v->at + n;
}

void
rt_bus_struct(struct rt_bus_values *v)
{
	const char *s;

	bus_take(v, 8, 0, &s);
}

struct bus_out { /* where the text of a value goes */
	void (*each)(void *arg, const char *text, size_t n);
	void *arg;
	struct strbuf *join; /* not NULL: within a struct, parted by blanks */
};

static void
bus_emit(const struct bus_out *out, const char *s)
{
	if (out->each == NULL)
		return;
	if (out->join == NULL) {
		out->each(out->arg, s, strlen(s));
		return;
	}
	if (out->join->n > 0)
		strbuf_addch(out->join, ' ');
	strbuf_addstr(out->join, s);
}

/* The end of the one type at the head of a signature; NULL: it is none. */
static const char *
bus_type_end(const char *s, unsigned depth)
{
	char close = *s == '(' ? ')' : '}';

	if (*s == '\0' || strchr("ybnqiuxtdhsogva({", *s) == NULL ||
	    depth == BUS_DEPTH)
		return NULL;
	if (*s == 'a')
		return bus_type_end(s + 1, depth + 1);
	if (*s != '(' && *s != '{')
		return s + 1;
	for (s++; s != NULL && *s != close;)
		s = bus_type_end(s, depth + 1);
	return s != NULL ? s + 1 : NULL;
}

static void bus_value(struct rt_bus_values *v, const char *type,
    const struct bus_out *out, unsigned depth);

static void
bus_scalar(struct rt_bus_values *v, char type, const struct bus_out *out)
{
	uint64_t bits;
	char s[40];
	double d;

	switch (type) {
	case 'y':
		snprintf(s, sizeof s, "%u", (unsigned)rt_bus_number(v, 1));
		break;
	case 'b':
		snprintf(s, sizeof s, "%s",
		    rt_bus_number(v, 4) != 0 ? "true" : "false");
		break;
	case 'n':
		snprintf(s, sizeof s, "%d", (int16_t)rt_bus_number(v, 2));
		break;
	case 'q':
		snprintf(s, sizeof s, "%u", (unsigned)rt_bus_number(v, 2));
		break;
	case 'i':
		snprintf(s, sizeof s, "%d", (int32_t)rt_bus_number(v, 4));
		break;
	case 'u':
	case 'h':
		snprintf(s, sizeof s, "%u", (unsigned)rt_bus_number(v, 4));
		break;
	case 'x':
		snprintf(s, sizeof s, "%lld",
		    (long long)(int64_t)rt_bus_number(v, 8));
		break;
	case 't':
		snprintf(s, sizeof s, "%llu",
		    (unsigned long long)rt_bus_number(v, 8));
		break;
	case 'd':
		bits = rt_bus_number(v, 8);
		memcpy(&d, &bits, sizeof d);
		snprintf(s, sizeof s, "%.17g", d);
		break;
	default: /* s, o, g */
		bus_emit(out, rt_bus_text(v, type));
		return;
	}
	bus_emit(out, s);
}

/* The members of a struct or of an entry of a map: one text. */
static void
bus_members(struct rt_bus_values *v, const char *type,
    const struct bus_out *out, unsigned depth)
{
	struct strbuf text = STRBUF_INIT;
	struct bus_out within = *out;

	if (out->join == NULL)
		within.join = &text;
	rt_bus_struct(v);
	for (type++; !v->bad && *type != ')' && *type != '}';
	     type = bus_type_end(type, 0))
		bus_value(v, type, &within, depth + 1);
	if (out->join == NULL && out->each != NULL && !v->bad)
		out->each(out->arg, text.s, text.n);
	strbuf_free(&text);
}

/* One value of a type that bus_type_end() has found to be one. */
static void
bus_value(struct rt_bus_values *v, const char *type, const struct bus_out *out,
    unsigned depth)
{
	const char *inner;
	size_t end, before;

	if (v->bad || depth == BUS_DEPTH) {
		v->bad = true;
		return;
	}
	switch (*type) {
	case 'v':
		inner = rt_bus_text(v, 'g');
		end = strlen(inner);
		if (v->bad || bus_type_end(inner, 0) != inner + end)
			v->bad = true;
		else
			bus_value(v, inner, out, depth + 1);
		break;
	case 'a':
		end = rt_bus_array(v, type[1]);
		while (!v->bad && v->at < end) {
			before = v->at;
			bus_value(v, type + 1, out, depth + 1);
			if (v->at <= before || v->at > end)
				v->bad = true;
		}
		break;
	case '(':
	case '{':
		bus_members(v, type, out, depth);
		break;
	default:
		bus_scalar(v, *type, out);
		break;
	}
}

void
rt_bus_variant(struct rt_bus_values *v,
    void (*each)(void *arg, const char *text, size_t n), void *arg)
{
	const struct bus_out out = { each, arg, NULL };

	bus_value(v, "v", &out, 0);
}

/* --- messages ------------------------------------------------------------- */

static void
bus_pad(struct strbuf *b, size_t align)
{
	while (b->n % align != 0)
		strbuf_addch(b, '\0');
}

static void
bus_put_u32(struct strbuf *b, uint32_t x)
{
	bus_pad(b, 4);
	for (unsigned i = 0; i < 4; i++)
		strbuf_addch(b, (char)(x >> 8 * i & 0xff));
}

static void
bus_put_text(struct strbuf *b, const char *s)
{
	bus_put_u32(b, (uint32_t)strlen(s));
	strbuf_add(b, s, strlen(s) + 1);
}

static void
bus_put_field(struct strbuf *b, char code, char type, const char *s)
{
	bus_pad(b, 8);
	strbuf_addch(b, code);
	strbuf_addch(b, 1);
	strbuf_addch(b, type);
	strbuf_addch(b, '\0');
	if (type != 'g') {
		bus_put_text(b, s);
		return;
	}
	strbuf_addch(b, (char)strlen(s));
	strbuf_add(b, s, strlen(s) + 1);
}

/* A call as it goes over the wire. */
static void
bus_compose(struct strbuf *out, uint32_t serial, const struct rt_bus_call *c)
{
	static const char signature[] = "ss";
	struct strbuf body = STRBUF_INIT, fields = STRBUF_INIT;
	size_t nargs = (c->arg[0] != NULL) + (c->arg[1] != NULL);
	char head[4] = { 'l', BUS_CALL, 0, 1 };

	for (size_t i = 0; i < nargs; i++)
		bus_put_text(&body, c->arg[i]);
	bus_put_field(&fields, BUS_PATH, 'o', c->path);
	bus_put_field(&fields, BUS_INTERFACE, 's', c->interface);
	bus_put_field(&fields, BUS_MEMBER, 's', c->member);
	bus_put_field(&fields, BUS_DESTINATION, 's', c->destination);
	if (nargs > 0)
		bus_put_field(
		    &fields, BUS_SIGNATURE, 'g', signature + 2 - nargs);
	strbuf_reset(out);
	strbuf_add(out, head, sizeof head);
	bus_put_u32(out, (uint32_t)body.n);
	bus_put_u32(out, serial);
	bus_put_u32(out, (uint32_t)fields.n);
	strbuf_add(out, fields.s, fields.n);
	bus_pad(out, 8);
	strbuf_add(out, body.s, body.n);
	strbuf_free(&body);
	strbuf_free(&fields);
}

bool
rt_bus_parse(const char *s, size_t n, struct rt_bus_message *m, size_t *whole)
{
	struct rt_bus_values v = { .data = s, .n = BUS_HEADER, .at = 4 };
	size_t body, end;

	*m = (struct rt_bus_message){ .signature = "" };
	*whole = BUS_HEADER;
	if (n < BUS_HEADER)
		return true; /* more of it is needed */
	if ((s[0] != 'l' && s[0] != 'B') || s[3] != 1)
		return false;
	v.big_endian = s[0] == 'B';
	body = (size_t)rt_bus_number(&v, 4);
	m->serial = (uint32_t)rt_bus_number(&v, 4);
	end = BUS_HEADER + (size_t)rt_bus_number(&v, 4);
	if (body > BUS_MESSAGE || end > BUS_MESSAGE)
		return false;
	*whole = (end + 7) / 8 * 8 + body;
	if (n < *whole)
		return true;
	m->type = s[1];
	for (v.n = end; !v.bad && v.at < end;) {
		const struct bus_out out = { 0 };
		const char *type, *code;

		rt_bus_struct(&v);
		if (!bus_take(&v, 1, 1, &code))
			break;
		type = rt_bus_text(&v, 'g');
		if (*code == BUS_REPLY && str_eq(type, "u"))
			m->reply = (uint32_t)rt_bus_number(&v, 4);
		else if (*code == BUS_SIGNATURE && str_eq(type, "g"))
			m->signature = rt_bus_text(&v, 'g');
		else if (!v.bad && bus_type_end(type, 0) == type + strlen(type))
			bus_value(&v, type, &out, 0);
		else
			v.bad = true;
	}
	m->body = (struct rt_bus_values){ .data = s + (*whole - body),
		.n = body,
		.big_endian = v.big_endian };
	return !v.bad;
}

/* --- the connection ------------------------------------------------------- */

static bool
bus_send(struct rt_bus *b, const char *s, size_t n)
{
	while (n > 0) {
		ssize_t k = send(b->fd, s, n, MSG_NOSIGNAL);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return bus_fail_errno(b, "send");
		s += k;
		n -= (size_t)k;
	}
	return true;
}

/* Read until the buffer holds n bytes. */
static bool
bus_fill(struct rt_bus *b, size_t n)
{
	char buf[65536];

	while (b->in.n < n) {
		size_t want = n - b->in.n;
		ssize_t k =
		    recv(b->fd, buf, want < sizeof buf ? want : sizeof buf, 0);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return bus_fail_errno(b, "recv");
		if (k == 0)
			return bus_fail(b, "the connection was closed");
		strbuf_add(&b->in, buf, (size_t)k);
	}
	return true;
}

/*
 * Say who we are.  All of it at once: systemd's own socket does not hear what
 * comes after its answer.
 */
static bool
bus_greet(struct rt_bus *b)
{
	struct strbuf s = STRBUF_INIT;
	char uid[16];
	bool ok;

	snprintf(uid, sizeof uid, "%u", (unsigned)geteuid());
	strbuf_addch(&s, '\0');
	strbuf_addstr(&s, "AUTH EXTERNAL ");
	for (const char *p = uid; *p != '\0'; p++)
		strbuf_addf(&s, "%02x", (unsigned)*p);
	strbuf_addstr(&s, "\r\nBEGIN\r\n");
	ok = bus_send(b, s.s, s.n);
	strbuf_free(&s);
	strbuf_reset(&b->in);
	while (ok && !str_ends(b->in.s, "\r\n"))
		ok = b->in.n < BUS_LINE ? bus_fill(b, b->in.n + 1)
					: bus_fail(b, "a greeting without end");
	if (ok && !str_starts(b->in.s, "OK "))
		ok = bus_fail(b, "we are not let in");
	return ok;
}

bool
rt_bus_call(struct rt_bus *b, const struct rt_bus_call *call,
    struct rt_bus_message *reply)
{
	struct strbuf out = STRBUF_INIT;
	uint32_t serial = ++b->serial;
	size_t whole;
	bool ok;

	b->refused = false;
	bus_compose(&out, serial, call);
	ok = bus_send(b, out.s, out.n);
	strbuf_free(&out);
	for (unsigned i = 0; ok; i++) {
		strbuf_reset(&b->in);
		ok = bus_fill(b, BUS_HEADER) &&
		     (rt_bus_parse(b->in.s, b->in.n, reply, &whole) ||
			 bus_fail(b, "an answer of another form")) &&
		     bus_fill(b, whole) &&
		     (rt_bus_parse(b->in.s, b->in.n, reply, &whole) ||
			 bus_fail(b, "an answer of another form"));
		if (ok && reply->reply == serial &&
		    (reply->type == BUS_RETURN || reply->type == BUS_ERROR))
			break;
		if (ok && i == BUS_OTHERS)
			ok = bus_fail(b, "no answer among many messages");
	}
	if (!ok || reply->type == BUS_RETURN)
		return ok;
	b->refused = true;
	return bus_fail(b, reply->signature[0] == 's'
			       ? rt_bus_text(&reply->body, 's')
			       : "the call was refused");
}

bool
rt_bus_open(struct rt_bus *b, const char *path, bool peer)
{
	static const struct rt_bus_call hello = { "org.freedesktop.DBus",
		"/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello",
		{ NULL, NULL } };
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct timeval limit = { .tv_sec = BUS_SECONDS };
	struct rt_bus_message reply;
	size_t n = strlen(path);

	*b = (struct rt_bus){ .fd = -1, .in = STRBUF_INIT };
	if (n >= sizeof sun.sun_path)
		return bus_fail(b, "the socket's path is too long");
	memcpy(sun.sun_path, path, n);
	b->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (b->fd < 0 ||
	    setsockopt(b->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) !=
		0 ||
	    setsockopt(b->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) !=
		0 ||
	    connect(b->fd, (const struct sockaddr *)&sun, sizeof sun) != 0)
		bus_fail_errno(b, path);
	else if (bus_greet(b) && (peer || rt_bus_call(b, &hello, &reply)))
		return true;
	rt_bus_close(b);
	return false;
}

void
rt_bus_close(struct rt_bus *b)
{
	if (b->fd >= 0)
		close(b->fd);
	b->fd = -1;
	strbuf_free(&b->in);
}
