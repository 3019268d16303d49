/*
 * A list as rows and columns, for the commands that show one: aligned for
 * people, or as JSON or CSV for programs.
 */
#ifndef CLI_GRID_H
#define CLI_GRID_H

#include "cli.h"

struct grid_column {
	const char *name;  /* of the member in JSON, of the column in CSV */
	const char *title; /* over the column; NULL: not shown to people */
	int width;         /* on a terminal, at most; 0: no matter */
	bool number;
};

struct grid {
	struct arena *a;
	const struct grid_column *column;
	uint32_t ncolumn;
	const char **cell; /* row by row */
	uint32_t ncell;
};

enum grid_format { GRID_TEXT, GRID_JSON, GRID_CSV, GRID__MAX };
/* By its name; NULL is text.  False after a diagnostic of usage. */
bool grid_format(const char *name, enum grid_format *out);

/* The next cell; NULL where there is nothing to say. */
void grid_add(struct grid *g, const char *text);
void grid_add_number(struct grid *g, int64_t n);
/*
 * Append what it is in that form: an array of objects, whose cells without
 * text are null; or lines by RFC 4180 below a line of names.
 */
void grid_write(
    const struct grid *g, enum grid_format format, struct strbuf *out);
/* The same to standard output. */
void grid_print(const struct grid *g, enum grid_format format);
/*
 * The same, of a list that may be empty.  Where something in particular was
 * asked for, that is NOT_FOUND, and false; else a note says that the store has
 * no `what` yet, and which command brings some.  Programs get a list without
 * rows.
 */
bool grid_list(const struct grid *g, enum grid_format format, bool asked,
    const char *what, const char *command);

/*
 * A cell of CSV, behind a comma but at the begin of a line.  What a
 * spreadsheet would take for a formula gets an apostrophe; control characters
 * but line ends are shown as \xNN.
 */
void grid_csv_cell(struct strbuf *out, const char *s);

#endif
