/* Words of a command line, sizes and options of mounts. */
#include <string.h>

#include "advise.h"

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

/* A field of --mount, which is CSV. */
static void
csv_field(struct strbuf *b, const char *key, const char *value)
{
	bool plain = strpbrk(value, ",\"\n\r") == NULL;

	if (b->n > 0)
		strbuf_addch(b, ',');
	if (!plain)
		strbuf_addch(b, '"');
	strbuf_addf(b, "%s=", key);
	for (; *value != '\0'; value++) {
		if (*value == '"')
			strbuf_addch(b, '"');
		strbuf_addch(b, *value);
	}
	if (!plain)
		strbuf_addch(b, '"');
}

const char *
advise_mount_text(struct arena *a, const char *type, const char *source,
    const char *target, const char *more)
{
	struct strbuf b = STRBUF_INIT;
	const char *out;

	csv_field(&b, "type", type);
	if (source != NULL)
		csv_field(&b, "source", source);
	csv_field(&b, "target", target);
	if (more != NULL && *more != '\0')
		strbuf_addf(&b, ",%s", more);
	out = arena_strdup(a, b.s);
	strbuf_free(&b);
	return out;
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
