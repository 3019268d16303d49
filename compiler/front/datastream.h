/*
 * SCAP 1.2 and 1.3 source data streams: one file that holds benchmarks, the
 * OVAL and OCIL they refer to, and dictionaries of CPEs.  What a document
 * calls by a name of its own (an href of a check) is looked up in the catalog
 * of the component-ref through which that document was reached, and always
 * leads to a component of the same file; nothing is fetched.  Requires
 * front.h.
 */
#ifndef DATASTREAM_H
#define DATASTREAM_H

#include "front.h"
#include "xml.h"

#define DATASTREAM_NS "http://scap.nist.gov/schema/scap/source/1.2"
#define DATASTREAM_MAX_REFS 10000 /* component-refs, components, and entries */

/* A component-ref: a component as one stream sees it. */
struct datastream_ref {
	const char *id;     /* of the component-ref */
	const char *stream; /* id of the data-stream */
	/*
	 * The component's document: Benchmark, Tailoring, oval_definitions,
	 * ocil, cpe-list, ...; NULL where the file does not hold it.  Lines of
	 * its nodes are lines of the file.
	 */
	const struct xml_node *root;
	const char *component; /* id of the component */
	const struct xml_node *node;
	struct srcpos pos;
};

/* The parts of a stream, by where its component-ref stands. */
enum datastream_part {
	DATASTREAM_DICTIONARIES,
	DATASTREAM_CHECKLISTS,
	DATASTREAM_CHECKS,
	DATASTREAM_EXTENDED,
	DATASTREAM_PART__MAX
};

struct datastream { /* a whole collection */
	const char *file;
	struct {
		struct datastream_ref *ref; /* of all streams, in order */
		uint32_t n;
	} part[DATASTREAM_PART__MAX];
};

/*
 * Read the collection; NULL after diagnostics.  What it says points into the
 * tree below root, which must live as long.
 */
struct datastream *datastream_read(struct arena *a, const char *file,
    const struct xml_node *root);

/*
 * What the document behind `from` means by `href`: the component-ref of the
 * same stream that its catalog names.  NULL: it names none, or one that leads
 * out of the file.
 */
const struct datastream_ref *datastream_resolve(const struct datastream *ds,
    const struct datastream_ref *from, const char *href);

/*
 * The checklist with a Benchmark that is asked for: `stream` is the id of a
 * data-stream, `xccdf` that of a component-ref, a component or a Benchmark,
 * NULL what may be any.  NULL after a diagnostic where there is none, or
 * several that differ.
 */
const struct datastream_ref *datastream_choose(const struct datastream *ds,
    const char *stream, const char *xccdf);

/*
 * A benchmark of a document that is XCCDF or a data stream, chosen as above;
 * XCCDF by itself has one.  The tree is in the arena as well, for *ds and
 * *ref, which are NULL for XCCDF.
 */
struct front_source {
	struct model_benchmark *benchmark;
	struct datastream *ds;
	const struct datastream_ref *ref;
};
bool front_source_read(struct front_source *out, struct arena *a,
    const char *file, const char *data, size_t n, const char *stream,
    const char *xccdf);

#endif
