/* The applicability language and dictionaries, out of XML. */
#include <string.h>

#include "cpe.h"

struct reader {
	struct arena *arena;
	const char *file;
	uint32_t ntest;
	bool bad;
};

static struct srcpos
position(const struct reader *r, const struct xml_node *node)
{
	return (struct srcpos) { r->file, node->line };
}

static const char *
need(struct reader *r, const struct xml_node *node, const char *name)
{
	const char *value = xml_attr(node, name);

	if (value != NULL && *value != '\0')
		return arena_strdup(r->arena, value);
	diag(DIAG_ID_XCCDF_MISSING, position(r, node), "%s of %s", name,
	    node->name);
	r->bad = true;
	return "";
}

static void
refuse(struct reader *r, const struct xml_node *node, const char *name)
{
	diag(DIAG_ID_XCCDF_VALUE, position(r, node), "%s=\"%s\" of %s", name,
	    xml_attr(node, name), node->name);
	r->bad = true;
}

/* Text without the white space around it. */
static const char *
trimmed(struct arena *a, const struct xml_node *node)
{
	const char *s = xml_text(a, node);
	size_t n;

	s += strspn(s, " \t\r\n");
	n = strlen(s);
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	return arena_strndup(a, s, n);
}

/* --- the applicability language --------------------------------------------- */

static void
read_logical(struct reader *r, const struct xml_node *node,
    struct model_platform_test *t)
{
	const char *operator_ = need(r, node, "operator");
	const char *negate = xml_attr(node, "negate");
	const struct xml_node *k;

	t->kind = MODEL_PLATFORM_LOGICAL;
	t->or_ = str_eq_nocase(operator_, "OR");
	if (!t->or_ && !str_eq_nocase(operator_, "AND") && *operator_ != '\0')
		refuse(r, node, "operator");
	t->negate = str_eq(negate, "true") || str_eq(negate, "1");
	if (negate != NULL && !t->negate && !str_eq(negate, "false") &&
	    !str_eq(negate, "0"))
		refuse(r, node, "negate");
	for (k = node->kid; k != NULL && !r->bad; k = k->next) {
		struct model_platform_test *kid;

		if (k->name == NULL || !str_eq(k->ns, CPE_NS_LANGUAGE))
			continue;
		if (++r->ntest > CPE_MAX_TESTS) {
			diag(DIAG_ID_XML_LIMIT, position(r, k),
			    "more than %d tests of platforms", CPE_MAX_TESTS);
			r->bad = true;
			return;
		}
		kid = VEC_PUSH(r->arena, t->kid, t->nkid);
		kid->pos = position(r, k);
		if (str_eq(k->name, "logical-test")) {
			read_logical(r, k, kid);
		} else if (str_eq(k->name, "fact-ref")) {
			kid->kind = MODEL_PLATFORM_FACT;
			kid->name = need(r, k, "name");
		} else if (str_eq(k->name, "check-fact-ref")) {
			kid->kind = MODEL_PLATFORM_CHECK;
			kid->system = need(r, k, "system");
			kid->href = need(r, k, "href");
			kid->definition = need(r, k, "id-ref");
		} else {
			diag(DIAG_ID_XCCDF_VALUE, position(r, k),
			    "%s in logical-test", k->name);
			r->bad = true;
		}
	}
	if (t->nkid == 0 && !r->bad) {
		diag(DIAG_ID_XCCDF_MISSING, position(r, node),
		    "test in logical-test");
		r->bad = true;
	}
}

static void
read_platform(struct reader *r, const struct xml_node *node,
    struct model_benchmark *b)
{
	const struct xml_node *test = xml_kid(node, CPE_NS_LANGUAGE,
	    "logical-test"), *title;
	struct model_platform *p = VEC_PUSH(r->arena, b->platform_def,
	    b->nplatform_def);

	p->pos = position(r, node);
	p->id = need(r, node, "id");
	title = xml_kid(node, CPE_NS_LANGUAGE, "title");
	if (title != NULL)
		p->title = trimmed(r->arena, title);
	for (uint32_t i = 0; i + 1 < b->nplatform_def; i++) {
		if (!str_eq(b->platform_def[i].id, p->id))
			continue;
		diag(DIAG_ID_XCCDF_DUPLICATE, p->pos, "%s", p->id);
		r->bad = true;
	}
	if (test == NULL) {
		diag(DIAG_ID_XCCDF_MISSING, p->pos, "logical-test of %s",
		    p->id);
		r->bad = true;
		return;
	}
	p->test.pos = position(r, test);
	read_logical(r, test, &p->test);
}

#define MAX_PLATFORMS 2000

bool
cpe_read_platforms(struct arena *a, const char *file,
    const struct xml_node *node, struct model_benchmark *b)
{
	struct reader r = { .arena = a, .file = b->file };
	const struct xml_node *k = xml_kid(node, CPE_NS_LANGUAGE, "platform");

	if (!str_eq(r.file, file))
		r.file = arena_strdup(a, file);
	for (; k != NULL && !r.bad; k = xml_next(k, CPE_NS_LANGUAGE,
				       "platform")) {
		if (b->nplatform_def == MAX_PLATFORMS) {
			diag(DIAG_ID_XML_LIMIT, position(&r, k),
			    "more than %d platforms", MAX_PLATFORMS);
			return false;
		}
		read_platform(&r, k, b);
	}
	return !r.bad;
}

/* --- dictionaries ----------------------------------------------------------- */

static void
read_item(struct reader *r, const struct xml_node *node,
    struct cpe_dictionary *out)
{
	const char *name = need(r, node, "name");
	const struct xml_node *k = xml_kid(node, CPE_NS_DICTIONARY, "check");

	for (; k != NULL && !r->bad;
	     k = xml_next(k, CPE_NS_DICTIONARY, "check")) {
		if (out->nitem == CPE_MAX_TESTS) {
			diag(DIAG_ID_XML_LIMIT, position(r, k),
			    "more than %d checks of names", CPE_MAX_TESTS);
			r->bad = true;
			return;
		}
		struct cpe_item *item =
		    VEC_PUSH(r->arena, out->item, out->nitem);

		item->name = name;
		item->pos = position(r, k);
		item->system = need(r, k, "system");
		item->href = arena_strdup(r->arena, xml_attr(k, "href"));
		item->definition = trimmed(r->arena, k);
	}
}

bool
cpe_read_dictionary(struct arena *a, const char *file,
    const struct xml_node *root, struct cpe_dictionary *out)
{
	struct reader r = { .arena = a };
	const struct xml_node *k;

	memset(out, 0, sizeof *out);
	r.file = arena_strdup(a, file);
	if (!xml_is(root, CPE_NS_DICTIONARY, "cpe-list")) {
		diag(DIAG_ID_XML_NAMESPACE, position(&r, root), "%s in %s",
		    root->name, root->ns != NULL ? root->ns : "none");
		return false;
	}
	k = xml_kid(root, CPE_NS_DICTIONARY, "cpe-item");
	for (; k != NULL && !r.bad;
	     k = xml_next(k, CPE_NS_DICTIONARY, "cpe-item"))
		read_item(&r, k, out);
	return !r.bad;
}
