/* rt_run(): what a program gets, and what becomes of one that misbehaves. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runtime/rt.h"

static int64_t
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

struct ran {
	int status;
	const char *why;
	struct strbuf out, err;
};

static struct ran
sh(const char *script, int64_t ms, size_t limit)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	struct ran r = { 0, NULL, STRBUF_INIT, STRBUF_INIT };

	r.status =
	    rt_run(argv, NULL, now() + ms, limit, &r.out, &r.err, &r.why);
	return r;
}

static void
done(struct ran *r)
{
	strbuf_free(&r->out);
	strbuf_free(&r->err);
}

static void
output_and_status(void **state)
{
	struct ran r = sh("echo out; echo err >&2; exit 3", 10000, 100);

	(void)state;
	assert_int_equal(WEXITSTATUS(r.status), 3);
	assert_string_equal(r.out.s, "out\n");
	assert_string_equal(r.err.s, "err\n");
	done(&r);
	r = sh("kill -9 $$", 10000, 100);
	assert_true(WIFSIGNALED(r.status));
	assert_int_equal(WTERMSIG(r.status), SIGKILL);
	done(&r);
}

static void
environment_is_empty(void **state)
{
	static const char *const argv[] = { "env", NULL };
	static const char *const envp[] = { "A=1 2", NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	const char *why;

	(void)state;
	setenv("SECRET", "x", 1);
	assert_int_equal(rt_run(argv, envp, 0, 1000, &out, &err, &why), 0);
	assert_string_equal(out.s,
	    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
	    "/sbin:/bin\nA=1 2\n");
	strbuf_free(&out);
	strbuf_free(&err);
}

static void
nothing_is_handed_on(void **state)
{
	int fd = open("/dev/null", O_RDONLY);
	struct ran r;
	char script[100];

	(void)state;
	assert_true(fd >= 3);
	snprintf(script, sizeof script,
	    "ls -l /proc/self/fd/%d 2>&1 >/dev/null | wc -l; readlink "
	    "/proc/self/fd/0",
	    fd);
	r = sh(script, 10000, 100);
	assert_string_equal(r.out.s, "1\n/dev/null\n");
	done(&r);
	close(fd);
}

static void
a_named_descriptor_is(void **state)
{
	int fd = memfd_create("x", MFD_CLOEXEC);
	char path[40];
	const char *argv[] = { "/bin/sh", path, NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	const char *why;

	(void)state;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	assert_int_equal(write(fd, "echo hi\n", 8), 8);
	assert_int_equal(rt_run(argv, NULL, 0, 100, &out, &err, &why), 0);
	assert_string_equal(out.s, "hi\n");
	strbuf_free(&out);
	strbuf_free(&err);
	close(fd);
}

static void
missing_program(void **state)
{
	static const char *const argv[] = { "/nonexistent/x", NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	const char *why = NULL;

	(void)state;
	assert_int_equal(rt_run(argv, NULL, 0, 100, &out, &err, &why), -1);
	assert_string_equal(why, "No such file or directory");
	strbuf_free(&out);
	strbuf_free(&err);
}

static void
output_is_capped(void **state)
{
	struct ran r = sh("yes | head -c 1000000; echo end >&2", 20000, 1000);

	(void)state;
	assert_int_equal(r.status, 0);
	assert_int_equal(r.out.n, 1000);
	assert_string_equal(r.err.s, "end\n");
	done(&r);
}

/* Gone, or at most not yet reaped by whoever inherited it. */
static bool
is_dead(pid_t pid)
{
	char path[40], state = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (f == NULL)
		return true;
	if (fscanf(f, "%*d %*s %c", &state) != 1)
		state = 'Z';
	fclose(f);
	return state == 'Z' || state == 'X';
}

static void
deadline_kills_the_group(void **state)
{
	int64_t start = now();
	struct ran r = sh("sleep 60 & echo $!; sleep 60", 300, 100);
	pid_t child = atoi(r.out.s);

	(void)state;
	assert_int_equal(r.status, -1);
	assert_string_equal(r.why, "timed out");
	assert_true(now() - start < 5000);
	assert_true(child > 1);
	for (int i = 0; i < 200 && !is_dead(child); i++)
		usleep(20000);
	assert_true(is_dead(child));
	done(&r);
}

static void
descendants_do_not_hold_us(void **state)
{
	int64_t start = now();
	struct ran r = sh("setsid sleep 20 & echo here", 15000, 100);

	(void)state;
	assert_int_equal(r.status, 0);
	assert_string_equal(r.out.s, "here\n");
	assert_true(now() - start < 5000);
	done(&r);
}

static void
closed_standard_descriptors(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0) {
		struct ran r;

		close(0);
		close(1);
		close(2);
		r = sh("echo a; echo b >&2", 10000, 100);
		_exit(r.status == 0 && strcmp(r.out.s, "a\n") == 0 &&
			      strcmp(r.err.s, "b\n") == 0
			  ? 0
			  : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_and_status),
		cmocka_unit_test(environment_is_empty),
		cmocka_unit_test(nothing_is_handed_on),
		cmocka_unit_test(a_named_descriptor_is),
		cmocka_unit_test(missing_program),
		cmocka_unit_test(output_is_capped),
		cmocka_unit_test(deadline_kills_the_group),
		cmocka_unit_test(descendants_do_not_hold_us),
		cmocka_unit_test(closed_standard_descriptors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
