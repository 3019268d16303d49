/* The target's network interfaces, one item for each address. */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>

#include "../runtime/rt_sockets.h"
#include "probe.h"

enum {
	INTERFACE_NAME,
	INTERFACE_TYPE,
	INTERFACE_HARDWARE,
	INTERFACE_ADDRESS,
	INTERFACE_BROADCAST,
	INTERFACE_NETMASK,
	INTERFACE_FLAG
};

struct interface_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	const struct ifaddrs *all;
};

static const char *
interface_type(unsigned short type)
{
	switch (type) {
	case ARPHRD_ETHER:
		return "ARPHRD_ETHER";
	case ARPHRD_FDDI:
		return "ARPHRD_FDDI";
	case ARPHRD_LOOPBACK:
		return "ARPHRD_LOOPBACK";
	case ARPHRD_PPP:
		return "ARPHRD_PPP";
	case ARPHRD_SLIP:
		return "ARPHRD_SLIP";
	case ARPHRD_PRONET:
		return "ARPHRD_PRONET";
	default:
		return "ARPHRD_VOID";
	}
}

/* Its type and hardware address: octets in capitals, parted by hyphens. */
static void
interface_link(
    struct interface_run *r, struct rt_item *item, const struct ifaddrs *link)
{
	char text[RT_HARDWARE];
	struct sockaddr_ll ll;

	memcpy(&ll, link->ifa_addr, sizeof ll);
	rt_hardware_text(&ll, text);
	rt_item_text(
	    r->ctx, item, INTERFACE_TYPE, interface_type(ll.sll_hatype));
	rt_item_text(r->ctx, item, INTERFACE_HARDWARE, text);
}

static bool
interface_text(const struct sockaddr *sa, char out[INET6_ADDRSTRLEN])
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	if (sa == NULL)
		return false;
	if (sa->sa_family == AF_INET) {
		memcpy(&in, sa, sizeof in);
		return inet_ntop(AF_INET, &in.sin_addr, out,
			   INET6_ADDRSTRLEN) != NULL;
	}
	memcpy(&in6, sa, sizeof in6);
	return inet_ntop(AF_INET6, &in6.sin6_addr, out, INET6_ADDRSTRLEN) !=
	       NULL;
}

static unsigned
interface_prefix(const struct sockaddr *mask)
{
	struct sockaddr_in6 in6;
	unsigned n = 0;

	if (mask == NULL)
		return 128;
	memcpy(&in6, mask, sizeof in6);
	while (
	    n < 128 && (in6.sin6_addr.s6_addr[n / 8] >> (7 - n % 8) & 1) != 0)
		n++;
	return n;
}

static void
interface_address(
    struct interface_run *r, struct rt_item *item, const struct ifaddrs *a)
{
	char text[INET6_ADDRSTRLEN];
	const char *whole;

	if (!interface_text(a->ifa_addr, text))
		return;
	if (a->ifa_addr->sa_family == AF_INET6) {
		whole = arena_printf(r->ctx->arena, "%s/%u", text,
		    interface_prefix(a->ifa_netmask));
		rt_value_add(r->ctx, item, INTERFACE_ADDRESS,
		    IR_DATATYPE_IPV6_ADDRESS, whole, strlen(whole));
		return;
	}
	rt_value_add(r->ctx, item, INTERFACE_ADDRESS, IR_DATATYPE_IPV4_ADDRESS,
	    text, strlen(text));
	if ((a->ifa_flags & IFF_BROADCAST) != 0 &&
	    interface_text(a->ifa_broadaddr, text))
		rt_value_add(r->ctx, item, INTERFACE_BROADCAST,
		    IR_DATATYPE_IPV4_ADDRESS, text, strlen(text));
	if (interface_text(a->ifa_netmask, text))
		rt_value_add(r->ctx, item, INTERFACE_NETMASK,
		    IR_DATATYPE_IPV4_ADDRESS, text, strlen(text));
}

static void
interface_flags(struct interface_run *r, struct rt_item *item, unsigned flags)
{
	static const struct {
		unsigned bit;
		const char *name;
	} flag[] = { { IFF_UP, "UP" }, { IFF_BROADCAST, "BROADCAST" },
		{ IFF_DEBUG, "DEBUG" }, { IFF_LOOPBACK, "LOOPBACK" },
		{ IFF_POINTOPOINT, "POINTOPOINT" },
		{ IFF_NOTRAILERS, "NOTRAILERS" }, { IFF_RUNNING, "RUNNING" },
		{ IFF_NOARP, "NOARP" }, { IFF_PROMISC, "PROMISC" },
		{ IFF_ALLMULTI, "ALLMULTI" }, { IFF_MASTER, "MASTER" },
		{ IFF_SLAVE, "SLAVE" }, { IFF_MULTICAST, "MULTICAST" },
		{ IFF_PORTSEL, "PORTSEL" }, { IFF_AUTOMEDIA, "AUTOMEDIA" },
		{ IFF_DYNAMIC, "DYNAMIC" } };

	for (size_t i = 0; i < sizeof flag / sizeof flag[0]; i++)
		if ((flags & flag[i].bit) != 0)
			rt_item_text(
			    r->ctx, item, INTERFACE_FLAG, flag[i].name);
}

/* Its entry of another family; NULL: none.  inet: an address. */
static const struct ifaddrs *
interface_other(const struct interface_run *r, const char *name, bool inet)
{
	for (const struct ifaddrs *a = r->all; a != NULL; a = a->ifa_next)
		if (a->ifa_addr != NULL && str_eq(a->ifa_name, name) &&
		    (a->ifa_addr->sa_family == AF_INET ||
			a->ifa_addr->sa_family == AF_INET6) == inet &&
		    (inet || a->ifa_addr->sa_family == AF_PACKET))
			return a;
	return NULL;
}

static void
interface_item(struct interface_run *r, const struct ifaddrs *a)
{
	const struct ifaddrs *link = interface_other(r, a->ifa_name, false);
	struct rt_item *item;

	if (!rt_object_wants(r->ctx, r->object, INTERFACE_NAME, a->ifa_name,
		strlen(a->ifa_name), r->out))
		return;
	item = rt_item_add(r->ctx, r->out);
	item->where = arena_printf(r->ctx->arena, "interface %s", a->ifa_name);
	rt_item_text(r->ctx, item, INTERFACE_NAME, a->ifa_name);
	if (link != NULL)
		interface_link(r, item, link);
	if (a != link)
		interface_address(r, item, a);
	interface_flags(r, item, a->ifa_flags);
}

static void
interface_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct interface_run r = { ctx, object, out, NULL };
	struct ifaddrs *all = NULL;
	struct rt_inside in;
	int error;

	if (!rt_running(ctx, out) || !rt_running_enter(ctx, &in, out))
		return;
	error = getifaddrs(&all) == 0 ? 0 : errno;
	rt_root_leave(&in);
	if (error != 0) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "the interfaces: %s",
		    rt_root_strerror(error));
		return;
	}
	r.all = all;
	for (const struct ifaddrs *a = all; a != NULL; a = a->ifa_next) {
		int family = a->ifa_addr != NULL ? a->ifa_addr->sa_family : 0;

		if (family == AF_INET || family == AF_INET6 ||
		    (family == AF_PACKET &&
			interface_other(&r, a->ifa_name, true) == NULL))
			interface_item(&r, a);
	}
	freeifaddrs(all);
}

static const struct probe_field interface_field[] = {
	[INTERFACE_NAME] = { "name", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the interface's name" },
	[INTERFACE_TYPE] = { "type", IR_DATATYPE_STRING, FIELD_STATE,
	    "its kind: ARPHRD_ETHER, ARPHRD_LOOPBACK, ..." },
	[INTERFACE_HARDWARE] = { "hardware_addr", IR_DATATYPE_STRING,
	    FIELD_STATE, "its hardware address: 02-FC-00-00-00-01" },
	[INTERFACE_ADDRESS] = { "inet_addr", IR_DATATYPE_STRING, FIELD_STATE,
	    "the address; of IPv6 with the prefix" },
	[INTERFACE_BROADCAST] = { "broadcast_addr", IR_DATATYPE_STRING,
	    FIELD_STATE, "the broadcast address, of IPv4" },
	[INTERFACE_NETMASK] = { "netmask", IR_DATATYPE_STRING, FIELD_STATE,
	    "the mask of the network, of IPv4" },
	[INTERFACE_FLAG] = { "flag", IR_DATATYPE_STRING, FIELD_STATE,
	    "each of its flags: UP, LOOPBACK, PROMISC, ..." },
	PROBE_FIELD_END,
};

const struct probe probe_interface = {
	.name = "interface",
	.oval = "unix:interface",
	.field = interface_field,
	.doc = "network interfaces and their addresses",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = interface_collect,
	.sh = "probe/interface.sh",
};
