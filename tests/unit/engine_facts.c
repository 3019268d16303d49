/*
 * Derived facts of containers and engines, and the kernel's facts, over
 * documents and a /proc of our own making.
 */
#include "world.h"

#define HC(x) "\"HostConfig\":{" x "}"

/* clang-format off */
static const struct fact {
	const char *document; /* members of the inspect document */
	const char *path, *expected;
} facts[] = {
	/* paths */
	{ HC("\"ReadonlyRootfs\":true"), "HostConfig.ReadonlyRootfs", "true" },
	{ HC("\"Memory\":9007199254740993"), "HostConfig.Memory", "9007199254740993" },
	{ HC("\"PidsLimit\":null"), "HostConfig.PidsLimit", "" },
	{ HC("\"X\":1"), "HostConfig.PidsLimit", "" },
	{ "\"X\":1", "HostConfig.PidsLimit", "" },
	{ HC("\"CapAdd\":[]"), "HostConfig.CapAdd[]", "" },
	{ HC("\"CapAdd\":[\"A\",\"B\"]"), "HostConfig.CapAdd[]", "A,B" },
	{ HC("\"CapAdd\":[\"A\",\"B\"]"), "HostConfig.CapAdd", "!error: HostConfig.CapAdd is a list, and the path HostConfig.CapAdd does not end in []" },
	{ HC("\"CapAdd\":[]"), "HostConfig.CapAdd", "" },
	{ HC("\"Other\":\"A\""), "HostConfig.Other[]", "!error: HostConfig.Other is not what the path HostConfig.Other[] takes it for" },
	{ HC("\"Other\":\"A\""), "HostConfig.Other.B", "!error: HostConfig.Other is not what the path HostConfig.Other.B takes it for" },
	{ HC("\"CapAdd\":\"A\""), "HostConfig.PidMode", "!error: the engine's answer is of another form: HostConfig.CapAdd is no list of texts" },
	{ HC("\"CapAdd\":[1]"), "derived.PidMode", "!error: the engine's answer is of another form: HostConfig.CapAdd is no list of texts" },
	{ HC("\"PidMode\":[\"host\"]"), "derived.PidMode", "!error: the engine's answer is of another form: HostConfig.PidMode is no text" },
	{ HC("\"Privileged\":\"true\""), "derived.Capabilities[]", "!error: the engine's answer is of another form: HostConfig.Privileged is neither true nor false" },
	{ "\"HostConfig\":{\"Privileged\":null}", "derived.PidMode", "!error: the engine's answer is of another form: HostConfig.Privileged is missing" },
	{ "\"State\":[]", "derived.PidMode", "!error: the engine's answer is of another form: State is no object" },
	{ "\"Mounts\":{}", "derived.Mounts[]", "!error: the engine's answer is of another form: Mounts is no list of mounts" },
	{ "\"Mounts\":[{\"Source\":1}]", "derived.Mounts[]", "!error: the engine's answer is of another form: Mounts is no list of mounts" },
	{ "\"Mounts\":[{\"RW\":\"false\"}]", "derived.Mounts[]", "!error: the engine's answer is of another form: Mounts is no list of mounts" },
	{ HC("\"PortBindings\":{\"80/tcp\":[{\"HostPort\":80}]}"), "derived.Ports[]", "!error: the engine's answer is of another form: HostConfig.PortBindings is no table of ports" },
	{ HC("\"PortBindings\":{\"80/tcp\":{}}"), "derived.Ports[]", "!error: the engine's answer is of another form: HostConfig.PortBindings is no table of ports" },
	{ "\"NetworkSettings\":{\"Ports\":{\"80/tcp\":[{\"HostIp\":[]}]}}", "derived.Ports[]", "!error: the engine's answer is of another form: NetworkSettings.Ports is no table of ports" },
	{ "\"NetworkSettings\":{\"Ports\":{\"80/tcp\":[1]}}", "derived.Ports[]", "!error: the engine's answer is of another form: NetworkSettings.Ports is no table of ports" },
	{ HC("\"PidMode\":null,\"SecurityOpt\":null"), "derived.PidMode", "" },
	{ "\"Mounts\":[{\"Type\":\"bind\",\"RW\":false,\"N\":{}},{\"Type\":\"tmpfs\"}]", "Mounts[]", "Type=bind;RW=false,Type=tmpfs" },
	{ "\"Mounts\":[{\"Type\":\"bind\"},{}]", "Mounts[].Type", "bind" },
	{ "\"Config\":{\"Labels\":{\"a.b\":\"x\",\"c\":\"y\"}}", "Config.Labels{}", "x,y" },
	{ "\"Config\":{\"Labels\":{\"a.b\":\"x\",\"c\":\"y\"}}", "Config.Labels[\"a.b\"]", "x" },
	{ "\"Config\":{\"Labels\":{\"a\":\"x\\u0000y\"}}", "Config.Labels.a", "x" },
	{ "\"A\":1.5", "A", "1.5" },
	{ "\"A\":{}", "A", "" },
	{ "\"A\":1", "A..B", "!error: A is not what the path A..B takes it for" },
	{ "\"A\":{\"\":1}", "A..B", "!error: bad path A..B at \"..B\"" },

	/* derived */
	{ "\"State\":{\"Status\":\"running\"}", "derived.Running", "true" },
	{ "\"State\":{\"Status\":\"paused\"}", "derived.Running", "true" },
	{ "\"State\":{\"Status\":\"stopping\",\"Pid\":40}", "derived.Running", "true" },
	{ "\"State\":{\"Status\":\"exited\"}", "derived.Running", "false" },
	{ "\"State\":{\"Status\":\"created\"}", "derived.Running", "false" },
	{ HC(""), "derived.PidMode", "" },
	{ HC("\"PidMode\":\"host\""), "derived.PidMode", "host" },
	{ HC("\"IpcMode\":\"shareable\""), "derived.IpcMode", "shareable" },
	{ HC("\"PidMode\":\"container:feedfeedfeedfeed\""), "derived.PidMode", "!error: derived.PidMode: HostConfig.PidMode names the container feedfeedfeedfeed, which is not there" },

	{ HC(""), "derived.Seccomp", "default" },
	{ HC("\"Privileged\":true"), "derived.Seccomp", "unconfined" },
	{ HC("\"SecurityOpt\":[\"seccomp=unconfined\"]"), "derived.Seccomp", "unconfined" },
	{ HC("\"SecurityOpt\":[\"seccomp:unconfined\"]"), "derived.Seccomp", "unconfined" },
	{ HC("\"SecurityOpt\":[\"seccomp={\\\"defaultAction\\\":\\\"SCMP_ACT_ALLOW\\\"}\"]"), "derived.Seccomp", "allow-all" },
	{ HC("\"SecurityOpt\":[\"seccomp={\\\"defaultAction\\\":\\\"SCMP_ACT_ALLOW\\\",\\\"syscalls\\\":[{\\\"action\\\":\\\"SCMP_ACT_ERRNO\\\"}]}\"]"), "derived.Seccomp", "custom" },
	{ HC("\"SecurityOpt\":[\"seccomp={\\\"defaultAction\\\":\\\"SCMP_ACT_ERRNO\\\"}\"]"), "derived.Seccomp", "custom" },
	{ HC("\"SecurityOpt\":[\"seccomp={\"]"), "derived.Seccomp", "!error" },
	{ HC("\"SecurityOpt\":[\"seccomp=/p.json\"]"), "derived.Seccomp", "!error" },

	{ HC(""), "derived.NoNewPrivileges", "false" },
	{ HC("\"SecurityOpt\":[\"no-new-privileges\"]"), "derived.NoNewPrivileges", "true" },
	{ HC("\"SecurityOpt\":[\"no-new-privileges:true\"]"), "derived.NoNewPrivileges", "true" },
	{ HC("\"SecurityOpt\":[\"no-new-privileges=false\"]"), "derived.NoNewPrivileges", "false" },
	{ HC("\"SecurityOpt\":[\"no-new-privileges:false\"]"), "derived.NoNewPrivileges", "false" },
	{ HC("\"SecurityOpt\":[\"no-new-privileges:maybe\"]"), "derived.NoNewPrivileges", "!error" },

	{ HC("") ",\"AppArmorProfile\":\"docker-default\"", "derived.AppArmorProfile", "docker-default" },
	/* the world's engine has no AppArmor */
	{ HC("") ",\"AppArmorProfile\":\"\"", "derived.AppArmorProfile", "unconfined" },
	{ HC("\"SecurityOpt\":[\"apparmor=unconfined\"]"), "derived.AppArmorProfile", "unconfined" },
	{ HC("\"SecurityOpt\":[\"apparmor:mine\"]"), "derived.AppArmorProfile", "unconfined" },
	{ HC("\"Privileged\":true") ",\"AppArmorProfile\":\"\"", "derived.AppArmorProfile", "unconfined" },
	{ HC(""), "derived.SELinuxDisabled", "false" },
	{ HC("\"SecurityOpt\":[\"label=disable\"]"), "derived.SELinuxDisabled", "true" },
	{ HC("\"SecurityOpt\":[\"label:disable\"]"), "derived.SELinuxDisabled", "true" },
	{ HC("\"Privileged\":true"), "derived.SELinuxDisabled", "true" },

	{ HC(""), "derived.Capabilities[]", "AUDIT_WRITE,CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL,MKNOD,NET_BIND_SERVICE,NET_RAW,SETFCAP,SETGID,SETPCAP,SETUID,SYS_CHROOT" },
	{ HC("\"CapDrop\":[\"ALL\"]"), "derived.Capabilities[]", "" },
	{ HC("\"CapDrop\":[\"all\"],\"CapAdd\":[\"CAP_NET_ADMIN\",\"kill\"]"), "derived.Capabilities[]", "KILL,NET_ADMIN" },
	{ HC("\"CapDrop\":[\"CAP_MKNOD\",\"NET_RAW\",\"AUDIT_WRITE\",\"SETFCAP\",\"SETPCAP\",\"CHOWN\",\"KILL\"],\"CapAdd\":[\"KILL\"]"), "derived.Capabilities[]", "DAC_OVERRIDE,FOWNER,FSETID,KILL,NET_BIND_SERVICE,SETGID,SETUID,SYS_CHROOT" },

	{ HC(""), "derived.RestartPolicy", "no" },
	{ HC("\"RestartPolicy\":{\"Name\":\"\"}"), "derived.RestartPolicy", "no" },
	{ HC("\"RestartPolicy\":{\"Name\":\"always\"}"), "derived.RestartPolicy", "always" },
	{ HC("\"RestartPolicy\":{\"Name\":\"on-failure\",\"MaximumRetryCount\":7}"), "derived.RestartPolicy", "on-failure:7" },
	{ HC(""), "derived.HealthStatus", "none" },
	{ "\"State\":{\"Health\":{\"Status\":\"\"}}", "derived.HealthStatus", "none" },
	{ "\"State\":{\"Health\":{\"Status\":\"unhealthy\"}}", "derived.HealthStatus", "unhealthy" },

	{ "\"Config\":{\"User\":\"\"}", "derived.Uid", "0" },
	{ "\"Config\":{\"User\":\"root\"}", "derived.Uid", "0" },
	{ "\"Config\":{\"User\":\"0:100\"}", "derived.Uid", "0" },
	{ "\"Config\":{\"User\":\"00\"}", "derived.Uid", "0" },
	{ "\"State\":{\"Status\":\"running\"},\"Config\":{\"User\":\"1000:0\"}", "derived.Uid", "1000" },
	{ "\"Config\":{\"User\":\"1000:0\"}", "derived.Uid", "!error" },
	{ "\"Config\":{\"User\":\"web\"}", "derived.Uid", "!error" },

	{ HC(""), "derived.DeviceRequests[]", "" },
	{ HC("\"Devices\":[{\"PathOnHost\":\"/dev/sda\"}],\"DeviceCgroupRules\":[\"c 1:3 rwm\"],\"DeviceRequests\":[{\"Driver\":\"\",\"Capabilities\":[[\"gpu\"]]}]"), "derived.DeviceRequests[]", "/dev/sda,c 1:3 rwm,gpu" },
	{ HC("\"Privileged\":true"), "derived.DeviceRequests[]", "all" },

	{ HC("\"PortBindings\":{\"80/tcp\":[{\"HostIp\":\"\",\"HostPort\":\"8080\"}],\"53/udp\":null}"), "derived.Ports[]", "HostIp=;HostPort=8080;ContainerPort=80;Protocol=tcp" },
	{ "\"State\":{\"Status\":\"running\"},\"NetworkSettings\":{\"Ports\":{\"80/tcp\":[{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"80\"},{\"HostIp\":\"::\",\"HostPort\":\"80\"}],\"99/tcp\":null}}", "derived.Ports[].HostIp", "0.0.0.0,::" },
	{ HC(""), "derived.Execs[]", "" },
	{ HC(""), "derived.Processes[]", "" },
	{ HC(""), "derived.Nonsense", "!error: there is no fact derived.Nonsense" },

	{ "\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/nonexistent/x\",\"Destination\":\"/d\",\"RW\":true,\"Propagation\":\"rprivate\"}]", "derived.Mounts[]", "Type=bind;Source=/nonexistent/x;RealSource=/nonexistent/x;Destination=/d;RW=true;Propagation=rprivate;ContainsEngineSocket=false" },
	{ "\"Mounts\":[{\"Source\":\"/run\"},{\"Source\":\"/\"},{\"Source\":\"/run/docker.sock\"},{\"Source\":\"/etc\"},{\"Source\":\"\"},{\"Source\":\"/opt/docker.sock\"}]", "derived.Mounts[].ContainsEngineSocket", "true,true,true,false,false,true" },
	{ "\"Mounts\":[{\"Source\":\"/proc/1/root\"}]", "derived.Mounts[].ContainsEngineSocket", "!error" },
	{ "\"State\":{\"Status\":\"exited\"}", "kernel", "!not applicable: not running" },
};
/* clang-format on */

static void
facts_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		const struct fact *f = &facts[i];
		bool kernel = str_eq(f->path, "kernel");
		const char *found;
		struct world w;

		world_open(&w);
		world_target(&w, world_container(&w, "c", f->document));
		found = world_fact(&w, kernel ? PROBE_KERNEL : PROBE_CONTAINER,
		    IR_SCOPE_TARGET, NULL, kernel ? "root.readonly" : f->path);
		if (str_eq(f->expected, "!error")
			? !str_starts(found, f->expected)
			: !str_eq(found, f->expected))
			fail_msg("%s of %s:\n\"%s\", expected\n\"%s\"", f->path,
			    f->document, found, f->expected);
		world_close(&w);
	}
}

static void
modes_are_followed(void **state)
{
	struct world w;
	struct rt_container *c;

	(void)state;
	world_open(&w);
	world_container(&w, "host", HC("\"PidMode\":\"host\""));
	world_container(&w, "one",
	    arena_printf(
		&w.arena, HC("\"PidMode\":\"container:%s\""), world_id(&w, 0)));
	c = world_container(&w, "two",
	    arena_printf(
		&w.arena, HC("\"PidMode\":\"container:%s\""), world_id(&w, 1)));
	world_target(&w, c);
	assert_string_equal(world_fact(&w, PROBE_CONTAINER, IR_SCOPE_TARGET,
				NULL, "derived.PidMode"),
	    "host");
	assert_string_equal(world_fact(&w, PROBE_CONTAINER, IR_SCOPE_CONTAINER,
				"HostConfig.PidMode", "Id"),
	    world_id(&w, 0));
	assert_string_equal(world_fact(&w, PROBE_CONTAINER, IR_SCOPE_CONTAINER,
				"HostConfig.IpcMode", "Id"),
	    "");

	c = world_container(&w, "circle",
	    arena_printf(
		&w.arena, HC("\"PidMode\":\"container:%s\""), world_id(&w, 3)));
	world_target(&w, c);
	assert_string_equal(world_fact(&w, PROBE_CONTAINER, IR_SCOPE_TARGET,
				NULL, "derived.PidMode"),
	    "!error: derived.PidMode: HostConfig.PidMode goes round in a "
	    "circle");
	world_close(&w);
}

static void
another_containers_document_is_refused(void **state)
{
	struct world w;
	struct rt_container *c;

	(void)state;
	world_open(&w);
	c = world_container(&w, "c", "");
	c->body = "{\"Id\":\"other\"}";
	c->nbody = strlen(c->body);
	world_target(&w, c);
	assert_string_equal(
	    world_fact(&w, PROBE_CONTAINER, IR_SCOPE_TARGET, NULL, "Id"),
	    "!error: the engine's answer is about another container");
	c->body = "not JSON";
	c->nbody = strlen(c->body);
	assert_true(str_starts(
	    world_fact(&w, PROBE_CONTAINER, IR_SCOPE_TARGET, NULL, "Id"),
	    "!error: not JSON"));
	world_close(&w);
}

/* What an engine of the supported ones always names. */
static void
what_is_not_named_is_not_absent(void **state)
{
	static const char *const names[] = { "PidMode", "IpcMode",
		"NetworkMode", "UTSMode", "UsernsMode", "SecurityOpt",
		"Mounts" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		bool own = str_eq(names[i], "Mounts");
		json_t *doc;
		struct world w;
		struct rt_container *c;
		char *text;

		world_open(&w);
		c = world_container(&w, "c", "");
		doc = json_loads(c->body, 0, NULL);
		json_object_del(
		    own ? doc : json_object_get(doc, "HostConfig"), names[i]);
		text = json_dumps(doc, JSON_COMPACT);
		c->body = arena_strdup(&w.arena, text);
		c->nbody = strlen(c->body);
		free(text);
		json_decref(doc);
		world_target(&w, c);
		assert_string_equal(world_fact(&w, PROBE_CONTAINER,
					IR_SCOPE_TARGET, NULL, "Id"),
		    arena_printf(&w.arena,
			"!error: the engine's answer is of another form: "
			"%s%s is missing",
			own ? "" : "HostConfig.", names[i]));
		world_close(&w);
	}
}

static void
defaults_of_the_daemon_count(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_target(&w, world_container(&w, "c", HC("")));
	json_object_set_new(
	    w.engine[0].daemon, "no-new-privileges", json_true());
	json_object_set_new(
	    w.engine[0].daemon, "seccomp-profile", json_string("unconfined"));
	assert_string_equal(world_fact(&w, PROBE_CONTAINER, IR_SCOPE_TARGET,
				NULL, "derived.NoNewPrivileges"),
	    "true");
	assert_string_equal(world_fact(&w, PROBE_CONTAINER, IR_SCOPE_TARGET,
				NULL, "derived.Seccomp"),
	    "unconfined");
	w.engine[0].pid = 7;
	world_file(
	    &w, "proc/7/root/p.json", "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
	json_object_set_new(
	    w.engine[0].daemon, "seccomp-profile", json_string("/p.json"));
	assert_string_equal(world_fact(&w, PROBE_CONTAINER, IR_SCOPE_TARGET,
				NULL, "derived.Seccomp"),
	    "allow-all");
	json_object_set_new(
	    w.engine[0].daemon, "seccomp-profile", json_string("/none.json"));
	assert_string_equal(world_fact(&w, PROBE_CONTAINER, IR_SCOPE_TARGET,
				NULL, "derived.Seccomp"),
	    "!error: derived.Seccomp: /none.json: "
	    "No such file or directory");
	json_decref(w.engine[0].daemon);
	w.engine[0].daemon = NULL;
	w.engine[0].daemon_error = "not readable";
	assert_string_equal(world_fact(&w, PROBE_CONTAINER, IR_SCOPE_TARGET,
				NULL, "derived.NoNewPrivileges"),
	    "!error: derived.NoNewPrivileges: not readable");
	assert_string_equal(world_fact(&w, PROBE_ENGINE, IR_SCOPE_ENGINE, NULL,
				"daemon.hosts[]"),
	    "!error: daemon.hosts[]: not readable");
	world_close(&w);
}

static void
engines_have_facts(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_target(&w, world_container(&w, "c", HC("")));
	assert_string_equal(
	    world_fact(&w, PROBE_ENGINE, IR_SCOPE_ENGINE, NULL, "derived.Kind"),
	    "docker");
	assert_string_equal(world_fact(&w, PROBE_ENGINE, IR_SCOPE_ENGINE, NULL,
				"derived.SwarmActive"),
	    "false");
	assert_string_equal(
	    world_fact(&w, PROBE_ENGINE, IR_SCOPE_ENGINE, NULL, "swarm.ID"),
	    "");
	w.engine[0].swarm_error = "away";
	assert_string_equal(
	    world_fact(&w, PROBE_ENGINE, IR_SCOPE_ENGINE, NULL, "swarm.ID"),
	    "!error: swarm.ID: away");
	w.engine[0].networks =
	    json_loads("[{\"Name\":\"a\",\"Driver\":"
		       "\"bridge\"},{\"Name\":\"b\",\"Driver\":\"overlay\"}]",
		0, NULL);
	assert_string_equal(
	    world_fact(&w, PROBE_NETWORK, IR_SCOPE_ENGINE, NULL, "Driver"),
	    "bridge,overlay");
	w.engine[0].error = "away";
	assert_string_equal(
	    world_fact(&w, PROBE_ENGINE, IR_SCOPE_ENGINE, NULL, "info.Driver"),
	    "!error: away");
	w.engine[0].error = NULL;
	world_target(&w, NULL);
	assert_string_equal(
	    world_fact(&w, PROBE_ENGINE, IR_SCOPE_ENGINE, NULL, "info.Driver"),
	    "!not applicable: there is no engine");
	world_close(&w);
}

/* A process 40 of container 0, and the engine's, 7. */
static void
make_processes(struct world *w)
{
	static const char *const ns[] = { "pid", "ipc", "net", "uts", "user",
		"mnt" };

	for (unsigned i = 0; i < 6; i++) {
		world_link(w, arena_printf(&w->arena, "proc/7/ns/%s", ns[i]),
		    arena_printf(&w->arena, "%s:[1]", ns[i]));
		world_link(w, arena_printf(&w->arena, "proc/40/ns/%s", ns[i]),
		    arena_printf(&w->arena, "%s:[%u]", ns[i], i < 2 ? 1 : 2));
	}
	world_file(w, "proc/7/mountinfo",
	    "1 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"
	    "2 1 8:2 / /home rw shared:9 - ext4 /dev/sda2 rw\n");
	world_file(w, "proc/40/mountinfo",
	    "10 1 0:50 / / ro - overlay overlay rw\n"
	    "11 10 0:51 / / ro - overlay overlay rw\n"
	    "12 11 8:1 /etc/x\\040y /data rw,nosuid master:3 - ext4 /dev/sda1 "
	    "rw\n"
	    "13 11 8:2 /u /home rw shared:9 - ext4 /dev/sda2 rw\n"
	    "14 11 0:60 / /proc rw shared:90 - proc proc rw\n");
	world_file(w, "proc/40/cgroup",
	    arena_printf(&w->arena,
		"5:cpu,cpuacct:/docker/%s\n4:memory:/docker/%s/init\n0::/x\n",
		world_id(w, 0), world_id(w, 0)));
	world_file(w,
	    arena_printf(&w->arena,
		"sys/fs/cgroup/memory/docker/%s/memory.limit_in_bytes",
		world_id(w, 0)),
	    "268435456\n");
	world_file(w,
	    arena_printf(&w->arena, "sys/fs/cgroup/cpu/docker/%s/cpu.shares",
		world_id(w, 0)),
	    "1024\n");
	world_file(w, "sys/fs/cgroup/x/pids.max", "max\n");
	world_file(w, "proc/40/status",
	    "Name:\tsh\nUid:\t100005\t100005\t100005\t100005\n"
	    "CapEff:\t0000000000000003\nCapBnd:\t0000020000000001\n"
	    "NoNewPrivs:\t1\nSeccomp:\t2\n");
	world_file(w, "proc/40/uid_map", "0 100000 65536\n");
	world_file(w, "proc/40/attr/current", "mine (enforce)\n");
	world_file(w, "proc/40/comm", "sshd\n");
	world_link(w, "proc/40/exe", "/usr/sbin/sshd");
	world_file(w, "proc/40/net/tcp",
	    "  sl  local_address rem_address   st tx_queue rx_queue tr "
	    "tm->when retrnsmt   uid  timeout inode\n"
	    "   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 "
	    "00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n"
	    "   1: 0100007F:0051 0100007F:9999 01 00000000:00000000 "
	    "00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0\n");
	world_file(w, "proc/40/net/tcp6",
	    "   0: 00000000000000000000000000000000:01BB "
	    "00000000000000000000000000000000:0000 0A 00000000:00000000 "
	    "00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0\n");
	world_file(w, "proc/40/net/udp", "");
	w->engine[0].pid = 7;
}

/* clang-format off */
static const struct kernel {
	const char *fact, *expected;
} kernels[] = {
	{ "root.readonly", "true" },
	{ "ns.pid", "host" },
	{ "ns.net", "private" },
	{ "caps.effective[]", "CHOWN,DAC_OVERRIDE" },
	{ "caps.bounding[]", "CHOWN,41" },
	{ "seccomp", "filter" },
	{ "no_new_privs", "true" },
	{ "uid", "5" },
	{ "apparmor", "mine" },
	{ "memory.limit", "268435456" },
	{ "cpu.shares", "0" },
	{ "pids.limit", "0" },
	{ "mounts[].Destination", "/,/,/data,/home,/proc" },
	{ "mounts[].Shared", "false,false,false,true,false" },
	{ "mounts[].RealSource", ",,/etc/x y,/home/u," },
	{ "listen[]", "HostIp=127.0.0.1;HostPort=80;Protocol=tcp,HostIp=::;HostPort=443;Protocol=tcp" },
	{ "processes[]", "Name=sshd;Pid=40;Exe=/usr/sbin/sshd" },
	{ "nonsense", "!error: there is no kernel fact nonsense" },
};
/* clang-format on */

static void
the_kernel_is_read(void **state)
{
	struct world w;
	char own[64];
	ssize_t n;

	(void)state;
	world_open(&w);
	make_processes(&w);
	world_target(&w, world_container(&w, "c",
			     "\"State\":{\"Status\":\"stopping\",\"Pid\":40}"));
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
		const char *found = world_fact(
		    &w, PROBE_KERNEL, IR_SCOPE_TARGET, NULL, kernels[i].fact);

		if (!str_eq(found, kernels[i].expected))
			fail_msg("%s: \"%s\", expected \"%s\"", kernels[i].fact,
			    found, kernels[i].expected);
	}
	assert_string_equal(
	    world_fact(&w, PROBE_KERNEL, IR_SCOPE_TARGET, NULL, "cgroup.path"),
	    arena_printf(&w.arena, "/docker/%s", world_id(&w, 0)));
	/* a map of our own user namespace leads out of it */
	n = readlink("/proc/self/ns/user", own, sizeof own - 1);
	assert_true(n > 0);
	own[n] = '\0';
	unlink(arena_printf(&w.arena, "%s/proc/40/ns/user", w.dir));
	world_link(&w, "proc/40/ns/user", own);
	assert_string_equal(
	    world_fact(&w, PROBE_KERNEL, IR_SCOPE_TARGET, NULL, "uid"),
	    "100005");
	/* a line of another form may be of the root */
	world_file(&w, "proc/40/mountinfo",
	    "10 1 0:50 / / ro - overlay overlay rw\n11 10 0:51 / /\n");
	assert_true(str_starts(world_fact(&w, PROBE_KERNEL, IR_SCOPE_TARGET,
				   NULL, "root.readonly"),
	    "!not collected"));
	/* what lies over the root does not make the root read-only */
	world_file(&w, "proc/40/mountinfo",
	    "10 1 0:50 / / rw - overlay overlay rw\n"
	    "11 10 0:51 / / ro - tmpfs tmpfs ro\n");
	assert_string_equal(world_fact(&w, PROBE_KERNEL, IR_SCOPE_TARGET, NULL,
				"root.readonly"),
	    "false");
	world_close(&w);
}

static void
what_is_not_the_containers_is_not_read(void **state)
{
	struct world w;
	struct rt_container *c;

	(void)state;
	world_open(&w);
	make_processes(&w);
	world_container(&w, "a", "");
	c = world_container(
	    &w, "b", "\"State\":{\"Status\":\"running\",\"Pid\":40}");
	world_target(&w, c);
	assert_true(str_starts(world_fact(&w, PROBE_KERNEL, IR_SCOPE_TARGET,
				   NULL, "root.readonly"),
	    "!not collected"));
	c = world_container(
	    &w, "gone", "\"State\":{\"Status\":\"running\",\"Pid\":41}");
	world_target(&w, c);
	assert_string_equal(
	    world_fact(&w, PROBE_KERNEL, IR_SCOPE_TARGET, NULL, "uid"),
	    "!not collected: process 41: it is gone");
	c = world_container(
	    &w, "none", "\"State\":{\"Status\":\"running\",\"Pid\":0}");
	world_target(&w, c);
	assert_true(str_starts(
	    world_fact(&w, PROBE_KERNEL, IR_SCOPE_TARGET, NULL, "uid"),
	    "!not collected"));
	world_close(&w);
}

static void
an_unknown_engine_process_gives_no_namespace(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	make_processes(&w);
	w.engine[0].pid = 0;
	world_target(&w, world_container(&w, "c",
			     "\"State\":{\"Status\":\"running\",\"Pid\":40}"));
	assert_true(str_starts(
	    world_fact(&w, PROBE_KERNEL, IR_SCOPE_TARGET, NULL, "ns.pid"),
	    "!not collected"));
	world_close(&w);
}

/* Its engine's removal may have come to any of its files. */
static void
what_is_being_removed_has_no_files(void **state)
{
	static const char *const status[] = { "dead", "removing" };

	(void)state;
	for (size_t i = 0; i < sizeof status / sizeof *status; i++) {
		const char *why = NULL;
		struct world w;

		world_open(&w);
		world_file(&w, "layer/etc/x", "");
		world_target(&w,
		    world_container(&w, "c",
			arena_printf(&w.arena,
			    "\"State\":{\"Status\":\"%s\",\"Pid\":0},"
			    "\"GraphDriver\":{\"Name\":\"overlay2\",\"Data\":"
			    "{\"UpperDir\":\"%s/layer\"}}",
			    status[i], w.dir)));
		assert_null(rt_root_get(&w.ctx, &why));
		assert_string_equal(why,
		    "it is being removed: some of its files may be gone");
		world_close(&w);
	}
}

static void
a_document_has_each_name_once(void **state)
{
	struct arena a = { 0 };
	const char *why = NULL;

	(void)state;
	assert_null(rt_json_parse(&a, "{\"a\":1,\"b\":{\"c\":1,\"c\":2}}",
	    strlen("{\"a\":1,\"b\":{\"c\":1,\"c\":2}}"), &why));
	assert_non_null(strstr(why, "duplicate"));
	arena_free(&a);
}

static void
a_monitor_is_not_of_its_container(void **state)
{
	(void)state;
	assert_true(rt_process_group_is("0::/docker/abc\n", "abc"));
	assert_true(rt_process_group_is(
	    "1:cpu:/x/libpod-conmon-abc.scope\n0::/libpod-abc.scope", "abc"));
	assert_false(rt_process_group_is(
	    "0::/machine.slice/libpod-conmon-abc.scope\n", "abc"));
	assert_false(rt_process_group_is("0::/docker/abd\n", "abc"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_found),
		cmocka_unit_test(modes_are_followed),
		cmocka_unit_test(another_containers_document_is_refused),
		cmocka_unit_test(what_is_not_named_is_not_absent),
		cmocka_unit_test(defaults_of_the_daemon_count),
		cmocka_unit_test(engines_have_facts),
		cmocka_unit_test(the_kernel_is_read),
		cmocka_unit_test(what_is_not_the_containers_is_not_read),
		cmocka_unit_test(what_is_being_removed_has_no_files),
		cmocka_unit_test(a_document_has_each_name_once),
		cmocka_unit_test(a_monitor_is_not_of_its_container),
		cmocka_unit_test(an_unknown_engine_process_gives_no_namespace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
