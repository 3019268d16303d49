/*
 * The advisor's inputs: an observation, from which advice is composed and
 * written in every form; rules; what a clone wrote to its log.
 */
#include <stddef.h>
#include <stdint.h>

#include "advise/advise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
each(void *arg, enum advise_trouble what, const char *path, const char *line)
{
	uint32_t *count = arg;

	(void)what, (void)line;
	*count += path != NULL && *path == '/';
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct advise_rules rules = { 0 }, own = { 0 };
	struct strbuf said = STRBUF_INIT, out = STRBUF_INIT;
	struct strbuf *sink = diag_sink(&said);
	const char *text = (const char *)data;
	struct advise_seen *seen;
	struct advice *v;
	uint32_t count = 0;

	advise_rules_bundled(&a, &rules);
	advise_rules_read(&a, &own, "fuzz", text, n);
	advise_log_read(&a, text, n, each, &count);
	seen = advise_seen_read(&a, "fuzz", text, n);
	if (seen != NULL) {
		v = advise_compose(&a, seen, &rules);
		for (size_t i = 0; i < advise_nformat; i++)
			advise_formats[i].write(&a, v, &out);
		advise_seen_free(seen);
	}
	diag_sink(sink);
	strbuf_free(&said);
	strbuf_free(&out);
	arena_free(&a);
	return 0;
}
