/* OVAL definitions and tests, lowered into the IR. */
#include <stdarg.h>
#include <string.h>

#include "oval_lower.h"

#define DSIG_NS "http://www.w3.org/2000/09/xmldsig#"

/* --- what all of the lowering stands on -------------------------------------- */

void
oval_error(struct oval_lower *l, enum diag_id id, const struct xml_node *node,
    const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (l->said++ < OVAL_MAX_SAID)
		diag(id, oval_pos(l->o, node), "%s", text);
	l->failed = true;
}

void
oval_unsupported(struct oval_lower *l, struct oval_why *w,
    const struct xml_node *node, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (w->text != NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	w->text = arena_strdup(l->b->arena, text);
	w->pos = oval_pos(l->o, node);
}

const struct xml_node *
oval_first(const struct xml_node *parent)
{
	const struct xml_node *n = parent->kid;

	while (n != NULL && n->name == NULL)
		n = n->next;
	return n;
}

const struct xml_node *
oval_after(const struct xml_node *node)
{
	do
		node = node->next;
	while (node != NULL && node->name == NULL);
	return node;
}

bool
oval_passed_over(const struct xml_node *node)
{
	return xml_is(node, DSIG_NS, "Signature") ||
	       xml_is(node, OVAL_NS, "notes") ||
	       xml_is(node, OVAL_NS_COMMON, "notes");
}

bool
oval_bool(struct oval_lower *l, const struct xml_node *node, const char *name,
    bool absent)
{
	const char *s = xml_attr(node, name);

	if (s == NULL)
		return absent;
	if (str_eq(s, "true") || str_eq(s, "1"))
		return true;
	if (!str_eq(s, "false") && !str_eq(s, "0"))
		oval_error(l, DIAG_ID_OVAL_VALUE, node, "%s \"%s\"", name, s);
	return false;
}

uint32_t
oval_enum(struct oval_lower *l, const struct xml_node *node, const char *name,
    const char *const *names, uint32_t max, uint32_t absent)
{
	const char *s = xml_attr(node, name);
	uint32_t i;

	if (s == NULL)
		return absent;
	i = ir_name_find(names, max, s);
	if (i != max)
		return i;
	oval_error(l, DIAG_ID_OVAL_VALUE, node, "%s \"%s\"", name, s);
	return absent;
}

const char *
oval_need(struct oval_lower *l, const struct xml_node *node, const char *name)
{
	const char *s = xml_attr(node, name);

	if (s != NULL)
		return s;
	oval_error(l, DIAG_ID_OVAL_MISSING, node, "%s of %s", name, node->name);
	return "";
}

const char *
oval_node_id(struct oval_lower *l, const struct oval_node *n)
{
	return *l->suffix == '\0'
		   ? n->id
		   : arena_printf(l->b->arena, "%s%s", n->id, l->suffix);
}

enum probe_kind
oval_probe(const struct xml_node *node, const char *suffix)
{
	size_t n = strlen(OVAL_NS), m;
	unsigned i;

	if (node->ns == NULL || strncmp(node->ns, OVAL_NS, n) != 0 ||
	    node->ns[n] != '#' || !str_ends(node->name, suffix))
		return PROBE__MAX;
	m = strlen(node->name) - strlen(suffix);
	for (i = 0; i < PROBE__MAX; i++) {
		const char *s = probes[i]->oval;
		const char *colon = s != NULL ? strchr(s, ':') : NULL;

		if (colon != NULL &&
		    strlen(node->ns + n + 1) == (size_t)(colon - s) &&
		    strncmp(node->ns + n + 1, s, (size_t)(colon - s)) == 0 &&
		    strlen(colon + 1) == m &&
		    strncmp(node->name, colon + 1, m) == 0)
			return (enum probe_kind)i;
	}
	return PROBE__MAX;
}

static uint32_t (*const lower_kind[OVAL_KIND__MAX])(struct oval_lower *,
    const struct oval_node *, struct oval_why *) = {
	[OVAL_DEFINITION] = oval_lower_definition,
	[OVAL_TEST] = oval_lower_test,
	[OVAL_OBJECT] = oval_lower_object,
	[OVAL_STATE] = oval_lower_state,
	[OVAL_VARIABLE] = oval_lower_variable,
};

static void
lower_node(struct oval_lower *l, enum oval_kind kind, uint32_t i,
    const struct xml_node *from)
{
	const struct oval_node *n = &l->o->kind[kind].node[i];
	struct oval_done *d = &l->done[kind][i];
	struct oval_why why = { NULL, { NULL, 0 } };
	unsigned height = l->height;

	if (d->mark == OVAL_DONE) {
		l->height = d->height > height ? d->height : height;
		return;
	}
	if (d->mark == OVAL_OPEN) {
		oval_error(l, DIAG_ID_OVAL_CYCLE, from, "%s", n->id);
		return;
	}
	d->mark = OVAL_OPEN;
	d->index = IR_NONE;
	l->height = 0;
	if (l->depth < OVAL_MAX_DEPTH) {
		l->depth++;
		d->index = lower_kind[kind](l, n, &why);
		l->depth--;
	}
	/* of a file that has them in order none is lowered within another */
	if (l->depth >= OVAL_MAX_DEPTH || l->height >= OVAL_MAX_DEPTH)
		oval_error(l, DIAG_ID_OVAL_LIMIT, n->node,
		    "%s is nested too deep", n->id);
	d->height = l->height < OVAL_MAX_DEPTH ? l->height + 1 : 0;
	l->height = d->height > height ? d->height : height;
	if (why.text != NULL && kind != OVAL_TEST && kind != OVAL_DEFINITION)
		d->index = IR_NONE;
	d->why = why.text;
	d->pos = why.pos;
	d->mark = OVAL_DONE;
}

uint32_t
oval_refer(struct oval_lower *l, enum oval_kind kind, const char *id,
    const struct xml_node *from, struct oval_why *why)
{
	uint32_t i = oval_find(l->o, kind, id);
	struct oval_done *d;

	if (i == IR_NONE) {
		oval_error(l, DIAG_ID_OVAL_DANGLING, from, "%s", id);
		return IR_NONE;
	}
	d = &l->done[kind][i];
	lower_node(l, kind, i, from);
	if (d->mark != OVAL_DONE)
		return IR_NONE;
	if (d->why != NULL && why->text == NULL) {
		why->text = d->why;
		why->pos = d->pos;
	}
	return d->index;
}

/* --- tests ------------------------------------------------------------------- */

/* Is there something that an object of this probe can ask for? */
static bool
probe_asks(enum probe_kind probe)
{
	const struct probe_field *f;

	for (f = probes[probe]->field; f->name != NULL; f++)
		if ((f->use & FIELD_OBJECT) != 0)
			return true;
	return false;
}

/* Index of a referred node whose probe is the test's, or IR_NONE. */
static uint32_t
test_part(struct oval_lower *l, enum oval_kind kind, enum probe_kind probe,
    const struct xml_node *node, const char *attr, struct oval_why *why)
{
	const char *id = oval_need(l, node, attr);
	uint32_t i = *id != '\0' ? oval_refer(l, kind, id, node, why) : IR_NONE;

	if (i == IR_NONE || why->text != NULL)
		return IR_NONE;
	if ((kind == OVAL_OBJECT ? l->b->object[i].probe
				 : l->b->state[i].probe) != probe) {
		oval_error(l, DIAG_ID_OVAL_VALUE, node,
		    "%s is of another kind of test", id);
		return IR_NONE;
	}
	return i;
}

static void
test_parts(struct oval_lower *l, const struct xml_node *node, struct ir_test *t,
    struct oval_why *why)
{
	const struct xml_node *n;
	uint32_t *state = NULL, i;

	for (n = oval_first(node); n != NULL; n = oval_after(n)) {
		if (oval_passed_over(n))
			continue;
		if (xml_is(n, node->ns, "object") && t->object == IR_NONE) {
			t->object = test_part(
			    l, OVAL_OBJECT, t->probe, n, "object_ref", why);
		} else if (xml_is(n, node->ns, "state")) {
			i = test_part(
			    l, OVAL_STATE, t->probe, n, "state_ref", why);
			*VEC_PUSH(l->b->arena, state, t->nstate) = i;
		} else {
			oval_unsupported(l, why, n, "%s in a %s", n->name,
			    node->name);
		}
	}
	t->state = state;
	if (t->object != IR_NONE || why->text != NULL || l->failed)
		return;
	if (xml_kid(node, node->ns, "object") == NULL &&
	    !probe_asks(t->probe)) {
		t->object = ir_add_object(l->b);
		l->b->object[t->object].id =
		    arena_printf(l->b->arena, "%s/object", t->id);
		l->b->object[t->object].probe = t->probe;
		l->b->object[t->object].pos = t->pos;
	} else {
		oval_error(l, DIAG_ID_OVAL_MISSING, node, "object of %s", t->id);
	}
}

uint32_t
oval_lower_test(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why)
{
	const struct xml_node *node = n->node;
	const char *space = node->ns != NULL ? strrchr(node->ns, '#') : NULL;
	struct ir_test t = { .id = oval_node_id(l, n), .object = IR_NONE, .kernel = IR_NONE,
		.comment = xml_attr(node, "comment"),
		.pos = oval_pos(l->o, node) };
	uint32_t i;

	t.probe = oval_probe(node, "_test");
	t.check_existence = oval_enum(l, node, "check_existence",
	    ir_existence_names, IR_EXISTENCE__MAX,
	    IR_EXISTENCE_AT_LEAST_ONE_EXISTS);
	oval_need(l, node, "check");
	t.check = oval_enum(
	    l, node, "check", ir_check_names, IR_CHECK__MAX, IR_CHECK_ALL);
	t.state_operator = oval_enum(l, node, "state_operator",
	    ir_operator_names, IR_OPERATOR__MAX, IR_OPERATOR_AND);
	if (t.probe == PROBE__MAX)
		oval_unsupported(l, why, node, "auditc has no %s:%s",
		    space != NULL ? space + 1 : "?", node->name);
	else
		test_parts(l, node, &t, why);
	if (why->text != NULL) {
		t.probe = PROBE_VARIABLE;
		t.object = IR_NONE;
		t.nstate = 0;
		t.unsupported = why->text;
		t.pos = why->pos; /* for who reads of it */
	}
	i = ir_add_test(l->b);
	l->b->test[i] = t;
	return i;
}

/* --- definitions --------------------------------------------------------------- */

static uint32_t lower_criteria(struct oval_lower *l,
    const struct xml_node *node);

static uint32_t
expr_result(struct oval_lower *l, enum ir_result result, const char *comment,
    const struct xml_node *node)
{
	uint32_t e = ir_add_expr(l->b);

	l->b->expr[e].kind = IR_EXPR_RESULT;
	l->b->expr[e].result = result;
	l->b->expr[e].comment = comment;
	l->b->expr[e].pos = oval_pos(l->o, node);
	return e;
}

static uint32_t
lower_criterion(struct oval_lower *l, const struct xml_node *node)
{
	struct oval_why why = { NULL, { NULL, 0 } };
	const char *id = oval_need(l, node, "test_ref");
	uint32_t t =
	    *id != '\0' ? oval_refer(l, OVAL_TEST, id, node, &why) : IR_NONE;

	return t != IR_NONE ? ir_expr_test(l->b, t) : IR_NONE;
}

static uint32_t
lower_extend(struct oval_lower *l, const struct xml_node *node)
{
	struct oval_why why = { NULL, { NULL, 0 } };
	const char *id = oval_need(l, node, "definition_ref");
	uint32_t kid, at, e;

	if (*id == '\0')
		return IR_NONE;
	kid = oval_refer(l, OVAL_DEFINITION, id, node, &why);
	if (kid == IR_NONE)
		return IR_NONE;
	at = oval_find(l->o, OVAL_DEFINITION, id);
	l->parts += l->weight[at];
	e = ir_expr_operator(l->b, IR_OPERATOR_AND, &kid, 1);
	l->b->expr[e].definition = l->b->ndefinition + at + 1;
	return e;
}

/* criteria, a criterion or an extend_definition; IR_NONE after an error. */
static uint32_t
lower_part(struct oval_lower *l, const struct xml_node *node)
{
	uint32_t e = IR_NONE;

	if (++l->parts > OVAL_MAX_WEIGHT) {
		if (!l->failed)
			oval_error(l, DIAG_ID_OVAL_LIMIT, node,
			    "a definition of more than %d parts",
			    OVAL_MAX_WEIGHT);
		return IR_NONE;
	}
	if (xml_is(node, OVAL_NS, "criteria"))
		e = lower_criteria(l, node);
	else if (xml_is(node, OVAL_NS, "criterion"))
		e = lower_criterion(l, node);
	else if (xml_is(node, OVAL_NS, "extend_definition"))
		e = lower_extend(l, node);
	else
		oval_error(l, DIAG_ID_OVAL_VALUE, node, "%s in criteria",
		    node->name);
	if (e == IR_NONE)
		return e;
	l->b->expr[e].negate = oval_bool(l, node, "negate", false);
	l->b->expr[e].applicability_check =
	    oval_bool(l, node, "applicability_check", false);
	l->b->expr[e].pos = oval_pos(l->o, node);
	return e;
}

static uint32_t
lower_criteria(struct oval_lower *l, const struct xml_node *node)
{
	enum ir_operator op = oval_enum(l, node, "operator", ir_operator_names,
	    IR_OPERATOR__MAX, IR_OPERATOR_AND);
	const struct xml_node *n;
	uint32_t *kid = NULL, nkid = 0, e;
	bool ok = true;

	for (n = oval_first(node); n != NULL; n = oval_after(n)) {
		e = lower_part(l, n);
		if (e == IR_NONE)
			ok = false;
		else
			*VEC_PUSH(l->b->arena, kid, nkid) = e;
	}
	if (ok && nkid == 0) {
		oval_error(l, DIAG_ID_OVAL_MISSING, node,
		    "criterion of criteria");
		ok = false;
	}
	return ok ? ir_expr_operator(l->b, op, kid, nkid) : IR_NONE;
}

uint32_t
oval_lower_definition(struct oval_lower *l, const struct oval_node *n,
    struct oval_why *why)
{
	static const char *const classes[] = { "compliance", "inventory",
		"miscellaneous", "patch", "vulnerability" };
	const struct xml_node *c = xml_kid(n->node, OVAL_NS, "criteria");
	uint32_t outer = l->parts, e;

	(void)why; /* its tests say it */
	oval_need(l, n->node, "class");
	oval_enum(l, n->node, "class", classes,
	    sizeof classes / sizeof *classes, 0);
	if (c == NULL)
		return expr_result(l, IR_RESULT_NOT_EVALUATED,
		    "the definition has no criteria", n->node);
	l->parts = 0;
	e = lower_part(l, c);
	l->weight[n - l->o->kind[OVAL_DEFINITION].node] = l->parts;
	l->parts = outer;
	return e;
}

/* --- the document --------------------------------------------------------------- */

static void
add_definitions(struct oval_lower *l, const uint32_t *expr)
{
	const struct oval *o = l->o;
	struct ir_definition *d;
	uint32_t i, at;

	for (i = 0; i < o->kind[OVAL_DEFINITION].n; i++) {
		at = ir_add_definition(l->b);
		d = &l->b->definition[at];
		d->id = oval_node_id(l, &o->kind[OVAL_DEFINITION].node[i]);
		d->version = o->kind[OVAL_DEFINITION].node[i].version;
		d->class_ = oval_class(o, i);
		d->title = oval_title(o, i);
		d->expr = expr[i];
		d->pos = oval_pos(o, o->kind[OVAL_DEFINITION].node[i].node);
	}
}

bool
oval_lower(const struct oval *o, struct ir_build *b,
    const struct oval_value *value, uint32_t nvalue, const char *suffix,
    uint32_t **expr)
{
	/* What is referred to first, so that the text reads in this order. */
	static const enum oval_kind order[] = { OVAL_VARIABLE, OVAL_STATE,
		OVAL_OBJECT, OVAL_TEST, OVAL_DEFINITION };
	struct oval_lower l = { .o = o, .b = b, .suffix = suffix };
	uint32_t i, k;

	l.value_id = arena_alloc(b->arena,
	    (o->kind[OVAL_VARIABLE].n + 1) * sizeof *l.value_id);
	for (i = 0; i < nvalue; i++) {
		k = oval_find(o, OVAL_VARIABLE, value[i].variable);
		if (k != IR_NONE)
			l.value_id[k] = value[i].value_id;
	}
	l.weight = arena_alloc(b->arena,
	    (o->kind[OVAL_DEFINITION].n + 1) * sizeof *l.weight);
	for (k = 0; k < OVAL_KIND__MAX; k++)
		l.done[k] = arena_alloc(
		    b->arena, (o->kind[k].n + 1) * sizeof *l.done[k]);
	for (k = 0; k < OVAL_KIND__MAX; k++)
		for (i = 0; i < o->kind[order[k]].n; i++)
			lower_node(&l, order[k], i,
			    o->kind[order[k]].node[i].node);
	*expr = arena_alloc(
	    b->arena, (o->kind[OVAL_DEFINITION].n + 1) * sizeof **expr);
	for (i = 0; i < o->kind[OVAL_DEFINITION].n; i++)
		(*expr)[i] = l.done[OVAL_DEFINITION][i].index;
	add_definitions(&l, *expr);
	return !l.failed;
}
