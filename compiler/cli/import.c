/* auditc import: documents into the store. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../front/datastream.h"
#include "../front/xccdf.h"
#include "cli.h"

#define DIRECTORY_DEPTH_MAX 32

struct import {
	const char *db;
	struct store *store; /* opened when there is something to keep */
	struct strbuf said;  /* printed once the transaction is through */
	const char *path;
	char sha256[HASH_HEX]; /* of the zip */
	bool zip;
	bool bad; /* a member of the zip was refused */
	bool searched; /* it was found in a directory, not named */
	unsigned documents;
};

#define BAR 30

/* A bar, where standard error is a terminal. */
static void
show_progress(void *arg, size_t done, size_t of)
{
	const struct import *im = arg;
	size_t k, filled = of != 0 ? done * BAR / of : 0;
	char bar[BAR + 1];

	if (!isatty(STDERR_FILENO))
		return;
	for (k = 0; k < BAR; k++)
		bar[k] = k < filled ? '#' : '.';
	bar[BAR] = '\0';
	fprintf(stderr, "\r[%s] %zu of %zu, %u %s%s", bar, done, of,
	    im->documents,
	    print_plural(im->documents, "document", "documents"),
	    done == of ? "\n" : "");
}

static bool
open_store(struct import *im)
{
	if (im->store != NULL)
		return true;
	im->store = store_open(im->db, STORE_WRITE);
	if (im->store == NULL)
		return false;
	store_begin(im->store);
	return !store_failed(im->store);
}

static struct store_source
source_of(const struct import *im, const char *name)
{
	struct store_source source = { .origin = im->path };
	size_t n = strlen(im->path);

	if (im->zip) {
		source.archive_sha256 = im->sha256;
		source.member = str_starts(name, im->path) && name[n] == '/'
				    ? name + n + 1
				    : name;
	}
	return source;
}

static void
say_bound(struct import *im, const struct store_added *added)
{
	strbuf_addf(&im->said, "; %u %s a check", added->bound,
	    print_plural(added->bound, "has", "have"));
	if (added->stale != 0)
		strbuf_addf(&im->said, ", %u of them stale", added->stale);
	strbuf_addch(&im->said, '\n');
	if (added->answers != 0 || added->waivers != 0)
		strbuf_addf(&im->said,
		    "  to be reviewed, as the check text changed: %u %s, "
		    "%u %s\n",
		    added->answers,
		    print_plural(added->answers, "answer", "answers"),
		    added->waivers,
		    print_plural(added->waivers, "waiver", "waivers"));
}

/* "a.zip/member.xml" for "dir/a.zip/folder/member.xml". */
static void
say_name(struct import *im, const char *name)
{
	const char *slash = strrchr(im->path, '/');

	if (!im->zip) {
		strbuf_addf(&im->said, "%s\n", name);
		return;
	}
	strbuf_addf(&im->said, "%s/", slash != NULL ? slash + 1 : im->path);
	slash = strrchr(name, '/');
	strbuf_addf(&im->said, "%s\n", slash != NULL ? slash + 1 : name);
}

/* The definition of the data stream that a check names; NULL: none. */
static const char *
definition_of(const struct datastream *ds, const struct datastream_ref *from,
    const struct model_check *check)
{
	const struct datastream_ref *ref;
	const char *found = NULL;
	uint32_t i;

	for (i = 0; i < check->nkid && found == NULL; i++)
		found = definition_of(ds, from, &check->kid[i]);
	for (i = 0; i < check->ncontent_ref && found == NULL; i++) {
		ref = datastream_resolve(ds, from, check->content_ref[i].href);
		if (ref == NULL || ref->root == NULL ||
		    !str_eq(ref->root->name, "oval_definitions"))
			continue;
		found = check->content_ref[i].name;
		if (found == NULL)
			found = ref->component;
	}
	return found;
}

/* By rule, what of the data stream checks it. */
static const char *const *
own_checks(struct arena *a, const struct datastream *ds,
    const struct datastream_ref *from, const struct model_benchmark *b)
{
	const char **own = arena_alloc(a, (b->nrule + 1) * sizeof *own);
	uint32_t i, k;

	for (i = 0; i < b->nrule; i++)
		for (k = 0; k < b->rule[i].ncheck && own[i] == NULL; k++)
			own[i] =
			    definition_of(ds, from, &b->rule[i].check[k]);
	return own;
}

/*
 * A benchmark that was read from these bytes; own: by rule, what of them checks
 * it, or NULL.
 */
static bool
add_benchmark(struct import *im, const char *name, const char *data, size_t n,
    const struct model_benchmark *b, const char *const *own)
{
	struct store_source source = source_of(im, name);
	struct store_added added;

	source.own_check = own;
	if (!open_store(im) ||
	    !store_add_benchmark(im->store, &source, data, n, b, &added))
		return false;
	strbuf_addf(&im->said, "  %s", b->id);
	if (b->version != NULL)
		strbuf_addf(&im->said, " version %s", b->version);
	if (b->release != NULL)
		strbuf_addf(&im->said, " release %s", b->release);
	if (b->release_date != NULL)
		strbuf_addf(&im->said, " of %s", b->release_date);
	if (added.known) {
		strbuf_addf(&im->said, "\n  %u %s: known already\n",
		    added.rules, print_plural(added.rules, "rule", "rules"));
		return true;
	}
	if (added.edition)
		strbuf_addstr(&im->said,
		    "\n  another edition of a release that is here");
	strbuf_addf(&im->said, "\n  %u %s: %u new %s", added.rules,
	    print_plural(added.rules, "rule", "rules"), added.new_,
	    print_plural(added.new_, "control", "controls"));
	if (!added.edition)
		strbuf_addf(&im->said, ", %u changed", added.changed);
	say_bound(im, &added);
	return true;
}

static bool
import_benchmark(struct import *im, struct arena *a, const char *name,
    const char *data, size_t n)
{
	const struct model_benchmark *b = front_xccdf(a, name, data, n);

	if (b == NULL)
		return false;
	say_name(im, name);
	return add_benchmark(im, name, data, n, b, NULL);
}

/* Every benchmark of a data stream; one that several streams share, once. */
static bool
import_datastream(struct import *im, struct arena *a, const char *name,
    const char *data, size_t n)
{
	const struct xml_node *root = xml_parse(a, name, data, n);
	const struct datastream_ref *ref;
	const struct datastream *ds;
	const struct model_benchmark **b = NULL;
	const struct datastream_ref **from = NULL;
	uint32_t i, k, nref, nb = 0, nfrom = 0;

	if (root == NULL || (ds = datastream_read(a, name, root)) == NULL)
		return false;
	ref = ds->part[DATASTREAM_CHECKLISTS].ref;
	nref = ds->part[DATASTREAM_CHECKLISTS].n;
	for (i = 0; i < nref; i++) {
		for (k = 0; k < i && ref[k].root != ref[i].root; k++)
			;
		if (k < i || ref[i].root == NULL ||
		    !str_eq(ref[i].root->name, "Benchmark"))
			continue;
		*VEC_PUSH(a, b, nb) = xccdf_read(a, name, ref[i].root);
		if (b[nb - 1] == NULL)
			return false;
		*VEC_PUSH(a, from, nfrom) = &ref[i];
	}
	say_name(im, name);
	for (i = 0; i < nb; i++)
		if (!add_benchmark(im, name, data, n, b[i],
			own_checks(a, ds, from[i], b[i])))
			return false;
	if (nb == 0)
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ name, 0 },
		    "a benchmark in it");
	return nb != 0;
}

static bool
import_audit(struct import *im, struct arena *a, const char *name,
    const char *data, size_t n)
{
	struct store_source source = source_of(im, name);
	struct ir_build ir = { .arena = a };
	struct audit_check *check = NULL;
	struct store_added added;
	struct audit *au;
	uint32_t ncheck = 0;

	au = front_audit(a, name, data, n);
	if (au == NULL || !audit_lower(au, &ir, false, &check, &ncheck) ||
	    !open_store(im) ||
	    !store_add_audit(
		im->store, &source, data, n, check, ncheck, &ir, &added))
		return false;
	say_name(im, name);
	if (au->display_name != NULL)
		strbuf_addf(&im->said, "  %s\n", au->display_name);
	strbuf_addf(&im->said, "  %u %s", added.rules,
	    print_plural(added.rules, "item", "items"));
	if (added.known)
		strbuf_addstr(&im->said, ": known already\n");
	else {
		strbuf_addf(&im->said, "; %u %s bound", added.bound,
		    print_plural(added.bound, "control is", "controls are"));
		if (added.stale != 0)
			strbuf_addf(
			    &im->said, ", %u of them stale", added.stale);
		strbuf_addch(&im->said, '\n');
	}
	return true;
}

static bool
import_cci(struct import *im, struct arena *a, const char *name,
    const char *data, size_t n)
{
	struct store_source source = source_of(im, name);
	struct cci_list *list = front_cci(a, name, data, n);
	struct store_added added;

	if (list == NULL || !open_store(im) ||
	    !store_add_cci(im->store, &source, data, n, list, &added))
		return false;
	say_name(im, name);
	strbuf_addf(&im->said, "  CCI list of %s\n  %u %s%s\n", list->version,
	    added.rules, print_plural(added.rules, "CCI", "CCIs"),
	    added.known ? ": known already" : "");
	return true;
}

static bool
import_checklist(struct import *im, struct arena *a, enum front_format format,
    const char *name, const char *data, size_t n)
{
	struct store_source source = source_of(im, name);
	struct checklist *c = format == FRONT_CKL
				  ? front_ckl(a, name, data, n)
				  : front_cklb(a, name, data, n);
	struct store_taken t;

	if (c == NULL || !open_store(im) ||
	    !store_add_checklist(im->store, &source, data, n, c, &t))
		return false;
	say_name(im, name);
	strbuf_addf(&im->said, "  checklist of %s\n",
	    *c->host_name != '\0' ? c->host_name : "no host");
	if (t.known) {
		strbuf_addstr(&im->said, "  known already\n");
		return true;
	}
	strbuf_addf(&im->said, "  %u %s, %u %s without one", t.answers,
	    print_plural(t.answers, "answer", "answers"), t.silent,
	    print_plural(t.silent, "rule", "rules"));
	if (t.review != 0)
		strbuf_addf(&im->said, "; %u to be reviewed", t.review);
	strbuf_addch(&im->said, '\n');
	return true;
}

static bool
begins_as_xml(const char *data, size_t n)
{
	size_t i = n >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	while (i < n && memchr(" \t\r\n", data[i], 4) != NULL)
		i++;
	return i < n && data[i] == '<';
}

/*
 * What a document is that is not kept, and what takes it; NULL: nobody knows.
 * A directory may have XML of any kind beside benchmarks.
 */
static const char *
other_kind(const struct import *im, enum front_format format, const char *data,
    size_t n)
{
	struct xml_root root;

	if (format == FRONT_OVAL)
		return "OVAL without a benchmark; build takes it";
	if (format == FRONT_TAILORING)
		return "a tailoring; build --tailoring takes it";
	if (format != FRONT_UNKNOWN || !xml_find_root(data, n, &root))
		return NULL;
	if (str_eq(root.name, "asset-report-collection"))
		return "results; results add takes them";
	return im->searched ? "not a benchmark, a checklist or a list of CCIs"
			    : NULL;
}

/* A document that is not kept; true where nobody asked for this one. */
static bool
leave_out(struct import *im, enum front_format format, const char *name,
    const char *data, size_t n)
{
	const char *what = other_kind(im, format, data, n);

	if (im->zip)
		what = "not a benchmark and not an .audit file";
	if (!im->zip && (!im->searched || what == NULL)) {
		if (what == NULL)
			diag(DIAG_ID_FILE_FORMAT, (struct srcpos){ name, 0 },
			    NULL);
		else
			diag(DIAG_ID_IMPORT_OTHER, (struct srcpos){ name, 0 },
			    "%s", what);
		return false;
	}
	say_name(im, name);
	strbuf_addf(&im->said, "  left out: %s\n", what);
	return true;
}

/*
 * A document of either kind; what is of another format is left out.  XML that
 * was given by itself is read as a benchmark, to say what it is not and where.
 */
static bool
import_document(void *arg, const char *name, const char *data, size_t n)
{
	struct import *im = arg;
	enum front_format format = front_detect(data, n);
	struct arena a = { NULL };
	bool ok = true;

	if (format == FRONT_UNKNOWN && !im->zip && begins_as_xml(data, n) &&
	    other_kind(im, format, data, n) == NULL)
		format = FRONT_XCCDF;
	if (format == FRONT_XCCDF)
		ok = import_benchmark(im, &a, name, data, n);
	else if (format == FRONT_DATASTREAM)
		ok = import_datastream(im, &a, name, data, n);
	else if (format == FRONT_AUDIT)
		ok = import_audit(im, &a, name, data, n);
	else if (format == FRONT_CCI)
		ok = import_cci(im, &a, name, data, n);
	else if (format == FRONT_CKL || format == FRONT_CKLB)
		ok = import_checklist(im, &a, format, name, data, n);
	else if (leave_out(im, format, name, data, n))
		return true;
	else
		ok = false;
	arena_free(&a);
	im->documents++;
	/* Of a zip's members, what can be read is taken in all the same. */
	if (!ok && im->zip &&
	    (im->store == NULL || !store_failed(im->store))) {
		im->bad = true;
		return true;
	}
	return ok;
}

static bool
import_zip(struct import *im, const struct strbuf *b)
{
	im->zip = true;
	hash_sha256(b->s, b->n, im->sha256);
	if (!front_zip_steps(
		im->path, b->s, b->n, import_document, im, show_progress))
		return false;
	if (im->documents != 0)
		return true;
	diag(DIAG_ID_ZIP_EMPTY, (struct srcpos){ im->path, 0 }, NULL);
	return false;
}

static bool
import_file(const char *db, const char *path, bool searched)
{
	struct import im = { .db = db,
		.said = STRBUF_INIT,
		.path = path,
		.searched = searched };
	struct strbuf b = STRBUF_INIT;
	bool ok;

	print_busy(path);
	ok = file_read(path, 0, &b) && front_unpack(path, &b);
	if (ok && front_detect(b.s, b.n) == FRONT_ZIP)
		ok = import_zip(&im, &b);
	else if (ok)
		ok = import_document(&im, path, b.s, b.n);
	if (im.store != NULL) {
		ok = ok && store_commit(im.store);
		store_close(im.store);
	}
	print_busy(NULL);
	if (ok)
		print_lines(im.said.s);
	strbuf_free(&im.said);
	strbuf_free(&b);
	return ok && !im.bad;
}

/* Does a file found in a directory look like one of ours? */
static bool
is_wanted(const char *path)
{
	return str_ends(path, ".xml") || str_ends(path, ".audit") ||
	       str_ends(path, ".zip") || str_ends(path, ".ckl") ||
	       str_ends(path, ".cklb") || str_ends(path, ".xml.bz2") ||
	       str_ends(path, ".xml.gz") || str_ends(path, ".xml.xz");
}

/* A file system of the kernel's own, which holds no files of anybody. */
static bool
is_of_kernel(const char *path, const struct stat *st)
{
	static const uint32_t magic[] = {
		0x9fa0,     /* proc */
		0x62656572, /* sysfs */
		0x1cd1,     /* devpts */
		0x27e0eb,   /* cgroup */
		0x63677270, /* cgroup2 */
		0x64626720, /* debugfs */
		0x74726163, /* tracefs */
		0x73636673, /* securityfs */
		0x6165676c, /* pstore */
		0xcafe4a11, /* bpf */
		0x19800202, /* mqueue */
	};
	struct stat dev;
	struct statfs fs;
	size_t i;

	if (stat("/dev", &dev) == 0 && dev.st_dev == st->st_dev &&
	    dev.st_ino == st->st_ino)
		return true;
	if (statfs(path, &fs) != 0)
		return false;
	for (i = 0; i < sizeof magic / sizeof *magic; i++)
		if ((uint32_t)fs.f_type == magic[i])
			return true;
	return false;
}

static bool
import_path(const char *db, const char *path, unsigned depth, unsigned *found)
{
	struct dirent **entry;
	struct strbuf sub = STRBUF_INIT;
	struct stat st;
	bool ok = true;
	int n, i;

	if (str_eq(path, "-") || (depth == 0 ? stat : lstat)(path, &st) != 0 ||
	    (!S_ISDIR(st.st_mode) && depth == 0)) {
		++*found;
		return import_file(db, path, false);
	}
	if (!S_ISDIR(st.st_mode)) {
		if (!S_ISREG(st.st_mode) || !is_wanted(path))
			return true;
		++*found;
		return import_file(db, path, true);
	}
	if (is_of_kernel(path, &st)) {
		print_text(path);
		puts("\n  left out: it holds no files of anybody");
		return true;
	}
	if (depth == DIRECTORY_DEPTH_MAX) {
		diag(DIAG_ID_FILE_LIMIT, (struct srcpos){ path, 0 },
		    "directories nested deeper than %d", DIRECTORY_DEPTH_MAX);
		return false;
	}
	n = scandir(path, &entry, NULL, alphasort);
	if (n < 0) {
		diag(DIAG_ID_FILE_READ, (struct srcpos){ path, 0 }, "%s",
		    strerror(errno));
		return false;
	}
	for (i = 0; i < n; i++) {
		if (entry[i]->d_name[0] != '.') {
			strbuf_reset(&sub);
			strbuf_addf(&sub, "%s%s%s", path,
			    str_ends(path, "/") ? "" : "/", entry[i]->d_name);
			ok = import_path(db, sub.s, depth + 1, found) && ok;
		}
		free(entry[i]);
	}
	free(entry);
	strbuf_free(&sub);
	return ok;
}

enum cli_status
cli_import(const struct cli *cli)
{
	bool ok = true;
	unsigned found;
	int i;

	for (i = 0; i < cli->narg; i++) {
		found = 0;
		ok = import_path(cli->db, cli->arg[i], 0, &found) && ok;
		if (found != 0)
			continue;
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ cli->arg[i], 0 },
		    "no file in it has a name that import looks for");
		ok = false;
	}
	return ok ? CLI_OK : CLI_REFUSED;
}
