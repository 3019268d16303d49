/*
 * Writes as they happen: fanotify(7) on the file system that the upper layers
 * lie on (overlayfs itself reports none), by the directories' handles and the
 * names in them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "advise.h"

#define WATCH_EVENTS                                                           \
	(FAN_CREATE | FAN_DELETE | FAN_MODIFY | FAN_ATTRIB | FAN_MOVED_FROM |  \
	    FAN_MOVED_TO | FAN_ONDIR)
#define WATCH_BUFFER 65536
#define WATCH_PATHS 50000  /* of one container */
#define WATCH_SLOTS 131072 /* power of two, more than twice as many */

struct watched {     /* a container's layer */
	char *upper; /* without links and "/" at its end */
	int fd;      /* it, for open_by_handle_at(2) */
	struct advise_watched *path;
	uint32_t n;
	uint32_t *slot; /* index into path plus 1 */
	bool full;
};

struct advise_watch {
	struct arena arena;
	int fd;
	struct watched *layer;
	uint32_t n;
	bool lost;
};

struct advise_watch *
advise_watch_open(const char **why)
{
	struct advise_watch *w = base_malloc(sizeof *w);

	*w = (struct advise_watch){ .fd = -1 };
	w->fd = fanotify_init(FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_NONBLOCK |
				  FAN_UNLIMITED_QUEUE | FAN_REPORT_DFID_NAME,
	    O_RDONLY | O_CLOEXEC);
	if (w->fd >= 0)
		return w;
	*why = errno == EPERM    ? "fanotify: needs CAP_SYS_ADMIN"
	       : errno == EINVAL ? "fanotify: this kernel tells no names"
				 : "fanotify: it cannot be had";
	free(w);
	return NULL;
}

bool
advise_watch_add(struct advise_watch *w, const char *upper, uint32_t *index,
    const char **why)
{
	char real[PATH_MAX];
	struct watched *l;

	if (realpath(upper, real) == NULL) {
		*why = rt_root_strerror(errno);
		return false;
	}
	l = VEC_PUSH(&w->arena, w->layer, w->n);
	l->upper = arena_strdup(&w->arena, real);
	l->slot = arena_alloc(&w->arena, WATCH_SLOTS * sizeof *l->slot);
	l->fd = open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (l->fd < 0 ||
	    fanotify_mark(w->fd, FAN_MARK_ADD | FAN_MARK_FILESYSTEM,
		WATCH_EVENTS, AT_FDCWD, real) != 0) {
		*why = errno == EOPNOTSUPP || errno == ENODEV || errno == EXDEV
			   ? "fanotify: its file system reports no writes"
			   : rt_root_strerror(errno);
		if (l->fd >= 0)
			close(l->fd);
		w->n--;
		return false;
	}
	*index = w->n - 1;
	return true;
}

static size_t
hash(const char *s)
{
	size_t h = 2166136261u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

static void
take_path(struct advise_watch *w, struct watched *l, const char *dir,
    const char *name, bool is_dir)
{
	char path[2 * PATH_MAX];
	size_t i;

	if (strcmp(name, ".") == 0)
		snprintf(path, sizeof path, "%s", dir);
	else
		snprintf(path, sizeof path, "%s/%s", dir, name);
	if (path[0] == '\0' || strlen(path) >= PATH_MAX)
		return;
	for (i = hash(path) & (WATCH_SLOTS - 1); l->slot[i] != 0;
	     i = (i + 1) & (WATCH_SLOTS - 1))
		if (strcmp(l->path[l->slot[i] - 1].path, path) == 0)
			return;
	if (l->n >= WATCH_PATHS) {
		l->full = true;
		return;
	}
	*VEC_PUSH(&w->arena, l->path, l->n) =
	    (struct advise_watched){ arena_strdup(&w->arena, path), is_dir };
	l->slot[i] = l->n;
}

/* Where the directory is now, below the layer; NULL: elsewhere, or gone. */
static const char *
directory_in(
    const struct watched *l, struct file_handle *handle, char path[PATH_MAX])
{
	size_t n = strlen(l->upper);
	char link[64];
	ssize_t len;
	int fd = open_by_handle_at(l->fd, handle, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return NULL;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	len = readlink(link, path, PATH_MAX - 1);
	close(fd);
	if (len <= 0)
		return NULL;
	path[len] = '\0';
	if (strncmp(path, l->upper, n) != 0 ||
	    (path[n] != '/' && path[n] != '\0') || str_ends(path, " (deleted)"))
		return NULL;
	return path + n;
}

/* What follows the head of an event; nothing in it is aligned. */
static void
take_event(struct advise_watch *w, const struct fanotify_event_metadata *e,
    const char *info, size_t size)
{
	const size_t head = offsetof(struct fanotify_event_info_fid, handle);
	struct fanotify_event_info_header h;
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} u;
	char path[PATH_MAX];
	const char *dir, *name;
	size_t n;

	if ((e->mask & FAN_Q_OVERFLOW) != 0) {
		w->lost = true;
		return;
	}
	if (size < head + sizeof u.handle)
		return;
	memcpy(&h, info, sizeof h);
	if (h.info_type != FAN_EVENT_INFO_TYPE_DFID_NAME || h.len > size)
		return;
	memcpy(&u, info + head, sizeof u.handle);
	n = sizeof u.handle + u.handle.handle_bytes;
	if (u.handle.handle_bytes > MAX_HANDLE_SZ || head + n >= h.len)
		return;
	memcpy(&u, info + head, n);
	name = info + head + n;
	if (memchr(name, '\0', h.len - head - n) == NULL)
		return;
	for (uint32_t i = 0; i < w->n; i++) {
		dir = directory_in(&w->layer[i], &u.handle, path);
		if (dir == NULL)
			continue;
		take_path(
		    w, &w->layer[i], dir, name, (e->mask & FAN_ONDIR) != 0);
		return;
	}
}

static void
read_events(struct advise_watch *w)
{
	struct fanotify_event_metadata e;
	char buf[WATCH_BUFFER];
	ssize_t n;

	while ((n = read(w->fd, buf, sizeof buf)) > 0)
		for (size_t at = 0; at + sizeof e <= (size_t)n;
		     at += e.event_len) {
			memcpy(&e, buf + at, sizeof e);
			if (e.event_len < sizeof e ||
			    e.metadata_len < sizeof e ||
			    e.metadata_len > e.event_len ||
			    e.event_len > (size_t)n - at)
				break;
			take_event(w, &e, buf + at + e.metadata_len,
			    e.event_len - e.metadata_len);
		}
}

void
advise_watch_run(
    struct advise_watch *w, unsigned seconds, const volatile sig_atomic_t *stop)
{
	struct pollfd p = { .fd = w->fd, .events = POLLIN };
	struct timespec start, now;

	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		if (poll(&p, 1, 100) > 0)
			read_events(w);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (*stop == 0 &&
		 now.tv_sec - start.tv_sec - (now.tv_nsec < start.tv_nsec) <
		     (time_t)seconds);
	read_events(w);
}

void
advise_watch_take(const struct advise_watch *w, uint32_t index,
    struct advise_seen *s, const struct advise_rules *rules)
{
	const struct watched *l = &w->layer[index];
	const struct advise_rule *r;
	size_t top;

	for (uint32_t i = 0; i < l->n; i++) {
		const struct advise_watched *p = &l->path[i];

		r = advise_rule_find(rules, p->path, &top);
		if ((r != NULL && r->class == ADVISE_ENGINE) ||
		    advise_is_mounted(s, p->path) || s->nwrite >= ADVISE_WRITES)
			continue;
		advise_seen_add(s, arena_strdup(s->arena, p->path),
		    p->directory ? ADVISE_DIR : ADVISE_FILE, ADVISE_NEW,
		    ADVISE_BY_WATCH);
	}
	if (l->full || w->lost) {
		s->partial = true;
		advise_seen_note(
		    s, "it wrote faster, or in more places, than was watched");
	}
}

void
advise_watch_close(struct advise_watch *w)
{
	if (w == NULL)
		return;
	for (uint32_t i = 0; i < w->n; i++)
		close(w->layer[i].fd);
	close(w->fd);
	arena_free(&w->arena);
	free(w);
}
