/*
 * An observation as JSON, and back: what was seen on one machine can be advised
 * on another.  What comes back is not trusted.
 */
#include <string.h>

#include "advise.h"

#define OBSERVED_FORM "auditc observation 1"
#define OBSERVED_NAME 4096

/* --- out ---------------------------------------------------------------- */

static json_t *
json_mode(uint32_t mode)
{
	char text[16];

	snprintf(text, sizeof text, "%04o", mode & 07777u);
	return json_string(text);
}

static void
set_owner(json_t *o, uint32_t mode, uint32_t uid, uint32_t gid)
{
	json_object_set_new(o, "mode", json_mode(mode));
	if (uid != ADVISE_NO_ID)
		json_object_set_new(o, "uid", json_integer(uid));
	if (gid != ADVISE_NO_ID)
		json_object_set_new(o, "gid", json_integer(gid));
}

/*
 * A path; one that is no UTF-8 is given by its bytes, each as a character of
 * Latin-1.
 */
static void
set_path(json_t *o, const char *path)
{
	struct strbuf b = STRBUF_INIT;

	if (utf8_valid(path, strlen(path))) {
		json_object_set_new(o, "path", json_string(path));
		return;
	}
	for (; *path != '\0'; path++) {
		unsigned char c = (unsigned char)*path;

		if (c >= 0x80) {
			strbuf_addch(&b, 0xC0 | c >> 6);
			c = 0x80 | (c & 0x3F);
		}
		strbuf_addch(&b, c);
	}
	json_object_set_new(o, "bytes", json_stringn(b.s, b.n));
	strbuf_free(&b);
}

static json_t *
write_json(const struct advise_write *w)
{
	json_t *o = json_object(), *seen = json_array();

	set_path(o, w->path);
	json_object_set_new(o, "kind", json_string(advise_kind_names[w->kind]));
	json_object_set_new(o, "how", json_string(advise_how_names[w->how]));
	for (unsigned i = 0; i < ADVISE_SOURCES; i++)
		if (w->seen & 1u << i)
			json_array_append_new(
			    seen, json_string(advise_source_names[i]));
	json_object_set_new(o, "seen", seen);
	set_owner(o, w->mode, w->uid, w->gid);
	json_object_set_new(o, "size", json_integer((json_int_t)w->size));
	return o;
}

static json_t *
owner_json(const struct advise_owner *owner)
{
	json_t *o = json_object();

	set_path(o, owner->path);
	set_owner(o, owner->mode, owner->uid, owner->gid);
	return o;
}

static json_t *
dir_json(const struct advise_dir *d)
{
	json_t *o = owner_json(&d->owner), *below = json_array();

	json_object_set_new(o, "files", json_boolean(d->files));
	for (uint32_t i = 0; i < d->nbelow; i++)
		json_array_append_new(below, owner_json(&d->below[i]));
	json_object_set_new(o, "below", below);
	return o;
}

json_t *
advise_seen_json(const struct advise_seen *s)
{
	json_t *o = json_object(), *writes = json_array(), *dirs = json_array(),
	       *notes = json_array();
	uint32_t i;

	json_object_set_new(o, "form", json_string(OBSERVED_FORM));
	json_object_set_new(o, "engine",
	    json_string(s->kind == RT_PODMAN ? "podman" : "docker"));
	json_object_set_new(o, "id", rt_json_string(s->id));
	json_object_set_new(o, "name", rt_json_string(s->name));
	if (s->user_known)
		json_object_set_new(o, "user",
		    json_pack("{s:I,s:I}", "uid", (json_int_t)s->uid, "gid",
			(json_int_t)s->gid));
	json_object_set_new(o, "partial", json_boolean(s->partial));
	for (i = 0; i < s->nnote; i++)
		json_array_append_new(notes, rt_json_string(s->note[i]));
	json_object_set_new(o, "notes", notes);
	for (i = 0; i < s->nwrite; i++)
		json_array_append_new(writes, write_json(&s->write[i]));
	json_object_set_new(o, "writes", writes);
	for (i = 0; i < s->ndir; i++)
		json_array_append_new(dirs, dir_json(&s->dir[i]));
	json_object_set_new(o, "directories", dirs);
	json_object_set(o, "inspect", s->inspect);
	json_object_set_new(
	    o, "image", s->image != NULL ? json_incref(s->image) : json_null());
	return o;
}

/* --- in ----------------------------------------------------------------- */

static bool
is_path(const char *s)
{
	size_t n;

	if (*s != '/' || s[1] == '\0')
		return false;
	for (; *s == '/'; s += n) {
		n = strcspn(++s, "/");
		if (n == 0 || n > 255 || (n == 1 && *s == '.') ||
		    (n == 2 && s[0] == '.' && s[1] == '.'))
			return false;
	}
	return true;
}

static const char *
read_path(struct arena *a, json_t *o)
{
	json_t *path = json_object_get(o, "path");
	json_t *bytes = json_object_get(o, "bytes");
	json_t *text = path != NULL ? path : bytes;
	const char *s = json_string_value(text);
	char *out, *to;

	if (s == NULL || strlen(s) != json_string_length(text) ||
	    strlen(s) > OBSERVED_NAME)
		return NULL;
	out = to = arena_strdup(a, s);
	for (; path == NULL && *s != '\0'; s++) {
		unsigned c = (unsigned char)*s;

		if (c >= 0xC4)
			return NULL;
		if (c >= 0xC0)
			c = (c & 3) << 6 | ((unsigned char)*++s & 0x3F);
		*to++ = (char)c;
	}
	if (path == NULL)
		*to = '\0';
	return is_path(out) ? out : NULL;
}

static bool
read_id(json_t *o, const char *key, uint32_t *id)
{
	json_t *v = json_object_get(o, key);
	json_int_t n = json_integer_value(v);

	*id = ADVISE_NO_ID;
	if (v == NULL)
		return true;
	if (!json_is_integer(v) || n < 0 || n >= UINT32_MAX)
		return false;
	*id = (uint32_t)n;
	return true;
}

static bool
read_owner(struct arena *a, json_t *o, struct advise_owner *out)
{
	const char *mode = rt_json_text(o, "mode");

	out->path = read_path(a, o);
	if (out->path == NULL || mode == NULL || strlen(mode) != 4 ||
	    strspn(mode, "01234567") != 4)
		return false;
	out->mode = 0;
	for (; *mode != '\0'; mode++)
		out->mode = out->mode << 3 | (uint32_t)(*mode - '0');
	return read_id(o, "uid", &out->uid) && read_id(o, "gid", &out->gid);
}

/* The index of a name in a table, or n. */
static unsigned
find_name(const char *const *names, unsigned n, json_t *text)
{
	const char *s = json_string_value(text);
	unsigned i = 0;

	while (i < n && !str_eq(names[i], s))
		i++;
	return i;
}

static bool
read_write(struct advise_seen *s, json_t *o)
{
	struct advise_write w = { 0 };
	json_t *size = json_object_get(o, "size"), *source;
	struct advise_owner owner;
	unsigned kind, how, by;
	size_t i;

	kind = find_name(
	    advise_kind_names, ADVISE_KIND__MAX, json_object_get(o, "kind"));
	how = find_name(
	    advise_how_names, ADVISE_HOW__MAX, json_object_get(o, "how"));
	if (!read_owner(s->arena, o, &owner) || kind == ADVISE_KIND__MAX ||
	    how == ADVISE_HOW__MAX || !json_is_integer(size) ||
	    json_integer_value(size) < 0)
		return false;
	w.path = owner.path;
	w.mode = owner.mode;
	w.uid = owner.uid;
	w.gid = owner.gid;
	w.size = (uint64_t)json_integer_value(size);
	w.kind = (enum advise_kind)kind;
	w.how = (enum advise_how)how;
	json_array_foreach(json_object_get(o, "seen"), i, source)
	{
		by = find_name(advise_source_names, ADVISE_SOURCES, source);
		if (by == ADVISE_SOURCES)
			return false;
		w.seen |= 1u << by;
	}
	*VEC_PUSH(s->arena, s->write, s->nwrite) = w;
	return true;
}

static bool
read_dir(struct advise_seen *s, json_t *o)
{
	struct advise_dir d = { 0 };
	struct advise_owner below;
	json_t *b;
	size_t i;

	if (!read_owner(s->arena, o, &d.owner))
		return false;
	if (s->ndir > 0 &&
	    strcmp(s->dir[s->ndir - 1].owner.path, d.owner.path) >= 0)
		return false;
	d.files = rt_json_true(o, "files");
	json_array_foreach(json_object_get(o, "below"), i, b)
	{
		if (!read_owner(s->arena, b, &below) ||
		    d.nbelow >= ADVISE_BELOW)
			return false;
		*VEC_PUSH(s->arena, d.below, d.nbelow) = below;
	}
	*VEC_PUSH(s->arena, s->dir, s->ndir) = d;
	return true;
}

/* NULL, or what is wrong with it. */
static const char *
read_parts(struct advise_seen *s, json_t *doc)
{
	json_t *user = json_object_get(doc, "user"), *part;
	const char *engine = rt_json_text(doc, "engine"), *why;
	size_t i;

	s->id = arena_strdup(s->arena, rt_json_text(doc, "id"));
	s->name = arena_strdup(s->arena, rt_json_text(doc, "name"));
	s->socket = "";
	if (s->id == NULL || s->name == NULL || !advise_is_name(s->id) ||
	    !advise_is_name(s->name))
		return "it has no id or no name";
	if (!str_eq(engine, "docker") && !str_eq(engine, "podman"))
		return "its engine is neither docker nor podman";
	s->kind = str_eq(engine, "podman") ? RT_PODMAN : RT_DOCKER;
	s->inspect = json_incref(json_object_get(doc, "inspect"));
	if (!json_is_object(s->inspect))
		return "it has no inspect document";
	why = rt_form_error(s->arena, RT_FORM_CONTAINER, s->inspect);
	if (why != NULL)
		return why;
	if (json_is_object(json_object_get(doc, "image")))
		s->image = json_incref(json_object_get(doc, "image"));
	s->user_known = read_id(user, "uid", &s->uid) &&
			read_id(user, "gid", &s->gid) && user != NULL;
	s->partial = rt_json_true(doc, "partial");
	json_array_foreach(json_object_get(doc, "notes"), i, part)
	{
		if (json_is_string(part) && i < 1000)
			advise_seen_note(s, "%s", json_string_value(part));
	}
	json_array_foreach(json_object_get(doc, "writes"), i, part)
	{
		if (i >= ADVISE_WRITES || !read_write(s, part))
			return arena_printf(
			    s->arena, "write %zu is not one", i + 1);
	}
	json_array_foreach(json_object_get(doc, "directories"), i, part)
	{
		if (i >= ADVISE_WRITES || !read_dir(s, part))
			return arena_printf(s->arena,
			    "directory %zu is not one, or not in order", i + 1);
	}
	return NULL;
}

struct advise_seen *
advise_seen_read(struct arena *a, const char *file, const char *data, size_t n)
{
	struct advise_seen *s = arena_alloc(a, sizeof *s);
	const char *why = NULL;
	json_t *doc = rt_json_parse(a, data, n, &why);

	s->arena = a;
	if (doc != NULL && !str_eq(rt_json_text(doc, "form"), OBSERVED_FORM))
		why = "its form is not \"" OBSERVED_FORM "\"";
	else if (doc != NULL)
		why = read_parts(s, doc);
	json_decref(doc);
	if (why != NULL) {
		diag(DIAG_ID_ADVISE_INPUT, (struct srcpos){ file, 0 }, "%s",
		    why);
		advise_seen_free(s);
		return NULL;
	}
	advise_seen_sort(s);
	return s;
}
