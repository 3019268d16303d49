/* auditc search: rules by their words, severity, CCI, benchmark. */
#include <string.h>

#include "grid.h"

#define HITS_MAX 100

const char *
print_hit_name(const struct store_hit *h)
{
	return h->stig_id != NULL && *h->stig_id != '\0'
		   ? h->stig_id
		   : model_id_name(h->rule_id, "rule");
}

void
print_hits(const struct store_hit *h, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		printf("%c ", h[i].bound ? '+' : ' ');
		print_cell(print_hit_name(&h[i]), 18);
		putchar(' ');
		print_cell(h[i].severity, 7);
		putchar(' ');
		print_text(h[i].title != NULL ? h[i].title : "");
		putchar('\n');
	}
}

static void
print_text_hits(const struct store_hit *h, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		print_hits(&h[i], 1);
		fputs("    ", stdout);
		print_text(model_id_name(h[i].benchmark, "benchmark"));
		if (h[i].snippet != NULL) {
			fputs(": ", stdout);
			print_snippet(h[i].snippet);
		}
		putchar('\n');
	}
}

static void
print_grid(struct arena *a, const struct store_hit *h, uint32_t n,
    enum grid_format format)
{
	static const struct grid_column columns[] = {
		{ "benchmark", "BENCHMARK", 0, false },
		{ "stig_id", "STIG-ID", 0, false },
		{ "rule_id", "RULE", 0, false },
		{ "severity", "SEVERITY", 0, false },
		{ "check", "CHECK", 0, false },
		{ "title", "TITLE", 0, false },
		{ "found", "FOUND", 0, false },
	};
	struct grid g = { .a = a,
		.column = columns,
		.ncolumn = sizeof columns / sizeof *columns };
	uint32_t i;

	for (i = 0; i < n; i++) {
		grid_add(&g, h[i].benchmark);
		grid_add(&g, h[i].stig_id);
		grid_add(&g, h[i].rule_id);
		grid_add(&g, h[i].severity);
		grid_add(&g, h[i].bound ? "yes" : "no");
		grid_add(&g, h[i].title);
		grid_add(&g, h[i].snippet);
	}
	grid_print(&g, format);
}

static bool
search(const struct cli *cli, struct store *s, struct arena *a,
    enum grid_format format)
{
	struct store_query query = {
		.word = cli->arg,
		.nword = cli->narg,
		.cci = cli->cci,
		.severity = cli->severity,
		.limit = HITS_MAX,
	};
	struct store_release r;
	struct store_hit *h;
	uint32_t n;

	if (cli->benchmark != NULL) {
		if (!store_find_release(s, a, cli->benchmark, &r))
			return false;
		query.release = r.id;
	}
	h = store_search(s, a, &query, &n);
	if (store_failed(s))
		return false;
	if (n == 0)
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    cli->narg == 0 ? "no such rule"
				   : "no such rule has all of these words");
	if (format != GRID_TEXT)
		print_grid(a, h, n, format);
	else
		print_text_hits(h, n);
	return n != 0;
}

static bool
is_severity(const char *s)
{
	uint32_t i;

	for (i = 0; i < SEV__MAX; i++)
		if (str_eq(model_severity_names[i], s))
			return true;
	return false;
}

enum cli_status
cli_search(const struct cli *cli)
{
	struct arena a = { NULL };
	enum grid_format format;
	enum cli_status status;
	struct store *s;
	bool ok;

	if (!grid_format(cli->format, &format))
		return CLI_USAGE;
	if (cli->severity != NULL && !is_severity(cli->severity))
		return cli_usage("--severity is high, medium, low, info or "
				 "unknown");
	if (cli->narg == 0 && cli->cci == NULL && cli->severity == NULL &&
	    cli->benchmark == NULL)
		return cli_usage("search needs a WORD, --cci, --severity or "
				 "--benchmark");
	s = store_open(cli->db, STORE_READ);
	if (s == NULL)
		return CLI_INTERNAL;
	ok = search(cli, s, &a, format);
	status = store_failed(s) ? CLI_INTERNAL : ok ? CLI_OK : CLI_REFUSED;
	store_close(s);
	arena_free(&a);
	return status;
}
