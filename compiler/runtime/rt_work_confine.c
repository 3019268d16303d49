/*
 * What a worker may do: read, for a while, in bounded memory.  It keeps the
 * capabilities that reading other users' files takes and no way to new ones.
 */
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rt.h"

#define CONFINE_MEMORY (1024ull << 20)

static bool confine_done;

bool
rt_confined(void)
{
	return confine_done;
}

/* A soft limit: what the worker runs for the content has it lifted again. */
static void
confine_limit(int what, uint64_t value)
{
	struct rlimit l;

	if (getrlimit((unsigned)what, &l) != 0)
		return;
	if (l.rlim_max == RLIM_INFINITY || value < l.rlim_max)
		l.rlim_cur = value;
	setrlimit((unsigned)what, &l);
}

/* Address sanitizer reserves terabytes of address space. */
static bool
confine_memory_is_bounded(void)
{
#if defined(__SANITIZE_ADDRESS__)
	return false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
	return false;
#else
	return true;
#endif
#else
	return true;
#endif
}

static uint64_t
confine_keep(const struct rt_target *t)
{
	uint64_t keep = 1ull << CAP_SYS_PTRACE | 1ull << CAP_DAC_READ_SEARCH;
	struct stat st;

	if (t->kind != RT_CONTAINER && t->kind != RT_IMAGE)
		return keep;
	/* overlay mounts, and setns for what is read below /proc/sys */
	keep |= 1ull << CAP_SYS_ADMIN;
	/* another user's engine: to connect is to write to its socket */
	if (t->engine != NULL && t->engine->socket != NULL &&
	    stat(t->engine->socket, &st) == 0 && st.st_uid != geteuid())
		keep |= 1ull << CAP_DAC_OVERRIDE;
	return keep;
}

void
rt_confine(const struct rt_target *t, uint64_t seconds, bool runs_commands)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct cap[2];
	uint64_t keep;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	confine_limit(RLIMIT_CORE, 0);
	confine_limit(RLIMIT_CPU, seconds);
	if (confine_memory_is_bounded())
		confine_limit(RLIMIT_AS, CONFINE_MEMORY);
	if (runs_commands)
		return;
	confine_done = true;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (syscall(SYS_capget, &head, cap) != 0)
		return;
	keep = confine_keep(t);
	for (int i = 0; i < 2; i++) {
		cap[i].permitted &= (uint32_t)(keep >> 32 * i);
		cap[i].effective = cap[i].permitted;
		cap[i].inheritable = 0;
	}
	syscall(SYS_capset, &head, cap);
}
