/*
 * Tailoring: what a site decides about a benchmark, in a document of its own
 * (XCCDF 1.2, and the form that other tools use for XCCDF 1.1) or as a
 * component of a data stream.  Its profiles become profiles of the benchmark.
 * Requires front.h.
 */
#ifndef TAILORING_H
#define TAILORING_H

#include "front.h"
#include "xml.h"

#define TAILORING_NS_11 "http://open-scap.org/page/Xccdf-1.1-tailoring"

/*
 * Add the profiles of a Tailoring to the benchmark.  One that has the id of a
 * profile of the benchmark stands in its place, and what extends that id goes
 * on to extend the benchmark's own, which is abstract from then on.  A
 * reference to another benchmark or to another version of it is warned of.
 * False after diagnostics of level error; the benchmark is then unusable.
 */
bool tailoring_apply(struct model_benchmark *b, const char *file,
    const struct xml_node *root);

/*
 * settings.c: is what the profiles from `first` on set Values to what these
 * may be, by the selector that the profile has for each?  False after
 * diagnostics: errors for a site's profiles, which must not change a Value
 * that prohibits it, warnings for the benchmark's own.
 */
bool tailoring_check_values(
    const struct model_benchmark *b, uint32_t first, bool site);

#endif
