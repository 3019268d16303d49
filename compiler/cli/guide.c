/* auditc guide: a benchmark as a page to be read. */
#include <string.h>

#include "source.h"

static uint32_t
find_profile(const struct model_benchmark *b, const char *name)
{
	uint32_t i = model_find_profile(b, name);

	for (uint32_t k = 0; i == MODEL_NONE && k < b->nprofile; k++)
		if (str_eq(model_id_name(b->profile[k].id12, "profile"), name))
			i = k;
	if (i == MODEL_NONE)
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ b->file, 0 },
		    "no profile is named %s", name);
	return i;
}

static bool
write_page(const struct cli *cli, struct store *s, struct report *r)
{
	struct strbuf out = STRBUF_INIT;
	uint32_t profile = MODEL_NONE;
	bool ok = true;

	if (cli->profile != NULL) {
		profile = find_profile(r->benchmark, cli->profile);
		ok = profile != MODEL_NONE;
	}
	site_controls(s, r);
	ok = ok && report_guide(r, profile, &out);
	if (ok && cli->output != NULL && !str_eq(cli->output, "-"))
		ok = file_replace(cli->output, out.s, out.n, 0644);
	else if (ok)
		fwrite(out.s, 1, out.n, stdout);
	strbuf_free(&out);
	return ok;
}

enum cli_status
cli_guide(const struct cli *cli)
{
	struct store *s = store_open(cli->db, STORE_READ);
	struct arena a = { NULL };
	struct report r = { .arena = &a };
	enum cli_status status;
	bool ok, file;

	if (s == NULL)
		return CLI_INTERNAL;
	r.benchmark = cli_benchmark(s, &a, cli->arg[0], &file);
	ok = r.benchmark != NULL;
	if (ok) {
		r.file = r.benchmark->file;
		report_take_rules(&r);
		ok = write_page(cli, s, &r);
	}
	status = store_failed(s) ? CLI_INTERNAL : ok ? CLI_OK : CLI_REFUSED;
	store_close(s);
	arena_free(&a);
	return status;
}
