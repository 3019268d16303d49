/* Files whole: read within a limit, replaced or left as they were. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"

#define READ_LIMIT ((size_t)256 * 1024 * 1024)

static bool
read_all(int fd, const char *path, size_t limit, struct strbuf *b)
{
	struct srcpos pos = { path, 0 };
	char buf[65536];
	ssize_t n;

	for (;;) {
		n = read(fd, buf, sizeof buf);
		if (n == 0)
			return true;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			diag(DIAG_ID_FILE_READ, pos, "%s", strerror(errno));
			return false;
		}
		if ((size_t)n > limit - b->n) {
			diag(DIAG_ID_FILE_LIMIT, pos, "%zu bytes", limit);
			return false;
		}
		strbuf_add(b, buf, (size_t)n);
	}
}

bool
file_read(const char *path, size_t limit, struct strbuf *b)
{
	struct srcpos pos = { path, 0 };
	struct stat st;
	bool ok;
	int fd;

	strbuf_reset(b);
	if (limit == 0)
		limit = READ_LIMIT;
	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, "standard input", limit, b);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0) {
		diag(DIAG_ID_FILE_READ, pos, "%s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		diag(DIAG_ID_FILE_READ, pos, "not a regular file");
		close(fd);
		return false;
	}
	ok = read_all(fd, path, limit, b);
	close(fd);
	return ok;
}

static bool
write_all(int fd, const char *p, size_t n)
{
	ssize_t w;

	while (n != 0) {
		w = write(fd, p, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return false;
		p += w;
		n -= (size_t)w;
	}
	return true;
}

bool
file_replace(const char *path, const void *data, size_t n, unsigned mode)
{
	struct srcpos pos = { path, 0 };
	struct placing f;
	int saved;

	if (!placing_open(&f, path)) {
		diag(DIAG_ID_FILE_WRITE, pos, "%s", strerror(errno));
		return false;
	}
	fflush(stdout); /* where that is what is written */
	if (write_all(f.fd, data, n) &&
	    (f.direct || fchmod(f.fd, (mode_t)mode) == 0) &&
	    placing_commit(&f))
		return true;
	saved = errno;
	placing_drop(&f);
	diag(DIAG_ID_FILE_WRITE, pos, "%s", strerror(saved));
	return false;
}

bool
file_mkdirs(const char *path)
{
	struct srcpos pos = { path, 0 };
	char *copy = base_strdup(path), *p;
	bool ok = true;

	for (p = copy + 1; ok && *copy != '\0'; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST) {
			diag(DIAG_ID_FILE_WRITE, pos, "%s", strerror(errno));
			ok = false;
		}
		*p = c;
		if (c == '\0')
			break;
	}
	free(copy);
	return ok;
}
