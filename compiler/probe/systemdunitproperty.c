/* Properties of the units of the host's systemd. */
#include <string.h>

#include "probe.h"

enum { UNIT_NAME, UNIT_PROPERTY, UNIT_CONTENT };

struct unit_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	const char *unit;
	uint32_t item; /* the last of out, the property whose values come */
};

/* A wanted property: an item for it, its values follow. */
static bool
unit_wanted(void *arg, const char *property)
{
	struct unit_run *r = arg;
	struct rt_item *item;

	if (!rt_object_wants(r->ctx, r->object, UNIT_PROPERTY, property,
		strlen(property), r->out))
		return false;
	item = rt_item_add(r->ctx, r->out);
	item->where =
	    arena_printf(r->ctx->arena, "%s of %s", property, r->unit);
	rt_item_text(r->ctx, item, UNIT_NAME, r->unit);
	rt_item_text(r->ctx, item, UNIT_PROPERTY, property);
	r->item = r->out->nitem - 1;
	return true;
}

static void
unit_value(void *arg, const char *text, size_t n)
{
	struct unit_run *r = arg;

	rt_value_add(r->ctx, &r->out->item[r->item], UNIT_CONTENT,
	    IR_DATATYPE_STRING, text, n);
}

static void
unit_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct unit_run r = { ctx, object, out, NULL, 0 };
	struct rt_systemd s;

	if (!rt_systemd_open(ctx, &s, out))
		return;
	for (uint32_t i = 0, ok = rt_systemd_units(&s); ok && i < s.nunit;
	     i++) {
		r.unit = s.unit[i];
		if (rt_object_wants(
			ctx, object, UNIT_NAME, r.unit, strlen(r.unit), out))
			ok = rt_systemd_properties(
			    &s, r.unit, unit_wanted, unit_value, &r);
	}
	rt_systemd_close(&s);
}

static const struct probe_field unit_field[] = {
	[UNIT_NAME] = { "unit", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "the unit with its type: cron.service" },
	[UNIT_PROPERTY] = { "property", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "the property, as systemctl show names it" },
	[UNIT_CONTENT] = { "value", IR_DATATYPE_STRING, FIELD_STATE,
	    "what it is; of a list each element" },
	PROBE_FIELD_END,
};

const struct probe probe_systemdunitproperty = {
	.name = "systemdunitproperty",
	.oval = "linux:systemdunitproperty",
	.field = unit_field,
	.doc = "properties of systemd's units",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = unit_collect,
	.sh = "probe/systemdunitproperty.sh",
};
