/* auditc bind: a check for a rule, by hand. */
#include "cli.h"

static enum cli_status
bind_item(struct store *s, struct arena *a, const struct cli *cli)
{
	struct store_control c;
	int64_t *control;
	uint32_t n;
	bool ok;

	control = store_find(s, a, cli->arg[0], &n);
	if (n == 0 || !store_control(s, a, control[0], &c)) {
		if (store_failed(s))
			return CLI_INTERNAL;
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ NULL, 0 },
		    "no rule has the id %s", cli->arg[0]);
		return CLI_REFUSED;
	}
	store_begin(s);
	ok = cli->remove ? store_unbind(s, c.id, cli->arg[1])
			 : store_bind(s, c.id, cli->arg[1]);
	if (!ok) {
		store_rollback(s);
		return store_failed(s) ? CLI_INTERNAL : CLI_REFUSED;
	}
	if (!store_commit(s))
		return CLI_INTERNAL;
	print_text(c.stig_id != NULL ? c.stig_id : c.rule_id);
	printf(" of %s %s: ", store_short_name(&c.release), c.release.label);
	print_text(cli->arg[1]);
	puts(cli->remove ? " is no longer bound by hand" : " is bound");
	return CLI_OK;
}

enum cli_status
cli_bind(const struct cli *cli)
{
	struct store *s = store_open(cli->db, STORE_WRITE);
	struct arena a = { NULL };
	enum cli_status status;

	if (s == NULL)
		return CLI_INTERNAL;
	status = bind_item(s, &a, cli);
	store_close(s);
	arena_free(&a);
	return status;
}
