/*
 * The target's file system: where it is, and the members of rt_root that are
 * the same however it is reached.  A running container by its init's
 * /proc/PID/root, a stopped container or an image by an overlay of its layers
 * or by the engine's archive, the host and a root directory as they are.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rt.h"

#define ROOT_PROC_FILE 65536 /* bytes of a file in /proc that are looked at */
#define ROOT_LAYERS 500      /* overlayfs' own limit */
#define ROOT_START_SLACK 5   /* seconds between StartedAt and the kernel */
#define ROOT_ID_MIN 12       /* shorter ids say nothing in a cgroup's path */
#define ROOT_ID_RANGES 340   /* user_namespaces(7) */

static bool
root_openat2_works(void)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT,
	};
	long fd = syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof how);

	if (fd >= 0)
		close((int)fd);
	return fd >= 0;
}

const char *
rt_root_strerror(int error)
{
	switch (error) {
	case ELOOP:
		return "too many links, or one of the kernel's own in /proc";
	case ENXIO:
		return "not a regular file";
	case EFBIG:
		return "larger than what is read of a file";
	case EXDEV:
		return "leads out of the root";
	case ESTALE:
		return "it is written all the time";
	case ESRCH:
		return "it does not run: there is nothing of the kernel's";
	case ENOMEDIUM:
		return "it does not run: what is mounted here is not seen";
	case EOVERFLOW:
		return "the engine's archive was not read to its end";
	case ENODATA:
		return "the engine's archive does not tell of it";
	case EACCES:
	case EPERM:
		return "permission denied";
	default:
		return strerror(error);
	}
}

/* A small file below /proc/PID; false where it cannot be read. */
static bool
root_proc_file(int proc, const char *name, struct strbuf *out)
{
	char buf[4096];
	ssize_t n = 0;
	int fd = openat(proc, name, O_RDONLY | O_CLOEXEC);

	strbuf_reset(out);
	if (fd < 0)
		return false;
	while (out->n < ROOT_PROC_FILE) {
		n = read(fd, buf, sizeof buf);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		strbuf_add(out, buf, (size_t)n);
	}
	close(fd);
	return n >= 0;
}

/* Seconds since 1970 of RFC 3339 text in UTC, as engines write it; 0: no. */
static int64_t
root_time(const char *s)
{
	struct tm tm = { 0 };
	const char *rest =
	    s != NULL ? strptime(s, "%Y-%m-%dT%H:%M:%S", &tm) : NULL;
	int64_t t, offset = 0;
	int h, m;

	if (rest == NULL)
		return 0;
	t = timegm(&tm);
	if (rest[0] == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	if ((rest[0] == '+' || rest[0] == '-') &&
	    sscanf(rest + 1, "%2d:%2d", &h, &m) == 2)
		offset = (rest[0] == '-' ? -60 : 60) * (h * 60 + m);
	return t - offset;
}

/* When the process started, in seconds since 1970; 0: cannot be told. */
static int64_t
root_process_start(const char *procfs, int proc)
{
	struct strbuf b = STRBUF_INIT;
	int64_t boot = 0, ticks = 0;
	const char *p;
	long hz = sysconf(_SC_CLK_TCK);
	int dir;

	if (root_proc_file(proc, "stat", &b) &&
	    (p = strrchr(b.s, ')')) != NULL) {
		/* field 22; the one behind the ')' is field 3 */
		for (int field = 2; field < 22 && p != NULL; field++)
			p = strchr(p + 1, ' ');
		if (p != NULL)
			ticks = strtoll(p, NULL, 10);
	}
	dir = open(procfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0) {
		if (root_proc_file(dir, "stat", &b) &&
		    (p = strstr(b.s, "\nbtime ")) != NULL)
			boot = strtoll(p + 7, NULL, 10);
		close(dir);
	}
	strbuf_free(&b);
	return ticks > 0 && boot > 0 && hz > 0 ? boot + ticks / hz : 0;
}

bool
rt_root_is_init(
    const char *procfs, int proc, const char *id, const char *started_at)
{
	struct strbuf b = STRBUF_INIT;
	int64_t said, is;
	bool ok;

	ok = strlen(id) >= ROOT_ID_MIN && root_proc_file(proc, "cgroup", &b) &&
	     strstr(b.s, id) != NULL;
	strbuf_free(&b);
	if (ok)
		return true;
	said = root_time(started_at);
	is = root_process_start(procfs, proc);
	return said > 0 && is > 0 && llabs(said - is) <= ROOT_START_SLACK;
}

bool
rt_root_same_users(int proc)
{
	char own[64] = { 0 }, theirs[64] = { 0 };

	return readlink("/proc/self/ns/user", own, sizeof own - 1) > 0 &&
	       readlinkat(proc, "ns/user", theirs, sizeof theirs - 1) > 0 &&
	       str_eq(own, theirs);
}

/*
 * What a map file says; the identity map of everything is no map, nor is one
 * that leads out of our own namespace.  False where it cannot be read; kernels
 * without user namespaces have none.
 */
static bool
root_id_map(struct arena *a, int proc, const char *name,
    const struct rt_idrange **out, uint32_t *nout)
{
	struct strbuf b = STRBUF_INIT;
	struct rt_idrange *map = NULL, r;
	uint32_t n = 0;
	bool ok = root_proc_file(proc, name, &b) || errno == ENOENT;

	if (ok && !rt_root_same_users(proc)) {
		for (const char *p = b.s; p != NULL && *p != '\0';) {
			if (sscanf(p, "%u %u %u", &r.inside, &r.outside,
				&r.count) == 3 &&
			    n < ROOT_ID_RANGES)
				*VEC_PUSH(a, map, n) = r;
			p = strchr(p, '\n');
			p = p != NULL ? p + 1 : NULL;
		}
	}
	strbuf_free(&b);
	if (n == 1 && map[0].inside == 0 && map[0].outside == 0 &&
	    map[0].count == UINT32_MAX)
		n = 0;
	*out = map;
	*nout = n;
	return ok;
}

/* The number that init has in its own PID namespace. */
static const char *
root_self(struct arena *a, int proc, json_int_t pid)
{
	struct strbuf b = STRBUF_INIT;
	const char *p, *end, *self = NULL;

	if (root_proc_file(proc, "status", &b) &&
	    (p = strstr(b.s, "\nNSpid:")) != NULL) {
		end = p + 1 + strcspn(p + 1, "\n");
		while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
		for (p = end; p[-1] >= '0' && p[-1] <= '9';)
			p--;
		if (p < end)
			self = arena_strndup(a, p, (size_t)(end - p));
	}
	strbuf_free(&b);
	return self != NULL ? self
			    : arena_printf(a, "%" JSON_INTEGER_FORMAT, pid);
}

static bool
root_running(struct rt_ctx *ctx, struct rt_root *r, json_int_t pid)
{
	const struct rt_container *c = ctx->target->container;
	const char *procfs = ctx->options->proc;
	char *path;

	if (procfs == NULL)
		procfs = "/proc";
	path =
	    arena_printf(ctx->arena, "%s/%" JSON_INTEGER_FORMAT, procfs, pid);
	r->proc = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r->proc < 0) {
		r->error = arena_printf(ctx->arena, "process %s: %s", path,
		    errno == ENOENT ? "it has ended meanwhile"
				    : rt_root_strerror(errno));
		return false;
	}
	if (!rt_root_is_init(procfs, r->proc, c->id, c->started_at)) {
		r->error = arena_printf(ctx->arena,
		    "process %s is not the container's (any more)", path);
		return false;
	}
	r->self = root_self(ctx->arena, r->proc, pid);
	if (!root_id_map(ctx->arena, r->proc, "uid_map", &r->uid, &r->nuid) ||
	    !root_id_map(ctx->arena, r->proc, "gid_map", &r->gid, &r->ngid)) {
		r->error = arena_printf(ctx->arena, "%s/uid_map, gid_map: %s",
		    path, rt_root_strerror(errno));
		return false;
	}
	/* at last: where it opens, what was read before was of its process */
	r->fd = openat(r->proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r->fd < 0) {
		r->error = arena_printf(
		    ctx->arena, "%s/root: %s", path, rt_root_strerror(errno));
		return false;
	}
	return true;
}

/*
 * The layers that the engine names, upper first; 0 where its storage is of
 * another kind.
 */
static uint32_t
root_layers(struct arena *a, const json_t *inspect, const char *const **out)
{
	const json_t *driver = json_object_get(inspect, "GraphDriver");
	const json_t *data = json_object_get(driver, "Data");
	const char *name = json_string_value(json_object_get(driver, "Name"));
	const char *upper, *lower, **layer = NULL;
	uint32_t n = 0;

	if (name == NULL || !str_starts(name, "overlay"))
		return 0;
	upper = json_string_value(json_object_get(data, "UpperDir"));
	lower = json_string_value(json_object_get(data, "LowerDir"));
	if (upper != NULL && upper[0] == '/')
		*VEC_PUSH(a, layer, n) = upper;
	while (lower != NULL && *lower != '\0') {
		size_t len = strcspn(lower, ":");

		if (n == ROOT_LAYERS || lower[0] != '/')
			return 0;
		*VEC_PUSH(a, layer, n) = arena_strndup(a, lower, len);
		lower += len;
		lower += *lower == ':';
	}
	*out = layer;
	return n;
}

/*
 * From the layers' directories.  Where the upper one does not belong to root,
 * the store is a user's own or shifted: its owners are not the container's
 * and its whiteouts may be of another form, so the archive has to answer.
 */
static bool
root_layered(
    struct rt_ctx *ctx, struct rt_root *r, const json_t *inspect, bool old)
{
	const char *const *layer = NULL;
	uint32_t n = root_layers(ctx->arena, inspect, &layer);
	struct stat st;

	if (n == 0) {
		r->error = "the engine names no overlay layers";
		return false;
	}
	if (stat(layer[0], &st) != 0) {
		r->error = arena_printf(ctx->arena, "layer %s: %s", layer[0],
		    rt_root_strerror(errno));
		return false;
	}
	if (st.st_uid != 0) {
		r->error = "the store belongs to another user";
		return false;
	}
	if (n == 1) {
		r->fd = open(layer[0], O_PATH | O_DIRECTORY | O_CLOEXEC);
		r->error = strerror(errno);
	} else {
		r->fd = -1;
		if (!old)
			r->fd = rt_overlay_open(
			    ctx->arena, layer, n, false, &r->error);
		if (r->fd < 0)
			r->fd = rt_overlay_open(
			    ctx->arena, layer, n, true, &r->error);
	}
	return r->fd >= 0;
}

static bool
root_stream(struct rt_root *r,
    bool (*sink)(void *arg, const char *data, size_t n), void *arg,
    const char **why)
{
	struct rt_http h;
	int status;

	if (!rt_http_open(&h, r->stream_socket, r->deadline)) {
		*why =
		    arena_printf(r->arena, "%s: %s", r->stream_socket, h.error);
		return false;
	}
	status = rt_http_stream(&h, r->stream_path, sink, arg);
	if (status < 0)
		*why =
		    arena_printf(r->arena, "%s: %s", r->stream_path, h.error);
	else if (status != 200)
		*why = arena_printf(r->arena, "%s: the engine answers %d",
		    r->stream_path, status);
	rt_http_close(&h);
	return status == 200;
}

struct root_feed { /* a sink that stops is no failure of the stream */
	struct rt_tar *tar;
	bool stopped;
};

static bool
root_feed(void *arg, const char *data, size_t n)
{
	struct root_feed *f = arg;

	f->stopped = !rt_tar_feed(f->tar, data, n);
	return !f->stopped;
}

/* An id or reference as it goes into the path of a request. */
static bool
root_plain_id(const char *s)
{
	return s != NULL && s[0] != '\0' &&
	       s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789:")] == '\0';
}

static bool
root_archive(struct rt_ctx *ctx, struct rt_root *r, const char *id)
{
	bool image = ctx->target->kind == RT_IMAGE;
	struct root_feed feed = { NULL, false };
	const char *why = NULL;

	if (ctx->target->engine == NULL || !root_plain_id(id)) {
		r->error = "no engine or no id to ask for its archive";
		return false;
	}
	r->at_rest = true;
	r->stream_socket = ctx->target->engine->socket;
	r->stream_path = arena_printf(
	    ctx->arena, image ? "/images/%s/get" : "/containers/%s/export", id);
	r->stream = root_stream;
	feed.tar = rt_tar_new(ctx->arena, image);
	r->tar = feed.tar;
	if (!root_stream(r, root_feed, &feed, &why) && !feed.stopped) {
		r->error = why;
		return false;
	}
	if (!rt_tar_finish(r->tar, &why)) {
		r->error = why;
		return false;
	}
	r->ops = &rt_tar_ops;
	return true;
}

/* A stopped container or an image: layers, else the archive. */
static bool
root_at_rest(struct rt_ctx *ctx, struct rt_root *r, const json_t *inspect,
    const char *id)
{
	const char *force = ctx->options->force_root;
	const char *layers;

	r->at_rest = true;
	if (!str_eq(force, "tar")) {
		if (root_layered(ctx, r, inspect, str_eq(force, "mount")))
			return true;
		if (str_eq(force, "mount"))
			return false;
	}
	layers = r->error;
	if (root_archive(ctx, r, id))
		return true;
	if (layers != NULL)
		r->error =
		    arena_printf(ctx->arena, "%s; and %s", layers, r->error);
	return false;
}

static bool
root_container(struct rt_ctx *ctx, struct rt_root *r)
{
	struct rt_container *c = ctx->target->container;
	const json_t *inspect, *state;
	const char *status;
	json_int_t pid;

	inspect = rt_container_json(ctx->arena, c, &r->error);
	if (inspect == NULL)
		return false;
	state = json_object_get(inspect, "State");
	pid = json_integer_value(json_object_get(state, "Pid"));
	if (str_eq(ctx->options->force_root, "tar"))
		return root_archive(ctx, r, c->id);
	if (pid > 0)
		return root_running(ctx, r, pid);
	status = json_string_value(json_object_get(state, "Status"));
	if (json_is_true(json_object_get(state, "Running")))
		r->error = "it runs, but the engine names no process";
	else if (str_eq(status, "removing") || str_eq(status, "dead"))
		r->error = "it is being removed: some of its files may be gone";
	if (r->error != NULL)
		return false;
	return root_at_rest(ctx, r, inspect, c->id);
}

static bool
root_directory(struct rt_ctx *ctx, struct rt_root *r, const char *dir)
{
	r->fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r->fd < 0)
		r->error = arena_printf(
		    ctx->arena, "%s: %s", dir, rt_root_strerror(errno));
	return r->fd >= 0;
}

struct rt_root *
rt_root_get(struct rt_ctx *ctx, const char **why)
{
	const struct rt_target *t = ctx->target;
	struct rt_root *r = ctx->root;
	bool ok = false;

	if (r == NULL) {
		r = arena_alloc(ctx->arena, sizeof *r);
		r->arena = ctx->arena;
		r->fd = r->proc = -1;
		r->deadline = ctx->deadline;
		r->walk = str_eq(ctx->options->force_root, "walk") ||
			  !root_openat2_works();
		ctx->root = r;
		switch (t->kind) {
		case RT_HOST:
			ok = root_directory(ctx, r,
			    ctx->options->host_root != NULL
				? ctx->options->host_root
				: "/");
			break;
		case RT_ROOTFS:
			ok = root_directory(ctx, r, t->rootfs);
			break;
		case RT_CONTAINER:
			ok = root_container(ctx, r);
			break;
		case RT_IMAGE:
			ok = root_at_rest(ctx, r, t->image_json,
			    json_string_value(
				json_object_get(t->image_json, "Id")));
			break;
		}
		if (ok && r->ops == NULL)
			r->ops = &rt_path_ops;
		if (ok && r->at_rest && t->kind == RT_CONTAINER)
			rt_root_volumes(r, rt_container_json(ctx->arena,
					       t->container, &r->error));
	}
	if (r->ops == NULL) {
		*why = r->error != NULL ? r->error : "no file system";
		return NULL;
	}
	return r;
}

void
rt_root_close(struct rt_ctx *ctx)
{
	struct rt_root *r = ctx->root;

	if (r == NULL)
		return;
	rt_find_close(ctx);
	rt_cache_free(r);
	if (r->fd >= 0)
		close(r->fd);
	if (r->proc >= 0)
		close(r->proc);
	if (r->tar != NULL)
		rt_tar_free(r->tar);
	ctx->root = NULL;
}

int
rt_root_open(struct rt_root *r, const char *path, enum rt_open how)
{
	return rt_root_is_silent(r, path, how != RT_OPEN_LOOK_NOFOLLOW)
		   ? -1
		   : r->ops->open(r, path, how);
}

int
rt_root_stat(
    struct rt_root *r, const char *path, bool follow, struct rt_stat *st)
{
	return rt_root_is_silent(r, path, follow)
		   ? -1
		   : r->ops->stat(r, path, follow, st);
}

int
rt_root_list(struct rt_root *r, const char *path,
    bool (*each)(void *arg, const char *name), void *arg)
{
	return rt_root_is_silent(r, path, true)
		   ? -1
		   : r->ops->list(r, path, each, arg);
}

ssize_t
rt_root_readlink(struct rt_root *r, const char *path, char *buf, size_t size)
{
	return rt_root_is_silent(r, path, false)
		   ? -1
		   : r->ops->readlink(r, path, buf, size);
}

bool
rt_root_read(struct rt_ctx *ctx, const char *path, size_t limit,
    struct strbuf *out, const char **why)
{
	struct rt_root *r = rt_root_get(ctx, why);
	size_t before = out->n, n = 0;
	const char *kept;
	int error;

	if (r == NULL) {
		errno = EIO;
		return false;
	}
	kept = rt_cache_get(r, path, &n);
	if (kept != NULL && n <= limit) {
		strbuf_add(out, kept, n);
		return true;
	}
	if (!rt_root_is_silent(r, path, true) &&
	    r->ops->read(r, path, limit, out) == 0) {
		rt_cache_put(r, path, out->s + before, out->n - before);
		return true;
	}
	error = errno;
	*why = rt_root_strerror(error);
	errno = error;
	return false;
}
