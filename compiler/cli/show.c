/* auditc show: all that is known of a rule, by any of its names. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define CONTROLS_MAX 8

/* What is shown: the control that was named, and those that are the same. */
struct page {
	struct store_control control[CONTROLS_MAX];
	uint32_t n;
};

static bool
is_shared_kind(const char *kind)
{
	return str_eq(kind, "stig_id") || str_eq(kind, "vuln_id") ||
	       str_eq(kind, "rule_id") || str_eq(kind, "legacy");
}

static bool
same_requirement(const struct store_control *a, const struct store_control *b)
{
	uint32_t i, j;

	for (i = 0; i < a->nalias; i++)
		for (j = 0; j < b->nalias; j++)
			if (is_shared_kind(a->alias[i].kind) &&
			    is_shared_kind(b->alias[j].kind) &&
			    str_eq_nocase(a->alias[i].text, b->alias[j].text))
				return true;
	return false;
}

static const char *
name_of(const struct store_control *c)
{
	return c->stig_id != NULL ? c->stig_id : c->rule_id;
}

static const char *
category(const char *severity)
{
	if (str_eq(severity, "high"))
		return " (CAT I)";
	if (str_eq(severity, "medium"))
		return " (CAT II)";
	return str_eq(severity, "low") ? " (CAT III)" : "";
}

/* The text without a last paragraph that has a section of its own. */
static char *
without_default(const struct store_control *c, const char *text)
{
	char *copy = base_strdup(text);
	char *p = c->default_value != NULL ? strstr(copy, "\n\nDefault value:")
					   : NULL;

	if (p != NULL && strstr(p + 2, "\n\n") == NULL)
		*p = '\0';
	return copy;
}

/* The section of the first control that has it, saying whose it is. */
static void
print_section(const struct page *p, const char *heading, size_t member)
{
	const struct store_control *c;
	struct strbuf title = STRBUF_INIT;
	const char *text;
	char *shown;
	uint32_t i;

	for (i = 0; i < p->n; i++) {
		c = &p->control[i];
		memcpy(&text, (const char *)c + member, sizeof text);
		if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
			continue;
		strbuf_addstr(&title, heading);
		if (i != 0)
			strbuf_addf(&title, " (from %s %s)",
			    store_short_name(&c->release), c->release.label);
		print_heading(title.s);
		shown = without_default(c, text);
		print_block(shown, 2);
		free(shown);
		break;
	}
	strbuf_free(&title);
}

/* SV-1 beside SV-1r2_rule: the same id with less of it. */
static bool
is_shortened(const struct page *p, const struct store_ref *r)
{
	size_t n = strlen(r->text);
	const struct store_ref *other;
	uint32_t i, j;

	for (i = 0; i < p->n; i++)
		for (j = 0; j < p->control[i].nalias; j++) {
			other = &p->control[i].alias[j];
			if (strncmp(other->text, r->text, n) == 0 &&
			    (other->text[n] == 'r' || other->text[n] == '_'))
				return true;
		}
	return false;
}

/* Each id once, those of the named control first. */
static void
print_ids(const struct page *p, const char *name, const char *kind,
    struct strbuf *seen)
{
	struct strbuf b = STRBUF_INIT, word = STRBUF_INIT;
	const struct store_ref *r;
	uint32_t i, j;

	for (i = 0; i < p->n; i++) {
		for (j = 0; j < p->control[i].nalias; j++) {
			r = &p->control[i].alias[j];
			strbuf_reset(&word);
			strbuf_addf(&word, "\n%s\n", r->text);
			if (!str_eq(r->kind, kind) || is_shortened(p, r) ||
			    strstr(seen->s, word.s) != NULL)
				continue;
			strbuf_addstr(seen, word.s);
			strbuf_addf(&b, "%s%s", b.n != 0 ? ", " : "", r->text);
		}
	}
	if (b.n != 0)
		print_field(name, "%s", b.s);
	strbuf_free(&b);
	strbuf_free(&word);
}

/* The controls of 800-53 that a CCI is part of. */
static void
print_revisions(const char *rev4, const char *rev5)
{
	if (rev4 == NULL && rev5 == NULL)
		return;
	fputs("    800-53 ", stdout);
	if (rev4 != NULL) {
		fputs("rev 4: ", stdout);
		print_text(rev4);
	}
	if (rev5 != NULL) {
		fputs(rev4 != NULL ? ", rev 5: " : "rev 5: ", stdout);
		print_text(rev5);
	}
	putchar('\n');
}

static void
print_references(const struct store_control *c)
{
	const struct store_ref *r;
	uint32_t i;

	for (i = 0; i < c->nref; i++) {
		r = &c->ref[i];
		if (r->text == NULL)
			continue;
		fputs("  ", stdout);
		print_text(r->text);
		if (r->system != NULL && *r->system != '\0') {
			fputs("  ", stdout);
			print_text(r->system);
		}
		putchar('\n');
		print_revisions(r->rev4, r->rev5);
	}
}

static void
print_all_references(const struct page *p)
{
	uint32_t i;

	for (i = 0; i < p->n; i++) {
		if (p->control[i].nref == 0)
			continue;
		if (i == 0)
			print_heading("References");
		else
			printf("  of %s %s:\n",
			    store_short_name(&p->control[i].release),
			    p->control[i].release.label);
		print_references(&p->control[i]);
	}
}

static void
print_bound(const struct store_bound *b)
{
	printf("  ");
	print_text(b->item);
	if (b->line == 0) {
		puts(": no item of this name is in the store now");
		return;
	}
	if (!str_eq_nocase(b->item, b->description)) {
		fputs("  ", stdout);
		print_text(b->description);
	}
	printf("\n    from ");
	print_text(b->file);
	printf(":%lld, bound by %s; ", (long long)b->line,
	    b->by_hand ? "hand" : "its STIG-ID");
	puts(b->stale ? "STALE: the check text has changed since"
		      : "the check text is the one it was held against");
	if (!b->used)
		puts("    not used: the check above comes before it");
	if (b->command)
		puts("    runs commands of the content");
	if (b->unsupported != NULL) {
		fputs("    not evaluated: ", stdout);
		print_text(b->unsupported);
		putchar('\n');
	}
	if (b->reviewer != NULL) {
		fputs("    reviewed by ", stdout);
		print_text(b->reviewer);
		fputs(" on ", stdout);
		print_text(b->reviewed);
		fputs(b->note != NULL ? ": " : "", stdout);
		print_snippet(b->note != NULL ? b->note : "", 40, 6);
	}
	print_field("    does", "%s", b->functional_id);
}

static void
print_page(const struct page *p)
{
	const struct store_control *c = &p->control[0];
	struct strbuf seen = STRBUF_INIT;
	uint32_t i;

	print_text(name_of(c));
	printf("  %s%s\n", c->severity, category(c->severity));
	print_block(c->title != NULL ? c->title : "", 0);
	putchar('\n');
	for (i = 0; i < p->n; i++) {
		c = &p->control[i];
		print_field(i == 0 ? "Benchmark" : "Also in", "%s %s%s%s%s%s%s",
		    store_short_name(&c->release), c->release.label,
		    c->release.release_date != NULL ? ", " : "",
		    c->release.release_date != NULL ? c->release.release_date
						    : "",
		    *c->publisher != '\0' ? ", by " : "", c->publisher,
		    c->release.bundled ? ", bundled" : "");
		print_field(
		    "", "%s:%lld", c->release.origin, (long long)c->line);
	}
	c = &p->control[0];
	print_ids(p, "STIG-ID", "stig_id", &seen);
	print_ids(p, "Vuln-ID", "vuln_id", &seen);
	print_ids(p, "Rule-ID", "rule_id", &seen);
	print_ids(p, "Legacy", "legacy", &seen);
	print_ids(p, "CIS", "cis", &seen);
	strbuf_free(&seen);
	print_field("XCCDF", "%s", c->rule_id12);
	print_field("Weight", "%s", c->weight);
	print_section(p, "Info", offsetof(struct store_control, description));
	print_section(
	    p, "Rationale", offsetof(struct store_control, rationale));
	print_section(p, "Impact", offsetof(struct store_control, impact));
	print_section(p, "Check", offsetof(struct store_control, check_text));
	print_section(p, "Solution", offsetof(struct store_control, fixtext));
	print_section(
	    p, "Default value", offsetof(struct store_control, default_value));
	print_all_references(p);
	print_heading("Bound check");
	if (c->nbound == 0)
		puts(c->own_check != NULL ? "  none: the benchmark has its own"
					  : "  none: this rule is for a human");
	if (c->own_check != NULL)
		print_field("  OVAL", "%s", c->own_check);
	for (i = 0; i < c->nbound; i++)
		print_bound(&c->bound[i]);
	print_heading("Identity");
	print_field("  control", "%s", c->control_id);
	print_field("  text", "%s", c->informational_id);
	print_field("  whole", "%s", c->full_id);
}

/* Rules of several benchmarks, a line each. */
static void
print_carriers(const struct store_hit *h, uint32_t n)
{
	uint32_t i;

	print_heading("Rules that carry it");
	for (i = 0; i < n; i++) {
		fputs("  ", stdout);
		print_cell(
		    h[i].stig_id != NULL ? h[i].stig_id : h[i].rule_id, 18);
		putchar(' ');
		print_cell(h[i].severity, 7);
		putchar(' ');
		print_cell(model_id_name(h[i].benchmark, "benchmark"), 38);
		putchar(' ');
		print_text(h[i].title != NULL ? h[i].title : "");
		putchar('\n');
	}
	if (n == 0)
		puts("  none");
}

/* A CCI: what it is, and the rules of the newest releases that carry it. */
static enum cli_status
show_cci(struct store *s, struct arena *a, const char *id)
{
	const struct store_query query = { .cci = id };
	struct store_hit *h;
	struct store_cci c;
	bool listed = store_cci(s, a, id, &c);
	uint32_t n;

	h = store_search(s, a, &query, &n);
	if (store_failed(s))
		return CLI_INTERNAL;
	if (!listed && n == 0) {
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "no rule carries %s, and no list of CCIs has it", id);
		return CLI_REFUSED;
	}
	if (listed) {
		print_field(c.id, "%s%s%s%slist of %s",
		    c.status != NULL ? c.status : "",
		    c.status != NULL ? ", " : "", c.type != NULL ? c.type : "",
		    c.type != NULL ? ", " : "", c.list);
		print_block(c.definition != NULL ? c.definition : "", 2);
		print_heading("NIST SP 800-53");
		print_field("  rev 3", "%s", c.rev3 != NULL ? c.rev3 : "none");
		print_field("  rev 4", "%s", c.rev4 != NULL ? c.rev4 : "none");
		print_field("  rev 5", "%s", c.rev5 != NULL ? c.rev5 : "none");
	} else
		print_field(id, "no list of CCIs in the store has it");
	print_carriers(h, n);
	return CLI_OK;
}

/* A control of 800-53: its CCIs, and the rules that carry them or name it. */
static enum cli_status
show_nist(struct store *s, struct arena *a, const char *control)
{
	const char **cci;
	struct store_hit *h;
	struct store_cci c;
	uint32_t n, i, nrule;

	cci = store_nist_ccis(s, a, control, &n);
	h = store_nist_rules(s, a, control, &nrule);
	if (store_failed(s))
		return CLI_INTERNAL;
	if (n == 0 && nrule == 0) {
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "no rule names %s, and no list of CCIs has it", control);
		return CLI_REFUSED;
	}
	print_text(control);
	puts("  NIST SP 800-53");
	print_heading("CCIs");
	for (i = 0; i < n; i++) {
		if (!store_cci(s, a, cci[i], &c))
			continue;
		printf("  %s", c.id);
		if (c.rev4 != NULL)
			printf("  rev 4: %s", c.rev4);
		if (c.rev5 != NULL)
			printf("  rev 5: %s", c.rev5);
		putchar('\n');
		print_block(c.definition != NULL ? c.definition : "", 4);
	}
	if (n == 0)
		puts("  none: no list of CCIs in the store has it");
	print_carriers(h, nrule);
	return CLI_OK;
}

/* Every profile of that name; false: there is none. */
static bool
show_profiles(struct store *s, struct arena *a, const char *name)
{
	struct store_profile_page *p;
	uint32_t i, n;

	p = store_find_profiles(s, a, name, &n);
	for (i = 0; i < n && !store_failed(s); i++) {
		print_field(
		    "Profile", "%s", model_id_name(p[i].name12, "profile"));
		print_block(p[i].title != NULL ? p[i].title : "", 0);
		putchar('\n');
		print_field("Benchmark", "%s %s",
		    store_short_name(&p[i].release), p[i].release.label);
		print_field("XCCDF", "%s", p[i].name12);
		if (p[i].description != NULL && *p[i].description != '\0') {
			print_heading("Info");
			print_block(p[i].description, 2);
		}
		print_heading("Rules");
		print_hits(p[i].rule, p[i].nrule);
		if (p[i].nrule == 0)
			puts("  none");
		if (i + 1 < n)
			putchar('\n');
	}
	return n != 0;
}

static bool
is_cci(const char *id)
{
	return strncasecmp(id, "CCI-", 4) == 0 && id[4] != '\0' &&
	       id[4 + strspn(id + 4, "0123456789")] == '\0';
}

/* AC-2, ac-2 (3), CM-6 b: a family and a number. */
static bool
is_nist(const char *id)
{
	size_t n;

	if (!isalpha((unsigned char)id[0]) || !isalpha((unsigned char)id[1]) ||
	    id[2] != '-')
		return false;
	n = strspn(id + 3, "0123456789");
	return n >= 1 && n <= 2 && (id[3 + n] == '\0' || id[3 + n] == ' ');
}

static enum cli_status
show(struct store *s, struct arena *a, const char *id)
{
	struct store_control *c, *other = NULL;
	struct page page = { .n = 0 };
	int64_t *control;
	uint32_t n, i, nother = 0;

	control = store_find(s, a, id, &n);
	for (i = 0; i < n; i++) {
		c = page.n < CONTROLS_MAX ? &page.control[page.n]
					  : arena_alloc(a, sizeof *c);
		if (!store_control(s, a, control[i], c))
			break;
		if (page.n < CONTROLS_MAX &&
		    (page.n == 0 || same_requirement(&page.control[0], c)))
			page.n++;
		else
			*VEC_PUSH(a, other, nother) = *c;
	}
	if (store_failed(s))
		return CLI_INTERNAL;
	if (page.n == 0 && show_profiles(s, a, id))
		return store_failed(s) ? CLI_INTERNAL : CLI_OK;
	if (page.n == 0) {
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "no rule and no profile has the id %s", id);
		return CLI_REFUSED;
	}
	print_page(&page);
	if (nother != 0)
		print_heading("Other rules of this name");
	for (i = 0; i < nother; i++) {
		fputs("  ", stdout);
		print_text(other[i].rule_id12);
		fputs("  ", stdout);
		print_text(other[i].title);
		putchar('\n');
	}
	return CLI_OK;
}

enum cli_status
cli_show(const struct cli *cli)
{
	struct store *s = store_open(cli->db, STORE_READ);
	struct arena a = { NULL };
	enum cli_status status;

	if (s == NULL)
		return CLI_INTERNAL;
	if (is_cci(cli->arg[0]))
		status = show_cci(s, &a, cli->arg[0]);
	else if (is_nist(cli->arg[0]))
		status = show_nist(s, &a, cli->arg[0]);
	else
		status = show(s, &a, cli->arg[0]);
	store_close(s);
	arena_free(&a);
	return status;
}
