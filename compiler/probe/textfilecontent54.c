/* What a pattern finds in text files: one item per match. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "probe.h"

#define TEXT_FILE (64u << 20) /* bytes of a file that is searched */
#define TEXT_ITEMS 200000u    /* of one object */
#define TEXT_KEPT (128u << 20) /* bytes of their texts */

enum {
	TEXT_FILEPATH,
	TEXT_PATH,
	TEXT_FILENAME,
	TEXT_GLOB,
	TEXT_PATTERN,
	TEXT_INSTANCE,
	TEXT_TEXT,
	TEXT_SUBEXPRESSION,
	TEXT_LINE
};

static const struct rt_find_fields text_find = { TEXT_FILEPATH, TEXT_PATH,
	TEXT_FILENAME, TEXT_GLOB };

struct text_run {
	struct rt_ctx *ctx;
	struct rt_collection *out;
	const struct ir_object *object;
	const struct ir_entity *instance;
	bool back;        /* it counts from the last match, */
	unsigned matches; /* of so many */
	const char *pattern;
	uint32_t options;
	pcre2_code *utf;   /* for UTF-8; NULL where the pattern is not */
	pcre2_code *bytes; /* else; compiled for the first that is not */
	pcre2_match_data *data; /* NULL: not compiled yet */
	struct strbuf text;
	size_t kept; /* bytes that the items have of all files */
	/* what the last item of this file has, for the next one to share */
	struct rt_value *shared[TEXT_LINE + 1];
	size_t start, stop; /* of the lines among them; the last of these */
	size_t last, end;   /* begins at `last`; there the match ends */
	bool full;          /* there is no room for more items */
	/* where the items' texts are; NULL: nobody asks */
	struct text_place *place;
	uint32_t nplace;
	bool places;
};

/* A match, so that those of several patterns can be held together. */
struct text_place {
	const char *file;
	size_t start, stop;
	uint32_t item; /* of the collection */
};

static struct rt_item *
text_item(struct text_run *r, const struct rt_found *f)
{
	struct rt_item *item = rt_item_add(r->ctx, r->out);

	if (r->shared[TEXT_PATH] == NULL) {
		rt_find_item(r->ctx, &text_find, f, item);
	} else {
		item->where = f->path;
		item->field[TEXT_FILEPATH] = r->shared[TEXT_FILEPATH];
		item->field[TEXT_PATH] = r->shared[TEXT_PATH];
		item->field[TEXT_FILENAME] = r->shared[TEXT_FILENAME];
	}
	return item;
}

static void
text_error(struct text_run *r, const struct rt_found *f, const char *why)
{
	struct rt_item *item = text_item(r, f);

	item->status = RT_STATUS_ERROR;
	item->message = arena_strdup(r->ctx->arena, why);
}

/* Is the n-th match asked for?  Without the entity, the first is. */
static bool
text_instance_wanted(struct text_run *r, unsigned n, const char **why)
{
	enum ir_result result;
	char s[24];

	if (r->instance == NULL)
		return n == 1;
	snprintf(s, sizeof s, "%lld",
	    (long long)n - (r->back ? (long long)r->matches + 1 : 0));
	result = rt_entity_match(r->ctx, r->instance, s, strlen(s), why);
	if (result != IR_RESULT_TRUE && result != IR_RESULT_FALSE &&
	    *why == NULL)
		*why = "its instance cannot be compared";
	return result == IR_RESULT_TRUE;
}

/* Is there room for so much of the file?  Then it is taken. */
static bool
text_room(struct text_run *r, size_t n)
{
	if (n > TEXT_KEPT - r->kept || !rt_room(r->ctx, n))
		return false;
	r->kept += n;
	return true;
}

/*
 * The lines that a match is in.  Matches come in order: what the last one told
 * of its lines is not looked for again, as a line may be the whole file.
 */
static void
text_lines(const struct text_run *r, const PCRE2_SIZE *at, size_t *start,
    size_t *stop, size_t *last)
{
	bool known = r->shared[TEXT_LINE] != NULL && at[0] >= r->end;
	bool here = known && at[0] <= r->stop;
	const char *s = r->text.s;

	*start = here ? r->last : at[0];
	while (!here && *start > 0 && s[*start - 1] != '\n')
		(*start)--;
	*last = at[1];
	while (*last > at[0] && s[*last - 1] != '\n')
		(*last)--;
	if (*last == at[0])
		*last = *start;
	*stop = here && at[1] <= r->stop ? r->stop : at[1];
	while (*stop < r->text.n && s[*stop] != '\n')
		(*stop)++;
}

/*
 * The last match of the file as an item; false: the items have too much.  All
 * of the matches in one line have the same copy of it, so that lines take no
 * more than a few times the file; groups can take more.
 */
static bool
text_match(
    struct text_run *r, const struct rt_found *f, unsigned instance, int groups)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(r->data);
	const char *s = r->text.s;
	size_t start, stop, last, need = at[1] - at[0];
	struct rt_item *item;
	struct rt_ctx *ctx = r->ctx;
	bool again;

	text_lines(r, at, &start, &stop, &last);
	again = r->shared[TEXT_LINE] != NULL && r->start == start &&
		r->stop == stop;
	if (!again)
		need += stop - start;
	for (int i = 1; i < groups; i++)
		if (at[2 * i] != PCRE2_UNSET)
			need += at[2 * i + 1] - at[2 * i];
	if (!text_room(r, need))
		return false;
	item = text_item(r, f);
	if (r->places)
		*VEC_PUSH(ctx->arena, r->place, r->nplace) =
		    (struct text_place){ item->field[TEXT_FILEPATH]->s, at[0],
			    at[1], r->out->nitem - 1 };
	if (r->shared[TEXT_PATTERN] == NULL)
		rt_item_text(ctx, item, TEXT_PATTERN, r->pattern);
	else
		item->field[TEXT_PATTERN] = r->shared[TEXT_PATTERN];
	rt_item_int(ctx, item, TEXT_INSTANCE, instance);
	rt_value_add(
	    ctx, item, TEXT_TEXT, IR_DATATYPE_STRING, s + at[0], at[1] - at[0]);
	for (int i = 1; i < groups; i++)
		if (at[2 * i] != PCRE2_UNSET)
			rt_value_add(ctx, item, TEXT_SUBEXPRESSION,
			    IR_DATATYPE_STRING, s + at[2 * i],
			    at[2 * i + 1] - at[2 * i]);
	if (again)
		item->field[TEXT_LINE] = r->shared[TEXT_LINE];
	else
		rt_value_add(ctx, item, TEXT_LINE, IR_DATATYPE_STRING,
		    s + start, stop - start);
	memcpy(r->shared, item->field, sizeof r->shared);
	r->start = start;
	r->stop = stop;
	r->last = last;
	r->end = at[1];
	return true;
}

static pcre2_code *
text_code(const struct text_run *r, uint32_t options)
{
	PCRE2_SIZE at;
	int error;

	return pcre2_compile((PCRE2_SPTR)(const void *)r->pattern,
	    PCRE2_ZERO_TERMINATED, r->options | options, &error, &at, NULL);
}

/*
 * Go through the matches: keep those that are asked for, or count them all.
 * NULL, or why it cannot be done.
 */
static const char *
text_scan(struct text_run *r, const struct rt_found *f, bool utf, bool keep)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(r->data);
	PCRE2_SIZE from = 0;
	uint32_t options = 0;
	const char *why = NULL;
	unsigned instance = 0;

	while (from <= r->text.n && why == NULL) {
		int groups = rt_search(utf ? r->utf : r->bytes, r->text.s,
		    r->text.n, from,
		    options | (utf ? PCRE2_NO_UTF_CHECK : 0), r->data);

		if (groups == PCRE2_ERROR_NOMATCH && options != 0) {
			/* nothing but the empty match was there */
			do
				from++;
			while (utf && from < r->text.n &&
			       (r->text.s[from] & 0xc0) == 0x80);
			options = 0;
			continue;
		}
		if (groups == PCRE2_ERROR_NOMATCH)
			break;
		if (groups < 0) {
			why = "the pattern takes too long or too much memory "
			      "here";
			break;
		}
		if (at[0] > at[1] || at[1] < from) {
			why = "the pattern matches backwards";
			break;
		}
		instance++;
		if (instance % 1024 == 0 && rt_late(r->ctx)) {
			why = "timed out";
			break;
		}
		if (keep && text_instance_wanted(r, instance, &why)) {
			if (r->out->nitem >= TEXT_ITEMS)
				why = "the pattern matches too often";
			else if (!text_match(r, f, instance, groups))
				why = "the pattern matches too much";
			r->full = why != NULL;
		}
		options = at[0] == at[1]
			      ? PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED
			      : 0;
		from = at[1];
		if (r->instance == NULL)
			break;
	}
	r->matches = instance;
	return why;
}

static void
text_search(struct text_run *r, const struct rt_found *f)
{
	bool utf = r->utf != NULL && utf8_valid(r->text.s, r->text.n);
	const char *why = NULL;

	if (!utf && r->bytes == NULL)
		r->bytes = text_code(r, 0);
	if (!utf && r->bytes == NULL)
		why = "it is no UTF-8, and the pattern is none for bytes";
	if (why == NULL && r->back)
		why = text_scan(r, f, utf, false);
	if (why == NULL)
		why = text_scan(r, f, utf, true);
	if (why != NULL)
		text_error(r, f, why);
}

/* A behavior that is a boolean. */
static bool
text_behavior(const struct ir_object *o, const char *name, bool otherwise)
{
	const char *s = rt_object_behavior(o, name);

	return s == NULL ? otherwise : str_eq(s, "true") || str_eq(s, "1");
}

static bool
text_compile(struct text_run *r)
{
	const struct ir_object *o = r->object;
	pcre2_code *code;

	r->options = PCRE2_NEVER_BACKSLASH_C;
	if (text_behavior(o, "multiline", true))
		r->options |= PCRE2_MULTILINE;
	if (text_behavior(o, "ignore_case", false))
		r->options |= PCRE2_CASELESS;
	if (text_behavior(o, "singleline", false))
		r->options |= PCRE2_DOTALL;
	if (utf8_valid(r->pattern, strlen(r->pattern)))
		code = r->utf = text_code(r, PCRE2_UTF);
	else
		code = r->bytes = text_code(r, 0);
	if (code != NULL)
		r->data = pcre2_match_data_create_from_pattern(code, NULL);
	if (code == NULL || r->data == NULL) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
		    "the pattern \"%.200s\" is not one", r->pattern);
		return false;
	}
	return true;
}

/* A directory is no text file, and nothing is wrong with it. */
static bool
text_directory(struct text_run *r, const struct rt_found *f)
{
	const char *why = NULL;
	struct rt_root *root = rt_root_get(r->ctx, &why);
	struct rt_stat st;

	return root != NULL && rt_root_stat(root, f->path, true, &st) == 0 &&
	       S_ISDIR(st.mode);
}

static void
text_found(void *arg, const struct rt_found *f)
{
	struct text_run *r = arg;
	const char *why = NULL;

	if (r->full) /* an item that is an error says so */
		return;
	/* what is no file is meant by no pattern */
	if (f->st != NULL && !S_ISREG(f->st->mode) && !S_ISLNK(f->st->mode))
		return;
	strbuf_reset(&r->text);
	memset(r->shared, 0, sizeof r->shared);
	if (rt_root_read(r->ctx, f->path, TEXT_FILE, &r->text, &why)) {
		if (r->data != NULL || text_compile(r))
			text_search(r, f);
	} else if (errno != ENOENT && errno != ENOTDIR && !text_directory(r, f))
		text_error(r, f, why);
}

/* ---- several patterns ---------------------------------------------------- */

static int
text_place_order(const void *a, const void *b)
{
	const struct text_place *p = a, *q = b;
	int order = strcmp(p->file, q->file);

	if (order != 0)
		return order;
	if (p->start != q->start)
		return p->start < q->start ? -1 : 1;
	if (p->stop != q->stop)
		return p->stop < q->stop ? -1 : 1;
	return p->item < q->item ? -1 : p->item > q->item;
}

static bool
text_place_same(const struct text_place *p, const struct text_place *q)
{
	return p->start == q->start && p->stop == q->stop &&
	       str_eq(p->file, q->file);
}

/*
 * Keep of the items those that var_check wants: a block of text by how many of
 * the patterns give it, and once, as the first of them has it.  What is an
 * error stays.
 */
static void
text_checked(struct text_run *r, enum ir_check check, unsigned npattern)
{
	bool *drop = arena_alloc(r->ctx->arena, r->out->nitem + 1);
	uint32_t kept = 0, end;

	if (r->nplace > 1)
		qsort(r->place, r->nplace, sizeof *r->place, text_place_order);
	for (uint32_t i = 0; i < r->nplace; i = end) {
		unsigned count[IR_RESULT__MAX] = { 0 };

		for (end = i; end < r->nplace &&
			      text_place_same(&r->place[i], &r->place[end]);
		     end++) {
			count[IR_RESULT_TRUE]++;
			drop[r->place[end].item] = end > i;
		}
		count[IR_RESULT_FALSE] = npattern - count[IR_RESULT_TRUE];
		if (rt_check(check, count) != IR_RESULT_TRUE)
			drop[r->place[i].item] = true;
	}
	for (uint32_t i = 0; i < r->out->nitem; i++)
		if (!drop[i])
			r->out->item[kept++] = r->out->item[i];
	r->out->nitem = kept;
}

/*
 * A literal is known to be a pattern since the content was compiled: it can
 * wait for a file.
 */
static void
text_ask(struct text_run *r, bool literal)
{
	if (literal || text_compile(r))
		rt_find(r->ctx, r->object, &text_find, r->out, text_found, r);
	pcre2_code_free(r->utf);
	pcre2_code_free(r->bytes);
	pcre2_match_data_free(r->data);
	r->data = NULL;
	r->utf = r->bytes = NULL;
}

/*
 * Does the instance count from the last match, by negative numbers?  False
 * after a flag where it does both.
 */
static bool
text_counts(struct text_run *r)
{
	const struct rt_value *v = NULL;
	enum ir_result status;
	unsigned before = 0, all = 0;
	int64_t n;

	if (r->instance != NULL)
		v = rt_entity_values(r->ctx, r->instance, &status);
	for (; v != NULL; v = v->next, all++)
		before += str_to_int64(v->s, &n) && n < 0;
	r->back = before > 0;
	if (before == 0 || before == all)
		return true;
	rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
	    "its instance counts from both ends");
	return false;
}

static void
text_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_entity *e = rt_object_entity(object, TEXT_PATTERN);
	const struct rt_value *first = NULL, *v, *earlier;
	enum ir_result status = IR_RESULT_ERROR;
	struct text_run r = {
		.ctx = ctx,
		.out = out,
		.object = object,
		.instance = rt_object_entity(object, TEXT_INSTANCE),
		.text = STRBUF_INIT,
	};
	unsigned npattern = 0;

	if (e != NULL)
		first = rt_entity_values(ctx, e, &status);
	if (e == NULL || status != IR_RESULT_TRUE ||
	    e->operation != IR_OPERATION_PATTERN_MATCH) {
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "the object has no pattern that can be computed");
		return;
	}
	if (e->variable != IR_NONE &&
	    (e->var_check == IR_CHECK_NONE_SATISFY ||
		e->var_check == IR_CHECK_NONE_EXIST)) {
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "a pattern that is not to match finds no text");
		return;
	}
	if (!text_counts(&r))
		return;
	r.places = first->next != NULL &&
		   e->var_check != IR_CHECK_AT_LEAST_ONE;
	for (v = first; v != NULL; v = v->next) {
		for (earlier = first; earlier != v; earlier = earlier->next)
			if (str_eq(earlier->s, v->s))
				break;
		if (earlier != v)
			continue;
		r.pattern = v->s;
		text_ask(&r, e->variable == IR_NONE);
		npattern++;
	}
	if (r.places && npattern > 1)
		text_checked(&r, e->var_check, npattern);
	strbuf_free(&r.text);
}

static const struct probe_field text_field[] = {
	[TEXT_FILEPATH] = { "filepath", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the file's whole path" },
	[TEXT_PATH] = { "path", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "the directory that it is in" },
	[TEXT_FILENAME] = { "filename", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "its name there" },
	[TEXT_GLOB] = { "glob", IR_DATATYPE_STRING, FIELD_OBJECT,
	    "all paths that fit, as a shell has them" },
	[TEXT_PATTERN] = { "pattern", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "what is searched (PCRE)" },
	[TEXT_INSTANCE] = { "instance", IR_DATATYPE_INT,
	    FIELD_OBJECT | FIELD_STATE,
	    "which of its matches in the file, -1: the last; without it, the "
	    "first" },
	[TEXT_TEXT] = { "text", IR_DATATYPE_STRING, FIELD_STATE,
	    "what matched" },
	[TEXT_SUBEXPRESSION] = { "subexpression", IR_DATATYPE_STRING,
	    FIELD_STATE, "each group of the pattern that took part" },
	[TEXT_LINE] = { "line", IR_DATATYPE_STRING, FIELD_STATE,
	    "the line or lines that the match is in" },
	PROBE_FIELD_END,
};

static const char *const text_behaviors[] = { "multiline", "ignore_case",
	"singleline", "recurse_direction", "max_depth", "recurse",
	"recurse_file_system", NULL };
static const char *const text_audit[] = { "FILE_CONTENT_CHECK",
	"FILE_CONTENT_CHECK_NOT", NULL };

const struct probe probe_textfilecontent54 = {
	.name = "textfilecontent54",
	.oval = "independent:textfilecontent54",
	.audit = text_audit,
	.field = text_field,
	.behavior = text_behaviors,
	.find = &text_find,
	.doc = "matches of a pattern in text files",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = text_collect,
	.sh = "probe/textfilecontent54.sh",
};
