/*
 * What is mounted where, as the target sees it: the mounts of its init, those
 * that another on the same place hides left out.  Sizes are asked for only
 * where something looks at them, and never of an automount point.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "probe.h"

#define PARTITION_TABLE ((size_t)64 << 20)
#define PARTITION_MAX 200000u

enum {
	PARTITION_MOUNT_POINT,
	PARTITION_DEVICE,
	PARTITION_UUID,
	PARTITION_FS_TYPE,
	PARTITION_OPTIONS,
	PARTITION_TOTAL,
	PARTITION_USED,
	PARTITION_LEFT,
	PARTITION_LEFT_UNPRIVILEGED,
	PARTITION_BLOCK_SIZE
};

struct partition_mount {
	struct rt_mount at;
	unsigned major, minor;
	bool hidden;
};

struct partition_run {
	struct rt_ctx *ctx;
	struct rt_root *root;
	struct rt_collection *out;
	struct partition_mount *mount;
	uint32_t n;
	bool sizes, uuids; /* what is asked for */
};

/* --- the table ------------------------------------------------------------ */

static bool
partition_parse(char *line, struct partition_mount *m)
{
	*m = (struct partition_mount){ 0 };
	return rt_mount_parse(line, &m->at) && m->at.point[0] == '/' &&
	       *m->at.type != '\0' &&
	       sscanf(m->at.device, "%u:%u", &m->major, &m->minor) == 2;
}

static int
partition_by_id(const void *a, const void *b)
{
	const struct partition_mount *x = a, *y = b;

	return (x->at.id > y->at.id) - (x->at.id < y->at.id);
}

/* A mount whose parent is mounted at the same place hides the parent. */
static void
partition_hide(struct partition_run *r)
{
	if (r->n > 1)
		qsort(r->mount, r->n, sizeof *r->mount, partition_by_id);
	for (uint32_t i = 0; i < r->n; i++) {
		struct partition_mount key = { .at.id = r->mount[i].at.parent };
		struct partition_mount *parent = bsearch(
		    &key, r->mount, r->n, sizeof *r->mount, partition_by_id);

		if (parent != NULL && parent != &r->mount[i] &&
		    str_eq(parent->at.point, r->mount[i].at.point))
			parent->hidden = true;
	}
}

/* False after a flag.  The text is kept in the arena, in parts. */
static bool
partition_read(struct partition_run *r, int proc)
{
	struct strbuf b = STRBUF_INIT;
	bool ok = rt_proc_read(proc, "mountinfo", PARTITION_TABLE, &b);
	char *next;

	if (!ok)
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "mountinfo: %s",
		    rt_root_strerror(errno));
	for (char *line = arena_strndup(r->ctx->arena, b.s, b.n);
	     ok && line != NULL && *line != '\0'; line = next) {
		struct partition_mount m;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		ok = partition_parse(line, &m) && r->n < PARTITION_MAX;
		if (ok)
			*VEC_PUSH(r->ctx->arena, r->mount, r->n) = m;
		else
			rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
			    "mountinfo: line %u is of another form, or one too "
			    "many",
			    r->n + 1);
	}
	strbuf_free(&b);
	if (ok)
		partition_hide(r);
	return ok;
}

/* --- one mount ------------------------------------------------------------ */

static bool
partition_has(const char *list, const char *option)
{
	size_t n = strlen(option);

	for (const char *s = list; *s != '\0';) {
		size_t len = strcspn(s, ",");

		if (len == n && memcmp(s, option, n) == 0)
			return true;
		s += len + (s[len] == ',');
	}
	return false;
}

static void
partition_option(
    struct partition_run *r, struct rt_item *item, const char *s, size_t n)
{
	char *text = arena_strndup(r->ctx->arena, s, n);

	rt_item_text(r->ctx, item, PARTITION_OPTIONS, rt_mount_unescape(text));
}

/* The mount's own options, then its file system's; ro where either is. */
static void
partition_options(struct partition_run *r, struct rt_item *item,
    const struct partition_mount *m)
{
	const char *const lists[] = { m->at.options, m->at.super };
	bool ro = partition_has(m->at.options, "ro") ||
		  partition_has(m->at.super, "ro");

	partition_option(r, item, ro ? "ro" : "rw", 2);
	for (size_t i = 0; i < 2; i++)
		for (const char *s = lists[i]; *s != '\0';) {
			size_t n = strcspn(s, ",");

			if (n > 0 && !(n == 2 && s[0] == 'r' &&
					 (s[1] == 'o' || s[1] == 'w')))
				partition_option(r, item, s, n);
			s += n + (s[n] == ',');
		}
}

static void
partition_sizes(struct partition_run *r, struct rt_item *item,
    const struct partition_mount *m)
{
	static const uint16_t field[] = { PARTITION_TOTAL, PARTITION_USED,
		PARTITION_LEFT, PARTITION_LEFT_UNPRIVILEGED,
		PARTITION_BLOCK_SIZE };
	const char *why = NULL;
	struct statvfs fs;
	struct stat st;
	int fd = -1;

	if (str_eq(m->at.type, "autofs"))
		why = "an automount point is not touched";
	else if ((fd = rt_root_open(
		      r->root, m->at.point, RT_OPEN_LOOK_NOFOLLOW)) < 0 ||
		 fstatvfs(fd, &fs) != 0 || fstat(fd, &st) != 0)
		why = arena_strdup(r->ctx->arena, rt_root_strerror(errno));
	if (fd >= 0)
		close(fd);
	for (size_t i = 0; why != NULL && i < sizeof field / sizeof *field; i++)
		rt_item_missing(r->ctx, item, field[i], RT_NOT_COLLECTED, why);
	if (why != NULL)
		return;
	rt_item_int(r->ctx, item, PARTITION_TOTAL, (int64_t)fs.f_blocks);
	rt_item_int(
	    r->ctx, item, PARTITION_USED, (int64_t)(fs.f_blocks - fs.f_bfree));
	rt_item_int(r->ctx, item, PARTITION_LEFT, (int64_t)fs.f_bfree);
	rt_item_int(
	    r->ctx, item, PARTITION_LEFT_UNPRIVILEGED, (int64_t)fs.f_bavail);
	rt_item_int(r->ctx, item, PARTITION_BLOCK_SIZE, (int64_t)fs.f_frsize);
}

struct partition_uuid {
	struct partition_run *run;
	const struct partition_mount *mount;
	const char *found;
	int error;
};

static bool
partition_uuid_named(void *arg, const char *name)
{
	struct partition_uuid *u = arg;
	const char *path =
	    arena_printf(u->run->ctx->arena, "/dev/disk/by-uuid/%s", name);
	int fd = rt_root_open(u->run->root, path, RT_OPEN_LOOK);
	struct stat st;

	if (fd < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			u->error = errno;
		return true;
	}
	if (fstat(fd, &st) != 0)
		u->error = errno;
	else if (S_ISBLK(st.st_mode) && major(st.st_rdev) == u->mount->major &&
		 minor(st.st_rdev) == u->mount->minor)
		u->found = arena_strdup(u->run->ctx->arena, name);
	close(fd);
	return u->found == NULL;
}

/* As udev names it; what is on no block device has none. */
static void
partition_uuid(struct partition_run *r, struct rt_item *item,
    const struct partition_mount *m)
{
	struct partition_uuid u = { r, m, NULL, 0 };

	if (m->major != 0 &&
	    rt_root_list(
		r->root, "/dev/disk/by-uuid", partition_uuid_named, &u) != 0 &&
	    errno != ENOENT && errno != ENOTDIR)
		u.error = errno;
	if (u.found != NULL)
		rt_item_text(r->ctx, item, PARTITION_UUID, u.found);
	else if (u.error != 0)
		rt_item_missing(r->ctx, item, PARTITION_UUID, RT_STATUS_ERROR,
		    arena_strdup(r->ctx->arena, rt_root_strerror(u.error)));
	else
		rt_item_missing(
		    r->ctx, item, PARTITION_UUID, RT_DOES_NOT_EXIST, NULL);
}

static void
partition_item(struct partition_run *r, const struct partition_mount *m)
{
	struct rt_item *item = rt_item_add(r->ctx, r->out);

	item->where = arena_printf(r->ctx->arena, "mount %s", m->at.point);
	rt_item_text(r->ctx, item, PARTITION_MOUNT_POINT, m->at.point);
	rt_item_text(r->ctx, item, PARTITION_DEVICE, m->at.source);
	rt_item_text(r->ctx, item, PARTITION_FS_TYPE, m->at.type);
	partition_options(r, item, m);
	if (r->uuids)
		partition_uuid(r, item, m);
	if (r->sizes)
		partition_sizes(r, item, m);
}

/* --- the probe ------------------------------------------------------------ */

/* The directory of a process whose mounts may be read, or -1. */
static int
partition_process(struct rt_ctx *ctx, const char *name)
{
	int dir = rt_proc_open(ctx, name), fd = -1, error;

	if (dir >= 0)
		fd = openat(dir, "mountinfo", O_RDONLY | O_CLOEXEC);
	error = errno;
	if (fd >= 0)
		close(fd);
	else if (dir >= 0)
		close(dir);
	errno = error;
	return fd >= 0 ? dir : -1;
}

/*
 * The target's mounts.  An ordinary user may not see those of the host's init;
 * our own are the host's then, unless it is seen from elsewhere.
 */
static bool
partition_mounts(struct partition_run *r)
{
	const char *host = r->ctx->options->host_root;
	bool ok;
	int fd;

	if (r->ctx->target->kind == RT_CONTAINER)
		return partition_read(r, r->root->proc);
	fd = partition_process(r->ctx, "1");
	if (fd < 0 && (errno == EACCES || errno == EPERM) &&
	    (host == NULL || str_eq(host, "/")))
		fd = partition_process(r->ctx, "self");
	if (fd < 0) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "mountinfo: %s",
		    rt_root_strerror(errno));
		return false;
	}
	ok = partition_read(r, fd);
	close(fd);
	return ok;
}

static void
partition_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_unit *u = &ctx->content->unit;
	const char *why = NULL;
	struct partition_run r = {
		.ctx = ctx,
		.root = rt_root_get(ctx, &why),
		.out = out,
		.uuids = rt_field_asked(u, PROBE_PARTITION, PARTITION_UUID),
	};

	for (uint16_t f = PARTITION_TOTAL; f <= PARTITION_BLOCK_SIZE; f++)
		r.sizes = r.sizes || rt_field_asked(u, PROBE_PARTITION, f);
	if (r.root == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
		return;
	}
	if (ctx->target->kind == RT_CONTAINER && r.root->proc < 0) {
		rt_flag(ctx, out,
		    rt_probe_foreign_flag(probes[PROBE_PARTITION]),
		    "the container does not run");
		return;
	}
	if (!partition_mounts(&r))
		return;
	for (uint32_t i = 0; i < r.n; i++)
		if (!r.mount[i].hidden &&
		    rt_object_wants(ctx, object, PARTITION_MOUNT_POINT,
			r.mount[i].at.point, strlen(r.mount[i].at.point), out))
			partition_item(&r, &r.mount[i]);
}

static const struct probe_field partition_field[] = {
	[PARTITION_MOUNT_POINT] = { "mount_point", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "where it is mounted" },
	[PARTITION_DEVICE] = { "device", IR_DATATYPE_STRING, FIELD_STATE,
	    "what is mounted there" },
	[PARTITION_UUID] = { "uuid", IR_DATATYPE_STRING, FIELD_STATE,
	    "the identifier of the file system on its block device" },
	[PARTITION_FS_TYPE] = { "fs_type", IR_DATATYPE_STRING, FIELD_STATE,
	    "the type of its file system" },
	[PARTITION_OPTIONS] = { "mount_options", IR_DATATYPE_STRING,
	    FIELD_STATE, "each of its options, as the kernel has them" },
	[PARTITION_TOTAL] = { "total_space", IR_DATATYPE_INT, FIELD_STATE,
	    "how many blocks it has" },
	[PARTITION_USED] = { "space_used", IR_DATATYPE_INT, FIELD_STATE,
	    "how many of them are used" },
	[PARTITION_LEFT] = { "space_left", IR_DATATYPE_INT, FIELD_STATE,
	    "how many are free" },
	[PARTITION_LEFT_UNPRIVILEGED] = { "space_left_for_unprivileged_users",
	    IR_DATATYPE_INT, FIELD_STATE, "how many of these anyone may use" },
	[PARTITION_BLOCK_SIZE] = { "block_size", IR_DATATYPE_INT, FIELD_STATE,
	    "the bytes of a block" },
	PROBE_FIELD_END,
};

const struct probe probe_partition = {
	.name = "partition",
	.oval = "linux:partition",
	.field = partition_field,
	.doc = "mounted file systems",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = partition_collect,
	.sh = "probe/partition.sh",
};
