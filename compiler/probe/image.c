/* Facts of one image: its own inspect document, or that of a container's. */
#include "probe.h"

enum { IMAGE_PATH, IMAGE_VALUE };

static void
image_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_entity *e = rt_object_entity(object, IMAGE_PATH);
	enum ir_result status;
	const struct rt_value *path;
	json_t *doc = NULL;

	if (ctx->target->kind == RT_IMAGE) {
		doc = ctx->target->image_json;
	} else if (ctx->target->kind == RT_CONTAINER) {
		doc = json_object_get(ctx->target->engine->image,
		    ctx->target->container->image_id);
	} else {
		rt_flag(ctx, out, RT_FLAG_NOT_APPLICABLE, "this is no image");
		return;
	}
	path = e != NULL ? rt_entity_values(ctx, e, &status) : NULL;
	if (path == NULL || e->operation != IR_OPERATION_EQUALS) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "no path is asked for");
		return;
	}
	if (!json_is_object(doc)) {
		rt_flag(ctx, out, RT_FLAG_ERROR,
		    "the engine does not give the image's facts");
		return;
	}
	for (; path != NULL; path = path->next)
		rt_json_select(ctx, doc, path->s, IMAGE_PATH, IMAGE_VALUE, out);
}

static const char *const image_audit[] = { "IMAGE_CHECK", NULL };

static const struct probe_field image_field[] = {
	[IMAGE_PATH] = { "path", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "which fact, as a path into the inspect document" },
	[IMAGE_VALUE] = { "value", IR_DATATYPE_STRING, FIELD_STATE,
	    "each value found; an object is a record of its scalar members" },
	PROBE_FIELD_END
};

const struct probe probe_image = {
	.name = "image",
	.audit = image_audit,
	.field = image_field,
	.doc = "facts of an image as the engine gives them",
	.targets = 1u << IR_TARGET_IMAGE | 1u << IR_TARGET_CONTAINER,
	.collect = image_collect,
	.sh = "probe/image.sh",
};
