/* auditc diff for other programs: JSON and CSV. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "grid.h"

/* --- JSON --------------------------------------------------------------- */

static void
set(json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, value) != 0)
		die(CLI_INTERNAL, "out of memory");
}

static void
set_text(json_t *object, const char *name, const char *text)
{
	set(object, name, text != NULL ? json_string(text) : json_null());
}

static void
append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		die(CLI_INTERNAL, "out of memory");
}

static json_t *
side_json(const struct diff_side *side)
{
	json_t *o = json_object();

	set_text(o, "benchmark", side->b->id);
	set_text(o, "release", side->label);
	set_text(o, "date", side->b->release_date);
	return o;
}

static const char *
stig_id(const struct model_rule *rule)
{
	return rule->version != NULL && *rule->version != '\0' ? rule->version
							       : NULL;
}

static json_t *
change_json(const struct diff *d, uint32_t i)
{
	const struct model_rule *rule = diff_rule(d, i), *old = diff_old(d, i);
	const struct model_change *c = &d->change[i];
	json_t *o = json_object(), *fields = json_array();
	uint32_t f;

	set_text(o, "stig_id", stig_id(rule));
	if (c->class_ == CLASS_MOVED)
		set_text(o, "old_stig_id", stig_id(old));
	set_text(o, "rule_id", rule->id);
	if (c->new_ != MODEL_NONE && old != NULL)
		set_text(o, "old_rule_id", old->id);
	set_text(o, "title", rule->title);
	set_text(o, "severity", model_severity_names[rule->severity]);
	for (f = 0; f < FIELD__MAX; f++)
		if ((c->fields >> f & 1) != 0)
			append(fields, json_string(model_field_names[f]));
	if (c->class_ == CLASS_CHANGED || c->class_ == CLASS_MOVED)
		set(o, "fields", fields);
	else
		json_decref(fields);
	if (c->new_ != MODEL_NONE)
		set_text(o, "bound_check", store_hold_names[d->hold[i]]);
	return o;
}

void
diff_json(struct strbuf *out, const struct diff *d)
{
	struct diff_totals t = diff_total(d);
	json_t *root = json_object(), *list;
	uint32_t class_, i;
	char *text;

	set(root, "old", side_json(&d->old));
	set(root, "new", side_json(&d->new_));
	for (class_ = 0; class_ < CLASS_UNCHANGED; class_++) {
		list = json_array();
		for (i = 0; i < d->n; i++)
			if (d->change[i].class_ == (enum model_class)class_ &&
			    diff_shown(d, i))
				append(list, change_json(d, i));
		set(root, model_class_names[class_], list);
	}
	set(root, "unchanged", json_integer(t.class_[CLASS_UNCHANGED]));
	text = json_dumps(root, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	if (text == NULL)
		die(CLI_INTERNAL, "out of memory");
	strbuf_addf(out, "%s\n", text);
	free(text);
	json_decref(root);
}

/* --- CSV ---------------------------------------------------------------- */

static void
add_line(struct strbuf *out, const struct diff *d, uint32_t i)
{
	const struct model_rule *rule = diff_rule(d, i), *old = diff_old(d, i);
	const struct model_change *c = &d->change[i];
	struct strbuf fields = STRBUF_INIT;
	uint32_t f;

	for (f = 0; f < FIELD__MAX; f++)
		if ((c->fields >> f & 1) != 0)
			strbuf_addf(&fields, "%s%s", fields.n != 0 ? " " : "",
			    model_field_names[f]);
	grid_csv_cell(out, model_class_names[c->class_]);
	grid_csv_cell(out, c->new_ != MODEL_NONE ? stig_id(rule) : NULL);
	grid_csv_cell(out, old != NULL ? stig_id(old) : NULL);
	grid_csv_cell(out, c->new_ != MODEL_NONE ? rule->id : NULL);
	grid_csv_cell(out, old != NULL ? old->id : NULL);
	grid_csv_cell(out, model_severity_names[rule->severity]);
	grid_csv_cell(out, rule->title);
	grid_csv_cell(out, fields.s);
	grid_csv_cell(
	    out, c->new_ != MODEL_NONE ? store_hold_names[d->hold[i]] : NULL);
	strbuf_addstr(out, "\r\n");
	strbuf_free(&fields);
}

void
diff_csv(struct strbuf *out, const struct diff *d)
{
	uint32_t i;

	strbuf_addstr(out, "class,stig_id,old_stig_id,rule_id,old_rule_id,"
			   "severity,title,fields,bound_check\r\n");
	for (i = 0; i < d->n; i++)
		if (diff_shown(d, i))
			add_line(out, d, i);
}
