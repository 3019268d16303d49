/*
 * The options, in one table for the command line, the configuration file and
 * --help.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "rt.h"

enum kind { FLAG, TEXT, LIST, NUMBER, SET, OVAL };

enum where { ANYWHERE, COMMAND_LINE };

static const struct option_info {
	const char *name;
	char letter;
	enum kind kind;
	enum where where;
	size_t offset, count; /* of the member, and of its number */
	unsigned low, high;   /* NUMBER */
	const char *arg, *help;
} table[] = {
#define AT(m) offsetof(struct rt_options, m)
	{ "profile", 'p', TEXT, ANYWHERE, AT(profile), 0, 0, 0, "ID",
	    "select rules and values by this profile" },
	{ "rule", 0, LIST, ANYWHERE, AT(rule), AT(nrule), 0, 0, "ID",
	    "this rule only: STIG-ID or rule id (repeatable)" },
	{ "skip-rule", 0, LIST, ANYWHERE, AT(skip_rule), AT(nskip_rule), 0, 0,
	    "ID", "leave this rule out (repeatable)" },
	{ "set", 's', SET, ANYWHERE, 0, 0, 0, 0, "VALUE=x",
	    "a value of the site (repeated: members of a list)" },
	{ "exclude", 0, LIST, ANYWHERE, AT(exclude), AT(nexclude), 0, 0, "WHAT",
	    "leave out name=RE, image=RE, label=KEY[=RE]" },
	{ "config", 'c', TEXT, COMMAND_LINE, AT(config), 0, 0, 0, "FILE",
	    "read options from FILE, lines of key = value" },
	{ "engine", 'e', LIST, ANYWHERE, AT(engine), AT(nengine), 0, 0,
	    "SOCKET", "ask this engine, not the local ones (repeatable)" },
	{ "proc", 0, TEXT, ANYWHERE, AT(proc), 0, 0, 0, "DIR",
	    "the host's /proc, when run in a container" },
	{ "host-root", 0, TEXT, ANYWHERE, AT(host_root), 0, 0, 0, "DIR",
	    "the host's root, when run in a container" },
	{ "declared-only", 0, FLAG, ANYWHERE, AT(declared_only), 0, 0, 0, NULL,
	    "take what engines declare, do not ask the kernel" },
	{ "ignore-platform", 0, FLAG, ANYWHERE, AT(ignore_platform), 0, 0, 0,
	    NULL, "evaluate rules of another platform as well" },
	{ "xccdf", 0, TEXT, ANYWHERE, AT(xccdf), 0, 0, 0, "FILE",
	    "XCCDF of the host, or of the only target" },
	{ "xccdf-dir", 0, TEXT, ANYWHERE, AT(xccdf_dir), 0, 0, 0, "DIR",
	    "XCCDF of each target" },
	{ "arf", 0, TEXT, ANYWHERE, AT(arf), 0, 0, 0, "FILE",
	    "ARF of all targets" },
	{ "arf-dir", 0, TEXT, ANYWHERE, AT(arf_dir), 0, 0, 0, "DIR",
	    "ARF of each target" },
	{ "oval-results", 0, OVAL, ANYWHERE, AT(oval_results), 0, 0, 0,
	    "WHAT", "of OVAL in the ARF: full, failed or none" },
	{ "json", 0, TEXT, ANYWHERE, AT(json), 0, 0, 0, "FILE",
	    "JSON of all targets; what --baseline reads" },
	{ "text", 0, TEXT, ANYWHERE, AT(text), 0, 0, 0, "FILE",
	    "text for people; the default is standard output" },
	{ "output-dir", 'o', TEXT, ANYWHERE, AT(output_dir), 0, 0, 0, "DIR",
	    "all forms in DIR/TIME/, and DIR/latest leads there" },
	{ "keep", 0, NUMBER, ANYWHERE, AT(keep), 0, 1, 100000, "N",
	    "keep the last N runs in the output directory" },
	{ "baseline", 'b', TEXT, ANYWHERE, AT(baseline), 0, 0, 0, "FILE",
	    "say only what changed since that JSON" },
	{ "waivers", 0, TEXT, ANYWHERE, AT(waivers), 0, 0, 0, "FILE",
	    "waivers, as auditc waive export writes them" },
	{ "waived-ok", 0, FLAG, ANYWHERE, AT(waived_ok), 0, 0, 0, NULL,
	    "a waived failure does not count in the status" },
	{ "apply-waivers", 0, FLAG, ANYWHERE, AT(apply_waivers), 0, 0, 0, NULL,
	    "XCCDF and ARF override what is waived" },
	{ "lock", 0, TEXT, ANYWHERE, AT(lock), 0, 0, 0, "FILE",
	    "end with status 75 while another run holds FILE" },
	{ "scripts", 0, FLAG, ANYWHERE, AT(scripts), 0, 0, 0, NULL,
	    "run the scripts instead of the built-in checks" },
	{ "verify", 0, FLAG, ANYWHERE, AT(verify), 0, 0, 0, NULL,
	    "run both; a difference is an error" },
	{ "jobs", 'j', NUMBER, ANYWHERE, AT(jobs), 0, 1, 256, "N",
	    "evaluate N targets at a time" },
	{ "timeout", 't', NUMBER, ANYWHERE, AT(timeout), 0, 1, 86400, "SECONDS",
	    "for each target" },
	{ "deadline", 'd', NUMBER, ANYWHERE, AT(deadline), 0, 1, 604800,
	    "SECONDS", "for the whole run" },
	{ "quiet", 'q', FLAG, ANYWHERE, AT(quiet), 0, 0, 0, NULL,
	    "no text on standard output" },
	{ "verbose", 'v', FLAG, ANYWHERE, AT(verbose), 0, 0, 0, NULL,
	    "text with every rule, not the failed ones only" },
	{ "progress", 0, FLAG, ANYWHERE, AT(progress), 0, 0, 0, NULL,
	    "a bar, where standard error is a terminal" },
	{ "list", 'l', FLAG, COMMAND_LINE, AT(list), 0, 0, 0, NULL,
	    "list rules, profiles and values, and end" },
	{ "version", 'V', FLAG, COMMAND_LINE, AT(show_version), 0, 0, 0, NULL,
	    "say what this is, and end" },
	{ "help", 'h', FLAG, COMMAND_LINE, AT(help), 0, 0, 0, NULL,
	    "say this, and end" },
	{ "target", 0, LIST, ANYWHERE, AT(target), AT(ntarget), 0, 0, "TARGET",
	    "as the operands" },
#undef AT
};
#define NOPTION (sizeof table / sizeof table[0])

void
rt_options_usage(FILE *f)
{
	const struct option_info *i;
	char left[64];

	fputs("usage: evaluate [options] [TARGET...]\n\n"
	      "TARGET is host, container:NAME, image:REF or rootfs:DIR; none:\n"
	      "the host and every container of the local engines.\n\n",
	    f);
	for (i = table; i < table + NOPTION; i++) {
		snprintf(left, sizeof left, "%s%c%s--%s%s%s",
		    i->letter != 0 ? "-" : "  ",
		    i->letter != 0 ? i->letter : ' ',
		    i->letter != 0 ? ", " : " ", i->name,
		    i->arg != NULL ? " " : "", i->arg != NULL ? i->arg : "");
		fprintf(f, "  %-27s %s\n", left, i->help);
	}
	fputc('\n', f);
	rt_foreign_list(f, "Not applicable to ");
	fputs("FILE can be - for standard output.  Status: 0 all passed or "
	      "does not apply,\n2 a rule failed, 1 an error, 3 both, 64 usage, "
	      "75 locked.\n",
	    f);
}

static bool
truth(const char *s, bool *out)
{
	static const char *const yes[] = { "yes", "true", "on", "1" };
	static const char *const no[] = { "no", "false", "off", "0" };
	size_t i;

	for (i = 0; i < sizeof yes / sizeof yes[0]; i++) {
		*out = str_eq_nocase(s, yes[i]);
		if (*out || str_eq_nocase(s, no[i]))
			return true;
	}
	return false;
}

static bool
set_number(struct arena *a, const struct option_info *info, unsigned *out,
    const char *value, const char **why)
{
	int64_t n;

	if (!str_to_int64(value, &n) || n < info->low || n > info->high) {
		*why = arena_printf(a, "a number from %u to %u is expected",
		    info->low, info->high);
		return false;
	}
	*out = (unsigned)n;
	return true;
}

static bool
set_oval(struct rt_options *o, const char *value, const char **why)
{
	static const char *const words[] = { [RT_OVAL_FULL] = "full",
		[RT_OVAL_FAILED] = "failed", [RT_OVAL_NONE] = "none" };

	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(value, words[i])) {
			o->oval_results = (enum rt_oval_mode)i;
			o->oval_asked = i != RT_OVAL_NONE;
			return true;
		}
	*why = "full, failed or none is expected";
	return false;
}

static bool
set_member(struct arena *a, const struct rt_content *c, struct rt_options *o,
    const struct option_info *info, const char *value, const char **why)
{
	char *at = (char *)o + info->offset;
	const char ***list = (void *)at, **text = (void *)at;
	uint32_t *count = (void *)((char *)o + info->count);
	bool flag = true;

	switch (info->kind) {
	case FLAG:
		if (value != NULL && !truth(value, &flag)) {
			*why = "yes or no is expected";
			return false;
		}
		*(bool *)(void *)at = flag;
		return true;
	case TEXT:
		*text = arena_strdup(a, value);
		return true;
	case LIST:
		*VEC_PUSH(a, *list, *count) = arena_strdup(a, value);
		return true;
	case NUMBER:
		return set_number(a, info, (void *)at, value, why);
	case OVAL:
		return set_oval(o, value, why);
	case SET:
		return rt_value_set(a, c, o, value, why);
	}
	return false;
}

static bool
set_option(struct arena *a, const struct rt_content *c, struct rt_options *o,
    size_t i, const char *value, const char **why)
{
	const struct option_info *info = &table[i];

	if (info->kind != FLAG && (value == NULL || *value == '\0')) {
		*why = "a value is expected";
		return false;
	}
	/* The command line wins; of --set, each value by itself. */
	if (o->from_file) {
		if (info->where == COMMAND_LINE) {
			*why = "only on the command line";
			return false;
		}
		if (info->kind != SET && (o->given >> i & 1u) != 0)
			return true;
	} else
		o->given |= UINT64_C(1) << i;
	return set_member(a, c, o, info, value, why);
}

bool
rt_options_set(struct arena *a, const struct rt_content *c,
    struct rt_options *o, const char *name, const char *value, const char **why)
{
	size_t i;

	for (i = 0; i < NOPTION; i++)
		if (strcmp(table[i].name, name) == 0)
			return set_option(a, c, o, i, value, why);
	*why = "no such option";
	return false;
}

/* What getopt_long() wants; option i is reported as 256 + i. */
static void
getopt_tables(struct option *longs, char *letters)
{
	size_t i;

	*letters++ = ':';
	for (i = 0; i < NOPTION; i++) {
		longs[i].name = table[i].name;
		longs[i].has_arg =
		    table[i].kind == FLAG ? no_argument : required_argument;
		longs[i].flag = NULL;
		longs[i].val = 256 + (int)i;
		if (table[i].letter != 0) {
			*letters++ = table[i].letter;
			if (table[i].kind != FLAG)
				*letters++ = ':';
		}
	}
	memset(&longs[NOPTION], 0, sizeof longs[NOPTION]);
	*letters = '\0';
}

static size_t
option_index(int c)
{
	size_t i;

	if (c >= 256)
		return (size_t)c - 256;
	for (i = 0; i < NOPTION && table[i].letter != c; i++)
		;
	return i;
}

static bool
read_arguments(struct arena *a, const struct rt_content *c, int argc,
    char **argv, struct rt_options *o)
{
	struct option longs[NOPTION + 1];
	char letters[2 * NOPTION + 2];
	const char *why;
	size_t i;
	int opt;

	getopt_tables(longs, letters);
	opterr = 0;
	optind = 1;
	while ((opt = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (opt == ':' || opt == '?') {
			rt_warn("%s: %s; see --help", argv[optind - 1],
			    opt == ':' ? "a value is expected"
				       : "no such option");
			return false;
		}
		i = option_index(opt);
		if (!set_option(a, c, o, i, optarg, &why)) {
			rt_warn("--%s: %s", table[i].name, why);
			return false;
		}
	}
	for (; optind < argc; optind++) {
		o->given |= UINT64_C(1) << (NOPTION - 1);
		*VEC_PUSH(a, o->target, o->ntarget) = argv[optind];
	}
	o->nset_given = o->nset;
	return true;
}

/* Is this an exclusion?  One that never matches would be a silent mistake. */
static bool
check_exclude(struct arena *a, const char *exclude)
{
	static const char *const kinds[] = { "name=", "image=", "label=" };
	const char *pattern = NULL, *why = NULL;
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (str_starts(exclude, kinds[i]))
			pattern = exclude + strlen(kinds[i]);
	if (pattern == NULL) {
		rt_warn("--exclude %s: name=, image= or label= is expected",
		    exclude);
		return false;
	}
	if (str_starts(exclude, "label=")) {
		pattern = strchr(pattern, '=');
		if (pattern == NULL)
			return true;
		pattern++;
	}
	/* By itself first, so that the message has it as it was given. */
	if (rt_match(a, pattern, "", 0, &why) != IR_RESULT_ERROR &&
	    rt_match(a, arena_printf(a, "\\A(?:%s)\\z", pattern), "", 0,
		&why) != IR_RESULT_ERROR)
		return true;
	rt_warn("--exclude %s: %s", exclude, why);
	return false;
}

static bool
check(struct arena *a, const struct rt_options *o)
{
	for (uint32_t i = 0; i < o->nexclude; i++)
		if (!check_exclude(a, o->exclude[i]))
			return false;
	if (o->scripts && o->verify)
		rt_warn("--scripts and --verify exclude each other");
	else if ((o->waived_ok || o->apply_waivers) && o->waivers == NULL)
		rt_warn("--waived-ok and --apply-waivers need --waivers");
	else if (str_eq(o->xccdf, "-") + str_eq(o->arf, "-") +
		     str_eq(o->json, "-") + str_eq(o->text, "-") >
		 1)
		rt_warn("one output alone can be standard output");
	else if (o->keep != 0 && o->output_dir == NULL)
		rt_warn("--keep needs --output-dir");
	else if (o->proc[0] != '/' || o->host_root[0] != '/')
		rt_warn("--proc and --host-root take an absolute path");
	else
		return true;
	return false;
}

bool
rt_options_read(struct arena *a, const struct rt_content *c, int argc,
    char **argv, struct rt_options *o)
{
	const char *why;

	memset(o, 0, sizeof *o);
	o->content = c;
	if (!read_arguments(a, c, argc, argv, o))
		return false;
	if (o->help || o->show_version)
		return true;
	if (o->config != NULL && !rt_config_read(a, c, o->config, o))
		return false;
	if (o->proc == NULL)
		o->proc = "/proc";
	if (o->host_root == NULL)
		o->host_root = "/";
	if (!check(a, o))
		return false;
	if (o->oval_asked && c->unit.ndefinition == 0)
		rt_warn("there will be no OVAL results: the evaluator was not "
			"built with --with-oval-results, or its content has "
			"no OVAL");
	if (o->arf == NULL && o->arf_dir == NULL && o->output_dir == NULL)
		o->oval_results = RT_OVAL_NONE; /* nobody would see them */
	if (!rt_select(a, c, o, &why)) {
		rt_warn("%s; see --list", why);
		return false;
	}
	if (!rt_values_check(a, c, o, &why)) {
		rt_warn("%s", why);
		return false;
	}
	return true;
}
