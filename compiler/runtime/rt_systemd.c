/*
 * The units of the host's systemd: asked over its own socket, or the system
 * bus where we may not use that.  Where systemd does not run there are none.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rt.h"

#define SYSTEMD_UNITS 100000u
#define SYSTEMD_KEPT PROBE_SYSTEMDUNITPROPERTY /* the list, for both probes */
#define SYSTEMD_SERVICE "org.freedesktop.systemd1"
#define SYSTEMD_PATH "/org/freedesktop/systemd1"

/* --- the connection ------------------------------------------------------- */

bool
rt_systemd_open(
    struct rt_ctx *ctx, struct rt_systemd *s, struct rt_collection *out)
{
	const char *host = ctx->options->host_root, *why = NULL;
	struct rt_root *root = rt_root_get(ctx, &why);
	struct rt_stat st;

	*s = (struct rt_systemd){ .ctx = ctx, .out = out };
	s->bus.fd = -1;
	if (root == NULL) {
		rt_flag(ctx, out, RT_FLAG_ERROR, "%s", why);
		return false;
	}
	if (rt_root_stat(root, "/run/systemd/system", true, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			rt_flag(ctx, out, RT_FLAG_ERROR,
			    "/run/systemd/system: %s", rt_root_strerror(errno));
		return false; /* it does not run */
	}
	if (host == NULL || str_eq(host, "/"))
		host = "";
	if (rt_bus_open(&s->bus,
		arena_printf(ctx->arena, "%s/run/systemd/private", host),
		true) ||
	    rt_bus_open(&s->bus,
		arena_printf(ctx->arena, "%s/run/dbus/system_bus_socket", host),
		false))
		return true;
	rt_flag(ctx, out, RT_FLAG_ERROR, "systemd cannot be asked: %s",
	    s->bus.error);
	return false;
}

void
rt_systemd_close(struct rt_systemd *s)
{
	rt_bus_close(&s->bus);
}

static bool
systemd_failed(struct rt_systemd *s, const char *what)
{
	rt_flag(s->ctx, s->out, RT_FLAG_ERROR, "systemd, %s: %s", what,
	    s->bus.error[0] != '\0' ? s->bus.error
				    : "an answer of another form");
	return false;
}

static bool
systemd_call(struct rt_systemd *s, const char *member, const char *arg,
    struct rt_bus_message *m)
{
	const struct rt_bus_call call = { SYSTEMD_SERVICE, SYSTEMD_PATH,
		SYSTEMD_SERVICE ".Manager", member, { arg, NULL } };

	return rt_bus_call(&s->bus, &call, m);
}

/* --- the units ------------------------------------------------------------ */

static bool
systemd_add(struct rt_systemd *s, const char *name)
{
	if (s->nunit == SYSTEMD_UNITS) {
		rt_flag(s->ctx, s->out, RT_FLAG_ERROR, "too many units");
		return false;
	}
	*VEC_PUSH(s->ctx->arena, s->unit, s->nunit) =
	    arena_strdup(s->ctx->arena, name);
	return true;
}

/* Those in memory, but for names that there is no unit of. */
static bool
systemd_loaded(struct rt_systemd *s)
{
	struct rt_bus_message m;
	size_t end;

	if (!systemd_call(s, "ListUnits", NULL, &m))
		return systemd_failed(s, "ListUnits");
	if (!str_eq(m.signature, "a(ssssssouso)"))
		return systemd_failed(s, "ListUnits");
	for (end = rt_bus_array(&m.body, '(');
	     !m.body.bad && m.body.at < end;) {
		const char *name, *load;

		rt_bus_struct(&m.body);
		name = rt_bus_text(&m.body, 's');
		rt_bus_text(&m.body, 's');
		load = rt_bus_text(&m.body, 's');
		for (unsigned i = 0; i < 3; i++)
			rt_bus_text(&m.body, 's');
		rt_bus_text(&m.body, 'o');
		rt_bus_number(&m.body, sizeof(uint32_t));
		rt_bus_text(&m.body, 's');
		rt_bus_text(&m.body, 'o');
		if (!m.body.bad && !str_eq(load, "not-found") &&
		    !systemd_add(s, name))
			return false;
	}
	return !m.body.bad || systemd_failed(s, "ListUnits");
}

/* Those that have a file; a template is no unit. */
static bool
systemd_files(struct rt_systemd *s)
{
	struct rt_bus_message m;
	size_t end;

	if (!systemd_call(s, "ListUnitFiles", NULL, &m) ||
	    !str_eq(m.signature, "a(ss)"))
		return systemd_failed(s, "ListUnitFiles");
	for (end = rt_bus_array(&m.body, '(');
	     !m.body.bad && m.body.at < end;) {
		const char *path, *name;

		rt_bus_struct(&m.body);
		path = rt_bus_text(&m.body, 's');
		rt_bus_text(&m.body, 's');
		name = strrchr(path, '/');
		name = name != NULL ? name + 1 : path;
		if (!m.body.bad && strstr(name, "@.") == NULL &&
		    !systemd_add(s, name))
			return false;
	}
	return !m.body.bad || systemd_failed(s, "ListUnitFiles");
}

static int
systemd_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
rt_systemd_units(struct rt_systemd *s)
{
	const struct rt_systemd *kept = s->ctx->kept[SYSTEMD_KEPT];
	uint32_t n = 0;

	if (kept != NULL) {
		s->unit = kept->unit;
		s->nunit = kept->nunit;
		return true;
	}
	if (!systemd_loaded(s) || !systemd_files(s))
		return false;
	if (s->nunit > 1)
		qsort(s->unit, s->nunit, sizeof *s->unit, systemd_order);
	for (uint32_t i = 0; i < s->nunit; i++)
		if (n == 0 || !str_eq(s->unit[n - 1], s->unit[i]))
			s->unit[n++] = s->unit[i];
	s->nunit = n;
	s->ctx->kept[SYSTEMD_KEPT] = arena_alloc(s->ctx->arena, sizeof *s);
	memcpy(s->ctx->kept[SYSTEMD_KEPT], s, sizeof *s);
	return true;
}

bool
rt_systemd_properties(struct rt_systemd *s, const char *unit,
    bool (*wanted)(void *arg, const char *property),
    void (*each)(void *arg, const char *text, size_t n), void *arg)
{
	struct rt_bus_call call = { SYSTEMD_SERVICE, NULL,
		"org.freedesktop.DBus.Properties", "GetAll", { "", NULL } };
	struct rt_bus_message m;
	size_t end;

	if (!systemd_call(s, "LoadUnit", unit, &m) || !str_eq(m.signature, "o"))
		return systemd_failed(s, unit);
	call.path = arena_strdup(s->ctx->arena, rt_bus_text(&m.body, 'o'));
	if (!rt_bus_call(&s->bus, &call, &m) || !str_eq(m.signature, "a{sv}"))
		return systemd_failed(s, unit);
	for (end = rt_bus_array(&m.body, '{');
	     !m.body.bad && m.body.at < end;) {
		const char *name;

		rt_bus_struct(&m.body);
		name = rt_bus_text(&m.body, 's');
		if (!m.body.bad)
			rt_bus_variant(
			    &m.body, wanted(arg, name) ? each : NULL, arg);
	}
	return !m.body.bad || systemd_failed(s, unit);
}
