/*
 * Validity by the official XSDs.  Requires base.h.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "../base/base.h"

enum schema_answer {
	SCHEMA_VALID,
	SCHEMA_INVALID, /* after diagnostics */
	SCHEMA_NONE,    /* there is no schema for a document of this kind */
	SCHEMA_ABSENT,  /* the schemas are not installed */
};
/* Of a document that xml_parse() accepts. */
enum schema_answer schema_validate(const char *file, const char *data,
    size_t n);

#endif
