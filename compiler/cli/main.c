/*
 * auditc: the table of commands, the options, the exit status.  The only file
 * with getopt and exit().
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static const struct command commands[] = {
	{ "import", "FILE...", "", 1, -1, cli_import,
	    "take documents into the store",
	    "FILE is a benchmark (XCCDF 1.1 or 1.2), a SCAP data stream, an\n"
	    ".audit file, DISA's list of CCIs, a checklist with a site's\n"
	    "answers (CKL, CKLB), one of these compressed by bzip2, gzip or\n"
	    "xz, a zip of them (zips in it included) or a directory, which is\n"
	    "searched; XML of another kind in it is left out.\n"
	    "Each file is one transaction: what cannot be read whole leaves\n"
	    "the store as it was, and the other files are still taken in; so\n"
	    "are the other members of a zip that has a bad one.\n"
	    "The same bytes a second time change nothing." },
	{ "validate", "FILE...", "", 1, -1, cli_validate,
	    "check documents before they are imported",
	    "Each FILE, or each document of a zip, is read as import would,\n"
	    "held against the official schema (of openscap-common; where that\n"
	    "is not installed, this is said), and looked through for profiles\n"
	    "that select nothing, rules that none selects, and rules without a\n"
	    "check.  Nothing is kept." },
	{ "list", "[WHAT] [BENCHMARK]", "f", 0, 2, cli_list,
	    "list benchmarks, or the rules of one",
	    "Without an argument: every release of every benchmark in the\n"
	    "store and every .audit file.  With BENCHMARK: its rules and\n"
	    "profiles; '+' marks a rule that has a check.\n"
	    "WHAT is benchmarks, profiles, rules, values or controls: those\n"
	    "of the newest releases, or of BENCHMARK, as a table." },
	{ "search", "[WORD...]", "ibvf", 0, -1, cli_search,
	    "find rules by the words of their text",
	    "Rules of the newest releases whose texts have all of the words\n"
	    "(or words that begin so), the best first.  --cci, --severity and\n"
	    "--benchmark (which may be an older release) leave those of them\n"
	    "that fit; with one of these no word is needed." },
	{ "show", "ID", "", 1, 1, cli_show,
	    "show all about a rule, a CCI, a control, a profile",
	    "ID is any name of a rule, in any release: STIG-ID, V- or SV-\n"
	    "number with or without revision, legacy id, CIS number, XCCDF\n"
	    "id, control id.  Benchmarks of several publishers that speak of\n"
	    "the same requirement are shown together.\n"
	    "Or it is a CCI, a control of 800-53 (AC-2, \"AC-2 (3)\"), or a\n"
	    "profile: what it is, and the rules that carry it." },
	{ "diff", "OLD NEW", "FOo", 2, 2, cli_diff,
	    "show what a new release changed",
	    "OLD and NEW are releases of the store, as BENCHMARK@V1R2, or\n"
	    "files: XCCDF, or a zip of one.  Controls are the same by their\n"
	    "STIG-ID; where that is missing or stands on several rules, by\n"
	    "the XCCDF id without its revision.  Shown are those added,\n"
	    "removed, moved (another id, the same text) and changed, what\n"
	    "changed in each, word by word, and whether the check that is\n"
	    "bound to it holds, is stale, is new, or there is none.\n"
	    "--only takes names, separated by commas: added, removed, moved,\n"
	    "changed; title, severity, discussion, check, fix, references,\n"
	    "values; holds, stale, new, none." },
	{ "review", "[ID...]", "ARym", 0, -1, cli_review,
	    "say that a check still holds",
	    "The reviewer's word that the checks bound to the rules that are\n"
	    "named hold against the newest release's text, whatever changed:\n"
	    "they are stale no longer.  The site's answers and waivers for\n"
	    "them are held against it too.  --all-unchanged gives it for every\n"
	    "check whose check text is the same but for white space, where\n"
	    "nobody gave it since the rule changed otherwise." },
	{ "build", "BENCHMARK", "poCNn9Vsxg", 1, 1, cli_build,
	    "write the check scripts and the evaluator",
	    "BENCHMARK is one of the store (its id, the last part of it or a\n"
	    "unique beginning or part, with @VERSION for another than the\n"
	    "newest) or a file: XCCDF, a SCAP data stream or .audit.  Written are\n"
	    "checks/*.sh, evaluator.c and the program evaluate, below -o DIR,\n"
	    "else out/<benchmark>.\n"
	    "-p makes a profile's choice the default; all profiles remain in\n"
	    "the evaluator, or, where -p stands more than once, those alone.\n"
	    "--tailoring adds the profiles of a Tailoring: of a file, or of the\n"
	    "data stream by its id.  CC is the compiler, else cc." },
	{ "coverage", "BENCHMARK", "pNsxg", 1, 1, cli_coverage,
	    "say for each rule how it is decided, or why it is not",
	    "Per rule: automated, site value (with the value's default), half\n"
	    "interview, manual or unsupported, the reason, and whether its\n"
	    "check is stale; then totals, the rules whose script does not\n"
	    "decide what the evaluator does, and why, and the text of every\n"
	    "command that a check would run.  With -p, of the rules that it\n"
	    "selects." },
	{ "bind", "ID ITEM", "r", 2, 2, cli_bind,
	    "bind a check to a rule by hand",
	    "ITEM is the STIG-ID or the description of an item of an .audit\n"
	    "file in the store.  Items whose STIG-ID is the rule's are bound\n"
	    "without this.  The binding is held against the rule's present\n"
	    "text: it is stale once a release changes the check text." },
	{ "dump", "[BENCHMARK]", "dECNVosxg", 0, 1, cli_dump,
	    "print the compiled checks, or an embedded file",
	    "The intermediate representation of BENCHMARK as text, after the\n"
	    "last pass or after the one named by -d." },
	{ "export", "BENCHMARK", "paosxg", 1, 1, cli_export,
	    "print a benchmark in another form, or its checks as .audit",
	    "--as xccdf gives BENCHMARK as XCCDF 1.2; --as datastream as a\n"
	    "SCAP 1.3 data stream with its scripts; --as tailoring a Tailoring\n"
	    "to begin with, a profile for each of its own, or of -p; --as audit\n"
	    "the .audit file that is bound to it, or the one that is named.\n"
	    "-p, more than once, names the profiles that are in it." },
	{ "bundle", "BENCHMARK", "poCNVsxg", 1, 1, cli_bundle,
	    "build, and pack for hosts without a tool chain",
	    "A tar (-o FILE, else out/<benchmark>.tar) of the evaluator, the\n"
	    "scripts, the manual page and examples for systemd and cron." },
	{ "answers", "[ID]", "fTr", 0, 1, cli_answers,
	    "list what a site's checklists say",
	    "What import took in of CKL and CKLB files: status, severity,\n"
	    "comments, by target and rule.  An answer follows its rule into\n"
	    "the next release; where the check text has changed, it does not\n"
	    "hold until it is reviewed (auditc review ID).  Reports put them\n"
	    "beside the results.  --remove drops those to ID." },
	{ "waive", "ID...", "UeXTfo", 1, -1, cli_waive,
	    "answer for a finding until a day",
	    "Whoever is named answers for the rules on every target, or on\n"
	    "--target alone, through the day of --expires.  What is observed\n"
	    "stays what it is; reports say who waived it and count it apart.\n"
	    "Where a release changes the check text, the waiver does not hold\n"
	    "until it is reviewed (auditc review ID).\n"
	    "waive list           those there are\n"
	    "waive remove ID...   take them back\n"
	    "waive export         the file for evaluate --waivers (-o FILE)" },
	{ "guide", "BENCHMARK", "po", 1, 1, cli_guide,
	    "a benchmark as a page to be read",
	    "BENCHMARK is one of the store, or a file: XCCDF, a data stream\n"
	    "or a zip of one.  The page is HTML that needs nothing else, with\n"
	    "all rules, or those that -p selects, with its values." },
	{ "fix", "FILE|latest", "kTo", 1, 1, cli_fix,
	    "the fixes of what failed, as one script",
	    "FILE has results as report takes them.  Of every rule that\n"
	    "failed on the target (the first, or --target) and is not waived,\n"
	    "the benchmark's fix of that type, with the values of the run;\n"
	    "the head says what it does and what it leaves alone.  Types are\n"
	    "sh (if none is named), ansible, text (the words for a person),\n"
	    "and whatever else the benchmark has.  Nothing is run: the script\n"
	    "of type sh changes something with --apply only." },
	{ "results", "WHAT [ARGUMENT...]", "fT", 1, -1, cli_results,
	    "keep results, and show what became of them",
	    "add FILE...    take results into the store: XCCDF, ARF and the\n"
	    "               JSON of evaluate, of other tools too; a file is\n"
	    "               one transaction, the same bytes change nothing\n"
	    "list           every evaluation, the newest first\n"
	    "diff OLD NEW   what changed: numbers of evaluations, files, or\n"
	    "               latest\n"
	    "trend ID       a rule through time, by any of its names; or a\n"
	    "               target\n"
	    "remove NO...   drop the files that these evaluations came with" },
	{ "report", "FILE|latest", "tTIcSo", 1, 1, cli_report,
	    "results for people and for the tools that read them",
	    "FILE has results: XCCDF, ARF or the JSON of evaluate; XCCDF and\n"
	    "ARF of other tools too.  latest is the newest file that results\n"
	    "add took in; the number of an evaluation means that one.\n"
	    "--to is one of text (if none is named), html, csv, junit, ckl,\n"
	    "cklb, sarif, hdf, ocsf, prometheus, nessus, xml.  -o DIR (a\n"
	    "directory, or with a slash at its end) gets a file\n"
	    "per target; ckl, cklb and hdf hold one target, the first or\n"
	    "--target.  --instance takes the site's answers for a web server\n"
	    "or database of the target; checklists in a DIR are also written\n"
	    "for each that the site has answers for.  --compare goes with\n"
	    "text, html and xml, --stylesheet (XSLT 1.0, of what --to xml\n"
	    "prints) with html, ckl, junit and nessus." },
	{ "advise", "[CONTAINER...]", "ao12345678", 0, -1, cli_advise,
	    "say how a container's root can be read-only",
	    "CONTAINER is a name or an id of 12 characters or more.  From\n"
	    "what it wrote so far: the mounts that it needs, what is to be\n"
	    "changed in its image, and the commands that make it anew with\n"
	    "all its options and a read-only root.  Nothing is changed.\n"
	    "--results takes every container that failed the rule of the\n"
	    "read-only root (DKER-EE-002030) in results of evaluate.\n"
	    "--as docker (a shell script, for Podman where it is Podman's),\n"
	    "compose (an override), kubernetes (a patch), quadlet (a unit),\n"
	    "json, or observed (what was seen, for --from).  -o DIR gets a\n"
	    "file per container, of mode 0600, as its environment is in it.\n"
	    "--watch also sees what is made and removed in the meantime, from\n"
	    "its start on where the container was not started yet.\n"
	    "--try starts a clone with the advice, on no network and with\n"
	    "copies of the data, watches it (10s, 5m, 1h), refines the\n"
	    "advice, and removes all that it made.  Behind --try a word such\n"
	    "as 30s, 5m or 1h is its duration.  What a trial left that was\n"
	    "killed goes at the next --try, or by --sweep." },
};
#define NCOMMAND (sizeof commands / sizeof commands[0])

/* The letters are those of struct command's options. */
static const struct {
	int letter;
	bool short_;
	const char *name, *arg, *help;
} options[] = {
	{ 'D', false, "db", "FILE",
	    "the store ($AUDITC_DB, else out/controls.db)" },
	{ 'p', true, "profile", "P",
	    "a profile: its id or the last part of it" },
	{ 'o', true, "output", "PATH", "where the output goes" },
	{ 'C', false, "allow-commands", NULL,
	    "let commands of content that is not bundled run" },
	{ 'N', false, "nessus-severity", NULL,
	    "severity MEDIUM and LOW as the vendor has them" },
	{ 'V', false, "with-oval-results", NULL,
	    "keep OVAL definitions, for OVAL results in the ARF" },
	{ 'n', false, "no-compile", NULL,
	    "write evaluator.c, do not compile it" },
	{ '9', false, "cost", NULL, "say what each pass costs" },
	{ 'd', true, "pass", "PASS", "print after this pass" },
	{ 'E', false, "embedded", "NAME", "print an embedded file" },
	{ 'a', false, "as", "FORMAT", "the form of the output" },
	{ '1', false, "engine", "SOCKET", "ask this engine alone" },
	{ '2', false, "rules", "FILE", "kinds of places, before our own" },
	{ '3', false, "from", "FILE", "what was seen, from --as observed" },
	{ '6', false, "results", "FILE", "what failed in XCCDF, ARF, JSON" },
	{ '7', false, "watch", "DURATION", "look at its writes meanwhile" },
	{ '4', false, "try", "[=DURATION]", "prove it with a clone (10s)" },
	{ '5', false, "try-network", "NET", "the clone's network (none)" },
	{ '8', false, "sweep", NULL, "remove what killed trials left" },
	{ 't', false, "to", "FORMAT", "the form of the report" },
	{ 'T', false, "target", "NAME", "this target only" },
	{ 'I', false, "instance", "SITE/NAME",
	    "of this web server or database" },
	{ 'c', false, "compare", "OLDER", "say what changed since" },
	{ 'S', false, "stylesheet", "FILE", "instead of the format's own" },
	{ 'r', false, "remove", NULL, "take it back" },
	{ 'f', false, "format", "FORMAT", "text, json or csv" },
	{ 'F', false, "format", "FORMAT", "text, json, html or csv" },
	{ 'O', false, "only", "NAME,...", "show these alone" },
	{ 'A', false, "all-unchanged", NULL,
	    "all whose check text did not change" },
	{ 'R', false, "reviewer", "NAME", "who says so ($LOGNAME)" },
	{ 'y', false, "date", "YYYY-MM-DD", "when (today)" },
	{ 'm', false, "note", "TEXT", "why" },
	{ 'b', false, "benchmark", "BENCHMARK", "rules of this one" },
	{ 'v', false, "severity", "SEVERITY", "high, medium, low, ..." },
	{ 'k', false, "type", "TYPE", "sh, ansible, text, ..." },
	{ 'U', false, "author", "NAME", "who answers for it ($LOGNAME)" },
	{ 'e', false, "reason", "TEXT", "why" },
	{ 'X', false, "expires", "YYYY-MM-DD", "the last day" },
	{ 'i', false, "cci", "CCI", "rules that carry this CCI" },
	{ 'g', false, "tailoring", "FILE",
	    "profiles of the site (repeatable)" },
	{ 's', false, "datastream-id", "ID",
	    "the data stream of a collection" },
	{ 'x', false, "xccdf-id", "ID",
	    "the benchmark or checklist of a data stream" },
	{ 'h', true, "help", NULL, "say this" },
};
#define NOPTION (sizeof options / sizeof options[0])

enum cli_status
cli_usage(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	diag(DIAG_ID_USAGE, (struct srcpos){ "auditc", 0 }, "%s", text);
	return CLI_USAGE;
}

static bool
takes(const struct command *c, int letter)
{
	return letter == 'D' || letter == 'h' ||
	       strchr(c->options, letter) != NULL;
}

static void
print_help(void)
{
	size_t i;

	printf("usage: auditc COMMAND [OPTION...] [ARGUMENT...]\n\n"
	       "auditc compiles security benchmarks and audit content into "
	       "checks.\n\n"
	       "Commands:\n");
	for (i = 0; i < NCOMMAND; i++)
		printf("  %-9s %s\n", commands[i].name, commands[i].summary);
	printf("\nauditc COMMAND --help says more of each; auditc --version\n"
	       "prints the version, auditc --completion a completion for bash.\n"
	       "The store is --db FILE, else $AUDITC_DB, else out/controls.db.\n\n"
	       "Exit status: 0 done; 1 the input was refused or nothing was\n"
	       "found; 64 wrong usage; 70 the store or the program failed.\n");
}

static void
print_command_help(const struct command *c)
{
	char left[40];
	size_t i;

	printf("usage: auditc %s [OPTION...]%s%s\n\n%s\n\nOptions:\n", c->name,
	    *c->args != '\0' ? " " : "", c->args, c->help);
	for (i = 0; i < NOPTION; i++) {
		if (!takes(c, options[i].letter))
			continue;
		snprintf(left, sizeof left, "%c%c--%s%s%s",
		    options[i].short_ ? '-' : ' ',
		    options[i].short_ ? options[i].letter : ' ',
		    options[i].name,
		    options[i].arg != NULL && options[i].arg[0] != '[' ? " "
								       : "",
		    options[i].arg != NULL ? options[i].arg : "");
		printf("  %.2s%s %-22s %s\n", left,
		    options[i].short_ ? "," : " ", left + 2, options[i].help);
	}
	printf("\nExit status: 0 done; 1 the input was refused or nothing was\n"
	       "found; 64 wrong usage; 70 the store or the program failed.\n");
}

/*
 * A function of bash that completes commands and options; what else there is
 * are names of files.
 */
static void
print_completion(void)
{
	size_t i, k;

	printf("# auditc " AUDITC_VERSION ": completion for bash\n"
	       "_auditc()\n{\n"
	       "\tlocal i word=${COMP_WORDS[COMP_CWORD]} command='' words=''\n"
	       "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	       "\t\tcase ${COMP_WORDS[i]} in\n"
	       "\t\t--db)\n\t\t\t((i++))\n"
	       "\t\t\t[[ ${COMP_WORDS[i]} != = ]] || ((i++))\n\t\t\t;;\n"
	       "\t\t-*|=) ;;\n"
	       "\t\t*)\n\t\t\tcommand=${COMP_WORDS[i]}\n"
	       "\t\t\tbreak\n\t\t\t;;\n\t\tesac\n\tdone\n"
	       "\tcase $command in\n\t'') words='");
	for (i = 0; i < NCOMMAND; i++)
		printf("%s ", commands[i].name);
	printf("--db --help --version' ;;\n");
	for (i = 0; i < NCOMMAND; i++) {
		printf("\t%s) words='", commands[i].name);
		for (k = 0; k < NOPTION; k++)
			if (takes(&commands[i], options[k].letter))
				printf("--%s%s", options[k].name,
				    options[k].letter == 'h' ? "' ;;\n" : " ");
	}
	printf("\tesac\n"
	       "\t[[ -z $command || $word == -* ]] || return\n"
	       "\tmapfile -t COMPREPLY < "
	       "<(compgen -W \"$words\" -- \"$word\")\n"
	       "}\ncomplete -o bashdefault -o default -F _auditc auditc\n");
}

/* One more of an option; beyond the limit the last one counts. */
static void
add_many(const char **list, unsigned *n, const char *arg)
{
	if (*n == CLI_MAX_MANY)
		--*n;
	list[(*n)++] = arg;
}

static void
set_option(struct cli *cli, int letter, const char *arg)
{
	switch (letter) {
	case 'D':
		cli->db = arg;
		break;
	case 'p':
		add_many(cli->profiles, &cli->nprofile, arg);
		cli->profile = cli->profiles[0];
		break;
	case 'g':
		add_many(cli->tailoring, &cli->ntailoring, arg);
		break;
	case 'o':
		cli->output = arg;
		break;
	case 'd':
		cli->pass = arg;
		break;
	case 'E':
		cli->embedded = arg;
		break;
	case 'a':
		cli->as = arg;
		break;
	case '1':
		cli->engine = arg;
		break;
	case '2':
		cli->rules = arg;
		break;
	case '3':
		cli->from = arg;
		break;
	case '6':
		cli->results = arg;
		break;
	case '7':
		cli->watch = arg;
		break;
	case '4':
		cli->try_ = arg != NULL ? arg : "10s";
		break;
	case '5':
		cli->try_network = arg;
		break;
	case '8':
		cli->sweep = true;
		break;
	case 't':
		cli->to = arg;
		break;
	case 'T':
		cli->target = arg;
		break;
	case 'I':
		cli->instance = arg;
		break;
	case 'c':
		cli->compare = arg;
		break;
	case 'S':
		cli->stylesheet = arg;
		break;
	case 'f':
	case 'F':
		cli->format = arg;
		break;
	case 'O':
		cli->only = arg;
		break;
	case 'A':
		cli->all_unchanged = true;
		break;
	case 'R':
		cli->reviewer = arg;
		break;
	case 'y':
		cli->date = arg;
		break;
	case 'm':
		cli->note = arg;
		break;
	case 'b':
		cli->benchmark = arg;
		break;
	case 'v':
		cli->severity = arg;
		break;
	case 'k':
		cli->type = arg;
		break;
	case 'U':
		cli->author = arg;
		break;
	case 'e':
		cli->reason = arg;
		break;
	case 'X':
		cli->expires = arg;
		break;
	case 'i':
		cli->cci = arg;
		break;
	case 's':
		cli->datastream_id = arg;
		break;
	case 'x':
		cli->xccdf_id = arg;
		break;
	case 'C':
		cli->allow_commands = true;
		break;
	case 'N':
		cli->nessus_severity = true;
		break;
	case 'V':
		cli->oval_results = true;
		break;
	case 'n':
		cli->no_compile = true;
		break;
	case '9':
		cli->cost = true;
		break;
	default:
		cli->remove = true;
	}
}

/*
 * An unset variable of a script must not put outputs at the root of the file
 * system, or mean something else: what is given is not empty.
 */
static enum cli_status
refuse_empty(const struct command *c, int letter)
{
	size_t i;

	for (i = 0; options[i].letter != letter; i++)
		;
	return cli_usage("--%s needs a value; see auditc %s --help",
	    options[i].name, c->name);
}

/* 30s, 5m, 1h: what may stand behind --try without "=". */
static bool
is_duration(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n > 0 && (s[n] == 's' || s[n] == 'm' || s[n] == 'h') &&
	       s[n + 1] == '\0';
}

static const char *
default_db(const char *given)
{
	const char *env = getenv("AUDITC_DB");

	if (given != NULL)
		return given;
	return env != NULL && *env != '\0' ? env : "out/controls.db";
}

static enum cli_status
run_command(const struct command *c, const char *db, int argc, char **argv)
{
	struct cli cli = { .db = default_db(db) };
	struct option longs[NOPTION + 1];
	char shorts[2 * NOPTION + 2] = ":";
	size_t i, n = 0, s = 1;
	int letter;

	for (i = 0; i < NOPTION; i++) {
		if (!takes(c, options[i].letter))
			continue;
		longs[n++] = (struct option){ options[i].name,
			options[i].arg == NULL	    ? no_argument
			: options[i].arg[0] == '[' ? optional_argument
						   : required_argument,
			NULL, options[i].letter };
		if (options[i].short_) {
			shorts[s++] = (char)options[i].letter;
			if (options[i].arg != NULL)
				shorts[s++] = ':';
		}
	}
	longs[n] = (struct option){ NULL, 0, NULL, 0 };
	shorts[s] = '\0';
	opterr = 0;
	while ((letter = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (letter == 'h') {
			print_command_help(c);
			return CLI_OK;
		}
		if (letter == ':')
			return cli_usage("%s needs a value", argv[optind - 1]);
		if (letter == '?')
			return cli_usage(
			    "%s has no option %s; see auditc %s --help",
			    c->name, argv[optind - 1], c->name);
		if (letter == '4' && optarg == NULL && optind < argc &&
		    is_duration(argv[optind]))
			optarg = argv[optind++];
		if (optarg != NULL && *optarg == '\0')
			return refuse_empty(c, letter);
		set_option(&cli, letter, optarg);
	}
	cli.arg = argv + optind;
	cli.narg = argc - optind;
	if (cli.narg < c->min || (c->max >= 0 && cli.narg > c->max))
		return cli_usage("auditc %s [OPTION...]%s%s", c->name,
		    *c->args != '\0' ? " " : "", c->args);
	for (i = 0; i < (size_t)cli.narg; i++)
		if (*cli.arg[i] == '\0')
			return cli_usage("an argument of %s is empty", c->name);
	return c->run(&cli);
}

/* --db may stand before the command too; steps over it. */
static const char *
leading_db(int *argc, char ***argv)
{
	const char *db = NULL;

	while (*argc > 1) {
		if (str_starts((*argv)[1], "--db="))
			db = (*argv)[1] + strlen("--db=");
		else if (*argc > 2 && str_eq((*argv)[1], "--db")) {
			db = (*argv)[2];
			--*argc;
			++*argv;
		} else
			break;
		--*argc;
		++*argv;
	}
	return db;
}

static enum cli_status
dispatch(int argc, char **argv)
{
	const char *db = leading_db(&argc, &argv);
	const char *name = argc > 1 ? argv[1] : NULL;
	size_t i;

	if (name == NULL)
		return cli_usage("a command is missing; see auditc --help");
	if (str_eq(name, "--help") || str_eq(name, "-h") ||
	    str_eq(name, "help")) {
		print_help();
		return CLI_OK;
	}
	if (str_eq(name, "--version") || str_eq(name, "-V")) {
		puts("auditc " AUDITC_VERSION);
		return CLI_OK;
	}
	if (str_eq(name, "--completion")) {
		print_completion();
		return CLI_OK;
	}
	for (i = 0; i < NCOMMAND; i++)
		if (str_eq(name, commands[i].name))
			return run_command(&commands[i], db, argc - 1,
			    argv + 1);
	return cli_usage("there is no command %s; see auditc --help", name);
}

int
main(int argc, char **argv)
{
	enum cli_status status = dispatch(argc, argv);

	if (fflush(stdout) != 0 || ferror(stdout)) {
		diag(DIAG_ID_FILE_WRITE,
		    (struct srcpos){ "standard output", 0 }, NULL);
		if (status == CLI_OK)
			status = CLI_REFUSED;
	}
	if (status == CLI_OK && diag_highest() >= DIAG_ERROR)
		status = CLI_REFUSED;
	if (status == CLI_REFUSED && diag_highest() == DIAG_FATAL)
		status = CLI_INTERNAL;
	exit(status);
}
