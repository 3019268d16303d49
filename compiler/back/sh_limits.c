/*
 * What scripts cannot do, and why: such a test is not evaluated, never guessed.
 * On the way what a test needs (facts, functions) is noted.
 */
#include <string.h>

#include "../probe/probe.h"
#include "sh.h"

const char *
sh_field_name(enum probe_kind kind, uint16_t field)
{
	return probes[kind]->field[field].name;
}

static const char *
entity_unsupported(struct sh *s, const struct ir_entity *e)
{
	switch (e->datatype) {
	case IR_DATATYPE_STRING:
	case IR_DATATYPE_INT:
	case IR_DATATYPE_FLOAT:
	case IR_DATATYPE_BOOLEAN:
	case IR_DATATYPE_BINARY:
	case IR_DATATYPE_VERSION:
	case IR_DATATYPE_RECORD:
	case IR_DATATYPE_EVR_STRING:
	case IR_DATATYPE_DEBIAN_EVR_STRING:
	case IR_DATATYPE_IOS_VERSION:
	case IR_DATATYPE_FILESET_REVISION:
	case IR_DATATYPE_IPV4_ADDRESS:
	case IR_DATATYPE_IPV6_ADDRESS:
		break;
	case IR_DATATYPE__MAX:
		return arena_printf(s->arena,
		    "scripts do not compare values of datatype %s",
		    ir_datatype_names[e->datatype]);
	}
	return NULL;
}

/* The fields that a probe's shell function gives, by probe; NULL: all. */
static const char *const fields_told[PROBE__MAX] = {
	[PROBE_CONTAINER] = " value ",
	[PROBE_IMAGE] = " value ",
	[PROBE_ENGINE] = " value ",
	[PROBE_NETWORK] = " value ",
	[PROBE_KERNEL] = " value ",
	[PROBE_VARIABLE] = " value ",
	[PROBE_FILE] =
	    (" filepath path filename type group_id user_id size a_time "
	     "c_time m_time suid sgid sticky uread uwrite uexec gread gwrite "
	     "gexec oread owrite oexec has_extended_acl owner group mode md5 "
	     "attributes "),
	[PROBE_TEXTFILECONTENT54] =
	    (" filepath path filename pattern instance text subexpression "
	     "line "),
	[PROBE_PASSWORD] =
	    (" username password user_id group_id gcos home_dir login_shell "),
	[PROBE_PROCESS58] = " command_line comm pid ppid user_id user ",
	[PROBE_COMMAND] = " stdout exit_status ",
};

/* Why scripts do not tell this field; NULL: they do. */
static const char *
field_unsupported(struct sh *s, enum probe_kind probe, uint16_t field)
{
	const char *told = fields_told[probe];
	const char *name = sh_field_name(probe, field);

	if (told == NULL ||
	    strstr(told, arena_printf(s->arena, " %s ", name)) != NULL)
		return NULL;
	return arena_printf(s->arena, "scripts do not tell %s of %s", name,
	    ir_probe_names[probe]);
}

static const char *object_unsupported(struct sh *s, const struct ir_object *o);
static const char *variable_unsupported(struct sh *s, uint32_t v);

static const char *
component_unsupported(struct sh *s, uint32_t c)
{
	const struct ir_component *x = &s->ir.component[c];
	const struct ir_object *o;
	const char *why = NULL;
	uint32_t i;

	if (x->function == IR_FUNCTION_OBJECT) {
		o = &s->ir.object[x->object];
		why = object_unsupported(s, o);
		return why != NULL ? why
				   : field_unsupported(s, o->probe, x->field);
	}
	for (i = 0; i < x->nkid && why == NULL; i++)
		why = component_unsupported(s, x->kid[i]);
	if (why == NULL && x->function == IR_FUNCTION_VARIABLE)
		why = variable_unsupported(s, x->variable);
	return why;
}

static const char *
variable_unsupported(struct sh *s, uint32_t v)
{
	return v != IR_NONE && s->ir.variable[v].kind == IR_LOCAL
	    ? component_unsupported(s, s->ir.variable[v].component)
	    : NULL;
}

static const char *
entities_unsupported(struct sh *s, const struct ir_entity *e, uint32_t n)
{
	const char *why = NULL;
	uint32_t i;

	for (i = 0; i < n && why == NULL; i++) {
		why = entity_unsupported(s, &e[i]);
		if (why == NULL)
			why = variable_unsupported(s, e[i].variable);
	}
	return why;
}

/* The literal of the object's entity of that name, or NULL. */
static const char *
object_literal(const struct ir_object *o, const char *field)
{
	uint32_t i;

	for (i = 0; i < o->nentity; i++)
		if (str_eq(sh_field_name(o->probe, o->entity[i].field), field)
		    && o->entity[i].operation == IR_OPERATION_EQUALS)
			return o->entity[i].literal;
	return NULL;
}

uint32_t
sh_variable_of(const struct sh *s, const struct ir_object *o)
{
	const struct ir_entity *e = o->nentity != 0 ? &o->entity[0] : NULL;
	uint32_t i;

	if (e != NULL && e->variable != IR_NONE)
		return e->variable;
	for (i = 0; i < s->ir.nvariable; i++)
		if (e != NULL && e->literal != NULL
		    && str_eq(s->ir.variable[i].id, e->literal))
			return i;
	return IR_NONE;
}

static const char *
engine_facts_unsupported(struct sh *s, const struct ir_object *o)
{
	const char *path = object_literal(o, "path");

	if (path == NULL)
		return "the path of a fact is no literal";
	if (o->probe == PROBE_CONTAINER) {
		if (!s->container)
			return "the target is no container";
		if (sh_fact(s, SH_CONTAINER, path))
			return NULL;
	} else if (o->probe == PROBE_IMAGE) {
		if (!s->container && !s->image)
			return "the target is no image";
		if (s->container)
			sh_list_add(s, &s->path[SH_CONTAINER], "Image");
		if (sh_fact(s, SH_IMAGE, path))
			return NULL;
	} else if (o->probe == PROBE_NETWORK) {
		sh_list_add(s, &s->path[SH_NETWORK], "Name");
		if (sh_fact(s, SH_NETWORK, path))
			return NULL;
	} else if (sh_engine_fact(s, path)) {
		return NULL;
	}
	return arena_printf(s->arena, "scripts do not know the fact %s", path);
}

static const char *
kernel_unsupported(struct sh *s, const struct ir_object *o)
{
	const char *fact = object_literal(o, "fact");
	char *name, *p;

	if (fact == NULL)
		return "the kernel fact is no literal";
	name = arena_printf(s->arena, "kernel_%s", fact);
	name[strcspn(name, "[{")] = '\0';
	for (p = name; *p != '\0'; p++)
		if (*p == '.')
			*p = '_';
	if (!sh_library_has(name))
		return arena_printf(s->arena,
		    "scripts do not know the kernel fact %s", fact);
	sh_list_add(s, &s->root, name);
	sh_list_add(s, &s->path[SH_CONTAINER], "State.Pid");
	sh_list_add(s, &s->path[SH_CONTAINER], "State.Status");
	return NULL;
}

static const char *
state_unsupported(struct sh *s, uint32_t index)
{
	const struct ir_state *x = &s->ir.state[index];
	const char *why = NULL;
	uint32_t i;

	for (i = 0; i < x->nentity && why == NULL; i++)
		why = field_unsupported(s, x->probe, x->entity[i].field);
	if (why != NULL)
		return why;
	return entities_unsupported(s, x->entity, x->nentity);
}

/* The states of filters, and the operands of a set. */
static const char *
filters_unsupported(struct sh *s, const struct ir_filter *f, uint32_t n)
{
	const char *why = NULL;
	uint32_t i;

	for (i = 0; i < n && why == NULL; i++)
		why = state_unsupported(s, f[i].state);
	return why;
}

static const char *
set_unsupported(struct sh *s, const struct ir_set *set)
{
	const char *why = filters_unsupported(s, set->filter, set->nfilter);
	unsigned i;

	for (i = 0; i < 2 && why == NULL; i++)
		if (set->object[i] != IR_NONE)
			why = object_unsupported(
			    s, &s->ir.object[set->object[i]]);
	return why;
}

static const char *
object_unsupported(struct sh *s, const struct ir_object *o)
{
	const char *why, *name = ir_probe_names[o->probe];

	if (probes[o->probe] == NULL)
		return arena_printf(s->arena, "there is no probe %s", name);
	if (probes[o->probe]->sh == NULL
	    || embed_find(probes[o->probe]->sh) == NULL)
		return arena_printf(s->arena, "scripts have no probe %s%s", name,
		    o->probe == PROBE_YAMLFILECONTENT
			? ": it needs a tool that reads YAML"
			: "");
	why = filters_unsupported(s, o->filter, o->nfilter);
	if (why == NULL && o->set != NULL)
		return set_unsupported(s, o->set);
	if (why == NULL)
		why = entities_unsupported(s, o->entity, o->nentity);
	if (why != NULL)
		return why;
	if (o->probe == PROBE_CONTAINER || o->probe == PROBE_IMAGE ||
	    o->probe == PROBE_NETWORK || o->probe == PROBE_ENGINE)
		return engine_facts_unsupported(s, o);
	if (o->probe == PROBE_KERNEL)
		return s->container ? kernel_unsupported(s, o)
				    : "the target is no container";
	if (o->probe == PROBE_VARIABLE)
		return sh_variable_of(s, o) == IR_NONE
		    ? "the object names no variable"
		    : variable_unsupported(s, sh_variable_of(s, o));
	if (s->container && o->scope == IR_SCOPE_TARGET)
		return "scripts do not look into containers";
	if (s->image && o->scope == IR_SCOPE_TARGET)
		return "scripts do not look into images";
	return o->scope == IR_SCOPE_CONTAINER
	    ? "scripts do not look into containers"
	    : NULL;
}

const char *
sh_test_unsupported(struct sh *s, const struct ir_test *t)
{
	const struct ir_object *o;
	const char *why;
	uint32_t i;

	if (t->unsupported != NULL)
		return t->unsupported;
	if (t->object == IR_NONE)
		return "the test has no object";
	o = &s->ir.object[t->object];
	why = object_unsupported(s, o);
	for (i = 0; i < t->nstate && why == NULL; i++)
		why = state_unsupported(s, t->state[i]);
	return why;
}
