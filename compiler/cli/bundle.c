/*
 * auditc bundle: what a host without a tool chain needs, as one tar: the
 * evaluator, the scripts, its manual page, and examples for the nightly run.
 * The same inputs give the same bytes.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "unit.h"

struct bundle {
	struct archive *tar;
	const char *path, *name; /* of the tar; of its directory */
	struct strbuf out;
	time_t time;
	bool ok;
};

static la_ssize_t
keep(struct archive *tar, void *arg, const void *data, size_t n)
{
	struct bundle *b = arg;

	(void)tar;
	strbuf_add(&b->out, data, n);
	return (la_ssize_t)n;
}

static void
add_data(struct bundle *b, const char *name, const void *data, size_t n,
    unsigned mode)
{
	struct archive_entry *e;
	char path[512];

	if (!b->ok)
		return;
	snprintf(path, sizeof path, "%s/%s", b->name, name);
	e = archive_entry_new();
	if (e == NULL)
		die(CLI_INTERNAL, "out of memory");
	archive_entry_set_pathname(e, path);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, (mode_t)mode);
	archive_entry_set_size(e, (la_int64_t)n);
	archive_entry_set_mtime(e, b->time, 0);
	archive_entry_set_uname(e, "root");
	archive_entry_set_gname(e, "root");
	if (archive_write_header(b->tar, e) != ARCHIVE_OK ||
	    archive_write_data(b->tar, data, n) != (la_ssize_t)n) {
		diag(DIAG_ID_FILE_WRITE, (struct srcpos){ b->path, 0 }, "%s",
		    archive_error_string(b->tar));
		b->ok = false;
	}
	archive_entry_free(e);
}

static void
add_file(struct bundle *b, const char *dir, const char *name, unsigned mode)
{
	struct strbuf path = STRBUF_INIT, data = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", dir, name);
	if (file_read(path.s, 0, &data))
		add_data(b, name, data.s, data.n, mode);
	else
		b->ok = false;
	strbuf_free(&path);
	strbuf_free(&data);
}

static void
add_scripts(struct bundle *b, struct unit *u, const char *dir)
{
	const char *const *name;
	uint32_t i, n = unit_scripts(u, &name);

	for (i = 0; i < n && b->ok; i++)
		add_file(b, dir, arena_printf(&u->arena, "checks/%s", name[i]),
		    0755);
}

/* The manual page and the examples that the program carries. */
static void
add_embedded(struct bundle *b)
{
	static const char *const suffix[] = { ".1", ".service", ".timer",
		".cron", ".conf" };
	const char *name;
	size_t i, k;

	for (i = 0; i < nembed; i++) {
		if (!str_starts(embed[i].name, "back/"))
			continue;
		name = embed[i].name + strlen("back/");
		for (k = 0; k < sizeof suffix / sizeof *suffix; k++)
			if (str_ends(name, suffix[k]))
				add_data(b, name, embed[i].data, embed[i].size,
				    0644);
	}
}

static time_t
source_date(void)
{
	const char *env = getenv("SOURCE_DATE_EPOCH");
	int64_t t;

	return env != NULL && str_to_int64(env, &t) && t >= 0 ? (time_t)t : 0;
}

static bool
write_tar(struct bundle *b, struct unit *u, const char *dir)
{
	b->tar = archive_write_new();
	if (b->tar == NULL)
		die(CLI_INTERNAL, "out of memory");
	archive_write_set_format_ustar(b->tar);
	if (archive_write_open(b->tar, b, NULL, keep, NULL) != ARCHIVE_OK)
		b->ok = false;
	if (b->ok)
		add_file(b, dir, "evaluate", 0755);
	if (b->ok)
		add_scripts(b, u, dir);
	add_embedded(b);
	if (archive_write_close(b->tar) != ARCHIVE_OK)
		b->ok = false;
	archive_write_free(b->tar);
	return b->ok && file_replace(b->path, b->out.s, b->out.n, 0644);
}

enum cli_status
cli_bundle(const struct cli *cli)
{
	struct bundle b = {
		.out = STRBUF_INIT, .time = source_date(), .ok = true
	};
	enum cli_status status;
	const char *dir;
	struct unit u;

	if (cli->output != NULL && str_eq(cli->output, "-"))
		return cli_usage("a bundle is a file; -o FILE");
	status = unit_load(&u, cli, cli->arg[0], NULL);
	if (status == CLI_OK) {
		dir = arena_printf(&u.arena, "out/%s", u.name);
		b.name = u.name;
		b.path = cli->output != NULL
			     ? cli->output
			     : arena_printf(&u.arena, "out/%s.tar", u.name);
		status = build_into(&u, cli, dir);
		if (status == CLI_OK && !write_tar(&b, &u, dir))
			status = CLI_REFUSED;
		if (status == CLI_OK) {
			print_text(b.path);
			putchar('\n');
		}
	}
	strbuf_free(&b.out);
	unit_free(&u);
	return status;
}
