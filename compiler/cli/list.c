/* auditc list and auditc search. */
#include <string.h>

#include "grid.h"

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
	    r->newest ? "" : r->edition ? "  other edition" : "  superseded");
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
		print_cell(model_id_name(p[i].name, "profile"), 38);
		printf(" %5lld rules  ", (long long)p[i].nrule);
		print_text(p[i].title != NULL ? p[i].title : "");
		putchar('\n');
	}
	h = store_rules(s, a, r.id, &n);
	print_heading("Rules");
	print_hits(h, n);
	return store_failed(s) ? CLI_INTERNAL : CLI_OK;
}

/* --- one kind of thing -------------------------------------------------- */

static const struct grid_column benchmark_columns[] = {
	{ "benchmark", "BENCHMARK", 0, false },
	{ "release", "RELEASE", 10, false },
	{ "date", "DATE", 12, false },
	{ "id", NULL, 0, false },
	{ "publisher", NULL, 0, false },
	{ "rules", "RULES", 0, true },
	{ "checks", "CHECKS", 0, true },
	{ "stale", "STALE", 0, true },
	{ "newest", NULL, 0, false },
	{ "bundled", NULL, 0, false },
	{ "file", NULL, 0, false },
	{ "title", "TITLE", 60, false },
};
static const struct grid_column profile_columns[] = {
	{ "benchmark", "BENCHMARK", 0, false },
	{ "release", "RELEASE", 10, false },
	{ "profile", "PROFILE", 0, false },
	{ "id", NULL, 0, false },
	{ "rules", "RULES", 0, true },
	{ "title", "TITLE", 60, false },
};
static const struct grid_column rule_columns[] = {
	{ "benchmark", "BENCHMARK", 0, false },
	{ "release", NULL, 0, false },
	{ "rule", "RULE", 0, false },
	{ "id", NULL, 0, false },
	{ "group", NULL, 0, false },
	{ "severity", "SEVERITY", 0, false },
	{ "weight", NULL, 0, false },
	{ "selected", NULL, 0, false },
	{ "check", "CHECK", 0, false },
	{ "title", "TITLE", 60, false },
};
static const struct grid_column value_columns[] = {
	{ "benchmark", "BENCHMARK", 0, false },
	{ "release", NULL, 0, false },
	{ "value", "VALUE", 0, false },
	{ "id", NULL, 0, false },
	{ "type", "TYPE", 0, false },
	{ "is", "IS", 40, false },
	{ "title", "TITLE", 60, false },
};
static const struct grid_column control_columns[] = {
	{ "benchmark", "BENCHMARK", 0, false },
	{ "newest", "NEWEST", 10, false },
	{ "key", "CONTROL", 0, false },
	{ "id", NULL, 0, false },
	{ "publisher", NULL, 0, false },
	{ "family", NULL, 0, false },
	{ "releases", "RELEASES", 0, true },
	{ "severity", "SEVERITY", 0, false },
	{ "check", "CHECK", 0, false },
	{ "answers", "ANSWERS", 0, true },
	{ "waivers", "WAIVERS", 0, true },
	{ "title", "TITLE", 60, false },
};

#define COLUMNS(c) c, sizeof c / sizeof *c

static const struct kind {
	const char *name;
	const struct grid_column *column;
	uint32_t ncolumn;
	enum store_list list;
	const char *named; /* what the third column is the name of */
} kinds[] = {
	{ "benchmarks", COLUMNS(benchmark_columns), LIST_RULES, NULL },
	{ "profiles", COLUMNS(profile_columns), LIST_PROFILES, "profile" },
	{ "rules", COLUMNS(rule_columns), LIST_RULES, "rule" },
	{ "values", COLUMNS(value_columns), LIST_VALUES, "value" },
	{ "controls", COLUMNS(control_columns), LIST_CONTROLS, "rule" },
};

static const struct kind *
find_kind(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* Every release, or those of the one benchmark. */
static void
add_benchmarks(struct grid *g, struct store *s, const struct store_release *of)
{
	struct store_release *r;
	uint32_t i, n;

	r = store_releases(s, g->a, &n);
	for (i = 0; i < n; i++) {
		if (of != NULL && (!str_eq(of->family, r[i].family) ||
				      !str_eq(of->publisher, r[i].publisher)))
			continue;
		grid_add(g, store_short_name(&r[i]));
		grid_add(g, r[i].label);
		grid_add(g, r[i].release_date);
		grid_add(g, r[i].name);
		grid_add(g, r[i].publisher);
		grid_add_number(g, r[i].nrule);
		grid_add_number(g, r[i].nbound);
		grid_add_number(g, r[i].nstale);
		grid_add(g, r[i].newest ? "yes" : "no");
		grid_add(g, r[i].bundled ? "yes" : "no");
		grid_add(g, r[i].origin);
		grid_add(g, r[i].title);
	}
}

static enum cli_status
list_kind(struct store *s, struct arena *a, const struct kind *kind,
    const char *benchmark, enum grid_format format)
{
	struct grid g = {
		.a = a, .column = kind->column, .ncolumn = kind->ncolumn
	};
	struct store_release r;
	bool of = benchmark != NULL;
	uint32_t i;

	if (of && !store_find_release(s, a, benchmark, &r))
		return store_failed(s) ? CLI_INTERNAL : CLI_REFUSED;
	if (kind == &kinds[0])
		add_benchmarks(&g, s, of ? &r : NULL);
	else
		g.cell = store_list(s, a, kind->list, of ? r.id : 0, &g.ncell);
	if (store_failed(s))
		return CLI_INTERNAL;
	for (i = 2; kind->named != NULL && i < g.ncell; i += g.ncolumn)
		g.cell[i] = model_id_name(g.cell[i], kind->named);
	if (g.ncell != 0 || format != GRID_TEXT)
		grid_print(&g, format);
	return CLI_OK;
}

enum cli_status
cli_list(const struct cli *cli)
{
	const struct kind *kind =
	    cli->narg != 0 ? find_kind(cli->arg[0]) : NULL;
	struct arena a = { NULL };
	enum grid_format format;
	enum cli_status status;
	struct store *s;

	if (!grid_format(cli->format, &format))
		return CLI_USAGE;
	if (kind == NULL && (cli->narg > 1 || cli->format != NULL))
		return cli_usage("what? list benchmarks, profiles, rules, "
				 "values or controls");
	s = store_open(cli->db, STORE_READ);
	if (s == NULL)
		return CLI_INTERNAL;
	if (kind != NULL)
		status = list_kind(
		    s, &a, kind, cli->narg > 1 ? cli->arg[1] : NULL, format);
	else if (cli->narg == 0)
		status = list_all(s, &a);
	else
		status = list_one(s, &a, cli->arg[0]);
	store_close(s);
	arena_free(&a);
	return status;
}
