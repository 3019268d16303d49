/* Tailorings of a small benchmark, and what their profiles make of it. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "front/tailoring.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char benchmark[] =
    "<Benchmark xmlns='http://checklists.nist.gov/xccdf/1.2'"
    " id='xccdf_t_benchmark_B'><status>draft</status><version>1</version>"
    "<plain-text id='t'>text</plain-text>"
    "<Profile id='xccdf_t_profile_a'><title>A</title>"
    "<select idref='xccdf_t_rule_b' selected='true'/></Profile>"
    "<Profile id='xccdf_t_profile_b' extends='xccdf_t_profile_a'>"
    "<title>B</title></Profile>"
    "<Value id='xccdf_t_value_v'><value>1</value>"
    "<value selector='s'>2</value></Value>"
    "<Group id='xccdf_t_group_g' cluster-id='c'>"
    "<Rule id='xccdf_t_rule_a'/><Rule id='xccdf_t_rule_b' selected='false'>"
    "<requires idref='xccdf_t_rule_a'/></Rule></Group></Benchmark>";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf said = STRBUF_INIT;
	struct arena a = { NULL };
	struct model_benchmark *b;
	const struct xml_node *root;

	diag_sink(&said);
	b = front_xccdf(&a, "b.xml", benchmark, strlen(benchmark));
	assert(b != NULL);
	root = xml_parse(&a, "input", (const char *)data, size);
	if (root != NULL && tailoring_apply(b, "input", root)) {
		assert(b->nprofile > 2);
		for (uint32_t i = 0; i < b->nprofile && i < 16; i++) {
			assert(model_find_profile(b, b->profile[i].id) !=
			    MODEL_NONE);
			model_resolve(&a, b, i);
		}
	}
	diag_sink(NULL);
	strbuf_free(&said);
	arena_free(&a);
	return 0;
}
