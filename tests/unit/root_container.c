/*
 * Roots of real containers and images, hostile ones, in an engine of the
 * test's own: running, stopped, image; by /proc, by hand, by both kinds of
 * overlay mount, by the engine's archive.  All give the same answers.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe/probe.h"

#define SCRIPT "tests/engine/hostile.sh"

static char dir[] = "/tmp/auditc-hostile-XXXXXX";
static char socket_path[80];
static pid_t engine;
static int engine_input = -1;

/* What the engine says, asked once. */
static struct arena engines_arena;
static struct rt_engines engines;
static const char *engine_name[] = { socket_path };
static struct rt_options engine_options = {
	.engine = engine_name, .nengine = 1, .proc = "/proc"
};

static bool
have(const char *program)
{
	const char *const argv[] = { "sh", "-c", "command -v \"$1\"", "sh",
		program, NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	const char *why;
	int status = rt_run(argv, NULL, 0, 1000, &out, &err, &why);

	strbuf_free(&out);
	strbuf_free(&err);
	return status == 0;
}

/* NULL, or why there can be no engine here. */
static const char *
no_engine(void)
{
	if (geteuid() != 0)
		return "needs root";
	if (!have("dockerd") || !have("docker") || !have("busybox"))
		return "needs dockerd, docker and busybox";
	if (access(SCRIPT, R_OK) != 0)
		return "is not run from the source directory";
	return NULL;
}

static int
set_up(void **state)
{
	int in[2], out[2];
	char word[64];
	FILE *f;

	(void)state;
	if (mkdtemp(dir) == NULL || pipe2(in, O_CLOEXEC) != 0 ||
	    pipe2(out, O_CLOEXEC) != 0)
		return -1;
	snprintf(socket_path, sizeof socket_path, "%s/docker.sock", dir);
	engine = fork();
	if (engine == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		execlp("sh", "sh", SCRIPT, dir, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	engine_input = in[1];
	f = fdopen(out[0], "r");
	if (f == NULL || fgets(word, sizeof word, f) == NULL)
		return -1;
	fclose(f);
	if (strcmp(word, "ready\n") != 0)
		print_message("# %s", word);
	if (strcmp(word, "ready\n") != 0)
		return -1;
	rt_engines_open(&engines_arena, &engine_options, &engines);
	return engines.nengine == 1 && engines.engine[0].error == NULL ? 0 : -1;
}

static int
tear_down(void **state)
{
	int status;

	(void)state;
	close(engine_input);
	return waitpid(engine, &status, 0) == engine ? 0 : -1;
}

struct fixture {
	struct arena arena;
	struct rt_options options;
	struct rt_target target;
	struct rt_content content;
	struct rt_ctx ctx;
};

/* The image's inspect document. */
static json_t *
image_json(const char *name)
{
	struct strbuf body = STRBUF_INIT;
	struct rt_http h;
	char path[100];
	json_t *doc;

	snprintf(path, sizeof path, "/images/%s/json", name);
	assert_true(rt_http_open(&h, socket_path, 0));
	assert_int_equal(rt_http_get(&h, path, 1 << 20, &body), 200);
	rt_http_close(&h);
	doc = json_loadb(body.s, body.n, 0, NULL);
	strbuf_free(&body);
	assert_non_null(doc);
	return doc;
}

/* kind and name as on the command line of an evaluator. */
static struct rt_root *
open_root(struct fixture *f, enum rt_target_kind kind, const char *name,
    const char *force)
{
	struct rt_engine *e = &engines.engine[0];
	const char *why = NULL;
	struct rt_root *r;

	memset(f, 0, sizeof *f);
	f->options = engine_options;
	f->options.force_root = force;
	f->target.kind = kind;
	f->target.engine = e;
	if (kind == RT_IMAGE)
		f->target.image_json = image_json(name);
	for (uint32_t i = 0; i < e->ncontainer; i++)
		if (strcmp(e->container[i].name, name) == 0)
			f->target.container = &e->container[i];
	f->ctx = (struct rt_ctx){ .arena = &f->arena,
		.options = &f->options,
		.engines = &engines,
		.target = &f->target,
		.content = &f->content };
	r = rt_root_get(&f->ctx, &why);
	if (r == NULL)
		fail_msg("%s", why);
	return r;
}

static void
close_root(struct fixture *f)
{
	json_decref(f->target.image_json);
	rt_scope_close(&f->ctx);
	arena_free(&f->arena);
}

/* What is there, or the error; an archive that was cut may not know. */
static void
check_reads(struct rt_ctx *ctx, bool cut)
{
	static const struct {
		const char *path, *text;
		int error;
	} reads[] = {
		{ "/etc/shadow", "own\n", 0 },
		{ "/abs", "own\n", 0 },
		{ "/climb", "own\n", 0 },
		{ "/etc/conf.d/new\nline", "n\n", 0 },
		{ "/deep/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/"
		  "d/d/d/end",
		    "bottom\n", 0 },
		{ "/out", NULL, ENOENT },
		{ "/none", NULL, ENOENT },
		{ "/bin/touch", NULL, ENOENT },
		{ "/loop", NULL, ELOOP },
		{ "/fifo", NULL, ENXIO },
		{ "/etc", NULL, ENXIO },
		{ "/zero", NULL, ENXIO },
		{ "/disk", NULL, ENXIO },
		{ "/x/sparse", NULL, EFBIG },
	};

	for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
		struct strbuf b = STRBUF_INIT;
		const char *why = NULL;
		bool ok = rt_root_read(ctx, reads[i].path, 1000, &b, &why);

		if (ok != (reads[i].text != NULL))
			fail_msg("%s: %s", reads[i].path, ok ? b.s : why);
		if (ok)
			assert_string_equal(b.s, reads[i].text);
		else if (errno != reads[i].error &&
			 !(cut && errno == EOVERFLOW))
			fail_msg("%s: %s", reads[i].path, why);
		assert_null(strstr(b.s, "of the host"));
		strbuf_free(&b);
	}
}

static bool
count_name(void *arg, const char *name)
{
	unsigned *n = arg;

	(void)name;
	++*n;
	return true;
}

static void
check_facts(struct rt_ctx *ctx, struct rt_root *r, bool cut)
{
	struct rt_stat st;
	unsigned n = 0;
	char text[64];
	uint32_t id;

	if (rt_root_stat(r, "/abs", true, &st) != 0)
		fail_msg("/abs: %s", rt_root_strerror(errno));
	assert_int_equal(st.mode, S_IFREG | 04640);
	assert_int_equal(st.uid, 1000);
	assert_int_equal(st.size, 4);
	assert_string_equal(rt_root_user_name(ctx, 1000), "web");
	assert_true(rt_root_gid(ctx, "web", &id));
	assert_int_equal(rt_root_stat(r, "/fifo", true, &st), 0);
	assert_true(S_ISFIFO(st.mode));
	assert_int_equal(rt_root_readlink(r, "/loop", text, sizeof text), 5);
	assert_int_equal(
	    rt_root_list(r, "/etc/conf.d", count_name, &n), cut ? -1 : 0);
	assert_int_equal(n, 1);
}

static void
containers(void **state)
{
	static const struct {
		const char *name, *force;
	} ways[] = {
		{ "running", NULL },
		{ "running", "walk" },
		{ "stopped", NULL },
		{ "stopped", "walk" },
		{ "stopped", "mount" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		struct strbuf b = STRBUF_INIT;
		const char *why;
		struct fixture f;
		struct rt_root *r;

		r = open_root(&f, RT_CONTAINER, ways[i].name, ways[i].force);
		assert_int_equal(r->proc >= 0, i < 2);
		check_reads(&f.ctx, false);
		check_facts(&f.ctx, r, false);
		assert_false(rt_root_read(&f.ctx, "/magic", 10, &b, &why));
		assert_int_equal(errno, i < 2 ? ELOOP : ESRCH);
		strbuf_free(&b);
		close_root(&f);
	}
}

static void
containers_by_archive(void **state)
{
	static const char *const names[] = { "running", "stopped" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct fixture f;
		struct rt_root *r;

		r = open_root(&f, RT_CONTAINER, names[i], "tar");
		assert_ptr_equal(r->ops, &rt_tar_ops);
		check_reads(&f.ctx, true);
		check_facts(&f.ctx, r, true);
		close_root(&f);
	}
}

static void
images(void **state)
{
	static const char *const force[] = { NULL, "mount", "walk", "tar" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct strbuf b = STRBUF_INIT;
		const char *why = NULL;
		struct fixture f;
		struct rt_stat st;
		struct rt_root *r;
		unsigned n = 0;

		r = open_root(&f, RT_IMAGE, "evil:1", force[i]);
		assert_true(rt_root_read(&f.ctx, "/etc/shadow", 9, &b, &why));
		assert_string_equal(b.s, "own\n");
		assert_int_equal(rt_root_stat(r, "/bin/touch", false, &st), -1);
		assert_int_equal(errno, ENOENT);
		assert_int_equal(rt_root_stat(r, "/bin/cat", false, &st), 0);
		assert_int_equal(rt_root_list(r, "/var", count_name, &n), 0);
		assert_int_equal(n, 1);
		/* large: kept in no archive, fetched again */
		strbuf_reset(&b);
		assert_true(
		    rt_root_read(&f.ctx, "/bin/sh", 16 << 20, &b, &why));
		assert_memory_equal(b.s, "\177ELF", 4);
		strbuf_free(&b);
		close_root(&f);
	}
}

/* One layer alone is no overlay. */
static void
image_of_one_layer(void **state)
{
	struct strbuf b = STRBUF_INIT;
	const char *why = NULL;
	struct fixture f;

	(void)state;
	open_root(&f, RT_IMAGE, "bb:1", NULL);
	assert_true(rt_root_read(&f.ctx, "/etc/group", 100, &b, &why));
	assert_string_equal(b.s, "root:x:0:\nweb:x:1000:\n");
	strbuf_free(&b);
	close_root(&f);
}

/* Below /proc the container's values, not those of the one who reads. */
static void
kernel_values(void **state)
{
	static const char *const force[] = { NULL, "walk" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct strbuf b = STRBUF_INIT;
		const char *why = NULL;
		struct fixture f;

		open_root(&f, RT_CONTAINER, "running", force[i]);
		assert_true(rt_root_read(&f.ctx,
		    "/proc/sys/net/ipv4/ip_default_ttl", 100, &b, &why));
		assert_string_equal(b.s, "99\n");
		strbuf_reset(&b);
		assert_true(rt_root_read(
		    &f.ctx, "/proc/sys/kernel/hostname", 100, &b, &why));
		assert_string_equal(b.s, "evil\n");
		strbuf_reset(&b);
		assert_true(
		    rt_root_read(&f.ctx, "/proc/self/cmdline", 100, &b, &why));
		assert_string_equal(b.s, "sleep");
		strbuf_reset(&b);
		assert_true(
		    rt_root_read(&f.ctx, "/proc/mounts", 1 << 20, &b, &why));
		assert_true(str_starts(b.s, "overlay / overlay"));
		strbuf_reset(&b);
		assert_true(
		    rt_root_read(&f.ctx, "/proc/net/dev", 1 << 20, &b, &why));
		assert_non_null(strstr(b.s, "lo:"));
		assert_null(strstr(b.s, "eth"));
		strbuf_free(&b);
		close_root(&f);
		/* and we are back among ours */
		assert_true(access("/proc/self/ns/net", F_OK) == 0);
		open_root(&f, RT_CONTAINER, "running", force[i]);
		close_root(&f);
	}
}

static uint32_t
processes_of(const char *name, struct strbuf *out)
{
	const struct ir_object all = { .probe = PROBE_PROCESS58 };
	struct rt_collection c = { .flag = RT_FLAG_COMPLETE };
	struct fixture f;

	open_root(&f, RT_CONTAINER, name, NULL);
	probe_process58.collect(&f.ctx, &all, &c);
	assert_int_equal(c.flag, RT_FLAG_COMPLETE);
	strbuf_reset(out);
	for (uint32_t i = 0; i < c.nitem; i++)
		strbuf_addf(out, "%s\n", c.item[i].where);
	close_root(&f);
	return c.nitem;
}

static void
processes(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(processes_of("running", &out), 1);
	assert_string_equal(out.s, "process 1 (sleep)\n");
	assert_int_equal(processes_of("stopped", &out), 0);
	strbuf_free(&out);
}

/* A number that is another process's by now is not believed. */
static void
another_process(void **state)
{
	struct fixture f;
	const char *why = NULL;
	char *id;

	(void)state;
	open_root(&f, RT_CONTAINER, "running", NULL);
	rt_root_close(&f.ctx);
	id = arena_strdup(&f.arena, f.target.container->id);
	memset(id, 'f', 20);
	json_object_set_new(f.target.container->inspect, "Id", json_string(id));
	f.target.container->id = id;
	f.target.container->started_at = "2001-01-01T00:00:00Z";
	assert_null(rt_root_get(&f.ctx, &why));
	assert_non_null(strstr(why, "is not the container's"));
	close_root(&f);
}

/*
 * Layers as an engine leaves them that mounts with metacopy and redirects: of
 * a file an owner and a mode alone, of a directory its new name alone.
 */
static int
layers_look(void)
{
	static const char mounted[] =
	    "lowerdir=2/diff,upperdir=1/diff,workdir=work,metacopy=on,"
	    "redirect_dir=on";
	const char *layer[] = { "/mnt/1/diff", "/mnt/2/diff" }, *why = NULL;
	static const char *const made[] = { "1", "1/diff", "2", "2/diff",
		"2/diff/old", "work", "all" };
	struct arena a = { 0 };
	struct stat st;
	char text[8];
	int fd, in;

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("layers", "/mnt", "tmpfs", 0, NULL) != 0 ||
	    chdir("/mnt") != 0)
		return 77;
	for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
		if (mkdir(made[i], 0755) != 0)
			return 1;
	fd = open("2/diff/file", O_WRONLY | O_CREAT, 0644);
	in = open("2/diff/old/in", O_WRONLY | O_CREAT, 0640);
	if (write(fd, "bytes", 5) != 5 || close(fd) != 0 || close(in) != 0)
		return 2;
	if (mount("layers", "all", "overlay", 0, mounted) != 0)
		return errno == EINVAL ? 0 : 77; /* not this kernel */
	if (chown("all/file", 33, 34) != 0 || chmod("all/file", 04711) != 0 ||
	    rename("all/old", "all/new") != 0 || umount("all") != 0)
		return 3;
	if (stat("1/diff/file", &st) != 0 || st.st_blocks != 0)
		return 0; /* this kernel copied it whole */
	for (int old = 0; old < 2; old++) {
		memset(text, 0, sizeof text);
		fd = rt_overlay_open(&a, layer, 2, old, &why);
		if (fd < 0 && !old)
			continue; /* a kernel without lowerdir+ */
		if (fd < 0 || fstatat(fd, "file", &st, 0) != 0 ||
		    st.st_mode != (S_IFREG | 04711) || st.st_uid != 33 ||
		    st.st_gid != 34 || fstatat(fd, "old", &st, 0) == 0)
			return 4;
		if ((in = openat(fd, "file", O_RDONLY)) < 0 ||
		    read(in, text, sizeof text - 1) != 5 ||
		    strcmp(text, "bytes") != 0 || close(in) != 0)
			return 5;
		if (fstatat(fd, "new/in", &st, 0) != 0 ||
		    st.st_mode != (S_IFREG | 0640) || close(fd) != 0)
			return 6;
	}
	arena_free(&a);
	return 0;
}

static void
layers_without_bytes(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0)
		_exit(layers_look());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers),
		cmocka_unit_test(containers_by_archive),
		cmocka_unit_test(images),
		cmocka_unit_test(image_of_one_layer),
		cmocka_unit_test(kernel_values),
		cmocka_unit_test(processes),
		cmocka_unit_test(another_process),
		cmocka_unit_test(layers_without_bytes),
	};

	if (no_engine() != NULL) {
		printf("1..0 # SKIP %s\n", no_engine());
		return 0;
	}
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
