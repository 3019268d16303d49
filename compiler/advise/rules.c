/* What kind of place a path is: the first rule that fits. */
#include <limits.h>
#include <string.h>

#include "advise.h"

const char *const advise_class_names[ADVISE_CLASS__MAX] = {
	[ADVISE_ENGINE] = "engine",
	[ADVISE_SCRATCH] = "scratch",
	[ADVISE_CONFIG] = "config",
	[ADVISE_DATA] = "data",
	[ADVISE_DEFECT] = "defect",
};

/* Do the path's first components match the pattern's?  *top: their length. */
static bool
fits_path(const char *pattern, const char *path, size_t *top)
{
	char want[NAME_MAX + 1], have[NAME_MAX + 1];
	const char *p = path;
	size_t n, k;

	while (*pattern == '/') {
		n = strcspn(++pattern, "/");
		if (*p != '/')
			return false;
		k = strcspn(++p, "/");
		if (n > NAME_MAX || k > NAME_MAX || k == 0)
			return false;
		memcpy(want, pattern, n);
		want[n] = '\0';
		memcpy(have, p, k);
		have[k] = '\0';
		if (!rt_glob_match(want, have))
			return false;
		pattern += n;
		p += k;
	}
	*top = (size_t)(p - path);
	return true;
}

const struct advise_rule *
advise_rule_find(
    const struct advise_rules *rules, const char *path, size_t *top)
{
	const char *name = strrchr(path, '/');
	uint32_t i;

	for (i = 0; i < rules->n; i++) {
		const struct advise_rule *r = &rules->rule[i];

		if (*r->pattern == '/') {
			if (fits_path(r->pattern, path, top))
				return r;
		} else if (name != NULL &&
			   rt_glob_match(r->pattern, name + 1)) {
			*top = (size_t)(name - path);
			return r;
		}
	}
	*top = 0;
	return NULL;
}
