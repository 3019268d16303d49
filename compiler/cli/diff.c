/* auditc diff: two releases of a benchmark, held against each other. */
#include <string.h>

#include "diff.h"

static const struct srcpos nowhere = { NULL, 0 };

/* --- what is compared --------------------------------------------------- */

static bool
read_side(
    struct store *s, struct arena *a, const char *name, struct diff_side *side)
{
	const struct model_benchmark *b;
	bool file;

	side->b = cli_benchmark(s, a, name, &file);
	side->from = file ? name : NULL;
	b = side->b;
	if (b == NULL)
		return false;
	side->label = b->version != NULL ? b->version : "";
	if (*side->label != '\0' && b->release != NULL && *b->release != '\0')
		side->label = arena_printf(a, "V%sR%s", b->version, b->release);
	return true;
}

/* --- what is asked for -------------------------------------------------- */

static bool
take_name(
    const char *name, const char *const *names, uint32_t n, uint32_t *bits)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (!str_eq(names[i], name))
			continue;
		*bits |= UINT32_C(1) << i;
		return true;
	}
	return false;
}

static enum cli_status
take_only(struct diff *d, const char *only)
{
	const char *p = only, *name;
	size_t n;

	for (; p != NULL && *p != '\0'; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		name = arena_strndup(&d->arena, p, n);
		if (!take_name(name, model_class_names, CLASS_UNCHANGED,
			&d->classes) &&
		    !take_name(
			name, model_field_names, FIELD__MAX, &d->fields) &&
		    !take_name(name, store_hold_names, HOLD__MAX, &d->holds))
			return cli_usage("--only does not know %s; see "
					 "auditc diff --help",
			    name);
	}
	if (only != NULL && (d->classes | d->fields | d->holds) == 0)
		return cli_usage("--only needs a name");
	return CLI_OK;
}

bool
diff_shown(const struct diff *d, uint32_t i)
{
	const struct model_change *c = &d->change[i];

	if ((d->classes | d->fields | d->holds) == 0)
		return c->class_ != CLASS_UNCHANGED;
	return (d->classes >> c->class_ & 1) != 0 ||
	       (d->fields & c->fields) != 0 ||
	       (c->new_ != MODEL_NONE && (d->holds >> d->hold[i] & 1) != 0);
}

uint32_t
diff_fields(const struct diff *d, uint32_t i)
{
	uint32_t asked = d->fields & d->change[i].fields;

	return asked != 0 ? asked : d->change[i].fields;
}

/* --- for those that show it --------------------------------------------- */

struct diff_totals
diff_total(const struct diff *d)
{
	struct diff_totals t = { .class_ = { 0 } };
	uint32_t i, f;

	for (i = 0; i < d->n; i++) {
		t.class_[d->change[i].class_]++;
		if (d->change[i].new_ != MODEL_NONE)
			t.hold[d->hold[i]]++;
		for (f = 0; f < FIELD__MAX; f++)
			t.field[f] += d->change[i].fields >> f & 1;
	}
	return t;
}

const struct model_rule *
diff_old(const struct diff *d, uint32_t i)
{
	const struct model_change *c = &d->change[i];

	return c->old != MODEL_NONE ? &d->old.b->rule[c->old] : NULL;
}

const struct model_rule *
diff_rule(const struct diff *d, uint32_t i)
{
	const struct model_change *c = &d->change[i];

	return c->new_ != MODEL_NONE ? &d->new_.b->rule[c->new_]
				     : diff_old(d, i);
}

const char *
diff_name(const struct model_rule *rule)
{
	return rule->version != NULL && *rule->version != '\0' ? rule->version
							       : rule->id;
}

const char *
diff_title(struct arena *a, const struct diff_side *side)
{
	const struct model_benchmark *b = side->b;

	return arena_printf(a, "%s%s%s%s%s", model_id_name(b->id, "benchmark"),
	    *side->label != '\0' ? " " : "", side->label,
	    b->release_date != NULL ? ", " : "",
	    b->release_date != NULL ? b->release_date : "");
}

const char *
diff_field(struct arena *a, const struct diff *d, uint32_t i,
    enum model_field field, const char **old)
{
	*old = model_field_text(a, d->old.b, d->change[i].old, field);
	return model_field_text(a, d->new_.b, d->change[i].new_, field);
}

bool
diff_is_list(enum model_field field)
{
	return field == FIELD_REFERENCES || field == FIELD_VALUES;
}

static bool
has_line(const char *text, const char *line, size_t n)
{
	size_t len;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		if (len == n && memcmp(text, line, n) == 0)
			return true;
	}
	return false;
}

static void
add_lines(struct arena *a, struct word_run **run, uint32_t *n, enum word_op op,
    const char *text, const char *other)
{
	struct word_run *r;
	size_t len;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		if (has_line(other, text, len))
			continue;
		r = VEC_PUSH(a, *run, *n);
		r->op = op;
		r->text = text;
		r->n = len;
	}
}

struct word_run *
diff_lines(struct arena *a, const char *old, const char *new_, uint32_t *n)
{
	struct word_run *run = NULL;

	*n = 0;
	add_lines(a, &run, n, WORD_GONE, old, new_);
	add_lines(a, &run, n, WORD_NEW, new_, old);
	return run;
}

bool
diff_is_space(const struct word_run *run, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (run[i].op != WORD_SAME)
			return false;
	return true;
}

/* --- the command -------------------------------------------------------- */

static bool
compare(struct diff *d, struct store *s, const struct cli *cli)
{
	const struct model_benchmark *old, *new_;

	if (!read_side(s, &d->arena, cli->arg[0], &d->old) ||
	    !read_side(s, &d->arena, cli->arg[1], &d->new_))
		return false;
	old = d->old.b;
	new_ = d->new_.b;
	if (!str_eq(old->family, new_->family) ||
	    !str_eq(old->publisher, new_->publisher))
		diag(DIAG_ID_DIFF_FAMILY, nowhere, "%s and %s",
		    diff_title(&d->arena, &d->old),
		    diff_title(&d->arena, &d->new_));
	d->change = model_diff(&d->arena, old, new_, &d->n);
	d->hold = store_holds(s, &d->arena, new_, d->change, d->n);
	return !store_failed(s);
}

static enum cli_status
show(const struct diff *d, const struct cli *cli)
{
	bool file = cli->output != NULL && !str_eq(cli->output, "-");
	struct strbuf out = STRBUF_INIT;
	bool ok = true;

	if (str_eq(cli->format, "json"))
		diff_json(&out, d);
	else if (str_eq(cli->format, "html"))
		diff_html(&out, d);
	else if (str_eq(cli->format, "csv"))
		diff_csv(&out, d);
	else
		diff_text(
		    &out, d, file ? 0 : print_width(), !file && print_colour());
	if (file)
		ok = file_replace(cli->output, out.s, out.n, 0644);
	else
		fwrite(out.s, 1, out.n, stdout);
	strbuf_free(&out);
	return ok ? CLI_OK : CLI_REFUSED;
}

enum cli_status
cli_diff(const struct cli *cli)
{
	static const char *const formats[] = { "text", "json", "html", "csv" };
	struct diff d = { .n = 0 };
	enum cli_status status;
	struct store *s;
	uint32_t format = 0;

	if (cli->format != NULL && !take_name(cli->format, formats, 4, &format))
		return cli_usage("--format is text, json, html or csv");
	status = take_only(&d, cli->only);
	if (status == CLI_OK) {
		s = store_open(cli->db, STORE_READ);
		if (s == NULL)
			return CLI_INTERNAL;
		if (compare(&d, s, cli))
			status = show(&d, cli);
		else
			status = store_failed(s) ? CLI_INTERNAL : CLI_REFUSED;
		store_close(s);
	}
	arena_free(&d.arena);
	return status;
}
