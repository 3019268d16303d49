/*
 * What a container wrote, from every source that is at hand: its upper layer,
 * the engine's list of changes, its mounts, the image.  What is not to be had
 * is noted, with what that costs.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advise.h"

#define OBSERVE_CHANGES ((size_t)64 << 20)
#define OBSERVE_IMAGE ((size_t)4 << 20)

/* --- the engine's list of changes --------------------------------------- */

/* Does a mount of the container lie below it? */
static bool
is_way_to_mount(const struct advise_seen *s, const char *path)
{
	json_t *mounts = json_object_get(s->inspect, "Mounts"), *m;
	const char *at;
	size_t i;

	json_array_foreach(mounts, i, m)
	{
		at = rt_json_text(m, "Destination");
		if (at != NULL && rt_path_within(at, path))
			return true;
	}
	json_object_foreach(rt_json_at(s->inspect, "HostConfig.Tmpfs"), at, m)
	{
		if (rt_path_within(at, path))
			return true;
	}
	return false;
}

static bool
is_plain_path(const char *path)
{
	const char *p = path;
	size_t n;

	if (*p != '/' || p[1] == '\0')
		return false;
	for (; *p == '/'; p += n) {
		n = strcspn(++p, "/");
		if (n == 0 || (n == 1 && *p == '.') ||
		    (n == 2 && p[0] == '.' && p[1] == '.'))
			return false;
	}
	return true;
}

/* What is at a path that only the engine speaks of. */
static void
add_change(struct advise_seen *s, const char *path, json_int_t change,
    struct rt_root *own, struct rt_root *image)
{
	enum advise_kind kind = ADVISE_FILE;
	enum advise_how how = change == 1 ? ADVISE_NEW : ADVISE_REPLACED;
	struct rt_stat st = { 0 }, old;
	bool there = own != NULL && rt_root_stat(own, path, false, &st) == 0;

	if (change == 2)
		kind = ADVISE_GONE;
	else if (there)
		kind = S_ISDIR(st.mode)   ? ADVISE_DIR
		       : S_ISREG(st.mode) ? ADVISE_FILE
					  : ADVISE_OTHER;
	else if (image != NULL && rt_root_stat(image, path, false, &old) == 0 &&
		 S_ISDIR(old.mode))
		kind = ADVISE_DIR;
	if (kind == ADVISE_DIR && change == 0)
		how = ADVISE_INSIDE;
	advise_seen_add(s, path, kind, how, ADVISE_BY_ENGINE);
	if (there) {
		struct advise_write *w = &s->write[s->nwrite - 1];

		w->mode = st.mode & 07777;
		w->uid = st.uid;
		w->gid = st.gid;
		w->size = S_ISREG(st.mode) ? st.size : 0;
	}
}

/* A directory that was written to because something in it was is no write. */
static void
drop_ways(struct advise_seen *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nwrite; i++) {
		const struct advise_write *w = &s->write[i];
		size_t len = strlen(w->path);
		bool way = false;

		/* what lies below it follows, but for names like "/a-b" */
		for (uint32_t k = i + 1;
		     w->how == ADVISE_INSIDE && !way && k < s->nwrite &&
		     strncmp(s->write[k].path, w->path, len) == 0;
		     k++)
			way = s->write[k].path[len] == '/';
		if (!way)
			s->write[n++] = *w;
	}
	s->nwrite = n;
}

/*
 * layered: the layer was read, which knows better whether a directory was
 * written to or only leads to a mount point.
 */
static void
read_changes(struct advise_seen *s, const struct advise_asked *q,
    struct rt_root *own, struct rt_root *image, bool layered)
{
	const char *why = NULL;
	const struct advise_seen known =
	    *s; /* in order: what was seen so far */
	json_t *list, *change;
	int status;
	size_t i;

	list = rt_engine_get(s->arena, q->options, q->engine, q->http,
	    arena_printf(s->arena, "/containers/%s/changes", s->id),
	    OBSERVE_CHANGES, &status, &why);
	if (list == NULL) {
		advise_seen_note(s, "the engine tells no changes: %s", why);
		return;
	}
	json_array_foreach(list, i, change)
	{
		const char *path = rt_json_text(change, "Path");
		const struct advise_rule *r;
		size_t top;

		if (path == NULL || !is_plain_path(path) ||
		    s->nwrite >= s->limit ||
		    advise_write_find(&known, path) != NULL)
			continue;
		r = advise_rule_find(q->rules, path, &top);
		if ((r != NULL && r->class == ADVISE_ENGINE) ||
		    advise_is_mounted(s, path) || is_way_to_mount(s, path))
			continue;
		add_change(s, arena_strdup(s->arena, path),
		    json_integer_value(json_object_get(change, "Kind")), own,
		    image);
		if (layered && s->write[s->nwrite - 1].how == ADVISE_INSIDE)
			s->nwrite--;
	}
	json_decref(list);
	advise_seen_sort(s);
	drop_ways(s);
}

/* --- where its files are ------------------------------------------------ */

/* The image's root: from the layers below the container's own, else by id. */
static struct rt_root *
image_root(struct advise_seen *s, const struct advise_asked *q,
    struct rt_ctx *ctx, struct rt_target *t)
{
	json_t *data = rt_json_at(s->inspect, "GraphDriver.Data");
	const char *lower = rt_json_text(data, "LowerDir"), *why = NULL;
	const char *name = rt_json_text(s->inspect, "GraphDriver.Name");
	struct rt_root *r;
	size_t first;

	*t = (struct rt_target){ .kind = RT_IMAGE, .engine = q->engine };
	*ctx = (struct rt_ctx){ .arena = s->arena,
		.options = q->options,
		.target = t,
		.deadline = rt_engine_deadline(q->options) };
	if (lower != NULL && name != NULL) {
		first = strcspn(lower, ":");
		/* the engine's own files are no part of the image */
		if (first > 10 && lower[first] == ':' &&
		    strncmp(lower + first - 10, "-init/diff", 10) == 0)
			lower += first + 1;
		t->image_json = json_pack("{s:{s:s,s:{s:s}}}", "GraphDriver",
		    "Name", name, "Data", "LowerDir", lower);
		r = rt_root_get(ctx, &why);
		json_decref(t->image_json);
		t->image_json = NULL;
		if (r != NULL)
			return r;
		rt_root_close(ctx);
	}
	t->image_json = s->image;
	if (q->brief && why == NULL)
		why = "the engine names no layers of it";
	if (!q->brief && s->image != NULL &&
	    (r = rt_root_get(ctx, &why)) != NULL)
		return r;
	s->partial = true;
	advise_seen_note(s,
	    "the image's files cannot be read, so owners, modes and what a "
	    "mount would hide are not known: %s",
	    why != NULL ? why : "the image is gone");
	return NULL;
}

/* The layer that a running container writes to, as the kernel names it. */
static const char *
mounted_upper(struct advise_seen *s, const struct advise_asked *q)
{
	json_int_t pid =
	    json_integer_value(rt_json_at(s->inspect, "State.Pid"));
	struct strbuf b = STRBUF_INIT;
	const char *line, *found = NULL, *upper;
	const char *proc = q->options->proc;
	size_t n;
	int dir;

	if (pid <= 0)
		return NULL;
	dir =
	    open(arena_printf(s->arena, "%s/%" JSON_INTEGER_FORMAT, proc, pid),
		O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return NULL;
	if (rt_root_is_init(proc, dir, s->id,
		rt_json_text(s->inspect, "State.StartedAt")) &&
	    rt_proc_read(dir, "mountinfo", (size_t)1 << 20, &b))
		for (line = b.s; line != NULL && found == NULL;
		     line = (line = strchr(line, '\n')) != NULL ? line + 1
								: NULL) {
			n = strcspn(line, "\n");
			upper = memmem(line, n, ",upperdir=/", 11);
			if (upper == NULL ||
			    memmem(line, n, " / / ", 5) == NULL)
				continue;
			upper += 10;
			n = strcspn(upper, ", \n");
			if (memchr(upper, '\\', n) == NULL)
				found = arena_strndup(s->arena, upper, n);
		}
	close(dir);
	strbuf_free(&b);
	return found;
}

static const char *
upper_layer(struct advise_seen *s, const struct advise_asked *q)
{
	const char *name = rt_json_text(s->inspect, "GraphDriver.Name");
	const char *upper =
	    rt_json_text(s->inspect, "GraphDriver.Data.UpperDir");

	if (name != NULL && str_starts(name, "overlay") && upper != NULL &&
	    *upper == '/')
		return upper;
	return mounted_upper(s, q);
}

/* --- one container ------------------------------------------------------ */

static void
read_image_json(struct advise_seen *s, const struct advise_asked *q)
{
	const char *id = rt_json_text(s->inspect, "Image"), *why = NULL;
	int status = 0;

	if (id != NULL && id[0] != '\0' && strlen(id) < 200 &&
	    id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789:")] == '\0')
		s->image = rt_engine_get(s->arena, q->options, q->engine,
		    q->http, arena_printf(s->arena, "/images/%s/json", id),
		    OBSERVE_IMAGE, &status, &why);
	if (s->image != NULL && !json_is_object(s->image)) {
		json_decref(s->image);
		s->image = NULL;
	}
	if (s->image == NULL)
		advise_seen_note(s,
		    "the image cannot be inspected, so what it sets is given "
		    "again: %s",
		    why != NULL ? why : "it has no id");
}

/* Number, or name by the image's own files. */
static void
find_user(struct advise_seen *s, struct rt_ctx *image)
{
	const char *user = rt_json_text(s->inspect, "Config.User");
	char name[256], *group;
	int64_t n;

	s->user_known = true;
	if (user == NULL || *user == '\0')
		return;
	s->user_known = false;
	if (strlen(user) >= sizeof name)
		return;
	memcpy(name, user, strlen(user) + 1);
	group = strchr(name, ':');
	if (group != NULL)
		*group++ = '\0';
	if (str_to_int64(name, &n) && n >= 0 && n < UINT32_MAX)
		s->uid = (uint32_t)n;
	else if (image == NULL || !rt_root_uid(image, name, &s->uid))
		return;
	s->user_known = true;
	if (group != NULL && str_to_int64(group, &n) && n >= 0 &&
	    n < UINT32_MAX)
		s->gid = (uint32_t)n;
	else if (group != NULL && image != NULL)
		s->user_known = rt_root_gid(image, group, &s->gid);
}

/* An engine makes the working directory where the image has none. */
static void
drop_working_directory(struct advise_seen *s)
{
	const char *dir = rt_json_text(s->inspect, "Config.WorkingDir");
	uint32_t i, n = 0;

	for (i = 0; i < s->nwrite; i++)
		if (dir == NULL || s->write[i].kind != ADVISE_DIR ||
		    s->write[i].how != ADVISE_NEW ||
		    !str_eq(s->write[i].path, dir) ||
		    (i + 1 < s->nwrite &&
			rt_path_within(s->write[i + 1].path, dir)))
			s->write[n++] = s->write[i];
	s->nwrite = n;
}

struct advise_seen *
advise_observe(const struct advise_asked *q, const char **why)
{
	struct advise_seen *s = arena_alloc(q->arena, sizeof *s);
	struct rt_target target = { .kind = RT_CONTAINER,
		.engine = q->engine,
		.container = q->container },
			 image_target;
	struct rt_ctx ctx = { .arena = q->arena,
		.options = q->options,
		.target = &target,
		.deadline = rt_engine_deadline(q->options) },
		      image_ctx;
	struct rt_root *own, *image;
	const char *upper, *away = NULL;
	bool layered;
	json_t *doc = rt_container_json(q->arena, q->container, why);

	if (doc == NULL)
		return NULL;
	s->arena = q->arena;
	s->limit = q->limit != 0 ? q->limit : ADVISE_WRITES;
	s->deadline = q->deadline;
	s->inspect = json_incref(doc);
	s->kind = q->engine->kind;
	s->socket = q->engine->socket;
	s->id = q->container->id;
	s->name = advise_is_name(q->container->name) ? q->container->name
						     : q->container->id;
	if (!q->brief)
		read_image_json(s, q);
	image = image_root(s, q, &image_ctx, &image_target);
	find_user(s, image != NULL ? &image_ctx : NULL);
	upper = upper_layer(s, q);
	own = json_integer_value(rt_json_at(doc, "State.Pid")) > 0
		  ? rt_root_get(&ctx, &away)
		  : NULL;
	layered = upper != NULL &&
		  advise_layer_read(s, upper, image, own, q->rules, &away);
	if (!layered) {
		s->partial = true;
		advise_seen_note(s,
		    "its layer cannot be read, so what was made and removed "
		    "again is not seen: %s",
		    upper != NULL ? away : "the engine names none");
	}
	advise_seen_sort(s);
	if (!q->brief)
		read_changes(s, q, own, image, layered);
	drop_working_directory(s);
	if (image != NULL)
		advise_image_read(s, image, q->rules);
	rt_root_close(&image_ctx);
	rt_root_close(&ctx);
	return s;
}

void
advise_observe_again(const struct advise_asked *q, struct advise_seen *s)
{
	struct rt_target target;
	struct rt_ctx ctx;
	struct rt_root *image;

	advise_seen_sort(s);
	image = image_root(s, q, &ctx, &target);
	if (image != NULL) {
		s->dir = NULL;
		s->ndir = 0;
		advise_image_read(s, image, q->rules);
	}
	rt_root_close(&ctx);
}

const char *
advise_upper(const struct advise_asked *q, const char **why)
{
	struct advise_seen s = { .arena = q->arena };
	const char *upper;

	s.inspect = rt_container_json(q->arena, q->container, why);
	s.id = q->container->id;
	if (s.inspect == NULL)
		return NULL;
	upper = upper_layer(&s, q);
	if (upper == NULL)
		*why = "the engine names no upper layer";
	return upper;
}
