/* The advice of an evaluator: for which rule, and by which kinds of places. */
#include <string.h>

#include "../advise/advise.h"
#include "back.h"

/* The rule of the read-only root, by its STIG-ID. */
#define ADVISED "DKER-EE-002030"

bool
back_is_advised(const struct model_rule *r)
{
	return str_eq(r->version, ADVISED);
}

bool
back_has_advice(const struct pass_unit *u)
{
	for (uint32_t i = 0; i < u->benchmark->nrule; i++)
		if (back_is_advised(&u->benchmark->rule[i]))
			return true;
	return false;
}

void
back_put_places(struct strbuf *b)
{
	static const char *const class[ADVISE_CLASS__MAX] = {
		[ADVISE_ENGINE] = "ADVISE_ENGINE",
		[ADVISE_SCRATCH] = "ADVISE_SCRATCH",
		[ADVISE_CONFIG] = "ADVISE_CONFIG",
		[ADVISE_DATA] = "ADVISE_DATA",
		[ADVISE_DEFECT] = "ADVISE_DEFECT",
	};
	struct advise_rules rules = { NULL, 0 };
	struct arena a = { NULL };

	advise_rules_bundled(&a, &rules);
	strbuf_addstr(b, "\nstatic const struct advise_rule place[] = {\n");
	for (uint32_t i = 0; i < rules.n; i++) {
		strbuf_addf(b, "\t{ %s, ", class[rules.rule[i].class]);
		quote_c(b, rules.rule[i].pattern);
		strbuf_addstr(b, ",\n\t    ");
		quote_c(b, rules.rule[i].reason);
		strbuf_addf(b, ", %lluu, { NULL, 0 } },\n",
		    (unsigned long long)rules.rule[i].size);
	}
	strbuf_addstr(b, "};\n");
	arena_free(&a);
}
