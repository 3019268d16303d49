/*
 * Facts by path in JSON documents: "HostConfig.PidMode", "Mounts[]",
 * "Config.Labels{}", Labels["a.b"].  One item per value found; null, absence
 * and empty lists and objects give none.
 */
#include <string.h>

#include "rt.h"

#define JSEL_ITEMS 65536 /* of one path */
#define JSEL_DEPTH 64
#define JSEL_WHERE 1024 /* bytes of an item's place */

struct jsel { /* one selection on its way */
	struct rt_ctx *ctx;
	const char *path;
	uint16_t path_field, value_field;
	struct rt_collection *out;
	struct strbuf where;
};

json_t *
rt_json_parse(struct arena *a, const char *s, size_t n, const char **why)
{
	json_error_t e;
	json_t *doc = json_loadb(s, n,
	    JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &e);

	if (doc == NULL)
		*why = arena_printf(
		    a, "not JSON: %s at byte %d", e.text, e.position);
	return doc;
}

json_t *
rt_json_at(json_t *doc, const char *path)
{
	while (doc != NULL && *path != '\0') {
		size_t n = strcspn(path, ".");

		doc = json_object_getn(doc, path, n);
		path += n;
		path += *path == '.';
	}
	return json_is_null(doc) ? NULL : doc;
}

const char *
rt_json_text(json_t *doc, const char *path)
{
	return json_string_value(rt_json_at(doc, path));
}

bool
rt_json_true(json_t *doc, const char *path)
{
	return json_is_true(rt_json_at(doc, path));
}

json_t *
rt_json_string(const char *s)
{
	size_t n = strlen(s), k;
	struct strbuf b = STRBUF_INIT;
	json_t *v;

	for (size_t i = 0; i < n; i += k) {
		k = utf8_length(s + i, n - i);
		if (k == 0) {
			k = 1;
			strbuf_addstr(&b, "\xef\xbf\xbd");
		} else {
			strbuf_add(&b, s + i, k);
		}
	}
	v = json_stringn(b.s, b.n);
	strbuf_free(&b);
	return v;
}

/* A scalar's text and datatype into b; false for null and what has members. */
static bool
jsel_scalar(json_t *v, struct strbuf *b, enum ir_datatype *type)
{
	*type = IR_DATATYPE_STRING;
	switch (json_typeof(v)) {
	case JSON_STRING:
		strbuf_add(b, json_string_value(v), json_string_length(v));
		return true;
	case JSON_INTEGER:
		*type = IR_DATATYPE_INT;
		strbuf_addf(b, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
		return true;
	case JSON_REAL:
		*type = IR_DATATYPE_FLOAT;
		strbuf_addf(b, "%.17g", json_real_value(v));
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		*type = IR_DATATYPE_BOOLEAN;
		strbuf_addstr(b, json_is_true(v) ? "true" : "false");
		return true;
	case JSON_NULL:
	case JSON_OBJECT:
	case JSON_ARRAY:
		break;
	}
	return false;
}

/* Every scalar member of an object as a member of the item's record. */
static void
jsel_record(struct jsel *j, struct rt_item *item, json_t *object)
{
	struct strbuf b = STRBUF_INIT;
	enum ir_datatype type;
	const char *key;
	size_t n;
	json_t *v;

	json_object_keylen_foreach(object, key, n, v)
	{
		strbuf_reset(&b);
		if (!jsel_scalar(v, &b, &type))
			continue;
		rt_value_add(j->ctx, item, j->value_field, type, b.s, b.n)
		    ->record = arena_strndup(j->ctx->arena, key, n);
	}
	strbuf_free(&b);
}

static void
jsel_item(struct jsel *j, json_t *v)
{
	struct strbuf b = STRBUF_INIT;
	enum ir_datatype type;
	struct rt_item *item;

	if (j->out->nitem >= JSEL_ITEMS) {
		rt_flag(j->ctx, j->out, RT_FLAG_INCOMPLETE,
		    "more than %d values", JSEL_ITEMS);
		return;
	}
	item = rt_item_add(j->ctx, j->out);
	item->where = arena_strndup(j->ctx->arena, j->where.s, j->where.n);
	rt_value_add(j->ctx, item, j->path_field, IR_DATATYPE_STRING, j->path,
	    strlen(j->path));
	if (json_is_object(v)) {
		jsel_record(j, item, v);
	} else if (jsel_scalar(v, &b, &type)) {
		rt_value_add(j->ctx, item, j->value_field, type, b.s, b.n);
	}
	strbuf_free(&b);
}

static void jsel_follow(
    struct jsel *j, json_t *v, const char *rest, unsigned depth);

/* Follow into one member, its name or number added to the place. */
static void
jsel_member(struct jsel *j, json_t *v, const char *rest, unsigned depth,
    const char *key, size_t nkey, size_t number)
{
	size_t n = j->where.n;

	if (n < JSEL_WHERE) {
		if (key == NULL) {
			strbuf_addf(&j->where, "[%zu]", number);
		} else {
			strbuf_addstr(&j->where, "[\"");
			strbuf_add(&j->where, key,
			    nkey < JSEL_WHERE ? nkey : JSEL_WHERE);
			strbuf_addstr(&j->where, "\"]");
		}
	}
	jsel_follow(j, v, rest, depth);
	j->where.n = n;
	j->where.s[n] = '\0';
}

static void
jsel_bad(struct jsel *j, const char *rest)
{
	rt_flag(j->ctx, j->out, RT_FLAG_ERROR, "bad path %s at \"%s\"", j->path,
	    rest);
}

/* ["key"] at rest: its end behind the bracket, or NULL. */
static const char *
jsel_quoted(const char *rest, const char **key, size_t *n)
{
	const char *end = strstr(rest + 2, "\"]");

	if (end == NULL)
		return NULL;
	*key = rest + 2;
	*n = (size_t)(end - *key);
	return end + 2;
}

static void
jsel_follow(struct jsel *j, json_t *v, const char *rest, unsigned depth)
{
	const char *key;
	size_t n, i;
	json_t *kid;

	if (v == NULL || json_is_null(v))
		return;
	if (depth > JSEL_DEPTH) {
		jsel_bad(j, rest);
	} else if (*rest != '\0' &&
		   !(str_starts(rest, "[]") ? json_is_array(v)
					    : json_is_object(v))) {
		rt_flag(j->ctx, j->out, RT_FLAG_ERROR,
		    "%s is not what the path %s takes it for", j->where.s,
		    j->path);
	} else if (*rest == '\0') {
		if ((json_is_array(v) && json_array_size(v) == 0) ||
		    (json_is_object(v) && json_object_size(v) == 0))
			return;
		if (json_is_array(v))
			rt_flag(j->ctx, j->out, RT_FLAG_ERROR,
			    "%s is a list, and the path %s does not end in []",
			    j->where.s, j->path);
		else
			jsel_item(j, v);
	} else if (str_starts(rest, "[]")) {
		json_array_foreach(v, i, kid)
		    jsel_member(j, kid, rest + 2, depth + 1, NULL, 0, i);
	} else if (str_starts(rest, "{}")) {
		json_object_keylen_foreach(v, key, n, kid)
		    jsel_member(j, kid, rest + 2, depth + 1, key, n, 0);
	} else if (str_starts(rest, "[\"")) {
		rest = jsel_quoted(rest, &key, &n);
		if (rest == NULL)
			jsel_bad(j, "[\"");
		else
			jsel_member(j, json_object_getn(v, key, n), rest,
			    depth + 1, key, n, 0);
	} else {
		size_t was = j->where.n;

		key = rest + (*rest == '.');
		n = strcspn(key, ".[{");
		if (n == 0) {
			jsel_bad(j, rest);
			return;
		}
		if (was > 0)
			strbuf_addch(&j->where, '.');
		strbuf_add(&j->where, key, n);
		jsel_follow(j, json_object_getn(v, key, n), key + n, depth + 1);
		j->where.n = was;
		j->where.s[was] = '\0';
	}
}

void
rt_json_follow(struct rt_ctx *ctx, json_t *doc, const char *path, size_t from,
    uint16_t path_field, uint16_t value_field, struct rt_collection *out)
{
	struct jsel j = { .ctx = ctx,
		.path = path,
		.path_field = path_field,
		.value_field = value_field,
		.out = out,
		.where = STRBUF_INIT };

	strbuf_add(&j.where, path, from);
	jsel_follow(&j, doc, path + from, 0);
	strbuf_free(&j.where);
}

void
rt_json_select(struct rt_ctx *ctx, json_t *doc, const char *path,
    uint16_t path_field, uint16_t value_field, struct rt_collection *out)
{
	rt_json_follow(ctx, doc, path, 0, path_field, value_field, out);
}
