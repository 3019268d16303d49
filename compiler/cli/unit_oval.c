/* OVAL that is in files of its own. */
#include <string.h>
#include <sys/stat.h>

#include "../front/oval.h"
#include "unit.h"

static struct oval *
read_document(struct unit *u, const char *path, const char *data, size_t n)
{
	struct oval *doc = arena_alloc(&u->arena, sizeof *doc);
	const struct xml_node *root = xml_parse(&u->arena, path, data, n);

	return root != NULL && oval_read(&u->arena, path, root, doc) ? doc
								     : NULL;
}

static void
add_document(struct unit *u, const char *href, const struct oval *doc)
{
	struct pass_oval *list =
	    arena_alloc(&u->arena, (u->pass.noval + 1) * sizeof *list);

	if (u->pass.noval != 0)
		memcpy(list, u->pass.oval, u->pass.noval * sizeof *list);
	list[u->pass.noval].href = href;
	list[u->pass.noval++].doc = doc;
	u->pass.oval = list;
}

bool
unit_read_oval(struct unit *u, const char *path, const struct strbuf *b)
{
	const struct oval *doc = read_document(u, path, b->s, b->n);

	if (doc == NULL)
		return false;
	u->pass.benchmark = oval_benchmark(&u->arena, doc);
	if (u->pass.benchmark == NULL)
		return false;
	add_document(u, u->pass.benchmark->file, doc);
	return true;
}

/* The name of a file in the same directory, and nothing else. */
static bool
is_plain_name(const char *href)
{
	return *href != '\0' && *href != '.' && strpbrk(href, "/\\#:%?") == NULL;
}

static bool
known(const struct unit *u, const char *href)
{
	uint32_t i;

	for (i = 0; i < u->pass.noval; i++)
		if (str_eq(u->pass.oval[i].href, href))
			return true;
	return false;
}

/* What is not there is for the passes to say. */
static bool
find_document(struct unit *u, const char *path, const char *href)
{
	const char *slash = strrchr(path, '/'), *beside;
	size_t dir = slash != NULL ? (size_t)(slash - path) + 1 : 0;
	struct strbuf b = STRBUF_INIT;
	const struct oval *doc;
	struct stat st;
	bool ok;

	if (!is_plain_name(href) || known(u, href))
		return true;
	beside = arena_printf(&u->arena, "%.*s%s", (int)dir, path, href);
	if (lstat(beside, &st) != 0 || !S_ISREG(st.st_mode))
		return true;
	ok = file_read(beside, 0, &b);
	doc = ok ? read_document(u, beside, b.s, b.n) : NULL;
	strbuf_free(&b);
	if (doc != NULL)
		add_document(u, href, doc);
	return doc != NULL;
}

static bool
find_of_check(
    struct unit *u, const char *path, const struct model_check *check)
{
	uint32_t i;

	for (i = 0; i < check->nkid; i++)
		if (!find_of_check(u, path, &check->kid[i]))
			return false;
	if (!str_eq(check->system, OVAL_SYSTEM))
		return true;
	for (i = 0; i < check->ncontent_ref; i++)
		if (!find_document(u, path, check->content_ref[i].href))
			return false;
	return true;
}

bool
unit_find_oval(struct unit *u, const char *path)
{
	const struct model_benchmark *m = u->pass.benchmark;
	uint32_t i, k;

	if (u->pass.stream != NULL || str_eq(path, "-"))
		return true;
	for (i = 0; i < m->nrule; i++)
		for (k = 0; k < m->rule[i].ncheck; k++)
			if (!find_of_check(u, path, &m->rule[i].check[k]))
				return false;
	return true;
}
