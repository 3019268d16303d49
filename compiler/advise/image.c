/*
 * The image's directories on the way to what was written: owner, mode, and
 * what a mount over them would hide.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "advise.h"

#define IMAGE_NAMES 4096 /* that are looked at below one directory */

struct image_names { /* of one directory */
	struct arena *arena;
	const char **name;
	uint32_t n;
	bool many;
};

static bool
take_name(void *arg, const char *name)
{
	struct image_names *names = arg;

	if (names->n >= IMAGE_NAMES) {
		names->many = true;
		return false;
	}
	*VEC_PUSH(names->arena, names->name, names->n) =
	    arena_strdup(names->arena, name);
	return true;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_class(
    const struct advise_rules *rules, const char *path, enum advise_class class)
{
	size_t top;
	const struct advise_rule *r = advise_rule_find(rules, path, &top);

	return r != NULL && r->class == class;
}

/* Count what lies below; ends at the first thing that is no directory. */
static void
look_below(struct arena *a, struct rt_root *image,
    const struct advise_rules *rules, const char *path, unsigned depth,
    struct advise_dir *d)
{
	struct image_names names = { .arena = a };
	struct rt_stat st;

	if (depth > ADVISE_DEPTH ||
	    (rt_root_list(image, path, take_name, &names) != 0 &&
		errno != ENOENT)) {
		d->files = d->many = true;
		return;
	}
	if (names.n > 0)
		qsort(names.name, names.n, sizeof *names.name, by_text);
	d->many |= names.many;
	for (uint32_t i = 0; i < names.n && !d->files; i++) {
		char *below = arena_printf(a, "%s/%s", path, names.name[i]);

		if (is_class(rules, below, ADVISE_ENGINE))
			continue;
		if (rt_root_stat(image, below, false, &st) != 0 ||
		    !S_ISDIR(st.mode) || d->nbelow >= ADVISE_BELOW) {
			d->files = true;
			return;
		}
		*VEC_PUSH(a, d->below, d->nbelow) =
		    (struct advise_owner){ below, st.mode & 07777, st.uid,
			    st.gid };
		look_below(a, image, rules, below, depth + 1, d);
	}
}

static void
add_dir(struct advise_seen *s, struct rt_root *image,
    const struct advise_rules *rules, const char *path)
{
	struct advise_dir d = { .owner.path = path };
	struct rt_stat st;

	if (is_class(rules, path, ADVISE_DEFECT) ||
	    rt_root_stat(image, path, false, &st) != 0 || !S_ISDIR(st.mode))
		return;
	d.owner.mode = st.mode & 07777;
	d.owner.uid = st.uid;
	d.owner.gid = st.gid;
	look_below(s->arena, image, rules, path, 0, &d);
	*VEC_PUSH(s->arena, s->dir, s->ndir) = d;
}

static int
by_path(const void *x, const void *y)
{
	const struct advise_dir *a = x, *b = y;

	return strcmp(a->owner.path, b->owner.path);
}

void
advise_image_read(struct advise_seen *s, struct rt_root *image,
    const struct advise_rules *rules)
{
	const char *last = "";
	uint32_t i, n = 0;
	size_t k;

	for (i = 0; i < s->nwrite; i++) {
		const char *path = s->write[i].path;

		if (advise_seen_late(s)) {
			s->partial = true;
			advise_seen_note(s,
			    "there was no time to look at all of the image's "
			    "directories");
			break;
		}

		for (k = 1; path[k - 1] != '\0'; k++) {
			if (path[k] != '/' && path[k] != '\0')
				continue;
			/* the way that it shares with the one before it */
			if (strncmp(path, last, k) == 0 &&
			    (last[k] == '/' || last[k] == '\0'))
				continue;
			add_dir(
			    s, image, rules, arena_strndup(s->arena, path, k));
		}
		last = path;
	}
	if (s->ndir > 0)
		qsort(s->dir, s->ndir, sizeof *s->dir, by_path);
	for (i = 0; i < s->ndir; i++)
		if (n == 0 || by_path(&s->dir[n - 1], &s->dir[i]) != 0)
			s->dir[n++] = s->dir[i];
	s->ndir = n;
}
