/*
 * A kind of test: what it can ask, where it comes from, how it is collected
 * by the evaluator and by a script.  probe/<symbol>.c holds exactly one
 * `const struct probe probe_<symbol>` and the functions that it needs;
 * probe/<symbol>.sh holds the shell function probe_<symbol>().
 */
#ifndef PROBE_H
#define PROBE_H

#include "../runtime/rt.h"

enum probe_use {
	FIELD_OBJECT = 1,
	FIELD_STATE = 2,
	FIELD_OCTAL = 4 /* a number that people read in octal */
};

struct probe_field {
	const char *name; /* OVAL's entity name where OVAL has the test */
	enum ir_datatype datatype;
	unsigned use; /* bits of enum probe_use */
	const char *doc;
};
#define PROBE_FIELD_END { NULL, IR_DATATYPE_STRING, 0, NULL }

struct probe {
	const char *name;         /* as in probes.def */
	const char *oval;         /* "unix:file" of unix:file_test, or NULL */
	const char *const *audit; /* .audit types, NULL-terminated, or NULL */
	const struct probe_field *field;      /* ends with PROBE_FIELD_END */
	const char *const *behavior;          /* names, NULL-terminated, or NULL */
	const struct rt_find_fields *find;    /* its objects name files by these; or NULL */
	const char *doc;
	unsigned targets; /* bits 1u << IR_TARGET_x: where it can see something */
	bool opens_files; /* its target needs a worker of its own */
	/*
	 * Collect the object's items from ctx->target (scope already resolved
	 * by the caller: ctx is that of the container, engine or host that the
	 * object speaks of).  What cannot be seen is said by out->flag and
	 * out->message or by an item's status, never by an empty collection.
	 * NULL: the evaluator cannot; the rule is notchecked.
	 */
	void (*collect)(struct rt_ctx *ctx, const struct ir_object *object,
	    struct rt_collection *out);
	/* Embedded file that defines probe_<name>(); NULL: scripts cannot. */
	const char *sh;
};

#define PROBE(id, sym, name) extern const struct probe probe_##sym;
#include "../ir/probes.def"
#undef PROBE

/* By enum probe_kind.  In an evaluator, NULL for probes it does not carry. */
extern const struct probe *const probes[PROBE__MAX];

/* Index of a field by name, or UINT16_MAX. */
uint16_t probe_field_find(const struct probe *p, const char *name);

#endif
