/*
 * The OVAL that the checks of the benchmark name: every document that one of
 * them leads to is lowered, and each rule with such a check gets an expression
 * over its definitions.  A document is lowered once for all rules that give
 * its external variables the same Values.  The definitions by which platforms
 * are told are those of the stream's dictionaries and of check-fact-refs.
 */
#include <string.h>

#include "../front/cpe.h"
#include "../front/datastream.h"
#include "../front/oval.h"
#include "pass.h"

#define CONTEXT_WEIGHT 100 /* nodes that one costs, whatever it is of */
#define TARGETS \
	(1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER | \
	    1u << IR_TARGET_IMAGE)

struct document { /* what an href leads to */
	const struct datastream_ref *from; /* as which component writes it */
	const char *href;
	const struct oval *doc; /* NULL: nothing */
};

struct context { /* a document with Values for its variables */
	const struct oval *doc;
	struct oval_value *value;
	uint32_t nvalue;
	const char **value_id; /* the same, by variable; NULL: none */
	uint32_t *expr;        /* once lowered */
	uint32_t all;          /* of all definitions; IR_NONE: nobody asks */
};

struct choice { /* what a check exports to a variable of a document */
	uint32_t variable;
	const char *value_id;
};

struct leaf { /* a check that names OVAL */
	uint32_t context;
	uint32_t definition; /* IR_NONE: all of them */
	const char *unsupported; /* not NULL: nothing of the above */
};

struct binder {
	struct pass_unit *u;
	struct model_index ix;
	struct document *document;
	uint32_t ndocument;
	struct context *context;
	uint32_t ncontext;
	struct leaf *leaf; /* of all rules, in the order of visit */
	uint32_t nleaf, at;
	struct leaf *platform; /* parallel to u->inventory */
	uint32_t nplatform;
	/* The check that find_context() was last asked for, and its answer. */
	const struct model_check *last;
	uint32_t last_context;
	uint64_t lowered; /* nodes of all contexts */
	struct seen {     /* of expressions that rules share */
		bool done;
		const char *why; /* not evaluated */
		uint64_t parts;
	} *seen;
	uint32_t nseen;
	bool *said; /* per test: that it is not evaluated */
	uint64_t parts;
	bool failed;
};

static void
too_much(struct binder *b, struct srcpos pos, const char *what, unsigned max)
{
	if (!b->failed)
		diag(DIAG_ID_OVAL_LIMIT, pos, "more than %u %s", max, what);
	b->failed = true;
}

/* --- documents ---------------------------------------------------------------- */

static const struct oval *
stream_document(
    struct binder *b, const struct datastream_ref *from, const char *href)
{
	const struct pass_unit *u = b->u;
	const struct datastream_ref *ref;
	struct oval *doc;

	if (u->stream == NULL || from == NULL)
		return NULL;
	ref = datastream_resolve(u->stream, from, href);
	if (ref == NULL || ref->root == NULL ||
	    !xml_is(ref->root, OVAL_NS, "oval_definitions"))
		return NULL;
	doc = arena_alloc(u->arena, sizeof *doc);
	if (!oval_read(u->arena, u->stream->file, ref->root, doc)) {
		b->failed = true;
		return NULL;
	}
	return doc;
}

static const struct oval *
find_document(struct binder *b, const struct datastream_ref *from,
    const char *href, struct srcpos pos)
{
	const struct oval *doc = NULL;
	struct document *d;
	uint32_t i;

	for (i = 0; i < b->ndocument; i++)
		if (b->document[i].from == from &&
		    str_eq(b->document[i].href, href))
			return b->document[i].doc;
	if (b->ndocument == OVAL_MAX_CITED) {
		too_much(b, pos, "documents are named", OVAL_MAX_CITED);
		return NULL;
	}
	for (i = 0; i < b->u->noval && doc == NULL; i++)
		if (str_eq(b->u->oval[i].href, href))
			doc = b->u->oval[i].doc;
	if (doc == NULL)
		doc = stream_document(b, from, href);
	if (doc == NULL && !b->failed)
		diag(DIAG_ID_OVAL_ABSENT, pos, "%s", href);
	d = VEC_PUSH(b->u->arena, b->document, b->ndocument);
	d->from = from;
	d->href = href;
	d->doc = doc;
	return doc;
}

/* --- contexts ------------------------------------------------------------------ */

static bool
agrees(const struct context *c, const struct choice *list, uint32_t n)
{
	const char *has;
	uint32_t i;

	for (i = 0; i < n; i++) {
		has = c->value_id[list[i].variable];
		if (has != NULL && !str_eq(has, list[i].value_id))
			return false;
	}
	return true;
}

/* What the check exports to variables of the document, by 1.2 ids. */
static struct choice *
choices(struct binder *b, const struct oval *doc,
    const struct model_check *check, uint32_t *n)
{
	struct choice *list = NULL, *v;
	uint32_t i, at, variable;

	*n = 0;
	for (i = 0; i < check->nexport; i++) {
		at = model_index_find(
		    &b->ix, MODEL_VALUE, check->export_[i].value_id);
		variable = oval_find(
		    doc, OVAL_VARIABLE, check->export_[i].name);
		if (at == MODEL_NONE || variable == IR_NONE)
			continue; /* the reader has said it; it is no matter */
		v = VEC_PUSH(b->u->arena, list, *n);
		v->variable = variable;
		v->value_id = b->u->benchmark->value[at].id12;
	}
	return list;
}

static struct context *
add_context(struct binder *b, const struct oval *doc, struct srcpos pos)
{
	struct context *c =
	    VEC_PUSH(b->u->arena, b->context, b->ncontext);
	unsigned k;

	c->doc = doc;
	c->all = IR_NONE;
	c->value_id = arena_alloc(b->u->arena,
	    (doc->kind[OVAL_VARIABLE].n + 1) * sizeof *c->value_id);
	b->lowered += CONTEXT_WEIGHT;
	for (k = 0; k < OVAL_KIND__MAX; k++)
		b->lowered += doc->kind[k].n;
	if (b->lowered > OVAL_MAX_LOWERED)
		too_much(b, pos,
		    "nodes of OVAL, with the Values that checks choose",
		    OVAL_MAX_LOWERED);
	return c;
}

static uint32_t
find_context(struct binder *b, const struct oval *doc,
    const struct model_check *check)
{
	struct choice *list;
	struct context *c;
	uint32_t n, i, k;

	if (b->ncontext != 0 && b->last->export_ == check->export_ &&
	    b->context[b->last_context].doc == doc)
		return b->last_context;
	list = choices(b, doc, check, &n);
	for (i = 0; i < b->ncontext; i++)
		if (b->context[i].doc == doc && agrees(&b->context[i], list, n))
			break;
	c = i == b->ncontext ? add_context(b, doc, check->pos) : &b->context[i];
	for (k = 0; k < n; k++) {
		if (c->value_id[list[k].variable] != NULL)
			continue;
		c->value_id[list[k].variable] = list[k].value_id;
		*VEC_PUSH(b->u->arena, c->value, c->nvalue) =
		    (struct oval_value){
			    doc->kind[OVAL_VARIABLE].node[list[k].variable].id,
			    list[k].value_id
		    };
	}
	b->last = check;
	b->last_context = i;
	return i;
}

/* --- the checks of a rule --------------------------------------------------------- */

/* The first reference that leads to a document is the check's. */
static void
visit_leaf(struct binder *b, const struct model_check *check)
{
	struct leaf leaf = { IR_NONE, IR_NONE, NULL };
	const struct oval *doc = NULL;
	const char *name = NULL, *href = "none";
	bool oval = str_eq(check->system, OVAL_SYSTEM);
	uint32_t i;

	for (i = 0; oval && i < check->ncontent_ref && doc == NULL; i++) {
		href = check->content_ref[i].href;
		name = check->content_ref[i].name;
		doc = find_document(b, b->u->checklist, href, check->pos);
	}
	if (!oval)
		leaf.unsupported = arena_printf(b->u->arena,
		    "a check of the system %s", check->system);
	else if (doc == NULL)
		leaf.unsupported = arena_printf(b->u->arena,
		    "the check's document is not at hand: %s", href);
	else
		leaf.context = find_context(b, doc, check);
	if (doc != NULL && name != NULL) {
		leaf.definition = oval_find(doc, OVAL_DEFINITION, name);
		if (leaf.definition == IR_NONE) {
			diag(DIAG_ID_OVAL_DANGLING, check->pos, "%s in %s",
			    name, href);
			b->failed = true;
		}
	}
	*VEC_PUSH(b->u->arena, b->leaf, b->nleaf) = leaf;
}

/* Of the checks in a complex-check, is this one asked for? */
static bool
is_chosen(const struct model_check *complex, const struct model_check *kid,
    const char *selector)
{
	const char *own = kid->selector != NULL && *kid->selector != '\0' ?
	    kid->selector :
	    NULL;

	return kid->complex ||
	    str_eq(own,
		model_check_selector(complex->kid, complex->nkid, selector));
}

static void
visit_check(struct binder *b, const struct model_check *check,
    const char *selector)
{
	uint32_t i;

	for (i = 0; check->complex && i < check->nkid; i++)
		if (is_chosen(check, &check->kid[i], selector))
			visit_check(b, &check->kid[i], selector);
	if (!check->complex)
		visit_leaf(b, check);
}

static bool
names_oval(const struct model_check *check)
{
	uint32_t i;

	if (!check->complex)
		return str_eq(check->system, OVAL_SYSTEM) &&
		       check->ncontent_ref != 0;
	for (i = 0; i < check->nkid; i++)
		if (names_oval(&check->kid[i]))
			return true;
	return false;
}

/*
 * The rule's check of OVAL by a selector, or without one: NISTIR 7275r4
 * section 7.2.3.5.1.  A complex-check stands for all.
 */
static const struct model_check *
own_check(const struct model_rule *r, const char *selector)
{
	const char *asked = model_check_selector(r->check, r->ncheck, selector);
	uint32_t i;

	for (i = 0; i < r->ncheck; i++)
		if (r->check[i].complex)
			return names_oval(&r->check[i]) ? &r->check[i] : NULL;
	for (i = 0; i < r->ncheck; i++) {
		const struct model_check *c = &r->check[i];
		const char *own = c->selector;

		if (own != NULL && *own == '\0')
			own = NULL;
		if (str_eq(own, asked) && names_oval(c))
			return c;
	}
	return NULL;
}

/* The checks of a rule that any profile asks for: the plain one first. */
static void
visit_rule(struct binder *b, uint32_t rule)
{
	const struct model_rule *r = &b->u->benchmark->rule[rule];
	const struct model_selectors *s = &b->u->selectors[rule];
	const struct model_check *check;
	uint32_t i;

	for (i = 0; i <= s->n; i++) {
		const char *selector = i != 0 ? s->name[i - 1] : NULL;

		if ((check = own_check(r, selector)) != NULL)
			visit_check(b, check, selector);
	}
}

/* --- platforms ---------------------------------------------------------------------- */

/* A definition by which a platform is told, if its document is at hand. */
static void
add_inventory(struct binder *b, const struct datastream_ref *from,
    const char *href, const char *definition, struct pass_inventory how,
    struct srcpos pos)
{
	static const struct model_check none;
	const struct oval *doc = find_document(b, from, href, pos);
	struct leaf leaf = { IR_NONE, IR_NONE, NULL };

	if (doc == NULL)
		return;
	leaf.definition = oval_find(doc, OVAL_DEFINITION, definition);
	if (leaf.definition == IR_NONE) {
		diag(DIAG_ID_OVAL_DANGLING, pos, "%s in %s", definition, href);
		b->failed = true;
		return;
	}
	leaf.context = find_context(b, doc, &none);
	*VEC_PUSH(b->u->arena, b->platform, b->nplatform) = leaf;
	*VEC_PUSH(b->u->arena, b->u->inventory, b->u->ninventory) = how;
}

static void
visit_dictionary(struct binder *b, const struct datastream_ref *ref)
{
	struct pass_inventory how = { NULL, NULL, IR_NONE };
	struct cpe_dictionary d = { NULL, 0 };
	uint32_t i;

	if (ref->root == NULL ||
	    !xml_is(ref->root, CPE_NS_DICTIONARY, "cpe-list"))
		return;
	if (!cpe_read_dictionary(
		b->u->arena, b->u->stream->file, ref->root, &d)) {
		b->failed = true;
		return;
	}
	for (i = 0; i < d.nitem; i++) {
		if (!str_eq(d.item[i].system, OVAL_SYSTEM) ||
		    d.item[i].href == NULL || d.item[i].definition == NULL)
			continue;
		how.name = d.item[i].name;
		add_inventory(b, ref, d.item[i].href, d.item[i].definition,
		    how, d.item[i].pos);
	}
}

static void
visit_platform(struct binder *b, const struct model_platform_test *t)
{
	struct pass_inventory how = { NULL, t, IR_NONE };
	uint32_t i;

	for (i = 0; t->kind == MODEL_PLATFORM_LOGICAL && i < t->nkid; i++)
		visit_platform(b, &t->kid[i]);
	if (t->kind == MODEL_PLATFORM_CHECK &&
	    str_eq(t->system, OVAL_SYSTEM) && t->href != NULL &&
	    t->definition != NULL)
		add_inventory(b, b->u->checklist, t->href, t->definition, how,
		    t->pos);
}

static void
visit_platforms(struct binder *b)
{
	const struct pass_unit *u = b->u;
	uint32_t i;

	for (i = 0; i < u->benchmark->nplatform_def; i++)
		visit_platform(b, &u->benchmark->platform_def[i].test);
	if (u->stream == NULL || u->checklist == NULL)
		return;
	for (i = 0; i < u->stream->part[DATASTREAM_DICTIONARIES].n; i++) {
		const struct datastream_ref *ref =
		    &u->stream->part[DATASTREAM_DICTIONARIES].ref[i];

		if (str_eq(ref->stream, u->checklist->stream))
			visit_dictionary(b, ref);
	}
}

/* --- what cannot be evaluated ------------------------------------------------------- */

/* Why a test is not evaluated, said once; NULL: it is. */
static const char *
test_why(struct binder *b, uint32_t test)
{
	const struct ir_test *t = &b->u->ir.test[test];

	if (t->unsupported != NULL && !b->said[test])
		diag(DIAG_ID_OVAL_UNSUPPORTED, t->pos, "%s: %s", t->id,
		    t->unsupported);
	b->said[test] = true;
	return t->unsupported;
}

/* What is below an expression; what rules share is gone through once. */
static struct seen
look(struct binder *b, uint32_t e)
{
	const struct ir_expr *x = &b->u->ir.expr[e];
	struct seen s = { true, NULL, 1 }, kid;
	uint32_t i;

	if (e < b->nseen && b->seen[e].done)
		return b->seen[e];
	if (x->kind == IR_EXPR_TEST)
		s.why = test_why(b, x->test);
	for (i = 0; i < x->nkid; i++) {
		kid = look(b, x->kid[i]);
		s.parts += kid.parts;
		if (s.why == NULL)
			s.why = kid.why;
	}
	if (s.parts > OVAL_MAX_PARTS)
		s.parts = OVAL_MAX_PARTS + 1;
	if (e < b->nseen)
		b->seen[e] = s;
	return s;
}

/* Why what an expression rests on is not evaluated; NULL: it is. */
static const char *
why_not(struct binder *b, uint32_t e)
{
	struct seen s = look(b, e);

	b->parts += s.parts;
	if (b->parts > OVAL_MAX_PARTS)
		too_much(b, b->u->ir.expr[e].pos, "parts of all checks",
		    OVAL_MAX_PARTS);
	return s.why;
}

/* --- expressions --------------------------------------------------------------------- */

static uint32_t
negated(struct ir_build *ir, uint32_t e, bool negate, struct srcpos pos)
{
	if (!negate)
		return e;
	e = ir_expr_operator(ir, IR_OPERATOR_AND, &e, 1);
	ir->expr[e].negate = true;
	ir->expr[e].pos = pos;
	return e;
}

/* What the rule passes by: no vulnerability, no missing patch. */
static uint32_t
definition_expr(struct binder *b, const struct context *c, uint32_t definition,
    struct srcpos pos)
{
	const char *class_ = oval_class(c->doc, definition);

	return negated(&b->u->ir, c->expr[definition],
	    str_eq(class_, "vulnerability") || str_eq(class_, "patch"), pos);
}

static uint32_t
unsupported_expr(struct ir_build *ir, const char *why, struct srcpos pos)
{
	uint32_t e = ir_add_expr(ir);

	ir->expr[e].kind = IR_EXPR_RESULT;
	ir->expr[e].result = IR_RESULT_NOT_EVALUATED;
	ir->expr[e].comment = why;
	ir->expr[e].pos = pos;
	return e;
}

/*
 * A definition of a check whose results are told apart; what cannot be
 * evaluated of it leaves the others their verdicts.
 */
static uint32_t
apart_expr(struct binder *b, const struct context *c, uint32_t definition,
    const struct model_check *check, const char **why)
{
	uint32_t e = definition_expr(b, c, definition, check->pos);

	e = negated(&b->u->ir, e, check->negate, check->pos);
	*why = why_not(b, e);
	if (*why != NULL)
		e = unsupported_expr(&b->u->ir, *why, check->pos);
	e = ir_expr_operator(&b->u->ir, IR_OPERATOR_AND, &e, 1);
	b->u->ir.expr[e].check =
	    c->doc->kind[OVAL_DEFINITION].node[definition].id;
	b->u->ir.expr[e].pos = check->pos;
	return e;
}

/* Does each definition of its document have a result? */
static bool
is_apart(const struct binder *b, const struct model_check *check)
{
	const struct leaf *leaf = &b->leaf[b->at];

	return !check->complex && check->multi_check &&
	       leaf->unsupported == NULL && leaf->definition == IR_NONE &&
	       b->context[leaf->context].doc->kind[OVAL_DEFINITION].n != 0;
}

/* The AND of all definitions, each with its name; *why: none is evaluated. */
static uint32_t
apart_exprs(
    struct binder *b, const struct model_check *check, const char **why)
{
	const struct context *c = &b->context[b->leaf[b->at++].context];
	uint32_t n = c->doc->kind[OVAL_DEFINITION].n, e, i;
	uint32_t *kid = arena_alloc(b->u->arena, n * sizeof *kid);
	const char *one;
	bool any = false;

	for (i = 0; i < n; i++) {
		kid[i] = apart_expr(b, c, i, check, &one);
		any = any || one == NULL;
		*why = any ? NULL : one;
	}
	e = ir_expr_operator(&b->u->ir, IR_OPERATOR_AND, kid, n);
	b->u->ir.expr[e].xccdf = true;
	b->u->ir.expr[e].pos = check->pos;
	return e;
}

static uint32_t
leaf_expr(struct binder *b, const struct model_check *check,
    const char **unsupported)
{
	const struct leaf *leaf = &b->leaf[b->at++];
	const struct context *c;

	if (leaf->unsupported != NULL) {
		*unsupported = leaf->unsupported;
		return unsupported_expr(
		    &b->u->ir, leaf->unsupported, check->pos);
	}
	c = &b->context[leaf->context];
	if (leaf->definition != IR_NONE)
		return definition_expr(b, c, leaf->definition, check->pos);
	if (c->all == IR_NONE) {
		*unsupported = "the check's document has no definition";
		return unsupported_expr(&b->u->ir, *unsupported, check->pos);
	}
	return c->all;
}

/* What a check says that names a document and none of its definitions. */
static void
make_all(struct binder *b, struct context *c)
{
	uint32_t n = c->doc->kind[OVAL_DEFINITION].n, i, *kid;

	if (n == 0 || c->all != IR_NONE)
		return;
	kid = arena_alloc(b->u->arena, n * sizeof *kid);
	for (i = 0; i < n; i++)
		kid[i] = definition_expr(b, c, i,
		    oval_pos(c->doc, c->doc->kind[OVAL_DEFINITION].node[i]
					 .node));
	c->all = ir_expr_operator(&b->u->ir, IR_OPERATOR_AND, kid, n);
	b->u->ir.expr[c->all].xccdf = true;
}

static uint32_t check_expr(struct binder *b, const struct model_check *check,
    const char *selector, const char **unsupported);

/*
 * A check in a complex-check.  What cannot be evaluated is not checked, and
 * the truth tables say what that makes of the others: never a pass by AND.
 */
static uint32_t
operand_expr(struct binder *b, const struct model_check *check,
    const char *selector, const char **unsupported)
{
	uint32_t e = check_expr(b, check, selector, unsupported);
	const char *why;

	if (check->complex)
		return e;
	why = why_not(b, e);
	if (why == NULL)
		return e;
	*unsupported = why;
	return unsupported_expr(&b->u->ir, why, check->pos);
}

static uint32_t
check_expr(struct binder *b, const struct model_check *check,
    const char *selector, const char **unsupported)
{
	uint32_t *kid, i, e, n = 0;

	if (!check->complex) {
		e = leaf_expr(b, check, unsupported);
		return negated(&b->u->ir, e, check->negate, check->pos);
	}
	kid = arena_alloc(b->u->arena, (check->nkid + 1) * sizeof *kid);
	for (i = 0; i < check->nkid; i++)
		if (is_chosen(check, &check->kid[i], selector))
			kid[n++] = operand_expr(
			    b, &check->kid[i], selector, unsupported);
	if (n == 0) {
		*unsupported = "every check of the complex-check has a "
			       "selector that is not asked for";
		return unsupported_expr(&b->u->ir, *unsupported, check->pos);
	}
	e = ir_expr_operator(&b->u->ir,
	    check->complex_or ? IR_OPERATOR_OR : IR_OPERATOR_AND, kid, n);
	b->u->ir.expr[e].xccdf = true;
	return negated(&b->u->ir, e, check->negate, check->pos);
}

/* --- a rule --------------------------------------------------------------------------- */

/* What a selector, or none, asks for; NULL in *why: it is evaluated. */
static uint32_t
alternative(struct binder *b, const struct model_rule *r, const char *selector,
    const char **why)
{
	const struct model_check *check = own_check(r, selector);
	const char *below;
	uint32_t e;

	*why = NULL;
	if (check == NULL) {
		*why = selector != NULL ?
		    "the profile chooses a check of another system" :
		    "every check has a selector, and none is asked for";
		return unsupported_expr(&b->u->ir, *why, r->pos);
	}
	if (is_apart(b, check))
		return apart_exprs(b, check, why);
	e = check_expr(b, check, selector, why);
	if (check->complex)
		return e;
	below = why_not(b, e);
	if (*why == NULL)
		*why = below;
	if (*why != NULL) /* never a verdict by the rest alone */
		e = unsupported_expr(&b->u->ir, *why, check->pos);
	return e;
}

static struct audit_check *
own(struct binder *b, uint32_t rule)
{
	const struct model_rule *r = &b->u->benchmark->rule[rule];
	const struct model_selectors *s = &b->u->selectors[rule];
	struct audit_check *c = arena_alloc(b->u->arena, sizeof *c);
	uint32_t *kid = arena_alloc(b->u->arena, (s->n + 1) * sizeof *kid);
	const char *why;
	uint32_t i;

	c->description = r->title;
	c->target = TARGETS;
	c->force = IR_XCCDF__MAX;
	for (i = 0; i <= s->n; i++) {
		kid[i] = alternative(
		    b, r, i != 0 ? s->name[i - 1] : NULL, &why);
		if (i == 0)
			c->unsupported = why;
	}
	c->expr = pass_select_expr(b->u, kid, s);
	c->pos = b->u->ir.expr[c->expr].pos;
	return c;
}

/* Has any of the checks that a profile may ask for to do with OVAL? */
static bool
has_own(const struct pass_unit *u, uint32_t rule)
{
	const struct model_selectors *s = &u->selectors[rule];
	bool has = own_check(&u->benchmark->rule[rule], NULL) != NULL;
	uint32_t i;

	for (i = 0; i < s->n && !has; i++)
		has = own_check(&u->benchmark->rule[rule], s->name[i]) != NULL;
	return has;
}

static bool
lower_contexts(struct binder *b)
{
	const char *suffix = "";
	bool ok = true;
	uint32_t i;

	for (i = 0; i < b->ncontext; i++) {
		struct context *c = &b->context[i];

		ok = oval_lower(c->doc, &b->u->ir, c->value, c->nvalue,
			 suffix, &c->expr) &&
		     ok;
		suffix = arena_printf(b->u->arena, "#%u", (unsigned)i + 2);
	}
	return ok;
}

bool
pass_oval(struct pass_unit *u)
{
	const struct model_benchmark *m = u->benchmark;
	struct binder b = { .u = u };
	uint32_t i;

	b.ix = model_index_new(u->arena, m);
	u->selectors = model_selectors(u->arena, m);
	u->own = arena_alloc(u->arena, (m->nrule + 1) * sizeof *u->own);
	for (i = 0; i < m->nrule && !b.failed; i++)
		visit_rule(&b, i);
	if (!b.failed)
		visit_platforms(&b);
	if (b.failed || !lower_contexts(&b))
		return false;
	for (i = 0; i < u->ninventory; i++)
		u->inventory[i].expr = b.context[b.platform[i].context]
					   .expr[b.platform[i].definition];
	for (i = 0; i < b.nleaf; i++)
		if (b.leaf[i].unsupported == NULL &&
		    b.leaf[i].definition == IR_NONE)
			make_all(&b, &b.context[b.leaf[i].context]);
	b.said = arena_alloc(u->arena, (u->ir.ntest + 1) * sizeof *b.said);
	b.nseen = u->ir.nexpr;
	b.seen = arena_alloc(u->arena, ((size_t)b.nseen + 1) * sizeof *b.seen);
	for (i = 0; i < m->nrule && !b.failed; i++)
		if (has_own(u, i))
			u->own[i] = own(&b, i);
	return !b.failed;
}
