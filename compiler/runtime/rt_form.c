/*
 * The form of an engine's documents.  Most rules are about what is absent: no
 * host namespace, no capability, no mount.  A document that lacks a part, or
 * has something else in its place, would let them pass; so what the checks
 * take their facts from has to be of the type that the engine's API promises,
 * or nothing is taken from the document at all.
 */
#include "rt.h"

enum form_type { STRING, BOOLEAN, INTEGER, OBJECT, STRINGS, OBJECTS };

static const char *const form_names[] = {
	[STRING] = "no text",
	[BOOLEAN] = "neither true nor false",
	[INTEGER] = "no whole number",
	[OBJECT] = "no object",
	[STRINGS] = "no list of texts",
	[OBJECTS] = "no list of objects",
};

struct form { /* null is as good as absent */
	const char *path;
	enum form_type type;
	bool must; /* be there */
};

/* clang-format off */
static const struct form form_container[] = {
	{ "Id",					STRING,		true },
	{ "State",				OBJECT,		true },
	{ "State.Status",			STRING,		true },
	{ "State.Running",			BOOLEAN,	false },
	{ "State.Pid",				INTEGER,	false },
	{ "State.Health",			OBJECT,		false },
	{ "State.Health.Status",		STRING,		false },
	{ "Config",				OBJECT,		true },
	{ "Config.User",			STRING,		false },
	{ "Config.Image",			STRING,		false },
	{ "Config.Env",				STRINGS,	false },
	{ "Config.Labels",			OBJECT,		false },
	{ "Config.ExposedPorts",		OBJECT,		false },
	{ "Config.Healthcheck",			OBJECT,		false },
	{ "HostConfig",				OBJECT,		true },
	{ "HostConfig.Privileged",		BOOLEAN,	true },
	{ "HostConfig.ReadonlyRootfs",		BOOLEAN,	false },
	{ "HostConfig.PublishAllPorts",		BOOLEAN,	false },
	{ "HostConfig.PidMode",			STRING,		false },
	{ "HostConfig.IpcMode",			STRING,		false },
	{ "HostConfig.NetworkMode",		STRING,		false },
	{ "HostConfig.UTSMode",			STRING,		false },
	{ "HostConfig.UsernsMode",		STRING,		false },
	{ "HostConfig.CgroupParent",		STRING,		false },
	{ "HostConfig.Memory",			INTEGER,	false },
	{ "HostConfig.CpuShares",		INTEGER,	false },
	{ "HostConfig.PidsLimit",		INTEGER,	false },
	{ "HostConfig.CapAdd",			STRINGS,	false },
	{ "HostConfig.CapDrop",			STRINGS,	false },
	{ "HostConfig.SecurityOpt",		STRINGS,	false },
	{ "HostConfig.Binds",			STRINGS,	false },
	{ "HostConfig.DeviceCgroupRules",	STRINGS,	false },
	{ "HostConfig.Devices",			OBJECTS,	false },
	{ "HostConfig.DeviceRequests",		OBJECTS,	false },
	{ "HostConfig.Ulimits",			OBJECTS,	false },
	{ "HostConfig.Mounts",			OBJECTS,	false },
	{ "HostConfig.Tmpfs",			OBJECT,		false },
	{ "HostConfig.PortBindings",		OBJECT,		false },
	{ "HostConfig.RestartPolicy",		OBJECT,		false },
	{ "HostConfig.RestartPolicy.Name",	STRING,		false },
	{ "HostConfig.RestartPolicy.MaximumRetryCount", INTEGER, false },
	{ "Mounts",				OBJECTS,	false },
	{ "NetworkSettings",			OBJECT,		false },
	{ "NetworkSettings.Ports",		OBJECT,		false },
	{ "ExecIDs",				STRINGS,	false },
	{ "AppArmorProfile",			STRING,		false },
};

static const struct form form_info[] = {
	{ "Driver",				STRING,		true },
	{ "LoggingDriver",			STRING,		false },
	{ "SecurityOptions",			STRINGS,	false },
	{ "ExperimentalBuild",			BOOLEAN,	false },
	{ "LiveRestoreEnabled",			BOOLEAN,	false },
	{ "DockerRootDir",			STRING,		false },
	{ "RegistryConfig",			OBJECT,		false },
	{ "RegistryConfig.InsecureRegistryCIDRs", STRINGS,	false },
	{ "RegistryConfig.IndexConfigs",	OBJECT,		false },
	{ "Swarm",				OBJECT,		false },
	{ "Swarm.LocalNodeState",		STRING,		false },
	{ "Swarm.ControlAvailable",		BOOLEAN,	false },
	{ "Swarm.Managers",			INTEGER,	false },
};

static const struct form form_version[] = {
	{ "Version",				STRING,		true },
	{ "ApiVersion",				STRING,		false },
	{ "Platform",				OBJECT,		false },
	{ "Platform.Name",			STRING,		false },
	{ "Experimental",			BOOLEAN,	false },
	{ "Components",				OBJECTS,	false },
};

static const struct form form_swarm[] = {
	{ "Spec",				OBJECT,		true },
};

static const struct form form_image[] = { /* of the list */
	{ "Id",					STRING,		true },
	{ "RepoTags",				STRINGS,	false },
};

static const struct form form_network[] = {
	{ "Name",				STRING,		true },
	{ "Driver",				STRING,		true },
	{ "Options",				OBJECT,		false },
	{ "Ingress",				BOOLEAN,	false },
};

static const struct form form_secret[] = {
	{ "ID",					STRING,		true },
};

#define ROWS(table) table, sizeof table / sizeof *table
static const struct form_document {
	const struct form *form;
	size_t nform;
	bool list; /* each member is of that form */
} form_documents[] = {
	[RT_FORM_CONTAINER] = { ROWS(form_container), false },
	[RT_FORM_INFO] = { ROWS(form_info), false },
	[RT_FORM_VERSION] = { ROWS(form_version), false },
	[RT_FORM_SWARM] = { ROWS(form_swarm), false },
	[RT_FORM_IMAGES] = { ROWS(form_image), true },
	[RT_FORM_NETWORKS] = { ROWS(form_network), true },
	[RT_FORM_SECRETS] = { ROWS(form_secret), true },
	[RT_FORM_CONTAINERS] = { NULL, 0, true },
};
/* clang-format on */

static bool
form_is_list_of(json_t *v, bool objects)
{
	json_t *member;
	size_t i;

	if (!json_is_array(v))
		return false;
	json_array_foreach(
	    v, i, member) if (objects ? !json_is_object(member)
				      : !json_is_string(member)) return false;
	return true;
}

static bool
form_is(json_t *v, enum form_type type)
{
	switch (type) {
	case STRING:
		return json_is_string(v);
	case BOOLEAN:
		return json_is_boolean(v);
	case INTEGER:
		return json_is_integer(v);
	case OBJECT:
		return json_is_object(v);
	case STRINGS:
		return form_is_list_of(v, false);
	case OBJECTS:
		return form_is_list_of(v, true);
	}
	return false;
}

static const char *
form_of_one(struct arena *a, const struct form_document *d, json_t *doc)
{
	if (!json_is_object(doc))
		return "the engine's answer is of another form";
	for (size_t i = 0; i < d->nform; i++) {
		const struct form *f = &d->form[i];
		json_t *v = rt_json_at(doc, f->path);

		if (v == NULL ? f->must : !form_is(v, f->type))
			return arena_printf(a,
			    "the engine's answer is of another form: "
			    "%s is %s",
			    f->path,
			    v == NULL ? "missing" : form_names[f->type]);
	}
	return NULL;
}

const char *
rt_form_error(struct arena *a, enum rt_form form, json_t *doc)
{
	const struct form_document *d = &form_documents[form];
	const char *why = NULL;
	json_t *member;
	size_t i;

	if (!d->list)
		return form_of_one(a, d, doc);
	if (!json_is_array(doc))
		return "the engine's answer is of another form";
	json_array_foreach(doc, i, member) if (why == NULL) why =
	    form_of_one(a, d, member);
	return why;
}
