/* YAML files that are asked by a path. */
#include "probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_probe(PROBE_YAMLFILECONTENT, "filepath", "yamlpath",
	    IR_OPERATION_EQUALS, data, size);
	return 0;
}
