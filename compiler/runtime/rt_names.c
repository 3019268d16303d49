/*
 * Names and numbers of users and groups, as the target's own files have
 * them; the host's name services know nothing of a container's users.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rt.h"

#define NAMES_FILE (8u << 20)
#define NAMES_MAX 200000u

/* Third field of "name:x:id:..."; false where it is no number. */
static bool
names_id(const char *line, const char *end, uint32_t *id)
{
	const char *p = line;
	uint64_t v = 0;

	for (int i = 0; i < 2; i++) {
		p = memchr(p, ':', (size_t)(end - p));
		if (p == NULL)
			return false;
		p++;
	}
	if (p == end || *p < '0' || *p > '9')
		return false;
	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		v = v * 10 + (uint64_t)(*p - '0');
		if (v > UINT32_MAX)
			return false;
	}
	if (p < end && *p != ':')
		return false;
	*id = (uint32_t)v;
	return true;
}

/*
 * One line.  Runtimes take the first line of a name even where its number is
 * none (they make it 0), and blanks before it for nothing: so does this, but
 * such a name has no number here.
 */
static void
names_add(struct rt_ctx *ctx, struct rt_names *names, const char *line,
    const char *end)
{
	const char *colon;
	struct rt_name *name;

	while (line < end && (*line <= ' ' || *line > '~'))
		line++;
	if (line == end || names->n >= NAMES_MAX)
		return;
	colon = memchr(line, ':', (size_t)(end - line));
	name = VEC_PUSH(ctx->arena, names->name, names->n);
	name->name = arena_strndup(
	    ctx->arena, line, (size_t)((colon != NULL ? colon : end) - line));
	name->numbered = names_id(line, end, &name->id);
}

static void
names_read(struct rt_ctx *ctx, struct rt_names *names, const char *path)
{
	struct strbuf b = STRBUF_INIT;
	const char *why;

	names->read = true;
	if (!rt_root_read(ctx, path, NAMES_FILE, &b, &why)) {
		names->error = errno;
		strbuf_reset(&b);
	}
	for (const char *line = b.s, *stop = b.s + b.n; line < stop;) {
		const char *end = memchr(line, '\n', (size_t)(stop - line));

		if (end == NULL)
			end = stop;
		names_add(ctx, names, line, end);
		line = end + (end < stop);
	}
	strbuf_free(&b);
}

/* The target's users or groups; NULL where it has no file system. */
static const struct rt_names *
names_get(struct rt_ctx *ctx, bool group)
{
	const char *why;
	struct rt_root *r = rt_root_get(ctx, &why);
	struct rt_names *names;

	if (r == NULL)
		return NULL;
	names = group ? &r->groups : &r->users;
	if (!names->read)
		names_read(ctx, names, group ? "/etc/group" : "/etc/passwd");
	return names;
}

static bool
names_find(const struct rt_names *names, const char *name, uint32_t *id)
{
	for (uint32_t i = 0; names != NULL && i < names->n; i++)
		if (strcmp(names->name[i].name, name) == 0) {
			*id = names->name[i].id;
			return names->name[i].numbered;
		}
	return false;
}

static const char *
names_of(const struct rt_names *names, uint32_t id)
{
	for (uint32_t i = 0; names != NULL && i < names->n; i++)
		if (names->name[i].numbered && names->name[i].id == id)
			return names->name[i].name;
	return NULL;
}

bool
rt_root_uid(struct rt_ctx *ctx, const char *name, uint32_t *uid)
{
	return names_find(names_get(ctx, false), name, uid);
}

bool
rt_root_uid_asked(struct rt_ctx *ctx, const char *text, uint32_t number,
    uint32_t *uid, const char **why)
{
	struct rt_root *r = rt_root_get(ctx, why);
	const struct rt_names *names = names_get(ctx, false);

	*uid = number;
	if (r == NULL)
		return false;
	if (names->error != 0 && names->error != ENOENT) {
		*why = arena_printf(ctx->arena, "/etc/passwd: %s",
		    rt_root_strerror(names->error));
		return false;
	}
	for (uint32_t i = 0; i < names->n; i++) {
		const struct rt_name *n = &names->name[i];

		if (strcmp(n->name, text) != 0 &&
		    !(n->numbered && n->id == number))
			continue;
		*uid = n->id;
		*why = "passwd gives the user no number";
		return n->numbered;
	}
	return true;
}

bool
rt_root_gid(struct rt_ctx *ctx, const char *name, uint32_t *gid)
{
	return names_find(names_get(ctx, true), name, gid);
}

const char *
rt_root_user_name(struct rt_ctx *ctx, uint32_t uid)
{
	return names_of(names_get(ctx, false), uid);
}

const char *
rt_root_group_name(struct rt_ctx *ctx, uint32_t gid)
{
	return names_of(names_get(ctx, true), gid);
}
