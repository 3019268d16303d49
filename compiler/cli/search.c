/* auditc search: rules by their words, severity, CCI, benchmark. */
#include <string.h>
#include <strings.h>

#include "grid.h"

#define NAME_WIDTH 18
#define HITS_SHOWN 100      /* of words, on a page for people */
#define HITS_MAX   1000000u /* for programs */

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
	const char *name;
	uint32_t i;

	for (i = 0; i < n; i++) {
		name = print_hit_name(&h[i]);
		printf("%c ", h[i].has_check ? '+' : ' ');
		print_cell(name, NAME_WIDTH);
		putchar(' ');
		print_cell(h[i].severity, 7);
		putchar(' ');
		print_rest(h[i].title != NULL ? h[i].title : "",
		    11 + (strlen(name) > NAME_WIDTH ? (int)strlen(name)
						    : NAME_WIDTH));
		putchar('\n');
	}
}

static void
print_text_hits(const struct store_hit *h, uint32_t n, bool words)
{
	bool more = words && n > HITS_SHOWN;
	uint32_t i;

	struct strbuf b = STRBUF_INIT;

	if (more)
		n = HITS_SHOWN;
	for (i = 0; i < n; i++) {
		print_hits(&h[i], 1);
		strbuf_reset(&b);
		strbuf_addf(&b, "%s%s%s",
		    model_id_name(h[i].benchmark, "benchmark"),
		    h[i].snippet != NULL ? ": " : "",
		    h[i].snippet != NULL ? h[i].snippet : "");
		fputs("    ", stdout);
		print_rest(b.s, 4);
		putchar('\n');
	}
	if (more)
		printf("The best %d are shown.  More words, --severity or "
		       "--benchmark leave fewer;\n--format csv has them all.\n",
		    HITS_SHOWN);
	strbuf_free(&b);
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
		grid_add(&g, h[i].has_check ? "yes" : "no");
		grid_add(&g, h[i].title);
		grid_add(&g, h[i].snippet);
	}
	grid_print(&g, format);
}

static void
say_none(const struct cli *cli)
{
	bool some = cli->severity != NULL || cli->benchmark != NULL;
	struct strbuf b = STRBUF_INIT;

	strbuf_addf(&b, "no %srule", some ? "such " : "");
	if (cli->cci != NULL)
		strbuf_addf(&b, " carries %s", cli->cci);
	if (cli->narg != 0)
		strbuf_addf(&b, "%s has all of these words",
		    cli->cci != NULL ? " and" : "");
	diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 }, "%s", b.s);
	strbuf_free(&b);
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
		.limit = format == GRID_TEXT ? HITS_SHOWN + 1 : HITS_MAX,
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
		say_none(cli);
	if (format != GRID_TEXT)
		print_grid(a, h, n, format);
	else
		print_text_hits(h, n, cli->narg != 0);
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

/* CCI-000366, cci-366 and 366 are the same; NULL: it is none. */
static const char *
full_cci(struct arena *a, const char *s)
{
	int64_t n;

	if (strncasecmp(s, "CCI-", 4) == 0)
		s += 4;
	if (!str_to_int64(s, &n) || n < 0 || n > 999999)
		return NULL;
	return arena_printf(a, "CCI-%06lld", (long long)n);
}

enum cli_status
cli_search(const struct cli *given)
{
	struct cli with = *given, *cli = &with;
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
	if (cli->cci != NULL && (cli->cci = full_cci(&a, cli->cci)) == NULL)
		return cli_usage("--cci is a number, as CCI-000366");
	s = store_open(cli->db, STORE_READ);
	if (s == NULL) {
		arena_free(&a);
		return CLI_INTERNAL;
	}
	ok = search(cli, s, &a, format);
	status = store_failed(s) ? CLI_INTERNAL : ok ? CLI_OK : CLI_REFUSED;
	store_close(s);
	arena_free(&a);
	return status;
}
