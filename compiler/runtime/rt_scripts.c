/*
 * The linked-in check scripts in the place of the built-in checks: one run per
 * rule and target, from memory, told by the environment which engine and which
 * values.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rt.h"

#define SCRIPT_OUTPUT ((size_t)64 * 1024)

/* What a script ends with when it is run by itself, not under SCE. */
static const enum ir_xccdf_result statuses[] = { IR_XCCDF_PASS, IR_XCCDF_FAIL,
	IR_XCCDF_ERROR, IR_XCCDF_NOTAPPLICABLE, IR_XCCDF_NOTCHECKED,
	IR_XCCDF_INFORMATIONAL };
#define NSTATUS (sizeof statuses / sizeof statuses[0])

struct environment {
	struct arena *a;
	const char **item; /* NULL-terminated */
	uint32_t n;
};

static void
put(struct environment *e, const char *name, const char *value)
{
	*VEC_PUSH(e->a, e->item, e->n) =
	    arena_printf(e->a, "%s=%s", name, value);
}

/* A Value that is not at its default; a list is joined with commas. */
static void
put_value(struct environment *e, const struct rt_ctx *ctx, uint32_t value)
{
	const struct rt_content *c = ctx->content;
	struct strbuf name = STRBUF_INIT, text = STRBUF_INIT;
	const char *const *member, *p;
	uint32_t i, n;

	member = rt_value_text(c, ctx->options, value, &n);
	if (n == c->value[value].nvalue) {
		for (i = 0; i < n; i++)
			if (strcmp(member[i], c->value[value].value[i]) != 0)
				break;
		if (i == n)
			return;
	}
	strbuf_addstr(&name, "AUDITC_VALUE_");
	for (p = c->value[value].name; *p != '\0'; p++)
		strbuf_addch(&name, (*p >= 'a' && *p <= 'z') ||
					    (*p >= 'A' && *p <= 'Z') ||
					    (*p >= '0' && *p <= '9')
					? *p
					: '_');
	for (i = 0; i < n; i++) {
		if (i != 0)
			strbuf_addch(&text, ',');
		strbuf_addstr(&text, member[i]);
	}
	put(e, name.s, text.s);
	strbuf_free(&name);
	strbuf_free(&text);
}

/* The one engine that a script for the host has to ask; NULL: all. */
static const struct rt_engine *
engine_of(const struct rt_ctx *ctx)
{
	if (ctx->target->engine != NULL)
		return ctx->target->engine;
	return ctx->engines->nengine == 1 ? &ctx->engines->engine[0] : NULL;
}

static const char *const *
environment(struct rt_ctx *ctx)
{
	struct environment e = { .a = ctx->arena };
	const struct rt_engine *engine = engine_of(ctx);
	uint32_t i;

	put(&e, "LC_ALL", "C");
	put(&e, "HOME", "/nonexistent");
	put(&e, "AUDITC_PID",
	    arena_printf(ctx->arena, "%ld", (long)getpid()));
	if (ctx->options->ignore_platform)
		put(&e, "AUDIT_IGNORE_PLATFORM", "1");
	if (ctx->target->kind == RT_ROOTFS) {
		put(&e, "AUDIT_ROOT", ctx->target->rootfs); /* without a /proc */
	} else {
		put(&e, "AUDITC_PROC", ctx->options->proc);
		if (!str_eq(ctx->options->host_root, "/"))
			put(&e, "AUDIT_ROOT", ctx->options->host_root);
	}
	if (engine != NULL) {
		put(&e, "AUDITC_ENGINE",
		    engine->kind == RT_PODMAN ? "podman" : "docker");
		put(&e,
		    engine->kind == RT_PODMAN ? "CONTAINER_HOST"
					      : "DOCKER_HOST",
		    arena_printf(ctx->arena, "unix://%s", engine->socket));
	}
	put(&e, "AUDITC_PROFILE", rt_profile_id(ctx));
	for (i = 0; i < ctx->content->nvalue; i++)
		put_value(&e, ctx, i);
	*VEC_PUSH(e.a, e.item, e.n) = NULL;
	return e.item;
}

/* A descriptor from which sh can read the script; -1: none. */
static int
script_open(const struct rt_content *c, const uint32_t *script)
{
	int fd = memfd_create("check", MFD_CLOEXEC);
	const char *piece;
	size_t n, done;
	ssize_t k;

	for (; fd >= 0 && *script != 0; script++) {
		piece = c->piece[*script - 1];
		n = strlen(piece);
		for (done = 0; done < n; done += (size_t)k) {
			k = write(fd, piece + done, n - done);
			if (k <= 0) {
				close(fd);
				return -1;
			}
		}
	}
	return fd;
}

/* What it printed, without the last line, which says the result. */
static const char *
evidence(struct arena *a, struct strbuf *out, const struct strbuf *err)
{
	const char *last;
	size_t n;

	while (out->n != 0 && out->s[out->n - 1] == '\n')
		out->s[--out->n] = '\0';
	last = strrchr(out->s, '\n');
	last = last != NULL ? last + 1 : out->s;
	n = str_starts(last, "result: ") ? (size_t)(last - out->s) : out->n;
	while (n != 0 && out->s[n - 1] == '\n')
		n--;
	if (n == 0 && err->n != 0)
		return arena_strndup(a, err->s, err->n);
	return n != 0 ? arena_strndup(a, out->s, n) : NULL;
}

/* Its status; error and unknown share one, and its last line tells them. */
static enum ir_xccdf_result
result_of(struct rt_ctx *ctx, int status, const char *out, const char **why)
{
	static const char unknown[] = "result: unknown\n";
	unsigned code;

	if (WIFSIGNALED(status)) {
		*why = arena_printf(ctx->arena, "the script died of signal %d",
		    WTERMSIG(status));
		return IR_XCCDF_ERROR;
	}
	code = (unsigned)WEXITSTATUS(status);
	if (code >= NSTATUS) {
		*why = arena_printf(
		    ctx->arena, "the script ended with status %u", code);
		return IR_XCCDF_ERROR;
	}
	if (statuses[code] == IR_XCCDF_ERROR && str_ends(out, unknown))
		return IR_XCCDF_UNKNOWN;
	return statuses[code];
}

/* The rule's script, or that of the check that the profile chooses. */
static const uint32_t *
script_of(const struct rt_ctx *ctx, uint32_t rule)
{
	const struct rt_variant *v = rt_rule_variant(
	    ctx->content, ctx->options->profile_index, rule);

	return v != NULL ? v->script : ctx->content->rule[rule].script;
}

static void
run_script(struct rt_ctx *ctx, const char *const *envp, uint32_t rule,
    struct rt_rule_result *r)
{
	const struct rt_target *t = ctx->target;
	const char *argv[4] = { "/bin/sh" }, *why = NULL;
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	int fd = script_open(ctx->content, script_of(ctx, rule));
	int status;

	r->result = IR_XCCDF_ERROR;
	if (fd < 0) {
		r->message = "no memory for the script";
		return;
	}
	argv[1] = arena_printf(ctx->arena, "/proc/self/fd/%d", fd);
	argv[2] = t->kind == RT_CONTAINER ? t->container->id : NULL;
	status =
	    rt_run(argv, envp, ctx->deadline, SCRIPT_OUTPUT, &out, &err, &why);
	if (status != -1)
		r->result = result_of(ctx, status, out.s, &why);
	r->stdout_ = arena_strndup(ctx->arena, out.s, out.n);
	r->message = why != NULL ? arena_strdup(ctx->arena, why)
				 : evidence(ctx->arena, &out, &err);
	close(fd);
	strbuf_free(&out);
	strbuf_free(&err);
}

/* A result for every rule of a target that no script can look at. */
static const char *
prevented(const struct rt_ctx *ctx, enum ir_xccdf_result *r)
{
	const struct rt_target *t = ctx->target;

	*r = IR_XCCDF_ERROR;
	if (t->error != NULL)
		return t->error;
	if (t->engine != NULL && t->engine->error != NULL)
		return t->engine->error;
	*r = IR_XCCDF_NOTCHECKED;
	if (t->kind == RT_IMAGE)
		return "scripts look at no images";
	*r = IR_XCCDF_NOTAPPLICABLE;
	if (t->kind == RT_CONTAINER && t->container->excluded != NULL)
		return arena_printf(
		    ctx->arena, "excluded by %s", t->container->excluded);
	return NULL;
}

/* A script takes containers where its rule speaks of them and not the host. */
static bool
script_fits(const struct rt_ctx *ctx, uint32_t rule)
{
	unsigned about = rt_rule_targets(&ctx->content->unit.rule[rule]);
	bool container = (about & 1u << IR_TARGET_CONTAINER) != 0 &&
			 (about & 1u << IR_TARGET_HOST) == 0;

	if (ctx->target->kind == RT_ROOTFS && /* it has no engine to ask */
	    rt_rule_asks_engine(
		&ctx->content->unit, &ctx->content->unit.rule[rule]))
		return false;
	return container == (ctx->target->kind == RT_CONTAINER);
}

static void
eval_target(struct rt_ctx *ctx, struct rt_target_result *out)
{
	const struct rt_content *c = ctx->content;
	const char *const *envp = environment(ctx);
	struct rt_rule_result *r;
	enum ir_xccdf_result all;
	const char *why = prevented(ctx, &all);
	uint32_t i;

	out->target = ctx->target;
	out->start = rt_now();
	out->result = arena_alloc(
	    ctx->arena, (c->unit.nrule + (size_t)1) * sizeof *out->result);
	for (i = 0; i < c->unit.nrule; i++) {
		r = &out->result[i];
		r->time = rt_now();
		r->result = IR_XCCDF_NOTSELECTED;
		if ((rt_rule_targets(&c->unit.rule[i]) &
			rt_target_bits(ctx->target)) == 0 ||
		    !ctx->options->selected[i])
			continue;
		if (why != NULL) {
			r->result = all;
			r->message = why;
		} else if (c->rule[i].script == NULL || !script_fits(ctx, i)) {
			r->result = IR_XCCDF_NOTCHECKED;
			r->message = "there is no script for this";
		} else
			run_script(ctx, envp, i, r);
	}
	out->end = rt_now();
}

void
rt_scripts_work(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results,
    void (*progress)(void *arg, uint32_t done, uint32_t all), void *arg)
{
	rt_work_by(eval_target, a, content, o, engines, targets, ntarget,
	    results, progress, arg);
}
