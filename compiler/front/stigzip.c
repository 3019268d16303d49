/*
 * Archives of benchmarks: zips, and zips inside zips as DISA's libraries are;
 * and single files that are compressed.  Everything happens in memory; nothing is ever written to a file system.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "front.h"

struct reading {
	bool (*each)(void *arg, const char *name, const char *data, size_t n);
	void *arg;
	void (*step)(void *arg, size_t done, size_t of); /* or NULL */
	size_t total, members, documents;
	size_t done, of; /* members of the outermost archive */
	bool damaged;    /* something was left out that could not be read */
};

static bool read_zip(struct reading *r, const char *file, const char *data,
    size_t n, unsigned depth);

static bool
refuse(enum diag_id id, const char *file, const char *member, const char *why)
{
	struct srcpos pos = { file, 0 };

	if (member != NULL)
		diag(id, pos, "%s: %s", member, why);
	else
		diag(id, pos, "%s", why);
	return false;
}

/* Relative, and nowhere above or beside the archive. */
static bool
path_is_safe(const char *path)
{
	const char *s = path;

	if (*s == '/' || *s == '\0' || strlen(path) > ZIP_MAX_PATH)
		return false;
	for (; *s != '\0'; s++) {
		if (*s == '\\' || (unsigned char)*s < 0x20 || *s == 0x7F)
			return false;
	}
	if (path[1] == ':')
		return false;
	for (s = path; s != NULL; s = strchr(s, '/')) {
		s += *s == '/';
		if (strncmp(s, "..", 2) == 0 && (s[2] == '/' || s[2] == '\0'))
			return false;
	}
	return true;
}

/* What macOS adds: resource forks beside the files. */
static bool
is_apple_debris(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base != NULL ? base + 1 : path;
	return str_starts(base, "._") || str_starts(path, "__MACOSX/") ||
	    strstr(path, "/__MACOSX/") != NULL || str_eq(base, ".DS_Store");
}

static const char *
reason(struct archive *ar)
{
	const char *s = archive_error_string(ar);

	return s != NULL ? s : "unreadable";
}

/*
 * A member's bytes.  `budget` is what the archive may still unpack to.
 * *whole is false after the diagnostic that it cannot be read to its end.
 */
static bool
read_member(struct reading *r, struct archive *ar, const char *file,
    const char *path, size_t *budget, struct strbuf *out, bool *whole)
{
	char buf[65536];
	la_ssize_t got;

	strbuf_reset(out);
	while ((got = archive_read_data(ar, buf, sizeof buf)) > 0) {
		size_t n = (size_t)got;

		if (out->n + n > ZIP_MAX_MEMBER)
			return refuse(DIAG_ID_ZIP_LIMIT, file, path,
			    "member too large");
		if (n > *budget)
			return refuse(DIAG_ID_ZIP_LIMIT, file, path,
			    "compressed too strongly");
		if (r->total + n > ZIP_MAX_TOTAL)
			return refuse(DIAG_ID_ZIP_LIMIT, file, path,
			    "too large in all");
		*budget -= n;
		r->total += n;
		strbuf_add(out, buf, n);
	}
	*whole = got == 0;
	if (got < 0)
		refuse(DIAG_ID_ZIP_FORMAT, file, path, reason(ar));
	return true;
}

static bool
use_member(struct reading *r, const char *file, const char *path,
    const struct strbuf *data, unsigned depth)
{
	struct strbuf name = STRBUF_INIT;
	bool ok = true;

	strbuf_addf(&name, "%s/%s", file, path);
	switch (front_detect(data->s, data->n)) {
	case FRONT_ZIP:
		ok = read_zip(r, name.s, data->s, data->n, depth + 1);
		break;
	case FRONT_XCCDF:
	case FRONT_DATASTREAM:
	case FRONT_OVAL:
	case FRONT_AUDIT:
	case FRONT_CCI:
	case FRONT_TAILORING:
	case FRONT_CKL:
	case FRONT_CKLB:
		r->documents++;
		ok = r->each(r->arg, name.s, data->s, data->n);
		break;
	case FRONT_UNKNOWN:
		break;
	}
	strbuf_free(&name);
	return ok;
}

static bool
read_entry(struct reading *r, struct archive *ar, struct archive_entry *entry,
    const char *file, size_t *budget, unsigned depth)
{
	const char *path = archive_entry_pathname_utf8(entry);
	struct strbuf data = STRBUF_INIT;
	bool ok, whole;

	if (path == NULL)
		path = archive_entry_pathname(entry);
	if (++r->members > ZIP_MAX_MEMBERS)
		return refuse(DIAG_ID_ZIP_LIMIT, file, NULL,
		    "too many members");
	if (path == NULL || !path_is_safe(path))
		return refuse(DIAG_ID_ZIP_PATH, file,
		    path != NULL ? path : "?", "refused");
	if (archive_entry_filetype(entry) == AE_IFDIR)
		return true;
	if (archive_entry_filetype(entry) != AE_IFREG ||
	    archive_entry_hardlink(entry) != NULL)
		return refuse(DIAG_ID_ZIP_PATH, file, path,
		    "not a regular file");
	if (is_apple_debris(path))
		return true;
	ok = read_member(r, ar, file, path, budget, &data, &whole);
	if (ok && whole)
		ok = use_member(r, file, path, &data, depth);
	r->damaged = r->damaged || (ok && !whole);
	strbuf_free(&data);
	return ok;
}

/* A zip in a zip is left out; the outermost one is refused. */
static bool
unreadable(struct reading *r, const char *file, struct archive *ar,
    unsigned depth)
{
	refuse(DIAG_ID_ZIP_FORMAT, file, NULL, reason(ar));
	r->damaged = true;
	return depth > 1;
}

static bool
read_entries(struct reading *r, struct archive *ar, const char *file, size_t n,
    unsigned depth)
{
	size_t budget = ZIP_FREE_SIZE + n * ZIP_MAX_RATIO;
	struct archive_entry *entry;
	int status;

	while ((status = archive_read_next_header(ar, &entry)) == ARCHIVE_OK ||
	    status == ARCHIVE_WARN) {
		if (!read_entry(r, ar, entry, file, &budget, depth))
			return false;
		if (depth == 1 && r->step != NULL)
			r->step(r->arg, ++r->done, r->of);
	}
	return status == ARCHIVE_EOF || unreadable(r, file, ar, depth);
}

static struct archive *
open_zip(const char *data, size_t n, int *status)
{
	struct archive *ar = archive_read_new();

	if (ar == NULL)
		die(1, "libarchive is out of memory");
	/*
	 * By its central directory only: a truncated zip has none, while the
	 * streaming reader would take what is left for the whole.
	 */
	archive_read_support_format_zip_seekable(ar);
	*status = archive_read_open_memory(ar, data, n);
	return ar;
}

/* How many members the archive says it has. */
static size_t
count_members(const char *data, size_t n)
{
	struct archive_entry *entry;
	size_t count = 0;
	int status;
	struct archive *ar = open_zip(data, n, &status);

	while (status == ARCHIVE_OK && count < ZIP_MAX_MEMBERS &&
	    archive_read_next_header(ar, &entry) == ARCHIVE_OK)
		count++;
	archive_read_free(ar);
	return count;
}

static bool
read_zip(struct reading *r, const char *file, const char *data, size_t n,
    unsigned depth)
{
	struct archive *ar;
	int status;
	bool ok;

	if (depth > ZIP_MAX_DEPTH)
		return refuse(DIAG_ID_ZIP_LIMIT, file, NULL,
		    "archives nested too deep");
	ar = open_zip(data, n, &status);
	if (status != ARCHIVE_OK)
		ok = unreadable(r, file, ar, depth);
	else
		ok = read_entries(r, ar, file, n, depth);
	archive_read_free(ar);
	return ok;
}

bool
front_zip_steps(const char *file, const char *data, size_t n,
    bool (*each)(void *arg, const char *name, const char *data, size_t n),
    void *arg, void (*step)(void *arg, size_t done, size_t of))
{
	struct reading r = { .each = each, .arg = arg, .step = step };

	if (step != NULL)
		r.of = count_members(data, n);
	if (!read_zip(&r, file, data, n, 1))
		return false;
	if (r.documents != 0)
		return true;
	if (!r.damaged)
		refuse(DIAG_ID_ZIP_EMPTY, file, NULL, "no document in it");
	return false;
}

bool
front_zip(const char *file, const char *data, size_t n,
    bool (*each)(void *arg, const char *name, const char *data, size_t n),
    void *arg)
{
	return front_zip_steps(file, data, n, each, arg, NULL);
}

/* --- one compressed file ---------------------------------------------------- */

static bool
is_compressed(const struct strbuf *b)
{
	return (b->n > 4 && memcmp(b->s, "BZh", 3) == 0) ||
	    (b->n > 2 && memcmp(b->s, "\x1F\x8B", 2) == 0) ||
	    (b->n > 6 && memcmp(b->s, "\xFD" "7zXZ", 6) == 0);
}

bool
front_unpack(const char *file, struct strbuf *b)
{
	struct reading r = { 0 };
	struct archive_entry *entry;
	struct archive *ar;
	struct strbuf out = STRBUF_INIT;
	size_t budget = ZIP_FREE_SIZE + b->n * ZIP_MAX_RATIO;
	bool ok = false, whole = false;

	if (!is_compressed(b))
		return true;
	ar = archive_read_new();
	if (ar == NULL)
		die(1, "libarchive is out of memory");
	archive_read_support_filter_bzip2(ar);
	archive_read_support_filter_gzip(ar);
	archive_read_support_filter_xz(ar);
	archive_read_support_format_raw(ar);
	if (archive_read_open_memory(ar, b->s, b->n) != ARCHIVE_OK ||
	    archive_read_next_header(ar, &entry) != ARCHIVE_OK)
		refuse(DIAG_ID_ZIP_FORMAT, file, NULL, reason(ar));
	else
		ok = read_member(&r, ar, file, "what it unpacks to", &budget,
		    &out, &whole);
	archive_read_free(ar);
	if (ok && whole) {
		strbuf_free(b);
		*b = out;
		return true;
	}
	strbuf_free(&out);
	return false;
}
