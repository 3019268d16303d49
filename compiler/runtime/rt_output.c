/*
 * Output files: written beside their name, synced, renamed, mode 0600, so
 * that a full disk or an interrupted run leaves what was there before.  Also
 * the clock of all outputs, which SOURCE_DATE_EPOCH pins.
 */
#include <errno.h>
#include <fcntl.h>
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
	struct strbuf name = STRBUF_INIT;
	struct stat st;

	memset(f, 0, sizeof *f);
	f->b = (struct strbuf)STRBUF_INIT;
	f->path = path;
	f->fd = -1;
	if (strcmp(path, "-") == 0) {
		f->path = "standard output";
		f->fd = STDOUT_FILENO;
		return true;
	}
	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	    !S_ISLNK(st.st_mode)) {
		f->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	} else {
		strbuf_addf(&name, "%s.XXXXXX", path);
		f->temp = strbuf_detach(&name);
		f->fd = mkostemp(f->temp, O_CLOEXEC);
		if (f->fd >= 0)
			half = f->temp;
	}
	if (f->fd < 0) {
		rt_warn("cannot write %s: %s", path, strerror(errno));
		free(f->temp);
		f->temp = NULL;
		return false;
	}
	return true;
}

static void
drain(struct rt_file *f)
{
	size_t done = 0;
	ssize_t n;

	while (f->error == 0 && done < f->b.n) {
		n = write(f->fd, f->b.s + done, f->b.n - done);
		if (n > 0)
			done += (size_t)n;
		else if (n == 0)
			f->error = EIO;
		else if (errno != EINTR)
			f->error = errno;
	}
	strbuf_reset(&f->b);
}

void
rt_file_flush(struct rt_file *f)
{
	if (f->b.n >= FLUSH_SIZE)
		drain(f);
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
	drain(f);
	if (f->temp != NULL && f->error == 0 && fsync(f->fd) != 0)
		f->error = errno;
	if (f->fd != STDOUT_FILENO && close(f->fd) != 0 && f->error == 0)
		f->error = errno;
	if (f->temp != NULL && f->error == 0 && rename(f->temp, f->path) != 0)
		f->error = errno;
	if (f->temp != NULL) {
		if (f->error != 0)
			unlink(f->temp);
		else
			sync_directory(f->path);
		half = NULL;
		free(f->temp);
		f->temp = NULL;
	}
	strbuf_free(&f->b);
	if (f->error != 0)
		rt_warn("cannot write %s: %s", f->path, strerror(f->error));
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
