/* The list of what is evaluated: operands, or the host and all containers. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "rt.h"

#define IMAGE_BODY ((size_t)8 << 20)

struct listing {
	struct arena *a;
	const struct rt_options *o;
	const struct rt_engines *engines;
	const struct rt_machine *m;
	struct rt_target *target;
	uint32_t n;
};

static struct rt_target *
add(struct listing *l, enum rt_target_kind kind, const char *name,
    const char *label)
{
	struct rt_target *t = VEC_PUSH(l->a, l->target, l->n);

	t->kind = kind;
	t->name = name;
	t->label = label;
	return t;
}

static void
add_host(struct listing *l)
{
	add(l, RT_HOST, l->m->fqdn, "host");
}

static const char *
engine_name(const struct rt_engine *e)
{
	return e->kind == RT_PODMAN ? "podman" : "docker";
}

/*
 * The name that stays at a redeploy; where two engines have a container of
 * one name, the second one's says which engine.
 */
static void
add_container(struct listing *l, struct rt_engine *e, struct rt_container *c)
{
	struct rt_target *t;
	const char *name, *label;
	uint32_t i, same = 0;

	name = arena_printf(l->a, "%s/%s", l->m->fqdn, c->name);
	label = arena_printf(l->a, "container %s", c->name);
	for (i = 0; i < l->n; i++)
		if (l->target[i].kind == RT_CONTAINER &&
		    l->target[i].container != NULL &&
		    strcmp(l->target[i].container->name, c->name) == 0) {
			if (l->target[i].container == c)
				return;
			same++;
		}
	if (same != 0) {
		name = arena_printf(l->a, "%s@%s", name,
		    same == 1 ? engine_name(e) : e->socket);
		label = arena_printf(l->a, "%s@%s", label,
		    same == 1 ? engine_name(e) : e->socket);
	}
	t = add(l, RT_CONTAINER, name, label);
	t->engine = e;
	t->container = c;
}

static int
by_name(const void *x, const void *y)
{
	const struct rt_container *const *a = x, *const *b = y;
	int c = strcmp((*a)->name, (*b)->name);

	return c != 0 ? c : strcmp((*a)->id, (*b)->id);
}

static void
add_all(struct listing *l)
{
	struct rt_container **sorted;
	struct rt_engine *e;
	uint32_t i, k, n;

	for (i = 0; i < l->engines->nengine; i++) {
		e = &l->engines->engine[i];
		if (e->error != NULL)
			continue;
		sorted = arena_alloc(
		    l->a, (e->ncontainer + (size_t)1) * sizeof *sorted);
		for (k = n = 0; k < e->ncontainer; k++)
			if (!e->container[k].vanished)
				sorted[n++] = &e->container[k];
		qsort(sorted, n, sizeof *sorted, by_name);
		for (k = 0; k < n; k++)
			add_container(l, e, sorted[k]);
	}
}

/* Why something of an engine was not found. */
static const char *
absent(struct listing *l, const char *what, const char *name)
{
	const struct rt_engine *e;
	uint32_t i;

	for (i = 0; i < l->engines->nengine; i++) {
		e = &l->engines->engine[i];
		if (e->error != NULL)
			return arena_printf(l->a,
			    "no %s '%s'; the engine at %s is away: %s", what,
			    name, e->socket, e->error);
	}
	if (l->engines->nengine == 0)
		return arena_printf(
		    l->a, "no %s '%s': there is no engine", what, name);
	return arena_printf(l->a, "no %s '%s'", what, name);
}

static bool
is_container(const struct rt_container *c, const char *name)
{
	size_t n = strlen(name);

	return strcmp(c->name, name) == 0 ||
	       (n >= 12 && strncmp(c->id, name, n) == 0);
}

static void
find_container(struct listing *l, const char *name)
{
	struct rt_engine *e;
	struct rt_target *t;
	uint32_t i, k, found = 0;

	for (i = 0; i < l->engines->nengine; i++) {
		e = &l->engines->engine[i];
		for (k = 0; e->error == NULL && k < e->ncontainer; k++) {
			if (e->container[k].vanished ||
			    !is_container(&e->container[k], name))
				continue;
			/* Named by hand: no exclusion holds. */
			e->container[k].excluded = NULL;
			add_container(l, e, &e->container[k]);
			found++;
		}
	}
	if (found == 0) {
		t = add(l, RT_CONTAINER,
		    arena_printf(l->a, "%s/%s", l->m->fqdn, name),
		    arena_printf(l->a, "container %s", name));
		t->error = absent(l, "container", name);
	}
}

/* A path of the engine's API; only what needs no quoting passes as it is. */
static const char *
image_path(struct arena *a, const struct rt_engine *e, const char *ref)
{
	struct strbuf b = STRBUF_INIT;
	const char *path;

	if (e->api != NULL)
		strbuf_addf(&b, "/v%s", e->api);
	strbuf_addstr(&b, "/images/");
	for (; *ref != '\0'; ref++) {
		if ((*ref >= 'a' && *ref <= 'z') ||
		    (*ref >= 'A' && *ref <= 'Z') ||
		    (*ref >= '0' && *ref <= '9') ||
		    strchr("-._~/:@", *ref) != NULL)
			strbuf_addch(&b, *ref);
		else
			strbuf_addf(&b, "%%%02X", (unsigned char)*ref);
	}
	strbuf_addstr(&b, "/json");
	path = arena_strdup(a, b.s);
	strbuf_free(&b);
	return path;
}

/* The image's inspect document; NULL, and *why where that is not a 404. */
static json_t *
inspect_image(struct listing *l, const struct rt_engine *e, const char *ref,
    const char **why)
{
	struct strbuf body = STRBUF_INIT;
	struct rt_http h;
	struct timespec now;
	json_t *doc = NULL;
	int status = -1;

	clock_gettime(CLOCK_MONOTONIC, &now);
	memset(&h, 0, sizeof h);
	if (rt_http_open(&h, e->socket, ((int64_t)now.tv_sec + 30) * 1000)) {
		status = rt_http_get(
		    &h, image_path(l->a, e, ref), IMAGE_BODY, &body);
		if (status == 200)
			doc = json_loadb(body.s, body.n, 0, NULL);
	}
	if (status < 0)
		*why = arena_strdup(l->a, h.error);
	else if (status == 200 && !json_is_object(doc))
		*why = "the engine's answer is not JSON";
	rt_http_close(&h);
	strbuf_free(&body);
	return doc;
}

static void
find_image(struct listing *l, const char *ref)
{
	struct rt_target *t;
	struct rt_engine *e;
	const char *why = NULL;
	json_t *doc;
	uint32_t i;

	t = add(l, RT_IMAGE, arena_printf(l->a, "%s/%s", l->m->fqdn, ref),
	    arena_printf(l->a, "image %s", ref));
	t->image = ref;
	for (i = 0; i < l->engines->nengine; i++) {
		e = &l->engines->engine[i];
		if (e->error != NULL)
			continue;
		doc = inspect_image(l, e, ref, &why);
		if (json_is_object(doc)) {
			t->engine = e;
			t->image_json = doc;
			return;
		}
	}
	t->error = why != NULL ? why : absent(l, "image", ref);
}

static void
find_rootfs(struct listing *l, const char *dir)
{
	struct rt_target *t;
	struct stat st;
	char *full = realpath(dir, NULL);
	const char *path = full != NULL ? full : dir;

	t = add(l, RT_ROOTFS,
	    arena_printf(
		l->a, "%s/%s", l->m->fqdn, path[0] == '/' ? path + 1 : path),
	    arena_printf(l->a, "rootfs %s", path));
	t->rootfs = arena_strdup(l->a, path);
	if (full == NULL || stat(full, &st) != 0 || !S_ISDIR(st.st_mode))
		t->error = arena_printf(l->a, "no directory '%s'", dir);
	free(full);
}

static bool
add_operand(struct listing *l, const char *s)
{
	if (strcmp(s, "host") == 0)
		add_host(l);
	else if (str_starts(s, "container:") && s[10] != '\0')
		find_container(l, s + 10);
	else if (str_starts(s, "image:") && s[6] != '\0')
		find_image(l, s + 6);
	else if (str_starts(s, "rootfs:") && s[7] != '\0')
		find_rootfs(l, s + 7);
	else {
		rt_warn("'%s' is no target; see --help", s);
		return false;
	}
	return true;
}

/* The host's result comes first in every output, and once. */
static void
put_host_first(struct listing *l)
{
	struct rt_target host = { .kind = RT_HOST };
	uint32_t i, n = 0;
	bool found = false;

	for (i = 0; i < l->n; i++) {
		if (l->target[i].kind != RT_HOST)
			l->target[n++] = l->target[i];
		else {
			host = l->target[i];
			found = true;
		}
	}
	if (found) {
		memmove(l->target + 1, l->target, n * sizeof *l->target);
		l->target[0] = host;
	}
	l->n = n + found;
}

bool
rt_targets(struct arena *a, const struct rt_options *o,
    const struct rt_engines *engines, const struct rt_machine *m,
    struct rt_target **target, uint32_t *n, bool *all)
{
	struct listing l = { .a = a, .o = o, .engines = engines, .m = m };
	uint32_t i;

	*all = o->ntarget == 0;
	if (*all) {
		add_host(&l);
		add_all(&l);
	}
	for (i = 0; i < o->ntarget; i++)
		if (!add_operand(&l, o->target[i]))
			return false;
	put_host_first(&l);
	*target = l.target;
	*n = l.n;
	return true;
}
