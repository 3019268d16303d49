/* Spellings that several formats share. */
#include <string.h>
#include <time.h>

#include "report.h"

#define DETAILS_MAX 32767 /* characters that checklist tools keep */

const char *
report_title(const struct report *r)
{
	const char *title = r->benchmark->title;

	if (title == NULL || *title == '\0')
		return report_stig_id(r);
	return report_line(r->arena, title);
}

const char *
report_stig_id(const struct report *r)
{
	return model_id_name(r->benchmark->id12, "benchmark");
}

const char *
report_stig_version(const struct report *r)
{
	const char *v = r->benchmark->version;

	return v != NULL && *v != '\0' ? v : "1";
}

const char *
report_release_info(struct arena *a, const struct report *r)
{
	const struct model_benchmark *b = r->benchmark;
	const char *release = b->release != NULL ? b->release : "1";

	if (b->release_date == NULL)
		return arena_printf(a, "Release: %s", release);
	return arena_printf(
	    a, "Release: %s Benchmark Date: %s", release, b->release_date);
}

const char *
report_severity3(enum model_severity s)
{
	switch (s) {
	case SEV_HIGH:
		return "high";
	case SEV_LOW:
	case SEV_INFO:
		return "low";
	case SEV_UNKNOWN:
	case SEV_MEDIUM:
	case SEV__MAX:
		break;
	}
	return "medium";
}

bool
report_is_finding(enum ir_xccdf_result r)
{
	return r == IR_XCCDF_FAIL || r == IR_XCCDF_ERROR ||
	       r == IR_XCCDF_UNKNOWN;
}

const enum ir_xccdf_result report_ranked[IR_XCCDF__MAX] = { IR_XCCDF_FAIL,
	IR_XCCDF_ERROR, IR_XCCDF_UNKNOWN, IR_XCCDF_NOTCHECKED,
	IR_XCCDF_INFORMATIONAL, IR_XCCDF_PASS, IR_XCCDF_FIXED,
	IR_XCCDF_NOTAPPLICABLE, IR_XCCDF_NOTSELECTED };

int
report_rank(enum ir_xccdf_result r)
{
	int i;

	for (i = 0; i < IR_XCCDF__MAX && report_ranked[i] != r; i++)
		;
	return i;
}

/* A finding whose waivers do not hold. */
static bool
is_waived_no_longer(const struct report_result *r)
{
	const struct report_waiver *w;

	for (w = r->waiver; w < r->waiver + r->nwaiver; w++)
		if (w->state == WAIVER_EXPIRED || w->state == WAIVER_REVIEW)
			return report_is_finding(r->result);
	return false;
}

void
report_add_count(struct report_count *c, const struct report_target *t)
{
	const struct report_result *r;

	for (r = t->result; r < t->result + t->nresult; r++) {
		c->result[r->result]++;
		if (r->result == IR_XCCDF_FAIL)
			c->failed[r->severity]++;
		if (r->stale)
			c->stale++;
		if (report_is_waived(r))
			c->waived++;
		else if (is_waived_no_longer(r))
			c->expired++;
	}
}

const char *
report_fact(const struct report_target *t, const char *name)
{
	const char *own;
	size_t n, len = strlen(name);

	for (uint32_t i = 0; i < t->nfact; i++) {
		own = t->fact[i].name;
		n = strlen(own);
		if (n >= len && str_eq(own + n - len, name) &&
		    (n == len || own[n - len - 1] == ':'))
			return t->fact[i].value;
	}
	return NULL;
}

static const char *
cut(struct arena *a, const char *s, size_t max)
{
	static const char mark[] = "\n[cut]";
	size_t n = strlen(s);

	if (n <= max)
		return s;
	n = max - sizeof mark;
	while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
		n--;
	return arena_printf(a, "%.*s%s", (int)n, s, mark);
}

const char *
report_details(struct arena *a, const struct report_result *r)
{
	struct strbuf b = STRBUF_INIT;
	const char *text;

	strbuf_addf(&b, "Result: %s", ir_xccdf_names[r->result]);
	if (r->instance != NULL)
		strbuf_addf(&b, "\nInstance: %s", r->instance);
	if (r->time != NULL)
		strbuf_addf(&b, "\nTime: %s", r->time);
	if (*r->text != '\0')
		strbuf_addf(&b, "\n%s", r->text);
	if (r->answer != NULL && *r->answer->details != '\0')
		strbuf_addf(&b, "\n\nThe site says: %s", r->answer->details);
	text = cut(a, arena_strndup(a, b.s, b.n), DETAILS_MAX);
	strbuf_free(&b);
	return text;
}

static const char *
or_else(const char *s, const char *absent)
{
	return s != NULL && *s != '\0' ? s : absent;
}

const char *
report_waiver(struct arena *a, const struct report_waiver *w)
{
	const char *by = or_else(w->authority, "nobody named");
	const char *why = or_else(w->remark, "no reason given");
	const char *until = or_else(w->expires, "no day");

	switch (w->state) {
	case WAIVER_HOLDS:
		return arena_printf(
		    a, "waived by %s until %s: %s", by, until, why);
	case WAIVER_EXPIRED:
		return arena_printf(
		    a, "waiver by %s EXPIRED on %s: %s", by, until, why);
	case WAIVER_REVIEW:
		return arena_printf(a,
		    "waiver by %s until %s does not hold, the check text has "
		    "changed since; to be reviewed: %s",
		    by, until, why);
	case WAIVER_OVERRIDE:
	case WAIVER__MAX:
		break;
	}
	return arena_printf(a, "waived by %s on %s, was %s: %s", by,
	    or_else(w->time, "no day"), or_else(w->old, "unknown"), why);
}

static void
add_paragraph(struct strbuf *b, const char *text)
{
	strbuf_addf(b, "%s%s", b->n != 0 ? "\n" : "", text);
}

/* What the site says, and whether that is what was observed. */
static void
add_answer(struct strbuf *b, const struct report_result *r)
{
	const struct report_answer *answer = r->answer;

	if (*answer->comments != '\0')
		add_paragraph(b, answer->comments);
	if (answer->review)
		add_paragraph(b, "The check text has changed since the site "
				 "answered; to be reviewed.");
	if (!str_eq(report_ckl_answer(r), answer->status)) {
		add_paragraph(b, "The site's answer is ");
		strbuf_addf(b, "%s (%s).", answer->status, answer->source);
	}
}

const char *
report_waivers(struct arena *a, const struct report_result *r)
{
	const struct report_waiver *w;
	struct strbuf b = STRBUF_INIT;
	const char *text;

	for (w = r->waiver; w < r->waiver + r->nwaiver; w++)
		add_paragraph(&b, report_waiver(a, w));
	if (r->answer != NULL)
		add_answer(&b, r);
	if (r->stale)
		add_paragraph(&b, "The check was held against another check "
				  "text; to be reviewed.");
	text = cut(a, arena_strndup(a, b.s, b.n), DETAILS_MAX);
	strbuf_free(&b);
	return text;
}

bool
report_is_waived(const struct report_result *r)
{
	const struct report_waiver *w;

	for (w = r->waiver; w < r->waiver + r->nwaiver; w++)
		if (w->state == WAIVER_HOLDS)
			return report_is_finding(r->result);
	return false;
}

const char *
report_ckl_status(enum ir_xccdf_result r)
{
	switch (r) {
	case IR_XCCDF_PASS:
	case IR_XCCDF_FIXED:
		return "NotAFinding";
	case IR_XCCDF_FAIL:
		return "Open";
	case IR_XCCDF_NOTAPPLICABLE:
		return "Not_Applicable";
	case IR_XCCDF_ERROR:
	case IR_XCCDF_UNKNOWN:
	case IR_XCCDF_NOTCHECKED:
	case IR_XCCDF_NOTSELECTED:
	case IR_XCCDF_INFORMATIONAL:
	case IR_XCCDF__MAX:
		break;
	}
	return "Not_Reviewed";
}

const char *
report_ckl_answer(const struct report_result *r)
{
	if (r->answer != NULL && !r->answer->review &&
	    (r->result == IR_XCCDF_NOTCHECKED ||
		r->result == IR_XCCDF_INFORMATIONAL))
		return r->answer->status;
	return report_ckl_status(r->result);
}

bool
report_nothing(const struct report *r, const struct report_target *t)
{
	diag(DIAG_ID_NOT_FOUND, (struct srcpos){ r->file, 0 },
	    "no result of %s: a checklist needs one", t->name);
	return false;
}

const char *
report_line(struct arena *a, const char *s)
{
	char *line = arena_strdup(a, s);

	for (char *p = line; p != NULL && *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return line;
}

void
report_element(struct strbuf *b, const char *name, const char *text)
{
	strbuf_addf(b, "<%s>", name);
	quote_xml(b, text != NULL ? text : "");
	strbuf_addf(b, "</%s>\n", name);
}

void
report_attribute(struct strbuf *b, const char *name, const char *text)
{
	struct arena a = { NULL };

	strbuf_addf(b, " %s=\"", name);
	if (text != NULL)
		quote_xml(b, report_line(&a, text));
	strbuf_addch(b, '"');
	arena_free(&a);
}

/* n digits of *s as a number within the limits; *s goes behind them. */
static bool
digits(const char **s, int n, int min, int max, int *out)
{
	int v = 0;

	for (; n > 0; n--, ++*s) {
		if (**s < '0' || **s > '9')
			return false;
		v = v * 10 + (**s - '0');
	}
	*out = v;
	return v >= min && v <= max;
}

static bool
take(const char **s, char c)
{
	return **s == c && (++*s, true);
}

bool
report_time(const char *s, int64_t *out)
{
	struct tm tm = { 0 };
	int year, month, hours = 0, minutes = 0, sign = 1;

	if (s == NULL || !digits(&s, 4, 1970, 9999, &year) || !take(&s, '-') ||
	    !digits(&s, 2, 1, 12, &month) || !take(&s, '-') ||
	    !digits(&s, 2, 1, 31, &tm.tm_mday) || !take(&s, 'T') ||
	    !digits(&s, 2, 0, 24, &tm.tm_hour) || !take(&s, ':') ||
	    !digits(&s, 2, 0, 59, &tm.tm_min) || !take(&s, ':') ||
	    !digits(&s, 2, 0, 60, &tm.tm_sec))
		return false;
	if (take(&s, '.'))
		s += strspn(s, "0123456789");
	if (*s == '+' || *s == '-') {
		sign = *s++ == '-' ? -1 : 1;
		if (!digits(&s, 2, 0, 14, &hours) || !take(&s, ':') ||
		    !digits(&s, 2, 0, 59, &minutes))
			return false;
	} else
		take(&s, 'Z');
	if (*s != '\0')
		return false;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	*out = (int64_t)timegm(&tm) - sign * (hours * 3600 + minutes * 60);
	return true;
}

const char *
report_uuid(struct arena *a, const char *kind, const char *x, const char *y)
{
	const char *text = arena_printf(a, "auditc %s\n%s\n%s", kind, x, y);
	char hex[HASH_HEX];

	hash_sha256(text, strlen(text), hex);
	/* Version 8, of one's own making; the variant of RFC 9562. */
	return arena_printf(a, "%.8s-%.4s-8%.3s-a%.3s-%.12s", hex, hex + 8,
	    hex + 12, hex + 15, hex + 18);
}
