/*
 * The target's file system, hostile: whatever stands at a path, the answer is
 * the target's own or an error, never a byte of the host's and never a hang.
 * Every way to reach a root is held against the same table.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "runtime/rt.h"

#define SECRET "of the host"

static char top[] = "/tmp/auditc-root-XXXXXX";
static char dir[64]; /* the root; beside it lies the host's secret */

static void
put(const char *name, const char *text)
{
	char path[4200];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
put_link(const char *name, const char *target)
{
	char path[600];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_int_equal(symlink(target, path), 0);
}

static void
put_node(const char *name, mode_t mode, dev_t dev)
{
	char path[600];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_int_equal(mknod(path, mode, dev), 0);
}

static void
put_dir(const char *name)
{
	char path[600];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_int_equal(mkdir(path, 0755), 0);
}

/* 100 directories, one in the other, and a file in the last. */
static void
put_deep(void)
{
	char name[512] = "deep";
	size_t n = strlen(name);

	put_dir(name);
	for (int i = 0; i < 90; i++) {
		n += (size_t)snprintf(name + n, sizeof name - n, "/d");
		put_dir(name);
	}
	snprintf(name + n, sizeof name - n, "/end");
	put(name, "bottom");
}

static int
set_up(void **state)
{
	char path[600];

	(void)state;
	if (mkdtemp(top) == NULL || chmod(top, 0755) != 0)
		return -1;
	snprintf(dir, sizeof dir, "%s/root", top);
	snprintf(path, sizeof path, "%s/secret", top);
	if (mkdir(dir, 0755) != 0)
		return -1;
	put("../secret", SECRET);
	put_dir("etc");
	put_dir("etc/conf.d");
	put("etc/shadow", "own shadow");
	put("etc/passwd", "root:x:0:0:r:/:/bin/sh\nweb:x:1000:1000::/:\n"
			  "bad line\nx:y\n:z:5:\nbig:x:99999999999:1\n");
	put("etc/group", "root:x:0:\nstaff:x:50:web\n");
	put("etc/conf.d/a.conf", "a");
	put("etc/conf.d/b.conf", "b");
	put("etc/conf.d/.hidden.conf", "h");
	put("etc/conf.d/new\nline\033.conf", "n");
	put_link("abs", "/etc/shadow");
	put_link("climb", "../../../../../../../etc/shadow");
	put_link("out", path);
	put_link("outrel", "../secret");
	put_link("loop", "loop2");
	put_link("loop2", "loop");
	put_link("dangling", "/nowhere");
	put_link("todir", "/etc/conf.d");
	put_link("chain", "todir/../shadow");
	put_node("fifo", S_IFIFO | 0666, 0);
	put_deep();
	put("sparse", "");
	snprintf(path, sizeof path, "%s/sparse", dir);
	if (truncate(path, (off_t)1 << 40) != 0)
		return -1;
	put("big", "");
	snprintf(path, sizeof path, "%s/big", dir);
	if (truncate(path, 1 << 20) != 0)
		return -1;
	if (geteuid() == 0) {
		put_node("zero", S_IFCHR | 0666, makedev(1, 5));
		put_node("disk", S_IFBLK | 0666, makedev(254, 0));
		snprintf(path, sizeof path, "%s/etc/shadow", dir);
		if (chown(path, 1000, 50) != 0 || chmod(path, 04640) != 0)
			return -1;
	}
	return 0;
}

static int
tear_down(void **state)
{
	const char *const argv[] = { "rm", "-rf", top, NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	const char *why;

	(void)state;
	return rt_run(argv, NULL, 0, 100, &out, &err, &why);
}

/* ---- the ways to the root ---------------------------------------------- */

struct fixture {
	struct arena arena;
	struct rt_options options;
	struct rt_target target;
	struct rt_ctx ctx;
};

static struct rt_root *
open_root(struct fixture *f, const char *force)
{
	const char *why = NULL;
	struct rt_root *r;

	memset(f, 0, sizeof *f);
	f->options.force_root = force;
	f->options.proc = "/proc";
	f->target.kind = RT_ROOTFS;
	f->target.rootfs = dir;
	f->ctx.arena = &f->arena;
	f->ctx.options = &f->options;
	f->ctx.target = &f->target;
	r = rt_root_get(&f->ctx, &why);
	assert_non_null(r);
	return r;
}

/* What tar writes, in uneven pieces. */
static bool
feed_tar(const char *const *argv,
    bool (*sink)(void *, const char *, size_t), void *arg, const char **why)
{
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	size_t step = 1;

	assert_int_equal(rt_run(argv, NULL, 0, 64 << 20, &out, &err, why), 0);
	for (size_t at = 0; at < out.n; at += step) {
		step = step * 7 % 1000 + 1;
		if (step > out.n - at)
			step = out.n - at;
		if (!sink(arg, out.s + at, step))
			break;
	}
	strbuf_free(&out);
	strbuf_free(&err);
	return true;
}

/* The archive of the directory. */
static bool
feed_archive(struct rt_root *r, bool (*sink)(void *, const char *, size_t),
    void *arg, const char **why)
{
	static const char *const argv[] = { "tar", "--sparse", "--format=posix",
		"-C", dir, "-cf", "-", ".", NULL };

	(void)r;
	return feed_tar(argv, sink, arg, why);
}

/* An archive that has a file twice. */
static bool
feed_twice(struct rt_root *r, bool (*sink)(void *, const char *, size_t),
    void *arg, const char **why)
{
	static const char *const argv[] = { "tar", "--format=posix", "-C", dir,
		"--transform=s/.*/large/", "-cf", "-", "large", "larger",
		NULL };

	(void)r;
	return feed_tar(argv, sink, arg, why);
}

static struct rt_root *
open_archive(struct fixture *f,
    bool (*feed)(struct rt_root *r, bool (*)(void *, const char *, size_t),
	void *arg, const char **why))
{
	const char *why = NULL;
	struct rt_root *r = open_root(f, NULL);

	r->tar = rt_tar_new(&f->arena, false);
	r->stream = feed;
	feed(r, rt_tar_feed, r->tar, &why);
	if (!rt_tar_finish(r->tar, &why))
		fail_msg("%s", why);
	r->ops = &rt_tar_ops;
	return r;
}

static void
close_root(struct fixture *f)
{
	rt_root_close(&f->ctx);
	arena_free(&f->arena);
}

/* ---- the table --------------------------------------------------------- */

static const struct {
	const char *path;
	const char *text; /* NULL: refused */
	int error, error2;
} reads[] = {
	{ "/etc/shadow", "own shadow", 0, 0 },
	{ "//etc/./conf.d/../shadow", "own shadow", 0, 0 },
	{ "/../../etc/shadow", "own shadow", 0, 0 },
	{ "/abs", "own shadow", 0, 0 },
	{ "/climb", "own shadow", 0, 0 },
	{ "/chain", "own shadow", 0, 0 },
	{ "/todir/a.conf", "a", 0, 0 },
	{ "/etc/conf.d/new\nline\033.conf", "n", 0, 0 },
	{ "/out", NULL, ENOENT, 0 },
	{ "/outrel", NULL, ENOENT, 0 },
	{ "/../secret", NULL, ENOENT, 0 },
	{ "/loop", NULL, ELOOP, 0 },
	{ "/dangling", NULL, ENOENT, 0 },
	{ "/etc/shadow/x", NULL, ENOTDIR, 0 },
	{ "/etc", NULL, ENXIO, 0 },
	{ "/fifo", NULL, ENXIO, 0 },
	{ "/sparse", NULL, EFBIG, EIO },
	{ "/big", NULL, EFBIG, EIO },
	{ "/none", NULL, ENOENT, 0 },
	{ "etc/shadow", NULL, EINVAL, 0 },
	{ "", NULL, EINVAL, 0 },
};

static void
check_reads(struct rt_ctx *ctx)
{
	for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
		struct strbuf b = STRBUF_INIT;
		const char *why = NULL;
		bool ok;

		ok = rt_root_read(ctx, reads[i].path, 1000, &b, &why);
		if (!ok && errno != reads[i].error && errno != reads[i].error2)
			fail_msg("%s: %s", reads[i].path, why);
		if (ok != (reads[i].text != NULL))
			fail_msg("%s: read is %d", reads[i].path, ok);
		if (ok)
			assert_string_equal(b.s, reads[i].text);
		assert_null(strstr(b.s, SECRET));
		strbuf_free(&b);
	}
	if (geteuid() == 0) {
		struct strbuf b = STRBUF_INIT;
		const char *why;

		assert_false(rt_root_read(ctx, "/zero", 1000, &b, &why));
		assert_int_equal(errno, ENXIO);
		assert_false(rt_root_read(ctx, "/disk", 1000, &b, &why));
		assert_int_equal(errno, ENXIO);
		strbuf_free(&b);
	}
}

static void
check_deep(struct rt_ctx *ctx, struct rt_root *r)
{
	struct strbuf path = STRBUF_INIT, b = STRBUF_INIT;
	const char *why = NULL;

	strbuf_addstr(&path, "/deep");
	for (int i = 0; i < 90; i++)
		strbuf_addstr(&path, "/d");
	strbuf_addstr(&path, "/end");
	assert_true(rt_root_read(ctx, path.s, 1000, &b, &why));
	assert_string_equal(b.s, "bottom");
	/* longer than any path can be */
	while (path.n < 5000)
		strbuf_addstr(&path, "/d");
	strbuf_reset(&b);
	assert_false(rt_root_read(ctx, path.s, 1000, &b, &why));
	assert_true(errno == ENAMETOOLONG);
	assert_int_equal(
	    rt_root_stat(r, path.s, true, &(struct rt_stat){ 0 }), -1);
	strbuf_free(&path);
	strbuf_free(&b);
}

static void
check_stat(struct rt_root *r)
{
	struct rt_stat st;
	char text[100];

	assert_int_equal(rt_root_stat(r, "/abs", false, &st), 0);
	assert_true(S_ISLNK(st.mode));
	assert_int_equal(rt_root_stat(r, "/fifo", true, &st), 0);
	assert_true(S_ISFIFO(st.mode));
	assert_int_equal(rt_root_stat(r, "/sparse", true, &st), 0);
	assert_true(st.size >= 1u << 20);
	assert_int_equal(rt_root_stat(r, "/loop", true, &st), -1);
	assert_int_equal(errno, ELOOP);
	assert_int_equal(rt_root_stat(r, "/", true, &st), 0);
	assert_true(S_ISDIR(st.mode));
	assert_int_equal(rt_root_stat(r, "/climb", true, &st), 0);
	assert_int_equal(st.size, strlen("own shadow"));
	if (geteuid() == 0) {
		assert_int_equal(st.mode, S_IFREG | 04640);
		assert_int_equal(st.uid, 1000);
		assert_int_equal(st.gid, 50);
	}
	assert_int_equal(rt_root_readlink(r, "/chain", text, sizeof text), 15);
	assert_string_equal(text, "todir/../shadow");
	assert_int_equal(rt_root_readlink(r, "/chain", text, 10), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(rt_root_readlink(r, "/etc", text, sizeof text), -1);
	assert_int_equal(errno, EINVAL);
}

static bool
count_name(void *arg, const char *name)
{
	unsigned *n = arg;

	assert_true(strcmp(name, ".") != 0 && strcmp(name, "..") != 0);
	return ++*n < 3;
}

static void
check_list(struct rt_root *r)
{
	unsigned n = 0;

	assert_int_equal(rt_root_list(r, "/todir", count_name, &n), 0);
	assert_int_equal(n, 3); /* stopped there */
	assert_int_equal(rt_root_list(r, "/etc/shadow", count_name, &n), -1);
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(rt_root_list(r, "/none", count_name, &n), -1);
	assert_int_equal(errno, ENOENT);
}

static void
append_path(void *arg, const char *path)
{
	struct strbuf *b = arg;

	strbuf_addf(b, "%s|", path);
}

static void
check_glob(struct rt_ctx *ctx)
{
	static const struct {
		const char *pattern, *found;
		int n;
	} globs[] = {
		{ "/etc/conf.d/*.conf",
		    "/etc/conf.d/a.conf|/etc/conf.d/b.conf|"
		    "/etc/conf.d/new\nline\033.conf|",
		    3 },
		{ "/etc/*.d/[ab].conf",
		    "/etc/conf.d/a.conf|/etc/conf.d/b.conf|", 2 },
		{ "/todir/?.conf", "/todir/a.conf|/todir/b.conf|", 2 },
		{ "/etc/conf.d/.*", "/etc/conf.d/.hidden.conf|", 1 },
		{ "/etc/shadow", "/etc/shadow|", 1 },
		{ "/etc/nothing", "", 0 },
		{ "/nowhere/*", "", 0 },
		{ "/fifo/*", "", 0 },
		{ "/e[t]c/gro\\up", "/etc/group|", 1 },
	};

	for (size_t i = 0; i < sizeof globs / sizeof globs[0]; i++) {
		struct strbuf b = STRBUF_INIT;
		const char *why = NULL;

		assert_int_equal(
		    rt_root_glob(ctx, globs[i].pattern, append_path, &b, &why),
		    globs[i].n);
		assert_string_equal(b.s, globs[i].found);
		strbuf_free(&b);
	}
}

static void
check_names(struct rt_ctx *ctx)
{
	uint32_t id = 7;

	assert_true(rt_root_uid(ctx, "web", &id));
	assert_int_equal(id, 1000);
	assert_true(rt_root_gid(ctx, "staff", &id));
	assert_int_equal(id, 50);
	assert_false(rt_root_uid(ctx, "big", &id));
	assert_false(rt_root_uid(ctx, "x", &id));
	assert_false(rt_root_uid(ctx, "daemon", &id));
	assert_string_equal(rt_root_user_name(ctx, 0), "root");
	assert_string_equal(rt_root_group_name(ctx, 50), "staff");
	assert_null(rt_root_user_name(ctx, 12345));
}

static void
check_all(struct fixture *f, struct rt_root *r)
{
	check_reads(&f->ctx);
	check_deep(&f->ctx, r);
	check_stat(r);
	check_list(r);
	check_glob(&f->ctx);
	check_names(&f->ctx);
	close_root(f);
}

static void
by_openat2(void **state)
{
	struct fixture f;
	struct rt_root *r = open_root(&f, NULL);

	(void)state;
	check_all(&f, r);
}

static void
by_walk(void **state)
{
	struct fixture f;
	struct rt_root *r = open_root(&f, "walk");

	(void)state;
	assert_true(r->walk);
	check_all(&f, r);
}

static void
by_archive(void **state)
{
	struct fixture f;
	struct rt_root *r = open_archive(&f, feed_archive);

	(void)state;
	check_all(&f, r);
}

/* A file that was not kept is fetched again, and is the right one. */
static void
archive_is_fetched_again(void **state)
{
	struct strbuf b = STRBUF_INIT, text = STRBUF_INIT;
	const char *why = NULL;
	struct fixture f;
	struct rt_root *r;
	int fd;

	(void)state;
	while (text.n < 200000)
		strbuf_addf(&text, "line %zu\n", text.n);
	put("large", text.s);
	r = open_archive(&f, feed_archive);
	assert_true(rt_root_read(&f.ctx, "/large", 1 << 20, &b, &why));
	assert_string_equal(b.s, text.s);
	fd = rt_root_open(r, "/large", RT_OPEN_READ);
	assert_true(fd >= 0);
	assert_int_equal(lseek(fd, 0, SEEK_END), text.n);
	close(fd);
	assert_int_equal(rt_root_open(r, "/large", RT_OPEN_LOOK), -1);
	close_root(&f);
	text.s[0] = 'L'; /* of the same size, and behind it: this one counts */
	put("larger", text.s);
	open_archive(&f, feed_twice);
	strbuf_reset(&b);
	assert_true(rt_root_read(&f.ctx, "/large", 1 << 20, &b, &why));
	assert_string_equal(b.s, text.s);
	strbuf_free(&b);
	strbuf_free(&text);
	close_root(&f);
}

/* Links of /proc that the kernel makes up lead nowhere; its own do. */
static void
magic_links(void **state)
{
	static const char *const force[] = { NULL, "walk" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct strbuf b = STRBUF_INIT;
		const char *why;
		struct fixture f;

		open_root(&f, force[i]);
		rt_root_close(&f.ctx);
		f.target.rootfs = "/";
		assert_non_null(rt_root_get(&f.ctx, &why));
		assert_false(rt_root_read(
		    &f.ctx, "/proc/self/root/etc/passwd", 1 << 20, &b, &why));
		assert_int_equal(errno, ELOOP);
		assert_false(
		    rt_root_read(&f.ctx, "/proc/self/fd/0", 10, &b, &why));
		assert_int_equal(errno, ELOOP);
		assert_true(rt_root_read(
		    &f.ctx, "/proc/self/status", 1 << 20, &b, &why));
		assert_non_null(strstr(b.s, "\nPid:"));
		assert_true(
		    rt_root_read(&f.ctx, "/proc/mounts", 1 << 20, &b, &why));
		strbuf_free(&b);
		close_root(&f);
	}
}

/* What is written between the begin and the end of a reading is noticed. */
static void
written_meanwhile(void **state)
{
	static const struct timespec tick = { .tv_nsec = 20000000 };
	struct rt_reading reading = { 0 };
	struct fixture f;
	struct rt_root *r = open_root(&f, NULL);
	char path[600];
	int fd, own;

	(void)state;
	put("written", "one\n");
	snprintf(path, sizeof path, "%s/written", dir);
	own = open(path, O_WRONLY | O_CLOEXEC);
	fd = rt_root_open(r, "/written", RT_OPEN_READ);
	assert_true(own >= 0 && fd >= 0);
	nanosleep(&tick, NULL);
	rt_reading_begin(&reading, fd);
	assert_int_equal(rt_reading_end(&reading, r, fd), 0);
	rt_reading_begin(&reading, fd);
	assert_int_equal(pwrite(own, "two\n", 4, 4), 4);
	assert_int_equal(rt_reading_end(&reading, r, fd), EAGAIN);
	rt_reading_begin(&reading, fd);
	assert_int_equal(rt_reading_end(&reading, r, fd), 0);
	/* of the same size and with the old time: not with the old ctime */
	rt_reading_begin(&reading, fd);
	assert_int_equal(pwrite(own, "six\n", 4, 0), 4);
	assert_int_equal(
	    futimens(own,
		(struct timespec[2]){ reading.first.st_atim,
		    reading.first.st_mtim }),
	    0);
	assert_int_equal(rt_reading_end(&reading, r, fd), EAGAIN);
	rt_reading_begin(&reading, fd);
	assert_int_equal(ftruncate(own, 2), 0);
	assert_int_equal(rt_reading_end(&reading, r, fd), EAGAIN);
	rt_reading_begin(&reading, fd);
	assert_int_equal(pwrite(own, "ten\n", 4, 0), 4);
	assert_int_equal(rt_reading_end(&reading, r, fd), ESTALE);
	close(own);
	close(fd);
	close_root(&f);
}

/* The file, a FIFO in its place, the file, until killed. */
static void
swap(const char *path)
{
	char other[700];

	snprintf(other, sizeof other, "%s.other", path);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		if (rename(path, other) != 0 || mkfifo(path, 0644) != 0 ||
		    rename(other, path) != 0)
			_exit(1);
}

/* A file that a FIFO takes the place of is read, or is none; nobody waits. */
static void
swapped_meanwhile(void **state)
{
	struct strbuf b = STRBUF_INIT;
	struct fixture f;
	struct rt_root *r = open_root(&f, NULL);
	char path[600];
	int status;
	pid_t pid;

	(void)state;
	put("swapped", "own\n");
	snprintf(path, sizeof path, "%s/swapped", dir);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		swap(path);
	for (int n = 0; n < 300; n++) {
		strbuf_reset(&b);
		if (r->ops->read(r, "/swapped", 100, &b) == 0)
			assert_string_equal(b.s, "own\n");
		else
			assert_true(errno == ENXIO || errno == ENOENT ||
				    errno == ESTALE);
	}
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	strbuf_free(&b);
	close_root(&f);
}

static bool
each_name(void *arg, const char *name)
{
	(void)arg;
	(void)name;
	return true;
}

/* When a file was last read is the target's own. */
static void
read_without_trace(void **state)
{
	static const char *const name[] = { "seen", "seendir" };
	static const struct timespec old[2] = { { .tv_sec = 1000 },
		{ .tv_sec = 2000 } };
	struct fixture f;
	struct rt_root *r = open_root(&f, NULL);
	struct strbuf b = STRBUF_INIT;
	const char *why = NULL;
	char path[600];
	struct stat st;

	(void)state;
	put("seen", "x");
	put_dir("seendir");
	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, name[i]);
		assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
	}
	assert_true(rt_root_read(&f.ctx, "/seen", 10, &b, &why));
	assert_int_equal(rt_root_list(r, "/seendir", each_name, NULL), 0);
	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, name[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_atime, 1000);
	}
	strbuf_free(&b);
	close_root(&f);
}

static void
acl_and_attributes(void **state)
{
	/* version 2; user::rw- user:1000:r-- group::r-- mask::r-- other::--- */
	static const unsigned char acl[] = { 2, 0, 0, 0, 1, 0, 6, 0, 255, 255,
		255, 255, 2, 0, 4, 0, 232, 3, 0, 0, 4, 0, 4, 0, 255, 255, 255,
		255, 16, 0, 4, 0, 255, 255, 255, 255, 32, 0, 0, 0, 255, 255,
		255, 255 };
	struct fixture f;
	struct rt_root *r = open_root(&f, NULL);
	uint32_t flags = 0;
	char path[600];

	(void)state;
	put("acl", "x");
	snprintf(path, sizeof path, "%s/acl", dir);
	if (setxattr(path, "system.posix_acl_access", acl, sizeof acl, 0) == 0)
		assert_int_equal(rt_root_acl(r, "/acl"), 1);
	snprintf(path, sizeof path, "%s/acldir", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(rt_root_acl(r, "/acldir"), 0);
	if (setxattr(path, "system.posix_acl_default", acl, sizeof acl, 0) == 0)
		assert_int_equal(rt_root_acl(r, "/acldir"), 1);
	assert_int_equal(rt_root_acl(r, "/etc/group"), 0);
	assert_int_equal(rt_root_acl(r, "/none"), -1);
	assert_int_equal(errno, ENOENT);
	assert_false(rt_root_attributes(r, "/fifo", &flags));
	assert_int_equal(errno, ENXIO);
	close_root(&f);
}

static void
no_root(void **state)
{
	const char *why = NULL;
	struct fixture f;

	(void)state;
	open_root(&f, NULL);
	rt_root_close(&f.ctx);
	f.target.rootfs = "/nonexistent";
	assert_null(rt_root_get(&f.ctx, &why));
	assert_string_equal(why, "/nonexistent: No such file or directory");
	why = NULL;
	assert_null(rt_root_get(&f.ctx, &why));
	assert_non_null(why);
	close_root(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_openat2),
		cmocka_unit_test(by_walk),
		cmocka_unit_test(by_archive),
		cmocka_unit_test(archive_is_fetched_again),
		cmocka_unit_test(magic_links),
		cmocka_unit_test(written_meanwhile),
		cmocka_unit_test(swapped_meanwhile),
		cmocka_unit_test(read_without_trace),
		cmocka_unit_test(acl_and_attributes),
		cmocka_unit_test(no_root),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
