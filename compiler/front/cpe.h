/*
 * CPE: names of platforms (NISTIR 7695) in both their forms, when one covers
 * another (NISTIR 7696), the applicability language of a benchmark's
 * platform-specification (NISTIR 7698) and dictionaries, which say by which
 * check a name is found to hold.  Requires front.h.
 */
#ifndef CPE_H
#define CPE_H

#include "front.h"
#include "xml.h"

#define CPE_NS_DICTIONARY "http://cpe.mitre.org/dictionary/2.0"
#define CPE_NS_LANGUAGE "http://cpe.mitre.org/language/2.0"
#define CPE_MAX_NAME 1024    /* bytes of a name */
#define CPE_MAX_ONES 64      /* characters of a name that may be any */
#define CPE_MAX_TESTS 100000 /* of a benchmark's platforms, of a dictionary */

enum cpe_attribute {
	CPE_PART,
	CPE_VENDOR,
	CPE_PRODUCT,
	CPE_VERSION,
	CPE_UPDATE,
	CPE_EDITION,
	CPE_LANGUAGE,
	CPE_SW_EDITION,
	CPE_TARGET_SW,
	CPE_TARGET_HW,
	CPE_OTHER,
	CPE__MAX
};

/* In a value: one character, or any number of them. */
#define CPE_ONE '\1'
#define CPE_MANY '\2'

struct cpe { /* per attribute; NULL: any, "": does not apply */
	const char *value[CPE__MAX]; /* lower case, nothing escaped */
};

/*
 * Read a name, as a URI ("cpe:/o:...") or as a formatted string
 * ("cpe:2.3:o:...").  False: it is neither.
 */
bool cpe_parse(struct arena *a, const char *name, struct cpe *out);
/* Is every platform that `name` names one that `by` names? */
bool cpe_covers(const struct cpe *by, const struct cpe *name);
/* A pattern, for PCRE2, of the names that it covers, in both their forms. */
const char *cpe_pattern(struct arena *a, const struct cpe *c);

struct cpe_item { /* of a dictionary: one check of one name */
	const char *name, *system, *href, *definition;
	struct srcpos pos;
};
struct cpe_dictionary {
	struct cpe_item *item;
	uint32_t nitem;
};
/* From a cpe-list; false after diagnostics. */
bool cpe_read_dictionary(struct arena *a, const char *file,
    const struct xml_node *root, struct cpe_dictionary *out);

/*
 * The platforms of a platform-specification, appended to b's.  False after
 * diagnostics.
 */
bool cpe_read_platforms(struct arena *a, const char *file,
    const struct xml_node *node, struct model_benchmark *b);

#endif
