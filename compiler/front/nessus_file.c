/*
 * FILE_CHECK, FILE_CONTENT_CHECK and their opposites.  A file is a path, a
 * glob, several of either with blanks between, below every home directory
 * (~/x) or below search_locations.  What all these have in common must hold;
 * whether there is something at all is asked over all of them.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "nessus.h"

/* The sixth field of a line of passwd. */
#define HOME_PATTERN "^[^:\\n]*:[^:\\n]*:[^:\\n]*:[^:\\n]*:[^:\\n]*:(/[^:\\n]*)"

struct files { /* the paths of an item */
	struct audit_lower *l;
	const struct audit_node *item;
	enum ir_scope scope;
	const char **path;
	uint32_t npath;
};

static bool
is_glob(const char *s)
{
	return strpbrk(s, "*?[") != NULL;
}

static bool
is_rooted(const char *s)
{
	return *s == '/' || *s == '~' || *s == '@';
}

/* Do all the words of a text start like paths? */
static bool
are_paths(const char *s)
{
	for (s += strspn(s, " \t\n"); *s != '\0'; s += strspn(s, " \t\n")) {
		if (!is_rooted(s))
			return false;
		s += strcspn(s, " \t\n");
	}
	return true;
}

static void
add_path(struct files *f, const char *path)
{
	*VEC_PUSH(f->l->b->arena, f->path, f->npath) = path;
}

/* The parts of text between any of the separators, below `dir` when given. */
static void
add_paths(struct files *f, const char *dir, const char *text,
    const char *separators)
{
	struct arena *a = f->l->b->arena;
	const char *word;
	size_t n;

	for (text += strspn(text, separators);
	     *text != '\0' && f->npath <= AUDIT_MAX_PATHS;
	     text += n + strspn(text + n, separators)) {
		n = strcspn(text, separators);
		word = arena_strndup(a, text, n);
		add_path(f, dir == NULL ? word :
		    arena_printf(a, "%s/%s", dir, word));
	}
}

/* How many names are left out; each is a filter of every path. */
static size_t
count_ignored(const struct audit_node *item)
{
	const struct audit_key *k;
	uint32_t i = 0;
	size_t n = 0;

	while ((k = audit_key_next(item, "ignore", &i)) != NULL)
		n += k->nvalue;
	return n;
}

/*
 * False, with the reason, where the item does not say where to look, or names
 * more than there may be.
 */
static bool
find_paths(struct files *f, const char **why)
{
	const struct audit_key *k = audit_key_find(f->item,
	    "search_locations");
	struct files dirs = { .l = f->l };
	const char *text = audit_key_text(f->item, "file");
	uint32_t i;

	if (are_paths(text)) {
		add_paths(f, NULL, text, " \t\n");
	} else if (is_rooted(text)) {
		add_path(f, text);
	} else if (k != NULL) {
		for (i = 0; i < k->nvalue; i++)
			add_paths(&dirs, NULL, k->value[i].text, ":");
		for (i = 0; i < dirs.npath; i++)
			add_paths(f, dirs.path[i], text, " \t\n");
	} else {
		*why = "a file that is not absolute, without search_locations";
		return false;
	}
	*why = f->npath != 0 ? "too many files" : "no file is named";
	return f->npath != 0 &&
	    f->npath * (1 + count_ignored(f->item)) <= AUDIT_MAX_PATHS;
}

/* Every home directory of passwd, as a component. */
static uint32_t
homes(struct files *f)
{
	static const struct audit_operand passwd = { "/etc/passwd", IR_NONE },
		pattern = { HOME_PATTERN, IR_NONE }, one = { "1", IR_NONE };
	struct audit_lower *l = f->l;
	struct srcpos pos = f->item->pos;
	uint32_t o = audit_add_object(l, PROBE_TEXTFILECONTENT54, f->scope,
	    pos);
	struct ir_entity *e;

	audit_object_entity(l, o, "filepath", passwd);
	e = audit_object_entity(l, o, "pattern", pattern);
	e->operation = IR_OPERATION_PATTERN_MATCH;
	e = audit_object_entity(l, o, "instance", one);
	e->operation = IR_OPERATION_GREATER_OR_EQUAL;
	e->datatype = IR_DATATYPE_INT;
	return audit_object_component(l, o, "subexpression", pos);
}

/* An object of the probe for one path. */
static uint32_t
file_object(struct files *f, enum probe_kind probe, const char *path)
{
	struct audit_lower *l = f->l;
	struct srcpos pos = f->item->pos;
	uint32_t kid[2], o;
	struct audit_operand value;
	size_t start, end;
	bool variable = audit_variable_next(path, 0, &start, &end);

	if (*path == '~') {
		kid[0] = homes(f);
		kid[1] = audit_text_component(l, path + 1, pos);
		value.literal = NULL;
		value.variable = audit_local_variable(l,
		    audit_concat(l, kid, 2, pos), pos);
	} else
		value = audit_operand(l, path, false, pos);
	o = audit_add_object(l, probe, f->scope, pos);
	audit_object_entity(l, o,
	    is_glob(path) || variable ? "glob" : "filepath", value);
	if (probe == PROBE_FILE)
		audit_object_behavior(l, o, "follow", "true");
	return o;
}

/* A glob as a pattern for whole paths. */
static const char *
glob_pattern(struct arena *a, const char *glob)
{
	struct strbuf b = STRBUF_INIT;
	const char *out, *first, *end, *last = strrchr(glob, ']');

	strbuf_addstr(&b, "^");
	for (; *glob != '\0'; glob++) {
		first = glob + 1 + (glob[1] == '!');
		end = *glob == '[' && last != NULL && last > first ?
		    strchr(first + 1, ']') : NULL;
		if (*glob == '*')
			strbuf_addstr(&b, "[^/]*");
		else if (*glob == '?')
			strbuf_addstr(&b, "[^/]");
		else if (end != NULL) {
			strbuf_addstr(&b, glob[1] == '!' ? "(?!/)[^" : "[");
			if (glob[1] == '!')
				glob++;
			strbuf_add(&b, glob + 1, (size_t)(end - glob));
			glob = end;
		} else {
			if (strchr("\\^$.|+()[]{}", *glob) != NULL)
				strbuf_addch(&b, '\\');
			strbuf_addch(&b, *glob);
		}
	}
	strbuf_addstr(&b, "$");
	out = arena_strdup(a, b.s);
	strbuf_free(&b);
	return out;
}

/* What `ignore` names is left out; so are directories that a glob finds. */
static void
file_filters(struct files *f, uint32_t object, enum probe_kind probe,
    bool directories)
{
	static const struct audit_operand directory = { "directory", IR_NONE };
	struct audit_operand pattern = { NULL, IR_NONE };
	struct audit_lower *l = f->l;
	const struct audit_key *k;
	uint32_t i = 0, j, s;

	while ((k = audit_key_next(f->item, "ignore", &i)) != NULL)
		for (j = 0; j < k->nvalue; j++) {
			pattern.literal = glob_pattern(l->b->arena,
			    audit_expand(l->au, l->b->arena,
				k->value[j].text));
			s = audit_add_state(l, probe, k->pos);
			audit_state_entity(l, s, "filepath", pattern)
			    ->operation = IR_OPERATION_PATTERN_MATCH;
			audit_object_filter(l, object, false, s);
		}
	if (directories)
		return;
	s = audit_add_state(l, probe, f->item->pos);
	audit_state_entity(l, s, "type", directory);
	audit_object_filter(l, object, false, s);
}

/* "A file is there", over all the paths. */
static uint32_t
files_exist(struct files *f)
{
	struct audit_lower *l = f->l;
	uint32_t *kid = arena_alloc(l->b->arena, f->npath * sizeof *kid), i;

	for (i = 0; i < f->npath; i++) {
		uint32_t o = file_object(f, PROBE_FILE, f->path[i]);

		file_filters(f, o, PROBE_FILE, !is_glob(f->path[i]));
		kid[i] = audit_expr_test(l, audit_add_test(l, f->item, o));
	}
	return audit_expr_join(l, IR_OPERATOR_OR, kid, f->npath);
}

/* A variable in what must be known while compiling. */
static bool
has_variable(const struct audit_node *item, const char *name)
{
	const struct audit_key *k = audit_key_find(item, name);
	size_t start, end;
	uint32_t i;

	for (i = 0; k != NULL && i < k->nvalue; i++)
		if (audit_variable_next(k->value[i].text, 0, &start, &end))
			return true;
	return false;
}

/* A class of characters that is none: [z-a], or one within another. */
static bool
ignores_nonsense(struct audit_lower *l, const struct audit_node *item)
{
	const struct audit_key *k;
	uint32_t i = 0, j;
	PCRE2_SIZE at;
	int error;

	while ((k = audit_key_next(item, "ignore", &i)) != NULL)
		for (j = 0; j < k->nvalue; j++) {
			const char *pattern = glob_pattern(l->b->arena,
			    audit_expand(l->au, l->b->arena, k->value[j].text));
			pcre2_code *re = pcre2_compile(
			    (PCRE2_SPTR)(const void *)pattern, strlen(pattern),
			    PCRE2_UTF, &error, &at, NULL);

			if (re == NULL)
				return true;
			pcre2_code_free(re);
		}
	return false;
}

static const char *
unsupported_key(struct audit_lower *l, const struct audit_node *item,
    const char *const *keys, const char *const *constant)
{
	for (; *keys != NULL; keys++)
		if (audit_key_find(item, *keys) != NULL)
			return arena_printf(l->b->arena, "the key %s", *keys);
	for (; *constant != NULL; constant++)
		if (has_variable(item, *constant))
			return arena_printf(l->b->arena, "a variable in %s",
			    *constant);
	if (ignores_nonsense(l, item))
		return "a class of characters in ignore that is none";
	return NULL;
}

/* required : and file_required : say the same. */
static bool
file_required(const struct audit_node *item, bool otherwise)
{
	return audit_key_yes(item, "file_required",
	    audit_key_yes(item, "required", otherwise));
}

/* --- FILE_CHECK ----------------------------------------------------------- */

static const struct {
	unsigned bit;
	const char *field;
	char letter;
} mode_bits[] = {
	{ 04000, "suid", 's' }, { 02000, "sgid", 's' },
	{ 01000, "sticky", 't' }, { 00400, "uread", 'r' },
	{ 00200, "uwrite", 'w' }, { 00100, "uexec", 'x' },
	{ 00040, "gread", 'r' }, { 00020, "gwrite", 'w' },
	{ 00010, "gexec", 'x' }, { 00004, "oread", 'r' },
	{ 00002, "owrite", 'w' }, { 00001, "oexec", 'x' },
};
#define NMODE_BITS (sizeof mode_bits / sizeof *mode_bits)

static const struct {
	char letter, ls; /* of file_type, and of ls -l */
	const char *type;
} file_types[] = {
	{ 'f', '-', "regular" }, { 'd', 'd', "directory" },
	{ 'l', 'l', "symbolic link" }, { 'p', 'p', "fifo" },
	{ 's', 's', "socket" }, { 'b', 'b', "block special" },
	{ 'c', 'c', "character special" },
};

static const char *
type_name(char letter, bool ls)
{
	size_t i;

	for (i = 0; i < sizeof file_types / sizeof *file_types; i++)
		if (letter == (ls ? file_types[i].ls : file_types[i].letter))
			return file_types[i].type;
	return "regular";
}

static void
want_bit(struct audit_lower *l, uint32_t state, const char *field, bool set)
{
	struct audit_operand value = { set ? "true" : "false", IR_NONE };
	struct ir_entity *e = audit_state_entity(l, state, field, value);

	e->datatype = IR_DATATYPE_BOOLEAN;
}

static void
want_mode(struct audit_lower *l, uint32_t state, const char *mode)
{
	struct audit_operand value = { NULL, IR_NONE };
	unsigned bits = 0, i;

	if (strspn(mode, "01234567") == strlen(mode))
		bits = (unsigned)strtoul(mode, NULL, 8);
	else {
		value.literal = type_name(mode[0], true);
		audit_state_entity(l, state, "type", value);
		for (i = 0; i < 9; i++)
			if (strchr("rwxst", mode[i + 1]) != NULL)
				bits |= 0400u >> i;
		for (i = 0; i < 3; i++)
			if (strchr("sStT", mode[3 * i + 3]) != NULL)
				bits |= 04000u >> i;
	}
	value.literal = arena_printf(l->b->arena, "%u", bits);
	audit_state_entity(l, state, "mode", value)->datatype =
	    IR_DATATYPE_INT;
}

static void
want_types(struct audit_lower *l, uint32_t state, const struct audit_key *k)
{
	struct audit_value *v = NULL;
	uint32_t n = 0, i;
	const char *p;

	for (i = 0; i < k->nvalue; i++)
		for (p = k->value[i].text; *p != '\0'; p++)
			if (*p != '|')
				VEC_PUSH(l->b->arena, v, n)->text =
				    type_name(*p, false);
	audit_state_entity(l, state, "type",
	    audit_operands(l, v, n, false, k->pos));
}

/*
 * Any of the names or numbers of a key.  "none" is an owner or group without
 * a name, whose number stands in its place.
 */
static void
want_any(struct audit_lower *l, uint32_t state, const struct audit_key *k,
    const char *field, enum ir_datatype datatype)
{
	static const struct audit_operand number = { "^[0-9]+$", IR_NONE };

	if (str_eq(k->value[0].text, "none"))
		audit_state_entity(l, state, field, number)->operation =
		    IR_OPERATION_PATTERN_MATCH;
	else
		audit_state_entity(l, state, field,
		    audit_operands(l, k->value, k->nvalue, false, k->pos))
		    ->datatype = datatype;
}

static bool
mixes_none(const struct audit_node *item, const char *name)
{
	const struct audit_key *k = audit_key_find(item, name);
	uint32_t i;

	for (i = 0; k != NULL && k->nvalue > 1 && i < k->nvalue; i++)
		if (str_eq(k->value[i].text, "none"))
			return true;
	return false;
}

/* Does the item ask for more than that the file is there? */
static bool
has_attributes(const struct audit_node *item)
{
	static const char *const keys[] = { "owner", "group", "uid", "gid",
		"mask", "mode", "md5", "attr", "file_type" };
	size_t i;

	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		if (audit_key_find(item, keys[i]) != NULL)
			return true;
	return false;
}

/* The state of everything that the item asks for; IR_NONE: nothing. */
static uint32_t
file_state(struct audit_lower *l, const struct audit_node *item)
{
	uint32_t s = IR_NONE, i, j;
	struct audit_operand value = { NULL, IR_NONE };
	unsigned mask;
	const char *p;

	if (has_attributes(item))
		s = audit_add_state(l, PROBE_FILE, item->pos);
	for (i = 0; i < item->nkey; i++) {
		const struct audit_key *k = &item->key[i];

		if (str_eq(k->name, "owner") || str_eq(k->name, "group"))
			want_any(l, s, k, k->name, IR_DATATYPE_STRING);
		else if (str_eq(k->name, "uid"))
			want_any(l, s, k, "user_id", IR_DATATYPE_INT);
		else if (str_eq(k->name, "gid"))
			want_any(l, s, k, "group_id", IR_DATATYPE_INT);
		else if (str_eq(k->name, "mask")) {
			mask = (unsigned)strtoul(k->value[0].text, NULL, 8);
			for (j = 0; j < NMODE_BITS; j++)
				if ((mask & mode_bits[j].bit) != 0)
					want_bit(l, s, mode_bits[j].field,
					    false);
		} else if (str_eq(k->name, "mode"))
			want_mode(l, s, k->value[0].text);
		else if (str_eq(k->name, "md5"))
			audit_state_entity(l, s, "md5", audit_operand(l,
			    k->value[0].text, false, k->pos))->operation =
			    IR_OPERATION_CASE_EQUALS;
		else if (str_eq(k->name, "attr")) {
			for (p = k->value[0].text; *p != '\0'; p++) {
				if (*p == '-')
					continue;
				value.literal = arena_printf(l->b->arena,
				    "[%c]", *p);
				audit_state_entity(l, s, "attributes", value)
				    ->operation = IR_OPERATION_PATTERN_MATCH;
			}
		} else if (str_eq(k->name, "file_type"))
			want_types(l, s, k);
	}
	return s != IR_NONE && l->b->state[s].nentity != 0 ? s : IR_NONE;
}

/*
 * check_uneveness: the group may do nothing that the owner may not, others
 * nothing that the group may not.
 */
static void
want_even(struct audit_lower *l, uint32_t test, const struct audit_node *item)
{
	size_t i;
	uint32_t s;

	for (i = 3; i + 3 < NMODE_BITS; i++) {
		s = audit_add_state(l, PROBE_FILE, item->pos);
		l->b->state[s].operator_ = IR_OPERATOR_OR;
		want_bit(l, s, mode_bits[i].field, true);
		want_bit(l, s, mode_bits[i + 3].field, false);
		audit_test_state(l, test, s);
	}
}

uint32_t
audit_lower_file(struct audit_lower *l, const struct audit_node *item,
    const struct audit_type *t, enum ir_scope scope)
{
	static const char *const constant[] = { "mask", "mode", "attr",
		"file_type", "ignore", NULL };
	static const char *const none[] = { NULL };
	struct files f = { l, item, scope, NULL, 0 };
	const char *why = unsupported_key(l, item, none, constant);
	bool even = audit_key_yes(item, "check_uneveness", false), states;
	bool required = file_required(item, !t->inverse);
	uint32_t *kid, nkid = 0, i, state, o, test;

	if (why == NULL && (mixes_none(item, "owner") ||
		mixes_none(item, "group")))
		why = "\"none\" among names";
	if (why != NULL || !find_paths(&f, &why))
		return audit_expr_unsupported(l, item, why);
	state = file_state(l, item);
	states = state != IR_NONE || even;
	if (!states && !t->inverse && required)
		return files_exist(&f);
	kid = arena_alloc(l->b->arena, (f.npath + 1) * sizeof *kid);
	for (i = 0; i < f.npath; i++) {
		o = file_object(&f, PROBE_FILE, f.path[i]);
		file_filters(&f, o, PROBE_FILE, !is_glob(f.path[i]) ||
		    audit_key_find(item, "file_type") != NULL);
		test = audit_add_test(l, item, o);
		if (!states && t->inverse)
			l->b->test[test].check_existence =
			    IR_EXISTENCE_NONE_EXIST;
		else if (!required || f.npath > 1)
			l->b->test[test].check_existence =
			    IR_EXISTENCE_ANY_EXIST;
		if (states && t->inverse)
			l->b->test[test].check = IR_CHECK_NONE_SATISFY;
		if (state != IR_NONE)
			audit_test_state(l, test, state);
		if (even)
			want_even(l, test, item);
		kid[nkid++] = audit_expr_test(l, test);
	}
	if (required && states && f.npath > 1)
		kid[nkid++] = files_exist(&f);
	return audit_expr_join(l, IR_OPERATOR_AND, kid, nkid);
}

/* --- FILE_CONTENT_CHECK --------------------------------------------------- */

/* All lines of one path that the item's regex selects. */
static uint32_t
line_object(struct files *f, const char *path)
{
	static const struct audit_operand line = { "^.*$", IR_NONE },
		one = { "1", IR_NONE };
	struct audit_lower *l = f->l;
	const struct audit_key *k = audit_key_find(f->item, "regex");
	uint32_t o = file_object(f, PROBE_TEXTFILECONTENT54, path), s;
	struct ir_entity *e;

	e = audit_object_entity(l, o, "pattern", line);
	e->operation = IR_OPERATION_PATTERN_MATCH;
	e = audit_object_entity(l, o, "instance", one);
	e->operation = IR_OPERATION_GREATER_OR_EQUAL;
	e->datatype = IR_DATATYPE_INT;
	s = audit_add_state(l, PROBE_TEXTFILECONTENT54, k->pos);
	audit_state_entity(l, s, "text",
	    audit_operand(l, k->value[0].text, false, k->pos))->operation =
	    IR_OPERATION_PATTERN_MATCH;
	audit_object_filter(l, o, true, s);
	file_filters(f, o, PROBE_TEXTFILECONTENT54, true);
	return o;
}

/* What every selected line must be. */
static uint32_t
line_state(struct audit_lower *l, const struct audit_node *item)
{
	bool substring = audit_key_yes(item, "is_substring", false);
	uint32_t s = audit_add_state(l, PROBE_TEXTFILECONTENT54, item->pos), i;

	for (i = 0; i < item->nkey; i++) {
		const struct audit_key *k = &item->key[i];
		bool not = str_eq(k->name, "not_expect");
		const char *text = k->value[0].text;

		if (!not && !str_eq(k->name, "expect"))
			continue;
		audit_state_entity(l, s, "text", substring ?
		    audit_operand_escaped(l, text, k->pos) :
		    audit_operand(l, text, false, k->pos))->operation =
		    not ? IR_OPERATION_PATTERN_NOT_MATCH :
		    IR_OPERATION_PATTERN_MATCH;
	}
	return s;
}

/* At least `least` selected lines, counted over all the objects. */
static uint32_t
lines_exist(struct files *f, const uint32_t *object, uint32_t least)
{
	struct audit_lower *l = f->l;
	uint32_t *kid = arena_alloc(l->b->arena, f->npath * sizeof *kid);
	uint32_t o, s, t, i;
	struct audit_operand value = { NULL, IR_NONE };
	struct ir_entity *e;

	if (least <= 1) {
		for (i = 0; i < f->npath; i++)
			kid[i] = audit_expr_test(l,
			    audit_add_test(l, f->item, object[i]));
		return audit_expr_join(l, IR_OPERATOR_OR, kid, f->npath);
	}
	for (i = 0; i < f->npath; i++)
		kid[i] = audit_object_component(l, object[i], "text",
		    f->item->pos);
	value.literal = NULL;
	value.variable = audit_local_variable(l,
	    audit_count(l, kid, f->npath, f->item->pos), f->item->pos);
	o = audit_add_object(l, PROBE_VARIABLE, f->scope, f->item->pos);
	audit_object_entity(l, o, "var_ref", value);
	value.variable = IR_NONE;
	value.literal = arena_printf(l->b->arena, "%u", least);
	s = audit_add_state(l, PROBE_VARIABLE, f->item->pos);
	e = audit_state_entity(l, s, "value", value);
	e->operation = IR_OPERATION_GREATER_OR_EQUAL;
	e->datatype = IR_DATATYPE_INT;
	t = audit_add_test(l, f->item, o);
	audit_test_state(l, t, s);
	return audit_expr_test(l, t);
}

uint32_t
audit_lower_content(struct audit_lower *l, const struct audit_node *item,
    const struct audit_type *t, enum ir_scope scope)
{
	static const char *const unknown[] = { "json_transform", "xsl_stmt",
		"file_supersedence", "except", "known_good", NULL };
	static const char *const constant[] = { "min_occurrences", "ignore",
		"search_locations", NULL };
	struct files f = { l, item, scope, NULL, 0 };
	const char *why = unsupported_key(l, item, unknown, constant);
	const char *min = audit_key_text(item, "min_occurrences");
	bool required = file_required(item, true), lines;
	uint32_t *kid, *object, nkid = 0, i, state, test, e, least = 1;

	if (why != NULL || !find_paths(&f, &why))
		return audit_expr_unsupported(l, item, why);
	if (min != NULL)
		least = (uint32_t)strtoul(min, NULL, 10);
	lines = least != 0 && audit_key_yes(item, "string_required",
	    !t->inverse && !audit_text_is(item, "check_option", "CAN_BE_NULL"));
	object = arena_alloc(l->b->arena, f.npath * sizeof *object);
	kid = arena_alloc(l->b->arena, (f.npath + 2) * sizeof *kid);
	state = line_state(l, item);
	for (i = 0; i < f.npath; i++) {
		object[i] = line_object(&f, f.path[i]);
		test = audit_add_test(l, item, object[i]);
		l->b->test[test].check_existence = lines && f.npath == 1 ?
		    IR_EXISTENCE_AT_LEAST_ONE_EXISTS : IR_EXISTENCE_ANY_EXIST;
		if (t->inverse)
			l->b->test[test].check = IR_CHECK_NONE_SATISFY;
		audit_test_state(l, test, state);
		kid[nkid++] = audit_expr_test(l, test);
	}
	if (lines && (f.npath > 1 || least > 1))
		kid[nkid++] = lines_exist(&f, object, least);
	if (!lines && required)
		kid[nkid++] = files_exist(&f);
	e = audit_expr_join(l, IR_OPERATOR_AND, kid, nkid);
	if (!lines || required)
		return e;
	kid[0] = audit_expr_not(l, files_exist(&f));
	kid[1] = e;
	return audit_expr_join(l, IR_OPERATOR_OR, kid, 2);
}
