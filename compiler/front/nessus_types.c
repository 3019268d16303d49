/*
 * Every check type of the .audit language with the keys that it takes: the
 * vendor's types of Unix audits, the named items, and auditc's own.
 */
#include <string.h>

#include "nessus.h"

/* What every item may carry. */
#define COMMON \
	"type description info solution see_also reference severity system " \
	"comment debug target "
#define FILE_KEYS \
	"owner group mask mode uid gid md5 attr check_uneveness file_type " \
	"required file_required ignore search_locations "
#define CONTENT_KEYS \
	"expect not_expect required file_required string_required " \
	"min_occurrences ignore search_locations json_transform xsl_stmt " \
	"file_supersedence except known_good is_substring check_option "
#define FACT_KEYS \
	"where member operator value datatype check existence scope attest "
#define KERNEL_KEYS \
	"kernel kernel_operator kernel_value kernel_check kernel_member " \
	"kernel_where "
#define REPORT_KEYS \
	"description info solution see_also reference output show_output " \
	"severity system comment target "

#define UNSUPPORTED AUDIT_HOW_UNSUPPORTED, false, IR_TARGET_HOST, PROBE__MAX
#define UNIX(how, inverse, probe) \
	AUDIT_HOW_##how, inverse, IR_TARGET_HOST, PROBE_##probe
#define OWN(place, probe) AUDIT_HOW_OWN, false, IR_TARGET_##place, PROBE_##probe

static const struct audit_type types[] = {
	{ "FILE_CHECK", UNIX(FILE, false, FILE), "file ", FILE_KEYS },
	{ "FILE_CHECK_NOT", UNIX(FILE, true, FILE), "file ", FILE_KEYS },
	{ "FILE_CONTENT_CHECK", UNIX(CONTENT, false, TEXTFILECONTENT54),
	    "file regex ", CONTENT_KEYS },
	{ "FILE_CONTENT_CHECK_NOT", UNIX(CONTENT, true, TEXTFILECONTENT54),
	    "file regex expect ", CONTENT_KEYS },
	{ "CMD_EXEC", UNIX(COMMAND, false, COMMAND), "cmd ",
	    "expect not_expect regex timeout dont_echo_cmd quiet nosudo "
	    "required check_option is_substring except known_good arg " },
	{ "PROCESS_CHECK", UNIX(PROCESS, false, PROCESS58), "name status ",
	    "owner required " },

	{ "CONTAINER_CHECK", OWN(CONTAINER, CONTAINER), "fact ",
	    FACT_KEYS KERNEL_KEYS },
	{ "IMAGE_CHECK", OWN(IMAGE, IMAGE), "fact ", FACT_KEYS },
	{ "ENGINE_CHECK", OWN(ENGINE, ENGINE), "fact ", FACT_KEYS },
	{ "NETWORK_CHECK", OWN(ENGINE, NETWORK), "fact ", FACT_KEYS },
	{ "KERNEL_CHECK", OWN(CONTAINER, KERNEL), "fact ", FACT_KEYS },

	{ "RPM_CHECK", UNSUPPORTED, "rpm operator ", "required " },
	{ "FIND_CMD", UNSUPPORTED, "",
	    "target find_name not_find_name find_type exec regex expect "
	    "not_expect perm not_perm user not_user group not_group uid "
	    "not_uid gid not_gid nouser nogroup maxdepth mindepth mtime "
	    "not_mtime ctime not_ctime size not_size find_context match_all "
	    "match_case print verbose timeout ignore required " },
	{ "AUDIT_XML", UNSUPPORTED, "file xsl_stmt ",
	    "regex expect not_expect required file_required string_required "
	    "ignore " },
	{ "BANNER_CHECK", UNSUPPORTED, "file content ",
	    "is_substring required file_required " },
	{ "XINETD_SVC", UNSUPPORTED, "service status ", "check_option " },
	{ "CHKCONFIG", UNSUPPORTED, "service status ", "levels check_option " },
	{ "GRAMMAR_CHECK", UNSUPPORTED, "file regex ",
	    "required file_required " },
	{ "SVC_PROP", UNSUPPORTED, "service ",
	    "property value regex svcprop_option required " },
	{ "PKG_CHECK", UNSUPPORTED, "pkg ", "version operator required " },
	{ "MACOSX_DEFAULTS_READ", UNSUPPORTED, "plist_name plist_item ",
	    "regex not_regex plist_user byhost plist_option managed_path " },
	{ "MACOSX_OSASCRIPT", UNSUPPORTED, "payload_type payload_key ",
	    "expect required " },
	{ "AUDIT_ALLOWED_OPEN_PORTS", UNSUPPORTED, "port_type ports ", "" },
	{ "AUDIT_DENIED_OPEN_PORTS", UNSUPPORTED, "port_type ports ", "" },
	{ "AUDIT_PROCESS_ON_PORT", UNSUPPORTED, "port_type ports name ", "" },
	{ NULL, UNSUPPORTED, NULL, NULL }
};

/* <item> name : "..." */
#define FIND_KEYS "basedir ignore timeout find_option "
#define USER_KEYS "ignore_user ignore_shell use_valid_shells uid_ge uid_lt "
static const struct audit_type items[] = {
	{ "find_suid_sgid_files", UNSUPPORTED, "", FIND_KEYS },
	{ "find_orphan_files", UNSUPPORTED, "", FIND_KEYS },
	{ "find_world_writeable_files", UNSUPPORTED, "", FIND_KEYS },
	{ "find_world_writeable_directories", UNSUPPORTED, "", FIND_KEYS },
	{ "find_world_readable_files", UNSUPPORTED, "", FIND_KEYS },
	{ "find_preCIS_files", UNSUPPORTED, "", FIND_KEYS },
	{ "passwd_zero_uid", UNSUPPORTED, "", "" },
	{ "passwd_duplicate_uid", UNSUPPORTED, "", "" },
	{ "passwd_duplicate_gid", UNSUPPORTED, "", "" },
	{ "passwd_duplicate_home", UNSUPPORTED, "", "" },
	{ "passwd_duplicate_username", UNSUPPORTED, "", "" },
	{ "passwd_invalid_gid", UNSUPPORTED, "", "" },
	{ "passwd_shadowed", UNSUPPORTED, "", "" },
	{ "passwd_file_consistency", UNSUPPORTED, "", "" },
	{ "group_file_consistency", UNSUPPORTED, "", "" },
	{ "group_zero_gid", UNSUPPORTED, "", "" },
	{ "group_duplicate_gid", UNSUPPORTED, "", "" },
	{ "group_duplicate_name", UNSUPPORTED, "", "" },
	{ "group_duplicate_members", UNSUPPORTED, "", "" },
	{ "group_nonexistant_users", UNSUPPORTED, "", "" },
	{ "accounts_bad_home_permissions", UNSUPPORTED, "", "mask " USER_KEYS },
	{ "accounts_bad_home_group_permissions", UNSUPPORTED, "",
	    "mask " USER_KEYS },
	{ "accounts_without_home_dir", UNSUPPORTED, "", USER_KEYS },
	{ "active_accounts_without_home_dir", UNSUPPORTED, "", USER_KEYS },
	{ "home_dir_localization_files_group_check", UNSUPPORTED, "",
	    "file " USER_KEYS },
	{ "home_dir_localization_files_user_check", UNSUPPORTED, "",
	    "file " USER_KEYS },
	{ "dot_in_root_path_variable", UNSUPPORTED, "", "" },
	{ "writeable_dirs_in_root_path_variable", UNSUPPORTED, "", "" },
	{ "invalid_login_shells", UNSUPPORTED, "", USER_KEYS },
	{ "login_shells_with_suid", UNSUPPORTED, "", "" },
	{ "login_shells_writeable", UNSUPPORTED, "", "" },
	{ "login_shells_bad_owner", UNSUPPORTED, "", "" },
	{ "min_password_length", UNSUPPORTED, "value ", "" },
	{ "minimum_password_length", UNSUPPORTED, "value ", "" },
	{ "max_password_age", UNSUPPORTED, "value ", USER_KEYS },
	{ "min_password_age", UNSUPPORTED, "value ", USER_KEYS },
	{ "root_login_from_console", UNSUPPORTED, "", "" },
	{ "admin_accounts_in_ftpusers", UNSUPPORTED, "", "file " },
	{ "list_docker_container_packages", UNSUPPORTED, "", "" },
	{ NULL, UNSUPPORTED, NULL, NULL }
};

/* A type that is not in the tables: its keys cannot be judged. */
static const struct audit_type unknown_type = { "", UNSUPPORTED, "", NULL };

static const struct audit_type *
find(const struct audit_type *t, const char *name)
{
	for (; t->name != NULL; t++)
		if (str_eq(t->name, name))
			return t;
	return &unknown_type;
}

const struct audit_type *
audit_type_find(const struct audit_node *item)
{
	const char *type = audit_key_text(item, "type");
	const char *name = audit_key_text(item, "name");

	if (type != NULL)
		return find(types, type);
	if (item->kind == AUDIT_ITEM && name != NULL)
		return find(items, name);
	return NULL;
}

/* Is `word` in the list, in which a blank follows each? */
static bool
listed(const char *list, const char *word)
{
	size_t n = strlen(word);
	const char *p;

	for (p = list; (p = strstr(p, word)) != NULL; p += n)
		if (p[n] == ' ' && (p == list || p[-1] == ' '))
			return true;
	return false;
}

bool
audit_type_allows(const struct audit_type *t, const char *key)
{
	return t->allowed == NULL || listed(COMMON, key) ||
	    listed(t->required, key) || listed(t->allowed, key) ||
	    (t >= items && t < items + sizeof items / sizeof *items &&
		str_eq(key, "name"));
}

bool
audit_report_allows(const char *key)
{
	return listed(REPORT_KEYS, key);
}

bool
audit_key_repeats(const struct audit_node *item, const char *key)
{
	if (str_eq(key, "regex"))
		return str_eq(audit_key_text(item, "type"), "GRAMMAR_CHECK");
	if (str_eq(key, "file"))
		return item->kind == AUDIT_ITEM;
	return listed("info solution see_also xsl_stmt ignore where "
	    "kernel_where attest arg ", key);
}

bool
audit_key_is_prose(const char *key)
{
	return listed("description info solution see_also reference comment "
	    "output ", key);
}

/* "pattern match" in either spelling. */
static bool
is_pattern_operator(const struct audit_node *item, const char *key)
{
	const struct audit_key *k = audit_key_find(item, key);
	uint32_t i;

	for (i = 0; k != NULL && i < k->nvalue; i++)
		if (str_starts(k->value[i].text, "pattern"))
			return true;
	return false;
}

bool
audit_key_is_pattern(const struct audit_node *item, const char *key)
{
	const struct audit_type *t = audit_type_find(item);

	if (t == NULL)
		return false;
	if (t->how == AUDIT_HOW_OWN)
		return (str_eq(key, "value") &&
			is_pattern_operator(item, "operator")) ||
		    (str_eq(key, "kernel_value") &&
			is_pattern_operator(item, "kernel_operator"));
	if (listed("expect not_expect ", key))
		return !audit_key_yes(item, "is_substring", false);
	return listed("regex not_regex find_name not_find_name ", key);
}
