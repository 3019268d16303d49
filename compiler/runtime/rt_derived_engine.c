/*
 * Facts of an engine by path: the documents it gives, its daemon's settings,
 * and what follows from both.  A document that could not be had is an error,
 * but for a swarm or secrets where there is no swarm: those have no facts.
 */
#include <string.h>

#include "rt.h"

#define OS_RELEASE ((size_t)64 * 1024)

static void
engfact_document(struct rt_ctx *ctx, json_t *doc, const char *error,
    const char *path, size_t from, uint16_t path_field, uint16_t value_field,
    struct rt_collection *out)
{
	if (doc != NULL)
		rt_json_follow(
		    ctx, doc, path, from, path_field, value_field, out);
	else if (error != NULL)
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s: %s", path, error);
}

static void
engfact_daemon(struct rt_ctx *ctx, const char *path, size_t from,
    uint16_t path_field, uint16_t value_field, struct rt_collection *out)
{
	const struct rt_engine *e = ctx->target->engine;

	if (e->kind == RT_PODMAN && !str_eq(path, "daemon.socket"))
		rt_flag(
		    ctx, out, RT_FLAG_NOT_APPLICABLE, "podman has no daemon");
	else if (e->daemon == NULL)
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s: %s", path,
		    e->daemon_error != NULL ? e->daemon_error
					    : "it was not read");
	else if (str_starts(path, "daemon.listeners") &&
		 e->listeners_error != NULL)
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s: %s", path,
		    e->listeners_error);
	else
		rt_json_follow(
		    ctx, e->daemon, path, from, path_field, value_field, out);
}

/* ID of the host's os-release; NULL with *why. */
static const char *
engfact_os(struct rt_ctx *ctx, const char **why)
{
	static const char *const file[] = { "/etc/os-release",
		"/usr/lib/os-release" };
	struct strbuf b = STRBUF_INIT;
	const char *id = NULL;

	for (unsigned i = 0; i < 2 && id == NULL; i++) {
		char *next;

		if (!rt_root_read(ctx, file[i], OS_RELEASE, &b, why))
			continue;
		for (char *line = b.s; line != NULL && *line != '\0';
		     line = next) {
			size_t n;

			next = strchr(line, '\n');
			if (next != NULL)
				*next++ = '\0';
			if (!str_starts(line, "ID="))
				continue;
			line += strlen("ID=");
			n = strlen(line);
			if (n >= 2 && (*line == '"' || *line == '\'') &&
			    line[n - 1] == *line) {
				line[n - 1] = '\0';
				line++;
			}
			id = arena_strdup(ctx->arena, line);
		}
		if (id == NULL)
			*why = "os-release has no ID";
	}
	strbuf_free(&b);
	return id;
}

/* Facts that are made as one JSON value; the path goes on in it. */
static const struct engfact_made {
	const char *name;
	json_t *(*make)(struct rt_ctx *ctx, const char **why);
} engfact_made[] = {
	{ "Files", rt_derived_files },
	{ "HostFips", rt_derived_fips },
	{ "ImageTags", rt_derived_image_tags },
	{ "Networks", rt_derived_networks },
};

static const struct engfact_made *
engfact_made_find(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof engfact_made / sizeof *engfact_made; i++)
		if (strlen(engfact_made[i].name) == n &&
		    strncmp(engfact_made[i].name, name, n) == 0)
			return &engfact_made[i];
	return NULL;
}

static void
engfact_derived(struct rt_ctx *ctx, const char *path, uint16_t path_field,
    uint16_t value_field, struct rt_collection *out)
{
	const struct rt_engine *e = ctx->target->engine;
	const char *name = path + strlen("derived."), *why = NULL, *text;
	size_t n = strcspn(name, ".[{");
	const struct engfact_made *made = engfact_made_find(name, n);
	json_t *value = NULL;

	if (made != NULL) {
		value = made->make(ctx, &why);
	} else if (str_eq(name, "Kind")) {
		value = json_string(e->kind == RT_PODMAN ? "podman" : "docker");
	} else if (str_eq(name, "Os")) {
		text = engfact_os(ctx, &why);
		value = text != NULL ? rt_json_string(text) : NULL;
	} else if (str_eq(name, "SwarmActive") ||
		   str_eq(name, "SwarmManager")) {
		why = e->info_error;
		if (e->info != NULL)
			value = json_boolean(
			    str_eq(name, "SwarmActive")
				? str_eq(rt_json_text(
					     e->info, "Swarm.LocalNodeState"),
				      "active")
				: rt_json_true(
				      e->info, "Swarm.ControlAvailable"));
	} else {
		why = "there is no such fact";
	}
	if (value == NULL)
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s: %s", path,
		    why != NULL ? why : "it cannot be told");
	else
		rt_json_follow(ctx, value, path,
		    made != NULL ? strlen("derived.") + n : strlen(path),
		    path_field, value_field, out);
	json_decref(value);
}

void
rt_engine_fact(struct rt_ctx *ctx, const char *path, uint16_t path_field,
    uint16_t value_field, struct rt_collection *out)
{
	const struct rt_engine *e = ctx->target->engine;
	const struct engfact {
		const char *name;
		json_t *doc;
		const char *error;
	} facts[] = {
		{ "images", e->images, e->images_error },
		{ "info", e->info, e->info_error },
		{ "secrets", e->secrets, e->secrets_error },
		{ "swarm", e->swarm, e->swarm_error },
		{ "version", e->version, e->version_error },
	};
	size_t n = strcspn(path, ".[{");

	if (str_starts(path, "daemon.")) {
		engfact_daemon(ctx, path, n, path_field, value_field, out);
		return;
	}
	if (str_starts(path, "derived.")) {
		engfact_derived(ctx, path, path_field, value_field, out);
		return;
	}
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		if (strlen(facts[i].name) == n &&
		    strncmp(facts[i].name, path, n) == 0) {
			engfact_document(ctx, facts[i].doc, facts[i].error,
			    path, n, path_field, value_field, out);
			return;
		}
	rt_flag(ctx, out, RT_FLAG_ERROR, "there is no fact %s", path);
}
