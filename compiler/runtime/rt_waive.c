/*
 * Waivers: who answers for a finding until when, out of the file that
 * `auditc waive export` writes.  What was observed is not changed by one; it
 * stands in the message, and --waived-ok leaves what it covers out of the
 * status.
 */
#include <string.h>

#include "rt.h"

#define WAIVER_FIELDS 6
#define WAIVERS_MAX 100000

/* YYYY-MM-DD; days compare as texts. */
static bool
is_day(const char *s)
{
	static const char form[] = "dddd-dd-dd";
	size_t i;

	for (i = 0; form[i] != '\0'; i++)
		if (form[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	return s[i] == '\0';
}

/* The fields of a line, in place; false: there are more, less or empty ones. */
static bool
split(char *line, char *field[WAIVER_FIELDS])
{
	size_t i;

	for (i = 0; i < WAIVER_FIELDS; i++) {
		field[i] = line;
		line = strchr(line, '\t');
		if ((line == NULL) != (i + 1 == WAIVER_FIELDS))
			return false;
		if (line != NULL)
			*line++ = '\0';
		if (*field[i] == '\0')
			return false;
	}
	return true;
}

/* A waiver of a rule that this content does not have is of another's. */
static bool
read_line(struct arena *a, const struct rt_content *c, char *line,
    struct rt_waivers *out, const char **why)
{
	char *field[WAIVER_FIELDS];
	struct rt_waiver *w;
	uint32_t rule;

	if (*line == '\0' || *line == '#')
		return true;
	if (!utf8_valid(line, strlen(line)) || !split(line, field)) {
		*why = "rule, target, given, expires, author, reason, with a "
		       "tab between them, are expected";
		return false;
	}
	if (!is_day(field[2]) || !is_day(field[3])) {
		*why = "days are YYYY-MM-DD";
		return false;
	}
	if (out->n == WAIVERS_MAX) {
		*why = "too many waivers";
		return false;
	}
	rule = rt_rule_find(c, field[0]);
	if (rule == IR_NONE)
		return true;
	w = VEC_PUSH(a, out->waiver, out->n);
	w->rule = rule;
	w->target = strcmp(field[1], "*") == 0 ? NULL : field[1];
	w->given = field[2];
	w->expires = field[3];
	w->author = field[4];
	w->reason = field[5];
	return true;
}

bool
rt_waivers_read(struct arena *a, const struct rt_content *c, const char *path,
    struct rt_waivers *out)
{
	char *text = rt_config_text(a, path), *next;
	const char *why = NULL;
	unsigned line = 0;
	bool ok = text != NULL;

	for (; ok && *text != '\0'; text = next) {
		line++;
		next = strchr(text, '\n');
		if (next != NULL)
			*next++ = '\0';
		else
			next = text + strlen(text);
		ok = read_line(a, c, text, out, &why);
		if (!ok)
			rt_warn("%s:%u: %s", path, line, why);
	}
	return ok;
}

bool
rt_is_finding(enum ir_xccdf_result r)
{
	return r == IR_XCCDF_FAIL || r == IR_XCCDF_ERROR ||
	       r == IR_XCCDF_UNKNOWN;
}

bool
rt_is_waived(const struct rt_rule_result *r)
{
	return r->waiver != NULL && !r->waiver_expired &&
	       rt_is_finding(r->result);
}

static bool
is_of_target(const struct rt_waiver *w, const struct rt_target *t)
{
	const char *slash = strrchr(t->name, '/');

	return w->target == NULL || strcmp(w->target, t->name) == 0 ||
	       (slash != NULL && strcmp(w->target, slash + 1) == 0);
}

static void
waive(struct arena *a, struct rt_rule_result *r, const struct rt_waiver *w,
    const char *today)
{
	const char *text;

	r->waiver = w;
	r->waiver_expired = strcmp(w->expires, today) < 0;
	text = r->waiver_expired
		   ? arena_printf(a, "waiver by %s EXPIRED on %s: %s",
			 w->author, w->expires, w->reason)
		   : arena_printf(a, "waived by %s until %s: %s", w->author,
			 w->expires, w->reason);
	r->message = r->message == NULL || *r->message == '\0'
			 ? text
			 : arena_printf(a, "%s\n%s", r->message, text);
}

/*
 * Of a rule with several results those that are findings: each container's
 * own by its own waiver, where the whole has none.
 */
static void
waive_parts(struct arena *a, struct rt_rule_result *r,
    const struct rt_waiver *w, const char *today)
{
	struct rt_rule_result *p;
	const struct rt_waiver *own;

	for (p = r->part; p < r->part + r->npart; p++) {
		own = p->source != NULL && p->source->waiver != NULL
			  ? p->source->waiver
			  : w;
		if (own != NULL && rt_is_finding(p->result))
			waive(a, p, own, today);
	}
}

/* The waiver that holds longest of those for this rule on this target. */
static const struct rt_waiver *
find_waiver(
    const struct rt_waivers *all, uint32_t rule, const struct rt_target *t)
{
	const struct rt_waiver *w, *best = NULL;

	for (w = all->waiver; w < all->waiver + all->n; w++)
		if (w->rule == rule && is_of_target(w, t) &&
		    (best == NULL || strcmp(w->expires, best->expires) > 0))
			best = w;
	return best;
}

/*
 * What the host says of its containers is waived where every container that
 * has the finding is: by the waiver that ends first.  What an engine has that
 * did not answer, nobody waived.
 */
static const struct rt_waiver *
folded_waiver(const struct rt_engines *engines,
    const struct rt_target_result *t, uint32_t n, uint32_t rule)
{
	const struct rt_waiver *first = NULL;
	const struct rt_rule_result *r;
	uint32_t i;

	for (i = 0; i < engines->nengine; i++)
		if (rt_engine_is_away(&engines->engine[i]))
			return NULL;
	for (i = 0; i < n; i++) {
		r = &t[i].result[rule];
		if (t[i].target->kind != RT_CONTAINER ||
		    !rt_is_finding(r->result))
			continue;
		if (!rt_is_waived(r))
			return NULL;
		if (first == NULL ||
		    strcmp(r->waiver->expires, first->expires) < 0)
			first = r->waiver;
	}
	return first;
}

void
rt_waive(struct arena *a, const struct rt_content *c,
    const struct rt_engines *engines, const struct rt_waivers *all,
    struct rt_target_result *t, uint32_t n)
{
	const unsigned container = 1u << IR_TARGET_CONTAINER;
	const struct rt_waiver *w;
	struct rt_rule_result *r;
	char today[RT_TIME];
	uint32_t i, k;

	if (all->n == 0)
		return;
	rt_time_text(rt_now(), today);
	today[strlen("YYYY-MM-DD")] = '\0';
	/* The host last: it looks at the containers. */
	for (i = n; i-- > 0;)
		for (k = 0; k < c->unit.nrule; k++) {
			r = &t[i].result[k];
			if (!rt_is_finding(r->result))
				continue;
			w = find_waiver(all, k, t[i].target);
			if (w == NULL && t[i].target->kind == RT_HOST &&
			    rt_rule_targets(&c->unit.rule[k]) == container)
				w = folded_waiver(engines, t, n, k);
			waive_parts(a, r, w, today);
			if (w != NULL)
				waive(a, r, w, today);
		}
}
