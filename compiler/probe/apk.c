/*
 * Installed Alpine packages, from apk's own record in the target's root,
 * lib/apk/db/installed.  OVAL has no such test; this one is ours.
 */
#include <errno.h>
#include <string.h>

#include "probe.h"

#define APK_BYTES ((size_t)128 << 20)

enum { APK_NAME, APK_VERSION, APK_ARCH };

struct apk_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	const char *name, *version, *arch; /* of the record that is read */
};

/* The end of a record; false: it names no package. */
static bool
apk_end(struct apk_run *r)
{
	struct rt_item *item;

	if (r->name == NULL)
		return r->version == NULL && r->arch == NULL;
	if (rt_object_wants(r->ctx, r->object, APK_NAME, r->name,
		strlen(r->name), r->out)) {
		item = rt_item_add(r->ctx, r->out);
		item->where =
		    arena_printf(r->ctx->arena, "package %s", r->name);
		rt_item_text(r->ctx, item, APK_NAME, r->name);
		if (r->version != NULL)
			rt_item_text(r->ctx, item, APK_VERSION, r->version);
		if (r->arch != NULL)
			rt_item_text(r->ctx, item, APK_ARCH, r->arch);
	}
	r->name = r->version = r->arch = NULL;
	return true;
}

/* Each line is a letter, a colon and a value; an empty one ends a record. */
static bool
apk_line(struct apk_run *r, const char *line)
{
	if (*line == '\0')
		return apk_end(r);
	if (line[1] != ':')
		return false;
	switch (line[0]) {
	case 'P':
		if (r->name != NULL)
			return false;
		r->name = line + 2;
		break;
	case 'V':
		r->version = line + 2;
		break;
	case 'A':
		r->arch = line + 2;
		break;
	default:
		break;
	}
	return true;
}

static void
apk_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	static const char path[] = "/lib/apk/db/installed";
	struct apk_run r = { .ctx = ctx, .object = object, .out = out };
	struct strbuf b = STRBUF_INIT;
	const char *why = NULL;
	uint32_t number = 0;
	bool ok;
	char *next;

	if (!rt_root_read(ctx, path, APK_BYTES, &b, &why)) {
		if (errno != ENOENT && errno != ENOTDIR)
			rt_flag(ctx, out, RT_FLAG_ERROR, "%s: %s", path, why);
		strbuf_free(&b);
		return;
	}
	ok = memchr(b.s, '\0', b.n) == NULL;
	for (char *line = b.s; ok && line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		number++;
		ok = apk_line(&r, line);
	}
	if (!ok || !apk_end(&r))
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "%s: line %u is of no package's record", path, number);
	strbuf_free(&b);
}

static const struct probe_field apk_field[] = {
	[APK_NAME] = { "name", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "the package's name" },
	[APK_VERSION] = { "version", IR_DATATYPE_STRING, FIELD_STATE,
	    "its version with the build: 1.2.3-r4" },
	[APK_ARCH] = { "arch", IR_DATATYPE_STRING, FIELD_STATE,
	    "what it was built for, or noarch" },
	PROBE_FIELD_END,
};

const struct probe probe_apk = {
	.name = "apk",
	.field = apk_field,
	.doc = "installed Alpine packages",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = apk_collect,
	.sh = "probe/apk.sh",
};
