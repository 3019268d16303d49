/*
 * Whose the sockets of a target are, and what its interfaces are called.
 */
#ifndef RT_SOCKETS_H
#define RT_SOCKETS_H

#include <netpacket/packet.h>

#include "rt.h"

struct rt_socket_owner { /* a process that has a socket open */
	uint64_t inode;
	int64_t pid, uid; /* uid -1: not known */
	const char *program; /* as its comm has it */
};
struct rt_socket_owners {
	struct rt_socket_owner *owner; /* by inode, then pid; each once */
	uint32_t n;
};

/* The sockets that processes of the target have open; flags out. */
void rt_socket_owners(struct rt_ctx *ctx, struct rt_collection *out,
    struct rt_socket_owners *owners);
/* The *n processes, one after the other, that have the socket. */
const struct rt_socket_owner *rt_socket_owner(
    const struct rt_socket_owners *owners, uint64_t inode, uint32_t *n);
/*
 * The directory in /proc of a process whose network is the target's, for the
 * caller to close; -1 and errno.  Where the host's init may not be looked at
 * our own network is the host's, unless it is seen from elsewhere.
 */
int rt_network_process(struct rt_ctx *ctx);

#define RT_HARDWARE 25 /* bytes of a hardware address as text */
/* Its octets in capitals, parted by hyphens. */
void rt_hardware_text(const struct sockaddr_ll *ll, char out[RT_HARDWARE]);

#endif
