/*
 * Data streams: the collection, what its benchmarks call by name, and the
 * benchmarks and dictionaries themselves.
 */
#include <stddef.h>
#include <stdint.h>

#include "front/cpe.h"
#include "front/datastream.h"
#include "front/xccdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
use_benchmark(struct arena *a, const struct datastream *ds,
    const struct datastream_ref *ref)
{
	const struct model_benchmark *b = xccdf_read(a, "input", ref->root);

	if (b == NULL)
		return;
	model_resolve(a, b, MODEL_NONE);
	for (uint32_t i = 0; i < b->nrule; i++) {
		for (uint32_t k = 0; k < b->rule[i].ncheck; k++) {
			const struct model_check *c = &b->rule[i].check[k];

			for (uint32_t j = 0; j < c->ncontent_ref; j++)
				datastream_resolve(ds, ref,
				    c->content_ref[j].href);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf said = STRBUF_INIT;
	struct arena a = { NULL };
	const char *text = (const char *)data;
	const struct xml_node *root;
	const struct datastream *ds = NULL;
	struct front_source source;

	diag_sink(&said);
	root = xml_parse(&a, "input", text, size);
	if (root != NULL)
		ds = datastream_read(&a, "input", root);
	for (unsigned i = 0; ds != NULL && i < DATASTREAM_PART__MAX; i++) {
		for (uint32_t k = 0; k < ds->part[i].n && k < 8; k++) {
			const struct datastream_ref *ref = &ds->part[i].ref[k];
			struct cpe_dictionary d;

			if (ref->root == NULL)
				continue;
			if (i == DATASTREAM_CHECKLISTS)
				use_benchmark(&a, ds, ref);
			else if (i == DATASTREAM_DICTIONARIES)
				cpe_read_dictionary(&a, "input", ref->root,
				    &d);
		}
	}
	front_source_read(&source, &a, "input", text, size, NULL, NULL);
	diag_sink(NULL);
	strbuf_free(&said);
	arena_free(&a);
	return 0;
}
