/*
 * An OVAL test in words, as evaluate writes them: the item's name, the fields
 * that the states are about, and what the states want of them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence.h"

#define SET_DEPTH 8

/* Entities that say where a thing is, or how it was looked for. */
static const char *const locating[] = { "filepath", "path", "filename",
	"pattern", "instance", "behaviors", "set", "filter", "line", "message",
	"windows_view" };

const struct xml_node *
evidence_kid(const struct xml_node *node, const char *name)
{
	const struct xml_node *k;

	for (k = node != NULL ? node->kid : NULL; k != NULL; k = k->next)
		if (k->name != NULL && str_eq(k->name, name))
			return k;
	return NULL;
}

const struct xml_node *
evidence_find(const struct evidence_table *t, const char *id)
{
	uint32_t low = 0, high = t->n, mid;
	int c;

	while (id != NULL && low < high) {
		mid = low + (high - low) / 2;
		c = strcmp(id, t->entry[mid].id);
		if (c == 0)
			return t->entry[mid].node;
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

static bool
is_locating(const char *name)
{
	for (size_t i = 0; i < sizeof locating / sizeof *locating; i++)
		if (str_eq(locating[i], name))
			return true;
	return false;
}

/* On one line, and not without end. */
static void
add_text(struct strbuf *b, const char *s)
{
	size_t n;

	for (; *s != '\0'; s += n) {
		if (b->n >= EVIDENCE_TEXT) {
			strbuf_addstr(b, "...");
			return;
		}
		n = utf8_length(s, strlen(s));
		n = n != 0 ? n : 1;
		if (*s == '\n')
			strbuf_addstr(b, "\\n");
		else
			strbuf_add(b, s, n);
	}
}

static bool
is_masked(const struct xml_node *entity)
{
	const char *s = xml_attr(entity, "mask");

	return str_eq(s, "true") || str_eq(s, "1");
}

static const char *
take(struct arena *a, struct strbuf *b)
{
	const char *s = b->n != 0 ? arena_strndup(a, b->s, b->n) : NULL;

	strbuf_free(b);
	return s;
}

/* --- values ------------------------------------------------------------- */

/* The values of a variable, as far as they were told. */
static void
variable_values(const struct evidence_words *w, const char *id,
    const char ***list, uint32_t *n)
{
	const struct xml_node *k;
	uint32_t before = *n;

	for (k = w->result->kid; k != NULL; k = k->next)
		if (str_eq(k->name, "tested_variable") &&
		    str_eq(xml_attr(k, "variable_id"), id))
			*VEC_PUSH(w->a, *list, *n) = xml_text(w->a, k);
	if (*n != before || w->object == NULL)
		return;
	k = evidence_find(&w->doc->collected, xml_attr(w->object, "id"));
	for (k = k != NULL ? k->kid : NULL; k != NULL; k = k->next)
		if (str_eq(k->name, "variable_value") &&
		    str_eq(xml_attr(k, "variable_id"), id))
			*VEC_PUSH(w->a, *list, *n) = xml_text(w->a, k);
	if (*n != before)
		return;
	k = evidence_find(&w->doc->variable, id);
	if (k == NULL || !str_eq(k->name, "constant_variable"))
		return;
	for (k = k->kid; k != NULL; k = k->next)
		if (str_eq(k->name, "value"))
			*VEC_PUSH(w->a, *list, *n) = xml_text(w->a, k);
}

/* The values that an entity stands for; none where they are not known. */
static uint32_t
entity_values(const struct evidence_words *w, const struct xml_node *entity,
    const char ***list)
{
	const char *ref = xml_attr(entity, "var_ref");
	uint32_t n = 0;

	if (ref != NULL)
		variable_values(w, ref, list, &n);
	else
		*VEC_PUSH(w->a, *list, n) = xml_text(w->a, entity);
	return n;
}

/* What a variable is said to hold, else its id. */
static const char *
variable_name(const struct evidence_words *w, const char *id)
{
	const struct xml_node *k = evidence_find(&w->doc->variable, id);
	const char *comment = k != NULL ? xml_attr(k, "comment") : NULL;

	return comment != NULL && *comment != '\0' ? comment : id;
}

static void
add_values(struct strbuf *b, const struct evidence_words *w,
    const struct xml_node *entity)
{
	const char **value = NULL;
	uint32_t n = entity_values(w, entity, &value), i;

	if (n == 0) {
		strbuf_addstr(b, "(no value of ");
		add_text(b, variable_name(w, xml_attr(entity, "var_ref")));
		strbuf_addch(b, ')');
	}
	for (i = 0; i < n && b->n < EVIDENCE_TEXT; i++) {
		if (i > 0)
			strbuf_addstr(b, ", ");
		add_text(b, value[i]);
	}
}

/* --- where -------------------------------------------------------------- */

static bool
is_pattern(const struct xml_node *entity)
{
	return str_eq(xml_attr(entity, "operation"), "pattern match");
}

static bool
add_entity(struct strbuf *b, const struct evidence_words *w,
    const struct xml_node *entity)
{
	if (entity == NULL)
		return false;
	if (b->n != 0)
		strbuf_addch(b, ' ');
	if (is_pattern(entity))
		strbuf_addf(b, "%s that matches ", entity->name);
	if (str_eq(entity->name, "var_ref"))
		add_text(b, variable_name(w, xml_text(w->a, entity)));
	else
		add_values(b, w, entity);
	return true;
}

/* A path as it is given: whole, or a directory and a name in it. */
static bool
add_path(struct strbuf *b, const struct evidence_words *w,
    const struct xml_node *node)
{
	const struct xml_node *name = evidence_kid(node, "filename");

	if (add_entity(b, w, evidence_kid(node, "filepath")))
		return true;
	if (!add_entity(b, w, evidence_kid(node, "path")))
		return false;
	if (name == NULL || (name->kid == NULL && !xml_attr(name, "var_ref")))
		return true;
	if (is_pattern(name))
		strbuf_addstr(b, ": name that matches ");
	else if (b->s[b->n - 1] != '/')
		strbuf_addch(b, '/');
	add_values(b, w, name);
	return true;
}

/* textfilecontent54_item: its kind is textfilecontent54. */
static void
add_kind(struct strbuf *b, const struct xml_node *node)
{
	const char *end = strrchr(node->name, '_');

	strbuf_add(b, node->name,
	    end != NULL ? (size_t)(end - node->name) : strlen(node->name));
}

/* What an object asks for by its own words. */
static void
add_where(struct strbuf *b, const struct evidence_words *w,
    const struct xml_node *of, const struct xml_node *object)
{
	const struct xml_node *k;
	size_t before = b->n;

	if (add_path(b, w, of))
		return;
	for (k = object != NULL ? object->kid : NULL; k != NULL; k = k->next)
		if (k->name != NULL && !is_locating(k->name))
			add_entity(
			    b, w, of != object ? evidence_kid(of, k->name) : k);
	if (b->n == before)
		add_kind(b, of);
}

/* The objects that a set is made of. */
static void
add_set(struct strbuf *b, const struct evidence_words *w,
    const struct xml_node *set, unsigned depth)
{
	const struct xml_node *k, *object, *inner;
	struct strbuf one = STRBUF_INIT;

	for (k = set->kid; k != NULL && b->n < EVIDENCE_TEXT; k = k->next) {
		inner = str_eq(k->name, "set") ? k : NULL;
		object = NULL;
		if (str_eq(k->name, "object_reference")) {
			object =
			    evidence_find(&w->doc->object, xml_text(w->a, k));
			inner = evidence_kid(object, "set");
		}
		if (inner != NULL && depth < SET_DEPTH)
			add_set(b, w, inner, depth + 1);
		if (inner != NULL || object == NULL)
			continue;
		strbuf_reset(&one);
		add_where(&one, w, object, object);
		strbuf_addf(b, "%s%s", b->n != 0 ? "; " : "", one.s);
	}
	strbuf_free(&one);
}

/* The first object that a set leads to, whose entities name its items. */
static const struct xml_node *
naming_object(const struct evidence_words *w)
{
	const struct xml_node *object = w->object, *ref;
	unsigned i;

	for (i = 0; i < SET_DEPTH && evidence_kid(object, "set") != NULL; i++) {
		for (ref = evidence_kid(object, "set");
		     ref != NULL && !str_eq(ref->name, "object_reference");)
			ref = evidence_kid(ref, "object_reference") != NULL
				  ? evidence_kid(ref, "object_reference")
				  : evidence_kid(ref, "set");
		if (ref == NULL)
			return NULL;
		object = evidence_find(&w->doc->object, xml_text(w->a, ref));
	}
	return object;
}

const char *
evidence_where(const struct evidence_words *w, const struct xml_node *item)
{
	const struct xml_node *set = evidence_kid(w->object, "set");
	struct strbuf b = STRBUF_INIT;

	if (item != NULL)
		add_where(&b, w, item, naming_object(w));
	else if (set != NULL)
		add_set(&b, w, set, 0);
	else if (w->object != NULL)
		add_where(&b, w, w->object, w->object);
	return take(w->a, &b);
}

/* --- found -------------------------------------------------------------- */

static void
add_field(struct strbuf *b, const struct evidence_words *w,
    const struct xml_node *item, const char *name)
{
	const char *status;
	const struct xml_node *k;
	bool any = false;

	for (k = item->kid; k != NULL && b->n < EVIDENCE_TEXT; k = k->next) {
		if (k->name == NULL || !str_eq(k->name, name))
			continue;
		if (any)
			strbuf_addstr(b, ", ");
		else if (b->n != 0)
			strbuf_addch(b, ' ');
		if (!any && !str_eq(name, "value"))
			strbuf_addf(b, "%s=", name);
		any = true;
		status = xml_attr(k, "status");
		if (is_masked(k))
			strbuf_addstr(b, "(masked)");
		else if (status != NULL && !str_eq(status, "exists"))
			strbuf_addf(b, "(%s)", status);
		else
			add_text(b, xml_text(w->a, k));
	}
}

/* Does an earlier sibling have the name of this one? */
static bool
is_again(const struct xml_node *first, const struct xml_node *k)
{
	for (; first != k; first = first->next)
		if (first->name != NULL && str_eq(first->name, k->name))
			return true;
	return false;
}

static const struct xml_node *
next_state(const struct evidence_words *w, const struct xml_node **at)
{
	const struct xml_node *k, *state;

	for (k = *at; k != NULL; k = k->next) {
		if (!str_eq(k->name, "state"))
			continue;
		state = evidence_find(&w->doc->state, xml_attr(k, "state_ref"));
		if (state != NULL) {
			*at = k->next;
			return state;
		}
	}
	*at = NULL;
	return NULL;
}

const char *
evidence_found(const struct evidence_words *w, const struct xml_node *item)
{
	const struct xml_node *k, *at = w->test->kid, *state;
	struct strbuf b = STRBUF_INIT;

	while ((state = next_state(w, &at)) != NULL)
		for (k = state->kid; k != NULL; k = k->next)
			if (k->name != NULL && !is_again(state->kid, k))
				add_field(&b, w, item, k->name);
	if (b.n == 0)
		for (k = item->kid; k != NULL; k = k->next)
			if (k->name != NULL && !is_locating(k->name) &&
			    !is_again(item->kid, k) &&
			    (w->object == NULL ||
				evidence_kid(w->object, k->name) == NULL))
				add_field(&b, w, item, k->name);
	if (b.n == 0)
		strbuf_addstr(&b, "it exists");
	return take(w->a, &b);
}

/* --- expected ----------------------------------------------------------- */

static bool
as_number(const char *s, int64_t *out)
{
	char *end;

	if (str_eq(s, "true") || str_eq(s, "false")) {
		*out = *s == 't';
		return true;
	}
	errno = 0;
	*out = strtoll(s, &end, 10);
	return *s != '\0' && *end == '\0' && errno == 0;
}

/*
 * Does the item surely have what the entity wants?  Only what needs no more
 * than to compare two texts or two whole numbers is looked at.
 */
static bool
surely_holds(const struct evidence_words *w, const struct xml_node *entity,
    const struct xml_node *item)
{
	const struct xml_node *found = evidence_kid(item, entity->name);
	const char *op = xml_attr(entity, "operation"), *s;
	const char *type = xml_attr(entity, "datatype");
	const char **value = NULL;
	int64_t a, b;

	if (found == NULL || is_masked(found) ||
	    xml_attr(found, "status") != NULL ||
	    entity_values(w, entity, &value) != 1)
		return false;
	for (const struct xml_node *k = found->next; k != NULL; k = k->next)
		if (k->name != NULL && str_eq(k->name, entity->name))
			return false;
	s = xml_text(w->a, found);
	if (str_eq(type, "int") || str_eq(type, "boolean")) {
		if (!as_number(s, &a) || !as_number(value[0], &b))
			return false;
		return op == NULL || str_eq(op, "equals")    ? a == b
		       : str_eq(op, "not equal")             ? a != b
		       : str_eq(op, "greater than")          ? a > b
		       : str_eq(op, "less than")             ? a < b
		       : str_eq(op, "greater than or equal") ? a >= b
		       : str_eq(op, "less than or equal")    ? a <= b
							     : false;
	}
	if (type != NULL && !str_eq(type, "string"))
		return false;
	if (op == NULL || str_eq(op, "equals"))
		return strcmp(s, value[0]) == 0;
	return str_eq(op, "not equal") && strcmp(s, value[0]) != 0;
}

static void
add_expected(struct strbuf *b, const struct evidence_words *w,
    const struct xml_node *entity)
{
	const char *op = xml_attr(entity, "operation");
	const char *check = xml_attr(entity, "entity_check");
	const char *var = xml_attr(entity, "var_check");

	if (!str_eq(entity->name, "value"))
		strbuf_addf(b, "%s ", entity->name);
	if (check != NULL && str_starts(check, "none "))
		strbuf_addstr(b, "not ");
	strbuf_addf(b, "%s ", op != NULL ? op : "equals");
	if (var != NULL && str_eq(var, "at least one"))
		strbuf_addstr(b, "any of ");
	add_values(b, w, entity);
}

/* The entities of a state, or those that the item does not surely have. */
static uint32_t
add_state(struct strbuf *b, const struct evidence_words *w,
    const struct xml_node *state, const struct xml_node *item)
{
	const char *op = xml_attr(state, "operator");
	const struct xml_node *k;
	uint32_t told = 0;

	for (k = state->kid; k != NULL && b->n < EVIDENCE_TEXT; k = k->next) {
		if (k->name == NULL ||
		    (item != NULL && surely_holds(w, k, item)))
			continue;
		if (told++ != 0)
			strbuf_addstr(b, str_eq(op, "OR") ? " or " : " and ");
		add_expected(b, w, k);
	}
	return told;
}

static void
add_check(struct strbuf *b, const char *check)
{
	if (check == NULL || str_eq(check, "all"))
		return;
	strbuf_addf(b, "%s: ", str_starts(check, "none ") ? "none" : check);
}

/* "at_least_one_exists", in words, and what would have been one. */
static void
add_existence(struct strbuf *b, const struct evidence_words *w)
{
	const char *s = xml_attr(w->test, "check_existence");
	const struct xml_node *pattern = evidence_kid(w->object, "pattern");

	for (s = s != NULL ? s : "at_least_one_exists"; *s != '\0'; s++)
		strbuf_addch(b, *s == '_' ? ' ' : *s);
	if (pattern == NULL)
		return;
	strbuf_addf(
	    b, " of text that %s ", is_pattern(pattern) ? "matches" : "equals");
	add_values(b, w, pattern);
}

const char *
evidence_expected(const struct evidence_words *w, const struct xml_node *item)
{
	const char *op = xml_attr(w->test, "state_operator");
	const char *check = xml_attr(w->test, "check");
	const struct xml_node *at = w->test->kid, *state, *one;
	const struct xml_node *failing = NULL;
	struct strbuf b = STRBUF_INIT;
	uint32_t n = 0;

	if (w->turned)
		strbuf_addstr(&b, "not: ");
	while ((state = next_state(w, &at)) != NULL)
		n++;
	if (n == 0 || item == NULL) {
		add_existence(&b, w);
		if (n == 0)
			return take(w->a, &b);
		strbuf_addstr(&b, "; ");
	}
	add_check(&b, check);
	at = w->test->kid;
	/* Alone, and all of it has to hold: what fails is told alone. */
	if (n == 1 && (one = next_state(w, &at)) != NULL) {
		if (item != NULL && !w->turned &&
		    (check == NULL || str_eq(check, "all")) &&
		    !str_eq(xml_attr(one, "operator"), "OR"))
			failing = item;
		if (add_state(&b, w, one, failing) == 0)
			add_state(&b, w, one, NULL);
		return take(w->a, &b);
	}
	for (n = 0; (state = next_state(w, &at)) != NULL; n++) {
		if (n != 0)
			strbuf_addf(&b, " %s ",
			    str_eq(op, "OR")    ? "or"
			    : str_eq(op, "XOR") ? "xor"
			    : str_eq(op, "ONE") ? "or else"
						: "and");
		add_state(&b, w, state, NULL);
	}
	return take(w->a, &b);
}
