/*
 * A file system out of the engine's archive, where there is no directory to
 * look into: `export` of a container, `save` of an image.  The names and
 * facts of all members are kept, small files with their content; of others
 * the archive is fetched again.  Nothing is written to any disk.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rt.h"

#define ARCHIVE_KEEP_FILE (64u << 10) /* bytes of a file that is kept */
#define ARCHIVE_KEEP_ALL (64u << 20)  /* bytes that are kept in all */
#define ARCHIVE_MEMBER (4ull << 30)   /* a larger member ends the reading */
#define ARCHIVE_ALL (64ull << 30)
#define ARCHIVE_MEMBERS 2000000u /* in all layers */
#define ARCHIVE_LAYERS 500
#define ARCHIVE_LINKS 4096 /* layers that stand for others */
#define ARCHIVE_JSON (4u << 20)
#define ARCHIVE_HEAD 512          /* enough to tell what a blob is */
#define ARCHIVE_OPEN (256u << 20) /* bytes of a file that is opened */

struct archive_entry {
	const char *name, *hard; /* hard: the member that it is a link to */
	struct rt_tree_inode *inode;
};

struct archive_layer {
	const char *name; /* in the image's archive; "" for an export */
	struct archive_entry *entry;
	uint32_t nentry;
	const char *broken; /* why it cannot be used */
};

enum archive_blob { BLOB_UNKNOWN, BLOB_TAR, BLOB_JSON, BLOB_OTHER };

struct archive_link { /* a layer that stands for another */
	const char *name, *target;
};

struct rt_tar {
	struct arena *arena;
	bool image;
	struct rt_tar_reader *outer, *inner; /* inner: a layer of an image */
	struct archive_layer *layer;
	uint32_t nlayer;
	struct archive_layer *now; /* the one that is being read */
	struct archive_link *link;
	uint32_t nlink;
	/* the image's member at hand */
	enum archive_blob blob;
	const char *blob_name;
	struct strbuf head, manifest;
	/* the file at hand, when its content is kept */
	struct strbuf content;
	struct archive_entry *keep;
	size_t kept;
	uint64_t read;
	uint32_t members;
	const char *cut; /* why not all was read: then absence says nothing */
	struct rt_tree tree;
};

/* A name without leading "./" and "/". */
static const char *
archive_name(const char *name)
{
	while (name[0] == '/' || (name[0] == '.' && name[1] == '/'))
		name += name[0] == '/' ? 1 : 2;
	return name;
}

/* ---- members of a layer ------------------------------------------------ */

static bool
archive_member(void *arg, const struct rt_tar_member *m)
{
	struct rt_tar *t = arg;
	struct rt_tree_inode *inode;
	struct archive_entry *e;

	if (++t->members > ARCHIVE_MEMBERS)
		t->cut = "the archive has too many members";
	else if (m->size > ARCHIVE_MEMBER)
		t->cut = "the archive has a member of more than 4 GB";
	e = VEC_PUSH(t->arena, t->now->entry, t->now->nentry);
	e->name = arena_strdup(t->arena, archive_name(m->name));
	t->keep = NULL;
	if (m->hard) {
		e->hard = arena_strdup(t->arena, archive_name(m->link));
		return t->cut == NULL;
	}
	inode = arena_alloc(t->arena, sizeof *inode);
	inode->mode = m->mode;
	inode->uid = m->uid;
	inode->gid = m->gid;
	inode->size = m->real;
	inode->mtime = m->mtime;
	inode->atime = m->atime;
	inode->ctime = m->ctime;
	inode->broken = m->broken;
	inode->number = t->members;
	inode->name = e->name;
	inode->layer = t->now->name;
	inode->member = t->now->nentry - 1;
	inode->link = S_ISLNK(m->mode) ? arena_strdup(t->arena, m->link) : "";
	e->inode = inode;
	if (S_ISREG(m->mode) && !m->broken && m->size <= ARCHIVE_KEEP_FILE &&
	    t->kept + m->size <= ARCHIVE_KEEP_ALL) {
		strbuf_reset(&t->content);
		t->keep = e;
	}
	return t->cut == NULL;
}

static bool
archive_data(void *arg, const char *data, size_t n)
{
	struct rt_tar *t = arg;

	t->read += n;
	if (t->read > ARCHIVE_ALL)
		t->cut = "the archive is larger than 64 GB";
	if (t->keep != NULL)
		strbuf_add(&t->content, data, n);
	return t->cut == NULL;
}

static bool
archive_end(void *arg)
{
	struct rt_tar *t = arg;

	if (t->keep != NULL) {
		char *copy = arena_alloc(t->arena, t->content.n + 1);

		memcpy(copy, t->content.s, t->content.n);
		t->keep->inode->data = copy;
		t->kept += t->content.n;
		t->keep = NULL;
	}
	return true;
}

static const struct rt_tar_sink archive_sink = {
	archive_member,
	archive_data,
	archive_end,
};

static struct archive_layer *
archive_layer(struct rt_tar *t, const char *name)
{
	struct archive_layer *l = VEC_PUSH(t->arena, t->layer, t->nlayer);

	l->name = name;
	return l;
}

/* ---- members of an image: layers, the manifest, what else is in it ----- */

static enum archive_blob
archive_blob_kind(const struct strbuf *head)
{
	if (head->n == 0)
		return BLOB_OTHER;
	if (head->s[0] == '{' || head->s[0] == '[')
		return BLOB_JSON;
	if (head->n >= 262 && memcmp(head->s + 257, "ustar", 5) == 0)
		return BLOB_TAR;
	/* a layer that changes nothing: two blocks of zeros */
	if (head->n >= ARCHIVE_HEAD && head->s[0] == '\0')
		return BLOB_TAR;
	return BLOB_OTHER;
}

/* The head is there: what is it? */
static void
archive_blob_begin(struct rt_tar *t)
{
	static const char gzip[] = "\037\213", zstd[] = "\050\265\057\375";

	t->blob = archive_blob_kind(&t->head);
	if (t->blob == BLOB_TAR) {
		t->now = archive_layer(t, t->blob_name);
		if (t->nlayer > ARCHIVE_LAYERS)
			t->cut = "the image has too many layers";
		t->inner = rt_tar_reader_new(&archive_sink, t);
	} else if (t->blob == BLOB_OTHER && t->head.n >= 4 &&
		   (memcmp(t->head.s, gzip, 2) == 0 ||
		       memcmp(t->head.s, zstd, 4) == 0)) {
		archive_layer(t, t->blob_name)->broken =
		    "its layer is compressed in the engine's archive";
	}
}

/* What of the blob goes on to whom; the head was held back until known. */
static void
archive_blob_feed(struct rt_tar *t, const char *data, size_t n)
{
	if (t->blob == BLOB_TAR) {
		rt_tar_reader_feed(t->inner, data, n);
	} else if (t->blob == BLOB_JSON &&
		   strcmp(t->blob_name, "manifest.json") == 0 &&
		   t->manifest.n + n <= ARCHIVE_JSON) {
		strbuf_add(&t->manifest, data, n);
	}
}

static bool
archive_image_member(void *arg, const struct rt_tar_member *m)
{
	struct rt_tar *t = arg;

	t->blob = BLOB_OTHER;
	if ((S_ISLNK(m->mode) || m->hard) && t->nlink < ARCHIVE_LINKS) {
		*VEC_PUSH(t->arena, t->link, t->nlink) = (struct archive_link){
			arena_strdup(t->arena, archive_name(m->name)),
			/* a hard link's target is relative to the root */
			m->hard ? arena_printf(
				      t->arena, "/%s", archive_name(m->link))
				: arena_strdup(t->arena, m->link),
		};
	} else if (S_ISREG(m->mode)) {
		t->blob = BLOB_UNKNOWN;
		t->blob_name = arena_strdup(t->arena, archive_name(m->name));
		strbuf_reset(&t->head);
	}
	return ++t->members <= ARCHIVE_MEMBERS;
}

static bool
archive_image_data(void *arg, const char *data, size_t n)
{
	struct rt_tar *t = arg;

	if (t->blob == BLOB_UNKNOWN) {
		size_t take = ARCHIVE_HEAD - t->head.n;

		take = take < n ? take : n;
		strbuf_add(&t->head, data, take);
		data += take;
		n -= take;
		if (t->head.n < ARCHIVE_HEAD)
			return true;
		archive_blob_begin(t);
		archive_blob_feed(t, t->head.s, t->head.n);
	}
	archive_blob_feed(t, data, n);
	return t->cut == NULL;
}

static bool
archive_image_end(void *arg)
{
	struct rt_tar *t = arg;

	if (t->blob == BLOB_UNKNOWN) {
		archive_blob_begin(t);
		archive_blob_feed(t, t->head.s, t->head.n);
	}
	if (t->inner != NULL) {
		t->now->broken = rt_tar_reader_error(t->inner);
		rt_tar_reader_free(t->inner);
		t->inner = NULL;
	}
	return t->cut == NULL;
}

static const struct rt_tar_sink archive_image_sink = {
	archive_image_member,
	archive_image_data,
	archive_image_end,
};

struct rt_tar *
rt_tar_new(struct arena *a, bool image)
{
	struct rt_tar *t = arena_alloc(a, sizeof *t);

	t->arena = a;
	t->image = image;
	t->head = t->manifest = t->content = (struct strbuf)STRBUF_INIT;
	t->outer =
	    rt_tar_reader_new(image ? &archive_image_sink : &archive_sink, t);
	if (!image)
		t->now = archive_layer(t, "");
	return t;
}

bool
rt_tar_feed(void *tar, const char *data, size_t n)
{
	struct rt_tar *t = tar;

	return rt_tar_reader_feed(t->outer, data, n);
}

void
rt_tar_free(struct rt_tar *t)
{
	rt_tar_reader_free(t->outer);
	rt_tar_reader_free(t->inner);
	strbuf_free(&t->head);
	strbuf_free(&t->manifest);
	strbuf_free(&t->content);
	rt_tree_free(&t->tree);
}

/* ---- from layers to the tree ------------------------------------------- */

/* Whiteouts of a layer remove what the layers below it have. */
static void
archive_whiteout(struct rt_tar *t, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *base = slash != NULL ? slash + 1 : name;
	struct rt_tree_node *e;
	char *dir;

	dir = arena_strndup(t->arena, name, (size_t)(base - name));
	if (strcmp(base, ".wh..wh..opq") == 0) {
		e = rt_tree_exact(&t->tree, dir);
		if (e != NULL)
			rt_tree_clear(e);
		return;
	}
	e = rt_tree_exact(
	    &t->tree, arena_printf(t->arena, "%s%s", dir, base + 4));
	if (e != NULL && e != t->tree.root) {
		rt_tree_clear(e);
		e->inode = NULL;
	}
}

static bool
archive_is_whiteout(const char *name)
{
	const char *slash = strrchr(name, '/');

	return str_starts(slash != NULL ? slash + 1 : name, ".wh.");
}

static void
archive_apply(struct rt_tar *t, const struct archive_layer *l)
{
	struct rt_tree_node *e, *target;

	for (uint32_t i = 0; i < l->nentry && t->image; i++)
		if (archive_is_whiteout(l->entry[i].name))
			archive_whiteout(t, l->entry[i].name);
	for (uint32_t i = 0; i < l->nentry; i++) {
		const struct archive_entry *m = &l->entry[i];

		if (t->image && archive_is_whiteout(m->name))
			continue;
		target =
		    m->hard != NULL ? rt_tree_exact(&t->tree, m->hard) : NULL;
		e = rt_tree_make(&t->tree, m->name);
		if (e == NULL) {
			t->cut = "the archive has a name that is not one";
		} else if (m->hard == NULL) {
			rt_tree_set(e, m->inode);
		} else if (target != NULL && !S_ISDIR(target->inode->mode)) {
			rt_tree_set(e, target->inode);
		} else {
			t->cut = "the archive has a hard link to nothing";
			rt_tree_clear(e);
			e->inode = NULL;
		}
	}
}

/* A name in the image's archive as its links have it; at most a few. */
static const char *
archive_follow(struct rt_tar *t, const char *name)
{
	for (unsigned n = 0; n < 8; n++) {
		const struct archive_link *l = NULL;
		const char *target, *slash;
		size_t dir;

		for (uint32_t i = 0; i < t->nlink && l == NULL; i++)
			if (strcmp(t->link[i].name, name) == 0)
				l = &t->link[i];
		if (l == NULL)
			return name;
		target = l->target;
		slash = strrchr(name, '/');
		dir = slash != NULL ? (size_t)(slash - name) : 0;
		if (target[0] == '/')
			dir = 0;
		while (str_starts(target, "../")) {
			target += 3;
			while (dir > 0 && name[dir - 1] != '/')
				dir--;
			dir -= dir > 0;
		}
		target = archive_name(target);
		name = arena_printf(t->arena, "%.*s%s%s", (int)dir, name,
		    dir > 0 ? "/" : "", target);
	}
	return name;
}

static const struct archive_layer *
archive_find(struct rt_tar *t, const char *name)
{
	name = archive_follow(t, archive_name(name));
	for (uint32_t i = 0; i < t->nlayer; i++)
		if (strcmp(t->layer[i].name, name) == 0)
			return &t->layer[i];
	return NULL;
}

static bool
archive_image_finish(struct rt_tar *t, const char **why)
{
	json_t *doc = json_loadb(t->manifest.s, t->manifest.n, 0, NULL);
	const json_t *layers =
	    json_object_get(json_array_get(doc, 0), "Layers");
	bool ok =
	    json_is_array(layers) && json_array_size(layers) <= ARCHIVE_LAYERS;

	*why = "the image's archive has no manifest";
	for (size_t i = 0; ok && i < json_array_size(layers); i++) {
		const char *name = json_string_value(json_array_get(layers, i));
		const struct archive_layer *l = NULL;

		if (name != NULL)
			l = archive_find(t, name);
		ok = l != NULL && l->broken == NULL;
		if (ok)
			archive_apply(t, l);
		else
			*why =
			    l != NULL
				? l->broken
				: "a layer is missing in the image's archive";
	}
	json_decref(doc);
	return ok;
}

bool
rt_tar_finish(struct rt_tar *t, const char **why)
{
	const char *error = rt_tar_reader_error(t->outer);

	rt_tree_init(&t->tree, t->arena);
	if (error != NULL || (t->image && t->cut != NULL)) {
		*why = error != NULL ? error : t->cut;
		return false;
	}
	if (t->image)
		return archive_image_finish(t, why);
	archive_apply(t, &t->layer[0]);
	return true;
}

/* ---- fetching a file's content again ----------------------------------- */

struct archive_fetch {
	const struct rt_tree_inode *inode;
	struct rt_tar_reader *outer, *inner;
	struct strbuf *out;
	uint32_t at; /* the member of the layer that comes next */
	bool in_layer, wanted, found;
};

static bool
fetch_member(void *arg, const struct rt_tar_member *m)
{
	struct archive_fetch *f = arg;

	f->wanted = f->at++ == f->inode->member && !m->hard &&
		    S_ISREG(m->mode) && m->size == f->inode->size &&
		    strcmp(archive_name(m->name), f->inode->name) == 0;
	return true;
}

static bool
fetch_data(void *arg, const char *data, size_t n)
{
	struct archive_fetch *f = arg;

	if (f->wanted)
		strbuf_add(f->out, data, n);
	return true;
}

static bool
fetch_end(void *arg)
{
	struct archive_fetch *f = arg;

	f->found = f->wanted;
	return !f->found;
}

static const struct rt_tar_sink fetch_sink = {
	fetch_member,
	fetch_data,
	fetch_end,
};

static bool
fetch_image_member(void *arg, const struct rt_tar_member *m)
{
	struct archive_fetch *f = arg;

	f->in_layer = S_ISREG(m->mode) && !m->hard &&
		      strcmp(archive_name(m->name), f->inode->layer) == 0;
	return true;
}

static bool
fetch_image_data(void *arg, const char *data, size_t n)
{
	struct archive_fetch *f = arg;

	return !f->in_layer || rt_tar_reader_feed(f->inner, data, n);
}

static bool
fetch_image_end(void *arg)
{
	struct archive_fetch *f = arg;

	return !f->found;
}

static const struct rt_tar_sink fetch_image_sink = {
	fetch_image_member,
	fetch_image_data,
	fetch_image_end,
};

static bool
fetch_feed(void *arg, const char *data, size_t n)
{
	struct archive_fetch *f = arg;

	return rt_tar_reader_feed(f->outer, data, n);
}

static int
archive_fetch(
    struct rt_root *r, const struct rt_tree_inode *inode, struct strbuf *out)
{
	bool image = r->tar->image;
	struct archive_fetch f = { .inode = inode, .out = out };
	const char *why = NULL;

	if (r->stream == NULL) {
		errno = EIO;
		return -1;
	}
	f.inner = image ? rt_tar_reader_new(&fetch_sink, &f) : NULL;
	f.outer =
	    rt_tar_reader_new(image ? &fetch_image_sink : &fetch_sink, &f);
	r->stream(r, fetch_feed, &f, &why);
	rt_tar_reader_free(f.outer);
	rt_tar_reader_free(f.inner);
	errno = EIO;
	return f.found ? 0 : -1;
}

/* ---- the root's members ------------------------------------------------ */

static struct rt_tree_node *
archive_walk(const struct rt_root *r, const char *path, bool follow)
{
	struct rt_tree_node *e = rt_tree_walk(&r->tar->tree, path, follow);

	/* what the archive did not come to is not absent */
	if (e == NULL && errno == ENOENT && r->tar->cut != NULL)
		errno = EOVERFLOW;
	return e;
}

static int
archive_read(
    struct rt_root *r, const char *path, size_t limit, struct strbuf *out)
{
	const struct rt_tree_node *e = archive_walk(r, path, true);

	if (e == NULL)
		return -1;
	if (!S_ISREG(e->inode->mode)) {
		errno = ENXIO;
		return -1;
	}
	if (e->inode->broken || e->inode->size > limit) {
		errno = e->inode->broken ? EIO : EFBIG;
		return -1;
	}
	if (e->inode->data == NULL)
		return archive_fetch(r, e->inode, out);
	strbuf_add(out, e->inode->data, (size_t)e->inode->size);
	return 0;
}

/* A file as a descriptor: a copy in memory.  There is nothing to look at. */
static int
archive_open(struct rt_root *r, const char *path, enum rt_open how)
{
	struct strbuf b = STRBUF_INIT;
	size_t at = 0;
	int fd = -1;

	if (how != RT_OPEN_READ) {
		errno = ENOTSUP;
		return -1;
	}
	if (archive_read(r, path, ARCHIVE_OPEN, &b) == 0)
		fd = memfd_create("archive", MFD_CLOEXEC);
	while (fd >= 0 && at < b.n) {
		ssize_t n = pwrite(fd, b.s + at, b.n - at, (off_t)at);

		if (n <= 0) {
			close(fd);
			fd = -1;
			errno = EIO;
			break;
		}
		at += (size_t)n;
	}
	strbuf_free(&b);
	return fd;
}

static int
archive_stat(
    struct rt_root *r, const char *path, bool follow, struct rt_stat *st)
{
	const struct rt_tree_node *e = archive_walk(r, path, follow);

	if (e == NULL)
		return -1;
	if (e->inode->implied) {
		errno = ENODATA;
		return -1;
	}
	*st = (struct rt_stat){
		.mode = e->inode->mode,
		.uid = e->inode->uid,
		.gid = e->inode->gid,
		.size = S_ISLNK(e->inode->mode) ? strlen(e->inode->link)
						: e->inode->size,
		.ino = e->inode->number,
		.atime = e->inode->atime,
		.mtime = e->inode->mtime,
		.ctime = e->inode->ctime,
	};
	return 0;
}

static int
archive_list(struct rt_root *r, const char *path,
    bool (*each)(void *arg, const char *name), void *arg)
{
	const struct rt_tree_node *e = archive_walk(r, path, true);

	if (e == NULL)
		return -1;
	if (!S_ISDIR(e->inode->mode)) {
		errno = ENOTDIR;
		return -1;
	}
	for (e = e->child; e != NULL; e = e->next)
		if (e->inode != NULL && !each(arg, e->name))
			return 0;
	if (r->tar->cut != NULL) {
		errno = EOVERFLOW;
		return -1;
	}
	return 0;
}

static ssize_t
archive_readlink(struct rt_root *r, const char *path, char *buf, size_t size)
{
	const struct rt_tree_node *e = archive_walk(r, path, false);
	size_t n;

	if (e == NULL)
		return -1;
	n = strlen(e->inode->link);
	if (!S_ISLNK(e->inode->mode) || n >= size) {
		errno = S_ISLNK(e->inode->mode) ? ENAMETOOLONG : EINVAL;
		return -1;
	}
	memcpy(buf, e->inode->link, n + 1);
	return (ssize_t)n;
}

const struct rt_root_ops rt_tar_ops = {
	.open = archive_open,
	.read = archive_read,
	.stat = archive_stat,
	.list = archive_list,
	.readlink = archive_readlink,
};
