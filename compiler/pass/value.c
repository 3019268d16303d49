/*
 * Bind every external variable to an XCCDF Value: the benchmark's own where
 * it has one of that name, else one made of the .audit variable.  From here on
 * value_id is the XCCDF 1.2 id and the variable's values are the default.
 */
#include <stdlib.h>
#include <string.h>

#include "pass.h"

static const struct audit_variable *
audit_variable(const struct pass_unit *u, const char *name)
{
	uint32_t i, k;

	for (i = 0; i < u->naudit; i++)
		for (k = 0; k < u->audit[i]->nvariable; k++)
			if (str_eq(u->audit[i]->variable[k].name, name))
				return &u->audit[i]->variable[k];
	return NULL;
}

/*
 * The Value of that id; for a variable of an .audit also one whose id ends so,
 * in whatever namespace.
 */
static uint32_t
find_value(struct pass_unit *u, const struct model_index *ix, const char *name,
    bool of_audit)
{
	const struct model_benchmark *b = u->benchmark;
	const char *end = arena_printf(u->arena, "_value_%s", name);
	uint32_t found = model_index_find(ix, MODEL_VALUE, name), i;

	for (i = 0; found == MODEL_NONE && of_audit && i < b->nvalue; i++)
		if (str_ends(b->value[i].id12, end))
			found = i;
	return found;
}

/* "mil.disa.stig" of xccdf_mil.disa.stig_benchmark_X */
static const char *
namespace(struct pass_unit *u)
{
	const char *s = u->benchmark->id12 + strlen("xccdf_");
	const char *end = strchr(s, '_');

	return arena_strndup(u->arena, s,
	    end != NULL ? (size_t)(end - s) : strlen(s));
}

static enum model_value_type
value_type(const struct audit_variable *a)
{
	if (str_eq_nocase(a->value_type, "INTEGER"))
		return VALUE_NUMBER;
	if (str_eq(a->default_, "true") || str_eq(a->default_, "false"))
		return VALUE_BOOLEAN;
	return VALUE_STRING;
}

static uint32_t
add_value(struct pass_unit *u, const struct audit_variable *a)
{
	struct model_benchmark *b = u->benchmark;
	struct model_value *v = VEC_PUSH(u->arena, b->value, b->nvalue);
	struct model_item *item;

	v->id = v->id12 = model_id12(u->arena, namespace(u), "value", a->name);
	v->title = a->name;
	v->description = a->info != NULL ? a->info : a->description;
	v->question = a->description;
	v->type = value_type(a);
	v->operator_ = "equals";
	v->group = MODEL_NONE;
	v->pos = a->pos;
	v->instance = arena_alloc(u->arena, sizeof *v->instance);
	v->ninstance = 1;
	v->instance[0].value = a->default_ != NULL ? a->default_ : "";
	item = VEC_PUSH(u->arena, b->item, b->nitem);
	item->kind = ITEM_VALUE;
	item->index = b->nvalue - 1;
	item->parent = MODEL_NONE;
	return b->nvalue - 1;
}

static bool
has_value(const struct model_value *v)
{
	uint32_t i;

	for (i = 0; i < v->ninstance; i++)
		if (v->instance[i].value != NULL || v->instance[i].is_list ||
		    v->instance[i].default_ != NULL ||
		    v->instance[i].default_is_list)
			return true;
	return false;
}

/* What the variable is where no profile says another thing. */
static void
set_default(struct pass_unit *u, struct ir_variable *x,
    const struct model_value *v, const struct model_resolved_value *own)
{
	const char **value;
	uint32_t i;

	x->nvalue = !has_value(v) ? 0 : own->is_list ? own->nlist : 1;
	value = arena_alloc(u->arena, (x->nvalue + 1) * sizeof *value);
	for (i = 0; i < x->nvalue; i++)
		value[i] = own->is_list ? own->list[i] : own->value;
	x->value = value;
}

bool
pass_value(struct pass_unit *u)
{
	const struct model_index ix = model_index_new(u->arena, u->benchmark);
	uint32_t *of = arena_alloc(u->arena,
	    ((size_t)u->ir.nvariable + 1) * sizeof *of);
	const struct model_resolved *own;
	const struct audit_variable *a;
	struct ir_variable *x;
	uint32_t i;
	bool ok = true;

	for (i = 0; i < u->ir.nvariable; i++) {
		x = &u->ir.variable[i];
		of[i] = MODEL_NONE;
		if (x->kind != IR_EXTERNAL)
			continue;
		a = audit_variable(u, x->value_id);
		of[i] = find_value(u, &ix, x->value_id, a != NULL);
		if (of[i] == MODEL_NONE && a == NULL) {
			diag(DIAG_ID_AUDIT_VARIABLE, x->pos, "@%s@", x->value_id);
			ok = false;
			continue;
		}
		if (of[i] == MODEL_NONE)
			of[i] = add_value(u, a);
		x->value_id = u->benchmark->value[of[i]].id12;
	}
	own = model_resolve(u->arena, u->benchmark, MODEL_NONE);
	for (i = 0; i < u->ir.nvariable; i++)
		if (of[i] != MODEL_NONE)
			set_default(u, &u->ir.variable[i],
			    &u->benchmark->value[of[i]], &own->value[of[i]]);
	return ok;
}
