/* auditc coverage: which rules are decided by a check, and why others not. */
#include <string.h>

#include "../back/back.h"
#include "../probe/probe.h"
#include "unit.h"

enum way {
	AUTOMATED,
	SITE_VALUE,
	HALF_INTERVIEW,
	MANUAL,
	UNSUPPORTED,
	WAY__MAX
};

static const char *const way_names[WAY__MAX] = {
	[AUTOMATED] = "automated",
	[SITE_VALUE] = "site value",
	[HALF_INTERVIEW] = "half interview",
	[MANUAL] = "manual",
	[UNSUPPORTED] = "unsupported",
};
static const char *const way_docs[WAY__MAX] = {
	[AUTOMATED] = "decided by the check alone",
	[SITE_VALUE] = "decided by the check, against what the site allows",
	[HALF_INTERVIEW] =
	    "fails by its check, passes only where a human attests the rest",
	[MANUAL] = "no check is bound; a human looks",
	[UNSUPPORTED] = "has a check that auditc does not evaluate",
};

/* What the rule reaches, with the names of variables as in its unit. */
static struct ir_build
reached(struct unit *u, uint32_t rule)
{
	struct ir_unit from = ir_view(&u->pass.ir);
	struct ir_build to = { .arena = &u->arena };

	ir_copy(&to, &from, &rule, 1, false);
	return to;
}

static bool
attested(const struct ir_rule *r, uint32_t variable)
{
	uint32_t i;

	for (i = 0; i < r->nattest; i++)
		if (r->attest[i] == variable)
			return true;
	return false;
}

/* "NAME NAME": the site's values, or those that a human attests. */
static void
add_values(struct strbuf *b, const struct ir_build *ir, bool attest)
{
	const struct ir_variable *v;
	const char *name, *comma = "";
	uint32_t i, k;

	for (i = 0; i < ir->nvariable; i++) {
		v = &ir->variable[i];
		if (v->kind != IR_EXTERNAL ||
		    attested(&ir->rule[0], i) != attest)
			continue;
		name = v->value_id != NULL ? v->value_id : v->id;
		if (strstr(name, "_value_") != NULL)
			name = strstr(name, "_value_") + strlen("_value_");
		strbuf_addf(b, "%s%s", comma, name);
		comma = ", ";
		for (k = 0; !attest && k < v->nvalue; k++)
			strbuf_addf(b, "%s%s", k == 0 ? "=" : " ", v->value[k]);
	}
}

/* The first sentence of what a human has to look at. */
static void
add_manual(struct strbuf *b, const char *text)
{
	size_t n = 0, max = strlen(text);

	while (n < max && !(text[n] == '.' && strchr(" \n", text[n + 1])) &&
	       strncmp(text + n, "\n\n", 2) != 0)
		n++;
	strbuf_addstr(b, "by hand: ");
	strbuf_add(b, text, n);
}

static enum way
classify(struct unit *u, uint32_t rule, const struct ir_build *ir,
    struct strbuf *why)
{
	const struct pass_rule *p = &u->pass.rule[rule];
	const struct audit_check *c = p->ncheck != 0 ? p->check[0] : NULL;

	if (c == NULL) {
		if (ir->rule[0].manual != NULL)
			add_manual(why, ir->rule[0].manual);
		return MANUAL;
	}
	if (p->unsupported != NULL) {
		strbuf_addstr(why, p->unsupported);
		return UNSUPPORTED;
	}
	if (ir->rule[0].nattest != 0) {
		strbuf_addstr(why, "a human attests ");
		add_values(why, ir, true);
		return HALF_INTERVIEW;
	}
	add_values(why, ir, false);
	if (why->n != 0)
		return SITE_VALUE;
	strbuf_addf(why, "%s:%u", c->pos.file, (unsigned)c->pos.line);
	return AUTOMATED;
}

static const char *
rule_name(const struct model_rule *r)
{
	const char *at =
	    str_starts(r->id, "xccdf_") ? strstr(r->id, "_rule_") : NULL;

	if (r->version != NULL && *r->version != '\0')
		return r->version;
	return at != NULL ? at + strlen("_rule_") : r->id;
}

/* The column of names: as wide as the longest, within reason. */
static int
name_width(const struct model_benchmark *b, const struct model_resolved *r)
{
	size_t width = 18, n;
	uint32_t i;

	for (i = 0; i < b->nrule; i++) {
		n = strlen(rule_name(&b->rule[i]));
		if ((r == NULL || r->rule[i].selected) && n > width && n <= 60)
			width = n;
	}
	return (int)width;
}

static void
print_rule(
    struct unit *u, uint32_t i, int width, enum way way, const char *why)
{
	const struct model_rule *r = &u->pass.benchmark->rule[i];

	print_cell(rule_name(r), width);
	putchar(' ');
	print_cell(
	    model_severity_names[model_severity_shown(r->severity)], 7);
	printf(" %-14s %-5s ", way_names[way], unit_stale(u, i) ? "stale" : "");
	print_snippet(why, 48, 4);
}

static void
add_indented(struct strbuf *b, const char *text)
{
	size_t n;

	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		strbuf_addstr(b, n != 0 ? "    " : "");
		strbuf_add(b, text, n);
		strbuf_addch(b, '\n');
	}
}

/* The text of each command that the rule runs. */
static void
add_commands(
    struct strbuf *b, struct unit *u, uint32_t rule, const struct ir_build *ir)
{
	const uint16_t text =
	    probe_field_find(probes[PROBE_COMMAND], "command");
	const struct ir_object *o;
	uint32_t i, k;

	for (i = 0; i < ir->nobject; i++) {
		o = &ir->object[i];
		for (k = 0; o->probe == PROBE_COMMAND && k < o->nentity; k++) {
			if (o->entity[k].field != text ||
			    o->entity[k].literal == NULL)
				continue;
			strbuf_addf(b, "  %s%s\n",
			    rule_name(&u->pass.benchmark->rule[rule]),
			    u->pass.rule[rule].bundled
				? " (bundled)"
				: " (runs with build --allow-commands only)");
			add_indented(b, o->entity[k].literal);
		}
	}
}

/* Why the rule's script does not decide what the evaluator does, as a line. */
static void
add_script(struct strbuf *b, uint32_t *n, struct unit *u, uint32_t rule)
{
	struct strbuf script = STRBUF_INIT;
	const char *why = NULL;

	back_sh_rule(&u->pass, rule, NULL, &script, &why);
	strbuf_free(&script);
	if (why == NULL)
		return;
	(*n)++;
	strbuf_addf(b, "  %s: %s\n", rule_name(&u->pass.benchmark->rule[rule]),
	    why);
}

static void
print_coverage(struct unit *u)
{
	const struct model_benchmark *b = u->pass.benchmark;
	uint32_t total[WAY__MAX] = { 0 }, stale = 0, nscript = 0, i;
	struct strbuf why = STRBUF_INIT, commands = STRBUF_INIT,
		      scripts = STRBUF_INIT;
	const struct model_resolved *r = u->profile != MODEL_NONE
	    ? model_resolve(&u->arena, b, u->profile) : NULL;
	const int width = name_width(b, r);
	struct ir_build ir;
	enum way way;
	uint32_t n = 0;

	print_text(b->title != NULL ? b->title : b->id);
	puts("\n");
	for (i = 0; i < b->nrule; i++) {
		if (r != NULL && !r->rule[i].selected)
			continue;
		n++;
		ir = reached(u, i);
		strbuf_reset(&why);
		way = classify(u, i, &ir, &why);
		total[way]++;
		stale += unit_stale(u, i);
		print_rule(u, i, width, way, why.s);
		add_commands(&commands, u, i, &ir);
		if (way != MANUAL && way != UNSUPPORTED)
			add_script(&scripts, &nscript, u, i);
	}
	print_heading("Totals");
	for (i = 0; i < WAY__MAX; i++)
		printf(
		    "  %-14s %5u  %s\n", way_names[i], total[i], way_docs[i]);
	printf("  %-14s %5u\n", "rules", n);
	if (nscript != 0)
		printf("  %-14s %5u  the evaluator decides, the script says "
		       "not checked\n",
		    "no script", nscript);
	if (stale != 0)
		printf(
		    "  %-14s %5u  the check text has changed since the check "
		    "was held against it\n",
		    "stale", stale);
	if (commands.n != 0) {
		print_heading("Commands that checks run as root on the host");
		print_lines(commands.s);
	}
	if (scripts.n != 0) {
		print_heading("What scripts cannot do");
		print_lines(scripts.s);
	}
	strbuf_free(&scripts);
	strbuf_free(&commands);
	strbuf_free(&why);
}

enum cli_status
cli_coverage(const struct cli *cli)
{
	struct cli all = *cli;
	enum cli_status status;
	struct unit u;

	all.allow_commands = true;
	status = unit_load(&u, &all, cli->arg[0], NULL);
	if (status == CLI_OK)
		print_coverage(&u);
	unit_free(&u);
	return status;
}
