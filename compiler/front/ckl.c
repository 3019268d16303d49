/*
 * Checklists of STIG Viewer 2 (CKL): what a person said of each rule of a
 * STIG on one asset.
 */
#include <string.h>

#include "front.h"
#include "xml.h"

static const struct {
	const char *ckl, *cklb;
} statuses[] = {
	{ "NotAFinding", "not_a_finding" },
	{ "Open", "open" },
	{ "Not_Applicable", "not_applicable" },
	{ "Not_Reviewed", "not_reviewed" },
};

const char *
checklist_status(const char *text)
{
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (str_eq(text, statuses[i].ckl) ||
		    str_eq(text, statuses[i].cklb))
			return statuses[i].ckl;
	return NULL;
}

const char *
checklist_severity(const char *text)
{
	static const char *const names[] = { "", "low", "medium", "high" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq_nocase(text, names[i]))
			return names[i];
	return NULL;
}

struct reader {
	struct arena *a;
	const char *file;
	uint32_t nanswer; /* of all STIGs */
};

static struct srcpos
pos(const struct reader *r, const struct xml_node *node)
{
	return (struct srcpos){ r->file, node->line };
}

/* The text of the first child of that name without white space around it. */
static const char *
kid_text(const struct reader *r, const struct xml_node *node, const char *name)
{
	const struct xml_node *kid = xml_kid(node, NULL, name);
	const char *s;
	size_t n;

	if (kid == NULL)
		return "";
	s = xml_text(r->a, kid);
	s += strspn(s, " \t\n");
	for (n = strlen(s); n > 0 && strchr(" \t\n", s[n - 1]) != NULL;)
		n--;
	return arena_strndup(r->a, s, n);
}

static void
read_asset(
    const struct reader *r, const struct xml_node *node, struct checklist *c)
{
	c->host_name = kid_text(r, node, "HOST_NAME");
	c->ip = kid_text(r, node, "HOST_IP");
	c->mac = kid_text(r, node, "HOST_MAC");
	c->fqdn = kid_text(r, node, "HOST_FQDN");
	if (str_eq(kid_text(r, node, "WEB_OR_DATABASE"), "true")) {
		c->site = kid_text(r, node, "WEB_DB_SITE");
		c->instance = kid_text(r, node, "WEB_DB_INSTANCE");
	}
}

/* <SI_DATA><SID_NAME>name</SID_NAME><SID_DATA>data</SID_DATA></SI_DATA>... */
static void
read_info(const struct reader *r, const struct xml_node *node,
    struct checklist_stig *stig)
{
	const struct xml_node *k = xml_kid(node, NULL, "SI_DATA");
	const char *name, *data;

	for (; k != NULL; k = xml_next(k, NULL, "SI_DATA")) {
		name = kid_text(r, k, "SID_NAME");
		data = kid_text(r, k, "SID_DATA");
		if (str_eq(name, "stigid"))
			stig->id = data;
		else if (str_eq(name, "title"))
			stig->title = data;
		else if (str_eq(name, "version"))
			stig->version = data;
		else if (str_eq(name, "releaseinfo"))
			stig->release_info = data;
	}
}

static void
read_names(const struct reader *r, const struct xml_node *node,
    struct checklist_answer *out)
{
	const struct xml_node *k = xml_kid(node, NULL, "STIG_DATA");
	const char *name, *data;

	out->vuln_id = out->rule_id = out->stig_id = out->check_text = "";
	for (; k != NULL; k = xml_next(k, NULL, "STIG_DATA")) {
		name = kid_text(r, k, "VULN_ATTRIBUTE");
		data = kid_text(r, k, "ATTRIBUTE_DATA");
		if (str_eq(name, "Vuln_Num"))
			out->vuln_id = data;
		else if (str_eq(name, "Rule_ID"))
			out->rule_id = data;
		else if (str_eq(name, "Rule_Ver"))
			out->stig_id = data;
		else if (str_eq(name, "Check_Content"))
			out->check_text = data;
	}
}

static bool
read_answer(
    struct reader *r, const struct xml_node *node, struct checklist_stig *stig)
{
	struct checklist_answer *out;
	const char *status = kid_text(r, node, "STATUS");
	const char *severity = kid_text(r, node, "SEVERITY_OVERRIDE");

	if (++r->nanswer > CHECKLIST_MAX_ANSWERS) {
		diag(DIAG_ID_XML_LIMIT, pos(r, node), "more than %d answers",
		    CHECKLIST_MAX_ANSWERS);
		return false;
	}
	out = VEC_PUSH(r->a, stig->answer, stig->nanswer);
	out->pos = pos(r, node);
	read_names(r, node, out);
	out->status = checklist_status(status);
	out->severity = checklist_severity(severity);
	out->details = kid_text(r, node, "FINDING_DETAILS");
	out->comments = kid_text(r, node, "COMMENTS");
	out->justification = kid_text(r, node, "SEVERITY_JUSTIFICATION");
	if (out->status == NULL)
		diag(DIAG_ID_CHECKLIST_INVALID, out->pos, "status \"%s\"",
		    status);
	else if (out->severity == NULL)
		diag(DIAG_ID_CHECKLIST_INVALID, out->pos, "severity \"%s\"",
		    severity);
	else if (*out->vuln_id == '\0' && *out->rule_id == '\0' &&
		 *out->stig_id == '\0')
		diag(DIAG_ID_CHECKLIST_INVALID, out->pos,
		    "an answer to a rule without a name");
	else
		return true;
	return false;
}

static bool
read_stig(struct reader *r, const struct xml_node *node, struct checklist *c)
{
	struct checklist_stig *stig = VEC_PUSH(r->a, c->stig, c->nstig);
	const struct xml_node *k = xml_kid(node, NULL, "STIG_INFO");

	stig->id = stig->title = stig->version = stig->release_info = "";
	if (k != NULL)
		read_info(r, k, stig);
	for (k = xml_kid(node, NULL, "VULN"); k != NULL;
	     k = xml_next(k, NULL, "VULN"))
		if (!read_answer(r, k, stig))
			return false;
	return true;
}

struct checklist *
front_ckl(struct arena *a, const char *file, const char *data, size_t n)
{
	struct checklist *c = arena_alloc(a, sizeof *c);
	const struct xml_node *root = xml_parse(a, file, data, n);
	struct reader r = { a, arena_strdup(a, file), 0 };
	const struct xml_node *asset, *stigs, *k;

	if (root == NULL)
		return NULL;
	asset = xml_kid(root, NULL, "ASSET");
	stigs = xml_kid(root, NULL, "STIGS");
	if (!xml_is(root, NULL, "CHECKLIST") || asset == NULL ||
	    stigs == NULL) {
		diag(DIAG_ID_CHECKLIST_INVALID, pos(&r, root),
		    "a CHECKLIST has ASSET and STIGS");
		return NULL;
	}
	c->file = r.file;
	c->site = c->instance = "";
	read_asset(&r, asset, c);
	for (k = xml_kid(stigs, NULL, "iSTIG"); k != NULL;
	     k = xml_next(k, NULL, "iSTIG"))
		if (!read_stig(&r, k, c))
			return NULL;
	if (r.nanswer != 0)
		return c;
	diag(DIAG_ID_CHECKLIST_INVALID, pos(&r, stigs), "no VULN");
	return NULL;
}
