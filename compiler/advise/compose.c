/*
 * The smallest set of mounts with which everything that was written can be
 * written again.  A mount stands on the directory of the image that was written
 * to, or, where the container made the directory itself, on the one above it;
 * never above what the rule names, for what lies there is nobody's to hide.
 */
#include <stdlib.h>
#include <string.h>

#include "advise.h"

#define COMPOSE_TMPFS_MIN ((uint64_t)16 << 20)
#define COMPOSE_SKELETON 4  /* empty directories worth a tmpfs each */
#define COMPOSE_NAME 100    /* bytes of a volume's name */
#define COMPOSE_TARGETS 500 /* then what the rule names is mounted whole */

struct target { /* a mount on its way */
	struct advise_mount m;
	const struct advise_dir *dir; /* the image's; NULL: it has none */
	uint64_t least;               /* size of a tmpfs */
	size_t top;                   /* it goes no higher than so many bytes */
};

struct compose {
	struct arena *a;
	const struct advise_seen *seen;
	const struct advise_rules *rules;
	struct advice *out;
	struct target *target;
	uint32_t n;
};

static const char *
parent(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	return arena_strndup(a, path, (size_t)(slash - path));
}

static void
note(struct compose *c, struct advise_mount *m, const char *text)
{
	for (uint32_t i = 0; i < m->nnote; i++)
		if (str_eq(m->note[i], text))
			return;
	*VEC_PUSH(c->a, m->note, m->nnote) = text;
}

/* --- what no mount helps ------------------------------------------------ */

static void
add_finding(struct compose *c, enum advise_class class, const char *where,
    const char *reason, const char *path)
{
	struct advise_finding *f = NULL;

	for (uint32_t i = 0; i < c->out->nfinding && f == NULL; i++)
		if (str_eq(c->out->finding[i].where, where) &&
		    str_eq(c->out->finding[i].reason, reason))
			f = &c->out->finding[i];
	if (f == NULL) {
		f = VEC_PUSH(c->a, c->out->finding, c->out->nfinding);
		f->class = class;
		f->where = where;
		f->reason = reason;
	}
	if (f->count < sizeof f->example / sizeof *f->example)
		f->example[f->count] = path;
	f->count++;
}

/* --- targets ------------------------------------------------------------ */

static struct target *
add_target(struct compose *c, const char *path, const struct advise_rule *r,
    size_t top)
{
	struct target *t = NULL;

	for (uint32_t i = c->n; i > 0 && t == NULL; i--)
		if (str_eq(c->target[i - 1].m.path, path))
			t = &c->target[i - 1];
	if (t == NULL) {
		t = VEC_PUSH(c->a, c->target, c->n);
		t->m.path = path;
		t->dir = advise_dir_find(c->seen, path);
		t->top = top;
		t->m.class = ADVISE_ENGINE;
		if (t->dir != NULL) {
			t->m.owner = t->dir->owner;
			t->m.owned = t->m.owner.uid != ADVISE_NO_ID &&
				     t->m.owner.gid != ADVISE_NO_ID;
		}
	}
	if (r->class > t->m.class) {
		t->m.class = r->class;
		t->m.reason = r->reason;
	}
	if (r->size > t->least)
		t->least = r->size;
	return t;
}

/* The owner of a directory that the container made itself. */
static void
take_owner(const struct compose *c, struct target *t)
{
	const struct advise_write *w = advise_write_find(c->seen, t->m.path);

	if (t->dir != NULL || w == NULL || w->kind != ADVISE_DIR)
		return;
	t->m.owner = (struct advise_owner){ w->path, w->mode, w->uid, w->gid };
	t->m.owned = w->uid != ADVISE_NO_ID && w->gid != ADVISE_NO_ID;
}

/* What has to be writable for this write: a directory, or NULL: the file. */
static const char *
place_of(struct compose *c, const struct advise_write *w,
    const struct advise_rule *r)
{
	if (w->kind == ADVISE_DIR &&
	    (w->how == ADVISE_INSIDE || w->how == ADVISE_ATTRIBUTES))
		return w->path;
	if (r->class == ADVISE_CONFIG && w->kind == ADVISE_FILE &&
	    (w->how == ADVISE_IN_PLACE || w->how == ADVISE_ATTRIBUTES))
		return NULL;
	return parent(c->a, w->path);
}

/*
 * Where the mount for a place goes: the nearest directory of the image, else
 * the highest that the rule allows.  "": there is none.
 */
static const char *
mount_point(struct compose *c, const char *path, const char *place, size_t top,
    const struct advise_rule *r)
{
	const char *way = place;

	while (*way != '\0' && advise_dir_find(c->seen, way) == NULL)
		way = parent(c->a, way);
	if (*way != '\0' && strlen(way) >= top)
		return way;
	if (strlen(place) >= top)
		return arena_strndup(c->a, path, top);
	/* a file beside others: where settings are, they are copied with it */
	return r->class == ADVISE_CONFIG ? place : "";
}

static void
count_write(struct target *t, const struct advise_write *w)
{
	t->m.count++;
	if (t->m.example == NULL || t->m.example == t->m.path)
		t->m.example = w->path;
	if (w->kind != ADVISE_FILE)
		return;
	t->m.bytes += w->size;
	t->m.migrate |= w->how != ADVISE_ATTRIBUTES &&
			(w->seen & ~(unsigned)ADVISE_BY_TRIAL) != 0;
	t->m.exec |= (w->mode & 0111) != 0;
}

/*
 * A directory that the container made for what it wrote below: the mount for
 * that makes it again.
 */
static bool
is_way(const struct compose *c, const struct advise_write *w)
{
	const struct advise_write *end = c->seen->write + c->seen->nwrite;
	const struct advise_write *next = w + 1;
	size_t n = strlen(w->path);

	if (w->kind != ADVISE_DIR || w->how != ADVISE_NEW)
		return false;
	while (next < end && strncmp(next->path, w->path, n) == 0 &&
	       next->path[n] != '/')
		next++;
	return next < end && rt_path_within(next->path, w->path);
}

static void
take_write(struct compose *c, const struct advise_write *w)
{
	const struct advise_rule *r;
	const char *place, *at;
	struct target *t;
	size_t top;

	if (advise_is_mounted(c->seen, w->path) || is_way(c, w))
		return;
	r = advise_rule_find(c->rules, w->path, &top);
	if (r == NULL) {
		add_finding(c, ADVISE_DEFECT, "/",
		    "No rule knows of this place", w->path);
		return;
	}
	if (r->class == ADVISE_ENGINE)
		return;
	if (r->class == ADVISE_DEFECT) {
		add_finding(c, r->class, r->pattern, r->reason, w->path);
		return;
	}
	place = place_of(c, w, r);
	if (place == NULL && c->n < COMPOSE_TARGETS) {
		t = add_target(c, w->path, r, top);
		t->m.means = ADVISE_BIND;
		count_write(t, w);
		return;
	}
	if (place == NULL)
		place = parent(c->a, w->path);
	at = mount_point(c, w->path, place, top, r);
	if (*at == '\0') {
		/* to be made there is one thing, to hold writes another */
		if (w->kind != ADVISE_DIR || w->how != ADVISE_NEW) {
			add_finding(c, ADVISE_DEFECT,
			    *place != '\0' ? place : "/",
			    "A mount over the whole of it would hide what is "
			    "there; it should be written below a directory of "
			    "its own",
			    w->path);
			return;
		}
		at = w->path;
	}
	if (c->n >= COMPOSE_TARGETS && top > 0 && strlen(at) > top)
		at = arena_strndup(c->a, w->path, top);
	if (c->n >= 2 * COMPOSE_TARGETS) {
		add_finding(c, ADVISE_DEFECT, "/",
		    "It writes in more places than mounts can be advised for",
		    w->path);
		return;
	}
	t = add_target(c, at, r, top);
	count_write(t, w);
}

static int
by_path(const void *x, const void *y)
{
	const struct target *a = x, *b = y;

	return strcmp(a->m.path, b->m.path);
}

/* --- fewer of them ------------------------------------------------------ */

static void
merge(struct target *into, const struct target *t)
{
	into->m.bytes += t->m.bytes;
	into->m.count += t->m.count;
	into->m.migrate |= t->m.migrate;
	if (into->m.example == NULL)
		into->m.example = t->m.example;
}

/*
 * Data in every directory of the one above them, and nothing else in it: one
 * volume for all.
 */
static bool
lift_once(struct compose *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct target *t = &c->target[i];
		const char *up = parent(c->a, t->m.path);
		const struct advise_dir *d = advise_dir_find(c->seen, up);
		struct target *into;
		uint32_t k, j, inside = 0;

		if (t->m.class != ADVISE_DATA || d == NULL || d->files ||
		    strlen(up) < t->top)
			continue;
		for (k = 0; k < d->nbelow; k++) {
			for (j = 0; j < c->n; j++)
				if (c->target[j].m.class == ADVISE_DATA &&
				    rt_path_within(
					d->below[k].path, c->target[j].m.path))
					break;
			if (j == c->n)
				break;
			inside++;
		}
		if (k < d->nbelow || inside < 2)
			continue;
		VEC_PUSH(c->a, c->target, c->n);
		into = &c->target[c->n - 1];
		*into = c->target[i];
		into->m.path = up;
		into->dir = d;
		into->m.owner = d->owner;
		return true;
	}
	return false;
}

static bool
is_volume(const struct target *t)
{
	return t->m.means == ADVISE_VOLUME;
}

/* What lies below a volume needs no mount of its own. */
static void
drop_covered(struct compose *c)
{
	uint32_t i, k, n = 0;

	if (c->n > 0)
		qsort(c->target, c->n, sizeof *c->target, by_path);
	for (i = 0; i < c->n; i++) {
		struct target *t = &c->target[i];

		for (k = 0; k < n; k++)
			if (is_volume(&c->target[k]) &&
			    rt_path_within(t->m.path, c->target[k].m.path))
				break;
		if (k < n)
			merge(&c->target[k], t);
		else
			c->target[n++] = *t;
	}
	c->n = n;
}

/* --- how each is mounted ------------------------------------------------ */

static bool
owner_is_root(const struct advise_owner *o)
{
	return o->uid == 0 && o->gid == 0;
}

static void
choose_tmpfs(struct compose *c, struct target *t)
{
	const struct advise_seen *s = c->seen;
	bool podman = s->kind == RT_PODMAN;

	t->m.means = ADVISE_TMPFS;
	t->m.own = podman && t->m.owned && !owner_is_root(&t->m.owner);
	if (t->m.own && !(s->user_known && t->m.owner.uid == s->uid &&
			    t->m.owner.gid == s->gid)) {
		t->m.means = ADVISE_VOLUME;
		note(c, &t->m,
		    "a volume, as Podman gives a tmpfs to root or to the "
		    "container's user alone");
	} else if (strchr(t->m.path, ':') != NULL) {
		t->m.means = ADVISE_VOLUME;
		note(c, &t->m,
		    "a volume, as an engine cuts the path of a tmpfs at ':'");
	} else if (t->dir != NULL && t->dir->files) {
		if (podman) {
			t->m.copy_up = true;
			return;
		}
		t->m.means = ADVISE_VOLUME;
		note(c, &t->m,
		    "a volume, as Docker's tmpfs would hide the image's files "
		    "in it");
	} else if (!podman && t->dir != NULL &&
		   t->dir->nbelow > COMPOSE_SKELETON) {
		t->m.means = ADVISE_VOLUME;
		note(c, &t->m,
		    "a volume, as Docker's tmpfs would hide the image's "
		    "directories in it");
	}
}

static void
choose_means(struct compose *c, struct target *t)
{
	if (t->m.means == ADVISE_BIND && t->m.class == ADVISE_CONFIG)
		return;
	if (t->m.class == ADVISE_SCRATCH)
		choose_tmpfs(c, t);
	else
		t->m.means = ADVISE_VOLUME;
	if (t->m.means == ADVISE_VOLUME && t->dir != NULL && t->dir->files) {
		t->m.seeded = true;
		note(c, &t->m,
		    "the new volume gets the image's files once; those of a "
		    "newer image are not seen in it");
	}
}

/* The least power of two that holds twice what was seen. */
static uint64_t
tmpfs_size(const struct target *t)
{
	uint64_t least = t->least != 0 ? t->least : COMPOSE_TMPFS_MIN;
	uint64_t size = (uint64_t)1 << 12;

	while (
	    size < least || (size / 2 < t->m.bytes && size < (uint64_t)1 << 62))
		size <<= 1;
	return size;
}

static bool
is_target(const struct compose *c, const char *path)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (str_eq(c->target[i].m.path, path))
			return true;
	return false;
}

/* The image's empty directories below a tmpfs of Docker's, each as one. */
static void
add_skeleton(struct compose *c)
{
	uint32_t n = c->n;

	for (uint32_t i = 0; i < n; i++) {
		const struct advise_dir *d = c->target[i].dir;
		uint64_t least = c->target[i].least;

		if (c->target[i].m.means != ADVISE_TMPFS || d == NULL ||
		    c->seen->kind == RT_PODMAN)
			continue;
		for (uint32_t k = 0; k < d->nbelow; k++) {
			const struct advise_owner *o = &d->below[k];
			struct target *t;

			if (is_target(c, o->path) ||
			    advise_is_mounted(c->seen, o->path))
				continue;
			t = VEC_PUSH(c->a, c->target, c->n);
			*t = (struct target){ .least = least };
			t->m.path = o->path;
			t->m.class = ADVISE_SCRATCH;
			t->m.means = ADVISE_TMPFS;
			t->m.owner = *o;
			t->m.owned =
			    o->uid != ADVISE_NO_ID && o->gid != ADVISE_NO_ID;
			t->m.reason =
			    "The image has this directory, and the tmpfs above "
			    "it would hide it";
		}
	}
	if (c->n > 0)
		qsort(c->target, c->n, sizeof *c->target, by_path);
}

/* --- names -------------------------------------------------------------- */

static bool
is_name_char(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	       (ch >= '0' && ch <= '9') || ch == '_' || ch == '.' || ch == '-';
}

/* CONTAINER-PATH with what names of volumes have; alike ones get a number. */
static const char *
volume_name(struct compose *c, const char *path)
{
	struct strbuf b = STRBUF_INIT;
	const char *name;
	char *base;
	unsigned number = 1;
	uint32_t i;

	for (const char *s = c->seen->name; *s != '\0'; s++)
		strbuf_addch(
		    &b, is_name_char(*s) && (b.n > 0 || *s != '-') ? *s : '_');
	for (; *path != '\0'; path++)
		strbuf_addch(&b, *path == '/'          ? '-'
				 : is_name_char(*path) ? *path
						       : '_');
	base =
	    arena_strndup(c->a, b.s, b.n < COMPOSE_NAME ? b.n : COMPOSE_NAME);
	strbuf_free(&b);
	name = base;
	do {
		for (i = 0; i < c->out->nmount; i++)
			if (str_eq(c->out->mount[i].volume, name))
				break;
		if (i < c->out->nmount)
			name = arena_printf(c->a, "%s-%u", base, ++number);
	} while (i < c->out->nmount);
	return name;
}

static bool
is_text(const char *s)
{
	if (!utf8_valid(s, strlen(s)))
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7F)
			return false;
	return true;
}

/* --- all of it ---------------------------------------------------------- */

static void
deliver(struct compose *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct target *t = &c->target[i];

		if (!is_text(t->m.path)) {
			add_finding(c, ADVISE_DEFECT, "/",
			    "No engine takes a mount of such a name",
			    t->m.path);
			continue;
		}
		if (t->m.means == ADVISE_TMPFS) {
			t->m.size = tmpfs_size(t);
			t->m.migrate = false;
			if (t->m.exec)
				note(c, &t->m,
				    "without noexec, as there are programs in "
				    "it");
		} else {
			t->m.volume = volume_name(c, t->m.path);
			t->m.exec = false;
			t->m.migrate &= t->m.class != ADVISE_SCRATCH;
		}
		if (!t->m.owned && t->m.means != ADVISE_BIND)
			note(c, &t->m, "the owner is not known");
		*VEC_PUSH(c->a, c->out->mount, c->out->nmount) = t->m;
	}
}

static void
add_note(struct compose *c, const char *text)
{
	*VEC_PUSH(c->a, c->out->note, c->out->nnote) = text;
}

static void
add_notes(struct compose *c)
{
	const struct advise_seen *s = c->seen;
	const char *status = rt_json_text(s->inspect, "State.Status");
	json_int_t memory =
	    json_integer_value(rt_json_at(s->inspect, "HostConfig.Memory"));
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < s->nnote; i++)
		add_note(c, s->note[i]);
	if (str_eq(status, "created"))
		add_note(c, "it has never run, so there was nothing to see");
	for (i = 0; i < c->out->nmount; i++)
		if (c->out->mount[i].means == ADVISE_TMPFS)
			sum += c->out->mount[i].size;
	if (memory > 0 && sum > (uint64_t)memory)
		add_note(c,
		    "files in a tmpfs count as memory: together they may grow "
		    "beyond the container's limit");
}

struct advice *
advise_compose(struct arena *a, const struct advise_seen *s,
    const struct advise_rules *rules)
{
	struct compose c = { .a = a, .seen = s, .rules = rules };
	uint32_t i;

	c.out = arena_alloc(a, sizeof *c.out);
	c.out->seen = s;
	c.out->rules = rules;
	c.out->readonly = rt_json_true(s->inspect, "HostConfig.ReadonlyRootfs");
	for (i = 0; i < s->nwrite; i++)
		take_write(&c, &s->write[i]);
	while (lift_once(&c))
		for (i = 0; i + 1 < c.n;)
			if (rt_path_within(
				c.target[i].m.path, c.target[c.n - 1].m.path)) {
				merge(&c.target[c.n - 1], &c.target[i]);
				c.target[i] = c.target[c.n - 2];
				c.target[c.n - 2] = c.target[c.n - 1];
				c.n--;
			} else
				i++;
	for (i = 0; i < c.n; i++) {
		take_owner(&c, &c.target[i]);
		choose_means(&c, &c.target[i]);
	}
	drop_covered(&c);
	add_skeleton(&c);
	deliver(&c);
	add_notes(&c);
	return c.out;
}
