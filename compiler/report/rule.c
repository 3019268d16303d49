/*
 * The names that other tools know a rule by: DISA's ids, which stand in the
 * ids of DISA's own benchmarks and in identifiers elsewhere, and the
 * references by family.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* "V-235808" where prefix is "V-". */
static size_t
numbered(const char *s, const char *prefix)
{
	size_t n = strlen(prefix), digits;

	if (s == NULL || strncmp(s, prefix, n) != 0)
		return 0;
	digits = strspn(s + n, "0123456789");
	return digits != 0 ? n + digits : 0;
}

static bool
is_vuln(const char *s)
{
	size_t n = numbered(s, "V-");

	return n != 0 && s[n] == '\0';
}

/* SV-235808r627551_rule */
static bool
is_stig_rule(const char *s)
{
	size_t n = numbered(s, "SV-"), digits;

	if (n == 0 || s[n] != 'r')
		return false;
	digits = strspn(s + n + 1, "0123456789");
	return digits != 0 && str_eq(s + n + 1 + digits, "_rule");
}

/* AC-2, AC-2 (3), CM-6(a), CM-7 a: a control of NIST SP 800-53. */
static bool
is_control(const char *s)
{
	size_t n;

	if (!isupper((unsigned char)s[0]) || !isupper((unsigned char)s[1]) ||
	    s[2] != '-')
		return false;
	n = strspn(s + 3, "0123456789");
	return n != 0 && n <= 2 && strlen(s) <= 16 &&
	       s[3 + n + strspn(s + 3 + n, " ().,0123456789abcdefghijkl")] ==
		   '\0';
}

static void
add(struct arena *a, const char ***list, uint32_t *n, const char *text)
{
	for (uint32_t i = 0; i < *n; i++)
		if (str_eq((*list)[i], text))
			return;
	*VEC_PUSH(a, *list, *n) = text;
}

static void
take_idents(struct arena *a, struct report_rule *r)
{
	const struct model_ident *i = r->rule->ident, *end;

	for (end = i + r->rule->nident; i < end; i++) {
		if (str_starts(i->text, "CCI-"))
			add(a, &r->cci, &r->ncci, i->text);
		else if (str_ends(i->system, "legacy"))
			add(a, &r->legacy, &r->nlegacy, i->text);
		else if (is_vuln(i->text) && r->vuln == NULL)
			r->vuln = i->text;
		else if (is_stig_rule(i->text) && r->stig_rule == NULL)
			r->stig_rule = i->text;
	}
}

static void
take_references(struct arena *a, struct report_rule *r)
{
	const struct model_reference *f = r->rule->reference, *end;

	for (end = f + r->rule->nreference; f < end; f++) {
		if (f->identifier != NULL && str_eq(f->publisher, "DISA"))
			r->target_key = f->identifier;
		if (f->text == NULL)
			continue;
		if (is_control(f->text))
			add(a, &r->nist, &r->nnist, f->text);
		else if (str_starts(f->text, "CIS ") ||
			 (f->href != NULL &&
			     strstr(f->href, "cisecurity.org") != NULL))
			add(a, &r->cis, &r->ncis, f->text);
	}
}

static const char *
check_text(const struct model_check *c, uint32_t n)
{
	const char *text;

	for (uint32_t i = 0; i < n; i++) {
		if (c[i].content != NULL && *c[i].content != '\0')
			return c[i].content;
		text = check_text(c[i].kid, c[i].nkid);
		if (*text != '\0')
			return text;
	}
	return "";
}

/* DISA's groups have one rule, so that a group's id is one's own. */
static bool
is_alone(const struct model_benchmark *b, const struct model_rule *rule)
{
	uint32_t i = (uint32_t)(rule - b->rule);

	return (i == 0 || b->rule[i - 1].group != rule->group) &&
	       (i + 1 == b->nrule || b->rule[i + 1].group != rule->group);
}

static void
take_rule(
    struct report *report, const struct model_rule *rule, struct report_rule *r)
{
	const char *id = model_id_name(rule->id12, "rule"), *group;
	struct arena *a = report->arena;

	r->rule = rule;
	r->target_key = "";
	r->title = rule->title != NULL ? report_line(a, rule->title) : "";
	r->name = rule->version != NULL && *rule->version != '\0'
		      ? report_line(a, rule->version)
		      : id;
	if (rule->group != MODEL_NONE)
		r->group = &report->benchmark->group[rule->group];
	if (is_stig_rule(id))
		r->stig_rule = id;
	if (r->group != NULL) {
		group = model_id_name(r->group->id12, "group");
		if (is_vuln(group) && is_alone(report->benchmark, rule))
			r->vuln = group;
	}
	take_idents(a, r);
	take_references(a, r);
	if (r->stig_rule == NULL)
		r->stig_rule = id;
	r->check_text = check_text(rule->check, rule->ncheck);
}

static int
compare_names(const void *pa, const void *pb)
{
	const struct report_rule *const *a = pa, *const *b = pb;

	return strcmp((*a)->name, (*b)->name);
}

/* A name that several rules have is not one of them. */
static void
take_unique(struct report *r)
{
	struct report_rule **sorted;
	uint32_t i;

	sorted = arena_alloc(r->arena, r->nrule * sizeof *sorted);
	for (i = 0; i < r->nrule; i++)
		sorted[i] = &r->rule[i];
	if (r->nrule != 0)
		qsort(sorted, r->nrule, sizeof *sorted, compare_names);
	for (i = 0; i < r->nrule; i++) {
		bool shared =
		    (i > 0 && compare_names(&sorted[i - 1], &sorted[i]) == 0) ||
		    (i + 1 < r->nrule &&
			compare_names(&sorted[i], &sorted[i + 1]) == 0);

		sorted[i]->unique =
		    shared ? model_id_name(sorted[i]->rule->id12, "rule")
			   : sorted[i]->name;
		if (sorted[i]->vuln == NULL)
			sorted[i]->vuln = sorted[i]->unique;
	}
}

void
report_take_rules(struct report *r)
{
	const struct model_benchmark *b = r->benchmark;

	r->nrule = b->nrule;
	r->rule = arena_alloc(r->arena, b->nrule * sizeof *r->rule);
	for (uint32_t i = 0; i < b->nrule; i++)
		take_rule(r, &b->rule[i], &r->rule[i]);
	take_unique(r);
}
