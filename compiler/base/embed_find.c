/* Look-up in the table of embedded files, which mkembed sorts by name. */
#include <string.h>

#include "base.h"

const struct embed *
embed_find(const char *name)
{
	size_t lo = 0, hi = nembed, mid;
	int c;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		c = strcmp(name, embed[mid].name);
		if (c == 0)
			return &embed[mid];
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}
