/* auditc guide: a benchmark as a page to be read. */
#include <string.h>

#include "source.h"

static bool
write_page(const struct cli *cli, struct store *s, struct report *r)
{
	struct strbuf out = STRBUF_INIT;
	uint32_t profile = MODEL_NONE;
	bool ok = true;

	if (cli->profile != NULL) {
		profile = cli_find_profile(r->benchmark, cli->profile);
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
