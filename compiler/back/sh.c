/*
 * The script back end: checks/NAME.sh, one POSIX sh script per rule, that
 * stands alone.  Its head says what is checked and how to run it; main() and
 * the functions below it hold data only; the runtime that they call follows,
 * taken from runtime/sh/ and probe/, as far as this script needs it.
 */
#include <string.h>

#include "../probe/probe.h"
#include "sh.h"

/* Text for a comment line: one line, no control characters. */
static void
comment_text(struct strbuf *out, const char *text)
{
	for (; *text != '\0'; text++)
		strbuf_addch(out,
		    (unsigned char)*text < ' ' || *text == 0x7F ? ' ' : *text);
}

static void
head_line(struct strbuf *out, const char *label, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	strbuf_addf(out, "# %s: ", label);
	comment_text(out, text);
	strbuf_addch(out, '\n');
}

static void
head_references(struct strbuf *out, const struct model_rule *m)
{
	uint32_t i;

	if (m->nident == 0)
		return;
	strbuf_addstr(out, "# References:");
	for (i = 0; i < m->nident; i++) {
		strbuf_addstr(out, i == 0 ? " " : ", ");
		comment_text(out, m->ident[i].text != NULL ? m->ident[i].text : "");
	}
	strbuf_addch(out, '\n');
}

static void
head(const struct sh *s, struct strbuf *out, const struct model_rule *m)
{
	strbuf_addstr(out, "#!/bin/sh\n# ");
	comment_text(out, s->name);
	if (m->title != NULL) {
		strbuf_addstr(out, ": ");
		comment_text(out, m->title);
	}
	strbuf_addstr(out, "\n#\n");
	head_line(out, "Rule", s->rule->id);
	head_line(out, "Severity", model_severity_names[m->severity]);
	head_references(out, m);
	strbuf_addstr(out, "#\n");
}

/* How to run it and what the statuses mean. */
static void
head_usage(const struct sh *s, struct strbuf *out, const char *who)
{
	const struct ir_variable *v;
	uint32_t i;

	strbuf_addstr(out, "# Usage: sh ");
	comment_text(out, s->name);
	strbuf_addf(out, ".sh%s\n", who);
	strbuf_addstr(out,
	    "# Evidence goes to stdout.  Status: 0 pass, 1 fail, 2 error or "
	    "unknown,\n# 3 not applicable, 4 not checked, 5 informational; "
	    "under SCE as XCCDF_RESULT_* say.\n");
	for (i = 0; i < s->ir.nvariable; i++) {
		v = &s->ir.variable[i];
		if (s->variable[i] == 0 || v->kind != IR_EXTERNAL)
			continue;
		strbuf_addstr(out, "# Value: AUDITC_VALUE_");
		strbuf_addstr(out, sh_value_name(s, v->value_id));
		strbuf_addstr(out, ", else the default below\n");
	}
	for (i = 0; i < s->rule->nguard; i++)
		if (s->rule->guard[i].profile != NULL) {
			strbuf_addstr(out, "# Profile: AUDITC_PROFILE, the id "
					   "of one whose platforms count\n");
			break;
		}
	strbuf_addstr(out,
	    "#\n# shellcheck shell=sh\n"
	    "# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2153,SC2154,SC2317\n");
}

static void
facts(struct sh *s, struct strbuf *out, const char *kind,
    const struct sh_list *path)
{
	struct strbuf t = STRBUF_INIT;
	uint32_t i;

	if (path->n == 0)
		return;
	sh_template(s, &t, path);
	strbuf_addf(out, "\tfacts_of %s ", kind);
	quote_sh(out, t.s);
	for (i = 0; i < path->n; i++) {
		strbuf_addstr(out, " \\\n\t\t");
		quote_sh(out, path->item[i]);
	}
	strbuf_addch(out, '\n');
	strbuf_free(&t);
}

/* The names after column-one calls in the text: what the runtime must have. */
static void
roots(struct sh *s, const char *text)
{
	const char *end;

	while (*text != '\0') {
		end = text + strcspn(text, "\n");
		if (*text == '\t') {
			text++;
			sh_list_add(s, &s->root,
			    arena_strndup(s->arena, text, strcspn(text, " \n")));
		}
		text = *end != '\0' ? end + 1 : end;
	}
}

static uint32_t *
numbers(struct arena *a, uint32_t n)
{
	return arena_alloc(a, (n + 1) * sizeof(uint32_t));
}

uint32_t
back_selectors(const struct pass_unit *u, uint32_t rule,
    const char *const **selector)
{
	const struct ir_expr *e;

	*selector = NULL;
	if (rule >= u->ir.nrule || u->ir.rule[rule].expr == IR_NONE)
		return 0;
	e = &u->ir.expr[u->ir.rule[rule].expr];
	if (e->kind != IR_EXPR_SELECT)
		return 0;
	*selector = e->selector;
	return e->nkid - 1;
}

/* A selector as the end of a file's name, that of no other script. */
const char *
back_script_name(struct arena *a, const struct pass_unit *u, uint32_t rule,
    const char *selector)
{
	const char *name = u->ir.rule[rule].name, *const *other;
	char *s, *p;
	uint32_t i, n;

	if (selector == NULL)
		return name;
	s = arena_printf(a, "%s.%s", name, selector);
	for (p = s + strlen(name) + 1; *p != '\0'; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			(*p >= '0' && *p <= '9') || *p == '-'))
			*p = '_';
	for (i = 0; i < u->ir.nrule; i++)
		if (str_eq(u->ir.rule[i].name, s))
			break;
	n = back_selectors(u, rule, &other);
	if (i == u->ir.nrule && str_ends(s, selector))
		return s;
	for (i = 0; i < n && !str_eq(other[i], selector); i++)
		continue;
	return arena_printf(a, "%s_%u", s, (unsigned)i + 1);
}

bool
back_sh_rule(const struct pass_unit *u, uint32_t rule, const char *selector,
    struct strbuf *out, const char **why)
{
	struct arena a = { NULL };
	struct strbuf text = STRBUF_INIT;
	struct sh s = { .arena = &a, .unit = u, .ir = ir_view(&u->ir),
		.body = STRBUF_INIT, .defs = STRBUF_INIT, .early = STRBUF_INIT };
	const char *run, *who;

	*why = NULL;
	s.rule = &s.ir.rule[rule];
	s.selector = selector;
	s.name = back_script_name(&a, u, rule, selector);
	s.object = numbers(&a, s.ir.nobject);
	s.state = numbers(&a, s.ir.nstate);
	s.variable = numbers(&a, s.ir.nvariable);
	s.expr = numbers(&a, s.ir.nexpr);
	s.container = (s.rule->target
			  & (1u << IR_TARGET_CONTAINER | 1u << IR_TARGET_HOST))
	    == 1u << IR_TARGET_CONTAINER;
	s.image = (s.rule->target
		      & (1u << IR_TARGET_IMAGE | 1u << IR_TARGET_HOST))
	    == 1u << IR_TARGET_IMAGE && !s.container;
	if (s.container) {
		sh_list_add(&s, &s.path[SH_CONTAINER], "Id");
		sh_list_add(&s, &s.path[SH_CONTAINER], "Name");
	}
	sh_rule_body(&s);
	run = "run_host", who = "";
	if (s.container)
		run = "run_containers", who = " [CONTAINER...]";
	else if (s.image)
		run = "run_images", who = " [IMAGE...]";
	else if (s.engine || (s.rule->target & 1u << IR_TARGET_ENGINE) != 0)
		run = "run_engines";
	head(&s, out, &u->benchmark->rule[rule]);
	head_usage(&s, out, who);
	strbuf_addstr(&text, "\nmain() {\n\tsetup\n");
	facts(&s, &text, "container", &s.path[SH_CONTAINER]);
	facts(&s, &text, "image", &s.path[SH_IMAGE]);
	facts(&s, &text, "network", &s.path[SH_NETWORK]);
	strbuf_addf(&text, "\t%s \"$@\"\n}\n\nrule() {\n%s%s}\n%s", run,
	    s.early.s, s.body.s, s.defs.s);
	roots(&s, text.s);
	sh_library(&s, &text);
	strbuf_add(out, text.s, text.n);
	strbuf_addstr(out, "\nmain \"$@\"\n");
	strbuf_free(&text);
	strbuf_free(&s.body);
	strbuf_free(&s.defs);
	strbuf_free(&s.early);
	if (s.why != NULL)
		*why = arena_strdup(u->arena, s.why);
	arena_free(&a);
	return true;
}

bool
back_script_fits(const char *name)
{
	return *name != '\0' && *name != '.' && strchr(name, '/') == NULL;
}

static bool
emit_script(const struct pass_unit *u, const struct back_option *o,
    uint32_t rule, const char *selector)
{
	struct arena a = { NULL };
	struct strbuf text = STRBUF_INIT, path = STRBUF_INIT;
	const char *why;
	bool ok = true;

	strbuf_addf(&path, "%s/checks/%s.sh", o->dir,
	    back_script_name(&a, u, rule, selector));
	if (back_sh_rule(u, rule, selector, &text, &why))
		ok = file_replace(path.s, text.s, text.n, 0755);
	strbuf_free(&text);
	strbuf_free(&path);
	arena_free(&a);
	return ok;
}

static bool
emit(const struct pass_unit *u, const struct back_option *o)
{
	struct strbuf path = STRBUF_INIT;
	const char *const *selector;
	uint32_t i, k, n;
	bool ok = true;

	strbuf_addf(&path, "%s/checks", o->dir);
	if (!file_mkdirs(path.s)) {
		strbuf_free(&path);
		return false;
	}
	for (i = 0; ok && i < u->ir.nrule; i++) {
		if (!back_script_fits(u->ir.rule[i].name))
			continue;
		n = back_selectors(u, i, &selector);
		ok = emit_script(u, o, i, NULL);
		for (k = 0; ok && k < n; k++)
			ok = emit_script(u, o, i, selector[k]);
	}
	strbuf_free(&path);
	return ok;
}

const struct backend back_sh = {
	"sh",
	"one POSIX shell script per rule, for auditors and for SCE",
	emit,
};
