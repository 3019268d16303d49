/*
 * A world for tests of the evaluation: an engine with containers given as
 * inspect documents, a tree in place of /proc, and content built by calls.
 */
#ifndef WORLD_H
#define WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/probe.h"

#define WORLD_MAX 16

struct world {
	struct arena arena;
	struct rt_options options;
	struct rt_content content;
	struct ir_build ir;
	struct rt_engine engine[2];
	struct rt_engines engines;
	struct rt_container container[WORLD_MAX];
	struct rt_target target;
	struct rt_ctx ctx;
	char dir[64];
};

/* Id of the container with that number. */
static inline const char *
world_id(struct world *w, unsigned n)
{
	return arena_printf(&w->arena, "%064x", 0xc0000 + n);
}

static inline void
world_open(struct world *w)
{
	memset(w, 0, sizeof *w);
	w->ir.arena = &w->arena;
	w->engine[0].socket = "/run/docker.sock";
	w->engine[0].api = "1.41";
	w->engine[0].container = w->container;
	w->engine[0].info = json_loads("{\"SecurityOptions\":"
				       "[\"name=seccomp,profile=default\"]}",
	    0, NULL);
	w->engine[0].daemon = json_object();
	w->engine[1].socket = "/run/podman/podman.sock";
	w->engine[1].kind = RT_PODMAN;
	w->engine[1].info = json_object();
	w->engine[1].daemon = json_object();
	w->engines.engine = w->engine;
	w->engines.nengine = 1;
	snprintf(w->dir, sizeof w->dir, "/tmp/auditc-world-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	w->options.proc = arena_printf(&w->arena, "%s/proc", w->dir);
	assert_int_equal(mkdir(w->options.proc, 0700), 0);
	w->options.host_root = "/";
	w->options.timeout = 5;
}

static inline int
world_remove(const char *path, const struct stat *st, int flag, struct FTW *f)
{
	(void)st, (void)flag, (void)f;
	return remove(path);
}

static inline void
world_close(struct world *w)
{
	if (w->ctx.arena != NULL)
		rt_scope_close(&w->ctx);
	json_decref(w->engine[1].info);
	json_decref(w->engine[1].daemon);
	w->engines.nengine = 1;
	rt_engines_close(&w->engines);
	nftw(w->dir, world_remove, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(&w->arena);
}

/* A file below the directory, its directories made. */
static inline void
world_file(struct world *w, const char *name, const char *text)
{
	const char *path = arena_printf(&w->arena, "%s/%s", w->dir, name);
	char *dir = arena_strdup(&w->arena, path);
	FILE *f;

	*strrchr(dir, '/') = '\0';
	assert_true(file_mkdirs(dir));
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static inline void
world_link(struct world *w, const char *name, const char *to)
{
	const char *path = arena_printf(&w->arena, "%s/%s", w->dir, name);
	char *dir = arena_strdup(&w->arena, path);

	*strrchr(dir, '/') = '\0';
	assert_true(file_mkdirs(dir));
	assert_int_equal(symlink(to, path), 0);
}

/* Members that every container's document has. */
static inline void
world_defaults(json_t *doc, const char *id)
{
	json_t *defaults = json_pack("{s:s, s:{s:s}, s:{}, s:[], "
				     "s:{s:b, s:s, s:s, s:s, s:s, s:s, s:n}}",
	    "Id", id, "State", "Status", "exited", "Config", "Mounts",
	    "HostConfig", "Privileged", 0, "PidMode", "", "IpcMode", "",
	    "NetworkMode", "", "UTSMode", "", "UsernsMode", "", "SecurityOpt");

	json_object_update_missing(doc, defaults);
	json_object_update_missing(json_object_get(doc, "State"),
	    json_object_get(defaults, "State"));
	json_object_update_missing(json_object_get(doc, "HostConfig"),
	    json_object_get(defaults, "HostConfig"));
	json_decref(defaults);
}

/* A container; members: of its document, without those that all have. */
static inline struct rt_container *
world_container(struct world *w, const char *name, const char *members)
{
	json_t *doc = json_loads(arena_printf(&w->arena, "{%s}", members),
	    JSON_ALLOW_NUL, NULL);
	char *text;
	struct rt_container *c = &w->container[w->engine[0].ncontainer];

	assert_true(w->engine[0].ncontainer < WORLD_MAX);
	c->id = world_id(w, w->engine[0].ncontainer++);
	c->name = name;
	c->engine = &w->engine[0];
	c->image = c->image_id = c->state = "";
	assert_non_null(doc);
	world_defaults(doc, c->id);
	text = json_dumps(doc, JSON_COMPACT);
	c->body = arena_strdup(&w->arena, text);
	c->nbody = strlen(c->body);
	free(text);
	json_decref(doc);
	return c;
}

/* Look at a container (NULL: the host) from here on. */
static inline struct rt_ctx *
world_target(struct world *w, struct rt_container *c)
{
	w->content.unit = ir_view(&w->ir);
	if (w->ctx.arena != NULL)
		rt_scope_close(&w->ctx);
	w->target = (struct rt_target){
		.kind = RT_HOST, .name = "host", .label = "host"
	};
	if (c != NULL) {
		w->target.kind = RT_CONTAINER;
		w->target.name = w->target.label = c->name;
		w->target.engine = c->engine;
		w->target.container = c;
	}
	w->ctx = (struct rt_ctx){ .arena = &w->arena,
		.content = &w->content,
		.options = &w->options,
		.engines = &w->engines,
		.target = &w->target };
	return &w->ctx;
}

/*
 * The values at a path by a probe whose fields are path (or fact) and value:
 * texts joined by ',', a record as "a=b;c=d"; "!flag message" where the
 * collection is not complete.
 */
static inline const char *
world_fact(struct world *w, enum probe_kind probe, enum ir_scope scope,
    const char *scope_field, const char *path)
{
	static const char *const flag[] = { "error", "complete", "incomplete",
		"does not exist", "not collected", "not applicable" };
	struct ir_entity e = { .field = 0,
		.variable = IR_NONE,
		.literal = path,
		.operation = IR_OPERATION_EQUALS };
	struct ir_object o = { .probe = probe,
		.scope = scope,
		.scope_field = scope_field,
		.entity = &e,
		.nentity = 1 };
	struct rt_collection c = { .flag = RT_FLAG_COMPLETE };
	struct rt_ctx *ctx = rt_scope(&w->ctx, &o, &c);
	struct strbuf b = STRBUF_INIT;
	const char *text;

	if (ctx != NULL)
		probes[probe]->collect(ctx, &o, &c);
	if (c.flag != RT_FLAG_COMPLETE)
		return arena_printf(
		    &w->arena, "!%s: %s", flag[c.flag], c.message);
	for (uint32_t i = 0; i < c.nitem; i++) {
		if (i > 0)
			strbuf_addch(&b, ',');
		for (const struct rt_value *v = c.item[i].field[1]; v != NULL;
		     v = v->next) {
			if (v->record != NULL)
				strbuf_addf(&b, "%s=", v->record);
			strbuf_add(&b, v->s, v->n);
			if (v->next != NULL)
				strbuf_addch(&b, ';');
		}
	}
	text = arena_strndup(&w->arena, b.s, b.n);
	strbuf_free(&b);
	return text;
}

#endif
