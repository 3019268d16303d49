/*
 * Installed Debian packages, from dpkg's own records in the target's root:
 * var/lib/dpkg/status, and the files of status.d that images without dpkg
 * have.  Nothing of the target is run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probe.h"

#define DPKG_STATUS ((size_t)128 << 20) /* bytes of the records */
#define DPKG_FILE ((size_t)1 << 20)     /* bytes of one in status.d */
#define DPKG_FILES 20000u

enum { DPKG_NAME, DPKG_ARCH, DPKG_EPOCH, DPKG_RELEASE, DPKG_VERSION, DPKG_EVR };

struct dpkg_package { /* NULL: its record does not say */
	const char *name, *arch, *version, *status;
	uint32_t line; /* in its file */
};

struct dpkg { /* what a target has; sorted by name, as they came within one */
	struct dpkg_package *package;
	uint32_t n;
	const char *error;
};

struct dpkg_run {
	struct rt_ctx *ctx;
	struct rt_collection *out;
	const struct dpkg *db;
};

struct dpkg_list { /* the names in status.d */
	struct arena *arena;
	const char **name;
	uint32_t n;
};

/* --- the records ---------------------------------------------------------- */

static char *
dpkg_trim(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	for (n = strlen(s); n > 0 && strchr(" \t\r", s[n - 1]) != NULL;)
		s[--n] = '\0';
	return s;
}

static void
dpkg_field(struct dpkg_package *p, const char *name, const char *value)
{
	if (strcasecmp(name, "Package") == 0)
		p->name = value;
	else if (strcasecmp(name, "Version") == 0)
		p->version = value;
	else if (strcasecmp(name, "Architecture") == 0)
		p->arch = value;
	else if (strcasecmp(name, "Status") == 0)
		p->status = value;
}

/*
 * Is it unpacked or more?  The state is the last word; a record without one
 * is of a file in status.d, which is there because the package is.
 */
static bool
dpkg_installed(const struct dpkg_package *p)
{
	const char *state;

	if (p->status == NULL)
		return true;
	state = strrchr(p->status, ' ');
	state = state != NULL ? state + 1 : p->status;
	return !str_eq(state, "not-installed") &&
	       !str_eq(state, "config-files");
}

/* The end of a record, where there is one; false: it is not complete. */
static bool
dpkg_end(
    struct arena *a, struct dpkg *db, struct dpkg_package *p, bool needs_status)
{
	bool ok = p->line == 0 || (p->name != NULL && *p->name != '\0' &&
				      (p->status != NULL || !needs_status));

	if (ok && p->line != 0 && dpkg_installed(p)) {
		struct dpkg_package *kept = VEC_PUSH(a, db->package, db->n);

		*kept = (struct dpkg_package){ arena_strdup(a, p->name),
			arena_strdup(a, p->arch), arena_strdup(a, p->version),
			NULL, p->line };
	}
	if (ok)
		*p = (struct dpkg_package){ 0 };
	return ok;
}

/* A line that is not blank: a field, or more of the one above. */
static bool
dpkg_line(struct dpkg_package *p, char *line, uint32_t number)
{
	char *colon = strchr(line, ':');
	bool first = p->line == 0;

	if (first)
		p->line = number;
	if (line[0] == ' ' || line[0] == '\t')
		return !first;
	if (colon == NULL || colon == line)
		return false;
	*colon = '\0';
	dpkg_field(p, dpkg_trim(line), dpkg_trim(colon + 1));
	return true;
}

/* Every record of a file, whose text is used up; false with db->error. */
static bool
dpkg_parse(struct arena *a, struct dpkg *db, const char *file, char *text,
    bool needs_status)
{
	struct dpkg_package p = { 0 };
	uint32_t number = 0;
	bool ok = true;
	char *next;

	for (char *line = text; ok && line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		number++;
		if (line[strspn(line, " \t\r")] == '\0')
			ok = dpkg_end(a, db, &p, needs_status);
		else
			ok = dpkg_line(&p, line, number);
	}
	if (ok && dpkg_end(a, db, &p, needs_status))
		return true;
	db->error = arena_printf(
	    a, "%s: line %u is of no package's record", file, number);
	return false;
}

/* --- the files ------------------------------------------------------------ */

/* Read and parse one; false with db->error, true where there is none. */
static bool
dpkg_file(struct rt_ctx *ctx, struct dpkg *db, const char *path, size_t limit,
    bool needs_status)
{
	struct strbuf b = STRBUF_INIT;
	const char *why = NULL;
	bool ok = true;

	if (rt_root_read(ctx, path, limit, &b, &why)) {
		if (memchr(b.s, '\0', b.n) != NULL)
			db->error =
			    arena_printf(ctx->arena, "%s is no text", path);
		ok = db->error == NULL &&
		     dpkg_parse(ctx->arena, db, path, b.s, needs_status);
	} else if (errno != ENOENT && errno != ENOTDIR) {
		db->error = arena_printf(ctx->arena, "%s: %s", path, why);
		ok = false;
	}
	strbuf_free(&b);
	return ok;
}

static bool
dpkg_listed(void *arg, const char *name)
{
	struct dpkg_list *l = arg;

	if (name[0] != '.' && !str_ends(name, ".md5sums") &&
	    !str_ends(name, ".list"))
		*VEC_PUSH(l->arena, l->name, l->n) =
		    arena_strdup(l->arena, name);
	return l->n < DPKG_FILES;
}

static int
dpkg_by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
dpkg_by_name(const void *a, const void *b)
{
	const struct dpkg_package *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = strcmp(x->arch != NULL ? x->arch : "",
		    y->arch != NULL ? y->arch : "");
	return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static void
dpkg_directory(struct rt_ctx *ctx, struct rt_root *root, struct dpkg *db)
{
	struct dpkg_list l = { .arena = ctx->arena };
	const char *dir = "/var/lib/dpkg/status.d";

	if (rt_root_list(root, dir, dpkg_listed, &l) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			db->error = arena_printf(
			    ctx->arena, "%s: %s", dir, rt_root_strerror(errno));
		return;
	}
	if (l.n == DPKG_FILES) {
		db->error = arena_printf(ctx->arena, "%s: too many files", dir);
		return;
	}
	if (l.n > 1)
		qsort(l.name, l.n, sizeof *l.name, dpkg_by_text);
	for (uint32_t i = 0; i < l.n; i++)
		if (!dpkg_file(ctx, db,
			arena_printf(ctx->arena, "%s/%s", dir, l.name[i]),
			DPKG_FILE, false))
			return;
}

/* The target's packages, read once. */
static const struct dpkg *
dpkg_get(struct rt_ctx *ctx)
{
	struct dpkg *db = ctx->kept[PROBE_DPKGINFO];
	struct rt_root *root;

	if (db != NULL)
		return db;
	db = arena_alloc(ctx->arena, sizeof *db);
	ctx->kept[PROBE_DPKGINFO] = db;
	root = rt_root_get(ctx, &db->error);
	if (root != NULL &&
	    dpkg_file(ctx, db, "/var/lib/dpkg/status", DPKG_STATUS, true))
		dpkg_directory(ctx, root, db);
	if (db->n > 1)
		qsort(db->package, db->n, sizeof *db->package, dpkg_by_name);
	return db;
}

/* --- items ---------------------------------------------------------------- */

/* [EPOCH:]VERSION[-RELEASE]; no epoch is "(none)", which evr has as 0. */
static void
dpkg_version(struct rt_ctx *ctx, struct rt_item *item, const char *s)
{
	const char *version = strchr(s, ':'), *release;
	size_t n;

	version = version != NULL ? version + 1 : s;
	release = strrchr(version, '-');
	n = release != NULL ? (size_t)(release - version) : strlen(version);
	if (version != s)
		rt_value_add(ctx, item, DPKG_EPOCH, IR_DATATYPE_STRING, s,
		    (size_t)(version - s - 1));
	else
		rt_item_text(ctx, item, DPKG_EPOCH, "(none)");
	rt_item_text(
	    ctx, item, DPKG_RELEASE, release != NULL ? release + 1 : "");
	rt_value_add(ctx, item, DPKG_VERSION, IR_DATATYPE_STRING, version, n);
	s = version != s ? s : arena_printf(ctx->arena, "0:%s", s);
	rt_value_add(
	    ctx, item, DPKG_EVR, IR_DATATYPE_DEBIAN_EVR_STRING, s, strlen(s));
}

static void
dpkg_item(void *arg, const void *record)
{
	struct dpkg_run *r = arg;
	const struct dpkg_package *p = record;
	struct rt_item *item = rt_item_add(r->ctx, r->out);

	item->where = arena_printf(r->ctx->arena, "package %s", p->name);
	rt_item_text(r->ctx, item, DPKG_NAME, p->name);
	if (p->arch != NULL)
		rt_item_text(r->ctx, item, DPKG_ARCH, p->arch);
	if (p->version != NULL)
		dpkg_version(r->ctx, item, p->version);
}

static void
dpkg_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct dpkg_run r = { ctx, out, dpkg_get(ctx) };

	if (r.db->error != NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", r.db->error);
		return;
	}
	rt_object_records(ctx, object, DPKG_NAME, r.db->package, r.db->n,
	    sizeof *r.db->package, out, dpkg_item, &r);
}

static const struct probe_field dpkg_fields[] = {
	[DPKG_NAME] = { "name", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "the package's name" },
	[DPKG_ARCH] = { "arch", IR_DATATYPE_STRING, FIELD_STATE,
	    "what it was built for, or all" },
	[DPKG_EPOCH] = { "epoch", IR_DATATYPE_STRING, FIELD_STATE,
	    "of its version; (none) where it has none" },
	[DPKG_RELEASE] = { "release", IR_DATATYPE_STRING, FIELD_STATE,
	    "Debian's revision of it; empty where it has none" },
	[DPKG_VERSION] = { "version", IR_DATATYPE_STRING, FIELD_STATE,
	    "its version without epoch and revision" },
	[DPKG_EVR] = { "evr", IR_DATATYPE_DEBIAN_EVR_STRING, FIELD_STATE,
	    "EPOCH:VERSION-REVISION, the epoch 0 where it has none" },
	PROBE_FIELD_END,
};

const struct probe probe_dpkginfo = {
	.name = "dpkginfo",
	.oval = "linux:dpkginfo",
	.field = dpkg_fields,
	.doc = "installed Debian packages",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = dpkg_collect,
	.sh = "probe/dpkginfo.sh",
};
