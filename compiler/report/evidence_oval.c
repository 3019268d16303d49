/*
 * From a rule's definition to the tests that made it come out as it did, and
 * to the items that made these: through the criteria, only what counted is
 * followed.
 */
#include <stdlib.h>
#include <string.h>

#include "evidence.h"

#define NS_RESULTS "http://oval.mitre.org/XMLSchema/oval-results-5"
#define MAX_DEPTH 64

struct walk { /* of one rule */
	struct report_oval *o;
	struct evidence_results *doc;
	struct report_result *x;
	const char *told[EVIDENCE_TESTS];
	uint32_t ntold, nleft; /* tests */
	uint32_t steps;
};

/* --- tables ------------------------------------------------------------- */

static int
compare_entries(const void *pa, const void *pb)
{
	const struct evidence_entry *a = pa, *b = pb;

	return strcmp(a->id, b->id);
}

/* The elements below that have the attribute, by it. */
static void
fill(struct report_oval *o, struct evidence_table *t,
    const struct xml_node *node, const char *attr)
{
	const struct xml_node *k;
	struct evidence_entry *e;
	const char *id;

	for (k = node != NULL ? node->kid : NULL; k != NULL; k = k->next) {
		if (k->name == NULL || (id = xml_attr(k, attr)) == NULL)
			continue;
		e = VEC_PUSH(&o->tmp, t->entry, t->n);
		e->id = id;
		e->node = k;
	}
	if (t->n != 0)
		qsort(t->entry, t->n, sizeof *t->entry, compare_entries);
}

static void
sort(struct report_oval *o, struct evidence_results *d)
{
	const struct xml_node *source =
	    evidence_kid(d->root, "oval_definitions");
	const struct xml_node *system =
	    evidence_kid(evidence_kid(d->root, "results"), "system");
	const struct xml_node *seen =
	    evidence_kid(system, "oval_system_characteristics");

	d->sorted = true;
	fill(o, &d->test, evidence_kid(source, "tests"), "id");
	fill(o, &d->object, evidence_kid(source, "objects"), "id");
	fill(o, &d->state, evidence_kid(source, "states"), "id");
	fill(o, &d->variable, evidence_kid(source, "variables"), "id");
	fill(o, &d->definition, evidence_kid(system, "definitions"),
	    "definition_id");
	fill(o, &d->result, evidence_kid(system, "tests"), "test_id");
	fill(o, &d->collected, evidence_kid(seen, "collected_objects"), "id");
	fill(o, &d->item, evidence_kid(seen, "system_data"), "id");
}

/* --- a test ------------------------------------------------------------- */

static enum ir_result
result_of(const struct xml_node *node)
{
	const char *s = xml_attr(node, "result");

	return s != NULL ? (enum ir_result)ir_name_find(
			       ir_result_names, IR_RESULT__MAX, s)
			 : IR_RESULT__MAX;
}

static enum ir_result
negated(enum ir_result r, bool negate)
{
	if (negate && r == IR_RESULT_TRUE)
		return IR_RESULT_FALSE;
	if (negate && r == IR_RESULT_FALSE)
		return IR_RESULT_TRUE;
	return r;
}

static bool
is_set(const struct xml_node *node, const char *name)
{
	const char *s = xml_attr(node, name);

	return str_eq(s, "true") || str_eq(s, "1");
}

/* The first message below, on one line; NULL: none. */
static const char *
message_of(struct arena *a, const struct xml_node *node)
{
	const struct xml_node *m = evidence_kid(node, "message");
	const char *s = m != NULL ? xml_text(a, m) : "";

	return *s != '\0' ? report_line(a, s) : NULL;
}

/* The item that a tested_item is of; NULL: there was none to look at. */
static const struct xml_node *
item_of(const struct walk *w, const struct xml_node *tested)
{
	const struct xml_node *item =
	    evidence_find(&w->doc->item, xml_attr(tested, "item_id"));

	if (item != NULL && str_eq(xml_attr(item, "status"), "does not exist"))
		return NULL;
	return item;
}

static struct report_item *
add_row(struct walk *w, const struct evidence_words *words, enum ir_result r)
{
	struct report_item *row = VEC_PUSH(w->o->a, w->x->item, w->x->nitem);
	const char *comment = xml_attr(words->test, "comment");

	row->result = r;
	row->comment = comment != NULL && *comment != '\0'
			   ? report_line(w->o->a, comment)
			   : NULL;
	return row;
}

/* Where nothing was found, or nothing could be looked at. */
static void
add_nothing(
    struct walk *w, const struct evidence_words *words, enum ir_result r)
{
	struct report_item *row = add_row(w, words, r);
	const struct xml_node *seen = NULL;
	const char *said;

	row->where = evidence_where(words, NULL);
	row->expected = evidence_expected(words, NULL);
	if (r == IR_RESULT_TRUE || r == IR_RESULT_FALSE)
		return;
	if (words->object != NULL)
		seen = evidence_find(
		    &w->doc->collected, xml_attr(words->object, "id"));
	said = message_of(w->o->a, words->result);
	if (said == NULL && seen != NULL)
		said = message_of(w->o->a, seen);
	if (said != NULL)
		row->comment =
		    row->comment == NULL
			? said
			: arena_printf(w->o->a, "%s: %s", row->comment, said);
}

static void
add_rows(struct walk *w, const struct evidence_words *words, enum ir_result r)
{
	const char *check = xml_attr(words->test, "check");
	bool none = check != NULL && str_starts(check, "none ");
	enum ir_result wanted = negated(r, none);
	enum ir_result said = negated(r, words->turned);
	const struct xml_node *k, *item;
	uint32_t decisive = 0, all = 0, shown = 0;
	struct report_item *row;

	for (k = words->result->kid; k != NULL; k = k->next) {
		if (!str_eq(k->name, "tested_item") || item_of(w, k) == NULL)
			continue;
		all++;
		decisive += result_of(k) == wanted;
	}
	if (all == 0) {
		add_nothing(w, words, said);
		return;
	}
	for (k = words->result->kid; k != NULL; k = k->next) {
		if (!str_eq(k->name, "tested_item") ||
		    (item = item_of(w, k)) == NULL ||
		    (decisive != 0 && result_of(k) != wanted))
			continue;
		if (shown++ == EVIDENCE_ITEMS)
			break;
		row = add_row(w, words, said);
		row->where = evidence_where(words, item);
		row->found = evidence_found(words, item);
		row->expected = evidence_expected(words, item);
	}
	all = decisive != 0 ? decisive : all;
	if (all > EVIDENCE_ITEMS) {
		row = add_row(w, words, said);
		row->found = arena_printf(
		    w->o->a, "... and %u more", all - EVIDENCE_ITEMS);
	}
}

static void
tell_test(struct walk *w, const char *id, bool turned)
{
	struct evidence_words words = {
		.a = w->o->a, .doc = w->doc, .turned = turned
	};
	enum ir_result r;
	uint32_t i;

	if (id == NULL)
		return;
	for (i = 0; i < w->ntold; i++)
		if (str_eq(w->told[i], id))
			return;
	words.result = evidence_find(&w->doc->result, id);
	words.test = evidence_find(&w->doc->test, id);
	if (words.result == NULL || words.test == NULL)
		return;
	if (w->ntold == EVIDENCE_TESTS) {
		w->nleft++;
		return;
	}
	w->told[w->ntold++] = id;
	r = result_of(words.result);
	if (r == IR_RESULT__MAX)
		return;
	words.object = evidence_kid(words.test, "object");
	if (words.object != NULL)
		words.object = evidence_find(
		    &w->doc->object, xml_attr(words.object, "object_ref"));
	add_rows(w, &words, r);
}

/* --- criteria ----------------------------------------------------------- */

static void follow(
    struct walk *w, const struct xml_node *node, bool turned, unsigned depth);

/* What the criteria of a definition came to. */
static void
follow_definition(
    struct walk *w, const struct xml_node *def, bool turned, unsigned depth)
{
	const struct xml_node *criteria =
	    def != NULL ? evidence_kid(def, "criteria") : NULL;

	if (criteria != NULL)
		follow(w, criteria, turned, depth);
}

/*
 * All that made the criteria come out so: under AND and OR the parts that came
 * out the same, under ONE and XOR all that were looked at.
 */
static void
follow_criteria(
    struct walk *w, const struct xml_node *node, bool turned, unsigned depth)
{
	enum ir_result wanted =
	    negated(result_of(node), is_set(node, "negate"));
	const char *op = xml_attr(node, "operator");
	bool each = str_eq(op, "ONE") || str_eq(op, "XOR");
	const struct xml_node *k;
	enum ir_result r;

	for (k = node->kid; k != NULL; k = k->next) {
		if (k->name == NULL)
			continue;
		r = result_of(k);
		if (r == wanted ||
		    (each && (r == IR_RESULT_TRUE || r == IR_RESULT_FALSE)))
			follow(w, k, turned, depth + 1);
	}
}

static void
follow(struct walk *w, const struct xml_node *node, bool turned, unsigned depth)
{
	if (depth > MAX_DEPTH || ++w->steps > EVIDENCE_STEPS)
		return;
	turned ^= is_set(node, "negate");
	if (str_eq(node->name, "criterion"))
		tell_test(w, xml_attr(node, "test_ref"), turned);
	else if (str_eq(node->name, "criteria"))
		follow_criteria(w, node, turned, depth);
	else if (str_eq(node->name, "extend_definition"))
		follow_definition(w,
		    evidence_find(
			&w->doc->definition, xml_attr(node, "definition_ref")),
		    turned, depth + 1);
}

/* --- a document --------------------------------------------------------- */

void
report_oval_open(
    struct report_oval *out, struct arena *a, const struct xml_node *reports)
{
	const struct xml_node *k, *root;
	struct evidence_results *d;

	memset(out, 0, sizeof *out);
	out->a = a;
	for (k = reports != NULL ? reports->kid : NULL; k != NULL;
	     k = k->next) {
		root = evidence_kid(evidence_kid(k, "content"), "oval_results");
		if (root == NULL || !xml_is(root, NS_RESULTS, "oval_results"))
			continue;
		d = VEC_PUSH(&out->tmp, out->doc, out->ndoc);
		d->id = xml_attr(k, "id");
		d->root = root;
	}
}

void
report_oval_close(struct report_oval *o)
{
	arena_free(&o->tmp);
}

void
report_oval_take(struct report_oval *o, const char *href, const char *name,
    struct report_result *x)
{
	struct walk w = { .o = o, .x = x };
	const struct xml_node *def;
	uint32_t i;
	bool turned;

	if (href == NULL || name == NULL || x->nitem != 0 ||
	    !report_is_finding(x->result))
		return;
	href += *href == '#';
	for (i = 0; i < o->ndoc && !str_eq(o->doc[i].id, href); i++)
		;
	if (i == o->ndoc)
		return;
	w.doc = &o->doc[i];
	if (!w.doc->sorted)
		sort(o, w.doc);
	def = evidence_find(&w.doc->definition, name);
	if (def == NULL)
		return;
	/* A vulnerability that is there, or a check that is negated. */
	turned = x->result == IR_XCCDF_FAIL && result_of(def) == IR_RESULT_TRUE;
	follow_definition(&w, def, turned, 0);
	if (w.nleft != 0)
		VEC_PUSH(o->a, x->item, x->nitem)->found =
		    arena_printf(o->a, "... and %u more tests", w.nleft);
	if (w.nleft != 0)
		x->item[x->nitem - 1].result = x->item[0].result;
	if (x->nitem != 0)
		report_tell_items(o->a, x);
}
