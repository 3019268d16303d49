/*
 * Text out of XCCDF's elements: markup flattened to lines, <sub> replaced,
 * DISA's escaped pseudo-XML taken apart by tag (it is often not well-formed,
 * so no parser reads it).
 */
#include <stdlib.h>
#include <string.h>

#include "xccdf.h"

static int
compare_subs(const void *a, const void *b)
{
	const struct xccdf_sub *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static const char *
kid_text(struct xccdf_reader *r, const struct xml_node *node, const char *name)
{
	const struct xml_node *first = xml_kid(node, r->ns, name), *k;

	for (k = first; k != NULL; k = xml_next(k, r->ns, name)) {
		if (str_eq(xml_attr(k, "selector"), NULL) ||
		    str_eq(xml_attr(k, "selector"), ""))
			break;
	}
	if (k == NULL)
		k = first;
	return k != NULL ? xml_text(r->arena, k) : NULL;
}

void
xccdf_add_sub(struct xccdf_reader *r, const char *id, const char *text,
    const char *title, bool is_value)
{
	*VEC_PUSH(r->arena, r->sub, r->nsub) =
	    (struct xccdf_sub) { id, text, title, is_value };
}

void
xccdf_sort_subs(struct xccdf_reader *r)
{
	if (r->nsub != 0)
		qsort(r->sub, r->nsub, sizeof *r->sub, compare_subs);
}

static void
find_subs(struct xccdf_reader *r, const struct xml_node *node)
{
	for (node = node->kid; node != NULL; node = node->next) {
		const char *id;

		if (xml_is(node, r->ns, "Group"))
			find_subs(r, node);
		if ((!xml_is(node, r->ns, "Value") &&
			!xml_is(node, r->ns, "plain-text")) ||
		    (id = xml_attr(node, "id")) == NULL)
			continue;
		if (xml_is(node, r->ns, "Value"))
			xccdf_add_sub(r, id, kid_text(r, node, "value"),
			    kid_text(r, node, "title"), true);
		else
			xccdf_add_sub(r, id, xml_text(r->arena, node), NULL,
			    false);
	}
}

void
xccdf_find_subs(struct xccdf_reader *r, const struct xml_node *root)
{
	find_subs(r, root);
	xccdf_sort_subs(r);
}

/* What was collected as a part, and behind it one that is a Value. */
static void
add_part(struct xccdf_reader *r, struct strbuf *out, const char *value_id)
{
	struct model_fix *f = r->parts_of;

	if (out->n != 0)
		VEC_PUSH(r->arena, f->part, f->npart)->text =
		    arena_strndup(r->arena, out->s, out->n);
	strbuf_reset(out);
	if (value_id != NULL)
		VEC_PUSH(r->arena, f->part, f->npart)->value_id =
		    arena_strdup(r->arena, value_id);
}

static const struct xccdf_sub *
find_sub(const struct xccdf_reader *r, const char *id)
{
	struct xccdf_sub key = { .id = id };

	return r->nsub != 0 ?
	    bsearch(&key, r->sub, r->nsub, sizeof key, compare_subs) :
	    NULL;
}

static void
put_sub(struct xccdf_reader *r, struct strbuf *out, const struct xccdf_sub *s,
    bool title)
{
	const char *text = title && s->title != NULL ? s->title : s->text;

	if (r->parts_of != NULL && s->is_value && !title)
		add_part(r, out, s->id);
	else if (text != NULL)
		strbuf_addstr(out, text);
}

static void
add_sub(struct xccdf_reader *r, struct strbuf *out, const struct xml_node *node)
{
	const char *id = xccdf_need(r, node, "idref");
	const struct xccdf_sub *s = find_sub(r, id);

	if (s != NULL)
		put_sub(r, out, s, str_eq(xml_attr(node, "use"), "title"));
	else
		xccdf_error(r, DIAG_ID_XCCDF_DANGLING, xccdf_pos(r, node),
		    "sub %s", id);
}

/* The older form: false where it names nothing, and its own text stands. */
static bool
add_object(struct xccdf_reader *r, struct strbuf *out,
    const struct xml_node *node)
{
	static const char value[] = "#xccdf:value:", title[] = "#xccdf:title:";
	const char *data = xml_attr(node, "data");
	const struct xccdf_sub *s = NULL;
	bool is_title = data != NULL && str_starts(data, title);

	if (is_title)
		s = find_sub(r, data + sizeof title - 1);
	else if (data != NULL && str_starts(data, value))
		s = find_sub(r, data + sizeof value - 1);
	if (s == NULL || (is_title && s->title == NULL))
		return false;
	put_sub(r, out, s, is_title);
	return true;
}

static bool
is_block(const char *name)
{
	static const char *const blocks[] = { "p", "div", "li", "ul", "ol",
		"dl", "dt", "dd", "tr", "table", "pre", "blockquote", "h1",
		"h2", "h3", "h4", "h5", "h6" };

	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		if (str_eq(blocks[i], name))
			return true;
	}
	return false;
}

static void
new_line(struct strbuf *out)
{
	if (out->n != 0 && out->s[out->n - 1] != '\n')
		strbuf_addch(out, '\n');
}

static void
add_text(struct xccdf_reader *r, struct strbuf *out,
    const struct xml_node *node)
{
	for (node = node->kid; node != NULL; node = node->next) {
		bool block;

		if (node->name == NULL) {
			strbuf_addstr(out, node->text);
			continue;
		}
		if (xml_is(node, r->ns, "sub")) {
			add_sub(r, out, node);
			continue;
		}
		if (xml_is(node, XCCDF_NS_XHTML, "object") &&
		    add_object(r, out, node))
			continue;
		if (xml_is(node, XCCDF_NS_XHTML, "br")) {
			strbuf_addch(out, '\n');
			continue;
		}
		block = str_eq(node->ns, XCCDF_NS_XHTML) &&
		    is_block(node->name);
		if (block)
			new_line(out);
		add_text(r, out, node);
		if (block)
			new_line(out);
	}
}

const char *
xccdf_text(struct xccdf_reader *r, const struct xml_node *node)
{
	struct strbuf b = STRBUF_INIT;
	const char *text;

	add_text(r, &b, node);
	text = arena_strndup(r->arena, b.s, b.n);
	strbuf_free(&b);
	return text;
}

void
xccdf_fix_text(struct xccdf_reader *r, const struct xml_node *node,
    struct model_fix *fix)
{
	struct strbuf b = STRBUF_INIT;

	r->parts_of = fix;
	add_text(r, &b, node);
	if (fix->npart != 0)
		add_part(r, &b, NULL);
	else
		fix->text = arena_strndup(r->arena, b.s, b.n);
	r->parts_of = NULL;
	if (fix->npart != 0)
		fix->text = xccdf_text(r, node);
	strbuf_free(&b);
}

static const struct {
	const char *tag;
	size_t offset; /* in model_stig; SIZE_MAX: the description itself */
} stig_tags[] = {
	{ "VulnDiscussion", SIZE_MAX },
	{ "FalsePositives", offsetof(struct model_stig, false_positives) },
	{ "FalseNegatives", offsetof(struct model_stig, false_negatives) },
	{ "Documentable", offsetof(struct model_stig, documentable) },
	{ "Mitigations", offsetof(struct model_stig, mitigations) },
	{ "SeverityOverrideGuidance",
	    offsetof(struct model_stig, severity_override_guidance) },
	{ "PotentialImpacts", offsetof(struct model_stig, potential_impacts) },
	{ "ThirdPartyTools", offsetof(struct model_stig, third_party_tools) },
	{ "MitigationControl",
	    offsetof(struct model_stig, mitigation_control) },
	{ "Responsibility", offsetof(struct model_stig, responsibility) },
	{ "IAControls", offsetof(struct model_stig, ia_controls) },
};
#define NSTIG (sizeof stig_tags / sizeof *stig_tags)

/* Length of "<tag>" where s begins with it, else 0; *which is the tag. */
static size_t
known_tag(const char *s, size_t *which)
{
	for (size_t i = 0; i < NSTIG; i++) {
		size_t n = strlen(stig_tags[i].tag);

		if (strncmp(s, stig_tags[i].tag, n) == 0 && s[n] == '>') {
			*which = i;
			return n + 1;
		}
	}
	return 0;
}

/*
 * Where the content of a pseudo-element ends: at its end tag, or, where that
 * is missing, before the next known start tag or at the end of the text.
 */
static const char *
find_end(const char *s, size_t which)
{
	size_t n, next;

	for (; (s = strchr(s, '<')) != NULL; s++) {
		if (s[1] == '/' &&
		    known_tag(s + 2, &next) != 0 && next == which)
			return s;
		n = known_tag(s + 1, &next);
		if (n != 0 && next != which)
			return s;
	}
	return NULL;
}

const char *
xccdf_stig_text(struct arena *a, const char *text, struct model_stig *stig)
{
	const char *discussion = NULL, *s = text;
	bool any = false;

	while ((s = strchr(s, '<')) != NULL) {
		size_t which, n = known_tag(s + 1, &which);
		const char *end, *content;
		const char **slot;

		s++;
		if (n == 0)
			continue;
		any = true;
		s += n;
		end = find_end(s, which);
		if (end == NULL)
			end = s + strlen(s);
		slot = stig_tags[which].offset == SIZE_MAX ? &discussion :
		    (const char **)(void *)((char *)stig +
			stig_tags[which].offset);
		content = arena_strndup(a, s, (size_t)(end - s));
		if (*slot == NULL)
			*slot = content;
		s = end;
	}
	if (discussion != NULL)
		return discussion;
	return any ? "" : text;
}

const char *
xccdf_unwrap(struct arena *a, const char *text, const char *tag)
{
	const char *start = arena_printf(a, "<%s>", tag);
	const char *end = arena_printf(a, "</%s>", tag);
	size_t n;

	if (text == NULL || !str_starts(text, start))
		return text;
	text += strlen(start);
	n = strlen(text);
	if (str_ends(text, end))
		n -= strlen(end);
	return arena_strndup(a, text, n);
}

void
xccdf_read_release(struct arena *a, struct model_benchmark *b,
    const char *text)
{
	static const char release[] = "Release:", date[] = "Benchmark Date:";
	const char *s = strstr(text, release), *d = strstr(text, date);
	size_t n;

	if (s != NULL) {
		s += sizeof release - 1;
		s += strspn(s, " \t\r\n");
		n = strcspn(s, " \t\r\n");
		if (n != 0)
			b->release = arena_strndup(a, s, n);
	}
	if (d != NULL) {
		d += sizeof date - 1;
		d += strspn(d, " \t\r\n");
		n = strlen(d);
		while (n > 0 && strchr(" \t\r\n", d[n - 1]) != NULL)
			n--;
		if (n != 0)
			b->release_date = arena_strndup(a, d, n);
	}
}

/* Length of digits at s. */
static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* Length of "V2R8" at s, or 0. */
static size_t
version_release(const char *s)
{
	size_t v, n;

	if ((*s != 'V' && *s != 'v') || (v = digits(s + 1)) == 0)
		return 0;
	s += v + 1;
	if ((*s != 'R' && *s != 'r') || (n = digits(s + 1)) == 0)
		return 0;
	return v + n + 2;
}

/* Length of "2.0.0_" at s, or 0: as CIS begins its ids. */
static size_t
leading_version(const char *s)
{
	size_t n = 0, parts = 0, d;

	while ((d = digits(s + n)) != 0) {
		n += d;
		parts++;
		if (s[n] == '_')
			return parts >= 3 ? n + 1 : 0;
		if (s[n] != '.')
			return 0;
		n++;
	}
	return 0;
}

const char *
xccdf_family(struct arena *a, const char *id12)
{
	const char *s = model_id_name(id12, "benchmark");
	struct strbuf b = STRBUF_INIT;
	const char *family;

	s += leading_version(s);
	while (*s != '\0') {
		size_t n = *s == '_' ? version_release(s + 1) : 0;

		if (n != 0 && (s[1 + n] == '_' || s[1 + n] == '\0')) {
			s += 1 + n;
			continue;
		}
		strbuf_addch(&b, *s++);
	}
	family = arena_strndup(a, b.s, b.n);
	strbuf_free(&b);
	return family;
}
