/*
 * What the units of the host's systemd pull in: as systemctl lists it, those
 * of targets among them followed.
 */
#include <string.h>

#include "probe.h"

#define DEPENDENCY_MAX 100000u

enum { DEPENDENCY_UNIT, DEPENDENCY_DEPENDENCY };

struct dependency_run {
	struct rt_ctx *ctx;
	struct rt_collection *out;
	const char **name; /* found, in the order in which they were */
	uint32_t n;
};

static bool
dependency_wanted(void *arg, const char *property)
{
	static const char *const kinds[] = { "Requires", "Requisite", "Wants",
		"ConsistsOf", "BindsTo", "Upholds" };

	(void)arg;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (str_eq(property, kinds[i]))
			return true;
	return false;
}

static void
dependency_found(void *arg, const char *text, size_t n)
{
	struct dependency_run *r = arg;

	for (uint32_t i = 0; i < r->n; i++)
		if (strlen(r->name[i]) == n && memcmp(r->name[i], text, n) == 0)
			return;
	if (r->n == DEPENDENCY_MAX)
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR, "too many dependencies");
	else
		*VEC_PUSH(r->ctx->arena, r->name, r->n) =
		    arena_strndup(r->ctx->arena, text, n);
}

static bool
dependency_item(
    struct dependency_run *r, struct rt_systemd *s, const char *unit)
{
	struct rt_item *item;
	bool ok;

	r->name = NULL;
	r->n = 0;
	ok = rt_systemd_properties(
	    s, unit, dependency_wanted, dependency_found, r);
	for (uint32_t i = 0; ok && i < r->n && r->n < DEPENDENCY_MAX; i++)
		if (str_ends(r->name[i], ".target") &&
		    !str_eq(r->name[i], unit))
			ok = rt_systemd_properties(s, r->name[i],
			    dependency_wanted, dependency_found, r);
	if (!ok)
		return false;
	item = rt_item_add(r->ctx, r->out);
	item->where = arena_printf(r->ctx->arena, "dependencies of %s", unit);
	rt_item_text(r->ctx, item, DEPENDENCY_UNIT, unit);
	for (uint32_t i = 0; i < r->n; i++)
		rt_item_text(r->ctx, item, DEPENDENCY_DEPENDENCY, r->name[i]);
	return true;
}

static void
dependency_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct dependency_run r = { .ctx = ctx, .out = out };
	struct rt_systemd s;

	if (!rt_systemd_open(ctx, &s, out))
		return;
	for (uint32_t i = 0, ok = rt_systemd_units(&s); ok && i < s.nunit; i++)
		if (rt_object_wants(ctx, object, DEPENDENCY_UNIT, s.unit[i],
			strlen(s.unit[i]), out))
			ok = dependency_item(&r, &s, s.unit[i]);
	rt_systemd_close(&s);
}

static const struct probe_field dependency_field[] = {
	[DEPENDENCY_UNIT] = { "unit", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "the unit with its type: multi-user.target" },
	[DEPENDENCY_DEPENDENCY] = { "dependency", IR_DATATYPE_STRING,
	    FIELD_STATE, "each unit that it pulls in" },
	PROBE_FIELD_END,
};

const struct probe probe_systemdunitdependency = {
	.name = "systemdunitdependency",
	.oval = "linux:systemdunitdependency",
	.field = dependency_field,
	.doc = "dependencies of systemd's units",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = dependency_collect,
	.sh = "probe/systemdunitdependency.sh",
};
