/*
 * What was read of a target's files, kept while its context lives: many tests
 * ask for the same few small files.
 */
#include <stdlib.h>
#include <string.h>

#include "rt.h"

#define CACHE_SLOTS 1024u           /* a power of two */
#define CACHE_FILE ((size_t)1 << 20) /* bytes of a file that is kept */
#define CACHE_ALL ((size_t)16 << 20) /* of all of them */

struct rt_cache {
	struct cache_slot {
		char *path, *data;
		size_t n;
	} slot[CACHE_SLOTS];
	size_t all;
	uint32_t hand; /* where room is made next */
};

static struct cache_slot *
cache_slot(struct rt_cache *c, const char *path)
{
	uint32_t h = 2166136261u;

	for (const char *s = path; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return &c->slot[h % CACHE_SLOTS];
}

static void
cache_drop(struct rt_cache *c, struct cache_slot *s)
{
	c->all -= s->n;
	free(s->path);
	free(s->data);
	*s = (struct cache_slot){ NULL, NULL, 0 };
}

const char *
rt_cache_get(struct rt_root *r, const char *path, size_t *n)
{
	struct cache_slot *s;

	if (r->cache == NULL)
		return NULL;
	s = cache_slot(r->cache, path);
	if (s->path == NULL || strcmp(s->path, path) != 0)
		return NULL;
	*n = s->n;
	return s->data;
}

void
rt_cache_put(struct rt_root *r, const char *path, const char *data, size_t n)
{
	struct rt_cache *c = r->cache;
	struct cache_slot *s;

	/* the kernel's files tell something else at every look */
	if (n > CACHE_FILE || str_starts(path, "/proc/") ||
	    str_starts(path, "/sys/"))
		return;
	if (c == NULL) {
		c = base_malloc(sizeof *c);
		memset(c, 0, sizeof *c);
		r->cache = c;
	}
	cache_drop(c, cache_slot(c, path));
	while (c->all + n > CACHE_ALL)
		cache_drop(c, &c->slot[c->hand++ % CACHE_SLOTS]);
	s = cache_slot(c, path);
	s->path = base_strdup(path);
	s->data = base_malloc(n + 1);
	memcpy(s->data, data, n);
	s->data[n] = '\0';
	s->n = n;
	c->all += n;
}

void
rt_cache_free(struct rt_root *r)
{
	for (uint32_t i = 0; r->cache != NULL && i < CACHE_SLOTS; i++)
		cache_drop(r->cache, &r->cache->slot[i]);
	free(r->cache);
	r->cache = NULL;
}
