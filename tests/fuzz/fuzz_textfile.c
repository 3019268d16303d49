/* Text files that are searched. */
#include "probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_probe(PROBE_TEXTFILECONTENT54, "filepath", "pattern",
	    IR_OPERATION_PATTERN_MATCH, data, size);
	return 0;
}
