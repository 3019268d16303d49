/* A benchmark, its checks and bindings, through the passes. */
#include <string.h>

#include "../front/datastream.h"
#include "../front/tailoring.h"
#include "unit.h"

static const struct srcpos nowhere = { NULL, 0 };

static const char *
short_name(struct unit *u, const char *id)
{
	const char *at =
	    str_starts(id, "xccdf_") ? strstr(id, "_benchmark_") : NULL;
	char *s, *p;

	s = arena_strdup(
	    &u->arena, at != NULL ? at + strlen("_benchmark_") : id);
	for (p = s; *p != '\0'; p++)
		if (*p == '/' || (unsigned char)*p < 0x21 || *p == 0x7F)
			*p = '_';
	if (*s == '.' || *s == '-')
		*s = '_';
	return s;
}

static void
add_audit(struct unit *u, const struct audit *au)
{
	const struct audit **list =
	    arena_alloc(&u->arena, (u->pass.naudit + 1) * sizeof *list);

	if (u->pass.naudit != 0)
		memcpy(list, u->pass.audit, u->pass.naudit * sizeof *list);
	list[u->pass.naudit++] = au;
	u->pass.audit = list;
}

/*
 * A document's name in positions: without the folder it was imported from, so
 * that outputs do not depend on it.
 */
static const char *
position_name(const struct store_document *d)
{
	const char *slash = strrchr(d->origin, '/');

	return d->bundled || d->member != NULL || slash == NULL ? d->origin
								: slash + 1;
}

/* The checks of the store; release 0: all of them. */
static bool
read_audits(struct unit *u, struct store *s, int64_t release)
{
	struct store_document *list, d;
	struct audit *au;
	uint32_t n, i;

	list = store_audits(s, &u->arena, release, &n);
	for (i = 0; i < n; i++) {
		if (!store_document(s, &u->arena, list[i].id, &d))
			return false;
		au = front_audit(&u->arena, position_name(&d), d.data, d.n);
		if (au == NULL)
			return false;
		au->bundled = d.bundled;
		add_audit(u, au);
	}
	return !store_failed(s);
}

static void
read_bindings(struct unit *u, struct store *s, int64_t release)
{
	struct pass_binding *list = NULL, *b;
	uint32_t i;

	u->binding = store_bindings(s, &u->arena, release, &u->nbinding);
	for (i = 0; i < u->nbinding; i++) {
		if (!u->binding[i].by_hand)
			continue;
		b = VEC_PUSH(&u->arena, list, u->pass.nbinding);
		b->rule = u->binding[i].rule;
		b->item = u->binding[i].item;
	}
	u->pass.binding = list;
}

/* XCCDF or a data stream, of which the tree is kept for the passes. */
static bool
read_benchmark(struct unit *u, const char *file, const char *data, size_t n,
    const char *stream, const char *xccdf)
{
	struct front_source source;

	if (!front_source_read(&source, &u->arena, file, data, n, stream,
		xccdf))
		return false;
	u->pass.benchmark = source.benchmark;
	u->pass.stream = source.ds;
	u->pass.checklist = source.ref;
	return true;
}

/* Of a release without checks another edition may have them. */
static void
note_edition(struct unit *u, struct store *s, const struct store_release *r)
{
	const struct store_release *other;
	uint32_t i, n;

	other = store_releases(s, &u->arena, &n);
	for (i = 0; i < n && r->newest && r->nbound == 0; i++)
		if (other[i].edition && other[i].nbound != 0 &&
		    str_eq(other[i].family, r->family) &&
		    str_eq(other[i].publisher, r->publisher))
			diag(DIAG_ID_BUILD_UNBOUND, nowhere,
			    "the edition %s@%s has checks",
			    store_short_name(&other[i]), other[i].label);
}

static bool
read_release(struct unit *u, struct store *s, const char *name)
{
	struct store_document d;
	struct store_release r;

	if (!store_find_release(s, &u->arena, name, &r) ||
	    !store_document(s, &u->arena, r.document, &d))
		return false;
	if (!read_benchmark(u, position_name(&d), d.data, d.n, NULL, r.name) ||
	    !read_audits(u, s, r.id))
		return false;
	read_bindings(u, s, r.id);
	note_edition(u, s, &r);
	return !store_failed(s);
}

/* An .audit file becomes a benchmark of its own, a rule per check. */
static bool
read_audit_file(struct unit *u, const char *path, const struct strbuf *b)
{
	struct ir_build ir = { .arena = &u->arena };
	struct strbuf said = STRBUF_INIT;
	struct audit_check *check;
	struct audit *au;
	uint32_t n;
	bool ok;

	au = front_audit(&u->arena, path, b->s, b->n);
	if (au == NULL)
		return false;
	/* The passes lower it again, and say what there is to say. */
	diag_sink(&said);
	ok = audit_lower(au, &ir, u->pass.option.nessus_severity, &check, &n);
	diag_sink(NULL);
	if (!ok)
		fputs(said.s, stderr);
	strbuf_free(&said);
	if (!ok)
		return false;
	u->pass.benchmark = audit_benchmark(&u->arena, au, check, n);
	add_audit(u, au);
	return u->pass.benchmark != NULL;
}

static bool
read_file(struct unit *u, struct store *s, const struct cli *cli,
    const char *path)
{
	struct strbuf b = STRBUF_INIT;
	enum front_format format;
	bool ok = file_read(path, 0, &b) && front_unpack(path, &b);

	if (ok) {
		format = front_detect(b.s, b.n);
		if (format == FRONT_AUDIT)
			ok = read_audit_file(u, path, &b);
		else if (format == FRONT_XCCDF || format == FRONT_DATASTREAM)
			ok = read_benchmark(u, path, b.s, b.n,
				 cli->datastream_id, cli->xccdf_id) &&
			     unit_find_oval(u, path) && read_audits(u, s, 0);
		else if (format == FRONT_OVAL)
			ok = unit_read_oval(u, path, &b);
		else {
			diag(DIAG_ID_FILE_FORMAT, (struct srcpos){ path, 0 },
			    "give a benchmark or an .audit file, or import it");
			ok = false;
		}
	}
	strbuf_free(&b);
	return ok;
}

/* --- tailoring ---------------------------------------------------------- */

/* The Tailoring of that id in the data stream; NULL: there is none. */
static const struct xml_node *
find_tailoring(const struct unit *u, const char *id)
{
	const struct datastream *ds = u->pass.stream;
	const struct datastream_ref *ref;
	uint32_t i;

	for (i = 0; ds != NULL && i < ds->part[DATASTREAM_CHECKLISTS].n; i++) {
		ref = &ds->part[DATASTREAM_CHECKLISTS].ref[i];
		if (ref->root != NULL && str_eq(ref->root->name, "Tailoring") &&
		    (str_eq(ref->id, id) || str_eq(ref->component, id) ||
			str_eq(xml_attr(ref->root, "id"), id)))
			return ref->root;
	}
	return NULL;
}

static bool
tailor(struct unit *u, const char *name)
{
	const struct xml_node *root = find_tailoring(u, name);
	const char *file = u->pass.benchmark->file;
	struct strbuf b = STRBUF_INIT;
	bool ok = true;

	if (root == NULL) {
		file = name;
		ok = file_read(name, 0, &b);
		root = ok ? xml_parse(&u->arena, name, b.s, b.n) : NULL;
		strbuf_free(&b);
	}
	return root != NULL && tailoring_apply(u->pass.benchmark, file, root);
}

/* --- the profile -------------------------------------------------------- */

/*
 * Leave those profiles that were named, each with what it inherits as its own.
 * The default is the first.
 */
static bool
keep_profiles(struct unit *u, const struct cli *cli)
{
	struct model_benchmark *b = u->pass.benchmark;
	struct model_profile *kept = NULL, *p;
	uint32_t n = 0, *chain, nchain, i, k, at;

	for (i = 0; i < cli->nprofile; i++) {
		at = cli_find_profile(b, cli->profiles[i]);
		if (at == MODEL_NONE)
			return false;
		for (k = 0; k < n && !str_eq(kept[k].id, b->profile[at].id); k++)
			;
		if (k < n)
			continue;
		p = VEC_PUSH(&u->arena, kept, n);
		*p = b->profile[at];
		p->extends = NULL;
		p->item = NULL;
		p->nitem = 0;
		nchain = model_profile_chain(&u->arena, b, at, &chain);
		for (k = 0; k < nchain; k++)
			for (at = 0; at < b->profile[chain[k]].nitem; at++)
				*VEC_PUSH(&u->arena, p->item, p->nitem) =
				    b->profile[chain[k]].item[at];
	}
	b->profile = kept;
	b->nprofile = n;
	return true;
}

enum cli_status
unit_load(struct unit *u, const struct cli *cli, const char *name,
    struct strbuf *dump)
{
	struct store *s;
	unsigned i;
	bool ok;

	memset(u, 0, sizeof *u);
	u->pass.arena = &u->arena;
	u->pass.option.allow_commands = cli->allow_commands;
	u->pass.option.oval_results = cli->oval_results;
	u->pass.option.nessus_severity = cli->nessus_severity;
	u->pass.option.dump_to = dump;
	if (dump != NULL)
		u->pass.option.dump = cli->pass;
	for (i = 0; cli->cost && pass_names[i] != NULL;)
		i++;
	if (cli->cost)
		u->pass.option.cost =
		    arena_alloc(&u->arena, i * sizeof(double));
	s = store_open(cli->db, STORE_READ);
	if (s == NULL)
		return CLI_INTERNAL;
	ok = cli_is_file(name) ? read_file(u, s, cli, name) : read_release(u, s, name);
	if (store_failed(s)) {
		store_close(s);
		return CLI_INTERNAL;
	}
	store_close(s);
	for (i = 0; ok && i < cli->ntailoring; i++)
		ok = tailor(u, cli->tailoring[i]);
	if (ok && cli->nprofile > 1)
		ok = keep_profiles(u, cli);
	if (!ok)
		return CLI_REFUSED;
	u->profile = MODEL_NONE;
	if (cli->profile != NULL) {
		u->profile = cli_find_profile(u->pass.benchmark, cli->profile);
		if (u->profile == MODEL_NONE)
			return CLI_REFUSED;
		u->pass.option.profile =
		    u->pass.benchmark->profile[u->profile].id12;
	}
	if (!pass_run(&u->pass))
		return CLI_REFUSED;
	u->name = short_name(u, u->pass.benchmark->id12);
	if (*u->name == '\0') {
		diag(DIAG_ID_XCCDF_VALUE, nowhere, "the benchmark's id");
		return CLI_REFUSED;
	}
	return CLI_OK;
}

void
unit_free(struct unit *u)
{
	arena_free(&u->arena);
}

bool
unit_stale(const struct unit *u, uint32_t rule)
{
	const char *id = u->pass.benchmark->rule[rule].id;
	uint32_t i;

	for (i = 0; i < u->nbinding; i++)
		if (u->binding[i].stale && str_eq(u->binding[i].rule, id))
			return true;
	return false;
}
