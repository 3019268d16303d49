/*
 * What the kernel says of running processes, by /proc: mounts, sockets, the
 * processes of a target and the facts of a container's init.
 */
#ifndef RT_PROCESS_H
#define RT_PROCESS_H

#include <jansson.h>

#include "rt_target.h"

/* A file below a directory of /proc; false and errno. */
bool rt_proc_read(int dir, const char *name, size_t limit, struct strbuf *out);
/*
 * The listening sockets of a network namespace, from PID's net/tcp, tcp6, udp,
 * udp6, as {HostIp, HostPort, Protocol, inode}; NULL with *why.
 */
json_t *rt_proc_listeners(struct arena *a, int proc, bool udp,
    const char **why);

/*
 * A mount of /proc/PID/mountinfo; text in the line, unescaped but for the
 * options.
 */
struct rt_mount {
	uint64_t id, parent;
	const char *device, *root, *point, *options; /* device: "8:1" */
	const char *shared; /* its peer group, "shared:7"; NULL: private */
	const char *type, *source, *super;
};
/* One line of it, which is used up; false: not of that form. */
bool rt_mount_parse(char *line, struct rt_mount *m);
/* \040 and the like, in place. */
char *rt_mount_unescape(char *s);

/* --- what runs behind a target (rt_running.c) --- */

/* Of a container: does it?  Else flagged in out, as not applicable. */
bool rt_running(struct rt_ctx *ctx, struct rt_collection *out);
/* A directory of the kernel's /proc, O_PATH; -1 and errno. */
int rt_proc_open(struct rt_ctx *ctx, const char *below);
/*
 * Enter the target's network, IPC and UTS namespaces; false after the flag was
 * set.  rt_root_leave() leaves them.
 */
bool rt_running_enter(struct rt_ctx *ctx, struct rt_inside *in,
    struct rt_collection *out);

/* --- the target's processes (rt_process.c) --- */

struct rt_process {
	int dir;            /* its directory in /proc, which pins it */
	const char *number; /* that directory's name: as we count */
	int64_t pid;        /* as its own PID namespace counts */
	const char *status; /* text of its file status */
};
/*
 * Calls back with every process of the target: the host's all, a container's
 * own.  What cannot be seen is flagged in out; a callback that could not read
 * a process returns false with errno.
 */
void rt_process_each(struct rt_ctx *ctx, struct rt_collection *out,
    bool (*each)(void *arg, const struct rt_process *p), void *arg);
/* Is a control group the container's, and not that of its monitor? */
bool rt_process_group_is(const char *cgroup, const char *id);
/* What stands behind "Name:" in a status; NULL: there is no such line. */
const char *rt_process_status(const char *status, const char *name);

/*
 * Environment variables as items (rt_environment.c).  Field indices of the
 * probe; pid UINT16_MAX: it has none.  Where no process is named: on the host
 * our own environment, of a container that of its init, else what the engine
 * starts it with.
 */
struct rt_environment_fields {
	uint16_t pid, name, value;
};
void rt_environment(struct rt_ctx *ctx, const struct ir_object *object,
    const struct rt_environment_fields *field, struct rt_collection *out);

/* --- a running container's init (rt_kernel.c) --- */

/*
 * The values of a kernel fact, in the same form as the declared fact has
 * (see probe/kernel.c for the list).  Flag NOT_APPLICABLE: not running.
 */
void rt_kernel_fact(struct rt_ctx *ctx, const char *fact, uint16_t fact_field,
    uint16_t value_field, struct rt_collection *out);
void rt_kernel_close(struct rt_ctx *ctx);
struct rt_kernel {
	int proc;          /* the init's directory in /proc, which pins it */
	int engine;        /* the engine's process likewise, or -1 */
	json_int_t pid;
	const char *error; /* why nothing of it can be read */
};
/*
 * By its inspect document: it runs or is paused, or is in a state of an engine's
 * own, such as stopping, and has a process.
 */
bool rt_container_is_running(json_t *doc);
/* The container's init, opened on first use; NULL after the flag was set. */
struct rt_kernel *rt_kernel_get(struct rt_ctx *ctx, struct rt_collection *out);
/* JSON of the facts of mountinfo and of the cgroup; NULL with *why. */
json_t *rt_kernel_mounts(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char **why);
json_t *rt_kernel_root_readonly(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char **why);
json_t *rt_kernel_cgroup(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char *what, const char **why);
/* The processes of the container, as {Name, Pid, Exe}; NULL with *why. */
json_t *rt_kernel_processes(struct rt_ctx *ctx, const struct rt_kernel *k,
    const char **why);
/* Names of the capabilities in the kernel's order, without CAP_; then NULL. */
extern const char *const rt_capabilities[];

#endif
