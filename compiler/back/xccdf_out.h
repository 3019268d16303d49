/*
 * What the files share that write XCCDF: xccdf_out.c (attributes, elements),
 * xccdf_profile.c (profiles), xccdf.c (all else).  Every element ends with a
 * newline: one consumer drops every second of siblings otherwise.
 */
#ifndef XCCDF_OUT_H
#define XCCDF_OUT_H

#include "back.h"

struct out {
	const struct pass_unit *u;
	const struct model_benchmark *b;
	struct arena *arena; /* of this writing */
	struct strbuf *out;
	struct model_index ix;
	uint32_t *first, *next; /* items of b->item by parent; [ngroup]: top */
};

/* An attribute; nothing where its value is NULL. */
void out_attr(struct out *w, const char *name, const char *value);
void out_bool(struct out *w, const char *name, bool value);
/* A URI reference: bytes that none can hold are escaped. */
void out_uri(struct out *w, const char *name, const char *value);
/* The attribute where its value is one of the names. */
void out_enum(struct out *w, const char *name, const char *value,
    const char *const *names);
/* The attribute where its value is an NCName. */
void out_ncname(struct out *w, const char *name, const char *value);
/* xml:lang, where it has the form of one. */
void out_lang(struct out *w, const char *value);
/* weight: XCCDF allows three digits. */
void out_weight(struct out *w, const char *value);

/* "<cdf:name", to which attributes are added. */
void out_open(struct out *w, const char *name);
/* "/>" */
void out_empty(struct out *w);
/* ">text</cdf:name>" */
void out_end(struct out *w, const char *name, const char *text);
/* "</cdf:name>" */
void out_close(struct out *w, const char *name);
/* A whole element of text; nothing where there is none. */
void out_text(struct out *w, const char *name, const char *s);
/* A status with its date, where that is one; nothing where there is none. */
void out_status(struct out *w, const char *status, const char *date);
void out_dc(struct out *w, const char *name, const char *s);

/* source: dc:source, or NULL. */
void out_reference(struct out *w, const struct model_reference *r,
    const char *source);
void out_references(struct out *w, const struct model_reference *r, uint32_t n);
/* The publisher's own markup, as it was read; nothing where there is none. */
void out_metadata(struct out *w, const char *xml);
void out_warnings(struct out *w, const struct model_text *t, uint32_t n);
/* Platforms by name; expressions over facts are guards of the check. */
void out_platforms(struct out *w, const char *const *idref, uint32_t n);

/*
 * A list as one text, its items separated by commas, as the scripts take it;
 * NULL, where an item holds a comma itself.  (One consumer drops
 * complex-value, and would run the scripts with their own defaults.)
 */
const char *out_list(struct out *w, const char *const *item, uint32_t n);

/* The 1.2 id of a rule or group; a cluster's id stays what it is. */
const char *out_item_id(struct out *w, const char *id);
const char *out_value_id(struct out *w, const char *id);

bool out_is_decimal(const char *s);
/* YYYY-MM-DD */
bool out_is_date(const char *s);
extern const char *const out_operator_names[]; /* of Values, NULL at the end */

/* Every profile of back_profiles(). */
void out_profiles(struct out *w);

#endif
