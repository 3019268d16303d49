/*
 * An item's keys by name, and the variables in their values: @NAME@, replaced
 * as text, declared in the file's metadata.
 */
#include <string.h>

#include "nessus.h"

const struct audit_key *
audit_key_next(const struct audit_node *n, const char *name, uint32_t *i)
{
	while (*i < n->nkey)
		if (str_eq(n->key[(*i)++].name, name))
			return &n->key[*i - 1];
	return NULL;
}

const struct audit_key *
audit_key_find(const struct audit_node *n, const char *name)
{
	uint32_t i = 0;

	return audit_key_next(n, name, &i);
}

const char *
audit_key_text(const struct audit_node *n, const char *name)
{
	const struct audit_key *k = audit_key_find(n, name);

	return k != NULL ? k->value[0].text : NULL;
}

bool
audit_text_is(const struct audit_node *n, const char *name, const char *value)
{
	return str_eq_nocase(audit_key_text(n, name), value);
}

bool
audit_key_yes(const struct audit_node *n, const char *name, bool otherwise)
{
	const char *s = audit_key_text(n, name);

	return s != NULL ? str_eq_nocase(s, "YES") : otherwise;
}

const char *
audit_key_joined(struct arena *a, const struct audit_key *k)
{
	struct strbuf b = STRBUF_INIT;
	const char *out;
	uint32_t i;

	for (i = 0; i < k->nvalue; i++) {
		if (i > 0)
			strbuf_addch(&b, ' ');
		strbuf_addstr(&b, k->value[i].text);
	}
	out = arena_strdup(a, b.s);
	strbuf_free(&b);
	return out;
}

static bool
is_name(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (!first && c >= '0' && c <= '9');
}

bool
audit_variable_next(const char *text, size_t from, size_t *start, size_t *end)
{
	const char *p = text + from, *q;

	while ((p = strchr(p, '@')) != NULL) {
		for (q = p + 1; is_name(*q, q == p + 1);)
			q++;
		if (*q == '@' && q != p + 1) {
			*start = (size_t)(p - text);
			*end = (size_t)(q + 1 - text);
			return true;
		}
		p++;
	}
	return false;
}

const struct audit_variable *
audit_variable_find(const struct audit *au, const char *name, size_t n)
{
	uint32_t i;

	for (i = 0; i < au->nvariable; i++)
		if (strlen(au->variable[i].name) == n &&
		    memcmp(au->variable[i].name, name, n) == 0)
			return &au->variable[i];
	return NULL;
}

const char *
audit_expand(const struct audit *au, struct arena *a, const char *text)
{
	const struct audit_variable *v;
	struct strbuf b = STRBUF_INIT;
	size_t from = 0, start, end;
	const char *out;

	while (audit_variable_next(text, from, &start, &end)) {
		strbuf_add(&b, text + from, start - from);
		v = audit_variable_find(au, text + start + 1, end - start - 2);
		if (v != NULL && v->default_ != NULL)
			strbuf_addstr(&b, v->default_);
		from = end;
	}
	strbuf_addstr(&b, text + from);
	out = arena_strdup(a, b.s);
	strbuf_free(&b);
	return out;
}

enum ir_operation
audit_operation(const char *text)
{
	char name[64];
	size_t i, n = strlen(text);

	if (n >= sizeof name)
		return IR_OPERATION__MAX;
	for (i = 0; i <= n; i++) {
		name[i] = text[i];
		if (name[i] == '_')
			name[i] = ' ';
		else if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] = (char)(name[i] + ('a' - 'A'));
	}
	return (enum ir_operation)ir_name_find(ir_operation_names,
	    IR_OPERATION__MAX, name);
}

/*
 * A bare operation may be several words: "not equal" as one string, or
 * not_equal, or not equal.
 */
bool
audit_where_split(struct arena *a, const struct audit_key *k,
    struct audit_where *out)
{
	const char *op = "";
	uint32_t i;

	out->operation = IR_OPERATION__MAX;
	out->member = k->value[0].text;
	for (i = 1; i < k->nvalue && k->value[i].before == ' '; i++) {
		op = *op == '\0' ? k->value[i].text :
		    arena_printf(a, "%s %s", op, k->value[i].text);
		out->operation = audit_operation(op);
		if (out->operation != IR_OPERATION__MAX)
			break;
	}
	out->value = k->value + i + 1;
	out->nvalue = i + 1 < k->nvalue ? k->nvalue - i - 1 : 0;
	if (out->operation == IR_OPERATION__MAX || out->nvalue == 0 ||
	    *out->member == '\0' || out->value[0].before != ' ')
		return false;
	for (i = 1; i < out->nvalue; i++)
		if (out->value[i].before != '|')
			return false;
	return true;
}
