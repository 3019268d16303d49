/*
 * What a trial makes, and that it is gone afterwards.  Everything is made by
 * the engine's own program, so that what is tried is the printed command, and
 * carries a label, by which the engine is asked at the end what is left.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "advise.h"

#define LAB_WAIT 120000 /* ms for one call */
#define LAB_ARGS 4096
#define LAB_OUTPUT ((size_t)1 << 20)
#define LAB_LIST ((size_t)16 << 20)
#define LAB_PATIENCE 20 /* attempts to clean up, a second apart */

static const char *const lab_env[] = { "HOME=/", "LC_ALL=C", NULL };

static int64_t
deadline(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + LAB_WAIT;
}

bool
advise_lab_open(struct advise_lab *lab, const struct advise_try *t)
{
	const char *owner;
	uint32_t r;

	if (getrandom(&r, sizeof r, 0) != (ssize_t)sizeof r)
		return false;
	*lab = (struct advise_lab){ .t = t, .a = t->asked->arena };
	owner = advise_owner(lab->a);
	if (owner == NULL)
		return false;
	lab->id = arena_printf(lab->a, ADVISE_TRIAL "%08x", r);
	lab->label = arena_printf(lab->a, ADVISE_LABEL "=%s", lab->id);
	lab->owner = arena_printf(lab->a, ADVISE_LABEL_OWNER "=%s", owner);
	return true;
}

/* The program and what leads it to the engine; how many arguments. */
static uint32_t
engine_argv(struct advise_lab *lab, const char *argv[5])
{
	const struct rt_engine *e = lab->t->asked->engine;
	uint32_t n = 0;

	if (e->kind == RT_PODMAN) {
		argv[n++] = "podman";
		argv[n++] = "--remote";
		argv[n++] = "--url";
	} else {
		argv[n++] = "docker";
		argv[n++] = "-H";
	}
	argv[n++] = arena_printf(lab->a, "unix://%s", e->socket);
	return n;
}

/* The first line of what a program said. */
static const char *
first_line(struct advise_lab *lab, const struct strbuf *b)
{
	struct strbuf clean = STRBUF_INIT;
	char *line = arena_strndup(lab->a, b->s, strcspn(b->s, "\n"));
	const char *out;

	advise_clean(&clean, strlen(line) > 0 ? line : "it says nothing");
	if (clean.n > 300)
		clean.s[300] = '\0';
	out = arena_strdup(lab->a, clean.s);
	strbuf_free(&clean);
	return out;
}

bool
advise_lab_run(struct advise_lab *lab, const char *const *arg, uint32_t narg,
    struct strbuf *out, struct strbuf *err, const char **why)
{
	const char **argv =
	    arena_alloc(lab->a, (narg + (size_t)8) * sizeof *argv);
	struct strbuf said = STRBUF_INIT;
	uint32_t n = engine_argv(lab, argv);
	const char *failed = NULL;
	int status;

	if (narg > LAB_ARGS) {
		*why = "more options than a command line takes";
		return false;
	}
	memcpy(argv + n, arg, narg * sizeof *argv);
	if (err == NULL)
		err = &said;
	status =
	    rt_run(argv, lab_env, deadline(), LAB_OUTPUT, out, err, &failed);
	if (status != 0)
		*why = arena_printf(lab->a, "%s %s: %s", argv[0], arg[0],
		    status < 0 ? failed : first_line(lab, err));
	strbuf_free(&said);
	return status == 0;
}

const char *
advise_lab_volume(struct advise_lab *lab, const char **why)
{
	const char *name =
	    arena_printf(lab->a, "%s-%u", lab->id, lab->nvolume + 1);
	const char *const arg[] = { "volume", "create", "--label", lab->label,
		"--label", lab->owner, name };

	*VEC_PUSH(lab->a, lab->volume, lab->nvolume) = name;
	return advise_lab_run(lab, arg, 7, NULL, NULL, why) ? name : NULL;
}

const char *
advise_lab_dir(struct advise_lab *lab, const char **why)
{
	if (lab->dir[0] == '\0') {
		snprintf(lab->dir, sizeof lab->dir, "/tmp/%s.%s", lab->id,
		    lab->owner + strlen(ADVISE_LABEL_OWNER "="));
		if (mkdir(lab->dir, 0700) != 0) {
			*why = arena_printf(
			    lab->a, "%s: %s", lab->dir, strerror(errno));
			lab->dir[0] = '\0';
			return NULL;
		}
	}
	return lab->dir;
}

/* What is left of the limits below an open directory; false: too little. */
static bool
take_sizes(int fd, unsigned depth, uint64_t *bytes, uint32_t *files)
{
	struct dirent *e;
	struct stat st;
	bool ok = true;
	DIR *d = fdopendir(fd);
	int sub;

	if (d == NULL) {
		close(fd);
		return false;
	}
	while (ok && (errno = 0, e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if ((*files)-- == 0 || (uint64_t)st.st_size > *bytes) {
			ok = false;
		} else if (S_ISDIR(st.st_mode)) {
			sub = openat(dirfd(d), e->d_name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			ok = sub >= 0 && depth < ADVISE_DEPTH &&
			     take_sizes(sub, depth + 1, bytes, files);
			if (sub >= 0 && depth >= ADVISE_DEPTH)
				close(sub);
		} else if (S_ISREG(st.st_mode)) {
			*bytes -= (uint64_t)st.st_size;
		}
	}
	closedir(d);
	return ok;
}

bool
advise_lab_is_empty(const char *dir)
{
	DIR *d = opendir(dir);
	bool empty = true;
	struct dirent *e;

	if (d == NULL)
		return true;
	while (empty && (e = readdir(d)) != NULL)
		empty =
		    strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
	closedir(d);
	return empty;
}

uint64_t
advise_lab_size(const char *dir, uint64_t bytes, uint32_t files)
{
	uint64_t left = bytes;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd >= 0 && take_sizes(fd, 0, &left, &files) ? bytes - left
							   : UINT64_MAX;
}

bool
advise_lab_copy(struct advise_lab *lab, const char *from, const char *to,
    const char *path, const char **why)
{
	/* Paths and names are arguments; none of them is code. */
	static const char script[] =
	    "from=$1 to=$2; shift 2;"
	    "{ \"$@\" cp \"$from\" - || echo 'it was not read whole' >&2; }"
	    " | \"$@\" cp - \"$to\"";
	const char *argv[16] = { "sh", "-c", script, "sh" };
	struct strbuf err = STRBUF_INIT;
	const char *failed = NULL;
	int status;

	argv[4] = arena_printf(lab->a, "%s:%s/.", from, path);
	argv[5] = arena_printf(lab->a, "%s:%s", to, path);
	engine_argv(lab, argv + 6);
	status =
	    rt_run(argv, lab_env, deadline(), LAB_OUTPUT, NULL, &err, &failed);
	if (status != 0 || err.n > 0)
		*why = arena_printf(lab->a, "copying %s: %s", path,
		    status < 0 ? failed : first_line(lab, &err));
	strbuf_free(&err);
	return *why == NULL;
}

/* --- nothing is left ---------------------------------------------------- */

/* How many of a kind the engine still has with our label; -1: it is away. */
static int
count_left(struct advise_lab *lab, const char *path, const char *member)
{
	const struct advise_asked *q = lab->t->asked;
	const char *why = NULL;
	struct rt_http h;
	json_t *doc = NULL;
	int status = -1, n = -1;

	if (rt_http_open(&h, q->engine->socket, rt_engine_deadline(q->options)))
		doc = rt_engine_get(lab->a, q->options, q->engine, &h,
		    arena_printf(lab->a,
			"%sfilters=%%7B%%22label%%22%%3A%%5B%%22" ADVISE_LABEL
			"%%3D%s%%22%%5D%%7D",
			path, lab->id),
		    LAB_LIST, &status, &why);
	rt_http_close(&h);
	if (doc != NULL)
		n = (int)json_array_size(
		    member != NULL ? json_object_get(doc, member) : doc);
	json_decref(doc);
	return n;
}

static bool
clear_once(struct advise_lab *lab)
{
	const char *const rm[] = { "rm", "-f", "-v", lab->clone };
	const char *why = NULL;

	if (lab->clone != NULL)
		advise_lab_run(lab, rm, 4, NULL, NULL, &why);
	for (uint32_t i = 0; i < lab->nvolume; i++) {
		const char *const arg[] = { "volume", "rm", "-f",
			lab->volume[i] };

		advise_lab_run(lab, arg, 4, NULL, NULL, &why);
	}
	return count_left(lab, "/containers/json?all=1&", NULL) == 0 &&
	       count_left(lab, "/volumes?", "Volumes") == 0;
}

bool
advise_lab_clear(struct advise_lab *lab)
{
	const char *engine =
	    lab->t->asked->engine->kind == RT_PODMAN ? "podman" : "docker";
	bool ok = lab->clone == NULL && lab->nvolume == 0;

	for (int i = 0; !ok && i < LAB_PATIENCE; i++) {
		if (i > 0)
			sleep(1);
		ok = clear_once(lab);
	}
	if (!ok)
		diag(DIAG_ID_ADVISE_LEFT,
		    (struct srcpos){ lab->t->asked->container->name, 0 },
		    "%s; see %s ps -a and %s volume ls, with --filter "
		    "label=" ADVISE_LABEL "=%s",
		    lab->id, engine, engine, lab->id);
	lab->clone = NULL;
	lab->nvolume = 0;
	if (lab->dir[0] != '\0' && advise_remove_tree(lab->dir))
		lab->dir[0] = '\0';
	return ok && lab->dir[0] == '\0';
}
