/*
 * Tables of /proc: the first byte says whether the input is a mountinfo or a
 * net/tcp.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const files[] = { "1/mountinfo", "1/net/tcp", "1/net/udp" };
static char proc[] = "/tmp/auditc-fuzz-XXXXXX";

static void
remove_all(void)
{
	if (chdir(proc) != 0)
		return;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		unlink(files[i]);
	rmdir("1/net");
	rmdir("1");
	rmdir(proc);
}

static void
write_file(const char *name, const uint8_t *data, size_t size)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", proc, name);
	f = fopen(path, "w");
	if (f == NULL || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		abort();
}

static void
make_all(void)
{
	char path[64];

	if (mkdtemp(proc) == NULL)
		abort();
	snprintf(path, sizeof path, "%s/1", proc);
	if (mkdir(path, 0700) != 0)
		abort();
	snprintf(path, sizeof path, "%s/1/net", proc);
	if (mkdir(path, 0700) != 0)
		abort();
	atexit(remove_all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { NULL };
	struct rt_options options = { .proc = proc, .host_root = proc };
	struct rt_content content = { .benchmark_id = "fuzz" };
	struct rt_target target = { .kind = RT_HOST };
	struct rt_collection out = { .flag = RT_FLAG_COMPLETE };
	struct rt_ctx ctx = { .arena = &a,
		.content = &content,
		.options = &options,
		.target = &target };
	enum probe_kind kind;
	struct ir_object o = { 0 };

	if (size < 1)
		return 0;
	if (proc[sizeof proc - 2] == 'X')
		make_all();
	kind = data[0] % 2 == 0 ? PROBE_PARTITION : PROBE_INETLISTENINGSERVERS;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		write_file(files[i], data + 1, size - 1);
	o.probe = kind;
	probes[kind]->collect(&ctx, &o, &out);
	rt_root_close(&ctx);
	arena_free(&a);
	return 0;
}
