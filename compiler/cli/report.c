/* auditc report: results for people and for the tools that read them. */
#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

#include "source.h"
#include "unit.h"

static bool
is_directory(const char *path)
{
	struct stat st;

	return str_ends(path, "/") ||
	       (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

/* Is there to be a file per target? */
static bool
to_directory(const struct cli *cli)
{
	return cli->output != NULL && !str_eq(cli->output, "-") &&
	       is_directory(cli->output);
}

/* The report without the targets that were not asked for. */
static bool
choose_targets(struct report *r, const char *name)
{
	uint32_t i, n = 0;

	if (name == NULL)
		return true;
	name = report_line(r->arena, report_clean(r->arena, name));
	for (i = 0; i < r->ntarget; i++)
		if (source_is_target(&r->target[i], name))
			r->target[n++] = r->target[i];
	r->ntarget = n;
	if (n == 0)
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ r->file, 0 },
		    "no target %s", name);
	return n != 0;
}

/* A report with that one target, if it has it. */
static struct report
only_target(const struct report *r, const char *name)
{
	struct report one = *r;

	one.ntarget = 0;
	for (uint32_t i = 0; i < r->ntarget && one.ntarget == 0; i++)
		if (str_eq(r->target[i].name, name)) {
			one.target = &r->target[i];
			one.ntarget = 1;
		}
	return one;
}

struct job {
	const struct cli *cli;
	const struct report_format *format;
	struct arena arena;
	struct report *report, *older;
	struct strbuf stylesheet;
};

static bool
write_report(struct job *j, const struct report *r, const struct report *older,
    const char *path)
{
	struct strbuf out = STRBUF_INIT;
	struct report_request q = { .report = r };
	bool ok;

	if (older != NULL)
		q.comparison = report_compare(&j->arena, older, r);
	if (j->cli->stylesheet != NULL) {
		q.stylesheet = j->stylesheet.s;
		q.stylesheet_name = j->cli->stylesheet;
	}
	ok = j->format->write(&q, &out);
	if (ok && path == NULL)
		ok = fwrite(out.s, 1, out.n, stdout) == out.n;
	else if (ok)
		ok = file_replace(path, out.s, out.n, j->format->mode);
	strbuf_free(&out);
	return ok;
}

/* DIR/<target><suffix>, with only such characters as every shell leaves. */
static const char *
target_path(struct job *j, uint32_t i)
{
	const struct report_target *t = &j->report->target[i];
	const char *dir = j->cli->output;
	char *name =
	    t->instance == NULL
		? arena_strdup(&j->arena, t->name)
		: arena_printf(&j->arena, "%s-%s-%s", t->name, t->site,
		      t->instance);

	for (char *p = name; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && *p != '-' && *p != '_' &&
		    (*p != '.' || p == name))
			*p = '_';
	if (strlen(name) > 200)
		name[200] = '\0';
	return arena_printf(&j->arena, "%s%s%s%s", dir,
	    str_ends(dir, "/") ? "" : "/", name, j->format->suffix);
}

/* A file per target; names that come out equal get a number. */
static bool
write_each(struct job *j)
{
	uint32_t i, k, n = j->report->ntarget;
	const char **path = arena_alloc(&j->arena, n * sizeof *path);
	size_t suffix = strlen(j->format->suffix);
	struct report one, older;

	if (!file_mkdirs(j->cli->output))
		return false;
	for (i = 0; i < n; i++) {
		path[i] = target_path(j, i);
		for (k = 0; k < i && !str_eq(path[i], path[k]); k++)
			;
		if (k < i)
			path[i] = arena_printf(&j->arena, "%.*s-%u%s",
			    (int)(strlen(path[i]) - suffix), path[i], i + 1,
			    j->format->suffix);
		one = *j->report;
		one.target = &j->report->target[i];
		one.ntarget = 1;
		if (j->older != NULL)
			older = n == 1 && j->older->ntarget == 1
				    ? *j->older
				    : only_target(j->older, one.target->name);
		if (!write_report(
			j, &one, j->older != NULL ? &older : NULL, path[i]))
			return false;
	}
	return true;
}

static bool
deliver(struct job *j)
{
	const char *output = j->cli->output;
	struct report one = *j->report;

	if (to_directory(j->cli))
		return write_each(j);
	if (j->format->single && one.ntarget > 1) {
		diag(DIAG_ID_REPORT_ONE, (struct srcpos){ one.file, 0 },
		    "%s alone; see --target and -o DIR", one.target[0].name);
		one.ntarget = 1;
	}
	return write_report(j, &one, j->older,
	    output != NULL && !str_eq(output, "-") ? output : NULL);
}

static bool
load(struct job *j)
{
	const struct cli *cli = j->cli;

	j->report = source_read(cli, &j->arena, cli->arg[0]);
	if (j->report == NULL || !choose_targets(j->report, cli->target) ||
	    !site_put(cli, j->report,
		j->format->checklist && to_directory(cli)))
		return false;
	if (cli->stylesheet != NULL &&
	    !file_read(cli->stylesheet, (size_t)16 << 20, &j->stylesheet))
		return false;
	if (cli->compare == NULL)
		return true;
	j->older = source_read(cli, &j->arena, cli->compare);
	return j->older != NULL && choose_targets(j->older, cli->target);
}

static enum cli_status
check_usage(const struct cli *cli, const struct report_format *f)
{
	struct strbuf b = STRBUF_INIT;
	enum cli_status status;

	if (f == NULL) {
		for (size_t i = 0; i < report_nformat; i++)
			strbuf_addf(&b, " %s", report_formats[i].name);
		status = cli_usage(
		    "no report has the form %s; there are%s", cli->to, b.s);
		strbuf_free(&b);
		return status;
	}
	if (cli->compare != NULL && !f->compares)
		return cli_usage("%s cannot tell a comparison", f->name);
	if (cli->stylesheet != NULL && !f->styled)
		return cli_usage("%s takes no stylesheet", f->name);
	return CLI_OK;
}

enum cli_status
cli_report(const struct cli *cli)
{
	struct job j = {
		.cli = cli,
		.format =
		    report_format_find(cli->to != NULL ? cli->to : "text"),
		.stylesheet = STRBUF_INIT,
	};
	enum cli_status status = check_usage(cli, j.format);

	if (status == CLI_OK && (!load(&j) || !deliver(&j)))
		status = CLI_REFUSED;
	strbuf_free(&j.stylesheet);
	arena_free(&j.arena);
	return status;
}
