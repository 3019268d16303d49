/* The entities of OVAL objects and states, and states. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "oval_lower.h"

#define XSI_NS "http://www.w3.org/2001/XMLSchema-instance"

/* Those that OVAL has stand before those that are ours. */
#define OPERATIONS IR_OPERATION_PATTERN_NOT_MATCH

#define RECORDS_MAX 1000 /* of a state */

/* --- values ------------------------------------------------------------------- */

bool
oval_operation_allowed(enum ir_datatype type, enum ir_operation op)
{
#define BIT(x) (1u << IR_OPERATION_##x)
	const unsigned equal = BIT(EQUALS) | BIT(NOT_EQUAL);
	const unsigned order = BIT(GREATER) | BIT(LESS) |
			       BIT(GREATER_OR_EQUAL) | BIT(LESS_OR_EQUAL);
	const unsigned sets = BIT(SUBSET_OF) | BIT(SUPERSET_OF);
	unsigned allowed = 0;

	switch (type) {
	case IR_DATATYPE_STRING:
		allowed = equal | BIT(CASE_EQUALS) | BIT(CASE_NOT_EQUAL) |
			  BIT(PATTERN_MATCH);
		break;
	case IR_DATATYPE_INT:
		allowed = equal | order | BIT(BITWISE_AND) | BIT(BITWISE_OR);
		break;
	case IR_DATATYPE_BOOLEAN:
	case IR_DATATYPE_BINARY:
		allowed = equal;
		break;
	case IR_DATATYPE_FLOAT:
	case IR_DATATYPE_VERSION:
	case IR_DATATYPE_EVR_STRING:
	case IR_DATATYPE_DEBIAN_EVR_STRING:
	case IR_DATATYPE_IOS_VERSION:
	case IR_DATATYPE_FILESET_REVISION:
		allowed = equal | order;
		break;
	case IR_DATATYPE_IPV4_ADDRESS:
	case IR_DATATYPE_IPV6_ADDRESS:
		allowed = equal | order | sets;
		break;
	case IR_DATATYPE_RECORD:
		allowed = BIT(EQUALS);
		break;
	case IR_DATATYPE__MAX:
		break;
	}
	return (allowed & 1u << op) != 0;
#undef BIT
}

static const char *
trimmed(struct arena *a, const char *s)
{
	size_t n;

	s += strspn(s, " \t\r\n");
	n = strlen(s);
	while (n != 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	return arena_strndup(a, s, n);
}

const char *
oval_literal(struct oval_lower *l, const struct xml_node *node,
    enum ir_datatype type, const char *text)
{
	struct rt_ctx ctx = { .arena = l->b->arena };
	const char *why = NULL;

	if (type == IR_DATATYPE_STRING || type == IR_DATATYPE_RECORD)
		return text;
	text = trimmed(l->b->arena, text);
	if (rt_compare(&ctx, IR_OPERATION_EQUALS, type, text, strlen(text),
		text, &why) == IR_RESULT_TRUE)
		return text;
	oval_error(l, DIAG_ID_OVAL_VALUE, node, "\"%.80s\" is not of type %s",
	    text, ir_datatype_names[type]);
	return text;
}

void
oval_pattern(
    struct oval_lower *l, const struct xml_node *node, const char *pattern)
{
	PCRE2_UCHAR text[128];
	PCRE2_SIZE at;
	pcre2_code *re;
	int code;

	re = pcre2_compile((PCRE2_SPTR)(const void *)pattern,
	    PCRE2_ZERO_TERMINATED, PCRE2_UTF, &code, &at, NULL);
	if (re != NULL) {
		pcre2_code_free(re);
		return;
	}
	pcre2_get_error_message(code, text, sizeof text);
	oval_error(l, DIAG_ID_OVAL_PATTERN, node, "%.80s: %s at %zu", pattern,
	    (const char *)text, (size_t)at);
}

/* --- one entity ------------------------------------------------------------------ */

/*
 * What <var_ref> of a variable_object holds is no text but the variable.
 * True: this is it.
 */
static bool
entity_names_variable(struct oval_lower *l, enum probe_kind probe,
    enum probe_use use, const struct xml_node *node, struct ir_entity *e,
    struct oval_why *why)
{
	if (probe != PROBE_VARIABLE || use != FIELD_OBJECT ||
	    !str_eq(node->name, "var_ref"))
		return false;
	if (e->operation != IR_OPERATION_EQUALS)
		oval_unsupported(l, why, node, "var_ref that is not equal");
	e->variable = oval_refer(l, OVAL_VARIABLE,
	    trimmed(l->b->arena, xml_text(l->b->arena, node)), node, why);
	return true;
}

/* What the entity is compared with. */
static void
entity_value(struct oval_lower *l, enum probe_kind probe, enum probe_use use,
    const struct xml_node *node, struct ir_entity *e, struct oval_why *why)
{
	const char *nil = xml_attr_ns(node, XSI_NS, "nil");
	const char *ref = xml_attr(node, "var_ref");
	const char *text = xml_text(l->b->arena, node);

	e->nil = str_eq(nil, "true") || str_eq(nil, "1");
	if (e->nil)
		return;
	if (entity_names_variable(l, probe, use, node, e, why))
		return;
	if (ref != NULL) {
		e->variable = oval_refer(l, OVAL_VARIABLE, ref, node, why);
		if (text[strspn(text, " \t\r\n")] != '\0')
			oval_error(l, DIAG_ID_OVAL_VALUE, node,
			    "%s has a var_ref and a value", node->name);
		return;
	}
	e->var_check = IR_CHECK_ALL; /* of one value it says nothing */
	e->literal = oval_literal(l, node, e->datatype, text);
	if (e->operation == IR_OPERATION_PATTERN_MATCH)
		oval_pattern(l, node, e->literal);
}

static void
entity_one(struct oval_lower *l, enum probe_kind probe, enum probe_use use,
    uint16_t field, const char *record, const struct xml_node *node,
    struct ir_entity **list, uint32_t *n, struct oval_why *why)
{
	struct ir_entity e = { .field = field, .record = record,
		.variable = IR_NONE, .pos = oval_pos(l->o, node) };

	e.operation = oval_enum(l, node, "operation", ir_operation_names,
	    OPERATIONS, IR_OPERATION_EQUALS);
	e.datatype = oval_enum(l, node, "datatype", ir_datatype_names,
	    IR_DATATYPE__MAX, IR_DATATYPE_STRING);
	e.entity_check = oval_enum(l, node, "entity_check", ir_check_names,
	    IR_CHECK__MAX, IR_CHECK_ALL);
	e.var_check = oval_enum(l, node, "var_check", ir_check_names,
	    IR_CHECK__MAX, IR_CHECK_ALL);
	e.check_existence = oval_enum(l, node, "check_existence",
	    ir_existence_names, IR_EXISTENCE__MAX,
	    IR_EXISTENCE_AT_LEAST_ONE_EXISTS);
	e.mask = oval_bool(l, node, "mask", false);
	if (!oval_operation_allowed(e.datatype, e.operation))
		oval_unsupported(l, why, node, "%s: \"%s\" of type %s",
		    node->name, ir_operation_names[e.operation],
		    ir_datatype_names[e.datatype]);
	else
		entity_value(l, probe, use, node, &e, why);
	*VEC_PUSH(l->b->arena, *list, *n) = e;
}

/* The fields of a record, each an entity of the same field of the probe. */
static void
entity_record(struct oval_lower *l, enum probe_kind probe, enum probe_use use,
    uint16_t field, const struct xml_node *node, struct ir_entity **list,
    uint32_t *n, struct oval_why *why)
{
	const struct xml_node *f;
	const char *name;
	enum ir_check check = oval_enum(l, node, "entity_check", ir_check_names,
	    IR_CHECK__MAX, IR_CHECK_ALL);
	uint16_t of = 1;

	/* Those of a state are numbered in their order. */
	for (uint32_t i = use == FIELD_STATE ? *n : 0; i != 0 && of == 1; i--)
		of = (uint16_t)((*list)[i - 1].record_of + 1);
	if (of > RECORDS_MAX) {
		oval_error(l, DIAG_ID_OVAL_LIMIT, node, "more than %d records",
		    RECORDS_MAX);
		return;
	}
	if (xml_attr(node, "var_ref") != NULL)
		oval_unsupported(l, why, node, "var_ref of a record");
	for (f = oval_first(node); f != NULL; f = oval_after(f)) {
		if (!str_eq(f->name, "field")) {
			oval_unsupported(l, why, f, "%s in a record", f->name);
			continue;
		}
		name = oval_need(l, f, "name");
		entity_one(l, probe, use, field, name, f, list, n, why);
		if (use == FIELD_STATE) {
			(*list)[*n - 1].record_of = of;
			(*list)[*n - 1].record_check = check;
		}
	}
}

void
oval_entity(struct oval_lower *l, enum probe_kind probe, enum probe_use use,
    const struct xml_node *node, struct ir_entity **entity, uint32_t *nentity,
    struct oval_why *why)
{
	uint16_t field = probe_field_find(probes[probe], node->name);

	if (field == UINT16_MAX ||
	    (probes[probe]->field[field].use & (unsigned)use) == 0) {
		oval_unsupported(l, why, node, "auditc has no %s of %s in %s",
		    node->name, probes[probe]->oval,
		    use == FIELD_OBJECT ? "objects" : "states");
		return;
	}
	if (str_eq(xml_attr(node, "datatype"), "record"))
		entity_record(
		    l, probe, use, field, node, entity, nentity, why);
	else
		entity_one(l, probe, use, field, NULL, node, entity, nentity,
		    why);
}

/* --- states ----------------------------------------------------------------------- */

uint32_t
oval_lower_state(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why)
{
	struct ir_state s = { .id = oval_node_id(l, n),
		.pos = oval_pos(l->o, n->node) };
	struct ir_entity *entity = NULL;
	const struct xml_node *e;
	uint32_t i;

	s.probe = oval_probe(n->node, "_state");
	s.operator_ = oval_enum(l, n->node, "operator", ir_operator_names,
	    IR_OPERATOR__MAX, IR_OPERATOR_AND);
	if (s.probe == PROBE__MAX) {
		oval_unsupported(l, why, n->node, "auditc has no %s",
		    n->node->name);
		return IR_NONE;
	}
	for (e = oval_first(n->node); e != NULL; e = oval_after(e))
		if (!oval_passed_over(e))
			oval_entity(l, s.probe, FIELD_STATE, e, &entity,
			    &s.nentity, why);
	if (why->text != NULL)
		return IR_NONE;
	s.entity = entity;
	i = ir_add_state(l->b);
	l->b->state[i] = s;
	return i;
}
