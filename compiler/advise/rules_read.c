/* The rules of the kinds of places, read from text. */
#include <string.h>

#include "advise.h"

#define RULES_MAX 10000
#define RULES_LINE 4096
#define RULES_BUNDLED "content/advise/default.rules"

/* The next word of a line of n bytes, copied; NULL: there is none. */
static char *
next_word(struct arena *a, const char **s, size_t *n)
{
	const char *word;
	size_t len = 0;

	while (*n > 0 && (**s == ' ' || **s == '\t'))
		(*s)++, (*n)--;
	word = *s;
	while (len < *n && word[len] != ' ' && word[len] != '\t')
		len++;
	*s += len;
	*n -= len;
	return len > 0 ? arena_strndup(a, word, len) : NULL;
}

/* 64m, 512k, 1g or bytes. */
static bool
read_size(const char *s, uint64_t *size)
{
	char digits[16];
	size_t n = strspn(s, "0123456789");
	int64_t value;
	unsigned shift = 0;

	if (n == 0 || n > 12 || (s[n] != '\0' && s[n + 1] != '\0'))
		return false;
	switch (s[n]) {
	case '\0':
		break;
	case 'k':
		shift = 10;
		break;
	case 'm':
		shift = 20;
		break;
	case 'g':
		shift = 30;
		break;
	default:
		return false;
	}
	memcpy(digits, s, n);
	digits[n] = '\0';
	if (!str_to_int64(digits, &value) || value == 0 ||
	    value > INT64_MAX >> (shift + 1))
		return false;
	*size = (uint64_t)value << shift;
	return true;
}

/* A name, or an absolute path without empty, "." and ".." components. */
static bool
is_pattern(const char *s)
{
	size_t n;

	if (*s != '/')
		return strchr(s, '/') == NULL;
	for (; *s == '/'; s += n) {
		n = strcspn(++s, "/");
		if (n == 0 || (n == 1 && *s == '.') ||
		    (n == 2 && s[0] == '.' && s[1] == '.'))
			return false;
	}
	return true;
}

static bool
read_rule(struct arena *a, struct advise_rules *rules, struct srcpos pos,
    const char *s, size_t n)
{
	struct advise_rule r = { .pos = pos };
	const char *class = next_word(a, &s, &n), *size;
	unsigned c = 0;

	if (class == NULL || *class == '#')
		return true;
	while (c < ADVISE_CLASS__MAX && !str_eq(advise_class_names[c], class))
		c++;
	if (c == ADVISE_CLASS__MAX) {
		diag(DIAG_ID_ADVISE_RULE, pos, "there is no class %s", class);
		return false;
	}
	r.class = (enum advise_class)c;
	r.pattern = next_word(a, &s, &n);
	if (r.pattern == NULL || !is_pattern(r.pattern)) {
		diag(DIAG_ID_ADVISE_RULE, pos,
		    "a name or an absolute path has to follow %s", class);
		return false;
	}
	while (n > 0 && (*s == ' ' || *s == '\t'))
		s++, n--;
	if (n > 5 && strncmp(s, "size=", 5) == 0) {
		size = next_word(a, &s, &n);
		if (!read_size(size + 5, &r.size)) {
			diag(DIAG_ID_ADVISE_RULE, pos,
			    "%s: a number of bytes, k, m or g is needed", size);
			return false;
		}
	}
	while (n > 0 && (*s == ' ' || *s == '\t'))
		s++, n--;
	while (n > 0 && strchr(" \t\r", s[n - 1]) != NULL)
		n--;
	if (n == 0) {
		diag(DIAG_ID_ADVISE_RULE, pos, "%s has no reason", r.pattern);
		return false;
	}
	r.reason = arena_strndup(a, s, n);
	*VEC_PUSH(a, rules->rule, rules->n) = r;
	return true;
}

bool
advise_rules_read(struct arena *a, struct advise_rules *rules, const char *file,
    const char *data, size_t n)
{
	struct srcpos pos = { arena_strdup(a, file), 0 };
	bool ok = true;

	while (n > 0 && ok) {
		const char *end = memchr(data, '\n', n);
		size_t len = end != NULL ? (size_t)(end - data) : n;

		pos.line++;
		if (len > RULES_LINE || rules->n >= RULES_MAX ||
		    !utf8_valid(data, len)) {
			diag(DIAG_ID_ADVISE_RULE, pos,
			    "no UTF-8, or longer than a rule can be");
			return false;
		}
		ok = read_rule(a, rules, pos, data, len);
		n -= len;
		data += len;
		if (n > 0)
			data++, n--;
	}
	return ok;
}

bool
advise_rules_bundled(struct arena *a, struct advise_rules *rules)
{
	const struct embed *e = embed_find(RULES_BUNDLED);

	return e != NULL &&
	       advise_rules_read(a, rules, e->name, e->data, e->size);
}
