/* XML files that are asked by XPath. */
#include "probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_probe(PROBE_XMLFILECONTENT, "filepath", "xpath",
	    IR_OPERATION_EQUALS, data, size);
	return 0;
}
