/*
 * The evaluator's way through a run: options, lock, engines, targets, workers,
 * the host's fold, outputs, status.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rt.h"

enum { /* DESIGN section 6 */
	STATUS_ERROR = 1,
	STATUS_FAIL = 2,
	STATUS_USAGE = 64,
	STATUS_LOCKED = 75
};

struct session {
	struct arena arena;
	const struct rt_content *content;
	struct rt_options options;
	struct rt_engines engines;
	struct rt_machine machine;
	struct rt_baseline *baseline;
	struct rt_waivers waivers;
	struct rt_target *target;
	struct rt_target_result *result;
	uint32_t ntarget;
	bool all; /* every container is looked at */
	struct rt_run run;
	int64_t started; /* CLOCK_MONOTONIC, seconds */
};

static int64_t
monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* --- signals --- */

/* The previous outputs stay; the workers die with us. */
static void
on_signal(int sig)
{
	rt_file_signal();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void
catch_signals(void)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction sa, old;
	size_t i;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_signal;
	sa.sa_flags = SA_RESETHAND | SA_NODEFER;
	for (i = 0; i < sizeof ending / sizeof ending[0]; i++)
		if (sigaction(ending[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(ending[i], &sa, NULL);
	/* A closed pipe or a limit on file size is an error of the output. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

/* --- before the evaluation --- */

static void
say_version(const struct rt_content *c)
{
	uint32_t i, scripts = 0;

	for (i = 0; i < c->unit.nrule; i++)
		scripts += c->rule[i].script != NULL;
	printf("evaluate, made by %s\n%s %s: %s\n%u rules, %u scripts, "
	       "%u values, %u profiles\n",
	    c->generator, c->benchmark_id, c->benchmark_version,
	    c->benchmark_title, c->unit.nrule, scripts, c->nvalue, c->nprofile);
}

/*
 * A record lock: it ends with this process, whatever becomes of the workers.
 * 0, or the status to end with.
 */
static int
lock(const char *path)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(
	    path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);

	if (fd < 0) {
		rt_warn("cannot lock %s: %s", path, strerror(errno));
		return STATUS_ERROR;
	}
	if (fcntl(fd, F_SETLK, &l) == 0)
		return 0;
	if (errno == EACCES || errno == EAGAIN) {
		rt_warn("another run holds %s", path);
		return STATUS_LOCKED;
	}
	rt_warn("cannot lock %s: %s", path, strerror(errno));
	return STATUS_ERROR;
}

/* A baseline that is not there yet is a first run: everything is new. */
static bool
read_baseline(struct session *s)
{
	const char *path = s->options.baseline, *why = NULL;

	if (path == NULL)
		return true;
	if (access(path, F_OK) != 0 && errno == ENOENT) {
		rt_warn("%s: no baseline yet", path);
		return true;
	}
	s->baseline = rt_baseline_read(&s->arena, path, &why);
	if (s->baseline == NULL)
		rt_warn("%s: %s", path, why);
	return s->baseline != NULL;
}

/* Are engines asked at all?  Not for a directory alone. */
static bool
needs_engines(const struct rt_options *o)
{
	uint32_t i;

	for (i = 0; i < o->ntarget; i++)
		if (!str_starts(o->target[i], "rootfs:"))
			return true;
	return o->ntarget == 0;
}

static bool
find_targets(struct session *s)
{
	if (needs_engines(&s->options))
		rt_engines_open(&s->arena, &s->options, &s->engines);
	rt_machine_read(&s->arena, &s->options, &s->machine);
	if (!rt_targets(&s->arena, &s->options, &s->engines, &s->machine,
		&s->target, &s->ntarget, &s->all))
		return false;
	if (s->options.xccdf != NULL && s->ntarget > 1 &&
	    s->target[0].kind != RT_HOST) {
		rt_warn("--xccdf holds one target's results; see --xccdf-dir");
		return false;
	}
	return true;
}

/* --- the evaluation --- */

static void
show_progress(void *arg, uint32_t done, uint32_t all)
{
	const unsigned width = 40;
	unsigned full = all != 0 ? done * width / all : width, i;

	(void)arg;
	fputs("\r[", stderr);
	for (i = 0; i < width; i++)
		fputc(i < full ? '#' : ' ', stderr);
	fprintf(stderr, "] %u/%u", done, all);
	if (done == all)
		fprintf(stderr, "\r%*s\r", (int)width + 24, "");
	fflush(stderr);
}

/* What is left of the time for the run; at least a second. */
static void
shorten_deadline(struct session *s)
{
	int64_t used = monotonic() - s->started;

	if (s->options.deadline == 0)
		return;
	s->options.deadline = used < s->options.deadline
				  ? s->options.deadline - (unsigned)used
				  : 1;
	s->started += used;
}

static void
evaluate(struct session *s)
{
	void (*progress)(void *, uint32_t, uint32_t) = NULL;

	s->result = arena_alloc(
	    &s->arena, (s->ntarget + (size_t)1) * sizeof *s->result);
	if (s->options.progress && !s->options.quiet && isatty(STDERR_FILENO))
		progress = show_progress;
	shorten_deadline(s);
	(s->options.scripts ? rt_scripts_work : rt_work)(&s->arena, s->content,
	    &s->options, &s->engines, s->target, s->ntarget, s->result,
	    progress, NULL);
	if (s->options.verify) {
		shorten_deadline(s);
		rt_scripts_verify(&s->arena, s->content, &s->options,
		    &s->engines, s->target, s->ntarget, s->result);
	}
}

/*
 * XCCDF: a rule whose role is "unchecked" is not checked, whatever it says; of
 * one that is "unscored" the verdict is for information.
 */
static void
apply_role(struct rt_rule_result *r, const char *role, struct arena *a)
{
	uint32_t i;

	for (i = 0; i < r->npart; i++)
		apply_role(&r->part[i], role, a);
	if (strcmp(role, "unchecked") == 0) {
		r->npart = 0;
		r->result = IR_XCCDF_NOTCHECKED;
		r->message = "its role is unchecked";
	} else if (strcmp(role, "unscored") == 0 &&
	    (r->result == IR_XCCDF_PASS || r->result == IR_XCCDF_FAIL)) {
		r->message = arena_printf(a, "its role is unscored: %s%s%s",
		    ir_xccdf_names[r->result], r->message != NULL ? "; " : "",
		    r->message != NULL ? r->message : "");
		r->result = IR_XCCDF_INFORMATIONAL;
	}
}

static void
apply_roles(struct session *s, struct rt_target_result *t)
{
	uint32_t i, p;

	p = rt_profile_for(
	    s->content, s->options.profile_index, t->target->kind);
	for (i = 0; i < s->content->unit.nrule; i++)
		if (t->result[i].result != IR_XCCDF_NOTSELECTED)
			apply_role(&t->result[i],
			    rt_rule_role(s->content, p, i), &s->arena);
}

static void
pin_times(const struct session *s, struct rt_target_result *t)
{
	uint32_t i, k;

	t->start = t->end = rt_now();
	for (i = 0; i < s->content->unit.nrule; i++) {
		t->result[i].time = t->start;
		for (k = 0; k < t->result[i].npart; k++)
			t->result[i].part[k].time = t->start;
	}
}

/* What a person should know of the containers that have no verdict. */
static void
add_notes(struct session *s)
{
	const struct rt_container *c;
	const struct rt_engine *e;
	uint32_t i, k;

	for (i = 0; i < s->engines.nengine; i++) {
		e = &s->engines.engine[i];
		if (e->error != NULL)
			*VEC_PUSH(&s->arena, s->run.note, s->run.nnote) =
			    arena_printf(&s->arena,
				"the engine at %s is away: %s", e->socket,
				e->error);
		for (k = 0; e->error == NULL && k < e->ncontainer; k++) {
			c = &e->container[k];
			if (!c->vanished && c->excluded == NULL)
				continue;
			*VEC_PUSH(&s->arena, s->run.note, s->run.nnote) =
			    c->vanished ? arena_printf(&s->arena,
					      "container %s vanished before it "
					      "was looked "
					      "at",
					      c->name)
					: arena_printf(&s->arena,
					      "container %s is excluded by %s",
					      c->name, c->excluded);
		}
	}
}

static void
finish_results(struct session *s)
{
	struct rt_target_result *t;
	uint32_t i, k;

	if (s->ntarget != 0 && s->target[0].kind == RT_HOST)
		rt_host_fold(&s->arena, s->content, &s->options, &s->engines,
		    &s->result[0], s->result + 1, s->ntarget - 1, s->all);
	add_notes(s);
	for (i = 0; i < s->ntarget; i++) {
		t = &s->result[i];
		t->target = &s->target[i];
		apply_roles(s, t);
		if (rt_now_pinned())
			pin_times(s, t);
		rt_facts_add(&s->arena, s->content, &s->machine, t);
		for (k = 0; t->target->kind == RT_HOST && k < s->run.nnote; k++)
			*VEC_PUSH(&s->arena, t->note, t->nnote) =
			    s->run.note[k];
	}
	rt_waive(&s->arena, s->content, &s->engines, &s->waivers, s->result,
	    s->ntarget);
}

/* --- the status --- */

struct verdicts { /* that there are */
	bool fail, error, decided;
};

static void
take_verdict(struct verdicts *v, const struct rt_rule_result *x, bool waived_ok)
{
	enum ir_xccdf_result r = x->result;

	v->fail = v->fail ||
		  (r == IR_XCCDF_FAIL && !(waived_ok && rt_is_waived(x)));
	v->error = v->error || r == IR_XCCDF_ERROR || r == IR_XCCDF_UNKNOWN;
	v->decided = v->decided || r == IR_XCCDF_PASS ||
		     r == IR_XCCDF_FIXED || r == IR_XCCDF_FAIL;
}

static int
status_of(const struct session *s, bool written)
{
	struct verdicts v = { false, !written, false };
	const struct rt_rule_result *x;
	uint32_t i, k, n;

	for (i = 0; i < s->engines.nengine; i++)
		v.error = v.error || (s->engines.engine[i].error != NULL &&
					 s->engines.engine[i].asked_for);
	for (i = 0; i < s->ntarget; i++) {
		v.error = v.error || s->target[i].error != NULL ||
			  s->result[i].error != NULL;
		for (k = 0; k < s->content->unit.nrule; k++)
			for (x = rt_parts(&s->result[i].result[k], &n); n != 0;
			     n--)
				take_verdict(&v, x++, s->options.waived_ok);
	}
	return (v.fail ? STATUS_FAIL : 0) +
	       (v.error || !v.decided ? STATUS_ERROR : 0);
}

/*
 * Content of others often selects nothing of its own.  A rule that was asked
 * for by name and is not selected is named.
 */
static void
warn_where_nothing_is_selected(const struct session *s)
{
	const struct rt_options *o = &s->options;
	const struct rt_content *c = s->content;
	const char *id = c->profile[o->profile_index].id;
	const char *by = *id != '\0' && o->nskip_rule == 0 ? " by " : "";
	bool some = false;

	if (*by == '\0')
		id = "";
	for (uint32_t i = 0; i < o->nrule; i++)
		if (!o->selected[rt_rule_find(c, o->rule[i])])
			rt_warn("rule '%s' is not selected%s%s; --list shows "
				"the profiles for --profile",
			    o->rule[i], by, id);
	for (uint32_t i = 0; i < c->unit.nrule; i++)
		some = some || o->selected[i];
	if (!some && o->nrule == 0)
		rt_warn("no rule is selected%s%s; --list shows the profiles "
			"for --profile",
		    by, id);
}

static int
run(struct session *s)
{
	bool written;
	int status;

	if (s->options.lock != NULL && (status = lock(s->options.lock)) != 0)
		return status;
	if (!read_baseline(s) ||
	    (s->options.waivers != NULL &&
		!rt_waivers_read(&s->arena, s->content, s->options.waivers,
		    &s->waivers)))
		return STATUS_USAGE;
	warn_where_nothing_is_selected(s);
	catch_signals();
	s->started = monotonic();
	if (s->options.deadline != 0)
		s->options.end =
		    (s->started + (int64_t)s->options.deadline) * 1000;
	s->run.start = rt_now();
	if (!find_targets(s))
		return STATUS_USAGE;
	evaluate(s);
	finish_results(s);
	s->run.content = s->content;
	s->run.options = &s->options;
	s->run.machine = &s->machine;
	s->run.result = s->result;
	s->run.nresult = s->ntarget;
	s->run.end = rt_now();
	written = rt_output_all(&s->run, s->baseline);
	return status_of(s, written);
}

int
rt_main(const struct rt_content *content, int argc, char **argv)
{
	struct session s = { .content = content };
	int status = 0;
	uint32_t i;

	if (!rt_options_read(&s.arena, content, argc, argv, &s.options))
		status = STATUS_USAGE;
	else if (s.options.help)
		rt_options_usage(stdout);
	else if (s.options.show_version)
		say_version(content);
	else if (s.options.list)
		rt_list(content, &s.options, stdout);
	else
		status = run(&s);
	for (i = 0; i < s.ntarget; i++)
		json_decref(s.target[i].image_json);
	rt_engines_close(&s.engines);
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == 0) {
		rt_warn("cannot write standard output");
		status = STATUS_ERROR;
	}
	arena_free(&s.arena);
	return status;
}
