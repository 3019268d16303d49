/*
 * The advice as a shell script for docker or podman: create the container anew
 * beside the old one, bring the data over, exchange the names.
 */
#include <string.h>

#include "advise.h"

struct script {
	struct arena *a;
	const struct advice *v;
	const struct advise_command *c;
	struct strbuf *b;
	const char *engine, *name, *old, *new_;
	bool removes_itself; /* as soon as it is stopped */
};

static void
option(struct script *s, const struct advise_option *o)
{
	strbuf_addf(s->b, " \\\n    %s", o->flag);
	if (o->value == NULL)
		return;
	strbuf_addch(s->b, ' ');
	if (o->here)
		strbuf_addstr(s->b, "\"$PWD\"");
	advise_word(s->b, o->value);
}

static void
create(struct script *s)
{
	struct advise_option *mounts;
	uint32_t i, n;

	strbuf_addf(s->b, "%s create --name ", s->engine);
	advise_word(s->b, s->new_);
	for (i = 0; i < s->c->noption; i++)
		option(s, &s->c->option[i]);
	mounts = advise_mount_options(s->a, s->v, &n);
	for (i = 0; i < n; i++)
		option(s, &mounts[i]);
	strbuf_addstr(s->b, " \\\n    ");
	advise_word(s->b, s->c->image);
	for (i = 0; i < s->c->narg; i++) {
		strbuf_addch(s->b, ' ');
		advise_word(s->b, s->c->arg[i]);
	}
	strbuf_addch(s->b, '\n');
	for (i = 0; i < s->c->nlink; i++) {
		const struct advise_link *l = &s->c->link[i];

		strbuf_addf(s->b, "%s network connect", s->engine);
		for (n = 0; n < l->noption; n++) {
			strbuf_addf(s->b, " %s ", l->option[n].flag);
			advise_word(s->b, l->option[n].value);
		}
		strbuf_addch(s->b, ' ');
		advise_word(s->b, l->network);
		strbuf_addch(s->b, ' ');
		advise_word(s->b, s->new_);
		strbuf_addch(s->b, '\n');
	}
}

static void
one(struct script *s, const char *verb, const char *x, const char *y)
{
	strbuf_addf(s->b, "%s %s ", s->engine, verb);
	advise_word(s->b, x);
	if (y != NULL) {
		strbuf_addch(s->b, ' ');
		advise_word(s->b, y);
	}
	strbuf_addch(s->b, '\n');
}

/* Files that are mounted alone have to be there before. */
static void
files(struct script *s)
{
	for (uint32_t i = 0; i < s->v->nmount; i++) {
		const struct advise_mount *m = &s->v->mount[i];

		if (m->means != ADVISE_BIND)
			continue;
		strbuf_addf(s->b, "%s cp -a ", s->engine);
		advise_word(
		    s->b, arena_printf(s->a, "%s:%s", s->name, m->path));
		strbuf_addstr(s->b, " \"$PWD\"/");
		advise_word(s->b, m->volume);
		strbuf_addch(s->b, '\n');
	}
}

static void
migrate(struct script *s)
{
	for (uint32_t i = 0; i < s->v->nmount; i++) {
		const struct advise_mount *m = &s->v->mount[i];

		if (m->means != ADVISE_VOLUME || !m->migrate)
			continue;
		strbuf_addf(s->b, "%s cp ", s->engine);
		advise_word(
		    s->b, arena_printf(s->a, "%s:%s/.", s->name, m->path));
		strbuf_addf(s->b, " - | %s cp - ", s->engine);
		advise_word(
		    s->b, arena_printf(s->a, "%s:%s", s->new_, m->path));
		strbuf_addch(s->b, '\n');
	}
}

static bool
migrates(const struct advice *v)
{
	for (uint32_t i = 0; i < v->nmount; i++)
		if (v->mount[i].migrate && v->mount[i].means == ADVISE_VOLUME)
			return true;
	return false;
}

static void
head(struct script *s)
{
	strbuf_addstr(s->b, "# ");
	advise_clean(s->b, s->name);
	strbuf_addstr(s->b, ", of ");
	advise_clean(s->b, s->c->image);
	strbuf_addstr(s->b, "\n#\n");
	advise_tell(s->a, s->v, "# ", s->b);
	if (s->c->nlost > 0)
		strbuf_addstr(
		    s->b, "# Of the running container, no option can say:\n");
	for (uint32_t i = 0; i < s->c->nlost; i++) {
		strbuf_addstr(s->b, "#   ");
		advise_clean(s->b, s->c->lost[i]);
		strbuf_addch(s->b, '\n');
	}
	strbuf_addstr(s->b, "#\n");
	if (s->v->nfinding > 0)
		strbuf_addstr(s->b,
		    "# As long as the image is as it is, what it writes there "
		    "will fail.\n");
	if (migrates(s->v))
		strbuf_addstr(s->b,
		    "# What is kept lies in the old container's layer and is "
		    "copied from there.\n");
	if (!s->removes_itself) {
		strbuf_addstr(s->b, "# The old container stays as ");
		advise_clean(s->b, s->old);
		strbuf_addstr(s->b, ".\n");
	} else {
		strbuf_addstr(s->b,
		    "# The old container is removed when it is stopped, as "
		    "--rm says.\n");
	}
}

void
advise_write_docker(struct arena *a, const struct advice *v, struct strbuf *b)
{
	const struct advise_seen *seen = v->seen;
	struct script s = {
		.a = a,
		.v = v,
		.c = advise_recreate(a, seen),
		.b = b,
		.engine = advise_engine_words(a, seen),
		.name = seen->name,
		.old = arena_printf(a, "%s.before", seen->name),
		.new_ = arena_printf(a, "%s.advised", seen->name),
		.removes_itself =
		    rt_json_true(seen->inspect, "HostConfig.AutoRemove"),
	};

	head(&s);
	strbuf_addstr(b, "set -eu\n");
	files(&s);
	create(&s);
	if (!s.removes_itself)
		one(&s, "stop", s.name, NULL);
	migrate(&s);
	if (s.removes_itself)
		one(&s, "stop", s.name, NULL);
	else
		one(&s, "rename", s.name, s.old);
	one(&s, "rename", s.new_, s.name);
	one(&s, "start", s.name, NULL);
}
