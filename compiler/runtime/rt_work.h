/*
 * Programs and worker processes, and the scripts in the place of the C.
 */
#ifndef RT_WORK_H
#define RT_WORK_H

#include "rt_result.h"

/*
 * Run argv[0] with an empty environment but for envp, fixed PATH, own process
 * group, stdin from /dev/null; at most `limit` bytes of output are kept (of
 * stdout and of stderr each), the group is killed at the deadline.  Returns
 * the wait status, or -1 with *why.  No descriptor is handed on but those
 * that an argument names as /proc/self/fd/N.
 */
int rt_run(const char *const *argv, const char *const *envp, int64_t deadline,
    size_t limit, struct strbuf *out, struct strbuf *err, const char **why);

/*
 * Evaluate targets[i] into results[i] in worker processes: one of its own per
 * target whose files are opened, batches for those with engine facts alone.
 * A worker that dies, hangs or answers garbage costs its own targets only.
 */
#define RT_JOBS_NONE (~0u) /* options->jobs: in this process, for tests */
void rt_work(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results,
    void (*progress)(void *arg, uint32_t done, uint32_t all), void *arg);

/* The same with another function in the place of rt_eval_target(). */
void rt_work_by(void (*eval)(struct rt_ctx *ctx, struct rt_target_result *out),
    struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results,
    void (*progress)(void *arg, uint32_t done, uint32_t all), void *arg);

/* Is this process a worker that gave up its privileges? */
bool rt_confined(void);
/* What a rule's target bits call this target. */
uint32_t rt_target_bits(const struct rt_target *t);
/*
 * In a worker for this target (rt_work_confine.c): die with the parent, limits
 * of time and memory, and no privilege that is not needed; a worker that runs
 * commands of the content keeps its privileges for them.
 */
void rt_confine(const struct rt_target *t, uint64_t seconds,
    bool runs_commands);
/*
 * The result of a target that nothing could be asked of: every selected rule
 * that speaks of it is an error that says why.
 */
void rt_work_fail(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_target *t, const char *why,
    struct rt_target_result *out);

/* --- the scripts (rt_scripts.c, rt_scripts_verify.c) --- */

/* As rt_work(), by the linked-in scripts. */
void rt_scripts_work(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results,
    void (*progress)(void *arg, uint32_t done, uint32_t all), void *arg);
/*
 * Compare the results with those of the scripts, rule by rule; what differs is
 * fetched and evaluated once more by both, and is an error that names both
 * when it differs still.
 */
void rt_scripts_verify(struct arena *a, const struct rt_content *content,
    const struct rt_options *o, struct rt_engines *engines,
    struct rt_target *targets, uint32_t ntarget,
    struct rt_target_result *results);

#endif
