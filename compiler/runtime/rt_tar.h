/*
 * Archives: a file system or an image, read from a stream and kept in memory.
 */
#ifndef RT_TAR_H
#define RT_TAR_H

#include "rt_root.h"

/*
 * rt_tar.c: an archive in memory, read from a stream: of a whole file system
 * (image: false), or of an image as `docker save` writes it.  Feed until it
 * returns false or the stream ends, then finish.  finish: false with *why
 * when nothing can be told from it.
 */
struct rt_tar *rt_tar_new(struct arena *a, bool image);
bool rt_tar_feed(void *tar, const char *data, size_t n);
bool rt_tar_finish(struct rt_tar *t, const char **why);
void rt_tar_free(struct rt_tar *t);

/* The tree that an archive describes, in memory (rt_tar_tree.c). */
struct rt_tree_inode {
	uint32_t mode, uid, gid, number;
	uint64_t size;
	int64_t mtime, atime, ctime;
	const char *name, *layer; /* where in the archive its content is */
	uint32_t member; /* which of that layer, from 0 */
	const char *link;  /* of a symbolic link; else "" */
	const char *data;  /* size bytes, or NULL: not kept */
	bool broken;       /* its content is not to be had */
	bool implied;      /* a directory that only its entries tell of */
};
struct rt_tree_node {
	const char *name;
	struct rt_tree_node *parent, *child, *next;
	struct rt_tree_inode *inode; /* NULL: removed */
};
struct rt_tree {
	struct arena *arena;
	struct rt_tree_node *root, **slot;
	size_t nslot, nnode;
};
struct rt_tree_node *rt_tree_init(struct rt_tree *t, struct arena *a);
void rt_tree_free(struct rt_tree *t);
/* The node of an archive's name, made where missing; NULL: not a name. */
struct rt_tree_node *rt_tree_make(struct rt_tree *t, const char *path);
/* The node of that name, no link followed; NULL: there is none. */
struct rt_tree_node *rt_tree_exact(struct rt_tree *t, const char *path);
void rt_tree_set(struct rt_tree_node *e, struct rt_tree_inode *inode);
/* Remove everything below it. */
void rt_tree_clear(struct rt_tree_node *dir);
/* As openat2(2) resolves in a root; NULL and errno. */
struct rt_tree_node *rt_tree_walk(const struct rt_tree *t, const char *path,
    bool follow);

/*
 * The members of a tar stream, one after the other (rt_tar_read.c): ustar,
 * GNU long names, PAX.  A callback returns false to stop.
 */
struct rt_tar_member {
	const char *name, *link; /* as written; NULL: none */
	uint32_t mode, uid, gid; /* mode with the type, S_IFMT */
	uint64_t size, real;     /* of the data that follows; of the file */
	int64_t mtime, atime, ctime;
	bool hard;   /* a hard link to `link` */
	bool broken; /* its data are not its content (sparse, unknown type) */
};
struct rt_tar_sink {
	bool (*member)(void *arg, const struct rt_tar_member *m);
	bool (*data)(void *arg, const char *data, size_t n);
	bool (*end)(void *arg); /* of the member */
};
struct rt_tar_reader *rt_tar_reader_new(const struct rt_tar_sink *sink,
    void *arg);
/* False when a callback stopped it or it is no tar: see the error. */
bool rt_tar_reader_feed(struct rt_tar_reader *r, const char *data, size_t n);
/* NULL: ended as a tar ends, or stopped by a callback. */
const char *rt_tar_reader_error(const struct rt_tar_reader *r);
void rt_tar_reader_free(struct rt_tar_reader *r);

#endif
