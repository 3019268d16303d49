/*
 * Facts of a container that follow from its inspect document, its engine's
 * defaults and the host: schemas/audit.txt section 5 says what each is.  A
 * fact that cannot be derived is an error, never absent.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "rt.h"

#define SECCOMP_FILE ((size_t)1024 * 1024)

struct derived { /* one fact on its way */
	struct rt_ctx *ctx;
	json_t *doc;
	const char *why;
};

/* --- running, modes ----------------------------------------------------- */

static bool
derived_is_running(const struct derived *d)
{
	return rt_container_is_running(d->doc);
}

static bool
derived_is_privileged(const struct derived *d)
{
	return rt_json_true(d->doc, "HostConfig.Privileged");
}

static json_t *
derived_running(struct derived *d)
{
	return json_boolean(derived_is_running(d));
}

/* A mode after following container:ID to its end; NULL with why. */
static const char *
derived_mode_text(struct derived *d, const char *path)
{
	struct rt_container *c = rt_container_follow(
	    d->ctx->arena, d->ctx->target->container, path, &d->why);
	json_t *doc = d->doc;
	const char *text;

	if (c == NULL && d->why != NULL)
		return NULL;
	if (c != NULL)
		doc = rt_container_json(d->ctx->arena, c, &d->why);
	if (doc == NULL)
		return NULL;
	text = rt_json_text(doc, path);
	return text != NULL ? text : "";
}

static json_t *
derived_mode(struct derived *d, const char *path)
{
	const char *text = derived_mode_text(d, path);

	return text != NULL ? rt_json_string(text) : NULL;
}

static json_t *
derived_pid_mode(struct derived *d)
{
	return derived_mode(d, "HostConfig.PidMode");
}

static json_t *
derived_ipc_mode(struct derived *d)
{
	return derived_mode(d, "HostConfig.IpcMode");
}

static json_t *
derived_network_mode(struct derived *d)
{
	return derived_mode(d, "HostConfig.NetworkMode");
}

static json_t *
derived_uts_mode(struct derived *d)
{
	return derived_mode(d, "HostConfig.UTSMode");
}

static json_t *
derived_userns_mode(struct derived *d)
{
	return derived_mode(d, "HostConfig.UsernsMode");
}

/* --- security options --------------------------------------------------- */

/*
 * The value of the last security option of that name ("name=value",
 * "name:value", or "name" alone, then ""); NULL: there is none.
 */
static const char *
derived_option(const struct derived *d, const char *name)
{
	const char *found = NULL, *s;
	size_t n = strlen(name), i;
	json_t *v;

	json_array_foreach(rt_json_at(d->doc, "HostConfig.SecurityOpt"), i, v)
	{
		s = json_string_value(v);
		if (s == NULL || strncmp(s, name, n) != 0)
			continue;
		if (s[n] == '\0')
			found = "";
		else if (s[n] == '=' || s[n] == ':')
			found = s + n + 1;
	}
	return found;
}

/* An entry of the engine's own list of security options; NULL: not there. */
static const char *
derived_engine_option(const struct derived *d, const char *name)
{
	size_t n = strlen(name), i;
	json_t *v;

	json_array_foreach(
	    rt_json_at(d->ctx->target->engine->info, "SecurityOptions"), i, v)
	{
		const char *s = json_string_value(v);

		if (s != NULL && str_starts(s, "name=") &&
		    strncmp(s + 5, name, n) == 0 &&
		    (s[n + 5] == '\0' || s[n + 5] == ','))
			return s;
	}
	return NULL;
}

/* Does an inline profile allow everything? */
static const char *
derived_seccomp_profile(struct derived *d, const char *text)
{
	const char *action;
	json_t *profile =
	    rt_json_parse(d->ctx->arena, text, strlen(text), &d->why);
	json_t *rule;
	bool all;
	size_t i;

	if (profile == NULL)
		return NULL;
	d->why = NULL;
	action = rt_json_text(profile, "defaultAction");
	all =
	    str_eq(action, "SCMP_ACT_ALLOW") || str_eq(action, "SCMP_ACT_LOG");
	json_array_foreach(json_object_get(profile, "syscalls"), i, rule)
	{
		action = rt_json_text(rule, "action");
		all = all && (str_eq(action, "SCMP_ACT_ALLOW") ||
				 str_eq(action, "SCMP_ACT_LOG"));
	}
	json_decref(profile);
	return all ? "allow-all" : "custom";
}

/* A profile that is a file of the engine's own root. */
static const char *
derived_seccomp_file(struct derived *d, const char *path)
{
	const struct rt_options *o = d->ctx->options;
	struct strbuf b = STRBUF_INIT;
	const char *kind = NULL;

	if (*path != '/' || d->ctx->target->engine->pid <= 0) {
		d->why = arena_printf(d->ctx->arena,
		    "the profile %.256s cannot be found", path);
		return NULL;
	}
	if (rt_proc_read(AT_FDCWD,
		arena_printf(d->ctx->arena, "%s/%d/root%s",
		    o->proc != NULL ? o->proc : "/proc",
		    (int)d->ctx->target->engine->pid, path),
		SECCOMP_FILE, &b))
		kind = derived_seccomp_profile(d, b.s);
	else
		d->why = arena_printf(
		    d->ctx->arena, "%.256s: %s", path, rt_root_strerror(errno));
	strbuf_free(&b);
	return kind;
}

/* The daemon's own default, where no option of the container decides. */
static const char *
derived_seccomp_default(struct derived *d)
{
	const struct rt_engine *e = d->ctx->target->engine;
	const char *option = derived_engine_option(d, "seccomp");
	const char *profile = rt_json_text(e->daemon, "seccomp-profile");

	if (str_eq(profile, "unconfined") ||
	    (option != NULL && strstr(option, "profile=unconfined") != NULL))
		return "unconfined";
	if (profile != NULL && *profile == '/')
		return derived_seccomp_file(d, profile);
	if (e->info == NULL) {
		d->why = e->info_error != NULL
			     ? e->info_error
			     : "the engine's defaults are not known";
		return NULL;
	}
	if (option == NULL && e->kind == RT_DOCKER)
		return "unconfined"; /* an engine without seccomp */
	profile = option != NULL ? strstr(option, ",profile=") : NULL;
	if (profile == NULL || str_starts(profile, ",profile=default") ||
	    str_starts(profile, ",profile=builtin"))
		return "default";
	d->why = "the daemon has a profile of its own, which is not known";
	return NULL;
}

static json_t *
derived_seccomp(struct derived *d)
{
	const char *option = derived_option(d, "seccomp"), *text;

	if (derived_is_privileged(d) || str_eq(option, "unconfined"))
		text = "unconfined";
	else if (option == NULL || *option == '\0' ||
		 str_eq(option, "builtin") || str_eq(option, "default"))
		text = derived_seccomp_default(d);
	else if (option[strspn(option, " \t\r\n")] == '{')
		text = derived_seccomp_profile(d, option);
	else
		text = derived_seccomp_file(d, option); /* Podman's form */
	return text != NULL ? json_string(text) : NULL;
}

static json_t *
derived_no_new_privileges(struct derived *d)
{
	static const char *const yes[] = { "", "1", "t", "T", "true", "TRUE",
		"True" };
	static const char *const no[] = { "0", "f", "F", "false", "FALSE",
		"False" };
	const struct rt_engine *e = d->ctx->target->engine;
	const char *option = derived_option(d, "no-new-privileges");

	for (size_t i = 0; option != NULL && i < sizeof yes / sizeof *yes; i++)
		if (str_eq(option, yes[i]))
			return json_true();
	for (size_t i = 0; option != NULL && i < sizeof no / sizeof *no; i++)
		if (str_eq(option, no[i]))
			return json_false();
	if (option != NULL) {
		d->why = "no-new-privileges is neither true nor false";
		return NULL;
	}
	if (derived_engine_option(d, "no-new-privileges") != NULL)
		return json_true();
	if (e->kind == RT_DOCKER && e->daemon == NULL) {
		d->why = e->daemon_error != NULL
			     ? e->daemon_error
			     : "the daemon's defaults are not known";
		return NULL;
	}
	return json_boolean(rt_json_true(e->daemon, "no-new-privileges"));
}

static json_t *
derived_apparmor(struct derived *d)
{
	const char *profile = rt_json_text(d->doc, "AppArmorProfile");
	const char *option = derived_option(d, "apparmor");

	if (derived_is_privileged(d))
		return json_string("unconfined");
	if (profile != NULL && *profile != '\0')
		return rt_json_string(profile);
	if (d->ctx->target->engine->info == NULL) {
		d->why = "the engine does not say whether it uses AppArmor";
		return NULL;
	}
	if (derived_engine_option(d, "apparmor") == NULL)
		return json_string("unconfined"); /* whatever was asked for */
	return rt_json_string(
	    option != NULL && *option != '\0' ? option : "docker-default");
}

static json_t *
derived_selinux_disabled(struct derived *d)
{
	/* spc_t: the type of what is not confined */
	static const char *const off[] = { "label=disable", "label:disable",
		"label=type:spc_t", "label:type:spc_t" };
	bool disabled = derived_is_privileged(d);
	json_t *v;
	size_t i;

	json_array_foreach(rt_json_at(d->doc, "HostConfig.SecurityOpt"), i, v)
		for (size_t k = 0; k < sizeof off / sizeof *off; k++)
			disabled =
			    disabled || str_eq(json_string_value(v), off[k]);
	return json_boolean(disabled);
}

/* --- capabilities ------------------------------------------------------- */

static const char *const derived_caps_docker[] = { "AUDIT_WRITE", "CHOWN",
	"DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
	"NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
	NULL };
static const char *const derived_caps_podman[] = { "CHOWN", "DAC_OVERRIDE",
	"FOWNER", "FSETID", "KILL", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
	"SETPCAP", "SETUID", "SYS_CHROOT", NULL };

/* A capability's name in upper case and without CAP_, as a key of set. */
static void
derived_cap_add(json_t *set, const char *name)
{
	char text[64];
	size_t n = 0;

	if (strlen(name) >= sizeof text)
		return;
	for (; name[n] != '\0'; n++)
		text[n] = name[n] >= 'a' && name[n] <= 'z'
			      ? (char)(name[n] - 'a' + 'A')
			      : name[n];
	text[n] = '\0';
	json_object_set_new(
	    set, str_starts(text, "CAP_") ? text + 4 : text, json_true());
}

static json_t *
derived_cap_set(json_t *list)
{
	json_t *set = json_object(), *v;
	size_t i;

	json_array_foreach(list, i, v) if (json_is_string(v))
	    derived_cap_add(set, json_string_value(v));
	return set;
}

static int
derived_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The keys of a set, sorted. */
static json_t *
derived_sorted(struct arena *a, json_t *set)
{
	const char **key = NULL, *k;
	json_t *list = json_array(), *v;
	size_t n = 0;

	json_object_foreach(set, k, v) * VEC_PUSH(a, key, n) = k;
	if (n > 0)
		qsort(key, n, sizeof *key, derived_order);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(key[i]));
	return list;
}

static json_t *
derived_capabilities(struct derived *d)
{
	json_t *add = derived_cap_set(rt_json_at(d->doc, "HostConfig.CapAdd"));
	json_t *drop =
	    derived_cap_set(rt_json_at(d->doc, "HostConfig.CapDrop"));
	bool all =
	    json_object_get(add, "ALL") != NULL || derived_is_privileged(d);
	bool none = json_object_get(drop, "ALL") != NULL && !all;
	const char *const *base = all ? rt_capabilities
				  : d->ctx->target->engine->kind == RT_PODMAN
				      ? derived_caps_podman
				      : derived_caps_docker;
	json_t *set = json_object(), *list, *v;
	const char *key;

	for (; !none && *base != NULL; base++)
		if (derived_is_privileged(d) ||
		    json_object_get(drop, *base) == NULL)
			json_object_set_new(set, *base, json_true());
	json_object_foreach(add, key, v) if (!str_eq(key, "ALL"))
	    json_object_set(set, key, v);
	if (all) /* what is dropped from everything stays dropped */
		json_object_foreach(drop, key, v) if (!derived_is_privileged(d))
		    json_object_del(set, key);
	list = derived_sorted(d->ctx->arena, set);
	json_decref(set);
	json_decref(add);
	json_decref(drop);
	return list;
}

/* --- lists ---------------------------------------------------------------- */

static json_t *
derived_device_requests(struct derived *d)
{
	json_t *list = json_array(), *v, *caps;
	const char *text;
	size_t i;

	if (derived_is_privileged(d))
		json_array_append_new(list, json_string("all"));
	json_array_foreach(rt_json_at(d->doc, "HostConfig.Devices"), i, v)
	{
		text = rt_json_text(v, "PathOnHost");
		json_array_append_new(
		    list, rt_json_string(text != NULL ? text : "?"));
	}
	json_array_foreach(rt_json_at(d->doc, "HostConfig.DeviceCgroupRules"),
	    i, v) json_array_append(list, v);
	json_array_foreach(
	    rt_json_at(d->doc, "HostConfig.DeviceRequests"), i, v)
	{
		text = rt_json_text(v, "Driver");
		caps = json_array_get(
		    json_array_get(json_object_get(v, "Capabilities"), 0), 0);
		if (text == NULL || *text == '\0')
			text = json_string_value(caps);
		json_array_append_new(list,
		    rt_json_string(text != NULL && *text != '\0' ? text : "?"));
	}
	return list;
}

static json_t *
derived_restart_policy(struct derived *d)
{
	const char *name =
	    rt_json_text(d->doc, "HostConfig.RestartPolicy.Name");
	json_t *count =
	    rt_json_at(d->doc, "HostConfig.RestartPolicy.MaximumRetryCount");

	if (name == NULL || *name == '\0' || str_eq(name, "no"))
		return json_string("no");
	if (str_eq(name, "on-failure"))
		return json_sprintf("on-failure:%" JSON_INTEGER_FORMAT,
		    json_integer_value(count));
	return rt_json_string(name);
}

static json_t *
derived_health_status(struct derived *d)
{
	const char *status = rt_json_text(d->doc, "State.Health.Status");

	return rt_json_string(
	    status != NULL && *status != '\0' ? status : "none");
}

static json_t *
derived_uid(struct derived *d)
{
	const char *user = rt_json_text(d->doc, "Config.User"), *name;
	int64_t n;
	uint32_t uid;

	if (user == NULL)
		user = "";
	name = arena_strndup(d->ctx->arena, user, strcspn(user, ":"));
	if (*name == '\0' || str_eq(name, "root"))
		return json_integer(0);
	if (str_to_int64(name, &n) && n >= 0 && n <= UINT32_MAX) {
		/* of what runs the kernel tells the number */
		if (n == 0 || derived_is_running(d) ||
		    d->ctx->options->declared_only)
			return json_integer(n);
		return rt_root_uid_asked(
			   d->ctx, name, (uint32_t)n, &uid, &d->why)
			   ? json_integer(uid)
			   : NULL;
	}
	if (rt_root_uid(d->ctx, name, &uid))
		return json_integer(uid);
	d->why = arena_printf(d->ctx->arena,
	    "the user %.64s cannot be looked up in the container", name);
	return NULL;
}

/* Each live exec session, asked of the engine now. */
static json_t *
derived_execs(struct derived *d)
{
	const struct rt_engine *e = d->ctx->target->engine;
	json_t *ids = rt_json_at(d->doc, "ExecIDs"), *list = json_array(), *v;
	struct rt_http h = { .fd = -1 };
	size_t i;

	if (json_array_size(ids) > 0 &&
	    !rt_http_open(&h, e->socket, rt_engine_deadline(d->ctx->options)))
		d->why = arena_strdup(d->ctx->arena, h.error);
	json_array_foreach(ids, i, v)
	{
		const char *id = json_string_value(v);
		json_t *doc;
		int status = 0;

		if (d->why != NULL)
			break;
		if (id == NULL ||
		    strspn(id, "0123456789abcdef") != strlen(id)) {
			d->why = "an exec session without id";
			break;
		}
		doc = rt_engine_get(d->ctx->arena, d->ctx->options, e, &h,
		    arena_printf(d->ctx->arena, "/exec/%s/json", id), 1 << 20,
		    &status, &d->why);
		if (status == 404) { /* it has ended */
			d->why = NULL;
			continue;
		}
		if (doc == NULL)
			break;
		json_array_append_new(list,
		    json_pack("{s:s,s:b,s:s,s:b}", "ID", id, "Privileged",
			rt_json_true(doc, "ProcessConfig.privileged"), "User",
			rt_json_text(doc, "ProcessConfig.user") != NULL
			    ? rt_json_text(doc, "ProcessConfig.user")
			    : "",
			"Running", rt_json_true(doc, "Running")));
		json_decref(doc);
	}
	rt_http_close(&h);
	if (d->why == NULL)
		return list;
	json_decref(list);
	return NULL;
}

/* --- what needs the kernel or the host ---------------------------------- */

/* Published ports of one "80/tcp": [{HostIp, HostPort}]. */
static void
derived_port(json_t *list, const char *key, json_t *bindings)
{
	size_t n = strcspn(key, "/"), i;
	json_t *b;

	json_array_foreach(bindings, i, b)
	{
		const char *ip = rt_json_text(b, "HostIp");
		const char *port = rt_json_text(b, "HostPort");

		json_array_append_new(
		    list, json_pack("{s:s,s:s,s:s%,s:s}", "HostIp",
			      ip != NULL ? ip : "", "HostPort",
			      port != NULL ? port : "", "ContainerPort", key, n,
			      "Protocol", key[n] == '/' ? key + n + 1 : "tcp"));
	}
}

static json_t *
derived_ports(struct derived *d)
{
	const char *mode = derived_mode_text(d, "HostConfig.NetworkMode");
	bool running = derived_is_running(d);
	struct rt_collection flag = { .flag = RT_FLAG_COMPLETE };
	json_t *list, *ports, *v;
	struct rt_kernel *k;
	const char *key;
	size_t i;

	if (mode == NULL)
		return NULL;
	if (running && str_eq(mode, "host")) {
		k = rt_kernel_get(d->ctx, &flag);
		if (k == NULL) {
			d->why = flag.message;
			return NULL;
		}
		list = rt_proc_listeners(d->ctx->arena, k->proc, true, &d->why);
		json_array_foreach(list, i, v)
		{
			json_object_del(v, "inode");
			json_object_set(
			    v, "ContainerPort", json_object_get(v, "HostPort"));
		}
		return list;
	}
	list = json_array();
	ports = rt_json_at(d->doc,
	    running ? "NetworkSettings.Ports" : "HostConfig.PortBindings");
	json_object_foreach(ports, key, v) derived_port(list, key, v);
	if (!running && rt_json_true(d->doc, "HostConfig.PublishAllPorts"))
		json_array_append_new(list, /* which, its start will tell */
		    json_pack("{s:s,s:s,s:s,s:s}", "HostIp", "", "HostPort", "",
			"ContainerPort", "", "Protocol", ""));
	return list;
}

static json_t *
derived_processes(struct derived *d)
{
	struct rt_collection flag = { .flag = RT_FLAG_COMPLETE };
	struct rt_kernel *k;

	if (!derived_is_running(d))
		return json_array();
	k = rt_kernel_get(d->ctx, &flag);
	if (k == NULL) {
		d->why = flag.message;
		return NULL;
	}
	return rt_kernel_processes(d->ctx, k, &d->why);
}

static json_t *
derived_mounts(struct derived *d)
{
	return rt_derived_mounts(d->ctx, d->doc, &d->why);
}

static const struct derived_fact {
	const char *name;
	json_t *(*get)(struct derived *d);
} derived_facts[] = {
	{ "AppArmorProfile", derived_apparmor },
	{ "Capabilities", derived_capabilities },
	{ "DeviceRequests", derived_device_requests },
	{ "Execs", derived_execs },
	{ "HealthStatus", derived_health_status },
	{ "IpcMode", derived_ipc_mode },
	{ "Mounts", derived_mounts },
	{ "NetworkMode", derived_network_mode },
	{ "NoNewPrivileges", derived_no_new_privileges },
	{ "PidMode", derived_pid_mode },
	{ "Ports", derived_ports },
	{ "Processes", derived_processes },
	{ "RestartPolicy", derived_restart_policy },
	{ "Running", derived_running },
	{ "SELinuxDisabled", derived_selinux_disabled },
	{ "Seccomp", derived_seccomp },
	{ "UTSMode", derived_uts_mode },
	{ "Uid", derived_uid },
	{ "UsernsMode", derived_userns_mode },
};

void
rt_derived_fact(struct rt_ctx *ctx, const char *path, uint16_t path_field,
    uint16_t value_field, struct rt_collection *out)
{
	const char *name = path + strlen("derived.");
	size_t n = strcspn(name, ".[{");
	struct derived d = { .ctx = ctx };
	const struct derived_fact *f = NULL;
	json_t *value;

	d.doc = rt_container_json(ctx->arena, ctx->target->container, &d.why);
	if (d.doc == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", d.why);
		return;
	}
	for (size_t i = 0; i < sizeof derived_facts / sizeof *derived_facts;
	     i++)
		if (strlen(derived_facts[i].name) == n &&
		    strncmp(derived_facts[i].name, name, n) == 0)
			f = &derived_facts[i];
	if (f == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "there is no fact %s", path);
		return;
	}
	value = f->get(&d);
	if (value == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s: %s", path,
		    d.why != NULL ? d.why : "it cannot be told");
		return;
	}
	rt_json_follow(ctx, value, path, (size_t)(name - path) + n, path_field,
	    value_field, out);
	json_decref(value);
}
