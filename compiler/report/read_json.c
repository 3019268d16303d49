/*
 * Results out of the JSON that evaluate writes.  Its rules are those of the
 * benchmark that it names, where that can be had and has all of them; else
 * what the results themselves say of each.
 */
#include <math.h>
#include <string.h>

#include <jansson.h>

#include "report.h"

#define FORMAT "auditc-results-1"

struct reader {
	struct arena *a;
	struct report *report;
	struct model_index ix;
	uint32_t nresult;
	struct model_benchmark *bare; /* what is being collected */
};

static bool
refuse(const struct reader *r, const char *what, const char *detail)
{
	diag(DIAG_ID_FILE_FORMAT, (struct srcpos){ r->report->file, 0 },
	    "%s%s%s", what, detail != NULL ? " " : "",
	    detail != NULL ? detail : "");
	return false;
}

/* A text member, clean, in the arena; NULL where there is none. */
static const char *
text(const struct reader *r, json_t *object, const char *name)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s != NULL ? report_clean(r->a, arena_strdup(r->a, s)) : NULL;
}

/* The same on one line. */
static const char *
line(const struct reader *r, json_t *object, const char *name)
{
	return report_line(r->a, text(r, object, name));
}

static void
take_texts(
    const struct reader *r, json_t *array, const char ***list, uint32_t *n)
{
	json_t *item;
	size_t i;

	json_array_foreach(array, i, item)
	{
		const char *s = json_string_value(item);

		if (s != NULL)
			*VEC_PUSH(r->a, *list, *n) =
			    report_clean(r->a, arena_strdup(r->a, s));
	}
}

static enum model_severity
severity(const char *s)
{
	for (unsigned i = 0; s != NULL && i < SEV__MAX; i++)
		if (str_eq(model_severity_names[i], s))
			return (enum model_severity)i;
	return SEV_UNKNOWN;
}

/* --- rules -------------------------------------------------------------- */

/* Call each for every rule of every target until it is false. */
static bool
each_rule(struct reader *r, json_t *root,
    bool (*each)(struct reader *r, json_t *rule, json_t *seen), json_t *seen)
{
	json_t *target, *rule;
	size_t i, k;

	json_array_foreach(json_object_get(root, "targets"), i, target)
	{
		json_array_foreach(json_object_get(target, "rules"), k, rule)
		{
			if (!each(r, rule, seen))
				return false;
		}
	}
	return true;
}

static bool
is_known(struct reader *r, json_t *rule, json_t *seen)
{
	const char *id = line(r, rule, "id");

	(void)seen;
	return id != NULL &&
	       model_index_find(&r->ix, MODEL_RULE, id) != MODEL_NONE;
}

static bool
take_rule(struct reader *r, json_t *rule, json_t *seen)
{
	struct model_benchmark *b;
	const char *id = line(r, rule, "id");
	struct model_rule *m;

	if (id == NULL || *id == '\0')
		return refuse(r, "a rule without id", NULL);
	if (json_object_get(seen, id) != NULL)
		return true;
	json_object_set_new(seen, id, json_true());
	b = r->bare;
	m = VEC_PUSH(r->a, b->rule, b->nrule);
	m->id = id;
	m->id12 = id;
	m->version = line(r, rule, "version");
	m->title = text(r, rule, "title");
	m->severity = severity(text(r, rule, "severity"));
	m->selected = true;
	m->group = MODEL_NONE;
	return true;
}

static bool
take_benchmark(
    struct reader *r, json_t *root, report_benchmark *find, void *arg)
{
	const char *id = line(r, root, "benchmark"), *version;
	struct model_benchmark *bare;
	uint32_t nth;
	json_t *seen;
	bool ok;

	if (id == NULL || *id == '\0')
		return refuse(r, "no benchmark is named", NULL);
	version = line(r, root, "benchmark_version");
	for (nth = 0; find != NULL && nth < REPORT_MAX_RELEASES; nth++) {
		r->report->benchmark = find(arg, r->a, id, version, nth);
		if (r->report->benchmark == NULL)
			break;
		r->ix = model_index_new(r->a, r->report->benchmark);
		if (each_rule(r, root, is_known, NULL))
			return true;
	}
	bare = arena_alloc(r->a, sizeof *bare);
	bare->arena = r->a;
	bare->file = r->report->file;
	bare->id = bare->id12 = id;
	bare->version = version;
	r->report->benchmark = r->bare = bare;
	r->report->bare = true;
	seen = json_object();
	ok = each_rule(r, root, take_rule, seen);
	json_decref(seen);
	if (ok)
		r->ix = model_index_new(r->a, bare);
	return ok;
}

/* --- results ------------------------------------------------------------ */

static void
take_evidence(const struct reader *r, json_t *array, struct report_result *out)
{
	struct report_item *item;
	const char *s;
	json_t *e;
	size_t i;

	json_array_foreach(array, i, e)
	{
		item = VEC_PUSH(r->a, out->item, out->nitem);
		s = json_string_value(json_object_get(e, "result"));
		item->result = (enum ir_result)ir_name_find(
		    ir_result_names, IR_RESULT__MAX, s != NULL ? s : "");
		if (item->result == IR_RESULT__MAX)
			item->result = IR_RESULT_UNKNOWN;
		item->drift = json_is_true(json_object_get(e, "drift"));
		item->where = text(r, e, "where");
		item->found = text(r, e, "found");
		item->expected = text(r, e, "expected");
		item->comment = text(r, e, "comment");
	}
}

static void
take_waiver(const struct reader *r, json_t *o, struct report_result *out)
{
	struct report_waiver *w;

	if (!json_is_object(o))
		return;
	w = VEC_PUSH(r->a, out->waiver, out->nwaiver);
	w->state = str_eq(text(r, o, "state"), "holds") ? WAIVER_HOLDS
							: WAIVER_EXPIRED;
	w->authority = line(r, o, "author");
	w->remark = line(r, o, "reason");
	w->time = line(r, o, "given");
	w->expires = line(r, o, "expires");
	w->old = ir_xccdf_names[out->result];
}

/* Why, and what is advised. */
static const char *
head(const struct reader *r, json_t *rule)
{
	const char *message = text(r, rule, "message");
	const char *advice = text(r, rule, "advice");

	if (advice == NULL)
		return message != NULL ? message : "";
	return message == NULL
		   ? advice
		   : arena_printf(r->a, "%s\n%s", message, advice);
}

static bool
take_result(struct reader *r, json_t *rule, struct report_target *t)
{
	const char *id = line(r, rule, "id"), *verdict, *s;
	struct report_result *out;

	if (++r->nresult > REPORT_MAX_RESULTS)
		return refuse(r, "too many results", NULL);
	out = VEC_PUSH(r->a, t->result, t->nresult);
	out->rule = model_index_find(&r->ix, MODEL_RULE, id);
	verdict = text(r, rule, "result");
	out->result = (enum ir_xccdf_result)ir_name_find(
	    ir_xccdf_names, IR_XCCDF__MAX, verdict != NULL ? verdict : "");
	if (out->result == IR_XCCDF__MAX)
		return refuse(r, "no result of", id);
	s = text(r, rule, "severity");
	out->severity = s != NULL
			    ? severity(s)
			    : r->report->benchmark->rule[out->rule].severity;
	out->time = line(r, rule, "time");
	out->weight = r->report->benchmark->rule[out->rule].weight;
	out->output = text(r, rule, "output");
	out->check_name = line(r, rule, "check");
	out->instance = line(r, rule, "instance");
	out->head = head(r, rule);
	take_waiver(r, json_object_get(rule, "waiver"), out);
	take_evidence(r, json_object_get(rule, "evidence"), out);
	report_tell_items(r->a, out);
	return true;
}

static void
take_facts(const struct reader *r, json_t *array, struct report_target *t)
{
	struct report_fact *f;
	json_t *fact;
	size_t i;

	json_array_foreach(array, i, fact)
	{
		if (!json_is_string(json_object_get(fact, "name")) ||
		    !json_is_string(json_object_get(fact, "value")))
			continue;
		f = VEC_PUSH(r->a, t->fact, t->nfact);
		f->name = text(r, fact, "name");
		f->value = text(r, fact, "value");
	}
}

/* The Values of the run, which are those of every target. */
static void
take_values(const struct reader *r, json_t *values, struct report_target *t)
{
	struct report_value *v;
	const char *name, *s;
	json_t *value;

	json_object_foreach(values, name, value)
	{
		v = VEC_PUSH(r->a, t->value, t->nvalue);
		v->id = report_line(r->a, report_clean(r->a, name));
		v->list = json_is_array(value);
		if (v->list)
			take_texts(r, value, &v->text, &v->ntext);
		else if ((s = json_string_value(value)) != NULL)
			*VEC_PUSH(r->a, v->text, v->ntext) =
			    report_clean(r->a, arena_strdup(r->a, s));
	}
}

static bool
take_target(struct reader *r, json_t *root, json_t *target)
{
	struct report_target t = { 0 };
	struct report_score *s;
	json_t *score, *rule;
	size_t i;

	t.name = line(r, target, "name");
	if (t.name == NULL || *t.name == '\0')
		return refuse(r, "a target without name", NULL);
	if (r->report->ntarget == REPORT_MAX_TARGETS)
		return refuse(r, "too many targets", NULL);
	t.label = line(r, target, "label");
	t.profile = line(r, target, "profile");
	t.start = line(r, target, "start");
	t.end = line(r, target, "end");
	t.error = text(r, target, "error");
	take_texts(r, json_object_get(target, "notes"), &t.note, &t.nnote);
	take_texts(
	    r, json_object_get(target, "addresses"), &t.address, &t.naddress);
	take_facts(r, json_object_get(target, "facts"), &t);
	take_values(r, json_object_get(root, "values"), &t);
	score = json_object_get(target, "score");
	if (json_is_number(score) && isfinite(json_number_value(score))) {
		s = VEC_PUSH(r->a, t.score, t.nscore);
		s->system = "urn:xccdf:scoring:default";
		s->value = json_number_value(score);
		s->maximum = 100;
	}
	json_array_foreach(json_object_get(target, "rules"), i, rule)
	{
		if (!take_result(r, rule, &t))
			return false;
	}
	report_name_parts(r->report, &t);
	*VEC_PUSH(r->a, r->report->target, r->report->ntarget) = t;
	return true;
}

static bool
read_root(struct reader *r, json_t *root, report_benchmark *find, void *arg)
{
	const char *format = text(r, root, "format");
	json_t *target;
	size_t i;

	if (!str_eq(format, FORMAT))
		return refuse(r, "JSON that is not " FORMAT, NULL);
	if (!take_benchmark(r, root, find, arg))
		return false;
	report_take_rules(r->report);
	json_array_foreach(json_object_get(root, "targets"), i, target)
	{
		if (!take_target(r, root, target))
			return false;
	}
	if (r->report->ntarget == 0)
		return refuse(r, "no target", NULL);
	return true;
}

struct report *
report_read_json(struct arena *a, const char *file, const char *data, size_t n,
    report_benchmark *find, void *arg)
{
	struct reader r = { .a = a };
	json_error_t error;
	json_t *root;
	bool ok;

	if (n > XML_MAX_SIZE) {
		diag(DIAG_ID_FILE_LIMIT, (struct srcpos){ file, 0 },
		    "%zu bytes", n);
		return NULL;
	}
	root = json_loadb(data, n, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL) {
		diag(DIAG_ID_FILE_FORMAT,
		    (struct srcpos){
			file, error.line > 0 ? (uint32_t)error.line : 0 },
		    "%s", error.text);
		return NULL;
	}
	r.report = arena_alloc(a, sizeof *r.report);
	r.report->arena = a;
	r.report->file = report_line(a, report_clean(a, file));
	ok = read_root(&r, root, find, arg);
	json_decref(root);
	return ok ? r.report : NULL;
}
