/*
 * What a YAML path gives of YAML files: one item per file, its values as the
 * members of records; "#" where they have no name of their own.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

#include "probe.h"

#define YAML_FILE (8u << 20) /* bytes of a file that is parsed */
#define YAML_VALUES 100000u  /* of one file */
#define YAML_DEPTH 64u
#define YAML_STEPS 1000000u /* nodes that are looked at */
#define YAML_SEGMENTS 64u
#define YAML_CHOICES 64u
#define YAML_NODES 1000000 /* of one document */
#define YAML_OPEN 256u     /* lists and maps in each other */
#define YAML_ANCHORS 1000u /* of one document: every alias looks for its own */

/* The tag that our documents give to plain scalars without one. */
#define YAML_PLAIN "?"

enum {
	YAML_FILEPATH,
	YAML_PATH,
	YAML_FILENAME,
	YAML_CONTENT,
	YAML_YAMLPATH,
	YAML_VALUE,
	YAML_WINDOWS_VIEW
};

static const struct rt_find_fields yaml_find = { YAML_FILEPATH, YAML_PATH,
	YAML_FILENAME, UINT16_MAX };

struct yaml_segment { /* of a path */
	enum { YAML_KEYS, YAML_INDICES } kind;
	bool all;         /* * or : */
	const char **key; /* KEYS */
	int64_t *index;   /* INDICES */
	uint32_t n;
};

struct yaml_run {
	struct rt_ctx *ctx;
	struct rt_collection *out;
	const char *path;
	const char *anchor; /* where the path begins; NULL: the root */
	struct yaml_segment segment[YAML_SEGMENTS];
	uint32_t nsegment;
	/* of one file */
	yaml_document_t *doc;
	struct rt_item values; /* its field gathers them */
	struct rt_value **end;
	uint32_t nvalue, steps;
	const char *member; /* NULL: "#" */
	uint32_t record;    /* that is being given */
	const char *why;
};

/* ---- paths ------------------------------------------------------------- */

static struct yaml_segment *
yaml_segment_add(struct yaml_run *r)
{
	struct yaml_segment *s;

	if (r->nsegment == YAML_SEGMENTS)
		return NULL;
	s = &r->segment[r->nsegment++];
	*s = (struct yaml_segment){ .kind = YAML_KEYS };
	return s;
}

static bool
yaml_add_key(
    struct yaml_run *r, struct yaml_segment *s, const char *p, size_t n)
{
	if (s->n == YAML_CHOICES || n == 0 || s->index != NULL)
		return false;
	*VEC_PUSH(r->ctx->arena, s->key, s->n) =
	    arena_strndup(r->ctx->arena, p, n);
	return true;
}

/* What stands between brackets, from p on; behind them, or NULL. */
static const char *
yaml_brackets(struct yaml_run *r, struct yaml_segment *s, const char *p)
{
	if ((p[0] == '*' || p[0] == ':') && p[1] == ']') {
		s->kind = p[0] == '*' ? YAML_KEYS : YAML_INDICES;
		s->all = true;
		return p + 2;
	}
	for (;;) {
		if (*p == '\'' || *p == '"') {
			const char *end = strchr(p + 1, *p);

			if (end == NULL ||
			    !yaml_add_key(r, s, p + 1, (size_t)(end - p) - 1))
				return NULL;
			p = end + 1;
		} else {
			size_t n = strspn(p, "0123456789");
			int64_t v;

			if (n == 0 || s->key != NULL || s->n == YAML_CHOICES ||
			    !str_to_int64(
				arena_strndup(r->ctx->arena, p, n), &v))
				return NULL;
			s->kind = YAML_INDICES;
			*VEC_PUSH(r->ctx->arena, s->index, s->n) = v;
			p += n;
		}
		if (*p == ']')
			return p + 1;
		if (*p++ != ',')
			return NULL;
	}
}

/* The path's segments; false where it is none. */
static bool
yaml_parse_path(struct yaml_run *r, const char *p)
{
	bool first = true;

	r->nsegment = 0;
	r->path = p;
	r->anchor = NULL;
	if (*p == '$') {
		p++;
		first = false;
	} else if (*p == '&') {
		size_t n = strcspn(++p, ".[");

		if (n == 0)
			return false;
		r->anchor = arena_strndup(r->ctx->arena, p, n);
		p += n;
		first = false;
	}
	for (; *p != '\0'; first = false) {
		struct yaml_segment *s = yaml_segment_add(r);
		size_t n;

		if (s == NULL)
			return false;
		if (*p == '[') {
			p = yaml_brackets(r, s, p + 1);
			if (p == NULL)
				return false;
			continue;
		}
		if (*p == '.')
			p++;
		else if (!first) /* only the very first dot may be missing */
			return false;
		n = strcspn(p, ".[");
		if (n == 1 && *p == '*')
			s->all = true;
		else if (*p == '&' || !yaml_add_key(r, s, p, n))
			return false;
		p += n;
	}
	return true;
}

/* ---- values ------------------------------------------------------------ */

/* YAML 1.2's core schema, for plain scalars without a tag. */
static enum ir_datatype
yaml_type(const char *s)
{
	static const struct {
		const char *pattern;
		enum ir_datatype type;
	} core[] = { { "^(?:true|True|TRUE|false|False|FALSE)\\z",
			 IR_DATATYPE_BOOLEAN },
		{ "^[-+]?[0-9]+\\z", IR_DATATYPE_INT },
		{ "^0o[0-7]+\\z", IR_DATATYPE_INT },
		{ "^0x[0-9a-fA-F]+\\z", IR_DATATYPE_INT },
		{ "^[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)"
		  "(?:[eE][-+]?[0-9]+)?\\z",
		    IR_DATATYPE_FLOAT } };
	struct arena none = { NULL };
	const char *why = NULL;
	enum ir_datatype type = IR_DATATYPE_STRING;

	for (size_t i = 0; i < sizeof core / sizeof core[0]; i++)
		if (rt_match(&none, core[i].pattern, s, strlen(s), &why) ==
		    IR_RESULT_TRUE) {
			type = core[i].type;
			break;
		}
	arena_free(&none);
	return type;
}

/* May a scalar that looks like this type have the tag? */
static bool
yaml_tag_holds(const char *tag, enum ir_datatype type)
{
	if (str_eq(tag, YAML_BOOL_TAG))
		return type == IR_DATATYPE_BOOLEAN;
	if (str_eq(tag, YAML_INT_TAG))
		return type == IR_DATATYPE_INT;
	return !str_eq(tag, YAML_FLOAT_TAG) || type == IR_DATATYPE_FLOAT;
}

/* A number as OVAL writes one. */
static const char *
yaml_number(struct yaml_run *r, const char *s)
{
	int base = str_starts(s, "0o") ? 8 : str_starts(s, "0x") ? 16 : 10;
	long long v;

	errno = 0;
	v = strtoll(base == 10 ? s : s + 2, NULL, base);
	return errno == 0 ? arena_printf(r->ctx->arena, "%lld", v) : s;
}

static void
yaml_add_value(struct yaml_run *r, const yaml_node_t *node)
{
	const char *s = (const char *)node->data.scalar.value;
	const char *tag = (const char *)node->tag;
	struct arena *a = r->ctx->arena;
	struct rt_value *v;

	if (++r->nvalue > YAML_VALUES) {
		r->why = "the path gives too much";
		return;
	}
	if (strlen(s) != node->data.scalar.length) {
		r->why = "a value has a NUL";
		return;
	}
	v = arena_alloc(a, sizeof *v);
	v->datatype = str_eq(tag, YAML_PLAIN) || str_eq(tag, YAML_BOOL_TAG) ||
			      str_eq(tag, YAML_INT_TAG) ||
			      str_eq(tag, YAML_FLOAT_TAG)
			  ? yaml_type(s)
			  : IR_DATATYPE_STRING;
	if (v->datatype == IR_DATATYPE_INT && str_eq(tag, YAML_FLOAT_TAG))
		v->datatype = IR_DATATYPE_FLOAT;
	else if (!yaml_tag_holds(tag, v->datatype))
		r->why =
		    arena_printf(a, "\"%.64s\" is not what its tag says", s);
	if (v->datatype == IR_DATATYPE_BOOLEAN)
		v->s = s[0] == 't' || s[0] == 'T' ? "true" : "false";
	else if (v->datatype == IR_DATATYPE_INT)
		v->s = yaml_number(r, s);
	else
		v->s = arena_strdup(a, s);
	v->n = strlen(v->s);
	v->record = r->member != NULL ? r->member : "#";
	v->group = r->record;
	*r->end = v;
	r->end = &v->next;
}

/* A key as OVAL names a field: no capitals, ^ before what was one. */
static const char *
yaml_member(struct yaml_run *r, const char *key)
{
	char *s = arena_alloc(r->ctx->arena, 2 * strlen(key) + 1), *to = s;

	for (; *key != '\0'; key++) {
		if ((*key >= 'A' && *key <= 'Z') || *key == '^')
			*to++ = '^';
		*to++ = *key >= 'A' && *key <= 'Z' ? (char)(*key + 32) : *key;
	}
	*to = '\0';
	return s;
}

/* ---- nodes ------------------------------------------------------------- */

static const yaml_node_t *
yaml_node(struct yaml_run *r, int index, unsigned depth)
{
	if (depth > YAML_DEPTH || ++r->steps > YAML_STEPS) {
		r->why = "too deep or too much";
		return NULL;
	}
	return yaml_document_get_node(r->doc, index);
}

static const char *
yaml_key(struct yaml_run *r, const yaml_node_pair_t *pair, unsigned depth)
{
	const yaml_node_t *key = yaml_node(r, pair->key, depth);

	return key != NULL && key->type == YAML_SCALAR_NODE
		   ? (const char *)key->data.scalar.value
		   : NULL;
}

/* Scalars, or a list of them, under the name that is set. */
static void
yaml_give_list(struct yaml_run *r, const yaml_node_t *node, unsigned depth)
{
	if (node->type == YAML_SCALAR_NODE) {
		yaml_add_value(r, node);
		return;
	}
	if (node->type != YAML_SEQUENCE_NODE) {
		r->why = "the path gives more than a list or a map of values";
		return;
	}
	for (const yaml_node_item_t *i = node->data.sequence.items.start;
	     i < node->data.sequence.items.top && r->why == NULL; i++) {
		const yaml_node_t *kid = yaml_node(r, *i, depth + 1);

		if (kid != NULL && kid->type == YAML_SCALAR_NODE)
			yaml_add_value(r, kid);
		else if (kid != NULL)
			r->why = "the path gives lists in lists or maps";
	}
}

static void
yaml_give_map(struct yaml_run *r, const yaml_node_t *node, unsigned depth)
{
	r->record++;
	for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
	     p < node->data.mapping.pairs.top && r->why == NULL; p++) {
		const char *key = yaml_key(r, p, depth + 1);
		const yaml_node_t *kid = yaml_node(r, p->value, depth + 1);

		if (key == NULL || kid == NULL) {
			if (r->why == NULL)
				r->why = "a key is no text";
			return;
		}
		r->member = yaml_member(r, key);
		yaml_give_list(r, kid, depth + 1);
		r->member = NULL;
	}
}

/* What the path has come to. */
static void
yaml_give(struct yaml_run *r, const yaml_node_t *node, unsigned depth)
{
	r->record += r->member == NULL;
	if (r->member != NULL || node->type == YAML_SCALAR_NODE) {
		yaml_give_list(r, node, depth);
	} else if (node->type == YAML_MAPPING_NODE) {
		yaml_give_map(r, node, depth);
	} else if (node->type == YAML_SEQUENCE_NODE) {
		for (const yaml_node_item_t *i =
			 node->data.sequence.items.start;
		     i < node->data.sequence.items.top && r->why == NULL; i++) {
			const yaml_node_t *kid = yaml_node(r, *i, depth + 1);

			if (kid == NULL)
				return;
			if (kid->type == YAML_MAPPING_NODE)
				yaml_give_map(r, kid, depth + 1);
			else
				yaml_give_list(r, kid, depth + 1);
		}
	}
}

static bool
yaml_chosen(const struct yaml_segment *s, const char *key, int64_t index)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (s->kind == YAML_KEYS ? strcmp(s->key[i], key) == 0
					 : s->index[i] == index)
			return true;
	return s->all;
}

/*
 * A merge key is of YAML 1.1's types, not of 1.2: whether a key that the map
 * does not have itself is there is not for us to say.
 */
static bool
yaml_is_merge(struct yaml_run *r, const yaml_node_pair_t *p)
{
	const yaml_node_t *key = yaml_document_get_node(r->doc, p->key);

	return key != NULL && key->type == YAML_SCALAR_NODE &&
	       str_eq((const char *)key->tag, YAML_PLAIN) &&
	       str_eq((const char *)key->data.scalar.value, "<<");
}

static void
yaml_select(struct yaml_run *r, int index, uint32_t at, unsigned depth)
{
	const yaml_node_t *node = yaml_node(r, index, depth);
	const struct yaml_segment *s = &r->segment[at];
	bool named, merges = false;
	uint32_t given = 0;

	if (node == NULL)
		return;
	if (at == r->nsegment) {
		yaml_give(r, node, depth);
		return;
	}
	named = s->kind == YAML_KEYS && (s->all || s->n > 1);
	if (s->kind == YAML_KEYS && node->type == YAML_MAPPING_NODE) {
		r->record += named && r->member == NULL;
		for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
		     p < node->data.mapping.pairs.top && r->why == NULL; p++) {
			const char *key = yaml_key(r, p, depth + 1);
			const char *before = r->member;

			merges = merges || yaml_is_merge(r, p);
			if (key == NULL || !yaml_chosen(s, key, 0))
				continue;
			given++;
			if (named)
				r->member = yaml_member(r, key);
			yaml_select(r, p->value, at + 1, depth + 1);
			r->member = before;
		}
		if (merges && given < s->n && r->why == NULL)
			r->why = "a map has a merge key (<<) and not the key "
				 "that is asked for";
	} else if (s->kind == YAML_INDICES &&
		   node->type == YAML_SEQUENCE_NODE) {
		const yaml_node_item_t *start = node->data.sequence.items.start;

		for (const yaml_node_item_t *i = start;
		     i < node->data.sequence.items.top && r->why == NULL; i++)
			if (yaml_chosen(s, NULL, i - start))
				yaml_select(r, *i, at + 1, depth + 1);
	}
}

/* ---- documents --------------------------------------------------------- */

struct yaml_anchor {
	const char *name;
	int node;
};

/*
 * One document as it is put together from the parser's events.  libyaml's own
 * loader cannot tell 5 from !!str 5.
 */
struct yaml_load {
	struct yaml_run *r;
	struct arena arena; /* anchors */
	yaml_document_t doc;
	struct yaml_anchor *anchor; /* the last of a name counts */
	uint32_t nanchor;
	struct {
		int node, key; /* key: of a map, waits for its value */
		bool map;
	} open[YAML_OPEN];
	unsigned depth;
	int nodes;
};

/* False: there are too many. */
static bool
yaml_anchor(struct yaml_load *l, const yaml_char_t *name, int node)
{
	if (name == NULL)
		return true;
	if (l->nanchor == YAML_ANCHORS)
		return false;
	*VEC_PUSH(&l->arena, l->anchor, l->nanchor) = (struct yaml_anchor){
		arena_strdup(&l->arena, (const char *)name), node
	};
	return true;
}

static int
yaml_aliased(const struct yaml_load *l, const yaml_char_t *name)
{
	for (uint32_t i = l->nanchor; i > 0; i--)
		if (str_eq(l->anchor[i - 1].name, (const char *)name))
			return l->anchor[i - 1].node;
	return 0;
}

/* The node goes where the innermost list or map has its end. */
static bool
yaml_place(struct yaml_load *l, int node)
{
	int list;

	if (node == 0 || ++l->nodes > YAML_NODES)
		return false;
	if (l->depth == 0)
		return true;
	list = l->open[l->depth - 1].node;
	if (!l->open[l->depth - 1].map)
		return yaml_document_append_sequence_item(
			   &l->doc, list, node) != 0;
	if (l->open[l->depth - 1].key == 0) {
		l->open[l->depth - 1].key = node;
		return true;
	}
	if (yaml_document_append_mapping_pair(
		&l->doc, list, l->open[l->depth - 1].key, node) == 0)
		return false;
	l->open[l->depth - 1].key = 0;
	return true;
}

static bool
yaml_open(struct yaml_load *l, int node, bool map, const yaml_char_t *anchor)
{
	if (!yaml_anchor(l, anchor, node) || !yaml_place(l, node) ||
	    l->depth == YAML_OPEN)
		return false;
	l->open[l->depth].node = node;
	l->open[l->depth].key = 0;
	l->open[l->depth].map = map;
	l->depth++;
	return true;
}

static int
yaml_scalar(struct yaml_load *l, const yaml_event_t *e)
{
	static const yaml_char_t plain[] = YAML_PLAIN;
	const yaml_char_t *tag = e->data.scalar.tag;
	bool is_plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	if (e->data.scalar.length > INT_MAX)
		return 0;
	if (tag == NULL && is_plain)
		tag = plain;
	if (str_eq((const char *)tag, "!"))
		tag = NULL;
	return yaml_document_add_scalar(&l->doc, tag, e->data.scalar.value,
	    (int)e->data.scalar.length, e->data.scalar.style);
}

/* An event within the document; false: too much, or nonsense. */
static bool
yaml_event(struct yaml_load *l, const yaml_event_t *e)
{
	int node;

	switch (e->type) {
	case YAML_ALIAS_EVENT:
		return yaml_place(l, yaml_aliased(l, e->data.alias.anchor));
	case YAML_SCALAR_EVENT:
		node = yaml_scalar(l, e);
		return yaml_anchor(l, e->data.scalar.anchor, node) &&
		       yaml_place(l, node);
	case YAML_SEQUENCE_START_EVENT:
		node = yaml_document_add_sequence(
		    &l->doc, NULL, e->data.sequence_start.style);
		return yaml_open(l, node, false, e->data.sequence_start.anchor);
	case YAML_MAPPING_START_EVENT:
		node = yaml_document_add_mapping(
		    &l->doc, NULL, e->data.mapping_start.style);
		return yaml_open(l, node, true, e->data.mapping_start.anchor);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		l->depth--;
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return true;
}

/* The node where the path begins; 0: the document has none. */
static int
yaml_start(const struct yaml_load *l)
{
	int node = 0;

	if (l->r->anchor == NULL)
		return 1; /* the root's own number */
	for (uint32_t i = 0; i < l->nanchor; i++) {
		if (!str_eq(l->anchor[i].name, l->r->anchor))
			continue;
		if (node != 0) {
			l->r->why = "the path's anchor stands twice";
			return 0;
		}
		node = l->anchor[i].node;
	}
	return node;
}

/* The document that has begun, and what the path gives of it. */
static bool
yaml_document(struct yaml_load *l, yaml_parser_t *parser)
{
	struct yaml_run *r = l->r;
	yaml_event_t e;
	bool more = true;
	int start = 0;

	l->anchor = NULL;
	l->nanchor = 0;
	l->nodes = 0;
	l->depth = 0;
	if (!yaml_document_initialize(&l->doc, NULL, NULL, NULL, 1, 1)) {
		r->why = "no memory for a document";
		return false;
	}
	while (more && yaml_parser_parse(parser, &e)) {
		more = e.type != YAML_DOCUMENT_END_EVENT;
		if (more && !yaml_event(l, &e)) {
			r->why =
			    e.type == YAML_ALIAS_EVENT && l->nodes < YAML_NODES
				? "an alias without an anchor"
				: "too deep or too much";
			more = false;
		}
		yaml_event_delete(&e);
	}
	r->doc = &l->doc;
	if (parser->error == YAML_NO_ERROR && r->why == NULL)
		start = yaml_start(l);
	if (start != 0)
		yaml_select(r, start, 0, 0);
	yaml_document_delete(&l->doc);
	arena_free(&l->arena);
	return parser->error == YAML_NO_ERROR && r->why == NULL;
}

/* All documents of a text; r->why says what is wrong. */
static void
yaml_read(struct yaml_run *r, const char *text, size_t n)
{
	struct yaml_load *l = base_malloc(sizeof *l);
	yaml_parser_t parser;
	yaml_event_t e;
	bool more = true;

	*l = (struct yaml_load){ .r = r };
	if (!yaml_parser_initialize(&parser)) {
		r->why = "no memory for a parser";
		free(l);
		return;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
	while (more && yaml_parser_parse(&parser, &e)) {
		more = e.type != YAML_STREAM_END_EVENT &&
		       (e.type != YAML_DOCUMENT_START_EVENT ||
			   yaml_document(l, &parser));
		yaml_event_delete(&e);
	}
	if (parser.error != YAML_NO_ERROR && r->why == NULL)
		r->why = arena_printf(r->ctx->arena, "not YAML: line %zu: %s",
		    parser.problem_mark.line + 1,
		    parser.problem != NULL ? parser.problem : "?");
	yaml_parser_delete(&parser);
	free(l);
}

/* The item for a text that was read, or that could not be. */
static struct rt_item *
yaml_item(struct yaml_run *r)
{
	struct rt_item *item;

	if (r->why == NULL && r->nvalue == 0)
		return NULL;
	item = rt_item_add(r->ctx, r->out);
	rt_item_text(r->ctx, item, YAML_YAMLPATH, r->path);
	if (r->why != NULL) {
		item->status = RT_STATUS_ERROR;
		item->message = r->why;
	} else {
		item->field[YAML_VALUE] = r->values.field[YAML_VALUE];
	}
	return item;
}

static void
yaml_begin(struct yaml_run *r)
{
	r->values = (struct rt_item){ 0 };
	r->end = &r->values.field[YAML_VALUE];
	r->nvalue = r->steps = 0;
	r->member = r->why = NULL;
}

/* A document that the object itself has. */
static void
yaml_content(void *arg, const char *text)
{
	struct yaml_run *r = arg;
	struct rt_item *item;

	yaml_begin(r);
	yaml_read(r, text, strlen(text));
	item = yaml_item(r);
	if (item == NULL)
		return;
	item->where = "the object's own document";
	rt_item_text(r->ctx, item, YAML_CONTENT, text);
}

static void
yaml_found(void *arg, const struct rt_found *f)
{
	struct yaml_run *r = arg;
	struct strbuf text = STRBUF_INIT;
	const char *why = NULL;
	struct rt_item *item;
	struct rt_stat st;

	/* regular files only, at the end of a link as well */
	if (f->name == NULL ||
	    (rt_root_stat(r->ctx->root, f->path, true, &st) == 0 &&
		!S_ISREG(st.mode)))
		return;
	yaml_begin(r);
	if (rt_root_read(r->ctx, f->path, YAML_FILE, &text, &why))
		yaml_read(r, text.s, text.n);
	else if (errno != ENOENT && errno != ENOTDIR)
		r->why = why;
	strbuf_free(&text);
	item = yaml_item(r);
	if (item != NULL)
		rt_find_item(r->ctx, &yaml_find, f, item);
}

struct yaml_ask {
	struct yaml_run run;
	const struct ir_object *object;
};

static void
yaml_asked(void *arg, const char *path)
{
	struct yaml_ask *a = arg;

	if (!yaml_parse_path(&a->run, path))
		rt_flag(a->run.ctx, a->run.out, RT_FLAG_ERROR,
		    "\"%.200s\" is no YAML path", path);
	else if (rt_object_entity(a->object, YAML_CONTENT) == NULL)
		rt_find(a->run.ctx, a->object, &yaml_find, a->run.out,
		    yaml_found, &a->run);
	else if (!rt_object_names(a->run.ctx, a->object, YAML_CONTENT,
		     a->run.out, yaml_content, &a->run))
		rt_flag(a->run.ctx, a->run.out, RT_FLAG_ERROR,
		    "the object does not say which content it means");
}

static void
yaml_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct yaml_ask a = { { .ctx = ctx, .out = out }, object };

	if (!rt_object_names(ctx, object, YAML_YAMLPATH, out, yaml_asked, &a))
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "the object does not say which YAML path it means");
}

static const struct probe_field yaml_field[] = {
	[YAML_FILEPATH] = { "filepath", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the file's whole path" },
	[YAML_PATH] = { "path", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "the directory that it is in" },
	[YAML_FILENAME] = { "filename", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "its name there" },
	[YAML_CONTENT] = { "content", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "a document itself, in place of a file" },
	[YAML_YAMLPATH] = { "yamlpath", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "a YAML path to a value, a list or a map of values" },
	[YAML_VALUE] = { "value", IR_DATATYPE_RECORD, FIELD_STATE,
	    "what it gives: by the keys of a map, else by #" },
	[YAML_WINDOWS_VIEW] = { "windows_view", IR_DATATYPE_STRING, FIELD_STATE,
	    "of Windows only: never told" },
	PROBE_FIELD_END,
};

static const char *const yaml_behavior[] = { "recurse_direction", "max_depth",
	"recurse", "recurse_file_system", "windows_view", NULL };

const struct probe probe_yamlfilecontent = {
	.name = "yamlfilecontent",
	.oval = "independent:yamlfilecontent",
	.field = yaml_field,
	.behavior = yaml_behavior,
	.find = &yaml_find,
	.doc = "what a YAML path gives of YAML files",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = yaml_collect,
};
