/*
 * The target's processes.  Of the host all of them; of a running container
 * those in its control group, whatever PID namespace they are in.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

#define PROCESS_FILE ((size_t)64 * 1024)          /* of one in /proc/PID */
#define PROCESS_SYSTEM ((size_t)16 * 1024 * 1024) /* /proc/stat */
#define PROCESS_ARGUMENTS                                                      \
	((size_t)8 * 1024 * 1024) /* more than execve takes                    \
				   */
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
	PROCESS_SESSION_ID,
	PROCESS_EXEC_SHIELD
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
	const struct rt_root *root; /* of a container; NULL: the host */
	const struct rt_process *p; /* that is looked at */
	int64_t boot;               /* seconds since 1970; 0: not known */
	struct strbuf file, line;
};

/* What /proc/PID/stat has behind the name, from field 3 on. */
struct process_stat {
	char name[64], state;
	long ppid, session, tty, priority, policy;
	unsigned long long start, ticks;
};

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
		"%ld %*d %*d %*d %llu %*u %*d %*u %*u %*u %*u %*u %*u %*u %*u "
		"%*u %*u %*u %*u %*u %*d %*d %*u %ld",
		&st->state, &st->ppid, &st->session, &st->tty, &utime, &stime,
		&st->priority, &st->start, &st->policy) != 9)
		return false;
	st->ticks = utime + stime;
	return true;
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

static void
process_text(struct process_run *r, struct rt_item *item, uint16_t field,
    const char *s, size_t n)
{
	rt_value_add(r->ctx, item, field, IR_DATATYPE_STRING, s, n);
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
	    gmtime_r(&now, &today) == NULL) {
		rt_item_missing(r->ctx, item, PROCESS_START_TIME,
		    RT_STATUS_ERROR, "when the machine started is not known");
		return;
	}
	if (tm.tm_year == today.tm_year && tm.tm_yday == today.tm_yday)
		strftime(text, sizeof text, "%H:%M:%S", &tm);
	else
		strftime(text, sizeof text, "%b_%d", &tm);
	process_text(r, item, PROCESS_START_TIME, text, strlen(text));
}

static void
process_capabilities(struct process_run *r, struct rt_item *item)
{
	const char *line = rt_process_status(r->p->status, "CapEff");
	uint64_t set;

	if (line == NULL) {
		rt_item_missing(r->ctx, item, PROCESS_CAPABILITY,
		    RT_STATUS_ERROR, "its status does not tell");
		return;
	}
	set = strtoull(line, NULL, 16);
	for (unsigned i = 0; i < PROCESS_CAPS; i++)
		if ((set >> i & 1) != 0)
			process_text(r, item, PROCESS_CAPABILITY,
			    process_caps[i], strlen(process_caps[i]));
}

/* The arguments, joined by blanks; a kernel thread's name in brackets. */
static bool
process_command_line(struct process_run *r, const char *name)
{
	struct strbuf *b = &r->line;

	if (!rt_proc_read(r->p->dir, "cmdline", PROCESS_ARGUMENTS, b))
		return false;
	if (b->n == 0)
		strbuf_addf(b, "[%s]", name);
	while (b->n > 1 && b->s[b->n - 1] == '\0')
		b->n--;
	for (size_t i = 0; i < b->n; i++)
		if (b->s[i] == '\0')
			b->s[i] = ' ';
	return true;
}

/* How many PID namespaces the process is in. */
static unsigned
process_depth(const char *nspid)
{
	unsigned n = 0;

	while (process_word(nspid, n) >= 0)
		n++;
	return n;
}

/* Has what could not be read ended meanwhile? */
static bool
process_is_gone(void)
{
	return errno == ENOENT || errno == ESRCH;
}

/*
 * The parent as the process itself sees it: 0 where it is outside; -1 and
 * errno where that cannot be told.
 */
static int64_t
process_parent(struct process_run *r, long ppid)
{
	unsigned depth =
	    process_depth(rt_process_status(r->p->status, "NSpid"));
	int64_t seen = -1;
	int dir, error = 0;

	if (ppid <= 0 || depth < 2)
		return ppid;
	dir = rt_proc_open(r->ctx, arena_printf(r->ctx->arena, "%ld", ppid));
	if (dir < 0)
		return process_is_gone() ? 0 : -1;
	if (rt_proc_read(dir, "status", PROCESS_FILE, &r->file))
		seen = process_word(
		    rt_process_status(r->file.s, "NSpid"), depth - 1);
	else if (!process_is_gone())
		error = errno;
	close(dir);
	errno = error;
	return error != 0 ? -1 : seen >= 0 ? seen : 0;
}

/* What could not be read for the field, by errno. */
static void
process_unread(struct process_run *r, struct rt_item *item, uint16_t field)
{
	rt_item_missing(r->ctx, item, field, RT_STATUS_ERROR,
	    arena_strdup(r->ctx->arena, rt_root_strerror(errno)));
}

/* The user's name, else its number, as ps(1) has it. */
static void
process_user(struct process_run *r, struct rt_item *item, uint32_t uid)
{
	const char *user = rt_root_user_name(r->ctx, uid), *why = NULL;
	const struct rt_root *root = rt_root_get(r->ctx, &why);

	if (root != NULL && root->users.error != 0 &&
	    root->users.error != ENOENT)
		why = arena_strdup(
		    r->ctx->arena, rt_root_strerror(root->users.error));
	if (user == NULL && why != NULL) {
		rt_item_missing(
		    r->ctx, item, PROCESS_USER, RT_STATUS_ERROR, why);
		return;
	}
	if (user == NULL)
		user = arena_printf(r->ctx->arena, "%u", uid);
	rt_item_text(r->ctx, item, PROCESS_USER, user);
}

/* The type of a label USER:ROLE:TYPE[:LEVEL]; other modules have none. */
static void
process_domain(struct process_run *r, struct rt_item *item)
{
	const char *s = r->file.s;

	for (int i = 0; i < 2 && s != NULL; i++) {
		s = strchr(s, ':');
		s += s != NULL;
	}
	if (s != NULL)
		process_text(r, item, PROCESS_LABEL, s, strcspn(s, ":\n"));
}

/* Who logged in, and the label; a kernel without them has no such file. */
static void
process_security(struct process_run *r, struct rt_item *item)
{
	if (rt_proc_read(r->p->dir, "loginuid", PROCESS_FILE, &r->file)) {
		if (r->file.n > 0)
			rt_item_int(r->ctx, item, PROCESS_LOGINUID,
			    strtoll(r->file.s, NULL, 10));
	} else if (!process_is_gone()) {
		process_unread(r, item, PROCESS_LOGINUID);
	}
	if (rt_proc_read(r->p->dir, "attr/current", PROCESS_FILE, &r->file)) {
		process_domain(r, item);
	} else if (!process_is_gone() && errno != EINVAL) {
		process_unread(r, item, PROCESS_LABEL);
	}
}

static void
process_item(struct process_run *r, const struct process_stat *st)
{
	const char *uids = rt_process_status(r->p->status, "Uid");
	int64_t parent;
	struct rt_item *item = rt_item_add(r->ctx, r->out);
	uint32_t uid = process_uid(r, process_word(uids, 1));

	process_text(r, item, PROCESS_COMMAND_LINE, r->line.s, r->line.n);
	process_text(r, item, PROCESS_COMM, st->name, strlen(st->name));
	rt_item_int(r->ctx, item, PROCESS_PID, r->p->pid);
	parent = process_parent(r, st->ppid);
	if (parent >= 0)
		rt_item_int(r->ctx, item, PROCESS_PPID, parent);
	else
		process_unread(r, item, PROCESS_PPID);
	rt_item_int(r->ctx, item, PROCESS_USER_ID, uid);
	process_user(r, item, uid);
	rt_item_int(
	    r->ctx, item, PROCESS_RUID, process_uid(r, process_word(uids, 0)));
	rt_item_int(r->ctx, item, PROCESS_PRIORITY, st->priority);
	process_policy(r, item, st->policy);
	process_start_time(r, item, st->start);
	process_exec_time(r, item, st->ticks);
	process_tty(r, item, st->tty);
	process_capabilities(r, item);
	rt_item_int(r->ctx, item, PROCESS_SESSION_ID, st->session);
	process_security(r, item);
	rt_item_missing(
	    r->ctx, item, PROCESS_EXEC_SHIELD, RT_DOES_NOT_EXIST, NULL);
	item->where = arena_printf(
	    r->ctx->arena, "process %lld (%s)", (long long)r->p->pid, st->name);
}

static bool
process_wants(struct process_run *r, uint16_t field, const char *s, size_t n)
{
	return rt_object_wants(r->ctx, r->object, field, s, n, r->out);
}

static bool
process_one(void *arg, const struct rt_process *p)
{
	struct process_run *r = arg;
	struct process_stat st;
	char pid[24];

	r->p = p;
	if (!rt_proc_read(p->dir, "stat", PROCESS_FILE, &r->file))
		return false;
	if (!process_stat(&r->file, &st)) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
		    "process %s: its state is of another form", p->number);
		return true;
	}
	snprintf(pid, sizeof pid, "%lld", (long long)p->pid);
	if (st.state == 'Z' ||
	    !process_wants(r, PROCESS_COMM, st.name, strlen(st.name)) ||
	    !process_wants(r, PROCESS_PID, pid, strlen(pid)))
		return true;
	if (!process_command_line(r, st.name))
		return false;
	if (process_wants(r, PROCESS_COMMAND_LINE, r->line.s, r->line.n))
		process_item(r, &st);
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
		.line = STRBUF_INIT,
	};
	const char *why = NULL, *boot;
	int procfs = rt_proc_open(ctx, ".");

	if (procfs >= 0) {
		if (rt_proc_read(procfs, "stat", PROCESS_SYSTEM, &r.file) &&
		    (boot = strstr(r.file.s, "\nbtime ")) != NULL)
			r.boot = strtoll(boot + 7, NULL, 10);
		close(procfs);
	}
	if (ctx->target->kind == RT_CONTAINER)
		r.root = rt_root_get(ctx, &why);
	rt_process_each(ctx, out, process_one, &r);
	strbuf_free(&r.file);
	strbuf_free(&r.line);
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
	    "its parent's number, as its own PID namespace counts; 0: "
	    "outside" },
	[PROCESS_USER_ID] = { "user_id", IR_DATATYPE_INT, FIELD_STATE,
	    "its effective user, as the target numbers it" },
	[PROCESS_USER] = { "user", IR_DATATYPE_STRING, FIELD_STATE,
	    "that user's name in the target, else the number" },
	[PROCESS_RUID] = { "ruid", IR_DATATYPE_INT, FIELD_STATE,
	    "its real user" },
	[PROCESS_PRIORITY] = { "priority", IR_DATATYPE_INT, FIELD_STATE,
	    "the priority that it is scheduled with: 20 and its nice value" },
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
	    FIELD_STATE, "its SELinux domain: the type of its label" },
	[PROCESS_SESSION_ID] = { "session_id", IR_DATATYPE_INT, FIELD_STATE,
	    "its session" },
	[PROCESS_EXEC_SHIELD] = { "exec_shield", IR_DATATYPE_BOOLEAN,
	    FIELD_STATE, "not there: no kernel has it any more" },
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
