/*
 * Facts about the machine and the targets: names, addresses, system.  Local
 * sources only: uname, /etc/hostname and /etc/hosts, os-release, getifaddrs.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "rt.h"

#define SMALL_FILE ((size_t)256 * 1024)

/* A small regular file of the machine itself; NULL: not to be had. */
static char *
slurp(struct arena *a, const char *root, const char *path)
{
	const char *full;
	struct stat st;
	char *text = NULL;
	size_t done = 0;
	ssize_t n = 0;
	int fd;

	full =
	    strcmp(root, "/") == 0 ? path : arena_printf(a, "%s%s", root, path);
	fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		text = arena_alloc(a, SMALL_FILE + 1);
		while (done < SMALL_FILE) {
			n = read(fd, text + done, SMALL_FILE - done);
			if (n <= 0 && !(n < 0 && errno == EINTR))
				break;
			done += n > 0 ? (size_t)n : 0;
		}
		text[done] = '\0';
	}
	close(fd);
	return n < 0 ? NULL : text;
}

/* The next word of *p on its line; NULL at the line's end or a '#'. */
static char *
word(char **p)
{
	char *s = *p;

	while (*s == ' ' || *s == '\t')
		s++;
	if (*s == '\0' || *s == '\n' || *s == '#') {
		*p = s;
		return NULL;
	}
	*p = s + strcspn(s, " \t\n#");
	return s;
}

/* The qualified name that hosts gives to `name`; NULL: none. */
static const char *
qualified(struct arena *a, char *hosts, const char *name)
{
	size_t n = strlen(name);
	char *line, *next, *p, *w;

	for (line = hosts; line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		next = next != NULL ? next + 1 : NULL;
		p = line;
		if (word(&p) == NULL)
			continue;
		while ((w = word(&p)) != NULL)
			if ((size_t)(p - w) > n + 1 && w[n] == '.' &&
			    strncmp(w, name, n) == 0)
				return arena_strndup(a, w, (size_t)(p - w));
	}
	return NULL;
}

/* A name that every consumer takes: letters, digits, '-', '.' and '_'. */
static const char *
host_text(struct arena *a, const char *s)
{
	struct strbuf b = STRBUF_INIT;
	char *text;

	for (; *s != '\0'; s++) {
		if (isalnum((unsigned char)*s) || *s == '-' || *s == '_')
			strbuf_addch(&b, *s);
		else if (*s == '.') {
			if (b.n != 0 && b.s[b.n - 1] != '.' && s[1] != '\0')
				strbuf_addch(&b, '.');
		} else
			strbuf_addch(&b, '-');
	}
	text = arena_strdup(a, b.n != 0 ? b.s : "localhost");
	strbuf_free(&b);
	return text;
}

static void
read_names(struct arena *a, const char *root, struct rt_machine *m)
{
	const char *name = NULL, *full;
	struct utsname u;
	char *text, *p;

	memset(&u, 0, sizeof u);
	if (uname(&u) == 0) {
		m->arch = arena_strdup(a, u.machine);
		name = arena_strdup(a, u.nodename);
	}
	if (strcmp(root, "/") != 0 &&
	    (text = slurp(a, root, "/etc/hostname")) != NULL) {
		p = text;
		if (word(&p) != NULL)
			name = arena_strndup(a, text + strspn(text, " \t"),
			    (size_t)(p - text) - strspn(text, " \t"));
	}
	if (name == NULL || *name == '\0')
		name = "localhost";
	full = strchr(name, '.') != NULL ? name : NULL;
	if (full == NULL && (text = slurp(a, root, "/etc/hosts")) != NULL)
		full = qualified(a, text, name);
	m->fqdn = host_text(a, full != NULL ? full : name);
	m->hostname = host_text(a, arena_strndup(a, name, strcspn(name, ".")));
}

/* The value of KEY=value or KEY="value" in os-release. */
static const char *
os_value(struct arena *a, const char *text, const char *key)
{
	size_t n = strlen(key), len;
	const char *p = text;

	for (; p != NULL && *p != '\0'; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (strncmp(p, key, n) != 0 || p[n] != '=')
			continue;
		p += n + 1;
		len = strcspn(p, "\n");
		if (len >= 2 && (*p == '"' || *p == '\'') && p[len - 1] == *p)
			return arena_strndup(a, p + 1, len - 2);
		return arena_strndup(a, p, len);
	}
	return NULL;
}

/* A component of a CPE 2.2 URI: lower case, odd characters as %xx. */
static const char *
cpe_part(struct arena *a, const char *s)
{
	struct strbuf b = STRBUF_INIT;
	char *text;

	for (; *s != '\0'; s++) {
		if (isalnum((unsigned char)*s))
			strbuf_addch(&b, tolower((unsigned char)*s));
		else if (*s == '.' || *s == '-' || *s == '_')
			strbuf_addch(&b, *s);
		else
			strbuf_addf(&b, "%%%02x", (unsigned char)*s);
	}
	text = arena_strdup(a, b.s);
	strbuf_free(&b);
	return text;
}

/* A CPE 2.2 URI of an operating system, as the schemas have it. */
static bool
is_system_cpe(const char *s)
{
	size_t colons = 0;

	if (s == NULL || !str_starts(s, "cpe:/o:"))
		return false;
	for (s += strlen("cpe:/o"); *s != '\0'; s++) {
		colons += *s == ':';
		if (!isalnum((unsigned char)*s) && strchr(":._-~%", *s) == NULL)
			return false;
	}
	return colons <= 6;
}

/* What os-release says of a system. */
static void
parse_system(struct arena *a, const char *text, const char **os,
    const char **os_version, const char **cpe)
{
	const char *id = os_value(a, text, "ID");
	const char *version = os_value(a, text, "VERSION_ID");
	const char *own = os_value(a, text, "CPE_NAME");
	const char *vendor = NULL, *product = NULL;

	*os = os_value(a, text, "NAME");
	*os_version = version;
	if (is_system_cpe(own)) {
		*cpe = own;
		return;
	}
	if (str_eq(id, "debian")) {
		vendor = "debian";
		product = "debian_linux";
	} else if (str_eq(id, "ubuntu")) {
		vendor = "canonical";
		product = "ubuntu_linux";
	} else if (id != NULL && *id != '\0')
		vendor = product = cpe_part(a, id);
	if (vendor != NULL)
		*cpe = arena_printf(a, "cpe:/o:%s:%s%s%s", vendor, product,
		    version != NULL ? ":" : "",
		    version != NULL ? cpe_part(a, version) : "");
}

static void
read_system(struct arena *a, const char *root, struct rt_machine *m)
{
	char *text = slurp(a, root, "/etc/os-release");

	if (text == NULL)
		text = slurp(a, root, "/usr/lib/os-release");
	if (text != NULL)
		parse_system(a, text, &m->os, &m->os_version, &m->cpe);
}

static void
read_user(struct arena *a, struct rt_machine *m)
{
	char *text = slurp(a, "/", "/etc/passwd"), *line, *next, *p;
	unsigned uid = (unsigned)geteuid();

	m->privileged = uid == 0;
	m->user = arena_printf(a, "%u", uid);
	for (line = text; line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		p = strchr(line, ':');
		if (p == NULL || p == line || (p[1] == '\0') ||
		    (p = strchr(p + 1, ':')) == NULL)
			continue;
		if (p[1] >= '0' && p[1] <= '9' &&
		    strtoul(p + 1, NULL, 10) == uid) {
			m->user = arena_strndup(a, line, strcspn(line, ":"));
			return;
		}
	}
}

static struct rt_interface *
interface_of(struct arena *a, struct rt_machine *m, const char *name)
{
	struct rt_interface *f;
	uint32_t i;

	for (i = 0; i < m->niface; i++)
		if (strcmp(m->iface[i].name, name) == 0)
			return &m->iface[i];
	f = VEC_PUSH(a, m->iface, m->niface);
	f->name = arena_strdup(a, name);
	return f;
}

/* The address as text; NULL for what does not identify the machine. */
static const char *
address_text(struct arena *a, const struct sockaddr *sa)
{
	const struct sockaddr_in6 *in6;
	const struct sockaddr_in *in;
	const unsigned char *b;
	char text[INET_ADDRSTRLEN];

	if (sa->sa_family == AF_INET) {
		in = (const void *)sa;
		if (ntohl(in->sin_addr.s_addr) >> 16 == 0xA9FE ||
		    inet_ntop(AF_INET, &in->sin_addr, text, sizeof text) ==
			NULL)
			return NULL;
		return arena_strdup(a, text);
	}
	in6 = (const void *)sa;
	b = in6->sin6_addr.s6_addr;
	if (b[0] == 0xFE && (b[1] & 0xC0) == 0x80)
		return NULL;
	/* The schema of assets takes the eight groups only. */
	return arena_printf(a, "%x:%x:%x:%x:%x:%x:%x:%x", b[0] << 8 | b[1],
	    b[2] << 8 | b[3], b[4] << 8 | b[5], b[6] << 8 | b[7],
	    b[8] << 8 | b[9], b[10] << 8 | b[11], b[12] << 8 | b[13],
	    b[14] << 8 | b[15]);
}

static void
read_interfaces(struct arena *a, struct rt_machine *m)
{
	static const unsigned char none[6];
	const struct sockaddr_ll *ll;
	struct ifaddrs *list, *p;
	struct rt_interface *f;
	const char *text;

	if (getifaddrs(&list) != 0)
		return;
	for (p = list; p != NULL; p = p->ifa_next) {
		if (p->ifa_addr == NULL || (p->ifa_flags & IFF_LOOPBACK) != 0)
			continue;
		if (p->ifa_addr->sa_family == AF_PACKET) {
			ll = (const void *)p->ifa_addr;
			if (ll->sll_halen != 6 ||
			    memcmp(ll->sll_addr, none, 6) == 0)
				continue;
			f = interface_of(a, m, p->ifa_name);
			f->mac = arena_printf(a,
			    "%02X:%02X:%02X:%02X:%02X:%02X", ll->sll_addr[0],
			    ll->sll_addr[1], ll->sll_addr[2], ll->sll_addr[3],
			    ll->sll_addr[4], ll->sll_addr[5]);
		} else if (p->ifa_addr->sa_family == AF_INET ||
			   p->ifa_addr->sa_family == AF_INET6) {
			text = address_text(a, p->ifa_addr);
			if (text == NULL)
				continue;
			f = interface_of(a, m, p->ifa_name);
			*VEC_PUSH(a, f->address, f->naddress) = text;
		}
	}
	freeifaddrs(list);
}

void
rt_machine_read(
    struct arena *a, const struct rt_options *o, struct rt_machine *m)
{
	const char *root = o->host_root != NULL ? o->host_root : "/";

	memset(m, 0, sizeof *m);
	read_names(a, root, m);
	read_system(a, root, m);
	read_user(a, m);
	read_interfaces(a, m);
}

/* --- facts of a target --- */

#define SCAP "urn:scap:fact:asset:identifier:"
#define XCCDF "urn:xccdf:fact:asset:identifier:"
#define STIGMAN "tag:stig-manager@users.noreply.github.com,2020:asset:"
#define OWN "urn:auditc:fact:"
#define OWN_CPE OWN "cpe"

static void
fact(struct arena *a, struct rt_target_result *t, const char *name,
    const char *value)
{
	struct rt_fact *f;

	if (value == NULL || *value == '\0')
		return;
	f = VEC_PUSH(a, t->fact, t->nfact);
	f->name = name;
	f->type = "string";
	f->value = value;
}

static void
fact_both(struct arena *a, struct rt_target_result *t, const char *name,
    const char *value)
{
	fact(a, t, arena_printf(a, SCAP "%s", name), value);
	fact(a, t, arena_printf(a, XCCDF "%s", name), value);
}

static void
address(struct arena *a, struct rt_target_result *t, const char *text)
{
	uint32_t i;

	for (i = 0; i < t->naddress; i++)
		if (strcmp(t->address[i], text) == 0)
			return;
	*VEC_PUSH(a, t->address, t->naddress) = text;
	fact_both(a, t, strchr(text, ':') != NULL ? "ipv6" : "ipv4", text);
}

void
rt_facts_system(struct rt_ctx *ctx, struct rt_target_result *t)
{
	const char *os, *os_version, *cpe = NULL, *why, *text;
	struct strbuf b = STRBUF_INIT;

	if (rt_root_read(ctx, "/etc/os-release", SMALL_FILE, &b, &why) ||
	    rt_root_read(ctx, "/usr/lib/os-release", SMALL_FILE, &b, &why)) {
		text = arena_strndup(ctx->arena, b.s, b.n);
		parse_system(ctx->arena, text, &os, &os_version, &cpe);
		fact(ctx->arena, t, SCAP "os_name", os);
		fact(ctx->arena, t, SCAP "os_version", os_version);
		fact(ctx->arena, t, OWN_CPE, cpe);
	}
	strbuf_free(&b);
}

static void
host_facts(
    struct arena *a, const struct rt_machine *m, struct rt_target_result *t)
{
	const struct rt_interface *f;
	uint32_t k;

	fact_both(a, t, "fqdn", m->fqdn);
	fact(a, t, STIGMAN "fqdn", m->fqdn);
	for (f = m->iface; f < m->iface + m->niface; f++)
		for (k = 0; k < f->naddress; k++)
			address(a, t, f->address[k]);
	for (f = m->iface; f < m->iface + m->niface; f++)
		if (f->mac != NULL) {
			fact_both(a, t, "mac", f->mac);
			fact(a, t, "urn:xccdf:fact:ethernet:MAC", f->mac);
		}
	fact(a, t, SCAP "os_name", m->os);
	fact(a, t, SCAP "os_version", m->os_version);
	fact(a, t, SCAP "processor_architecture", m->arch);
}

/* The addresses that the engine's list gives for a container. */
static void
container_addresses(struct arena *a, struct rt_target_result *t, json_t *list)
{
	json_t *networks, *net;
	unsigned char buf[sizeof(struct in6_addr)];
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	const char *name, *ip;

	networks = json_object_get(
	    json_object_get(list, "NetworkSettings"), "Networks");
	json_object_foreach(networks, name, net)
	{
		ip = json_string_value(json_object_get(net, "IPAddress"));
		if (ip != NULL && inet_pton(AF_INET, ip, buf) == 1)
			address(a, t, arena_strdup(a, ip));
		ip = json_string_value(
		    json_object_get(net, "GlobalIPv6Address"));
		if (ip != NULL &&
		    inet_pton(AF_INET6, ip, &in6.sin6_addr) == 1 &&
		    (ip = address_text(a, (const void *)&in6)) != NULL)
			address(a, t, ip);
	}
}

static void
container_facts(
    struct arena *a, struct rt_target_result *t, const struct rt_container *c)
{
	fact(a, t, OWN "container:id", c->id);
	fact(a, t, OWN "container:name", c->name);
	fact(a, t, OWN "container:image", c->image);
	fact(a, t, OWN "container:image_id", c->image_id);
	fact(a, t, OWN "container:state", c->state);
	fact(a, t, OWN "container:started_at", c->started_at);
	if (c->list != NULL)
		container_addresses(a, t, c->list);
}

static void
image_facts(
    struct arena *a, struct rt_target_result *t, const struct rt_target *image)
{
	json_t *digests;

	fact(a, t, OWN "image:name", image->image);
	if (image->image_json == NULL)
		return;
	fact(a, t, OWN "image:id",
	    json_string_value(json_object_get(image->image_json, "Id")));
	digests = json_object_get(image->image_json, "RepoDigests");
	fact(a, t, OWN "image:digest",
	    json_string_value(json_array_get(digests, 0)));
	fact(a, t, OWN "image:created",
	    json_string_value(json_object_get(image->image_json, "Created")));
}

void
rt_facts_add(struct arena *a, const struct rt_content *c,
    const struct rt_machine *m, struct rt_target_result *t)
{
	const struct rt_target *target = t->target;
	const char *version = strchr(c->generator, ' ');
	const char *own = NULL;
	struct rt_fact *given = t->fact;
	uint32_t ngiven = t->nfact, i;

	t->fact = NULL;
	t->nfact = 0;
	if (target->kind == RT_CONTAINER && target->container != NULL)
		own = target->container->name;
	else if (target->kind == RT_IMAGE)
		own = target->image;
	else if (target->kind == RT_ROOTFS)
		own = target->rootfs;
	/* Old consumers take the first fact that ends in host_name. */
	fact_both(a, t, "host_name",
	    own != NULL ? host_text(a, own + (*own == '/')) : m->hostname);
	if (target->kind == RT_HOST)
		host_facts(a, m, t);
	else
		fact(a, t, OWN "host", m->fqdn);
	if (target->kind == RT_CONTAINER && target->container != NULL)
		container_facts(a, t, target->container);
	if (target->kind == RT_IMAGE)
		image_facts(a, t, target);
	if (target->engine != NULL) {
		fact(a, t, OWN "engine",
		    target->engine->kind == RT_PODMAN ? "podman" : "docker");
		fact(a, t, OWN "engine:socket", target->engine->socket);
	}
	fact(a, t, "urn:xccdf:fact:identifier", own != NULL ? own : m->fqdn);
	fact(a, t, "urn:xccdf:fact:scanner:name",
	    arena_strndup(a, c->generator, strcspn(c->generator, " ")));
	fact(a, t, "urn:xccdf:fact:scanner:version",
	    version != NULL ? version + 1 : NULL);
	for (i = 0; i < ngiven; i++)
		*VEC_PUSH(a, t->fact, t->nfact) = given[i];
}

const char *
rt_target_cpe(struct arena *a, const struct rt_machine *m,
    const struct rt_target_result *t)
{
	const struct rt_engine *engine = t->target->engine;
	const char *version, *cpe = NULL;
	uint32_t i;

	if (engine != NULL) {
		version = json_string_value(
		    json_object_get(engine->version, "Version"));
		return arena_printf(a, "cpe:/a:%s%s%s",
		    engine->kind == RT_PODMAN ? "podman_project:podman"
					      : "docker:docker",
		    version != NULL ? ":" : "",
		    version != NULL ? cpe_part(a, version) : "");
	}
	if (t->target->kind == RT_HOST)
		cpe = m->cpe;
	for (i = 0; i < t->nfact && cpe == NULL; i++)
		if (strcmp(t->fact[i].name, OWN_CPE) == 0)
			cpe = t->fact[i].value;
	return cpe != NULL ? cpe : "cpe:/o:linux:linux_kernel";
}
