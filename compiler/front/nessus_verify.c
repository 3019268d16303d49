/*
 * What an .audit file must fulfil beyond its syntax, by table: which keys an
 * item takes, what values they may have, that variables are declared and that
 * PCRE2 takes the patterns.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "nessus.h"

#define MAX_SAID 100 /* errors, and warnings, of one file that are told */
#define MAX_ATTR 64  /* letters of lsattr, and dashes */

struct verify {
	const struct audit *au;
	bool ok;
	unsigned said, warned;
};

static void refused(struct verify *v, enum diag_id id, struct srcpos pos,
    const char *fmt, ...) BASE_PRINTF(4, 5);

static void
refused(struct verify *v, enum diag_id id, struct srcpos pos, const char *fmt,
    ...)
{
	char text[1024];
	va_list ap;

	v->ok = false;
	if (v->said++ >= MAX_SAID)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	diag(id, pos, "%s", text);
}

static void
bad(struct verify *v, enum diag_id id, const struct audit_key *k,
    const char *what)
{
	refused(v, id, k->pos, "%s%s%s", k->name, what != NULL ? " : " : "",
	    what != NULL ? what : "");
}

/* --- values by key -------------------------------------------------------- */

static bool
one_of(const char *s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_eq_nocase(s, *words))
			return true;
	return false;
}

/* Something besides white space: of what must name or match something. */
static bool
is_something(const char *s)
{
	return s[strspn(s, " \t\r\n")] != '\0';
}

static bool
is_yes_no(const char *s)
{
	static const char *const words[] = { "YES", "NO", NULL };

	return one_of(s, words);
}

static bool
is_on_off(const char *s)
{
	static const char *const words[] = { "ON", "OFF", NULL };

	return one_of(s, words);
}

static bool
is_severity(const char *s)
{
	static const char *const words[] = { "HIGH", "MEDIUM", "LOW", NULL };

	return one_of(s, words);
}

static bool
is_check_option(const char *s)
{
	static const char *const words[] = { "CAN_BE_NULL", "CANNOT_BE_NULL",
		NULL };

	return one_of(s, words);
}

static bool
is_target(const char *s)
{
	return ir_name_find(ir_target_names, IR_TARGET__MAX, s) <
	    IR_TARGET__MAX;
}

static bool
is_scope(const char *s)
{
	static const char *const words[] = { "target", "engine", "host", NULL };

	return one_of(s, words) ||
	    (str_starts(s, "container:") && s[strlen("container:")] != '\0');
}

static bool
is_octal(const char *s)
{
	size_t n = strspn(s, "01234567");

	return n >= 1 && n <= 5 && s[n] == '\0' && strtoul(s, NULL, 8) <= 07777;
}

static bool
is_mode(const char *s)
{
	static const char *const set[] = { "-dlcbps", "-r", "-w", "-xsS", "-r",
		"-w", "-xsS", "-r", "-w", "-xtT" };
	size_t i;

	if (is_octal(s))
		return true;
	if (strlen(s) != sizeof set / sizeof *set)
		return false;
	for (i = 0; s[i] != '\0'; i++)
		if (strchr(set[i], s[i]) == NULL)
			return false;
	return true;
}

static bool
is_count(const char *s)
{
	int64_t n;

	return str_to_int64(s, &n) && n >= 0 && n <= INT32_MAX;
}

static bool
is_id(const char *s)
{
	int64_t n;

	return str_to_int64(s, &n) && n >= 0 && n <= UINT32_MAX;
}

static bool
is_md5(const char *s)
{
	return strlen(s) == 32 &&
	    strspn(s, "0123456789abcdefABCDEF") == strlen(s);
}

static bool
is_attr(const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		if (s[i] != '-' && !(s[i] >= 'a' && s[i] <= 'z') &&
		    !(s[i] >= 'A' && s[i] <= 'Z'))
			return false;
	return strspn(s, "-") != i && i <= MAX_ATTR;
}

static bool
is_file_types(const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		if (strchr(i % 2 == 0 ? "bcdpfsl" : "|", s[i]) == NULL)
			return false;
	return i % 2 == 1;
}

static bool
is_operation(const char *s)
{
	return audit_operation(s) != IR_OPERATION__MAX;
}

static bool
is_datatype(const char *s)
{
	static const char *const words[] = { "string", "int", "float",
		"boolean", "version", NULL };

	return one_of(s, words);
}

static bool
is_check(const char *s)
{
	static const char *const words[] = { "all", "at least one", "only one",
		"none satisfy", NULL };

	return one_of(s, words);
}

static bool
is_existence(const char *s)
{
	return ir_name_find(ir_existence_names, IR_EXISTENCE__MAX, s) <
	    IR_EXISTENCE__MAX;
}

static bool
is_attest(const char *s)
{
	size_t start, end;

	return audit_variable_next(s, 0, &start, &end) && start == 0 &&
	    s[end] == '\0';
}

/*
 * Keys with more to say than one text.  `own`: for auditc's own types only,
 * where the vendor has the key with another meaning.
 */
enum many { ONE, LIST, WORDS, ANY };
static const struct key_rule {
	const char *name;
	bool own;
	enum many many; /* ONE value, a LIST, WORDS that are one, or ANY */
	bool (*ok)(const char *s);
} key_rules[] = {
	{ "cmd", false, ONE, is_something },
	{ "file", false, ONE, is_something },
	{ "name", false, ONE, is_something },
	{ "expect", false, ONE, is_something },
	{ "not_expect", false, ONE, is_something },
	{ "owner", false, LIST, is_something },
	{ "group", false, LIST, is_something },
	{ "uid", false, LIST, is_id },
	{ "gid", false, LIST, is_id },
	{ "system", false, LIST, NULL },
	{ "except", false, LIST, NULL },
	{ "known_good", false, LIST, NULL },
	{ "search_locations", false, LIST, NULL },
	{ "ignore", false, LIST, NULL },
	{ "levels", false, LIST, NULL },
	{ "mask", false, ONE, is_octal },
	{ "mode", false, ONE, is_mode },
	{ "md5", false, ONE, is_md5 },
	{ "attr", false, ONE, is_attr },
	{ "file_type", false, LIST, is_file_types },
	{ "check_uneveness", false, ONE, is_yes_no },
	{ "required", false, ONE, is_yes_no },
	{ "file_required", false, ONE, is_yes_no },
	{ "string_required", false, ONE, is_yes_no },
	{ "is_substring", false, ONE, is_yes_no },
	{ "dont_echo_cmd", false, ONE, is_yes_no },
	{ "quiet", false, ONE, is_yes_no },
	{ "nosudo", false, ONE, is_yes_no },
	{ "show_output", false, ONE, is_yes_no },
	{ "status", false, ONE, is_on_off },
	{ "severity", false, ONE, is_severity },
	{ "check_option", false, ONE, is_check_option },
	{ "timeout", false, ONE, is_count },
	{ "min_occurrences", false, ONE, is_count },
	{ "value", true, LIST, NULL },
	{ "kernel_value", true, LIST, NULL },
	{ "operator", true, WORDS, is_operation },
	{ "kernel_operator", true, WORDS, is_operation },
	{ "datatype", true, ONE, is_datatype },
	{ "check", true, WORDS, is_check },
	{ "kernel_check", true, WORDS, is_check },
	{ "existence", true, ONE, is_existence },
	{ "scope", true, ONE, is_scope },
	{ "attest", true, ONE, is_attest },
	{ "where", true, ANY, NULL },
	{ "kernel_where", true, ANY, NULL },
	{ "target", true, ONE, is_target },
	{ NULL, false, ONE, NULL }
};

static const struct key_rule *
key_rule(const char *name, bool own)
{
	const struct key_rule *r;

	for (r = key_rules; r->name != NULL; r++)
		if (str_eq(r->name, name) && (own || !r->own))
			break;
	return r;
}

static void
verify_values(struct verify *v, const struct audit_key *k,
    const struct key_rule *r)
{
	struct arena *a = v->au->arena;
	const char *s;
	uint32_t i;

	for (i = 1; i < k->nvalue; i++)
		if (r->many == ONE || (r->many != ANY &&
			(r->many == LIST) == (k->value[i].before == ' '))) {
			bad(v, DIAG_ID_AUDIT_VALUE, k, "more than one value");
			return;
		}
	if (r->ok == NULL)
		return;
	if (r->many == WORDS) {
		s = audit_key_joined(a, k);
		if (!r->ok(s))
			bad(v, DIAG_ID_AUDIT_VALUE, k, s);
		return;
	}
	for (i = 0; i < k->nvalue; i++) {
		s = k->value[i].text;
		if (r->ok != is_attest && r->ok != is_something)
			s = audit_expand(v->au, a, s);
		if (!r->ok(s))
			bad(v, DIAG_ID_AUDIT_VALUE, k,
			    is_something(k->value[i].text) ?
			    k->value[i].text : "is empty");
	}
}

/* --- variables and patterns ----------------------------------------------- */

static bool
verify_variables(struct verify *v, const struct audit_key *k)
{
	size_t from, start, end;
	const char *s;
	bool ok = true;
	uint32_t i;

	for (i = 0; i < k->nvalue; i++) {
		s = k->value[i].text;
		for (from = 0; audit_variable_next(s, from, &start, &end);
		     from = end)
			if (audit_variable_find(v->au, s + start + 1,
				end - start - 2) == NULL) {
				bad(v, DIAG_ID_AUDIT_VARIABLE, k,
				    arena_strndup(v->au->arena, s + start,
					end - start));
				ok = false;
			}
	}
	return ok;
}

static void
verify_pattern(struct verify *v, const struct audit_key *k,
    const struct audit_value *value)
{
	const char *s = audit_expand(v->au, v->au->arena, value->text);
	char why[128];
	pcre2_code *re;
	PCRE2_SIZE at;
	int code;

	if (value->escape != 0 && v->warned++ < MAX_SAID)
		diag(DIAG_ID_AUDIT_ESCAPE, k->pos,
		    "%s : \\%c is written \\\\%c", k->name, value->escape,
		    value->escape);
	re = pcre2_compile((PCRE2_SPTR)(const void *)s, strlen(s), PCRE2_UTF,
	    &code, &at, NULL);
	if (re == NULL) {
		pcre2_get_error_message(code, (PCRE2_UCHAR *)(void *)why,
		    sizeof why);
		refused(v, DIAG_ID_AUDIT_PATTERN, k->pos,
		    "%s : \"%.400s\" at %zu: %s", k->name, s, (size_t)at, why);
	}
	pcre2_code_free(re);
}

static void
verify_where(struct verify *v, const struct audit_key *k)
{
	struct audit_where w;
	uint32_t i;

	if (!audit_where_split(v->au->arena, k, &w)) {
		bad(v, DIAG_ID_AUDIT_VALUE, k,
		    "not of the form \"Member\" operation \"value\"");
		return;
	}
	if (w.operation != IR_OPERATION_PATTERN_MATCH &&
	    w.operation != IR_OPERATION_PATTERN_NOT_MATCH)
		return;
	for (i = 0; i < w.nvalue; i++)
		verify_pattern(v, k, &w.value[i]);
}

/* t NULL: of a report. */
static void
verify_key(struct verify *v, const struct audit_node *n, const struct audit_type *t,
    const struct audit_key *k)
{
	bool own = t == NULL || t->how != AUDIT_HOW_UNSUPPORTED;
	uint32_t i;

	if (audit_key_is_prose(k->name)) {
		verify_values(v, k, key_rule("", false));
		if (str_eq(k->name, "description") &&
		    !is_something(k->value[0].text))
			bad(v, DIAG_ID_AUDIT_VALUE, k, "is empty");
		return;
	}
	if (!verify_variables(v, k) || (t != NULL && t->allowed == NULL))
		return;
	verify_values(v, k, key_rule(k->name, own));
	if (own && (str_eq(k->name, "where") ||
		str_eq(k->name, "kernel_where")))
		verify_where(v, k);
	if (n->kind != AUDIT_REPORT && audit_key_is_pattern(n, k->name))
		for (i = 0; i < k->nvalue; i++)
			verify_pattern(v, k, &k->value[i]);
}

/* --- nodes ---------------------------------------------------------------- */

static void
missing(struct verify *v, const struct audit_node *n, const char *key)
{
	const char *d = audit_key_text(n, "description");

	refused(v, DIAG_ID_AUDIT_MISSING, n->pos, "%s%s%s%s", key,
	    d != NULL ? ", in \"" : "", d != NULL ? d : "",
	    d != NULL ? "\"" : "");
}

static void
verify_required(struct verify *v, const struct audit_node *n,
    const struct audit_type *t)
{
	const char *p, *end;

	for (p = t->required; *p != '\0'; p = end + 1) {
		end = strchr(p, ' ');
		p = arena_strndup(v->au->arena, p, (size_t)(end - p));
		if (audit_key_find(n, p) == NULL)
			missing(v, n, p);
	}
	if (t->how == AUDIT_HOW_CONTENT &&
	    audit_key_find(n, "expect") == NULL &&
	    audit_key_find(n, "not_expect") == NULL)
		missing(v, n, "expect");
	if (t->how == AUDIT_HOW_OWN && audit_key_find(n, "value") == NULL &&
	    audit_key_find(n, "operator") != NULL)
		missing(v, n, "value");
}

static void
verify_repeated(struct verify *v, const struct audit_node *n, uint32_t i)
{
	uint32_t j;

	if (audit_key_repeats(n, n->key[i].name))
		return;
	for (j = 0; j < i; j++)
		if (str_eq(n->key[i].name, n->key[j].name)) {
			bad(v, DIAG_ID_AUDIT_KEY, &n->key[i],
			    "is given twice");
			return;
		}
}

/* The members that a key names, of the records of the fact in `of`. */
static void
verify_members(struct verify *v, const struct audit_node *n, const char *name,
    enum probe_kind probe, const struct audit_key *of)
{
	const struct audit_key *k;
	struct audit_where w;
	const char *member;
	uint32_t i = 0;

	while ((k = audit_key_next(n, name, &i)) != NULL) {
		if (of == NULL) {
			bad(v, DIAG_ID_AUDIT_KEY, k, "of no fact");
			continue;
		}
		member = k->value[0].text;
		if (str_ends(name, "where")) {
			if (!audit_where_split(v->au->arena, k, &w))
				continue;
			member = w.member;
		}
		if (!audit_fact_member_known(probe, of->value[0].text, member))
			bad(v, DIAG_ID_AUDIT_VALUE, k, member);
	}
}

/* Facts and their members: what nothing has would never be found. */
static void
verify_facts(struct verify *v, const struct audit_node *n,
    const struct audit_type *t)
{
	static const char *const kernel_keys[] = { "kernel_value",
		"kernel_operator", "kernel_check" };
	const struct audit_key *fact = audit_key_find(n, "fact");
	const struct audit_key *kernel = audit_key_find(n, "kernel"), *k;
	size_t i;

	if (fact != NULL && !audit_fact_known(t->probe, fact->value[0].text))
		bad(v, DIAG_ID_AUDIT_VALUE, fact, fact->value[0].text);
	if (kernel != NULL &&
	    !audit_fact_known(PROBE_KERNEL, kernel->value[0].text))
		bad(v, DIAG_ID_AUDIT_VALUE, kernel, kernel->value[0].text);
	verify_members(v, n, "member", t->probe, fact);
	verify_members(v, n, "where", t->probe, fact);
	verify_members(v, n, "kernel_member", PROBE_KERNEL, kernel);
	verify_members(v, n, "kernel_where", PROBE_KERNEL, kernel);
	for (i = 0; i < sizeof kernel_keys / sizeof *kernel_keys; i++)
		if (kernel == NULL &&
		    (k = audit_key_find(n, kernel_keys[i])) != NULL)
			bad(v, DIAG_ID_AUDIT_KEY, k, "of no fact");
}

static void
verify_item(struct verify *v, const struct audit_node *n, bool silent)
{
	const struct audit_type *t = audit_type_find(n);
	uint32_t i;

	if (t == NULL) {
		missing(v, n, "type");
		return;
	}
	verify_required(v, n, t);
	if (t->how == AUDIT_HOW_OWN)
		verify_facts(v, n, t);
	if (!silent && audit_key_find(n, "description") == NULL)
		missing(v, n, "description");
	for (i = 0; i < n->nkey; i++) {
		if (!audit_type_allows(t, n->key[i].name)) {
			bad(v, DIAG_ID_AUDIT_KEY, &n->key[i], NULL);
			continue;
		}
		verify_repeated(v, n, i);
		verify_key(v, n, t, &n->key[i]);
	}
}

static void
verify_report(struct verify *v, const struct audit_node *n)
{
	static const char *const types[] = { "PASSED", "FAILED", "WARNING",
		"INFO", "NOTAPPLICABLE", "NOTCHECKED", NULL };
	uint32_t i;

	if (!one_of(n->report_type, types)) {
		refused(v, DIAG_ID_AUDIT_VALUE, n->pos, "report of type \"%s\"",
		    n->report_type);
	}
	for (i = 0; i < n->nkey; i++) {
		if (!audit_report_allows(n->key[i].name))
			bad(v, DIAG_ID_AUDIT_KEY, &n->key[i], NULL);
		verify_repeated(v, n, i);
		verify_key(v, n, NULL, &n->key[i]);
	}
	if (audit_key_find(n, "description") == NULL)
		missing(v, n, "description");
}

static void
verify_nodes(struct verify *v, const struct audit_node *n, uint32_t nnode,
    bool silent)
{
	static const char *const autos[] = { "PASSED", "FAILED", "WARNING",
		"NOTAPPLICABLE", "NOTCHECKED", NULL };

	for (; nnode != 0; nnode--, n++) {
		if (n->kind == AUDIT_REPORT)
			verify_report(v, n);
		else if (n->kind != AUDIT_IF)
			verify_item(v, n, silent);
		else {
			if (n->condition_auto != NULL &&
			    !one_of(n->condition_auto, autos)) {
				refused(v, DIAG_ID_AUDIT_VALUE, n->pos,
				    "condition with auto \"%s\"",
				    n->condition_auto);
			}
			verify_nodes(v, n->condition, n->ncondition, true);
			verify_nodes(v, n->then, n->nthen, false);
			verify_nodes(v, n->else_, n->nelse, false);
		}
	}
}

bool
audit_check_keys(const struct audit *au)
{
	struct verify v = { .au = au, .ok = true };

	/* A language of its own, of which nothing is evaluated. */
	if (str_eq(au->check_type, "FileContent"))
		return true;
	verify_nodes(&v, au->node, au->nnode, false);
	return v.ok;
}
