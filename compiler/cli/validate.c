/* auditc validate: documents by the official schemas, and by our own lint. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>
#include <unistd.h>

#include "../front/cpe.h"
#include "../front/datastream.h"
#include "../front/oval.h"
#include "../front/schema.h"
#include "../front/tailoring.h"
#include "../front/xccdf.h"
#include "../report/report.h"
#include "cli.h"

struct validation {
	bool zip, ok;
	uint32_t documents;
};

static void
lint_platforms(const struct model_benchmark *b, const char *const *idref,
    uint32_t n, struct srcpos pos)
{
	struct arena a = { NULL };
	struct cpe c;
	uint32_t i, k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < b->nplatform_def; k++)
			if (*idref[i] == '#' &&
			    str_eq(b->platform_def[k].id, idref[i] + 1))
				break;
		if (*idref[i] == '#' && k == b->nplatform_def)
			diag(DIAG_ID_LINT, pos, "no platform has the id %s",
			    idref[i] + 1);
		else if (*idref[i] != '#' && !cpe_parse(&a, idref[i], &c))
			diag(DIAG_ID_LINT, pos, "platform %s is no CPE name",
			    idref[i]);
	}
	arena_free(&a);
}

/* Patterns that PCRE2 refuses. */
static void
lint_match(const struct model_value *v, const char *pattern)
{
	PCRE2_UCHAR text[256];
	PCRE2_SIZE at;
	pcre2_code *re;
	int error;

	re = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_UTF, &error, &at, NULL);
	if (re == NULL) {
		pcre2_get_error_message(error, text, sizeof text);
		diag(DIAG_ID_LINT, v->pos, "match of %s: %s at %zu", v->id,
		    (const char *)text, (size_t)at);
	}
	pcre2_code_free(re);
}

static bool
is_list(const struct model_value_instance *in, const struct model_list *list)
{
	uint32_t i;

	for (i = 0; i < in->nlist && i < list->n; i++)
		if (!str_eq(in->list[i], list->item[i]))
			return false;
	return in->nlist == list->n;
}

static bool
in_choices(const struct model_value_instance *in)
{
	uint32_t i;

	for (i = 0; i < in->nchoice && !in->is_list; i++)
		if (str_eq(in->choice[i], in->value))
			return true;
	for (i = 0; i < in->nlist_choice && in->is_list; i++)
		if (is_list(in, &in->list_choice[i]))
			return true;
	return in->nchoice + in->nlist_choice == 0 || !in->must_match ||
	    (in->value == NULL && !in->is_list);
}

static void
lint_values(const struct model_benchmark *b)
{
	uint32_t i, k;

	for (i = 0; i < b->nvalue; i++)
		for (k = 0; k < b->value[i].ninstance; k++) {
			const struct model_value_instance *in =
			    &b->value[i].instance[k];

			if (in->match != NULL)
				lint_match(&b->value[i], in->match);
			if (!in_choices(in))
				diag(DIAG_ID_LINT, b->value[i].pos,
				    "value of %s is none of its choices",
				    b->value[i].id);
		}
}

/* A check that names no content, and has none in it. */
static bool
is_empty(const struct model_check *c)
{
	return !c->complex && c->ncontent_ref == 0 &&
	       (c->content == NULL ||
		   c->content[strspn(c->content, " \t\r\n")] == '\0');
}

static void
lint_items(const struct model_benchmark *b)
{
	uint32_t i, k, j;

	lint_platforms(b, b->platform, b->nplatform,
	    (struct srcpos){ b->file, 0 });
	for (i = 0; i < b->ngroup; i++)
		lint_platforms(b, b->group[i].platform, b->group[i].nplatform,
		    b->group[i].pos);
	for (i = 0; i < b->nrule; i++) {
		const struct model_rule *r = &b->rule[i];

		lint_platforms(b, r->platform, r->nplatform, r->pos);
		for (k = 0; k < r->ncheck; k++) {
			if (is_empty(&r->check[k]))
				diag(DIAG_ID_LINT, r->check[k].pos,
				    "a check of %s that says nothing", r->id);
			for (j = 0; j < k; j++)
				if (str_eq(r->check[j].system,
					r->check[k].system) &&
				    str_eq(r->check[j].selector,
					r->check[k].selector))
					break;
			if (j < k && !r->check[k].complex)
				diag(DIAG_ID_LINT, r->check[k].pos,
				    "a second check of %s with the same "
				    "system and selector",
				    r->id);
		}
		for (k = 0; k < r->nconflicts; k++)
			if (str_eq(r->conflicts[k], r->id))
				diag(DIAG_ID_LINT, r->pos,
				    "%s conflicts with itself", r->id);
	}
}

/* Rules and Values that nothing can reach, checks that nothing decides. */
static void
lint_benchmark(const struct model_benchmark *b, const char *name)
{
	const struct model_resolved *r;
	struct arena a = { NULL };
	uint32_t i, j, *times;

	times = arena_alloc(&a, (b->nrule + 1) * sizeof *times);
	r = model_resolve(&a, b, MODEL_NONE);
	for (j = 0; j < b->nrule; j++)
		times[j] = r->rule[j].selected;
	for (i = 0; i < b->nprofile; i++) {
		uint32_t n = 0;

		if (b->profile[i].abstract)
			continue;
		r = model_resolve(&a, b, i);
		for (j = 0; j < b->nrule; j++) {
			n += r->rule[j].selected;
			times[j] += r->rule[j].selected;
		}
		if (n == 0 && b->nrule != 0)
			diag(DIAG_ID_LINT, b->profile[i].pos,
			    "profile %s selects no rule", b->profile[i].id);
	}
	for (j = 0; j < b->nrule; j++) {
		if (times[j] == 0 && !b->rule[j].abstract)
			diag(DIAG_ID_LINT, b->rule[j].pos,
			    "no profile selects rule %s", b->rule[j].id);
		if (b->rule[j].ncheck == 0 && !b->rule[j].abstract)
			diag(DIAG_ID_LINT, b->rule[j].pos,
			    "rule %s has no check", b->rule[j].id);
	}
	lint_items(b);
	lint_values(b);
	(void)tailoring_check_values(b, 0, false);
	if (b->nrule == 0)
		diag(DIAG_ID_LINT, (struct srcpos){ name, 0 },
		    "a benchmark without rules");
	arena_free(&a);
}

/* Every benchmark of the stream, and what its checks call by name. */
static bool
read_datastream(struct arena *a, const char *name, const char *data, size_t n)
{
	const struct xml_node *root = xml_parse(a, name, data, n);
	const struct datastream *ds = NULL;
	const struct datastream_ref *ref;
	const struct model_benchmark *b;
	struct cpe_dictionary d;
	uint32_t i, k;

	if (root != NULL)
		ds = datastream_read(a, name, root);
	if (ds == NULL)
		return false;
	for (i = 0; i < ds->part[DATASTREAM_DICTIONARIES].n; i++) {
		ref = &ds->part[DATASTREAM_DICTIONARIES].ref[i];
		if (ref->root != NULL &&
		    !cpe_read_dictionary(a, name, ref->root, &d))
			return false;
	}
	for (i = 0; i < ds->part[DATASTREAM_CHECKLISTS].n; i++) {
		ref = &ds->part[DATASTREAM_CHECKLISTS].ref[i];
		for (k = 0; k < i; k++)
			if (ds->part[DATASTREAM_CHECKLISTS].ref[k].root ==
			    ref->root)
				break;
		if (k < i || ref->root == NULL ||
		    !str_eq(ref->root->name, "Benchmark"))
			continue;
		b = xccdf_read(a, name, ref->root);
		if (b == NULL)
			return false;
		lint_benchmark(b, name);
	}
	return true;
}

static bool
read_definitions(struct arena *a, const char *name, const char *data, size_t n)
{
	const struct xml_node *root = xml_parse(a, name, data, n);
	struct ir_build ir = { .arena = a };
	struct oval doc;
	uint32_t *expr;

	return root != NULL && oval_read(a, name, root, &doc) &&
	       oval_lower(&doc, &ir, NULL, 0, "", &expr);
}

static bool
read_document(enum front_format format, struct arena *a, const char *name,
    const char *data, size_t n)
{
	struct ir_build ir = { .arena = a };
	const struct model_benchmark *b;
	struct audit_check *check;
	struct audit *au;
	uint32_t ncheck;

	if (format == FRONT_CCI)
		return front_cci(a, name, data, n) != NULL;
	if (format == FRONT_DATASTREAM)
		return read_datastream(a, name, data, n);
	if (format == FRONT_TAILORING)
		return xml_parse(a, name, data, n) != NULL;
	if (format == FRONT_OVAL)
		return read_definitions(a, name, data, n);
	if (format == FRONT_AUDIT) {
		au = front_audit(a, name, data, n);
		return au != NULL &&
		       audit_lower(au, &ir, false, &check, &ncheck);
	}
	b = front_xccdf(a, name, data, n);
	if (b != NULL)
		lint_benchmark(b, name);
	return b != NULL;
}

/*
 * What the schematron of XCCDF 1.2 says: its errors as errors, the rest as
 * warnings.
 */
static const char *
by_schematron(struct validation *v, const char *name, const char *data,
    size_t n)
{
	struct strbuf out = STRBUF_INIT;
	const char *said = "valid by the schema and the schematron", *line;
	struct srcpos pos = { name, 0 };
	size_t len;
	bool absent;

	if (!report_schematron(data, n, &out, &absent)) {
		v->ok = false;
		said = "not checked by the schematron";
	} else if (absent) {
		said = "valid by the schema";
	}
	for (line = out.s; *line != '\0'; line += len + (line[len] == '\n')) {
		len = strcspn(line, "\n");
		if (str_starts(line, "Error: ")) {
			diag(DIAG_ID_XML_SCHEMA, pos, "schematron: %.*s",
			    (int)len - 7, line + 7);
			v->ok = false;
			said = "not valid by the schematron";
		} else if (str_starts(line, "Warning: ")) {
			diag(DIAG_ID_LINT, pos, "schematron: %.*s",
			    (int)len - 9, line + 9);
		}
	}
	strbuf_free(&out);
	return said;
}

/* Does it hold XCCDF 1.2, for which alone there is a schematron? */
static bool
has_xccdf12(enum front_format format, const char *data, size_t n)
{
	struct xml_root root;

	return format == FRONT_DATASTREAM ||
	    (format == FRONT_XCCDF && xml_find_root(data, n, &root) &&
		str_eq(root.ns, XCCDF_NS_12));
}

/* What the official schema says; an absent one is no validity. */
static const char *
by_schema(struct validation *v, enum front_format format, const char *name,
    const char *data, size_t n)
{
	if (format == FRONT_AUDIT || format == FRONT_CCI)
		return "no official schema";
	switch (schema_validate(name, data, n)) {
	case SCHEMA_VALID:
		return has_xccdf12(format, data, n) ?
		    by_schematron(v, name, data, n) : "valid by the schema";
	case SCHEMA_INVALID:
		v->ok = false;
		return "not valid by the schema";
	case SCHEMA_ABSENT:
		diag(DIAG_ID_SCHEMA_ABSENT, (struct srcpos){ name, 0 }, NULL);
		return "not checked by the schema";
	case SCHEMA_NONE:
		break;
	}
	return "no official schema";
}

static bool
validate_document(void *arg, const char *name, const char *data, size_t n)
{
	struct validation *v = arg;
	enum front_format format = front_detect(data, n);
	struct arena a = { NULL };
	const char *said;
	bool read;

	if (format != FRONT_XCCDF && format != FRONT_AUDIT &&
	    format != FRONT_CCI && format != FRONT_DATASTREAM &&
	    format != FRONT_TAILORING && format != FRONT_OVAL) {
		if (v->zip)
			return true;
		diag(DIAG_ID_FILE_FORMAT, (struct srcpos){ name, 0 }, NULL);
		v->ok = false;
		return true;
	}
	v->documents++;
	read = read_document(format, &a, name, data, n);
	v->ok = v->ok && read;
	said = read ? by_schema(v, format, name, data, n) : "refused";
	print_text(name);
	printf(": %s\n", said);
	arena_free(&a);
	return true;
}

static bool
validate_file(const char *path)
{
	struct validation v = { .ok = true };
	struct strbuf b = STRBUF_INIT;

	if (!file_read(path, 0, &b) || !front_unpack(path, &b))
		v.ok = false;
	else if (front_detect(b.s, b.n) != FRONT_ZIP)
		validate_document(&v, path, b.s, b.n);
	else {
		v.zip = true;
		v.ok = front_zip(path, b.s, b.n, validate_document, &v) && v.ok;
		if (v.ok && v.documents == 0) {
			diag(DIAG_ID_ZIP_EMPTY, (struct srcpos){ path, 0 },
			    NULL);
			v.ok = false;
		}
	}
	strbuf_free(&b);
	return v.ok;
}

enum cli_status
cli_validate(const struct cli *cli)
{
	bool ok = true;
	int i;

	for (i = 0; i < cli->narg; i++)
		ok = validate_file(cli->arg[i]) && ok;
	return ok ? CLI_OK : CLI_REFUSED;
}
