/*
 * auditc fix: the fixes of what failed, as one script that a person reads
 * before it is run.  Nothing is run here.
 */
#include <stdarg.h>
#include <string.h>

#include "source.h"

#define SYSTEM "urn:xccdf:fix:script:"

struct job {
	const struct cli *cli;
	struct arena *a;
	const struct report *r;
	const struct report_target *t;
	const struct model_resolved *resolved; /* values of the run */
	bool *foreign; /* by Value: set by the run to what nobody offers */
	const char *type;
	struct strbuf *out;
	struct entry *entry;
	uint32_t n;
};

struct entry { /* a rule that failed */
	const struct report_result *result;
	const struct report_rule *rule;
	const struct model_fix *fix; /* NULL: not in the script, see why */
	const char *text, *why;
};

/* --- values ------------------------------------------------------------- */

/* Does the benchmark itself have this text for the Value? */
static bool
is_offered(const struct model_value *v, const char *text)
{
	const struct model_value_instance *x;
	uint32_t i, k;

	for (i = 0; i < v->ninstance; i++) {
		x = &v->instance[i];
		if (str_eq(x->value, text) || str_eq(x->default_, text))
			return true;
		for (k = 0; k < x->nchoice; k++)
			if (str_eq(x->choice[k], text))
				return true;
		for (k = 0; k < x->nlist; k++)
			if (str_eq(x->list[k], text))
				return true;
	}
	return false;
}

/* Without anything that has a meaning in a script? */
static bool
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if (strchr("\n\r\t'\"`$\\;&|<>(){}[]*?#!~", *s) != NULL)
			return false;
	return true;
}

/* What the results say that a Value was. */
static void
set_value(struct job *j, struct model_resolved_value *to,
    const struct report_value *v, uint32_t index)
{
	const struct model_value *value = &j->r->benchmark->value[index];

	to->is_list = v->list;
	to->list = v->text;
	to->nlist = v->ntext;
	to->value = v->ntext != 0 ? v->text[0] : "";
	for (uint32_t i = 0; i < v->ntext; i++)
		if (!is_plain(v->text[i]) && !is_offered(value, v->text[i]))
			j->foreign[index] = true;
}

/* By its id or the last part of it. */
static uint32_t
find_value(const struct model_benchmark *b, const char *id)
{
	uint32_t i = id != NULL ? model_find_value(b, id) : MODEL_NONE;

	for (uint32_t k = 0; id != NULL && i == MODEL_NONE && k < b->nvalue;
	     k++)
		if (str_eq(model_id_name(b->value[k].id12, "value"), id))
			i = k;
	return i;
}

/* Those of the profile, and what the run set. */
static void
resolve(struct job *j)
{
	const struct model_benchmark *b = j->r->benchmark;
	struct model_resolved *resolved;
	uint32_t profile = MODEL_NONE, i, index;

	if (j->t->profile != NULL)
		profile = model_find_profile(b, j->t->profile);
	resolved = model_resolve(j->a, b, profile);
	j->foreign = arena_alloc(j->a, b->nvalue + 1);
	for (i = 0; i < j->t->nvalue; i++) {
		index = find_value(b, j->t->value[i].id);
		if (index != MODEL_NONE)
			set_value(
			    j, &resolved->value[index], &j->t->value[i], index);
	}
	j->resolved = resolved;
}

/* --- what goes in ------------------------------------------------------- */

static const char *
type_of(const struct model_fix *fix)
{
	return str_starts(fix->system, SYSTEM) ? fix->system + strlen(SYSTEM)
					       : fix->system;
}

static bool
is_type(const struct model_fix *fix, const char *type)
{
	return fix->system != NULL && fix->text != NULL &&
	       fix->text[strspn(fix->text, " \t\r\n")] != '\0' &&
	       (str_eq(type_of(fix), type) || str_eq(fix->system, type));
}

/* The first that is for every platform, else the first. */
static const struct model_fix *
find_fix(const struct model_rule *rule, const char *type)
{
	const struct model_fix *f, *first = NULL;

	for (f = rule->fix; f < rule->fix + rule->nfix; f++) {
		if (!is_type(f, type))
			continue;
		if (f->platform == NULL)
			return f;
		if (first == NULL)
			first = f;
	}
	return first;
}

static bool
needs_foreign(const struct job *j, const struct model_fix *fix)
{
	uint32_t i, v;

	for (i = 0; i < fix->npart; i++) {
		if (fix->part[i].value_id == NULL)
			continue;
		v = model_find_value(j->r->benchmark, fix->part[i].value_id);
		if (v == MODEL_NONE || j->foreign[v])
			return true;
	}
	return false;
}

static bool
is_prose(const struct job *j)
{
	return str_eq(j->type, "text");
}

static void
take_fix(struct job *j, struct entry *e)
{
	const struct model_rule *rule = e->rule->rule;

	if (report_is_waived(e->result)) {
		e->why = "it is waived";
		return;
	}
	if (is_prose(j)) {
		e->text = rule->fixtext;
		if (e->text == NULL || *e->text == '\0')
			e->why = "the benchmark does not say how";
		return;
	}
	e->fix = find_fix(rule, j->type);
	if (e->fix == NULL)
		e->why = "the benchmark has no fix of this type";
	else if (needs_foreign(j, e->fix))
		e->why = "a value of the run has signs in it that a script "
			 "would take for code";
	else
		e->text =
		    model_fix_text(j->a, j->r->benchmark, e->fix, j->resolved);
}

/* Each rule once, the worst severity first. */
static void
collect(struct job *j)
{
	static const enum model_severity order[] = { SEV_HIGH, SEV_MEDIUM,
		SEV_UNKNOWN, SEV_LOW, SEV_INFO };
	bool *seen = arena_alloc(j->a, j->r->nrule + 1);
	const struct report_result *x;
	struct entry *e;
	size_t i;

	for (i = 0; i < sizeof order / sizeof *order; i++)
		for (x = j->t->result; x < j->t->result + j->t->nresult; x++) {
			if (x->result != IR_XCCDF_FAIL ||
			    x->severity != order[i] || seen[x->rule])
				continue;
			seen[x->rule] = true;
			e = VEC_PUSH(j->a, j->entry, j->n);
			e->result = x;
			e->rule = &j->r->rule[x->rule];
			take_fix(j, e);
		}
}

/* --- what is written ---------------------------------------------------- */

/* A line of a comment. */
static void comment(struct job *j, const char *format, ...) BASE_PRINTF(2, 3);

static void
comment(struct job *j, const char *format, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	text = arena_alloc(j->a, (size_t)n + 1);
	va_start(ap, format);
	vsnprintf(text, (size_t)n + 1, format, ap);
	va_end(ap);
	strbuf_addf(j->out, "#%s%s\n", *text != '\0' ? " " : "",
	    report_line(j->a, text));
}

static void
comment_fix(struct job *j, const struct entry *e, uint32_t number)
{
	const struct model_fix *f = e->fix;

	comment(j, "%3u  %-7s %s  %s", number,
	    model_severity_names[e->result->severity], e->rule->unique,
	    e->rule->title);
	if (f != NULL && (f->strategy != NULL || f->complexity != NULL ||
			     f->disruption != NULL || f->reboot != NULL))
		comment(j, "     strategy %s, complexity %s, disruption %s%s",
		    f->strategy != NULL ? f->strategy : "unknown",
		    f->complexity != NULL ? f->complexity : "unknown",
		    f->disruption != NULL ? f->disruption : "unknown",
		    str_eq(f->reboot, "true") || str_eq(f->reboot, "1")
			? ", needs a reboot"
			: "");
}

/* What this is, what it will do, and what it leaves alone. */
static void
write_head(struct job *j)
{
	const struct model_benchmark *b = j->r->benchmark;
	uint32_t i, number = 0;

	comment(j, "Fixes of what failed on %s", j->t->name);
	comment(j, "by %s, %s version %s", report_title(j->r), b->id,
	    b->version != NULL ? b->version : "unknown");
	if (j->t->end != NULL)
		comment(
		    j, "evaluated %s, results in %s", j->t->end, j->r->file);
	comment(j, "Read it before you run it: it changes the machine.");
	comment(j, "%s", "");
	comment(j, "What it does:");
	for (i = 0; i < j->n; i++)
		if (j->entry[i].why == NULL)
			comment_fix(j, &j->entry[i], ++number);
	if (number == 0)
		comment(j, "  nothing");
	if (number == j->n)
		return;
	comment(j, "What failed and is left alone:");
	for (i = 0; i < j->n; i++)
		if (j->entry[i].why != NULL)
			comment(j, "     %-7s %s  %s: %s",
			    model_severity_names[j->entry[i].result->severity],
			    j->entry[i].rule->unique, j->entry[i].rule->title,
			    j->entry[i].why);
}

/* Each line behind an indent; what is blank stays so. */
static void
add_lines(struct strbuf *b, const char *s, const char *indent)
{
	size_t n;

	for (; *s != '\0'; s += n + (s[n] == '\n')) {
		n = strcspn(s, "\n");
		if (s[strspn(s, " \t\r")] != '\n')
			strbuf_addstr(b, indent);
		strbuf_add(b, s, n);
		strbuf_addch(b, '\n');
	}
}

/*
 * A function per fix, in a process of its own; without an argument the script
 * says what it would do.
 */
static void
write_sh(struct job *j)
{
	struct strbuf *b = j->out;
	uint32_t i, number = 0;

	strbuf_addstr(b, "#!/bin/bash\n");
	write_head(j);
	strbuf_addstr(b, "#\n"
			 "# --apply does all of it, --apply RULE... some; "
			 "without, it says what it would do.\n\n");
	for (i = 0; i < j->n; i++) {
		if (j->entry[i].why != NULL)
			continue;
		strbuf_addf(
		    b, "# shellcheck disable=all\nfix_%u() (\n:\n", ++number);
		add_lines(b, j->entry[i].text, "");
		strbuf_addstr(b, ")\n\n");
	}
	strbuf_addstr(b, "set -u\napply=no failed=0\n"
			 "[ \"${1-}\" = --apply ] && apply=yes && shift\n\n"
			 "# fix FUNCTION RULE TITLE [WANTED...]\n"
			 "fix() {\n"
			 "\tfix_function=$1 fix_rule=$2 fix_title=$3\n"
			 "\tshift 3\n"
			 "\tcase \" $* \" in '  ' | *\" $fix_rule \"*) ;; "
			 "*) return ;; esac\n"
			 "\tprintf '%s  %s\\n' \"$fix_rule\" "
			 "\"$fix_title\"\n"
			 "\t[ \"$apply\" = yes ] || return 0\n"
			 "\t\"$fix_function\" || {\n"
			 "\t\tprintf '%s: status %s\\n' \"$fix_rule\" "
			 "\"$?\" >&2\n"
			 "\t\tfailed=1\n"
			 "\t}\n"
			 "}\n\n");
	for (i = number = 0; i < j->n; i++) {
		if (j->entry[i].why != NULL)
			continue;
		strbuf_addf(b, "fix fix_%u ", ++number);
		quote_sh(b, j->entry[i].rule->unique);
		strbuf_addch(b, ' ');
		quote_sh(b, j->entry[i].rule->title);
		strbuf_addstr(b, " \"$@\"\n");
	}
	strbuf_addstr(b, "exit \"$failed\"\n");
}

/* The tasks of every fix in one play; which hosts, -i and -l say. */
static void
write_ansible(struct job *j)
{
	struct strbuf *b = j->out;
	bool any = false;

	strbuf_addstr(b, "---\n");
	write_head(j);
	strbuf_addstr(b, "\n- name: Fixes of what failed\n  hosts: all\n"
			 "  become: true\n  tasks:");
	for (uint32_t i = 0; i < j->n; i++) {
		if (j->entry[i].why != NULL)
			continue;
		any = true;
		strbuf_addstr(b, "\n\n    ");
		comment(j, "%s", j->entry[i].rule->unique);
		add_lines(b, j->entry[i].text, "    ");
		b->s[--b->n] = '\0';
	}
	strbuf_addstr(b, any ? "\n" : " []\n");
}

/* One behind the other, each below a comment. */
static void
write_plain(struct job *j)
{
	write_head(j);
	for (uint32_t i = 0; i < j->n; i++) {
		if (j->entry[i].why != NULL)
			continue;
		strbuf_addch(j->out, '\n');
		comment(j, "%s  %s", j->entry[i].rule->unique,
		    j->entry[i].rule->title);
		add_lines(j->out, j->entry[i].text, "");
	}
}

/* --- the command -------------------------------------------------------- */

/* Every type that the benchmark has, for the one who asked for another. */
static void
list_types(const struct report *r, struct strbuf *b)
{
	const struct model_benchmark *m = r->benchmark;
	struct strbuf word = STRBUF_INIT;
	uint32_t i, k;

	strbuf_addstr(b, " text ");
	for (i = 0; i < m->nrule; i++)
		for (k = 0; k < m->rule[i].nfix; k++) {
			if (m->rule[i].fix[k].system == NULL)
				continue;
			strbuf_reset(&word);
			strbuf_addf(&word, " %s ", type_of(&m->rule[i].fix[k]));
			if (strstr(b->s, word.s) == NULL)
				strbuf_addstr(b, word.s + 1);
		}
	strbuf_free(&word);
}

static bool
knows_type(const struct job *j)
{
	const struct model_benchmark *m = j->r->benchmark;
	struct strbuf types = STRBUF_INIT;
	uint32_t i;

	for (i = 0; i < m->nrule; i++)
		if (find_fix(&m->rule[i], j->type) != NULL)
			return true;
	if (is_prose(j) || str_eq(j->type, "sh"))
		return true;
	list_types(j->r, &types);
	types.s[--types.n] = '\0';
	diag(DIAG_ID_NOT_FOUND, (struct srcpos){ j->r->file, 0 },
	    "the benchmark has no fix of type %s; there are%s", j->type,
	    types.s);
	strbuf_free(&types);
	return false;
}

static const struct report_target *
choose_target(const struct cli *cli, const struct report *r)
{
	uint32_t i;

	for (i = 0; cli->target != NULL && i < r->ntarget; i++)
		if (source_is_target(&r->target[i], cli->target))
			return &r->target[i];
	if (cli->target != NULL) {
		diag(DIAG_ID_NOT_FOUND, (struct srcpos){ r->file, 0 },
		    "no target %s", cli->target);
		return NULL;
	}
	if (r->ntarget > 1)
		diag(DIAG_ID_REPORT_ONE, (struct srcpos){ r->file, 0 },
		    "%s alone; see --target", r->target[0].name);
	return &r->target[0];
}

static bool
deliver(const struct job *j)
{
	const char *path = j->cli->output;
	unsigned mode = str_eq(j->type, "sh") ? 0700 : 0600;

	if (path != NULL && !str_eq(path, "-"))
		return file_replace(path, j->out->s, j->out->n, mode);
	fwrite(j->out->s, 1, j->out->n, stdout);
	return true;
}

enum cli_status
cli_fix(const struct cli *cli)
{
	struct strbuf out = STRBUF_INIT;
	struct arena a = { NULL };
	struct job j = { .cli = cli, .a = &a, .out = &out };
	struct report *r = source_read(cli, &a, cli->arg[0]);
	bool ok = r != NULL && site_put(cli, r, false);

	j.r = r;
	j.type = cli->type != NULL ? cli->type : "sh";
	if (ok) {
		j.t = choose_target(cli, r);
		ok = j.t != NULL && knows_type(&j);
	}
	if (ok) {
		resolve(&j);
		collect(&j);
		if (str_eq(j.type, "sh"))
			write_sh(&j);
		else if (str_eq(j.type, "ansible"))
			write_ansible(&j);
		else
			write_plain(&j);
		ok = deliver(&j);
	}
	strbuf_free(&out);
	arena_free(&a);
	return ok ? CLI_OK : CLI_REFUSED;
}
