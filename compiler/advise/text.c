/* The advice in words, and the forms that several outputs share. */
#include <stdlib.h>
#include <string.h>

#include "advise.h"

const struct advise_format advise_formats[] = {
	{ "docker", ".sh", advise_write_docker },
	{ "compose", ".compose.yaml", advise_write_compose },
	{ "kubernetes", ".kubernetes.yaml", advise_write_kubernetes },
	{ "quadlet", ".container", advise_write_quadlet },
	{ "json", ".json", advise_write_json },
	{ "observed", ".observed.json", advise_write_observed },
};
const size_t advise_nformat = sizeof advise_formats / sizeof *advise_formats;

const struct advise_format *
advise_format_find(const char *name)
{
	for (size_t i = 0; i < advise_nformat; i++)
		if (str_eq(advise_formats[i].name, name))
			return &advise_formats[i];
	return NULL;
}

/* --- in words ----------------------------------------------------------- */

static void
tell_line(struct strbuf *b, const char *lead, const char *indent, const char *s)
{
	strbuf_addstr(b, lead);
	strbuf_addstr(b, indent);
	advise_clean(b, s);
	strbuf_addch(b, '\n');
}

static void
tell_mount(struct arena *a, const struct advise_mount *m, const char *lead,
    struct strbuf *b)
{
	static const char *const means[] = { "tmpfs", "volume", "file" };
	const char *s = m->path;

	s = arena_printf(a, "%s: %s", s, means[m->means]);
	if (m->means == ADVISE_TMPFS)
		s = arena_printf(a, "%s of %s", s, advise_size(a, m->size));
	else
		s = arena_printf(a, "%s %s", s, m->volume);
	if (m->owned && m->means != ADVISE_BIND)
		s = arena_printf(a, "%s, mode %04o, owner %u:%u", s,
		    m->owner.mode, m->owner.uid, m->owner.gid);
	tell_line(b, lead, "  ", s);
	tell_line(b, lead, "      ", m->reason);
	if (m->example != NULL)
		tell_line(b, lead, "      ",
		    m->count > 1
			? arena_printf(a, "seen: %s, and %u more; %llu bytes",
			      m->example, m->count - 1,
			      (unsigned long long)m->bytes)
			: arena_printf(a, "seen: %s; %llu bytes", m->example,
			      (unsigned long long)m->bytes));
	for (uint32_t i = 0; i < m->nnote; i++)
		tell_line(b, lead, "      ", m->note[i]);
}

static void
tell_finding(struct arena *a, const struct advise_finding *f, const char *lead,
    struct strbuf *b)
{
	uint32_t i, n = sizeof f->example / sizeof *f->example;

	tell_line(
	    b, lead, "  ", arena_printf(a, "%s: %s", f->where, f->reason));
	for (i = 0; i < n && i < f->count; i++)
		tell_line(b, lead, "      ", f->example[i]);
	if (f->count > n)
		tell_line(b, lead, "      ",
		    arena_printf(a, "and %u more", f->count - n));
}

static void
tell_kept(struct arena *a, const struct advise_seen *s, const char *lead,
    struct strbuf *b)
{
	json_t *tmpfs = rt_json_at(s->inspect, "HostConfig.Tmpfs"), *m;
	json_t *mounts = json_object_get(s->inspect, "Mounts");
	const char *at, *type, *source;
	size_t i;

	if (json_array_size(mounts) + json_object_size(tmpfs) == 0)
		return;
	tell_line(b, lead, "", "Already mounted, and kept:");
	json_array_foreach(mounts, i, m)
	{
		at = rt_json_text(m, "Destination");
		type = rt_json_text(m, "Type");
		source = rt_json_text(m, "Name");
		if (source == NULL)
			source = rt_json_text(m, "Source");
		tell_line(b, lead, "  ",
		    arena_printf(a, "%s: %s %s%s", at != NULL ? at : "?",
			type != NULL ? type : "?", source != NULL ? source : "",
			json_is_false(json_object_get(m, "RW")) ? ", read-only"
								: ""));
	}
	json_object_foreach(tmpfs, at, m)
	{
		tell_line(b, lead, "  ", arena_printf(a, "%s: tmpfs", at));
	}
}

void
advise_tell(
    struct arena *a, const struct advice *v, const char *lead, struct strbuf *b)
{
	uint32_t i;

	if (v->readonly)
		tell_line(
		    b, lead, "", "Its root is declared read-only already.");
	if (v->nmount > 0)
		tell_line(b, lead, "",
		    "Its root can be read-only with these mounts:");
	else if (v->nfinding == 0)
		tell_line(b, lead, "",
		    v->seen->partial
			? "No write was seen, and not all could be."
			: "It writes nothing that needs a mount.");
	for (i = 0; i < v->nmount; i++)
		tell_mount(a, &v->mount[i], lead, b);
	tell_kept(a, v->seen, lead, b);
	if (v->nfinding > 0)
		tell_line(b, lead, "",
		    "To be changed in the image, as no mount helps:");
	for (i = 0; i < v->nfinding; i++)
		tell_finding(a, &v->finding[i], lead, b);
	if (v->outcome != ADVISE_UNTRIED)
		tell_line(b, lead, "",
		    arena_printf(a, "Tried with a clone: %s",
			advise_outcome_names[v->outcome]));
	for (i = 0; i < v->ntrial; i++)
		tell_line(b, lead, "  ", v->trial[i]);
	if (v->nnote > 0)
		tell_line(b, lead, "", "To be known:");
	for (i = 0; i < v->nnote; i++)
		tell_line(b, lead, "  ", v->note[i]);
}

const struct advice *
advise_for(struct arena *a, const struct advice *v, enum rt_engine_kind kind)
{
	struct advise_seen *seen;

	if (v->seen->kind == kind)
		return v;
	seen = arena_alloc(a, sizeof *seen);
	*seen = *v->seen;
	seen->kind = kind;
	return advise_compose(a, seen, v->rules);
}

void
advise_yaml(struct strbuf *b, const char *s, const char *twice)
{
	json_t *text = rt_json_string(s);
	char *quoted = json_dumps(text, JSON_ENCODE_ANY);

	for (const char *p = quoted; p != NULL && *p != '\0'; p++) {
		strbuf_addch(b, *p);
		if (twice != NULL && strchr(twice, *p) != NULL)
			strbuf_addch(b, *p);
	}
	free(quoted);
	json_decref(text);
}

void
advise_tell_copy(
    struct arena *a, const struct advice *v, const char *lead, struct strbuf *b)
{
	const char *engine = advise_engine_words(a, v->seen);
	const char *name = v->seen->name;
	struct strbuf create = STRBUF_INIT, copy = STRBUF_INIT,
		      line = STRBUF_INIT;

	strbuf_addf(&create, "%s create --name %s.copy", engine, name);
	for (uint32_t i = 0; i < v->nmount; i++) {
		const struct advise_mount *m = &v->mount[i];

		if (m->means != ADVISE_VOLUME || !m->migrate)
			continue;
		strbuf_addstr(&create, " --mount ");
		advise_word(&create,
		    advise_mount_text(a, "volume", m->volume, m->path, NULL));
		strbuf_reset(&line);
		strbuf_addf(&line, "%s cp ", engine);
		advise_word(&line, arena_printf(a, "%s:%s/.", name, m->path));
		strbuf_addf(&line, " - | %s cp - ", engine);
		advise_word(
		    &line, arena_printf(a, "%s.copy:%s", name, m->path));
		tell_line(&copy, lead, "", line.s);
	}
	if (copy.n > 0) {
		strbuf_addch(&create, ' ');
		advise_word(&create, advise_recreate(a, v->seen)->image);
		tell_line(b, lead, "", create.s);
		tell_line(
		    b, lead, "", arena_printf(a, "%s stop %s", engine, name));
		strbuf_addstr(b, copy.s);
		tell_line(b, lead, "",
		    arena_printf(a, "%s rm %s.copy", engine, name));
	}
	strbuf_free(&create);
	strbuf_free(&copy);
	strbuf_free(&line);
}
