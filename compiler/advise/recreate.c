/*
 * The options that make a container as it is, from what its engine says of it:
 * those of the container, not those that come with its image.
 */
#include <stdlib.h>
#include <string.h>

#include "advise.h"

struct recreate {
	struct arena *a;
	const struct advise_seen *s;
	json_t *config, *host,
	    *image; /* Config, HostConfig, the image's Config */
	struct advise_command *out;
};

static void
add(struct recreate *r, const char *flag, const char *value,
    enum advise_use use)
{
	*VEC_PUSH(r->a, r->out->option, r->out->noption) =
	    (struct advise_option){ flag, value, use, false };
}

static void
lose(struct recreate *r, const char *what)
{
	*VEC_PUSH(r->a, r->out->lost, r->out->nlost) = what;
}

static const char *
text(json_t *o, const char *path)
{
	const char *s = rt_json_text(o, path);

	return s != NULL && *s != '\0' ? s : NULL;
}

/* --- options that are one field each ------------------------------------ */

enum field_type {
	F_TEXT,   /* unless empty or as by default */
	F_NUMBER, /* unless 0, or less */
	F_FLAG,
	F_LIST,  /* one option a member */
	F_TABLE, /* one option key=value a member */
	F_CPUS,  /* thousand millionths */
};

static const struct field {
	const char *path, *flag;
	enum field_type type;
	enum advise_use use;
	const char *but; /* defaults, separated by blanks */
} host_fields[] = {
	{ "AutoRemove", "--rm", F_FLAG, ADVISE_IDENTITY, "" },
	{ "Privileged", "--privileged", F_FLAG, ADVISE_OF_HOST, "" },
	{ "CapDrop", "--cap-drop", F_LIST, ADVISE_ALWAYS, "" },
	{ "GroupAdd", "--group-add", F_LIST, ADVISE_ALWAYS, "" },
	{ "CgroupParent", "--cgroup-parent", F_TEXT, ADVISE_ALWAYS, "" },
	{ "Runtime", "--runtime", F_TEXT, ADVISE_ALWAYS, "runc oci" },
	{ "Init", "--init", F_FLAG, ADVISE_ALWAYS, "" },
	{ "Memory", "--memory", F_NUMBER, ADVISE_ALWAYS, "" },
	{ "MemoryReservation", "--memory-reservation", F_NUMBER, ADVISE_ALWAYS,
	    "" },
	{ "MemorySwappiness", "--memory-swappiness", F_NUMBER, ADVISE_ALWAYS,
	    "" },
	{ "OomKillDisable", "--oom-kill-disable", F_FLAG, ADVISE_ALWAYS, "" },
	{ "NanoCpus", "--cpus", F_CPUS, ADVISE_ALWAYS, "" },
	{ "CpuShares", "--cpu-shares", F_NUMBER, ADVISE_ALWAYS, "" },
	{ "CpuPeriod", "--cpu-period", F_NUMBER, ADVISE_ALWAYS, "" },
	{ "CpuQuota", "--cpu-quota", F_NUMBER, ADVISE_ALWAYS, "" },
	{ "CpuRealtimePeriod", "--cpu-rt-period", F_NUMBER, ADVISE_ALWAYS, "" },
	{ "CpuRealtimeRuntime", "--cpu-rt-runtime", F_NUMBER, ADVISE_ALWAYS,
	    "" },
	{ "CpusetCpus", "--cpuset-cpus", F_TEXT, ADVISE_ALWAYS, "" },
	{ "CpusetMems", "--cpuset-mems", F_TEXT, ADVISE_ALWAYS, "" },
	{ "PidsLimit", "--pids-limit", F_NUMBER, ADVISE_ALWAYS, "" },
	{ "BlkioWeight", "--blkio-weight", F_NUMBER, ADVISE_ALWAYS, "" },
	{ "Sysctls", "--sysctl", F_TABLE, ADVISE_ALWAYS, "" },
	{ "StorageOpt", "--storage-opt", F_TABLE, ADVISE_ALWAYS, "" },
	{ "Annotations", "--annotation", F_TABLE, ADVISE_IDENTITY, "" },
	{ "ShmSize", "--shm-size", F_NUMBER, ADVISE_ALWAYS,
	    "67108864 65536000" },
	{ "UsernsMode", "--userns", F_TEXT, ADVISE_OF_HOST, "private" },
	{ "UTSMode", "--uts", F_TEXT, ADVISE_OF_HOST, "private" },
	{ "PidMode", "--pid", F_TEXT, ADVISE_OF_HOST, "private" },
	{ "IpcMode", "--ipc", F_TEXT, ADVISE_OF_HOST, "private shareable" },
	{ "DeviceCgroupRules", "--device-cgroup-rule", F_LIST, ADVISE_OF_HOST,
	    "" },
	{ "Dns", "--dns", F_LIST, ADVISE_IDENTITY, "" },
	{ "DnsOptions", "--dns-option", F_LIST, ADVISE_IDENTITY, "" },
	{ "DnsSearch", "--dns-search", F_LIST, ADVISE_IDENTITY, "" },
	{ "ExtraHosts", "--add-host", F_LIST, ADVISE_IDENTITY, "" },
	{ "PublishAllPorts", "--publish-all", F_FLAG, ADVISE_IDENTITY, "" },
};

static bool
is_default(const struct field *f, const char *value)
{
	const char *p = f->but;
	size_t n = strlen(value), k;

	for (; *p != '\0'; p += k, p += *p == ' ') {
		k = strcspn(p, " ");
		if (k == n && strncmp(p, value, k) == 0)
			return true;
	}
	return false;
}

static void
add_field(struct recreate *r, json_t *doc, const struct field *f)
{
	json_t *v = rt_json_at(doc, f->path), *member;
	json_int_t n = json_integer_value(v);
	const char *s = json_string_value(v), *key;
	size_t i;

	switch (f->type) {
	case F_TEXT:
		if (s != NULL && *s != '\0' && !is_default(f, s))
			add(r, f->flag, s, f->use);
		break;
	case F_NUMBER:
		if (n <= 0)
			break;
		s = arena_printf(r->a, "%" JSON_INTEGER_FORMAT, n);
		if (!is_default(f, s))
			add(r, f->flag, s, f->use);
		break;
	case F_FLAG:
		if (json_is_true(v))
			add(r, f->flag, NULL, f->use);
		break;
	case F_LIST:
		json_array_foreach(v, i, member)
		{
			if (json_is_string(member))
				add(r, f->flag, json_string_value(member),
				    f->use);
		}
		break;
	case F_TABLE:
		json_object_foreach(v, key, member)
		{
			s = json_string_value(member);
			add(r, f->flag,
			    arena_printf(
				r->a, "%s=%s", key, s != NULL ? s : ""),
			    f->use);
		}
		break;
	case F_CPUS:
		if (n > 0)
			add(r, f->flag,
			    arena_printf(r->a,
				"%" JSON_INTEGER_FORMAT
				".%09" JSON_INTEGER_FORMAT,
				n / 1000000000, n % 1000000000),
			    f->use);
		break;
	}
}

/* --- what the image sets as well ---------------------------------------- */

static bool
has_text(json_t *list, const char *s)
{
	json_t *v;
	size_t i;

	json_array_foreach(list, i, v)
	{
		if (str_eq(json_string_value(v), s))
			return true;
	}
	return false;
}

/* What engines add to every environment. */
static bool
is_engine_env(const struct recreate *r, const char *s)
{
	static const char path[] =
	    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

	if (str_eq(s, path))
		return true;
	return r->s->kind == RT_PODMAN &&
	       (str_eq(s, "container=podman") || str_starts(s, "HOSTNAME=") ||
		   str_eq(s, "TERM=xterm") || str_starts(s, "HOME="));
}

static void
add_config(struct recreate *r)
{
	static const struct {
		const char *path, *flag;
	} texts[] = {
		{ "User", "--user" },
		{ "WorkingDir", "--workdir" },
		{ "StopSignal", "--stop-signal" },
	};
	json_t *v, *env = json_object_get(r->config, "Env");
	json_t *image_env = rt_json_at(r->image, "Env");
	json_t *labels = rt_json_at(r->config, "Labels");
	const char *s, *key;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		s = text(r->config, texts[i].path);
		if (s != NULL && !str_eq(s, text(r->image, texts[i].path)) &&
		    !(str_eq(texts[i].path, "WorkingDir") && str_eq(s, "/")) &&
		    !(str_eq(texts[i].path, "StopSignal") &&
			(str_eq(s, "SIGTERM") || str_eq(s, "15"))))
			add(r, texts[i].flag, s, ADVISE_ALWAYS);
	}
	json_array_foreach(env, i, v)
	{
		s = json_string_value(v);
		if (s != NULL && !has_text(image_env, s) &&
		    !is_engine_env(r, s))
			add(r, "--env", s, ADVISE_ALWAYS);
	}
	json_object_foreach(labels, key, v)
	{
		s = json_string_value(v);
		if (s == NULL ||
		    json_equal(v,
			json_object_get(rt_json_at(r->image, "Labels"), key)))
			continue;
		add(r, "--label", arena_printf(r->a, "%s=%s", key, s),
		    ADVISE_IDENTITY);
	}
	if (rt_json_true(r->config, "OpenStdin"))
		add(r, "--interactive", NULL, ADVISE_ALWAYS);
	if (rt_json_true(r->config, "Tty"))
		add(r, "--tty", NULL, ADVISE_ALWAYS);
	v = rt_json_at(r->config, "StopTimeout");
	if (json_is_integer(v) && r->s->kind == RT_DOCKER)
		add(r, "--stop-timeout",
		    arena_printf(
			r->a, "%" JSON_INTEGER_FORMAT, json_integer_value(v)),
		    ADVISE_ALWAYS);
}

static void
add_arguments(struct recreate *r, json_t *list, size_t from)
{
	json_t *v;
	size_t i;

	json_array_foreach(list, i, v)
	{
		if (i >= from && json_is_string(v))
			*VEC_PUSH(r->a, r->out->arg, r->out->narg) =
			    json_string_value(v);
	}
}

static void
add_process(struct recreate *r)
{
	json_t *entry = rt_json_at(r->config, "Entrypoint");
	json_t *image_entry = rt_json_at(r->image, "Entrypoint");
	json_t *cmd = rt_json_at(r->config, "Cmd");
	json_t *image_cmd = rt_json_at(r->image, "Cmd");
	bool same = json_array_size(entry) == 0
			? json_array_size(image_entry) == 0
			: json_equal(entry, image_entry);
	const char *first = json_string_value(json_array_get(entry, 0));

	if (!same) {
		add(r, "--entrypoint", first != NULL ? first : "",
		    ADVISE_ALWAYS);
		add_arguments(r, entry, 1);
		add_arguments(r, cmd, 0);
	} else if (!json_equal(cmd, image_cmd)) {
		add_arguments(r, cmd, 0);
	}
}

static void
add_duration(
    struct recreate *r, json_t *health, const char *key, const char *flag)
{
	json_int_t n = json_integer_value(json_object_get(health, key));

	if (n >= 1000000)
		add(r, flag,
		    arena_printf(
			r->a, "%" JSON_INTEGER_FORMAT "ms", n / 1000000),
		    ADVISE_ALWAYS);
}

static void
add_health(struct recreate *r)
{
	json_t *health = rt_json_at(r->config, "Healthcheck"), *test, *v;
	const char *kind;
	struct strbuf b = STRBUF_INIT;
	json_int_t retries;
	size_t i;

	if (health == NULL ||
	    json_equal(health, rt_json_at(r->image, "Healthcheck")))
		return;
	test = json_object_get(health, "Test");
	kind = json_string_value(json_array_get(test, 0));
	if (kind == NULL)
		return;
	if (str_eq(kind, "NONE")) {
		add(r, "--no-healthcheck", NULL, ADVISE_ALWAYS);
		return;
	}
	if (str_eq(kind, "CMD")) {
		json_array_foreach(test, i, v)
		{
			if (i == 0 || !json_is_string(v))
				continue;
			if (b.n > 0)
				strbuf_addch(&b, ' ');
			advise_word(&b, json_string_value(v));
		}
		lose(r, "its health check was run without a shell");
	} else {
		kind = json_string_value(json_array_get(test, 1));
		strbuf_addstr(&b, kind != NULL ? kind : "");
	}
	add(r, "--health-cmd", arena_strdup(r->a, b.s), ADVISE_ALWAYS);
	strbuf_free(&b);
	add_duration(r, health, "Interval", "--health-interval");
	add_duration(r, health, "Timeout", "--health-timeout");
	add_duration(r, health, "StartPeriod", "--health-start-period");
	retries = json_integer_value(json_object_get(health, "Retries"));
	if (retries > 0)
		add(r, "--health-retries",
		    arena_printf(r->a, "%" JSON_INTEGER_FORMAT, retries),
		    ADVISE_ALWAYS);
}

/* --- ports and networks ------------------------------------------------- */

static void
add_ports(struct recreate *r)
{
	json_t *bound = rt_json_at(r->host, "PortBindings"), *list, *b;
	const char *port, *ip, *host;
	size_t i;

	json_object_foreach(bound, port, list)
	{
		json_array_foreach(list, i, b)
		{
			ip = text(b, "HostIp");
			host = text(b, "HostPort");
			if (ip != NULL)
				host = arena_printf(r->a,
				    strchr(ip, ':') != NULL ? "[%s]:%s"
							    : "%s:%s",
				    ip, host != NULL ? host : "");
			add(r, "--publish",
			    host != NULL
				? arena_printf(r->a, "%s:%s", host, port)
				: port,
			    ADVISE_IDENTITY);
		}
	}
	json_object_foreach(rt_json_at(r->config, "ExposedPorts"), port, list)
	{
		if (json_object_get(bound, port) == NULL &&
		    json_object_get(
			rt_json_at(r->image, "ExposedPorts"), port) == NULL)
			add(r, "--expose", port, ADVISE_IDENTITY);
	}
}

static bool
is_own_id(const struct recreate *r, const char *s)
{
	size_t n = strlen(s);

	return n >= 12 && strncmp(r->s->id, s, n) == 0;
}

/* What a network gave the container, as options of run or of connect. */
static struct advise_option *
endpoint_options(struct recreate *r, json_t *net, bool primary, uint32_t *n)
{
	json_t *ipam = rt_json_at(net, "IPAMConfig"), *v;
	struct advise_option *o = NULL;
	const char *s;
	size_t i;

	json_array_foreach(rt_json_at(net, "Aliases"), i, v)
	{
		s = json_string_value(v);
		if (s != NULL && !is_own_id(r, s) && !str_eq(s, r->s->name))
			*VEC_PUSH(r->a, o, *n) =
			    (struct advise_option){ primary ? "--network-alias"
							    : "--alias",
				    s, ADVISE_IDENTITY, false };
	}
	if ((s = text(ipam, "IPv4Address")) != NULL)
		*VEC_PUSH(r->a, o, *n) =
		    (struct advise_option){ "--ip", s, ADVISE_IDENTITY, false };
	if ((s = text(ipam, "IPv6Address")) != NULL)
		*VEC_PUSH(r->a, o, *n) = (struct advise_option){ "--ip6", s,
			ADVISE_IDENTITY, false };
	return o;
}

static void
add_networks(struct recreate *r)
{
	json_t *nets = rt_json_at(r->s->inspect, "NetworkSettings.Networks");
	const char *mode = text(r->host, "NetworkMode"), *name, *s;
	bool shared = mode != NULL &&
		      (str_eq(mode, "host") || str_starts(mode, "container:"));
	struct advise_option *o;
	json_t *net;
	uint32_t n;

	if (mode != NULL && !str_eq(mode, "default"))
		add(r, "--network", mode, ADVISE_IDENTITY);
	s = text(r->config, "Hostname");
	if (s != NULL && !shared && !is_own_id(r, s) &&
	    !str_eq(text(r->host, "UTSMode"), "host"))
		add(r, "--hostname", s, ADVISE_ALWAYS);
	if ((s = text(r->config, "Domainname")) != NULL && !shared)
		add(r, "--domainname", s, ADVISE_ALWAYS);
	if ((s = text(r->config, "MacAddress")) != NULL && !shared)
		add(r, "--mac-address", s, ADVISE_IDENTITY);
	json_object_foreach(nets, name, net)
	{
		bool primary = str_eq(name, mode) ||
			       (str_eq(name, "bridge") &&
				   (mode == NULL || str_eq(mode, "default")));

		n = 0;
		o = endpoint_options(r, net, primary, &n);
		if (primary) {
			for (uint32_t i = 0; i < n; i++)
				*VEC_PUSH(r->a, r->out->option,
				    r->out->noption) = o[i];
		} else if (!shared && mode != NULL && !str_eq(mode, "none") &&
			   *name != '-') {
			*VEC_PUSH(r->a, r->out->link, r->out->nlink) =
			    (struct advise_link){ name, o, n };
		}
	}
}

/* --- mounts ------------------------------------------------------------- */

/* The tmpfs of HostConfig.Mounts for that place: its options. */
static const char *
tmpfs_more(struct recreate *r, const char *at)
{
	json_t *m, *v;
	const char *more = "";
	size_t i;

	json_array_foreach(rt_json_at(r->host, "Mounts"), i, m)
	{
		if (!str_eq(text(m, "Target"), at))
			continue;
		v = rt_json_at(m, "TmpfsOptions.SizeBytes");
		if (json_integer_value(v) > 0)
			more = arena_printf(r->a,
			    "tmpfs-size=%" JSON_INTEGER_FORMAT,
			    json_integer_value(v));
		v = rt_json_at(m, "TmpfsOptions.Mode");
		if (json_integer_value(v) > 0)
			more = arena_printf(r->a, "%s%stmpfs-mode=%o", more,
			    *more != '\0' ? "," : "",
			    (unsigned)json_integer_value(v) & 07777u);
	}
	return more;
}

static void
add_mount(struct recreate *r, json_t *m)
{
	const char *type = text(m, "Type"), *at = text(m, "Destination");
	const char *source = text(m, "Source"), *mode = text(m, "Mode");
	const char *propagation = text(m, "Propagation");
	bool writable = json_is_true(json_object_get(m, "RW"));
	bool volume = str_eq(type, "volume");
	struct strbuf b = STRBUF_INIT;

	if (volume && text(m, "Name") != NULL)
		source = text(m, "Name");
	if (str_eq(type, "tmpfs") && at != NULL) {
		if (json_object_get(rt_json_at(r->host, "Tmpfs"), at) == NULL)
			add(r, "--mount",
			    advise_mount_text(
				r->a, "tmpfs", NULL, at, tmpfs_more(r, at)),
			    ADVISE_OWN_MOUNT);
		return;
	}
	if (at == NULL || source == NULL ||
	    (!volume && !str_eq(type, "bind"))) {
		lose(r, arena_printf(r->a, "its mount %s is of an unknown kind",
			    at != NULL ? at : "?"));
		return;
	}
	if (!writable && (mode == NULL || strstr(mode, "ro") == NULL))
		strbuf_addstr(&b, "ro");
	if (mode != NULL && !str_eq(mode, "rw") &&
	    !(volume && str_eq(mode, "z")))
		strbuf_addf(&b, "%s%s", b.n > 0 ? "," : "", mode);
	if (!volume && propagation != NULL &&
	    !str_eq(propagation, "rprivate") &&
	    strstr(b.s, propagation) == NULL)
		strbuf_addf(&b, "%s%s", b.n > 0 ? "," : "", propagation);
	if (strchr(source, ':') != NULL || strchr(at, ':') != NULL)
		add(r, "--mount",
		    advise_mount_text(
			r->a, type, source, at, writable ? "" : "readonly"),
		    ADVISE_OWN_MOUNT);
	else
		add(r, "--volume",
		    arena_printf(
			r->a, "%s:%s%s%s", source, at, b.n > 0 ? ":" : "", b.s),
		    ADVISE_OWN_MOUNT);
	strbuf_free(&b);
}

static void
add_mounts(struct recreate *r)
{
	json_t *tmpfs = rt_json_at(r->host, "Tmpfs"), *v;
	const char *at, *s;
	size_t i;

	json_array_foreach(rt_json_at(r->s->inspect, "Mounts"), i, v)
	    add_mount(r, v);
	json_object_foreach(tmpfs, at, v)
	{
		s = json_string_value(v);
		add(r, "--tmpfs",
		    s != NULL && *s != '\0' ? arena_printf(r->a, "%s:%s", at, s)
					    : at,
		    ADVISE_OWN_MOUNT);
	}
}

/* --- the rest ----------------------------------------------------------- */

static void
add_security(struct recreate *r)
{
	json_t *v, *masked = rt_json_at(r->host, "MaskedPaths");
	const char *s;
	size_t i;

	json_array_foreach(rt_json_at(r->host, "SecurityOpt"), i, v)
	{
		s = json_string_value(v);
		if (s == NULL)
			continue;
		if (str_starts(s, "seccomp={") || str_starts(s, "seccomp:{"))
			lose(r,
			    "its seccomp profile: the engine keeps the text, "
			    "the option takes a file");
		else if (!(str_eq(s, "label=disable") &&
			     rt_json_true(r->host, "Privileged")))
			add(r, "--security-opt", s, ADVISE_ALWAYS);
	}
	if (json_is_array(masked) && json_array_size(masked) == 0 &&
	    r->s->kind == RT_DOCKER && !rt_json_true(r->host, "Privileged"))
		add(r, "--security-opt", "systempaths=unconfined",
		    ADVISE_OF_HOST);
	json_array_foreach(rt_json_at(r->host, "CapAdd"), i, v)
	{
		s = json_string_value(v);
		if (s == NULL)
			continue;
		add(r, "--cap-add", s,
		    strstr(s, "SYS_") != NULL || strstr(s, "ALL") != NULL ||
			    strstr(s, "ADMIN") != NULL ||
			    strstr(s, "BPF") != NULL ||
			    strstr(s, "DAC_READ_SEARCH") != NULL
			? ADVISE_OF_HOST
			: ADVISE_ALWAYS);
	}
}

static void
add_devices(struct recreate *r)
{
	static const struct {
		const char *key, *flag;
	} rates[] = {
		{ "BlkioDeviceReadBps", "--device-read-bps" },
		{ "BlkioDeviceWriteBps", "--device-write-bps" },
		{ "BlkioDeviceReadIOps", "--device-read-iops" },
		{ "BlkioDeviceWriteIOps", "--device-write-iops" },
	};
	json_t *v;
	const char *from, *to, *permissions;
	size_t i;

	json_array_foreach(rt_json_at(r->host, "Devices"), i, v)
	{
		from = text(v, "PathOnHost");
		to = text(v, "PathInContainer");
		permissions = text(v, "CgroupPermissions");
		if (from != NULL)
			add(r, "--device",
			    arena_printf(r->a, "%s:%s:%s", from,
				to != NULL ? to : from,
				permissions != NULL ? permissions : "rwm"),
			    ADVISE_OF_HOST);
	}
	if (json_array_size(rt_json_at(r->host, "DeviceRequests")) > 0)
		lose(r, "its requests for devices (--gpus)");
	for (size_t k = 0; k < sizeof rates / sizeof *rates; k++)
		json_array_foreach(rt_json_at(r->host, rates[k].key), i, v)
		{
			from = text(v, "Path");
			if (from != NULL)
				add(r, rates[k].flag,
				    arena_printf(r->a,
					"%s:%" JSON_INTEGER_FORMAT, from,
					json_integer_value(
					    json_object_get(v, "Rate"))),
				    ADVISE_OF_HOST);
		}
}

static void
add_limits(struct recreate *r)
{
	json_t *v;
	json_int_t memory = json_integer_value(rt_json_at(r->host, "Memory"));
	json_int_t swap = json_integer_value(rt_json_at(r->host, "MemorySwap"));
	json_int_t score =
	    json_integer_value(rt_json_at(r->host, "OomScoreAdj"));
	const char *name;
	size_t i;

	if (swap != 0 && memory > 0 && swap / 2 != memory)
		add(r, "--memory-swap",
		    arena_printf(r->a, "%" JSON_INTEGER_FORMAT, swap),
		    ADVISE_ALWAYS);
	if (score != 0)
		add(r, "--oom-score-adj",
		    arena_printf(r->a, "%" JSON_INTEGER_FORMAT, score),
		    ADVISE_ALWAYS);
	json_array_foreach(rt_json_at(r->host, "Ulimits"), i, v)
	{
		name = text(v, "Name");
		if (name == NULL)
			continue;
		if (str_starts(name, "RLIMIT_"))
			name += strlen("RLIMIT_");
		add(r, "--ulimit",
		    arena_printf(r->a,
			"%s=%" JSON_INTEGER_FORMAT ":%" JSON_INTEGER_FORMAT,
			name, json_integer_value(json_object_get(v, "Soft")),
			json_integer_value(json_object_get(v, "Hard"))),
		    ADVISE_ALWAYS);
	}
}

static void
add_policy(struct recreate *r)
{
	const char *name = text(r->host, "RestartPolicy.Name");
	json_int_t retries = json_integer_value(
	    rt_json_at(r->host, "RestartPolicy.MaximumRetryCount"));
	json_t *log = rt_json_at(r->host, "LogConfig.Config"), *v;
	const char *key, *driver = text(r->host, "LogConfig.Type");

	if (name != NULL && !str_eq(name, "no"))
		add(r, "--restart",
		    retries > 0 && str_eq(name, "on-failure")
			? arena_printf(
			      r->a, "%s:%" JSON_INTEGER_FORMAT, name, retries)
			: name,
		    ADVISE_IDENTITY);
	if (driver != NULL)
		add(r, "--log-driver", driver, ADVISE_IDENTITY);
	json_object_foreach(log, key, v)
	{
		if (json_is_string(v) && r->s->kind == RT_DOCKER)
			add(r, "--log-opt",
			    arena_printf(
				r->a, "%s=%s", key, json_string_value(v)),
			    ADVISE_IDENTITY);
	}
}

/* "/db:/web/name" of the engine is db:name on the command line. */
static void
add_links(struct recreate *r)
{
	json_t *v;
	const char *s, *colon, *name;
	size_t i;

	json_array_foreach(rt_json_at(r->host, "Links"), i, v)
	{
		s = json_string_value(v);
		colon = s != NULL ? strchr(s, ':') : NULL;
		name = s != NULL ? strrchr(s, '/') : NULL;
		if (s != NULL && *s == '/' && colon != NULL && name > colon)
			add(r, "--link",
			    arena_printf(r->a, "%.*s:%s", (int)(colon - s - 1),
				s + 1, name + 1),
			    ADVISE_IDENTITY);
	}
}

struct advise_command *
advise_recreate(struct arena *a, const struct advise_seen *s)
{
	struct recreate r = {
		.a = a,
		.s = s,
		.config = rt_json_at(s->inspect, "Config"),
		.host = rt_json_at(s->inspect, "HostConfig"),
		.image = rt_json_at(s->image, "Config"),
		.out = arena_alloc(a, sizeof *r.out),
	};

	r.out->image = text(r.config, "Image");
	if (r.out->image == NULL || *r.out->image == '-')
		r.out->image = text(s->inspect, "Image");
	if (r.out->image == NULL || *r.out->image == '-')
		r.out->image = "unknown";
	add_networks(&r);
	add_ports(&r);
	add_links(&r);
	add_policy(&r);
	for (size_t i = 0; i < sizeof host_fields / sizeof *host_fields; i++)
		add_field(&r, r.host, &host_fields[i]);
	add_limits(&r);
	add_security(&r);
	add_devices(&r);
	add_mounts(&r);
	add_config(&r);
	add_health(&r);
	add_process(&r);
	return r.out;
}
