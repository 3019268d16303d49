/* Account files: passwd's lines and shadow's. */
#include "probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_probe(PROBE_PASSWORD, NULL, NULL, IR_OPERATION_EQUALS, data,
	    size);
	fuzz_probe(PROBE_SHADOW, NULL, NULL, IR_OPERATION_EQUALS, data, size);
	return 0;
}
