/* Spelling of XCCDF's vocabularies, and the forms of its ids. */
#include <string.h>

#include "model.h"

const char *const model_severity_names[SEV__MAX] = {
	[SEV_UNKNOWN] = "unknown",
	[SEV_INFO] = "info",
	[SEV_LOW] = "low",
	[SEV_MEDIUM] = "medium",
	[SEV_HIGH] = "high",
};

enum model_severity
model_severity_shown(enum model_severity s)
{
	return s == SEV_UNKNOWN ? SEV_MEDIUM : s;
}

const char *const model_role_names[ROLE__MAX] = {
	[ROLE_FULL] = "full",
	[ROLE_UNSCORED] = "unscored",
	[ROLE_UNCHECKED] = "unchecked",
};

const char *const model_value_type_names[VALUE_TYPE__MAX] = {
	[VALUE_STRING] = "string",
	[VALUE_NUMBER] = "number",
	[VALUE_BOOLEAN] = "boolean",
};

/* Bytes above 0x7F stand for letters: what is no letter there is rare. */
static bool
is_name_char(unsigned char c, bool first)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    c >= 0x80)
		return true;
	return !first && ((c >= '0' && c <= '9') || c == '-' || c == '.');
}

bool
model_is_ncname(const char *s)
{
	if (!is_name_char((unsigned char)*s, true))
		return false;
	while (*++s != '\0') {
		if (!is_name_char((unsigned char)*s, false))
			return false;
	}
	return true;
}

bool
model_id12_split(const char *id, const char *kind, size_t *ns_length,
    const char **name)
{
	const char *ns, *end;
	size_t n = strlen(kind);

	if (!str_starts(id, "xccdf_"))
		return false;
	ns = id + strlen("xccdf_");
	end = strchr(ns, '_');
	if (end == NULL || end == ns || strncmp(end + 1, kind, n) != 0 ||
	    end[n + 1] != '_' || end[n + 2] == '\0')
		return false;
	if (ns_length != NULL)
		*ns_length = (size_t)(end - ns);
	if (name != NULL)
		*name = end + n + 2;
	return true;
}

const char *
model_id_name(const char *id12, const char *kind)
{
	const char *name;

	return model_id12_split(id12, kind, NULL, &name) ? name : id12;
}

const char *
model_id12(struct arena *a, const char *ns, const char *kind, const char *id)
{
	char *out;

	if (model_is_ncname(id) && model_id12_split(id, kind, NULL, NULL))
		return arena_strdup(a, id);
	out = arena_printf(a, "xccdf_%s_%s_%s", ns, kind, id);
	for (char *p = out; *p != '\0'; p++) {
		if (!is_name_char((unsigned char)*p, false))
			*p = '_';
	}
	return out;
}
