/* What a file is, whose it is and who may do what with it. */
#include <errno.h>
#include <md5.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"

#define FILE_HASHED (1ull << 30) /* bytes of a file that is hashed */
#define FILE_ITEMS 400000u       /* of one object */

enum {
	FILE_FILEPATH,
	FILE_PATH,
	FILE_FILENAME,
	FILE_GLOB,
	FILE_TYPE,
	FILE_GROUP_ID,
	FILE_USER_ID,
	FILE_SIZE,
	FILE_A_TIME,
	FILE_C_TIME,
	FILE_M_TIME,
	FILE_SUID,
	FILE_SGID,
	FILE_STICKY,
	FILE_UREAD,
	FILE_UWRITE,
	FILE_UEXEC,
	FILE_GREAD,
	FILE_GWRITE,
	FILE_GEXEC,
	FILE_OREAD,
	FILE_OWRITE,
	FILE_OEXEC,
	FILE_ACL,
	FILE_OWNER,
	FILE_GROUP,
	FILE_MODE,
	FILE_MD5,
	FILE_ATTRIBUTES
};

#define FILE_FIELDS (FILE_ATTRIBUTES + 1)

static const struct rt_find_fields file_find = { FILE_FILEPATH, FILE_PATH,
	FILE_FILENAME, FILE_GLOB };

struct file_shared { /* a value that the next item may have again */
	uint64_t key;
	struct rt_value *value;
};

struct file_run {
	struct rt_ctx *ctx;
	struct rt_root *root;
	struct rt_collection *out;
	const struct ir_object *object;
	bool follow;             /* links, and directories are files as well */
	bool whole;              /* by its filepath, not by path and name */
	bool asked[FILE_FIELDS]; /* by anything in the content */
	bool filtered[FILE_FIELDS]; /* by the object's filters */
	const bool *fill;           /* which of them are told; NULL: all */
	struct arena *arena;        /* where values go */
	struct arena scratch;
	struct file_shared shared[FILE_FIELDS];
	struct rt_value *bit[2]; /* "false", "true" */
};

static const char *
file_type(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return "regular";
	case S_IFDIR:
		return "directory";
	case S_IFLNK:
		return "symbolic link";
	case S_IFIFO:
		return "fifo";
	case S_IFSOCK:
		return "socket";
	case S_IFBLK:
		return "block special";
	case S_IFCHR:
		return "character special";
	default:
		return "unknown";
	}
}

static bool
file_tells(const struct file_run *r, uint16_t field)
{
	return r->fill == NULL || r->fill[field];
}

static struct rt_value *
file_value(struct file_run *r, struct rt_item *item, uint16_t field,
    enum ir_datatype type, const char *s)
{
	struct rt_value *v;

	if (!file_tells(r, field))
		return NULL;
	v = arena_alloc(r->arena, sizeof *v);
	v->s = s;
	v->n = strlen(s);
	v->datatype = type;
	item->field[field] = v;
	return v;
}

/* The value of the item before, where the field is of the same key. */
static bool
file_again(
    struct file_run *r, struct rt_item *item, uint16_t field, uint64_t key)
{
	struct file_shared *h = &r->shared[field];

	if (!file_tells(r, field))
		return true;
	if (h->value == NULL || h->key != key)
		return false;
	item->field[field] = h->value;
	return true;
}

static void
file_keep(
    struct file_run *r, struct rt_item *item, uint16_t field, uint64_t key)
{
	if (r->arena == r->ctx->arena && item->field[field] != NULL)
		r->shared[field] =
		    (struct file_shared){ key, item->field[field] };
}

static void
file_text(
    struct file_run *r, struct rt_item *item, uint16_t field, const char *s)
{
	file_value(r, item, field, IR_DATATYPE_STRING, s);
}

/* In decimal; there are too many of them for printf(3). */
static const char *
file_number(struct file_run *r, int64_t v)
{
	char s[24], *p = s + sizeof s;
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + rest % 10);
	while ((rest /= 10) != 0);
	if (v < 0)
		*--p = '-';
	return arena_strndup(r->arena, p, (size_t)(s + sizeof s - p));
}

static void
file_int(struct file_run *r, struct rt_item *item, uint16_t field, int64_t v)
{
	if (file_again(r, item, field, (uint64_t)v))
		return;
	file_value(r, item, field, IR_DATATYPE_INT, file_number(r, v));
	file_keep(r, item, field, (uint64_t)v);
}

static void
file_bool(struct file_run *r, struct rt_item *item, uint16_t field, bool v)
{
	if (file_tells(r, field))
		item->field[field] = r->bit[v];
}

/* A field that could not be had; the item says why. */
static void
file_missing(struct file_run *r, struct rt_item *item, uint16_t field,
    enum rt_status status, const char *why)
{
	struct rt_value *v = file_value(r, item, field, IR_DATATYPE_STRING, "");

	if (v != NULL)
		v->status = status;
	if (v != NULL && status == RT_STATUS_ERROR)
		item->message = why;
}

static void
file_time(struct file_run *r, struct rt_item *item, uint16_t field, int64_t t)
{
	if (t != RT_NO_TIME)
		file_int(r, item, field, t);
	else
		file_missing(r, item, field, RT_STATUS_ERROR,
		    "the engine's archive does not tell this time");
}

static void
file_mode(struct file_run *r, struct rt_item *item, uint32_t mode)
{
	static const uint16_t field[] = { FILE_OEXEC, FILE_OWRITE, FILE_OREAD,
		FILE_GEXEC, FILE_GWRITE, FILE_GREAD, FILE_UEXEC, FILE_UWRITE,
		FILE_UREAD, FILE_STICKY, FILE_SGID, FILE_SUID };

	for (unsigned i = 0; i < sizeof field / sizeof field[0]; i++)
		file_bool(r, item, field[i], (mode >> i & 1) != 0);
	file_int(r, item, FILE_MODE, mode & 07777);
}

/* A name of the target's own, else the number, as ls(1) has it. */
static void
file_name(struct file_run *r, struct rt_item *item, uint16_t field,
    const char *(*find)(struct rt_ctx *ctx, uint32_t id),
    const struct rt_names *names, uint32_t id)
{
	const char *name;

	if (file_again(r, item, field, id))
		return;
	name = find(r->ctx, id);
	if (name == NULL && names->error != 0 && names->error != ENOENT) {
		file_missing(r, item, field, RT_STATUS_ERROR,
		    rt_root_strerror(names->error));
		return;
	}
	file_text(r, item, field,
	    name != NULL ? name : arena_printf(r->arena, "%u", id));
	file_keep(r, item, field, id);
}

static void
file_acl(struct file_run *r, struct rt_item *item, const char *path)
{
	int has = rt_root_acl(r->root, path);

	if (has >= 0)
		file_bool(r, item, FILE_ACL, has == 1);
	else if (errno == ENOTSUP)
		file_missing(r, item, FILE_ACL, RT_DOES_NOT_EXIST, NULL);
	else
		file_missing(r, item, FILE_ACL, RT_STATUS_ERROR,
		    rt_root_strerror(errno));
}

static void
file_md5(
    struct file_run *r, struct rt_item *item, const char *path, uint64_t size)
{
	char buf[65536], hex[MD5_DIGEST_STRING_LENGTH];
	const char *why = NULL;
	uint64_t all = 0;
	ssize_t n = 0;
	MD5_CTX md;
	int fd = -1;

	if (size > FILE_HASHED)
		why = rt_root_strerror(EFBIG);
	else if ((fd = rt_root_open(r->root, path, RT_OPEN_READ)) < 0)
		why = rt_root_strerror(errno);
	MD5Init(&md);
	while (
	    why == NULL && (n = pread(fd, buf, sizeof buf, (off_t)all)) > 0) {
		MD5Update(&md, (const uint8_t *)buf, (size_t)n);
		all += (uint64_t)n;
		if (all > FILE_HASHED)
			why = rt_root_strerror(EFBIG);
	}
	if (n < 0)
		why = rt_root_strerror(errno);
	if (fd >= 0)
		close(fd);
	if (why == NULL)
		file_text(r, item, FILE_MD5,
		    arena_strdup(r->arena, MD5End(&md, hex)));
	else
		file_missing(r, item, FILE_MD5, RT_STATUS_ERROR, why);
}

/* The letters of lsattr(1), in its order; none: an empty text. */
static void
file_attributes(struct file_run *r, struct rt_item *item, const char *path)
{
	static const struct {
		uint32_t bit;
		char letter;
	} flag[] = { { 0x1, 's' }, { 0x2, 'u' }, { 0x8, 'S' }, { 0x10000, 'D' },
		{ 0x10, 'i' }, { 0x20, 'a' }, { 0x40, 'd' }, { 0x80, 'A' },
		{ 0x4, 'c' }, { 0x800, 'E' }, { 0x4000, 'j' }, { 0x1000, 'I' },
		{ 0x8000, 't' }, { 0x20000, 'T' }, { 0x80000, 'e' },
		{ 0x800000, 'C' }, { 0x2000000, 'x' }, { 0x40000000, 'F' },
		{ 0x10000000, 'N' }, { 0x20000000, 'P' }, { 0x100000, 'V' },
		{ 0x400, 'm' } };
	char s[sizeof flag / sizeof flag[0] + 1];
	uint32_t flags;
	size_t n = 0;

	if (!rt_root_attributes(r->root, path, &flags)) {
		file_missing(r, item, FILE_ATTRIBUTES,
		    errno == ENOTTY || errno == ENOTSUP ? RT_DOES_NOT_EXIST
							: RT_STATUS_ERROR,
		    rt_root_strerror(errno));
		return;
	}
	for (size_t i = 0; i < sizeof flag / sizeof flag[0]; i++)
		if ((flags & flag[i].bit) != 0)
			s[n++] = flag[i].letter;
	s[n] = '\0';
	file_text(r, item, FILE_ATTRIBUTES, arena_strdup(r->arena, s));
}

/* The fields of an item that are asked for now. */
static void
file_fill(struct file_run *r, struct rt_item *item, const struct rt_found *f,
    const struct rt_stat *st)
{
	bool file = S_ISREG(st->mode);

	item->where = f->path;
	if (!file_again(r, item, FILE_PATH, (uintptr_t)f->dir)) {
		file_text(r, item, FILE_PATH, f->dir);
		file_keep(r, item, FILE_PATH, (uintptr_t)f->dir);
	}
	if (f->name != NULL) {
		file_text(r, item, FILE_FILEPATH, f->path);
		file_text(r, item, FILE_FILENAME, f->name);
	}
	file_text(r, item, FILE_TYPE, file_type(st->mode));
	file_int(r, item, FILE_GROUP_ID, st->gid);
	file_int(r, item, FILE_USER_ID, st->uid);
	file_int(r, item, FILE_SIZE, (int64_t)st->size);
	file_time(r, item, FILE_A_TIME, st->atime);
	file_time(r, item, FILE_C_TIME, st->ctime);
	file_time(r, item, FILE_M_TIME, st->mtime);
	file_mode(r, item, st->mode);
	file_name(r, item, FILE_OWNER, rt_root_user_name, &r->root->users,
	    st->uid);
	file_name(r, item, FILE_GROUP, rt_root_group_name, &r->root->groups,
	    st->gid);
	if (r->asked[FILE_ACL] && file_tells(r, FILE_ACL) && !S_ISLNK(st->mode))
		file_acl(r, item, f->path);
	if (r->asked[FILE_MD5] && file_tells(r, FILE_MD5) && file)
		file_md5(r, item, f->path, st->size);
	if (r->asked[FILE_ATTRIBUTES] && file_tells(r, FILE_ATTRIBUTES) &&
	    (file || S_ISDIR(st->mode)))
		file_attributes(r, item, f->path);
}

/* Is a link that cannot be followed for this a link to no directory? */
static bool
file_leads_nowhere(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

/*
 * What is there: 0, or errno.  OVAL's files are no directories, a filepath
 * does not lead to one either, and where no name is asked for it is one.
 */
static int
file_look(struct file_run *r, const struct rt_found *f, struct rt_stat *st)
{
	struct rt_stat to;

	if (r->follow)
		return rt_root_stat(r->root, f->path, true, st) != 0 ? errno
								     : 0;
	if (f->st != NULL || f->error != 0) {
		if (f->st != NULL)
			*st = *f->st;
		return f->error;
	}
	if (rt_root_stat(r->root, f->path, false, st) != 0)
		return errno;
	if (f->name != NULL && (!r->whole || !S_ISLNK(st->mode)))
		return S_ISDIR(st->mode) ? ENOENT : 0;
	if (rt_root_stat(r->root, f->path, true, &to) != 0)
		return f->name != NULL && file_leads_nowhere(errno) ? 0 : errno;
	if (f->name != NULL)
		return S_ISDIR(to.mode) ? ENOENT : 0;
	return S_ISDIR(to.mode) ? 0 : ENOTDIR;
}

static void
file_found(void *arg, const struct rt_found *f)
{
	struct file_run *r = arg;
	struct rt_item *item, seen = { 0 };
	struct rt_stat st = { 0 };
	int error = file_look(r, f, &st);
	bool keep = true;

	if (error == ENOENT || error == ENOTDIR)
		return;
	if (r->out->nitem >= FILE_ITEMS) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
		    "more than %u files are asked for", FILE_ITEMS);
		return;
	}
	if (!rt_room(r->ctx, 0)) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
		    "there is no memory for more than %u files",
		    (unsigned)r->out->nitem);
		return;
	}
	if (error != 0) {
		item = rt_item_add(r->ctx, r->out);
		rt_find_item(r->ctx, &file_find, f, item);
		item->status = RT_STATUS_ERROR;
		item->message =
		    arena_strdup(r->ctx->arena, rt_root_strerror(error));
		return;
	}
	if (r->object->nfilter > 0) {
		r->fill = r->filtered;
		r->arena = &r->scratch;
		file_fill(r, &seen, f, &st);
		keep = rt_filter(r->ctx, r->object->filter,
			   r->object->nfilter, r->out, &seen) != NULL;
		arena_free(&r->scratch);
	}
	if (!keep)
		return;
	r->fill = NULL;
	r->arena = r->ctx->arena;
	file_fill(r, rt_item_add(r->ctx, r->out), f, &st);
}

static void
file_asks(bool *asked, const struct ir_state *s)
{
	for (uint32_t i = 0; i < s->nentity; i++)
		if (s->probe == PROBE_FILE && s->entity[i].field < FILE_FIELDS)
			asked[s->entity[i].field] = true;
}

static void
file_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_unit *u = &ctx->content->unit;
	const char *why = NULL;
	struct file_run r = {
		.ctx = ctx,
		.root = rt_root_get(ctx, &why),
		.out = out,
		.object = object,
		.follow = str_eq(rt_object_behavior(object, "follow"), "true"),
		.whole = rt_object_entity(object, FILE_FILEPATH) != NULL,
	};

	for (uint32_t i = 0; i < u->nstate; i++)
		file_asks(r.asked, &u->state[i]);
	for (uint32_t i = 0; i < u->ncomponent; i++)
		if (u->component[i].function == IR_FUNCTION_OBJECT &&
		    u->component[i].field < FILE_FIELDS)
			r.asked[u->component[i].field] = true;
	for (uint32_t i = 0; i < object->nfilter; i++)
		file_asks(r.filtered, &u->state[object->filter[i].state]);
	for (int i = 0; i < 2; i++) {
		r.bit[i] = arena_alloc(ctx->arena, sizeof *r.bit[i]);
		r.bit[i]->s = i == 0 ? "false" : "true";
		r.bit[i]->n = strlen(r.bit[i]->s);
		r.bit[i]->datatype = IR_DATATYPE_BOOLEAN;
	}
	rt_find(ctx, object, &file_find, out, file_found, &r);
}

#define FILE_BOOL(index, name, doc)                                            \
	[index] = { name, IR_DATATYPE_BOOLEAN, FIELD_STATE, doc }

static const struct probe_field file_field[] = {
	[FILE_FILEPATH] = { "filepath", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the file's whole path" },
	[FILE_PATH] = { "path", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "the directory that it is in" },
	[FILE_FILENAME] = { "filename", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "its name there; nil: the directory itself" },
	[FILE_GLOB] = { "glob", IR_DATATYPE_STRING, FIELD_OBJECT,
	    "all paths that fit, as a shell has them" },
	[FILE_TYPE] = { "type", IR_DATATYPE_STRING, FIELD_STATE,
	    "regular, directory, symbolic link, fifo, socket, block special "
	    "or character special" },
	[FILE_GROUP_ID] = { "group_id", IR_DATATYPE_INT, FIELD_STATE,
	    "the number of its group" },
	[FILE_USER_ID] = { "user_id", IR_DATATYPE_INT, FIELD_STATE,
	    "the number of its owner" },
	[FILE_SIZE] = { "size", IR_DATATYPE_INT, FIELD_STATE, "in bytes" },
	[FILE_A_TIME] = { "a_time", IR_DATATYPE_INT, FIELD_STATE,
	    "when it was last read, in seconds since 1970" },
	[FILE_C_TIME] = { "c_time", IR_DATATYPE_INT, FIELD_STATE,
	    "when its inode last changed" },
	[FILE_M_TIME] = { "m_time", IR_DATATYPE_INT, FIELD_STATE,
	    "when its content last changed" },
	FILE_BOOL(FILE_SUID, "suid", "runs as its owner"),
	FILE_BOOL(FILE_SGID, "sgid", "runs as its group"),
	FILE_BOOL(FILE_STICKY, "sticky", "only owners may remove from it"),
	FILE_BOOL(FILE_UREAD, "uread", "its owner may read"),
	FILE_BOOL(FILE_UWRITE, "uwrite", "its owner may write"),
	FILE_BOOL(FILE_UEXEC, "uexec", "its owner may execute"),
	FILE_BOOL(FILE_GREAD, "gread", "its group may read"),
	FILE_BOOL(FILE_GWRITE, "gwrite", "its group may write"),
	FILE_BOOL(FILE_GEXEC, "gexec", "its group may execute"),
	FILE_BOOL(FILE_OREAD, "oread", "others may read"),
	FILE_BOOL(FILE_OWRITE, "owrite", "others may write"),
	FILE_BOOL(FILE_OEXEC, "oexec", "others may execute"),
	FILE_BOOL(FILE_ACL, "has_extended_acl",
	    "an access list goes beyond the mode"),
	[FILE_OWNER] = { "owner", IR_DATATYPE_STRING, FIELD_STATE,
	    "the name of its owner in the target, else the number" },
	[FILE_GROUP] = { "group", IR_DATATYPE_STRING, FIELD_STATE,
	    "the name of its group in the target, else the number" },
	[FILE_MODE] = { "mode", IR_DATATYPE_INT, FIELD_STATE | FIELD_OCTAL,
	    "the twelve bits of its mode as a number" },
	[FILE_MD5] = { "md5", IR_DATATYPE_STRING, FIELD_STATE,
	    "the MD5 of its content, in lower case" },
	[FILE_ATTRIBUTES] = { "attributes", IR_DATATYPE_STRING, FIELD_STATE,
	    "the letters that lsattr(1) shows for it" },
	PROBE_FIELD_END,
};

static const char *const file_behavior[] = { "recurse_direction", "max_depth",
	"recurse", "recurse_file_system", "follow", NULL };
static const char *const file_audit[] = { "FILE_CHECK", "FILE_CHECK_NOT",
	NULL };

const struct probe probe_file = {
	.name = "file",
	.oval = "unix:file",
	.audit = file_audit,
	.field = file_field,
	.behavior = file_behavior,
	.find = &file_find,
	.doc = "a file's type, owner, mode, times",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = file_collect,
	.sh = "probe/file.sh",
};
