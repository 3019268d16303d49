/*
 * A benchmark on its way through the passes, as the commands build, coverage,
 * dump, export and bundle need it.
 */
#ifndef CLI_UNIT_H
#define CLI_UNIT_H

#include "cli.h"

struct unit {
	struct arena arena;
	struct pass_unit pass;
	const char *name;              /* short: of the directory below out/ */
	uint32_t profile;              /* --profile, or MODEL_NONE */
	struct store_binding *binding; /* all of them, for "stale" */
	uint32_t nbinding;
};

/*
 * Read the benchmark that `name` means (a file, or one of the store), the
 * checks of the store and the bindings, and run the passes.  Anything but
 * CLI_OK is after diagnostics.  unit_free() in either case.
 */
enum cli_status unit_load(struct unit *u, const struct cli *cli,
    const char *name, struct strbuf *dump);
void unit_free(struct unit *u);

/*
 * unit_oval.c: a document of OVAL alone, as a benchmark; and the documents
 * beside the file `path` that the checks of the benchmark in it name.
 */
bool unit_read_oval(struct unit *u, const char *path, const struct strbuf *b);
bool unit_find_oval(struct unit *u, const char *path);

/*
 * scripts.c: the files that a build has in checks/, in order; their number.
 * And remove below dir those of an earlier build that this one does not have,
 * nothing else; how many, negative after a diagnostic.
 */
uint32_t unit_scripts(struct unit *u, const char *const **name);
int unit_remove_scripts(struct unit *u, const char *dir);

/* Is rule i's check stale? */
bool unit_stale(const struct unit *u, uint32_t rule);

enum cli_status cli_build(const struct cli *cli);
enum cli_status cli_coverage(const struct cli *cli);
enum cli_status cli_dump(const struct cli *cli);
enum cli_status cli_export(const struct cli *cli);
enum cli_status cli_bundle(const struct cli *cli);
enum cli_status cli_report(const struct cli *cli);

/* Build into dir (out/<name> when cli->output is NULL). */
enum cli_status build_into(
    struct unit *u, const struct cli *cli, const char *dir);

#endif
