/* auditc dump and auditc export: what is inside, as text. */
#include <string.h>

#include "../back/back.h"
#include "unit.h"

/* To -o FILE, else to standard output. */
static enum cli_status
deliver(const struct cli *cli, const char *data, size_t n)
{
	const char *path = cli->output != NULL ? cli->output : "-";

	return file_replace(path, data, n, 0644) ? CLI_OK : CLI_REFUSED;
}

static enum cli_status
dump_embedded(const struct cli *cli)
{
	const struct embed *e = embed_find(cli->embedded);

	if (e == NULL) {
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "no file is embedded as %s", cli->embedded);
		return CLI_REFUSED;
	}
	return deliver(cli, e->data, e->size);
}

static bool
is_pass(const char *name)
{
	size_t i;

	for (i = 0; pass_names[i] != NULL; i++)
		if (str_eq(pass_names[i], name))
			return true;
	return false;
}

static enum cli_status
unknown_pass(const char *name)
{
	struct strbuf b = STRBUF_INIT;
	enum cli_status status;
	size_t i;

	for (i = 0; pass_names[i] != NULL; i++)
		strbuf_addf(&b, " %s", pass_names[i]);
	status = cli_usage("no pass is named %s; there are%s", name, b.s);
	strbuf_free(&b);
	return status;
}

enum cli_status
cli_dump(const struct cli *cli)
{
	struct cli with = *cli;
	struct strbuf b = STRBUF_INIT;
	enum cli_status status;
	struct unit u;
	size_t i;

	if (cli->embedded != NULL)
		return cli->narg == 0 ? dump_embedded(cli)
				      : cli_usage("--embedded takes no "
						  "BENCHMARK");
	if (cli->narg == 0)
		return cli_usage("dump needs a BENCHMARK or --embedded NAME");
	for (i = 0; cli->pass == NULL && pass_names[i] != NULL; i++)
		with.pass = pass_names[i];
	if (!is_pass(with.pass))
		return unknown_pass(with.pass);
	status = unit_load(&u, &with, cli->arg[0], &b);
	if (status == CLI_OK)
		status = deliver(cli, b.s, b.n);
	strbuf_free(&b);
	unit_free(&u);
	return status;
}

/* The benchmark as `write` has it. */
static enum cli_status
export_benchmark(const struct cli *cli,
    void (*write)(const struct pass_unit *u, struct strbuf *out))
{
	struct strbuf b = STRBUF_INIT;
	enum cli_status status;
	struct unit u;

	status = unit_load(&u, cli, cli->arg[0], NULL);
	if (status == CLI_OK) {
		write(&u.pass, &b);
		status = deliver(cli, b.s, b.n);
	}
	strbuf_free(&b);
	unit_free(&u);
	return status;
}

/* The one .audit of the store that is meant by its name or its benchmark. */
static bool
find_audit(struct store *s, struct arena *a, const char *name,
    struct store_document *out)
{
	struct store_release r;
	struct store_document *d;
	struct strbuf who = STRBUF_INIT;
	const char *base;
	uint32_t n, i, found = 0;

	d = store_audits(s, a, 0, &n);
	for (i = 0; i < n && found == 0; i++) {
		base = strrchr(d[i].origin, '/');
		base = base != NULL ? base + 1 : d[i].origin;
		if (str_eq(base, name) || str_eq(d[i].origin, name)) {
			*out = d[i];
			found = 1;
		}
	}
	if (found == 0) {
		if (!store_find_release(s, a, name, &r))
			return false;
		d = store_audits(s, a, r.id, &n);
		for (i = 0; i < n; i++) {
			*out = d[i];
			strbuf_addf(&who, " %s", d[i].origin);
			found++;
		}
	}
	if (found == 0)
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "no .audit is bound to %s", name);
	else if (found > 1)
		diag(DIAG_ID_AMBIGUOUS, (struct srcpos){ NULL, 0 },
		    "%s: name one of%s", name, who.s);
	strbuf_free(&who);
	return found == 1 && store_document(s, a, out->id, out);
}

static enum cli_status
export_audit(const struct cli *cli)
{
	struct store *s = store_open(cli->db, STORE_READ);
	struct arena a = { NULL };
	struct strbuf b = STRBUF_INIT;
	enum cli_status status = CLI_REFUSED;
	struct store_document d;
	struct audit *au;

	if (s == NULL)
		return CLI_INTERNAL;
	if (find_audit(s, &a, cli->arg[0], &d) &&
	    (au = front_audit(&a, d.origin, d.data, d.n)) != NULL) {
		audit_print(&b, au);
		status = deliver(cli, b.s, b.n);
	}
	if (store_failed(s))
		status = CLI_INTERNAL;
	store_close(s);
	strbuf_free(&b);
	arena_free(&a);
	return status;
}

/* Of the profiles that are named, also where it is one alone. */
static enum cli_status
export_tailoring(const struct cli *cli)
{
	struct cli alone = *cli;

	if (cli->nprofile == 1) /* named twice, it is the only one left */
		alone.profiles[alone.nprofile++] = cli->profile;
	return export_benchmark(&alone, back_tailoring);
}

enum cli_status
cli_export(const struct cli *cli)
{
	if (str_eq(cli->as, "xccdf"))
		return export_benchmark(cli, back_xccdf);
	if (str_eq(cli->as, "datastream"))
		return export_benchmark(cli, back_datastream);
	if (str_eq(cli->as, "tailoring"))
		return export_tailoring(cli);
	if (str_eq(cli->as, "audit"))
		return export_audit(cli);
	return cli_usage("export needs --as xccdf, datastream, tailoring "
			 "or audit");
}
