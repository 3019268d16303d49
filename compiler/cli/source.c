/* Results out of a file or out of the store. */
#include <string.h>
#include <sys/stat.h>

#include "source.h"

static const struct srcpos nowhere = { NULL, 0 };

struct finding { /* what report_read() is given to look benchmarks up */
	const struct cli *cli;
	struct store *store; /* NULL: not opened yet */
};

static struct model_benchmark *
read_release(struct store *s, struct arena *a, const struct store_release *r)
{
	struct strbuf said = STRBUF_INIT, *sink;
	struct model_benchmark *b;
	struct store_document doc;

	if (!store_document(s, a, r->document, &doc))
		return NULL;
	/* What it says was said when it was imported. */
	sink = diag_sink(&said);
	b = front_benchmark(a, doc.origin, doc.data, doc.n, r->name);
	diag_sink(sink);
	strbuf_free(&said);
	return b;
}

/* The benchmark that results name, from the store. */
static const struct model_benchmark *
find_benchmark(void *arg, struct arena *a, const char *id, const char *version,
    uint32_t nth)
{
	struct finding *f = arg;
	struct store_release *release;
	uint32_t i, n;

	if (f->store == NULL)
		f->store = store_open(f->cli->db, STORE_READ);
	if (f->store == NULL)
		return NULL;
	release = store_releases(f->store, a, &n);
	for (i = 0; i < n; i++)
		if ((str_eq(release[i].name12, id) ||
			str_eq(release[i].name, id)) &&
		    (version == NULL ||
			str_eq(release[i].version, version)) &&
		    nth-- == 0)
			return read_release(f->store, a, &release[i]);
	return NULL;
}

struct report *
source_parse(const struct cli *cli, struct arena *a, const char *file,
    const char *data, size_t n)
{
	struct finding f = { cli, NULL };
	struct report *r;

	r = report_read(a, file, data, n, find_benchmark, &f);
	store_close(f.store);
	return r;
}

bool
source_is_target(const struct report_target *t, const char *name)
{
	const char *identifier = report_fact(t, "fact:identifier");
	const char *slash = strrchr(t->name, '/');

	return str_eq(t->name, name) || str_eq(identifier, name) ||
	       (slash != NULL && str_eq(slash + 1, name));
}

/* --- out of the store --------------------------------------------------- */

static bool
names_target(const struct store_evaluation *e, const char *name)
{
	const char *slash = strrchr(e->target, '/');

	return name == NULL || str_eq(e->target, name) ||
	       (slash != NULL && str_eq(slash + 1, name));
}

/* The evaluation of that number; 0: the newest (of that target). */
static bool
choose(struct store *s, struct arena *a, int64_t number, const char *target,
    struct store_evaluation *out)
{
	struct store_evaluation *list;
	uint32_t i, n;

	list = store_evaluations(s, a, &n);
	for (i = 0; i < n; i++)
		if (number != 0 ? list[i].id == number
				: names_target(&list[i], target)) {
			*out = list[i];
			return true;
		}
	if (store_failed(s))
		return false;
	if (number != 0)
		diag(DIAG_ID_NOT_FOUND, nowhere,
		    "the store has no evaluation %lld", (long long)number);
	else
		diag(DIAG_ID_NOT_FOUND, nowhere, "the store has no results%s%s",
		    target != NULL ? " of " : "; see auditc results add",
		    target != NULL ? target : "");
	return false;
}

static struct report *
read_stored(const struct cli *cli, struct arena *a, int64_t number)
{
	struct store *s = store_open(cli->db, STORE_READ);
	struct store_evaluation e;
	const char *origin, *data;
	struct report *r = NULL;
	size_t n;

	if (s == NULL)
		return NULL;
	if (choose(s, a, number, cli->target, &e) &&
	    store_result_file(s, a, e.file, &origin, &data, &n))
		r = source_parse(cli, a, origin, data, n);
	if (r != NULL && number != 0 && e.position < (int64_t)r->ntarget) {
		r->target += e.position;
		r->ntarget = 1;
	}
	store_close(s);
	return r;
}

static bool
is_there(const char *path)
{
	struct stat st;

	return str_eq(path, "-") || stat(path, &st) == 0;
}

struct report *
source_read(const struct cli *cli, struct arena *a, const char *name)
{
	struct strbuf b = STRBUF_INIT;
	struct report *r = NULL;
	int64_t number;

	if (str_eq(name, "latest"))
		return read_stored(cli, a, 0);
	if (!is_there(name) && str_to_int64(name, &number) && number > 0)
		return read_stored(cli, a, number);
	if (file_read(name, 0, &b))
		r = source_parse(cli, a, name, b.s, b.n);
	strbuf_free(&b);
	return r;
}
