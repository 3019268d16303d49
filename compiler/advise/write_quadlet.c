/*
 * The advice as a unit for Podman's systemd generator.  What the generator has
 * a key for since it exists goes by that key, the rest as arguments of podman.
 */
#include <string.h>

#include "advise.h"

static const struct {
	const char *flag, *key;
} keys[] = {
	{ "--tmpfs", "Tmpfs" },
	{ "--volume", "Volume" },
	{ "--env", "Environment" },
	{ "--label", "Label" },
	{ "--publish", "PublishPort" },
	{ "--network", "Network" },
	{ "--cap-add", "AddCapability" },
	{ "--cap-drop", "DropCapability" },
};

/*
 * One word of a unit: quoted, with systemd's escapes; specifiers and variables
 * are none.
 */
static void
unit_word(struct strbuf *b, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@+=:,./-";
	bool bare = *s != '\0' && s[strspn(s, plain)] == '\0';

	if (!bare)
		strbuf_addch(b, '"');
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7F)
			strbuf_addf(b, "\\x%02x", c);
		else if (c == '"' || c == '\\')
			strbuf_addf(b, "\\%c", c);
		else if (c == '%' || c == '$')
			strbuf_addf(b, "%c%c", c, c);
		else
			strbuf_addch(b, c);
	}
	if (!bare)
		strbuf_addch(b, '"');
}

static void
option(struct arena *a, const struct advise_option *o, struct strbuf *b)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (o->value != NULL && str_eq(o->flag, keys[i].flag)) {
			strbuf_addf(b, "%s=", keys[i].key);
			unit_word(b, o->here ? arena_printf(a, ".%s", o->value)
					     : o->value);
			strbuf_addch(b, '\n');
			return;
		}
	if (str_eq(o->flag, "--read-only")) {
		strbuf_addstr(b, "ReadOnly=true\n");
		return;
	}
	strbuf_addf(b, "PodmanArgs=%s", o->flag);
	if (o->value != NULL) {
		strbuf_addch(b, ' ');
		unit_word(b, o->value);
	}
	strbuf_addch(b, '\n');
}

/* systemd's word for a restart policy; NULL: it does not restart. */
static const char *
restart(const char *policy)
{
	if (str_starts(policy, "on-failure"))
		return "on-failure";
	return str_eq(policy, "always") || str_eq(policy, "unless-stopped")
		   ? "always"
		   : NULL;
}

void
advise_write_quadlet(struct arena *a, const struct advice *v, struct strbuf *b)
{
	const struct advise_command *c = advise_recreate(a, v->seen);
	const char *again = NULL;
	struct strbuf copy = STRBUF_INIT;
	struct advise_option *mounts;
	uint32_t i, n;

	v = advise_for(a, v, RT_PODMAN);
	strbuf_addf(b, "# %s.container\n#\n", v->seen->name);
	advise_tell(a, v, "# ", b);
	advise_tell_copy(a, v, "#   ", &copy);
	if (copy.n > 0)
		strbuf_addf(b,
		    "# What is kept lies in the old container's layer; before "
		    "it is replaced:\n%s",
		    copy.s);
	strbuf_free(&copy);
	for (i = 0; i < c->nlost; i++) {
		strbuf_addstr(b, "# No option can say: ");
		advise_clean(b, c->lost[i]);
		strbuf_addch(b, '\n');
	}
	strbuf_addf(b,
	    "[Unit]\nDescription=%s\n\n[Container]\n"
	    "ContainerName=%s\nImage=",
	    v->seen->name, v->seen->name);
	unit_word(b, c->image);
	strbuf_addch(b, '\n');
	for (i = 0; i < c->noption; i++) {
		const struct advise_option *o = &c->option[i];

		if (str_eq(o->flag, "--restart"))
			again = restart(o->value);
		else if (!str_eq(o->flag, "--log-driver") &&
			 !str_eq(o->flag, "--log-opt") &&
			 !str_eq(o->flag, "--rm"))
			option(a, o, b);
	}
	mounts = advise_mount_options(a, v, &n);
	for (i = 0; i < n; i++)
		option(a, &mounts[i], b);
	if (c->narg > 0)
		strbuf_addstr(b, "Exec=");
	for (i = 0; i < c->narg; i++) {
		if (i > 0)
			strbuf_addch(b, ' ');
		unit_word(b, c->arg[i]);
	}
	if (c->narg > 0)
		strbuf_addch(b, '\n');
	if (again != NULL)
		strbuf_addf(b, "\n[Service]\nRestart=%s\n", again);
	strbuf_addstr(b, "\n[Install]\nWantedBy=default.target\n");
}
