/*
 * What a command of the content prints, a line per item.  On the host only:
 * nothing is ever run in a container or on its behalf.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

#define COMMAND_TIMEOUT 300       /* seconds where nothing is said */
#define COMMAND_OUTPUT (4u << 20) /* bytes of output that are looked at */
#define COMMAND_ARGS 32
#define COMMAND_ERROR 200 /* bytes of stderr in a message */

enum { COMMAND_COMMAND, COMMAND_ARG, COMMAND_STDOUT, COMMAND_EXIT_STATUS };

struct command_argv {
	const char *word[COMMAND_ARGS + 8];
	unsigned n;
};

/*
 * A script is held in memory and read from there; its interpreter is started
 * as the kernel does, so that no file system has to allow execution.  The
 * descriptor, or -1.
 */
static int
command_script(struct arena *a, const char *text, struct command_argv *v)
{
	size_t n = strlen(text), line = strcspn(text, "\n"), word;
	char *head = arena_strndup(a, text + 2, line - 2);
	int fd = memfd_create("script", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	for (size_t at = 0; at < n;) {
		ssize_t done = pwrite(fd, text + at, n - at, (off_t)at);

		if (done <= 0) {
			close(fd);
			return -1;
		}
		at += (size_t)done;
	}
	for (n = strlen(head); n > 0 && strchr(" \t\r", head[n - 1]) != NULL;)
		head[--n] = '\0';
	head += strspn(head, " \t");
	word = strcspn(head, " \t");
	v->word[v->n++] = arena_strndup(a, head, word);
	head += word;
	head += strspn(head, " \t");
	if (*head != '\0')
		v->word[v->n++] = head;
	v->word[v->n++] = arena_printf(a, "/proc/self/fd/%d", fd);
	return fd;
}

/* $1, $2, ...: each entity has one value. */
static bool
command_arguments(
    struct rt_ctx *ctx, const struct ir_object *o, struct command_argv *v)
{
	for (uint32_t i = 0; i < o->nentity; i++) {
		const struct rt_value *value;
		enum ir_result status;

		if (o->entity[i].field != COMMAND_ARG)
			continue;
		value = rt_entity_values(ctx, &o->entity[i], &status);
		if (status == IR_RESULT_FALSE)
			value = NULL;
		else if (status != IR_RESULT_TRUE)
			return false;
		if (v->n >= COMMAND_ARGS ||
		    (value != NULL && value->next != NULL))
			return false;
		v->word[v->n++] = value != NULL ? value->s : "";
	}
	return true;
}

static int64_t
command_deadline(const struct rt_ctx *ctx, const struct ir_object *o)
{
	const char *s = rt_object_behavior(o, "timeout");
	int64_t seconds = COMMAND_TIMEOUT, deadline;
	struct timespec ts;

	if (s != NULL &&
	    (!str_to_int64(s, &seconds) || seconds <= 0 || seconds > 86400))
		seconds = COMMAND_TIMEOUT;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	deadline = ((int64_t)ts.tv_sec + seconds) * 1000 + ts.tv_nsec / 1000000;
	return ctx->deadline != 0 && ctx->deadline < deadline ? ctx->deadline
							      : deadline;
}

/* Why the output says nothing; false: it does. */
static bool
command_failed(struct rt_ctx *ctx, struct rt_collection *out, int status,
    const char *why, const struct strbuf *text, const struct strbuf *error)
{
	int n = (int)strcspn(error->s, "\n");

	if (n > COMMAND_ERROR)
		n = COMMAND_ERROR;
	if (status == -1)
		rt_flag(ctx, out, RT_FLAG_ERROR, "the command: %s", why);
	else if (WIFSIGNALED(status))
		rt_flag(ctx, out, RT_FLAG_ERROR, "the command died: %s",
		    strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127)
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "the command could not be run (status %d)%s%.*s",
		    WEXITSTATUS(status), n > 0 ? ": " : "", n, error->s);
	else if (text->n > COMMAND_OUTPUT)
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "the command prints more than %u bytes", COMMAND_OUTPUT);
	else
		return false;
	return true;
}

static void
command_items(struct rt_ctx *ctx, struct rt_collection *out, int status,
    const struct strbuf *text)
{
	const char *p = text->s, *end = text->s + text->n;
	char code[16];

	snprintf(code, sizeof code, "%d", WEXITSTATUS(status));
	for (unsigned line = 1; p < end; line++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		struct rt_item *item = rt_item_add(ctx, out);

		if (stop == NULL)
			stop = end;
		item->where = arena_printf(ctx->arena, "output line %u", line);
		rt_value_add(ctx, item, COMMAND_STDOUT, IR_DATATYPE_STRING, p,
		    (size_t)(stop - p));
		rt_value_add(ctx, item, COMMAND_EXIT_STATUS, IR_DATATYPE_INT,
		    code, strlen(code));
		p = stop + 1;
	}
}

static void
command_run(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out, const char *text)
{
	struct strbuf output = STRBUF_INIT, error = STRBUF_INIT;
	struct command_argv v = { .n = 0 };
	const char *why = NULL;
	int fd = -1, status;

	if (str_starts(text, "#!")) {
		fd = command_script(ctx->arena, text, &v);
		if (fd < 0) {
			rt_flag(ctx, out, RT_FLAG_ERROR,
			    "the script cannot be held in memory");
			return;
		}
	} else {
		v.word[v.n++] = "/bin/sh";
		v.word[v.n++] = "-c";
		v.word[v.n++] = text;
		v.word[v.n++] = "sh";
	}
	if (command_arguments(ctx, object, &v)) {
		v.word[v.n] = NULL;
		status = rt_run(v.word, NULL, command_deadline(ctx, object),
		    COMMAND_OUTPUT + 1, &output, &error, &why);
		if (!command_failed(ctx, out, status, why, &output, &error))
			command_items(ctx, out, status, &output);
	} else {
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "an argument of the command cannot be computed, or is "
		    "several");
	}
	if (fd >= 0)
		close(fd);
	strbuf_free(&output);
	strbuf_free(&error);
}

static void
command_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_entity *e = rt_object_entity(object, COMMAND_COMMAND);

	if (ctx->target->kind != RT_HOST || rt_confined()) {
		rt_flag(ctx, out, RT_FLAG_NOT_COLLECTED,
		    "commands run on the host only");
		return;
	}
	if (e == NULL || e->literal == NULL ||
	    e->operation != IR_OPERATION_EQUALS)
		rt_flag(ctx, out, RT_FLAG_ERROR, "the object has no command");
	else
		command_run(ctx, object, out, e->literal);
}

static const struct probe_field command_field[] = {
	[COMMAND_COMMAND] = { "command", IR_DATATYPE_STRING, FIELD_OBJECT,
	    "for /bin/sh -c, or a whole script that begins with #!" },
	[COMMAND_ARG] = { "arg", IR_DATATYPE_STRING, FIELD_OBJECT,
	    "$1, $2, ... of the command, in order" },
	[COMMAND_STDOUT] = { "stdout", IR_DATATYPE_STRING, FIELD_STATE,
	    "a line that it printed" },
	[COMMAND_EXIT_STATUS] = { "exit_status", IR_DATATYPE_INT, FIELD_STATE,
	    "the status that it ended with" },
	PROBE_FIELD_END,
};

static const char *const command_behavior[] = { "timeout", NULL };
static const char *const command_audit[] = { "CMD_EXEC", NULL };

const struct probe probe_command = {
	.name = "command",
	.audit = command_audit,
	.field = command_field,
	.behavior = command_behavior,
	.doc = "what a command on the host prints",
	.targets = 1u << IR_TARGET_HOST,
	.opens_files = true,
	.collect = command_collect,
	.sh = "probe/command.sh",
};
