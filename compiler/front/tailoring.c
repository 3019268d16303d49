/* Tailoring documents, and what they do to a benchmark. */
#include <string.h>

#include "tailoring.h"
#include "xccdf.h"

static bool
is_tailoring(const struct xml_node *root)
{
	return xml_is(root, XCCDF_NS_12, "Tailoring") ||
	    xml_is(root, TAILORING_NS_11, "Tailoring");
}

/* Is it the end of a path or URI, behind a slash or '#'? */
static bool
names_file(const char *href, const char *file)
{
	const char *base = strrchr(file, '/');
	size_t n, k;

	base = base != NULL ? base + 1 : file;
	n = strlen(href);
	k = strlen(base);
	return n >= k && str_eq(href + n - k, base) &&
	    (n == k || href[n - k - 1] == '/');
}

/* Which benchmark it is for is informative: what does not fit is warned of. */
static void
check_benchmark(struct xccdf_reader *r, const struct xml_node *root)
{
	const struct model_benchmark *b = r->b;
	const struct xml_node *k = xml_kid(root, root->ns, "benchmark");
	const char *id, *version, *href;

	if (k == NULL)
		return;
	id = xml_attr(k, "id");
	version = xml_attr(k, "version");
	href = xml_attr(k, "href");
	if (id != NULL && !str_eq(id, b->id) && !str_eq(id, b->id12))
		diag(DIAG_ID_TAILORING_OTHER, xccdf_pos(r, k),
		    "it is for %s, and this is %s", id, b->id);
	else if (id == NULL && href != NULL && *href != '#' &&
	    !names_file(href, b->file))
		diag(DIAG_ID_TAILORING_OTHER, xccdf_pos(r, k),
		    "it is for %s, and this is %s", href, b->file);
	if (version != NULL && !str_eq(version, b->version))
		diag(DIAG_ID_TAILORING_OTHER, xccdf_pos(r, k),
		    "it is for version %s, and this is %s", version,
		    b->version);
}

/* What texts of the profiles may name: plain-texts and Values. */
static void
add_subs(struct xccdf_reader *r)
{
	const struct model_benchmark *b = r->b;
	const struct model_resolved *own =
	    model_resolve(r->arena, b, MODEL_NONE);

	for (uint32_t i = 0; i < b->nplain_text; i++)
		xccdf_add_sub(r, b->plain_text[i].id, b->plain_text[i].text,
		    NULL, false);
	for (uint32_t i = 0; i < b->nvalue; i++)
		xccdf_add_sub(r, b->value[i].id, own->value[i].value,
		    b->value[i].title, true);
	xccdf_sort_subs(r);
}

/* An id that no profile has. */
static const char *
unused_id(struct xccdf_reader *r, const char *id)
{
	id = arena_printf(r->arena, "%s_untailored", id);
	while (model_find_profile(r->b, id) != MODEL_NONE)
		id = arena_printf(r->arena, "%s_", id);
	return id;
}

/*
 * Rename the benchmark's profiles whose ids the tailoring takes (from `first`
 * on), wherever they are extended.
 */
static void
give_way(struct xccdf_reader *r, uint32_t first)
{
	struct model_benchmark *b = r->b;

	for (uint32_t i = 0; i < first; i++) {
		const char *id = b->profile[i].id, *id12 = b->profile[i].id12;
		uint32_t k = first;

		while (k < b->nprofile && !str_eq(b->profile[k].id12, id12))
			k++;
		if (k == b->nprofile)
			continue;
		b->profile[i].id = b->profile[i].id12 = unused_id(r, id12);
		b->profile[i].abstract = true;
		for (k = 0; k < b->nprofile; k++) {
			if (str_eq(b->profile[k].extends, id) ||
			    str_eq(b->profile[k].extends, id12))
				b->profile[k].extends = b->profile[i].id;
		}
	}
}

static void
read_profiles(struct xccdf_reader *r, const struct xml_node *root)
{
	const struct xml_node *k;

	for (k = root->kid; k != NULL; k = k->next) {
		if (k->name == NULL || !str_eq(k->name, "Profile"))
			continue;
		if (!str_eq(k->ns, XCCDF_NS_12) &&
		    !str_eq(k->ns, XCCDF_NS_11)) {
			xccdf_error(r, DIAG_ID_XML_NAMESPACE, xccdf_pos(r, k),
			    "%s in %s", k->name,
			    k->ns != NULL ? k->ns : "none");
			continue;
		}
		r->ns = k->ns;
		xccdf_read_profile(r, k);
	}
}

bool
tailoring_apply(struct model_benchmark *b, const char *file,
    const struct xml_node *root)
{
	struct xccdf_reader r = { .arena = b->arena, .b = b };
	uint32_t first = b->nprofile;
	size_t n;

	r.file = arena_strdup(b->arena, file);
	if (!is_tailoring(root)) {
		diag(DIAG_ID_XML_NAMESPACE, xccdf_pos(&r, root),
		    "%s in %s", root->name,
		    root->ns != NULL ? root->ns : "none");
		return false;
	}
	r.id_ns = model_id12_split(b->id12, "benchmark", &n, NULL) ?
	    arena_strndup(b->arena, b->id12 + strlen("xccdf_"), n) :
	    "auditc.local";
	check_benchmark(&r, root);
	add_subs(&r);
	read_profiles(&r, root);
	if (!r.bad && b->nprofile == first)
		xccdf_error(&r, DIAG_ID_XCCDF_MISSING, xccdf_pos(&r, root),
		    "Profile of Tailoring");
	if (r.bad)
		return false;
	give_way(&r, first);
	xccdf_link_profiles(&r, first);
	return !r.bad && tailoring_check_values(b, first, true);
}
