/*
 * The target's processes.  Of the host all of them; of a running container
 * those in its control group, whatever PID namespace they are in.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

#define PROCESS_FILE 65536 /* bytes of a file in /proc */
#define PROCESS_MOUNTS ((size_t)16 * 1024 * 1024)
#define PROCESS_MAX 200000u
#define PROCESS_CAPS 41

enum {
	PROCESS_COMMAND_LINE,
	PROCESS_COMM,
	PROCESS_PID,
	PROCESS_PPID,
	PROCESS_USER_ID,
	PROCESS_USER,
	PROCESS_RUID,
	PROCESS_PRIORITY,
	PROCESS_SCHEDULING_CLASS,
	PROCESS_START_TIME,
	PROCESS_EXEC_TIME,
	PROCESS_TTY,
	PROCESS_LOGINUID,
	PROCESS_CAPABILITY,
	PROCESS_LABEL,
	PROCESS_SESSION_ID
};

static const char *const process_caps[PROCESS_CAPS] = { "CAP_CHOWN",
	"CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID",
	"CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP",
	"CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
	"CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER",
	"CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE",
	"CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
	"CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD",
	"CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP",
	"CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
	"CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF",
	"CAP_CHECKPOINT_RESTORE" };

struct process_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	struct rt_root *root; /* of a container; NULL: the host */
	const char *id;       /* of a container */
	int64_t boot;         /* seconds since 1970; 0: not known */
	struct strbuf file, status;
};

/* What /proc/PID/stat has behind the name, from field 3 on. */
struct process_stat {
	char name[64], state;
	long ppid, session, tty, nice, policy;
	unsigned long long start, ticks;
};

static bool
process_read(int dir, const char *name, struct strbuf *out)
{
	char buf[8192];
	ssize_t n = 0;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	strbuf_reset(out);
	if (fd < 0)
		return false;
	while (out->n < PROCESS_FILE && ((n = read(fd, buf, sizeof buf)) > 0 ||
					    (n < 0 && errno == EINTR)))
		if (n > 0)
			strbuf_add(out, buf, (size_t)n);
	close(fd);
	return n >= 0;
}

static bool
process_stat(struct strbuf *b, struct process_stat *st)
{
	const char *open = strchr(b->s, '('), *close = strrchr(b->s, ')');
	unsigned long utime, stime;

	*st = (struct process_stat){ 0 };
	if (open == NULL || close == NULL || close < open)
		return false;
	snprintf(st->name, sizeof st->name, "%.*s", (int)(close - open - 1),
	    open + 1);
	if (sscanf(close + 1,
		" %c %ld %*d %ld %ld %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d "
		"%*d %ld %*d %*d %llu %*u %*d %*u %*u %*u %*u %*u %*u %*u %*u "
		"%*u %*u %*u %*u %*u %*d %*d %*u %ld",
		&st->state, &st->ppid, &st->session, &st->tty, &utime, &stime,
		&st->nice, &st->start, &st->policy) != 9)
		return false;
	st->ticks = utime + stime;
	return true;
}

/* The line "Name:\t..." of /proc/PID/status; NULL: there is none. */
static const char *
process_status(const struct process_run *r, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = r->status.s; p != NULL;) {
		if (strncmp(p, name, n) == 0 && p[n] == ':')
			return p + n + 1 + strspn(p + n + 1, " \t");
		p = strchr(p, '\n');
		p = p != NULL ? p + 1 : NULL;
	}
	return NULL;
}

/* The n-th word of a status line as a number. */
static int64_t
process_word(const char *line, unsigned n)
{
	char *end = NULL;
	int64_t v = -1;

	for (unsigned i = 0; line != NULL && *line != '\n' && i <= n; i++) {
		v = strtoll(line, &end, 10);
		if (end == line)
			return -1;
		line = end + strspn(end, " \t");
		if (i < n)
			v = -1;
	}
	return v;
}

/* The innermost of several numbers: as its own namespace counts. */
static int64_t
process_last(const char *line)
{
	int64_t v = -1;

	while (line != NULL && *line >= '0' && *line <= '9') {
		char *end;

		v = strtoll(line, &end, 10);
		line = end + strspn(end, " \t");
	}
	return v;
}

static void
process_text(struct process_run *r, struct rt_item *item, uint16_t field,
    const char *s, size_t n)
{
	rt_value_add(r->ctx, item, field, IR_DATATYPE_STRING, s, n);
}

static void
process_int(
    struct process_run *r, struct rt_item *item, uint16_t field, int64_t v)
{
	char s[24];

	snprintf(s, sizeof s, "%lld", (long long)v);
	rt_value_add(r->ctx, item, field, IR_DATATYPE_INT, s, strlen(s));
}

/* A uid of the host as the container's user namespace numbers it. */
static uint32_t
process_uid(const struct process_run *r, int64_t uid)
{
	const struct rt_root *root = r->root;
	uint32_t id = (uint32_t)uid;

	if (root == NULL || root->nuid == 0)
		return id;
	for (uint32_t i = 0; i < root->nuid; i++)
		if (id >= root->uid[i].outside &&
		    id - root->uid[i].outside < root->uid[i].count)
			return root->uid[i].inside + id - root->uid[i].outside;
	return 65534;
}

static void
process_tty(struct process_run *r, struct rt_item *item, long tty)
{
	char s[32];

	if (tty == 0)
		snprintf(s, sizeof s, "?");
	else if (major((dev_t)tty) >= 136 && major((dev_t)tty) <= 143)
		snprintf(s, sizeof s, "/dev/pts/%u",
		    (major((dev_t)tty) - 136) * 256 + minor((dev_t)tty));
	else if (major((dev_t)tty) == 4 && minor((dev_t)tty) < 64)
		snprintf(s, sizeof s, "/dev/tty%u", minor((dev_t)tty));
	else if (major((dev_t)tty) == 4)
		snprintf(s, sizeof s, "/dev/ttyS%u", minor((dev_t)tty) - 64);
	else
		snprintf(
		    s, sizeof s, "%u:%u", major((dev_t)tty), minor((dev_t)tty));
	process_text(r, item, PROCESS_TTY, s, strlen(s));
}

static void
process_policy(struct process_run *r, struct rt_item *item, long policy)
{
	static const char *const name[] = { "TS", "FF", "RR", "B", "ISO", "IDL",
		"DLN" };
	const char *s = policy >= 0 && policy < 7 ? name[policy] : "?";

	process_text(r, item, PROCESS_SCHEDULING_CLASS, s, strlen(s));
}

/* CPU time as OVAL has it: [[DD-]HH:]MM:SS. */
static void
process_exec_time(
    struct process_run *r, struct rt_item *item, unsigned long long ticks)
{
	unsigned long long s = ticks / (unsigned long long)sysconf(_SC_CLK_TCK);
	char text[48];

	if (s >= 86400)
		snprintf(text, sizeof text, "%llu-%02llu:%02llu:%02llu",
		    s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
	else
		snprintf(text, sizeof text, "%02llu:%02llu:%02llu", s / 3600,
		    s / 60 % 60, s % 60);
	process_text(r, item, PROCESS_EXEC_TIME, text, strlen(text));
}

/* Its start as OVAL has it: HH:MM:SS today, else MMM_DD (in UTC). */
static void
process_start_time(
    struct process_run *r, struct rt_item *item, unsigned long long start)
{
	time_t now = time(NULL), t;
	struct tm tm, today;
	char text[32];

	t = r->boot +
	    (time_t)(start / (unsigned long long)sysconf(_SC_CLK_TCK));
	if (r->boot == 0 || gmtime_r(&t, &tm) == NULL ||
	    gmtime_r(&now, &today) == NULL)
		return;
	if (tm.tm_year == today.tm_year && tm.tm_yday == today.tm_yday)
		strftime(text, sizeof text, "%H:%M:%S", &tm);
	else
		strftime(text, sizeof text, "%b_%d", &tm);
	process_text(r, item, PROCESS_START_TIME, text, strlen(text));
}

static void
process_capabilities(struct process_run *r, struct rt_item *item)
{
	const char *line = process_status(r, "CapEff");
	uint64_t set = line != NULL ? strtoull(line, NULL, 16) : 0;

	for (unsigned i = 0; i < PROCESS_CAPS; i++)
		if ((set >> i & 1) != 0)
			process_text(r, item, PROCESS_CAPABILITY,
			    process_caps[i], strlen(process_caps[i]));
}

/* The arguments, joined by blanks; a kernel thread's name in brackets. */
static void
process_command_line(
    struct process_run *r, struct rt_item *item, int dir, const char *name)
{
	if (!process_read(dir, "cmdline", &r->file) || r->file.n == 0) {
		strbuf_reset(&r->file);
		strbuf_addf(&r->file, "[%s]", name);
	}
	while (r->file.n > 1 && r->file.s[r->file.n - 1] == '\0')
		r->file.n--;
	for (size_t i = 0; i < r->file.n; i++)
		if (r->file.s[i] == '\0')
			r->file.s[i] = ' ';
	process_text(r, item, PROCESS_COMMAND_LINE, r->file.s, r->file.n);
}

static void
process_item(struct process_run *r, int dir, const struct process_stat *st)
{
	int64_t pid = process_last(process_status(r, "NSpid"));
	const char *uids = process_status(r, "Uid"), *user;
	struct rt_item *item = rt_item_add(r->ctx, r->out);
	uint32_t uid = process_uid(r, process_word(uids, 1));

	process_command_line(r, item, dir, st->name);
	process_text(r, item, PROCESS_COMM, st->name, strlen(st->name));
	process_int(r, item, PROCESS_PID, pid);
	process_int(r, item, PROCESS_PPID, st->ppid);
	process_int(r, item, PROCESS_USER_ID, uid);
	user = rt_root_user_name(r->ctx, uid);
	if (user == NULL)
		user = arena_printf(r->ctx->arena, "%u", uid);
	process_text(r, item, PROCESS_USER, user, strlen(user));
	process_int(
	    r, item, PROCESS_RUID, process_uid(r, process_word(uids, 0)));
	process_int(r, item, PROCESS_PRIORITY, st->nice);
	process_policy(r, item, st->policy);
	process_start_time(r, item, st->start);
	process_exec_time(r, item, st->ticks);
	process_tty(r, item, st->tty);
	process_capabilities(r, item);
	process_int(r, item, PROCESS_SESSION_ID, st->session);
	if (process_read(dir, "loginuid", &r->file) && r->file.n > 0)
		process_int(
		    r, item, PROCESS_LOGINUID, strtoll(r->file.s, NULL, 10));
	if (process_read(dir, "attr/current", &r->file) && r->file.n > 0 &&
	    strchr(r->file.s, ':') != NULL)
		process_text(r, item, PROCESS_LABEL, r->file.s,
		    strcspn(r->file.s, "\n"));
	item->where = arena_printf(
	    r->ctx->arena, "process %lld (%s)", (long long)pid, st->name);
}

/* What the object asks for; text that cannot be compared is an error. */
static bool
process_wanted(struct process_run *r, int dir, const struct process_stat *st)
{
	for (uint32_t i = 0; i < r->object->nentity; i++) {
		const struct ir_entity *e = &r->object->entity[i];
		struct rt_item item = { 0 };
		const char *why = NULL;
		char pid[24];
		enum ir_result result = IR_RESULT_ERROR;

		if (e->field == PROCESS_COMM) {
			result = rt_entity_match(
			    r->ctx, e, st->name, strlen(st->name), &why);
		} else if (e->field == PROCESS_PID) {
			snprintf(pid, sizeof pid, "%lld",
			    (long long)process_last(
				process_status(r, "NSpid")));
			result =
			    rt_entity_match(r->ctx, e, pid, strlen(pid), &why);
		} else if (e->field == PROCESS_COMMAND_LINE) {
			process_command_line(r, &item, dir, st->name);
			result = rt_entity_match(r->ctx, e,
			    item.field[PROCESS_COMMAND_LINE]->s,
			    item.field[PROCESS_COMMAND_LINE]->n, &why);
		}
		if (result == IR_RESULT_FALSE)
			return false;
		if (result != IR_RESULT_TRUE) {
			rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "%s",
			    why != NULL ? why : "its name cannot be compared");
			return false;
		}
	}
	return true;
}

/* A process that ends meanwhile is none; any other failure is told. */
static void
process_unread(struct process_run *r, const char *name)
{
	if (errno != ENOENT && errno != ESRCH)
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
		    "process %s cannot be read: %s", name, strerror(errno));
}

/* Is it one of the container's?  False with errno where that is not known. */
static bool
process_is_inside(struct process_run *r, int dir)
{
	if (!process_read(dir, "cgroup", &r->file))
		return false;
	errno = ESRCH;
	return strstr(r->file.s, r->id) != NULL;
}

/* One entry of /proc. */
static void
process_look(struct process_run *r, int procfs, const char *name)
{
	struct process_stat st;
	int dir = openat(procfs, name, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0) {
		process_unread(r, name);
		return;
	}
	if ((r->root != NULL && !process_is_inside(r, dir)) ||
	    !process_read(dir, "status", &r->status) ||
	    !process_read(dir, "stat", &r->file))
		process_unread(r, name);
	else if (!process_stat(&r->file, &st))
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
		    "process %s: its state is of another form", name);
	else if (st.state != 'Z' && process_wanted(r, dir, &st))
		process_item(r, dir, &st);
	close(dir);
}

/*
 * Why processes of others may be missing in procfs: it is mounted with
 * hidepid=, and we may not trace; NULL: all are there.
 */
static const char *
process_hidden(struct process_run *r, int procfs)
{
	struct strbuf b = STRBUF_INIT;
	const char *why = NULL, *caps, *hide, *end;
	struct stat st;
	unsigned ma, mi;

	if (fstat(procfs, &st) != 0 ||
	    !rt_proc_read(
		AT_FDCWD, "/proc/self/mountinfo", PROCESS_MOUNTS, &b) ||
	    !rt_proc_read(
		AT_FDCWD, "/proc/self/status", PROCESS_FILE, &r->status) ||
	    (caps = process_status(r, "CapEff")) == NULL) {
		strbuf_free(&b);
		return "whether processes are hidden cannot be told";
	}
	if ((strtoull(caps, NULL, 16) >> CAP_SYS_PTRACE & 1) != 0) {
		strbuf_free(&b);
		return NULL;
	}
	for (const char *p = b.s; p != NULL && why == NULL; p = end) {
		end = strchr(p, '\n');
		end = end != NULL ? end + 1 : NULL;
		if (sscanf(p, "%*u %*u %u:%u", &ma, &mi) != 2 ||
		    makedev(ma, mi) != st.st_dev)
			continue;
		hide = strstr(p, "hidepid=");
		if (hide != NULL && (end == NULL || hide < end) &&
		    hide[8] != '0' && !str_starts(hide + 8, "off"))
			why = "processes of others are hidden (hidepid)";
	}
	strbuf_free(&b);
	return why;
}

static int
process_compare(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

static void
process_all(struct process_run *r, int procfs)
{
	const char *hidden = process_hidden(r, procfs);
	struct dirent *e;
	long *pid = NULL;
	size_t n = 0;
	DIR *dir;
	int fd = openat(procfs, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (hidden != NULL)
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "%s", hidden);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
		    "the processes cannot be listed: %s", strerror(errno));
		return;
	}
	while ((e = readdir(dir)) != NULL && n < PROCESS_MAX) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		if ((n & (n - 1)) == 0)
			pid = base_realloc(
			    pid, (n == 0 ? 1 : 2 * n) * sizeof *pid);
		pid[n++] = atol(e->d_name);
	}
	closedir(dir);
	if (n > 1)
		qsort(pid, n, sizeof *pid, process_compare);
	if (n == PROCESS_MAX)
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "too many processes");
	for (size_t i = 0; i < n; i++) {
		char name[24];

		snprintf(name, sizeof name, "%ld", pid[i]);
		process_look(r, procfs, name);
	}
	free(pid);
}

/* Whose processes; false where there are none, or after a flag. */
static bool
process_scope(struct process_run *r)
{
	const struct rt_target *t = r->ctx->target;
	const char *why = NULL;

	switch (t->kind) {
	case RT_HOST:
		return true;
	case RT_IMAGE:
	case RT_ROOTFS:
		rt_flag(r->ctx, r->out, RT_FLAG_NOT_APPLICABLE,
		    "what does not run has no processes");
		return false;
	case RT_CONTAINER:
		break;
	}
	r->root = rt_root_get(r->ctx, &why);
	if (r->root == NULL) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "%s", why);
		return false;
	}
	if (r->root->proc < 0)
		return false; /* it does not run */
	r->id = t->container->id;
	if (!process_is_inside(r, r->root->proc)) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
		    "its control group does not tell its processes");
		return false;
	}
	return true;
}

static void
process_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct process_run r = {
		.ctx = ctx,
		.object = object,
		.out = out,
		.file = STRBUF_INIT,
		.status = STRBUF_INIT,
	};
	const char *name = ctx->options->proc, *boot;
	int procfs;

	procfs = open(
	    name != NULL ? name : "/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (procfs < 0) {
		rt_flag(
		    ctx, out, RT_FLAG_ERROR, "%s: %s", name, strerror(errno));
		return;
	}
	if (process_read(procfs, "stat", &r.file) &&
	    (boot = strstr(r.file.s, "\nbtime ")) != NULL)
		r.boot = strtoll(boot + 7, NULL, 10);
	if (process_scope(&r))
		process_all(&r, procfs);
	close(procfs);
	strbuf_free(&r.file);
	strbuf_free(&r.status);
}

static const struct probe_field process_field[] = {
	[PROCESS_COMMAND_LINE] = { "command_line", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "its arguments; of a kernel thread [name]" },
	[PROCESS_COMM] = { "comm", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "its name as the kernel has it, 15 characters at most" },
	[PROCESS_PID] = { "pid", IR_DATATYPE_INT, FIELD_OBJECT | FIELD_STATE,
	    "its number, as its own PID namespace counts" },
	[PROCESS_PPID] = { "ppid", IR_DATATYPE_INT, FIELD_STATE,
	    "its parent's number, as the host counts" },
	[PROCESS_USER_ID] = { "user_id", IR_DATATYPE_INT, FIELD_STATE,
	    "its effective user, as the target numbers it" },
	[PROCESS_USER] = { "user", IR_DATATYPE_STRING, FIELD_STATE,
	    "that user's name in the target, else the number" },
	[PROCESS_RUID] = { "ruid", IR_DATATYPE_INT, FIELD_STATE,
	    "its real user" },
	[PROCESS_PRIORITY] = { "priority", IR_DATATYPE_INT, FIELD_STATE,
	    "its nice value" },
	[PROCESS_SCHEDULING_CLASS] = { "scheduling_class", IR_DATATYPE_STRING,
	    FIELD_STATE, "TS, FF, RR, B, ISO, IDL or DLN" },
	[PROCESS_START_TIME] = { "start_time", IR_DATATYPE_STRING, FIELD_STATE,
	    "HH:MM:SS today, else MMM_DD, in UTC" },
	[PROCESS_EXEC_TIME] = { "exec_time", IR_DATATYPE_STRING, FIELD_STATE,
	    "its processor time" },
	[PROCESS_TTY] = { "tty", IR_DATATYPE_STRING, FIELD_STATE,
	    "its terminal, or ?" },
	[PROCESS_LOGINUID] = { "loginuid", IR_DATATYPE_INT, FIELD_STATE,
	    "who logged in; 4294967295: nobody" },
	[PROCESS_CAPABILITY] = { "posix_capability", IR_DATATYPE_STRING,
	    FIELD_STATE, "each effective capability, CAP_..." },
	[PROCESS_LABEL] = { "selinux_domain_label", IR_DATATYPE_STRING,
	    FIELD_STATE, "its SELinux label" },
	[PROCESS_SESSION_ID] = { "session_id", IR_DATATYPE_INT, FIELD_STATE,
	    "its session" },
	PROBE_FIELD_END,
};

static const char *const process_audit[] = { "PROCESS_CHECK", NULL };

const struct probe probe_process58 = {
	.name = "process58",
	.oval = "unix:process58",
	.audit = process_audit,
	.field = process_field,
	.doc = "processes: their names, users, capabilities",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = process_collect,
	.sh = "probe/process58.sh",
};
