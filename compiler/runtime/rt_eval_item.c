/*
 * One item against a state: entities, variables, sets of values; and both in
 * words for the evidence.
 */
#include <string.h>

#include "../probe/probe.h"

#define ITEM_TEXT ((size_t)400) /* bytes of evidence about one item */
#define NO_PATTERN "(?!)"       /* matches nothing */

/*
 * An empty member of a Value is no pattern: as one it would match everything,
 * and a list with a comma too many would except whatever there is.
 */
static bool
item_is_no_pattern(const struct ir_entity *e, const struct rt_value *v)
{
	return v->n == 0 && e->variable != IR_NONE &&
	       (e->operation == IR_OPERATION_PATTERN_MATCH ||
		   e->operation == IR_OPERATION_PATTERN_NOT_MATCH);
}

/* Is a check over several results decided by this one, whatever follows? */
static bool
item_decides(enum ir_check check, enum ir_result r)
{
	switch (check) {
	case IR_CHECK_ALL:
		return r == IR_RESULT_FALSE;
	case IR_CHECK_AT_LEAST_ONE:
	case IR_CHECK_NONE_SATISFY:
	case IR_CHECK_NONE_EXIST:
		return r == IR_RESULT_TRUE;
	case IR_CHECK_ONLY_ONE:
	case IR_CHECK__MAX:
		break;
	}
	return false;
}

/* Of addresses each is a set of its own: nothing is asked of all of them. */
static bool
item_is_set_of(const struct ir_entity *e, enum ir_operation op)
{
	return e->operation == op && e->datatype != IR_DATATYPE_IPV4_ADDRESS &&
	       e->datatype != IR_DATATYPE_IPV6_ADDRESS;
}

enum ir_result
rt_entity_match(struct rt_ctx *ctx, const struct ir_entity *e,
    const char *found, size_t nfound, const char **why)
{
	unsigned count[IR_RESULT__MAX] = { 0 };
	enum ir_result status, r;
	const struct rt_value *v;
	bool subset = item_is_set_of(e, IR_OPERATION_SUBSET_OF);
	enum ir_check check = subset ? IR_CHECK_AT_LEAST_ONE : e->var_check;

	if (e->variable == IR_NONE) { /* by far the most: nothing to make */
		count[rt_compare(ctx, e->operation, e->datatype, found, nfound,
		    e->literal != NULL ? e->literal : "", why)]++;
		return rt_check(check, count);
	}
	v = rt_entity_values(ctx, e, &status);
	if (status == IR_RESULT_FALSE && subset)
		return IR_RESULT_FALSE; /* in no set of nothing */
	if (status != IR_RESULT_TRUE) {
		*why = ctx->why;
		return IR_RESULT_ERROR;
	}
	for (; v != NULL; v = v->next) {
		r = rt_compare(ctx, e->operation, e->datatype, found, nfound,
		    item_is_no_pattern(e, v) ? NO_PATTERN : v->s, why);
		count[r]++;
		if (item_decides(check, r))
			break;
	}
	return rt_check(check, count);
}

bool
rt_item_is_fact(enum probe_kind probe)
{
	return probe == PROBE_CONTAINER || probe == PROBE_IMAGE ||
	       probe == PROBE_ENGINE || probe == PROBE_NETWORK ||
	       probe == PROBE_KERNEL;
}

/* The entity's values of an item: the next at or behind v. */
static const struct rt_value *
item_value(const struct ir_entity *e, const struct rt_value *v)
{
	while (v != NULL && e->record != NULL && !str_eq(v->record, e->record))
		v = v->next;
	return v;
}

static const struct rt_value *
item_first(const struct ir_entity *e, const struct rt_item *item)
{
	return e->field < RT_FIELDS ? item_value(e, item->field[e->field])
				    : NULL;
}

/* Is the expected value among what was found, in the item or in all of them? */
static enum ir_result
item_has(struct rt_ctx *ctx, const struct ir_entity *e,
    const struct rt_item *item, uint32_t nitem, const char *expected,
    const char **why)
{
	unsigned count[IR_RESULT__MAX] = { 0 };

	for (uint32_t i = 0; i < nitem; i++) {
		const struct rt_value *v;

		if (item[i].status == RT_DOES_NOT_EXIST)
			continue;
		if (item[i].status != RT_EXISTS)
			count[IR_RESULT_ERROR]++;
		for (v = item_first(e, &item[i]); v != NULL;
		     v = item_value(e, v->next))
			if (v->status == RT_EXISTS)
				count[rt_compare(ctx, IR_OPERATION_EQUALS,
				    e->datatype, v->s, v->n, expected, why)]++;
			else if (v->status != RT_DOES_NOT_EXIST)
				count[IR_RESULT_ERROR]++;
	}
	if (count[IR_RESULT_TRUE] > 0)
		return IR_RESULT_TRUE;
	return count[IR_RESULT_ERROR] > 0 ? IR_RESULT_ERROR : IR_RESULT_FALSE;
}

/* Every expected value was found. */
static enum ir_result
item_superset(struct rt_ctx *ctx, const struct ir_entity *e,
    const struct rt_item *item, uint32_t nitem, const char **why)
{
	unsigned count[IR_RESULT__MAX] = { 0 };
	enum ir_result status;
	const struct rt_value *v = rt_entity_values(ctx, e, &status);

	if (status == IR_RESULT_FALSE)
		return IR_RESULT_TRUE;
	if (status != IR_RESULT_TRUE) {
		*why = ctx->why;
		return IR_RESULT_ERROR;
	}
	for (; v != NULL; v = v->next)
		count[item_has(ctx, e, item, nitem, v->s, why)]++;
	return rt_check(IR_CHECK_ALL, count);
}

/* The values' own status by the entity's check_existence. */
static enum ir_result
item_existence(const struct ir_entity *e, const struct rt_value *v)
{
	unsigned status[RT_NOT_COLLECTED + 1] = { 0 };

	for (; v != NULL; v = item_value(e, v->next))
		status[v->status]++;
	return rt_existence(e->check_existence, status);
}

/* Each value that there is, by entity_check. */
static enum ir_result
item_values(struct rt_ctx *ctx, const struct ir_entity *e,
    const struct rt_item *item, const char **why)
{
	unsigned count[IR_RESULT__MAX] = { 0 };
	const struct rt_value *v = item_first(e, item);
	bool any = false;

	for (; v != NULL; v = item_value(e, v->next)) {
		any = any || v->status != RT_DOES_NOT_EXIST;
		switch (v->status) {
		case RT_EXISTS:
			count[rt_entity_match(ctx, e, v->s, v->n, why)]++;
			break;
		case RT_DOES_NOT_EXIST:
			break;
		case RT_STATUS_ERROR:
			*why = item->message;
			count[IR_RESULT_ERROR]++;
			break;
		case RT_NOT_COLLECTED:
			*why = item->message;
			count[IR_RESULT_UNKNOWN]++;
			break;
		}
	}
	return any ? rt_check(e->entity_check, count) : IR_RESULT_TRUE;
}

static enum ir_result
item_entity(struct rt_ctx *ctx, const struct ir_state *state,
    const struct ir_entity *e, const struct rt_collection *all,
    const struct rt_item *item, const char **why)
{
	bool none = e->entity_check == IR_CHECK_NONE_SATISFY ||
		    e->entity_check == IR_CHECK_NONE_EXIST;
	struct ir_entity asked = *e;
	enum ir_result r;

	if (item_is_set_of(e, IR_OPERATION_SUPERSET_OF))
		return rt_item_is_fact(state->probe)
			   ? item_superset(ctx, e, all->item, all->nitem, why)
			   : item_superset(ctx, e, item, 1, why);
	if (e->nil) /* that there is none */
		asked.check_existence = IR_EXISTENCE_NONE_EXIST;
	else if (none && rt_item_is_fact(state->probe) &&
		 item_first(e, item) == NULL)
		return IR_RESULT_TRUE; /* a list without members */
	r = item_existence(&asked, item_first(e, item));
	if (r != IR_RESULT_TRUE) {
		*why = item->message;
		return r;
	}
	return item_values(ctx, e, item, why);
}

/* The field that e asks for, of the record at v. */
static enum ir_result
item_member(struct rt_ctx *ctx, const struct ir_entity *e,
    const struct rt_item *item, const struct rt_value *v, const char **why)
{
	unsigned count[IR_RESULT__MAX] = { 0 };
	uint32_t group = v->group;
	bool any = false;

	for (; v != NULL && v->group == group; v = v->next) {
		if (!str_eq(v->record, e->record))
			continue;
		any = true;
		if (v->status != RT_EXISTS)
			*why = item->message;
		count[v->status == RT_EXISTS
			  ? rt_entity_match(ctx, e, v->s, v->n, why)
		      : v->status == RT_DOES_NOT_EXIST ? IR_RESULT_FALSE
		      : v->status == RT_NOT_COLLECTED  ? IR_RESULT_UNKNOWN
						       : IR_RESULT_ERROR]++;
	}
	if (any)
		return rt_check(e->entity_check, count);
	*why = arena_printf(
	    ctx->arena, "a record has no field \"%.64s\"", e->record);
	return IR_RESULT_ERROR;
}

/* A record entity, which n entities are the fields of, over all records. */
static enum ir_result
item_record(struct rt_ctx *ctx, const struct ir_entity *e, uint32_t n,
    const struct rt_item *item, const char **why)
{
	unsigned count[IR_RESULT__MAX] = { 0 };
	const struct rt_value *v =
	    e->field < RT_FIELDS ? item->field[e->field] : NULL;
	uint32_t group;

	if (v == NULL)
		return IR_RESULT_FALSE;
	while (v != NULL) {
		unsigned fields[IR_RESULT__MAX] = { 0 };

		for (uint32_t i = 0; i < n; i++)
			fields[item_member(ctx, &e[i], item, v, why)]++;
		count[rt_operator(IR_OPERATOR_AND, fields)]++;
		for (group = v->group; v != NULL && v->group == group;)
			v = v->next;
	}
	return rt_check(e->record_check, count);
}

enum ir_result
rt_state_match(struct rt_ctx *ctx, const struct ir_state *state,
    const struct rt_collection *all, const struct rt_item *item,
    const char **why)
{
	unsigned count[IR_RESULT__MAX] = { 0 };
	uint32_t n;

	if (state->nentity == 0)
		return IR_RESULT_TRUE;
	for (uint32_t i = 0; i < state->nentity; i += n) {
		const struct ir_entity *e = &state->entity[i];

		n = 1;
		if (e->record_of == 0) {
			count[item_entity(ctx, state, e, all, item, why)]++;
			continue;
		}
		while (i + n < state->nentity &&
		       e[n].record_of == e->record_of)
			n++;
		count[item_record(ctx, e, n, item, why)]++;
	}
	return rt_operator(state->operator_, count);
}

/* --- in words ----------------------------------------------------------- */

/* What may come from a container: printable, and not without end. */
static void
item_addtext(struct strbuf *b, const char *s, size_t n)
{
	for (size_t i = 0, k; i < n; i += k) {
		unsigned char c = (unsigned char)s[i];

		if (b->n >= ITEM_TEXT) {
			strbuf_addstr(b, "...");
			return;
		}
		k = utf8_length(s + i, n - i);
		if (k == 0 || c < ' ' || c == 0x7f ||
		    (k == 2 && c == 0xc2 && (unsigned char)s[i + 1] < 0xa0)) {
			strbuf_addf(b, "\\x%02x", c);
			k = 1;
		} else {
			strbuf_add(b, s + i, k);
		}
	}
}

/* A value as people write it: octal where the field is so read. */
static void
item_addvalue(struct strbuf *b, const char *s, size_t n, bool octal)
{
	int64_t number;

	if (octal && str_to_int64(s, &number) && number >= 0)
		strbuf_addf(b, "%04jo", (uintmax_t)number);
	else
		item_addtext(b, s, n);
}

static const char *
item_take(struct rt_ctx *ctx, struct strbuf *b)
{
	const char *s = arena_strndup(ctx->arena, b->s, b->n);

	strbuf_free(b);
	return s;
}

static const char *
item_field_name(const struct ir_state *state, uint16_t field)
{
	const struct probe *p = probes[state->probe];

	return p != NULL && p->field != NULL ? p->field[field].name : "?";
}

static bool
item_is_octal(enum probe_kind probe, uint16_t field)
{
	const struct probe *p = probes[probe];

	return p != NULL && p->field != NULL &&
	       (p->field[field].use & FIELD_OCTAL) != 0;
}

static void
item_expected(struct rt_ctx *ctx, const struct ir_state *state,
    const struct ir_entity *e, struct strbuf *b)
{
	const char *name = item_field_name(state, e->field);
	enum ir_result status;
	const struct rt_value *v;

	if (e->record != NULL)
		name = e->record;
	if (!str_eq(name, "value"))
		strbuf_addf(b, "%s ", name);
	if (e->entity_check == IR_CHECK_NONE_SATISFY ||
	    e->entity_check == IR_CHECK_NONE_EXIST)
		strbuf_addstr(b, "not ");
	strbuf_addstr(b, rt_operation_name(e->operation));
	if (e->nil) {
		strbuf_addstr(b, " nothing");
		return;
	}
	v = rt_entity_values(ctx, e, &status);
	if (v == NULL)
		strbuf_addstr(
		    b, status == IR_RESULT_FALSE ? " (nothing)" : " (unknown)");
	if (v != NULL && v->next != NULL &&
	    e->var_check == IR_CHECK_AT_LEAST_ONE &&
	    !item_is_set_of(e, IR_OPERATION_SUBSET_OF) &&
	    !item_is_set_of(e, IR_OPERATION_SUPERSET_OF))
		strbuf_addstr(b, " any of");
	for (bool first = true; v != NULL && b->n < ITEM_TEXT;
	     v = v->next, first = false) {
		strbuf_addstr(b, first ? " " : ", ");
		item_addvalue(
		    b, v->s, v->n, item_is_octal(state->probe, e->field));
	}
}

/*
 * Is this entity one to tell?  Where all entities of one state must hold and
 * the item fails some, those that it fails.
 */
static bool
item_tells(struct rt_ctx *ctx, const struct ir_test *t,
    const struct rt_collection *all, const struct rt_item *item,
    const struct ir_entity *e)
{
	const struct ir_state *s;
	const char *why = NULL;

	if (item == NULL || item->status != RT_EXISTS || t->nstate != 1 ||
	    t->check != IR_CHECK_ALL)
		return true;
	s = &ctx->content->unit.state[t->state[0]];
	if (s->nentity < 2 || s->operator_ != IR_OPERATOR_AND ||
	    rt_state_match(ctx, s, all, item, &why) != IR_RESULT_FALSE)
		return true;
	return item_entity(ctx, s, e, all, item, &why) != IR_RESULT_TRUE;
}

const char *
rt_expected_text(struct rt_ctx *ctx, const struct ir_test *t,
    const struct rt_collection *all, const struct rt_item *item)
{
	const struct ir_unit *u = &ctx->content->unit;
	static const char *const existence[] = {
#define IR_EXISTENCE(id, name) name,
#include "../ir/ops.def"
#undef IR_EXISTENCE
	};
	struct strbuf b = STRBUF_INIT;

	if (t->nstate == 0) {
		for (const char *s = existence[t->check_existence]; *s != '\0';
		     s++)
			strbuf_addch(&b, *s == '_' ? ' ' : *s);
		return item_take(ctx, &b);
	}
	if (t->check == IR_CHECK_NONE_SATISFY ||
	    t->check == IR_CHECK_NONE_EXIST)
		strbuf_addstr(&b, "none: ");
	else if (t->check == IR_CHECK_AT_LEAST_ONE)
		strbuf_addstr(&b, "at least one: ");
	else if (t->check == IR_CHECK_ONLY_ONE)
		strbuf_addstr(&b, "only one: ");
	for (uint32_t i = 0; i < t->nstate; i++) {
		const struct ir_state *s = &u->state[t->state[i]];

		if (i > 0)
			strbuf_addf(&b, " %s ",
			    t->state_operator == IR_OPERATOR_OR    ? "or"
			    : t->state_operator == IR_OPERATOR_AND ? "and"
								   : "xor");
		for (uint32_t k = 0, told = 0; k < s->nentity; k++) {
			if (!item_tells(ctx, t, all, item, &s->entity[k]))
				continue;
			if (told++ > 0)
				strbuf_addstr(&b, s->operator_ == IR_OPERATOR_OR
						      ? " or "
						      : " and ");
			item_expected(ctx, s, &s->entity[k], &b);
		}
	}
	return item_take(ctx, &b);
}

static void
item_found(struct strbuf *b, const char *name, const struct rt_value *v,
    bool octal)
{
	if (v == NULL)
		return;
	if (b->n > 0)
		strbuf_addch(b, ' ');
	if (v->record == NULL && name != NULL && !str_eq(name, "value"))
		strbuf_addf(b, "%s=", name);
	for (bool first = true; v != NULL && b->n < ITEM_TEXT;
	     v = v->next, first = false) {
		if (!first)
			strbuf_addstr(b, v->record != NULL ? " " : ", ");
		if (v->record != NULL) {
			item_addtext(b, v->record, strlen(v->record));
			strbuf_addch(b, '=');
		}
		if (v->status == RT_EXISTS)
			item_addvalue(b, v->s, v->n, octal);
		else
			strbuf_addstr(b, v->status == RT_DOES_NOT_EXIST
					     ? "(none)"
					     : "(unreadable)");
	}
}

/* Are its values for no output? */
static bool
item_is_masked(const struct ir_unit *u, const struct ir_test *t, uint16_t field)
{
	const struct ir_object *o = &u->object[t->object];

	for (uint32_t i = 0; i < o->nentity; i++)
		if (o->entity[i].field == field && o->entity[i].mask)
			return true;
	for (uint32_t i = 0; i < t->nstate; i++) {
		const struct ir_state *s = &u->state[t->state[i]];

		for (uint32_t k = 0; k < s->nentity; k++)
			if (s->entity[k].field == field && s->entity[k].mask)
				return true;
	}
	return false;
}

const char *
rt_found_text(struct rt_ctx *ctx, const struct ir_test *t,
    const struct rt_collection *all, const struct rt_item *item)
{
	const struct ir_unit *u = &ctx->content->unit;
	struct strbuf b = STRBUF_INIT;
	bool told[RT_FIELDS] = { false };

	if (item->status == RT_STATUS_ERROR ||
	    item->status == RT_NOT_COLLECTED) {
		strbuf_addstr(&b, "(unreadable");
		if (item->message != NULL) {
			strbuf_addstr(&b, ": ");
			item_addtext(&b, item->message, strlen(item->message));
		}
		strbuf_addch(&b, ')');
		return item_take(ctx, &b);
	}
	if (item->status == RT_DOES_NOT_EXIST)
		return "(does not exist)";
	for (uint32_t i = 0; i < t->nstate; i++) {
		const struct ir_state *s = &u->state[t->state[i]];

		for (uint32_t k = 0; k < s->nentity; k++) {
			uint16_t f = s->entity[k].field;

			if (f >= RT_FIELDS || told[f] ||
			    !item_tells(ctx, t, all, item, &s->entity[k]))
				continue;
			told[f] = true;
			if (item_is_masked(u, t, f)) {
				strbuf_addf(&b, "%s%s=(masked)",
				    b.n > 0 ? " " : "", item_field_name(s, f));
				continue;
			}
			item_found(&b, item_field_name(s, f), item->field[f],
			    item_is_octal(s->probe, f));
		}
	}
	if (t->nstate == 0) { /* existence alone: what there is of values */
		const struct probe *p = probes[t->probe];

		for (uint16_t f = 0;
		     p != NULL && p->field != NULL && p->field[f].name != NULL;
		     f++)
			if (str_eq(p->field[f].name, "value") &&
			    !item_is_masked(u, t, f))
				item_found(&b, "value", item->field[f], false);
	}
	if (b.n == 0)
		strbuf_addstr(&b, t->nstate == 0 ? "exists" : "(no value)");
	return item_take(ctx, &b);
}
