/*
 * Facts from /proc/PID/mountinfo: is the root read-only, what is mounted
 * where, and what of it is the host's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rt.h"

#define MOUNT_TABLE ((size_t)16 * 1024 * 1024)

static bool
mount_read(struct rt_ctx *ctx, int proc, struct strbuf *b, const char **why)
{
	if (rt_proc_read(proc, "mountinfo", MOUNT_TABLE, b))
		return true;
	*why =
	    arena_printf(ctx->arena, "mountinfo: %s", rt_root_strerror(errno));
	return false;
}

/* The mounts of a table, whose text is used up. */
struct mount_table {
	struct rt_mount *mount;
	uint32_t n;
};

/* False with *why where a line is of another form: any mount may be in it. */
static bool
mount_parse(struct rt_ctx *ctx, struct strbuf *b, struct mount_table *t,
    const char **why)
{
	char *next;

	for (char *line = b->s; line != NULL && *line != '\0'; line = next) {
		struct rt_mount m;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (!rt_mount_parse(line, &m)) {
			*why = arena_printf(ctx->arena,
			    "mountinfo: line %u is of another form", t->n + 1);
			return false;
		}
		*VEC_PUSH(ctx->arena, t->mount, t->n) = m;
	}
	return true;
}

static bool
mount_has_option(const char *list, const char *option)
{
	size_t n = strlen(option);

	for (; list != NULL; list = strchr(list, ',')) {
		list += *list == ',';
		if (strncmp(list, option, n) == 0 &&
		    (list[n] == ',' || list[n] == '\0'))
			return true;
	}
	return false;
}

/*
 * What init has as its root need not be on top: a mount over "/" hides it from
 * look-ups by name only.  So each of them has to be read-only.
 */
json_t *
rt_kernel_root_readonly(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	struct mount_table t = { NULL, 0 };
	struct strbuf b = STRBUF_INIT;
	bool found = false, readonly = true;

	if (mount_read(ctx, k->proc, &b, why) &&
	    mount_parse(ctx, &b, &t, why)) {
		for (const struct rt_mount *m = t.mount; m < t.mount + t.n;
		     m++) {
			if (!str_eq(m->point, "/"))
				continue;
			found = true;
			readonly = readonly &&
				   (mount_has_option(m->options, "ro") ||
				       mount_has_option(m->super, "ro"));
		}
		if (!found)
			*why = "mountinfo has no mount on /";
	}
	strbuf_free(&b);
	return found ? json_boolean(readonly) : NULL;
}

/* --- the whole table ---------------------------------------------------- */

struct mount_host { /* where on the host a file system's directory is seen */
	const char *device, *root, *shared; /* wanted */
	bool peer; /* a mount of the host is of the same peer group */
	struct strbuf found;
	size_t matched; /* length of the root that matched, plus 1 */
};

static void
mount_host_match(struct mount_host *h, const struct rt_mount *m)
{
	size_t n = strlen(m->root);

	h->peer =
	    h->peer || (h->shared != NULL && str_eq(m->shared, h->shared));
	if (!str_eq(m->device, h->device) || n + 1 < h->matched ||
	    !rt_path_within(h->root, m->root))
		return;
	if (n + 1 == h->matched && h->found.n <= strlen(m->point))
		return; /* the shorter place of the same directory */
	h->matched = n + 1;
	strbuf_reset(&h->found);
	if (!str_eq(m->point, "/"))
		strbuf_addstr(&h->found, m->point);
	strbuf_addstr(&h->found, h->root + (str_eq(m->root, "/") ? 0 : n));
	if (h->found.n == 0)
		strbuf_addch(&h->found, '/');
	if (h->found.n > 1 && h->found.s[h->found.n - 1] == '/')
		h->found.s[--h->found.n] = '\0';
}

static json_t *
mount_record(const struct rt_mount *m, const struct mount_table *host)
{
	struct mount_host h = {
		.device = m->device,
		.root = m->root,
		.shared = m->shared,
		.found = STRBUF_INIT,
	};
	json_t *o = json_object();

	for (uint32_t i = 0; i < host->n; i++)
		mount_host_match(&h, &host->mount[i]);
	json_object_set_new(o, "Destination", rt_json_string(m->point));
	json_object_set_new(o, "Options", rt_json_string(m->options));
	json_object_set_new(o, "RealSource", rt_json_string(h.found.s));
	json_object_set_new(
	    o, "Shared", json_string(h.peer ? "true" : "false"));
	strbuf_free(&h.found);
	return o;
}

json_t *
rt_kernel_mounts(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	struct mount_table own = { NULL, 0 }, host = { NULL, 0 };
	struct strbuf text = STRBUF_INIT, engine = STRBUF_INIT;
	json_t *list = NULL;

	if (k->engine < 0)
		*why = "the engine's process cannot be found";
	else if (mount_read(ctx, k->engine, &engine, why) &&
		 mount_parse(ctx, &engine, &host, why) &&
		 mount_read(ctx, k->proc, &text, why) &&
		 mount_parse(ctx, &text, &own, why)) {
		list = json_array();
		for (uint32_t i = 0; i < own.n; i++)
			json_array_append_new(
			    list, mount_record(&own.mount[i], &host));
	}
	strbuf_free(&text);
	strbuf_free(&engine);
	return list;
}
