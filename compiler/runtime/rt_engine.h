/*
 * Docker and Podman: their socket, their documents, and what is derived from
 * these.
 */
#ifndef RT_ENGINE_H
#define RT_ENGINE_H

#include <jansson.h>

#include "rt_target.h"

enum rt_engine_kind { RT_DOCKER, RT_PODMAN };

struct rt_container { /* a line of the engine's list, then its inspect */
	const char *id, *name, *image, *image_id;
	const char *state; /* running, exited, created, paused, ... */
	const char *started_at;
	json_t *list;      /* its entry in /containers/json */
	/* raw inspect document, size-capped; NULL: see error */
	const char *body;
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
	/* NULL: not to be had; see *_error */
	json_t *info, *version, *swarm, *images, *networks, *secrets, *volumes;
	const char *info_error, *version_error, *images_error, *networks_error,
	    *secrets_error;
	const char *swarm_error, *volumes_error;
	/* inspect of the containers' images, by id; NULL: not asked */
	json_t *image;
	/* daemon.json and the daemon's arguments, by daemon.json's keys */
	json_t *daemon;
	const char *daemon_error; /* why it could not be read */
	/* why daemon.listeners is missing from it */
	const char *listeners_error;
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

/* --- asking (rt_engine.c, rt_http.c, rt_daemon*.c) --- */

struct rt_http;

/*
 * Ask the engines (options->engine, else the local sockets of Docker and
 * Podman, rootless ones included) for their facts and containers, and every
 * container's inspect.  An engine that is away has error set.
 */
void rt_engines_open(struct arena *a, const struct rt_options *o,
    struct rt_engines *out);
/* Give back the documents (what is in the arena stays). */
void rt_engines_close(struct rt_engines *engines);
/* GET a document below the engine's version; NULL with *why and *status. */
json_t *rt_engine_get(struct arena *a, const struct rt_options *o,
    const struct rt_engine *e, struct rt_http *h, const char *path,
    size_t limit, int *status, const char **why);
/* The deadline of one request from now on. */
int64_t rt_engine_deadline(const struct rt_options *o);
/*
 * rt_daemon_find.c: the engine's process, by a connection on which it has
 * answered (-1: none is open); 0: it cannot be told.
 */
pid_t rt_daemon_find(const struct rt_options *o, const struct rt_engine *e,
    int connection);
/* rt_daemon.c: read the arguments, configuration and listeners of e->pid. */
void rt_daemon_read(struct arena *a, const struct rt_options *o,
    struct rt_engine *e);
/* GET over a Unix socket, HTTP/1.1, keep-alive (rt_http.c). */
struct rt_http {
	int fd;
	const char *socket;
	int64_t deadline;
	struct strbuf in; /* read ahead */
	size_t used;      /* bytes of it that were taken */
	bool reused;      /* a response was read on this connection */
	char *asked;      /* path of the request that was sent ahead */
	/* Api-Version, Libpod-API-Version, as last seen */
	char api[16], libpod[16];
	char error[160];
};
bool rt_http_open(struct rt_http *h, const char *socket, int64_t deadline);
/*
 * Send the request of the next get ahead, so that the other side works on it
 * meanwhile; where that is not possible the get sends it.  A get of another
 * path drops the connection.
 */
void rt_http_ask(struct rt_http *h, const char *path);
/*
 * Status code, or -1 with h->error; body is emptied first, at most `limit`
 * bytes.
 */
int rt_http_get(struct rt_http *h, const char *path, size_t limit,
    struct strbuf *body);
/*
 * The same, handing the body to `sink` piece by piece (tar streams), which
 * returns false to stop.
 */
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
/*
 * Parse a document from outside; NULL with *why (in the arena).  A name that an
 * object has twice leaves open which counts: that is none.
 */
json_t *rt_json_parse(struct arena *a, const char *s, size_t n,
    const char **why);
/* Text from outside as a JSON string; bytes that are no UTF-8 become U+FFFD. */
json_t *rt_json_string(const char *s);
/* The member at "A.B.C", or NULL where there is none; its text, or NULL. */
json_t *rt_json_at(json_t *doc, const char *path);
const char *rt_json_text(json_t *doc, const char *path);
bool rt_json_true(json_t *doc, const char *path);

/* --- derived facts (rt_derived.c, rt_daemon.c) --- */

/*
 * The values of a container's "derived.X" or of an engine's "daemon.X" and
 * "derived.X"; see schemas/audit.txt section 5.
 */
void rt_derived_fact(struct rt_ctx *ctx, const char *path, uint16_t path_field,
    uint16_t value_field, struct rt_collection *out);
void rt_engine_fact(struct rt_ctx *ctx, const char *path, uint16_t path_field,
    uint16_t value_field, struct rt_collection *out);

/*
 * derived.Mounts: links resolved on the host, engine sockets found
 * (rt_derived_mount.c).
 */
json_t *rt_derived_mounts(struct rt_ctx *ctx, json_t *doc, const char **why);
/*
 * An engine's derived.Files, .ImageTags, .Networks and .HostFips
 * (rt_derived_host.c); NULL with *why where it cannot be told.
 */
json_t *rt_derived_files(struct rt_ctx *ctx, const char **why);
json_t *rt_derived_image_tags(struct rt_ctx *ctx, const char **why);
json_t *rt_derived_networks(struct rt_ctx *ctx, const char **why);
json_t *rt_derived_fips(struct rt_ctx *ctx, const char **why);

#endif
