/*
 * Workers: processes that evaluate targets, so that one that is hostile,
 * huge or broken costs its own results only.  The parent hands out targets,
 * watches the clock and believes nothing that comes back but well-formed
 * results; what is missing in the end is an error that says why.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "rt.h"
#include "../probe/probe.h"

#define WORK_BATCH 64    /* targets with engine facts alone, per worker */
#define WORK_TIMEOUT 300 /* seconds per target where nothing is said */
#define WORK_GRACE 3000  /* ms that a worker may be late itself */
#define WORK_JOBS 256
#define WORK_FRAME (64u << 20) /* bytes of one target's result */
#define WORK_ADVICE 10000      /* ms for the advice on all targets of a job */
#define WORK_ADVICE_EACH 2000
#define WORK_ADVICE_FRAME (1u << 20)

struct work_job { /* targets order[first .. first + n) */
	uint32_t first, n;
};

struct work_worker {
	pid_t pid; /* 0: not in use */
	int fd;
	struct strbuf in;
	struct work_job job; /* what is left: the first is being evaluated */
	struct work_job all; /* that it was given */
	int64_t due;         /* when that one is overdue */
};

struct work {
	void (*eval)(struct rt_ctx *ctx, struct rt_target_result *out);
	struct arena *arena;
	const struct rt_content *content;
	const struct rt_options *o;
	struct rt_engines *engines;
	struct rt_target *target;
	struct rt_target_result *result;
	uint32_t ntarget, done;
	uint32_t *order;
	struct work_job *job;
	uint32_t njob;
	int64_t timeout;  /* ms per target */
	int64_t deadline; /* of all; 0: none */
	void (*progress)(void *arg, uint32_t done, uint32_t all);
	void *arg;
};

struct work_frame { /* in front of every result, then of every advice */
	uint32_t target, size, advice;
};

static int64_t
work_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

uint32_t
rt_target_bits(const struct rt_target *t)
{
	switch (t->kind) {
	case RT_HOST:
		return 1u << IR_TARGET_HOST | 1u << IR_TARGET_ENGINE;
	case RT_CONTAINER:
		return 1u << IR_TARGET_CONTAINER;
	case RT_IMAGE:
		return 1u << IR_TARGET_IMAGE;
	case RT_ROOTFS:
		return 1u << IR_TARGET_HOST | 1u << IR_TARGET_IMAGE;
	}
	return 0;
}

static bool
work_selected(const struct work *w, uint32_t rule, uint32_t bits)
{
	return (rt_rule_targets(&w->content->unit.rule[rule]) & bits) != 0 &&
	       (w->o->selected == NULL || w->o->selected[rule]);
}

void
rt_work_fail(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_target *t, const char *why,
    struct rt_target_result *out)
{
	const struct work w = { .content = content, .o = o };
	uint32_t n = content->unit.nrule;

	*out = (struct rt_target_result){
		.target = t,
		.error = arena_strdup(a, why),
		.start = time(NULL),
	};
	out->end = out->start;
	out->result = arena_alloc(a, n * sizeof *out->result);
	for (uint32_t i = 0; i < n; i++) {
		struct rt_rule_result *r = &out->result[i];

		r->time = out->end;
		r->result = IR_XCCDF_NOTSELECTED;
		if (!work_selected(&w, i, rt_target_bits(t)))
			continue;
		r->result = IR_XCCDF_ERROR;
		r->message = out->error;
	}
}

static void
work_done(struct work *w)
{
	w->done++;
	if (w->progress != NULL)
		w->progress(w->arg, w->done, w->ntarget);
}

static void
work_fail(struct work *w, uint32_t target, const char *why)
{
	rt_work_fail(w->arena, w->content, w->o, &w->target[target], why,
	    &w->result[target]);
	work_done(w);
}

/* ---- which targets have files opened ----------------------------------- */

static bool
work_object_opens(const struct ir_unit *u, uint32_t object)
{
	const struct ir_object *o;

	if (object == IR_NONE)
		return false;
	o = &u->object[object];
	if (o->set != NULL)
		return work_object_opens(u, o->set->object[0]) ||
		       work_object_opens(u, o->set->object[1]);
	return probes[o->probe] != NULL && probes[o->probe]->opens_files;
}

static bool
work_expr_opens(const struct ir_unit *u, uint32_t expr)
{
	const struct ir_expr *e;

	if (expr == IR_NONE)
		return false;
	e = &u->expr[expr];
	for (uint32_t i = 0; i < e->nkid; i++)
		if (work_expr_opens(u, e->kid[i]))
			return true;
	for (uint32_t t = e->kind == IR_EXPR_TEST ? e->test : IR_NONE;
	     t != IR_NONE; t = u->test[t].kernel)
		if (work_object_opens(u, u->test[t].object))
			return true;
	return false;
}

/* Does anything that this kind of target is asked look into files? */
static bool
work_opens_files(const struct work *w, uint32_t bits)
{
	const struct ir_unit *u = &w->content->unit;

	for (uint32_t i = 0; i < u->ncomponent; i++)
		if (u->component[i].function == IR_FUNCTION_OBJECT &&
		    work_object_opens(u, u->component[i].object))
			return true;
	for (uint32_t i = 0; i < u->nrule; i++) {
		const struct ir_rule *r = &u->rule[i];

		if (!work_selected(w, i, bits))
			continue;
		if (work_expr_opens(u, r->expr))
			return true;
		for (uint32_t g = 0; g < r->nguard; g++)
			if (work_expr_opens(u, r->guard[g].expr))
				return true;
	}
	return false;
}

static bool
work_runs_commands(const struct work *w, uint32_t bits)
{
	if (w->o->scripts || w->o->verify)
		return true;
	for (uint32_t i = 0; i < w->content->unit.nrule; i++)
		if (work_selected(w, i, bits) && w->content->rule != NULL &&
		    w->content->rule[i].has_command)
			return true;
	return false;
}

/* One job per target that has files opened, batches of the others. */
static void
work_plan(struct work *w)
{
	bool own[RT_ROOTFS + 1];
	uint32_t n = 0, batch;

	for (int kind = RT_HOST; kind <= RT_ROOTFS; kind++) {
		const struct rt_target t = { .kind =
						 (enum rt_target_kind)kind };

		own[kind] = kind == RT_HOST || kind == RT_ROOTFS ||
			    w->o->scripts || w->o->verify ||
			    work_opens_files(w, rt_target_bits(&t));
	}
	w->order = arena_alloc(w->arena, w->ntarget * sizeof *w->order);
	for (uint32_t i = 0; i < w->ntarget; i++) {
		if (w->target[i].error != NULL) {
			work_fail(w, i, w->target[i].error);
		} else if (own[w->target[i].kind]) {
			*VEC_PUSH(w->arena, w->job, w->njob) =
			    (struct work_job){ n, 1 };
			w->order[n++] = i;
		}
	}
	batch = n;
	for (uint32_t i = 0; i < w->ntarget; i++)
		if (w->target[i].error == NULL && !own[w->target[i].kind])
			w->order[n++] = i;
	for (; batch < n; batch += WORK_BATCH)
		*VEC_PUSH(w->arena, w->job, w->njob) = (struct work_job){ batch,
			n - batch < WORK_BATCH ? n - batch : WORK_BATCH };
}

/* ---- in the worker ----------------------------------------------------- */

/* The rule that it failed and that there is advice for; IR_NONE: none. */
static uint32_t
work_advised(const struct work *w, const struct rt_target_result *r)
{
	const struct rt_content *c = w->content;

	/* what the scripts say is thrown away where it only verifies */
	if (c->advise == NULL || r->target->kind != RT_CONTAINER ||
	    (w->o->verify && w->eval != rt_eval_target))
		return IR_NONE;
	for (uint32_t i = 0; i < c->unit.nrule; i++)
		if (c->rule[i].advised && r->result[i].result == IR_XCCDF_FAIL)
			return i;
	return IR_NONE;
}

/* The advice on a target that failed this rule, as bytes. */
static void
work_advise(struct work *w, uint32_t target, uint32_t rule, int64_t deadline,
    struct strbuf *out)
{
	struct arena arena = { 0 };
	struct rt_advice advice = { NULL, NULL };
	struct rt_ctx ctx = {
		.arena = &arena,
		.content = w->content,
		.options = w->o,
		.engines = w->engines,
		.target = &w->target[target],
		.deadline = work_now() + WORK_ADVICE_EACH,
	};

	if (deadline < ctx.deadline)
		ctx.deadline = deadline;
	w->content->advise(&ctx, &advice);
	rt_pipe_encode_advice(out, rule, &advice);
	arena_free(&arena);
}

/*
 * Evaluate one target; its result as bytes.  Returns the rule that there is
 * advice for, or IR_NONE.
 */
static uint32_t
work_eval(struct work *w, uint32_t target, struct strbuf *out)
{
	uint32_t advised;
	struct arena arena = { 0 };
	struct rt_target_result result = { .target = &w->target[target] };
	struct rt_ctx ctx = {
		.arena = &arena,
		.content = w->content,
		.options = w->o,
		.engines = w->engines,
		.target = &w->target[target],
		.deadline = work_now() + w->timeout,
	};

	if (w->deadline != 0 && w->deadline < ctx.deadline)
		ctx.deadline = w->deadline;
	result.start = time(NULL);
	w->eval(&ctx, &result);
	if (result.end == 0)
		result.end = time(NULL);
	if (ctx.target->kind == RT_ROOTFS)
		rt_facts_system(&ctx, &result);
	rt_pipe_encode(out, &result, &w->content->unit);
	advised = work_advised(w, &result);
	rt_scope_close(&ctx);
	arena_free(&arena);
	return advised;
}

static bool
work_write(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/*
 * The advice on what failed, now that every result of the job is delivered:
 * whatever becomes of the worker here, they stand.
 */
static void
work_advise_all(
    struct work *w, struct work_job job, const uint32_t *rule, int fd)
{
	int64_t deadline = work_now() + WORK_ADVICE;
	struct strbuf b = STRBUF_INIT;

	if (w->deadline != 0 && w->deadline < deadline)
		deadline = w->deadline;
	for (uint32_t i = 0; i < job.n && work_now() < deadline; i++) {
		struct work_frame f = { .target = w->order[job.first + i],
			.advice = 1 };

		if (rule[i] == IR_NONE)
			continue;
		strbuf_reset(&b);
		work_advise(w, f.target, rule[i], deadline, &b);
		f.size = (uint32_t)b.n;
		if (b.n > WORK_ADVICE_FRAME || !work_write(fd, &f, sizeof f) ||
		    !work_write(fd, b.s, b.n))
			break;
	}
	strbuf_free(&b);
}

static BASE_NORETURN void
work_child(struct work *w, struct work_job job, int fd)
{
	const struct rt_target *t = &w->target[w->order[job.first]];
	struct strbuf b = STRBUF_INIT;
	uint32_t rule[WORK_BATCH];

	signal(SIGPIPE, SIG_IGN);
	rt_confine(t, (uint64_t)(w->timeout + WORK_GRACE) / 1000 * job.n,
	    (t->kind == RT_HOST || w->eval != rt_eval_target) &&
		work_runs_commands(w, rt_target_bits(t)));
	for (uint32_t i = 0; i < job.n; i++) {
		struct work_frame f = { .target = w->order[job.first + i] };

		strbuf_reset(&b);
		rule[i] = work_eval(w, f.target, &b);
		f.size = (uint32_t)b.n;
		if (b.n > WORK_FRAME || !work_write(fd, &f, sizeof f) ||
		    !work_write(fd, b.s, b.n))
			_exit(1);
	}
	work_advise_all(w, job, rule, fd);
	_exit(0);
}

/* ---- in the parent ----------------------------------------------------- */

static int64_t
work_due(const struct work *w)
{
	int64_t due = work_now() + w->timeout + WORK_GRACE;

	if (w->deadline != 0 && w->deadline + WORK_GRACE < due)
		due = w->deadline + WORK_GRACE;
	return due;
}

/* When the advice has to be there, of which nothing depends. */
static int64_t
work_advice_due(const struct work *w)
{
	int64_t due = work_now() + WORK_ADVICE;

	if (w->deadline != 0 && w->deadline < due)
		due = w->deadline;
	return due + WORK_GRACE;
}

static void
work_start(struct work *w, struct work_worker *k, struct work_job job)
{
	const char *why = NULL;
	int fd[2];
	pid_t pid;

	if (w->deadline != 0 && work_now() >= w->deadline)
		why = "not evaluated: the time for all targets is over";
	else if (pipe2(fd, O_CLOEXEC) != 0)
		why = "no pipe for a worker";
	if (why == NULL) {
		pid = fork();
		if (pid == 0) {
			close(fd[0]);
			work_child(w, job, fd[1]);
		}
		close(fd[1]);
		if (pid < 0) {
			close(fd[0]);
			why = "no process for a worker";
		}
	}
	if (why != NULL) {
		for (uint32_t i = 0; i < job.n; i++)
			work_fail(w, w->order[job.first + i], why);
		return;
	}
	*k = (struct work_worker){ .pid = pid,
		.fd = fd[0],
		.in = STRBUF_INIT,
		.job = job,
		.all = job,
		.due = work_due(w) };
}

/*
 * The worker is done with, well or not: its current target, if there is one,
 * failed for this reason (NULL: as its exit tells), the others are put back.
 */
static void
work_end(struct work *w, struct work_worker *k, const char *why)
{
	int status = 0;

	kill(k->pid, SIGKILL);
	while (waitpid(k->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(k->fd);
	strbuf_free(&k->in);
	k->pid = 0;
	if (k->job.n == 0)
		return;
	if (why == NULL && WIFSIGNALED(status))
		why = arena_printf(w->arena, "the worker died: %s",
		    WTERMSIG(status) == SIGXCPU ? "too much processor time"
						: strsignal(WTERMSIG(status)));
	else if (why == NULL)
		why = arena_printf(w->arena,
		    "the worker ended with status %d and without a result",
		    WEXITSTATUS(status));
	work_fail(w, w->order[k->job.first], why);
	if (k->job.n > 1)
		*VEC_PUSH(w->arena, w->job, w->njob) =
		    (struct work_job){ k->job.first + 1, k->job.n - 1 };
}

/* Advice on a target whose result has come; false: it is none. */
static bool
work_take_advice(struct work *w, const struct work_worker *k, uint32_t target,
    const char *data, size_t n)
{
	struct rt_rule_result *r;
	struct rt_advice advice;
	uint32_t rule;
	bool ours = false;

	for (uint32_t i = 0; i < k->all.n && !ours; i++)
		ours = w->order[k->all.first + i] == target;
	if (!ours || !rt_pipe_decode_advice(
			 w->arena, data, n, &w->content->unit, &rule, &advice))
		return false;
	r = &w->result[target].result[rule];
	if (!w->content->rule[rule].advised || r->result != IR_XCCDF_FAIL)
		return false;
	r->advice = advice;
	return true;
}

/* Take whole results out of what has come; false: not what a result is. */
static bool
work_take(struct work *w, struct work_worker *k)
{
	size_t at = 0;

	for (;;) {
		struct work_frame f;
		struct rt_target_result *r;

		if (k->in.n - at < sizeof f)
			break;
		memcpy(&f, k->in.s + at, sizeof f);
		if (f.advice
			? k->job.n != 0 || f.size > WORK_ADVICE_FRAME
			: k->job.n == 0 || f.target != w->order[k->job.first] ||
			      f.size > WORK_FRAME)
			return false;
		if (k->in.n - at - sizeof f < f.size)
			break;
		if (f.advice) {
			if (!work_take_advice(w, k, f.target,
				k->in.s + at + sizeof f, f.size))
				return false;
			at += sizeof f + f.size;
			continue;
		}
		r = &w->result[f.target];
		*r = (struct rt_target_result){ 0 };
		if (!rt_pipe_decode(w->arena, k->in.s + at + sizeof f, f.size,
			&w->content->unit, r))
			return false;
		r->target = &w->target[f.target];
		at += sizeof f + f.size;
		k->job.first++;
		k->job.n--;
		k->due = k->job.n > 0 ? work_due(w) : work_advice_due(w);
		work_done(w);
	}
	if (at > 0) {
		memmove(k->in.s, k->in.s + at, k->in.n - at);
		k->in.n -= at;
		k->in.s[k->in.n] = '\0';
	}
	return true;
}

/* Its pipe has something, or its end. */
static void
work_read(struct work *w, struct work_worker *k)
{
	char buf[65536];
	ssize_t n = read(k->fd, buf, sizeof buf);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		int64_t due = work_now() + WORK_GRACE;
		siginfo_t info = { 0 };

		/* its end is near, or it closed the pipe and works on */
		while (k->job.n > 0 && work_now() < due &&
		       waitid(P_PID, (id_t)k->pid, &info,
			   WEXITED | WNOHANG | WNOWAIT) == 0 &&
		       info.si_pid == 0)
			poll(NULL, 0, 1);
		work_end(w, k, NULL);
		return;
	}
	strbuf_add(&k->in, buf, (size_t)n);
	if (!work_take(w, k))
		work_end(w, k, "the worker answered garbage");
}

/* Wait for the workers that there are; then see to all of them. */
static void
work_wait(struct work *w, struct work_worker *worker, uint32_t n)
{
	struct pollfd fds[WORK_JOBS];
	int64_t now = work_now(), next = now + 1000;

	for (uint32_t i = 0; i < n; i++) {
		fds[i] = (struct pollfd){
			.fd = worker[i].pid != 0 ? worker[i].fd : -1,
			.events = POLLIN,
		};
		if (worker[i].pid != 0 && worker[i].due < next)
			next = worker[i].due;
	}
	if (poll(fds, n, next > now ? (int)(next - now) : 0) < 0)
		return;
	for (uint32_t i = 0; i < n; i++) {
		if (worker[i].pid == 0)
			continue;
		if (fds[i].revents != 0)
			work_read(w, &worker[i]);
		else if (work_now() >= worker[i].due)
			work_end(w, &worker[i],
			    w->deadline != 0 && work_now() >= w->deadline
				? "timed out: the time for all targets is over"
				: "timed out");
	}
}

static uint32_t
work_jobs(const struct rt_options *o)
{
	long n = o->jobs != 0 ? (long)o->jobs : sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > WORK_JOBS ? WORK_JOBS : (uint32_t)n;
}

static void
work_here(struct work *w)
{
	struct strbuf b = STRBUF_INIT;

	for (uint32_t j = 0; j < w->njob; j++)
		for (uint32_t i = 0; i < w->job[j].n; i++) {
			uint32_t t = w->order[w->job[j].first + i], rule;
			const struct work_worker k = { .all = w->job[j] };

			strbuf_reset(&b);
			rule = work_eval(w, t, &b);
			if (!rt_pipe_decode(w->arena, b.s, b.n,
				&w->content->unit, &w->result[t])) {
				work_fail(w, t, "the result is garbage");
				continue;
			}
			w->result[t].target = &w->target[t];
			work_done(w);
			if (rule == IR_NONE)
				continue;
			strbuf_reset(&b);
			work_advise(w, t, rule, work_now() + WORK_ADVICE, &b);
			work_take_advice(w, &k, t, b.s, b.n);
		}
	strbuf_free(&b);
}

void
rt_work_by(void (*eval)(struct rt_ctx *ctx, struct rt_target_result *out),
    struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results,
    void (*progress)(void *arg, uint32_t done, uint32_t all), void *arg)
{
	struct work_worker worker[WORK_JOBS] = { 0 };
	struct work w = {
		.eval = eval,
		.arena = a,
		.content = content,
		.o = o,
		.engines = engines,
		.target = targets,
		.result = results,
		.ntarget = ntarget,
		.timeout =
		    (int64_t)(o->timeout != 0 ? o->timeout : WORK_TIMEOUT) *
		    1000,
		.progress = progress,
		.arg = arg,
	};
	uint32_t jobs = work_jobs(o);

	if (o->deadline != 0)
		w.deadline = work_now() + (int64_t)o->deadline * 1000;
	work_plan(&w);
	if (o->jobs == RT_JOBS_NONE) {
		work_here(&w);
		return;
	}
	for (uint32_t next = 0, busy = 1; next < w.njob || busy > 0;) {
		busy = 0;
		for (uint32_t i = 0; i < jobs; i++) {
			while (worker[i].pid == 0 && next < w.njob)
				work_start(&w, &worker[i], w.job[next++]);
			busy += worker[i].pid != 0;
		}
		if (busy > 0)
			work_wait(&w, worker, jobs);
	}
}

void
rt_work(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results,
    void (*progress)(void *arg, uint32_t done, uint32_t all), void *arg)
{
	rt_work_by(rt_eval_target, a, content, o, engines, targets, ntarget,
	    results, progress, arg);
}
