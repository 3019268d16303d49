/* Messages of D-Bus: what a service answers is refused or read to its end. */
#include <stdlib.h>
#include <string.h>

#include "runtime/rt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look(void *arg, const char *text, size_t n)
{
	size_t *all = arg;

	*all += strlen(text) + n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_bus_message m;
	size_t whole, all = 0, end;

	if (!rt_bus_parse((const char *)data, size, &m, &whole) || whole > size)
		return 0;
	all += strlen(m.signature);
	end = rt_bus_array(&m.body, '{');
	while (!m.body.bad && m.body.at < end) {
		rt_bus_struct(&m.body);
		all += strlen(rt_bus_text(&m.body, 's'));
		rt_bus_variant(&m.body, look, &all);
	}
	if (m.body.at > m.body.n)
		abort();
	return 0;
}
