/*
 * Output files: complete before they have their name, synced, mode 0600, so
 * that a full disk or an interrupted run leaves what was there before.  Also
 * the clock of all outputs, which SOURCE_DATE_EPOCH pins.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rt.h"

#define FLUSH_SIZE ((size_t)64 * 1024)

/* What a signal handler has to remove: the half-written file, if any. */
static char *volatile half;

void
rt_warn(const char *fmt, ...)
{
	struct strbuf b = STRBUF_INIT;
	char text[2048];
	const char *s;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	for (s = text; *s != '\0'; s++) {
		const unsigned char *u = (const unsigned char *)s;

		if (*u == 0xC2 && u[1] >= 0x80 && u[1] < 0xA0) {
			strbuf_addf(&b, "\\x%02X\\x%02X", u[0], u[1]);
			s++;
		} else if (*u < 0x20 || *u == 0x7F)
			strbuf_addf(&b, "\\x%02X", *u);
		else
			strbuf_addch(&b, *s);
	}
	fprintf(stderr, "evaluate: %s\n", b.s);
	strbuf_free(&b);
}

void
rt_file_signal(void)
{
	if (half != NULL)
		unlink(half);
}

bool
rt_file_open(struct rt_file *f, const char *path)
{
	*f = (struct rt_file){ .b = STRBUF_INIT };
	if (!placing_open(&f->place, path)) {
		rt_warn("cannot write %s: %s", path, strerror(errno));
		return false;
	}
	half = f->place.temp;
	return true;
}

static void
hand_on(struct rt_file *f, const char *s, size_t size)
{
	size_t done = 0;
	ssize_t n;

	while (f->error == 0 && done < size) {
		n = write(f->place.fd, s + done, size - done);
		if (n > 0)
			done += (size_t)n;
		else if (n == 0)
			f->error = EIO;
		else if (errno != EINTR)
			f->error = errno;
	}
}

static void
drain(struct rt_file *f)
{
	hand_on(f, f->b.s, f->b.n);
	strbuf_reset(&f->b);
}

void
rt_file_flush(struct rt_file *f)
{
	if (f->b.n >= FLUSH_SIZE)
		drain(f);
}

void
rt_file_text(struct rt_file *f, const char *s, size_t n)
{
	if (n < FLUSH_SIZE) {
		strbuf_add(&f->b, s, n);
		return;
	}
	drain(f);
	hand_on(f, s, n);
}

/* Make a rename in path's directory survive a crash. */
static void
sync_directory(const char *path)
{
	char *dir = base_strdup(path), *slash = strrchr(dir, '/');
	int fd;

	if (slash == NULL) {
		free(dir);
		dir = base_strdup(".");
	} else if (slash == dir)
		slash[1] = '\0';
	else
		*slash = '\0';
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(dir);
}

bool
rt_file_close(struct rt_file *f)
{
	const char *path = f->place.path;
	sigset_t all, before;

	drain(f);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	if (f->error != 0)
		placing_drop(&f->place);
	else if (!placing_commit(&f->place))
		f->error = errno;
	half = NULL;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (f->error == 0 && !f->place.direct)
		sync_directory(path);
	strbuf_free(&f->b);
	if (f->error != 0)
		rt_warn("cannot write %s: %s",
		    strcmp(path, "-") == 0 ? "standard output" : path,
		    strerror(f->error));
	return f->error == 0;
}

static bool
epoch(time_t *t)
{
	const char *s = getenv("SOURCE_DATE_EPOCH");
	int64_t v;

	if (s == NULL || !str_to_int64(s, &v) || v < 0 ||
	    v > INT64_C(253402300799))
		return false;
	*t = (time_t)v;
	return true;
}

bool
rt_now_pinned(void)
{
	time_t t;

	return epoch(&t);
}

time_t
rt_now(void)
{
	time_t t;

	return epoch(&t) ? t : time(NULL);
}

void
rt_time_text(time_t t, char out[RT_TIME])
{
	static time_t last;
	static char text[RT_TIME] = "1970-01-01T00:00:00Z";
	struct tm tm;

	if (t != last) {
		last = t;
		if (gmtime_r(&t, &tm) == NULL ||
		    strftime(text, RT_TIME, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
			memcpy(text, "1970-01-01T00:00:00Z", 21);
	}
	memcpy(out, text, RT_TIME);
}
