/*
 * D-Bus and systemd (rt_bus.c, rt_systemd.c).
 */
#ifndef RT_SYSTEMD_H
#define RT_SYSTEMD_H

#include "rt_target.h"

struct rt_bus_values { /* values as they lie in a message; bad: they do not */
	const char *data;
	size_t n, at;
	bool big_endian, bad;
};
struct rt_bus_message {
	int type; /* 2: an answer, 3: an error; 0: not all of it is here */
	uint32_t serial, reply;
	const char *signature;
	struct rt_bus_values body;
};
struct rt_bus_call {
	const char *destination, *path, *interface, *member;
	const char *arg[2]; /* NULL: none */
};
struct rt_bus {
	int fd;
	uint32_t serial;
	struct strbuf in;
	char error[200];
	bool refused; /* the service answered with the error */
};
/*
 * Connect to a socket and greet; peer: a service of its own, else a bus.  What
 * an answer points to lives until the next call.  False with b->error.
 */
bool rt_bus_open(struct rt_bus *b, const char *path, bool peer);
bool rt_bus_call(struct rt_bus *b, const struct rt_bus_call *call,
    struct rt_bus_message *reply);
void rt_bus_close(struct rt_bus *b);
/* A message at s; *whole: how long it is.  False: it is none. */
bool rt_bus_parse(const char *s, size_t n, struct rt_bus_message *m,
    size_t *whole);
/* The next value: a number of that size; 0 where it is bad. */
uint64_t rt_bus_number(struct rt_bus_values *v, size_t size);
/* Text of type s, o or g; "" where it is bad. */
const char *rt_bus_text(struct rt_bus_values *v, char type);
/* Where the array that begins ends, its first element of that type next. */
size_t rt_bus_array(struct rt_bus_values *v, char type);
void rt_bus_struct(struct rt_bus_values *v); /* one begins */
/* A variant as text: of an array each element; NULL: it is skipped. */
void rt_bus_variant(struct rt_bus_values *v,
    void (*each)(void *arg, const char *text, size_t n), void *arg);

struct rt_systemd {
	struct rt_ctx *ctx;
	struct rt_collection *out;
	struct rt_bus bus;
	const char **unit; /* sorted, each once */
	uint32_t nunit;
};
/*
 * The host's systemd.  False where it does not run, with nothing flagged, and
 * where it cannot be asked, flagged in out.
 */
bool rt_systemd_open(struct rt_ctx *ctx, struct rt_systemd *s,
    struct rt_collection *out);
void rt_systemd_close(struct rt_systemd *s);
/* Fill s->unit: those in memory and those with a file.  False after a flag. */
bool rt_systemd_units(struct rt_systemd *s);
/*
 * Go through a unit's properties: the values of those that are wanted go to
 * `each`, of a list every element.  False after a flag.
 */
bool rt_systemd_properties(struct rt_systemd *s, const char *unit,
    bool (*wanted)(void *arg, const char *property),
    void (*each)(void *arg, const char *text, size_t n), void *arg);

#endif
