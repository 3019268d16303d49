/*
 * Lines of the target's own account files, cut at their colons.  NSS of the
 * host knows nothing of a target's users.
 */
#include <errno.h>
#include <string.h>

#include "rt.h"

#define ACCOUNT_FILE ((size_t)16 << 20)
#define ACCOUNT_LINES 200000u

/* Cut a line at its colons; the number of fields, of at most n. */
static unsigned
account_cut(char *line, char **field, unsigned n)
{
	unsigned i = 0;

	while (i < n) {
		field[i++] = line;
		line = i < n ? strchr(line, ':') : NULL;
		if (line == NULL)
			break;
		*line++ = '\0';
	}
	return i;
}

void
rt_account_lines(struct rt_ctx *ctx, const char *path,
    struct rt_collection *out,
    void (*each)(void *arg, char *const *field, unsigned n), void *arg)
{
	struct strbuf b = STRBUF_INIT;
	char *field[RT_ACCOUNT_FIELDS];
	const char *why = NULL;
	uint32_t lines = 0;

	if (!rt_root_read(ctx, path, ACCOUNT_FILE, &b, &why)) {
		if (errno != ENOENT && errno != ENOTDIR)
			rt_flag(ctx, out, RT_FLAG_ERROR, "%s: %s", path, why);
		strbuf_free(&b);
		return;
	}
	if (memchr(b.s, '\0', b.n) != NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s: not a text", path);
		b.n = 0;
	}
	for (char *s = b.s, *end = b.s + b.n; s < end;) {
		char *stop = memchr(s, '\n', (size_t)(end - s));

		if (stop == NULL)
			stop = end;
		*stop = '\0';
		s += strspn(s, " \t");
		if (++lines > ACCOUNT_LINES) {
			rt_flag(ctx, out, RT_FLAG_ERROR, "%s: too many lines",
			    path);
			break;
		}
		if (*s != '\0' && *s != '#')
			each(arg, field,
			    account_cut(s, field, RT_ACCOUNT_FIELDS));
		s = stop + 1;
	}
	strbuf_free(&b);
}

bool
rt_account_id(const char *s, uint32_t *id)
{
	int64_t v;

	s += strspn(s, " \t\v\f\r");
	if (!str_to_int64(s, &v) || v < 0 || v > UINT32_MAX)
		return false;
	*id = (uint32_t)v;
	return true;
}
