/*
 * What listens on the target's network: its sockets from /proc/PID/net, and
 * the processes that have them open.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../runtime/rt_sockets.h"
#include "probe.h"

enum {
	LISTEN_PROTOCOL,
	LISTEN_ADDRESS,
	LISTEN_PORT,
	LISTEN_FULL,
	LISTEN_PROGRAM,
	LISTEN_FOREIGN_ADDRESS,
	LISTEN_FOREIGN_PORT,
	LISTEN_FOREIGN_FULL,
	LISTEN_PID,
	LISTEN_USER
};

struct listen_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	struct rt_socket_owners owners;
};

static void
listen_item(
    struct listen_run *r, json_t *socket, const struct rt_socket_owner *owner)
{
	const char *ip = rt_json_text(socket, "HostIp");
	const char *port = rt_json_text(socket, "HostPort");
	const char *any = strchr(ip, ':') != NULL ? "::" : "0.0.0.0";
	enum ir_datatype type = strchr(ip, ':') != NULL
				    ? IR_DATATYPE_IPV6_ADDRESS
				    : IR_DATATYPE_IPV4_ADDRESS;
	struct rt_item *item = rt_item_add(r->ctx, r->out);
	struct arena *a = r->ctx->arena;

	item->where = arena_printf(
	    a, "%s %s:%s", rt_json_text(socket, "Protocol"), ip, port);
	rt_item_text(
	    r->ctx, item, LISTEN_PROTOCOL, rt_json_text(socket, "Protocol"));
	rt_value_add(r->ctx, item, LISTEN_ADDRESS, type, ip, strlen(ip));
	rt_item_int(r->ctx, item, LISTEN_PORT, atoi(port));
	rt_item_text(
	    r->ctx, item, LISTEN_FULL, arena_printf(a, "%s:%s", ip, port));
	rt_value_add(
	    r->ctx, item, LISTEN_FOREIGN_ADDRESS, type, any, strlen(any));
	rt_item_int(r->ctx, item, LISTEN_FOREIGN_PORT, 0);
	rt_item_text(
	    r->ctx, item, LISTEN_FOREIGN_FULL, arena_printf(a, "%s:0", any));
	if (owner == NULL)
		return;
	rt_item_text(r->ctx, item, LISTEN_PROGRAM, owner->program);
	rt_item_int(r->ctx, item, LISTEN_PID, owner->pid);
	if (owner->uid >= 0)
		rt_item_int(r->ctx, item, LISTEN_USER, owner->uid);
}

static bool
listen_wants(
    struct listen_run *r, json_t *socket, uint16_t field, const char *member)
{
	const char *s = rt_json_text(socket, member);

	return rt_object_wants(r->ctx, r->object, field, s, strlen(s), r->out);
}

static void
listen_socket(struct listen_run *r, json_t *socket)
{
	uint64_t inode =
	    (uint64_t)json_integer_value(json_object_get(socket, "inode"));
	const struct rt_socket_owner *owner;
	uint32_t n;

	if (!listen_wants(r, socket, LISTEN_PROTOCOL, "Protocol") ||
	    !listen_wants(r, socket, LISTEN_ADDRESS, "HostIp") ||
	    !listen_wants(r, socket, LISTEN_PORT, "HostPort"))
		return;
	owner = rt_socket_owner(&r->owners, inode, &n);
	for (uint32_t i = 0; i < n; i++)
		listen_item(r, socket, &owner[i]);
	if (n == 0)
		listen_item(r, socket, NULL);
}

static void
listen_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct listen_run r = { .ctx = ctx, .object = object, .out = out };
	const char *why = "/proc cannot be read";
	json_t *list = NULL, *socket;
	size_t i;
	int proc;

	if (!rt_running(ctx, out))
		return;
	proc = rt_network_process(ctx);
	if (proc >= 0) {
		list = rt_proc_listeners(ctx->arena, proc, true, &why);
		close(proc);
	}
	if (list == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
		return;
	}
	if (rt_field_asked(&ctx->content->unit, PROBE_INETLISTENINGSERVERS,
		LISTEN_PROGRAM) ||
	    rt_field_asked(&ctx->content->unit, PROBE_INETLISTENINGSERVERS,
		LISTEN_PID) ||
	    rt_field_asked(&ctx->content->unit, PROBE_INETLISTENINGSERVERS,
		LISTEN_USER))
		rt_socket_owners(ctx, out, &r.owners);
	json_array_foreach(list, i, socket) listen_socket(&r, socket);
	json_decref(list);
}

static const struct probe_field listen_field[] = {
	[LISTEN_PROTOCOL] = { "protocol", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "tcp or udp" },
	[LISTEN_ADDRESS] = { "local_address", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the address that it listens on" },
	[LISTEN_PORT] = { "local_port", IR_DATATYPE_INT,
	    FIELD_OBJECT | FIELD_STATE, "the port that it listens on" },
	[LISTEN_FULL] = { "local_full_address", IR_DATATYPE_STRING, FIELD_STATE,
	    "both, parted by a colon" },
	[LISTEN_PROGRAM] = { "program_name", IR_DATATYPE_STRING, FIELD_STATE,
	    "the process, as the kernel names it" },
	[LISTEN_FOREIGN_ADDRESS] = { "foreign_address", IR_DATATYPE_STRING,
	    FIELD_STATE, "0.0.0.0 or ::, as it listens to all" },
	[LISTEN_FOREIGN_PORT] = { "foreign_port", IR_DATATYPE_INT, FIELD_STATE,
	    "0, as it listens to all" },
	[LISTEN_FOREIGN_FULL] = { "foreign_full_address", IR_DATATYPE_STRING,
	    FIELD_STATE, "both, parted by a colon" },
	[LISTEN_PID] = { "pid", IR_DATATYPE_INT, FIELD_STATE,
	    "the process, as its own PID namespace counts" },
	[LISTEN_USER] = { "user_id", IR_DATATYPE_INT, FIELD_STATE,
	    "its effective user, as the host numbers it" },
	PROBE_FIELD_END,
};

const struct probe probe_inetlisteningservers = {
	.name = "inetlisteningservers",
	.oval = "linux:inetlisteningservers",
	.field = listen_field,
	.doc = "what listens on the network",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = listen_collect,
	.sh = "probe/inetlisteningservers.sh",
};
