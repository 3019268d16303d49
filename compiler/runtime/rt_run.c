/*
 * Run one program: nothing of our environment, descriptors, terminal or
 * signal settings reaches it, and nothing of it outlives its deadline.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "rt.h"

#define RUN_PATH                                                               \
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define RUN_ENV 64
#define RUN_TICK 20     /* ms between looks at the child */
#define RUN_LINGER 1000 /* ms for what the ended child left in its pipes */
#define RUN_PROC_FD "/proc/self/fd/"

struct run_pipe { /* what the child writes to one of its descriptors */
	int fd;   /* -1: it was closed */
	struct strbuf *out;
};

static int64_t
run_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* The worker's own limits are soft ones; they are not the program's. */
static void
run_restore_limits(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_AS, &l) == 0) {
		l.rlim_cur = l.rlim_max;
		setrlimit(RLIMIT_AS, &l);
	}
	if (getrlimit(RLIMIT_CPU, &l) == 0) {
		l.rlim_cur = l.rlim_max;
		setrlimit(RLIMIT_CPU, &l);
	}
}

/* In the child: what an argument names stays open, all else is closed. */
static void
run_keep_descriptors(const char *const *argv)
{
	close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	for (; *argv != NULL; argv++)
		if (str_starts(*argv, RUN_PROC_FD))
			fcntl(atoi(*argv + strlen(RUN_PROC_FD)), F_SETFD, 0);
}

/* In the child: fd[i] becomes descriptor i, however low they are. */
static bool
run_place_descriptors(const int fd[3])
{
	int high[3];

	for (int i = 0; i < 3; i++) {
		high[i] = fcntl(fd[i], F_DUPFD_CLOEXEC, 3);
		if (high[i] < 0)
			return false;
	}
	for (int i = 0; i < 3; i++)
		if (dup2(high[i], i) != i)
			return false;
	return true;
}

static BASE_NORETURN void
run_child(const char *const *argv, char **env, const int fd[3], int report)
{
	struct sigaction dfl = { .sa_handler = SIG_DFL };
	sigset_t none;
	size_t n = 0;
	char **args;
	int error;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int sig = 1; sig < NSIG; sig++)
		sigaction(sig, &dfl, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	run_restore_limits();
	while (argv[n] != NULL)
		n++;
	args = base_malloc((n + 1) * sizeof *args);
	args[n] = NULL;
	while (n-- > 0)
		args[n] = base_strdup(argv[n]);
	report = fcntl(report, F_DUPFD_CLOEXEC, 3);
	if (run_place_descriptors(fd) && chdir("/") == 0) {
		run_keep_descriptors(argv);
		environ = env;
		execvpe(args[0], args, env);
	}
	error = errno;
	while (write(report, &error, sizeof error) < 0 && errno == EINTR)
		;
	_exit(127);
}

/* Take what is there; keep at most limit, drop the rest. */
static void
run_drain(struct run_pipe *p, size_t limit)
{
	char buf[16384];
	ssize_t n = read(p->fd, buf, sizeof buf);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		close(p->fd);
		p->fd = -1;
		return;
	}
	if (p->out != NULL && p->out->n < limit)
		strbuf_add(p->out, buf,
		    (size_t)n < limit - p->out->n ? (size_t)n
						  : limit - p->out->n);
}

/* The child's end: true when it has come; it is not reaped yet. */
static bool
run_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) !=
		   0 ||
	       info.si_pid == pid;
}

/*
 * Collect output until the child has ended and what it wrote is read, or the
 * deadline.  A descendant that keeps a pipe open does not keep us long.
 */
static bool
run_watch(pid_t pid, struct run_pipe p[2], int64_t deadline, size_t limit)
{
	int64_t last = 0; /* when to stop reading after the end */

	for (;;) {
		struct pollfd fds[2];
		int ready;

		if (last == 0 && run_ended(pid)) {
			kill(-pid, SIGKILL);
			last = run_now() + RUN_LINGER;
		}
		for (int i = 0; i < 2; i++)
			fds[i] = (struct pollfd){ p[i].fd, POLLIN, 0 };
		ready = poll(fds, 2, last != 0 ? 0 : RUN_TICK);
		for (int i = 0; i < 2 && ready > 0; i++)
			if (p[i].fd >= 0 && fds[i].revents != 0)
				run_drain(&p[i], limit);
		if (last != 0 && (ready <= 0 || run_now() >= last))
			return true;
		if (last == 0 && deadline != 0 && run_now() >= deadline)
			return false;
	}
}

/* NULL, or why the program was not started (0: it was). */
static const char *
run_failure(int report)
{
	int error = 0;
	ssize_t n;

	do
		n = read(report, &error, sizeof error);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof error ? strerror(error) : NULL;
}

static void
run_close(const int *fd, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fd[i] >= 0)
			close(fd[i]);
}

int
rt_run(const char *const *argv, const char *const *envp, int64_t deadline,
    size_t limit, struct strbuf *out, struct strbuf *err, const char **why)
{
	/* stdin, the child's ends of stdout, stderr and report, then ours */
	int fd[7] = { -1, -1, -1, -1, -1, -1, -1 };
	struct run_pipe pipes[2];
	char *env[RUN_ENV + 2];
	bool in_time;
	int status = -1, n = 0;
	pid_t pid;

	fd[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd[0] < 0)
		goto broken;
	for (int i = 1; i <= 3; i++) {
		int pair[2];

		if (pipe2(pair, O_CLOEXEC) != 0)
			goto broken;
		fd[i] = pair[1];
		fd[3 + i] = pair[0];
	}
	env[n++] = base_strdup(RUN_PATH);
	for (int i = 0; envp != NULL && envp[i] != NULL && i < RUN_ENV; i++)
		env[n++] = base_strdup(envp[i]);
	env[n] = NULL;
	pid = fork();
	if (pid == 0)
		run_child(argv, env, fd, fd[3]);
	while (n > 0)
		free(env[--n]);
	if (pid < 0)
		goto broken;
	setpgid(pid, pid);
	run_close(fd, 4);
	*why = run_failure(fd[6]);
	close(fd[6]);
	pipes[0] = (struct run_pipe){ fd[4], out };
	pipes[1] = (struct run_pipe){ fd[5], err };
	in_time = run_watch(pid, pipes, deadline, limit);
	kill(-pid, SIGKILL); /* while the unreaped leader holds the number */
	for (int i = 0; i < 2; i++)
		if (pipes[i].fd >= 0)
			close(pipes[i].fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (*why != NULL)
		return -1;
	if (!in_time) {
		*why = "timed out";
		return -1;
	}
	return status;
broken:
	*why = strerror(errno);
	run_close(fd, 7);
	return -1;
}
