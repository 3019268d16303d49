/*
 * Asking an engine: a server of our own answers from a table, with a /proc of
 * our own beside it; and a real Docker of our own where that can be had.
 */
#include "world.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

struct page { /* status 0: close without an answer; -1: end the server */
	const char *path;
	int status;
	const char *header, *body;
};

#define ID0 "00000000000000000000000000000000000000000000000000000000000000a0"
#define ID1 "00000000000000000000000000000000000000000000000000000000000000a1"
#define ID2 "00000000000000000000000000000000000000000000000000000000000000a2"
#define PING                                                                   \
	{                                                                      \
		"/_ping", 200, "Api-Version: 1.52\r\n", "OK"                   \
	}
#define LIST                                                                   \
	{                                                                      \
		"/v1.45/containers/json?all=1", 200, "",                       \
		    "[{\"Id\":\"" ID0                                          \
		    "\",\"Names\":[\"/web/alias\",\"/web\"],"                  \
		    "\"Image\":\"web:1\",\"ImageID\":\"sha256:11\",\"State\":" \
		    "\"running\",\"Labels\":{\"role\":\"scan\"}},"             \
		    "{\"Id\":\"" ID1                                           \
		    "\",\"Names\":null,\"State\":\"exited\"},"                 \
		    "{\"Id\":\"" ID2                                           \
		    "\",\"Names\":[\"/db\"],\"State\":\"created\"}]"           \
	}
#define INSPECT(id)                                                            \
	{                                                                      \
		"/v1.45/containers/" id "/json", 200, "",                      \
		    "{\"Id\":\"" id "\",\"Config\":{},\"Mounts\":[],"         \
		    "\"HostConfig\":{\"Privileged\":false,"                  \
		    "\"PidMode\":\"\",\"IpcMode\":\"\",\"NetworkMode\":\"\","  \
		    "\"UTSMode\":\"\",\"UsernsMode\":\"\",\"SecurityOpt\":[]},"  \
		    "\"State\":{\"Status\":\"exited\","                      \
		    "\"StartedAt\":\"2026-01-02T03:04:05.6Z\"}}"             \
	}
#define INFO                                                                   \
	{                                                                      \
		"/v1.45/info", 200, "", "{\"Driver\":\"overlay2\"}"            \
	}
#define VERSION                                                                \
	{                                                                      \
		"/v1.45/version", 200, "", "{\"Version\":\"29.0\"}"            \
	}
#define END                                                                    \
	{                                                                      \
		NULL, 404, "", "{\"message\":\"page not found\"}"              \
	}

static void
serve_connection(int c, const struct page *page)
{
	char request[4096], head[512];
	size_t n = 0;

	for (;;) {
		ssize_t k = read(c, request + n, sizeof request - 1 - n);
		const struct page *p = page;
		char *path, *end;

		if (k <= 0)
			return;
		n += (size_t)k;
		request[n] = '\0';
		if (strstr(request, "\r\n\r\n") == NULL)
			continue;
		path = request + strlen("GET ");
		end = strchr(path, ' ');
		*end = '\0';
		while (p->path != NULL && !str_eq(p->path, path))
			p++;
		if (p->status < 0)
			kill(0, SIGKILL);
		if (p->status == 0)
			return;
		snprintf(head, sizeof head,
		    "HTTP/1.1 %d X\r\n%sContent-Length: %zu\r\n\r\n", p->status,
		    p->header, strlen(p->body));
		(void)!send(c, head, strlen(head), MSG_NOSIGNAL);
		(void)!send(c, p->body, strlen(p->body), MSG_NOSIGNAL);
		n = 0;
	}
}

struct server {
	struct world w;
	pid_t pid;
	const char *socket;
	struct rt_engines engines;
};

/* Serve the pages, ask for everything, and stop serving. */
static struct rt_engine *
ask(struct server *s, const struct page *page)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), status;

	s->socket = arena_printf(&s->w.arena, "%s/engine.sock", s->w.dir);
	memcpy(sun.sun_path, s->socket, strlen(s->socket) + 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof sun), 0);
	assert_int_equal(listen(fd, 5), 0);
	s->pid = fork();
	if (s->pid == 0) {
		setpgid(0, 0);
		for (;;) {
			int c = accept(fd, NULL, NULL);

			if (fork() == 0) {
				serve_connection(c, page);
				_exit(0);
			}
			close(c);
		}
	}
	setpgid(s->pid, s->pid);
	close(fd);
	s->w.options.engine = &s->socket;
	s->w.options.nengine = 1;
	rt_engines_open(&s->w.arena, &s->w.options, &s->engines);
	kill(-s->pid, SIGKILL);
	waitpid(s->pid, &status, 0);
	assert_int_equal(s->engines.nengine, 1);
	return s->engines.engine;
}

static void
done(struct server *s)
{
	rt_engines_close(&s->engines);
	world_close(&s->w);
}

static void
an_engine_answers(void **state)
{
	static const struct page page[] = { PING, LIST, INSPECT(ID0),
		INSPECT(ID2), INFO, VERSION,
		{ "/v1.45/swarm", 503, "", "{\"message\":\"no swarm\"}" },
		{ "/v1.45/secrets", 503, "", "{\"message\":\"no swarm\"}" },
		{ "/v1.45/networks", 200, "", "[]" },
		{ "/v1.45/images/json", 500, "", "{\"message\":\"broken\"}" },
		{ "/v1.45/images/sha256:11/json", 200, "", "{\"Id\":\"i\"}" },
		END };
	struct server s = { 0 };
	struct rt_engine *e;
	const char *why = NULL;

	(void)state;
	world_open(&s.w);
	e = ask(&s, page);
	assert_null(e->error);
	assert_int_equal(e->kind, RT_DOCKER);
	assert_string_equal(e->api, "1.45");
	assert_true(e->asked_for);
	assert_int_equal(e->ncontainer, 3);
	assert_string_equal(e->container[0].name, "web");
	assert_string_equal(e->container[0].state, "running");
	assert_string_equal(
	    e->container[0].started_at, "2026-01-02T03:04:05.6Z");
	assert_non_null(rt_container_json(&s.w.arena, &e->container[0], &why));
	assert_string_equal(e->container[1].name, "000000000000");
	assert_true(e->container[1].vanished);
	assert_null(e->container[1].body);
	assert_non_null(e->container[2].body);
	assert_string_equal(rt_json_text(e->info, "Driver"), "overlay2");
	assert_null(e->swarm);
	assert_null(e->swarm_error);
	assert_null(e->secrets_error);
	assert_null(e->images);
	assert_string_equal(e->images_error, "the engine answers 500: broken");
	assert_non_null(json_object_get(e->image, "sha256:11"));
	assert_null(e->daemon);
	assert_non_null(e->daemon_error);
	done(&s);
}

static void
containers_are_excluded(void **state)
{
	static const struct {
		const char *exclude;
		bool web, db;
	} cases[] = {
		{ "name=web", true, false },
		{ "name=we", false, false },
		{ "name=w.*|db", true, true },
		{ "label=role", true, false },
		{ "label=role=scan", true, false },
		{ "label=role=sca", false, false },
		{ "label=other", false, false },
		{ "image=web:.*", true, false },
		{ "image=web", false, false },
		{ "name=(", false, false },
		{ "web", false, false },
	};
	static const struct page page[] = { PING, LIST, INSPECT(ID0),
		INSPECT(ID1), INSPECT(ID2), INFO, VERSION, END };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct server s = { 0 };
		const char *exclude = cases[i].exclude;
		struct rt_engine *e;

		world_open(&s.w);
		s.w.options.exclude = &exclude;
		s.w.options.nexclude = 1;
		e = ask(&s, page);
		if ((e->container[0].excluded != NULL) != cases[i].web ||
		    (e->container[2].excluded != NULL) != cases[i].db)
			fail_msg("%s", exclude);
		done(&s);
	}
}

static void
an_engine_that_dies_keeps_what_it_gave(void **state)
{
	static const struct page page[] = { PING, LIST, INSPECT(ID0), INFO,
		INSPECT(ID1), VERSION,
		{ "/v1.45/containers/" ID2 "/json", -1, "", "" }, END };
	struct server s = { 0 };
	struct rt_engine *e;

	(void)state;
	world_open(&s.w);
	e = ask(&s, page);
	assert_null(e->error);
	assert_non_null(e->container[0].body);
	assert_int_equal(
	    e->container[1].body == NULL, e->container[1].error != NULL);
	assert_null(e->container[2].body);
	assert_non_null(e->container[2].error);
	assert_false(e->container[2].vanished);
	done(&s);
}

static void
bad_engines_are_said(void **state)
{
	static const struct page none[] = { END };
	static const struct page mute[] = { { "/_ping", 0, "", "" }, END };
	static const struct page other[] = { { "/_ping", 200, "", "hello" },
		END };
	static const struct page denied[] = {
		{ "/_ping", 403, "", "{\"message\":\"no\"}" }, END
	};
	static const struct page no_list[] = { PING,
		{ "/v1.45/containers/json?all=1", 200, "", "{}" }, END };
	static const struct page bad_json[] = { PING,
		{ "/v1.45/containers/json?all=1", 200, "", "[{]" }, END };
	static const struct page bad_id[] = { PING,
		{ "/v1.45/containers/json?all=1", 200, "",
		    "[{\"Id\":\"../../x\"}]" },
		END };
	static const struct {
		const struct page *page;
		const char *error;
	} cases[] = {
		{ none, "the engine answers 404: page not found" },
		{ mute, "the connection was closed" },
		{ other, "what answers on the socket is no container engine" },
		{ denied, "the engine answers 403: no" },
		{ no_list, "the engine's answer is of another form" },
		{ bad_json, "not JSON" },
		{ bad_id, "the engine lists a container without id" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct server s = { 0 };
		struct rt_engine *e;

		world_open(&s.w);
		e = ask(&s, cases[i].page);
		assert_non_null(e->error);
		if (!str_starts(e->error, cases[i].error))
			fail_msg("%s, expected %s", e->error, cases[i].error);
		done(&s);
	}
}

static void
an_engine_that_is_not_there_is_said(void **state)
{
	const char *socket = "unix:///nonexistent/docker.sock";
	struct rt_engines engines;
	struct world w;

	(void)state;
	world_open(&w);
	w.options.engine = &socket;
	w.options.nengine = 1;
	rt_engines_open(&w.arena, &w.options, &engines);
	assert_int_equal(engines.nengine, 1);
	assert_string_equal(
	    engines.engine[0].socket, "/nonexistent/docker.sock");
	assert_string_equal(
	    engines.engine[0].error, "connect: No such file or directory");
	rt_engines_close(&engines);
	world_close(&w);
}

/* A place that cannot be looked at may hold an engine. */
static void
what_cannot_be_seen_is_no_absence(void **state)
{
	char *dir = getenv("XDG_RUNTIME_DIR");
	const struct rt_engine *e = NULL;
	struct rt_engines engines;
	struct world w;

	(void)state;
	world_open(&w);
	w.options.nengine = 0;
	dir = dir != NULL ? arena_strdup(&w.arena, dir) : NULL;
	world_link(&w, "docker.sock", "docker.sock");
	setenv("XDG_RUNTIME_DIR", w.dir, 1);
	rt_engines_open(&w.arena, &w.options, &engines);
	for (uint32_t i = 0; i < engines.nengine; i++)
		if (str_starts(engines.engine[i].socket, w.dir))
			e = &engines.engine[i];
	assert_non_null(e);
	assert_non_null(e->error);
	rt_engines_close(&engines);
	if (dir != NULL)
		setenv("XDG_RUNTIME_DIR", dir, 1);
	else
		unsetenv("XDG_RUNTIME_DIR");
	world_close(&w);
}

static void
podman_is_told(void **state)
{
	static const struct page page[] = {
		{ "/_ping", 200,
		    "Api-Version: 1.41\r\nLibpod-API-Version: 4.3.1\r\n",
		    "OK" },
		{ "/v1.41/containers/json?all=1", 200, "", "[]" }, END
	};
	struct server s = { 0 };
	struct rt_engine *e;

	(void)state;
	world_open(&s.w);
	e = ask(&s, page);
	assert_null(e->error);
	assert_int_equal(e->kind, RT_PODMAN);
	assert_string_equal(rt_json_text(e->daemon, "socket"), s.socket);
	done(&s);
}

/* --- the daemon --------------------------------------------------------- */

/* clang-format off */
static const struct daemon {
	const char *arguments; /* separated by blanks; @: the socket */
	const char *config;    /* daemon.json; NULL: there is none */
	const char *path, *expected;
} daemons[] = {
	{ "-H @", NULL, "daemon.hosts[]", "unix://@" },
	{ "--host=@ -H=tcp://0.0.0.0:2375", NULL, "daemon.hosts[]", "unix://@,tcp://0.0.0.0:2375" },
	{ "-H@", "{\"hosts\":[\"tcp://1.2.3.4\"]}", "daemon.hosts[]", "unix://@,tcp://1.2.3.4" },
	{ "-H @ --tlsverify --icc=false -D", NULL, "daemon.tlsverify", "true" },
	{ "-H @ --tlsverify --icc=false -D", NULL, "daemon.icc", "false" },
	{ "-H @ --tlsverify --icc=false -D", NULL, "daemon.debug", "true" },
	{ "-H @ --userland-proxy=0", "{\"userland-proxy\":true}", "daemon.userland-proxy", "false" },
	{ "-H @", "{\"userland-proxy\":false}", "daemon.userland-proxy", "false" },
	{ "-H @", "{}", "daemon.userland-proxy", "" },
	{ "-H @ --log-driver syslog", NULL, "daemon.log-driver", "syslog" },
	{ "-H @ --log-opt max-size=1m --log-opt=max-file=3", "{\"log-opts\":{\"max-size\":\"9m\",\"tag\":\"t\"}}", "daemon.log-opts{}", "1m,3,t" },
	{ "-H @ --insecure-registry a --insecure-registry b", NULL, "daemon.insecure-registries[]", "a,b" },
	{ "-H @ --tlscert /c.pem", NULL, "daemon.tlscert", "/c.pem" },
	{ "-H @ --data-root=/d", NULL, "daemon.data-root", "/d" },
	{ "-H @", NULL, "daemon.config-file", "/etc/docker/daemon.json" },
	{ "-H @ --config-file d.json", NULL, "daemon.config-file", "/srv/d.json" },
	{ "-H @ --config-file ../d.json", NULL, "daemon.config-file", "/srv/../d.json" },
	{ "-DH @ --icc=false", NULL, "daemon.debug", "true" },
	{ "-H @ -DH=tcp://0.0.0.0:1", NULL, "daemon.hosts[]", "unix://@,tcp://0.0.0.0:1" },
	{ "-H @ -DHtcp://0.0.0.0:1 -D=false", NULL, "daemon.hosts[]", "unix://@,tcp://0.0.0.0:1" },
	{ "-H @ -DHtcp://0.0.0.0:1 -D=false", NULL, "daemon.debug", "false" },
	{ "-H @", NULL, "daemon.socket", "@" },
	{ "-H @ --log-driver", NULL, "daemon.log-driver", "true" },
	{ "-H @ --new-switch --insecure-registry a", NULL, "daemon.insecure-registries[]", "a" },
	{ "-H @ --new-switch --insecure-registry a", NULL, "daemon.new-switch", "true" },
	{ "-H @ --new-text v --icc=false", NULL, "daemon.new-text", "v" },
	{ "-H @ --icc=T", NULL, "daemon.icc", "true" },
	{ "-H @", "{", "daemon.icc", "!error: daemon.icc: the daemon: /etc/docker/daemon.json: not JSON: string or '}' expected near end of file at byte 1" },
	{ "-H @", "[]", "daemon.icc", "!error: daemon.icc: the daemon: /etc/docker/daemon.json: no JSON object" },
	{ "-H fd://", "{\"icc\":false}", "daemon.icc", "false" },
	{ "-H unix:///other.sock", NULL, "daemon.icc", "!error: daemon.icc: the daemon's process cannot be found" },
	{ "-H @", NULL, "daemon.listeners[]", "tcp://127.0.0.1:2375,tcp://[::]:2376,unix:///run/docker.sock" },
};
/* clang-format on */

/* text with the socket's path in place of @. */
static const char *
with_socket(struct server *s, const char *text)
{
	struct strbuf b = STRBUF_INIT;
	const char *out;

	for (; *text != '\0'; text++)
		if (*text == '@')
			strbuf_addstr(&b, s->socket);
		else
			strbuf_addch(&b, *text);
	out = arena_strndup(&s->w.arena, b.s, b.n);
	strbuf_free(&b);
	return out;
}

static void
make_daemon(struct server *s, const char *arguments)
{
	struct strbuf b = STRBUF_INIT;
	FILE *f;

	strbuf_addstr(&b, "dockerd ");
	for (; *arguments != '\0'; arguments++)
		if (*arguments == '@')
			strbuf_addf(&b, "unix://%s", s->socket);
		else
			strbuf_addch(&b, *arguments);
	for (size_t i = 0; i < b.n; i++)
		if (b.s[i] == ' ')
			b.s[i] = '\0';
	world_file(&s->w, "proc/9/comm", "dockerd\n");
	world_file(&s->w, "proc/9/cmdline", "");
	f = fopen(
	    arena_printf(&s->w.arena, "%s/proc/9/cmdline", s->w.dir), "w");
	assert_non_null(f);
	fwrite(b.s, 1, b.n + 1, f);
	fclose(f);
	strbuf_free(&b);
	world_link(&s->w, "proc/9/cwd", "/srv");
	world_link(&s->w, "proc/9/fd/3", "socket:[71]");
	world_link(&s->w, "proc/9/fd/4", "socket:[72]");
	world_link(&s->w, "proc/9/fd/5", "socket:[73]");
	world_link(&s->w, "proc/9/fd/6", "/dev/null");
	world_file(&s->w, "proc/9/net/tcp",
	    " 0: 0100007F:0947 00000000:0000 0A 0:0 0:0 0 0 0 71 1\n"
	    " 1: 00000000:0016 00000000:0000 0A 0:0 0:0 0 0 0 99 1\n");
	world_file(&s->w, "proc/9/net/tcp6",
	    " 0: 00000000000000000000000000000000:0948 "
	    "00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 72 1\n");
	world_file(&s->w, "proc/9/net/unix",
	    "Num       RefCount Protocol Flags    Type St Inode Path\n"
	    "0000000000000000: 00000002 00000000 00010000 0001 01 73 "
	    "/run/docker.sock\n"
	    "0000000000000000: 00000003 00000000 00000000 0001 03 71\n"
	    "0000000000000000: 00000002 00000000 00010000 0001 01 98 "
	    "/run/other.sock\n");
}

static void
the_daemon_is_read(void **state)
{
	static const struct page page[] = { PING, INFO, VERSION,
		{ "/v1.45/containers/json?all=1", 200, "", "[]" }, END };

	(void)state;
	for (size_t i = 0; i < sizeof daemons / sizeof *daemons; i++) {
		const struct daemon *d = &daemons[i];
		const char *expected, *found;
		struct server s = { 0 };

		world_open(&s.w);
		s.socket = arena_printf(&s.w.arena, "%s/engine.sock", s.w.dir);
		make_daemon(&s, d->arguments);
		if (d->config != NULL)
			world_file(&s.w, "proc/9/root/etc/docker/daemon.json",
			    d->config);
		ask(&s, page);
		world_target(&s.w, NULL);
		s.w.target.engine = s.engines.engine;
		found = world_fact(
		    &s.w, PROBE_ENGINE, IR_SCOPE_ENGINE, NULL, d->path);
		expected = with_socket(&s, d->expected);
		if (!str_eq(found, expected))
			fail_msg("%s of \"%s\" %s: \"%s\", expected \"%s\"",
			    d->path, d->arguments,
			    d->config != NULL ? d->config : "", found,
			    expected);
		done(&s);
	}
}

/* A process with the daemon's name and arguments that is not the daemon. */
static pid_t
pretend(struct server *s)
{
	const char *name = arena_printf(&s->w.arena, "%s/dockerd", s->w.dir);
	const char *socket =
	    arena_printf(&s->w.arena, "unix://%s/engine.sock", s->w.dir);
	char byte = 0;
	int fd[2];
	pid_t pid;

	assert_int_equal(symlink("/bin/sh", name), 0);
	assert_int_equal(pipe(fd), 0);
	pid = fork();
	if (pid == 0) {
		dup2(fd[1], 1);
		close(fd[0]);
		close(fd[1]);
		execl(name, "dockerd", "-c", "echo; while :; do sleep 60; done",
		    "-H", socket, NULL);
		_exit(127);
	}
	close(fd[1]);
	assert_int_equal(read(fd[0], &byte, 1), 1);
	close(fd[0]);
	return pid;
}

/* The daemon is who answers, whatever another calls itself. */
static void
a_daemon_cannot_be_feigned(void **state)
{
	static const struct page page[] = { PING, INFO, VERSION,
		{ "/v1.45/containers/json?all=1", 200, "", "[]" }, END };
	struct server s = { 0 };
	struct rt_engine *e;
	char was[16];
	pid_t pid;

	(void)state;
	world_open(&s.w);
	s.w.options.proc = "/proc";
	pid = pretend(&s);
	prctl(PR_GET_NAME, was);
	prctl(PR_SET_NAME, "dockerd"); /* the server's, which is our child */
	e = ask(&s, page);
	prctl(PR_SET_NAME, was);
	assert_int_not_equal(e->pid, pid);
	assert_int_not_equal(e->pid, 0);
	assert_int_not_equal(e->pid, getpid());
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	done(&s);
}

/* RootlessKit's daemon looks in the folder of its user. */
static void
a_rootless_daemon_has_its_own_file(void **state)
{
	static const struct page page[] = { PING, INFO, VERSION,
		{ "/v1.45/containers/json?all=1", 200, "", "[]" }, END };
	static const struct {
		const char *environ, *expected; /* separated by blanks */
	} cases[] = {
		{ "HOME=/h", "/etc/docker/daemon.json" },
		{ "HOME=/h ROOTLESSKIT_STATE_DIR=/s",
		    "/h/.config/docker/daemon.json" },
		{ "ROOTLESSKIT_STATE_DIR=/s XDG_CONFIG_HOME=/c HOME=/h",
		    "/c/docker/daemon.json" },
		{ "ROOTLESSKIT_STATE_DIR=/s",
		    "!error: daemon.config-file: the daemon: its environment "
		    "does not say where its configuration is" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *p = cases[i].environ;
		struct server s = { 0 };
		FILE *f;

		world_open(&s.w);
		s.socket = arena_printf(&s.w.arena, "%s/engine.sock", s.w.dir);
		make_daemon(&s, "-H @");
		f = fopen(arena_printf(&s.w.arena, "%s/proc/9/environ",
			      s.w.dir),
		    "w");
		assert_non_null(f);
		for (; *p != '\0'; p++)
			fputc(*p == ' ' ? '\0' : *p, f);
		fputc('\0', f);
		fclose(f);
		ask(&s, page);
		world_target(&s.w, NULL);
		s.w.target.engine = s.engines.engine;
		assert_string_equal(world_fact(&s.w, PROBE_ENGINE,
					IR_SCOPE_ENGINE, NULL,
					"daemon.config-file"),
		    cases[i].expected);
		done(&s);
	}
}

/* --- a real one --------------------------------------------------------- */

static pid_t
start(const char *const *argv, const char *log)
{
	pid_t pid = fork();
	int fd;

	if (pid != 0)
		return pid;
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(fd, 1);
	dup2(fd, 2);
	fd = open("/dev/null", O_RDONLY);
	dup2(fd, 0);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* A shell script, with DOCKER_HOST and W set; its status. */
static int
shell(struct world *w, const char *script)
{
	const char *argv[] = { "sh", "-euc", NULL, NULL };
	int status;

	argv[2] = arena_printf(&w->arena,
	    "W=%s DOCKER_HOST=unix://%s/docker.sock; export DOCKER_HOST; %s",
	    w->dir, w->dir, script);
	waitpid(
	    start(argv, arena_printf(&w->arena, "%s/log", w->dir)), &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static const char *
kernel_and_declared(struct world *w, struct rt_container *c)
{
	const char *declared;

	world_target(w, c);
	w->ctx.engines = &w->engines;
	declared = world_fact(w, PROBE_CONTAINER, IR_SCOPE_TARGET, NULL,
	    "HostConfig.ReadonlyRootfs");
	return arena_printf(&w->arena, "%s %s", declared,
	    world_fact(
		w, PROBE_KERNEL, IR_SCOPE_TARGET, NULL, "root.readonly"));
}

static void
a_real_docker(void **state)
{
	static const struct {
		const char *name, *facts;
	} cases[] = {
		{ "ro", "true true" },
		{ "rw", "false false" },
		{ "drift", "true false" },
		{ "created", "true !not applicable: not running" },
	};
	struct rt_engines engines = { 0 };
	const char *socket;
	struct world w;
	pid_t dockerd;

	(void)state;
	if (geteuid() != 0 || access("/usr/sbin/dockerd", X_OK) != 0 ||
	    access("/bin/busybox", X_OK) != 0) {
		print_message("# SKIP needs root, dockerd and busybox\n");
		skip();
	}
	world_open(&w);
	w.options.proc = "/proc";
	socket = arena_printf(&w.arena, "%s/docker.sock", w.dir);
	dockerd =
	    start((const char *[]){ "dockerd", "--bridge=none",
		      "--iptables=false", "--ip6tables=false", "--data-root",
		      arena_printf(&w.arena, "%s/data", w.dir), "--exec-root",
		      arena_printf(&w.arena, "%s/exec", w.dir), "-p",
		      arena_printf(&w.arena, "%s/pid", w.dir), "-H",
		      arena_printf(&w.arena, "unix://%s", socket), NULL },
		arena_printf(&w.arena, "%s/log", w.dir));
	if (shell(&w,
		"n=0; until docker version >/dev/null 2>&1; do "
		"n=$((n + 1)); test $n -lt 300; sleep 0.1; done; "
		"mkdir -p $W/i/bin $W/i/proc; cp /bin/busybox $W/i/bin/sh; "
		"tar -C $W/i -cf - . | docker import - i:1; "
		"r='docker run -d --network none'; "
		"$r --name ro --read-only i:1 sh -c 'sleep 300'; "
		"$r --name rw i:1 sh -c 'sleep 300'; "
		"$r --name drift --read-only --cap-add SYS_ADMIN "
		"--security-opt "
		"seccomp=unconfined i:1 sh -c 'mount -o remount,rw /; sleep "
		"300';"
		"docker create --name created --read-only i:1 sh; sleep 1") !=
	    0) {
		shell(&w, "cat $W/log >&2");
		print_message("# SKIP no Docker can be run here\n");
	} else {
		w.options.engine = &socket;
		w.options.nengine = 1;
		rt_engines_open(&w.arena, &w.options, &engines);
		assert_int_equal(engines.nengine, 1);
		assert_null(engines.engine[0].error);
		assert_int_equal(engines.engine[0].pid, dockerd);
		assert_null(engines.engine[0].daemon_error);
		assert_int_equal(engines.engine[0].ncontainer, 4);
		for (uint32_t i = 0; i < 4; i++)
			for (size_t k = 0; k < 4; k++)
				if (str_eq(engines.engine[0].container[i].name,
					cases[k].name))
					assert_string_equal(
					    kernel_and_declared(
						&w, &engines.engine[0]
							 .container[i]),
					    cases[k].facts);
	}
	if (w.ctx.arena != NULL)
		rt_scope_close(&w.ctx);
	w.ctx.arena = NULL;
	rt_engines_close(&engines);
	shell(&w, "docker kill ro rw drift || :");
	kill(dockerd, SIGTERM);
	waitpid(dockerd, NULL, 0);
	shell(&w, "awk -v d=$W/ 'index($2, d) == 1 {print $2}' /proc/mounts | "
		  "sort -r | while read -r m; do umount -l $m; done");
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_engine_answers),
		cmocka_unit_test(containers_are_excluded),
		cmocka_unit_test(an_engine_that_dies_keeps_what_it_gave),
		cmocka_unit_test(bad_engines_are_said),
		cmocka_unit_test(an_engine_that_is_not_there_is_said),
		cmocka_unit_test(what_cannot_be_seen_is_no_absence),
		cmocka_unit_test(podman_is_told),
		cmocka_unit_test(the_daemon_is_read),
		cmocka_unit_test(a_daemon_cannot_be_feigned),
		cmocka_unit_test(a_rootless_daemon_has_its_own_file),
		cmocka_unit_test(a_real_docker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
