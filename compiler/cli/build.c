/* auditc build: a benchmark into scripts and an evaluator. */
#include <stdlib.h>

#include "../back/back.h"
#include "unit.h"

static void
say_built(const struct unit *u, const char *dir)
{
	const struct model_benchmark *b = u->pass.benchmark;
	uint32_t i, bound = 0, unsupported = 0;

	for (i = 0; i < b->nrule; i++) {
		bound += u->pass.rule[i].ncheck != 0;
		unsupported += u->pass.rule[i].unsupported != NULL;
	}
	print_text(b->title != NULL ? b->title : b->id);
	printf("\n%u %s, %u with a check", b->nrule,
	    print_plural(b->nrule, "rule", "rules"), bound);
	if (unsupported != 0)
		printf(" (%u not evaluated)", unsupported);
	printf(", %u for a human\n%s\n", b->nrule - bound, dir);
}

enum cli_status
build_into(struct unit *u, const struct cli *cli, const char *dir)
{
	const char *cc = getenv("CC");
	struct back_option o = { .dir = dir,
		.cc = cc != NULL && *cc != '\0' ? cc : "cc",
		.static_ = true,
		.version = "auditc " AUDITC_VERSION };
	size_t i;

	if (cli->no_compile)
		o.cc = NULL;
	if (!file_mkdirs(dir))
		return CLI_REFUSED;
	print_busy(dir);
	for (i = 0; backends[i] != NULL; i++)
		if (!backends[i]->emit(&u->pass, &o))
			break;
	print_busy(NULL);
	if (backends[i] != NULL)
		return CLI_REFUSED;
	say_built(u, dir);
	return CLI_OK;
}

enum cli_status
cli_build(const struct cli *cli)
{
	enum cli_status status;
	const char *dir = cli->output;
	struct unit u;

	status = unit_load(&u, cli, cli->arg[0], NULL);
	if (status == CLI_OK) {
		if (dir == NULL)
			dir = arena_printf(&u.arena, "out/%s", u.name);
		status = build_into(&u, cli, dir);
	}
	unit_free(&u);
	return status;
}
