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

void
advise_word(struct strbuf *b, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	if (*s != '\0' && s[strspn(s, plain)] == '\0')
		strbuf_addstr(b, s);
	else
		quote_sh(b, s);
}

/* Controls, and what ends lines or turns the direction of text. */
static bool
is_control(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;

	if (len == 1)
		return u[0] < 0x20 || u[0] == 0x7F;
	if (len == 2)
		return (u[0] == 0xC2 && u[1] < 0xA0) ||
		       (u[0] == 0xD8 && u[1] == 0x9C);
	return len == 3 && u[0] == 0xE2 &&
	       ((u[1] == 0x80 && (u[2] == 0x8E || u[2] == 0x8F ||
				     (u[2] >= 0xA8 && u[2] <= 0xAE))) ||
		   (u[1] == 0x81 && u[2] >= 0xA6 && u[2] <= 0xA9));
}

void
advise_clean(struct strbuf *b, const char *s)
{
	size_t n = strlen(s), len;

	for (; n > 0; s += len, n -= len) {
		len = utf8_length(s, n);
		if (len == 0 || is_control(s, len)) {
			strbuf_addf(b, "\\x%02X", (unsigned char)*s);
			len = 1;
		} else {
			strbuf_add(b, s, len);
		}
	}
}

bool
advise_is_name(const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	if (*s == '\0' || strchr(letters, *s) == NULL || strlen(s) > 255)
		return false;
	while (*s != '\0' &&
	       (strchr(letters, *s) != NULL || strchr("_.-", *s) != NULL))
		s++;
	return *s == '\0';
}

const char *
advise_size(struct arena *a, uint64_t size)
{
	static const char unit[] = "kmgt";
	const char *u = "";

	for (int i = 0; i < 4 && size != 0 && size % 1024 == 0; i++) {
		size /= 1024;
		u = &unit[i];
	}
	return arena_printf(a, "%llu%.1s", (unsigned long long)size, u);
}

const char *
advise_tmpfs_options(
    struct arena *a, const struct advice *v, const struct advise_mount *m)
{
	const char *o;

	o = arena_printf(a, "rw,%s,nosuid,nodev,size=%s",
	    m->exec ? "exec" : "noexec", advise_size(a, m->size));
	if (m->owned)
		o = arena_printf(a, "%s,mode=%04o", o, m->owner.mode);
	if (m->owned && v->seen->kind == RT_DOCKER)
		o = arena_printf(
		    a, "%s,uid=%u,gid=%u", o, m->owner.uid, m->owner.gid);
	if (m->copy_up)
		o = arena_printf(a, "%s,tmpcopyup", o);
	return o;
}

/* Podman's tmpfs for the container's own user. */
static const char *
own_tmpfs(struct arena *a, const struct advise_mount *m)
{
	return advise_mount_text(a, "tmpfs", NULL, m->path,
	    arena_printf(a, "tmpfs-size=%llu,tmpfs-mode=%04o,%sU=true",
		(unsigned long long)m->size, m->owner.mode,
		m->exec ? "" : "noexec,"));
}

struct advise_option *
advise_mount_options(struct arena *a, const struct advice *v, uint32_t *n)
{
	struct advise_option *o = NULL;
	uint32_t i;

	*n = 0;
	*VEC_PUSH(a, o, *n) =
	    (struct advise_option){ "--read-only", NULL, ADVISE_ALWAYS, false };
	if (v->seen->kind == RT_PODMAN)
		*VEC_PUSH(a, o, *n) =
		    (struct advise_option){ "--read-only-tmpfs=false", NULL,
			    ADVISE_ALWAYS, false };
	for (i = 0; i < v->nmount; i++) {
		const struct advise_mount *m = &v->mount[i];
		struct advise_option *x = VEC_PUSH(a, o, *n);

		if (m->means == ADVISE_BIND) {
			x->here = true;
			x->flag = "--volume";
			x->value =
			    arena_printf(a, "/%s:%s", m->volume, m->path);
		} else if (m->means == ADVISE_TMPFS && m->own) {
			x->flag = "--mount";
			x->value = own_tmpfs(a, m);
		} else if (m->means == ADVISE_TMPFS) {
			x->flag = "--tmpfs";
			x->value = arena_printf(
			    a, "%s:%s", m->path, advise_tmpfs_options(a, v, m));
		} else if (strchr(m->path, ':') != NULL) {
			x->flag = "--mount";
			x->value = advise_mount_text(
			    a, "volume", m->volume, m->path, NULL);
		} else {
			x->flag = "--volume";
			x->value = arena_printf(a, "%s:%s", m->volume, m->path);
		}
	}
	return o;
}

static bool
is_usual_socket(const struct advise_seen *s)
{
	static const char *const usual[] = { "", "/run/docker.sock",
		"/var/run/docker.sock", "/run/podman/podman.sock",
		"/var/run/podman/podman.sock" };

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (str_eq(s->socket, usual[i]))
			return true;
	return false;
}

const char *
advise_engine_words(struct arena *a, const struct advise_seen *s)
{
	struct strbuf b = STRBUF_INIT;
	const char *out;

	strbuf_addstr(&b, s->kind == RT_PODMAN ? "podman" : "docker");
	if (!is_usual_socket(s)) {
		strbuf_addstr(
		    &b, s->kind == RT_PODMAN ? " --remote --url " : " -H ");
		advise_word(&b, arena_printf(a, "unix://%s", s->socket));
	}
	out = arena_strdup(a, b.s);
	strbuf_free(&b);
	return out;
}

/* --- in words
 * ----------------------------------------------------------------------- */

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
