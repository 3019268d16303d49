/* The reader of archives; members are looked at, not parsed. */
#include <stddef.h>
#include <stdint.h>

#include "front/front.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
look(void *arg, const char *name, const char *data, size_t n)
{
	size_t *seen = arg;

	*seen += n + (name[0] == '/') + (data[n] != '\0');
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf said = STRBUF_INIT;
	size_t seen = 0;

	diag_sink(&said);
	front_zip("input.zip", (const char *)data, size, look, &seen);
	diag_sink(NULL);
	strbuf_free(&said);
	return 0;
}
