/*
 * The form of an engine's documents.  Most rules are about what is absent: no
 * host namespace, no capability, no mount.  A document that lacks a part, or
 * has something else in its place, would let them pass; so what the checks
 * take their facts from has to be of the type that the engine's API promises,
 * or nothing is taken from the document at all.
 */
#include <string.h>

#include "rt.h"

enum form_type {
	STRING,
	BOOLEAN,
	INTEGER,
	OBJECT,
	STRINGS,
	OBJECTS,
	PORTS,
	MOUNTS
};

static const char *const form_names[] = {
	[STRING] = "no text",
	[BOOLEAN] = "neither true nor false",
	[INTEGER] = "no whole number",
	[OBJECT] = "no object",
	[STRINGS] = "no list of texts",
	[OBJECTS] = "no list of objects",
	[PORTS] = "no table of ports",
	[MOUNTS] = "no list of mounts",
};

enum form_need {
	MAY,   /* be absent or null */
	NAMED, /* be null, but its name has to be there */
	MUST   /* be there */
};

struct form {
	const char *path;
	enum form_type type;
	enum form_need need;
};

/* clang-format off */
static const struct form form_container[] = {
	{ "Id",					STRING,		MUST },
	{ "State",				OBJECT,		MUST },
	{ "State.Status",			STRING,		MUST },
	{ "State.Running",			BOOLEAN,	MAY },
	{ "State.Pid",				INTEGER,	MAY },
	{ "State.Health",			OBJECT,		MAY },
	{ "State.Health.Status",		STRING,		MAY },
	{ "Config",				OBJECT,		MUST },
	{ "Config.User",			STRING,		MAY },
	{ "Config.Image",			STRING,		MAY },
	{ "Config.Env",				STRINGS,	MAY },
	{ "Config.Labels",			OBJECT,		MAY },
	{ "Config.ExposedPorts",		OBJECT,		MAY },
	{ "Config.Healthcheck",			OBJECT,		MAY },
	{ "HostConfig",				OBJECT,		MUST },
	{ "HostConfig.Privileged",		BOOLEAN,	MUST },
	{ "HostConfig.ReadonlyRootfs",		BOOLEAN,	MAY },
	{ "HostConfig.PublishAllPorts",		BOOLEAN,	MAY },
	{ "HostConfig.PidMode",			STRING,		NAMED },
	{ "HostConfig.IpcMode",			STRING,		NAMED },
	{ "HostConfig.NetworkMode",		STRING,		NAMED },
	{ "HostConfig.UTSMode",			STRING,		NAMED },
	{ "HostConfig.UsernsMode",		STRING,		NAMED },
	{ "HostConfig.CgroupParent",		STRING,		MAY },
	{ "HostConfig.Memory",			INTEGER,	MAY },
	{ "HostConfig.CpuShares",		INTEGER,	MAY },
	{ "HostConfig.PidsLimit",		INTEGER,	MAY },
	{ "HostConfig.CapAdd",			STRINGS,	MAY },
	{ "HostConfig.CapDrop",			STRINGS,	MAY },
	{ "HostConfig.SecurityOpt",		STRINGS,	NAMED },
	{ "HostConfig.Binds",			STRINGS,	MAY },
	{ "HostConfig.DeviceCgroupRules",	STRINGS,	MAY },
	{ "HostConfig.Devices",			OBJECTS,	MAY },
	{ "HostConfig.DeviceRequests",		OBJECTS,	MAY },
	{ "HostConfig.Ulimits",			OBJECTS,	MAY },
	{ "HostConfig.Mounts",			OBJECTS,	MAY },
	{ "HostConfig.Tmpfs",			OBJECT,		MAY },
	{ "HostConfig.PortBindings",		PORTS,		MAY },
	{ "HostConfig.RestartPolicy",		OBJECT,		MAY },
	{ "HostConfig.RestartPolicy.Name",	STRING,		MAY },
	{ "HostConfig.RestartPolicy.MaximumRetryCount", INTEGER, MAY },
	{ "Mounts",				MOUNTS,	NAMED },
	{ "NetworkSettings",			OBJECT,		MAY },
	{ "NetworkSettings.Ports",		PORTS,		MAY },
	{ "ExecIDs",				STRINGS,	MAY },
	{ "AppArmorProfile",			STRING,		MAY },
};

static const struct form form_info[] = {
	{ "Driver",				STRING,		MUST },
	{ "LoggingDriver",			STRING,		MAY },
	{ "SecurityOptions",			STRINGS,	MAY },
	{ "ExperimentalBuild",			BOOLEAN,	MAY },
	{ "LiveRestoreEnabled",			BOOLEAN,	MAY },
	{ "DockerRootDir",			STRING,		MAY },
	{ "RegistryConfig",			OBJECT,		MAY },
	{ "RegistryConfig.InsecureRegistryCIDRs", STRINGS,	MAY },
	{ "RegistryConfig.IndexConfigs",	OBJECT,		MAY },
	{ "Swarm",				OBJECT,		MAY },
	{ "Swarm.LocalNodeState",		STRING,		MAY },
	{ "Swarm.ControlAvailable",		BOOLEAN,	MAY },
	{ "Swarm.Managers",			INTEGER,	MAY },
};

static const struct form form_version[] = {
	{ "Version",				STRING,		MUST },
	{ "ApiVersion",				STRING,		MAY },
	{ "Platform",				OBJECT,		MAY },
	{ "Platform.Name",			STRING,		MAY },
	{ "Experimental",			BOOLEAN,	MAY },
	{ "Components",				OBJECTS,	MAY },
};

static const struct form form_swarm[] = {
	{ "Spec",				OBJECT,		MUST },
};

static const struct form form_image[] = { /* of the list */
	{ "Id",					STRING,		MUST },
	{ "RepoTags",				STRINGS,	MAY },
};

static const struct form form_network[] = {
	{ "Name",				STRING,		MUST },
	{ "Driver",				STRING,		MUST },
	{ "Options",				OBJECT,		MAY },
	{ "Ingress",				BOOLEAN,	MAY },
};

static const struct form form_secret[] = {
	{ "ID",					STRING,		MUST },
};

static const struct form form_volumes[] = {
	{ "Volumes",				OBJECTS,	NAMED },
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
	[RT_FORM_VOLUMES] = { ROWS(form_volumes), false },
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

/* Members of an object that, where they are there, are texts. */
static bool
form_has_texts(json_t *v, const char *const *name)
{
	for (; *name != NULL; name++) {
		json_t *text = rt_json_at(v, *name);

		if (text != NULL && !json_is_string(text))
			return false;
	}
	return json_is_object(v);
}

/* "80/tcp": null or a list of {HostIp, HostPort}. */
static bool
form_is_ports(json_t *v)
{
	static const char *const texts[] = { "HostIp", "HostPort", NULL };
	const char *key;
	json_t *list, *one;
	size_t i;

	if (!json_is_object(v))
		return false;
	json_object_foreach(v, key, list)
	{
		if (!json_is_array(list) && !json_is_null(list))
			return false;
		json_array_foreach(list, i, one)
		{
			if (!form_has_texts(one, texts))
				return false;
		}
	}
	return true;
}

static bool
form_is_mounts(json_t *v)
{
	static const char *const texts[] = { "Type", "Name", "Source",
		"Destination", "Driver", "Mode", "Propagation", NULL };
	json_t *one, *rw;
	size_t i;

	if (!json_is_array(v))
		return false;
	json_array_foreach(v, i, one)
	{
		rw = rt_json_at(one, "RW");
		if (!form_has_texts(one, texts) ||
		    (rw != NULL && !json_is_boolean(rw)))
			return false;
	}
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
	case PORTS:
		return form_is_ports(v);
	case MOUNTS:
		return form_is_mounts(v);
	}
	return false;
}

/* Is there such a name at all, be it null? */
static bool
form_is_named(json_t *doc, const char *path)
{
	size_t n = strcspn(path, ".");

	doc = json_object_getn(doc, path, n);
	return doc != NULL &&
	       (path[n] == '\0' || form_is_named(doc, path + n + 1));
}

static const char *
form_of_one(struct arena *a, const struct form_document *d, json_t *doc)
{
	if (!json_is_object(doc))
		return "the engine's answer is of another form";
	for (size_t i = 0; i < d->nform; i++) {
		const struct form *f = &d->form[i];
		json_t *v = rt_json_at(doc, f->path);

		if (v == NULL
			? f->need == MUST ||
			      (f->need == NAMED && !form_is_named(doc, f->path))
			: !form_is(v, f->type))
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
