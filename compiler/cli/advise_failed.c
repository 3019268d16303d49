/* auditc advise --results: the containers that failed, from results. */
#include <string.h>

#include "../report/report.h"
#include "advise.h"

#define FAILED_ID 64 /* hexadecimal digits of a container's id */

/* The rule has these names in the releases that there were. */
static const char *const rule_names[] = { "DKER-EE-002030", "V-235808",
	"V-95651" };

static bool
is_rule(const struct report_rule *r)
{
	for (size_t i = 0; i < sizeof rule_names / sizeof *rule_names; i++)
		if (str_eq(r->name, rule_names[i]) ||
		    str_eq(r->vuln, rule_names[i]))
			return true;
	return false;
}

static bool
failed(const struct report *r, const struct report_target *t)
{
	for (uint32_t i = 0; i < t->nresult; i++)
		if (t->result[i].result == IR_XCCDF_FAIL &&
		    is_rule(&r->rule[t->result[i].rule]))
			return true;
	return false;
}

static bool
is_id(const char *s)
{
	return s != NULL && strlen(s) == FAILED_ID &&
	       strspn(s, "0123456789abcdef") == FAILED_ID;
}

/* What the engine calls the target; NULL: it is no container. */
static const char *
container_of(const struct report_target *t)
{
	const char *id = report_fact(t, "fact:identifier");
	const char *slash = strrchr(t->name, '/');

	if (is_id(id))
		return id;
	return slash != NULL && slash[1] != '\0' ? slash + 1 : NULL;
}

bool
advise_failed(
    struct arena *a, const char *path, const char ***container, uint32_t *n)
{
	struct strbuf b = STRBUF_INIT;
	struct report *r = NULL;
	const char *name;

	*container = NULL;
	*n = 0;
	if (file_read(path, 0, &b))
		r = report_read(a, path, b.s, b.n, NULL, NULL);
	strbuf_free(&b);
	if (r == NULL)
		return false;
	for (uint32_t i = 0; i < r->ntarget; i++) {
		name = container_of(&r->target[i]);
		if (name != NULL && failed(r, &r->target[i]))
			*VEC_PUSH(a, *container, *n) = name;
	}
	if (*n == 0)
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ path, 0 },
		    "no container that failed %s", rule_names[0]);
	return *n != 0;
}
