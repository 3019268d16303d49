/* Values of XCCDF, and the profiles that set them and select rules. */
#include "xccdf.h"

/* --- values --------------------------------------------------------------- */

static struct model_value_instance *
instance_of(struct xccdf_reader *r, const struct xml_node *node,
    struct model_value *v)
{
	static struct model_value_instance spare;
	const char *selector = xml_attr(node, "selector");
	struct model_value_instance *in;

	if (str_eq(selector, ""))
		selector = NULL;
	for (uint32_t i = 0; i < v->ninstance; i++) {
		if (str_eq(v->instance[i].selector, selector))
			return &v->instance[i];
	}
	if (v->ninstance == XCCDF_MAX_INSTANCES) {
		xccdf_error(r, DIAG_ID_XML_LIMIT, xccdf_pos(r, node),
		    "more than %d selectors", XCCDF_MAX_INSTANCES);
		spare = (struct model_value_instance) { 0 };
		return &spare;
	}
	in = VEC_PUSH(r->arena, v->instance, v->ninstance);
	in->selector = arena_strdup(r->arena, selector);
	return in;
}

static void
read_list(struct xccdf_reader *r, const struct xml_node *node,
    const char *element, const char ***list, uint32_t *n)
{
	for (const struct xml_node *k = xml_kid(node, r->ns, element);
	     k != NULL; k = xml_next(k, r->ns, element))
		*VEC_PUSH(r->arena, *list, *n) = xml_text(r->arena, k);
}

static void
read_list_choices(struct xccdf_reader *r, const struct xml_node *node,
    struct model_value_instance *in)
{
	const struct xml_node *k = xml_kid(node, r->ns, "complex-choice");

	for (; k != NULL; k = xml_next(k, r->ns, "complex-choice")) {
		struct model_list *list =
		    VEC_PUSH(r->arena, in->list_choice, in->nlist_choice);

		read_list(r, k, "item", &list->item, &list->n);
	}
}

static bool
read_value_instance(struct xccdf_reader *r, const struct xml_node *k,
    struct model_value *v)
{
	static const struct {
		const char *name;
		size_t offset;
	} texts[] = {
		{ "value", offsetof(struct model_value_instance, value) },
		{ "default", offsetof(struct model_value_instance, default_) },
		{ "match", offsetof(struct model_value_instance, match) },
		{ "lower-bound",
		    offsetof(struct model_value_instance, lower_bound) },
		{ "upper-bound",
		    offsetof(struct model_value_instance, upper_bound) },
	};
	struct model_value_instance *in;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char **slot;

		if (!xccdf_is(k, texts[i].name))
			continue;
		in = instance_of(r, k, v);
		slot = (const char **)(void *)((char *)in + texts[i].offset);
		if (*slot != NULL || (i == 0 && in->is_list))
			xccdf_error(r, DIAG_ID_XCCDF_DUPLICATE,
			    xccdf_pos(r, k), "%s of selector \"%s\"", k->name,
			    in->selector != NULL ? in->selector : "");
		*slot = xml_text(r->arena, k);
		return true;
	}
	if (xccdf_is(k, "complex-value")) {
		in = instance_of(r, k, v);
		if (in->value != NULL || in->is_list)
			xccdf_error(r, DIAG_ID_XCCDF_DUPLICATE,
			    xccdf_pos(r, k), "%s of selector \"%s\"", k->name,
			    in->selector != NULL ? in->selector : "");
		in->is_list = true;
		read_list(r, k, "item", &in->list, &in->nlist);
	} else if (xccdf_is(k, "complex-default")) {
		in = instance_of(r, k, v);
		if (in->default_ != NULL || in->default_is_list)
			xccdf_error(r, DIAG_ID_XCCDF_DUPLICATE,
			    xccdf_pos(r, k), "%s of selector \"%s\"", k->name,
			    in->selector != NULL ? in->selector : "");
		in->default_is_list = true;
		read_list(r, k, "item", &in->default_list,
		    &in->ndefault_list);
	} else if (xccdf_is(k, "choices")) {
		in = instance_of(r, k, v);
		in->must_match = xccdf_bool(r, k, "mustMatch", false);
		read_list(r, k, "choice", &in->choice, &in->nchoice);
		read_list_choices(r, k, in);
	} else {
		return false;
	}
	return true;
}

void
xccdf_read_value(struct xccdf_reader *r, const struct xml_node *node, uint32_t group)
{
	static const char *const known[] = { "status", "dc-status", "version",
		"warning", "reference", "source", "signature",
		NULL };
	struct model_benchmark *b = r->b;
	struct model_value v = { .group = group };
	uint32_t n = b->nvalue;

	v.pos = xccdf_pos(r, node);
	v.id = xccdf_id(r, node, "id");
	v.id12 = model_id12(r->arena, r->id_ns, "value", v.id);
	v.operator_ = xccdf_attr(r, node, "operator");
	v.extends = xccdf_attr(r, node, "extends");
	v.cluster_id = xccdf_ncname(r, node, "cluster-id");
	v.interface_hint = xccdf_attr(r, node, "interfaceHint");
	v.type = (enum model_value_type)xccdf_enum(r, node, "type",
	    model_value_type_names, VALUE_TYPE__MAX, VALUE_STRING);
	v.abstract = xccdf_bool(r, node, "abstract", false);
	v.hidden = xccdf_bool(r, node, "hidden", false);
	v.interactive = xccdf_bool(r, node, "interactive", false);
	v.prohibit_changes = xccdf_bool(r, node, "prohibitChanges", false);
	for (const struct xml_node *k = xccdf_first(r, node); k != NULL;
	     k = xccdf_after(r, k)) {
		if (xccdf_is(k, "title"))
			xccdf_take_text(r, &v.title, k);
		else if (xccdf_is(k, "description"))
			xccdf_take_text(r, &v.description, k);
		else if (xccdf_is(k, "question"))
			xccdf_take_text(r, &v.question, k);
		else if (xccdf_is(k, "metadata"))
			xccdf_read_metadata(r, k, &v.metadata);
		else if (!read_value_instance(r, k, &v))
			xccdf_skip(r, k, known);
	}
	if (v.ninstance == 0 && v.extends == NULL)
		xccdf_error(r, DIAG_ID_XCCDF_MISSING, v.pos, "value of %s",
		    v.id);
	*VEC_PUSH(r->arena, b->value, b->nvalue) = v;
	*VEC_PUSH(r->arena, r->value_node, n) = node;
}

/* --- profiles ------------------------------------------------------------- */

static const struct {
	const char *name;
	enum model_profile_op op;
} profile_ops[] = {
	{ "select", PROFILE_SELECT },
	{ "set-value", PROFILE_SET_VALUE },
	{ "set-complex-value", PROFILE_SET_COMPLEX_VALUE },
	{ "refine-value", PROFILE_REFINE_VALUE },
	{ "refine-rule", PROFILE_REFINE_RULE },
};

static bool
read_profile_item(struct xccdf_reader *r, const struct xml_node *k,
    struct model_profile *p)
{
	struct model_profile_item *item;
	size_t i, n = sizeof profile_ops / sizeof *profile_ops;

	for (i = 0; i < n && !xccdf_is(k, profile_ops[i].name); i++)
		continue;
	if (i == n)
		return false;
	item = VEC_PUSH(r->arena, p->item, p->nitem);
	item->op = profile_ops[i].op;
	item->pos = xccdf_pos(r, k);
	item->idref = xccdf_need(r, k, "idref");
	switch (item->op) {
	case PROFILE_SELECT:
		xccdf_need(r, k, "selected");
		item->selected = xccdf_bool(r, k, "selected", false);
		break;
	case PROFILE_SET_VALUE:
		item->value = xml_text(r->arena, k);
		break;
	case PROFILE_SET_COMPLEX_VALUE:
		read_list(r, k, "item", &item->list, &item->nlist);
		break;
	case PROFILE_REFINE_RULE:
		item->weight = xccdf_weight(r, k);
		item->severity = xccdf_attr(r, k, "severity");
		item->role = xccdf_attr(r, k, "role");
		xccdf_enum(r, k, "severity", model_severity_names, SEV__MAX, 0);
		xccdf_enum(r, k, "role", model_role_names, ROLE__MAX, 0);
		item->selector = xccdf_attr(r, k, "selector");
		break;
	case PROFILE_REFINE_VALUE:
		item->selector = xccdf_attr(r, k, "selector");
		item->operator_ = xccdf_attr(r, k, "operator");
		break;
	}
	return true;
}

void
xccdf_read_profile(struct xccdf_reader *r, const struct xml_node *node)
{
	static const char *const known[] = { "status", "dc-status", "version",
		"reference", "signature", NULL };
	struct model_benchmark *b = r->b;
	struct model_profile p = { 0 };

	p.pos = xccdf_pos(r, node);
	if (b->nprofile == XCCDF_MAX_PROFILES) {
		if (r->bad)
			return;
		xccdf_error(r, DIAG_ID_XML_LIMIT, p.pos,
		    "more than %d profiles", XCCDF_MAX_PROFILES);
		return;
	}
	p.id = xccdf_id(r, node, "id");
	p.id12 = model_id12(r->arena, r->id_ns, "profile", p.id);
	p.extends = xccdf_attr(r, node, "extends");
	p.abstract = xccdf_bool(r, node, "abstract", false);
	p.prohibit_changes = xccdf_bool(r, node, "prohibitChanges", false);
	for (const struct xml_node *k = xccdf_first(r, node); k != NULL;
	     k = xccdf_after(r, k)) {
		if (xccdf_is(k, "title")) {
			xccdf_take_text(r, &p.title, k);
		} else if (xccdf_is(k, "description")) {
			xccdf_take_text(r, &p.description, k);
			p.description = xccdf_unwrap(r->arena, p.description,
			    "ProfileDescription");
		} else if (xccdf_is(k, "platform")) {
			xccdf_push_idref(r, k, &p.platform, &p.nplatform);
			p.platform_override = p.platform_override ||
			    xccdf_bool(r, k, "override", false);
		} else if (xccdf_is(k, "metadata")) {
			xccdf_read_metadata(r, k, &p.metadata);
		} else if (!read_profile_item(r, k, &p)) {
			xccdf_skip(r, k, known);
		}
	}
	if (p.title == NULL)
		xccdf_error(r, DIAG_ID_XCCDF_MISSING, p.pos,
		    "title of Profile %s", p.id);
	*VEC_PUSH(r->arena, b->profile, b->nprofile) = p;
}
