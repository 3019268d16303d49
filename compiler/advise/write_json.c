/* The advice as JSON, and the observation that it rests on. */
#include <stdlib.h>
#include <string.h>

#include "advise.h"

static void
dump(json_t *o, struct strbuf *b)
{
	char *s = json_dumps(o, JSON_INDENT(2));

	if (s != NULL) {
		strbuf_addstr(b, s);
		strbuf_addch(b, '\n');
	}
	free(s);
	json_decref(o);
}

static json_t *
texts(const char *const *text, uint32_t n)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(list, rt_json_string(text[i]));
	return list;
}

static json_t *
mount_json(
    struct arena *a, const struct advice *v, const struct advise_mount *m)
{
	static const char *const means[] = { "tmpfs", "volume", "bind" };
	json_t *o = json_object();

	json_object_set_new(o, "path", rt_json_string(m->path));
	json_object_set_new(o, "type", json_string(means[m->means]));
	if (m->volume != NULL)
		json_object_set_new(o, "source", rt_json_string(m->volume));
	json_object_set_new(
	    o, "class", json_string(advise_class_names[m->class]));
	json_object_set_new(o, "reason", rt_json_string(m->reason));
	if (m->means == ADVISE_TMPFS) {
		json_object_set_new(
		    o, "size", json_integer((json_int_t)m->size));
		json_object_set_new(
		    o, "options", json_string(advise_tmpfs_options(a, v, m)));
	}
	if (m->owned) {
		json_object_set_new(o, "mode",
		    json_string(arena_printf(a, "%04o", m->owner.mode)));
		json_object_set_new(o, "uid", json_integer(m->owner.uid));
		json_object_set_new(o, "gid", json_integer(m->owner.gid));
	}
	json_object_set_new(o, "seen_writes", json_integer(m->count));
	json_object_set_new(
	    o, "seen_bytes", json_integer((json_int_t)m->bytes));
	if (m->example != NULL)
		json_object_set_new(o, "example", rt_json_string(m->example));
	json_object_set_new(o, "migrate", json_boolean(m->migrate));
	json_object_set_new(o, "notes", texts(m->note, m->nnote));
	return o;
}

static json_t *
finding_json(const struct advise_finding *f)
{
	uint32_t n = sizeof f->example / sizeof *f->example;
	json_t *o = json_object();

	json_object_set_new(
	    o, "class", json_string(advise_class_names[f->class]));
	json_object_set_new(o, "where", rt_json_string(f->where));
	json_object_set_new(o, "reason", rt_json_string(f->reason));
	json_object_set_new(o, "writes", json_integer(f->count));
	json_object_set_new(
	    o, "examples", texts(f->example, f->count < n ? f->count : n));
	return o;
}

static void
append_options(
    json_t *argv, struct arena *a, const struct advise_option *o, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		json_array_append_new(argv, json_string(o[i].flag));
		if (o[i].value != NULL)
			json_array_append_new(argv,
			    rt_json_string(
				o[i].here ? arena_printf(a, ".%s", o[i].value)
					  : o[i].value));
	}
}

static json_t *
command_json(
    struct arena *a, const struct advice *v, const struct advise_command *c)
{
	struct advise_option *mounts;
	json_t *argv = json_array();
	uint32_t n;

	json_array_append_new(argv,
	    json_string(v->seen->kind == RT_PODMAN ? "podman" : "docker"));
	json_array_append_new(argv, json_string("create"));
	json_array_append_new(argv, json_string("--name"));
	json_array_append_new(argv, rt_json_string(v->seen->name));
	append_options(argv, a, c->option, c->noption);
	mounts = advise_mount_options(a, v, &n);
	append_options(argv, a, mounts, n);
	json_array_append_new(argv, rt_json_string(c->image));
	for (n = 0; n < c->narg; n++)
		json_array_append_new(argv, rt_json_string(c->arg[n]));
	return argv;
}

void
advise_write_json(struct arena *a, const struct advice *v, struct strbuf *b)
{
	const struct advise_command *c = advise_recreate(a, v->seen);
	json_t *o = json_object(), *mounts = json_array(),
	       *findings = json_array();
	uint32_t i;

	json_object_set_new(o, "container", rt_json_string(v->seen->name));
	json_object_set_new(o, "id", rt_json_string(v->seen->id));
	json_object_set_new(o, "engine",
	    json_string(v->seen->kind == RT_PODMAN ? "podman" : "docker"));
	json_object_set_new(o, "image", rt_json_string(c->image));
	json_object_set_new(o, "read_only", json_boolean(v->readonly));
	json_object_set_new(o, "complete", json_boolean(!v->seen->partial));
	for (i = 0; i < v->nmount; i++)
		json_array_append_new(mounts, mount_json(a, v, &v->mount[i]));
	json_object_set_new(o, "mounts", mounts);
	for (i = 0; i < v->nfinding; i++)
		json_array_append_new(findings, finding_json(&v->finding[i]));
	json_object_set_new(o, "findings", findings);
	json_object_set_new(
	    o, "trial", json_string(advise_outcome_names[v->outcome]));
	json_object_set_new(o, "trial_notes", texts(v->trial, v->ntrial));
	json_object_set_new(o, "notes", texts(v->note, v->nnote));
	json_object_set_new(o, "command", command_json(a, v, c));
	json_object_set_new(o, "not_in_command", texts(c->lost, c->nlost));
	dump(o, b);
}

void
advise_write_observed(struct arena *a, const struct advice *v, struct strbuf *b)
{
	(void)a;
	dump(advise_seen_json(v->seen), b);
}
