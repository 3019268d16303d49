/* OVAL variables, and the functions that local ones are made of. */
#include <string.h>

#include "oval_lower.h"

#define COMPONENTS_DEPTH 30 /* functions inside each other */

/* --- components ------------------------------------------------------------------ */

static uint32_t lower_component(struct oval_lower *l,
    const struct xml_node *node, unsigned depth, struct oval_why *why);

static int32_t
integer(struct oval_lower *l, const struct xml_node *node, const char *name)
{
	const char *s = oval_need(l, node, name);
	int64_t n = 0;

	if (xml_attr(node, name) != NULL &&
	    (!str_to_int64(s, &n) || n < INT32_MIN || n > INT32_MAX))
		oval_error(l, DIAG_ID_OVAL_VALUE, node, "%s \"%s\"", name, s);
	return (int32_t)n;
}

static void
object_component(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	const char *id = oval_need(l, node, "object_ref");
	const char *field = oval_need(l, node, "item_field");
	enum probe_kind probe;

	c->record = xml_attr(node, "record_field");
	if (*id == '\0' || *field == '\0')
		return;
	c->object = oval_refer(l, OVAL_OBJECT, id, node, why);
	if (c->object == IR_NONE)
		return;
	probe = l->b->object[c->object].probe;
	c->field = probe_field_find(probes[probe], field);
	if (c->field == UINT16_MAX ||
	    (probes[probe]->field[c->field].use & FIELD_STATE) == 0)
		oval_unsupported(l, why, node, "auditc has no %s of %s", field,
		    probes[probe]->oval);
}

static void
variable_component(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	const char *id = oval_need(l, node, "var_ref");

	if (*id != '\0')
		c->variable = oval_refer(l, OVAL_VARIABLE, id, node, why);
}

static void
literal_component(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	(void)why;
	c->datatype = oval_enum(l, node, "datatype", ir_datatype_names,
	    IR_DATATYPE_RECORD, IR_DATATYPE_STRING);
	c->literal = oval_literal(
	    l, node, c->datatype, xml_text(l->b->arena, node));
}

static void
arithmetic(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	static const char *const names[] = { "add", "multiply" };

	(void)why;
	oval_need(l, node, "arithmetic_operation");
	c->function =
	    oval_enum(l, node, "arithmetic_operation", names, 2, 0) == 0
		? IR_FUNCTION_ARITHMETIC_ADD
		: IR_FUNCTION_ARITHMETIC_MULTIPLY;
}

static void
character(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	(void)why;
	c->literal = oval_need(l, node, "character");
}

static void
split(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	(void)why;
	c->literal = oval_need(l, node, "delimiter");
}

static void
substring(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	(void)why;
	c->start = integer(l, node, "substring_start");
	c->length = integer(l, node, "substring_length");
}

static void
regex_capture(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	(void)why;
	c->literal = oval_need(l, node, "pattern");
	oval_pattern(l, node, c->literal);
}

static void
time_difference(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	static const char *const names[] = { "year_month_day",
		"month_day_year", "day_month_year", "win_filetime",
		"seconds_since_epoch", "cim_datetime" };
	const uint32_t n = sizeof names / sizeof *names;

	(void)why;
	c->format1 = names[oval_enum(l, node, "format_1", names, n, 0)];
	c->format2 = names[oval_enum(l, node, "format_2", names, n, 0)];
}

static void
glob_to_regex(struct oval_lower *l, const struct xml_node *node,
    struct ir_component *c, struct oval_why *why)
{
	(void)why;
	c->noescape = oval_bool(l, node, "glob_noescape", false);
}

static const struct function {
	const char *name;
	enum ir_function function;
	uint32_t min, max; /* operands */
	void (*read)(struct oval_lower *, const struct xml_node *,
	    struct ir_component *, struct oval_why *);
} functions[] = {
	{ "literal_component", IR_FUNCTION_LITERAL, 0, 0, literal_component },
	{ "object_component", IR_FUNCTION_OBJECT, 0, 0, object_component },
	{ "variable_component", IR_FUNCTION_VARIABLE, 0, 0,
	    variable_component },
	{ "arithmetic", IR_FUNCTION_ARITHMETIC_ADD, 2, UINT32_MAX,
	    arithmetic },
	{ "begin", IR_FUNCTION_BEGIN, 1, 1, character },
	{ "end", IR_FUNCTION_END, 1, 1, character },
	{ "concat", IR_FUNCTION_CONCAT, 2, UINT32_MAX, NULL },
	{ "count", IR_FUNCTION_COUNT, 1, UINT32_MAX, NULL },
	{ "unique", IR_FUNCTION_UNIQUE, 1, UINT32_MAX, NULL },
	{ "escape_regex", IR_FUNCTION_ESCAPE_REGEX, 1, 1, NULL },
	{ "glob_to_regex", IR_FUNCTION_GLOB_TO_REGEX, 1, 1, glob_to_regex },
	{ "regex_capture", IR_FUNCTION_REGEX_CAPTURE, 1, 1, regex_capture },
	{ "split", IR_FUNCTION_SPLIT, 1, 1, split },
	{ "substring", IR_FUNCTION_SUBSTRING, 1, 1, substring },
	{ "time_difference", IR_FUNCTION_TIME_DIFFERENCE, 1, 2,
	    time_difference },
};

static const struct function *
find_function(const struct xml_node *node)
{
	size_t i;

	for (i = 0; i < sizeof functions / sizeof *functions; i++)
		if (xml_is(node, OVAL_NS, functions[i].name))
			return &functions[i];
	return NULL;
}

/* The operands; false: not as many as the function takes. */
static bool
lower_operands(struct oval_lower *l, const struct xml_node *node,
    const struct function *f, struct ir_component *c, unsigned depth,
    struct oval_why *why)
{
	const struct xml_node *n;
	uint32_t *kid = NULL, i;
	bool ok = true;

	if (f->max == 0)
		return true;
	for (n = oval_first(node); n != NULL; n = oval_after(n)) {
		i = lower_component(l, n, depth + 1, why);
		ok = ok && i != IR_NONE;
		*VEC_PUSH(l->b->arena, kid, c->nkid) = i;
	}
	c->kid = kid;
	if (c->nkid < f->min || c->nkid > f->max) {
		oval_error(l, DIAG_ID_OVAL_VALUE, node,
		    "%s of %u operands", node->name, (unsigned)c->nkid);
		return false;
	}
	return ok;
}

/*
 * The count of what is not there does not exist, either, and has an empty
 * literal to say so; but arithmetic takes the count of nothing for 0.
 */
static void
arithmetic_of_counts(struct oval_lower *l, const struct ir_component *c)
{
	struct ir_component *kid;

	for (uint32_t i = 0; i < c->nkid; i++) {
		kid = &l->b->component[c->kid[i]];
		if (kid->function == IR_FUNCTION_COUNT)
			kid->literal = NULL;
	}
}

/* IR_NONE after an error or with *why filled. */
static uint32_t
lower_component(struct oval_lower *l, const struct xml_node *node,
    unsigned depth, struct oval_why *why)
{
	const struct function *f = find_function(node);
	struct ir_component c = { .variable = IR_NONE, .object = IR_NONE,
		.pos = oval_pos(l->o, node) };
	uint32_t i;

	if (f == NULL) {
		oval_unsupported(l, why, node, "the function %s", node->name);
		return IR_NONE;
	}
	if (depth > COMPONENTS_DEPTH) {
		oval_error(l, DIAG_ID_OVAL_LIMIT, node,
		    "functions are nested too deep");
		return IR_NONE;
	}
	c.function = f->function;
	if (f->read != NULL)
		f->read(l, node, &c, why);
	if (c.function == IR_FUNCTION_COUNT)
		c.literal = "";
	if (!lower_operands(l, node, f, &c, depth, why) || l->failed ||
	    why->text != NULL)
		return IR_NONE;
	if (c.function == IR_FUNCTION_ARITHMETIC_ADD ||
	    c.function == IR_FUNCTION_ARITHMETIC_MULTIPLY)
		arithmetic_of_counts(l, &c);
	i = ir_add_component(l->b);
	l->b->component[i] = c;
	return i;
}

/* --- variables ---------------------------------------------------------------------- */

static void
constant_values(struct oval_lower *l, const struct xml_node *node,
    struct ir_variable *v)
{
	const struct xml_node *n;
	const char **value = NULL;

	for (n = oval_first(node); n != NULL; n = oval_after(n))
		if (xml_is(n, OVAL_NS, "value"))
			*VEC_PUSH(l->b->arena, value, v->nvalue) = oval_literal(
			    l, n, v->datatype, xml_text(l->b->arena, n));
	v->value = value;
	if (v->nvalue == 0)
		oval_error(l, DIAG_ID_OVAL_MISSING, node, "value of %s", v->id);
}

static void
add_restriction(struct oval_lower *l, const struct xml_node *node,
    const struct ir_variable *v, enum ir_operation op,
    struct ir_restriction **list, uint32_t *n, struct oval_why *why)
{
	struct ir_restriction *r;
	const char *text = xml_text(l->b->arena, node);

	if (!oval_operation_allowed(v->datatype, op))
		oval_unsupported(l, why, node, "\"%s\" of type %s",
		    ir_operation_names[op], ir_datatype_names[v->datatype]);
	else if (op == IR_OPERATION_PATTERN_MATCH)
		oval_pattern(l, node, text);
	r = VEC_PUSH(l->b->arena, *list, *n);
	r->operation = op;
	r->value = oval_literal(l, node, v->datatype, text);
}

static void
external_ranges(struct oval_lower *l, const struct xml_node *node,
    struct ir_variable *v, struct oval_why *why)
{
	struct ir_possible *list = NULL, *p;
	struct ir_restriction *r;
	const struct xml_node *n, *k;

	for (n = oval_first(node); n != NULL; n = oval_after(n)) {
		if (!xml_is(n, OVAL_NS, "possible_value") &&
		    !xml_is(n, OVAL_NS, "possible_restriction"))
			continue;
		r = NULL;
		p = VEC_PUSH(l->b->arena, list, v->npossible);
		p->operator_ = oval_enum(l, n, "operator", ir_operator_names,
		    IR_OPERATOR__MAX, IR_OPERATOR_AND);
		if (str_eq(n->name, "possible_value"))
			add_restriction(l, n, v, IR_OPERATION_EQUALS, &r,
			    &p->nrestriction, why);
		for (k = oval_first(n); k != NULL; k = oval_after(k))
			if (xml_is(k, OVAL_NS, "restriction"))
				add_restriction(l, k, v,
				    oval_enum(l, k, "operation",
					ir_operation_names,
					IR_OPERATION_PATTERN_NOT_MATCH,
					IR_OPERATION_EQUALS),
				    &r, &p->nrestriction, why);
		p->restriction = r;
	}
	v->possible = list;
}

static void
external(struct oval_lower *l, const struct oval_node *n,
    struct ir_variable *v, struct oval_why *why)
{
	v->kind = IR_EXTERNAL;
	external_ranges(l, n->node, v, why);
	v->value_id = l->value_id[n - l->o->kind[OVAL_VARIABLE].node];
	if (v->value_id == NULL)
		oval_unsupported(l, why, n->node,
		    "nothing gives the external variable %s a value", v->id);
}

static void
local(struct oval_lower *l, const struct xml_node *node, struct ir_variable *v,
    struct oval_why *why)
{
	const struct xml_node *n = oval_first(node);

	v->kind = IR_LOCAL;
	while (n != NULL && oval_passed_over(n))
		n = oval_after(n);
	if (n == NULL)
		oval_error(l, DIAG_ID_OVAL_MISSING, node, "component of %s",
		    v->id);
	else
		v->component = lower_component(l, n, 0, why);
}

uint32_t
oval_lower_variable(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why)
{
	struct ir_variable v = { .id = oval_node_id(l, n), .component = IR_NONE,
		.pos = oval_pos(l->o, n->node) };
	uint32_t i;

	oval_need(l, n->node, "datatype");
	v.datatype = oval_enum(l, n->node, "datatype", ir_datatype_names,
	    IR_DATATYPE_RECORD, IR_DATATYPE_STRING);
	if (xml_is(n->node, OVAL_NS, "constant_variable"))
		constant_values(l, n->node, &v);
	else if (xml_is(n->node, OVAL_NS, "external_variable"))
		external(l, n, &v, why);
	else if (xml_is(n->node, OVAL_NS, "local_variable"))
		local(l, n->node, &v, why);
	else
		oval_error(l, DIAG_ID_OVAL_VALUE, n->node, "%s in variables",
		    n->node->name);
	if (why->text != NULL || l->failed)
		return IR_NONE;
	i = ir_add_variable(l->b);
	l->b->variable[i] = v;
	return i;
}
