/* The reference of an item: "STIG-ID|x,CCI|y,800-53|z". */
#include <string.h>

#include "nessus.h"

static const char *
trimmed(struct arena *a, const char *s, size_t n)
{
	while (n != 0 && strchr(" \t\r\n", *s) != NULL) {
		s++;
		n--;
	}
	while (n != 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	return arena_strndup(a, s, n);
}

uint32_t
audit_reference_split(struct arena *a, const char *text,
    struct audit_reference **out)
{
	struct audit_reference *r = NULL;
	uint32_t n = 0;
	const char *bar, *part;
	size_t len;

	for (; text != NULL; text = text[len] != '\0' ? text + len + 1 : NULL) {
		len = strcspn(text, ",");
		bar = memchr(text, '|', len);
		if (bar != NULL) {
			VEC_PUSH(a, r, n)->key =
			    trimmed(a, text, (size_t)(bar - text));
			r[n - 1].value = trimmed(a, bar + 1,
			    (size_t)(text + len - bar) - 1);
			continue;
		}
		part = trimmed(a, text, len);
		if (*part != '\0' && n != 0)
			r[n - 1].value = arena_printf(a, "%s,%s",
			    r[n - 1].value, part);
	}
	*out = r;
	return n;
}

const char *
audit_reference_find(const struct audit_reference *r, uint32_t n,
    const char *key)
{
	for (; n != 0; n--, r++)
		if (str_eq_nocase(r->key, key) && *r->value != '\0')
			return r->value;
	return NULL;
}
