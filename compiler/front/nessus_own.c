/*
 * auditc's own types: a fact of a container, an image, an engine, a network
 * or the kernel, by path, compared with a value.  schemas/audit.txt has the
 * keys.
 */
#include <string.h>

#include "nessus.h"

/* What is compared: the keys of the declared fact, or those of kernel_*. */
struct compare {
	enum probe_kind probe;
	const char *path_field;
	const struct audit_key *path, *member, *value, *operator_, *check;
	const char *where; /* name of the key */
};

static bool
is_negative(enum ir_operation op)
{
	return op == IR_OPERATION_NOT_EQUAL ||
	    op == IR_OPERATION_CASE_NOT_EQUAL ||
	    op == IR_OPERATION_PATTERN_NOT_MATCH;
}

static bool
is_ordering(enum ir_operation op)
{
	return op == IR_OPERATION_GREATER || op == IR_OPERATION_LESS ||
	    op == IR_OPERATION_GREATER_OR_EQUAL ||
	    op == IR_OPERATION_LESS_OR_EQUAL;
}

/*
 * One comparison in a state.  Of several expected values one has to fit; for
 * a negative operation each has to.
 */
static void
compare_value(struct audit_lower *l, uint32_t state, const char *member,
    enum ir_operation op, enum ir_datatype datatype,
    const struct audit_value *value, uint32_t nvalue, struct srcpos pos)
{
	struct ir_entity *e = audit_state_entity(l, state, "value",
	    audit_operands(l, value, nvalue, true, pos));

	e->record = arena_strdup(l->b->arena, member);
	e->operation = op;
	e->datatype = datatype;
	e->var_check = is_negative(op) || op == IR_OPERATION_SUPERSET_OF ?
	    IR_CHECK_ALL : IR_CHECK_AT_LEAST_ONE;
	e->pos = pos;
}

/* `where`: only items for which every one holds. */
static void
add_filters(struct audit_lower *l, const struct audit_node *item,
    uint32_t object, const struct compare *c)
{
	struct audit_where w;
	const struct audit_key *k;
	uint32_t i = 0, s;

	while ((k = audit_key_next(item, c->where, &i)) != NULL) {
		audit_where_split(l->b->arena, k, &w);
		s = audit_add_state(l, c->probe, k->pos);
		compare_value(l, s, w.member, w.operation,
		    is_ordering(w.operation) ? IR_DATATYPE_INT :
		    IR_DATATYPE_STRING, w.value, w.nvalue, k->pos);
		audit_object_filter(l, object, true, s);
	}
}

static void
set_scope(struct audit_lower *l, uint32_t object,
    const struct audit_node *item, const struct audit_type *t)
{
	const char *s = audit_key_text(item, "scope");
	struct ir_object *o = &l->b->object[object];

	o->scope = t->place == IR_TARGET_ENGINE ? IR_SCOPE_ENGINE :
	    IR_SCOPE_TARGET;
	if (s == NULL)
		return;
	if (str_starts(s, "container:")) {
		o->scope = IR_SCOPE_CONTAINER;
		o->scope_field = arena_strdup(l->b->arena,
		    s + strlen("container:"));
	} else if (str_eq_nocase(s, "engine"))
		o->scope = IR_SCOPE_ENGINE;
	else if (str_eq_nocase(s, "host"))
		o->scope = IR_SCOPE_HOST;
}

static enum ir_check
check_of(struct audit_lower *l, const struct audit_key *k)
{
	const char *s = k != NULL ? audit_key_joined(l->b->arena, k) : "all";
	uint32_t i;

	for (i = 0; i < IR_CHECK__MAX; i++)
		if (str_eq_nocase(s, ir_check_names[i]))
			break;
	return (enum ir_check)i;
}

static enum ir_datatype
datatype_of(const struct audit_node *item)
{
	const char *s = audit_key_text(item, "datatype");
	uint32_t i;

	for (i = 0; s != NULL && i < IR_DATATYPE__MAX; i++)
		if (str_eq_nocase(s, ir_datatype_names[i]))
			return (enum ir_datatype)i;
	return IR_DATATYPE_STRING;
}

static enum ir_existence
existence_of(const struct audit_node *item, enum ir_check check,
    enum ir_operation op)
{
	const char *s = audit_key_text(item, "existence");

	if (s != NULL)
		return (enum ir_existence)ir_name_find(ir_existence_names,
		    IR_EXISTENCE__MAX, s);
	return check == IR_CHECK_NONE_SATISFY || op == IR_OPERATION_SUBSET_OF ?
	    IR_EXISTENCE_ANY_EXIST : IR_EXISTENCE_AT_LEAST_ONE_EXISTS;
}

static uint32_t
fact_test(struct audit_lower *l, const struct audit_node *item,
    const struct audit_type *t, const struct compare *c)
{
	uint32_t o = audit_add_object(l, c->probe, IR_SCOPE_TARGET, item->pos);
	enum ir_operation op = IR_OPERATION_EQUALS;
	uint32_t test, s;

	set_scope(l, o, item, t);
	audit_object_entity(l, o, c->path_field,
	    audit_operand(l, c->path->value[0].text, false, c->path->pos));
	add_filters(l, item, o, c);
	test = audit_add_test(l, item, o);
	if (c->operator_ != NULL)
		op = audit_operation(audit_key_joined(l->b->arena,
		    c->operator_));
	l->b->test[test].check = check_of(l, c->check);
	l->b->test[test].check_existence = existence_of(item,
	    l->b->test[test].check, op);
	if (c->value == NULL)
		return test;
	s = audit_add_state(l, c->probe, c->value->pos);
	compare_value(l, s,
	    c->member != NULL ? c->member->value[0].text : NULL, op,
	    datatype_of(item), c->value->value, c->value->nvalue,
	    c->value->pos);
	audit_test_state(l, test, s);
	return test;
}

/* The kernel_* key, else the plain one. */
static const struct audit_key *
either(const struct audit_node *item, const char *kernel, const char *plain)
{
	const struct audit_key *k = audit_key_find(item, kernel);

	return k != NULL ? k : audit_key_find(item, plain);
}

uint32_t
audit_lower_own(struct audit_lower *l, const struct audit_node *item,
    const struct audit_type *t)
{
	struct compare declared = { t->probe,
		t->probe == PROBE_KERNEL ? "fact" : "path",
		audit_key_find(item, "fact"), audit_key_find(item, "member"),
		audit_key_find(item, "value"), audit_key_find(item, "operator"),
		audit_key_find(item, "check"), "where" };
	struct compare kernel = { PROBE_KERNEL, "fact",
		audit_key_find(item, "kernel"),
		audit_key_find(item, "kernel_member"),
		either(item, "kernel_value", "value"),
		either(item, "kernel_operator", "operator"),
		either(item, "kernel_check", "check"), "kernel_where" };
	uint32_t test = fact_test(l, item, t, &declared), k;

	if (kernel.path != NULL) {
		k = fact_test(l, item, t, &kernel);
		l->b->test[test].kernel = k;
	}
	return audit_expr_test(l, test);
}
