/*
 * The .audit parser: tokens become a tree of items, reports and ifs.  What
 * their keys mean is looked at afterwards, by table (nessus_key.c).
 */
#include <string.h>

#include "nessus.h"

struct parse {
	struct audit *au;
	struct audit_lexer lex;
	struct audit_token tok; /* the next one */
	uint32_t nnode;
};

static bool
syntax(struct srcpos pos, const char *what, const char *name)
{
	diag(DIAG_ID_AUDIT_SYNTAX, pos, "%s%s%s", what,
	    name != NULL ? " " : "", name != NULL ? name : "");
	return false;
}

/* False at a token that the lexer refused. */
static bool
advance(struct parse *p)
{
	p->tok = audit_lex(&p->lex);
	return p->tok.kind != AUDIT_TOKEN_ERROR;
}

static bool
at_tag(const struct parse *p, enum audit_token_kind kind, const char *name)
{
	return p->tok.kind == kind && str_eq(p->tok.text, name);
}

static bool
expect_tag(struct parse *p, enum audit_token_kind kind, const char *name)
{
	if (!at_tag(p, kind, name))
		return syntax(p->tok.pos, kind == AUDIT_TOKEN_TAG ?
		    "here must stand <> with" : "here must stand </> with",
		    name);
	return advance(p);
}

/* Value of a tag's attribute; name "" is the tag's own.  NULL: absent. */
static const char *
attr(const struct audit_token *t, const char *name)
{
	uint32_t i;

	for (i = 0; i < t->nattr; i++)
		if (str_eq(t->attr[i].name, name))
			return t->attr[i].value;
	return NULL;
}

/* Every attribute of the tag is one of these, and none comes twice. */
static bool
attrs_known(const struct audit_token *t, const char *const *known)
{
	uint32_t i, j;

	for (i = 0; i < t->nattr; i++) {
		for (j = 0; known[j] != NULL; j++)
			if (str_eq(t->attr[i].name, known[j]))
				break;
		if (known[j] == NULL) {
			diag(DIAG_ID_AUDIT_KEY, t->pos, "\"%s\" in <%s>",
			    t->attr[i].name, t->text);
			return false;
		}
		for (j = 0; j < i; j++)
			if (str_eq(t->attr[i].name, t->attr[j].name))
				return syntax(t->pos,
				    "attribute is given twice in", t->text);
	}
	return true;
}

static char *
upper(struct arena *a, const char *s)
{
	char *out = arena_strdup(a, s), *p;

	for (p = out; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - ('a' - 'A'));
	return out;
}

static bool
take_values(struct parse *p, struct audit_key *k)
{
	struct arena *a = p->au->arena;
	struct audit_value *v;
	char before = 0;

	for (;;) {
		if (p->tok.kind == AUDIT_TOKEN_SEPARATOR) {
			if (k->nvalue == 0 || before > ' ')
				return syntax(p->tok.pos,
				    "a value is missing before a separator",
				    NULL);
			before = p->tok.separator;
			if (k->separator != 0 && k->separator != before)
				return syntax(p->tok.pos,
				    "different separators in", k->name);
			k->separator = before;
			if (!advance(p))
				return false;
			continue;
		}
		if (p->tok.kind != AUDIT_TOKEN_STRING &&
		    p->tok.kind != AUDIT_TOKEN_WORD)
			break;
		if (k->nvalue == AUDIT_MAX_VALUES)
			return syntax(p->tok.pos, "too many values of",
			    k->name);
		v = VEC_PUSH(a, k->value, k->nvalue);
		v->text = p->tok.text;
		v->quoted = p->tok.kind == AUDIT_TOKEN_STRING;
		v->before = k->nvalue == 1 ? 0 : before;
		v->escape = p->tok.escape;
		before = ' ';
		if (!advance(p))
			return false;
	}
	if (k->nvalue == 0)
		return syntax(k->pos, "no value of", k->name);
	if (before > ' ')
		return syntax(k->pos, "a separator ends", k->name);
	return true;
}

static bool
take_keys(struct parse *p, struct audit_node *n)
{
	struct arena *a = p->au->arena;
	struct audit_key *k;

	while (p->tok.kind == AUDIT_TOKEN_KEY) {
		if (n->nkey == AUDIT_MAX_KEYS)
			return syntax(p->tok.pos, "too many keywords", NULL);
		k = VEC_PUSH(a, n->key, n->nkey);
		k->name = p->tok.text;
		k->pos = p->tok.pos;
		if (!advance(p) || !take_values(p, k))
			return false;
	}
	return true;
}

/* <custom_item> and <item>; either end tag ends either. */
static bool
take_item(struct parse *p, struct audit_node *n)
{
	static const char *const none[] = { NULL };

	n->kind = str_eq(p->tok.text, "item") ? AUDIT_ITEM : AUDIT_CUSTOM_ITEM;
	if (!attrs_known(&p->tok, none) || !advance(p) || !take_keys(p, n))
		return false;
	if (!at_tag(p, AUDIT_TOKEN_CLOSE, "custom_item") &&
	    !at_tag(p, AUDIT_TOKEN_CLOSE, "item"))
		return syntax(p->tok.pos,
		    "neither a keyword nor the end of an item", NULL);
	return advance(p);
}

static bool
take_report(struct parse *p, struct audit_node *n)
{
	static const char *const known[] = { "type", "", NULL };
	const char *type;

	n->kind = AUDIT_REPORT;
	if (!attrs_known(&p->tok, known))
		return false;
	type = attr(&p->tok, "type");
	if (type == NULL)
		type = attr(&p->tok, "");
	if (type == NULL)
		return syntax(n->pos, "<report> without a type", NULL);
	n->report_type = upper(p->au->arena, type);
	return advance(p) && take_keys(p, n) &&
	    expect_tag(p, AUDIT_TOKEN_CLOSE, "report");
}

static bool take_nodes(struct parse *p, unsigned depth,
    struct audit_node **node, uint32_t *nnode);

static bool
take_condition(struct parse *p, struct audit_node *n)
{
	static const char *const known[] = { "type", "auto", NULL };
	struct arena *a = p->au->arena;
	const char *type;
	uint32_t i;

	if (!at_tag(p, AUDIT_TOKEN_TAG, "condition"))
		return syntax(p->tok.pos, "<if> without <condition>", NULL);
	if (!attrs_known(&p->tok, known))
		return false;
	type = attr(&p->tok, "type");
	n->condition_type = type != NULL ? upper(a, type) : "AND";
	n->condition_auto = attr(&p->tok, "auto");
	if (n->condition_auto != NULL)
		n->condition_auto = upper(a, n->condition_auto);
	if (!str_eq(n->condition_type, "AND") &&
	    !str_eq(n->condition_type, "OR"))
		return syntax(p->tok.pos, "condition of type",
		    n->condition_type);
	if (!advance(p) ||
	    !take_nodes(p, AUDIT_MAX_DEPTH, &n->condition, &n->ncondition))
		return false;
	if (n->ncondition == 0)
		return syntax(p->tok.pos, "<condition> without an item", NULL);
	for (i = 0; i < n->ncondition; i++)
		if (n->condition[i].kind == AUDIT_REPORT ||
		    n->condition[i].kind == AUDIT_IF)
			return syntax(n->condition[i].pos,
			    "<condition> takes items only", NULL);
	return expect_tag(p, AUDIT_TOKEN_CLOSE, "condition");
}

static bool
take_if(struct parse *p, unsigned depth, struct audit_node *n)
{
	n->kind = AUDIT_IF;
	if (!advance(p) || !take_condition(p, n) ||
	    !expect_tag(p, AUDIT_TOKEN_TAG, "then") ||
	    !take_nodes(p, depth + 1, &n->then, &n->nthen) ||
	    !expect_tag(p, AUDIT_TOKEN_CLOSE, "then"))
		return false;
	if (at_tag(p, AUDIT_TOKEN_TAG, "else") &&
	    (!advance(p) || !take_nodes(p, depth + 1, &n->else_, &n->nelse) ||
		!expect_tag(p, AUDIT_TOKEN_CLOSE, "else")))
		return false;
	return expect_tag(p, AUDIT_TOKEN_CLOSE, "if");
}

static bool
take_node(struct parse *p, unsigned depth, struct audit_node *n)
{
	n->pos = p->tok.pos;
	if (++p->nnode > AUDIT_MAX_NODES)
		return syntax(n->pos, "too many items", NULL);
	if (str_eq(p->tok.text, "custom_item") || str_eq(p->tok.text, "item"))
		return take_item(p, n);
	if (str_eq(p->tok.text, "report"))
		return take_report(p, n);
	if (!str_eq(p->tok.text, "if"))
		return syntax(n->pos, "unknown tag", p->tok.text);
	if (depth >= AUDIT_MAX_DEPTH)
		return syntax(n->pos, "<if> too deep or in a <condition>",
		    NULL);
	return take_if(p, depth, n);
}

/*
 * Everything up to an end tag that is not of this list.  <group_policy> only
 * groups, and <debug/> says nothing: both are passed over.
 */
static bool
take_nodes(struct parse *p, unsigned depth, struct audit_node **node,
    uint32_t *nnode)
{
	unsigned policies = 0;

	for (;;) {
		struct audit_node n = { 0 };

		if (at_tag(p, AUDIT_TOKEN_TAG, "debug") ||
		    at_tag(p, AUDIT_TOKEN_CLOSE, "debug")) {
			if (!advance(p))
				return false;
		} else if (at_tag(p, AUDIT_TOKEN_TAG, "group_policy")) {
			policies++;
			if (!advance(p))
				return false;
		} else if (policies > 0 &&
		    at_tag(p, AUDIT_TOKEN_CLOSE, "group_policy")) {
			policies--;
			if (!advance(p))
				return false;
		} else if (p->tok.kind == AUDIT_TOKEN_TAG) {
			if (!take_node(p, depth, &n))
				return false;
			*VEC_PUSH(p->au->arena, *node, *nnode) = n;
		} else if (p->tok.kind == AUDIT_TOKEN_CLOSE && policies == 0)
			return true;
		else if (p->tok.kind == AUDIT_TOKEN_END)
			return syntax(p->tok.pos, "the file ends inside a tag",
			    NULL);
		else
			return syntax(p->tok.pos,
			    "here must stand a tag", NULL);
	}
}

static bool
take_file(struct parse *p)
{
	struct audit *au = p->au;

	if (!advance(p))
		return false;
	if (!at_tag(p, AUDIT_TOKEN_TAG, "check_type"))
		return syntax(p->tok.pos, "the file must start with",
		    "<check_type:\"...\">");
	au->check_type = attr(&p->tok, "");
	if (au->check_type == NULL)
		return syntax(p->tok.pos, "<check_type> without a value",
		    NULL);
	if (!str_eq(au->check_type, "Unix") &&
	    !str_eq(au->check_type, "Container") &&
	    !str_eq(au->check_type, "FileContent")) {
		diag(DIAG_ID_AUDIT_VALUE, p->tok.pos,
		    "check_type \"%s\": only Unix, Container and FileContent "
		    "are read", au->check_type);
		return false;
	}
	if (!advance(p) || !take_nodes(p, 0, &au->node, &au->nnode) ||
	    !expect_tag(p, AUDIT_TOKEN_CLOSE, "check_type"))
		return false;
	if (p->tok.kind != AUDIT_TOKEN_END)
		return syntax(p->tok.pos, "something stands behind",
		    "</check_type>");
	return true;
}

/* UTF-8 without NUL, or a diagnostic with the line where it is not. */
static bool
check_text(const char *file, const char *data, size_t n)
{
	struct srcpos pos = { file, 1 };
	size_t i, len;

	if (n > AUDIT_MAX_SIZE) {
		pos.line = 0;
		diag(DIAG_ID_FILE_LIMIT, pos, "%zu bytes", n);
		return false;
	}
	if (utf8_valid(data, n))
		return true;
	for (i = 0; i < n; i += len) {
		len = utf8_length(data + i, n - i);
		if (len == 0 || data[i] == '\0')
			break;
		if (data[i] == '\n')
			pos.line++;
	}
	return syntax(pos, "text that is not UTF-8", NULL);
}

struct audit *
front_audit(struct arena *a, const char *file, const char *data, size_t n)
{
	struct audit *au = arena_alloc(a, sizeof *au);
	struct parse p = { .au = au };

	au->arena = a;
	au->file = arena_strdup(a, file);
	if (!check_text(au->file, data, n) ||
	    !audit_read_metadata(au, data, n))
		return NULL;
	audit_lex_start(&p.lex, a, au->file, data, n);
	if (!take_file(&p) || !audit_check_keys(au))
		return NULL;
	audit_warn_same(au);
	return au;
}
