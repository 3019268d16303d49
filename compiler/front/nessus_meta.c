/*
 * What the comments of an .audit file say in XML between <ui_metadata> and
 * </ui_metadata>: every line starts with '#', and without those it is a
 * well-formed document.
 */
#include <string.h>

#include "nessus.h"
#include "xml.h"

/* The line without its blanks and '#'; NULL: not a comment. */
static const char *
comment(const char *line, const char *end)
{
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	return line < end && *line == '#' ? line + 1 : NULL;
}

static bool
contains(const char *s, const char *end, const char *word)
{
	return memmem(s, (size_t)(end - s), word, strlen(word)) != NULL;
}

/*
 * The document in the comments, with as many line ends before it as the file
 * has, so that positions are those of the file.  False: there is none.
 */
static bool
gather(const char *data, size_t n, struct strbuf *out)
{
	const char *p = data, *end = data + n, *eol, *text;
	bool inside = false;

	for (; p < end; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (eol == NULL)
			eol = end;
		text = comment(p, eol);
		if (!inside && text != NULL &&
		    contains(text, eol, "<ui_metadata>"))
			inside = true;
		if (inside && text != NULL) {
			strbuf_add(out, text, (size_t)(eol - text));
			if (contains(text, eol, "</ui_metadata>"))
				return true;
		}
		strbuf_addch(out, '\n');
	}
	return inside;
}

/* Text of the element below `node`; NULL: absent. */
static const char *
kid_text(struct arena *a, const struct xml_node *node, const char *name)
{
	const struct xml_node *kid = NULL;

	if (node != NULL)
		kid = xml_kid(node, NULL, name);
	return kid != NULL ? xml_text(a, kid) : NULL;
}

static bool
is_variable_name(const char *s)
{
	size_t start, end, n = strlen(s);
	char buf[260];

	if (n == 0 || n > 256)
		return false;
	snprintf(buf, sizeof buf, "@%s@", s);
	return audit_variable_next(buf, 0, &start, &end) && start == 0 &&
	    end == n + 2;
}

static bool
read_variable(struct audit *au, const struct xml_node *node)
{
	struct srcpos pos = { au->file, node->line };
	struct arena *a = au->arena;
	const char *name = kid_text(a, node, "name"), *optional;
	struct audit_variable *v;

	if (name == NULL || !is_variable_name(name)) {
		diag(DIAG_ID_AUDIT_VALUE, pos, "name of a variable: \"%s\"",
		    name != NULL ? name : "");
		return false;
	}
	if (audit_variable_find(au, name, strlen(name)) != NULL) {
		diag(DIAG_ID_AUDIT_VALUE, pos, "variable %s is declared twice",
		    name);
		return false;
	}
	if (au->nvariable == AUDIT_MAX_VARIABLES) {
		diag(DIAG_ID_AUDIT_VALUE, pos, "more than %d variables",
		    AUDIT_MAX_VARIABLES);
		return false;
	}
	v = VEC_PUSH(a, au->variable, au->nvariable);
	v->name = name;
	v->default_ = kid_text(a, node, "default");
	v->description = kid_text(a, node, "description");
	v->info = kid_text(a, node, "info");
	v->value_type = kid_text(a, node, "value_type");
	optional = kid_text(a, node, "optional");
	v->optional = optional != NULL && !str_eq_nocase(optional, "false") &&
	    !str_eq_nocase(optional, "no");
	v->pos = pos;
	return true;
}

static bool
read_document(struct audit *au, const struct xml_node *root)
{
	struct arena *a = au->arena;
	const struct xml_node *spec = xml_kid(root, NULL, "spec");
	const struct xml_node *vars = xml_kid(root, NULL, "variables"), *v;

	au->display_name = kid_text(a, root, "display_name");
	au->spec_type = kid_text(a, spec, "type");
	au->spec_name = kid_text(a, spec, "name");
	au->spec_profile = kid_text(a, spec, "profile");
	au->spec_version = kid_text(a, spec, "version");
	au->spec_link = kid_text(a, spec, "link");
	au->labels = kid_text(a, root, "labels");
	au->benchmark_refs = kid_text(a, root, "benchmark_refs");
	v = vars != NULL ? xml_kid(vars, NULL, "variable") : NULL;
	for (; v != NULL; v = xml_next(v, NULL, "variable"))
		if (!read_variable(au, v))
			return false;
	return true;
}

bool
audit_read_metadata(struct audit *au, const char *data, size_t n)
{
	struct strbuf b = STRBUF_INIT;
	const struct xml_node *root;
	bool ok = true;

	if (gather(data, n, &b)) {
		root = xml_parse(au->arena, au->file, b.s, b.n);
		ok = root != NULL && read_document(au, root);
	}
	strbuf_free(&b);
	return ok;
}
