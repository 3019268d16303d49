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

/* Hand each mount to `each`; the text is used up. */
static void
mount_each(struct strbuf *b, void (*each)(void *arg, const struct rt_mount *m),
    void *arg)
{
	char *next;

	for (char *line = b->s; line != NULL && *line != '\0'; line = next) {
		struct rt_mount m;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (rt_mount_parse(line, &m))
			each(arg, &m);
	}
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
static void
mount_root(void *arg, const struct rt_mount *m)
{
	int *readonly = arg;

	if (str_eq(m->point, "/"))
		*readonly =
		    *readonly != 0 && (mount_has_option(m->options, "ro") ||
					  mount_has_option(m->super, "ro"));
}

json_t *
rt_kernel_root_readonly(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	struct strbuf b = STRBUF_INIT;
	int readonly = -1;

	if (mount_read(ctx, k->proc, &b, why)) {
		mount_each(&b, mount_root, &readonly);
		if (readonly < 0)
			*why = "mountinfo has no mount on /";
	}
	strbuf_free(&b);
	return readonly < 0 ? NULL : json_boolean(readonly);
}

/* --- the whole table ---------------------------------------------------- */

struct mount_host { /* where on the host a file system's directory is seen */
	const char *device, *root, *shared; /* wanted */
	bool peer; /* a mount of the host is of the same peer group */
	struct strbuf found;
	size_t matched; /* length of the root that matched, plus 1 */
};

static void
mount_host_match(void *arg, const struct rt_mount *m)
{
	struct mount_host *h = arg;
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

struct mount_list {
	struct rt_ctx *ctx;
	const struct strbuf *host; /* the engine's mountinfo; empty: none */
	json_t *list;
};

static void
mount_append(void *arg, const struct rt_mount *m)
{
	struct mount_list *l = arg;
	struct mount_host h = {
		.device = m->device,
		.root = m->root,
		.shared = m->shared,
		.found = STRBUF_INIT,
	};
	struct strbuf copy = STRBUF_INIT;
	json_t *o = json_object();

	strbuf_add(&copy, l->host->s, l->host->n);
	mount_each(&copy, mount_host_match, &h);
	json_object_set_new(o, "Destination", rt_json_string(m->point));
	json_object_set_new(o, "Options", rt_json_string(m->options));
	json_object_set_new(o, "RealSource", rt_json_string(h.found.s));
	json_object_set_new(
	    o, "Shared", json_string(h.peer ? "true" : "false"));
	json_array_append_new(l->list, o);
	strbuf_free(&h.found);
	strbuf_free(&copy);
}

json_t *
rt_kernel_mounts(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	struct strbuf own = STRBUF_INIT, host = STRBUF_INIT;
	struct mount_list l = { .ctx = ctx, .host = &host };

	if (k->engine < 0)
		*why = "the engine's process cannot be found";
	else if (mount_read(ctx, k->engine, &host, why) &&
		 mount_read(ctx, k->proc, &own, why)) {
		l.list = json_array();
		mount_each(&own, mount_append, &l);
	}
	strbuf_free(&own);
	strbuf_free(&host);
	return l.list;
}
