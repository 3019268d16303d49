/*
 * The proof: a clone of the container, from the same image, with the advised
 * options, under another name, without a network, with copies of the data.  It
 * is watched for a while; what it misses is added to what was seen, and the
 * next clone has it.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "advise.h"

#define TRY_ROUNDS 4
#define TRY_TICK 200000              /* us between looks at the clone */
#define TRY_COPY ((uint64_t)1 << 30) /* bytes of one place that are copied */
#define TRY_FILES 100000
#define TRY_TOLD 5 /* lines of a clone that are quoted */
#define TRY_INSPECT ((size_t)4 << 20)

const char *const advise_outcome_names[ADVISE_OUTCOME__MAX] = {
	[ADVISE_UNTRIED] = "untried",
	[ADVISE_HOLDS] = "it holds",
	[ADVISE_FAILS] = "it fails",
	[ADVISE_UNTOLD] = "it cannot be told",
};

struct words { /* a command line */
	const char **word;
	uint32_t n;
};

struct round {
	const struct advise_try *t;
	struct advise_seen *seen;
	struct advice *v;
	struct advise_lab lab;
	struct words argv;
	const char **copy; /* places to be filled from the original */
	uint32_t ncopy;
	const char *why;
	bool ended, failed; /* the clone: of itself; not as it should */
	uint32_t trouble, told;
	bool learned; /* something that the advice did not know */
};

static void tell(struct round *r, const char *fmt, ...) BASE_PRINTF(2, 3);

static void
tell(struct round *r, const char *fmt, ...)
{
	struct strbuf b = STRBUF_INIT;
	char text[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	advise_clean(&b, text);
	for (uint32_t i = 0; i < r->v->ntrial; i++)
		if (str_eq(r->v->trial[i], b.s)) {
			strbuf_free(&b);
			return;
		}
	*VEC_PUSH(r->lab.a, r->v->trial, r->v->ntrial) =
	    arena_strdup(r->lab.a, b.s);
	strbuf_free(&b);
}

static void
word(struct round *r, const char *s)
{
	*VEC_PUSH(r->lab.a, r->argv.word, r->argv.n) = s;
}

static bool
stopped(const struct round *r)
{
	return r->t->stop != NULL && *r->t->stop != 0;
}

/* --- copies ------------------------------------------------------------- */

/* A volume of the trial at that place, to be filled from the original. */
static bool
add_volume(struct round *r, const char *path, bool fill)
{
	const char *name = advise_lab_volume(&r->lab, &r->why);

	if (name == NULL)
		return false;
	word(r, "--mount");
	word(r, advise_mount_text(r->lab.a, "volume", name, path, NULL));
	if (fill)
		*VEC_PUSH(r->lab.a, r->copy, r->ncopy) = path;
	return true;
}

/* A copy of one file of the original, mounted in its place. */
static bool
add_file(struct round *r, const char *path)
{
	const char *dir = advise_lab_dir(&r->lab, &r->why), *file;
	const char *arg[4] = { "cp", "-a", NULL, NULL };

	if (dir == NULL)
		return false;
	file = arena_printf(r->lab.a, "%s/%u", dir, r->argv.n);
	arg[2] = arena_printf(r->lab.a, "%s:%s", r->seen->id, path);
	arg[3] = file;
	if (!advise_lab_run(&r->lab, arg, 4, NULL, NULL, &r->why))
		return false;
	word(r, "--mount");
	word(r, advise_mount_text(r->lab.a, "bind", file, path, NULL));
	return true;
}

/* One of the mounts that the original has: never itself, always a copy. */
static bool
add_own(struct round *r, json_t *m)
{
	const char *at = rt_json_text(m, "Destination");
	const char *type = rt_json_text(m, "Type");
	const char *source = rt_json_text(m, "Source");
	struct stat st;
	uint64_t size;

	if (at == NULL || *at != '/' || str_eq(type, "tmpfs"))
		return true;
	if (source == NULL || lstat(source, &st) != 0) {
		tell(r, "%s is empty in the clone: its source is not seen", at);
		return add_volume(r, at, false);
	}
	if (S_ISREG(st.st_mode))
		return add_file(r, at);
	if (!S_ISDIR(st.st_mode)) {
		tell(r, "%s is left out of the clone: %s is no file", at,
		    source);
		return true;
	}
	size = advise_lab_size(source, TRY_COPY, TRY_FILES);
	if (size > TRY_COPY)
		tell(r, "%s is empty in the clone: too much to copy", at);
	/* an empty archive is none to Podman */
	return add_volume(
	    r, at, size <= TRY_COPY && !advise_lab_is_empty(source));
}

static bool
add_own_mounts(struct round *r)
{
	json_t *m;
	size_t i;

	json_array_foreach(json_object_get(r->seen->inspect, "Mounts"), i, m)
	{
		if (!add_own(r, m))
			return false;
	}
	return true;
}

/* --- the clone ---------------------------------------------------------- */

static void
add_options(struct round *r, const struct advise_command *c)
{
	for (uint32_t i = 0; i < c->noption; i++) {
		const struct advise_option *o = &c->option[i];

		if (o->use == ADVISE_OF_HOST)
			tell(r, "the clone goes without %s %s", o->flag,
			    o->value != NULL ? o->value : "");
		if (o->use != ADVISE_ALWAYS &&
		    !(o->use == ADVISE_OWN_MOUNT && str_eq(o->flag, "--tmpfs")))
			continue;
		word(r, o->flag);
		if (o->value != NULL)
			word(r, o->value);
	}
}

static bool
add_advice(struct round *r)
{
	uint32_t n, k = 0;
	struct advise_option *o = advise_mount_options(r->lab.a, r->v, &n);

	/* the mounts' options stand behind those of the root */
	while (k < n && o[k].value == NULL)
		word(r, o[k++].flag);
	for (uint32_t i = 0; i < r->v->nmount; i++, k++) {
		const struct advise_mount *m = &r->v->mount[i];

		if (m->means == ADVISE_TMPFS) {
			word(r, o[k].flag);
			word(r, o[k].value);
		} else if (m->means == ADVISE_BIND) {
			if (!add_file(r, m->path))
				return false;
		} else {
			bool fill = m->migrate && m->bytes <= TRY_COPY;

			if (m->migrate && !fill)
				tell(r,
				    "%s is as in the image in the clone: too "
				    "much to copy",
				    m->path);
			if (!add_volume(r, m->path, fill))
				return false;
		}
	}
	return true;
}

static bool
create(struct round *r)
{
	const struct advise_command *c = advise_recreate(r->lab.a, r->seen);
	const char *image = rt_json_text(r->seen->inspect, "Image");
	const char *name = arena_printf(r->lab.a, "%s-clone", r->lab.id);

	word(r, "create");
	word(r, "--name");
	word(r, name);
	word(r, "--label");
	word(r, r->lab.label);
	word(r, "--label");
	word(r, r->lab.owner);
	word(r, "--network");
	word(r, r->t->network != NULL ? r->t->network : "none");
	word(r, "--log-driver");
	word(r, r->seen->kind == RT_PODMAN ? "k8s-file" : "json-file");
	add_options(r, c);
	if (!add_own_mounts(r) || !add_advice(r))
		return false;
	word(r, image != NULL && *image != '-' ? image : c->image);
	for (uint32_t i = 0; i < c->narg; i++)
		word(r, c->arg[i]);
	r->lab.clone = name;
	if (!advise_lab_run(
		&r->lab, r->argv.word, r->argv.n, NULL, NULL, &r->why))
		return false;
	for (uint32_t i = 0; i < r->ncopy; i++)
		if (stopped(r) || !advise_lab_copy(&r->lab, r->seen->id, name,
				      r->copy[i], &r->why))
			return false;
	return true;
}

static json_t *
inspect(struct round *r)
{
	const struct advise_asked *q = r->t->asked;
	const char *why = NULL;
	int status;

	return rt_engine_get(r->lab.a, q->options, q->engine, q->http,
	    arena_printf(r->lab.a, "/containers/%s/json", r->lab.clone),
	    TRY_INSPECT, &status, &why);
}

/* Until the time is over, the clone has ended, or a signal came. */
static bool
watch(struct round *r)
{
	struct timespec start, now;
	const char *health;
	json_t *doc;

	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		doc = inspect(r);
		if (doc == NULL) {
			r->why = "the engine does not answer for the clone";
			return false;
		}
		r->ended = !rt_json_true(doc, "State.Running");
		health = rt_json_text(doc, "State.Health.Status");
		r->failed = (r->ended && json_integer_value(rt_json_at(
					     doc, "State.ExitCode")) != 0) ||
			    rt_json_true(doc, "State.OOMKilled") ||
			    str_eq(health, "unhealthy");
		json_decref(doc);
		if (r->ended || stopped(r))
			break;
		usleep(TRY_TICK);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec - start.tv_sec - (now.tv_nsec < start.tv_nsec) <
		 (time_t)r->t->seconds);
	if (r->ended && rt_json_true(r->seen->inspect, "State.Running"))
		r->failed = true;
	return !stopped(r);
}

/* --- what it showed ----------------------------------------------------- */

static bool
is_covered(const struct advice *v, const char *path)
{
	for (uint32_t i = 0; i < v->nmount; i++)
		if (rt_path_within(path, v->mount[i].path))
			return true;
	return advise_is_mounted(v->seen, path);
}

/* A tmpfs that was full: as if twice its size had been seen in it. */
static void
learn_full(struct round *r, const char *path)
{
	for (uint32_t i = r->v->nmount; i > 0; i--) {
		const struct advise_mount *m = &r->v->mount[i - 1];

		if (m->means != ADVISE_TMPFS || !rt_path_within(path, m->path))
			continue;
		advise_seen_add(r->seen,
		    arena_printf(
			r->lab.a, "%s/.auditc-%u", m->path, r->seen->nwrite),
		    ADVISE_FILE, ADVISE_NEW, ADVISE_BY_TRIAL);
		r->seen->write[r->seen->nwrite - 1].size = m->size;
		r->learned = true;
		return;
	}
}

/* Was it a directory that could not be made? */
static bool
is_about_directory(const char *line)
{
	return strcasestr(line, "mkdir") != NULL ||
	       strcasestr(line, "directory") != NULL;
}

static void
take_trouble(
    void *arg, enum advise_trouble what, const char *path, const char *line)
{
	struct round *r = arg;

	if (what == ADVISE_TROUBLE_DENIED && !r->failed)
		return; /* what a program tries and does without */
	r->trouble++;
	if (r->told++ < TRY_TOLD)
		tell(r, "it wrote: %.300s", line);
	if (path == NULL)
		return;
	if (what == ADVISE_TROUBLE_FULL) {
		learn_full(r, path);
	} else if (what == ADVISE_TROUBLE_READONLY && !is_covered(r->v, path)) {
		advise_seen_add(r->seen, path,
		    is_about_directory(line) ? ADVISE_DIR : ADVISE_FILE,
		    ADVISE_NEW, ADVISE_BY_TRIAL);
		r->learned = true;
	}
}

static void
read_log(struct round *r)
{
	const char *const arg[] = { "logs", "--tail", "5000", r->lab.clone };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	const char *why = NULL;

	if (!advise_lab_run(&r->lab, arg, 4, &out, &err, &why)) {
		tell(r, "its log cannot be read: %s", why);
		r->trouble++;
	}
	advise_log_read(r->lab.a, out.s, out.n, take_trouble, r);
	advise_log_read(r->lab.a, err.s, err.n, take_trouble, r);
	strbuf_free(&out);
	strbuf_free(&err);
}

/* What it wrote all the same, outside of the mounts. */
static void
read_writes(struct round *r)
{
	struct advise_asked q = *r->t->asked;
	struct rt_container c = *q.container;
	struct advise_seen *clone;

	c.inspect = inspect(r);
	c.body = NULL;
	c.id = rt_json_text(c.inspect, "Id");
	c.started_at = rt_json_text(c.inspect, "State.StartedAt");
	c.name = r->lab.clone;
	q.container = &c;
	if (c.id == NULL || (clone = advise_observe(&q, &r->why)) == NULL) {
		tell(r, "what it wrote cannot be seen");
		r->trouble++;
		json_decref(c.inspect);
		return;
	}
	for (uint32_t i = 0; i < clone->nwrite; i++) {
		const struct advise_write *w = &clone->write[i];

		if (is_covered(r->v, w->path))
			continue;
		r->trouble++;
		tell(r, "it wrote to %s all the same", w->path);
		advise_seen_add(
		    r->seen, w->path, w->kind, w->how, ADVISE_BY_TRIAL);
		r->learned = true;
	}
	if (clone->partial) {
		tell(r, "not all that it wrote could be seen");
		r->trouble++;
	}
	advise_seen_free(clone);
	json_decref(c.inspect);
}

static void
judge(struct round *r)
{
	struct advice *v = r->v;

	if (r->ended)
		tell(r, r->failed ? "it ended with an error, or before its time"
				  : "it ended as it should");
	else
		tell(r, "it ran for %u s", r->t->seconds);
	read_log(r);
	read_writes(r);
	v->outcome = r->failed || r->trouble > 0 ? ADVISE_FAILS : ADVISE_HOLDS;
}

static void
run_round(struct round *r)
{
	const char *arg[2] = { "start", NULL };

	r->v->outcome = ADVISE_UNTOLD;
	if (!create(r)) {
		tell(r, "%s", stopped(r) ? "it was interrupted" : r->why);
		return;
	}
	arg[1] = r->lab.clone;
	if (!advise_lab_run(&r->lab, arg, 2, NULL, NULL, &r->why)) {
		tell(r, "%s", r->why);
		r->v->outcome = ADVISE_FAILS;
		return;
	}
	if (!watch(r)) {
		tell(r, "%s", stopped(r) ? "it was interrupted" : r->why);
		return;
	}
	judge(r);
}

/* Is it other mounts than the last time? */
static bool
differs(const struct advice *a, const struct advice *b)
{
	if (a->nmount != b->nmount)
		return true;
	for (uint32_t i = 0; i < a->nmount; i++)
		if (!str_eq(a->mount[i].path, b->mount[i].path) ||
		    a->mount[i].means != b->mount[i].means ||
		    a->mount[i].size != b->mount[i].size)
			return true;
	return false;
}

struct advice *
advise_try_out(const struct advise_try *t, struct advise_seen *s,
    const struct advise_rules *rules, bool *left)
{
	struct arena *a = t->asked->arena;
	struct advice *v = advise_compose(a, s, rules), *next;

	for (int i = 1;; i++) {
		struct round r = { .t = t, .seen = s, .v = v };

		if (!advise_lab_open(&r.lab, t)) {
			v->outcome = ADVISE_UNTOLD;
			return v;
		}
		run_round(&r);
		if (!advise_lab_clear(&r.lab))
			*left = true;
		if (v->outcome != ADVISE_FAILS || !r.learned || *left ||
		    stopped(&r) || i == TRY_ROUNDS)
			return v;
		advise_observe_again(t->asked, s);
		next = advise_compose(a, s, rules);
		if (!differs(v, next)) {
			next->outcome = v->outcome;
			next->trial = v->trial;
			next->ntrial = v->ntrial;
			return next;
		}
		v = next;
		r.v = v;
		tell(&r, "this is what round %d led to", i);
	}
}
