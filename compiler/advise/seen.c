/* What was seen of a container: writes and directories, each once, in order. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "advise.h"

const char *const advise_kind_names[ADVISE_KIND__MAX] = {
	[ADVISE_DIR] = "directory",
	[ADVISE_FILE] = "file",
	[ADVISE_OTHER] = "other",
	[ADVISE_GONE] = "removed",
};
const char *const advise_how_names[ADVISE_HOW__MAX] = {
	[ADVISE_NEW] = "new",
	[ADVISE_IN_PLACE] = "in place",
	[ADVISE_REPLACED] = "replaced",
	[ADVISE_ATTRIBUTES] = "attributes",
	[ADVISE_INSIDE] = "inside",
};
const char *const advise_source_names[ADVISE_SOURCES] = { "layer", "engine",
	"watch", "trial" };

void
advise_seen_note(struct advise_seen *s, const char *fmt, ...)
{
	struct strbuf b = STRBUF_INIT;
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	advise_clean(&b, text);
	*VEC_PUSH(s->arena, s->note, s->nnote) = arena_strdup(s->arena, b.s);
	strbuf_free(&b);
}

void
advise_seen_add(struct advise_seen *s, const char *path, enum advise_kind kind,
    enum advise_how how, unsigned by)
{
	*VEC_PUSH(s->arena, s->write, s->nwrite) = (struct advise_write){
		.path = path,
		.kind = kind,
		.how = how,
		.seen = by,
		.uid = ADVISE_NO_ID,
		.gid = ADVISE_NO_ID,
	};
}

static int
by_path(const void *x, const void *y)
{
	const struct advise_write *a = x, *b = y;
	int c = strcmp(a->path, b->path);

	/* the layer knows most of it */
	return c != 0 ? c
		      : (int)(b->seen & ADVISE_BY_LAYER) -
			    (int)(a->seen & ADVISE_BY_LAYER);
}

void
advise_seen_sort(struct advise_seen *s)
{
	uint32_t i, n = 0;

	if (s->nwrite == 0)
		return;
	qsort(s->write, s->nwrite, sizeof *s->write, by_path);
	for (i = 0; i < s->nwrite; i++)
		if (n > 0 && str_eq(s->write[n - 1].path, s->write[i].path))
			s->write[n - 1].seen |= s->write[i].seen;
		else
			s->write[n++] = s->write[i];
	s->nwrite = n;
}

static int
write_order(const void *key, const void *write)
{
	return strcmp(key, ((const struct advise_write *)write)->path);
}

const struct advise_write *
advise_write_find(const struct advise_seen *s, const char *path)
{
	return s->nwrite == 0 ? NULL
			      : bsearch(path, s->write, s->nwrite,
				    sizeof *s->write, write_order);
}

static int
dir_order(const void *key, const void *dir)
{
	return strcmp(key, ((const struct advise_dir *)dir)->owner.path);
}

const struct advise_dir *
advise_dir_find(const struct advise_seen *s, const char *path)
{
	return s->ndir == 0
		   ? NULL
		   : bsearch(path, s->dir, s->ndir, sizeof *s->dir, dir_order);
}

bool
advise_is_mounted(const struct advise_seen *s, const char *path)
{
	json_t *mounts = json_object_get(s->inspect, "Mounts"), *m;
	const char *at;
	size_t i;

	json_array_foreach(mounts, i, m)
	{
		at = rt_json_text(m, "Destination");
		if (at != NULL && *at == '/' && rt_path_within(path, at))
			return true;
	}
	json_object_foreach(rt_json_at(s->inspect, "HostConfig.Tmpfs"), at, m)
	{
		if (*at == '/' && rt_path_within(path, at))
			return true;
	}
	return false;
}

bool
advise_seen_late(const struct advise_seen *s)
{
	struct timespec t;

	if (s->deadline == 0)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 >= s->deadline;
}

void
advise_seen_free(struct advise_seen *s)
{
	if (s == NULL)
		return;
	json_decref(s->inspect);
	json_decref(s->image);
}
