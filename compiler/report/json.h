/* What the writers of JSON share. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <jansson.h>

#include "report.h"

/* A string; NULL is "". */
json_t *report_json(const char *s);
/* Member `name` of o. */
void report_json_text(json_t *o, const char *name, const char *s);
/* Append o, indented and with a newline; o is given back. */
void report_json_write(json_t *o, struct strbuf *out);
/* The same on one line. */
void report_json_line(json_t *o, struct strbuf *out);

#endif
