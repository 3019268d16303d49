/*
 * The engines of this machine: which sockets there are, what each says of
 * itself, its containers and one inspect document of each, fetched over one
 * connection and kept raw.  What an engine answers is not trusted: sizes are
 * limited, ids are checked before they become part of a path, every request
 * has a deadline, and what could not be had is said where it is missing.
 */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "rt.h"

#define ENGINE_API 45  /* the newest 1.x whose answers are known */
#define ENGINE_WAIT 30 /* seconds for one request */
#define ENGINE_LIST ((size_t)64 * 1024 * 1024)
#define ENGINE_INSPECT ((size_t)4 * 1024 * 1024)
#define ENGINE_CONTAINERS 100000
#define ENGINE_SOCKETS 64
#define ENGINE_PATIENCE 2 /* requests without an answer, one after another */

/* --- which engines ------------------------------------------------------ */

static struct rt_engine *
engine_add(
    struct arena *a, struct rt_engines *out, const char *socket, bool asked_for)
{
	struct stat st, known;
	struct rt_engine *e;

	if (str_starts(socket, "unix://"))
		socket += strlen("unix://");
	for (uint32_t i = 0; i < out->nengine; i++)
		if (str_eq(out->engine[i].socket, socket) ||
		    (stat(socket, &st) == 0 &&
			stat(out->engine[i].socket, &known) == 0 &&
			st.st_dev == known.st_dev && st.st_ino == known.st_ino))
			return &out->engine[i];
	e = VEC_PUSH(a, out->engine, out->nengine);
	e->socket = arena_strdup(a, socket);
	e->asked_for = asked_for;
	return e;
}

/*
 * What is there is an engine; where it cannot be seen whether there is one,
 * that is no proof that there is none.
 */
static void
engine_add_present(struct arena *a, struct rt_engines *out, const char *socket)
{
	struct rt_engine *e;
	struct stat st;

	if (out->nengine >= ENGINE_SOCKETS)
		return;
	if (stat(socket, &st) == 0) {
		if (S_ISSOCK(st.st_mode))
			engine_add(a, out, socket, false);
	} else if (errno != ENOENT && errno != ENOTDIR) {
		int error = errno;

		e = engine_add(a, out, socket, false);
		if (e->error == NULL)
			e->error = arena_printf(a,
			    "whether there is an engine cannot be told: %s",
			    rt_root_strerror(error));
	}
}

/* One that the user names: there, or it is said why not. */
static void
engine_add_named(
    struct arena *a, struct rt_engines *out, const char *name, bool local)
{
	struct rt_engine *e = engine_add(a, out, name, true);

	if (!local)
		e->error = "only an engine with a local socket (unix://) can "
			   "be asked";
}

static void
engine_find(struct arena *a, const struct rt_options *o, struct rt_engines *out)
{
	static const char *const user[] = { "/run/user/*/docker.sock",
		"/run/user/*/podman/podman.sock" };
	const char *host = getenv("DOCKER_HOST");
	const char *dir = getenv("XDG_RUNTIME_DIR");

	for (uint32_t i = 0; i < o->nengine; i++)
		engine_add_named(a, out, o->engine[i],
		    str_starts(o->engine[i], "unix://") ||
			strstr(o->engine[i], "://") == NULL);
	if (o->nengine > 0)
		return;
	if (host != NULL && *host != '\0')
		engine_add_named(a, out, host, str_starts(host, "unix://"));
	engine_add_present(a, out, "/run/docker.sock");
	if (dir != NULL && *dir == '/')
		engine_add_present(
		    a, out, arena_printf(a, "%s/docker.sock", dir));
	engine_add_present(a, out, "/run/podman/podman.sock");
	if (dir != NULL && *dir == '/')
		engine_add_present(
		    a, out, arena_printf(a, "%s/podman/podman.sock", dir));
	for (unsigned i = 0; i < sizeof user / sizeof *user; i++) {
		glob_t g;

		if (glob(user[i], GLOB_NOSORT, NULL, &g) != 0)
			continue;
		for (size_t k = 0; k < g.gl_pathc; k++)
			engine_add_present(a, out, g.gl_pathv[k]);
		globfree(&g);
	}
}

/* --- requests ----------------------------------------------------------- */

int64_t
rt_engine_deadline(const struct rt_options *o)
{
	struct timespec t;
	int64_t due;

	clock_gettime(CLOCK_MONOTONIC, &t);
	due = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 +
	      (o->timeout > 0 ? (int64_t)o->timeout : ENGINE_WAIT) * 1000;
	return o->end != 0 && o->end < due ? o->end : due;
}

/* What an engine says in place of an answer: its "message". */
static const char *
engine_refusal(struct arena *a, int status, const struct strbuf *body)
{
	const char *why = NULL, *message;
	json_t *doc = rt_json_parse(a, body->s, body->n, &why);
	const char *text;

	message = rt_json_text(doc, "message");
	text = message != NULL
		   ? arena_printf(
			 a, "the engine answers %d: %.200s", status, message)
		   : arena_printf(a, "the engine answers %d", status);
	json_decref(doc);
	return text;
}

/* GET below the version's prefix into body; 200, another status, or -1. */
static int
engine_fetch(struct arena *a, const struct rt_options *o,
    const struct rt_engine *e, struct rt_http *h, const char *path,
    size_t limit, struct strbuf *body, const char **why)
{
	struct strbuf full = STRBUF_INIT;
	int status;

	strbuf_addf(&full, "/v%s%s", e->api, path);
	h->deadline = rt_engine_deadline(o);
	status = rt_http_get(h, full.s, limit, body);
	strbuf_free(&full);
	if (status < 0)
		*why = arena_strdup(a, h->error);
	else if (status != 200)
		*why = engine_refusal(a, status, body);
	return status;
}

json_t *
rt_engine_get(struct arena *a, const struct rt_options *o,
    const struct rt_engine *e, struct rt_http *h, const char *path,
    size_t limit, int *status, const char **why)
{
	struct strbuf body = STRBUF_INIT;
	json_t *doc = NULL;

	*status = engine_fetch(a, o, e, h, path, limit, &body, why);
	if (*status == 200)
		doc = rt_json_parse(a, body.s, body.n, why);
	strbuf_free(&body);
	return doc;
}

/* An id or a reference that can stand in a path as it is. */
static bool
engine_is_ref(const char *s)
{
	if (s == NULL || *s == '\0' || *s == '/' || *s == '.' ||
	    strlen(s) > 512 || strstr(s, "..") != NULL)
		return false;
	for (; *s != '\0'; s++)
		if (!((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z') ||
			(*s >= 'A' && *s <= 'Z') ||
			strchr("._:/@-", *s) != NULL))
			return false;
	return true;
}

/* --- what an engine says of itself -------------------------------------- */

static bool
engine_content_has(const struct rt_options *o, enum probe_kind probe)
{
	if (o->content == NULL)
		return true;
	for (uint32_t i = 0; i < o->content->unit.nobject; i++)
		if (o->content->unit.object[i].probe == probe)
			return true;
	return false;
}

/* Does any object name a fact that begins so, or by a variable? */
static bool
engine_content_asks(
    const struct rt_options *o, enum probe_kind probe, const char *path)
{
	if (o->content == NULL)
		return true;
	for (uint32_t i = 0; i < o->content->unit.nobject; i++) {
		const struct ir_object *obj = &o->content->unit.object[i];

		for (uint32_t k = 0; obj->probe == probe && k < obj->nentity;
		     k++)
			if (obj->entity[k].literal == NULL ||
			    str_starts(obj->entity[k].literal, path))
				return true;
	}
	return false;
}

/* The lesser of what the engine speaks and what is known here. */
static const char *
engine_api(struct arena *a, const char *offered)
{
	int64_t minor;

	if (!str_starts(offered, "1.") || !str_to_int64(offered + 2, &minor))
		return arena_strdup(a, offered);
	return arena_printf(
	    a, "1.%d", minor > ENGINE_API ? ENGINE_API : (int)minor);
}

static bool
engine_ping(struct arena *a, const struct rt_options *o, struct rt_engine *e,
    struct rt_http *h)
{
	struct strbuf body = STRBUF_INIT;
	int status;

	h->deadline = rt_engine_deadline(o);
	status = rt_http_get(h, "/_ping", 4096, &body);
	if (status != 200)
		e->error = status < 0 ? arena_strdup(a, h->error)
				      : engine_refusal(a, status, &body);
	else if (h->api[0] == '\0')
		e->error = "what answers on the socket is no container engine";
	else
		e->api = engine_api(a, h->api);
	if (h->libpod[0] != '\0')
		e->kind = RT_PODMAN;
	strbuf_free(&body);
	return e->error == NULL;
}

/*
 * A document of the engine; away: 503 and 404 mean "there is none".  After
 * requests without an answer the engine is away as a whole.
 */
static json_t *
engine_doc(struct arena *a, const struct rt_options *o, struct rt_engine *e,
    struct rt_http *h, const char *path, enum rt_form form, bool away,
    const char **error)
{
	const char *why = NULL;
	json_t *doc;
	int status;

	if (e->error != NULL) {
		*error = e->error;
		return NULL;
	}
	doc = rt_engine_get(a, o, e, h, path, ENGINE_LIST, &status, &why);
	e->unanswered = status < 0 ? e->unanswered + 1 : 0;
	if (e->unanswered >= ENGINE_PATIENCE)
		e->error = why;
	if (doc != NULL && (why = rt_form_error(a, form, doc)) != NULL) {
		json_decref(doc);
		doc = NULL;
	}
	*error = away && (status == 503 || status == 404) ? NULL : why;
	return doc;
}

static void
engine_describe(struct arena *a, const struct rt_options *o,
    struct rt_engine *e, struct rt_http *h)
{
	json_t *part;
	size_t i;

	e->version = engine_doc(
	    a, o, e, h, "/version", RT_FORM_VERSION, false, &e->version_error);
	json_array_foreach(json_object_get(e->version, "Components"), i,
	    part) if (rt_json_text(part, "Name") != NULL &&
		      strstr(rt_json_text(part, "Name"), "Podman") != NULL)
	    e->kind = RT_PODMAN;
	e->info = engine_doc(
	    a, o, e, h, "/info", RT_FORM_INFO, false, &e->info_error);
	if (engine_content_asks(o, PROBE_ENGINE, "swarm"))
		e->swarm = engine_doc(
		    a, o, e, h, "/swarm", RT_FORM_SWARM, true, &e->swarm_error);
	if (engine_content_asks(o, PROBE_ENGINE, "images") ||
	    engine_content_asks(o, PROBE_ENGINE, "derived.ImageTags"))
		e->images = engine_doc(a, o, e, h, "/images/json",
		    RT_FORM_IMAGES, false, &e->images_error);
	if (engine_content_asks(o, PROBE_ENGINE, "secrets"))
		e->secrets = engine_doc(a, o, e, h, "/secrets", RT_FORM_SECRETS,
		    true, &e->secrets_error);
	if (engine_content_has(o, PROBE_NETWORK) ||
	    engine_content_asks(o, PROBE_ENGINE, "derived.Networks"))
		e->networks = engine_doc(a, o, e, h, "/networks",
		    RT_FORM_NETWORKS, false, &e->networks_error);
	if (engine_content_asks(o, PROBE_CONTAINER, "derived.Mounts"))
		e->volumes = engine_doc(a, o, e, h, "/volumes",
		    RT_FORM_VOLUMES, false, &e->volumes_error);
}

/* --- containers --------------------------------------------------------- */

/* Its name without the slash; of several the one that is no link's. */
static const char *
engine_name(struct arena *a, json_t *entry, const char *id)
{
	const char *name = NULL, *s;
	json_t *n;
	size_t i;

	json_array_foreach(json_object_get(entry, "Names"), i, n)
	{
		s = json_string_value(n);
		if (s == NULL)
			continue;
		s += *s == '/';
		if (name == NULL || strchr(s, '/') == NULL)
			name = s;
	}
	return name != NULL && *name != '\0' ? arena_strdup(a, name)
					     : arena_strndup(a, id, 12);
}

static bool
engine_matches(struct arena *a, const char *pattern, const char *text)
{
	const char *why = NULL;

	return text != NULL &&
	       rt_match(a, arena_printf(a, "\\A(?:%s)\\z", pattern), text,
		   strlen(text), &why) == IR_RESULT_TRUE;
}

static bool
engine_excludes(
    struct arena *a, const struct rt_container *c, const char *exclude)
{
	const char *key, *pattern;
	json_t *label;

	if (str_starts(exclude, "name="))
		return engine_matches(a, exclude + 5, c->name);
	if (str_starts(exclude, "image="))
		return engine_matches(a, exclude + 6, c->image);
	if (!str_starts(exclude, "label="))
		return false;
	key = exclude + 6;
	pattern = strchr(key, '=');
	label = json_object_getn(json_object_get(c->list, "Labels"), key,
	    pattern != NULL ? (size_t)(pattern - key) : strlen(key));
	if (pattern == NULL)
		return label != NULL;
	return engine_matches(a, pattern + 1, json_string_value(label));
}

static bool
engine_list(struct arena *a, const struct rt_options *o, struct rt_engine *e,
    struct rt_http *h)
{
	json_t *list = engine_doc(a, o, e, h, "/containers/json?all=1",
	    RT_FORM_CONTAINERS, false, &e->error);
	json_t *entry;
	size_t i;

	if (list == NULL)
		return false;
	if (json_array_size(list) > ENGINE_CONTAINERS) {
		e->error = "the engine lists too many containers";
		json_decref(list);
		return false;
	}
	e->container =
	    arena_alloc(a, (json_array_size(list) + 1) * sizeof *e->container);
	json_array_foreach(list, i, entry)
	{
		struct rt_container *c = &e->container[e->ncontainer];
		const char *id = rt_json_text(entry, "Id");

		if (id == NULL || strlen(id) > 128 ||
		    strspn(id, "0123456789abcdefABCDEF") != strlen(id) ||
		    *id == '\0') {
			e->error = "the engine lists a container without id";
			json_decref(list);
			return false;
		}
		e->ncontainer++;
		c->engine = e;
		c->list = json_incref(entry);
		c->id = id;
		c->name = engine_name(a, entry, id);
		c->image = rt_json_text(entry, "Image");
		c->image_id = rt_json_text(entry, "ImageID");
		c->state = rt_json_text(entry, "State");
		c->image = c->image != NULL ? c->image : "";
		c->image_id = c->image_id != NULL ? c->image_id : "";
		c->state = c->state != NULL ? c->state : "";
		for (uint32_t k = 0; k < o->nexclude && c->excluded == NULL;
		     k++)
			if (engine_excludes(a, c, o->exclude[k]))
				c->excluded = o->exclude[k];
	}
	json_decref(list);
	return true;
}

/* State.StartedAt of a raw document, so that it need not be parsed here. */
static const char *
engine_started(struct arena *a, const struct strbuf *body)
{
	static const char key[] = "\"StartedAt\":\"";
	const char *s = memmem(body->s, body->n, key, sizeof key - 1);
	size_t n;

	if (s == NULL)
		return NULL;
	s += sizeof key - 1;
	n = strspn(s, "0123456789-:.+TZ");
	return n > 0 && n < 64 && s[n] == '"' ? arena_strndup(a, s, n) : NULL;
}

/* Is the deadline of the whole run over? */
static bool
engine_is_late(const struct rt_options *o, const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return o->deadline > 0 &&
	       now.tv_sec - start->tv_sec >= (time_t)o->deadline;
}

/* Send the request for a container's document ahead. */
static void
engine_inspect_ahead(const struct rt_options *o, const struct rt_engine *e,
    struct rt_http *h, const struct rt_container *c)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "/v%s/containers/%s/json", e->api, c->id);
	h->deadline = rt_engine_deadline(o);
	rt_http_ask(h, path.s);
	strbuf_free(&path);
}

/*
 * The containers' documents, by turns over two connections, so that the engine
 * works on one while the other is read.
 */
static void
engine_inspect(struct arena *a, const struct rt_options *o, struct rt_engine *e,
    struct rt_http *h, const struct timespec *start)
{
	struct strbuf body = STRBUF_INIT, path = STRBUF_INIT;
	const char *away = NULL, *why;
	struct rt_http second, *lane[2] = { h, &second };
	unsigned failed = 0;

	if (!rt_http_open(&second, e->socket, rt_engine_deadline(o)))
		lane[1] = h;

	for (uint32_t i = 0; i < e->ncontainer; i++) {
		struct rt_container *c = &e->container[i];
		int status;

		if (away == NULL && engine_is_late(o, start))
			away = "the time was over before it was inspected";
		if (away != NULL) {
			c->error = away;
			continue;
		}
		if (lane[1] != h && i + 1 < e->ncontainer)
			engine_inspect_ahead(o, e, lane[(i + 1) % 2], c + 1);
		strbuf_reset(&path);
		strbuf_addf(&path, "/containers/%s/json", c->id);
		why = NULL;
		status = engine_fetch(a, o, e, lane[i % 2], path.s,
		    ENGINE_INSPECT, &body, &why);
		if (status == 200) {
			c->body = arena_strndup(a, body.s, body.n);
			c->nbody = body.n;
			c->started_at = engine_started(a, &body);
		} else if (status == 404) {
			c->vanished = true;
		} else {
			c->error = why;
		}
		failed = status < 0 ? failed + 1 : 0;
		if (failed >= ENGINE_PATIENCE)
			away = arena_printf(a, "the engine went away: %s", why);
	}
	rt_http_close(&second);
	strbuf_free(&body);
	strbuf_free(&path);
}

/* The images of the containers, each once. */
static void
engine_inspect_images(struct arena *a, const struct rt_options *o,
    struct rt_engine *e, struct rt_http *h)
{
	e->image = json_object();
	for (uint32_t i = 0; i < e->ncontainer; i++) {
		const char *id = e->container[i].image_id, *why = NULL;
		json_t *doc;
		int status;

		if (!engine_is_ref(id) || json_object_get(e->image, id) != NULL)
			continue;
		doc = rt_engine_get(a, o, e, h,
		    arena_printf(a, "/images/%s/json", id), ENGINE_INSPECT,
		    &status, &why);
		json_object_set_new(
		    e->image, id, doc != NULL ? doc : json_null());
	}
}

static void
engine_open(struct arena *a, const struct rt_options *o, struct rt_engine *e,
    const struct timespec *start)
{
	struct rt_http h;

	if (!rt_http_open(&h, e->socket, rt_engine_deadline(o))) {
		e->error = arena_strdup(a, h.error);
	} else if (engine_ping(a, o, e, &h)) {
		engine_describe(a, o, e, &h);
		if (h.fd >= 0 || (e->error == NULL && engine_ping(a, o, e, &h)))
			e->pid = rt_daemon_find(o, e, h.fd);
		if (engine_list(a, o, e, &h)) {
			engine_inspect(a, o, e, &h, start);
			if (engine_content_has(o, PROBE_IMAGE))
				engine_inspect_images(a, o, e, &h);
			rt_daemon_read(a, o, e);
		}
	}
	rt_http_close(&h);
}

void
rt_engines_open(
    struct arena *a, const struct rt_options *o, struct rt_engines *out)
{
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	*out = (struct rt_engines){ 0 };
	engine_find(a, o, out);
	for (uint32_t i = 0; i < out->nengine; i++)
		if (out->engine[i].error == NULL)
			engine_open(a, o, &out->engine[i], &start);
}

void
rt_engines_close(struct rt_engines *engines)
{
	for (uint32_t i = 0; i < engines->nengine; i++) {
		struct rt_engine *e = &engines->engine[i];

		for (uint32_t k = 0; k < e->ncontainer; k++) {
			json_decref(e->container[k].list);
			json_decref(e->container[k].inspect);
		}
		json_decref(e->info);
		json_decref(e->version);
		json_decref(e->swarm);
		json_decref(e->images);
		json_decref(e->networks);
		json_decref(e->volumes);
		json_decref(e->secrets);
		json_decref(e->image);
		json_decref(e->daemon);
	}
	*engines = (struct rt_engines){ 0 };
}
