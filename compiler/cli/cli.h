/*
 * The commands of auditc.  main.c owns the table of commands, the options and
 * the exit status; a command gets what was asked for in struct cli and gives
 * one of the statuses below.
 */
#ifndef CLI_H
#define CLI_H

#include "../pass/pass.h"
#include "../store/store.h"

enum cli_status {
	CLI_OK = 0,
	CLI_REFUSED = 1, /* the input was refused, or nothing was found */
	CLI_USAGE = 64,
	CLI_INTERNAL = 70, /* the store or the program failed */
};

#define CLI_MAX_MANY 64 /* options that may stand more than once */

struct cli {
	const char *db;       /* --db, $AUDITC_DB or out/controls.db */
	const char *profile;  /* -p */
	const char *output;   /* -o */
	const char *pass;     /* dump -d */
	const char *embedded; /* dump --embedded */
	const char *as;       /* export --as */
	const char *to, *target, *instance, *compare, *stylesheet; /* report */
	const char *format;   /* diff --format */
	const char *only;     /* diff --only */
	const char *reviewer, *date, *note; /* review */
	bool all_unchanged;                 /* review */
	const char *datastream_id, *xccdf_id;
	const char *profiles[CLI_MAX_MANY]; /* every -p; the first is profile */
	const char *tailoring[CLI_MAX_MANY];
	unsigned nprofile, ntailoring;
	const char *author, *reason, *expires; /* waive */
	const char *cci;                    /* search --cci */
	const char *type;                   /* fix --type */
	const char *severity, *benchmark;   /* search */
	const char *engine, *rules, *from;  /* advise */
	const char *try_, *try_network;     /* advise: a duration; a network */
	const char *results, *watch;        /* advise: an ARF; a duration */
	bool sweep;                         /* advise */
	bool allow_commands, nessus_severity, no_compile, oval_results, remove, cost;
	char *const *arg;
	int narg;
};

struct command {
	const char *name, *args; /* "import", "FILE..." */
	const char *options;     /* letters of main.c's options table */
	int min, max;            /* number of arguments; max -1: any */
	enum cli_status (*run)(const struct cli *cli);
	const char *summary; /* one line */
	const char *help;    /* what --help says below the usage */
};

enum cli_status cli_import(const struct cli *cli);
enum cli_status cli_list(const struct cli *cli);
enum cli_status cli_search(const struct cli *cli);
enum cli_status cli_show(const struct cli *cli);
enum cli_status cli_bind(const struct cli *cli);
enum cli_status cli_diff(const struct cli *cli);
enum cli_status cli_review(const struct cli *cli);
enum cli_status cli_validate(const struct cli *cli);
enum cli_status cli_results(const struct cli *cli);
enum cli_status cli_answers(const struct cli *cli);
enum cli_status cli_waive(const struct cli *cli);
enum cli_status cli_fix(const struct cli *cli);
enum cli_status cli_guide(const struct cli *cli);
enum cli_status cli_advise(const struct cli *cli);

/* A diagnostic of a command line that cannot be carried out; CLI_USAGE. */
enum cli_status cli_usage(const char *fmt, ...) BASE_PRINTF(1, 2);

/* --- benchmark.c ------------------------------------------------------------ */

/*
 * Is a file meant, and no name of the store?  A regular file, "-", or whatever
 * has a slash, be it there or not.
 */
bool cli_is_file(const char *name);
/* A profile by its id or the last part of it; MODEL_NONE after a diagnostic. */
uint32_t cli_find_profile(const struct model_benchmark *b, const char *name);

/*
 * A file (XCCDF, a data stream, or a zip of one) or a release of the store,
 * as store_find_release() takes it; NULL after a diagnostic.
 */
const struct model_benchmark *cli_benchmark(
    struct store *s, struct arena *a, const char *name, bool *file);

/* --- word.c: whose word, and of which day ---------------------------------- */

/* Today, or the day that SOURCE_DATE_EPOCH names: YYYY-MM-DD. */
const char *cli_today(struct arena *a);
/* Is it a day of the calendar, YYYY-MM-DD? */
bool cli_is_date(const char *s);
/* Who has logged in; NULL: nobody knows. */
const char *cli_person(void);

/* --- print.c: text for people, safe for a terminal ---------------------- */

/*
 * Colour and folding happen on a terminal only; into a pipe goes the same
 * text, unfolded.  Control characters become \xNN.
 */
void print_text(const char *s);
/* The same of n bytes, appended to b. */
void print_clean(struct strbuf *b, const char *s, size_t n);
/* May colour be used?  Not into a pipe, and not under NO_COLOR. */
bool print_colour(void);
/*
 * The end of a line, `used` columns of which are taken; runs of white space are
 * one space.  Where a terminal has no room for it print_snippet(), which ends
 * the line, folds it below, and print_rest() cuts it.
 */
void print_snippet(const char *s, int used, int indent);
void print_rest(const char *s, int used);
/* search.c: a line for each rule; '+' marks one with a check. */
void print_hits(const struct store_hit *h, uint32_t n);
/* Its STIG-ID, else the last part of its id. */
const char *print_hit_name(const struct store_hit *h);
/* Padded to `width`; a longer name is not cut, as somebody may copy it. */
void print_cell(const char *s, int width);
void print_heading(const char *s);
/* A paragraph, each line behind `indent` spaces. */
void print_block(const char *s, int indent);
/* Lines of text as they are. */
void print_lines(const char *s);
/* "Name       value" */
void print_field(const char *name, const char *fmt, ...) BASE_PRINTF(2, 3);
/* Columns of the terminal, or 0 where there is none. */
int print_columns(void);
int print_width(void); /* the same, and no more than is good for a text */
/*
 * On a terminal alone, and until NULL: what takes its time.  Standard error
 * has it.
 */
void print_busy(const char *what);
/* "1 rule", "2 rules" */
const char *print_plural(int64_t n, const char *one, const char *many);

#endif
