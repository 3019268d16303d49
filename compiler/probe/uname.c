/*
 * The kernel's names for machine, system and itself.  A container has a node
 * name of its own; the rest is that of the kernel it runs on.
 */
#include <errno.h>
#include <sys/utsname.h>

#include "probe.h"

enum {
	UNAME_MACHINE_CLASS,
	UNAME_NODE_NAME,
	UNAME_OS_NAME,
	UNAME_OS_RELEASE,
	UNAME_OS_VERSION,
	UNAME_PROCESSOR_TYPE
};

static void
uname_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct rt_inside in;
	struct rt_item *item;
	struct utsname u;
	int error;

	(void)object;
	if (!rt_running(ctx, out) || !rt_running_enter(ctx, &in, out))
		return;
	error = uname(&u) == 0 ? 0 : errno;
	rt_root_leave(&in);
	if (error != 0) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "uname: %s",
		    rt_root_strerror(error));
		return;
	}
	item = rt_item_add(ctx, out);
	item->where = "uname";
	rt_item_text(ctx, item, UNAME_MACHINE_CLASS, u.machine);
	rt_item_text(ctx, item, UNAME_NODE_NAME, u.nodename);
	rt_item_text(ctx, item, UNAME_OS_NAME, u.sysname);
	rt_item_text(ctx, item, UNAME_OS_RELEASE, u.release);
	rt_item_text(ctx, item, UNAME_OS_VERSION, u.version);
	rt_item_text(ctx, item, UNAME_PROCESSOR_TYPE, u.machine);
}

static const struct probe_field uname_field[] = {
	[UNAME_MACHINE_CLASS] = { "machine_class", IR_DATATYPE_STRING,
	    FIELD_STATE, "the machine's hardware name, as uname -m" },
	[UNAME_NODE_NAME] = { "node_name", IR_DATATYPE_STRING, FIELD_STATE,
	    "the target's own host name, as uname -n" },
	[UNAME_OS_NAME] = { "os_name", IR_DATATYPE_STRING, FIELD_STATE,
	    "the kernel's name, as uname -s" },
	[UNAME_OS_RELEASE] = { "os_release", IR_DATATYPE_STRING, FIELD_STATE,
	    "the kernel's release, as uname -r" },
	[UNAME_OS_VERSION] = { "os_version", IR_DATATYPE_STRING, FIELD_STATE,
	    "the kernel's version, as uname -v" },
	[UNAME_PROCESSOR_TYPE] = { "processor_type", IR_DATATYPE_STRING,
	    FIELD_STATE, "the same as machine_class" },
	PROBE_FIELD_END,
};

const struct probe probe_uname = {
	.name = "uname",
	.oval = "unix:uname",
	.field = uname_field,
	.doc = "names of the machine and its kernel",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = uname_collect,
	.sh = "probe/uname.sh",
};
