/*
 * Copy the part of a unit that some rules reach, each node once and equal
 * nodes shared: what was asked for twice is collected once.  Nodes are equal
 * when they mean the same; their ids and positions do not count, the first
 * one's are kept.
 */
#include <stdlib.h>
#include <string.h>

#include "ir.h"

enum kind { K_EXPR, K_TEST, K_OBJECT, K_STATE, K_VARIABLE, K_COMPONENT, K__MAX };

struct slot {
	const char *key; /* NULL: free */
	size_t nkey;
	uint32_t index;
};

struct copy {
	const struct ir_unit *from;
	struct ir_build *to;
	bool canonical;
	struct strbuf key;
	uint32_t *map[K__MAX]; /* old index -> new; IR_NONE: not copied yet */
	struct slot *slot;     /* open addressing, a power of two */
	size_t nslot, used;
};

static uint64_t
hash(const char *s, size_t n)
{
	uint64_t h = 14695981039346656037u;

	for (; n != 0; n--)
		h = (h ^ (unsigned char)*s++) * 1099511628211u;
	return h;
}

static struct slot *
find_slot(struct slot *slot, size_t nslot, const char *key, size_t n)
{
	size_t i = (size_t)hash(key, n) & (nslot - 1);

	while (slot[i].key != NULL &&
	    (slot[i].nkey != n || memcmp(slot[i].key, key, n) != 0))
		i = (i + 1) & (nslot - 1);
	return &slot[i];
}

/* The slot of c->key; its index is IR_NONE when the key is new. */
static struct slot *
intern(struct copy *c)
{
	struct slot *s, *bigger;
	size_t i, n;

	if (c->used * 2 >= c->nslot) {
		n = c->nslot != 0 ? c->nslot * 2 : 256;
		bigger = base_malloc(n * sizeof *bigger);
		memset(bigger, 0, n * sizeof *bigger);
		for (i = 0; i < c->nslot; i++)
			if (c->slot[i].key != NULL)
				*find_slot(bigger, n, c->slot[i].key,
				    c->slot[i].nkey) = c->slot[i];
		free(c->slot);
		c->slot = bigger;
		c->nslot = n;
	}
	s = find_slot(c->slot, c->nslot, c->key.s, c->key.n);
	if (s->key == NULL) {
		s->key = arena_strndup(c->to->arena, c->key.s, c->key.n);
		s->nkey = c->key.n;
		s->index = IR_NONE;
		c->used++;
	}
	return s;
}

/* --- keys: numbers and length-prefixed strings ---------------------------- */

static void
key_start(struct copy *c, enum kind kind)
{
	strbuf_reset(&c->key);
	strbuf_addf(&c->key, "%d:", (int)kind);
}

static void
key_num(struct copy *c, int64_t n)
{
	strbuf_addf(&c->key, "%lld,", (long long)n);
}

static void
key_str(struct copy *c, const char *s)
{
	if (s == NULL)
		strbuf_addstr(&c->key, "-,");
	else
		strbuf_addf(&c->key, "%zu=%s,", strlen(s), s);
}

/* Where definitions are kept, what has another id is another node. */
static void
key_id(struct copy *c, const char *id)
{
	if (!c->canonical && c->from->ndefinition != 0)
		key_str(c, id);
}

static void
key_list(struct copy *c, const uint32_t *list, uint32_t n)
{
	key_num(c, n);
	for (; n != 0; n--)
		key_num(c, *list++);
}

static const char *
text(struct copy *c, const char *s)
{
	return arena_strdup(c->to->arena, s);
}

static const char *
node_id(struct copy *c, const char *id, const char *letter, uint32_t index)
{
	if (c->canonical)
		return arena_printf(c->to->arena, "%s%u", letter, index);
	return text(c, id);
}

static struct srcpos
position(struct copy *c, struct srcpos pos)
{
	struct srcpos p = { NULL, 0 };

	if (!c->canonical) {
		p.file = text(c, pos.file);
		p.line = pos.line;
	}
	return p;
}

static uint32_t copy_variable(struct copy *c, uint32_t old);
static uint32_t copy_object(struct copy *c, uint32_t old);

static struct ir_entity *
copy_entities(struct copy *c, const struct ir_entity *e, uint32_t n)
{
	struct ir_entity *d = arena_alloc(c->to->arena, (n + 1) * sizeof *d);
	uint32_t i;

	for (i = 0; i < n; i++) {
		d[i] = e[i];
		d[i].record = text(c, e[i].record);
		d[i].literal = text(c, e[i].literal);
		d[i].pos = position(c, e[i].pos);
		if (e[i].variable != IR_NONE)
			d[i].variable = copy_variable(c, e[i].variable);
	}
	return d;
}

static void
key_entities(struct copy *c, const struct ir_entity *e, uint32_t n)
{
	key_num(c, n);
	for (; n != 0; n--, e++) {
		key_num(c, e->field);
		key_str(c, e->record);
		key_num(c, e->operation);
		key_num(c, e->datatype);
		key_num(c, e->entity_check);
		key_num(c, e->var_check);
		key_num(c, e->check_existence);
		key_num(c, e->record_of);
		key_num(c, e->record_check);
		key_num(c, e->variable);
		key_str(c, e->literal);
		key_num(c, e->nil);
		key_num(c, e->mask);
	}
}

static uint32_t
copy_state(struct copy *c, uint32_t old)
{
	const struct ir_state *s = &c->from->state[old];
	struct ir_state n = *s;
	struct slot *slot;

	if (c->map[K_STATE][old] != IR_NONE)
		return c->map[K_STATE][old];
	n.entity = copy_entities(c, s->entity, s->nentity);
	key_start(c, K_STATE);
	key_id(c, s->id);
	key_num(c, n.probe);
	key_num(c, n.operator_);
	key_entities(c, n.entity, n.nentity);
	slot = intern(c);
	if (slot->index == IR_NONE) {
		slot->index = ir_add_state(c->to);
		n.id = node_id(c, s->id, "s", slot->index);
		n.pos = position(c, s->pos);
		c->to->state[slot->index] = n;
	}
	return c->map[K_STATE][old] = slot->index;
}

static struct ir_filter *
copy_filters(struct copy *c, const struct ir_filter *f, uint32_t n)
{
	struct ir_filter *d = arena_alloc(c->to->arena, (n + 1) * sizeof *d);
	uint32_t i;

	for (i = 0; i < n; i++) {
		d[i].include = f[i].include;
		d[i].state = copy_state(c, f[i].state);
	}
	return d;
}

static void
key_filters(struct copy *c, const struct ir_filter *f, uint32_t n)
{
	key_num(c, n);
	for (; n != 0; n--, f++) {
		key_num(c, f->include);
		key_num(c, f->state);
	}
}

static struct ir_set *
copy_set(struct copy *c, const struct ir_set *s)
{
	struct ir_set *d = arena_alloc(c->to->arena, sizeof *d);

	*d = *s;
	d->object[0] = copy_object(c, s->object[0]);
	if (s->object[1] != IR_NONE)
		d->object[1] = copy_object(c, s->object[1]);
	d->filter = copy_filters(c, s->filter, s->nfilter);
	return d;
}

static struct ir_behavior *
copy_behaviors(struct copy *c, const struct ir_behavior *b, uint32_t n)
{
	struct ir_behavior *d = arena_alloc(c->to->arena, (n + 1) * sizeof *d);
	uint32_t i;

	for (i = 0; i < n; i++) {
		d[i].name = text(c, b[i].name);
		d[i].value = text(c, b[i].value);
	}
	return d;
}

static uint32_t
copy_object(struct copy *c, uint32_t old)
{
	const struct ir_object *o = &c->from->object[old];
	struct ir_object n = *o;
	struct slot *slot;
	uint32_t i;

	if (c->map[K_OBJECT][old] != IR_NONE)
		return c->map[K_OBJECT][old];
	n.entity = copy_entities(c, o->entity, o->nentity);
	n.filter = copy_filters(c, o->filter, o->nfilter);
	n.set = o->set != NULL ? copy_set(c, o->set) : NULL;
	key_start(c, K_OBJECT);
	key_id(c, o->id);
	key_num(c, n.probe);
	key_num(c, n.scope);
	key_str(c, n.scope_field);
	key_entities(c, n.entity, n.nentity);
	key_filters(c, n.filter, n.nfilter);
	key_num(c, n.nbehavior);
	for (i = 0; i < n.nbehavior; i++) {
		key_str(c, n.behavior[i].name);
		key_str(c, n.behavior[i].value);
	}
	if (n.set != NULL) {
		key_num(c, n.set->setop);
		key_list(c, n.set->object, 2);
		key_filters(c, n.set->filter, n.set->nfilter);
	}
	slot = intern(c);
	if (slot->index == IR_NONE) {
		slot->index = ir_add_object(c->to);
		n.id = node_id(c, o->id, "o", slot->index);
		n.pos = position(c, o->pos);
		n.scope_field = text(c, o->scope_field);
		n.behavior = copy_behaviors(c, o->behavior, o->nbehavior);
		c->to->object[slot->index] = n;
	}
	return c->map[K_OBJECT][old] = slot->index;
}

static uint32_t
copy_component(struct copy *c, uint32_t old)
{
	const struct ir_component *o = &c->from->component[old];
	struct ir_component n = *o;
	struct slot *slot;
	uint32_t *kid = arena_alloc(c->to->arena, (o->nkid + 1) * sizeof *kid);
	uint32_t i;

	if (c->map[K_COMPONENT][old] != IR_NONE)
		return c->map[K_COMPONENT][old];
	for (i = 0; i < o->nkid; i++)
		kid[i] = copy_component(c, o->kid[i]);
	n.kid = kid;
	if (o->variable != IR_NONE)
		n.variable = copy_variable(c, o->variable);
	if (o->object != IR_NONE)
		n.object = copy_object(c, o->object);
	key_start(c, K_COMPONENT);
	key_num(c, n.function);
	key_list(c, kid, n.nkid);
	key_str(c, n.literal);
	key_num(c, n.variable);
	key_num(c, n.object);
	key_num(c, n.field);
	key_str(c, n.record);
	key_num(c, n.start);
	key_num(c, n.length);
	key_str(c, n.format1);
	key_str(c, n.format2);
	key_num(c, n.datatype);
	key_num(c, n.noescape);
	slot = intern(c);
	if (slot->index == IR_NONE) {
		slot->index = ir_add_component(c->to);
		n.literal = text(c, o->literal);
		n.record = text(c, o->record);
		n.format1 = text(c, o->format1);
		n.format2 = text(c, o->format2);
		n.pos = position(c, o->pos);
		c->to->component[slot->index] = n;
	}
	return c->map[K_COMPONENT][old] = slot->index;
}

static struct ir_possible *
copy_possible(struct copy *c, const struct ir_possible *p, uint32_t n)
{
	struct ir_possible *d = arena_alloc(c->to->arena, (n + 1) * sizeof *d);
	uint32_t i, k;

	for (i = 0; i < n; i++) {
		struct ir_restriction *r = arena_alloc(c->to->arena,
		    (p[i].nrestriction + 1) * sizeof *r);

		for (k = 0; k < p[i].nrestriction; k++) {
			r[k].operation = p[i].restriction[k].operation;
			r[k].value = text(c, p[i].restriction[k].value);
		}
		d[i] = p[i];
		d[i].restriction = r;
	}
	return d;
}

static void
key_possible(struct copy *c, const struct ir_possible *p, uint32_t n)
{
	uint32_t i;

	key_num(c, n);
	for (; n != 0; n--, p++) {
		key_num(c, p->operator_);
		key_num(c, p->nrestriction);
		for (i = 0; i < p->nrestriction; i++) {
			key_num(c, p->restriction[i].operation);
			key_str(c, p->restriction[i].value);
		}
	}
}

static uint32_t
copy_variable(struct copy *c, uint32_t old)
{
	const struct ir_variable *v = &c->from->variable[old];
	struct ir_variable n = *v;
	struct slot *slot;
	const char **value;
	uint32_t i;

	if (c->map[K_VARIABLE][old] != IR_NONE)
		return c->map[K_VARIABLE][old];
	if (v->component != IR_NONE)
		n.component = copy_component(c, v->component);
	key_start(c, K_VARIABLE);
	key_id(c, v->id);
	key_num(c, n.kind);
	key_num(c, n.datatype);
	key_str(c, n.value_id);
	key_num(c, n.component);
	key_num(c, n.nvalue);
	for (i = 0; i < v->nvalue; i++)
		key_str(c, v->value[i]);
	key_possible(c, v->possible, v->npossible);
	slot = intern(c);
	if (slot->index == IR_NONE) {
		slot->index = ir_add_variable(c->to);
		value = arena_alloc(c->to->arena,
		    (v->nvalue + 1) * sizeof *value);
		for (i = 0; i < v->nvalue; i++)
			value[i] = text(c, v->value[i]);
		n.value = value;
		n.id = node_id(c, v->id, "v", slot->index);
		n.value_id = text(c, v->value_id);
		n.possible = copy_possible(c, v->possible, v->npossible);
		n.pos = position(c, v->pos);
		c->to->variable[slot->index] = n;
	}
	return c->map[K_VARIABLE][old] = slot->index;
}

static uint32_t
copy_test(struct copy *c, uint32_t old)
{
	const struct ir_test *t = &c->from->test[old];
	struct ir_test n = *t;
	struct slot *slot;
	uint32_t *state = arena_alloc(c->to->arena, (t->nstate + 1) * sizeof *state);
	uint32_t i;

	if (c->map[K_TEST][old] != IR_NONE)
		return c->map[K_TEST][old];
	for (i = 0; i < t->nstate; i++)
		state[i] = copy_state(c, t->state[i]);
	n.state = state;
	if (t->object != IR_NONE)
		n.object = copy_object(c, t->object);
	if (t->kernel != IR_NONE)
		n.kernel = copy_test(c, t->kernel);
	key_start(c, K_TEST);
	key_id(c, t->id);
	key_num(c, n.probe);
	key_num(c, n.check_existence);
	key_num(c, n.check);
	key_num(c, n.state_operator);
	key_num(c, n.object);
	key_list(c, state, n.nstate);
	key_num(c, n.kernel);
	key_str(c, n.unsupported);
	key_str(c, n.comment);
	slot = intern(c);
	if (slot->index == IR_NONE) {
		slot->index = ir_add_test(c->to);
		n.id = node_id(c, t->id, "t", slot->index);
		n.comment = text(c, t->comment);
		n.unsupported = text(c, t->unsupported);
		n.pos = position(c, t->pos);
		c->to->test[slot->index] = n;
	}
	return c->map[K_TEST][old] = slot->index;
}

static const char *const *
selectors(struct copy *c, const struct ir_expr *e)
{
	const char **list;
	uint32_t i;

	if (e->kind != IR_EXPR_SELECT)
		return NULL;
	list = arena_alloc(c->to->arena, e->nkid * sizeof *list);
	for (i = 1; i < e->nkid; i++)
		list[i - 1] = text(c, e->selector[i - 1]);
	return list;
}

static uint32_t
copy_expr(struct copy *c, uint32_t old)
{
	const struct ir_expr *e = &c->from->expr[old];
	struct ir_expr n = *e;
	struct slot *slot;
	uint32_t *kid = arena_alloc(c->to->arena, (e->nkid + 1) * sizeof *kid);
	uint32_t i;

	if (c->map[K_EXPR][old] != IR_NONE)
		return c->map[K_EXPR][old];
	for (i = 0; i < e->nkid; i++)
		kid[i] = copy_expr(c, e->kid[i]);
	n.kid = kid;
	if (e->kind == IR_EXPR_TEST)
		n.test = copy_test(c, e->test);
	if (c->canonical)
		n.definition = 0;
	if (c->canonical && e->check != NULL)
		n.check = "check";
	key_start(c, K_EXPR);
	key_num(c, n.kind);
	key_num(c, n.kind == IR_EXPR_OPERATOR ? (int)n.operator_ : 0);
	key_num(c, n.negate);
	key_num(c, n.applicability_check);
	key_num(c, n.definition);
	key_list(c, kid, n.nkid);
	key_num(c, n.test);
	key_num(c, n.kind == IR_EXPR_RESULT ? (int)n.result : 0);
	key_str(c, n.comment);
	key_str(c, n.check);
	key_num(c, n.xccdf);
	for (i = 1; e->kind == IR_EXPR_SELECT && i < e->nkid; i++)
		key_str(c, e->selector[i - 1]);
	slot = intern(c);
	if (slot->index == IR_NONE) {
		slot->index = ir_add_expr(c->to);
		n.comment = text(c, e->comment);
		n.check = text(c, n.check);
		n.selector = selectors(c, e);
		n.pos = position(c, e->pos);
		c->to->expr[slot->index] = n;
	}
	return c->map[K_EXPR][old] = slot->index;
}

static void
copy_rule(struct copy *c, const struct ir_rule *r)
{
	struct ir_rule n = *r;
	struct ir_guard *g = arena_alloc(c->to->arena, (r->nguard + 1) * sizeof *g);
	uint32_t *a = arena_alloc(c->to->arena, (r->nattest + 1) * sizeof *a);
	uint32_t i, at;

	for (i = 0; i < r->nguard; i++) {
		g[i] = r->guard[i];
		g[i].expr = copy_expr(c, r->guard[i].expr);
		g[i].message = text(c, r->guard[i].message);
		g[i].profile = text(c, r->guard[i].profile);
		g[i].pos = position(c, r->guard[i].pos);
	}
	for (i = 0; i < r->nattest; i++)
		a[i] = copy_variable(c, r->attest[i]);
	n.guard = g;
	n.attest = a;
	if (r->expr != IR_NONE)
		n.expr = copy_expr(c, r->expr);
	n.id = c->canonical ? "rule" : text(c, r->id);
	n.name = c->canonical ? "rule" : text(c, r->name);
	n.manual = text(c, r->manual);
	n.pos = position(c, r->pos);
	at = ir_add_rule(c->to);
	c->to->rule[at] = n;
}

/*
 * The definitions, all of them under their old index, so that what says "an
 * extend_definition" stays right; those that no rule reaches lose their
 * criteria.
 */
static void
copy_definitions(struct copy *c)
{
	const struct ir_definition *d;
	struct ir_definition *n;
	uint32_t i, at;

	for (i = 0; i < c->from->ndefinition; i++) {
		d = &c->from->definition[i];
		at = ir_add_definition(c->to);
		n = &c->to->definition[at];
		*n = *d;
		n->id = text(c, d->id);
		n->class_ = text(c, d->class_);
		n->title = text(c, d->title);
		n->pos = position(c, d->pos);
		n->expr = d->expr != IR_NONE ? c->map[K_EXPR][d->expr] : IR_NONE;
	}
}

void
ir_copy(struct ir_build *to, const struct ir_unit *from, const uint32_t *rule,
    uint32_t nrule, bool canonical)
{
	const uint32_t count[K__MAX] = {
		[K_EXPR] = from->nexpr,
		[K_TEST] = from->ntest,
		[K_OBJECT] = from->nobject,
		[K_STATE] = from->nstate,
		[K_VARIABLE] = from->nvariable,
		[K_COMPONENT] = from->ncomponent,
	};
	struct copy c = { .from = from, .to = to, .canonical = canonical,
		.key = STRBUF_INIT };
	uint32_t k, i;

	for (k = 0; k < K__MAX; k++) {
		c.map[k] = base_malloc((count[k] + 1) * sizeof *c.map[k]);
		for (i = 0; i < count[k]; i++)
			c.map[k][i] = IR_NONE;
	}
	for (i = 0; i < nrule; i++)
		copy_rule(&c, &from->rule[rule[i]]);
	if (!canonical)
		copy_definitions(&c);
	for (k = 0; k < K__MAX; k++)
		free(c.map[k]);
	free(c.slot);
	strbuf_free(&c.key);
}
