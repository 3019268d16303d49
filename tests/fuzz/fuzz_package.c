/* Records of packages: dpkg's status and apk's installed. */
#include "probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_probe(PROBE_DPKGINFO, NULL, NULL, IR_OPERATION_EQUALS, data, size);
	fuzz_probe(PROBE_APK, NULL, NULL, IR_OPERATION_EQUALS, data, size);
	return 0;
}
