/*
 * What listens to the packets of an interface, as sniffers do: the target's
 * packet sockets from /proc/PID/net/packet, and the processes that have them
 * open.  A socket that is bound to no interface hears all of them.
 */
#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_ether.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../runtime/rt_sockets.h"
#include "probe.h"

#define PACKET_TABLE ((size_t)16 << 20)
#define PACKET_ITEMS 100000u

enum {
	PACKET_INTERFACE,
	PACKET_PROTOCOL,
	PACKET_HARDWARE,
	PACKET_PROGRAM,
	PACKET_PID,
	PACKET_USER
};

struct packet_socket {
	unsigned protocol, interface;
	uint64_t inode;
};

struct packet_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	struct rt_socket_owners owners;
	const struct ifaddrs *all;
};

/* OVAL's name of a protocol; NULL: it has none. */
static const char *
packet_protocol(unsigned protocol)
{
#define P(name) { ETH_P_##name, "ETH_P_" #name }
	static const struct {
		unsigned number;
		const char *name;
	} list[] = { P(LOOP), P(PUP), P(PUPAT), P(IP), P(X25), P(ARP), P(BPQ),
		P(IEEEPUP), P(IEEEPUPAT), P(DEC), P(DNA_DL), P(DNA_RC),
		P(DNA_RT), P(LAT), P(DIAG), P(CUST), P(SCA), P(RARP), P(ATALK),
		P(AARP), P(8021Q), P(IPX), P(IPV6), P(SLOW), P(WCCP),
		P(PPP_DISC), P(PPP_SES), P(MPLS_UC), P(MPLS_MC), P(ATMMPOA),
		P(ATMFATE), P(AOE), P(TIPC), P(802_3), P(AX25), P(ALL),
		P(802_2), P(SNAP), P(DDCMP), P(WAN_PPP), P(PPP_MP), P(PPPTALK),
		P(LOCALTALK), P(TR_802_2), P(MOBITEX), P(CONTROL), P(IRDA),
		P(ECONET), P(HDLC), P(ARCNET) };
#undef P

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (list[i].number == protocol)
			return list[i].name;
	return NULL;
}

static void
packet_item(struct packet_run *r, const struct packet_socket *s,
    const char *name, const struct sockaddr_ll *ll,
    const struct rt_socket_owner *owner)
{
	const char *protocol = packet_protocol(s->protocol);
	char hardware[RT_HARDWARE];
	struct rt_item *item;

	if (r->out->nitem >= PACKET_ITEMS) {
		rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
		    "more than %u listeners", PACKET_ITEMS);
		return;
	}
	item = rt_item_add(r->ctx, r->out);
	item->where = arena_printf(r->ctx->arena, "interface %s", name);
	rt_hardware_text(ll, hardware);
	rt_item_text(r->ctx, item, PACKET_INTERFACE, name);
	if (protocol != NULL)
		rt_item_text(r->ctx, item, PACKET_PROTOCOL, protocol);
	rt_item_text(r->ctx, item, PACKET_HARDWARE, hardware);
	if (owner == NULL)
		return;
	rt_item_text(r->ctx, item, PACKET_PROGRAM, owner->program);
	rt_item_int(r->ctx, item, PACKET_PID, owner->pid);
	if (owner->uid >= 0)
		rt_item_int(r->ctx, item, PACKET_USER, owner->uid);
}

/* The socket on one interface: an item for each process that has it. */
static void
packet_owners(struct packet_run *r, const struct packet_socket *s,
    const char *name, const struct sockaddr_ll *ll)
{
	const struct rt_socket_owner *owner;
	uint32_t n;

	if (!rt_object_wants(r->ctx, r->object, PACKET_INTERFACE, name,
		strlen(name), r->out))
		return;
	owner = rt_socket_owner(&r->owners, s->inode, &n);
	for (uint32_t i = 0; i < n; i++)
		packet_item(r, s, name, ll, &owner[i]);
	if (n == 0)
		packet_item(r, s, name, ll, NULL);
}

static void
packet_interfaces(struct packet_run *r, const struct packet_socket *s)
{
	struct sockaddr_ll ll;

	for (const struct ifaddrs *a = r->all; a != NULL; a = a->ifa_next) {
		if (a->ifa_addr == NULL || a->ifa_addr->sa_family != AF_PACKET)
			continue;
		memcpy(&ll, a->ifa_addr, sizeof ll);
		if (s->interface == 0 ? ll.sll_hatype != ARPHRD_LOOPBACK
				      : s->interface == (unsigned)ll.sll_ifindex)
			packet_owners(r, s, a->ifa_name, &ll);
	}
}

/* The table: a line of names, then one for each socket. */
static void
packet_table(struct packet_run *r, char *line)
{
	struct packet_socket s;
	unsigned long long inode;
	char *next;

	line = strchr(line, '\n');
	for (line = line != NULL ? line + 1 : NULL;
	     line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (sscanf(line, "%*s %*s %*s %x %u %*s %*s %*s %llu",
			&s.protocol, &s.interface, &inode) != 3) {
			rt_flag(r->ctx, r->out, RT_FLAG_ERROR,
			    "net/packet is of another form");
			return;
		}
		s.inode = inode;
		packet_interfaces(r, &s);
	}
}

static bool
packet_read(struct rt_ctx *ctx, struct strbuf *b)
{
	int proc = rt_network_process(ctx), error;
	bool ok = proc >= 0 && rt_proc_read(proc, "net/packet", PACKET_TABLE, b);

	error = errno;
	if (proc >= 0)
		close(proc);
	errno = error;
	return ok;
}

static void
packet_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const struct ir_unit *u = &ctx->content->unit;
	struct packet_run r = { .ctx = ctx, .object = object, .out = out };
	struct strbuf b = STRBUF_INIT;
	struct ifaddrs *all = NULL;
	struct rt_inside in;
	int error;

	if (!rt_running(ctx, out))
		return;
	if (!packet_read(ctx, &b)) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "net/packet: %s",
		    rt_root_strerror(errno));
		strbuf_free(&b);
		return;
	}
	if (rt_running_enter(ctx, &in, out)) {
		error = getifaddrs(&all) == 0 ? 0 : errno;
		rt_root_leave(&in);
		if (error != 0)
			rt_flag(ctx, out, RT_FLAG_ERROR, "the interfaces: %s",
			    rt_root_strerror(error));
	}
	r.all = all;
	if (all != NULL &&
	    (rt_field_asked(u, PROBE_IFLISTENERS, PACKET_PROGRAM) ||
		rt_field_asked(u, PROBE_IFLISTENERS, PACKET_PID) ||
		rt_field_asked(u, PROBE_IFLISTENERS, PACKET_USER)))
		rt_socket_owners(ctx, out, &r.owners);
	if (all != NULL)
		packet_table(&r, b.s);
	freeifaddrs(all);
	strbuf_free(&b);
}

static const struct probe_field packet_field[] = {
	[PACKET_INTERFACE] = { "interface_name", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the interface that it listens on" },
	[PACKET_PROTOCOL] = { "protocol", IR_DATATYPE_STRING, FIELD_STATE,
	    "what it hears: ETH_P_ALL, ETH_P_ARP, ..." },
	[PACKET_HARDWARE] = { "hw_address", IR_DATATYPE_STRING, FIELD_STATE,
	    "the interface's hardware address" },
	[PACKET_PROGRAM] = { "program_name", IR_DATATYPE_STRING, FIELD_STATE,
	    "the process, as the kernel names it" },
	[PACKET_PID] = { "pid", IR_DATATYPE_INT, FIELD_STATE,
	    "the process, as its own PID namespace counts" },
	[PACKET_USER] = { "user_id", IR_DATATYPE_INT, FIELD_STATE,
	    "its effective user, as the host numbers it" },
	PROBE_FIELD_END,
};

const struct probe probe_iflisteners = {
	.name = "iflisteners",
	.oval = "linux:iflisteners",
	.field = packet_field,
	.doc = "what listens to an interface's packets",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = packet_collect,
	.sh = "probe/iflisteners.sh",
};
