/* The advice as an override for a Compose file. */
#include <string.h>

#include "advise.h"

#define COMPOSE_SERVICE "com.docker.compose.service"

/* Compose replaces variables in every value. */
static void
value(struct strbuf *b, const char *s)
{
	advise_yaml(b, s, "$");
}

static void
head(struct arena *a, const struct advice *v, struct strbuf *b)
{
	struct strbuf copy = STRBUF_INIT;
	bool files = false;

	strbuf_addf(b, "# %s: beside its compose.yaml, with a second -f\n#\n",
	    v->seen->name);
	advise_tell(a, v, "# ", b);
	advise_tell_copy(a, v, "#   ", &copy);
	if (copy.n > 0)
		strbuf_addf(b,
		    "# What is kept lies in the old container's layer; before "
		    "it is replaced:\n%s",
		    copy.s);
	for (uint32_t i = 0; i < v->nmount; i++) {
		const struct advise_mount *m = &v->mount[i];

		if (m->means != ADVISE_BIND)
			continue;
		if (!files)
			strbuf_addstr(b,
			    "# Files that are mounted alone are to lie "
			    "here:\n");
		files = true;
		strbuf_reset(&copy);
		advise_word(
		    &copy, arena_printf(a, "%s:%s", v->seen->name, m->path));
		strbuf_addf(
		    b, "#   %s cp -a ", advise_engine_words(a, v->seen));
		advise_clean(b, copy.s);
		strbuf_addf(b, " ./%s\n", m->volume);
	}
	strbuf_free(&copy);
}

static bool
has(const struct advice *v, enum advise_means means)
{
	for (uint32_t i = 0; i < v->nmount; i++)
		if (v->mount[i].means == means)
			return true;
	return false;
}

static void
volume(struct arena *a, const struct advise_mount *m, struct strbuf *b)
{
	bool file = m->means == ADVISE_BIND;

	strbuf_addf(
	    b, "      - type: %s\n        source: ", file ? "bind" : "volume");
	value(b, file ? arena_printf(a, "./%s", m->volume) : m->volume);
	strbuf_addstr(b, "\n        target: ");
	value(b, m->path);
	strbuf_addch(b, '\n');
}

void
advise_write_compose(struct arena *a, const struct advice *v, struct strbuf *b)
{
	const char *service = json_string_value(json_object_get(
	    rt_json_at(v->seen->inspect, "Config.Labels"), COMPOSE_SERVICE));
	uint32_t i;

	v = advise_for(a, v, RT_DOCKER);
	head(a, v, b);
	strbuf_addstr(b, "services:\n  ");
	value(b, service != NULL ? service : v->seen->name);
	strbuf_addstr(b, ":\n    read_only: true\n");
	if (has(v, ADVISE_TMPFS))
		strbuf_addstr(b, "    tmpfs:\n");
	for (i = 0; i < v->nmount; i++) {
		const struct advise_mount *m = &v->mount[i];

		if (m->means != ADVISE_TMPFS)
			continue;
		strbuf_addstr(b, "      - ");
		value(b, arena_printf(a, "%s:%s", m->path,
			     advise_tmpfs_options(a, v, m)));
		strbuf_addch(b, '\n');
	}
	if (has(v, ADVISE_VOLUME) || has(v, ADVISE_BIND))
		strbuf_addstr(b, "    volumes:\n");
	for (i = 0; i < v->nmount; i++)
		if (v->mount[i].means != ADVISE_TMPFS)
			volume(a, &v->mount[i], b);
	if (has(v, ADVISE_VOLUME))
		strbuf_addstr(b, "volumes:\n");
	for (i = 0; i < v->nmount; i++) {
		if (v->mount[i].means != ADVISE_VOLUME)
			continue;
		strbuf_addstr(b, "  ");
		value(b, v->mount[i].volume);
		strbuf_addstr(b, ":\n    name: ");
		value(b, v->mount[i].volume);
		strbuf_addch(b, '\n');
	}
}
