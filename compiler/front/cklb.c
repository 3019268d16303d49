/*
 * Checklists of STIG Viewer 3 (CKLB), which are JSON.
 */
#include <jansson.h>
#include <string.h>

#include "front.h"
#include "xml.h"

struct reader {
	struct arena *a;
	const char *file;
	uint32_t nanswer; /* of all STIGs */
};

static bool
refuse(const struct reader *r, const char *what, const char *detail)
{
	diag(DIAG_ID_CHECKLIST_INVALID, (struct srcpos){ r->file, 0 }, "%s%s%s",
	    what, *detail != '\0' ? " " : "", detail);
	return false;
}

/* A text member without white space around it; "" where there is none. */
static const char *
text(const struct reader *r, json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));
	size_t n;

	if (s == NULL)
		return "";
	s += strspn(s, " \t\r\n");
	for (n = strlen(s); n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL;)
		n--;
	return arena_strndup(r->a, s, n);
}

static void
read_asset(const struct reader *r, json_t *o, struct checklist *c)
{
	c->host_name = text(r, o, "host_name");
	c->ip = text(r, o, "ip_address");
	c->mac = text(r, o, "mac_address");
	c->fqdn = text(r, o, "fqdn");
	c->site = c->instance = "";
	if (json_is_true(json_object_get(o, "is_web_database"))) {
		c->site = text(r, o, "web_db_site");
		c->instance = text(r, o, "web_db_instance");
	}
}

static bool
read_answer(struct reader *r, json_t *o, struct checklist_stig *stig)
{
	struct checklist_answer *out;
	json_t *override;
	const char *status = text(r, o, "status"), *severity;

	if (++r->nanswer > CHECKLIST_MAX_ANSWERS)
		return refuse(r, "too many answers", "");
	out = VEC_PUSH(r->a, stig->answer, stig->nanswer);
	out->pos.file = r->file;
	out->vuln_id = text(r, o, "group_id");
	out->rule_id = text(r, o, "rule_id_src");
	if (*out->rule_id == '\0')
		out->rule_id = text(r, o, "rule_id");
	out->stig_id = text(r, o, "rule_version");
	out->check_text = text(r, o, "check_content");
	out->details = text(r, o, "finding_details");
	out->comments = text(r, o, "comments");
	override = json_object_get(json_object_get(o, "overrides"), "severity");
	severity = text(r, override, "severity");
	out->justification = text(r, override, "reason");
	out->status = checklist_status(status);
	out->severity = checklist_severity(severity);
	if (out->status == NULL)
		return refuse(r, "status", status);
	if (out->severity == NULL)
		return refuse(r, "severity", severity);
	if (*out->vuln_id == '\0' && *out->rule_id == '\0' &&
	    *out->stig_id == '\0')
		return refuse(r, "an answer to a rule without a name", "");
	return true;
}

static bool
read_stig(struct reader *r, json_t *o, struct checklist *c)
{
	struct checklist_stig *stig = VEC_PUSH(r->a, c->stig, c->nstig);
	json_t *rules = json_object_get(o, "rules"), *rule;
	size_t i;

	stig->id = text(r, o, "stig_id");
	stig->title = text(r, o, "stig_name");
	stig->version = text(r, o, "version");
	stig->release_info = text(r, o, "release_info");
	if (!json_is_array(rules))
		return refuse(r, "a STIG without rules:", stig->id);
	json_array_foreach(rules, i, rule)
	{
		if (!read_answer(r, rule, stig))
			return false;
	}
	return true;
}

static bool
read_root(struct reader *r, json_t *root, struct checklist *c)
{
	json_t *stigs = json_object_get(root, "stigs"), *stig;
	json_t *asset = json_object_get(root, "target_data");
	size_t i;

	if (!json_is_object(asset) || !json_is_array(stigs))
		return refuse(r, "a checklist has target_data and stigs", "");
	read_asset(r, asset, c);
	json_array_foreach(stigs, i, stig)
	{
		if (!read_stig(r, stig, c))
			return false;
	}
	return r->nanswer != 0 || refuse(r, "no rule", "");
}

struct checklist *
front_cklb(struct arena *a, const char *file, const char *data, size_t n)
{
	struct checklist *c = arena_alloc(a, sizeof *c);
	struct reader r = { a, arena_strdup(a, file), 0 };
	json_error_t error;
	json_t *root;
	bool ok;

	if (n > XML_MAX_SIZE) {
		diag(DIAG_ID_FILE_LIMIT, (struct srcpos){ file, 0 },
		    "%zu bytes", n);
		return NULL;
	}
	if (n >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
		data += 3;
		n -= 3;
	}
	root = json_loadb(data, n, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL) {
		diag(DIAG_ID_CHECKLIST_INVALID,
		    (struct srcpos){
			file, error.line > 0 ? (uint32_t)error.line : 0 },
		    "%s", error.text);
		return NULL;
	}
	c->file = r.file;
	ok = read_root(&r, root, c);
	json_decref(root);
	return ok ? c : NULL;
}
