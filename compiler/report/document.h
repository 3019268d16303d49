/*
 * The document that stylesheets get, and what of it a format needs.  Requires
 * report.h.
 */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include "report.h"

enum {
	DOCUMENT_FINDINGS = 1, /* under a rule: what was found, and where */
	DOCUMENT_RESULTS = 2,  /* under a target: each result, in order */
	DOCUMENT_ALL = DOCUMENT_FINDINGS | DOCUMENT_RESULTS
};

/*
 * document.c: the parts of n targets from `first` on, in a document that counts
 * and numbers all of them.
 */
void document_write(const struct report_request *q, unsigned parts,
    uint32_t first, uint32_t n, struct strbuf *out);

/* An attribute, or an element and a newline; nothing where there is no text. */
void document_attr(struct strbuf *b, const char *name, const char *value);
void document_element(struct strbuf *b, const char *name, const char *text);

/*
 * document_result.c: the DOCUMENT_RESULTS part.  Those that end in _names and
 * _asset add attributes to the open tag, the others elements.
 */
void document_stig_names(struct strbuf *b, const struct report *r);
void document_stig(struct strbuf *b, const struct report *r);
void document_asset(struct strbuf *b, const struct report_target *t);
void document_rule_names(struct strbuf *b, const struct report_rule *rule);
void document_rule(struct strbuf *b, const struct report_rule *rule);
void document_results(
    struct strbuf *b, const struct report *r, const struct report_target *t);

#endif
