/*
 * What the store knows of a site, put beside results: waivers, answers of
 * checklists, and whether the checks are stale.  What was observed is not
 * changed by any of it.
 */
#include <stdlib.h>
#include <string.h>

#include "source.h"

struct site {
	struct store *store;
	struct arena *a; /* of the report */
	const char *today;
	const struct store_answer *answer; /* by control */
	const struct store_waiver *waiver;
	uint32_t nanswer, nwaiver;
};

static int
by_control(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_answers(const void *pa, const void *pb)
{
	const struct store_answer *a = pa, *b = pb;

	return by_control(a->control, b->control);
}

static int
compare_waivers(const void *pa, const void *pb)
{
	const struct store_waiver *a = pa, *b = pb;

	return by_control(a->control, b->control);
}

static const char *
clean(struct site *site, const char *s)
{
	return report_clean(site->a, s != NULL ? s : "");
}

/* The same on one line. */
static const char *
line(struct site *site, const char *s)
{
	return report_line(site->a, clean(site, s));
}

static void
add_text(struct site *site, struct report_result *x, const char *text)
{
	if (strstr(x->text, text) != NULL)
		return; /* evaluate said it already */
	x->text = *x->text == '\0'
		      ? text
		      : arena_printf(site->a, "%s\n%s", x->text, text);
	x->head = *x->head == '\0'
		      ? text
		      : arena_printf(site->a, "%s\n%s", x->head, text);
}

static void
put_waiver(
    struct site *site, struct report_result *x, const struct store_waiver *w)
{
	struct report_waiver *out = VEC_PUSH(site->a, x->waiver, x->nwaiver);

	out->state = strcmp(w->expires, site->today) < 0 ? WAIVER_EXPIRED
		     : w->review                         ? WAIVER_REVIEW
							 : WAIVER_HOLDS;
	out->authority = line(site, w->author);
	out->time = w->given;
	out->old = ir_xccdf_names[x->result];
	out->remark = line(site, w->reason);
	out->expires = w->expires;
	add_text(site, x, report_waiver(site->a, out));
}

/* Those of the control that mean this target. */
static void
put_waivers(struct site *site, const struct report_target *t,
    struct report_result *x, int64_t control)
{
	const struct store_waiver key = { .control = control }, *w;
	const struct store_waiver *end = site->waiver + site->nwaiver;

	if (x->nwaiver != 0 || site->nwaiver == 0 ||
	    !report_is_finding(x->result))
		return;
	w = bsearch(
	    &key, site->waiver, site->nwaiver, sizeof *w, compare_waivers);
	while (w != NULL && w > site->waiver && w[-1].control == control)
		w--;
	for (; w != NULL && w < end && w->control == control; w++)
		if (*w->target == '\0' || source_is_target(t, w->target))
			put_waiver(site, x, w);
}

/* Is it a line that we write into checklists ourselves? */
static bool
is_own_line(const char *s)
{
	static const char *const heads[] = { "waived by ", "waiver by ",
		"The site's answer is ", "the site's answer: ",
		"the site's answer for ",
		"The check text has changed since the site answered",
		"The check was held against", "the check is stale: " };

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (str_starts(s, heads[i]))
			return true;
	return false;
}

/*
 * The site's part of a text: a checklist that we wrote comes back with what we
 * put there, which would be told again and again.
 */
static const char *
sites_own(struct site *site, const char *text)
{
	static const char mark[] = "The site says: ";
	struct strbuf b = STRBUF_INIT;
	const char *p, *own = text, *end;

	if (str_starts(text, "Result: "))
		for (p = text; (p = strstr(p, mark)) != NULL;)
			own = p += sizeof mark - 1;
	for (p = own; *p != '\0'; p = *end != '\0' ? end + 1 : end) {
		end = p + strcspn(p, "\n");
		if (is_own_line(p))
			continue;
		if (b.n != 0)
			strbuf_addch(&b, '\n');
		strbuf_add(&b, p, (size_t)(end - p));
	}
	own = arena_strndup(site->a, b.s, b.n);
	strbuf_free(&b);
	return clean(site, own);
}

static bool
is_asset(const struct report_target *t, const char *name)
{
	const char *fqdn = report_fact(t, "fqdn");

	return str_eq_nocase(t->name, name) ||
	       (fqdn != NULL && str_eq_nocase(fqdn, name));
}

/* Is it of the instance that is meant: 2; of none: 1; of another one: 0. */
static int
is_instance(const struct report_target *t, const char *instance)
{
	size_t n;

	if (*instance == '\0')
		return 1;
	n = strcspn(instance, "/");
	return t->instance != NULL && strlen(t->site) == n &&
			       strncmp(instance, t->site, n) == 0 &&
			       str_eq(instance + n + 1, t->instance)
		   ? 2
		   : 0;
}

/* How well an answer fits the target; 0: it is another's. */
static int
fits(const struct report_target *t, const struct store_answer *s)
{
	int instance = is_instance(t, s->instance);

	if (instance == 0)
		return 0;
	if (is_asset(t, s->target))
		return 2 * instance;
	return *s->target == '\0' ? 2 * instance - 1 : 0;
}

static const char *
about_review(const struct store_answer *s)
{
	return s->review ? ", for another check text; to be reviewed" : "";
}

/*
 * The answer that fits the target best.  Where no instance is meant, what is
 * answered of each is told and decides nothing.
 */
static void
put_answer(struct site *site, const struct report_target *t,
    struct report_result *x, int64_t control)
{
	const struct store_answer key = { .control = control }, *s, *best;
	const struct store_answer *end = site->answer + site->nanswer;
	struct report_answer *out;

	if (site->nanswer == 0)
		return;
	s = bsearch(
	    &key, site->answer, site->nanswer, sizeof *s, compare_answers);
	while (s != NULL && s > site->answer && s[-1].control == control)
		s--;
	for (best = NULL; s != NULL && s < end && s->control == control; s++) {
		if (fits(t, s) > (best != NULL ? fits(t, best) : 0))
			best = s;
		if (t->instance == NULL && *s->instance != '\0' &&
		    is_asset(t, s->target))
			add_text(site, x,
			    arena_printf(site->a,
				"the site's answer for %s: %s%s (%s)",
				line(site, s->instance), s->status,
				about_review(s), line(site, s->origin)));
	}
	if (best == NULL)
		return;
	out = arena_alloc(site->a, sizeof *out);
	out->status = best->status;
	out->details = sites_own(site, best->details);
	out->comments = sites_own(site, best->comments);
	out->severity = best->severity;
	out->justification = clean(site, best->justification);
	out->source = line(site, best->origin);
	out->review = best->review;
	x->answer = out;
	add_text(site, x,
	    arena_printf(site->a, "the site's answer: %s%s (%s)", out->status,
		about_review(best), out->source));
}

static bool
is_ours(const struct report_target *t)
{
	return t->test_system == NULL ||
	       strstr(t->test_system, ":auditc:") != NULL;
}

static void
put_target(struct site *site, struct report_target *t, const int64_t *control,
    const bool *stale)
{
	struct report_result *x;

	for (x = t->result; x < t->result + t->nresult; x++) {
		if (control[x->rule] == 0 || x->result == IR_XCCDF_NOTSELECTED)
			continue;
		put_waivers(site, t, x, control[x->rule]);
		put_answer(site, t, x, control[x->rule]);
		x->stale = stale[x->rule] && is_ours(t);
		if (x->stale)
			add_text(site, x,
			    "the check is stale: it was held against another "
			    "check text");
	}
}

static void
put_all(struct site *site, struct report *r)
{
	const struct model_benchmark *b = r->benchmark;
	int64_t *control = store_controls(site->store, site->a, b);
	bool *stale = arena_alloc(site->a, (b->nrule + 1) * sizeof *stale);
	uint32_t i;

	for (i = 0; i < b->nrule; i++)
		stale[i] =
		    control[i] != 0 && store_is_stale(site->store, control[i]);
	for (i = 0; i < r->ntarget; i++)
		put_target(site, &r->target[i], control, stale);
}

/* --- web servers and databases ------------------------------------------ */

/* "site/instance"; without a slash it is the instance of no site. */
static void
set_instance(struct site *site, struct report_target *t, const char *name)
{
	size_t n = strcspn(name, "/");
	bool both = name[n] == '/';

	t->site = both ? line(site, arena_strndup(site->a, name, n)) : "";
	t->instance = line(site, both ? name + n + 1 : name);
}

static bool
has_instance(const struct report *r, uint32_t first, const char *name)
{
	for (uint32_t i = first; i < r->ntarget; i++)
		if (is_instance(&r->target[i], name) == 2)
			return true;
	return false;
}

/* The target again for every instance of it that a checklist answers for. */
static void
add_instances(struct site *site, struct report *r, uint32_t index,
    const bool *control)
{
	const struct store_answer *s, *end = site->answer + site->nanswer;
	uint32_t first = r->ntarget;
	struct report_target *t;

	for (s = site->answer; s < end; s++) {
		if (*s->instance == '\0' || !control[s - site->answer] ||
		    !is_asset(&r->target[index], s->target) ||
		    has_instance(r, first, s->instance) ||
		    r->ntarget == REPORT_MAX_TARGETS)
			continue;
		t = VEC_PUSH(site->a, r->target, r->ntarget);
		*t = r->target[index];
		t->result =
		    arena_alloc(site->a, (t->nresult + 1) * sizeof *t->result);
		memcpy(t->result, r->target[index].result,
		    t->nresult * sizeof *t->result);
		set_instance(site, t, s->instance);
	}
}

static int
compare_controls(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return by_control(*a, *b);
}

static void
put_instances(const struct cli *cli, struct site *site, struct report *r,
    bool each)
{
	uint32_t i, n = r->ntarget;
	int64_t *control;
	bool *ours;

	for (i = 0; cli->instance != NULL && i < n; i++)
		set_instance(site, &r->target[i], cli->instance);
	if (!each || cli->instance != NULL || site->nanswer == 0 ||
	    r->nrule == 0)
		return;
	control = store_controls(site->store, site->a, r->benchmark);
	qsort(control, r->nrule, sizeof *control, compare_controls);
	ours = arena_alloc(site->a, site->nanswer * sizeof *ours);
	for (i = 0; i < site->nanswer; i++)
		ours[i] = bsearch(&site->answer[i].control, control, r->nrule,
			      sizeof *control, compare_controls) != NULL;
	for (i = 0; i < n; i++)
		add_instances(site, r, i, ours);
}

/* Each control of "AC-2 a; AC-3" once. */
static void
add_controls(struct report *r, struct report_rule *rule, const char *list)
{
	const char *one;
	uint32_t i;
	size_t n;

	for (; *list != '\0'; list += n + strspn(list + n, "; ")) {
		n = strcspn(list, ";");
		one = arena_strndup(r->arena, list, n);
		for (i = 0; i < rule->nnist; i++)
			if (str_eq(rule->nist[i], one))
				break;
		if (i == rule->nnist && *one != '\0')
			*VEC_PUSH(r->arena, rule->nist, rule->nnist) = one;
	}
}

void
site_controls(struct store *s, struct report *r)
{
	struct report_rule *rule;
	struct store_cci c;
	const char *list;
	uint32_t i;

	for (rule = r->rule; rule < r->rule + r->nrule; rule++) {
		if (rule->nnist != 0)
			continue;
		for (i = 0; i < rule->ncci; i++) {
			if (!store_cci(s, r->arena, rule->cci[i], &c))
				continue;
			list = c.rev5 != NULL ? c.rev5 : c.rev4;
			if (list != NULL)
				add_controls(r, rule, list);
		}
	}
}

bool
site_put(const struct cli *cli, struct report *r, bool each_instance)
{
	struct site site = { .a = r->arena };
	struct store_answer *answer;
	struct store_waiver *waiver;
	bool ok;

	site.store = store_open(cli->db, STORE_READ);
	if (site.store == NULL)
		return false;
	site.today = cli_today(r->arena);
	answer = store_answers(site.store, r->arena, 0, &site.nanswer);
	waiver = store_waivers(site.store, r->arena, 0, &site.nwaiver);
	if (site.nanswer != 0)
		qsort(answer, site.nanswer, sizeof *answer, compare_answers);
	if (site.nwaiver != 0)
		qsort(waiver, site.nwaiver, sizeof *waiver, compare_waivers);
	site.answer = answer;
	site.waiver = waiver;
	put_instances(cli, &site, r, each_instance);
	put_all(&site, r);
	site_controls(site.store, r);
	ok = !store_failed(site.store);
	store_close(site.store);
	return ok;
}
