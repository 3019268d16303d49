/* A probe's field by its name. */
#include "probe.h"

uint16_t
probe_field_find(const struct probe *p, const char *name)
{
	for (uint16_t i = 0; p != NULL && p->field[i].name != NULL; i++)
		if (str_eq(p->field[i].name, name))
			return i;
	return UINT16_MAX;
}
