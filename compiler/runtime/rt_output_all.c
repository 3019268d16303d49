/*
 * Every output that was asked for: single files, a file per target, and the
 * directory of time-stamped runs.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rt.h"

#define STAMP ((size_t)16) /* 20260102T030405Z */
#define UNDONE ".new-"
#define LINK_NAME "latest"

/* --- a file per target --- */

/* "container-web.xml"; a second one of that name is container-web-2.xml. */
static const char *
file_name(struct arena *a, const struct rt_run *run, uint32_t number)
{
	struct strbuf b = STRBUF_INIT, other = STRBUF_INIT;
	const char *name;
	uint32_t i, same = 1;

	rt_xml_name(&b, run->result[number].target->label);
	for (i = 0; i < number; i++) {
		strbuf_reset(&other);
		rt_xml_name(&other, run->result[i].target->label);
		same += strcmp(b.s, other.s) == 0;
	}
	name = same == 1 ? arena_printf(a, "%s.xml", b.s)
			 : arena_printf(a, "%s-%u.xml", b.s, same);
	strbuf_free(&b);
	strbuf_free(&other);
	return name;
}

static bool
make_dir(const char *dir)
{
	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return true;
	rt_warn("cannot make %s: %s", dir, strerror(errno));
	return false;
}

static bool
write_each(const struct rt_run *run, const char *dir, bool arf)
{
	struct arena a = { NULL };
	const struct rt_target_result *t;
	const char *path;
	bool ok = make_dir(dir);
	uint32_t i;

	for (i = 0; ok && i < run->nresult; i++) {
		t = &run->result[i];
		path = arena_printf(&a, "%s/%s", dir, file_name(&a, run, i));
		ok = arf ? rt_arf_write(run, t, 1, path)
			 : rt_xccdf_write(run, t, path);
	}
	arena_free(&a);
	return ok;
}

/* --- the directory of runs --- */

static bool
is_stamp(const char *name)
{
	size_t i;

	if (strlen(name) < STAMP || name[8] != 'T' || name[15] != 'Z')
		return false;
	for (i = 0; i < 15; i++)
		if (i != 8 && (name[i] < '0' || name[i] > '9'))
			return false;
	return name[STAMP] == '\0' || name[STAMP] == '-';
}

/* Remove a run: its files, then itself.  What is not ours makes it stay. */
static void
remove_run(int dir, const char *name)
{
	static const char *const files[] = { "xccdf.xml", "arf.xml",
		"results.json", "report.txt" };
	int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	size_t i;

	if (fd < 0)
		return;
	for (i = 0; i < sizeof files / sizeof files[0]; i++)
		(void)unlinkat(fd, files[i], 0);
	close(fd);
	(void)unlinkat(dir, name, AT_REMOVEDIR);
}

/* An interrupted run's directory: nobody holds its lock. */
static void
remove_undone(int dir, const char *name)
{
	int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct dirent *e;
	DIR *d;

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 || (d = fdopendir(fd)) == NULL) {
		close(fd);
		return;
	}
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			(void)unlinkat(fd, e->d_name, 0);
	closedir(d);
	(void)unlinkat(dir, name, AT_REMOVEDIR);
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Keep the newest runs; what an interrupted one left goes as well. */
static void
tidy(struct arena *a, const char *path, unsigned keep)
{
	const char **run = NULL;
	struct dirent *e;
	uint32_t n = 0, i;
	DIR *d = opendir(path);

	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL) {
		if (str_starts(e->d_name, UNDONE))
			remove_undone(dirfd(d), e->d_name);
		else if (is_stamp(e->d_name))
			*VEC_PUSH(a, run, n) = arena_strdup(a, e->d_name);
	}
	if (n != 0)
		qsort(run, n, sizeof *run, by_text);
	for (i = 0; keep != 0 && i + keep < n; i++)
		remove_run(dirfd(d), run[i]);
	closedir(d);
}

/* Put the finished directory under its stamp; its name, NULL: failed. */
static const char *
publish(struct arena *a, const char *dir, const char *undone, time_t start)
{
	char text[RT_TIME];
	const char *stamp, *name, *link;
	unsigned i;

	rt_time_text(start, text);
	stamp = arena_printf(a, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", text, text + 5,
	    text + 8, text + 11, text + 14, text + 17);
	for (i = 1, name = stamp; i < 10000; i++) {
		if (rename(undone, arena_printf(a, "%s/%s", dir, name)) == 0)
			break;
		if (errno != EEXIST && errno != ENOTEMPTY)
			return NULL;
		name = arena_printf(a, "%s-%04u", stamp, i);
	}
	link = arena_printf(a, "%s/." LINK_NAME "-%ld", dir, (long)getpid());
	(void)unlink(link);
	if (symlink(name, link) != 0 ||
	    rename(link, arena_printf(a, "%s/" LINK_NAME, dir)) != 0)
		return NULL;
	return name;
}

static bool
write_forms(struct arena *a, const struct rt_run *run, const char *dir)
{
	const struct rt_target_result *t = run->result;
	bool ok = true;

	if (run->nresult != 0 &&
	    (t->target->kind == RT_HOST || run->nresult == 1))
		ok = rt_xccdf_write(
		    run, t, arena_printf(a, "%s/xccdf.xml", dir));
	ok = ok && rt_arf_write(run, run->result, run->nresult,
		       arena_printf(a, "%s/arf.xml", dir));
	ok = ok && rt_json_write(run, arena_printf(a, "%s/results.json", dir));
	return ok && rt_text_write(run, arena_printf(a, "%s/report.txt", dir));
}

static bool
write_run(const struct rt_run *run)
{
	const struct rt_options *o = run->options;
	struct arena a = { NULL };
	char *undone;
	bool ok;
	int fd = -1;

	ok = make_dir(o->output_dir);
	undone = arena_printf(&a, "%s/" UNDONE "XXXXXX", o->output_dir);
	if (ok && mkdtemp(undone) == NULL) {
		rt_warn("cannot make %s: %s", undone, strerror(errno));
		ok = false;
	}
	if (ok) {
		fd = open(undone, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0)
			(void)flock(fd, LOCK_EX);
		ok = write_forms(&a, run, undone);
	}
	if (ok && publish(&a, o->output_dir, undone, run->start) == NULL) {
		rt_warn("cannot write %s: %s", o->output_dir, strerror(errno));
		ok = false;
	}
	if (fd >= 0)
		close(fd);
	tidy(&a, o->output_dir, ok ? o->keep : 0);
	arena_free(&a);
	return ok;
}

/* --- all --- */

static bool
write_changes(const struct rt_run *run, const struct rt_baseline *baseline)
{
	struct strbuf text = STRBUF_INIT;
	struct rt_file f;
	bool ok = true;

	rt_baseline_text(baseline, run, &text);
	if (text.n != 0 && (ok = rt_file_open(&f, "-"))) {
		rt_text_safe(&f.b, text.s, "");
		ok = rt_file_close(&f);
	}
	strbuf_free(&text);
	return ok;
}

/* Does an output take standard output for itself? */
static bool
uses_stdout(const struct rt_options *o)
{
	return str_eq(o->xccdf, "-") || str_eq(o->arf, "-") ||
	       str_eq(o->json, "-") || str_eq(o->text, "-");
}

bool
rt_output_all(const struct rt_run *run, const struct rt_baseline *baseline)
{
	const struct rt_options *o = run->options;
	bool ok = true;

	if (o->xccdf != NULL)
		ok = rt_xccdf_write(run, run->result, o->xccdf) && ok;
	if (o->xccdf_dir != NULL)
		ok = write_each(run, o->xccdf_dir, false) && ok;
	if (o->arf != NULL)
		ok = rt_arf_write(run, run->result, run->nresult, o->arf) && ok;
	if (o->arf_dir != NULL)
		ok = write_each(run, o->arf_dir, true) && ok;
	if (o->json != NULL)
		ok = rt_json_write(run, o->json) && ok;
	if (o->text != NULL)
		ok = rt_text_write(run, o->text) && ok;
	if (o->output_dir != NULL)
		ok = write_run(run) && ok;
	if (o->quiet || uses_stdout(o))
		return ok;
	if (baseline != NULL)
		return write_changes(run, baseline) && ok;
	return rt_text_write(run, "-") && ok;
}
