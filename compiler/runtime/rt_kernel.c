/*
 * What the kernel says of a running container: facts of its init from /proc,
 * in the form in which the engine declares them.  The directory of the process
 * is held open, so that everything read is of that process or fails.  A fact
 * that cannot be read is "not collected"; a container that does not run has
 * none ("not applicable").
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rt.h"

#define KERNEL_FILE ((size_t)64 * 1024)

const char *const rt_capabilities[] = { "CHOWN", "DAC_OVERRIDE",
	"DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID",
	"SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST",
	"NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE",
	"SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN",
	"SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG",
	"MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP",
	"MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND",
	"AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE", NULL };

/* --- the process -------------------------------------------------------- */

static int
kernel_open_proc(struct rt_ctx *ctx, json_int_t pid)
{
	return open(
	    arena_printf(ctx->arena, "%s/%" JSON_INTEGER_FORMAT,
		ctx->options->proc != NULL ? ctx->options->proc : "/proc", pid),
	    O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void
kernel_open(struct rt_ctx *ctx, struct rt_kernel *k)
{
	const struct rt_container *c = ctx->target->container;

	k->proc = kernel_open_proc(ctx, k->pid);
	if (k->proc < 0) {
		k->error = arena_printf(ctx->arena,
		    "process %" JSON_INTEGER_FORMAT ": %s", k->pid,
		    errno == ENOENT ? "it is gone" : rt_root_strerror(errno));
		return;
	}
	if (!rt_root_is_init(
		ctx->options->proc != NULL ? ctx->options->proc : "/proc",
		k->proc, c->id, c->started_at))
		k->error = arena_printf(ctx->arena,
		    "process %" JSON_INTEGER_FORMAT
		    " is not the container's, or cannot be read",
		    k->pid);
	if (c->engine->pid > 0)
		k->engine = kernel_open_proc(ctx, c->engine->pid);
}

bool
rt_container_is_running(json_t *doc)
{
	const char *status = rt_json_text(doc, "State.Status");

	return str_eq(status, "running") || str_eq(status, "paused") ||
	       json_integer_value(rt_json_at(doc, "State.Pid")) > 0;
}

struct rt_kernel *
rt_kernel_get(struct rt_ctx *ctx, struct rt_collection *out)
{
	const char *why = NULL;
	struct rt_kernel *k = ctx->kernel;
	json_t *doc;

	if (ctx->target->kind != RT_CONTAINER) {
		rt_flag(
		    ctx, out, RT_FLAG_NOT_APPLICABLE, "this is no container");
		return NULL;
	}
	if (k == NULL) {
		doc =
		    rt_container_json(ctx->arena, ctx->target->container, &why);
		if (doc == NULL) {
			rt_flag(ctx, out, RT_FLAG_NOT_COLLECTED, "%s", why);
			return NULL;
		}
		if (!rt_container_is_running(doc)) {
			rt_flag(
			    ctx, out, RT_FLAG_NOT_APPLICABLE, "not running");
			return NULL;
		}
		k = arena_alloc(ctx->arena, sizeof *k);
		k->proc = k->engine = -1;
		k->pid = json_integer_value(rt_json_at(doc, "State.Pid"));
		if (k->pid > 0)
			kernel_open(ctx, k);
		else
			k->error = "the engine gives no process";
		ctx->kernel = k;
	}
	if (k->error == NULL)
		return k;
	rt_flag(ctx, out, RT_FLAG_NOT_COLLECTED, "%s", k->error);
	return NULL;
}

void
rt_kernel_close(struct rt_ctx *ctx)
{
	if (ctx->kernel == NULL)
		return;
	if (ctx->kernel->proc >= 0)
		close(ctx->kernel->proc);
	if (ctx->kernel->engine >= 0)
		close(ctx->kernel->engine);
	ctx->kernel = NULL;
}

/* --- status ------------------------------------------------------------- */

/* The text behind "Name:\t" in /proc/PID/status; NULL with *why. */
static char *
kernel_status(struct rt_ctx *ctx, const struct rt_kernel *k, const char *name,
    const char **why)
{
	struct strbuf b = STRBUF_INIT;
	char *text = NULL;
	const char *at;

	if (!rt_proc_read(k->proc, "status", KERNEL_FILE, &b)) {
		*why = arena_printf(
		    ctx->arena, "status: %s", rt_root_strerror(errno));
	} else {
		at = strstr(b.s, arena_printf(ctx->arena, "\n%s:\t", name));
		if (at != NULL) {
			at += strlen(name) + 3;
			text = arena_strndup(ctx->arena, at, strcspn(at, "\n"));
		} else {
			*why =
			    arena_printf(ctx->arena, "status has no %s", name);
		}
	}
	strbuf_free(&b);
	return text;
}

static json_t *
kernel_caps(struct rt_ctx *ctx, const struct rt_kernel *k, const char *name,
    const char **why)
{
	char *text = kernel_status(ctx, k, name, why), *end;
	unsigned long long bits;
	json_t *list;

	if (text == NULL)
		return NULL;
	bits = strtoull(text, &end, 16);
	if (end == text) {
		*why = "no set of capabilities in status";
		return NULL;
	}
	list = json_array();
	for (unsigned i = 0; i < 64; i++) {
		if ((bits >> i & 1) == 0)
			continue;
		if (i < sizeof rt_capabilities / sizeof *rt_capabilities - 1)
			json_array_append_new(
			    list, json_string(rt_capabilities[i]));
		else
			json_array_append_new(list, json_sprintf("%u", i));
	}
	return list;
}

static json_t *
kernel_caps_bounding(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	return kernel_caps(ctx, k, "CapBnd", why);
}

static json_t *
kernel_caps_effective(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	return kernel_caps(ctx, k, "CapEff", why);
}

static json_t *
kernel_seccomp(struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	static const char *const mode[] = { "disabled", "strict", "filter" };
	char *text = kernel_status(ctx, k, "Seccomp", why);
	int64_t n;

	if (text == NULL)
		return NULL;
	if (str_to_int64(text, &n) && n >= 0 && n < 3)
		return json_string(mode[n]);
	*why = "unknown seccomp mode in status";
	return NULL;
}

static json_t *
kernel_no_new_privs(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	char *text = kernel_status(ctx, k, "NoNewPrivs", why);

	return text != NULL ? json_boolean(!str_eq(text, "0")) : NULL;
}

/* The effective user as the container sees it, by its uid_map. */
static json_t *
kernel_uid(struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	char *text = kernel_status(ctx, k, "Uid", why), *line;
	struct strbuf b = STRBUF_INIT;
	unsigned uid, inside, outside, count;
	json_t *found = NULL;

	if (text == NULL || sscanf(text, "%*u %u", &uid) != 1) {
		*why = *why != NULL ? *why : "no user in status";
		return NULL;
	}
	if (rt_root_same_users(k->proc))
		return json_integer(uid);
	if (!rt_proc_read(k->proc, "uid_map", KERNEL_FILE, &b)) {
		*why = arena_printf(
		    ctx->arena, "uid_map: %s", rt_root_strerror(errno));
		strbuf_free(&b);
		return NULL;
	}
	for (line = b.s; line != NULL && *line != '\0' && found == NULL;) {
		if (sscanf(line, "%u %u %u", &inside, &outside, &count) == 3 &&
		    uid >= outside && uid - outside < count)
			found =
			    json_integer((json_int_t)inside + (uid - outside));
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	if (found == NULL)
		*why = "the user is not mapped";
	strbuf_free(&b);
	return found;
}

/* --- other files -------------------------------------------------------- */

/*
 * The namespace against that of the engine's process: only the same link is
 * the host's.
 */
static json_t *
kernel_ns(struct rt_ctx *ctx, const struct rt_kernel *k, const char *name,
    const char **why)
{
	char own[64] = { 0 }, engine[64] = { 0 };
	const char *path = arena_printf(ctx->arena, "ns/%s", name);

	if (k->engine < 0) {
		*why = "the engine's process cannot be found";
		return NULL;
	}
	if (readlinkat(k->proc, path, own, sizeof own - 1) <= 0 ||
	    readlinkat(k->engine, path, engine, sizeof engine - 1) <= 0) {
		*why = arena_printf(
		    ctx->arena, "%s: %s", path, rt_root_strerror(errno));
		return NULL;
	}
	return json_string(str_eq(own, engine) ? "host" : "private");
}

#define KERNEL_NS(name)                                                        \
	static json_t *kernel_ns_##name(                                       \
	    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)   \
	{                                                                      \
		return kernel_ns(ctx, k, #name, why);                          \
	}
KERNEL_NS(pid)
KERNEL_NS(ipc)
KERNEL_NS(net)
KERNEL_NS(uts)
KERNEL_NS(user)
KERNEL_NS(mnt)

static json_t *
kernel_apparmor(struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	struct strbuf b = STRBUF_INIT;
	json_t *profile = NULL;

	if (rt_proc_read(k->proc, "attr/apparmor/current", KERNEL_FILE, &b) ||
	    (errno == ENOENT &&
		rt_proc_read(k->proc, "attr/current", KERNEL_FILE, &b))) {
		b.s[strcspn(b.s, "\n")] = '\0';
		if (strstr(b.s, " (") != NULL)
			*strstr(b.s, " (") = '\0';
		profile = rt_json_string(*b.s != '\0' ? b.s : "unconfined");
	} else if (errno == ENOENT || errno == EINVAL) {
		profile = json_string("unconfined"); /* no AppArmor here */
	} else {
		*why = arena_printf(
		    ctx->arena, "attr/current: %s", rt_root_strerror(errno));
	}
	strbuf_free(&b);
	return profile;
}

static json_t *
kernel_listen(struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	json_t *list = rt_proc_listeners(ctx->arena, k->proc, true, why), *one;
	size_t i;

	json_array_foreach(list, i, one) json_object_del(one, "inode");
	return list;
}

static json_t *
kernel_memory_limit(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	return rt_kernel_cgroup(ctx, k, "memory", why);
}

static json_t *
kernel_pids_limit(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	return rt_kernel_cgroup(ctx, k, "pids", why);
}

static json_t *
kernel_cpu_shares(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	return rt_kernel_cgroup(ctx, k, "cpu", why);
}

static json_t *
kernel_cgroup_path(
    struct rt_ctx *ctx, const struct rt_kernel *k, const char **why)
{
	return rt_kernel_cgroup(ctx, k, NULL, why);
}

/* --- all of them -------------------------------------------------------- */

static const struct kernel_fact {
	const char *name;
	json_t *(*get)(
	    struct rt_ctx *, const struct rt_kernel *, const char **);
} kernel_facts[] = {
	{ "apparmor", kernel_apparmor },
	{ "caps.bounding", kernel_caps_bounding },
	{ "caps.effective", kernel_caps_effective },
	{ "cgroup.path", kernel_cgroup_path },
	{ "cpu.shares", kernel_cpu_shares },
	{ "listen", kernel_listen },
	{ "memory.limit", kernel_memory_limit },
	{ "mounts", rt_kernel_mounts },
	{ "no_new_privs", kernel_no_new_privs },
	{ "ns.ipc", kernel_ns_ipc },
	{ "ns.mnt", kernel_ns_mnt },
	{ "ns.net", kernel_ns_net },
	{ "ns.pid", kernel_ns_pid },
	{ "ns.user", kernel_ns_user },
	{ "ns.uts", kernel_ns_uts },
	{ "pids.limit", kernel_pids_limit },
	{ "processes", rt_kernel_processes },
	{ "root.readonly", rt_kernel_root_readonly },
	{ "seccomp", kernel_seccomp },
	{ "uid", kernel_uid },
};

void
rt_kernel_fact(struct rt_ctx *ctx, const char *fact, uint16_t fact_field,
    uint16_t value_field, struct rt_collection *out)
{
	size_t n = strcspn(fact, "[{");
	const struct kernel_fact *f = NULL;
	struct rt_kernel *k = rt_kernel_get(ctx, out);
	const char *why = NULL;
	json_t *value;

	if (k == NULL)
		return;
	for (size_t i = 0; i < sizeof kernel_facts / sizeof *kernel_facts; i++)
		if (strlen(kernel_facts[i].name) == n &&
		    strncmp(kernel_facts[i].name, fact, n) == 0)
			f = &kernel_facts[i];
	if (f == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "there is no kernel fact %s",
		    fact);
		return;
	}
	value = f->get(ctx, k, &why);
	if (value == NULL) {
		rt_flag(ctx, out, RT_FLAG_NOT_COLLECTED,
		    "%s cannot be read: %s", fact,
		    why != NULL ? why : "unknown");
		return;
	}
	rt_json_follow(ctx, value, fact, n, fact_field, value_field, out);
	json_decref(value);
}
