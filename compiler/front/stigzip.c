/*
 * Archives of benchmarks: zips, and zips inside zips as DISA's libraries are.
 * Everything happens in memory; nothing is ever written to a file system.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "front.h"

struct reading {
	bool (*each)(void *arg, const char *name, const char *data, size_t n);
	void *arg;
	size_t total, members, documents;
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

/* A member's bytes.  `budget` is what the archive may still unpack to. */
static bool
read_member(struct reading *r, struct archive *ar, const char *file,
    const char *path, size_t *budget, struct strbuf *out)
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
	if (got < 0)
		return refuse(DIAG_ID_ZIP_FORMAT, file, path, reason(ar));
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
	bool ok;

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
	ok = read_member(r, ar, file, path, budget, &data) &&
	    use_member(r, file, path, &data, depth);
	strbuf_free(&data);
	return ok;
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
	}
	if (status != ARCHIVE_EOF)
		return refuse(DIAG_ID_ZIP_FORMAT, file, NULL, reason(ar));
	return true;
}

static bool
read_zip(struct reading *r, const char *file, const char *data, size_t n,
    unsigned depth)
{
	struct archive *ar;
	bool ok;

	if (depth > ZIP_MAX_DEPTH)
		return refuse(DIAG_ID_ZIP_LIMIT, file, NULL,
		    "archives nested too deep");
	ar = archive_read_new();
	if (ar == NULL)
		die(1, "libarchive is out of memory");
	/*
	 * By its central directory only: a truncated zip has none, while the
	 * streaming reader would take what is left for the whole.
	 */
	archive_read_support_format_zip_seekable(ar);
	if (archive_read_open_memory(ar, data, n) != ARCHIVE_OK)
		ok = refuse(DIAG_ID_ZIP_FORMAT, file, NULL, reason(ar));
	else
		ok = read_entries(r, ar, file, n, depth);
	archive_read_free(ar);
	return ok;
}

bool
front_zip(const char *file, const char *data, size_t n,
    bool (*each)(void *arg, const char *name, const char *data, size_t n),
    void *arg)
{
	struct reading r = { .each = each, .arg = arg };

	if (!read_zip(&r, file, data, n, 1))
		return false;
	if (r.documents == 0)
		return refuse(DIAG_ID_ZIP_EMPTY, file, NULL,
		    "no document in it");
	return true;
}
