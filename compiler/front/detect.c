/* What a document is, by its first bytes and its root element. */
#include <string.h>

#include "front.h"
#include "xml.h"

static const struct {
	const char *name;
	enum front_format format;
} roots[] = {
	{ "Benchmark", FRONT_XCCDF },
	{ "data-stream-collection", FRONT_DATASTREAM },
	{ "oval_definitions", FRONT_OVAL },
	{ "cci_list", FRONT_CCI },
	{ "Tailoring", FRONT_TAILORING },
	{ "CHECKLIST", FRONT_CKL },
};

/* Does an .audit file begin here, behind comments and blank lines? */
static bool
is_audit(const char *s, size_t n)
{
	static const char *const tags[] = { "<check_type", "<custom_item",
		"<item", "<if", "<report", "<deprecated", "<group_policy" };
	const char *end = s + n;

	while (s < end) {
		if (strchr(" \t\r\n", *s) != NULL && *s != '\0') {
			s++;
		} else if (*s == '#') {
			while (s < end && *s != '\n')
				s++;
		} else {
			break;
		}
	}
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		size_t len = strlen(tags[i]);

		if ((size_t)(end - s) > len && strncmp(s, tags[i], len) == 0 &&
		    strchr(" \t\r\n:>", s[len]) != NULL)
			return true;
	}
	return false;
}

/* JSON with a member that checklists of STIG Viewer 3 have? */
static bool
is_cklb(const char *s, size_t n)
{
	static const char member[] = "\"stigs\"";
	size_t i = n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	while (i < n && memchr(" \t\r\n", s[i], 4) != NULL)
		i++;
	return i < n && s[i] == '{' &&
	       memmem(s, n, member, sizeof member - 1) != NULL;
}

enum front_format
front_detect(const char *data, size_t n)
{
	struct xml_root root;

	if (n >= 4 && (memcmp(data, "PK\3\4", 4) == 0 ||
			  memcmp(data, "PK\5\6", 4) == 0))
		return FRONT_ZIP;
	if (n >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 &&
	    is_audit(data + 3, n - 3))
		return FRONT_AUDIT;
	if (is_audit(data, n))
		return FRONT_AUDIT;
	if (is_cklb(data, n))
		return FRONT_CKLB;
	if (!xml_find_root(data, n, &root))
		return FRONT_UNKNOWN;
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
		if (str_eq(roots[i].name, root.name))
			return roots[i].format;
	}
	return FRONT_UNKNOWN;
}
