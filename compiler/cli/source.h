/*
 * Results to be shown or kept: out of a file, or out of the store.
 */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "../report/report.h"
#include "cli.h"

/*
 * What `name` means: a file of results; "latest", the newest of the store
 * (that has cli->target, if one is asked for); or the number of an evaluation
 * there.  NULL after a diagnostic.
 */
struct report *source_read(
    const struct cli *cli, struct arena *a, const char *name);

/* The results in these bytes; benchmarks that they name are the store's. */
struct report *source_parse(const struct cli *cli, struct arena *a,
    const char *file, const char *data, size_t n);

/* Its name, the end of it behind a '/', or what the engine calls it. */
bool source_is_target(const struct report_target *t, const char *name);

/*
 * site.c: put what the store knows beside the results: waivers, the site's
 * answers, stale checks.  Of the instance cli->instance of a target, or with
 * each_instance once more of every instance that there are answers of.  False
 * after a diagnostic.
 */
bool site_put(const struct cli *cli, struct report *r, bool each_instance);
/*
 * Controls of 800-53 (revision 5, else 4) for the rules that have none of
 * their own, by the CCIs that they carry.
 */
void site_controls(struct store *s, struct report *r);

#endif
