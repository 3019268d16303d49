/* What the writers of JSON share. */
#include <stdlib.h>
#include <string.h>

#include "json.h"

json_t *
report_json(const char *s)
{
	return json_string(s != NULL ? s : "");
}

void
report_json_text(json_t *o, const char *name, const char *s)
{
	json_object_set_new(o, name, report_json(s));
}

static int
append(const char *data, size_t n, void *out)
{
	strbuf_add(out, data, n);
	return 0;
}

static void
dump(json_t *o, struct strbuf *out, size_t flags)
{
	if (o == NULL || json_dump_callback(o, append, out, flags) != 0)
		die(70, "cannot write JSON");
	strbuf_addch(out, '\n');
	json_decref(o);
}

void
report_json_write(json_t *o, struct strbuf *out)
{
	dump(o, out, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
}

void
report_json_line(json_t *o, struct strbuf *out)
{
	dump(o, out, JSON_COMPACT | JSON_REAL_PRECISION(6));
}
