/*
 * What trials left behind whose auditc was killed: clones and volumes that
 * carry the trial's labels, and directories below /tmp, whose owner runs no
 * more.  A label alone is no proof, as an image can bring any: the name has to
 * be one that a trial gives.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advise.h"

#define SWEEP_LIST ((size_t)64 << 20)
#define SWEEP_TMP "/tmp"
#define SWEEP_HEX 8 /* digits in a trial's name */

struct owner {                     /* a process, as its machine knows it */
	int64_t pid, start, space; /* space: of its PID namespace */
	char boot[40];
};

struct sweep {
	struct arena *a;
	const struct advise_asked *asked;
	struct advise_lab lab; /* to run the engine's program */
	struct advise_swept *out;
};

/* --- who made it --- */

/* When the process began, and whether it is more than a dead entry. */
static bool
read_start(int64_t pid, int64_t *start, bool *dead)
{
	char path[64], text[1024];
	const char *p;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	p = strrchr(text, ')');
	if (p == NULL || p[1] != ' ')
		return false;
	p += 2;
	*dead = *p == 'Z' || *p == 'X';
	for (int i = 3; i < 22; i++) { /* the start is field 22 */
		p = strchr(p, ' ');
		if (p == NULL)
			return false;
		p++;
	}
	*start = strtoll(p, NULL, 10);
	return true;
}

static bool
read_self(struct owner *o)
{
	struct strbuf b = STRBUF_INIT;
	int dir = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat st;
	bool ok, dead;

	*o = (struct owner){ .pid = getpid() };
	ok = dir >= 0 &&
	     rt_proc_read(dir, "sys/kernel/random/boot_id", 4096, &b) &&
	     stat("/proc/self/ns/pid", &st) == 0 &&
	     read_start(o->pid, &o->start, &dead);
	if (ok) {
		o->space = (int64_t)st.st_ino;
		snprintf(o->boot, sizeof o->boot, "%.*s",
		    (int)strcspn(b.s, "\n"), b.s);
	}
	if (dir >= 0)
		close(dir);
	strbuf_free(&b);
	return ok;
}

const char *
advise_owner(struct arena *a)
{
	struct owner o;

	if (!read_self(&o))
		return NULL;
	return arena_printf(a, "%lld.%lld.%lld.%s", (long long)o.pid,
	    (long long)o.start, (long long)o.space, o.boot);
}

static bool
parse_owner(const char *s, struct owner *o)
{
	int64_t *const number[] = { &o->pid, &o->start, &o->space };
	char digits[20];
	size_t n;

	*o = (struct owner){ 0 };
	for (int i = 0; i < 3; i++) {
		n = strspn(s, "0123456789");
		if (n == 0 || n >= sizeof digits || s[n] != '.')
			return false;
		memcpy(digits, s, n);
		digits[n] = '\0';
		if (!str_to_int64(digits, number[i]))
			return false;
		s += n + 1;
	}
	n = strspn(s, "0123456789abcdef-");
	if (n == 0 || n >= sizeof o->boot || s[n] != '\0')
		return false;
	memcpy(o->boot, s, n);
	return o->pid > 0;
}

enum advise_life
advise_owner_life(const char *text)
{
	struct owner o, self;
	int64_t start;
	bool dead;

	if (text == NULL || !parse_owner(text, &o) || !read_self(&self))
		return ADVISE_LIFE_UNKNOWN;
	if (!str_eq(o.boot, self.boot))
		return ADVISE_LIFE_OVER;
	if (o.space != self.space)
		return ADVISE_LIFE_UNKNOWN;
	if (kill((pid_t)o.pid, 0) != 0 && errno == ESRCH)
		return ADVISE_LIFE_OVER;
	if (!read_start(o.pid, &start, &dead))
		return ADVISE_LIFE_UNKNOWN;
	return dead || start != o.start ? ADVISE_LIFE_OVER : ADVISE_LIFE_RUNS;
}

/* --- what it made --- */

/* How many bytes of the name are a trial's id; 0: it is none. */
static size_t
trial_id(const char *name)
{
	size_t n = strlen(ADVISE_TRIAL);

	if (!str_starts(name, ADVISE_TRIAL) ||
	    strspn(name + n, "0123456789abcdef") != SWEEP_HEX)
		return 0;
	return n + SWEEP_HEX;
}

/* Is the name one that the trial of these labels gives? */
static bool
is_ours(const char *name, json_t *labels, bool clone)
{
	const char *id =
	    json_string_value(json_object_get(labels, ADVISE_LABEL));
	size_t n = name != NULL ? trial_id(name) : 0;

	if (n == 0 || id == NULL || strlen(id) != n || memcmp(id, name, n) != 0)
		return false;
	if (clone)
		return str_eq(name + n, "-clone");
	return name[n] == '-' && name[n + 1] != '\0' &&
	       name[n + 1 + strspn(name + n + 1, "0123456789")] == '\0';
}

static void
say(struct sweep *s, const char *what, const char *name)
{
	*VEC_PUSH(s->a, s->out->removed, s->out->nremoved) =
	    arena_printf(s->a, "%s %s", what, name);
}

static void
fail(struct sweep *s, const char *what, const char *name, const char *why)
{
	*VEC_PUSH(s->a, s->out->failed, s->out->nfailed) =
	    arena_printf(s->a, "%s %s: %s", what, name, why);
}

/* true: its owner is gone */
static bool
is_left(struct sweep *s, const char *what, const char *name, json_t *labels)
{
	switch (advise_owner_life(
	    json_string_value(json_object_get(labels, ADVISE_LABEL_OWNER)))) {
	case ADVISE_LIFE_RUNS:
		return false;
	case ADVISE_LIFE_OVER:
		return true;
	case ADVISE_LIFE_UNKNOWN:
		break;
	}
	fail(s, what, name, "who made it cannot be told, so it is left");
	return false;
}

static json_t *
list(struct sweep *s, const char *path)
{
	const struct advise_asked *q = s->asked;
	const char *why = NULL;
	struct rt_http h;
	json_t *doc = NULL;
	int status = -1;

	if (rt_http_open(&h, q->engine->socket, rt_engine_deadline(q->options)))
		doc = rt_engine_get(s->a, q->options, q->engine, &h,
		    arena_printf(s->a,
			"%sfilters=%%7B%%22label%%22%%3A%%5B%%22" ADVISE_LABEL
			"%%22%%5D%%7D",
			path),
		    SWEEP_LIST, &status, &why);
	else
		why = arena_strdup(s->a, h.error);
	rt_http_close(&h);
	if (doc == NULL)
		fail(s, "engine", q->engine->socket,
		    why != NULL ? why : "no answer");
	return doc;
}

static void
sweep_clones(struct sweep *s)
{
	json_t *doc = list(s, "/containers/json?all=1&"), *c;
	size_t i;

	json_array_foreach(doc, i, c)
	{
		const char *name = json_string_value(
		    json_array_get(json_object_get(c, "Names"), 0));
		json_t *labels = json_object_get(c, "Labels");
		const char *why = NULL;
		const char *arg[] = { "rm", "-f", "-v", NULL };

		if (name != NULL && *name == '/')
			name++;
		if (!is_ours(name, labels, true) ||
		    !is_left(s, "container", name, labels))
			continue;
		arg[3] = arena_strdup(s->a, name);
		if (advise_lab_run(&s->lab, arg, 4, NULL, NULL, &why))
			say(s, "container", name);
		else
			fail(s, "container", name, why);
	}
	json_decref(doc);
}

static void
sweep_volumes(struct sweep *s)
{
	json_t *doc = list(s, "/volumes?"), *v;
	size_t i;

	json_array_foreach(json_object_get(doc, "Volumes"), i, v)
	{
		const char *name = rt_json_text(v, "Name"), *why = NULL;
		json_t *labels = json_object_get(v, "Labels");
		const char *arg[] = { "volume", "rm", NULL };

		if (!is_ours(name, labels, false) ||
		    !is_left(s, "volume", name, labels))
			continue;
		arg[2] = arena_strdup(s->a, name);
		if (advise_lab_run(&s->lab, arg, 3, NULL, NULL, &why))
			say(s, "volume", name);
		else
			fail(s, "volume", name, why);
	}
	json_decref(doc);
}

static int
remove_entry(const char *path, const struct stat *st, int flag, struct FTW *f)
{
	(void)st, (void)flag, (void)f;
	return remove(path);
}

bool
advise_remove_tree(const char *dir)
{
	return nftw(dir, remove_entry, 8, FTW_DEPTH | FTW_MOUNT | FTW_PHYS) == 0;
}

void
advise_sweep_files(struct arena *a, struct advise_swept *out)
{
	struct sweep s = { .a = a, .out = out };
	DIR *d = opendir(SWEEP_TMP);
	const char *path;
	struct dirent *e;
	struct stat st;
	size_t n;

	while (d != NULL && (e = readdir(d)) != NULL) {
		n = trial_id(e->d_name);
		if (n == 0 || e->d_name[n] != '.' ||
		    fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) !=
			0 ||
		    !S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
		    advise_owner_life(e->d_name + n + 1) != ADVISE_LIFE_OVER)
			continue;
		path = arena_printf(a, SWEEP_TMP "/%s", e->d_name);
		if (advise_remove_tree(path))
			say(&s, "directory", path);
		else
			fail(&s, "directory", path, strerror(errno));
	}
	if (d != NULL)
		closedir(d);
}

void
advise_sweep(const struct advise_asked *q, struct advise_swept *out)
{
	struct advise_try t = { .asked = q };
	struct sweep s = { .a = q->arena, .asked = q, .out = out };

	if (!advise_lab_open(&s.lab, &t)) {
		fail(&s, "engine", q->engine->socket, "no random number");
		return;
	}
	sweep_clones(&s);
	sweep_volumes(&s);
}
