/* auditc validate: documents by the official schemas, and by our own lint. */
#include "../front/schema.h"
#include "cli.h"

struct validation {
	bool zip, ok;
	uint32_t documents;
};

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
	if (b->nrule == 0)
		diag(DIAG_ID_LINT, (struct srcpos){ name, 0 },
		    "a benchmark without rules");
	arena_free(&a);
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

/* What the official schema says; an absent one is no validity. */
static const char *
by_schema(struct validation *v, enum front_format format, const char *name,
    const char *data, size_t n)
{
	if (format != FRONT_XCCDF)
		return "no official schema";
	switch (schema_validate(name, data, n)) {
	case SCHEMA_VALID:
		return "valid by the schema";
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
	    format != FRONT_CCI) {
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
