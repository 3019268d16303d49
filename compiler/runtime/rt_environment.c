/*
 * Environment variables of processes.  Where no process is named: on the host
 * our own environment, as OVAL has it; of a container that of its init, else
 * what the engine starts it with, as ours is none of its.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rt.h"

#define ENVIRONMENT_BYTES                                                      \
	((size_t)8 * 1024 * 1024) /* more than execve takes                    \
				   */

struct environment_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	const struct rt_environment_fields *field;
	struct strbuf file;
};

/* One NAME=value; pid: as text, NULL: of no process. */
static void
environment_add(struct environment_run *r, const char *pid, const char *entry)
{
	const char *value = strchr(entry, '=');
	struct rt_item *item;
	size_t n;

	if (value == NULL || value == entry)
		return;
	n = (size_t)(value - entry);
	if (!rt_object_wants(
		r->ctx, r->object, r->field->name, entry, n, r->out))
		return;
	item = rt_item_add(r->ctx, r->out);
	item->where = arena_printf(
	    r->ctx->arena, "environment %.*s", (int)(n < 200 ? n : 200), entry);
	if (r->field->pid != UINT16_MAX && pid != NULL)
		rt_value_add(r->ctx, item, r->field->pid, IR_DATATYPE_INT, pid,
		    strlen(pid));
	else if (r->field->pid != UINT16_MAX)
		rt_item_missing(
		    r->ctx, item, r->field->pid, RT_DOES_NOT_EXIST, NULL);
	rt_value_add(
	    r->ctx, item, r->field->name, IR_DATATYPE_STRING, entry, n);
	rt_item_text(r->ctx, item, r->field->value, value + 1);
}

static bool
environment_read(struct environment_run *r, int dir, const char *pid)
{
	if (!rt_proc_read(dir, "environ", ENVIRONMENT_BYTES, &r->file))
		return false;
	for (const char *s = r->file.s; s < r->file.s + r->file.n;
	     s += strlen(s) + 1)
		environment_add(r, pid, s);
	return true;
}

static bool
environment_process(void *arg, const struct rt_process *p)
{
	struct environment_run *r = arg;
	char pid[24];

	snprintf(pid, sizeof pid, "%lld", (long long)p->pid);
	return !rt_object_wants(r->ctx, r->object, r->field->pid, pid,
		   strlen(pid), r->out) ||
	       environment_read(r, p->dir, pid);
}

/* What a container is started with: Config.Env. */
static void
environment_declared(struct environment_run *r, json_t *doc)
{
	json_t *env = rt_json_at(doc, "Config.Env"), *one;
	size_t i;

	json_array_foreach(env, i, one)
	{
		const char *text = json_string_value(one);

		if (text != NULL)
			environment_add(r, NULL, text);
	}
}

static void
environment_container(struct environment_run *r)
{
	const char *why = NULL;
	const struct rt_root *root = rt_root_get(r->ctx, &why);
	json_t *doc;

	if (root != NULL && root->proc >= 0) {
		if (!environment_read(r, root->proc, root->self))
			rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
			    "the environment of its init: %s",
			    rt_root_strerror(errno));
		return;
	}
	doc = rt_container_json(r->ctx->arena, r->ctx->target->container, &why);
	if (doc == NULL || json_is_true(rt_json_at(doc, "State.Running")))
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "%s",
		    why != NULL ? why : "its init is not to be seen");
	else
		environment_declared(r, doc);
}

/* Where no process is named. */
static void
environment_own(struct environment_run *r)
{
	char pid[24];

	switch (r->ctx->target->kind) {
	case RT_HOST:
		snprintf(pid, sizeof pid, "%ld", (long)getpid());
		for (char **e = environ; e != NULL && *e != NULL; e++)
			environment_add(r, pid, *e);
		break;
	case RT_CONTAINER:
		environment_container(r);
		break;
	case RT_IMAGE:
		environment_declared(r, r->ctx->target->image_json);
		break;
	case RT_ROOTFS:
		rt_flag(r->ctx, r->out, RT_FLAG_NOT_APPLICABLE,
		    "what does not run has no environment");
		break;
	}
}

void
rt_environment(struct rt_ctx *ctx, const struct ir_object *object,
    const struct rt_environment_fields *field, struct rt_collection *out)
{
	const struct ir_entity *pid = rt_object_entity(object, field->pid);
	struct environment_run r = { ctx, object, out, field, STRBUF_INIT };

	if (pid == NULL || pid->nil)
		environment_own(&r);
	else
		rt_process_each(ctx, out, environment_process, &r);
	strbuf_free(&r.file);
}
