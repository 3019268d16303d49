/*
 * The evaluator's runtime.  Compiled as objects for the unit tests and for
 * auditc itself, and as text into every emitted evaluator.c, which adds only
 * tables (struct rt_content).  Its files include this header and what libc,
 * PCRE2 and jansson provide; of base/ they use memory, strbuf, text and quote.
 *
 * The way of a run: rt_main() reads the options, asks rt_engines_open() what
 * engines and containers there are, makes the list of targets, lets
 * rt_work() evaluate them in worker processes (rt_eval_target() is what a
 * worker does), folds the containers into the host and writes the outputs.
 */
#ifndef RT_H
#define RT_H

#include <jansson.h>
#include <sys/types.h>
#include <time.h>

#include "../base/base.h"
#include "../ir/ir.h"

/* ==== content: the tables of an emitted evaluator ========================= */

struct rt_ident {
	const char *system, *text;
};

struct rt_rule_info { /* XCCDF metadata, parallel to ir_unit.rule */
	const char *id, *version, *title; /* version: STIG-ID */
	const char *severity, *weight, *role; /* the benchmark's own */
	const struct rt_ident *ident;
	uint32_t nident;
	const char *fixtext;
	const char *const *script; /* pieces of its script, then NULL; NULL: none */
	bool has_command;   /* the rule runs commands of the content */
	uint32_t group;     /* index into content->group plus 1; 0: none */
};

struct rt_group_info { /* an XCCDF Group: the default score needs the tree */
	const char *weight;
	uint32_t parent; /* index plus 1; 0: the Benchmark */
};

struct rt_value_info { /* an XCCDF Value */
	const char *id;   /* 1.2 id */
	const char *name; /* short: what --set takes as well as the id */
	const char *title, *type;      /* string, number, boolean */
	const char *const *value;      /* default; several: a list */
	uint32_t nvalue;
	const char *match, *lower_bound, *upper_bound;
	const char *const *choice;
	uint32_t nchoice;
};

struct rt_profile_rule { /* what a profile makes of rule i; parallel to rule */
	bool selected;
	const char *severity, *weight, *role;
};
struct rt_profile_value {
	const char *const *value;
	uint32_t nvalue;
};
struct rt_profile {
	const char *id, *title; /* id "": not in the Benchmark, not written */
	const struct rt_profile_rule *rule;
	const struct rt_profile_value *value;
	unsigned targets; /* bits of IR_TARGET_x: _host and _container profiles */
	uint32_t base;    /* the profile it was generated from, or IR_NONE */
};

struct rt_content {
	const char *benchmark_id, *benchmark_version, *benchmark_title,
	    *benchmark_href;
	/*
	 * The resolved XCCDF 1.2 Benchmark, prefix cdf:, without XML
	 * declaration, split where a TestResult goes in: head ends behind the
	 * newline before </cdf:Benchmark>.
	 */
	const char *benchmark_head, *benchmark_tail;
	const char *generator; /* "auditc 1.0" */
	struct ir_unit unit;
	const struct rt_rule_info *rule;
	const struct rt_group_info *group; /* parents before their kids */
	uint32_t ngroup;
	const struct rt_value_info *value;
	uint32_t nvalue;
	const struct rt_profile *profile; /* [0] is the benchmark's own */
	uint32_t nprofile;
	const char *default_profile; /* without --profile; NULL: [0] */
};

/* ==== engines, containers, images (rt_engine.c) =========================== */

enum rt_engine_kind { RT_DOCKER, RT_PODMAN };

struct rt_container { /* a line of the engine's list, then its inspect */
	const char *id, *name, *image, *image_id, *state; /* state: running, exited, created, paused, ... */
	const char *started_at;
	json_t *list;      /* its entry in /containers/json */
	const char *body;  /* raw inspect document, size-capped; NULL: see error */
	size_t nbody;
	json_t *inspect;   /* parsed on demand in the worker; NULL before */
	const char *error; /* why there is no body */
	bool vanished;     /* 404 between list and inspect: dropped, and said */
	const char *excluded; /* the exclusion that matched; NULL: none */
	struct rt_engine *engine;
};

struct rt_engine {
	enum rt_engine_kind kind;
	const char *socket;
	const char *api;   /* "1.41" of /_ping */
	const char *error; /* not NULL: away, and why; nothing else is valid */
	json_t *info, *version, *swarm, *images, *networks, *secrets, *volumes; /* NULL: not to be had; see *_error */
	const char *info_error, *version_error, *images_error, *networks_error,
	    *secrets_error;
	const char *swarm_error, *volumes_error;
	json_t *image; /* inspect documents of the containers' images, by id; NULL: not asked */
	json_t *daemon; /* daemon.json and the daemon's arguments merged, keys as in daemon.json; see rt_daemon.c */
	const char *daemon_error; /* why it could not be read */
	const char *listeners_error; /* why daemon.listeners is missing from it */
	pid_t pid;         /* of the engine's process; 0: not known */
	struct rt_container *container;
	uint32_t ncontainer;
	bool asked_for; /* named by --engine: its absence is an error */
	unsigned unanswered; /* requests in a row that had no answer */
};

struct rt_engines {
	struct rt_engine *engine;
	uint32_t nengine;
};

enum rt_form { /* the engines' documents */
	RT_FORM_CONTAINER,
	RT_FORM_INFO,
	RT_FORM_VERSION,
	RT_FORM_SWARM,
	RT_FORM_IMAGES,
	RT_FORM_NETWORKS,
	RT_FORM_SECRETS,
	RT_FORM_VOLUMES,
	RT_FORM_CONTAINERS
};
/*
 * NULL where what checks take from the document is of the types that the
 * engine's API promises, else what is not (rt_form.c).
 */
const char *rt_form_error(struct arena *a, enum rt_form form, json_t *doc);

/* ==== targets ============================================================== */

enum rt_target_kind { RT_HOST, RT_CONTAINER, RT_IMAGE, RT_ROOTFS };

struct rt_fact { /* XCCDF target-facts: name, type, value */
	const char *name, *type, *value;
};

struct rt_target {
	enum rt_target_kind kind;
	const char *name;  /* XCCDF target: fqdn, fqdn/container, fqdn/image:tag */
	const char *label; /* for people: "host", "container web", "image x:1" */
	struct rt_engine *engine; /* CONTAINER, IMAGE */
	struct rt_container *container;
	const char *image; /* IMAGE: reference; its inspect is in image_json */
	json_t *image_json;
	const char *rootfs; /* ROOTFS */
	const char *error;  /* asked for and not found, and why */
};

/* ==== items (filled by probes) ============================================= */

enum rt_status { RT_EXISTS, RT_DOES_NOT_EXIST, RT_STATUS_ERROR, RT_NOT_COLLECTED };

struct rt_value { /* a list: one field of one item can have several */
	const char *s; /* NUL-terminated; n bytes may hold more NULs */
	size_t n;
	enum ir_datatype datatype;
	const char *record; /* name of the member when the field is a record */
	uint32_t group;     /* which of the field's records; values of one stand together */
	enum rt_status status;
	struct rt_value *next;
};

#define RT_FIELDS 40 /* no probe has more */

struct rt_item {
	enum rt_status status;
	struct rt_value *field[RT_FIELDS]; /* by index into the probe's fields */
	const char *where; /* for the evidence: path, fact, process; may be NULL */
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
	enum rt_flag flag; /* starts as COMPLETE; the caller turns an empty one into DOES_NOT_EXIST */
	const char *message; /* why it is not complete */
	struct rt_item *item;
	uint32_t nitem;
	bool busy; /* it is being collected: nothing can be said of it yet */
};

/* ==== the context of one target's evaluation =============================== */

struct rt_tested { /* a test, for OVAL results */
	enum ir_result result;
	const enum ir_result *item; /* of the object's items; may be NULL */
};

struct rt_options; /* below */
struct rt_root;    /* rt_root.c: the target's file system */
struct rt_inside;

struct rt_ctx {
	struct arena *arena; /* of the target; everything in results that outlives it is copied */
	const struct rt_content *content;
	const struct rt_options *options;
	struct rt_engines *engines; /* all of them, read-only */
	struct rt_target *target;   /* whose facts are asked for */
	struct rt_root *root;       /* opened on first use by rt_root_get() */
	struct rt_kernel *kernel;   /* rt_kernel.c: facts of the container's init, on first use */
	struct rt_finds *finds;     /* rt_find.c: what walks found */
	struct rt_collection **collected; /* per object of the unit: shared between tests */
	struct rt_value **variable;       /* per variable: computed once */
	struct rt_ctx *other[4]; /* cache: contexts of scopes engine, host, container */
	struct rt_ctx *chain;    /* further ones of scope container */
	struct rt_ctx *base;     /* the context that made this one for a scope; NULL: none */
	struct rt_tested **tested; /* per test, where OVAL results are written */
	const char *why;         /* of the last variable that could not be computed */
	void *kept[PROBE__MAX];  /* what a probe read once and keeps, in the arena */
	int64_t deadline; /* CLOCK_MONOTONIC, ms; 0: none */
};

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

/* ==== evaluation (rt_logic.c, rt_compare.c, rt_eval.c, rt_variable.c) ====== */

/* OVAL 5.11 truth tables; counts by result. */
enum ir_result rt_operator(enum ir_operator op, const unsigned count[IR_RESULT__MAX]);
enum ir_result rt_check(enum ir_check check, const unsigned count[IR_RESULT__MAX]);
enum ir_result rt_negate(enum ir_result r);
/* existence: counts by item status. */
enum ir_result rt_existence(enum ir_existence e, const unsigned count[RT_NOT_COLLECTED + 1]);

/*
 * One found value against one expected text.  ERROR where a value is not of
 * the datatype, with the reason in *why.
 */
enum ir_result rt_compare(struct rt_ctx *ctx, enum ir_operation op,
    enum ir_datatype type, const char *found, size_t nfound,
    const char *expected, const char **why);

/* OVAL's word for an operation. */
const char *rt_operation_name(enum ir_operation op);
/* Is `path` equal to or below `parent`?  Both absolute and in normal form. */
bool rt_path_within(const char *path, const char *parent);
/*
 * Does the pattern match somewhere in the text?  Compiled once per process;
 * ERROR with *why for a bad pattern and where PCRE2's limits are reached.
 */
enum ir_result rt_match(struct arena *a, const char *pattern,
    const char *text, size_t n, const char **why);
/* The first group of the first match, in the arena; NULL: no match, or *why. */
char *rt_match_capture(struct arena *a, const char *pattern, const char *text,
    size_t n, const char **why);
/* VERSION, EVR_STRING, DEBIAN_EVR_STRING, IOS_VERSION, FILESET_REVISION. */
bool rt_version_valid(enum ir_datatype type, const char *s);
/* Is the text one of the datatype's values? */
bool rt_datatype_valid(enum ir_datatype type, const char *s, size_t n);
int rt_version_order(enum ir_datatype type, const char *a, const char *b);

/*
 * The values an object's entity allows (literal, or the variable's).  Status:
 * TRUE: these; FALSE: the variable has no value; else it cannot be computed,
 * and ctx->why says why.
 */
const struct rt_value *rt_entity_values(struct rt_ctx *ctx,
    const struct ir_entity *e, enum ir_result *status);
/* Does this found value satisfy the entity (variables and var_check included)? */
enum ir_result rt_entity_match(struct rt_ctx *ctx, const struct ir_entity *e,
    const char *found, size_t nfound, const char **why);
/*
 * A variable's values in the context of the rule's target, computed once; the
 * status as rt_entity_values() gives it: what cannot be computed is an error,
 * unknown or not applicable, as the object is that it is made from.
 */
const struct rt_value *rt_variable(struct rt_ctx *ctx, uint32_t variable,
    enum ir_result *status);
/* One function of a variable over its components' values (rt_variable_function.c). */
struct rt_value *rt_variable_apply(struct rt_ctx *ctx,
    const struct ir_component *c, const struct rt_value *const *kid,
    uint32_t nkid, const char **why);
/* Seconds since the epoch by a format of time_difference (rt_variable_time.c). */
bool rt_time_read(const char *s, const char *format, int64_t *out);
/* The object's items: scope, sets and filters applied; once per context. */
const struct rt_collection *rt_collect(struct rt_ctx *ctx, uint32_t object);
/*
 * The item as the filters leave it: itself, NULL where they drop it, a copy
 * with status error where that cannot be told.
 */
const struct rt_item *rt_filter(struct rt_ctx *ctx, const struct ir_filter *f,
    uint32_t n, const struct rt_collection *c, const struct rt_item *item);
/* rt_eval_set.c: the items of a set into an empty collection. */
void rt_collect_set(struct rt_ctx *ctx, const struct ir_set *set,
    struct rt_collection *out);
/* What the flags of two operands make, by OVAL's tables. */
enum rt_flag rt_set_flag(enum ir_setop op, enum rt_flag first,
    enum rt_flag second);
/*
 * rt_foreign.c: why this kind of target cannot have what the probe asks for;
 * NULL: it can.  The flag of such a collection.  And the list of all, for
 * people: a line per kind of target, each after the intro.
 */
struct probe;
const char *rt_probe_foreign(const struct probe *p, const struct rt_target *t);
enum rt_flag rt_probe_foreign_flag(const struct probe *p);
void rt_foreign_list(FILE *f, const char *intro);
/* The object's entity for a field, or NULL; a behavior's value, or NULL. */
const struct ir_entity *rt_object_entity(const struct ir_object *o, uint16_t field);
const char *rt_object_behavior(const struct ir_object *o, const char *name);
/*
 * Does the object ask for an item with this value?  It does where it says
 * nothing of the field; what cannot be compared is flagged in out.
 */
bool rt_object_wants(struct rt_ctx *ctx, const struct ir_object *o,
    uint16_t field, const char *s, size_t n, struct rt_collection *out);
/*
 * Calls back with every value that an item's field may have, once, where the
 * object asks for it by equals; false: by something else, so all that there is
 * has to be looked at.
 */
bool rt_object_names(struct rt_ctx *ctx, const struct ir_object *o,
    uint16_t field, struct rt_collection *out,
    void (*each)(void *arg, const char *name), void *arg);
/* Does a state or a variable of the content look at this field? */
bool rt_field_asked(const struct ir_unit *u, enum probe_kind probe,
    uint16_t field);

/*
 * rt_eval_scope.c: the context whose facts an object of that scope asks for;
 * NULL after the flag was set, or, with nothing flagged, where there is none
 * (no container is named).
 */
struct rt_ctx *rt_scope(struct rt_ctx *ctx, const struct ir_object *o,
    struct rt_collection *out);
/* A context for one engine's own facts, made on behalf of ctx. */
struct rt_ctx *rt_scope_engine(struct rt_ctx *ctx, struct rt_engine *e);
/* Does the rule ask for facts of an engine where the target is the host? */
bool rt_rule_asks_engine(const struct ir_unit *u, const struct ir_rule *r);
/* Give back what the context and those made for it hold open. */
void rt_scope_close(struct rt_ctx *ctx);
/*
 * The container that a mode of this one names by container:ID, followed to its
 * end; NULL: it names none, or *why.  mode: "HostConfig.PidMode".
 */
struct rt_container *rt_container_follow(struct arena *a,
    struct rt_container *c, const char *mode, const char **why);
/* Its inspect document, parsed on first use; NULL with *why. */
json_t *rt_container_json(struct arena *a, struct rt_container *c,
    const char **why);

/* rt_eval_test.c: one test, its evidence appended; `not`: it stands negated. */
struct rt_rule_result;
enum ir_result rt_eval_test(struct rt_ctx *ctx, uint32_t test, bool not_,
    struct rt_rule_result *out);
/* rt_eval_item.c: does the item satisfy the state? */
enum ir_result rt_state_match(struct rt_ctx *ctx, const struct ir_state *state,
    const struct rt_collection *all, const struct rt_item *item,
    const char **why);
/*
 * What the states ask, and what the item has of it, for people.  Of an item
 * that does not satisfy a state of several entities, those that it fails
 * alone; item NULL: all that is asked.
 */
const char *rt_expected_text(struct rt_ctx *ctx, const struct ir_test *t,
    const struct rt_collection *all, const struct rt_item *item);
const char *rt_found_text(struct rt_ctx *ctx, const struct ir_test *t,
    const struct rt_collection *all, const struct rt_item *item);
/* Set out->message unless one is there. */
void rt_reason(struct rt_ctx *ctx, struct rt_rule_result *out,
    const char *fmt, ...) BASE_PRINTF(3, 4);

struct rt_evidence { /* why a test came out as it did, one item each */
	enum ir_result result;
	bool drift;
	const char *where;    /* path, fact, container */
	const char *expected; /* "equals true" */
	const char *found;    /* "false"; NULL: nothing was found */
	const char *comment;  /* the test's */
};

struct rt_rule_result {
	enum ir_xccdf_result result;
	time_t time;
	struct rt_evidence *evidence;
	uint32_t nevidence;
	const char *message; /* reason or summary, without the evidence; may be NULL */
	const char *stdout_; /* what its script or command printed; may be NULL */
	const struct rt_waiver *waiver; /* the message tells it too; or NULL */
	bool waiver_expired;
};

/*
 * What a target's OVAL results tell: the tests of the definitions that are
 * told, what was collected for them.  Items of an object stand together.
 */
enum rt_oval_mode { RT_OVAL_FULL, RT_OVAL_FAILED, RT_OVAL_NONE };
struct rt_oval_entity { /* one value of a field */
	uint16_t field;
	enum ir_datatype datatype;
	enum rt_status status;
	uint32_t group; /* of a record */
	const char *record, *text;
};
struct rt_oval_item {
	uint32_t object; /* of the unit */
	enum rt_status status;
	const char *message;
	struct rt_oval_entity *entity;
	uint32_t nentity;
};
struct rt_oval_object {
	uint32_t object; /* of the unit */
	enum rt_flag flag;
	const char *message;
	uint32_t first, n; /* its items */
	uint32_t all;      /* that there were */
};
struct rt_oval_test {
	uint32_t test; /* of the unit */
	enum ir_result result;
	uint32_t first, ntested; /* items */
	enum ir_result *tested;
};
struct rt_oval {
	struct rt_oval_item *item;
	uint32_t nitem;
	struct rt_oval_object *object;
	uint32_t nobject;
	struct rt_oval_test *test;
	uint32_t ntest;
};

struct rt_target_result { /* result[i] belongs to unit.rule[i] */
	struct rt_target *target;
	struct rt_rule_result *result;
	struct rt_fact *fact;
	uint32_t nfact;
	const char **address;
	uint32_t naddress;
	time_t start, end;
	struct rt_oval *oval; /* NULL: nothing is told */
	const char *error; /* the worker died or timed out: every result says so */
	const char **note; /* what a person should know: vanished, excluded, ... */
	uint32_t nnote;
};

/*
 * Evaluate every selected rule that speaks of this target's kind.  The others
 * are NOTSELECTED.  Results are allocated in `arena`.
 */
void rt_eval_target(struct rt_ctx *ctx, struct rt_target_result *out);

/* ==== OVAL results (rt_oval.c, rt_oval_results.c, rt_oval_source.c) ======== */

/* In the worker: a test's result; what its states came to by item. */
void rt_oval_test(struct rt_ctx *ctx, uint32_t test, enum ir_result r);
void rt_oval_items(struct rt_ctx *ctx, uint32_t test,
    const enum ir_result *item);
/* All of it, once the target is evaluated; NULL: nothing is to be told. */
struct rt_oval *rt_oval_gather(struct rt_ctx *ctx);
/*
 * The result of an expression from those of the tests (IR_RESULT__MAX: not
 * evaluated at all, then neither is the expression).
 */
enum ir_result rt_oval_expr(const struct ir_unit *u,
    const enum ir_result *test, uint32_t expr, unsigned depth);
/* Of each definition that is told; IR_RESULT__MAX: it is not. */
void rt_oval_definitions(const struct rt_content *c, enum rt_oval_mode mode,
    const enum ir_result *test, enum ir_result *definition);
/* Is it an id that OVAL allows, of this kind: def, tst, obj, ste, var? */
bool rt_oval_id(const char *id, const char *kind);
/* The fields whose values are for no output, by probe (zeroed by the caller). */

void rt_oval_masked(const struct ir_unit *u, bool (*masked)[RT_FIELDS]);
/* The id of the definition that a rule's check is, or NULL. */
const char *rt_oval_rule(const struct rt_content *c, uint32_t rule);
struct rt_file;
struct rt_run;
/* The oval_results of one target. */
void rt_oval_results(struct rt_file *f, const struct rt_run *run,
    const struct rt_target_result *t);
/* The definitions that are told, and all that they need, as OVAL. */
void rt_oval_source(struct strbuf *b, const struct rt_content *c,
    const enum ir_result *definition, const char *time);

/* ==== engine side ========================================================== */

/*
 * Ask the engines (options->engine, else the local sockets of Docker and
 * Podman, rootless ones included) for their facts and containers, and every
 * container's inspect.  An engine that is away has error set.
 */
void rt_engines_open(struct arena *a, const struct rt_options *o,
    struct rt_engines *out);
struct rt_http;
/* Give back the documents (what is in the arena stays). */
void rt_engines_close(struct rt_engines *engines);
/* GET a document from an engine, below its version; NULL with *why and *status. */
json_t *rt_engine_get(struct arena *a, const struct rt_options *o,
    const struct rt_engine *e, struct rt_http *h, const char *path,
    size_t limit, int *status, const char **why);
/* The deadline of one request from now on. */
int64_t rt_engine_deadline(const struct rt_options *o);
/*
 * rt_daemon.c: find the engine's process (peer: who listens on the socket, as
 * the kernel says) and read its arguments, configuration and listeners.
 */
void rt_daemon_read(struct arena *a, const struct rt_options *o,
    struct rt_engine *e, pid_t peer);
/* A file below a directory of /proc; false and errno. */
bool rt_proc_read(int dir, const char *name, size_t limit, struct strbuf *out);
/*
 * The listening sockets of a network namespace, from PID's net/tcp, tcp6, udp,
 * udp6, as {HostIp, HostPort, Protocol, inode}; NULL with *why.
 */
json_t *rt_proc_listeners(struct arena *a, int proc, bool udp,
    const char **why);

/*
 * A mount of /proc/PID/mountinfo; text in the line, unescaped but for the
 * options.
 */
struct rt_mount {
	uint64_t id, parent;
	const char *device, *root, *point, *options; /* device: "8:1" */
	const char *shared; /* its peer group, "shared:7"; NULL: private */
	const char *type, *source, *super;
};
/* One line of it, which is used up; false: not of that form. */
bool rt_mount_parse(char *line, struct rt_mount *m);
/* \040 and the like, in place. */
char *rt_mount_unescape(char *s);

/* GET over a Unix socket, HTTP/1.1, keep-alive (rt_http.c). */
struct rt_http {
	int fd;
	const char *socket;
	int64_t deadline;
	struct strbuf in; /* read ahead */
	size_t used;      /* bytes of it that were taken */
	bool reused;      /* a response was read on this connection */
	char *asked;      /* path of the request that was sent ahead */
	char api[16], libpod[16]; /* Api-Version, Libpod-API-Version, as last seen */
	char error[160];
};
bool rt_http_open(struct rt_http *h, const char *socket, int64_t deadline);
/*
 * Send the request of the next get ahead, so that the other side works on it
 * meanwhile; where that is not possible the get sends it.  A get of another
 * path drops the connection.
 */
void rt_http_ask(struct rt_http *h, const char *path);
/* Status code, or -1 with h->error; body is emptied first, at most `limit` bytes. */
int rt_http_get(struct rt_http *h, const char *path, size_t limit, struct strbuf *body);
/* As rt_http_get(), handing the body to `sink` piece by piece (tar streams); sink returns false to stop. */
int rt_http_stream(struct rt_http *h, const char *path,
    bool (*sink)(void *arg, const char *data, size_t n), void *arg);
void rt_http_close(struct rt_http *h);

/*
 * The values at a path of a JSON document: "HostConfig.PidMode",
 * "HostConfig.CapAdd[]", "Mounts[]" (records), "Config.Labels{}" (members);
 * a key with odd characters is quoted: Labels["a.b"].  Scalars become text
 * (true, 12, abc), null and absence no item, [] and {} no item; an object
 * becomes a record of its scalar members.
 */
void rt_json_select(struct rt_ctx *ctx, json_t *doc, const char *path,
    uint16_t path_field, uint16_t value_field, struct rt_collection *out);
/*
 * The same below `doc`, which is what the first `from` bytes of the path name:
 * the rest of the path is followed.
 */
void rt_json_follow(struct rt_ctx *ctx, json_t *doc, const char *path,
    size_t from, uint16_t path_field, uint16_t value_field,
    struct rt_collection *out);
/* Parse a document from outside; NULL with *why (in the arena). */
json_t *rt_json_parse(struct arena *a, const char *s, size_t n,
    const char **why);
/* Text from outside as a JSON string; bytes that are no UTF-8 become U+FFFD. */
json_t *rt_json_string(const char *s);
/* The member at "A.B.C", or NULL where there is none; its text, or NULL. */
json_t *rt_json_at(json_t *doc, const char *path);
const char *rt_json_text(json_t *doc, const char *path);
bool rt_json_true(json_t *doc, const char *path);

/* ==== what runs behind a target (rt_running.c) ============================= */

/* Of a container: does it?  Else flagged in out, as not applicable. */
bool rt_running(struct rt_ctx *ctx, struct rt_collection *out);
/* A directory of the kernel's /proc, O_PATH; -1 and errno. */
int rt_proc_open(struct rt_ctx *ctx, const char *below);
/*
 * Enter the target's network, IPC and UTS namespaces; false after the flag was
 * set.  rt_root_leave() leaves them.
 */
bool rt_running_enter(struct rt_ctx *ctx, struct rt_inside *in,
    struct rt_collection *out);

/* ==== the target's processes (rt_process.c) ================================ */

struct rt_process {
	int dir;            /* its directory in /proc, which pins it */
	const char *number; /* that directory's name: as we count */
	int64_t pid;        /* as its own PID namespace counts */
	const char *status; /* text of its file status */
};
/*
 * Calls back with every process of the target: the host's all, a container's
 * own.  What cannot be seen is flagged in out; a callback that could not read
 * a process returns false with errno.
 */
void rt_process_each(struct rt_ctx *ctx, struct rt_collection *out,
    bool (*each)(void *arg, const struct rt_process *p), void *arg);
/* What stands behind "Name:" in a status; NULL: there is no such line. */
const char *rt_process_status(const char *status, const char *name);

/*
 * Environment variables as items (rt_environment.c).  Field indices of the
 * probe; pid UINT16_MAX: it has none.  Where no process is named: on the host
 * our own environment, of a container that of its init, else what the engine
 * starts it with.
 */
struct rt_environment_fields {
	uint16_t pid, name, value;
};
void rt_environment(struct rt_ctx *ctx, const struct ir_object *object,
    const struct rt_environment_fields *field, struct rt_collection *out);

/* ==== D-Bus and systemd (rt_bus.c, rt_systemd.c) =========================== */

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

/* ==== derived facts (rt_derived.c, rt_daemon.c) ============================ */

/*
 * The values of a container's "derived.X" or of an engine's "daemon.X" and
 * "derived.X"; see schemas/audit.txt section 5.
 */
void rt_derived_fact(struct rt_ctx *ctx, const char *path, uint16_t path_field,
    uint16_t value_field, struct rt_collection *out);
void rt_engine_fact(struct rt_ctx *ctx, const char *path, uint16_t path_field,
    uint16_t value_field, struct rt_collection *out);

/* derived.Mounts: links resolved on the host, engine sockets found (rt_derived_mount.c). */
json_t *rt_derived_mounts(struct rt_ctx *ctx, json_t *doc, const char **why);
/*
 * An engine's derived.Files, .ImageTags, .Networks and .HostFips
 * (rt_derived_host.c); NULL with *why where it cannot be told.
 */
json_t *rt_derived_files(struct rt_ctx *ctx, const char **why);
json_t *rt_derived_image_tags(struct rt_ctx *ctx, const char **why);
json_t *rt_derived_networks(struct rt_ctx *ctx, const char **why);
json_t *rt_derived_fips(struct rt_ctx *ctx, const char **why);

/* ==== file systems (rt_root.c, rt_path.c, rt_names.c) ====================== */

/*
 * The target's root, opened on first use: running container by
 * /proc/PID/root pinned by pidfd; stopped container or image by a detached
 * read-only overlay mount, a mount in a namespace of our own or the engine's
 * tar stream; host "/"; rootfs its directory.  NULL with *why when it cannot
 * be had.
 */
struct rt_root *rt_root_get(struct rt_ctx *ctx, const char **why);
void rt_root_close(struct rt_ctx *ctx);

/*
 * Open `path` (absolute, inside the root) for looking (O_PATH) or reading.
 * Links never leave the root, magic links are refused, reading opens regular
 * files only, without blocking.  -1 and errno; ELOOP, EXDEV, ENXIO (not a
 * regular file) say what was refused.
 */
enum rt_open { RT_OPEN_LOOK, RT_OPEN_LOOK_NOFOLLOW, RT_OPEN_READ, RT_OPEN_DIR };
int rt_root_open(struct rt_root *r, const char *path, enum rt_open how);
/*
 * At most `limit` bytes of a regular file; false with *why.  A small file is
 * read once however often it is asked for.
 */
bool rt_root_read(struct rt_ctx *ctx, const char *path, size_t limit,
    struct strbuf *out, const char **why);
/*
 * Where a path leads in the end, no link left in it; false and errno: ENOENT
 * where that is nothing.
 */
bool rt_root_canonical(struct rt_root *r, const char *path, char end[]);
/*
 * Every line of an account file, blank ones and comments left out, cut at its
 * colons (rt_account.c); no file has no lines, what cannot be read is flagged.
 */
#define RT_ACCOUNT_FIELDS 9
void rt_account_lines(struct rt_ctx *ctx, const char *path,
    struct rt_collection *out,
    void (*each)(void *arg, char *const *field, unsigned n), void *arg);
/* A number of 32 bits, in decimal. */
bool rt_account_id(const char *s, uint32_t *id);
/* What was read of small files (rt_cache.c); NULL: it was not. */
const char *rt_cache_get(struct rt_root *r, const char *path, size_t *n);
void rt_cache_put(struct rt_root *r, const char *path, const char *data,
    size_t n);
void rt_cache_free(struct rt_root *r);
/*
 * Paths that match a glob (* ? [a-z], no component with a leading dot unless
 * asked for), sorted; their number, or -1 with *why when something could not
 * be looked at or there are too many.
 */
int rt_root_glob(struct rt_ctx *ctx, const char *pattern,
    void (*each)(void *arg, const char *path), void *arg, const char **why);
/* Does the name match the glob of one component? */
bool rt_glob_match(const char *pattern, const char *name);

struct rt_stat { /* as stat(2), owners as the target's own users see them */
	uint32_t mode, uid, gid; /* mode with the type, S_IFMT */
	uint64_t size, dev, ino;
	int64_t atime, mtime, ctime; /* seconds; RT_NO_TIME: not to be had */
};
#define RT_NO_TIME INT64_MIN

/* What fstat(2) says of something in the root, in its own terms. */
struct stat;
void rt_root_stat_of(const struct rt_root *r, const struct stat *st,
    struct rt_stat *out);
/* 0, or -1 and errno as rt_root_open() has it. */
int rt_root_stat(struct rt_root *r, const char *path, bool follow,
    struct rt_stat *st);
/*
 * The names in a directory, without . and .., in no order; `each` returns
 * false to stop.  0, or -1 and errno.
 */
int rt_root_list(struct rt_root *r, const char *path,
    bool (*each)(void *arg, const char *name), void *arg);
/* Text of a link, NUL-terminated; its length, or -1 and errno. */
ssize_t rt_root_readlink(struct rt_root *r, const char *path, char *buf,
    size_t size);
/*
 * Has it an ACL beyond the mode (1, 0), or -1 and errno (ENOTSUP: its file
 * system has none; ENOSYS: an archive does not say).
 */
int rt_root_acl(struct rt_root *r, const char *path);
/*
 * An extended attribute of what the path leads to; its length, or -1 and errno
 * (ENODATA, ENOTSUP: it has none; ENOSYS: an archive does not say).
 */
ssize_t rt_root_xattr(struct rt_root *r, const char *path,
    const char *attribute, char *buf, size_t size);
/*
 * The files that an object names (rt_find.c), by whichever of these entities
 * it has: a file's whole path, a directory's path and a name in it (nil: the
 * directory itself), a glob; with OVAL's behaviors for descending.  Field
 * indices of the probe; UINT16_MAX: it has no such field.
 */
struct rt_find_fields {
	uint16_t filepath, path, filename, glob;
};
struct rt_found { /* lives as long as the context */
	const char *path; /* the whole */
	const char *dir, *name; /* its parts; name NULL: the directory itself */
	const struct rt_stat *st; /* no link followed; NULL: not looked at */
	int error; /* errno of looking at it */
};
/*
 * Calls back with every path; whether something is there is for the callback
 * to see.  What could not be looked at is flagged in out.  Objects that need a
 * walk share it with all that probe.find tells of.
 */
void rt_find(struct rt_ctx *ctx, const struct ir_object *o,
    const struct rt_find_fields *fields, struct rt_collection *out,
    void (*each)(void *arg, const struct rt_found *f), void *arg);
/* The three fields of an item for what was found, and its `where`. */
void rt_find_item(struct rt_ctx *ctx, const struct rt_find_fields *fields,
    const struct rt_found *f, struct rt_item *item);
void rt_find_close(struct rt_ctx *ctx); /* give back what walks found */
/* Mark the objects that the selected rules come to ask for (rt_reach.c). */
void rt_reach(const struct rt_ctx *ctx, bool *object);

/*
 * What a name or path has to be (rt_pattern.c): a regular expression, or
 * (text NULL) whatever the entity compares.  NULL with *why.
 */
struct rt_pattern;
struct rt_pattern *rt_pattern_new(struct rt_ctx *ctx, const struct ir_entity *e,
    const char *text, const char **why);
void rt_pattern_free(struct rt_pattern *p);
enum ir_result rt_pattern_match(struct rt_ctx *ctx, struct rt_pattern *p,
    const char *s, size_t n, const char **why);
/* Can a text that begins with s fit?  True where it cannot be told. */
bool rt_pattern_begins(struct rt_ctx *ctx, struct rt_pattern *p, const char *s,
    size_t n);
/* The directory that all paths are in or below that such a pattern fits. */
char *rt_pattern_start(struct arena *a, const char *text);

struct rt_finding { /* what was found for an object */
	const struct rt_found **found; /* free() */
	uint32_t n;
	const char *error; /* what could not be looked at */
};
struct rt_asker { /* one of those a walk is made for (rt_walk.c) */
	const char *start; /* the directory where it begins, without /../ */
	/* either of the first two or none: every directory from the start */
	struct rt_pattern *path, *filepath;
	struct rt_pattern *filename; /* NULL, no filepath: the directories */
	int depth; /* levels below the start; -1: all */
	bool directories, links; /* what is descended into */
	bool one_file_system, local;
	struct rt_finding *into;
	/* of the walk */
	uint32_t level, followed;
	uint64_t dev;
	bool lost; /* it asks for too much */
};
/* One walk below `top` for all of them; their starts are equal or below. */
void rt_walk(struct rt_ctx *ctx, struct rt_root *root, const char *top,
    struct rt_asker *asker, uint32_t n);

/* The inode flags of lsattr(1); false and errno where there are none. */
bool rt_root_attributes(struct rt_root *r, const char *path, uint32_t *flags);
/*
 * Enter the network, IPC and UTS namespaces of a running container, and leave
 * them: what lies below /proc/sys and uname(2) are those of the one who asks.
 * Other roots: nothing is entered.  False and errno.
 */
#define RT_SPACES 3
struct rt_inside { /* the namespaces that were left, -1 where none was */
	int back[RT_SPACES];
};
bool rt_root_enter(const struct rt_root *r, struct rt_inside *in);
void rt_root_leave(struct rt_inside *in);
/* What errno says of a refused or failed access, for people. */
const char *rt_root_strerror(int error);

/*
 * Is the process whose /proc directory this is the container's init: by its
 * cgroup, else by its start?
 */
bool rt_root_is_init(const char *procfs, int proc, const char *id,
    const char *started_at);

/*
 * How a root is reached: a directory (rt_path.c) or an archive held in memory
 * (rt_tar.c).  The members above go through this table.
 */
struct rt_root_ops {
	int (*open)(struct rt_root *r, const char *path, enum rt_open how);
	/* at most limit bytes; EFBIG: there are more */
	int (*read)(struct rt_root *r, const char *path, size_t limit,
	    struct strbuf *out);
	int (*stat)(struct rt_root *r, const char *path, bool follow,
	    struct rt_stat *st);
	int (*list)(struct rt_root *r, const char *path,
	    bool (*each)(void *arg, const char *name), void *arg);
	ssize_t (*readlink)(struct rt_root *r, const char *path, char *buf,
	    size_t size);
};
extern const struct rt_root_ops rt_path_ops, rt_tar_ops;

struct rt_idrange { /* a line of /proc/PID/uid_map */
	uint32_t inside, outside, count;
};

struct rt_names { /* /etc/passwd or /etc/group of the target */
	struct rt_name {
		const char *name;
		uint32_t id;
		bool numbered; /* id is one */
	} *name;
	uint32_t n;
	bool read; /* tried */
	int error; /* errno of that; 0: it was read */
};

struct rt_root {
	const struct rt_root_ops *ops; /* NULL: error says why there is none */
	const char *error;
	struct arena *arena;
	bool walk; /* no openat2(2): resolve by hand */
	bool at_rest; /* a stopped container or an image: no kernel is behind it */
	int fd;    /* the root directory, or -1 */
	/*
	 * Running container: its /proc/PID.  The descriptor pins the process,
	 * as a pidfd does: after its end every look-up in it fails, also when
	 * the number is used again.  -1: not running.
	 */
	int proc;
	const char *self; /* init's number in its own /proc; NULL: not running */
	const struct rt_idrange *uid, *gid; /* none: as they are */
	uint32_t nuid, ngid;
	struct rt_names users, groups;
	struct rt_tar *tar;
	struct rt_cache *cache; /* rt_cache.c; NULL: nothing was read yet */
	/* Fetch the archive again (for a member that was not kept). */
	bool (*stream)(struct rt_root *r,
	    bool (*sink)(void *arg, const char *data, size_t n), void *arg,
	    const char **why);
	const char *stream_socket, *stream_path;
	int64_t deadline;
};

/*
 * A detached, read-only overlay of these directories, upper first (rt_overlay.c):
 * its descriptor, or -1 with *why.  old: by mount(2) in a mount namespace of
 * our own, as kernels without fsopen(2) and lowerdir+ need it.
 */
int rt_overlay_open(struct arena *a, const char *const *layer, uint32_t nlayer,
    bool old, const char **why);

/*
 * rt_tar.c: an archive in memory, read from a stream: of a whole file system
 * (image: false), or of an image as `docker save` writes it.  Feed until it
 * returns false or the stream ends, then finish.  finish: false with *why
 * when nothing can be told from it.
 */
struct rt_tar *rt_tar_new(struct arena *a, bool image);
bool rt_tar_feed(void *tar, const char *data, size_t n);
bool rt_tar_finish(struct rt_tar *t, const char **why);
void rt_tar_free(struct rt_tar *t);

/* The tree that an archive describes, in memory (rt_tar_tree.c). */
struct rt_tree_inode {
	uint32_t mode, uid, gid, number;
	uint64_t size;
	int64_t mtime, atime, ctime;
	const char *name, *layer; /* where in the archive its content is */
	const char *link;  /* of a symbolic link; else "" */
	const char *data;  /* size bytes, or NULL: not kept */
	bool broken;       /* its content is not to be had */
	bool implied;      /* a directory that only its entries tell of */
};
struct rt_tree_node {
	const char *name;
	struct rt_tree_node *parent, *child, *next;
	struct rt_tree_inode *inode; /* NULL: removed */
};
struct rt_tree {
	struct arena *arena;
	struct rt_tree_node *root, **slot;
	size_t nslot, nnode;
};
struct rt_tree_node *rt_tree_init(struct rt_tree *t, struct arena *a);
void rt_tree_free(struct rt_tree *t);
/* The node of an archive's name, made where missing; NULL: not a name. */
struct rt_tree_node *rt_tree_make(struct rt_tree *t, const char *path);
/* The node of that name, no link followed; NULL: there is none. */
struct rt_tree_node *rt_tree_exact(struct rt_tree *t, const char *path);
void rt_tree_set(struct rt_tree_node *e, struct rt_tree_inode *inode);
/* Remove everything below it. */
void rt_tree_clear(struct rt_tree_node *dir);
/* As openat2(2) resolves in a root; NULL and errno. */
struct rt_tree_node *rt_tree_walk(const struct rt_tree *t, const char *path,
    bool follow);

/*
 * The members of a tar stream, one after the other (rt_tar_read.c): ustar,
 * GNU long names, PAX.  A callback returns false to stop.
 */
struct rt_tar_member {
	const char *name, *link; /* as written; NULL: none */
	uint32_t mode, uid, gid; /* mode with the type, S_IFMT */
	uint64_t size, real;     /* of the data that follows; of the file */
	int64_t mtime, atime, ctime;
	bool hard;   /* a hard link to `link` */
	bool broken; /* its data are not its content (sparse, unknown type) */
};
struct rt_tar_sink {
	bool (*member)(void *arg, const struct rt_tar_member *m);
	bool (*data)(void *arg, const char *data, size_t n);
	bool (*end)(void *arg); /* of the member */
};
struct rt_tar_reader *rt_tar_reader_new(const struct rt_tar_sink *sink,
    void *arg);
/* False when a callback stopped it or it is no tar: see the error. */
bool rt_tar_reader_feed(struct rt_tar_reader *r, const char *data, size_t n);
/* NULL: ended as a tar ends, or stopped by a callback. */
const char *rt_tar_reader_error(const struct rt_tar_reader *r);
void rt_tar_reader_free(struct rt_tar_reader *r);
/* uid or gid by the target's own passwd and group; false: no such name. */
bool rt_root_uid(struct rt_ctx *ctx, const char *name, uint32_t *uid);
bool rt_root_gid(struct rt_ctx *ctx, const char *name, uint32_t *gid);
/*
 * The user that a runtime starts where this text, of this number, is asked
 * for: the first line of passwd with that name or number, else the number.
 * False with *why where passwd cannot be read.
 */
bool rt_root_uid_asked(struct rt_ctx *ctx, const char *text, uint32_t number,
    uint32_t *uid, const char **why);
/* Name by id; NULL: none. */
const char *rt_root_user_name(struct rt_ctx *ctx, uint32_t uid);
const char *rt_root_group_name(struct rt_ctx *ctx, uint32_t gid);

/* ==== kernel facts of a running container's init (rt_kernel.c) ============= */

/*
 * The values of a kernel fact, in the same form as the declared fact has
 * (see probe/kernel.c for the list).  Flag NOT_APPLICABLE: not running.
 */
void rt_kernel_fact(struct rt_ctx *ctx, const char *fact, uint16_t fact_field,
    uint16_t value_field, struct rt_collection *out);
void rt_kernel_close(struct rt_ctx *ctx);
struct rt_kernel {
	int proc;          /* the init's directory in /proc, which pins it */
	int engine;        /* the engine's process likewise, or -1 */
	json_int_t pid;
	const char *error; /* why nothing of it can be read */
};
/* The container's init, opened on first use; NULL after the flag was set. */
struct rt_kernel *rt_kernel_get(struct rt_ctx *ctx, struct rt_collection *out);
/* JSON of the facts of mountinfo and of the cgroup; NULL with *why. */
json_t *rt_kernel_mounts(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char **why);
json_t *rt_kernel_root_readonly(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char **why);
json_t *rt_kernel_cgroup(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char *what, const char **why);
/* The processes of the container, as {Name, Pid, Exe}; NULL with *why. */
json_t *rt_kernel_processes(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char **why);
/* Names of the capabilities in the kernel's order, without CAP_; NULL-terminated. */
extern const char *const rt_capabilities[];

/* ==== processes ============================================================ */

/*
 * Run argv[0] with an empty environment but for envp, fixed PATH, own process
 * group, stdin from /dev/null; at most `limit` bytes of output are kept (of
 * stdout and of stderr each), the group is killed at the deadline.  Returns
 * the wait status, or -1 with *why.  No descriptor is handed on but those
 * that an argument names as /proc/self/fd/N.
 */
int rt_run(const char *const *argv, const char *const *envp, int64_t deadline,
    size_t limit, struct strbuf *out, struct strbuf *err, const char **why);

/*
 * Evaluate targets[i] into results[i] in worker processes: one of its own per
 * target whose files are opened, batches for those with engine facts alone.
 * A worker that dies, hangs or answers garbage costs its own targets only.
 */
#define RT_JOBS_NONE (~0u) /* options->jobs: in this process, for tests */
void rt_work(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results,
    void (*progress)(void *arg, uint32_t done, uint32_t all), void *arg);

/* The same with another function in the place of rt_eval_target(). */
void rt_work_by(void (*eval)(struct rt_ctx *ctx, struct rt_target_result *out),
    struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results,
    void (*progress)(void *arg, uint32_t done, uint32_t all), void *arg);

/*
 * A target's result as bytes and back (rt_pipe.c).  decode takes bytes from a
 * worker that may be anyone's: false where they are not exactly what encode
 * writes for this unit.  out->target is the caller's.
 */
void rt_pipe_encode(struct strbuf *out, const struct rt_target_result *r,
    const struct ir_unit *u);
bool rt_pipe_decode(struct arena *a, const char *data, size_t n,
    const struct ir_unit *u, struct rt_target_result *out);
/* Is this process a worker that gave up its privileges? */
bool rt_confined(void);
/* What a rule's target bits call this target. */
uint32_t rt_target_bits(const struct rt_target *t);
/*
 * In a worker for this target (rt_work_confine.c): die with the parent, limits
 * of time and memory, and no privilege that is not needed; a worker that runs
 * commands of the content keeps its privileges for them.
 */
void rt_confine(const struct rt_target *t, uint64_t seconds,
    bool runs_commands);
/*
 * The result of a target that nothing could be asked of: every selected rule
 * that speaks of it is an error that says why.
 */
void rt_work_fail(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_target *t, const char *why,
    struct rt_target_result *out);

/* ==== options (rt_options.c) =============================================== */

struct rt_setting { /* --set VALUE=x */
	uint32_t value; /* index into content->value */
	const char **text;
	uint32_t ntext;
};

struct rt_options {
	const char *profile; /* id or its last part; NULL: the benchmark's own */
	uint32_t profile_index;
	const char **rule; /* --rule: ids or STIG-IDs; none: all */
	uint32_t nrule;
	const char **skip_rule;
	uint32_t nskip_rule;
	struct rt_setting *set;
	uint32_t nset;
	const char **exclude; /* name=RE, label=KEY[=RE], image=RE; anchored */
	uint32_t nexclude;
	const char **engine; /* --engine SOCKET */
	uint32_t nengine;
	const char **target;
	uint32_t ntarget;
	const char *xccdf, *xccdf_dir, *arf, *arf_dir, *json, *text;
	const char *output_dir, *lock, *baseline, *config;
	const char *waivers;
	bool waived_ok, apply_waivers;
	unsigned keep;   /* 0: all */
	const char *proc; /* "/proc" */
	const char *host_root; /* "/" ; the host's root, when run in a container */
	unsigned jobs;   /* worker processes; 0: one per processor online */
	unsigned timeout;  /* seconds per target */
	unsigned deadline; /* seconds in all; 0: none */
	int64_t end;       /* the same as CLOCK_MONOTONIC, ms; 0: none */
	enum rt_oval_mode oval_results;
	bool ignore_platform; /* guards of platforms do not hold rules back */
	bool scripts, verify, declared_only, quiet, verbose, progress, list;
	bool help, show_version;
	uint64_t given;    /* options of the command line: the file's yield */
	uint32_t nset_given;
	bool from_file;    /* a configuration file is being read */
	const char *force_root; /* test hook: "tar", "mount", "walk" force a fallback */
	/* selected after profile, --rule, --skip-rule: per rule */
	bool *selected;
	/* what the engines are asked for beside containers; NULL: everything */
	const struct rt_content *content;
};

/*
 * Read the command line into *o, then the configuration file where one is
 * named, whose settings the command line overrides.  Says what is wrong on
 * stderr and returns false.
 */
bool rt_options_read(struct arena *a, const struct rt_content *c, int argc,
    char **argv, struct rt_options *o);
void rt_options_usage(FILE *f);
/*
 * One option by its long name, for the command line and the file alike; value
 * NULL where none was given.  False with the reason in *why.
 */
bool rt_options_set(struct arena *a, const struct rt_content *c,
    struct rt_options *o, const char *name, const char *value,
    const char **why);
/* rt_config.c: apply a file; false after a message with its file and line. */
bool rt_config_read(struct arena *a, const struct rt_content *c,
    const char *path, struct rt_options *o);
/*
 * The text of a file that steers us: of root or the caller, and nobody else
 * may write it.  NULL after a message.
 */
char *rt_config_text(struct arena *a, const char *path);

/* ==== waivers (rt_waive.c) ================================================= */

struct rt_waiver {
	uint32_t rule;      /* index in the unit */
	const char *target; /* its name, or the part behind '/'; NULL: all */
	const char *given, *expires; /* YYYY-MM-DD; the last day it holds */
	const char *author, *reason;
};
struct rt_waivers {
	struct rt_waiver *waiver;
	uint32_t n;
};
/* Read the file of `auditc waive export`; false after a message. */
bool rt_waivers_read(struct arena *a, const struct rt_content *c,
    const char *path, struct rt_waivers *out);
/* Put them beside the findings of n targets, the host's first. */
void rt_waive(struct arena *a, const struct rt_content *c,
    const struct rt_waivers *all, struct rt_target_result *t, uint32_t n);
/* Fail, error or unknown? */
bool rt_is_finding(enum ir_xccdf_result r);
/* A finding with a waiver that has not expired? */
bool rt_is_waived(const struct rt_rule_result *r);

/* ==== profiles and values (rt_profile.c) =================================== */

/* Index by id or by its last part; IR_NONE: none. */
uint32_t rt_profile_find(const struct rt_content *c, const char *name);
/* The generated profile for a kind of target, else the base itself. */
uint32_t rt_profile_for(const struct rt_content *c, uint32_t base,
    enum rt_target_kind kind);
/* Rule by XCCDF id, by its last part or by STIG-ID; IR_NONE: none. */
uint32_t rt_rule_find(const struct rt_content *c, const char *name);
/* What a rule speaks of; a rule that does not say speaks of the host. */
unsigned rt_rule_targets(const struct ir_rule *r);
/* What the profile makes of a rule; never NULL. */
const char *rt_rule_severity(const struct rt_content *c, uint32_t profile,
    uint32_t rule);
const char *rt_rule_weight(const struct rt_content *c, uint32_t profile,
    uint32_t rule);
const char *rt_rule_role(const struct rt_content *c, uint32_t profile,
    uint32_t rule);
/* Members of a Value after --set, profile and default; count in *n. */
const char *const *rt_value_text(const struct rt_content *c,
    const struct rt_options *o, uint32_t value, uint32_t *n);
/* Fill o->selected; false with the reason in *why. */
bool rt_select(struct arena *a, const struct rt_content *c,
    struct rt_options *o, const char **why);
/* One --set NAME=x; false with the reason in *why. */
bool rt_value_set(struct arena *a, const struct rt_content *c,
    struct rt_options *o, const char *text, const char **why);

/* ==== the machine (rt_facts.c) ============================================= */

struct rt_interface {
	const char *name, *mac; /* mac NULL: none */
	const char **address;   /* IPv6 as eight groups */
	uint32_t naddress;
};
struct rt_machine {
	const char *fqdn, *hostname; /* never empty */
	const char *cpe;             /* of the system; NULL: not known */
	const char *os, *os_version; /* os-release; may be NULL */
	const char *arch;
	const char *user; /* who runs this */
	bool privileged;
	struct rt_interface *iface;
	uint32_t niface;
};
void rt_machine_read(struct arena *a, const struct rt_options *o,
    struct rt_machine *m);
/* Facts and addresses of one target, appended to what its worker gave. */
void rt_facts_add(struct arena *a, const struct rt_content *c,
    const struct rt_machine *m, struct rt_target_result *t);
/* CPE of what the target is or runs on. */
const char *rt_target_cpe(struct arena *a, const struct rt_machine *m,
    const struct rt_target *t);

/* ==== what is evaluated (rt_main_target.c) ================================ */

/*
 * The targets that were asked for, or the host and every container; what was
 * asked for and is not there has its error set.  *all: every container is
 * among them.  False after a message: not the form of a target.
 */
bool rt_targets(struct arena *a, const struct rt_options *o,
    const struct rt_engines *engines, const struct rt_machine *m,
    struct rt_target **target, uint32_t *n, bool *all);

/* ==== the host's fold (rt_host.c) ========================================== */

/*
 * AND the containers' results of each rule about containers into the host's.
 * all: every container of the engines was evaluated; else those rules are not
 * selected for the host, as nothing can be said of all containers.
 */
void rt_host_fold(struct arena *a, const struct rt_content *c,
    const struct rt_options *o, const struct rt_engines *engines,
    struct rt_target_result *host, const struct rt_target_result *result,
    uint32_t nresult, bool all);

/* ==== outputs ============================================================== */

struct rt_run { /* what a run found: all that the writers need */
	const struct rt_content *content;
	const struct rt_options *options;
	const struct rt_machine *machine;
	const struct rt_target_result *result; /* the host's first */
	uint32_t nresult;
	time_t start, end;
	const char **note; /* of the run as a whole */
	uint32_t nnote;
};

/* An output: complete under its name, or the previous one is still there. */
struct rt_file {
	const char *path;
	char *temp; /* NULL: written directly (standard output, a device) */
	int fd, error;
	struct strbuf b; /* writers append here */
};
bool rt_file_open(struct rt_file *f, const char *path); /* "-": stdout */
void rt_file_flush(struct rt_file *f); /* hand on what has gathered */
/* Sync, rename; false after a message on stderr. */
bool rt_file_close(struct rt_file *f);
void rt_file_signal(void); /* in a signal handler: remove what is half */
void rt_warn(const char *fmt, ...) BASE_PRINTF(1, 2); /* "evaluate: ..." */

/* Now, or SOURCE_DATE_EPOCH. */
time_t rt_now(void);
bool rt_now_pinned(void);
#define RT_TIME 32
void rt_time_text(time_t t, char out[RT_TIME]); /* 2026-01-02T03:04:05Z */

/* XML: " name=\"value\"", nothing for NULL; an element on a line of its own. */
void rt_xml_attr(struct strbuf *b, const char *name, const char *value);
void rt_xml_element(struct strbuf *b, const char *name, const char *text);
/* An NCName part: other characters become '_'. */
void rt_xml_name(struct strbuf *b, const char *s);

/* Why a rule came out as it did: reason, then a line per piece of evidence. */
void rt_message(struct strbuf *b, const struct rt_rule_result *r);

struct rt_score {
	double value, maximum;
	bool any; /* a rule counted */
};
struct rt_scores { /* by XCCDF's four models */
	struct rt_score default_, flat, flat_unweighted, absolute;
};
/* Over the rules that the profile selects. */
void rt_score(const struct rt_content *c, uint32_t profile,
    const struct rt_rule_result *result, struct rt_scores *out);

/*
 * The cdf:TestResult; asset: id of its ARF asset, oval: reference to its OVAL
 * results, or NULL.
 */
void rt_xccdf_result(struct rt_file *f, const struct rt_run *run,
    const struct rt_target_result *t, const char *href, const char *asset,
    const char *oval);
/* The benchmark with one TestResult. */
bool rt_xccdf_write(const struct rt_run *run,
    const struct rt_target_result *t, const char *path);
/* One ARF of n results from t; the host's asset is always there. */
bool rt_arf_write(const struct rt_run *run, const struct rt_target_result *t,
    uint32_t n, const char *path);
bool rt_json_write(const struct rt_run *run, const char *path);
bool rt_text_write(const struct rt_run *run, const char *path);
/*
 * Text of others for a terminal: valid UTF-8 without controls; after a newline
 * comes the indent.
 */
void rt_text_safe(struct strbuf *b, const char *s, const char *indent);
/* --list: rules, profiles and values. */
void rt_list(const struct rt_content *c, const struct rt_options *o, FILE *f);

/* rt_baseline.c: an earlier --json output. */
struct rt_baseline;
struct rt_baseline *rt_baseline_read(struct arena *a, const char *path,
    const char **why);
/* Text of what changed since; empty where nothing did. */
void rt_baseline_text(const struct rt_baseline *base, const struct rt_run *run,
    struct strbuf *b);

/* Every output that the options ask for; false: one was not written. */
bool rt_output_all(const struct rt_run *run,
    const struct rt_baseline *baseline);

/* ==== the scripts (rt_scripts.c, rt_scripts_verify.c) ====================== */

/* As rt_work(), by the linked-in scripts. */
void rt_scripts_work(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results,
    void (*progress)(void *arg, uint32_t done, uint32_t all), void *arg);
/*
 * Compare the results with those of the scripts, rule by rule; what differs is
 * fetched and evaluated once more by both, and is an error that names both
 * when it differs still.
 */
void rt_scripts_verify(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results);

/* The whole program; `content` is the evaluator's own.  Returns the status. */
int rt_main(const struct rt_content *content, int argc, char **argv);

#endif
