/*
 * The words of an .audit file.  It is not XML: tags are <name:"v" k:"v">,
 * between them stand `key : value` lines without a terminator, and # starts a
 * comment anywhere but in a string.  In a string a backslash always takes the
 * next character along; \\ \" and \' are decoded, any other pair stays as it
 * is written.
 */
#include <string.h>

#include "nessus.h"

#define MAX_ATTR 16

void
audit_lex_start(struct audit_lexer *l, struct arena *a, const char *file,
    const char *data, size_t n)
{
	memset(l, 0, sizeof *l);
	l->arena = a;
	l->p = data;
	l->end = data + n;
	l->pos.file = file;
	l->pos.line = 1;
	l->line_start = true;
	if (n >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		l->p += 3;
}

static struct audit_token
token(const struct audit_lexer *l, enum audit_token_kind kind)
{
	struct audit_token t = { .kind = kind, .pos = l->pos };

	return t;
}

static struct audit_token
failed(struct audit_lexer *l, struct srcpos pos, const char *what)
{
	diag(DIAG_ID_AUDIT_SYNTAX, pos, "%s", what);
	l->p = l->end = NULL;
	return token(l, AUDIT_TOKEN_ERROR);
}

static bool
is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_name(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9');
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static void
skip_blanks(struct audit_lexer *l)
{
	while (l->p < l->end && is_blank(*l->p))
		l->p++;
}

/* Blanks, line ends and comments. */
static void
skip_space(struct audit_lexer *l)
{
	for (; l->p < l->end; l->p++) {
		if (*l->p == '\n') {
			l->pos.line++;
			l->line_start = true;
		} else if (*l->p == '#') {
			while (l->p + 1 < l->end && l->p[1] != '\n')
				l->p++;
		} else if (!is_blank(*l->p))
			return;
	}
}

/* The name at the cursor; "" where there is none. */
static const char *
take_name(struct audit_lexer *l)
{
	const char *start = l->p;

	if (l->p < l->end && is_name_start(*l->p))
		while (l->p < l->end && is_name(*l->p))
			l->p++;
	return arena_strndup(l->arena, start, (size_t)(l->p - start));
}

/*
 * A carriage return that belongs to a line end.  *run is where the last run of
 * them that was looked at ends, so that each is gone through once.
 */
static bool
is_return(const char *p, const char **run)
{
	if (p >= *run)
		*run = p + strspn(p, "\r");
	return p < *run && **run == '\n';
}

/* The string at the cursor, decoded into t; false after a diagnostic. */
static bool
take_string(struct audit_lexer *l, struct audit_token *t)
{
	char quote = *l->p++, *out;
	size_t n = 0;
	const char *p, *run = l->p;

	for (p = l->p; p < l->end && *p != quote; p++)
		if (*p == '\\' && p + 1 < l->end)
			p++;
	if (p >= l->end) {
		failed(l, t->pos, "string without an end");
		return false;
	}
	out = arena_alloc(l->arena, (size_t)(p - l->p) + 1);
	for (; l->p < p; l->p++) {
		if (is_return(l->p, &run))
			continue;
		if (*l->p == '\\') {
			l->p++;
			if (strchr("\\\"'", *l->p) == NULL) {
				out[n++] = '\\';
				if (t->escape == 0 &&
				    strchr("+*()^", *l->p) != NULL)
					t->escape = *l->p;
			}
			if (is_return(l->p, &run))
				continue;
		}
		if (*l->p == '\n')
			l->pos.line++;
		out[n++] = *l->p;
	}
	l->p = p + 1;
	t->text = out;
	return true;
}

static bool
in_word(char c)
{
	return !is_blank(c) && strchr("\n\"'<>#|&", c) == NULL;
}

static const char *
take_word(struct audit_lexer *l)
{
	const char *start = l->p;

	while (l->p < l->end && in_word(*l->p))
		l->p++;
	return arena_strndup(l->arena, start, (size_t)(l->p - start));
}

/* One attribute; the cursor is on its name or, for the tag's own, on ':'. */
static bool
take_attr(struct audit_lexer *l, struct audit_token *t)
{
	struct audit_token value = token(l, AUDIT_TOKEN_STRING);
	const char *name = take_name(l), *start;

	if (t->nattr == MAX_ATTR) {
		failed(l, l->pos, "tag with too many attributes");
		return false;
	}
	skip_space(l);
	if (l->p >= l->end || (*l->p != ':' && *l->p != '=')) {
		failed(l, t->pos, "tag that is not of the form <name k:\"v\">");
		return false;
	}
	l->p++;
	skip_space(l);
	if (l->p < l->end && (*l->p == '"' || *l->p == '\'')) {
		if (!take_string(l, &value))
			return false;
	} else {
		for (start = l->p; l->p < l->end && in_word(*l->p) &&
		     *l->p != '/';)
			l->p++;
		value.text = arena_strndup(l->arena, start,
		    (size_t)(l->p - start));
		if (*value.text == '\0') {
			failed(l, t->pos, "attribute without a value");
			return false;
		}
	}
	*VEC_PUSH(l->arena, t->attr, t->nattr) =
	    (struct audit_attr) { name, value.text };
	return true;
}

static struct audit_token
lex_tag(struct audit_lexer *l)
{
	struct audit_token t = token(l, AUDIT_TOKEN_TAG);

	l->p++;
	if (l->p < l->end && *l->p == '/') {
		t.kind = AUDIT_TOKEN_CLOSE;
		l->p++;
	}
	skip_blanks(l);
	t.text = take_name(l);
	if (*t.text == '\0')
		return failed(l, t.pos, "'<' that does not start a tag");
	for (;;) {
		skip_space(l);
		if (l->p >= l->end)
			return failed(l, t.pos, "tag without an end");
		if (*l->p == '>')
			break;
		if (*l->p == '/' && l->p + 1 < l->end && l->p[1] == '>') {
			l->p++;
			break;
		}
		if (t.kind == AUDIT_TOKEN_CLOSE ||
		    (*l->p != ':' && !is_name_start(*l->p)))
			return failed(l, t.pos,
			    "tag that is not of the form <name k:\"v\">");
		if (!take_attr(l, &t))
			return token(l, AUDIT_TOKEN_ERROR);
	}
	l->p++;
	l->in_value = false;
	return t;
}

/*
 * A name with ':' behind it is a key, but for the rest of the line on which a
 * value is still missing: `time : 12:30`.
 */
static bool
at_key(const struct audit_lexer *l)
{
	const char *p = l->p;

	if (!is_name_start(*p) || (l->in_value && !l->line_start))
		return false;
	while (p < l->end && is_name(*p))
		p++;
	while (p < l->end && is_blank(*p))
		p++;
	return p < l->end && *p == ':';
}

static struct audit_token
lex_separator(struct audit_lexer *l)
{
	struct audit_token t = token(l, AUDIT_TOKEN_SEPARATOR);
	char c = *l->p++;

	t.separator = ',';
	if (l->p < l->end && *l->p == c && c != ',') {
		t.separator = c;
		l->p++;
	} else if (c == '&')
		return failed(l, t.pos, "'&' alone");
	l->in_value = true;
	return t;
}

struct audit_token
audit_lex(struct audit_lexer *l)
{
	struct audit_token t;

	if (l->p == NULL)
		return token(l, AUDIT_TOKEN_ERROR);
	skip_space(l);
	if (l->p >= l->end)
		return token(l, AUDIT_TOKEN_END);
	t = token(l, AUDIT_TOKEN_WORD);
	if (*l->p == '<')
		t = lex_tag(l);
	else if (at_key(l)) {
		t.kind = AUDIT_TOKEN_KEY;
		t.text = take_name(l);
		skip_blanks(l);
		l->p++;
		l->in_value = true;
	} else if (*l->p == '"' || *l->p == '\'') {
		t.kind = AUDIT_TOKEN_STRING;
		if (!take_string(l, &t))
			t.kind = AUDIT_TOKEN_ERROR;
		l->in_value = false;
	} else if (*l->p == '|' || *l->p == '&' || *l->p == ',')
		t = lex_separator(l);
	else if (*l->p == '>')
		t = failed(l, l->pos, "'>' that ends no tag");
	else if (*l->p == ':')
		t = failed(l, l->pos, "':' without a keyword");
	else {
		t.text = take_word(l);
		l->in_value = false;
	}
	l->line_start = false;
	return t;
}
