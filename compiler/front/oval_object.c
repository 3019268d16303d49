/* OVAL objects and sets of them. */
#include <string.h>

#include "oval_lower.h"

/* --- behaviors ---------------------------------------------------------------- */

static const char *const booleans[] = { "true", "false", "1", "0", NULL };
static const char *const recurse[] = { "directories", "symlinks",
	"symlinks and directories", "none", "files",
	"files and directories", NULL };
static const char *const directions[] = { "none", "up", "down", NULL };
static const char *const systems[] = { "all", "local", "defined", NULL };

/* Values that a behavior may have; max_depth is a number. */
static const struct {
	const char *name;
	const char *const *value;
} behavior_values[] = {
	{ "multiline", booleans },
	{ "singleline", booleans },
	{ "ignore_case", booleans },
	{ "recurse", recurse },
	{ "recurse_direction", directions },
	{ "recurse_file_system", systems },
};

static void
behavior_check(
    struct oval_lower *l, const struct xml_node *node, struct ir_behavior *b)
{
	const char *const *v;
	int64_t depth;
	size_t i;

	if (str_eq(b->name, "max_depth")) {
		if (!str_to_int64(b->value, &depth) || depth < -1)
			oval_error(l, DIAG_ID_OVAL_VALUE, node,
			    "max_depth \"%s\"", b->value);
		return;
	}
	for (i = 0; i < sizeof behavior_values / sizeof *behavior_values; i++) {
		if (!str_eq(behavior_values[i].name, b->name))
			continue;
		for (v = behavior_values[i].value; *v != NULL; v++)
			if (str_eq(*v, b->value))
				break;
		if (*v == NULL)
			oval_error(l, DIAG_ID_OVAL_VALUE, node, "%s \"%s\"",
			    b->name, b->value);
		else if (behavior_values[i].value == booleans)
			b->value = str_eq(*v, "1") || str_eq(*v, "true")
				       ? "true"
				       : "false";
	}
}

static void
object_behaviors(struct oval_lower *l, const struct xml_node *node,
    struct ir_object *o, struct oval_why *why)
{
	const char *const *known = probes[o->probe]->behavior;
	struct ir_behavior *list = NULL, *b;
	uint32_t i, k;

	for (i = 0; i < node->nattr; i++) {
		/* a view of 64-bit Windows */
		if (str_eq(node->attr[i].name, "windows_view"))
			continue;
		for (k = 0; known != NULL && known[k] != NULL; k++)
			if (str_eq(known[k], node->attr[i].name))
				break;
		if (known == NULL || known[k] == NULL) {
			oval_unsupported(l, why, node, "behavior %s of %s",
			    node->attr[i].name, probes[o->probe]->oval);
			continue;
		}
		b = VEC_PUSH(l->b->arena, list, o->nbehavior);
		b->name = known[k];
		b->value = node->attr[i].value;
		behavior_check(l, node, b);
	}
	o->behavior = list;
}

/* --- filters and sets ----------------------------------------------------------- */

static const char *
reference(struct oval_lower *l, const struct xml_node *node)
{
	const char *s = xml_text(l->b->arena, node);
	size_t n;

	s += strspn(s, " \t\r\n");
	n = strcspn(s, " \t\r\n");
	return arena_strndup(l->b->arena, s, n);
}

static void
add_filter(struct oval_lower *l, enum probe_kind probe,
    const struct xml_node *node, struct ir_filter **list, uint32_t *n,
    struct oval_why *why)
{
	static const char *const actions[] = { "exclude", "include" };
	struct ir_filter f;

	f.include = oval_enum(l, node, "action", actions, 2, 0) == 1;
	f.state = oval_refer(l, OVAL_STATE, reference(l, node), node, why);
	if (f.state == IR_NONE)
		return;
	if (l->b->state[f.state].probe != probe) {
		oval_error(l, DIAG_ID_OVAL_VALUE, node,
		    "the state is of another kind of test");
		return;
	}
	*VEC_PUSH(l->b->arena, *list, *n) = f;
}

static struct ir_set *lower_set(struct oval_lower *l, enum probe_kind probe,
    const char *id, const struct xml_node *node, struct oval_why *why);

/* A set inside a set is an object of its own, ID/1 or ID/2. */
static uint32_t
inner_set(struct oval_lower *l, enum probe_kind probe, const char *id,
    const struct xml_node *node, struct oval_why *why)
{
	struct ir_set *set = lower_set(l, probe, id, node, why);
	uint32_t i;

	if (set == NULL)
		return IR_NONE;
	i = ir_add_object(l->b);
	l->b->object[i].id = id;
	l->b->object[i].probe = probe;
	l->b->object[i].set = set;
	l->b->object[i].pos = oval_pos(l->o, node);
	return i;
}

static uint32_t
set_object(struct oval_lower *l, enum probe_kind probe,
    const struct xml_node *node, struct oval_why *why)
{
	const char *id = reference(l, node);
	uint32_t i = oval_refer(l, OVAL_OBJECT, id, node, why);

	if (i != IR_NONE && l->b->object[i].probe != probe) {
		oval_error(l, DIAG_ID_OVAL_VALUE, node,
		    "%s is of another kind of test", id);
		return IR_NONE;
	}
	return i;
}

/* NULL after an error or with *why filled. */
static struct ir_set *
lower_set(struct oval_lower *l, enum probe_kind probe, const char *id,
    const struct xml_node *node, struct oval_why *why)
{
	struct ir_set *set = arena_alloc(l->b->arena, sizeof *set);
	struct ir_filter *filter = NULL;
	const struct xml_node *n;
	uint32_t side = 0, i;
	bool ok = true;

	set->setop = oval_enum(l, node, "set_operator", ir_setop_names,
	    IR_SETOP__MAX, IR_SETOP_UNION);
	set->object[0] = set->object[1] = IR_NONE;
	for (n = oval_first(node); n != NULL; n = oval_after(n)) {
		if (xml_is(n, OVAL_NS, "filter")) {
			add_filter(
			    l, probe, n, &filter, &set->nfilter, why);
			continue;
		}
		if (side == 2 || (!xml_is(n, OVAL_NS, "set") &&
				     !xml_is(n, OVAL_NS, "object_reference"))) {
			oval_error(l, DIAG_ID_OVAL_VALUE, n, "%s in a set",
			    n->name);
			return NULL;
		}
		if (str_eq(n->name, "set"))
			i = inner_set(l, probe,
			    arena_printf(l->b->arena, "%s/%u", id, side + 1),
			    n, why);
		else
			i = set_object(l, probe, n, why);
		ok = ok && i != IR_NONE;
		set->object[side++] = i;
	}
	if (side == 0)
		oval_error(l, DIAG_ID_OVAL_MISSING, node, "object of a set");
	set->filter = filter;
	return ok && side != 0 && why->text == NULL ? set : NULL;
}

/* --- objects --------------------------------------------------------------------- */

uint32_t
oval_lower_object(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why)
{
	struct ir_object o = { .id = oval_node_id(l, n),
		.pos = oval_pos(l->o, n->node) };
	struct ir_entity *entity = NULL;
	struct ir_filter *filter = NULL;
	const struct xml_node *e;
	uint32_t i;

	o.probe = oval_probe(n->node, "_object");
	if (o.probe == PROBE__MAX) {
		oval_unsupported(l, why, n->node, "auditc has no %s",
		    n->node->name);
		return IR_NONE;
	}
	for (e = oval_first(n->node); e != NULL; e = oval_after(e)) {
		if (oval_passed_over(e))
			continue;
		if (xml_is(e, OVAL_NS, "set") && o.set == NULL) {
			o.set = lower_set(l, o.probe, o.id, e, why);
			if (o.set == NULL)
				return IR_NONE;
		} else if (xml_is(e, OVAL_NS, "filter")) {
			add_filter(l, o.probe, e, &filter, &o.nfilter, why);
		} else if (str_eq(e->name, "behaviors")) {
			if (o.behavior != NULL)
				oval_error(l, DIAG_ID_OVAL_VALUE, e,
				    "a second behaviors in %s", o.id);
			else
				object_behaviors(l, e, &o, why);
		} else {
			oval_entity(l, o.probe, FIELD_OBJECT, e, &entity,
			    &o.nentity, why);
		}
	}
	if (o.set != NULL && o.nentity != 0)
		oval_error(l, DIAG_ID_OVAL_VALUE, n->node,
		    "a set and entities in %s", o.id);
	if (why->text != NULL)
		return IR_NONE;
	o.entity = entity;
	o.filter = filter;
	i = ir_add_object(l->b);
	l->b->object[i] = o;
	return i;
}
