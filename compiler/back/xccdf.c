/*
 * The benchmark as XCCDF 1.2, in the form that all consumers of results take:
 * prefix cdf:, every Rule inside a Group, no severity that reads as "does not
 * matter", one check with one reference of its own per Rule, profiles without
 * inheritance.  A newline stands between all siblings: one consumer drops
 * every second one otherwise.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "back.h"

#define SCE "http://open-scap.org/page/SCE"
#define EVALUATOR "urn:auditc:evaluator" /* what no script can check */

struct writer {
	const struct pass_unit *u;
	const struct model_benchmark *b;
	struct arena *arena; /* of this writing */
	struct strbuf *out;
	struct model_index ix;
	uint32_t *first, *next; /* items of b->item by parent; [ngroup]: top */
};

#define NO_ITEM UINT32_MAX

/* --- text -------------------------------------------------------------------- */

static void
attr(struct writer *w, const char *name, const char *value)
{
	if (value == NULL)
		return;
	strbuf_addf(w->out, " %s=\"", name);
	quote_xml(w->out, value);
	strbuf_addch(w->out, '"');
}

static void
attr_bool(struct writer *w, const char *name, bool value)
{
	attr(w, name, value ? "true" : "false");
}

/* A URI reference: bytes that none can hold are escaped. */
static void
attr_uri(struct writer *w, const char *name, const char *value)
{
	struct strbuf b = STRBUF_INIT;

	if (value == NULL)
		return;
	for (; *value != '\0'; value++) {
		unsigned char c = (unsigned char)*value;

		if (isalnum(c) || strchr("-._~:/?#[]@!$&'()*+,;=%", c) != NULL)
			strbuf_addch(&b, c);
		else
			strbuf_addf(&b, "%%%02X", c);
	}
	attr(w, name, b.s);
	strbuf_free(&b);
}

/* The attribute where its value is one of the names. */
static void
attr_enum(struct writer *w, const char *name, const char *value,
    const char *const *names)
{
	for (; value != NULL && *names != NULL; names++) {
		if (str_eq(*names, value)) {
			attr(w, name, value);
			return;
		}
	}
}

static void
attr_ncname(struct writer *w, const char *name, const char *value)
{
	if (value != NULL && model_is_ncname(value))
		attr(w, name, value);
}

static bool
is_decimal(const char *s)
{
	size_t n;

	s += *s == '-' || *s == '+';
	n = strspn(s, "0123456789");
	s += n;
	if (*s == '.') {
		size_t part = strspn(++s, "0123456789");

		n += part;
		s += part;
	}
	return n != 0 && *s == '\0';
}

/* XCCDF allows a weight three digits. */
static void
attr_weight(struct writer *w, const char *value)
{
	size_t n = 0;

	if (value == NULL || !is_decimal(value) || *value == '-') {
		attr(w, "weight", "1.0");
		return;
	}
	for (const char *s = value; *s != '\0'; s++)
		n += isdigit((unsigned char)*s) != 0;
	if (n <= 3)
		attr(w, "weight", value);
	else if (strtod(value, NULL) >= 999.5)
		attr(w, "weight", "999");
	else
		attr(w, "weight",
		    arena_printf(w->arena, "%.3g", strtod(value, NULL)));
}

static void
open_tag(struct writer *w, const char *name)
{
	strbuf_addf(w->out, "<cdf:%s", name);
}

static void
close_tag(struct writer *w, const char *name)
{
	strbuf_addf(w->out, "</cdf:%s>\n", name);
}

static void
end_empty(struct writer *w)
{
	strbuf_addstr(w->out, "/>\n");
}

static void
end_text(struct writer *w, const char *name, const char *text)
{
	strbuf_addch(w->out, '>');
	quote_xml(w->out, text != NULL ? text : "");
	close_tag(w, name);
}

/* An element of text; nothing where there is none. */
static void
text(struct writer *w, const char *name, const char *s)
{
	if (s == NULL || *s == '\0')
		return;
	open_tag(w, name);
	end_text(w, name, s);
}

static void
dc(struct writer *w, const char *name, const char *s)
{
	if (s == NULL)
		return;
	strbuf_addf(w->out, "<dc:%s>", name);
	quote_xml(w->out, s);
	strbuf_addf(w->out, "</dc:%s>\n", name);
}

static void
references(struct writer *w, const struct model_reference *r, uint32_t n)
{
	for (; n > 0; n--, r++) {
		open_tag(w, "reference");
		attr_uri(w, "href", r->href);
		if (r->publisher == NULL && r->identifier == NULL &&
		    r->type == NULL && r->subject == NULL) {
			end_text(w, "reference", r->text);
			continue;
		}
		strbuf_addstr(w->out, ">\n");
		dc(w, "title", r->text);
		dc(w, "publisher", r->publisher);
		dc(w, "type", r->type);
		dc(w, "subject", r->subject);
		dc(w, "identifier", r->identifier);
		close_tag(w, "reference");
	}
}

/* Platforms by name; expressions over facts are guards of the check. */
static void
platforms(struct writer *w, const char *const *idref, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (*idref[i] == '#')
			continue;
		open_tag(w, "platform");
		attr(w, "idref", idref[i]);
		end_empty(w);
	}
}

/* --- ids ---------------------------------------------------------------------- */

/* The 1.2 id of a rule or group; a cluster's id stays what it is. */
static const char *
item_id(struct writer *w, const char *id)
{
	uint32_t i = model_index_find(&w->ix, MODEL_RULE, id);

	if (i != MODEL_NONE)
		return w->b->rule[i].id12;
	i = model_index_find(&w->ix, MODEL_GROUP, id);
	return i != MODEL_NONE ? w->b->group[i].id12 : id;
}

static const char *
value_id(struct writer *w, const char *id)
{
	uint32_t i = model_index_find(&w->ix, MODEL_VALUE, id);

	return i != MODEL_NONE ? w->b->value[i].id12 : id;
}

static void
requires_(struct writer *w, const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		char *rest = arena_strdup(w->arena, list[i]), *id;
		struct strbuf ids = STRBUF_INIT;

		while ((id = strsep(&rest, " \t\r\n")) != NULL) {
			if (*id == '\0')
				continue;
			if (ids.n != 0)
				strbuf_addch(&ids, ' ');
			strbuf_addstr(&ids, item_id(w, id));
		}
		open_tag(w, "requires");
		attr(w, "idref", ids.s);
		end_empty(w);
		strbuf_free(&ids);
	}
}

static void
conflicts(struct writer *w, const char *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		open_tag(w, "conflicts");
		attr(w, "idref", item_id(w, list[i]));
		end_empty(w);
	}
}

/* --- profiles ------------------------------------------------------------------ */

struct line { /* of a profile, with the 1.2 id that it is about */
	struct model_profile_item item;
	uint32_t order;
};

/* Lines of one class about the same id say one thing: the last one's. */
static unsigned
line_class(const struct line *l)
{
	return l->item.op == PROFILE_SET_COMPLEX_VALUE ? PROFILE_SET_VALUE :
							 l->item.op;
}

static int
compare_orders(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

static int
compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	unsigned cx = line_class(x), cy = line_class(y);
	int d = (cx > cy) - (cx < cy);

	if (d == 0)
		d = strcmp(x->item.idref, y->item.idref);
	return d != 0 ? d : compare_orders(a, b);
}

/* `to` comes behind `from` and is about the same: what it leaves unsaid. */
static void
merge_line(struct line *to, const struct line *from)
{
	if (to->item.selector == NULL)
		to->item.selector = from->item.selector;
	if (to->item.operator_ == NULL)
		to->item.operator_ = from->item.operator_;
	if (to->item.weight == NULL)
		to->item.weight = from->item.weight;
	if (to->item.severity == NULL)
		to->item.severity = from->item.severity;
	if (to->item.role == NULL)
		to->item.role = from->item.role;
}

static uint32_t
merge_lines(struct line *l, uint32_t n)
{
	uint32_t kept = 0;

	qsort(l, n, sizeof *l, compare_lines);
	for (uint32_t i = 0; i < n; i++) {
		if (i + 1 < n && line_class(&l[i]) == line_class(&l[i + 1]) &&
		    str_eq(l[i].item.idref, l[i + 1].item.idref))
			merge_line(&l[i + 1], &l[i]);
		else
			l[kept++] = l[i];
	}
	qsort(l, kept, sizeof *l, compare_orders);
	return kept;
}

/* A profile's lines, those it inherits included, and what its targets add. */
static uint32_t
profile_lines(struct writer *w, const struct back_profile *p,
    struct line **out)
{
	struct line *l = NULL;
	uint32_t n = 0, *chain, nchain;

	nchain = model_profile_chain(w->arena, w->b, p->model, &chain);
	for (uint32_t c = 0; c < nchain; c++) {
		const struct model_profile *m = &w->b->profile[chain[c]];

		for (uint32_t i = 0; i < m->nitem; i++) {
			struct line *x = VEC_PUSH(w->arena, l, n);

			x->item = m->item[i];
			x->order = n;
			x->item.idref = x->item.op == PROFILE_SELECT ||
				x->item.op == PROFILE_REFINE_RULE ?
			    item_id(w, x->item.idref) :
			    value_id(w, x->item.idref);
		}
	}
	for (uint32_t i = 0; i < w->b->nrule; i++) {
		struct line *x;

		if (back_profile_holds(w->u, p, i))
			continue;
		x = VEC_PUSH(w->arena, l, n);
		x->item.op = PROFILE_SELECT;
		x->item.idref = w->b->rule[i].id12;
		x->order = n;
	}
	*out = l;
	return n != 0 ? merge_lines(l, n) : 0;
}

static const char *const operator_names[] = { "equals", "not equal",
	"greater than", "less than", "greater than or equal",
	"less than or equal", "pattern match", NULL };

static void
profile_line(struct writer *w, const struct model_profile_item *item)
{
	static const char *const names[] = {
		[PROFILE_SELECT] = "select",
		[PROFILE_SET_VALUE] = "set-value",
		[PROFILE_SET_COMPLEX_VALUE] = "set-complex-value",
		[PROFILE_REFINE_VALUE] = "refine-value",
		[PROFILE_REFINE_RULE] = "refine-rule",
	};

	open_tag(w, names[item->op]);
	attr(w, "idref", item->idref);
	switch (item->op) {
	case PROFILE_SELECT:
		attr_bool(w, "selected", item->selected);
		end_empty(w);
		break;
	case PROFILE_SET_VALUE:
		end_text(w, names[item->op], item->value);
		break;
	case PROFILE_SET_COMPLEX_VALUE:
		strbuf_addstr(w->out, ">\n");
		for (uint32_t i = 0; i < item->nlist; i++) {
			open_tag(w, "item");
			end_text(w, "item", item->list[i]);
		}
		close_tag(w, names[item->op]);
		break;
	case PROFILE_REFINE_VALUE:
		attr(w, "selector", item->selector);
		attr_enum(w, "operator", item->operator_, operator_names);
		end_empty(w);
		break;
	case PROFILE_REFINE_RULE:
		if (item->weight != NULL)
			attr_weight(w, item->weight);
		/* The one check of each Rule has no selector. */
		attr(w, "severity", item->severity);
		attr(w, "role", item->role);
		end_empty(w);
		break;
	}
}

static void
profiles(struct writer *w)
{
	struct back_profile *p;
	uint32_t n = back_profiles(w->u, w->arena, &p);

	for (uint32_t i = 0; i < n; i++) {
		const struct model_profile *m = p[i].model != MODEL_NONE ?
		    &w->b->profile[p[i].model] : NULL;
		struct line *l;
		uint32_t nline = profile_lines(w, &p[i], &l);

		open_tag(w, "Profile");
		attr(w, "id", p[i].id);
		if (m != NULL && m->abstract)
			attr_bool(w, "abstract", true);
		if (m != NULL && m->prohibit_changes)
			attr_bool(w, "prohibitChanges", true);
		strbuf_addstr(w->out, ">\n");
		open_tag(w, "title");
		end_text(w, "title", p[i].title);
		text(w, "description", p[i].description);
		if (m != NULL)
			platforms(w, m->platform, m->nplatform);
		for (uint32_t k = 0; k < nline; k++)
			profile_line(w, &l[k].item);
		close_tag(w, "Profile");
	}
}

/* --- values -------------------------------------------------------------------- */

static void
selector(struct writer *w, const struct model_value_instance *in)
{
	if (in->selector != NULL && *in->selector != '\0')
		attr(w, "selector", in->selector);
}

static void
value_text(struct writer *w, const struct model_value_instance *in,
    const char *name, const char *s)
{
	open_tag(w, name);
	selector(w, in);
	end_text(w, name, s);
}

static void
value_instances(struct writer *w, const struct model_value *v)
{
	bool any = false;

	for (uint32_t i = 0; i < v->ninstance; i++) {
		const struct model_value_instance *in = &v->instance[i];

		if (in->is_list) {
			open_tag(w, "complex-value");
			selector(w, in);
			strbuf_addstr(w->out, ">\n");
			for (uint32_t k = 0; k < in->nlist; k++) {
				open_tag(w, "item");
				end_text(w, "item", in->list[k]);
			}
			close_tag(w, "complex-value");
			any = true;
		} else if (in->value != NULL) {
			value_text(w, in, "value", in->value);
			any = true;
		}
	}
	if (!any) {
		open_tag(w, "value");
		end_text(w, "value", v->ninstance != 0 ?
		    v->instance[0].default_ : NULL);
	}
}

static void
value_bounds(struct writer *w, const struct model_value *v, const char *name,
    size_t offset)
{
	for (uint32_t i = 0; i < v->ninstance; i++) {
		const struct model_value_instance *in = &v->instance[i];
		const char *s = *(const char *const *)(const void *)(
		    (const char *)in + offset);

		if (s != NULL && is_decimal(s))
			value_text(w, in, name, s);
	}
}

static void
value(struct writer *w, const struct model_value *v)
{
	static const char *const hints[] = { "choice", "textline", "text",
		"date", "datetime", NULL };

	open_tag(w, "Value");
	attr(w, "id", v->id12);
	attr(w, "type", model_value_type_names[v->type]);
	attr_enum(w, "operator", v->operator_, operator_names);
	attr_enum(w, "interfaceHint", v->interface_hint, hints);
	if (v->interactive)
		attr_bool(w, "interactive", true);
	if (v->abstract)
		attr_bool(w, "abstract", true);
	if (v->hidden)
		attr_bool(w, "hidden", true);
	if (v->prohibit_changes)
		attr_bool(w, "prohibitChanges", true);
	strbuf_addstr(w->out, ">\n");
	text(w, "title", v->title);
	text(w, "description", v->description);
	text(w, "question", v->question);
	value_instances(w, v);
	for (uint32_t i = 0; i < v->ninstance; i++) {
		if (v->instance[i].default_ != NULL)
			value_text(w, &v->instance[i], "default",
			    v->instance[i].default_);
	}
	for (uint32_t i = 0; i < v->ninstance; i++) {
		if (v->instance[i].match != NULL)
			value_text(w, &v->instance[i], "match",
			    v->instance[i].match);
	}
	value_bounds(w, v, "lower-bound",
	    offsetof(struct model_value_instance, lower_bound));
	value_bounds(w, v, "upper-bound",
	    offsetof(struct model_value_instance, upper_bound));
	for (uint32_t i = 0; i < v->ninstance; i++) {
		const struct model_value_instance *in = &v->instance[i];

		if (in->nchoice == 0)
			continue;
		open_tag(w, "choices");
		if (in->must_match)
			attr_bool(w, "mustMatch", true);
		selector(w, in);
		strbuf_addstr(w->out, ">\n");
		for (uint32_t k = 0; k < in->nchoice; k++) {
			open_tag(w, "choice");
			end_text(w, "choice", in->choice[k]);
		}
		close_tag(w, "choices");
	}
	close_tag(w, "Value");
}

/* --- rules --------------------------------------------------------------------- */

/* The prose of the source's check, for people. */
static const char *
check_prose(const struct model_rule *r)
{
	for (uint32_t i = 0; i < r->ncheck; i++) {
		if (r->check[i].content != NULL && *r->check[i].content != '\0')
			return r->check[i].content;
	}
	return NULL;
}

static const char *
rule_name(const struct writer *w, uint32_t rule)
{
	const struct ir_build *ir = &w->u->ir;

	if (rule < ir->nrule && ir->rule[rule].name != NULL)
		return ir->rule[rule].name;
	return w->b->rule[rule].id12;
}

static void
check(struct writer *w, uint32_t rule)
{
	bool script = w->u->rule != NULL && w->u->rule[rule].ncheck != 0;
	const char *name = rule_name(w, rule);
	uint32_t *v, n = back_rule_values(w->u, rule, w->arena, &v);

	open_tag(w, "check");
	attr(w, "system", script ? SCE : EVALUATOR);
	strbuf_addstr(w->out, ">\n");
	if (script) {
		open_tag(w, "check-import");
		attr(w, "import-name", "stdout");
		end_empty(w);
	}
	for (uint32_t i = 0; i < n; i++) {
		const char *id = w->b->value[v[i]].id12;

		open_tag(w, "check-export");
		attr(w, "value-id", id);
		attr(w, "export-name", back_export_name(w->arena, id));
		end_empty(w);
	}
	open_tag(w, "check-content-ref");
	attr_uri(w, "href", script ?
	    arena_printf(w->arena, "checks/%s.sh", name) : "evaluator.c");
	attr(w, "name", name);
	end_empty(w);
	text(w, "check-content", check_prose(&w->b->rule[rule]));
	close_tag(w, "check");
}

static void
fixes(struct writer *w, const struct model_rule *r)
{
	static const char *const booleans[] = { "true", "false", "1", "0",
		NULL };
	static const char *const ratings[] = { "unknown", "low", "medium",
		"high", NULL };
	static const char *const strategies[] = { "unknown", "configure",
		"combination", "disable", "enable", "patch", "policy",
		"restrict", "update", NULL };

	if (r->fixtext != NULL) {
		open_tag(w, "fixtext");
		attr_ncname(w, "fixref", r->fixtext_ref);
		end_text(w, "fixtext", r->fixtext);
	}
	for (uint32_t i = 0; i < r->nfix; i++) {
		const struct model_fix *f = &r->fix[i];

		open_tag(w, "fix");
		attr_ncname(w, "id", f->id);
		attr_enum(w, "reboot", f->reboot, booleans);
		attr_enum(w, "strategy", f->strategy, strategies);
		attr_enum(w, "disruption", f->disruption, ratings);
		attr_enum(w, "complexity", f->complexity, ratings);
		attr_uri(w, "system", f->system);
		end_text(w, "fix", f->text);
	}
}

static void
warnings(struct writer *w, const struct model_text *t, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		open_tag(w, "warning");
		attr(w, "xml:lang", t[i].lang);
		end_text(w, "warning", t[i].text);
	}
}

static const char *
severity(const struct model_rule *r)
{
	/* Some consumers take a failed rule of unknown severity as n/a. */
	return model_severity_names[r->severity == SEV_UNKNOWN ? SEV_MEDIUM :
								 r->severity];
}

static void
rule(struct writer *w, uint32_t index)
{
	const struct model_rule *r = &w->b->rule[index];
	const char *title = r->title != NULL ? r->title : r->id;

	open_tag(w, "Rule");
	attr(w, "id", r->id12);
	attr_bool(w, "selected", r->selected);
	attr_weight(w, r->weight);
	attr(w, "severity", severity(r));
	attr(w, "role", model_role_names[r->role]);
	attr_ncname(w, "cluster-id", r->cluster_id);
	if (r->abstract)
		attr_bool(w, "abstract", true);
	if (r->hidden)
		attr_bool(w, "hidden", true);
	if (r->multiple)
		attr_bool(w, "multiple", true);
	strbuf_addstr(w->out, ">\n");
	text(w, "version", r->version);
	text(w, "title", title);
	text(w, "description", r->description != NULL && *r->description ?
	    r->description : title);
	warnings(w, r->warning, r->nwarning);
	references(w, r->reference, r->nreference);
	text(w, "rationale", r->rationale);
	platforms(w, r->platform, r->nplatform);
	requires_(w, r->requires_, r->nrequires);
	conflicts(w, r->conflicts, r->nconflicts);
	for (uint32_t i = 0; i < r->nident; i++) {
		open_tag(w, "ident");
		attr_uri(w, "system", r->ident[i].system);
		end_text(w, "ident", r->ident[i].text);
	}
	fixes(w, r);
	check(w, index);
	close_tag(w, "Rule");
}

/* --- groups and the benchmark --------------------------------------------------- */

static void items(struct writer *w, uint32_t parent);

static void
group(struct writer *w, uint32_t index)
{
	const struct model_group *g = &w->b->group[index];

	open_tag(w, "Group");
	attr(w, "id", g->id12);
	attr_bool(w, "selected", g->selected);
	attr_weight(w, g->weight);
	attr_ncname(w, "cluster-id", g->cluster_id);
	if (g->abstract)
		attr_bool(w, "abstract", true);
	if (g->hidden)
		attr_bool(w, "hidden", true);
	strbuf_addstr(w->out, ">\n");
	text(w, "title", g->title);
	text(w, "description", g->description);
	warnings(w, g->warning, g->nwarning);
	references(w, g->reference, g->nreference);
	text(w, "rationale", g->rationale);
	platforms(w, g->platform, g->nplatform);
	requires_(w, g->requires_, g->nrequires);
	conflicts(w, g->conflicts, g->nconflicts);
	items(w, index);
	close_tag(w, "Group");
}

/* A Group for a Rule that stands outside of any. */
static void
group_around(struct writer *w, uint32_t index)
{
	const struct model_rule *r = &w->b->rule[index];
	const char *id;
	size_t n = 0;

	model_id12_split(r->id12, "rule", &n, NULL);
	id = arena_printf(w->arena, "xccdf_%.*s_group_%s", (int)n,
	    r->id12 + strlen("xccdf_"), model_id_name(r->id12, "rule"));
	while (model_index_find(&w->ix, MODEL_GROUP, id) != MODEL_NONE)
		id = arena_printf(w->arena, "%s_", id);
	open_tag(w, "Group");
	attr(w, "id", id);
	strbuf_addstr(w->out, ">\n");
	text(w, "title", r->title != NULL ? r->title : r->id);
	rule(w, index);
	close_tag(w, "Group");
}

/* The Values of a Group or of the Benchmark come first in it. */
static void
items(struct writer *w, uint32_t parent)
{
	const struct model_item *item = w->b->item;
	uint32_t first = w->first[parent != MODEL_NONE ? parent :
							 w->b->ngroup];

	for (uint32_t i = first; i != NO_ITEM; i = w->next[i]) {
		if (item[i].kind == ITEM_VALUE)
			value(w, &w->b->value[item[i].index]);
	}
	for (uint32_t i = first; i != NO_ITEM; i = w->next[i]) {
		if (item[i].kind == ITEM_GROUP)
			group(w, item[i].index);
		else if (item[i].kind == ITEM_RULE && parent == MODEL_NONE)
			group_around(w, item[i].index);
		else if (item[i].kind == ITEM_RULE)
			rule(w, item[i].index);
	}
}

static void
sort_items(struct writer *w)
{
	const struct model_benchmark *b = w->b;

	w->first = arena_alloc(w->arena,
	    ((size_t)b->ngroup + 1) * sizeof *w->first);
	w->next = arena_alloc(w->arena, b->nitem * sizeof *w->next);
	for (uint32_t i = 0; i <= b->ngroup; i++)
		w->first[i] = NO_ITEM;
	for (uint32_t i = b->nitem; i-- > 0;) {
		uint32_t parent = b->item[i].parent;

		if (parent == MODEL_NONE)
			parent = b->ngroup;
		w->next[i] = w->first[parent];
		w->first[parent] = i;
	}
}

/* xsd:date without the rarer forms of years and time zones. */
static bool
is_date(const char *s)
{
	static const char form[] = "dddd-dd-dd";

	for (const char *f = form; *f != '\0'; f++, s++) {
		if (*f == 'd' ? !isdigit((unsigned char)*s) : *s != *f)
			return false;
	}
	return *s == '\0';
}

static bool
nothing_abstract(const struct model_benchmark *b)
{
	for (uint32_t i = 0; i < b->nrule; i++) {
		if (b->rule[i].abstract)
			return false;
	}
	for (uint32_t i = 0; i < b->ngroup; i++) {
		if (b->group[i].abstract)
			return false;
	}
	for (uint32_t i = 0; i < b->nvalue; i++) {
		if (b->value[i].abstract)
			return false;
	}
	for (uint32_t i = 0; i < b->nprofile; i++) {
		if (b->profile[i].abstract)
			return false;
	}
	return true;
}

static void
benchmark_texts(struct writer *w)
{
	const struct model_benchmark *b = w->b;

	open_tag(w, "status");
	if (b->status_date != NULL && is_date(b->status_date))
		attr(w, "date", b->status_date);
	end_text(w, "status", b->status != NULL ? b->status : "draft");
	text(w, "title", b->title);
	text(w, "description", b->description);
	for (uint32_t i = 0; i < b->nnotice; i++) {
		open_tag(w, "notice");
		attr(w, "id", b->notice[i].id);
		end_text(w, "notice", b->notice[i].text);
	}
	text(w, "front-matter", b->front_matter);
	text(w, "rear-matter", b->rear_matter);
	references(w, b->reference, b->nreference);
	for (uint32_t i = 0; i < b->nplain_text; i++) {
		open_tag(w, "plain-text");
		attr(w, "id", b->plain_text[i].id);
		end_text(w, "plain-text", b->plain_text[i].text);
	}
	platforms(w, b->platform, b->nplatform);
	open_tag(w, "version");
	end_text(w, "version", b->version);
	if (b->publisher != NULL || b->source != NULL) {
		strbuf_addstr(w->out, "<cdf:metadata>\n");
		dc(w, "publisher", b->publisher);
		dc(w, "source", b->source);
		close_tag(w, "metadata");
	}
	for (uint32_t i = 0; i < b->nmodel; i++) {
		open_tag(w, "model");
		attr_uri(w, "system", b->model[i]);
		end_empty(w);
	}
}

void
back_xccdf_split(const struct pass_unit *u, struct strbuf *head,
    struct strbuf *tail)
{
	struct arena scratch = { NULL };
	struct writer w = { u, u->benchmark, &scratch, head, { NULL, 0 }, NULL,
		NULL };

	w.ix = model_index_new(&scratch, w.b);
	sort_items(&w);
	open_tag(&w, "Benchmark");
	attr(&w, "xmlns:cdf", "http://checklists.nist.gov/xccdf/1.2");
	attr(&w, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
	attr(&w, "id", w.b->id12);
	attr_bool(&w, "resolved", nothing_abstract(w.b));
	attr(&w, "style", w.b->style);
	attr(&w, "xml:lang", w.b->lang != NULL ? w.b->lang : "en");
	strbuf_addstr(head, ">\n");
	benchmark_texts(&w);
	profiles(&w);
	items(&w, MODEL_NONE);
	strbuf_addstr(tail, "</cdf:Benchmark>\n");
	arena_free(&scratch);
}

void
back_xccdf(const struct pass_unit *u, struct strbuf *out)
{
	struct strbuf tail = STRBUF_INIT;

	strbuf_addstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	back_xccdf_split(u, out, &tail);
	strbuf_addstr(out, tail.s);
	strbuf_free(&tail);
}
