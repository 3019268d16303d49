/*
 * Derived facts of an engine that join what it says with its host, or that
 * turn a part of its answers into records: files that the daemon is configured
 * with, tags of images, networks, FIPS mode of the kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rt.h"

#define FIPS_FILE "sys/crypto/fips_enabled"
#define TLS_DIR "/root/.docker/" /* the daemon's own default */

static const char *
hostfact_name(const char *name)
{
	return name != NULL ? name : "";
}

/* The record of one file; NULL with *why where it cannot be looked at. */
static json_t *
hostfact_file(struct rt_ctx *ctx, struct rt_root *root, const char *key,
    const char *path, const char **why)
{
	struct rt_stat st;
	json_t *record;
	char mode[8];

	if (rt_root_stat(root, path, true, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR) {
			*why = arena_printf(ctx->arena, "%.256s: %s", path,
			    rt_root_strerror(errno));
			return NULL;
		}
		return json_pack("{s:s,s:o,s:s}", "Key", key, "Path",
		    rt_json_string(path), "Exists", "false");
	}
	snprintf(mode, sizeof mode, "%04o", st.mode & 07777u);
	record = json_pack("{s:s,s:o,s:s,s:s}", "Key", key, "Path",
	    rt_json_string(path), "Exists", "true", "Mode", mode);
	json_object_set_new(record, "Uid", json_integer(st.uid));
	json_object_set_new(record, "Gid", json_integer(st.gid));
	json_object_set_new(record, "User",
	    rt_json_string(hostfact_name(rt_root_user_name(ctx, st.uid))));
	json_object_set_new(record, "Group",
	    rt_json_string(hostfact_name(rt_root_group_name(ctx, st.gid))));
	return record;
}

json_t *
rt_derived_files(struct rt_ctx *ctx, const char **why)
{
	const struct rt_engine *e = ctx->target->engine;
	bool verify, tls;
	struct rt_root *root;
	json_t *list;

	if (e->daemon == NULL) {
		*why = e->daemon_error;
		return NULL;
	}
	root = rt_root_get(ctx, why);
	if (root == NULL)
		return NULL;
	verify = rt_json_true(e->daemon, "tlsverify");
	tls = verify || rt_json_true(e->daemon, "tls");
	const struct {
		const char *key, *default_;
	} file[] = {
		{ "config-file", NULL },
		{ "socket", NULL },
		{ "tlscacert", verify ? TLS_DIR "ca.pem" : NULL },
		{ "tlscert", tls ? TLS_DIR "cert.pem" : NULL },
		{ "tlskey", tls ? TLS_DIR "key.pem" : NULL },
	};
	list = json_array();
	for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
		const char *path = rt_json_text(e->daemon, file[i].key);
		json_t *record;

		if (path == NULL || *path == '\0')
			path = file[i].default_;
		if (path == NULL)
			continue;
		record = hostfact_file(ctx, root, file[i].key, path, why);
		if (record == NULL) {
			json_decref(list);
			return NULL;
		}
		json_array_append_new(list, record);
	}
	return list;
}

json_t *
rt_derived_image_tags(struct rt_ctx *ctx, const char **why)
{
	const struct rt_engine *e = ctx->target->engine;
	json_t *list, *image, *tag;
	size_t i, k;

	if (e->images == NULL) {
		*why = e->images_error;
		return NULL;
	}
	list = json_array();
	json_array_foreach(e->images, i, image)
	    json_array_foreach(json_object_get(image, "RepoTags"), k, tag)
	{
		const char *text = json_string_value(tag);
		const char *colon = text != NULL ? strrchr(text, ':') : NULL;

		if (colon == NULL)
			continue;
		json_array_append_new(
		    list, json_pack("{s:o,s:o}", "Repository",
			      rt_json_string(arena_strndup(
				  ctx->arena, text, (size_t)(colon - text))),
			      "Tag", rt_json_string(colon + 1)));
	}
	return list;
}

static bool
hostfact_encrypted(json_t *network)
{
	json_t *option =
	    json_object_get(json_object_get(network, "Options"), "encrypted");

	return option != NULL && !json_is_false(option) &&
	       !str_eq(json_string_value(option), "false");
}

json_t *
rt_derived_networks(struct rt_ctx *ctx, const char **why)
{
	static const char *const copied[] = { "Name", "Driver", "Scope" };
	const struct rt_engine *e = ctx->target->engine;
	json_t *list, *network, *record;
	size_t i;

	if (e->networks == NULL) {
		*why = e->networks_error;
		return NULL;
	}
	list = json_array();
	json_array_foreach(e->networks, i, network)
	{
		record = json_object();
		for (size_t k = 0; k < sizeof copied / sizeof *copied; k++)
			if (json_is_string(json_object_get(network, copied[k])))
				json_object_set(record, copied[k],
				    json_object_get(network, copied[k]));
		json_object_set_new(record, "Ingress",
		    json_boolean(rt_json_true(network, "Ingress")));
		json_object_set_new(record, "Encrypted",
		    json_boolean(hostfact_encrypted(network)));
		json_array_append_new(list, record);
	}
	return list;
}

json_t *
rt_derived_fips(struct rt_ctx *ctx, const char **why)
{
	const char *procfs =
	    ctx->options->proc != NULL ? ctx->options->proc : "/proc";
	struct strbuf b = STRBUF_INIT;
	json_t *value = NULL;
	int dir = open(procfs, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		*why = arena_printf(
		    ctx->arena, "%s: %s", procfs, rt_root_strerror(errno));
	else if (rt_proc_read(dir, FIPS_FILE, 64, &b))
		value = json_boolean(b.n > 0 && b.s[0] == '1');
	else if (errno == ENOENT)
		value = json_false();
	else
		*why = arena_printf(ctx->arena, "%s/" FIPS_FILE ": %s", procfs,
		    rt_root_strerror(errno));
	if (dir >= 0)
		close(dir);
	strbuf_free(&b);
	return value;
}
