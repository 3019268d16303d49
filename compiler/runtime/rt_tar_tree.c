/*
 * The file tree that an archive describes: names to inodes, built layer upon
 * layer.  Links are resolved here, in memory, and cannot lead anywhere else.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "rt.h"

#define TREE_LINKS 40
#define TREE_DEPTH 256

/* A directory of which nothing is known but that it is there. */
static struct rt_tree_inode *
tree_implied(struct arena *a)
{
	struct rt_tree_inode *inode = arena_alloc(a, sizeof *inode);

	inode->mode = S_IFDIR;
	inode->implied = true;
	inode->link = inode->name = inode->layer = "";
	return inode;
}

struct rt_tree_node *
rt_tree_init(struct rt_tree *t, struct arena *a)
{
	*t = (struct rt_tree){ .arena = a };
	t->root = arena_alloc(a, sizeof *t->root);
	t->root->parent = t->root;
	t->root->name = "";
	t->root->inode = tree_implied(a);
	return t->root;
}

void
rt_tree_free(struct rt_tree *t)
{
	free(t->slot);
	*t = (struct rt_tree){ 0 };
}

static size_t
tree_hash(const struct rt_tree_node *dir, const char *name, size_t n)
{
	uint64_t h = 1469598103934665603u ^ (uintptr_t)dir;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)name[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 29);
}

/* Where the entry is, or would go. */
static struct rt_tree_node **
tree_slot(const struct rt_tree *t, const struct rt_tree_node *dir,
    const char *name, size_t n)
{
	size_t mask = t->nslot - 1, i = tree_hash(dir, name, n) & mask;

	while (
	    t->slot[i] != NULL && (t->slot[i]->parent != dir ||
				      strncmp(t->slot[i]->name, name, n) != 0 ||
				      t->slot[i]->name[n] != '\0'))
		i = (i + 1) & mask;
	return &t->slot[i];
}

static void
tree_grow(struct rt_tree *t)
{
	struct rt_tree_node **old = t->slot;
	size_t n = t->nslot;

	t->nslot = n == 0 ? 1024 : 2 * n;
	t->slot = base_malloc(t->nslot * sizeof(struct rt_tree_node *));
	for (size_t i = 0; i < t->nslot; i++)
		t->slot[i] = NULL;
	for (size_t i = 0; i < n; i++)
		if (old[i] != NULL)
			*tree_slot(t, old[i]->parent, old[i]->name,
			    strlen(old[i]->name)) = old[i];
	free(old);
}

/* The entry of that name, also one that was removed; NULL: there is none. */
static struct rt_tree_node *
tree_child(const struct rt_tree *t, const struct rt_tree_node *dir,
    const char *name, size_t n)
{
	return t->nslot == 0 ? NULL : *tree_slot(t, dir, name, n);
}

static struct rt_tree_node *
tree_child_make(
    struct rt_tree *t, struct rt_tree_node *dir, const char *name, size_t n)
{
	struct rt_tree_node *e = tree_child(t, dir, name, n);

	if (e != NULL)
		return e;
	if (2 * (t->nnode + 1) > t->nslot)
		tree_grow(t);
	e = arena_alloc(t->arena, sizeof *e);
	e->name = arena_strndup(t->arena, name, n);
	e->parent = dir;
	e->next = dir->child;
	dir->child = e;
	*tree_slot(t, dir, name, n) = e;
	t->nnode++;
	return e;
}

static bool
tree_is_dir(const struct rt_tree_node *e)
{
	return e->inode != NULL && S_ISDIR(e->inode->mode);
}

void
rt_tree_clear(struct rt_tree_node *dir)
{
	for (struct rt_tree_node *e = dir->child; e != NULL; e = e->next) {
		if (e->inode != NULL)
			rt_tree_clear(e);
		e->inode = NULL;
	}
}

/*
 * The next component of an archive's name: 1, 0 at the end, -1 for what must
 * not be in one.
 */
static int
tree_component(const char **path, const char **name, size_t *n)
{
	do {
		*path += strspn(*path, "/");
		*name = *path;
		*n = strcspn(*path, "/");
		*path += *n;
	} while (*n == 1 && (*name)[0] == '.');
	if (*n == 2 && memcmp(*name, "..", 2) == 0)
		return -1;
	return *n == 0 ? 0 : *n > NAME_MAX ? -1 : 1;
}

struct rt_tree_node *
rt_tree_make(struct rt_tree *t, const char *path)
{
	struct rt_tree_node *e = t->root;
	const char *name;
	unsigned depth = 0;
	size_t n;
	int rc;

	while ((rc = tree_component(&path, &name, &n)) > 0) {
		if (++depth > TREE_DEPTH)
			return NULL;
		if (!tree_is_dir(e))
			e->inode = tree_implied(t->arena);
		e = tree_child_make(t, e, name, n);
	}
	return rc < 0 ? NULL : e;
}

struct rt_tree_node *
rt_tree_exact(struct rt_tree *t, const char *path)
{
	struct rt_tree_node *e = t->root;
	const char *name;
	size_t n;
	int rc;

	while ((rc = tree_component(&path, &name, &n)) > 0) {
		e = tree_child(t, e, name, n);
		if (e == NULL || e->inode == NULL)
			return NULL;
	}
	return rc < 0 ? NULL : e;
}

void
rt_tree_set(struct rt_tree_node *e, struct rt_tree_inode *inode)
{
	if (!S_ISDIR(inode->mode))
		rt_tree_clear(e);
	e->inode = inode;
}

/* One component from e; NULL and errno. */
static struct rt_tree_node *
tree_step(
    const struct rt_tree *t, struct rt_tree_node *e, const char *name, size_t n)
{
	struct rt_tree_node *next;

	if (!tree_is_dir(e)) {
		errno = ENOTDIR;
		return NULL;
	}
	if (n == 1 && name[0] == '.')
		return e;
	if (n == 2 && name[0] == '.' && name[1] == '.')
		return e->parent;
	next = tree_child(t, e, name, n);
	if (next == NULL || next->inode == NULL) {
		errno = ENOENT;
		return NULL;
	}
	return next;
}

struct rt_tree_node *
rt_tree_walk(const struct rt_tree *t, const char *path, bool follow)
{
	struct rt_tree_node *e = t->root, *next;
	char *rest = base_strdup(path), *p = rest, *joined;
	unsigned links = 0;
	int error = 0;

	if (path[0] != '/' || strlen(path) >= PATH_MAX)
		error = path[0] != '/' ? EINVAL : ENAMETOOLONG;
	while (error == 0) {
		const char *name = p + strspn(p, "/");
		size_t n = strcspn(name, "/");
		const struct rt_tree_inode *inode;

		p += (size_t)(name - p) + n;
		if (n == 0)
			break;
		next = tree_step(t, e, name, n);
		if (next == NULL) {
			error = errno;
			break;
		}
		inode = next->inode;
		if (!S_ISLNK(inode->mode) || (!follow && *p == '\0')) {
			e = next;
			continue;
		}
		if (++links > TREE_LINKS || inode->link[0] == '\0' ||
		    strlen(inode->link) + strlen(p) >= 2 * PATH_MAX) {
			error = links > TREE_LINKS       ? ELOOP
				: inode->link[0] == '\0' ? ENOENT
							 : ENAMETOOLONG;
			break;
		}
		if (inode->link[0] == '/')
			e = t->root;
		joined = base_malloc(strlen(inode->link) + strlen(p) + 2);
		snprintf(joined, strlen(inode->link) + strlen(p) + 2, "%s%s%s",
		    inode->link, *p != '\0' ? "/" : "", p);
		free(rest);
		p = rest = joined;
	}
	if (error == 0 && path[strlen(path) - 1] == '/' && !tree_is_dir(e))
		error = ENOTDIR;
	free(rest);
	errno = error;
	return error == 0 ? e : NULL;
}
