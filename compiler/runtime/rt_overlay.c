/*
 * The layers of a stopped container or an image as one file system: a
 * read-only overlay mount that no path leads to.  Never of a running
 * container, whose upper layer is in use.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "rt.h"

#define OVERLAY_FLAGS                                                          \
	(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID |            \
	    MOUNT_ATTR_NOEXEC)
#define OVERLAY_OPTIONS 4096 /* what mount(2) takes of options, a page */

static int
overlay_detached(struct arena *a, const char *const *layer, uint32_t n,
    bool metacopy, const char **why)
{
	const char *step = "fsopen";
	int fs, fd = -1, error;

	fs = fsopen("overlay", FSOPEN_CLOEXEC);
	if (fs < 0)
		goto done;
	step = "lowerdir+";
	for (uint32_t i = 0; i < n; i++)
		if (fsconfig(
			fs, FSCONFIG_SET_STRING, "lowerdir+", layer[i], 0) != 0)
			goto done;
	step = "fsconfig";
	if ((metacopy &&
		fsconfig(fs, FSCONFIG_SET_STRING, "metacopy", "on", 0) != 0) ||
	    fsconfig(fs, FSCONFIG_SET_FLAG, "ro", NULL, 0) != 0 ||
	    fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) != 0)
		goto done;
	step = "fsmount";
	fd = fsmount(fs, FSMOUNT_CLOEXEC, OVERLAY_FLAGS);
done:
	error = errno;
	if (fs >= 0)
		close(fs);
	if (fd < 0)
		*why = arena_printf(
		    a, "overlay mount (%s): %s", step, strerror(error));
	errno = error;
	return fd;
}

/*
 * A layer's name relative to `store`, as short as there is one: the engines
 * keep a link l/XXXX per layer and its name in the file "link" beside it.
 * NULL: it lies elsewhere.
 */
static const char *
overlay_short(struct arena *a, int store, const char *dir, const char *layer)
{
	size_t n = strlen(dir);
	char name[64], *file;
	const char *rest;
	ssize_t len = 0;
	int fd;

	if (strncmp(layer, dir, n) != 0 || layer[n] != '/')
		return NULL;
	rest = layer + n + 1;
	if (str_starts(rest, "l/") || !str_ends(rest, "/diff"))
		return rest;
	file = arena_printf(a, "%.*s/link", (int)(strlen(rest) - 5), rest);
	fd = openat(store, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0) {
		len = read(fd, name, sizeof name - 1);
		close(fd);
	}
	if (len <= 0)
		return rest;
	name[len] = '\0';
	if (name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] != '\0')
		return rest;
	return arena_printf(a, "l/%s", name);
}

/* The store's directory: what stands before /ID/diff in the first layer. */
static char *
overlay_store(struct arena *a, const char *layer)
{
	char *dir = arena_strdup(a, layer), *slash;

	for (int i = 0; i < 2; i++) {
		slash = strrchr(dir, '/');
		if (slash == NULL || slash == dir)
			return NULL;
		*slash = '\0';
	}
	return dir;
}

static bool
overlay_private(void)
{
	static bool done;

	if (!done)
		done = unshare(CLONE_NEWNS) == 0 &&
		       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
	return done;
}

/*
 * The same by mount(2): in a mount namespace that this process keeps to
 * itself, over the store's directory, from where it is taken away again at
 * once; the descriptor holds it.
 */
static int
overlay_mounted(struct arena *a, const char *const *layer, uint32_t n,
    bool metacopy, const char **why)
{
	struct strbuf o = STRBUF_INIT;
	char *dir = overlay_store(a, layer[0]);
	int here = -1, store = -1, fd = -1, error = 0;
	const char *step = "mount namespace";

	if (dir == NULL || !overlay_private()) {
		error = dir == NULL ? EINVAL : errno;
		goto done;
	}
	/* not before: a directory of the old namespace is no layer here */
	step = "layer directory";
	here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	store = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (store < 0 || here < 0) {
		error = errno;
		goto done;
	}
	strbuf_addstr(&o, "lowerdir=");
	for (uint32_t i = 0; i < n; i++) {
		const char *name = overlay_short(a, store, dir, layer[i]);

		if (name == NULL || strpbrk(name, ",:\\") != NULL) {
			error = EINVAL;
			goto done;
		}
		strbuf_addf(&o, "%s%s", i > 0 ? ":" : "", name);
	}
	if (metacopy)
		strbuf_addstr(&o, ",metacopy=on");
	if (o.n >= OVERLAY_OPTIONS) {
		error = E2BIG;
		goto done;
	}
	step = "mount";
	if (fchdir(store) != 0 ||
	    mount("overlay", dir, "overlay",
		MS_RDONLY | MS_NODEV | MS_NOSUID | MS_NOEXEC, o.s) != 0) {
		error = errno;
	} else {
		fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			error = errno;
		umount2(dir, MNT_DETACH);
	}
	if (fchdir(here) != 0 && fd >= 0) {
		error = errno;
		close(fd);
		fd = -1;
	}
done:
	if (here >= 0)
		close(here);
	if (store >= 0)
		close(store);
	strbuf_free(&o);
	if (fd < 0)
		*why = arena_printf(
		    a, "overlay by mount(2) (%s): %s", step, strerror(error));
	errno = error;
	return fd;
}

/*
 * Engines can have files in a layer that are an owner and a mode alone, their
 * bytes in a layer below.  A kernel that is not asked for these, or that knows
 * nothing of them or does not let us ask, refuses each of them.
 */
int
rt_overlay_open(struct arena *a, const char *const *layer, uint32_t nlayer,
    bool old, const char **why)
{
	int fd = -1;

	for (int metacopy = 1; metacopy >= 0; metacopy--) {
		fd = old ? overlay_mounted(a, layer, nlayer, metacopy, why)
			 : overlay_detached(a, layer, nlayer, metacopy, why);
		if (fd >= 0 || (errno != EINVAL && errno != EPERM))
			break;
	}
	return fd;
}
