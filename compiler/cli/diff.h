/*
 * auditc diff: what is compared and what of it is asked for, for the files
 * that show it.
 */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include "cli.h"

struct diff_side {
	const struct model_benchmark *b;
	const char *label; /* "V1R2", the version, or "" */
	const char *from;  /* the file; NULL: it is of the store */
};

struct diff {
	struct arena arena;
	struct diff_side old, new_;
	struct model_change *change;
	enum store_hold *hold; /* by change */
	uint32_t n;
	/* bits of what --only names; all 0: everything but what is unchanged */
	uint32_t classes, fields, holds;
};

struct diff_totals { /* of everything, whatever is shown */
	uint32_t class_[CLASS__MAX], field[FIELD__MAX], hold[HOLD__MAX];
};

/* Is change i among what was asked for? */
bool diff_shown(const struct diff *d, uint32_t i);
/* The fields of change i whose texts are asked for, as bits. */
uint32_t diff_fields(const struct diff *d, uint32_t i);
struct diff_totals diff_total(const struct diff *d);
/* The rule of the new release; of the old one where it is removed. */
const struct model_rule *diff_rule(const struct diff *d, uint32_t i);
/* The rule of the old release; NULL where it is added. */
const struct model_rule *diff_old(const struct diff *d, uint32_t i);
/* "Widget_STIG V1R2, 03 Apr 2021" */
const char *diff_title(struct arena *a, const struct diff_side *side);
/* Its STIG-ID, else its XCCDF id. */
const char *diff_name(const struct model_rule *rule);
/* Both texts of a field. */
const char *diff_field(struct arena *a, const struct diff *d, uint32_t i,
    enum model_field field, const char **old);
/* Is a field a list, a line for each element? */
bool diff_is_list(enum model_field field);
/*
 * The elements of two lists that are only in one of them; GONE and NEW, each
 * without line end.
 */
struct word_run *diff_lines(
    struct arena *a, const char *old, const char *new_, uint32_t *n);
/* True when nothing but white space differs. */
bool diff_is_space(const struct word_run *run, uint32_t n);

/* For people on a terminal; width 0: unfolded. */
void diff_text(
    struct strbuf *out, const struct diff *d, int width, bool colour);
/* One page that needs no other file. */
void diff_html(struct strbuf *out, const struct diff *d);
void diff_json(struct strbuf *out, const struct diff *d);
/* A line per control, RFC 4180; no cell is a formula. */
void diff_csv(struct strbuf *out, const struct diff *d);

#endif
