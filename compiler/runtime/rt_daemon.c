/*
 * Docker's daemon: its arguments merged with its daemon.json under the names of
 * the latter, and what it listens on.  What cannot be read is an error of the
 * facts, never their absence.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rt.h"

#define DAEMON_FILE ((size_t)1024 * 1024)
#define DAEMON_TABLE ((size_t)16 * 1024 * 1024)
#define DAEMON_CONFIG "/etc/docker/daemon.json"

enum daemon_kind { DAEMON_BOOL, DAEMON_TEXT, DAEMON_LIST, DAEMON_MAP };

/* Arguments that are not simply --KEY VALUE for the key of daemon.json. */
static const struct daemon_flag {
	const char *flag, *key;
	enum daemon_kind kind;
} daemon_flags[] = {
	{ "D", "debug", DAEMON_BOOL },
	{ "G", "group", DAEMON_TEXT },
	{ "H", "hosts", DAEMON_LIST },
	{ "b", "bridge", DAEMON_TEXT },
	{ "g", "data-root", DAEMON_TEXT },
	{ "l", "log-level", DAEMON_TEXT },
	{ "p", "pidfile", DAEMON_TEXT },
	{ "s", "storage-driver", DAEMON_TEXT },
	{ "add-runtime", "runtimes", DAEMON_MAP },
	{ "allow-nondistributable-artifacts",
	    "allow-nondistributable-artifacts", DAEMON_LIST },
	{ "authorization-plugin", "authorization-plugins", DAEMON_LIST },
	{ "cdi-spec-dir", "cdi-spec-dirs", DAEMON_LIST },
	{ "cluster-store-opt", "cluster-store-opts", DAEMON_MAP },
	{ "debug", "debug", DAEMON_BOOL },
	{ "default-address-pool", "default-address-pools", DAEMON_LIST },
	{ "default-ulimit", "default-ulimits", DAEMON_MAP },
	{ "disable-legacy-registry", "disable-legacy-registry", DAEMON_BOOL },
	{ "dns", "dns", DAEMON_LIST },
	{ "dns-opt", "dns-opts", DAEMON_LIST },
	{ "dns-search", "dns-search", DAEMON_LIST },
	{ "exec-opt", "exec-opts", DAEMON_LIST },
	{ "experimental", "experimental", DAEMON_BOOL },
	{ "graph", "data-root", DAEMON_TEXT },
	{ "host", "hosts", DAEMON_LIST },
	{ "icc", "icc", DAEMON_BOOL },
	{ "init", "init", DAEMON_BOOL },
	{ "insecure-registry", "insecure-registries", DAEMON_LIST },
	{ "ip-forward", "ip-forward", DAEMON_BOOL },
	{ "ip-masq", "ip-masq", DAEMON_BOOL },
	{ "ip6tables", "ip6tables", DAEMON_BOOL },
	{ "iptables", "iptables", DAEMON_BOOL },
	{ "ipv6", "ipv6", DAEMON_BOOL },
	{ "label", "labels", DAEMON_LIST },
	{ "live-restore", "live-restore", DAEMON_BOOL },
	{ "log-opt", "log-opts", DAEMON_MAP },
	{ "no-new-privileges", "no-new-privileges", DAEMON_BOOL },
	{ "node-generic-resource", "node-generic-resources", DAEMON_LIST },
	{ "raw-logs", "raw-logs", DAEMON_BOOL },
	{ "registry-mirror", "registry-mirrors", DAEMON_LIST },
	{ "rootless", "rootless", DAEMON_BOOL },
	{ "selinux-enabled", "selinux-enabled", DAEMON_BOOL },
	{ "storage-opt", "storage-opts", DAEMON_LIST },
	{ "tls", "tls", DAEMON_BOOL },
	{ "tlsverify", "tlsverify", DAEMON_BOOL },
	{ "userland-proxy", "userland-proxy", DAEMON_BOOL },
	{ "validate", "validate", DAEMON_BOOL },
};

static const struct daemon_flag *
daemon_flag(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof daemon_flags / sizeof *daemon_flags; i++)
		if (strlen(daemon_flags[i].flag) == n &&
		    strncmp(daemon_flags[i].flag, name, n) == 0)
			return &daemon_flags[i];
	return NULL;
}

/* --- arguments and configuration ---------------------------------------- */

static void
daemon_set(
    json_t *doc, const char *key, enum daemon_kind kind, const char *value)
{
	json_t *at;
	const char *eq;

	switch (kind) {
	case DAEMON_BOOL:
		json_object_set_new(doc, key,
		    json_boolean(value == NULL || str_eq(value, "1") ||
				 str_eq_nocase(value, "t") ||
				 str_eq_nocase(value, "true")));
		break;
	case DAEMON_TEXT:
		json_object_set_new(doc, key, rt_json_string(value));
		break;
	case DAEMON_LIST:
		at = json_object_get(doc, key);
		if (!json_is_array(at)) {
			at = json_array();
			json_object_set_new(doc, key, at);
		}
		json_array_append_new(at, rt_json_string(value));
		break;
	case DAEMON_MAP:
		at = json_object_get(doc, key);
		if (!json_is_object(at)) {
			at = json_object();
			json_object_set_new(doc, key, at);
		}
		eq = strchr(value, '=');
		if (eq != NULL)
			json_object_setn_new(at, value, (size_t)(eq - value),
			    rt_json_string(eq + 1));
		break;
	}
}

/*
 * Letters behind one dash: -H x, -H=x, -Hx, -DH x.  *flag NULL: not one of the
 * daemon's.
 */
static const char *
daemon_letters(json_t *doc, const char *name, const struct daemon_flag **flag)
{
	for (;;) {
		*flag = daemon_flag(name, 1);
		if (*flag == NULL)
			return NULL;
		name++;
		if (*name == '=')
			return name + 1;
		if (*name == '\0')
			return NULL;
		if ((*flag)->kind != DAEMON_BOOL)
			return name;
		daemon_set(doc, (*flag)->key, DAEMON_BOOL, NULL);
	}
}

/* One argument into doc; true when the next one belongs to it. */
static bool
daemon_argument(json_t *doc, const char *arg, const char *next)
{
	const struct daemon_flag *flag;
	const char *value, *name = arg + 1;
	char *key;
	size_t n;
	bool took = false;

	if (*arg != '-' || arg[1] == '\0')
		return false;
	if (*name != '-') {
		value = daemon_letters(doc, name, &flag);
		if (flag == NULL)
			return false;
	} else {
		name++;
		n = strcspn(name, "=");
		value = name[n] == '=' ? name + n + 1 : NULL;
		flag = daemon_flag(name, n);
	}
	if (value == NULL && flag == NULL && (next == NULL || *next == '-')) {
		value = "true"; /* what is not known and has none is a switch */
	} else if (value == NULL &&
		   (flag == NULL || flag->kind != DAEMON_BOOL)) {
		if (next == NULL)
			return false;
		value = next;
		took = true;
	}
	if (flag != NULL) {
		daemon_set(doc, flag->key, flag->kind, value);
	} else {
		key = base_strdup(name);
		key[strcspn(key, "=")] = '\0';
		daemon_set(doc, key, DAEMON_TEXT, value);
		free(key);
	}
	return took;
}

static bool
daemon_arguments(struct arena *a, int proc, json_t *doc, const char **why)
{
	struct strbuf b = STRBUF_INIT;

	if (!rt_proc_read(proc, "cmdline", DAEMON_FILE, &b) || b.n == 0) {
		*why = arena_printf(a, "its arguments cannot be read: %s",
		    rt_root_strerror(errno));
		strbuf_free(&b);
		return false;
	}
	for (size_t i = strlen(b.s) + 1; i < b.n;) {
		const char *arg = b.s + i;
		size_t after = i + strlen(arg) + 1;
		const char *next = after < b.n ? b.s + after : NULL;

		i = after;
		if (daemon_argument(doc, arg, next))
			i += strlen(next) + 1;
	}
	strbuf_free(&b);
	return true;
}

/* Lists of both are joined; for the rest the argument's value stands. */
static void
daemon_merge(json_t *doc, json_t *file)
{
	const char *key;
	json_t *v, *have;

	json_object_foreach(file, key, v)
	{
		have = json_object_get(doc, key);
		if (have == NULL)
			json_object_set(doc, key, v);
		else if (json_is_array(have) && json_is_array(v))
			json_array_extend(have, v);
		else if (json_is_object(have) && json_is_object(v))
			json_object_update_missing(have, v);
	}
}

/* A variable among those that a process was started with; NULL: not there. */
static const char *
daemon_variable(const struct strbuf *started, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < started->n; i += strlen(started->s + i) + 1)
		if (strncmp(started->s + i, name, n) == 0 &&
		    started->s[i + n] == '=')
			return started->s + i + n + 1;
	return NULL;
}

/*
 * Where the daemon looks when no argument says so: RootlessKit's daemon looks
 * in the folder of its user.  NULL with *why.
 */
static const char *
daemon_config_default(struct arena *a, int proc, const char **why)
{
	struct strbuf b = STRBUF_INIT;
	const char *path = DAEMON_CONFIG, *home, *config;

	if (!rt_proc_read(proc, "environ", DAEMON_FILE, &b)) {
		if (errno != ENOENT) {
			*why = arena_printf(a,
			    "its environment cannot be read: %s",
			    rt_root_strerror(errno));
			path = NULL;
		}
	} else if (daemon_variable(&b, "ROOTLESSKIT_STATE_DIR") != NULL) {
		config = daemon_variable(&b, "XDG_CONFIG_HOME");
		home = daemon_variable(&b, "HOME");
		if (config != NULL && *config == '/') {
			path = arena_printf(a, "%s/docker/daemon.json", config);
		} else if (home != NULL && *home == '/') {
			path = arena_printf(
			    a, "%s/.config/docker/daemon.json", home);
		} else {
			*why = "its environment does not say where its "
			       "configuration is";
			path = NULL;
		}
	}
	strbuf_free(&b);
	return path;
}

/* The same for the argument's path; NULL with *why. */
static const char *
daemon_config_path(
    struct arena *a, int proc, const char *path, const char **why)
{
	char cwd[4096];
	ssize_t n;

	if (path == NULL)
		return daemon_config_default(a, proc, why);
	if (*path == '/')
		return path;
	n = readlinkat(proc, "cwd", cwd, sizeof cwd);
	if (n <= 0 || (size_t)n == sizeof cwd || cwd[0] != '/') {
		*why = "the folder that its --config-file starts from cannot "
		       "be read";
		return NULL;
	}
	return arena_printf(
	    a, "%.*s%s%s", (int)n, cwd, n > 1 ? "/" : "", path);
}

/* The configuration file, through the daemon's own root. */
static bool
daemon_config(struct arena *a, int proc, json_t *doc, const char **why)
{
	const char *path = daemon_config_path(
	    a, proc, rt_json_text(doc, "config-file"), why);
	struct strbuf b = STRBUF_INIT;
	json_t *file;
	bool ok;

	if (path == NULL)
		return false;
	ok = rt_proc_read(
	    proc, arena_printf(a, "root%s", path), DAEMON_FILE, &b);
	if (!ok && errno != ENOENT && errno != ENOTDIR) {
		*why = arena_printf(a, "%s: %s", path, rt_root_strerror(errno));
		strbuf_free(&b);
		return false;
	}
	if (ok) {
		file = rt_json_parse(a, b.s, b.n, why);
		if (!json_is_object(file)) {
			*why = arena_printf(a, "%s: %s", path,
			    *why != NULL ? *why : "no JSON object");
			json_decref(file);
			strbuf_free(&b);
			return false;
		}
		daemon_merge(doc, file);
		json_decref(file);
	}
	json_object_set_new(doc, "config-file", rt_json_string(path));
	strbuf_free(&b);
	return true;
}

/* --- listeners ---------------------------------------------------------- */

/* Numbers of the sockets that the process holds open; false: not readable. */
static bool
daemon_sockets(struct arena *a, int proc, uint64_t **inode, size_t *n)
{
	int fd = openat(proc, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;
	char link[64];
	ssize_t len;
	int error;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (errno = 0, (d = readdir(dir)) != NULL) {
		len = readlinkat(dirfd(dir), d->d_name, link, sizeof link - 1);
		if (len < 0 && errno != ENOENT && errno != EINVAL) {
			error = errno;
			closedir(dir);
			errno = error;
			return false;
		}
		if (len <= 0)
			continue; /* closed meanwhile, or "." */
		link[len] = '\0';
		if (str_starts(link, "socket:["))
			*VEC_PUSH(a, *inode, *n) = strtoull(link + 8, NULL, 10);
	}
	error = errno;
	closedir(dir);
	errno = error;
	return error == 0;
}

static bool
daemon_holds(const uint64_t *inode, size_t n, uint64_t wanted)
{
	for (size_t i = 0; i < n; i++)
		if (inode[i] == wanted)
			return true;
	return false;
}

/* The Unix sockets of the table that listen and are the process's. */
static void
daemon_unix(json_t *list, char *table, const uint64_t *inode, size_t n)
{
	char *next;

	for (char *line = table; line != NULL && *line != '\0'; line = next) {
		unsigned long long number;
		unsigned flags;
		int at = 0;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (sscanf(line, "%*[^:]: %*x %*x %x %*x %*x %llu %n", &flags,
			&number, &at) != 2 ||
		    at == 0 || (flags & 0x10000) == 0 || line[at] == '\0' ||
		    !daemon_holds(inode, n, number))
			continue;
		json_array_append_new(
		    list, json_sprintf("unix://%s", line + at));
	}
}

static json_t *
daemon_listeners(struct arena *a, int proc, const char **why)
{
	uint64_t *inode = NULL;
	size_t n = 0, i;
	json_t *tcp, *socket, *list;
	struct strbuf b = STRBUF_INIT;

	if (!daemon_sockets(a, proc, &inode, &n) ||
	    !rt_proc_read(proc, "net/unix", DAEMON_TABLE, &b)) {
		*why = arena_printf(a, "its sockets cannot be read: %s",
		    rt_root_strerror(errno));
		strbuf_free(&b);
		return NULL;
	}
	tcp = rt_proc_listeners(a, proc, false, why);
	if (tcp == NULL) {
		strbuf_free(&b);
		return NULL;
	}
	list = json_array();
	json_array_foreach(tcp, i, socket)
	{
		const char *ip = rt_json_text(socket, "HostIp");
		bool v6 = strchr(ip, ':') != NULL;

		if (daemon_holds(inode, n,
			(uint64_t)json_integer_value(
			    json_object_get(socket, "inode"))))
			json_array_append_new(
			    list, json_sprintf("tcp://%s%s%s:%s", v6 ? "[" : "",
				      ip, v6 ? "]" : "",
				      rt_json_text(socket, "HostPort")));
	}
	daemon_unix(list, b.s, inode, n);
	json_decref(tcp);
	strbuf_free(&b);
	return list;
}

void
rt_daemon_read(
    struct arena *a, const struct rt_options *o, struct rt_engine *e)
{
	json_t *doc = json_object(), *listeners;
	const char *why = NULL;
	int proc;

	if (e->kind == RT_PODMAN) { /* nothing but its socket is a daemon's */
		json_object_set_new(doc, "socket", rt_json_string(e->socket));
		e->daemon = doc;
		return;
	}
	proc = e->pid > 0
		   ? open(arena_printf(a, "%s/%d",
			      o->proc != NULL ? o->proc : "/proc", (int)e->pid),
			 O_RDONLY | O_DIRECTORY | O_CLOEXEC)
		   : -1;
	if (proc < 0) {
		e->daemon_error = "the daemon's process cannot be found";
		json_decref(doc);
		return;
	}
	if (!daemon_arguments(a, proc, doc, &why) ||
	    !daemon_config(a, proc, doc, &why)) {
		e->daemon_error = arena_printf(a, "the daemon: %s", why);
		json_decref(doc);
	} else {
		json_object_set_new(doc, "socket", rt_json_string(e->socket));
		listeners = daemon_listeners(a, proc, &why);
		if (listeners == NULL)
			e->listeners_error =
			    arena_printf(a, "the daemon: %s", why);
		else
			json_object_set_new(doc, "listeners", listeners);
		e->daemon = doc;
	}
	close(proc);
}
