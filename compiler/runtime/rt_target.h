/*
 * What is evaluated, what is collected for it, and the context of that.
 */
#ifndef RT_TARGET_H
#define RT_TARGET_H

#include <jansson.h>

#include "rt_content.h"

struct rt_container;
struct rt_engine;
struct rt_engines;
struct rt_inside;
struct rt_machine;
struct rt_options;
struct rt_root;

/* --- targets --- */

enum rt_target_kind { RT_HOST, RT_CONTAINER, RT_IMAGE, RT_ROOTFS };

struct rt_fact { /* XCCDF target-facts: name, type, value */
	const char *name, *type, *value;
};

struct rt_target {
	enum rt_target_kind kind;
	/* XCCDF target: fqdn, fqdn/container, fqdn/image:tag */
	const char *name;
	/* for people: "host", "container web", "image x:1" */
	const char *label;
	struct rt_engine *engine; /* CONTAINER, IMAGE */
	struct rt_container *container;
	const char *image; /* IMAGE: reference; its inspect is in image_json */
	json_t *image_json;
	const char *rootfs; /* ROOTFS */
	const char *error;  /* asked for and not found, and why */
};

/*
 * The targets that were asked for, or the host and every container; what was
 * asked for and is not there has its error set.  *all: every container is
 * among them.  False after a message: not the form of a target.
 */
bool rt_targets(struct arena *a, const struct rt_options *o,
    const struct rt_engines *engines, const struct rt_machine *m,
    struct rt_target **target, uint32_t *n, bool *all);

/* --- items, filled by probes --- */

enum rt_status {
	RT_EXISTS,
	RT_DOES_NOT_EXIST,
	RT_STATUS_ERROR,
	RT_NOT_COLLECTED
};

struct rt_value { /* a list: one field of one item can have several */
	const char *s; /* NUL-terminated; n bytes may hold more NULs */
	size_t n;
	enum ir_datatype datatype;
	const char *record; /* name of the member when the field is a record */
	/* which of the field's records; values of one stand together */
	uint32_t group;
	enum rt_status status;
	struct rt_value *next;
};

#define RT_FIELDS 40 /* no probe has more */

struct rt_item {
	enum rt_status status;
	/* by index into the probe's fields */
	struct rt_value *field[RT_FIELDS];
	/* for the evidence: path, fact, process; may be NULL */
	const char *where;
	const char *message; /* why status is not RT_EXISTS; may be NULL */
};

enum rt_flag { /* OVAL's FlagEnumeration */
	RT_FLAG_ERROR,
	RT_FLAG_COMPLETE,
	RT_FLAG_INCOMPLETE,
	RT_FLAG_DOES_NOT_EXIST,
	RT_FLAG_NOT_COLLECTED,
	RT_FLAG_NOT_APPLICABLE
};

struct rt_collection {
	/* COMPLETE first; the caller makes an empty one DOES_NOT_EXIST */
	enum rt_flag flag;
	const char *message; /* why it is not complete */
	struct rt_item *item;
	uint32_t nitem;
	bool busy; /* it is being collected: nothing can be said of it yet */
};

/* --- the context of one target's evaluation --- */

struct rt_tested { /* a test, for OVAL results */
	enum ir_result result;
	const enum ir_result *item; /* of the object's items; may be NULL */
};

struct rt_ctx {
	/* of the target; everything in results that outlives it is copied */
	struct arena *arena;
	const struct rt_content *content;
	const struct rt_options *options;
	struct rt_engines *engines; /* all of them, read-only */
	struct rt_target *target;   /* whose facts are asked for */
	struct rt_root *root;       /* opened on first use by rt_root_get() */
	struct rt_kernel *kernel;   /* the container's init, on first use */
	struct rt_finds *finds;     /* rt_find.c: what walks found */
	struct rt_collection **collected; /* per object, shared by tests */
	struct rt_value **variable;       /* per variable: computed once */
	struct rt_ctx *other[4]; /* contexts of scopes already made */
	struct rt_ctx *chain;    /* further ones of scope container */
	struct rt_ctx *base;     /* that made this one for a scope, or NULL */
	/* per test, where OVAL results are written */
	struct rt_tested **tested;
	/* of the last variable that could not be computed */
	const char *why;
	/* what a probe read once and keeps, in the arena */
	void *kept[PROBE__MAX];
	int64_t deadline; /* CLOCK_MONOTONIC, ms; 0: none */
	size_t memory;    /* bytes of the arena for items; 0: RT_MEMORY */
};
#define RT_MEMORY ((size_t)640 << 20)

/* Is the target's time over? */
bool rt_late(const struct rt_ctx *ctx);
/*
 * Is there memory for so many bytes more?  Where there is none, the object
 * that asks is an error, and the target's others are not.
 */
bool rt_room(const struct rt_ctx *ctx, size_t more);
/* New item in a collection; the field's value appended in order. */
struct rt_item *rt_item_add(struct rt_ctx *ctx, struct rt_collection *c);
struct rt_value *rt_value_add(struct rt_ctx *ctx, struct rt_item *item,
    uint16_t field, enum ir_datatype type, const char *s, size_t n);
/* A value of that datatype. */
void rt_item_text(struct rt_ctx *ctx, struct rt_item *item, uint16_t field,
    const char *s);
void rt_item_int(struct rt_ctx *ctx, struct rt_item *item, uint16_t field,
    int64_t v);
void rt_item_bool(struct rt_ctx *ctx, struct rt_item *item, uint16_t field,
    bool v);
/* A value that is not there, or cannot be had: the item then says why. */
void rt_item_missing(struct rt_ctx *ctx, struct rt_item *item, uint16_t field,
    enum rt_status status, const char *why);
/* Set flag and message (copied, printf form). */
void rt_flag(struct rt_ctx *ctx, struct rt_collection *c, enum rt_flag flag,
    const char *fmt, ...) BASE_PRINTF(4, 5);

#endif
