/* The tar reader and the tree made of it: any bytes are refused or become a
 * root that can be walked to its end. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runtime/rt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walk {
	struct rt_root *root;
	struct strbuf path;
	unsigned seen, depth;
};

/* Look at one name every way there is, then go down. */
static bool
look(void *arg, const char *name)
{
	struct walk *w = arg;
	struct strbuf text = STRBUF_INIT;
	struct rt_stat st = { 0 };
	size_t n = w->path.n;
	char link[100];

	if (strchr(name, '/') != NULL || *name == '\0')
		abort();
	strbuf_addf(&w->path, "/%s", name);
	w->root->ops->readlink(w->root, w->path.s, link, sizeof link);
	w->root->ops->read(w->root, w->path.s, 1000, &text);
	w->root->ops->stat(w->root, w->path.s, true, &st);
	if (++w->seen < 10000 && w->depth < 300 &&
	    (w->root->ops->stat(w->root, w->path.s, false, &st) != 0 ||
		S_ISDIR(st.mode))) {
		w->depth++;
		w->root->ops->list(w->root, w->path.s, look, w);
		w->depth--;
	}
	w->path.n = n;
	w->path.s[n] = '\0';
	strbuf_free(&text);
	return w->seen < 10000;
}

/* The first byte says what it is, and how it comes in pieces. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1, *why = NULL;
	struct arena a = { 0 };
	struct rt_root root = { .ops = &rt_tar_ops, .arena = &a };
	struct walk w = { .root = &root, .path = STRBUF_INIT };
	size_t piece;

	if (size < 1)
		return 0;
	piece = (data[0] >> 1) * 8u + 1;
	root.tar = rt_tar_new(&a, (data[0] & 1) != 0);
	for (size_t at = 0; at < size - 1; at += piece) {
		size_t n = size - 1 - at < piece ? size - 1 - at : piece;

		if (!rt_tar_feed(root.tar, text + at, n))
			break;
	}
	if (rt_tar_finish(root.tar, &why)) {
		w.path.n = 0;
		rt_tar_ops.list(&root, "/", look, &w);
	} else if (why == NULL) {
		abort();
	}
	rt_tar_free(root.tar);
	arena_free(&a);
	strbuf_free(&w.path);
	return 0;
}
