/*
 * Installed RPM packages, from the target's own database by librpm, which is
 * looked for when it is needed.  It is given a copy: it writes beside what it
 * reads, follows links, and takes locks.  Of an ndb database it is given the
 * headers only.  Nothing of the target is run, and
 * no configuration of ours or of the target is read.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"

#define RPM_BYTES (1ull << 30) /* of a file of the database */
#define RPM_MAX 200000u        /* packages */
#define RPM_FILES 5000000u     /* of all of them */
#define RPM_SEPARATOR "\001"
#define RPM_ERROR 3 /* RPMLOG_ERR */
#define RPM_WARNING 4
#define RPM_BLOB (64u << 20) /* bytes of one header */
#define RPM_IMPORT_COPY 1    /* HEADERIMPORT_COPY */
#define RPM_UNVERIFIED                                                         \
	0xf0f01u /* RPMVSF: no digest or signature is checked                  \
		  */

enum {
	RPM_NAME,
	RPM_ARCH,
	RPM_EPOCH,
	RPM_RELEASE,
	RPM_VERSION,
	RPM_EVR,
	RPM_KEYID,
	RPM_EXTENDED_NAME,
	RPM_FILEPATH
};

/* One package, as rpm_format has it; what follows are its files. */
static const char rpm_format[] =
    "%{NAME}" RPM_SEPARATOR "%{ARCH}" RPM_SEPARATOR
    "%|EPOCH?{%{EPOCH}}:{(none)}|" RPM_SEPARATOR "%{RELEASE}" RPM_SEPARATOR
    "%{VERSION}" RPM_SEPARATOR
    "%|RSAHEADER?{%{RSAHEADER:pgpsig}}:{%|DSAHEADER?{%{DSAHEADER:pgpsig}}:"
    "{%|SIGGPG?{%{SIGGPG:pgpsig}}:{%|SIGPGP?{%{SIGPGP:pgpsig}}:{}|}|}|}|";
static const char rpm_format_files[] = "[%{FILENAMES}" RPM_SEPARATOR "]";

struct rpm_package {
	const char *name, *arch, *epoch, *release, *version, *keyid;
	const char **file;
	uint32_t nfile;
};

struct rpm { /* what a target has, sorted by name */
	struct rt_ctx *ctx;
	struct rpm_package *package;
	uint32_t n, nfile;
	bool files; /* something asks for them */
	const char *error;
};

struct rpm_run {
	struct rt_ctx *ctx;
	struct rt_collection *out;
	const struct rpm *db;
	bool files;
};

/* --- librpm --------------------------------------------------------------- */

struct rpm_library { /* its types are opaque to us */
	void *(*create)(void);
	void *(*free)(void *ts);
	int (*set_root)(void *ts, const char *dir);
	int (*set_mode)(void *ts, int mode);
	uint32_t (*set_verify)(void *ts, uint32_t flags);
	int (*open)(void *ts, int mode);
	void *(*iterator)(
	    const void *ts, int32_t tag, const void *key, size_t n);
	void *(*next)(void *iterator);
	void *(*free_iterator)(void *iterator);
	void *(*import)(void *blob, unsigned n, int flags);
	void *(*free_header)(void *header);
	char *(*format)(void *header, const char *format, const char **why);
	int (*macro)(void *context, const char *name, const char *options,
	    const char *body, int level);
	void *(*log)(int (*callback)(void *record, void *data), void *data);
	const char *(*log_message)(void *record);
	int (*log_priority)(void *record);
};

static bool
rpm_symbol(void *library, const char *name, void *function, size_t n)
{
	void *symbol = dlsym(library, name);

	memcpy(function, &symbol, n);
	return symbol != NULL;
}

static bool
rpm_load(struct rpm *db, struct rpm_library *l)
{
	static const char *const names[] = { "librpm.so.10", "librpm.so.9",
		"librpm.so.8" };
	void *library = NULL;

	for (size_t i = 0; i < 3 && library == NULL; i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (library == NULL) {
		db->error = "librpm is not installed: the target's RPM "
			    "database cannot be read";
		return false;
	}
#define RPM_SYMBOL(slot, name)                                                 \
	rpm_symbol(library, name, &l->slot, sizeof l->slot)
	if (RPM_SYMBOL(create, "rpmtsCreate") &&
	    RPM_SYMBOL(free, "rpmtsFree") &&
	    RPM_SYMBOL(set_root, "rpmtsSetRootDir") &&
	    RPM_SYMBOL(set_mode, "rpmtsSetDBMode") &&
	    RPM_SYMBOL(set_verify, "rpmtsSetVSFlags") &&
	    RPM_SYMBOL(open, "rpmtsOpenDB") &&
	    RPM_SYMBOL(iterator, "rpmtsInitIterator") &&
	    RPM_SYMBOL(next, "rpmdbNextIterator") &&
	    RPM_SYMBOL(free_iterator, "rpmdbFreeIterator") &&
	    RPM_SYMBOL(import, "headerImport") &&
	    RPM_SYMBOL(free_header, "headerFree") &&
	    RPM_SYMBOL(format, "headerFormat") &&
	    RPM_SYMBOL(macro, "rpmPushMacro") &&
	    RPM_SYMBOL(log, "rpmlogSetCallback") &&
	    RPM_SYMBOL(log_message, "rpmlogRecMessage") &&
	    RPM_SYMBOL(log_priority, "rpmlogRecPriority"))
		return true;
#undef RPM_SYMBOL
	db->error = "this librpm is of another kind: the target's RPM "
		    "database cannot be read";
	return false;
}

struct rpm_log {
	struct rpm *db;
	const struct rpm_library *library;
	int worst; /* what is no more than that is not heard */
};

/* That an index of bdb cannot be opened: nothing is looked up by one. */
static bool
rpm_is_index(const char *text)
{
	return text != NULL && str_starts(text, "could not open ") &&
	       strstr(text, "/Packages:") == NULL;
}

/* What librpm says of an error: then nothing it gave is the whole. */
static int
rpm_logged(void *record, void *data)
{
	struct rpm_log *log = data;
	const char *text;

	text = log->library->log_message(record);
	if (log->library->log_priority(record) <= log->worst &&
	    !rpm_is_index(text) && log->db->error == NULL) {
		log->db->error =
		    arena_printf(log->db->ctx->arena, "the RPM database: %.*s",
			text != NULL ? (int)strcspn(text, "\n") : 7,
			text != NULL ? text : "unknown");
	}
	return 0;
}

/* --- a copy of the database ----------------------------------------------- */

static const char *const rpm_dirs[] = { "/var/lib/rpm", "/usr/lib/sysimage/rpm",
	"/usr/share/rpm" };

/* The kinds of database, by the file that makes one; the newest first. */
static const struct rpm_kind {
	const char *backend; /* of librpm; NULL: ndb, which is read here */
	const char *file[3];
} rpm_kinds[] = {
	{ "sqlite", { "rpmdb.sqlite", "rpmdb.sqlite-wal", NULL } },
	{ NULL, { "Packages.db", NULL, NULL } },
	{ "bdb_ro", { "Packages", NULL, NULL } },
};
#define RPM_KINDS (sizeof rpm_kinds / sizeof rpm_kinds[0])

/* All of in, in out; 0 or errno. */
static int
rpm_copy_once(int in, int out)
{
	uint64_t all = 0;
	char buf[65536];
	ssize_t n;

	if (ftruncate(out, 0) != 0 || lseek(out, 0, SEEK_SET) != 0)
		return errno;
	while ((n = pread(in, buf, sizeof buf, (off_t)all)) > 0) {
		all += (uint64_t)n;
		if (all > RPM_BYTES)
			return EFBIG;
		errno = ENOSPC; /* where less is written */
		if (write(out, buf, (size_t)n) != n)
			return errno;
	}
	return n < 0 ? errno : 0;
}

/* The same of a file that may be written meanwhile. */
static int
rpm_copy_fd(struct rt_root *root, int in, int out)
{
	struct rt_reading reading = { 0 };
	int error;

	for (;;) {
		rt_reading_begin(&reading, in);
		if ((uint64_t)reading.first.st_size > RPM_BYTES)
			return EFBIG;
		error = rpm_copy_once(in, out);
		if (error != 0)
			return error;
		error = rt_reading_end(&reading, root, in);
		if (error != EAGAIN)
			return error;
	}
}

/* False with db->error; a file that is not there is no failure. */
static bool
rpm_copy_file(struct rpm *db, struct rt_root *root, const char *from, int dir,
    const char *name)
{
	int in = rt_root_open(root, from, RT_OPEN_READ), out = -1, error;

	if (in < 0 && (errno == ENOENT || errno == ENOTDIR))
		return true;
	if (in >= 0)
		out = openat(
		    dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	error = out < 0 ? errno : rpm_copy_fd(root, in, out);
	if (error != 0)
		db->error = arena_printf(
		    db->ctx->arena, "%s: %s", from, rt_root_strerror(error));
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return error == 0;
}

/* Where the target has a database, and of what kind; false: it has none. */
static bool
rpm_find(struct rpm *db, struct rt_root *root, const char **dir,
    const struct rpm_kind **kind)
{
	struct rt_stat st;

	for (size_t i = 0; i < sizeof rpm_dirs / sizeof rpm_dirs[0]; i++)
		for (size_t k = 0; k < RPM_KINDS; k++) {
			const char *path = arena_printf(db->ctx->arena, "%s/%s",
			    rpm_dirs[i], rpm_kinds[k].file[0]);

			if (rt_root_stat(root, path, true, &st) == 0) {
				*dir = rpm_dirs[i];
				*kind = &rpm_kinds[k];
				return true;
			}
			if (errno != ENOENT && errno != ENOTDIR) {
				db->error = arena_printf(db->ctx->arena,
				    "%s: %s", path, rt_root_strerror(errno));
				return false;
			}
		}
	return false;
}

static bool
rpm_copy(struct rpm *db, struct rt_root *root, const char *from,
    const struct rpm_kind *kind, int dir)
{
	bool ok = true;

	for (const char *const *f = kind->file; ok && *f != NULL; f++)
		ok = rpm_copy_file(db, root,
		    arena_printf(db->ctx->arena, "%s/%s", from, *f), dir, *f);
	return ok;
}

/* --- the packages --------------------------------------------------------- */

/* The text up to the next separator, kept; *s moves behind it. */
static const char *
rpm_part(struct rpm *db, char **s)
{
	size_t n = strcspn(*s, RPM_SEPARATOR);
	const char *text = arena_strndup(db->ctx->arena, *s, n);

	*s += n + ((*s)[n] != '\0');
	return text;
}

static void
rpm_add_files(struct rpm *db, struct rpm_package *p, char *s)
{
	while (*s != '\0' && db->error == NULL) {
		if (db->nfile++ == RPM_FILES)
			db->error = "the RPM database has too many files";
		*VEC_PUSH(db->ctx->arena, p->file, p->nfile) = rpm_part(db, &s);
	}
}

static void
rpm_add(struct rpm *db, const struct rpm_library *l, void *header)
{
	const char *why = NULL, *id;
	struct rpm_package *p;
	char *text, *s;

	if (db->n == RPM_MAX) {
		db->error = "the RPM database has too many packages";
		return;
	}
	s = text = l->format(header, rpm_format, &why);
	if (text == NULL) {
		db->error = arena_printf(db->ctx->arena,
		    "a package of the RPM database: %s",
		    why != NULL ? why : "it cannot be read");
		return;
	}
	p = VEC_PUSH(db->ctx->arena, db->package, db->n);
	p->name = rpm_part(db, &s);
	p->arch = rpm_part(db, &s);
	p->epoch = rpm_part(db, &s);
	p->release = rpm_part(db, &s);
	p->version = rpm_part(db, &s);
	id = strstr(s, "Key ID ");
	if (id != NULL)
		p->keyid = arena_strndup(db->ctx->arena, id + 7,
		    strspn(id + 7, "0123456789abcdefABCDEF"));
	free(text);
	if (!db->files)
		return;
	s = text = l->format(header, rpm_format_files, &why);
	if (text != NULL && !str_eq(text, "(none)" RPM_SEPARATOR))
		rpm_add_files(db, p, s);
	free(text);
}

static void
rpm_read(struct rpm *db, const char *dir, const char *backend)
{
	struct rpm_library l;
	/* of a database that it does not know librpm makes an empty one */
	struct rpm_log log = { db, &l, RPM_WARNING };
	void *ts, *all, *header;

	if (!rpm_load(db, &l))
		return;
	l.log(rpm_logged, &log);
	l.macro(NULL, "_dbpath", NULL, dir, 0);
	l.macro(NULL, "_db_backend", NULL, backend, 0);
	ts = l.create();
	l.set_verify(ts, RPM_UNVERIFIED);
	l.set_mode(ts, O_RDONLY);
	if (l.set_root(ts, "/") != 0 || l.open(ts, O_RDONLY) != 0) {
		if (db->error == NULL)
			db->error = "the RPM database cannot be opened";
	} else {
		log.worst = RPM_ERROR;
		all = l.iterator(ts, 0, NULL, 0);
		while (db->error == NULL && all != NULL &&
		       (header = l.next(all)) != NULL)
			rpm_add(db, &l, header);
		if (all != NULL)
			l.free_iterator(all);
	}
	l.free(ts);
	l.log(NULL, NULL);
}

/* --- ndb ------------------------------------------------------------------ */

/*
 * Packages.db, which many a librpm is built without: pages of slots of 16
 * bytes, the first two of them the file's own header, each with the place of a
 * package's header in blocks of 16.  All numbers are little-endian.
 */
#define NDB_UNIT 16u
#define NDB_PAGE 4096u
#define NDB_PAGES (RPM_MAX / (NDB_PAGE / NDB_UNIT) + 1)
#define NDB_TAIL 12u

static uint32_t
ndb_word(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* All n bytes at that place; false: there are fewer, or errno. */
static bool
ndb_read(int fd, unsigned char *to, size_t n, uint64_t at)
{
	for (size_t have = 0; have < n;) {
		ssize_t got =
		    pread(fd, to + have, n - have, (off_t)(at + have));

		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	return true;
}

/* Adler-32. */
static uint32_t
ndb_sum(const unsigned char *p, size_t n)
{
	uint32_t a = 1, b = 0;

	for (; n > 0; n--, p++) {
		a = (a + *p) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

/* Does the blob have the head, the end and the sum that a slot's has? */
static bool
ndb_holds(const unsigned char *blob, size_t n, uint32_t package)
{
	const unsigned char *tail = blob + n - NDB_TAIL;
	uint32_t length = ndb_word(blob + 12);

	return memcmp(blob, "BlbS", 4) == 0 && ndb_word(blob + 4) == package &&
	       length <= n - NDB_UNIT - NDB_TAIL &&
	       n - NDB_UNIT - NDB_TAIL - length < NDB_UNIT &&
	       ndb_word(tail) == ndb_sum(blob, n - NDB_TAIL) &&
	       ndb_word(tail + 4) == length && memcmp(tail + 8, "BlbE", 4) == 0;
}

static void
ndb_package(struct rpm *db, const struct rpm_library *l, int fd,
    const unsigned char *slot)
{
	size_t n = (size_t)ndb_word(slot + 12) * NDB_UNIT;
	uint32_t package = ndb_word(slot + 4);
	unsigned char *blob;
	void *header = NULL;

	if (package == 0) /* free */
		return;
	if (n < (size_t)2 * NDB_UNIT || n > RPM_BLOB) {
		db->error = "the RPM database: a package of no possible size";
		return;
	}
	blob = base_malloc(n);
	if (ndb_read(fd, blob, n, (uint64_t)ndb_word(slot + 8) * NDB_UNIT) &&
	    ndb_holds(blob, n, package))
		header = l->import(
		    blob + NDB_UNIT, ndb_word(blob + 12), RPM_IMPORT_COPY);
	if (header != NULL) {
		rpm_add(db, l, header);
		l->free_header(header);
	} else if (db->error == NULL) {
		db->error = arena_printf(db->ctx->arena,
		    "the RPM database: package %u is broken", package);
	}
	free(blob);
}

static void
ndb_packages(struct rpm *db, const struct rpm_library *l, int fd)
{
	unsigned char page[NDB_PAGE];
	uint32_t pages = 1;

	for (uint32_t i = 0; i < pages; i++) {
		if (!ndb_read(fd, page, sizeof page, (uint64_t)i * NDB_PAGE)) {
			db->error = "the RPM database ends too early";
			return;
		}
		if (i == 0)
			pages = ndb_word(page + 12);
		if (i == 0 &&
		    (memcmp(page, "RpmP", 4) != 0 || ndb_word(page + 4) != 0 ||
			pages == 0 || pages > NDB_PAGES)) {
			db->error = "the RPM database: Packages.db is of "
				    "another kind";
			return;
		}
		for (unsigned at = i == 0 ? 2 * NDB_UNIT : 0; at < NDB_PAGE;
		     at += NDB_UNIT) {
			if (memcmp(page + at, "Slot", 4) != 0)
				db->error = "the RPM database: a slot is none";
			if (db->error == NULL)
				ndb_package(db, l, fd, page + at);
			if (db->error != NULL)
				return;
		}
	}
}

static void
rpm_read_ndb(struct rpm *db, struct rt_root *root, const char *dir)
{
	const char *path = arena_printf(db->ctx->arena, "%s/Packages.db", dir);
	int fd = rt_root_open(root, path, RT_OPEN_READ), again = EAGAIN;
	struct rt_reading reading = { 0 };
	struct rpm_library l;
	struct rpm_log log = { db, &l, RPM_ERROR };

	if (fd < 0) {
		db->error = arena_printf(
		    db->ctx->arena, "%s: %s", path, rt_root_strerror(errno));
		return;
	}
	if (rpm_load(db, &l)) {
		l.log(rpm_logged, &log);
		while (again == EAGAIN) {
			db->package = NULL;
			db->n = db->nfile = 0;
			db->error = NULL;
			rt_reading_begin(&reading, fd);
			ndb_packages(db, &l, fd);
			again = rt_reading_end(&reading, root, fd);
		}
		l.log(NULL, NULL);
		if (again != 0)
			db->error = arena_printf(db->ctx->arena, "%s: %s", path,
			    rt_root_strerror(again));
	}
	close(fd);
}

static int
rpm_by_name(const void *a, const void *b)
{
	const struct rpm_package *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = strcmp(x->version, y->version);
	if (order == 0)
		order = strcmp(x->release, y->release);
	return order != 0 ? order : strcmp(x->arch, y->arch);
}

static bool
rpm_files_asked(const struct ir_unit *u)
{
	for (uint32_t i = 0; i < u->nobject; i++)
		if (u->object[i].probe == PROBE_RPMINFO &&
		    str_eq(
			rt_object_behavior(&u->object[i], "filepaths"), "true"))
			return true;
	return false;
}

/* The target's packages, read once. */
static const struct rpm *
rpm_get(struct rt_ctx *ctx)
{
	struct rpm *db = ctx->kept[PROBE_RPMINFO];
	const struct rpm_kind *kind;
	struct rt_root *root;
	struct rt_scratch to;
	const char *from;

	if (db != NULL)
		return db;
	db = arena_alloc(ctx->arena, sizeof *db);
	ctx->kept[PROBE_RPMINFO] = db;
	db->ctx = ctx;
	db->files = rpm_files_asked(&ctx->content->unit);
	root = rt_root_get(ctx, &db->error);
	if (root == NULL || !rpm_find(db, root, &from, &kind))
		return db;
	if (kind->backend == NULL) {
		rpm_read_ndb(db, root, from);
	} else if (!rt_scratch_open(ctx->arena, &to)) {
		db->error = "no place for a copy of the RPM database";
	} else {
		if (rpm_copy(db, root, from, kind, to.dir))
			rpm_read(db, to.path, kind->backend);
		rt_scratch_close(&to);
	}
	if (db->n > 1)
		qsort(db->package, db->n, sizeof *db->package, rpm_by_name);
	return db;
}

/* --- items ---------------------------------------------------------------- */

static void
rpm_item(void *arg, const void *record)
{
	struct rpm_run *r = arg;
	const struct rpm_package *p = record;
	const char *evr = arena_printf(r->ctx->arena, "%s:%s-%s",
	    str_eq(p->epoch, "(none)") ? "0" : p->epoch, p->version,
	    p->release);
	struct rt_item *item = rt_item_add(r->ctx, r->out);

	item->where = arena_printf(r->ctx->arena, "package %s", p->name);
	rt_item_text(r->ctx, item, RPM_NAME, p->name);
	rt_item_text(r->ctx, item, RPM_ARCH, p->arch);
	rt_item_text(r->ctx, item, RPM_EPOCH, p->epoch);
	rt_item_text(r->ctx, item, RPM_RELEASE, p->release);
	rt_item_text(r->ctx, item, RPM_VERSION, p->version);
	rt_value_add(
	    r->ctx, item, RPM_EVR, IR_DATATYPE_EVR_STRING, evr, strlen(evr));
	rt_item_text(
	    r->ctx, item, RPM_KEYID, p->keyid != NULL ? p->keyid : "0");
	rt_item_text(r->ctx, item, RPM_EXTENDED_NAME,
	    arena_printf(r->ctx->arena, "%s-%s.%s", p->name, evr, p->arch));
	for (uint32_t i = 0; r->files && i < p->nfile; i++)
		rt_item_text(r->ctx, item, RPM_FILEPATH, p->file[i]);
}

static void
rpm_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct rpm_run r = { ctx, out, rpm_get(ctx),
		str_eq(rt_object_behavior(object, "filepaths"), "true") };

	if (r.db->error != NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", r.db->error);
		return;
	}
	rt_object_records(ctx, object, RPM_NAME, r.db->package, r.db->n,
	    sizeof *r.db->package, out, rpm_item, &r);
}

static const struct probe_field rpm_field[] = {
	[RPM_NAME] = { "name", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "the package's name" },
	[RPM_ARCH] = { "arch", IR_DATATYPE_STRING, FIELD_STATE,
	    "what it was built for, noarch, or (none) of a key" },
	[RPM_EPOCH] = { "epoch", IR_DATATYPE_STRING, FIELD_STATE,
	    "of its version; (none) where it has none" },
	[RPM_RELEASE] = { "release", IR_DATATYPE_STRING, FIELD_STATE,
	    "which build of the version it is" },
	[RPM_VERSION] = { "version", IR_DATATYPE_STRING, FIELD_STATE,
	    "its version without epoch and release" },
	[RPM_EVR] = { "evr", IR_DATATYPE_EVR_STRING, FIELD_STATE,
	    "EPOCH:VERSION-RELEASE, the epoch 0 where it has none" },
	[RPM_KEYID] = { "signature_keyid", IR_DATATYPE_STRING, FIELD_STATE,
	    "the key that it is signed with, in hexadecimal; 0: it is not" },
	[RPM_EXTENDED_NAME] = { "extended_name", IR_DATATYPE_STRING,
	    FIELD_STATE, "NAME-EPOCH:VERSION-RELEASE.ARCH" },
	[RPM_FILEPATH] = { "filepath", IR_DATATYPE_STRING, FIELD_STATE,
	    "each of its files, with the behavior filepaths" },
	PROBE_FIELD_END,
};

static const char *const rpm_behavior[] = { "filepaths", NULL };

const struct probe probe_rpminfo = {
	.name = "rpminfo",
	.oval = "linux:rpminfo",
	.field = rpm_field,
	.behavior = rpm_behavior,
	.doc = "installed RPM packages",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = rpm_collect,
	.sh = "probe/rpminfo.sh",
};
