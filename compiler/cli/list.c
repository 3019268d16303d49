/* auditc list and auditc search. */
#include <string.h>

#include "cli.h"

static void
print_release(const struct store_release *r)
{
	print_cell(store_short_name(r), 38);
	putchar(' ');
	print_cell(r->label, 8);
	putchar(' ');
	print_cell(r->release_date != NULL ? r->release_date : "", 12);
	printf(" %5lld rules %5lld with a check", (long long)r->nrule,
	    (long long)r->nbound);
	if (r->nstale != 0)
		printf(" (%lld stale)", (long long)r->nstale);
	printf("%s%s\n", r->bundled ? "  bundled" : "",
	    r->newest ? "" : "  superseded");
}

static enum cli_status
list_all(struct store *s, struct arena *a)
{
	struct store_release *r;
	struct store_document *d;
	uint32_t n, i;

	r = store_releases(s, a, &n);
	if (n != 0)
		puts("Benchmarks");
	for (i = 0; i < n; i++) {
		fputs("  ", stdout);
		print_release(&r[i]);
	}
	d = store_audits(s, a, 0, &n);
	if (n != 0)
		puts("Checks");
	for (i = 0; i < n; i++) {
		fputs("  ", stdout);
		print_cell(d[i].origin, 58);
		printf(" %5lld items", (long long)d[i].nitem);
		if (d[i].nunsupported != 0)
			printf(" (%lld not evaluated)",
			    (long long)d[i].nunsupported);
		printf("%s\n", d[i].bundled ? "  bundled" : "");
	}
	return store_failed(s) ? CLI_INTERNAL : CLI_OK;
}

static void
print_rules(const struct store_hit *h, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		printf("%c ", h[i].bound ? '+' : ' ');
		print_cell(
		    h[i].stig_id != NULL ? h[i].stig_id : h[i].rule_id, 18);
		putchar(' ');
		print_cell(h[i].severity, 7);
		putchar(' ');
		print_text(h[i].title != NULL ? h[i].title : "");
		putchar('\n');
	}
}

static enum cli_status
list_one(struct store *s, struct arena *a, const char *name)
{
	struct store_release r;
	struct store_profile *p;
	struct store_hit *h;
	uint32_t n, i;

	if (!store_find_release(s, a, name, &r))
		return store_failed(s) ? CLI_INTERNAL : CLI_REFUSED;
	print_text(r.title != NULL ? r.title : r.name);
	putchar('\n');
	print_release(&r);
	p = store_profiles(s, a, r.id, &n);
	if (n != 0)
		print_heading("Profiles");
	for (i = 0; i < n; i++) {
		fputs("  ", stdout);
		print_cell(p[i].name, 38);
		printf(" %5lld rules  ", (long long)p[i].nrule);
		print_text(p[i].title != NULL ? p[i].title : "");
		putchar('\n');
	}
	h = store_rules(s, a, r.id, &n);
	print_heading("Rules");
	print_rules(h, n);
	return store_failed(s) ? CLI_INTERNAL : CLI_OK;
}

enum cli_status
cli_list(const struct cli *cli)
{
	struct store *s = store_open(cli->db, STORE_READ);
	struct arena a = { NULL };
	enum cli_status status;

	if (s == NULL)
		return CLI_INTERNAL;
	status =
	    cli->narg == 0 ? list_all(s, &a) : list_one(s, &a, cli->arg[0]);
	store_close(s);
	arena_free(&a);
	return status;
}

enum cli_status
cli_search(const struct cli *cli)
{
	struct arena a = { NULL };
	enum cli_status status;
	struct store_hit *h;
	struct store *s;
	uint32_t n, i;

	if (cli->narg == 0 && cli->cci == NULL)
		return cli_usage("search needs a WORD or --cci CCI");
	s = store_open(cli->db, STORE_READ);
	if (s == NULL)
		return CLI_INTERNAL;
	h = store_search_cci(s, &a, cli->arg, cli->narg, cli->cci, 100, &n);
	for (i = 0; i < n; i++) {
		print_rules(&h[i], 1);
		fputs("    ", stdout);
		print_text(h[i].benchmark);
		if (h[i].snippet != NULL) {
			fputs(": ", stdout);
			print_snippet(h[i].snippet);
		}
		putchar('\n');
	}
	status = store_failed(s) ? CLI_INTERNAL : CLI_OK;
	if (status == CLI_OK && n == 0) {
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    cli->cci == NULL ? "no rule has all of these words"
		    : cli->narg == 0 ? "no rule carries this CCI"
				     : "no rule that carries this CCI has all "
				       "of these words");
		status = CLI_REFUSED;
	}
	store_close(s);
	arena_free(&a);
	return status;
}
