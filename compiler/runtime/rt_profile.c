/*
 * Which rules are selected, with what severity, weight and role, and which
 * values hold: the profile, then --set, --rule and --skip-rule.
 */
#include <string.h>

#include "rt.h"

/* Is name the id itself or the part behind "_<kind>_"? */
static bool
id_is(const char *id, const char *kind, const char *name)
{
	const char *p;

	if (id == NULL)
		return false;
	if (strcmp(id, name) == 0)
		return true;
	p = strstr(id, kind);
	return p != NULL && strcmp(p + strlen(kind), name) == 0;
}

uint32_t
rt_profile_find(const struct rt_content *c, const char *name)
{
	uint32_t i;

	for (i = 0; i < c->nprofile; i++)
		if (id_is(c->profile[i].id, "_profile_", name))
			return i;
	return IR_NONE;
}

const char *
rt_profile_id(const struct rt_ctx *ctx)
{
	const struct rt_content *c = ctx->content;
	uint32_t i = ctx->options->profile_index;

	return i < c->nprofile && c->profile[i].id != NULL ? c->profile[i].id :
							     "";
}

uint32_t
rt_profile_for(
    const struct rt_content *c, uint32_t base, enum rt_target_kind kind)
{
	enum ir_target about = IR_TARGET_HOST;
	uint32_t i;

	if (kind == RT_CONTAINER)
		about = IR_TARGET_CONTAINER;
	else if (kind == RT_IMAGE)
		about = IR_TARGET_IMAGE;
	for (i = 0; i < c->nprofile; i++)
		if (c->profile[i].targets != 0 && c->profile[i].base == base &&
		    (c->profile[i].targets >> about & 1u) != 0)
			return i;
	return base;
}

uint32_t
rt_rule_find(const struct rt_content *c, const char *name)
{
	uint32_t i;

	for (i = 0; i < c->unit.nrule; i++)
		if (id_is(c->rule[i].id, "_rule_", name) ||
		    str_eq(c->rule[i].version, name) ||
		    str_eq(c->unit.rule[i].name, name))
			return i;
	return IR_NONE;
}

unsigned
rt_rule_targets(const struct ir_rule *r)
{
	return r->target != 0 ? r->target : 1u << IR_TARGET_HOST;
}

static const struct rt_profile_rule *
refined(const struct rt_content *c, uint32_t profile, uint32_t rule)
{
	if (profile >= c->nprofile || c->profile[profile].rule == NULL)
		return NULL;
	return &c->profile[profile].rule[rule];
}

const char *
rt_rule_severity(const struct rt_content *c, uint32_t profile, uint32_t rule)
{
	const struct rt_profile_rule *p = refined(c, profile, rule);
	const char *s = c->rule[rule].severity;

	if (p != NULL && p->severity != NULL)
		s = p->severity;
	/* Some consumers count a failed rule of unknown severity as n/a. */
	return s == NULL || strcmp(s, "unknown") == 0 ? "medium" : s;
}

const char *
rt_rule_weight(const struct rt_content *c, uint32_t profile, uint32_t rule)
{
	const struct rt_profile_rule *p = refined(c, profile, rule);
	const char *s = c->rule[rule].weight;

	if (p != NULL && p->weight != NULL)
		s = p->weight;
	return s != NULL ? s : "1.0";
}

const char *
rt_rule_role(const struct rt_content *c, uint32_t profile, uint32_t rule)
{
	const struct rt_profile_rule *p = refined(c, profile, rule);
	const char *s = c->rule[rule].role;

	if (p != NULL && p->role != NULL)
		s = p->role;
	return s != NULL ? s : "full";
}

const char *
rt_rule_selector(const struct rt_content *c, uint32_t profile, uint32_t rule)
{
	const struct rt_profile_rule *p = refined(c, profile, rule);

	return p != NULL ? p->selector : NULL;
}

const uint32_t *
rt_rule_operand(const struct rt_content *c, uint32_t profile, uint32_t rule,
    const struct ir_expr *select)
{
	const char *selector = rt_rule_selector(c, profile, rule);
	uint32_t i;

	for (i = 1; selector != NULL && i < select->nkid; i++)
		if (str_eq(select->selector[i - 1], selector))
			return &select->kid[i];
	return &select->kid[0];
}

uint32_t
rt_rule_checks(const struct rt_content *c, uint32_t profile, uint32_t rule,
    const uint32_t **check)
{
	const struct ir_unit *u = &c->unit;
	const struct ir_expr *e;

	*check = &u->rule[rule].expr;
	if (**check == IR_NONE)
		return 0;
	for (e = &u->expr[**check]; e->kind == IR_EXPR_SELECT;
	     e = &u->expr[**check])
		*check = rt_rule_operand(c, profile, rule, e);
	if (e->check != NULL)
		return 1;
	if (e->kind != IR_EXPR_OPERATOR || e->nkid == 0 ||
	    u->expr[e->kid[0]].check == NULL)
		return 0;
	*check = e->kid;
	return e->nkid;
}

const struct rt_variant *
rt_rule_variant(const struct rt_content *c, uint32_t profile, uint32_t rule)
{
	const char *selector = rt_rule_selector(c, profile, rule);
	uint32_t i;

	for (i = 0; selector != NULL && i < c->rule[rule].nvariant; i++)
		if (str_eq(c->rule[rule].variant[i].selector, selector))
			return &c->rule[rule].variant[i];
	return NULL;
}

const char *const *
rt_value_text(const struct rt_content *c, const struct rt_options *o,
    uint32_t value, uint32_t *n)
{
	const struct rt_profile_value *p;
	uint32_t i;

	for (i = 0; i < o->nset; i++)
		if (o->set[i].value == value) {
			*n = o->set[i].ntext;
			return o->set[i].text;
		}
	if (o->profile_index < c->nprofile &&
	    c->profile[o->profile_index].value != NULL) {
		p = &c->profile[o->profile_index].value[value];
		if (p->value != NULL) {
			*n = p->nvalue;
			return p->value;
		}
	}
	*n = c->value[value].nvalue;
	return c->value[value].value;
}

static bool
mark(const struct rt_content *c, const char **name, uint32_t n, bool *flag,
    struct arena *a, const char **why)
{
	uint32_t i, r;

	for (i = 0; i < n; i++) {
		r = rt_rule_find(c, name[i]);
		if (r == IR_NONE) {
			*why = arena_printf(a, "no rule '%s'", name[i]);
			return false;
		}
		flag[r] = true;
	}
	return true;
}

bool
rt_select(struct arena *a, const struct rt_content *c, struct rt_options *o,
    const char **why)
{
	const char *profile = o->profile != NULL && *o->profile != '\0'
				  ? o->profile
				  : c->default_profile;
	const struct rt_profile_rule *p;
	bool *only, *skip;
	uint32_t i;

	o->profile_index = 0;
	if (profile != NULL) {
		o->profile_index = rt_profile_find(c, profile);
		if (o->profile_index == IR_NONE) {
			*why = arena_printf(a, "no profile '%s'", profile);
			return false;
		}
		if (c->profile[o->profile_index].targets != 0)
			o->profile_index = c->profile[o->profile_index].base;
	}
	o->selected = arena_alloc(a, c->unit.nrule + 1);
	only = arena_alloc(a, c->unit.nrule + 1);
	skip = arena_alloc(a, c->unit.nrule + 1);
	if (!mark(c, o->rule, o->nrule, only, a, why) ||
	    !mark(c, o->skip_rule, o->nskip_rule, skip, a, why))
		return false;
	for (i = 0; i < c->unit.nrule; i++) {
		p = refined(c, o->profile_index, i);
		o->selected[i] = (p == NULL || p->selected) &&
				 (o->nrule == 0 || only[i]) && !skip[i];
	}
	return true;
}

/* Why the text is none of the type's values; NULL: it is one. */
static const char *
refuse_type(const struct rt_value_info *v, const char *text)
{
	double x;

	if (!utf8_valid(text, strlen(text)))
		return "is not UTF-8";
	if (str_eq(v->type, "number") && !value_number(text, &x))
		return "is not a number";
	if (str_eq(v->type, "boolean") && !value_boolean(text))
		return "is neither true nor false";
	return NULL;
}

/* Why it is outside of the limits; NULL: it is not. */
static const char *
refuse(const struct rt_value_info *v, const struct rt_value_limits *l,
    const char *text)
{
	const char *why;
	uint32_t i;

	if (str_eq(v->type, "number") &&
	    (why = value_out_of_bounds(
		 text, l->lower_bound, l->upper_bound)) != NULL)
		return why;
	for (i = 0; i < l->nchoice && !str_eq(l->choice[i], text); i++)
		;
	if (l->nchoice != 0 && i == l->nchoice)
		return "is not among the choices";
	if (l->match != NULL && value_pattern(l->match, text) <= 0)
		return "does not match the value's pattern";
	return NULL;
}

/* What the Value may be in the profile. */
static struct rt_value_limits
limits_of(
    const struct rt_content *c, const struct rt_options *o, uint32_t value)
{
	const struct rt_value_info *v = &c->value[value];
	const struct rt_profile_value *p = NULL;

	if (o->profile_index < c->nprofile)
		p = c->profile[o->profile_index].value;
	if (p != NULL && p[value].limits != NULL)
		return *p[value].limits;
	return (struct rt_value_limits){ v->match, v->lower_bound,
		v->upper_bound, v->choice, v->nchoice };
}

bool
rt_values_check(struct arena *a, const struct rt_content *c,
    const struct rt_options *o, const char **why)
{
	const struct rt_setting *set;
	struct rt_value_limits l;
	const char *bad;
	uint32_t i;

	for (set = o->set; set < o->set + o->nset; set++) {
		l = limits_of(c, o, set->value);
		for (i = 0; i < set->ntext; i++) {
			bad = refuse(&c->value[set->value], &l, set->text[i]);
			if (bad == NULL)
				continue;
			*why = arena_printf(a, "%s: '%s' %s: %s", set->where,
			    set->text[i], bad, c->value[set->value].name);
			return false;
		}
	}
	return true;
}

bool
rt_value_set(struct arena *a, const struct rt_content *c, struct rt_options *o,
    const char *text, const char **why)
{
	const char *eq = strchr(text, '='), *name, *bad;
	struct rt_setting *set = NULL;
	uint32_t i;

	if (eq == NULL) {
		*why = "VALUE=x is expected";
		return false;
	}
	name = arena_strndup(a, text, (size_t)(eq - text));
	for (i = 0; i < c->nvalue; i++)
		if (id_is(c->value[i].id, "_value_", name) ||
		    str_eq(c->value[i].name, name))
			break;
	if (i == c->nvalue) {
		*why = arena_printf(a, "no value '%s'", name);
		return false;
	}
	if (c->value[i].fixed) {
		*why = arena_printf(
		    a, "the benchmark prohibits changes of it: %s", name);
		return false;
	}
	bad = refuse_type(&c->value[i], eq + 1);
	if (bad != NULL) {
		*why = arena_printf(a, "'%s' %s: %s", eq + 1, bad, name);
		return false;
	}
	text = arena_strdup(a, eq + 1);
	for (set = o->set; set < o->set + o->nset; set++)
		if (set->value == i)
			break;
	if (o->from_file && set < o->set + o->nset_given)
		return true;
	if (set == o->set + o->nset) {
		set = VEC_PUSH(a, o->set, o->nset);
		set->value = i;
	}
	set->where = o->from_file ? arena_printf(a, "%s: set", o->where)
				  : "--set";
	*VEC_PUSH(a, set->text, set->ntext) = text;
	return true;
}
