/*
 * The probes by kind, made from probes.def.  An emitted evaluator has a table
 * of its own, with the probes its content uses.
 */
#include "probe.h"

const struct probe *const probes[PROBE__MAX] = {
#define PROBE(id, sym, name) [PROBE_##id] = &probe_##sym,
#include "../ir/probes.def"
#undef PROBE
};

uint16_t
probe_field_find(const struct probe *p, const char *name)
{
	for (uint16_t i = 0; p != NULL && p->field[i].name != NULL; i++)
		if (str_eq(p->field[i].name, name))
			return i;
	return UINT16_MAX;
}
