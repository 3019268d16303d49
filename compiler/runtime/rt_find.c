/*
 * Which files an object speaks of: one path, the names of a directory, a
 * glob, or what a walk finds.  The first object that needs a walk takes every
 * other one of the selected rules with it whose own variables can be computed
 * already, so that a target's directories are read once for all of them.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../probe/probe.h"

#define FIND_ASKERS 100000u /* of one walk */

struct find { /* what one object asks */
	struct rt_ctx *ctx;
	const struct ir_object *o;
	const struct ir_entity *path, *filename, *filepath;
	int depth; /* levels below or above the start; -1: all */
	bool up, directories, links, one_file_system, local;
	const char *why; /* it cannot be looked for */
};

struct find_state { /* of an object of the unit */
	bool walked;
	struct rt_finding finding;
};

struct rt_finds { /* of a context */
	struct find_state *state;
	bool *reached; /* by a rule that is selected */
};

struct find_batch { /* the askers of one walk */
	struct rt_ctx *ctx;
	struct rt_asker *asker;
	uint32_t n, room;
	struct rt_pattern **pattern;
	uint32_t npattern;
};

/* ---- what an object asks ----------------------------------------------- */

/* Behaviors; false where one has no meaning. */
static bool
find_behaviors(struct find *f)
{
	const char *depth = rt_object_behavior(f->o, "max_depth");
	const char *way = rt_object_behavior(f->o, "recurse_direction");
	const char *what = rt_object_behavior(f->o, "recurse");
	const char *fs = rt_object_behavior(f->o, "recurse_file_system");
	int64_t n = -1;

	if (depth != NULL && !str_to_int64(depth, &n)) {
		f->why = arena_printf(
		    f->ctx->arena, "max_depth %.100s is no number", depth);
		return false;
	}
	f->up = str_eq(way, "up");
	f->depth = n < 0 || n > INT_MAX ? -1 : (int)n;
	if (way == NULL || str_eq(way, "none") || str_eq(what, "none") ||
	    str_eq(what, "files")) {
		f->depth = 0;
	} else if (!f->up && !str_eq(way, "down")) {
		f->why = arena_printf(
		    f->ctx->arena, "no recurse_direction: %.100s", way);
		return false;
	}
	f->links = what == NULL || strstr(what, "symlinks") != NULL;
	f->directories = what == NULL || strstr(what, "directories") != NULL;
	f->one_file_system = str_eq(fs, "defined");
	f->local = str_eq(fs, "local");
	return true;
}

/* The object's own entities; false where it names no file. */
static bool
find_entities(struct find *f, const struct rt_find_fields *fields)
{
	f->filepath = rt_object_entity(f->o, fields->filepath);
	if (f->filepath == NULL) {
		f->path = rt_object_entity(f->o, fields->path);
		f->filename = rt_object_entity(f->o, fields->filename);
	}
	if (f->filename != NULL && f->filename->nil)
		f->filename = NULL;
	if (f->path == NULL && f->filepath == NULL)
		f->why = "the object names no file";
	return f->why == NULL && find_behaviors(f);
}

/* Does it allow what its values do not? */
static bool
find_is_none(const struct ir_entity *e)
{
	return e->variable != IR_NONE &&
	       (e->var_check == IR_CHECK_NONE_SATISFY ||
		   e->var_check == IR_CHECK_NONE_EXIST);
}

/* Is what it allows among its own values? */
static bool
find_is_named(const struct ir_entity *e)
{
	return e->operation == IR_OPERATION_EQUALS && !find_is_none(e);
}

/* Are the paths known without looking into any directory? */
static bool
find_is_direct(const struct find *f)
{
	const struct ir_entity *e = f->filepath != NULL ? f->filepath : f->path;

	if (!find_is_named(e))
		return false;
	return f->filepath != NULL ||
	       (f->depth == 0 &&
		   (f->filename == NULL || find_is_named(f->filename)));
}

/* Without slashes that say nothing. */
static char *
find_normal(struct arena *a, const char *path)
{
	char *s = arena_alloc(a, strlen(path) + 1), *to = s;

	for (; *path != '\0'; path++)
		if (*path != '/' || to == s || to[-1] != '/')
			*to++ = *path;
	if (to - s > 1 && to[-1] == '/')
		to--;
	*to = '\0';
	return s;
}

/* Does it name the directory above, or itself, on its way? */
static bool
find_is_odd(const char *path)
{
	return strstr(path, "/./") != NULL || strstr(path, "/../") != NULL ||
	       str_ends(path, "/.") || str_ends(path, "/..");
}

/* The values that an entity can have; NULL with *why, or where it has none. */
static const struct rt_value *
find_values(struct find *f, const struct ir_entity *e)
{
	enum ir_result status;
	const struct rt_value *v = rt_entity_values(f->ctx, e, &status);

	if (status == IR_RESULT_TRUE)
		return v;
	if (status != IR_RESULT_FALSE)
		f->why = "the path's variable cannot be computed";
	return NULL; /* a variable without values names no file */
}

/*
 * Is this one of the values that a named entity allows: by var_check, and
 * each once?
 */
static bool
find_allows(struct find *f, const struct ir_entity *e,
    const struct rt_value *all, const struct rt_value *v)
{
	if (all->next == NULL)
		return true;
	for (const struct rt_value *w = all; w != v; w = w->next)
		if (str_eq(w->s, v->s))
			return false;
	return e->var_check == IR_CHECK_AT_LEAST_ONE ||
	       rt_entity_match(f->ctx, e, v->s, v->n, &f->why) ==
		   IR_RESULT_TRUE;
}

/* ---- paths that are known ---------------------------------------------- */

struct find_each {
	struct find *find;
	void (*each)(void *arg, const struct rt_found *f);
	void *arg;
	struct arena *arena;
};

/* Is the directory where it is asked for: on a local file system, or any? */
static bool
find_is_near(struct find *f, const char *dir)
{
	int remote = f->local ? rt_walk_remote(f->ctx->root, dir) : 0;

	if (remote < 0 && errno != ENOENT && errno != ENOTDIR)
		f->why = arena_printf(f->ctx->arena, "%.300s: %s", dir,
		    rt_root_strerror(errno));
	return remote == 0;
}

/* A path, split at its last slash. */
static void
find_path(struct find_each *to, const char *path, bool directory)
{
	char *whole = find_normal(to->arena, path);
	char *slash = strrchr(whole, '/');
	struct rt_found found = { .path = whole, .dir = whole };

	if (!directory && slash != NULL && slash[1] != '\0') {
		found.name = slash + 1;
		found.dir = arena_strndup(to->arena, whole,
		    slash == whole ? 1 : (size_t)(slash - whole));
	}
	if (find_is_near(to->find, found.dir))
		to->each(to->arg, &found);
}

static void
find_globbed(void *arg, const char *path)
{
	find_path(arg, path, false);
}

static void
find_names(struct find *f, struct find_each *to, const char *dir)
{
	const struct rt_value *v, *all;

	if (f->filename == NULL) {
		find_path(to, dir, f->filepath == NULL);
		return;
	}
	for (v = all = find_values(f, f->filename); v != NULL; v = v->next)
		if (find_allows(f, f->filename, all, v) && v->s[0] != '\0' && strchr(v->s, '/') == NULL)
			find_path(to,
			    arena_printf(to->arena, "%s/%s", dir, v->s), false);
}

static void
find_direct(struct find *f, const struct ir_entity *e, bool glob,
    struct rt_collection *out, struct find_each *to)
{
	const struct rt_value *all = find_values(f, e);
	const char *why = NULL;

	for (const struct rt_value *v = all; v != NULL; v = v->next) {
		if (!find_allows(f, e, all, v))
			continue;
		if (v->s[0] != '/')
			rt_flag(f->ctx, out, RT_FLAG_ERROR,
			    "%.300s: not an absolute path", v->s);
		else if (!glob)
			find_names(f, to, v->s);
		else if (rt_root_glob(f->ctx, v->s, find_globbed, to, &why) < 0)
			rt_flag(f->ctx, out, RT_FLAG_ERROR, "%.300s: %s", v->s,
			    why);
	}
	if (f->why != NULL)
		rt_flag(f->ctx, out, RT_FLAG_ERROR, "%s", f->why);
}

/* ---- paths that a walk finds ------------------------------------------- */

static struct rt_pattern *
find_pattern(struct find *f, struct find_batch *b, const struct ir_entity *e,
    const char *text)
{
	struct rt_pattern *p = rt_pattern_new(f->ctx, e, text, &f->why);

	if (p == NULL)
		return NULL;
	if ((b->npattern & (b->npattern - 1)) == 0)
		b->pattern = base_realloc(b->pattern,
		    (b->npattern == 0 ? 1 : 2 * b->npattern) *
			sizeof *b->pattern);
	b->pattern[b->npattern++] = p;
	return p;
}

/*
 * Of what does not run, directories of the kernel's are empty for that alone:
 * a walk that begins there finds nothing, and knows nothing.
 */
static bool
find_is_silent(const struct find *f, const char *start)
{
	return f->ctx->root->at_rest &&
	       (rt_path_within(start, "/proc") ||
		   rt_path_within(start, "/sys"));
}

static struct rt_asker *
find_asker(struct find *f, struct find_batch *b, const char *start,
    struct rt_finding *into)
{
	struct rt_asker *a;

	if (find_is_silent(f, start)) {
		f->why = arena_printf(f->ctx->arena, "%.300s: %s", start,
		    rt_root_strerror(ESRCH));
		return NULL;
	}
	if (b->n == FIND_ASKERS) {
		f->why = "too many directories to look into";
		return NULL;
	}
	if (b->n == b->room) {
		b->room = b->room == 0 ? 16 : 2 * b->room;
		b->asker = base_realloc(b->asker, b->room * sizeof *b->asker);
	}
	a = &b->asker[b->n++];
	*a = (struct rt_asker){ .start = start,
		.depth = f->depth,
		.directories = f->directories,
		.links = f->links,
		.one_file_system = f->one_file_system,
		.local = f->local,
		.into = into };
	return a;
}

/* A start for every directory from here to the top. */
static void
find_up(struct find *f, struct find_batch *b, char *dir,
    struct rt_pattern *filename, struct rt_finding *into)
{
	struct rt_root *root = f->ctx->root;
	struct rt_stat first, st;
	int left = f->depth;

	if (rt_root_stat(root, dir, true, &first) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			f->why = arena_printf(f->ctx->arena, "%.300s: %s", dir,
			    rt_root_strerror(errno));
		return;
	}
	for (;; left -= left > 0) {
		struct rt_asker *a;

		if (rt_root_stat(root, dir, true, &st) != 0) {
			if (errno != ENOENT && errno != ENOTDIR)
				f->why = arena_printf(f->ctx->arena,
				    "%.300s: %s", dir, rt_root_strerror(errno));
		} else if (!f->one_file_system || st.dev == first.dev) {
			a = find_asker(f, b, arena_strdup(f->ctx->arena, dir),
			    into);
			if (a == NULL)
				return;
			a->depth = 0;
			a->filename = filename;
		}
		if (left == 0 || dir[1] == '\0')
			return;
		strrchr(dir, '/')[strrchr(dir, '/') == dir] = '\0';
	}
}

static void
find_ask_equals(struct find *f, struct find_batch *b,
    struct rt_pattern *filename, struct rt_finding *into)
{
	const struct rt_value *all = find_values(f, f->path);
	struct rt_asker *a;

	for (const struct rt_value *v = all; v != NULL; v = v->next) {
		if (!find_allows(f, f->path, all, v))
			continue;
		if (v->s[0] != '/') {
			f->why = arena_printf(f->ctx->arena,
			    "%.300s: not an absolute path", v->s);
		} else if (f->up) {
			find_up(f, b, find_normal(f->ctx->arena, v->s),
			    filename, into);
		} else {
			a = find_asker(f, b,
			    find_normal(f->ctx->arena, v->s), into);
			if (a == NULL)
				return;
			a->filename = filename;
		}
	}
}

/* By a pattern of one text, or (NULL) as the entity compares. */
static void
find_ask_pattern(struct find *f, struct find_batch *b, const char *text,
    struct rt_pattern *filename, struct rt_finding *into)
{
	const struct ir_entity *e = f->filepath != NULL ? f->filepath : f->path;
	struct rt_pattern *p = find_pattern(f, b, e, text);
	struct rt_asker *a;

	if (p == NULL)
		return;
	a = find_asker(f, b,
	    text != NULL ? rt_pattern_start(f->ctx->arena, text) : "/", into);
	if (a == NULL)
		return;
	a->depth = -1;
	a->directories = a->links = true;
	a->one_file_system = false;
	a->filename = filename;
	if (f->filepath != NULL)
		a->filepath = p;
	else
		a->path = p;
}

/* The object's askers, one for each directory where it starts. */
static void
find_ask(struct find *f, struct find_batch *b, struct rt_finding *into)
{
	const struct ir_entity *e = f->filepath != NULL ? f->filepath : f->path;
	bool pattern = e->operation == IR_OPERATION_PATTERN_MATCH;
	struct rt_pattern *filename = NULL;
	const struct rt_value *v;

	if (f->filename != NULL) {
		e = f->filename;
		filename = find_pattern(f, b, e,
		    e->operation == IR_OPERATION_PATTERN_MATCH &&
			    e->variable == IR_NONE
			? e->literal
			: NULL);
		if (filename == NULL)
			return;
	}
	e = f->filepath != NULL ? f->filepath : f->path;
	if (find_is_named(e)) {
		find_ask_equals(f, b, filename, into);
		return;
	}
	v = find_values(f, e);
	if (v == NULL)
		return;
	if (!pattern || find_is_none(e) ||
	    (v->next != NULL && e->var_check != IR_CHECK_AT_LEAST_ONE)) {
		find_ask_pattern(f, b, NULL, filename, into);
		return;
	}
	for (; v != NULL && f->why == NULL; v = v->next)
		if (v->n > 0 || e->variable == IR_NONE)
			find_ask_pattern(f, b, v->s, filename, into);
}

/* Walk for all of them: from the top, but where a start goes there oddly. */
static void
find_walk(struct find_batch *b)
{
	uint32_t plain = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		struct rt_asker a = b->asker[i];

		if (find_is_odd(a.start)) {
			rt_walk(b->ctx, b->ctx->root, a.start, &a, 1);
		} else {
			b->asker[plain++] = a;
		}
	}
	if (plain > 0)
		rt_walk(b->ctx, b->ctx->root, "/", b->asker, plain);
	for (uint32_t i = 0; i < b->npattern; i++)
		rt_pattern_free(b->pattern[i]);
	free(b->pattern);
	free(b->asker);
}

/* ---- the others that can go along -------------------------------------- */

static bool find_variable_ready(struct rt_ctx *ctx, uint32_t v, unsigned depth);

/* Does collecting it neither walk nor come back to what is being collected? */
static bool
find_object_ready(struct rt_ctx *ctx, uint32_t index, unsigned depth)
{
	const struct ir_object *o = &ctx->content->unit.object[index];
	const struct rt_collection *c =
	    ctx->collected != NULL ? ctx->collected[index] : NULL;
	struct find f = { .ctx = ctx, .o = o };

	if (c != NULL)
		return !c->busy;
	if (depth == 0 || probes[o->probe] == NULL ||
	    o->probe == PROBE_VARIABLE)
		return false;
	if (o->set == NULL && probes[o->probe]->find != NULL &&
	    rt_object_entity(o, probes[o->probe]->find->glob) == NULL &&
	    (!find_entities(&f, probes[o->probe]->find) ||
		!find_is_direct(&f)))
		return false;
	for (unsigned i = 0; o->set != NULL && i < 2; i++)
		if (o->set->object[i] != IR_NONE &&
		    !find_object_ready(ctx, o->set->object[i], depth - 1))
			return false;
	for (uint32_t i = 0; i < o->nentity; i++)
		if (!find_variable_ready(ctx, o->entity[i].variable, depth - 1))
			return false;
	return o->nfilter == 0 && (o->set == NULL || o->set->nfilter == 0);
}

static bool
find_component_ready(struct rt_ctx *ctx, uint32_t c, unsigned depth)
{
	const struct ir_component *x = &ctx->content->unit.component[c];

	if (depth == 0)
		return false;
	if (x->function == IR_FUNCTION_OBJECT)
		return find_object_ready(ctx, x->object, depth - 1);
	if (x->function == IR_FUNCTION_VARIABLE)
		return find_variable_ready(ctx, x->variable, depth - 1);
	for (uint32_t i = 0; i < x->nkid; i++)
		if (!find_component_ready(ctx, x->kid[i], depth - 1))
			return false;
	return true;
}

static bool
find_variable_ready(struct rt_ctx *ctx, uint32_t v, unsigned depth)
{
	const struct ir_variable *x;

	if (v == IR_NONE)
		return true;
	x = &ctx->content->unit.variable[v];
	if (depth == 0)
		return false;
	return x->kind != IR_LOCAL ||
	       find_component_ready(ctx, x->component, depth - 1);
}

/* Would it go along: it needs a walk, and nothing that is not to be had yet? */
static bool
find_goes_along(struct find *f, const struct rt_finds *finds, uint32_t index)
{
	const struct probe *p = probes[f->o->probe];
	struct rt_ctx *base = f->ctx;

	if (!finds->reached[index] || finds->state[index].walked ||
	    f->o->set != NULL || p == NULL || p->find == NULL ||
	    rt_object_entity(f->o, p->find->glob) != NULL ||
	    !find_entities(f, p->find) || find_is_direct(f))
		return false;
	while (base->base != NULL)
		base = base->base;
	for (uint32_t i = 0; i < f->o->nentity; i++)
		if (!find_variable_ready(base, f->o->entity[i].variable, 32))
			return false;
	return true;
}

static void
find_prepare(struct find *f, struct find_batch *b, struct find_state *state)
{
	f->why = NULL;
	state->walked = true;
	find_ask(f, b, &state->finding);
	if (f->why != NULL && state->finding.error == NULL)
		state->finding.error = f->why;
}

/* The finds of a context, made on first use. */
static struct rt_finds *
find_finds(struct rt_ctx *ctx)
{
	const struct ir_unit *u = &ctx->content->unit;

	if (ctx->finds == NULL) {
		ctx->finds = arena_alloc(ctx->arena, sizeof *ctx->finds);
		ctx->finds->state = arena_alloc(ctx->arena,
		    (u->nobject + 1) * sizeof *ctx->finds->state);
		ctx->finds->reached = arena_alloc(
		    ctx->arena, (u->nobject + 1) * sizeof(bool));
		rt_reach(ctx, ctx->finds->reached);
	}
	return ctx->finds;
}

/* The number of the object, or of the one that it is but for its filters. */
static uint32_t
find_index(const struct ir_unit *u, const struct ir_object *o)
{
	uint32_t i = 0;

	while (i + 1 < u->nobject && &u->object[i] != o &&
	       (u->object[i].probe != o->probe ||
		   u->object[i].scope != o->scope ||
		   u->object[i].entity != o->entity ||
		   u->object[i].behavior != o->behavior))
		i++;
	return i;
}

/* What a walk finds for the object, and meanwhile for others. */
static struct rt_finding *
find_by_walk(struct find *f)
{
	const struct ir_unit *u = &f->ctx->content->unit;
	uint32_t index = find_index(u, f->o);
	struct find_batch b = { .ctx = f->ctx };
	struct rt_finds *finds = find_finds(f->ctx);
	struct find_state *state = &finds->state[index];
	bool together =
	    f->o->scope == IR_SCOPE_TARGET || f->o->scope == IR_SCOPE_HOST;

	if (state->walked)
		return &state->finding;
	find_prepare(f, &b, state);
	for (uint32_t i = 0; together && i < u->nobject; i++) {
		struct find other = { .ctx = f->ctx, .o = &u->object[i] };

		if (other.o->scope == f->o->scope &&
		    find_goes_along(&other, finds, i))
			find_prepare(&other, &b, &finds->state[i]);
	}
	find_walk(&b);
	return &state->finding;
}

void
rt_find_close(struct rt_ctx *ctx)
{
	struct rt_finds *finds = ctx->finds;

	ctx->finds = NULL;
	if (finds == NULL)
		return;
	for (uint32_t i = 0; i < ctx->content->unit.nobject; i++)
		free(finds->state[i].finding.found);
}

void
rt_find(struct rt_ctx *ctx, const struct ir_object *o,
    const struct rt_find_fields *fields, struct rt_collection *out,
    void (*each)(void *arg, const struct rt_found *f), void *arg)
{
	const struct ir_entity *glob = rt_object_entity(o, fields->glob);
	struct find f = { .ctx = ctx, .o = o };
	struct find_each to = { &f, each, arg, ctx->arena };
	const struct rt_finding *finding;
	const char *why = NULL;

	if (rt_root_get(ctx, &why) == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
		return;
	}
	if (glob != NULL) {
		find_direct(&f, glob, true, out, &to);
	} else if (!find_entities(&f, fields)) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", f.why);
	} else if (find_is_direct(&f)) {
		find_direct(&f, f.filepath != NULL ? f.filepath : f.path, false,
		    out, &to);
	} else {
		finding = find_by_walk(&f);
		if (finding->error != NULL)
			rt_flag(ctx, out, RT_FLAG_ERROR, "%s", finding->error);
		else if (finding->partial != NULL &&
			 out->flag != RT_FLAG_ERROR)
			rt_flag(ctx, out, RT_FLAG_INCOMPLETE, "%s",
			    finding->partial);
		for (uint32_t i = 0; i < finding->n; i++)
			each(arg, finding->found[i]);
	}
}

static void
find_add(
    struct rt_ctx *ctx, struct rt_item *item, uint16_t field, const char *s)
{
	if (field != UINT16_MAX && s != NULL)
		rt_value_add(
		    ctx, item, field, IR_DATATYPE_STRING, s, strlen(s));
}

void
rt_find_item(struct rt_ctx *ctx, const struct rt_find_fields *fields,
    const struct rt_found *f, struct rt_item *item)
{
	item->where = f->path;
	find_add(ctx, item, fields->path, f->dir);
	if (f->name == NULL)
		return;
	find_add(ctx, item, fields->filepath, f->path);
	find_add(ctx, item, fields->filename, f->name);
}
