/*
 * A target's result on its way from the worker to the parent.  The worker
 * may have been taken over by what it read, so the parent believes nothing:
 * every count and length is checked against what is there, every enumeration
 * against its range, and the whole has to come out even.
 */
#include <string.h>

#include "../probe/probe.h"

#define PIPE_MAGIC 0x61756431u /* "aud1" */
#define PIPE_COUNT 1000000u    /* of anything */
#define PIPE_NULL UINT32_MAX   /* length of a string that is NULL */

static void
pipe_put32(struct strbuf *b, uint32_t v)
{
	strbuf_add(b, &v, sizeof v);
}

static void
pipe_put64(struct strbuf *b, int64_t v)
{
	strbuf_add(b, &v, sizeof v);
}

static void
pipe_puts(struct strbuf *b, const char *s)
{
	size_t n = s != NULL ? strlen(s) : 0;

	pipe_put32(b, s != NULL ? (uint32_t)n : PIPE_NULL);
	strbuf_add(b, s != NULL ? s : "", n);
}

static void
pipe_put_one(struct strbuf *b, const struct rt_rule_result *r)
{
	pipe_put32(b, r->result);
	pipe_put64(b, r->time);
	pipe_puts(b, r->message);
	pipe_puts(b, r->stdout_);
	pipe_put32(b, r->nevidence);
	for (uint32_t i = 0; i < r->nevidence; i++) {
		const struct rt_evidence *e = &r->evidence[i];

		pipe_put32(b, e->result);
		pipe_put32(b, e->drift);
		pipe_puts(b, e->where);
		pipe_puts(b, e->expected);
		pipe_puts(b, e->found);
		pipe_puts(b, e->comment);
	}
}

static void
pipe_put_rule(struct strbuf *b, const struct rt_rule_result *r)
{
	pipe_put_one(b, r);
	pipe_put32(b, r->npart);
	for (uint32_t i = 0; i < r->npart; i++) {
		const struct rt_rule_result *p = &r->part[i];

		pipe_put_one(b, p);
		pipe_put32(b, p->check != NULL);
		if (p->check != NULL)
			pipe_put32(b, p->expr);
		pipe_puts(b, p->instance);
		pipe_puts(b, p->context);
	}
}

static void
pipe_put_oval(struct strbuf *b, const struct rt_oval *o)
{
	pipe_put32(b, o != NULL);
	if (o == NULL)
		return;
	pipe_put32(b, o->nitem);
	for (uint32_t i = 0; i < o->nitem; i++) {
		const struct rt_oval_item *item = &o->item[i];

		pipe_put32(b, item->object);
		pipe_put32(b, item->status);
		pipe_puts(b, item->message);
		pipe_put32(b, item->nentity);
		for (uint32_t k = 0; k < item->nentity; k++) {
			pipe_put32(b, item->entity[k].field);
			pipe_put32(b, item->entity[k].datatype);
			pipe_put32(b, item->entity[k].status);
			pipe_put32(b, item->entity[k].group);
			pipe_puts(b, item->entity[k].record);
			pipe_puts(b, item->entity[k].text);
		}
	}
	pipe_put32(b, o->nobject);
	for (uint32_t i = 0; i < o->nobject; i++) {
		pipe_put32(b, o->object[i].object);
		pipe_put32(b, o->object[i].flag);
		pipe_puts(b, o->object[i].message);
		pipe_put32(b, o->object[i].first);
		pipe_put32(b, o->object[i].n);
		pipe_put32(b, o->object[i].all);
	}
	pipe_put32(b, o->ntest);
	for (uint32_t i = 0; i < o->ntest; i++) {
		pipe_put32(b, o->test[i].test);
		pipe_put32(b, o->test[i].result);
		pipe_put32(b, o->test[i].first);
		pipe_put32(b, o->test[i].ntested);
		for (uint32_t k = 0; k < o->test[i].ntested; k++)
			pipe_put32(b, o->test[i].tested[k]);
	}
	pipe_put32(b, o->nvariable);
	for (uint32_t i = 0; i < o->nvariable; i++) {
		pipe_put32(b, o->variable[i].variable);
		pipe_put32(b, o->variable[i].all);
		pipe_put32(b, o->variable[i].nvalue);
		for (uint32_t k = 0; k < o->variable[i].nvalue; k++)
			pipe_puts(b, o->variable[i].value[k]);
	}
}

void
rt_pipe_encode(struct strbuf *out, const struct rt_target_result *r,
    const struct ir_unit *u)
{
	uint32_t nrule = u->nrule;

	pipe_put32(out, PIPE_MAGIC);
	pipe_put64(out, r->start);
	pipe_put64(out, r->end);
	pipe_puts(out, r->error);
	pipe_put32(out, r->nfact);
	for (uint32_t i = 0; i < r->nfact; i++) {
		pipe_puts(out, r->fact[i].name);
		pipe_puts(out, r->fact[i].type);
		pipe_puts(out, r->fact[i].value);
	}
	pipe_put32(out, r->naddress);
	for (uint32_t i = 0; i < r->naddress; i++)
		pipe_puts(out, r->address[i]);
	pipe_put32(out, r->nnote);
	for (uint32_t i = 0; i < r->nnote; i++)
		pipe_puts(out, r->note[i]);
	pipe_put32(out, nrule);
	for (uint32_t i = 0; i < nrule; i++)
		pipe_put_rule(out, &r->result[i]);
	pipe_put_oval(out, r->oval);
	pipe_put32(out, PIPE_MAGIC);
}

struct pipe_reader { /* bad stays true once anything was not as it must be */
	struct arena *arena;
	const char *p;
	size_t n;
	bool bad;
};

static void
pipe_get(struct pipe_reader *r, void *to, size_t n)
{
	if (r->bad || r->n < n) {
		r->bad = true;
		memset(to, 0, n);
		return;
	}
	memcpy(to, r->p, n);
	r->p += n;
	r->n -= n;
}

static uint32_t
pipe_get32(struct pipe_reader *r)
{
	uint32_t v;

	pipe_get(r, &v, sizeof v);
	return v;
}

static int64_t
pipe_get64(struct pipe_reader *r)
{
	int64_t v;

	pipe_get(r, &v, sizeof v);
	return v;
}

/* A number below max. */
static uint32_t
pipe_get_enum(struct pipe_reader *r, uint32_t max)
{
	uint32_t v = pipe_get32(r);

	if (v >= max) {
		r->bad = true;
		return 0;
	}
	return v;
}

/* A count of things that take at least `size` bytes each. */
static uint32_t
pipe_get_count(struct pipe_reader *r, size_t size)
{
	uint32_t v = pipe_get32(r);

	if (v > PIPE_COUNT || v > r->n / size) {
		r->bad = true;
		return 0;
	}
	return v;
}

static const char *
pipe_gets(struct pipe_reader *r)
{
	uint32_t n = pipe_get32(r);
	const char *s;

	if (n == PIPE_NULL || r->bad)
		return NULL;
	if (n > r->n || memchr(r->p, '\0', n) != NULL) {
		r->bad = true;
		return NULL;
	}
	s = arena_strndup(r->arena, r->p, n);
	r->p += n;
	r->n -= n;
	return s;
}

static const char *
pipe_gets_needed(struct pipe_reader *r)
{
	const char *s = pipe_gets(r);

	if (s == NULL)
		r->bad = true;
	return s;
}

static void
pipe_get_one(struct pipe_reader *r, struct rt_rule_result *out)
{
	out->result = pipe_get_enum(r, IR_XCCDF__MAX);
	out->time = pipe_get64(r);
	out->message = pipe_gets(r);
	out->stdout_ = pipe_gets(r);
	out->nevidence = pipe_get_count(r, 6 * sizeof(uint32_t));
	out->evidence =
	    arena_alloc(r->arena, out->nevidence * sizeof *out->evidence);
	for (uint32_t i = 0; i < out->nevidence && !r->bad; i++) {
		struct rt_evidence *e = &out->evidence[i];

		e->result = pipe_get_enum(r, IR_RESULT__MAX);
		e->drift = pipe_get_enum(r, 2) != 0;
		e->where = pipe_gets(r);
		e->expected = pipe_gets(r);
		e->found = pipe_gets(r);
		e->comment = pipe_gets(r);
	}
}

static void
pipe_get_part(struct pipe_reader *r, const struct ir_unit *u,
    struct rt_rule_result *p)
{
	pipe_get_one(r, p);
	if (pipe_get_enum(r, 2) != 0) {
		p->expr = pipe_get_enum(r, u->nexpr);
		p->check = r->bad ? NULL : u->expr[p->expr].check;
		r->bad = r->bad || p->check == NULL;
	}
	p->instance = pipe_gets(r);
	p->context = pipe_gets(r);
}

static void
pipe_get_rule(struct pipe_reader *r, const struct ir_unit *u,
    struct rt_rule_result *out)
{
	pipe_get_one(r, out);
	out->npart = pipe_get_count(r, 9 * sizeof(uint32_t));
	out->part = arena_alloc(r->arena, out->npart * sizeof *out->part);
	for (uint32_t i = 0; i < out->npart && !r->bad; i++)
		pipe_get_part(r, u, &out->part[i]);
}

static const char **
pipe_get_list(struct pipe_reader *r, uint32_t *n)
{
	const char **list;

	*n = pipe_get_count(r, sizeof(uint32_t));
	list = arena_alloc(r->arena, *n * sizeof *list);
	for (uint32_t i = 0; i < *n; i++)
		list[i] = pipe_gets_needed(r);
	return list;
}

static void
pipe_get_item(
    struct pipe_reader *r, const struct ir_unit *u, struct rt_oval_item *item)
{
	const struct probe *p;
	uint32_t nfield = 0;

	item->object = pipe_get_enum(r, u->nobject);
	p = r->bad ? NULL : probes[u->object[item->object].probe];
	while (p != NULL && p->field != NULL && p->field[nfield].name != NULL)
		nfield++;
	item->status = pipe_get_enum(r, RT_NOT_COLLECTED + 1);
	item->message = pipe_gets(r);
	item->nentity = pipe_get_count(r, 6 * sizeof(uint32_t));
	item->entity =
	    arena_alloc(r->arena, item->nentity * sizeof *item->entity);
	for (uint32_t i = 0; i < item->nentity && !r->bad; i++) {
		struct rt_oval_entity *e = &item->entity[i];

		e->field = (uint16_t)pipe_get_enum(r, nfield);
		e->datatype = pipe_get_enum(r, IR_DATATYPE__MAX);
		e->status = pipe_get_enum(r, RT_NOT_COLLECTED + 1);
		e->group = pipe_get32(r);
		e->record = pipe_gets(r);
		e->text = pipe_gets_needed(r);
	}
}

/* A first and a number of the items that there are. */
static void
pipe_get_range(
    struct pipe_reader *r, const struct rt_oval *o, uint32_t *first, uint32_t *n)
{
	*first = pipe_get32(r);
	*n = pipe_get32(r);
	if (*first > o->nitem || *n > o->nitem - *first) {
		r->bad = true;
		*n = 0;
	}
}

static struct rt_oval *
pipe_get_oval(struct pipe_reader *r, const struct ir_unit *u)
{
	struct rt_oval *o;

	if (pipe_get_enum(r, 2) == 0)
		return NULL;
	o = arena_alloc(r->arena, sizeof *o);
	o->nitem = pipe_get_count(r, 4 * sizeof(uint32_t));
	o->item = arena_alloc(r->arena, o->nitem * sizeof *o->item);
	for (uint32_t i = 0; i < o->nitem && !r->bad; i++)
		pipe_get_item(r, u, &o->item[i]);
	o->nobject = pipe_get_count(r, 6 * sizeof(uint32_t));
	o->object = arena_alloc(r->arena, o->nobject * sizeof *o->object);
	for (uint32_t i = 0; i < o->nobject && !r->bad; i++) {
		struct rt_oval_object *to = &o->object[i];

		to->object = pipe_get_enum(r, u->nobject);
		to->flag = pipe_get_enum(r, RT_FLAG_NOT_APPLICABLE + 1);
		to->message = pipe_gets(r);
		pipe_get_range(r, o, &to->first, &to->n);
		to->all = pipe_get32(r);
	}
	o->ntest = pipe_get_count(r, 4 * sizeof(uint32_t));
	o->test = arena_alloc(r->arena, o->ntest * sizeof *o->test);
	for (uint32_t i = 0; i < o->ntest && !r->bad; i++) {
		struct rt_oval_test *t = &o->test[i];

		t->test = pipe_get_enum(r, u->ntest);
		t->result = pipe_get_enum(r, IR_RESULT__MAX);
		pipe_get_range(r, o, &t->first, &t->ntested);
		t->tested =
		    arena_alloc(r->arena, t->ntested * sizeof *t->tested);
		for (uint32_t k = 0; k < t->ntested && !r->bad; k++)
			t->tested[k] = pipe_get_enum(r, IR_RESULT__MAX);
	}
	o->nvariable = pipe_get_count(r, 3 * sizeof(uint32_t));
	o->variable = arena_alloc(r->arena, o->nvariable * sizeof *o->variable);
	for (uint32_t i = 0; i < o->nvariable && !r->bad; i++) {
		struct rt_oval_variable *v = &o->variable[i];

		v->variable = pipe_get_enum(r, u->nvariable);
		v->all = pipe_get32(r);
		v->nvalue = pipe_get_count(r, sizeof(uint32_t));
		v->value = arena_alloc(r->arena, v->nvalue * sizeof *v->value);
		for (uint32_t k = 0; k < v->nvalue && !r->bad; k++)
			v->value[k] = pipe_gets_needed(r);
	}
	return o;
}

bool
rt_pipe_decode(struct arena *a, const char *data, size_t n,
    const struct ir_unit *u, struct rt_target_result *out)
{
	struct pipe_reader r = { a, data, n, false };
	uint32_t nrule = u->nrule;

	if (pipe_get32(&r) != PIPE_MAGIC)
		return false;
	out->start = pipe_get64(&r);
	out->end = pipe_get64(&r);
	out->error = pipe_gets(&r);
	out->nfact = pipe_get_count(&r, 3 * sizeof(uint32_t));
	out->fact = arena_alloc(a, out->nfact * sizeof *out->fact);
	for (uint32_t i = 0; i < out->nfact; i++) {
		out->fact[i].name = pipe_gets_needed(&r);
		out->fact[i].type = pipe_gets(&r);
		out->fact[i].value = pipe_gets(&r);
	}
	out->address = pipe_get_list(&r, &out->naddress);
	out->note = pipe_get_list(&r, &out->nnote);
	if (pipe_get32(&r) != nrule || r.bad)
		return false;
	out->result = arena_alloc(a, nrule * sizeof *out->result);
	for (uint32_t i = 0; i < nrule && !r.bad; i++)
		pipe_get_rule(&r, u, &out->result[i]);
	out->oval = pipe_get_oval(&r, u);
	return pipe_get32(&r) == PIPE_MAGIC && !r.bad && r.n == 0;
}

void
rt_pipe_encode_advice(
    struct strbuf *out, uint32_t rule, const struct rt_advice *advice)
{
	pipe_put32(out, PIPE_MAGIC);
	pipe_put32(out, rule);
	pipe_puts(out, advice->text);
	pipe_puts(out, advice->fix);
}

bool
rt_pipe_decode_advice(struct arena *a, const char *data, size_t n,
    const struct ir_unit *u, uint32_t *rule, struct rt_advice *advice)
{
	struct pipe_reader r = { a, data, n, false };

	if (pipe_get32(&r) != PIPE_MAGIC)
		return false;
	*rule = pipe_get_enum(&r, u->nrule);
	advice->text = pipe_gets(&r);
	advice->fix = pipe_gets(&r);
	return !r.bad && r.n == 0;
}
