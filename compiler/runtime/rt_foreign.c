/*
 * What a kind of target cannot have: OVAL's tests of a system that runs, or
 * of the machine itself.  The probes say where each can see something (bits
 * of struct probe.targets); this is the one place that makes "not applicable"
 * of it, and the one that tells the user.
 */
#include <string.h>

#include "../probe/probe.h"

/* A directory is asked as an image is: files, and nothing that runs. */
static unsigned
foreign_bits(const struct rt_target *t)
{
	return t->kind == RT_ROOTFS ? 1u << IR_TARGET_IMAGE
				    : rt_target_bits(t);
}

const char *
rt_probe_foreign(const struct probe *p, const struct rt_target *t)
{
	/* our own probes say themselves what they speak of */
	if (p->oval == NULL || (p->targets & foreign_bits(t)) != 0)
		return NULL;
	switch (t->kind) {
	case RT_CONTAINER:
		return "that belongs to a host, a container has none";
	case RT_IMAGE:
		return "that is of a system that runs, an image has none";
	case RT_ROOTFS:
		return "that is of a system that runs, a directory has none";
	case RT_HOST:
		break;
	}
	return "a host has none";
}

/*
 * Not applicable; but a root is made for units of systemd, mounts and
 * processes, which it has once it runs: "fstab names it and it is mounted" must
 * not become true by half.
 */
enum rt_flag
rt_probe_foreign_flag(const struct probe *p)
{
	return str_starts(p->name, "systemdunit") ||
		       str_eq(p->name, "partition") ||
		       str_eq(p->name, "process58")
		   ? RT_FLAG_NOT_COLLECTED
		   : RT_FLAG_NOT_APPLICABLE;
}

void
rt_foreign_list(FILE *f, const char *intro)
{
	static const struct {
		enum ir_target target;
		const char *name;
	} kind[] = {
		{ IR_TARGET_CONTAINER, "containers" },
		{ IR_TARGET_IMAGE, "images, directories" },
	};

	for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
		unsigned n = 0;

		for (size_t k = 0; k < PROBE__MAX; k++) {
			const struct probe *p = probes[k];

			if (p == NULL || p->oval == NULL ||
			    (p->targets & 1u << kind[i].target) != 0)
				continue;
			if (n++ == 0)
				fprintf(f, "%s%s:", intro, kind[i].name);
			fprintf(f, " %s", p->name);
		}
		if (n > 0)
			fputc('\n', f);
	}
}
