/*
 * cost FILE N COMMAND...: run it N times in sequence, its output thrown away
 * but for the last one's, which goes on; and write to FILE what one run costs,
 * the mean of all: seconds of wall time and of CPU, and the most KiB of memory
 * that one of them or of its children had.  The kernel counts CPU in
 * microseconds, which time(1) cuts to hundredths of a second.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* One run, waited for; its status. */
static int
run(char **command, int quiet, struct rusage *used)
{
	int status = 0, null;
	pid_t pid = fork();

	if (pid == 0) {
		null = open("/dev/null", O_WRONLY);
		if (quiet && null >= 0) {
			dup2(null, STDOUT_FILENO);
			dup2(null, STDERR_FILENO);
		}
		execvp(command[0], command);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, used) != pid)
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int
main(int argc, char **argv)
{
	struct rusage used = { 0 };
	double cpu = 0, start;
	long memory = 0;
	int n, status = 0;
	FILE *f;

	if (argc < 4 || (n = atoi(argv[2])) < 1 ||
	    (f = fopen(argv[1], "w")) == NULL) {
		fprintf(stderr, "usage: cost FILE N COMMAND...\n");
		return 64;
	}
	start = now();
	for (int i = 1; i <= n && status < 127; i++) {
		status = run(argv + 3, i < n, &used);
		cpu += seconds(used.ru_utime) + seconds(used.ru_stime);
		if (used.ru_maxrss > memory)
			memory = used.ru_maxrss;
	}
	fprintf(f, "%.4f %.4f %ld\n", (now() - start) / n, cpu / n, memory);
	return fclose(f) != 0 ? 1 : status;
}
