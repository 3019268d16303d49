/* How many profiles AppArmor has on the host, and processes under them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

#define APPARMOR "/sys/kernel/security/apparmor/profiles"
#define APPARMOR_BYTES ((size_t)16 << 20)
#define APPARMOR_LABEL ((size_t)4096)

enum {
	APPARMOR_LOADED,
	APPARMOR_ENFORCE,
	APPARMOR_COMPLAIN,
	APPARMOR_PROCESSES,
	APPARMOR_PROCESSES_ENFORCE,
	APPARMOR_PROCESSES_COMPLAIN,
	APPARMOR_UNCONFINED,
	APPARMOR__MAX
};

struct apparmor_run {
	struct strbuf profiles;
	int64_t count[APPARMOR__MAX];
};

/* Lines of "NAME (MODE)". */
static void
apparmor_profiles(struct apparmor_run *r)
{
	for (const char *s = r->profiles.s; *s != '\0';) {
		size_t n = strcspn(s, "\n");

		if (n > 0)
			r->count[APPARMOR_LOADED]++;
		if (n > 10 && memcmp(s + n - 10, " (enforce)", 10) == 0)
			r->count[APPARMOR_ENFORCE]++;
		if (n > 11 && memcmp(s + n - 11, " (complain)", 11) == 0)
			r->count[APPARMOR_COMPLAIN]++;
		s += n + (s[n] != '\0');
	}
}

/* Is there a profile of the program's own name? */
static bool
apparmor_has_profile(const struct apparmor_run *r, const char *program)
{
	size_t n = strlen(program);

	for (const char *s = r->profiles.s; *s != '\0';) {
		if (strncmp(s, program, n) == 0 && strncmp(s + n, " (", 2) == 0)
			return true;
		s += strcspn(s, "\n");
		s += *s != '\0';
	}
	return false;
}

static bool
apparmor_process(void *arg, const struct rt_process *p)
{
	struct apparmor_run *r = arg;
	struct strbuf b = STRBUF_INIT;
	char program[4096];
	ssize_t n;
	int error;
	bool ok =
	    rt_proc_read(p->dir, "attr/apparmor/current", APPARMOR_LABEL, &b);

	if (!ok && errno == ENOENT)
		ok = rt_proc_read(p->dir, "attr/current", APPARMOR_LABEL, &b);
	error = errno;
	b.s[strcspn(b.s, "\n")] = '\0';
	if (ok && str_ends(b.s, " (enforce)")) {
		r->count[APPARMOR_PROCESSES_ENFORCE]++;
	} else if (ok && str_ends(b.s, " (complain)")) {
		r->count[APPARMOR_PROCESSES_COMPLAIN]++;
	} else if (ok) {
		n = readlinkat(p->dir, "exe", program, sizeof program - 1);
		ok = n >= 0 || errno == ENOENT; /* the kernel's have none */
		error = errno;
		program[n > 0 ? n : 0] = '\0';
		if (n > 0 && apparmor_has_profile(r, program))
			r->count[APPARMOR_UNCONFINED]++;
	}
	strbuf_free(&b);
	errno = error;
	return ok;
}

static void
apparmor_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct apparmor_run r = { .profiles = STRBUF_INIT };
	const char *why = NULL;
	struct rt_item *item;

	(void)object;
	if (!rt_root_read(ctx, APPARMOR, APPARMOR_BYTES, &r.profiles, &why)) {
		if (errno != ENOENT && errno != ENOTDIR)
			rt_flag(ctx, out, RT_FLAG_ERROR, APPARMOR ": %s", why);
		strbuf_free(&r.profiles);
		return; /* AppArmor does not run */
	}
	apparmor_profiles(&r);
	rt_process_each(ctx, out, apparmor_process, &r);
	r.count[APPARMOR_PROCESSES] = r.count[APPARMOR_PROCESSES_ENFORCE] +
				      r.count[APPARMOR_PROCESSES_COMPLAIN] +
				      r.count[APPARMOR_UNCONFINED];
	item = rt_item_add(ctx, out);
	item->where = "AppArmor";
	for (uint16_t i = 0; i < APPARMOR__MAX; i++)
		rt_item_int(ctx, item, i, r.count[i]);
	strbuf_free(&r.profiles);
}

#define APPARMOR_COUNT(index, name, doc)                                       \
	[index] = { name, IR_DATATYPE_INT, FIELD_STATE, doc }

static const struct probe_field apparmor_field[] = {
	APPARMOR_COUNT(APPARMOR_LOADED, "loaded_profiles_count",
	    "profiles that are loaded"),
	APPARMOR_COUNT(APPARMOR_ENFORCE, "enforce_mode_profiles_count",
	    "of them those that are enforced"),
	APPARMOR_COUNT(APPARMOR_COMPLAIN, "complain_mode_profiles_count",
	    "of them those that only complain"),
	APPARMOR_COUNT(APPARMOR_PROCESSES, "processes_with_profiles_count",
	    "processes that there is a profile for"),
	APPARMOR_COUNT(APPARMOR_PROCESSES_ENFORCE,
	    "enforce_mode_processes_count",
	    "of them those whose profile is enforced"),
	APPARMOR_COUNT(APPARMOR_PROCESSES_COMPLAIN,
	    "complain_mode_processes_count",
	    "of them those whose profile only complains"),
	APPARMOR_COUNT(APPARMOR_UNCONFINED,
	    "unconfined_processes_with_profiles_count",
	    "of them those that run outside their profile"),
	PROBE_FIELD_END,
};

const struct probe probe_apparmorstatus = {
	.name = "apparmorstatus",
	.oval = "linux:apparmorstatus",
	.field = apparmor_field,
	.doc = "AppArmor's profiles and processes",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = apparmor_collect,
	.sh = "probe/apparmorstatus.sh",
};
