/* Results of any kind, and every form that can be made of them. */
#include <stddef.h>
#include <stdint.h>

#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct strbuf said = STRBUF_INIT, out = STRBUF_INIT;
	struct report_request q = { NULL, NULL, NULL, NULL };
	struct arena a = { NULL };

	diag_sink(&said);
	q.report = report_read(&a, "fuzz", (const char *)data, n, NULL, NULL);
	if (q.report != NULL) {
		q.comparison = report_compare(&a, q.report, q.report);
		for (size_t i = 0; i < report_nformat; i++) {
			strbuf_reset(&out);
			report_formats[i].write(&q, &out);
		}
	}
	diag_sink(NULL);
	strbuf_free(&out);
	strbuf_free(&said);
	arena_free(&a);
	return 0;
}
