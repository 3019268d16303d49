/* auditc build: a benchmark into scripts and an evaluator. */
#include <stdlib.h>
#include <sys/resource.h>

#include "../back/back.h"
#include "unit.h"

static void
say_built(const struct unit *u, const char *dir, int removed)
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
	printf(", %u for a human\n", b->nrule - bound);
	if (removed != 0)
		printf("%d %s of an earlier build removed\n", removed,
		    print_plural(removed, "script", "scripts"));
	puts(dir);
}

/* CPU seconds of this program and of what it ran. */
static double
cpu_now(void)
{
	static const int who[] = { RUSAGE_SELF, RUSAGE_CHILDREN };
	double s = 0;

	for (size_t i = 0; i < 2; i++) {
		struct rusage r;

		if (getrusage(who[i], &r) == 0)
			s += (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
			     (double)(r.ru_utime.tv_usec +
				 r.ru_stime.tv_usec) / 1e6;
	}
	return s;
}

/* What the passes cost and, in the order of the table, the back ends. */
static void
say_cost(const struct unit *u, double read, const double *emit)
{
	const double *cost = u->pass.option.cost;
	size_t i;

	for (i = 0; pass_names[i] != NULL; i++)
		read -= cost[i];
	printf("seconds of CPU:\n%8.3f reading\n", read > 0 ? read : 0);
	for (i = 0; pass_names[i] != NULL; i++)
		printf("%8.3f pass %s\n", cost[i], pass_names[i]);
	for (i = 0; backends[i] != NULL; i++)
		printf("%8.3f output %s\n", emit[i], backends[i]->name);
}

enum cli_status
build_into(struct unit *u, const struct cli *cli, const char *dir)
{
	const char *cc = getenv("CC");
	struct back_option o = { .dir = dir,
		.cc = cc != NULL && *cc != '\0' ? cc : "cc",
		.static_ = true,
		.version = "auditc " AUDITC_VERSION };
	double emit[8] = { 0 }, read = cpu_now(), before;
	int removed;
	size_t i;

	if (cli->no_compile)
		o.cc = NULL;
	if (!file_mkdirs(dir))
		return CLI_REFUSED;
	print_busy(dir);
	for (i = 0; backends[i] != NULL; i++) {
		before = cpu_now();
		if (!backends[i]->emit(&u->pass, &o))
			break;
		emit[i] = cpu_now() - before;
	}
	print_busy(NULL);
	if (backends[i] != NULL ||
	    (removed = unit_remove_scripts(u, dir)) < 0)
		return CLI_REFUSED;
	say_built(u, dir, removed);
	if (u->pass.option.cost != NULL)
		say_cost(u, read, emit);
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
