/* Names of platforms: read, compared, made into a pattern. */
#include <ctype.h>
#include <string.h>

#include "cpe.h"

/* --- reading ---------------------------------------------------------------- */

static int
hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One attribute of a URI, s[0..n). */
static bool
uri_attribute(struct arena *a, const char *s, size_t n, const char **out)
{
	char *value = arena_alloc(a, n + 1);
	size_t k = 0;

	*out = NULL;
	if (n == 0)
		return true;
	if (n == 1 && *s == '-') {
		*out = "";
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		int high, low;

		if (s[i] != '%') {
			value[k++] = (char)tolower((unsigned char)s[i]);
			continue;
		}
		if (i + 2 >= n || (high = hex(s[i + 1])) < 0 ||
		    (low = hex(s[i + 2])) < 0 || (high == 0 && low == 0))
			return false;
		value[k++] = (char)tolower(high * 16 + low);
		i += 2;
	}
	*out = value;
	return true;
}

/* "~edition~sw_edition~target_sw~target_hw~other" in place of an edition. */
static bool
uri_packed(struct arena *a, const char *s, size_t n, struct cpe *out)
{
	static const enum cpe_attribute order[] = { CPE_EDITION,
		CPE_SW_EDITION, CPE_TARGET_SW, CPE_TARGET_HW, CPE_OTHER };
	const char *end = s + n;

	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		const char *next;

		if (s == end || *s++ != '~')
			return false;
		next = memchr(s, '~', (size_t)(end - s));
		if (next == NULL)
			next = end;
		if (!uri_attribute(a, s, (size_t)(next - s),
			&out->value[order[i]]))
			return false;
		s = next;
	}
	return s == end;
}

static bool
parse_uri(struct arena *a, const char *s, struct cpe *out)
{
	for (unsigned i = 0; i <= CPE_LANGUAGE; i++) {
		size_t n = strcspn(s, ":");

		if (i == CPE_EDITION && *s == '~') {
			if (!uri_packed(a, s, n, out))
				return false;
		} else if (!uri_attribute(a, s, n, &out->value[i])) {
			return false;
		}
		s += n;
		if (*s == '\0')
			return true;
		s++;
	}
	return false;
}

/* One attribute of a formatted string; *s is left at its end. */
static bool
string_attribute(struct arena *a, const char **s, const char **out)
{
	const char *p = *s;
	struct strbuf b = STRBUF_INIT;
	bool ok = true;

	for (; ok && *p != '\0' && *p != ':'; p++) {
		if (*p == '\\') {
			ok = *++p != '\0';
			if (ok)
				strbuf_addch(&b, tolower((unsigned char)*p));
			else
				p--;
		} else if (*p == '?') {
			strbuf_addch(&b, CPE_ONE);
		} else if (*p == '*') {
			strbuf_addch(&b, CPE_MANY);
		} else {
			strbuf_addch(&b, tolower((unsigned char)*p));
		}
	}
	if (p - *s == 1 && **s == '*')
		*out = NULL;
	else if (p - *s == 1 && **s == '-')
		*out = "";
	else
		*out = arena_strndup(a, b.s, b.n);
	ok = ok && p != *s;
	*s = p;
	strbuf_free(&b);
	return ok;
}

static bool
parse_string(struct arena *a, const char *s, struct cpe *out)
{
	for (unsigned i = 0; i < CPE__MAX; i++) {
		if (!string_attribute(a, &s, &out->value[i]))
			return false;
		if (*s != (i + 1 < CPE__MAX ? ':' : '\0'))
			return false;
		s += *s == ':';
	}
	return true;
}

/* How many characters may be any? */
static size_t
ones(const struct cpe *c)
{
	size_t n = 0;

	for (unsigned i = 0; i < CPE__MAX; i++)
		for (const char *p = c->value[i]; p != NULL && *p != '\0'; p++)
			n += *p == CPE_ONE;
	return n;
}

bool
cpe_parse(struct arena *a, const char *name, struct cpe *out)
{
	const char *part;
	bool ok = false;

	memset(out, 0, sizeof *out);
	if (strlen(name) > CPE_MAX_NAME || !utf8_valid(name, strlen(name)))
		return false;
	for (const char *p = name; *p != '\0'; p++)
		if (isspace((unsigned char)*p) || iscntrl((unsigned char)*p))
			return false;
	if (str_starts(name, "cpe:2.3:"))
		ok = parse_string(a, name + strlen("cpe:2.3:"), out);
	else if (str_starts(name, "cpe:/"))
		ok = parse_uri(a, name + strlen("cpe:/"), out);
	part = out->value[CPE_PART];
	return ok && ones(out) <= CPE_MAX_ONES &&
	    (part == NULL || str_eq(part, "a") || str_eq(part, "o") ||
		str_eq(part, "h"));
}

/* --- comparison ------------------------------------------------------------- */

static bool
value_matches(const char *pattern, const char *s)
{
	const char *star = NULL, *back = NULL;

	while (*s != '\0') {
		if (*pattern == CPE_MANY) {
			star = pattern++;
			back = s;
		} else if (*pattern == CPE_ONE ||
		    (*pattern == *s && *pattern != '\0')) {
			pattern++;
			s++;
		} else if (star != NULL) {
			pattern = star + 1;
			s = ++back;
		} else {
			return false;
		}
	}
	/* A trailing '?' may stand for nothing. */
	while (*pattern == CPE_MANY || *pattern == CPE_ONE)
		pattern++;
	return *pattern == '\0';
}

bool
cpe_covers(const struct cpe *by, const struct cpe *name)
{
	for (unsigned i = 0; i < CPE__MAX; i++) {
		const char *x = by->value[i], *y = name->value[i];

		if (x == NULL)
			continue;
		if (y == NULL || (*x == '\0') != (*y == '\0') ||
		    !value_matches(x, y))
			return false;
	}
	return true;
}

/* --- as a pattern ----------------------------------------------------------- */

/* A character as it stands in either form: itself, "\c" or "%hh". */
static void
pattern_char(struct strbuf *out, int c)
{
	if (c == CPE_ONE)
		strbuf_addstr(out, "(?:[^:\\\\%]|\\\\.|%[0-9a-f]{2})?");
	else if (c == CPE_MANY)
		strbuf_addstr(out, "[^:]*");
	else if (isalnum(c) || c == '_')
		strbuf_addch(out, c);
	else if (c >= 0x80)
		strbuf_addch(out, c);
	else
		strbuf_addf(out, "(?:\\\\?\\x%02x|%%%02x)", c, c);
}

const char *
cpe_pattern(struct arena *a, const struct cpe *c)
{
	struct strbuf b = STRBUF_INIT;
	unsigned last = CPE__MAX;
	const char *pattern;

	while (last > 0 && c->value[last - 1] == NULL)
		last--;
	strbuf_addstr(&b, "(?i)^cpe:(?:/|2\\.3:)");
	for (unsigned i = 0; i < last; i++) {
		if (i != 0)
			strbuf_addch(&b, ':');
		if (c->value[i] == NULL)
			strbuf_addstr(&b, "[^:]*");
		else if (*c->value[i] == '\0')
			strbuf_addch(&b, '-');
		for (const char *p = c->value[i]; p != NULL && *p != '\0'; p++)
			pattern_char(&b, (unsigned char)*p);
	}
	strbuf_addstr(&b, "(?::.*)?$");
	pattern = arena_strndup(a, b.s, b.n);
	strbuf_free(&b);
	return pattern;
}
