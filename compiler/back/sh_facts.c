/*
 * Facts by path, at compile time: which paths of an inspect document a script
 * needs, and the Go template by which the engine's command line gives just
 * those, as JSON of the same shape.  The template asks by index, which makes
 * the command line work on the engine's own document, not on its Go structs;
 * so an absent member is null and never a failure.
 */
#include <string.h>

#include "sh.h"

/* What a derived fact is computed from. */
static const struct {
	const char *name, *path[7];
} derived[] = {
	{ "derived.Running", { "State.Status", "State.Pid" } },
	{ "derived.PidMode", { "HostConfig.PidMode" } },
	{ "derived.IpcMode", { "HostConfig.IpcMode" } },
	{ "derived.NetworkMode", { "HostConfig.NetworkMode" } },
	{ "derived.UTSMode", { "HostConfig.UTSMode" } },
	{ "derived.UsernsMode", { "HostConfig.UsernsMode" } },
	{ "derived.Capabilities",
	    { "HostConfig.Privileged", "HostConfig.CapAdd[]",
		"HostConfig.CapDrop[]" } },
	{ "derived.Seccomp",
	    { "HostConfig.Privileged", "HostConfig.SecurityOpt[]" } },
	{ "derived.NoNewPrivileges", { "HostConfig.SecurityOpt[]" } },
	{ "derived.AppArmorProfile",
	    { "HostConfig.Privileged", "AppArmorProfile",
		"HostConfig.SecurityOpt[]" } },
	{ "derived.SELinuxDisabled",
	    { "HostConfig.Privileged", "HostConfig.SecurityOpt[]" } },
	{ "derived.Ports",
	    { "HostConfig.NetworkMode", "HostConfig.PortBindings{}[]",
		"HostConfig.PublishAllPorts", "NetworkSettings.Ports{}[]",
		"State.Status", "State.Pid" } },
	{ "derived.Mounts", { "Mounts[]" } },
	{ "derived.Uid", { "Config.User", "State.Status", "State.Pid" } },
	{ "derived.Execs", { "ExecIDs[]" } },
	{ "derived.DeviceRequests",
	    { "HostConfig.Privileged", "HostConfig.Devices[]",
		"HostConfig.DeviceCgroupRules[]",
		"HostConfig.DeviceRequests[]" } },
	{ "derived.RestartPolicy",
	    { "HostConfig.RestartPolicy.Name",
		"HostConfig.RestartPolicy.MaximumRetryCount" } },
	{ "derived.HealthStatus",
	    { "State.Health.Status", "State.Healthcheck.Status" } },
	{ "derived.Processes", { "State.Status", "State.Pid" } },
};

void
sh_list_add(struct sh *s, struct sh_list *list, const char *text)
{
	uint32_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->item[i], text) == 0)
			return;
	*VEC_PUSH(s->arena, list->item, list->n) = text;
}

/* A derived fact of the engine: the function that computes it, and its needs. */
bool
sh_engine_fact(struct sh *s, const char *path)
{
	static const char *const network[] = { "Name", "Driver", "Scope",
		"Ingress", "Options.encrypted" };
	const char *name;
	size_t i;

	if (!str_starts(path, "derived."))
		return true;
	path += strlen("derived.");
	name = arena_printf(s->arena, "engine_derived_%.*s",
	    (int)strcspn(path, "[{."), path);
	if (!sh_library_has(name))
		return false;
	sh_list_add(s, &s->root, name);
	if (str_ends(name, "_Networks"))
		for (i = 0; i < sizeof network / sizeof network[0]; i++)
			sh_list_add(s, &s->path[SH_NETWORK], network[i]);
	return true;
}

bool
sh_fact(struct sh *s, enum sh_facts kind, const char *path)
{
	const char *name, *end;
	size_t i, k;

	if (!str_starts(path, "derived.")) {
		sh_list_add(s, &s->path[kind], path);
		return true;
	}
	end = path + strcspn(path, "[{");
	name = arena_strndup(s->arena, path, (size_t)(end - path));
	for (i = 0; i < sizeof derived / sizeof derived[0]; i++)
		if (kind == SH_CONTAINER && str_eq(derived[i].name, name))
			break;
	if (i == sizeof derived / sizeof derived[0])
		return false;
	for (k = 0; k < sizeof derived[i].path / sizeof derived[i].path[0]; k++)
		if (derived[i].path[k] != NULL)
			sh_list_add(s, &s->path[kind], derived[i].path[k]);
	sh_list_add(s, &s->root,
	    arena_printf(s->arena, "derived_%s", name + strlen("derived.")));
	return true;
}

/* A member of the document, and those of its members that are wanted. */
struct node {
	const char *key;
	bool whole; /* wanted itself, or elements of it */
	struct node *kid, *next;
};

static struct node *
node_find(struct sh *s, struct node *parent, const char *key, size_t n)
{
	struct node **at = &parent->kid;

	while (*at != NULL
	    && (strncmp((*at)->key, key, n) != 0 || (*at)->key[n] != '\0'))
		at = &(*at)->next;
	if (*at == NULL) {
		*at = arena_alloc(s->arena, sizeof **at);
		(*at)->key = arena_strndup(s->arena, key, n);
	}
	return *at;
}

/* The leading members of a path, up to its first [] {} or odd key. */
static void
node_add(struct sh *s, struct node *root, const char *path)
{
	struct node *node = root;
	size_t n;

	for (;;) {
		n = strcspn(path, ".[{");
		node = node_find(s, node, path, n);
		path += n;
		if (*path != '.')
			break;
		path++;
	}
	node->whole = true;
}

static void
node_print(struct strbuf *out, const struct node *node)
{
	const struct node *kid;

	strbuf_addch(out, '{');
	for (kid = node->kid; kid != NULL; kid = kid->next) {
		strbuf_addf(out, "%s\"%s\":", kid == node->kid ? "" : ",",
		    kid->key);
		if (kid->whole) {
			strbuf_addf(out, "{{json (index . \"%s\")}}", kid->key);
			continue;
		}
		strbuf_addf(out, "{{with index . \"%s\"}}", kid->key);
		node_print(out, kid);
		strbuf_addstr(out, "{{else}}null{{end}}");
	}
	strbuf_addch(out, '}');
}

void
sh_template(struct sh *s, struct strbuf *out, const struct sh_list *path)
{
	struct node root = { NULL, false, NULL, NULL };
	uint32_t i;

	for (i = 0; i < path->n; i++)
		node_add(s, &root, path->item[i]);
	node_print(out, &root);
}
