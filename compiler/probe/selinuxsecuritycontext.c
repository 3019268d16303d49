/* The SELinux contexts of files and of processes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

#define CONTEXT_BYTES 4096

enum {
	CONTEXT_FILEPATH,
	CONTEXT_PATH,
	CONTEXT_FILENAME,
	CONTEXT_PID,
	CONTEXT_USER,
	CONTEXT_ROLE,
	CONTEXT_TYPE,
	CONTEXT_LOW_SENSITIVITY,
	CONTEXT_LOW_CATEGORY,
	CONTEXT_HIGH_SENSITIVITY,
	CONTEXT_HIGH_CATEGORY,
	CONTEXT_RAW /* the same four again */
};

static const struct rt_find_fields context_find = { CONTEXT_FILEPATH,
	CONTEXT_PATH, CONTEXT_FILENAME, UINT16_MAX };

struct context_run {
	struct rt_ctx *ctx;
	struct rt_root *root;
	const struct ir_object *object;
	struct rt_collection *out;
	bool self; /* of processes: the one that stands for the target */
	int64_t pid;
};

/* Text of n bytes as this field's value and as the raw one's. */
static void
context_level(struct context_run *r, struct rt_item *item, uint16_t field,
    const char *s, size_t n)
{
	uint16_t raw =
	    (uint16_t)(CONTEXT_RAW + field - CONTEXT_LOW_SENSITIVITY);

	rt_value_add(r->ctx, item, field, IR_DATATYPE_STRING, s, n);
	rt_value_add(r->ctx, item, raw, IR_DATATYPE_STRING, s, n);
}

/* SENSITIVITY[:CATEGORIES] up to the end. */
static void
context_sensitivity(struct context_run *r, struct rt_item *item, uint16_t field,
    const char *s, size_t n)
{
	const char *colon = memchr(s, ':', n);
	size_t head = colon != NULL ? (size_t)(colon - s) : n;

	context_level(r, item, field, s, head);
	if (colon != NULL)
		context_level(
		    r, item, (uint16_t)(field + 1), colon + 1, n - head - 1);
}

/* USER:ROLE:TYPE[:LOW[-HIGH]]; one level alone is both. */
static void
context_split(struct context_run *r, struct rt_item *item, const char *s)
{
	const char *dash;
	size_t n;

	for (uint16_t f = CONTEXT_USER; f <= CONTEXT_TYPE; f++) {
		n = strcspn(s, ":");
		if (n == 0 || (f < CONTEXT_TYPE && s[n] == '\0')) {
			item->status = RT_STATUS_ERROR;
			item->message = "its context is of another form";
			return;
		}
		rt_value_add(r->ctx, item, f, IR_DATATYPE_STRING, s, n);
		s += n + (s[n] != '\0');
	}
	if (*s == '\0')
		return;
	dash = strchr(s, '-');
	n = dash != NULL ? (size_t)(dash - s) : strlen(s);
	context_sensitivity(r, item, CONTEXT_LOW_SENSITIVITY, s, n);
	if (dash != NULL)
		s = dash + 1;
	context_sensitivity(r, item, CONTEXT_HIGH_SENSITIVITY, s, strlen(s));
}

static void
context_file(void *arg, const struct rt_found *f)
{
	struct context_run *r = arg;
	char buf[CONTEXT_BYTES];
	struct rt_item *item;
	struct rt_stat st;
	ssize_t n;

	if (rt_root_stat(r->root, f->path, true, &st) != 0 &&
	    (errno == ENOENT || errno == ENOTDIR))
		return;
	n = rt_root_xattr(
	    r->root, f->path, "security.selinux", buf, sizeof buf - 1);
	item = rt_item_add(r->ctx, r->out);
	rt_find_item(r->ctx, &context_find, f, item);
	if (n >= 0) {
		buf[n] = '\0';
		context_split(r, item, buf);
	} else if (errno == ENODATA || errno == ENOTSUP) {
		for (uint16_t i = CONTEXT_USER; i < CONTEXT_RAW + 4; i++)
			rt_item_missing(
			    r->ctx, item, i, RT_DOES_NOT_EXIST, NULL);
	} else {
		item->status = RT_STATUS_ERROR;
		item->message =
		    arena_strdup(r->ctx->arena, rt_root_strerror(errno));
	}
}

/* Where SELinux does not run a process has no context of its kind. */
static bool
context_process(void *arg, const struct rt_process *p)
{
	struct context_run *r = arg;
	struct strbuf b = STRBUF_INIT;
	struct rt_item *item;
	char pid[24];
	bool ok;

	snprintf(pid, sizeof pid, "%lld", (long long)p->pid);
	if (r->self ? p->pid != r->pid
		    : !rt_object_wants(r->ctx, r->object, CONTEXT_PID, pid,
			  strlen(pid), r->out))
		return true;
	ok = rt_proc_read(p->dir, "attr/current", CONTEXT_BYTES, &b);
	if (!ok && errno == EINVAL) { /* no such module runs */
		strbuf_free(&b);
		return true;
	}
	if (ok && strchr(b.s, ':') != NULL) {
		b.s[strcspn(b.s, "\n")] = '\0';
		item = rt_item_add(r->ctx, r->out);
		item->where = arena_printf(r->ctx->arena, "process %s", pid);
		rt_value_add(r->ctx, item, CONTEXT_PID, IR_DATATYPE_INT, pid,
		    strlen(pid));
		context_split(r, item, b.s);
	}
	strbuf_free(&b);
	return ok;
}

static void
context_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_entity *pid = rt_object_entity(object, CONTEXT_PID);
	const char *why = NULL;
	struct context_run r = { .ctx = ctx,
		.root = rt_root_get(ctx, &why),
		.object = object,
		.out = out,
		.self = pid != NULL && pid->nil };

	if (r.root == NULL)
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
	else if (pid == NULL)
		rt_find(ctx, object, &context_find, out, context_file, &r);
	else if (rt_running(ctx, out)) {
		/* of a container its init stands for us */
		if (r.self && (r.root->self == NULL ||
				  !str_to_int64(r.root->self, &r.pid)))
			r.pid = getpid();
		rt_process_each(ctx, out, context_process, &r);
	}
}

#define CONTEXT_TEXT(index, name, use, doc)                                    \
	[index] = { name, IR_DATATYPE_STRING, use, doc }

static const struct probe_field context_field[] = {
	CONTEXT_TEXT(CONTEXT_FILEPATH, "filepath", FIELD_OBJECT | FIELD_STATE,
	    "the file's whole path"),
	CONTEXT_TEXT(CONTEXT_PATH, "path", FIELD_OBJECT | FIELD_STATE,
	    "the directory that it is in"),
	CONTEXT_TEXT(CONTEXT_FILENAME, "filename", FIELD_OBJECT | FIELD_STATE,
	    "its name there; nil: the directory itself"),
	[CONTEXT_PID] = { "pid", IR_DATATYPE_INT, FIELD_OBJECT | FIELD_STATE,
	    "the process; nil: on the host this program, of a container its "
	    "init" },
	CONTEXT_TEXT(CONTEXT_USER, "user", FIELD_STATE, "SELinux's user"),
	CONTEXT_TEXT(CONTEXT_ROLE, "role", FIELD_STATE, "its role"),
	CONTEXT_TEXT(CONTEXT_TYPE, "type", FIELD_STATE, "its type or domain"),
	CONTEXT_TEXT(CONTEXT_LOW_SENSITIVITY, "low_sensitivity", FIELD_STATE,
	    "the sensitivity of its lower level"),
	CONTEXT_TEXT(CONTEXT_LOW_CATEGORY, "low_category", FIELD_STATE,
	    "the categories of its lower level"),
	CONTEXT_TEXT(CONTEXT_HIGH_SENSITIVITY, "high_sensitivity", FIELD_STATE,
	    "the sensitivity of its upper level"),
	CONTEXT_TEXT(CONTEXT_HIGH_CATEGORY, "high_category", FIELD_STATE,
	    "the categories of its upper level"),
	CONTEXT_TEXT(CONTEXT_RAW, "rawlow_sensitivity", FIELD_STATE,
	    "low_sensitivity, as the kernel has it"),
	CONTEXT_TEXT(CONTEXT_RAW + 1, "rawlow_category", FIELD_STATE,
	    "low_category, as the kernel has it"),
	CONTEXT_TEXT(CONTEXT_RAW + 2, "rawhigh_sensitivity", FIELD_STATE,
	    "high_sensitivity, as the kernel has it"),
	CONTEXT_TEXT(CONTEXT_RAW + 3, "rawhigh_category", FIELD_STATE,
	    "high_category, as the kernel has it"),
	PROBE_FIELD_END,
};

static const char *const context_behavior[] = { "recurse_direction",
	"max_depth", "recurse", "recurse_file_system", NULL };

const struct probe probe_selinuxsecuritycontext = {
	.name = "selinuxsecuritycontext",
	.oval = "linux:selinuxsecuritycontext",
	.field = context_field,
	.behavior = context_behavior,
	.doc = "SELinux contexts of files and processes",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = context_collect,
	.sh = "probe/selinuxsecuritycontext.sh",
};
