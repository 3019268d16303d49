/* Rules of XCCDF: their checks, fixes and identifiers. */
#include "xccdf.h"

static void
read_check_ref(struct xccdf_reader *r, const struct xml_node *node,
    struct model_check *c)
{
	const char *href = xccdf_need(r, node, "href");
	const char *name = xccdf_attr(r, node, "name");

	VEC_PUSH(r->arena, c->content_ref, c->ncontent_ref);
	c->content_ref[c->ncontent_ref - 1].href = href;
	c->content_ref[c->ncontent_ref - 1].name = name;
}

static void
read_check_import(struct xccdf_reader *r, const struct xml_node *node,
    struct model_check *c)
{
	const char *name = xccdf_need(r, node, "import-name");
	const char *xpath = xccdf_attr(r, node, "import-xpath");

	VEC_PUSH(r->arena, c->import, c->nimport);
	c->import[c->nimport - 1].name = name;
	c->import[c->nimport - 1].xpath = xpath;
}

static void
read_check_export(struct xccdf_reader *r, const struct xml_node *node,
    struct model_check *c)
{
	struct model_export *e;

	if (c->nexport == XCCDF_MAX_EXPORTS ||
	    r->nexport == XCCDF_MAX_ALL_EXPORTS) {
		if (r->bad)
			return;
		xccdf_error(r, DIAG_ID_XML_LIMIT, xccdf_pos(r, node),
		    "more than %d check-exports of a check, or %d in all",
		    XCCDF_MAX_EXPORTS, XCCDF_MAX_ALL_EXPORTS);
		return;
	}
	r->nexport++;
	e = VEC_PUSH(r->arena, c->export_, c->nexport);
	e->value_id = xccdf_need(r, node, "value-id");
	e->name = xccdf_need(r, node, "export-name");
}

static void
read_check(struct xccdf_reader *r, const struct xml_node *node,
    struct model_check *c)
{
	const struct xml_node *k;

	c->pos = xccdf_pos(r, node);
	c->system = xccdf_need(r, node, "system");
	c->selector = xccdf_attr(r, node, "selector");
	if (str_eq(c->selector, ""))
		c->selector = NULL;
	c->id = xccdf_attr(r, node, "id");
	c->negate = xccdf_bool(r, node, "negate", false);
	c->multi_check = xccdf_bool(r, node, "multi-check", false);
	for (k = xccdf_first(r, node); k != NULL; k = xccdf_after(r, k)) {
		if (xccdf_is(k, "check-content-ref"))
			read_check_ref(r, k, c);
		else if (xccdf_is(k, "check-content"))
			c->content = xml_text(r->arena, k);
		else if (xccdf_is(k, "check-export"))
			read_check_export(r, k, c);
		else if (xccdf_is(k, "check-import"))
			read_check_import(r, k, c);
		else
			xccdf_skip(r, k, NULL);
	}
}

static void
read_complex_check(struct xccdf_reader *r, const struct xml_node *node,
    struct model_check *c)
{
	static const char *const operators[] = { "AND", "OR" };
	const struct xml_node *k;

	c->pos = xccdf_pos(r, node);
	c->complex = true;
	xccdf_need(r, node, "operator");
	c->complex_or = xccdf_enum(r, node, "operator", operators, 2, 0) == 1;
	c->negate = xccdf_bool(r, node, "negate", false);
	for (k = xccdf_first(r, node); k != NULL; k = xccdf_after(r, k)) {
		if (xccdf_is(k, "check"))
			read_check(r, k, VEC_PUSH(r->arena, c->kid, c->nkid));
		else if (xccdf_is(k, "complex-check"))
			read_complex_check(r, k,
			    VEC_PUSH(r->arena, c->kid, c->nkid));
		else
			xccdf_skip(r, k, NULL);
	}
	if (c->nkid == 0)
		xccdf_error(r, DIAG_ID_XCCDF_MISSING, c->pos,
		    "check in complex-check");
}

/* A fix or a fixtext. */
static void
read_fix(struct xccdf_reader *r, const struct xml_node *node,
    struct model_fix *f)
{
	f->pos = xccdf_pos(r, node);
	f->id = xccdf_attr(r, node, "id");
	f->system = xccdf_attr(r, node, "system");
	f->fixref = xccdf_attr(r, node, "fixref");
	f->platform = xccdf_attr(r, node, "platform");
	f->lang = arena_strdup(r->arena,
	    xml_attr_ns(node, XML_NS_XML, "lang"));
	xccdf_fix_text(r, node, f);
	f->complexity = xccdf_attr(r, node, "complexity");
	f->disruption = xccdf_attr(r, node, "disruption");
	f->strategy = xccdf_attr(r, node, "strategy");
	f->reboot = xccdf_attr(r, node, "reboot");
}

static void
read_ident(struct xccdf_reader *r, const struct xml_node *node,
    struct model_rule *rule)
{
	struct model_ident *i = VEC_PUSH(r->arena, rule->ident, rule->nident);

	i->system = xccdf_need(r, node, "system");
	i->text = xml_text(r->arena, node);
}

static void
read_rule_kid(struct xccdf_reader *r, const struct xml_node *k,
    struct model_rule *rule)
{
	static const char *const known[] = { "dc-status", "question",
		"impact-metric", "profile-note", "signature",
		NULL };

	if (xccdf_is(k, "version")) {
		rule->version = xml_text(r->arena, k);
	} else if (xccdf_is(k, "ident")) {
		read_ident(r, k, rule);
	} else if (xccdf_is(k, "fixtext")) {
		read_fix(r, k, VEC_PUSH(r->arena, rule->fixtexts,
				   rule->nfixtext));
	} else if (xccdf_is(k, "fix")) {
		read_fix(r, k, VEC_PUSH(r->arena, rule->fix, rule->nfix));
	} else if (xccdf_is(k, "status")) {
		xccdf_read_status(r, k, &rule->status, &rule->status_date);
	} else if (xccdf_is(k, "check")) {
		read_check(r, k,
		    VEC_PUSH(r->arena, rule->check, rule->ncheck));
	} else if (xccdf_is(k, "complex-check")) {
		read_complex_check(r, k,
		    VEC_PUSH(r->arena, rule->check, rule->ncheck));
	} else {
		xccdf_skip(r, k, known);
	}
}

void
xccdf_read_rule(struct xccdf_reader *r, const struct xml_node *node,
    uint32_t group)
{
	struct model_benchmark *b = r->b;
	struct model_rule rule = { .group = group };
	const struct xccdf_parts parts = {
		.title = &rule.title,
		.description = &rule.description,
		.rationale = &rule.rationale,
		.metadata = &rule.metadata,
		.warning = &rule.warning,
		.nwarning = &rule.nwarning,
		.reference = &rule.reference,
		.nreference = &rule.nreference,
		.platform = &rule.platform,
		.nplatform = &rule.nplatform,
		.requires_ = &rule.requires_,
		.nrequires = &rule.nrequires,
		.conflicts = &rule.conflicts,
		.nconflicts = &rule.nconflicts,
	};
	uint32_t n = b->nrule;

	rule.pos = xccdf_pos(r, node);
	rule.id = xccdf_id(r, node, "id");
	rule.id12 = model_id12(r->arena, r->id_ns, "rule", rule.id);
	rule.extends = xccdf_attr(r, node, "extends");
	rule.cluster_id = xccdf_ncname(r, node, "cluster-id");
	rule.severity = (enum model_severity)xccdf_enum(r, node, "severity",
	    model_severity_names, SEV__MAX, SEV_UNKNOWN);
	rule.role = (enum model_role)xccdf_enum(r, node, "role",
	    model_role_names, ROLE__MAX, ROLE_FULL);
	rule.weight = xccdf_weight(r, node);
	rule.selected = xccdf_bool(r, node, "selected", true);
	rule.abstract = xccdf_bool(r, node, "abstract", false);
	rule.hidden = xccdf_bool(r, node, "hidden", false);
	rule.multiple = xccdf_bool(r, node, "multiple", false);
	for (const struct xml_node *k = xccdf_first(r, node); k != NULL;
	     k = xccdf_after(r, k)) {
		if (!xccdf_read_part(r, k, &parts))
			read_rule_kid(r, k, &rule);
	}
	if (rule.description != NULL)
		rule.description = xccdf_stig_text(r->arena, rule.description,
		    &rule.stig);
	if (rule.nfixtext != 0) {
		rule.fixtext = rule.fixtexts[0].text;
		rule.fixtext_ref = rule.fixtexts[0].fixref;
	}
	*VEC_PUSH(r->arena, b->rule, b->nrule) = rule;
	*VEC_PUSH(r->arena, r->rule_node, n) = node;
}
