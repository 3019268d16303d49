/*
 * The probes of packages, the kernel and its processes: objects in, items out,
 * on roots and /proc trees made of files, and on this machine.
 */
#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <sys/wait.h>

/* --- an object of words, items as text --------------------------------------
 */

struct asked {
	struct ir_entity entity[8], field[RT_FIELDS];
	struct ir_behavior behavior[4];
	struct ir_object object;
	struct ir_state state;
};

/*
 * "field=value", "field~pattern", "field>number"; value "!": nil; "@name=value"
 * is a behavior.
 */
static void
ask_word(struct asked *q, const struct probe *p, char *word)
{
	size_t n = strcspn(word, "=~>");
	char op = word[n];
	struct ir_entity *e;

	word[n] = '\0';
	if (word[0] == '@') {
		q->behavior[q->object.nbehavior++] =
		    (struct ir_behavior){ word + 1, word + n + 1 };
		return;
	}
	e = &q->entity[q->object.nentity++];
	e->field = probe_field_find(p, word);
	assert_int_not_equal(e->field, UINT16_MAX);
	e->operation = op == '~'   ? IR_OPERATION_PATTERN_MATCH
		       : op == '>' ? IR_OPERATION_GREATER
				   : IR_OPERATION_EQUALS;
	e->datatype = p->field[e->field].datatype;
	e->variable = IR_NONE;
	e->literal = word + n + 1;
	e->nil = str_eq(e->literal, "!");
}

static void
item_text(struct strbuf *b, const struct probe *p, const struct rt_item *item,
    const char *fields)
{
	strbuf_addstr(b, item->where);
	if (item->status != RT_EXISTS)
		strbuf_addf(b, " ?%d", item->status);
	if (item->message != NULL)
		strbuf_addf(b, " (%s)", item->message);
	for (const char *s = fields; *s != '\0';) {
		char name[64];
		size_t n = strcspn(s, " ");
		uint16_t field;

		snprintf(name, sizeof name, "%.*s", (int)n, s);
		field = probe_field_find(p, name);
		assert_int_not_equal(field, UINT16_MAX);
		for (const struct rt_value *v = item->field[field]; v != NULL;
		     v = v->next) {
			strbuf_addf(b, " %s=%s", name, v->s);
			if (v->status != RT_EXISTS)
				strbuf_addf(b, "?%d", v->status);
		}
		s += n + (s[n] == ' ');
	}
	strbuf_addch(b, '\n');
}

/* The items for an object of words that tabs part; the fields that are told. */
static const char *
items(struct world *w, enum probe_kind kind, const char *words,
    const char *fields)
{
	struct rt_collection c = { .flag = RT_FLAG_COMPLETE };
	const struct probe *p = probes[kind];
	struct strbuf b = STRBUF_INIT;
	struct asked q = { 0 };
	char *copy = arena_strdup(&w->arena, words), *word;
	const char *text;

	while (*words != '\0' && (word = strsep(&copy, "\t")) != NULL)
		ask_word(&q, p, word);
	q.object.entity = q.entity;
	q.object.behavior = q.behavior;
	q.object.probe = q.state.probe = kind;
	for (uint16_t i = 0; p->field[i].name != NULL; i++)
		q.field[q.state.nentity++].field = i;
	q.state.entity = q.field;
	w->content.unit.state = &q.state; /* everything is looked at */
	w->content.unit.nstate = 1;
	if (rt_probe_foreign(p, &w->target) != NULL)
		rt_flag(&w->ctx, &c, RT_FLAG_NOT_APPLICABLE, "foreign");
	else
		p->collect(&w->ctx, &q.object, &c);
	w->content.unit.nstate = 0;
	if (c.flag != RT_FLAG_COMPLETE)
		strbuf_addf(&b, "!%d %s\n", c.flag, c.message);
	for (uint32_t i = 0; i < c.nitem; i++)
		item_text(&b, p, &c.item[i], fields);
	text = arena_strndup(&w->arena, b.s, b.n);
	strbuf_free(&b);
	return text;
}

static void
world_kind(struct world *w, enum rt_target_kind kind)
{
	world_target(w, NULL);
	w->target.kind = kind;
	w->target.rootfs = arena_printf(&w->arena, "%s/root", w->dir);
	w->options.host_root = w->target.rootfs;
}

/* --- every target ----------------------------------------------------------
 */

/* What needs a kernel is not applicable to a directory, never empty. */
static void
rootfs(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/etc/x", "");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(
	    items(&w, PROBE_FAMILY, "", "family"), "the system family=unix\n");
	assert_string_equal(items(&w, PROBE_UNAME, "", ""), "!5 foreign\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.x", ""), "!5 foreign\n");
	assert_string_equal(
	    items(&w, PROBE_PARTITION, "mount_point=/", ""), "!5 foreign\n");
	assert_string_equal(
	    items(&w, PROBE_ENVIRONMENTVARIABLE58, "pid=!\tname=PATH", ""),
	    "!5 what does not run has no environment\n");
	assert_string_equal(
	    items(&w, PROBE_ENVIRONMENTVARIABLE58, "pid=1\tname=PATH", ""),
	    "!5 what does not run has no processes\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=x", ""), "");
	world_close(&w);
}

/* --- packages --------------------------------------------------------------
 */

static const char dpkg_status[] =
    "Package: plain\nStatus: install ok installed\nArchitecture: amd64\n"
    "Version: 1.0\n\n"
    "Package: gone\nStatus: deinstall ok config-files\nArchitecture: all\n"
    "Version: 2:1.0-3\n\n\n"
    "Package: epoch\nStatus: install ok unpacked\nArchitecture: all\n"
    "Description: of it\n more of that\n .\n and more: so\n"
    "Version: 2:1.0-rc-3\n\n"
    "Package: half\nStatus: install reinstreq half-installed\n"
    "Architecture: amd64\n\n"
    "Package: never\nStatus: purge ok not-installed\n\n"
    "package: both\nstatus: install ok installed\narchitecture: i386\n"
    "version: 5-1\n\n"
    "Package:both\t\r\nStatus: hold ok half-configured\r\n"
    "Architecture: amd64\r\nVersion:\t5-1\r\n";

static void
dpkg(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/var/lib/dpkg/status", dpkg_status);
	world_file(&w, "root/var/lib/dpkg/status.d/base",
	    "Package: base\nVersion: 12\nArchitecture: arm64\n");
	world_file(
	    &w, "root/var/lib/dpkg/status.d/base.md5sums", "0123  etc/issue\n");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=plain",
				"name arch epoch version release evr"),
	    "package plain name=plain arch=amd64 epoch=(none) version=1.0 "
	    "release= evr=0:1.0\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=epoch",
				"arch epoch version release evr"),
	    "package epoch arch=all epoch=2 version=1.0-rc release=3 "
	    "evr=2:1.0-rc-3\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=gone", ""), "");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=never", ""), "");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=Plain", ""), "");
	assert_string_equal(
	    items(&w, PROBE_DPKGINFO, "name=half", "arch evr version"),
	    "package half arch=amd64\n");
	assert_string_equal(
	    items(&w, PROBE_DPKGINFO, "name=both", "arch version release"),
	    "package both arch=amd64 version=5 release=1\n"
	    "package both arch=i386 version=5 release=1\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name~^(p|b)", ""),
	    "package base\npackage both\npackage both\npackage plain\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=base", "arch evr"),
	    "package base arch=arm64 evr=0:12\n");
	world_close(&w);
}

/* Records that are none are an error, for every package. */
static void
dpkg_bad(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "Package: x\nStatus: install ok installed\nno field\n",
		    "line 3" },
		{ "Version: 1\nStatus: install ok installed\n\n", "line 3" },
		{ "Package: x\nVersion: 1\n", "line 3" },
		{ " Package: x\n", "line 1" },
		{ ": x\n", "line 1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world w;

		world_open(&w);
		world_file(&w, "root/var/lib/dpkg/status", cases[i].text);
		world_kind(&w, RT_ROOTFS);
		assert_string_equal(items(&w, PROBE_DPKGINFO, "name=y", ""),
		    arena_printf(&w.arena,
			"!0 /var/lib/dpkg/status: %s is of no package's "
			"record\n",
			cases[i].error));
		world_close(&w);
	}
}

/* A link out of the root leads to a file of the root. */
static void
dpkg_link(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/var/lib/dpkg/x", "");
	world_link(&w, "root/var/lib/dpkg/status",
	    "../../../../../../../../var/lib/dpkg/status");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name~.", ""),
	    "!0 /var/lib/dpkg/status: too many links, or one of the kernel's "
	    "own in /proc\n");
	world_close(&w);
}

/* --- the kernel ------------------------------------------------------------
 */

static void
sysctls(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "proc/sys/kernel/printk", "4\t4\t1\t7\n");
	world_file(&w, "proc/sys/kernel/empty", "");
	world_file(&w, "proc/sys/kernel/lines", "one\ntwo\n\n");
	world_file(&w, "proc/sys/net/ipv4/conf/eth0.7/forwarding", "1\n");
	world_file(&w, "proc/sys/net/ipv4/conf/all/forwarding", "0\n");
	world_file(&w, "proc/sys/net/flush", "");
	assert_int_equal(
	    chmod(arena_printf(&w.arena, "%s/proc/sys/net/flush", w.dir), 0200),
	    0);
	world_link(&w, "proc/sys/kernel/link", "printk");
	world_kind(&w, RT_HOST);
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.printk", "name value"),
	    "sysctl kernel.printk name=kernel.printk value=4\t4\t1\t7\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.empty", "value"),
	    "sysctl kernel.empty value=\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.lines", "value"),
	    "sysctl kernel.lines value=one value=two value=\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=net.ipv4.conf.eth0/7.forwarding",
		"value"),
	    "sysctl net.ipv4.conf.eth0/7.forwarding value=1\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name~^net\\..*forwarding$", "value"),
	    "sysctl net.ipv4.conf.all.forwarding value=0\n"
	    "sysctl net.ipv4.conf.eth0/7.forwarding value=1\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name~^net.flush$", ""), "");
	assert_string_equal(items(&w, PROBE_SYSCTL, "name=net.flush", ""), "");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.link", ""), "");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.none", ""), "");
	assert_string_equal(items(&w, PROBE_SYSCTL, "name=kernel", ""), "");
	assert_string_equal(items(&w, PROBE_SYSCTL, "name=", ""), "");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.//.net.flush", ""), "");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=///kernel.printk", ""), "");
	world_close(&w);
}

static void
sysctl_none(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_kind(&w, RT_HOST);
	assert_string_equal(items(&w, PROBE_SYSCTL, "name=kernel.x", ""),
	    "!0 /proc/sys: No such file or directory\n");
	world_close(&w);
}

static void
unames(void **state)
{
	struct utsname u;
	struct world w;

	(void)state;
	assert_int_equal(uname(&u), 0);
	world_open(&w);
	world_kind(&w, RT_HOST);
	assert_string_equal(items(&w, PROBE_UNAME, "",
				"machine_class node_name os_name os_release "
				"os_version processor_type"),
	    arena_printf(&w.arena,
		"uname machine_class=%s node_name=%s os_name=%s "
		"os_release=%s os_version=%s processor_type=%s\n",
		u.machine, u.nodename, u.sysname, u.release, u.version,
		u.machine));
	world_close(&w);
}

static const char mountinfo[] =
    "20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"
    "21 20 0:5 / /proc rw,nosuid - proc proc rw\n"
    "22 20 0:33 / /tmp rw - tmpfs tmpfs rw,size=64k\n"
    "30 22 0:34 / /tmp rw,nosuid,nodev master:2 - tmpfs tmpfs ro\n"
    "31 20 0:35 / /mnt/a\\040b\\134040 ro - tmpfs  rw\n"
    "32 20 0:36 /x /net rw - autofs systemd-1 rw,fd=3\n";

static void
partitions(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/tmp/x", "");
	world_file(&w, "proc/1/mountinfo", mountinfo);
	world_kind(&w, RT_HOST);
	assert_string_equal(items(&w, PROBE_PARTITION, "mount_point=/",
				"mount_point device uuid fs_type "
				"mount_options"),
	    "mount / mount_point=/ device=/dev/sda1 uuid=?1 fs_type=ext4 "
	    "mount_options=rw mount_options=relatime "
	    "mount_options=errors=remount-ro\n");
	assert_string_equal(
	    items(&w, PROBE_PARTITION, "mount_point=/tmp", "mount_options"),
	    "mount /tmp mount_options=ro mount_options=nosuid "
	    "mount_options=nodev\n");
	assert_string_equal(items(&w, PROBE_PARTITION, "mount_point~^/mnt",
				"device mount_options"),
	    "mount /mnt/a b\\040 (No such file or directory) device= "
	    "mount_options=ro\n");
	assert_string_equal(
	    items(&w, PROBE_PARTITION, "mount_point=/net", "total_space"),
	    "mount /net (an automount point is not touched) "
	    "total_space=?3\n");
	assert_string_equal(
	    items(&w, PROBE_PARTITION, "mount_point=/home", ""), "");
	assert_null(strstr(items(&w, PROBE_PARTITION, "mount_point=/tmp",
			       "total_space space_used space_left "
			       "space_left_for_unprivileged_users "
			       "block_size"),
	    "?"));
	world_file(&w, "proc/1/mountinfo", "20 1 8:1 / / rw ext4 x rw\n");
	assert_string_equal(items(&w, PROBE_PARTITION, "mount_point=/", ""),
	    "!0 mountinfo: line 1 is of another form, or one too many\n");
	world_close(&w);
}

/* --- environments ----------------------------------------------------------
 */

static void
environments(void **state)
{
	const char *env =
	    "Config\":{\"Env\":[\"A=1\",\"B=x=y\",\"bad\",\"=z\"]}";
	struct world w;

	(void)state;
	assert_int_equal(setenv("AUDITC_TEST_ONE", "a=b", 1), 0);
	world_open(&w);
	world_kind(&w, RT_HOST);
	assert_string_equal(
	    items(&w, PROBE_ENVIRONMENTVARIABLE58,
		"pid=!\tname=AUDITC_TEST_ONE", "pid name value"),
	    arena_printf(&w.arena,
		"environment AUDITC_TEST_ONE pid=%ld name=AUDITC_TEST_ONE "
		"value=a=b\n",
		(long)getpid()));
	assert_string_equal(items(&w, PROBE_ENVIRONMENTVARIABLE,
				"name~^AUDITC_TEST_.*$", "name value"),
	    "environment AUDITC_TEST_ONE name=AUDITC_TEST_ONE value=a=b\n");
	assert_string_equal(items(&w, PROBE_ENVIRONMENTVARIABLE58,
				"pid=!\tname=AUDITC_TEST_NONE", ""),
	    "");
	world_target(&w, world_container(&w, "stopped",
			     arena_printf(&w.arena, "\"%s", env)));
	w.options.force_root = "tar";
	assert_string_equal(items(&w, PROBE_ENVIRONMENTVARIABLE58,
				"pid=!\tname~.", "pid name value"),
	    "environment A pid=?1 name=A value=1\n"
	    "environment B pid=?1 name=B value=x=y\n");
	world_target(&w, NULL);
	w.target.kind = RT_IMAGE;
	w.target.image_json =
	    json_loads("{\"Config\":{\"Env\":[\"A=1\"]}}", 0, NULL);
	assert_string_equal(
	    items(&w, PROBE_ENVIRONMENTVARIABLE, "name=A", "value"),
	    "environment A value=1\n");
	json_decref(w.target.image_json);
	unsetenv("AUDITC_TEST_ONE");
	world_close(&w);
}

/* Another process, by its number; what is not its own is not told. */
static void
environment_of_a_process(void **state)
{
	char name[] = "sleep", time[] = "100", path[] = "PATH=/bin:/usr/bin",
	     empty[] = "EMPTY=", *const argv[] = { name, time, NULL },
	     *const envp[] = { path, empty, NULL };
	const char *found = "";
	struct world w;
	pid_t pid;
	int status;

	(void)state;
	world_open(&w);
	w.options.proc = "/proc";
	world_kind(&w, RT_HOST);
	pid = fork();
	if (pid == 0) {
		execvpe("sleep", argv, envp);
		_exit(1);
	}
	for (int i = 0; i < 500 && strstr(found, "EMPTY") == NULL; i++) {
		found = items(&w, PROBE_ENVIRONMENTVARIABLE58,
		    arena_printf(&w.arena, "pid=%ld\tname~.", (long)pid),
		    "name value");
		usleep(10000);
	}
	assert_string_equal(found,
	    "environment PATH name=PATH value=/bin:/usr/bin\n"
	    "environment EMPTY name=EMPTY value=\n");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	world_close(&w);
}

/* --- a running container ---------------------------------------------------
 */

/* A process in namespaces of its own, its host name "inside"; -1: no right. */
static pid_t
container_start(int ready[2])
{
	pid_t pid;
	char c;

	if (pipe(ready) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		char ok = unshare(CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWIPC |
				  CLONE_NEWNS) == 0 &&
				  sethostname("inside", 6) == 0 &&
				  mount(NULL, "/", NULL, MS_REC | MS_PRIVATE,
				      NULL) == 0 &&
				  mount("inside", "/mnt", "tmpfs", MS_NOSUID,
				      "size=64k") == 0
			      ? 'y'
			      : 'n';
		FILE *f =
		    fopen("/proc/sys/net/ipv4/conf/all/shared_media", "w");

		if (f == NULL || fputs("0\n", f) < 0 || fclose(f) != 0)
			ok = 'n';
		if (write(ready[1], &ok, 1) == 1)
			pause();
		_exit(0);
	}
	close(ready[1]);
	if (pid < 0 || read(ready[0], &c, 1) != 1 || c != 'y') {
		if (pid > 0)
			kill(pid, SIGKILL);
		return -1;
	}
	return pid;
}

static void
container(void **state)
{
	struct utsname before, after;
	struct rt_container *c;
	struct world w;
	struct timespec now;
	char started[RT_TIME];
	int ready[2], status;
	pid_t pid;

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(uname(&before), 0);
	pid = container_start(ready);
	if (pid < 0) {
		print_message("no namespaces to be had here\n");
		skip();
	}
	clock_gettime(CLOCK_REALTIME, &now);
	rt_time_text(now.tv_sec, started);
	world_open(&w);
	w.options.proc = "/proc";
	c = world_container(&w, "runs",
	    arena_printf(&w.arena,
		"\"State\":{\"Status\":\"running\",\"Running\":true,"
		"\"Pid\":%ld}",
		(long)pid));
	c->started_at = started;
	world_target(&w, c);
	assert_string_equal(items(&w, PROBE_UNAME, "", "node_name"),
	    "uname node_name=inside\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.hostname", "value"),
	    "sysctl kernel.hostname value=inside\n");
	assert_string_equal(items(&w, PROBE_SYSCTL,
				"name=net.ipv4.conf.all.shared_media", "value"),
	    "sysctl net.ipv4.conf.all.shared_media value=0\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name~^net.ipv4.conf.all.shared_media$",
		"value"),
	    "sysctl net.ipv4.conf.all.shared_media value=0\n");
	assert_string_equal(items(&w, PROBE_PARTITION, "mount_point=/mnt",
				"device fs_type total_space"),
	    arena_printf(&w.arena,
		"mount /mnt device=inside fs_type=tmpfs total_space=%ld\n",
		65536 / sysconf(_SC_PAGESIZE)));
	assert_int_equal(uname(&after), 0);
	assert_string_equal(after.nodename, before.nodename);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(ready[0]);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rootfs),
		cmocka_unit_test(dpkg),
		cmocka_unit_test(dpkg_bad),
		cmocka_unit_test(dpkg_link),
		cmocka_unit_test(sysctls),
		cmocka_unit_test(sysctl_none),
		cmocka_unit_test(unames),
		cmocka_unit_test(partitions),
		cmocka_unit_test(environments),
		cmocka_unit_test(environment_of_a_process),
		cmocka_unit_test(container),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
