/* Environment variables, as OVAL asked for them before version 5.8. */
#include "probe.h"

enum { ENVIRONMENT_NAME, ENVIRONMENT_CONTENT };

static void
environment_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	static const struct rt_environment_fields field = { UINT16_MAX,
		ENVIRONMENT_NAME, ENVIRONMENT_CONTENT };

	rt_environment(ctx, object, &field, out);
}

static const struct probe_field environment_field[] = {
	[ENVIRONMENT_NAME] = { "name", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the variable's name" },
	[ENVIRONMENT_CONTENT] = { "value", IR_DATATYPE_STRING, FIELD_STATE,
	    "what it is set to" },
	PROBE_FIELD_END,
};

const struct probe probe_environmentvariable = {
	.name = "environmentvariable",
	.oval = "independent:environmentvariable",
	.field = environment_field,
	.doc = "environment variables: on the host this program's, of a "
	       "container its init's",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = environment_collect,
	.sh = "probe/environmentvariable.sh",
};
