/* A benchmark by its name, a file or a release of the store; its profiles. */
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

bool
cli_is_file(const char *name)
{
	struct stat st;

	return str_eq(name, "-") || strchr(name, '/') != NULL ||
	       str_ends(name, ".xml") || str_ends(name, ".zip") ||
	       (stat(name, &st) == 0 && S_ISREG(st.st_mode));
}

struct member { /* the one benchmark of a zip */
	struct arena *arena;
	struct model_benchmark *b;
	uint32_t n;
};

static bool
read_member(void *arg, const char *name, const char *data, size_t n)
{
	struct member *m = arg;

	if (front_detect(data, n) != FRONT_XCCDF)
		return true;
	if (m->n++ != 0)
		return true;
	m->b = front_benchmark(m->arena, name, data, n, NULL);
	return m->b != NULL;
}

static const struct model_benchmark *
read_zip(struct arena *a, const char *path, const struct strbuf *b)
{
	struct member m = { .arena = a };

	if (!front_zip(path, b->s, b->n, read_member, &m))
		return NULL;
	if (m.n == 0)
		diag(DIAG_ID_ZIP_EMPTY, (struct srcpos){ path, 0 }, NULL);
	else if (m.n > 1)
		diag(DIAG_ID_AMBIGUOUS, (struct srcpos){ path, 0 },
		    "%u benchmarks; import it, and name the releases", m.n);
	return m.n == 1 ? m.b : NULL;
}

static const struct model_benchmark *
read_file(struct arena *a, const char *path)
{
	const struct model_benchmark *b = NULL;
	struct strbuf text = STRBUF_INIT;
	enum front_format format;

	if (file_read(path, 0, &text) && front_unpack(path, &text)) {
		format = front_detect(text.s, text.n);
		if (format == FRONT_ZIP)
			b = read_zip(a, path, &text);
		else if (format == FRONT_XCCDF || format == FRONT_DATASTREAM)
			b = front_benchmark(a, path, text.s, text.n, NULL);
		else
			diag(DIAG_ID_FILE_FORMAT, (struct srcpos){ path, 0 },
			    "give a benchmark");
	}
	strbuf_free(&text);
	return b;
}

static const struct model_benchmark *
read_release(struct store *s, struct arena *a, const char *name)
{
	struct store_document d;
	struct store_release r;

	if (!store_find_release(s, a, name, &r) ||
	    !store_document(s, a, r.document, &d))
		return NULL;
	return front_benchmark(a, d.origin, d.data, d.n, r.name);
}

const struct model_benchmark *
cli_benchmark(struct store *s, struct arena *a, const char *name, bool *file)
{
	*file = cli_is_file(name);
	return *file ? read_file(a, name) : read_release(s, a, name);
}

uint32_t
cli_find_profile(const struct model_benchmark *b, const char *name)
{
	uint32_t i = model_find_profile(b, name), k;
	struct strbuf there = STRBUF_INIT;
	const char *last;

	for (k = 0; i == MODEL_NONE && k < b->nprofile; k++) {
		last = model_id_name(b->profile[k].id12, "profile");
		if (str_eq(last, name))
			i = k;
		strbuf_addf(&there, "%s %s", k != 0 ? "," : "; there are", last);
	}
	if (i == MODEL_NONE)
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ b->file, 0 },
		    "no profile is named %s%s", name,
		    there.n != 0 ? there.s : "; there is none");
	strbuf_free(&there);
	return i;
}
