/*
 * The functions a variable is made with, over the values of its components,
 * as the OVAL schema describes each.  A function of several components is
 * applied to every combination of their values.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "rt.h"

#define VARIABLE_VALUES 1000000u /* of one variable */

struct varfn { /* one application */
	struct rt_ctx *ctx;
	const struct ir_component *c;
	struct rt_value *list, **end;
	uint32_t n;
	const char **why;
};

static void
varfn_add(struct varfn *f, const char *s, size_t n, enum ir_datatype type)
{
	struct rt_value *v;

	if (f->n++ >= VARIABLE_VALUES) {
		*f->why = "a variable has too many values";
		return;
	}
	v = arena_alloc(f->ctx->arena, sizeof *v);
	v->s = arena_strndup(f->ctx->arena, s, n);
	v->n = n;
	v->datatype = type;
	*f->end = v;
	f->end = &v->next;
}

static void
varfn_add_int(struct varfn *f, int64_t number)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%" PRId64, number);

	varfn_add(f, text, (size_t)n, IR_DATATYPE_INT);
}

/* --- functions of one value --------------------------------------------- */

static void
varfn_begin(struct varfn *f, const struct rt_value *v)
{
	const char *with = f->c->literal != NULL ? f->c->literal : "";
	size_t n = strlen(with);
	struct strbuf b = STRBUF_INIT;

	if (v->n < n || memcmp(v->s, with, n) != 0)
		strbuf_addstr(&b, with);
	strbuf_add(&b, v->s, v->n);
	varfn_add(f, b.s, b.n, IR_DATATYPE_STRING);
	strbuf_free(&b);
}

static void
varfn_end(struct varfn *f, const struct rt_value *v)
{
	const char *with = f->c->literal != NULL ? f->c->literal : "";
	size_t n = strlen(with);
	struct strbuf b = STRBUF_INIT;

	strbuf_add(&b, v->s, v->n);
	if (v->n < n || memcmp(v->s + v->n - n, with, n) != 0)
		strbuf_addstr(&b, with);
	varfn_add(f, b.s, b.n, IR_DATATYPE_STRING);
	strbuf_free(&b);
}

static void
varfn_escape(struct varfn *f, const struct rt_value *v)
{
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < v->n; i++) {
		if (v->s[i] != '\0' && strchr("^$\\.[](){}*+?|", v->s[i]))
			strbuf_addch(&b, '\\');
		strbuf_addch(&b, v->s[i]);
	}
	varfn_add(f, b.s, b.n, IR_DATATYPE_STRING);
	strbuf_free(&b);
}

/* Where the bracket expression at s[i] ends; 0: it is not closed. */
static size_t
varfn_bracket_end(const char *s, size_t i, size_t n)
{
	size_t to = i + 1;

	if (to < n && (s[to] == '!' || s[to] == '^'))
		to++;
	if (to < n && s[to] == ']')
		to++;
	for (; to < n && s[to] != ']'; to++) {
		const char *end;

		if (s[to] != '[' || to + 1 >= n || s[to + 1] != ':')
			continue;
		end = memmem(s + to + 2, n - to - 2, ":]", 2);
		if (end != NULL)
			to = (size_t)(end - s) + 1;
	}
	return to < n ? to : 0;
}

/* A bracket expression at s[i]; its last position, or 0: not closed. */
static size_t
varfn_bracket(struct strbuf *b, const char *s, size_t i, size_t n)
{
	size_t to = varfn_bracket_end(s, i, n), from = i + 1;
	bool class = false;

	if (to == 0)
		return 0;
	if (s[from] == '!' || s[from] == '^')
		from++;
	strbuf_addstr(b, from > i + 1 ? "[^/" : "[");
	for (size_t k = from; k < to; k++) {
		if (s[k] == '[' && s[k + 1] == ':')
			class = true;
		else if (!class && strchr("\\[]^", s[k]) != NULL)
			strbuf_addch(b, '\\');
		strbuf_addch(b, s[k]);
		if (class && s[k] == ']')
			class = false;
	}
	strbuf_addch(b, ']');
	return to;
}

static void
varfn_glob(struct varfn *f, const struct rt_value *v)
{
	struct strbuf b = STRBUF_INIT;
	bool start = true; /* of a part of a path */

	strbuf_addch(&b, '^');
	for (size_t i = 0; i < v->n; i++) {
		char c = v->s[i];

		if (start && (c == '*' || c == '['))
			strbuf_addstr(&b, "(?=[^.])");
		if (c == '*') {
			strbuf_addstr(&b, "[^/]*");
		} else if (c == '?') {
			strbuf_addstr(&b, start ? "[^./]" : "[^/]");
		} else if (c == '[') {
			i = varfn_bracket(&b, v->s, i, v->n);
			if (i == 0) {
				*f->why = "a glob's bracket is not closed";
				break;
			}
		} else {
			if (c == '\\' && !f->c->noescape && i + 1 < v->n)
				c = v->s[++i];
			if (c != '\0' && strchr("^$\\.[]()*+?|", c))
				strbuf_addch(&b, '\\');
			strbuf_addch(&b, c);
		}
		start = c == '/';
	}
	strbuf_addch(&b, '$');
	varfn_add(f, b.s, b.n, IR_DATATYPE_STRING);
	strbuf_free(&b);
}

static void
varfn_capture(struct varfn *f, const struct rt_value *v)
{
	const char *got = rt_match_capture(f->ctx->arena,
	    f->c->literal != NULL ? f->c->literal : "", v->s, v->n, f->why);

	varfn_add(f, got != NULL ? got : "", got != NULL ? strlen(got) : 0,
	    IR_DATATYPE_STRING);
}

static void
varfn_split(struct varfn *f, const struct rt_value *v)
{
	const char *by = f->c->literal != NULL ? f->c->literal : "";
	size_t n = strlen(by);
	const char *s = v->s, *end = v->s + v->n, *at;

	while (n > 0 && (at = memmem(s, (size_t)(end - s), by, n)) != NULL) {
		varfn_add(f, s, (size_t)(at - s), IR_DATATYPE_STRING);
		if (*f->why != NULL)
			return;
		s = at + n;
	}
	varfn_add(f, s, (size_t)(end - s), IR_DATATYPE_STRING);
}

/* Where so many characters behind `at` end; of what is no UTF-8, bytes. */
static size_t
varfn_reach(const struct rt_value *v, bool utf8, size_t at, int64_t characters)
{
	for (; at < v->n && characters > 0; characters--)
		at += utf8 ? utf8_length(v->s + at, v->n - at) : 1;
	return at;
}

static void
varfn_substring(struct varfn *f, const struct rt_value *v)
{
	bool utf8 = utf8_valid(v->s, v->n);
	size_t from = 0, to = v->n;

	if (f->c->start > 1)
		from = varfn_reach(v, utf8, 0, f->c->start - 1);
	if (from >= v->n) {
		*f->why = "a substring starts behind the end";
		return;
	}
	if (f->c->length >= 0)
		to = varfn_reach(v, utf8, from, f->c->length);
	varfn_add(f, v->s + from, to - from, IR_DATATYPE_STRING);
}

/* --- functions of combinations ------------------------------------------ */

static void
varfn_arithmetic(struct varfn *f, const struct rt_value *const *v, uint32_t nv)
{
	bool multiply = f->c->function == IR_FUNCTION_ARITHMETIC_MULTIPLY;
	int64_t whole = multiply, n;
	double real = multiply;
	bool is_whole = true;
	char text[64], *end;
	int len;

	for (uint32_t i = 0; i < nv; i++) {
		double x = strtod(v[i]->s, &end);

		if (!rt_datatype_valid(IR_DATATYPE_FLOAT, v[i]->s, v[i]->n)) {
			*f->why = "a variable computes with what is no number";
			return;
		}
		real = multiply ? real * x : real + x;
		is_whole =
		    is_whole && str_to_int64(v[i]->s, &n) &&
		    !(multiply ? __builtin_mul_overflow(whole, n, &whole)
			       : __builtin_add_overflow(whole, n, &whole));
	}
	if (is_whole) {
		varfn_add_int(f, whole);
		return;
	}
	len = snprintf(text, sizeof text, "%.17g", real);
	varfn_add(f, text, (size_t)len, IR_DATATYPE_FLOAT);
}

static void
varfn_concat(struct varfn *f, const struct rt_value *const *v, uint32_t nv)
{
	struct strbuf b = STRBUF_INIT;

	for (uint32_t i = 0; i < nv; i++)
		strbuf_add(&b, v[i]->s, v[i]->n);
	varfn_add(f, b.s, b.n, IR_DATATYPE_STRING);
	strbuf_free(&b);
}

static void
varfn_time(struct varfn *f, const struct rt_value *const *v, uint32_t nv)
{
	int64_t a, b;
	bool ok;

	if (nv == 1) {
		a = (int64_t)time(NULL);
		ok = rt_time_read(v[0]->s, f->c->format2, &b);
	} else {
		ok = rt_time_read(v[0]->s, f->c->format1, &a) &&
		     rt_time_read(v[1]->s, f->c->format2, &b);
	}
	if (!ok || __builtin_sub_overflow(a, b, &a)) {
		*f->why = "a variable has a time that is not understood";
		return;
	}
	varfn_add_int(f, a);
}

/* Apply `one` to every combination of a value of each component. */
static void
varfn_product(struct varfn *f, const struct rt_value *const *kid, uint32_t nkid,
    void (*one)(struct varfn *, const struct rt_value *const *, uint32_t))
{
	const struct rt_value **v;
	uint32_t i;

	if (nkid == 0)
		return;
	v = arena_alloc(f->ctx->arena, nkid * sizeof *v);
	for (i = 0; i < nkid; i++)
		v[i] = kid[i];
	do {
		one(f, v, nkid);
		for (i = nkid; i > 0; i--) { /* the last turns fastest */
			v[i - 1] = v[i - 1]->next;
			if (v[i - 1] != NULL)
				break;
			v[i - 1] = kid[i - 1];
		}
	} while (i > 0 && *f->why == NULL);
}

static void
varfn_each(struct varfn *f, const struct rt_value *v,
    void (*one)(struct varfn *, const struct rt_value *))
{
	for (; v != NULL && *f->why == NULL; v = v->next)
		one(f, v);
}

/* The values in their order, each once. */
static void
varfn_unique(struct varfn *f, const struct rt_value *const *kid, uint32_t nkid)
{
	const struct rt_value **slot;
	size_t n = 0, size = 16;

	for (uint32_t i = 0; i < nkid; i++)
		for (const struct rt_value *v = kid[i]; v != NULL; v = v->next)
			n++;
	while (size < 2 * n)
		size *= 2;
	slot = base_malloc(size * sizeof *slot);
	memset(slot, 0, size * sizeof *slot);
	for (uint32_t i = 0; i < nkid; i++)
		for (const struct rt_value *v = kid[i]; v != NULL;
		     v = v->next) {
			uint64_t h = UINT64_C(14695981039346656037);

			for (size_t k = 0; k < v->n; k++)
				h = (h ^ (unsigned char)v->s[k]) *
				    UINT64_C(1099511628211);
			h = (h ^ h >> 32) & (size - 1);
			while (slot[h] != NULL &&
			       (slot[h]->n != v->n ||
				   memcmp(slot[h]->s, v->s, v->n) != 0))
				h = (h + 1) & (size - 1);
			if (slot[h] != NULL)
				continue;
			slot[h] = v;
			varfn_add(f, v->s, v->n, v->datatype);
		}
	free(slot);
}

struct rt_value *
rt_variable_apply(struct rt_ctx *ctx, const struct ir_component *c,
    const struct rt_value *const *kid, uint32_t nkid, const char **why)
{
	struct varfn f = { .ctx = ctx, .c = c, .why = why };
	const struct rt_value *first = nkid > 0 ? kid[0] : NULL;
	int64_t n = 0;

	f.end = &f.list;
	switch (c->function) {
	case IR_FUNCTION_CONCAT:
		varfn_product(&f, kid, nkid, varfn_concat);
		break;
	case IR_FUNCTION_ARITHMETIC_ADD:
	case IR_FUNCTION_ARITHMETIC_MULTIPLY:
		varfn_product(&f, kid, nkid, varfn_arithmetic);
		break;
	case IR_FUNCTION_TIME_DIFFERENCE:
		varfn_product(&f, kid, nkid < 2 ? nkid : 2, varfn_time);
		break;
	case IR_FUNCTION_BEGIN:
		varfn_each(&f, first, varfn_begin);
		break;
	case IR_FUNCTION_END:
		varfn_each(&f, first, varfn_end);
		break;
	case IR_FUNCTION_ESCAPE_REGEX:
		varfn_each(&f, first, varfn_escape);
		break;
	case IR_FUNCTION_GLOB_TO_REGEX:
		varfn_each(&f, first, varfn_glob);
		break;
	case IR_FUNCTION_REGEX_CAPTURE:
		varfn_each(&f, first, varfn_capture);
		break;
	case IR_FUNCTION_SPLIT:
		varfn_each(&f, first, varfn_split);
		break;
	case IR_FUNCTION_SUBSTRING:
		varfn_each(&f, first, varfn_substring);
		break;
	case IR_FUNCTION_COUNT:
		for (uint32_t i = 0; i < nkid; i++)
			for (const struct rt_value *v = kid[i]; v != NULL;
			     v = v->next)
				n++;
		varfn_add_int(&f, n);
		break;
	case IR_FUNCTION_UNIQUE:
		varfn_unique(&f, kid, nkid);
		break;
	case IR_FUNCTION_LITERAL:
	case IR_FUNCTION_VARIABLE:
	case IR_FUNCTION_OBJECT:
	case IR_FUNCTION__MAX:
		*why = "a variable's function is not known";
		break;
	}
	return *why == NULL ? f.list : NULL;
}
